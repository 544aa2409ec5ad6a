"""Scenarios that are kept: save this one under a name, open one, set one beside this, delete one and take that back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from dashboard.backend.context import Context
from dashboard.pages.shared import common
from dashboard.pages.shared.shell import field
from dashboard.ui.i18n import _, day, n_
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.errors import NotAllowed, UsageError

__all__ = ["ASIDE", "ASIDE_MONEY", "NAME", "STAYS", "kept", "section", "shown"]

NAME = "what-if"
ASIDE = "with"
#: how money counts in the scenario put aside; ``money`` says it of the one on the page
ASIDE_MONEY = "with_money"
STAYS = "stays"  #: who loses all known money goes on
LONGEST_NAME = 60


def kept(context: Context, view: View) -> dict[str, Any] | None:
    """The scenarios of the workspace; None where it keeps none or the reader may not see them."""
    try:
        return context.ask(view, "scenarios")
    except (NotAllowed, UsageError):
        return None


def _money(row: Mapping[str, Any]) -> str:
    return STAYS if row["keep_ground"] else ""


def opened(view: View, row: Mapping[str, Any]) -> str:
    """The address of a scenario, on the day and in the edition that it was kept for; where it names none, on those of
    the reader."""
    asked = {k: row[k] for k in ("as_of", "edition") if row[k]}
    return view.href(
        NAME, **common.change_query(row["changes"]), money=_money(row), name=row["name"], **asked
    )


def shown(view: View) -> dict[str, str]:
    """What the page shows: the changes, the scenario put aside, and how money counts in each."""
    return {
        **common.change_query(common.changes_of(view)),
        **common.change_query(common.changes_of(view, ASIDE), ASIDE),
        "money": view.get("money"),
        ASIDE_MONEY: view.get(ASIDE_MONEY),
    }


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


def _fits(row: Mapping[str, Any]) -> bool:
    """Whether an address can hold all of its changes."""
    query = common.change_query(row["changes"])
    return sum(len([t for t in v.split(";") if t]) for v in query.values()) == len(row["changes"])


def _save(view: View, changes: Sequence[str]) -> Node:
    keep = shown(view) | common.change_query(changes)
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
        h("button", _("Delete"), h("span", f": {name}", class_="sr"), class_="button quiet"),
        class_="inline-form",
        method="post",
        action=view.href("do", "scenario", "delete", **shown(view) | {"name": name}),
        data_post=True,
    )


def section(context: Context, view: View, changes: Sequence[str], say: Callable[[str], Node]) -> Node | None:
    """The scenarios kept here. ``say(text)``: a change as a node."""
    found = kept(context, view)
    if found is None:
        return None
    rows: list[list[Child]] = []
    for row in found["scenarios"]:
        actions: list[Child] = []
        if _fits(row):
            actions.append(
                h(
                    "a",
                    _("Open this scenario"),
                    h("span", f": {row['name']}", class_="sr"),
                    href=opened(view, row),
                    class_="button quiet",
                )
            )
            money = view.get("money")
            if changes and (list(changes), money) != (list(row["changes"]), _money(row)):
                beside = {
                    **common.change_query(changes),
                    **common.change_query(row["changes"], ASIDE),
                    "money": money,
                    ASIDE_MONEY: _money(row),
                }
                actions.append(
                    h(
                        "a",
                        _("Compare with this one"),
                        h("span", f": {row['name']}", class_="sr"),
                        href=view.href(NAME, **beside, name=view.get("name")),
                        class_="button quiet",
                    )
                )
        else:
            actions.append(
                h("span", _("Too long for this page. Open it from the command line."), class_="sub")
            )
        actions.append(_drop(view, row["name"]))
        first = row["changes"][:3]
        more = len(row["changes"]) - len(first)
        what: list[Child] = [h("ul", [h("li", say(t), data_key=t) for t in first])]
        if more > 0:
            what.append(h("span", n_("and {count} more", "and {count} more", more), class_="sub"))
        asked = " · ".join(_asked(context, view, row))
        name: list[Child] = [h("bdi", row["name"]), h("p", asked, class_="sub") if asked else None]
        rows.append([name, what, h("bdi", row["note"]), h("div", actions, class_="actions")])
    body: list[Child] = []
    if changes:
        body.append(_save(view, changes))
    if rows:
        head = [_("Name"), _("Changes in this scenario"), _("Note"), _("Next steps")]
        body.append(common.data_table(view, head, rows, _("Scenarios saved in this workspace")))
    elif changes:
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
