"""What a country is bound by and what it has promised on a day: treaties, conventions, political promises (METHODS 7).

A country is *not a party* only where the list of parties is whole and no row of it may count, and only if the country
signs for itself on that day: a territory may be bound through another state, and a state may not exist yet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Final

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.maturity import country_index
from coordination.analytics.borders.channels import NEEDS_RATIFICATION, Hold, OnList, on_lists
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import sentence
from graph_schema.ids import AgreementId, CapabilityNumber, Iso3, PartialDay, SourceId, UndertakingId
from graph_schema.values import AgreementKind, Verified, first_day

__all__ = ["Bound", "Nature", "Obligations", "Undertaking", "list_of", "not_parties", "obligations"]

_PARTIES: Final = "agreement_parties"
#: A country signs for itself if it is party to, or has signed, so many treaties and conventions: a territory may stand
#: on one list beside the state that it belongs to.
_OWN: Final = 2


@said_as(
    {"obligation": sentence("obligation"), "promise": sentence("promise")},
    doc="obligation: a treaty or convention binds by law; promise: a political commitment",
)
class Nature(StrEnum):
    OBLIGATION = "obligation"
    PROMISE = "promise"


@said_as(
    {
        "party": sentence("party"),
        "not_in_force": sentence("party, not in force on this date"),
        "signed": sentence("signed only"),
        "invited": sentence("invited only"),
        "ended": sentence("ended"),
        "not_party": sentence("not a party"),
        "unknown": sentence("not known"),
    },
    doc="how the country takes part; not_party only where the list of parties is whole",
)
class Bound(StrEnum):
    PARTY = "party"
    NOT_IN_FORCE = "not_in_force"  #: party to what is not in force yet
    SIGNED = "signed"
    INVITED = "invited"
    ENDED = "ended"
    NOT_PARTY = "not_party"
    UNKNOWN = "unknown"


#: What a row says of its country, the strongest first; a row that is planned or begins later says nothing yet.
_BY_HOLD: Final = {
    Hold.BINDS: Bound.PARTY,
    Hold.NOT_IN_FORCE: Bound.NOT_IN_FORCE,
    Hold.SIGNED: Bound.SIGNED,
    Hold.UNCLEAR: Bound.UNKNOWN,
    Hold.UNCONFIRMED: Bound.UNKNOWN,
    Hold.NOT_KNOWN_YET: Bound.UNKNOWN,
    Hold.ENDED: Bound.ENDED,
}
_STRENGTH: Final = list(_BY_HOLD)
_JOINED: Final = {Bound.PARTY, Bound.NOT_IN_FORCE, Bound.SIGNED}


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
        Key("where it is said: of the row of the country, else of most rows of the list of parties"),
    ]
    verified: Annotated[Verified | None, Key("whether the row of the country was read in a source")]


@dataclass(frozen=True)
class Obligations:
    """Obligations, then promises; each in the order of the framework, then those that it does not name, by id."""

    country: Iso3
    undertakings: Annotated[tuple[Undertaking, ...], Key("what there was on the day")]


class _Lists:
    """The lists of parties on a day."""

    def __init__(self, facts: Facts, as_of: date) -> None:
        self.facts, self.frame = facts, facts.snapshot["agreements"]
        self.rows = facts.snapshot[_PARTIES]
        on: dict[str, dict[str, list[OnList]]] = {a: defaultdict(list) for a in self.frame.ids}
        for r in on_lists(facts, as_of, sorts=[_PARTIES]):
            if r.country and r.instrument in on:
                on[r.instrument][r.country].append(r)
        self._on = on

    def of(self, agreement: str, country: str) -> Sequence[OnList]:
        """The rows of a country."""
        return self._on[agreement].get(country, ())

    def text(self, agreement: str, field: str) -> str:
        return self.frame.text(field, self.frame.position[agreement])

    def whole(self, agreement: str) -> bool:
        return self.text(agreement, "parties_complete") == "yes"

    @cached_property
    def sign_themselves(self) -> frozenset[str]:
        """Countries that are on the day party to, or have signed, some treaties or conventions themselves."""
        treaties = (a for a in self.frame.ids if self.text(a, "kind") in NEEDS_RATIFICATION)
        count = Counter(c for a in treaties for c in self._on[a] if self._signed(a, c))
        return frozenset(c for c, n in count.items() if n >= _OWN)

    def _signed(self, agreement: str, country: str) -> bool:
        """The country itself is party to it or has signed it."""
        text = self.rows.text
        return any(
            _BY_HOLD.get(r.hold) in _JOINED
            and text("status", r.row) != "invited"
            and not text("stakeholder_id", r.row)
            for r in self.of(agreement, country)
        )

    @cached_property
    def _regions(self) -> Mapping[str, str]:
        countries = self.facts.snapshot["countries"]
        return dict(zip(countries.ids, countries["region"].texts(), strict=True))

    def elsewhere(self, agreement: str, country: str) -> bool:
        """A regional convention with countries on its list, all of them in other regions."""
        regional = self.text(agreement, "kind") == AgreementKind.REGIONAL_CONVENTION
        regions = {self._regions[c] for c in self._on[agreement]}
        return regional and bool(regions) and self._regions[country] not in regions

    def joined(self, agreement: str, country: str) -> bool:
        """The country itself is on the list, not a body of it."""
        return any(not self.rows.text("stakeholder_id", r.row) for r in self.of(agreement, country))

    def standing(self, agreement: str, country: str) -> tuple[Bound, OnList | None]:
        """How a country takes part, and the row that says so."""
        rows = sorted((r for r in self.of(agreement, country) if r.hold in _BY_HOLD), key=self._strongest)
        if not rows:
            surely = self.whole(agreement) and country in self.sign_themselves
            return (Bound.NOT_PARTY if surely else Bound.UNKNOWN), None
        found = _BY_HOLD[rows[0].hold]
        if found is Bound.SIGNED and self.rows.text("status", rows[0].row) == "invited":
            found = Bound.INVITED
        return found, rows[0]

    def _strongest(self, r: OnList) -> tuple[int, bool, bool, str, str]:
        """The strongest first; of several alike what is signed, what the country itself did, then by dates and id."""
        text = self.rows.text
        invited, body = text("status", r.row) == "invited", bool(text("stakeholder_id", r.row))
        return _STRENGTH.index(r.hold), invited, body, text("since", r.row), self.rows.ids[r.row]


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
    lists, found = _Lists(facts, as_of), list[Undertaking]()
    done = set()
    for row in _named(facts):
        agreement = row["agreement_id"] if row["agreement_id"] in lists.frame.position else ""
        if not (agreement or _since(row["year"], as_of)):
            continue
        done.add(agreement)
        if agreement:
            found += _one(lists, as_of, agreement, country, Nature(row["kind"]))
        else:
            found.append(_unrecorded(row))
    for agreement in sorted(set(lists.frame.ids) - done):
        kind = lists.text(agreement, "kind")
        if kind in NEEDS_RATIFICATION:
            found += _one(lists, as_of, agreement, country, Nature.OBLIGATION)
        elif kind == AgreementKind.MOU and lists.joined(agreement, country):
            found += _one(lists, as_of, agreement, country, Nature.PROMISE)
    order = list(Nature)
    return Obligations(Iso3(country), tuple(sorted(found, key=lambda u: order.index(u.nature))))


def _one(lists: _Lists, as_of: date, agreement: str, country: str, nature: Nature) -> Iterator[Undertaking]:
    adopted = lists.text(agreement, "adopted")
    if not _since(adopted, as_of) or lists.elsewhere(agreement, country):
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


def _unrecorded(row: Mapping[str, str]) -> Undertaking:
    """What the framework names and no record describes: who takes part is not known."""
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
        source=None,
        verified=None,
    )


def list_of(facts: Facts, agreement: str) -> tuple[SourceId | None, PartialDay]:
    """The source of most rows of its list, of several the first by id (without rows that of the agreement), and when it
    was published; no day where it does not say, or the list is not whole."""
    rows, frame, sources = (facts.snapshot[n] for n in (_PARTIES, "agreements", "sources"))
    at, column = frame.position[agreement], rows["source_id"]
    count = Counter(column.vocab[i] for i in column.codes[rows["agreement_id"].isin([agreement])].tolist())
    source = min(count, key=lambda s: (-count[s], s), default=frame.text("source_id", at))
    dated = frame.text("parties_complete", at) == "yes" and source in sources.position
    published = sources.text("published", sources.position[source]) if dated else ""
    return SourceId(source) if source else None, PartialDay(published)


def not_parties(facts: Facts, as_of: date, agreement: str) -> tuple[Iso3, ...]:
    """Countries that are surely not party to a treaty or convention, by code; none where its list is not whole."""
    if facts.snapshot["agreements"].text("kind", facts.snapshot["agreements"].position[agreement]) not in (
        NEEDS_RATIFICATION
    ):
        return ()
    lists = _Lists(facts, as_of)
    return tuple(
        Iso3(c)
        for c in facts.countries
        if lists.standing(agreement, c)[0] is Bound.NOT_PARTY and not lists.elsewhere(agreement, c)
    )
