"""Organisations that were judged to be the same stand as one in every answer, and nothing else changes."""

from __future__ import annotations

import random
from datetime import date

import pytest

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.analytics.board.coverage import coverage
from coordination.analytics.network.partners import partners
from coordination.model.merged import merged, merging, naming_organisations
from coordination.model.name_index import name_index
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.workspace.editing import Entry
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import edition
from graph_schema.issues import errors_in
from graph_schema.schema import SCHEMA
from graph_schema.values import ListOf
from tests.oracle import answers
from tests.oracle import graphs as slow_graphs
from tests.oracle.cells import View
from tests.oracle.edition import default_edition
from tests.oracle.merged import rewritten
from tests.oracle.small import small
from tests.oracle.world import Tables, read_world
from tests.said import as_json
from tests.worlds import AS_OF, random_world

T = date(2024, 6, 15)
AT = "2026-11-29T10:00:00Z"


def judged(a: str, b: str, verdict: str = "same", kept: str = "", on: str = "2026-01-01") -> dict[str, str]:
    kept = kept or (a if verdict == "same" else "")
    return {"a_id": a, "b_id": b, "verdict": verdict, "kept_id": kept, "reviewed_on": on}


def view_of(judgements: list[dict[str, str]], **rows: list[dict[str, str]]) -> Snapshot:
    return merged(Snapshot.from_rows({**small(**rows), "judgements": judgements}))


def into(*judgements: dict[str, str]) -> dict[str, str]:
    ends = [{"stakeholder_id": i, "capability": "12"} for j in judgements for i in (j["a_id"], j["b_id"])]
    return dict(merging(Snapshot.from_rows({**small(deliveries=ends), "judgements": list(judgements)})).into)


def test_without_a_merge_it_is_the_very_snapshot() -> None:
    rows = small(deliveries=[{"stakeholder_id": i, "capability": "12"} for i in "ab"])
    for judgements in ([], [judged("a", "b", "different")], [judged("a", "b", "unsure")]):
        snapshot = Snapshot.from_rows({**rows, "judgements": judgements})
        assert merged(snapshot) is snapshot
        assert snapshot.as_recorded is snapshot


def test_two_providers_that_are_one_secure_nothing() -> None:
    """Capability 12 needs two independent providers. a and b are two: covered; as one they are one: fragile."""
    rows = [{"stakeholder_id": i, "capability": "12"} for i in "ab"]
    for judgements, state in (([], "covered"), ([judged("a", "b")], "fragile")):
        view = view_of(judgements, deliveries=rows)
        cover = coverage(facts_of(view, edition("mnr-2016")), T)
        assert str(cover.state(cover.index("MWI", "12"))) == state


def test_who_is_kept_does_not_depend_on_the_order_of_judgements() -> None:
    """a=b keeps b, b=c keeps c: c is the one that nothing gives up. Without such a one, the one kept last."""
    chain = [judged("a", "b", kept="b"), judged("b", "c", kept="c")]
    assert into(*chain) == into(*chain[::-1]) == {"a": "c", "b": "c"}
    two = [judged("a", "b", kept="a", on="2025"), judged("b", "c", kept="c", on="2026")]
    assert into(*two) == {"a": "c", "b": "c"}
    circle = [
        judged("a", "b", kept="b", on="2024"),
        judged("b", "c", kept="c", on="2026"),
        judged("c", "a", kept="a", on="2025"),
    ]
    assert into(*circle) == {"a": "c", "b": "c"}


def test_what_contradicts_itself_is_not_merged_and_is_told() -> None:
    rows = small(deliveries=[{"stakeholder_id": i, "capability": "12"} for i in "abcde"])
    judgements = [judged("a", "b"), judged("b", "c"), judged("c", "a", "different"), judged("d", "e")]
    found = merging(Snapshot.from_rows({**rows, "judgements": judgements}))
    assert found.contradictions == (("a", "b", "c"),)
    assert found.into == {"e": "d"}


def test_records_are_named_by_the_one_that_is_kept_and_keep_their_ids() -> None:
    """The partnership of the two goes; the two deliveries from one source that say the same count once, the one of the
    organisation that is kept; the third, from elsewhere, stays under its own id."""
    rows = small(
        deliveries=[
            {"stakeholder_id": "b", "capability": "12", "basis": "said of b"},
            {"stakeholder_id": "a", "capability": "12", "basis": "said of a"},
            {"stakeholder_id": "b", "capability": "12", "source_id": "t"},
        ],
        ties=[{"a_id": "a", "b_id": "b"}, {"a_id": "b", "b_id": "c"}],
        reviews=[{"capability": "3", "outcome": "found", "reviewed_on": "2020", "reviewer": "b"}],
        networks=[
            {"network_id": "b", "capabilities": "3;4", "members_complete": "yes", "tier": "RED"},
            {"network_id": "a", "capabilities": "4;7", "members_complete": "", "tier": "GREEN"},
        ],
        sources=[{"source_id": "t"}],
    )
    records = Snapshot.from_rows({**rows, "judgements": [judged("a", "b")]})
    view = merged(records)
    assert view.id == records.id
    assert view.as_recorded is records
    assert view["stakeholders"].ids == ["a", "c"]
    assert view["deliveries"]["stakeholder_id"].texts() == ["a", "a"]
    assert set(view["deliveries"].ids) < set(records["deliveries"].ids)
    assert sorted(view["deliveries"]["basis"].texts()) == ["", "said of a"]
    assert [r[:2] for r in view["ties"].rows()] == [("a", "c")]
    assert view["reviews"]["reviewer"].texts() == ["a"]
    assert view["networks"].ids == ["a"]
    assert view["networks"].row(0) | {
        "capabilities": "4;7;3",
        "members_complete": "yes",
        "tier": "RED",
    } == view["networks"].row(0)


