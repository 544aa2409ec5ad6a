"""Import templates, made from the declaration: a workbook with a sheet per type, or a folder of CSV headers."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from coordination.system.files import write_whole
from graph_schema.declare import Prop
from graph_schema.edition import FRAMEWORK_LISTS, framework_ids
from graph_schema.errors import UsageError, said
from graph_schema.schema import SCHEMA

__all__ = ["write_csv_template", "write_xlsx_template"]

ROWS = 1000  #: rows that get the drop-downs


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


def _choices(p: Prop) -> list[str]:
    if p.ref in FRAMEWORK_LISTS:
        return sorted(framework_ids(p.ref), key=lambda v: (not v.isdigit(), int(v) if v.isdigit() else 0, v))
    return list(p.value.choices())


def write_xlsx_template(path: Path) -> list[Path]:
    """A workbook: a sheet per type, needed columns in bold, drop-downs for closed lists, notes with meanings.

    Raises UsageError where the file is there already.
    """
    import xlsxwriter

    _must_be_new([path])
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {**options, "in_memory": True}) as book:
        needed = book.add_format({"bold": True, "bg_color": "#E9F4F3", "border": 1})
        plain = book.add_format({"bg_color": "#F5F7F9", "border": 1})
        text = book.add_format({"num_format": "@"})
        for t in SCHEMA.values():
            sheet = book.add_worksheet(t.name)
            sheet.freeze_panes(1, 0)
            for column, p in enumerate(t.props):
                sheet.write_string(0, column, p.name, needed if p.required else plain)
                note = f"{p.doc}\n{p.value.describe()[:300]}" + ("\nneeded" if p.required else "")
                sheet.write_comment(0, column, note, {"x_scale": 2})
                sheet.set_column(column, column, max(12, len(p.name) + 2), text)
                choices = _choices(p)
                if choices and len(",".join(choices)) <= 255:
                    sheet.data_validation(
                        1,
                        column,
                        ROWS,
                        column,
                        {"validate": "list", "source": choices, "error_type": "warning"},
                    )
    write_whole(path, whole.getvalue())
    return [path]
