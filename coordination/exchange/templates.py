"""Import templates, made from the declaration: a workbook with a sheet per type, or a folder of CSV headers."""

from __future__ import annotations

from pathlib import Path

from graph_schema.declare import Prop
from graph_schema.edition import FRAMEWORK_LISTS, framework_ids
from graph_schema.schema import SCHEMA

__all__ = ["write_csv_template", "write_xlsx_template"]

ROWS = 1000  #: rows that get the drop-downs


def write_csv_template(folder: Path) -> list[Path]:
    """One file per type holding its header."""
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for t in SCHEMA.values():
        path = folder / f"{t.name}.csv"
        path.write_text(",".join(t.columns) + "\n", encoding="utf-8")
        out.append(path)
    return out


def _choices(p: Prop) -> list[str]:
    if p.ref in FRAMEWORK_LISTS:
        return sorted(framework_ids(p.ref), key=lambda v: (not v.isdigit(), int(v) if v.isdigit() else 0, v))
    return list(p.value.choices())


def write_xlsx_template(path: Path) -> list[Path]:
    """A workbook: a sheet per type, needed columns in bold, drop-downs for closed lists, notes with meanings."""
    import xlsxwriter

    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
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
    return [path]
