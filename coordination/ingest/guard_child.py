"""The guard of workbooks in a process of its own: what a file holds costs the caller neither memory nor time.

Run as ``python -I guard_child.py MEMORY_BYTES CPU_SECONDS``; it gives up what :mod:`coordination.ingest.child` does,
before it reads anything. Standard input: one line of JSON (the name of the file, the record types, the limits, and
whether every value is looked at), then the bytes of the workbook. Standard output, JSON lines:

* ``{"book": {...}, "sheets": [[type, title, hidden], ...], "issues": [...]}`` once the container has passed,
* ``{"guarded": bytes}`` while sheets are looked through, ``{"facts": {...}}`` per wanted sheet, ``{"done": true}``, or
* ``{"refused": [issue, ...]}``; where memory runs out it ends with the status ``OUT_OF_MEMORY``.

A finding travels with the template and the values of its texts, so that it can be told in the reader's language.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # started by path, from a source tree or an installed package alike
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from coordination.ingest.child import OUT_OF_MEMORY, limit
from coordination.ingest.guard import Workbook, wanted_sheets
from coordination.ingest.reader_model import IssueLog, Limits
from coordination.ingest.reader_sheet import SheetFacts
from graph_schema.errors import DataError, Said, Verbatim
from graph_schema.issues import Issue, Location, Severity

__all__ = ["facts_of", "issue_of", "main", "packed_issue"]


def _packed(text: object) -> object:
    """A text of a finding as JSON: its template and values, or itself."""
    if isinstance(text, Said):
        return {"template": text.template, "values": {k: _packed(v) for k, v in text.values.items()}}
    return {"verbatim": str(text)} if isinstance(text, Verbatim) else text


def _text(packed: Any) -> Any:
    if not isinstance(packed, Mapping):
        return packed
    if "verbatim" in packed:
        return Verbatim(packed["verbatim"])
    values = {k: _text(v) for k, v in packed["values"].items()}
    text = Said(packed["template"].format(**values) if values else packed["template"])
    text.template, text.values = packed["template"], values
    return text


def packed_issue(issue: Issue) -> dict[str, object]:
    """A finding as JSON."""
    at = issue.location
    return {
        "code": issue.code,
        "severity": str(issue.severity),
        "message": _packed(issue.message),
        "at": [at.file, at.line, at.column],
        "value": issue.value,
        "hint": _packed(issue.hint),
    }


def issue_of(packed: Mapping[str, Any]) -> Issue:
    """The finding that :func:`packed_issue` wrote."""
    return Issue(
        packed["code"],
        Severity(packed["severity"]),
        _text(packed["message"]),
        Location(*packed["at"]),
        packed["value"],
        _text(packed["hint"]),
    )


def facts_of(packed: Mapping[str, Any]) -> SheetFacts:
    """The facts of a sheet, from their JSON: places are pairs again."""
    lists = ("no_value", "errors", "hidden_rows", "hidden_columns")
    pairs = {name: [tuple(place) for place in packed[name]] for name in lists}
    return SheetFacts(**{**packed, **pairs, "first_formula": tuple(packed["first_formula"])})


def _say(answer: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(answer, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _look(asked: Mapping[str, Any], data: bytes) -> None:
    limits, file = Limits(**asked["limits"]), asked["file"]
    log = IssueLog()
    book = Workbook(data, file, limits=limits)
    wanted = wanted_sheets(book, file, frozenset(asked["known"]), log, asked["also"])
    book.check_parts({sheet.part for _, sheet in wanted})
    about = {
        "unpacked": book.unpacked_bytes,
        "external": len(book.external),
        "recalculated": book.recalculated,
        "date_1904": book.date_1904,
    }
    sheets = [[name, sheet.title, sheet.hidden] for name, sheet in wanted]
    _say({"book": about, "sheets": sheets, "issues": [packed_issue(i) for i in log.result()]})
    for _, sheet in wanted:
        facts = book.facts(
            sheet,
            f"{file}#{sheet.title}",
            every_value=asked["every_value"],
            told=lambda size: _say({"guarded": size}),
        )
        _say({"facts": asdict(facts)})
    _say({"done": True})


def main() -> int:
    """Guard the workbook of standard input; 1 where it cannot be looked at."""
    limit(int(sys.argv[1]), int(sys.argv[2]))
    try:
        asked = json.loads(sys.stdin.buffer.readline())
        _look(asked, sys.stdin.buffer.read())
    except DataError as e:
        _say({"refused": [packed_issue(i) for i in e.issues]})
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    return 0


if __name__ == "__main__":
    sys.exit(main())
