"""How it looks to you, where it begins, and what this program is and keeps where."""

from __future__ import annotations

from typing import Any

from coordination.text import openings
from dashboard.backend.context import Context, Workspace
from dashboard.pages import Drawn, Page
from dashboard.pages.shared import common
from dashboard.pages.shared.shell import field, heading
from dashboard.ui.i18n import LANGUAGES, N_, _, n_, number, told
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.errors import MnrError

__all__ = ["PAGE", "draw"]

NAME = "settings"


def _kept(name: str, label: str, note: str, options: list[tuple[str, str]]) -> Node:
    """A choice that is kept in the browser; the one in force is set by the script that keeps it."""
    key = f"keep-{name}"
    select = h(
        "select",
        [h("option", words, value=value) for value, words in options],
        id=key,
        value="",
        data_keep=name,
        aria_describedby=f"{key}-note",
    )
    return h("div", field(label, select, for_=key), h("p", note, class_="sub", id=f"{key}-note"))


def _name() -> Node:
    """The name that is kept with what this browser saves."""
    note = _(
        "Kept with everything that you save (column By). Empty: you are asked again at your next change."
    )
    given = h(
        "input",
        id="keep-by",
        type="text",
        maxlength="80",
        autocomplete="name",
        data_keep="by",
        aria_describedby="keep-by-note",
    )
    return h(
        "div",
        field(_("Your name"), given, for_="keep-by"),
        h("p", note, class_="sub", id="keep-by-note"),
    )


def _begin(context: Context, view: View) -> list[tuple[str, str]]:
    """Pages to begin with: (address without the choices of the bar, words)."""
    plain = View()
    options = [("", _("Overview of the first workspace"))]

    def pages(space: Workspace) -> list[tuple[str, tuple[str, ...], str]]:
        named: list[tuple[str, tuple[str, ...], str]] = [("", (), _("Overview"))]
        if space.example_country:
            named.append(("country", (space.example_country,), _("Board of the example country")))
        return [
            *named,
            ("map", (), _("Map")),
            ("matrix", (), _("All countries")),
            ("weak-points", (), _("Single points of failure")),
        ]

    for space in context.spaces:
        for page, about, words in pages(space):
            options.append(
                (
                    plain.href(page, *about, workspace=space.name),
                    _("{workspace}: {page}", workspace=_(space.title), page=words),
                )
            )
    return options


def _looks(context: Context, view: View) -> Node:
    languages = [("", _("As set in the web address")), *LANGUAGES.items()]
    themes = [("", _("Same as the device")), ("light", _("Light")), ("dark", _("Dark"))]
    sizes = [("", "100 %"), ("115", "115 %"), ("130", "130 %")]
    motion = [("", _("Same as the device")), ("less", _("Reduce motion"))]
    return h(
        "section",
        h("h2", _("Your preferences")),
        h(
            "p",
            _(
                "Saved in this browser only, for one year. Nobody else can see your choices, but your name stands "
                "beside what you save."
            ),
            class_="sub",
        ),
        h(
            "div",
            _name(),
            _kept("theme", _("Colours"), _("Dark colours are easier on the eyes in a dark room."), themes),
            _kept("size", _("Size of the text"), _("In addition to the zoom of the browser."), sizes),
            _kept("motion", _("Animations"), _("Bars and cards that slide or fade."), motion),
            _kept(
                "lang", _("Language"), _("For pages whose web address does not name a language."), languages
            ),
            _kept(
                "first",
                _("First page"),
                _("The page that opens when you type only the name of the server."),
                _begin(context, view),
            ),
            class_="choices",
        ),
        h("noscript", h("p", _("These settings need JavaScript, which is switched off in this browser."))),
        class_="panel-card",
    )


def _facts(rows: list[tuple[str, Child]]) -> Node:
    return h("dl", [[h("dt", words), h("dd", value)] for words, value in rows], class_="about")


def _about(given: dict[str, Any]) -> Node:
    stores = {"sqlite": "SQLite", "neo4j": "Neo4j", "memory": _("in memory only")}
    server = given["server"] or stores.get(given["store"], given["store"])
    rows = n_("{count} row", "{count} rows", given["rows"])
    batches = n_("{count} update", "{count} updates", given["batches"])
    return h(
        "section",
        h("h2", _("About this program")),
        _facts(
            [
                (_("Version"), given["version"]),
                (_("Data version"), h("code", given["snapshot"])),
                (_("Database"), f"{server}, {rows}, {batches}"),
                (_("Location of the data"), h("code", given["where"])),
                (_("Folder of the workspaces"), h("code", given["home"])),
                (
                    _("Connections"),
                    _(
                        "None, except to its own database. The program sends nothing out and needs no internet."
                    ),
                ),
                (
                    _("Cookies"),
                    _("by, theme, size, motion, lang, first: the choices above, and nothing else."),
                ),
            ]
        ),
        h("h3", _("Checks")),
        h(
            "ul",
            [
                h(
                    "li",
                    h("b", _("problem found") if not f["good"] else _("no problem found")),
                    " ",
                    h("span", told(f["text"])),
                )
                for f in given["findings"]
            ],
            class_="dotted",
        ),
        class_="panel-card",
    )


def draw(context: Context, view: View) -> Drawn:
    title = _("Settings")
    try:
        about: Node = _about(context.ask(view, "about"))
    except MnrError as error:  # a store that does not answer is a finding here, not the end of the page
        about = h(
            "section",
            h("h2", _("About this program")),
            h("p", told(error.message), class_="problem"),
            h("p", told(error.hint)) if error.hint else None,
            class_="panel-card",
        )
    workspaces = number(len(context.spaces))
    lead = _("Workspaces available here: {count}", count=workspaces)
    return Drawn(
        title,
        h(
            "div",
            heading(title, lead, answer=openings.settings(len(LANGUAGES))),
            _looks(context, view),
            about,
            class_="page",
        ),
    )


PAGE = Page(NAME, N_("Settings"), draw, group=common.REFERENCE)
