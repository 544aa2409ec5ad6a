"""Who is on the list of an agreement on a day, and who surely is not (METHODS 7).

A country is surely not on a list only where the list is whole and no row of it may count, where the country could be on
it, and only if the country signs for itself on that day: a territory may be bound through another state, and a state
may not exist yet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from coordination.analytics.base.facts import Facts
from coordination.analytics.borders.channels import NEEDS_RATIFICATION, Hold, OnList, on_lists
from coordination.text.kinds import said_as
from coordination.text.sentences import sentence
from graph_schema.ids import Iso3, PartialDay, SourceId
from graph_schema.values import AgreementKind

__all__ = ["Bound", "Parties", "list_of", "not_parties", "parties_at"]

_PARTIES: Final = "agreement_parties"
#: A country signs for itself if it is party to, or has signed, so many treaties and conventions: a territory may stand
#: on one list beside the state that it belongs to.
_OWN: Final = 2


@said_as(
    {
        "party": sentence("party"),
        "not_in_force": sentence("party, not in force on this date"),
        "signed": sentence("signed only"),
        "invited": sentence("invited only"),
        "ended": sentence("ended"),
        "not_party": sentence("not on its list of parties"),
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


class Parties:
    """The lists of parties on a day."""

    def __init__(self, facts: Facts, as_of: date) -> None:
        self.facts, self.frame = facts, facts.snapshot["agreements"]
        self.rows = facts.snapshot[_PARTIES]
        on: dict[str, dict[str, list[OnList]]] = {a: defaultdict(list) for a in self.frame.ids}
        for r in on_lists(facts, as_of, sorts=[_PARTIES]):
            if r.country and r.instrument in on:
                on[r.instrument][r.country].append(r)
        self._on = on
        self._places: dict[str, frozenset[str]] = {}

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
    def _region(self) -> Mapping[str, str]:
        countries = self.facts.snapshot["countries"]
        return dict(zip(countries.ids, countries["region"].texts(), strict=True))

    @cached_property
    def _named(self) -> Mapping[str, str]:
        """The region to which the framework says that an agreement belongs."""
        return {r["agreement_id"]: r["region"] for r in self.facts.edition.lists["commitments"]}

    def places(self, agreement: str) -> frozenset[str]:
        """Regions with a country on its list; where nobody is, the one that the framework names."""
        if agreement not in self._places:
            listed = {self._region[c] for c in self._on[agreement]}
            named = {self._named.get(agreement, "")} - {""}
            self._places[agreement] = frozenset(listed or named)
        return self._places[agreement]

    def listed(self, agreement: str) -> Sequence[Iso3]:
        """Countries with any row on its list."""
        return sorted(map(Iso3, self._on[agreement]))

    def beyond(self, agreement: str, country: str) -> bool:
        """It is not for the country: a memorandum of others, a convention of other regions, or anything else of other
        regions with a whole list. A treaty is for all, and so is what the framework names without a region."""
        kind = self.text(agreement, "kind")
        for_all = kind == AgreementKind.TREATY or self._named.get(agreement) == ""
        if for_all or country in self._on[agreement]:
            return False
        if kind == AgreementKind.MOU:
            return self.whole(agreement)
        places = self.places(agreement)
        certain = kind == AgreementKind.REGIONAL_CONVENTION or self.whole(agreement)
        return certain and bool(places) and self._region[country] not in places

    def concerns(self, agreement: str, country: str) -> bool:
        """It is for the country, as far as anybody has recorded for whom a regional convention is."""
        regional = self.text(agreement, "kind") == AgreementKind.REGIONAL_CONVENTION
        return not self.beyond(agreement, country) and (bool(self.places(agreement)) or not regional)

    def within(self, region: str, country: str) -> bool:
        """The country is in the region; "" is the world."""
        return not region or self._region[country] == region

    def outside(self, agreement: str, country: str) -> bool:
        """Surely not on it on the day: the list is whole, no row of the country may count, the country could be on it
        and signs for itself."""
        may = any(r.hold in _BY_HOLD and r.hold is not Hold.ENDED for r in self.of(agreement, country))
        surely = self.whole(agreement) and country in self.sign_themselves
        return surely and not may and not self.beyond(agreement, country)

    def joined(self, agreement: str, country: str) -> bool:
        """The country itself is on the list, not a body of it."""
        return any(not self.rows.text("stakeholder_id", r.row) for r in self.of(agreement, country))

    def standing(self, agreement: str, country: str) -> tuple[Bound, OnList | None]:
        """How a country takes part, and the row that says so."""
        rows = sorted((r for r in self.of(agreement, country) if r.hold in _BY_HOLD), key=self._strongest)
        if not rows:
            return (Bound.NOT_PARTY if self.outside(agreement, country) else Bound.UNKNOWN), None
        found = _BY_HOLD[rows[0].hold]
        if found is Bound.SIGNED and self.rows.text("status", rows[0].row) == "invited":
            found = Bound.INVITED
        return found, rows[0]

    def _strongest(self, r: OnList) -> tuple[int, bool, bool, str, str]:
        """The strongest first; of several alike what is signed, what the country itself did, then by dates and id."""
        text = self.rows.text
        invited, body = text("status", r.row) == "invited", bool(text("stakeholder_id", r.row))
        return _STRENGTH.index(r.hold), invited, body, text("since", r.row), self.rows.ids[r.row]


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


def parties_at(facts: Facts, as_of: date) -> Parties:
    """The lists on a day, for every country that is asked for."""
    key = ("parties", facts.edition.id, facts.evidence, as_of)
    return facts.snapshot.derived(key, lambda _: Parties(facts, as_of))


def not_parties(facts: Facts, as_of: date, agreement: str) -> tuple[Iso3, ...]:
    """Countries that are surely not party to a treaty or convention, by code; none where its list is not whole."""
    if facts.snapshot["agreements"].text("kind", facts.snapshot["agreements"].position[agreement]) not in (
        NEEDS_RATIFICATION
    ):
        return ()
    lists = parties_at(facts, as_of)
    return tuple(Iso3(c) for c in facts.countries if lists.standing(agreement, c)[0] is Bound.NOT_PARTY)
