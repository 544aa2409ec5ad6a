"""Donors: where one more provider changes most, and what happens if the Harbour Fund leaves."""

from __future__ import annotations

import pytest

from dashboard.backend.context import Context
from dashboard.pages.board import matrix
from dashboard.pages.money import donors
from dashboard.pages.workspace import reports
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.shipped import facts, tree_of, words_of


@pytest.mark.parametrize(
    "address",
    [
        "/demo/donors",
        "/demo/donors/XAC",
        "/register/donors",
        "/register/donors/MWI",
        "/demo/donors?funder=harbour-fund",
    ],
)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    assert donors.draw(shipped, parse(address)).title


def test_if_the_harbour_fund_leaves_two_hotlines_fall_silent(shipped: Context) -> None:
    """The region's story: b-hotline loses 12 and 16 of Belorin, f-hotline 12 of Fallowen, a-univ 2 of Almara."""
    (fact,) = [f for f in facts("remove") if f["stakeholder"] == "harbour-fund"]
    given = donors.answer(shipped, parse("/demo/donors"))
    (row,) = [r for r in given["leaves"] if r["funder"] == "harbour-fund"]
    alone = donors.answer(shipped, parse("/demo/donors?funder=harbour-fund"))
    assert alone["leaves"] == [row]
    assert [f"{x['stakeholder']} {x['country']}/{x['capability']}" for x in row["lost"]] == fact[
        "lost_ground"
    ]
    assert [f"{c['country']}/{c['capability']}" for c in row["cells"] if c["after"] == 0] == fact["fallen"]
    table = next(
        t
        for t in find(tree_of(shipped, donors.PAGE, "/demo/donors?funder=harbour-fund"), "table")
        if "If this funder stops" in text_of(t)
    )
    assert "Belorin: 12 CSEA Hotline 1 → 0 independent providers" in text_of(table)


def test_a_country_has_only_its_own_rows(shipped: Context) -> None:
    given = donors.answer(shipped, parse("/demo/donors/XAC"))
    assert {r["country"] for r in given["where"]} == {"XAC"}
    assert {r["country"] for r in given["dependence"]} <= {"XAC"}


def test_without_anything_known_the_first_thing_is_a_look(shipped: Context) -> None:
    assert "Nothing has been reviewed here, and no funding is on record" in words_of(
        shipped, donors.PAGE, "/register/donors/ATA"
    )


def test_countries_and_funders_stand_by_name_and_lead_on(shipped: Context) -> None:
    tree = tree_of(shipped, donors.PAGE, "/demo/donors")
    _flow, countries, payers = find(tree, "table")
    names = [text_of(find(r, "th")[0]) for r in find(find(countries, "tbody")[0], "tr")]
    assert names == ["Almara", "Belorin", "Cavella", "Dorvane", "Estoria", "Fallowen"]
    funders = [text_of(find(r, "th")[0]) for r in find(find(payers, "tbody")[0], "tr")]
    assert funders == sorted(funders, key=str.casefold)
    assert "Harbour Fund of the Shore" in funders
    links = [a[1]["href"] for a in find(tree, "a")]
    assert {"/demo/donors/XAA", "/demo/donors?funder=harbour-fund"} <= set(links)


def test_what_is_not_known_of_funders_is_no_zero(shipped: Context) -> None:
    """The register knows grants in some of the countries that were looked at, and none in others."""
    told = [r["funders"] for r in donors.overview(shipped, parse("/register/donors"))["countries"]]
    assert None in told
    assert all(count is None or count > 0 for count in told)
    assert any(told)


def test_who_else_funds_stands_beside_each_other(shipped: Context) -> None:
    """funding.csv: the helpline of Almara (11) is paid by the Beacon Foundation and by Northshore Aid."""
    tree = tree_of(shipped, donors.PAGE, "/demo/donors/XAA")
    (row,) = find(tree, "tr", id="XAA-11")
    words = text_of(row)
    assert "Beacon Foundation of the Shore" in words
    assert "Northshore Aid" in words
    assert text_of(find(row, "td")[-1]).strip() == "2"
    (alone,) = find(tree, "tr", id="XAA-2")
    assert text_of(find(alone, "td")[-1]).strip() == "1"
    assert "Known funders" in [text_of(x) for x in find(tree, "th")]


