"""The unfunded steps of a plan that was released to donors: by hand, and the switch that lets donors see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coordination.answers.asking import ask
from coordination.answers.countries import Countries
from coordination.answers.unfunded import ANSWER, Unfunded
from coordination.model.access import Viewer
from coordination.reports.briefs import donor_document
from coordination.reports.html import html
from coordination.store.memory import MemoryStore
from coordination.text.sentences import ENGLISH
from coordination.workspace.plans import SavedPlan, from_text, plan, to_text
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError
from graph_schema.ids import Iso3
from graph_schema.values import Tier
from tests.contract.test_store import put
from tests.unit.test_plan_progress import WORLD

NOW = Question(date(2026, 11, 25))
STEPS = (
    "provider/9//2027-02-25/5000",  # the fund pays the shelter, which provides 9
    "provider/12/clinic/2026-06-30/700.50",  # nobody pays for 12, and June has passed
    "12:1-3~Line",  # found at phase 1; phase 2 for 300, phase 3 for 200
    "tie/line,police",  # since June
    "tie/clinic,police",  # from 2027 on; no capability, so no grant can be told to pay
    "look/7",  # done in April
    "renew/11",  # goes on
)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    made = Workspace("demo", MemoryStore(), scenario_folder=tmp_path / "demo.scenarios")
    put(made.store, WORLD)
    return made


def spring(*steps: str, **more: object) -> SavedPlan:
    return plan("Spring", "MWI", steps or STEPS, as_of="2026-01-01", **more)


def found(w: Workspace, *countries: str) -> Unfunded:
    return ANSWER.asked(w, NOW, Countries(tuple(map(Iso3, countries))))


def test_the_steps_without_money_of_a_released_plan(space: Workspace) -> None:
    """Of seven steps three are done (4, 6, 7) and one has a grant beside it (1): 2, 3 and 5 are left. 2 costs 700.50,
    3 costs 300 + 200, of 5 nobody says: 1,200.50 and one step without a cost. 2 asks one organisation, 3 names the
    line, 5 names nobody."""
    space.plans.of("MWI").save(spring(costs=("12:2=300", "12:3=200"), currency="MWK"))
    assert found(space) == Unfunded((), ())
    space.plans.of("MWI").release("Spring", date(2026, 11, 20))
    (needs,) = found(space).plans
    assert (needs.name, needs.released, needs.made) == ("Spring", date(2026, 11, 20), date(2026, 1, 1))
    assert (needs.steps, needs.done, needs.cost, needs.currency, needs.unpriced) == (7, 3, 1200.5, "MWK", 1)
    assert [(s.order, s.capability, str(s.became), s.lead, s.cost, s.currency) for s in needs.unfunded] == [
        (2, "12", "late", "clinic", 700.5, "MWK"),
        (3, "12", "open", "Line", 500, "MWK"),
        (5, None, "open", None, None, ""),
    ]
    space.plans.of("MWI").release("Spring", None)
    assert found(space) == Unfunded((), ())


def test_a_raise_of_which_one_phase_has_no_cost_has_none(space: Workspace) -> None:
    space.plans.of("MWI").save(spring("12:1-3", costs=("12:2=300",)))
    space.plans.of("MWI").release("Spring", date(2026, 11, 20))
    (needs,) = found(space, "MWI").plans
    assert (needs.cost, needs.currency, needs.unpriced) == (None, "", 1)


def test_of_several_capabilities_one_without_a_grant_is_enough(space: Workspace) -> None:
    """The fund pays for 8 and 9, and for nothing else that a step is about."""
    space.plans.of("MWI").save(spring("look/8,9", "look/8,12"))
    space.plans.of("MWI").release("Spring", date(2026, 11, 20))
    assert [s.order for s in found(space).plans[0].unfunded] == [2]


def test_whoever_reads_sees_what_the_owner_released(space: Workspace) -> None:
    """A reader who may not open the plans; and only of the countries asked about."""
    space.plans.of("MWI").save(spring())
    space.plans.of("MWI").release("Spring", date(2026, 11, 20))
    donor = replace(space, viewer=Viewer("donor", Tier.AMBER))
    assert [p.name for p in found(donor).plans] == ["Spring"]
    with pytest.raises(UsageError):
        found(space, "KEN")


def test_a_plan_about_what_is_gone_is_named(space: Workspace) -> None:
    space.plans.of("MWI").save(spring("renew/gone-pact"))
    space.plans.of("MWI").release("Spring", date(2026, 11, 20))
    assert found(space) == Unfunded((), ("Spring",))
    notes = ask(space, NOW, "unfunded")
    assert notes["unreadable"] == ["Spring"]


def test_a_released_plan_is_read_as_it_was_written() -> None:
    text = to_text(spring(released="2026-11-20"))
    assert from_text(text, "a file") == spring(released="2026-11-20")
    assert 'released = "2026-11-20"' in text.splitlines()
    with pytest.raises(UsageError, match="is not a date"):
        spring(released="soon")


def test_the_brief_tells_them_and_says_where_there_are_none(space: Workspace) -> None:
    none = html(donor_document(space, NOW, "MWI"))
    assert "No plan that was released to donors has an unfunded step here." in none
    space.plans.of("MWI").save(spring(costs=("12:2=300", "12:3=200"), currency="MWK"))
    space.plans.of("MWI").release("Spring", date(2026, 11, 20))
    told = html(donor_document(space, NOW, "MWI"))
    for words in (
        "Unfunded steps of released plans",
        "Spring, released on 20 November 2026: 3 of 7 steps are unfunded.",
        "Costs of these steps, as the plan gives them: MWK\u00a01200.50.",
        "1 step has no cost on record.",
    ):
        assert words in told


def test_a_plan_of_one_step_is_told_so(space: Workspace) -> None:
    """*1 of 1 steps is unfunded* read wrong."""
    space.plans.of("MWI").save(replace(spring(), steps=("look/2",)))
    space.plans.of("MWI").release("Spring", date(2026, 11, 20))
    told = html(donor_document(space, NOW, "MWI"))
    assert "Spring, released on 20 November 2026: its only step is unfunded." in told
    assert "1 of 1" not in told


def test_an_action_of_the_library_keeps_its_words_its_seat_and_its_time(space: Workspace) -> None:
    """Two steps for 17, which nobody pays for: a17-establish-1 is led by the justice ministry and takes months; neither
    has a deadline. The other names an action that no library has: it is told in the words of its kind."""
    space.plans.of("MWI").save(spring("provider/17////a17-establish-1", "provider/17////a17-none"))
    space.plans.of("MWI").release("Spring", date(2026, 11, 20))
    (needs,) = found(space).plans
    one, other = needs.unfunded
    assert (one.seat, one.effort, one.due, one.became) == ("justice", "M", None, "open")
    assert (other.seat, other.effort, other.due, other.became) == (None, None, None, "open")
    assert ENGLISH.render(one.text, lambda n: n.id).startswith(
        "17: Issue rules that name who companies report to"
    )
    assert ENGLISH.render(other.text, lambda n: n.id) == "Find who can take on 17."
