"""``mnr schema``: what may be said, in the forms people and databases need."""

from __future__ import annotations

from pathlib import Path

import click

from coordination.cli.output import tell
from graph_schema.errors import Verbatim, said

__all__ = ["schema"]


@click.group()
def schema() -> None:
    """What can be recorded: manual, templates, SQL, Cypher."""


@schema.command()
def manual() -> None:
    """Every record type and column, as Markdown."""
    from graph_schema.manual import manual as text

    click.echo(text())


@schema.command()
def sql() -> None:
    """The tables of the SQLite database."""
    from graph_schema.sql import ddl

    click.echo(ddl())


@schema.command()
def cypher() -> None:
    """The constraints and indexes of the Neo4j database."""
    from graph_schema.cypher import ddl

    click.echo(ddl())


@schema.command()
@click.argument("target", type=click.Path(path_type=Path))
def template(target: Path) -> None:
    """An empty workbook (TARGET ends in .xlsx) or a folder of CSV headers, to fill in."""
    from coordination.exchange.templates import write_csv_template, write_xlsx_template

    written = write_xlsx_template(target) if target.suffix == ".xlsx" else write_csv_template(target)
    names = Verbatim(", ".join(p.name for p in written))
    tell(said("Files written: {count:,} ({names})", count=len(written), names=names))
