"""Workbooks and tables to fill in, made from the declaration: empty, or with records, to be edited and sent back.

A sheet has the names of the fields in a hidden first row, their headings in the language of the reader below, then an
example (which is no data) or the records. References stand as names where a name is enough to find the record again,
closed words as people say them where they can be read back; so a workbook that comes back unchanged changes nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from coordination.model.frames import Frame
from coordination.model.headings import (
    CONTENTS,
    RECORD,
    VERSIONS,
    example_mark,
    heading,
    sheet_name,
    word_for,
)
from coordination.model.name_index import name_index
from coordination.model.snapshot import Snapshot
from coordination.model.versions import Versions, cell
from coordination.system.files import write_whole
from coordination.text.fields import choices
from coordination.text.languages import catalogue, told
from coordination.text.sentences import sentence
from graph_schema.declare import Prop, RecordType
from graph_schema.edition import FRAMEWORK_LISTS
from graph_schema.errors import UsageError, said
from graph_schema.schema import FIRST, SCHEMA
from graph_schema.values import ListOf, PartialDate

__all__ = ["workbook", "write_csv_template", "write_xlsx_template"]

ROWS = 1000  #: further rows that get the drop-downs
_LISTED = 5_000  #: records of a drop-down
_LONGEST = 120  #: characters of a name in a cell and in a drop-down
_WIDEST = 40  #: characters of a column
_INLINE = 255  #: characters of a drop-down that stands in its cell
_NEEDED: Final = sentence("This must be filled in.")


def write_csv_template(folder: Path) -> list[Path]:
    """One file per type holding its header. Raises UsageError, and writes nothing, where one is there already."""
    texts = {folder / f"{t.name}.csv": ",".join(t.columns) + "\n" for t in SCHEMA.values()}
    _must_be_new(texts)
    for path, text in texts.items():
        write_whole(path, text)
    return list(texts)


def _must_be_new(paths: Iterable[Path]) -> None:
    there = [p for p in paths if p.exists()]
    if there:
        names = ", ".join(p.name for p in there)
        raise UsageError(
            said(
                "{parent} already has {names}: a template would empty what is there.",
                parent=there[0].parent,
                names=names,
            ),
            hint=said("Name a new folder or file."),
        )


def write_xlsx_template(
    path: Path,
    world: Snapshot | None = None,
    *,
    code: str = "en",
    kinds: Sequence[str] = FIRST,
    filled: Snapshot | None = None,
    label: str = "",
    versions: Versions = MappingProxyType({}),
) -> list[Path]:
    """:func:`workbook` as a file. Raises UsageError where it is there already."""
    _must_be_new([path])
    world = world or Snapshot.of({})
    made = workbook(world, code=code, kinds=kinds, filled=filled, label=label, versions=versions)
    write_whole(path, made)
    return [path]


def workbook(
    world: Snapshot,
    *,
    code: str = "en",
    kinds: Sequence[str] = FIRST,
    filled: Snapshot | None = None,
    label: str = "",
    versions: Versions = MappingProxyType({}),
) -> bytes:
    """A workbook to fill in, with the drop-downs of a workspace; with ``filled`` its records, of every type that has
    some. ``label``: its sharing label; ``versions``: those that the records have had."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {**options, "in_memory": True}) as book:
        book.set_properties({"comments": label})
        making = _Making(book, world, code)
        wanted = [k for k in SCHEMA if filled is not None and len(filled[k])]
        for kind in dict.fromkeys((*kinds, *wanted)):
            making.sheet(SCHEMA[kind], filled[kind] if filled is not None else None)
        making.lists()
        if filled is not None:
            making.contents([filled[kind] for kind in wanted], versions)
    return whole.getvalue()


