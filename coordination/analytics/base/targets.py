"""What a change is about: the kinds of things, the way their ids are written, and the rows that name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from coordination.analytics.base.endings import BODIES, BODY_COLUMNS
from coordination.analytics.base.facts import Mask
from coordination.model.frames import Column, Frame
from coordination.model.snapshot import Snapshot
from graph_schema.errors import UsageError, said
from graph_schema.schema import SCHEMA

__all__ = ["FORMS", "Kind", "Target", "bound_countries", "touched"]


class Kind(StrEnum):
    STAKEHOLDER = "stakeholder"
    DELIVERY = "delivery"
    TIE = "tie"
    FUNDING = "funding"
    AGREEMENT = "agreement"
    MEMBERSHIP = "membership"
    PARTY = "party"
    NETWORK = "network"


#: Record type and key fields of each kind, in the order of its id.
FORMS: Final[Mapping[Kind, tuple[str, tuple[str, ...]]]] = {
    Kind.STAKEHOLDER: ("stakeholders", ("id",)),
    Kind.DELIVERY: ("deliveries", ("stakeholder_id", "iso3", "capability")),
    Kind.TIE: ("ties", ("a_id", "b_id")),
    Kind.FUNDING: ("funding", ("funder_id", "recipient_id")),
    Kind.AGREEMENT: ("agreements", ("id",)),
    Kind.MEMBERSHIP: ("memberships", ("member_id", "network_id")),
    Kind.PARTY: ("agreement_parties", ("agreement_id", "iso3")),
    Kind.NETWORK: ("networks", ("network_id",)),
}
#: Which parts of the key of each kind are organisations.
_ORGANISATIONS: Final[Mapping[Kind, tuple[bool, ...]]] = {
    kind: tuple(name == "stakeholders" or SCHEMA[name].prop(f).ref in BODIES for f in fields)
    for kind, (name, fields) in FORMS.items()
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a removal or an end is about."""

    kind: Kind
    key: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"{self.kind}:{'/'.join(self.key)}"

    @property
    def organisations(self) -> tuple[str, ...]:
        return tuple(k for k, is_one in zip(self.key, _ORGANISATIONS[self.kind], strict=True) if is_one)

    def led_on(self, into: Mapping[str, str]) -> Target:
        """The same about the organisations that others stand for. ``into``: organisation -> the one that stands for
        it."""
        parts = zip(self.key, _ORGANISATIONS[self.kind], strict=True)
        return Target(self.kind, tuple(into.get(k, k) if is_one else k for k, is_one in parts))

    @staticmethod
    def parse(text: str) -> Target:
        """Raises UsageError naming the forms there are."""
        word, _, rest = text.partition(":")
        if word not in set(Kind):
            raise UsageError(
                said("{text!r} does not say what it is about.", text=text),
                hint=said("Start it with one of: {kind}, then a colon.", kind=", ".join(Kind)),
            )
        kind = Kind(word)
        key = tuple(rest.split("/"))
        _, fields = FORMS[kind]
        if len(key) != len(fields) or not all(key):
            form = f"{kind}:{'/'.join(f.removesuffix('_id').upper() for f in fields)}"
            raise UsageError(
                said("{text!r} is not the id of a {kind}.", text=text, kind=kind),
                hint=said("Write it as {form}.", form=form),
            )
        return Target(kind, key)


def touched(snapshot: Snapshot, target: Target) -> dict[str, Mask]:
    """Rows of each claim type that speak of the target. Raises UsageError if there is no such thing."""
    name, fields = FORMS[target.kind]
    frame = snapshot[name]
    out: dict[str, Mask] = {}
    if target.kind is Kind.STAKEHOLDER:
        _must_be(frame, target)
        for claim, columns in BODY_COLUMNS.items():
            rows = np.zeros(len(snapshot[claim]), bool)
            for column in columns:
                rows |= snapshot[claim][column].isin(target.key)
            out[claim] = rows
    elif target.kind is Kind.AGREEMENT:
        _must_be(frame, target)
        out["agreement_parties"] = snapshot["agreement_parties"]["agreement_id"].isin(target.key)
    elif target.kind is Kind.NETWORK:
        _must_be(frame, target)
        out["memberships"] = snapshot["memberships"]["network_id"].isin(target.key)
    else:
        if target.kind is Kind.TIE:
            a, b = target.key
            rows = (frame["a_id"].isin([a]) & frame["b_id"].isin([b])) | (
                frame["a_id"].isin([b]) & frame["b_id"].isin([a])
            )
        elif target.kind is Kind.PARTY:
            rows = frame["agreement_id"].isin(target.key[:1]) & bound_countries(snapshot).isin(target.key[1:])
        else:
            rows = np.ones(len(frame), bool)
            for column, value in zip(fields, target.key, strict=True):
                rows &= frame[column].isin([value])
        if not rows.any():
            raise UsageError(
                said("There is no {kind} {ident}.", kind=target.kind, ident="/".join(target.key)),
                hint=said("Check each part of it; codes are case-sensitive."),
            )
        out[name] = rows
    return out


def bound_countries(snapshot: Snapshot) -> Column:
    """The country of each row of ``agreement_parties``: its own, else its stakeholder's home."""
    parties = snapshot["agreement_parties"]
    bodies = snapshot["stakeholders"]
    home = dict(zip(bodies.ids, bodies["home_iso3"].texts(), strict=True))
    own, of_body = parties["iso3"].texts(), parties["stakeholder_id"].mapped
    homes = of_body([home.get(s, "") for s in parties["stakeholder_id"].vocab]).texts()
    return Column.encode([a or b for a, b in zip(own, homes, strict=True)])


def _must_be(frame: Frame, target: Target) -> None:
    ident = target.key[0]
    if ident in frame.position:
        return
    raise UsageError(
        said("There is no {kind} {ident!r}.", kind=target.kind, ident=ident), hint=_near(frame, ident)
    )


def _near(frame: Frame, ident: str) -> str:
    """What to write instead: the ids most alike, or those of the names most alike; else where all ids stand."""
    from rapidfuzz import process, utils

    tidy = utils.default_process
    found = process.extract(ident, frame.ids, processor=tidy, score_cutoff=75, limit=3)
    ids = [i for i, _, _ in found]
    if not ids and "name" in frame.columns:
        named = process.extract(ident, frame["name"].texts(), processor=tidy, score_cutoff=75, limit=3)
        ids = [frame.ids[at] for _, _, at in named]
    if ids:
        return said("Did you mean {names}?", names=" / ".join(ids))
    if not len(frame):
        return said("No {records} are known here.", records=frame.type.name)
    return (
        f"The ids are in {frame.type.name}.csv, column {frame.type.key[0]}: "
        "write it with `mnr export FOLDER` (and the same --store)."
    )
