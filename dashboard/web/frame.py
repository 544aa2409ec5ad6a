"""What is there once for all pages: live region, messages, list of keys, palette, tour, question before a change."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.pages.shared.shell import field
from dashboard.ui.help import TOUR, Stop
from dashboard.ui.i18n import _
from dashboard.ui.ids import Id
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View
from dashboard.web.sharing import dialog
from graph_schema.errors import MnrError

__all__ = ["frame"]


def _close() -> Node:
    return h("button", _("Close"), type="button", class_="button quiet", data_act="close-dialog")


def _keys() -> Node:
    rows = [
        ("?", _("this list of shortcuts")),
        ("Ctrl K", _("open or close this list of shortcuts")),
        (_("Tab"), _("next link, field or list")),
        (_("Arrows"), _("move within a list of countries, the tiles or the table")),
        (_("Home, End"), _("first and last item of a list or row")),
        (_("Letters"), _("in a list of countries: go to the name")),
        (_("Enter"), _("open")),
        (_("Esc"), _("close the panel, the menu, the tour or this list")),
    ]
    return h(
        "dialog",
        h("h2", _("Keyboard shortcuts"), id="keys-title"),
        h("dl", [[h("dt", h("kbd", key)), h("dd", words)] for key, words in rows]),
        _close(),
        id=Id.KEYS,
        aria_labelledby="keys-title",
    )


def _trouble() -> Node:
    """Shown when the server does not answer."""
    return h(
        "div",
        h("p", "", data_words=True),
        h("button", _("Try again"), type="button", class_="button", data_act="retry"),
        id=Id.TROUBLE,
        class_="trouble",
        role="alert",
        hidden=True,
    )


def _palette(view: View) -> Node:
    """A field and the list of what fits; the list is filled by ``palette.js``."""
    listing = "palette-list"
    return h(
        "dialog",
        h("label", _("Search or run a command"), for_="palette-find", class_="sr", id="palette-title"),
        h(
            "div",
            h(
                "input",
                id="palette-find",
                type="text",
                role="combobox",
                autocomplete="off",
                spellcheck="false",
                placeholder=_("Page, country, capability, organisation or command"),
                aria_expanded="true",
                aria_controls=listing,
                aria_autocomplete="list",
            ),
            h("button", _("Close"), type="button", class_="button quiet", data_act="close-dialog"),
            class_="palette-head",
        ),
        h("ul", id=listing, role="listbox", aria_labelledby="palette-title", class_="palette-list"),
        h("p", "", class_="sub palette-note", id="palette-note", role="status"),
        id=Id.PALETTE,
        class_="palette",
        aria_labelledby="palette-title",
        data_from=view.href("").replace("/", "/_palette/", 1),
        data_cell=view.href("why", "-country-", "-capability-"),
        data_none=_(
            "No result. Try one word or part of a word: a page, a country, a capability, an "
            "organisation, a type of record, a term or a command."
        ),
        data_many=_("{count} results. The first ones are shown."),
        data_failed=_("The list could not be loaded. Close it and try again."),
    )


def _stop(view: View, number: int, stop: Stop, example: str, capability: str) -> Node | None:
    about = [a.format(country=example, capability=capability) for a in stop.about]
    if not all(about):
        return None
    return h(
        "li",
        h("b", _(stop.title)),
        h("span", _(stop.words)),
        data_href=view.href(stop.page, *about),
        data_mark=stop.mark,
        data_key=str(number),
    )


def _tour(context: Context, view: View) -> Node:
    """The steps, out of sight, and the card that tells one of them; moved on by ``tour.js``."""
    space = next((s for s in context.spaces if s.name == view.workspace), None)
    example = space.example_country if space else ""
    capability = ""
    try:
        if example:
            capability = context.world(view).edition.capabilities[0].number
    except MnrError:
        example = ""  # the page itself says what is wrong
    stops = [_stop(view, i, s, example, capability) for i, s in enumerate(TOUR)]
    return h(
        "section",
        h("ol", stops, hidden=True, data_tour_stops=True),
        h("p", "", class_="sub", data_tour_count=_("Step {step} of {steps}")),
        h("h2", "", data_tour_title=True, id="tour-title", tabindex="-1"),
        h("p", "", data_tour_words=True),
        h(
            "div",
            h("button", _("Next"), type="button", class_="button", data_tour="next", data_last=_("Done")),
            h("button", _("Back"), type="button", class_="button quiet", data_tour="back"),
            h("button", _("Leave the tour"), type="button", class_="button quiet", data_tour="end"),
            class_="actions",
        ),
        id=Id.TOUR,
        class_="tour",
        aria_labelledby="tour-title",
        hidden=True,
        data_ended=_("The tour has ended. You can start it again on the Help page."),
    )


def _confirm() -> Node:
    return h(
        "dialog",
        h("h2", "", id="confirm-title", data_confirm_words=True),
        h(
            "div",
            h("button", _("Continue"), type="button", class_="button", data_confirm_yes=True),
            h("button", _("Cancel"), type="button", class_="button quiet", data_act="close-dialog"),
            class_="actions",
        ),
        id=Id.CONFIRM,
        aria_labelledby="confirm-title",
    )


#: what is done with a name beside it (dashboard/web/actions.py)
_SIGNED = (
    "record remove undo take-in five-minutes national-body accept reject bring-in new-workspace scenario"
)


def _who() -> Node:
    """Asked once in a browser, before the first change: the name that is kept with what is saved."""
    return h(
        "dialog",
        h(
            "form",
            h("h2", _("Who are you?"), id="who-title"),
            h(
                "p",
                _(
                    "Your name is kept with everything that you save, so that others know whom to ask. This browser "
                    "remembers it. You can change it on the Settings page."
                ),
            ),
            field(
                _("Your name"),
                h("input", id="who-name", type="text", maxlength="80", autocomplete="name"),
                for_="who-name",
            ),
            h(
                "div",
                h("button", _("Save with this name"), class_="button", value="yes"),
                h("button", _("Save without a name"), class_="button quiet", value="no"),
                h("button", _("Cancel"), type="button", class_="button quiet", data_act="close-dialog"),
                class_="actions",
            ),
            method="dialog",
        ),
        id=Id.WHO,
        aria_labelledby="who-title",
        data_verbs=_SIGNED,
    )


def frame(context: Context, view: View) -> Node:
    """Drawn again only when the workspace or what answers rest on changes."""
    return h(
        "div",
        h("div", id=Id.LIVE, class_="sr", role="status", aria_live="polite"),
        h("div", id=Id.TIP, class_="tip", hidden=True, aria_hidden="true"),
        h(
            "div",
            id=Id.TOASTS,
            class_="toasts",
            role="status",
            aria_live="polite",
            data_close=_("Close"),
            data_failed=_("This was not done: the server did not answer. Try again."),
            data_file=_("Preparing the file."),
            data_stop=_("Cancel"),
        ),
        _trouble(),
        _keys(),
        _palette(view),
        _confirm(),
        _who(),
        dialog(context, view),
        _tour(context, view),
    )
