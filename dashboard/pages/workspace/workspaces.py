"""The workspaces that are served: what each is, where it opens; and a new one of one's own."""

from __future__ import annotations

import re
from itertools import count

from anyascii import anyascii

from coordination.text import openings
from dashboard.backend.context import Context, Workspace
from dashboard.pages import Drawn, Page
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.shell import KINDS, field, heading, required
from dashboard.ui.i18n import N_, _, colon, country_name, folded, number
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["PAGE", "draw"]

NAME = "workspaces"
_EXPLAINED = {
    "public": N_(
        "What is known from public sources, for all countries. You cannot add data to it; make "
        "a copy for that. Plans, what-if scenarios and favourites that you keep stand beside its records."
    ),
    "invented": N_(
        "Invented countries that show every state. It takes no data; a copy does. Plans, what-if scenarios and "
        "favourites that you keep stand beside its records."
    ),
    "own": N_("Add data on its data page or with the commands."),
}


def _row(view: View, space: Workspace) -> list[Child]:
    name: Child = h("a", _(space.title), href=view.href(*space.opens_on, workspace=space.name))
    if space.name == view.workspace:
        name = h("b", name)
    about = h("span", colon(), _(space.title), class_="sr")
    later = view.href("later", workspace=space.name)
    words = space.trouble or _(_EXPLAINED[space.kind])
    return [
        [name, h("p", h("code", space.name), class_="sub")],
        [h("b", _(KINDS[space.kind])), h("p", words, class_="sub")],
        [
            h("a", _("Data and import"), about, href=view.href("data", workspace=space.name)),
            h("p", h("a", _("Later changes of the original"), about, href=later))
            if space.is_own and not space.trouble
            else None,
        ],
    ]


def _select(name: str, label: str, options: list[tuple[str, str]], value: str) -> Node:
    key = f"new-{name}"
    inside = [h("option", words, value=v) for v, words in options]
    return field(label, h("select", inside, id=key, name=name, value=value), for_=key)


def _proposed(context: Context, view: View) -> tuple[str, str]:
    """What a workspace for the chosen country would be called, and its name in addresses; nothing without a country."""
    country = context.world(view).countries.get(view.country)
    if country is None:
        return "", ""
    plain = re.sub(r"[^a-z0-9]+", "-", anyascii(country.name).lower()).strip("-")[:50] or country.iso3.lower()
    taken = {s.name.casefold() for s in context.spaces}
    names = (plain if i == 1 else f"{plain}-{i}" for i in count(1))
    return country_name(country.iso2, country.name), next(n for n in names if n not in taken)


def _new(context: Context, view: View) -> Node:
    world = context.world(view)
    called, short = _proposed(context, view)
    here = next(s for s in context.spaces if s.name == view.workspace)
    origins = [
        (view.workspace, _("A copy of: {workspace}", workspace=_(here.title))),
        ("", _("No data")),
    ]
    countries = [("", _("All countries"))]
    named = [(code, country_name(c.iso2, c.name)) for code, c in world.countries.items()]
    countries += sorted(named, key=lambda x: folded(x[1]))
    return h(
        "section",
        h("h2", _("New workspace"), id="new"),
        h(
            "p",
            _(
                "For your country or your organisation. It is a file on this machine; nothing in it reaches the "
                "others. What people enter is marked AMBER unless a row says otherwise."
            ),
            class_="sub",
        ),
        h(
            "form",
            required(
                _("Name of the workspace"),
                "new-title",
                _("Enter a name, for example the name of your country or organisation."),
                name="title",
                maxlength=120,
                value=called,
                pattern=r".*\S.*",
            ),
            required(
                _("Short name for addresses"),
                "new-name",
                _("Enter a short name. Use letters, digits, - and _, and begin with a letter or digit."),
                name="name",
                maxlength=60,
                value=short,
                pattern=r"[A-Za-z0-9][A-Za-z0-9_\-]*",
            ),
            _select("origin", _("Start with"), origins, view.workspace),
            _select("country", _("Only data about"), countries, view.country),
            h(
                "p",
                _(
                    "What is recorded of other countries is then not copied: nothing is known of them there, and "
                    "nobody is named as a possible provider because of what is done in other countries."
                ),
                class_="sub",
            ),
            h("button", _("Make the workspace"), class_="button"),
            action=view.href("do", "new-workspace"),
            method="post",
            class_="filters",
            data_post=True,
        ),
        class_="panel-card",
    )


def draw(context: Context, view: View) -> Drawn:
    """What is served, and the form for one more."""
    world = context.world(view)
    title = _("Workspaces")
    rows = [_row(view, s) for s in context.spaces]
    head = [_("Workspace"), _("Description"), _("Open the workspace")]
    lead = _("Workspaces available here: {count}", count=number(len(rows)))
    here = context.workspace(view)
    chosen = world.countries.get(view.country)
    new = [h("a", _("New workspace"), href="#new", class_="button quiet")]
    if chosen is not None and not here.is_own:
        copy = _("Make a copy for {country}", country=parts.name_of(chosen))
        new.insert(0, h("a", copy, href="#new", class_="button"))
    elif not here.is_own:
        new.insert(0, h("a", _("Make a copy for my country"), href="#new", class_="button"))
    tree = h(
        "div",
        heading(
            title,
            lead,
            *new,
            answer=openings.workspaces(len(context.spaces), sum(s.is_own for s in context.spaces)),
        ),
        h(
            "section",
            common.data_table(view.with_query(rows="all"), head, rows, title),
            class_="panel-card",
        ),
        _new(context, view),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


PAGE = Page(NAME, N_("Workspaces"), draw, group=common.REFERENCE)
