"""The fictional region is fiction, is well formed, and says what its stories say.

States, flags, losses, corridors and cliffs are worked with the plain second reading in ``oracle``; the
expected values are those of ``stories.toml``, worked by hand in the README beside it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from itertools import combinations_with_replacement
from typing import Any

import pytest

from graph_schema.nodes import KINDS
from graph_schema.schema import SCHEMA
from seed_data import workspaces
from tests.seed import oracle_links as links
from tests.seed.oracle import World, first_day
from tests.seed.test_assertions import PARTIAL_DATE, TRACES

DEMO = workspaces()["demo"]
EDITION = DEMO.folder.parent.parent / "graph_schema" / "editions" / "mnr_2016"
STORIES: dict[str, Any] = tomllib.loads((DEMO.folder / "stories.toml").read_text(encoding="utf-8"))
CELLS = [(s["country"], number, text) for s in STORIES["story"] for number, text in s["cells"].items()]
Fact = dict[str, Any]


def world(**change: Any) -> World:
    return World.read(DEMO.folder, EDITION, change.pop("t", STORIES["as_of"]), **change)


NOW = world()


def cell(world: World, name: str) -> Any:
    country, number = name.split("/")
    return world.cell(country, number)


# -- the rows ----------------------------------------------------------------------------------------------
def test_the_date_is_the_one_of_the_workspace() -> None:
    assert STORIES["as_of"] == DEMO.as_of


def test_all_record_types_are_there() -> None:
    assert set(NOW.tables) == set(SCHEMA)


def test_references_resolve() -> None:
    t = NOW.tables
    known = {
        "source": {r["source_id"] for r in t["sources"]},
        "country": {r["iso3"] for r in t["countries"]} | {""},
        "body": {r["id"] for r in t["stakeholders"]} | {""},
        "agreement": {r["id"] for r in t["agreements"]},
    }
    bodies = "stakeholder_id member_id network_id funder_id recipient_id a_id b_id child_id parent_id body_id"
    for rows in t.values():
        for row in rows:
            assert row.get("source_id", "demo-design") in known["source"], row
            assert row.get("iso3", row.get("home_iso3", "")) in known["country"], row
            assert all(row[column] in known["body"] for column in bodies.split() if column in row), row
            assert row.get("agreement_id", "coast-fund") in known["agreement"], row


def test_dates_are_partial_iso_and_in_order() -> None:
    for name, rows in NOW.tables.items():
        for row in rows:
            for column in ("since", "until", "published", "reviewed_on", "adopted", "in_force", "expires"):
                assert not row.get(column) or PARTIAL_DATE.fullmatch(row[column]), (name, row)
            begin, end = first_day(row.get("since", "")), first_day(row.get("until", ""))
            assert not (begin and end and begin > end and len(row["until"]) == 10), (name, row)
            if name in ("reviews", "sources"):
                assert (
                    first_day(row.get("published") or row.get("reviewed_on", "")) or DEMO.as_of
                ) <= DEMO.as_of


def test_it_is_fiction_from_end_to_end() -> None:
    register = workspaces()["register"].folder
    real = {
        line.split(",")[0] for line in (register / "stakeholders.csv").read_text("utf-8").splitlines()[1:]
    }
    assert not real & {r["id"] for r in NOW.tables["stakeholders"]}
    assert all(re.fullmatch(r"XA[A-F]", r["iso3"]) and r["lat"] == "" for r in NOW.tables["countries"])
    for rows in NOW.tables.values():
        for row in rows:
            assert "(fictional)" in row.get("publisher", "(fictional)"), row
            for value in row.values():
                assert not re.search(r"https?://(?!example\.org/)", value), row
                assert not TRACES.search(value), row


def test_every_kind_of_organisation_occurs() -> None:
    assert {r["kind"] for r in NOW.tables["stakeholders"]} == set(KINDS)


def test_affiliations_have_no_circle() -> None:
    for row in NOW.tables["stakeholders"]:
        assert NOW.tops(row["id"])  # would not come back from a circle


# -- the stories ------------------------------------------------------------------------------------------
def test_every_cell_has_a_story_and_every_state_and_flag_occurs() -> None:
    assert len(CELLS) == len(NOW.tables["countries"]) * len(NOW.required)
    words = {word for _, _, text in CELLS for word in text.split()}
    assert words == set(
        "covered fragile unattributed planned gap unknown uncounted expiring hollow unsupported stale "
        "unconfirmed sole_by_design conflict lapsed".split()
    )


@pytest.mark.parametrize(("country", "number", "text"), CELLS, ids=lambda value: str(value).replace(" ", "-"))
def test_cell(country: str, number: str, text: str) -> None:
    found = NOW.cell(country, number)
    flags = set(found.flags)
    if number in NOW.unsupported(country):
        flags.add("unsupported")
    if number in NOW.hollow(country):
        flags.add("hollow")
    assert " ".join([found.state, *sorted(flags)]) == text


def groups(fact: Fact) -> None:
    assert cell(NOW, fact["cell"]).groups == fact["groups"]


def confirmed_only(fact: Fact) -> None:
    seen = world(confirmed=True)
    names = [f"{country}/{number}" for country, number, _ in CELLS]
    changed = {n: cell(seen, n).state for n in names if cell(seen, n).state != cell(NOW, n).state}
    assert changed == fact["states"]


def replay(fact: Fact) -> None:
    then = world(t=fact["on"])
    assert {name: cell(then, name).state for name in fact["states"]} == fact["states"]


def unlocks(fact: Fact) -> None:
    assert NOW.unlocks(*fact["cell"].split("/")) == fact["capabilities"]


def gap_order(fact: Fact) -> None:
    duties = {row["capability"] for row in NOW.edition["duties"]}
    states = ["gap", "fragile", "unattributed", "planned"]
    own = {n: NOW.cell(fact["country"], n).state for n in NOW.required}
    listed = [n for n in NOW.required if own[n] in states]
    listed.sort(key=lambda n: (states.index(own[n]), -len(NOW.waiting(n)), n not in duties, int(n)))
    assert listed == fact["capabilities"]


def looks_first(fact: Fact) -> None:
    unseen = [n for n in NOW.required if NOW.cell(fact["country"], n).state == "unknown"]
    unseen.sort(key=lambda n: (-len(NOW.waiting(n)), int(n)))
    assert unseen[:3] == fact["capabilities"]
    assert [len(NOW.waiting(n)) for n in unseen[:3]] == fact["waiting"]


def hollow(fact: Fact) -> None:
    assert NOW.hollow(fact["country"]) == {n: (by, by) for n, by in fact["by"].items()}


def gain(fact: Fact) -> None:
    assert NOW.gain(*fact["cell"].split("/")) == fact["gain"]


def plan(fact: Fact) -> None:
    """Every way to spend the budget, one step a piece; unknown phases count as 1."""
    start = {n: phase[0] for n, phase in NOW.phases(fact["country"]).items()}
    before = sum(NOW.lowest(start).values())
    best: dict[tuple[str, ...], float] = {}
    for raises in combinations_with_replacement(start, fact["budget"]):
        after = {n: min(4.0, start[n] + raises.count(n)) for n in start}
        best[raises] = sum(NOW.lowest(after).values()) - before
    top = max(best.values())
    assert top == fact["value"]
    assert [list(raises) for raises, value in best.items() if value == top] == [fact["raises"]]


def remove(fact: Fact) -> None:
    loss = links.remove(NOW, fact["stakeholder"])
    for name in ("also_removed", "lost_ground", "fallen", "unsupported", "duties_lost"):
        assert getattr(loss, name) == fact[name], name
    assert [len(piece) for piece in loss.pieces] == fact["piece_sizes"]
    assert loss.pieces[1:] == fact["small_pieces"]


def components(fact: Fact) -> None:
    parts = [part for part in links.components(NOW) if len(part) > 1]
    assert [len(part) for part in parts] == fact["sizes"]
    assert parts[1:] == fact["small"]


def bridge(fact: Fact) -> None:
    assert [len(p) for p in links.broken_into(NOW, fact["stakeholder"])] == fact["piece_sizes"]
    assert links.pairs_cut(NOW, fact["stakeholder"]) == fact["pairs_cut"]


def bridge_tie(fact: Fact) -> None:
    assert links.pairs_cut_by_tie(NOW, fact["a"], fact["b"]) == fact["pairs_cut"]


def sole_funder(fact: Fact) -> None:
    assert links.sole_funders(NOW) == fact["cells"]


def sole_source(fact: Fact) -> None:
    country, number = fact["cell"].split("/")
    rows = NOW.tables["deliveries"] + NOW.tables["reviews"]
    cited = {r["source_id"] for r in rows if (r["iso3"], r["capability"]) == (country, number)}
    publishers = {r["publisher"] for r in NOW.tables["sources"] if r["source_id"] in cited}
    assert publishers == {fact["publisher"]}


def corridors(fact: Fact) -> None:
    found = links.corridors(NOW, fact["duty"])
    for state in ("covered", "signed_only", "gap", "unknown"):
        assert [f"{a}-{b}" for (a, b), c in found.items() if c[0] == state] == fact[state], state
    assert [f"{a}-{b}" for (a, b), c in found.items() if c[1] and not c[2]] == fact["without_hands"]


def route(fact: Fact) -> None:
    a, b = fact["pair"].split("-")
    open_pairs = {pair for pair, c in links.corridors(NOW, fact["duty"]).items() if c[1]}
    assert (a, b) not in open_pairs
    others = [c for c in links.countries(NOW) if c not in (a, b)]
    via = [c for c in others if all((min(c, x), max(c, x)) in open_pairs for x in (a, b))]
    assert via == fact["via"]


def expires(fact: Fact) -> None:
    ahead = {r["id"]: r["expires"] for r in NOW.tables["agreements"] if r["expires"] > str(NOW.t)}
    assert ahead == fact["agreements"]


def bound_and_member(fact: Fact) -> tuple[set[str], set[str]]:
    """Countries bound by an agreement in force, and countries with a member in the network."""
    pairs = [c for row in NOW.edition["duties"] for c in links.corridors(NOW, row["capability"]).items()]
    agreements = {r["id"] for r in NOW.tables["agreements"]}
    bound = {country for pair, c in pairs if agreements & set(c[1]) for country in pair}
    home = {r["id"]: r["home_iso3"] for r in NOW.tables["stakeholders"]}
    members = [r for r in NOW.tables["memberships"] if r["network_id"] == fact["network"] and NOW.active(r)]
    return bound, {home[r["member_id"]] for r in members}


def agreement_without_member(fact: Fact) -> None:
    bound, present = bound_and_member(fact)
    assert sorted(bound - present) == fact["countries"]


def member_without_agreement(fact: Fact) -> None:
    bound, present = bound_and_member(fact)
    assert sorted(present - bound) == fact["countries"]


def handoffs(fact: Fact) -> None:
    found = links.handoffs(NOW, fact["country"])
    for state in ("linked", "not_recorded", "one_side_empty", "unknown"):
        assert {edge for edge, s in found.items() if s == state} == set(fact[state]), state
    assert links.fewest_ties(links.new_ties(NOW, fact["country"])) == fact["fewest"]


def tie_serves(fact: Fact) -> None:
    choices = links.new_ties(NOW, fact["country"])
    assert {e for e, pairs in choices.items() if tuple(fact["pair"]) in pairs} == set(fact["serves"])


def members_without_tie(fact: Fact) -> None:
    kind = {r["id"]: r["kind"] for r in NOW.tables["stakeholders"]}
    hotlines = {p for country in links.countries(NOW) for p in NOW.cell(country, "12").providers}
    useful = {i for i, k in kind.items() if k in ("law_enforcement", "government")} | hotlines
    members = [r["member_id"] for r in NOW.tables["memberships"] if r["network_id"] == fact["network"]]
    pairs = links.tie_pairs(NOW)
    alone = [m for m in members if not any(m in pair and useful & (set(pair) - {m}) for pair in pairs)]
    assert sorted(alone) == fact["members"]


def seats(fact: Fact) -> None:
    (body,) = (r for r in NOW.tables["committee_bodies"] if r["iso3"] == fact["country"])
    filled = {r["seat"] for r in NOW.tables["committee_seats"] if r["iso3"] == fact["country"]}
    every = [row["seat"] for row in NOW.edition["seats"]]
    rest = [seat for seat in every if seat not in filled]
    assert set(fact["filled"]) == filled
    assert (fact["empty"], fact["unknown"]) == ((rest, []) if body["seats_complete"] == "yes" else ([], rest))


def cliffs(fact: Fact) -> None:
    found = links.cliffs(NOW)
    assert found == fact["months"]
    for month, names in found.items():
        donors = {
            r["funder_id"]
            for name in names
            for r in NOW.tables["funding"]
            if r["iso3"] == name[:3]
            and name[4:] in r["capabilities"].split(";")
            and r["until"][:7] == month
            and r["recipient_id"] in cell(NOW, name).providers
        }
        assert sorted(donors) == fact["donors"][month], month


CHECKS: dict[str, Callable[[Fact], None]] = {
    check.__name__: check
    for check in (
        groups,
        confirmed_only,
        replay,
        unlocks,
        gap_order,
        looks_first,
        hollow,
        gain,
        plan,
        remove,
        components,
        bridge,
        bridge_tie,
        sole_funder,
        sole_source,
        corridors,
        route,
        expires,
        agreement_without_member,
        member_without_agreement,
        handoffs,
        tie_serves,
        members_without_tie,
        seats,
        cliffs,
    )
}


@pytest.mark.parametrize("fact", STORIES["fact"], ids=lambda fact: f"{fact['kind']}: {fact['says']}")
def test_fact(fact: Fact) -> None:
    CHECKS[fact["kind"]](fact)
