"""Corridors that close when stakeholders go (METHODS 6 and 7).

An organisation can put its country on the list of an agreement or of a network. When every claim that puts a
country on a list names somebody who is gone, the country is off it, and each pair that only this instrument
joined has no channel left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from coordination.analytics.channels import FULL, Channels, channels_at
from coordination.analytics.effects import Corridor
from coordination.analytics.facts import Facts, Ints, Mask
from coordination.analytics.joining import count_of, counted
from coordination.analytics.providers import expand

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

    def lost(self, gone: Ints) -> tuple[Corridor, ...]:
        gone = gone[self._named[gone]]
        if not len(gone):
            return ()
        _, at = expand(np.searchsorted(self.body, gone), np.searchsorted(self.body, gone, side="right"))
        touched, count = counted(self.entry[np.unique(self.claim[at])])
        lost = touched[count == count_of(touched, *self._entries)]
        if not len(lost):
            return ()
        n, countries = len(self.facts.countries), self.facts.countries
        instrument, country = lost // n, lost % n
        which, ends = np.unique(instrument), np.unique(country)
        before = self.full[which]
        after = before.copy()
        after[np.searchsorted(which, instrument), country] = False
        found: list[Corridor] = []
        for d, duty in enumerate(self.facts.edition.duties):
            serves = self.channels.duty[which, d]
            if not serves.any():
                continue
            b, a = before[serves].astype(np.int64), after[serves].astype(np.int64)
            was = self._channels_by_duty[d][ends]
            left = was - (b[:, ends].T @ b - a[:, ends].T @ a)
            row, column = np.nonzero((was > 0) & (left <= 0) & (ends[:, None] != np.arange(n)))
            found += [
                (*sorted((countries[i], countries[j])), duty)
                for i, j in zip(ends[row].tolist(), column.tolist(), strict=True)
            ]
        at_number = self.facts.edition.index
        return tuple(sorted(set(found), key=lambda c: (c[0], c[1], at_number[c[2]])))
