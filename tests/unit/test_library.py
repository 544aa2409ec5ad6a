"""What to do about each capability (METHODS 3), worked by hand; and that no capability is left without a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coordination.analytics.board.coverage import coverage
from coordination.analytics.plan.library import Instead, Library, Step, Suggested, suggested
from coordination.analytics.plan.statuses import Work
from coordination.text.languages import language_for
from coordination.text.sentences import ENGLISH
from graph_schema.actions import Action, Basis, mapped_actions, read_actions, wrong_actions
from graph_schema.edition import edition
from graph_schema.ids import CapabilityNumber, Iso3
from tests.both import cases, facts
from tests.oracle.small import small
from tests.oracle.world import Tables

T = date(2024, 6, 15)
E = edition()
MWI = Iso3("MWI")


def saw(number: str, outcome: str = "found", phase: str = "") -> dict[str, str]:
    return {
        "capability": number,
        "outcome": outcome,
        "phase": phase,
        "reviewed_on": "2024-01",
        "reviewer": "r",
    }


def does(who: str, number: str, **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": number, **more}


def found(tables: Tables) -> dict[str, Suggested]:
    return {c.capability: c for c in suggested(coverage(facts(tables), T), MWI).capabilities}


def ids(one: Suggested) -> list[str]:
    return [a.action_id for a in one.actions]


def words(step: Step | Work | Instead) -> str:
    """An own action by its words, one of the library by its id: as the oracle has them."""
    return str(step.action) if step.basis is Basis.OWN else step.action_id


def test_the_status_chooses_the_actions() -> None:
    """1 nobody looked; 2 not found; 3 found, nobody named; 9 has one provider of two, and a review found no other; 13
    has one, and nobody has looked for others; 12 too, and one is usual there; 14 has two."""
    here = found(
        small(
            reviews=[saw("2", "not_found"), saw("3"), saw("9")],
            deliveries=[
                does("a", "13"),
                does("a", "9"),
                does("a", "12"),
                does("a", "14"),
                does("b", "14"),
                does("c", "15", since="2026"),
            ],
        )
    )
    assert ids(here["1"]) == ["a01-review-1"]
    assert ids(here["2"]) == [f"a02-establish-{n}" for n in (1, 2, 3, 4)]
    assert ids(here["3"]) == ["a03-attribute-1"]
    assert ids(here["9"]) == ["a09-secondprovider-1"]
    assert (here["13"].state, here["13"].sign, ids(here["13"])) == (
        "fragile",
        "uncounted",
        ["a13-review-1", *(a.id for a in E.actions if (a.capability, a.serves) == ("13", "second_provider"))],
    )
    assert ids(here["12"]) == ["a12-namesuccessor-1"]
    assert (here["14"].state, ids(here["14"])) == ("covered", [])
    assert here["15"].actions[0].action_id == "a15-establish-1"  # planned


def test_a_review_comes_first_where_all_records_are_in_general_or_for_a_part() -> None:
    """9 by one in a part of the country, and a review found no other: first whether the rest has it, then a second
    one. 14 by two in general: covered, and only the review. As soon as one record says nothing of the kind, none."""
    part, general = {"scope": "part_of_country"}, {"scope": "general"}
    here = found(
        small(
            reviews=[saw("9"), saw("8")],
            deliveries=[
                does("a", "9", **part),
                *(does(who, "14", **general) for who in "ab"),
                does("a", "8", **part),
                does("a", "8", source_id="t"),
            ],
        )
    )
    assert ids(here["9"]) == ["a09-review-1", "a09-secondprovider-1"]
    assert (here["14"].state, ids(here["14"])) == ("covered", ["a14-review-1"])
    assert ids(here["8"]) == ["a08-secondprovider-1"]


def test_what_is_needed_first() -> None:
    """17 needs 3, and 4 or 12: 3 is a gap. Once 12 is in place the second list is gone, once 3 is, the first."""
    gaps = [saw(n, "not_found") for n in ("3", "4", "12", "17")]

    def first(*there: str) -> tuple[tuple[str, ...], ...]:
        rows = [saw(r["capability"]) if r["capability"] in there else r for r in gaps]
        return found(small(reviews=rows))["17"].actions[0].first

    assert first() == (("3",), ("4", "12"))
    assert first("12") == (("3",),)
    assert first("3", "4") == ()


def test_an_end_is_renewed_beside_the_rest() -> None:
    """13 has two providers, of which one ends in four months; 4 has the one it needs, which ends."""
    here = found(
        small(
            deliveries=[
                does("a", "13"),
                does("b", "13", until="2024-10-31"),
                does("c", "4", until="2024-10-31"),
            ]
        )
    )
    assert ids(here["13"]) == ["a13-renew-1"]
    assert ids(here["4"]) == ["a04-renew-1"]


def test_a_raise_waits_for_its_prerequisites() -> None:
    """4 at phase 1 is a gap. 3 and 4 at phase 2: 3 has no prerequisite and goes on to phase 3; 4 needs 3 at phase 3
    and waits. With 3 at phase 3, 4 goes on."""
    assert ids(found(small(reviews=[saw("4", phase="1")]))["4"])[0] == "a04-establish-1"
    covered = [does("a", "3"), does("b", "4")]
    here = found(small(deliveries=covered, reviews=[saw("3", phase="2"), saw("4", phase="2")]))
    assert ids(here["3"]) == ["a03-raise3-1", "a03-raise3-2"]
    assert ids(here["4"]) == []
    assert here["4"].why_none is not None
    assert ENGLISH.render(here["4"].why_none, lambda n: n.id) == (
        "4 is in place, at phase 2. Before phase 3 these are needed at phase 3: 3."
    )
    here = found(small(deliveries=covered, reviews=[saw("3", phase="3"), saw("4", phase="2")]))
    assert ids(here["4"]) == ["a04-raise3-1", "a04-raise3-2"]


def test_why_there_is_nothing_to_do() -> None:
    """3 is at the highest phase; nobody gave a phase of 4."""
    here = found(small(deliveries=[does("a", "3"), does("b", "4")], reviews=[saw("3", phase="4")]))
    said = {n: ENGLISH.render(w, lambda x: x.id) for n in ("3", "4") if (w := here[n].why_none)}
    assert said == {
        "3": "3 is covered, at the highest phase, and no end date is near.",
        "4": "4 is covered, no end date is near, and no review has set a phase from which to go on.",
    }


def test_who_leads_and_who_holds_the_seat() -> None:
    """The review of 3 is led by the seat of justice, which the ministry holds on one body and the court on another."""
    tables = small(
        committee_bodies=[{"body_id": "council"}, {"body_id": "board"}],
        committee_seats=[
            {"body_id": "council", "member_id": "ministry", "seat": "justice"},
            {"body_id": "board", "member_id": "court", "seat": "justice"},
            {"body_id": "board", "member_id": "ministry", "seat": "justice"},
        ],
    )
    (review,) = found(tables)["3"].actions
    assert (review.lead, review.held_by, review.effort) == ("justice", ("court", "ministry"), "S")
    assert (review.basis, review.source) == ("source", "childhub-icmec-2018")
    (other,) = found(tables)["4"].actions
    assert (other.lead, other.held_by, other.source) == ("police", (), None)


def own(number: str, serves: str, action: str, **more: str) -> dict[str, str]:
    return {"capability": number, "serves": serves, "action": action, **more}


def test_an_own_action_is_used_in_place_of_those_of_the_library_for_the_same() -> None:
    """2 is a gap: the library has four actions for it, the country two of its own, out of order. What 2 is raised by,
    and what another country does about 2, stay those of the library. 3 needs nothing first; the second own action
    needs 3, which is a gap, and 2 itself, which is no prerequisite of its own."""
    tables = small(
        reviews=[saw("2", "not_found"), saw("3", "not_found")],
        countries=[{"iso3": "KEN"}],
        own_actions=[
            own("2", "establish", "Then train.", step="2", needs="3;2", partners="ngo;police", source_id=""),
            own(
                "2", "establish", "First ask.", action_fr="D’abord demander.", effort="S", lead_seat="police"
            ),
            own("3", "renew", "Nothing ends."),
            own("2", "establish", "Elsewhere.", iso3="KEN"),
        ],
    )
    first, second = found(tables)["2"].actions
    assert (str(first.action), first.lead, first.effort, first.basis) == ("First ask.", "police", "S", "own")
    assert (first.source, first.first, second.source) == ("s", (), None)
    assert (str(second.action), second.partners, second.first) == (
        "Then train.",
        ("ngo", "police"),
        (("3",),),
    )
    assert ids(found(tables)["3"])[0] == "a03-establish-1"
    assert [language_for(c).word(first.action) for c in ("en", "fr", "es")] == [
        "First ask.",
        "D’abord demander.",
        "First ask.",
    ]
    here = suggested(coverage(facts(tables), T), MWI).own
    assert [(a.capability, a.serves, a.used, words(a)) for a in here] == [
        ("2", "establish", True, "First ask."),
        ("2", "establish", True, "Then train."),
        *(("2", "establish", False, f"a02-establish-{n}") for n in (1, 2, 3, 4)),
        ("3", "renew", True, "Nothing ends."),
        ("3", "renew", False, "a03-renew-1"),
    ]
    assert suggested(coverage(facts(tables), T), MWI, "4").own == ()


def test_an_own_action_has_the_number_of_the_edition_asked_about() -> None:
    """16 and 17 are united in 16 there: first what was written for the one, then for the other, whatever the step."""
    rows = [own("17", "review", "Of 17."), own("16", "review", "Of 16.", step="3")]
    cover = coverage(facts(small(own_actions=rows), ed="mnr-2022"), T)
    (one,) = suggested(cover, MWI, "16").capabilities
    assert [(str(a.action), a.step) for a in one.actions] == [("Of 16.", 3), ("Of 17.", 1)]


def test_of_two_united_capabilities_an_own_action_replaces_only_those_of_its_own() -> None:
    """16 and 17 are united in 16, unknown here, so reviewed. The country has an own review of 17: that of 16 stays as
    the library has it, and comes first; what is replaced is the review of 17 alone."""
    cover = coverage(facts(small(own_actions=[own("17", "review", "Of 17.")]), ed="mnr-2022"), T)
    found = suggested(cover, MWI, "16")
    (one,) = found.capabilities
    assert [words(a) for a in one.actions] == ["a16-review-1", "Of 17."]
    assert [(a.used, words(a)) for a in found.own] == [(True, "Of 17."), (False, "a17-review-1")]


def test_one_capability() -> None:
    one: Library = suggested(coverage(facts(small()), T), MWI, "12")
    assert [c.capability for c in one.capabilities] == ["12"]


@pytest.mark.parametrize("seed", range(8))
def test_what_is_not_covered_has_an_action(seed: int) -> None:
    """And what has none says why; in both editions."""
    for case in cases(seed):
        cover = coverage(case.facts, case.day)
        for country in case.facts.countries:
            for c in suggested(cover, country).capabilities:
                assert bool(c.actions) == (c.why_none is None), (case, c)
                assert c.actions or c.state == "covered", (case, c)


def test_the_later_edition_has_the_actions_under_its_numbers() -> None:
    """16 and 17 are united in 16: first the actions of the one, then those of the other."""
    later = edition("mnr-2022")
    assert len(later.actions) == len(E.actions)
    establish = [a.id for a in later.actions if (a.capability, a.serves) == ("16", "establish")]
    assert establish[0] == "a16-establish-1"
    assert establish[-1].startswith("a17-establish-")
    assert not list(wrong_needs(later.actions, later.numbers))


def wrong_needs(actions: tuple[Action, ...], numbers: tuple[str, ...]) -> list[str]:
    known = {*numbers, *(a.id for a in actions)}
    return [n for a in actions for need in a.needs for n in need if n not in known]


def test_actions_of_a_capability_without_a_place_are_left_out() -> None:
    """19 has no place: its actions go, and of what 16 needs (3 or 19) only 3 stays."""
    kept = mapped_actions(E.actions, {n: n for n in E.numbers if n != "19"})
    assert "19" not in {a.capability for a in kept}
    assert next(a for a in kept if a.id == "a16-establish-1").needs == (("3",),)
    assert not wrong_needs(kept, E.numbers)


def test_what_cannot_be_is_said() -> None:
    seats = [r["seat"] for r in E.lists["seats"]]
    (good,) = read_actions(r for r in E.lists["actions"] if r["action_id"] == "a01-review-1")
    assert list(wrong_actions(E.actions, E.numbers, seats)) == []
    for bad, words in (
        (replace(good, capability=CapabilityNumber("99")), "has no capability '99'"),
        (replace(good, serves="other"), "serves 'other'"),
        (replace(good, effort="XL"), "with effort 'XL'"),
        (replace(good, needs=(("a99-x",),)), "names a99-x, which there is not"),
        (replace(good, basis="source"), "has the basis 'source' and the source ''"),
        (replace(good, step=2), "the steps of 1 review are not numbered"),
    ):
        (told,) = wrong_actions([bad], E.numbers, seats)
        assert words in told
    assert "actions: two have the same id" in list(wrong_actions([good, good], E.numbers, seats))
