"""Files that come back: a field that was not touched there never goes back, and where both changed somebody is asked.

Three versions of each record are compared: as it was when the file was made, as it is here, and as the file has it.
"""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from coordination.exchange.tables import bundle, export
from coordination.exchange.templates import write_xlsx_template
from coordination.ingest.questions import Choices
from coordination.model.changes import Batch, BatchKind
from coordination.model.frames import Frame
from coordination.model.versions import Carried
from coordination.store.base import GraphStore
from coordination.store.memory import MemoryStore
from coordination.store.sqlite import SqliteStore
from coordination.workspace.past import versions_of
from coordination.workspace.plans import SavedPlan, plan
from coordination.workspace.plans_sent import carried_by
from coordination.workspace.service import ImportOutcome, Incoming, Workspace
from graph_schema.issues import errors_in
from graph_schema.schema import SCHEMA

AT = "2026-12-0{}T00:00:00Z"
ORG = {"id": "line", "name": "The Line", "kind": "ngo", "home_iso3": "MWI"}


@pytest.fixture(params=["memory", "sqlite"])
def w(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    store: GraphStore = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "here.sqlite")
    store.prepare()
    made = Workspace("here", store)
    put(made, 1, countries=[{"iso3": "MWI", "name": "Malawi"}], stakeholders=[ORG])
    return made


def put(w: Workspace, day: int, **tables: list[dict[str, str]]) -> None:
    """Records as somebody corrects them here."""
    rows = {name: Frame.from_rows(SCHEMA[name], given) for name, given in tables.items()}
    batch = Batch("", BatchKind.EDIT, AT.format(day))
    outcome = w.take_in(lambda _: Incoming(rows), batch, dry_run=False)
    assert not errors_in(outcome.issues), outcome.issues


def remove(w: Workspace, day: int, name: str, ident: str) -> None:
    batch = Batch("", BatchKind.EDIT, AT.format(day))
    w.take_in(lambda _: Incoming({}, gone={name: {ident}}), batch, dry_run=False)


def sent(w: Workspace, target: Path, form: str = "csv") -> Path:
    """What is sent to her: a folder, a workbook, or one file of all."""
    versions = versions_of(w.store, w.store.snapshot())
    if form == "xlsx":
        write_xlsx_template(target.with_suffix(".xlsx"), w.records(), filled=w.records(), versions=versions)
        return target.with_suffix(".xlsx")
    if form == "bundle":
        target.with_suffix(".jsonl").write_text(bundle(w.records(), (), Carried(versions)), encoding="utf-8")
        return target.with_suffix(".jsonl")
    export(w.records(), form, target, carried=Carried(versions))
    return target


def edited(folder: Path, **fields: str) -> Path:
    """The row of the organisation as a colleague changes it in her folder."""
    path = folder / "stakeholders.csv"
    with path.open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    for row in rows:
        row.update(fields)
    with path.open("w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


def back(w: Workspace, *paths: Path, day: int = 5, **answers: str) -> ImportOutcome:
    chosen = Choices.read([f"{text}={answer}" for text, answer in answers.items()])
    return w.import_files(paths, at=AT.format(day), choices=chosen)


def org(w: Workspace) -> dict[str, str]:
    frame = w.records()["stakeholders"]
    return {k: v for k, v in frame.row(frame.position["line"]).items() if v}


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "bundle"])
def test_a_field_she_never_touched_does_not_go_back(w: Workspace, tmp_path: Path, form: str) -> None:
    """She was sent the file, the website was corrected here, and she sends it back as it was: before, the website
    was the old one again."""
    put(w, 1, stakeholders=[{**ORG, "website": "https://old.example"}])
    folder = sent(w, tmp_path / "sent", form)
    put(w, 2, stakeholders=[{**ORG, "website": "https://line.example"}])
    outcome = back(w, folder)
    assert not len(outcome.changes)
    assert "I-STAYS" in [i.code for i in outcome.issues]
    assert [(s.type, s.id, s.theirs["website"], s.mine["website"]) for s in outcome.returned.stays] == [  # type: ignore[union-attr]
        ("stakeholders", "line", "https://old.example", "https://line.example")
    ]
    assert org(w)["website"] == "https://line.example"


