"""Donors: where one more independent provider changes most, who funds what, what ends with a grant, who depends on
one funder."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.analytics.board.coverage import coverage
from coordination.analytics.money.donors import Donors, Where, donors
from coordination.analytics.money.payers import Grant
from coordination.model.snapshot import Snapshot
from coordination.text.sentences import ENGLISH
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.errors import UsageError
from tests.oracle import answers
from tests.oracle.cells import View
from tests.oracle.edition import Edition, default_edition, later_edition
from tests.oracle.money import GRANT, may_have_ended
from tests.oracle.small import small
from tests.oracle.support import standings, supported
from tests.oracle.whatif import after_removal, stop, what_if, with_successors
from tests.oracle.world import Claim, Tables, spelled, split_list
from tests.said import as_json, records_of
from tests.unit.test_maturity import without_other_editions
from tests.worlds import SIZES, days_of, random_world

T = date(2024, 6, 1)
Rows = list[dict[str, Any]]


def asked(funder: str = "", countries: list[str] | None = None, **tables: Rows) -> Donors:
    return donors(facts_of(Snapshot.from_rows(small(**tables)), edition()), T, countries, funder)


def rows(answer: Donors) -> dict[str, Where]:
    return {w.capability: w for w in answer.where if w.country == "MWI"}


def gives(who: str, number: str, **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": number, **more}


def pays(funder: str, recipient: str, **more: str) -> dict[str, str]:
    return {"funder_id": funder, "recipient_id": recipient, **more}


def look(number: str, outcome: str) -> dict[str, str]:
    return {"capability": number, "outcome": outcome, "reviewed_on": "2023"}


def say(w: Where) -> str:
    return ENGLISH.render(w.why, lambda name: f"<{name.id}>")


# -- where one more changes most


def test_the_law_first() -> None:
    """3 not found, 4 delivered (k = 1), the rest unknown. One provider of 3 (k = 1) makes it covered: 3 rises 0 to 1, 4
    from 0 to 1; 5 6 7 10 11 12 17 from 0 to 1/2 (they are unknown themselves): 2 + 7/2 = 5.5. 16 has 19 (1/2)
    already: it stays 1/2."""
    answer = asked(deliveries=[gives("police", "4")], reviews=[look("3", "not_found")])
    law = rows(answer)["3"]
    assert (law.state, law.becomes, law.gain) == ("gap", "covered", 5.5)
    assert law.rises == ("3", "4", "5", "6", "7", "10", "11", "12", "17")
    assert (law.secures, law.waits_for, law.duties) == ((), (), 1)
    assert say(law) == (
        "One provider of <3> would give these their prerequisite: <4>, <5>, <6>, <7>, <10>, "
        "<11>, <12> and <17>."
    )
    assert list(rows(answer)) == ["3"]  # 4 is covered; the rest unknown
    # two wait for 9, one for 1; hand-offs join 12 to six (2 4 9 13 16 18)
    assert [x.capability for x in answer.looks][:3] == ["9", "1", "12"]


def test_every_grant_is_told_also_to_whom_no_work_is_recorded() -> None:
    """The trust pays a (12 in Malawi) 1,000 EUR for 12 and b, of which no work is recorded, 5,000 EUR; two sources name
    different sums for what the fund pays c for 13 in Kenya, where no work of c is recorded."""
    money = [
        pays("trust", "a", capabilities="12", amount="1000", currency="EUR", since="2020", until="2026-06"),
        pays("trust", "b", amount="5000.5", currency="EUR", title="network", verified="recalled"),
        pays("fund", "c", iso3="KEN", capabilities="13", amount="7", currency="USD"),
        pays("fund", "c", iso3="KEN", capabilities="13", amount="8", currency="USD", source_id="t"),
    ]
    given: dict[str, Any] = {
        "deliveries": [gives("a", "12")],
        "funding": money,
        "sources": [{"source_id": "t", "publisher": "P", "published": "2010"}],
    }
    told = [
        (g.funder, g.recipient, g.capabilities, g.amount, g.disagree, g.places, g.at_work, g.confirmed)
        for g in asked(**given).grants
    ]
    assert told == [
        ("fund", "c", ("13",), None, True, ("KEN",), False, True),
        ("trust", "a", ("12",), 1000, False, ("MWI",), True, True),
        ("trust", "b", (), Decimal("5000.5"), False, (), False, False),
    ]
    (a,) = (as_json(g) for g in asked(**given).grants if g.recipient == "a")
    period = (a["amount"], a["currency"], a["since"], a["until"])
    assert period == (1000, "EUR", "2020", "2026-06-30")
    here = asked(countries=["MWI"], **given).grants
    assert [g.recipient for g in here] == ["a"]


def test_what_a_grant_names_and_does_not_count_for() -> None:
    """a works on 12 in MWI. The grant without a country counts for it there and not for 13; in KEN for nothing. The one
    for KEN counts for all that it names. One that names nothing leaves nothing out."""
    given: dict[str, Any] = {
        "deliveries": [gives("a", "12")],
        "funding": [
            pays("trust", "a", capabilities="12;13"),
            pays("fund", "a", iso3="KEN", capabilities="1;2"),
            pays("bank", "a"),
        ],
    }
    everywhere, there = asked(**given), asked(countries=["KEN"], **given)
    assert {g.funder: g.uncounted for g in everywhere.grants} == {"trust": ("13",), "fund": (), "bank": ()}
    assert {g.funder: g.uncounted for g in there.grants} == {"fund": ()}


def test_a_hotline_without_law_gains_nothing() -> None:
    """3 and 12 not found. A hotline alone would stand unsupported: gain 0. Neither 3 nor 4, which (unknown) has no
    support without 3 either, carries it; what is missing is 3 alone."""
    w = rows(asked(reviews=[look("3", "not_found"), look("12", "not_found")]))["12"]
    assert (w.gain, w.rises, w.waits_for, w.missing) == (0, (), ("3", "4"), (("3",),))
    assert say(w) == "With one more provider, <12> would still lack a prerequisite: <3>."
    # an alternative that may be there (19 unknown) is enough for 16
    w = rows(asked(reviews=[look("3", "not_found"), look("16", "not_found")]))["16"]
    assert (w.waits_for, w.gain) == ((), 0.5)
    three = [look(n, "not_found") for n in ("3", "16", "19")]
    w = rows(asked(reviews=three))["16"]
    assert (w.waits_for, w.missing) == (("3", "19"), (("3", "19"),))
    assert say(w) == "With one more provider, <16> would still lack a prerequisite: one of <3> or <19>."


def test_it_does_not_wait_for_what_is_there() -> None:
    """3 not found; 4 works, without the law without support. 12 (one of two) needs 3 and 4: both without support, and
    what is missing is 3."""
    w = rows(asked(deliveries=[gives("police", "4"), gives("line", "12")], reviews=[look("3", "not_found")]))[
        "12"
    ]
    assert (w.waits_for, w.missing) == (("3", "4"), (("3",),))
    assert say(w) == "With a successor, <12> would still lack a prerequisite: <3>."


def test_where_one_national_body_is_normal_a_successor_is_sought() -> None:
    """3 and 4 found. 12 and 13 have one provider each; 12 is one national body by nature, 13 is not. The fund alone
    pays the line of 12, so a successor paid by it alone would not be independent."""
    given: dict[str, Any] = {
        "deliveries": [gives("line", "12"), gives("school", "13")],
        "reviews": [look("3", "found"), look("4", "found")],
        "funding": [pays("fund", "line")],
    }
    found = rows(asked(**given))
    assert (found["12"].one_is_normal, found["13"].one_is_normal) == (True, False)
    assert say(found["12"]) == (
        "One national provider is normal for <12>. With a successor that has agreed to take over, it would no longer "
        "depend on a single provider."
    )
    assert say(found["13"]) == (
        "With a second independent provider, <13> would no longer depend on a single provider."
    )
    assert say(rows(asked(funder="fund", **given))["12"]) == (
        "A successor for <12> paid only by this funder"
        + " would not be independent of the provider that there is."
    )


def test_two_that_one_funder_pays() -> None:
    """8 needs two. a and b deliver it, both paid by f alone: they depend on each other, n = 1, fragile. One more makes
    two groups: covered, and 8 no longer hangs on one. But one that f alone pays would join the same group; and so would
    one that a or b alone pays. Asked for f: no gain, still fragile."""
    tables: dict[str, Any] = {
        "deliveries": [gives("a", "8"), gives("b", "8"), gives("w", "9"), gives("v", "9")],
        "funding": [pays("f", "a"), pays("f", "b")],
    }
    w = rows(asked(**tables))["8"]
    assert (w.state, w.becomes, w.providers, w.needed, w.gain) == ("fragile", "covered", 1, 2, 0)
    assert w.secures == ("8",)
    assert w.same_funder == ("a", "b", "f")
    assert say(w) == "With a second independent provider, <8> would no longer depend on a single provider."
    w = rows(asked("f", **tables))["8"]
    assert (w.independent, w.becomes, w.gain, w.secures) == (False, "fragile", 0, ())
    assert say(w).startswith(
        "A provider of <8> paid only by this funder would not be independent of the existing one."
    )
    assert rows(asked("v", **tables))["8"].independent


def test_order_within_a_country() -> None:
    """15 and 20 not found (gain 1 each, no duty); 6 not found (gain 1/2: the law unknown, duty); 9 fragile, on which 8
    hangs, that b and c provide (with 9 itself two to lose), and 11, that nobody knows to be there; 13 fragile, one to
    lose; 18 found, nobody named: nothing. Gain first, then what is secured, then the order of the gaps; 15 and 20 gain
    the same."""
    answer = asked(
        deliveries=[gives("a", "9"), gives("b", "8"), gives("c", "8"), gives("a", "13")],
        reviews=[
            look("15", "not_found"),
            look("20", "not_found"),
            look("6", "not_found"),
            look("18", "found"),
        ],
    )
    assert [(w.capability, w.gain, len(w.secures)) for w in answer.where] == [
        ("15", 1, 0),
        ("20", 1, 0),
        ("6", 0.5, 0),
        ("9", 0, 2),
        ("13", 0, 1),
        ("18", 0, 0),
    ]
    assert [w.gains_the_same for w in answer.where] == [("20",), ("15",), (), (), (), ()]
    named = rows(answer)["18"]
    assert (named.becomes, named.providers) == ("fragile", 0)
    assert (
        say(named)
        == "<18> was found, but no provider is named. Find out who provides it before you fund more."
    )


def test_of_those_that_gain_the_same_the_order_of_the_gaps_decides() -> None:
    """15 and 20 not found: one provider of either gains 1. A hand-off (requires.csv, kind F) joins 20 with 4, which is
    in place, and none joins 15 with anything: 20 is the earlier gap."""
    answer = asked(
        deliveries=[gives("a", "4"), gives("b", "4")],
        reviews=[look("15", "not_found"), look("20", "not_found")],
    )
    assert [(w.capability, w.gain) for w in answer.where][:2] == [("20", 1), ("15", 1)]


def test_nothing_hangs_on_one_that_nobody_knows_to_be_there() -> None:
    """a alone provides 9, on which 8 and 11 stand. Nobody looked at these: unknown, and nothing that could fall; only 9
    hangs on a. A look that found 11 makes it stand: then it hangs on 9 too."""
    nine = rows(asked(deliveries=[gives("a", "9")]))["9"]
    assert nine.secures == ("9",)
    assert say(nine) == "With a second independent provider, <9> would no longer depend on a single provider."
    nine = rows(asked(deliveries=[gives("a", "9")], reviews=[look("11", "found")]))["9"]
    assert nine.secures == ("9", "11")
    # 9 hangs on a; 11, which nobody is named for, only rests on it
    assert say(nine) == (
        "With a second independent provider, <9> would no longer depend on a single provider, "
        "and <11> would be safer."
    )


def test_what_began_today_hangs_on_one_too() -> None:
    """a alone provides 9 from this very day on: were it to stop, 9 would have ended, a gap. 8, that b and c provide,
    would stand on nothing: both hang on a. That somebody found 9 today does not help: no look rebuts what a what-if
    ends."""
    works = [gives("a", "9", since="2024-06-01"), gives("b", "8"), gives("c", "8")]
    assert rows(asked(deliveries=works))["9"].secures == ("8", "9")
    seen = {"capability": "9", "outcome": "found", "reviewed_on": "2024-06-01"}
    assert rows(asked(deliveries=works, reviews=[seen]))["9"].secures == ("8", "9")


def test_a_successor_takes_over_where_money_ends() -> None:
    """2 needs two. a provides for f's money, b has agreed to take over: covered. Without f a stops and b provides: one,
    with nobody named beside it, so the cell ranks lower, but nothing is lost. 10 needs one: taken over, and no lower.
    Where b lives on f's money too (and a on g's besides), it falls into no group while a has two funders; without g
    both hang on f alone: b is no successor any more, and 2 is fragile though nobody stops."""
    works = [
        gives(who, n, role=role) for n in ("2", "10") for who, role in (("a", "provides"), ("b", "stands_in"))
    ]
    (gone,) = asked(deliveries=works, funding=[pays("f", "a")]).leaves
    assert gone.lost == (("a", "MWI", "2"), ("a", "MWI", "10"))
    assert [(c.capability, c.before, c.after, c.needed) for c in gone.cells] == [("2", 1, 1, 2)]
    both = [pays("f", "a"), pays("g", "a"), pays("f", "b")]
    without = {x.funder: x for x in asked(deliveries=works[:2], funding=both).leaves}
    assert [(c.capability, c.before, c.after) for c in without["g"].cells] == [("2", 1, 1)]
    assert without["g"].lost == ()


def test_one_provider_beside_a_successor_is_enough() -> None:
    """Nobody provides 2; b has agreed to take over from whoever does. One provider and b make the two it needs."""
    w = rows(asked(deliveries=[gives("b", "2", role="stands_in")], reviews=[look("2", "not_found")]))["2"]
    assert (w.providers, w.needed, w.becomes) == (0, 2, "covered")


def test_who_has_agreed_to_take_over_does_not_work_there_yet() -> None:
    """f pays b, who stands in for 2 until 2026: f pays for nothing there, no end of work is known, and the grant is
    told as one whose recipient is not at work."""
    works = [gives("a", "2"), gives("b", "2", role="stands_in", until="2026")]
    answer = asked(deliveries=works, funding=[pays("f", "b")])
    assert (answer.funding, answer.funders[0].countries, answer.countries) == ((), (), ())
    assert [(g.recipient, g.at_work) for g in answer.grants] == [("b", False)]


def test_of_a_funder_only_its_own_money() -> None:
    """f alone pays a for 12 in MWI, g pays b there, both pay c for 13. Asked for f: its rows, its grants, its leaving,
    what depends on it, and whom it pays (c too, with both its funders)."""
    tables: dict[str, Any] = {
        "deliveries": [gives("a", "12"), gives("b", "12"), gives("c", "13")],
        "funding": [pays("f", "a"), pays("g", "b"), pays("f", "c", title="x"), pays("g", "c", title="y")],
    }
    whole, mine = asked(**tables), asked("f", **tables)
    assert {x.funder for x in whole.funding} == {x.funder for x in whole.ends} == {"f", "g"}
    assert [(x.capability, x.recipients) for x in mine.funding] == [("12", ("a",)), ("13", ("c",))]
    assert [(x.funder, x.recipient) for x in mine.ends] == [("f", "a")]
    assert [x.funder for x in mine.leaves] == ["f"]
    assert [(x.capability, x.funder) for x in mine.dependence] == [("12", "f")]
    assert [(x.recipient, x.funders) for x in mine.recipients] == [("a", ("f",)), ("c", ("f", "g"))]
    # where one more provider changes most is asked of the whole country
    assert [w.capability for w in mine.where] == [w.capability for w in whole.where]


def test_countries_are_never_ranked() -> None:
    """ISO3 order whatever the gain; named countries only where asked."""
    reviews = [{**look("3", "not_found"), "iso3": "ZWE"}, {**look("15", "not_found"), "iso3": "KEN"}]
    assert [w.country for w in asked(reviews=reviews).where] == ["KEN", "ZWE"]
    assert [w.country for w in asked(countries=["ZWE"], reviews=reviews).where] == ["ZWE"]
    with pytest.raises(UsageError, match="XXX"):
        asked(countries=["XXX"])
    with pytest.raises(UsageError, match="nobody"):
        asked("nobody")


def test_empty() -> None:
    answer = as_json(donors(facts_of(Snapshot.from_rows({}), edition()), T))
    assert all(v == [] for v in answer.values())


# -- money


def test_who_funds_a_cell() -> None:
    """f pays a for 12 and 16 in MWI: both count, though a delivers neither. g pays a for anything anywhere: only
    where a works, 9 as provider and 13 as supporter. h pays b, who works nowhere: nothing. Ended money is left
    out. Two grants of f for 12: the later end; one open end: no end."""
    answer = asked(
        deliveries=[gives("a", "9"), gives("a", "13", role="supports"), gives("a", "4", until="2020")],
        funding=[
            pays("f", "a", iso3="MWI", capabilities="12;16", until="2026", title="x"),
            pays("f", "a", iso3="MWI", capabilities="12", until="2027-03", title="y"),
            pays("f", "c", iso3="MWI", capabilities="16", title="z"),
            pays("g", "a", until="2025-06-30"),
            pays("h", "b"),
            pays("old", "a", until="2023"),
        ],
    )
    assert [(x.capability, x.funder, x.recipients, x.until) for x in answer.funding] == [
        ("9", "g", ("a",), "2025-06-30"),
        ("12", "f", ("a",), "2027-03-31"),
        ("13", "g", ("a",), "2025-06-30"),
        ("16", "f", ("a", "c"), ""),
    ]


def test_what_ends_with_a_grant() -> None:
    """MWI: law and the one police unit p stand, the hotline h too (so does q: covered, two needed). f alone pays
    p and h. Without the grant to p: 4 falls (1 to 0, needs 1), 12 stands on less: it needs 4; 5 6 and the like are
    unknown, so not listed. Without the grant to h: 12 goes from 2 to 1, nothing else."""
    answer = asked(
        deliveries=[gives("gov", "3"), gives("p", "4"), gives("h", "12"), gives("q", "12")],
        funding=[pays("f", "h", title="line"), pays("f", "p", title="unit", until="2025-12", since="2020")],
    )
    line, unit = answer.ends
    assert (line.recipient, line.until, line.lost) == ("h", "", (("MWI", "12"),))
    assert [as_json(c) for c in line.cells] == [
        {"country": "MWI", "capability": "12", "before": 2, "after": 1, "needed": 2}
    ]
    assert line.unsupported == ()
    assert (unit.recipient, unit.until, unit.since) == ("p", "2025-12-31", "2020")
    assert [(c.capability, c.before, c.after) for c in unit.cells] == [("4", 1, 0)]
    assert unit.unsupported == (("MWI", "12"),)
    # with both grants of f gone: 4 falls, 12 is left with one and stands on less
    (leave,) = answer.leaves
    assert leave.lost == (("h", "MWI", "12"), ("p", "MWI", "4"))
    assert [(c.capability, c.before, c.after) for c in leave.cells] == [("4", 1, 0), ("12", 2, 1)]
    assert leave.unsupported == (("MWI", "12"),)


def test_who_is_left_where_somebody_stops_and_nothing_ranks_lower() -> None:
    """12: a is paid by f alone, b by a alone: one group (a is b's only funder). Without f a stops; b is left, one as
    before, and paid by a alone. 13: c is paid by g alone, d by nobody known: two groups, and without g one. That
    is told as ranking lower."""
    answer = asked(
        deliveries=[gives("a", "12"), gives("b", "12"), gives("c", "13"), gives("d", "13")],
        funding=[pays("f", "a"), pays("a", "b"), pays("g", "c")],
    )
    left = {f.funder: [as_json(x) for x in f.left] for f in answer.leaves}
    one = {"country": "MWI", "capability": "12", "stakeholder": "b", "paid_by": "a"}
    assert left == {"a": [{**one, "stakeholder": "a", "paid_by": ""}], "f": [one], "g": []}
    assert [[as_json(x) for x in e.left] for e in answer.ends if e.funder == "f"] == [[one]]


def test_funding_says_since_when_by_which_source_and_that_the_work_is_over() -> None:
    """On 1 June 2024 f pays a for 8 by two rows without an end, since 2012 and since 2015; the newer source is of 2017.
    The work of a on 8 ended with 2016, that of b on 9 goes on: only the first is over. h says nothing about itself."""
    found = asked(
        deliveries=[gives("a", "8", until="2016"), gives("b", "9")],
        sources=[
            {"source_id": "old", "published": "2012-03"},
            {"source_id": "new", "published": "2017-05", "retrieved": "2024"},
        ],
        funding=[
            pays("f", "a", iso3="MWI", capabilities="8", since="2015", source_id="old", note="a guess"),
            pays("f", "a", iso3="MWI", capabilities="8", since="2012", title="x", source_id="new", note="new; a guess"),
            pays("g", "b", iso3="MWI", capabilities="9", until="2025", source_id="old", note="in kind"),
        ],
    ).funding  # fmt: skip
    told = [(x.capability, x.funder, x.until, x.since, x.seen, x.work_ended, x.note) for x in found]
    assert told == [
        (
            "8",
            "f",
            "",
            "2012",
            "2017-05",
            "2016-12-31",
            "a guess; new",
        ),  # what two notes both say is said once
        ("9", "g", "2025-12-31", "", "2012-03", "", "in kind"),
    ]
    assert not any(x.undated for x in found)


def test_the_day_of_reading_is_no_day_on_which_a_source_told() -> None:
    """f pays by a source of 2017 and by one without a date that was read in May 2024: the newer has no date. g pays by
    the dated one, which was read in 2024 too; h by one of which no day at all is known."""
    sources = [
        {"source_id": "dated", "published": "2017", "retrieved": "2024"},
        {"source_id": "undated", "retrieved": "2024-05"},
        {"source_id": "bare"},
    ]
    found = asked(
        deliveries=[gives(who, "8") for who in "abc"],
        sources=sources,
        funding=[
            pays("f", "a", source_id="dated"),
            pays("f", "a", source_id="undated"),
            pays("g", "b", source_id="dated"),
            pays("h", "c", source_id="bare"),
        ],
    ).funding
    assert [(x.funder, x.seen, x.undated) for x in found] == [
        ("f", "2024-05", True),
        ("g", "2017", False),
        ("h", "", False),
    ]


def test_money_that_remains_may_bind() -> None:
    """12: a is paid by f and g, b by g alone: independent today (a has two funders), n = 2. Without the grant of f a
    too hangs on g alone: n = 1, though nobody is lost."""
    answer = asked(
        deliveries=[gives("a", "12"), gives("b", "12")],
        funding=[pays("f", "a"), pays("g", "a"), pays("g", "b")],
    )
    (end,) = (e for e in answer.ends if e.funder == "f")
    assert end.lost == ()
    assert [(c.before, c.after) for c in end.cells] == [(2, 1)]


def test_what_began_today_ends_today_and_a_plan_is_no_stand() -> None:
    """law carries 3 from this very day on, paid by f alone; 10 and 12 are provided and paid by nobody known. 10 < 3;
    12 < 3, 4, and nobody looked at 4: its support is 1/2. Without f, 3 ends today: a gap, so 10 and 12 fall to 0. Where
    somebody else has a plan for 3, 3 is planned, which is 0 as well."""
    base = [gives("law", "3", since="2024-06-01"), gives("care", "10"), gives("hotline", "12")]
    money = [pays("f", "law")]
    (gone,) = asked(deliveries=base, funding=money).leaves
    assert (gone.lost, gone.unsupported) == ((("law", "MWI", "3"),), (("MWI", "10"), ("MWI", "12")))
    planned = [*base, gives("ministry", "3", status="planned")]
    (gone,) = asked(deliveries=planned, funding=money).leaves
    assert gone.unsupported == (("MWI", "10"), ("MWI", "12"))
    # its own plan goes with it
    own = [*base, gives("law", "3", status="planned", source_id="other")]
    (gone,) = asked(deliveries=own, funding=money, sources=[{"source_id": "other"}]).leaves
    assert gone.unsupported == (("MWI", "10"), ("MWI", "12"))


def test_one_grant_two_sources() -> None:
    """Two sources about one grant are one grant; another title is another grant, and then nothing ends with one."""
    twice = [pays("f", "h", title="line"), pays("f", "h", title="line", source_id="t")]
    sources = [{"source_id": "s"}, {"source_id": "t"}]
    (end,) = asked(deliveries=[gives("h", "12")], funding=twice, sources=sources).ends
    assert [(c.before, c.after) for c in end.cells] == [(1, 0)]
    two = [pays("f", "h", title="line"), pays("f", "h", title="core")]
    answer = asked(deliveries=[gives("h", "12")], funding=two)
    assert answer.ends == ()  # no country named, and no effect
    assert [c.after for c in answer.leaves[0].cells] == [0]


def test_grants_of_one_funder_that_end_on_the_same_day_are_judged_together() -> None:
    """8 needs two. f alone pays a and b: one group, so without the money of either the other is left: 1 to 1. Both
    grants end with June 2027 (2027-06 and 2027-06-30 are one day), so each row says that nobody is left, and
    names the cell its own recipient loses. f pays c for 9 until a day later, g pays d for 13 until the same day, and f
    pays e for 16 without an end: each alone, and no part of the first."""
    answer = asked(
        deliveries=[gives("a", "8"), gives("b", "8"), gives("c", "9"), gives("d", "13"), gives("e", "16")],
        funding=[
            pays("f", "a", title="beds", until="2027-06"),
            pays("f", "b", title="counsel", until="2027-06-30"),
            pays("f", "c", title="staff", until="2027-07-01"),
            pays("g", "d", title="school", until="2027-06-30"),
            pays("f", "e", title="notices"),
        ],
    )
    assert [
        (e.title, [n for _, n in e.lost], [(c.capability, c.before, c.after) for c in e.cells])
        for e in answer.ends
    ] == [
        ("beds", ["8"], [("8", 1, 0)]),
        ("counsel", ["8"], [("8", 1, 0)]),
        ("staff", ["9"], [("9", 1, 0)]),
        ("notices", ["16"], [("16", 1, 0)]),
        ("school", ["13"], [("13", 1, 0)]),
    ]


def test_a_grant_elsewhere_that_ends_on_that_day_is_not_listed_here() -> None:
    """f pays a in MWI and b in KEN until the same day. Asked for MWI: a's grant, with what it takes there."""
    (end,) = asked(
        countries=["MWI"],
        deliveries=[gives("a", "8"), gives("b", "8", iso3="KEN")],
        funding=[pays("f", w, until="2027") for w in ("a", "b")],
    ).ends
    assert (end.recipient, [c.country for c in end.cells]) == ("a", ["MWI"])


def test_dependence() -> None:
    """12: a and b have f alone, c has f and g, d has no known funder: f carries two of four, a half. 9: e pays itself:
    sole, and its own budget counts like any other."""
    answer = asked(
        deliveries=[gives(x, "12") for x in "abcd"] + [gives("e", "9")],
        funding=[pays("f", "a"), pays("f", "b"), pays("f", "c"), pays("g", "c"), pays("e", "e")],
    )
    assert [(d.capability, d.funder, d.only, d.share) for d in answer.dependence] == [
        ("9", "e", ("e",), 1.0),
        ("12", "f", ("a", "b"), 0.5),
    ]


def test_share_of_the_money() -> None:
    """a: 300 of f and 100 of g in one currency: f, 3/4. b: one sum is missing: not known. c: two currencies: not
    known. d: two sources disagree about one grant: not known; two that agree, or of which one gives no sum, count
    once. e: nothing but zero: no share. h: sums without a
    currency: not known."""
    usd = {"currency": "USD"}
    two = {"title": "x", **usd}
    answer = asked(
        funding=[
            pays("f", "a", amount="300", **usd),
            pays("g", "a", amount="100.00", **usd),
            pays("f", "b", amount="300", **usd),
            pays("g", "b"),
            pays("f", "c", amount="300", **usd),
            pays("g", "c", amount="100", currency="EUR"),
            pays("f", "d", amount="300", **two),
            pays("f", "d", amount="200", source_id="t", **two),
            pays("f", "d2", amount="300", **two),
            pays("f", "d2", amount="300", source_id="t", **two),
            pays("f", "d2", source_id="u", **two),
            pays("f", "e", amount="0", **usd),
            pays("f", "h", amount="300"),
            pays("g", "h", amount="100"),
        ],
        sources=[{"source_id": x} for x in "stu"],
    )
    assert [(r.recipient, r.largest, r.share) for r in answer.recipients] == [
        ("a", "f", 0.75),
        ("b", None, None),
        ("c", None, None),
        ("d", None, None),
        ("d2", "f", 1.0),
        ("e", None, None),
        ("h", None, None),
    ]
    assert answer.recipients[1].funders == ("f", "g")


def test_one_country_sees_its_own_money() -> None:
    """a works in MWI, b in KEN, c is paid for KEN but works nowhere, d is paid and works nowhere. Asked for KEN: b
    and c, and the effects there; asked for all: everybody."""
    tables: dict[str, Any] = {
        "deliveries": [gives("a", "12"), gives("b", "12", iso3="KEN")],
        "funding": [pays("f", "a"), pays("f", "b"), pays("f", "c", iso3="KEN"), pays("f", "d")],
    }
    here = asked(countries=["KEN"], **tables)
    assert [r.recipient for r in here.recipients] == ["b", "c"]
    assert [(e.recipient, [c.country for c in e.cells]) for e in here.ends] == [("b", ["KEN"]), ("c", [])]
    assert here.leaves[0].lost == (("b", "KEN", "12"),)
    assert {d.country for d in here.dependence} == {f.country for f in here.funding} == {"KEN"}
    assert [r.recipient for r in asked(**tables).recipients] == ["a", "b", "c", "d"]


# -- against slow workings on random worlds


def with_new(tables: Tables, country: str, number: str, payer: str = "") -> Tables:
    """One more provider of the cell, of whom nothing else is known, or whom ``payer`` alone pays."""
    claim = {"status": "active", "verified": "yes", "source_id": "zz"}
    return {
        **tables,
        "sources": [*tables["sources"], {"source_id": "zz"}],
        "stakeholders": [*tables["stakeholders"], {"id": "zz", "kind": "ngo", "home_iso3": ""}],
        "deliveries": [
            *tables["deliveries"],
            {"stakeholder_id": "zz", "capability": number, "iso3": country, "role": "provides", **claim},
        ],
        "funding": [
            *tables["funding"],
            *([{"funder_id": payer, "recipient_id": "zz", **claim}] if payer else []),
        ],
    }


Asked = tuple[Tables, date, Edition, str, Donors]


def slow_effect(view: View, after: View, day: date) -> tuple[list[tuple[str, str, str]], View]:
    """(provider, country, capability) left without known funder; and what is left where these stop and those who have
    agreed to take over provide, by definition."""
    lost = [
        (p, c, n)
        for c in view.world.countries
        for n in view.edition.capabilities
        for p in view.providers(c, n, day)
        if view.funders(p, c, n, day) and not after.funders(p, c, n, day)
    ]
    rows = [dict(zip(("stakeholder", "country", "capability"), x, strict=True)) for x in lost]
    return lost, with_successors(view, View(stop(after, rows, day), view.edition), day)


RANK = {"covered": 2, "fragile": 1}


def world_of(seed: int, size: str = "", one_day: bool = False) -> Asked:
    """``one_day``: all money whose end is known ends on the same day."""
    rng = random.Random(seed)
    tables = random_world(seed, size or list(SIZES)[seed % 3])
    if one_day:
        money = [{**r, "until": "2099" if r.get("until") else ""} for r in tables["funding"]]
        tables = {**tables, "funding": money}
    there = rng.choice([default_edition(), later_edition()])
    day, evidence = rng.choice(days_of(tables, seed)), rng.choice(["all", "confirmed"])
    facts = facts_of(Snapshot.from_rows(tables), edition(there.id), Evidence(evidence))
    answer = donors(facts, day)
    return (
        without_other_editions(tables) if there.id == BASE_EDITION else tables,
        day,
        there,
        evidence,
        answer,
    )


#: Worlds of every size that are looked at whole; the two hundred small ones are the volume.
SEEDS = 12


@pytest.mark.parametrize("block", range(4))
def test_two_hundred_small_worlds(block: int) -> None:
    """All of the workings below, a sample of each."""
    for seed in range(1000 + block * 50, 1050 + block * 50):
        world, rng = world_of(seed, "tiny", one_day=seed % 2 == 1), random.Random(seed)
        one_more(world, rng, rows=1, payers=1)
        the_rest(world)
        grants_taken_away(world, most=1)
        funders_that_leave(world, most=1)
        by_definition(world)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_funder_is_told_the_same_whoever_was_told_before(seed: int) -> None:
    """Over one coverage some payers are told, then everybody, then the payers again: what each is told alone."""
    tables, day, *_ = world_of(seed)
    facts = facts_of(Snapshot.from_rows(tables), edition())
    alone = {"": donors(facts, day)}
    payers = [p.funder for p in alone[""].funders][:3]
    alone |= {funder: donors(facts, day, funder=funder) for funder in payers}
    cover = coverage(facts, day)
    for funder in (*payers, "", *payers):
        assert donors(facts, day, funder=funder, cover=cover) == alone[funder]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_one_more_provider_equals_adding_one(seed: int) -> None:
    one_more(world_of(seed), random.Random(seed), rows=5, payers=4)


def one_more(world: Asked, rng: random.Random, rows: int, payers: int) -> None:
    """A sample of rows: add the provider to the tables and work everything out again."""
    tables, day, there, evidence, answer = world
    view = answers.view_of(tables, there, evidence)
    for w in rng.sample(answer.where, min(rows, len(answer.where))):
        cell = (w.country, w.capability, day)
        then = answers.view_of(with_new(tables, w.country, w.capability), there, evidence)
        assert (view.state(*cell).state, then.state(*cell).state) == (w.state, w.becomes)
        assert (view.state(*cell).n, then.state(*cell).n) == (w.providers, w.providers + 1)
        stand, stand_then = standings(view, w.country, day), standings(then, w.country, day)
        before, after = supported(there, stand), supported(there, stand_then)
        assert w.gain == sum(after.values()) - sum(before.values())
        assert list(w.rises) == [n for n in there.capabilities if after[n] > before[n]]
        rows_there = view.deliveries(w.country, w.capability)
        stopping = {
            f"delivery:{who}/{c.get('iso3')}/{c.get('capability')}"
            for c in rows_there
            for who in view.providers(w.country, w.capability, day)
            if c.get("stakeholder_id") == who
        }
        less = answers.View(after_removal(view.world, sorted(stopping), day), there)
        fallen = supported(there, standings(less, w.country, day))
        hangs = [n for n in there.capabilities if stand[n] == 1 and fallen[n] < before[n]]
        assert list(w.secures) == (hangs if w.providers == 1 else [])
        ids = sorted(s["id"] for s in tables["stakeholders"])
        for payer in rng.sample(ids, min(payers, len(ids))) + list(w.same_funder[: payers // 2 + 1]):
            paid = answers.view_of(with_new(tables, w.country, w.capability, payer), there, evidence)
            assert (paid.state(*cell).n == w.providers) == (payer in w.same_funder)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_order_and_the_rest_of_the_world(seed: int) -> None:
    the_rest(world_of(seed))


def the_rest(world: Asked) -> None:
    """Every cell is in ``where``, in ``looks`` or covered; within a country the gain never rises."""
    tables, day, there, evidence, answer = world
    view = answers.view_of(tables, there, evidence)
    listed = [(w.country, w.capability) for w in answer.where] + [
        (x.country, x.capability) for x in answer.looks
    ]
    covered = [
        (c, n)
        for c in view.world.countries
        for n in there.capabilities
        if view.state(c, n, day).state == "covered"
    ]
    assert sorted(listed + covered) == sorted(
        (c, n) for c in view.world.countries for n in there.capabilities
    )
    order = answers.gaps(tables, there, day, evidence)["gaps"]
    place = {(g["country"], g["capability"]): i for i, g in enumerate(order)}
    worth = {(w.country, w.capability): (w.gain, len(w.secures)) for w in answer.where}
    for a, b in zip(answer.where, answer.where[1:], strict=False):
        assert a.country <= b.country
        assert a.country < b.country or (worth[a.country, a.capability], place[b.country, b.capability]) > (
            worth[b.country, b.capability],
            place[a.country, a.capability],
        )
    for w in answer.where:
        mine = worth[w.country, w.capability]
        level = {n for (c, n), value in worth.items() if c == w.country and value == mine}
        assert {w.capability, *w.gains_the_same} == level


@pytest.mark.parametrize("one_day", [False, True])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_ends_equal_taking_the_rows_away(seed: int, one_day: bool) -> None:
    grants_taken_away(world_of(seed, one_day=one_day), most=12)


def last_of(rows: list[Claim]) -> date | None:
    """The day after the last known one of a grant, None where one of its rows is open."""
    ends = [c.end for c in rows if c.end is not None]
    return max(ends) if len(ends) == len(rows) else None


def grants_taken_away(world: Asked, most: int) -> None:
    """Grants, one by one: the same tables without the rows of all grants of its funder that end on its last day. Its
    own are the cells its recipient loses; listed is who names a country, or pays a provider of a cell where something
    ends."""
    tables, day, there, evidence, answer = world
    view = answers.view_of(tables, there, evidence)
    cells = [(c, n) for c in view.world.countries for n in there.capabilities]
    found = {(e.funder, e.recipient, e.country or "", e.since, e.title): e for e in answer.ends}
    active: dict[tuple[str, ...], list[Claim]] = {}
    for claim in view.world.active("funding", day):
        active.setdefault(tuple(claim.get(k) for k in GRANT), []).append(claim)
    assert set(found) <= set(active)
    for grant in sorted(active)[:most]:
        funder, recipient, iso3 = grant[:3]
        last = last_of(active[grant])
        alike = [g for g, rows in active.items() if g[0] == funder and last_of(rows) == last]
        together = alike if last else [grant]
        gone = [c.row for g in together for c in active[g]]
        after = answers.view_of(
            {
                **tables,
                "funding": [r for r in tables["funding"] if {k: v or "" for k, v in r.items()} not in gone],
            },
            there,
            evidence,
        )
        stopped, left = slow_effect(view, after, day)
        lost = [(c, n) for p, c, n in stopped if p == recipient]
        lower, hit = [], {(c, n) for _, c, n in stopped}
        for c, n in cells:
            before, then = view.state(c, n, day), left.state(c, n, day)
            if RANK.get(then.state, 0) < RANK.get(before.state, 0):
                lower.append((c, n, before.n, then.n))
                hit.add((c, n))
        mine = answers.view_of({**tables, "funding": [c.row for c in active[grant]]}, there, evidence)
        pays = any(
            recipient in (*view.providers(c, n, day), *view.stand_ins(c, n, day))
            and mine.funders(recipient, c, n, day)
            for c, n in hit
        )
        assert (grant in found) == (pays or iso3 in view.world.countries)
        if grant in found:
            e = found[grant]
            assert list(e.lost) == lost
            assert [(x.country, x.capability, x.before, x.after) for x in e.cells] == lower


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_funder_that_leaves_equals_the_what_if(seed: int) -> None:
    funders_that_leave(world_of(seed), most=99)


def funders_that_leave(world: Asked, most: int) -> None:
    """The what-if of the oracle that removes all funding of one funder: who loses ground, what falls, what stands on
    less."""
    tables, day, there, evidence, answer = world
    view = answers.view_of(tables, there, evidence)
    found = {f.funder: f for f in answer.leaves}
    payers = sorted({c.get("funder_id") for c in view.world.active("funding", day)})
    for funder in payers[:most]:
        pairs = sorted(
            {(r["funder_id"], r["recipient_id"]) for r in tables["funding"] if r["funder_id"] == funder}
        )
        gone = what_if(view, [f"funding:{a}/{b}" for a, b in pairs], day)
        lost = [(r["stakeholder"], r["country"], r["capability"]) for r in gone["lost_ground"]]
        fallen = [(r["country"], r["capability"]) for r in gone["fallen"]]
        less = [(r["country"], r["capability"]) for r in gone["unsupported"]]
        if funder not in found:
            assert (lost, fallen, less) == ([], [], [])
            continue
        f = found[funder]
        assert sorted(f.lost) == sorted(lost)
        assert [(x.country, x.capability) for x in f.cells if x.after == 0] == fallen
        assert list(f.unsupported) == less


@pytest.mark.parametrize("seed", range(SEEDS))
def test_funding_and_dependence_by_definition(seed: int) -> None:
    by_definition(world_of(seed))


def by_definition(world: Asked) -> None:
    """Who funds what, and who is paid by one alone, cell by cell."""
    tables, day, there, evidence, answer = world
    view = answers.view_of(tables, there, evidence)
    expected: dict[tuple[str, str, str], set[str]] = {}
    for claim in view.world.active("funding", day):
        listed = split_list(claim.get("capabilities"))
        for_these = {h for n in listed for h in there.numbers_here("", n)}
        for c in view.world.countries:
            for n in there.capabilities:
                if claim.get("iso3") not in ("", c) or (listed and n not in for_these):
                    continue
                works = any(
                    d.get("stakeholder_id") == claim.get("recipient_id") and d.active(day)
                    for role in ("provides", "supports")
                    for d in view.deliveries(c, n, role)
                )
                if works or (claim.get("iso3") and listed):
                    expected.setdefault((c, n, claim.get("funder_id")), set()).add(claim.get("recipient_id"))
    assert {(x.country, x.capability, x.funder): set(x.recipients) for x in answer.funding} == expected
    alone: dict[tuple[str, str, str], list[str]] = {}
    for c in view.world.countries:
        for n in there.capabilities:
            for p in view.providers(c, n, day):
                money = view.funders(p, c, n, day)
                if len(money) == 1:
                    alone.setdefault((c, n, min(money)), []).append(p)
    assert {(d.country, d.capability, d.funder): list(d.only) for d in answer.dependence} == alone
    assert all(d.providers == len(view.providers(d.country, d.capability, day)) for d in answer.dependence)


@pytest.mark.parametrize("seed", range(60))
def test_who_pays_where_by_definition(seed: int) -> None:
    """Grant by grant: the country it names, else where its recipient works on something it is for."""
    tables, day, there, evidence, answer = world_of(seed)
    view = answers.view_of(tables, there, evidence)
    cells = [(c, n) for c in view.world.countries for n in there.capabilities]
    work = {
        (d.get("stakeholder_id"), c, n)
        for c, n in cells
        for role in ("provides", "supports")
        for d in view.deliveries(c, n, role)
        if d.active(day)
    }
    ending = {
        c
        for c, n in cells
        for role in ("provides", "supports")
        for d in view.deliveries(c, n, role)
        if d.active(day) and d.end is not None
    }
    places: dict[str, set[str]] = {c: set() for c in view.world.countries}
    paid: dict[str, set[str]] = {c: set() for c in view.world.countries}
    payers: dict[str, tuple[set[str], set[str], set[str]]] = {}
    old = may_have_ended(view, day)
    behind: dict[str, set[str]] = {}  # "by" and "to" an organisation, or of a country
    missed: dict[tuple[str, ...], set[str]] = {}  # what a grant names and counts for nowhere
    grants: dict[tuple[str, ...], list[Claim]] = {}
    for claim in view.world.active("funding", day):
        grants.setdefault(tuple(claim.get(k) for k in GRANT), []).append(claim)
    for grant, claims in grants.items():
        funder, recipient, iso3, *_ = grant
        meant = [
            {h for n in split_list(c.get("capabilities")) for h in there.numbers_here("", n)} for c in claims
        ]
        at = {n for c, n in cells if (recipient, c, n) in work and iso3 in ("", c)}
        counts = {n for m in meant for n in (m if iso3 and m else at & m if m else at)}
        missed[grant] = set().union(*meant) - counts if all(meant) else set()
        where, who, ends = payers.setdefault(funder, (set(), set(), set()))
        who.add(recipient)
        if last := last_of(claims):
            ends.add((last - timedelta(days=1)).isoformat())
        for claim in claims:
            meant = {h for n in split_list(claim.get("capabilities")) for h in there.numbers_here("", n)}
            here = (
                {iso3}
                if iso3
                else {c for c, n in cells if (recipient, c, n) in work and (not meant or n in meant)}
            )
            where |= here
            for name in (f"by {funder}", f"to {recipient}", *here):
                behind.setdefault(name, set()).add(spelled(claim.table, claim.row))
            ending |= here if claim.end is not None else set()
            for c in here:
                (paid if claim in old else places)[c].add(funder)
    assert [(p.funder, set(p.countries), set(p.recipients), p.next_end) for p in answer.funders] == [
        (f, where, who, min(ends, default="")) for f, (where, who, ends) in sorted(payers.items())
    ]
    assert [(p.country, set(p.funders), p.end_known) for p in answer.countries] == [
        (c, own, c in ending) for c, own in sorted(places.items()) if own or paid[c] or c in ending
    ]
    snapshot = Snapshot.from_rows(random_world(seed, list(SIZES)[seed % 3]))
    told = {f"by {p.funder}": p.claims for p in answer.funders}
    told |= {f"to {p.recipient}": p.claims for p in answer.recipients} | {
        p.country: p.claims for p in answer.countries
    }
    for name, claims in told.items():
        money = [x for x in records_of(claims, snapshot) if x.startswith("funding: ")]
        assert money == sorted(behind.get(name, ())), name
    assert [set(p.may_have_ended) for p in answer.countries] == [
        paid[p.country] - places[p.country] for p in answer.countries
    ]
    assert {grant_of(g): set(g.uncounted) for g in answer.grants} == missed
    assert {g.claims for g in answer.grants if g.may_have_ended} == {
        g.claims for g in answer.grants if any(tuple(c.get(k) for k in GRANT) == grant_of(g) for c in old)
    }


def grant_of(g: Grant) -> tuple[str, ...]:
    return (g.funder, g.recipient, g.country or "", g.since, g.title)


def test_grants_that_may_have_ended() -> None:
    """On 1 June 2024, 36 months are back to 1 June 2021. May have ended: what began in May 2021 (a), or was heard of
    in 2010 only (b). Not: what began in June 2021 or in 2021 (perhaps in December; c, d), what a source of 2022 still
    tells of (e), what has an end (f), an own budget (g)."""
    a, *rest = (
        pays("t", "a", since="2021-05"),
        pays("t", "b"),
        pays("t", "c", since="2021-06"),
        pays("t", "d", since="2021"),
        pays("t", "e", since="2015", source_id="new"),
        pays("t", "f", since="2015", until="2025"),
        pays("g", "g", since="2015"),
    )
    sources = [{"source_id": "s", "published": "2010"}, {"source_id": "new", "published": "2022"}]
    found = asked(deliveries=[gives("a", "12")], funding=[a, *rest], sources=sources)
    assert {g.recipient for g in found.grants if g.may_have_ended} == {"a", "b"}
    # 12 of Malawi: t pays a there by no other grant; elsewhere by others
    assert [(f.funder, f.may_have_ended) for f in found.funding] == [("t", True)]
    assert [(p.funders, p.may_have_ended) for p in found.countries] == [((), ("t",))]
    assert [(p.funder, p.may_have_ended) for p in found.funders] == [("g", False), ("t", False)]
    # a alone provides 12, and t alone pays it: that counts, and is marked
    for rows in (found.dependence, found.leaves, [e for e in found.ends if e.recipient == "a"]):
        assert [(x.funder, x.may_have_ended) for x in rows] == [("t", True)]
    # with a grant of 2022 for the same work the funder is marked no longer, nor is what depends on it
    more = asked(deliveries=[gives("a", "12")], funding=[a, pays("t", "a", since="2022")], sources=sources)
    for kept in (more.dependence, more.leaves):
        assert [(x.funder, x.may_have_ended) for x in kept] == [("t", False)]
    assert not more.ends  # of two grants of one funder neither is missed alone
    # a source of 2022 about the grant to a: now it is told of
    again = asked(deliveries=[gives("a", "12")], funding=[a, {**a, "source_id": "new"}], sources=sources)
    assert [g.may_have_ended for g in again.grants] == [False]


def test_who_pays_in_one_country() -> None:
    """f pays a, who works in MWI and KEN, wherever; g pays b for KEN until 2025-03, and h pays c, who works nowhere."""
    tables: dict[str, Any] = {
        "deliveries": [gives("a", "12"), gives("a", "12", iso3="KEN")],
        "funding": [
            pays("f", "a"),
            pays("g", "b", iso3="KEN", until="2025-03", since="2024"),
            pays("h", "c"),
        ],
        "sources": [{"source_id": "s", "published": "2022"}],
    }

    def told(answer: Donors) -> list[tuple[str, tuple[str, ...], tuple[str, ...], str]]:
        return [(p.funder, p.countries, p.recipients, p.next_end) for p in answer.funders]

    f, g = ("f", ("KEN", "MWI"), ("a",), ""), ("g", ("KEN",), ("b",), "2025-03-31")
    assert told(asked(**tables)) == [f, g, ("h", (), ("c",), "")]
    assert told(asked(countries=["MWI"], **tables)) == [("f", ("MWI",), ("a",), "")]
    assert told(asked("g", **tables)) == [g]
    assert [(p.country, p.funders, p.end_known) for p in asked(**tables).countries] == [
        ("KEN", ("f", "g"), True), ("MWI", ("f",), False),
    ]  # fmt: skip
