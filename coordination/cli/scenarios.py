"""``mnr scenario``: keep, list, show, compare, delete, bring back and share what-ifs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final

import click

from coordination.analytics.loss.scenario import Change, scenario_changes
from coordination.cli.generic import load
from coordination.cli.helped import in_language
from coordination.cli.options import by_option, day_option, format_option, store_option, today
from coordination.cli.output import emit, escape, plain_table, print_table, tell
from coordination.store.opening import masked
from coordination.system.clock import now
from coordination.text.languages import told
from coordination.workspace.places import workspace_for
from coordination.workspace.scenarios import (
    SavedScenario,
    must_be_a_change,
    read_file,
    saved_or_file,
    to_text,
)
from coordination.workspace.scenarios import scenario as checked
from coordination.workspace.service import Workspace
from graph_schema.edition import edition_ids
from graph_schema.errors import AlreadyThere, UsageError, Verbatim, said

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["scenario"]

#: columns of CSV
_COLUMNS: Final = (
    "name",
    "note",
    "changes",
    "workspace",
    "edition",
    "as_of",
    "keep_ground",
    "saved",
    "author",
    "label",
)


class _Scenarios(click.Group):
    """The commands; the answer among them is made when it is asked for, so that its help is in the language."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "compare"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "compare":
            return in_language(load("coordination.answers.scenario_compare"))
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Scenarios)
def scenario() -> None:
    """Keep, list, compare and share what-if scenarios."""


@scenario.command()
@click.argument("name")
@click.argument("changes", nargs=-1, metavar="[CHANGE]...")
@click.option("--remove", multiple=True, metavar="KIND:ID", help="What ends, written as for `mnr what-if`.")
@click.option("--note", default="", help="Why you ask, for people who read it later.")
@click.option("--keep-ground", is_flag=True, help="Providers continue even if all their known funders end.")
@click.option(
    "--as-of", callback=day_option, metavar="YYYY-MM-DD", help="The date of the scenario. Default: none."
)
@click.option(
    "--edition", type=click.Choice(edition_ids()), default=None, help="The framework edition of the scenario."
)
@click.option("--replace", "again", is_flag=True, help="Replace the scenario of that name.")
@by_option
@store_option
def save(
    name: str,
    changes: tuple[str, ...],
    remove: tuple[str, ...],
    note: str,
    keep_ground: bool,
    as_of: date | None,
    edition: str | None,
    again: bool,
    by: str,
    store: str,
) -> None:
    """Keep a what-if scenario under a name. Everything that it names must exist in the workspace."""
    workspace = workspace_for(store)
    must_be_a_change(workspace, [*remove, *changes])
    made = checked(
        name,
        [*remove, *changes],
        note=note,
        workspace=workspace.name,
        edition=edition or "",
        as_of=as_of.isoformat() if as_of else "",
        keep_ground=keep_ground,
        saved=now(),
        author=by,
    )
    scenario_changes(workspace.snapshot(), made.parsed, as_of or today())
    with _replaceable():
        workspace.scenarios.save(made, replace=again)
    ask = Verbatim(f"mnr what-if --scenario {quote(made.name)}{_at(store)}")
    tell(said("Saved {name!r}. Ask: {command}", name=made.name, command=ask))


@scenario.command("list")
@click.option("--deleted", is_flag=True, help="List those that can be brought back.")
@store_option
@format_option
def list_(deleted: bool, store: str, format_: str | None) -> None:
    """List the scenarios of a workspace."""
    workspace = workspace_for(store)
    shelf = workspace.scenarios
    found = shelf.deleted() if deleted else shelf.saved()
    answer: dict[str, object] = {"scenarios": [s.as_row() for s in found]}
    wrong = [] if deleted else shelf.broken()

    def table(out: Console) -> None:
        if not found:
            none = said("No scenario is kept here yet: mnr scenario save NAME CHANGE")
            out.print(told(said("No scenario was deleted.") if deleted else none))
            return
        rows = ((s.name, " ".join(s.changes), s.note, s.saved[:10]) for s in found)
        texts = ([escape(t) for t in row] for row in rows)
        header = [told(said("Name")), told(said("Changes")), told(said("Note")), told(said("Saved"))]
        print_table(out, plain_table(told(said("Scenarios")), header, texts))

    emit(answer, _format(format_), "scenarios", _COLUMNS, table)
    for path, error in wrong:
        tell(said("{path}: {reason}", path=path, reason=error), err=True)


