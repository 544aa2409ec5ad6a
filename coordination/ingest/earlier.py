"""What a workspace said on an earlier day, from the files as they are now and the few rows that were different.

A shipped workspace keeps its facts of today in one folder. A folder named after an earlier day beside them holds
the rows that changed or fell since: the earlier state is told again to the row, and nothing is kept twice. Where
there are several such days, each folder holds what the next newer state has otherwise; one walks back day by day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

import numpy as np

from coordination.model.frames import Column, Frame, Mask
from graph_schema.values import first_day
from seed_data import Earlier

__all__ = ["as_on", "back_to"]

Frames = Mapping[str, Frame]


def as_on(
    day: date,
    folder: str,
    types: Collection[str],
    later: Mapping[str, Collection[str]],
    older: Collection[str] = (),
) -> Callable[[Frames], dict[str, Frame]]:
    """What turns the rows read from both folders into those of ``day``.

    ``folder``: name of the folder of older rows, which stand in place of those with the same id. Of the others a row
    is of that day if its source had been read by then, and it is no review made later; left out are the record
    types that came later (``types``) and rows of an earlier source that were told later (``later``: ids by type).
    Rows of the folders ``older`` are left as they are, for the steps that follow.
    """

    def worked(frames: Frames) -> dict[str, Frame]:
        sources = frames["sources"]
        read = sources["retrieved"].per_value(lambda v: _by(v, day), "bool")
        known = {ident for ident, fine in zip(sources.ids, read.tolist(), strict=True) if fine}
        out = {}
        for name, frame in frames.items():
            if name in types:
                continue
            was, aside = _of_folders(frame, [folder]), _of_folders(frame, older)
            keep = _of_that_day(frame, known, day) & ~was & ~aside
            now = frame.take(keep).without([*frame.take(was).ids, *later.get(name, ())])
            out[name] = now.concat(frame.take(was)).concat(frame.take(aside))
        return out

    return worked


def back_to(steps: Sequence[Earlier]) -> Callable[[Frames], dict[str, Frame]]:
    """What turns the rows of today and of the folders of ``steps``, newest first, into those of the last of them."""

    def worked(frames: Frames) -> dict[str, Frame]:
        for n, was in enumerate(steps, 1):
            older = [e.folder.name for e in steps[n:]]
            frames = as_on(was.day, was.folder.name, was.types, was.later, older)(frames)
        return dict(frames)

    return worked


def _of_folders(frame: Frame, folders: Collection[str]) -> Mask:
    return frame.file.isin([f for f in frame.file.vocab if f.partition("/")[0] in folders])


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
