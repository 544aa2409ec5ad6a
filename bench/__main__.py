"""``python -m bench``: ratios against what people would otherwise use, all in one run."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bench.cases import CASES, QUICK, SIZES, Case
from bench.measure import ROOT
from bench.report import show, write


def _sizes(text: str) -> tuple[int, ...]:
    """``10k,1M`` -> (10000, 1000000)."""
    scale = {"k": 1_000, "m": 1_000_000}
    found = []
    for part in text.replace("_", "").lower().split(","):
        unit = scale.get(part[-1:], 1)
        found.append(int(float(part.rstrip("km")) * unit))
    return tuple(sorted(found))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument(
        "cases", nargs="*", choices=[[], *CASES, "analytics"], help="which cases (default: all)"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    parser.add_argument("--sizes", type=_sizes, help="rows, as in 10k,100k,1M, instead of the usual ones")
    parser.add_argument("--repeats", type=int, default=0, help="of each measurement (default: 3; quick: 1)")
    parser.add_argument("--out", type=Path, help="folder for bench/results*.json and docs/bench*")
    parser.add_argument("--note", default="", help="a sentence about this run for the page of the analytics")
    asked = parser.parse_args(arguments)
    repeats = asked.repeats or (1 if asked.quick else 3)
    console = Console()
    if not console.is_terminal:
        console.width = 110
    out = asked.out or (None if asked.quick or asked.sizes else ROOT)
    done: list[Case] = []
    for name in [c for c in asked.cases or CASES if c != "analytics"]:
        sizes = asked.sizes or (QUICK if asked.quick else SIZES)[name]
        console.print(f"[dim]{name}: {', '.join(f'{s:,}' for s in sizes)} rows[/]")
        case = CASES[name](sizes, repeats)
        if case is None:
            console.print("  the shared store is not part of this program")
            continue
        show(case, console, aims=not asked.quick)
        done.append(case)
        if out:  # after each case: a later one may fail
            write(done, repeats, out)
    if not asked.cases or "analytics" in asked.cases:
        _analytics(console, repeats, asked.quick, out, asked.note)
    return 0


def _analytics(console: Console, repeats: int, quick: bool, out: Path | None, note: str) -> None:
    # here, for to the system a process that begins has needed the memory of the one that began it
    from bench import scales_report
    from bench.analytics import LIMIT
    from bench.scales import FILE, SCALES, run

    scales = ("small",) if quick else SCALES
    found = run(
        scales, repeats, LIMIT, lambda text: console.print(f"[dim]{text}[/]"), out and out / FILE, note
    )
    scales_report.show(found, console)
    if out:
        scales_report.write(found, out)


if __name__ == "__main__":
    raise SystemExit(main())
