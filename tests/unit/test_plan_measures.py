"""Named steps of a plan: their text, who has which part, the order check, and the picture afterwards, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.analytics.base.facts import Facts, facts_of
from coordination.analytics.plan.check import check_plan
from coordination.analytics.plan.measures import Decided, Measure, MeasureKind
from coordination.analytics.plan.overlay import before_after
from coordination.analytics.plan.planning import own_plan
from coordination.analytics.plan.steps import Step
from coordination.analytics.plan.told import told
from coordination.analytics.routes.carrying import kinds_asked
from coordination.model.snapshot import Snapshot
from coordination.text.sentences import ENGLISH, Sentence
from graph_schema.edition import edition
from graph_schema.errors import UsageError
from tests.oracle.small import small
from tests.said import as_json

T = date(2024, 6, 1)
PROVIDER = MeasureKind.PROVIDER


def say(s: Sentence) -> str:
    return ENGLISH.render(s, lambda name: f"<{name.id}>")


def step(text: str) -> Step:
    return Step("", 0, 0, measure=Measure.parse(text))


@pytest.mark.parametrize(
    "made",
    [
        Measure(PROVIDER, ("9",)),
        Measure(PROVIDER, ("9",), ("a:b+c", "d.e-f"), date(2027, 2, 25), 5000),
        Measure(MeasureKind.RENEW, ("8", "12"), (), None, 0),
        Measure(MeasureKind.TIE, ("a", "b"), (), date(2027, 1, 1)),
        Measure(PROVIDER, ("9",), ("a",), action="a09-establish-1"),
    ],
)
def test_a_measure_is_what_its_text_says(made: Measure) -> None:
    assert Measure.parse(made.text) == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9",
        "grow/9",
        "provider",
        "tie/a",
        "look/9//soon",
        "look/9///1.555",
        "look/9/a/2027-01-01/1/x/y",
        "look/9////x@y",
    ],
)
def test_a_text_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a step of a plan"):
        Measure.parse(text)


def test_as_many_are_asked_as_an_address_holds() -> None:
    long = Measure(PROVIDER, ("9",), tuple("x" * 60 + str(n) for n in range(4)))
    assert len(long.fitting().text) <= 180
    assert len(long.fitting().who) == 2  # provider/9/ and two of 61 with a comma: 134; three would be 196


def _world() -> Facts:
    """12 has one provider (two are needed); 3, on which it rests, was looked for and not found; 9 has nobody known."""
    looks = [
        {"capability": "3", "outcome": "not_found", "reviewed_on": "2023"},
        {"capability": "12", "outcome": "found", "phase": "2", "reviewed_on": "2023"},
    ]
    return facts_of(
        Snapshot.from_rows(
            small(
                reviews=looks,
                deliveries=[
                    {"stakeholder_id": "line", "capability": "12"},
                    {"stakeholder_id": "other", "capability": "14"},
                ],
                stakeholders=[{"id": "ministry"}],
            )
        ),
        edition(),
    )


def test_a_second_provider_is_in_the_picture_afterwards() -> None:
    """12 is fragile with one and covered with two; who was asked is responsible, today's provider is consulted."""
    facts = _world()
    plan = own_plan(facts, T, "MWI", [step("provider/12/other/2024-09-01/7")])
    (made,) = plan.measures
    assert say(made.title()) == "Ask <other> to provide <12> as well."
    assert (made.roles.responsible, made.roles.consulted) == (("other",), ("line",))
    # what somebody gave is 7; nothing is raised, which is what a plan without a table of costs counts
    assert (plan.given, plan.cost, plan.gain, len(plan.actions)) == (7, 0, 0, 0)
    assert [(c.capability, c.state) for c in before_after(facts, plan).changed] == [
        ("12", ("fragile", "covered"))
    ]
    row = as_json(told(plan))["measures"][0]
    assert (row["order"], row["end"], row["cost"], row["measure"]) == (
        1, "2024-09-01", 7, "provider/12/other/2024-09-01/7",
    )  # fmt: skip


