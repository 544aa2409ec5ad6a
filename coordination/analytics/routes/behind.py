"""The records behind the stations and hand-offs of a route."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from coordination.analytics.network.joined import Joined
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, StakeholderId

__all__ = ["Behind"]


@dataclass(frozen=True, eq=False)
class Behind:
    """Ids of records; each set is looked up once. ``joined``: None = no record is looked up, and there are none."""

    joined: Joined | None
    _stations: dict[tuple[Iso3, tuple[CapabilityNumber, ...]], tuple[ClaimId, ...]] = field(
        default_factory=dict, init=False, repr=False
    )
    _pairs: dict[tuple[object, ...], tuple[ClaimId, ...]] = field(
        default_factory=dict, init=False, repr=False
    )

    def station(self, country: Iso3, numbers: tuple[CapabilityNumber, ...]) -> tuple[ClaimId, ...]:
        """What the statuses of these capabilities rest on."""
        if self.joined is None:
            return ()
        held, key = self._stations, (country, numbers)
        if key not in held:
            cells = (self.joined.cover.index(country, n) for n in numbers)
            held[key] = tuple(sorted({i for c in cells for i in self.joined.status(c)}))
        return held[key]

    def pairs(
        self,
        country: Iso3,
        pairs: Sequence[tuple[StakeholderId, StakeholderId]],
        numbers: tuple[CapabilityNumber, ...],
    ) -> tuple[ClaimId, ...]:
        """The partnerships of the day that join these within a country, and the affiliations by which they have a
        common top body; of one organisation that does both its activities there. ``numbers``: of both stations."""
        if not pairs or self.joined is None:
            return ()
        held, key = self._pairs, (country, numbers, *pairs)  # the same hand-off is part of several routes
        if key not in held:
            found = set[ClaimId]()
            for one, other in pairs:
                if one == other:
                    found.update(self.joined.work(country, one, numbers))
                else:
                    found.update(self.joined.between(country, one, other))
            held[key] = tuple(sorted(found))
        return held[key]
