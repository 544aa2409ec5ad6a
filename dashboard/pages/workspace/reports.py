"""Documents to take away: chosen by whom they are for and about what, seen first, then as Word, HTML or print."""

from __future__ import annotations

from dash import Dash
from flask import Response, request

from coordination.reports.kinds import Kind, report_document
from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.attached import document_file
from dashboard.figures.document import preview
from dashboard.pages import Drawn, Page
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.shell import empty, heading
from dashboard.ui import i18n
from dashboard.ui.i18n import N_, _, colon, folded
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View, parse
from graph_schema.errors import UsageError

__all__ = ["PAGE", "draw"]

NAME = "reports"
#: kind -> (words of the switch, what it is for)
KINDS = {
    Kind.COUNTRY: (
        N_("Committee"),
        N_(
            "The full board with reasons, gaps in order of priority, single points of failure, and "
            "a first plan"
        ),
    ),
    Kind.MINUTES: (N_("Meeting"), N_("What to decide today, to fill in and circulate")),
    Kind.PLAN: (
        N_("Action plan"),
        N_("The six best phase steps: order, roles, indicators, before and after"),
    ),
    Kind.DONOR: (
        N_("Donor"),
        N_("Who funds what, upcoming end dates, where one more provider would help most"),
    ),
    Kind.NETWORK: (
        N_("Secretariat"),
        N_("Members, missing partnerships, their work, agreements ending soon"),
    ),
}


#: what stands in each, in order: (look of the part in the small sheet, its words)
HOLDS: dict[Kind, tuple[tuple[str, str], ...]] = {
    Kind.COUNTRY: (
        ("board", N_("The board, with the reasons for each status")),
        ("list", N_("What is missing or fragile, in order of priority")),
        ("list", N_("Single points of failure")),
        ("table", N_("A first plan with six phase steps")),
    ),
    Kind.MINUTES: (
        ("list", N_("People present, seat by seat")),
        ("list", N_("What changed since the last meeting")),
        ("table", N_("Each decision with its reason, cost and responsible organisation")),
        ("list", N_("Other business")),
    ),
    Kind.PLAN: (
        ("table", N_("Each phase step with its order, responsible organisation and deadline")),
        ("list", N_("Who to consult, who to inform, and how to check that it is done")),
        ("board", N_("Before and after")),
    ),
    Kind.DONOR: (
        ("table", N_("Who funds what, and until when")),
        ("list", N_("Where one more provider would help most")),
        ("list", N_("What is unknown")),
    ),
    Kind.NETWORK: (
        ("table", N_("Members and their missing partnerships")),
        ("board", N_("What members work on")),
        ("list", N_("Agreements that expire")),
    ),
}


def _outline(kind: Kind) -> Node:
    """A report in small: a sheet whose parts look like what they hold, with their names."""
    items = [
        h("li", h("i", class_=f"part {look}", aria_hidden="true"), h("span", _(words)), data_key=words)
        for look, words in HOLDS[kind]
    ]
    return h("ul", items, class_="sheet-outline")


def _kind(view: View) -> Kind:
    word = view.about[0] if view.about else ""
    if word not in set(Kind):
        raise UsageError(
            _("There is no report {word}.", word=word[:20]),
            hint=_("Choose one on the Reports page."),
        )
    return Kind(word)


def _funders(context: Context, view: View) -> list[str]:
    """Who is known to pay for something on this day, by name."""
    world = context.world(view)
    found = {r["funder"] for r in context.ask(view, "donors")["funders"]}
    return sorted(found, key=lambda f: (folded(world.organisation(f).name), f))


def _networks(context: Context, view: View) -> list[str]:
    rows = context.ask(view, "rows", "networks")["rows"]
    world = context.world(view)
    return sorted((r["id"] for r in rows), key=lambda n: (folded(world.organisation(n).name), n))


