"""What is new, what ends soon, what has grown old: each by hand on a small world."""

from __future__ import annotations

from datetime import date

import pytest

from coordination.analytics.base.facts import Evidence
from coordination.analytics.time.attention import about, concerns, homes_of
from coordination.answers.asking import ask
from coordination.answers.news import EACH
from coordination.model.access import publishing
from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry, digest_now
from coordination.workspace.service import Question, Workspace
from graph_schema.values import Tier
from tests.ready import shipped

DAY = date(2026, 11, 25)
Q = Question(DAY, Evidence.ALL)
WORK = {"stakeholder_id": "a", "iso3": "MWI", "source_id": "new", "since": "2020", "verified": "yes"}


@pytest.fixture
def space() -> Workspace:
    made = Workspace("test", MemoryStore())
    rows = [
        Entry("sources", {"source_id": "new", "title": "New report", "published": "2026-01"}),
        Entry("sources", {"source_id": "old", "title": "Old report", "published": "2023-10"}),
        Entry("countries", {"iso3": "MWI", "iso2": "MW", "name": "Malawi"}),
        Entry("countries", {"iso3": "MLI", "iso2": "ML", "name": "Mali"}),
        Entry("stakeholders", {"id": "a", "name": "Alpha", "kind": "ngo", "home_iso3": "MWI"}),
        Entry("stakeholders", {"id": "b", "name": "Beta", "kind": "ngo", "home_iso3": "MLI"}),
        Entry("deliveries", {**WORK, "capability": "1", "until": "2026-11-25"}),  # ends on the day itself
        Entry("deliveries", {**WORK, "capability": "2", "until": "2026-11-24"}),  # has ended
        Entry(
            "deliveries", {**WORK, "capability": "3", "until": "2027-05"}
        ),  # its last day is 31 May: too late
        Entry("deliveries", {**WORK, "capability": "4", "until": "2027-04"}),  # its last day is 30 April
        Entry("deliveries", {**WORK, "capability": "5", "until": "2027", "status": "planned"}),
        Entry("deliveries", {**WORK, "capability": "6", "source_id": "old"}),  # older than 36 months
        Entry("deliveries", {**WORK, "capability": "8", "source_id": "old", "until": "2026"}),
        Entry("agreements", {"id": "m", "name": "Memorandum", "kind": "mou", "expires": "2027-01-31"}),
        Entry("memberships", {"member_id": "b", "network_id": "a", "until": "2026-12", "source_id": "new"}),
    ]
    made.save(rows, at="2026-11-01T10:00:00Z", author="Ada", note="the list")
    return made


def ends(space: Workspace, **choices: object) -> list[tuple[str, str]]:
    return [(e["last"], e["about"]) for e in ask(space, Q, "news", **choices)["ends"]]


def test_ends_are_those_of_the_day_and_of_the_months_after_it(space: Workspace) -> None:
    assert ends(space) == [
        ("2026-11-25", "Alpha · 1 Leadership · Malawi"),
        ("2026-12-31", "Alpha · 8 End to end support · Malawi"),
        ("2026-12-31", "Beta · Alpha"),
        ("2027-01-31", "Memorandum"),
        ("2027-04-30", "Alpha · 4 Dedicated Law Enforcement · Malawi"),
    ]
    assert [last for last, _ in ends(space, months=1)] == ["2026-11-25"]
    assert ("2027-05-31", "Alpha · 3 Legislation · Malawi") in ends(space, months=7)


def test_of_a_country_are_its_records_and_those_of_its_organisations(space: Workspace) -> None:
    assert ends(space, countries=["MLI"]) == [("2026-12-31", "Beta · Alpha")]
    assert "Memorandum" not in {about for _, about in ends(space, countries=["MWI"])}


def test_work_that_goes_on_by_an_old_source_alone_has_grown_old(space: Workspace) -> None:
    stale = ask(space, Q, "news")["stale"]
    assert [(s["capability"], s["source"]) for s in stale] == [("6", "old"), ("8", "old")]
    assert ask(space, Q, "news", countries=["MLI"])["stale"] == []
    earlier = Question(date(2026, 10, 1), Evidence.ALL)  # 36 months later to the day it is not older
    assert ask(space, earlier, "news")["stale"] == []


