"""Servers of one run: ours over the invented worlds, the bare Dash pages, and Datasette if it can be had."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bench.measure import ROOT
from bench.world import AS_OF

__all__ = ["board_rows", "datasette_in", "graph_elements", "process_at", "write_peers"]

WAIT = 60.0


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def process_at(command: Sequence[str]) -> Iterator[str]:
    """A server in a process of its own, ``{port}`` in its command a free port; yields its address.

    Raises RuntimeError if it ends or does not answer within a minute.
    """
    port = _free()
    given = [part.replace("{port}", str(port)) for part in command]
    running = subprocess.Popen(given, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + WAIT
        while not _answers(address):
            if running.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{' '.join(given)} did not start")
            time.sleep(0.1)
        yield address
    finally:
        running.terminate()
        running.wait(10)


def datasette_in(folder: Path) -> str:
    """The command of Datasette in a virtual environment of its own in ``folder``; "" if it cannot be had."""
    place = folder / "datasette"
    python = place / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    had = subprocess.run(
        [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "datasette"],
        check=False,
        capture_output=True,
    )
    command = place / "bin" / "datasette"
    return str(command) if had.returncode == 0 and command.is_file() else ""


def board_rows(database: Path) -> list[dict[str, str]]:
    """Countries down, capabilities across: what our matrix shows, for peers to show."""
    from coordination.answers.asking import ask
    from coordination.store.sqlite import SqliteStore
    from coordination.workspace.service import Question, Workspace

    store = SqliteStore(database)
    cells = ask(Workspace("peer", store), Question(date.fromisoformat(AS_OF)), "coverage")["cells"]
    store.close()
    rows: dict[str, dict[str, str]] = {}
    for cell in cells:
        rows.setdefault(cell["country"], {"country": cell["country"]})[cell["capability"]] = cell["state"]
    return list(rows.values())


def graph_elements(elements: int) -> list[dict[str, object]]:
    """A third nodes, two thirds edges, in places of a grid."""
    nodes = elements // 3
    wide = int(nodes**0.5) + 1
    found: list[dict[str, object]] = [
        {
            "data": {"id": str(i), "label": f"Organisation {i}"},
            "position": {"x": i % wide * 60, "y": i // wide * 60},
        }
        for i in range(nodes)
    ]
    found += [
        {"data": {"id": f"e{i}", "source": str(i % nodes), "target": str((i * 7 + 1 + i // nodes) % nodes)}}
        for i in range(elements - nodes)
    ]
    return found


def write_peers(folder: Path, rows: Sequence[dict[str, str]], graphs: Sequence[int]) -> Path:
    """What the peers keep in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "board.json").write_text(json.dumps(rows), encoding="utf-8")
    for n in graphs:
        (folder / f"graph-{n}.json").write_text(json.dumps(graph_elements(n)), encoding="utf-8")
    return folder
