"""In every store: a file that comes back is compared with what it was made from, by the log of the store."""

from __future__ import annotations

from pathlib import Path

from coordination.exchange.tables import export
from coordination.ingest.questions import Choices
from coordination.model.changes import Batch, BatchKind
from coordination.model.frames import Frame
from coordination.model.versions import Carried
from coordination.store.base import GraphStore
from coordination.workspace.past import versions_of
from coordination.workspace.service import Incoming, Workspace
from graph_schema.schema import SCHEMA
from tests.unit.test_returned import edited

AT = "2026-12-0{}T00:00:00Z"
LINE = {"id": "line", "name": "The Line", "kind": "ngo"}


def test_three_versions_of_a_record_are_told_apart(store: GraphStore, tmp_path: Path) -> None:
    """The version that a folder was made from is found after corrections, a removal and an undo."""
    w = Workspace("here", store)

    def put(day: int, gone: dict[str, set[str]] | None = None, **fields: str) -> str:
        rows = {} if gone else {"stakeholders": Frame.from_rows(SCHEMA["stakeholders"], [{**LINE, **fields}])}
        batch = Batch("", BatchKind.EDIT, AT.format(day))
        result = w.take_in(lambda _: Incoming(rows, gone=gone or {}), batch, dry_run=False).result
        assert result is not None
        return result.batch

    def back(day: int, both: str = "") -> tuple[int, list[str]]:
        choices = Choices.read([f"all={both}"] if both else [])
        outcome = w.import_files([folder], at=AT.format(day), choices=choices)
        return len(outcome.changes), [str(c.why) for c in outcome.returned.conflicts if not c.answer]  # type: ignore[union-attr]

    put(1, website="https://one.example")
    put(2, website="https://two.example")
    folder = tmp_path / "sent"
    export(w.records(), "csv", folder, carried=Carried(versions_of(store, store.snapshot())))
    corrected = put(3, website="https://three.example")
    assert back(4) == (0, [])  # she touched nothing: three stays
    w.undo(corrected, at=AT.format(4))
    edited(folder, short_name="TL")
    put(5, website="https://five.example")
    assert back(6) == (0, ["both_changed"])
    assert back(6, "theirs") == (1, [])
    frame = w.records()["stakeholders"]
    assert (frame.text("website", 0), frame.text("short_name", 0)) == ("https://five.example", "TL")
    put(7, {"stakeholders": {"line"}})
    assert back(8) == (0, ["removed_here"])
    assert not w.verify()
