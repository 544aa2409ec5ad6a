"""What stands around every page: brand, pages, the bar of choices, footer, help, and the panels for trouble."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from coordination.text.sentences import Sentence
from dashboard.backend.context import Workspace
from dashboard.backend.plan_steps import in_menu
from dashboard.ui import glyphs
from dashboard.ui.i18n import LANGUAGES, N_, _, colon, day, partial_date, told, verdict
from dashboard.ui.ids import Id
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import EVIDENCE_CHOICES, View
from graph_schema.errors import MnrError, StoreError

__all__ = [
    "KINDS",
    "bar",
    "choose",
    "day_input",
    "elsewhere",
    "empty",
    "error",
    "field",
    "footer",
    "heading",
    "required",
    "top",
    "unknown_page",
]

#: what a workspace is, in the list of workspaces
KINDS = {
    "public": N_("public, read only"),
    "invented": N_("invented, read only"),
    "own": N_("yours"),
}
#: pages whose further path does not name anything of a workspace, and how much of it is kept in another one
_SAME_EVERYWHERE = {"help": 2, "methods": 2, "reports": 1}


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


def field(label: Child, *inside: Child, for_: str) -> Node:
    return h("div", h("label", label, for_=for_), *inside, class_="field")


def required(label: str, key: str, wrong: str, **attributes: object) -> Node:
    """A field for words that must be filled in: its label says so, and ``wrong`` appears beside it when it is sent
    empty or does not fit its pattern."""
    given = h("input", id=key, type="text", required=True, aria_describedby=f"{key}-wrong", **attributes)
    says = h("p", "", id=f"{key}-wrong", class_="field-wrong", role="alert", data_words=wrong)
    return field(_("{field} (required)", field=label), given, says, for_=key)


def day_input(
    key: str, value: date | None, first: str = "1990-01-01", last: str = "2100-12-31", **more: object
) -> Node:
    """A field for a day. Browsers write days in their own language: until somebody types in it, the day stands there in
    the reader's. ``key``: the choice of the address that it sets; ``more``: further attributes, or others."""
    attributes: dict[str, object] = {
        "id": f"choose-{key}",
        "name": key,
        "type": "date",
        "value": value.isoformat() if value else "",
        "min": first,
        "max": last,
        "required": True,
        "data_query": key,
    }
    given = h("input", **(attributes | more))
    if value is None:
        return given
    words = h("span", partial_date(value.isoformat()), class_="day-words", aria_hidden="true")
    return h("span", given, words, class_="day-field")


def elsewhere(view: View, space: Workspace) -> str:
    """The page of a view in another workspace: the same page, without what only this workspace holds; from the overview
    the page with which the other opens. In a workspace of one country it is about that country."""
    own = space.countries[0] if len(space.countries) == 1 else ""
    if not view.page:
        return view.href(*space.opens_on, workspace=space.name, edition="")
    kept = view.about[: _SAME_EVERYWHERE.get(view.page, 0)]
    choices = {"capability": view.get("capability")} if view.page == "map" else {}
    page = "" if view.page == "why" else view.page  # reasons are those of a cell of this workspace
    offered = {name for name, _words in space.editions}
    edition = view.edition if view.edition in offered else ""
    there = View(space.name, query={"country": own}) if own else View(space.name)
    asked = replace(there, as_of=view.as_of, evidence=view.evidence, edition=edition, lang=view.lang)
    return asked.href(page, *kept, **choices) if page else asked.href(*space.opens_on)


