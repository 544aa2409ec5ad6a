"""The ways of arrows between columns of boxes, so that none crosses a box that stands between."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["channel", "way"]


def channel(wanted: tuple[float, float], blocked: Sequence[tuple[float, float]], room: float) -> float | None:
    """A height between two that no box stands on, near both; None where the straight way is free. ``room``: what
    is between two boxes."""
    high, low = min(wanted), max(wanted)
    if not any(top < low + 5 and bottom > high - 5 for top, bottom in blocked):
        return None
    edges = [e for top, bottom in blocked for e in (top - room / 2, bottom + room / 2)]
    free = [y for y in (*wanted, *edges) if not any(top < y < bottom for top, bottom in blocked)]
    return min(free, key=lambda y: (abs(y - wanted[0]) + abs(y - wanted[1]), y), default=None)


def way(start: tuple[float, float], end: tuple[float, float], lane: tuple[float, float, float] | None) -> str:
    """An arrow from a box to another; ``lane``: (from x, to x, height) of the stretch that it keeps between boxes."""
    (u, v), (x, y) = start, end
    if lane is None:
        bend = max(14.0, min(90.0, (x - u) / 2))
        return f"M{u:g} {v:g}C{u + bend:g} {v:g} {x - bend:g} {y:g} {x:g} {y:g}"
    first, last, high = lane
    a, b = (first - u) / 2, (x - last) / 2
    return (
        f"M{u:g} {v:g}C{u + a:g} {v:g} {first - a:g} {high:g} {first:g} {high:g}"
        f"L{last:g} {high:g}C{last + b:g} {high:g} {x - b:g} {y:g} {x:g} {y:g}"
    )