def _subject(context: Context, view: View, world: World, kind: Kind, about: str) -> Node:
    """A select of what the report can be about; each choice is an address."""

    def href(word: str) -> str:
        return view.href(NAME, kind, word) if word else view.href(NAME, kind)

    def bodies(label: str, idents: list[str]) -> Node | None:
        own = [h("option", world.organisation(i).name, value=href(i)) for i in idents]
        return h("optgroup", own, label=label) if own else None

    codes = parts.by_name(world, world.countries)
    known = [c for c in codes if world.known[c]]
    rest = [c for c in codes if not world.known[c]]

    def countries(label: str, chosen: list[str]) -> Node | None:
        own = [h("option", parts.name_of(world.countries[c]), value=href(c)) for c in chosen]
        return h("optgroup", own, label=label) if own else None

    if kind is Kind.NETWORK:
        options = [bodies(_("Networks"), _networks(context, view))]
    else:
        options = [countries(_("Some information"), known), countries(_("No information yet"), rest)]
        if kind is Kind.DONOR:
            options.insert(0, bodies(_("Funders"), _funders(context, view)))
    select = h(
        "select",
        h("option", _("Choose"), value="") if not about else None,
        options,
        id="choose-about",
        name="about",
        value=href(about) if about else "",
        data_go=True,
    )
    return h("div", h("label", _("Subject"), for_="choose-about"), select, class_="field")


def _links(view: View, kind: Kind, about: str) -> Node:
    def link(ending: str, words: str, look: str) -> Node:
        said = _("{what} as {format}", what=_(KINDS[kind][0]), format=words)
        href = view.href("report-file", f"{about or 'all'}.{ending}", kind=kind)
        return h("a", words, href=href, download=True, class_=look, aria_label=said)

    return h(
        "p",
        link("docx", _("Word"), "button"),
        link("html", _("HTML"), "button quiet"),
        h("button", _("Print"), type="button", class_="button quiet", data_act="print"),
        class_="actions report-actions",
    )


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    title = _("Reports")
    if not view.about:
        doors = [
            h(
                "li",
                h("h2", _(words)),
                h("p", _(says), class_="sub"),
                _outline(kind),
                h(
                    "a",
                    _("Open the report"),
                    h("span", colon(), _(words), class_="sr"),
                    href=view.href(NAME, kind),
                    class_="button",
                ),
                class_="panel-card",
                data_key=kind,
            )
            for kind, (words, says) in KINDS.items()
        ]
        tree = h(
            "div",
            heading(
                title, parts.known_on(world, _("Choose the reader")), answer=verdicts.reports(len(KINDS))
            ),
            h("ul", doors, class_="report-doors"),
            h(
                "p",
                _(
                    "Every report shows the data version, the date, the evidence used, its sources and its "
                    "sharing label."
                ),
                class_="sub",
            ),
            class_="page",
        )
        return Drawn(title, tree, world.edition.id, world.snapshot)
    kind = _kind(view)
    about = view.about[1] if len(view.about) > 1 else ""
    if kind is Kind.NETWORK and not about:
        about = context.ask(view, "network")["network"]
    switch = common.switch(
        _("Report for"), *[(_(words), view.href(NAME, k), k is kind) for k, (words, _says) in KINDS.items()]
    )
    head = heading(
        _("Report for: {whom}", whom=_(KINDS[kind][0])),
        parts.known_on(world, _(KINDS[kind][1])),
        _subject(context, view, world, kind, about),
    )
    if not about:
        body: Node = empty(
            _("Choose the subject"),
            _("The report is shown here first. You can then download it as Word or HTML, or print it."),
            *[
                h(
                    "a",
                    parts.name_of(world.countries[c]),
                    href=view.href(NAME, kind, c),
                    class_="button quiet",
                )
                for c in (world.reviewed or world.looked_at)[:6]
            ],
        )
        return Drawn(title, h("div", head, switch, body, class_="page"), world.edition.id, world.snapshot)
    document = context.document(view, lambda w, q, lang: report_document(w, q, kind, about, lang))
    tree = h("div", head, switch, _links(view, kind, about), preview(document), class_="page report-page")
    return Drawn(document.title, tree, world.edition.id, world.snapshot)


def _register(app: Dash, context: Context) -> None:
    """The route ``/<workspace>/report-file/<about>.docx`` and ``.html``, ``kind`` in the query."""

    def file(workspace: str, name: str) -> Response:
        view = parse(request.full_path)
        token = i18n.set_language(view.lang)
        try:
            about, _dot, ending = name.rpartition(".")
            word = view.get("kind", Kind.COUNTRY)
            if word not in set(Kind):
                raise UsageError(_("There is no report {word}.", word=word[:20]))
            chosen = "" if about == "all" else about
            document = context.document(
                view, lambda w, q, lang: report_document(w, q, Kind(word), chosen, lang)
            )
            return document_file(document, ending, context.as_of(view), attach=True)
        finally:
            i18n.reset_language(token)

    app.server.add_url_rule("/<workspace>/report-file/<name>", view_func=file, endpoint="report_file")


PAGE = Page(NAME, N_("Reports"), draw, group=common.ACTION, register=_register)
