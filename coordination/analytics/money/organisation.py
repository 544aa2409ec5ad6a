"""One organisation (METHODS 12): all that is on record about it on a day, and what would be lost without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.deliveries import Delivery, deliveries
from coordination.analytics.board.grant_rows import grants_at
from coordination.analytics.borders.programmes import Programme, programmes
from coordination.analytics.loss.cascade import outcome
from coordination.analytics.loss.scenario import Scenario
from coordination.analytics.money.payers import Grant, listed_grants, where_meant
from coordination.analytics.network.handoffs import Link, handoffs
from coordination.analytics.network.joined import Joined
from coordination.analytics.network.partners import PartnerTie, partners
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import sentence
from graph_schema.errors import UsageError, said
from graph_schema.ids import (
    CapabilityNumber,
    ClaimId,
    InstrumentId,
    Iso3,
    OrganisationKind,
    PartialDay,
    SourceId,
    StakeholderId,
)

__all__ = [
    "Belonging",
    "Carried",
    "HandsOver",
    "Organisation",
    "Relation",
    "TakesPart",
    "Way",
    "organisation",
]


@said_as(
    {
        "member_of": sentence("member of"),
        "has_member": sentence("has as member"),
        "part_of": sentence("part of"),
        "has_unit": sentence("has as part"),
        "seat_on": sentence("has a seat on"),
        "has_seat": sentence("gives a seat to"),
    }
)
class Relation(StrEnum):
    """How an organisation belongs to another."""

    MEMBER_OF = "member_of"
    HAS_MEMBER = "has_member"
    PART_OF = "part_of"
    HAS_UNIT = "has_unit"
    SEAT_ON = "seat_on"
    HAS_SEAT = "has_seat"


@said_as({"party": sentence("takes part"), "runs": sentence("runs it")})
class Part(StrEnum):
    """What an organisation has to do with an agreement or network."""

    PARTY = "party"
    RUNS = "runs"


@dataclass(frozen=True, slots=True)
class Belonging:
    """``other`` is the network, body, part or member."""

    relation: Annotated[Relation, Key("how they belong together")]
    other: StakeholderId
    since: Annotated[PartialDay, Key("first day")]
    until: Annotated[PartialDay, Key("last known day; empty = not known")]
    confirmed: Annotated[bool, Key("it was read in a source")]
    source: SourceId
    claims: Annotated[tuple[ClaimId, ...], Key("id of the row")]


@dataclass(frozen=True, slots=True)
class TakesPart:
    """An agreement or network, and what the organisation has to do with it."""

    instrument: InstrumentId
    part: Annotated[Part, Key("what it has to do with it")]
    since: Annotated[PartialDay, Key("first day")]
    until: Annotated[PartialDay, Key("last known day; empty = not known")]
    claims: Annotated[
        tuple[ClaimId, ...],
        Key("ids of the rows of the list; of what it runs that of the agreement or network"),
    ]


@dataclass(frozen=True, slots=True)
class Carried:
    """A capability that it provides today. ``alone``: no provider that is independent of it is known; ``falls``: it
    would have no provider without it."""

    country: Iso3
    capability: CapabilityNumber
    alone: Annotated[bool, Key("no provider that is independent of it is known")]
    falls: Annotated[bool, Key("it would have no provider without it")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the activities by which it provides it")]


@said_as({"receives": sentence("receives from"), "hands_over": sentence("hands over to")})
class Way(StrEnum):
    """On which side of a hand-off an organisation stands."""

    RECEIVES = "receives"
    HANDS_OVER = "hands_over"


@dataclass(frozen=True, slots=True)
class HandsOver:
    """A hand-off between what the organisation provides and what others provide in the same country."""

    country: Iso3
    own: Annotated[CapabilityNumber, Key("what it provides")]
    way: Annotated[Way, Key("whether it receives or hands over")]
    other: Annotated[CapabilityNumber, Key("the capability on the other side")]
    state: Annotated[Link, Key("whether any partnership backs the hand-off")]
    others: Annotated[tuple[StakeholderId, ...], Key("who provides the other side")]
    partners: Annotated[tuple[StakeholderId, ...], Key("of others: those with whom it has a partnership")]
    claims: Annotated[
        tuple[ClaimId, ...],
        Key(
            "ids of the records that the statuses of both sides rest on, and of what joins the two, see mnr handoffs"
        ),
    ]


@dataclass(frozen=True)
class Organisation:
    """``lost``, ``weaker``, ``unsupported``, ``channels``: how many capabilities would be without a provider, would
    have fewer, and would lose a prerequisite if it stopped; how many cross-border channels would close."""

    stakeholder: StakeholderId
    kind: OrganisationKind
    country: Annotated[Iso3 | None, Key("its seat; empty = not known, or none")]
    lost: Annotated[int, Key("capabilities without a provider if it stops", more={"minimum": 0})]
    weaker: Annotated[int, Key("capabilities with fewer independent providers", more={"minimum": 0})]
    unsupported: Annotated[int, Key("capabilities that lose a prerequisite", more={"minimum": 0})]
    channels: Annotated[int, Key("cross-border channels that close", more={"minimum": 0})]
    carries: Annotated[tuple[Carried, ...], Key("capabilities that it provides today, by country")]
    activities: Annotated[
        tuple[Delivery, ...], Key("everything that it is on record to do, ended and planned too")
    ]
    ties: Annotated[tuple[PartnerTie, ...], Key("its partnerships")]
    grants: Annotated[tuple[Grant, ...], Key("what it pays and is paid")]
    programmes: Annotated[tuple[Programme, ...], Key("its work towards the objectives of the framework")]
    belongs: Annotated[tuple[Belonging, ...], Key("memberships, parts, seats")]
    instruments: Annotated[tuple[TakesPart, ...], Key("agreements and networks")]
    handoffs: Annotated[tuple[HandsOver, ...], Key("what it receives from others, and hands over to them")]

    @property
    def funders(self) -> tuple[StakeholderId, ...]:
        """Who pays it today as far as is known, itself and grants that may have ended left out; by id."""
        paid = {g.funder for g in self.grants if g.recipient == self.stakeholder and not g.may_have_ended}
        return tuple(sorted(paid - {self.stakeholder}))

    @property
    def paid_until(self) -> PartialDay:
        """The last day of what others pay it, empty where a grant of them has no known end."""
        paid = [g for g in self.grants if not g.may_have_ended]
        ends = [g.until for g in paid if g.recipient == self.stakeholder != g.funder]
        return max(ends) if ends and all(ends) else PartialDay("")


_RELATIONS = (
    ("memberships", "member_id", "network_id", Relation.MEMBER_OF, Relation.HAS_MEMBER),
    ("affiliations", "child_id", "parent_id", Relation.PART_OF, Relation.HAS_UNIT),
    ("committee_seats", "member_id", "body_id", Relation.SEAT_ON, Relation.HAS_SEAT),
)


def _belongs(facts: Facts, t: int, who: str) -> Iterator[Belonging]:
    for name, near, far, there, back in _RELATIONS:
        frame, life = facts.snapshot[name], facts.life(name)
        rows = facts.counted(name)
        for i in rows[life.active(t)[rows]].tolist():
            ends = frame.text(near, i), frame.text(far, i)
            if who in ends and ends[0] != ends[1] and all(ends):
                relation, other = (there, ends[1]) if ends[0] == who else (back, ends[0])
                yield Belonging(
                    relation,
                    StakeholderId(other),
                    PartialDay(frame.text("since", i)),
                    PartialDay(frame.text("until", i)),
                    frame.text("verified", i) == "yes",
                    SourceId(frame.text("source_id", i)),
                    (ClaimId(frame.ids[i]),),
                )


def _instruments(facts: Facts, t: int, who: str) -> Iterator[TakesPart]:
    for name in ("agreements", "networks"):
        frame = facts.snapshot[name]
        for i, ident in enumerate(frame.ids):
            if frame.text("operator_id", i) == who:
                own = (ClaimId(ident),)
                yield TakesPart(InstrumentId(ident), Part.RUNS, PartialDay(""), PartialDay(""), own)
    frame, life = facts.snapshot["agreement_parties"], facts.life("agreement_parties")
    rows = facts.counted("agreement_parties")
    found: dict[tuple[str, str, str], list[ClaimId]] = {}
    for i in rows[life.active(t)[rows]].tolist():
        if frame.text("stakeholder_id", i) == who:
            key = frame.text("agreement_id", i), frame.text("since", i), frame.text("until", i)
            found.setdefault(key, []).append(ClaimId(frame.ids[i]))
    for (agreement, since, until), claims in found.items():
        yield TakesPart(
            InstrumentId(agreement),
            Part.PARTY,
            PartialDay(since),
            PartialDay(until),
            tuple(sorted(claims)),
        )


def _handoffs(facts: Facts, as_of: date, who: str, cover: Coverage) -> Iterator[HandsOver]:
    """Where it provides both sides there is nothing to hand over."""
    here = {
        facts.countries[c // facts.K]
        for c in cover.groups.node_query[cover.groups.node_who == facts.stakeholder_at[who]].tolist()
    }
    for h in handoffs(facts, as_of, cover).rows(here):
        if (who in h.needs_by) == (who in h.gives_by):
            continue
        receives = who in h.needs_by
        own, other = (h.needs, h.gives) if receives else (h.gives, h.needs)
        others = h.gives_by if receives else h.needs_by
        tied = {x for pair in h.ties if who in pair for x in pair}
        yield HandsOver(
            h.country,
            own,
            Way.RECEIVES if receives else Way.HANDS_OVER,
            other,
            h.state,
            others,
            tuple(x for x in others if x in tied),
            h.claims,
        )


def organisation(facts: Facts, as_of: date, who: str, cover: Coverage) -> Organisation:
    """All that is on record about an organisation; ``cover``: the coverage of that day. Raises UsageError for an id
    that there is not."""
    frame = facts.snapshot["stakeholders"]
    if who not in facts.stakeholder_at:
        raise UsageError(
            said("There is no organisation {who!r}.", who=who),
            hint=said("Look for its id in the search, or in `mnr deliveries`."),
        )
    row, t = frame.ids.index(who), as_of.toordinal()
    effect = outcome(facts, as_of, Scenario.parse("", [f"stakeholder:{who}"]), cover)
    falls = {(c.country, c.capability) for c in effect.loss.fallen}
    found = deliveries(facts, as_of, organisations=[who]).deliveries
    cells = dict.fromkeys((d.country, d.capability) for d in found)
    at = {name: cover.index(*name) for name in cells}
    joined, mine = Joined(cover), StakeholderId(who)
    carried = [
        Carried(*name, int(cover.n[at[name]]) == 1, name in falls, joined.work(name[0], mine, [name[1]]))
        for name in cells
        if who in cover.cell(at[name]).providers
    ]
    everywhere = list(range(len(facts.countries)))
    grants = {g: rows for g, rows in grants_at(facts, as_of).items() if who in g[:2]}
    where = where_meant(facts, as_of, everywhere)

    def order(x: HandsOver) -> tuple[Iso3, int, Way, int]:
        return x.country, facts.edition.index[x.own], x.way, facts.edition.index[x.other]

    return Organisation(
        stakeholder=StakeholderId(who),
        kind=OrganisationKind(frame.text("kind", row)),
        country=Iso3(frame.text("home_iso3", row)) or None,
        lost=len(effect.loss.fallen),
        weaker=len(effect.lowered),
        unsupported=len(effect.loss.unsupported),
        channels=len(effect.loss.duties_lost),
        carries=tuple(carried),
        activities=found,
        ties=tuple(x for x in partners(facts, as_of, paths=False).ties() if who in (x.a, x.b)),
        grants=tuple(listed_grants(facts, as_of, grants, where, everywhere)),
        programmes=programmes(facts, as_of, [who]),
        belongs=tuple(
            sorted(_belongs(facts, t, who), key=lambda b: (b.relation, b.other, b.since, b.source))
        ),
        instruments=tuple(
            sorted(_instruments(facts, t, who), key=lambda x: (x.instrument, x.part, x.since, x.until))
        ),
        handoffs=tuple(sorted(_handoffs(facts, as_of, who, cover), key=order)),
    )