class _Making:
    """One workbook being made."""

    def __init__(self, book: Any, world: Snapshot, code: str) -> None:
        self._book, self._world, self._code = book, world, code
        self._needed = book.add_format({"bold": True, "bg_color": "#E9F4F3", "border": 1, "text_wrap": True})
        self._plain = book.add_format({"bg_color": "#F5F7F9", "border": 1, "text_wrap": True})
        self._text = book.add_format({"num_format": "@"})
        self._example = book.add_format({"num_format": "@", "italic": True, "font_color": "#6B7280"})
        self._listed: dict[str, list[str]] = {}
        self._known: dict[str, Mapping[str, str]] = {}
        self._words = catalogue(code).gettext

    def sheet(self, t: RecordType, frame: Frame | None) -> None:
        sheet = self._book.add_worksheet(sheet_name(t, self._code))
        sheet.freeze_panes(2, 1)
        sheet.set_row(0, None, None, {"hidden": True})
        rows = len(frame) if frame is not None else 0
        for column, p in enumerate(t.props):
            words = heading(t, p.name, self._code)
            sheet.write_string(0, column, p.name)
            sheet.write_string(1, column, words, self._needed if p.required else self._plain)
            sheet.write_comment(1, column, self._note(p), {"x_scale": 2})
            wide = min(_WIDEST, max(14, len(words) + 2))
            sheet.set_column(column, column, wide, self._text)
            self._drop_down(sheet, column, p, rows + ROWS)
        if frame is None:
            for column, text in enumerate(self._example_row(t)):
                sheet.write_string(2, column, text, self._example)
            return
        for column, p in enumerate(t.props):
            source = frame[p.name]
            shown = [self._cell(p, v) if v else "" for v in source.vocab]
            for row, at in enumerate(source.codes.tolist()):
                if shown[at]:
                    sheet.write_string(row + 2, column, shown[at])
        if t.is_claim:
            last = len(t.props)
            sheet.write_string(0, last, RECORD)
            sheet.set_column(last, last, 10, self._text, {"hidden": True})
            for row, ident in enumerate(frame.ids):
                sheet.write_string(row + 2, last, ident)

    def _note(self, p: Prop) -> str:
        parts = [self._words(p.doc), told(p.value.describe(), self._code)[:300]]
        return "\n".join([*parts, self._words(_NEEDED.text)] if p.required else parts)

    def _cell(self, p: Prop, text: str) -> str:
        """A value as people read it, if it can be read back."""
        if p.ref:
            items = text.split(";") if isinstance(p.value, ListOf) else [text]
            return "; ".join(self._name(p.ref, i) for i in items)
        return word_for(p, text, self._code)

    def _name(self, kind: str, ident: str) -> str:
        return self._names(kind).get(ident, ident)

    def _names(self, kind: str) -> Mapping[str, str]:
        """Ids -> names that are enough to find the record again."""
        if kind not in self._known:
            index = name_index(self._world, kind, self._code)
            found = {}
            for ident, known in index.records.items():
                name = f"{ident} {known.name}" if kind == "capabilities" else known.name
                name = " ".join(name.split())
                sure = index.find(name)
                fits = sure.id == ident and sure.whole and len(name) <= _LONGEST and ";" not in name
                found[ident] = name if fits else ident
            self._known[kind] = found
        return self._known[kind]

    def _options(self, p: Prop) -> list[str]:
        if p.ref:
            names = self._names(p.ref)
            order = (
                list(names.values()) if p.ref in FRAMEWORK_LISTS else sorted(names.values(), key=str.casefold)
            )
            return order[:_LISTED]
        return [word_for(p, word, self._code) for word in choices(p)]

    def _drop_down(self, sheet: Any, column: int, p: Prop, rows: int) -> None:
        if isinstance(p.value, ListOf):
            return
        options = self._options(p)
        if not options:
            return
        inline = len(",".join(options)) <= _INLINE and not any("," in o for o in options)
        source: object = (
            options if inline else self._list(p.ref or f"{type(p.value).__name__} {p.name}", options)
        )
        rule = {"validate": "list", "source": source, "show_error": False}
        sheet.data_validation(2, column, rows + 2, column, rule)

    def _list(self, key: str, options: list[str]) -> str:
        """Where the options of a long drop-down stand."""
        from xlsxwriter.utility import xl_col_to_name

        keys = list(self._listed)
        if key in self._listed and self._listed[key] != options:
            key = f"{key} {len(keys)}"
        self._listed.setdefault(key, options)
        letters = xl_col_to_name(list(self._listed).index(key))
        return f"='_lists'!${letters}$1:${letters}${len(options)}"

    def contents(self, frames: Sequence[Frame], versions: Versions) -> None:
        """The hidden sheet that says which records were in the others, and which versions they had had: what is not
        there any more was deleted, and what is there as it was then was not touched."""
        sheet = self._book.add_worksheet(CONTENTS)
        sheet.hide()
        sheet.set_column(0, 2 * len(frames), None, self._text)
        for column, frame in enumerate(frames):
            name = frame.type.name
            sheet.write_string(0, 2 * column, name)
            sheet.write_string(0, 2 * column + 1, f"{name}{VERSIONS}")
            for row, ident in enumerate(frame.ids, 1):
                sheet.write_string(row, 2 * column, ident)
                sheet.write_string(row, 2 * column + 1, cell(versions.get((name, ident), ())))

    def lists(self) -> None:
        """The hidden sheet of the long drop-downs."""
        if not self._listed:
            return
        sheet = self._book.add_worksheet("_lists")
        sheet.hide()
        for column, options in enumerate(self._listed.values()):
            for row, text in enumerate(options):
                sheet.write_string(row, column, text)

    def _example_row(self, t: RecordType) -> Iterator[str]:
        """How a row is filled in: what is needed, and when; its first cell says that it is an example."""
        for column, p in enumerate(t.props):
            text = ""
            if p.required or p.name in ("role", "since", "until"):
                text = next(iter(self._options(p)), "") or self._sample(p)
            yield f"{example_mark(self._code)} {text}" if column == 0 else text

    def _sample(self, p: Prop) -> str:
        if isinstance(p.value, PartialDate):
            return {"since": "2024-03", "until": ""}.get(p.name, "2025-03-14")
        return "" if p.ref else self._words(p.label)
