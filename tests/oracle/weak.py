"""Four kinds of single point (METHODS 5), who might be the second one, and what a bridge hands over."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

from tests.oracle.cells import OPEN, View, merge_groups
from tests.oracle.graphs import bridges, cooperation, cut_nodes, distances, without_tie
from tests.oracle.mandates import STATE, continuity_only, single_by_mandate
from tests.oracle.whatif import what_if
from tests.oracle.world import Claim

__all__ = ["candidates", "hand_overs", "weak_points"]

#: Capabilities that only the state provides.
PROVIDED_BY_THE_STATE = ("3", "4", "5", "6", "7")


def _cells(view: View) -> list[tuple[str, str]]:
    return [(c, n) for c in view.world.countries for n in view.edition.capabilities]


def candidates(view: View, country: str, number: str, day: date) -> list[dict[str, Any]]:
    """Who might provide or take over: each body once under its first reason, by reason, then by id. Who works in a part
    of the country only comes after the others; not so who has agreed to take over."""
    world, edition = view.world, view.edition
    providers = view.providers(country, number, day)
    at_home = [s for s in sorted(world.stakeholders) if world.home(s) == country]
    others = [c for c in world.countries if c != country]

    def provides(body: str, where: str, what: str) -> bool:
        return body in view.providers(where, what, day)

    def supports(body: str) -> bool:
        rows = view.deliveries(country, number, "supports")
        return any(c.active(day) and c.get("stakeholder_id") == body for c in rows)

    def rows(body: str, *numbers: str) -> list[Claim]:
        every = [c for n in numbers for r in ("provides", "supports") for c in view.deliveries(country, n, r)]
        return [c for c in every if c.active(day) and c.get("stakeholder_id") == body]

    def in_part(body: str) -> bool:
        here = rows(body, *edition.capabilities)
        return bool(here) and all(
            c.get("scope") == "part_of_country" or c.get("area") in ("state", "district") for c in here
        )

    kinds, area, public = edition.asked[number]

    def may(body: str) -> bool:
        """The gates before every reason but a signed one."""
        said = {c.get("mandate") for c in rows(body, *edition.capabilities)} - {""}
        of_state = said == {"statutory"} if said else world.kind(body) in STATE
        kind = "ngo" if world.kind(body) == "network_member" else world.kind(body)
        return (
            kind in kinds
            and not (area == "national" and in_part(body))
            and (not public or (body in at_home and of_state))
        )

    akin = [n for n in edition.capabilities if (number, n) in edition.akin]

    def makes_the_law(body: str) -> bool:
        return provides(body, country, "3") and "3" not in akin

    def works(body: str) -> bool:
        return any(provides(body, country, n) for n in edition.capabilities)

    had = [{world.kind(p) for p in view.providers(c, number, day)} for c in others]
    had = [kinds for kinds in had if kinds]
    usual = {k for kinds in had for k in kinds if sum(k in some for some in had) >= max(2, len(had) / 4)}
    anywhere = {world.kind(p) for c in world.countries for p in view.providers(c, number, day)}
    region = world.subregions.get(country, "")
    near = [c for c in others if region and world.subregions.get(c) == region]
    reached = {
        s: sum(any(provides(s, c, n) for n in edition.capabilities) for c in world.countries)
        for s in world.stakeholders
    }

    def international(body: str) -> bool:
        return world.home(body) not in world.countries or reached[body] >= 2

    reasons: list[tuple[str, list[str]]] = [
        ("stands_in", view.stand_ins(country, number, day)),
        (
            "supports",
            [
                s
                for s in sorted(world.stakeholders)
                if world.kind(s) in anywhere and supports(s)
                if s in at_home or international(s)
                if number in PROVIDED_BY_THE_STATE or any(provides(s, country, n) for n in akin)
            ],
        ),
        ("elsewhere", [s for s in at_home if any(provides(s, c, number) for c in others)]),
        (
            "kind",
            [
                s
                for s in at_home
                if world.kind(s) in usual and any(provides(s, country, n) for n in akin)
                if not makes_the_law(s)
            ],
        ),
        (
            "subregion",
            [
                s
                for s in sorted(world.stakeholders)
                if international(s) and works(s) and any(provides(s, c, number) for c in near)
            ],
        ),
    ]
    if providers and edition.required[number] == 1:  # no second provider is sought: who takes over?
        reasons = reasons[:1]

    def of_children(body: str) -> bool:
        does = {n for n in edition.capabilities if any(provides(body, c, n) for c in world.countries)}
        return bool(does) and does <= edition.by_children and number not in edition.by_children

    found: dict[str, str] = {}
    for reason, bodies in reasons:
        for body in bodies:
            falls_in = any(view.depend(body, p, country, number, day) for p in providers)
            paying = [view.funders(p, country, number, day) for p in providers]
            falls_in |= any(view.same_root(body, f, day) for some in paying if len(some) == 1 for f in some)
            allowed = reason == "stands_in" or may(body)
            if (
                body not in providers
                and not falls_in
                and body not in found
                and not of_children(body)
                and allowed
            ):
                found[body] = reason
    named = [{"stakeholder": b, "reason": r, "part_of_country": in_part(b)} for b, r in found.items()]
    return sorted(named, key=lambda row: row["part_of_country"] and row["reason"] != "stands_in")


def hand_overs(view: View, day: date) -> set[tuple[str, str]]:
    """Pairs that have something to hand over: an F edge joins what the two provide in one country, or both are in one
    network."""
    found: set[tuple[str, str]] = set()
    for country in view.world.countries:
        for needs, gives in view.edition.flows:
            for a in view.providers(country, needs, day):
                found.update((min(a, b), max(a, b)) for b in view.providers(country, gives, day) if a != b)
    networks: dict[str, set[str]] = {}
    for claim in view.world.active("memberships", day):
        networks.setdefault(claim.get("network_id"), set()).add(claim.get("member_id"))
    for members in networks.values():
        found.update(combinations(sorted(members), 2))
    return found


def _bridges(view: View, day: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Cut nodes and bridge ties. ``named``: how many of the fewest ties that mend it can be named by a pair that has
    something to hand over: between pieces of a cut node, or between the two sides other than the tie itself."""
    graph, pairs = cooperation(view.world, day), hand_overs(view, day)

    def joined(pieces: list[list[str]], but: tuple[str, str] | None = None) -> int:
        numbers = [str(i) for i in range(len(pieces))]
        of = {body: str(i) for i, piece in enumerate(pieces) for body in piece}
        useful = [(of[a], of[b]) for a, b in sorted(pairs - {but}) if a in of and b in of]
        return len(pieces) - len(merge_groups(numbers, useful))

    nodes = [{**row, "named": joined(row["pieces"])} for row in cut_nodes(graph)]
    ties = []
    for row in bridges(graph):
        cut = without_tie(graph, row["a"], row["b"])
        sides = [sorted(distances(cut, end)) for end in (row["a"], row["b"])]
        ties.append({**row, "named": joined(sides, (row["a"], row["b"]))})
    return nodes, ties


