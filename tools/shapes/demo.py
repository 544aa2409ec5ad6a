"""Make ``dashboard/shapes/demo.json``: invented outlines for the fictional region XAA to XAF.

    python tools/shapes/demo.py dashboard/shapes/demo.json

A small continent with islands. A field of jittered points is cut into Voronoi cells; a cell is land where a
hand-set height (a few hills minus a bay) is above the sea; land belongs to the nearest of six capitals, measured
with a little sway so that borders wander. Cells are merged along shared edges, and every border is smoothed
once for both neighbours (Chaikin, ends kept), so neighbours never gape. Deterministic: fixed seed, same bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import Voronoi

sys.path.insert(0, str(Path(__file__).parent))
from world import inscribed, path_of, ring_area

WIDTH, HEIGHT = 1000.0, 560.0
Point = tuple[float, float]
#: Six capitals: code -> position. Adjoining: every country touches at least two others by land.
CAPITALS: dict[str, Point] = {
    "XAA": (300, 165),
    "XAB": (500, 150),
    "XAC": (705, 185),
    "XAD": (360, 350),
    "XAE": (555, 325),
    "XAF": (735, 390),
}
#: Hills of the land: x, y, reach east-west, reach north-south, height. Negative ones are bays and straits.
HILLS = [
    (340, 220, 200, 130, 1.0),
    (560, 230, 220, 140, 1.0),
    (720, 300, 150, 170, 0.95),
    (420, 350, 150, 110, 0.8),
    (468, 452, 62, 85, -1.0),
    (655, 440, 40, 75, -1.0),
    (225, 285, 110, 48, -0.8),
    (612, 95, 58, 62, -0.95),
    (415, 95, 40, 62, -0.75),
    (838, 265, 62, 40, -0.85),
    (218, 420, 52, 40, 0.95),
    (895, 465, 55, 42, 0.95),
    (868, 112, 48, 36, 0.9),
    (560, 505, 40, 24, 0.85),
    (135, 215, 34, 30, 0.85),
    (290, 490, 26, 20, 0.85),
]
SEA = 0.52


def height(x: Any, y: Any) -> Any:
    total = np.zeros_like(x)
    for hx, hy, rx, ry, size in HILLS:
        total = total + size * np.exp(-(((x - hx) / rx) ** 2 + ((y - hy) / ry) ** 2) * 1.2)
    sway = np.sin(x / 23.0 + np.sin(y / 31.0) * 2) * np.cos(y / 19.0 + np.cos(x / 37.0) * 2)
    return total + 0.085 * sway


def owner(x: float, y: float) -> str:
    sx = x + 26 * np.sin(y / 34.0) + 9 * np.sin(y / 11.0 + x / 17.0)
    sy = y + 22 * np.sin(x / 41.0) + 8 * np.sin(x / 13.0)
    return min(CAPITALS, key=lambda c: (sx - CAPITALS[c][0]) ** 2 + (1.25 * (sy - CAPITALS[c][1])) ** 2)


def chaikin(line: list[Point], closed: bool, times: int = 2) -> list[Point]:
    for _ in range(times):
        pairs = list(zip(line, line[1:] + line[:1] if closed else line[1:], strict=False))
        cut = [((1 - k) * a[0] + k * b[0], (1 - k) * a[1] + k * b[1]) for a, b in pairs for k in (0.25, 0.75)]
        line = cut if closed else [line[0], *cut, line[-1]]
    return line


def borders(owners: dict[int, str], diagram: Voronoi) -> dict[tuple[int, int], tuple[str, str]]:
    """Voronoi edge -> the two owners it parts (""= sea), only where they differ."""
    out: dict[tuple[int, int], tuple[str, str]] = {}
    for (p, q), (a, b) in zip(diagram.ridge_points, diagram.ridge_vertices, strict=True):
        left, right = owners.get(int(p), ""), owners.get(int(q), "")
        if left != right and a >= 0 and b >= 0:
            low, high = sorted((left, right))
            out[(int(a), int(b))] = (low, high)
    return out


def lines_of(edges: dict[tuple[int, int], tuple[str, str]]) -> list[tuple[tuple[str, str], list[int], bool]]:
    """Edges chained into lines between junctions: (owners, vertices, closed)."""
    near: dict[int, list[tuple[int, int]]] = {}
    for edge in sorted(edges):
        for v in edge:
            near.setdefault(v, []).append(edge)
    junctions = {v for v, around in near.items() if len(around) != 2}
    left = set(edges)
    out = []

    def walk(edge: tuple[int, int], start: int) -> list[int]:
        line = [start]
        while True:
            left.discard(edge)
            here = edge[0] if edge[1] == line[-1] else edge[1]
            line.append(here)
            ahead = [e for e in near[here] if e in left]
            if here in junctions or not ahead:
                return line
            edge = ahead[0]

    for v in sorted(junctions):
        for edge in near[v]:
            if edge in left:
                out.append((edges[edge], walk(edge, v), False))
    for edge in sorted(edges):
        if edge in left:
            line = walk(edge, edge[0])
            out.append((edges[edge], line[:-1], True))
    return out


def rings_of(
    code: str, lines: list[tuple[tuple[str, str], list[int], bool, list[Point]]]
) -> list[list[Point]]:
    """Closed rings of one country from its smoothed lines, largest first."""
    mine = [(v, points) for owners, v, closed, points in lines if code in owners and not closed]
    rings = [points for owners, _, closed, points in lines if code in owners and closed]
    while mine:
        v, points = mine.pop(0)
        ends, ring = [v[0], v[-1]], list(points)
        while ends[0] != ends[1]:
            at = next(k for k, (w, _) in enumerate(mine) if ends[1] in (w[0], w[-1]))
            w, more = mine.pop(at)
            if w[0] != ends[1]:
                w, more = w[::-1], more[::-1]
            ring += more[1:]
            ends[1] = w[-1]
        rings.append(ring[:-1])
    return sorted(rings, key=lambda r: -ring_area(r))


def build() -> dict[str, Any]:
    rng = np.random.default_rng(2016)
    step = 10.5
    gx, gy = np.meshgrid(np.arange(-step, WIDTH + 2 * step, step), np.arange(-step, HEIGHT + 2 * step, step))
    points = np.stack([gx.ravel(), gy.ravel()], axis=1) + rng.uniform(-0.42 * step, 0.42 * step, (gx.size, 2))
    diagram = Voronoi(points)
    inside = (
        (points[:, 0] > 30) & (points[:, 0] < WIDTH - 30) & (points[:, 1] > 25) & (points[:, 1] < HEIGHT - 25)
    )
    land = inside & (height(points[:, 0], points[:, 1]) > SEA)
    owners = {int(i): owner(*points[i]) for i in np.flatnonzero(land)}
    spots = [(float(x), float(y)) for x, y in diagram.vertices]
    lines = [
        (who, v, closed, chaikin([spots[k] for k in v], closed))
        for who, v, closed in lines_of(borders(owners, diagram))
    ]
    shapes = {}
    for code in CAPITALS:
        rings = [r for r in rings_of(code, lines) if ring_area(r) > 220]
        x, y, r = inscribed([rings[0]])
        shapes[code] = {"d": path_of(rings), "at": [round(x, 1), round(y, 1), round(r, 1)]}
    frame = [(0.0, 0.0), (WIDTH, 0.0), (WIDTH, HEIGHT), (0.0, HEIGHT)]
    return {
        "title": "Fictional region",
        "projection": "none",
        "source": "invented",
        "width": WIDTH,
        "height": HEIGHT,
        "sea": path_of([frame]),
        "shapes": shapes,
        "circles": {},
        "other": [],
        "absent": {},
    }


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    text = json.dumps(build(), ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
    Path(arguments[0]).write_text(text, encoding="utf-8")
    print(f"{arguments[0]}: {len(text):,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
