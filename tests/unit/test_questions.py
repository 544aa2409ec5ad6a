"""What the questions add to the analytics: parts of an answer for a country, and questions that cannot be asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coordination.answers.asking import ask
from coordination.ingest.plan import plan
from coordination.model.changes import Batch, BatchKind, batch_id
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError
from tests.oracle.small import small

T = date(2024, 6, 15)
Q = Question(T)


def loaded(**tables: list[dict[str, Any]]) -> Workspace:
    store = MemoryStore()
    store.prepare()
    changes = plan(store.snapshot(), Snapshot.from_rows(small(**tables)).frames)
    ident = batch_id(changes, BatchKind.IMPORT)
    store.apply(changes, Batch(ident, BatchKind.IMPORT, "2024-06-15T00:00:00Z", "t", "", base=changes.base))
    return Workspace("w", store)


def gives(who: str, number: str, **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "capability": number, **more}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("12:x", "'12:x' does not say which phase is to be reached"),
        ("12:", "'12:' does not say which phase is to be reached"),
        ("12:-1", "does not say which phase"),
        ("12:9", "Phase 9 does not exist"),
        ("99:2", "There is no capability '99'"),
        (":3", "There is no capability ''"),
    ],
)
def test_a_phase_to_reach_that_is_none(text: str, message: str) -> None:
    w = loaded(countries=[{"iso3": "KEN"}])
    with pytest.raises(UsageError, match=message) as caught:
        ask(w, Q, "maturity", countries=["KEN"], reach=text)
    assert caught.value.hint


def test_a_phase_to_reach() -> None:
    # nothing is known, so everything counts as 1. 4 needs 3: two raises carry it at 2, and at 4 where no phase is said
    w = loaded(countries=[{"iso3": "KEN"}])
    found: Any = ask(w, Q, "maturity", countries=["KEN"], reach="4:2")["to_reach"]
    assert [(r["capability"], r["to"]) for r in found[0]["raises"]] == [("3", 2), ("4", 2)]
    found = ask(w, Q, "maturity", countries=["KEN"], reach="4")["to_reach"]
    assert [(r["capability"], r["to"]) for r in found[0]["raises"]] == [("3", 4), ("4", 4)]


def test_a_difference_from_a_later_day_is_told_backwards() -> None:
    # on 15 June 2024 a provides 12; on 1 January 2026 b does too, and a has ended; c is heard of in 2025, since when is
    # not known, for 13, and the tie of a and b has begun
    w = loaded(
        sources=[{"source_id": "late", "publisher": "P", "published": "2025"}],
        deliveries=[
            gives("a", "12", until="2025-03"),
            gives("b", "12", since="2025"),
            gives("c", "13", since="", source_id="late"),
        ],
        ties=[{"a_id": "a", "b_id": "b", "since": "2025-02"}],
    )
    forth: Any = ask(w, Question(date(2026, 1, 1)), "diff", since=T)
    back: Any = ask(w, Q, "diff", since=date(2026, 1, 1))
    assert (back["before"], back["after"]) == ("2026-01-01", "2024-06-15")
    moves = {c["capability"]: (c["before"], c["after"], c["move"]) for c in back["cells"]}
    assert moves == {"12": ("fragile", "fragile", "same"), "13": ("fragile", "unknown", "lost_sight")}
    (twelve, thirteen) = back["cells"]
    assert (twelve["providers_added"], twelve["providers_gone"]) == (["a"], ["b"])
    assert (thirteen["providers_gone"], thirteen["first_recorded"]) == (["c"], ["c"])
    assert (forth["ties_added"], forth["ties_gone"]) == (back["ties_gone"], back["ties_added"])
    assert [(s["after"], s["before"]) for s in forth["states"]] == [
        (s["before"], s["after"]) for s in back["states"]
    ]
    assert ask(w, Q, "diff", since=date(2026, 1, 1), countries=["MWI"])["cells"] == back["cells"]
    assert ask(w, Q, "diff", since=T)["cells"] == []


def test_answers_of_a_country_are_of_that_country() -> None:
    # fund pays a (MWI) and k (KEN) alone, for 12 in both, until March 2025; a - m - b in Malawi, k - l - n in Kenya
    # (homes). Of Malawi: its weak points, its cliff, its body
    w = loaded(
        stakeholders=[{"id": s, "home_iso3": "KEN"} for s in ("k", "l", "n")],
        deliveries=[gives("a", "12"), gives("k", "12", iso3="KEN")],
        funding=[
            {"funder_id": "fund", "recipient_id": "a", "until": "2025-03"},
            {"funder_id": "trust", "recipient_id": "k", "until": "2025-03"},
        ],
        ties=[{"a_id": a, "b_id": b} for a, b in ("am", "mb", "kl", "ln")],
        committee_bodies=[{"body_id": "board", "iso3": "KEN"}],
    )
    weak: Any = ask(w, Q, "weak-points", countries=["MWI"])
    assert [r["stakeholder"] for r in weak["sole_bridges"]] == ["m"]
    assert [r["funder"] for r in weak["sole_funders"]] == ["fund"]
    months: Any = ask(w, Q, "cliffs", countries=["MWI"])["months"]
    assert [(m["donors"], [c["country"] for c in m["cells"]]) for m in months if m["cells"]] == [
        (["fund"], ["MWI"])
    ]
    months = ask(w, Q, "cliffs", funder="trust")["months"]
    assert [c["country"] for m in months for c in m["cells"]] == ["KEN"]
    assert ask(w, Q, "seats", countries=["MWI"]) | {"snapshot": ""} == {
        "snapshot": "",
        "as_of": "2024-06-15",
        "edition": "mnr-2016",
        "evidence": "all",
        "seats": [],
        "without_body": ["MWI"],
    }


def test_what_changed_in_a_country_is_that_country_of_the_difference() -> None:
    # 12 in both countries begins in 2020, and was announced before: planned, then fragile; of Malawi alone the other 20
    # capabilities are unknown
    w = loaded(
        countries=[{"iso3": "KEN"}, {"iso3": "MWI"}],
        deliveries=[gives(c, "12", iso3=c, since="2020") for c in ("KEN", "MWI")],
    )
    first = date(2019, 6, 15)
    whole: Any = ask(w, Q, "diff", since=first)
    some: Any = ask(w, Q, "diff", since=first, countries=["mwi"])
    assert [(c["country"], c["capability"], c["move"]) for c in some["cells"]] == [("MWI", "12", "better")]
    assert some["cells"] == [c for c in whole["cells"] if c["country"] == "MWI"]
    assert {s["state"]: (s["before"], s["after"]) for s in some["states"] if s["before"] or s["after"]} == {
        "unknown": (20, 20),
        "planned": (1, 0),
        "fragile": (0, 1),
    }
    with pytest.raises(UsageError):
        ask(w, Q, "diff", since=first, countries=["QQQ"])


def test_what_binds_a_country_is_every_agreement_it_is_party_to() -> None:
    # Malawi is party to a convention without a duty across borders and to a memorandum for 4, has only signed another
    # one, gets money under a fourth, and a body of it is in a network without a duty and in one for 12
    w = loaded(
        agreements=[
            {"id": "crc", "kind": "treaty", "in_force": "1990"},
            {"id": "mou", "duties": "4"},
            {"id": "later", "duties": "3"},
            {"id": "fund", "kind": "funding"},
        ],
        agreement_parties=[
            {"agreement_id": "crc", "iso3": "MWI"},
            {"agreement_id": "crc", "iso3": "KEN"},
            {"agreement_id": "mou", "iso3": "MWI"},
            {"agreement_id": "later", "iso3": "MWI", "status": "signatory"},
            {"agreement_id": "fund", "iso3": "MWI"},
        ],
        networks=[{"network_id": "society"}, {"network_id": "lines", "duties": "12"}],
        memberships=[{"member_id": "a", "network_id": n} for n in ("society", "lines")],
    )
    found: Any = ask(w, Q, "agreements", country="MWI")["instruments"]
    assert [(r["instrument"], r["agreement"], r["duties"], r["countries"]) for r in found] == [
        ("crc", True, [], 2),
        ("lines", False, ["12"], 1),
        ("mou", True, ["4"], 1),
    ]
