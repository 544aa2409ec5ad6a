"""Corridors: each state worked by hand, laws that hold in every world, and the oracle."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest

from coordination.analytics.base.facts import Facts
from coordination.analytics.borders.channels import channels_at, in_force, on_lists
from coordination.analytics.borders.channels import opens as duties_of
from coordination.analytics.borders.corridors import Channel, CorridorState, corridors, covered_pairs, reach
from coordination.analytics.borders.expiries import expiries
from coordination.answers.corridors import counts_of
from coordination.text.sentences import ENGLISH, Name
from graph_schema.errors import UsageError
from tests.both import Case, cases, facts
from tests.oracle import answers
from tests.oracle.corridors import Instrument, instruments
from tests.oracle.corridors import covered_pairs as oracle_pairs
from tests.oracle.dates import add_months, end_exclusive
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.said import as_json

T = date(2024, 6, 15)
KEYS = ("a", "b", "duty", "state", "instruments", "incomplete", "hands")


def pact(ident: str = "m", *, duties: str = "4", **more: str) -> dict[str, str]:
    return {"id": ident, "duties": duties, **more}


def party(iso3: str, agreement: str = "m", **more: str) -> dict[str, str]:
    return {"agreement_id": agreement, "iso3": iso3, **more}


def listed(duty: str = "4", **more: str) -> dict[str, str]:
    """Somebody states that every agreement and network for a duty is recorded."""
    return {"duty": duty, "instruments_complete": "yes", "reviewed_on": "2024", **more}


def row(tables: Tables, duty: str = "4", pair: tuple[str, str] = ("MWI", "KEN")) -> dict[str, object]:
    found = as_json(corridors(facts(tables), T, pair).listed())["corridors"]
    assert isinstance(found, list)
    return next(r for r in found if r["duty"] == duty)


@pytest.mark.parametrize(
    ("agreement", "ken", "mwi", "state"),
    [
        # both on the list of an instrument in force, each word that counts
        (pact(), "party", "connected", "covered"),
        (pact(), "active", "partner", "covered"),
        # one side only signed, or was invited
        (pact(), "party", "signatory", "signed_only"),
        (pact(), "invited", "party", "signed_only"),
        # a memorandum is in force from its signing, a treaty only when its text says since when
        (pact(adopted="2020"), "party", "party", "covered"),
        (pact(adopted="2020", kind="treaty"), "party", "party", "signed_only"),
        (pact(adopted="2020", kind="treaty", in_force="2021"), "party", "party", "covered"),
        (pact(kind="regional_convention"), "party", "party", "signed_only"),
        (pact(in_force="2024-06-16"), "party", "party", "signed_only"),  # tomorrow
        (pact(in_force="2024-06-15"), "party", "party", "covered"),  # today
        (pact(), "party", "", "gap"),  # the list is whole and MWI is not on it
        (pact(parties_complete="no"), "party", "", "unknown"),
        (pact(), "party", "unknown", "unknown"),
        (pact(), "unknown", "", "gap"),  # MWI is surely not on it, whatever KEN is
        (pact(), "party", "planned", "gap"),  # planned is not yet on the list
        (pact(expires="2024-06-14"), "party", "party", "gap"),  # over: no instrument is left
        (pact(expires="2024-06"), "party", "party", "covered"),  # through June
        (pact(kind="funding"), "party", "party", "gap"),  # money opens no channel
        (pact(duties="", capabilities="4"), "party", "party", "gap"),  # about 4, no channel for it
    ],
)
def test_states(agreement: dict[str, str], ken: str, mwi: str, state: str) -> None:
    parties = [party(c, status=s) for c, s in (("KEN", ken), ("MWI", mwi)) if s]
    tables = small(agreements=[agreement], agreement_parties=parties, countries=[{"iso3": "KEN"}])
    assert row(tables)["state"] == (
        "unknown" if state == "gap" else state
    )  # nobody states that the list is whole
    tables = small(
        agreements=[agreement],
        agreement_parties=parties,
        countries=[{"iso3": "KEN"}],
        duty_reviews=[listed()],
    )
    assert row(tables)["state"] == state


ALL, HERE, NOT_HERE = {"iso3": ""}, {"iso3": "MWI"}, {"iso3": "MWI", "instruments_complete": "no"}


@pytest.mark.parametrize(
    ("stated", "state"),
    [
        ([], "unknown"),  # nobody states anything
        ([ALL], "gap"),
        ([HERE], "unknown"),  # for one side only
        ([HERE, {"iso3": "KEN"}], "gap"),  # for both sides, each for itself
        ([ALL, NOT_HERE], "unknown"),  # on one day by one method the one that names the country counts
        ([{**ALL, "reviewed_on": "2024-02"}, NOT_HERE], "gap"),  # the later first day counts before that
        ([{**ALL, "reviewed_on": "2024-06-16"}], "unknown"),  # tomorrow
        ([{**ALL, "reviewed_on": "2024-06-15"}], "gap"),  # today
        (
            [{**ALL, "method": "interview"}, {**NOT_HERE, "method": "self_assessment"}],
            "gap",
        ),  # the better method
        (
            [{**HERE, "source_id": "a"}, {**NOT_HERE, "source_id": "b"}, {"iso3": "KEN"}],
            "unknown",
        ),  # no before yes
        ([{**ALL, "verified": "recalled"}], "gap"),  # not filtered by evidence, see below
        ([{**ALL, "duty": "12"}], "unknown"),  # about another duty
    ],
)
@pytest.mark.parametrize("evidence", ["all", "confirmed"])
def test_who_states_that_the_list_is_whole(stated: list[dict[str, str]], state: str, evidence: str) -> None:
    """A memorandum for 4 with a whole list that has KEN and not MWI."""
    tables = small(
        agreements=[pact()], agreement_parties=[party("KEN")], duty_reviews=[listed(**x) for x in stated]
    )
    (found,) = (r for r in corridors(facts(tables, evidence), T, ("MWI", "KEN")).rows() if r.duty == "4")
    assert found.state == state


def test_papers_of_others_close_nothing() -> None:
    """A memorandum between UGA and GHA, list whole, says nothing about UGA and MWI. A duty for which nothing is
    recorded is closed too, where somebody states that there is nothing more."""
    theirs = {"agreements": [pact()], "agreement_parties": [party("UGA"), party("GHA")]}
    assert row(small(**theirs), pair=("UGA", "MWI"))["state"] == "unknown"
    assert row(small(**theirs, duty_reviews=[listed()]), pair=("UGA", "MWI"))["state"] == "gap"
    nothing = small(countries=[{"iso3": "KEN"}], duty_reviews=[listed("6")])
    assert [row(nothing, d)["state"] for d in ("6", "7")] == ["gap", "unknown"]
    assert [
        (r["a"], r["b"], r["duty"]) for r in as_json(corridors(facts(nothing), T).listed())["corridors"]
    ] == [("KEN", "MWI", "6")]


def test_a_statement_about_a_duty_that_was_united_says_nothing() -> None:
    """16 and 17 are one in mnr-2022: who says that all for 17 are recorded does not say so of 16."""
    tables = small(countries=[{"iso3": "KEN"}], duty_reviews=[listed("17"), listed("12")])
    later = {r.duty: str(r.state) for r in corridors(facts(tables, ed="mnr-2022"), T, ("KEN", "MWI")).rows()}
    assert (later["16"], later["12"]) == ("unknown", "gap")


def test_the_statements_that_count_stand_with_the_answer() -> None:
    tables = small(
        countries=[{"iso3": "KEN"}, {"iso3": "UGA"}],
        sources=[{"source_id": "t", "publisher": "P", "published": "2010"}],
        duty_reviews=[
            listed(),
            listed(iso3="UGA", instruments_complete="no"),
            listed(source_id="t", reviewed_on="2023"),  # an earlier one, which counts nowhere
            listed("12"),
        ],
    )
    every = corridors(facts(tables), T, duties=["4"]).duty_reviews()
    assert [(r.duty, r.country, r.whole, r.source) for r in every] == [
        ("4", None, True, "s"),
        ("4", "UGA", False, "s"),
    ]
    pair = corridors(facts(tables), T, ("KEN", "MWI")).duty_reviews()
    assert [(r.duty, r.country, r.whole) for r in pair] == [("4", None, True), ("12", None, True)]


@pytest.mark.parametrize(
    ("ken", "mwi", "all_rows", "confirmed"),
    [
        ("yes", "recalled", "covered", "unknown"),  # the list has both; one of them nobody has read there
        ("recalled", "", "covered", "unknown"),
        ("yes", "yes", "covered", "covered"),
        ("yes", None, "gap", "gap"),  # nobody says that MWI is on it, and the list is whole
        ("recalled", None, "gap", "gap"),  # MWI is surely not on it, whatever KEN is
    ],
)
def test_a_row_that_is_not_confirmed_is_no_absence(
    ken: str, mwi: str | None, all_rows: str, confirmed: str
) -> None:
    parties = [party(c, verified=v) for c, v in (("KEN", ken), ("MWI", mwi)) if v is not None]
    tables = small(
        agreements=[pact()],
        agreement_parties=parties,
        countries=[{"iso3": "KEN"}],
        duty_reviews=[listed()],
    )
    for evidence, state in (("all", all_rows), ("confirmed", confirmed)):
        found = corridors(facts(tables, evidence), T, ("MWI", "KEN"))
        (told,) = [r for r in found.rows() if r.duty == "4"]
        assert told.state == state
        if state == "unknown":
            assert told.unclear == ("m",)
            (why,) = [r.text for r in found.reasons() if r.duty == "4"]
            assert ENGLISH.render(why, lambda n: n.id) == (
                "Not known: the position of KEN or MWI in m for 4 is not clear."
            )


def test_a_recalled_signature_is_no_signature_and_a_recalled_plan_nothing() -> None:
    tables = small(
        agreements=[pact()],
        agreement_parties=[party("KEN"), party("MWI", status="signatory", verified="recalled")],
        duty_reviews=[listed()],
    )
    found = as_json(corridors(facts(tables, "confirmed"), T, ("MWI", "KEN")).listed())["corridors"]
    assert [r["state"] for r in found if r["duty"] == "4"] == ["unknown"]  # type: ignore[attr-defined]
    tables["agreement_parties"][1]["status"] = "planned"
    found = as_json(corridors(facts(tables, "confirmed"), T, ("MWI", "KEN")).listed())["corridors"]
    assert [r["state"] for r in found if r["duty"] == "4"] == ["gap"]  # type: ignore[attr-defined]


def test_network_members_count_for_their_home() -> None:
    """A helpline at home in KEN and one in MWI are members of a network with duty 11: 11 is covered, 4 is
    unknown (no instrument). A member without a home joins no country."""
    tables = small(
        stakeholders=[
            {"id": "k", "home_iso3": "KEN"},
            {"id": "m"},
            {"id": "everywhere", "home_iso3": ""},
            {"id": "chi", "kind": "network", "home_iso3": ""},
        ],
        networks=[{"network_id": "chi", "duties": "11"}],
        memberships=[{"member_id": i, "network_id": "chi"} for i in ("k", "m", "everywhere")],
    )
    assert (row(tables, "11")["state"], row(tables, "11")["instruments"]) == ("covered", ["chi"])
    assert row(tables, "4")["state"] == "unknown"


def test_organisation_as_party_counts_for_home_unless_a_country_is_named() -> None:
    """`gang-unit` sits in KEN. As party without a country it stands for KEN; with iso3 UGA for UGA."""
    bodies = [{"id": "gang-unit", "home_iso3": "KEN"}]
    own = small(
        agreements=[pact()],
        agreement_parties=[party("MWI"), {"agreement_id": "m", "stakeholder_id": "gang-unit"}],
        stakeholders=bodies,
        countries=[{"iso3": "UGA"}],
    )
    assert row(own)["state"] == "covered"
    other = small(
        agreements=[pact()],
        agreement_parties=[party("MWI"), party("UGA", stakeholder_id="gang-unit")],
        stakeholders=bodies,
        countries=[{"iso3": "KEN"}],
        duty_reviews=[listed()],
    )
    assert row(other)["state"] == "gap"
    assert row(other, pair=("UGA", "MWI"))["state"] == "covered"


@pytest.mark.parametrize(
    ("agreement", "ken", "evidence", "hold"),
    [
        (pact(), {}, "all", "binds"),
        (pact(), {"status": "connected"}, "all", "binds"),
        (pact(duties="", kind="funding"), {}, "all", "binds"),  # whoever is bound, to whatever
        (pact(kind="treaty"), {}, "all", "not_in_force"),
        (pact(in_force="2024-06-16"), {}, "all", "not_in_force"),  # tomorrow
        (pact(expires="2024-06-14"), {}, "all", "ended"),  # the agreement, yesterday
        (pact(expires="2024-06"), {}, "all", "binds"),
        (pact(), {"status": "signatory"}, "all", "signed"),
        (pact(), {"status": "invited"}, "all", "signed"),
        (pact(), {"status": "unknown"}, "all", "unclear"),
        (pact(), {"status": "planned"}, "all", "planned"),
        (pact(), {"status": "ended"}, "all", "ended"),  # nobody says when
        (pact(), {"until": "2024-06-14"}, "all", "ended"),
        (pact(), {"status": "ended", "until": "2024-06-15"}, "all", "binds"),  # its last day
        (pact(), {"since": "2024-06-16"}, "all", "later"),
        (pact(), {"source_id": "new"}, "all", "not_known_yet"),  # without a first day: since its source
        (pact(), {"verified": "recalled"}, "all", "binds"),
        (pact(), {"verified": "recalled"}, "confirmed", "unconfirmed"),
        (pact(), {"verified": "recalled", "status": "signatory"}, "confirmed", "unconfirmed"),
        (pact(), {"iso3": "", "stakeholder_id": "nowhere"}, "all", "no_country"),
    ],
)
def test_how_a_row_of_a_list_holds_its_country(
    agreement: dict[str, str], ken: dict[str, str], evidence: str, hold: str
) -> None:
    tables = small(
        agreements=[agreement],
        agreement_parties=[{**party("KEN"), **ken}, party("MWI", status="signatory")],
        stakeholders=[{"id": "nowhere", "home_iso3": ""}],
        sources=[
            {"source_id": "s", "published": "2010", "publisher": "P"},
            {"source_id": "new", "published": "2024-06-16", "publisher": "P"},
        ],
    )
    seen = facts(tables, evidence)
    one, other = on_lists(seen, T, instrument="m")
    assert (one.country, one.hold.word) == ("" if hold == "no_country" else "KEN", hold)
    assert other.country == "MWI"
    assert on_lists(seen, T, country="KEN") == ((one,) if one.country else ())
    assert on_lists(seen, T, sorts=["memberships"]) == ()


def test_an_instrument_opens_duties_of_the_edition_asked_for() -> None:
    """16 and 17 are one in the later edition: its 16."""
    tables = small(
        agreements=[pact(duties="17"), pact("other", duties=""), pact("late", in_force="2024-06-16")],
        networks=[{"network_id": "n", "duties": "4;17"}],
    )
    early, later = facts(tables), facts(tables, ed="mnr-2022")
    assert [duties_of(f, "agreement_parties", "m") for f in (early, later)] == [("17",), ("16",)]
    assert [duties_of(f, "memberships", "n") for f in (early, later)] == [("4", "17"), ("4", "16")]
    assert duties_of(early, "memberships", "m") == duties_of(early, "agreement_parties", "other") == ()
    assert [in_force(early, T, i) for i in ("m", "late")] == [True, False]


def test_unknown_names_the_lists() -> None:
    """Two lists for duty 4, one whole and one not: unknown, and only the one that is not whole is named. On a
    third one KEN's status is unknown: that one is named as unclear."""
    tables = small(
        agreements=[pact("whole"), pact("part", parties_complete="no"), pact("vague")],
        agreement_parties=[
            party("KEN", "whole"),
            party("KEN", "vague", status="unknown"),
            party("MWI", "vague"),
        ],
    )
    found = row(tables)
    assert (found["state"], found["incomplete"], found["unclear"]) == ("unknown", ["part"], ["vague"])


