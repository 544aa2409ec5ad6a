"""What a country is bound by and has promised: worked by hand. Many worlds stand in ``tests/property``."""

from __future__ import annotations

from datetime import date

import pytest

from coordination.analytics.borders.agreements import agreements
from coordination.analytics.borders.obligations import Obligations, obligations, supporting
from coordination.analytics.borders.parties import not_parties
from coordination.answers.obligations import ANSWER, rows_of
from coordination.text.sentences import ENGLISH
from graph_schema.errors import UsageError
from graph_schema.ids import CapabilityNumber
from tests.both import facts
from tests.oracle.cells import View
from tests.oracle.corridors import standings
from tests.oracle.edition import default_edition
from tests.oracle.small import small
from tests.oracle.world import Tables, read_world

T = date(2024, 6, 15)


def party(agreement: str, iso3: str, **more: str) -> dict[str, str]:
    return {"agreement_id": agreement, "iso3": iso3, **more}


def treaty(ident: str, whole: str = "yes", **more: str) -> dict[str, str]:
    return {"id": ident, "kind": "treaty", "in_force": "2000", "parties_complete": whole, **more}


def region() -> Tables:
    """``crc`` has a whole list: KEN party, UGA signed, MWI is not on it. ``open`` has a list that is not whole, with
    TZA by a recalled row. ``late`` is not in force, ``left`` is one that KEN left, ``coast`` a convention of Africa,
    ``arctic`` one of Europe; ``pledge`` is a promise of governments, ``mou`` one of two bodies. KEN and UGA have two
    treaties of their own by ``own``, MWI by ``late`` and the coast, SSD from 2012 on; TZA and NOR have one (a body of
    TZA is party to ``own``), GLP none."""
    return small(
        agreements=[
            treaty("crc", capabilities="3;8"),
            treaty("open", "no"),
            treaty("late", in_force=""),
            treaty("left"),
            treaty("future", adopted="2030"),
            treaty("own", "no"),
            {"id": "coast", "kind": "regional_convention", "in_force": "2000", "parties_complete": "yes"},
            {"id": "arctic", "kind": "regional_convention", "in_force": "2000", "parties_complete": "yes"},
            {"id": "pledge", "kind": "mou", "parties_complete": "yes"},
            {"id": "mou", "kind": "mou", "parties_complete": "yes"},
            {"id": "fund", "kind": "funding", "parties_complete": "yes"},
        ],
        agreement_parties=[
            party("crc", "KEN", since="2001", status="party"),
            party("crc", "UGA", since="2002-02-03", status="signatory"),
            party("open", "TZA", verified="recalled", status="party"),
            party("open", "UGA", status="invited"),
            party("late", "MWI", status="party"),
            party("late", "KEN", status="unknown"),
            party("left", "KEN", status="party", until="2010"),
            party("left", "UGA", status="party", since="2025"),
            party("coast", "MWI", status="party"),
            party("arctic", "NOR", status="party"),
            party("own", "KEN", status="party"),
            party("own", "UGA", status="signatory"),
            party("own", "SSD", since="2011", status="party"),
            party("own", "TZA", status="party", stakeholder_id="m"),
            party("open", "SSD", since="2012", status="party"),
            party("pledge", "MWI", status="party"),
            party("mou", "MWI", status="party", stakeholder_id="m"),
            party("fund", "MWI", status="party"),
        ],
        countries=[
            *({"iso3": c, "region": "Africa"} for c in ("MWI", "KEN", "SSD", "UGA", "TZA")),
            {"iso3": "NOR", "region": "Europe"},
            {"iso3": "GLP", "region": "Americas"},
        ],
    )


def told(country: str, evidence: str = "all", day: date = T) -> dict[str, str]:
    """Obligations and promises that are recorded -> how the country takes part."""
    found = obligations(facts(region(), evidence), day, country)
    return {u.undertaking: str(u.standing) for u in found.undertakings if u.agreement}


def test_a_party_one_that_signed_and_one_that_is_on_no_whole_list() -> None:
    """KEN is on the list of crc and left ``left`` after 2010; of ``late`` its status is unknown; it is not on the whole
    list of the coast. MWI is not on crc, which is whole; ``open`` is not whole."""
    assert told("KEN") == {
        "coast": "not_party",
        "crc": "party",
        "late": "unknown",
        "left": "ended",
        "open": "unknown",
        "own": "party",
    }
    assert told("MWI") == {
        "coast": "party",
        "crc": "not_party",
        "late": "not_in_force",
        "left": "not_party",
        "open": "unknown",
        "own": "unknown",
        "pledge": "party",
    }


