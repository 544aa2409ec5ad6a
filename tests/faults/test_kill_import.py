"""kill -9 during an import into SQLite: wholly there or not at all, nothing acknowledged lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coordination.store.sqlite import SqliteStore
from graph_schema.issues import errors_in
from seed_data import workspaces

ROWS = 12_000  #: enough that writing them, over which the kills are spread, takes longer than to notice that it began
IMPORT = """
import sys, pathlib
from coordination.workspace.service import Workspace
from coordination.store.sqlite import SqliteStore
store = SqliteStore(pathlib.Path(sys.argv[1]))
print("started", flush=True)
def progress(what, done, of):
    print(what, done, of, flush=True)
w = Workspace("w", store)
outcome = w.import_files([pathlib.Path(sys.argv[2])], at="2026-11-25T00:00:00Z", progress=progress)
print("acknowledged", outcome.result.seq, flush=True)
"""


def base(tmp_path: Path) -> SqliteStore:
    """A store that holds the fictional region, acknowledged."""
    from coordination.workspace.service import Workspace

    store = SqliteStore(tmp_path / "s.sqlite")
    store.prepare()
    outcome = Workspace("w", store).import_files([workspaces()["demo"].folder], at="2026-11-25T00:00:00Z")
    assert outcome.result is not None
    return store


def big(tmp_path: Path) -> Path:
    path = tmp_path / "deliveries.csv"
    lines = ["stakeholder_id,capability,iso3,source_id,basis"]
    snapshot = SqliteStore(tmp_path / "s.sqlite").snapshot()
    people, source = snapshot["stakeholders"].ids, snapshot["sources"].ids
    n = 0
    for s in source:
        for p in people:
            for c in range(1, 22):
                if n < ROWS:
                    lines.append(f"{p},{c},XAA,{s},row {n}")
                    n += 1
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(store: Path, rows: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(store), str(rows)], stdout=subprocess.PIPE, text=True
    )


def until_writing(process: subprocess.Popen[str]) -> str:
    """What the import said up to its first word of writing."""
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if "writing" in line:
            break
    return said


@pytest.mark.timeout(280)
def test_killed_at_many_moments_all_or_nothing(tmp_path: Path) -> None:
    store = base(tmp_path)
    before = store.snapshot().id
    rows = big(tmp_path)
    path = tmp_path / "s.sqlite"
    with run(path, rows) as whole:
        out = until_writing(whole)
        started = time.monotonic()
        assert "writing" in out
        assert whole.stdout is not None
        out += whole.stdout.read()
    length = time.monotonic() - started
    assert "acknowledged 2" in out
    after = SqliteStore(path).snapshot().id
    assert after != before
    from coordination.workspace.service import Workspace

    second = SqliteStore(path).batches()[1].batch.id
    Workspace("w", SqliteStore(path)).undo(second, at="2026-11-26T00:00:00Z")
    assert SqliteStore(path).snapshot().id == before
    killed = 0
    for part in (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.98):
        with run(path, rows) as process:
            out = until_writing(process)
            time.sleep(length * part)
            process.send_signal(signal.SIGKILL)
            assert process.stdout is not None
            out += process.stdout.read()
        again = SqliteStore(path)
        assert errors_in(again.verify()) == []  # the clock of the test goes back
        if "acknowledged" in out:
            assert again.snapshot().id == after
            Workspace("w", again).undo(again.batches()[-1].batch.id, at="2026-11-26T00:00:00Z")
        else:
            killed += 1
            assert again.snapshot().id in (before, after)
            if again.snapshot().id == after:
                Workspace("w", again).undo(again.batches()[-1].batch.id, at="2026-11-26T00:00:00Z")
        assert SqliteStore(path).snapshot().id == before
    assert killed, "no run was killed while it wrote: the test tried nothing"
