"""Tables of answers for people: a header in words, names in place of ids, words in place of codes.

A column whose values are ids keeps them beside: ``Organisation`` and ``Organisation (id)``. The columns of ids stand
after the columns of words, so that a table is read from its start. JSON files keep the keys and codes of the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from coordination.text.cells import SEPARATOR
from dashboard.backend.world import World
from dashboard.ui.i18n import _, country_name
from dashboard.ui.words import word
from graph_schema.edition import BASE_EDITION, edition

__all__ = ["Column", "Names", "columns_of"]

#: columns that only a drawing needs
DRAWN = frozenset({"x", "y", "shown"})
_NOTHING: tuple[object, ...] = (None, "", [], ())
#: columns of texts that the catalogues have
_TEXTS = frozenset(["name", "description", "reason", "item", "field_name", "title", "channel", "duty"])
#: columns that hold hashes of records
HASHES = frozenset({"claim", "claims", "looks", "batch"})
_CAPABILITIES = frozenset(
    {
        "capability",
        "duty",
        "duties",
        "needs",
        "gives",
        "at_stake",
        "because",
        "path",
        "roots",
        "rises",
        "secures",
    }
    | {"waits_for", "waiting", "needs_first", "missing", "capabilities"}
)
_PAIRS = frozenset({"new_ties", "ties"})
#: column -> list of the edition that names its ids
_LISTS = {
    "objective": ("objectives",),
    "means": ("means",),
    "seat": ("seats",),
    "domain": ("domains",),
    "discipline": ("disciplines",),
    "target": ("threats", "drivers", "challenges"),
}


@dataclass(frozen=True)
class Names:
    """What the ids of answers are called. ``agreements``: id -> name."""

    world: World
    agreements: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _lists(self) -> dict[str, dict[str, str]]:
        lists = edition(self.world.edition.id).lists if self.world.edition.id.startswith("mnr") else {}
        if lists and not lists.get("objectives"):
            lists = {**edition(BASE_EDITION).lists, **{k: v for k, v in lists.items() if v}}
        out: dict[str, dict[str, str]] = {}
        for column, names in _LISTS.items():
            rows = [r for n in names for r in lists.get(n, ())]
            out[column] = {r.get("id") or r.get("seat", ""): r["name"] for r in rows}
        return out

    def of(self, column: str, atom: str) -> str:
        """The name of an id in this column; "" where it is none."""
        world = self.world
        if column in _CAPABILITIES:
            found = world.edition.by_number.get(atom)
            return f"{atom} {_(found.name)}" if found else ""
        if column in _LISTS:
            return _(self._lists[column][atom]) if atom in self._lists[column] else ""
        if country := world.countries.get(atom):
            return country_name(country.iso2, country.name)
        if column in {"key", "text", "line", "file", "title", "name", "kind", "state", "id"}:
            return ""
        if atom in world.organisations:
            return world.organisations[atom].name
        if atom in self.agreements:
            return self.agreements[atom]
        return world.sources[atom].title if atom in world.sources else ""


@dataclass
class Column:
    """One key of a list, with what was found in it."""

    key: str
    list: str = ""
    ids: bool = False

    def said(self, names: Names, value: object) -> str | int | float | None:
        """A value in words."""
        if value is None:
            return None
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, int | float):
            return value
        if isinstance(value, Mapping):
            return self._record(names, value)
        if isinstance(value, list | tuple):
            inner = " – " if self.key in _PAIRS else " + "
            return SEPARATOR.join(
                inner.join(self._text(names, x) for x in v)
                if isinstance(v, list | tuple)
                else self._text(names, v)
                for v in value
            )
        return self._atom(names, str(value))

    def _text(self, names: Names, value: object) -> str:
        found = self.said(names, value)
        return "" if found is None else str(found)

    def _atom(self, names: Names, atom: str) -> str:
        found = names.of(self.key, atom) if atom else ""
        if found and found != atom:
            self.ids = True
            return found
        return word(self.key, atom, self.list) or (_(atom) if self.key in _TEXTS and atom else atom)

    def _record(self, names: Names, row: Mapping[str, Any]) -> str:
        """A record inside a value: who, which capability of which country, and the rest in brackets; where a sentence
        says why it is there, that sentence, which names them."""
        if row.get("why"):
            self.ids = True
            return str(row["why"])
        rest = dict(row)
        who = [
            Column(k).said(names, rest.pop(k)) for k in ("stakeholder", "funder", "recipient") if rest.get(k)
        ]
        if rest.get("needs") and rest.get("gives"):
            needs, gives = (Column(k).said(names, rest.pop(k)) for k in ("needs", "gives"))
            rest["capability"] = _("{needs} receives from {gives}", needs=needs, gives=gives)
        country, capability = (
            str(Column(k).said(names, rest.pop(k))) if rest.get(k) else "" for k in ("country", "capability")
        )
        place = (
            _("{country}: {capability}", country=country, capability=capability)
            if country and capability
            else country or capability
        )
        more = []
        if "before" in rest and "after" in rest:
            more.append(f"{rest.pop('before')} → {rest.pop('after')}")
        more += [
            str(Column(k).said(names, v)) for k, v in rest.items() if k != "needed" and v not in _NOTHING
        ]
        self.ids = True
        first = ", ".join(str(x) for x in (*who, place) if x)
        return f"{first} ({', '.join(more)})" if more else first


def columns_of(rows: Iterable[Mapping[str, Any]], list_: str = "") -> list[Column]:
    """The keys of rows in the order in which they come, without those that only a drawing needs."""
    keys = dict.fromkeys(
        k
        for row in rows
        for k, v in row.items()
        if k not in DRAWN and not (k == "label" and str(v).startswith("TLP:"))
    )
    return [Column(k, list_) for k in sorted(keys, key=lambda k: k in HASHES)]