def bar(view: View, spaces: Sequence[Workspace], as_of: date, edition: str) -> list[Node]:
    """One button that says what every answer depends on (workspace, date, evidence, edition), the fields that open with
    it, and the choice of a language, which is always in sight."""
    here = next((s for s in spaces if s.name == view.workspace), None)
    fields: list[Node] = []
    chosen: list[str] = [partial_date(as_of.isoformat()), _(EVIDENCE_CHOICES[view.evidence])]
    if len(spaces) > 1 or here is None:
        options = [(elsewhere(view, s), f"{_(s.title)} ({_(KINDS[s.kind])})") for s in spaces]
        value = elsewhere(view, here) if here else ""
        fields.append(choose("workspace", _("Workspace"), options, value, go=True))
        chosen[:0] = [_(here.title)] if here else []
    fields.append(field(_("As of"), day_input("as_of", as_of), for_="choose-as_of"))
    choices = [(k if k != "all" else "", _(words)) for k, words in EVIDENCE_CHOICES.items()]
    fields.append(choose("evidence", _("Evidence"), choices, "" if view.evidence == "all" else view.evidence))
    if here and len(here.editions) > 1:
        first = here.editions[0][0]
        options = [("" if key == first else key, words) for key, words in here.editions]
        fields.append(choose("edition", _("Framework"), options, "" if edition == first else edition))
        chosen.append(dict(here.editions).get(edition or first, ""))
    keep = [h("input", type="hidden", name=k, value=v) for k, v in sorted(view.query.items())]
    form = h(
        "form",
        fields,
        keep,
        h("noscript", h("button", _("Show"), class_="button")),
        id=Id.BAR,
        class_="bar",
        method="get",
        aria_label=_("Date and evidence used for this page"),
        data_query_form=True,
    )
    words = h("span", " · ".join(c for c in chosen if c), class_="bar-chosen")
    head = h("summary", h("span", _("Date and evidence used for this page"), colon(), class_="sr"), words)
    return [h("details", head, class_="bar-fold", data_key="fold"), form, _language(view)]


def _language(view: View) -> Node:
    """The choice of a language, each by its own name; without scripts a form that keeps everything else."""
    options = [("" if code == "en" else code, own) for code, own in LANGUAGES.items()]
    others = dict(parse_qsl(urlsplit(view.href(lang="")).query))
    return h(
        "form",
        choose("lang", _("Language"), options, "" if view.lang == "en" else view.lang),
        [h("input", type="hidden", name=k, value=v) for k, v in others.items()],
        h("noscript", h("button", _("Show"), class_="button")),
        class_="bar-lang",
        method="get",
    )


def top(
    view: View,
    pages: Sequence[tuple[str, str, str]],
    spaces: Sequence[Workspace],
    as_of: date,
    edition: str,
    country: Node | None = None,
) -> Node:
    """The head of every page. ``pages``: (name in the address, words, menu or "") of those that are offered;
    ``country``: the field in which a country is chosen."""
    links: list[Node] = []
    menus: dict[str, list[Node]] = {}
    here = ""
    for name, words, group in pages:
        current = "page" if name == view.page else None
        link = h("a", _(words), href=view.href(name, **in_menu(view, name)), aria_current=current)
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
            ("auto", "auto", _("Same as the device")),
        )
    ]
    return h(
        "header",
        glyphs.sprite(),
        h("a", _("Skip to main content"), href=f"#{Id.MAIN}", class_="skip"),
        h(
            "div",
            h("a", _("National response board"), href=view.href(""), class_="brand"),
            h(
                "details",
                h("summary", glyphs.icon("menu"), h("span", _("Pages"), class_="sr"), class_="tool"),
                class_="pages-fold",
                data_menu=True,
            ),
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
                    aria_label=_("Go to Ctrl K: search for a page, a country, an organisation or a command"),
                    data_act="palette",
                    data_key="palette",
                ),
                h(
                    "a",
                    glyphs.icon("help"),
                    href=view.href("help", view.page or "start"),
                    class_="tool",
                    aria_label=_("Help with this page"),
                    title=_("Help with this page"),
                    data_key="help",
                ),
                class_="tools",
            ),
            class_="top-row",
        ),
        h(
            "div",
            h("div", country, class_="bar-country") if country else None,
            bar(view, spaces, as_of, edition) if spaces else None,
            h("span", themes, class_="themes", role="group", aria_label=_("Colours")),
            class_="bar-row",
        ),
        class_="top",
    )


