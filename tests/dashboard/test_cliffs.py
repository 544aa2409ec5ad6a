"""Cliffs: the months of the region with their cells and donors, on the page and in the calendar."""

from __future__ import annotations

import re

import pytest

from dashboard.backend.context import Context
from dashboard.pages.money import cliffs
from dashboard.pages.shared import common
from dashboard.pages.whatif import page as whatif
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import facts, tree_of, words_of


@pytest.mark.parametrize(
    "address", ["/demo/cliffs", "/demo/cliffs/XAA", "/register/cliffs", "/register/cliffs/MWI"]
)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    """24 months, or no axis at all where no end is known: an empty one would say that nothing ends."""
    tree = tree_of(shipped, cliffs.PAGE, address)
    ends = any(m["cells"] or m["agreements"] for m in cliffs.answer(shipped, parse(address))["months"])
    assert [len(find(o, "li")) for o in find(tree, "ol", class_="months")] == ([24] if ends else [])


def test_it_is_said_of_how_many_grants_an_end_is_recorded(shipped: Context) -> None:
    """funding.csv: of the five grants of Almara one is an own budget; the other four name their last day. Of the grants
    of Malawi none does."""
    assert "Ends are recorded for 4 of 4 grants." in words_of(shipped, cliffs.PAGE, "/demo/cliffs/XAA")
    words = words_of(shipped, cliffs.PAGE, "/register/cliffs/MWI")
    found = re.search(r"Ends are recorded for (\d+) of (\d+) grants?", words)
    assert found is not None
    assert found[1] == "0"
    assert int(found[2]) >= 2


def test_months_cells_and_donors_are_those_of_the_region(shipped: Context) -> None:
    (fact,) = facts("cliffs")
    given = cliffs.answer(shipped, parse("/demo/cliffs"))
    found = {
        m["month"]: [f"{c['country']}/{c['capability']}" for c in m["cells"]]
        for m in given["months"]
        if m["cells"]
    }
    assert found == fact["months"]
    assert {m["month"]: m["donors"] for m in given["months"] if m["cells"]} == fact["donors"]
    tree = tree_of(shipped, cliffs.PAGE, "/demo/cliffs")
    links = [a[1]["href"] for a in find(tree, "a") if a[1]["href"].startswith("/demo/why/")]
    assert links == [f"/demo/why/{c}" for cells in fact["months"].values() for c in cells]


def test_a_country_has_only_its_own_months(shipped: Context) -> None:
    """Almara loses rank in December 2026 (2) and June 2027 (8)."""
    tree = tree_of(shipped, cliffs.PAGE, "/demo/cliffs/XAA")
    links = [a[1]["href"] for a in find(tree, "a") if a[1]["href"].startswith("/demo/why/")]
    assert links == ["/demo/why/XAA/2", "/demo/why/XAA/8"]


def test_where_no_end_is_recorded_it_says_so(shipped: Context) -> None:
    assert "No end date is on record for the next 24 months" in words_of(
        shipped, cliffs.PAGE, "/register/cliffs/ATA"
    )


def test_the_calendar_has_a_day_for_every_month_in_which_something_ends(shipped: Context) -> None:
    """Six months with cells and two with an agreement only (May 2027 and February 2028, a leap year)."""
    text = cliffs.month_calendar(shipped, parse("/demo/download/cliffs.ics"))
    days = [line.split(":")[1] for line in text.split("\r\n") if line.startswith("DTSTART")]
    assert days == [
        "20261231",
        "20270331",
        "20270531",
        "20270630",
        "20270831",
        "20271231",
        "20280229",
        "20280531",
    ]
    unfolded = text.replace("\r\n ", "")
    assert "Harbour Fund of the Shore" in unfolded


