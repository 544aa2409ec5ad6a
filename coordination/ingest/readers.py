"""From files to raw tables: folders, CSV, XLSX and JSON Lines, each with its limits and its own clear errors.

Nothing is interpreted here. What cannot be read is an Issue with file, line and column; the other files are read on.
"""

from __future__ import annotations

import difflib
import fnmatch
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from coordination.ingest.called import types
from coordination.ingest.manifests import Manifests
from coordination.ingest.reader_csv import read_csv
from coordination.ingest.reader_jsonl import read_jsonl
from coordination.ingest.reader_model import (
    InputFile,
    IssueLog,
    Limits,
    Progress,
    RawTable,
    ReadResult,
    refuse,
)
from coordination.ingest.reader_xlsx import read_xlsx
from graph_schema.errors import DataError, Verbatim, said

__all__ = ["PACKAGE", "InputFile", "Limits", "Progress", "RawTable", "ReadResult", "read"]

_EDITION: Final = "mnr_*.csv"
_CSV: Final = (".csv", ".tsv")
_READ: Final = (*_CSV, ".xlsx", ".jsonl")

#: What people call a file -> the record type that is meant.
_CALLED: Final = {
    "actions": "own_actions",
    "activities": "deliveries",
    "donors": "funding",
    "funders": "funding",
    "grants": "funding",
    "members": "memberships",
    "assessment": "assessments",
    "units": "affiliations",
}
_ROUTES: Final = "routes"
PACKAGE: Final = "datapackage.json"  #: the columns of an export, described beside its tables
#: Data in a form that is not taken: finding, what it is, what to do.
_OTHER_DATA: Final = {
    ".xls": ("E-XLS", said("an old Excel workbook"), said('Save it as "Excel Workbook (.xlsx)".')),
    ".xlsm": (
        "E-MACRO",
        said("a workbook with macros"),
        said('Save it as "Excel Workbook (.xlsx)", without macros.'),
    ),
    ".xlsb": ("E-XLSB", said("a binary Excel workbook"), said('Save it as "Excel Workbook (.xlsx)".')),
    ".ods": ("E-ODS", said("an OpenDocument spreadsheet"), said('Save it as "Excel 2007-365 (.xlsx)".')),
    ".numbers": ("E-FILE-TYPE", said("a Numbers document"), said("Choose File, Export To, Excel.")),
    ".json": (
        "E-FILE-TYPE",
        said("one JSON document"),
        said("Write one object per line and name the file .jsonl."),
    ),
    ".txt": ("E-FILE-TYPE", said("a plain text"), said("If it is a table, give it the ending .csv.")),
    ".zip": ("E-FILE-TYPE", said("a packed folder"), said("Unpack it and give the folder.")),
}


