"""What a country is bound by and what it has promised on a day: treaties, conventions, political promises (METHODS 7).

A regional convention is left out for countries of other regions, and for all where nobody has recorded for whom it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.maturity import country_index
from coordination.analytics.borders.channels import NEEDS_RATIFICATION
from coordination.analytics.borders.parties import Bound, Parties, list_of, parties_at
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import sentence
from graph_schema.ids import AgreementId, CapabilityNumber, Iso3, PartialDay, SourceId, UndertakingId
from graph_schema.values import AgreementKind, Verified, first_day

__all__ = ["Nature", "Obligations", "Undertaking", "obligations", "supporting"]


@said_as(
    {"obligation": sentence("obligation"), "promise": sentence("promise")},
    doc="obligation: a treaty or convention binds by law; promise: a political commitment",
)
class Nature(StrEnum):
    OBLIGATION = "obligation"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """A treaty, a convention or a political promise, and how one country takes part in it."""

    nature: Nature
    undertaking: UndertakingId
    agreement: Annotated[AgreementId | None, Key("the agreement that is recorded; empty where none is")]
    kind: Annotated[AgreementKind | None, Key("kind of agreement; empty where none is recorded")]
    standing: Bound
    since: PartialDay
    until: PartialDay
    adopted: Annotated[PartialDay, Key("when it was adopted, as far as it is known")]
    in_force: Annotated[PartialDay, Key("when it entered into force")]
    list_complete: Annotated[bool, Key("its list of parties is whole")]
    list_date: Annotated[
        PartialDay,
        Key(
            "when the source of most rows of a whole list was published; empty where it does not say, or the list is "
            "not whole"
        ),
    ]
    capabilities: Annotated[
        tuple[CapabilityNumber, ...], Key("capabilities that it supports, by our own judgement")
    ]
    source: Annotated[
        SourceId | None,
        Key(
            "where it is said: of the row of the country, else of most rows of the list of parties, else of the "
            "framework; empty = the framework edition itself"
        ),
    ]
    verified: Annotated[Verified | None, Key("whether the row of the country was read in a source")]


@dataclass(frozen=True)
class Obligations:
    """Obligations, then promises; each in the order of the framework, then those that it does not name, by id."""

    country: Iso3
    undertakings: Annotated[tuple[Undertaking, ...], Key("what there was on the day")]


def _named(facts: Facts) -> Sequence[Mapping[str, str]]:
    return facts.edition.lists["commitments"]


def _since(text: str, as_of: date) -> bool:
    """It was there on the day, or nobody says since when."""
    day = first_day(text)
    return day is None or day <= as_of


def obligations(facts: Facts, as_of: date, country: str) -> Obligations:
    """Every undertaking that there was on the day and how a country takes part in it. Raises UsageError for a country
    that there is not."""
    country_index(facts, country)
    lists, found = parties_at(facts, as_of), list[Undertaking]()
    done = set()
    for row in _named(facts):
        agreement = row["agreement_id"] if row["agreement_id"] in lists.frame.position else ""
        if not agreement and not (_since(row["year"], as_of) and lists.within(row["region"], country)):
            continue
        done.add(agreement)
        if agreement:
            found += _one(lists, as_of, agreement, country, Nature(row["kind"]))
        else:
            found.append(_unrecorded(facts, row))
    for agreement in sorted(set(lists.frame.ids) - done):
        kind = lists.text(agreement, "kind")
        if kind in NEEDS_RATIFICATION:
            found += _one(lists, as_of, agreement, country, Nature.OBLIGATION)
        elif kind == AgreementKind.MOU and lists.joined(agreement, country):
            found += _one(lists, as_of, agreement, country, Nature.PROMISE)
    order = list(Nature)
    return Obligations(Iso3(country), tuple(sorted(found, key=lambda u: order.index(u.nature))))


def supporting(
    facts: Facts, as_of: date, country: str, capability: CapabilityNumber
) -> tuple[Undertaking, ...]:
    """Those of a country that support a capability. Raises UsageError for a country that there is not."""
    return tuple(u for u in obligations(facts, as_of, country).undertakings if capability in u.capabilities)


def _one(lists: Parties, as_of: date, agreement: str, country: str, nature: Nature) -> Iterator[Undertaking]:
    adopted = lists.text(agreement, "adopted")
    if not _since(adopted, as_of) or not lists.concerns(agreement, country):
        return
    standing, row = lists.standing(agreement, country)
    told = lists.rows.row(row.row) if row else {}
    list_source, list_date = list_of(lists.facts, agreement)
    source = told.get("source_id") or list_source
    here = lists.facts.edition.from_base
    supports = dict.fromkeys(here.get(n, "") for n in lists.text(agreement, "capabilities").split(";"))
    yield Undertaking(
        nature=nature,
        undertaking=UndertakingId(agreement),
        agreement=AgreementId(agreement),
        kind=AgreementKind(kind) if (kind := lists.text(agreement, "kind")) else None,
        standing=standing,
        since=PartialDay(told.get("since", "")),
        until=PartialDay(told.get("until", "")),
        adopted=PartialDay(adopted),
        in_force=PartialDay(lists.text(agreement, "in_force")),
        list_complete=lists.whole(agreement),
        list_date=list_date,
        capabilities=tuple(CapabilityNumber(n) for n in supports if n),
        source=SourceId(source) if source else None,
        verified=Verified(word) if (word := told.get("verified", "")) else None,
    )


def _unrecorded(facts: Facts, row: Mapping[str, str]) -> Undertaking:
    """What the framework names and no record describes: who takes part is not known. Its source is that of the
    framework, where that is recorded."""
    recorded = row["source_id"] in facts.snapshot["sources"].position
    return Undertaking(
        nature=Nature(row["kind"]),
        undertaking=UndertakingId(row["id"]),
        agreement=None,
        kind=None,
        standing=Bound.UNKNOWN,
        since=PartialDay(""),
        until=PartialDay(""),
        adopted=PartialDay(row["year"]),
        in_force=PartialDay(""),
        list_complete=False,
        list_date=PartialDay(""),
        capabilities=(),
        source=SourceId(row["source_id"]) if recorded else None,
        verified=None,
    )
