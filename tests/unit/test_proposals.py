"""Changes put forward: those of one second stand in the order in which they came."""

from __future__ import annotations

import json
from pathlib import Path

from coordination.workspace.editing import Entry
from coordination.workspace.proposals import ProposalBox

ENTRY = Entry("stakeholders", {"id": "a"})


def test_those_of_one_second_stand_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    """The last one first; one of a later second before all of them, and one that waits before one that is decided."""
    box = ProposalBox(tmp_path / "proposals")
    for n in range(12):
        box.add([ENTRY], at="2026-11-25T10:00:00Z", note=str(n))
    later = box.add([ENTRY], at="2026-11-25T10:00:01Z", note="later")
    assert [p.note for p in box.all()] == ["later", *map(str, reversed(range(12)))]
    box.reject(later.id, "no", at="2026-11-25T10:00:02Z")
    assert [p.note for p in box.all()] == [*map(str, reversed(range(12))), "later"]


def test_one_from_before_places_were_kept_and_a_damaged_one(tmp_path: Path) -> None:
    box = ProposalBox(tmp_path / "proposals")
    old = box.add([ENTRY], at="2026-11-25T10:00:00Z", note="old")
    path = box.folder / f"{old.id}.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    del kept["place"]
    path.write_text(json.dumps(kept), encoding="utf-8")
    (box.folder / "0123456789ab.json").write_text("{", encoding="utf-8")
    new = box.add([ENTRY], at="2026-11-25T10:00:00Z", note="new")
    (box.folder / "0123456789ab.json").unlink()
    assert [(p.note, p.place) for p in box.all()] == [("new", new.place), ("old", 0)]
    assert new.place == 1