def test_what_was_changed_there_alone_comes_in(w: Workspace, tmp_path: Path) -> None:
    folder = edited(sent(w, tmp_path / "sent"), short_name="TL")
    assert not errors_in(back(w, folder).issues)
    assert org(w)["short_name"] == "TL"


def test_where_both_changed_the_row_is_asked_about_and_theirs_are_the_fields_she_touched(
    w: Workspace, tmp_path: Path
) -> None:
    """Here the website, there the short name: theirs is both, because she did not touch the website."""
    folder = edited(sent(w, tmp_path / "sent"), short_name="TL")
    put(w, 2, stakeholders=[{**ORG, "website": "https://line.example"}])
    outcome = back(w, folder)
    assert outcome.result is None
    assert [q.text for q in outcome.questions] == ["stakeholders/line"]
    assert [(i.code, i.location.file, i.location.line) for i in errors_in(outcome.issues)] == [
        ("E-WHOSE-WORD", "stakeholders.csv", 2)
    ]
    mine = back(w, folder, **{"stakeholders/line": "here"})
    assert not len(mine.changes)
    assert "short_name" not in org(w)
    theirs = back(w, folder, all="theirs")
    assert theirs.result is not None
    assert (org(w)["short_name"], org(w)["website"]) == ("TL", "https://line.example")
    assert not len(back(w, folder).changes)  # what she says is here now


def test_a_workbook_in_which_she_touched_another_field(w: Workspace, tmp_path: Path) -> None:
    """The claim is found by the record of its row, though what identifies it was corrected there."""
    put(w, 1, sources=[{"source_id": "s", "title": "S"}, {"source_id": "t", "title": "T"}])
    claim = {
        "stakeholder_id": "line",
        "iso3": "MWI",
        "edition": "mnr-2016",
        "capability": "8",
        "source_id": "s",
    }
    claim |= {"role": "provides", "status": "active"}
    put(w, 1, deliveries=[claim])
    path = sent(w, tmp_path / "sent", "xlsx")
    put(w, 2, deliveries=[{**claim, "since": "2019"}])
    book = load_workbook(path)
    sheet = next(
        s for s in book if s["A1"].value == "stakeholder_id" and "capability" in [c.value for c in s[1]]
    )
    column = [c.value for c in sheet[1]].index("source_id") + 1
    sheet.cell(3, column).value = "T"
    book.save(path)
    asked = back(w, path)
    assert [(c.why, c.type) for c in asked.returned.conflicts] == [("both_changed", "deliveries")]  # type: ignore[union-attr]
    assert not len(back(w, path, all="here").changes)
    assert back(w, path, all="theirs").changes.counts() == {"added": 1, "changed": 0, "removed": 1}
    frame = w.records()["deliveries"]
    assert [(frame.text("source_id", 0), frame.text("since", 0), len(frame))] == [("t", "2019", 1)]


def test_of_a_field_that_both_changed_the_word_that_was_chosen_counts(w: Workspace, tmp_path: Path) -> None:
    folder = edited(sent(w, tmp_path / "sent"), short_name="TL")
    put(w, 2, stakeholders=[{**ORG, "short_name": "LINE"}])
    back(w, folder, **{"stakeholders/line": "here"})
    assert org(w)["short_name"] == "LINE"
    back(w, folder, **{"stakeholders/line": "theirs"})
    assert org(w)["short_name"] == "TL"
    put(w, 6, stakeholders=[{**ORG, "short_name": "L"}])
    outcome = back(w, folder, day=7)  # it was taken, and corrected after that: it stays
    assert (len(outcome.changes), org(w)["short_name"]) == (0, "L")


def test_a_copy_of_hers_that_she_corrected_for_weeks_comes_back_with_what_she_changed(
    w: Workspace, tmp_path: Path
) -> None:
    """Another installation takes the folder in, corrects one of two organisations and sends its own export."""
    other = {**ORG, "id": "house", "name": "The House"}
    put(w, 2, stakeholders=[other])
    there = Workspace("there", MemoryStore())
    there.import_files([sent(w, tmp_path / "sent")], at=AT.format(3))
    put(there, 4, stakeholders=[{**ORG, "short_name": "TL"}])
    put(w, 4, stakeholders=[{**other, "website": "https://house.example"}])
    outcome = back(w, sent(there, tmp_path / "back"))
    assert outcome.changes.counts() == {"added": 0, "changed": 1, "removed": 0}
    assert org(w)["short_name"] == "TL"
    house = w.records()["stakeholders"]
    assert house.text("website", house.position["house"]) == "https://house.example"


