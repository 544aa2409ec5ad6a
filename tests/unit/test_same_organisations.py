"""Which records may be of one organisation, and how many statuses depend on it."""

from __future__ import annotations

import random
from datetime import date

import pytest

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.analytics.board.coverage import coverage
from coordination.analytics.board.same_organisation import changed_cells, pairs_of, same_organisations
from coordination.model.merged import merged
from coordination.model.snapshot import Snapshot
from graph_schema.edition import edition
from tests.oracle import answers
from tests.oracle.edition import default_edition
from tests.oracle.merged import one_instead_of
from tests.oracle.small import small
from tests.unit.test_merged import judged
from tests.worlds import AS_OF, random_world

T = date(2024, 6, 15)
E = edition("mnr-2016")


def people(*rows: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    given = [
        {"id": "abc"[i], "name": f"Body {i}", "kind": "ngo", "home_iso3": "MWI", **r}
        for i, r in enumerate(rows)
    ]
    countries = [
        {"iso3": "MWI", "iso2": "MW", "name": "Malawi"},
        {"iso3": "MLI", "iso2": "ML", "name": "Mali"},
    ]
    return {"countries": countries, "stakeholders": given}


def reasons(*rows: dict[str, str], **more: list[dict[str, str]]) -> list[str]:
    found = pairs_of(Snapshot.from_rows({**people(*rows), **more}))
    assert set(found) <= {("a", "b")}
    return [str(r) for r in found.get(("a", "b"), ())]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        # the same identifier; who is of two countries is two
        ({"identifiers": "ror:05m7"}, {"identifiers": "isni:1;ROR:05m7", "home_iso3": "MLI"}, []),
        ({"identifiers": "ror:05m7"}, {"identifiers": "isni:1;ROR:05m7", "home_iso3": ""}, ["identifier"]),
        # the same name, whatever the case, accents and marks; of two countries it is not the same
        (
            {"name": "Vigilância da Infância"},
            {"name": "VIGILANCIA DA INFANCIA"},
            ["name", "contained", "alike"],
        ),
        ({"name": "National Police"}, {"name": "National Police", "home_iso3": "MLI"}, []),
        ({"name": "Child Watch"}, {"name": "Eyes on Childhood", "short_name": "Child Watch"}, ["name"]),
        ({"short_name": "Police"}, {"short_name": "Police", "home_iso3": ""}, []),
        # the same words: blanks, small words, their order and the name of the country tell nothing
        (
            {"name": "Child Care and Adoption Society of Malawi"},
            {"name": "Childcare and Adoption Society Malawi"},
            ["words"],
        ),
        (
            {"name": "Police Service of Malawi"},
            {"name": "Malawi Police Service"},
            ["words", "contained", "alike"],
        ),
        ({"name": "Police Service of Malawi", "home_iso3": ""}, {"name": "Malawi Police Service"}, ["words"]),
        ({"name": "Police Service of Mali", "home_iso3": "MLI"}, {"name": "Malawi Police Service"}, []),
        ({"name": "Ministry (Education)"}, {"name": "Ministry (Justice)"}, ["contained", "alike"]),
        ({"name": "Child Net (CN)"}, {"name": "Childnet"}, ["words", "alike"]),
        # the same web address
        ({"website": "https://www.watch.org/"}, {"website": "http://watch.org"}, ["website"]),
        ({"website": "https://gov.uk/home"}, {"website": "https://gov.uk/foreign"}, []),
        # one name in the other; the name of the country tells nothing
        ({"name": "Lighthouse Malawi"}, {"name": "The Lighthouse Shelter"}, ["contained"]),
        ({"name": "Lighthouse"}, {"name": "Lighthouse Shelter for Girls and Women"}, []),
        # spelled almost alike, word by word
        ({"name": "Centre for Missing Children"}, {"name": "Center for Missing Children"}, ["alike"]),
        ({"name": "Childrens Watch"}, {"name": "Watch Children's"}, ["alike"]),
        ({"name": "Ministry of Education"}, {"name": "Ministry of Information"}, []),
        ({"name": "UNICEF Malawi"}, {"name": "UNDP Malawi"}, []),
    ],
)
def test_why_two_records_may_be_one(a: dict[str, str], b: dict[str, str], expected: list[str]) -> None:
    assert reasons(a, b) == expected


