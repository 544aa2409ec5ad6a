"""``mnr doctor``: what is here and what is missing, in sentences. Exit code 1 if something is wrong."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator

import click

from coordination.cli.output import in_words, tell
from coordination.system.settings import Settings, describe, settings_from
from coordination.text.languages import told
from coordination.workspace.places import saved_workspaces, workspace_for
from graph_schema.edition import edition, edition_ids
from graph_schema.errors import MnrError, Said, Verbatim, said
from graph_schema.schema import SCHEMA

__all__ = ["doctor", "findings"]


def findings() -> Iterator[tuple[bool, Said]]:
    """(whether it is as it should be, a sentence) of everything that is looked at."""
    settings = settings_from()
    python, sqlite = sys.version.split()[0], sqlite3.sqlite_version
    yield True, said("Python {python}, SQLite {sqlite}.", python=python, sqlite=sqlite)
    yield True, said("The schema has {count:,} record types.", count=len(SCHEMA))
    for i in edition_ids():
        many = len(edition(i).capabilities)
        yield True, said("The edition {edition} has {count:,} capabilities.", edition=Verbatim(i), count=many)
    home = settings.home
    parent = next(p for p in (home, *home.parents) if p.exists())
    if os.access(parent, os.W_OK):
        yield True, said("Home of the workspaces: {folder}.", folder=home)
    else:
        yield False, said("Home of the workspaces: {folder} (cannot be written; set MNR_HOME).", folder=home)
    for name in saved_workspaces(settings):
        yield _looked_at(name, settings)
    if not saved_workspaces(settings):
        yield True, said("No workspace yet: `mnr demo` makes the two that are shipped.")
    yield True, _tool("java", said("java: not here (only needed for a real Neo4j on this machine)."))
    yield True, _tool("mvn", said("mvn: not here (only needed to fetch Neo4j once)."))
    if settings.store:
        try:
            info = workspace_for(settings.store, settings).store.info()
            rows = sum(info.counts.values())
            yield True, said("MNR_STORE answers: {url}, {count:,} rows.", url=Verbatim(info.url), count=rows)
        except MnrError as e:
            yield False, said("MNR_STORE does not answer: {reason}", reason=in_words(e))


def _looked_at(name: str, settings: Settings) -> tuple[bool, Said]:
    """Whether a workspace opens, and what it holds or why it does not."""
    try:
        info = workspace_for(name, settings).store.info()
    except MnrError as e:
        return False, said("Workspace {name}: {reason}", name=Verbatim(name), reason=in_words(e))
    rows = sum(info.counts.values())
    if info.seq == 1:
        return True, said("Workspace {name}: {count:,} rows in 1 update.", name=Verbatim(name), count=rows)
    return True, said(
        "Workspace {name}: {count:,} rows in {batches:,} updates.",
        name=Verbatim(name),
        count=rows,
        batches=info.seq,
    )


def _tool(name: str, missing: Said) -> Said:
    found = shutil.which(name)
    return said("{tool}: {place}.", tool=Verbatim(name), place=Verbatim(found)) if found else missing


@click.command()
def doctor() -> None:
    """Check this installation: what is installed, what is missing, and the settings."""
    ok = True
    for good, text in findings():
        ok &= good
        mark = told(said("ok") if good else said("WRONG"))
        click.echo(f"{mark:<6}{told(text)}")
    tell(said("Settings (environment):"))
    for env, words in describe():
        click.echo(f"  {env}: {told(words)}")
    if not ok:
        raise click.exceptions.Exit(1)
