"""What is in the workspace, empty files to fill in, and the way in: send, look, take in, take back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from coordination.answers.declare import Table
from coordination.text import openings
from coordination.text.records import Column
from coordination.text.sentences import sentence
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Own
from dashboard.downloads.files import File
from dashboard.pages import Drawn, Page
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.before_after import before_after
from dashboard.pages.shared.shell import empty, field, heading
from dashboard.pages.workspace.corrections import answered_before, findings, place
from dashboard.pages.workspace.questions import questions
from dashboard.pages.workspace.whose_word import plans, stays, whose_word
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, n_, number, told
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import value_words
from graph_schema.schema import SCHEMA

__all__ = ["PAGE", "batch_notice", "draw", "undo_form"]

NAME = "data"
Row = Mapping[str, Any]


def kept(context: Context, view: View) -> dict[str, Any]:
    """Record types and how many rows there are of each."""
    world = context.world(view)
    head = {"snapshot": world.snapshot, "as_of": world.as_of.isoformat(), "edition": world.edition.id}
    return {**head, "evidence": world.evidence, **context.ask(view, "kept")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """A type of record, and how many there are."""

    type: Annotated[str, Column(sentence("Type of record"))]
    doc: Annotated[str, Column(sentence("What it contains"))]
    rows: Annotated[int, Column(sentence("Rows"))]
    claim: Annotated[bool, Column(sentence("Needs a source"))]
    columns: Annotated[int, Column(sentence("Columns"))]
    needed: Annotated[tuple[str, ...], Column(sentence("Required columns"))]


TYPES: Table[Row, Type] = Table(
    row=Type,
    rows=lambda given: (Type(**{**r, "needed": tuple(r["needed"])}) for r in given["types"]),
    key=("type",),
    title=sentence("Types of records"),
    empty=sentence("Nothing has been saved yet."),
)


def undo_form(view: View, batch: str, what: str = "", here: str = "") -> Node:
    """A button that takes a batch back, after a question; ``here``: the page to stay on, else the history of all."""
    return h(
        "form",
        h("input", type="hidden", name="here", value=here) if here else None,
        h(
            "button",
            glyphs.icon("back"),
            _("Undo this update"),
            h("span", colon(), what or batch[:8], class_="sr"),
            class_="button quiet",
        ),
        action=view.href("do", "undo", batch),
        method="post",
        class_="inline",
        data_post=True,
        data_confirm=_(
            "Undo update {batch}? The undo is itself an update, so you can undo it too.", batch=batch[:8]
        ),
    )


def batch_notice(context: Context, view: View, batch: str = "") -> Node | None:
    """What was just done, for those without scripts and after a reload; with the way back."""
    done = batch or view.get("done")
    if not done or done not in {b["batch"] for b in context.ask(view, "batches")["batches"]}:
        return None
    words = _("Saved as update {batch}.", batch=done[:8])
    return h("div", h("p", words, class_="grow"), undo_form(view, done), class_="notice")


def _record(kind: str) -> str:
    """What a kind of record is called."""
    return _(SCHEMA[kind].title) if kind in SCHEMA else kind


def _types(view: View, rows: list[Row]) -> Node:
    lines: list[list[Child]] = [
        [
            [h("b", _record(r["type"])), h("p", h("span", _(r["doc"])), class_="sub")],
            number(r["rows"]) if r["rows"] else h("span", _("none yet"), class_="sub"),
            h(
                "a",
                glyphs.icon("down"),
                _("Blank file"),
                h("span", f" {r['type']}.csv", class_="sub"),
                href=view.href("template", f"{r['type']}.csv"),
                download=f"{r['type']}.csv",
                class_="export",
            ),
        ]
        for r in rows
    ]
    head = [_("Type of record"), _("Rows"), _("Blank files to fill in")]
    return common.data_table(view.with_query(rows="all"), head, lines, _("All types of record"))


def _workbook(view: View, words: str, name: str) -> Node:
    """A link to a workbook."""
    return h(
        "a",
        glyphs.icon("down"),
        words,
        href=view.href("template", name),
        download=name,
        class_="button quiet",
    )


def _send(view: View, countries: Sequence[tuple[str, str]]) -> Node:
    chooser = h(
        "input",
        id="send-files",
        name="files",
        type="file",
        multiple=True,
        required=True,
        accept=".csv,.tsv,.xlsx,.jsonl,.json",
    )
    return h(
        "section",
        h("h2", _("Add what you know")),
        h(
            "ol",
            h(
                "li",
                _("Download a blank file: one workbook for everything, or one table from the list below."),
            ),
            h(
                "li",
                _("Fill it in. Each row is one record with its source. Leave empty what you do not know."),
            ),
            h("li", _("Send it. You see every change and every error before anything is saved.")),
            class_="numbered",
        ),
        h(
            "p",
            _workbook(view, _("Blank workbook (.xlsx)"), "template.xlsx"),
            _workbook(view, _("Blank workbook with all sheets"), "template-all.xlsx"),
            [
                _workbook(view, _("Workbook filled with {country}", country=name), f"filled-{iso3}.xlsx")
                for iso3, name in countries
            ],
            _workbook(view, _("Workbook filled with all records"), "filled.xlsx"),
            class_="actions",
        ),
        h(
            "p",
            _("Edit a filled workbook and send it back: the preview shows exactly what you changed."),
            " ",
            _("Names may stand where identifiers are asked for."),
            class_="sub",
        ),
        h(
            "form",
            h(
                "div",
                h("label", _("Files: CSV, Excel or JSON Lines"), for_="send-files"),
                chooser,
                class_="field wide-file",
            ),
            h("button", _("Preview the changes"), class_="button"),
            action=view.href("do", "send"),
            method="post",
            enctype="multipart/form-data",
            class_="filters",
            data_post=True,
        ),
        h(
            "p",
            _("At most 25 MB and 200,000 rows per table."),
            " ",
            _("Never add data about victims, suspects or cases."),
            class_="sub",
        ),
        class_="panel-card",
    )


def _elsewhere(view: View) -> Node:
    """Instead of the way in, where the workspace comes with the program: what is in it is what was shipped."""
    return h(
        "section",
        h("h2", _("Add what you know")),
        h(
            "p",
            _(
                "This workspace comes with the program and takes no data, so that what is in it stays what was "
                "shipped. Your data go into a workspace of your own: a copy of what is here about your country, or "
                "an empty one. Plans, what-if scenarios and favourites that you keep stand beside the records and "
                "change none."
            ),
        ),
        h(
            "p",
            h("a", _("Make a copy for your country"), href=f"{view.href('workspaces')}#new", class_="button"),
            _workbook(view, _("Blank workbook (.xlsx)"), "template.xlsx"),
            class_="actions",
        ),
        class_="panel-card",
    )


def _changes(view: View, given: Row) -> Node | None:
    rows: list[list[Child]] = []
    for kind, words in (("added", _("new")), ("changed", _("changed")), ("removed", _("removed"))):
        for r in given[kind]:
            t, names = SCHEMA[r["type"]], r["names"]
            if kind == "changed":
                said: Child = [h("bdi", r["called"]), before_after(t, r["fields"], names)]
            else:
                each = ((t.prop(k), v) for k, v in r["values"].items())
                words_of = (f"{_(p.label)}{colon()}{value_words(p, v, names)}" for p, v in each)
                said = h("bdi", " · ".join(words_of))
            rows.append([[words, colon(), _record(r["type"])], h("bdi", place(r)), said])
    if not rows:
        return None
    head = [_("Type of change"), _("Where"), _("Values")]
    return h(
        "section",
        h("h3", _("Changes to be saved")),
        h("p", _("The first rows of each type are shown."), class_="sub")
        if given["total"] > len(rows)
        else None,
        common.data_table(view, head, rows, _("New, changed and removed rows")),
    )


def _totals(given: Row) -> Node:
    sums = {k: sum(r[k] for r in given["counts"]) for k in ("added", "changed", "removed")}
    return h(
        "div",
        common.fact(sums["added"], n_("new row", "new rows", sums["added"])),
        common.fact(sums["changed"], n_("changed row", "changed rows", sums["changed"])),
        common.fact(sums["removed"], n_("removed row", "removed rows", sums["removed"])),
        common.fact(given["errors"], n_("error to fix", "errors to fix", given["errors"])),
        class_="facts",
    )


def _statements(given: Row) -> Node | None:
    """A box to tick for each finding of the scan for personal data: somebody states that it is none."""
    found = given["personal"]
    if not found:
        return None
    boxes: list[Child] = [
        h(
            "li",
            h(
                "label",
                h("input", type="checkbox", name="not_personal", value=f["statement"]),
                " ",
                told(f["message"]),
                " ",
                h("bdi", place(f), class_="sub"),
            ),
        )
        for f in found
    ]
    if len(found) > 1:
        words = _("None of all that was found is personal data.")
        box = h("input", type="checkbox", name="not_personal", value="all")
        boxes.append(h("li", h("label", box, " ", words)))
    return h(
        "fieldset",
        h(
            "legend",
            _("Is any of this personal data? Then correct your file. Tick what is not personal data."),
        ),
        h("ul", boxes),
        h("p", _("What you state here is kept with the update."), class_="sub"),
    )


def _marked(view: View, ident: str) -> Node:
    """The way to the files with what is wrong marked in their cells."""
    words = _("Download your tables with the mistakes marked (.xlsx)")
    link = h(
        "a",
        glyphs.icon("down"),
        words,
        href=view.href("marked", ident),
        download="marked.xlsx",
        class_="button quiet",
    )
    return h("p", link, class_="actions")


def _preview(view: View, world: World, given: Row) -> Node:
    ident = view.get("upload")
    asked = bool(given["questions"] or given["undecided"] or given["plans_undecided"])
    open_ = given["errors"] == len(given["personal"]) and not asked
    if asked and not given["errors"]:
        verdict = h(
            "p", _("Nothing is saved yet. Answer the questions, then check the changes."), class_="problem"
        )
    elif given["personal"] and open_:
        verdict = h(
            "p",
            _(
                "Nothing can be saved yet: some texts look like personal or case data. Correct your "
                "file and send it again, or state below that they are not."
            ),
            class_="problem",
        )
    elif given["errors"]:
        words = _(
            "Nothing can be saved yet. Correct the errors below, or fix them in your file and send it again."
        )
        if asked:
            words = _("Nothing can be saved yet. Answer the questions, and correct the errors below.")
        verdict = h("p", words, class_="problem")
    elif not given["total"] and given["plans_come"]:
        verdict = h("p", _("Nothing is saved yet. No row changes; save to keep the plans."))
    elif not given["total"] and given["stays_all"]:
        verdict = h("p", _("No change: what differs was changed here since the file was made, and stays."))
    elif not given["total"]:
        verdict = h("p", _("No change: this workspace already contains all of it."))
    else:
        verdict = h("p", _("Nothing is saved yet. Check the changes, then save them to the workspace."))
    take = None
    if (given["total"] or given["plans_come"]) and open_:
        take = h(
            "form",
            _statements(given),
            field(
                _("Note for the history (optional)"),
                h("input", id="take-note", name="note", type="text", maxlength="200"),
                for_="take-note",
            ),
            h("input", type="hidden", name="base", value=given["base"]),
            h("button", _("Save to the workspace"), class_="button"),
            action=view.href("do", "take-in", ident),
            method="post",
            class_="filters",
            data_post=True,
        )
    drop = h(
        "form",
        h("button", _("Discard"), class_="button quiet"),
        action=view.href("do", "discard", ident),
        method="post",
        class_="inline",
        data_post=True,
    )
    return h(
        "section",
        h("h2", _("Preview of changes"), " ", h("bdi", ", ".join(given["files"]), class_="sub")),
        verdict,
        answered_before(view, given),
        questions(view, world, given),
        whose_word(view, given),
        plans(view, world, given),
        _totals(given),
        take,
        drop,
        _marked(view, ident) if given["errors"] or asked else None,
        findings(view, given),
        _changes(view, given),
        stays(view, given),
        class_="panel-card",
    )


def draw(context: Context, view: View) -> Drawn:
    world: World = context.world(view)
    batch = ""
    if view.get("taking"):
        batch = context.ask(view, "taken", view.get("taking"))["batch"]
    world = context.world(view) if batch else world
    own = context.workspace(view).is_own
    given = kept(context, view)
    preview = context.ask(view, "preview", view.get("upload")) if view.get("upload") else None
    here = {view.country, *context.workspace(view).countries}
    chosen = [(c.iso3, parts.name_of(c)) for c in world.countries.values() if c.iso3 in here][:3]
    rows = given["types"]
    total = sum(r["rows"] for r in rows)
    title = _("Data and import")
    lead = n_("{count} row in this workspace", "{count} rows in this workspace", total)
    nothing = None
    if not total:
        nothing = empty(
            _("This workspace is empty"),
            _(
                "Start with the workbook: fill in the sheet of countries, then organisations, then who "
                "does what."
            ),
        )
    tree = h(
        "div",
        heading(
            title,
            lead,
            h("a", _("Saved updates"), href=view.href("history"), class_="button quiet"),
            answer=openings.records(total, own),
        ),
        batch_notice(context, view, batch),
        nothing,
        _preview(view, world, preview) if preview else _send(view, chosen) if own else _elsewhere(view),
        h(
            "section",
            h(
                "div",
                h("h2", _("Contents of this workspace"), class_="grow"),
                common.downloads(view, NAME, (_("Types of record"), NAME)),
                class_="section-top",
            ),
            _types(view, rows),
            class_="panel-card",
        ),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {NAME: File(kept, "types", declared=Own((TYPES,), kept))}
PAGE = Page(NAME, N_("Data and import"), draw, group=common.REFERENCE, files=FILES)
