"""``mnr schema``: what may be said, in the forms people and databases need."""

from __future__ import annotations

from pathlib import Path

import click

from coordination.cli.options import lang_option, speak, store_option
from coordination.cli.output import tell
from coordination.workspace.places import workspace_for
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
@click.option(
    "--all", "every", is_flag=True, help="A sheet for every type of record, not only the first ones."
)
@click.option("--filled", is_flag=True, help="With what the workspace holds: edit it, then import it again.")
@click.option("--country", default="", metavar="ISO3", help="With --filled: only what touches this country.")
@store_option
@lang_option
def template(target: Path, every: bool, filled: bool, country: str, store: str, lang: str) -> None:
    """A workbook to fill in (TARGET ends in .xlsx), or a folder of CSV headers.

    With --store its drop-down lists offer the countries, organisations and sources of that workspace.
    """
    from coordination.exchange.templates import write_csv_template, write_xlsx_template
    from coordination.model.snapshot import Snapshot
    from coordination.workspace.past import versions_of
    from graph_schema.schema import FIRST, SCHEMA

    code = speak(lang)
    if target.suffix != ".xlsx":
        written = write_csv_template(target)
    elif filled or store:
        workspace = workspace_for(store)
        world = workspace.records()
        written = write_xlsx_template(
            target,
            world,
            code=code,
            kinds=tuple(SCHEMA) if every else FIRST,
            filled=workspace.part([country] if country else []) if filled else None,
            versions=versions_of(workspace.store, world) if filled else {},
            label=f"TLP:{workspace.default_tier}",
        )
    else:
        written = write_xlsx_template(
            target, Snapshot.of({}), code=code, kinds=tuple(SCHEMA) if every else FIRST
        )
    names = Verbatim(", ".join(p.name for p in written))
    tell(said("Files written: {count:,} ({names})", count=len(written), names=names))
