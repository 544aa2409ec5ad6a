"""A plan by status (METHODS 10, without phases), by trying every affordable set of capabilities to work on."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from tests.oracle.cells import OPEN, View
from tests.oracle.coverage import record_of
from tests.oracle.edition import EDITIONS, Edition
from tests.oracle.mandates import nobody_beside
from tests.oracle.routes import read_routes
from tests.oracle.support import gaps, waiting

__all__ = ["best_set", "items", "plan"]

POINTS = {"S": 1, "M": 3, "L": 9}
Rows = list[tuple[str, str, str]]  #: (serves, action, effort)


@cache
def _library() -> list[dict[str, str]]:
    with (EDITIONS / "mnr_2016" / "actions.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _rows(view: View, country: str, number: str, serves: str) -> Rows:
    """For each capability of the first edition that is here: what the country itself says for a purpose, by its words;
    else what the library says, by its ids. One step of months where nobody says anything."""
    edition, out = view.edition, Rows()
    library = _library()
    for base in dict.fromkeys(row["capability"] for row in library):
        if edition.numbers_here("", base) != [number]:
            continue
        own = [
            r
            for r in view.world.own_actions
            if (r["iso3"], r["serves"], r["capability"]) == (country, serves, base)
        ]
        own.sort(key=lambda r: int(r["step"]))
        out += [(serves, r["action"], r["effort"]) for r in own] or [
            (serves, row["action_id"], row["effort"])
            for row in library
            if (row["serves"], row["capability"]) == (serves, base)
        ]
    return out or [(serves, "", "M")]


def _purposes(view: View, country: str, number: str, day: date) -> list[str]:
    state = view.state(country, number, day)
    if state.state in ("gap", "planned"):
        return ["establish"]
    if state.state in OPEN:
        return ["review"]
    if state.state == "fragile":
        return [] if nobody_beside(view, country, number, day) else _few(view, country, number, day)
    return []


def _few(view: View, country: str, number: str, day: date) -> list[str]:
    """What is done where too few provide it."""
    state = view.state(country, number, day)
    second = "name_successor" if number in view.edition.one_is_normal else "second_provider"
    if state.state == "fragile":
        looked = bool(view.looks(country, number, day))
        unchecked = state.n == 1 and number not in view.edition.one_is_normal and not looked
        return ["review", second] if unchecked or only_wider(view, country, number, day) else [second]
    return []


def _asked_of_the_state(view: View, country: str, number: str, day: date) -> bool:
    """Nobody is sought beside a body with a mandate, and nobody has checked for others."""
    return nobody_beside(view, country, number, day) and "review" in _few(view, country, number, day)


def only_wider(view: View, country: str, number: str, day: date) -> bool:
    """Somebody provides it on the day, on record only in general or for a part of the country."""
    return record_of(view, country, number, day) in ("part", "general")


def items(view: View, country: str, day: date) -> dict[str, Rows]:
    """What may be worked on and the steps of each, by preference: the gap list, then the looks."""
    found = gaps(view, day)
    listed = [r["capability"] for r in found["gaps"] if r["country"] == country]
    looks = [r["capability"] for r in found["looks"] if r["country"] == country]
    out = {}
    for number in listed + looks:
        rows = [x for p in _purposes(view, country, number, day) for x in _rows(view, country, number, p)]
        if rows:
            out[number] = rows
    return out


def _there(edition: Edition, own: set[str]) -> set[str]:
    """What stands with all that it needs, where ``own`` stand: what is not carried falls out until nothing does."""
    out = set(own)
    while True:
        falls = {
            n
            for n in out
            if not set(edition.all_of[n]) <= out or any(not set(g) & out for g in edition.any_of[n])
        }
        if not falls:
            return out
        out -= falls


def _sets(prices: list[Fraction], budget: Fraction | int | None) -> Iterator[list[int]]:
    """Every set of positions that the budget pays for."""

    def more(at: int, left: Fraction | float) -> Iterator[list[int]]:
        if at == len(prices):
            yield []
            return
        for rest in more(at + 1, left):
            yield rest
        if prices[at] <= left:
            for rest in more(at + 1, left - prices[at]):
                yield [at, *rest]

    yield from more(0, float("inf") if budget is None else budget)


def best_set(
    edition: Edition,
    stands: set[str],
    counts: set[str],
    weak: set[str],
    prices: Mapping[str, Fraction],
    budget: Fraction | int | None,
) -> tuple[float, Fraction, list[str]]:
    """(value, points, what is worked on) of the best of all sets; ``prices`` in the order of preference."""
    names = list(prices)
    best: tuple[float, Fraction, list[bool]] | None = None
    for at in _sets([prices[n] for n in names], budget):
        chosen = [names[i] for i in at]
        there = _there(edition, stands | set(chosen))
        value = len(there & counts) + 0.5 * len(there & weak & set(chosen))
        key = (value, -sum((prices[n] for n in chosen), Fraction(0)), [n in chosen for n in names])
        best = max(best, key) if best else key
    assert best is not None
    return best[0], -best[1], [n for n, here in zip(names, best[2], strict=True) if here]


def _steps(view: View, country: str, items: list[tuple[str, str]]) -> list[tuple[str, str, str, bool]]:
    """Steps apart from the plan."""
    rows = [(n, serves, _rows(view, country, n, serves)) for n, serves in items]
    return [(n, serves, action, False) for n, serves, found in rows for _, action, _ in found]


def plan(view: View, country: str, day: date, budget: int | None) -> dict[str, Any]:
    """``value_today``, ``value``, ``points``, ``assumed``, ``steps``: (capability, serves, action, counts), and
    ``moves``, ``level`` and ``way`` of each capability that the plan works on."""
    edition = view.edition
    cells = {n: view.state(country, n, day) for n in edition.capabilities}
    stands = {n for n, c in cells.items() if c.standing == 1}
    counts = {n for n, c in cells.items() if c.state not in OPEN}
    kept = {n for n in cells if nobody_beside(view, country, n, day)}
    weak = {n for n, c in cells.items() if c.state == "fragile"} - kept
    todo = items(view, country, day)
    prices = {n: Fraction(sum(POINTS[e] for _, _, e in rows)) for n, rows in todo.items()}
    value, points, chosen = best_set(edition, stands, counts, weak, prices, budget)
    today = _there(edition, stands)

    def needed(number: str) -> list[str]:
        """What the plan makes and this one needs, by preference, also through what stands without its own needs."""
        out: set[str] = set()
        for group in [*([n] for n in edition.all_of[number]), *edition.any_of[number]]:
            if not set(group) & today:
                for n in group:
                    out |= (
                        {n} if n in chosen and n not in stands else set(needed(n)) if n in stands else set()
                    )
        return [n for n in chosen if n in out]

    there = stands | set(chosen)
    moves = {
        n: {m for m in there if m in waiting(edition, n) or m in edition.joined(n)}
        for n in edition.capabilities
    }

    usual = {st.capabilities[0] for r in read_routes(edition.id) for st in r.stations}

    def leads(number: str, ends: bool) -> bool:
        """Whether a route (to a child or not) leads through a capability: one of its stations usually has it, and
        nothing in place stands in where it is missing; or what needs it is such a usual one."""
        for route in read_routes(edition.id):
            if (route.ends_with == "rescue") is ends:
                mine = [st.capabilities for st in route.stations if st.capabilities[0] == number]
                if mine and (number in stands or any(not set(some) & stands for some in mine)):
                    return True
                if {st.capabilities[0] for st in route.stations} & set(waiting(edition, number)):
                    return True
        return False

    def way(number: str) -> str:
        if leads(number, True):
            return "child"
        if edition.numbers_here("", "1") == [number]:
            return "lead"
        return "other" if leads(number, False) else "none"

    def score(number: str, price: Fraction) -> tuple[float, float, Fraction]:
        """The higher comes first: its way, what it moves, few points; the first two halved where it is weak."""
        need = moves[number] & set(waiting(edition, number))
        half = 2 if number in weak else 1
        first = {"child": 4, "lead": 4, "other": 2, "none": 0}[way(number)]
        return first / half, (2 + 2 * len(need) + len(moves[number] - need)) / half, -price

    order: list[str] = []
    while len(order) < len(chosen):
        ready = [n for n in chosen if n not in order and all(m in order for m in needed(n))]
        best = max(score(n, prices[n]) for n in ready)
        order.append(next(n for n in ready if score(n, prices[n]) == best))
    level = {n: [m for m in order if m != n and score(m, prices[m]) == score(n, prices[n])] for n in order}
    ending = [n for n in edition.capabilities if view.expiring(country, n, day)]
    named = [r["capability"] for r in gaps(view, day)["gaps"] if r["country"] == country]
    asked = [(n, "attribute") for n in named if cells[n].state == "unattributed"]
    asked += [(n, "review") for n in todo if cells[n].state in OPEN and n not in chosen]
    wider = [
        n
        for n in edition.capabilities
        if only_wider(view, country, n, day) or _asked_of_the_state(view, country, n, day)
    ]
    asked += [(n, "review") for n in wider if n not in chosen]

    def found_out(item: tuple[str, str]) -> tuple[float, float, Fraction]:
        return score(item[0], Fraction(sum(POINTS[e] for _, _, e in _rows(view, country, *item))))

    first = [(n, s) for n, s in asked if moves[n] and (n in usual if s == "attribute" else way(n) != "none")]
    first = sorted(first, key=found_out, reverse=True)[:3]
    renewals = [(n, "renew") for n in sorted(ending, key=edition.capabilities.index)]
    steps = _steps(view, country, first)
    steps += [(n, serves, action, True) for n in order for serves, action, _ in todo[n]]
    steps += _steps(view, country, [*renewals, *(x for x in asked if x not in first)])
    return {
        "moves": {n: sorted(moves[n], key=edition.capabilities.index) for n in order},
        "level": level,
        "way": {n: way(n) for n in edition.capabilities},
        "value_today": float(len(today & counts)),
        "value": value,
        "points": points,
        "assumed": [n for n in edition.capabilities if n in chosen and n not in counts],
        "steps": steps,
    }