def test_what_was_removed_here_stays_away_unless_it_was_changed_there(w: Workspace, tmp_path: Path) -> None:
    same, changed = sent(w, tmp_path / "same"), edited(sent(w, tmp_path / "changed"), short_name="TL")
    remove(w, 2, "stakeholders", "line")
    assert not len(back(w, same).changes)
    asked = back(w, changed)
    assert [(c.why, c.since[:10]) for c in asked.returned.conflicts] == [("removed_here", "2026-12-02")]  # type: ignore[union-attr]
    assert not len(back(w, changed, all="here").changes)
    assert back(w, changed, all="theirs").changes.counts()["added"] == 1


def test_what_was_removed_there_is_asked_about(w: Workspace, tmp_path: Path) -> None:
    there = Workspace("there", MemoryStore())
    there.import_files([sent(w, tmp_path / "sent")], at=AT.format(3))
    remove(there, 4, "stakeholders", "line")
    folder = sent(there, tmp_path / "back")
    asked = back(w, folder)
    assert [(q.kind, q.text, q.rows) for q in asked.questions] == [("missing", "there#stakeholders", 1)]
    assert not len(back(w, folder, **{"there#stakeholders": "keep"}).changes)
    put(w, 5, stakeholders=[{**ORG, "website": "https://line.example"}])
    asked = back(w, folder, day=6)
    assert [c.why for c in asked.returned.conflicts] == ["removed_there"]  # type: ignore[union-attr]
    assert back(w, folder, day=7, all="theirs").changes.counts()["removed"] == 1


def test_without_a_manifest_what_would_go_back_is_asked_and_new_words_come_in(
    w: Workspace, tmp_path: Path
) -> None:
    """The file alone does not say from which version it was made."""
    folder = sent(w, tmp_path / "sent")
    (folder / "manifest.json").unlink()
    put(w, 2, stakeholders=[{**ORG, "website": "https://line.example"}])
    asked = back(w, folder)
    assert asked.result is None
    assert [str(i.message) for i in errors_in(asked.issues)] == [
        "The Line: the file does not say from which version it was made, and would bring back what was recorded here "
        "until 2026-12-02"
    ]
    new = edited(
        folder, website="https://new.example", short_name="TL"
    )  # nothing that was ever recorded here
    assert back(w, new).changes.counts()["changed"] == 1


def test_records_that_never_had_one_version_in_common_are_asked_about(w: Workspace, tmp_path: Path) -> None:
    there = Workspace("there", MemoryStore())
    put(there, 1, countries=[{"iso3": "MWI", "name": "Malawi"}], stakeholders=[{**ORG, "name": "Line"}])
    asked = back(w, sent(there, tmp_path / "theirs"))
    assert [c.why for c in asked.returned.conflicts] == ["no_common"]  # type: ignore[union-attr]


def test_an_import_that_was_undone_can_come_again(w: Workspace, tmp_path: Path) -> None:
    folder = edited(sent(w, tmp_path / "sent"), short_name="TL")
    first = back(w, folder).result
    assert first is not None
    w.undo(first.batch, at=AT.format(6))
    assert "short_name" not in org(w)
    assert back(w, folder, day=7).changes.counts()["changed"] == 1
    w.undo(w.store.batches()[-1].batch.id, at=AT.format(8))
    assert not len(back(w, sent(w, tmp_path / "again"), day=9).changes)


def test_a_broken_manifest_is_told_and_names_no_versions(w: Workspace, tmp_path: Path) -> None:
    folder = sent(w, tmp_path / "sent")
    path = folder / "manifest.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"line": "', '"line": "no digest '), encoding="utf-8"
    )
    put(w, 2, stakeholders=[{**ORG, "website": "https://line.example"}])
    assert [i.code for i in back(w, folder).issues] == ["E-WHOSE-WORD", "W-MANIFEST"]


