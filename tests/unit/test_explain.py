"""Every sentence behind a cell leads to a row: providers, what makes them one, what ends, what contradicts."""

from __future__ import annotations

from datetime import date

from coordination.analytics.explain import Explanation, explain
from coordination.sentences import ENGLISH, Name
from coordination.snapshot import Snapshot
from tests.unit.test_coverage import at, delivers, look, world


def reasons(snapshot: Snapshot, capability: str = "12") -> tuple[Explanation, list[tuple[str, str, str]]]:
    found = explain(at(snapshot), "MWI", capability)

    def name(n: Name) -> str:
        return n.id

    return found, [(r.part, ENGLISH.render(r.text, name), r.claim) for r in found.reasons]


def claims(snapshot: Snapshot, name: str) -> list[str]:
    return list(snapshot[name].ids)


def test_what_makes_two_providers_one_is_named_with_its_rows() -> None:
    under = {"child_id": "a", "parent_id": "b", "kind": "part_of", "source_id": "s"}
    snapshot = world(deliveries=[delivers("a"), delivers("b")], affiliations=[under])
    _, said = reasons(snapshot)
    assert ("group", "a and b count as one: all stand under b.", "") in said
    assert ("group", "a stands under b.", claims(snapshot, "affiliations")[0]) in said


def test_shared_money_is_named_with_its_rows() -> None:
    pays = [{"funder_id": "fund", "recipient_id": who, "source_id": "s"} for who in ("a", "b")]
    snapshot = world(deliveries=[delivers("a"), delivers("b")], funding=pays)
    _, said = reasons(snapshot)
    assert ("group", "a and b count as one: fund is the only known funder of each.", "") in said
    rows = {claim for part, text, claim in said if part == "group" and text.startswith("fund pays")}
    assert rows == set(claims(snapshot, "funding"))


def test_expiring_names_what_ends() -> None:
    money = [{"funder_id": "fund", "recipient_id": "b", "until": "2027-03", "source_id": "s"}]
    snapshot = world(deliveries=[delivers("a", until="2027-05"), delivers("b")], funding=money)
    _, said = reasons(snapshot)
    texts = [text for part, text, claim in said if part == "flag" and claim]
    assert texts == ["The work of a ends: 2027-05.", "The money of fund for b ends: 2027-03."]


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
    assert ends == ["recalled, not confirmed).", "not confirmed).", "read in the source)."]


def test_nothing_known_is_said_and_is_no_gap() -> None:
    found, said = reasons(world())
    assert found.rule == 7
    assert said == [("rule", "Unknown: nobody has looked. This is not a gap.", "")]


def test_a_look_is_quoted_with_its_day_and_method() -> None:
    snapshot = world(reviews=[look("found", phase="3", note="seen in the yearbook")])
    found, said = reasons(snapshot)
    assert found.rule == 3
    assert said[1] == (
        "look",
        "Looked 2026-02-01 (desk review): found, phase 3. seen in the yearbook",
        claims(snapshot, "reviews")[0],
    )
    assert at(snapshot).as_of == date(2026, 11, 25)


def test_what_is_missing_below_is_told_from_what_is_there_without_support() -> None:
    # 17 needs 3 and one of 4 and 12; 4 and 12 need 3. 3 was looked for and not found; 4 and 12 work, so they are
    # there, and without the law neither has support
    told = [delivers("a", capability=n) for n in ("4", "12", "17")]
    _, said = reasons(world(deliveries=told, reviews=[look("not_found", capability="3")]), "17")
    flags = [text for part, text, _ in said if part == "flag"]
    at = flags.index("Without support: what it rests on is missing: 3.")
    assert flags[at + 1 : at + 3] == [
        "4 is there, but itself without support.",
        "12 is there, but itself without support.",
    ]


def test_where_one_of_two_would_do_both_are_named() -> None:
    # 16 needs one of 3 and 19; both were looked for and not found
    looks = [look("not_found", capability=n) for n in ("3", "19")]
    _, said = reasons(world(deliveries=[delivers("a", capability="16")], reviews=looks), "16")
    assert ("flag", "Without support: what it rests on is missing: one of 3 or 19.", "") in said
