"""Answers as tables for people, as JSON and CSV for programs; findings, errors and progress."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from coordination.exchange.tables import guarded
from coordination.store.base import Progress
from graph_schema.errors import DataError, MnrError
from graph_schema.issues import Issue, Severity

__all__ = [
    "STATE_MARK",
    "emit",
    "plain_table",
    "print_issues",
    "progress_bar",
    "show_error",
]

#: How a state looks in a terminal: symbol, style. The word always stands beside it.
STATE_MARK: Mapping[str, tuple[str, str]] = {
    "covered": ("●●", "green"),
    "fragile": ("●", "yellow"),
    "unattributed": ("◌", "magenta"),
    "planned": ("◷", "blue"),
    "gap": ("✕", "bold red"),
    "unknown": ("?", "dim"),
}


def console() -> Console:
    return Console(highlight=False, soft_wrap=False)


def emit(
    answer: Mapping[str, object], format_: str, lists: Sequence[str], table: Callable[[Console], None]
) -> None:
    """``lists``: the keys whose rows the CSV form holds (with a column ``list`` where there are several)."""
    if format_ == "json":
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    elif format_ == "csv":
        _csv(answer, lists)
    else:
        table(console())


def _csv(answer: Mapping[str, Any], lists: Sequence[str]) -> None:
    rows: list[dict[str, str]] = []
    for name in lists:
        for item in answer[name]:
            row = {"list": name} if len(lists) > 1 else {}
            row.update({k: _flat(v) for k, v in item.items()})
            rows.append(row)
    header = list(dict.fromkeys(k for row in rows for k in row))
    writer = csv.DictWriter(sys.stdout, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _flat(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ";".join(
            _flat(v) if not isinstance(v, (list, tuple)) else "+".join(map(str, v)) for v in value
        )
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return guarded(str(value))


def plain_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
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


def state_text(state: str) -> str:
    mark, style = STATE_MARK[state]
    return f"[{style}]{mark} {state}[/]"


def print_issues(issues: Sequence[Issue], *, most: int = 60) -> None:
    """Findings on standard error, errors first."""
    out = Console(stderr=True, highlight=False, soft_wrap=True)
    colour = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
    for i in issues[:most]:
        where = ":".join(str(x) for x in (i.location.file, i.location.line or "", i.location.column) if x)
        value = f" [{escape(i.value[:60])}]" if i.value else ""
        hint = f" - {escape(i.hint)}" if i.hint else ""
        style = colour[i.severity]
        out.print(
            f"[{style}]{i.severity}[/] {i.code} {escape(where)}: {escape(i.message)}{escape(value)}{hint}"
        )
    if len(issues) > most:
        out.print(f"... and {len(issues) - most:,} more (all of them with --format json)")


def show_error(e: Exception) -> int:
    """One message on standard error; the exit code."""
    out = Console(stderr=True, highlight=False, soft_wrap=True)
    if isinstance(e, MnrError):
        if isinstance(e, DataError):
            print_issues(e.issues)
        out.print(f"[bold red]{escape(e.title)}.[/] {escape(str(e))}")
        return e.exit_code
    out.print(
        f"[bold red]Something went wrong that should not have.[/] {escape(type(e).__name__)}: {escape(str(e))} "
        "Nothing was written. Run again with MNR_DEBUG=1 and send us what it prints."
    )
    return 1


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar with time left on standard error, shown only on a terminal."""
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    with Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        tasks: dict[str, Any] = {}

        def report(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done, total=of)

        yield report
