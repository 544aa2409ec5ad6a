"""What was found in files that were sent; an error in a cell is corrected there, and a row with one is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from coordination.ingest.questions import LEAVE_OUT, cell_key, row_key
from dashboard.pages.shared import common
from dashboard.ui.i18n import N_, _, colon, n_, number, told
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.issues import Location

__all__ = ["answered_before", "corrections_of", "findings", "place"]

Row = Mapping[str, Any]
_SEVERITIES: Final = {"error": N_("error"), "warning": N_("warning"), "info": N_("note")}
_MOST: Final = 200  #: findings of one form
_LINES: Final = 2_000  #: lines of one finding


def place(r: Row) -> str:
    """Where a finding is: file, line, column by its label."""
    lines = r.get("lines") or (str(r["line"]) if r["line"] else "")
    many = "," in lines or "-" in lines
    line = (_("lines {lines}", lines=lines) if many else _("line {line}", line=lines)) if lines else ""
    return ", ".join(x for x in (r["file"], line, r.get("label", "")) if x)


def corrections_of(given: Mapping[str, str]) -> dict[str, str]:
    """Key of a cell or row -> what it is to say, or that it is left out, of a form that was sent. A cell that was not
    changed is not in it."""
    found: dict[str, str] = {}
    for at in range(_MOST):
        where, text = given.get(f"place-{at}", ""), given.get(f"cell-{at}", "")
        file, _colon, rest = where.partition("|")
        lines, _colon, column = rest.partition("|")
        for line in _lines(lines) if file else ():
            here = Location(file, line, column)
            if given.get(f"row-{at}"):
                found[row_key(here)] = LEAVE_OUT
            elif text != given.get(f"was-{at}", text):
                found[cell_key(here)] = text.strip()
    return found


def _lines(text: str) -> list[int]:
    """The lines of ``3-5, 7``."""
    found: list[int] = []
    for part in text.split(","):
        first, _dash, last = part.strip().partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            end = min(int(last or first), int(first) + _LINES)
            found += range(int(first), end + 1)
    return found[:_LINES]


def findings(view: View, given: Row) -> Node | None:
    """The table of findings, a form where some can be mended here; None where nothing was found."""
    rows: list[Row] = given["findings"]
    taken_back = _taken_back(view, given)
    if not rows:
        return taken_back
    mended = any(r["cell"] or r["row"] for r in rows)
    lines: list[list[Child]] = [
        [
            h("b", _(_SEVERITIES[f["severity"]]))
            if f["severity"] == "error"
            else _(_SEVERITIES[f["severity"]]),
            h("bdi", place(f)),
            [told(f["message"]), h("p", told(f["hint"]), class_="sub") if f["hint"] else None],
            _mend(f, at) if f["cell"] or f["row"] else h("bdi", f["value"]),
        ]
        for at, f in enumerate(rows)
    ]
    head = [_("Message"), _("Where"), _("What"), _("Value")]
    note = None
    if given["found"] > len(rows):
        words = _("The first {some} of {count}.", some=number(len(rows)), count=number(given["found"]))
        note = h("p", words, class_="sub")
    table = common.data_table(view, head, lines, _("Errors and warnings by file, line and column"))
    if mended:
        table = h(
            "form",
            table,
            h("p", h("button", _("Use these corrections"), class_="button"), class_="actions"),
            action=view.href("do", "answer", view.get("upload")),
            method="post",
            data_post=True,
        )
    about = _(
        "A cell can be corrected here, and a row left out. Your file stays as it is: correct it there too, if you "
        "want to send it again."
    )
    return h(
        "section",
        h("h3", n_("{count} message", "{count} messages", given["found"])),
        h("p", about, class_="sub") if mended else None,
        note,
        table,
        taken_back,
    )


def answered_before(view: View, given: Row) -> Node | None:
    """That answers from before are used, and the way to be asked again."""
    if not given["answered_before"]:
        return None
    return h(
        "form",
        h("span", _("Your answers from the last time this file came are used."), class_="sub"),
        " ",
        h("button", _("Ask again"), name="clear", value="answers", class_="button quiet"),
        action=view.href("do", "answer", view.get("upload")),
        method="post",
        class_="inline",
        data_post=True,
    )


def _mend(f: Row, at: int) -> list[Child]:
    """A field for the cell, and a box to leave the row out."""
    about = h("span", colon(), place(f), class_="sr")
    lines = f.get("lines") or str(f["line"])
    many = "," in lines or "-" in lines
    words = _("leave these rows out") if many else _("leave this row out")
    return [
        h("input", type="hidden", name=f"place-{at}", value="|".join((f["file"], lines, f["column"]))),
        [
            h("input", type="hidden", name=f"was-{at}", value=f["value"]),
            h("label", _("Correct value"), about, for_=f"cell-{at}", class_="sr"),
            h("input", type="text", id=f"cell-{at}", name=f"cell-{at}", value=f["value"], maxlength="500"),
        ]
        if f["cell"]
        else h("bdi", f["value"]),
        h(
            "label",
            h("input", type="checkbox", name=f"row-{at}", value=LEAVE_OUT),
            " ",
            words,
            about,
            class_="tick",
        )
        if f["row"]
        else None,
    ]


def _taken_back(view: View, given: Row) -> Node | None:
    """What was corrected here, and the way back."""
    cells, rows = given["corrected"], given["left_out"]
    if not cells and not rows:
        return None
    parts = [
        n_("{count} value corrected here", "{count} values corrected here", cells) if cells else "",
        n_("{count} row left out here", "{count} rows left out here", rows) if rows else "",
    ]
    return h(
        "form",
        h("span", "; ".join(filter(None, parts)), class_="sub"),
        " ",
        h("button", _("Take the corrections back"), name="clear", value="cells", class_="button quiet"),
        action=view.href("do", "answer", view.get("upload")),
        method="post",
        class_="inline",
        data_post=True,
    )
