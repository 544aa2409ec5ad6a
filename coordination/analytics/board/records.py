"""What the records of who provides a capability speak of: exploitation online, or something wider (METHODS 2).

It says nothing of how good it is, and never changes the status. What others may call: :func:`ranks` (of each row),
:attr:`Coverage.record`, :attr:`Coverage.sure2` and :attr:`Coverage.assured2` (of each cell).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import numpy as np

from coordination.analytics.base.facts import Facts, Ints
from coordination.text.kinds import said_as
from coordination.text.sentences import sentence
from graph_schema.values import Area, Scope

__all__ = ["NOBODY", "RECORDS", "Record", "ranks", "records"]


@said_as(
    {
        "online": sentence("for online exploitation"),
        "not_said": sentence("the record does not say"),
        "part": sentence("in a part of the country only"),
        "general": sentence("only in general"),
    },
    doc="what the records of its providers speak of, by the best of them",
)
class Record(StrEnum):
    """What the records of a cell with providers speak of, the best first."""

    ONLINE = "online"
    NOT_SAID = "not_said"
    PART = "part"
    GENERAL = "general"


#: A record by its rank, and the rank of a cell without providers.
RECORDS: Final = (Record.GENERAL, Record.PART, Record.NOT_SAID, Record.ONLINE)
NOBODY: Final = -1


def ranks(facts: Facts) -> Ints:
    """What each row of ``facts.deliveries`` speaks of, as a position in RECORDS. Worked out once for each snapshot.

    A row is in general if it says that it is not online or, saying nothing of that, its scope is general; of the others
    it is for a part of the country if its area or its scope says so; else online if it says so, if its scope is
    specific, or where the capability is online by its name and neither column says anything.
    """
    return facts.snapshot.derived(("records", facts.edition.id, facts.evidence), lambda _: _ranks(facts))


def _ranks(facts: Facts) -> Ints:
    d, frame = facts.deliveries, facts.snapshot["deliveries"]
    scope, online = frame["scope"], frame["online"]
    general = online.isin(["no"]) | (scope.isin([Scope.GENERAL]) & ~online.isin(["yes"]))
    partial = frame["area"].isin([Area.STATE, Area.DISTRICT]) | scope.isin([Scope.PART_OF_COUNTRY])
    said = online.isin(["yes"]) | scope.isin([Scope.SPECIFIC])
    silent = (online.isin([""]) & scope.isin([""]))[d.row]
    by_name = np.asarray([c.online_by_name for c in facts.edition.capabilities], bool)[d.cell % facts.K]
    for_online = said[d.row] | (silent & by_name)
    return np.select([general[d.row], partial[d.row], for_online], [0, 1, 3], 2).astype(np.int64)


def records(facts: Facts, t: int) -> Ints:
    """The best record of the providers of each cell on a day, as a position in RECORDS, or NOBODY. Shape (cells,)."""
    d = facts.deliveries
    found = np.full(facts.cells, NOBODY, np.int64)
    rows = np.flatnonzero(d.provides & d.life.active(t))
    np.maximum.at(found, d.cell[rows], ranks(facts)[rows])
    return found