def test_signed_invited_and_not_yet() -> None:
    """UGA joins ``left`` in 2025: by the whole list it is not a party in 2024."""
    found = told("UGA")
    assert (found["crc"], found["open"], found["left"]) == ("signed", "invited", "not_party")
    assert told("UGA", day=date(2025, 6, 15))["left"] == "party"


def test_a_recalled_row_leaves_it_open_where_only_confirmed_ones_count() -> None:
    assert told("TZA")["open"] == "party"
    assert told("TZA", "confirmed")["open"] == "unknown"


def test_a_country_on_no_list_may_be_bound_through_another() -> None:
    assert set(told("GLP").values()) == {"unknown"}


def test_only_a_country_that_signs_for_itself_on_the_day_is_told_as_not_a_party() -> None:
    """SSD has its second treaty from 2012 on. TZA has one of its own, and one by a body; NOR has one."""
    assert [told("SSD", day=date(year, 6, 15))["crc"] for year in (2010, 2011, 2012)] == [
        "unknown",
        "unknown",
        "not_party",
    ]
    assert (told("TZA")["crc"], told("NOR")["crc"]) == ("unknown", "unknown")


@pytest.mark.parametrize("evidence", ["all", "confirmed"])
@pytest.mark.parametrize("year", [2001, 2009, 2012, 2024, 2026])
def test_as_the_oracle_has_it(evidence: str, year: int) -> None:
    """Random worlds seldom have a country with two treaties that is outside a third."""
    day, tables = date(year, 6, 15), region()
    view = View(read_world(tables, evidence), default_edition())
    kinds = {row["id"]: row["kind"] for row in tables["agreements"]}
    for country in ("GLP", "KEN", "MWI", "NOR", "SSD", "TZA", "UGA"):
        mine = told(country, evidence, day)
        mine = {i: s for i, s in mine.items() if kinds[i] in ("treaty", "regional_convention")}
        assert mine == standings(view, country, day), country


def test_a_list_is_of_the_day_of_the_source_of_most_of_its_rows() -> None:
    """Of ``most`` two rows are of b (2012) and one of a; ``tie`` has one of each, so a, which has no date; the list of
    ``part`` is not whole; ``none`` has no row and is cited by its own source."""
    kept = [("most", "a"), ("most", "b"), ("most", "b"), ("tie", "b"), ("tie", "a"), ("part", "b")]
    tables = small(
        sources=[
            {"source_id": "a", "publisher": "P", "published": ""},
            {"source_id": "b", "publisher": "P", "published": "2012"},
        ],
        agreements=[treaty("most"), treaty("tie"), treaty("part", "no"), treaty("none", source_id="b")],
        agreement_parties=[
            party(agreement, iso3, source_id=source, status="party")
            for (agreement, source), iso3 in zip(
                kept, ("KEN", "UGA", "TZA", "KEN", "UGA", "KEN"), strict=True
            )
        ],
    )
    seen = facts(tables)
    found = {str(u.undertaking): u for u in obligations(seen, T, "MWI").undertakings}
    assert {i: (found[i].source, found[i].list_date) for i in ("most", "tie", "part", "none")} == {
        "most": ("b", "2012"),
        "tie": ("a", ""),
        "part": ("b", ""),
        "none": ("b", "2012"),
    }
    one = agreements(seen, T, instrument="most")
    assert (one.list_source, one.list_date) == ("b", "2012")


def test_the_table_says_by_which_lists_a_country_is_not_a_party() -> None:
    """MWI is outside crc and ``left``; GLP is told as outside nothing. The list of crc is of 2010, as its source."""
    notes = ANSWER.tables["undertakings"].notes
    mine, other = (obligations(facts(region()), T, c) for c in ("MWI", "GLP"))
    said, others = (" ".join(ENGLISH.render(s, str) for s in notes(found)) for found in (mine, other))
    assert "By their lists, it is not a party to 2." in said
    assert 'Not a party: by a complete list of parties, of the date under "List of".' in said
    assert "ot a party" not in others
    (crc, *_) = rows_of(mine)
    assert (str(crc.standing), crc.list_date) == ("not_party", "2010")


def test_a_convention_of_another_region_and_one_that_was_not_there_yet_are_left_out() -> None:
    assert "arctic" not in told("MWI")
    assert "future" not in told("MWI")
    assert told("NOR")["arctic"] == "party"
    assert "coast" not in told("NOR")
    assert told("MWI", day=date(2030, 1, 1))["future"] == "not_party"