def test_routes_through_a_third_country() -> None:
    """KEN-UGA and UGA-MWI are joined by two agreements, KEN-MWI by none (both lists whole): gap, with UGA as
    the way round. GHA is joined to KEN only, so it is no way."""
    tables = small(
        agreements=[pact("one"), pact("two"), pact("three")],
        agreement_parties=[
            *(party(c, "one") for c in ("KEN", "UGA")),
            *(party(c, "two") for c in ("UGA", "MWI")),
            *(party(c, "three") for c in ("KEN", "GHA")),
        ],
        duty_reviews=[listed()],
    )
    found = row(tables)
    assert (found["state"], found["via"]) == ("gap", ["UGA"])


def test_hands_need_a_provider_on_both_sides() -> None:
    """Covered for 4. With a police unit in MWI only: an instrument without hands; with one in KEN too: hands.
    A unit that only supports is no hand."""
    instrument = {"agreements": [pact()], "agreement_parties": [party("KEN"), party("MWI")]}
    here = {"stakeholder_id": "p", "capability": "4"}
    there = {"stakeholder_id": "q", "capability": "4", "iso3": "KEN"}
    assert row(small(**instrument, deliveries=[here]))["hands"] is False
    assert row(small(**instrument, deliveries=[here, {**there, "role": "supports"}]))["hands"] is False
    assert row(small(**instrument, deliveries=[here, there]))["hands"] is True


