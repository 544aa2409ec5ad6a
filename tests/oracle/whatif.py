"""What falls when something is taken away (METHODS 6), round by round."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tests.oracle.cells import View
from tests.oracle.corridors import covered_pairs
from tests.oracle.dates import end_exclusive
from tests.oracle.graphs import Graph, components, cooperation
from tests.oracle.money import may_have_ended
from tests.oracle.routes import Route, routes
from tests.oracle.support import standings, supported
from tests.oracle.world import Claim, Row, World

__all__ = [
    "after_removal",
    "lost_before",
    "routes_changed",
    "shifts",
    "stop",
    "sweep",
    "what_if",
    "with_successors",
]

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
    """The claim with exclusive end ``day``, also where it starts on that day; None (dropped) if it is planned or
    starts later. What is over already, and a finished one-off, stay as they are: nothing of them is left to end."""
    if claim.status == "planned" or (claim.start is not None and claim.start > day):
        return None
    if claim.over(day) or claim.one_off(day):
        return claim
    return replace(claim, end=day, cut=True)


def _touches(claim: Claim, world: World, kind: str, what: list[str]) -> bool:
    """Does a removal such as ``tie:A/B`` take this claim away?"""
    if kind == "stakeholder":
        return any(claim.get(column) == what[0] for column in BODY_COLUMNS)
    if kind == "network":
        return claim.table == "memberships" and claim.get("network_id") == what[0]
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

    def ended(every: dict[str, list[Claim]]) -> dict[str, list[Claim]]:
        claims: dict[str, list[Claim]] = {}
        for table, rows in every.items():
            claims[table] = []
            for claim in rows:
                touched = table != "reviews" and any(
                    _touches(claim, world, kind, what) for kind, what in split
                )
                kept = _cut(claim, day) if touched else claim
                if kept is not None:
                    claims[table].append(kept)
        return claims

    gone = {what[0] for kind, what in split if kind == "stakeholder"}
    torn = {what[0] for kind, what in split if kind == "agreement"}
    shut = gone | {what[0] for kind, what in split if kind == "network"}
    return replace(
        world,
        claims=ended(world.claims),
        unconfirmed=ended(world.unconfirmed),
        stakeholders={k: v for k, v in world.stakeholders.items() if k not in gone},
        networks={k: v for k, v in world.networks.items() if k not in shut},
        bodies={k: v for k, v in world.bodies.items() if k not in gone},
        agreements={k: v for k, v in world.agreements.items() if k not in torn},
    )


def _held_up(view: View, unit: str, gone: set[str], day: date) -> bool:
    """Is a parent of it left; and where it is in a circle with others, anything above the circle?"""
    parents = view.parents(day).get(unit, set())
    circle = {x for x in view.above(unit, day) if unit in view.above(x, day)}
    outside = {p for x in circle for p in view.parents(day).get(x, set())} - circle
    return not parents <= gone and not (outside and outside <= gone)


def _go_too(view: View, removals: list[str], day: date) -> tuple[list[str], list[str]]:
    """Units all of whose parents are gone; agreements and networks whose operator is gone, a network as a body too;
    and theirs in turn. What was named is in neither; a network that ends with its operator is no unit."""
    named = {r.split(":", 1)[1] for r in removals if r.startswith("stakeholder:")}
    torn = {r.split(":", 1)[1] for r in removals if r.split(":", 1)[0] in ("agreement", "network")}
    gone, units, ended = set(named), set[str](), set[str]()

    def operator_gone(row: Row, id_: str) -> bool:
        operator = row.get("operator_id") or ""
        return operator in gone and operator != id_

    again = True
    while again:
        again = False
        for id_, row in [*view.world.networks.items(), *view.world.agreements.items()]:
            expires = end_exclusive(row.get("expires", ""))
            if (id_ in view.world.networks and id_ in named) or (expires is not None and expires <= day):
                continue  # named, or nothing of it is left to end
            if id_ not in ended | torn and operator_gone(row, id_):
                ended.add(id_)
                again = True
                if id_ in view.world.networks:
                    gone.add(id_)
        for unit in view.parents(day):
            if unit not in gone and not _held_up(view, unit, gone, day):
                gone.add(unit)
                units.add(unit)
                again = True
    return sorted(units - ended), sorted(ended)


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


def stop(view: View, rows: list[dict[str, str]], day: date) -> World:
    """Where the rows (stakeholder, country, capability) are no provider's any more."""
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


@dataclass(frozen=True)
class Done:
    """What is left, and who went."""

    units: list[str]
    ended: list[str]
    lost_ground: list[dict[str, str]]
    after: View


def _done(view: View, removals: list[str], day: date, lose_ground: bool) -> Done:
    units, ended = _go_too(view, removals, day)
    too = [f"stakeholder:{u}" for u in units]
    for id_ in ended:
        too.append(f"{'stakeholder' if id_ in view.world.networks else 'agreement'}:{id_}")
    after = View(after_removal(view.world, [*removals, *too], day), view.edition)
    lost = _lost_ground(view, after, day) if lose_ground else []
    return Done(units, ended, lost, View(stop(after, lost, day), view.edition))


