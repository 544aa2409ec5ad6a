"""One thing that a national committee could decide, and the four lists such things come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final

from coordination.analytics.plan.measures import Measure, MeasureKind
from coordination.model.snapshot import Snapshot
from coordination.text.codes import DECISION_KINDS
from coordination.text.kinds import said_as
from coordination.text.sentences import Sentence

__all__ = ["Decision", "Kind", "sources_of"]

LONGEST: Final = 24  #: letters of an id in a key, so that it can name a choice of an address


@said_as(DECISION_KINDS)
class Kind(StrEnum):
    """The four lists, in the order in which equals stand."""

    ENDING = "ending"
    MISSING = "missing"
    ONE = "one"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to decide. ``key`` names it in addresses and minutes; ``capability``: "" where it is about an
    instrument or a funder, whose id is ``about``; ``at_stake``: capabilities, its own first; ``who``: ids of
    organisations to ask; ``by``: day by which; ``cost``: what is known of it, None = not known; ``claims``:
    ids of the rows that end; ``sources``: what the state of the cell rests on; ``rank``: place in its list
    among equals; ``last``: it stands after the others of its list and round (one is enough there by design);
    ``paid``: capabilities that hang on one funder; ``ask``: who could pay, or provide, as well."""

    kind: Kind
    country: str
    capability: str
    about: str
    state: str
    title: Sentence
    reasons: tuple[Sentence, ...]
    fix: Sentence
    who: tuple[str, ...]
    by: date
    ends: date | None
    cost: Sentence | None
    at_stake: tuple[str, ...]
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    rank: tuple[int, ...] = ()
    last: bool = False
    paid: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()

    @property
    def measure(self) -> Measure:
        """The fix as a named step of a plan."""
        about: tuple[str, ...] = (self.capability or self.about,)
        who = self.who
        if self.kind is Kind.ENDING:
            kind = MeasureKind.RENEW
        elif self.kind is Kind.LOOK:
            kind = MeasureKind.LOOK
        elif self.paid:
            kind, about, who = MeasureKind.FUNDER, self.paid, self.ask
        elif self.last:
            kind = MeasureKind.STAND_IN
        else:
            kind, who = MeasureKind.PROVIDER, self.ask if self.kind is Kind.ONE else self.who
        return Measure(kind, about, who, self.by).fitting()

    @property
    def key(self) -> str:
        """The list and what it is about; long ids are cut, with a digest so that they stay apart."""
        about = self.capability or self.about
        if len(about) > LONGEST:
            about = f"{about[: LONGEST - 9]}-{sha256(about.encode()).hexdigest()[:8]}"
        return f"{self.kind}-{about}"


def sources_of(snapshot: Snapshot, claims: Iterable[str]) -> tuple[str, ...]:
    """Sources of the rows with these ids, sorted; ids that no row has are passed over."""
    found = set()
    for claim in claims:
        for name in ("deliveries", "funding", "agreements", "agreement_parties", "memberships"):
            at = snapshot[name].position.get(claim)
            if at is not None:
                found.add(snapshot[name].text("source_id", at))
    return tuple(sorted(found - {""}))
