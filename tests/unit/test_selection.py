"""A part of a snapshot never says more than the whole: lists stay whole, so absence keeps its meaning."""

from __future__ import annotations

from datetime import date

import pytest

from coordination.answers.asking import ask
from coordination.ingest.plan import plan
from coordination.model.changes import Batch, BatchKind, batch_id
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.store.selection import select
from coordination.workspace.service import Question, Workspace
from seed_data import workspaces

QUESTION = Question(date(2026, 11, 25))

#: Three countries. AAA's hotline (no country in the claim: its home counts) and BBB's are in a network whose
#: list is whole; the network is itself a member of a second one, with CCC's hotline. AAA has a body with a
#: whole list that nobody sits on. CCC and BBB are in a network of which the list is not whole, and in one of
#: which it is.
ROWS: dict[str, list[dict[str, str]]] = {
    "sources": [{"source_id": "s", "title": "S"}],
    "countries": [{"iso3": c, "name": c} for c in ("AAA", "BBB", "CCC")],
    "stakeholders": [
        {"id": i, "name": i, "home_iso3": h, "kind": "ngo", "source_id": "s"}
        for i, h in {
            "a": "AAA", "b": "BBB", "c": "CCC", "net": "", "union": "", "open": "", "far": "", "body": "AAA",
        }.items()
    ],
    "networks": [
        {"network_id": "net", "duties": "12", "members_complete": "yes"},
        {"network_id": "union", "duties": "12", "members_complete": "yes"},
        {"network_id": "open", "duties": "1", "members_complete": "no"},
        {"network_id": "far", "duties": "1", "members_complete": "yes"},
    ],
    "memberships": [
        {"member_id": m, "network_id": n, "status": "active", "source_id": "s", "verified": "yes"}
        for m, n in [
            ("a", "net"), ("b", "net"), ("net", "union"), ("c", "union"), ("b", "open"), ("c", "open"),
            ("b", "far"), ("c", "far"),
        ]
    ],
    "committee_bodies": [{"body_id": "body", "iso3": "AAA", "seats_complete": "yes", "source_id": "s"}],
}  # fmt: skip


def test_lists_that_name_the_country_are_kept_whole_and_so_are_those_that_may_name_it() -> None:
    part = select(Snapshot.from_rows(ROWS), ["AAA"])
    members = set(
        zip(part["memberships"]["member_id"].texts(), part["memberships"]["network_id"].texts(), strict=True)
    )
    # net names AAA; AAA pulls in net, which is a member of union, but union itself is named by nothing that is
    # kept, so it is left behind; open may name AAA; far is whole and does not.
    assert set(part["networks"].ids) == {"net", "open"}
    assert members == {("a", "net"), ("b", "net"), ("b", "open"), ("c", "open")}
    assert set(part["committee_bodies"].ids) == {"body"}
    assert {"a", "b", "c", "net", "open", "body"} <= set(part["stakeholders"].ids)


def test_what_is_stated_for_every_country_is_copied_with_its_source() -> None:
    # duty 1: for every country, for AAA and for BBB, each "no"; work without a country: of a, which is at home in
    # AAA, and of b, which is not
    tables = {
        **ROWS,
        "sources": [{"source_id": s, "title": s} for s in ("s", "of-all", "of-bbb")],
        "duty_reviews": [
            {
                "duty": "1",
                "iso3": country,
                "instruments_complete": "no",
                "reviewed_on": "2026",
                "method": "desk_review",
                "source_id": source,
            }
            for country, source in (("", "of-all"), ("AAA", "s"), ("BBB", "of-bbb"))
        ],
        "work": [
            {"stakeholder_id": who, "objective": "1", "means": "m", "title": who, "source_id": "s"}
            for who in ("a", "b")
        ],
    }
    part = select(Snapshot.from_rows({**tables, "memberships": [], "networks": []}), ["AAA"])
    assert sorted(part["duty_reviews"]["iso3"].texts()) == ["", "AAA"]
    assert set(part["sources"].ids) == {"of-all", "s"}
    assert part["work"]["stakeholder_id"].texts() == ["a"]


