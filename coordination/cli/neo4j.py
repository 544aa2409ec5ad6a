"""``mnr neo4j``: a real Neo4j on this machine, without Docker."""

from __future__ import annotations

from pathlib import Path

import click

from coordination.cli.output import tell
from coordination.store import addresses
from coordination.store.launcher import server as neo4j_server
from coordination.system.files import make_folder, write_whole
from coordination.system.settings import settings_from
from coordination.workspace.places import saved_workspaces
from graph_schema.errors import UsageError, Verbatim, said
from graph_schema.neo4j_files import neo4j_files
from seed_data import workspaces

__all__ = ["neo4j"]

_where = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder of the database. Default: neo4j in the home folder of the workspaces.",
)


def _folder(data: Path | None) -> Path:
    return data or settings_from().home / "neo4j"


@click.group()
def neo4j() -> None:
    """Run a real Neo4j on this machine, without Docker. It needs Java 17, and Maven once."""


@neo4j.command()
@_where
@click.option("--port", default=0, help="Port on this machine; 0 = any free one.")
@click.option("--heap", default="1g", help="Memory of the server.")
@click.option("--name", default="neo4j", help="Name of its workspace.")
@click.option("--browser", is_flag=True, help="Serve Neo4j Browser too, for this machine only.")
def start(data: Path | None, port: int, heap: str, name: str, browser: bool) -> None:
    """Start Neo4j and print the name to use with --store. The password stays in the folder of the database."""
    home, folder = settings_from().home, _folder(data).expanduser().absolute()
    addresses.check_name(name)
    if name in workspaces() or name in saved_workspaces():
        there = addresses.kept(home, name) if name in addresses.names(home) else None
        if there is None or there.data != folder:
            raise UsageError(
                said("There is a workspace {name!r} already.", name=name),
                hint=said("Give this one another name: --name NAME"),
            )
    server = neo4j_server.start(folder, port=port, heap=heap, browser=browser, say=tell)
    addresses.keep(home, addresses.Address(name, server.uri, data=folder))
    tell(
        said(
            "Neo4j answers at {uri} (process {pid}). Use: --store {name}",
            uri=Verbatim(server.uri),
            pid=server.pid,
            name=Verbatim(name),
        )
    )
    if server.browser:
        tell(
            said(
                "Neo4j Browser: {page} (connect to {uri} as neo4j; the password is in {file})",
                page=Verbatim(server.browser),
                uri=Verbatim(server.uri),
                file=Verbatim(str(folder / neo4j_server.STATE_FILE)),
            )
        )


@neo4j.command()
@_where
def stop(data: Path | None) -> None:
    """Stop Neo4j, by its own process id."""
    stopped = neo4j_server.stop(_folder(data))
    tell(said("Stopped.") if stopped else said("It was not running."))


@neo4j.command()
@click.argument("folder", type=click.Path(path_type=Path))
def files(folder: Path) -> None:
    """Write files for Neo4j Browser, Bloom, Graph Data Science and NeoDash.

    Favourites and colours for Browser, a perspective for Bloom, projections for Graph Data Science, and a dashboard for
    NeoDash. They hold no data of a workspace, and need the derived layer: `mnr store derive`.
    """
    made = neo4j_files()
    if there := [name for name in made if (folder / name).exists()]:
        raise UsageError(
            said(
                "{folder} already has {names}.",
                folder=Verbatim(str(folder)),
                names=Verbatim(", ".join(there[:5])),
            ),
            hint=said("Name a new or empty folder."),
        )
    for name, text in made.items():
        make_folder((folder / name).parent)
        write_whole(folder / name, text.encode())
    tell(said("{count} files in {folder}.", count=len(made), folder=Verbatim(str(folder))))


@neo4j.command()
@_where
def status(data: Path | None) -> None:
    """Say whether Neo4j is running, and where."""
    s = neo4j_server.status(_folder(data))
    tell(s.sentence)
