"""What members work on, row by row: the rows behind a number of the matrix, down to source, file and line; all of them
by country; and what other sources say of how many members there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages.shared import common, listed, parts
from dashboard.ui.i18n import _, folded, number, partial_date
from dashboard.ui.tree import Child, Node, h, safe_link
from dashboard.ui.view import View
from dashboard.ui.words import word

__all__ = ["counted", "done", "field_work", "period", "where"]


def _source(world: World, ident: str) -> Child:
    source = world.sources.get(ident)
    if source is None:
        return ident
    title: Node = h("bdi", source.title)
    if source.url and safe_link(source.url):
        title = h("a", title, href=source.url, rel="noopener noreferrer", target="_blank")
    return title


def where(world: World, code: str) -> str:
    """The country of a piece of work, or that it is not in one."""
    return (
        parts.name_of(world.countries[code]) if code in world.countries else code or _("not in one country")
    )


def field_work(
    context: Context, view: View, world: World, given: Mapping[str, Any], words: tuple[str, str]
) -> Node | None:
    """The rows of the field that the address names (``objective``, ``means``), or None. ``words``: their names. Which
    rows those are is told by the answer, as the number of the matrix is."""
    chosen = (view.get("objective"), view.get("means"))
    fields = {(r["objective"], r["means"]): r["claims"] for r in given["matrix"]}
    if chosen not in fields:
        return None
    claims = set(fields[chosen])
    rows: list[list[Child]] = [
        [
            common.organisation_link(world, view, r["stakeholder_id"]),
            h("bdi", r["title"]),
            where(world, r["iso3"]),
            partial_date(r["since"]) if r["since"] else _("not given"),
            [
                _source(world, r["source_id"]),
                h("p", _("{file}, line {line}", file=r["file"], line=number(r["line"])), class_="sub")
                if r["line"]
                else None,
            ],
        ]
        for r in context.ask(view, "rows", "work", "objective", chosen[0])["rows"]
        if r["id"] in claims
    ]
    title = _("{objective}: {means}", objective=words[0], means=words[1])
    head = [_("Member"), _("Work"), _("Where"), _("Since"), _("Source")]
    return h(
        "section",
        h("h3", title, id="field"),
        listed.listed(view, "field", head, rows, _("Details of the recorded work"))
        if rows
        else h("p", _("No information: nobody has reported any work here. There may be some.")),
    )


def done(world: World, view: View, rows: Sequence[Mapping[str, Any]], words: Mapping[str, str]) -> Node:
    """The folded list of what the members and the network do, by country. ``words``: names of objectives and means."""
    table: list[list[Child]] = [
        [
            where(world, p["country"]),
            common.organisation_link(world, view, p["stakeholder"]),
            h("bdi", p["title"]),
            [_(words[p["objective"]]), h("p", _(words[p["means"]]), class_="sub")],
            [word("status", p["state"]), h("p", period(p), class_="sub")],
            [_source(world, p["source"]), common.unread(p["confirmed"])],
        ]
        for p in sorted(rows, key=lambda p: (not p["country"], folded(where(world, p["country"]))))
    ]
    head = [_("Where"), _("Organisation"), _("Work"), _("Objective and means"), _("Status"), _("Source")]
    body = (
        listed.listed(view, "programmes", head, table, _("What members and the network do, by country"))
        if table
        else h("p", _("No work is on record: unknown, not none."))
    )
    choice = {"network": view.get("network")}
    return listed.folded(
        view,
        "programmes",
        _("What members and the network do, by country"),
        len(rows),
        _("Each programme with its objective, means, dates and source, ended ones too"),
        [body],
        parts.take_away(
            parts.table_files(view, "programmes", _("Work of members"), country=view.country, **choice)
        ),
    )


def period(p: Mapping[str, Any]) -> str:
    """From when to when it goes on, as far as that is recorded."""
    since, until = p["since"], p["until"]
    said = (
        _("since {when}", when=partial_date(since)) if since else "",
        _("until {when}", when=partial_date(until)) if until else "",
    )
    return ", ".join(s for s in said if s)


def counted(world: World, given: Mapping[str, Any]) -> Node | None:
    """How many members are recorded here beside what other sources say, each with its year."""
    if not given["figures"]:
        return None
    rows: list[list[Child]] = [
        [
            _(f["name"]),
            number(f["value"]),
            partial_date(f["year"]) if f["year"] else _("not given"),
            _source(world, f["source"]),
        ]
        for f in given["figures"]
    ]
    latest = next((f for f in given["figures"] if f["year"]), given["figures"][0])
    words = _(
        "{known} members are recorded here. {name}: {value} ({when}).",
        known=number(len(given["members"])),
        name=_(latest["name"]),
        value=number(latest["value"]),
        when=partial_date(latest["year"]) if latest["year"] else _("year not given"),
    )
    head = [_("Figure"), _("Value"), _("Year"), _("Source")]
    return h(
        "details",
        h("summary", words),
        parts.table(head, rows, _("How many members it has, by other sources"), "plain-table"),
        class_="fold",
        id="counted",
    )
