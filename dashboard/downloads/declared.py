"""A declared table on a page and as its files: nobody lists its columns again.

The file form is that of the command (:mod:`coordination.answers.filled`), with the handling label of every row at its
end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from coordination.answers.asking import answer_of, options_of
from coordination.answers.filled import Cell, Filled, file_table, filled, rests_by, say_of
from coordination.reports.workbook import Sheet
from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.ui import glyphs
from dashboard.ui.i18n import _
from dashboard.ui.tree import Child, h
from dashboard.ui.view import View

__all__ = ["Declared", "cell", "rows_of"]

Choices = Callable[[Context, View], dict[str, Any]]


@dataclass(frozen=True)
class Declared:
    """A table of a declared answer by their names; ``choices``: those of an address, as keywords of the options;
    ``only``: the keys of the rows that the page shows, where these are not all."""

    answer: str
    table: str
    choices: Choices
    only: Callable[[Context, View], Collection[str]] | None = None

    def filled(self, context: Context, view: View) -> Filled:
        """The table with its rows, in the reader's language."""
        found = rows_of(context, view, self.answer, self.table, **self.choices(context, view))
        return found if self.only is None else found.only(self.only(context, view))

    def sheet(self, context: Context, view: View, label: str, *, typed: bool = False) -> Sheet:
        """The table as a file holds it. ``label``: the least handling label of a row."""
        found = self.filled(context, view)
        answer = answer_of(self.answer)
        options = options_of(answer, self.choices(context, view))
        rests = context.document(
            view, lambda w, q, _lang: rests_by(answer.header(w, q, options), say_of(w, q))
        )
        labels = Labels.of(context, view, label)
        header, rows = file_table(found, rests, typed=typed)
        own = (labels.of_row(data) for data in found.data())
        body = tuple((*row, words) for row, words in zip(rows, own, strict=True))
        return Sheet(found.title, (*header, _("Sharing label")), body, found.notes)


def rows_of(context: Context, view: View, answer: str, table: str, **choices: Any) -> Filled:
    """A table of an answer for the workspace, date, evidence and edition of a view."""
    declared = answer_of(answer)
    options = options_of(declared, choices)
    return context.document(
        view,
        lambda w, q, _lang: filled(declared.tables[table], declared.asked(w, q, options), say_of(w, q)),
    )


def cell(context: Context, view: View, of: Cell) -> Child:
    """A cell: organisations with the mark of their kind, states with their symbol, a list below each other."""
    parts = [_part(context, view, part) for part in of.parts]
    if len(parts) == 1 and not isinstance(of.data, list):
        return parts[0]
    return h("ul", [h("li", p) for p in parts]) if parts else ""


def _part(context: Context, view: View, pieces: Iterable[Any]) -> Child:
    world, out = context.world(view), list[Child]()
    for piece in pieces:
        if piece.to is not None and piece.to.list == "stakeholders":
            org = world.organisation(piece.to.id)
            out.append(h("span", glyphs.kind(org.kind), h("bdi", piece.text), class_="org"))
        elif piece.to is not None and piece.to.list == "countries":
            out.append(h("a", h("bdi", piece.text), href=view.href("country", piece.to.id)))
        else:
            out.append(piece.text)
    return out
