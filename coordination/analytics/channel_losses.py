"""Corridors that close when stakeholders go (METHODS 6 and 7).

An organisation can put its country on the list of an agreement or of a network. When every claim that puts a
country on a list names somebody who is gone, the country is off it, and each pair that only this instrument
joined has no channel left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from coordination.analytics.channels import FULL, Channels, channels_at
from coordination.analytics.effects import Corridor
from coordination.analytics.facts import Facts, Ints, Mask
from coordination.analytics.joining import count_of, counted
from coordination.analytics.spans import distinct, expand

__all__ = ["ChannelLosses"]


@dataclass(frozen=True, eq=False)
class ChannelLosses:
    """Claims that put a country on an instrument in force, and whom each of them names.

    ``entry``: the (instrument, country) of each claim; ``body``/``claim``: who is named by which claim.
    """

    facts: Facts
    channels: Channels
    full: Mask
    entry: Ints
    body: Ints
    claim: Ints

    @staticmethod
    def of(facts: Facts, as_of: date) -> ChannelLosses:
        channels, t = channels_at(facts, as_of), as_of.toordinal()
        lists = channels.lists
        place = np.full(len(lists.ids), -1, np.int64)
        place[channels.which[channels.in_force]] = np.flatnonzero(channels.in_force)
        on = (lists.start <= t) & (t < lists.stop) & (lists.standing == FULL) & (place[lists.at] >= 0)
        claims = np.flatnonzero(on)
        entry = place[lists.at[claims]] * len(facts.countries) + lists.country[claims]
        body, claim = [], []
        for of_agreement, name, columns in (
            (True, "agreement_parties", ("stakeholder_id",)),
            (False, "memberships", ("member_id", "network_id")),
        ):
            mine = np.flatnonzero(lists.agreement[lists.at[claims]] == of_agreement)
            for column in columns:
                code = facts.snapshot[name][column].coded(facts.stakeholder_at)
                body.append(code[lists.row[claims[mine]]])
                claim.append(mine)
        bodies, named = np.concatenate(body), np.concatenate(claim)
        order = np.argsort(bodies, kind="stable")
        full = (channels.standing == FULL) & channels.in_force[:, None]
        return ChannelLosses(facts, channels, full, entry, bodies[order], named[order])

    @cached_property
    def _entries(self) -> tuple[Ints, Ints]:
        return counted(self.entry)

    @cached_property
    def _channels_by_duty(self) -> list[Ints]:
        return [self.channels.counts(d) for d in range(len(self.facts.edition.duties))]

    @cached_property
    def _named(self) -> Mask:
        """Who is named by a claim at all. Shape (stakeholders,)."""
        out = np.zeros(len(self.facts.stakeholders), bool)
        out[self.body[self.body >= 0]] = True
        return out

    def _off(self, loss: Ints, gone: Ints) -> tuple[Ints, Ints]:
        """(loss, entry) of countries that are off a list, of the sorted pairs (loss, who is gone)."""
        keep = self._named[gone]
        loss, gone = loss[keep], gone[keep]
        owner, at = expand(np.searchsorted(self.body, gone), np.searchsorted(self.body, gone, side="right"))
        claims = max(len(self.entry), 1)
        pair = distinct(loss[owner] * claims + self.claim[at])
        width = max(self.full.size, 1)
        keys, count = counted(pair // claims * width + self.entry[pair % claims])
        keys = keys[count == count_of(keys % width, *self._entries)]
        return keys // width, keys % width

    def _closing(self, entries: Ints) -> Iterator[tuple[int, Ints, Mask]]:
        """For each duty (duty, countries, closed): which of these countries lose their channel with which others when
        all these entries are off; closed has shape (these countries, all countries)."""
        n = len(self.facts.countries)
        instrument, country = entries // n, entries % n
        which, ends = np.unique(instrument), np.unique(country)
        before = self.full[which]
        after = before.copy()
        after[np.searchsorted(which, instrument), country] = False
        for d in range(len(self.facts.edition.duties)):
            serves = self.channels.duty[which, d]
            if serves.any():
                b, a = before[serves].astype(np.int64), after[serves].astype(np.int64)
                was = self._channels_by_duty[d][ends]
                left = was - (b[:, ends].T @ b - a[:, ends].T @ a)
                yield d, ends, (was > 0) & (left <= 0) & (ends[:, None] != np.arange(n))

    def lost(self, gone: Ints) -> tuple[Corridor, ...]:
        _, entries = self._off(np.zeros(len(gone), np.int64), gone)
        countries, duties = self.facts.countries, self.facts.edition.duties
        found = {
            (*sorted((countries[ends[i]], countries[j])), duties[d])
            for d, ends, closed in self._closing(entries)
            for i, j in zip(*(x.tolist() for x in np.nonzero(closed)), strict=True)
        }
        at = self.facts.edition.index
        return tuple(sorted(found, key=lambda c: (c[0], c[1], at[c[2]])))

    def counts(self, loss: Ints, gone: Ints, losses: int) -> Ints:
        """How many corridors each loss closes, of the sorted pairs (loss, who is gone). Shape (losses,)."""
        loss, entry = self._off(loss, gone)
        n = len(self.facts.countries)
        out = np.zeros(losses, np.int64)
        countries = np.bincount(distinct(loss * n + entry % n) // n, minlength=losses)
        one = countries[loss] == 1
        # one country is off: it loses those with whom nothing is left that joined them
        alone, first = np.unique(loss[one], return_index=True)
        instrument = entry[one] // n
        for d in range(len(self.facts.edition.duties)) if len(alone) else ():
            joins = self.full[instrument] & self.channels.duty[instrument, d][:, None]
            off = np.add.reduceat(joins.astype(np.int64), first)
            was = self._channels_by_duty[d][entry[one][first] % n]
            out[alone] += ((was > 0) & (off >= was)).sum(axis=1)
        for i in np.flatnonzero(countries > 1).tolist():
            for _, ends, closed in self._closing(entry[loss == i]):
                out[i] += closed.sum() - closed[:, ends].sum() // 2  # between two of them: once
        return out
