"""Who may see what: one pure policy. ``visible`` is the only door from a snapshot to a page or an export.

A record carries a TLP label or takes the workspace's default. A viewer has a ceiling: records above it are
not in the snapshot they get. One person on one machine is the owner and sees everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from graph_schema.edition import Edition
from graph_schema.values import Tier

__all__ = [
    "DERIVED",
    "OWNER",
    "Viewer",
    "publishing",
    "tier_of_rows",
    "unreleased",
    "visible",
    "weakness_of_police",
]

_ORDER: Final = {str(t): i for i, t in enumerate(Tier)}


@dataclass(frozen=True, slots=True)
class Viewer:
    """``ceiling``: the highest label this viewer may read."""

    name: str
    ceiling: Tier


OWNER: Final = Viewer("owner", Tier.RED)


def publishing(ceiling: Tier) -> Viewer:
    """Who a public release is made as: it reads the records up to a label and nothing above it."""
    return Viewer("release", ceiling)


#: The least label of what is worked out about single points, what-ifs and plans, of what names members without ties to
#: the police, of self-assessments before their release, and of gaps of law enforcement of a named country.
DERIVED: Final = Tier.AMBER_STRICT
_POLICE: Final = "4"  #: dedicated law enforcement, in the base edition


def unreleased(frame: Frame, default: Tier) -> np.ndarray:
    """Self-assessments that nobody has released: without a label of their own, in a workspace whose rows are not CLEAR
    by themselves. Shape (n,)."""
    if "method" not in frame.columns or default is Tier.CLEAR:
        return np.zeros(len(frame), bool)
    return np.asarray(frame["method"].isin(["self_assessment"]) & frame["tier"].isin([""]))


def tier_of_rows(frame: Frame, default: Tier) -> np.ndarray:
    """The place of each row's label in the order of tiers. Shape (n,)."""
    rank = frame["tier"].per_value(lambda v: _ORDER.get(v, _ORDER[str(default)]), "int64")
    return np.where(unreleased(frame, default), np.maximum(rank, _ORDER[str(DERIVED)]), rank)


def weakness_of_police(row: Mapping[str, Any], edition: Edition) -> bool:
    """Does a row of an answer, or a row within it, say that a named country has no law enforcement of its own, or a
    member no tie with the police?"""
    number = edition.from_base.get(_POLICE, "")
    if number and number in (row.get("capability"), row.get("duty"), row.get("needs"), row.get("gives")):
        states = {str(row.get(k, "")) for k in ("state", "before", "after")}
        if states & {"gap", "one_side_empty", "not_recorded"}:
            return True
    if row.get("counterpart") == "police" and row.get("state") in ("not_recorded", "nobody_known"):
        return True
    inner = [x for v in row.values() for x in (v if isinstance(v, list | tuple) else (v,))]
    return any(isinstance(x, Mapping) and weakness_of_police(x, edition) for x in inner)


def visible(snapshot: Snapshot, viewer: Viewer, default_tier: Tier) -> Snapshot:
    """What this viewer may read of a snapshot; the snapshot itself where that is everything. A self-assessment that
    nobody has released is read as ``AMBER+STRICT``, whatever the workspace gives to rows without a label."""
    ceiling, default = _ORDER[viewer.ceiling], _ORDER[default_tier]
    if ceiling == len(_ORDER) - 1:
        return snapshot

    def make(_: Snapshot) -> Snapshot:
        frames = snapshot.frames.values()
        return Snapshot.of([f.take(tier_of_rows(f, default_tier) <= ceiling) for f in frames])

    return snapshot.derived(("visible", ceiling, default), make)
