"""Commands that move data: import, export, history, undo."""

from __future__ import annotations

import sys
from dataclasses import replace as replace_fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from coordination.cli import waiting
from coordination.cli.options import (
    Asked,
    by_option,
    format_option,
    lang_option,
    question_options,
    speak,
    store_option,
    today,
)
from coordination.cli.output import (
    emit,
    escape,
    plain_table,
    print_issues,
    print_questions,
    print_table,
    progress_bar,
    saved_as,
    tell,
)
from coordination.exchange.tables import FORMATS
from coordination.exchange.tables import export as write_export
from coordination.store.opening import open_store
from coordination.system.clock import now
from coordination.system.files import write_whole
from coordination.system.settings import settings_from
from coordination.text.languages import language_for, told
from coordination.workspace.places import workspace_for
from coordination.workspace.service import ImportOutcome, Question, Workspace, refuse
from graph_schema.errors import UsageError, Verbatim, said
from graph_schema.issues import errors_in

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["export", "graph", "history", "import_", "undo"]

#: columns of CSV
_ISSUE: Final = ("code", "severity", "file", "line", "column", "value", "message", "hint")
_ENTRY: Final = ("number", "batch", "at", "type", "op", "version", "before")


def _format(asked: str | None) -> str:
    return asked or ("table" if sys.stdout.isatty() else "json")


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--dry-run", is_flag=True, help="Show what would change, and every error, warning and note. Save nothing."
)
@click.option(
    "--replace",
    multiple=True,
    metavar="TYPE[:ISO3]",
    help="Also remove records of this type (and country) that the files do not contain.",
)
@click.option("--note", default="", help="A note, kept with the update.")
@click.option(
    "--not-personal",
    multiple=True,
    metavar="CODE[:FILE][:LINE]|all",
    help="State that what a warning names is not personal data. Kept with the update.",
)
@click.option(
    "--choose",
    multiple=True,
    metavar="TEXT=ANSWER",
    help="Answer a question about the files: TEXT=ID, TEXT=new:KIND:ISO3 (a new record of that name), TEXT=leave-out "
    "(without its rows), HEADING=FIELD (which column it is), FILE=day-first or FILE=month-first, FILE#TYPE=remove or "
    "FILE#TYPE=keep (records whose rows were deleted in a filled workbook), TYPE/ID=theirs or TYPE/ID=here (a record "
    "that was changed here and in the file), FILE:LINE:COLUMN=TEXT (another text for a cell), FILE:LINE=leave-out "
    "(without that row).",
)
@click.option(
    "--both",
    type=click.Choice(["theirs", "here"]),
    help="Whose word counts where a record was changed here and in the file, and no --choose names it: take all of "
    "theirs, or keep what is here.",
)
@click.option(
    "--ask-again", is_flag=True, help="Use no answer that was given when a file of that name came before."
)
@click.option(
    "--marked",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write your tables to this new .xlsx file, with errors and warnings marked in the cells.",
)
@by_option
@store_option
@lang_option
@format_option
def import_(
    paths: tuple[Path, ...],
    dry_run: bool,
    replace: tuple[str, ...],
    note: str,
    not_personal: tuple[str, ...],
    choose: tuple[str, ...],
    both: str | None,
    ask_again: bool,
    marked: Path | None,
    by: str,
    store: str,
    lang: str,
    format_: str | None,
) -> None:
    """Import a folder, CSV, XLSX or JSON Lines. Either everything is saved, or nothing.

    If --store names a SQLite file that does not exist, it is made.
    """
    from coordination.ingest.questions import AGAIN, Choices
    from coordination.workspace.imported import imported, json_of

    language = language_for(speak(lang))
    choices = Choices.read((*choose, f"all={both}") if both else choose)
    if ask_again:
        choices = Choices({**choices.given, AGAIN: "yes"})
    if marked is not None and (marked.exists() or marked.suffix != ".xlsx"):
        raise UsageError(
            said("{path} is there already, or does not end in .xlsx.", path=marked),
            hint=said("Name a new .xlsx file."),
        )
    store = store or settings_from().store
    made = None
    if store.startswith("sqlite:") or store.endswith(".sqlite"):
        target = open_store(store)
        path = Path(target.url.removeprefix("sqlite:///"))
        made = None if path.exists() else path
        target.prepare()
    workspace = replace_fields(workspace_for(store), language=language)
    with progress_bar() as progress:
        outcome = workspace.import_files(
            paths,
            at=now(),
            author=by,
            note=note,
            replace=replace,
            dry_run=dry_run,
            progress=progress,
            not_personal=not_personal,
            choices=choices,
        )
    if made is not None and outcome.result is None:  # nothing came of it: leave no empty store behind
        workspace.store.close()
        for left in made.parent.glob(made.name + "*"):
            left.unlink()
    form = _format(format_)
    emit(
        json_of(imported(outcome, told)),
        form,
        "issues",
        _ISSUE,
        lambda out: _imported(out, outcome, store, dry_run),
    )
    print_questions(outcome.questions)
    if marked is not None:
        write_whole(marked, workspace.marked(paths, outcome, told))
    refuse(outcome)  # prints the findings when it stops
    if form != "json":
        print_issues(outcome.issues)


