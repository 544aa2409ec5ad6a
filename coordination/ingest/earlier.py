"""What a workspace said on an earlier day, from the files as they are now and the few rows that were different.

A shipped workspace keeps its facts of today in one folder. A folder named after an earlier day beside them holds
the rows that changed or fell since: the earlier state is told again to the row, and nothing is kept twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

import numpy as np

from coordination.model.frames import Column, Frame, Mask
from graph_schema.values import first_day

__all__ = ["as_on"]

Frames = Mapping[str, Frame]


def as_on(
    day: date, folder: str, types: Collection[str], later: Mapping[str, Collection[str]]
) -> Callable[[Frames], dict[str, Frame]]:
    """What turns the rows read from both folders into those of ``day``.

    ``folder``: name of the folder of older rows, which stand in place of those with the same id. Of the others a row
    is of that day if its source had been read by then, and it is no review made later; left out are the record
    types that came later (``types``) and rows of an earlier source that were told later (``later``: ids by type).
    """

    def worked(frames: Frames) -> dict[str, Frame]:
        sources = frames["sources"]
        read = sources["retrieved"].per_value(lambda v: _by(v, day), "bool")
        known = {ident for ident, fine in zip(sources.ids, read.tolist(), strict=True) if fine}
        out = {}
        for name, frame in frames.items():
            if name in types:
                continue
            was = frame.file.isin([f for f in frame.file.vocab if f.startswith(f"{folder}/")])
            keep = _of_that_day(frame, known, day) & ~was
            now = frame.take(keep).without([*frame.take(was).ids, *later.get(name, ())])
            out[name] = now.concat(frame.take(was))
        return out

    return worked


def _of_that_day(frame: Frame, known: Collection[str], day: date) -> Mask:
    keep = np.ones(len(frame), bool)
    if frame.type.name == "sources":
        keep &= np.fromiter((i in known for i in frame.ids), bool, count=len(frame))
    for name, test in (("source_id", known.__contains__), ("reviewed_on", lambda v: _by(v, day))):
        if name in frame.type.columns and frame.type.name != "sources":
            column: Column = frame[name]
            keep &= column.isin([v for v in column.vocab if not v or test(v)])
    return keep


def _by(text: str, day: date) -> bool:
    """Whether a partial date begins on that day or before; what has no date is taken as of old."""
    begins = first_day(text)
    return begins is None or begins <= day
