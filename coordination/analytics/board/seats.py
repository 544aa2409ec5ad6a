"""Who sits on the national bodies (METHODS 8): the seats of the composition test of the edition.

``filled``: somebody holds the seat on that day; ``empty``: nobody does, and the list of the body is whole;
``unknown``: nobody does, and nobody says that the list is whole, or somebody does by a row that the evidence asked for
does not admit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from coordination.analytics.base.facts import Facts, Ints
from coordination.text.sentences import Name, Sentence, sentence

__all__ = ["Seat", "Seats", "seats"]


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of one body. ``state``: filled, empty or unknown; ``members``: who holds it, ids sorted;
    ``unconfirmed``: who is said to hold it by rows that do not count (evidence *confirmed*), ids sorted."""

    country: str
    body: str
    seat: str
    state: str
    members: tuple[str, ...]
    unconfirmed: tuple[str, ...]

    def reason(self) -> Sentence:
        body, seat = Name("stakeholders", self.body), Name("seats", self.seat)
        if self.state == "filled":
            members = tuple(Name("stakeholders", m) for m in self.members)
            return sentence("{seat} on {body}: {members}.", seat=seat, body=body, members=members)
        if self.state == "empty":
            return sentence(
                "{seat} on {body}: nobody. The list of its members is whole.", seat=seat, body=body
            )
        if self.unconfirmed:
            said = tuple(Name("stakeholders", m) for m in self.unconfirmed)
            return sentence(
                "{seat} on {body}: not known. It is said to be held by {members}, which is not confirmed.",
                seat=seat,
                body=body,
                members=said,
            )
        return sentence(
            "{seat} on {body}: not known. Nobody says that the list of its members is whole.",
            seat=seat,
            body=body,
        )


@dataclass(frozen=True)
class Seats:
    """By country, then body; seats in the order of the edition. ``without_body``: countries of the store
    for which no national body is recorded (which does not mean that there is none)."""

    seats: tuple[Seat, ...]
    without_body: tuple[str, ...]

    def as_answer(self) -> dict[str, object]:
        return {
            "seats": [
                {
                    "country": s.country,
                    "body": s.body,
                    "seat": s.seat,
                    "state": s.state,
                    "members": list(s.members),
                    "unconfirmed": list(s.unconfirmed),
                }
                for s in self.seats
            ],
            "without_body": list(self.without_body),
        }


def _held(facts: Facts, as_of: date, rows: Ints) -> dict[tuple[int, int], tuple[str, ...]]:
    """(body, seat) -> who holds it by these rows, ids sorted."""
    bodies, claims = facts.snapshot["committee_bodies"], facts.snapshot["committee_seats"]
    rows = rows[facts.life("committee_seats").active(as_of.toordinal())[rows]]
    seat_at = {row["seat"]: i for i, row in enumerate(facts.edition.lists["seats"])}
    body = claims["body_id"].coded({b: i for i, b in enumerate(bodies.ids)})[rows]
    seat = claims["seat"].coded(seat_at)[rows]
    who = claims["member_id"].coded(facts.stakeholder_at)[rows]
    keep = (body >= 0) & (seat >= 0) & (who >= 0)
    held: dict[tuple[int, int], list[str]] = {}
    if keep.any():
        for b, s, w in np.unique(np.stack([body[keep], seat[keep], who[keep]]), axis=1).T.tolist():
            held.setdefault((b, s), []).append(facts.stakeholders[w])
    return {place: tuple(members) for place, members in held.items()}


def seats(facts: Facts, as_of: date, countries: Sequence[str] | None = None) -> Seats:
    """Every seat of every recorded body on a day. ``countries``: only theirs, None = all."""
    wanted = set(facts.countries if countries is None else countries)
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
            nobody = "empty" if whole[b] == "yes" and not unconfirmed else "unknown"
            state = "filled" if members else nobody
            found.append(Seat(country[b], bodies.ids[b], row["seat"], state, members, unconfirmed))
    return Seats(tuple(found), tuple(sorted(wanted - set(country))))
