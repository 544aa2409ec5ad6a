"""Outlines for maps: read once, served as a file of its own with a long cache.

``world.json`` is made by ``tools/shapes/world.py``, ``demo.json`` by ``tools/shapes/demo.py``. A set without a file
of its name has no map; pages then show tiles only.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Shapes", "load"]

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Shapes:
    """A set of outlines. ``spots``: iso3 -> label point and the radius that is free around it, in picture units."""

    name: str
    width: float
    height: float
    projection: str
    source: str
    paths: dict[str, str]
    spots: dict[str, tuple[float, float, float]]
    circles: dict[str, tuple[float, float]]
    other: tuple[str, ...]
    sea: str
    absent: dict[str, str]
    text: str

    @property
    def address(self) -> str:
        """Address of the file, with its content in its name."""
        return f"/shapes/{self.name}.{hashlib.sha256(self.text.encode()).hexdigest()[:12]}.json"

    def outline(self, name: str) -> str:
        """SVG path of an iso3 code, of ``sea`` or of ``other`` (land without a code)."""
        if name == "sea":
            return self.sea
        return "".join(self.other) if name == "other" else self.paths[name]


@cache
def load(name: str) -> Shapes | None:
    """The set of this name, or None when there is none."""
    file = _HERE / f"{name}.json"
    if not name.isalnum() or not file.is_file():
        return None
    text = file.read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return Shapes(
        name=name,
        width=data["width"],
        height=data["height"],
        projection=data["projection"],
        source=data["source"],
        paths={code: shape["d"] for code, shape in data["shapes"].items()},
        spots={code: tuple(shape["at"]) for code, shape in data["shapes"].items()},
        circles={code: tuple(at) for code, at in data["circles"].items()},
        other=tuple(o["d"] for o in data["other"]),
        sea=data["sea"],
        absent=dict(data["absent"]),
        text=text,
    )
