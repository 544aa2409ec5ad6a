"""The records behind the stations and hand-offs of a route."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.deciding_claims import affiliation_rows, ids_of, status_claims
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, StakeholderId

__all__ = ["Behind"]


@dataclass(frozen=True, eq=False)
class Behind:
    """Ids of records; each set is looked up once."""

    cover: Coverage
    _stations: dict[tuple[Iso3, tuple[CapabilityNumber, ...]], tuple[ClaimId, ...]] = field(
        default_factory=dict, init=False, repr=False
    )
    _joined: dict[tuple[Iso3, StakeholderId, StakeholderId], tuple[ClaimId, ...]] = field(
        default_factory=dict, init=False, repr=False
    )

    def station(self, country: Iso3, numbers: tuple[CapabilityNumber, ...]) -> tuple[ClaimId, ...]:
        """What the statuses of these capabilities rest on."""
        held, key = self._stations, (country, numbers)
        if key not in held:
            cells = (self.cover.index(country, n) for n in numbers)
            held[key] = tuple(sorted({i for c in cells for i in status_claims(self.cover, c)}))
        return held[key]

    def pairs(
        self, country: Iso3, pairs: Iterable[tuple[StakeholderId, StakeholderId]]
    ) -> tuple[ClaimId, ...]:
        """The partnerships of the day that join these within a country, and the affiliations by which they have a
        common top body. Of one organisation that does both there is none: its activities are those of the stations."""
        found = set[ClaimId]()
        for one, other in pairs:
            if one != other:
                found.update(self._joining(country, one, other))
        return tuple(sorted(found))

    def _joining(self, country: Iso3, one: StakeholderId, other: StakeholderId) -> tuple[ClaimId, ...]:
        held, key = self._joined, (country, min(one, other), max(one, other))
        if key not in held:
            ties = [i for about in ("", country) for i in self._ties.get((about, *key[1:]), ())]
            at = self.cover.facts.stakeholder_at
            held[key] = tuple(ties) or ids_of(
                self.cover, "affiliations", affiliation_rows(self.cover, np.asarray([at[one], at[other]]))
            )
        return held[key]

    @cached_property
    def _ties(self) -> dict[tuple[str, str, str], list[ClaimId]]:
        """(country or "" = any, one, other) -> the partnerships between them."""
        facts = self.cover.facts
        a, b, rows, life = facts.joining("ties", "a_id", "b_id")
        frame, names = facts.snapshot["ties"], facts.stakeholders
        found: dict[tuple[str, str, str], list[ClaimId]] = {}
        for at in np.flatnonzero(life.active(self.cover.as_of.toordinal())).tolist():
            one, other = sorted((names[a[at]], names[b[at]]))
            row = int(rows[at])
            found.setdefault((frame.text("iso3", row), one, other), []).append(ClaimId(frame.ids[row]))
        return found
