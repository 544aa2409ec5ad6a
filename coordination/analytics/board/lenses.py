"""The board of a country seen by threat, challenge, driver, discipline or objective (METHODS 2).

Which capabilities respond to which item is data of the edition and our own reading, to be confirmed. An item lacks a
capability where one of its own is a gap or only planned; what is unknown is told apart and never called missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.maturity import country_index
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import sentence
from coordination.text.states import OPEN, State
from graph_schema.edition import Edition
from graph_schema.ids import CapabilityNumber, FrameworkText, Iso3

__all__ = ["Aspect", "Lens", "Lenses", "lenses"]


@said_as(
    {
        "threat": sentence("threat"),
        "challenge": sentence("challenge"),
        "driver": sentence("driver"),
        "discipline": sentence("discipline"),
        "objective": sentence("objective"),
    },
    doc="what the capabilities are grouped by",
)
class Lens(StrEnum):
    THREAT = "threat"
    CHALLENGE = "challenge"
    DRIVER = "driver"
    DISCIPLINE = "discipline"
    OBJECTIVE = "objective"


#: Lens -> list of its items, list of its links, column of the item there.
_LISTS: Final = {
    Lens.THREAT: ("threats", "answers", "target"),
    Lens.CHALLENGE: ("challenges", "answers", "target"),
    Lens.DRIVER: ("drivers", "answers", "target"),
    Lens.DISCIPLINE: ("disciplines", "addresses", "discipline"),
    Lens.OBJECTIVE: ("objectives", "touches", "objective"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """One threat, challenge, driver, discipline or objective, and how the capabilities that respond to it stand in the
    country. Each of them is in one of the four lists, in the order of the edition."""

    by: Lens
    item: Annotated[str, Key("id of the threat, challenge, driver, discipline or objective in the edition")]
    name: Annotated[FrameworkText, Key("its name")]
    missing: Annotated[tuple[CapabilityNumber, ...], Key("a gap, or only planned")]
    fragile: Annotated[tuple[CapabilityNumber, ...], Key("fewer independent providers than it needs")]
    in_place: Annotated[tuple[CapabilityNumber, ...], Key("covered, or in place with no provider named")]
    unknown: Annotated[tuple[CapabilityNumber, ...], Key("nobody knows")]


@dataclass(frozen=True)
class Lenses:
    """The items of every lens, or of the one asked for, in the order of the edition."""

    country: Iso3
    items: Annotated[tuple[Aspect, ...], Key("by our own reading of which capability responds to what")]


def _links(e: Edition, lens: Lens) -> Iterator[tuple[str, str]]:
    """(item, capability) of a lens."""
    _items, links, column = _LISTS[lens]
    for row in e.lists[links]:
        if row.get("target_kind", lens) == lens:
            yield row[column], row["capability"]


def lenses(cover: Coverage, country: str, by: Iterable[Lens] = Lens) -> Lenses:
    """The board of a country by these lenses. Raises UsageError for a country that there is not."""
    country_index(cover.facts, country)
    e = cover.facts.edition
    state = {c.capability: c.state for c in cover.cells([country])}
    found = []
    for lens in by:
        linked = set(_links(e, lens))
        for row in e.lists[_LISTS[lens][0]]:
            own = [n for n in e.numbers if (row["id"], n) in linked]

            def those(*states: State, own: list[CapabilityNumber] = own) -> tuple[CapabilityNumber, ...]:
                return tuple(n for n in own if state[n] in states)

            found.append(
                Aspect(
                    by=lens,
                    item=row["id"],
                    name=FrameworkText(row["name"]),
                    missing=those(State.GAP, State.PLANNED),
                    fragile=those(State.FRAGILE),
                    in_place=those(State.COVERED, State.UNATTRIBUTED),
                    unknown=those(*OPEN),
                )
            )
    return Lenses(Iso3(country), tuple(found))
