"""What is measured, part by part, and what is aimed at."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bench.measure import process
from bench.ui.callbacks import ANSWERED, DRAWN, Alone, Change, Question, Times, alone, replayed, summed
from bench.ui.frames import Frames, frames
from bench.ui.journey import Milestone, first_five_minutes
from bench.ui.served import board_rows, datasette_in, process_at, write_peers
from bench.ui.visits import Target, Visit, chromium, visits, walks
from bench.ui.world import COUNTRY, GRAPHS, NAME, TODAY, Size, build
from bench.ui.world import QUICK as SMALL
from bench.world import AS_OF
from dashboard.web.command import running_server

__all__ = ["PARTS", "QUICK", "WHOLE", "Bench", "Found", "Scale", "run"]

READY = "#page:not(:has([data-job])) h1"  #: our page, whole, when scripts have taken over
FRAME = "#main"  #: what our pages and those of peers draw again
TABLE, HEAT = "bare Dash, DataTable", "bare Dash, plotly heat map"
SETTE = "Datasette, deliveries"
PICTURES = {TABLE: "#main td", HEAT: "#main .heatmaplayer image"}
STATES = ("gap", "fragile", "planned", "covered")


@dataclass(frozen=True)
class Scale:
    """``repeats`` of a visit, ``rounds`` of the filter changes, ``seconds`` of a replay."""

    size: Size
    repeats: int
    rounds: int
    viewers: tuple[int, ...]
    seconds: float
    pause: tuple[float, float]
    graphs: tuple[int, ...]
    pages: int = 9
    slow: bool = True


WHOLE = Scale(TODAY, 3, 2, (10, 50), 30.0, (2.0, 8.0), (300, 2_000))
QUICK = Scale(SMALL, 1, 1, (10,), 2.0, (0.1, 0.3), (300,), pages=2, slow=False)


@dataclass
class Found:
    """Everything measured in one run."""

    scale: Scale
    datasette: bool = False
    visits: list[Visit] = field(default_factory=list)
    times: list[Times] = field(default_factory=list)
    frames: list[Frames] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    setup_seconds: float = 0.0
    waiting: list[float] = field(default_factory=list)
    """Processes that wanted a core (mean of the minute before), at the start and at the end of each part."""


@dataclass
class Bench:
    """One run in one folder; stores are made when first needed."""

    scale: Scale
    folder: Path
    peers: bool = True
    datasette: bool = True
    found: Found = field(init=False)
    _command: str | None = None

    def __post_init__(self) -> None:
        self.found = Found(self.scale)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @contextmanager
    def ours(self) -> Iterator[str]:
        """Our server over the invented world and those of the graphs; yields its address."""
        if not (self.home / f"{NAME}.sqlite").exists():
            build(self.scale.size, self.home)
            for n in self.scale.graphs:
                build(GRAPHS[n], self.home, f"graph-{n}")
        names = [NAME, *(f"graph-{n}" for n in self.scale.graphs)]
        with running_server(names, date.fromisoformat(AS_OF), self.home) as base:
            yield base

    @contextmanager
    def peer(self, kind: str) -> Iterator[str]:
        folder = self.folder / "peers"
        if not folder.exists():
            write_peers(folder, board_rows(self.home / f"{NAME}.sqlite"), self.scale.graphs)
        with process_at([sys.executable, "-m", "bench.ui.peers", kind, "{port}", str(folder)]) as address:
            yield address

    @contextmanager
    def sette(self) -> Iterator[str]:
        """Datasette over the same store; "" where it cannot be had."""
        if self._command is None:
            self._command = datasette_in(self.folder) if self.datasette else ""
            self.found.datasette = bool(self._command)
        if not self._command:
            yield ""
            return
        with process_at(
            [self._command, "serve", "-p", "{port}", str(self.home / f"{NAME}.sqlite")]
        ) as address:
            yield f"{address}/{NAME}/deliveries"


def _pages(base: str) -> list[Target]:
    """Our pages, and what must be drawn of each before it says anything."""
    start = f"{base}/{NAME}"
    return [
        Target("start", start, ".doors", 1, READY, True),
        Target("board of a country", f"{start}/country/{COUNTRY}", ".card", 21, READY, True),
        Target("map of a capability", f"{start}/map?capability=12", "svg.map[data-ready]", 1, READY, True),
        Target("matrix", f"{start}/matrix", "tr[data-row]", 10, READY, True),
        Target("weak points of a country", f"{start}/weak-points/{COUNTRY}", "tbody tr", 1, READY, True),
    ]


def weigh(bench: Bench) -> None:
    """Weight and time to the first meaningful picture."""
    repeats = bench.scale.repeats
    with chromium() as browser:
        with bench.ours() as base:
            for target in _pages(base)[: bench.scale.pages]:
                bench.found.visits += visits(browser, target, repeats, slow=bench.scale.slow)
        if not bench.peers:
            return
        for name, kind in ((TABLE, "table"), (HEAT, "plotly")):
            with bench.peer(kind) as peer:
                bench.found.visits += visits(browser, Target(name, peer, PICTURES[name]), repeats)
        with bench.sette() as peer:
            if peer:
                bench.found.visits += visits(
                    browser, Target(SETTE, peer, "table.rows-and-columns td"), repeats
                )


def _filters(base: str, rounds: int) -> list[Change]:
    """Choices on the pages where people choose most; each differs from the one before."""
    start = f"{base}/{NAME}"
    regions = ("Africa", "Asia", "Europe", "")
    return [
        Change(f"{start}/matrix", "#choose-state", (*STATES, "") * rounds),
        Change(f"{start}/matrix", "#choose-region", regions * rounds),
        Change(f"{start}/country/{COUNTRY}", "#choose-evidence", ("confirmed", "") * rounds),
        Change(f"{start}/country/{COUNTRY}", "#choose-edition", ("mnr-2022", "") * rounds),
        Change(f"{start}/corridors", "#choose-region", regions * rounds),
    ]


def _dates(base: str, rounds: int) -> list[Change]:
    """Days that nobody has asked for before."""
    days = tuple(f"{year}-{month:02d}-15" for year in (2024, 2025) for month in range(1, 13))
    return [Change(f"{base}/{NAME}/country/{COUNTRY}", "#choose-as_of", days[: 4 * rounds])]


def _many(bench: Bench, name: str, base: str, asked: list[Question], *, ours: bool = False) -> None:
    for viewers in bench.scale.viewers:
        bench.found.times.append(
            replayed(name, base, asked, viewers, bench.scale.seconds, pause=bench.scale.pause, ours=ours)
        )


def _presses(rows: list[dict[str, str]], rounds: int) -> tuple[str, ...]:
    """Buttons of a peer, each of which shows other rows than the one before: what changes nothing cannot be timed."""
    found: list[str] = []
    shown = every = [r["country"] for r in rows]
    for state in (*STATES, "all") * rounds:
        kept = every if state == "all" else [r["country"] for r in rows if state in r.values()]
        if kept != shown:
            found.append(f"#state-{state}")
            shown = kept
    return tuple(found)


def _alone(bench: Bench, name: str, took: Alone, *, ours: bool = False) -> None:
    bench.found.times += [
        summed(name, ANSWERED, took.callback, ours=ours),
        summed(name, DRAWN, took.drawn, ours=ours),
    ]


def answer(bench: Bench) -> None:
    """Filter changes: alone in the browser, then with many viewers."""
    rounds = bench.scale.rounds
    with chromium() as browser:
        with bench.ours() as base:
            choices = _filters(base, rounds)[: bench.scale.pages]
            alone(browser, choices, FRAME, READY)  # everything asked once before
            took = alone(browser, choices, FRAME, READY)
            _alone(bench, "filters", took, ours=True)
            days = alone(browser, _dates(base, rounds), FRAME, READY)
            # told by several requests when it takes long, so only the end counts
            bench.found.times.append(summed("a day nobody asked for before", DRAWN, days.drawn, ours=True))
            _many(bench, "filters", base, took.asked, ours=True)
        if not bench.peers:
            return
        presses = _presses(board_rows(bench.home / f"{NAME}.sqlite"), rounds)
        for name, kind in ((TABLE, "table"), (HEAT, "plotly")):
            with bench.peer(kind) as peer:
                took = alone(browser, [Change(peer, "", presses)], FRAME, PICTURES[name])
                _alone(bench, name, took)
                _many(bench, name, peer, took.asked)
        with bench.sette() as peer:
            if not peer:
                return
            paths = [f"?capability={n}" for n in range(1, 6)] * rounds
            target = Target(SETTE, peer, "table.rows-and-columns td")
            bench.found.times.append(summed(SETTE, DRAWN, walks(browser, target, [peer + p for p in paths])))
            place = f"/{NAME}/deliveries"
            _many(bench, SETTE, peer, [Question("GET", place + p) for p in paths])


def move(bench: Bench) -> None:
    """Frames of graphs."""
    repeats = min(bench.scale.repeats, 3)
    with chromium() as browser, ExitStack() as stack:
        base = stack.enter_context(bench.ours())
        peer = stack.enter_context(bench.peer("graph")) if bench.peers else ""
        for n in bench.scale.graphs:
            ours = f"{base}/graph-{n}/partnerships/{COUNTRY}?as=cooperation"
            bench.found.frames.append(frames(browser, "partnerships", ours, n, repeats, ours=True))
            if peer:
                name = "bare dash-cytoscape"
                bench.found.frames.append(frames(browser, name, f"{peer}/{n}", n, repeats))


def first(bench: Bench) -> None:
    """The first five minutes over the two shipped workspaces, from nothing."""
    home = bench.folder / "first"
    command = [sys.executable, "-c", _DEMO, str(home)]
    bench.found.setup_seconds = process(command)[0].seconds
    with running_server(["register", "demo"], date.fromisoformat(AS_OF), home) as base, chromium() as browser:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
        )
        bench.found.milestones = first_five_minutes(context.new_page(), base)
        context.close()


#: `mnr demo --no-serve` with a home of its own
_DEMO = """
import os, sys
os.environ["MNR_HOME"] = sys.argv[1]
from coordination.cli import main
main(["demo", "--no-serve"])
"""


def run(bench: Bench, name: str) -> None:
    """One part, with how busy the machine was."""
    bench.found.waiting.append(os.getloadavg()[0])
    PARTS[name](bench)
    bench.found.waiting.append(os.getloadavg()[0])


PARTS: dict[str, Callable[[Bench], None]] = {
    "first": first,
    "weight": weigh,
    "filters": answer,
    "graphs": move,
}
