"""Hand-offs between organisations (METHODS 8): which are linked, which not, and the fewest new ties."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import combinations
from typing import Any

from tests.oracle.cells import View

__all__ = ["fewest_ties", "handoffs"]

Pair = tuple[str, str]


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def ties_in(view: View, country: str, day: date, kinds: Collection[str] = ()) -> set[Pair]:
    """Pairs joined by an active tie that speaks of this country or of none; of these ``kinds`` where some are given."""
    return {
        _pair(c.get("a_id"), c.get("b_id"))
        for c in view.world.active("ties", day)
        if c.get("iso3") in ("", country)
        and c.get("a_id") != c.get("b_id")
        and (not kinds or c.get("kind") in kinds)
    }


def _row(view: View, country: str, needs: str, gives: str, day: date) -> dict[str, Any] | None:
    one, other = view.state(country, needs, day), view.state(country, gives, day)
    if not one.providers and not other.providers:
        return None
    known = ties_in(view, country, day)
    pairs = {_pair(a, b) for a in one.providers for b in other.providers if a != b}
    ties = sorted(pairs & known)
    if one.providers and other.providers:
        same = set(one.providers) & set(other.providers)
        root = any(view.same_root(a, b, day) for a in one.providers for b in other.providers)
        state = "linked" if same or ties or root else "not_recorded"
    else:
        empty = other if one.providers else one
        state = "one_side_empty" if empty.state in ("gap", "planned") else "unknown"
    return {
        "country": country,
        "needs": needs,
        "gives": gives,
        "state": state,
        "ties": [list(t) for t in ties],
    }


def fewest_ties(view: View, country: str, open_edges: list[Pair], day: date) -> list[Pair]:
    """A smallest set of pairs such that each open hand-off (needs, gives) has one joining its two sides.

    Every way to serve the hand-off with the fewest ways is tried, with one tie more each time until a set is
    found. A pair is passed over where another serves all that it serves, and a branch where even the best
    pairs left cannot serve the rest.
    """
    serves: dict[Pair, set[int]] = {}
    for index, (needs, gives) in enumerate(open_edges):
        for a in view.providers(country, needs, day):
            for b in view.providers(country, gives, day):
                serves.setdefault(_pair(a, b), set()).add(index)

    def search(unserved: frozenset[int], allowed: int) -> list[Pair] | None:
        if not unserved:
            return []
        left = {pair: frozenset(done & unserved) for pair, done in serves.items() if done & unserved}
        most = max((len(done) for done in left.values()), default=0)
        if most * allowed < len(unserved):
            return None
        useful: dict[frozenset[int], Pair] = {}
        for pair in sorted(left):
            useful.setdefault(left[pair], pair)
        useful = {done: pair for done, pair in useful.items() if not any(done < other for other in useful)}
        ways = [[done for done in useful if index in done] for index in sorted(unserved)]
        for done in min(ways, key=len):
            found = search(unserved - done, allowed - 1)
            if found is not None:
                return [useful[done], *found]
        return None

    for size in range(len(open_edges) + 1):
        found = search(frozenset(range(len(open_edges))), size)
        if found is not None:
            return sorted(found)
    raise ValueError("a hand-off without providers on both sides cannot be served")


def handoffs(view: View, day: date) -> dict[str, Any]:
    """``new_ties`` is one smallest set per country: judge its number and what it serves, not which it is."""
    rows: list[dict[str, Any]] = []
    new: list[dict[str, Any]] = []
    for country in view.world.countries:
        here = [_row(view, country, needs, gives, day) for needs, gives in view.edition.flows]
        found = [r for r in here if r is not None]
        rows += sorted(found, key=lambda r: (int(r["needs"]), int(r["gives"])))
        open_edges = [(r["needs"], r["gives"]) for r in found if r["state"] == "not_recorded"]
        for a, b in fewest_ties(view, country, open_edges, day):
            serves = [
                {"needs": needs, "gives": gives}
                for needs, gives in sorted(open_edges, key=lambda e: (int(e[0]), int(e[1])))
                if joins(view, country, needs, gives, a, b, day)
            ]
            new.append({"country": country, "a": a, "b": b, "serves": serves})
    return {"handoffs": rows, "new_ties": new}


def joins(view: View, country: str, needs: str, gives: str, a: str, b: str, day: date) -> bool:
    """Would a tie a-b join a provider of ``needs`` and one of ``gives``?"""
    left, right = view.providers(country, needs, day), view.providers(country, gives, day)
    return (a in left and b in right) or (b in left and a in right)


def smallest_by_subsets(choices: list[set[Pair]], most: int) -> int | None:
    """Size of the smallest set of pairs that meets every choice, by trying all sets of 0, 1, 2 ... ``most``
    pairs."""
    every = sorted({pair for choice in choices for pair in choice})
    for size in range(most + 1):
        for chosen in combinations(every, size):
            if all(choice & set(chosen) for choice in choices):
                return size
    return None
