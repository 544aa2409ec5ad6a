"""What candidates are looked up in (METHODS 5): who the bodies are, and who provides what where on a day. It is worked
out and sorted once, because a plan asks for the candidates of each country anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coordination.analytics.base.facts import Facts, Ints, Mask
from coordination.analytics.base.joining import Keyed
from coordination.analytics.base.providers import Groups
from coordination.analytics.base.spans import distinct
from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.mandates import STATE_KINDS
from graph_schema.values import Area, Scope

__all__ = ["Bodies", "Providing"]

#: A kind that is asked as another one is.
_LIKE = {"network_member": "ngo"}


@dataclass(frozen=True, eq=False)
class Bodies:
    """Who the bodies of a snapshot are, and what the edition asks of providers."""

    facts: Facts

    @staticmethod
    def of(facts: Facts) -> Bodies:
        return facts.snapshot.derived(("bodies", facts.edition.id, facts.evidence), lambda _: Bodies(facts))

    def _texts(self, column: str) -> list[str]:
        frame = self.facts.snapshot["stakeholders"]
        of = dict(zip(frame.ids, frame[column].texts(), strict=True))
        return [of[s] for s in self.facts.stakeholders]

    @cached_property
    def home(self) -> Ints:
        """Country of each body, -1 where it has none."""
        at = self.facts.country_at
        return np.asarray([at.get(c, -1) for c in self._texts("home_iso3")], np.int64)

    @cached_property
    def kinds(self) -> tuple[list[str], Ints]:
        """(names of the kinds, kind of each body)."""
        texts = self._texts("kind")
        names = sorted(set(texts))
        at = {k: i for i, k in enumerate(names)}
        return names, np.asarray([at[k] for k in texts], np.int64)

    @cached_property
    def subregion(self) -> Ints:
        """Subregion of each country; a country without one stands alone."""
        frame = self.facts.snapshot["countries"]
        of = dict(zip(frame.ids, frame["subregion"].texts(), strict=True))
        names = {n: i for i, n in enumerate(sorted({v for v in of.values() if v}))}
        alone = len(names)
        return np.asarray([names.get(of[c], alone + i) for i, c in enumerate(self.facts.countries)], np.int64)

    @cached_property
    def akin(self) -> Mask:
        """``akin[a, b]``: who does b could be asked to take a up. Shape (K, K)."""
        edition = self.facts.edition
        out = np.zeros((self.facts.K, self.facts.K), bool)
        for a, c in enumerate(edition.capabilities):
            out[a, [edition.index[n] for n in c.akin]] = True
        return out

    @cached_property
    def law(self) -> Mask:
        """Capabilities that a government alone provides: the law."""
        return np.asarray([c.provided_by == ("government",) for c in self.facts.edition.capabilities], bool)

    @cached_property
    def by_children(self) -> Mask:
        """Capabilities that children carry."""
        return np.asarray([c.by_children for c in self.facts.edition.capabilities], bool)

    @cached_property
    def may(self) -> Mask:
        """May a body of the kind be asked for the capability? Shape (K, kinds)."""
        names, of = [_LIKE.get(k, k) for k in self.kinds[0]], self.facts.edition.capabilities
        fits = [[not c.asked_kinds or n in c.asked_kinds for n in names] for c in of]
        return np.asarray(fits, bool).reshape(len(of), -1)

    @cached_property
    def national(self) -> Mask:
        """Capabilities for which nobody is asked who works in a part of the country only."""
        return np.asarray([c.asked_area == "national" for c in self.facts.edition.capabilities], bool)

    @cached_property
    def public(self) -> Mask:
        """Capabilities for which bodies of the state alone are asked."""
        return np.asarray([c.asked_public for c in self.facts.edition.capabilities], bool)

    @cached_property
    def of_state(self) -> Mask:
        """Bodies whose kind is one of the state."""
        names, of = self.kinds
        return np.asarray([n in STATE_KINDS for n in names], bool)[of] if len(of) else np.zeros(0, bool)

    @cached_property
    def anybody_may(self) -> Mask:
        """Capabilities that every kind may provide."""
        return np.asarray([not c.provided_by for c in self.facts.edition.capabilities], bool)


@dataclass(frozen=True, eq=False)
class Providing:
    """Who provides what where on a day. ``groups``: the providers of every cell, in the order of the cells.

    A table is (places in ``groups``, what each of them is found by).
    """

    facts: Facts
    bodies: Bodies
    groups: Groups
    day: int

    @staticmethod
    def of(cover: Coverage) -> Providing:
        def make(c: Coverage) -> Providing:
            return Providing(c.facts, Bodies.of(c.facts), c.groups, c.as_of.toordinal())

        return cover.derived("providing", make)

    @cached_property
    def countries(self) -> int:
        """How many countries there are; one where there is none."""
        return max(len(self.facts.countries), 1)

    @cached_property
    def _country(self) -> Ints:
        return self.groups.node_query // self.facts.K

    @cached_property
    def _number(self) -> Ints:
        return self.groups.node_query % self.facts.K

    @cached_property
    def _home(self) -> Ints:
        who = self.groups.node_who
        return self.bodies.home[who] if len(who) else who

    @cached_property
    def by_kind(self) -> tuple[Ints, Ints, Ints]:
        """(kind * K + capability, country, both as ``kind and capability * countries + country``) in which some body of
        the kind provides it; each once, sorted."""
        who = self.groups.node_who
        kind = self.bodies.kinds[1][who] if len(who) else who
        key = distinct((kind * self.facts.K + self._number) * self.countries + self._country)
        return key // self.countries, key % self.countries, key

    @cached_property
    def by_anybody(self) -> Ints:
        """capability * countries + country of every cell that somebody provides, sorted."""
        return distinct(self._number * self.countries + self._country)

    @cached_property
    def of_children(self) -> Mask:
        """Bodies that provide what children carry and nothing else: no service is asked of them."""
        who, size = self.groups.node_who, len(self.facts.stakeholders) + 1
        children = self.bodies.by_children[self._number]
        some, other = (np.bincount(who[m], minlength=size) > 0 for m in (children, ~children))
        out: Mask = some & ~other
        return out

    @cached_property
    def cells(self) -> Keyed:
        """Every place, by its cell."""
        return Keyed.of(self.groups.node_query)

    @cached_property
    def supporters(self) -> tuple[Ints, Keyed]:
        """Who supports what, by the cell: (bodies, table)."""
        d = self.facts.deliveries
        rows = np.flatnonzero(d.life.active(self.day) & d.supports)
        return d.who[rows], Keyed.of(d.cell[rows])

    @cached_property
    def reach(self) -> tuple[Ints, Ints]:
        """``body * countries + country`` in which it provides or supports anything, and the same of what is not
        recorded for a part of the country; sorted."""
        d = self.facts.deliveries
        rows = np.flatnonzero(d.life.active(self.day) & (d.provides | d.supports))
        frame = self.facts.snapshot["deliveries"]
        part = frame["scope"].isin([Scope.PART_OF_COUNTRY]) | frame["area"].isin([Area.STATE, Area.DISTRICT])
        part = part[d.row[rows]]
        key = d.who[rows] * self.countries + d.cell[rows] // self.facts.K
        return distinct(key), distinct(key[~part])

    @cached_property
    def mandates(self) -> tuple[Ints, Ints]:
        """``body * countries + country`` in which a row says that the law requires what it does, and those in which one
        says something else; sorted."""
        d = self.facts.deliveries
        rows = np.flatnonzero(d.life.active(self.day) & (d.provides | d.supports))
        key = d.who[rows] * self.countries + d.cell[rows] // self.facts.K
        column = self.facts.snapshot["deliveries"]["mandate"]
        said = column.isin(["statutory"])[d.row[rows]]
        other = column.isin(["contracted", "voluntary"])[d.row[rows]]
        return distinct(key[said]), distinct(key[other])

    @cached_property
    def abroad(self) -> tuple[Ints, Keyed]:
        """Who provides it in another country than its own, by the same capability at home."""
        at = np.flatnonzero((self._home >= 0) & (self._home != self._country))
        return at, Keyed.of(self._home[at] * self.facts.K + self._number[at])

    @cached_property
    def local(self) -> tuple[Ints, Keyed]:
        """Who provides something at home, by country."""
        at = np.flatnonzero((self._home >= 0) & (self._home == self._country))
        return at, Keyed.of(self._country[at])

    @cached_property
    def international(self) -> Mask:
        """Bodies without a home country, or that provide something in two countries."""
        key = distinct(self.groups.node_who * self.countries + self._country)
        reach = np.bincount(key // self.countries, minlength=len(self.facts.stakeholders) + 1)
        out: Mask = reach >= 2
        out[: len(self.bodies.home)] |= self.bodies.home < 0
        return out

    @cached_property
    def everything(self) -> Ints:
        """``body * cells + cell`` of all that is provided, sorted."""
        return distinct(self.groups.node_who * self.countries * self.facts.K + self.groups.node_query)

    @cached_property
    def somewhere(self) -> Ints:
        """``body * countries + country`` in which it provides something, sorted."""
        return distinct(self.groups.node_who * self.countries + self._country)

    @cached_property
    def wide(self) -> tuple[Ints, Keyed]:
        """What international bodies provide, by subregion and capability: ``subregion * K + capability``."""
        at = np.flatnonzero(self.international[self.groups.node_who])
        return at, Keyed.of(self.bodies.subregion[self._country[at]] * self.facts.K + self._number[at])
