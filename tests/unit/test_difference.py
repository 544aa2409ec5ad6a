"""What changed between two days or two snapshots: worked by hand, and against two answers of the oracle."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coordination.analytics.time.difference import Difference, difference
from coordination.text.sentences import ENGLISH
from graph_schema.errors import UsageError
from graph_schema.ids import Iso3
from tests.both import Case, cases, facts
from tests.oracle import answers
from tests.oracle import coverage as slow_coverage
from tests.oracle.cells import View
from tests.oracle.corridors import covered_pairs
from tests.oracle.edition import default_edition, later_edition, number_key
from tests.oracle.graphs import cooperation
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.said import as_json
from tests.worlds import days_of, random_world

EARLY, LATE = date(2024, 1, 1), date(2025, 1, 1)


def does(who: str, capability: str = "12", **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": capability, **more}


def between(
    before: Tables, after: Tables | None = None, first: date = EARLY, then: date = LATE
) -> Difference:
    return difference(facts(before), first, facts(after if after is not None else before), then)


def test_moves_between_two_days() -> None:
    """12: a and b, b ends in June 2024: covered (2 of 2) to fragile: worse. 13: c is to start in June 2024: planned,
    then fragile (1 of 2), so better; nobody looked for others: uncounted. 3: a look says not_found before and found
    after: gap to unattributed: better. 1 (k = 1): its one delivery ends in June 2024: covered to gap, lapsed: worse.
    Everything else stays unknown and is not listed."""
    tables = small(
        deliveries=[
            does("a"),
            does("b", until="2024-06"),
            does("c", "13", since="2024-06"),
            does("a", "1", until="2024-06"),
        ],
        reviews=[
            {"capability": "3", "outcome": "not_found", "reviewed_on": "2023"},
            {"capability": "3", "outcome": "found", "reviewed_on": "2024-05", "method": "interview"},
        ],
    )
    found = {c.capability: c for c in between(tables).cells}
    assert {n: (str(c.before), str(c.after), c.move, c.groups) for n, c in found.items()} == {
        "1": ("covered", "gap", "worse", (1, 0)),
        "3": ("gap", "unattributed", "better", (0, 0)),
        "12": ("covered", "fragile", "worse", (2, 1)),
        "13": ("planned", "fragile", "better", (0, 1)),
    }
    assert (found["12"].providers_gone, found["12"].providers_added) == (("b",), ())
    assert (found["13"].providers_added, found["13"].providers_gone) == (("c",), ())
    assert len(found["3"].looks) == 1  # the look of 2023 counts on both days
    assert "uncounted" in found["13"].flags_added
    assert "lapsed" in found["1"].flags_added


def test_counts_of_states_add_up() -> None:
    """One country of 21 cells; one covered cell falls to a gap, the other twenty stay unknown."""
    found = between(small(deliveries=[does("a", "1", until="2024-06")]))
    states = {s.state: (s.before, s.after) for s in found.states}
    assert states["covered"] == (1, 0)
    assert states["gap"] == (0, 1)
    assert states["unknown"] == (20, 20)
    assert sum(a for a, _ in states.values()) == sum(b for _, b in states.values()) == 21


def test_replaced_provider_is_told_though_the_state_stays() -> None:
    """a leaves, c comes: two providers before and after."""
    tables = small(deliveries=[does("a", until="2024-06"), does("b"), does("c", since="2024-06")])
    (cell,) = between(tables).cells
    assert (cell.move, cell.providers_gone, cell.providers_added) == ("same", ("a",), ("c",))
    assert ENGLISH.render(cell.reason(), lambda n: n.id) == "MWI, 12: new: c; gone: a."


def test_a_country_of_one_side_only() -> None:
    """The second snapshot has KEN and its hotline, the first does not: unknown there, so it is learned; the other
    way round it is lost sight of, not a gap."""
    one = small(deliveries=[does("a")])
    two = small(deliveries=[does("a"), does("k", iso3="KEN")])
    (cell,) = between(one, two, LATE).cells
    assert (cell.country, str(cell.before), cell.move) == ("KEN", "unknown", "learned")
    (back,) = between(two, one, LATE).cells
    assert (back.country, str(back.after), back.move) == ("KEN", "unknown", "lost_sight")


def test_claims_are_counted_between_snapshots() -> None:
    """One delivery the same, one with a new end (same key and source: changed), one new, one gone; `k` is a new
    stakeholder, `z` is gone, and KEN is a new country."""
    one = small(deliveries=[does("a"), does("b"), does("z")])
    two = small(deliveries=[does("a"), does("b", until="2030"), does("k", iso3="KEN")])
    found = {c.type: (c.added, c.removed, c.changed) for c in between(one, two).claims}
    assert found == {"countries": (1, 0, 0), "stakeholders": (1, 1, 0), "deliveries": (1, 1, 1)}
    assert between(one).claims == ()  # the same snapshot on another day


def test_the_rest() -> None:
    """Between the two days: the tie a-b ends, c-d begins; the agreement for 4 between KEN and MWI comes into force;
    the seat of the police is left and the list is whole; with the tie a-b the hand-off 9<4 loses its link."""
    tables = small(
        deliveries=[does("a", "9"), does("b", "4")],
        ties=[{"a_id": "a", "b_id": "b", "until": "2024-06"}, {"a_id": "c", "b_id": "d", "since": "2024-06"}],
        agreements=[{"id": "m", "duties": "4", "in_force": "2024-06"}],
        agreement_parties=[{"agreement_id": "m", "iso3": c} for c in ("KEN", "MWI")],
        committee_bodies=[{"body_id": "council", "seats_complete": "yes"}],
        committee_seats=[{"body_id": "council", "member_id": "b", "seat": "police", "until": "2024-06"}],
    )
    found = between(tables)
    assert (found.ties_added, found.ties_gone) == ((("c", "d"),), (("a", "b"),))
    assert (found.duties_added, found.duties_gone) == ((("KEN", "MWI", "4"),), ())
    assert (found.instruments_added, found.instruments_gone) == (("m",), ())
    assert [((m.country, m.body, m.seat), m.before, m.after) for m in found.seats] == [
        (("MWI", "council", "police"), "filled", "empty")
    ]
    assert [((m.country, m.needs, m.gives), m.before, m.after) for m in found.handoffs] == [
        (("MWI", "9", "4"), "linked", "not_recorded")
    ]


def test_looks_are_told() -> None:
    tables = small(
        reviews=[
            {"capability": "3", "outcome": "unclear", "reviewed_on": "2024-05"},
            {"capability": "3", "outcome": "found", "reviewed_on": "2024-06"},
        ]
    )
    (cell,) = between(tables).cells
    assert ENGLISH.render(cell.reason(), lambda n: n.id) == "MWI, 3: 2 reviews were added or removed."


def test_money_that_ended_is_the_reason_that_is_told() -> None:
    """12 needs two; fund alone pays a and b until the end of 2024, c is paid by trust until then and is new. One group
    (a and b are one; c is not there yet), then three. Told are those who were there before. 13: d's money ended long
    before the earlier day: it is not why its look differs."""
    tables = small(
        deliveries=[does("a"), does("b"), does("c", since="2024-12"), does("d", "13")],
        funding=[
            *({"funder_id": "fund", "recipient_id": w, "until": "2024"} for w in ("a", "b")),
            {"funder_id": "trust", "recipient_id": "c", "until": "2024"},
            {"funder_id": "trust", "recipient_id": "d", "until": "2020"},
        ],
        reviews=[{"capability": "13", "outcome": "found", "reviewed_on": "2024-06"}],
    )
    found = {c.capability: c for c in between(tables).cells}
    assert (found["12"].groups, found["12"].money_ended) == ((1, 3), ("a", "b"))
    assert found["13"].money_ended == ()
    (cell,) = between(tables, first=date(2024, 12, 31)).cells
    assert (cell.move, cell.groups, cell.money_ended) == ("same", (2, 3), ("a", "b", "c"))
    assert ENGLISH.render(cell.reason(), lambda n: n.id) == (
        "MWI, 12: same providers. Known funding of a, b and c has ended; their current "
        "funding is unknown. They are counted as still active."
    )
    # 12 becomes one group because b comes under a; the end of a's money, which was shared with nobody, is not why
    tables = small(
        deliveries=[does("a"), does("b")],
        funding=[{"funder_id": "fund", "recipient_id": "a", "until": "2024-03"}],
        affiliations=[{"child_id": "b", "parent_id": "a", "since": "2024-06"}],
    )
    (cell,) = between(tables).cells
    assert (cell.move, cell.groups, cell.money_ended) == ("worse", (2, 1), ("a",))
    assert (
        ENGLISH.render(cell.reason(), lambda n: n.id)
        == "MWI, 12: same providers, but counted or dated differently."
    )
    # money that ended in 2020, told by a source of 2024: it did not end between the two days
    tables = small(
        deliveries=[does("a")],
        funding=[{"funder_id": "fund", "recipient_id": "a", "until": "2020", "source_id": "late"}],
        sources=[{"source_id": "late", "published": "2024-05", "publisher": "P"}],
        reviews=[{"capability": "12", "outcome": "found", "reviewed_on": "2024-06", "method": "interview"}],
    )
    assert [c.money_ended for c in between(tables).cells] == [()]
    # two snapshots on one day, of which only the second knows that the money of a ended: one group, then two
    paid = [{"funder_id": "fund", "recipient_id": w} for w in ("a", "b")]
    runs = small(deliveries=[does("a"), does("b")], funding=paid)
    ended = small(deliveries=[does("a"), does("b")], funding=[{**paid[0], "until": "2024-06"}, paid[1]])
    assert [(c.groups, c.money_ended) for c in between(runs, ended, LATE).cells] == [((1, 2), ("a",))]
    assert [(c.groups, c.money_ended) for c in between(ended, runs, LATE).cells] == [((2, 1), ())]


def test_who_is_first_recorded_did_not_come() -> None:
    """12 needs two. a since 2015; b by a source of May 2024 that does not say since when: fragile to covered, and
    nobody knows that it got better. c by the same source, since April: c came. d does 13 alone, by that source: now
    known, and first recorded as well. b has a second row at 14, announced for February: planned, and then it came."""
    late = {"source_id": "late", "since": ""}
    tables = small(
        deliveries=[
            does("a"),
            does("b", **late),
            does("a", "16"),
            does("c", "16", source_id="late", since="2024-04"),
            does("b", "16", **late),
            does("d", "13", **late),
            does("b", "14", **late),
            does("b", "14", since="2024-02"),
            does("a", "9", until="2024-03"),
            does("b", "9", **late),
        ],
        sources=[{"source_id": "late", "published": "2024-05", "publisher": "P"}],
    )
    found = {c.capability: c for c in between(tables).cells}
    assert {n: (c.move, c.providers_added, c.first_recorded) for n, c in found.items()} == {
        "9": ("same", ("b",), ("b",)),
        "12": ("better", ("b",), ("b",)),
        "13": ("learned", ("d",), ("d",)),
        "14": ("better", ("b",), ()),
        "16": ("better", ("b", "c"), ("b",)),
    }
    assert {n: str(c.seen) for n, c in found.items()} == {
        "9": "same",
        "12": "recorded",
        "13": "learned",
        "14": "better",
        "16": "better",
    }
    said = {n: ENGLISH.render(c.reason(), lambda n: n.id) for n, c in found.items()}
    assert said == {
        "9": "MWI, 9: new on record: b; gone: a.",
        "12": "MWI, 12: new on record: b. Their start date is unknown.",
        "13": "MWI, 13: new on record: d. Their start date is unknown.",
        "14": "MWI, 14: new: b.",
        "16": "MWI, 16: new: c; new on record: b.",
    }


def test_the_same_is_no_difference() -> None:
    for case in cases(3):
        found = as_json(difference(case.facts, case.day, case.facts, case.day))
        lists = {k: v for k, v in found.items() if isinstance(v, list) and k != "states"}
        assert not any(lists.values())


@pytest.mark.parametrize("seed", range(20, 23))
def test_of_one_country_is_what_concerns_it(seed: int) -> None:
    one, two = list(cases(seed, days=2))[:2]
    whole = difference(one.facts, EARLY, two.facts, LATE)
    for country in one.facts.countries[:3]:
        some = difference(one.facts, EARLY, two.facts, LATE, [country])
        assert some.cells == tuple(c for c in whole.cells if c.country == country)
        assert some.seats == tuple(s for s in whole.seats if s.country == country)
        assert some.handoffs == tuple(h for h in whole.handoffs if h.country == country)
        assert some.duties_added == tuple(d for d in whole.duties_added if country in (d.a, d.b))
        assert some.duties_gone == tuple(d for d in whole.duties_gone if country in (d.a, d.b))
        assert {*some.ties_added} <= {*whole.ties_added}
        assert {*some.ties_gone} <= {*whole.ties_gone}
        assert {sum(s.before for s in some.states), sum(s.after for s in some.states)} == {one.facts.K}
    every = difference(one.facts, EARLY, two.facts, LATE, one.facts.countries)
    assert (every.cells, every.states, every.duties_added) == (whole.cells, whole.states, whole.duties_added)


def test_partnerships_and_agreements_of_one_country() -> None:
    """In 2024 a (at home in Malawi) and b (at work there since June 2024, at home in Kenya), b and c (Kenya), c and d
    (Kenya) begin to work together: of Malawi are the two of which one end sits or works there. Malawi joins mou in June
    2024, Kenya was a party already: in force for Malawi only after, for Kenya on both days."""
    tables = small(
        countries=[{"iso3": "KEN"}, {"iso3": "MWI"}],
        stakeholders=[
            {"id": "a", "home_iso3": "MWI"},
            *({"id": s, "home_iso3": "KEN"} for s in "bcd"),
        ],
        deliveries=[does("b", since="2024-06")],
        ties=[{"a_id": a, "b_id": b, "since": "2024-06"} for a, b in ("ab", "bc", "cd")],
        agreements=[{"id": "mou", "duties": "4", "adopted": "2020"}],
        agreement_parties=[
            {"agreement_id": "mou", "iso3": "KEN", "since": "2020"},
            {"agreement_id": "mou", "iso3": "MWI", "since": "2024-06"},
        ],
    )

    def of(*countries: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        found = difference(facts(tables), EARLY, facts(tables), LATE, [Iso3(c) for c in countries] or None)
        return found.ties_added, found.instruments_added

    assert of() == ((("a", "b"), ("b", "c"), ("c", "d")), ())
    assert of("MWI") == ((("a", "b"), ("b", "c")), ("mou",))
    assert of("KEN") == ((("a", "b"), ("b", "c"), ("c", "d")), ())


def test_two_editions_cannot_be_compared() -> None:
    tables = small(deliveries=[does("a")])
    with pytest.raises(UsageError, match="different editions"):
        difference(facts(tables), EARLY, facts(tables, ed="mnr-2022"), LATE)
    with pytest.raises(UsageError, match="different editions"):
        difference(facts(tables), EARLY, facts(tables, "confirmed"), LATE)


def test_nothing_at_all() -> None:
    found = between({}, {})
    assert (found.cells, found.claims, {(s.before, s.after) for s in found.states}) == ((), (), {(0, 0)})
    (cell,) = between({}, small(deliveries=[does("a")])).cells
    assert cell.move == "learned"


BLANK = {"state": "unknown", "providers": [], "flags": [], "groups": 0}
ORDER = ["gap", "planned", "unattributed", "fragile", "covered"]
APART = ["done_once", "supported_only"]


def move(before: str, after: str) -> str:
    if "unknown" in (before, after):
        return "same" if before == after else "learned" if before == "unknown" else "lost_sight"
    if before != after and {before, after} & {*APART}:
        return "corrected"
    if before == after:
        return "same"
    rise = ORDER.index(after) - ORDER.index(before)
    return "better" if rise > 0 else "worse"


def cells_of(view: View, day: date) -> dict[tuple[str, str], dict[str, Any]]:
    rows = slow_coverage.coverage(view, day)["cells"]
    return {(r["country"], r["capability"]): r for r in rows}


def ties_of(view: View, day: date) -> set[tuple[str, str]]:
    return {(a, b) for a, near in cooperation(view.world, day).items() for b in near if a < b}


def views_of(one: Case, two: Case) -> tuple[View, View]:
    """How the oracle sees both sides; the same tables in the same light are read once."""
    first = answers.view_of(one.tables, one.edition, one.evidence)
    alike = one.tables is two.tables and (one.edition, one.evidence) == (two.edition, two.evidence)
    return first, first if alike else answers.view_of(two.tables, two.edition, two.evidence)


def assert_difference(one: Case, two: Case) -> None:
    found = difference(one.facts, one.day, two.facts, two.day)
    views = views_of(one, two)
    before, after = (cells_of(v, c.day) for v, c in zip(views, (one, two), strict=True))
    expected = []
    for key in sorted({*before, *after}, key=lambda k: (k[0], number_key(k[1]))):
        was, now = before.get(key, BLANK), after.get(key, BLANK)
        if any(was[k] != now[k] for k in BLANK):
            expected.append(
                (
                    *key,
                    was["state"],
                    now["state"],
                    move(was["state"], now["state"]),
                    (was["groups"], now["groups"]),
                    sorted({*now["providers"]} - {*was["providers"]}),
                    sorted({*was["providers"]} - {*now["providers"]}),
                    sorted({*now["flags"]} - {*was["flags"]}),
                    sorted({*was["flags"]} - {*now["flags"]}),
                )
            )
    assert [
        (
            c.country,
            c.capability,
            str(c.before),
            str(c.after),
            c.move,
            c.groups,
            list(c.providers_added),
            list(c.providers_gone),
            list(c.flags_added),
            list(c.flags_gone),
        )
        for c in found.cells
    ] == expected, f"{one} -> {two}"
    channels = [covered_pairs(v, c.day) for v, c in zip(views, (one, two), strict=True)]
    assert (set(found.duties_added), set(found.duties_gone)) == (
        channels[1] - channels[0],
        channels[0] - channels[1],
    )
    ties = [ties_of(v, c.day) for v, c in zip(views, (one, two), strict=True)]
    assert (set(found.ties_added), set(found.ties_gone)) == (ties[1] - ties[0], ties[0] - ties[1])


@pytest.mark.parametrize("seed", range(6))
def test_two_days_of_one_world(seed: int) -> None:
    world = list(cases(seed, "small" if seed % 2 else "tiny", days=2))
    for one, two in zip(world[::2], world[1::2], strict=False):
        if one.evidence == two.evidence and one.edition.id == two.edition.id:
            assert_difference(one, two)


@pytest.mark.parametrize("seed", range(6))
def test_two_worlds_on_one_day(seed: int) -> None:
    for one, two in zip(cases(seed, days=1), cases(seed + 500, days=1), strict=True):
        assert_difference(one, two)


@pytest.mark.parametrize("block", range(4))
def test_two_hundred_small_worlds(block: int) -> None:
    """Two days of one world; edition and evidence take turns."""
    for seed in range(1000 + block * 50, 1050 + block * 50):
        there = later_edition() if seed % 3 == 0 else default_edition()
        evidence, tables = ("all", "confirmed")[seed % 2], random_world(seed, "tiny")
        seen = facts(tables, evidence, there.id)
        one, two = (Case(tables, seen, there, day, evidence) for day in days_of(tables, seed)[:2])
        assert_difference(one, two)


@pytest.mark.parametrize("seed", range(5))
def test_back_and_forth(seed: int) -> None:
    """The way back lists the same cells with before and after exchanged."""
    one, two = list(cases(seed, days=2))[:2]
    there = difference(one.facts, one.day, two.facts, two.day)
    back = difference(two.facts, two.day, one.facts, one.day)
    swap = {
        "better": "worse",
        "worse": "better",
        "learned": "lost_sight",
        "lost_sight": "learned",
        "same": "same",
    }
    assert [(c.country, c.capability, c.before, c.after, swap[c.move], c.looks) for c in there.cells] == [
        (c.country, c.capability, c.after, c.before, c.move, c.looks) for c in back.cells
    ]
    assert (there.ties_added, there.duties_gone) == (back.ties_gone, back.duties_added)


def bound(table: str, of: tuple[str, str], since: str, **more: str) -> Difference:
    """12 needs two and has a and b since 2015; a source of June 2024 says what binds them, ``since`` that day."""
    low, high = of
    rows = [{low: who, high: "p", "source_id": "late", "since": since, **more} for who in ("a", "b")]
    sources = [{"source_id": "late", "published": "2024-06", "publisher": "P"}]
    return between(small(deliveries=[does("a"), does("b")], sources=sources, **{table: rows}))


AFFILIATIONS = ("affiliations", ("child_id", "parent_id"))
FUNDING = ("funding", ("recipient_id", "funder_id"))


@pytest.mark.parametrize(("table", "of"), [AFFILIATIONS, FUNDING])
def test_what_binds_providers_may_be_first_recorded(table: str, of: tuple[str, str]) -> None:
    """Both are of p, or p alone pays both: two independent providers become one, covered becomes fragile. Where no
    source says since when, that was only recorded; with a day of March 2024 it came about."""
    (cell,) = bound(table, of, "").cells
    assert (str(cell.before), str(cell.after), cell.groups) == ("covered", "fragile", (2, 1))
    assert (cell.move, cell.seen, cell.links_recorded) == ("worse", "recorded", ("a", "b"))
    assert ENGLISH.render(cell.reason(), lambda n: n.id) == (
        "MWI, 12: the same providers. First recorded of a and b: whom they belong to or who pays "
        "them; since when is not known."
    )
    (real,) = bound(table, of, "2024-03").cells
    assert (real.move, real.seen, real.groups, real.links_recorded) == ("worse", "worse", (2, 1), ())


def test_a_second_funder_that_is_first_recorded_parts() -> None:
    """p alone pays a and b: one. A source of June 2024 names q as a funder of a and not since when: two, so better,
    and only recorded. Where c left meanwhile as well, nothing is said of links."""
    paid = [{"recipient_id": w, "funder_id": "p", "since": "2015"} for w in ("a", "b")]
    more = {"recipient_id": "a", "funder_id": "q", "source_id": "late", "since": ""}
    sources = [{"source_id": "late", "published": "2024-06", "publisher": "P"}]
    (cell,) = between(small(deliveries=[does("a"), does("b")], funding=[*paid, more], sources=sources)).cells
    assert (cell.move, cell.groups, cell.links_recorded) == ("better", (1, 2), ("a", "b"))
    left = [does("a"), does("b"), does("c", until="2024-02")]
    (other,) = between(small(deliveries=left, funding=[*paid, more], sources=sources)).cells
    assert (other.groups, other.providers_gone, other.links_recorded) == ((2, 2), ("c",), ())