def taken_over(before: View, after: View, country: str, number: str, day: date) -> list[str]:
    """Where nobody provides any more: who stands in, of those who stood outside every provider's group before."""
    outside = {x for group in before.state(country, number, day).spare for x in group}
    if before.state(country, number, day).n == 0 or after.state(country, number, day).n > 0:
        return []
    return [x for x in after.state(country, number, day).stand_ins if x in outside]


def with_successors(before: View, after: View, day: date) -> View:
    """What is left, where those who take over provide."""
    taken = {
        (who, country, n)
        for country in before.world.countries
        for n in before.edition.capabilities
        for who in taken_over(before, after, country, n, day)
    }
    rows = []
    for claim in after.world.claims["deliveries"]:
        here = after.edition.numbers_here(claim.get("edition"), claim.get("capability"))
        cells = {(claim.get("stakeholder_id"), claim.get("iso3"), n) for n in here}
        if claim.get("role") == "stands_in" and cells & taken:
            claim = replace(claim, row={**claim.row, "role": "provides"})
        rows.append(claim)
    return View(after.world.with_claims({**after.world.claims, "deliveries": rows}), after.edition)


RANK = {"covered": 2, "fragile": 1}


def shifts(view: View, removals: list[str], day: date, lose_ground: bool = True) -> dict[str, Any]:
    """Cells in another state that have not fallen: ``lowered``, ``gained``, ``changed``. Who takes over provides."""
    after = with_successors(view, _done(view, removals, day, lose_ground).after, day)
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
    done = _done(view, removals, day, lose_ground)
    after = done.after

    fallen, unsupported, taken = [], [], []
    for country in view.world.countries:
        was = supported(edition, standings(view, country, day))
        stands = standings(after, country, day)
        by = {n: taken_over(view, after, country, n, day) for n in edition.capabilities}
        stands.update({n: view.state(country, n, day).standing for n in by if by[n]})
        now = supported(edition, stands)
        for n in edition.capabilities:
            cell = {"country": country, "capability": n}
            if by[n]:
                taken.append({**cell, "by": by[n]})
            elif view.state(country, n, day).n > 0 and after.state(country, n, day).n == 0:
                fallen.append(cell)
            if cell not in fallen and stands[n] == 1 and now[n] < was[n]:
                because = [r for r in edition.direct(n) if now[r] < was[r]]
                unsupported.append({**cell, "because": because, "before": was[n], "after": now[n]})
    still = covered_pairs(after, day)
    lost_duties = [d for d in covered_pairs(view, day) if d not in still]
    return {
        "removed": sorted(removals),
        "also_removed": done.units,
        "also_ended": done.ended,
        "lost_ground": done.lost_ground,
        "taken_over": taken,
        "fallen": fallen,
        "unsupported": unsupported,
        "duties_lost": [
            {"a": a, "b": b, "duty": duty}
            for a, b, duty in sorted(lost_duties, key=lambda d: (d[0], d[1], int(d[2])))
        ],
        "pieces": _broken(cooperation(view.world, day), cooperation(after.world, day)),
    }


def lost_before(view: View, lost: list[dict[str, str]], day: date) -> list[dict[str, str]]:
    """Of providers that lose all known money for a cell: those whose every grant for it may have ended before."""
    perhaps = may_have_ended(view, day)
    newer = [c for c in view.world.active("funding", day) if c not in perhaps]
    left = View(view.world.with_claims({**view.world.claims, "funding": newer}), view.edition)
    return [x for x in lost if not left.funders(x["stakeholder"], x["country"], x["capability"], day)]


def routes_changed(
    view: View,
    removals: list[str],
    day: date,
    country: str,
    every: Collection[Route],
    lose_ground: bool = True,
) -> list[dict[str, Any]]:
    """The routes of a country of which anything is otherwise then; who takes over provides."""
    after = with_successors(view, _done(view, removals, day, lose_ground).after, day)
    out = []
    pairs = zip(routes(view, day, country, "", every), routes(after, day, country, "", every), strict=True)
    for was, then in pairs:
        if was == then:
            continue
        stations = [
            {
                "step": a["step"],
                "capabilities": a["capabilities"],
                "before": a["state"],
                "after": b["state"],
                "gone": sorted(set(a["providers"]) - set(b["providers"])),
                "come": sorted(set(b["providers"]) - set(a["providers"])),
                "there": sorted(b["providers"]),
            }
            for a, b in zip(was["steps"], then["steps"], strict=True)
            if (a["state"], sorted(a["providers"])) != (b["state"], sorted(b["providers"]))
        ]
        out.append(
            {
                "country": country,
                "route": was["route"],
                "before": was["state"],
                "after": then["state"],
                "stops_before": was["stops_at"],
                "stops_at": then["stops_at"],
                "stations": stations,
            }
        )
    return out


def sweep(view: View, day: date) -> dict[str, Any]:
    """The effect of the loss of every single stakeholder."""
    return {
        "losses": [
            {"stakeholder": s, **what_if(view, [f"stakeholder:{s}"], day)}
            for s in sorted(view.world.stakeholders)
        ]
    }
