"""How much the state of every cell hangs on our assumptions: what it is under each single change (METHODS 14)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import Evidence, Facts, Ints, facts_of
from coordination.analytics.base.providers import groups_at, stand_ins_at
from coordination.analytics.base.services import Services
from coordination.analytics.base.timeline import STALE_MONTHS
from coordination.analytics.board.coverage import Coverage, ranked, states_on
from coordination.analytics.board.mandates import STATE_KINDS
from coordination.analytics.board.wider import WIDER
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.text.records import Key
from coordination.text.sentences import Sentence, sentence
from coordination.text.states import STATE_WORDS, Sign, State
from graph_schema.edition import Edition
from graph_schema.ids import CapabilityNumber, Iso3

__all__ = [
    "CHANGES",
    "Assumptions",
    "CellAssumptions",
    "assumptions",
    "depends_on",
    "under_each",
]

#: Change -> what is assumed instead, and the status that it would give.
CHANGES: Final = {
    "k1": sentence("If one provider is enough: {status}."),
    "k2": sentence("If two independent providers are needed: {status}."),
    "one_state": sentence(
        "If all government, law enforcement and judiciary bodies of a country count as one provider: {status}."
    ),
    "confirmed": sentence("If only confirmed evidence counts: {status}."),
    "dated": sentence("If only what was published in the last {months} months counts: {status}."),
    "fresh": sentence("If records older than {months} months do not count: {status}."),
    "specific": sentence(
        "If work on violence, children or all ages in general, or in a part of the country only, does not count: "
        "{status}."
    ),
}
#: Those asked only where the number needed is our own reading.
NUMBERS: Final = ("k1", "k2")


@dataclass(frozen=True, slots=True, kw_only=True)
class CellAssumptions:
    """The status of a capability in a country, and what it would be if one assumption were another."""

    country: Iso3
    capability: CapabilityNumber
    state: Annotated[State, Key("state of a cell, by the methods as they are")]
    sign: Annotated[Sign, Key("how this state is drawn and named")]
    k1: Annotated[
        State,
        Key("if one provider were enough; the state itself where the number needed is not our own reading"),
    ]
    k2: Annotated[
        State,
        Key(
            "if two independent providers were needed; the state itself where the number is not our own reading"
        ),
    ]
    one_state: Annotated[
        State,
        Key("if government, law enforcement and judiciary bodies of one home country were one provider"),
    ]
    confirmed: Annotated[State, Key("if only records count that were confirmed in a source")]
    dated: Annotated[
        State,
        Key("if activities and reviews older than 36 months or without a day did not count; laws do not age"),
    ]
    fresh: Annotated[
        State, Key("if activities and reviews older than 36 months did not count; laws do not age")
    ]
    specific: Annotated[
        State, Key("if activities whose source is general, or about a part of the country, did not count")
    ]
    firm: Annotated[bool, Key("the state is the same under every one of these changes")]


@dataclass(frozen=True)
class Assumptions:
    """What the status of every capability hangs on, in some countries."""

    cells: Annotated[
        tuple[CellAssumptions, ...],
        Key("every country asked about and every capability, sorted by country, then in edition order"),
    ]


def under_each(cell: CellAssumptions, edition: Edition) -> tuple[tuple[Sentence, State], ...]:
    """Each change that is asked of a capability, in words with the status that it gives, and that status."""
    reading = edition.capabilities[edition.index[cell.capability]].required_is_reading
    return tuple(
        (_said(name, getattr(cell, name)), getattr(cell, name))
        for name in CHANGES
        if reading or name not in NUMBERS
    )


def depends_on(cell: CellAssumptions) -> tuple[Sentence, ...]:
    """Each change that gives another status, and which; none where the status is firm."""
    under = {name: getattr(cell, name) for name in CHANGES}
    if cell.dated is cell.fresh:  # said once: no source without a day matters
        del under["dated"]
    return tuple(_said(name, state) for name, state in under.items() if state != cell.state)


def _said(name: str, state: State) -> Sentence:
    return Sentence(CHANGES[name].text, {"status": (STATE_WORDS[state],), "months": STALE_MONTHS})


def _with(facts: Facts, *frames: Frame) -> Facts:
    """The same facts with other records of some types, none of which names countries, organisations or sources."""
    snapshot = facts.snapshot
    changed = {**snapshot.frames, **{f.type.name: f for f in frames}}
    found = replace(facts, snapshot=Snapshot.of(changed, snapshot.assumed_ends))
    Services.taken_over(
        found, Services.of(facts)
    )  # who runs a service with whom is known without these rows too
    return found


def _specific(facts: Facts) -> Facts:
    def made(snapshot: Snapshot) -> Facts:
        frame = snapshot["deliveries"]
        return _with(facts, frame.take(~frame["scope"].isin(WIDER)))

    return facts.snapshot.derived(("specific", facts.edition.id, facts.evidence), made)


def _states(facts: Facts) -> Ints:
    """A label for each stakeholder: the home country of a body of a state, else -1."""
    frame = facts.snapshot["stakeholders"]
    home = frame["home_iso3"].coded(facts.country_at)
    label = np.full(len(facts.stakeholders) + 1, -1, np.int64)
    rows = np.flatnonzero(frame["kind"].isin(STATE_KINDS))
    label[[facts.stakeholder_at[frame.ids[r]] for r in rows.tolist()]] = home[rows]
    return label


def _within(facts: Facts, countries: Sequence[Iso3]) -> Facts:
    """The same facts with the deliveries and reviews of some countries only: a status rests on no others."""

    def made(snapshot: Snapshot) -> Facts:
        frames = (snapshot[name] for name in ("deliveries", "reviews"))
        return _with(facts, *(f.take(f["iso3"].isin(countries)) for f in frames))

    if len(countries) == len(facts.countries):
        return facts
    return facts.snapshot.derived(("assumptions within", facts.edition.id, facts.evidence, *countries), made)


def _ranked(cover: Coverage, cells: Ints, n: Ints, s: Ints, k: Ints) -> list[State]:
    """The states of some cells, where so many provide, stand by and are needed."""
    name = {1: State.FRAGILE, 2: State.COVERED}
    return [
        name.get(rank, cover.state(c))
        for c, rank in zip(cells.tolist(), ranked(n, s, k).tolist(), strict=True)
    ]


def _under(cover: Coverage, countries: Sequence[Iso3]) -> dict[str, list[State]]:
    """Change -> the state of every cell of these countries."""
    facts, day, k = _within(cover.facts, countries), cover.as_of, cover.facts.K
    cells = np.flatnonzero(np.repeat(np.isin(facts.countries, countries), k))
    days = np.full(len(cells), day.toordinal(), np.int64)
    needed, reading, as_one = facts.required[cells], facts.required_is_reading[cells], _states(facts)
    n, s = cover.n[cells], cover.s[cells]
    confirmed = facts_of(facts.snapshot, facts.edition, Evidence.CONFIRMED)

    def states(of: Facts) -> list[State]:
        every = states_on(of, day)
        return [every[c] for c in cells.tolist()]

    return {
        "k1": _ranked(cover, cells, n, s, np.where(reading, 1, needed)),
        "k2": _ranked(cover, cells, n, s, np.where(reading, 2, needed)),
        "one_state": _ranked(
            cover,
            cells,
            groups_at(facts, cells, days, as_one=as_one).n,
            stand_ins_at(facts, cells, days, as_one=as_one).s,
            needed,
        ),
        "confirmed": states(confirmed),
        "dated": [cover.recent[c] for c in cells.tolist()],
        "fresh": [cover.recent_undated[c] for c in cells.tolist()],
        "specific": states(_specific(facts)),
    }


def assumptions(cover: Coverage, countries: Collection[str] | None = None) -> Assumptions:
    """Every cell of every country, or of those named, under each single change."""
    facts = cover.facts
    asked = tuple(c for c in facts.countries if countries is None or c in countries)
    key = ("assumptions", facts.edition.id, facts.evidence, cover.as_of, asked)
    under = facts.snapshot.derived(key, lambda _: _under(cover, asked))
    found = list[CellAssumptions]()
    cells = (cover.index(c, number) for c in asked for number in facts.edition.numbers)
    for at, cell in enumerate(cells):
        country, capability = cover.name(cell)
        state, states = cover.state(cell), {name: given[at] for name, given in under.items()}
        firm = all(other == state for other in states.values())
        found.append(
            CellAssumptions(
                country=country,
                capability=capability,
                state=state,
                sign=cover.signs[cell],
                firm=firm,
                **states,
            )
        )
    return Assumptions(tuple(found))
