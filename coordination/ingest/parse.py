"""Raw rows to canonical frames: each distinct value through its declared type, leftovers as issues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from coordination.ingest.called import fields, headings
from coordination.ingest.reader_model import IssueLog
from coordination.ingest.written_dates import no_such_day, what_lacks
from coordination.model.changes import Became
from coordination.model.frames import Column, Frame, Index, Mask
from coordination.model.headings import CONTENTS, RECORD, VERSIONS, field_names, is_example, is_heading_row
from coordination.model.new_ids import makes_ids
from coordination.model.versions import read_cell
from graph_schema.declare import Prop, RecordType
from graph_schema.errors import Said, Verbatim, said
from graph_schema.issues import Issue, Location, Severity, in_ranges
from graph_schema.schema import SCHEMA
from graph_schema.values import BadValue, PartialDate, Text

if TYPE_CHECKING:
    from coordination.ingest.readers import RawTable
    from coordination.ingest.understanding import Understanding
    from coordination.model.snapshot import Snapshot

__all__ = ["PARSE_CODES", "Parsed", "capped", "parse", "report_rows", "rows_of"]

#: Findings of this step, with the sentence the reference shows.
PARSE_CODES: Mapping[str, str] = {
    "E-VALUE": "A cell holds what its column cannot take.",
    "E-WORD": "A cell holds a word outside the closed list of its column.",
    "E-DATE": "A cell is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD.",
    "E-NUMBER": "A cell is not a number, or outside its range.",
    "E-ID": "A cell is not an identifier.",
    "E-URL": "A cell is not a web address.",
    "E-TOO-LONG": "A text is longer than its column allows.",
    "E-CONTROL": "A text holds a control character.",
    "E-UNSEEN": "A name is made of signs that nobody sees.",
    "E-EMPTY": "A cell that must be filled is empty.",
    "E-COLUMN-MISSING": "A column that every row needs is not in the file.",
    "E-SAME": "A new organisation is called like one that is recorded; whether it is the same has to be said.",
    "E-ROWS-MISSING": "A filled workbook came back without rows that it had; whether these go has to be said.",
    "I-NAME": "A cell names a record by its name, and is read as its identifier.",
    "I-LEFT-OUT": "Rows are left out because somebody chose so.",
    "W-COLUMN": "A column is not known; it is left out.",
    "I-MORE": "The same message applies to more rows than are listed.",
}

#: The same finding is listed at most this often per file and column; then one finding names the lines of the rest.
LISTED_AT_MOST = 200
_HELPS = 5  #: rows under the header that may be helps for those who fill them in
_WORDS = 10  #: words of a closed list shown in a hint


@dataclass(frozen=True)
class Parsed:
    """Canonical rows by type (``file`` and ``line`` filled), and what was found on the way."""

    frames: Mapping[str, Frame]
    issues: tuple[Issue, ...]
    became: frozenset[Became] = frozenset()
    """Claims whose row came back as another claim: they go."""
    removed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Ids by type of records whose rows were deleted in a workbook, and that somebody chose to remove."""
    versions: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """The versions that the records of a workbook had had when it was filled."""


def report_rows(
    code: str,
    severity: Severity,
    message: Said,
    rows: Mask | Index | Sequence[int],
    *,
    files: Column,
    lines: np.ndarray,
    column: str = "",
    value: str = "",
    hint: str = "",
) -> list[Issue]:
    """One issue per row, at its place; past LISTED_AT_MOST one per file that names the lines of the others."""
    where = np.flatnonzero(rows) if isinstance(rows, np.ndarray) and rows.dtype == bool else np.asarray(rows)
    found = [
        Issue(
            code,
            severity,
            message,
            Location(files.vocab[files.codes[i]], int(lines[i]), column),
            value,
            hint,
        )
        for i in where[:LISTED_AT_MOST].tolist()
    ]
    rest = where[LISTED_AT_MOST:]
    for file in np.unique(files.codes[rest]).tolist():
        others = lines[rest[files.codes[rest] == file]].tolist()
        found.append(
            Issue(
                "I-MORE",
                Severity.INFO,
                said("{code} {message}: {count:,} more rows", code=code, message=message, count=len(others)),
                Location(files.vocab[file], others[0], column),
                value,
                said("lines {lines}", lines=in_ranges(others)),
            )
        )
    return found


