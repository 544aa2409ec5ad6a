"""A declared answer on a terminal: what is known, its tables, and what stands below them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from coordination.answers.declare import Answer
from coordination.answers.filled import Filled, filled
from coordination.cli.output import STATE_MARK, console, plain_table, print_table
from coordination.text.kinds import Kind
from coordination.text.say import Piece, Say, plain
from coordination.text.sentences import sentence

__all__ = ["print_answer", "print_tables"]

AnyAnswer = Answer[Any, Any]
MOST_ROWS: Final = 200  #: that a terminal is shown
MOST_MEMBERS: Final = 6  #: of a list in a cell of a terminal
_STYLES: Final = {state: style for state, (_, style) in STATE_MARK.items()}
_SYMBOLS: Final = {state: symbol for state, (symbol, _) in STATE_MARK.items()}


def print_answer(
    answer: AnyAnswer,
    options: Any,
    found: Any,
    say: Say,
    rests: str,
    lacks: Sequence[str],
    only: str,
    out: str,
) -> None:
    """The tables of an answer on the terminal, or in the file ``out``."""
    if out:
        with Path(out).open("w", encoding="utf-8") as file:
            to = Console(file=file, width=160, highlight=False)
            print_tables(to, answer, options, found, say, rests, only, lacks)
    else:
        print_tables(console(), answer, options, found, say, rests, only, lacks)


def print_tables(
    to: Console,
    answer: AnyAnswer,
    options: Any,
    found: Any,
    say: Say,
    rests: str,
    only: str,
    lacks: Sequence[str] = (),
) -> None:
    """What is known and what a copy ``lacks``, what it comes to, then each table that is shown for these choices, or
    the ``only`` one; or what stands instead."""
    to.print(Text(f"{rests}\n", style="dim"))
    if lacks:
        to.print(Text(f"{' '.join(lacks)}\n"))
    if instead := list(answer.instead(found)):
        for text in instead:
            to.print(Text(say(text)))
        return
    if first := " ".join(say(text) for text in answer.first(found)):
        to.print(Text(f"{first}\n"))
    for name in [only] if only else answer.held(options, found):
        declared = answer.tables[name]
        if name == only or (not only and declared.shown(options)):
            _one(to, filled(declared, found, say), "" if name == only else name, declared.brief)


def _one(to: Console, table: Filled, name: str, brief: int) -> None:
    """One table, or its title with the sentence for no rows, and its notes; a column that is empty is left out. Of one
    that nobody asked for by its ``name`` (else "") the first ``brief`` rows, 0 = as many as of any."""
    if table.rows:
        _rows(to, table, name, (brief if name else 0) or MOST_ROWS)
    else:
        stop = "" if table.title.endswith(("?", "!")) else "."
        to.print(Text(f"{table.title}{stop} {table.empty}\n"))
    for note in table.notes:
        to.print(Text(note))
    if table.notes:
        to.print()


def _rows(to: Console, table: Filled, name: str, most: int) -> None:
    """The rows that a terminal is shown, and how many more there are; which asking for the table by its ``name``
    shows, where there are as many as of any."""
    columns = table.full
    shown = plain_table("", [table.header[i] for i in columns], ())
    shown.title = Text(table.title, style="bold")
    before = ""
    for row in table.rows[:most]:
        texts = [_text(table.fields[i].kind, row[i].parts, table.say) for i in columns]
        if table.group in columns:
            at = columns.index(table.group)
            same, before = texts[at].plain == before, texts[at].plain
            texts[at] = Text("") if same else texts[at]
        shown.add_row(*texts)
    for place, i in enumerate(columns):
        shown.columns[place].no_wrap = any(
            p.state for row in table.rows for part in row[i].parts for p in part
        )
        if table.fields[i].kind.number:
            shown.columns[place].justify = "right"
    print_table(to, shown)
    if (left := len(table.rows) - most) > 0:
        more = (
            sentence(
                "{n} more row: use --format csv or json for all of them.",
                "{n} more rows: use --format csv or json for all of them.",
                n=left,
            )
            if most == MOST_ROWS
            else sentence(
                "{n} more row: --table {table}.", "{n} more rows: --table {table}.", n=left, table=name
            )
        )
        to.print(Text(table.say(more)))


def _text(kind: Kind[Any], parts: Sequence[Sequence[Piece]], say: Say) -> Text:
    """A cell; of a long list the first members, and how many more there are."""
    if len(parts) == 1:
        out = Text()
        for piece in parts[0]:
            if piece.state in _SYMBOLS:
                out.append(f"{_SYMBOLS[piece.state]} {piece.text}", style=_STYLES[piece.state])
            else:
                out.append(piece.text)
        return out
    return Text(kind.joined([plain(part) for part in parts], say, MOST_MEMBERS))