@scenario.command("show")
@click.argument("name")
@store_option
@click.option(
    "--format", "format_", type=click.Choice(["table", "json", "csv", "toml"]), default=None,
    help="Default: a table on a terminal, JSON when piped. toml: the form for sharing.",
)  # fmt: skip
def show_(name: str, store: str, format_: str | None) -> None:
    """Show what a scenario changes. NAME may be a file that ends in .toml."""
    found = saved_or_file(workspace_for(store), name)
    if format_ == "toml":
        click.echo(to_text(found), nl=False)
        return
    row = found.as_row()

    def table(out: Console) -> None:
        for key, value in row.items():
            for line in value if isinstance(value, list) else [value] if value else []:
                out.print(f"{key:>11}: {escape(str(line))}")

    emit({"scenarios": [row]}, _format(format_), "scenarios", _COLUMNS, table)


@scenario.command()
@click.argument("name")
@click.option("--for-good", is_flag=True, help="Delete it for ever. Asks first.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@store_option
def delete(name: str, for_good: bool, yes: bool, store: str) -> None:
    """Delete a scenario. `mnr scenario restore` brings it back."""
    workspace = workspace_for(store)
    if for_good and not yes:
        click.confirm(
            told(said("Delete {name!r} and every older copy of it for good?", name=name)), abort=True
        )
    workspace.scenarios.delete(name, for_good=for_good)
    if for_good:
        tell(said("Deleted {name!r} for good.", name=name))
    else:
        back = Verbatim(f"mnr scenario restore {quote(name)}{_at(store)}")
        tell(said("Deleted {name!r}. Bring it back: {command}", name=name, command=back))


@scenario.command()
@click.argument("name")
@store_option
def restore(name: str, store: str) -> None:
    """Bring back a scenario that was deleted or replaced."""
    found = workspace_for(store).scenarios.restore(name)
    tell(said("{name!r} is back.", name=found.name))


@scenario.command()
@click.argument("name")
@click.argument("new")
@store_option
def rename(name: str, new: str, store: str) -> None:
    """Give a scenario another name."""
    found = workspace_for(store).scenarios.rename(name, new)
    tell(said("{name!r} is called {new!r} now.", name=name, new=found.name))


@scenario.command()
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@store_option
def export(name: str, file: Path, store: str) -> None:
    """Write a scenario to a file that you can share (its name should end in .toml)."""
    from coordination.system.files import write_whole

    found = workspace_for(store).scenarios.load(name)
    write_whole(file, to_text(found))
    tell(said("Wrote {file} (TLP:{label}).", file=file, label=Verbatim(found.label)))


@scenario.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", "again", is_flag=True, help="Replace scenarios of the same name.")
@store_option
def import_(files: tuple[Path, ...], again: bool, store: str) -> None:
    """Import scenarios that someone shared. Says which of their changes name nothing in this workspace."""
    workspace = workspace_for(store)
    read = [read_file(f) for f in files]
    for found in read:
        with _replaceable():
            kept = workspace.scenarios.save(found, replace=again)
        count = len(kept.changes)
        tell(
            said("Saved {name!r}: 1 change.", name=kept.name)
            if count == 1
            else said("Saved {name!r}: {count:,} changes.", name=kept.name, count=count)
        )
        for text, why in missing(workspace, kept):
            click.echo(f"  {text}: {told(why)}", err=True)


def missing(workspace: Workspace, kept: SavedScenario) -> list[tuple[str, str]]:
    """(change, why) of the changes that name something this workspace does not have."""
    out: list[tuple[str, str]] = []
    snapshot = workspace.snapshot()
    good: list[Change] = []
    for change in kept.parsed:
        try:
            scenario_changes(snapshot, [*good, change], today())
        except UsageError as e:
            out.append((change.text, str(e)))
        else:
            good.append(change)
    return out


@contextmanager
def _replaceable() -> Iterator[None]:
    """Where one of that name is kept already, with the option that replaces it."""
    try:
        yield
    except AlreadyThere as e:
        hint = said(
            "Choose another name, or replace the old one with {option}.", option=Verbatim("--replace")
        )
        raise AlreadyThere(e.message, hint=hint) from None


def _at(store: str) -> str:
    """The option that names the store again, without a password."""
    return f" --store {quote(masked(store))}" if store else ""


def _format(given: str | None) -> str:
    return given or ("table" if sys.stdout.isatty() else "json")
