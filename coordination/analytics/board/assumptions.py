"""How much the state of every cell hangs on our assumptions: what it is under each single change (METHODS 14)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import ALWAYS, Evidence, Facts, Ints, Mask, facts_of
from coordination.analytics.base.providers import groups_at, stand_ins_at
from coordination.analytics.base.timeline import STALE_MONTHS, add_months
from coordination.analytics.board.coverage import Coverage, coverage, ranked
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.text.records import Key
from coordination.text.sentences import Sentence, sentence
from coordination.text.states import STATE_WORDS, Sign, State
from graph_schema.edition import Edition
from graph_schema.ids import CapabilityNumber, Iso3
from graph_schema.values import Scope, end_exclusive

__all__ = ["CHANGES", "Assumptions", "CellAssumptions", "assumptions", "depends_on", "old_rows", "under_each"]

#: Change -> what is assumed instead, and the status that it would give.
CHANGES: Final = {
    "k1": sentence("If one provider is enough: {status}."),
    "k2": sentence("If two independent providers are needed: {status}."),
    "one_state": sentence(
        "If all government, law enforcement and judiciary bodies of a country count as one provider: {status}."
    ),
    "confirmed": sentence("If only confirmed evidence counts: {status}."),
    "fresh": sentence("If records older than {months} months do not count: {status}."),
    "specific": sentence(
        "If work on violence, children or all ages in general, or in a part of the country only, does not count: "
        "{status}."
    ),
}
#: Those asked only where the number needed is our own reading.
NUMBERS: Final = ("k1", "k2")
#: Kinds of bodies through which a state acts.
STATE_KINDS: Final = frozenset({"government", "law_enforcement", "judiciary"})
#: Types of records that decide a state.
DECIDING: Final = ("deliveries", "reviews", "funding", "affiliations")
WIDER: Final = (Scope.GENERAL, Scope.PART_OF_COUNTRY)


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
    fresh: Annotated[State, Key("if records older than 36 months did not count, of whatever type")]
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
    return tuple(_said(name, state) for name, state in under.items() if state != cell.state)


def _said(name: str, state: State) -> Sentence:
    return Sentence(CHANGES[name].text, {"status": (STATE_WORDS[state],), "months": STALE_MONTHS})


def _last(text: str) -> int:
    """The last day that a date can mean; ALWAYS for none."""
    end = end_exclusive(text)
    return ALWAYS if end is None else end.toordinal() - 1


def old_rows(snapshot: Snapshot, name: str, as_of: date) -> Mask:
    """Which records of a type are older than 36 months: a record is as old as its source, a review as the newer of its
    day and its source; one without a date is never old."""
    frame, sources = snapshot[name], snapshot["sources"]
    published, retrieved = (sources[c].per_value(_last, "int64") for c in ("published", "retrieved"))
    days = np.append(np.where(published > ALWAYS, published, retrieved), ALWAYS)
    day = days[frame["source_id"].coded(sources.position)]
    if name == "reviews":
        day = np.maximum(day, frame["reviewed_on"].per_value(_last, "int64"))
    return (day > ALWAYS) & (day < add_months(as_of, -STALE_MONTHS).toordinal())


def _with(facts: Facts, *frames: Frame) -> Facts:
    """The same facts with other records of some types."""
    snapshot = facts.snapshot
    changed = {**snapshot.frames, **{f.type.name: f for f in frames}}
    return facts_of(Snapshot.of(changed, snapshot.assumed_ends), facts.edition, facts.evidence)


def _fresh(facts: Facts, as_of: date) -> Facts:
    snapshot = facts.snapshot
    return _with(facts, *(snapshot[name].take(~old_rows(snapshot, name, as_of)) for name in DECIDING))


def _specific(facts: Facts) -> Facts:
    frame = facts.snapshot["deliveries"]
    return _with(facts, frame.take(~frame["scope"].isin(WIDER)))


def _states(facts: Facts) -> Ints:
    """A label for each stakeholder: the home country of a body of a state, else -1."""
    frame = facts.snapshot["stakeholders"]
    home = frame["home_iso3"].coded(facts.country_at)
    label = np.full(len(facts.stakeholders) + 1, -1, np.int64)
    rows = np.flatnonzero(frame["kind"].isin(STATE_KINDS))
    label[[facts.stakeholder_at[frame.ids[r]] for r in rows.tolist()]] = home[rows]
    return label


def _ranked(cover: Coverage, n: Ints, s: Ints, k: Ints) -> list[State]:
    """The states, where so many provide, stand by and are needed."""
    rank = ranked(n, s, k).tolist()
    name = {1: State.FRAGILE, 2: State.COVERED}
    return [name.get(r, state) for r, state in zip(rank, cover.states, strict=True)]


def _under(cover: Coverage) -> dict[str, list[State]]:
    """Change -> the state of every cell."""
    facts, day = cover.facts, cover.as_of
    cells, days = np.arange(facts.cells), np.full(facts.cells, day.toordinal(), np.int64)
    k, reading, as_one = facts.required, facts.required_is_reading, _states(facts)
    s = cover.stand_ins.s
    confirmed = facts_of(facts.snapshot, facts.edition, Evidence.CONFIRMED)
    return {
        "k1": _ranked(cover, cover.n, s, np.where(reading, 1, k)),
        "k2": _ranked(cover, cover.n, s, np.where(reading, 2, k)),
        "one_state": _ranked(
            cover,
            groups_at(facts, cells, days, as_one=as_one).n,
            stand_ins_at(facts, cells, days, as_one=as_one).s,
            k,
        ),
        "confirmed": coverage(confirmed, day).states,
        "fresh": coverage(_fresh(facts, day), day).states,
        "specific": coverage(_specific(facts), day).states,
    }


def assumptions(cover: Coverage, countries: Collection[str] | None = None) -> Assumptions:
    """Every cell of every country, or of those named, under each single change."""
    facts = cover.facts
    key = ("assumptions", facts.edition.id, facts.evidence, cover.as_of)
    under = facts.snapshot.derived(key, lambda _: _under(cover))
    found = list[CellAssumptions]()
    for cell, (state, sign) in enumerate(zip(cover.states, cover.signs, strict=True)):
        country, capability = cover.name(cell)
        if countries is None or country in countries:
            states = {name: given[cell] for name, given in under.items()}
            firm = all(other == state for other in states.values())
            found.append(
                CellAssumptions(
                    country=country, capability=capability, state=state, sign=sign, firm=firm, **states
                )
            )
    return Assumptions(tuple(found))
