"""Every sentence behind a cell leads to a row: providers, what makes them one, what ends, what contradicts."""

from __future__ import annotations

from datetime import date

from coordination.analytics.board.explain import Explanation, explain
from coordination.model.snapshot import Snapshot
from coordination.text.sentences import ENGLISH, Name
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.unit.test_coverage import at, delivers, look, world


def reasons(snapshot: Snapshot, capability: str = "12") -> tuple[Explanation, list[tuple[str, str, str]]]:
    found = explain(at(snapshot), "MWI", capability)

    def name(n: Name) -> str:
        return n.id

    return found, [(r.part, ENGLISH.render(r.text, name), r.claim or "") for r in found.reasons]


def claims(snapshot: Snapshot, name: str) -> list[str]:
    return list(snapshot[name].ids)


def test_what_makes_two_providers_one_is_named_with_its_rows() -> None:
    under = {"child_id": "a", "parent_id": "b", "kind": "part_of", "source_id": "s"}
    snapshot = world(deliveries=[delivers("a"), delivers("b")], affiliations=[under])
    _, said = reasons(snapshot)
    assert ("group", "a and b count as one: all belong to b.", "") in said
    assert ("group", "a is part of b.", claims(snapshot, "affiliations")[0]) in said


def test_shared_money_is_named_with_its_rows() -> None:
    pays = [{"funder_id": "fund", "recipient_id": who, "source_id": "s"} for who in ("a", "b")]
    snapshot = world(deliveries=[delivers("a"), delivers("b")], funding=pays)
    _, said = reasons(snapshot)
    assert ("group", "a and b count as one: fund is the only known funder of each.", "") in said
    rows = {claim for part, text, claim in said if part == "group" and text.startswith("fund funds")}
    assert rows == set(claims(snapshot, "funding"))


def test_expiring_names_what_ends() -> None:
    money = [{"funder_id": "fund", "recipient_id": "b", "until": "2027-03", "source_id": "s"}]
    snapshot = world(deliveries=[delivers("a", until="2027-05"), delivers("b")], funding=money)
    _, said = reasons(snapshot)
    texts = [text for part, text, claim in said if part == "flag" and claim]
    assert texts == ["The work of a ends: 2027-05.", "The funding from fund to b ends: 2027-03."]


def test_every_row_that_goes_on_says_when_it_ends() -> None:
    """a and b belong to one body and count as one provider; c goes on. The end of a alone moves nothing, so nothing is
    expiring: the end stands in the row of a, and in those of who takes over and who supports."""
    under = {"child_id": "a", "parent_id": "b", "kind": "part_of", "source_id": "s"}
    rows = [
        delivers("a", until="2027-05"),
        delivers("b"),
        delivers("c"),
        delivers("fund", role="stands_in", until="2028"),
        delivers("top", role="supports", until="2027-01-31"),
    ]
    found, said = reasons(world(deliveries=rows, affiliations=[under]))
    assert "expiring" not in found.flags
    ends = {
        text.split()[0]: text.partition(" Ends: ")[2]
        for part, text, claim in said
        if claim and part != "group"
    }
    assert ends == {"a": "2027-05.", "b": "", "c": "", "fund": "2028.", "top": "2027-01-31."}
    assert [r.named for r in found.reasons if r.part == "provider"] == [("a",), ("b",), ("c",)]


def test_a_conflict_names_the_row_that_says_otherwise() -> None:
    told = [
        delivers("a", since="2020"),
        delivers("b"),
        delivers("a", since="2020", until="2024", source_id="old"),
    ]
    snapshot = world(deliveries=told)
    _, said = reasons(snapshot)
    (claim,) = [claim for part, _, claim in said if part == "flag" and claim]
    assert snapshot["deliveries"].text("until", snapshot["deliveries"].position[claim]) == "2024"


def test_recalled_and_unsaid_are_told_apart() -> None:
    rows = [delivers("a", verified="recalled"), delivers("b", verified=""), delivers("c")]
    _, said = reasons(world(deliveries=rows))
    ends = [text.rsplit("(", 1)[1] for part, text, _ in said if part == "provider"]
    assert ends == ["from memory, not confirmed).", "not confirmed).", "checked against the source)."]


def test_where_one_national_body_is_normal_nobody_is_said_to_lack_a_second() -> None:
    """12, of which one with a successor is normal: a alone, a with b who has agreed to take over, a and b both."""

    def rule(*rows: dict[str, str]) -> str:
        return reasons(world(deliveries=list(rows)))[1][0][1]

    assert rule(delivers("a")) == (
        "Fragile: one national provider is normal here, but nobody is named who takes over if it stops."
    )
    assert rule(delivers("a"), delivers("b", role="stands_in")) == (
        "Covered: one provider is known, as is normal here, and b has agreed to take over if it stops."
    )
    assert rule(delivers("a"), delivers("b")) == (
        "Covered: 2 independent providers are known, where one with a successor is normal."
    )


