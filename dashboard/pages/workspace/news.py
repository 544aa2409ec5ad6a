"""What is new since a day, what ends soon, what has grown old: as a page, as a feed, as a calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from coordination.answers.news import DAYS
from coordination.text import openings
from dashboard.backend.context import Context
from dashboard.backend.labels import Labels, highest
from dashboard.backend.world import World
from dashboard.downloads.atom import Feed, Item
from dashboard.downloads.calendar import Day, calendar
from dashboard.downloads.declared import Declared
from dashboard.downloads.files import File
from dashboard.pages import Drawn, Page
from dashboard.pages.shared import common, edits, listed, parts
from dashboard.pages.shared.shell import day_input, field, heading
from dashboard.pages.workspace.history import moment
from dashboard.ui.i18n import N_, _, day, language, n_
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["NAME", "PAGE", "draw"]

NAME = "news"
Row = Mapping[str, Any]
_OPS = {"add": N_("added"), "change": N_("changed"), "remove": N_("removed")}


def choices(context: Context, view: View) -> dict[str, Any]:
    """Since when, and of which country. Raises UsageError for a day that is none."""
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    text = view.get("since")
    try:
        since = date.fromisoformat(text) if text else world.as_of - timedelta(days=DAYS)
    except ValueError as error:
        raise UsageError(
            _("since={given} is not a date.", given=text[:20]),
            hint=_("Write the date as 2026-11-25 (year, month, day)."),
        ) from error
    return {"since": since, "countries": [code] if code else []}


def answer(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, "news", **choices(context, view))


def ends_calendar(context: Context, view: View) -> str:
    """The last days of records as iCalendar text."""
    world, labels = context.world(view), Labels.of(context, view)
    days = [
        Day(
            f"{view.workspace}-end-{e['record']}-{e['last']}",
            date.fromisoformat(e["last"]),
            _("Last day: {record}", record=e["about"]),
            _(e["type"]),
            labels.of_row(e),
        )
        for e in answer(context, view)["ends"]
    ]
    return calendar(_("Ends soon"), world.as_of, days)


def news_feed(context: Context, view: View) -> Feed:
    """The same as an Atom feed: an entry for each update, for each end that comes, and for each old source."""
    world, labels, given = context.world(view), Labels.of(context, view), answer(context, view)
    items = []
    for batch in dict.fromkeys(c["batch"] for c in given["changes"]):
        rows = [c for c in given["changes"] if c["batch"] == batch]
        words = "\n".join(f"{_(_OPS[c['what']])}: {_(c['type'])}: {c['about'] or c['records']}" for c in rows)
        first = rows[0]
        title = first["note"] or n_(
            "{count} record saved", "{count} records saved", sum(c["records"] for c in rows)
        )
        label = highest(labels.of_row(c) for c in rows)
        link = view.href("history")
        items.append(Item(f"update-{batch}", first["at"], title, words, link, first["author"], label))
    for e in given["ends"]:
        last = date.fromisoformat(e["last"])
        title = _("Ends on {day}: {record}", day=day(last), record=e["about"])
        link = view.href("record", e["name"], e["record"])
        came = f"{last - timedelta(days=183):%Y-%m-%d}T00:00:00Z"
        items.append(
            Item(f"end-{e['record']}-{e['last']}", came, title, _(e["type"]), link, "", labels.of_row(e))
        )
    title = " · ".join((_("What is new"), _(world.title)))
    key = "-".join(x for x in (view.workspace, view.country) if x)
    stamp = f"{world.as_of.isoformat()}T00:00:00Z"
    return Feed(key, title, view.href(NAME), language(), stamp, tuple(items))


def _saved(given: Row) -> int:
    """How many records were saved: a row may be about many of a large update."""
    return sum(c["records"] for c in given["changes"])


def _changes(view: View, given: Row) -> Node:
    rows: list[list[Child]] = [
        [
            h("span", moment(c["at"]), class_="nowrap"),
            [_(_OPS[c["what"]]), h("p", _(c["type"]), class_="sub")],
            h("a", h("bdi", c["about"]), href=view.href("record", c["name"], c["record"]))
            if c["record"]
            else n_("{count} record", "{count} records", c["records"]),
            [h("bdi", c["author"]), h("p", h("bdi", c["note"]), class_="sub") if c["note"] else None],
        ]
        for c in given["changes"]
    ]
    head = [_("When"), _("What"), _("Record"), _("By")]
    title, saved = _("Saved since {day}", day=day(date.fromisoformat(given["since"]))), _saved(given)
    if not rows:
        return _section(view, title, 0, h("p", _("Nothing was saved since then."), class_="sub"), "changes")
    return _section(view, title, saved, listed.listed(view, "changes", head, rows, title), "changes")


def _ends(context: Context, view: View, given: Row) -> Node:
    opened = edits.opener(context, view)
    rows: list[list[Child]] = [
        [
            h("span", day(date.fromisoformat(e["last"])), class_="nowrap"),
            _(e["type"]),
            h("bdi", e["about"]),
            opened(e["name"], e["record"], e["about"]),
        ]
        for e in given["ends"]
    ]
    title = _("Ends in the next six months")
    if not rows:
        words = _("Nothing is known to end in these months. Most ends are not known.")
        return _section(view, title, 0, h("p", words, class_="sub"), "ends")
    head = [_("Last day"), _("Type of record"), _("Record"), _("Open the record")]
    return _section(
        view, title, len(rows), listed.listed(view, "ends", head, rows, title, class_="opens"), "ends"
    )


def _stale(context: Context, world: World, view: View, given: Row) -> Node:
    opened = edits.opener(context, view)
    rows: list[list[Child]] = [
        [
            common.cell(world, view, r["country"], r["capability"], where=True),
            common.organisation_link(world, view, r["stakeholder"]),
            common.source(world, r["source"]),
            opened("deliveries", r["record"], world.organisation(r["stakeholder"]).name),
        ]
        for r in given["stale"]
    ]
    title = _("Sources older than 36 months: does this still hold?")
    if not rows:
        words = _("No current work is known from such an old source only.")
        return _section(view, title, 0, h("p", words, class_="sub"), "stale")
    head = [_("Capability"), _("Organisation"), _("Source"), _("Open the record")]
    return _section(
        view, title, len(rows), listed.listed(view, "stale", head, rows, title, class_="opens"), "stale"
    )


def _section(view: View, title: str, count: int, body: Child, key: str) -> Node:
    stems = {"changes": NAME, "ends": "ending-records", "stale": "old-sources"}
    chosen = {k: v for k, v in (("country", view.country), ("since", view.get("since"))) if v}
    return h(
        "section",
        h(
            "div",
            h("h2", title, h("span", f" {count}", class_="sub") if count else None, class_="grow"),
            parts.take_away(
                parts.dated_files(view, stems[key], title, **chosen)
                if key == "ends"
                else parts.table_files(view, stems[key], title, **chosen)
            ),
            class_="section-top",
        ),
        body,
        class_="panel-card",
        id=key,
    )


def draw(context: Context, view: View) -> Drawn:
    world, given = context.world(view), answer(context, view)
    code = common.code_of(world, view, NAME)
    title = _("What is new")
    if code:
        title = _("{country}: what is new", country=parts.name_of(world.countries[code]))
    since = date.fromisoformat(given["since"])
    form = h(
        "form",
        field(_("Since"), day_input("since", since, last=world.as_of.isoformat()), for_="choose-since"),
        class_="head-search",
        method="get",
        data_query_form=True,
        data_last_visit=view.workspace,
        aria_label=_("Earlier date"),
    )
    follow = h(
        "p",
        h(
            "a",
            _("Follow as a feed (Atom)"),
            href=view.href("download", "news.atom", country=code),
            class_="button quiet",
        ),
        h(
            "a",
            _("Ends as a calendar (.ics)"),
            href=view.href("download", "ending-records.ics", country=code),
            class_="button quiet",
        ),
        class_="actions screen-only",
    )
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world),
            form,
            answer=openings.news(_saved(given), len(given["ends"]), len(given["stale"])),
        ),
        follow,
        _changes(view, given),
        _ends(context, view, given),
        _stale(context, world, view, given),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {
    NAME: File(
        answer,
        "changes",
        title=N_("What is new"),
        declared=Declared("news", "changes", choices),
        feed=news_feed,
    ),
    "ending-records": File(
        answer, "ends", ends_calendar, title=N_("Ends soon"), declared=Declared("news", "ends", choices)
    ),
    "old-sources": File(
        answer, "stale", title=N_("Sources older than 36 months"), declared=Declared("news", "stale", choices)
    ),
}
PAGE = Page(NAME, N_("What is new"), draw, group=common.REFERENCE, files=FILES)
