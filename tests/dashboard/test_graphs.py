"""Graphs of the partnerships page: what is drawn is what the tables say, and every choice is in the address."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import Any

import pytest

from dashboard.backend.context import Context
from dashboard.downloads import svg_export as paper
from dashboard.figures.graphs import BEST, UNIT, Look, elements, names_of, scale_of, size_of, still
from dashboard.figures.naming import Name, box_of, lines_of
from dashboard.pages.partnerships import page as partnerships
from dashboard.pages.partnerships import scope as graph_scope
from dashboard.pages.partnerships import side as graph_side
from dashboard.pages.partnerships import tables as graph_tables
from dashboard.pages.partnerships import view as graph_view
from dashboard.ui.theme import kind_style
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.shipped import tree_of, words_of

PAGE = partnerships.PAGE
COOPERATION = "/demo/partnerships?as=cooperation"


def drawn(context: Context, address: str) -> tuple[dict[str, Any], list[dict[str, Any]], Node]:
    """(answer, elements, tree) of an address."""
    page = PAGE.draw(context, parse(address))
    (box,) = page.extra
    (graph,) = box.children
    return graph_tables.answer(context, parse(address)), graph.elements, page.tree


@pytest.mark.parametrize(
    "address",
    [
        COOPERATION,
        "/register/partnerships?as=cooperation",
        "/register/partnerships?as=cooperation&region=Africa",
        "/register/partnerships/MWI?as=cooperation",
        "/demo/partnerships/XAA?as=cooperation&by=kind",
        "/demo/partnerships?as=cooperation&by=community&shut=a-cyber",
        "/demo/partnerships?as=cooperation&by=country&node=c-house",
        "/demo/partnerships?as=ego&of=c-house&depth=2",
        "/demo/partnerships?as=ego&of=c-house&open=c-hotline",
        "/demo/partnerships?as=ego",
        "/register/partnerships/ATA?as=cooperation",
        "/demo/partnerships?as=cooperation&from=a-police&to=c-house",
        "/demo/partnerships?as=cooperation&find=zzzz",
    ],
)
@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_it_is_drawn(shipped: Context, address: str, lang: str) -> None:
    page = PAGE.draw(shipped, parse(f"{address}&lang={lang}"))
    assert page.title
    json.dumps(page.tree)


def test_elements_table_and_picture_hold_the_same_nodes_and_ties(shipped: Context) -> None:
    given, parts, tree = drawn(shipped, COOPERATION)
    nodes = {n["stakeholder"] for n in given["nodes"]}
    ties = {frozenset((t["a"], t["b"])) for t in given["ties"]}
    assert {e["data"]["id"] for e in parts if "org" in e.get("classes", "").split()} == nodes
    drawn_ties = [e for e in parts if "tie" in e.get("classes", "").split()]
    assert {frozenset((e["data"]["source"], e["data"]["target"])) for e in drawn_ties} == ties
    still = find(tree, "svg", class_="gstill")[0]
    assert {n[1]["data-key"] for n in find(still, "a")} == nodes
    assert len(find(still, "path", class_="gtie")) == len(ties)


def test_one_sided_ties_are_dashed_and_bridges_thick(shipped: Context) -> None:
    given, parts, _tree = drawn(shipped, COOPERATION)
    of = {f"{t['a']}~{t['b']}": t for t in given["ties"]}
    seen = {"one": 0, "bridge": 0}
    for e in parts:
        tie = of.get(e["data"]["id"])
        if tie is None:
            continue
        classes = e["classes"].split()
        assert ("one" in classes) == (not tie["two_sided"])
        assert ("bridge" in classes) == tie["bridge"]
        for word in seen:
            seen[word] += word in classes
    assert min(seen.values()) > 0


def test_a_country_shows_the_fewest_ties_that_handoffs_lack(shipped: Context) -> None:
    address = "/demo/partnerships/XAA?as=cooperation"
    _given, parts, tree = drawn(shipped, address)
    wanted = partnerships.handoffs(shipped, parse("/demo/partnerships/XAA"))["new_ties"]
    missing = [e for e in parts if "missing" in e.get("classes", "").split()]
    assert {frozenset((e["data"]["source"], e["data"]["target"])) for e in missing} == {
        frozenset((t["a"], t["b"])) for t in wanted
    }
    assert ("partnership that would cover a hand-off" in text_of(tree)) == bool(wanted)


def test_positions_are_the_same_at_every_visit(shipped: Context) -> None:
    one = graph_tables.answer(shipped, parse(COOPERATION))
    other = graph_tables.answer(shipped, parse(COOPERATION + "&node=c-house&lang=fr"))
    assert one["nodes"] == other["nodes"]


def test_a_chosen_node_tells_its_facts_and_the_ways_on(shipped: Context) -> None:
    tree = tree_of(shipped, PAGE, COOPERATION + "&node=c-house")
    (side,) = find(tree, "aside")
    assert side[1]["data-graph-node"] == "c-house"
    links = {text_of(a): a[1]["href"] for a in find(side, "a")}
    given = graph_tables.answer(shipped, parse(COOPERATION))
    partners = {
        t["b"] if t["a"] == "c-house" else t["a"] for t in given["ties"] if "c-house" in (t["a"], t["b"])
    }
    world = shipped.world(parse("/demo"))
    assert {world.organisation(p).name for p in partners} <= set(links)
    assert any(
        w.startswith("What if this ends?") and "changes=stakeholder%3Ac-house" in h for w, h in links.items()
    )
    provided = [c for c in world.cells.values() if "c-house" in c.providers]
    assert sum("/why/" in h for h in links.values()) == len({(c.country, c.capability) for c in provided})


def test_around_one_opens_partners_through_the_address(shipped: Context) -> None:
    given, _parts, tree = drawn(shipped, "/demo/partnerships?as=ego&of=c-house&node=c-hotline")
    node = next(n for n in given["nodes"] if n["stakeholder"] == "c-hotline")
    assert node["more"] > 0
    (link,) = [a for a in find(tree, "a") if a[1].get("data-expand") == "c-hotline"]
    after, _parts, _tree = drawn(shipped, link[1]["href"])
    assert len(after["nodes"]) > len(given["nodes"])
    assert next(n for n in after["nodes"] if n["stakeholder"] == "c-hotline")["more"] == 0


def test_a_way_is_lit_and_said(shipped: Context) -> None:
    """a-cyber and coastal-police share a tie, coastal-police and c-police too: two steps."""
    given, parts, tree = drawn(shipped, COOPERATION + "&from=a-cyber&to=c-police")
    assert given["chain"]["nodes"] == ["a-cyber", "coastal-police", "c-police"]
    lit = {e["data"]["id"] for e in parts if "lit" in e.get("classes", "").split()}
    assert {"a-cyber", "coastal-police", "c-police"} <= lit
    assert len(lit) == 5
    assert "in 2 steps." in text_of(find(tree, "aside")[0])


def test_where_no_way_is_recorded_that_is_what_it_says(shipped: Context) -> None:
    world = shipped.world(parse("/demo"))
    given = graph_tables.answer(shipped, parse(COOPERATION))
    alone = given["alone"][0]
    words = words_of(shipped, PAGE, f"{COOPERATION}&from={alone}&to=c-house")
    assert f"Connection from {world.organisation(alone).name}" in words
    assert "No chain of recorded partnerships joins them." in words
    assert "They may be in contact all the same: nobody has recorded it." in words


def test_names_are_understood_and_doubts_are_asked_back(shipped: Context) -> None:
    world = shipped.world(parse("/demo"))
    assert graph_scope.found(world, "c-house").ident == "c-house"
    assert graph_scope.found(world, world.organisation("c-house").name.upper()).ident == "c-house"
    several = graph_scope.found(world, "police")
    assert not several.ident
    assert len(several.candidates) > 1
    tree = tree_of(shipped, PAGE, COOPERATION + "&find=police")
    assert f"{len(several.candidates)} organisations fit “police”. Which one?" in text_of(tree)
    assert "No organisation found for “zzzz”" in words_of(shipped, PAGE, COOPERATION + "&find=zzzz")


def test_a_bubble_opens_and_closes_through_the_address(shipped: Context) -> None:
    address = COOPERATION + "&by=kind"
    given, _parts, tree = drawn(shipped, address)
    assert all(b["open"] for b in given["bubbles"])
    first = given["bubbles"][0]["bubble"]
    (closing, *_rest) = [
        a[1]["href"]
        for a in find(tree, "a")
        if f"shut={first}" in a[1].get("href", "") and "Close" in text_of(a)
    ]
    after, parts, _tree = drawn(shipped, closing)
    assert not next(b for b in after["bubbles"] if b["bubble"] == first)["open"]
    (bubble,) = [e for e in parts if e["data"]["id"] == "@" + first]
    again, _parts, _tree = drawn(shipped, bubble["data"]["href"])
    assert all(b["open"] for b in again["bubbles"])


@pytest.mark.parametrize("by", ["community", "kind", "country"])
def test_open_bubbles_lie_apart_and_hold_their_own(shipped: Context, by: str) -> None:
    given, parts, _tree = drawn(shipped, f"{COOPERATION}&by={by}")
    frames = {b["bubble"]: b for b in given["bubbles"]}
    for a, b in combinations(frames.values(), 2):
        across, down = abs(a["x"] - b["x"]), abs(a["y"] - b["y"])
        assert across >= (a["wide"] + b["wide"]) / 2 or down >= (a["high"] + b["high"]) / 2
    for n in given["nodes"]:
        frame = frames[n["bubble"]]
        assert abs(n["x"] - frame["x"]) < frame["wide"] / 2
        assert abs(n["y"] - frame["y"]) < frame["high"] / 2
    titles = [e["data"]["label"] for e in parts if e["classes"] == "bubble open"]
    assert len(set(titles)) == len(titles) == len(frames)  # two cyber units are told apart by their country
    assert all(" · " in t for t in titles)


def test_a_subregion_can_be_chosen_as_its_region_can(shipped: Context) -> None:
    """countries.csv: five subregions of Asia, to which the Philippines (South-eastern) and India (Southern) belong."""
    address = "/register/partnerships?as=cooperation&region=South-eastern+Asia"
    part, _elements, tree = drawn(shipped, address)
    (field,) = find(tree, "select", id="choose-place")
    asia = [text_of(o) for o in find(field, "option") if text_of(o).startswith("Asia")]
    assert asia == [
        "Asia",
        *(f"Asia · {s}" for s in ("Central Asia", "Eastern Asia", "South-eastern Asia", "Southern Asia")),
        "Asia · Western Asia",
    ]
    (chosen,) = [o for o in find(field, "option") if o[1]["value"] == field[1]["value"]]
    assert text_of(chosen) == "Asia · South-eastern Asia"
    assert "South-eastern Asia: who works with whom" in text_of(tree)
    whole, _elements, _tree = drawn(shipped, "/register/partnerships?as=cooperation&region=Asia")
    ours, all_ = ({n["stakeholder"] for n in g["nodes"]} for g in (part, whole))
    assert ours < all_


def test_a_place_without_ties_says_that_nobody_recorded_any(shipped: Context) -> None:
    words = words_of(shipped, PAGE, "/register/partnerships/ATA?as=cooperation")
    assert "That does not say that nobody works together." in words


@pytest.mark.parametrize(
    "query", ["as=ego&of=c-house&depth=7", "as=cooperation&region=Nowhere", "as=cooperation&by=x"]
)
def test_what_cannot_be_drawn_is_refused_with_a_way_on(shipped: Context, query: str) -> None:
    with pytest.raises(UsageError) as caught:
        PAGE.draw(shipped, parse("/demo/partnerships?" + query))
    assert caught.value.hint


def test_the_graph_is_a_picture_to_take_away(shipped: Context) -> None:
    svg = graph_view.picture(shipped, parse("/demo/picture/graph.svg?as=cooperation&by=community"))
    assert svg.startswith("<svg")
    assert "var(--" not in svg
    assert "Who works with whom" in svg
    png = paper.png(svg)
    assert png.startswith(b"\x89PNG")


def test_files_hold_what_is_drawn(shipped: Context) -> None:
    view = parse("/demo/download/graph-ties.csv?as=cooperation&country=XAA")
    given = PAGE.files["graph-ties"].answer(shipped, view)
    assert given["ties"]
    shown = graph_tables.answer(shipped, parse("/demo/partnerships/XAA?as=cooperation"))
    assert given["ties"] == shown["ties"]
    assert given["nodes"] == shown["nodes"]


def test_no_element_carries_markup_or_an_address_elsewhere(shipped: Context) -> None:
    _given, parts, _tree = drawn(shipped, "/register/partnerships?as=cooperation")
    for e in parts:
        href = e["data"].get("href", "/")
        assert re.match(r"/register/partnerships\?", href) or href == "/"


def test_names_are_broken_into_two_lines_and_cut() -> None:
    assert lines_of("Short") == ["Short"]
    assert lines_of("Ministry of Gender, Children and Social Welfare") == [
        "Ministry of Gender,",
        "Children and…",
    ]
    assert all(len(line) <= 19 for line in lines_of("x" * 60))


def _named(context: Context, address: str) -> tuple[dict[str, Any], Look, dict[str, Name]]:
    view = parse(address)
    world = context.world(view)
    scope = graph_scope.scope_of(world, view)
    given = graph_scope.ask(context, view, world, scope)
    look = graph_scope.look_of(context, view, world, scope, given)
    return given, look, names_of(given, look)


def test_far_away_those_are_named_whose_names_cover_nothing(shipped: Context) -> None:
    """Of more than 70 no name covers another, but those of the 14 best tied, which are always read."""
    given, _look, named = _named(shipped, "/register/partnerships?as=cooperation&by=none")
    assert len(named) > 70
    seen = {i: n for i, n in named.items() if n.seen}
    assert 20 <= len(seen) < len(named)
    at = {n["stakeholder"]: n for n in given["nodes"]}
    best_tied = sorted(at, key=lambda i: (-at[i]["degree"], i))[:BEST]
    boxes = [
        box_of(at[i]["x"] * UNIT, at[i]["y"] * UNIT, size_of(at[i]["degree"]) / 2, n) for i, n in seen.items()
    ]
    clear = [b for i, b in zip(seen, boxes, strict=True) if i not in best_tied]
    assert all(a.shared(b) == 0 for k, a in enumerate(clear) for b in clear[:k])
    assert all(named[i].seen for i in best_tied)


def test_of_about_sixty_organisations_every_one_is_named(shipped: Context) -> None:
    """In letters that are read where the whole is seen: 10.5 divided by how small it is seen."""
    given, _look, named = _named(shipped, COOPERATION)
    assert len(named) == len(given["nodes"]) == 67
    assert all(n.seen and n.size * scale_of(given) >= 10 for n in named.values())


def test_who_has_the_short_name_of_another_is_named_with_its_country(shipped: Context) -> None:
    _given, look, _names = _named(shipped, COOPERATION)
    assert look.label("a-police") == "Police, Almara"
    _given, look, _names = _named(shipped, "/demo/partnerships/XAA?as=cooperation")
    assert look.label("a-police") == "Police"


def test_the_title_of_a_way_says_whose_police(shipped: Context) -> None:
    page = PAGE.draw(shipped, parse("/demo/partnerships?as=cooperation&from=a-police&to=c-house"))
    assert page.title == "Connection from National Police of Almara to House of Care (Cavella)"


def test_no_code_stands_for_a_kind_of_cooperation(shipped: Context) -> None:
    for address in (COOPERATION + "&rows=all", "/demo/partnerships/XAA?rows=all"):
        words = words_of(shipped, PAGE, address)
        assert "memorandum" in words
        assert not re.search(r"\bmou\b|joint_programme", words)


def test_ties_that_are_the_only_way_across_are_listed(shipped: Context) -> None:
    given, _elements, tree = drawn(shipped, COOPERATION)
    (aside,) = find(tree, "aside", class_="graph-side")
    (fold,) = find(aside, "details", class_="fold")[-1:]
    assert text_of(find(fold, "summary")[0]) == "Partnerships that are the only connection"
    degree = {n["stakeholder"]: n["degree"] for n in given["nodes"]}
    sides = [t for t in given["ties"] if t["bridge"] and degree[t["a"]] > 1 and degree[t["b"]] > 1]
    assert 0 < len(sides) == len(find(fold, "li"))
    assert f"{len(sides)} partnerships are each the only connection between two groups." in text_of(aside)


def test_the_legend_names_every_kind_that_is_drawn(shipped: Context) -> None:
    view = parse(COOPERATION)
    world = shipped.world(view)
    scope = graph_scope.scope_of(world, view)
    given = graph_scope.ask(shipped, view, world, scope)
    look = graph_scope.look_of(shipped, view, world, scope, given)
    kinds = {world.organisation(n["stakeholder"]).kind for n in given["nodes"]}
    found = {n[1]["data-kind"] for n in find(graph_side.legend(given, look), "li") if "data-kind" in n[1]}
    assert found == kinds
    assert elements(given, look)


def test_a_picture_explains_the_shapes_it_holds(shipped: Context) -> None:
    view = parse(COOPERATION + "&by=community")
    svg = graph_view.picture(shipped, view)
    given = graph_view.answer(shipped, view)
    kinds = {shipped.world(view).organisation(n["stakeholder"]).kind for n in given["nodes"]}
    for kind in kinds:
        assert f">{kind_style(kind).word}</text>" in svg


def test_every_hit_of_a_search_is_listed_with_their_number(shipped: Context) -> None:
    """Twelve were shown, and nothing said so. Counted over the register: "ministry" in name, short name or id."""
    world = shipped.world(parse("/register"))
    fits = [o for o in world.organisations.values() if "ministry" in f"{o.name} {o.short} {o.id}".casefold()]
    assert len(fits) > 12
    tree = tree_of(shipped, PAGE, "/register/partnerships?as=cooperation&find=ministry")
    assert f"{len(fits)} organisations fit “ministry”" in text_of(tree)
    (pick,) = find(tree, "div", class_="pick")
    assert len(find(pick, "a")) == len(fits)


def test_a_new_search_replaces_what_the_old_one_found(shipped: Context) -> None:
    world = shipped.world(parse("/demo"))
    view = parse(COOPERATION + "&node=a-police&find=House of Care")
    assert graph_scope.scope_of(world, view).node == "c-house"
    (form,) = [
        f
        for f in find(tree_of(shipped, PAGE, COOPERATION + "&node=a-police"), "form")
        if find(f, "input", id="graph-find")
    ]
    assert form[1]["data-drop"] == "node rows"


def test_a_picture_names_whom_the_screen_names(shipped: Context) -> None:
    """Names that show only on coming nearer were 12 units small in a picture of 2,000: not to be read."""
    given, look, named = _named(shipped, "/register/partnerships?as=cooperation&by=none")
    svg = still(given, look, "A picture")
    sizes = {float(t[1]["font-size"]) for t in find(svg, "text", class_="gname")}
    assert min(sizes) == min(n.size for n in named.values() if n.seen)
    assert min(sizes) * scale_of(given) >= 10
    written = {text_of(t) for t in find(svg, "text", class_="gname")}
    assert {n.lines[0] for n in named.values() if n.seen} <= written


def test_a_search_for_a_whole_name_still_tells_who_else_fits(shipped: Context) -> None:
    """UNICEF is one organisation of the register, and its offices bear its name too."""
    world = shipped.world(parse("/register"))
    (one,) = [o for o in world.organisations.values() if "unicef" in (o.name.casefold(), o.short.casefold())]
    others = [
        o
        for o in world.organisations.values()
        if "unicef" in f"{o.name} {o.short} {o.id}".casefold() and o.id != one.id
    ]
    assert others
    found = graph_scope.found(world, "UNICEF")
    assert (found.ident, {o.id for o in found.candidates}) == (one.id, {o.id for o in others})
    text = text_of(tree_of(shipped, PAGE, "/register/partnerships?as=cooperation&find=UNICEF"))
    assert f"{len(others)} other organisation" in text
