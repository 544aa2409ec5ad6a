"""A row that SQLite refuses: nothing of its batch remains, whether few rows come or many."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordination.model.changes import Batch, BatchKind, ChangeSet, batch_id
from coordination.model.frames import Frame
from coordination.store.sqlite import BULK, SqliteStore
from graph_schema.errors import StoreError
from graph_schema.schema import SCHEMA


def adding(*numbers: int) -> tuple[ChangeSet, Batch]:
    orgs = [{"id": f"o-{k}", "name": f"Org {k}", "kind": "ngo"} for k in numbers]
    changes = ChangeSet(added={"stakeholders": Frame.from_rows(SCHEMA["stakeholders"], orgs)})
    return changes, Batch(batch_id(changes, BatchKind.IMPORT), BatchKind.IMPORT, "2026-11-25T10:00:00Z")


@pytest.mark.parametrize("rows", [30, BULK])
def test_nothing_of_the_batch_remains(tmp_path: Path, rows: int) -> None:
    store = SqliteStore(tmp_path / "s.sqlite")
    store.prepare()
    store.apply(*adding(1, 2, 3))
    before, told = store.info(), store.batches()
    with pytest.raises(StoreError, match="UNIQUE"):  # the last is there twice, which no plan asks for
        store.apply(*adding(*range(4, rows + 4), rows + 3))
    assert (store.info(), store.batches(), store.verify()) == (before, told, [])
    assert SqliteStore(store.path).snapshot().id == before.snapshot
    store.apply(*adding(4, 5))
    assert store.snapshot()["stakeholders"].ids == ["o-1", "o-2", "o-3", "o-4", "o-5"]
    assert store.verify() == []
