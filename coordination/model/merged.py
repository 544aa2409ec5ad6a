"""The merged view: organisations that somebody judged to be the same stand as one in every answer.

Nothing is written: the records stay as they are, and a judgement that is removed or corrected leads back to them. What
is stored, imported, exported, corrected and undone are the records; whatever is asked sees this view of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np

from coordination.model.frames import Column, Frame
from coordination.model.snapshot import Snapshot
from graph_schema.declare import RecordType
from graph_schema.schema import SCHEMA
from graph_schema.values import ListOf, SameVerdict, Tier

__all__ = ["Merging", "is_organisation", "merged", "merging", "naming_organisations"]

JUDGEMENTS: Final = "judgements"
_REMARKS: Final = frozenset({"note", "basis"})  #: fields in which two statements may differ and say the same
_SWAPPED: Final = {"a": "b", "b": "a"}


@dataclass(frozen=True)
class Merging:
    """``into``: organisation -> the one that stands for it; ``contradictions``: organisations that judgements take for
    the same and for different ones at once, so that none of them is merged."""

    into: Mapping[str, str]
    contradictions: tuple[tuple[str, ...], ...] = ()

    @property
    def recorded_as(self) -> Mapping[str, Sequence[str]]:
        """Organisation that is kept -> those that it stands for, sorted."""
        found: dict[str, list[str]] = {}
        for ident, kept in sorted(self.into.items()):
            found.setdefault(kept, []).append(ident)
        return found


def merging(snapshot: Snapshot) -> Merging:
    """What the judgements among these records come to."""
    return snapshot.as_recorded.derived("merging", _merging)


def merged(snapshot: Snapshot) -> Snapshot:
    """The records with organisations that are the same as one; the same snapshot where no two are. The version of the
    data is that of the records."""
    return snapshot.derived("merged", _merged) if merging(snapshot).into else snapshot


def naming_organisations(t: RecordType) -> tuple[str, ...]:
    """The fields of a type that name an organisation, or what is keyed by one."""
    return tuple(p.name for p in t.props if p.name == "reviewer" or is_organisation(p.ref))


def is_organisation(target: str) -> bool:
    """Whether the records of a type are organisations: networks and national bodies are."""
    return target == "stakeholders" or (
        target in SCHEMA and SCHEMA[target].prop(SCHEMA[target].key[0]).ref == "stakeholders"
    )


def _merging(records: Snapshot) -> Merging:
    there = records["stakeholders"].position
    rows = [
        row
        for at in range(len(records[JUDGEMENTS]))
        if (row := records[JUDGEMENTS].row(at))["a_id"] in there and row["b_id"] in there
    ]
    same = [r for r in rows if r["verdict"] == SameVerdict.SAME and r["a_id"] != r["b_id"]]
    apart = [{r["a_id"], r["b_id"]} for r in rows if r["verdict"] == SameVerdict.DIFFERENT]
    into: dict[str, str] = {}
    against: list[tuple[str, ...]] = []
    for group in _groups([(r["a_id"], r["b_id"]) for r in same]):
        if any(pair <= group for pair in apart):
            against.append(tuple(sorted(group)))
        else:
            kept = _kept(group, [r for r in same if r["a_id"] in group])
            into |= {ident: kept for ident in group if ident != kept}
    return Merging(into, tuple(sorted(against)))


def _groups(pairs: Sequence[tuple[str, str]]) -> list[set[str]]:
    """The connected ones, whatever the order of the pairs. Not by networkx: every command about a workspace with
    judgements comes here, and loading it takes 0.14 s beside the 0.7 s of ``mnr gaps``."""
    group: dict[str, set[str]] = {}
    for a, b in pairs:
        one = group.setdefault(a, {a}) | group.setdefault(b, {b})
        group |= dict.fromkeys(one, one)
    return list({id(one): one for one in group.values()}.values())


def _kept(group: set[str], rows: Sequence[Mapping[str, str]]) -> str:
    """Who stands for a group: one that no judgement gives up; of several the one kept last, then the first by id."""
    given_up = {end for r in rows if r["kept_id"] for end in (r["a_id"], r["b_id"]) if end != r["kept_id"]}
    last: dict[str, str] = {}
    for r in rows:
        last[r["kept_id"]] = max(last.get(r["kept_id"], ""), r["reviewed_on"])
    return max(sorted(group - given_up or group), key=lambda ident: (ident in last, last.get(ident, "")))


def _merged(records: Snapshot) -> Snapshot:
    into = merging(records).into
    frames = {
        name: frame if name == JUDGEMENTS else _frame(frame, into) for name, frame in records.frames.items()
    }
    return Snapshot(MappingProxyType(frames), records.id, records.assumed_ends, records)


def _frame(frame: Frame, into: Mapping[str, str]) -> Frame:
    """The rows of a type with every organisation under the name that is kept."""
    t = frame.type
    if t.name == "stakeholders":
        return frame.without(into)
    columns = {n: _renamed(frame[n], into) for n in naming_organisations(t)}
    changed = np.zeros(len(frame), bool)
    for n in columns:
        changed |= frame[n].isin(into)
    if not changed.any():
        return frame
    found = replace(frame, columns=MappingProxyType({**frame.columns, **columns}))
    if t.is_claim:
        return found.take(_stays(found, changed, frozenset(into.values())))
    if not is_organisation(t.name):
        return found
    return _united(replace(found, ids=found[t.key[0]].texts()), frame.ids)


def _renamed(column: Column, into: Mapping[str, str]) -> Column:
    return column.mapped([into.get(text, text) for text in column.vocab])


def _stays(frame: Frame, changed: np.ndarray, kept: frozenset[str]) -> np.ndarray:
    """Without what now joins an organisation with itself, and what says the same as another from the same source."""
    t, stays = frame.type, np.ones(len(frame), bool)
    ends = [n for n in naming_organisations(t) if n != "reviewer"]
    if len(ends) == 2 and t.name != "committee_seats":
        joined = zip(frame[ends[0]].texts(), frame[ends[1]].texts(), strict=True)
        stays &= ~(changed & np.fromiter((a == b for a, b in joined), bool, len(frame)))
    near = np.zeros(len(frame), bool)
    for n in naming_organisations(t):
        near |= frame[n].isin(kept)
    rows = np.flatnonzero(near & stays).tolist()
    seen: set[tuple[str, ...]] = set()
    for at in sorted(rows, key=lambda i: (bool(changed[i]), frame.ids[i])):
        said = _said(t, frame.row(at))
        stays[at] = said not in seen
        seen.add(said)
    return stays


def _said(t: RecordType, row: dict[str, str]) -> tuple[str, ...]:
    """What a row says, however it is put."""
    if t.symmetric and row[t.symmetric[0]] > row[t.symmetric[1]]:
        a, b = t.symmetric
        row[a], row[b] = row[b], row[a]
        row["stated_by"] = _SWAPPED.get(row["stated_by"], row["stated_by"])
    return tuple(text for name, text in row.items() if name not in _REMARKS)


def _united(frame: Frame, was: Sequence[str]) -> Frame:
    """Records of one organisation as one: what the kept one says, filled up with what only the others say."""
    if len(frame.position) == len(frame):
        return frame
    rows: dict[str, list[int]] = {}
    for at in sorted(range(len(frame)), key=lambda i: (frame.ids[i] != was[i], was[i])):
        rows.setdefault(frame.ids[at], []).append(at)
    several = {ident: places for ident, places in rows.items() if len(places) > 1}
    one = frame.take(np.asarray([places[0] for places in several.values()], np.int64))
    said = [dict(_union(frame, places)) for places in several.values()]
    whole = replace(one, columns=Frame.from_rows(frame.type, said).columns)
    first = np.asarray([places[0] for places in rows.values()], np.int64)
    return frame.take(np.sort(first)).put(whole)


def _union(frame: Frame, places: Sequence[int]) -> Iterator[tuple[str, str]]:
    for p in frame.type.props:
        texts = [text for at in places if (text := frame.text(p.name, at))]
        if isinstance(p.value, ListOf):
            yield p.name, ";".join(dict.fromkeys(part for text in texts for part in text.split(";")))
        elif p.name == "tier":
            yield p.name, max(texts, key=[str(t) for t in Tier].index, default="")
        else:
            yield p.name, texts[0] if texts else ""
