"""A short HTML report of one country: board, gaps in order, looks, and the sections of
:mod:`coordination.reports.sections`. One file, no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from coordination.marks import STATE_SYMBOL
from coordination.reports.sections import sections
from coordination.sentences import Name
from coordination.service import Question, Workspace
from graph_schema.edition import edition

__all__ = ["country_report"]


@dataclass(frozen=True)
class _Row:
    number: str
    name: str
    state: str
    symbol: str
    providers: list[str]
    flags: list[str]
    reasons: list[dict[str, Any]]


def country_report(workspace: Workspace, q: Question, country: str) -> str:
    """HTML text. ``country``: ISO3 code. Every cell carries its reasons with source, file and line."""
    names = workspace.names(q)
    e = edition(q.edition)
    cells = {c["capability"]: c for c in workspace.coverage(q, [country])["cells"]}  # type: ignore[attr-defined]
    rows: dict[str, list[_Row]] = {d.name: [] for d in e.domains}
    counts = dict.fromkeys(STATE_SYMBOL, 0)
    used: dict[str, None] = {}
    for c in e.capabilities:
        cell = cells[c.number]
        why: dict[str, Any] = workspace.explain(q, country, c.number)
        counts[cell["state"]] += 1
        for r in why["reasons"]:
            if r["source"]:
                used[r["source"]] = None
        rows[e.domain(c.domain).name].append(
            _Row(
                c.number,
                c.name,
                cell["state"],
                STATE_SYMBOL[cell["state"]],
                [names(Name("stakeholders", p)) for p in cell["providers"]],
                [f.replace("_", " ") for f in cell["flags"]],
                why["reasons"],
            )
        )
    gaps: dict[str, Any] = workspace.gaps(q, [country])
    label = {c.number: f"{c.number} {c.name}" for c in e.capabilities}
    sources = workspace.snapshot()["sources"]
    listed = []
    for s in sorted(used):
        at = sources.position.get(s)
        text = (
            {k: sources.text(k, at) for k in ("title", "publisher", "url", "published")}
            if at is not None
            else {}
        )
        listed.append({"id": s, **text})
    template = Environment(
        loader=PackageLoader("coordination.reports", "."), autoescape=True, undefined=StrictUndefined
    ).get_template("country.html.j2")
    return template.render(
        country=names(Name("countries", country)),
        workspace=workspace.title,
        q=q,
        edition=e,
        snapshot=workspace.snapshot().id,
        rows=rows,
        counts=counts,
        symbol=STATE_SYMBOL,
        gaps=gaps["gaps"],
        looks=gaps["looks"][:5],
        label=label,
        sources=listed,
        total=len(e.capabilities),
        sections=sections(workspace, q, country),
    )
