"""``mnr workspace``: list, new, connect, refresh."""

from __future__ import annotations

import sys

import click

from coordination.cli.options import by_option, speak, without_password
from coordination.cli.output import in_words, saved_as, tell
from coordination.model.record_names import record_name
from coordination.store import addresses
from coordination.store.opening import open_store
from coordination.system.clock import now
from coordination.system.settings import settings_from
from coordination.text import copies
from coordination.text.languages import language_for, told
from coordination.text.sentences import Name
from coordination.workspace.later import Why, bring_in, later_of
from coordination.workspace.places import (
    build_shipped,
    new_workspace,
    path_of,
    saved_workspaces,
    split_user,
    workspace_for,
)
from coordination.workspace.service import names_in, refuse
from graph_schema.edition import BASE_EDITION
from graph_schema.errors import MnrError, UsageError, Verbatim, said
from seed_data import workspaces

__all__ = ["workspace"]

_KEPT = {
    Why.BOTH_CHANGED: said("changed here and there; yours stays"),
    Why.REMOVED_HERE: said("changed there; you removed it"),
    Why.REMOVED_THERE: said("removed there; yours stays"),
    Why.LACKS: said("new there, but it needs a record that you removed"),
}


@click.group()
def workspace() -> None:
    """List workspaces, start a new one, or connect one on a server."""


@workspace.command("list")
def list_() -> None:
    """List the workspaces of this machine and the shipped ones."""
    settings = settings_from()
    saved = saved_workspaces(settings)
    shipped = workspaces()
    for name in sorted({*saved, *shipped}):
        if name not in saved:
            title = shipped[name].title
            tell(said("{name}: {title} (shipped; made on first use)", name=Verbatim(name), title=title))
            continue
        try:
            w = workspace_for(name, settings)
            rows = sum(w.store.info().counts.values())
        except MnrError as error:
            tell(said("{name}: cannot be opened. {reason}", name=Verbatim(name), reason=in_words(error)))
            continue
        about = {"name": Verbatim(name), "title": w.title, "count": rows, "url": Verbatim(w.store.url)}
        tell(
            said("{name}: {title} (shipped, takes no data), {count:,} rows, {url}", **about)
            if w.read_only
            else said("{name}: {title}, {count:,} rows, {url}", **about)
        )


@workspace.command()
@click.argument("name")
@click.option("--from", "origin", default="", metavar="NAME", help="Start from a part of another workspace.")
@click.option(
    "--country", multiple=True, metavar="ISO3", help="With --from: only records about these countries."
)
@click.option("--title", default="", help="Title. Default: the name.")
@by_option
def new(name: str, origin: str, country: tuple[str, ...], title: str, by: str) -> None:
    """Start a workspace of your own: empty, or from a part of another one."""
    source = workspace_for(origin) if origin else None
    made = new_workspace(name, title=title, source=source, countries=country, at=now(), author=by)
    rows = sum(made.store.info().counts.values())
    tell(
        said(
            "Workspace {name} is ready: {count:,} rows, {url}. Use it with --store {name}.",
            name=Verbatim(name),
            count=rows,
            url=Verbatim(made.store.url),
        )
    )
    if made.countries_of:
        language = language_for(speak(""))
        listed = [Name("countries", c) for c in made.countries_of]
        left_out = copies.others_are_left_out(listed)
        tell(Verbatim(language.render(left_out, names_in(made.snapshot(), BASE_EDITION, language))))


@workspace.command()
@click.argument("name")
@click.option(
    "--from", "origin", required=True, metavar="NAME", help="The workspace that it was copied from."
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and save nothing.")
@by_option
def update(name: str, origin: str, dry_run: bool, by: str) -> None:
    """Bring in later changes of the workspace that one was copied from.

    What you changed stays. Where both changed, your record stays and is listed.
    """
    w, source = workspace_for(name), workspace_for(origin)
    found = later_of(w, source)
    outcome = bring_in(w, source, at=now(), author=by, dry_run=dry_run)
    refuse(outcome)
    code = settings_from().language
    for clash in found.clashes:
        called = record_name(w.snapshot(), clash.type, clash.mine or clash.theirs, code)
        tell(said("{record}: {why}", record=called, why=_KEPT[clash.why]))
    tell(
        said(
            "Later changes of {origin}: {added:,} added, {changed:,} changed, {removed:,} removed. "
            "Records of your own that stay: {kept:,}.",
            origin=Verbatim(origin),
            kept=len(found.clashes),
            **outcome.changes.counts(),
        )
    )
    if outcome.result:
        tell(saved_as(outcome.result.batch, name))


@workspace.command()
@click.argument("name")
@click.argument("address", callback=without_password)
@click.option("--user", default="", help="Name to log in with. Default: the one in the address, else neo4j.")
@click.option("--again", is_flag=True, help="Replace the address that is kept under this name.")
def connect(name: str, address: str, user: str, again: bool) -> None:
    """Keep the address of a server under the name of a workspace.

    You are asked for the password (or it is read from the standard input: one line). It is kept in a file that only you
    can read. Without a password, MNR_PASSWORD_NAME or MNR_PASSWORD is used each time.
    """
    settings = settings_from()
    if "://" not in address or address.startswith("sqlite:"):
        raise UsageError(
            said("{address!r} is not the address of a server.", address=address),
            hint=said("Write it as bolt://HOST:PORT."),
        )
    taken = name in workspaces() or name in saved_workspaces(settings)
    if taken and not (again and name in addresses.names(settings.home)):
        raise UsageError(
            said("There is a workspace {name!r} already.", name=name),
            hint=said("Choose another name, or --again for an address that is kept already."),
        )
    addresses.check_url(address)
    open_store(address).close()
    address, named = split_user(address)
    if sys.stdin.isatty():
        password = click.prompt(
            told(said("Password")), hide_input=True, default="", show_default=False, err=True
        )
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    path = addresses.keep(settings.home, addresses.Address(name, address, user or named, password))
    about = {"name": Verbatim(name), "address": Verbatim(address), "path": path}
    tell(
        said(
            "Workspace {name} is at {address}. Its address and its password are kept in {path}, "
            "readable by you alone.",
            **about,
        )
        if password
        else said(
            "Workspace {name} is at {address}. Its address and no password are kept in {path}, "
            "readable by you alone.",
            **about,
        )
    )
    tell(
        said(
            "Make an empty one there with `mnr store init {name}`; use it with --store {name}.",
            name=Verbatim(name),
        )
    )


@workspace.command()
@click.argument("name", type=click.Choice(list(workspaces())))
def refresh(name: str) -> None:
    """Update a shipped workspace to the data of this version of the program."""
    store = open_store(f"sqlite:///{path_of(name, settings_from())}")
    made = build_shipped(name, store)
    tell(
        said(
            "{name}: {count:,} rows, data version {snapshot}.",
            name=Verbatim(name),
            count=sum(made.store.info().counts.values()),
            snapshot=made.snapshot().id,
        )
    )
