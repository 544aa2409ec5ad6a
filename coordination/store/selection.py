"""A part of a snapshot: what touches some countries, and whatever that points to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from graph_schema.values import AgreementKind, ListOf

__all__ = ["select"]

#: Records that stand for a list: its rows, the row's column that names the record, the row's organisation,
#: and the record's word on whether the list is whole.
_LISTS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "agreements": ("agreement_parties", "agreement_id", "stakeholder_id", "parties_complete"),
    "networks": ("memberships", "network_id", "member_id", "members_complete"),
    "committee_bodies": ("committee_seats", "body_id", "member_id", "seats_complete"),
}
#: Agreements of these kinds are asked of every country: who is not on the whole list of one is not a party to it.
_OF_EVERY_COUNTRY: Final = (AgreementKind.TREATY, AgreementKind.REGIONAL_CONVENTION)


def select(snapshot: Snapshot, countries: Iterable[str]) -> Snapshot:
    """Claims whose country is one of ``countries`` (all claims if none named), all claims without a country
    between organisations that these name (whether agreements are all recorded: what is stated for every country too),
    and every record that is pointed to. Agreements, networks and bodies
    that list one of the countries, or whose lists are not whole, and all treaties and conventions are kept with their
    whole lists, so that "covered" never becomes "gap" nor "unknown" becomes "gap", and "not a party" stays. All
    countries are kept.
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
        elif name == "duty_reviews":
            rows = rows | placed | frame["duty"].isin(_whole_everywhere(snapshot))
        if rows.any():
            parts[name] = frame.take(rows)
    _keep_lists(snapshot, parts, wanted)
    while True:  # pointed-to records may point on (party -> agreement -> source), a member may be a network
        before = {name: len(frame) for name, frame in parts.items()}
        _follow(snapshot, parts)
        _whole_lists(snapshot, parts)
        if before == {name: len(frame) for name, frame in parts.items()}:
            return Snapshot.of(parts)


def _whole_everywhere(snapshot: Snapshot) -> set[str]:
    """Duties for which somebody states for every country that all agreements and networks are recorded. A copy of
    that needs them all, and what is stated for single countries: else it would close pairs that are open."""
    told = snapshot["duty_reviews"]
    return set(
        told.take(told["iso3"].isin([""]) & told["instruments_complete"].isin(["yes"]))["duty"].texts()
    )


def _keep_lists(snapshot: Snapshot, parts: dict[str, Frame], wanted: set[str]) -> None:
    """Agreements, networks and bodies that list a country asked about, those whose lists are not whole (without them
    "may be together" would become "is not together"), all for a duty whose list is whole for every country, and all
    treaties and conventions (without them nobody would learn that the country is not a party)."""
    stakeholders = snapshot["stakeholders"]
    home = dict(zip(stakeholders.ids, stakeholders["home_iso3"].texts(), strict=True))
    every = _whole_everywhere(snapshot)
    for name, (claims, column, body, whole) in _LISTS.items():
        frame, rows = snapshot[name], snapshot[claims]
        here = rows[body].isin({i for i, country in home.items() if country in wanted})
        if "iso3" in rows.columns:
            here = np.where(rows["iso3"].isin([""]), here, rows["iso3"].isin(wanted))
        listed = set(rows.take(here)[column].texts())
        keep = np.fromiter((i in listed for i in frame.ids), bool, len(frame))
        if "iso3" in frame.columns:
            keep |= frame["iso3"].isin(wanted)
        else:
            keep |= ~frame[whole].isin(["yes"])
            duties = frame["duties"].texts()
            keep |= np.fromiter((not every.isdisjoint(d.split(";")) for d in duties), bool, len(frame))
        if "kind" in frame.columns:
            keep |= frame["kind"].isin(_OF_EVERY_COUNTRY)
        if name in parts:
            keep |= np.fromiter((i in parts[name].position for i in frame.ids), bool, len(frame))
        if keep.any():
            parts[name] = frame.take(keep)


def _whole_lists(snapshot: Snapshot, parts: dict[str, Frame]) -> None:
    """All rows of the lists that are kept: a cut list would turn 'not a party' into a lie."""
    for name, (claims, column, _, _) in _LISTS.items():
        if name not in parts:
            continue
        frame = snapshot[claims]
        rows = frame[column].isin(set(parts[name].ids))
        if claims in parts:
            rows |= np.fromiter((i in parts[claims].position for i in frame.ids), bool, len(frame))
        if rows.any():
            parts[claims] = frame.take(rows)


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
