"""What the program comes with: the public register and a fictional region, as CSV files of one shape.

``workspaces()`` reads ``workspaces.toml`` beside this module. Every folder holds one CSV file per record
type; the README in each folder says where its rows come from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graph_schema.errors import SchemaError, UsageError, said

__all__ = ["TIERS", "Earlier", "SeedWorkspace", "workspace", "workspaces"]

TIERS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
_HERE = Path(__file__).resolve().parent
_FIELDS = {"title": str, "folder": str, "as_of": date, "example_country": str, "tier": str, "shapes": str}
_MAY = {"note": str, "earlier": list}
_SHIPPED = "shipped with the program"
_EARLIER = {"day": date, "folder": str, "note": str}


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a workspace said before. ``folder`` holds the rows that have changed or fallen since ``day``; ``types``
    are the record types that came later, ``later`` the ids of rows told later although their source was known
    (``later.toml`` in that folder); ``note`` is the remark of the batch.
    """

    day: date
    folder: Path
    note: str
    types: tuple[str, ...]
    later: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SeedWorkspace:
    """One workspace that comes with the program.

    ``folder`` is absolute and exists; ``as_of`` is the date its examples are told at; ``example_country`` is
    an ISO 3166-1 alpha-3 code of its ``countries.csv``; ``tier`` is the label of rows that state none;
    ``shapes`` names the set of outlines for its map (``world``,
    ``demo`` for the fictional region, or ``none`` for tiles only); ``earlier`` are the states before, oldest
    first, each of which is a batch of its own, and ``note`` is the remark of the last one.
    """

    name: str
    title: str
    folder: Path
    as_of: date
    example_country: str
    tier: str
    shapes: str
    note: str = _SHIPPED
    earlier: tuple[Earlier, ...] = ()

    @property
    def notes(self) -> frozenset[str]:
        """The remarks by which batches that came with the program are known."""
        return frozenset({self.note, *(e.note for e in self.earlier)})


def workspaces(path: Path | None = None) -> dict[str, SeedWorkspace]:
    """All workspaces by name, in the order of the file.

    ``path`` is another ``workspaces.toml``; folders are taken relative to it. Raises ``SchemaError`` naming
    every field that is missing, unknown or of the wrong type, and every folder that is not there.
    """
    source = path if path is not None else _HERE / "workspaces.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    problems: list[str] = []
    found: dict[str, SeedWorkspace] = {}
    for name, entry in table.items():
        wrong = _problems(name, entry, source.parent)
        problems += wrong
        if not wrong:
            found[name] = SeedWorkspace(
                name=name,
                title=entry["title"],
                folder=source.parent / entry["folder"],
                as_of=entry["as_of"],
                example_country=entry["example_country"],
                tier=entry["tier"],
                shapes=entry["shapes"],
                note=entry.get("note", _SHIPPED),
                earlier=tuple(_earlier(e, source.parent) for e in entry.get("earlier", ())),
            )
    if problems:
        raise SchemaError(
            said("{file} cannot be used: {names}.", file=source.name, names="; ".join(problems)),
            hint=said("Each workspace needs {names}.", names=", ".join(_FIELDS)),
        )
    return found


def workspace(name: str) -> SeedWorkspace:
    """The workspace of that name; ``UsageError`` lists the names there are."""
    known = workspaces()
    if name not in known:
        raise UsageError(
            said("There is no workspace {name!r} in the seed data.", name=name),
            hint=said("There are: {names}.", names=", ".join(known)),
        )
    return known[name]


def _earlier(entry: Mapping[str, Any], base: Path) -> Earlier:
    folder = base / entry["folder"]
    listed = tomllib.loads((folder / "later.toml").read_text(encoding="utf-8"))
    types = tuple(listed.pop("types", ()))
    return Earlier(entry["day"], folder, entry["note"], types, {k: tuple(v) for k, v in listed.items()})


def _problems(name: str, entry: object, base: Path) -> list[str]:
    if not isinstance(entry, dict):
        return [f"'{name}' is not a table"]
    wrong = [f"[{name}] lacks {field}" for field in _FIELDS if field not in entry]
    wrong += [f"[{name}] has an unknown field {field}" for field in entry if field not in {**_FIELDS, **_MAY}]
    wrong += [
        f"[{name}] {field} is not a {kind.__name__}"
        for field, kind in {**_FIELDS, **_MAY}.items()
        if field in entry and not isinstance(entry[field], kind)
    ]
    for one in entry.get("earlier", ()) if not wrong else ():
        if not isinstance(one, dict) or {k: type(v) for k, v in one.items()} != _EARLIER:
            wrong.append(f"[{name}] earlier needs {', '.join(_EARLIER)} and nothing else")
        elif not (base / one["folder"] / "later.toml").is_file():
            wrong.append(f"[{name}] earlier: {one['folder']}/later.toml is not there")
    if not wrong and not (base / entry["folder"]).is_dir():
        wrong.append(f"[{name}] folder {entry['folder']} is not there")
    if not wrong and entry["tier"] not in TIERS:
        wrong.append(f"[{name}] tier {entry['tier']} is none of {', '.join(TIERS)}")
    return wrong
