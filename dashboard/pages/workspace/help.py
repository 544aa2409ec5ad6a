"""Help: an article per page, the words used, the methods; found by typing, without a connection."""

from __future__ import annotations

from collections.abc import Iterator

from coordination.text import openings
from dashboard.backend.context import Context
from dashboard.pages import Drawn, Page
from dashboard.pages.shared import common
from dashboard.pages.shared.shell import field, heading
from dashboard.ui import glyphs
from dashboard.ui import help as texts
from dashboard.ui.help import ARTICLES, GLOSSARY, Article
from dashboard.ui.i18n import N_, _, colon, folded, number
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["PAGE", "draw"]

NAME = "help"
LIST = "help-list"
#: what the address calls the article of the first page
FIRST = "start"


def article_name(page: str) -> str:
    """The word for a page's article in the address."""
    return page or FIRST


#: groups of the list: what they hold
PAGES, WORDS, METHODS = N_("Pages"), N_("Glossary"), N_("Methods")


def _hit(title: Child, words: Child, text: str, key: str, deep: bool = False) -> Node:
    """One thing that can be found. ``deep``: shown only to those who search."""
    return h(
        "li",
        h("p", title, class_="hit-title"),
        h("p", words, class_="sub") if words else None,
        class_="deep" if deep else None,
        data_words=text,
        data_key=key,
    )


def _hits(view: View) -> Iterator[tuple[str, str, Node]]:
    """Everything that can be found: (its group, all its words, what is shown)."""
    for a in ARTICLES.values():
        words = " ".join(_(t) for t in (a.title, a.answers, a.read, a.then))
        link = h("a", _(a.title), href=view.href(NAME, article_name(a.page)))
        yield PAGES, words, _hit(link, _(a.answers), words, f"page-{a.page}")
    for t in GLOSSARY:
        words = f"{_(t.word)} {_(t.meaning)}"
        more = h(
            "a",
            _("exact definition"),
            h("span", colon(), _(t.word), class_="sr"),
            href=_method(view, t.method),
        )
        yield WORDS, words, _hit(h("b", _(t.word)), [_(t.meaning), " ", more], words, f"word-{t.word}")
    for stem, page in texts.methods().items():
        for section in page["sections"]:
            words = f"{page['title']} {section['title']} {section['words']}"
            name = page["title"]
            if section["title"]:
                name = _("{word}: {rest}", word=name, rest=section["title"])
            address = _method(view, stem) + (f"#{section['id']}" if section["id"] else "")
            link = h("a", name, href=address)
            begin = section["words"][:150].rsplit(" ", 1)[0]
            shown = f"{begin} …" if begin else None
            key = f"method-{stem}-{section['id']}"
            yield METHODS, words, _hit(link, shown, words[:1500], key, deep=bool(section["title"]))


def _method(view: View, stem: str) -> str:
    return view.href("methods", *([] if stem in {"", "index"} else [stem]))


def _list(view: View) -> Node:
    find = folded(view.get("find")).split()
    hits = [(g, node) for g, words, node in _hits(view) if all(w in folded(words) for w in find)]
    groups, jumps = [], []
    for name, key in ((PAGES, "pages"), (WORDS, "words"), (METHODS, "methods")):
        own = [node for g, node in hits if g == name]
        shown = sum("class" not in node[1] for node in own)
        head = h("h2", _(name), " ", h("span", number(shown), class_="sub"), id=f"help-{key}")
        jump = [_(name), " ", h("span", number(shown), class_="sub")]
        jumps.append(h("a", jump, href=f"#help-{key}", class_="fact", data_key=key))
        groups.append(
            h("section", head, h("ul", own, class_=f"hits of-{key}"), class_="hit-group", data_key=key)
        )
    search = h(
        "input",
        id="help-find",
        name="find",
        type="search",
        value=view.get("find"),
        autocomplete="off",
        placeholder=_("Word or part of a word"),
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
                _("5-step tour"),
                type="button",
                class_="button",
                data_act="tour",
            ),
            h(
                "button",
                glyphs.icon("key"),
                _("Keyboard shortcuts"),
                type="button",
                class_="button quiet",
                data_act="keys",
            ),
            answer=openings.help_page(len(ARTICLES), len(GLOSSARY)),
        ),
        h(
            "form",
            field(_("Search in the help"), search, for_="help-find"),
            h("noscript", h("button", _("Search"), class_="button quiet")),
            class_="filters help-search",
            method="get",
            role="search",
        ),
        h("nav", jumps, class_="contents", aria_label=_("On this page")),
        h("div", groups, class_="hit-groups", id=LIST, data_shown=str(len(hits))),
        h(
            "p",
            _("No result. Try one word or part of a word."),
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
            h("a", _("See all help topics"), href=view.href(NAME), class_="button quiet"),
            answer=_(a.answers),
        ),
        h(
            "article",
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
    links = [h("li", h("a", known[m]["title"], href=_method(view, m))) for m in a.methods if m in known]
    if not links:
        return None
    return h("section", h("h2", _("Exact definitions")), h("ul", links, class_="dotted"))


def draw(_context: Context, view: View) -> Drawn:
    if view.about:
        tree = _article(view, view.about[0])
        return Drawn(_("Help"), tree)
    return Drawn(_("Help"), _list(view))


PAGE = Page(NAME, N_("Help"), draw, group=common.REFERENCE)
