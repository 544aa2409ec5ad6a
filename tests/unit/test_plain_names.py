"""A name is kept on one line and without signs that nobody sees, wherever one is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry
from coordination.workspace.favourites import favourite
from coordination.workspace.places import new_workspace, workspace_for
from coordination.workspace.plans import valid_name as plan_name
from coordination.workspace.scenario_files import valid_name as scenario_name
from coordination.workspace.service import Workspace
from graph_schema.errors import UsageError
from graph_schema.issues import errors_in
from graph_schema.plain import plain_line
from graph_schema.schema import SCHEMA
from graph_schema.values import NameText

AT = "2026-11-25T10:00:00Z"
#: what was typed -> the name that is kept
TYPED = {
    "\ufeffChild Line": "Child Line",  # a byte order mark
    "Child\u200bLine": "ChildLine",  # a zero-width space
    "\u202eeniL dlihC\u202c": "eniL dlihC",  # turned round by a sign, kept as it is without it
    "Child\r\nLine": "Child Line",
    "Child\u2028Line\tof  Malawi": "Child Line of Malawi",
    "Ministe\u0300re": "Ministère",
    "क\u094d\u200dष": "क\u094d\u200dष",  # a joiner that this script needs
    "می\u200cخواهم": "می\u200cخواهم",
    "Line\u200d": "Line",
    "Foyer\u202f: abri": "Foyer\u202f: abri",  # a space that French needs
}
UNSEEN = ["\u200b", "\u2800\u00a0", "\ufeff\u200b \u2060", "\u202e", "\u00ad"]


@pytest.mark.parametrize(("typed", "kept"), TYPED.items())
def test_a_name_is_what_is_seen_of_it(typed: str, kept: str) -> None:
    assert plain_line(typed) == kept
    assert plain_line(kept) == kept


@pytest.mark.parametrize("typed", UNSEEN)
def test_a_name_of_which_nothing_is_seen_is_none(typed: str) -> None:
    assert plain_line(typed) == ""


def test_every_field_that_people_read_as_a_name_is_one() -> None:
    """What a type is called by, short names, publishers, and who reviewed, assessed or judged."""
    named = {(t.name, p.name) for t in SCHEMA.values() for p in t.props if isinstance(p.value, NameText)}
    called = {(t.name, t.naming) for t in SCHEMA.values() if t.naming}
    assert called <= named
    assert {("stakeholders", "short_name_fr"), ("agreements", "name_es"), ("sources", "publisher")} <= named
    assert {(t, p) for t, p in named if p in {"reviewer", "title"}} == {
        ("reviews", "reviewer"), ("assessments", "reviewer"),
        ("judgements", "reviewer"), ("sources", "title"), ("funding", "title"), ("work", "title"),
    }  # fmt: skip


def test_a_form_keeps_what_is_seen_and_refuses_a_name_of_nothing() -> None:
    w = Workspace("test", MemoryStore())
    w.save([Entry("stakeholders", {"id": "a", "name": "\ufeffChild\u200b\r\nLine", "kind": "ngo"})], at=AT)
    assert w.snapshot()["stakeholders"].text("name", 0) == "Child Line"
    outcome = w.save([Entry("stakeholders", {"id": "b", "name": "\u200b", "kind": "ngo"})], at=AT)
    (found,) = errors_in(outcome.issues)
    assert (found.code, found.message) == ("E-UNSEEN", "name holds nothing that can be seen")
    assert len(w.snapshot()["stakeholders"]) == 1


def test_a_file_keeps_what_is_seen_and_tells_of_what_is_not(tmp_path: Path) -> None:
    w = Workspace("test", MemoryStore())
    rows = 'a,"Child\u200bLine",ngo\nb,"\u202eeniL",ngo\nc,"Far\nLine",ngo\n'
    (tmp_path / "stakeholders.csv").write_text("id,name,kind\n" + rows, encoding="utf-8", newline="")
    outcome = w.import_files([tmp_path], at=AT)
    assert w.snapshot()["stakeholders"]["name"].texts() == ["ChildLine", "eniL", "Far Line"]
    assert {(i.code, i.location.line) for i in outcome.issues} == {("W-INVISIBLE", 2), ("W-BIDI", 3)}
    (tmp_path / "stakeholders.csv").write_text("id,name,kind\nd,\u200b,ngo\n", encoding="utf-8", newline="")
    assert [i.code for i in errors_in(w.import_files([tmp_path], at=AT).issues)] == ["E-UNSEEN"]


def test_titles_of_workspaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNR_HOME", str(tmp_path))
    new_workspace("one", title="\ufeffOur\u202e\ncommittee", at=AT).store.close()
    new_workspace("two", title="\u200b", at=AT).store.close()
    assert [workspace_for(name).title for name in ("one", "two")] == ["Our committee", "two"]


@pytest.mark.parametrize("named", [plan_name, scenario_name, lambda t: favourite(t, "map").name])
def test_plans_scenarios_and_favourites(named: object) -> None:
    assert callable(named)
    assert named("\ufeffNext\u200b\nmeeting\u202e") == "Next meeting"
    with pytest.raises(UsageError):
        named("\u200b\u202e")
