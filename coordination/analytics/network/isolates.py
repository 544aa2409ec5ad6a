"""Organisations without a tie, with the records of what they do: a row of its own wherever they are listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np

from coordination.analytics.base.facts import Facts, Ints
from coordination.text.records import Column, Key
from coordination.text.sentences import sentence
from graph_schema.ids import ClaimId, StakeholderId

__all__ = ["Isolate", "isolates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolate:
    """An organisation without a tie."""

    stakeholder: Annotated[StakeholderId, Column(sentence("Organisation"))]
    claims: Annotated[
        tuple[ClaimId, ...],
        Key("ids of its activities that count on the day; its own id where none is recorded"),
        Column(sentence("Records"), in_files=True),
    ]


def isolates(facts: Facts, as_of: date, alone: Ints) -> tuple[Isolate, ...]:
    """A row for each of ``alone`` (positions in ``facts.stakeholders``), in their order."""
    d, ids = facts.deliveries, facts.snapshot["deliveries"].ids
    here = np.isin(d.who, alone) & d.life.active(as_of.toordinal())
    work: dict[int, set[ClaimId]] = {}
    for who, row in zip(d.who[here].tolist(), d.row[here].tolist(), strict=True):
        work.setdefault(who, set()).add(ClaimId(ids[row]))
    return tuple(
        Isolate(
            stakeholder=facts.stakeholders[i],
            claims=tuple(sorted(work.get(i) or {ClaimId(facts.stakeholders[i])})),
        )
        for i in alone.tolist()
    )