def test_unknown_pairs_are_left_out_unless_asked_for() -> None:
    tables = small(agreements=[pact(parties_complete="no")], countries=[{"iso3": "KEN"}])
    seen = facts(tables)
    assert corridors(seen, T).listed().corridors == ()
    asked = list(corridors(seen, T, ("MWI", "KEN")).rows())
    assert [r.duty for r in asked] == list(seen.edition.duties)
    assert {(r.a, r.b, r.state) for r in asked} == {("KEN", "MWI", Channel.UNKNOWN)}


def test_later_edition_unites_two_duties() -> None:
    """In mnr-2022 the duties 16 and 17 are one: an instrument for 17 covers 16 there, and in mnr-2016 17 only."""
    tables = small(agreements=[pact(duties="17")], agreement_parties=[party("KEN"), party("MWI")])
    now = {r.duty: str(r.state) for r in corridors(facts(tables), T, ("KEN", "MWI")).rows()}
    later = {r.duty: str(r.state) for r in corridors(facts(tables, ed="mnr-2022"), T, ("KEN", "MWI")).rows()}
    assert (now["17"], now["16"], later["16"]) == ("covered", "unknown", "covered")
    assert "17" not in later


def test_reach_counts_what_only_one_instrument_covers() -> None:
    """`wide` joins three countries for 4: three pairs. `small` joins two of them for 4 and 12: one pair each,
    two corridors. Only `wide` covers the two pairs with the third country; only `small` covers 12."""
    tables = small(
        agreements=[pact("wide"), pact("small", duties="4;12"), pact("waits", in_force="2030")],
        agreement_parties=[
            *(party(c, "wide") for c in ("KEN", "MWI", "UGA")),
            *(party(c, "small") for c in ("KEN", "MWI")),
            *(party(c, "waits") for c in ("KEN", "MWI")),
        ],
    )
    seen = facts(tables)
    found = {
        r.instrument: (r.duties, r.countries, r.pairs, r.only) for r in reach(channels_at(seen, T), seen)
    }
    assert found == {
        "small": (("4", "12"), 2, 2, 1),
        "waits": (("4",), 0, 0, 0),
        "wide": (("4",), 3, 3, 2),
    }


