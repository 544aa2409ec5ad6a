"""What a status depends on, in words, and the records to check (METHODS 14): said beside what is proposed for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import Mask
from coordination.analytics.board.age import OF_CELLS, old_rows, undated_rows
from coordination.analytics.board.assumptions import assumptions, depends_on
from coordination.analytics.board.coverage import Coverage, Rule
from coordination.analytics.board.deciding_claims import affiliation_rows, money_rows, status_rows
from coordination.analytics.board.wider import WIDER
from coordination.text.records import Key
from coordination.text.sentences import Sentence
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3

__all__ = ["CHECK", "FIRM", "HANGS_ON", "HangsOn", "ToCheck", "hanging"]

HANGS_ON: Final = Key(
    "what would give the capability another status, one sentence for each assumption; none where its status is firm, "
    "or where an earlier one of the same capability has them"
)
CHECK: Final = Key(
    "the records to check: those that decide the status and that such a change leaves out; none where it leaves out "
    "none"
)


@dataclass(frozen=True, slots=True, order=True)
class ToCheck:
    """A record."""

    type: Annotated[str, Key("the type of the record, as the table of its kind is called")]
    claim: Annotated[ClaimId, Key("its id")]


@dataclass(frozen=True, slots=True)
class HangsOn:
    """What a status depends on."""

    depends: tuple[Sentence, ...]
    check: tuple[ToCheck, ...]


FIRM: Final = HangsOn((), ())


def _deciding(cover: Coverage, cell: int) -> Iterable[tuple[str, list[int]]]:
    """Rows of each type that decide a status: what it rests on, and what makes providers one."""
    yield from status_rows(cover, cell)
    if cover.rule[cell] in (Rule.COVERED, Rule.FRAGILE):
        members = cover.groups.node_who[cover.groups.of_query(cell)]
        yield "affiliations", affiliation_rows(cover, members)
        yield "funding", money_rows(cover, cell, members)


def _left_out(cover: Coverage, name: str, change: str) -> Mask:
    """The records of a type that a change leaves out."""
    frame = cover.facts.snapshot[name]
    if change in ("dated", "fresh") and name in OF_CELLS:
        old = old_rows(cover.facts, name, cover.as_of)
        return old | undated_rows(cover.facts, name) if change == "dated" else old
    if change == "confirmed" and name != "reviews":
        return ~frame["verified"].isin(["yes"])
    if change == "specific" and name == "deliveries":
        return frame["scope"].isin(WIDER)
    return np.zeros(len(frame.ids), bool)


def hanging(cover: Coverage, country: Iso3) -> Mapping[CapabilityNumber, HangsOn]:
    """Capability -> what its status depends on, for those of a country that are not firm."""
    out = dict[CapabilityNumber, HangsOn]()
    snapshot = cover.facts.snapshot
    for assumed in assumptions(cover, [country]).cells:
        if assumed.firm:
            continue
        changes = [
            c for c in ("confirmed", "dated", "fresh", "specific") if getattr(assumed, c) != assumed.state
        ]
        check = {
            ToCheck(name, ClaimId(snapshot[name].ids[row]))
            for name, rows in _deciding(cover, cover.index(country, assumed.capability))
            for change in changes
            for row in rows
            if _left_out(cover, name, change)[row]
        }
        out[assumed.capability] = HangsOn(depends_on(assumed), tuple(sorted(check)))
    return out
