"""Scenarios as data: what is taken away, ended or added, and the snapshot that results (METHODS 6).

A change is written ``KIND:ID`` (remove), ``KIND:ID@DATE`` (its last day) or ``+TYPE?field=value&...`` (add;
short forms such as ``+tie:A/B`` are read too). Kinds and their ids::

    stakeholder:ID          agreement:ID            network:ID (its channel; the organisation stays)
    delivery:STAKEHOLDER/ISO3/CAPABILITY            tie:A/B            funding:FUNDER/RECIPIENT
    membership:MEMBER/NETWORK                       party:AGREEMENT/ISO3

Removal gives each touched claim the exclusive end t, also one that starts on t; a claim that starts after t, or is
planned, is dropped; what is over stays over. Looks stay: they speak of the time before, so none of them rebuts an end
that the scenario made (``Snapshot.assumed_ends``). The stakeholder's own row stays too, so that ended claims keep a
name; an agreement expires. Nothing that was said is overwritten: the result
is a new snapshot, and the change set between the two can be turned round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from urllib.parse import parse_qsl, urlencode

import numpy as np

from coordination.analytics.base.facts import NEVER, Ints, Mask, facts_of
from coordination.analytics.base.targets import FORMS, Kind, Target, touched
from coordination.model.changes import Changed, ChangeSet, Op
from coordination.model.frames import Column, Frame
from coordination.model.merged import naming_organisations
from coordination.model.snapshot import Snapshot
from graph_schema.edition import FRAMEWORK_LISTS, edition, framework_ids
from graph_schema.errors import UsageError, said
from graph_schema.schema import SCHEMA
from graph_schema.values import BadValue, end_exclusive

__all__ = [
    "Add",
    "Change",
    "End",
    "Ending",
    "Kind",
    "Remove",
    "Scenario",
    "Target",
    "apply_changes",
    "apply_scenario",
    "inverse",
    "organisations_of",
    "parse_change",
    "scenario_changes",
]


ADDABLE: Final = frozenset(name for name, _ in FORMS.values())
#: Words a short addition needs beyond its key.
SHORT: Final[Mapping[Kind, Mapping[str, str]]] = {
    Kind.TIE: {"kind": "other"},
    Kind.PARTY: {"status": "party"},
}


@dataclass(frozen=True, slots=True)
class Remove:
    target: Target

    @property
    def text(self) -> str:
        return self.target.text


@dataclass(frozen=True, slots=True)
class End:
    """``until``: the last day, as a partial date (``2026`` lasts through 2026)."""

    target: Target
    until: str

    @property
    def text(self) -> str:
        return f"{self.target.text}@{self.until}"


@dataclass(frozen=True, slots=True)
class Add:
    """A row of a record type. What is added counts from the as-of date on unless ``since`` says otherwise,
    and under either kind of evidence: it is an assumption, not a claim."""

    type: str
    row: tuple[tuple[str, str], ...]

    @staticmethod
    def of(name: str, row: Mapping[str, str]) -> Add:
        """Raises UsageError for an unknown type, field or value, or a required field left out."""
        if name not in ADDABLE:
            raise UsageError(
                said("A scenario cannot add {name!r}.", name=name),
                hint=said("It can add: {names}.", names=", ".join(sorted(ADDABLE))),
            )
        t = SCHEMA[name]
        filled = {k: v for k, v in row.items() if v}
        for key in filled:
            if key not in t.columns:
                raise UsageError(
                    said("{name} has no field {key!r}.", name=name, key=key),
                    hint=said("Its fields: {names}.", names=", ".join(t.columns)),
                )
        required = [p.name for p in t.props if p.required and p.name not in ("source_id", "name")]
        if missing := [f for f in required if f not in filled]:
            raise UsageError(
                said("An addition to {name} must say {missing}.", name=name, missing=", ".join(missing)),
                hint=said("Add what is missing."),
            )
        out = {}
        for key, value in filled.items():
            try:
                out[key] = t.prop(key).value.parse(value)
            except BadValue as e:
                raise UsageError(
                    said(
                        "{name}, {key}: {value!r} {message}.",
                        name=name,
                        key=key,
                        value=value,
                        message=e.message,
                    ),
                    hint=e.hint,
                ) from None
        return Add(name, tuple(sorted(out.items())))

    @property
    def text(self) -> str:
        return f"+{self.type}?{urlencode(self.row)}"


Change = Remove | End | Add


def parse_change(text: str) -> Change:
    """Raises UsageError. ``parse_change(c.text) == c`` for every change c."""
    if text.startswith("+"):
        name, query, rest = text[1:].partition("?")
        if query:
            return Add.of(name, dict(parse_qsl(rest)))
        target = Target.parse(text[1:])
        name, fields = FORMS[target.kind]
        return Add.of(name, {**SHORT.get(target.kind, {}), **dict(zip(fields, target.key, strict=True))})
    what, at, until = text.partition("@")
    if not at:
        return Remove(Target.parse(what))
    try:
        return End(Target.parse(what), SCHEMA["deliveries"].prop("until").value.parse(until))
    except BadValue as e:
        raise UsageError(
            said("{text!r}: {until!r} {message}.", text=text, until=until, message=e.message),
            hint=e.hint or said("Write 2026, 2026-03 or 2026-03-31."),
        ) from None


def organisations_of(change: Change) -> tuple[str, ...]:
    """The organisations that a change names."""
    if not isinstance(change, Add):
        return change.target.organisations
    fields = naming_organisations(SCHEMA[change.type])
    return tuple(i for name, value in change.row if name in fields for i in value.split(";"))


def _led_on(change: Change, into: Mapping[str, str]) -> Change:
    if not isinstance(change, Add):
        return replace(change, target=change.target.led_on(into))
    fields = naming_organisations(SCHEMA[change.type])

    def named(name: str, value: str) -> str:
        return ";".join(into.get(i, i) for i in value.split(";")) if name in fields else value

    return Add(change.type, tuple((name, named(name, value)) for name, value in change.row))


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named list of changes, to keep, to send and to compare."""

    name: str
    changes: tuple[Change, ...] = field(default_factory=tuple)

    @staticmethod
    def parse(name: str, texts: Iterable[str]) -> Scenario:
        return Scenario(name, tuple(parse_change(t) for t in texts))

    def led_on(self, into: Mapping[str, str]) -> Scenario:
        """The same about the organisations that others stand for. ``into``: organisation -> the one that stands for
        it."""
        return Scenario(self.name, tuple(dict.fromkeys(_led_on(c, into) for c in self.changes)))

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(c.text for c in self.changes)


