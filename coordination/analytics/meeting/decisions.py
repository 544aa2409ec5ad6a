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

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.gaps import gaps
from coordination.analytics.loss.weak_points import WeakPoints
from coordination.analytics.meeting.decision_lists import AHEAD, MEETING, Lists
from coordination.analytics.plan.decision_records import Decision, Kind
from coordination.text.records import Key
from coordination.text.sentences import Sentence
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, SourceId, StakeholderId

__all__ = [
    "AHEAD",
    "MEETING",
    "SHOWN",
    "Agenda",
    "Decision",
    "Decisions",
    "Kind",
    "Proposal",
    "choose",
    "decisions",
]

SHOWN: Final = 3  #: how many are proposed for one meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is said of one decision."""

    key: Annotated[str, Key("names it in addresses and minutes")]
    kind: Annotated[Kind, Key("the list that it comes from")]
    country: Iso3
    capability: Annotated[CapabilityNumber | None, Key("empty where it is about an instrument or a funder")]
    about: Annotated[str, Key("the instrument or the funder, by its id; else empty")]
    state: Annotated[str, Key("status of the capability; empty where there is none")]
    title: Annotated[Sentence, Key("what to decide")]
    reasons: Annotated[tuple[Sentence, ...], Key("why")]
    fix: Annotated[Sentence, Key("what to do")]
    measure: Annotated[str, Key("the same as a step of a plan: KIND/ABOUT/WHO/BY/COST")]
    who: Annotated[tuple[StakeholderId, ...], Key("whom to ask")]
    by: Annotated[date, Key("day by which")]
    ends: Annotated[date | None, Key("day on which something ends; else empty")]
    cost: Annotated[Sentence | None, Key("what is known of it; empty = not known")]
    at_stake: Annotated[tuple[CapabilityNumber, ...], Key("capabilities at stake, its own first")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the rows that end")]
    sources: Annotated[tuple[SourceId, ...], Key("what the status rests on")]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is said to a meeting."""

    country: Iso3
    decisions: Annotated[tuple[Proposal, ...], Key("the three that are proposed, in order")]
    further: Annotated[tuple[Proposal, ...], Key("the others, in the order in which they would be taken up")]


def _proposal(d: Decision) -> Proposal:
    return Proposal(
        key=d.key,
        kind=d.kind,
        country=Iso3(d.country),
        capability=CapabilityNumber(d.capability) or None,
        about=d.about,
        state=str(d.state),
        title=d.title,
        reasons=d.reasons,
        fix=d.fix,
        measure=d.measure.text,
        who=tuple(map(StakeholderId, d.who)),
        by=d.by,
        ends=d.ends,
        cost=d.cost,
        at_stake=tuple(map(CapabilityNumber, d.at_stake)),
        claims=tuple(map(ClaimId, d.claims)),
        sources=tuple(map(SourceId, d.sources)),
    )


@dataclass(frozen=True)
class Decisions:
    """``found``: every candidate in the order in which they would be taken up; the first three are proposed."""

    country: str
    found: tuple[Decision, ...]

    def told(self) -> Agenda:
        """What is said of them."""
        rows = tuple(map(_proposal, self.found))
        return Agenda(Iso3(self.country), rows[:SHOWN], rows[SHOWN:])


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
