"""Results on the screen, as JSON, and as a page of the documentation."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.cases import Aim, Case
from bench.measure import Row, Sample

__all__ = ["as_json", "as_markdown", "machine", "number", "show", "with_those_before", "write"]

HEADER = ("rows", "contender", "seconds", "processor s", "peak MB", "ours takes")
PACKAGES = ("numpy", "scipy", "pandas", "networkx", "rustworkx", "sqlite-utils", "neo4j")


def machine() -> dict[str, str]:
    """In general terms; no name of a host."""
    return {
        "cores": str(os.cpu_count()),
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{p: version(p) for p in PACKAGES},
    }


def number(value: float) -> str:
    """Three digits, as people read them."""
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"


def _ratio(row: Row, case: Case) -> str:
    """How many times as long our own way takes, by the clock and by processor time."""
    if not row.against:
        return ""
    ours = next(r for r in case.rows if r.size == row.size and r.contender == row.against)
    cpu = ours.sample.cpu / max(row.sample.cpu, 1e-9)
    wall = ours.sample.seconds / max(row.sample.seconds, 1e-9)
    return f"{number(wall)} x ({number(cpu)} x)"


def _cells(case: Case) -> Iterator[tuple[str, ...]]:
    for row in sorted(case.rows, key=lambda r: r.size):
        s = row.sample
        yield (
            f"{row.size:,}",
            row.contender,
            number(s.seconds),
            number(s.cpu),
            number(s.peak_mb) if s.peak_mb else "",
            _ratio(row, case),
        )


def show(case: Case, console: Console, *, aims: bool = True) -> None:
    """``aims``: say whether they are met; small sizes say little about that."""
    table = Table(title=case.title, title_justify="left")
    for name in HEADER:
        table.add_column(name, justify="left" if name == "contender" else "right")
    size = ""
    for cells in _cells(case):
        if size and cells[0] != size:
            table.add_section()
        size = cells[0]
        table.add_row(*cells, style="bold" if not cells[-1] else "")
    console.print(table)
    for name, b in case.growth.items():
        console.print(f"  growth of {name}: rows to the power of {b:.2f}")
    for aim in case.aims if aims else ():
        word = "[green]met[/]" if aim.met else "[red]missed[/]"
        console.print(f"  {word}: {aim.text}: {number(aim.value)} (at most {number(aim.limit)})")


def as_json(cases: Sequence[Case], repeats: int) -> str:
    answer = {
        "machine": machine(),
        "repeats": repeats,
        "cases": [{**asdict(c), "aims": [{**asdict(a), "met": a.met} for a in c.aims]} for c in cases],
    }
    return json.dumps(answer, indent=1, ensure_ascii=False) + "\n"


def as_markdown(cases: Sequence[Case], repeats: int) -> str:
    about = machine()
    lines = [
        "# Bench",
        "",
        "`make bench` runs everything on this page, writes `bench/results.json`, and writes this page; "
        "`python -m bench import` does so for one part, and keeps the others. "
        "`python -m bench --quick` takes less than a minute and only shows that it works.",
        "",
        f"{about['cores']} cores ({about['architecture']}, {about['system']}), shared with other work; Python "
        f"{about['python']}, SQLite {about['sqlite']}, "
        + ", ".join(f"{p} {about[p]}" for p in PACKAGES)
        + ".",
        "",
        f"Medians of {repeats} repeats; sizes beyond 100,000 rows of import and reading are run once. Times "
        "depend on the machine, ratios much less. *ours takes*: the time of our own way (bold) over the time of "
        "this contender, by the clock, and in brackets by processor time, which the work of others disturbs less; "
        "below 1, ours is faster. Where several ways are ours, the first that does the same is meant. Peak memory "
        "is that of the whole process. The data are invented; their shares of filled, dated, ended, funded and "
        "distinct values follow the public register.",
    ]
    aims = [a for c in cases for a in c.aims]
    lines += ["", "## Aims", "", "| aim | measured | at most | met |", "| --- | ---: | ---: | --- |"]
    lines += [
        f"| {a.text} | {number(a.value)} | {number(a.limit)} | {'yes' if a.met else '**no**'} |" for a in aims
    ]
    for case in cases:
        lines += ["", f"## {case.title}", "", case.note, ""]
        lines += ["| " + " | ".join(HEADER) + " |", "| ---: | --- | ---: | ---: | ---: | ---: |"]
        for size, name, *rest in _cells(case):
            shown = name if rest[-1] else f"**{name}**"
            lines.append("| " + " | ".join([size, shown, *rest]) + " |")
        if case.growth:
            powers = ", ".join(f"{name} {b:.2f}" for name, b in case.growth.items())
            lines += ["", f"Growth, processor time = a x rows^b, least squares on logarithms: b = {powers}."]
    return "\n".join(lines) + "\n"


def with_those_before(cases: Sequence[Case], told: str) -> list[Case]:
    """The cases of an earlier run (its JSON) in their order, those of ``cases`` in place of the earlier ones; new cases
    come last."""
    new, out = {c.name: c for c in cases}, list[Case]()
    for case in json.loads(told)["cases"]:
        rows = [Row(**{**row, "sample": Sample(**row["sample"])}) for row in case.pop("rows")]
        aims = [Aim(a["text"], a["value"], a["limit"]) for a in case.pop("aims")]
        out.append(new.pop(case["name"], Case(**case, rows=rows, aims=aims)))
    return [*out, *new.values()]


def write(cases: Sequence[Case], repeats: int, folder: Path) -> None:
    """``bench/results.json`` and ``docs/bench.md`` in ``folder``, with the cases of an earlier run that were not run
    now."""
    results = folder / "bench" / "results.json"
    if results.exists():
        cases = with_those_before(cases, results.read_text(encoding="utf-8"))
    wanted = {
        results: as_json(cases, repeats),
        folder / "docs" / "bench.md": as_markdown(cases, repeats),
    }
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
