"""``mnr workspace``: list, new."""

from __future__ import annotations

import click

from coordination.changes import Batch, BatchKind, batch_id
from coordination.cli.options import now
from coordination.cli.places import build_shipped, path_of, saved_workspaces, workspace_for
from coordination.config import settings_from
from coordination.ingest.plan import plan
from coordination.snapshot import Snapshot
from coordination.store.opening import open_store
from coordination.store.selection import select
from graph_schema.errors import UsageError, said
from graph_schema.values import Tier
from seed_data import workspaces

__all__ = ["workspace"]


@click.group()
def workspace() -> None:
    """List workspaces, start a new one."""


@workspace.command("list")
def list_() -> None:
    """The workspaces of this machine and those shipped."""
    settings = settings_from()
    saved = saved_workspaces(settings)
    shipped = workspaces()
    for name in sorted({*saved, *shipped}):
        if name in saved:
            w = workspace_for(name, settings)
            rows = sum(w.store.info().counts.values())
            click.echo(f"{name}: {w.title}, {rows:,} rows, {w.store.url}")
        else:
            click.echo(f"{name}: {shipped[name].title} (shipped; made on first use)")


@workspace.command()
@click.argument("name")
@click.option("--from", "origin", default="", metavar="NAME", help="Start from a part of another workspace.")
@click.option(
    "--country", multiple=True, metavar="ISO3", help="With --from: only what touches these countries."
)
@click.option("--title", default="", help="Title shown; default: the name.")
def new(name: str, origin: str, country: tuple[str, ...], title: str) -> None:
    """Start a workspace of your own: empty, or from a part of another one."""
    settings = settings_from()
    path = path_of(name, settings)
    if path.exists() or name in workspaces():
        raise UsageError(
            said("There is a workspace {name!r} already.", name=name), hint=said("Choose another name.")
        )
    if not name.replace("-", "").replace("_", "").isalnum():
        raise UsageError(
            said("{name!r} cannot be a name.", name=name), hint=said("Use letters, digits, - and _.")
        )
    if country and not origin:
        raise UsageError(
            said("--country needs --from."), hint=f"mnr workspace new {name} --from register --country MWI"
        )
    part = Snapshot.of({})
    if origin:
        source = workspace_for(origin, settings)
        codes = [source.country(c) for c in country]
        part = select(source.snapshot(), codes)
    store = open_store(f"sqlite:///{path}")
    store.prepare()
    store.set_settings(
        {
            "title": title or name,
            "tier": str(Tier.AMBER),
            "example_country": codes[0] if origin and country else "",
        },
        at=now(),
        author=settings.author,
    )
    if origin:
        changes = plan(store.snapshot(), part.frames)
        batch = Batch(
            batch_id(changes, BatchKind.IMPORT),
            BatchKind.IMPORT,
            now(),
            settings.author,
            f"from {origin}",
            base=changes.base,
        )
        store.apply(changes, batch)
    rows = sum(store.info().counts.values())
    click.echo(f"Workspace {name} is ready: {rows:,} rows, {store.url}. Use it with --store {name}.")


@workspace.command()
@click.argument("name", type=click.Choice(list(workspaces())))
def refresh(name: str) -> None:
    """Bring a shipped workspace up to the data of this version of the program."""
    store = open_store(f"sqlite:///{path_of(name, settings_from())}")
    made = build_shipped(name, store)
    click.echo(f"{name}: {sum(made.store.info().counts.values()):,} rows, snapshot {made.snapshot().id}.")
