"""Who does what, where (3W): every delivery on record on a day, with its status and its evidence, and the totals."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import ALWAYS, NEVER, Facts
from coordination.analytics.board.age import old_rows
from coordination.text.kinds import said_as
from coordination.text.records import Column, Key
from coordination.text.sentences import sentence
from graph_schema.errors import UsageError, said
from graph_schema.ids import (
    CapabilityNumber,
    ClaimId,
    Iso3,
    OrganisationKind,
    PartialDay,
    SourceId,
    StakeholderId,
)
from graph_schema.values import Role, Scope, Verified, end_exclusive, first_day

__all__ = ["Deliveries", "Delivery", "Progress", "Quality", "Totals", "deliveries"]

_ROLES: Final = list(Role)


@said_as(
    {
        "active": sentence("active"),
        "planned": sentence("planned"),
        "lapsed": sentence("announced, its time has passed"),
        "ended": sentence("ended"),
        "unknown": sentence("status not known"),
    },
    doc="on the day asked about; lapsed = announced for a time that has passed, never carried out",
)
class Progress(StrEnum):
    """How far a delivery is on a day."""

    ACTIVE = "active"
    PLANNED = "planned"
    LAPSED = "lapsed"  #: was announced for a time that has passed
    ENDED = "ended"
    UNKNOWN = "unknown"  #: nobody says


@said_as(
    {
        "confirmed": sentence("checked against a source"),
        "stale": sentence("source older than 36 months"),
        "unconfirmed": sentence("not confirmed"),
    },
    doc="confirmed; stale = its source is older than 36 months; unconfirmed = not read in a source",
)
class Quality(StrEnum):
    """How good the evidence of a delivery is."""

    CONFIRMED = "confirmed"
    STALE = "stale"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """``stakeholder`` works on ``capability`` in ``country``. ``since``, ``until``, ``basis``: as recorded, "" = none;
    ``claim``: the record."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    stakeholder: Annotated[StakeholderId, Column(sentence("Organisation"))]
    kind: Annotated[OrganisationKind, Column(sentence("Type"))]
    role: Annotated[Role, Column(sentence("Role"))]
    status: Annotated[Progress, Column(sentence("Status"))]
    since: Annotated[PartialDay, Key("as recorded; empty = not said"), Column(sentence("Since"))]
    until: Annotated[PartialDay, Key("as recorded; empty = not said"), Column(sentence("Until"))]
    quality: Annotated[Quality, Column(sentence("Quality of the evidence"))]
    verified: Annotated[Verified | None, Key(absent=""), Column(sentence("Confirmed"), in_files=True)]
    source: Annotated[SourceId, Column(sentence("Source"))]
    basis: Annotated[
        str, Key("why the row counts, as recorded"), Column(sentence("What it does"), in_files=True)
    ]
    scope: Annotated[
        Scope | None, Key(absent=""), Column(sentence("What the source speaks of"), in_files=True)
    ]
    claim: Annotated[ClaimId, Column(sentence("Record"), in_files=True)]


_ROWS: Final = {"minimum": 0}


@dataclass(frozen=True, slots=True)
class Totals:
    """How many rows there are, how many organisations, countries and capabilities they name, and how many rows there
    are of each status and each evidence."""

    deliveries: Annotated[int, Key("rows", more=_ROWS)]
    organisations: Annotated[int, Key("organisations that they name", more=_ROWS)]
    countries: Annotated[int, Key("countries that they name", more=_ROWS)]
    capabilities: Annotated[int, Key("capabilities that they name", more=_ROWS)]
    statuses: Annotated[Mapping[Progress, int], Key("rows of each status")]
    qualities: Annotated[Mapping[Quality, int], Key("rows of each kind of evidence")]

    @staticmethod
    def of(rows: Collection[Delivery]) -> Totals:
        return Totals(
            len(rows),
            len({r.stakeholder for r in rows}),
            len({r.country for r in rows}),
            len({r.capability for r in rows}),
            {s: sum(r.status is s for r in rows) for s in Progress},
            {q: sum(r.quality is q for r in rows) for q in Quality},
        )


@dataclass(frozen=True)
class Deliveries:
    """The rows asked for, and their totals."""

    totals: Annotated[Totals, Key("of the rows asked for")]
    deliveries: Annotated[tuple[Delivery, ...], Key("by country, capability, role and organisation")]


