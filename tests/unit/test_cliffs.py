"""Cliffs: worked by hand, as rank differences, and against the oracle."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from coordination.analytics.board.coverage import rank_on
from coordination.analytics.time.cliffs import Cliffs, Month, cliffs
from coordination.text.sentences import ENGLISH
from tests.both import cases, facts
from tests.oracle import answers
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.said import as_json, months_of

T = date(2024, 6, 15)


def does(who: str, capability: str = "12", **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": capability, **more}


def pays(who: str, whom: str, **more: str) -> dict[str, str]:
    return {"funder_id": who, "recipient_id": whom, **more}


def ahead(tables: Tables, months: int = 24) -> dict[str, Month]:
    """The months in which something happens."""
    found = cliffs(facts(tables), T, months)
    assert len(found.months) == months
    return {m.month: m for m in found.months if m.cells or m.agreements}


def falls(month: Month) -> list[tuple[str, int, int]]:
    return [(c.capability, c.before, c.after) for c in month.cells]


@pytest.mark.parametrize(
    ("until", "month"),
    [
        ("2025-12", "2025-12"),  # inclusive: gone on 1 January
        ("2025-12-31", "2025-12"),
        ("2025-12-01", "2025-12"),
        ("2025", "2025-12"),
        ("2024-06-15", "2024-06"),  # its last day is today: gone tomorrow
        ("2024-06-30", "2024-06"),
        ("2026-05-31", "2026-05"),  # the last of 24 months, counted from June 2024
    ],
)
def test_month_of_an_end(until: str, month: str) -> None:
    """A hotline (k = 2) has two providers, one of which ends: covered (2) to fragile (1)."""
    found = ahead(small(deliveries=[does("a"), does("b", until=until)]))
    assert {m: falls(x) for m, x in found.items()} == {month: [("12", 2, 1)]}
    (cause,) = found[month].causes
    assert (cause.kind, cause.stakeholders) == ("delivery_ends", ("b",))


@pytest.mark.parametrize("until", ["2024-06-14", "2026-06-01", ""])
def test_outside_the_months(until: str) -> None:
    """Over already; later than 24 months; open."""
    assert ahead(small(deliveries=[does("a"), does("b", until=until)])) == {}


def test_last_day_and_claims_of_a_cause() -> None:
    """Two sources say when b ends, a month apart: it goes on as long as one of them says so, and that is the claim
    named. The law (3, k = 1) falls from covered to nothing on the same day."""
    tables = small(
        sources=[{"source_id": "t", "published": "2012"}],
        deliveries=[
            does("a"),
            does("b", until="2025-03"),
            does("b", until="2025-04", source_id="t"),
            does("a", "3", until="2025-04-10"),
        ],
    )
    found = ahead(tables)
    assert {m: falls(x) for m, x in found.items()} == {"2025-04": [("3", 2, 0), ("12", 2, 1)]}
    law, hotline = found["2025-04"].causes
    assert (law.capability, law.last) == ("3", date(2025, 4, 10))
    assert (hotline.capability, hotline.last) == ("12", date(2025, 4, 30))
    seen = facts(tables).snapshot["deliveries"]
    assert hotline.claims == (seen.ids[2],)


def test_money_that_ends() -> None:
    """a and b run the hotline; b has two grants, until 2024-12 (fund) and 2025-02 (trust). It loses ground only
    when the last one ends, and the donors are those that paid on the first day of that month: trust. a has no known
    funders: nobody knows what it lives on, and it does not fall."""
    tables = small(
        deliveries=[does("a"), does("b")],
        funding=[pays("fund", "b", until="2024-12"), pays("trust", "b", until="2025-02")],
    )
    found = ahead(tables)
    assert {m: falls(x) for m, x in found.items()} == {"2025-02": [("12", 2, 1)]}
    assert found["2025-02"].donors == ("trust",)
    (cause,) = found["2025-02"].causes
    assert (cause.kind, cause.stakeholders, cause.funders) == ("funding_ends", ("b",), ("trust",))


def test_what_is_recorded_of_the_grants_that_end() -> None:
    """The hotline needs two. b loses three grants on 28 February 2025: of one two sources name 100 and 120, of one
    nobody names an amount, of one 12,500.50 without a currency, and not what it is; a grant that ended before is none
    of them. That a sum is not known is said; it is not zero."""
    tables = small(
        sources=[{"source_id": "t", "published": "2012"}],
        deliveries=[does("a"), does("b")],
        funding=[
            pays("fund", "b", until="2025-02", title="one", amount="100", currency="EUR"),
            pays("fund", "b", until="2025-02", title="one", amount="120", currency="EUR", source_id="t"),
            pays("fund", "b", until="2024-12", title="over", amount="7", currency="EUR"),
            pays("fund", "b", until="2025-02", title="two"),
            pays("trust", "b", until="2025-02", title="three", amount="12500.50"),
            pays(
                "trust",
                "b",
                until="2025-02",
                title="four",
                amount="80000",
                currency="USD",
                amount_kind="award",
            ),
        ],
    )
    (cause,) = ahead(tables)["2025-02"].causes
    assert [(g.funder, g.title, g.amount, g.currency, g.disagree, g.last) for g in cause.grants] == [
        ("fund", "one", None, "", True, date(2025, 2, 28)),
        ("fund", "two", None, "", False, date(2025, 2, 28)),
        ("trust", "four", 80000, "USD", False, date(2025, 2, 28)),
        ("trust", "three", 12500.5, "", False, date(2025, 2, 28)),
    ]
    assert [g.in_sum for g in cause.grants] == [False, False, True, False]
    assert [ENGLISH.render(g.said(), lambda n: n.id) for g in cause.grants] == [
        "fund: sources name different amounts, until 28 February 2025",
        "fund: no amount recorded, until 28 February 2025",
        "trust: USD\u00a080,000, until 28 February 2025",
        "trust: 12500.5, currency not recorded, not said what it is, until 28 February 2025",
    ]


def test_a_cell_is_drawn_before_and_after_as_on_every_page() -> None:
    """A law (3) needs one provider: one is enough, then there is none. 13 needs two: covered, then one is
    left beside whom nobody looked for others in KEN, and one that a review knows of in MWI."""
    tables = small(
        deliveries=[
            does("a", "3", until="2025-03"),
            does("a", "13"),
            does("b", "13", until="2025-03"),
            does("k", "13", iso3="KEN"),
            does("l", "13", iso3="KEN", until="2025-03"),
        ],
        reviews=[
            {
                "iso3": "MWI",
                "capability": "13",
                "outcome": "found",
                "method": "desk_review",
                "reviewed_on": "2024-01-01",
                "reviewer": "desk",
                "source_id": "s",
            }
        ],
    )
    drawn = {(c.country, c.capability): (c.sign_before, c.sign_after) for c in ahead(tables)["2025-03"].cells}
    assert drawn == {
        ("MWI", "3"): ("single", "gap"),
        ("MWI", "13"): ("covered", "fragile"),
        ("KEN", "13"): ("covered", "uncounted"),
    }


def test_of_a_country_or_a_funder_only_what_falls_there_or_with_it() -> None:
    """In March 2025 the money of fund for a (MWI) and that of trust for k (KEN) end; each leaves its hotline with one
    of two. An agreement of KEN and UGA, left by MWI in 2020, ends in the same month, one of MWI (by the home of its
    party) in the next. Asked for MWI: its cell, its donor, its agreement; asked for trust: what ends with it, and no
    agreement."""
    tables = small(
        deliveries=[does("a"), does("b"), does("k", iso3="KEN"), does("l", iso3="KEN")],
        funding=[pays("fund", "a", until="2025-03"), pays("trust", "k", until="2025-03")],
        agreements=[{"id": "north", "expires": "2025-03"}, {"id": "south", "expires": "2025-04"}],
        agreement_parties=[
            {"agreement_id": "north", "iso3": "KEN"},
            {"agreement_id": "north", "iso3": "UGA"},
            {"agreement_id": "north", "iso3": "MWI", "until": "2020"},
            {"agreement_id": "south", "stakeholder_id": "a"},
        ],
    )
    whole = cliffs(facts(tables), T)

    def said(found: Cliffs) -> dict[str, tuple[list[str], tuple[str, ...], tuple[str, ...]]]:
        return {
            m.month: ([c.country for c in m.cells], m.donors, m.agreements)
            for m in found.months
            if m.cells or m.agreements
        }

    assert said(whole)["2025-03"] == (["KEN", "MWI"], ("fund", "trust"), ("north",))
    assert said(whole.within(["MWI"])) == {
        "2025-03": (["MWI"], ("fund",), ()),
        "2025-04": ([], (), ("south",)),
    }
    assert said(whole.within(None, "trust")) == {"2025-03": (["KEN"], ("trust",), ())}
    assert said(whole.within(["MWI"], "trust")) == {}
    assert as_json(whole.within(None)) == as_json(whole)


def test_money_that_goes_on_elsewhere_does_not_help() -> None:
    """Funders are taken per cell: fund pays b for 12 until 2024-12, trust pays b for 13 without an end."""
    tables = small(
        deliveries=[does("a"), does("b"), does("a", "13"), does("b", "13")],
        funding=[
            pays("fund", "b", capabilities="12", until="2024-12"),
            pays("trust", "b", capabilities="13"),
        ],
    )
    found = ahead(tables)
    assert {m: falls(x) for m, x in found.items()} == {"2024-12": [("12", 2, 1)]}


def test_two_that_come_to_live_on_one_purse() -> None:
    """a lives on fund; b on fund and trust. When trust ends both have one and the same funder: they count as one,
    covered to fragile, and nobody has stopped or lost all money."""
    tables = small(
        deliveries=[does("a"), does("b")],
        funding=[pays("fund", "a"), pays("fund", "b"), pays("trust", "b", until="2025-03")],
    )
    found = ahead(tables)
    assert {m: falls(x) for m, x in found.items()} == {"2025-03": [("12", 2, 1)]}
    (cause,) = found["2025-03"].causes
    assert (cause.kind, cause.stakeholders) == ("not_independent", ("a", "b"))
    assert found["2025-03"].donors == ()


def test_a_merger_is_a_cliff() -> None:
    """b comes under a in May 2025 (an affiliation that starts): one independent provider is left."""
    tables = small(
        deliveries=[does("a"), does("b")],
        affiliations=[{"child_id": "b", "parent_id": "a", "since": "2025-05-20"}],
    )
    found = ahead(tables)
    assert {m: falls(x) for m, x in found.items()} == {"2025-05": [("12", 2, 1)]}
    assert found["2025-05"].causes[0].kind == "not_independent"


def test_a_successor_in_time_is_no_cliff() -> None:
    """b ends with 2024-12, c starts on 2024-12-20: on 1 January there are two again. Started a day too late, on
    2 January, the month falls."""
    successor = [does("a"), does("b", until="2024-12"), does("c", since="2024-12-20")]
    assert ahead(small(deliveries=successor)) == {}
    late = [does("a"), does("b", until="2024-12"), does("c", since="2025-01-02")]
    assert {m: falls(x) for m, x in ahead(small(deliveries=late)).items()} == {"2024-12": [("12", 2, 1)]}


def test_agreements_stand_beside() -> None:
    tables = small(agreements=[{"id": "m", "expires": "2025"}, {"id": "n", "expires": "2024-06-14"}])
    found = ahead(tables)
    assert {m: x.agreements for m, x in found.items()} == {"2025-12": ("m",)}


def test_sentences() -> None:
    tables = small(
        deliveries=[does("a"), does("b", until="2025-03"), does("c", "13"), does("d", "13")],
        funding=[pays("fund", "c", until="2025-03")],
    )
    said = [
        ENGLISH.render(c.reason(), lambda n: n.id) for m in cliffs(facts(tables), T).months for c in m.causes
    ]
    assert said == [
        "MWI, 12: the work of b ends on 31 March 2025.",
        "MWI, 13: c has no known funding left after the funding from fund ends.",
    ]


def test_nothing_at_all() -> None:
    answer = as_json(cliffs(facts({}), T, 2))
    empty: dict[str, object] = {"cells": [], "causes": [], "donors": [], "agreements": [], "recalled": []}
    assert answer == {"months": [{"month": "2024-06", **empty}, {"month": "2024-07", **empty}]}


@pytest.mark.parametrize("seed", range(6))
def test_as_the_oracle(seed: int) -> None:
    for case in cases(seed, ("small", "tiny", "small", "medium")[seed % 4]):
        expected = answers.cliffs(case.tables, case.edition, case.day, case.evidence, 12)["months"]
        found = cliffs(case.facts, case.day, 12)
        assert months_of(found) == expected, str(case)
        for month in found.months:  # every fall has a cause, no cause is without a fall
            cells = [(c.country, c.capability) for c in month.cells]
            assert sorted({(c.country, c.capability) for c in month.causes}) == sorted(cells)


@pytest.mark.parametrize("seed", range(12))
def test_a_month_is_a_difference_of_ranks(seed: int) -> None:
    """For every cell, changed or not: it is listed exactly if it ranks lower at the end of the month."""
    for case in cases(seed):
        seen, now = case.facts, case.day.toordinal()
        every = np.arange(seen.cells)
        for month in cliffs(seen, case.day, 6).months:
            before, after = (
                rank_on(seen, now, every, np.full(seen.cells, d.toordinal()))
                for d in (month.start, month.next)
            )
            lower = np.flatnonzero(after < before)
            assert [
                (seen.country_at[c.country] * seen.K + seen.edition.index[c.capability], c.before, c.after)
                for c in month.cells
            ] == [(int(q), int(before[q]), int(after[q])) for q in lower]


@pytest.mark.parametrize("seed", range(6))
def test_more_months_add_and_change_nothing(seed: int) -> None:
    for case in cases(seed):
        assert cliffs(case.facts, case.day, 24).months[:7] == cliffs(case.facts, case.day, 7).months
