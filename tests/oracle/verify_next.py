"""Which records are worth checking (METHODS 15), by full recount: the world is made anew without the doubtful rows of
one delivery, grant or affiliation, and the state of every cell taken again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from tests.oracle.age import old_row
from tests.oracle.cells import View
from tests.oracle.edition import Edition
from tests.oracle.support import gaps, waiting
from tests.oracle.world import Row, Tables, read_world

__all__ = ["ABOUT", "units_of", "verify_next"]

#: Table -> the columns that say what a row is about.
ABOUT = {
    "deliveries": ("stakeholder_id", "iso3", "capability"),
    "funding": ("funder_id", "recipient_id"),
    "affiliations": ("child_id", "parent_id"),
}
Unit = tuple[str, ...]


def _states(
    tables: Tables, edition: Edition, day: date, evidence: str, whole: Tables | None = None
) -> dict[tuple[str, str], str]:
    """``whole``: with the rows that were left out, which still say who runs a service with whom."""
    joins = None if whole is None else read_world(whole, evidence)
    view = View(read_world(tables, evidence), edition, joins)
    return {(c, n): view.state(c, n, day).state for c in view.world.countries for n in edition.capabilities}


def _doubtful(
    tables: Tables, edition: Edition, table: str, day: date, evidence: str
) -> dict[Unit, list[Row]]:
    sources: dict[str, Row] = {row["source_id"]: row for row in tables["sources"]}
    found: dict[Unit, list[Row]] = defaultdict(list)
    for row in tables.get(table, []):
        verified = row.get("verified") == "yes"
        counts = verified or evidence == "all"
        if counts and (not verified or old_row(table, row, sources, edition, day)):
            found[tuple(row[c] for c in ABOUT[table])].append(row)
    return found


def units_of(tables: Tables, edition: Edition, day: date, evidence: str) -> list[tuple[str, Unit]]:
    """Every (table, unit) with doubtful rows."""
    return [(table, unit) for table in ABOUT for unit in _doubtful(tables, edition, table, day, evidence)]


def verify_next(
    tables: Tables,
    edition: Edition,
    day: date,
    evidence: str = "all",
    only: Collection[tuple[str, Unit]] | None = None,
) -> list[dict[str, Any]]:
    """For each unit on which a state hangs: what it is about, how many rows it has, what changes; in the order of
    the lists of countries, each (country, table, unit). ``only``: the units that are looked at, else all."""
    before = _states(tables, edition, day, evidence)
    view = View(read_world(tables, evidence), edition)
    first = {(g["country"], g["capability"]) for g in gaps(view, day)["gaps"] if g["first_whatever"]}
    found: list[dict[str, Any]] = []
    for table in ABOUT:
        for unit, rows in _doubtful(tables, edition, table, day, evidence).items():
            if only is not None and (table, unit) not in only:
                continue
            kept = {**tables, table: [r for r in tables[table] if not any(r is x for x in rows)]}
            after = _states(kept, edition, day, evidence, tables)
            changed = {cell: (before[cell], after[cell]) for cell in before if before[cell] != after[cell]}
            if changed:
                found.append({"type": table, "about": unit, "rows": len(rows), "cells": changed})
    order = edition.capabilities.index

    def place(row: dict[str, Any], country: str) -> tuple[int, int, int]:
        """Always among the first three or needed by others; then how many need it; then edition order."""
        cells = [n for c, n in row["cells"] if c == country]
        needed = {n: len(waiting(edition, n)) for n in cells}
        return min((not ((country, n) in first or needed[n]), -needed[n], order(n)) for n in cells)

    kinds = list(ABOUT)
    lists = [(c, r) for r in found for c in sorted({c for c, _ in r["cells"]})]
    lists.sort(key=lambda x: (x[0], place(x[1], x[0]), kinds.index(x[1]["type"])))
    return [{"country": c, **r, "place": (place(r, c), r["type"])} for c, r in lists]
