"""What is told of a cell and of a board: status, flags, who provides it, what the records speak of (METHODS 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Annotated, Final, NamedTuple

from coordination.analytics.board.records import Record
from coordination.text.records import HIDDEN, Key
from coordination.text.states import Flag, Sign, State, sign_of
from graph_schema.ids import CapabilityNumber, Iso3, ServiceId, SourceId, StakeholderId
from graph_schema.values import Part

__all__ = ["Age", "Board", "CellStatus", "DoneBy", "Headline", "ServicePart", "SharedService", "headline"]

_COUNT: Final = {"minimum": 0}


class ServicePart(NamedTuple):
    """Who is a part of a service here."""

    stakeholder: StakeholderId
    part: Annotated[Part | None, Key("what it is for the service; empty = not said")]


@dataclass(frozen=True, slots=True)
class SharedService:
    """A service that several run together, and its parts here."""

    service: Annotated[ServiceId | None, Key("empty = the service has no name: a partnership joins the two")]
    parts: Annotated[tuple[ServicePart, ...], Key("who is a part of it here, and what for")]


class DoneBy(NamedTuple):
    """Who did it once, or supports it where nobody provides it."""

    stakeholder: StakeholderId
    last: Annotated[date | None, Key("the last day of what it did; empty = no source says")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """How old the evidence of a capability in a country is, by the days of its sources."""

    newest: Annotated[
        date | None,
        Key("newest day of the sources of its providers and of its reviews; empty = none has a day"),
    ]
    undated: Annotated[
        tuple[StakeholderId, ...],
        Key("providers of whom no source has a day: someone read it, no more is known"),
    ]
    recent: Annotated[State, Key("by what was published in the 36 months before, and what does not age")]
    recent_undated: Annotated[State, Key("the same with what has no day")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStatus:
    """What is known of a capability in a country. ``ends``: the last day of its rank, where a known end lowers that
    within a year; ``recalled``: the providers of whom nobody has read in a source that they do it."""

    country: Iso3
    capability: CapabilityNumber
    state: State
    sign: Sign = field(init=False)
    flags: Annotated[tuple[Flag, ...], Key("in alphabetical order")] = ()
    providers: Annotated[tuple[StakeholderId, ...], Key("organisations that deliver it on the day")] = ()
    supporters: Annotated[
        tuple[StakeholderId, ...], Key("organisations that support it; shown, never counted")
    ] = ()
    stand_ins: Annotated[
        tuple[StakeholderId, ...],
        Key(
            "organisations that have agreed to take over and do not provide it; they secure what one provides, and "
            "are never counted as providers"
        ),
    ] = ()
    groups: Annotated[int, Key("n, the number of independent providers", more={"minimum": 0})] = 0
    planned: Annotated[tuple[StakeholderId, ...], Key("organisations that have announced it")] = ()
    done_by: Annotated[
        tuple[DoneBy, ...],
        Key("of done_once who did it, of supported_only who supports or supported it; else empty"),
    ] = ()
    sources: Annotated[tuple[SourceId, ...], Key("sources that the deciding rule rests on")] = ()
    services: Annotated[
        tuple[SharedService, ...], Key("services that several run together, of which somebody is a part here")
    ] = ()
    record: Annotated[
        Record | None,
        Key("what the records of its providers speak of, by the best of them; empty = no provider"),
    ] = None
    age: Annotated[Age | None, Key("how old its evidence is")] = None
    ends: Annotated[date | None, HIDDEN] = None
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "sign", sign_of(self.state, self.flags))

    @property
    def known(self) -> bool:
        return self.state is not State.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """For how many capabilities of a country somebody is on record, and for what; the parts add up to all of them.
    Numbers
    of countries are not compared."""

    country: Iso3
    of: Annotated[int, Key("capabilities of the edition", more=_COUNT)]
    on_record: Annotated[int, Key("with a provider on record", more=_COUNT)]
    online: Annotated[int, Key("of these, for online exploitation", more=_COUNT)]
    not_said: Annotated[int, Key("of these, the record does not say for what", more=_COUNT)]
    part: Annotated[int, Key("of these, in a part of the country only", more=_COUNT)]
    general: Annotated[int, Key("of these, only in general", more=_COUNT)]
    unattributed: Annotated[int, Key("found by a review, provider not named", more=_COUNT)]
    planned: Annotated[int, Key("planned", more=_COUNT)]
    done_once: Annotated[int, Key("done once, nobody on record who carries it on", more=_COUNT)]
    supported_only: Annotated[int, Key("with support only", more=_COUNT)]
    gap: Annotated[int, Key("ended, or not found by a review", more=_COUNT)]
    unknown: Annotated[int, Key("not known", more=_COUNT)]


def headline(cells: Sequence[CellStatus]) -> Headline:
    """Of the cells of one country."""
    records = Counter(c.record for c in cells if c.record)
    states = Counter(c.state for c in cells)
    return Headline(
        country=cells[0].country,
        of=len(cells),
        on_record=records.total(),
        online=records[Record.ONLINE],
        not_said=records[Record.NOT_SAID],
        part=records[Record.PART],
        general=records[Record.GENERAL],
        **{str(s): states[s] for s in State if s not in (State.COVERED, State.FRAGILE)},
    )


@dataclass(frozen=True)
class Board:
    """The status of every capability in some countries."""

    cells: Annotated[
        tuple[CellStatus, ...],
        Key("every country asked about and every capability, sorted by country, then in edition order"),
    ]
    headlines: Annotated[
        tuple[Headline, ...],
        Key("for each of these countries, for how many capabilities somebody is on record"),
    ] = field(init=False)
    copied: Annotated[tuple[Iso3, ...], HIDDEN] = ()
    """Of a copy of some countries: for which it was made."""

    def __post_init__(self) -> None:
        by = groupby(self.cells, lambda c: c.country)
        object.__setattr__(self, "headlines", tuple(headline(tuple(cells)) for _, cells in by))
