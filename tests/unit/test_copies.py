"""A copy made for some countries says what did not come with it: not copied is not unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coordination.answers.asking import answer_of, ask, options_of
from coordination.answers.copied import of_the_copy
from coordination.answers.coverage import ANSWER as COVERAGE
from coordination.cli import cli
from coordination.reports.document import Document, Text
from coordination.reports.kinds import Kind, report_document
from coordination.text.sentences import ENGLISH, Sentence
from coordination.workspace.places import new_workspace, workspace_for
from coordination.workspace.service import Question, Workspace, refuse
from graph_schema.ids import Iso3
from tests.dashboard.shipped import AS_OF

NEW_HOME = Callable[..., Path]
Q = Question(AS_OF)
DAY = ("--as-of", "2026-11-25")


@pytest.fixture
def copy(new_home: NEW_HOME, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Of the invented region, which has six countries, that for Cavella."""
    monkeypatch.setenv("MNR_HOME", str(new_home("demo")))
    return new_workspace(
        "cavella", source=workspace_for("demo"), countries=["XAC"], at="2026-11-25T00:00:00Z"
    )


def said(notes: Sequence[Sentence]) -> list[str]:
    return [ENGLISH.render(s, lambda name: name.id) for s in notes]


LACKS = (
    "It was made for XAC; what is recorded of others was not copied. That nothing is listed here does not mean that "
    "there is nothing."
)
MAY_NAME_OTHERS = (
    "This is a copy made for XAC: what organisations do in other countries was not copied. The workspace that it was "
    "copied from may name others whom to ask."
)


def of(w: Workspace, name: str, **choices: object) -> list[str]:
    answer = answer_of(name)
    return said(of_the_copy(answer, w, options_of(answer, choices)))


def test_countries_that_were_not_copied_are_not_called_unknown(copy: Workspace) -> None:
    """Six countries less Cavella are five."""
    others = "It was made for XAC; what is recorded of others was not copied."
    assert of(copy, "coverage") == [f"Not in this copy: 5 countries. {others}"]
    assert of(copy, "coverage", countries=["XAC"]) == []
    assert of(copy, "coverage", countries=["XAA", "XAC"]) == [f"Not in this copy: XAA. {LACKS}"]
    assert ask(copy, Q, "coverage", countries=["XAC"])["copied"] == ["XAC"]
    # so the table of countries, which leaves out those of which nothing is known, has none left to speak of
    found = COVERAGE.ask(copy, Q, COVERAGE.options())
    assert list(COVERAGE.tables["countries"].notes(found)) == []


def test_one_record_more_does_not_make_a_country_copied(copy: Workspace, tmp_path: Path) -> None:
    """Somebody who got the copy records one review of Almara: all else of Almara is still in the original alone."""
    (tmp_path / "sources.csv").write_text("source_id,title\nmine,My own review\n", encoding="utf-8")
    (tmp_path / "reviews.csv").write_text(
        "iso3,capability,outcome,phase,method,reviewed_on,source_id\nXAA,4,found,1,interview,2026-11-01,mine\n",
        encoding="utf-8",
    )
    refuse(copy.import_files([tmp_path], at="2026-11-25T00:00:00Z"))
    assert [c.known for c in copy.cover(Q).cells([Iso3("XAA")])].count(True) == 1
    assert of(copy, "gaps", countries=["XAA"]) == [f"Not in this copy: XAA. {LACKS}"]


@pytest.mark.parametrize("name", ["gaps", "verify-next", "cliffs", "seats", "heaviest"])
def test_every_answer_about_countries_says_which_are_not_in_the_copy(copy: Workspace, name: str) -> None:
    assert of(copy, name, countries=["almara"]) == [f"Not in this copy: XAA. {LACKS}"]
    assert of(copy, name, countries=["XAC"]) == []


@pytest.mark.parametrize("name", ["decisions", "plan"])
def test_whom_to_ask_may_be_others_in_the_original(copy: Workspace, name: str) -> None:
    """What organisations do in other countries makes some of them candidates: in the copy, fewer may be named."""
    assert of(copy, name, country="XAC") == [MAY_NAME_OTHERS]
    assert of(copy, name, country="XAA") == [f"Not in this copy: XAA. {LACKS}"]
    assert ask(copy, Q, name, country="XAC")["copied"] == ["XAC"]


def test_single_points_of_failure_name_candidates_too(copy: Workspace) -> None:
    others = "It was made for XAC; what is recorded of others was not copied."
    assert of(copy, "weak-points", countries=["XAC"]) == [MAY_NAME_OTHERS]
    assert of(copy, "weak-points") == [f"Not in this copy: 5 countries. {others}", MAY_NAME_OTHERS]


def test_two_countries_and_the_changes_of_a_what_if(copy: Workspace) -> None:
    """A change may be typed where a country may: it is no country."""
    assert of(copy, "corridors", between=("XAB", "XAC")) == [f"Not in this copy: XAB. {LACKS}"]
    assert of(copy, "routes", country="stakeholder:c-hotline")[0].startswith("Not in this copy: 5 countries.")


def test_every_form_says_it(copy: Workspace) -> None:
    """On the terminal above the tables; of a CSV file without rows beside it. Columns are those of every workspace."""
    lacks = "Not in this copy: Almara. It was made for Cavella; what is recorded of others was not copied."

    def run(*words: str) -> Result:
        given = CliRunner().invoke(cli, [*words, "--store", "cavella", *DAY])
        assert given.exit_code == 0, given.output
        return given

    shown = " ".join(run("gaps", "XAA", "--format", "table").stdout.split())
    assert shown.index(lacks) < shown.index("No gap is on record.")
    assert lacks in run("gaps", "XAA", "--format", "csv").stderr
    whole = CliRunner().invoke(cli, ["coverage", "XAC", "--format", "csv", "--store", "demo", *DAY])
    heads = [x.stdout.splitlines()[0] for x in (run("coverage", "XAC", "--format", "csv"), whole)]
    assert heads[0] == heads[1]


def test_a_workspace_that_leaves_no_country_out_says_nothing_of_it(
    new_home: NEW_HOME, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNR_HOME", str(new_home("demo")))
    whole = workspace_for("demo")
    every = new_workspace("every", source=whole, at="2026-11-25T00:00:00Z")
    for w in (whole, every):
        assert of(w, "coverage") == of(w, "gaps", countries=["XAA"]) == of(w, "weak-points") == []
        assert "copied" not in ask(w, Q, "coverage", countries=["XAC"])
        assert "copied" not in ask(w, Q, "decisions", country="XAC")


def test_documents_say_it_at_their_head(copy: Workspace) -> None:
    made_for = "This is a copy made for Cavella: what organisations do in other countries was not copied"
    missing = "Not in this copy: Almara. It was made for Cavella"

    def told(document: Document) -> list[str]:
        return [
            b.text for b in document.blocks if isinstance(b, Text) and b.text.startswith((made_for, missing))
        ]

    for kind in (Kind.MINUTES, Kind.PLAN, Kind.COUNTRY, Kind.DONOR):
        assert [t[: len(made_for)] for t in told(report_document(copy, Q, kind, "XAC"))] == [made_for], kind
        assert [t[: len(missing)] for t in told(report_document(copy, Q, kind, "XAA"))] == [missing], kind
        assert told(report_document(workspace_for("demo"), Q, kind, "XAA")) == []
