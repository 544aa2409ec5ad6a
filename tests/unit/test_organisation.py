"""One organisation: by hand in the fictional region, and beside the other answers everywhere."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coordination.analytics.base.facts import Facts
from coordination.analytics.loss import cascade
from coordination.analytics.loss.cascade import WhatIf, what_if
from coordination.analytics.loss.scenario import Scenario
from coordination.answers.asking import answer_of, ask
from coordination.cli import cli
from coordination.model.snapshot import Snapshot
from coordination.text.sentences import ENGLISH
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError
from graph_schema.ids import StakeholderId
from tests.ready import shipped

Q = Question(date(2026, 11, 25))


@pytest.fixture(scope="module", params=["demo", "register"])
def any_workspace(request: pytest.FixtureRequest) -> Workspace:
    return shipped(request.param).pinned()


@pytest.fixture(scope="module")
def demo() -> Workspace:
    return shipped("demo").pinned()


def about(w: Workspace, who: str) -> dict[str, Any]:
    return ask(w, Q, "organisation", organisation=who)


def test_a_hotline_by_hand(demo: Workspace) -> None:
    """From the files of the region: two deliveries, three partnerships, one network, one body above it, no grant of its
    own; nobody else takes 12, while CavaNet gives notice too."""
    found = about(demo, "c-hotline")
    assert (found["kind"], found["country"]) == ("ngo", "XAC")
    carried = [(c["country"], c["capability"], c["falls"]) for c in found["carries"]]
    assert carried == [("XAC", "12", True), ("XAC", "16", False)]
    partners = {t["b"] if t["a"] == "c-hotline" else t["a"] for t in found["ties"]}
    assert partners == {"c-telco", "c-police", "c-house"}
    assert found["grants"] == []
    assert [(b["relation"], b["other"]) for b in found["belongs"]] == [
        ("member_of", "hotline-circle"),
        ("part_of", "c-house"),
    ]
    assert (found["lost"], found["weaker"], found["unsupported"]) == (1, 1, 0)


def test_what_follows_if_it_stops_is_worked_out_once(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of an organisation asks for it and for its what-if. Of records that no other test has asked."""
    unasked = replace(demo, _pin=Snapshot.of(demo.snapshot().frames))
    worked = list[str]()

    def counting(facts: Facts, as_of: date, changes: Scenario, **more: Any) -> WhatIf:
        worked.extend(changes.texts)
        return what_if(facts, as_of, changes, **more)

    monkeypatch.setattr(cascade, "what_if", counting)
    about(unasked, "c-telco")
    ask(unasked, Q, "what-if", changes=["stakeholder:c-telco"])
    assert worked == ["stakeholder:c-telco"]
    ask(unasked, Q, "what-if", changes=["stakeholder:c-telco"], keep_ground=True)
    ask(unasked, replace(Q, as_of=date(2026, 1, 1)), "what-if", changes=["stakeholder:c-telco"])
    assert worked == ["stakeholder:c-telco"] * 3


def test_what_belongs_to_a_network_stands_on_both_sides(demo: Workspace) -> None:
    members = {b["other"] for b in about(demo, "hotline-circle")["belongs"] if b["relation"] == "has_member"}
    assert "c-hotline" in members
    units = {b["other"] for b in about(demo, "c-house")["belongs"] if b["relation"] == "has_unit"}
    assert "c-hotline" in units


def test_the_parts_are_those_of_the_other_answers(any_workspace: Workspace) -> None:
    """Of the twenty with the most partnerships: what it provides, its partnerships, its grants, what falls."""
    w = any_workspace
    ties = ask(w, Q, "partners")["ties"]
    grants = ask(w, Q, "donors")["grants"]
    losses = {r["stakeholder"]: r for r in ask(w, Q, "sweep")["losses"]}
    count: dict[str, int] = {}
    for t in ties:
        for end in (t["a"], t["b"]):
            count[end] = count.get(end, 0) + 1
    cover = w.cover(Q)
    looked = sorted(count, key=lambda o: (-count[o], o))[:20]
    assert len(looked) == 20
    for who in looked:
        found = about(w, who)
        assert found["ties"] == [t for t in ties if who in (t["a"], t["b"])]
        assert found["grants"] == [g for g in grants if who in (g["funder"], g["recipient"])]
        provided = {cover.name(i) for i in range(len(cover.states)) if who in cover.cell(i).providers}
        assert {(c["country"], c["capability"]) for c in found["carries"]} == provided
        if who in losses:
            loss = losses[who]
            assert (found["lost"], found["unsupported"]) == (loss["fallen"], loss["unsupported"])
            assert found["channels"] == loss["duties_lost"]


