"""Tables of answers for people: a header in words, names in place of ids, words in place of codes.

A column whose values are ids keeps them beside: ``Organisation`` and ``Organisation (id)``. The columns of ids stand
after the columns of words, so that a table is read from its start. JSON files keep the keys and codes of the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dashboard.i18n import N_, _, country_name
from dashboard.words import word
from dashboard.world import World
from graph_schema.edition import BASE_EDITION, edition

__all__ = ["Column", "Names", "columns_of", "head", "list_name"]

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

#: key of an answer, or list.key where that list means something else by it -> words at the head of the column
HEADS: dict[str, str] = {
    "a": N_("One"),
    "b": N_("The other"),
    "about": N_("About"),
    "accountable": N_("Accountable"),
    "after": N_("After"),
    "agreement": N_("Agreement"),
    "agreement_id": N_("Agreement"),
    "any_of": N_("Any one of group"),
    "at": N_("When"),
    "at_stake": N_("At stake"),
    "author": N_("Author"),
    "basis": N_("Basis"),
    "batch": N_("Batch"),
    "because": N_("Because this is missing"),
    "becomes": N_("State with one more provider"),
    "before": N_("Before"),
    "binds": N_("Binds on this day"),
    "body": N_("Body"),
    "bridge": N_("The only way across"),
    "bubble": N_("Group in the picture"),
    "by": N_("By"),
    "by_design": N_("One is enough by design"),
    "candidates": N_("Who could be a second provider"),
    "capability": N_("Capability"),
    "cells": N_("Capabilities that get weaker"),
    "channel": N_("Channel"),
    "claim": N_("Record"),
    "claims": N_("Records"),
    "columns": N_("Columns"),
    "confirmed": N_("Confirmed"),
    "consulted": N_("Consulted"),
    "cost": N_("Cost"),
    "counterpart": N_("Tie with"),
    "countries": N_("Countries"),
    "country": N_("Country"),
    "cut": N_("Holds parts together"),
    "degree": N_("Number of ties"),
    "description": N_("Description"),
    "discipline": N_("Discipline"),
    "doc": N_("What it holds"),
    "domain": N_("Domain"),
    "donors": N_("Donors to speak to"),
    "duties": N_("Duties across borders"),
    "duty": N_("Duty across borders"),
    "end": N_("End"),
    "ends": N_("Ends"),
    "falls": N_("What falls with it"),
    "field": N_("Field"),
    "field_name": N_("Name of the field"),
    "file": N_("File"),
    "files": N_("Files"),
    "fix": N_("Cheapest fix"),
    "flags": N_("Remarks"),
    "flags_added": N_("New remarks"),
    "flags_gone": N_("Remarks that no longer hold"),
    "fragile": N_("Fragile"),
    "from": N_("From phase"),
    "funder": N_("Funder"),
    "funders": N_("Funders"),
    "gain": N_("Capabilities it lifts"),
    "gap": N_("Gaps seen"),
    "gives": N_("Who hands over"),
    "gives_by": N_("Handed over by"),
    "group": N_("Hangs on"),
    "groups": N_("Independent providers"),
    "hands": N_("Somebody does the work on both sides"),
    "id": N_("Id"),
    "incomplete": N_("Lists that are not whole"),
    "independent": N_("Would be independent"),
    "indicator": N_("Indicator"),
    "indicator_id": N_("Figure"),
    "informed": N_("Informed"),
    "instrument": N_("Agreement or network"),
    "instruments": N_("Through"),
    "iso3": N_("Country"),
    "item": N_("Item"),
    "key": N_("Decision"),
    "kind": N_("Kind"),
    "kinds": N_("How"),
    "known": N_("Who is known there"),
    "label": N_("Handling"),
    "largest": N_("Largest funder"),
    "last": N_("Last day"),
    "level": N_("Steps away"),
    "line": N_("Line"),
    "looks": N_("Records of looks"),
    "lost": N_("Who is left without money"),
    "means": N_("Means"),
    "member": N_("Member"),
    "members": N_("Members"),
    "missing": N_("What is missing"),
    "month": N_("Month"),
    "more": N_("Ties not shown"),
    "move": N_("Direction"),
    "name": N_("Name"),
    "near": N_("Why"),
    "needed": N_("Providers needed"),
    "needs": N_("What needs it"),
    "needs_by": N_("Needed by"),
    "needs_first": N_("Needs first"),
    "new_ties": N_("Ties that would help"),
    "next_end": N_("Next end"),
    "note": N_("Note"),
    "objective": N_("Objective"),
    "only": N_("Only through it"),
    "order": N_("Order"),
    "organisation": N_("Organisation"),
    "others": N_("Other funders who could be asked"),
    "pairs": N_("Corridors"),
    "pairs_cut": N_("Pairs that would no longer reach one another"),
    "part": N_("Part"),
    "path": N_("Chain"),
    "phase": N_("Phase"),
    "pieces": N_("Parts that it falls into"),
    "place": N_("Place"),
    "planned": N_("Announced by"),
    "position": N_("Position"),
    "providers": N_("Providers"),
    "providers_added": N_("New providers"),
    "providers_gone": N_("Providers that are gone"),
    "providers_needed": N_("Providers needed"),
    "published": N_("Published"),
    "publisher": N_("Publisher"),
    "reason": N_("Reason"),
    "reasons": N_("Reasons"),
    "recipient": N_("Who receives it"),
    "recipients": N_("Who receives it"),
    "region": N_("Region"),
    "responsible": N_("Responsible"),
    "retrieved": N_("Read on"),
    "rises": N_("Capabilities that rise"),
    "roles": N_("Recorded as"),
    "roots": N_("Missing at the root"),
    "round": N_("Round"),
    "rows": N_("Rows"),
    "same_funder": N_("Paid by the same funder"),
    "same_house": N_("In the same house"),
    "seat": N_("Seat"),
    "secures": N_("No longer hang on one"),
    "serves": N_("Serves"),
    "share": N_("Share"),
    "signed_only": N_("Signed only"),
    "since": N_("Since"),
    "source": N_("Source"),
    "source_id": N_("Source"),
    "sources": N_("Sources"),
    "stakeholder": N_("Organisation"),
    "start": N_("Start"),
    "state": N_("State"),
    "status": N_("Status"),
    "supporters": N_("Supported by"),
    "target": N_("Target"),
    "target_kind": N_("Kind of target"),
    "text": N_("Sentence"),
    "tier": N_("Handling"),
    "ties": N_("Ties"),
    "title": N_("Title"),
    "to": N_("To phase"),
    "two_sided": N_("Stated by both ends"),
    "type": N_("Record type"),
    "unclear": N_("Looks that were not clear"),
    "uncounted": N_("Nobody has checked for others"),
    "unit": N_("Unit"),
    "unknown": N_("Not looked at"),
    "unsupported": N_("Left without its base"),
    "until": N_("Until"),
    "url": N_("Address"),
    "value": N_("Value"),
    "verified": N_("Read in a source"),
    "waiting": N_("What waits for it"),
    "waits_for": N_("Waits for"),
    "who": N_("Who"),
    "why": N_("Why"),
    "without_agreement": N_("Member there, not bound"),
    "without_member": N_("Bound, no member there"),
    "year": N_("Year"),
    # where a list means something else by the same key
    "agreements.unknown": N_("Not known whether bound"),
    "countries.ends": N_("Capabilities that get weaker within 24 months"),
    "countries.funders": N_("Known funders"),
    "dependence.only": N_("Have no other known money"),
    "dependence.share": N_("Share of the providers"),
    "funders.countries": N_("Where"),
    "objectives.cells": N_("Capabilities it touches"),
    "partial_funders.share": N_("Share of the providers"),
    "requires.group": N_("Any one of group"),
    "sole_funders.cells": N_("Capabilities it pays for alone"),
    "sole_sources.cells": N_("Capabilities that only it speaks of"),
    "sources.source": N_("Id"),
    "types.needed": N_("Columns that must be filled"),
    "types.claim": N_("A statement with a source"),
    "as_of": N_("As known on"),
    "edition": N_("Framework"),
    "evidence": N_("Evidence"),
    "snapshot": N_("Snapshot"),
}

#: list of an answer -> the name of its sheet
LISTS: dict[str, str] = {
    "actions": N_("Steps"),
    "agreements": N_("Members and agreements"),
    "bridge_ties": N_("Single ties"),
    "bubbles": N_("Groups in the picture"),
    "capabilities": N_("Capabilities"),
    "cells": N_("Capabilities"),
    "complexity": N_("Complexity"),
    "dependence": N_("Dependence"),
    "dependencies": N_("What rests on what"),
    "duties_gained": N_("Duties gained"),
    "duties_lost": N_("Duties lost"),
    "ends": N_("What ends with a grant"),
    "fallen": N_("What falls"),
    "funding": N_("Who funds what"),
    "gained": N_("What is gained"),
    "handoffs": N_("Hand-offs"),
    "leaves": N_("If a funder leaves"),
    "links": N_("Lines of the picture"),
    "looks": N_("Where a look teaches most"),
    "lost_ground": N_("Who has to stop"),
    "matrix": N_("Members by objective and means"),
    "members": N_("Members"),
    "new_ties": N_("New ties"),
    "nodes": N_("Organisations"),
    "objectives": N_("Objectives"),
    "partial_funders": N_("Part on one funder"),
    "pieces": N_("Parts"),
    "recipients": N_("Recipients"),
    "rounds": N_("Rounds"),
    "sole_bridges": N_("Sole bridges"),
    "sole_funders": N_("Sole funders"),
    "sole_providers": N_("Sole providers"),
    "sole_sources": N_("Sole sources"),
    "sources": N_("Sources"),
    "ties": N_("Ties"),
    "unsupported": N_("Left without its base"),
    "where": N_("One more provider"),
    "work": N_("Work of members"),
}


def head(key: str, list_: str = "") -> str:
    """The words at the head of a column."""
    found = HEADS.get(f"{list_}.{key}") or HEADS.get(key)
    return _(found) if found else key.replace("_", " ").capitalize()


def list_name(key: str) -> str:
    """The name of a list of an answer."""
    return _(LISTS[key]) if key in LISTS else key.replace("_", " ").capitalize()


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
            return "; ".join(
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
        """A record inside a value: who, which capability of which country, and the rest in brackets."""
        rest = dict(row)
        who = [
            Column(k).said(names, rest.pop(k)) for k in ("stakeholder", "funder", "recipient") if rest.get(k)
        ]
        if rest.get("needs") and rest.get("gives"):
            needs, gives = (Column(k).said(names, rest.pop(k)) for k in ("needs", "gives"))
            rest["capability"] = _("{needs} needs {gives}", needs=needs, gives=gives)
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
        return f"{first} ({'; '.join(more)})" if more else first


def columns_of(rows: Iterable[Mapping[str, Any]], list_: str = "") -> list[Column]:
    """The keys of rows in the order in which they come, without those that only a drawing needs."""
    keys = dict.fromkeys(
        k
        for row in rows
        for k, v in row.items()
        if k not in DRAWN and not (k == "label" and str(v).startswith("TLP:"))
    )
    return [Column(k, list_) for k in sorted(keys, key=lambda k: k in HASHES)]
