"""The cells with state and flags (METHODS 2), every country of the store x every capability of the
edition."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.age import age_of, stale, undated
from tests.oracle.cells import CellState, View, done_by
from tests.oracle.maturity import hollow, own_phase
from tests.oracle.support import standings, supported
from tests.oracle.world import Claim

__all__ = ["coverage", "flags_of", "record_of", "sign_of", "sure"]


def _conflict(view: View, cell: CellState, day: date) -> bool:
    looks = view.looks(cell.country, cell.capability, day)
    if cell.n >= 1 and looks and looks[0].get("outcome") == "not_found":
        return True
    claims = view.deliveries(cell.country, cell.capability)
    for says_active in claims:
        for says_over in claims:
            if (
                says_active.active(day)
                and says_over.lapsed(day)
                and says_active.source != says_over.source
                and says_active.get("stakeholder_id") == says_over.get("stakeholder_id")
                and says_active.get("capability") == says_over.get("capability")
                and says_over.end is not None
                and (says_active.start is None or says_over.end > says_active.start)
            ):
                return True
    return False


def sign_of(view: View, cell: CellState, day: date) -> str:
    """How a state is named: two are told apart further."""
    k = view.edition.required[cell.capability]
    if cell.state == "covered" and k == 1 and cell.n == 1:
        return "single"
    looked = view.looks(cell.country, cell.capability, day)
    normal = cell.capability in view.edition.one_is_normal
    alone = cell.state == "fragile" and cell.n == 1 and k > 1
    return "uncounted" if alone and not looked and not normal else cell.state


def flags_of(view: View, cell: CellState, hollow_low: int, support: float, day: date) -> list[str]:
    k = view.edition.required[cell.capability]
    looks = view.looks(cell.country, cell.capability, day)
    active = [c for c in view.deliveries(cell.country, cell.capability) if c.active(day)]
    holds = {
        "conflict": _conflict(view, cell, day),
        "expiring": view.expiring(cell.country, cell.capability, day),
        "hollow": hollow_low > 0,
        "lapsed": cell.lapsed,
        "shared": any(
            view.one_service(a, b, cell.country, cell.capability, day)
            for i, a in enumerate(cell.providers)
            for b in cell.providers[i + 1 :]
        ),
        "sole_by_design": k == 1 and cell.n == 1,
        "stale": stale(view, cell, day),
        "unconfirmed": cell.n >= 1 and not any(c.verified for c in active),
        "undated": undated(view, cell, day),
        "uncounted": cell.n == 1
        and k > 1
        and not looks
        and cell.capability not in view.edition.one_is_normal,
        "unsupported": cell.standing == 1 and support == 0,
    }
    return sorted(flag for flag, is_so in holds.items() if is_so)


RECORDS = ("online", "not_said", "part", "general")  #: the best first


def says(view: View, claim: Claim, number: str) -> str:
    """What a row speaks of."""
    online, scope, area = claim.get("online"), claim.get("scope"), claim.get("area")
    if online == "no" or (scope == "general" and online != "yes"):
        return "general"
    if area in ("state", "district") or scope == "part_of_country":
        return "part"
    if online == "yes" or scope == "specific":
        return "online"
    return "online" if not online and not scope and number in view.edition.online_by_name else "not_said"


def record_of(view: View, country: str, number: str, day: date) -> str:
    """The best of the rows of its providers; "" where there are none."""
    rows = [c for c in view.deliveries(country, number) if c.active(day)]
    return min((says(view, c, number) for c in rows), key=RECORDS.index, default="")


def sure(view: View, country: str, day: date) -> dict[str, float]:
    """Standing, but 1/2 where the records of the providers are wider only."""
    out = standings(view, country, day)
    for n in out:
        if record_of(view, country, n, day) in ("part", "general"):
            out[n] = min(out[n], 0.5)
    return out


def _headline(country: str, cells: list[dict[str, Any]]) -> dict[str, Any]:
    records = [c["record"] for c in cells if c["record"]]
    states = [c["state"] for c in cells]
    return {
        "country": country,
        "of": len(cells),
        "on_record": len(records),
        **{r: records.count(r) for r in RECORDS},
        **{
            s: states.count(s)
            for s in ("unattributed", "planned", "gap", "unknown", "done_once", "supported_only")
        },
    }


def _services(view: View, country: str, number: str, day: date) -> list[dict[str, Any]]:
    """Those with a name, then those of two that a partnership joins."""
    found: list[dict[str, Any]] = []
    for service, by in sorted(view.parts(country, number, day).items()):
        parts = [{"stakeholder": who, "part": word} for who, word in sorted(by.items())]
        found.append({"service": service, "parts": parts})
    here = {
        c.get("stakeholder_id")
        for c in view._whole("deliveries")
        if c.get("iso3") == country
        and c.get("role") != "supports"
        and number in view.edition.numbers_here(c.get("edition"), c.get("capability"))
        and c.active(day)
    }
    for two in sorted(view.only_together(country, number, day)):
        if here & {*two}:
            parts = [{"stakeholder": who, "part": "needed"} for who in two if who in here]
            found.append({"service": "", "parts": parts})
    return found


def coverage(view: View, day: date) -> dict[str, Any]:
    cells = []
    numbers = view.edition.capabilities
    for country in view.world.countries:
        spans = hollow(view.edition, {n: own_phase(view, country, n, day) for n in numbers})
        support = supported(view.edition, standings(view, country, day))
        for n in numbers:
            cell = view.state(country, n, day)
            cells.append(
                {
                    "country": country,
                    "capability": n,
                    "state": cell.state,
                    "flags": flags_of(view, cell, spans[n][0], support[n], day),
                    "sign": sign_of(view, cell, day),
                    "providers": cell.providers,
                    "supporters": cell.supporters,
                    "stand_ins": cell.stand_ins,
                    "groups": cell.n,
                    "planned": cell.planned,
                    "done_by": done_by(view, cell, day),
                    "sources": cell.sources,
                    "services": _services(view, country, n, day),
                    "record": record_of(view, country, n, day),
                    "age": age_of(view, cell, day),
                }
            )
    by = {c: [x for x in cells if x["country"] == c] for c in view.world.countries}
    return {"cells": cells, "headlines": [_headline(c, rows) for c, rows in by.items() if rows]}