def test_a_list_that_is_whole_for_every_country_closes_no_pair_that_is_open() -> None:
    # duty 1: whole for every country, but CCC says no. BBB and CCC are together in far, which AAA is not in: without
    # far, or without the word of CCC, the copy of AAA would say of BBB and CCC, or of AAA and CCC, what nobody said
    told = {"duty": "1", "reviewed_on": "2026", "method": "desk_review", "source_id": "s"}
    reviews = [
        {**told, "iso3": "", "instruments_complete": "yes"},
        {**told, "iso3": "CCC", "instruments_complete": "no"},
    ]
    lists = {k: [r for r in ROWS[k] if r["network_id"] == "far"] for k in ("networks", "memberships")}
    part = select(Snapshot.from_rows({**ROWS, **lists, "duty_reviews": reviews}), ["AAA"])
    rows = ask(_loaded(part), QUESTION, "corridors", duties=("1",))["corridors"]
    assert {(c["a"], c["b"]): c["state"] for c in rows} == {  # type: ignore[attr-defined]
        ("AAA", "BBB"): "gap",
        ("BBB", "CCC"): "covered",
    }


def test_a_treaty_that_the_country_is_not_a_party_to_is_kept_so_that_this_stays_known() -> None:
    # AAA has joined neither. Who is on the whole list of a treaty is asked of every country, so it comes with its
    # list; a memorandum of BBB and CCC says nothing about AAA, and is left behind
    agreements = [
        {"id": i, "name": i, "kind": kind, "parties_complete": "yes", "source_id": "s"}
        for i, kind in (("pact", "treaty"), ("charter", "regional_convention"), ("memo", "mou"))
    ]
    parties = [
        {"agreement_id": i, "iso3": c, "status": "active", "source_id": "s", "verified": "yes"}
        for i in ("pact", "charter", "memo")
        for c in ("BBB", "CCC")
    ]
    rows = {**ROWS, "agreements": agreements, "agreement_parties": parties}
    part = select(Snapshot.from_rows(rows), ["AAA"])
    assert set(part["agreements"].ids) == {"pact", "charter"}
    assert len(part["agreement_parties"]) == 4


@pytest.mark.parametrize("country", ["XAA", "XAB", "XAC", "XAD"])
def test_obligations_of_a_part_are_those_of_the_whole(country: str) -> None:
    whole = Workspace("whole", MemoryStore())
    whole.store.prepare()
    whole.import_files([workspaces()["demo"].folder], at="2026-11-25T00:00:00Z")
    part = _loaded(select(whole.snapshot(), [country]))

    def told(w: Workspace) -> set[tuple[object, object, object]]:
        rows = ask(w, QUESTION, "obligations", country=country)["undertakings"]
        return {(u["undertaking"], u["standing"], u["since"]) for u in rows}  # type: ignore[attr-defined]

    assert told(part) == told(whole)


def _loaded(snapshot: Snapshot) -> Workspace:
    store = MemoryStore()
    store.prepare()
    changes = plan(store.snapshot(), snapshot.frames)
    ident = batch_id(changes, BatchKind.IMPORT)
    store.apply(changes, Batch(ident, BatchKind.IMPORT, "2026-11-25T00:00:00Z", "t", "", base=changes.base))
    return Workspace("part", store)


@pytest.mark.parametrize("country", ["XAA", "XAB", "XAC"])
def test_corridors_and_seats_of_a_part_are_those_of_the_whole(country: str) -> None:
    whole = Workspace("whole", MemoryStore())
    whole.store.prepare()
    whole.import_files([workspaces()["demo"].folder], at="2026-11-25T00:00:00Z")
    part = _loaded(select(whole.snapshot(), [country]))

    def corridors(w: Workspace) -> dict[tuple[str, str, str], str]:
        rows = ask(w, QUESTION, "corridors")["corridors"]
        return {
            (c["a"], c["b"], c["duty"]): c["state"]
            for c in rows  # type: ignore[attr-defined]
            if country in (c["a"], c["b"])
        }

    ours, theirs = corridors(part), corridors(whole)
    assert {k: v for k, v in theirs.items() if v == "covered"} == {
        k: v for k, v in ours.items() if v == "covered"
    }
    # a gap may become unknown (a whole list that does not name the country is left behind), never the reverse
    assert {k for k, v in ours.items() if v == "gap"} <= {k for k, v in theirs.items() if v == "gap"}
    seats = {
        tuple(s[k] for k in ("country", "body", "seat", "state"))
        for s in ask(part, QUESTION, "seats", countries=[country])["seats"]
    }
    assert seats == {
        tuple(s[k] for k in ("country", "body", "seat", "state"))
        for s in ask(whole, QUESTION, "seats", countries=[country])["seats"]
    }
