"""Support by prerequisites and the gap list (METHODS 3). Values: 0, 0.5 (unknown), 1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from tests.oracle.cells import OPEN, View, done_by
from tests.oracle.edition import Edition
from tests.oracle.world import Claim, spelled

__all__ = ["blocked", "gaps", "standings", "supported", "unlocks", "waiting"]

STATE_ORDER = ("gap", "fragile", "unattributed", "planned")


def supported(edition: Edition, standing: Mapping[str, float]) -> dict[str, float]:
    """supported(b) = min(standing(b), all needed ones, the best of each group), by plain recursion."""
    done: dict[str, float] = {}

    def value(number: str) -> float:
        if number not in done:
            parts = [standing[number]]
            parts += [value(r) for r in edition.all_of[number]]
            parts += [max(value(r) for r in group) for group in edition.any_of[number]]
            done[number] = min(parts)
        return done[number]

    return {number: value(number) for number in edition.capabilities}


def standings(view: View, country: str, day: date) -> dict[str, float]:
    return {n: view.state(country, n, day).standing for n in view.edition.capabilities}


@cache
def waiting(edition: Edition, number: str) -> list[str]:
    """Others that would have no support were this one 0 and every other 1."""
    values = supported(edition, {n: 0.0 if n == number else 1.0 for n in edition.capabilities})
    return [n for n in edition.capabilities if n != number and values[n] == 0]


def unlocks(edition: Edition, standing: Mapping[str, float], number: str) -> list[str]:
    """Other standing capabilities whose supported value rises if this one alone came to stand."""
    before = supported(edition, standing)
    after = supported(edition, {**standing, number: 1.0})
    return [n for n in edition.capabilities if n != number and standing[n] == 1 and after[n] > before[n]]


def blocked(edition: Edition, standing: Mapping[str, float], number: str, least: float = 1) -> list[str]:
    """Capabilities with standing 1 that an F edge joins to this one, either way. ``least`` 1/2: unknown ones too."""
    near = edition.joined(number)
    return [n for n in edition.capabilities if n in near and standing[n] >= least]


Key = tuple[int, int, int, int]


def _key(edition: Edition, state: str, standing: Mapping[str, float], number: str, least: float) -> Key:
    """What puts it in its place in the gap list: state, waiting, blocked, duty; smaller comes first."""
    return (
        STATE_ORDER.index(state),
        -len(waiting(edition, number)),
        -len(blocked(edition, standing, number, least)),
        0 if number in edition.duties else 1,
    )


def _all(numbers: list[str]) -> str:
    """1, 2 and 3."""
    return " and ".join([", ".join(numbers[:-1]), numbers[-1]] if numbers[1:] else numbers)


def _why(row: dict[str, Any], unknown: int) -> list[str]:
    """The reasons for a place in the gap list of a country with so many unknown cells."""
    out = []
    if row["unlocks"]:
        out.append(
            f"If it were in place, these would have their prerequisites again: {_all(row['unlocks'])}."
        )
    if row["waiting"] and not row["unlocks"]:
        out.append(f"These need it first: {_all(row['waiting'])}.")
    if row["blocked"]:
        gap = row["state"] == "gap"
        without = "These are in place, but cannot hand over to it or receive from it"
        beside = "These are in place and have a hand-off with it"
        out.append(f"{without if gap else beside}: {_all(row['blocked'])}.")
    if row["duties"]:
        out.append("It is an area of cross-border cooperation.")
    if row["first_whatever"] and unknown:
        out.append("It is among the first 3 in the order of the gaps, whatever the unknown turns out to be.")
    if row["level_with"]:
        out.append(f"Nothing on record puts it before or behind: {_all(row['level_with'])}.")
    return out


def _why_look(row: dict[str, Any]) -> list[str]:
    """The reasons for a place among the reviews."""
    out = []
    who = _all([d["stakeholder"] for d in row["done_by"]])
    if row["state"] == "done_once":
        out.append(f"{who} did it once. Nobody is on record who carries it on.")
    if row["state"] == "supported_only":
        out.append(f"Only support is on record: {who}.")
    if row["value"]:
        first = "place of one" if row["value"] == 1 else f"places of {row['value']}"
        out.append(f"Its review could change the {first} of the first gaps.")
    if row["waiting"]:
        out.append(f"These need it first: {_all(row['waiting'])}.")
    return out


def _spelled(claims: list[Claim]) -> list[str]:
    """Records by what stands in them: the oracle makes no ids."""
    return sorted({spelled(c.table, c.row) for c in claims})


def _of_country(view: View, country: str, day: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    edition = view.edition
    cells = {n: view.state(country, n, day) for n in edition.capabilities}
    standing = standings(view, country, day)
    listed = [n for n, c in cells.items() if c.state in STATE_ORDER]
    unknown = [n for n, c in cells.items() if c.state in OPEN]
    now = {n: _key(edition, cells[n].state, standing, n, 1) for n in listed}
    #: unknown neighbours standing: the most that can be blocked
    early = {n: _key(edition, cells[n].state, standing, n, 0.5) for n in listed}
    #: unknown neighbours not standing: what is blocked for sure
    late = now
    if_gap = {n: _key(edition, "gap", standing, n, 0.5) for n in unknown}
    best = {n: 1 + sum(late[m] < early[n] for m in listed if m != n) for n in listed}
    #: all that may come before it, or be level with it and so be put before it
    worst = {
        n: 1 + sum(early[m] <= late[n] for m in listed if m != n) + sum(if_gap[u] <= late[n] for u in unknown)
        for n in listed
    }
    #: one known, others not checked
    alone = {
        n
        for n in listed
        if cells[n].state == "fragile"
        and cells[n].n == 1
        and n not in edition.one_is_normal
        and not view.looks(country, n, day)
    }
    rows = [
        {
            "country": country,
            "capability": n,
            "state": cells[n].state,
            "sign": "uncounted" if n in alone else cells[n].state,
            "waiting": waiting(edition, n),
            "blocked": blocked(edition, standing, n),
            "unlocks": unlocks(edition, standing, n),
            "duties": 1 if n in edition.duties else 0,
            "rank": [best[n], worst[n]],
            "first_whatever": worst[n] <= 3,
            "claims": _spelled(cells[n].deciding),
            "level_with": [m for m in edition.capabilities if m in listed and m != n and now[m] == now[n]],
        }
        for n in sorted(listed, key=lambda n: (now[n], edition.capabilities.index(n)))
    ]
    value = {
        u: sum(1 for n in listed if best[n] <= 3 and (if_gap[u] <= late[n] or n in edition.joined(u)))
        for u in unknown
    }
    looks = [
        {
            "country": country,
            "capability": u,
            "state": cells[u].state,
            "done_by": done_by(view, cells[u], day),
            "value": value[u],
            "waiting": waiting(edition, u),
            "claims": _spelled(cells[u].deciding),
        }
        for u in sorted(unknown, key=lambda u: (-value[u], if_gap[u], edition.capabilities.index(u)))
    ]
    return [{**r, "reasons": _why(r, len(unknown))} for r in rows], [
        {**x, "reasons": _why_look(x)} for x in looks
    ]


@lru_cache(maxsize=2)  # one world is asked for it several times
def gaps(view: View, day: date) -> dict[str, Any]:
    """``gaps`` in the order to mend them and ``looks`` in the order of what they would teach, by country."""
    listed: list[dict[str, Any]] = []
    looks: list[dict[str, Any]] = []
    for country in view.world.countries:
        rows, asked = _of_country(view, country, day)
        listed += rows
        looks += asked
    return {"gaps": listed, "looks": looks}
