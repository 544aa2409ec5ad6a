"""Who states that the agreements and networks for a duty are all recorded (METHODS 7).

Without such a statement nobody can say that two countries have no agreement: the lists of members of three papers may
be whole, and a fourth paper is not recorded. A statement speaks for one country, or for every country. On a day
the later one counts, then the better method, then the one that names the country, then the one that says no,
then by source. It is not filtered by evidence, and counts in an edition only where its duty stands alone there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import METHOD_RANK, Facts, Ints, Mask
from coordination.text.records import Key
from coordination.text.sentences import Name, Partial, Sentence, sentence
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, PartialDay, SourceId
from graph_schema.values import ReviewMethod, Verified, first_day

__all__ = ["DutyReview", "Stated", "stated_at"]

NOBODY: Final = -1  #: in place of a row: nobody has stated anything


@dataclass(frozen=True, slots=True)
class DutyReview:
    """What is stated for a duty of this edition."""

    duty: CapabilityNumber
    country: Annotated[Iso3 | None, Key("for which country; empty = for every country")]
    whole: Annotated[
        bool,
        Key("every agreement and network for the duty is recorded", name="instruments_complete"),
    ]
    reviewed_on: Annotated[PartialDay, Key("when")]
    method: ReviewMethod
    source: Annotated[SourceId, Key("where it is said")]
    verified: Verified | None
    claim: Annotated[ClaimId, Key("id of the row")]

    def by_whom(self) -> Sentence:
        """Who looked, when, how and on what: the source is what was read or who was asked, not who judges."""
        source, day = Name("sources", self.source), Partial(self.reviewed_on)
        match self.method:
            case ReviewMethod.OFFICIAL_REVIEW:
                return sentence("stated by an official review of {day}, on {source}", source=source, day=day)
            case ReviewMethod.INTERVIEW:
                return sentence("stated in an interview of {day}, on {source}", source=source, day=day)
            case ReviewMethod.SELF_ASSESSMENT:
                return sentence("stated by a self-assessment of {day}, on {source}", source=source, day=day)
            case ReviewMethod.DESK_REVIEW:
                return sentence("stated by a desk review of {day}, on {source}", source=source, day=day)


@dataclass(frozen=True, eq=False)
class Stated:
    """Who has the last word on a day. ``row``: place of the statement among duty_reviews, NOBODY where there is none;
    ``whole``: it says that all are recorded. Shapes (duties, countries)."""

    facts: Facts
    row: Ints
    whole: Mask

    def of(self, duty: int, country: int) -> DutyReview | None:
        """The statement that counts for a country (places), None where nobody has made one."""
        at = int(self.row[duty, country])
        return None if at == NOBODY else self._review(duty, at)

    def all(self, duties: Sequence[int], countries: Sequence[int]) -> tuple[DutyReview, ...]:
        """Those that count for any of these countries, each once; by duty, then country, then source."""
        found = {(d, r) for d in duties for r in self.row[d, list(countries)].tolist() if r != NOBODY}
        order: dict[str, int] = {n: i for i, n in enumerate(self.facts.edition.duties)}
        reviews = (self._review(d, r) for d, r in found)
        return tuple(sorted(reviews, key=lambda x: (order[x.duty], x.country or "", x.source, x.claim)))

    def _review(self, duty: int, at: int) -> DutyReview:
        frame = self.facts.snapshot["duty_reviews"]
        told = frame.row(at)
        return DutyReview(
            self.facts.edition.duties[duty],
            Iso3(told["iso3"]) if told["iso3"] else None,
            told["instruments_complete"] == "yes",
            PartialDay(told["reviewed_on"]),
            ReviewMethod(told["method"]),
            SourceId(told["source_id"]),
            Verified(told["verified"]) if told["verified"] else None,
            ClaimId(frame.ids[at]),
        )


def stated_at(facts: Facts, as_of: date) -> Stated:
    """Whose statement counts for each duty and country on a day."""
    frame = facts.snapshot["duty_reviews"]
    shape = (len(facts.edition.duties), len(facts.countries))
    row, whole = np.full(shape, NOBODY, np.int64), np.zeros(shape, bool)
    place: dict[str, int] = {n: i for i, n in enumerate(facts.edition.duties)}
    here = facts.edition.from_base if facts.edition.id != BASE_EDITION else {}
    alone = facts.edition.one_to_one if here else frozenset(edition(BASE_EDITION).numbers)
    ranked = []
    for i, ident in enumerate(frame.ids):
        told = frame.row(i)
        day = first_day(told["reviewed_on"])
        duty = place.get(here.get(told["duty"], told["duty"]), -1) if told["duty"] in alone else -1
        country = facts.country_at.get(told["iso3"], -1)
        if day is None or day > as_of or duty < 0 or (told["iso3"] and country < 0):
            continue
        complete = told["instruments_complete"] == "yes"
        first = (-day.toordinal(), METHOD_RANK.get(told["method"], 9), not told["iso3"], complete)
        ranked.append(((*first, told["source_id"], ident), duty, country, i, complete))
    for _, duty, country, i, complete in sorted(ranked, reverse=True):  # the one that counts is written last
        where = slice(None) if country < 0 else country
        row[duty, where], whole[duty, where] = i, complete
    return Stated(facts, row, whole)
