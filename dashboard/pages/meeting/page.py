"""What do we decide today? Three decisions of one country, what changed, who is at the table, and the minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash

from coordination.reports.agenda import decided_of
from coordination.text import plan_verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Declared
from dashboard.downloads.files import STRICT, File
from dashboard.pages import Drawn, Page
from dashboard.pages.meeting.decisions import decision, further, typed
from dashboard.pages.meeting.into_plan import add_to_plan, route_to_plan, rows_of_meeting
from dashboard.pages.meeting.minutes import (
    MEND_A_DATE,
    NEXT_IS_BEFORE,
    add_minutes,
    items_of,
    last_meeting,
    verdict_of,
)
from dashboard.pages.meeting.table import seats_answer, seats_choices, table_picture, table_section
from dashboard.pages.plan.put import plan_bar
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.shell import day_input, empty, field, heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, day, number
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["PAGE", "draw"]

NAME = "meeting"
Row = Mapping[str, Any]
_MOVES = {
    "better": ("▲", N_("improved")),
    "worse": ("▼", N_("worsened")),
    "learned": ("◆", N_("now known")),
    "lost_sight": ("◇", N_("no longer known")),
}
_RECORDED = ("◆", N_("new on record"))  #: a cell that only looks better or worse


def _code(world: World, view: View) -> str:
    return common.code_of(world, view, NAME)


def choices(context: Context, view: View) -> dict[str, Any]:
    """The country of an address."""
    return {"country": parts.country_of(context.world(view), view.get("country")).iso3}


def answer(context: Context, view: View) -> dict[str, Any]:
    """The decisions of the country of an address."""
    return context.ask(view, "decisions", **choices(context, view))


# -- what changed


def _change(world: World, view: View, code: str, c: Row) -> Node:
    sign, words = _RECORDED if common.recorded(c) else _MOVES[c["move"]]
    heard = c["first_recorded"]
    was, now = (Sign(s) for s in c["signs"])
    notes: list[Child] = []
    for label, who in (
        (_("new:"), [s for s in c["providers_added"] if s not in heard]),
        (_("new on record:"), heard),
        (_("gone:"), c["providers_gone"]),
    ):
        named = [common.organisation_link(world, view, s, short=True) for s in who[:3]]
        if named:
            notes.append([" · ", label, " ", [[", " if i else "", o] for i, o in enumerate(named)]])
    return h(
        "li",
        h("span", sign, class_="move" if c["links_recorded"] else f"move {c['move']}", aria_hidden="true"),
        h(
            "div",
            h(
                "p",
                h(
                    "a",
                    parts.capability_name(world, c["capability"]),
                    href=view.href("why", code, c["capability"]),
                ),
                h("span", colon(), _(words), class_="sr"),
            ),
            h(
                "p",
                _(SIGNS[was].word),
                " → ",
                glyphs.symbol(now),
                " ",
                h("b", _(SIGNS[now].word)),
                notes,
                class_="sub",
            ),
            common.unpaid(world, c),
            common.linked(world, c),
        ),
        data_key=c["capability"],
    )


def _changes(context: Context, world: World, view: View, code: str) -> Node:
    since = last_meeting(view, world.as_of)
    body: Child
    if since >= world.as_of:
        body = h("p", _("Choose a date before {day}.", day=day(world.as_of)))
    else:
        cells = context.ask(view, "diff", since=since, countries=[code])["cells"]
        found = [c for c in cells if c["move"] in _MOVES]
        body = (
            h("ul", [_change(world, view, code, c) for c in found], class_="change-list")
            if found
            else h("p", _("According to what is known today, no capability has changed status since then."))
        )
    choose = day_input("since", since, last=world.as_of.isoformat(), required=False, data_draft_step=True)
    return h(
        "section",
        h(
            "div",
            h("h2", _("Since {day}", day=day(since)), id="since"),
            field(_("Date of last meeting"), choose, for_="choose-since"),
            class_="section-top spread",
        ),
        body,
        h("p", h("a", _("See all changes"), href=view.href("history", code)), class_="sub change-more"),
        class_="panel-card",
        aria_labelledby="since",
    )


# -- the page


def _minutes(view: View, code: str) -> Node:
    """What only people know, and the way to take the minutes."""

    return h(
        "section",
        h("h2", _("Details for the minutes"), id="minutes"),
        h(
            "p",
            _(
                "The names you type stay in this browser until you clear the form. The program does "
                "not save them."
            ),
            class_="sub",
        ),
        h(
            "div",
            typed("people", _("People present, one per line"), lines=4, wide=True),
            typed("chair", _("Chair")),
            typed("place", _("Place")),
            typed("held", _("Date of this meeting"), type_="date"),
            typed(
                "next",
                _("Date of next meeting"),
                type_="date",
                not_before="held",
                wrong=f"{_(NEXT_IS_BEFORE)} {_(MEND_A_DATE)}",
            ),
            typed("other", _("Other business"), lines=3, wide=True),
            class_="decision-fields by-two",
        ),
        h(
            "p",
            h("button", _("Download the minutes (Word)"), type="submit", class_="button"),
            h(
                "button",
                _("Open the minutes to print"),
                type="submit",
                formaction=view.href("minutes", f"{code}.html", **view.query),
                formtarget="_blank",
                class_="button quiet",
            ),
            h("button", _("Undo"), type="button", class_="button quiet", data_draft_act="undo", hidden=True),
            h(
                "button",
                _("Clear the form"),
                type="button",
                class_="button quiet",
                data_draft_act="clear",
                hidden=True,
            ),
            class_="actions",
        ),
        h(
            "p",
            "",
            class_="sub",
            role="status",
            data_draft_state=True,
            data_kept=_("What you type is saved in this browser."),
            data_lost=_("This browser saves nothing. Download the minutes before you leave."),
            data_undone=_("Undone."),
        ),
        class_="panel-card meeting-minutes",
        aria_labelledby="minutes",
    )


def _choose(context: Context, view: View, world: World) -> Drawn:
    title = _("Meeting: what do we decide today?")
    tree = h(
        "div",
        heading(title, parts.known_on(world), answer=plan_verdicts.meeting_choice()),
        empty(
            _("Choose a country for the meeting"),
            _(
                "You will see three proposed decisions, what has changed since the last meeting, and "
                "the members of the national body."
            ),
            *[
                h("a", parts.name_of(world.countries[c]), href=view.href(NAME, c), class_="button quiet")
                for c in (world.reviewed or world.looked_at or sorted(world.countries))[:6]
            ],
        ),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def _order(view: View) -> str:
    """Why the decisions stand in this order."""
    if items_of(view):
        return _("You have chosen these decisions and their order.")
    return _(
        "The first that the action plan takes up, in its order. What ends within a year has a place among them: "
        "the first one if it ends before the next meeting."
    )


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    code = _code(world, view)
    if not code:
        return _choose(context, view, world)
    given = context.ask(view, "decisions", country=code)
    rows = rows_of_meeting(context, view, code)
    country = parts.name_of(world.countries[code])
    title = _("{country}: meeting", country=country)
    nothing = not any(world.cells[code, c.number].known for c in world.edition.capabilities)
    here = world.counts(world.board(code))
    decided = sum(bool(decided_of(r, verdict_of(view, r["key"]))) for r in rows)
    action = view.href("minutes", f"{code}.docx", **view.query)
    lead = parts.known_on(world, _("{done} of {all} decided", done=number(decided), all=number(len(rows))))
    tree = h(
        "form",
        heading(
            h("bdi", title),
            lead,
            common.label(world),
            h(
                "button",
                glyphs.icon("down"),
                _("Download the minutes (Word)"),
                type="submit",
                class_="button",
            ),
            answer=plan_verdicts.meeting(
                len(rows), decided, here[Sign.GAP], here[Sign.FRAGILE], here[Sign.UNCOUNTED]
            ),
        ),
        h(
            "p",
            _(
                "{country} has not been reviewed yet. The first decision is who will review which "
                "capabilities.",
                country=country,
            ),
            class_="notice",
        )
        if nothing and rows and not parts.not_copied(world, code)
        else None,
        h(
            "div",
            h(
                "div",
                h("h2", _("Decisions proposed for today")),
                h("p", _order(view), class_="sub") if rows else None,
                [decision(world, view, code, n, r, rows) for n, r in enumerate(rows, 1)]
                or h("p", _("No decision is left on the agenda.")),
                h("p", h("a", _("Restore the three proposed decisions"), href=view.href(None, items=None)))
                if items_of(view)
                else None,
                further(world, view, code, given, rows),
                class_="meeting-main",
            ),
            h(
                "div",
                _changes(context, world, view, code),
                table_section(context, world, view, code),
                _minutes(view, code),
                class_="meeting-side",
            ),
            class_="meeting",
        ),
        plan_bar(world, view, route_to_plan(view, code)),
        common.downloads(view, "decisions", (_("Decisions"), "decisions"), country=code),
        class_="page meeting-page",
        id="meeting",
        method="post",
        action=action,
        data_draft=f"{view.workspace}/{code}",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def _register(app: Dash, context: Context) -> None:
    """The routes beside the page."""
    add_minutes(app, context)
    add_to_plan(app, context)


FILES = {
    "decisions": File(
        answer, "decisions", label=STRICT, declared=Declared("decisions", "decisions", choices)
    ),
    "seats": File(seats_answer, "seats", declared=Declared("seats", "seats", seats_choices)),
}
PAGE = Page(
    NAME,
    N_("Meeting"),
    draw,
    group=common.ACTION,
    files=FILES,
    pictures={"table": table_picture},
    register=_register,
    asks_whom=True,
)
