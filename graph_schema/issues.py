"""A finding about somebody's data, as a record: what, where, which value, what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Issue", "Location", "Severity", "alike", "errors_in", "in_ranges", "sort_issues"]


class Severity(StrEnum):
    ERROR = "error"  #: stops the commit
    WARNING = "warning"  #: travels with the commit
    INFO = "info"  #: said once, changes nothing


@dataclass(frozen=True, slots=True)
class Location:
    """Where in the input: file name, physical line (header = 1; 0 = the file itself), column name.

    For a spreadsheet ``file`` is ``book.xlsx#sheet``.
    """

    file: str = ""
    line: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding. ``code`` is stable and documented (``E-`` error, ``W-`` warning, ``I-`` info); message and hint are
    made by :func:`~graph_schema.errors.said`, so that people can be told in their language."""

    code: str
    severity: Severity
    message: str
    location: Location = Location()
    value: str = ""
    hint: str = ""
    record: str = ""

    def as_dict(self) -> dict[str, object]:
        """The flat form of the answers: code, severity, file, line, column, value, message, hint."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "file": self.location.file,
            "line": self.location.line,
            "column": self.location.column,
            "value": self.value,
            "message": self.message,
            "hint": self.hint,
        }


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def sort_issues(issues: Iterable[Issue]) -> list[Issue]:
    """Errors first, then by file, line and column: the order in which a person mends them."""
    return sorted(
        issues,
        key=lambda i: (
            _RANK[i.severity],
            i.location.file,
            i.location.line,
            i.location.column,
            i.code,
            i.value,
        ),
    )


def errors_in(issues: Iterable[Issue]) -> list[Issue]:
    return [i for i in issues if i.severity is Severity.ERROR]


def alike(issues: Iterable[Issue]) -> list[tuple[Issue, str]]:
    """The first of the findings that say the same of one column, in their order, with the lines of all of them."""
    groups: dict[tuple[object, ...], list[Issue]] = {}
    for i in issues:
        key = (i.severity, i.code, i.message, i.location.file, i.location.column, i.value, i.hint)
        groups.setdefault(key, []).append(i)
    return [
        (found[0], in_ranges(i.location.line for i in found if i.location.line)) for found in groups.values()
    ]


def in_ranges(lines: Iterable[int]) -> str:
    """Line numbers for people, each once.

    >>> in_ranges([7, 3, 4, 5, 9, 10])
    '3-5, 7, 9-10'
    """
    parts: list[list[int]] = []
    for line in sorted(set(lines)):
        if parts and line == parts[-1][1] + 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(f"{a}-{b}" if b > a else str(a) for a, b in parts)
