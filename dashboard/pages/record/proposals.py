"""What was proposed for a workspace: each change in words, accepted with one click or rejected with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.text import openings
from dashboard.backend.context import Context
from dashboard.pages import Drawn, Page
from dashboard.pages.record.page import elsewhere
from dashboard.pages.shared import common
from dashboard.pages.shared.before_after import before_after
from dashboard.pages.shared.shell import empty, heading, required
from dashboard.pages.workspace.history import moment
from dashboard.ui.i18n import N_, _, colon
from dashboard.ui.tree import Child, Node, h, text_of
from dashboard.ui.view import View
from graph_schema.schema import SCHEMA

__all__ = ["NAME", "PAGE", "draw"]

NAME = "proposals"
Row = Mapping[str, Any]
_DECIDED = {"accepted": N_("accepted"), "rejected": N_("rejected")}


def _entry(view: View, e: Row) -> Node:
    """One record of a proposal: what it is, and each field before and after."""
    t = SCHEMA[e["type"]]
    what = _("Remove") if e["removed"] else _("Correct") if e["id"] else _("Add")
    called = h("bdi", e["called"])
    return h(
        "li",
        h(
            "p",
            h("b", what),
            colon(),
            h("a", called, href=view.href("record", e["type"], e["id"])) if e["id"] else called,
            h("span", f" · {_(t.title)}", class_="sub"),
        ),
        h("p", _("This record was changed after it was proposed."), class_="problem") if e["moved"] else None,
        before_after(t, e["fields"], e["names"]),
    )


def _waiting(view: View, p: Row) -> Node:
    about = h("span", colon(), ", ".join(e["called"] for e in p["entries"]), class_="sr")
    accept = h(
        "form",
        h("button", _("Accept and save"), about, class_="button"),
        action=view.href("do", "accept", p["id"]),
        method="post",
        data_post=True,
        class_="inline-form",
    )
    reject = h(
        "details",
        h("summary", _("Reject"), about, class_="button quiet"),
        h(
            "form",
            required(
                _("Reason"),
                f"reason-{p['id']}",
                _("Say why it is rejected."),
                name="reason",
                maxlength=500,
                pattern=r".*\S.*",
                aria_label=_("{field} (required)", field=_("Reason")) + text_of(about),
            ),
            h("button", _("Reject"), about, class_="button"),
            action=view.href("do", "reject", p["id"]),
            method="post",
            data_post=True,
            class_="filters",
        ),
        class_="fold reject",
        data_key=f"reject-{p['id']}",
    )
    return h(
        "section",
        h(
            "p",
            moment(p["at"]),
            [" · ", h("bdi", p["author"])] if p["author"] else None,
            [" · ", h("bdi", p["note"])] if p["note"] else None,
            class_="sub",
        ),
        h("ul", [_entry(view, e) for e in p["entries"]], class_="proposed"),
        h("div", accept, reject, class_="actions"),
        class_="panel-card",
        data_key=p["id"],
    )


def _decided(view: View, rows: list[Row]) -> Node | None:
    if not rows:
        return None
    lines: list[list[Child]] = [
        [
            moment(p["decided_at"]),
            _(_DECIDED[p["decision"]]),
            h("ul", [h("li", h("bdi", e["called"])) for e in p["entries"]]),
            h("bdi", p["author"]),
            [h("bdi", p["reason"]), h("code", p["batch"][:8]) if p["batch"] else None],
        ]
        for p in rows
    ]
    head = [_("When"), _("What"), _("Record"), _("By"), _("Reason or update")]
    title = _("Decided")
    return h("section", h("h2", title), common.data_table(view, head, lines, title), class_="panel-card")


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    given: list[Row] = context.ask(view, "proposals")["proposals"]
    waiting = [p for p in given if p["decision"] == "waiting"]
    title = _("Proposals")
    own = context.workspace(view).is_own
    tree = h(
        "div",
        heading(title, answer=openings.proposals(len(waiting))),
        elsewhere(context, view),
        [_waiting(view, p) for p in waiting],
        empty(
            _("No proposal is waiting"),
            _("On every form, “Propose” keeps what was filled in until someone accepts it here."),
            h("a", _("Add or correct"), href=view.href("record"), class_="button quiet"),
        )
        if own and not waiting
        else None,
        _decided(view, [p for p in given if p["decision"] != "waiting"]),
        class_="page record-page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


PAGE = Page(NAME, N_("Proposals"), draw, group=common.REFERENCE)
