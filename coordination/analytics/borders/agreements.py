"""Which agreements and networks bind a country on a day, and who is on their lists (METHODS 7).

An agreement binds whom it has as party while it is in force, also where it opens no channel: then it obliges at home.
Agreements about money and networks that open no channel are listed only where they are asked for by their id.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from coordination.analytics.base.facts import Facts
from coordination.analytics.borders.channels import (
    NO_CHANNEL,
    SORTS,
    Hold,
    Holding,
    OnList,
    in_force,
    on_lists,
    opens,
)
from coordination.analytics.borders.parties import list_of, not_parties
from coordination.text.records import Key
from graph_schema.errors import UsageError, said
from graph_schema.ids import CapabilityNumber, InstrumentId, Iso3, PartialDay, SourceId, StakeholderId
from graph_schema.values import AgreementKind, Status, Verified

__all__ = ["Agreements", "Bond", "Listed", "agreements"]

PARTIES, MEMBERS = SORTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """An agreement or network."""

    instrument: InstrumentId
    agreement: Annotated[bool, Key("it is an agreement; else a network")]
    kind: Annotated[AgreementKind | None, Key("kind of agreement; empty for a network")]
    in_force: Annotated[bool, Key("it is in force on the day; a network always is")]
    list_complete: Annotated[bool, Key("its list of parties or members is whole")]
    duties: Annotated[
        tuple[CapabilityNumber, ...],
        Key("areas of cooperation for which it opens channels; none: it obliges at home"),
    ]
    countries: Annotated[int, Key("countries that it binds on the day", more={"minimum": 0})]
    confirmed: Annotated[
        bool | None,
        Key("that it binds the country asked about was read in a source (only of a country)", may_lack=True),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row of the list of an agreement or network."""

    instrument: InstrumentId
    country: Annotated[Iso3 | None, Key("for which it counts; empty where none is known")]
    organisation: Annotated[StakeholderId | None, Key("the body that is party or member, where it is named")]
    status: Annotated[Status | None, Key("status of the row")]
    since: PartialDay
    until: PartialDay
    binds: Annotated[bool, Key("it binds its country on the day, so that channels count it")]
    hold: Holding
    duties: Annotated[tuple[CapabilityNumber, ...], Key("areas of cooperation of the agreement or network")]
    source: Annotated[SourceId, Key("where it is said")]
    verified: Verified | None
    file: Annotated[str, Key("file that it came from")]
    line: Annotated[int | None, Key("line of that file")]


@dataclass(frozen=True)
class Agreements:
    """By id, an agreement before a network of the same id; the rows of a list by country, then body."""

    instruments: Annotated[
        tuple[Bond, ...],
        Key("those that bind the country asked about, the one asked for, or all that are recorded"),
    ]
    listed: Annotated[
        tuple[Listed, ...], Key("rows of the lists of that country or of that one, or of all, binding or not")
    ]
    not_parties: Annotated[
        tuple[Iso3, ...],
        Key(
            "of a treaty or convention asked for whose list is whole: countries that are not on it, of a regional one "
            "those of its regions; a country that does not sign for itself may be bound through another state and is "
            "left out"
        ),
    ]
    list_source: Annotated[
        SourceId | None, Key("of an agreement asked for: the source of most rows of its list")
    ]
    list_date: Annotated[
        PartialDay,
        Key("when that source was published; empty where it does not say, or the list is not whole"),
    ]


def agreements(facts: Facts, as_of: date, country: str = "", instrument: str = "") -> Agreements:
    """What binds a country ("" = any), or one agreement or network, on a day. Raises UsageError for an id that is
    neither."""
    sorts = [_sort_of(facts, instrument)] if instrument else list(SORTS)
    every = on_lists(facts, as_of, sorts=sorts, instrument=instrument)
    bound: dict[tuple[str, str], set[str]] = defaultdict(set)
    read: set[tuple[str, str]] = set()
    for r in every:
        if r.hold is Hold.BINDS:
            bound[r.instrument, r.sort].add(r.country)
            if r.country == country and facts.snapshot[r.sort].text("verified", r.row) == "yes":
                read.add((r.instrument, r.sort))
    out = []
    for ident, sort in _recorded(facts, sorts, instrument):
        if country and not instrument and country not in bound[ident, sort]:
            continue
        bond = _bond(
            facts, as_of, ident, sort, len(bound[ident, sort]), (ident, sort) in read if country else None
        )
        money = bond.kind is not None and str(bond.kind) == NO_CHANNEL
        if instrument or not (money or (sort == MEMBERS and not bond.duties)):
            out.append(bond)
    rows = sorted((r for r in every if country in ("", r.country)), key=lambda r: _order(facts, r))
    listed = tuple(_listed(facts, r) for r in rows)
    if sorts != [PARTIES]:
        return Agreements(tuple(out), listed, (), None, PartialDay(""))
    return Agreements(tuple(out), listed, not_parties(facts, as_of, instrument), *list_of(facts, instrument))


def _sort_of(facts: Facts, ident: str) -> str:
    """The type of the rows of its list."""
    if ident in facts.snapshot["agreements"].position:
        return PARTIES
    if ident in facts.snapshot["networks"].position:
        return MEMBERS
    raise UsageError(
        said("There is no agreement or network {ident!r} in this database.", ident=ident[:40]),
        hint=said("Run mnr agreements --format csv to see the ids of all."),
    )


def _recorded(facts: Facts, sorts: list[str], only: str) -> list[tuple[str, str]]:
    """(id, type of its list) of every agreement and network, or the ``only`` one."""
    ids = {PARTIES: facts.snapshot["agreements"].ids, MEMBERS: facts.snapshot["networks"].ids}
    return sorted((i, sort) for sort in sorts for i in ids[sort] if only in ("", i))


def _bond(facts: Facts, as_of: date, ident: str, sort: str, countries: int, confirmed: bool | None) -> Bond:
    agreement = sort == PARTIES
    frame = facts.snapshot["agreements" if agreement else "networks"]
    at = frame.position[ident]
    return Bond(
        instrument=InstrumentId(ident),
        agreement=agreement,
        kind=AgreementKind(kind) if agreement and (kind := frame.text("kind", at)) else None,
        in_force=not agreement or in_force(facts, as_of, ident),
        list_complete=frame.text("parties_complete" if agreement else "members_complete", at) == "yes",
        duties=opens(facts, sort, ident),
        countries=countries,
        confirmed=confirmed,
    )


def _order(facts: Facts, r: OnList) -> tuple[str, str, str, str, str]:
    frame = facts.snapshot[r.sort]
    return r.instrument, r.sort, r.country, frame.text(SORTS[r.sort][1], r.row), frame.ids[r.row]


def _listed(facts: Facts, r: OnList) -> Listed:
    frame = facts.snapshot[r.sort]
    told = frame.row(r.row)
    country, body = r.country or told.get("iso3", ""), told[SORTS[r.sort][1]]
    return Listed(
        instrument=InstrumentId(r.instrument),
        country=Iso3(country) if country else None,
        organisation=StakeholderId(body) if body else None,
        status=Status(told["status"]) if told["status"] else None,
        since=PartialDay(told["since"]),
        until=PartialDay(told["until"]),
        binds=r.hold is Hold.BINDS,
        hold=r.hold.word,
        duties=opens(facts, r.sort, r.instrument),
        source=SourceId(told["source_id"]),
        verified=Verified(told["verified"]) if told["verified"] else None,
        file=frame.file.vocab[frame.file.codes[r.row]],
        line=int(frame.line[r.row]) or None,
    )
