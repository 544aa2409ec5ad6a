"""``python -m bench.ui``: the dashboard in a real browser, beside peers in the same run."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bench.measure import ROOT
from bench.ui.report import show, write
from bench.ui.run import PARTS, WHOLE, Bench, Scale, run
from bench.ui.run import QUICK as SHORT


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("bench.ui", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="which parts (default: all)")
    parser.add_argument("--quick", action="store_true", help="a small world, once each, to see that it works")
    parser.add_argument("--without-datasette", action="store_true", help="do not set Datasette up as a peer")
    parser.add_argument("--out", type=Path, help="folder for bench/ui-results.json and docs/bench-ui.md")
    asked = parser.parse_args(arguments)
    scale: Scale = SHORT if asked.quick else WHOLE
    console = Console()
    if not console.is_terminal:
        console.width = 110
    whole = not (asked.quick or asked.parts or asked.without_datasette)
    out = asked.out or (ROOT if whole else None)
    with tempfile.TemporaryDirectory(prefix="bench-ui-") as folder:
        bench = Bench(scale, Path(folder), peers=not asked.quick, datasette=whole)
        for name in asked.parts or PARTS:
            console.print(f"[dim]{name}[/]")
            run(bench, name)
            show(bench.found, name, console)
        if out:
            write(bench.found, out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
