"""Corridors: the states of every duty of the region, pairs with reasons, what runs out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coordination.store.memory import MemoryStore
from coordination.workspace.places import build_shipped
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Context
from dashboard.pages.corridors import page as corridors
from dashboard.pages.network import page as network
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.shipped import AS_OF, facts, tree_of, words_of


@pytest.mark.parametrize(
    "address",
    [
        "/demo/corridors",
        "/register/corridors",
        "/register/corridors/KEN/MWI",
        "/demo/corridors?region=Fictional region",
        "/register/corridors?duty=3",
    ],
)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    assert corridors.draw(shipped, parse(address)).title


def test_a_country_of_the_address_may_be_written_small_and_must_be_there(shipped: Context) -> None:
    great = corridors.answer(shipped, parse("/demo/corridors?country=XAA"))["corridors"]
    assert great
    assert corridors.answer(shipped, parse("/demo/corridors?country=xaa"))["corridors"] == great
    with pytest.raises(UsageError, match="QQQ is not a country"):
        corridors.answer(shipped, parse("/demo/corridors?country=QQQ"))


@pytest.mark.parametrize("fact", facts("corridors"), ids=lambda f: f["duty"])
def test_the_matrix_of_a_duty_is_that_of_the_region(shipped: Context, fact: dict[str, Any]) -> None:
    """Each pair stands twice in the matrix, once on either side of the diagonal."""
    tree = tree_of(shipped, corridors.PAGE, f"/demo/corridors?duty={fact['duty']}")
    (table,) = find(tree, "table", class_="grid-table")
    found: dict[str, set[str]] = {}
    for td in find(table, "td", class_="cellstate"):
        (link,) = find(td, "a")
        pair = "-".join(link[1]["href"].split("/")[-2:])
        found.setdefault(td[1]["class"].removeprefix("cellstate s-"), set()).add(pair)
    bare = set(fact["without_hands"])
    # for reporting (17) Almara is found without a name, and Belorin and Fallowen have somebody
    named = "fragile" if fact["duty"] != "17" else "unattributed"
    assert found.get("covered", set()) == set(fact["covered"]) - bare
    for state in ("fragile", "unattributed"):
        assert found.get(state, set()) == (set(fact["covered"]) & bare if state == named else set())
    assert found.get("planned", set()) == set(fact["signed_only"])
    assert found.get("gap", set()) == set(fact["gap"])
    assert found.get("unknown", set()) == set(fact["unknown"])


def test_a_pair_says_why_and_who_could_pass_it_on(shipped: Context) -> None:
    words = words_of(shipped, corridors.PAGE, "/demo/corridors/XAC/XAB")
    assert (
        "Belorin and Cavella are not together in any agreement or network for 4 Dedicated Law "
        "Enforcement, and the list of them is complete: stated by an official review of 15 "
        "Mar 2026, on The Police Ring: members and rules."
    ) in words
    listed = words[words.index("Is every agreement and network recorded?") :]
    listed = listed.replace(" :", ":").replace("( ", "(").replace(" )", ")")
    assert (
        "4 Dedicated Law Enforcement: every country: all are recorded (stated by an official review of 15 Mar 2026, on "
        "The Police Ring: members and rules)." in listed
    )
    assert "7 Access to Image Databases: every country: others may be missing (stated by" in listed
    assert "In two steps through another country (1)" in words
    assert "→ Almara →" in words
    assert words == words_of(shipped, corridors.PAGE, "/demo/corridors?a=XAB&b=XAC").replace("?a=XAB", "")


def test_what_runs_out_is_in_the_calendar(shipped: Context) -> None:
    (fact,) = facts("expires")
    text = corridors.expiry_calendar(shipped, parse("/demo/download/expiries.ics"))
    days = [line.split(":")[1] for line in text.split("\r\n") if line.startswith("DTSTART")]
    assert days == [d.replace("-", "") for d in fact["agreements"].values()]
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_wrong_questions_are_answered_in_sentences(shipped: Context) -> None:
    with pytest.raises(UsageError, match="2 is not an area of cross-border cooperation"):
        corridors.draw(shipped, parse("/demo/corridors?duty=2"))
    with pytest.raises(UsageError, match="two different countries"):
        corridors.draw(shipped, parse("/demo/corridors/XAA/XAA"))
    with pytest.raises(UsageError, match="zzz is not a region"):
        corridors.draw(shipped, parse("/demo/corridors?region=zzz"))
    with pytest.raises(UsageError, match="no agreement or network 'nothing'"):
        corridors.draw(shipped, parse("/demo/corridors/instrument/nothing"))


def test_pairs_are_counted_once(shipped: Context) -> None:
    """Six countries make 15 pairs, whatever the duty."""
    tree = tree_of(shipped, corridors.PAGE, "/demo/corridors?duty=4")
    boxes = [int(text_of(n).split()[0]) for n in find(tree, "span", class_="count-box")]
    assert sum(boxes) == 15


def test_regions_stand_for_countries_where_there_are_too_many(shipped: Context) -> None:
    """More than 40 countries: a field per pair of subregions, and every pair of countries in exactly one of them.

    With n countries in all, the fields on and above the diagonal hold n (n - 1) / 2 pairs.
    """
    address = "/register/corridors?duty=3"
    tree = tree_of(shipped, corridors.PAGE, address)
    (table,) = find(tree, "table", class_="regions")
    rows = find(find(table, "tbody")[0], "tr")
    countries = sum(int(text_of(find(r, "span", class_="sub")[0]).split()[0]) for r in rows)
    total = 0
    for i, row in enumerate(rows):
        for cell in find(row, "td")[i:]:
            if found := find(cell, "span", class_="of"):
                total += int(text_of(found[0]).lstrip("/").replace(",", ""))
    assert total == countries * (countries - 1) // 2
    (link,) = find(find(rows[0], "th")[0], "a")
    small = tree_of(shipped, corridors.PAGE, link[1]["href"])
    assert find(small, "table", class_="square")


def test_two_regions_face_each_other(shipped: Context) -> None:
    address = "/register/corridors?duty=3&region=Eastern Africa&with=Northern Europe"
    (table,) = find(tree_of(shipped, corridors.PAGE, address), "table", class_="square")
    assert "Malawi" in text_of(find(table, "tbody")[0])
    assert "Finland" in text_of(find(table, "thead")[0])
    assert "Malawi" not in text_of(find(table, "thead")[0])


def test_an_agreement_has_a_page_with_its_list_and_what_only_it_opens(shipped: Context) -> None:
    """Of the four parties in force today Almara, Belorin, Cavella and Fallowen, duty 3: 4 x 3 / 2 = 6 corridors, and
    nothing else opens duty 3 in the region. Belorin is bound and has no law: it is among those without hands."""
    tree = tree_of(shipped, corridors.PAGE, "/demo/corridors/instrument/coast-convention")
    words = text_of(tree)
    assert "Coastal Convention on the Protection of Children Online" in words
    assert "regional convention · in force" in words
    assert "the list of parties is complete" in words
    assert "6 channels covered, 3 open" in words
    assert "6 channels covered by nothing else" in words
    assert "Adopted: 1 Jun 2017 · In force since: 1 Jan 2019" in words
    (hands,) = [s for s in find(tree, "section") if find(s, "h2", id="hands")]
    assert "3 Legislation Agreement, no provider known Gap Belorin: 3 Legislation" in text_of(hands)
    assert "Belorin: 3 Legislation" in words
    assert "agreement_parties.csv, line" in words
    (link,) = [a for a in find(tree, "a") if text_of(a).startswith("What if this ends?")]
    assert link[1]["href"] == "/demo/what-if?changes=agreement%3Acoast-convention"


def test_a_side_that_is_found_without_a_name_is_not_said_to_have_nobody_at_work(shipped: Context) -> None:
    """17: the terms of the clearing house bind Almara and Belorin, and Almara's is found with nobody named. 3: Belorin
    has no law, so there nobody is known."""
    tree = tree_of(shipped, corridors.PAGE, "/demo/corridors/XAA/XAB")
    rows = {text_of(find(r, "th")[0]): text_of(find(r, "td")[0]) for r in find(tree, "tr") if find(r, "td")}
    assert rows["17 CSEA Reporting"] == "Agreement, provider not named"
    assert rows["3 Legislation"] == "Agreement, no provider known"
    assert rows["12 CSEA Hotline"] == "Open"


def test_what_is_not_in_force_binds_nobody(shipped: Context) -> None:
    """The treaty on cybercrime has one party, Almara, and three signatories, and is not in force."""
    tree = tree_of(shipped, corridors.PAGE, "/demo/corridors/instrument/cyber-treaty")
    words = text_of(tree)
    assert "treaty · not in force on this date" in words
    assert "0 countries take part today" in words
    assert "0 channels covered, 0 open" in words
    given = corridors.FILES["instrument-list"].answer(
        shipped, parse("/demo/download/instrument-list.csv?instrument=cyber-treaty")
    )["parties"]
    assert {(r["country"], r["status"], r["binds"]) for r in given} == {
        ("XAA", "party", False),
        ("XAB", "signatory", False),
        ("XAD", "signatory", False),
        ("XAE", "signatory", False),
    }
    opened = corridors.reach(shipped, parse("/demo/corridors"))["reach"]
    assert [r["countries"] for r in opened if r["instrument"] == "cyber-treaty"] == [0]


def test_one_corridor_is_said_in_the_singular(shipped: Context) -> None:
    words = words_of(shipped, corridors.PAGE, "/demo/corridors/instrument/police-almara-belorin")
    assert "2 countries take part today" in words
    assert "1 channel covered, 1 open" in words
    assert "1 channel covered by nothing else" in words


@pytest.mark.parametrize(("address", "empty"), [("", {"a", "b"}), ("?a=XAA", {"b"})])
def test_a_pair_is_not_asked_for_before_both_are_chosen(
    shipped: Context, address: str, empty: set[str]
) -> None:
    """The browser says so itself, at the field: each must be chosen, and what is chosen stays a country."""
    tree = tree_of(shipped, corridors.PAGE, f"/demo/corridors{address}")
    (form,) = [f for f in find(tree, "form") if f[1].get("aria-label") == "Choose two countries"]
    fields = {s[1]["name"]: s for s in find(form, "select")}
    assert set(fields) == {"a", "b"}
    assert all("required" in s[1] for s in fields.values())
    assert {n for n, s in fields.items() if "" in [o[1]["value"] for o in find(s, "option")]} == empty


def test_a_network_has_the_same_page(shipped: Context) -> None:
    """Three police units are members: 3 x 2 / 2 = 3 corridors for duty 4."""
    words = words_of(shipped, corridors.PAGE, "/demo/corridors/instrument/police-ring")
    assert "3 channels use it. " in words
    rows = corridors.FILES["instrument-list"].answer(
        shipped, parse("/demo/download/instrument-list.csv?instrument=police-ring")
    )["parties"]
    assert len([r for r in rows if r["binds"]]) == 3


def test_one_country_stands_with_every_other_one(shipped: Context) -> None:
    tree = tree_of(shipped, corridors.PAGE, "/demo/corridors?duty=12&country=XAA")
    rows = [text_of(r) for r in find(tree, "tr") if "Belorin" in text_of(r)]
    assert any("Open" in r for r in rows)
    given = corridors.answer(shipped, parse("/demo/corridors?duty=12&country=XAA"))["corridors"]
    assert given
    assert all("XAA" in (r["a"], r["b"]) for r in given)


def test_the_matrix_is_a_picture_with_a_square_per_pair(shipped: Context) -> None:
    svg = corridors.PAGE.pictures["corridors"](shipped, parse("/demo/picture/corridors.svg?duty=12"))
    assert svg.startswith("<svg")
    assert "Agreement, no provider known" in svg
    assert svg.count("sf s-covered") == 2 * 6  # six open pairs, on both sides of the diagonal


def test_the_first_sentence_is_about_the_country_that_is_chosen(shipped: Context) -> None:
    """Of the 150 other countries of which something is known, 44 have an open channel with Malawi for hotlines: the
    rows of `mnr corridors --duty 12` in which it stands."""
    words = words_of(shipped, corridors.PAGE, "/register/corridors?duty=12&country=MWI")
    assert "The channel is open with 44 of 150 other countries. Of 106 it is not known." in words
    assert "pairs of countries" not in words[: words.index("As of")]


def test_what_each_opens_and_what_runs_out_are_of_the_country_that_is_chosen(shipped: Context) -> None:
    """Cavella is in no memorandum that ends; Dorvane's police memorandum with Almara ends in May 2027."""
    tree = tree_of(shipped, corridors.PAGE, "/demo/corridors?duty=4&country=XAD")
    (opens,) = find(tree, "section", id="reach")
    assert "Dorvane: agreements and networks it takes part in" in text_of(opens)
    assert "Memorandum of the police of Almara and Belorin" not in text_of(opens)
    assert "Memorandum of the police of Almara and Dorvane" in text_of(opens)
    (ends,) = find(tree, "section", id="expiries")
    assert "Dorvane: agreements that expire within 24 months 1" in text_of(ends)
    (none,) = find(
        tree_of(shipped, corridors.PAGE, "/demo/corridors?duty=4&country=XAC"), "section", id="expiries"
    )
    assert "No agreement on record ends" in text_of(none)


