"""The analytics at every scale, each in a process of its own, and what is aimed at.

A peer runs at a scale unless it is foreseen to take more than its share of processor time (from the scales before, and
at least in proportion) or more than 8 GB; it is stopped when it does take more (in the far future after a quarter of
that, so that a run ends). Then the number is extrapolated from
the largest scale at which it ran, with the growth between the last two, and labelled so.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.analytics import GRAPH, OUTSIDE
from bench.cases import Aim
from bench.measure import child
from bench.report import machine
from bench.whole import SCALES as WORLDS

__all__ = ["FILE", "SCALES", "aims", "growth", "peer_of", "run"]

FILE = Path("bench") / "results-analytics.json"
SCALES = ("national", "today", "far")
MOST_MB = 8_000.0
Results = dict[str, Any]


def run(
    scales: Sequence[str],
    repeats: int,
    seconds: float,
    say: Callable[[str], None],
    out: Path | None,
    note: str = "",
) -> Results:
    """Everything measured; written to ``out`` after each scale. ``seconds``: of the processor for each peer;
    ``note``: what is to be known about this run."""
    found: Results = {
        "machine": machine(),
        "repeats": repeats,
        "peer_seconds": seconds,
        "note": note,
        "scales": [],
        "answers": {},
    }
    for name in scales:
        say(f"analytics, {name}")
        skip = [*_too_much(found, name, seconds), *(["outside"] if name == "far" else [])]
        share = seconds / 4 if name == "far" else seconds
        used, measured = child("methods", name, repeats, share, ";".join(skip))
        measured["peak_mb"] = used.peak_mb
        found["scales"].append(measured)
        if name != "far":
            found["answers"][name] = child("answers", name, repeats)[1]
        if out is not None:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return found


def _too_much(found: Results, name: str, seconds: float) -> list[str]:
    if not found["scales"]:
        return []
    claims = WORLDS[name].claims
    out = []
    for method in found["scales"][-1]["methods"]:
        foreseen = peer_of(found, method, claims)
        share = seconds / 4 if name == "far" else seconds
        if foreseen is None or foreseen[0] > share or foreseen[1] > MOST_MB:
            out.append(method)
    # where only some losses are measured, the time is that of those
    return [m for m in out if m != "sweep" or name == "far"]


def _measured(found: Results, method: str) -> list[tuple[int, Mapping[str, Any]]]:
    """(claims, peer) of the scales at which a peer ran."""
    rows = ((s["claims"], s["methods"].get(method, {}).get("peer")) for s in found["scales"])
    return [(claims, peer) for claims, peer in rows if peer and "cpu" in peer]


def peer_of(found: Results, method: str, claims: int) -> tuple[float, float, bool] | None:
    """(processor seconds, peak MB, extrapolated) of a peer at a scale; None where it never ran."""
    rows = _measured(found, method)
    if not rows:
        return None
    for at, peer in rows:
        if at == claims:
            return peer["cpu"], peer["peak_mb"], False
    last, peer = rows[-1]
    power = 1.0
    if len(rows) > 1:
        before, small = rows[-2]
        power = max(1.0, math.log(peer["cpu"] / small["cpu"]) / math.log(last / before))
    times = claims / last
    here: Mapping[str, Any] = next(
        (s["methods"].get(method, {}) for s in found["scales"] if s["claims"] == claims), {}
    )
    least = (here.get("peer") or {}).get("stopped", 0.0)
    return max(peer["cpu"] * times**power, least), peer["peak_mb"] * times, True


def growth(found: Results, method: str) -> float | None:
    """b of processor seconds = a x claims^b between the two largest scales at which ours ran."""
    rows = [
        (s["claims"], s["methods"][method]["ours"]["cpu"]) for s in found["scales"] if method in s["methods"]
    ]
    if len(rows) < 2:
        return None
    (small, quick), (large, slow) = rows[-2:]
    return math.log(slow / quick) / math.log(large / small)


def _scale(found: Results, name: str) -> Results | None:
    return next((s for s in found["scales"] if s["scale"] == name), None)


def aims(found: Results) -> list[Aim]:
    """Each as ``value`` at most ``limit``; of a group of methods the worst."""
    out: list[Aim] = []
    today = _scale(found, "today")
    if today is None:
        return out
    methods = today["methods"]

    def times(method: str) -> float:
        peer = peer_of(found, method, today["claims"])
        assert peer is not None
        return float(peer[0] / methods[method]["ours"]["cpu"])

    if methods["sweep"].get("peer"):
        out.append(Aim("sweep: networkx / ours, today's world, at least 500", -times("sweep"), -500))
    for method in GRAPH:
        cpu = methods[method]["ours"]["cpu"]
        out.append(Aim(f"{method}: seconds of the processor, today's world, at most 1", cpu, 1.0))
    for command, a in found["answers"].get("today", {}).items():
        if command == "partners":  # with all shortest paths, which are outside
            continue
        out.append(Aim(f"`mnr {command}`: seconds of the processor, today's world, at most 1", a["cpu"], 1.0))
    largest = found["scales"][-1]
    if largest is not today:
        to = WORLDS[largest["scale"]].title.lower()
        for method in largest["methods"]:
            power = growth(found, method)
            if power is not None and method not in OUTSIDE:
                out.append(Aim(f"{method}: growth from today's world to {to}, at most 1.15", power, 1.15))
    return out
