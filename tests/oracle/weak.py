"""Four kinds of single point (METHODS 5), without the fixes."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.cells import View
from tests.oracle.graphs import bridges, cooperation, cut_nodes
from tests.oracle.whatif import what_if

__all__ = ["weak_points"]


def _cells(view: View) -> list[tuple[str, str]]:
    return [(c, n) for c in view.world.countries for n in view.edition.capabilities]


def _sole_providers(view: View, day: date) -> list[dict[str, Any]]:
    rows = []
    for country, n in _cells(view):
        cell = view.state(country, n, day)
        if cell.n != 1:
            continue
        k = view.edition.required[n]
        group = cell.groups[0]
        lost = what_if(view, [f"stakeholder:{s}" for s in group], day)
        rows.append(
            {
                "country": country,
                "capability": n,
                "group": group,
                "by_design": k == 1,
                "uncounted": k > 1 and not view.looks(country, n, day),
                "falls": [
                    {"country": r["country"], "capability": r["capability"]} for r in lost["unsupported"]
                ],
                "fallen": [
                    {"country": r["country"], "capability": r["capability"]}
                    for r in lost["fallen"]
                    if (r["country"], r["capability"]) != (country, n)
                ],
            }
        )
    return rows


def _sole_funders(view: View, day: date) -> list[dict[str, Any]]:
    cells: dict[str, list[dict[str, str]]] = {}
    for country, n in _cells(view):
        providers = view.providers(country, n, day)
        money = [view.funders(p, country, n, day) for p in providers]
        if money and all(money) and len(set().union(*money)) == 1:
            (funder,) = money[0]
            cells.setdefault(funder, []).append({"country": country, "capability": n})
    return [{"funder": f, "cells": cells[f]} for f in sorted(cells)]


def _sole_sources(view: View, day: date) -> list[dict[str, Any]]:
    cells: dict[str, list[dict[str, str]]] = {}
    for country, n in _cells(view):
        cell = view.state(country, n, day)
        publishers = {view.world.publisher(c.source) for c in cell.deciding}
        if cell.state != "unknown" and len(publishers) == 1:
            (publisher,) = publishers
            cells.setdefault(publisher, []).append({"country": country, "capability": n})
    return [{"source": s, "cells": cells[s]} for s in sorted(cells)]


def weak_points(view: View, day: date) -> dict[str, Any]:
    graph = cooperation(view.world, day)
    return {
        "sole_providers": _sole_providers(view, day),
        "sole_bridges": cut_nodes(graph),
        "bridge_ties": bridges(graph),
        "sole_funders": _sole_funders(view, day),
        "sole_sources": _sole_sources(view, day),
    }
