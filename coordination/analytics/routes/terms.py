"""What is said of a route of a country: how it stands, its stations, its hand-offs, where it stops (METHODS 13)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, TypeAlias

from coordination.text.kinds import said_as
from coordination.text.records import HIDDEN, Key
from coordination.text.sentences import Sentence, sentence
from graph_schema.edition import Ends
from graph_schema.ids import CapabilityNumber, ClaimId, Instruction, Iso3, RouteId, SourceId, StakeholderId

__all__ = [
    "MORE",
    "Link",
    "LinkState",
    "Pair",
    "Place",
    "RouteState",
    "RouteStatus",
    "Routes",
    "Step",
    "StepState",
    "Stop",
    "Tried",
]

Pair: TypeAlias = tuple[StakeholderId, StakeholderId]
MORE: Final = 4  #: the cut of an open route that no three organisations close


@said_as(
    {
        "open": sentence("Gets through"),
        "other_entrance": sentence("Gets through from another entrance only"),
        "together": sentence("Only work together"),
        "broken": sentence("Stops at a gap"),
        "not_recorded": sentence("Hand-off not recorded"),
        "unknown": sentence("Not known"),
    },
    doc="open (a chain of recorded hand-offs), other_entrance (such a chain begins only at another capability of the "
    "first station, none at its own), together (a chain exists, but between some of it nobody recorded that "
    "cases are handed over: they only work together), broken (a step is a gap), not_recorded (all steps in place, no "
    "chain on record: no break), or unknown",
)
class RouteState(StrEnum):
    """Whether a case gets through."""

    OPEN = "open"
    OTHER_ENTRANCE = "other_entrance"
    TOGETHER = "together"
    BROKEN = "broken"
    NOT_RECORDED = "not_recorded"
    UNKNOWN = "unknown"


@said_as(
    {
        "in_place": sentence("In place"),
        "gap": sentence("Gap"),
        "unknown": sentence("Not known"),
        "abroad": sentence("In another country"),
    },
    doc="in_place (somebody provides it), gap, unknown, or abroad (in a country that nobody named)",
)
class StepState(StrEnum):
    """Whether a step can be taken."""

    IN_PLACE = "in_place"
    GAP = "gap"
    UNKNOWN = "unknown"
    ABROAD = "abroad"


@said_as(
    {
        "linked": sentence("Handed on"),
        "together": sentence("They work together; handing over is not recorded"),
        "others": sentence("Only others hand on, not those whom the case reaches"),
        "not_recorded": sentence("Hand-off not recorded"),
        "unknown": sentence("Not known"),
        "abroad": sentence("In another country"),
    },
    doc="linked (one organisation, a common top body, a partnership of kind data_sharing or referral, or across the "
    "border a channel), together (only partnerships of other kinds), others (as one of these, but by nobody whom the "
    "case reaches: what joins them is of other organisations of the two steps), not_recorded (both sides have "
    "providers, nothing joins them on record), unknown, or abroad",
)
class LinkState(StrEnum):
    """Whether a case is handed on between two steps."""

    LINKED = "linked"
    TOGETHER = "together"
    OTHERS = "others"
    NOT_RECORDED = "not_recorded"
    UNKNOWN = "unknown"
    ABROAD = "abroad"


@said_as(
    {"home": sentence("The part in this country"), "whole": sentence("The whole route")},
    doc="home (steps in another country are left out) or whole",
)
class Tried(StrEnum):
    """How much of a route was tried."""

    HOME = "home"
    WHOLE = "whole"


@said_as({"home": sentence("Home"), "abroad": sentence("Abroad")}, doc="home or abroad")
class Place(StrEnum):
    """Where a step is taken."""

    HOME = "home"
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A station of a route in a country."""

    step: Annotated[int, Key("its place on the route, from 1", more={"minimum": 1})]
    capabilities: Annotated[
        tuple[CapabilityNumber, ...], Key("any of them can carry it, the usual one first")
    ]
    place: Place
    optional: Annotated[bool, Key("a case may pass it over")]
    state: StepState
    providers: Annotated[tuple[StakeholderId, ...], Key("providers of any of its capabilities, by id")]
    recalled: Annotated[
        tuple[StakeholderId, ...], Key("of providers: those of whom no row there was read in a source")
    ]
    handoff: Annotated[Instruction, Key("how a case leaves it; of the last step: how it ends")]
    source: Annotated[SourceId | None, Key("where the edition has that from; null = our own judgement")]
    claims: Annotated[
        tuple[ClaimId, ...], Key("ids of the records that the statuses of its capabilities rest on")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The hand-off from one step to a later one; steps between them may be passed over."""

    start: Annotated[int, Key("step that hands on", name="from", more={"minimum": 1})]
    end: Annotated[int, Key("step that takes over", name="to", more={"minimum": 1})]
    state: LinkState
    pairs: Annotated[
        tuple[Pair, ...],
        Key("who hands on to whom; between two countries everybody, where a channel is open"),
    ]
    together: Annotated[
        tuple[Pair, ...],
        Key("who works with whom, by a partnership of which nobody recorded that cases are handed over"),
    ] = ()
    claims: Annotated[
        tuple[ClaimId, ...],
        Key(
            "ids of the partnerships, and of the affiliations to a common top body, that join these within a country; "
            "where one organisation does both, of its activities; between two countries, of what decides the channel: "
            "who is on the lists of its agreements and networks, else who states that there are no others"
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Where a case does not get on as far as is known: a step, or the hand-off between two."""

    step: Annotated[
        int | None,
        Key(
            "the first step that is not in place; of a route that gets through from another entrance only: 1, where "
            "nobody provides its own",
            may_lack=True,
        ),
    ] = None
    start: Annotated[
        int | None, Key("last step reached, where nobody hands on", name="from", may_lack=True)
    ] = None
    end: Annotated[int | None, Key("the step that it does not reach", name="to", may_lack=True)] = None
    reached: Annotated[
        tuple[StakeholderId, ...] | None,
        Key(
            "organisations of ``from`` whom the case reaches: those who could hand it on, by id",
            may_lack=True,
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteStatus:
    """One route of a country. ``units``: the organisations of ``alone``, those of one root together."""

    country: Iso3
    to: Annotated[Iso3 | None, Key("the country in which steps abroad are taken; null = they were not tried")]
    route: RouteId
    ends_with: Ends
    tried: Tried
    state: RouteState
    told: Annotated[Sentence, Key("the same in a sentence")]
    stops_at: Annotated[
        Stop | None, Key("null where it is open, and where only one step was tried", absent=None)
    ]
    gap: Annotated[
        int | None, Key("the first step that is a gap and cannot be passed over", more={"minimum": 1})
    ]
    steps: Annotated[tuple[Step, ...], Key("its stations, in order")]
    links: Annotated[tuple[Link, ...], Key("the hand-offs that there may be, by the step that hands over")]
    alone: Annotated[
        tuple[StakeholderId, ...],
        Key(
            "organisations without each of which, and its root, a route that has a chain closes, also over those who "
            "only work together, by id"
        ),
    ]
    cut: Annotated[
        int | None,
        Key(
            "how many organisations must be lost at least to close it; 4 = more than three; null where no chain leads "
            "to its end",
            more={"minimum": 1, "maximum": 4},
        ),
    ]
    units: Annotated[tuple[tuple[StakeholderId, ...], ...], HIDDEN]


@dataclass(frozen=True)
class Routes:
    """The routes of countries."""

    routes: Annotated[tuple[RouteStatus, ...], Key("by country, then in the order of the edition")]

    def of_rescue(self) -> tuple[RouteStatus, ...]:
        """Those that answer whether a report reaches a child."""
        return tuple(r for r in self.routes if r.ends_with is Ends.RESCUE)
