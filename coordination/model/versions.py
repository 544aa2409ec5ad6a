"""Which versions of its records an export carries, so that a file that comes back can be told from one that is older.

Of each record the digests of what it said, oldest first, the last being what it said when the export was made;
:data:`GONE` stands for a removal. Half of a digest is enough: it is compared with the few versions of one record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graph_schema.schema import SCHEMA

if TYPE_CHECKING:
    from coordination.model.frames import Frame

__all__ = [
    "GONE",
    "LETTERS",
    "MANIFEST",
    "Key",
    "Versions",
    "carried",
    "cell",
    "read_cell",
    "short",
    "shorts",
    "spread",
]

Key = tuple[str, str]  #: type and id of a record
Versions = Mapping[Key, Sequence[str]]

MANIFEST: Final = "manifest"  #: type of an object of JSON Lines that says what a manifest says of a file
GONE: Final = "-"
LETTERS: Final = 16  #: of a digest in hex
_DIGITS: Final = frozenset("0123456789abcdef")
_MOST: Final = 2_000  #: versions of one record that are read


def short(digest: str) -> str:
    """A digest as it is carried."""
    return digest[:LETTERS]


def shorts(frame: Frame) -> list[str]:
    """The same of each row."""
    whole = frame.digests.tobytes().hex()
    return [whole[at : at + LETTERS] for at in range(0, len(whole), 2 * LETTERS)]


def cell(digests: Iterable[str]) -> str:
    """The versions of a record as one text."""
    return " ".join(digests)


def read_cell(text: object) -> tuple[str, ...]:
    """The versions of a text; none of one that was not written by :func:`cell`."""
    parts = text.split(" ", _MOST) if isinstance(text, str) else []
    sound = all(p == GONE or (len(p) == LETTERS and _DIGITS.issuperset(p)) for p in parts)
    return tuple(parts) if sound else ()


def spread(versions: Versions) -> dict[str, dict[str, str]]:
    """As a manifest says them: type -> id -> versions."""
    found: dict[str, dict[str, str]] = {}
    for (name, ident), digests in sorted(versions.items()):
        found.setdefault(name, {})[ident] = cell(digests)
    return found


@dataclass(frozen=True, slots=True)
class Carried:
    """What an export carries beside its records: their versions, and kept plans, each with its versions."""

    versions: Versions = field(default_factory=dict)
    plans: Sequence[tuple[str, Sequence[str]]] = ()

    def said(self) -> dict[str, Any]:
        """As a manifest says it."""
        past = {"versions": spread(self.versions)} if self.versions else {}
        return past | ({"plans": [_plan(*p) for p in self.plans]} if self.plans else {})

    def in_parts(self, most: int) -> Iterator[dict[str, Any]]:
        """The same in parts, each of so many records or one plan."""
        keys = sorted(self.versions)
        for at in range(0, len(keys), most):
            yield {"versions": spread({key: self.versions[key] for key in keys[at : at + most]})}
        for plan in self.plans:
            yield {"plans": [_plan(*plan)]}


def _plan(text: str, versions: Sequence[str]) -> dict[str, str]:
    return {"plan": text, "versions": cell(versions)}


def carried(given: Any) -> dict[Key, tuple[str, ...]] | None:
    """The versions that a manifest says; None where that is not what :func:`spread` writes."""
    if not isinstance(given, dict) or not all(isinstance(ids, dict) for ids in given.values()):
        return None
    found = {
        (name, ident): read_cell(text)
        for name, ids in given.items()
        if name in SCHEMA
        for ident, text in ids.items()
    }
    return found if all(found.values()) else None
