"""Support by prerequisites and the gap list (METHODS 3). Values: 0, 0.5 (unknown), 1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.oracle.cells import CellState, View
from tests.oracle.edition import Edition

__all__ = ["gaps", "standings", "supported", "unlocks", "waiting"]

STATE_ORDER = ("gap", "fragile", "unattributed", "planned")


def supported(edition: Edition, standing: Mapping[str, float]) -> dict[str, float]:
    """supported(b) = min(standing(b), all needed ones, the best of each group), by plain recursion."""
    done: dict[str, float] = {}

    def value(number: str) -> float:
        if number not in done:
            parts = [standing[number]]
            parts += [value(r) for r in edition.all_of[number]]
            parts += [max(value(r) for r in group) for group in edition.any_of[number]]
            done[number] = min(parts)
        return done[number]

    return {number: value(number) for number in edition.capabilities}


def standings(view: View, country: str, day: date) -> dict[str, float]:
    return {n: view.state(country, n, day).standing for n in view.edition.capabilities}


def waiting(edition: Edition, number: str) -> list[str]:
    """Others that would have no support were this one 0 and every other 1."""
    values = supported(edition, {n: 0.0 if n == number else 1.0 for n in edition.capabilities})
    return [n for n in edition.capabilities if n != number and values[n] == 0]


def unlocks(edition: Edition, standing: Mapping[str, float], number: str) -> list[str]:
    """Other standing capabilities whose supported value rises if this one alone came to stand."""
    before = supported(edition, standing)
    after = supported(edition, {**standing, number: 1.0})
    return [n for n in edition.capabilities if n != number and standing[n] == 1 and after[n] > before[n]]


def gaps(view: View, day: date) -> dict[str, Any]:
    """``gaps`` in the order to mend them and ``looks`` in the order of what they would teach, by country."""
    edition = view.edition
    listed: list[dict[str, Any]] = []
    looks: list[dict[str, Any]] = []

    def order(cell: CellState) -> tuple[int, int, int]:
        return (
            -len(waiting(edition, cell.capability)),
            0 if cell.capability in edition.duties else 1,
            edition.capabilities.index(cell.capability),
        )

    for country in view.world.countries:
        cells = [view.state(country, n, day) for n in edition.capabilities]
        standing = standings(view, country, day)
        wanting = [c for c in cells if c.state in STATE_ORDER]
        for cell in sorted(wanting, key=lambda c: (STATE_ORDER.index(c.state), *order(c))):
            listed.append(
                {
                    "country": country,
                    "capability": cell.capability,
                    "state": cell.state,
                    "waiting": waiting(edition, cell.capability),
                    "unlocks": unlocks(edition, standing, cell.capability),
                    "duties": 1 if cell.capability in edition.duties else 0,
                }
            )
        for cell in sorted((c for c in cells if c.state == "unknown"), key=order):
            looks.append(
                {
                    "country": country,
                    "capability": cell.capability,
                    "waiting": waiting(edition, cell.capability),
                }
            )
    return {"gaps": listed, "looks": looks}
