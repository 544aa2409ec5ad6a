"""Files to take away: tables as CSV and JSON, pictures as SVG and PNG. The same view as on the page, by its address."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask, Response, request

from dashboard import i18n, paper
from dashboard.context import Context
from dashboard.figures.prerequisites import picture
from dashboard.figures.worldmap import DISCLAIMER, world_map
from dashboard.files import File, as_csv, as_json
from dashboard.i18n import _
from dashboard.pages import parts
from dashboard.pages.matrix import rows_of
from dashboard.pages.worldmap import KNOWN, marks_of, subject
from dashboard.shapes import load
from dashboard.theme import State
from dashboard.view import View, parse
from dashboard.world import Cell, World
from graph_schema.errors import UsageError

__all__ = ["add_downloads", "safe_text"]

LONG = 31_536_000
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def safe_text(value: str) -> str:
    """Text that no spreadsheet takes for a formula (an apostrophe goes before = + - @)."""
    return "'" + value if value.startswith(_RISKY) else value


def _named(view: View, world: World, stem: str, ending: str) -> str:
    about = "-".join(x for x in (view.get("country"), view.get("capability")) if x and x.isalnum())
    return "-".join(x for x in (stem, view.workspace, about, world.as_of.isoformat()) if x) + "." + ending


def _file(body: str | bytes, mimetype: str, name: str) -> Response:
    answer = Response(body, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _header(world: World) -> dict[str, Any]:
    return {
        "snapshot": world.snapshot,
        "as_of": world.as_of.isoformat(),
        "edition": world.edition.id,
        "evidence": world.evidence,
    }


def _chosen(world: World, view: View) -> list[Cell]:
    """Cells that the address asks for: one country, or the filters of the map and the matrix."""
    numbers = [c.number for c in world.edition.capabilities]
    if view.get("country"):
        return world.board(parts.country_of(world, view.get("country")).iso3)
    about = view.get("capability")
    if about in {d.id for d in world.edition.domains}:
        numbers = [c.number for c in world.edition.of_domain(about)]
    elif about in world.edition.by_number:
        numbers = [about]
    filters = any(view.get(name) for name in ("region", "state", "find", "show"))
    rows = world.countries.values()
    if filters:
        rows = [c for _name, members in rows_of(world, view) for c in members]  # type: ignore[assignment]
        numbers = [c.number for c in world.edition.capabilities]
    return [world.cells[c.iso3, n] for c in sorted(rows, key=lambda c: c.iso3) for n in numbers]


def coverage_json(world: World, cells: Iterable[Cell]) -> str:
    body = [
        {
            "country": c.country,
            "capability": c.capability,
            "state": str(c.state),
            "flags": list(c.flags),
            "providers": list(c.providers),
            "supporters": list(c.supporters),
            "groups": c.groups,
            "planned": list(c.planned),
            "sources": list(c.sources),
        }
        for c in cells
    ]
    return json.dumps({**_header(world), "cells": body}, ensure_ascii=False, indent=1) + "\n"


def coverage_csv(world: World, cells: Iterable[Cell]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            "country",
            "country_name",
            "capability",
            "capability_name",
            "state",
            "groups",
            "flags",
            "providers",
            "supporters",
            "planned",
            "sources",
            "as_of",
            "edition",
            "evidence",
            "snapshot",
        ]
    )
    tail = list(_header(world).values())
    for c in cells:
        writer.writerow(
            safe_text(v)
            for v in [
                c.country,
                parts.name_of(world.countries[c.country]),
                c.capability,
                world.edition.by_number[c.capability].name,
                str(c.state),
                str(c.groups) if c.known else "",
                ";".join(c.flags),
                ";".join(c.providers),
                ";".join(c.supporters),
                ";".join(c.planned),
                ";".join(c.sources),
                *(tail[1], tail[2], tail[3], tail[0]),
            ]
        )
    return "\ufeff" + out.getvalue()


def _explain(context: Context, world: World, view: View) -> str:
    country = parts.country_of(world, view.get("country"))
    number = view.get("capability")
    if number not in world.edition.by_number:
        raise UsageError(_("{number} is not a capability of this framework.", number=number[:20]))
    why = context.why(view, country.iso3, number)
    body = {
        **_header(world),
        "country": why.country,
        "capability": why.capability,
        "state": str(why.state),
        "rule": why.rule,
        "flags": list(why.flags),
        "reasons": [
            {
                "part": r.part,
                "text": r.text,
                "claim": r.claim,
                "source": r.source,
                "batch": r.batch,
                "file": r.file,
                "line": r.line,
            }
            for r in why.reasons
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def map_svg(world: World, view: View) -> str:
    """The map of the address as a file."""
    shapes = load(world.shapes)
    if shapes is None:
        raise UsageError(_("This workspace has no map."), hint=_("Use the tiles on the map page."))
    chosen, title = subject(world, view)
    under = parts.known_on(world, _("no ranking; unknown is not a gap"))
    notes = [DISCLAIMER(shapes), _("Snapshot {snapshot}.", snapshot=world.snapshot)]
    figure = world_map(shapes, marks_of(world, view, chosen), title)
    states = None if chosen == KNOWN else list(State)
    return paper.sheet(
        figure, title, under, notes, shapes=shapes, states=states, evidence=chosen in world.edition.by_number
    )


def needs_svg(world: World, view: View) -> str:
    """What rests on what in one country, as a file."""
    country = parts.country_of(world, view.get("country"))
    states = {c.capability: c.state for c in world.board(country.iso3)}
    focus = view.get("stop") if view.get("stop") in world.edition.by_number else ""
    figure, _hit = picture(world.edition, states, lambda n: "#" + n, focus)
    title = _("{country}: what rests on what", country=parts.name_of(country))
    notes = [
        _(
            "Dashed: any one of them is enough. Dotted: our judgement, to be confirmed. Thick: what is broken or falls."
        ),
        _("Snapshot {snapshot}.", snapshot=world.snapshot),
    ]
    return paper.sheet(figure, title, parts.known_on(world), notes, states=list(State))


def add_downloads(
    server: Flask,
    context: Context,
    files: Mapping[str, File],
    pictures: Mapping[str, Callable[[Context, View], str]],
) -> None:
    """Routes ``/<workspace>/download/<file>``, ``/<workspace>/picture/<file>`` and ``/shapes/<file>``."""

    def asked() -> tuple[View, World]:
        view = parse(request.full_path)
        i18n.set_language(view.lang)
        return view, context.world(view)

    @server.get("/<workspace>/download/<name>")
    def download(workspace: str, name: str) -> Response:
        view, world = asked()
        if name == "coverage.json":
            body = coverage_json(world, _chosen(world, view))
            return _file(body, "application/json", _named(view, world, "coverage", "json"))
        if name == "coverage.csv":
            body = coverage_csv(world, _chosen(world, view))
            return _file(body, "text/csv", _named(view, world, "coverage", "csv"))
        if name == "explain.json":
            return _file(
                _explain(context, world, view), "application/json", _named(view, world, "explain", "json")
            )
        stem, _dot, ending = name.rpartition(".")
        file = files.get(stem)
        if file is not None and ending == "json":
            body = as_json(file.labelled(context, view))
            return _file(body, "application/json", _named(view, world, stem, ending))
        if file is not None and file.calendar is not None and ending == "ics":
            return _file(file.calendar(context, view), "text/calendar", _named(view, world, stem, ending))
        if file is not None and file.rows and ending == "csv":
            body = as_csv(world, file.labelled(context, view), file.rows)
            return _file(body, "text/csv", _named(view, world, stem, ending))
        raise UsageError(f"There is no file {name[:40]!r} to download.", hint="Use the links on the pages.")

    @server.get("/<workspace>/picture/<name>")
    def image(workspace: str, name: str) -> Response:
        view, world = asked()
        stem, _dot, ending = name.partition(".")
        makers = {"map": map_svg, "needs": needs_svg}
        if stem not in {*makers, *pictures} or ending not in {"svg", "png"}:
            raise UsageError(f"There is no picture {name[:40]!r}.", hint="Use the links on the pages.")
        svg = pictures[stem](context, view) if stem in pictures else makers[stem](world, view)
        if ending == "svg":
            return _file(svg, "image/svg+xml", _named(view, world, stem, "svg"))
        return _file(paper.png(svg), "image/png", _named(view, world, stem, "png"))

    @server.get("/shapes/<name>")
    def outlines(name: str) -> Response:
        shapes = load(name.partition(".")[0])
        if shapes is None or not shapes.address.endswith("/" + name):
            raise UsageError("There are no outlines of this name.", hint="Load the page again.")
        answer = Response(shapes.text, mimetype="application/json")
        answer.headers["Cache-Control"] = f"public, max-age={LONG}, immutable"
        return answer
