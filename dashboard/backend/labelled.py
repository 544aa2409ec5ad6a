"""Records of a type as rows, with the file and line that they came from."""

from __future__ import annotations

from typing import Any

import numpy as np

from coordination.model.snapshot import Snapshot

__all__ = ["rows_of"]


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
