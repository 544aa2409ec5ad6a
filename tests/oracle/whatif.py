"""What falls when something is taken away (METHODS 6), round by round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from tests.oracle.cells import View
from tests.oracle.corridors import covered_pairs
from tests.oracle.graphs import Graph, components, cooperation
from tests.oracle.support import standings, supported
from tests.oracle.world import Claim, World

__all__ = ["after_removal", "shifts", "sweep", "what_if"]

BODY_COLUMNS = (
    "stakeholder_id",
    "child_id",
    "parent_id",
    "funder_id",
    "recipient_id",
    "a_id",
    "b_id",
    "member_id",
    "network_id",
    "body_id",
)


def _cut(claim: Claim, day: date) -> Claim | None:
    """The claim with exclusive end ``day``; None (dropped) if it is planned or starts then or later. What is
    over already, and a finished one-off, stay as they are: nothing of them is left to end."""
    if claim.status == "planned" or (claim.start is not None and claim.start >= day):
        return None
    if claim.over(day) or claim.one_off(day):
        return claim
    return replace(claim, end=day)


def _touches(claim: Claim, world: World, kind: str, what: list[str]) -> bool:
    """Does a removal such as ``tie:A/B`` take this claim away?"""
    if kind == "stakeholder":
        return any(claim.get(column) == what[0] for column in BODY_COLUMNS)
    if kind == "agreement":
        return claim.table == "agreement_parties" and claim.get("agreement_id") == what[0]
    if kind == "delivery":
        columns = ("stakeholder_id", "iso3", "capability")
        return claim.table == "deliveries" and [claim.get(c) for c in columns] == what
    if kind == "tie":
        return claim.table == "ties" and sorted([claim.get("a_id"), claim.get("b_id")]) == sorted(what)
    if kind == "funding":
        return claim.table == "funding" and [claim.get("funder_id"), claim.get("recipient_id")] == what
    if kind == "membership":
        return claim.table == "memberships" and [claim.get("member_id"), claim.get("network_id")] == what
    if kind == "party":
        country = claim.get("iso3") or world.home(claim.get("stakeholder_id"))
        return claim.table == "agreement_parties" and [claim.get("agreement_id"), country] == what
    raise ValueError(f"unknown kind of removal {kind!r}")


def after_removal(world: World, removals: Iterable[str], day: date) -> World:
    """The world at ``day`` with the removed things, and every claim about them, ended."""
    split = [(r.split(":", 1)[0], r.split(":", 1)[1].split("/")) for r in removals]
    claims: dict[str, list[Claim]] = {}
    for table, rows in world.claims.items():
        claims[table] = []
        for claim in rows:
            touched = table != "reviews" and any(_touches(claim, world, kind, what) for kind, what in split)
            kept = _cut(claim, day) if touched else claim
            if kept is not None:
                claims[table].append(kept)
    gone = {what[0] for kind, what in split if kind == "stakeholder"}
    torn = {what[0] for kind, what in split if kind == "agreement"}
    return replace(
        world,
        claims=claims,
        stakeholders={k: v for k, v in world.stakeholders.items() if k not in gone},
        networks={k: v for k, v in world.networks.items() if k not in gone},
        bodies={k: v for k, v in world.bodies.items() if k not in gone},
        agreements={k: v for k, v in world.agreements.items() if k not in torn},
    )


def _held_up(view: View, unit: str, gone: set[str], day: date) -> bool:
    """Is a parent of it left; and where it is in a circle with others, anything above the circle?"""
    parents = view.parents(day).get(unit, set())
    circle = {x for x in view.above(unit, day) if unit in view.above(x, day)}
    outside = {p for x in circle for p in view.parents(day).get(x, set())} - circle
    return not parents <= gone and not (outside and outside <= gone)


def _units_without_parents(view: View, removed: set[str], day: date) -> list[str]:
    """Units all of whose parents are gone, and theirs in turn."""
    gone, again = set(removed), True
    while again:
        again = False
        for unit in view.parents(day):
            if unit not in gone and not _held_up(view, unit, gone, day):
                gone.add(unit)
                again = True
    return sorted(gone - removed)


def _lost_ground(before: View, after: View, day: date) -> list[dict[str, str]]:
    """Providers that go on, had known funders for a cell and have none left."""
    rows = []
    for country in before.world.countries:
        for n in before.edition.capabilities:
            for p in after.providers(country, n, day):
                had = before.funders(p, country, n, day)
                if had and not after.funders(p, country, n, day):
                    rows.append({"stakeholder": p, "country": country, "capability": n})
    return sorted(rows, key=lambda r: (r["stakeholder"], r["country"], int(r["capability"])))


def _stop(view: View, rows: list[dict[str, str]], day: date) -> World:
    stopped = []
    for row in rows:
        for claim in view.deliveries(row["country"], row["capability"]):
            if claim.get("stakeholder_id") == row["stakeholder"]:
                stopped.append(claim)
    kept = []
    for claim in view.world.claims["deliveries"]:
        cut = _cut(claim, day) if claim in stopped else claim
        if cut is not None:
            kept.append(cut)
    return view.world.with_claims({**view.world.claims, "deliveries": kept})


def _broken(before: Graph, after: Graph) -> list[list[str]]:
    """What is left of each component that falls apart into two or more pieces, largest first."""
    pieces = components(after)
    broken = []
    for component in components(before):
        parts = [p for p in pieces if set(p) <= set(component)]
        if len(parts) > 1:
            broken += parts
    return sorted(broken, key=lambda p: (-len(p), p))


def _done(
    view: View, removals: list[str], day: date, lose_ground: bool
) -> tuple[list[str], list[dict[str, str]], View]:
    """Units that go too, who loses ground, and what is left."""
    removed = {r.split(":", 1)[1] for r in removals if r.startswith("stakeholder:")}
    units = _units_without_parents(view, removed, day)
    everything = [*removals, *(f"stakeholder:{u}" for u in units)]
    after = View(after_removal(view.world, everything, day), view.edition)
    lost = _lost_ground(view, after, day) if lose_ground else []
    return units, lost, View(_stop(after, lost, day), view.edition)


RANK = {"covered": 2, "fragile": 1}


def shifts(view: View, removals: list[str], day: date, lose_ground: bool = True) -> dict[str, Any]:
    """Cells in another state that have not fallen: ``lowered``, ``gained``, ``changed``."""
    _, _, after = _done(view, removals, day, lose_ground)
    out: dict[str, Any] = {"lowered": [], "gained": [], "changed": []}
    for country in view.world.countries:
        for n in view.edition.capabilities:
            was, now = view.state(country, n, day), after.state(country, n, day)
            cell = {"country": country, "capability": n}
            row = {**cell, "before": was.state, "after": now.state}
            if RANK.get(now.state, 0) > RANK.get(was.state, 0):
                out["gained"].append(cell)
            elif RANK.get(now.state, 0) < RANK.get(was.state, 0) and now.n > 0:
                out["lowered"].append(row)
            elif now.state != was.state and was.n == 0:
                out["changed"].append(row)
    return out


def what_if(view: View, removals: list[str], day: date, lose_ground: bool = True) -> dict[str, Any]:
    edition = view.edition
    units, lost, after = _done(view, removals, day, lose_ground)

    fallen, unsupported = [], []
    for country in view.world.countries:
        was = supported(edition, standings(view, country, day))
        stands = standings(after, country, day)
        now = supported(edition, stands)
        for n in edition.capabilities:
            cell = {"country": country, "capability": n}
            if view.state(country, n, day).n > 0 and after.state(country, n, day).n == 0:
                fallen.append(cell)
            elif stands[n] == 1 and now[n] < was[n]:
                because = [r for r in edition.direct(n) if now[r] < was[r]]
                unsupported.append({**cell, "because": because, "before": was[n], "after": now[n]})
    still = covered_pairs(after, day)
    lost_duties = [d for d in covered_pairs(view, day) if d not in still]
    return {
        "removed": sorted(removals),
        "also_removed": units,
        "lost_ground": lost,
        "fallen": fallen,
        "unsupported": unsupported,
        "duties_lost": [
            {"a": a, "b": b, "duty": duty}
            for a, b, duty in sorted(lost_duties, key=lambda d: (d[0], d[1], int(d[2])))
        ],
        "pieces": _broken(cooperation(view.world, day), cooperation(after.world, day)),
    }


def sweep(view: View, day: date) -> dict[str, Any]:
    """The effect of the loss of every single stakeholder."""
    return {
        "losses": [
            {"stakeholder": s, **what_if(view, [f"stakeholder:{s}"], day)}
            for s in sorted(view.world.stakeholders)
        ]
    }