def _first(text: str) -> int:
    day = first_day(text)
    return ALWAYS if day is None else day.toordinal()


def _end(text: str) -> int:
    day = end_exclusive(text)
    return NEVER if day is None else day.toordinal()


def deliveries(
    facts: Facts,
    as_of: date,
    *,
    countries: Collection[str] = (),
    capabilities: Collection[str] = (),
    organisations: Collection[str] = (),
    kinds: Collection[str] = (),
    roles: Collection[Role] = (),
    statuses: Collection[Progress] = (),
    qualities: Collection[Quality] = (),
    words: str = "",
) -> Deliveries:
    """Every delivery that is on record on the day, whatever its status. A choice that is empty asks for all; ``words``
    must all stand in the name of the organisation or in what is said of the work. Raises UsageError for a capability
    that there is not."""
    for number in capabilities:
        if number not in facts.edition.numbers:
            raise UsageError(
                said("{word!r} is not a choice for {name}.", word=number[:40], name="capability"),
                hint=said("Use one of: {known}.", known=", ".join(facts.edition.numbers)),
            )
    t = as_of.toordinal()
    d, frame, people = facts.deliveries, facts.snapshot["deliveries"], facts.snapshot["stakeholders"]
    # what a row says of itself, or what it ends with: a body or a service that is no more
    others = facts.ends_with_others("deliveries")
    until = np.minimum(frame["until"].per_value(_end, "int64"), others)[d.row]
    # what had not begun when that ended is no delivery from then on
    dropped = ((frame["since"].per_value(_first, "int64") >= others) & (others <= t))[d.row]
    status = np.full(len(d.row), "unknown", "U8")
    status[d.life.once | (until <= t)] = "ended"
    announced = frame["status"].isin(["planned"])[d.row]
    status[announced & (until <= t)] = "lapsed"
    status[d.life.planned(t)] = "planned"
    status[d.life.active(t)] = "active"
    # what is announced counts from its source on
    known = (((d.life.known <= t) & ~(announced & (until > t))) | d.life.planned(t)) & ~dropped
    stale = old_rows(facts, "deliveries", as_of)[d.row]  # a source without a date is not called old
    evidence = np.where(~d.verified, "unconfirmed", np.where(stale, "stale", "confirmed"))
    role = np.where(d.provides, "provides", np.where(d.stands_in, "stands_in", "supports"))
    keep = known
    if countries:
        here = [facts.country_at[c] for c in countries if c in facts.country_at]
        keep = keep & np.isin(d.cell // facts.K, here)
    if capabilities:
        keep = keep & np.isin(d.cell % facts.K, [facts.edition.index[n] for n in capabilities])
    if organisations:
        who = [facts.stakeholder_at[s] for s in organisations if s in facts.stakeholder_at]
        keep = keep & np.isin(d.who, who)
    for values, chosen in (
        (status, statuses),
        (role, roles),
        (evidence, qualities),
    ):
        if chosen:
            keep = keep & np.isin(values, list(chosen))
    numbers, wanted = facts.edition.numbers, words.casefold().split()
    at_home = {i: n for n, i in enumerate(people.ids)}
    found = []
    for i in np.flatnonzero(keep).tolist():
        row, org = frame.row(int(d.row[i])), facts.stakeholders[d.who[i]]
        about = people.row(at_home[org])
        if kinds and about["kind"] not in kinds:
            continue
        text = f"{about['name']} {about['short_name']} {org} {row['basis']}".casefold()
        if not all(w in text for w in wanted):
            continue
        cell = int(d.cell[i])
        made = Delivery(
            Iso3(facts.countries[cell // facts.K]),
            CapabilityNumber(numbers[cell % facts.K]),
            StakeholderId(org),
            OrganisationKind(about["kind"]),
            Role(role[i]),
            Progress(status[i]),
            PartialDay(row["since"]),
            PartialDay(row["until"]),
            Quality(evidence[i]),
            Verified(row["verified"]) if row["verified"] else None,
            SourceId(row["source_id"]),
            row["basis"],
            Scope(row["scope"]) if row["scope"] else None,
            ClaimId(frame.ids[int(d.row[i])]),
        )
        found.append(((cell, _ROLES.index(made.role), org, made.claim), made))
    rows = tuple(made for _key, made in sorted(found, key=lambda f: f[0]))
    return Deliveries(Totals.of(rows), rows)
