"""A framework edition, read from its folder of CSV files by a reader of the oracle's own."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

__all__ = ["BASE_EDITION", "Edition", "default_edition", "later_edition", "number_key", "read_edition"]

#: Capability numbers that do not name an edition are numbers of this one (METHODS 0).
BASE_EDITION = "mnr-2016"
EDITIONS = Path(__file__).parents[2] / "graph_schema" / "editions"


def number_key(number: str) -> tuple[int, str]:
    """Capability numbers are text, sorted as numbers."""
    return (int(number), number)


@dataclass(frozen=True, eq=False)
class Edition:
    """What an edition says. Capability numbers are text; all lists are in edition order."""

    id: str
    capabilities: list[str]
    domain: dict[str, str]
    required: dict[str, int]
    all_of: dict[str, list[str]]  #: P edges without group: every one is needed
    any_of: dict[str, list[list[str]]]  #: P edges with a group: one of each group is enough
    flows: list[tuple[str, str]]  #: F edges as (needs, gives)
    duties: list[str]
    seats: list[str]
    crosswalk: dict[str, list[str]] | None  #: number of mnr-2016 -> numbers here; None = this is mnr-2016
    one_is_normal: frozenset[str] = (
        frozenset()
    )  #: one national body is what a country has; a successor is sought
    ageless: frozenset[str] = frozenset()  #: what is on record of it does not grow old
    online_by_name: frozenset[str] = frozenset()  #: exploitation online is what it is about
    by_children: frozenset[str] = frozenset()  #: children carry it
    statutory: frozenset[str] = frozenset()  #: a duty of the state by its nature
    asked: dict[str, tuple[list[str], str, bool]] = field(
        default_factory=dict
    )  #: kinds that may be asked, where, and whether bodies of the state alone are
    akin: frozenset[tuple[str, str]] = frozenset()  #: (a, b): who does b could be asked to take a up

    def numbers_here(self, edition_of_row: str, number: str) -> list[str]:
        """The capabilities of this edition that a number of a row means; [] where none holds it."""
        if (edition_of_row or BASE_EDITION) == self.id:
            return [number] if number in self.required else []
        if (edition_of_row or BASE_EDITION) == BASE_EDITION and self.crosswalk is not None:
            return self.crosswalk.get(number, [])
        return []

    def look_here(self, edition_of_row: str, number: str) -> list[str]:
        """As ``numbers_here``, but looks pass a crosswalk only where it is one-to-one."""
        here = self.numbers_here(edition_of_row, number)
        if (edition_of_row or BASE_EDITION) == self.id:
            return here
        if self.crosswalk is None:  # a look made in the later edition, read back into the first one
            origins = [
                f for f, targets in later_edition().crosswalk_or_nothing().items() if number in targets
            ]
            return origins if len(origins) == 1 and edition_of_row == later_edition().id else []
        if len(here) != 1:
            return []
        origins = [f for f, targets in self.crosswalk.items() if here[0] in targets]
        return here if origins == [number] else []

    def joined(self, number: str) -> set[str]:
        """What an F edge joins to a capability, either way."""
        return {a if b == number else b for a, b in self.flows if number in (a, b)} - {number}

    def crosswalk_or_nothing(self) -> dict[str, list[str]]:
        return self.crosswalk or {}

    def direct(self, number: str) -> list[str]:
        """Direct prerequisites (P edges), needed and alternative alike."""
        found = list(self.all_of[number])
        for group in self.any_of[number]:
            found.extend(group)
        return sorted(set(found), key=number_key)


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def read_edition(folder: Path) -> Edition:
    capabilities = _rows(folder, "capabilities.csv")
    numbers = [row["number"] for row in capabilities]
    all_of: dict[str, list[str]] = {n: [] for n in numbers}
    groups: dict[str, dict[str, list[str]]] = {n: {} for n in numbers}
    flows = []
    for row in _rows(folder, "requires.csv"):
        if row["kind"] == "P" and row["group"] == "":
            all_of[row["needs"]].append(row["gives"])
        elif row["kind"] == "P":
            groups[row["needs"]].setdefault(row["group"], []).append(row["gives"])
        elif row["kind"] == "F":
            flows.append((row["needs"], row["gives"]))
    crosswalk: dict[str, list[str]] | None = None
    if (folder / "crosswalk.csv").exists():
        crosswalk = {}
        for row in _rows(folder, "crosswalk.csv"):
            crosswalk.setdefault(row["from_number"], []).append(row["to_number"])
    return Edition(
        id=_rows(folder, "edition.csv")[0]["id"],
        capabilities=numbers,
        domain={row["number"]: row["domain"] for row in capabilities},
        required={row["number"]: int(row["required"]) for row in capabilities},
        all_of=all_of,
        any_of={n: [groups[n][g] for g in sorted(groups[n])] for n in numbers},
        flows=flows,
        duties=[row["capability"] for row in _rows(folder, "duties.csv")],
        seats=[row["seat"] for row in _rows(folder, "seats.csv")],
        crosswalk=crosswalk,
        one_is_normal=frozenset(row["number"] for row in capabilities if row.get("one_is_normal") == "yes"),
        ageless=frozenset(row["number"] for row in capabilities if row.get("ages") == "no"),
        online_by_name=frozenset(row["number"] for row in capabilities if row.get("online_by_name") == "yes"),
        by_children=frozenset(row["number"] for row in capabilities if row.get("by_children") == "yes"),
        statutory=frozenset(row["number"] for row in capabilities if row.get("statutory") == "yes"),
        asked={
            row["number"]: (row["asked_kinds"].split(";"), row["asked_area"], row["asked_public"] == "yes")
            for row in capabilities
        },
        akin=frozenset((row["number"], n) for row in capabilities for n in row["akin"].split(";") if n),
    )


@cache
def default_edition() -> Edition:
    return read_edition(EDITIONS / "mnr_2016")


@cache
def later_edition() -> Edition:
    return read_edition(EDITIONS / "mnr_2022")