def test_an_action_changes_the_picture_only_with_the_others_for_its_purpose() -> None:
    """The library has three actions that put 9 in place. With one or two of them 9 stays as it is, and each says how
    many are missing; with all three it is what it is with a provider who is asked without an action: there is one, and
    two are needed."""
    actions = [f"provider/9/other///a09-establish-{n}" for n in (1, 2, 3)]
    facts = _world()
    missing = {
        1: "2 more actions are needed for <9> and are not in this plan, so the status does not change.",
        2: "One more action is needed for <9> and is not in this plan, so the status does not change.",
    }
    for n, words in missing.items():
        plan = own_plan(facts, T, "MWI", [step(text) for text in actions[:n]])
        assert before_after(facts, plan).changed == ()
        assert [[say(f) for f in m.flags()] for m in plan.measures] == [[words]] * n
    for texts in (actions, ["provider/9/other"]):
        plan = own_plan(facts, T, "MWI", [step(text) for text in texts])
        assert [m.flags() for m in plan.measures] == [[]] * len(texts)
        assert [(c.capability, c.state) for c in before_after(facts, plan).changed] == [
            ("9", ("unknown", "fragile"))
        ]


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("provider/12/other", "A dated record with a source names another independent provider of <12>."),
        ("stand-in/12/line", "A signed document names a successor for <12>."),
        ("renew/12/line", "A dated record with a source extends <12> beyond its current end date."),
        ("funder/12,14/ministry", "A dated record with a source names another funder of <12> and <14>."),
        ("look/9/ministry", "A new dated review with a source states whether <9> was found."),
        ("tie/line,ministry/", "A partnership of <line> and <ministry> is recorded with its source."),
    ],
)
def test_what_shows_that_a_step_is_done_and_by_when(text: str, done: str) -> None:
    """The same words with a deadline and without one."""
    open_, dated = own_plan(_world(), T, "MWI", [step(text), step(f"{text}/2024-09-01")]).measures
    assert say(open_.indicator()) == done
    assert say(dated.indicator()) == f"By 1 September 2024: {done}"


def test_somebody_yet_to_be_found_counts_too_and_is_flagged() -> None:
    facts = _world()
    plan = own_plan(facts, T, "MWI", [step("provider/12")])
    assert [say(f) for f in plan.measures[0].flags()] == [
        "No organisation is named yet: say who should be asked."
    ]
    assert [c.state for c in before_after(facts, plan).changed] == [("fragile", "covered")]
    assert say(plan.measures[0].title()) == "Find one more provider of <12>."


def test_of_several_who_could_provide_one_is_enough_and_nobody_is_responsible_yet() -> None:
    """Two are asked: one of them will do, nobody is chosen, and neither is consulted about itself."""
    plan = own_plan(_world(), T, "MWI", [step("provider/12/other,ministry")])
    (made,) = plan.measures
    assert say(made.title()) == "Ask <other> or <ministry> to provide <12> as well."
    assert (made.roles.responsible, made.roles.consulted) == ((), ("line",))
    assert [say(f) for f in made.flags()] == ["No organisation is chosen yet. Ask: <other> or <ministry>."]
    assert as_json(told(plan))["measures"][0]["missing"] == ["responsible", "accountable"]
    # a stand-in is for everybody named
    (stand_in,) = own_plan(_world(), T, "MWI", [step("stand-in/12/line,other")]).measures
    assert stand_in.roles.responsible == ("line", "other")
    assert say(stand_in.title()) == "Agree in writing who replaces <line> and <other> if needed: <12>."


def test_a_partnership_by_which_cases_are_to_pass_says_of_what_kind() -> None:
    """line provides 12, from which routes lead to 4, what police provides: data sharing or referral. other provides 14,
    to which no route leads from 12: any kind does."""
    deliveries = [
        {"stakeholder_id": who, "capability": n}
        for who, n in (("line", "12"), ("police", "4"), ("other", "14"))
    ]
    facts = facts_of(Snapshot.from_rows(small(deliveries=deliveries, countries=[{"iso3": "KEN"}])), edition())
    cases, talk = own_plan(facts, T, "MWI", [step("tie/line,police"), step("tie/line,other")]).measures
    assert say(cases.title()) == (
        "Bring <line> and <police> together in a direct partnership for data sharing or referral."
    )
    assert "for data sharing or referral is recorded" in say(cases.indicator())
    assert say(talk.title()) == "Bring <line> and <other> together in a direct partnership."
    rows = as_json(told(own_plan(facts, T, "MWI", [step("tie/line,police"), step("tie/line,other")])))[
        "measures"
    ]
    assert [r["partnership"] for r in rows] == [["data_sharing", "referral"], []]
    assert kinds_asked(facts, T, "KEN", "line", "police") == ()  # what they do in another country


def test_a_renewal_costs_what_the_grants_that_end_came_to() -> None:
    """On 1 June 2024: f pays line for 12 until the end of the year and (another grant) until 2029; g without an end; h
    pays other, who does not provide 12. Renewed by f: the one that ends within twelve months. By g or h: not known."""

    def pays(funder: str, recipient: str, amount: str, until: str, title: str = "") -> dict[str, str]:
        return {
            "funder_id": funder, "recipient_id": recipient, "iso3": "MWI", "capabilities": "12",
            "amount": amount, "currency": "EUR", "until": until, "title": title,
        }  # fmt: skip

    facts = facts_of(
        Snapshot.from_rows(
            small(
                deliveries=[{"stakeholder_id": "line", "capability": "12"}],
                funding=[
                    pays("f", "line", "500", "2024-12", "lines"),
                    pays("f", "line", "900", "2029", "more"),
                    pays("g", "line", "70", ""),
                    pays("h", "other", "80", "2024-12"),
                ],
            )
        ),
        edition(),
    )
    steps = [step(f"renew/12/{who}") for who in ("f", "g", "h")]
    plan = own_plan(facts, T, "MWI", steps)
    assert [say(m.grants) if m.grants else "" for m in plan.measures] == [
        "The grant that ends: 500 EUR.", "", "",
    ]  # fmt: skip
    assert [m.get("grants") for m in as_json(told(plan))["measures"]] == [
        "The grant that ends: 500 EUR.",
        None,
        None,
    ]
    assert plan.cost == 0  # in another unit than the table of costs