def _sole_providers(view: View, day: date) -> list[dict[str, Any]]:
    rows = []
    losses: dict[tuple[str, ...], dict[str, Any]] = {}
    for country, n in _cells(view):
        cell = view.state(country, n, day)
        if cell.n != 1:
            continue
        k = view.edition.required[n]
        group = cell.groups[0]
        if tuple(group) not in losses:
            losses[tuple(group)] = what_if(view, [f"stakeholder:{s}" for s in group], day)
        lost = losses[tuple(group)]
        rows.append(
            {
                "country": country,
                "capability": n,
                "group": group,
                "by_design": k == 1,
                "uncounted": k > 1
                and n not in view.edition.one_is_normal
                and not view.looks(country, n, day),
                "successors": sorted(x for g in cell.spare for x in g),
                "candidates": candidates(view, country, n, day),
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
    return sorted(rows, key=lambda r: (r["country"], bool(r["successors"])))


def _continuity(view: View, day: date, sole: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of what one group provides that which bodies of the state do by their mandate."""
    out = []
    for row in sole:
        country, n = row["country"], row["capability"]
        if not single_by_mandate(view, country, n, day):
            continue
        out.append(
            {
                "country": country,
                "capability": n,
                "bodies": row["group"],
                "rests": [c["capability"] for c in row["falls"] if c["country"] == country],
                "rests_elsewhere": [c for c in row["falls"] if c["country"] != country],
                "second": not row["by_design"] and not continuity_only(view, country, n, day),
            }
        )
    at = view.edition.capabilities
    return sorted(out, key=lambda r: (r["country"], at.index(r["capability"])))


def _sole_funders(view: View, day: date) -> list[dict[str, Any]]:
    cells: dict[str, list[dict[str, str]]] = {}
    for country, n in _cells(view):
        providers = view.providers(country, n, day)
        money = [view.funders(p, country, n, day) for p in providers]
        if money and all(money) and len(set().union(*money)) == 1:
            (funder,) = money[0]
            if providers == [funder] and single_by_mandate(view, country, n, day):
                continue  # its own budget carries its mandate
            cells.setdefault(funder, []).append({"country": country, "capability": n})
    return [{"funder": f, "cells": cells[f]} for f in sorted(cells)]


def _sole_sources(view: View, day: date) -> list[dict[str, Any]]:
    cells: dict[str, list[dict[str, str]]] = {}
    for country, n in _cells(view):
        cell = view.state(country, n, day)
        publishers = {view.world.publisher(c.source) for c in cell.deciding}
        if cell.state not in OPEN and len(publishers) == 1:
            (publisher,) = publishers
            cells.setdefault(publisher, []).append({"country": country, "capability": n})
    return [{"source": s, "cells": cells[s]} for s in sorted(cells)]


def weak_points(view: View, day: date) -> dict[str, Any]:
    nodes, ties = _bridges(view, day)
    sole = _sole_providers(view, day)
    return {
        "sole_providers": [
            r for r in sole if not single_by_mandate(view, r["country"], r["capability"], day)
        ],
        "continuity": _continuity(view, day, sole),
        "sole_bridges": nodes,
        "bridge_ties": ties,
        "sole_funders": _sole_funders(view, day),
        "sole_sources": _sole_sources(view, day),
    }
