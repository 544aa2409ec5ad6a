"""A national body by buttons: the body first, then its seats on one form, with one source for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.filled import Filled
from dashboard.backend.seats import HELD, SLOTS, VACANT, names_of_seats, seats_form
from dashboard.backend.world import World
from dashboard.pages import Drawn, Page
from dashboard.pages.record.fields import Fields, doubts, key_of, personal, problems, saving
from dashboard.pages.record.page import elsewhere
from dashboard.pages.shared import common, edits, parts
from dashboard.pages.shared.shell import choose, empty, heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, folded
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["NAME", "PAGE", "draw"]

NAME = "national-body"
_CHOICES = (("", N_("Leave as it is")), (HELD, N_("Someone holds it")), (VACANT, N_("It is vacant")))


def _bodies(context: Context, view: View, iso3: str) -> list[str]:
    """The national bodies of a country, by id."""
    rows = context.ask(view, "rows", "committee_bodies", "iso3", iso3)["rows"]
    return sorted(r["body_id"] for r in rows)


def _choose(context: Context, view: View) -> Drawn:
    """Which country."""
    world = context.world(view)
    title = _("National body and its seats")
    codes = sorted(world.countries.values(), key=lambda c: folded(parts.name_of(c)))
    options = [("", _("Choose a country")), *((view.href(NAME, c.iso3), parts.name_of(c)) for c in codes)]
    tree = h(
        "div",
        heading(title, answer=_("Add the national body of a country, then say who holds each of its seats.")),
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


def _known(world: World, view: View, row: Mapping[str, Any] | None, about: str) -> Child:
    """What is on record of a seat already."""
    if row is None or row["state"] != "filled":
        words = _("Vacant") if row is not None and row["state"] == "empty" else _("Not known")
        return h("p", words, class_="known-now")
    return h(
        "div",
        _("On record:"),
        " ",
        common.names(world, view, row["members"]),
        " ",
        h(
            "a",
            _("Correct"),
            h("span", colon(), about, class_="sr"),
            href=view.href("organisation", row["members"][0]),
        ),
        class_="known-now",
    )


def _seat(world: World, view: View, fields: Fields, seat: str, row: Mapping[str, Any] | None) -> Node:
    name = fields.filled.called[seat]
    said = fields.filled.given.get(f"{seat}-says", "")
    radios = [
        h(
            "label",
            h("input", type="radio", name=f"f.{seat}-says", value=value, checked=value == said),
            " ",
            _(words),
            class_="tick",
        )
        for value, words in _CHOICES
    ]
    first, *more = (f"{seat}-{slot}" for slot in SLOTS)
    named = any(fields.filled.given.get(n) or n in fields.filled.new for n in more)
    wrong = fields.filled.wrong.get(f"{seat}-says")
    return h(
        "fieldset",
        h("legend", name),
        _known(world, view, row, name),
        h("p", wrong.message, " ", wrong.hint, class_="field-wrong") if wrong else None,
        h("div", radios, class_="ticks row"),
        h(
            "div",
            fields.of(first),
            h(
                "details",
                h("summary", _("Further organisations"), h("span", colon(), name, class_="sr")),
                [fields.of(n) for n in more],
                class_="fold",
                open=named,
            ),
            class_="who-does",
        ),
        class_="capability-row",
        id=key_of(f"{seat}-says"),
        tabindex="-1",
        data_key=seat,
    )


def _form(context: Context, world: World, view: View, filled: Filled, iso3: str, body: str) -> Node:
    fields = Fields(context, view, filled)
    rows = {
        s["seat"]: s
        for s in context.ask(view, "seats", countries=[iso3])["seats"]
        if s["body"] == body and s["country"] == iso3
    }
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
                fields.of("verified"),
                fields.of("since"),
                class_="once-fields",
            ),
            class_="panel-card",
        ),
        h(
            "section",
            h("h2", _("Seats")),
            h(
                "p",
                _(
                    "Once every seat is held or vacant, the list counts as complete. What you leave as it is stays "
                    "not known, or as it is on record."
                ),
                class_="sub",
            ),
            [_seat(world, view, fields, seat, rows.get(seat)) for seat in names_of_seats()],
            class_="panel-card survey-domain",
        ),
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
            h("a", _("Cancel"), href=_table(view, iso3, body), class_="button quiet"),
            class_="actions save-bar",
        ),
        h("input", type="hidden", name="body", value=body),
        action=view.href("do", NAME, iso3),
        method="post",
        novalidate=True,
        class_="record-form survey",
        data_post=True,
        data_key=f"form-{view.get('waits')}-{view.get('done')}",
        data_typed=f"seats {iso3} {body}",
        data_waits=bool(view.get("waits")),
        data_words=_("You typed something here before that is not saved."),
        data_restore=_("Restore what I typed"),
        data_drop=_("Discard what I typed"),
    )


def _table(view: View, iso3: str, body: str) -> str:
    """Where the seats are shown around a table."""
    return view.href("meeting", iso3, body=body) + "#table"


def _switch(world: World, view: View, iso3: str, bodies: Sequence[str], body: str) -> Node | None:
    if len(bodies) < 2:
        return None
    return common.switch(
        _("National body"),
        *[(world.organisation(b).name, view.href(NAME, iso3, body=b), b == body) for b in bodies],
    )


def draw(context: Context, view: View) -> Drawn:
    if not view.about:
        return _choose(context, view)
    world = context.world(view)
    country = parts.country_of(world, view.about[0])
    name = parts.name_of(country)
    own = context.workspace(view).is_own
    bodies = _bodies(context, view, country.iso3)
    body = view.get("body") if view.get("body") in bodies else next(iter(bodies), "")
    add = edits.add(
        context,
        view,
        "committee_bodies",
        _("Add another national body") if bodies else "",
        "button quiet" if bodies else "button",
        iso3=country.iso3,
    )
    title = _("{country}: national body and its seats", country=name)
    if not body:
        answer = _(
            "No national body is on record. It may exist all the same. Add the body first, then its seats."
        )
        shown: Child = h("p", add, class_="actions") if add else None
    else:
        answer = _("Say who holds each seat of {body}.", body=world.organisation(body).name)
        filled = seats_form(country.iso3)
        if view.get("waits"):
            filled = context.ask(view, "filled", view.get("waits"))["filled"]
        shown = _form(context, world, view, filled, country.iso3, body) if own else None
    back = h(
        "a",
        glyphs.icon("back"),
        _("See the seats: {country}", country=name),
        href=_table(view, country.iso3, body),
        class_="button quiet",
    )
    tree = h(
        "div",
        heading(h("bdi", title), None, add if body else None, back, answer=answer),
        elsewhere(context, view),
        _switch(world, view, country.iso3, bodies, body),
        shown,
        class_="page record-page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


PAGE = Page(NAME, N_("National body and its seats"), draw, group=common.ACTION)