def test_nothing_known_is_said_and_is_no_gap() -> None:
    found, said = reasons(world())
    assert found.rule == 7
    assert said == [("rule", "Unknown: there has been no review. This does not mean gap.", "")]


def test_a_look_is_quoted_with_its_day_and_method() -> None:
    snapshot = world(reviews=[look("found", phase="3", note="seen in the yearbook")])
    found, said = reasons(snapshot)
    assert found.rule == 3
    assert said[1] == (
        "look",
        "Review 2026-02-01 (desk review): found, phase 3. seen in the yearbook",
        claims(snapshot, "reviews")[0],
    )
    assert at(snapshot).as_of == date(2026, 11, 25)


def test_what_is_missing_below_is_told_from_what_is_there_without_support() -> None:
    # 17 needs 3 and one of 4 and 12; 4 and 12 need 3. 3 was looked for and not found; 4 and 12 work, so they are
    # there, and without the law neither has support
    told = [delivers("a", capability=n) for n in ("4", "12", "17")]
    _, said = reasons(world(deliveries=told, reviews=[look("not_found", capability="3")]), "17")
    flags = [text for part, text, _ in said if part == "flag"]
    at = flags.index("Prerequisite missing: 3.")
    assert flags[at + 1 : at + 3] == [
        "4 exists, but itself lacks a prerequisite.",
        "12 exists, but itself lacks a prerequisite.",
    ]


def test_where_one_of_two_would_do_both_are_named() -> None:
    # 16 needs one of 3 and 19; both were looked for and not found
    looks = [look("not_found", capability=n) for n in ("3", "19")]
    _, said = reasons(world(deliveries=[delivers("a", capability="16")], reviews=looks), "16")
    assert ("flag", "Prerequisite missing: one of 3 or 19.", "") in said


# -- money that has ended


def told(tables: Tables, evidence: str = "all") -> list[tuple[str, str]]:
    """(sentence, until of the row behind it) of the reasons about money that ended; 12 of MWI on 1 July 2027."""
    snapshot = Snapshot.from_rows(tables)
    found = explain(at(snapshot, date(2027, 7, 1), evidence), "MWI", "12")
    rows = snapshot["funding"]
    return [
        (ENGLISH.render(r.text, lambda n: n.id), rows.text("until", rows.position[r.claim]))
        for r in found.reasons
        if r.part == "group" and r.claim in rows.position and rows.text("until", rows.position[r.claim])
    ]


def does(*who: str) -> list[dict[str, str]]:
    return [{"stakeholder_id": w, "capability": "12"} for w in who]


def test_money_that_ended_is_told_and_whom_it_parts() -> None:
    """12 needs two. fund alone pays a and b until 30 June 2027: one group, fragile. The day after neither has known
    money: nobody said that they stopped, so they count, and apart: covered, and each says why."""
    money = [{"funder_id": "fund", "recipient_id": w, "until": "2027-06-30"} for w in ("a", "b")]
    tables = small(deliveries=does("a", "b"), funding=money)
    assert told(tables) == [
        (
            (
                "Known funding of a for this ended on 30 June 2027 (fund); its current funding is "
                "unknown. It is counted as still active, and it no longer counts as one with b, "
                "because only that funding linked them."
            ),
            "2027-06-30",
        ),
        (
            (
                "Known funding of b for this ended on 30 June 2027 (fund); its current funding is "
                "unknown. It is counted as still active, and it no longer counts as one with a, "
                "because only that funding linked them."
            ),
            "2027-06-30",
        ),
    ]
    cover = at(Snapshot.from_rows(tables), date(2027, 6, 30))
    assert [r for r in explain(cover, "MWI", "12").reasons if "ended" in r.text.text] == []


def test_money_that_ended_parts_a_funder_from_whom_it_paid() -> None:
    """a provides and alone pays b until 2026; c is paid by somebody else: it was apart, and is."""
    money = [
        {"funder_id": "a", "recipient_id": "b", "until": "2026"},
        {"funder_id": "fund", "recipient_id": "c"},
    ]
    ((text, _),) = told(small(deliveries=does("a", "b", "c"), funding=money))
    assert text == (
        "Known funding of b for this ended on 31 December 2026 (a); its current funding is "
        "unknown. It is counted as still active, and it no longer counts as one with a, "
        "because only that funding linked them."
    )


def test_money_that_ended_parts_nobody_who_is_still_one() -> None:
    """As the first, but both stand under one roof: they are one group before and after."""
    money = [{"funder_id": "fund", "recipient_id": w, "until": "2027-06-30"} for w in ("a", "b")]
    roof = [{"child_id": w, "parent_id": "top"} for w in ("a", "b")]
    texts = [t for t, _ in told(small(deliveries=does("a", "b"), funding=money, affiliations=roof))]
    assert all(t.endswith("It is counted as still active.") for t in texts)
    assert len(texts) == 2


