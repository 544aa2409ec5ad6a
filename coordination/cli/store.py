"""``mnr store``: init, info, migrate, derive, verify, repair, move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from coordination.cli.graphs import graph_of, is_graph
from coordination.cli.options import (
    Asked,
    by_option,
    format_option,
    question_options,
    store_option,
    without_password,
)
from coordination.cli.output import emit, plain_table, print_issues, print_table, progress_bar, tell
from coordination.model.layer import LayerState
from coordination.store import addresses
from coordination.store.base import STORE_VERSION, GraphStore
from coordination.store.moving import move as move_store
from coordination.store.opening import SCHEMES, masked, open_store
from coordination.system.clock import now
from coordination.system.settings import settings_from
from coordination.text.languages import told
from coordination.workspace.places import is_address, store_at, store_for, workspace_for
from coordination.workspace.service import Workspace
from graph_schema.errors import StoreDamaged, UsageError, Verbatim, said
from graph_schema.issues import errors_in

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["store"]


#: what a store says of itself, in words
_FACTS: Final = {
    "url": said("address"),
    "server": said("server"),
    "layout": said("layout"),
    "batches": said("updates"),
    "snapshot": said("data version"),
    "chain": said("chain"),
    "title": said("title"),
    "tier": said("label"),
    "as_of": said("as of"),
    "example_country": said("example country"),
    "shapes": said("outlines"),
    "countries": said("countries"),
    "derived_layer": said("derived layer"),
}


def _address(given: str) -> str:
    """What to go on with after ``--store``: the name of a workspace as given, an address in full."""
    return given if not is_address(given) or masked(given) != given else open_store(given).url


def _target(text: str) -> GraphStore:
    """The store that is to be made or filled: at an address, or at that of a workspace on a server."""
    if is_address(text) or text in addresses.names(settings_from().home):
        return store_for(text)[1]
    return open_store(text)  # says what an address looks like


@click.group()
def store() -> None:
    """Make, check, repair and move databases."""


@store.command()
@click.argument("url", metavar="URL|NAME", callback=without_password)
def init(url: str) -> None:
    """Make an empty database with the framework editions and nothing else."""
    opened = _target(url)
    opened.prepare()
    tell(
        said(
            "Ready: {url} (layout {layout}). Fill it with `mnr import FOLDER --store {store}`.",
            url=Verbatim(opened.url),
            layout=STORE_VERSION,
            store=Verbatim(_address(url)),
        )
    )


@store.command()
@store_option
@format_option
def info(store: str, format_: str | None) -> None:
    """What a database is and what it contains."""
    workspace = workspace_for(store)
    i = workspace.store.info()
    answer: dict[str, object] = {
        "url": i.url,
        "kind": i.kind,
        "server": i.server,
        "layout": i.version,
        "batches": i.seq,
        "snapshot": i.snapshot,
        "chain": i.chain,
        "settings": dict(i.settings),
        "rows": [{"type": k, "rows": v} for k, v in i.counts.items()],
    }
    told_of_layer: dict[str, object] = {}
    if is_graph(workspace.store):
        layer = graph_of(workspace.store).layer()
        answer["derived_layer"] = layer and layer._asdict()
        told_of_layer = {"derived_layer": told(_age(layer))}

    def table(out: Console) -> None:
        facts = {
            k: answer[k] for k in ("url", "server", "layout", "batches", "snapshot", "chain")
        } | told_of_layer
        for key, value in {**facts, **i.settings}.items():
            out.print(f"{told(_FACTS.get(key, key)):>15}: {value}", markup=False)
        rows = ((k, f"{v:,}") for k, v in i.counts.items())
        print_table(out, plain_table(told(said("Rows")), (told(said("Type")), told(said("Rows"))), rows))

    import sys

    emit(answer, format_ or ("table" if sys.stdout.isatty() else "json"), "rows", ("type", "rows"), table)


def _age(layer: LayerState | None) -> str:
    """How old the derived layer of a graph database is."""
    if layer is None:
        return said("not written")
    if layer.stale:
        return said("as of {day}; the records have changed since", day=Verbatim(layer.as_of))
    return said("as of {day}; up to date", day=Verbatim(layer.as_of))


@store.command()
@store_option
def migrate(store: str) -> None:
    """Bring a database to the layout of this program. Safe to repeat; nothing is lost."""
    workspace = workspace_for(store)
    before = workspace.store.info()
    workspace.store.prepare()
    after = workspace.store.info()
    if before.snapshot != after.snapshot:
        raise UsageError(
            said("The records changed during the migration."), hint=said("Run `mnr store verify`.")
        )
    tell(
        said(
            "{url} has layout {layout}; {count:,} rows, data version {snapshot}.",
            url=Verbatim(after.url),
            layout=after.version,
            count=sum(after.counts.values()),
            snapshot=after.snapshot,
        )
    )


@store.command()
@question_options
def derive(asked: Asked) -> None:
    """Write the derived layer of a Neo4j workspace: days, statuses and links for your own Cypher.

    Statuses, partnerships, seats and means are those of --as-of; everything else holds for any day. No answer of this
    program reads the layer, and no hash covers it. Run it again after the records have changed. It is of the edition
    mnr-2016, for which activities are recorded; another one is refused.
    """
    from coordination.workspace.deriving import layer_of

    graph = graph_of(asked.workspace.store)
    layer = layer_of(asked.workspace.facts(asked.question), asked.question.as_of)
    with progress_bar() as progress:
        graph.derive(layer, progress)
    tell(
        said(
            "The derived layer is written: {cells:,} statuses as of {day}, {links:,} links, data version {snapshot}.",
            cells=len(layer.cells),
            day=asked.question.as_of,
            links=sum(map(len, layer.links.values())) + len(layer.ties) + len(layer.needs),
            snapshot=Verbatim(layer.snapshot),
        )
    )


@store.command()
@store_option
def verify(store: str) -> None:
    """Recompute every hash. Exit code 1, and the name of each record that is not as it was written."""
    workspace = _however_it_is(store)
    found = workspace.verify()
    print_issues(found)
    if errors_in(found):
        raise click.exceptions.Exit(1)
    _whole(workspace)


@store.command()
@by_option
@store_option
def repair(by: str, store: str) -> None:
    """Restore what verify reports as changed. Exit code 1 if no copy of it is kept."""
    workspace = _however_it_is(store)
    done = workspace.store.repair(at=now(), author=by)
    for what in done:
        tell(said("Put back: {what}.", what=what))
    left = workspace.verify()
    print_issues(left)
    if errors_in(left):
        raise click.exceptions.Exit(1)
    _whole(workspace)


def _whole(workspace: Workspace) -> None:
    i = workspace.store.info()
    tell(
        said(
            "Intact: {count:,} rows, {batches:,} updates, chain {chain}.",
            count=sum(i.counts.values()),
            batches=i.seq,
            chain=i.chain,
        )
    )


def _however_it_is(store: str) -> Workspace:
    """The workspace, even where its settings cannot be read any more."""
    try:
        return workspace_for(store)
    except StoreDamaged:
        return Workspace("damaged", store_at(store))


@store.command()
@click.argument("source", callback=without_password)
@click.argument("target", callback=without_password)
def move(source: str, target: str) -> None:
    """Copy a workspace with its history to an empty database, and check it by counts and hashes."""
    if source == target:
        raise UsageError(
            said("Source and target are the same."),
            hint=said("Targets look like: {schemes}", schemes=Verbatim(", ".join(SCHEMES))),
        )
    with progress_bar() as progress:
        moved = move_store(workspace_for(source).store, _target(target), progress)
    tell(
        said(
            "Copied and checked: {batches:,} updates, {count:,} rows, data version {snapshot}, "
            "chain {chain}. The original is unchanged. Use the copy with --store or "
            "MNR_STORE={store}",
            batches=moved.batches,
            count=sum(moved.counts.values()),
            snapshot=moved.snapshot,
            chain=moved.chain,
            store=Verbatim(_address(target)),
        )
    )
