"""By which records a step of a plan is done: each with the day that it speaks of and its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np

from coordination.analytics.base.facts import Ints
from coordination.analytics.base.providers import Funds
from coordination.analytics.board.coverage import Coverage
from coordination.analytics.network.cooperation import active_ties
from coordination.analytics.plan.measures import Measure, MeasureKind
from coordination.analytics.plan.steps import Step
from graph_schema.ids import ClaimId, PartialDay, SourceId

__all__ = ["Evidence", "Record", "evidence_of"]


NO_DAY: Final = PartialDay("")


class Record(NamedTuple):
    """A record that shows it: the day that it speaks of ("" = none), its source and its id."""

    day: str
    source: str
    claim: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """``day``: since when the records show it, "" = they do not say; ``sources``, ``claims``: of what shows it."""

    day: PartialDay = NO_DAY
    sources: tuple[SourceId, ...] = ()
    claims: tuple[ClaimId, ...] = ()


@dataclass(frozen=True, eq=False)
class _Records:
    """The records of a country on a day, beside those known on the day of the plan."""

    cover: Coverage
    start: Coverage
    country: str
    since: date

    def of(self, name: str, rows: Iterable[int], field: str = "since") -> list[Record]:
        """Those of a type, the earliest first; what says no day speaks of the day of its source."""
        snapshot = self.cover.facts.snapshot
        frame, sources = snapshot[name], snapshot["sources"]
        out = []
        for row in rows:
            source = frame.text("source_id", row)
            at = sources.position.get(source)
            told = sources.text("published", at) if at is not None else ""
            out.append(Record(frame.text(field, row) or told, source, frame.ids[row]))
        return sorted(out, key=lambda r: (not r.day, r))

    def work(self, cell: int, who: Iterable[str], *, provides: bool) -> list[Record]:
        """Work of these on a capability that goes on; ``provides``: only what provides it."""
        facts, t = self.cover.facts, self.cover.as_of.toordinal()
        d, bodies = facts.deliveries, {facts.stakeholder_at.get(x, -1) for x in who}
        rows = np.flatnonzero((d.cell == cell) & d.life.active(t) & (d.provides if provides else ~d.supports))
        return self.of("deliveries", [int(d.row[r]) for r in rows.tolist() if int(d.who[r]) in bodies])

    def cells(self, m: Measure) -> list[int]:
        return [self.cover.index(self.country, number) for number in m.about]

    def provider(self, m: Measure) -> list[list[Record]]:
        """Of each capability the work of those asked; where nobody was named, of those who are new."""
        return [
            self.work(
                c,
                m.who
                or set(self.cover.providers(c)) - set(self.start.providers(c))
                or self.cover.providers(c),
                provides=True,
            )
            for c in self.cells(m)
        ]

    def stand_in(self, m: Measure) -> list[list[Record]]:
        """Of each capability what everybody who is named has agreed to."""
        return [
            self.work(c, [who], provides=False)
            for c in self.cells(m)
            for who in m.who or self.cover.others(c, "stands_in")[:1]
        ]

    def renew(self, m: Measure) -> list[list[Record]]:
        """What goes on, which has no day by itself."""
        if m.about[0] in self.cover.facts.edition.index:
            found = [self.work(c, self.cover.providers(c), provides=True) for c in self.cells(m)]
        else:
            frame = self.cover.facts.snapshot["agreements"]
            at = frame.position.get(m.about[0])
            found = [[] if at is None else [Record("", frame.text("source_id", at), frame.ids[at])]]
        return [[r._replace(day="") for r in rows] for rows in found]

    def funder(self, m: Measure) -> list[list[Record]]:
        """Of each capability the grants to its providers that began since, else all of them."""
        facts, t, out = self.cover.facts, self.cover.as_of.toordinal(), []
        funds = Funds.of(facts)
        for c in self.cells(m):
            who: Ints = np.asarray([facts.stakeholder_at[x] for x in self.cover.providers(c)], np.int64)
            here = np.full(len(who), c // facts.K, np.int64)
            _, rows = funds.touching(who, here, np.full(len(who), c % facts.K, np.int64))
            rows = rows[funds.life.active(t)[rows]]
            new = rows[funds.life.known[rows] >= self.since.toordinal()]
            out.append(self.of("funding", [int(funds.row[f]) for f in (new if len(new) else rows).tolist()]))
        return out

    def tie(self, m: Measure) -> list[list[Record]]:
        """The partnerships of the two that go on."""
        facts = self.cover.facts
        a, b, rows = active_ties(facts, self.cover.as_of)
        ends = {facts.stakeholder_at.get(x, -1) for x in m.about}
        both = [
            row for x, y, row in zip(a.tolist(), b.tolist(), rows.tolist(), strict=True) if {x, y} == ends
        ]
        return [self.of("ties", both)]

    def look(self, m: Measure) -> list[list[Record]]:
        """Of each capability the reviews since the day of the plan."""
        days = self.cover.facts.looks.day
        return [
            self.reviews(i for i in self.cover.looks_at(c).tolist() if days[i] >= self.since.toordinal())
            for c in self.cells(m)
        ]

    def reviews(self, looks: Iterable[int]) -> list[Record]:
        return self.of("reviews", [int(self.cover.facts.looks.row[i]) for i in looks], "reviewed_on")

    def raised(self, step: Step) -> list[list[Record]]:
        """The reviews that give the capability that phase, or a later one."""
        looks, cell = self.cover.facts.looks, self.cover.index(self.country, step.capability)
        return [self.reviews(i for i in self.cover.looks_at(cell).tolist() if looks.phase[i] >= step.to)]


_SHOWN: Final[Mapping[MeasureKind, Callable[[_Records, Measure], list[list[Record]]]]] = {
    MeasureKind.PROVIDER: _Records.provider,
    MeasureKind.STAND_IN: _Records.stand_in,
    MeasureKind.RENEW: _Records.renew,
    MeasureKind.FUNDER: _Records.funder,
    MeasureKind.TIE: _Records.tie,
    MeasureKind.LOOK: _Records.look,
}


def evidence_of(cover: Coverage, start: Coverage, country: str, step: Step, since: date) -> Evidence:
    """By what a step is done that is done: of everything that it set out to bring about the earliest record, and the
    latest of their days."""
    records = _Records(cover, start, country, since)
    groups: Sequence[Sequence[Record]] = (
        _SHOWN[step.measure.kind](records, step.measure) if step.measure else records.raised(step)
    )
    first = [group[0] for group in groups if group]
    return Evidence(
        PartialDay(max((r.day for r in first), default="")),
        tuple(dict.fromkeys(SourceId(r.source) for r in first if r.source)),
        tuple(dict.fromkeys(ClaimId(r.claim) for r in first)),
    )