def test_a_country_without_a_review_has_no_verdict_on_its_needs(shipped: Context) -> None:
    """The register has no review, no work and no grant of Tonga; a copy says nothing else of what it did not take."""
    words = text_of(tree_of(shipped, donors.PAGE, "/register/donors/TON"))
    assert "Nothing has been reviewed here, and no funding is on record" in words
    assert "No need for support" not in words


def test_a_grant_leads_to_what_happens_when_it_ends(shipped: Context) -> None:
    links = [a[1]["href"] for a in find(tree_of(shipped, donors.PAGE, "/demo/donors/XAA"), "a")]
    assert "/demo/what-if?changes=funding%3Aharbour-fund%2Fa-univ&country=XAA" in links


def test_halves_of_one_grant_that_end_together_say_what_falls(shipped: Context) -> None:
    """funding.csv: the Beacon Foundation alone pays the Quay Shelter and Counsel Trust, who alone do 8 of Cavella; both
    grants end on 30 June 2027. What it takes stands at both, as under the funder, and both are tried together."""
    tree = tree_of(shipped, donors.PAGE, "/demo/donors/XAC")
    (section,) = find(tree, "section", id="ends")
    rows = [r for r in find(find(section, "tbody")[0], "tr") if "Safe quays" in text_of(r)]
    assert len(rows) == 2
    for row in rows:
        assert "30 Jun 2027" in text_of(row)
        assert "8 End to end support 1 → 0 independent providers" in text_of(row)
        (link,) = [a[1]["href"] for a in find(row, "a") if "/what-if?" in a[1]["href"]]
        assert parse(link).get("changes") == (
            "funding:beacon-foundation/c-counsel;funding:beacon-foundation/c-shelter"
        )


def test_a_funder_that_pays_nothing_is_refused(shipped: Context) -> None:
    with pytest.raises(UsageError, match="No funding by"):
        donors.draw(shipped, parse("/demo/donors?funder=a-hotline"))


@pytest.mark.parametrize(
    "address", ["/register/donors/MWI", "/demo/donors/XAC", "/demo/donors?funder=northaid"]
)
def test_every_number_is_the_number_of_rows_under_it(shipped: Context, address: str) -> None:
    tree = tree_of(shipped, donors.PAGE, address + ("&" if "?" in address else "?") + "rows=all")
    chips = [int(text_of(b)) for b in find(find(tree, "nav", class_="contents")[0], "b")]
    cards = find(tree, "section", class_="panel-card")
    sections = [s for s in cards if find(s, "h2") and s[1].get("id") not in {"flow", "load"}]  # pictures
    assert len(chips) == len(sections)
    for chip, section in zip(chips, sections, strict=True):
        rows = [r for b in find(section, "tbody") for r in find(b, "tr")]
        assert chip == len(rows), text_of(find(section, "h2")[0])
        if chip:
            assert text_of(find(find(section, "h2")[0], "span")[0]) == str(chip)


def test_what_gets_weaker_is_counted_as_the_page_it_leads_to_counts(shipped: Context) -> None:
    """cliffs.toml: within 24 months Belorin loses 12, 15 and 16, Fallowen 14, Almara 2 and 8. Of Dorvane no row of
    work or money names an end: nobody can say, and no zero is shown."""
    rows = {r["country"]: r["ends"] for r in donors.overview(shipped, parse("/demo/donors"))["countries"]}
    assert (rows["XAB"], rows["XAF"], rows["XAA"], rows["XAD"]) == (3, 1, 2, None)
    tree = tree_of(shipped, donors.PAGE, "/demo/donors")
    (row,) = [r for r in find(tree, "tr") if text_of(r).startswith("Dorvane")]
    assert (
        text_of(row) == "Dorvane 1 1 1 no end date recorded ? 15"
    )  # 7 is a gap; 11 is fragile, where one is normal; of 20 one is known and nobody has looked for others
    head = text_of(find(tree, "thead")[1])  # the first is of the flow of money
    assert "Unknown" in head


