"""``mnr report``: a document for a committee, a meeting, a donor or a secretariat, as HTML or Word."""

from __future__ import annotations

from pathlib import Path

import click

from coordination.cli import waiting
from coordination.cli.options import Asked, question_options
from coordination.reports.html import html
from coordination.reports.kinds import Kind, report_document
from coordination.reports.word import word
from coordination.system.files import write_whole

__all__ = ["report"]


@click.command()
@click.argument("about", default="")
@click.option(
    "--kind",
    type=click.Choice([str(k) for k in Kind]),
    default=str(Kind.COUNTRY),
    help=(
        "country: the whole country board. minutes: a meeting form to fill in. plan: what to do first. donor: "
        "ABOUT is a country or a funder. network: ABOUT is a network; none = "
        "the largest."
    ),
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["html", "docx"]),
    default=None,
    help="Default: the ending of the name of the file, else html.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="File to write. Default: ABOUT.html (or .docx) in the current folder.",
)
@question_options
def report(asked: Asked, about: str, kind: str, format_: str | None, out: Path | None) -> None:
    """A document about a country, a funder or a network: one file, ready to print or to edit in Word."""
    w = asked.workspace
    document = report_document(w, asked.question, Kind(kind), about, w.language.code)
    ending = format_ or ("docx" if out is not None and out.suffix == ".docx" else "html")
    stem = document.stem.removeprefix("report-") if kind == Kind.COUNTRY else document.stem
    path = out or Path(f"{stem}.{ending}")
    write_whole(path, word(document) if ending == "docx" else html(document))
    waiting.end()
    click.echo(f"{path}")
