"""Why each thing of a what-if follows (METHODS 6): the changes, bodies and providers that bring it about.

Read from the rows that count on the day, under the evidence asked for: a grant that is over, a body that once stood
above another, or a row that is not confirmed is the reason of nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

import numpy as np

from coordination.analytics.base.facts import Ints, Mask
from coordination.analytics.base.providers import Funds
from coordination.analytics.base.targets import Kind, Target, touched
from coordination.analytics.board.coverage import Coverage
from coordination.analytics.borders.channels import FULL, SORTS, channels_at
from coordination.analytics.loss.effects import Loss
from coordination.analytics.loss.scenario import Add, Change, Remove
from coordination.analytics.network.cooperation import active_ties
from coordination.text.records import Key
from graph_schema.ids import AgreementId, CapabilityNumber, Cell, Iso3, StakeholderId
from graph_schema.values import end_exclusive

__all__ = ["Reason", "ends_by", "reasons_of"]

GROUND = "ground"  #: how a provider of round 2 is written among the reasons: ``ground:ID``


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something follows in a round: a unit, a provider, a network, an agreement, a cell, a duty, the pieces."""

    round: Annotated[
        int, Key("round: 1, 2, 3, 5 or 6; those of round 4 stand with its cells", more={"minimum": 1})
    ]
    stakeholder: Annotated[StakeholderId | None, Key(may_lack=True)] = None
    network: Annotated[StakeholderId | None, Key(may_lack=True)] = None
    agreement: Annotated[AgreementId | None, Key(may_lack=True)] = None
    country: Annotated[Iso3 | None, Key(may_lack=True)] = None
    capability: Annotated[CapabilityNumber | None, Key(may_lack=True)] = None
    because: Annotated[
        tuple[str, ...],
        Key(
            "a change, stakeholder:ID of a unit that goes, agreement:ID or network:ID of what ends with its operator, "
            "ground:ID of a provider without money"
        ),
    ]


def ends_by(change: Change, t: int) -> bool:
    """Whether the change takes something away, and has done so by the day."""
    if isinstance(change, Add):
        return False
    end = None if isinstance(change, Remove) else end_exclusive(change.until)
    return end is None or end.toordinal() <= t


def reasons_of(before: Coverage, changes: Sequence[Change], loss: Loss) -> tuple[Reason, ...]:
    """Of rounds 1, 2, 3, 5 and 6, in this order; those of round 4 stand with its cells."""
    made = _Reasons(before, tuple(changes), loss)
    found = (made.units(), made.ended(), made.ground(), made.cells(), made.duties(), made.pieces())
    return tuple(r for part in found for r in part if r.because)


