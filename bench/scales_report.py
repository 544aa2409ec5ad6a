"""The page and the plots of the analytics, from what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.analytics import OUTSIDE, PEERS
from bench.cases import Aim
from bench.figure import Mark, plot
from bench.report import number
from bench.scales import Results, aims, growth, peer_of
from bench.whole import SCALES
from coordination.analytics.network.engine import MOST_TIES

__all__ = ["page", "pictures", "show", "write"]

PAGE = Path("docs") / "bench-analytics.md"


def _time(seconds: float) -> str:
    if seconds >= 1:
        return f"{number(seconds)} s"
    return f"{number(seconds * 1e3)} ms" if seconds >= 1e-3 else f"{number(seconds * 1e6)} µs"


def _peer(found: Results, method: str, claims: int) -> tuple[str, str]:
    """(time, how many times ours) of a peer as words."""
    peer = peer_of(found, method, claims)
    if peer is None:
        return "", ""
    seconds, _, guess = peer
    scale = next(s for s in found["scales"] if s["claims"] == claims)
    measured = scale["methods"].get(method, {}).get("peer") or {}
    ours = scale["methods"].get(method, {}).get("ours")
    words = _time(seconds)
    if guess:
        words += " (over; stopped)" if "stopped" in measured else " (extrapolated)"
    elif measured.get("sampled"):
        words += " (20 losses, multiplied)" if scale["scale"] != "national" else " (20 of 60, multiplied)"
    return words, "" if ours is None else number(seconds / ours["cpu"])


def _aim(a: Aim) -> str:
    what, _, limit = a.text.rpartition(", at ")
    return f"| {what} | {number(abs(a.value))} | at {limit} | {'yes' if a.met else '**no**'} |"


def _methods(found: Results, scale: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "| method | ours | from codes | bare engine | one pass | peer | what the peer is | peer / ours | "
        "ours, peak MB | peer, peak MB |"
    )
    yield "| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |"
    for method, m in scale["methods"].items():
        words, times = _peer(found, method, scale["claims"])
        cells = [_time(m[k]["cpu"]) if k in m else "" for k in ("ours", "codes", "bare", "bound")]
        memory = (m.get("peer") or {}).get("peak_mb", 0.0)
        yield (
            f"| {method} | "
            + " | ".join(cells)
            + f" | {words} | {PEERS[method]} | {times} | {number(m['ours']['peak_mb'])} | "
            + (f"{number(memory)} |" if memory else " |")
        )


def page(found: Results) -> str:
    about = found["machine"]
    made = [SCALES[s["scale"]] for s in found["scales"]]
    lines = [
        "# Bench of the analytics",
        "",
        "`python -m bench analytics` (a part of `make bench`) measures everything here in one run, writes "
        "`bench/results-analytics.json`, this page and the two plots. Other measurements: [bench](bench.md).",
        "",
        f"{about['cores']} cores ({about['architecture']}, {about['system']}), **shared with much other work while "
        f"this ran**; Python {about['python']}, numpy {about['numpy']}, scipy {about['scipy']}, pandas "
        f"{about['pandas']}, networkx {about['networkx']}, rustworkx {about['rustworkx']}. All times are processor "
        "time, which others disturb less than the clock; ratios are of processor time.",
        "",
        "Worlds are invented by a seeded generator with shares like those of the register: "
        + "; ".join(
            f"*{s.title.lower()}*: {s.organisations:,} organisations, {s.deliveries:,} deliveries, {s.ties:,} ties, "
            f"{s.countries} countries"
            for s in made
        )
        + ".",
        "",
        "*ours*: from a compiled snapshot, another day at each repeat. *from codes*: ours with the ties of the day as "
        "two arrays of positions; *bare engine*: building the graph of rustworkx or scipy from the same two arrays "
        "and calling it. *one pass*: the rows of that type counted once (for corridors one matrix product), the bound "
        "below which nobody comes. *peer*: what a competent analyst writes with networkx, pandas or sets, starting "
        "from tables in memory; at a small size ours and every peer give the same, which a test checks. Peers know "
        "less: no independent groups (but the one that says so), no flags, no reasons. A peer that was foreseen to "
        f"take more than {number(found['peer_seconds'])} s of the processor (in the far future a quarter of that) or "
        "8 GB was not run there, and one that did take more was stopped: the number is extrapolated from the largest "
        "size at which it ran, with the growth between its last two sizes, at least in proportion.",
        "",
        f"Measures of the graph ask networkx up to {MOST_TIES:,} ties and rustworkx above: *ours* is networkx at "
        "today's world and rustworkx in the far future, the making of its graph included. Users gain nothing from "
        "more speed there, and everybody can read what is asked; the far future pays for it "
        "([decision 0044](decisions/0044-networkx-is-the-engine.md)).",
        "",
        *([found["note"], ""] if found.get("note") else []),
        "![Methods at today's world: one pass, bare engine, ours, peer](bench-analytics.svg)",
        "",
        "![Growth of each method over the three scales](bench-analytics-growth.svg)",
        "",
        "## Aims",
        "",
    ]
    made_aims = aims(found)
    missed = [a for a in made_aims if not a.met]
    lines += [
        f"{len(made_aims) - len(missed)} of {len(made_aims)} are met. Shortest-path measures ("
        + ", ".join(OUTSIDE)
        + "), key players, new ties and plans are outside the aims for answers and for growth: they show how far they "
        "are and can be stopped.",
        "",
        *_sweep(found),
        "| aim | measured | wanted | met |",
        "| --- | ---: | ---: | --- |",
        *map(_aim, made_aims),
    ]
    for scale in found["scales"]:
        s = SCALES[scale["scale"]]
        lines += [
            "",
            f"## {s.title}: {s.claims:,} deliveries and ties",
            "",
            f"Peak memory of the whole process, the making of the world included: {number(scale['peak_mb'])} MB.",
            "",
            *_methods(found, scale),
        ]
    lines += ["", "## Growth", "", *_growth(found)]
    lines += ["", "## Answers from a cached snapshot", "", *_answers(found)]
    return "\n".join(lines) + "\n"


def _sweep(found: Results) -> Iterator[str]:
    """What the factor of the sweep is made of."""
    today = next((s for s in found["scales"] if s["scale"] == "today"), None)
    peer = peer_of(found, "sweep, sets", today["claims"]) if today else None
    if today is None or peer is None:
        return
    times = peer[0] / float(today["methods"]["sweep, sets"]["ours"]["cpu"])
    yield (
        "The sweep is compared with networkx as one uses it (copy, remove, count again). Sets that look only at the "
        "cells of the one who goes, and at no corridor and no piece, are a much better peer: they take "
        f"{number(times)} times as long as ours."
    )
    yield ""


def _growth(found: Results) -> Iterator[str]:
    yield (
        "b in processor time = a x (deliveries and ties)^b between the two largest scales at which ours ran. A number "
        "far below 1 means that the 4,200 cells, not the claims, decide."
    )
    yield ""
    yield "| method | b |"
    yield "| --- | ---: |"
    for method in PEERS:
        power = growth(found, method)
        if power is not None:
            yield f"| {method} | {power:.2f} |"


def _answers(found: Results) -> Iterator[str]:
    yield (
        "The whole answer as a command or a page gets it, coverage of the day and all names and reasons included; the "
        "snapshot is compiled. `partners` and `handoffs` include what is outside the aims (shortest paths; new ties)."
    )
    names = list(found["answers"])
    yield ""
    yield (
        "| answer | "
        + " | ".join(f"{SCALES[n].title}, s | {SCALES[n].title}, MB of JSON" for n in names)
        + " |"
    )
    yield "| --- |" + " ---: |" * (2 * len(names))
    for command in found["answers"][names[0]] if names else ():
        cells = [
            f"{number(found['answers'][n][command]['cpu'])} | {number(found['answers'][n][command]['json_mb'])}"
            for n in names
        ]
        yield f"| `mnr {command}` | " + " | ".join(cells) + " |"


def pictures(found: Results) -> dict[str, str]:
    """SVG by name of file."""
    shown = next((s for s in found["scales"] if s["scale"] == "today"), found["scales"][-1])
    title = SCALES[shown["scale"]].title
    rows = []
    for method, m in shown["methods"].items():
        marks = [
            Mark(m[key]["cpu"], shape, f"{words}: {_time(m[key]['cpu'])}")
            for key, shape, words in (
                ("bound", "tick", "one pass"), ("bare", "diamond", "bare engine"), ("ours", "circle", "ours"),
            )
            if key in m
        ]  # fmt: skip
        peer = peer_of(found, method, shown["claims"])
        if peer is not None:
            marks.append(Mark(peer[0], "square", f"{PEERS[method]}: {_time(peer[0])}", peer[2]))
        rows.append((method, marks))
    legend = [
        ("tick", "one pass over the array"),
        ("diamond", "the engine's bare call"),
        ("circle", "ours"),
        ("square", "networkx, pandas or sets"),
    ]
    axis = "processor time of one answer (each line of the grid: ten times more)"
    first = plot(f"{title}: how long each method takes", axis, legend, rows)
    shapes = ("tick", "diamond", "circle")
    over = []
    for method in PEERS:
        marks = [
            Mark(s["methods"][method]["ours"]["cpu"], shape, f"{SCALES[s['scale']].title}: ours")
            for s, shape in zip(found["scales"], shapes, strict=False)
            if method in s["methods"]
        ]
        over.append((method, marks))
    scales = [
        (shape, f"{SCALES[s['scale']].title}: {s['claims']:,} claims")
        for s, shape in zip(found["scales"], shapes, strict=False)
    ]
    second = plot("Ours as the world grows", axis, scales, over)
    return {"bench-analytics.svg": first, "bench-analytics-growth.svg": second}


def show(found: Results, console: Console) -> None:
    for a in aims(found):
        console.print(f"  {'[green]met[/]' if a.met else '[red]missed[/]'}: {a.text}: {number(abs(a.value))}")


def write(found: Results, folder: Path) -> None:
    """The page and the plots in ``folder``."""
    target = folder / PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page(found), encoding="utf-8")
    for name, text in pictures(found).items():
        (target.parent / name).write_text(text, encoding="utf-8")
