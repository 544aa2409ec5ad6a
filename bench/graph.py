"""Deliveries into a real Neo4j and back: through the store, and with the bare driver.

The bare driver writes the same relationships with the same properties between the same nodes, from rows that
are ready in memory: it reads no file, checks nothing, keeps no log. Each has an empty database to begin with
that holds the organisations, countries and cells.
"""

from __future__ import annotations

import csv
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import neo4j
import pandas as pd

from bench.measure import Sample, median, timed
from bench.tasks import AT
from bench.world import write_files
from coordination.store.launcher.server import Server, running
from coordination.store.neo4j import Neo4jStore
from coordination.workspace.service import Workspace, refuse

__all__ = ["measure"]

BATCH = 10_000
HEAP = "4g"  #: of each server; one transaction of 100,000 claims needs more than the default
_PREPARE = (
    "CREATE CONSTRAINT FOR (s:Stakeholder) REQUIRE s.id IS UNIQUE",
    "CREATE CONSTRAINT FOR (c:Cell) REQUIRE (c.iso3, c.capability) IS UNIQUE",
)
_NODES = "UNWIND $rows AS row MERGE (:Stakeholder {id: row.stakeholder_id})"
_CELLS = "UNWIND $rows AS row MERGE (:Cell {iso3: row.iso3, capability: row.capability})"
_WRITE = (
    "UNWIND $rows AS row MATCH (s:Stakeholder {id: row.stakeholder_id}) "
    "MATCH (c:Cell {iso3: row.iso3, capability: row.capability}) CREATE (s)-[r:DELIVERS]->(c) SET r = row"
)
_READ = "MATCH (:Stakeholder)-[r:DELIVERS]->(:Cell) RETURN "


def measure(size: int, repeats: int) -> dict[str, Any]:
    """Contender -> sample."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = write_files(size, folder / "files")
        with running(folder / "ours", heap=HEAP) as server:
            found, rows = _ours(server, file, repeats)
        with running(folder / "bare", heap=HEAP) as server:
            more, same = _bare(server, file, repeats)
        assert rows == same == size, f"{rows} and {same} rows are there, not {size}"
    return {name: asdict(sample) for name, sample in {**found, **more}.items()}


def _spent(server: Server) -> Callable[[], float]:
    """Processor time of this process and the server's (where the system tells it: Linux)."""
    stat = Path(f"/proc/{server.pid}/stat")

    def cpu() -> float:
        if not stat.exists():
            return time.process_time()
        user, system = stat.read_text().rpartition(")")[2].split()[11:13]
        return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    return cpu


def _ours(server: Server, file: Path, repeats: int) -> tuple[dict[str, Sample], int]:
    cpu = _spent(server)
    store = Neo4jStore(server.url)
    store.prepare()
    workspace = Workspace("bench", store)
    refuse(workspace.import_files([file.parent / "context"], at=AT))
    found = {"import_ours": timed(lambda: refuse(workspace.import_files([file], at=AT)), 1, cpu)}
    store.close()

    def read() -> None:
        fresh = Neo4jStore(server.url)
        fresh.snapshot()
        fresh.close()

    found["read_ours"] = timed(read, repeats, cpu)
    reader = Neo4jStore(server.url)
    snapshot = reader.snapshot()
    writer = Workspace("bench", Neo4jStore(server.url))
    samples = []
    for n in range(repeats):
        changed = _changed(file, n)
        refuse(writer.import_files([changed], at=AT))
        samples.append(timed(reader.snapshot, 1, cpu))
    found["refresh_ours"] = median(samples)
    reader.close()
    writer.store.close()
    return found, len(snapshot["deliveries"])


def _changed(file: Path, n: int) -> Path:
    """The first ten deliveries, with another note."""
    target = file.parent / f"change-{n}" / "deliveries.csv"
    target.parent.mkdir()
    with (
        file.open(newline="", encoding="utf-8") as source,
        target.open("w", newline="", encoding="utf-8") as out,
    ):
        rows = csv.DictReader(source)
        writer = csv.DictWriter(out, rows.fieldnames or [], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "note": f"changed {n}"} for row, _ in zip(rows, range(10), strict=False))
    return target


def _bare(server: Server, file: Path, repeats: int) -> tuple[dict[str, Sample], int]:
    with file.open(newline="", encoding="utf-8") as handle:
        rows = [{k: v for k, v in row.items() if v} for row in csv.DictReader(handle)]
    names = list(pd.read_csv(file, nrows=0).columns)
    batches = [rows[i : i + BATCH] for i in range(0, len(rows), BATCH)]
    frames: list[pd.DataFrame] = []
    cpu = _spent(server)
    query = _READ + ", ".join(f"r.{c} AS {c}" for c in names)
    with (
        neo4j.GraphDatabase.driver(
            server.uri, auth=("neo4j", server.password), telemetry_disabled=True
        ) as driver,
        driver.session() as session,
    ):
        for text in _PREPARE:
            session.run(neo4j.Query(text)).consume()
        for text in (_NODES, _CELLS):
            for batch in batches:
                session.run(neo4j.Query(text), rows=batch).consume()

        def write(tx: neo4j.ManagedTransaction) -> None:
            for batch in batches:
                tx.run(_WRITE, rows=batch).consume()

        def read(tx: neo4j.ManagedTransaction) -> None:
            frames.append(tx.run(query).to_df())

        found = {
            "import_bare": timed(lambda: session.execute_write(write), 1, cpu),
            "read_bare": timed(lambda: session.execute_read(read), repeats, cpu),
        }
    return found, len(frames[-1])
