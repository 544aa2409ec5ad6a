"""JSON Lines: one object per line, ``{"type": "deliveries", ...}``; several record types in one file.

Values may be text, numbers, true/false, null (= empty) and lists of these (joined by ``;``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from coordination.ingest.reader_model import InputFile, IssueLog, Limits, Progress, RawTable, refuse
from coordination.ingest.reader_table import TableBuilder
from coordination.ingest.reader_text import TextFault, TextFile
from coordination.model.versions import MANIFEST
from graph_schema.errors import Said, Verbatim, said

__all__ = ["read_jsonl"]

_ROWS: Final = 2_000  #: rows of one type handed on at a time
#: An escape that may stand for half a character, and such halves in what was decoded.
_HALF_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_HALF: Final = re.compile("[\ud800-\udfff]")
_OBJECT: Final = Verbatim('{"type": "deliveries", "iso3": "MWI"}')
_ONE_OBJECT: Final = said("Each line is one object such as {example}.", example=_OBJECT)


class _Unusable(Exception):
    """One field or one line cannot be taken; says why."""

    def __init__(
        self, code: str, message: Said, *, column: str = "", value: str = "", hint: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.column = column
        self.value = value
        self.hint = hint


def _decimal(literal: str) -> str:
    """The text of a number with fraction or exponent; whole numbers lose ``.0``. Raises for infinity."""
    number = float(literal)
    if number in (float("inf"), float("-inf")):
        raise _Unusable(
            "E-JSON", said("the number {number} is too large", number=Verbatim(literal[:40])), value=literal
        )
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _constant(name: str) -> str:
    raise _Unusable(
        "E-JSON",
        said("{name} is no JSON value", name=Verbatim(name)),
        value=name,
        hint=said('Write null or "" for an empty field.'),
    )


def _fields(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs) or "" in fields:
        names = [name for name, _ in pairs]
        twice = next((n for n in names if names.count(n) > 1), "")
        what = said("the field {name!r} is there twice", name=twice) if twice else said("a field has no name")
        raise _Unusable("E-JSON-KEY", what, column=twice, hint=said("Keep one of them."))
    return fields


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_fields, parse_int=str, parse_float=_decimal, parse_constant=_constant
)


def _whole(value: object) -> object:
    """The value with each half of a character replaced, in the names of fields too."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole(v) for v in value]
    if isinstance(value, dict):
        return {_HALF.sub("\ufffd", k): _whole(v) for k, v in value.items()}
    return value


def _halves(value: dict[str, object], source: TextFile, line: int, log: IssueLog) -> dict[str, object]:
    """The object without halves of characters, which can be neither stored nor shown; each field with one is told."""
    clean: dict[str, object] = {}
    for name, content in value.items():
        shown, kept = _HALF.sub("\ufffd", name), _whole(content)
        if shown != name or kept != content:
            log.add(
                "E-SURROGATE",
                said("the text holds half a character (a lone surrogate)"),
                file=source.name,
                line=line,
                column=shown,
                value=kept if isinstance(kept, str) else json.dumps(kept, ensure_ascii=False),
                hint=said("Type the text again; half of a character was lost on the way."),
            )
        clean[shown] = kept
    return clean