def test_a_row_that_stands_there_twice_does_not_bring_the_old_word_back(w: Workspace, tmp_path: Path) -> None:
    put(w, 1, stakeholders=[{**ORG, "website": "https://old.example"}])
    folder = sent(w, tmp_path / "sent")
    path = folder / "stakeholders.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + path.read_text(encoding="utf-8").splitlines()[1] + "\n"
    )
    put(w, 2, stakeholders=[{**ORG, "website": "https://line.example"}])
    outcome = back(w, folder)
    assert not len(outcome.changes)
    assert [
        str(i.message) for i in outcome.issues if i.code == "I-SAME-ROW"
    ] == []  # both stay, as what is here
    fresh = Workspace("fresh", MemoryStore())
    told = fresh.import_files([folder], at=AT.format(1))
    assert [
        (i.location.line, str(i.message), str(i.hint)) for i in told.issues if i.code == "I-SAME-ROW"
    ] == [(3, "rows that say the same as an earlier row; they count once: 1", "lines 3")]


def planned(*steps: str, **more: str) -> SavedPlan:
    return plan("Spring", "MWI", steps, **more)


def sent_with_plans(w: Workspace, target: Path) -> Path:
    carried, tier = carried_by(w)
    export(w.records(), "csv", target, str(tier), carried=carried)
    return target


def test_kept_plans_travel_and_are_told_apart_by_their_versions(w: Workspace, tmp_path: Path) -> None:
    """What was changed there only comes in, what was changed here only stays, and where both changed, it is asked."""
    here = replace(w, scenario_folder=tmp_path / "here.scenarios")
    there = Workspace("there", MemoryStore(), scenario_folder=tmp_path / "there.scenarios")
    here.plans.save(planned("12:1-2", released="2026-12-01"))
    out = sent_with_plans(here, tmp_path / "out")
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["tier"] == "AMBER+STRICT"
    assert [(p.what, p.comes) for p in there.import_files([out], at=AT.format(2)).plans] == [("new", True)]
    (kept,) = there.plans.saved()
    assert (kept.steps, kept.released) == (("12:1-2",), "")  # who sees it is decided there
    assert there.import_files([out], at=AT.format(2)).plans == ()

    there.plans.of("MWI").save(planned("12:1-2", "7:1-2"), replace=True)
    hers = sent_with_plans(there, tmp_path / "hers")
    assert [p.what for p in here.import_files([hers], at=AT.format(3), dry_run=True).plans] == ["changed"]
    assert here.plans.saved()[0].steps == ("12:1-2",)  # a preview keeps nothing
    here.import_files([hers], at=AT.format(3))
    assert (here.plans.saved()[0].steps, here.plans.saved()[0].released) == (
        ("12:1-2", "7:1-2"),
        "2026-12-01",
    )
    assert [p.what for p in here.import_files([out], at=AT.format(3)).plans] == ["stays"]

    here.plans.of("MWI").save(planned("12:1-2", "7:1-2", "3:1-2"), replace=True)
    there.plans.of("MWI").save(planned("12:1-2", "7:1-2", "8:1-2"), replace=True)
    hers = sent_with_plans(there, tmp_path / "hers")
    asked = here.import_files([hers], at=AT.format(4))
    assert [(q.kind, q.text) for q in asked.questions] == [("both", "plans/MWI/Spring")]
    assert [i.code for i in errors_in(asked.issues)] == ["E-WHOSE-WORD"]
    back(here, hers, **{"plans/MWI/Spring": "here"})
    assert here.plans.saved()[0].steps[-1] == "3:1-2"
    back(here, hers, all="theirs")
    assert here.plans.saved()[0].steps[-1] == "8:1-2"
    assert here.plans.of("MWI").restore("Spring").steps[-1] == "3:1-2"  # laid aside, not lost


def test_a_plan_that_cannot_be_read_is_left_out_and_told(w: Workspace, tmp_path: Path) -> None:
    here = replace(w, scenario_folder=tmp_path / "here.scenarios")
    here.plans.save(planned("12:1-2"))
    out = sent_with_plans(here, tmp_path / "out")
    path = out / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("12:1-2", "12:9-2"), encoding="utf-8")
    outcome = here.import_files([out], at=AT.format(2))
    assert [(i.code, i.location.file) for i in outcome.issues] == [("W-PLAN", "manifest.json")]
    assert here.plans.saved()[0].steps == ("12:1-2",)
