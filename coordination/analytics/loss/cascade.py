"""What if this ends? The rounds of METHODS 6, for one scenario and for the loss of every stakeholder.

A what-if builds the snapshot that the scenario leaves and asks the ordinary analytics about it, so every page
can be shown for that snapshot too. A sweep asks the same about each stakeholder at once, over arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from typing import Annotated, NamedTuple

import numpy as np

from coordination.analytics.base.facts import Facts, Ints, Mask, facts_of
from coordination.analytics.base.providers import StandIns, funders_at, provider_nodes, stand_ins_at
from coordination.analytics.base.spans import fresh
from coordination.analytics.base.targets import Kind, Target
from coordination.analytics.board.coverage import Coverage, Flag, coverage
from coordination.analytics.board.mandates import Mandates
from coordination.analytics.borders.corridors import covered_pairs
from coordination.analytics.loss.effects import (
    Corridor,
    Loss,
    LostGround,
    TakenOver,
    falls_of,
    in_corridors,
    in_words,
)
from coordination.analytics.loss.losses import Losses, by_id, losses
from coordination.analytics.loss.near import laid_over, part_of, reached
from coordination.analytics.loss.old_money import lost_before, said_of_money
from coordination.analytics.loss.rank_changes import Aside, Shift, aside_of, shows_from
from coordination.analytics.loss.reasons import Reason, ends_by, reasons_of
from coordination.analytics.loss.route_changes import (
    RouteChange,
    changed_routes,
    reached_countries,
    said_of_routes,
)
from coordination.analytics.loss.scenario import (
    Add,
    Change,
    Ending,
    Remove,
    Scenario,
    apply_changes,
    scenario_changes,
)
from coordination.analytics.loss.units import Operated, with_units
from coordination.analytics.network.cooperation import cooperation, pieces_between
from coordination.model.changes import Changed, ChangeSet
from coordination.model.frames import Column, Frame
from coordination.model.merged import merging
from coordination.model.snapshot import Snapshot
from coordination.system.progress import step
from coordination.text.records import INLINE, Key
from coordination.text.sentences import Name, Sentence, sentence
from coordination.text.states import Sign, State
from graph_schema.ids import CapabilityNumber, Cell, InstrumentId, Iso3, StakeholderId
from graph_schema.values import Role

STEP = 20  #: losses between two words of progress

__all__ = ["LossOf", "Outcome", "Sweep", "Swept", "Toll", "WhatIf", "outcome", "sweep", "what_if"]


class Missing(NamedTuple):
    """A cell that was missing, or stood unsupported, before."""

    country: Iso3
    capability: CapabilityNumber
    state: Annotated[State, Key("state before")]


@dataclass(frozen=True, slots=True)
class StateChange:
    """A cell in another state."""

    country: Iso3
    capability: CapabilityNumber
    before: Annotated[State, Key("state before")]
    after: Annotated[State, Key("state afterwards")]


@dataclass(frozen=True, slots=True)
class SignChange:
    """A cell that is drawn otherwise."""

    country: Iso3
    capability: CapabilityNumber
    before: Annotated[Sign, Key("how it is drawn and named")]
    after: Annotated[Sign, Key("how it is drawn and named")]


class Later(NamedTuple):
    """A change that has not happened by the day asked about."""

    change: Annotated[str, Key("the change as it was written")]
    day: Annotated[date, Key("the first day on which it shows: ask as of that day")]


class Happening(NamedTuple):
    """What happens in a round, in a sentence."""

    round: Annotated[int, Key("round", more={"minimum": 0})]
    text: Annotated[Sentence, Key("what happens, in a sentence")]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a what-if says."""

    loss: Annotated[Loss, INLINE]
    lowered: Annotated[tuple[Shift, ...], Key("cells that rank lower without falling")]
    gained: Annotated[tuple[Cell, ...], Key("cells that rank higher: more independent providers")]
    changed: Annotated[
        tuple[Shift, ...],
        Key("other cells in another state that have not fallen: a plan that goes, or comes"),
    ]
    duties_gained: Annotated[tuple[Corridor, ...], Key("corridors covered after and not before")]
    missing_before: Annotated[tuple[Missing, ...], Key("what was missing or without support before, apart")]
    states: Annotated[
        tuple[StateChange, ...],
        Key("every cell in another state then, fallen ones too; all others stay as they are"),
    ]
    signs: Annotated[
        tuple[SignChange, ...],
        Key(
            "every cell that is drawn otherwise then, by country and edition: also where its state stays, see sign in "
            "mnr coverage"
        ),
    ]
    reasons: Annotated[
        tuple[Reason, ...],
        Key("what units, providers, cells, duties and pieces follow from, by the rows of the day"),
    ]
    may_have_ended: Annotated[
        tuple[LostGround, ...],
        Key(
            "of lost_ground: those all of whose grants for the cell may have ended before; they count here, because "
            "nobody has said that they ended"
        ),
    ]
    routes: Annotated[
        tuple[RouteChange, ...],
        Key(
            "routes from report to rescue that are otherwise then, by country and in the order of the edition; every "
            "other route stays as it is. Of a route that leads abroad only the part in the country is tried"
        ),
    ]
    later: Annotated[tuple[Later, ...], Key("changes that have not happened by the day asked about")]
    rounds: Annotated[tuple[Happening, ...], Key("the story, round by round")]


