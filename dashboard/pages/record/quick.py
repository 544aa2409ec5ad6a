"""A country in five minutes: every capability on one form, with one source and one date for all of it."""

from __future__ import annotations

from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.filled import Filled
from dashboard.backend.survey import SLOTS, survey
from dashboard.backend.world import World
from dashboard.pages import Drawn, Page
from dashboard.pages.record.fields import Fields, doubts, key_of, personal, problems, saving
from dashboard.pages.record.page import elsewhere
from dashboard.pages.shared import common, edits, parts
from dashboard.pages.shared.shell import choose, empty, heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, day, folded
from dashboard.ui.theme import SIGNS
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.edition import BASE_EDITION, edition

__all__ = ["NAME", "PAGE", "draw"]

NAME = "five-minutes"
_CHOICES = (
    ("does", N_("Someone does this")),
    ("nobody", N_("We checked: nobody does")),
    ("unknown", N_("We checked: it is not clear")),
)


def _begun(context: Context, view: View, iso3: str, country: str) -> Filled:
    """An empty form that proposes its own source, so that nothing has to be found first."""
    filled = survey(iso3)
    today = context.as_of(view)
    filled.given["source_id"] = _("Self-assessment: {country}, {day}", country=country, day=day(today))
    filled.given |= {"reviewed_on": today.isoformat(), "verified": "recalled"}
    filled.new["source_id"] = {"title": filled.given["source_id"], "published": today.isoformat()}
    return filled


def _known(world: World, view: View, iso3: str, number: str, about: str) -> Child:
    """What is on record already."""
    if world.edition.id != BASE_EDITION:
        return None
    cell = world.cells[iso3, number]
    return h(
        "p",
        glyphs.symbol(cell.sign),
        " ",
        h(
            "a",
            _(SIGNS[cell.sign].word),
            h("span", colon(), about, class_="sr"),
            href=view.href("why", iso3, number),
        ),
        [": ", common.names(world, view, cell.providers)] if cell.providers else None,
        class_="known-now",
    )


def _capability(world: World, view: View, fields: Fields, iso3: str, number: str, name: str) -> Node:
    said = fields.filled.given.get(f"{number}-says", "")
    options = [("", N_("Leave as it is")), *_CHOICES]
    radios = [
        h(
            "label",
            h("input", type="radio", name=f"f.{number}-says", value=value, checked=value == said),
            " ",
            _(words),
            class_="tick",
        )
        for value, words in options
    ]
    first, *more = (f"{number}-{slot}" for slot in SLOTS)
    named = any(fields.filled.given.get(n) or n in fields.filled.new for n in more)
    about = f"{number} {name}"
    wrong = fields.filled.wrong.get(f"{number}-says")
    return h(
        "fieldset",
        h("legend", h("b", number), " ", name),
        _known(world, view, iso3, number, about),
        h("p", wrong.message, " ", wrong.hint, class_="field-wrong") if wrong else None,
        h("div", radios, class_="ticks row"),
        h(
            "div",
            fields.of(first),
            fields.of(f"{number}-since"),
            h(
                "details",
                h("summary", _("Further organisations"), h("span", colon(), about, class_="sr")),
                [fields.of(n) for n in more],
                class_="fold",
                open=named,
            ),
            class_="who-does",
        ),
        class_="capability-row",
        id=key_of(f"{number}-says"),
        tabindex="-1",
        data_key=number,
    )


def _form(context: Context, world: World, view: View, filled: Filled, iso3: str) -> Node:
    fields = Fields(context, view, filled)
    given = edition(BASE_EDITION)
    domains = [
        h(
            "section",
            h("h2", _(d.name)),
            [
                _capability(world, view, fields, iso3, c.number, _(c.name))
                for c in given.capabilities
                if c.domain == d.id
            ],
            class_="panel-card survey-domain",
            data_key=d.id,
        )
        for d in given.domains
    ]
    return h(
        "form",
        saving(),
        problems(filled),
        doubts(view, filled),
        h(
            "section",
            h("h2", _("Where this is from")),
            h("p", _("Asked once for everything below."), class_="sub"),
            h(
                "div",
                fields.of("source_id"),
                fields.of("reviewed_on"),
                fields.of("verified"),
                fields.of("reviewer"),
                class_="once-fields",
            ),
            class_="panel-card",
        ),
        domains,
        personal(filled),
        h(
            "p",
            h(
                "button",
                _("Save anyway") if filled.doubts else _("Save all"),
                name="then",
                value="save",
                class_="button",
            ),
            h("a", _("Cancel"), href=view.href("country", iso3), class_="button quiet"),
            class_="actions save-bar",
        ),
        action=view.href("do", NAME, iso3),
        method="post",
        novalidate=True,
        class_="record-form survey",
        data_post=True,
        data_key=f"form-{view.get('waits')}-{view.get('done')}",
        data_typed=f"survey {iso3}",
        data_waits=bool(view.get("waits")),
        data_words=_("You typed something here before that is not saved."),
        data_restore=_("Restore what I typed"),
        data_drop=_("Discard what I typed"),
    )


def _choose(context: Context, view: View) -> Drawn:
    """Which country."""
    world = context.world(view)
    title = _("A country in five minutes")
    codes = sorted(world.countries.values(), key=lambda c: folded(parts.name_of(c)))
    options = [("", _("Choose a country")), *((view.href(NAME, c.iso3), parts.name_of(c)) for c in codes)]
    tree = h(
        "div",
        heading(
            title, answer=_("Say for every capability who provides it, or that you checked and nobody does.")
        ),
        elsewhere(context, view),
        h("section", choose("country-of", _("Country"), options, "", go=True), class_="panel-card")
        if codes
        else empty(
            _("No country is recorded here"),
            _("Add the country first."),
            edits.add(context, view, "countries", _("Add a country"), "button"),
        ),
        class_="page record-page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def draw(context: Context, view: View) -> Drawn:
    if not view.about:
        return _choose(context, view)
    world = context.world(view)
    country = parts.country_of(world, view.about[0])
    name = parts.name_of(country)
    if view.get("waits"):
        filled: Filled = context.ask(view, "filled", view.get("waits"))["filled"]
    else:
        filled = _begun(context, view, country.iso3, name)
    own = context.workspace(view).is_own
    title = _("{country} in five minutes", country=name)
    board: Any = h(
        "a",
        glyphs.icon("back"),
        _("Open the board: {country}", country=name),
        href=view.href("country", country.iso3),
        class_="button quiet",
    )
    tree = h(
        "div",
        heading(
            h("bdi", title),
            None,
            board,
            answer=_(
                "Say what you know about each capability. Leave the rest as it is: unknown is an answer too."
            ),
        ),
        elsewhere(context, view),
        _form(context, world, view, filled, country.iso3) if own else None,
        class_="page record-page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


PAGE = Page(NAME, N_("A country in five minutes"), draw, group=common.ACTION)
