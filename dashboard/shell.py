"""What stands around every page: brand, pages, the bar of choices, footer, help, and the panels for trouble."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from dashboard.context import Workspace
from dashboard.figures import glyphs
from dashboard.i18n import LANGUAGES, _, day, told
from dashboard.ids import Id
from dashboard.tree import Child, Node, h
from dashboard.view import EVIDENCE_CHOICES, View
from graph_schema.errors import MnrError, StoreError

__all__ = ["bar", "choose", "empty", "error", "field", "footer", "heading", "top"]


def choose(
    name: str, label: str, options: Iterable[tuple[str, str]], value: str, *, id: str = "", go: bool = False
) -> Node:
    """A labelled select whose choice goes into the address: as a choice of its own, or (``go``) as the address."""
    key = id or f"choose-{name}"
    extra: dict[str, object] = {"data_go": True} if go else {"data_query": name}
    select = h(
        "select",
        [h("option", words, value=v) for v, words in options],
        id=key,
        name=name,
        value=value,
        **extra,
    )
    return h("div", h("label", label, for_=key), select, class_="field")


def field(label: str, *inside: Child, for_: str) -> Node:
    return h("div", h("label", label, for_=for_), *inside, class_="field")


def bar(view: View, spaces: Sequence[Workspace], as_of: date, edition: str) -> Node:
    """As-of date, evidence, edition, language and workspace: what every answer depends on."""
    here = next((s for s in spaces if s.name == view.workspace), None)
    fields: list[Node] = []
    if len(spaces) > 1 or here is None:
        options = [(view.href("", workspace=s.name), _(s.title)) for s in spaces]
        value = view.href("", workspace=view.workspace)
        fields.append(choose("workspace", _("Workspace"), options, value, go=True))
    fields.append(
        field(
            _("As known on"),
            h(
                "input",
                id="choose-as_of",
                name="as_of",
                type="date",
                value=as_of.isoformat(),
                min="1990-01-01",
                max="2100-12-31",
                required=True,
                data_query="as_of",
            ),
            for_="choose-as_of",
        )
    )
    choices = [(k if k != "all" else "", _(words)) for k, words in EVIDENCE_CHOICES.items()]
    fields.append(choose("evidence", _("Evidence"), choices, "" if view.evidence == "all" else view.evidence))
    if here and len(here.editions) > 1:
        first = here.editions[0][0]
        options = [("" if key == first else key, words) for key, words in here.editions]
        fields.append(choose("edition", _("Framework"), options, "" if edition == first else edition))
    if len(LANGUAGES) > 1:
        options = [("" if code == "en" else code, own) for code, own in LANGUAGES.items()]
        fields.append(choose("lang", _("Language"), options, "" if view.lang == "en" else view.lang))
    keep = [h("input", type="hidden", name=k, value=v) for k, v in sorted(view.query.items())]
    return h(
        "form",
        fields,
        keep,
        h("noscript", h("button", _("Show"), class_="button")),
        id=Id.BAR,
        class_="bar",
        method="get",
        aria_label=_("What the answers rest on"),
        data_query_form=True,
    )


def top(
    view: View, pages: Sequence[tuple[str, str, str]], spaces: Sequence[Workspace], as_of: date, edition: str
) -> Node:
    """The head of every page. ``pages``: (name in the address, words, menu or "") of those that are offered."""
    links: list[Node] = []
    menus: dict[str, list[Node]] = {}
    here = ""
    for name, words, group in pages:
        current = "page" if name == view.page else None
        link = h("a", _(words), href=view.href(name), aria_current=current)
        if group and current:
            here = group
        (menus.setdefault(group, []) if group else links).append(h("li", link, data_key=name or "start"))
    for group, items in menus.items():
        head = h("summary", _(group), class_="menu-name", data_here=group == here)
        links.append(
            h("li", h("details", head, h("ul", items), data_menu=True), data_key=group, class_="menu")
        )
    themes = [
        h(
            "button",
            glyphs.icon(icon),
            type="button",
            class_="tool",
            aria_label=words,
            title=words,
            data_act="theme",
            data_value=value,
            data_key=value,
        )
        for value, icon, words in (
            ("light", "sun", _("Light")),
            ("dark", "moon", _("Dark")),
            ("auto", "auto", _("As the device says")),
        )
    ]
    return h(
        "header",
        glyphs.sprite(),
        h("a", _("Skip to the page"), href=f"#{Id.MAIN}", class_="skip"),
        h(
            "div",
            h("a", _("National response board"), href=view.href(""), class_="brand"),
            h("nav", h("ul", links), aria_label=_("Pages"), class_="pages"),
            h(
                "div",
                h(
                    "button",
                    glyphs.icon("find"),
                    h("span", _("Go to"), class_="tool-words"),
                    " ",
                    h("kbd", "Ctrl K", class_="tool-words", aria_hidden="true"),
                    type="button",
                    class_="tool wide",
                    aria_label=_("Go to Ctrl K: a page, a country, an organisation, or do something"),
                    data_act="palette",
                    data_key="palette",
                ),
                h(
                    "a",
                    glyphs.icon("help"),
                    href=view.href("help", view.page or "start"),
                    class_="tool",
                    aria_label=_("Help for this page"),
                    title=_("Help for this page"),
                    data_key="help",
                ),
                h("span", themes, class_="themes", role="group", aria_label=_("Colours")),
                class_="tools",
            ),
            class_="top-row",
        ),
        bar(view, spaces, as_of, edition) if spaces else None,
        class_="top",
    )


def heading(title: Child, sub: Child = None, *tools: Child) -> Node:
    """Title of a page, a line below it, and what stands beside it."""
    return h(
        "div",
        h("div", h("h1", title), h("p", sub, class_="lead") if sub else None, class_="grow"),
        h("div", *tools, class_="head-tools") if any(tools) else None,
        class_="head",
    )


def empty(title: str, words: str, *actions: Child) -> Node:
    """Nothing to show: why, and what to do next."""
    return h(
        "div",
        h("h2", title),
        h("p", words),
        h("p", *actions, class_="actions") if actions else None,
        class_="empty",
    )


def error(problem: MnrError | None, reference: str = "") -> Node:
    """What happened, and what to do. ``problem`` None = a fault of the program, findable by ``reference``."""
    if problem is None:
        title = _("Something went wrong here")
        words = _("It is not your doing. It has been noted under {reference}.", reference=reference)
        hint = _("Try again; if it happens again, give that number to whoever runs this program.")
    else:
        title, words, hint = _(problem.title), told(problem.message), told(problem.hint)
    again = None
    if problem is None or isinstance(problem, StoreError):
        again = h("button", _("Try again"), type="button", class_="button", data_act="retry")
    return h(
        "div",
        h("h1", title),
        h("p", words),
        h("p", hint) if hint else None,
        h("p", again, h("a", _("To the first page"), href="/", class_="button quiet"), class_="actions"),
        class_="empty trouble-page",
        role="alert",
    )


def footer(as_of: date, snapshot: str) -> Node:
    """Where the figures come from, and help."""
    return h(
        "footer",
        h(
            "p",
            _("As known on {day}.", day=day(as_of)),
            " ",
            _("Snapshot {snapshot}.", snapshot=snapshot[:12]) if snapshot else None,
        ),
        h(
            "p",
            _(
                "Nothing here ranks countries. Unknown means that nobody knows yet, never that there is nothing."
            ),
        ),
        h(
            "p",
            h("button", glyphs.icon("key"), _("Keys"), type="button", class_="plain", data_act="keys"),
            h(
                "button",
                glyphs.icon("link"),
                _("Copy the link"),
                type="button",
                class_="plain",
                data_act="copy-link",
                data_done=_("The link to this page is copied."),
            ),
            h("button", glyphs.icon("print"), _("Print"), type="button", class_="plain", data_act="print"),
            class_="foot-tools",
        ),
        class_="foot",
    )
