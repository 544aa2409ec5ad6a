"""A part of the cooperation graph as a picture: where every node stands, and bubbles where it would be too much.

A *bubble* is a group of organisations drawn as one: a community, a kind, a country. Above :data:`CROWDED` nodes there
are bubbles unless somebody asks for none; up to :data:`FEW` nodes they are open unless shut, beyond they are closed
unless opened. Never are more than :data:`MOST` nodes and ties together given out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from coordination.analytics.network.engine import Floats, Ints
from coordination.analytics.network.layout import apart, rings, spread
from coordination.analytics.network.subgraph import Part
from graph_schema.errors import UsageError, said

__all__ = ["CROWDED", "GROUPS", "MOST", "Bubble", "Picture", "drawn", "drawn_around", "lists_of"]

CROWDED: Final = 500
FEW: Final = 100
MOST: Final = 2000
GROUPS: Final = ("none", "community", "kind", "country")
NODE: Final = (0.66, 0.4)  #: half of the room that a node and its name take, in ties
EDGE: Final = (1.9, 1.3)  #: from an outermost node to the frame of its bubble: its name, and the bubble's
GAP: Final = 0.25  #: between two bubbles
SPACED: Final = 600  #: nodes up to which names are kept apart


@dataclass(frozen=True)
class Bubble:
    """``id`` is short and the same for the same members; ``name``: what it is named after (the id of its best tied
    member, a kind or a country); ``x, y``: its middle; ``wide, high``: its size when open."""

    id: str
    name: str
    members: tuple[str, ...]
    ties: int
    open: bool
    x: float
    y: float
    wide: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, eq=False)
class Picture:
    """``xy``: of each node of the part, shape (n, 2); ``shown``: which are drawn; ``home``: bubble of each node, -1 =
    none; ``links``: (end, end, ties, two-sided ties) between bubbles and nodes, by id, bubbles with a leading
    ``@``; ``left_out``: links not given out because they would be too many; ``held``: bubbles that were asked to
    open and stay closed for the same reason."""

    part: Part
    by: str
    xy: Floats
    shown: tuple[bool, ...]
    home: Ints
    bubbles: tuple[Bubble, ...]
    links: tuple[tuple[str, str, int, int], ...]
    left_out: int = 0
    held: tuple[str, ...] = ()


def communities(part: Part) -> list[list[int]]:
    """Nodes more tied to one another than by chance (Blondel et al. 2008, one fixed seed), largest first."""
    import networkx as nx
    from networkx.algorithms.community import louvain_communities

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(part.nodes)))
    graph.add_edges_from(zip(*(e.tolist() for e in part.ends), strict=True))
    found = [sorted(c) for c in louvain_communities(graph, weight=None, seed=0)]
    return sorted(found, key=lambda c: (-len(c), c))


def _groups(part: Part, by: str) -> list[tuple[str, str, list[int]]]:
    """(id, name, nodes) of each bubble."""
    if by == "community":
        degree = part.graph.degree
        out = []
        for members in communities(part):
            best = min(members, key=lambda i: (-int(degree[i]), part.ids[i]))
            out.append((part.ids[best], part.ids[best], members))
        return out
    frame = part.facts.snapshot["stakeholders"]
    field = {"kind": "kind", "country": "home_iso3"}[by]
    of: dict[str, list[int]] = {}
    for i, ident in enumerate(part.ids):
        of.setdefault(frame.text(field, frame.position[ident]), []).append(i)
    return [(name or "-", name, of[name]) for name in sorted(of, key=lambda n: (-len(of[n]), n))]


def _open(
    part: Part,
    groups: Sequence[tuple[str, str, list[int]]],
    wanted: Collection[str],
    shut: Collection[str],
    lit: Collection[str],
) -> tuple[set[str], list[str]]:
    """Bubbles that are open, and those that must stay closed so that the whole stays under :data:`MOST`."""
    crowded, light = len(part.nodes) > FEW, set(lit)
    of = {g: members for g, _, members in groups}
    needed = {g for g, members in of.items() if light and light & {part.ids[m] for m in members}}
    ask = [g for g in of if g in needed or (g in wanted if crowded or light else g not in shut)]
    ask.sort(key=lambda g: (g not in needed, len(of[g])))
    degree = part.graph.degree
    spent = len(groups)
    taken: set[str] = set()
    held = []
    for g in ask:
        members = of[g]
        cost = len(members) + int(degree[members].sum())
        if spent + cost > MOST:
            held.append(g)
            continue
        spent += cost
        taken.add(g)
    return taken, held


def _inside(part: Part, members: Sequence[int]) -> Floats:
    """Positions of the members of an open bubble around its middle."""
    place = {m: i for i, m in enumerate(members)}
    pairs = [
        (place[a], place[b])
        for a, b in zip(*(e.tolist() for e in part.ends), strict=True)
        if a in place and b in place
    ]
    ends = np.asarray(pairs, np.int64).reshape(-1, 2)
    xy = spread([part.ids[m] for m in members], ends[:, 0], ends[:, 1], 1.3)
    return _roomy(xy)


def _roomy(xy: Floats) -> Floats:
    """Names kept apart, centred."""
    if len(xy) > SPACED:
        return xy
    xy = apart(xy * (1.5, 0.95), np.tile(np.asarray(NODE), (len(xy), 1)), 40)
    return xy - (xy.min(axis=0) + xy.max(axis=0)) / 2 if len(xy) else xy


def drawn(
    part: Part,
    by: str = "",
    opened: Collection[str] = (),
    shut: Collection[str] = (),
    lit: Collection[str] = (),
) -> Picture:
    """The picture of a part. ``by``: "" = none up to :data:`CROWDED` nodes, communities beyond; ``lit``:
    organisations whose bubbles are open in any case.

    Raises UsageError for a grouping that there is not.
    """
    by = by or ("community" if len(part.nodes) > CROWDED else "none")
    if by not in GROUPS:
        raise UsageError(
            said("Grouping by {by!r} is not possible.", by=by),
            hint=said("Use one of: {groups}.", groups=", ".join(GROUPS)),
        )
    n = len(part.nodes)
    if by == "none" and n + len(part.rows) > MOST:
        by = "community"
    if by == "none":
        xy = _roomy(spread(part.ids, *part.ends))
        links = tuple((t.a, t.b, 1, int(t.two_sided)) for t in part.rows)
        return Picture(part, by, np.round(xy, 3), (True,) * n, np.full(n, -1), (), links)
    groups = _groups(part, by)
    taken, held = _open(part, groups, opened, shut, lit)
    home = np.zeros(n, np.int64)
    for g, (_, _, members) in enumerate(groups):
        home[members] = g
    inside = {g: _inside(part, m) for g, _, m in groups if g in taken}
    half = np.asarray(
        [
            np.ptp(inside[g], axis=0) / 2 + EDGE
            if g in inside
            else np.asarray(NODE) + 0.3 + 0.07 * np.sqrt(len(m))
            for g, _, m in groups
        ]
    ).reshape(-1, 2)
    a, b = home[part.ends[0]], home[part.ends[1]]
    across = a != b
    middle = spread([g for g, _, _ in groups], a[across], b[across])
    middle = apart(middle * (1 + (half.mean() if len(half) else 0.0)) * (1.35, 0.8), half + GAP / 2, 120)
    if len(middle):
        middle -= ((middle - half).min(axis=0) + (middle + half).max(axis=0)) / 2
    xy = middle[home] if n else np.zeros((0, 2))
    for g, (ident, _, members) in enumerate(groups):
        if ident in inside:
            xy[members] = middle[g] + inside[ident]
    ties = np.bincount(a[~across], minlength=len(groups))
    bubbles = tuple(
        Bubble(
            ident,
            name,
            tuple(part.ids[m] for m in members),
            int(ties[g]),
            ident in taken,
            *np.round(middle[g], 3).tolist(),
            *(np.round(2 * half[g], 3).tolist() if ident in taken else (0.0, 0.0)),
        )
        for g, (ident, name, members) in enumerate(groups)
    )
    shown = tuple(groups[g][0] in taken for g in home.tolist())
    every = _links(part, [b.id for b in bubbles], home, shown)
    room = max(0, MOST - len(groups) - sum(shown))
    kept = every if len(every) <= room else sorted(every, key=lambda k: (-k[2], k[0], k[1]))[:room]
    return Picture(
        part, by, np.round(xy, 3), shown, home, bubbles, tuple(kept), len(every) - len(kept), tuple(held)
    )


def _links(
    part: Part, names: Sequence[str], home: Ints, shown: Sequence[bool]
) -> list[tuple[str, str, int, int]]:
    """Ties between what is drawn, ties inside a closed bubble left out."""
    count: dict[tuple[str, str], list[int]] = {}
    for t, i, j in zip(part.rows, *(e.tolist() for e in part.ends), strict=True):
        one, other = (part.ids[x] if shown[x] else "@" + names[int(home[x])] for x in (i, j))
        if one != other:
            both = count.setdefault((min(one, other), max(one, other)), [0, 0])
            both[0] += 1
            both[1] += t.two_sided
    return [(a, b, n, two) for (a, b), (n, two) in sorted(count.items())]


def drawn_around(part: Part, kind_of: Mapping[str, str]) -> Picture:
    """A view around one organisation: rings, partners of one kind beside each other."""
    order = [(kind_of.get(i, ""), i) for i in part.ids]
    xy = rings(part.parent, part.level, order, room=1.25, step=1.75) * (1.3, 0.92)
    if len(xy) <= SPACED:
        xy = apart(xy, np.tile(np.asarray(NODE), (len(xy), 1)), 40)
    links = tuple((t.a, t.b, 1, int(t.two_sided)) for t in part.rows)
    n = len(part.nodes)
    return Picture(part, "none", np.round(xy, 3), (True,) * n, np.full(n, -1), (), links)


def lists_of(picture: Picture, cut: Sequence[bool], bridge: Sequence[bool]) -> dict[str, object]:
    """The picture as lists. ``cut``: of each node, ``bridge``: of each tie of the part."""
    part = picture.part
    degree = part.graph.degree.tolist()
    ring = len(part.level) > 0
    home = [picture.bubbles[g].id if g >= 0 else "" for g in picture.home.tolist()]
    nodes = [
        {
            "stakeholder": ident,
            "x": picture.xy[i, 0].item(),
            "y": picture.xy[i, 1].item(),
            "degree": degree[i],
            "cut": bool(cut[i]),
            "bubble": home[i],
            "shown": picture.shown[i],
            **({"level": int(part.level[i]), "more": int(part.more[i])} if ring else {}),
        }
        for i, ident in enumerate(part.ids)
    ]
    ties = [
        {
            "a": t.a,
            "b": t.b,
            "kinds": list(t.kinds),
            "countries": list(t.countries),
            "two_sided": t.two_sided,
            "confirmed": t.confirmed,
            "bridge": bool(across),
        }
        for t, across in zip(part.rows, bridge, strict=True)
    ]
    return {
        "by": picture.by,
        "nodes": nodes,
        "ties": ties,
        "bubbles": [
            {
                "bubble": b.id,
                "name": b.name,
                "members": list(b.members),
                "ties": b.ties,
                "open": b.open,
                "x": b.x,
                "y": b.y,
                "wide": b.wide,
                "high": b.high,
            }
            for b in picture.bubbles
        ],
        "links": [{"a": a, "b": b, "ties": n, "two_sided": two} for a, b, n, two in picture.links],
        "alone": list(part.alone),
        "left_out": picture.left_out,
        "held": list(picture.held),
    }
