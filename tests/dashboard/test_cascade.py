"""The cascade as a picture: by hand on a small loss, and against the facts of the fictional region."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.analytics.loss.cascade import what_if
from coordination.analytics.loss.scenario import Scenario
from coordination.model.snapshot import Snapshot
from dashboard.backend.context import Context
from dashboard.downloads import svg_export as paper
from dashboard.figures.cascade import Box, Names, boxes_of, cascade
from dashboard.pages.whatif import cascade as whatif_cascade
from dashboard.pages.whatif import page as whatif
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Node, find, text_of
from dashboard.ui.view import parse
from graph_schema.edition import edition
from graph_schema.errors import UsageError
from tests.dashboard.shipped import facts, tree_of
from tests.oracle.small import small as world_of
from tests.said import as_json


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
    keys = (
        "removed",
        "also_removed",
        "lost_ground",
        "fallen",
        "unsupported",
        "duties_lost",
        "lowered",
        "changed",
        "pieces",
        "later",
    )
    given = {key: parts.get(key, []) for key in (*keys, "reasons")}
    then = [{**c, "before": "covered", "after": parts.get("after", "gap")} for c in given["fallen"]]
    return {**given, "signs": parts.get("states", [*then, *given["lowered"], *given["changed"]])}


def why(number: int, *because: str, **about: str) -> dict[str, Any]:
    return {"round": number, **about, "because": list(because)}


GIVEN = loss(
    removed=["stakeholder:police"],
    also_removed=["unit"],
    lost_ground=[{"stakeholder": "line", "country": "AAA", "capability": "12"}],
    fallen=[{"country": "AAA", "capability": n} for n in ("4", "12")],
    unsupported=[
        {"country": "AAA", "capability": "8", "because": ["4"], "round": 1},
        {"country": "AAA", "capability": "9", "because": ["8", "3"], "round": 2},
    ],
    duties_lost=[{"a": "AAA", "b": "BBB", "duty": "4"}, {"a": "AAA", "b": "CCC", "duty": "4"}],
    pieces=[["x", "y"], ["z"]],
    reasons=[
        why(1, "stakeholder:police", stakeholder="unit"),
        why(2, "stakeholder:police", stakeholder="line", country="AAA", capability="12"),
        why(3, "stakeholder:police", "stakeholder:unit", country="AAA", capability="4"),
        why(3, "ground:line", country="AAA", capability="12"),
        why(5, "stakeholder:unit", capability="4"),
        why(6, "stakeholder:police"),
    ],
)


def small() -> dict[str, Box]:
    """The police ends: its unit goes, and the hotline that it pays. 4 was theirs, 12 the hotline's; 8 rests on 4, and
    9 on 8 and on 3, which did not fall here. The unit alone was on the list that joined AAA to others."""
    return {b.key: b for b in boxes_of(GIVEN, names())}


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
        "duty:4": (9, ["stakeholder:unit"]),
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
    assert boxes["duty:4"].under == "AAA loses its link with 2 countries"


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


def test_many_cells_are_counted_by_country_and_state() -> None:
    """30 cells fall in two countries, 3 of BBB to unknown: a box for each country and state, after what ended."""
    rows = [{"country": "AAA" if n % 2 else "BBB", "capability": str(n)} for n in range(30)]
    given = loss(
        removed=["stakeholder:big"],
        fallen=rows,
        states=[
            {**r, "before": "covered", "after": "unknown" if r["capability"] in {"0", "2", "4"} else "gap"}
            for r in rows
        ],
        reasons=[why(3, "stakeholder:big", **r) for r in rows],
    )
    found = {b.key: (b.under, b.state, b.after) for b in boxes_of(given, names()) if b.column == 3}
    assert found == {
        "3:AAA:gap": ("15 capabilities", Sign.GAP, ["stakeholder:big"]),
        "3:BBB:gap": ("12 capabilities", Sign.GAP, ["stakeholder:big"]),
        "3:BBB:unknown": ("3 capabilities", Sign.UNKNOWN, ["stakeholder:big"]),
    }


def test_a_delivery_and_a_payment_that_end_are_reasons_too() -> None:
    changes = ["delivery:police/AAA/4@2020", "funding:fund/line", "stakeholder:late@2099"]
    given = loss(
        removed=changes,
        later=[{"change": "stakeholder:late@2099", "day": "2100-01-01"}],
        fallen=[{"country": "AAA", "capability": "4"}, {"country": "AAA", "capability": "12"}],
        lost_ground=[{"stakeholder": "line", "country": "AAA", "capability": "12"}],
        reasons=[
            why(2, "funding:fund/line", stakeholder="line", country="AAA", capability="12"),
            why(3, "delivery:police/AAA/4@2020", country="AAA", capability="4"),
            why(3, "ground:line", country="AAA", capability="12"),
        ],
    )
    made = {b.key: b for b in boxes_of(given, names())}
    assert made["AAA/4"].after == ["delivery:police/AAA/4@2020"]
    assert made["ground:line"].after == ["funding:fund/line"]
    assert made["AAA/12"].after == ["ground:line"]
    assert "stakeholder:late@2099" not in made  # it has not ended yet


def test_a_unit_of_a_unit_follows_from_what_was_asked() -> None:
    """Both stand in one column, so the arrow of the lower one comes from the top."""
    given = loss(
        removed=["stakeholder:top"],
        also_removed=["low", "middle"],
        reasons=[
            why(1, "stakeholder:middle", stakeholder="low"),
            why(1, "stakeholder:top", stakeholder="middle"),
        ],
    )
    made = {b.key: b.after for b in boxes_of(given, names())}
    assert made["stakeholder:low"] == made["stakeholder:middle"] == ["stakeholder:top"]


def test_what_is_operated_stands_beside_the_units_and_leads_to_what_was_asked() -> None:
    """top runs the agreement ice and the network ring, ring has a unit: all four in one column, arrows from the top."""
    given = loss(
        removed=["stakeholder:top"],
        also_removed=["desk"],
        also_ended=["ice", "ring"],
        reasons=[
            why(1, "network:ring", stakeholder="desk"),
            why(1, "stakeholder:top", agreement="ice"),
            why(1, "stakeholder:top", network="ring"),
        ],
    )
    made = {b.key: (b.column, b.after) for b in boxes_of(given, names())}
    top = (1, ["stakeholder:top"])
    assert made == {
        "stakeholder:top": (0, []),
        "stakeholder:desk": top,
        "agreement:ice": top,
        "network:ring": top,
    }


def test_nothing_that_follows_is_no_picture() -> None:
    assert cascade(boxes_of(loss(removed=["stakeholder:a"]), names()), "x") is None


def arrows_of(
    tables: dict[str, Any], *changes: str, evidence: Evidence = Evidence.ALL
) -> dict[str, list[str]]:
    """Box -> its reasons, of a what-if on a small world on 29 February 2024."""
    asked = facts_of(Snapshot.from_rows(tables), edition("mnr-2016"), evidence)
    answer = as_json(what_if(asked, date(2024, 2, 29), Scenario.parse("", changes)).told())
    return {b.key: b.after for b in boxes_of(answer, names())}


def test_a_grant_that_is_over_or_pays_something_else_is_no_reason() -> None:
    """line does 12 and is paid for it by fund; old paid it until 2020, other pays its 11, far pays it in Kenya, and who
    says that hearsay pays is not confirmed. All five end."""
    pays: list[dict[str, str]] = [
        {"funder_id": "fund"},
        {"funder_id": "old", "until": "2020"},
        {"funder_id": "other", "capabilities": "11"},
        {"funder_id": "far", "iso3": "KEN"},
        {"funder_id": "hearsay", "verified": "no"},
    ]
    tables = world_of(
        deliveries=[{"stakeholder_id": "line", "capability": "12"}],
        funding=[{"recipient_id": "line", **row} for row in pays],
    )
    gone = [f"stakeholder:{row['funder_id']}" for row in pays]
    found = arrows_of(tables, *gone, evidence=Evidence.CONFIRMED)
    assert found["ground:line"] == ["stakeholder:fund"]
    assert found["MWI/12"] == ["ground:line"]
    assert arrows_of(tables, *gone)["ground:line"] == ["stakeholder:fund", "stakeholder:hearsay"]


def test_a_body_that_was_above_until_2014_is_no_reason() -> None:
    tables = world_of(
        deliveries=[{"stakeholder_id": "unit", "capability": "4"}],
        affiliations=[
            {"child_id": "unit", "parent_id": "police"},
            {"child_id": "unit", "parent_id": "ministry", "until": "2014"},
        ],
    )
    found = arrows_of(tables, "stakeholder:police", "stakeholder:ministry")
    assert found["stakeholder:unit"] == ["stakeholder:police"]
    assert found["MWI/4"] == ["stakeholder:unit"]


def test_duties_and_pieces_follow_from_what_joined_not_from_all_that_ends() -> None:
    """hub alone joins a and b; leaf only hangs on hub. The pact alone joins Malawi and Kenya for 4."""
    tables = world_of(
        ties=[{"a_id": "hub", "b_id": s} for s in ("a", "b", "leaf")],
        agreements=[{"id": "pact", "kind": "bilateral", "adopted": "2010", "duties": "4"}],
        agreement_parties=[{"agreement_id": "pact", "iso3": c, "status": "party"} for c in ("MWI", "KEN")],
    )
    found = arrows_of(tables, "stakeholder:hub", "stakeholder:leaf", "agreement:pact")
    assert found["pieces"] == ["stakeholder:hub"]
    assert found["duty:4"] == ["agreement:pact"]
    assert arrows_of(tables, "tie:a/hub", "tie:hub/leaf", "party:pact/KEN")["duty:4"] == ["party:pact/KEN"]


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
    with pytest.raises(UsageError, match="so there is no diagram"):
        whatif_cascade.picture(shipped, parse("/demo/picture/cascade.svg?changes=tie:a-cyber/a-msw"))


@pytest.mark.parametrize("state", [Sign.GAP, Sign.UNKNOWN, Sign.UNATTRIBUTED, Sign.PLANNED])
def test_a_fallen_cell_carries_the_symbol_and_word_of_its_state(state: Sign) -> None:
    """Only a gap has the frame of a gap."""
    given = loss(removed=["stakeholder:a"], fallen=[{"country": "AAA", "capability": "4"}], after=str(state))
    boxes = {b.key: b for b in boxes_of(given, names())}
    assert boxes["AAA/4"].state is state
    figure = cascade(list(boxes.values()), "x")
    assert figure is not None
    node = _nodes(figure)["AAA/4"]
    assert "capability 4" in text_of(node)
    assert SIGNS[state].word in text_of(find(node, "title")[0])
    assert bool(find(node, "rect", class_="falls")) == (state is Sign.GAP)


def test_what_becomes_weaker_is_drawn_as_the_sentence_says() -> None:
    """One of two providers of 16 stops: 16 stands, dashed, with one of two left; it is neither a fall nor a reason."""
    given = loss(
        removed=["stakeholder:police"],
        lowered=[
            {
                "country": "AAA",
                "capability": "16",
                "before": "covered",
                "after": "fragile",
                "providers": 1,
                "needed": 2,
            }
        ],
        duties_lost=[{"a": "AAA", "b": "BBB", "duty": "16"}, {"a": "CCC", "b": "DDD", "duty": "16"}],
    )
    own = replace(names(), providers=lambda country, number: ("police", "line") if number == "16" else ())
    boxes = {b.key: b for b in boxes_of(given, own)}
    weaker = boxes["weaker:AAA/16"]
    assert (weaker.state, weaker.flag, weaker.after) == (Sign.FRAGILE, "weaker", ["stakeholder:police"])
    assert weaker.under == "1 of 2 left · AAA"
    assert boxes["duty:16"].under == "2 pairs of countries"
    svg = cascade(list(boxes.values()), "A picture")
    assert svg is not None
    assert find(svg, "rect", class_="weak")
    assert "Becomes weaker" in text_of(svg)


@pytest.mark.parametrize("organisation", ["c-house", "a-police", "harbour-fund"])
def test_the_picture_holds_every_number_of_the_sentence(shipped: Context, organisation: str) -> None:
    view = parse(f"/demo/what-if?changes=stakeholder:{organisation}")
    given = shipped.ask(view, "what_if", changes=[f"stakeholder:{organisation}"])
    boxes = boxes_of(given, names())
    columns = [b.column for b in boxes]
    assert sum(b.column == 3 and b.flag == "" for b in boxes) == len(given["fallen"])
    assert sum(b.flag == "weaker" for b in boxes) == len(given["lowered"])
    assert sum(4 <= c <= 8 for c in columns) == len(given["unsupported"])
    assert columns.count(9) == len({r["duty"] for r in given["duties_lost"]})


def test_many_cells_of_few_capabilities_are_counted_by_capability() -> None:
    """30 countries lose 12, one of them 16 too: two boxes, not thirty of one capability each."""
    codes = [f"A{chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(30)]
    fallen = [{"country": c, "capability": "12"} for c in codes] + [{"country": "AAA", "capability": "16"}]
    given = loss(
        removed=["stakeholder:police"],
        fallen=fallen,
        reasons=[why(3, "stakeholder:police", **c) for c in fallen],
    )
    boxes = [(b.words, b.under) for b in boxes_of(given, names()) if b.column == 3]
    assert boxes == [("capability 12", "30 countries"), ("capability 16", "1 country")]