@dataclass(frozen=True, eq=False)
class _Reasons:
    before: Coverage
    changes: tuple[Change, ...]
    loss: Loss

    @cached_property
    def targets(self) -> list[tuple[str, Target]]:
        """What has gone by the day, as it is written among the reasons, the bodies of round 1 last."""
        t = self.before.as_of.toordinal()
        asked = [(c.text, c.target) for c in self.changes if not isinstance(c, Add) and ends_by(c, t)]
        units = [Target(Kind.STAKEHOLDER, (u,)) for u in self.loss.also_removed]
        ended = [
            # a network that ends is gone as an organisation too
            (x.text, Target(Kind.STAKEHOLDER, x.key) if x.kind is Kind.NETWORK else x)
            for x in self.loss.ended
        ]
        return [*asked, *((u.text, u) for u in units), *ended]

    @cached_property
    def bodies(self) -> dict[str, list[str]]:
        """Stakeholder that is gone -> how it is written."""
        out: dict[str, list[str]] = {}
        for text, target in self.targets:
            if target.kind is Kind.STAKEHOLDER:
                out.setdefault(target.key[0], []).append(text)
        return out

    @cached_property
    def touched(self) -> list[tuple[str, Mapping[str, Mask]]]:
        return [(text, touched(self.before.facts.snapshot, target)) for text, target in self.targets]

    def by(self, name: str, rows: Ints) -> tuple[str, ...]:
        """The changes and bodies that took one of these rows away."""
        return tuple(text for text, marks in self.touched if name in marks and marks[name][rows].any())

    def units(self) -> Iterator[Reason]:
        facts, t = self.before.facts, self.before.as_of.toordinal()
        child, parent, _, life = facts.joining("affiliations", "child_id", "parent_id")
        now = life.active(t)
        child, parent = child[now], parent[now]
        for unit in self.loss.also_removed:
            above = np.unique(parent[child == facts.stakeholder_at[unit]]).tolist()
            because = [text for p in above for text in self.bodies.get(facts.stakeholders[p], [])]
            yield Reason(round=1, stakeholder=unit, because=tuple(because))

    def ended(self) -> Iterator[Reason]:
        """What has lost its operator: who that is."""
        snapshot = self.before.facts.snapshot
        for x in self.loss.ended:
            name = "agreements" if x.kind is Kind.AGREEMENT else "networks"
            frame = snapshot[name]
            operator = frame.text("operator_id", frame.position[x.key[0]])
            because = tuple(self.bodies.get(operator, []))
            if x.kind is Kind.AGREEMENT:
                yield Reason(round=1, agreement=AgreementId(x.key[0]), because=because)
            else:
                yield Reason(round=1, network=StakeholderId(x.key[0]), because=because)

    def ground(self) -> Iterator[Reason]:
        facts, t = self.before.facts, self.before.as_of.toordinal()
        funds = Funds.of(facts)
        for x in self.loss.lost_ground:
            who, country = facts.stakeholder_at[x.stakeholder], facts.country_at[x.country]
            _, at = funds.touching(
                np.asarray([who]), np.asarray([country]), np.asarray([facts.edition.index[x.capability]])
            )
            paid = at[(funds.life.start[at] <= t) & (t < funds.life.stop[at])]
            yield Reason(
                round=2,
                stakeholder=x.stakeholder,
                country=x.country,
                capability=x.capability,
                because=self.by("funding", funds.row[paid]),
            )

    def cells(self) -> Iterator[Reason]:
        facts, t = self.before.facts, self.before.as_of.toordinal()
        d = facts.deliveries
        runs = d.provides & d.life.active(t)
        unpaid: dict[Cell, list[str]] = {}
        for x in self.loss.lost_ground:
            unpaid.setdefault(Cell(x.country, x.capability), []).append(f"{GROUND}:{x.stakeholder}")
        cells = [*self.loss.fallen, *(Cell(x.country, x.capability) for x in self.loss.taken_over)]
        for at in sorted(cells, key=lambda c: self.before.index(*c)):
            cell = self.before.index(*at)
            low, high = np.searchsorted(d.cell, [cell, cell + 1])
            rows = d.row[low:high][runs[low:high]]
            because = (*self.by("deliveries", rows), *unpaid.get(at, ()))
            yield Reason(round=3, country=at.country, capability=at.capability, because=because)

    def duties(self) -> Iterator[Reason]:
        """Duty by duty: who took a side of a lost corridor off the list of an instrument that had covered it."""
        if not self.loss.duties_lost:
            return
        facts, as_of = self.before.facts, self.before.as_of
        channels, t, n = channels_at(facts, as_of), as_of.toordinal(), len(facts.countries)
        lists = channels.lists
        place = np.full(len(lists.ids), -1, np.int64)
        place[channels.which[channels.in_force]] = np.flatnonzero(channels.in_force)
        runs = (lists.start <= t) & (t < lists.stop) & (lists.standing == FULL) & (place[lists.at] >= 0)
        claims = np.flatnonzero(runs)
        entry = place[lists.at[claims]] * n + lists.country[claims]
        marks = {text: self._claims(seen, claims) for text, seen in self.touched}
        gone = np.any([*marks.values(), np.zeros(len(claims), bool)], axis=0)
        full = (channels.standing == FULL) & channels.in_force[:, None]
        off = full.copy()
        off.flat[entry[~gone]] = False  # somebody else still puts the country on that list
        for number in dict.fromkeys(d for _, _, d in self.loss.duties_lost):
            pairs = np.zeros((n, n), bool)
            for a, b, duty in self.loss.duties_lost:
                if duty == number:
                    i, j = facts.country_at[a], facts.country_at[b]
                    pairs[i, j] = pairs[j, i] = True
            serves = channels.duty[:, facts.edition.duties.index(number)]
            hit = off & serves[:, None] & ((full.astype(np.int64) @ pairs.astype(np.int64)) > 0)
            here = hit.flat[entry]
            because = tuple(text for text, mark in marks.items() if (mark & here).any())
            yield Reason(round=5, capability=number, because=because)

    def _claims(self, seen: Mapping[str, Mask], claims: Ints) -> Mask:
        """Which of these claims of the lists a change or body has taken away."""
        lists = channels_at(self.before.facts, self.before.as_of).lists
        out = np.zeros(len(claims), bool)
        for name, which in zip(SORTS, (True, False), strict=True):
            mine = lists.agreement[lists.at[claims]] == which
            if name in seen:
                out[mine] = seen[name][lists.row[claims[mine]]]
        return out

    def pieces(self) -> Iterator[Reason]:
        """Bodies that alone joined two of the pieces, perhaps together with others that went, and ties between two."""
        if not self.loss.pieces:
            return
        facts, as_of = self.before.facts, self.before.as_of
        part = {s: -1 - i for i, piece in enumerate(self.loss.pieces) for s in piece}
        a, b, row = active_ties(facts, as_of)
        ends = [
            (facts.stakeholders[i], facts.stakeholders[j])
            for i, j in zip(a.tolist(), b.tolist(), strict=True)
        ]
        between = [k for k, (x, y) in enumerate(ends) if x in part and y in part and part[x] != part[y]]
        because = set(self.by("ties", row[between]))
        beside: dict[str, set[str | int]] = {}
        for x, y in ends:
            for one, other in ((x, y), (y, x)):
                if one in self.bodies:
                    near = other if other in self.bodies else part.get(other)
                    if near is not None:
                        beside.setdefault(one, set()).add(near)
        while idle := [
            x for x, near in beside.items() if len(near & (beside.keys() | set(part.values()))) < 2
        ]:
            for x in idle:
                del beside[x]
        because |= {text for x in beside for text in self.bodies[x]}
        yield Reason(round=6, because=tuple(text for text, _ in self.targets if text in because))
