"""Who is on the list of what, and what of that binds: pages, tables and the report say it as the corridors do."""

from __future__ import annotations

import re
from functools import partial
from itertools import product
from typing import Any

import pytest

from coordination.reports.country import country_document
from coordination.reports.document import Document, Heading, Table
from coordination.workspace.service import Question, Workspace
from dashboard.backend.context import Context
from dashboard.pages.corridors import instrument
from dashboard.pages.corridors import page as corridors
from dashboard.pages.corridors.base import LOOKS, look
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import NEWEST, tree_of, words_of


def instruments(context: Context, workspace: str) -> list[str]:
    view = parse(f"/{workspace}")
    agreements = [r["id"] for r in context.ask(view, "rows", "agreements")["rows"]]
    return agreements + [r["network_id"] for r in context.ask(view, "rows", "networks")["rows"]]


def parties(context: Context, address: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = instrument.parties_of(context, parse(address))["parties"]
    return rows


#: Of the region every one of them; of the register, where there are many instruments, each value once.
SEEN = [
    *(
        ("demo", *seen)
        for seen in product(("2026-11-25", "2015-02-28"), ("all", "confirmed"), ("mnr-2016", "mnr-2022"))
    ),
    ("register", "2026-11-25", "all", "mnr-2016"),
    ("register", "2015-02-28", "confirmed", "mnr-2022"),
]


@pytest.mark.parametrize(("workspace", "day", "evidence", "edition"), SEEN)
def test_the_page_of_each_instrument_counts_as_the_corridors_do(
    shipped: Context, workspace: str, day: str, evidence: str, edition: str
) -> None:
    view = parse(f"/{workspace}/corridors?as_of={day}&evidence={evidence}&edition={edition}")
    world = shipped.world(view)
    reach = {r["instrument"]: r for r in shipped.ask(view, "corridors")["reach"]}
    every = instruments(shipped, workspace)
    assert reach.keys() <= set(every)
    for ident in every:
        here = view.with_query(instrument=ident)
        bound = {r["country"] for r in instrument.parties_of(shipped, here)["parties"] if r["binds"]}
        opened = instrument.corridors_of(shipped, here)["corridors"]
        if ident in reach:
            expected = reach[ident]
            assert len(bound & world.countries.keys()) == expected["countries"], ident
            assert len(opened) == expected["pairs"], ident
            assert sum(r["only"] for r in opened) == expected["only"], ident
        else:
            assert not opened


#: recalled as members of Child Helpline International, by the names that the list is in order of
LEFT_OUT = ["childline-india", "my-talian-kasih", "fono-ayuda-py"]


def test_a_row_that_is_not_confirmed_stays_on_the_list_and_says_so(shipped: Context) -> None:
    """Helplines whose membership is only recalled: with confirmed evidence nobody knows whether they are bound, so what
    is counted is what is known."""
    address = (
        f"/register/corridors/instrument/child-helpline-international?evidence=confirmed&rows=all&{NEWEST}"
    )
    rows = parties(shipped, address.replace("/instrument/", "?instrument=").replace("?evidence", "&evidence"))
    of_none = [r for r in rows if not r["country"]]  # members at home in no country: they join nobody
    assert {(r["binds"], r["why"]) for r in of_none} == {(False, "no country is recorded for it")}
    placed = [r for r in rows if r["country"]]
    # three that were recalled are not in the directory of April 2026: whether they still are members nobody says
    once = [r for r in placed if r["organisation"] in LEFT_OUT]
    assert {(r["verified"], r["binds"]) for r in once} == {("recalled", False)}
    placed = [r for r in placed if r not in once]
    assert {(r["binds"], r["why"]) for r in placed} == {(True, ""), (False, "not confirmed")}
    assert all((r["verified"] == "yes") == r["binds"] for r in placed)
    bound = {r["country"] for r in placed if r["binds"]}
    tree = tree_of(shipped, corridors.PAGE, address)
    assert f"{len(bound)} countries known to take part today" in text_of(tree)
    (section,) = [s for s in find(tree, "section") if find(s, "h2", id="list")]
    assert text_of(section).count("active not confirmed") == len(placed) - len(
        [r for r in placed if r["binds"]]
    )
    everything = parties(shipped, f"/register/corridors?instrument=child-helpline-international&{NEWEST}")
    assert len(everything) == len(rows)
    assert [r["organisation"] for r in everything if r["country"] and not r["binds"]] == LEFT_OUT


def test_a_row_without_a_day_counts_from_the_day_of_its_source_on(shipped: Context) -> None:
    """The list of INTERPOL's members has no dates and was read long after February 2015."""
    address = "/register/corridors/instrument/interpol-membership?as_of=2015-02-28"
    words = words_of(shipped, corridors.PAGE, address)
    assert "0 countries known to take part today" in words
    assert "no information yet" in words
    rows = parties(shipped, "/register/corridors?instrument=interpol-membership&as_of=2015-02-28")
    assert {(r["binds"], r["why"]) for r in rows} == {(False, "no information yet")}


def test_duties_are_those_of_the_edition_asked_for(shipped: Context) -> None:
    """The terms are for 17, which the later edition has in its 16; three countries, 3 x 2 / 2 = 3 corridors."""
    address = "/demo/corridors/instrument/clearing-terms"
    for edition in ("", "?edition=mnr-2022"):
        words = words_of(shipped, corridors.PAGE, address + edition)
        assert "3 countries take part today" in words
        assert "3 channels use it" in words
        assert "does not cover any area of cooperation" not in words
    assert "16 Notice, takedown and reporting by industry" in words


def titles(context: Context, address: str) -> dict[str, str]:
    tree = tree_of(context, corridors.PAGE, address)
    return {s[1]["id"]: text_of(s) for s in find(tree, "section") if s[1].get("id")}


def test_what_binds_a_country_and_what_only_lists_it_stand_apart(shipped: Context) -> None:
    """Dorvane is in the alliance and in a memorandum; the treaty on cybercrime it has only signed."""
    found = titles(shipped, "/demo/corridors?country=XAD")
    assert found["reach"].startswith("Dorvane: agreements and networks it takes part in 2")
    assert "Treaty of the Coast on Cybercrime" not in found["reach"]
    assert found["only-listed"].startswith("Listed but not a party: Dorvane 1 ")
    assert "Treaty of the Coast on Cybercrime signatory signed or invited only" in found["only-listed"]


def test_nothing_binds_before_it_began(shipped: Context) -> None:
    """Almara is on eleven lists with a duty, on each from a day after 1999 on."""
    found = titles(shipped, "/demo/corridors?country=XAA&as_of=1999-01-01")
    assert found["reach"].startswith("Almara: agreements and networks it takes part in 0")
    assert "No agreement or network is on record for this country on this date." in found["reach"]
    assert found["only-listed"].count("not yet on this date") == 11
    today = titles(shipped, "/demo/corridors?country=XAA")
    assert today["reach"].startswith("Almara: agreements and networks it takes part in 9")
    assert "Memorandum of the police of Almara and Cavella party ended" in today["only-listed"]
    assert "Treaty of the Coast on Cybercrime party not in force on this date" in today["only-listed"]


def test_an_agreement_binds_the_home_of_the_body_that_is_party(shipped: Context) -> None:
    """The clearing house, at home in Fallowen, is party to its own terms, and no country is named beside it."""
    assert (
        "Terms of the Open Platforms Clearing House"
        in titles(shipped, "/demo/corridors?country=XAF")["reach"]
    )


@pytest.mark.parametrize("query", ["", "&evidence=confirmed", "&as_of=2015-02-28", "&edition=mnr-2022"])
@pytest.mark.parametrize("address", ["/demo/corridors?country=XAD", "/register/corridors?country=KEN"])
def test_what_binds_a_country_is_what_its_corridors_go_through(
    shipped: Context, address: str, query: str
) -> None:
    """Each instrument of a corridor of the country binds it, and each that binds another one too opens a corridor."""
    view = parse(address + query)
    code = view.get("country")
    names = corridors.instruments(shipped, view)
    world = shipped.world(view)

    def name(ident: str) -> str:
        return names.get(ident) or world.organisation(ident).name

    through = {
        name(i)
        for r in shipped.ask(view, "corridors")["corridors"]
        if r["state"] == "covered" and code in (r["a"], r["b"])
        for i in r["instruments"]
    }
    binds = corridors.reach(shipped, view)["reach"]
    assert {name(r["instrument"]) for r in binds if r["countries"] > 1 and r["duties"]} == through
    assert all(r["countries"] for r in binds)
    listed = corridors.FILES["only-listed"].answer(shipped, view)["listed"]
    assert not {name(r["instrument"]) for r in listed} & {name(r["instrument"]) for r in binds}
    assert {r["country"] for r in listed} <= {code}


def report(code: str, w: Workspace, q: Question, lang: str) -> Document:
    return country_document(w, q, code, lang)


@pytest.mark.parametrize("workspace", ["demo", "register"])
def test_a_country_report_and_the_pages_say_the_same_of_each_corridor(
    shipped: Context, workspace: str
) -> None:
    """Columns of the report against the look of each corridor on the pages; of MWI in the register."""
    view = parse(f"/{workspace}")
    world = shipped.world(view)
    keys = ("covered", "unnamed", "no_hands", "signed_only", "gap")
    title = "Cross-border cooperation"
    for code in ["MWI"] if workspace == "register" else sorted(world.countries):
        document = shipped.document(view, partial(report, code))
        blocks = list(document.blocks)
        after = blocks[blocks.index(Heading(title)) :]
        table = next(b for b in after if isinstance(b, Table))
        assert table.header[1:4] == ("Open with", *(LOOKS[k][1] for k in keys[1:3]))
        counted: dict[str, dict[str, int]] = {}
        for r in shipped.ask(view, "corridors")["corridors"]:
            if code in (r["a"], r["b"]):
                of = counted.setdefault(r["duty"], dict.fromkeys(keys, 0))
                of[look(world, r)] += 1
        found = {}
        for row in table.rows:
            cells = [str(c) for c in row[1:6]]
            numbers = [
                sum(int(p.split()[0]) if p.endswith(" more") else 1 for p in c.split("; ")) if c else 0
                for c in cells
            ]
            found[str(row[0]).split()[0]] = dict(zip(keys, numbers, strict=True))
        assert found == counted


@pytest.mark.parametrize(
    ("speaking", "months"),
    [("fr", ["déc. 2026", "juin 2027"]), ("en", ["Dec 2026", "Jun 2027"])],
    indirect=["speaking"],
)
def test_what_ends_is_dated_in_the_reader_s_language(
    shipped: Context, speaking: str, months: list[str]
) -> None:
    document = shipped.document(parse("/demo"), partial(report, "XAA"))
    assert document.lang == speaking
    starts = [
        str(row[0])
        for b in document.blocks
        if isinstance(b, Table)
        for row in b.rows
        if str(row[0]) in months
    ]
    assert starts == months


@pytest.mark.parametrize(
    ("speaking", "first"),
    [
        ("en", ["Afghanistan and Albania", "Afghanistan and Algeria"]),
        ("es", ["Afganistán y Albania", "Afganistán y Alemania"]),
    ],
    indirect=["speaking"],
)
def test_pairs_stand_in_the_order_of_their_names(shipped: Context, speaking: str, first: list[str]) -> None:
    """By code Angola (AGO) stood before Albania (ALB), and Germany among the D. All three are parties of the optional
    protocol, and Afghanistan is the first by name."""
    address = f"/register/corridors/instrument/opsc?lang={speaking}&{NEWEST}"
    links = find(tree_of(shipped, corridors.PAGE, address), "a")
    pair = re.compile(r"/register/corridors/(AFG/\w+|\w+/AFG)\?")
    assert [text_of(a) for a in links if pair.match(a[1].get("href", ""))][:2] == first