def test_hand_offs_by_hand(demo: Workspace) -> None:
    """Almara Hotline provides 12 and 16. Of what flows to and from them, nobody has recorded a partnership with those
    who provide 9 and 18; it works with the cyber unit (4), Safe Almara (2 and 13) and AlmaTel (13)."""
    rows = {(h["own"], h["way"], h["other"]): h for h in about(demo, "a-hotline")["handoffs"]}
    assert {key: h["state"] for key, h in rows.items()} == {
        ("12", "hands_over", "2"): "linked",
        ("12", "hands_over", "4"): "linked",
        ("12", "hands_over", "13"): "linked",
        ("12", "hands_over", "18"): "not_recorded",
        ("12", "receives", "9"): "not_recorded",
        ("16", "receives", "4"): "linked",
        ("16", "receives", "17"): "unknown",
    }
    assert rows["12", "hands_over", "13"]["partners"] == ["a-safe", "a-telco"]
    assert rows["12", "receives", "9"]["others"] == ["a-msw"]
    assert rows["12", "receives", "9"]["partners"] == []


def test_hand_offs_are_those_of_the_audit(any_workspace: Workspace) -> None:
    """Each hand-off of the audit in which an organisation stands on one side only is a row of its answer."""
    w = any_workspace
    audit = ask(w, Q, "handoffs")["handoffs"]
    sides = {who for h in audit for who in (*h["needs_by"], *h["gives_by"])}
    assert sides
    for who in sorted(sides)[::20]:
        expected = set()
        for h in audit:
            needs, gives = who in h["needs_by"], who in h["gives_by"]
            if needs != gives:
                others = h["gives_by"] if needs else h["needs_by"]
                flow = (
                    ("receives", h["needs"], h["gives"]) if needs else ("hands_over", h["gives"], h["needs"])
                )
                tied = {x for pair in h["ties"] if who in pair for x in pair} & set(others)
                expected.add((h["country"], *flow, h["state"], tuple(others), tuple(sorted(tied))))
        found = [
            (
                h["country"],
                h["way"],
                h["own"],
                h["other"],
                h["state"],
                tuple(h["others"]),
                tuple(h["partners"]),
            )
            for h in about(w, who)["handoffs"]
        ]
        assert len(found) == len(expected)
        assert set(found) == expected


def test_it_says_who_pays(demo: Workspace) -> None:
    """From funding.csv: one funder until June 2027; two funders; its parent, without an end; its own budget; nobody; a
    grant that is over."""

    def told(who: str) -> list[str]:
        answer = answer_of("organisation")
        asked = answer.options(organisation=StakeholderId(who))
        found = answer.tables["carries"].notes(answer.ask(demo, Q, asked))
        return [ENGLISH.render(s, lambda name: name.id) for s in found if "funder" in s.text]

    assert told("a-safe") == ["Only one funder of it is known: tide-trust, until 2027-06-30."]
    assert told("a-helpline") == ["2 funders of it are known."]
    assert told("c-outreach") == ["Only one funder of it is known: c-house."]
    assert told("a-telco") == told("a-hotline") == told("e-kids") == []


def test_an_unknown_one_is_named(demo: Workspace) -> None:
    with pytest.raises(UsageError, match="no organisation 'nobody'"):
        about(demo, "nobody")


def test_the_command(tmp_path: Path) -> None:
    env = {"MNR_HOME": str(tmp_path), "COLUMNS": "200"}
    asked = ["organisation", "c-hotline", "--store", "demo", "--as-of", "2026-11-25"]
    said = CliRunner().invoke(cli, [*asked, "--format", "table"], env=env).stdout
    assert "It provides 2 capabilities in 1 country. 1 would have no provider without it." in " ".join(
        said.split()
    )
    table = CliRunner().invoke(cli, [*asked, "--table", "belongs", "--format", "csv"], env=env).stdout
    assert "Hotline Circle" in table
    found = json.loads(CliRunner().invoke(cli, [*asked, "--format", "json"], env=env).stdout)
    assert found["stakeholder"] == "c-hotline"
