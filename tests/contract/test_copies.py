"""In every store: a copy of some countries that is imported is kept as one, as long as its records are there."""

from __future__ import annotations

from pathlib import Path

from coordination.exchange.tables import export
from coordination.model.snapshot import Snapshot
from coordination.store.base import GraphStore
from coordination.workspace.places import workspace_of
from coordination.workspace.service import Workspace, refuse

AT = "2026-11-25T00:00:00Z"


def test_it_is_taken_over_with_the_records_and_goes_with_them(store: GraphStore, tmp_path: Path) -> None:
    records = Snapshot.from_rows(
        {
            "sources": [{"source_id": "s", "title": "S"}],
            "countries": [{"iso3": "MWI", "name": "Malawi"}, {"iso3": "KEN", "name": "Kenya"}],
        }
    )
    export(records, "csv", tmp_path, "AMBER", ["MWI"])
    space, other = Workspace("one", store), Workspace("reader", store)
    assert other.made_for is None
    outcome = space.import_files([tmp_path], at=AT)
    refuse(outcome)
    assert outcome.result is not None
    assert (space.made_for, other.made_for) == (("MWI",), ("MWI",))  # whoever reads the same store sees it
    gone = space.undo(outcome.result.batch, at=AT)
    assert (space.made_for, other.made_for) == (None, None)
    space.undo(gone.batch, at=AT)
    assert workspace_of("later", store).made_for == ("MWI",)
    assert not space.verify()
