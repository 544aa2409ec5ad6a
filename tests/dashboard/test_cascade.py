"""The cascade as a picture: by hand on a small loss, and against the facts of the fictional region."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from dashboard import paper
from dashboard.context import Context
from dashboard.figures.cascade import Box, Ground, Names, boxes_of, cascade
from dashboard.pages import whatif, whatif_cascade
from dashboard.theme import State
from dashboard.tree import Node, find, text_of
from dashboard.view import parse
from graph_schema.errors import UsageError
from tests.dashboard.shipped import facts, tree_of


def names() -> Names:
    return Names(
        str.title,
        lambda ident: "",
        lambda ident: "ngo",
        lambda code: code,
        lambda n: f"capability {n}",
        lambda text: text,
        lambda c, n: f"/w/why/{c}/{n}",
        lambda ident: f"/w/partnerships?of={ident}",
        lambda duty: f"/w/corridors?duty={duty}",
    )


def loss(**parts: Any) -> dict[str, Any]:
    keys = ("also_removed", "lost_ground", "fallen", "unsupported", "duties_lost", "pieces")
    return {key: parts.get(key, []) for key in keys}


GIVEN = loss(
    also_removed=["unit"],
    lost_ground=[{"stakeholder": "line", "country": "AAA", "capability": "12"}],
    fallen=[{"country": "AAA", "capability": n} for n in ("4", "12")],
    unsupported=[
        {"country": "AAA", "capability": "8", "because": ["4"], "round": 1},
        {"country": "AAA", "capability": "9", "because": ["8", "3"], "round": 2},
    ],
    duties_lost=[{"a": "AAA", "b": "BBB", "duty": "4"}, {"a": "AAA", "b": "CCC", "duty": "4"}],
    pieces=[["x", "y"], ["z"]],
)
PROVIDERS = {("AAA", "4"): ("police", "unit", "other"), ("AAA", "12"): ("line",)}


def small() -> dict[str, Box]:
    """The police ends: its unit goes, and the hotline that it pays. 4 was theirs, 12 the hotline's; 8 rests on 4, and
    9 on 8 and on 3, which did not fall here."""
    ground = Ground(frozenset({("unit", "police")}), frozenset({("police", "line"), ("someone", "line")}))
    made = boxes_of(GIVEN, ["stakeholder:police"], lambda c, n: PROVIDERS.get((c, n), ()), ground, names())
    return {b.key: b for b in made}


def test_every_round_has_its_column_and_every_box_its_reasons() -> None:
    found = {key: (b.column, b.after) for key, b in small().items()}
    assert found == {
        "stakeholder:police": (0, []),
        "stakeholder:unit": (1, ["stakeholder:police"]),
        "ground:line": (2, ["stakeholder:police"]),
        "AAA/4": (3, ["stakeholder:police", "stakeholder:unit"]),
        "AAA/12": (3, ["ground:line"]),
        "AAA/8": (4, ["AAA/4"]),
        "AAA/9": (5, ["AAA/8"]),
        "duty:4": (9, ["AAA/4"]),
        "pieces": (10, ["stakeholder:police"]),
    }


def test_the_picture_runs_from_left_to_right_and_draws_every_reason() -> None:
    boxes = small()
    figure = cascade(list(boxes.values()), "what follows")
    assert figure is not None
    arrows = {n[1]["data-key"] for n in find(figure, "g") if ">" in n[1].get("data-key", "")}
    assert arrows == {f"{k}>{b.key}" for b in boxes.values() for k in b.after}
    left = {key: float(find(node, "rect")[0][1]["x"]) for key, node in _nodes(figure).items()}
    for b in boxes.values():
        for k in b.after:
            assert left[k] < left[b.key]
    assert boxes["duty:4"].under == "2 pairs of countries"


def _nodes(figure: Node) -> dict[str, Node]:
    return {
        n[1]["data-key"]: n
        for n in [*find(figure, "a"), *find(figure, "g")]
        if find(n, "rect", class_="cbox")
    }


def test_boxes_of_one_column_do_not_overlap() -> None:
    figure = cascade(list(small().values()), "x")
    assert figure is not None
    spots: dict[str, list[float]] = {}
    for node in _nodes(figure).values():
        box = find(node, "rect")[0][1]
        spots.setdefault(box["x"], []).append(float(box["y"]))
    for ys in spots.values():
        ys.sort()
        assert all(b - a >= 64 for a, b in pairwise(ys))


def _along(path: str) -> list[tuple[float, float]]:
    """Points of a path of curves and straight lines, close together."""
    found: list[tuple[float, float]] = []
    for part in re.findall(r"[MCL][^MCL]*", path):
        given = [float(x) for x in re.findall(r"-?[\d.]+", part)]
        points = list(zip(given[::2], given[1::2], strict=True))
        if part[0] == "M":
            found.append(points[0])
            continue
        if part[0] == "L":
            points = [found[-1], points[0], points[0]]
        (a, b), start = points[:2], found[-1]
        for n in range(1, 41):
            t = n / 40
            w = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            ends = (start, a, b, points[2])
            x, y = (sum(k * p[i] for k, p in zip(w, ends, strict=True)) for i in (0, 1))
            found.append((x, y))
    return found


@pytest.mark.parametrize("ident", ["c-house", "a-police", "harbour-fund"])
def test_no_arrow_runs_through_a_box(shipped: Context, ident: str) -> None:
    tree = tree_of(shipped, whatif.PAGE, f"/demo/what-if?changes=stakeholder:{ident}")
    (figure,) = find(tree, "svg", class_="cascade")
    boxes = {k: find(n, "rect", class_="cbox")[0][1] for k, n in _nodes(figure).items()}
    for arrow in (n for n in find(figure, "g") if ">" in n[1].get("data-key", "")):
        ends = arrow[1]["data-key"].split(">")
        for x, y in _along(find(arrow, "path", class_="carrow")[0][1]["d"]):
            for key, box in boxes.items():
                left, top, wide, high = (float(box[k]) for k in ("x", "y", "width", "height"))
                inside = left + 1 < x < left + wide - 1 and top + 1 < y < top + high - 1
                assert key in ends or not inside, (arrow[1]["data-key"], key)


def test_seven_columns_stand_on_a_screen_without_being_made_smaller(shipped: Context) -> None:
    """Panel at 1440: 1440 - 2 x 24 - 2 x 17 = 1358; the smallest letters are 12.5."""
    tree = tree_of(shipped, whatif.PAGE, "/demo/what-if?changes=stakeholder:c-house")
    (figure,) = find(tree, "svg", class_="cascade")
    assert len([n for n in find(figure, "g") if n[1].get("data-key", "").startswith("head-")]) == 7
    assert float(figure[1]["width"]) <= 1360


def test_many_cells_are_counted_by_country() -> None:
    """30 cells fall in two countries: one box for each country with its number, after the one that ended."""
    rows = [{"country": "AAA" if n % 2 else "BBB", "capability": str(n)} for n in range(30)]
    made = boxes_of(loss(fallen=rows), ["stakeholder:big"], lambda c, n: ("big",), Ground(), names())
    found = {b.key: (b.under, b.after) for b in made if b.column == 3}
    assert found == {f"3:{c}": ("15 capabilities", ["stakeholder:big"]) for c in ("AAA", "BBB")}


def test_a_delivery_and_a_payment_that_end_are_reasons_too() -> None:
    given = loss(
        fallen=[{"country": "AAA", "capability": "4"}, {"country": "AAA", "capability": "12"}],
        lost_ground=[{"stakeholder": "line", "country": "AAA", "capability": "12"}],
    )
    changes = ["delivery:police/AAA/4@2027", "funding:fund/line", "+tie:a/b"]
    providers = {("AAA", "4"): ("police",), ("AAA", "12"): ("line",)}
    made = {b.key: b for b in boxes_of(given, changes, lambda c, n: providers[c, n], Ground(), names())}
    assert made["AAA/4"].after == ["delivery:police/AAA/4@2027"]
    assert made["ground:line"].after == ["funding:fund/line"]
    assert made["AAA/12"].after == ["ground:line"]
    assert "+tie:a/b" not in made


def test_nothing_that_follows_is_no_picture() -> None:
    assert cascade(boxes_of(loss(), ["stakeholder:a"], lambda c, n: (), Ground(), names()), "x") is None


@pytest.mark.parametrize("fact", facts("remove"), ids=lambda f: f["stakeholder"])
def test_removals_of_the_region_are_drawn_whole(shipped: Context, fact: dict[str, Any]) -> None:
    """Every cell that the region's facts say falls or loses its base has a box, and every box a reason."""
    address = f"/demo/what-if?changes=stakeholder:{fact['stakeholder']}"
    tree = tree_of(shipped, whatif.PAGE, address)
    figures = find(tree, "svg", class_="cascade")
    if not any(
        fact[k]
        for k in ("fallen", "unsupported", "lost_ground", "also_removed", "duties_lost", "piece_sizes")
    ):
        assert figures == []
        return
    drawn = set(_nodes(figures[0]))
    cells = {*fact["fallen"], *fact["unsupported"]}
    if len(cells) <= 24:
        assert {k for k in drawn if k.count("/") == 1 and ":" not in k} == cells
    arrows = {
        n[1]["data-key"].split(">")[1] for n in find(figures[0], "g") if ">" in n[1].get("data-key", "")
    }
    assert drawn - arrows == {f"stakeholder:{fact['stakeholder']}"}


def test_the_cascade_is_a_picture_to_take_away(shipped: Context) -> None:
    svg = whatif_cascade.picture(shipped, parse("/demo/picture/cascade.svg?changes=stakeholder:c-house"))
    assert svg.startswith("<svg")
    assert "var(--" not in svg
    assert "TLP:AMBER+STRICT" in svg
    assert paper.png(svg).startswith(b"\x89PNG")
    with pytest.raises(UsageError, match="no picture"):
        whatif_cascade.picture(shipped, parse("/demo/picture/cascade.svg?changes=tie:a-cyber/a-msw"))


def test_a_fallen_cell_carries_its_symbol_and_word() -> None:
    boxes = small()
    assert boxes["AAA/4"].state is State.GAP
    figure = cascade(list(boxes.values()), "x")
    assert figure is not None
    assert "capability 4" in text_of(_nodes(figure)["AAA/4"])
