"""A part of a snapshot: what touches some countries, and whatever that points to."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from coordination.frames import Frame
from coordination.snapshot import Snapshot
from graph_schema.values import ListOf

__all__ = ["select"]


def select(snapshot: Snapshot, countries: Iterable[str]) -> Snapshot:
    """Claims whose country is one of ``countries`` (all claims if none named), all claims without a country
    between organisations that these name, and every record that is pointed to. All countries are kept.
    """
    wanted = set(countries)
    if not wanted:
        return snapshot
    parts: dict[str, Frame] = {"countries": snapshot["countries"]}
    people = {
        s
        for s, home in zip(
            snapshot["stakeholders"].ids, snapshot["stakeholders"]["home_iso3"].texts(), strict=True
        )
        if home in wanted
    }
    claims = [f for f in snapshot.frames.values() if f.type.is_claim and len(f)]
    here = {f.type.name: f["iso3"].isin(wanted) for f in claims if "iso3" in f.columns}
    for frame in claims:
        rows = here.get(frame.type.name)
        if rows is None:
            continue
        for p in frame.type.props:
            if p.ref == "stakeholders":
                people |= set(frame.take(rows)[p.name].texts()) - {""}
    for frame in claims:
        name = frame.type.name
        rows = here.get(name, np.zeros(len(frame), bool))
        ends = [p.name for p in frame.type.props if p.ref == "stakeholders"]
        placed = frame["iso3"].isin([""]) if "iso3" in frame.columns else np.ones(len(frame), bool)
        if ends:
            among = np.ones(len(frame), bool)
            for end in ends:
                among &= frame[end].isin(people | {""})
            rows = rows | (placed & among)
        if rows.any():
            parts[name] = frame.take(rows)
    if "agreement_parties" in parts:
        parts["agreement_parties"] = _whole_agreements(snapshot, parts["agreement_parties"])
    for _ in range(4):  # pointed-to records may point on: party -> agreement -> source
        _follow(snapshot, parts)
    return Snapshot.of(parts)


def _whole_agreements(snapshot: Snapshot, parties: Frame) -> Frame:
    """All parties of the agreements named: a cut list would turn 'not a party' into a lie."""
    frame = snapshot["agreement_parties"]
    return frame.take(frame["agreement_id"].isin(set(parties["agreement_id"].texts())))


def _follow(snapshot: Snapshot, parts: dict[str, Frame]) -> None:
    wanted: dict[str, set[str]] = {}
    for frame in parts.values():
        for p in frame.type.props:
            if p.ref not in snapshot.frames:
                continue
            for text in set(frame[p.name].texts()):
                many = text.split(";") if isinstance(p.value, ListOf) else [text]
                wanted.setdefault(p.ref, set()).update(filter(None, many))
    wanted.setdefault("networks", set()).update(wanted.get("stakeholders", ()))
    for name, ids in wanted.items():
        frame = snapshot[name]
        rows = np.fromiter((i in ids for i in frame.ids), bool, len(frame))
        if name in parts:
            rows |= np.fromiter((i in parts[name].position for i in frame.ids), bool, len(frame))
        if rows.any():
            parts[name] = frame.take(rows)
