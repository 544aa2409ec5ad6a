"""A second, plain reading of the methods, for small worlds: rows as dicts, loops, no library.

It shares no code with the program. Tests hold the fictional region to its stories with it, and the
program's own answers can be compared with it. Slow on purpose; meant for a hundred organisations, not for
the register.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations
from pathlib import Path

Row = dict[str, str]
Standing = dict[str, float]

STANDING = {"covered": 1.0, "fragile": 1.0, "unattributed": 1.0, "gap": 0.0, "planned": 0.0, "unknown": 0.5}
METHODS = ("official_review", "interview", "self_assessment", "desk_review")
OUTCOMES = ("not_found", "unclear", "found")
LIVE = {"active", "partner", "party", "connected", "unknown", ""}
BOUND = {"active", "partner", "party", "connected", ""}


def first_day(text: str) -> date | None:
    if not text:
        return None
    parts = [int(part) for part in text.split("-")] + [1, 1]
    return date(parts[0], parts[1], parts[2])


def after_last_day(text: str) -> date | None:
    """The first day on which something with this inclusive end is over."""
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return date(parts[0] + 1, 1, 1)
    if len(parts) == 2:
        return add_months(date(parts[0], parts[1], 1), 1)
    return date(*parts) + timedelta(days=1)


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def by_number(numbers: Iterable[str]) -> list[str]:
    return sorted(numbers, key=int)


@dataclass
class Cell:
    state: str
    flags: set[str]
    providers: list[str]
    groups: list[list[str]]


@dataclass
class World:
    """Rows of one folder seen on day ``t``. ``tables`` maps a file's stem to its rows."""

    tables: dict[str, list[Row]]
    edition: dict[str, list[Row]]
    t: date
    confirmed: bool = False
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, edition: Path, t: date, *, confirmed: bool = False) -> World:
        def tables(where: Path) -> dict[str, list[Row]]:
            return {
                path.stem: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
                for path in sorted(where.glob("*.csv"))
            }

        return cls(tables(folder), tables(edition), t, confirmed)

    # -- framework ----------------------------------------------------------------------------------
    @cached_property
    def required(self) -> dict[str, int]:
        return {row["number"]: int(row["required"]) for row in self.edition["capabilities"]}

    @cached_property
    def needs(self) -> dict[str, list[list[str]]]:
        """For each capability the clauses it needs: each clause is a list of alternatives."""
        grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in self.edition["requires"]:
            if row["kind"] == "P":
                grouped[row["needs"], row["group"] or f"only {row['gives']}"].append(row["gives"])
        clauses: dict[str, list[list[str]]] = {number: [] for number in self.required}
        for (needs, _), gives in grouped.items():
            clauses[needs].append(gives)
        return clauses

    def lowest(self, own: Standing) -> Standing:
        """Each capability's own value, lowered to what its prerequisites carry."""
        known: Standing = {}

        def value(number: str) -> float:
            if number not in known:
                known[number] = min(
                    [own[number]] + [max(value(a) for a in clause) for clause in self.needs[number]]
                )
            return known[number]

        return {number: value(number) for number in own}

    def waiting(self, number: str) -> list[str]:
        """What would not stand if ``number`` were missing and all else were there."""
        carried = self.lowest({other: float(other != number) for other in self.required})
        return by_number(other for other, value in carried.items() if value == 0 and other != number)

    # -- claims in time -----------------------------------------------------------------------------
    @cached_property
    def heard(self) -> dict[str, date | None]:
        return {r["source_id"]: first_day(r["published"] or r["retrieved"]) for r in self.tables["sources"]}

    def _known(self, row: Row, t: date) -> bool:
        """Is it heard of, not over, and not a finished one-off?"""
        if row.get("status") == "planned" or not row.get("since"):
            told = self.heard.get(row.get("source_id", ""))
            if told and t < told:
                return False
        over = after_last_day(row.get("until", ""))
        if row.get("status") == "ended" and not over:
            return False
        return not (over and t >= over)

    def active(self, row: Row, t: date | None = None) -> bool:
        t = t or self.t
        begins = first_day(row.get("since", ""))
        return (
            (row.get("status", "") in LIVE | {"ended"})
            and self._known(row, t)
            and not (begins and t < begins)
            and (not self.confirmed or row.get("verified", "yes") == "yes")
        )

    def planned(self, row: Row) -> bool:
        begins = first_day(row.get("since", ""))
        ahead = row.get("status") == "planned" or bool(begins and begins > self.t)
        return ahead and self._known(row, self.t) and (not self.confirmed or row.get("verified") == "yes")

    # -- who stands under whom, who pays whom -------------------------------------------------------
    def parents(self, body: str) -> set[str]:
        return {
            r["parent_id"] for r in self.tables["affiliations"] if r["child_id"] == body and self.active(r)
        }

    def tops(self, body: str) -> set[str]:
        above = self.parents(body)
        return set().union(*(self.tops(parent) for parent in above)) if above else {body}

    def funders(self, body: str, country: str, number: str, t: date | None = None) -> set[str]:
        return {
            r["funder_id"]
            for r in self.tables["funding"]
            if r["recipient_id"] == body
            and self.active(r, t)
            and r["iso3"] in ("", country)
            and (not r["capabilities"] or number in r["capabilities"].split(";"))
        }

    def providers(self, country: str, number: str, t: date | None = None) -> list[str]:
        """Who delivers on day ``t``; ahead of today, without those whose known funders of today are gone."""
        here = {
            r["stakeholder_id"]
            for r in self.tables["deliveries"]
            if (r["iso3"], r["capability"], r["role"]) == (country, number, "provides") and self.active(r, t)
        }
        if t and t > self.t:
            paid = {p for p in here if self.funders(p, country, number)}
            here -= {p for p in paid if not self.funders(p, country, number, t)}
        return sorted(here)

    def groups(self, country: str, number: str, t: date | None = None) -> list[list[str]]:
        members = self.providers(country, number, t)
        paid = {p: self.funders(p, country, number, t) for p in members}

        def joined(a: str, b: str) -> bool:
            one_purse = bool(paid[a] and paid[b]) and len(paid[a] | paid[b]) == 1
            return bool(self.tops(a) & self.tops(b)) or one_purse or paid[a] == {b} or paid[b] == {a}

        return pieces(members, [(a, b) for a, b in combinations(members, 2) if joined(a, b)])

    def rank(self, country: str, number: str, t: date) -> int:
        n = len(self.groups(country, number, t))
        return 2 if n >= self.required[number] else min(n, 1)

    # -- looks --------------------------------------------------------------------------------------
    def looks(self, country: str, number: str) -> list[Row]:
        """Latest first."""
        rows = [
            r
            for r in self.tables["reviews"]
            if (r["iso3"], r["capability"]) == (country, number) and _day(r["reviewed_on"]) <= self.t
        ]

        def order(r: Row) -> tuple[int, int, int, str, str, str]:
            age = -_day(r["reviewed_on"]).toordinal()
            place = (METHODS.index(r["method"]), OUTCOMES.index(r["outcome"]))
            return age, *place, r["phase"] or "9", r["reviewer"], r["source_id"]

        return sorted(rows, key=order)

    # -- cells --------------------------------------------------------------------------------------
    def cell(self, country: str, number: str) -> Cell:
        if (country, number) not in self.cells:
            self.cells[country, number] = self._cell(country, number)
        return self.cells[country, number]

    def _cell(self, country: str, number: str) -> Cell:
        rows = [
            r
            for r in self.tables["deliveries"]
            if (r["iso3"], r["capability"]) == (country, number)
            and (not self.confirmed or r["verified"] == "yes")
        ]
        groups = self.groups(country, number)
        n, k = len(groups), self.required[number]
        looks = self.looks(country, number)
        last = looks[0] if looks else None
        flags: set[str] = set()
        state = self._state(rows, n, k, looks, flags)
        if n == 1 and k > 1 and not looks:
            flags.add("uncounted")
        if n == k == 1:
            flags.add("sole_by_design")
        days = (date.fromordinal(self.t.toordinal() + i) for i in range(1, 367))
        year = [day for day in days if day <= add_months(self.t, 12)]
        now = self.rank(country, number, self.t)
        if now and any(
            self.rank(country, number, day) < now for day in self._turning_days(country, number, year)
        ):
            flags.add("expiring")
        told = [self.heard.get(r["source_id"]) for r in rows] + [first_day(r["reviewed_on"]) for r in looks]
        dated = [day for day in told if day and day <= self.t]
        if dated and add_months(max(dated), 36) < self.t:
            flags.add("stale")
        running = [r for r in rows if r["role"] == "provides" and self.active(r)]
        if n and not any(r["verified"] == "yes" for r in running):
            flags.add("unconfirmed")
        if any(_contradicts(r, other, self.t) for r in running for other in rows):
            flags.add("conflict")
        if n and last and last["outcome"] == "not_found":
            flags.add("conflict")
        return Cell(state, flags, self.providers(country, number), groups)

    def _state(self, rows: list[Row], n: int, k: int, looks: list[Row], flags: set[str]) -> str:
        last = looks[0] if looks else None
        own = [r for r in rows if r["role"] == "provides"]
        ends = [e for r in own if (e := after_last_day(r["until"])) and e <= self.t]
        if n:
            return "covered" if n >= k else "fragile"
        if last and last["outcome"] == "found" and last["phase"] != "1":
            if not any(end > _day(last["reviewed_on"]) for end in ends):
                return "unattributed"
        if any(self.planned(r) for r in own):
            return "planned"
        seen = [_day(r["reviewed_on"]) for r in looks if r["outcome"] == "found"]
        if any(not any(day >= end for day in seen) for end in ends):
            flags.add("lapsed")
            return "gap"
        if last and (last["outcome"] == "not_found" or last["phase"] == "1"):
            return "gap"
        if any(r["status"] == "ended" and not r["until"] for r in own):
            flags.add("lapsed")
        return "unknown"

    def _turning_days(self, country: str, number: str, days: list[date]) -> Iterator[date]:
        """The days of a period on which anything about a cell begins or ends."""
        rows = [r for r in self.tables["deliveries"] if (r["iso3"], r["capability"]) == (country, number)]
        dates = {after_last_day(r["until"]) for r in rows + self.tables["funding"]}
        dates |= {first_day(r["since"]) for r in rows + self.tables["funding"]}
        yield from (day for day in days if day in dates)

    # -- support and maturity -----------------------------------------------------------------------
    def standing(self, country: str) -> Standing:
        return {number: STANDING[self.cell(country, number).state] for number in self.required}

    def unsupported(self, country: str) -> list[str]:
        own = self.standing(country)
        carried = self.lowest(own)
        return by_number(number for number in own if own[number] == 1 and carried[number] == 0)

    def unlocks(self, country: str, number: str) -> list[str]:
        own = self.standing(country)
        before, after = self.lowest(own), self.lowest(own | {number: 1.0})
        return by_number(o for o in own if o != number and own[o] == 1 and after[o] > before[o])

    def phases(self, country: str) -> dict[str, tuple[float, float]]:
        result: dict[str, tuple[float, float]] = {}
        for number in self.required:
            looks = self.looks(country, number)
            rated = [r for r in looks if r["phase"]]
            if not rated:
                result[number] = (1, 4)
                continue
            day = _day(rated[0]["reviewed_on"])
            gone = any(r["outcome"] == "not_found" and _day(r["reviewed_on"]) > day for r in looks)
            phase = 1.0 if gone else float(rated[0]["phase"])
            result[number] = (phase, phase)
        return result

    def hollow(self, country: str) -> dict[str, tuple[float, float]]:
        """Capabilities more mature than their prerequisites carry, with the interval of the difference."""
        phases = self.phases(country)
        low = self.lowest({number: p[0] for number, p in phases.items()})
        high = self.lowest({number: p[1] for number, p in phases.items()})
        spans = {n: (max(0.0, phases[n][0] - high[n]), phases[n][1] - low[n]) for n in phases}
        return {number: span for number, span in spans.items() if span[0] > 0}

    def gain(self, country: str, number: str) -> float:
        own = {n: p[0] for n, p in self.phases(country).items()}
        before, after = self.lowest(own), self.lowest(own | {number: own[number] + 1})
        return sum(after[n] - before[n] for n in own)


def pieces(nodes: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Connected components, largest first, then by name."""
    near: dict[str, set[str]] = {node: {node} for node in nodes}
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    left, found = set(near), []
    while left:
        reach, edge = set(), [min(left)]
        while edge:
            node = edge.pop()
            if node not in reach:
                reach.add(node)
                edge.extend(near[node] - reach)
        found.append(sorted(reach))
        left -= reach
    return sorted(found, key=lambda piece: (-len(piece), piece))


def _day(text: str) -> date:
    day = first_day(text)
    assert day is not None, "a look has a date"
    return day


def _contradicts(running: Row, other: Row, t: date) -> bool:
    """Another source says that this delivery was over before ``t``, after it had begun."""
    end, begin = after_last_day(other["until"]), first_day(running["since"])
    return bool(
        other["stakeholder_id"] == running["stakeholder_id"]
        and other["source_id"] != running["source_id"]
        and end
        and end <= t
        and (begin is None or end > begin)
    )
