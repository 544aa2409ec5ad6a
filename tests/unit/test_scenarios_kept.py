"""Scenarios that are kept: the file is read strictly, the folder forgets nothing by mistake, the commands work."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.analytics.loss.cascade import what_if
from coordination.analytics.loss.compare import Effect, SideBySide, effects
from coordination.analytics.loss.scenario import Scenario, parse_change
from coordination.cli import cli
from coordination.model.access import Viewer
from coordination.store.memory import MemoryStore
from coordination.workspace.scenarios import SavedScenario, Shelf, from_text, read_file, scenario, to_text
from coordination.workspace.service import Workspace
from graph_schema.errors import ConflictError, DataError, NotAllowed, Said, UsageError
from graph_schema.values import Tier
from tests.both import facts
from tests.oracle.small import small
from tests.ready import first_use
from tests.said import as_json
from tests.worlds import AS_OF

POLICE = scenario("Police unit closes", ["stakeholder:a-police"], note="Asked in March.", as_of="2026-11-25")

# -- the file


FILE = """\
format = 1
name = "Police unit closes"
note = "Asked in March."
as_of = "2026-11-25"
label = "TLP:AMBER+STRICT"
changes = [
  "stakeholder:a-police",
]
"""


def test_the_file_is_what_the_documentation_says() -> None:
    text = to_text(POLICE)
    assert [line for line in text.splitlines() if not line.startswith("#")] == FILE.splitlines()
    assert from_text(FILE) == POLICE


def test_a_file_may_be_written_by_hand() -> None:
    found = from_text("format = 1\nname = ' No  law '\nchanges = ['tie:a/b', 'tie:a/b', '+tie:a/c']\n")
    # single spaces; each change once, in canonical form
    assert found == SavedScenario("No law", ("tie:a/b", "+ties?a_id=a&b_id=c&kind=other"))


#: Words of any script without invisible characters; a name has neither slash, nor dash or point in front.
_word = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="/\\-."), min_size=1, max_size=9
)
_id = st.text("abcXYZ019._:+-", min_size=1, max_size=9).map("a{}".format)
_change = st.one_of(
    _id.map("stakeholder:{}".format),
    st.tuples(_id, _id).map(lambda p: f"tie:{p[0]}/{p[1]}"),
    st.tuples(_id, st.sampled_from(["2026", "2027-02", "2026-01-31"])).map(
        lambda p: f"network:{p[0]}@{p[1]}"
    ),
    st.tuples(_id, _id).map(lambda p: f"+tie:{p[0]}/{p[1]}"),
)
_words = st.lists(_word, min_size=1, max_size=4).map(" ".join)
_note = st.lists(_words | st.sampled_from(["", '"', "\\n"]), max_size=3).map("\n".join)


@settings(max_examples=200, deadline=None)
@given(_words, st.lists(_change, min_size=1, max_size=4), _note, st.booleans())
def test_what_is_written_is_read_back(name: str, changes: list[str], note: str, keep: bool) -> None:
    made = scenario(name, changes, note=note, keep_ground=keep)
    assert from_text(to_text(made)) == made
    assert tuple(c.text for c in made.parsed) == made.changes


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("format = 1\nname = 'x'\nchanges = ['stakeholder:a'\n", 3, "this is no TOML"),
        ("name = 'x'\nchanges = ['stakeholder:a']", 0, "Write format = 1"),
        ("format = 2\nname = 'x'\nchanges = ['stakeholder:a']", 1, "Bring this program up to date"),
        ("format = true\nname = 'x'\nchanges = ['stakeholder:a']", 1, "Write format = 1"),
        ("format = 1\nname = 'x'\ncolour = 'red'\nchanges = ['stakeholder:a']", 3, "The keys are: format, name"),
        ("format = 1\nname = 7\nchanges = ['stakeholder:a']", 2, "Put it in quotes"),
        ("format = 1\nname = 'x'\nkeep_ground = 'yes'\nchanges = ['stakeholder:a']", 3, "Write true or false"),
        ("format = 1\nname = 'x'\nchanges = 'stakeholder:a'", 3, "no list of texts"),
        ("format = 1\nname = 'x'\nchanges = [\n 'stakeholder:a',\n 'org:b',\n]", 5, "Start it with one of"),
        ("format = 1\nname = 'x'\nlabel = 'secret'\nchanges = ['stakeholder:a']", 3, "AMBER"),
        ("format = 1\nname = 'x'\nlabel = 'TLP:GREEN'\nchanges = ['stakeholder:a']", 3, "lower than that"),
        ("format = 1\nname = 'x'\nsaved = \"a\\u0007\"\nchanges = ['stakeholder:a']", 0, "cannot be seen"),
        ("format = 1\nas_of = 2026-02-30\nchanges = ['stakeholder:a']", 2, "this is no TOML"),
        ("x = " + "[" * 100_000, 1, "this is no TOML"),
        ("format = " + "1" * 5_000, 1, "this is no TOML"),
        ("format = 1\nname = 'x'\nchanges = []", 0, "changes nothing"),
        ("format = 1\nname = ''\nchanges = ['stakeholder:a']", 2, "has no name"),
        ("format = 1\nname = 'a/b'\nchanges = ['stakeholder:a']", 2, "no slash"),
        ("format = 1\nname = 'x'\nedition = 'mnr-1'\nchanges = ['stakeholder:a']", 0, "mnr-2016"),
        ("format = 1\nname = 'x'\nas_of = '31.1.2026'\nchanges = ['stakeholder:a']", 0, "YYYY-MM-DD"),
        ("format = 1\nname = 'x'\nnote = \"a\\u202eb\"\nchanges = ['stakeholder:a']", 0, "cannot be seen"),
        ("format = 1\nname = 'x'\nchanges = [\"stakeholder:a\\u0007\"]", 0, "cannot be seen"),
    ],
)  # fmt: skip
def test_a_wrong_file_says_where_and_what_to_do(text: str, line: int, says: str) -> None:
    with pytest.raises(DataError) as error:
        from_text(text, "mine.toml")
    (issue,) = error.value.issues
    assert (issue.location.file, issue.location.line) == ("mine.toml", line)
    assert says in f"{issue.message} {issue.hint}"
    assert issue.hint
    assert isinstance(issue.message, Said)  # told in the reader's language
    assert isinstance(issue.hint, Said)


def test_every_finding_is_told_at_once() -> None:
    with pytest.raises(DataError) as error:
        from_text("format = 1\nname = 7\ncolour = 1\nchanges = ['x', 'y']", "f")
    assert [(i.location.line, i.value) for i in error.value.issues] == [
        (2, "7"), (3, "colour"), (4, "x"), (4, "y"),
    ]  # fmt: skip


def test_files_that_are_none(tmp_path: Path) -> None:
    large, latin = tmp_path / "large.toml", tmp_path / "latin.toml"
    large.write_bytes(b"#" * (2 << 20))
    latin.write_bytes("name = 'caf\xe9'".encode("latin-1"))
    for path, says in ((large, "too large"), (latin, "UTF-8"), (tmp_path / "none.toml", "cannot be read")):
        with pytest.raises((DataError, UsageError), match=says):
            read_file(path)


# -- the folder


def names(found: list[SavedScenario]) -> list[str]:
    return [s.name for s in found]


def test_saved_loaded_and_listed_by_name(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "new" / "demo.scenarios")
    assert shelf.saved() == shelf.deleted() == []
    shelf.save(POLICE)
    shelf.save(scenario("École fermée", ["stakeholder:x"]))
    shelf.save(scenario("a third", ["tie:a/b"]))
    assert names(shelf.saved()) == ["a third", "Police unit closes", "École fermée"]
    assert shelf.load("  POLICE unit\tcloses ") == POLICE
    with pytest.raises(UsageError, match=r"Did you mean 'Police unit closes'\?"):
        shelf.load("police closes")


def test_names_that_look_alike_on_disk_stay_apart(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for name in ("a b", "a-b", "a_b", "日本", "中国", "é", "e"):
        shelf.save(scenario(name, ["tie:a/b"], note=name))
    assert len(shelf.saved()) == 7
    assert all(shelf.load(s.name).note == s.name for s in shelf.saved())
    # one letter written in two ways is one name
    with pytest.raises(ConflictError):
        shelf.save(scenario("e\u0301", ["tie:a/b"]))


def test_nothing_is_replaced_by_mistake_and_what_is_replaced_is_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.save(POLICE)
    other = replace(POLICE, note="another")
    with pytest.raises(ConflictError, match="already"):
        shelf.save(other)
    shelf.save(other, replace=True)
    assert shelf.load(POLICE.name) == other
    shelf.delete(POLICE.name)
    assert shelf.restore(POLICE.name) == other  # the last one first
    shelf.delete(POLICE.name, for_good=True)
    with pytest.raises(UsageError, match="No scenario"):
        shelf.restore(POLICE.name)
    assert not list(tmp_path.rglob("*.toml"))


def test_what_was_replaced_comes_back_and_the_two_change_places(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.save(POLICE)
    other = shelf.save(replace(POLICE, note="another"), replace=True)
    assert shelf.restore(POLICE.name) == shelf.load(POLICE.name) == POLICE
    assert shelf.restore(POLICE.name) == shelf.load(POLICE.name) == other
    assert len(list(tmp_path.rglob("*.toml"))) == 2


def test_a_deleted_one_comes_back_as_it_was(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.save(POLICE)
    before = {p.name: p.read_bytes() for p in tmp_path.glob("*.toml")}
    shelf.delete(POLICE.name)
    assert shelf.saved() == []
    assert shelf.deleted() == [POLICE]
    with pytest.raises(UsageError, match="There is no scenario"):
        shelf.delete(POLICE.name)
    assert shelf.restore("police unit closes") == POLICE
    assert {p.name: p.read_bytes() for p in tmp_path.glob("*.toml")} == before
    assert shelf.deleted() == []


def test_the_older_one_comes_back_where_the_newer_goes_for_another_name(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.save(POLICE)
    shelf.delete(POLICE.name)
    newer = shelf.save(replace(POLICE, note="newer"))
    shelf.rename(POLICE.name, "Other")
    assert shelf.restore(POLICE.name) == POLICE
    assert shelf.load("other") == replace(newer, name="Other")


def test_renaming(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.save(POLICE)
    shelf.save(scenario("b", ["tie:a/b"]))
    with pytest.raises(ConflictError):
        shelf.rename("b", "police unit closes")
    assert shelf.rename("b", "B").name == "B"
    assert names(shelf.saved()) == ["B", "Police unit closes"]


def test_a_broken_file_is_named_and_hides_no_other(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.save(POLICE)
    (tmp_path / "mine.toml").write_text("format = 9\n", encoding="utf-8")
    (tmp_path / "copy.toml").write_text(FILE, encoding="utf-8")
    assert shelf.saved() == [POLICE]
    assert [(p.name, type(e).__name__) for p, e in shelf.broken()] == [
        ("copy.toml", "DataError"),
        ("mine.toml", "DataError"),
    ]
    assert "under another name" in str(shelf.broken()[0][1])


def test_a_write_that_fails_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path)
    shelf.save(POLICE)

    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="No space left"):
        shelf.save(replace(POLICE, note="new"), replace=True)
    monkeypatch.undo()
    assert shelf.load(POLICE.name) == POLICE
    assert not list(tmp_path.rglob("*.tmp"))


def test_who_may_not_read_what_one_could_stop_gets_no_scenarios(tmp_path: Path) -> None:
    w = Workspace("w", MemoryStore(), scenario_folder=tmp_path)
    assert w.scenarios.saved() == []
    for tier in (Tier.CLEAR, Tier.GREEN, Tier.AMBER):
        with pytest.raises(NotAllowed):
            replace(w, viewer=Viewer("guest", tier)).scenarios  # noqa: B018
    with pytest.raises(UsageError, match="keeps no scenarios"):
        Workspace("w", MemoryStore()).scenarios  # noqa: B018


# -- side by side, by hand


LAW: list[dict[str, Any]] = [
    {"stakeholder_id": who, "capability": number}
    for who, number in (("ministry", "3"), ("police", "4"), ("hotline", "12"), ("company", "17"))
]


def test_three_scenarios_side_by_side() -> None:
    """Ministry carries 3, police 4, hotline 12, company 17 (4 < 3; 12 < 3, 4; 17 < 3 and one of 4, 12).

    No law: 3 falls; 4, 12, 17 lose support. No police: 4 falls; 12 and 17 lose support, 3 stays. A new body for
    12, which needs one provider by itself and two to be covered: 12 gains, nothing else is touched.
    """
    seen = facts(small(deliveries=LAW))
    wanted = {
        "no law": ["stakeholder:ministry"],
        "no police": ["stakeholder:police"],
        "second hotline": ["+stakeholders?id=new&kind=ngo", "+delivery:new/MWI/12"],
    }
    side = SideBySide([what_if(seen, AS_OF, Scenario.parse(n, texts)) for n, texts in wanted.items()])
    falls, support, gains, stays = Effect.FALLS, Effect.LOSES_SUPPORT, Effect.GAINS, Effect.STAYS
    assert side.cells() == [
        (("MWI", "3"), (falls, stays, stays)),
        (("MWI", "4"), (support, falls, stays)),
        (("MWI", "12"), (support, support, gains)),
        (("MWI", "17"), (support, support, stays)),
    ]
    told: Any = as_json(side.compared())["scenarios"]
    assert [(s["name"], s["fallen"], s["unsupported"], s["gained"]) for s in told] == [
        ("no law", 1, 3, 0), ("no police", 1, 2, 0), ("second hotline", 0, 0, 1),
    ]  # fmt: skip


def test_what_has_fewer_providers_does_not_stay() -> None:
    """Two provide 9, and it takes two to cover it: without one of them it stands, but weaker."""
    seen = facts(small(deliveries=[{"stakeholder_id": who, "capability": "9"} for who in ("a", "b")]))
    side = SideBySide([what_if(seen, AS_OF, [parse_change(f"stakeholder:{who}")]) for who in ("a", "b")])
    assert side.cells() == [(("MWI", "9"), (Effect.WEAKER, Effect.WEAKER))]


def counted(side: SideBySide) -> list[dict[str, int]]:
    """Of each scenario, its rows by effect, and the numbers that it says."""
    of = {
        "falls": "fallen", "taken_over": "taken_over", "loses_support": "unsupported", "weaker": "weaker",
        "gains": "gained",
    }  # fmt: skip
    told: Any = as_json(side.compared())
    for n, s in enumerate(told["scenarios"]):
        rows = [c["effects"][n] for c in told["cells"]]
        assert {w: s[k] for w, k in of.items()} == {w: rows.count(w) for w in of}
        assert s["routes_changed"] == sum(r["after"][n] != r["before"] for r in told["routes"])
    return [{k: s[k] for k in (*of.values(), "lowered")} for s in told["scenarios"]]


def test_the_numbers_are_those_of_the_rows() -> None:
    """Three provide 9, and it takes two to cover it. Without one of them it stays covered: fewer providers, no lower
    status. Without two it is fragile: both. Police carry 4, which two do not need besides: without them it falls; and
    12, which rests on it, loses a prerequisite. The two that provide 12 are one when the first of them goes too: it is
    then lower as well, and counts once, under the prerequisite."""
    nine = [{"stakeholder_id": who, "capability": "9"} for who in ("a", "b", "c")]
    rest = [{"stakeholder_id": w, "capability": n} for w, n in (("police", "4"), ("x", "12"), ("y", "12"))]
    seen = facts(small(deliveries=[*nine, *rest]))
    wanted = (
        ["stakeholder:a"],
        ["stakeholder:a", "stakeholder:b"],
        ["stakeholder:police", "stakeholder:x"],
    )
    side = SideBySide([what_if(seen, AS_OF, Scenario.parse(str(n), t)) for n, t in enumerate(wanted)])
    stays = dict.fromkeys(("fallen", "taken_over", "unsupported", "weaker", "gained", "lowered"), 0)
    assert counted(side) == [
        {**stays, "weaker": 1},
        {**stays, "weaker": 1, "lowered": 1},
        {**stays, "fallen": 1, "unsupported": 1, "lowered": 1},
    ]


def test_corridors_side_by_side() -> None:
    """MWI and KEN are parties of agr for 4. If KEN leaves, the corridor closes; if TZA leaves, it does not."""
    seen = facts(
        small(
            countries=[{"iso3": c} for c in ("MWI", "KEN", "TZA")],
            agreements=[{"id": "agr", "duties": "4"}],
            agreement_parties=[{"agreement_id": "agr", "iso3": c} for c in ("MWI", "KEN")],
            ties=[{"a_id": "a", "b_id": "b"}],
        )
    )
    side = SideBySide([what_if(seen, AS_OF, [parse_change(t)]) for t in ("party:agr/KEN", "tie:a/b")])
    assert as_json(side.compared())["duties"] == [
        {"a": "KEN", "b": "MWI", "duty": "4", "lost": [True, False]}
    ]


def test_the_same_twice_and_nothing_at_all() -> None:
    seen = facts(small(deliveries=LAW))
    one = what_if(seen, AS_OF, [parse_change("stakeholder:police")])
    assert all(a == b for _, (a, b) in SideBySide([one, one]).cells())
    assert {c for c, _ in SideBySide([one, one]).cells()} == set(effects(one))
    assert as_json(SideBySide([]).compared()) == {
        "scenarios": [], "cells": [], "duties": [], "routes": [],
    }  # fmt: skip


# -- the commands, on the region


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    first_use("demo", home / "demo.sqlite").store.close()
    return home


@pytest.fixture
def mnr(region: Path, tmp_path: Path) -> Any:
    """Runs ``mnr ARGUMENTS --store demo`` in a home whose scenarios are new."""
    import shutil

    shutil.rmtree(region / "demo.scenarios", ignore_errors=True)

    def run(*arguments: str, code: int = 0, said: str = "") -> Result:
        result = CliRunner().invoke(
            cli, [*arguments, "--store", "demo"], env={"MNR_HOME": str(region), "COLUMNS": "200"}, input=said
        )
        if code == 0:
            assert result.exit_code == 0, result.output + repr(result.exception)
        return result

    return run


def test_save_ask_compare_delete_restore(mnr: Any) -> None:
    mnr(
        "scenario",
        "save",
        "No police",
        "--remove",
        "stakeholder:a-police",
        "--note",
        "x",
        "--as-of",
        "2026-11-25",
    )
    mnr("scenario", "save", "No cyber unit", "stakeholder:a-cyber", "--as-of", "2026-11-25")
    listed = json.loads(mnr("scenario", "list").output)["scenarios"]
    assert [(s["name"], s["changes"], s["as_of"]) for s in listed] == [
        ("No cyber unit", ["stakeholder:a-cyber"], "2026-11-25"),
        ("No police", ["stakeholder:a-police"], "2026-11-25"),
    ]
    # the question of a kept scenario is the question on the command line, on the day it was asked for
    asked = json.loads(mnr("what-if", "--scenario", "no police").output)
    plain = json.loads(mnr("what-if", "--remove", "stakeholder:a-police", "--as-of", "2026-11-25").output)
    assert asked == plain
    moved = json.loads(mnr("what-if", "--scenario", "no police", "--as-of", "2025-01-01").output)
    assert moved["as_of"] == "2025-01-01"
    both = json.loads(mnr("scenario", "compare", "no police", "no cyber unit").output)
    fallen = {(c["country"], c["capability"]) for c in both["cells"] if c["effects"][0] == "falls"}
    assert fallen == {(c["country"], c["capability"]) for c in plain["fallen"]}
    mnr("scenario", "delete", "No police")
    assert mnr("what-if", "--scenario", "No police", code=2).exit_code != 0
    mnr("scenario", "restore", "No police")
    assert json.loads(mnr("what-if", "--scenario", "No police").output) == plain


def test_share_a_scenario_as_a_file(mnr: Any, tmp_path: Path) -> None:
    mnr("scenario", "save", "Shared", "tie:a-police/a-court", "stakeholder:a-cyber")
    file = tmp_path / "shared.toml"
    mnr("scenario", "export", "Shared", str(file))
    assert mnr("scenario", "show", "Shared", "--format", "toml").output == file.read_text(encoding="utf-8")
    kept = json.loads(mnr("scenario", "show", "Shared").output)
    assert json.loads(mnr("scenario", "show", str(file)).output) == kept
    mnr("scenario", "delete", "Shared", "--for-good", "--yes")
    assert "Saved “Shared”: 2 changes." in mnr("scenario", "import", str(file)).output
    assert json.loads(mnr("scenario", "show", "Shared").output) == kept
    # what speaks of nothing here is kept, and said
    text = file.read_text(encoding="utf-8").replace("a-cyber", "zz-nobody").replace('"Shared"', '"Elsewhere"')
    file.write_text(text, encoding="utf-8")
    said = mnr("scenario", "import", str(file)).output
    assert "stakeholder:zz-nobody: There is no stakeholder 'zz-nobody'" in said
    refused = mnr("scenario", "compare", "Shared", "Elsewhere", code=2)
    assert "Scenario 'Elsewhere': There is no stakeholder" in str(refused.exception)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("scenario", "save", "x"), "changes nothing"),
        (("scenario", "save", "x", "stakeholder:nobody"), "There is no stakeholder 'nobody'"),
        (("scenario", "show", "x"), "None is saved here yet"),
        (("scenario", "restore", "x"), "No scenario 'x' was deleted"),
        (("scenario", "compare", "x"), "Scenarios that were named: 1"),
        (("what-if", "--scenario", "nowhere.toml"), "cannot be read"),
        (("what-if",), "Nothing was named"),
    ],
)
def test_what_cannot_be_done_is_said(mnr: Any, arguments: tuple[str, ...], says: str) -> None:
    assert says in str(mnr(*arguments, code=2).exception)


def test_scenarios_of_different_days_need_one_day(mnr: Any) -> None:
    for name, day in (("one", "2025-01-01"), ("two", "2026-01-01")):
        mnr("scenario", "save", name, "stakeholder:a-police", "--as-of", day)
    refused = mnr("scenario", "compare", "one", "two", code=2)
    assert "Choose one for all of them with --as-of" in str(refused.exception)
    assert json.loads(mnr("scenario", "compare", "one", "two", "--as-of", "2026-01-01").output)["cells"]


def test_deleting_for_good_asks_first(mnr: Any) -> None:
    mnr("scenario", "save", "x", "stakeholder:a-police")
    assert mnr("scenario", "delete", "x", "--for-good", said="n\n", code=1).exit_code != 0
    assert mnr("scenario", "list", "--format", "table").output.count("stakeholder:a-police") == 1
    mnr("scenario", "delete", "x", "--for-good", said="y\n")
    assert json.loads(mnr("scenario", "list", "--deleted").output) == {"scenarios": []}