def _imported(out: Console, outcome: ImportOutcome, store: str, dry_run: bool) -> None:
    from coordination.workspace.plans_sent import words_of

    rows = []
    for name in {**outcome.changes.added, **outcome.changes.changed, **outcome.changes.removed}:
        changed = outcome.changes.changed.get(name)
        rows.append(
            (
                name,
                str(len(outcome.changes.added.get(name, ())) or ""),
                str(len(changed.after) if changed else ""),
                str(len(outcome.changes.removed.get(name, ())) or ""),
            )
        )
    if rows:
        if outcome.result is None:
            header = (
                said("Type"),
                said("would be added"),
                said("would be changed"),
                said("would be removed"),
            )
        else:
            header = (said("Type"), said("added"), said("changed"), said("removed"))
        print_table(out, plain_table(told(said("Changes")), [told(h) for h in header], rows))
    for p in outcome.plans:
        plan = said("Plan {name!r} ({country})", name=p.plan.name, country=Verbatim(p.plan.country))
        out.print(escape(told(said("{record}: {why}", record=plan, why=words_of(p)))))
    if errors_in(outcome.issues):
        return
    if outcome.result is not None and outcome.result.repeated:
        what = said("Update {batch} was already saved.", batch=outcome.result.batch)
    elif outcome.result is not None:
        what = saved_as(outcome.result.batch, store)
    elif dry_run:
        what = said("Nothing was saved (--dry-run).")
    elif any(p.comes for p in outcome.plans):
        what = said("No row changed. The plans are kept.")
    else:
        what = said("No change: every row is already there.")
    out.print(told(what))


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--as", "form", type=click.Choice(list(FORMATS)), default="csv", help="Format of the files.")
@store_option
def export(target: Path, form: str, store: str) -> None:
    """Export everything as a folder of CSV files or as JSON Lines, with a manifest of counts, SHA-256 and versions."""
    from coordination.workspace.plans_sent import carried_by

    workspace = workspace_for(store)
    snapshot = workspace.records()
    carried, tier = carried_by(workspace)
    written = write_export(snapshot, form, target, str(tier), workspace.countries_of, carried)
    rows = sum(snapshot.counts().values())
    tell(
        said(
            "{rows:,} rows in {files:,} files in {target} (data version {snapshot}).",
            rows=rows,
            files=len(written),
            target=target,
            snapshot=snapshot.id,
        )
    )
    if carried.plans:
        tell(
            said(
                "Kept plans in the manifest: {count:,}. Label of the whole: {tier}.",
                count=len(carried.plans),
                tier=tier,
            )
        )


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@question_options
def graph(target: Path, asked: Asked) -> None:
    """Save everything that counts on a day as one graph, for Gephi, Cytoscape or a notebook: FILE.graphml or FILE.json.

    Organisations, capabilities in countries, agreements, networks and the framework are nodes, and what is recorded
    between them are edges.
    """
    # imported here: only what writes a graph loads them
    from coordination.analytics.graph.whole import coordination_graph
    from coordination.exchange.graphs import write_graph
    from coordination.model.access import DERIVED
    from coordination.reports.document import label_of

    workspace, question = asked.workspace, asked.question
    made = coordination_graph(workspace.facts(question), question.as_of)
    # it holds every record, and how many providers each capability has
    write_graph(made, target, label_of(workspace, least=DERIVED).removeprefix("TLP:"))
    tell(
        said(
            "{nodes:,} nodes and {edges:,} edges in {target} (data version {snapshot}).",
            nodes=len(made),
            edges=made.number_of_edges(),
            target=target,
            snapshot=workspace.snapshot().id,
        )
    )