def test_what_is_recorded_as_an_agreement_and_as_a_network_stands_once(tmp_path: Path) -> None:
    """The Police Ring of Almara, Cavella and Fallowen as an agreement too: 3 countries, 3 x 2 / 2 = 3 pairs."""
    (tmp_path / "agreements.csv").write_text(
        "id,name,kind,capabilities,duties,parties_complete,verified,source_id\n"
        "ring-terms,Police Ring,network,4,4,yes,yes,region-police-2025\n",
        encoding="utf-8",
    )
    (tmp_path / "agreement_parties.csv").write_text(
        "agreement_id,iso3,stakeholder_id,status,since,verified,source_id\n"
        "ring-terms,XAA,a-cyber,party,2022,yes,region-police-2025\n"
        "ring-terms,XAC,c-police,party,2022,yes,region-police-2025\n"
        "ring-terms,XAF,f-cyber,party,2022,yes,region-police-2025\n",
        encoding="utf-8",
    )
    made = replace(build_shipped("demo", MemoryStore()), read_only=False)
    made.import_files([tmp_path], at="2026-11-27T00:00:00Z")
    twice = Context.of(ServiceAnswers([made]), lambda: AS_OF)
    given = corridors.reach(twice, parse("/demo/download/reach.csv?duty=4"))["reach"]
    (row,) = [r for r in given if r["instrument"] in {"ring-terms", "police-ring"}]
    assert (row["instrument"], row["roles"], row["countries"], row["pairs"]) == (
        "ring-terms",
        ["agreement", "network"],
        3,
        3,
    )
    whole = tree_of(twice, corridors.PAGE, "/demo/corridors?duty=4&rows=all")
    leads = [a[1]["href"].partition("?")[0] for a in find(whole, "a") if text_of(a) == "Police Ring"]
    assert leads.count("/demo/corridors/instrument/ring-terms") == 1
    assert "/demo/corridors/instrument/police-ring" not in leads
    pair = tree_of(twice, corridors.PAGE, "/demo/corridors/XAA/XAC")
    assert [text_of(a) for a in find(pair, "a")].count("Police Ring") == 1
    page = words_of(twice, corridors.PAGE, "/demo/corridors/instrument/ring-terms")
    assert "See it as a network, with its members" in page


