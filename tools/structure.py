"""The structure of the program: how large its rooms are, which asks which, and whether anything leads round.

``python -m tools.structure`` writes ``docs/structure.svg`` and the table of today in ``docs/structure.md``; a test
holds both to the code. A *room* is a package, the modules of ``coordination/analytics`` and ``dashboard/pages`` taken
one folder deeper; an *arrow* leads from a room to another one of which it imports something, whether at the top of a
module, inside a function or for the sake of types.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import networkx as nx

from tools.syntax import nodes_of

__all__ = ["Level", "Structure", "drawn", "read", "table"]

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("graph_schema", "seed_data", "coordination", "dashboard")
PAGE, PICTURE = "docs/structure.md", "docs/structure.svg"
BEGIN, END = "<!-- today -->", "<!-- end of today -->"
#: rooms that are looked into: title -> the package
INSIDE = {"analytics": "coordination.analytics", "pages": "dashboard.pages"}


@dataclass(frozen=True)
class Level:
    """Rooms beside each other. ``order``: from the top, where arrows begin; ``lines`` and ``modules`` of each;
    ``arrows``: (from, to) -> imports."""

    order: tuple[str, ...]
    lines: Mapping[str, int]
    modules: Mapping[str, int]
    arrows: Mapping[tuple[str, str], int]

    def back(self) -> list[tuple[str, str]]:
        """Arrows that lead up."""
        at = {room: i for i, room in enumerate(self.order)}
        return sorted((a, b) for a, b in self.arrows if at[a] > at[b])

    def circles(self) -> list[tuple[str, ...]]:
        return circles(self.arrows)


@dataclass(frozen=True)
class Structure:
    """``whole``: all packages; ``inside``: rooms of a package of many; ``between``: imports of modules; ``loaded``:
    those of them that happen when a module is loaded; ``lines`` of each module."""

    whole: Level
    inside: Mapping[str, Level]
    between: Mapping[tuple[str, str], int]
    loaded: Mapping[tuple[str, str], int]
    lines: Mapping[str, int]


def circles(arrows: Mapping[tuple[str, str], int]) -> list[tuple[str, ...]]:
    """The groups of rooms from each of which a way leads to all others of the group, of two or more.

    >>> circles({("a", "b"): 1, ("b", "c"): 1, ("c", "b"): 1})
    [('b', 'c')]
    """
    groups = nx.strongly_connected_components(nx.DiGraph(list(arrows)))
    return sorted(tuple(sorted(group)) for group in groups if len(group) > 1)


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(name: str, tree: ast.Module, known: frozenset[str], *, load: bool) -> Iterator[str]:
    """Modules of the program that a module imports; ``load``: only what is imported when it is loaded."""
    for node in _at_load(tree.body) if load else nodes_of(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found = whole if whole in known else node.module
                if found in known and found != name:
                    yield found


def _at_load(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when a module is loaded."""
    for node in body:
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from _at_load(node.orelse)
        elif isinstance(node, ast.If | ast.Try | ast.With):
            yield from _at_load([n for n in ast.iter_child_nodes(node) if isinstance(n, ast.stmt)])


def _level(
    order: Sequence[str],
    room_of: Mapping[str, str],
    lines: Mapping[str, int],
    between: Counter[tuple[str, str]],
) -> Level:
    sizes, count, arrows = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for module, room in room_of.items():
        sizes[room] += lines[module]
        count[room] += 1
    for (a, b), n in between.items():
        if a in room_of and b in room_of and room_of[a] != room_of[b]:
            arrows[room_of[a], room_of[b]] += n
    return Level(tuple(order), dict(sizes), dict(count), dict(arrows))


def _contracts() -> dict[str, list[str]]:
    """The layers of a package as pyproject.toml has them, from the top."""
    made = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = [c for c in made["tool"]["importlinter"]["contracts"] if c["type"] == "layers"]
    return {
        c.get("containers", [""])[0]: [room.strip() for layer in c["layers"] for room in layer.split(":")]
        for c in layers
    }


def _order(rooms: set[str], arrows: Mapping[tuple[str, str], int]) -> list[str]:
    """Rooms so that as few arrows as possible lead up: again and again one that no room left asks."""
    left, out = set(rooms), list[str]()
    while left:
        asked = Counter(b for (a, b) in arrows if a in left and b in left and a != b)
        best = min(left, key=lambda room: (asked[room], room))
        out.append(best)
        left.remove(best)
    return out


def read() -> Structure:
    """The structure of the working tree."""
    paths = {_module(p): p for name in PACKAGES for p in sorted((ROOT / name).rglob("*.py"))}
    known = frozenset(paths)
    lines = {m: len(p.read_text(encoding="utf-8").splitlines()) for m, p in paths.items()}
    trees = {m: ast.parse(p.read_text(encoding="utf-8")) for m, p in paths.items()}
    between = Counter((m, b) for m, t in trees.items() for b in set(_imported(m, t, known, load=False)))
    loaded = Counter((m, b) for m, t in trees.items() for b in set(_imported(m, t, known, load=True)))
    layers = _contracts()
    whole = {
        m: ".".join(m.split(".")[: 2 if m.split(".")[0] in layers else 1]) for m in paths if m not in layers
    }
    order = [
        room
        for package in layers[""]
        for room in ([f"{package}.{layer}" for layer in layers[package]] if package in layers else [package])
    ]
    inside = {}
    for title, package in INSIDE.items():
        rooms = {m: m.split(".")[2] for m in paths if m.startswith(f"{package}.") and _has_room(m, paths)}
        loose = _level((), rooms, lines, between)
        own = layers.get(package) or _order(set(rooms.values()), loose.arrows)
        inside[title] = _level(own, rooms, lines, between)
    return Structure(_level(order, whole, lines, between), inside, dict(between), dict(loaded), lines)