@dataclass(frozen=True)
class WhatIf:
    """What a scenario does. ``loss``: the rounds; ``aside``: cells that rank lower or higher or change otherwise;
    ``duties_gained``: corridors covered only afterwards; ``missing_before``: in the countries where
    something falls, cells of no other list that were missing, or stood unsupported, before. ``before``: coverage;
    ``then``: every cell afterwards, with the deliveries of those alone that were reached; ``done``: what was done to
    the snapshot, in this order."""

    scenario: Scenario
    loss: Loss
    aside: Aside
    duties_gained: tuple[Corridor, ...]
    missing_before: tuple[Missing, ...]
    before: Coverage
    then: Coverage
    done: tuple[ChangeSet, ...]

    @cached_property
    def snapshot(self) -> Snapshot:
        """As the scenario leaves it, for every other analytic."""
        return reduce(apply_changes, self.done, self.before.facts.snapshot)

    @cached_property
    def after(self) -> Coverage:
        """Coverage of that snapshot."""
        facts = self.before.facts
        return coverage(facts_of(self.snapshot, facts.edition, facts.evidence), self.before.as_of)

    @property
    def states(self) -> tuple[StateChange, ...]:
        """Every cell that is in another state then, by country and edition."""
        pairs = enumerate(zip(self.before.states, self.then.states, strict=True))
        return tuple(StateChange(*self.before.name(c), was, now) for c, (was, now) in pairs if was != now)

    @property
    def signs(self) -> tuple[SignChange, ...]:
        """Every cell that is drawn otherwise then: also where its state stays, and one is left who is enough."""
        pairs = enumerate(zip(self.before.signs, self.then.signs, strict=True))
        return tuple(SignChange(*self.before.name(c), was, now) for c, (was, now) in pairs if was != now)

    @cached_property
    def routes(self) -> tuple[RouteChange, ...]:
        """Every route from report to rescue that is otherwise then, of every country that the changes can reach."""
        countries = reached_countries(self.before.facts, self.done)
        return changed_routes(self.before, self.after, countries) if countries else ()

    @property
    def may_have_ended(self) -> tuple[LostGround, ...]:
        """Who loses only money that may have ended before."""
        return lost_before(self.before, self.loss.lost_ground)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What each part of the loss follows from."""
        return reasons_of(self.before, self.scenario.changes, self.loss)

    @property
    def later(self) -> tuple[Later, ...]:
        """Changes that have not happened by the day asked about, each with the first day on which it shows."""
        days = ((c.text, shows_from(c, self.before.as_of)) for c in self.scenario.changes)
        return tuple(Later(text, day) for text, day in days if day is not None)

    def sentences(self) -> Iterator[tuple[int, Sentence]]:
        """(round, sentence), in order; routes are round 7, and what was missing before comes last, as round 8."""
        mandates = Mandates.of(self.before)
        for change in self.scenario.changes:
            for s in in_words(change):
                yield 0, s
            if not isinstance(change, Add) and mandates.carries(change.target):
                yield 0, sentence("This depends on a mandate; it ends if the mandate or its budget does.")
            if day := shows_from(change, self.before.as_of):
                yield (
                    0,
                    sentence(
                        "On {as_of} this has not happened yet. Set the date to {day} to see what changes then.",
                        as_of=self.before.as_of,
                        day=day,
                    ),
                )
        told = [
            *self.loss.sentences(),
            *((2, s) for s in said_of_money(self.may_have_ended)),
            *((3, s) for s in self.aside.sentences()),
            *((5, s) for s in in_corridors(self.duties_gained, lost=False)),
            *((7, s) for s in said_of_routes(self.routes)),
        ]
        yield from sorted(told, key=lambda x: x[0])
        if not told and not self.later:
            yield 3, sentence("Nothing else changes.")
        for country in dict.fromkeys(c for c, _, _ in self.missing_before):
            missing = [Name("capabilities", n) for c, n, _ in self.missing_before if c == country]
            yield (
                8,
                sentence(
                    "In {country}, these were already missing or lacked a prerequisite, so they are not "
                    "counted here: {capabilities}.",
                    country=Name("countries", country),
                    capabilities=missing,
                ),
            )

    def told(self) -> Outcome:
        """Everything that is said of it."""
        return Outcome(
            self.loss,
            self.aside.lowered,
            self.aside.gained,
            self.aside.changed,
            self.duties_gained,
            self.missing_before,
            self.states,
            self.signs,
            self.reasons,
            self.may_have_ended,
            self.routes,
            self.later,
            tuple(Happening(*x) for x in self.sentences()),
        )


def _gone_by(changes: Sequence[Change], t: int) -> set[str]:
    """Stakeholders that a scenario has taken away by the day."""
    ended = [c for c in changes if not isinstance(c, Add) and ends_by(c, t)]
    return {c.target.key[0] for c in ended if c.target.kind is Kind.STAKEHOLDER}


def _going_too(
    facts: Facts, t: int, changes: Sequence[Change]
) -> tuple[list[StakeholderId], tuple[Target, ...]]:
    """(units, then agreements and networks whose operator is gone) that go with what a scenario has taken away."""
    size, names = max(len(facts.stakeholders), 1), facts.stakeholders
    own = np.asarray(
        sorted(facts.stakeholder_at[s] for s in _gone_by(changes, t) if s in facts.stakeholder_at), np.int64
    )
    gone, operated = with_units(facts, t, own), Operated.of(facts, t)
    ended = operated.networks(gone, size)
    units = np.setdiff1d(gone[~ended], own)
    agreements = facts.snapshot["agreements"].ids
    found = [
        *(Target(Kind.NETWORK, (names[i],)) for i in np.setdiff1d(gone[ended], own).tolist()),
        *(Target(Kind.AGREEMENT, (agreements[i],)) for i in operated.agreements(gone, size)[1].tolist()),
    ]
    named = {c.target for c in changes if not isinstance(c, Add) and ends_by(c, t)}
    return [names[i] for i in units.tolist()], by_id([x for x in found if x not in named])


def _without_funders(before: Facts, after: Facts, t: int) -> tuple[Ints, Ints]:
    """(cell, who in ``after``) of providers that had known funders for the cell and have none now."""
    every = np.arange(after.cells)
    day = np.full(after.cells, t)
    cell, who = provider_nodes(after, every, day)
    funded_now, _ = funders_at(after, cell, who, every, day)
    moved = np.asarray([before.stakeholder_at.get(s, -1) for s in after.stakeholders], np.int64)
    known = np.flatnonzero(~funded_now & (moved[who] >= 0) if len(who) else np.zeros(0, bool))
    funded_then, _ = funders_at(before, cell[known], moved[who[known]], every, day)
    lost = known[funded_then]
    return cell[lost], who[lost]


def _stopping(facts: Facts, cell: Ints, who: Ints, t: int) -> ChangeSet:
    """The deliveries of these (cell, stakeholder) end on the day."""
    d, size = facts.deliveries, len(facts.stakeholders) + 1
    rows = np.zeros(len(facts.snapshot["deliveries"]), bool)
    rows[d.row[d.provides & np.isin(d.cell * size + d.who, cell * size + who)]] = True
    ending = Ending(facts.snapshot, date.fromordinal(t))
    ending.rows("deliveries", rows, t, planned_too=True)
    return ending.changes()


def _takers(
    before: Coverage, then: Facts, changes: Sequence[Change], cells: Ints, left: StandIns
) -> tuple[Ints, Ints]:
    """(cell, who in ``then``) of the stand-ins left in these cells who stood outside every provider's group before.

    A stand-in that the scenario adds is measured against the providers there were.
    """
    facts, t = before.facts, before.as_of
    some = np.flatnonzero(np.isin(left.query, cells))
    cell, who = left.query[some], left.who[some]
    if not len(cell):
        return cell, who
    size = len(facts.stakeholders) + 1
    moved = np.asarray([facts.stakeholder_at.get(s, -1) for s in then.stakeholders], np.int64)
    old, nodes = before.stand_ins, before.groups
    key = cell * size + moved[who]
    free = np.isin(key, (old.query * size + old.who)[old.free])
    known = np.isin(
        key, np.concatenate([old.query * size + old.who, nodes.node_query * size + nodes.node_who])
    )
    new = (moved[who] < 0) | ~known
    adds = [c for c in changes if isinstance(c, Add)]
    if new.any() and adds:
        wider = apply_changes(facts.snapshot, scenario_changes(facts.snapshot, adds, t))
        other = facts_of(wider, facts.edition, facts.evidence)
        every = stand_ins_at(other, np.arange(other.cells), np.full(other.cells, t.toordinal()))
        there = {(c, other.stakeholders[w]) for c, w in zip(*_free(every), strict=True)}
        named = [(c, then.stakeholders[w]) in there for c, w in zip(cell.tolist(), who.tolist(), strict=True)]
        free |= new & np.asarray(named, bool)
    return cell[free], who[free]


def _free(stand_ins: StandIns) -> tuple[list[int], list[int]]:
    return stand_ins.query[stand_ins.free].tolist(), stand_ins.who[stand_ins.free].tolist()


def _providing(facts: Facts, cell: Ints, who: Ints, t: int) -> ChangeSet:
    """These (cell, stakeholder), who stand in, provide."""
    d, size, frame = facts.deliveries, len(facts.stakeholders) + 1, facts.snapshot["deliveries"]
    rows = d.row[d.stands_in & d.life.active(t) & np.isin(d.cell * size + d.who, cell * size + who)]
    was = frame.take(np.sort(rows))
    columns = {**was.columns, "role": Column.constant(Role.PROVIDES, len(was))}
    now = Frame.build(frame.type, columns, file=was.file, line=was.line, batch=was.batch, version=was.version)
    return ChangeSet(changed={"deliveries": Changed(was, now)})


def _corridors(only: Facts, other: Facts, as_of: date) -> tuple[Corridor, ...]:
    """Corridors covered in one and not in the other."""
    here, there = covered_pairs(only, as_of), covered_pairs(other, as_of)
    found = []
    for duty, mask in here.items():
        a, b = np.nonzero(np.triu(mask & ~there[duty], 1))
        found += [
            Corridor(only.countries[i], only.countries[j], duty)
            for i, j in zip(a.tolist(), b.tolist(), strict=True)
        ]
    order = only.edition.index
    return tuple(sorted(found, key=lambda c: (c[0], c[1], order[c[2]])))


def what_if(
    facts: Facts,
    as_of: date,
    changes: Scenario | Sequence[Change],
    *,
    lose_ground: bool = True,
    cover: Coverage | None = None,
) -> WhatIf:
    """The rounds of a scenario, seen on ``as_of``.

    ``lose_ground``: providers left without any known funder for a cell stop there (round 2); ``cover``: the
    coverage of the same facts and day, if it is at hand. Raises UsageError for a target that is not there.
    """
    scenario = changes if isinstance(changes, Scenario) else Scenario("", tuple(changes))
    scenario = scenario.led_on(merging(facts.snapshot).into)
    t, edition = as_of.toordinal(), facts.edition
    before = cover or coverage(facts, as_of)
    units, ended = _going_too(facts, t, scenario.changes)
    networks = [x.key[0] for x in ended if x.kind is Kind.NETWORK]  # gone as organisations too
    everything = [
        *scenario.changes,
        *(Remove(Target(Kind.STAKEHOLDER, (s,))) for s in (*units, *networks)),
        *(Remove(x) for x in ended if x.kind is Kind.AGREEMENT),
    ]
    done = [scenario_changes(facts.snapshot, everything, as_of)]
    near = reached(facts, done[0])
    part = part_of(facts, near)

    def applied(facts: Facts) -> Facts:
        return facts_of(apply_changes(facts.snapshot, done[-1]), edition, facts.evidence)

    then = applied(part)
    lost: tuple[LostGround, ...] = ()
    if lose_ground:
        cell, who = _without_funders(part, then, t)
        if len(cell):
            order = np.lexsort((cell, who))
            lost = tuple(
                LostGround(then.stakeholders[w], *before.name(c))
                for w, c in zip(who[order].tolist(), cell[order].tolist(), strict=True)
            )
            done.append(_stopping(then, cell, who, t))
            then = applied(then)
    after = laid_over(before, coverage(then, as_of), near)
    emptied = np.flatnonzero((before.n > 0) & (after.n == 0))
    cell, who = _takers(before, then, scenario.changes, emptied, after.stand_ins)
    over: dict[int, list[StakeholderId]] = {}
    for c, w in zip(cell.tolist(), who.tolist(), strict=True):
        over.setdefault(c, []).append(then.stakeholders[w])
    if over:
        done.append(_providing(then, cell, who, t))
        then = applied(then)
        after = laid_over(before, coverage(then, as_of), near)
    has_fallen = (before.n > 0) & (after.n == 0)
    fallen = [before.name(c) for c in np.flatnonzero(has_fallen).tolist()]
    shape = (-1, facts.K)
    was, now = before.supported2.reshape(shape), after.supported2.reshape(shape)
    standing, emptied = after.standing2.reshape(shape), has_fallen.reshape(shape)
    unsupported = [
        row
        for c in np.flatnonzero((now < was).any(axis=1)).tolist()
        for row in falls_of(facts, c, was[c], now[c], standing[c], np.flatnonzero(emptied[c]))
    ]
    gone = [*_gone_by(scenario.changes, t), *units, *networks]
    broken = pieces_between(cooperation(facts, as_of), cooperation(then, as_of, without=gone))
    loss = Loss(
        tuple(sorted({c.text for c in scenario.changes if not isinstance(c, Add)})),
        tuple(units),
        tuple(InstrumentId(x.key[0]) for x in ended),
        lost,
        tuple(fallen),
        tuple(TakenOver(*before.name(c), tuple(sorted(by))) for c, by in sorted(over.items())),
        tuple(unsupported),
        _corridors(facts, then, as_of),
        tuple(tuple(p) for p in broken),
        ended,
    )
    aside = aside_of(before, after)
    missing = _missing(
        before, {c for c, _ in fallen} | {u.country for u in unsupported}, {*fallen, *aside.cells}
    )
    gained = _corridors(then, facts, as_of)
    return WhatIf(scenario, loss, aside, gained, missing, before, after, tuple(done))


def outcome(
    facts: Facts, as_of: date, scenario: Scenario, cover: Coverage, *, lose_ground: bool = True
) -> Outcome:
    """What :func:`what_if` says, kept with the snapshot: an organisation and its what-if are asked for together."""
    key = ("what-if", facts.edition.id, facts.evidence, as_of, scenario.changes, lose_ground)
    return facts.snapshot.derived(
        key, lambda _: what_if(facts, as_of, scenario, lose_ground=lose_ground, cover=cover).told()
    )


def _missing(cover: Coverage, countries: set[Iso3], told: set[Cell]) -> tuple[Missing, ...]:
    """What was missing or unsupported in these countries; ``told``: cells of which is
    told what becomes of them."""
    missing = (cover.standing2 == 0) | cover.flags[Flag.UNSUPPORTED]
    found = ((cover.name(c), cover.state(c)) for c in np.flatnonzero(missing).tolist())
    return tuple(Missing(*cell, state) for cell, state in found if cell[0] in countries and cell not in told)


@dataclass(frozen=True, slots=True)
class Heaviest:
    """The loss that takes most in a country: how many cells fall there, and how many lose what they rest on."""

    country: Iso3
    stakeholder: StakeholderId
    fallen: Annotated[int, Key("cells that fall there")]
    unsupported: Annotated[int, Key("cells there that lose what they rest on")]


@dataclass(frozen=True, slots=True)
class Toll:
    """How much goes with one organisation."""

    stakeholder: StakeholderId
    also_removed: Annotated[int, Key("units gone too")]
    also_ended: Annotated[int, Key("agreements and networks whose operator is gone")]
    lost_ground: Annotated[int, Key("cells in which a provider loses its money")]
    fallen: Annotated[int, Key("cells left without a provider")]
    taken_over: Annotated[int, Key("cells that a stand-in takes over")]
    unsupported: Annotated[int, Key("cells left without support")]
    duties_lost: Annotated[int, Key("corridors covered before and not after")]
    pieces: Annotated[int, Key("pieces of the cooperation graph that breaks")]


@dataclass(frozen=True, slots=True)
class LossOf:
    """Everything that goes with one organisation."""

    stakeholder: StakeholderId
    loss: Annotated[Loss, INLINE]


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep says."""

    losses: Annotated[
        tuple[Toll | LossOf, ...],
        Key(
            "of every organisation whose loss takes anything away, sorted by organisation; numbers, or with --full "
            "lists, of the same ones; bodies of the state that a mandate carries only with --statutory"
        ),
    ]