class Ending:
    """Collects what is to end or go on a day, and gives the change set. The earliest end of a row wins."""

    def __init__(self, snapshot: Snapshot, as_of: date) -> None:
        self.snapshot = snapshot
        self._day = as_of.toordinal()
        self._facts = facts_of(snapshot, edition())  # when a claim counts does not depend on the edition
        self._stop: dict[str, Ints] = {}
        self._drop: dict[str, Mask] = {}
        self._expire: dict[str, int] = {}

    def _marks(self, name: str) -> tuple[Ints, Mask]:
        n = len(self.snapshot[name])
        return self._stop.setdefault(name, np.full(n, NEVER)), self._drop.setdefault(name, np.zeros(n, bool))

    def rows(self, name: str, rows: Mask, stop: int, *, planned_too: bool) -> None:
        """End these rows on ``stop`` (exclusive, a day number); ``planned_too``: drop planned ones."""
        ends, drop = self._marks(name)
        ends[rows] = np.minimum(ends[rows], stop)
        if planned_too:
            drop |= rows & self.snapshot[name]["status"].isin(["planned"])

    def target(self, target: Target, stop: int, *, planned_too: bool) -> None:
        """End everything that speaks of the target; ``planned_too`` also takes away what has no dates."""
        for name, rows in touched(self.snapshot, target).items():
            self.rows(name, rows, stop, planned_too=planned_too)
        if target.kind is Kind.AGREEMENT:
            ident = target.key[0]
            self._expire[ident] = min(stop, self._expire.get(ident, NEVER))
        if target.kind in (Kind.STAKEHOLDER, Kind.NETWORK) and planned_too:
            gone = ("networks", "committee_bodies") if target.kind is Kind.STAKEHOLDER else ("networks",)
            for name in gone:
                frame = self.snapshot[name]
                self._marks(name)[1][frame[frame.type.key[0]].isin(target.key)] = True

    def changes(self, added: Mapping[str, Frame] | None = None) -> ChangeSet:
        changed: dict[str, Changed] = {}
        removed: dict[str, Frame] = {}
        for name, stop in self._stop.items():
            frame, drop = self.snapshot[name], self._drop[name]
            if frame.type.is_claim and "until" in frame.type.columns:
                life = self._facts.life(name)
                drop = drop | ((life.known > self._day) & (life.known >= stop))
                until = frame["until"].per_value(_end_day, "int64")
                once = frame["status"].isin(["ended"]) & (until == NEVER)
                over = np.minimum(until, self._facts.ends_with_others(name))
                cut = np.flatnonzero(~drop & (stop < over) & ~once)
                if len(cut):
                    changed[name] = _with_text(frame, cut, "until", stop[cut])
            if drop.any():
                removed[name] = frame.take(drop)
        if self._expire:
            frame = self.snapshot["agreements"]
            at = np.asarray([frame.position[i] for i in sorted(self._expire)], np.int64)
            stop = np.asarray([self._expire[i] for i in sorted(self._expire)], np.int64)
            earlier = stop < frame["expires"].per_value(_end_day, "int64")[at]
            if earlier.any():
                changed["agreements"] = _with_text(frame, at[earlier], "expires", stop[earlier])
        return ChangeSet(added or {}, changed, removed, self.snapshot.id)