def rows_of(column: Column) -> Callable[[int], np.ndarray]:
    """The rows that say the value of a code, in order; sorted once, however many codes are asked for."""
    order = np.argsort(column.codes, kind="stable")
    ends = np.cumsum(np.bincount(column.codes, minlength=len(column.vocab)))

    def rows(code: int) -> np.ndarray:
        return order[ends[code - 1] if code else 0 : ends[code]]

    return rows


def capped(issues: Iterable[Issue]) -> list[Issue]:
    """The first findings of each code in each file; one more names the lines of the others."""
    log = IssueLog(keep=LISTED_AT_MOST)
    log.extend(issues)
    return log.result()


def _column(
    p: Prop, raw: Column, files: Column, lines: np.ndarray, reading: Understanding | None
) -> tuple[Column, Iterator[Issue], Mask]:
    if (
        isinstance(p.value, Text)
        and p.value.keeps(raw.vocab)
        and ("" not in raw.vocab or not (p.default or p.required))
    ):
        return raw, iter(()), np.zeros(len(raw), bool)
    canonical: list[str] = []
    wrong: list[int] = []
    for code, text in enumerate(raw.vocab):
        if not text:
            canonical.append(p.default)
            if p.required:
                wrong.append(code)
            continue
        try:
            canonical.append(p.value.parse(text))
        except BadValue:
            canonical.append("")
            wrong.append(code)
    bad = np.zeros(len(raw.vocab), bool)
    bad[wrong] = True
    mask: Mask = bad[raw.codes] if len(bad) else np.zeros(len(raw), bool)
    return raw.mapped(canonical), _wrong_values(p, raw, wrong, files, lines, reading), mask


def _wrong_values(
    p: Prop,
    raw: Column,
    wrong: Sequence[int],
    files: Column,
    lines: np.ndarray,
    reading: Understanding | None,
) -> Iterator[Issue]:
    """What is wrong with the values of these codes, at each of their rows."""
    rows = rows_of(raw) if wrong else None
    for code in wrong:
        assert rows is not None
        at, text = rows(code), raw.vocab[code]
        if not text:
            found = ("E-EMPTY", said("{name} is empty", name=Verbatim(p.name)))
            hint: str = said("fill in: {doc} ({form})", doc=p.doc, form=_form(p))
        else:
            try:
                p.value.parse(text)
            except BadValue as e:
                found, hint = (e.code, e.about(p.name)), e.hint
                if isinstance(p.value, PartialDate) and (lacking := no_such_day(text)):
                    found, hint = (e.code, lacking), said("correct the date")
                elif isinstance(p.value, PartialDate):
                    hint = what_lacks(text) or hint
                if p.ref and reading is not None:  # a name, and nobody has it
                    what = said("there is no {part!r} in {list}", part=text[:200], list=Verbatim(p.ref))
                    found, hint = ("E-REFERENCE", what), reading.nearest(p.ref, text)
        yield from report_rows(
            found[0],
            Severity.ERROR,
            found[1],
            at,
            files=files,
            lines=lines,
            column=p.name,
            value=text[:200],
            hint=hint,
        )


def _no_field(t: RecordType, table: RawTable) -> Issue:
    """One finding for a header in which nothing is known, in place of one for each column."""
    needed = fields(p for p in t.props if p.required)
    return Issue(
        "E-COLUMN-MISSING",
        Severity.ERROR,
        said("row {line} names no field of {type}", line=table.header_line, type=Verbatim(t.name)),
        Location(table.file, table.header_line),
        " ".join(table.header)[:200],
        said(
            "not understood: {headings}; the first row must hold the names of the columns; needed are: {fields}; "
            "rename the headings, or say which they are: --choose 'HEADING=FIELD'",
            headings=headings([h for h in table.header if h]),
            fields=needed,
        ),
    )


def _missing(p: Prop, table: RawTable, unknown: Sequence[str]) -> Issue:
    """A column that rows need; one of those that were not understood may hold it."""
    return Issue(
        "E-COLUMN-MISSING",
        Severity.ERROR,
        said("the column {title} ({field}) is missing", title=p.label, field=Verbatim(p.name)),
        Location(table.file, table.header_line, p.name),
        hint=said(
            "not understood: {headings}; rename the one that holds it to: {title}, or say which it is: "
            "--choose 'HEADING={name}'",
            headings=headings(unknown),
            title=p.label,
            name=Verbatim(p.name),
        )
        if unknown
        else said("add the column: {doc}", doc=p.doc),
    )


