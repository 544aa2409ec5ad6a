"""Names in a delivery are understood, asked about and answered alike in every store."""

from __future__ import annotations

from pathlib import Path

from coordination.ingest.questions import Choices
from coordination.store.base import GraphStore
from coordination.workspace.service import Workspace
from graph_schema.issues import errors_in

AT = "2026-11-29T10:00:00Z"
BASE = {
    "sources": "source_id,title\nsurvey,National survey 2025\n",
    "countries": "iso3,iso2,name\nMWI,MW,Malawi\nMLI,ML,Mali\n",
    "stakeholders": "id,name,kind,home_iso3\nmw-police,Malawi Police Service,law_enforcement,MWI\n",
}
MESSY = (
    "Organisation,Capability,Country,Since,Source\nMalawi Police,12,malawi,13/04/2021,National survey 2025\n"
    "Hope Line,4,MW,03/04/2021,survey\n"
)


def test_names_and_answers(store: GraphStore, tmp_path: Path) -> None:
    w = Workspace("test", store)
    for name, text in BASE.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    assert w.import_files([tmp_path], at=AT).result is not None
    path = tmp_path / "Who does what.csv"
    path.write_text(MESSY, encoding="utf-8")
    asked = w.import_files([path], at=AT)
    assert (asked.result, [q.key for q in asked.questions]) == (
        None,
        ["dates:Who does what.csv", "stakeholders:hope line"],
    )
    choices = Choices.read(["Hope Line=new:ngo:MWI", "Who does what.csv=day-first"])
    taken = w.import_files([path], at=AT, choices=choices)
    assert (taken.questions, errors_in(taken.issues)) == ((), [])
    assert taken.result is not None
    rows = w.snapshot()["deliveries"]
    assert sorted((r["stakeholder_id"], r["iso3"], r["since"]) for r in map(rows.row, range(len(rows)))) == [
        ("hope-line", "MWI", "2021-04-03"),
        ("mw-police", "MWI", "2021-04-13"),
    ]
    before = w.snapshot().id
    undone = w.undo(taken.result.batch, at=AT)
    assert undone.counts["removed"] == 3
    assert w.snapshot().id != before
