"""What the palette (Ctrl K) can go to or do: pages, kept plans and scenarios, countries, capabilities, organisations,
help, kinds of record, words of the field, actions.

One list per workspace and language, read by the browser (``/_palette/<workspace>``) and searched there; read again
when something was saved. The answer carries a tag, so the browser asks again only whether it is still the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flask import Flask, Response, jsonify, request

from dashboard.backend.context import Context
from dashboard.pages import Page
from dashboard.pages.plan import kept as plans
from dashboard.pages.plan.asked import NAME as PLAN
from dashboard.pages.shared import parts
from dashboard.pages.shared.shell import elsewhere
from dashboard.pages.whatif import saved as scenarios
from dashboard.pages.workspace.data import NAME as DATA
from dashboard.ui import i18n
from dashboard.ui.help import ARTICLES, GLOSSARY
from dashboard.ui.i18n import LANGUAGES, _, folded
from dashboard.ui.theme import kind_style
from dashboard.ui.view import View, parse
from graph_schema.schema import SCHEMA

__all__ = ["Entry", "add_palette", "entries"]

#: (kind for people, words, more words, address or "", action or "", its value)
Entry = tuple[str, str, str, str, str, str]

#: in place of an action: what can be searched together, and leads to the capability in the country
COUNTRY, CAPABILITY = "country", "capability"


def _actions(view: View) -> Iterator[Entry]:
    kind = _("Commands")
    for words, act, value in (
        (_("Light colours"), "theme", "light"),
        (_("Dark colours"), "theme", "dark"),
        (_("Same colours as the device"), "theme", "auto"),
        (_("Print this page"), "print", ""),
        (_("Share this page"), "share", ""),
        (_("Copy the link to this page"), "copy-link", ""),
        (_("Take the 5-step tour"), "tour", ""),
        (_("Show keyboard shortcuts"), "keys", ""),
    ):
        yield kind, words, "", "", act, value
    for code, own in LANGUAGES.items():
        if code != i18n.language():
            yield kind, _("Language: {name}", name=own), code, "", "query:lang", "" if code == "en" else code


def _kept(context: Context, view: View) -> Iterator[Entry]:
    """Plans and scenarios that were kept by name; a plan that no address can hold stands on the page of its country."""
    countries = context.world(view).countries
    for row in (plans.kept(context, view) or {"plans": ()})["plans"]:
        place = countries.get(row["country"])
        more = " · ".join(x for x in (parts.name_of(place) if place else row["country"], row["note"]) if x)
        href = plans.opened(view, row) or view.href(PLAN, row["country"])
        yield _("Kept plan"), row["name"], more, href, "", ""
    for row in (scenarios.kept(context, view) or {"scenarios": ()})["scenarios"]:
        yield _("Kept scenario"), row["name"], row["note"], scenarios.opened(view, row), "", ""


def entries(context: Context, view: View, pages: Sequence[Page]) -> list[Entry]:
    """Everything the palette offers for a workspace, in the order in which it stands without a search."""
    world = context.world(view)
    out: list[Entry] = []
    for p in pages:
        if p.menu:
            out.append((_("Page"), _(p.menu), _(p.group) if p.group else "", view.href(p.name), "", ""))
    out += _actions(view)
    for space in context.spaces:
        if space.name != view.workspace:
            out.append((_("Workspace"), _(space.title), "", elsewhere(replace(view, page=""), space), "", ""))
    out += _kept(context, view)
    board = view.template("country")
    countries = sorted(world.countries.values(), key=lambda c: folded(parts.name_of(c)))
    for c in countries:
        more = " ".join(x for x in (c.iso3, c.name if c.name != parts.name_of(c) else "") if x)
        out.append((_("Country"), parts.name_of(c), more, board(c.iso3), COUNTRY, c.iso3))
    for k in world.edition.capabilities:
        words = parts.capability_name(world, k.number)
        more = k.name if not words.endswith(k.name) else ""
        out.append(
            (_("Capability"), words, more, view.href("map", capability=k.number), CAPABILITY, k.number)
        )
    for o in sorted(world.organisations.values(), key=lambda o: folded(o.name)):
        home = world.countries.get(o.home)
        more = " · ".join(
            x for x in (_(kind_style(o.kind).word), parts.name_of(home) if home else "", *o.names[1:]) if x
        )
        out.append((_("Organisation"), o.name, more, view.href("organisation", o.id), "", ""))
    for a in ARTICLES.values():
        out.append((_("Help"), _(a.title), _(a.answers), view.href("help", a.page or "start"), "", ""))
    for record in SCHEMA.values():
        out.append((_("Type of record"), _(record.title), "", view.href(DATA), "", ""))
    for t in GLOSSARY:
        stem = [t.method] if t.method else []
        out.append((_("Glossary"), _(t.word), _(t.meaning), view.href("methods", *stem), "", ""))
    return out


def add_palette(server: Flask, context: Context, pages: Sequence[Page]) -> None:
    """Route ``/_palette/<workspace>``."""

    @server.get("/_palette/<workspace>")
    def palette(workspace: str) -> Response:
        query = request.query_string.decode("ascii", "replace")
        view = parse(f"/{workspace}" + (f"?{query}" if query else ""))
        token = i18n.set_language(view.lang)
        try:
            answer = jsonify(entries(context, view, pages))
        finally:
            i18n.reset_language(token)
        answer.add_etag()
        answer.make_conditional(request)
        return answer
