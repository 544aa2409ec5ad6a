"""What the state does by a mandate (METHODS 5): such a body ends when its mandate or its budget does, so nobody is
asked who takes over from it, and it is no single point of failure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from coordination.analytics.base.facts import Facts, Ints, Mask
from coordination.analytics.base.joining import within
from coordination.analytics.base.providers import Groups
from coordination.analytics.base.spans import distinct
from coordination.analytics.base.targets import Kind, Target
from coordination.analytics.board.coverage import Coverage
from graph_schema.ids import SourceId

__all__ = ["STATE_KINDS", "Mandates"]

#: Kinds of organisation that are bodies of the state.
STATE_KINDS: Final = ("government", "judiciary", "law_enforcement")


def _held(kept: Mask, key: Ints, known: Ints) -> Mask:
    """Which keys have a row of those kept."""
    out: Mask = within(key, distinct(known[kept]))
    return out


@dataclass(frozen=True, eq=False)
class Mandates:
    """Who provides what by a mandate, in the order of the providers of every cell (``groups``)."""

    facts: Facts
    groups: Groups
    day: int

    @staticmethod
    def of(cover: Coverage) -> Mandates:
        def make(c: Coverage) -> Mandates:
            return Mandates(c.facts, c.groups, c.as_of.toordinal())

        return cover.derived("mandates", make)

    @cached_property
    def state_at(self) -> Ints:
        """The country of whose state each organisation is a body, -1 for others. Shape (stakeholders,)."""
        frame, at = self.facts.snapshot["stakeholders"], self.facts.country_at
        rows = zip(frame.ids, frame["kind"].texts(), frame["home_iso3"].texts(), strict=True)
        of = {s: at.get(home, -1) for s, kind, home in rows if kind in STATE_KINDS}
        return np.asarray([of.get(s, -1) for s in self.facts.stakeholders], np.int64)

    @cached_property
    def _words(self) -> tuple[Ints, Mask, Mask]:
        """(``cell * size + who``, the row says statutory, it says something else) of each active row of a provider."""
        d, size = self.facts.deliveries, len(self.facts.stakeholders) + 1
        on = np.flatnonzero(d.life.active(self.day) & d.provides)
        column = self.facts.snapshot["deliveries"]["mandate"]
        said = column.isin(["statutory"])[d.row[on]]
        other = column.isin(["contracted", "voluntary"])[d.row[on]]
        return d.cell[on] * size + d.who[on], said, other

    @property
    def _key(self) -> Ints:
        nodes = self.groups
        return nodes.node_query * (len(self.facts.stakeholders) + 1) + nodes.node_who

    @cached_property
    def said(self) -> Mask:
        """A row of the provider says that the law requires it, and none says otherwise. Shape (providers,)."""
        known, said, other = self._words
        return _held(said, self._key, known) & ~_held(other, self._key, known)

    @cached_property
    def statutory(self) -> Mask:
        """That, or its rows say nothing and it is a body of the state there. Shape (providers,)."""
        known, said, other = self._words
        nodes = self.groups
        if not len(nodes.node_who):
            return np.zeros(0, bool)
        silent = ~_held(said | other, self._key, known)
        at_home = self.state_at[nodes.node_who] == nodes.node_query // self.facts.K
        out: Mask = self.said | (silent & at_home)
        return out

    def _every(self, of: Mask) -> Mask:
        """Cells with a provider all of whose providers are so. Shape (cells,)."""
        query = self.groups.node_query
        some = np.bincount(query, minlength=self.facts.cells) > 0
        other = np.bincount(query[~of], minlength=self.facts.cells) > 0
        out: Mask = some & ~other
        return out

    @cached_property
    def cells(self) -> Mask:
        """Cells that bodies with a mandate alone provide. Shape (cells,)."""
        return self._every(self.statutory)

    @cached_property
    def alone(self) -> Mask:
        """Of these, those where nobody else is looked for: the records say that the law requires it, or it is a duty of
        the state by its nature, or one provider is normal. Elsewhere only the kind of the body says so, and nobody said
        that the task is the state's alone. Shape (cells,)."""
        by_nature = np.asarray([c.statutory for c in self.facts.edition.capabilities], bool)
        nature = np.tile(by_nature, len(self.facts.countries))
        out: Mask = self.cells & (self._every(self.said) | nature | self.facts.one_is_normal)
        return out

    @cached_property
    def kept(self) -> Mask:
        """Cells for which nobody is sought beside those who provide: :attr:`alone`, and duties of the state by their
        nature that a body with a mandate provides, whoever works with it. Shape (cells,)."""
        by_nature = np.asarray([c.statutory for c in self.facts.edition.capabilities], bool)
        held = np.bincount(self.groups.node_query[self.statutory], minlength=self.facts.cells) > 0
        out: Mask = self.alone | (held & np.tile(by_nature, len(self.facts.countries)))
        return out

    @cached_property
    def bodies(self) -> Mask:
        """Organisations that a mandate carries: they or the units below them provide something, and all of it by a
        mandate. No successor could prevent what goes with them. Shape (stakeholders,)."""
        nodes, size = self.groups, len(self.facts.stakeholders)
        does, other = (
            np.bincount(nodes.node_who[m], minlength=size) > 0
            for m in (np.ones(len(nodes.node_who), bool), ~self.statutory)
        )
        child, parent, _, life = self.facts.joining("affiliations", "child_id", "parent_id")
        on = life.active(self.day)
        child, parent = child[on], parent[on]
        while True:
            more, less = does.copy(), other.copy()
            more[parent[does[child]]] = True
            less[parent[other[child]]] = True
            if (more == does).all() and (less == other).all():
                out: Mask = does & ~other
                return out
            does, other = more, less

    def carries(self, target: Target) -> bool:
        """Is it an organisation that a mandate carries?"""
        at = self.facts.stakeholder_at.get(target.key[0], -1)
        return target.kind is Kind.STAKEHOLDER and at >= 0 and bool(self.bodies[at])

    def texts(self, cell: int) -> tuple[SourceId, ...]:
        """The laws, treaties and decrees that the records of who provides it were read in."""
        d = self.facts.deliveries
        low, high = np.searchsorted(d.cell, [cell, cell + 1])
        rows = np.arange(low, high)
        rows = rows[d.life.active(self.day)[rows] & d.provides[rows]]
        sources = self.facts.snapshot["sources"]
        laws = {s for s, kind in zip(sources.ids, sources["kind"].texts(), strict=True) if kind == "law"}
        named = self.facts.snapshot["deliveries"]["source_id"]
        found = {named.text(r) for r in d.row[rows].tolist()}
        return tuple(SourceId(s) for s in sorted(found & laws))
