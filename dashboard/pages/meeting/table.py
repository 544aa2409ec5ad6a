"""The part of the meeting page about the national body: its seats around a table, and the same as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import World
from dashboard.downloads.svg_export import sheet
from dashboard.figures.seating_plan import Seat, seat_list, table_round
from dashboard.pages.shared import common, parts
from dashboard.ui.i18n import _, listing, n_, semicolon
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View
from graph_schema.edition import edition

__all__ = ["seats_answer", "seats_choices", "table_picture", "table_section"]

#: Seats that nobody is known to hold -> who is said to, by rows that the evidence does not admit.
_Said = Mapping[str, tuple[str, ...]]


def _seats(context: Context, view: View, code: str) -> tuple[str, list[Seat], list[str], _Said]:
    """The body chosen (where nobody chose: the one with most seats filled), its seats, all bodies, and who is said to
    hold a seat of this body that is not known to be filled."""
    rows = [s for s in context.ask(view, "seats")["seats"] if s["country"] == code]
    bodies = list(dict.fromkeys(s["body"] for s in rows))
    held = {b: sum(s["body"] == b and s["state"] == "filled" for s in rows) for b in bodies}
    body = view.get("body")
    if body not in bodies:
        body = max(bodies, key=lambda b: held[b], default="")
    names = {r["seat"]: r["name"] for r in edition(context.world(view).edition.id).lists["seats"]}
    seats = [
        Seat(s["seat"], names[s["seat"]], s["state"], tuple(s["members"])) for s in rows if s["body"] == body
    ]
    said = {
        s["seat"]: tuple(s["unconfirmed"])
        for s in rows
        if s["body"] == body and s["state"] == "unknown" and s["unconfirmed"]
    }
    return body, seats, bodies, said


def _fill_in(world: World, view: View, code: str, body: str, words: str) -> Node | None:
    """The way to the form of the seats, where the workspace takes data."""
    if not world.takes_data:
        return None
    href = view.href("national-body", code, body=body)
    return h("p", h("a", words, href=href, class_="button quiet screen-only"), class_="actions")


def table_section(context: Context, world: World, view: View, code: str) -> Node:
    """Picture, list twin, what is empty and what is not known."""
    body, seats, bodies, said = _seats(context, view, code)
    if not seats:
        return h(
            "section",
            h("h2", _("Members of the national body"), id="table"),
            h("p", _("No national body is on record. It may exist all the same.")),
            _fill_in(world, view, code, "", _("Add the body and its seats"))
            or h(
                "p",
                _(
                    "To see its seats, add the body to committee_bodies.csv and its members to "
                    "committee_seats.csv, each with its source. Then import both files."
                ),
                class_="sub",
            ),
            class_="panel-card",
            aria_labelledby="table",
        )
    without = [_(s.name) for s in seats if s.state == "empty"]
    open_ = [s for s in seats if s.state == "unknown" and s.id not in said]
    title = _("Seats of {body}", body=world.organisation(body).name)
    choose = (
        common.switch(
            _("National body"),
            *[(world.organisation(b).name, view.href(None, body=b), b == body) for b in bodies],
        )
        if len(bodies) > 1
        else None
    )
    return h(
        "section",
        h("h2", _("Members of the national body"), id="table"),
        h("p", common.organisation_link(world, view, body), class_="sub"),
        choose,
        table_round(seats, title),
        seat_list(seats, lambda m: common.organisation_link(world, view, m, short=True)),
        h("p", _("Vacant today: {seats}.", seats=semicolon().join(without)), class_="sub")
        if without
        else None,
        [
            h(
                "p",
                _(
                    "{seat}: unknown. {members} is said to hold it, but this is not confirmed.",
                    seat=_(s.name),
                    members=listing(world.organisation(m).name for m in said[s.id]),
                ),
                class_="sub",
            )
            for s in seats
            if s.id in said
        ],
        h(
            "p",
            n_(
                "{count} seat is unknown: the list of members may be incomplete.",
                "{count} seats are unknown: the list of members may be incomplete.",
                len(open_),
            ),
            class_="sub",
        )
        if open_
        else None,
        _fill_in(world, view, code, body, _("Fill in the seats")),
        parts.take_away(
            parts.picture_files(view, "table", _("Diagram"), country=code, body=body),
            parts.table_files(view, "seats", _("Seats"), country=code),
        ),
        class_="panel-card",
        aria_labelledby="table",
    )


def seats_choices(context: Context, view: View) -> dict[str, Any]:
    """Of which country the seats are."""
    return {"countries": [parts.country_of(context.world(view), view.get("country")).iso3]}


def seats_answer(context: Context, view: View) -> dict[str, Any]:
    """The seats of the bodies of one country."""
    return context.ask(view, "seats", **seats_choices(context, view))


def table_picture(context: Context, view: View) -> str:
    """The round table as a file."""
    world = context.world(view)
    code = parts.country_of(world, view.get("country")).iso3
    _body, seats, *_rest = _seats(context, view, code)
    title = _("{country}: members of the national body", country=parts.name_of(world.countries[code]))
    notes = [
        _("Tick: filled. Cross: vacant (the list of members is complete). Question mark: unknown."),
        _("Data version {snapshot}.", snapshot=world.snapshot),
    ]
    said = {
        "country": code,
        "seats": [asdict(s) for s in seats],
        "cells": [asdict(c) for c in world.board(code)],
    }
    label = Labels.of(context, view).of_row(said)
    return sheet(table_round(seats, title), title, parts.known_on(world), notes, label=label)
