"""An answer does not depend on what was asked before it, although what one works out serves the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.answers.asking import answer_of
from coordination.answers.filled import answered
from coordination.answers.index import DECLARED
from coordination.model.snapshot import Snapshot
from coordination.workspace.service import Question
from graph_schema.edition import edition
from graph_schema.errors import UsageError
from tests import ready
from tests.oracle.small import small

AS_OF = date(2026, 11, 25)
#: Its example names files of the reader.
LEFT_OUT = {"scenario-compare"}


def test_a_table_that_is_joined_from_both_ends_is_two() -> None:
    """The members of a network, and the networks of a member: whoever asks second gets his own."""
    facts = facts_of(
        Snapshot.from_rows(
            small(
                stakeholders=[{"id": "ring", "kind": "network"}],
                memberships=[{"network_id": "ring", "member_id": "line"}],
            )
        ),
        edition(),
        Evidence("all"),
    )
    ring, line = facts.stakeholder_at["ring"], facts.stakeholder_at["line"]
    for left, right, wanted in (
        ("member_id", "network_id", (line, ring)),
        ("network_id", "member_id", (ring, line)),
    ):
        a, b, _rows, _life = facts.joining("memberships", left, right)
        assert (a.tolist(), b.tolist()) == ([wanted[0]], [wanted[1]])


def _questions() -> list[tuple[str, Any]]:
    """Every declared answer by its example, and that with each switch the other way."""
    found = []
    for name in sorted(set(DECLARED) - LEFT_OUT):
        answer = answer_of(name)
        switches = [g.name for g in answer.given if isinstance(getattr(answer.example, g.name), bool)]
        found.append((name, answer.example))
        found += [(name, replace(answer.example, **{s: not getattr(answer.example, s)})) for s in switches]
    return found


def _asked(folder: Path, questions: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    w = ready.first_use("demo", folder / "demo.sqlite").pinned()
    found = {}
    for name, options in questions:
        for evidence in Evidence:
            answer, q = answer_of(name), Question(AS_OF, evidence)
            try:
                said: object = answered(answer, w, q, options, answer.asked(w, q, options))
            except UsageError as refused:
                said = refused.message
            found[f"{name} {options} {evidence}"] = said
    w.store.close()
    return found


def test_an_answer_is_the_same_whatever_was_asked_before(tmp_path: Path) -> None:
    """All questions from the first to the last, and from the last to the first: the graph with memberships was asked
    for before the single points of failure once, and these then took members for networks."""
    questions = _questions()
    assert ("partners", True) in {(name, getattr(o, "membership", False)) for name, o in questions}
    first, last = (tmp_path / name for name in ("first", "last"))
    there, back = _asked(first, questions), _asked(last, questions[::-1])
    assert {key for key in there if there[key] != back[key]} == set()
