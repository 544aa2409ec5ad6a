"""Scenarios that are kept: save this one under a name, open one, set one beside this, delete one and take that back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from dashboard.backend.context import Context
from dashboard.pages.shared import common
from dashboard.pages.shared.shell import field
from dashboard.pages.whatif.asked import NAME, Asked, as_written
from dashboard.ui.i18n import _, colon, day, n_
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.errors import NotAllowed, UsageError

__all__ = ["kept", "opened", "section"]

LONGEST_NAME = 60


def kept(context: Context, view: View) -> dict[str, Any] | None:
    """The scenarios of the workspace; None where it keeps none or the reader may not see them."""
    try:
        return context.ask(view, "scenarios")
    except (NotAllowed, UsageError):
        return None


def opened(view: View, row: Mapping[str, Any]) -> str:
    """The address of a scenario, on the day and in the edition that it was kept for; where it names none, on those of
    the reader."""
    on = {k: row[k] for k in ("as_of", "edition") if row[k]}
    return view.href(NAME, **Asked.of_row(row).query(), name=row["name"], **on)


def _asked(context: Context, view: View, row: Mapping[str, Any]) -> list[str]:
    """For which day and edition it was kept, and how money counts in it."""
    editions = dict(context.workspace(view).editions)
    out = []
    if row["as_of"]:
        out.append(_("As of {day}", day=day(date.fromisoformat(row["as_of"]))))
    if row["edition"]:
        out.append(_("framework {year}", year=editions.get(row["edition"], row["edition"])))
    if row["keep_ground"]:
        out.append(_("assuming that lost funding is replaced"))
    return out


def _save(view: View) -> Node:
    keep = as_written(view)
    return h(
        "form",
        field(
            _("Name"),
            h(
                "input",
                id="scenario-name",
                name="name",
                type="text",
                value=view.get("name"),
                required=True,
                maxlength=str(LONGEST_NAME),
                autocomplete="off",
            ),
            for_="scenario-name",
        ),
        field(
            _("Note (optional)"),
            h("input", id="scenario-note", name="note", type="text", maxlength="400", autocomplete="off"),
            for_="scenario-note",
        ),
        [h("input", type="hidden", name=k, value=v) for k, v in keep.items() if v],
        h("button", _("Save this scenario"), class_="button"),
        class_="filters",
        method="post",
        action=view.href("do", "scenario", "save"),
        data_post=True,
    )


def _drop(view: View, name: str) -> Node:
    return h(
        "form",
        h("button", _("Delete"), h("span", colon(), name, class_="sr"), class_="button quiet"),
        class_="inline-form",
        method="post",
        action=view.href("do", "scenario", "delete", **as_written(view), name=name),
        data_post=True,
    )


def section(context: Context, view: View, asked: Asked, say: Callable[[str], Node]) -> Node | None:
    """The scenarios kept here. ``say(text)``: a change as a node."""
    found = kept(context, view)
    if found is None:
        return None
    rows: list[list[Child]] = []
    for row in found["scenarios"]:
        own = Asked.of_row(row)
        actions: list[Child] = [
            h(
                "a",
                _("Open this scenario"),
                h("span", colon(), row["name"], class_="sr"),
                href=opened(view, row),
                class_="button quiet",
            )
        ]
        if asked.changes and (asked.changes, asked.money) != (own.changes, own.money):
            beside = asked.query() | own.query(aside=True)
            actions.append(
                h(
                    "a",
                    _("Compare with this one"),
                    h("span", colon(), row["name"], class_="sr"),
                    href=view.href(NAME, **beside, name=view.get("name")),
                    class_="button quiet",
                )
            )
        actions.append(_drop(view, row["name"]))
        first = row["changes"][:3]
        more = len(row["changes"]) - len(first)
        what: list[Child] = [h("ul", [h("li", say(t), data_key=t) for t in first])]
        if more > 0:
            what.append(h("span", n_("and {count} more", "and {count} more", more), class_="sub"))
        on = " · ".join(_asked(context, view, row))
        name: list[Child] = [h("bdi", row["name"]), h("p", on, class_="sub") if on else None]
        rows.append([name, what, h("bdi", row["note"]), h("div", actions, class_="actions")])
    body: list[Child] = []
    if asked.changes and not asked.kept:
        body.append(_save(view))
    if rows:
        head = [_("Name"), _("Changes in this scenario"), _("Note"), _("Next steps")]
        body.append(common.data_table(view, head, rows, _("Scenarios saved in this workspace")))
    elif asked.changes:
        body.append(h("p", _("No scenario has been saved yet."), class_="sub"))
    else:
        return None
    if found["broken"]:
        words = n_(
            "{count} file in the folder of scenarios cannot be read. Run `mnr scenario list` to see why.",
            "{count} files in the folder of scenarios cannot be read. Run `mnr scenario list` to see why.",
            len(found["broken"]),
        )
        body.append(h("p", words, class_="notice"))
    return h("section", h("h2", _("Saved scenarios"), id="kept"), body, class_="panel-card")