def test_where_nobody_provides_somebody_takes_it_up() -> None:
    plan = own_plan(_world(), T, "MWI", [step("provider/3/ministry")])
    assert say(plan.measures[0].title()) == "Ask <ministry> to take up <3>."


@pytest.mark.parametrize("text", ["look/9", "renew/12/line", "stand-in/12/line"])
def test_what_keeps_or_finds_out_changes_no_state(text: str) -> None:
    facts = _world()
    assert not before_after(facts, own_plan(facts, T, "MWI", [step(text)])).changed


def test_a_provider_before_what_its_capability_rests_on_is_told() -> None:
    """3 is missing: a further provider of 12 stands on nothing, until the plan raises 3 or finds who does it."""
    facts = _world()

    def codes(*steps: Step) -> list[tuple[str, int, int]]:
        return [(p.code, p.order, p.later) for p in check_plan(facts, T, "MWI", steps).problems]

    assert codes(step("provider/12")) == [("without-prerequisite", 1, 0)]
    assert codes(step("provider/12"), Step("3", 1, 2)) == [("before-prerequisite", 1, 2)]
    assert codes(Step("3", 1, 2), step("provider/12")) == []
    assert codes(step("provider/3/ministry"), step("provider/12")) == []
    # the raise ends on 30 November 2024, six months on
    assert codes(Step("3", 1, 2), step("provider/12//2024-09-01")) == [("starts-too-early", 2, 1)]
    assert codes(Step("3", 1, 2), step("provider/12//2024-12-01")) == []
    assert codes(step("look/12"), step("stand-in/12")) == []


def test_actions_of_a_capability_out_of_their_order_are_told() -> None:
    """The library puts three actions to establish 17; the third before the second is told, a pair for other
    capabilities or purposes is not."""
    facts = _world()
    one, two, three = (step(f"provider/17////a17-establish-{n}") for n in (1, 2, 3))

    def told(*steps: Step) -> list[tuple[int, int]]:
        found = check_plan(facts, T, "MWI", steps)
        assert found.ok == (not found.problems)
        return [(p.order, p.later) for p in found.problems if p.code == "before-first-action"]

    assert told(one, two, three) == []
    assert told(one, three, two) == [(2, 3)]
    assert told(three, two, one) == [(1, 2), (2, 3)]
    assert told(three, step("provider/17"), step("provider/3////a3-establish-1")) == []
    (problem,) = (p for p in check_plan(facts, T, "MWI", (one, three, two)).problems if p.later)
    assert say(problem.text) == "Step 2 stands before step 3, which comes first among the actions for <17>."


def test_raises_keep_their_place_among_measures() -> None:
    """Numbers count both, so that a finding names the row that people see."""
    facts = _world()
    steps = [step("look/9"), Step("12", 2, 3), Step("3", 1, 2)]
    plan = own_plan(facts, T, "MWI", steps)
    assert [a.order for a in plan.actions] == [2, 3]
    # to be at 3, 12 needs 3 and 4 there: the third step brings the law to 2 only, and nobody raises 4
    found = check_plan(facts, T, "MWI", steps).problems
    assert {(p.order, p.waits_for, p.later) for p in found} == {(2, ("3",), 0), (2, ("4",), 0)}
    assert [s.measure is None for s in plan.steps()] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("provider/99", "99"),
        ("provider/9/nobody", "There is no organisation 'nobody' in this database."),
        ("tie/line,nobody", "There is no organisation 'nobody' in this database."),
        ("renew/nothing", "There is no agreement 'nothing' in this database."),
    ],
)
def test_what_is_not_known_here_is_refused(text: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        own_plan(_world(), T, "MWI", [step(text)])


@given(
    what=st.sampled_from(
        ["12:1-2", "3:2-4", "provider/9/counsel-trust,quay/2027-02-25/5000", "look/2", "tie/a,b"]
    ),
    first=st.none() | st.dates(date(1990, 1, 1), date(2027, 2, 25)),
    owner=st.text(st.characters(exclude_characters=";~", exclude_categories=("C", "Z")), max_size=60),
    decided=st.none() | st.sampled_from(list(Decided)),
)
def test_a_step_is_read_as_it_is_written(
    what: str, first: date | None, owner: str, decided: Decided | None
) -> None:
    made = replace(Step.read(what), first=first, owner=owner, decided=decided)
    assert Step.read(str(made)) == made


def test_a_decision_about_a_step_is_one_of_three() -> None:
    """It stands before who is responsible, whose words may have a ``!``."""
    assert str(Step.read("look/7@2027-03-01!agreed~The line!")) == "look/7@2027-03-01!agreed~The line!"
    with pytest.raises(UsageError, match="'perhaps' is no decision about a step"):
        Step.read("look/7!perhaps")
