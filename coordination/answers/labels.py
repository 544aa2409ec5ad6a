"""Handling labels (TLP 2.0) of what leaves the program: each row of a file has the highest label of what it names.

Records carry a label, or take that of the workspace. A row that names a labelled organisation, agreement or source
has at least its label; so has a row about a cell with a labelled delivery or look, and a row that names both ends of
a labelled tie, funding, party or membership. Answers that name what one could stop start at ``AMBER+STRICT``; so
do rows that say that a named country has no law enforcement of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

import numpy as np

from coordination.model.access import DERIVED, unreleased, weakness_of_police
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import BASE_EDITION, Edition, edition
from graph_schema.schema import SCHEMA
from graph_schema.values import Tier

__all__ = ["NAMING", "STRICT", "Labels", "highest", "label_of", "labelled"]

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


#: answers that name what one could stop, or what is not there and who would have to see to it
NAMING: Final = frozenset(
    {
        "cliffs", "connections", "decisions", "donors", "handoffs", "heaviest", "network", "organisation", "plan",
        "plan-progress", "routes", "scenario-compare", "sweep", "unfunded", "weak-points", "what-if",
    }
)  # fmt: skip
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


@dataclass(frozen=True)
class Labels:
    """``edition``: of the numbers of capabilities; ``least``: the label of every row; ``things``: id -> (ids, label): a
    row that names all of them has the label. Each group of ids stands under its rarest one."""

    least: str
    edition: str = BASE_EDITION
    things: Mapping[str, tuple[tuple[frozenset[str], str], ...]] = field(default_factory=dict)

    @classmethod
    def over(cls, floor: str, edition_id: str, rows: Iterable[Mapping[str, Any]]) -> Self:
        """Labels of what :func:`labelled` gives, none lower than ``floor``."""
        above = [(frozenset(r["names"]), r["label"]) for r in rows if _rank(r["label"]) > _rank(floor)]
        often = Counter(n for names, _label in above for n in names)
        things: dict[str, tuple[tuple[frozenset[str], str], ...]] = {}
        for names, label in above:
            key = min(names, key=lambda n: (often[n], n))
            things[key] = (*things.get(key, ()), (names, label))
        return cls(floor, edition_id, things)

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


def label_of(w: Workspace, q: Question, name: str, body: Mapping[str, Any]) -> str:
    """The label of a whole answer to the question ``name``: the highest of what it names."""
    floor = highest([str(w.default_tier), STRICT if name in NAMING else ""])
    e = edition(q.edition)
    return Labels.over(floor, e.id, labelled(w.records(), e, w.default_tier)).of_row(body)
