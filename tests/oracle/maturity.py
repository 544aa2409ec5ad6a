"""Phases, hollow maturity, what holds a capability down and what raises most (METHODS 4), and the plan
(10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import product
from typing import Any

from tests.oracle.cells import View, phase_of
from tests.oracle.edition import Edition, number_key

__all__ = ["Phase", "effective", "held_by", "hollow", "maturity", "own_phase", "plan_value", "to_reach"]

LOWEST, HIGHEST = 1, 4
#: A phase, a span of phases, or None where nothing is known.
Phase = int | tuple[int, int] | None


def own_phase(view: View, country: str, capability: str, day: date) -> Phase:
    """The latest look that has a phase or says not_found: its phase, or 1. A found without a phase after a
    not_found: in place, so 2 to 4."""
    found_since = False
    for look in view.looks(country, capability, day):  # the latest first
        if phase_of(look) is not None:
            return phase_of(look)
        if look.get("outcome") == "not_found":
            return (2, HIGHEST) if found_since else LOWEST
        found_since = found_since or look.get("outcome") == "found"
    return None


def effective(edition: Edition, own: Mapping[str, int]) -> dict[str, int]:
    """eff(a) = min(own, all needed ones, the best of each group), by plain recursion."""
    done: dict[str, int] = {}

    def value(number: str) -> int:
        if number not in done:
            parts = [own[number]]
            parts += [value(r) for r in edition.all_of[number]]
            parts += [max(value(r) for r in group) for group in edition.any_of[number]]
            done[number] = min(parts)
        return done[number]

    return {number: value(number) for number in edition.capabilities}


def _ends(phases: Mapping[str, Phase]) -> tuple[dict[str, int], dict[str, int]]:
    spans = {
        n: (LOWEST, HIGHEST) if p is None else p if isinstance(p, tuple) else (p, p)
        for n, p in phases.items()
    }
    return {n: low for n, (low, _) in spans.items()}, {n: high for n, (_, high) in spans.items()}


def hollow(edition: Edition, phases: Mapping[str, Phase]) -> dict[str, list[int]]:
    """[max(0, own low - effective high), own high - effective low] of every capability."""
    low, high = _ends(phases)
    eff_low, eff_high = effective(edition, low), effective(edition, high)
    return {n: [max(0, low[n] - eff_high[n]), high[n] - eff_low[n]] for n in edition.capabilities}


def held_by(edition: Edition, phases: Mapping[str, Phase], number: str) -> list[str]:
    """Capabilities below, reached through requirements at the minimum, whose own phase is that minimum."""
    high = _ends(phases)[1]
    eff = effective(edition, high)
    least = eff[number]
    if least == high[number]:
        return []
    reached: set[str] = set()

    def descend(here: str) -> None:
        steps = list(edition.all_of[here])
        for group in edition.any_of[here]:
            if max(eff[r] for r in group) == least:
                steps += group
        for below in steps:
            if eff[below] == least and below not in reached:
                reached.add(below)
                descend(below)

    descend(number)
    return sorted((n for n in reached if high[n] == least), key=number_key)


def maturity(view: View, day: date) -> dict[str, Any]:
    edition = view.edition
    cells: list[dict[str, Any]] = []
    unlock: list[dict[str, Any]] = []
    for country in view.world.countries:
        phases = {n: own_phase(view, country, n, day) for n in edition.capabilities}
        low, high = _ends(phases)
        eff_low, eff_high = effective(edition, low), effective(edition, high)
        spans = hollow(edition, phases)
        for n in edition.capabilities:
            cells.append(
                {
                    "country": country,
                    "capability": n,
                    "phase": phases[n] if isinstance(phases[n], int) else None,
                    "effective": [eff_low[n], eff_high[n]],
                    "hollow": spans[n],
                    "held_by": held_by(edition, phases, n),
                }
            )
        gains = []
        for n in edition.capabilities:
            known = phases[n]
            if isinstance(known, int) and known < HIGHEST:
                raised = effective(edition, {**low, n: known + 1})
                gains.append((n, sum(raised.values()) - sum(eff_low.values())))
        gains.sort(key=lambda pair: (-pair[1], edition.capabilities.index(pair[0])))
        unlock += [{"country": country, "capability": n, "gain": gain} for n, gain in gains]
    return {"cells": cells, "unlock": unlock}


def _below(edition: Edition, number: str) -> list[str]:
    found, waiting = {number}, [number]
    while waiting:
        for r in edition.direct(waiting.pop()):
            if r not in found:
                found.add(r)
                waiting.append(r)
    return sorted(found, key=number_key)


def to_reach(edition: Edition, phases: Mapping[str, Phase], target: str, phase: int) -> int:
    """Fewest raises (one raise = one phase of one capability; unknown counts as 1) so that the effective
    phase of ``target`` is at least ``phase``: every assignment of higher phases to it and all below it."""
    low = _ends(phases)[0]
    below = _below(edition, target)
    best = None
    for levels in product(*(range(low[n], max(low[n], phase) + 1) for n in below)):
        raised = {**low, **dict(zip(below, levels, strict=True))}
        cost = sum(levels) - sum(low[n] for n in below)
        if (best is None or cost < best) and effective(edition, raised)[target] >= phase:
            best = cost
    if best is None:
        raise ValueError(f"phase {phase} of {target} cannot be reached")
    return best


def plan_value(
    edition: Edition,
    phases: Mapping[str, Phase],
    budget: int,
    cost: Callable[[str, int], int] = lambda number, to_phase: 1,
    weight: Callable[[str], float] = lambda number: 1.0,
) -> dict[str, float]:
    """Best plan of one country by trying every affordable set of raises.

    ``cost(a, p)`` = price of the raise of ``a`` from p - 1 to p; unknown phases count as 1. Answer:
    ``value`` = weighted sum of effective phases after it, ``gain`` = the same less today's, ``cost`` = least
    cost of that value.
    """
    low = _ends(phases)[0]
    numbers = edition.capabilities

    def worth(own: Mapping[str, int]) -> float:
        return sum(weight(n) * e for n, e in effective(edition, own).items())

    best_value, best_cost = worth(low), 0

    def spend(index: int, own: dict[str, int], spent: int) -> None:
        nonlocal best_value, best_cost
        if index == len(numbers):
            value = worth(own)
            if value > best_value or (value == best_value and spent < best_cost):
                best_value, best_cost = value, spent
            return
        n, here = numbers[index], spent
        for level in range(low[n], HIGHEST + 1):
            if level > low[n]:
                here += cost(n, level)
            if here > budget:
                break
            spend(index + 1, {**own, n: level}, here)

    spend(0, dict(low), 0)
    return {"value": best_value, "gain": best_value - worth(low), "cost": best_cost}