def test_a_body_of_the_register_is_no_agreement_of_itself(shipped: Context) -> None:
    """The Five Eyes group: 5 countries by six agencies, 5 x 4 / 2 = 10 pairs; one record, not two."""
    given = corridors.reach(shipped, parse("/register/download/reach.csv?duty=4"))["reach"]
    names = [r for r in given if r["countries"] == 5 and r["pairs"] == 10]
    assert [(r["instrument"], r["roles"]) for r in names] == [("five-eyes-leg", ["network"])]


def test_a_region_counts_as_open_what_its_countries_show_as_open(shipped: Context) -> None:
    """Duty 4 between Eastern African countries: what the field says is what the square of the region holds."""
    address = "/register/corridors?duty=4"
    (table,) = find(tree_of(shipped, corridors.PAGE, address), "table", class_="regions")
    (row,) = [r for r in find(table, "tr") if text_of(find(r, "th")[0]).startswith("Eastern Africa")]
    field = next(d for d in find(row, "td") if d[1]["data-key"] == "Eastern Africa")
    square = tree_of(shipped, corridors.PAGE, address + "&region=Eastern Africa")
    boxes = {
        text_of(n).split(maxsplit=1)[1]: int(text_of(n).split()[0])
        for n in find(square, "span", class_="count-box")
    }
    bound = boxes["Agreement, provider not named"] + boxes["Agreement, no provider known"]
    assert bound > boxes["Open"] > 0
    assert text_of(field).startswith(f"{boxes['Open']} /153 +{bound} ")
    assert f"{boxes['Open']} of 153 pairs open, {bound} more covered by an agreement" in text_of(field)


def test_a_drafted_tie_counts_as_open_what_the_corridors_of_the_country_show_as_open(
    shipped: Context,
) -> None:
    tree = tree_of(shipped, corridors.PAGE, "/register/corridors?duty=4&country=FRA")
    boxes = {
        text_of(n).split(maxsplit=1)[1]: text_of(n).split()[0] for n in find(tree, "span", class_="count-box")
    }
    words = words_of(shipped, network.PAGE, "/register/network/tie/ecpat-france/police")
    assert f"France has {boxes['Open']} open cross-border channels for 4 Dedicated Law Enforcement." in words
    bound = int(boxes["Agreement, provider not named"]) + int(boxes["Agreement, no provider known"])
    assert f"For {bound} more, an agreement covers both countries" in words


def test_an_empty_list_does_not_reassure(shipped: Context) -> None:
    """Nobody is recorded on the list of the directive, and the list is not said to be whole."""
    words = words_of(shipped, corridors.PAGE, "/register/corridors/instrument/eu-2011-93")
    assert "No country is recorded as taking part, so nothing can be said about providers." in words
    assert "Every country taking part has a provider" not in words
    assert "0 countries known to take part today" in words