@dataclass(frozen=True)
class Sweep:
    """The effect of the loss of every single stakeholder, in id order."""

    losses: Losses

    def of(self, stakeholder: str) -> Loss:
        return self.losses.loss(self.losses.facts.stakeholder_at[stakeholder])

    def heaviest(self) -> tuple[Heaviest, ...]:
        """For each country in which some loss makes a cell fall, by code: the loss with most cells that fall there,
        then most that lose what they rest on, then the first id. Bodies that a mandate carries are left out."""
        rows, facts = self.losses.rows, self.losses.facts
        fallen, shaky = (np.bitwise_count(m).astype(np.int64) for m in (rows.fallen, rows.listed))
        some = np.flatnonzero((fallen > 0) & ~self._carried[rows.loss])
        some = some[np.lexsort((rows.loss[some], -shaky[some], -fallen[some], rows.country[some]))]
        return tuple(
            Heaviest(
                facts.countries[rows.country[i]],
                facts.stakeholders[rows.loss[i]],
                int(fallen[i]),
                int(shaky[i]),
            )
            for i in some[fresh(rows.country[some])].tolist()
        )

    @property
    def _carried(self) -> Mask:
        """Bodies of the state that a mandate carries. Shape (stakeholders,)."""
        return Mandates.of(self.losses.cover).bodies

    def swept(self, *, full: bool, statutory: bool = False) -> Swept:
        """The loss of each stakeholder that takes anything away: its numbers, or ``full`` with everything it takes.
        ``statutory``: also of bodies of the state that a mandate carries."""
        names, counts = self.losses.facts.stakeholders, self.losses.counts()
        takes = np.any(np.asarray([*counts.values()]) > 0, axis=0)
        some = np.flatnonzero(takes if statutory else takes & ~self._carried).tolist()
        if not full:
            told = {k: v.tolist() for k, v in counts.items()}
            return Swept(tuple(Toll(names[i], **{k: v[i] for k, v in told.items()}) for i in some))
        found = []
        for done, i in enumerate(some):
            if not done % STEP:
                step("Removing one organisation after another", done, len(some))
            found.append(LossOf(names[i], self.losses.loss(i)))
        return Swept(tuple(found))


def sweep(facts: Facts, as_of: date, *, lose_ground: bool = True, cover: Coverage | None = None) -> Sweep:
    """What the loss of each stakeholder would do: every column of a what-if, equal to it."""
    sets = np.arange(len(facts.stakeholders)).reshape(-1, 1)
    return Sweep(losses(facts, as_of, sets, cover, lose_ground=lose_ground))
