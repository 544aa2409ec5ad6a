"""``mnr doctor``: what is here and what is missing, in sentences. Exit code 1 if something is wrong."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator

import click

from coordination.system.settings import describe, settings_from
from coordination.workspace.places import saved_workspaces, workspace_for
from graph_schema.edition import edition, edition_ids
from graph_schema.errors import MnrError
from graph_schema.schema import SCHEMA

__all__ = ["doctor", "findings"]


def findings() -> Iterator[tuple[bool, str]]:
    """(whether it is as it should be, a sentence) of everything that is looked at."""
    settings = settings_from()
    yield True, f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}."
    editions = ", ".join(f"{i} ({len(edition(i).capabilities)} capabilities)" for i in edition_ids())
    yield True, f"Schema: {len(SCHEMA)} record types; editions {editions}."
    home = settings.home
    parent = next(p for p in (home, *home.parents) if p.exists())
    import os

    writable = os.access(parent, os.W_OK)
    yield (
        writable,
        f"Home of the workspaces: {home}" + ("." if writable else " (cannot be written; set MNR_HOME)."),
    )
    for name in saved_workspaces(settings):
        try:
            info = workspace_for(name, settings).store.info()
            many = "1 batch" if info.seq == 1 else f"{info.seq} batches"
            yield True, f"Workspace {name}: {sum(info.counts.values()):,} rows in {many}."
        except MnrError as e:
            yield False, f"Workspace {name}: {e}"
    if not saved_workspaces(settings):
        yield True, "No workspace yet: `mnr demo` makes the two that are shipped."
    for tool, why in (("java", "a real Neo4j on this machine"), ("mvn", "fetching it once")):
        found = shutil.which(tool)
        yield True, f"{tool}: {found or f'not here (only needed for {why})'}."
    if settings.store:
        try:
            info = workspace_for(settings.store, settings).store.info()
            yield True, f"MNR_STORE answers: {info.url}, {sum(info.counts.values()):,} rows."
        except MnrError as e:
            yield False, f"MNR_STORE does not answer: {e}"


@click.command()
def doctor() -> None:
    """What is here, what is missing, and which settings there are."""
    ok = True
    for good, text in findings():
        ok &= good
        click.echo(("ok    " if good else "WRONG ") + text)
    click.echo("Settings (environment):")
    for env, text in describe():
        click.echo(f"  {env}: {text}")
    if not ok:
        raise click.exceptions.Exit(1)
