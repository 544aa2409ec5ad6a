"""What an export says of itself in the manifest beside its files: for which countries it was made, where it holds the
records of some only, and which versions its records have had. Without the first, what is recorded elsewhere would look
like nothing on record; without the second, nobody knew what was touched in a file that comes back."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from coordination.ingest.reader_model import IssueLog, make_issue
from coordination.model.versions import Key, carried, read_cell
from graph_schema.errors import said
from graph_schema.issues import Issue

__all__ = ["Manifests", "PlanSent", "is_called_so", "no_countries"]

_LARGEST: Final = 100_000_000  #: bytes; about fifty for each record
_OF_FOLDER: Final = "manifest.json"
_OF_LINES: Final = ".manifest.json"


def is_called_so(name: str) -> bool:
    """Whether a file has the name of a manifest of an export."""
    return name == _OF_FOLDER or name.endswith(_OF_LINES)


@dataclass(frozen=True, slots=True)
class PlanSent:
    """A kept plan that travels with an export: its file, the digests of its versions, and the manifest it stands in."""

    text: str
    versions: tuple[str, ...]
    file: str = ""


@dataclass(frozen=True, slots=True)
class _Manifest:
    files: Collection[str]  #: of which it speaks
    countries: tuple[str, ...]  #: as written; none = no country was left out
    versions: Mapping[Key, tuple[str, ...]]
    plans: tuple[PlanSent, ...]


class Manifests:
    """Of the files that are read, what the manifests beside them say."""

    def __init__(self, log: IssueLog) -> None:
        self._log = log
        self._known: dict[Path, _Manifest | None] = {}
        self._made_for: dict[str, str] = {}
        self._whole = False  # some file is of an export that left no country out
        self._versions: dict[Key, tuple[str, ...]] = {}
        self._plans: dict[str, PlanSent] = {}

    def is_one(self, path: Path) -> bool:
        """Whether a file is the manifest of an export."""
        return is_called_so(path.name) and self._read(path) is not None

    def beside(self, table: Path) -> None:
        """Take note of what is said of a file that was read."""
        lines = table.suffix.lower() == ".jsonl"
        name = table.stem + _OF_LINES if lines else _OF_FOLDER
        found = self._read(table.with_name(name))
        if found is None or table.name not in found.files:
            return
        self._whole |= not found.countries
        self._versions.update(found.versions)
        self._plans.update({p.text: p for p in found.plans})
        for text in found.countries:
            self._made_for.setdefault(text, name)

    def line(self, name: str, given: Mapping[str, Any]) -> None:
        """Take note of what a line within a file of JSON Lines says of that file."""
        for text in self._countries(given, name) or ():
            self._made_for.setdefault(text, name)
        self._versions.update(self._carried(given, name) or {})
        self._plans.update({p.text: p for p in self._sent(given, name)})

    def versions(self) -> Mapping[Key, tuple[str, ...]]:
        """The versions that records have had where the files come from, as far as the manifests say them."""
        return self._versions

    def plans(self) -> tuple[PlanSent, ...]:
        """The kept plans that come with the files."""
        return tuple(self._plans.values())

    def made_for(self) -> Mapping[str, str]:
        """Countries, as written -> the manifest that names them. None where a file of an export of everything was read
        too; files of somebody's own, which no manifest lists, do not count."""
        return {} if self._whole else self._made_for

    def _read(self, path: Path) -> _Manifest | None:
        """A manifest of ours; None where there is none, or one of another program."""
        if path not in self._known:
            self._known[path] = None
            if path.is_file() and not path.is_symlink():
                self._known[path] = self._understood(path)
        return self._known[path]

    def _understood(self, path: Path) -> _Manifest | None:
        given: Any = None
        if path.stat().st_size <= _LARGEST:
            try:
                given = json.loads(path.read_bytes())
            except (ValueError, RecursionError):
                given = None
        if not isinstance(given, dict):
            self._broken(path.name)
            return None
        files = given.get("files")
        if "snapshot" not in given or not isinstance(files, dict):
            return None
        if given.get("unfinished"):
            self._log.add(
                "W-MANIFEST",
                said("the export was stopped before it was finished, so files or rows may be missing"),
                file=path.name,
                column="unfinished",
                hint=said("Export again, and import that."),
            )
        countries, versions = self._countries(given, path.name), self._carried(given, path.name)
        if countries is None:
            return None
        return _Manifest(frozenset(files), countries, versions or {}, self._sent(given, path.name))

    def _sent(self, given: Mapping[str, Any], name: str) -> tuple[PlanSent, ...]:
        """The plans that a manifest has; none, with a finding, where that cannot be understood."""
        plans = given.get("plans", [])
        sound = isinstance(plans, list) and all(
            isinstance(p, dict) and isinstance(p.get("plan"), str) and isinstance(p.get("versions", ""), str)
            for p in plans
        )
        if sound:
            return tuple(PlanSent(p["plan"], read_cell(p.get("versions", "")), name) for p in plans)
        self._log.add(
            "W-MANIFEST",
            said("the plans in the manifest cannot be read; they are left out"),
            file=name,
            column="plans",
            hint=said("Bring it back as the export wrote it, or export again."),
        )
        return ()

    def _carried(self, given: Mapping[str, Any], name: str) -> dict[Key, tuple[str, ...]] | None:
        """The versions of records that a manifest says; None, with a finding, where that cannot be understood."""
        found = carried(given.get("versions", {}))
        if found is None:
            self._log.add(
                "W-MANIFEST",
                said(
                    "the versions in the manifest cannot be read, so it is not known what was touched in the files "
                    "since they were made"
                ),
                file=name,
                column="versions",
                hint=said("Bring it back as the export wrote it, or export again."),
            )
        return found

    def _countries(self, given: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
        """What a manifest says of the countries; None, with a finding, where that cannot be understood."""
        countries = given.get("countries", [])
        if not isinstance(countries, list) or not all(isinstance(c, str) and c.strip() for c in countries):
            self._broken(name, "countries")
            return None
        return tuple(dict.fromkeys(c.strip().upper() for c in countries))

    def _broken(self, name: str, key: str = "") -> None:
        self._log.add(
            "W-MANIFEST",
            said(
                "the manifest cannot be read, so it is not known whether the files hold some countries only"
            ),
            file=name,
            column=key,
            hint=said("Bring it back as the export wrote it, or export again."),
        )


def no_countries(made_for: Mapping[str, str], known: Collection[str]) -> list[Issue]:
    """An error for each country of a manifest that is none; ``known``: those that are or will be on record."""
    return [
        make_issue(
            "E-MANIFEST",
            said("there is no country {code!r}", code=text[:20]),
            file=name,
            column="countries",
            value=text,
            hint=said(
                "Bring the manifest back as the export wrote it: it says for which countries the copy was made."
            ),
        )
        for text, name in made_for.items()
        if text not in known
    ]