def test_where_somebody_stops_it_is_not_said_that_nothing_is_lost(shipped: Context) -> None:
    """Northshore Aid alone pays the House of Care for 9 of Cavella; the other provider, the Outreach Teams, is paid by
    the House alone, so both count as one today and the teams are left as one: no state changes, and somebody stops."""
    nine = "9 Child Protection Workforce: House of Care stops"
    words = f"{nine}; remaining: Outreach Teams of Cavella (only funder: House of Care)"
    tree = tree_of(shipped, donors.PAGE, "/demo/donors/XAC")
    for section_id, row_of in (("leaves", "Northshore Aid"), ("ends", "One house for children")):
        (section,) = find(tree, "section", id=section_id) or find(tree, "details", id=section_id)
        (row,) = [r for r in find(section, "tr") if row_of in text_of(r)]
        assert words in text_of(row)
        assert "no capability" not in text_of(row)
    given = donors.answer(shipped, parse("/demo/donors/XAC"))
    (left,) = [r["left"] for r in given["leaves"] if r["funder"] == "northaid"]
    assert left == [{"country": "XAC", "capability": "9", "stakeholder": "c-outreach", "paid_by": "c-house"}]


def test_money_without_an_end_says_when_it_was_last_seen(shipped: Context) -> None:
    """funding.csv of the region: the House of Care pays its teams since 2023, no end, "passes money on", by a source of
    28 February 2026. The note is on the page, in the file and in the brief."""
    tree = tree_of(shipped, donors.PAGE, "/demo/donors/XAC")
    (row,) = find(tree, "tr", id="XAC-9")
    assert (
        "House of Care end date unknown, last mentioned 28 Feb 2026 · no amount recorded passes money on"
    ) in text_of(row)


def test_countries_of_a_funder_stand_by_name(shipped: Context) -> None:
    """South Africa (ZAF) stands before Uganda (UGA)."""
    tree = tree_of(shipped, donors.PAGE, "/register/donors?rows=all")
    _flow, _countries, payers = find(tree, "table")
    (row,) = [r for r in find(payers, "tr") if text_of(r).startswith("End Violence Fund")]
    where = text_of(row)
    assert where.index("South Africa") < where.index("Uganda") < where.index("Zimbabwe")


def test_no_grant_without_a_country_makes_a_funder_of_a_hotline_at_home(shipped: Context) -> None:
    """The grant for 30 portals in other countries says nothing of the hotline of the United Kingdom."""
    given = donors.answer(shipped, parse("/register/donors/GBR"))
    assert not [r for r in given["dependence"] if "iwf" in r["only"]]
    assert not [x for r in given["leaves"] for x in r["lost"] if x["stakeholder"] == "iwf"]


def test_an_own_budget_is_no_grant_that_ends(shipped: Context) -> None:
    """AlmaTel pays for its own work: it is named among the funders, not among the grants."""
    given = donors.answer(shipped, parse("/demo/donors/XAA"))
    assert "a-telco" in {r["funder"] for r in given["funding"]}
    assert "a-telco" not in {r["funder"] for r in given["ends"]}


