"""What organisations do towards the objectives of the framework: every row of work that is on record on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import Facts
from coordination.text.kinds import said_as
from coordination.text.records import Column, Key
from coordination.text.sentences import sentence
from graph_schema.ids import ClaimId, Iso3, MeansId, ObjectiveId, PartialDay, SourceId, StakeholderId

__all__ = ["WORK_STATES", "Programme", "WorkState", "programmes"]


@said_as(
    {
        "active": sentence("active"),
        "planned": sentence("planned"),
        "ended": sentence("ended"),
        "unknown": sentence("not known"),
    },
    doc="state of work; unknown = nobody said",
)
class WorkState(StrEnum):
    """Best known first."""

    ACTIVE = "active"
    PLANNED = "planned"
    ENDED = "ended"
    UNKNOWN = "unknown"


WORK_STATES: Final = tuple(WorkState)


@dataclass(frozen=True, slots=True)
class Programme:
    """``stakeholder`` works on ``objective`` by ``means``, as recorded."""

    country: Annotated[Iso3 | None, Key("where; empty = not in one country"), Column(sentence("Country"))]
    stakeholder: Annotated[StakeholderId, Column(sentence("Organisation"))]
    objective: Annotated[ObjectiveId, Column(sentence("Objective"))]
    means: Annotated[MeansId, Column(sentence("Means"))]
    title: Annotated[str, Key("title of the programme, as recorded"), Column(sentence("Work"))]
    state: Annotated[WorkState, Column(sentence("Status"))]
    since: Annotated[PartialDay, Key("as recorded; empty = not said"), Column(sentence("Since"))]
    until: Annotated[PartialDay, Key("as recorded; empty = not said"), Column(sentence("Until"))]
    confirmed: Annotated[bool, Key("it was read in a source"), Column(sentence("Confirmed"), in_files=True)]
    source: Annotated[SourceId, Column(sentence("Source"))]
    claim: Annotated[ClaimId, Column(sentence("Record"), in_files=True)]


def programmes(facts: Facts, as_of: date, who: Collection[str]) -> tuple[Programme, ...]:
    """The work of these organisations that was known on the day, by country (of no country last), objective, means,
    organisation."""
    frame, t = facts.snapshot["work"], as_of.toordinal()
    life = facts.life("work")
    over = life.lapsed(t) | (life.once & (life.known <= t))
    states = np.select([life.active(t), life.planned(t), over], [0, 1, 2], 3)
    rows = np.flatnonzero((states < 3) & frame["stakeholder_id"].isin(list(who)))
    found = []
    for i in rows.tolist():
        r = frame.row(i)
        found.append(
            Programme(
                country=Iso3(r["iso3"]) if r["iso3"] else None,
                stakeholder=StakeholderId(r["stakeholder_id"]),
                objective=ObjectiveId(r["objective"]),
                means=MeansId(r["means"]),
                title=r["title"],
                state=WORK_STATES[int(states[i])],
                since=PartialDay(r["since"]),
                until=PartialDay(r["until"]),
                confirmed=r["verified"] == "yes",
                source=SourceId(r["source_id"]),
                claim=ClaimId(frame.ids[i]),
            )
        )
    lists = facts.edition.lists
    aims, ways = ({r["id"]: n for n, r in enumerate(lists[name])} for name in ("objectives", "means"))

    def order(p: Programme) -> tuple[bool, str, int, int, str, str, str]:
        place = aims.get(p.objective, len(aims)), ways.get(p.means, len(ways))
        return p.country is None, p.country or "", *place, p.stakeholder, p.title, p.claim

    return tuple(sorted(found, key=order))
