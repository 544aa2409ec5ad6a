"""A letter to each organisation of the list: does what is recorded of it still hold? In three languages, to be copied,
or as a file of text or for Word. Nothing is sent from here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dash import Dash
from flask import Response, request

from coordination.reports.document import Document
from coordination.reports.letter import as_text, letter_document
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.attached import attached, document_file
from dashboard.pages.shared import common, listed, parts
from dashboard.ui import i18n
from dashboard.ui.i18n import LANGUAGES, _, colon, folded, n_, number
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View, parse

__all__ = ["LETTER", "add_letters", "letter", "letters"]

LETTER = "letter"  #: in the address: the organisation whose letter is shown
IN = "letter-in"  #: the language of the letter
Row = Mapping[str, Any]


def _made(context: Context, view: View, organisation: str, code: str, lang: str) -> Document:
    """The letter in one language, whatever that of the page is."""
    token = i18n.set_language(lang)
    try:
        return context.document(
            view, lambda w, q, lg: letter_document(w, q, organisation, (code,) if code else (), lg)
        )
    finally:
        i18n.reset_language(token)


def letter(context: Context, view: View, world: World, code: str, asked: Collection[str]) -> Node | None:
    """The letter that the address asks for; None where it asks for none. ``asked``: of whom something is to be asked;
    a kept address can name somebody who has answered since."""
    organisation = view.get(LETTER)
    if not organisation:
        return None
    if organisation not in asked:
        return _answered(world, view, organisation)
    lang = view.get(IN) if view.get(IN) in LANGUAGES else i18n.language()
    text = as_text(_made(context, view, organisation, code, lang))
    name = world.organisation(organisation).name

    def file(ending: str, words: str) -> Node:
        href = view.href(
            "letter-file", f"{organisation}.{ending}", **{"country": code, IN: lang, LETTER: "", "rows": ""}
        )
        said = _("{what} as {format}", what=_("Letter"), format=words)
        return h("a", words, href=href, download=True, class_="button quiet", aria_label=said)

    switch = common.switch(
        _("Language of the letter"),
        *[(known, view.href(None, **{IN: key}) + "#letter", key == lang) for key, known in LANGUAGES.items()],
    )
    return h(
        "section",
        h(
            "div",
            h("h2", _("Letter to {name}", name=name), id="letter", class_="grow"),
            switch,
            class_="section-top",
        ),
        h(
            "p",
            _(
                "Read it before you send it: it says what is on record about this organisation. You can change "
                "the text. Nothing is sent from here."
            ),
            class_="sub",
        ),
        h(
            "div",
            text,
            id="check-letter",
            class_="letter",
            lang=lang,
            role="group",
            aria_label=_("The letter"),
        ),
        h(
            "p",
            h(
                "button",
                _("Copy the letter"),
                type="button",
                class_="button",
                data_copy="check-letter",
                data_done=_("Letter copied."),
            ),
            file("docx", _("Word")),
            file("txt", _("Text")),
            h(
                "a",
                _("Close the letter"),
                href=view.href(None, **{LETTER: "", IN: ""}),
                class_="button quiet",
            ),
            class_="actions",
        ),
        class_="panel-card letter-card",
    )


def _answered(world: World, view: View, organisation: str) -> Node:
    name = world.organisation(organisation).name
    close = h("a", _("Close the letter"), href=view.href(None, **{LETTER: "", IN: ""}), class_="button quiet")
    return h(
        "section",
        h("h2", _("Letter to {name}", name=name), id="letter"),
        h("p", _("Nothing is to be asked of this organisation here any more.")),
        h("p", close, class_="actions"),
        class_="panel-card letter-card",
    )


def letters(world: World, view: View, page: str, code: str, rows: Sequence[Row]) -> Node:
    """Whom to write to, with the number of questions."""
    count = Counter(r["organisation"] for r in rows)
    order = sorted(count, key=lambda i: (-count[i], folded(world.organisation(i).name), i))
    about = [code] if code else []

    def line(ident: str) -> list[Any]:
        return [
            common.organisation_link(world, view, ident),
            number(count[ident]),
            h(
                "a",
                _("Open the letter"),
                h("span", colon(), world.organisation(ident).name, class_="sr"),
                href=view.href(page, *about, **{LETTER: ident}) + "#letter",
            ),
        ]

    return h(
        "section",
        h("h2", _("One letter to each organisation")),
        h(
            "p",
            n_(
                "{count} organisation can answer all of these questions.",
                "{count} organisations can answer all of these questions.",
                len(order),
            ),
            class_="sub",
        ),
        listed.listed(
            view,
            "letters",
            [_("Organisation"), _("Questions"), _("Letter")],
            common.Rows(order, line),
            _("One letter to each organisation"),
        ),
        class_="panel-card screen-only",
    )


def add_letters(app: Dash, context: Context) -> None:
    """The route ``/<workspace>/letter-file/<organisation>.txt`` and ``.docx``, the country and language in the
    query."""

    def file(workspace: str, name: str) -> Response:
        view = parse(request.full_path)
        token = i18n.set_language(view.lang)
        try:
            organisation, _dot, ending = name.rpartition(".")
            world = context.world(view)
            code = parts.country_of(world, view.get("country")).iso3 if view.get("country") else ""
            lang = view.get(IN) if view.get(IN) in LANGUAGES else i18n.language()
            made = _made(context, view, organisation, code, lang)
            if ending != "txt":
                return document_file(made, ending, world.as_of, attach=True)
            answer = Response(as_text(made), mimetype="text/plain")
            attached(answer, f"{made.stem}-{world.as_of.isoformat()}.txt")
            return answer
        finally:
            i18n.reset_language(token)

    app.server.add_url_rule("/<workspace>/letter-file/<name>", view_func=file, endpoint="letter_file")