def _has_room(module: str, paths: Mapping[str, Path]) -> bool:
    return len(module.split(".")) > 3 or paths[module].name == "__init__.py"


# -- the page ---------------------------------------------------------------------------------------------------


def table(s: Structure) -> str:
    """The table of today for the page."""
    rows = [
        ("lines of Python", f"{sum(s.lines.values()):,}"),
        ("modules", f"{len(s.lines):,}"),
        ("imports between modules", f"{len(s.between):,}"),
        ("rooms", f"{len(s.whole.order)}"),
        ("arrows between rooms", f"{len(s.whole.arrows)}"),
        ("arrows that lead up", f"{len(s.whole.back())}"),
        ("circles of rooms", f"{len(s.whole.circles())}"),
        ("circles of modules, as they load", f"{len(circles(s.loaded))}"),
        ("circles of modules, with what functions and types import", f"{len(circles(s.between))}"),
    ]
    for title, level in s.inside.items():
        rows += [
            (
                f"{title}: modules, rooms, arrows",
                f"{sum(level.modules.values())}, {len(level.order)}, {len(level.arrows)}",
            ),
            (f"{title}: arrows that lead up, circles", f"{len(level.back())}, {len(level.circles())}"),
        ]
    return "\n".join(["| what | today |", "| --- | ---: |", *(f"| {what} | {n} |" for what, n in rows)])


# -- the picture ------------------------------------------------------------------------------------------------

ROW, NAME, BAR, GAP, TOP = 20, 168, 60, 26, 44
#: which hue a room has, by its package
HUES = {"dashboard": "d", "coordination": "c", "seed_data": "s", "graph_schema": "s"}
_STYLE = """\
text{font:12px system-ui,sans-serif;fill:#24292f}.h{font-weight:600;font-size:13px}
.d{color:#8250df}.c{color:#0969da}.s{color:#1a7f37}.up{color:#cf222e}
rect,circle{fill:currentColor}path{fill:none;stroke:currentColor;stroke-linecap:round;opacity:.35}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.d{color:#b392f0}.c{color:#58a6ff}.s{color:#56d364}.up{color:#ff7b72}}"""


def _column(level: Level, x: float, title: str, hue: str) -> list[str]:
    """Rooms below each other, how large they are, and arcs to those that they ask: right is down, left is up."""
    most = max(level.lines.values())
    at = {room: TOP + ROW * i for i, room in enumerate(level.order)}
    out = [f'<text class="h" x="{x}" y="22">{escape(title)}</text>']
    line = x + NAME + BAR
    for (a, b), n in sorted(level.arrows.items()):
        up = at[a] > at[b]
        far = abs(at[b] - at[a])
        reach = (-1 if up else 1) * (14 + far * 0.42)
        kind = "up" if up else HUES.get(a.split(".")[0], hue)
        out.append(
            f'<path class="{kind}" stroke-width="{min(5.0, 0.6 + n**0.5 / 3):.1f}" d="M{line} {at[a]}'
            f'C{line + reach:.0f} {at[a]} {line + reach:.0f} {at[b]} {line} {at[b]}"/>'
        )
    for room in level.order:
        y, wide = at[room], max(2.0, (BAR - 8) * level.lines[room] / most)
        kind = HUES.get(room.split(".")[0], hue)
        out += [
            f'<text x="{x}" y="{y + 4}">{escape(room.replace(".", " / "))}</text>',
            f'<rect class="{kind}" x="{line - 6 - wide:.1f}" y="{y - 5}" width="{wide:.1f}" height="10" rx="2"/>',
            f'<circle class="{kind}" cx="{line}" cy="{y}" r="3"/>',
        ]
    return out


def drawn(s: Structure) -> str:
    """The picture: three columns, all packages and the rooms of the two with most modules."""
    levels = [
        ("The program", s.whole, "c"),
        ("coordination / analytics", s.inside["analytics"], "c"),
        ("dashboard / pages", s.inside["pages"], "d"),
    ]
    x, parts, high = 16.0, list[str](), 0.0
    for title, level, hue in levels:
        parts += _column(level, x, title, hue)
        reach = max(
            14 + ROW * 0.42 * abs(level.order.index(a) - level.order.index(b)) for a, b in level.arrows
        )
        x += NAME + BAR + reach * 0.75 + GAP
        high = max(high, TOP + ROW * len(level.order))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x:.0f} {high:.0f}" role="img" '
        'aria-label="The rooms of the program from top to bottom, and which imports which: all arcs lead down">'
        f"<style>{_STYLE}</style>" + "\n".join(parts) + "</svg>\n"
    )


def main() -> int:
    s = read()
    (ROOT / PICTURE).write_text(drawn(s), encoding="utf-8")
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    (ROOT / PAGE).write_text(f"{before}{BEGIN}\n\n{table(s)}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
