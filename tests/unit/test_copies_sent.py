"""A copy of some countries that is exported and imported elsewhere goes on saying what is not in it.

The invented region has six countries; the copy is made for Cavella (XAC), so that Almara (XAA) is not in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from coordination.answers.asking import answer_of, options_of
from coordination.answers.copied import of_the_copy
from coordination.exchange.tables import export
from coordination.store.base import GraphStore
from coordination.store.memory import MemoryStore
from coordination.store.moving import move
from coordination.text.sentences import ENGLISH
from coordination.workspace.places import new_workspace, workspace_for, workspace_of
from coordination.workspace.service import ImportOutcome, Workspace, refuse
from graph_schema.errors import StoreMoved
from tests.dashboard.shipped import AS_OF

AT = f"{AS_OF.isoformat()}T00:00:00Z"
NEW_HOME = Callable[..., Path]


@pytest.fixture
def copy(new_home: NEW_HOME, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("MNR_HOME", str(new_home("demo")))
    return new_workspace("cavella", source=workspace_for("demo"), countries=["XAC"], at=AT)


def sent(w: Workspace, target: Path, form: str = "csv") -> Path:
    """An export of all of it, as the command makes it."""
    export(w.records(), form, target, str(w.default_tier), w.countries_of)
    return target


def fresh() -> Workspace:
    return Workspace("fresh", MemoryStore())


def taken(w: Workspace, *paths: Path) -> ImportOutcome:
    outcome = w.import_files(paths, at=AT)
    refuse(outcome)
    return outcome


def copy_notes(outcome: ImportOutcome) -> list[str]:
    return [str(i.message) for i in outcome.issues if i.code == "I-COPY"]


def says(w: Workspace) -> list[str]:
    """What an answer about Almara says of the copy."""
    gaps = answer_of("gaps")
    notes = of_the_copy(gaps, w, options_of(gaps, {"countries": ["XAA"]}))
    return [ENGLISH.render(s, lambda name: name.id)[:25] for s in notes]


LACKS = ["Not in this copy: XAA. It"]


@pytest.mark.parametrize(("form", "manifest"), [("csv", "manifest.json"), ("jsonl", "claims.manifest.json")])
def test_the_manifest_names_the_countries_of_a_copy_of_some(
    copy: Workspace, tmp_path: Path, form: str, manifest: str
) -> None:
    sent(copy, tmp_path / "some", form)
    sent(workspace_for("demo"), tmp_path / "all", form)
    read = [json.loads((tmp_path / name / manifest).read_text(encoding="utf-8")) for name in ("some", "all")]
    assert read[0]["countries"] == ["XAC"]
    assert "countries" not in read[1]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("whole", [True, False])
def test_an_import_into_an_empty_workspace_makes_it_that_copy(
    copy: Workspace, tmp_path: Path, form: str, whole: bool
) -> None:
    """Whether the folder is named or, as a shell does for ``folder/*``, each file in it."""
    folder, there = sent(copy, tmp_path / "some", form), fresh()
    outcome = taken(there, *([folder] if whole else sorted(folder.iterdir())))
    assert copy_notes(outcome) == [
        "the files are a copy made for Cavella: what is recorded of other countries is not in them. This workspace has "
        "no records yet: it becomes such a copy, and says so of every other country."
    ]
    assert [i.code for i in outcome.issues if i.code.startswith("W-")] == []
    assert there.made_for == ("XAC",)
    assert says(there) == LACKS
    assert says(workspace_of("again", there.store)) == LACKS  # kept, not only remembered


def test_an_export_of_everything_and_files_of_ones_own_make_no_copy(copy: Workspace, tmp_path: Path) -> None:
    """Own files beside a copy change nothing of it; an export of everything beside it does."""
    some, every = sent(copy, tmp_path / "some"), sent(workspace_for("demo"), tmp_path / "all")
    own = tmp_path / "sources.csv"
    own.write_text("source_id,title\nmine,My own\n", encoding="utf-8")
    for paths, made_for in [((some, own), ("XAC",)), ((some, every), None), ((every,), None), ((own,), None)]:
        there = fresh()
        taken(there, *paths)
        assert there.made_for == made_for


def test_a_workspace_with_records_is_told_and_stays_what_it_is(copy: Workspace, tmp_path: Path) -> None:
    folder, there = sent(copy, tmp_path / "some"), fresh()
    own = tmp_path / "sources.csv"
    own.write_text("source_id,title\nmine,My own\n", encoding="utf-8")
    taken(there, own)
    assert copy_notes(taken(there, folder)) == [
        "the files are a copy made for Cavella: what is recorded of other countries is not in them. This workspace has "
        "records already: what it holds of other countries stays as it is."
    ]
    assert (there.made_for, says(there)) == (None, [])
    # nothing to tell the copy itself of
    assert copy_notes(taken(copy, folder)) == []
    assert copy.made_for == ("XAC",)


def test_what_was_taken_over_goes_and_comes_with_the_records(copy: Workspace, tmp_path: Path) -> None:
    """Undone, done again, undone once more: beside a record of one's own, which stays in the workspace throughout."""
    there = fresh()
    first = taken(there, sent(copy, tmp_path / "some")).result
    own = tmp_path / "sources.csv"
    own.write_text("source_id,title\nmine,My own\n", encoding="utf-8")
    taken(there, own)
    assert first is not None
    gone = there.undo(first.batch, at=AT)
    assert (there.snapshot().counts()["sources"], there.made_for) == (1, None)
    back = there.undo(gone.batch, at=AT)
    assert (there.made_for, says(there)) == (("XAC",), LACKS)
    gone = there.undo(back.batch, at=AT)
    assert there.made_for is None
    there.undo(gone.batch, at=AT)
    assert there.made_for == ("XAC",)
    moved = MemoryStore()
    move(there.store, moved)
    assert workspace_of("moved", moved).made_for == ("XAC",)


def test_the_first_import_of_a_copy_that_was_undone_decides_anew(copy: Workspace, tmp_path: Path) -> None:
    """Of a workspace made by ``mnr workspace new`` too: without records it is no copy."""
    copy.undo(copy.store.batches()[0].batch.id, at=AT)
    assert copy.made_for is None
    taken(copy, sent(workspace_for("demo"), tmp_path / "all"))
    assert copy.made_for is None


class Overtaken(MemoryStore):
    """Somebody else writes a record a moment before the first import does."""

    def __init__(self, other: Path) -> None:
        super().__init__()
        self.other: Path | None = other

    def apply(self, *given: object, **more: object) -> object:  # type: ignore[override]
        other, self.other = self.other, None
        if other is not None:
            taken(Workspace("other", self), other)
            raise StoreMoved("moved")
        return super().apply(*given, **more)  # type: ignore[arg-type]


def test_who_was_overtaken_by_another_import_makes_no_copy(copy: Workspace, tmp_path: Path) -> None:
    own = tmp_path / "sources.csv"
    own.write_text("source_id,title\nmine,My own\n", encoding="utf-8")
    store: GraphStore = Overtaken(own)
    there = Workspace("fresh", store)
    taken(there, sent(copy, tmp_path / "some"))
    assert there.snapshot().counts()["countries"] == 6
    assert there.made_for is None


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ('["XAC", "XXQ"]', ["E-MANIFEST"]),  # no country has that code
        ('["Cavella"]', ["E-MANIFEST"]),
        ('"XAC"', ["W-MANIFEST"]),  # not a list
        ("[7]", ["W-MANIFEST"]),
        ('["xac "]', ["I-COPY"]),  # as people write it
        ("[]", []),
    ],
)
def test_a_manifest_changed_by_hand_is_a_finding(
    copy: Workspace, tmp_path: Path, written: str, found: list[str]
) -> None:
    folder = sent(copy, tmp_path / "some")
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    said = json.loads(text)
    said["countries"] = json.loads(written)
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    there = fresh()
    outcome = there.import_files([folder], at=AT)
    about = [i for i in outcome.issues if i.location.file == "manifest.json" and i.code != "I-NOT-DATA"]
    assert [(i.code, i.location.column) for i in about] == [(code, "countries") for code in found]
    assert (outcome.result is None) == (found == ["E-MANIFEST"])
    assert there.made_for == (("XAC",) if found == ["I-COPY"] else None)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"{", ["W-MANIFEST", "I-NOT-DATA"]),
        (b"\xff\xfe", ["W-MANIFEST", "I-NOT-DATA"]),
        (b"[" * 20_000, ["W-MANIFEST", "I-NOT-DATA"]),
        (b'"' + b"x" * 1_000_001 + b'"', ["W-MANIFEST", "I-NOT-DATA"]),
        (b'{"name": "My app", "icons": []}', ["I-NOT-DATA"]),  # of another program
        (b'{"snapshot": "0", "files": {"other.csv": {}}, "countries": ["XAC"]}', []),  # of other files
    ],
)
def test_a_file_called_manifest_that_is_none_of_ours(tmp_path: Path, body: bytes, found: list[str]) -> None:
    (tmp_path / "sources.csv").write_text("source_id,title\nmine,My own\n", encoding="utf-8")
    (tmp_path / "manifest.json").write_bytes(body)
    there = fresh()
    outcome = taken(there, tmp_path)
    assert [i.code for i in outcome.issues if i.location.file == "manifest.json"] == found
    assert there.made_for is None


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('{"type": "manifest", "countries": ["XXQ"]}', ["E-MANIFEST"]),
        ('{"type": "manifest", "countries": "XAC"}', ["W-MANIFEST"]),
        ('{"type": "manifest"}', []),
    ],
)
def test_a_line_of_a_file_may_say_it_of_that_file(tmp_path: Path, line: str, found: list[str]) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text(f'{line}\n{{"type": "sources", "source_id": "s", "title": "S"}}\n', encoding="utf-8")
    there = fresh()
    outcome = there.import_files([path], at=AT)
    assert [i.code for i in outcome.issues] == found
    assert there.made_for is None
