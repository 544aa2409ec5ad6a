"""Who sits on the national bodies (METHODS 8): the seats of the composition test of the edition.

``filled``: somebody holds the seat on that day; ``empty``: nobody does, and the list of the body is whole;
``unknown``: nobody does, and nobody says that the list is whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from coordination.analytics.facts import Facts
from coordination.sentences import Name, Sentence, sentence

__all__ = ["Seat", "Seats", "seats"]


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of one body. ``state``: filled, empty or unknown; ``members``: who holds it, ids sorted."""

    country: str
    body: str
    seat: str
    state: str
    members: tuple[str, ...]

    def reason(self) -> Sentence:
        body, seat = Name("stakeholders", self.body), Name("seats", self.seat)
        if self.state == "filled":
            members = tuple(Name("stakeholders", m) for m in self.members)
            return sentence("{seat} on {body}: {members}.", seat=seat, body=body, members=members)
        if self.state == "empty":
            return sentence(
                "{seat} on {body}: nobody. The list of its members is whole.", seat=seat, body=body
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
                }
                for s in self.seats
            ],
            "without_body": list(self.without_body),
        }


def seats(facts: Facts, as_of: date) -> Seats:
    """Every seat of every recorded body on a day."""
    bodies, claims = facts.snapshot["committee_bodies"], facts.snapshot["committee_seats"]
    rows = facts.counted("committee_seats")
    rows = rows[facts.life("committee_seats").active(as_of.toordinal())[rows]]
    order = [row["seat"] for row in facts.edition.lists["seats"]]
    at = {body: i for i, body in enumerate(bodies.ids)}
    seat_at = {seat: i for i, seat in enumerate(order)}
    body = claims["body_id"].coded(at)[rows]
    seat = claims["seat"].coded(seat_at)[rows]
    who = claims["member_id"].coded(facts.stakeholder_at)[rows]
    keep = (body >= 0) & (seat >= 0) & (who >= 0)
    held: dict[tuple[int, int], list[str]] = {}
    if keep.any():
        for b, s, w in np.unique(np.stack([body[keep], seat[keep], who[keep]]), axis=1).T.tolist():
            held.setdefault((b, s), []).append(facts.stakeholders[w])
    country, whole = bodies["iso3"].texts(), bodies["seats_complete"].texts()
    found = []
    for b in sorted(range(len(bodies)), key=lambda i: (country[i], bodies.ids[i])):
        nobody = "empty" if whole[b] == "yes" else "unknown"
        for s, name in enumerate(order):
            members = tuple(held.get((b, s), ()))
            state = "filled" if members else nobody
            found.append(Seat(country[b], bodies.ids[b], name, state, members))
    return Seats(tuple(found), tuple(sorted(set(facts.countries) - set(country))))
