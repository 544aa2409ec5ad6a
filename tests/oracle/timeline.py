"""What ends when (METHODS 9), and the seats of the committees (METHODS 8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.cells import View
from tests.oracle.dates import end_exclusive, month_after, month_start

__all__ = ["cliffs", "seats"]


def _broke(view: View, country: str, capability: str, start: date, end: date, now: date) -> set[str]:
    """Funders of providers that have money on ``start`` and deliver but have none on ``end``, known funders
    now."""
    lost: set[str] = set()
    for p in view.providers(country, capability, end):
        had = view.funders(p, country, capability, start)
        if (
            had
            and view.funders(p, country, capability, now)
            and not view.funders(p, country, capability, end)
        ):
            lost |= had
    return lost


def cliffs(view: View, now: date, months: int = 24) -> dict[str, Any]:
    """Every month from the one ``now`` lies in: cells that rank lower on the first day of the next month
    than on its own first day (the first month: than at ``now``)."""
    rows = []
    start = now
    for _ in range(months):
        end = month_after(start)
        cells = []
        donors: set[str] = set()
        for country in view.world.countries:
            for n in view.edition.capabilities:
                before, after = view.rank(country, n, start, now), view.rank(country, n, end, now)
                if after < before:
                    cells.append({"country": country, "capability": n, "before": before, "after": after})
                    donors |= _broke(view, country, n, start, end, now)
        agreements = []
        for id_, row in sorted(view.world.agreements.items()):
            over = end_exclusive(row.get("expires", ""))
            if over is not None and start < over <= end:
                agreements.append(id_)
        rows.append(
            {
                "month": month_start(start).isoformat()[:7],
                "cells": cells,
                "donors": sorted(donors),
                "agreements": agreements,
                "recalled": [a for a in agreements if view.world.agreements[a].get("verified") != "yes"],
            }
        )
        start = end
    return {"months": rows}


def seats(view: View, day: date) -> dict[str, Any]:
    """Every seat of the composition test for every recorded body: filled, empty (whole list only) or
    unknown."""
    rows = []
    for body, row in sorted(view.world.bodies.items(), key=lambda item: (item[1].get("iso3", ""), item[0])):
        for seat in view.edition.seats:
            held, doubtful = (
                sorted(
                    {
                        c.get("member_id")
                        for c in claims["committee_seats"]
                        if c.active(day) and c.get("body_id") == body and c.get("seat") == seat
                    }
                )
                for claims in (view.world.claims, view.world.unconfirmed)
            )
            whole = row.get("seats_complete", "") == "yes" and not doubtful
            rows.append(
                {
                    "country": row.get("iso3", ""),
                    "body": body,
                    "seat": seat,
                    "state": "filled" if held else "empty" if whole else "unknown",
                    "members": held,
                    "unconfirmed": doubtful,
                }
            )
    return {"seats": rows}
