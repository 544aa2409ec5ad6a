"""A declared table as a part of a document: nobody lists its columns again."""

from __future__ import annotations

from typing import Any, TypeVar

from coordination.answers.declare import Answer
from coordination.answers.filled import Cell, Filled, filled, say_of
from coordination.reports.document import Block, Heading, Mark, Table, Text
from coordination.reports.document import Cell as Printed
from coordination.text.kinds import Kind
from coordination.workspace.service import Question, Workspace

__all__ = ["answer_block", "answer_table"]

C = TypeVar("C")
A = TypeVar("A")


def answer_table(answer: Answer[C, A], name: str, w: Workspace, q: Question, options: C) -> Filled:
    """A table of an answer with its rows, in the language of the workspace."""
    return filled(answer.tables[name], answer.asked(w, q, options), say_of(w, q))


def answer_block(table: Filled, intro: str = "") -> list[Block]:
    """The title, the sentence ``intro`` where there are rows, the table without its empty columns, and its notes. A
    value that several rows share is said once."""
    columns = table.full
    rows, before = list[tuple[Printed, ...]](), ""
    for row in table.rows:
        cells = [_printed(table.fields[i].kind, row[i], table) for i in columns]
        if table.group in columns:
            at = columns.index(table.group)
            here = str(cells[at])
            cells[at], before = ("" if here == before else cells[at]), here
        rows.append(tuple(cells))
    header = tuple(table.header[i] for i in columns)
    widths = tuple(float(table.fields[i].kind.width) for i in columns)
    lead: list[Any] = [Text(intro, "lead")] if intro and rows else []
    notes = [Text(n, "lead") for n in table.notes]
    return [Heading(table.title), *lead, Table(header, tuple(rows), table.empty, widths), *notes]


def _printed(kind: Kind[Any], cell: Cell, table: Filled) -> Printed:
    if len(cell.parts) == 1 and len(cell.parts[0]) == 1 and (piece := cell.parts[0][0]).state:
        return Mark(piece.state, piece.text)
    return kind.joined(cell.texts, table.say)
