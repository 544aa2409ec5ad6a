"""The state of every cell under each single change of an assumption (METHODS 14): the world or the edition is made
anew, and the plain definition of the state taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tests.oracle.cells import View
from tests.oracle.coverage import sign_of
from tests.oracle.dates import add_months, end_exclusive
from tests.oracle.edition import Edition
from tests.oracle.world import CLAIM_TABLES, Row, Tables, read_world

__all__ = ["CHANGES", "assumptions", "is_old"]

CHANGES = ("k1", "k2", "one_state", "confirmed", "fresh", "specific")
#: Whose k is our reading, as METHODS 14 names them.
READING = ("6", "10", "11", "12", "17")
STATE = ("government", "law_enforcement", "judiciary")


class _OneState(View):
    """Bodies of one state are one."""

    def depend(self, a: str, b: str, country: str, capability: str, day: date) -> bool:
        world = self.world
        if world.home(a) and world.home(a) == world.home(b) and {world.kind(a), world.kind(b)} <= {*STATE}:
            return True
        return super().depend(a, b, country, capability, day)


def _last_day(text: str) -> date | None:
    end = end_exclusive(text)
    return end - timedelta(days=1) if end else None


def is_old(table: str, row: Row, sources: dict[str, Row], day: date) -> bool:
    source = sources.get(row.get("source_id", ""), {})
    dates = [_last_day(source.get("published", "") or source.get("retrieved", ""))]
    if table == "reviews":
        dates.append(_last_day(row.get("reviewed_on", "")))
    said = [d for d in dates if d is not None]
    return bool(said) and max(said) < add_months(day, -36)


def _fresh(tables: Tables, day: date) -> Tables:
    sources: dict[str, Row] = {row["source_id"]: row for row in tables["sources"]}
    return {
        table: [r for r in rows if table not in CLAIM_TABLES or not is_old(table, r, sources, day)]
        for table, rows in tables.items()
    }


def _specific(tables: Tables) -> Tables:
    kept = [r for r in tables.get("deliveries", []) if r.get("scope") not in ("general", "part_of_country")]
    return {**tables, "deliveries": kept}


def _needing(edition: Edition, k: int) -> Edition:
    return replace(edition, required={n: k if n in READING else x for n, x in edition.required.items()})


def assumptions(
    tables: Tables, edition: Edition, day: date, evidence: str = "all", plain: View | None = None
) -> dict[str, Any]:
    """``plain``: the world without a change, where it is read already."""
    world = plain.world if plain else read_world(tables, evidence)
    known = View(world, edition) if plain is None else plain
    views = {
        "state": known,
        "k1": View(world, _needing(edition, 1)),
        "k2": View(world, _needing(edition, 2)),
        "one_state": _OneState(world, edition),
        "confirmed": known if evidence == "confirmed" else View(read_world(tables, "confirmed"), edition),
        "fresh": View(read_world(_fresh(tables, day), evidence), edition),
        "specific": View(read_world(_specific(tables), evidence), edition),
    }
    cells: list[dict[str, Any]] = []
    for country in world.countries:
        for number in edition.capabilities:
            found = {name: view.state(country, number, day) for name, view in views.items()}
            states = {name: cell.state for name, cell in found.items()}
            sign = sign_of(views["state"], found["state"], day)
            firm = len(set(states.values())) == 1
            cells.append({"country": country, "capability": number, **states, "sign": sign, "firm": firm})
    return {"cells": cells}