def test_what_was_saved_since_a_day_newest_first(space: Workspace) -> None:
    was = digest_now(space.snapshot(), "stakeholders", "a")
    space.save(
        [Entry("stakeholders", {"name": "Alpha House"}, "a", was)], at="2026-11-20T08:00:00Z", author="Bo"
    )
    found = ask(space, Q, "news", since=date(2026, 11, 15))["changes"]
    assert [(c["at"], c["what"], c["type"], c["about"], c["author"], c["record"]) for c in found] == [
        ("2026-11-20T08:00:00Z", "change", "Organisations", "Alpha House", "Bo", "a")
    ]
    both = ask(space, Q, "news", since=date(2026, 11, 1))["changes"]
    assert [c["at"] for c in both[:2]] == ["2026-11-20T08:00:00Z", "2026-11-01T10:00:00Z"]
    assert len(both) == 1 + 15
    assert {
        c["about"] for c in ask(space, Q, "news", since=date(2026, 11, 1), countries=["MLI"])["changes"]
    } == {
        "Mali",
        "Beta",
        "Beta · Alpha House",
    }


def test_the_records_of_a_large_update_are_counted(space: Workspace) -> None:
    many = [Entry("sources", {"source_id": f"s{i}", "title": f"Report {i}"}) for i in range(EACH + 1)]
    space.save(many, at="2026-11-21T08:00:00Z")
    (one,) = ask(space, Q, "news", since=date(2026, 11, 21))["changes"]
    assert (one["about"], one["records"], one["type"], one["record"]) == ("", EACH + 1, "Sources", "")


def test_of_a_large_update_those_of_a_country_are_counted_or_named(space: Workspace) -> None:
    """60 organisations of Mali, one of Malawi. Then all are removed: what they said tells where they were."""
    made = [
        Entry(
            "stakeholders",
            {"id": f"m{i}", "name": f"Body {i}", "kind": "ngo", "home_iso3": "MLI" if i else "MWI"},
        )
        for i in range(61)
    ]
    space.save(made, at="2026-11-21T08:00:00Z")
    now = space.snapshot()
    gone = [
        Entry(
            "stakeholders",
            id=e.values["id"],
            was=digest_now(now, "stakeholders", e.values["id"]),
            removed=True,
        )
        for e in made
    ]

    def told(*countries: str) -> list[tuple[str, str, int]]:
        found = ask(space, Q, "news", since=date(2026, 11, 21), countries=list(countries))
        return [(c["what"], c["about"], c["records"]) for c in found["changes"]]

    assert told() == [("add", "", 61)]
    assert told("MLI") == [("add", "", 60)]
    assert told("MWI") == [("add", "Body 0", 1)]
    space.save(gone, at="2026-11-22T08:00:00Z")
    assert told() == [("remove", "", 61), ("add", "", 61)]
    # what was added and is gone said nothing before, so nobody knows any more where it was
    assert told("MLI") == [("remove", "", 60)]
    assert told("MWI") == [("remove", "Body 0", 1)]


@pytest.mark.parametrize("name", ["demo", "register"])
def test_rows_about_a_country_are_those_that_concern_it(name: str) -> None:
    snapshot = shipped(name).snapshot()
    homes = homes_of(snapshot)
    for codes in ({"XAA"}, {"MWI", "GBR"}):
        for type_, frame in snapshot.frames.items():
            found = [not concerns(type_, frame.row(i), homes).isdisjoint(codes) for i in range(len(frame))]
            assert about(frame, codes, homes).tolist() == found


def test_a_record_that_is_gone_is_called_by_what_it_said(space: Workspace) -> None:
    frame = space.snapshot()["memberships"]
    was = digest_now(space.snapshot(), "memberships", frame.ids[0])
    space.save([Entry("memberships", id=frame.ids[0], was=was, removed=True)], at="2026-11-21T08:00:00Z")
    (one,) = ask(space, Q, "news", since=date(2026, 11, 21))["changes"]
    assert (one["what"], one["about"]) == ("remove", "Beta · Alpha")


def test_whoever_may_not_read_a_record_is_not_told_of_it(space: Workspace) -> None:
    secret = Entry("stakeholders", {"id": "safe-house", "name": "Safe house", "kind": "ngo", "tier": "RED"})
    space.save([secret], at="2026-11-20T10:00:00Z")
    space.save(
        [
            Entry(
                "stakeholders",
                {"note": "moved"},
                "safe-house",
                digest_now(space.records(), "stakeholders", "safe-house"),
            )
        ],
        at="2026-11-21T10:00:00Z",
    )
    assert "Safe house" in str(ask(space, Q, "news"))
    space.viewer = publishing(Tier.GREEN)
    told = str(ask(space, Q, "news"))
    assert "Safe house" not in told
    assert "safe-house" not in told


def test_an_organisation_that_is_the_same_as_another_keeps_its_own_name_in_the_news(space: Workspace) -> None:
    same = {"a_id": "a", "b_id": "b", "verdict": "same", "kept_id": "a", "source_id": "new"}
    space.save([Entry("judgements", same)], at="2026-11-02T10:00:00Z")
    changes = ask(space, Q, "news")["changes"]
    assert {"Alpha", "Beta"} <= {c["about"] for c in changes if c["name"] == "stakeholders"}
