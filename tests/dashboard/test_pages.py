"""Pages over the small world: what they show, and what they say when they cannot."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.files import as_json
from dashboard.figures.prerequisites import broken
from dashboard.pages import all_pages
from dashboard.pages.board import country, matrix, start, why, worldmap
from dashboard.pages.shared import common, parts
from dashboard.ui.theme import State
from dashboard.ui.tree import find, text_of, to_html
from dashboard.ui.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.worlds import AS_OF, EDITION, FixedAnswers, world


def context(*spaces: str) -> Context:
    return Context.of(FixedAnswers(spaces or ("small",)), lambda: AS_OF)


def said(address: str, page: object) -> str:
    drawn = page.draw(context(), parse(address))  # type: ignore[attr-defined]
    return text_of(drawn.tree)


def test_the_overview_says_what_is_known_missing_and_where_to_look() -> None:
    words = said("/small", start)
    assert "information on 2 of 3 countries" in words
    assert "6 of 18 capabilities known, all countries together" in words
    assert "Gap 3 Law" in words
    assert "Fragile 4 Police" in words
    assert "Of what is unknown, most useful to review next: 19 Firms" in words
    assert [
        text_of(n) for n in find(start.draw(context(), parse("/small")).tree, "p", class_="door-who")
    ] == [
        "For a national committee",
        "For a network secretariat",
        "For a donor",
    ]


def test_the_overview_names_the_one_whose_loss_takes_most_in_the_country() -> None:
    answers = FixedAnswers()
    row = {"country": "AAA", "stakeholder": "line", "fallen": 2, "unsupported": 1}
    answers.heaviest = [row]
    (line,) = [
        p
        for p in find(start.draw(Context.of(answers, lambda: AS_OF), parse("/small")).tree, "p")
        if "depend on a single organisation" in text_of(p)
    ]
    assert text_of(line) == (
        "According to the records, 2 capabilities depend on a single organisation: "
        "=HYPERLINK(1) . 1 more would lose a prerequisite."
    )
    assert find(line, "a")[0][1]["href"] == "/small/what-if?changes=stakeholder%3Aline"
    answers.heaviest = [{**row, "fallen": 1}]
    assert "According to the records" not in text_of(
        start.draw(Context.of(answers, lambda: AS_OF), parse("/small")).tree
    )


def test_of_cavella_the_house_of_care_is_named(shipped: Context) -> None:
    """Its hotline (12) is a unit of it, and of the two who carry 9 it is one and pays the other: both fall, and 8 and
    11 rest on 9. CavaNet, whose loss takes 17 and 19 and nothing that rests on them, takes less."""
    (card,) = find(start.draw(shipped, parse("/demo")).tree, "li", class_="looked-card", data_key="XAC")
    words = text_of(card)
    assert "2 capabilities depend on a single organisation: House of Care" in words
    assert "2 more would lose a prerequisite." in words
    assert "CavaNet" not in words


def test_many_reviewed_countries_open_one_by_one(shipped: Context) -> None:
    """Of the region, six are shown whole. Of the register 79 were reviewed: name, how much is known and the statuses
    are in sight; what is missing, and the way to the board, when the card is opened."""
    region = start.draw(shipped, parse("/demo")).tree
    assert len(find(region, "li", class_="looked-card")) == 6
    assert find(find(region, "ul", class_="looked")[0], "details") == []
    register = start.draw(shipped, parse("/register?as_of=2026-12-03")).tree
    cards = find(register, "li", class_="looked-card")
    assert len(cards) == 79
    (malawi,) = [c for c in cards if c[1]["data-key"] == "MWI"]
    (closed,) = find(malawi, "details")
    (head,) = find(closed, "summary")
    assert text_of(head) == "Malawi 20 of 21 known 6 Gap 3 Fragile"
    assert text_of(find(head, "h3")[0]) == "Malawi"
    assert find(head, "a") == []
    assert "6 Offender Management Process" in text_of(closed)
    assert find(closed, "a")[-1][1]["href"].startswith("/register/country/MWI?as_of=2026-12-03")
    assert "Choose one to see what is missing or fragile there." in text_of(register)


def test_thick_lines_are_said_where_only_what_is_missing_has_them() -> None:
    """AAA: the law (3) is missing and the hotline (12), which rests on it, is only planned; the police (4) rests on the
    law and is there, and so loses its footing. Removal (16) has another way through the firms (19), which nobody
    knows."""
    words = said("/small/country/AAA", country)
    assert ("Of the capabilities shown here, 2 are missing or only planned: 3 and 12 (thick lines).") in words
    assert "1 other capability depends on what is missing: 4 (thick lines)." in words
    tree = country.draw(context(), parse("/small/country/AAA")).tree
    assert {n[1]["data-key"] for n in find(tree, "a", class_="hit")} == {"3", "4", "12"}
    assert "No capability is known to have a missing prerequisite." in said("/small/country/CCC", country)


def test_a_missing_capability_on_which_nothing_rests_is_said_too() -> None:
    """The same with the hotline (12) as the only one that is not there: nothing rests on it, and its box is thick."""
    states = {"3": "covered", "4": "fragile", "12": "gap"}
    missing, resting = broken(EDITION.needs, {n: State(s) for n, s in states.items()})
    assert (missing, resting) == ({"12"}, set())
    words = country.broken_words(world(), missing, resting)
    assert words == (
        "Of the capabilities shown here, 1 is missing or only planned: 12 (thick lines). No "
        "other capability is known to depend on it."
    )


def test_the_board_counts_every_state() -> None:
    drawn = country.draw(context(), parse("/small/country/aaa"))
    boxes = [text_of(n) for n in find(drawn.tree, "a", class_="count-box")]
    assert boxes == [
        "1 Gap",
        "1 Fragile",
        "0 Other providers not checked",
        "0 One provider is enough",
        "1 Found, provider not named",
        "1 Planned",
        "1 Covered",
        "1 Unknown",
    ]
    assert drawn.title == "Aland <b>: country board"
    assert "Aland &lt;b&gt;" in to_html(drawn.tree)
    assert "Aland <b>" not in to_html(drawn.tree)


def test_a_state_is_chosen_on_the_board_itself_and_let_go_again() -> None:
    drawn = country.draw(context(), parse("/small/country/AAA?state=gap&stop=3&evidence=confirmed"))
    boxes = {text_of(n): n[1] for n in find(drawn.tree, "a", class_="count-box")}
    assert boxes["1 Gap"]["aria-current"] == "true"
    assert boxes["1 Gap"]["href"] == "/small/country/AAA?stop=3&evidence=confirmed"
    assert boxes["1 Covered"]["href"] == "/small/country/AAA?state=covered&stop=3&evidence=confirmed"
    assert "aria-current" not in boxes["1 Covered"]
    back = [c for c in find(drawn.tree, "a", class_="card") if "back" in c[1]["class"].split()]
    assert len(back) == 5
    assert "state=gap" in back[0][1]["href"]  # its reasons open over the same choice
    assert drawn.title == "Aland <b>: country board, shown: 1 Gap"  # a new title is said by the live region
    assert "1 of 6 cards is highlighted: Gap." in text_of(drawn.tree)


def test_the_doors_bear_no_symbol_of_a_state_and_offer_their_first_step() -> None:
    """Symbols of states mean states, nothing else."""
    doors = find(start.draw(context(), parse("/small")).tree, "li", class_="door")
    for door in doors:
        assert find(door, "svg", class_="sym") == []
    assert [a[1]["href"] for a in [find(d, "a", class_="button")[0] for d in doors]] == [
        "/small/country/AAA",
        "/small/network",
        "/small/cliffs",
    ]


def test_the_country_is_chosen_in_the_bar_and_all_countries_is_a_choice() -> None:
    """Those with anything known stand first, each group by name."""
    world = context().world(parse("/small"))
    field = parts.country_field(world, parse("/small/weak-points"))
    (choice,) = find(field, "select")
    assert [o[1]["value"] for o in find(choice, "option")] == [
        "/small/weak-points",
        *(f"/small/weak-points/{c}" for c in ("AAA", "CCC", "BBB")),
    ]
    assert text_of(find(choice, "option")[0]) == "All countries"
    assert choice[1]["value"] == "/small/weak-points"
    (chosen,) = find(parts.country_field(world, parse("/small/map?country=CCC")), "select")
    assert chosen[1]["value"] == "/small/map?country=CCC"
    (unknown,) = find(parts.country_field(world, parse("/small/map?country=QQQ")), "select")
    assert unknown[1]["value"] == "/small/map"


@pytest.mark.parametrize("name", ["", "matrix", "map"])
def test_pages_of_many_countries_mark_the_one_that_is_chosen(name: str) -> None:
    (page,) = [p for p in all_pages() if p.name == name]
    plain = page.draw(context(), parse(f"/small/{name}")).tree
    assert "chosen-place" not in str(plain)
    tree = page.draw(context(), parse(f"/small/{name}?country=AAA")).tree
    marked = [
        n for tag in ("a", "li", "tr") for n in find(tree, tag) if "chosen-place" in n[1].get("class", "")
    ]
    assert marked
    assert {n[1].get("data-code") or n[1]["data-key"] for n in marked} == {"AAA"}


def test_the_first_door_is_that_of_the_chosen_country() -> None:
    doors = find(start.draw(context(), parse("/small?country=CCC")).tree, "li", class_="door")
    assert find(doors[0], "a", class_="button")[0][1]["href"] == "/small/country/CCC"


def test_the_board_leads_to_the_meeting_the_plan_the_single_points_and_the_documents() -> None:
    tree = country.draw(context(), parse("/small/country/AAA")).tree
    (further,) = find(tree, "nav", class_="further")
    there = {a[1]["href"] for a in find(further, "a")}
    assert {
        "/small/meeting/AAA",
        "/small/plan/AAA",
        "/small/weak-points/AAA",
        "/small/reports/country/AAA",
    } <= there


def test_a_country_nobody_looked_at_says_so() -> None:
    assert "No information yet about any of the 6 capabilities" in said("/small/country/BBB", country)
    assert "No information yet about any of the 6 capabilities" not in said("/small/country/CCC", country)


@pytest.mark.parametrize(
    ("address", "page", "words"),
    [
        ("/small/country/QQQ", country, "QQQ is not a country"),
        ("/small/country/AAA?stop=99", country, "99 is not a capability"),
        ("/small/country/AAA?state=red", country, "red is not a status"),
        ("/small/map?capability=x", worldmap, "x is neither a capability nor a domain"),
        ("/small/matrix?state=red", matrix, "red is not a status"),
        ("/small/matrix?capability=99", matrix, "99 is not a capability"),
        ("/small/why/AAA/99", why, "99 is not a capability"),
        ("/small/why/AAA", why, "one country and one capability"),
    ],
)
def test_wrong_questions_are_answered_in_sentences(address: str, page: object, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        page.draw(context(), parse(address))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("/small/matrix", ["AAA", "CCC"]),
        ("/small/matrix?show=all", ["BBB", "AAA", "CCC"]),
        ("/small/matrix?region=South", ["CCC"]),
        ("/small/matrix?state=gap", ["AAA"]),
        ("/small/matrix?state=covered&capability=12", ["CCC"]),
        ("/small/matrix?state=unknown", ["BBB", "AAA", "CCC"]),
        ("/small/matrix?find=CLA", ["CCC"]),
        ("/small/matrix?find=bbb&show=all", ["BBB"]),
        ("/small/matrix?find=zzz", []),
    ],
)
def test_the_matrix_shows_the_countries_asked_for(address: str, codes: list[str]) -> None:
    drawn = matrix.draw(context(), parse(address))
    rows = [r[1]["data-key"] for r in find(drawn.tree, "tr") if "data-row" in r[1]]
    assert rows == codes


def test_every_cell_of_the_matrix_leads_to_its_reasons_and_says_its_state() -> None:
    drawn = matrix.draw(context(), parse("/small/matrix?show=all&evidence=confirmed"))
    links = [a for a in find(drawn.tree, "a") if "data-cell" in a[1] and "why=" in a[1]["href"]]
    assert len(links) == 18
    assert links[6][1]["href"] == "/small/country/AAA?evidence=confirmed&why=1"
    assert [text_of(a) for a in links[6:12]] == [
        "Covered",
        "Gap",
        "Fragile",
        "Planned",
        "Found, provider not named",
        "Unknown",
    ]


def test_reasons_lead_to_source_batch_file_and_line() -> None:
    words = said("/small/why/AAA/4", why)
    assert "Fragile 1 independent provider is known, but 2 needed." in words
    assert "deliveries.csv, line 1,234" in words
    assert "Update bbbbbbbbbbbb" in words
    assert "Record cccccccccccc" in words
    assert "A report · A publisher · 10 Feb 2026" in words
    assert "About stale." in words
    drawn = why.draw(context(), parse("/small/why/AAA/4"))
    (link,) = [a for a in find(drawn.tree, "a") if a[1]["href"].startswith("https:")]
    assert link[1]["rel"] == "noopener noreferrer"


def test_an_address_of_a_source_that_is_no_web_address_is_not_linked() -> None:
    from dataclasses import replace as other

    from tests.dashboard.worlds import SOURCES

    class Bad(FixedAnswers):
        def world(self, workspace: str, **asked: Any) -> World:
            bad = other(SOURCES["s1"], url="javascript:alert(1)")
            return other(super().world(workspace, **asked), sources={"s1": bad})

    out = to_html(why.draw(Context.of(Bad(), lambda: AS_OF), parse("/small/why/AAA/4")).tree)
    assert "javascript" not in out
    assert "A report" in out


def test_hashes_are_folded_and_the_state_is_said_once() -> None:
    tree = why.draw(context(), parse("/small/why/AAA/4")).tree
    folds = find(tree, "details", class_="where-fold")
    assert [text_of(find(f, "summary")[0]) for f in folds] == ["Show the record : police provides it."]
    assert not [c for c in find(tree, "code") if not any(c in find(f, "code") for f in folds)]
    (box,) = find(tree, "div", class_="verdict-box")
    assert text_of(box) == "Fragile 1 independent provider is known, but 2 needed."


def test_what_is_not_known_leads_to_what_one_can_do() -> None:
    """AAA: of its unknown capabilities 19 is where a look would teach most."""
    tree = why.draw(context(), parse("/small/why/AAA/19")).tree
    links = {text_of(a): a[1]["href"] for a in find(tree, "a")}
    assert links["Add who does this"] == (
        "/small/record/deliveries?back=%2Fsmall%2Fwhy%2FAAA%2F19&capability=19&country=AAA&iso3=AAA"
    )
    assert links["Blank file: reviews"] == "/small/template/reviews.csv"
    assert "Aland <b>: of what is unknown, this is the most useful to review next." in text_of(tree)
    assert "Unknown: no review and no provider is on record. That is not a gap." in text_of(tree)


def test_where_somebody_looked_and_it_was_not_clear_that_is_said(shipped: Context) -> None:
    """Cavella, 2: the official review of 2025 was not clear; a desk review and interviews had found it."""
    words = text_of(why.draw(shipped, parse("/demo/why/XAC/2")).tree)
    assert "Unknown: the latest review gave no clear result. This does not mean gap." in words
    assert "no review and no provider is on record" not in words
    board = text_of(country.draw(shipped, parse("/demo/country/XAC")).tree)
    assert "A later review may have cast doubt on it." in board


def test_what_is_fragile_or_ends_leads_to_weak_points_and_the_plan() -> None:
    tree = why.draw(context(), parse("/small/why/AAA/4")).tree
    links = [a[1]["href"] for a in find(tree, "a")]
    assert "/small/weak-points/AAA" in links
    assert "/small/cliffs/AAA#m-2027-03" in links
    assert "/small/plan/AAA" in links


def test_the_panel_is_there_only_when_the_address_asks() -> None:
    assert why.panel(context(), parse("/small/country/AAA")) is None
    assert why.panel(context(), parse("/small/map?why=4")) is None
    shown = why.panel(context(), parse("/small/country/AAA?why=4"))
    assert shown is not None
    (close,) = [a for a in find(shown, "a") if "data-close" in a[1]]
    assert close[1]["href"] == "/small/country/AAA"


def test_the_map_without_outlines_has_tiles_only() -> None:
    drawn = worldmap.draw(context(), parse("/small/map?capability=12"))
    assert find(drawn.tree, "svg", class_="map") == []
    assert len(find(drawn.tree, "a", class_="tile")) == 3


def test_how_much_is_known_is_counted_in_quarters() -> None:
    """Of six capabilities: AAA knows five (more than three quarters of 6 = 4.5: step 4), CCC one (step 1), BBB none."""
    marks = worldmap.marks_of(world(), parse("/small/map"), worldmap.KNOWN)
    assert {c: m.step for c, m in marks.items()} == {"AAA": 4, "BBB": 0, "CCC": 1}


def test_a_page_of_each_name_is_registered_once() -> None:
    names = [p.name for p in all_pages()]
    assert names[:5] == ["", "country", "map", "matrix", "why"]
    assert len(set(names)) == len(names)


def test_the_json_has_the_shape_of_every_answer() -> None:
    import json

    answer = matrix.coverage(Context.of(FixedAnswers()), parse("/small?country=AAA&as_of=2026-11-25"))
    data = json.loads(as_json(answer))
    assert {k: data[k] for k in ("snapshot", "as_of", "edition", "evidence")} == {
        "snapshot": "0123456789abcdef",
        "as_of": "2026-11-25",
        "edition": "small-1",
        "evidence": "all",
    }
    assert set(data["cells"][0]) == {
        "country",
        "age",
        "capability",
        "state",
        "flags",
        "providers",
        "supporters",
        "groups",
        "planned",
        "sources",
        "sign",
        "stand_ins",
        "services",
        "record",
    }
    assert {c["country"] for c in data["cells"]} == {"AAA"}
    unknown = next(c for c in data["cells"] if c["capability"] == "19")
    assert (unknown["state"], unknown["groups"]) == ("unknown", 0)


def test_the_date_of_the_address_wins_over_the_clock() -> None:
    answers = FixedAnswers()
    c = Context.of(answers, lambda: date(2030, 1, 1))
    c.world(parse("/small"))
    c.world(parse("/small?as_of=2026-11-25&evidence=confirmed&edition=small-1"))
    assert answers.asked == [
        ("small", date(2030, 1, 1), "all", ""),
        ("small", date(2026, 11, 25), "confirmed", "small-1"),
    ]


def test_a_name_of_the_users_own_wins() -> None:
    from dashboard.backend.world import Country

    assert parts.name_of(Country("MWI", "MW", "Malawi")) == "Malawi"
    assert parts.name_of(Country("MWI", "MW", "Dziko la Malawi")) == "Dziko la Malawi"
    assert parts.name_of(Country("MWI", "MW", "")) == "Malawi"


@pytest.mark.parametrize("edition", ["", "&edition=mnr-2022"])
@pytest.mark.parametrize("workspace", ["demo", "register"])
def test_the_what_ifs_of_a_cell_can_be_asked(shipped: Context, workspace: str, edition: str) -> None:
    """Rows carry the numbers of 2016, and 16 and 17 are one capability in 2022: no link names work that is not there,
    and who does both loses both."""
    view = parse(f"/{workspace}/why/XAB/16?{edition}")
    world = shipped.world(view)
    asked = [world.cells[key] for key in world.cells.states if key[1] in ("1", "16", "17", "18")]
    # of cells alike in capability, state and number of providers, two: the register has many with one
    alike: dict[object, list[Any]] = {}
    for cell in asked:
        alike.setdefault((cell.capability, cell.state, len(cell.providers)), []).append(cell)
    tried = [(cell, who) for cells in alike.values() for cell in cells[:2] for who in cell.providers]
    assert {cell.capability for cell, _ in tried} == {cell.capability for cell in asked if cell.providers}
    assert tried
    for cell, who in tried:
        changes = common.work(shipped, view, who, cell.country, cell.capability)
        assert changes
        after = shipped.ask(view, "what_if", changes=changes)
        hit = {(x["country"], x["capability"]) for k in ("fallen", "changed") for x in after[k]}
        assert len(cell.providers) > 1 or (cell.country, cell.capability) in hit