def test_two_that_end_on_one_day_close_what_they_share() -> None:
    """KEN and MWI have `one` and `two` for 4, both through 2024: nothing is left on the day after, so each closes the
    pair. `next` follows `late` without a day between: 0."""
    tables = small(
        agreements=[
            pact("one", expires="2024"),
            pact("two", expires="2024"),
            pact("late", expires="2025", duties="7"),
            pact("next", in_force="2026-01-01", duties="7"),
        ],
        agreement_parties=[party(c, a) for a in ("one", "two", "late", "next") for c in ("KEN", "MWI")],
    )
    assert [(e.instrument, e.only) for e in expiries(facts(tables), T).expiries] == [
        ("one", 1),
        ("two", 1),
        ("late", 0),
    ]


def test_expiry_calendar() -> None:
    """Asked on 2024-06-15, two years ahead. `today` has its last day on that day: listed; `old` had it the day
    before, `far` has it after the two years: not. The grant agreement expires as well, and opens no channel.
    KEN leaves `own` on 2024-09-30: `wide` covers the pair KEN-MWI too: 0. `wide` (KEN MWI UGA) runs to the end of
    2025; by then KEN has left `own`, so all its three pairs have no other channel: 3."""
    tables = small(
        agreements=[
            pact("wide", expires="2025"),
            pact("own"),
            pact("grant", kind="funding", expires="2024-07"),
            pact("old", expires="2024-06-14"),
            pact("today", expires="2024-06-15", duties="7"),
            pact("far", expires="2026-06-15"),
        ],
        agreement_parties=[
            *(party(c, "wide") for c in ("KEN", "MWI", "UGA")),
            party("KEN", "own", until="2024-09"),
            party("MWI", "own"),
        ],
    )
    found = [
        (e.last.isoformat(), e.kind, e.instrument, e.country or "", e.only)
        for e in expiries(facts(tables), T).expiries
    ]
    assert found == [
        ("2024-06-15", "agreement", "today", "", 0),
        ("2024-07-31", "agreement", "grant", "", 0),
        ("2024-09-30", "party", "own", "KEN", 0),
        ("2025-12-31", "agreement", "wide", "", 3),
    ]


