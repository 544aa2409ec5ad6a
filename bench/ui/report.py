"""What was measured: on the screen, as JSON, and as a page of the documentation."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.cases import Aim
from bench.report import machine
from bench.ui.run import Found

__all__ = ["aims", "as_json", "as_markdown", "show", "write"]

Row = tuple[str, ...]
PACKAGES = ("dash", "dash-cytoscape", "granian", "playwright")


def _n(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"


def _named(name: str, ours: bool) -> str:
    return f"**{name}**" if ours else name


#: milestone -> milliseconds at most, where it is not five minutes
_MILESTONES: Final = {"Single points of failure in an invented country": 120_000, "A link to share": 60_000}


def aims(found: Found) -> Iterator[Aim]:
    """What is aimed at and was measured in this run."""
    for v in found.visits:
        if not v.ours:
            continue
        if v.way == "cold":
            yield Aim(f"kB over the wire, first visit: {v.page}", v.kb, 500)
        if v.page.startswith("board") and v.way == "warm":
            yield Aim("ms to the board, visited before, this machine", v.picture_ms, 1_000)
        if v.page.startswith("board") and v.way == "3G cold":
            yield Aim("ms to the board, first visit, simulated 3G", v.picture_ms, 5_000)
    for t in found.times:
        if t.ours and t.viewers == 1:
            yield Aim(f"ms, p95 alone until {t.until}: {t.what}", t.p95, 200)
    for m in found.milestones:
        limit = _MILESTONES.get(m.name, 300_000)
        yield Aim(f"ms of the machine: {m.name}", m.ms, limit)


def _visits(found: Found) -> Iterator[Row]:
    for v in found.visits:
        name = _named(v.page, v.ours)
        yield (name, v.way, _n(v.kb), f"{v.requests:g}", _n(v.picture_ms), _n(v.ready_ms), _n(v.browser_ms))


def _times(found: Found) -> Iterator[Row]:
    for t in found.times:
        load = f"{t.load:.1f}" if t.load else ""
        used = _n(t.server_ms) if t.server_ms else ""
        yield (
            _named(t.what, t.ours),
            t.until,
            str(t.viewers),
            str(t.count),
            _n(t.p50),
            _n(t.p95),
            load,
            used,
        )


def _frames(found: Found) -> Iterator[Row]:
    for f in found.frames:
        yield (_named(f.page, f.ours), f"{f.wanted:,}", f"{f.elements:,}", _n(f.there_ms), f"{f.rate:.0f}")


def _milestones(found: Found) -> Iterator[Row]:
    for m in found.milestones:
        yield (m.name, str(len(m.actions)), str(m.pages), _n(m.ms), m.seen if len(m.seen) < 90 else "")


TABLES = {
    "weight": (
        "Weight and first picture",
        ("page", "visit", "kB", "requests", "ms to picture", "ms to ready", "processor ms"),
        _visits,
        "*kB*: as sent, everything counted. *Picture*: the frame in which what the page is for has been drawn "
        "(all 21 "
        "cards of the board, the outlines of the map, ten rows of the matrix, one cell of a peer's table). *Ready*: "
        "scripts have taken over, so that a choice is answered without loading a page. *Warm*: visited before by the "
        "same browser. *Processor*: that of the browser, which the work of others hardly lengthens. *3G*: 1.6 "
        "Mbit/s with 150 ms delay, simulated by the browser. The server has answered each page "
        "before. Ours (bold) draws the first picture on the server and reads without scripts; bare Dash has none "
        "before its scripts; Datasette is plain HTML with 100 rows.",
    ),
    "filters": (
        "Filter changes",
        ("what", "until", "viewers", "answers", "p50 ms", "p95 ms", "answers a second", "processor ms"),
        _times,
        "One viewer: a field is changed in a real browser. *Answered*: the request alone as the browser saw it (the "
        "callback); *drawn*: from the change to the frame with the answer. More viewers: the same "
        "questions replayed over HTTP, without a browser's drawing, each viewer pausing {low:g} to {high:g} s "
        "between "
        "two, as somebody who reads. Filters: state and region of the matrix, evidence and framework of a board, "
        "region of the corridors, after each was asked once. A day nobody asked for before is "
        "worked out anew for all countries, then kept. *Processor*: the server's, for one answer. Bare Dash "
        "filters the same table from memory. Datasette loads a "
        "page for each filter. No change of a filter loaded our page again; the run would have failed.",
    ),
    "graphs": (
        "Graphs",
        ("page", "asked for", "elements", "ms until there", "frames a second"),
        _frames,
        "A picture of that many organisations and ties is moved for two seconds, without a graphics card; "
        "frames that "
        "the browser gave, of 60. Above what a person can read, ours draws groups instead of single "
        "organisations, so "
        "its elements are fewer.",
    ),
    "first": (
        "The first five minutes",
        ("milestone", "actions", "pages read", "ms of the machine", "seen"),
        _milestones,
        "From the start page by visible links and fields only (`bench/ui/journey.py`; "
        "`tests/browser/test_stopwatch.py` holds the number of actions and what is seen). Reading is not counted. "
        "Before it, building both workspaces took {setup:.1f} s.",
    ),
}


def _visited(repeats: int) -> str:
    return f"Medians of {repeats} visits." if repeats > 1 else "Each visit once."


def _busy(found: Found) -> str:
    """How far others disturbed the times of this run."""
    if not found.waiting:
        return ""
    low, high = min(found.waiting), max(found.waiting)
    cores = os.cpu_count() or 1
    said = f"While it ran, {low:.0f} to {high:.0f} processes wanted one of the {cores} cores"
    if high > 3 * cores:
        return f"{said}, most of them of other work: times of this run are several times those of a quiet machine. "
    return f"{said}. "


def _words(found: Found, text: str) -> str:
    low, high = found.scale.pause
    return text.format(low=low, high=high, setup=found.setup_seconds)


def show(found: Found, part: str, console: Console) -> None:
    """One part on the screen."""
    title, head, rows, _ = TABLES[part]
    table = Table(title=title, title_justify="left")
    for name in head:
        table.add_column(name)
    for row in rows(found):
        table.add_row(*(cell.strip("*") for cell in row), style="bold" if row[0].startswith("**") else "")
    console.print(table)


def as_json(found: Found) -> str:
    answer = {
        "machine": {**machine(), **{p: version(p) for p in PACKAGES}},
        **asdict(found),
        "aims": [{**asdict(a), "met": a.met} for a in aims(found)],
    }
    return json.dumps(answer, indent=1, ensure_ascii=False) + "\n"


def _lines(head: Sequence[str], rows: Iterable[Row]) -> list[str]:
    found = list(rows)
    numbers = [
        all(r[i].replace(",", "").replace(".", "").isdecimal() or not r[i] for r in found)
        for i in range(len(head))
    ]
    rule = ["---:" if n and found else "---" for n in numbers]
    return ["| " + " | ".join(r) + " |" for r in [tuple(head), tuple(rule), *found]]


def as_markdown(found: Found) -> str:
    about = machine()
    repeats = found.scale.repeats
    lines = [
        "# The dashboard in a browser",
        "",
        "`make bench-ui` runs everything on this page, writes `bench/ui-results.json`, and writes this page. "
        "`python -m bench.ui --quick` takes less than a minute and only shows that it works.",
        "",
        f"{about['cores']} cores ({about['architecture']}, {about['system']}), shared with other work and with the "
        f"server, the browser and the replaying viewers; Python {about['python']}, "
        + ", ".join(f"{p} {version(p)}" for p in PACKAGES)
        + f"; Chromium without a graphics card. {_visited(repeats)} Today's world: {found.scale.size.words}; "
        f"the data are invented. {_busy(found)}Times depend on the machine and on what else it "
        "does; kB, requests, processor time and the distance to the peers of the same run much less.",
    ]
    if not found.datasette:
        lines += ["", "Datasette could not be set up for this run and is missing below."]
    lines += ["", "## Aims", "", "| aim | measured | at most | met |", "| --- | ---: | ---: | --- |"]
    lines += [
        f"| {a.text} | {_n(a.value)} | {_n(a.limit)} | {'yes' if a.met else '**no**'} |" for a in aims(found)
    ]
    for title, head, rows, note in TABLES.values():
        lines += ["", f"## {title}", "", _words(found, note), "", *_lines(head, rows(found))]
    return "\n".join(lines) + "\n"


def write(found: Found, folder: Path) -> None:
    """``bench/ui-results.json`` and ``docs/bench-ui.md`` in ``folder``."""
    for path, text in (
        (folder / "bench" / "ui-results.json", as_json(found)),
        (folder / "docs" / "bench-ui.md", as_markdown(found)),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