def test_money_that_ended_is_the_last_for_this_cell() -> None:
    """a had fund until 2025 and, for 12, trust until 31 May 2027, by two sources; other paid it for 13 alone. Told is
    the last day, with trust, and both rows. b has money that runs beside some that ended; c's runs from 2028 only: no
    known money ended. d's is a finished one-off without a date."""
    money = [
        {"funder_id": "fund", "recipient_id": "a", "until": "2025"},
        {"funder_id": "trust", "recipient_id": "a", "until": "2027-05", "capabilities": "12"},
        {
            "funder_id": "trust",
            "recipient_id": "a",
            "until": "2027-05-31",
            "capabilities": "12",
            "source_id": "t",
        },
        {"funder_id": "other", "recipient_id": "a", "until": "2027-06-15", "capabilities": "13"},
        {"funder_id": "fund", "recipient_id": "b", "until": "2025"},
        {"funder_id": "third", "recipient_id": "b"},
        {"funder_id": "fund", "recipient_id": "c", "since": "2028"},
        {"funder_id": "fund", "recipient_id": "d", "status": "ended"},
    ]
    sources = [{"source_id": "s"}, {"source_id": "t", "published": "2010"}]
    found = told(small(deliveries=does("a", "b", "c", "d"), funding=money, sources=sources))
    assert found[0][0] == (
        "Known funding of a for this ended on 31 May 2027 (trust); its current funding is "
        "unknown. It is counted as still active."
    )
    assert found[1][0].startswith("The funding from trust to a ended: 2027-05")
    assert sorted(until for _, until in found) == ["2027-05", "2027-05-31"]
    assert len(found) == 2


def test_what_parted_otherwise_is_not_put_down_to_money() -> None:
    """fund alone paid a and b in 2025; b had a second funder from 2026 on, which parted them; a's money ends with
    2026. The last day of a's money they were two already."""
    money = [
        {"funder_id": "fund", "recipient_id": "a", "until": "2026"},
        {"funder_id": "fund", "recipient_id": "b"},
        {"funder_id": "trust", "recipient_id": "b", "since": "2026"},
    ]
    ((text, _),) = told(small(deliveries=does("a", "b"), funding=money))
    assert text.endswith("its current funding is unknown. It is counted as still active.")


def test_ended_money_of_the_evidence_that_counts() -> None:
    """Under confirmed, the recalled money that runs is not counted: then the confirmed one has ended."""
    money = [
        {"funder_id": "fund", "recipient_id": "a", "until": "2026"},
        {"funder_id": "trust", "recipient_id": "a", "verified": "recalled"},
    ]
    tables = small(deliveries=does("a"), funding=money)
    assert told(tables) == []
    assert len(told(tables, "confirmed")) == 1


def test_what_is_recorded_in_general_only_is_said_first_and_the_sign_is_the_one_of_the_board() -> None:
    """3, of which one is enough: a law about children in general is in place, and whether it covers online cases is
    not known. A second record about online cases leaves that question out."""
    general = delivers("a", capability="3", scope="general")
    _, said = reasons(world(deliveries=[general]), "3")
    assert [text for part, text, _ in said if part == "rule"] == [
        "One provider is enough, and 1 independent provider is known.",
        "It is recorded only for children, violence or crime in general: whether it covers online sexual exploitation "
        "is not known.",
    ]
    _, said = reasons(world(deliveries=[general, delivers("a", capability="3", source_id="s2")]), "3")
    assert len([part for part, _, _ in said if part == "rule"]) == 1


def test_a_connection_to_a_shared_database_is_a_reason_of_what_it_opens_and_decides_nothing() -> None:
    """The database opens 7 only: it is no reason of 4, which it supports. Who has left or is about to join is not
    connected."""
    base = {
        "id": "db",
        "name": "Image database",
        "kind": "database_access",
        "capabilities": "7;4",
        "duties": "7",
    }
    rows = [
        {
            "agreement_id": "db",
            "iso3": "MWI",
            "stakeholder_id": "police",
            "status": "connected",
            "verified": "yes",
        },
        {
            "agreement_id": "db",
            "iso3": "MWI",
            "status": "connected",
            "verified": "recalled",
            "source_id": "t",
        },
        {"agreement_id": "db", "iso3": "MWI", "status": "invited", "source_id": "u"},
        {"agreement_id": "db", "iso3": "KEN", "status": "connected"},
    ]
    snapshot = world(agreements=[base], agreement_parties=rows)
    found, said = reasons(snapshot, "7")
    connected = [(part, text) for part, text, _ in said if part == "connection"]
    assert connected == [
        ("connection", "The country is connected to: db (from memory, not confirmed)."),
        ("connection", "police is connected to: db."),
    ]
    assert found.rule == 7
    assert not [part for part, _, _ in reasons(snapshot, "4")[1] if part == "connection"]
