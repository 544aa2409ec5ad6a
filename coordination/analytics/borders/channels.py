"""Instruments that open a channel between countries on a day (METHODS 7): agreements and networks.

Lists of parties and members become country x instrument matrices; who has a channel with whom is then one
matrix product per duty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.base.facts import ACTIVE_WORDS, ALWAYS, NEVER, Facts, Ints, Mask
from coordination.model.frames import Frame
from coordination.text.kinds import said_as
from coordination.text.sentences import sentence
from graph_schema.ids import CapabilityNumber
from graph_schema.values import end_exclusive, first_day

__all__ = [
    "NO_CHANNEL",
    "SORTS",
    "Channels",
    "Hold",
    "Holding",
    "Lists",
    "OnList",
    "channels_at",
    "in_force",
    "lists_of",
    "on_lists",
    "opens",
]

#: Kinds that are not in force until their text says since when.
NEEDS_RATIFICATION: Final = ("treaty", "regional_convention")
#: Agreements about money open no channel.
NO_CHANNEL: Final = "funding"

#: How a side is on a list, weakest first. ABSENT: not at all (or only planned, or ended without a date); UNCLEAR: of
#: unknown status, or by a row that this kind of evidence does not admit: then nobody can say that it is not.
ABSENT, UNCLEAR, SIGNED, FULL = range(4)
_STANDING: Final = {
    **dict.fromkeys(ACTIVE_WORDS, FULL),
    "ended": FULL,  # until it ended
    "signatory": SIGNED,
    "invited": SIGNED,
    "unknown": UNCLEAR,
}
#: Type of the rows of a list -> (column that names the instrument, column of the body).
SORTS: Final = {
    "agreement_parties": ("agreement_id", "stakeholder_id"),
    "memberships": ("network_id", "member_id"),
}


@said_as(
    {
        "ended": sentence("ended"),
        "later": sentence("not yet on this date"),
        "not_known_yet": sentence("no information yet"),
        "planned": sentence("planned"),
        "no_country": sentence("no country is recorded for it"),
        "unconfirmed": sentence("not confirmed"),
        "unclear": sentence("status not known"),
        "signed": sentence("signed or invited only"),
        "not_in_force": sentence("not in force on this date"),
        "binds": sentence("takes part"),
    },
    doc="binds, or why the row does not bind its country on the day",
)
class Holding(StrEnum):
    """How a row of a list holds its country on a day, weakest first: only the last binds, each other says why not."""

    ENDED = "ended"
    LATER = "later"
    NOT_KNOWN_YET = "not_known_yet"
    PLANNED = "planned"
    NO_COUNTRY = "no_country"
    UNCONFIRMED = "unconfirmed"
    UNCLEAR = "unclear"
    SIGNED = "signed"
    NOT_IN_FORCE = "not_in_force"
    BINDS = "binds"


class Hold(IntEnum):
    """The places of :class:`Holding`, which is its ``word``."""

    ENDED = 0
    LATER = 1
    NOT_KNOWN_YET = 2
    PLANNED = 3
    NO_COUNTRY = 4
    UNCONFIRMED = 5
    UNCLEAR = 6
    SIGNED = 7
    NOT_IN_FORCE = 8
    BINDS = 9

    @property
    def word(self) -> Holding:
        return Holding[self.name]


def first(text: str) -> int:
    """First day of a partial date as an ordinal; ALWAYS where it is empty."""
    day = first_day(text)
    return ALWAYS if day is None else day.toordinal()


def end(text: str) -> int:
    """Exclusive end of a partial date as an ordinal; NEVER where it is empty."""
    day = end_exclusive(text)
    return NEVER if day is None else day.toordinal()


@dataclass(frozen=True, eq=False)
class Lists:
    """Every instrument with a duty, and who is on its list when.

    Per instrument, agreements first, each sort by id: ``ids``; ``agreement``: it is one (else a network);
    ``duty``: Mask (instruments, duties); ``begins``/``ends``: in force ``begins <= t < ends``, ignored from
    ``ends`` on; ``complete``: the list is whole. Per claim: ``at`` (instrument), ``country``, ``standing``
    (UNCLEAR, SIGNED, FULL), ``start``/``stop`` (days), ``row`` (in agreement_parties or memberships).
    """

    ids: tuple[str, ...]
    agreement: Mask
    duty: Mask
    begins: Ints
    ends: Ints
    complete: Mask
    at: Ints
    country: Ints
    standing: NDArray[np.int8]
    start: Ints
    stop: Ints
    row: Ints


@dataclass(frozen=True, eq=False)
class Channels:
    """The instruments that have not expired on a day. ``which``: their places in :class:`Lists`.

    Shapes: ``duty`` (instruments, duties), ``in_force`` and ``complete`` (instruments,), ``standing``
    (instruments, countries) of ABSENT, UNCLEAR, SIGNED, FULL.
    """

    lists: Lists
    which: Ints
    duty: Mask
    in_force: Mask
    complete: Mask
    standing: NDArray[np.int8]

    @property
    def ids(self) -> list[str]:
        return [self.lists.ids[i] for i in self.which.tolist()]

    def level(self, instrument: int, country: int) -> int:
        """How a country is on the list of an instrument (its place in the lists); ABSENT if that expired."""
        here = np.flatnonzero(self.which == instrument)
        return int(self.standing[here[0], country]) if len(here) else ABSENT

    def rows(self, some: Mask, countries: Sequence[int], as_of: date) -> list[tuple[str, int]]:
        """(type, row) of what puts these countries on the lists of some instruments as they stand there; ``as_of``: the
        day of the channels."""
        lists, t = self.lists, as_of.toordinal()
        place = np.full(len(lists.ids), -1)
        place[self.which[some]] = np.flatnonzero(some)
        at = place[lists.at]
        runs = (at >= 0) & (lists.start <= t) & (t < lists.stop) & np.isin(lists.country, list(countries))
        on = np.flatnonzero(runs)
        on = on[lists.standing[on] == self.standing[at[on], lists.country[on]]]
        agreement = lists.agreement[lists.at[on]].tolist()
        parties, members = SORTS
        return [
            (parties if is_one else members, row)
            for is_one, row in zip(agreement, lists.row[on].tolist(), strict=True)
        ]

    def counts(self, duty: int) -> Ints:
        """How many instruments in force join each pair for a duty. Shape (countries, countries), 0 on the
        diagonal."""
        on = self.standing[self.duty[:, duty] & self.in_force] == FULL
        return _together(on)

    def listed_together(self, duty: int) -> Mask:
        """Some instrument lists both, at least as signatory or invited."""
        return _together(self.standing[self.duty[:, duty]] >= SIGNED) > 0

    def maybe_together(self, duty: int) -> Mask:
        """Some instrument may have both: listed, of unknown status, or its list is not whole."""
        rows = self.duty[:, duty]
        return _together((self.standing[rows] > ABSENT) | ~self.complete[rows, None]) > 0


def _together(on: Mask) -> Ints:
    """Number of rows in which both columns hold, for each pair of columns."""
    b = on.astype(np.float32)  # float for BLAS; counts stay exact up to 2**24 instruments
    out = (b.T @ b).astype(np.int64)
    np.fill_diagonal(out, 0)
    return out


def _duties(facts: Facts, frame: Frame, rows: Ints) -> Mask:
    """Duties of instruments in this edition. Shape (rows, duties)."""
    edition = facts.edition
    place: dict[str, int] = {n: i for i, n in enumerate(edition.duties)}
    column = frame["duties"]
    table = np.zeros((len(column.vocab), len(place)), bool)
    for v, text in enumerate(column.vocab):
        for number in text.split(";"):
            at = place.get(edition.from_base.get(number, ""))
            if at is not None:
                table[v, at] = True
    return table[column.codes[rows]] if len(table) else np.zeros((len(rows), len(place)), bool)


@dataclass(frozen=True, eq=False)
class _Rows:
    """Every row of a sort of lists, shapes (n,). ``country``: its place, -1 = none that is known; ``standing``: by its
    status alone; ``admitted`` by the evidence asked for; ``start``/``stop``: days between which it counts."""

    country: Ints
    standing: Ints
    admitted: Mask
    start: Ints
    stop: Ints


def _rows(facts: Facts, name: str) -> _Rows:
    frame, body = facts.snapshot[name], SORTS[name][1]
    stakeholders = facts.snapshot["stakeholders"]
    homes = dict(zip(stakeholders.ids, stakeholders["home_iso3"].texts(), strict=True))
    country = frame[body].per_value(lambda s: facts.country_at.get(homes.get(s, ""), -1), "int64")
    if "iso3" in frame.columns:
        named = frame["iso3"].per_value(lambda c: facts.country_at.get(c, -1) if c else -2, "int64")
        country = np.where(named == -2, country, named)
    standing = frame["status"].per_value(lambda w: _STANDING.get(w, ABSENT), "int64")
    undated = frame["until"].isin([""])
    standing = np.where(frame["status"].isin(["ended"]) & undated, ABSENT, standing)
    admitted = np.zeros(len(frame), bool)
    admitted[facts.counted(name)] = True
    stop = np.minimum(frame["until"].per_value(end, "int64"), facts.ends_with_others(name))
    return _Rows(country, standing, admitted, facts.life(name).known, stop)


def _rows_of(facts: Facts, name: str) -> _Rows:
    key = ("channels.rows", name, facts.evidence)
    return facts.snapshot.derived(key, lambda _: _rows(facts, name))


def _claims(facts: Facts, name: str, at: dict[str, int]) -> tuple[Ints, ...]:
    """(at, country, standing, start, stop, row) of the claims of a list."""
    r = _rows_of(facts, name)
    standing = np.where(r.admitted, r.standing, np.minimum(r.standing, UNCLEAR))
    where = facts.snapshot[name][SORTS[name][0]].coded(at)
    rows = np.flatnonzero((where >= 0) & (r.country >= 0) & (standing > ABSENT))
    return (*(np.asarray(x)[rows] for x in (where, r.country, standing, r.start, r.stop)), rows)


def _force(agreements: Frame) -> tuple[Ints, Ints]:
    """Days between which each agreement is in force: ``begins <= t < ends``."""
    in_force = agreements["in_force"].per_value(first, "int64")
    adopted = agreements["adopted"].per_value(first, "int64")
    waits = agreements["kind"].isin(NEEDS_RATIFICATION)
    undated = agreements["in_force"].isin([""])
    begins = np.where(undated, np.where(waits, NEVER, adopted), in_force)
    return begins, np.asarray(agreements["expires"].per_value(end, "int64"))


def _compile(facts: Facts) -> Lists:
    agreements, networks = facts.snapshot["agreements"], facts.snapshot["networks"]
    opens = np.flatnonzero(~agreements["kind"].isin([NO_CHANNEL]))
    a = np.asarray(sorted(opens.tolist(), key=agreements.ids.__getitem__), np.int64)
    n = np.asarray(sorted(range(len(networks)), key=networks.ids.__getitem__), np.int64)
    duty_a, duty_n = _duties(facts, agreements, a), _duties(facts, networks, n)
    a, duty_a = a[duty_a.any(axis=1)], duty_a[duty_a.any(axis=1)]
    n, duty_n = n[duty_n.any(axis=1)], duty_n[duty_n.any(axis=1)]
    begins, ends = _force(agreements)
    ids = [agreements.ids[i] for i in a.tolist()] + [networks.ids[i] for i in n.tolist()]
    parties = _claims(facts, "agreement_parties", {agreements.ids[i]: j for j, i in enumerate(a.tolist())})
    members = _claims(facts, "memberships", {networks.ids[i]: len(a) + j for j, i in enumerate(n.tolist())})
    at, country, standing, start, stop, row = (
        np.concatenate([p, m]) for p, m in zip(parties, members, strict=True)
    )
    return Lists(
        ids=tuple(ids),
        agreement=np.arange(len(ids)) < len(a),
        duty=np.concatenate([duty_a, duty_n]),
        begins=np.concatenate([begins[a], np.full(len(n), ALWAYS)]),
        ends=np.concatenate([ends[a], np.full(len(n), NEVER)]),
        complete=np.concatenate(
            [agreements["parties_complete"].isin(["yes"])[a], networks["members_complete"].isin(["yes"])[n]]
        ),
        at=at,
        country=country,
        standing=standing.astype(np.int8),
        start=start,
        stop=stop,
        row=row,
    )


def lists_of(facts: Facts) -> Lists:
    """The instruments of a snapshot, for its edition and evidence, on any day."""
    return facts.snapshot.derived(("channels", facts.edition.id, facts.evidence), lambda _: _compile(facts))


def channels_at(facts: Facts, as_of: date) -> Channels:
    """The instruments that have not expired on a day, and how each country is on their lists."""
    lists, t = lists_of(facts), as_of.toordinal()
    standing = np.zeros((len(lists.ids), len(facts.countries)), np.int8)
    runs = (lists.start <= t) & (t < lists.stop)
    np.maximum.at(standing, (lists.at[runs], lists.country[runs]), lists.standing[runs])
    which = np.flatnonzero(lists.ends > t)
    return Channels(
        lists,
        which,
        lists.duty[which],
        lists.begins[which] <= t,
        lists.complete[which],
        standing[which],
    )


@dataclass(frozen=True, slots=True)
class OnList:
    """A row of a list on a day. ``sort``: the type of the row, ``row``: its place there; ``country``: for whom it
    counts, "" = for none that is known."""

    sort: str
    row: int
    instrument: str
    country: str
    hold: Hold


def in_force(facts: Facts, as_of: date, agreement: str) -> bool:
    """Is the agreement in force on this day? Raises KeyError."""
    agreements, t = facts.snapshot["agreements"], as_of.toordinal()
    begins, ends = _force(agreements)
    at = agreements.position[agreement]
    return bool(begins[at] <= t < ends[at])


def opens(facts: Facts, sort: str, instrument: str) -> tuple[CapabilityNumber, ...]:
    """Duties of this edition for which an instrument opens channels; ``sort``: the type of the rows of its list."""
    lists = lists_of(facts)
    agreement = sort == "agreement_parties"
    for i, ident in enumerate(lists.ids):
        if ident == instrument and bool(lists.agreement[i]) == agreement:
            return tuple(np.asarray(facts.edition.duties)[lists.duty[i]].tolist())
    return ()


def _holds(facts: Facts, name: str, t: int) -> Ints:
    """How each row of a sort of lists holds its country on a day. Shape (n,), of Hold."""
    frame, r = facts.snapshot[name], _rows_of(facts, name)
    force, expired = np.ones(len(frame), bool), np.zeros(len(frame), bool)
    if name == "agreement_parties":
        agreements = facts.snapshot["agreements"]
        begins, ends = _force(agreements)
        where = frame[SORTS[name][0]].coded(agreements.position)  # -1, the last, is none
        force, expired = np.append(begins <= t, False)[where], np.append(ends <= t, True)[where]
    over = expired | (r.stop <= t) | ((r.standing == ABSENT) & frame["status"].isin(["ended"]))
    found = [
        (over, Hold.ENDED),
        ((r.start > t) & ~frame["since"].isin([""]), Hold.LATER),
        (r.start > t, Hold.NOT_KNOWN_YET),
        (r.standing == ABSENT, Hold.PLANNED),
        (r.country < 0, Hold.NO_COUNTRY),
        (~r.admitted, Hold.UNCONFIRMED),
        (r.standing == UNCLEAR, Hold.UNCLEAR),
        (r.standing == SIGNED, Hold.SIGNED),
        (~force, Hold.NOT_IN_FORCE),
    ]
    return np.select([mask for mask, _ in found], [int(hold) for _, hold in found], int(Hold.BINDS))


def on_lists(
    facts: Facts,
    as_of: date,
    *,
    sorts: Iterable[str] = SORTS,
    instrument: str = "",
    country: str = "",
) -> tuple[OnList, ...]:
    """Every row of the lists on a day, of one instrument or country or of all; what binds is what
    :func:`channels_at` counts in full, and instruments without a duty are told in the same way."""
    out = []
    for name in sorts:
        frame, column = facts.snapshot[name], facts.snapshot[name][SORTS[name][0]]
        where, holds = _rows_of(facts, name).country, _holds(facts, name, as_of.toordinal())
        keep = np.ones(len(frame), bool)
        if instrument:
            keep &= column.isin([instrument])
        if country:
            keep &= where == facts.country_at.get(country, -2)
        for i in np.flatnonzero(keep).tolist():
            code = facts.countries[where[i]] if where[i] >= 0 else ""
            out.append(OnList(name, i, column.vocab[column.codes[i]], code, Hold(int(holds[i]))))
    return tuple(out)
