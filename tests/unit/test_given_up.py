"""Whoever names an organisation that was judged to be the same as another is led on to the one that stayed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from coordination.analytics.loss.scenario import Scenario, organisations_of
from coordination.answers.asking import answer_of, ask, options_of
from coordination.cli import main
from coordination.store.memory import MemoryStore
from coordination.store.opening import open_store
from coordination.workspace.editing import Entry
from coordination.workspace.scenarios import scenario
from coordination.workspace.service import Question, Workspace

Q = Question(date(2026, 11, 25))
WORK = {"iso3": "MWI", "since": "2020", "source_id": "s", "verified": "yes"}
ROWS = (
    Entry("sources", {"source_id": "s", "title": "Report"}),
    Entry("countries", {"iso3": "MWI", "iso2": "MW", "name": "Malawi"}),
    Entry("stakeholders", {"id": "a", "name": "Alpha", "kind": "ngo"}),
    Entry("stakeholders", {"id": "old", "name": "Alpha House", "kind": "ngo"}),
    Entry("stakeholders", {"id": "f", "name": "Fund", "kind": "ngo"}),
    Entry("deliveries", {**WORK, "stakeholder_id": "a", "capability": "12"}),
    Entry("deliveries", {**WORK, "stakeholder_id": "old", "capability": "13"}),
    Entry("funding", {"funder_id": "f", "recipient_id": "old", "iso3": "MWI", "source_id": "s"}),
    Entry("ties", {"a_id": "f", "b_id": "old", "kind": "other", "source_id": "s"}),
    Entry("judgements", {"a_id": "a", "b_id": "old", "verdict": "same", "kept_id": "a", "source_id": "s"}),
)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """``old`` was judged to be the same organisation as ``a``, which stayed."""
    made = Workspace("own", MemoryStore(), scenario_folder=tmp_path / "own.scenarios")
    assert made.save(ROWS, at="2026-11-01T10:00:00Z").result is not None
    return made


def led(space: Workspace, name: str, **choices: object) -> dict[str, str]:
    answer = answer_of(name)
    return answer.given_up(space, options_of(answer, choices))


@pytest.mark.parametrize(
    ("name", "old", "stayed"),
    [
        ("organisation", {"organisation": "old"}, {"organisation": "a"}),
        ("deliveries", {"organisations": ("old", "f")}, {"organisations": ("a", "f")}),
        ("donors", {"funder": "old"}, {"funder": "a"}),
        ("cliffs", {"funder": "old"}, {"funder": "a"}),
        ("chain", {"start": "f", "end": "old"}, {"start": "f", "end": "a"}),
        ("what-if", {"remove": ("stakeholder:old",)}, {"remove": ("stakeholder:a",)}),
        ("what-if", {"changes": ("delivery:old/MWI/13",)}, {"changes": ("delivery:a/MWI/13",)}),
        ("what-if", {"changes": ("funding:f/old",)}, {"changes": ("funding:f/a",)}),
        ("what-if", {"changes": ("+tie:old/f",)}, {"changes": ("+tie:a/f",)}),
        ("what-if", {"changes": ("stakeholder:old", "stakeholder:a")}, {"changes": ("stakeholder:a",)}),
    ],
)
def test_the_answer_is_that_about_the_one_that_stayed(
    space: Workspace, name: str, old: dict[str, object], stayed: dict[str, object]
) -> None:
    assert ask(space, Q, name, **old) == ask(space, Q, name, **stayed)
    assert led(space, name, **old) == {"old": "a"}
    assert led(space, name, **stayed) == {}


def test_a_saved_scenario_is_led_on_too(space: Workspace) -> None:
    space.scenarios.save(scenario("Closes", ["stakeholder:old@2026-12"]))
    assert ask(space, Q, "what-if", scenario="Closes") == ask(
        space, Q, "what-if", changes=("stakeholder:a@2026-12",)
    )
    assert led(space, "what-if", scenario="Closes") == {"old": "a"}


def test_what_a_change_names() -> None:
    texts = ("tie:a/b", "party:c/MWI", "membership:d/e", "agreement:g", "+funding:h/i")
    found = [i for c in Scenario.parse("", texts).changes for i in organisations_of(c)]
    assert sorted(found) == ["a", "b", "d", "e", "h", "i"]


def test_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MNR_HOME", str(tmp_path / "home"))
    file = str(tmp_path / "own.sqlite")
    store = open_store(f"sqlite:///{file}")
    store.prepare()
    assert Workspace("own", store).save(ROWS, at="2026-11-01T10:00:00Z").result is not None
    store.close()
    printed = {}
    for who in ("old", "a"):
        with pytest.raises(SystemExit) as ended:
            main(["organisation", who, "--store", file, "--as-of", "2026-11-25", "--format", "json"])
        assert not ended.value.code
        printed[who] = capsys.readouterr()
    assert printed["old"].out == printed["a"].out
    assert printed["old"].err == (
        "“old” was judged to be the same organisation as “a”; the answer is about “a”.\n"
    )
    assert printed["a"].err == ""
