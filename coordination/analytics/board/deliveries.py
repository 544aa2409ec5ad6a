"""Who does what, where (3W): every delivery on record on a day, with its status and its evidence, and the totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

import numpy as np

from coordination.analytics.base.facts import ALWAYS, NEVER, Facts
from coordination.analytics.board.coverage import STALE_MONTHS, add_months
from graph_schema.errors import UsageError, said
from graph_schema.values import end_exclusive

__all__ = ["EVIDENCE", "ROLES", "STATUSES", "Deliveries", "Delivery", "Wanted", "deliveries"]

#: what runs, what is announced, what was announced for a time that has passed, what is over, what nobody says
STATUSES: Final = ("active", "planned", "lapsed", "ended", "unknown")
ROLES: Final = ("provides", "supports", "stands_in")
EVIDENCE: Final = ("confirmed", "stale", "unconfirmed")


@dataclass(frozen=True, slots=True)
class Delivery:
    """``stakeholder`` works on ``capability`` in ``country``. ``since``, ``until``, ``basis``: as recorded, "" = none;
    ``quality`` of the evidence: ``confirmed``, ``stale`` (its source is older than 36 months) or ``unconfirmed``;
    ``claim``: the record."""

    country: str
    capability: str
    stakeholder: str
    kind: str
    role: str
    status: str
    since: str
    until: str
    quality: str
    verified: str
    source: str
    basis: str
    claim: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are asked for; an empty choice asks for all. ``words`` must all stand in the name of the organisation
    or in what is said of the work."""

    countries: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Deliveries:
    """By country, capability in the order of the edition, role, organisation and record."""

    rows: tuple[Delivery, ...]

    def totals(self) -> dict[str, object]:
        """How many rows there are, how many organisations, countries and capabilities they name, and how many rows
        there are of each status and each evidence."""
        return {
            "deliveries": len(self.rows),
            "organisations": len({r.stakeholder for r in self.rows}),
            "countries": len({r.country for r in self.rows}),
            "capabilities": len({r.capability for r in self.rows}),
            "statuses": {s: sum(r.status == s for r in self.rows) for s in STATUSES},
            "qualities": {e: sum(r.quality == e for r in self.rows) for e in EVIDENCE},
        }

    def as_answer(self) -> dict[str, object]:
        return {"totals": self.totals(), "deliveries": [asdict(r) for r in self.rows]}


def _one_of(name: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raises UsageError for a word that is none of those known."""
    every = list(known)
    for word in given:
        if word not in every:
            raise UsageError(
                said("{word!r} is not a choice for {name}.", word=word[:40], name=name),
                hint=said("Use one of: {known}.", known=", ".join(every)),
            )


def _end(text: str) -> int:
    day = end_exclusive(text)
    return NEVER if day is None else day.toordinal()


def deliveries(facts: Facts, as_of: date, wanted: Wanted | None = None) -> Deliveries:
    """Every delivery that is on record on the day, whatever its status. Raises UsageError for a choice that is none."""
    asked = wanted or Wanted()
    _one_of("status", asked.statuses, STATUSES)
    _one_of("role", asked.roles, ROLES)
    _one_of("quality", asked.qualities, EVIDENCE)
    _one_of("capability", asked.capabilities, facts.edition.numbers)
    t = as_of.toordinal()
    d, frame, people = facts.deliveries, facts.snapshot["deliveries"], facts.snapshot["stakeholders"]
    until = frame["until"].per_value(_end, "int64")[d.row]
    status = np.full(len(d.row), "unknown", "U8")
    status[d.life.once | (until <= t)] = "ended"
    announced = frame["status"].isin(["planned"])[d.row]
    status[announced & (until <= t)] = "lapsed"
    status[d.life.planned(t)] = "planned"
    status[d.life.active(t)] = "active"
    # what is announced counts from its source on
    known = ((d.life.known <= t) & ~(announced & (until > t))) | d.life.planned(t)
    old = add_months(as_of, -STALE_MONTHS).toordinal()
    said_on = np.append(facts.source_day, ALWAYS)[d.source]  # a source without a date is not called old
    stale = (said_on > ALWAYS) & (said_on < old)
    evidence = np.where(~d.verified, "unconfirmed", np.where(stale, "stale", "confirmed"))
    role = np.where(d.provides, "provides", np.where(d.stands_in, "stands_in", "supports"))
    keep = known
    if asked.countries:
        here = [facts.country_at[c] for c in asked.countries if c in facts.country_at]
        keep = keep & np.isin(d.cell // facts.K, here)
    if asked.capabilities:
        keep = keep & np.isin(d.cell % facts.K, [facts.edition.index[n] for n in asked.capabilities])
    if asked.organisations:
        who = [facts.stakeholder_at[s] for s in asked.organisations if s in facts.stakeholder_at]
        keep = keep & np.isin(d.who, who)
    for values, chosen in (
        (status, asked.statuses),
        (role, asked.roles),
        (evidence, asked.qualities),
    ):
        if chosen:
            keep = keep & np.isin(values, list(chosen))
    numbers, words = facts.edition.numbers, asked.words.casefold().split()
    at_home = {i: n for n, i in enumerate(people.ids)}
    found = []
    for i in np.flatnonzero(keep).tolist():
        row, org = frame.row(int(d.row[i])), facts.stakeholders[d.who[i]]
        about = people.row(at_home[org])
        if asked.kinds and about["kind"] not in asked.kinds:
            continue
        text = f"{about['name']} {about['short_name']} {org} {row['basis']}".casefold()
        if not all(w in text for w in words):
            continue
        cell = int(d.cell[i])
        made = Delivery(
            facts.countries[cell // facts.K],
            numbers[cell % facts.K],
            org,
            about["kind"],
            str(role[i]),
            str(status[i]),
            row["since"],
            row["until"],
            str(evidence[i]),
            row["verified"],
            row["source_id"],
            row["basis"],
            frame.ids[int(d.row[i])],
        )
        found.append(((cell, ROLES.index(made.role), org, made.claim), made))
    return Deliveries(tuple(made for _key, made in sorted(found)))
