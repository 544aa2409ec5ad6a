"""Who may see what: one pure policy. ``visible`` is the only door from a snapshot to a page or an export.

A record carries a TLP label or takes the workspace's default. A viewer has a ceiling: records above it are
not in the snapshot they get. One person on one machine is the owner and sees everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from coordination.frames import Frame
from coordination.snapshot import Snapshot
from graph_schema.values import Tier

__all__ = ["OWNER", "Viewer", "publishing", "visible"]

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


def _allowed(frame: Frame, ceiling: int, default: int) -> np.ndarray:
    return frame["tier"].per_value(lambda v: _ORDER.get(v, default) <= ceiling, "bool")


def visible(snapshot: Snapshot, viewer: Viewer, default_tier: Tier) -> Snapshot:
    """What this viewer may read of a snapshot; the snapshot itself where that is everything."""
    ceiling, default = _ORDER[viewer.ceiling], _ORDER[default_tier]
    if ceiling == len(_ORDER) - 1:
        return snapshot

    def make(_: Snapshot) -> Snapshot:
        return Snapshot.of([f.take(_allowed(f, ceiling, default)) for f in snapshot.frames.values()])

    return snapshot.derived(("visible", ceiling, default), make)
