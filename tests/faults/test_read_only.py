"""Reading where nothing can be written: a folder that is mounted read-only, a disk that is full.

Both are real: small file systems in memory, mounted in a name space of the test's own process.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coordination.store.sqlite import SqliteStore
from tests.contract.test_store import SMALL, put

OLD = Path(__file__).parents[1] / "contract" / "old" / "layout-1.sqlite.gz"
#: Reads a store in every way, then tries to write; prints what came of it.
ASK = """
import json, pathlib, sys
from coordination.store.sqlite import SqliteStore
from graph_schema.errors import StoreError
store = SqliteStore(pathlib.Path(sys.argv[1]))
said = {"snapshot": store.snapshot().id, "rows": sum(store.info().counts.values()), "batches": len(store.batches()),
        "history": len(store.history("None")), "errors": [i.message for i in store.verify() if i.severity == "error"]}
try:
    store.set_settings({"title": "x" * int(sys.argv[2])})
    said["written"] = True
except StoreError as e:
    said["refused"] = f"{e.message} {e.hint}"
print(json.dumps(said))
"""
#: Mounts a file system in memory at $2, copies the folder $1 into it, and goes on with it read-only, or full.
READ_ONLY = "set -e; mount -t tmpfs -o size=8m none $2; cp $1/* $2/; mount -o remount,ro $2; exec {ask}"
FULL = (
    "set -e; mount -t tmpfs -o size=8m none $2; cp $1/* $2/; "
    "dd if=/dev/zero of=$2/filler bs=4k 2>/dev/null || true; exec {ask}"
)


def asked(script: str, source: Path, mount: Path, *, size: int = 1) -> dict[str, object]:
    """The script in a mount name space of its own: of a user name space where this is not root."""
    ask = f'{sys.executable} -c "$3" $2/store.sqlite {size}'
    own = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
    done = subprocess.run(
        [*own, "sh", "-c", script.format(ask=ask), "sh", str(source), str(mount), ASK],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """A folder that holds a store, and one to mount at."""
    source, mount = tmp_path / "source", tmp_path / "mounted"
    mount.mkdir()
    store = SqliteStore(source / "store.sqlite")
    store.prepare()
    put(store, SMALL)
    rows = {"stakeholders": [{**SMALL["stakeholders"][0], "name": "Ministry of Gender"}]}
    put(store, rows)
    store.close()
    return source, mount


def expected(source: Path) -> dict[str, object]:
    store = SqliteStore(source / "store.sqlite")
    rows = sum(store.info().counts.values())
    # One record, "None", was added and changed; two batches.
    return {"snapshot": store.snapshot().id, "rows": rows, "batches": 2, "history": 2, "errors": []}


def test_a_folder_that_is_mounted_read_only(places: tuple[Path, Path]) -> None:
    wanted = expected(places[0])
    found = asked(READ_ONLY, *places)
    refused = str(found.pop("refused"))
    assert found == wanted
    assert "cannot be opened" in refused
    assert "rights" in refused


def test_a_store_of_an_earlier_program_read_only(tmp_path: Path) -> None:
    source, mount = tmp_path / "source", tmp_path / "mounted"
    source.mkdir()
    mount.mkdir()
    (source / "store.sqlite").write_bytes(gzip.decompress(OLD.read_bytes()))
    found = asked(READ_ONLY, source, mount)
    assert (found["snapshot"], found["rows"], found["batches"]) == ("4c3f7bc58fad755e", 109, 5)


def test_what_is_only_in_the_journal_is_not_left_out(places: tuple[Path, Path], tmp_path: Path) -> None:
    """Copied while the program ran: the last batch stands in the journal alone. It is read, or nothing is."""
    source, mount = places
    torn = tmp_path / "torn"
    torn.mkdir()
    path = source / "store.sqlite"
    import sqlite3

    holder = sqlite3.connect(path)
    holder.execute(
        "SELECT count(*) FROM _batches"
    ).fetchone()  # while it is open, nothing is moved out of the journal
    put(SqliteStore(path), {"sources": [{"source_id": "late", "title": "In the journal"}]})
    for name in ("store.sqlite", "store.sqlite-wal"):
        shutil.copy(source / name, torn / name)
    holder.close()
    assert (torn / "store.sqlite-wal").stat().st_size > 0
    ask = f'{sys.executable} -c "$3" $2/store.sqlite 1'
    own = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
    done = subprocess.run(
        [*own, "sh", "-c", READ_ONLY.format(ask=ask), "sh", str(torn), str(mount), ASK],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if done.returncode == 0:
        assert json.loads(done.stdout)["batches"] == 3
    else:
        assert "cannot be opened" in done.stderr


def test_a_full_disk(places: tuple[Path, Path]) -> None:
    """Everything is read; what does not fit is refused whole, in words, and the store is as it was."""
    wanted = expected(places[0])
    found = asked(FULL, *places, size=200_000)
    refused = str(found.pop("refused"))
    assert found == wanted
    assert "disk" in refused or "opened" in refused
