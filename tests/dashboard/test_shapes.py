"""Outlines: whole, adjoining, and made by the script that is beside them."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

import seed_data
from dashboard.shapes import load

ROOT = Path(__file__).resolve().parents[2]


def tool(name: str) -> ModuleType:
    """A script of tools/shapes as a module."""
    sys.path.insert(0, str(ROOT / "tools" / "shapes"))
    try:
        spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / "shapes" / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.pop(0)


def test_every_country_of_the_register_has_a_shape_a_circle_or_a_reason() -> None:
    """Countries of the shipped list; members of the United Nations all have a shape or a circle."""
    import csv

    shapes = load("world")
    assert shapes is not None
    with (seed_data.workspace("register").folder / "countries.csv").open(
        encoding="utf-8", newline=""
    ) as handle:
        rows = list(csv.DictReader(handle))
    drawn = set(shapes.paths) | set(shapes.circles)
    assert {r["iso3"] for r in rows} - drawn == set(shapes.absent) == {"ATA"}
    members = {r["iso3"] for r in rows if r["un_member"] == "yes"}
    assert len(members) == 193
    assert members <= drawn
    assert drawn <= {r["iso3"] for r in rows}


def test_the_world_is_light() -> None:
    shapes = load("world")
    assert shapes is not None
    assert len(shapes.text) < 170_000
    assert 80 <= len(shapes.circles) <= 110


@pytest.mark.parametrize("name", ["world", "demo"])
def test_paths_are_closed_and_inside_the_picture(name: str) -> None:
    """Every path is made of closed rings of relative steps; label points lie inside the frame."""
    shapes = load(name)
    assert shapes is not None
    number = r"-?(?:\d+\.?\d*|\.\d+)"
    ring = rf"M{number} {number}l(?: ?{number} ?{number})+z"
    for code, path in shapes.paths.items():
        assert re.fullmatch(f"(?:{ring})+", path), code
    for x, y, r in shapes.spots.values():
        assert 0 <= x <= shapes.width
        assert 0 <= y <= shapes.height
        assert r >= 0


def test_the_fictional_region_is_made_by_its_script() -> None:
    made = tool("demo").build()
    shipped = json.loads((ROOT / "dashboard" / "shapes" / "demo.json").read_text(encoding="utf-8"))
    assert sorted(made["shapes"]) == ["XAA", "XAB", "XAC", "XAD", "XAE", "XAF"]
    assert json.dumps(made, sort_keys=True) == json.dumps(shipped, sort_keys=True)


def test_equal_earth_is_that_of_its_authors() -> None:
    """Savric, Patterson and Jenny (2018): half width 2.7066, half height 1.3173 on the unit sphere; and equal area:
    the whole map has the area 4 pi of the sphere."""
    project = tool("world").equal_earth
    assert project(180, 0)[0] == pytest.approx(2.7066, abs=1e-4)
    assert project(0, 90)[1] == pytest.approx(1.3173, abs=1e-4)
    steps = [-90 + i * 0.25 for i in range(721)]
    area = 0.0
    for a, b in pairwise(steps):
        (xa, ya), (xb, yb) = project(180, a), project(180, b)
        area += (xa + xb) * (yb - ya)
    assert area == pytest.approx(4 * 3.141592653589793, rel=1e-4)


def test_simplifying_keeps_ends_and_takes_the_smallest_triangle_first() -> None:
    """Triangles by hand: (0,0) (1,1) (2,0) has area 1; (2,0) (3,0.1) (4,0) has 0.1."""
    simplify = tool("world").simplify
    line = [(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (3.0, 0.1), (4.0, 0.0)]
    kept = simplify(line, 0.5)
    assert kept[0] == line[0]
    assert kept[-1] == line[-1]
    assert (3.0, 0.1) not in kept
    assert (1.0, 1.0) in kept


def test_an_unknown_set_has_no_shapes() -> None:
    assert load("none") is None
    assert load("../world") is None