def test_a_second_row_keeps_a_country_on_the_list() -> None:
    """Two sources about KEN: one says until 2024-09, one says nothing of an end. Nothing ends."""
    rows = [party("KEN", until="2024-09"), party("KEN", source_id="t"), party("MWI")]
    tables = small(agreements=[pact()], agreement_parties=rows)
    assert expiries(facts(tables), T).expiries == ()


@pytest.mark.parametrize(
    ("pair", "words"), [(("MWI", "XXX"), "no country 'XXX'"), (("MWI", "MWI"), "two different countries")]
)
def test_bad_pairs(pair: tuple[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        corridors(facts(small()), T, pair)


def test_only_the_duties_asked_about() -> None:
    """`m` opens 4, `n` opens 12, for KEN and MWI: asked about 12, one corridor; asked about a pair and 4, one."""
    tables = small(
        agreements=[pact(), pact("n", duties="12")],
        agreement_parties=[party(c, a) for a in ("m", "n") for c in ("KEN", "MWI")],
    )
    seen = facts(tables)
    everything = as_json(corridors(seen, T).listed())["corridors"]
    assert isinstance(everything, list)
    for asked in (("12",), ("4",), ("12", "4")):
        some = as_json(corridors(seen, T, duties=asked).listed())["corridors"]
        assert some == [r for r in everything if r["duty"] in asked]
    (only,) = corridors(seen, T, ("KEN", "MWI"), ("12",)).rows()
    assert (only.duty, only.state, only.instruments) == ("12", Channel.COVERED, ("n",))


def test_a_number_that_is_no_duty() -> None:
    with pytest.raises(UsageError, match="'2' is not an area of cross-border cooperation"):
        corridors(facts(small()), T, duties=["4", "2"])


def test_nothing_at_all() -> None:
    """A store without countries or agreements has no corridors, and every question still has an answer."""
    empty = facts({})
    assert as_json(corridors(empty, T).listed()) == {"corridors": [], "duty_reviews": [], "reach": []}
    assert {d: m.shape for d, m in covered_pairs(empty, T).items()} == dict.fromkeys(
        empty.edition.duties, (0, 0)
    )
    assert as_json(expiries(empty, T)) == {"expiries": []}


def test_sentences_say_why() -> None:
    tables = small(
        agreements=[pact(), pact("n", duties="12", parties_complete="no"), pact("s", duties="3")],
        agreement_parties=[
            party("KEN"),
            party("MWI"),
            party("KEN", "s"),
            party("MWI", "s", status="signatory"),
        ],
    )

    def name(n: Name) -> str:
        return n.id

    found = corridors(facts(tables), T, ("KEN", "MWI")).reasons()
    said = {r.duty: ENGLISH.render(r.text, name) for r in found}
    assert said["4"] == "KEN and MWI have an open cross-border channel for 4 through m."
    assert said["3"].startswith("KEN and MWI are both named in s for 3, but one of them has only signed")
    assert said["12"].startswith("Not known: the lists of parties of n are incomplete")
    assert said["7"] == (
        "Not known: no agreement or network for 7 is recorded, and nobody has stated for KEN and MWI that there are no "
        "others."
    )


def test_a_channel_is_open_only_where_the_work_is_done_on_both_sides() -> None:
    """MWI does 4. KEN does it too: open. KEN has it by a review and nobody is named: not named. Nothing is known of
    KEN: no provider known. For 12 KEN only signed, whoever does the work."""
    deliveries = [{"stakeholder_id": "p", "capability": n} for n in ("4", "12")]
    kenya = {"stakeholder_id": "k", "capability": "4", "iso3": "KEN"}
    found = {"iso3": "KEN", "capability": "4", "outcome": "found", "reviewed_on": "2024"}
    for more, look in (
        ({"deliveries": [*deliveries, kenya]}, "open"),
        ({"deliveries": deliveries, "reviews": [found]}, "unnamed"),
        ({"deliveries": deliveries}, "no_hands"),
    ):
        tables = small(
            agreements=[pact(), pact("s", duties="12")],
            agreement_parties=[
                party("KEN"),
                party("MWI"),
                party("KEN", "s", status="signatory"),
                party("MWI", "s"),
            ],
            **more,
        )
        told = corridors(facts(tables), T).listed()
        assert [(str(r.look), r.hands) for r in told.corridors] == [
            (look, look == "open"),
            ("signed_only", False),
        ]
        (four, twelve) = counts_of(told)
        assert {n: getattr(four, n) for n in ("open", "unnamed", "no_hands")} == {
            n: int(n == look) for n in ("open", "unnamed", "no_hands")
        }
        assert (twelve.signed_only, twelve.open, twelve.gap) == (1, 0, 0)


def test_channels_stand_by_the_codes_of_countries_and_then_by_area_open_or_not() -> None:
    """GHA, KEN and MWI are party to a pact for 4 and 12. MWI does 4 and 12, KEN does 12: KEN-MWI is open for 12, and is
    not drawn to the front."""
    work = [("p", "4", "MWI"), ("p", "12", "MWI"), ("k", "12", "KEN")]
    tables = small(
        agreements=[pact(duties="12;4")],
        agreement_parties=[party("MWI"), party("KEN"), party("GHA")],
        deliveries=[{"stakeholder_id": s, "capability": n, "iso3": c} for s, n, c in work],
        countries=[{"iso3": "GHA"}],
    )
    told = [(r.a, r.b, r.duty, str(r.look)) for r in corridors(facts(tables), T).rows()]
    assert told == [
        ("GHA", "KEN", "4", "no_hands"),
        ("GHA", "KEN", "12", "no_hands"),
        ("GHA", "MWI", "4", "no_hands"),
        ("GHA", "MWI", "12", "no_hands"),
        ("KEN", "MWI", "4", "no_hands"),
        ("KEN", "MWI", "12", "open"),
    ]


def test_sentences_say_who_states_it() -> None:
    """A memorandum for 4 and 7 whose whole list has KEN alone; nothing is recorded for 6 and 11."""
    tables = small(
        agreements=[pact(duties="4;7;1")],
        agreement_parties=[party("KEN"), {"agreement_id": "m", "iso3": "UGA"}],
        duty_reviews=[
            listed("4", reviewed_on="2024-03", method="official_review"),
            listed("7", instruments_complete="no", method="desk_review"),
            listed("1", iso3="KEN"),
            listed("11", iso3="KEN", instruments_complete="no", method="interview"),
            listed("11", iso3="MWI", instruments_complete="no", method="self_assessment"),
        ],
    )
    rows = corridors(facts(tables), T, ("KEN", "MWI")).reasons()
    said = {r.duty: ENGLISH.render(r.text, lambda n: n.id) for r in rows}
    assert said["4"] == (
        "KEN and MWI are not together in any agreement or network for 4, and the list of them "
        "is complete: stated by an official review of 2024-03, on s."
    )
    assert said["7"] == (
        "Not known: no recorded agreement or network for 7 holds both KEN and MWI, and there may be others: "
        "stated by a desk review of 2024, on s."
    )
    assert said["1"] == (
        "Not known: KEN and MWI are not together in any recorded agreement or network for 1, "
        "and no source says for MWI that the list of agreements and networks is complete."
    )
    assert said["11"] == (
        "Not known: no agreement or network for 11 is recorded, and there may be some: stated in an interview of 2024, "
        "on s and stated by a self-assessment of 2024, on s."
    )


def shown(rows: object) -> list[dict[str, object]]:
    assert isinstance(rows, list)
    return [{k: r[k] for k in KEYS} for r in rows]


@pytest.mark.parametrize("seed", range(6))
def test_as_the_oracle(seed: int) -> None:
    for case in cases(seed, ("small", "tiny", "small", "medium")[seed % 4]):
        expected = answers.corridors(case.tables, case.edition, case.day, case.evidence)
        found = as_json(corridors(case.facts, case.day).listed())
        assert shown(found["corridors"]) == shown(expected["corridors"]), str(case)
        countries = case.facts.countries
        pair = (countries[-1], countries[0])
        expected = answers.corridors(case.tables, case.edition, case.day, case.evidence, pair)
        found = as_json(corridors(case.facts, case.day, pair).listed())
        assert shown(found["corridors"]) == shown(expected["corridors"]), str(case)


def pairs_of(seen: Facts, day: date) -> set[tuple[str, str, str]]:
    return {
        (seen.countries[a], seen.countries[b], duty)
        for duty, joined in covered_pairs(seen, day).items()
        for a, b in np.argwhere(np.triu(joined)).tolist()
    }


@pytest.mark.parametrize("seed", range(12))
def test_laws(seed: int) -> None:
    """Symmetric, nobody with oneself; what is covered is what the state says; the sum over instruments of
    what only they cover is at most what is covered; ending every instrument but one leaves what it covers."""
    for case in cases(seed):
        seen, day = case.facts, case.day
        found = corridors(seen, day)
        assert (found.state == found.state.transpose(0, 2, 1)).all()
        for d, duty in enumerate(seen.edition.duties):
            joined = covered_pairs(seen, day)[duty]
            assert (joined == joined.T).all()
            assert not joined.diagonal().any()
            assert ((found.state[d] == CorridorState.COVERED) == joined).all()
        covered = pairs_of(seen, day)
        assert covered == oracle_pairs(answers.view_of(case.tables, case.edition, case.evidence), day)
        opened = reach(channels_at(seen, day), seen)
        assert sum(r.only for r in opened) <= len(covered) <= sum(r.pairs for r in opened)
        view = answers.view_of(case.tables, case.edition, case.evidence)
        bound: dict[str, set[str]] = {}
        for r in on_lists(seen, day):
            if r.hold.word == "binds":
                bound.setdefault(r.instrument, set()).add(r.country)
        for one in instruments(view, day):
            assert bound.get(one.id, set()) == (one.full if one.in_force else set()), str(case)


def opens(found: list[Instrument], countries: list[str], duties: list[str]) -> set[tuple[str, str, str]]:
    return {
        (a, b, d)
        for a, b in combinations(countries, 2)
        for d in duties
        if any(d in i.duties and i.in_force and {a, b} <= i.full for i in found)
    }


@pytest.mark.parametrize("seed", range(20))
def test_expiries_as_worked_out_slowly(seed: int) -> None:
    """Walk every day on which a row of a list or an agreement ends; take the instrument (or the country on it)
    away from the picture of the day before and count the corridors that go."""
    for case in cases(seed):
        slow_expiries(case)


@pytest.mark.parametrize("block", range(4))
def test_expiries_of_two_hundred_small_worlds(block: int) -> None:
    for seed in range(1000 + block * 50, 1050 + block * 50):
        slow_expiries(list(cases(seed, "tiny", 1))[seed % 4])


def slow_expiries(case: Case) -> None:
    view = answers.view_of(case.tables, case.edition, case.evidence)
    countries, duties = view.world.countries, view.edition.duties
    horizon = add_months(case.day, 24)
    expected: list[tuple[str, str, str, int]] = []
    rows = [*view.world.claims["agreement_parties"], *view.world.claims["memberships"]]
    for end in sorted({r.end for r in rows if r.end and case.day < r.end <= horizon}):
        before, after = instruments(view, end - timedelta(1)), instruments(view, end)
        for one in before:
            same = next((i for i in after if i.id == one.id), None)
            for country in sorted(one.full - same.full) if same else ():
                mine = {x for x in opens([one], countries, duties) if country in x[:2]}
                gone = mine - opens(after, countries, duties)
                expected.append(((end - timedelta(1)).isoformat(), one.id, country, len(gone)))
    for ident, agreement in view.world.agreements.items():
        over = end_exclusive(agreement.get("expires", ""))
        if over and case.day < over <= horizon:
            before, after = instruments(view, over - timedelta(1)), instruments(view, over)
            mine = opens([i for i in before if i.id == ident], countries, duties)
            gone = mine - opens(after, countries, duties)
            expected.append(((over - timedelta(1)).isoformat(), ident, "", len(gone)))
    found = expiries(case.facts, case.day).expiries
    assert sorted((e.last.isoformat(), e.instrument, e.country or "", e.only) for e in found) == sorted(
        expected
    ), str(case)