def test_the_files_say_what_the_page_says_row_by_row(shipped: Context) -> None:
    """In June 2027 Almara is to speak to Tide Trust and Cavella to Beacon, as on the page; the two agreements of the
    page are in a file of their own."""
    view = parse("/demo/download/cliffs.csv")
    declared = [cliffs.PAGE.files[name].declared for name in ("cliffs", "ending-agreements")]
    falls, ends = [d.filled(shipped, view)[0].data() for d in declared if d]
    rows = {(r["month"], r["country"], r["capability"]): r["donors"] for r in falls}
    assert rows["2027-06", "XAA", "8"] == ["tide-trust"]
    assert rows["2027-06", "XAC", "8"] == ["beacon-foundation"]
    assert [(r["month"], r["agreement"]) for r in ends] == [
        ("2027-05", "police-almara-dorvane"),
        ("2028-02", "police-almara-belorin"),
    ]
    # as the page has it: a row of its table for each row of the files, in the order of the months
    (table,) = find(tree_of(shipped, cliffs.PAGE, "/demo/cliffs"), "table", class_="grouped")
    lines = [r for r in find(table, "tr") if len(find(r, "td")) == 4]
    assert len(lines) == len(falls) + len(ends) == 10
    world = shipped.world(parse("/demo"))
    told = [text_of(find(line, "td")[2]) for line in lines]
    with_donors = [r["donors"] for r in falls if r["donors"]]
    shown = [t for t in told if t]
    assert len(shown) == len(with_donors)
    for text, donors in zip(shown, with_donors, strict=True):
        assert all(world.organisation(d).name in text for d in donors)


def test_the_file_of_the_page_is_that_of_the_command_with_its_labels(shipped: Context) -> None:
    """One shape: the columns of `mnr cliffs --format csv`, then the handling label of the row. funding.csv: for 2
    Harbour Fund pays the university until 2026-12-31, for 8 Tide Trust pays a-safe until 2027-06-30."""
    view = parse("/demo/download/cliffs.csv?country=XAA")
    declared = cliffs.PAGE.files["cliffs"].declared
    assert declared is not None
    (sheet,) = declared.sheets(shipped, view, "TLP:AMBER+STRICT")
    assert tuple(sheet.frame.columns) == (
        "Month", "Country", "Capabilities that weaken", "Providers now", "Providers then", "Reason",
        "Donors to contact", "Grants that end", "Country (id)", "Capabilities that weaken (id)",
        "Donors to contact (id)", "As of", "Framework edition", "Evidence", "Data version", "Sharing label",
    )  # fmt: skip
    assert [(r[0], r[8], r[9], r[10], r[-1]) for r in sheet.frame.itertuples(index=False)] == [
        ("2026-12", "XAA", "2", "harbour-fund", "TLP:AMBER+STRICT"),
        ("2027-06", "XAA", "8", "tide-trust", "TLP:AMBER+STRICT"),
    ]


def test_bars_say_what_they_show(shipped: Context) -> None:
    bars = find(tree_of(shipped, cliffs.PAGE, "/demo/cliffs"), "ol", class_="months")[0]
    labels = [a[1]["title"] for a in find(bars, "a")]
    assert "Jun 2027: 2 capabilities weaken, no provider left for 1" in labels
    assert "May 2027: 0 capabilities weaken, 1 agreement ends" in labels
    assert text_of(bars).count("2") > 0


def test_the_months_are_a_picture_and_a_table_with_the_same_numbers(shipped: Context) -> None:
    """Six months with cells: 1, 1, 2, 1, 2, 1; two chain links, for May 2027 and February 2028."""
    svg = cliffs.PAGE.pictures["months"](shipped, parse("/demo/picture/months.svg"))
    assert svg.count("bbar s-fragile") == 3  # Dec 2026 (XAA/2), Jun 2027 (XAA/8), Dec 2027 (XAB/16)
    assert svg.count("bbar s-gap") == 5  # XAE/11, XAC/8, XAB/15, XAB/12, XAF/14
    assert "Capabilities that weaken after each month" in svg
    assert "no provider left" in svg
    assert svg.count('class="blink"') == 2
    assert "TLP:AMBER+STRICT" in svg
    tree = tree_of(shipped, cliffs.PAGE, "/demo/cliffs")
    table = next(t for t in find(tree, "table") if "Agreements that end" in text_of(t))
    counts = [int(text_of(find(row, "td")[0])) for row in find(find(table, "tbody")[0], "tr")]
    assert [c for c in counts if c] == [1, 1, 2, 1, 2, 1]
    assert len(counts) == 24


