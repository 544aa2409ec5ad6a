"""Answers as tables for people, as JSON and CSV for programs; findings, errors and progress."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from coordination.cli import waiting
from coordination.cli.helped import words_of_help
from coordination.store.base import Progress
from coordination.store.opening import masked
from coordination.text.languages import told
from coordination.text.states import SIGN_SYMBOL
from graph_schema.errors import DataError, MnrError, Said, Verbatim, said
from graph_schema.issues import Issue, Severity, alike

if TYPE_CHECKING:  # what draws tables is loaded where one is drawn: programs ask for JSON
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from coordination.ingest.questions import Question

__all__ = [
    "STATE_MARK",
    "in_words",
    "emit",
    "escape",
    "plain_table",
    "print_issues",
    "print_questions",
    "print_table",
    "progress_bar",
    "saved_as",
    "show_error",
    "tell",
]

_STYLE: Final[Mapping[str, str]] = {
    "covered": "green",
    "fragile": "yellow",
    "unattributed": "magenta",
    "planned": "blue",
    "done_once": "cyan",
    "supported_only": "cyan",
    "gap": "bold red",
    "unknown": "dim",
    "uncounted": "yellow",
    "single": "green",
}
#: How a sign looks in a terminal: symbol, style. The word always stands beside it.
STATE_MARK: Final[Mapping[str, tuple[str, str]]] = {
    sign: (symbol, _STYLE[sign]) for sign, symbol in SIGN_SYMBOL.items()
}


def console(*, errors: bool = False) -> Console:
    """What draws on standard output, or on standard error, where lines are not folded."""
    waiting.end()
    from rich.console import Console

    if errors:
        return Console(stderr=True, highlight=False, soft_wrap=True)
    return Console(highlight=False, soft_wrap=False)


def escape(text: str) -> str:
    """The text so that nothing in it is read as a style."""
    from rich.markup import escape as escaped

    return escaped(text)


def emit(
    answer: Mapping[str, Any],
    format_: str,
    rows: str,
    columns: Sequence[str],
    table: Callable[[Console], None],
) -> None:
    """The answer in a form: JSON, CSV of its list ``rows`` with these ``columns`` and further ones that a row has, or
    what ``table`` prints."""
    waiting.end()
    if format_ == "json":
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    elif format_ == "csv":
        from coordination.answers.frames import csv_of, rows_frame

        given = answer[rows]
        header = list(dict.fromkeys([*columns, *(k for row in given for k in row)]))
        click.echo(csv_of(rows_frame(header, ([row.get(k) for k in header] for row in given))), nl=False)
    else:
        table(console())


def plain_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def print_table(out: Console, table: Table) -> None:
    """The table; or, where the terminal is so narrow that words would be broken, its rows one below the other."""
    from rich.cells import cell_len
    from rich.measure import Measurement

    columns = [[_text(c) for c in (column.header, *column.cells)] for column in table.columns]
    if table.title:
        out.print(table.title, style="bold")
        table.title = None
    words = [max((cell_len(w) for t in c for w in t.plain.split()), default=1) for c in columns]
    whole = [max(t.cell_len for t in c) for c in columns]
    least = [max(w, n) if c.no_wrap else w for c, w, n in zip(table.columns, words, whole, strict=True)]
    frame = Measurement.get(out, out.options.update(max_width=10_000), table).minimum - sum(words)
    if (room := out.width - frame - sum(least)) >= 0:
        for column, width in zip(table.columns, _widths(columns, least, room), strict=True):
            column.width = width
        out.print(table)
        return
    from rich.text import Text

    colon = words_of_help()("{word}: {rest}").removeprefix("{word}").removesuffix("{rest}")
    lines: list[Text] = []
    for row in zip(*(cells[1:] for cells in columns), strict=True):
        for cells, text in zip(columns, row, strict=True):
            if text:
                lines.append(cells[0].copy().append(colon if cells[0] else "").append_text(text))
        lines.append(Text())
    if lines:
        out.print(Text("\n").join(lines))  # at once: rich takes longer to begin than for a line


def _text(cell: object) -> Text:
    from rich.text import Text

    return cell if isinstance(cell, Text) else Text.from_markup(str(cell))


def _widths(columns: Sequence[Sequence[Text]], least: Sequence[int], room: int) -> list[int]:
    """Width of each column: the least it needs, and of the room beyond that what makes the table shortest, one
    character after the other. A row is taken to be as high as the cell that needs most lines."""
    widths = list(least)
    rows = list(zip(*([t.cell_len for t in c] for c in columns), strict=True))[:300]
    for _ in range(room):
        saved = [0.0] * len(widths)
        for lengths in rows:
            lines = [n / w for n, w in zip(lengths, widths, strict=True)]
            highest = max(lines)
            for i, here in enumerate(lines):
                if here == highest > 1:  # where several are as high, each is a step on the way
                    others = [1, *lines[:i], *lines[i + 1 :]]
                    saved[i] += max(0.001, highest - max(lengths[i] / (widths[i] + 1), *others))
        best = max(saved, default=0)
        if not best:
            break
        widths[saved.index(best)] += 1
    return widths


def saved_as(batch: str, store: str) -> Said:
    """That an update was saved, with the command that undoes it. ``store``: as it was given, "" = the one of the
    settings."""
    command = ["mnr", "undo", batch, *(("--store", masked(store)) if store else ())]
    return said(
        "Saved as update {batch}. To undo it: {command}",
        batch=batch,
        command=Verbatim(shlex.join(command)),
    )


def tell(text: str, *, err: bool = False) -> None:
    """A line for people, in the language of the command line: text made by :func:`~graph_schema.errors.said`."""
    waiting.end()
    click.echo(told(text), err=err)


def in_words(error: MnrError) -> Verbatim:
    """What happened and what to do, in the language of the command line."""
    return Verbatim(masked(f"{told(error.message)} {told(error.hint)}".strip()))


def print_issues(issues: Sequence[Issue], *, most: int = 60) -> None:
    """Findings on standard error, errors first; what is found in many rows is one line."""
    out = console(errors=True)
    colour = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
    groups = alike(issues)
    for i, rows in groups[:most]:
        where = ":".join(str(x) for x in (i.location.file, rows or "", i.location.column) if x)
        value = f" [{escape(i.value[:60])}]" if i.value else ""
        words = told(i.hint)
        hint = f" - {escape(words if len(words) <= 300 else words[:299] + '…')}" if words else ""
        style, kind = colour[i.severity], told(str(i.severity))
        out.print(
            f"[{style}]{kind}[/] {i.code} {escape(where)}: {escape(told(i.message))}{escape(value)}{hint}"
        )
    if len(groups) > most:
        more = said("... and {count:,} more (all of them with --format json)", count=len(groups) - most)
        out.print(told(more))
    if issues:
        from coordination.ingest.personal import PERSONAL_CODES  # heavy, and an answer needs none of it

        if any(i.code in PERSONAL_CODES and i.code.startswith("E-") for i in issues):
            words = said("To say that it is no personal data: --not-personal CODE:LINE")
            out.print(told(words), markup=False)


def print_questions(questions: Sequence[Question]) -> None:
    """What must be answered before files are understood, with the answers that may be given, on standard error."""
    out = console(errors=True)
    for q in questions:
        where = ":".join(str(x) for x in (q.place.file, q.place.line or "", q.place.column) if x)
        out.print(f"[bold]{escape(told(q.asked()))}[/] ({escape(where)})")
        for known in q.candidates[:3]:
            further = f" ({known.further})" if known.further not in ("", known.id) else ""
            out.print(f"  {escape(f'{known.id}: {known.name}{further}')}")
        for answer in q.answers():
            out.print(f"  --choose {shlex.quote(answer)}", markup=False, highlight=False, soft_wrap=True)
        if q.kinds:
            out.print(f"  KIND: {', '.join(q.kinds)}", markup=False, highlight=False)


def show_error(e: Exception) -> int:
    """One message on standard error; the exit code."""
    out = console(errors=True)
    if isinstance(e, MnrError):
        if isinstance(e, DataError):
            print_issues(e.issues)
        out.print(f"[bold red]{escape(told(e.title))}.[/] {escape(in_words(e))}")
        return e.exit_code
    title = told(said("Something went wrong that should not have."))
    after = told(said("Nothing was written. Run again with MNR_DEBUG=1 and send us what it prints."))
    out.print(f"[bold red]{title}[/] {escape(type(e).__name__)}: {escape(masked(str(e)))} {after}")
    return 1


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar with time left on standard error, shown only on a terminal, from the first step on."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    tasks: dict[str, Any] = {}

    def report(what: str, done: int, of: int) -> None:
        if not tasks:
            waiting.end()
            bar.start()
        if what not in tasks:
            tasks[what] = bar.add_task(told(what), total=of)
        bar.update(tasks[what], completed=done, total=of)

    try:
        yield report
    finally:
        if tasks:
            bar.stop()
