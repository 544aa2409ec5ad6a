"""Handling labels (TLP 2.0) of what leaves the program: each row of a file has the highest label of what it names.

Records carry a label, or take that of the workspace. A row that names a labelled organisation, agreement or source
has at least its label; so has a row about a cell with a labelled delivery or look, and a row that names both ends of
a labelled tie, funding, party or membership. Files that name what one could stop start at ``AMBER+STRICT``; so
do rows that say that a named country has no law enforcement of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from coordination.model.access import weakness_of_police
from dashboard.backend.context import Context
from dashboard.ui.view import View
from graph_schema.edition import BASE_EDITION, edition

__all__ = ["STRICT", "Labels", "highest"]

_PREFIX = "TLP:"
_ORDER = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
#: the label of answers that name what one could stop (single points, what-ifs)
STRICT = _PREFIX + "AMBER+STRICT"


def _rank(label: str) -> int:
    word = label.removeprefix(_PREFIX)
    return _ORDER.index(word) if word in _ORDER else -1


def highest(labels: Iterable[str]) -> str:
    """The highest of these labels, with its prefix; "" for none."""
    best = max(labels, key=_rank, default="")
    return _PREFIX + best.removeprefix(_PREFIX) if _rank(best) >= 0 else ""


@dataclass(frozen=True)
class Labels:
    """``edition``: of the numbers of capabilities; ``least``: the label of every row; ``things``: id -> (ids, label): a
    row that names all of them has the label. Each group of ids stands under its rarest one."""

    least: str
    edition: str = BASE_EDITION
    things: Mapping[str, tuple[tuple[frozenset[str], str], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, context: Context, view: View, least: str = "") -> Labels:
        """Labels of the workspace of a view, none lower than ``least``."""
        floor = highest([context.world(view).tier, least])
        rows = context.ask(view, "labels")["labels"]
        above = [(frozenset(r["names"]), r["label"]) for r in rows if _rank(r["label"]) > _rank(floor)]
        often = Counter(n for names, _label in above for n in names)
        things: dict[str, tuple[tuple[frozenset[str], str], ...]] = {}
        for names, label in above:
            key = min(names, key=lambda n: (often[n], n))
            things[key] = (*things.get(key, ()), (names, label))
        return cls(floor, context.world(view).edition.id, things)

    def of_row(self, row: Mapping[str, Any]) -> str:
        """The label of a record, of any depth."""
        least = self.least
        if _rank(least) < _rank(STRICT) and weakness_of_police(row, edition(self.edition)):
            least = STRICT
        if not self.things:
            return least
        named = frozenset(_words(row))
        own = [t for n in named & self.things.keys() for t in self.things[n]]
        return highest([least, *(label for names, label in own if names <= named)])


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        if ":" in value:  # a node of the graph, Type:key
            yield from value.split(":")
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list | tuple | frozenset | set):
        for inner in value:
            yield from _words(inner)
