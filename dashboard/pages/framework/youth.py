"""The figures of the youth ICT study, with source and year: a part of the framework page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from coordination.answers.declare import Table
from coordination.text.records import Column
from coordination.text.sentences import sentence
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Own
from dashboard.downloads.files import File
from dashboard.pages.shared import common, parts
from dashboard.ui.i18n import N_, _
from dashboard.ui.tree import Child, Node, h, safe_link
from dashboard.ui.view import View
from graph_schema.ids import FrameworkText, Iso3, SourceId
from graph_schema.values import Verified

__all__ = ["YOUTH_FILE", "Figure", "figures_of", "youth", "youth_table"]

YOUTH = "af-ict-"


def youth(context: Context, view: View) -> dict[str, Any]:
    """The figures of the youth ICT study with source and year."""
    world = context.world(view)
    rows = [
        {k: v for k, v in r.items() if k != "tier"}
        for r in context.ask(view, "rows", "indicators")["rows"]
        if r["indicator_id"].startswith(YOUTH)
    ]
    head = {"edition": world.edition.id, "as_of": world.as_of.isoformat(), "evidence": world.evidence}
    return {
        **head,
        "snapshot": world.snapshot,
        "indicators": sorted(rows, key=lambda r: (r["indicator_id"], r["iso3"])),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with its source."""

    indicator: Annotated[str, Column(sentence("ID"))]
    country: Annotated[Iso3 | None, Column(sentence("Country"))]
    region: Annotated[FrameworkText, Column(sentence("Region"))]
    name: Annotated[FrameworkText, Column(sentence("Figure"))]
    value: Annotated[float, Column(sentence("Value"))]
    unit: Annotated[FrameworkText, Column(sentence("Unit"))]
    year: Annotated[str, Column(sentence("Year"))]
    note: Annotated[FrameworkText, Column(sentence("Note"))]
    source: Annotated[SourceId, Column(sentence("Source"))]
    verified: Annotated[Verified, Column(sentence("Checked against a source"))]


def figures_of(given: Mapping[str, Any]) -> Iterator[Figure]:
    """A row for each of the indicators of an answer."""
    for r in given["indicators"]:
        value = float(r["value"])
        yield Figure(
            indicator=r["indicator_id"],
            country=Iso3(r["iso3"]) if r["iso3"] else None,
            region=FrameworkText(r["region"]),
            name=FrameworkText(r["name"]),
            value=int(value) if value.is_integer() else value,
            unit=FrameworkText(r["unit"]),
            year=r["year"],
            note=FrameworkText(r["note"]),
            source=SourceId(r["source_id"]),
            verified=Verified(r["verified"]),
        )


FIGURES = Table(
    row=Figure,
    rows=figures_of,
    key=("indicator", "country", "region", "year"),
    title=sentence("Figures of the youth ICT study"),
    empty=sentence("This workspace contains no data from the youth and ICT study."),
)


def youth_table(context: Context, view: View, world: World) -> tuple[str, int, Node]:
    """The figures: their title, how many there are, and as a table."""
    rows: list[list[Child]] = []
    for r in youth(context, view)["indicators"]:
        source = world.sources.get(r["source_id"])
        title: Child = h("bdi", source.title) if source else r["source_id"]
        if source and source.url and safe_link(source.url):
            title = h("a", title, href=source.url, rel="noopener noreferrer", target="_blank")
        when = r["year"] or (
            _("not given; the source is of {year}", year=source.published[:4])
            if source and source.published
            else _("not given")
        )
        where = parts.name_of(world.countries[r["iso3"]]) if r["iso3"] in world.countries else _(r["region"])
        bar = h("span", class_="share", style={"--share": f"{r['value']}%"}) if r["unit"] == "%" else None
        rows.append(
            [_(r["name"]), h("span", bar, h("b", f"{r['value']} {_(r['unit'])}")), where, when, title]
        )
    head = [_("Figure"), _("Value"), _("Where"), _("Year"), _("Source")]
    body = (
        common.data_table(view, head, rows, _("Figures of the youth ICT study"))
        if rows
        else h("p", _("This workspace contains no data from the youth and ICT study."))
    )
    return _("What young people said: the youth ICT study"), len(rows), body


YOUTH_FILE = File(
    youth, "indicators", title=N_("Figures of the youth ICT study"), declared=Own((FIGURES,), youth)
)
