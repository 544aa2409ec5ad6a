"""Favourites: the view of a page under a name, and those there are, to open again or to delete."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.pages.shared.shell import field
from dashboard.ui.i18n import _, colon
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["address_of", "section"]


def address_of(view: View) -> str:
    """The address of a view behind its workspace, without language and what was only said once."""
    return view.href(None, lang="", done="").removeprefix(f"/{view.workspace}/")


def section(context: Context, view: View, title: str) -> Node | None:
    """The favourites of this page, and the form that keeps what it shows now; None where the workspace keeps none."""
    try:
        kept = context.ask(view, "favourites")["favourites"]
    except UsageError:
        return None
    own = [f for f in kept if f["address"].split("?")[0].split("/")[0] == view.page]
    here = address_of(view)

    def item(name: str, address: str) -> Node:
        lang = "" if view.lang == "en" else ("&" if "?" in address else "?") + f"lang={view.lang}"
        return h(
            "li",
            h(
                "a",
                h("bdi", name),
                href=f"/{view.workspace}/{address}{lang}",
                aria_current="true" if address == here else None,
                class_="button quiet",
            ),
            h(
                "form",
                h("button", _("Delete"), h("span", colon(), name, class_="sr"), class_="button quiet"),
                class_="inline-form",
                method="post",
                action=view.href("do", "favourite", "delete", name=name, back=here),
                data_post=True,
            ),
            class_="actions",
            data_key=name,
        )

    form = h(
        "form",
        field(
            _("Name"),
            h(
                "input",
                id="favourite-name",
                name="name",
                type="text",
                required=True,
                maxlength="60",
                autocomplete="off",
            ),
            for_="favourite-name",
        ),
        h("input", type="hidden", name="address", value=here),
        h("button", _("Keep this view"), class_="button quiet"),
        class_="filters",
        method="post",
        action=view.href("do", "favourite", "save"),
        data_post=True,
    )
    return h(
        "section",
        h("h2", _("Favourites"), id="favourites"),
        h("p", _("Filters and columns as they are now, under a name, in this workspace."), class_="sub"),
        h("ul", [item(f["name"], f["address"]) for f in own], class_="favourite-list") if own else None,
        form,
        class_="panel-card favourites",
    )
