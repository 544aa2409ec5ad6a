"""Who sits on the national bodies (METHODS 8): the seats of the composition test of the edition.

``filled``: somebody holds the seat on that day; ``empty``: nobody does, and the list of the body is whole;
``unknown``: nobody does, and nobody says that the list is whole, or somebody does by a row that the evidence asked for
does not admit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

import numpy as np

from coordination.analytics.base.facts import Facts, Ints, Life
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.ids import Iso3, SeatId, StakeholderId

__all__ = ["Seat", "Seats", "Standing", "seats"]


@said_as(
    {"filled": sentence("filled"), "empty": sentence("vacant"), "unknown": sentence("not known")},
    doc="filled, empty (nobody holds it and the list of members is whole), or unknown",
)
class Standing(StrEnum):
    FILLED = "filled"
    EMPTY = "empty"  #: said only where the list of members is known to be whole
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of one body."""

    country: Iso3
    body: Annotated[StakeholderId, Key("the national body")]
    seat: SeatId
    state: Standing
    members: Annotated[tuple[StakeholderId, ...], Key("who holds it, sorted by id")]
    unconfirmed: Annotated[
        tuple[StakeholderId, ...],
        Key("who is said to hold it by rows that the evidence asked for does not admit, sorted by id"),
    ]

    def reason(self) -> Sentence:
        body, seat = Name("stakeholders", self.body), Name("seats", self.seat)
        if self.state is Standing.FILLED:
            members = tuple(Name("stakeholders", m) for m in self.members)
            return sentence("{seat} on {body}: {members}.", seat=seat, body=body, members=members)
        if self.state is Standing.EMPTY:
            return sentence(
                "{seat} on {body}: vacant. The list of its members is complete.", seat=seat, body=body
            )
        if self.unconfirmed:
            said = tuple(Name("stakeholders", m) for m in self.unconfirmed)
            return sentence(
                "{seat} on {body}: unknown. {members} is said to hold it, but this is not confirmed.",
                seat=seat,
                body=body,
                members=said,
            )
        return sentence(
            "{seat} on {body}: unknown. The list of its members may be incomplete.",
            seat=seat,
            body=body,
        )


@dataclass(frozen=True)
class Seats:
    """By country, then body; seats in the order of the edition. ``without_body``: countries of the store
    for which no national body is recorded (which does not mean that there is none)."""

    seats: Annotated[tuple[Seat, ...], Key("every seat of every recorded body")]
    without_body: Annotated[tuple[Iso3, ...], Key("countries for which no national body is recorded")]


@dataclass(frozen=True, eq=False)
class _Claims:
    """Rows that say who holds a seat, sorted by body, then seat, then who."""

    body: Ints
    seat: Ints
    who: Ints
    life: Life

    @staticmethod
    def of(facts: Facts, rows: Ints) -> _Claims:
        bodies, claims = facts.snapshot["committee_bodies"], facts.snapshot["committee_seats"]
        seat_at = {row["seat"]: i for i, row in enumerate(facts.edition.lists["seats"])}
        body = claims["body_id"].coded({b: i for i, b in enumerate(bodies.ids)})[rows]
        seat = claims["seat"].coded(seat_at)[rows]
        who = claims["member_id"].coded(facts.stakeholder_at)[rows]
        keep = np.flatnonzero((body >= 0) & (seat >= 0) & (who >= 0))
        keep = keep[np.lexsort((who[keep], seat[keep], body[keep]))]
        return _Claims(body[keep], seat[keep], who[keep], facts.life("committee_seats").take(rows[keep]))

    def held(self, body: int, t: int) -> dict[int, list[int]]:
        """Seat -> who holds it on a day, each once."""
        low, high = np.searchsorted(self.body, [body, body + 1]).tolist()
        part, life = slice(low, high), self.life
        on = ((life.start[part] <= t) & (t < life.stop[part])).tolist()
        out: dict[int, dict[int, None]] = {}
        for seat, who, active in zip(self.seat[part].tolist(), self.who[part].tolist(), on, strict=True):
            if active:
                out.setdefault(seat, {})[who] = None
        return {seat: list(who) for seat, who in out.items()}


@dataclass(frozen=True, eq=False)
class _Bodies:
    """The national bodies of each country, by id, and the rows about their seats that the evidence asked for admits
    and does not admit."""

    of_country: Mapping[str, list[int]]
    admitted: _Claims
    others: _Claims

    @staticmethod
    def of(facts: Facts) -> _Bodies:
        def make(_: object) -> _Bodies:
            bodies, admitted = facts.snapshot["committee_bodies"], facts.counted("committee_seats")
            others = np.setdiff1d(np.arange(len(facts.snapshot["committee_seats"])), admitted)
            country, of_country = bodies["iso3"].texts(), dict[str, list[int]]()
            for b in sorted(range(len(bodies)), key=bodies.ids.__getitem__):
                of_country.setdefault(country[b], []).append(b)
            return _Bodies(of_country, _Claims.of(facts, admitted), _Claims.of(facts, others))

        return facts.snapshot.derived(("seats", facts.edition.id, facts.evidence), make)


def seats(facts: Facts, as_of: date, countries: Sequence[str] | None = None) -> Seats:
    """Every seat of every recorded body on a day. ``countries``: only theirs, None = all."""
    known, frame, t = _Bodies.of(facts), facts.snapshot["committee_bodies"], as_of.toordinal()
    every = [SeatId(row["seat"]) for row in facts.edition.lists["seats"]]
    found = []
    for iso3 in sorted(
        known.of_country.keys() if countries is None else {*countries} & known.of_country.keys()
    ):
        for b in known.of_country[iso3]:
            held, said = known.admitted.held(b, t), known.others.held(b, t)
            whole = frame["seats_complete"].text(b) == "yes"
            for s, seat in enumerate(every):
                members, unconfirmed = (
                    tuple(facts.stakeholders[w] for w in who.get(s, ())) for who in (held, said)
                )
                nobody = Standing.EMPTY if whole and not unconfirmed else Standing.UNKNOWN
                state = Standing.FILLED if members else nobody
                body = StakeholderId(frame.ids[b])
                found.append(Seat(Iso3(iso3), body, seat, state, members, unconfirmed))
    wanted = {*(facts.countries if countries is None else countries)}
    return Seats(tuple(found), tuple(map(Iso3, sorted(wanted - known.of_country.keys()))))