def test_the_other_organisation_is_found_under_its_names() -> None:
    rows = small(
        stakeholders=[
            {"id": "a", "name": "Child Watch"},
            {"id": "b", "name": "Kids Watch", "short_name": "KW"},
        ]
    )
    index = name_index(view_of([judged("a", "b")], **{k: v for k, v in rows.items() if v}), "stakeholders")
    assert [index.find(text).id for text in ("b", "Kids Watch", "KW", "Child Watch")] == ["a"] * 4


def test_a_workspace_answers_by_the_view_and_corrects_the_records() -> None:
    """A judgement is an ordinary record: saved, then taken out again, and every answer is what it was."""
    w = Workspace("x", MemoryStore())
    q = Question(T)
    rows = small(
        deliveries=[{"stakeholder_id": i, "capability": "12"} for i in "ab"],
        sources=[{"source_id": "s", "title": "S"}],
    )
    for row in rows["stakeholders"]:
        row["name"] = row["id"] * 3
    entries = [Entry(name, values) for name in SCHEMA for values in rows.get(name, []) if name != "countries"]
    entries.append(Entry("countries", {"iso3": "MWI", "name": "Malawi"}))
    assert not errors_in(w.save(entries, at=AT).issues)
    before, board = w.snapshot(), [str(s) for s in w.cover(q).states]
    outcome = w.save([Entry("judgements", judged("a", "b"))], at=AT, author="tester")
    assert not errors_in(outcome.issues)
    assert outcome.result
    assert w.snapshot()["stakeholders"].ids == ["a"]
    assert sorted(w.records()["stakeholders"].ids) == ["a", "b"]
    assert w.pinned().records().id == w.records().id
    assert [str(s) for s in w.cover(q).states] != board
    w.undo(outcome.result.batch, at=AT)
    assert w.snapshot().id == before.id
    assert [str(s) for s in w.cover(q).states] == board


@pytest.mark.parametrize("kept", ["", "c"])
def test_the_one_that_is_kept_is_one_of_the_two(kept: str) -> None:
    w = Workspace("x", MemoryStore())
    people = [Entry("stakeholders", {"id": i, "name": f"Body {i}", "kind": "ngo"}) for i in "abc"]
    found = w.save([*people, Entry("judgements", {**judged("a", "b"), "kept_id": kept})], at=AT)
    assert [i.code for i in errors_in(found.issues)] == ["E-KEPT"]


def test_no_list_names_organisations() -> None:
    """A field that lists several organisations would have to be read part by part."""
    named = [(t, n) for t in SCHEMA.values() for n in naming_organisations(t)]
    assert [(t.name, n) for t, n in named if isinstance(t.prop(n).value, ListOf)] == []


def with_judgements(seed: int) -> Tables:
    tables = random_world(seed, "small")
    rng = random.Random(seed)
    ids = [r["id"] for r in tables["stakeholders"]]
    rng.shuffle(ids)
    pairs = list(zip(ids[::2], ids[1::2], strict=False))[: rng.randint(1, 3)]
    tables["judgements"] = [
        judged(a, b, rng.choice(["same", "same", "same", "different", "unsure"])) for a, b in pairs
    ]
    return tables


@pytest.mark.parametrize("seed", range(40))
def test_random_worlds_are_what_their_rewritten_tables_say(seed: int) -> None:
    tables = with_judgements(seed)
    view, by_hand = merged(Snapshot.from_rows(tables)), rewritten(tables)
    e, evidence = edition("mnr-2016"), list(Evidence)[seed % 2]
    facts = facts_of(view, e, evidence)
    cover = coverage(facts, AS_OF)
    slow = answers.coverage(by_hand, default_edition(), AS_OF, str(evidence))["cells"]
    assert [(c["state"], c["groups"]) for c in slow] == [
        (str(s), n) for s, n in zip(cover.states, cover.n.tolist(), strict=True)
    ]
    world = View(read_world(by_hand, str(evidence)), default_edition())
    found, expected = as_json(partners(facts, AS_OF).found()), slow_graphs.partners(world.world, AS_OF)
    assert (found["ei"], found["components"]) == (expected["ei"], expected["components"])
    alone = [[x["stakeholder"] for x in given["isolates"]] for given in (found, expected)]
    assert alone[0] == alone[1]
