"""Help: an article per page, the words used, the methods; found by typing, without a connection."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard import help as texts
from dashboard.context import Context
from dashboard.figures import glyphs
from dashboard.help import ARTICLES, GLOSSARY, Article
from dashboard.i18n import N_, _, language
from dashboard.pages import Drawn, Page, common
from dashboard.shell import field, heading
from dashboard.tree import Child, Node, h
from dashboard.view import View
from graph_schema.errors import UsageError

__all__ = ["PAGE", "draw"]

NAME = "help"
LIST = "help-list"
#: what the address calls the article of the first page
FIRST = "start"


def article_name(page: str) -> str:
    """The word for a page's article in the address."""
    return page or FIRST


def _hit(kind: str, title: Child, words: Child, text: str, key: str) -> Node:
    return h(
        "li",
        h("p", h("span", kind, class_="chip"), " ", title, class_="hit-title"),
        h("p", words, class_="sub"),
        data_words=text,
        data_key=key,
    )


def _hits(view: View) -> Iterator[tuple[str, Node]]:
    """Everything that can be found: (all its words, what is shown)."""
    for a in ARTICLES.values():
        words = " ".join(_(t) for t in (a.title, a.answers, a.read, a.then))
        link = h("a", _(a.title), href=view.href(NAME, article_name(a.page)))
        yield words, _hit(_("Page"), link, _(a.answers), words, f"page-{a.page}")
    for t in GLOSSARY:
        words = f"{_(t.word)} {_(t.meaning)}"
        more = h("a", _("exactly"), h("span", f": {_(t.word)}", class_="sr"), href=_method(view, t.method))
        yield (
            words,
            _hit(_("Glossary"), h("b", _(t.word)), [_(t.meaning), " ", more], words, f"word-{t.word}"),
        )
    for stem, page in texts.methods().items():
        for section in page["sections"]:
            words = f"{page['title']} {section['title']} {section['words']}"
            name = f"{page['title']}: {section['title']}" if section["title"] else page["title"]
            address = _method(view, stem) + (f"#{section['id']}" if section["id"] else "")
            link = h("a", name, href=address, lang="en")
            begin = section["words"][:150].rsplit(" ", 1)[0]
            shown = h("span", begin + " ...", lang="en") if begin else None
            yield words, _hit(_("Method"), link, shown, words[:1500], f"method-{stem}-{section['id']}")


def _method(view: View, stem: str) -> str:
    return view.href("methods", *([] if stem in {"", "index"} else [stem]))


def _list(view: View) -> Node:
    find = view.get("find").casefold().split()
    hits = [node for words, node in _hits(view) if all(w in words.casefold() for w in find)]
    search = h(
        "input",
        id="help-find",
        name="find",
        type="search",
        value=view.get("find"),
        autocomplete="off",
        data_filter=f"#{LIST}",
    )
    title = _("Help")
    return h(
        "div",
        heading(
            title,
            _("Everything here is part of the program: it works without a connection."),
            h(
                "button",
                glyphs.icon("eye"),
                _("Tour of five steps"),
                type="button",
                class_="button",
                data_act="tour",
            ),
            h("button", glyphs.icon("key"), _("Keys"), type="button", class_="button quiet", data_act="keys"),
        ),
        h(
            "form",
            field(_("Search in the help"), search, for_="help-find"),
            h("noscript", h("button", _("Search"), class_="button quiet")),
            class_="filters",
            method="get",
            role="search",
        ),
        h("ul", hits, class_="hits", id=LIST, data_shown=str(len(hits))),
        h(
            "p",
            _("Nothing fits these words. Try one word, or a part of it."),
            class_="empty none-found",
            role="status",
        ),
        class_="page",
    )


def _article(view: View, about: str) -> Node:
    a = ARTICLES.get("" if about == FIRST else about)
    if a is None:
        raise UsageError(
            _("There is no help about {page!r}.", page=about[:40]), hint=_("Search on the help page.")
        )
    return h(
        "div",
        heading(
            _("Help: {page}", page=_(a.title)),
            None,
            h("a", _("All help"), href=view.href(NAME), class_="button quiet"),
        ),
        h(
            "article",
            h("h2", _("What it answers")),
            h("p", _(a.answers)),
            h("h2", _("How to read it")),
            h("p", _(a.read)),
            h("h2", _("What to do next")),
            h("p", _(a.then)),
            _further(view, a),
            h("p", h("a", _("Open the page"), href=view.href(a.page), class_="button"), class_="actions"),
            class_="panel-card prose",
        ),
        class_="page",
    )


def _further(view: View, a: Article) -> Node | None:
    """The definitions behind the page."""
    known = texts.methods()
    links = [
        h("li", h("a", known[m]["title"], href=_method(view, m), lang="en")) for m in a.methods if m in known
    ]
    if not links:
        return None
    note = None if language() == "en" else h("span", " ", _("(in English)"), class_="sub")
    return h("section", h("h2", _("Exactly"), note), h("ul", links, class_="dotted"))


def draw(_context: Context, view: View) -> Drawn:
    if view.about:
        tree = _article(view, view.about[0])
        return Drawn(_("Help"), tree)
    return Drawn(_("Help"), _list(view))


PAGE = Page(NAME, N_("Help"), draw, group=common.REFERENCE)