def _end_day(text: str) -> int:
    day = end_exclusive(text)
    return NEVER if day is None else day.toordinal()


def _with_text(frame: Frame, rows: Ints, column: str, stop: Ints) -> Changed:
    """Rows whose last day becomes the one before ``stop``."""
    before = frame.take(rows)
    last = Column.encode([date.fromordinal(d - 1).isoformat() for d in stop.tolist()])
    after = Frame.build(
        frame.type,
        {**before.columns, column: last},
        file=before.file,
        line=before.line,
        batch=before.batch,
        version=before.version,
    )
    return Changed(before, after)


def _added(snapshot: Snapshot, adds: Sequence[Add], as_of: date) -> dict[str, Frame]:
    """Frames of the additions, every reference checked. Raises UsageError."""
    rows: dict[str, dict[tuple[tuple[str, str], ...], None]] = {}
    for add in adds:
        rows.setdefault(add.type, {})[add.row] = None
    new = {name: {dict(r).get(SCHEMA[name].key[0], "") for r in rows.get(name, {})} for name in ADDABLE}
    out = {}
    for name, found in rows.items():
        t, filled = SCHEMA[name], []
        for row in map(dict, found):
            for p in t.props:
                if not p.ref or p.name not in row or p.ref == "sources":
                    continue
                for value in row[p.name].split(";"):
                    known = value in (
                        framework_ids(p.ref) if p.ref in FRAMEWORK_LISTS else snapshot[p.ref].position
                    )
                    if not known and value not in new.get(p.ref, ()):
                        raise UsageError(
                            said(
                                "{name}, {name_}: there is no {value!r} in {ref}.",
                                name=name,
                                name_=p.name,
                                value=value,
                                ref=p.ref,
                            ),
                            hint=said("Add it to the scenario first."),
                        )
            if t.is_claim:
                row.setdefault("verified", "yes")
                if row.get("status") != "planned":
                    row.setdefault("since", as_of.isoformat())
            elif row[t.key[0]] in snapshot[name].position:
                raise UsageError(
                    said("{row!r} is in {name} already.", row=row[t.key[0]], name=name),
                    hint=said("Choose another id."),
                )
            else:
                row.setdefault("name", row[t.key[0]]) if "name" in t.columns else None
            filled.append(row)
        out[name] = Frame.from_rows(t, filled)
    return out


def scenario_changes(snapshot: Snapshot, changes: Iterable[Change], as_of: date) -> ChangeSet:
    """What a scenario does to a snapshot. Raises UsageError for a target that is not there."""
    ending = Ending(snapshot, as_of)
    adds = []
    for change in changes:
        if isinstance(change, Add):
            adds.append(change)
        elif isinstance(change, Remove):
            ending.target(change.target, as_of.toordinal(), planned_too=True)
        else:
            ending.target(change.target, _end_day(change.until), planned_too=False)
    return ending.changes(_added(snapshot, adds, as_of))


def apply_changes(snapshot: Snapshot, changes: ChangeSet) -> Snapshot:
    """The snapshot with a change set laid over it. The one given is not changed.

    Deliveries that end earlier than they did are marked: their end is an assumption, which no look speaks of.
    """
    frames, assumed = dict(snapshot.frames), snapshot.assumed_ends
    if "deliveries" in changes.changed:
        changed = changes.changed["deliveries"]
        was, now = (f["until"].per_value(_end_day, "int64") for f in (changed.before, changed.after))
        earlier = {i for i, cut in zip(changed.after.ids, (now < was).tolist(), strict=True) if cut}
        later = {i for i, cut in zip(changed.after.ids, (now > was).tolist(), strict=True) if cut}
        assumed = (assumed | earlier) - later
    for op, name, rows, _ in changes.steps():
        frame = frames[name]
        frames[name] = frame.without(rows.ids) if op is Op.REMOVE else frame.put(rows)
    return Snapshot.of(frames, assumed)


def inverse(changes: ChangeSet) -> ChangeSet:
    """The change set that takes this one back."""
    turned = {name: Changed(c.after, c.before) for name, c in changes.changed.items()}
    return ChangeSet(dict(changes.removed), turned, dict(changes.added))


def apply_scenario(snapshot: Snapshot, changes: Iterable[Change], as_of: date) -> Snapshot:
    """The snapshot as it would be if the scenario happened on ``as_of``."""
    return apply_changes(snapshot, scenario_changes(snapshot, changes, as_of))
