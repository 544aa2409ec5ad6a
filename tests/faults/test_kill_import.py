"""kill -9 during an import into SQLite: wholly there or not at all, nothing acknowledged lost."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from coordination.store.sqlite import SqliteStore
from graph_schema.issues import errors_in
from seed_data import workspaces

ROWS = 12_000  #: enough that writing them, over which the kills are spread, takes longer than to notice that it began
#: Loads the program once; for each line (a store, a file) a process of its own imports the file, and may be killed.
IMPORT = """
import os, sys, pathlib
from coordination.store import sqlite
from coordination.workspace.service import Workspace
from coordination.store.sqlite import SqliteStore
sqlite.BULK = sqlite.CACHED_FROM = int(sys.argv[1])
def progress(what, done, of):
    print(what, done, of, flush=True)
for line in sys.stdin:
    store, rows = map(pathlib.Path, line.rstrip("\\n").split("\\t"))
    child = os.fork()
    if not child:
        print("process", os.getpid(), flush=True)
        w = Workspace("w", SqliteStore(store))
        outcome = w.import_files([rows], at="2026-11-25T00:00:00Z", progress=progress)
        print("acknowledged", outcome.result.seq, flush=True)
        os._exit(0)
    os.waitpid(child, 0)
    print("ended", flush=True)
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


class Importer:
    def __init__(self, rows: Path, bulk: int) -> None:
        self.rows = rows
        self.program = subprocess.Popen(
            [sys.executable, "-c", IMPORT, str(bulk)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def until_writing(self, store: Path) -> tuple[int, str]:
        """Begin an import: the process, and what it said up to its first word of writing."""
        assert self.program.stdin is not None
        self.program.stdin.write(f"{store}\t{self.rows}\n")
        self.program.stdin.flush()
        said = self._until("writing")
        return int(re.findall(r"process (\d+)", said)[0]), said

    def rest(self) -> str:
        """What it said after that, once it has ended."""
        return self._until("ended")

    def _until(self, word: str) -> str:
        said = ""
        assert self.program.stdout is not None
        for line in self.program.stdout:
            said += line
            if word in line:
                return said
        raise AssertionError(f"it ended: {said}")

    def close(self) -> None:
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.close()
        self.program.wait(20)
        self.program.stdout.close()


@pytest.mark.timeout(280)
@pytest.mark.parametrize("bulk", [ROWS + 1, ROWS], ids=["small", "large"])
@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((0.1, 0.5, 0.8), id="some"),
        pytest.param((0.0, 0.3, 0.7, 0.9, 0.98), id="more"),
    ],
)
def test_killed_at_many_moments_all_or_nothing(tmp_path: Path, parts: tuple[float, ...], bulk: int) -> None:
    """``parts`` of the time that a whole import takes to write; ``bulk``: changes from which it is written as a large
    one, in two threads."""
    store = base(tmp_path)
    before = store.snapshot().id
    rows = big(tmp_path)
    store.close()
    path = tmp_path / "s.sqlite"

    def fresh() -> Path:
        """A copy of the store as it was before, in a folder of its own."""
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        for part in tmp_path.glob("s.sqlite*"):
            shutil.copy(part, folder)
        return folder / path.name

    importer = Importer(rows, bulk)
    whole = fresh()
    _process, out = importer.until_writing(whole)
    started = time.monotonic()
    out += importer.rest()
    length = time.monotonic() - started
    assert "acknowledged 2" in out
    after = SqliteStore(whole).snapshot().id
    assert after != before
    killed = 0
    for part in parts:
        here = fresh()
        process, out = importer.until_writing(here)
        time.sleep(length * part)
        with suppress(ProcessLookupError):  # it has ended
            os.kill(process, signal.SIGKILL)
        out += importer.rest()
        again = SqliteStore(here)
        assert errors_in(again.verify()) == []
        if "acknowledged" in out:
            assert again.snapshot().id == after
        else:
            killed += 1
            assert again.snapshot().id in (before, after)
        again.close()
    importer.close()
    assert killed, "no run was killed while it wrote: the test tried nothing"