def heading(title: Child, sub: Child = None, *tools: Child, answer: Sequence[Sentence] | str = ()) -> Node:
    """Title of a page, its ``answer`` in a sentence, a line that says as of when, and what stands beside them."""
    return h(
        "div",
        h(
            "div",
            h("h1", title),
            h("p", answer if isinstance(answer, str) else verdict(answer), class_="page-answer")
            if answer
            else None,
            h("p", sub, class_="lead") if sub else None,
            class_="grow",
        ),
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


def unknown_page(view: View) -> Node:
    """An address that is none: to the first page of the workspace, or to what was meant."""
    return h(
        "div",
        h("h1", _("There is no page {page!r}.", page=view.page[:40])),
        h(
            "p",
            _(
                "Use the menu above to open any page. Use the search to find pages, countries and "
                "organisations."
            ),
        ),
        h(
            "p",
            h("a", _("Go to the overview"), href=view.href(""), class_="button"),
            h(
                "button",
                glyphs.icon("find"),
                _("Search"),
                type="button",
                class_="button quiet",
                data_act="palette",
            ),
            class_="actions",
        ),
        class_="empty trouble-page",
        role="alert",
    )


def error(
    problem: MnrError | None,
    reference: str = "",
    view: View | None = None,
    near: Sequence[tuple[str, str]] = (),
    home: str = "",
) -> Node:
    """What happened, and what to do. ``problem`` None = a fault of the program, findable by ``reference``; ``view``:
    where it happened, so that a way leads back to the page with its list; ``near``: what may be meant, with its
    address; ``home``: the country that the page is about, where there is such a country."""
    if problem is None:
        title = _("Something went wrong")
        words = _("This is not your fault. The error is logged as {reference}.", reference=reference)
        hint = _("Try again. If it happens again, give this number to the person who runs this program.")
    else:
        title, words, hint = _(problem.title), told(problem.message), told(problem.hint)
        # ids of networks mean nothing to a reader
        listed = getattr(problem.hint, "template", "") == "Use one of: {known}."
        if not isinstance(problem, StoreError) and ("`mnr " in hint or listed):
            hint = _("Nothing with this name exists in this workspace on this date. Choose from the list.")
    again = None
    if problem is None or isinstance(problem, StoreError):
        again = h("button", _("Try again"), type="button", class_="button", data_act="retry")
    elif view and view.workspace and view.page and (view.about or view.query):
        page = "country" if view.page == "why" else view.page
        stays = bool(home) and (len(view.about) > 1 or bool(view.query))
        href = view.href(page, home) if stays else view.href(page, country="")
        again = h("a", _("Choose again"), href=href, class_="button")
    first = view.href("", country="") if view and view.workspace and view.page else "/"
    meant = None
    if near:
        links = [h("a", h("bdi", name), href=href, class_="button quiet") for name, href in near]
        meant = h("p", _("Did you mean one of these?"), " ", links, class_="actions")
    return h(
        "div",
        h("h1", title),
        h("p", words),
        h("p", hint) if hint else None,
        meant,
        h("p", again, h("a", _("Go to the overview"), href=first, class_="button quiet"), class_="actions"),
        class_="empty trouble-page",
        role="alert",
    )


def footer(as_of: date, snapshot: str) -> Node:
    """Where the figures come from, and help."""
    return h(
        "footer",
        h(
            "p",
            _("As of {day}.", day=day(as_of)),
            " ",
            _("Data version {snapshot}.", snapshot=snapshot[:12]) if snapshot else None,
        ),
        h(
            "p",
            _(
                'Countries are never ranked here. "Unknown" means that no information is recorded yet. '
                "It does not mean that nothing exists."
            ),
        ),
        h(
            "p",
            h(
                "button",
                glyphs.icon("key"),
                _("Keyboard shortcuts"),
                type="button",
                class_="plain",
                data_act="keys",
            ),
            h(
                "button",
                glyphs.icon("link"),
                _("Share"),
                type="button",
                class_="plain",
                data_act="share",
            ),
            h("button", glyphs.icon("print"), _("Print"), type="button", class_="plain", data_act="print"),
            class_="foot-tools",
        ),
        class_="foot",
    )
