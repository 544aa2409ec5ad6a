"""What became of a plan: each kind of step by hand, done and not done, late and with time left."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from coordination.analytics.base.facts import Facts, facts_of
from coordination.analytics.board.coverage import coverage
from coordination.analytics.plan.progress import Became, PlanProgress, progress
from coordination.analytics.plan.steps import Step
from coordination.analytics.plan.terms import Terms
from coordination.answers.asking import ask
from coordination.cli import cli
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.text.sentences import ENGLISH
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import edition
from graph_schema.errors import UsageError
from graph_schema.ids import Iso3
from tests.contract.test_store import put
from tests.ready import first_use
from tests.worlds import random_world

MADE, NOW = date(2026, 1, 1), date(2026, 11, 25)
MWI = Iso3("MWI")
#: In 2026 the clinic takes up 8 and the trust agrees to replace the line; police and line begin to work together; the
#: second grant of the line comes; somebody looks at 7 and finds it in phase 2. The work of the shelter on 9 ends in
#: January 2027.
WORLD = {
    "countries": [{"iso3": "MWI", "name": "Malawi"}],
    "sources": [{"source_id": "s", "title": "Yearbook", "published": "2025-01-01"}],
    "stakeholders": [
        {"id": i, "name": i.title(), "kind": "ngo", "home_iso3": "MWI"}
        for i in ("line", "clinic", "shelter", "trust", "police", "fund", "donor")
    ],
    "deliveries": [
        {"stakeholder_id": who, "iso3": "MWI", "capability": number, "source_id": "s", "since": since, **more}
        for who, number, since, more in (
            ("line", "11", "2020", {}),
            ("shelter", "8", "2020", {}),
            ("shelter", "9", "2020", {"until": "2027-01-31"}),
            ("clinic", "8", "2026-03", {}),
            ("trust", "11", "2026-05", {"role": "stands_in"}),
        )
    ],
    "ties": [
        {"a_id": "line", "b_id": "police", "kind": "referral", "source_id": "s", "since": "2026-06"},
        {"a_id": "clinic", "b_id": "police", "kind": "referral", "source_id": "s", "since": "2027-01"},
        {"a_id": "line", "b_id": "shelter", "kind": "mou", "source_id": "s", "since": "2026-06"},
        {"a_id": "clinic", "b_id": "trust", "kind": "mou", "source_id": "s", "since": "2026-06"},
    ],
    "funding": [
        {"funder_id": "fund", "recipient_id": "line", "source_id": "s", "since": "2024"},
        {"funder_id": "donor", "recipient_id": "line", "source_id": "s", "since": "2026-07"},
        {"funder_id": "fund", "recipient_id": "shelter", "source_id": "s", "since": "2024"},
    ],
    "agreements": [
        {"id": "pact", "name": "Pact", "kind": "mou", "expires": "2026-12-31"},
        {"id": "treaty", "name": "Treaty", "kind": "treaty"},
    ],
    "reviews": [
        {
            "iso3": "MWI", "capability": number, "reviewed_on": day, "outcome": outcome, "phase": phase,
            "method": "interview", "edition": "mnr-2016", "reviewer": "r", "source_id": "s",
        }
        for number, day, outcome, phase in (("7", "2026-04-01", "found", "2"), ("12", "2025-06-01", "found", "1"))
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def facts() -> Facts:
    return facts_of(Snapshot.from_rows(WORLD), edition("mnr-2016"))


def became(facts: Facts, *steps: str, on: date = NOW) -> PlanProgress:
    cover, start = coverage(facts, on), coverage(facts, MADE)
    return progress(cover, start, MWI, [Step.read(s) for s in steps], MADE)


@pytest.mark.parametrize(("step", "done"), [
    ("provider/8/clinic", True),  # the one who was asked does it
    ("provider/8/trust", False),
    ("provider/8/trust,clinic", True),  # one of them is enough
    ("provider/8", True),  # nobody was named: there are two now and was one
    ("provider/11", False),  # still one: who has agreed to take over does not provide
    ("provider/8,9/clinic", False),  # 9 has not got it
    ("stand-in/11/trust", True),
    ("stand-in/11", True),
    ("stand-in/11/trust,police", False),  # all who are named are meant
    ("stand-in/9", False),
    ("renew/8", True),  # no end is known
    ("renew/9", False),  # ends within a year
    ("renew/12", False),  # nobody provides it
    ("renew/pact", True),  # until the end of the year: in force today, and no day is asked for
    ("renew/pact//2027-06-30", False),  # would have to go on until then
    ("renew/treaty//2027-06-30", True),
    ("funder/11", True),
    ("funder/8", True),  # no funder of the clinic is known, so not all of the money comes from one
    ("funder/9", False),
    ("tie/line,police", True),
    ("tie/police,line", True),
    ("tie/clinic,police", False),  # begins in 2027
    ("tie/line,shelter", False),  # 11 hands on to 9, and a memorandum carries no case
    ("tie/clinic,trust", True),  # who has agreed to take over provides nothing: any kind does
    ("look/7", True),
    ("look/12", False),  # reviewed before the plan was made
    ("look/7,12", False),
    ("7:1-2", True),
    ("7:1-3", False),
    ("12:1-2", False),
    ("3:1-2", False),  # nobody knows
])  # fmt: skip
def test_each_kind_of_step(facts: Facts, step: str, done: bool) -> None:
    (found,) = became(facts, step).steps
    assert (found.became is Became.DONE) == done


def test_a_review_of_the_day_of_the_plan_counts(facts: Facts) -> None:
    """7 was reviewed on 1 April 2026: for a plan of that day too, not for one of the day after."""
    cover = coverage(facts, NOW)
    for made, done in ((date(2026, 4, 1), True), (date(2026, 4, 2), False)):
        (found,) = progress(cover, coverage(facts, made), MWI, [Step.read("look/7")], made).steps
        assert (found.became is Became.DONE) == done


@pytest.mark.parametrize(("step", "day", "claims"), [
    ("provider/8/clinic", "2026-03", 1),
    ("provider/8", "2026-03", 1),  # of the two who provide it the one who is new
    ("stand-in/11/trust", "2026-05", 1),
    ("renew/8", "", 1),  # that it goes on has no day
    ("renew/treaty", "", 1),
    ("funder/11", "2026-07", 1),  # the second grant
    ("tie/line,police", "2026-06", 1),
    ("look/7", "2026-04-01", 1),
    ("7:1-2", "2026-04-01", 1),
    ("provider/8/trust", "", 0),  # not done
])  # fmt: skip
def test_a_step_is_done_on_a_day_by_a_source(facts: Facts, step: str, day: str, claims: int) -> None:
    """The day that the record speaks of, as it is written there; nobody has to mark anything."""
    (found,) = became(facts, step).steps
    assert (found.done_on, len(found.claims)) == (day, claims)
    assert found.sources == (("s",) if found.became is Became.DONE and step != "renew/treaty" else ())


def test_of_several_things_the_last_counts(facts: Facts) -> None:
    """Two capabilities are two records: the shelter has provided 8 and 9 since 2020, and the clinic 8 since March."""
    (found,) = became(facts, "stand-in/8,11/clinic,trust").steps
    assert found.became is Became.OPEN  # the trust does not stand in for 8
    (found,) = became(facts, "provider/8,9/clinic,shelter").steps
    assert (found.became, found.done_on, len(found.claims)) == (Became.DONE, "2020", 2)


def test_what_is_done_is_no_problem_and_costs_nothing_more(facts: Facts) -> None:
    """Of 7 for the clinic, which is done, and 5 for the police, 5 is left of a budget of 5; a step before another that
    it waits for is no problem once it is done."""
    w = Workspace("demo", MemoryStore())
    put(w.store, WORLD)
    steps = tuple(map(Step.read, ("provider/8/clinic//7", "provider/9/police//5", "7:1-2")))
    asked = {"country": "MWI", "steps": steps, "since": MADE, "currency": "MWK"}
    given = ask(w, Question(NOW), "plan", **asked)
    assert (given["cost"], given["left"], given["currency"]) == (12, 5, "MWK")
    named = [(m["became"], m.get("done_on"), m.get("shown_by")) for m in given["measures"]]
    assert named == [("done", "2026-03", ["s"]), ("open", None, None)]
    assert [(a["became"], a["done_on"]) for a in given["actions"]] == [("done", "2026-04-01")]
    assert [p["order"] for p in given["check"]["problems"]] == []
    priced = ask(
        w, Question(NOW), "plan", **asked, budget=Decimal(5), costs=Terms(cost={("7", 2): 9, ("7", 3): 1})
    )
    assert (priced["spent"], priced["left"]) == (5, 5)
    assert not any("more than the budget" in note for note in priced["notes"])
    before = ask(
        w, Question(NOW), "plan", **{**asked, "since": None}
    )  # made today: the clinic is no news, but there
    assert before["measures"][0]["became"] == "done"


def test_what_is_not_done_is_late_from_the_day_after_its_deadline(facts: Facts) -> None:
    step = "provider/8/trust/2026-11-25"
    assert became(facts, step).steps[0].became is Became.OPEN
    assert became(facts, step, on=date(2026, 11, 26)).steps[0].became is Became.LATE
    assert became(facts, "provider/8/clinic/2026-02-01").steps[0].became is Became.DONE  # late once, done now
    assert became(facts, "3:1-2").steps[0].due is None


def test_it_says_how_far_the_plan_has_come(facts: Facts) -> None:
    found = became(facts, "look/7~Ministry", "look/12//2026-06-30", "tie/line,police")
    said = [ENGLISH.render(s, lambda name: name.id) for s in found.summary()]
    assert said == ["2 of 3 steps are done, by what is recorded.", "1 is late."]
    assert [(s.order, s.became, s.owner) for s in found.steps] == [
        (1, Became.DONE, "Ministry"),
        (2, Became.LATE, None),
        (3, Became.DONE, None),
    ]


@pytest.mark.parametrize(("steps", "said"), [
    (["look/7"], "Its only step is done, by what is recorded."),
    (["look/12"], "Its only step is not done yet, by what is recorded."),
    (["look/12", "3:1-2"], "None of the 2 steps is done yet, by what is recorded."),
    (["look/7", "3:1-2"], "1 of 2 steps is done, by what is recorded."),
])  # fmt: skip
def test_one_step_and_none_done_are_told_in_words(facts: Facts, steps: list[str], said: str) -> None:
    assert ENGLISH.render(became(facts, *steps).summary()[0], lambda name: name.id) == said


@pytest.mark.parametrize("step", [
    "look/7", "12:1-2", "provider/9", "provider/9/a-police/2027-02-25/5000", "stand-in/12", "renew/11",
    "renew/coast-convention", "funder/9", "tie/a-police,a-probation", "12:1-2@2027-03-01~Ministry",
])  # fmt: skip
def test_every_kind_of_step_asks_for_the_day_of_the_plan(
    step: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MNR_HOME", str(tmp_path))
    first_use("demo", tmp_path / "demo.sqlite").store.close()
    given = ["plan-progress", "XAA", step, "--store", "demo", "--as-of", "2026-11-25"]
    without = CliRunner().invoke(cli, given)
    assert (without.exit_code, without.stdout) == (2, "")
    assert "Missing option '--since'" in without.stderr
    dated = CliRunner().invoke(cli, [*given, "--since", "2026-01-01", "--format", "json"])
    assert dated.exit_code == 0, dated.stderr
    assert json.loads(dated.stdout)["since"] == "2026-01-01"


def test_what_is_no_step_here_is_refused(facts: Facts) -> None:
    with pytest.raises(UsageError, match="nobody"):
        became(facts, "provider/8/nobody")


@pytest.mark.parametrize("seed", range(12))
def test_on_its_own_day_no_review_of_a_plan_is_done(seed: int) -> None:
    """Nor has any provider come where nobody was named; a plan of all reviews, on random worlds."""
    facts = facts_of(Snapshot.from_rows(random_world(seed)), edition("mnr-2016"))
    cover = coverage(facts, NOW)
    for country in facts.countries:
        steps = [Step.read(f"{kind}/{n}") for n in facts.edition.numbers for kind in ("look", "provider")]
        found = progress(cover, cover, country, steps, NOW)
        assert {s.became for s in found.steps} == {Became.OPEN}
