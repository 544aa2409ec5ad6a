"""The state of every cell under each single change of an assumption (METHODS 14): the world or the edition is made
anew, and the plain definition of the state taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.oracle.age import Aged, keeps
from tests.oracle.cells import View
from tests.oracle.coverage import sign_of
from tests.oracle.edition import Edition
from tests.oracle.world import Claim, Tables, read_world, split_list

__all__ = ["CHANGES", "assumptions", "to_check"]

CHANGES = ("k1", "k2", "one_state", "confirmed", "dated", "fresh", "specific")
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
        "dated": Aged(known, day, undated=False),
        "fresh": Aged(known, day, undated=True),
        "specific": View(read_world(_specific(tables), evidence), edition, world),
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


def _decide(view: View, country: str, number: str, day: date) -> list[Claim]:
    """The claims that a status rests on; where somebody provides it, also what makes providers one: the affiliations
    upwards from each of them, and the grants that pay them for it."""
    state = view.state(country, number, day)
    out = list(state.deciding)
    if not state.groups:
        return out
    for p in state.providers:
        above = view.above(p, day)
        for a in view.world.active("affiliations", day):
            if a.get("child_id") in above and a.get("child_id") != a.get("parent_id"):
                out.append(a)
        for f in view.world.active("funding", day):
            numbers = split_list(f.get("capabilities"))
            here = {n for x in numbers for n in view.edition.numbers_here(f.get("edition"), x)}
            if (
                f.get("recipient_id") == p
                and f.get("iso3") in ("", country)
                and (not numbers or number in here)
            ):
                out.append(f)
    return out


def to_check(
    tables: Tables, edition: Edition, day: date, evidence: str, cell: dict[str, Any]
) -> set[tuple[str, str, str, str]]:
    """Of the claims that a status rests on, those that some change leaves out that gives another status."""
    view = View(read_world(tables, evidence), edition)
    out = set()
    for claim in _decide(view, cell["country"], cell["capability"], day):
        gone = {
            "confirmed": claim.table != "reviews" and not claim.verified,
            "dated": claim.table in ("deliveries", "reviews")
            and not keeps(view, claim, cell["capability"], day, undated=False),
            "fresh": claim.table in ("deliveries", "reviews")
            and not keeps(view, claim, cell["capability"], day, undated=True),
            "specific": claim.table == "deliveries" and claim.get("scope") in ("general", "part_of_country"),
        }
        if any(gone[c] and cell[c] != cell["state"] for c in gone):
            who = {"deliveries": "stakeholder_id", "reviews": "reviewer", "funding": "funder_id"}
            about = {"deliveries": "since", "reviews": "reviewed_on", "funding": "recipient_id"}
            out.add(
                (
                    claim.table,
                    claim.get(who.get(claim.table, "child_id")),
                    claim.get(about.get(claim.table, "parent_id")),
                    claim.source,
                )
            )
    return out
