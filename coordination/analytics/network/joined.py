"""The records behind hand-offs: what statuses rest on, what joins organisations in a country, what they do there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from coordination.analytics.base.providers import Tops
from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.deciding_claims import affiliation_rows, ids_of, status_claims
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, StakeholderId

__all__ = ["Joined"]


@dataclass(frozen=True, eq=False)
class Joined:
    """Ids of records; each set is looked up once."""

    cover: Coverage
    _held: dict[tuple[Iso3, StakeholderId, StakeholderId], tuple[ClaimId, ...]] = field(
        default_factory=dict, init=False, repr=False
    )
    _statuses: dict[int, tuple[ClaimId, ...]] = field(default_factory=dict, init=False, repr=False)

    def status(self, cell: int) -> tuple[ClaimId, ...]:
        """What the status of a cell rests on."""
        if cell not in self._statuses:
            self._statuses[cell] = status_claims(self.cover, cell)
        return self._statuses[cell]

    def between(self, country: Iso3, one: StakeholderId, other: StakeholderId) -> tuple[ClaimId, ...]:
        """The partnerships of the day that join two within a country; without one the affiliations above them."""
        held, key = self._held, (country, min(one, other), max(one, other))
        if key not in held:
            ties = [i for about in ("", country) for i in self._ties.get((about, *key[1:]), ())]
            at = self.cover.facts.stakeholder_at
            held[key] = tuple(ties) or ids_of(
                self.cover, "affiliations", affiliation_rows(self.cover, np.asarray([at[one], at[other]]))
            )
        return held[key]

    def work(
        self, country: Iso3, who: StakeholderId, numbers: Iterable[CapabilityNumber]
    ) -> tuple[ClaimId, ...]:
        """The activities by which an organisation provides any of these there."""
        d, at = self.cover.facts.deliveries, self.cover.facts.stakeholder_at[who]
        found = list[int]()
        for number in numbers:
            rows = self.cover.delivery_rows(self.cover.index(country, number), "provides")
            found += d.row[rows[d.who[rows] == at]].tolist()
        return ids_of(self.cover, "deliveries", found)

    def related(
        self, some: Collection[StakeholderId], others: Collection[StakeholderId]
    ) -> set[tuple[StakeholderId, StakeholderId]]:
        """Pairs of one of these and one of those that have a common top body."""
        tops = self.tops
        return {
            (p, q)
            for p in some
            if p in tops
            for q in others
            if p != q and not tops[p].isdisjoint(tops.get(q, frozenset()))
        }

    @cached_property
    def tops(self) -> dict[StakeholderId, frozenset[int]]:
        """Organisation -> the bodies above it without a parent; those with none above are left out."""
        facts = self.cover.facts
        body, top = Tops.of(facts).pairs(self.cover.as_of.toordinal())
        found: dict[StakeholderId, set[int]] = {}
        for b, t in zip(body.tolist(), top.tolist(), strict=True):
            found.setdefault(facts.stakeholders[b], set()).add(t)
        return {b: frozenset(those) for b, those in found.items()}

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
