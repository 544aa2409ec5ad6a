"""The four lists from which a committee's decisions are taken (docs/methods/meeting.md), for one country."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

import numpy as np

from coordination.analytics.base.support import supported
from coordination.analytics.board.assumptions import assumptions
from coordination.analytics.board.coverage import Coverage, Rule, State, add_months
from coordination.analytics.board.gaps import Gap, LookFirst
from coordination.analytics.board.mandates import Mandates
from coordination.analytics.board.roles import bodies_of
from coordination.analytics.board.wider import asked_first, told, wider
from coordination.analytics.board.wider import title as title_of
from coordination.analytics.borders.expiries import expiries
from coordination.analytics.loss.weak_fixes import Candidates, Why, foremost, with_part
from coordination.analytics.loss.weak_points import WeakPoints
from coordination.analytics.loss.weak_records import SoleFunder, SoleProvider
from coordination.analytics.plan.decision_ends import AHEAD, ending_grants, instrument_ends
from coordination.analytics.plan.decision_records import Decision, Kind, sources_of
from coordination.analytics.time.cliffs import Cause, Ending, cliffs
from coordination.text.sentences import Name, Sentence, sentence
from coordination.text.states import OPEN, Sign
from graph_schema.ids import Iso3, StakeholderId
from graph_schema.values import end_exclusive

__all__ = ["AHEAD", "MEETING", "Lists"]

#: What says neither that it is in place nor that a review found it.
_NOT_KNOWN: Final = (*OPEN, State.PLANNED, State.GAP)
MEETING: Final = 3  #: months to the next meeting of a committee that meets quarterly


def _capability(number: str) -> Name:
    return Name("capabilities", number)


def _all(numbers: Iterable[str]) -> tuple[Name, ...]:
    return tuple(_capability(n) for n in numbers)


def _bodies(idents: Iterable[str]) -> tuple[Name, ...]:
    return tuple(Name("stakeholders", i) for i in idents)


@dataclass(frozen=True)
class _Step:
    """A month in which a cell ranks lower: the rank after it, why, and the first day of the month that follows."""

    after: int
    causes: Sequence[Cause]
    over: date


@dataclass(frozen=True, eq=False)
class Lists:
    """The candidates of one country, list by list."""

    cover: Coverage
    weak: WeakPoints
    iso3: str

    @cached_property
    def start(self) -> int:
        return self.cover.facts.country_at[self.iso3] * self.cover.facts.K

    @property
    def next_meeting(self) -> date:
        return add_months(self.cover.as_of, MEETING)

    def place(self, number: str) -> int:
        return self.cover.facts.edition.index[number]

    def state(self, number: str) -> str:
        return str(self.cover.state(self.start + self.place(number)))

    def sources(self, number: str) -> tuple[str, ...]:
        return tuple(self.cover.sources(self.start + self.place(number)))

    def falls(self, number: str) -> tuple[str, ...]:
        """Standing capabilities of the country whose support falls if this one no longer stands."""
        edition, part = self.cover.facts.edition, slice(self.start, self.start + self.cover.facts.K)
        a = edition.index[number]
        after = self.cover.standing2[part].copy()
        after[a] = 0
        low = (supported(edition, after) < self.cover.supported2[part]) & (self.cover.standing2[part] == 2)
        return tuple(edition.numbers[b] for b in np.flatnonzero(low).tolist() if b != a)

    def rests(self, number: str) -> int:
        """Twice the support of the least of what it rests on: 0 = known to be missing, 2 = all of it stands."""
        edition, support = self.cover.facts.edition, self.cover.supported2
        a = edition.index[number]
        groups = [*([b] for b in edition.all_of[a]), *edition.any_of[a]]
        return min((max(int(support[self.start + b]) for b in group) for group in groups), default=2)

    def answers(self, number: str) -> tuple[str, ...]:
        """What it depends on and nobody can be sure of: not known, or recorded in general or for a part of the country
        only. Of alternatives, none where one is sure with all that it needs."""
        edition, part = self.cover.facts.edition, slice(self.start, self.start + self.cover.facts.K)
        sure, assured = self.cover.sure2[part], self.cover.assured2[part]
        found, left, seen = set[int](), [edition.index[number]], set[int]()
        while left:
            a = left.pop()
            groups = [*([b] for b in edition.all_of[a]), *edition.any_of[a]]
            needed = {b for group in groups if not any(assured[b] == 2 for b in group) for b in group} - seen
            seen |= needed
            found |= {b for b in needed if sure[b] < 2}
            left += [b for b in needed if sure[b] == 2]
        return tuple(edition.numbers[b] for b in sorted(found))

    def free(self, number: str) -> bool:
        """Nothing has to be in place before it."""
        edition = self.cover.facts.edition
        a = edition.index[number]
        return not edition.all_of[a] and not edition.any_of[a]

    # -- what ends

    def ending(self) -> Iterator[Decision]:
        """What ranks lower within :data:`AHEAD` months, and instruments whose end costs a channel."""
        facts, steps = self.cover.facts, dict[str, list[_Step]]()
        for month in cliffs(facts, self.cover.as_of, AHEAD).months:
            for cell in month.cells:
                if cell.country == self.iso3:
                    key = (cell.country, cell.capability)
                    causes = [c for c in month.causes if (c.country, c.capability) == key]
                    steps.setdefault(cell.capability, []).append(_Step(cell.after, causes, month.next))
        for number, way in steps.items():
            yield self._cell_ends(number, way)
        for expiry in expiries(facts, self.cover.as_of, AHEAD).expiries:
            found = instrument_ends(facts, self.iso3, expiry, self.next_meeting)
            if found is not None:
                yield found

    def _cell_ends(self, number: str, steps: Sequence[_Step]) -> Decision:
        """By the day of the first step; at stake is what goes with the last."""
        causes = [c for step in steps for c in step.causes]
        facts, claims = self.cover.facts, tuple(sorted({c for cause in causes for c in cause.claims}))
        last = min(
            (day for c in steps[0].causes if (day := self._last(c))),
            default=steps[0].over - timedelta(days=1),
        )
        falls = self.falls(number) if any(step.after == 0 for step in steps) else ()
        reasons = []
        for step in steps:
            reasons += [c.reason() for c in step.causes]
            if step.after == 1:
                reasons.append(sentence("There are fewer independent providers left than needed."))
            elif falls:
                reasons.append(sentence("These then lose a prerequisite: {falls}.", falls=_all(falls)))
            else:
                reasons.append(sentence("Then no provider is known."))
        paid = sorted({f for c in causes for f in c.funders})
        work = sorted({s for c in causes if c.kind is Ending.DELIVERY_ENDS for s in c.stakeholders})
        kept = sorted({s for c in causes if c.kind is Ending.FUNDING_ENDS for s in c.stakeholders})
        if paid:
            fix = sentence(
                "Before it ends, ask {funders} to renew the funding of {who}, or find another funder.",
                funders=_bodies(paid),
                who=_bodies(kept),
            )
        elif work:
            fix = sentence(
                "Ask {who} whether the work will continue and what it needs. If not, name a successor.",
                who=_bodies(work),
            )
        else:
            fix = sentence("Find a provider that is independent of the current ones.")
        return Decision(
            Kind.ENDING,
            self.iso3,
            number,
            "",
            self.state(number),
            sentence("{capability}: its provider or funding ends", capability=_capability(number)),
            tuple(reasons),
            fix,
            tuple(paid or work),
            min(last, self.next_meeting),
            last,
            ending_grants(facts.snapshot, claims),
            (number, *falls),
            claims,
            tuple(sorted({*self.sources(number), *sources_of(facts.snapshot, claims)})),
            (self.place(number),),
        )

    def _last(self, cause: Cause) -> date | None:
        """Last day of what ends: of the work, else of the grants."""
        if cause.last is not None:
            return cause.last
        frame = self.cover.facts.snapshot["funding"]
        over = [end_exclusive(frame.text("until", frame.position[c])) for c in cause.claims]
        return min((day - timedelta(days=1) for day in over if day), default=None)

    # -- what is missing

    def missing(self, listed: Sequence[Gap]) -> Iterator[Decision]:
        """Gaps, and what is only announced, where nothing they rest on is known to be missing."""
        absent = (State.GAP, State.PLANNED)
        known = [(at, g) for at, g in enumerate(listed) if g.state in absent and self.rests(g.capability)]
        cells = np.asarray([self.start + self.place(g.capability) for _, g in known], np.int64)
        near = Candidates(self.cover).for_cells(cells)
        for (at, g), cell in zip(known, cells.tolist(), strict=True):
            name = _capability(g.capability)
            rule = int(self.cover.rule[cell])
            if g.state == State.PLANNED:
                title = sentence("{capability}: announced, not running yet", capability=name)
            elif rule == Rule.LAPSED:
                title = sentence("{capability}: it ended and no successor is known", capability=name)
            elif rule == Rule.FIRST_PHASE:
                title = sentence("{capability}: reviewed, and only at the first stage", capability=name)
            else:
                title = sentence("{capability}: reviewed, and no provider found", capability=name)
            if self.free(g.capability):
                reasons = [sentence("It has no prerequisite: it can start now.")]
            elif open_ := self.answers(g.capability):
                reasons = [
                    sentence(
                        "Nothing that it needs is known to be missing. It depends on the answer about {list}.",
                        list=_all(open_),
                    )
                ]
            else:
                reasons = [sentence("All that it needs is on record: it can start now.")]
            if g.unlocks:
                reasons.append(
                    sentence(
                        "If it were in place, these would have their prerequisites again: {unlocks}.",
                        unlocks=_all(g.unlocks),
                    )
                )
            elif g.waiting:
                reasons.append(sentence("These need it first: {waiting}.", waiting=_all(g.waiting)))
            if g.blocked:
                reasons.append(
                    sentence(
                        "These are in place, but cannot hand over to it or receive from it: {blocked}.",
                        blocked=_all(g.blocked),
                    )
                )
            best = foremost(near[cell]) if near[cell] else ()
            first, asked = (best[0].reason if best else None), tuple(c.stakeholder for c in best)
            if g.state == State.PLANNED:
                asked = tuple(map(StakeholderId, self.cover.others(cell, "planned")))
                fix = sentence(
                    "It was announced: ask {who} how far it is and when it starts.", who=_bodies(asked)
                )
            elif first in (Why.STANDS_IN, Why.SUPPORTS):
                fix = sentence(
                    "Ask {candidates} to provide it: already active on it in this country.",
                    candidates=_bodies(asked),
                )
            elif first is Why.ELSEWHERE:
                fix = sentence(
                    "Ask {candidates}, at home here and providing it in another country, to take it up here.",
                    candidates=_bodies(asked),
                )
            elif first is Why.KIND:
                fix = sentence(
                    "Ask {candidates} who can provide it: doing similar work in this country, and of a type that "
                    "usually provides it in other countries.",
                    candidates=_bodies(asked),
                )
            elif first is Why.SUBREGION:
                fix = sentence(
                    "Ask {candidates}, working here and providing this in the same subregion, how they started. "
                    "Then name who will start here.",
                    candidates=_bodies(asked),
                )
            else:
                fix = sentence("Name an organisation that will take it up; no candidate is known.")
            fix = fix if g.state == State.PLANNED else with_part(fix, best)
            yield Decision(
                Kind.MISSING,
                self.iso3,
                g.capability,
                "",
                g.state,
                title,
                tuple(reasons),
                fix,
                asked,
                self.next_meeting,
                None,
                None,
                (g.capability, *g.unlocks),
                (),
                self.sources(g.capability),
                (at,),
            )

    # -- what hangs on one

    def one(self) -> Iterator[Decision]:
        """What hangs on one provider or one funder; uncounted providers are places to look. Nobody is sought beside a
        body with a mandate."""
        kept = Mandates.of(self.cover).kept
        for p in self.weak.sole_providers:
            if p.country != self.iso3 or p.successors:  # somebody takes over
                continue
            if p.open or not kept[self.start + self.place(p.capability)]:
                yield self._provider(p)
        for f in self.weak.sole_funders:
            mine = tuple(n for c, n in f.cells if c == self.iso3)
            if mine:
                yield self._funder(f, mine)

    def _provider(self, p: SoleProvider) -> Decision:
        """Counted ones hang on one. Where nobody has checked for others, or every record is in general or for a part,
        the thing to do is to look."""
        name, group = _capability(p.capability), _bodies(p.group)
        fallen = tuple(n for c, n in p.fallen if c == self.iso3)
        falls = tuple(n for c, n in p.falls if c == self.iso3 and n != p.capability)
        elsewhere = {x for x in (*p.fallen, *p.falls) if x[0] != self.iso3}
        scopes = wider(self.cover, self.start + self.place(p.capability))
        if scopes:
            title = title_of(name, scopes)
        elif p.uncounted:
            title = sentence(
                "{capability}: one provider is known, others have not been checked", capability=name
            )
        else:
            title = sentence(
                "{capability} depends on a single organisation",
                "{capability} depends on {n} organisations that are not independent of one another",
                capability=name,
                n=len(group),
            )
        if fallen:
            reasons = [
                sentence(
                    "If {group} stops, no provider is known for it, nor for: {fallen}.",
                    "If {group} stop, no provider is known for it, nor for: {fallen}.",
                    n=len(group),
                    group=group,
                    fallen=_all(fallen),
                )
            ]
            if falls:
                reasons.append(sentence("These then lose a prerequisite: {falls}.", falls=_all(falls)))
        elif falls:
            reasons = [
                sentence(
                    "If {group} stops, these lose a prerequisite: {falls}.",
                    "If {group} stop, these lose a prerequisite: {falls}.",
                    n=len(group),
                    group=group,
                    falls=_all(falls),
                )
            ]
        else:
            reasons = [
                sentence(
                    "If {group} stops, no provider is known.",
                    "If {group} stop, no provider is known.",
                    n=len(group),
                    group=group,
                )
            ]
        if elsewhere:
            reasons.append(
                sentence(
                    "One capability of another country is lost too.",
                    "{n} capabilities of other countries are lost too.",
                    n=len(elsewhere),
                )
            )
        if scopes:
            reasons.insert(0, told(scopes))
        # who does it knows what is covered; the committee looks for others
        asked = () if scopes else self.lead if p.uncounted else p.asked
        return Decision(
            Kind.LOOK if p.open else Kind.ONE,
            self.iso3,
            p.capability,
            "",
            self.state(p.capability),
            title,
            tuple(reasons),
            p.fix(),
            asked or p.group,
            self.next_meeting,
            None,
            None,
            (p.capability, *fallen, *falls),
            (),
            self.sources(p.capability),
            (1, self.place(p.capability)),
            p.by_design,
            ask=asked,
        )

    def _funder(self, f: SoleFunder, mine: tuple[str, ...]) -> Decision:
        funder = Name("stakeholders", f.funder)
        falls = tuple(n for c, n in f.falls if c == self.iso3 and n not in mine)
        reasons = [
            sentence("All known providers of these have no other known funder: {cells}.", cells=_all(mine))
        ]
        if falls:
            reasons.append(sentence("These then lose a prerequisite: {falls}.", falls=_all(falls)))
        return Decision(
            Kind.ONE,
            self.iso3,
            "",
            f.funder,
            "",
            sentence("{cells}: a single known funder, {funder}", cells=_all(mine), funder=funder),
            tuple(reasons),
            f.fix(),
            tuple(sorted({p for n in mine for p in self.cover.providers(self.start + self.place(n))})),
            self.next_meeting,
            None,
            None,
            (*mine, *falls),
            (),
            tuple(sorted({s for n in mine for s in self.sources(n)})),
            (self.place(mine[0]),),
            paid=mine,
            ask=f.others,
        )

    # -- where to look

    def wide(self) -> Iterator[Decision]:
        """What several provide, and every record of it is in general or for a part of the country; what one provides
        is among what hangs on one."""
        alone = {p.capability for p in self.weak.sole_providers if p.country == self.iso3}
        for number in self.cover.facts.edition.numbers:
            cell = self.start + self.place(number)
            if number not in alone and (scopes := wider(self.cover, cell)):
                name, group = _capability(number), tuple(self.cover.providers(cell))
                fix = asked_first(name, Name("countries", self.iso3), _bodies(group))
                yield self._question(
                    number, title_of(name, scopes), [told(scopes)], fix, group, (2, self.place(number))
                )

    def unnamed(self) -> Iterator[Decision]:
        """What a review found in place and nobody is recorded for: who provides it? Who supports it may know, of
        those who may be asked for it."""
        for number in self.cover.facts.edition.numbers:
            cell = self.start + self.place(number)
            if self.cover.signs[cell] is Sign.UNATTRIBUTED:
                yield self._question(
                    number,
                    sentence("{capability}: found, provider not named", capability=_capability(number)),
                    [sentence("The latest review found it, but no provider is named.")],
                    sentence("Ask who provides it today, and record the provider with its source."),
                    Candidates(self.cover).may_be_asked(cell, self.cover.others(cell, "supports"))
                    or self.lead,
                    (3, self.place(number)),
                )

    def unconfirmed(self, asked: Container[str]) -> Iterator[Decision]:
        """What would no longer be known to be in place if only confirmed evidence counted; ``asked``: capabilities of
        which something else is asked."""
        for found in assumptions(self.cover, [Iso3(self.iso3)]).cells:
            number, cell = found.capability, self.start + self.place(found.capability)
            if self.cover.standing2[cell] == 2 and found.confirmed in _NOT_KNOWN and number not in asked:
                who = tuple(self.cover.providers(cell)) or self.lead
                yield self._question(
                    number,
                    sentence("{capability}: no record of it is confirmed", capability=_capability(number)),
                    [sentence("It counts as in place, but nobody has checked this against a source.")],
                    sentence("Ask {who} whether this is so, and record the source.", who=_bodies(who)),
                    who,
                    (4, self.place(number)),
                )

    def _question(
        self,
        number: str,
        title: Sentence,
        reasons: Sequence[Sentence],
        fix: Sentence,
        who: tuple[str, ...],
        rank: tuple[int, int],
        waiting: Sequence[str] = (),
    ) -> Decision:
        """What somebody is asked of a capability; ``waiting``: what waits for the answer."""
        return Decision(
            Kind.LOOK,
            self.iso3,
            number,
            "",
            self.state(number),
            title,
            tuple(reasons),
            fix,
            who,
            self.next_meeting,
            None,
            None,
            (number, *waiting),
            (),
            self.sources(number),
            rank,
        )

    @cached_property
    def lead(self) -> tuple[str, ...]:
        """The national body of the country, if one is recorded."""
        return tuple(body for body, _ in bodies_of(self.cover.facts, self.cover.as_of, self.iso3)[:1])

    def looks(self, listed: Sequence[LookFirst]) -> Iterator[Decision]:
        """``listed``: the capabilities nobody knows about, those first whose look would teach most."""
        for at, look in enumerate(listed):
            number, waiting = look.capability, look.waiting
            name = _capability(number)
            who, fix = (
                self.lead,
                sentence(
                    "Name who will review it, and record the result (found, not found or unclear) with its source."
                ),
            )
            if look.done_by:
                who = tuple(d.stakeholder for d in look.done_by)
                fix = sentence(
                    "Ask {who} who does this today and with what money, and record the answer with its source.",
                    who=_bodies(who),
                )
            if look.state is State.DONE_ONCE:
                title = sentence("{capability}: done once", capability=name)
            elif look.state is State.SUPPORTED_ONLY:
                title = sentence("{capability}: support only", capability=name)
            elif int(self.cover.rule[self.start + self.place(number)]) == Rule.UNCLEAR:
                title = sentence("{capability}: the latest review gave no clear result", capability=name)
            else:
                title = sentence("{capability}: not reviewed", capability=name)
            reasons = [*look.reasons[: bool(look.done_by)]]
            if waiting:
                reason = sentence(
                    "Without a review, it is not known whether these have their prerequisites: {waiting}.",
                    waiting=_all(waiting),
                )
            else:
                reason = sentence("Unknown does not mean gap: the capability may exist.")
            reasons.append(reason)
            if look.value:
                reasons.append(
                    sentence(
                        "Its result may change the place of one of the first gaps, or it has a hand-off "
                        "with it.",
                        "Its result may change the places of {n} of the first gaps, or it has hand-offs "
                        "with them.",
                        n=look.value,
                    )
                )
            yield self._question(number, title, reasons, fix, who, (0, at), waiting)