def test_who_belongs_to_the_other_is_not_proposed() -> None:
    two = ({"name": "Lighthouse"}, {"name": "Lighthouse Shelter"})
    unit = [{"child_id": "b", "parent_id": "a", "kind": "part_of", "source_id": "s"}]
    assert reasons(*two) == ["contained"]
    assert reasons(*two, affiliations=unit) == []
    assert reasons(*two, memberships=[{"member_id": "b", "network_id": "a", "source_id": "s"}]) == []


@pytest.mark.parametrize(("verdict", "left"), [("same", []), ("different", []), ("unsure", ["contained"])])
def test_what_was_judged_is_not_asked_again(verdict: str, left: list[str]) -> None:
    rows = people({"name": "Lighthouse"}, {"name": "Lighthouse Shelter"})
    found = pairs_of(merged(Snapshot.from_rows({**rows, "judgements": [judged("a", "b", verdict)]})))
    assert [str(r) for r in found.get(("a", "b"), ())] == left


def test_a_judgement_on_one_record_speaks_of_all_its_records() -> None:
    """a and c are one, kept a; c and b were judged different: so a and b are."""
    rows = people({"name": "Lighthouse"}, {"name": "Lighthouse Shelter"}, {"name": "Far away"})
    both = [judged("a", "c"), judged("b", "c", "different")]
    assert pairs_of(merged(Snapshot.from_rows({**rows, "judgements": both}))) == {}


def test_what_changes_most_comes_first_and_the_unsure_last() -> None:
    """Capability 12 needs two. d and e provide it, and as one they are one: it would change. a and b provide nothing.
    f and g would change another one, and somebody was not sure about them."""
    names = {"a": "Lighthouse", "b": "Lighthouse Shelter", "d": "Harbour", "e": "Harbour Home"}
    names |= {"f": "Meadow", "g": "Meadow School"}
    rows = small(
        stakeholders=[{"id": i, "name": n, "kind": "ngo", "home_iso3": "MWI"} for i, n in names.items()],
        deliveries=[
            {"stakeholder_id": i, "capability": c}
            for i, c in (("d", "12"), ("e", "12"), ("f", "3"), ("g", "3"))
        ],
    )
    rows["judgements"] = [judged("f", "g", "unsure")]
    facts = facts_of(Snapshot.from_rows(rows), E)
    found = same_organisations(facts, T, coverage(facts, T))
    assert [(p.a, p.b, p.changes, p.unsure) for p in found.pairs] == [
        ("d", "e", 1, False),
        ("a", "b", 0, False),
        ("f", "g", 1 if E.capability("3").required > 1 else 0, True),
    ]
    assert found.pairs[0].cells == (("MWI", "12"),)
    assert [(j.a, j.b, str(j.verdict), j.kept, j.holds) for j in found.judged] == [
        ("f", "g", "unsure", None, True)
    ]


@pytest.mark.parametrize("seed", range(30))
def test_what_would_change_is_what_the_rewritten_tables_say(seed: int) -> None:
    tables = random_world(seed + 500, "small")
    e, evidence = default_edition(), list(Evidence)[seed % 2]
    facts = facts_of(Snapshot.from_rows(tables), E, evidence)
    cover = coverage(facts, AS_OF)
    ids = [r["id"] for r in tables["stakeholders"]]
    before = answers.coverage(tables, e, AS_OF, str(evidence))["cells"]
    rng = random.Random(seed)
    for _ in range(3):
        a, b = rng.sample(ids, 2)
        after = answers.coverage(one_instead_of(tables, b, a), e, AS_OF, str(evidence))["cells"]
        expected = [i for i, (x, y) in enumerate(zip(before, after, strict=True)) if x["state"] != y["state"]]
        assert changed_cells(facts, AS_OF, cover, a, b) == expected


def test_twins_are_found_among_five_thousand() -> None:
    rng = random.Random(7)
    words = [
        "harbour",
        "river",
        "lamp",
        "north",
        "south",
        "light",
        "field",
        "school",
        "radio",
        "bridge",
        "anchor",
    ]
    rows = [
        {
            "id": f"o{i}",
            "name": f"{' '.join(rng.sample(words, 3))} w{i}x",
            "kind": "ngo",
            "home_iso3": rng.choice(["", "MWI"]),
        }
        for i in range(5000)
    ]
    rows[4000] |= {"name": "Silver Lagoon Trust", "home_iso3": "MWI"}
    rows[10] |= {"name": "Silver Lagoone Trust", "home_iso3": "MWI"}
    found = pairs_of(
        Snapshot.from_rows({"countries": [{"iso3": "MWI", "name": "Malawi"}], "stakeholders": rows})
    )
    assert [str(r) for r in found["o10", "o4000"]] == ["alike"]
