"""What a national committee should decide today: the three most useful decisions of one country.

Candidates come from four lists, each in its own order: what **ends** within twelve months, what is **missing** and
could start now, what hangs on **one** organisation or funder, and where a **look** would teach most. What is at
stake in a candidate is a list of capabilities of the country: its own, and those that fall or rise with it. The
best of each list are put in order by how much is at stake; a list speaks twice only when the others have nothing
more to say. So one meeting does not spend itself on one kind of trouble. The order is a proposal.

Nothing is invented: a cost that no row states stays unknown, who to ask are organisations of the store, never a
person, and the day is the next quarterly meeting unless something ends before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.gaps import gaps
from coordination.analytics.loss.weak_points import WeakPoints
from coordination.analytics.meeting.decision_lists import AHEAD, MEETING, Lists
from coordination.analytics.plan.decision_records import Decision, Kind
from coordination.text.sentences import Sentence

__all__ = ["AHEAD", "MEETING", "SHOWN", "Decision", "Decisions", "Kind", "choose", "decisions"]

SHOWN: Final = 3  #: how many are proposed for one meeting


@dataclass(frozen=True)
class Decisions:
    """``found``: every candidate in the order in which they would be taken up; the first three are proposed."""

    country: str
    found: tuple[Decision, ...]

    def as_answer(self, say: Callable[[Sentence], str]) -> dict[str, object]:
        rows = [d.as_row(say) for d in self.found]
        return {"country": self.country, "decisions": rows[:SHOWN], "further": rows[SHOWN:]}


def choose(candidates: Iterable[Decision]) -> tuple[Decision, ...]:
    """All candidates in the order in which a meeting takes them up.

    Round after round the best left of each kind; within a round those first with most at stake, then what ends
    first, then in the order of the kinds; where one is enough by design stands last. A capability is taken up once:
    its later candidates are left out.
    """
    lists: dict[Kind, list[Decision]] = {k: [] for k in Kind}
    for c in candidates:
        lists[c.kind].append(c)
    for rows in lists.values():
        rows.sort(key=lambda d: (d.last, -len(d.at_stake), d.ends or date.max, d.rank, d.key))
    order = {k: i for i, k in enumerate(Kind)}
    taken: set[str] = set()
    out: list[Decision] = []
    while any(lists.values()):
        best: list[Decision] = []
        for rows in lists.values():
            while rows:
                first = rows.pop(0)
                if first.capability not in taken:
                    taken |= {first.capability} - {""}
                    best.append(first)
                    break
        out += sorted(
            best, key=lambda d: (d.last, -len(d.at_stake), d.ends or date.max, order[d.kind], d.key)
        )
    return tuple(out)


def decisions(cover: Coverage, weak: WeakPoints, country: str) -> Decisions:
    """What this country could decide on the day of ``cover``; ``weak``: its weak points on the same day."""
    here = Lists(cover, weak, country)
    listed = gaps(cover, [country])
    return Decisions(
        country,
        choose(
            [
                *here.ending(),
                *here.missing(listed.gaps),
                *here.one(),
                *here.looks(listed.looks),
            ]
        ),
    )