def _text(column: str, value: object) -> str:
    """The text of one field."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        items = [_text(column, None if isinstance(item, list | dict) else item) for item in value]
        if any(isinstance(item, list | dict) for item in value):
            raise _Unusable(
                "E-JSON-NESTED",
                said("a list holds another list or an object"),
                column=column,
                value=json.dumps(value),
                hint=said("A list holds texts and numbers only."),
            )
        bad = next((item for item in items if ";" in item or not item.strip()), None)
        if bad is not None:
            raise _Unusable(
                "E-JSON-LIST",
                said("an item of the list is empty or holds a semicolon, which separates the items"),
                column=column,
                value=bad,
                hint=said("Remove the empty item, or write the semicolon as a comma."),
            )
        return ";".join(items)
    raise _Unusable(
        "E-JSON-NESTED",
        said("the field holds an object"),
        column=column,
        value=json.dumps(value),
        hint=said("A field holds a text, a number, true, false, null or a list of these."),
    )


class _Type:
    """The rows of one record type, gathered until there are enough for a block of columns."""

    def __init__(self) -> None:
        self.columns: dict[str, list[str]] = {}
        self.lines: list[int] = []

    def add(self, fields: dict[str, str], line: int) -> None:
        before = len(self.lines)
        for name, text in fields.items():
            column = self.columns.get(name)
            if column is None:
                column = self.columns[name] = []
            if len(column) < before:
                column.extend([""] * (before - len(column)))
            column.append(text)
        self.lines.append(line)

    def full(self) -> list[list[str]]:
        return [c + [""] * (len(self.lines) - len(c)) for c in self.columns.values()]


def _objects(source: TextFile, log: IssueLog) -> Iterator[tuple[int, dict[str, object]]]:
    """Line number and fields of every usable object; the other lines are reported."""
    for block in source.blocks():
        text = block.text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in block.text else block.text
        for line, row in enumerate(text.removesuffix("\n").split("\n"), block.line):
            if not row.strip():
                continue
            try:
                value = _DECODER.decode(row)
                if not isinstance(value, dict):
                    raise _Unusable("E-JSON", said("the line is not an object"), value=row, hint=_ONE_OBJECT)
                yield line, _halves(value, source, line, log) if _HALF_ESCAPE.search(row) else value
            except json.JSONDecodeError as e:
                hint = _ONE_OBJECT
                if row.lstrip().startswith("["):
                    hint = said(
                        "The file looks like one JSON list; JSON Lines has no brackets around it. {rule}",
                        rule=_ONE_OBJECT,
                    )
                message = said(
                    "the line is not JSON: character {place}, {reason}",
                    place=e.pos + 1,
                    reason=Verbatim(e.msg),
                )
                log.add("E-JSON", message, file=source.name, line=line, value=row, hint=hint)
            except RecursionError:
                message = said("the line nests lists or objects too deeply")
                log.add("E-JSON", message, file=source.name, line=line, value=row, hint=_ONE_OBJECT)
            except _Unusable as e:
                log.add(
                    e.code,
                    e.message,
                    file=source.name,
                    line=line,
                    column=e.column,
                    value=e.value,
                    hint=e.hint,
                )


def read_jsonl(
    path: Path,
    file: str,
    *,
    known: Collection[str],
    limits: Limits,
    log: IssueLog,
    progress: Progress | None = None,
    manifest: Callable[[Mapping[str, object]], None] | None = None,
) -> tuple[list[RawTable], InputFile]:
    """Read one JSON Lines file: a table per record type, in order of first appearance. ``manifest`` is given the object
    that says what the file holds, where there is one.

    The header of a table is its fields in order of first appearance. Raises ``DataError`` where nothing can be
    read on, ``OSError`` from the system.
    """
    source = TextFile(path, file, limits=limits, progress=progress)
    types: dict[str, _Type] = {}
    left_out: dict[str, list[int]] = {}
    read_any = False
    try:
        for line, value in _objects(source, log):
            read_any = True
            kind = value.pop("type", None)
            if not isinstance(kind, str) or not kind.strip():
                log.add(
                    "E-JSON-TYPE",
                    said("the object has no type"),
                    file=file,
                    line=line,
                    hint=said(
                        "Add the record type, as in {example}. Types are: {types}.",
                        example=_OBJECT,
                        types=Verbatim(", ".join(sorted(known))),
                    ),
                )
                continue
            kind = kind.strip().lower()
            if kind == MANIFEST and manifest is not None:
                manifest(value)
                continue
            if kind not in known:
                left_out.setdefault(kind, []).append(line)
                continue
            fields: dict[str, str] = {}
            for name, content in value.items():
                try:
                    fields[name] = content if isinstance(content, str) else _text(name, content)
                except _Unusable as e:
                    fields[name] = ""
                    log.add(
                        e.code, e.message, file=file, line=line, column=e.column, value=e.value, hint=e.hint
                    )
            rows = types.setdefault(kind, _Type())
            rows.add(fields, line)
            if len(rows.columns) > limits.max_columns:
                raise refuse(
                    "E-COLUMNS",
                    said(
                        "the objects of type {kind!r} have more than {limit:,} different fields",
                        kind=kind,
                        limit=limits.max_columns,
                    ),
                    file=file,
                    line=line,
                    hint=said("Delete the fields that are not needed."),
                )
    except TextFault as fault:
        raise refuse(
            fault.code, fault.message, file=file, line=fault.line, value=fault.value, hint=fault.hint
        ) from None
    if not read_any and not log.has_errors(file):
        raise refuse("E-EMPTY-FILE", said("the file is empty"), file=file, hint=_ONE_OBJECT)
    for kind, lines in left_out.items():
        log.add(
            "W-UNKNOWN-TABLE",
            said(
                "the type {kind!r} is not known; objects of it that are left out: {count:,}",
                kind=kind,
                count=len(lines),
            ),
            file=file,
            line=lines[0],
            value=kind,
            hint=said("Types are: {types}.", types=Verbatim(", ".join(sorted(known)))),
        )
    tables = [_table(kind, file, rows, limits=limits, log=log) for kind, rows in types.items()]
    return tables, source.read_input()


def _table(kind: str, file: str, rows: _Type, *, limits: Limits, log: IssueLog) -> RawTable:
    header: Sequence[str] = list(rows.columns)
    builder = TableBuilder(kind, file, header, rows.lines[0], limits=limits, log=log)
    columns = rows.full()
    for start in range(0, len(rows.lines), _ROWS):
        builder.add([c[start : start + _ROWS] for c in columns], rows.lines[start : start + _ROWS])
    return builder.finish()
