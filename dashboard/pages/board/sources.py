"""What everything rests on: every source with its publisher, its dates and the cells that it decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from coordination.answers.declare import Table
from coordination.text import verdicts
from coordination.text.records import Column
from coordination.text.sentences import sentence
from dashboard.backend.context import Context
from dashboard.backend.world import Source, World
from dashboard.downloads.cited import Cited
from dashboard.downloads.declared import Own
from dashboard.downloads.files import File
from dashboard.pages import Drawn, Page
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.shell import empty, field, heading
from dashboard.ui.i18n import N_, _, folded, n_, number, partial_date
from dashboard.ui.tree import Child, Node, h, safe_link
from dashboard.ui.view import View
from graph_schema.ids import CapabilityNumber, Cell, Iso3, PartialDay, SourceId

__all__ = ["PAGE", "draw"]

NAME = "sources"


def _rests(world: World) -> dict[str, list[tuple[str, str]]]:
    """Source -> cells whose state it decides, in the order of country and capability."""
    out: dict[str, list[tuple[str, str]]] = {}
    for key, cell in world.cells.items():
        for source in cell.sources:
            out.setdefault(source, []).append(key)
    return out


def _found(world: World, view: View) -> list[Source]:
    words = folded(view.get("find")).split()
    sources = sorted(world.sources.values(), key=lambda s: (folded(s.title), s.id))
    if view.get("country"):
        code = parts.country_of(world, view.get("country")).iso3
        here = {s for c in world.board(code) for s in c.sources}
        sources = [s for s in sources if s.id in here]
    return [s for s in sources if all(w in folded(f"{s.title} {s.publisher} {s.id}") for w in words)]


def answer(context: Context, view: View) -> dict[str, Any]:
    """The sources that fit the words of the address; with a ``country`` those that decide a status there."""
    world = context.world(view)
    rests = _rests(world)
    rows = [
        {
            "source": s.id,
            "title": s.title,
            "publisher": s.publisher,
            "published": s.published,
            "retrieved": s.retrieved,
            "url": s.url,
            "cells": [{"country": c, "capability": n} for c, n in rests.get(s.id, ())],
        }
        for s in _found(world, view)
    ]
    head = {"snapshot": world.snapshot, "as_of": world.as_of.isoformat(), "edition": world.edition.id}
    return {**head, "evidence": world.evidence, "sources": rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding(Cited):
    """A source with the capabilities whose status it decides."""

    cells: Annotated[tuple[Cell, ...], Column(sentence("Capabilities"))]


def _deciding(given: Mapping[str, Any]) -> Iterator[Deciding]:
    for r in given["sources"]:
        yield Deciding(
            source=SourceId(r["source"]),
            publisher=r["publisher"],
            published=PartialDay(r["published"]),
            retrieved=PartialDay(r["retrieved"]),
            url=r["url"],
            cells=tuple(Cell(Iso3(c["country"]), CapabilityNumber(c["capability"])) for c in r["cells"]),
        )


SOURCES = Table(
    row=Deciding,
    rows=_deciding,
    key=("source",),
    title=sentence("Sources"),
    empty=sentence("No source is named."),
)


def _verdict(world: World, found: list[Source]) -> verdicts.Verdict:
    """How many sources there are, of how many publishers, and the newest of those whose date is known."""
    latest = max((s.published for s in found if s.published <= world.as_of.isoformat()), default="")
    return verdicts.sources(len(found), len({s.publisher for s in found if s.publisher}), latest)


def _table(world: World, view: View) -> Node:
    rests = _rests(world)

    def row(s: Source) -> list[Child]:
        title: Child = h("bdi", s.title or s.id)
        if s.url and safe_link(s.url):
            title = h("a", title, href=s.url, rel="noopener noreferrer", target="_blank")
        own = rests.get(s.id, [])
        countries = sorted({c for c, _n in own})
        cells = (
            h(
                "details",
                h(
                    "summary",
                    n_("{count} capability", "{count} capabilities", len(own)),
                    " · ",
                    n_("{count} country", "{count} countries", len(countries)),
                ),
                h("ul", [h("li", common.cell(world, view, c, n, where=True)) for c, n in own[:30]]),
                h("p", _("and {count} more in the download", count=number(len(own) - 30)), class_="sub")
                if len(own) > 30
                else None,
                class_="fold",
            )
            if own
            else h("span", _("none"), class_="sub")
        )
        return [
            title,
            h("bdi", s.publisher),
            partial_date(s.published) if s.published else _("not given"),
            partial_date(s.retrieved) if s.retrieved else _("not given"),
            cells,
        ]

    head = [_("Source"), _("Publisher"), _("Published"), _("Consulted on"), _("Decides the status of")]
    return common.data_table(
        view, head, common.Rows(_found(world, view), row), _("Sources in alphabetical order")
    )


def _chosen(world: World, view: View) -> str:
    country = parts.country_of(world, view.country)
    return _("Only sources that decide a status in {country}.", country=parts.name_of(country))


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    title = _("Sources")
    found = _found(world, view)
    search = h(
        "form",
        field(
            _("Find a source"),
            h(
                "input",
                id="choose-find",
                name="find",
                type="search",
                value=view.get("find"),
                data_query="find",
                autocomplete="off",
            ),
            for_="choose-find",
        ),
        class_="head-search",
        method="get",
        role="search",
        data_query_form=True,
    )
    lead = parts.known_on(world, n_("{count} source", "{count} sources", len(found)))
    body: Child = (
        h(
            "section",
            h(
                "div",
                h("h2", _("Sources in alphabetical order"), class_="grow"),
                common.downloads(
                    view, NAME, (_("Sources"), NAME), find=view.get("find"), country=view.country
                ),
                class_="section-top",
            ),
            _table(world, view),
            class_="panel-card",
        )
        if found
        else empty(
            _("No source found") if world.sources else _("No source is recorded"),
            _("Every record names a source. To add sources, import sources.csv."),
            h("a", _("All sources"), href=view.href(NAME, country=""), class_="button"),
        )
    )
    tree = h(
        "div",
        heading(title, lead, search, answer=_verdict(world, found)),
        parts.chosen_note(world, view, _chosen(world, view)) if view.country else None,
        body,
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


PAGE = Page(
    NAME,
    N_("Sources"),
    draw,
    group=common.REFERENCE,
    files={NAME: File(answer, "sources", declared=Own((SOURCES,), answer))},
)