@click.command()
@click.argument("ref", required=False)
@store_option
@format_option
def history(ref: str | None, store: str, format_: str | None) -> None:
    """List all updates, or every change of one record (its id as `mnr explain` prints it)."""
    workspace = workspace_for(store)
    if ref is None:
        from coordination.answers.updates import updates
        from coordination.text.batch_notes import note_words

        given, form = updates(workspace), _format(format_)
        batches = given["batches"]
        if form == "csv":
            file = _updates_file(workspace, given)
            waiting.end()
            click.echo(file, nl=False)
            return

        def show(out: Console) -> None:
            header = [
                "#",
                told(said("Update")),
                told(said("Type")),
                told(said("At")),
                told(said("Author")),
                told(said("Added")),
                told(said("Changed")),
                told(said("Removed")),
                told(said("Note")),
            ]
            language = language_for(speak(""))
            keys = ("seq", "batch", "kind", "at", "author", "added", "changed", "removed")
            rows = (
                (
                    *(escape(str(b[k])) for k in keys),
                    escape(language.render(note_words(b["note"]), lambda n: n.id)),
                )
                for b in batches
            )
            print_table(out, plain_table(told(said("Updates, oldest first")), header, rows))

        emit(given, form, "batches", (), show)
        return
    entries: list[dict[str, Any]] = [
        {
            "number": e.number,
            "batch": e.batch,
            "at": e.at,
            "type": e.type,
            "op": str(e.op),
            "version": e.version,
            "before": dict(e.before) if e.before else None,
        }
        for e in workspace.history(ref)
    ]

    def table(out: Console) -> None:
        if not entries:
            out.print(escape(told(said("No record {ref} has ever been here.", ref=Verbatim(ref)))))
            return
        rows = [
            (
                str(e["version"]),
                str(e["at"]),
                str(e["batch"]),
                str(e["op"]),
                escape(
                    "; ".join(f"{k}: {v}" for k, v in (e["before"] or {}).items() if not k.startswith("_"))
                ),
            )
            for e in entries
        ]
        header = [
            told(said("Version")),
            told(said("At")),
            told(said("Update")),
            told(said("What")),
            told(said("It said before")),
        ]
        title = told(said("Record {ref}", ref=Verbatim(ref)))
        print_table(out, plain_table(escape(title), header, rows))

    emit({"record": ref, "entries": entries}, _format(format_), "entries", _ENTRY, table)


def _updates_file(w: Workspace, given: dict[str, Any]) -> str:
    """All updates as CSV, as the page gives them."""
    from coordination.answers.filled import filled, rests_by, say_of
    from coordination.answers.frames import csv_of, file_frame
    from coordination.answers.updates import UPDATES

    q = Question(today())
    say = say_of(w, q)
    return csv_of(file_frame(filled(UPDATES, given, say), rests_by(w.header(q), say)))


@click.command()
@click.argument("batch", metavar="UPDATE")
@click.option("--with-later", is_flag=True, help="Undo later updates that stand in its way too.")
@click.option(
    "--approved-by",
    default="",
    metavar="NAME",
    help="Who, beside you, approved that sharing labels become less strict. Kept with the update.",
)
@by_option
@store_option
def undo(batch: str, by: str, store: str, with_later: bool, approved_by: str) -> None:
    """Undo an update (the first characters of its id are enough). The undo is itself an update: you can undo it too."""
    workspace = workspace_for(store)
    result = workspace.undo(batch, at=now(), author=by, with_later=with_later, approved_by=approved_by)
    if any(result.counts.values()):
        tell(
            said(
                "Undone. Rows added: {added:,}; changed: {changed:,}; removed: {removed:,}. This undo "
                "is update {batch}.",
                **result.counts,
                batch=result.batch,
            )
        )
    else:
        tell(said("Undone: there was nothing to change. This undo is update {batch}.", batch=result.batch))
