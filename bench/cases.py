"""The cases: which contenders at which sizes, and what is aimed at."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.measure import Row, Sample, child, exponent, median, process

__all__ = ["CASES", "QUICK", "SIZES", "Aim", "Case"]

#: Rows of each case, from small to large; growth is seen over them.
SIZES: dict[str, tuple[int, ...]] = {
    "import": (10_000, 100_000, 1_000_000),
    "preview": (20_000, 200_000),
    "snapshot": (100_000, 1_000_000),
    "coverage": (1_000, 30_000, 300_000, 3_000_000),
    "edit": (10_000, 100_000, 1_000_000),
    "neo4j": (100_000,),
}
#: For a run that only shows that everything works.
QUICK: dict[str, tuple[int, ...]] = {
    "import": (1_000,),
    "preview": (1_000,),
    "snapshot": (20_000,),
    "coverage": (1_000, 10_000),
    "edit": (1_000,),
    "neo4j": (1_000,),
}
FIRST_PAGE = 10.0  #: seconds until the first page of a preview is there
CHANGED = 10  #: rows changed before a snapshot is refreshed


@dataclass(frozen=True)
class Aim:
    """``value`` should be at most ``limit``."""

    text: str
    value: float
    limit: float

    @property
    def met(self) -> bool:
        return self.value <= self.limit


@dataclass
class Case:
    """``note``: what each contender does and does not do."""

    name: str
    title: str
    note: str
    rows: list[Row] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)
    growth: dict[str, float] = field(default_factory=dict)

    def add(self, size: int, contender: str, sample: Sample, against: str = "") -> None:
        self.rows.append(Row(size, contender, sample, against))

    def cpu(self, contender: str) -> dict[int, float]:
        return {r.size: r.sample.cpu for r in self.rows if r.contender == contender}

    def seconds(self, contender: str) -> dict[int, float]:
        return {r.size: r.sample.seconds for r in self.rows if r.contender == contender}

    def grow(self, *contenders: str) -> None:
        for name in contenders:
            if len(self.cpu(name)) > 1:
                self.growth[name] = exponent(self.cpu(name))


@contextmanager
def _world(size: int) -> Iterator[tuple[Path, Path]]:
    """(store that holds what deliveries name, file of deliveries)"""
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        _, file = child("make", size, folder / "files")
        database = folder / "ours.sqlite"
        child("prepare", database, folder / "files" / "context")
        yield database, Path(file)


def _repeat(size: int, repeats: int) -> int:
    """Big ones once: others may need the machine."""
    return repeats if size <= 100_000 else 1


def imports(sizes: Sequence[int], repeats: int) -> Case:
    ours, bare = "mnr import", "executemany of csv.reader"
    peer, plain = "sqlite-utils insert --csv", "sqlite-utils, --no-detect-types"
    case = Case(
        "import",
        "Deliveries from CSV into SQLite, each in a process of its own",
        "`mnr import` reads the file through the service: every cell is validated, references are checked, "
        "each row gets its identifier, digest and log entry, the batch joins the hash chain, and all of it is "
        "one durable transaction, indexed. `sqlite-utils` makes one table, by default with a guess of each "
        "column's type. The last contender is the standard library alone.",
    )
    utils = str(Path(sys.executable).with_name("sqlite-utils"))
    for size in sizes:
        found: dict[str, list[Sample]] = {ours: [], peer: [], plain: [], bare: []}
        for _ in range(_repeat(size, repeats)):
            with _world(size) as (database, file):
                found[ours].append(child("import_ours", database, file)[0])
                counts = [child("count", database)[1]]
                for name, options in ((peer, ()), (plain, ("--no-detect-types",))):
                    other = database.with_name(f"peer{len(counts)}.sqlite")
                    command = [utils, "insert", str(other), "deliveries", str(file), "--csv", "--silent"]
                    found[name].append(process([*command, *options])[0])
                    counts.append(child("count", other)[1])
                other = database.with_name("bare.sqlite")
                found[bare].append(child("import_bare", other, file)[0])
                counts.append(child("count", other)[1])
                assert all(c == counts[0] and c[0] == size for c in counts), counts
        for name, samples in found.items():
            case.add(size, name, median(samples), "" if name == ours else ours)
    last = max(sizes)
    case.grow(ours, peer, bare)
    for name in (peer, plain):
        case.aims.append(
            Aim(
                f"import of {last:,} rows at least as fast as {name} (processor time)",
                case.cpu(ours)[last] / case.cpu(name)[last],
                1.0,
            )
        )
    return case


def previews(sizes: Sequence[int], repeats: int) -> Case:
    ours, bare = "preview", "calamine, cells only"
    case = Case(
        "preview",
        "Preview of a workbook of deliveries, in a process of its own",
        "What the page does before it shows the preview: the workbook is guarded and read in processes of their own, "
        "names of organisations and words are understood, every row is checked, compared with the workspace and "
        "scanned for personal data. The other contender reads the cells and does nothing with them.",
    )
    for size in sizes:
        found: dict[str, list[Sample]] = {ours: [], bare: []}
        for _ in range(_repeat(size, repeats)):
            with _world(size) as (database, file):
                book = file.with_name("book.xlsx")
                child("make_book", file, file.parent / "context" / "stakeholders.csv", book)
                taken = {ours: child("preview", database, book), bare: child("read_book", book)}
                for name, (sample, rows) in taken.items():
                    found[name].append(sample)
                    assert rows == [size, 0], rows
        for name, samples in found.items():
            case.add(size, name, median(samples), "" if name == ours else ours)
    last = max(sizes)
    case.grow(ours, bare)
    text = f"preview of {last:,} rows in {FIRST_PAGE:g} s"
    case.aims.append(Aim(text, case.seconds(ours)[last] / FIRST_PAGE, 1.0))
    return case


def _answer(found: dict[str, Any], peak_mb: float = 0.0) -> Sample:
    return Sample(found["seconds"], found["cpu"], peak_mb or found.get("peak_mb", 0.0))


def snapshots(sizes: Sequence[int], repeats: int) -> Case:
    rows, cached, peer = "snapshot from the rows", "snapshot from the file beside", "pandas.read_sql"
    refreshed = f"snapshot after {CHANGED} changed rows"
    case = Case(
        "snapshot",
        "A snapshot of the store, and pandas of the table of deliveries alone",
        "A snapshot holds every record type as coded columns, and its fingerprint is compared with the one the "
        "writer left. Reading it from the rows also writes the file beside the database. After a change, the "
        "reader that holds the snapshot before reads what the log names.",
    )
    for size in sizes:
        found: dict[str, list[Sample]] = {rows: [], cached: [], refreshed: [], peer: []}
        with _world(size) as (database, file):
            child("import_ours", database, file)
            beside = database.with_name(database.name + ".snapshot.npz")
            for _ in range(_repeat(size, repeats)):
                beside.unlink(missing_ok=True)
                for name, task in ((rows, "read_ours"), (cached, "read_ours"), (peer, "read_pandas")):
                    used, answer = child(task, database)
                    assert answer["rows"] == size, answer
                    found[name].append(_answer(answer, used.peak_mb))
            _, answers = child("refresh", database, CHANGED, repeats)
            assert all(a["rows"] == size for a in answers)
            found[refreshed] = [_answer(a) for a in answers]
        for name, samples in found.items():
            case.add(size, name, median(samples), rows if name == peer else "")
    last = max(sizes)
    case.grow(rows, cached, refreshed, peer)
    case.aims.append(
        Aim(
            f"after {CHANGED} changed rows of {last:,}, a snapshot in a tenth of the time of reading all",
            case.cpu(refreshed)[last] / case.cpu(rows)[last],
            0.1,
        )
    )
    return case


def covers(sizes: Sequence[int], repeats: int) -> Case:
    names = {
        "ours": "coverage",
        "first": "coverage, first time (compiled)",
        "pandas_text": "pandas, texts",
        "pandas_codes": "pandas, categories",
        "bincount": "one numpy.bincount",
    }
    case = Case(
        "coverage",
        "Coverage of 200 countries x 21 capabilities",
        "Ours gives states, independent providers, planned and lapsed cells, support and nine flags; each "
        "repeat asks for another day. pandas counts distinct providers (`groupby(...).nunique()`) and tells "
        "covered from fragile cells. The bincount counts the rows of each cell, whatever they say, in the order of "
        "the file. Compiling is done once for a snapshot; a fixed part of 2 ms is that of 4,200 cells.",
    )
    for size in sizes:
        _, answer = child("coverage", size, max(repeats, 5))
        for key, name in names.items():
            case.add(size, name, _answer(answer[key]), "" if key in ("ours", "first") else names["ours"])
    last = max(sizes)
    case.grow(*names.values())
    ours = case.cpu(names["ours"])
    case.aims.append(
        Aim(
            f"coverage of {last:,} deliveries within 6 times one bincount (processor time)",
            ours[last] / case.cpu(names["bincount"])[last],
            6.0,
        )
    )
    if len(sizes) > 1:
        case.aims.append(Aim("growth of coverage with deliveries (exponent)", exponent(ours), 1.1))
        case.aims.append(
            Aim(
                "growth of the first coverage, compiling included (exponent)",
                exponent(case.cpu(names["first"])),
                1.1,
            )
        )
    return case


def graphs(sizes: Sequence[int], repeats: int) -> Case | None:
    """None where the shared store is not there."""
    if importlib.util.find_spec("coordination.store.neo4j") is None:
        return None
    names = {
        "import_ours": "mnr import",
        "import_bare": "bare driver, UNWIND",
        "read_ours": "snapshot",
        "read_bare": "bare driver, MATCH into pandas",
        "refresh_ours": f"snapshot after {CHANGED} changed rows",
    }
    case = Case(
        "neo4j",
        "Deliveries into a real Neo4j and back",
        "`mnr import` reads, validates, checks and plans the file, then writes nodes, relationships and log: "
        "under 20,000 rows in one transaction under a lock; more are staged in parts, committed at once under the "
        "lock, and then filled into the graph in parts. The bare driver writes relationships with the same "
        "properties from rows that are ready in memory, in one transaction, without file, check or log. Processor "
        "time is that of both processes, the server's included; each server starts cold, with 4 GB of heap.",
    )
    for size in sizes:
        _, answer = child("neo4j", size, repeats)
        for key, name in names.items():
            case.add(
                size, name, _answer(answer[key]), names[key.replace("bare", "ours")] if "bare" in key else ""
            )
    last = max(sizes)
    case.aims.append(
        Aim(
            f"after {CHANGED} changed rows of {last:,}, a snapshot in a tenth of the time of reading all",
            case.seconds(names["refresh_ours"])[last] / case.seconds(names["read_ours"])[last],
            0.1,
        )
    )
    return case


def edits(sizes: Sequence[int], repeats: int) -> Case:
    form, file = "a record corrected on a form", "the same by a file of one row"
    typing, peer = "a name while typing, 5,000 organisations", "rapidfuzz.process.extract (WRatio)"
    built = "the names of 5,000 organisations put in order, once"
    case = Case(
        "edit",
        "One fact corrected, and a name looked for",
        "A form goes through the checks of an import, the log and the hash chain, and the snapshot is read again. A "
        "suggestion is the best eight names for what was typed; accents, case and acronyms are forgiven. "
        "`rapidfuzz` alone compares each name with the text.",
    )
    for size in sizes:
        with _world(size) as (database, rows):
            child("import_ours", database, rows)
            _, answer = child("edit", database, max(repeats, 5))
        case.add(size, form, _answer(answer["form"]))
        case.add(size, file, _answer(answer["file"]), form)
    _, answer = child("names", max(repeats, 5))
    parts = 5  # texts that were looked for
    for key, name in (("typing", typing), ("peer", peer)):
        given = {k: v / parts if k in ("seconds", "cpu") else v for k, v in answer[key].items()}
        case.add(5_000, name, _answer(given), typing if key == "peer" else "")
    case.add(5_000, built, _answer(answer["building"]))
    case.grow(form)
    case.aims.append(
        Aim(
            f"a correction saved and read again, {sizes[0]:,} rows (seconds)",
            case.seconds(form)[sizes[0]],
            0.3,
        )
    )
    case.aims.append(Aim("a suggestion while typing (seconds)", case.seconds(typing)[5_000], 0.05))
    return case


CASES: dict[str, Callable[[Sequence[int], int], Case | None]] = {
    "import": imports,
    "preview": previews,
    "snapshot": snapshots,
    "coverage": covers,
    "edit": edits,
    "neo4j": graphs,
}
