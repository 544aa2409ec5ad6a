"""What is measured, one task to a process: ``python -m bench.tasks TASK ARGUMENT...`` prints JSON."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from bench.measure import Sample, timed

AT = "2026-11-25T00:00:00Z"


def make(size: str, folder: str) -> object:
    from bench.world import write_files

    return str(write_files(int(size), Path(folder)))


def _import(files: Path, database: Path) -> None:
    from coordination.store.sqlite import SqliteStore
    from coordination.workspace.service import Workspace, refuse

    refuse(Workspace("bench", SqliteStore(database)).import_files([files], at=AT))


def prepare(database: str, context: str) -> object:
    """A store that holds what the deliveries name."""
    from coordination.store.sqlite import SqliteStore

    SqliteStore(Path(database)).prepare()
    _import(Path(context), Path(database))
    return None


def import_ours(database: str, file: str) -> object:
    """Deliveries through the program: read, validated, checked, planned, logged, hash-chained, committed."""
    _import(Path(file), Path(database))
    return None


def make_book(file: str, stakeholders: str, book: str) -> object:
    """The deliveries as people send them: a workbook with names of organisations, and words in capitals."""
    import xlsxwriter

    with Path(stakeholders).open(newline="", encoding="utf-8") as handle:
        names = {row["id"]: row["name"] for row in csv.DictReader(handle)}
    with (
        Path(file).open(newline="", encoding="utf-8") as handle,
        xlsxwriter.Workbook(book, {"constant_memory": True, "strings_to_numbers": False}) as made,
    ):
        sheet = made.add_worksheet("Who does what")
        for r, row in enumerate(csv.reader(handle)):
            for c, text in enumerate(row):
                shown = names.get(text, text)
                sheet.write_string(r, c, shown.title() if text == "provides" else shown)
    return None


def preview(database: str, book: str) -> object:
    """What the page does before it shows a preview: read with its limits, understand, check, plan."""
    from coordination.ingest.readers import Limits
    from coordination.store.sqlite import SqliteStore
    from coordination.workspace.service import Workspace

    workspace = Workspace("bench", SqliteStore(Path(database)))
    outcome = workspace.import_files([Path(book)], at=AT, dry_run=True, limits=Limits.web())
    return [len(outcome.changes), len(outcome.questions)]


def read_book(book: str) -> object:
    """The cells of a workbook by the library alone."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    return [len(rows) - 1, 0]


def import_bare(database: str, file: str) -> object:
    """The same rows with nothing but the standard library: no check, no log, no key."""
    with (
        closing(sqlite3.connect(database)) as connection,
        connection,
        Path(file).open(newline="", encoding="utf-8") as handle,
    ):
        rows = csv.reader(handle)
        header = next(rows)
        connection.execute(f"CREATE TABLE deliveries ({', '.join(f'{c} TEXT' for c in header)})")
        connection.executemany(f"INSERT INTO deliveries VALUES ({', '.join('?' * len(header))})", rows)
    return None


def count(database: str) -> object:
    """Rows, and distinct organisations: a check that every contender took the same."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(
            "SELECT count(*), count(DISTINCT stakeholder_id) FROM deliveries"
        ).fetchone()


def read_ours(database: str) -> object:
    """A snapshot in a new process; from the file beside the database if it is there, else from the rows."""
    from coordination.store.sqlite import SqliteStore

    store = SqliteStore(Path(database))
    return _answer(timed(store.snapshot, 1), len(store.snapshot()["deliveries"]))


def read_pandas(database: str) -> object:
    import pandas as pd

    frames: list[pd.DataFrame] = []
    with closing(sqlite3.connect(database)) as connection:
        sample = timed(lambda: frames.append(pd.read_sql("SELECT * FROM deliveries", connection)), 1)
    return _answer(sample, len(frames[0]))


def refresh(database: str, changes: str, repeats: str) -> object:
    """Another writer changes some rows; the program that holds the snapshot before reads again."""
    import numpy as np

    from coordination.ingest.plan import plan
    from coordination.model.changes import Batch, BatchKind, batch_id
    from coordination.model.frames import Column, Frame
    from coordination.store.sqlite import SqliteStore

    here, there = SqliteStore(Path(database)), SqliteStore(Path(database))
    here.snapshot()
    samples: list[Sample] = []
    for n in range(int(repeats)):
        now = there.snapshot()
        rows = now["deliveries"].take(np.arange(int(changes)) * 7)
        columns = {**rows.columns, "note": Column.constant(f"changed {n}", len(rows))}
        wanted = plan(now, {"deliveries": Frame.build(rows.type, columns)})
        there.apply(wanted, Batch(batch_id(wanted, BatchKind.EDIT), BatchKind.EDIT, AT, base=now.id))
        samples.append(timed(here.snapshot, 1))
        assert here.snapshot().id != now.id
    return [_answer(s, len(here.snapshot()["deliveries"])) for s in samples]


def _answer(sample: Sample, rows: int) -> dict[str, object]:
    return {**asdict(sample), "rows": rows}


def edit(database: str, repeats: str) -> object:
    from bench.editing import measure

    return measure(database, int(repeats))


def names(repeats: str) -> object:
    from bench.editing import measure_names

    return measure_names(int(repeats))


def coverage(size: str, repeats: str) -> object:
    from bench.cover import measure

    return measure(int(size), int(repeats))


def neo4j(size: str, repeats: str) -> object:
    from bench.graph import measure

    return measure(int(size), int(repeats))


def methods(scale: str, repeats: str, seconds: str, skip: str = "") -> object:
    from bench.analytics import measure

    return measure(scale, int(repeats), float(seconds), skip.split(";") if skip else ())


def answers(scale: str, repeats: str) -> object:
    from bench.analytics import answers as measured

    return measured(scale, int(repeats))


TASKS: dict[str, Callable[..., object]] = {
    t.__name__: t
    for t in (
        make,
        prepare,
        import_ours,
        import_bare,
        make_book,
        preview,
        read_book,
        count,
        read_ours,
        read_pandas,
        refresh,
        edit,
        names,
        coverage,
        neo4j,
        methods,
        answers,
    )
}

if __name__ == "__main__":
    json.dump(TASKS[sys.argv[1]](*sys.argv[2:]), sys.stdout)
