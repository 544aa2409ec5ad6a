"""A copy made for some countries says what did not come with it: not copied is not unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from coordination.answers.asking import ask
from coordination.answers.coverage import ANSWER as COVERAGE
from coordination.answers.decisions import ANSWER as DECISIONS
from coordination.reports.document import Text
from coordination.reports.minutes import Minutes, minutes_document
from coordination.text.sentences import ENGLISH, Sentence
from coordination.workspace.places import new_workspace, workspace_for
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import Iso3
from tests.dashboard.shipped import AS_OF

NEW_HOME = Callable[..., Path]
Q = Question(AS_OF)


@pytest.fixture
def copy(new_home: NEW_HOME, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Of the invented region, which has six countries, that for Cavella."""
    monkeypatch.setenv("MNR_HOME", str(new_home("demo")))
    return new_workspace(
        "cavella", source=workspace_for("demo"), countries=["XAC"], at="2026-11-25T00:00:00Z"
    )


def said(notes: Sequence[Sentence]) -> list[str]:
    return [ENGLISH.render(s, lambda name: name.id) for s in notes]


def of_coverage(w: Workspace, table: str, *countries: str) -> list[str]:
    asked = COVERAGE.options(countries=tuple(map(Iso3, countries)))
    return said(list(COVERAGE.tables[table].notes(COVERAGE.ask(w, Q, asked))))


def test_countries_that_were_not_copied_are_not_called_unknown(copy: Workspace) -> None:
    """Six countries less Cavella are five."""
    lacks = "It was made for XAC; what is recorded of others was not copied."
    assert of_coverage(copy, "countries") == [f"Not in this copy: 5 countries. {lacks}"]
    assert of_coverage(copy, "cells", "XAC") == []
    assert of_coverage(copy, "cells", "XAA", "XAC") == [f"Not in this copy: XAA. {lacks}"]
    assert ask(copy, Q, "coverage", countries=["XAC"])["copied"] == ["XAC"]


def test_a_workspace_that_leaves_no_country_out_says_nothing_of_it(
    new_home: NEW_HOME, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNR_HOME", str(new_home("demo")))
    whole = workspace_for("demo")
    assert of_coverage(whole, "countries") == []  # something is known of all six
    assert of_coverage(whole, "cells", "XAA") == []
    assert "copied" not in ask(whole, Q, "coverage", countries=["XAC"])
    every = new_workspace("every", source=whole, at="2026-11-25T00:00:00Z")
    assert of_coverage(every, "countries") == []
    assert "copied" not in ask(every, Q, "decisions", country="XAC")


def test_a_meeting_in_a_copy_says_that_others_may_be_named(copy: Workspace) -> None:
    """What organisations do in other countries makes some of them candidates: in the copy, fewer may be named."""
    found = DECISIONS.ask(copy, Q, DECISIONS.options(country=Iso3("XAC")))
    notes = said(list(DECISIONS.tables["decisions"].notes(found)))
    assert "what organisations do in other countries was not copied" in notes[-1]
    assert ask(copy, Q, "decisions", country="XAC")["copied"] == ["XAC"]
    # a country that is not in it is a meeting about nothing but reviews, of which nobody is asked
    lacks = "It was made for XAC; what is recorded of others was not copied."
    there = DECISIONS.ask(copy, Q, DECISIONS.options(country=Iso3("XAA")))
    assert said(list(DECISIONS.tables["decisions"].notes(there)))[-1] == f"Not in this copy: XAA. {lacks}"
    made_for = "This is a copy made for Cavella: what organisations do in other countries was not copied"
    missing = "Not in this copy: Almara. It was made for Cavella"

    def told(w: Workspace, country: str) -> list[str]:
        texts = [
            b.text for b in minutes_document(w, Q, Minutes(country, AS_OF)).blocks if isinstance(b, Text)
        ]
        return [t for t in texts if t.startswith((made_for, missing))]

    assert [t[: len(made_for)] for t in told(copy, "XAC")] == [made_for]
    assert [t[: len(missing)] for t in told(copy, "XAA")] == [missing]
    assert told(workspace_for("demo"), "XAA") == []
