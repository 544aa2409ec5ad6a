"""Files to take away: every table as CSV, Excel and JSON, days as iCalendar, news as Atom, pictures as SVG and PNG.

One mechanism for all pages: what a page names in ``files`` and ``pictures`` is served here in every format, with the
same choices in the address as on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time

from flask import Flask, Response, request

from coordination.answers.frames import file_frame
from coordination.reports.workbook import MIMETYPE, Sheet, workbook
from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import World
from dashboard.downloads import atom
from dashboard.downloads import svg_export as paper
from dashboard.downloads.attached import attached
from dashboard.downloads.cited import CITED
from dashboard.downloads.declared import Own, labelled
from dashboard.downloads.files import Answer, File, as_json, csv_text, for_workbook, template_table
from dashboard.shapes import load
from dashboard.ui import i18n
from dashboard.ui.i18n import _, day
from dashboard.ui.view import EVIDENCE_CHOICES, View, parse
from graph_schema.errors import UsageError, said

__all__ = ["add_downloads"]

LONG = 31_536_000


def _named(view: View, world: World, stem: str, ending: str) -> str:
    about = "-".join(x for x in (view.get("country"), view.get("capability")) if x and x.isalnum())
    return "-".join(x for x in (stem, view.workspace, about, world.as_of.isoformat()) if x) + "." + ending


def _file(body: str | bytes, mimetype: str, name: str) -> Response:
    answer = Response(body, mimetype=mimetype)
    attached(answer, name)
    return answer


def _cited(world: World, value: object) -> Iterator[str]:
    """Ids of the sources that an answer names, and of those that decide the cells it speaks of."""
    if isinstance(value, str):
        if value in world.sources:
            yield value
    elif isinstance(value, Mapping):
        cell = world.cells.get((str(value.get("country")), str(value.get("capability"))))
        yield from cell.sources if cell else ()
        for inner in value.values():
            yield from _cited(world, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _cited(world, inner)


def _sources(context: Context, view: View, answer: Answer, label: str) -> Sheet:
    world, labels = context.world(view), Labels.of(context, view, label)
    named = [world.sources[i] for i in sorted(set(_cited(world, answer)))]
    (table,) = Own((CITED,), lambda _context, _view: named).filled(context, view)
    own = [labels.of_row({"source": source.id}) for source in named]
    return Sheet(table.title, labelled(file_frame(table, book=True), own))


def _book(context: Context, view: View, file: File) -> bytes:
    """The workbook of a file: what it is, its tables, its sources; a filled-in template has its own sheet only."""
    world, answer = context.world(view), file.labelled(context, view)
    made = datetime.combine(world.as_of, time(), UTC).replace(tzinfo=None)
    if file.declared is None:
        table = template_table(answer, file.rows, file.template)
        return workbook([for_workbook(table)], table.name, made=made)
    tables = file.declared.sheets(context, view, file.label, book=True)
    if file.title and len(tables) == 1:  # a page may show part of a table, under a name of its own
        tables = [replace(tables[0], name=_(file.title))]
    title = _(file.title) if file.title else tables[0].name
    sources = _sources(context, view, answer, file.label)
    about = [
        (_("Workspace"), _(world.title)),
        (_("As of"), day(world.as_of)),
        (_("Framework"), f"{_(world.edition.name)} · {world.edition.year}"),
        (_("Evidence"), _(EVIDENCE_CHOICES.get(world.evidence, world.evidence))),
        (_("Data version"), world.snapshot),
        (_("Sharing label"), str(answer.get("label", ""))),
        (_("Sources"), i18n.number(len(sources.frame))),
        (
            _("How to read it"),
            _('"Unknown" means that no information is recorded yet. It does not mean that nothing exists.'),
        ),
        ("", _("Countries are never ranked here.")),
    ]
    sheets = [*tables, sources] if len(sources.frame) else tables
    return workbook(sheets, title, about=about, cover=_("About this file"), made=made)


def _table_file(context: Context, view: View, world: World, stem: str, ending: str, file: File) -> Response:
    name = _named(view, world, stem, ending)
    if ending == "json":
        return _file(as_json(file.labelled(context, view)), "application/json", name)
    if ending == "ics" and file.calendar is not None:
        return _file(file.calendar(context, view), "text/calendar", name)
    if ending == "atom" and file.feed is not None:
        return Response(file.feed(context, view).text(request.url_root), mimetype=atom.MIMETYPE)
    if ending == "csv" and file.template:
        table = template_table(file.answer(context, view), file.rows, file.template)
        return _file(csv_text(table), "text/csv", f"{file.template}.csv")
    if ending == "csv" and file.rows and file.declared:
        (table,) = file.declared.sheets(context, view, file.label)
        return _file(csv_text(table), "text/csv", name)
    if ending == "xlsx":
        return _file(_book(context, view, file), MIMETYPE, name)
    raise UsageError(
        said("There is no file {value!r} to download.", value=(stem + "." + ending)[:40]),
        hint=said("Use the links on the pages."),
    )


def add_downloads(
    server: Flask,
    context: Context,
    files: Mapping[str, File],
    pictures: Mapping[str, Callable[[Context, View], str]],
) -> None:
    """Routes ``/<workspace>/download/<file>``, ``/<workspace>/picture/<file>`` and ``/shapes/<file>``."""

    def asked() -> tuple[View, World]:
        view = parse(request.full_path)
        i18n.set_language(view.lang)
        return view, context.world(view)

    @server.get("/<workspace>/download/<name>")
    def download(workspace: str, name: str) -> Response:
        view, world = asked()
        stem, _dot, ending = name.rpartition(".")
        file = files.get(stem)
        if file is None:
            raise UsageError(
                said("There is no file {name!r} to download.", name=name[:40]),
                hint=said("Use the links on the pages."),
            )
        return _table_file(context, view, world, stem, ending, file)

    @server.get("/<workspace>/picture/<name>")
    def image(workspace: str, name: str) -> Response:
        view, world = asked()
        stem, _dot, ending = name.partition(".")
        if stem not in pictures or ending not in {"svg", "png"}:
            raise UsageError(
                said("There is no picture {name!r}.", name=name[:40]),
                hint=said("Use the links on the pages."),
            )
        svg = pictures[stem](context, view)
        if ending == "svg":
            return _file(svg, "image/svg+xml", _named(view, world, stem, "svg"))
        return _file(paper.png(svg), "image/png", _named(view, world, stem, "png"))

    @server.get("/shapes/<name>")
    def outlines(name: str) -> Response:
        shapes = load(name.partition(".")[0])
        if shapes is None or not shapes.address.endswith("/" + name):
            raise UsageError(said("There are no outlines of this name."), hint=said("Load the page again."))
        answer = Response(shapes.text, mimetype="application/json")
        answer.headers["Cache-Control"] = f"public, max-age={LONG}, immutable"
        return answer