def test_a_convention_with_nobody_on_its_list_is_for_the_region_that_the_framework_names() -> None:
    """Nobody is on the list of either convention. malabo is one of Africa by the framework; of ``arab`` nobody says for
    whom it is. Where malabo is not recorded at all, it is named for Africa alone too, and so is the charter."""
    tables = region()
    tables["agreements"] += [
        {
            "id": i,
            "kind": "regional_convention",
            "in_force": "2000",
            "parties_complete": "no",
            "source_id": "s",
        }
        for i in ("malabo", "arab")
    ]
    for of in (tables, region()):
        listed = {
            c: {str(u.undertaking) for u in obligations(facts(of), T, c).undertakings} for c in ("MWI", "NOR")
        }
        assert {"malabo", "acrwc"} <= listed["MWI"]
        assert listed["NOR"].isdisjoint({"malabo", "acrwc", "arab"})
        assert "arab" not in listed["MWI"]


def test_what_nobody_recorded_has_the_source_of_the_framework() -> None:
    """The source is recorded in the first world alone. Pages and files say in words what the other has."""
    tables = region()
    tables["sources"] = [*tables.get("sources", []), {"source_id": "seed-2016", "publisher": "ECPAT"}]
    (rio,) = (u for u in obligations(facts(tables), T, "KEN").undertakings if u.undertaking == "rio")
    assert rio.source == "seed-2016"
    other = obligations(facts(region()), T, "KEN")
    (rio,) = (u for u in other.undertakings if u.undertaking == "rio")
    assert rio.source is None


def test_a_memorandum_of_two_bodies_and_money_are_no_promise_of_the_country() -> None:
    assert {"mou", "fund"}.isdisjoint(told("MWI"))
    assert "pledge" not in told("KEN")  # nobody says that it was asked


def test_the_framework_names_what_nobody_recorded() -> None:
    """Of the ten of the first edition, crc alone is recorded here: it comes first, the others are unknown. In 2000 the
    congress of Stockholm had met, that of Yokohama (2001) had not."""
    found = obligations(facts(region()), T, "KEN")
    named = [u.undertaking for u in found.undertakings]
    assert named[:4] == ["crc", "opsc", "acrwc", "malabo"]
    assert {str(u.standing) for u in found.undertakings if not u.agreement} == {"unknown"}
    then = {u.undertaking for u in obligations(facts(region()), date(2000, 6, 1), "KEN").undertakings}
    assert ("stockholm" in then, "yokohama" in then) == (True, False)


def test_dates_source_and_what_it_supports() -> None:
    (crc, *_) = rows_of(obligations(facts(region()), T, "KEN"))
    assert (crc.since, crc.in_force, crc.list_complete, crc.capabilities) == (
        "2001",
        "2000",
        True,
        ("3", "8"),
    )
    (crc, *_) = rows_of(obligations(facts(region()), T, "MWI"))
    assert (crc.since, str(crc.standing)) == ("", "not_party")


def test_what_supports_a_capability() -> None:
    """Of the lists of the region crc alone names capabilities, 3 and 8: KEN is party, MWI is not."""
    seen = facts(region())
    for country, standing in (("KEN", "party"), ("MWI", "not_party")):
        (crc,) = supporting(seen, T, country, CapabilityNumber("8"))
        assert (crc.undertaking, str(crc.standing)) == ("crc", standing)
    assert supporting(seen, T, "KEN", CapabilityNumber("12")) == ()


def test_who_is_not_party_to_one_whose_list_is_whole() -> None:
    """Of crc: MWI and SSD; NOR and TZA have one treaty of their own, GLP none. Of the coast only countries of Africa.
    Of one whose list is not whole, and of a promise, nobody."""
    seen = facts(region())
    assert not_parties(seen, T, "crc") == ("MWI", "SSD")
    assert not_parties(seen, T, "coast") == ("KEN", "SSD", "UGA")
    assert not_parties(seen, T, "open") == ()
    assert not_parties(seen, T, "pledge") == ()
    assert agreements(seen, T, instrument="crc").not_parties == ("MWI", "SSD")
    assert agreements(seen, T, "MWI").not_parties == ()


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(UsageError, match="no country 'QQQ'"):
        obligations(facts(region()), T, "QQQ")


def test_in_an_empty_world_of_one_country_the_framework_is_named_alone() -> None:
    found: Obligations = obligations(facts(small()), T, "MWI")
    assert {u.agreement for u in found.undertakings} == {None}
