"""Money that goes with a loss and may have ended before: nobody has said that it did, so it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from coordination.analytics.base.providers import Funds
from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.may_have_ended import may_have_ended
from coordination.analytics.loss.effects import LostGround
from coordination.text.sentences import Sentence, sentence

__all__ = ["lost_before", "said_of_money"]


def lost_before(cover: Coverage, lost: Sequence[LostGround]) -> tuple[LostGround, ...]:
    """Of providers that lose all known money for a cell those all of whose grants for it on the day may have ended."""
    if not lost:
        return ()
    facts, funds = cover.facts, Funds.of(cover.facts)
    who = np.asarray([facts.stakeholder_at[x.stakeholder] for x in lost], np.int64)
    cell = np.asarray([cover.index(x.country, x.capability) for x in lost], np.int64)
    of, paid = funds.touching(who, cell // facts.K, cell % facts.K)
    on = funds.life.active(cover.as_of.toordinal())[paid]
    old = np.isin(paid, list(may_have_ended(facts, cover.as_of)))
    newer = set(of[on & ~old].tolist())
    return tuple(x for i, x in enumerate(lost) if i not in newer)


def said_of_money(old: Sequence[LostGround]) -> Iterator[Sentence]:
    """How many providers lose only such money, once for all of a what-if."""
    if many := len({x.stakeholder for x in old}):
        yield sentence(
            "{n} provider loses funding that may have ended already. It counts here, because nobody has said "
            "that it ended.",
            "{n} providers lose funding that may have ended already. It counts here, because nobody has said "
            "that it ended.",
            n=many,
        )
