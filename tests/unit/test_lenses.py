"""The board by threat, driver, discipline and objective: worked by hand from the files of the edition."""

from __future__ import annotations

from datetime import date

import pytest

from coordination.analytics.board.coverage import coverage
from coordination.analytics.board.lenses import Aspect, Lens, lenses
from coordination.answers.lenses import ANSWER
from coordination.text import verdicts
from coordination.text.sentences import ENGLISH, Sentence
from coordination.text.states import State
from graph_schema.errors import UsageError
from tests.both import facts
from tests.oracle.small import small

T = date(2024, 6, 15)


def english(said: Sentence) -> str:
    return ENGLISH.render(said, lambda name: name.id)


def region() -> dict[str, Aspect]:
    """By objective. MWI: 3 was looked for and not found, 4 is provided by one (which is enough), 8 needs two and has
    one, 7 is announced; nobody said anything of the others."""
    tables = small(
        reviews=[{"capability": "3", "outcome": "not_found", "reviewed_on": "2024", "reviewer": "r"}],
        deliveries=[
            {"stakeholder_id": "police", "capability": "4"},
            {"stakeholder_id": "house", "capability": "8"},
            {"stakeholder_id": "police", "capability": "7", "since": "2025", "status": "planned"},
        ],
        stakeholders=[{"id": "police", "kind": "law_enforcement"}],
    )
    found = lenses(coverage(facts(tables), T), "MWI", [Lens.OBJECTIVE]).items
    return {i.item: i for i in found}


def test_what_an_objective_touches_by_how_it_stands() -> None:
    """touches.csv: legal-frameworks 3; victim-identification 4 7 8; technical-tools 16 17 18."""
    found = region()
    law, victims, tools = (found[i] for i in ("legal-frameworks", "victim-identification", "technical-tools"))
    assert (law.missing, law.unknown) == (("3",), ())
    assert (victims.missing, victims.fragile, victims.in_place) == (("7",), ("8",), ("4",))
    assert (tools.missing, tools.unknown) == ((), ("16", "17", "18"))


def test_every_lens_has_its_items_and_each_capability_stands_once() -> None:
    """6 threats, 8 challenges, 6 drivers, 7 disciplines, 4 objectives; live streaming is answered by 1, 3, 4 and others
    (answers.csv)."""
    cover = coverage(facts(small()), T)
    found = lenses(cover, "MWI").items
    assert [sum(i.by is lens for i in found) for lens in Lens] == [6, 8, 6, 7, 4]
    streaming = next(i for i in found if i.item == "live-streaming")
    assert streaming.unknown[:3] == ("1", "3", "4")
    for i in found:
        own = [*i.missing, *i.fragile, *i.in_place, *i.unknown]
        assert own
        assert len(own) == len(set(own))
    assert set(cover.states) == {State.UNKNOWN}
    assert not any(i.missing for i in found)


def test_the_verdict_always_says_of_how_many_something_is_not_known() -> None:
    """Three of four lack one and of two something is not known; then none lacks one; then all is known."""
    said = [" ".join(map(english, verdicts.lens(*counts))) for counts in ((3, 2, 4), (0, 4, 4), (1, 0, 4))]
    assert said == [
        "For 3 of 4, a capability that responds to them is missing. "
        "For 2 it is not known whether every capability that responds is there.",
        "None of the 4 is known to lack a capability. "
        "For 4 it is not known whether every capability that responds is there.",
        "For 1 of 4, a capability that responds to it is missing.",
    ]


def test_the_table_says_that_it_is_our_own_reading() -> None:
    """Also where it stands alone: on the command line, in a file, in a report."""
    notes = ANSWER.tables["items"].notes(lenses(coverage(facts(small()), T), "MWI", [Lens.THREAT]))
    assert [english(n) for n in notes] == [
        "None of the 6 is known to lack a capability.",
        "For 6 it is not known whether every capability that responds is there.",
        "Which capability responds to what is our own reading, to be confirmed by a practitioner.",
    ]


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(UsageError, match="no country 'QQQ'"):
        lenses(coverage(facts(small()), T), "QQQ")
