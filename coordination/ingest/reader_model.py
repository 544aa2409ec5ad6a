"""What reading files takes and gives: limits, raw tables, findings.

A raw table is text in columns, nothing interpreted: types, words and references are the parser's business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from coordination.ingest.codes import READ_CODES
from graph_schema.errors import DataError, Said, said
from graph_schema.issues import Issue, Location, Severity, in_ranges, sort_issues

if TYPE_CHECKING:  # what looks at a workbook is a program of its own, and starts without numpy
    from coordination.ingest.manifests import PlanSent
    from coordination.model.frames import Column

__all__ = ["InputFile", "IssueLog", "Limits", "Progress", "RawTable", "ReadResult", "make_issue", "refuse"]

#: Called with (file, done, total); the unit is bytes, ``done`` never falls. It may raise to cancel.
Progress = Callable[[str, int, int], None]

_SEVERITY: Final = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}
_SHOWN: Final = 120  #: characters of a value shown in a finding


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may be. ``None`` = no limit; the command line streams without row limit.

    ``Limits.web()`` gives the numbers that hold for uploads.
    """

    max_file_bytes: int | None = None  #: bytes of one file
    max_rows: int | None = None  #: rows of one table, without header
    max_columns: int = 500  #: columns of one table
    max_line_bytes: int = 1_000_000  #: bytes of one physical line of a text file
    max_cell_chars: int = 32_767  #: characters of one cell: what a spreadsheet cell can hold
    zip_members: int = 2_000  #: parts of one workbook
    zip_unpacked_bytes: int = 200_000_000  #: bytes of all parts of one workbook, unpacked
    zip_ratio: int = 200  #: unpacked size over packed size, of the whole and of each part over 1 MB
    max_sheets: int = 1_000  #: sheets that one workbook lists
    sheet_cells: int = 10_000_000  #: rows x columns of the rectangle that holds all filled cells of a sheet
    child_memory_bytes: int = 1_073_741_824  #: address space of each process that looks into a workbook
    child_cpu_seconds: int = 60  #: processor time of each
    child_wall_seconds: float = 120.0  #: time of day given to each

    @classmethod
    def web(cls) -> Limits:
        """The limits of an upload: 25 MB, 200,000 rows."""
        return cls(max_file_bytes=25_000_000, max_rows=200_000)


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as text. ``columns[i][r]`` is the cell of ``header[i]`` in the row that starts on ``lines[r]``."""

    name: str  #: file stem, sheet name or record type in lower case: ``deliveries``
    file: str  #: what ``Location.file`` says: ``deliveries.csv`` or ``book.xlsx#deliveries``
    header: tuple[str, ...]  #: column names as written, outer white space removed
    coded: list[Column]  #: the cells per column name, each as long as ``lines``
    lines: Sequence[int]  #: the physical line on which each row starts
    header_line: int = 1  #: and that of the header

    @property
    def columns(self) -> list[list[str]]:
        """The cells as texts."""
        return [column.texts() for column in self.coded]


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read: name as in findings, SHA-256 in hex, size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What files hold, as far as they could be read, and what was found in them."""

    tables: list[RawTable]
    issues: list[Issue]  #: errors first, then by file, line, column
    inputs: list[InputFile]
    #: of files that are an export of a copy of some countries: these, as written -> the manifest that says so
    made_for: Mapping[str, str] = field(default_factory=dict)
    #: type and id of a record -> the versions that it has had where the files come from
    versions: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    plans: Sequence[PlanSent] = ()  #: kept plans that come with them


def make_issue(
    code: str,
    message: Said,
    *,
    file: str = "",
    line: int = 0,
    column: str = "",
    value: str = "",
    hint: str = "",
) -> Issue:
    """An Issue whose severity follows from its code. Raises ``KeyError`` if the code is not documented."""
    READ_CODES[code]
    shown = _encodable(value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…")
    return Issue(code, _SEVERITY[code[0]], message, Location(file, line, _encodable(column)), shown, hint)


def _encodable(text: str) -> str:
    """The text with halves of characters replaced, so that it can be shown whatever somebody wrote."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def refuse(
    code: str,
    message: Said,
    *,
    file: str = "",
    line: int = 0,
    column: str = "",
    value: str = "",
    hint: str = "",
) -> DataError:
    """The error that ends the reading of one file; it carries its one Issue."""
    issue = make_issue(code, message, file=file, line=line, column=column, value=value, hint=hint)
    return DataError(message, hint=hint, issues=[issue])


@dataclass(slots=True)
class IssueLog:
    """Collects findings; of one code in one file it keeps the first ``keep``, of the others the lines."""

    keep: int = 200
    _kept: list[Issue] = field(default_factory=list)
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    _more: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(
        self,
        code: str,
        message: Said,
        *,
        file: str = "",
        line: int = 0,
        column: str = "",
        value: str = "",
        hint: str = "",
    ) -> None:
        self.extend([make_issue(code, message, file=file, line=line, column=column, value=value, hint=hint)])

    def extend(self, issues: Iterable[Issue]) -> None:
        """Put in several findings, in their order."""
        for issue in issues:
            key = (issue.code, issue.location.file)
            self._seen[key] += 1
            if self._seen[key] <= self.keep:
                self._kept.append(issue)
            else:
                self._more.setdefault(key, []).append(issue.location.line)

    def has_errors(self, file: str | None = None) -> bool:
        """Whether an error was put in, for this file or for any."""
        return any(code.startswith("E-") and file in (None, name) for code, name in self._seen)

    def result(self) -> list[Issue]:
        """All findings in the order in which a person mends them; one more names the lines of those not kept."""
        more = [
            make_issue(
                "I-MORE",
                said("{code}: {count:,} more like those listed", code=code, count=len(lines)),
                file=file,
                line=lines[0],
                hint=said("lines {lines}", lines=in_ranges(lines)),
            )
            for (code, file), lines in self._more.items()
        ]
        return sort_issues([*self._kept, *more])