def read(
    paths: Sequence[Path],
    *,
    known: Collection[str],
    limits: Limits | None = None,
    progress: Progress | None = None,
    also: Mapping[str, str] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> ReadResult:
    """Read folders and files.

    ``known`` are the record types, in lower case; ``also``: what files and sheets of them may be called besides, in
    lower case -> type; ``limits`` default to those of the command line; ``meanwhile`` is called while other processes
    look through a workbook. A folder gives its CSV, XLSX and JSON Lines files in the order of their names, not those
    of its folders. Never raises for what a file holds: that is in the issues, and a table that could not be read to its
    end is left out. Whatever ``progress`` raises goes through (that is how a reading is cancelled).
    """
    reading = _Reading(known, limits or Limits(), progress, also or {}, meanwhile)
    for path in paths:
        reading.take(path)
    return reading.result()


class _Reading:
    def __init__(
        self,
        known: Collection[str],
        limits: Limits,
        progress: Progress | None,
        also: Mapping[str, str],
        meanwhile: Callable[[], None] | None,
    ) -> None:
        self._also = also
        self._meanwhile = meanwhile
        self._known = frozenset(known)
        self._limits = limits
        self._progress = progress
        self._log = IssueLog()
        self._tables: list[RawTable] = []
        self._inputs: list[InputFile] = []
        self._names: Counter[str] = Counter()
        self._manifests = Manifests(self._log)

    def take(self, path: Path) -> None:
        try:
            if self._manifests.is_one(path) or path.name == PACKAGE:
                return  # named with the tables it stands beside
            if path.is_dir():
                for entry in sorted(path.iterdir(), key=lambda p: p.name):
                    if self._is_data(entry):
                        self._file(entry)
            elif not path.exists():
                raise refuse(
                    "E-NOT-FOUND",
                    said("there is no such file or folder"),
                    file=str(path),
                    hint=said("Check the spelling, and the folder you are in."),
                )
            else:
                self._file(path)
        except DataError as e:
            self._log.extend(e.issues)
        except OSError as e:
            self._log.extend(_unreadable(str(path), e).issues)

    def _is_data(self, entry: Path) -> bool:
        """Whether a folder's entry is to be read; what is not is listed."""
        name, kind = entry.name, entry.suffix.lower()
        if entry.is_symlink() and not entry.resolve().is_relative_to(entry.parent.resolve()):
            self._log.add(
                "W-LINK-OUT",
                said(
                    "{file} is a link that leads out of the folder; it is not followed",
                    file=Verbatim(_shown(name)),
                ),
                file=_shown(name),
                value=_shown(name),
                hint=said("Copy the file into the folder, or name it on its own."),
            )
            return False
        if entry.is_file() and kind in _READ and not name.startswith((".", "~$")):
            return True
        if self._manifests.is_one(entry) or name == PACKAGE:
            return False  # read, or needed by others, with the tables it stands beside
        if (
            entry.is_file()
            and kind in _OTHER_DATA
            and kind != ".txt"
            and name != "manifest.json"
            and not name.startswith((".", "~$"))
        ):
            _, what, hint = _OTHER_DATA[kind]
            self._log.add(
                "W-NOT-READ",
                said("{file}: this is {what}, which cannot be read", file=Verbatim(name), what=what),
                file=_shown(name),
                value=_shown(name),
                hint=hint,
            )
        else:
            shown = Verbatim(_shown(name))
            self._log.add(
                "I-NOT-DATA",
                said("{file} is a folder within the folder and is left out", file=shown)
                if entry.is_dir()
                else said("{file} is not data and is left out", file=shown),
                file=_shown(name),
                value=_shown(name),
                hint=said("Nothing to do."),
            )
        return False

    def _file(self, path: Path) -> None:
        file = self._name(path)
        kind = path.suffix.lower()
        try:
            self._tables.extend(self._tables_of(path, file, kind))
        except DataError as e:
            self._log.extend(e.issues)
        except OSError as e:
            self._log.extend(_unreadable(file, e).issues)

    def _name(self, path: Path) -> str:
        """What findings call the file: its name, with its folder where two have the same name."""
        name = _shown(path.name)
        self._names[name] += 1
        return name if self._names[name] == 1 else _shown(f"{path.resolve().parent.name}/{path.name}")

    def _tables_of(self, path: Path, file: str, kind: str) -> Iterator[RawTable]:
        limits, log, progress = self._limits, self._log, self._progress
        if not path.is_file():
            what = said("this is not a file")
            raise refuse("E-UNREADABLE", what, file=file, hint=said("Give a file or a folder."))
        if kind in _CSV:
            name = path.stem.strip().lower()
            name = self._also.get(name, name)
            if self._knows(name, file, path.name):
                table, source = read_csv(path, name, file, limits=limits, log=log, progress=progress)
                self._inputs.append(source)
                self._manifests.beside(path)
                yield table
        elif kind == ".xlsx":
            tables, source = read_xlsx(
                path,
                file,
                known=self._known,
                limits=limits,
                log=log,
                progress=progress,
                also=self._also,
                meanwhile=self._meanwhile,
            )
            self._inputs.append(source)
            yield from tables
        elif kind == ".jsonl":
            tables, source = read_jsonl(
                path,
                file,
                known=self._known,
                limits=limits,
                log=log,
                progress=progress,
                manifest=lambda given: self._manifests.line(file, given),
            )
            self._inputs.append(source)
            self._manifests.beside(path)
            yield from tables
        else:
            if kind in _OTHER_DATA:
                code, what, hint = _OTHER_DATA[kind]
                raise refuse(code, said("the file is {what}", what=what), file=file, hint=hint)
            hint = said("Give CSV, XLSX or JSON Lines (.jsonl).")
            raise refuse("E-FILE-TYPE", said("this type of file cannot be read"), file=file, hint=hint)

    def _knows(self, name: str, file: str, filename: str) -> bool:
        if name in self._known:
            return True
        if fnmatch.fnmatchcase(filename.lower(), _EDITION):
            self._log.add(
                "I-EDITION-FILE",
                said("{file} belongs to the capability catalogue and is left out", file=Verbatim(file)),
                file=file,
                hint=said("Nothing to do; catalogues are part of the program."),
            )
            return False
        called = _CALLED.get(name, "")
        near = (
            [called]
            if called in self._known
            else difflib.get_close_matches(name, sorted(self._known), 1, 0.7)
        )
        if name == _ROUTES:
            hint = said("Routes belong to the edition of the framework. A workspace has none of its own.")
        elif near:
            hint = said("Did you mean {near}?", near=Verbatim(f"{near[0]}.csv"))
        else:
            hint = said(
                "Name each file after what it holds: {names}. All names: `mnr schema template all.xlsx --all`.",
                names=types(self._known),
            )
        self._log.add(
            "W-UNKNOWN-TABLE",
            said("{file} does not have the name of a record type and is skipped", file=Verbatim(file)),
            file=file,
            value=name,
            hint=hint,
        )
        return False

    def _listed(self) -> Verbatim:
        return Verbatim(", ".join(sorted(self._known)))

    def result(self) -> ReadResult:
        if not self._tables and not self._log.has_errors():
            self._log.add(
                "E-NO-DATA",
                said("nothing was read"),
                hint=said(
                    "Files, sheets and JSON types must have one of these names: {names}.",
                    names=self._listed(),
                ),
            )
        manifests = self._manifests
        return ReadResult(
            self._tables,
            self._log.result(),
            self._inputs,
            manifests.made_for(),
            manifests.versions(),
            manifests.plans(),
        )


def _shown(name: str) -> str:
    """A file name as text, also where the system's bytes are no text."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _unreadable(file: str, error: OSError) -> DataError:
    return refuse(
        "E-UNREADABLE",
        said(
            "the system does not allow this file to be read: {reason}",
            reason=Verbatim(error.strerror or error),
        ),
        file=file,
        hint=said("Check that the file is not open elsewhere and that you may read it."),
    )
