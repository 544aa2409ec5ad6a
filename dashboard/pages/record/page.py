"""One record: what it says, a form to correct it or to add one, its versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.filled import Filled, asked_of, is_pick
from dashboard.backend.records import declared
from dashboard.pages import Drawn, Page
from dashboard.pages.record.fields import Fields, doubts, personal, problems, saving
from dashboard.pages.record.versions import versions
from dashboard.pages.shared import common
from dashboard.pages.shared.edits import back_of
from dashboard.pages.shared.shell import field, heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import value_words
from graph_schema.declare import RecordType
from graph_schema.schema import SCHEMA

__all__ = ["NAME", "PAGE", "draw", "elsewhere"]

NAME = "record"
Row = Mapping[str, Any]


def _types(context: Context, view: View) -> Drawn:
    """Every type of record, to add one."""
    world = context.world(view)
    title = _("Add or correct")
    items = [
        h(
            "li",
            h("a", _(t.adding), href=view.href(NAME, t.name)),
            h("p", _(t.doc), class_="sub"),
            data_key=t.name,
        )
        for t in SCHEMA.values()
    ]
    tree = h(
        "div",
        heading(
            title, answer=_('Choose what you want to add. To correct a record, open it and choose "Correct".')
        ),
        elsewhere(context, view),
        h("section", h("ul", items, class_="adding-list"), class_="panel-card"),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def elsewhere(context: Context, view: View) -> Node | None:
    """That the workspace takes no data, and the way to one that does."""
    if context.workspace(view).is_own:
        return None
    return h(
        "div",
        h(
            "p",
            _(
                "This workspace comes with the program and takes no data. Make a copy for your country to change it."
            ),
            class_="grow",
        ),
        h("a", _("Make a copy for your country"), href=f"{view.href('workspaces')}#new", class_="button"),
        class_="notice",
    )


def _begun(view: View, t: RecordType, context: Context) -> Filled:
    """A new record with what the address says of it."""
    given = {p.name: view.get(p.name) for p in asked_of(t) if view.get(p.name)}
    if "iso3" in t.columns and view.country and t.prop("iso3").ref:
        given.setdefault("iso3", view.country)
    filled = Filled.of(t, back=view.get("back"))
    filled.given.update(given)
    for name, p in filled.picks:
        ident = given.get(name, "")
        known = context.ask(view, "called", p.ref, ident)["name"] if ident else ""
        filled.given[name] = known or ident
        filled.meant |= {name: ident} if known else {}
    return filled


def _opened(given: Row, view: View) -> Filled:
    """A record as it is, on its form."""
    t, names = SCHEMA[given["type"]], given["names"]
    filled = Filled.of(t, id=given["id"], was=given["was"], back=view.get("back"))
    filled.given.update({k: v for k, v in given["values"].items() if k in filled.fields})
    for name, _p in filled.picks:
        ident = filled.given.get(name, "")
        if ident:
            filled.given[name] = names.get(f"{name} {ident}", ident)
            filled.meant[name] = ident
    return filled


def _clash(t: RecordType, filled: Filled, names: Mapping[str, str]) -> Node | None:
    """Both versions, where somebody changed the record while it was open."""
    if filled.now is None:
        return None
    now = filled.now
    rows: list[list[Child]] = []
    for p in asked_of(t):
        theirs, mine = (
            now.get(p.name, ""),
            filled.meant.get(p.name, filled.given.get(p.name, now.get(p.name, ""))),
        )
        if theirs != mine:
            said = filled.given.get(p.name, "") if is_pick(p) else value_words(p, mine, names)
            rows.append([_(p.label), h("bdi", value_words(p, theirs, names)), h("bdi", said)])
    if not now:
        words = _("Someone removed this record after you opened it. If you save yours, it is added again.")
    elif not rows:
        words = _("Someone saved the same changes already.")
    else:
        words = _("Someone changed this record after you opened it. Compare both, then save what is right.")
    head = [_("Field"), _("Saved by someone else"), _("Yours, not saved yet")]
    return h(
        "div",
        h("h2", _("Two versions")),
        h("p", words),
        common.data_table(View(), head, rows, _("Fields that differ")) if rows and now else None,
        class_="form-problems",
        role="alert",
        tabindex="-1",
        id="form-problems",
    )


def _form(context: Context, view: View, filled: Filled, names: Mapping[str, str]) -> Node:
    t, fields = filled.declared, Fields(context, view, filled)
    fixed = t.key[0] if filled.id and not t.is_claim else ""  # a node stays the one it is
    asked = [p for p in asked_of(t) if p.name != fixed]
    main = [fields.of(p.name) for p in asked if not p.further]
    further = [p for p in asked if p.further]
    open_ = any(p.name in filled.wrong for p in further)
    more = h(
        "details",
        h("summary", _("More fields")),
        [fields.of(p.name) for p in further],
        field(
            _("Note for the history (optional)"),
            h("input", id="f-remark", name="remark", type="text", maxlength="200", value=filled.remark),
            for_="f-remark",
        ),
        class_="fold more-fields",
        open=open_,
    )
    buttons = [
        h(
            "button",
            _("Save anyway") if filled.doubts else _("Save"),
            name="then",
            value="save",
            class_="button",
        ),
        None
        if filled.id
        else h("button", _("Save and add another"), name="then", value="again", class_="button quiet"),
        h("button", _("Propose"), name="then", value="propose", class_="button quiet"),
        h("a", _("Cancel"), href=back_of(view, filled.back) or view.href("data"), class_="button quiet"),
    ]
    return h(
        "form",
        saving(),
        problems(filled),
        _clash(t, filled, names),
        doubts(view, filled),
        [h("input", type="hidden", name=k, value=v) for k, v in _hidden(filled)],
        main,
        personal(filled),
        more,
        h("p", buttons, class_="actions"),
        action=view.href("do", NAME, t.name, country=view.country),
        method="post",
        novalidate=True,
        class_="record-form panel-card",
        data_post=True,
        data_key=f"form-{view.get('waits')}-{view.get('done')}-{filled.id}",
        data_typed=f"{t.name} {filled.id}",
        data_waits=bool(view.get("waits")),
        data_words=_("You typed something here before that is not saved."),
        data_restore=_("Restore what I typed"),
        data_drop=_("Discard what I typed"),
    )


def _hidden(filled: Filled) -> Iterable[tuple[str, str]]:
    return (("id", filled.id), ("was", filled.was), ("back", filled.back))


def _shown(t: RecordType, given: Row) -> Node:
    """What a record says, where it cannot be changed."""
    rows: list[list[Child]] = [
        [_(p.label), h("bdi", value_words(p, given["values"][p.name], given["names"]))]
        for p in t.props
        if given["values"].get(p.name)
    ]
    return h(
        "section",
        common.data_table(View(), [_("Field"), _("Value")], rows, _("What the record says")),
        class_="panel-card",
    )


def draw(context: Context, view: View) -> Drawn:
    if not view.about:
        return _types(context, view)
    world, t = context.world(view), declared(view.about[0])
    own = context.workspace(view).is_own
    given: Row | None = None
    if len(view.about) > 1:
        given = context.ask(view, "record", t.name, view.about[1])
    if view.get("waits"):
        waiting = context.ask(view, "filled", view.get("waits"), t.name)
        filled, names = waiting["filled"], waiting["names"]
    else:
        filled, names = _opened(given, view) if given else _begun(view, t, context), {}
    called = given["called"] if given else ""
    title = called or _(t.adding)
    there = given is None or given["there"] or bool(view.get("waits"))
    back = back_of(view, filled.back)
    tools = [h("a", glyphs.icon("back"), _("Back"), href=back, class_="button quiet")] if back else []
    if given and t.name == "stakeholders":
        tools.append(
            h(
                "a",
                _("Page of the organisation"),
                href=view.href("organisation", given["id"]),
                class_="button quiet",
            )
        )
    answer = _(t.doc)
    if given and given["became"]:
        answer = _("This record was corrected and has a new page. Its versions until then are below.")
        corrected = view.href(NAME, t.name, given["became"])
        tools.append(h("a", _("Open the corrected record"), href=corrected, class_="button"))
    elif not there:
        answer = _("This record was removed. Its versions are below.")
    tree = h(
        "div",
        heading(h("bdi", title), _(t.title), *tools, answer=answer),
        elsewhere(context, view),
        _form(context, view, filled, names) if own and there else None,
        _shown(t, given) if given and not (own and there) else None,
        _remove(view, t, given, called) if given and own and there else None,
        versions(view, t, given) if given else None,
        class_="page record-page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def _remove(view: View, t: RecordType, given: Row, called: str) -> Node:
    return h(
        "form",
        h("input", type="hidden", name="id", value=given["id"]),
        h("input", type="hidden", name="was", value=given["was"]),
        h("input", type="hidden", name="back", value=view.get("back")),
        h("button", _("Remove this record"), class_="button quiet"),
        action=view.href("do", "remove", t.name, country=view.country),
        method="post",
        class_="inline-form remove-form",
        data_post=True,
        data_confirm=_("Remove {record}? You can undo this.", record=called or given["id"]),
    )


PAGE = Page(NAME, N_("Add or correct"), draw, group=common.REFERENCE)
