"""Who sits on the national bodies (METHODS 8): the seats of the composition test of the edition.

``filled``: somebody holds the seat on that day; ``empty``: nobody does, and the list of the body is whole;
``unknown``: nobody does, and nobody says that the list is whole, or somebody does by a row that the evidence asked for
does not admit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

import numpy as np

from coordination.analytics.base.facts import Facts, Ints
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


def _held(facts: Facts, as_of: date, rows: Ints) -> dict[tuple[int, int], tuple[StakeholderId, ...]]:
    """(body, seat) -> who holds it by these rows, ids sorted."""
    bodies, claims = facts.snapshot["committee_bodies"], facts.snapshot["committee_seats"]
    rows = rows[facts.life("committee_seats").active(as_of.toordinal())[rows]]
    seat_at = {row["seat"]: i for i, row in enumerate(facts.edition.lists["seats"])}
    body = claims["body_id"].coded({b: i for i, b in enumerate(bodies.ids)})[rows]
    seat = claims["seat"].coded(seat_at)[rows]
    who = claims["member_id"].coded(facts.stakeholder_at)[rows]
    keep = (body >= 0) & (seat >= 0) & (who >= 0)
    held: dict[tuple[int, int], list[StakeholderId]] = {}
    if keep.any():
        for b, s, w in np.unique(np.stack([body[keep], seat[keep], who[keep]]), axis=1).T.tolist():
            held.setdefault((b, s), []).append(facts.stakeholders[w])
    return {place: tuple(members) for place, members in held.items()}


def seats(facts: Facts, as_of: date, countries: Sequence[str] | None = None) -> Seats:
    """Every seat of every recorded body on a day. ``countries``: only theirs, None = all."""
    wanted: set[str] = set(facts.countries if countries is None else countries)
    bodies, admitted = facts.snapshot["committee_bodies"], facts.counted("committee_seats")
    others = np.setdiff1d(np.arange(len(facts.snapshot["committee_seats"])), admitted)
    held, said = _held(facts, as_of, admitted), _held(facts, as_of, others)
    country, whole = bodies["iso3"].texts(), bodies["seats_complete"].texts()
    found = []
    for b in sorted(range(len(bodies)), key=lambda i: (country[i], bodies.ids[i])):
        if countries is not None and country[b] not in wanted:
            continue
        for s, row in enumerate(facts.edition.lists["seats"]):
            members, unconfirmed = held.get((b, s), ()), said.get((b, s), ())
            nobody = Standing.EMPTY if whole[b] == "yes" and not unconfirmed else Standing.UNKNOWN
            state = Standing.FILLED if members else nobody
            body, seat = StakeholderId(bodies.ids[b]), SeatId(row["seat"])
            found.append(Seat(Iso3(country[b]), body, seat, state, members, unconfirmed))
    return Seats(tuple(found), tuple(map(Iso3, sorted(wanted - set(country)))))