def _identified(t: RecordType, raws: Mapping[str, Column], reading: Understanding) -> Column:
    """The ids of rows, with those that a row with a name has not: nobody has to invent one."""
    names = raws[t.naming].texts()
    ids = raws[t.key[0]].texts() if t.key[0] in raws else [""] * len(names)
    if all(ids):
        return raws[t.key[0]]
    reading.mention(t.name, ids)
    homes = raws["home_iso3"].texts() if "home_iso3" in raws else [""] * len(names)
    return Column.encode(
        [
            i or (reading.identify(t.name, n, home) if n else "")
            for i, n, home in zip(ids, names, homes, strict=True)
        ]
    )


def _without_cleared(table: RawTable, header: Sequence[str]) -> RawTable:
    """The table without rows of which only the hidden id is left."""
    cleared = np.ones(len(table.lines), bool)
    for name, column in zip(header, table.coded, strict=True):
        if name != RECORD:
            cleared &= column.isin([""])
    return _without(table, cleared)


def _without_helps(t: RecordType, table: RawTable, names: Sequence[str]) -> RawTable:
    """The table without the rows under its header that say what the fields are called and show an example."""
    helps = np.zeros(len(table.lines), bool)
    for i in range(min(_HELPS, len(table.lines))):
        cells = [c.text(i) for c in table.coded]
        helps[i] = is_heading_row(t, names, cells) or is_example(next(filter(None, cells), ""))
    return _without(table, helps)


def _corrected(table: RawTable, header: Sequence[str], reading: Understanding) -> RawTable:
    """The table with what somebody said of single cells, and without the rows that somebody left out."""
    cells, left = reading.answers.cells(table.file), reading.answers.rows(table.file)
    if cells:
        at = {line: row for row, line in enumerate(table.lines)}
        coded = list(table.coded)
        for (line, name), text in cells.items():
            if line in at and name in header:
                column = header.index(name)
                coded[column] = coded[column].put(np.asarray([at[line]], np.int64), Column.encode([text]))
        table = replace(table, coded=coded)
    rows = np.fromiter((line in left for line in table.lines), bool, count=len(table.lines))
    if rows.any():
        reading.left_out_rows(table.file, [line for line in table.lines if line in left])
    return _without(table, rows)


def _without(table: RawTable, rows: Mask) -> RawTable:
    if not rows.any():
        return table
    coded = [c.take(~rows).renumbered() for c in table.coded]
    return replace(table, coded=coded, lines=[table.lines[i] for i in np.flatnonzero(~rows).tolist()])


def _table(
    t: RecordType, table: RawTable, now: Frame | None, reading: Understanding | None
) -> tuple[Frame, list[Issue]]:
    header = field_names(t, table.header)
    if reading is not None:
        header = reading.headings(t, table, header)
    unknown = [
        h for h, name in zip(table.header, header, strict=True) if h and name not in (*t.columns, RECORD)
    ]
    if len(table.lines) and not set(header) & {*t.columns, RECORD}:
        return Frame.empty(t), [_no_field(t, table)]
    table = _without_helps(t, table, header)
    if reading is not None:
        table = _corrected(table, header, reading)
    table = _without_cleared(table, header) if RECORD in header else table
    n = len(table.lines)
    lines = np.fromiter(table.lines, np.int32, count=n)
    files = Column.constant(table.file, n)
    issues: list[Issue] = []
    columns: dict[str, Column] = {}

    def read(name: str) -> Column:
        return table.coded[header.index(name)]

    places = cache(lambda: read("iso3") if "iso3" in header else Column.constant("", n))
    raws = {p.name: read(p.name) for p in t.props if p.name in header}
    if reading is not None and makes_ids(t) and t.naming in raws:
        raws[t.key[0]] = _identified(t, raws, reading)
    record = read(RECORD) if RECORD in header else None
    if reading is not None and record is not None:
        reading.mention(t.name, record.vocab)
    left = np.zeros(n, bool)
    for p in t.props if reading is not None else ():
        if p.name in raws:
            assert reading is not None
            raws[p.name], out = reading.column(p, raws[p.name], files, lines, places)
            if t.key == (p.name,):
                reading.mention(t.name, raws[p.name].vocab)
            left |= out if out is not None else False
    if left.any():
        raws = {name: raw.take(~left) for name, raw in raws.items()}
        files, lines, n = files.take(~left), lines[~left], int((~left).sum())
        record = record.take(~left) if record is not None else None
    bad = np.zeros(n, bool)
    for p in t.props:
        if p.name in raws:
            columns[p.name], found, wrong = _column(p, raws[p.name], files, lines, reading)
            issues += capped(found)
            bad |= wrong
        elif p.required and n:
            bad[:] = True
            issues.append(_missing(p, table, unknown))
        else:
            columns[p.name] = Column.constant(p.default, n)
    for name, folded in zip(table.header, header, strict=True):
        if folded not in t.columns and folded != RECORD:
            issues.append(
                Issue(
                    "W-COLUMN",
                    Severity.WARNING,
                    said(
                        "{type} has no field {name!r}; the column is left out",
                        type=Verbatim(t.name),
                        name=name,
                    ),
                    Location(table.file, table.header_line, name),
                    hint=_nearest(name, t),
                )
            )
    good = ~bad
    if not good.all():
        if not good.any():
            return Frame.empty(t), issues
        columns = {name: c.take(good) for name, c in columns.items()}
        files, lines = files.take(good), lines[good]
        record = record.take(good) if record is not None else None
    frame = Frame.build(t, columns, file=files, line=lines)
    was: Sequence[str] = frame.ids
    if reading is not None and record is not None and t.is_claim:
        reading.came_back(frame, record.texts())
        was = [r or i for r, i in zip(record.texts(), frame.ids, strict=True)]
    absent = [p.name for p in t.props if p.name not in header and p.name not in t.identity]
    return (_carried(frame, was, absent, now) if absent and now is not None and len(now) else frame), issues


