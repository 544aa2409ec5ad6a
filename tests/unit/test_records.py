"""What the records of providers speak of, the headline of a country, and what is sure (METHODS 0 and 2), by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from coordination.analytics.board.coverage import Coverage, coverage
from coordination.analytics.board.records import NOBODY, RECORDS
from coordination.analytics.board.told import Board
from coordination.analytics.board.wider import wider
from coordination.answers.coverage import headline_of
from coordination.text.sentences import ENGLISH
from graph_schema.values import Scope
from tests.both import cases, facts
from tests.oracle import coverage as slow
from tests.oracle.answers import view_of
from tests.oracle.small import small
from tests.oracle.support import supported
from tests.said import as_json

AS_OF = date(2026, 12, 1)


def row(who: str, number: str, **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": number, **more}


#: World w02: 3 online, 4 in general, 5 not said, 8 a city, 12 a hotline without a word, 20 two, 7 not found.
GENERAL: dict[str, list[dict[str, Any]]] = {
    "deliveries": [
        row("gov", "3", online="yes"),
        row("police", "4", scope="general"),
        row("court", "5"),
        row("city", "8", area="district"),
        row("hot", "12"),
        row("ma", "20", scope="general"),
        row("mb", "20"),
    ],
    "reviews": [{"capability": "7", "outcome": "not_found", "reviewed_on": "2026-03"}],
}


def seen(tables: dict[str, list[dict[str, Any]]]) -> Coverage:
    return coverage(facts(small(**tables)), AS_OF)


def record(cover: Coverage, number: str) -> str:
    rank = int(cover.record[cover.index("MWI", number)])
    return "" if rank == NOBODY else str(RECORDS[rank])


def test_the_world_of_general_records() -> None:
    """12 is online by its name; 20 has one row in general and one that does not say: the better one counts."""
    cover = seen(GENERAL)
    found = {n: record(cover, n) for n in ("3", "4", "5", "8", "12", "20", "7")}
    assert found == {
        "3": "online", "4": "general", "5": "not_said", "8": "part", "12": "online", "20": "not_said", "7": "",
    }  # fmt: skip


def test_the_parts_of_the_headline_add_up_to_the_capabilities() -> None:
    """P 6 = o 2 (3, 12) + k 2 (5, 20) + p 1 (8) + g 1 (4); m 1 (7), x 14; 6 + 1 + 14 = 21."""
    (line,) = Board(tuple(seen(GENERAL).cells())).headlines
    told: Any = as_json(line)
    assert told == {
        "country": "MWI", "of": 21, "on_record": 6, "online": 2, "not_said": 2, "part": 1, "general": 1,
        "unattributed": 0, "planned": 0, "gap": 1, "unknown": 14,
    }  # fmt: skip
    assert ENGLISH.render(headline_of(line), lambda n: n.id) == (
        "MWI: for 6 of 21 capabilities someone is on record: 2 for online exploitation (as the record says, or by "
        "what the capability is), 2 where the record does not say, 1 in a part of the country only, 1 only in "
        "general. 0 found by a review with nobody named, 0 planned, 1 ended or not found, 14 not known."
    )


def test_a_country_of_which_nothing_is_known() -> None:
    (line,) = Board(tuple(seen({}).cells())).headlines
    assert ENGLISH.render(headline_of(line), lambda n: n.id) == (
        "MWI: for 0 of 21 capabilities someone is on record; 21 are not known."
    )


def test_what_is_on_record_in_general_only_is_not_sure() -> None:
    """sure(4) = sure(8) = 1/2, so assured(5) = assured(12) = 1/2: both need 4. 20 has a row that is not in general."""
    cover = seen(GENERAL)

    def twice(of: Any) -> dict[str, int]:
        return {n: int(of[cover.index("MWI", n)]) for n in ("3", "4", "5", "7", "8", "12", "20")}

    assert twice(cover.sure2) == {"3": 2, "4": 1, "5": 2, "7": 0, "8": 1, "12": 2, "20": 2}
    assured = twice(cover.assured2)
    assert {n: assured[n] for n in ("3", "4", "5", "12", "7")} == {"3": 2, "4": 1, "5": 1, "12": 1, "7": 0}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"online": "yes", "scope": "general"}, "online"),
        ({"online": "no", "scope": "specific"}, "general"),
        ({"online": "yes", "area": "state"}, "part"),
        ({"online": "no", "area": "state"}, "general"),
        ({"scope": "part_of_country"}, "part"),
        ({"scope": "specific", "area": "national"}, "online"),
        ({"scope": "specific"}, "online"),
        ({}, "not_said"),
    ],
)
def test_one_row(said: dict[str, str], expected: str) -> None:
    assert record(seen({"deliveries": [row("a", "8", **said)]}), "8") == expected


def test_a_row_that_says_something_is_not_online_by_the_name_of_the_capability() -> None:
    for said, expected in ({"scope": "general"}, "general"), ({"area": "district"}, "part"), ({}, "online"):
        assert record(seen({"deliveries": [row("a", "12", **said)]}), "12") == expected


def test_wider_is_by_the_same_rows() -> None:
    cover = seen({"deliveries": [row("a", "8", online="no"), row("b", "8", area="state"), row("c", "9")]})
    assert wider(cover, cover.index("MWI", "8")) == {Scope.GENERAL, Scope.PART_OF_COUNTRY}
    assert not wider(cover, cover.index("MWI", "9"))
    assert not wider(cover, cover.index("MWI", "10"))


@pytest.mark.parametrize("seed", range(8))
def test_the_oracle_agrees_on_what_is_sure(seed: int) -> None:
    shown: Counter[str] = Counter()
    for case in cases(seed, days=1):
        cover = coverage(case.facts, case.day)
        view = view_of(case.tables, case.edition, case.evidence)
        for country in view.world.countries:
            sure = slow.sure(view, country, case.day)
            assured = supported(view.edition, sure)
            for n in view.edition.capabilities:
                at = cover.index(country, n)
                assert (cover.sure2[at] / 2, cover.assured2[at] / 2) == (sure[n], assured[n]), (country, n)
                shown[str(sure[n])] += 1
    assert len(shown) == 3


@pytest.mark.parametrize("seed", range(8))
def test_one_more_record_never_makes_less_sure(seed: int) -> None:
    """A second row of a provider that says less leaves record and what is sure as they are, or better."""
    for case in cases(seed, days=1):
        if case.evidence != "all":
            continue
        before = coverage(case.facts, case.day)
        active = [r for r in case.tables["deliveries"] if r.get("role") == "provides" and not r.get("until")]
        if not active:
            continue
        more = {**active[0], "source_id": "another", "scope": "general", "online": "", "since": ""}
        tables = {
            **case.tables,
            "deliveries": [*case.tables["deliveries"], more],
            "sources": [*case.tables["sources"], {"source_id": "another", "published": "2010"}],
        }
        after = coverage(facts(tables, "all", case.edition.id), case.day)
        already = before.record != NOBODY
        assert (after.record[already] >= before.record[already]).all()
