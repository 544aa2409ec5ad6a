"""Declared tables on a page and as its files: nobody lists their columns again.

The file form is that of the command (:mod:`coordination.answers.filled`), with the handling label of every row at its
end.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from coordination.answers.asking import answer_of, options_of, told
from coordination.answers.declare import Table
from coordination.answers.filled import Cell, Filled, filled, rests_by, say_of
from coordination.answers.frames import file_frame
from coordination.reports.workbook import Sheet
from coordination.text.cells import packed
from coordination.text.headings import SHARING
from coordination.workspace.service import Question, Workspace
from dashboard.backend.context import Context
from dashboard.backend.found import found_of
from dashboard.backend.labels import Labels
from dashboard.ui import glyphs
from dashboard.ui.i18n import _
from dashboard.ui.tree import Child, h
from dashboard.ui.view import View

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Declared", "Held", "Own", "cell", "labelled", "rows_of"]

Choices = Callable[[Context, View], dict[str, Any]]


class Held(ABC):
    """The tables that a file holds."""

    @abstractmethod
    def filled(self, context: Context, view: View) -> list[Filled]:
        """The tables with their rows, in the reader's language."""

    def header(self, context: Context, view: View) -> Mapping[str, object]:
        """What they rest on."""
        return context.document(view, lambda w, q, _lang: w.header(q))

    def about(self, _context: Context, _view: View) -> Mapping[str, object]:
        """What every row is about though it does not say so."""
        return {}

    def sheets(self, context: Context, view: View, label: str, *, book: bool = False) -> list[Sheet]:
        """The tables as a file holds them. ``label``: the least handling label of a row; it has the highest of what it
        holds, of what its words name, and of what it is about."""
        head, labels = self.header(context, view), Labels.of(context, view, label)
        about, out = self.about(context, view), []
        for found in self.filled(context, view):
            frame = file_frame(found, rests_by(head, found.say), book=book)
            named = zip(found.data(), found.named(), strict=True)
            own = [labels.of_row({**about, **data, "named": ids}) for data, ids in named]
            out.append(Sheet(found.title, labelled(frame, own), found.notes))
        return out


@dataclass(frozen=True)
class Declared(Held):
    """A table of a declared answer by their names, "" = all that have rows; ``choices``: those of an address, as
    keywords of the options; ``shown``: what the page shows, where that is less: rows of JSON under the names of their
    tables."""

    answer: str
    table: str
    choices: Choices
    shown: Callable[[Context, View], Mapping[str, Any]] | None = None

    def filled(self, context: Context, view: View) -> list[Filled]:
        answer = answer_of(self.answer)
        choices = self.choices(context, view)
        options = options_of(answer, choices)

        def made(w: Workspace, q: Question, _lang: str) -> dict[str, Filled]:
            given, say = found_of(w, q, self.answer, choices), say_of(w, q)
            return {
                name: filled(answer.tables[name], given, say)
                for name in ([self.table] if self.table else answer.there(options))
            }

        every = context.document(view, made)
        if self.shown is not None:
            given = self.shown(context, view)
            for name, key in ((name, answer.tables[name].key) for name in every):
                shown = every[name].only({"-".join(packed(row[k]) for k in key) for row in given[name]})
                every[name] = replace(shown, notes=())  # they tell of the whole table
        return list(every.values()) if self.table else [t for t in every.values() if t.rows]

    def about(self, context: Context, view: View) -> Mapping[str, object]:
        country = self.choices(context, view).get("country")
        return {"country": country} if country else {}

    def header(self, context: Context, view: View) -> Mapping[str, object]:
        answer = answer_of(self.answer)
        options = options_of(answer, self.choices(context, view))
        return context.document(view, lambda w, q, _lang: answer.header(w, q, options))


@dataclass(frozen=True)
class Own(Held):
    """Tables that a page alone has, of what ``found`` gives for an address; of several, those that have rows."""

    tables: tuple[Table[Any, Any], ...]
    found: Callable[[Context, View], Any]

    def filled(self, context: Context, view: View) -> list[Filled]:
        found = self.found(context, view)
        every = context.document(
            view, lambda w, q, _lang: [filled(table, found, say_of(w, q)) for table in self.tables]
        )
        return every if len(every) == 1 else [t for t in every if t.rows]


def labelled(frame: pd.DataFrame, labels: Sequence[str]) -> pd.DataFrame:
    """The frame with the handling label of each row at its end."""
    return frame.assign(**{_(SHARING.text): list(labels)})


def rows_of(context: Context, view: View, answer: str, table: str, **choices: Any) -> Filled:
    """A table of an answer for the workspace, date, evidence and edition of a view."""
    asked = answer_of(answer)
    options = options_of(asked, choices)
    return context.document(
        view, lambda w, q, _lang: told(w, q, asked, options, found_of(w, q, answer, choices), table)
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
            name = h("span", glyphs.kind(org.kind), h("bdi", piece.text), class_="org")
            out.append(h("a", name, href=view.href("organisation", org.id), class_="org-link"))
        elif piece.to is not None and piece.to.list == "countries":
            out.append(h("a", h("bdi", piece.text), href=view.href("country", piece.to.id)))
        elif piece.cited:
            out.append(h("span", piece.text, lang="en"))  # as it was recorded, in quotation marks
        else:
            out.append(piece.text)
    return out