@pytest.mark.parametrize("query", ["", "evidence=confirmed", "as_of=2021-02-01", "edition=mnr-2022"])
@pytest.mark.parametrize("workspace", ["demo", "register"])
def test_every_funder_of_the_list_has_a_page_and_a_brief(
    shipped: Context, workspace: str, query: str
) -> None:
    """The page of a funder names the countries and whom it pays as the list does; so do its countries name it."""
    view = parse(f"/{workspace}/donors?{query}")
    listed = donors.funders(shipped, view)["funders"]
    assert listed
    for row in listed:
        own = donors.answer(shipped, parse(f"/{workspace}/donors?{query}&funder={row['funder']}"))
        assert own["funders"] == [row]
        assert {r["country"] for r in own["funding"]} <= set(row["countries"])
    select = find(tree_of(shipped, reports.PAGE, f"/{workspace}/reports/donor?{query}"), "option")
    offered = {str(o[1].get("value")).partition("?")[0].rpartition("/")[2] for o in select}
    assert {r["funder"] for r in listed} <= offered
    countries = set(shipped.world(view).countries)
    assert offered - countries - {"", "donor"} == {r["funder"] for r in listed}
    for country in donors.overview(shipped, view)["countries"]:
        there = [r["funder"] for r in listed if country["country"] in r["countries"]]
        assert (country["funders"] or 0) == len(there)
        given = donors.answer(shipped, parse(f"/{workspace}/donors/{country['country']}?{query}"))
        assert [r["funder"] for r in given["funders"]] == sorted(there)
        assert {r["funder"] for r in given["funding"]} <= set(there)


def test_a_funder_whose_money_works_in_no_known_country(shipped: Context) -> None:
    """A Dutch ministry paid INTERPOL from 2016, of which no work in a country is recorded."""
    words = words_of(shipped, donors.PAGE, "/register/donors?funder=nl-jv")
    assert "It is not known to pay today. 1 grant may have ended" in words
    assert "no country recorded" in words
    assert "INTERPOL" in words
    assert "Where it funds 1" in words
    assert "Who funds where" not in words


def test_the_uk_pays_in_eight_countries(shipped: Context) -> None:
    """funding.csv: through UNICEF, whose home is in no country, and rows of five countries."""
    (row,) = donors.answer(shipped, parse("/register/donors?funder=uk-government-donor"))["funders"]
    assert row["countries"] == ["BRA", "ETH", "GHA", "JOR", "KEN", "MWI", "NGA", "UGA"]


def test_the_numbers_of_a_country_lead_to_that_country_alone(shipped: Context) -> None:
    """ALB is Albania; Svalbard has the same letters in its name."""
    for find_, names in (("ALB", ["ALB"]), ("alb", ["ALB", "SJM"])):
        view = parse(f"/register/matrix?find={find_}&show=all")
        found = [c.iso3 for _name, own in matrix.rows_of(shipped.world(view), view) for c in own]
        assert sorted(found) == names


def test_what_rests_on_grants_that_may_have_ended_is_marked_in_every_list(shipped: Context) -> None:
    """Malawi: the End Violence Fund (2017, 2018) alone pays the portal, the McConnell Foundation (2017) a provider of
    13; the only source of the latter has no date."""
    given = donors.answer(shipped, parse("/register/donors/MWI"))
    assert {(r["funder"], r["may_have_ended"]) for r in given["leaves"]} == {
        ("end-violence-fund", True),
        ("mcconnell-intl", True),
    }
    tree = tree_of(shipped, donors.PAGE, "/register/donors/MWI")
    assert "For 3 of these, that funding may have ended." in text_of(tree)
    told = [
        row
        for table in find(tree, "table")
        for row in find(table, "tr")
        if "McConnell" in text_of(row) and "may have ended" in text_of(row)
    ]
    assert len(told) == 6  # who funds where, grants, who funds what, ends, if it stops, dependence
    assert "source undated, read on" in text_of(told[2])
    assert (
        text_of(told[2]).count("may have ended") == 2
    )  # the grant, and how many funders of 13 this is so of


def test_a_grant_says_what_it_names_and_does_not_count_for(shipped: Context) -> None:
    """A programme for many countries names 1, 2, 3 and 13; of its recipient only 2 is recorded in Kenya. Of the
    recipient of the project for Kenya some of the work that it names is not recorded either."""
    tree = tree_of(shipped, donors.PAGE, "/register/donors/KEN")
    rows = [text_of(r) for r in find(tree, "tr")]
    (many,) = [r for r in rows if "34 countries" in r]
    assert "no recorded work for 1, 3 and 13" in many
    (own,) = [r for r in rows if "country project on online exploitation" in r and "Judiciary" in r]
    assert "no recorded work for" in own
