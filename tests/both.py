"""The same question to the program and to the oracle: random worlds x days x evidence x editions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from coordination.analytics.base.facts import Evidence, Facts, facts_of
from coordination.model.snapshot import Snapshot
from graph_schema.edition import edition
from tests.oracle import edition as oracle_edition
from tests.oracle.world import Tables
from tests.worlds import days_of, random_world

__all__ = ["Case", "cases", "facts"]


@dataclass(frozen=True)
class Case:
    """``facts``: the tables as the program sees them; ``edition``: the oracle's own reading of the edition."""

    tables: Tables
    facts: Facts
    edition: oracle_edition.Edition
    day: date
    evidence: str

    def __str__(self) -> str:
        return f"{self.edition.id}, {self.evidence}, {self.day}"


def cases(seed: int, size: str = "small", days: int = 2) -> Iterator[Case]:
    """One world on ``days`` of its days, with both kinds of evidence, in both editions."""
    tables = random_world(seed, size)
    snapshot = Snapshot.from_rows(tables)
    for seen in (oracle_edition.default_edition(), oracle_edition.later_edition()):
        for evidence in Evidence:
            compiled = facts_of(snapshot, edition(seen.id), evidence)
            for day in days_of(tables, seed)[:days]:
                yield Case(tables, compiled, seen, day, str(evidence))


def facts(tables: Tables, evidence: str = "all", ed: str = "mnr-2016") -> Facts:
    return facts_of(Snapshot.from_rows(tables), edition(ed), Evidence(evidence))
