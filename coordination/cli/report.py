"""``mnr report``: a short HTML report of a country."""

from __future__ import annotations

from pathlib import Path

import click

from coordination.cli.options import Asked, answer_options
from coordination.files import write_whole
from coordination.reports.country import country_report

__all__ = ["report"]


@click.command()
@click.argument("country")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), default=None, help="File. Default: COUNTRY.html here."
)
@answer_options
def report(asked: Asked, country: str, out: Path | None) -> None:
    """A short HTML report of a country: one file, no script, ready to print."""
    iso3 = asked.workspace.country(country)
    path = out or Path(f"{iso3}.html")
    write_whole(path, country_report(asked.workspace, asked.question, iso3))
    click.echo(f"{path}")
