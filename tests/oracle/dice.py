"""Seeded chances for random worlds: dates near a given day, statuses, lists, and rows with unique keys."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.oracle.dates import end_exclusive, first_day
from tests.oracle.world import Tables

__all__ = ["AS_OF", "KEYS", "Dice"]

#: The day around which the dates of every random world lie.
AS_OF = date(2024, 2, 29)
#: Columns that name a claim; together with the source they are unique (ties: the pair without order).
KEYS = {
    "deliveries": ("stakeholder_id", "capability", "iso3"),
    "reviews": ("iso3", "edition", "capability", "reviewed_on", "method", "reviewer"),
    "agreement_parties": ("agreement_id", "iso3", "stakeholder_id"),
    "memberships": ("member_id", "network_id"),
    "ties": ("a_id", "b_id", "kind", "iso3", "capability"),
    "funding": ("funder_id", "recipient_id", "iso3", "since", "title"),
    "affiliations": ("child_id", "parent_id"),
    "committee_seats": ("iso3", "body_id", "member_id", "seat"),
    "work": ("stakeholder_id", "iso3", "objective", "means", "title"),
    "duty_reviews": ("duty", "iso3", "reviewed_on"),
    "link_reviews": ("iso3", "gives", "takes", "reviewed_on", "method", "reviewer"),
    "own_actions": ("iso3", "capability", "serves", "step"),
    "indicators": ("indicator_id", "iso3", "region", "year"),
}
#: What an empty key column means.
DEFAULTS = {"edition": "mnr-2016"}


class Dice:
    def __init__(self, name: str) -> None:
        self.rng = random.Random(name)
        self.tables: Tables = {}
        self.used: set[tuple[str, ...]] = set()
        self.sources: list[str] = []

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, *options: str) -> str:
        return self.rng.choice(options)

    def day(self, low: int, high: int) -> str:
        """A date ``low`` to ``high`` months from AS_OF as full, month or year text, often on an edge."""
        if self.chance(0.15):
            return (AS_OF + timedelta(days=self.rng.choice([-1, 0, 0, 1]))).isoformat()
        day = AS_OF + timedelta(days=30 * self.rng.randint(low, high) + self.rng.randint(-14, 14))
        return day.isoformat()[: self.rng.choice([4, 7, 7, 10, 10])]

    def since(self) -> str:
        if self.chance(0.35):
            return ""
        return self.day(1, 30) if self.chance(0.15) else self.day(-110, 0)

    def until(self, since: str) -> str:
        if self.chance(0.45):
            return ""
        for _ in range(8):
            text = self.day(-60, 0) if self.chance(0.45) else self.day(0, 26)
            start, end = first_day(since), end_exclusive(text)
            if start is None or (end is not None and start < end):
                return text
        return ""

    def some(self, options: list[str], most: int) -> str:
        """Up to ``most`` of the numbers, joined."""
        chosen = self.rng.sample(options, min(len(options), self.rng.randint(0, most)))
        return ";".join(sorted(chosen, key=int))

    def life(self, *statuses: str) -> dict[str, str]:
        since = self.since()
        return {
            "since": since,
            "until": self.until(since),
            "status": self.rng.choice(statuses),
            "verified": self.pick("yes", "yes", "yes", "recalled", ""),
            "source_id": self.rng.choice(self.sources),
            "note": "",
        }

    def add(self, table: str, row: dict[str, str]) -> bool:
        """Append unless a row of the same key and source is there."""
        if table in KEYS:
            key = [row.get(c, "") or DEFAULTS.get(c, "") for c in KEYS[table]]
            if table == "ties":
                key[:2] = sorted(key[:2])
            name = (table, *key, row.get("source_id", ""))
            if name in self.used:
                return False
            self.used.add(name)
        self.tables.setdefault(table, []).append(row)
        return True