def _carried(frame: Frame, was: Sequence[str], absent: Sequence[str], now: Frame) -> Frame:
    """Columns that the file does not have keep, in rows that are there already, what these say. ``was``: the ids that
    the rows have, or had when the file was made from them."""
    at = now.find(was)
    known = at >= 0
    if not known.any():
        return frame
    columns = dict(frame.columns)
    for name in absent:
        kept = now[name].take(at[known])
        both = frame[name].concat(kept)
        codes = both.codes[: len(frame)].copy()
        codes[known] = both.codes[len(frame) :]
        columns[name] = Column(codes, both.vocab)
    return Frame.build(frame.type, columns, file=frame.file, line=frame.line)


def _form(p: Prop) -> str:
    """What may stand in a cell, short; of a long list of words the first."""
    words = p.value.choices()
    if len(words) <= _WORDS:
        return p.value.describe()
    return said("one of: {words}", words=Verbatim(", ".join(words[:_WORDS]) + ", …"))


def _nearest(text: str, t: RecordType) -> Said:
    from rapidfuzz import process

    found = process.extractOne(text, t.columns, score_cutoff=70)
    if found:
        return said("{near}?", near=Verbatim(found[0]))
    return said("the fields are: {fields}", fields=Verbatim(", ".join(t.columns)))  # labels would be too long


def parse(
    tables: Sequence[RawTable], current: Snapshot | None = None, reading: Understanding | None = None
) -> Parsed:
    """Every table of a known type. Rows with an error are left out of the frame and stand in the issues.

    ``current``: what is there; a column that a file leaves out changes nothing in rows it has already. ``reading``:
    what understands names and words of people; without it cells hold ids and words of the declaration.
    """
    frames: dict[str, Frame] = {}
    issues: list[Issue] = []
    order = list(SCHEMA)
    contents = [table for table in tables if table.name == CONTENTS]
    tables = [table for table in tables if table.name != CONTENTS]
    # what is named stands before what names it
    for table in sorted(tables, key=lambda table: order.index(table.name)) if reading else tables:
        frame, found = _table(SCHEMA[table.name], table, current[table.name] if current else None, reading)
        issues += found
        frame = reading.same(frame) if reading is not None else frame
        frames[table.name] = frames[table.name].concat(frame) if table.name in frames else frame
        if reading is not None:
            reading.take(frame)
    if reading is not None:
        issues += reading.notes
        for name, frame in reading.made().items():
            frames[name] = frames[name].concat(frame) if name in frames else frame
    if reading is None:
        return Parsed(frames, tuple(capped(issues)))
    removed, missing = reading.missing(contents, tables, frames)
    issues += [*missing, *reading.twins(frames)]
    return Parsed(frames, tuple(capped(issues)), reading.became(frames), removed, _versions(contents))


def _versions(contents: Iterable[RawTable]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The versions that workbooks say their records had had when they were filled."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for table in contents:
        columns = dict(zip(table.header, table.columns, strict=True))
        for name in SCHEMA:
            ids, cells = columns.get(name, []), columns.get(f"{name}{VERSIONS}", [])
            for ident, text in zip(ids, cells, strict=False):
                if ident and (past := read_cell(text)):
                    found[name, ident] = past
    return found