def test_a_cliff_leads_to_who_else_funds_and_to_a_what_if(shipped: Context) -> None:
    tree = tree_of(shipped, cliffs.PAGE, "/demo/cliffs/XAB")
    links = [a[1]["href"] for a in find(tree, "a")]
    assert "/demo/donors/XAB?rows=funding#XAB-12" in links
    assert "/demo/what-if?changes=funding%3Aharbour-fund%2Fb-hotline&country=XAB" in links


def test_every_what_if_of_a_cliff_is_of_a_delivery_grant_or_agreement_that_there_is(shipped: Context) -> None:
    links = [a[1]["href"] for a in find(tree_of(shipped, cliffs.PAGE, "/demo/cliffs"), "a")]
    asked = [parse(link) for link in links if "/what-if?" in link]
    assert asked
    for view in asked:
        kinds = {text.partition(":")[0] for text in common.changes_of(view)}
        assert kinds <= {"delivery", "funding", "agreement"}
        assert whatif.PAGE.draw(shipped, view).tree


def test_where_providers_come_to_depend_on_one_another_nothing_is_tried(shipped: Context) -> None:
    """They go on; only how many are counted changes."""
    cause = {
        "country": "XAA", "capability": "2", "kind": "not_independent",
        "stakeholders": ["c-house", "b-hotline"], "funders": [], "last": "", "claims": [],
    }  # fmt: skip
    assert cliffs._ends(shipped, parse("/demo/cliffs"), [cause]) == []


def test_every_day_of_the_calendar_says_its_label(shipped: Context) -> None:
    text = cliffs.month_calendar(shipped, parse("/demo/download/cliffs.ics")).replace("\r\n ", "")
    assert text.count("CATEGORIES:TLP:AMBER+STRICT") == text.count("BEGIN:VEVENT") == 8


def test_all_months_stand_in_one_table_and_every_bar_leads_to_its_part(shipped: Context) -> None:
    """So the columns stand under each other; the two months with an agreement only have their part too."""
    tree = tree_of(shipped, cliffs.PAGE, "/demo/cliffs")
    (table,) = find(tree, "table", class_="grouped")
    parts_ = [b[1]["id"] for b in find(table, "tbody")]
    bars = find(tree, "ol", class_="months")[0]
    assert [a[1]["href"] for a in find(bars, "a")] == [f"#{p}" for p in parts_]
    assert len(parts_) == 8
    assert "Memorandum of the police of Almara and Dorvane the agreement ends" in text_of(table)
    heads = [text_of(n) for n in find(find(table, "thead")[0], "th")]
    assert heads == [
        "What ends",
        "What remains",
        "Reason",
        "Donors to contact, and their grants",
        "Run a what-if",
    ]


def test_the_money_that_ends_is_shown_in_the_row_the_month_and_for_the_page(shipped: Context) -> None:
    """funding.csv: in June 2027 end Tide Trust's EUR 120,000 for Almara and Beacon's EUR 160,000 and 240,000 for
    Cavella: 520,000. All that a fall of the 24 months rests on: 90,000 + 110,000 + 520,000 + 200,000 (which pays for
    two capabilities, and counts once) + 60,000 = 980,000, in seven grants."""
    (table,) = find(tree_of(shipped, cliffs.PAGE, "/demo/cliffs"), "table", class_="grouped")
    heads = [text_of(r) for r in find(table, "tr", class_="group-row")]
    assert "Jun 2027 · 3 grants end: EUR 520,000" in heads
    assert "Aug 2027" in heads  # work ends there, no grant does
    words = words_of(shipped, cliffs.PAGE, "/demo/cliffs")
    assert "Tide Trust of the Shore : EUR 120,000, until 30 June 2027" in words
    assert "7 grants end: EUR 980,000" in words


def test_what_is_left_is_drawn_as_on_every_page(shipped: Context) -> None:
    """In the register Senegal has one body for leadership, and one is enough: teal with a ring, not plain covered."""
    tree = tree_of(shipped, cliffs.PAGE, "/register/cliffs/SEN")
    (step,) = find(tree, "span", class_="step-to")
    assert [s[1]["class"].split()[1] for s in find(step, "svg")] == ["s-single", "s-gap"]
    assert "One provider is enough" in text_of(step)
