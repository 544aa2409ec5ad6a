"""Which records carry a handling label, and what a row of an answer must name to share it.

The words are in :mod:`dashboard.backend.labels`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from coordination.model.access import DERIVED, unreleased
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from graph_schema.edition import Edition
from graph_schema.schema import SCHEMA
from graph_schema.values import Tier

__all__ = ["labelled", "rows_of"]

#: claims about a cell: whoever is named, the state of the cell rests on them
_CELLS = frozenset({"deliveries", "reviews"})
_ENDS = frozenset({"stakeholders", "agreements", "countries"})


def labelled(snapshot: Snapshot, edition: Edition, default: Tier) -> list[dict[str, Any]]:
    """Records with a label of their own, and self-assessments that nobody has released: ``label``, and the ``names``
    that a row must hold to have it."""
    out = []
    for name, frame in snapshot.frames.items():
        hidden = unreleased(frame, default)
        for i in np.flatnonzero(~frame["tier"].isin([""]) | hidden).tolist():
            names = sorted(set(_names(name, frame, i, edition)))
            if names:
                label = str(DERIVED) if hidden[i] else frame.text("tier", i)
                out.append({"label": label, "names": names})
    return out


def _names(name: str, frame: Frame, i: int, edition: Edition) -> Iterator[str]:
    declared = SCHEMA[name]
    if name in _CELLS:
        number = frame.text("capability", i)
        yield frame.text("iso3", i)
        yield edition.from_base.get(number, number)
    elif name == "indicators":  # a figure is told by all that it is about
        yield from filter(None, (frame.text(p, i) for p in declared.key))
    elif not declared.is_claim:
        yield frame.ids[i]
    elif (
        name == "affiliations"
    ):  # who depends on whom decides how many are counted, whether or not it is named
        yield frame.text("child_id", i)
    else:
        ends = [p.name for p in declared.props if p.ref in _ENDS and p.name in declared.key]
        bodies = [p for p in ends if p != "iso3"]
        for p in bodies if len([b for b in bodies if frame.text(b, i)]) > 1 else ends:
            if frame.text(p, i):
                yield frame.text(p, i)


def rows_of(snapshot: Snapshot, kind: str, column: str = "", value: str = "") -> list[dict[str, Any]]:
    """Records of a type, those with this value in a column if one is given, with ``file`` and ``line`` they came
    from."""
    frame = snapshot[kind]
    places = range(len(frame)) if not column else np.flatnonzero(frame[column].isin([value])).tolist()
    return [
        {
            "id": frame.ids[i],
            **frame.row(i),
            "file": frame.file.vocab[frame.file.codes[i]],
            "line": int(frame.line[i]),
        }
        for i in places
    ]
