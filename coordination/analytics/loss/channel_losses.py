"""Corridors that close when stakeholders go (METHODS 6 and 7).

An organisation can put its country on the list of an agreement or of a network. When every claim that puts a
country on a list names somebody who is gone, the country is off it, and each pair that only this instrument
joined has no channel left. Every claim of an agreement hangs on its operator too, where one is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from coordination.analytics.base.facts import Facts, Ints, Mask
from coordination.analytics.base.joining import count_of, counted
from coordination.analytics.base.spans import distinct, expand
from coordination.analytics.borders.channels import FULL, Channels, channels_at
from coordination.analytics.loss.effects import Corridor

__all__ = ["ChannelLosses", "Closed"]


@dataclass(frozen=True, eq=False)
class ChannelLosses:
    """Claims that put a country on an instrument in force, and whom each of them names or hangs on.

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
        agreements = facts.snapshot["agreements"]
        runs = dict(zip(agreements.ids, agreements["operator_id"].coded(facts.stakeholder_at), strict=True))
        operator = np.asarray(
            [runs.get(i, -1) if a else -1 for i, a in zip(lists.ids, lists.agreement.tolist(), strict=True)],
            np.int64,
        )
        operated = operator[lists.at[claims]] if len(claims) else claims
        body.append(operated)
        claim.append(np.arange(len(claims)))
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

    def _closing(self, loss: Ints, gone: Ints) -> Iterator[tuple[int, Ints, Ints, Mask]]:
        """(duty, loss, country, closed): with which other countries a country loses its channel for a duty; closed has
        shape (losses, all countries), and each pair of a loss is in it once."""
        loss, entry = self._off(loss, gone)
        n = max(len(self.facts.countries), 1)
        off = distinct(loss * n + entry % n) // n
        one = np.searchsorted(off, loss, "right") - np.searchsorted(off, loss) == 1
        # one country is off: it loses those with whom nothing is left that joined them
        alone, first = np.unique(loss[one], return_index=True)
        instrument, country = entry[one] // n, entry[one][first] % n
        for d in range(len(self.facts.edition.duties)) if len(alone) else ():
            joins = self.full[instrument] & self.channels.duty[instrument, d][:, None]
            ends = np.add.reduceat(joins.astype(np.int64), first)
            was = self._channels_by_duty[d][country]
            yield d, alone, country, (was > 0) & (ends >= was)
        several, first = np.unique(loss[~one], return_index=True)
        for i, entries in zip(several.tolist(), np.split(entry[~one], first[1:]), strict=False):
            for d, some, closed in self._together(entries):
                yield d, np.full(len(some), i), some, closed

    def _together(self, entries: Ints) -> Iterator[tuple[int, Ints, Mask]]:
        """(duty, countries, closed) when all these entries of several countries are off."""
        n = len(self.facts.countries)
        instrument, country = entries // n, entries % n
        which, ends = np.unique(instrument), np.unique(country)
        before = self.full[which]
        after = before.copy()
        after[np.searchsorted(which, instrument), country] = False
        twice = np.zeros((len(ends), n), bool)  # two of these countries: the first of them tells
        twice[:, ends] = ends[:, None] >= ends
        for d in range(len(self.facts.edition.duties)):
            serves = self.channels.duty[which, d]
            if serves.any():
                b, a = before[serves].astype(np.int64), after[serves].astype(np.int64)
                was = self._channels_by_duty[d][ends]
                left = was - (b[:, ends].T @ b - a[:, ends].T @ a)
                yield d, ends, (was > 0) & (left <= 0) & ~twice

    def counts(self, loss: Ints, gone: Ints, losses: int) -> Ints:
        """How many corridors each loss closes, of the sorted pairs (loss, who is gone). Shape (losses,)."""
        out = np.zeros(losses, np.int64)
        for _, of, _, closed in self._closing(loss, gone):
            np.add.at(out, of, closed.sum(axis=1))
        return out

    def closed(self, loss: Ints, gone: Ints) -> Closed:
        """The corridors each loss closes, of the sorted pairs (loss, who is gone)."""
        n, duties = max(len(self.facts.countries), 1), max(len(self.facts.edition.duties), 1)
        keys = [np.zeros(0, np.int64)]  # (loss, country, country, duty) in one number
        for d, of, country, closed in self._closing(loss, gone):
            at, other = np.nonzero(closed)
            low, high = np.minimum(country[at], other), np.maximum(country[at], other)
            keys.append(((of[at] * n + low) * n + high) * duties + d)
        key, duty = np.divmod(np.sort(np.concatenate(keys)), duties)
        return Closed(self.facts, key // (n * n), key // n % n, key % n, duty)


@dataclass(frozen=True, eq=False)
class Closed:
    """Corridors that close: of which loss, between which countries, for which duty; each once, sorted in this order."""

    facts: Facts
    loss: Ints
    a: Ints
    b: Ints
    duty: Ints

    def of(self, loss: int) -> tuple[Corridor, ...]:
        countries, duties = self.facts.countries, self.facts.edition.duties
        low, high = np.searchsorted(self.loss, [loss, loss + 1])
        ends = self.a[low:high].tolist(), self.b[low:high].tolist(), self.duty[low:high].tolist()
        return tuple(Corridor(countries[a], countries[b], duties[d]) for a, b, d in zip(*ends, strict=True))
