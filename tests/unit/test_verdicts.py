"""The sentences with which pages and documents open. Expected words follow from the figures by hand."""

from __future__ import annotations

import pytest

from coordination.text import money_verdicts, verdicts
from coordination.text.languages import language_for
from coordination.text.sentences import ENGLISH


def told(sentences: verdicts.Verdict, code: str = "en") -> str:
    language = ENGLISH if code == "en" else language_for(code)
    return " ".join(language.render(s, lambda name: name.id) for s in sentences)


def test_a_board_names_what_is_missing_weak_and_unknown() -> None:
    # 6 + 3 + 1 + 11 = 21 capabilities; what is covered needs no word
    counts = {"gap": 6, "fragile": 3, "unknown": 1, "covered": 11}
    assert told(verdicts.board(counts)) == (
        "6 of 21 capabilities are missing. 3 have too few independent providers. 1 is unknown."
    )


def test_where_nothing_is_known_nothing_is_called_missing_or_none() -> None:
    words = told(verdicts.board({"unknown": 21}))
    assert words == "No information yet about any of the 21 capabilities. Unknown is not missing."
    assert told(verdicts.by_country(0, 243, 0)) == "No information yet about any country."
    assert "unknown" in told(verdicts.ends(24, 0, "", 0, 0, 0))
    assert "does not say" in told(money_verdicts.everything(0, 0, 0, 0))
    assert "does not say" in told(verdicts.cooperation(0, 0, 0))


def test_a_board_without_a_known_gap_does_not_say_that_there_is_none() -> None:
    assert told(verdicts.board({"covered": 2, "unknown": 3})) == (
        "No review found one of the 5 capabilities without anybody. 3 are unknown."
    )
    assert told(verdicts.board({"covered": 2, "single": 1})) == (
        "All 3 capabilities have as many providers as they need."
    )


@pytest.mark.parametrize(
    ("gaps", "code", "words"),
    [
        (1, "en", "1 of 9 capabilities is missing."),
        (2, "en", "2 of 9 capabilities are missing."),
        (1, "fr", "1 capacité sur 9 manque."),
        (2, "fr", "2 capacités sur 9 manquent."),
        (1, "es", "Falta 1 de 9 capacidades."),
        (2, "es", "Faltan 2 de 9 capacidades."),
    ],
)
def test_one_and_many_in_three_languages(gaps: int, code: str, words: str) -> None:
    assert told(verdicts.board({"gap": gaps, "covered": 9 - gaps}), code) == words


def test_what_one_publisher_or_one_funder_is_the_only_one_of() -> None:
    """Eleven publishers may be the only source for fourteen statuses; of two providers one may have a single funder."""
    assert told(verdicts.single_points(2, 0, 0, 0, 11)) == (
        "2 capabilities have one known independent provider. 11 publishers are each the only source for a status."
    )
    assert told(verdicts.single_points(2, 0, 1, 0, 0, country=True)).endswith(
        "1 organisation alone connects others, in this country or abroad."
    )
    money = {
        "funders": [{"may_have_ended": False}] * 2 + [{"may_have_ended": True}],
        "funding": [
            {"capability": "12", "may_have_ended": False},
            {"capability": "13", "may_have_ended": True},
        ],
        # one with a beginning, one without any day, an own budget without one, one that may have ended
        "grants": [
            {"funder": f, "recipient": "r", "since": since, "until": "", "may_have_ended": old}
            for f, since, old in (
                ("f", "2025", False),
                ("g", "", False),
                ("r", "", False),
                ("h", "2015", True),
            )
        ],
        "dependence": [{"capability": n, "may_have_ended": old} for n, old in (("12", False), ("13", True))],
        "where": [],
    }
    assert told(money_verdicts.country(money)) == (
        "2 funders are known, for 1 capability. 1 grant may have ended: it began more than 36 months ago, and no end "
        "and no newer source is recorded. It is in no sum. 1 grant has no date on record: whether it still runs is "
        "not known. 2 capabilities have a provider with only one known funder. For 1 of these, that funding may have "
        "ended. It still counts there, because nobody has said that it ended."
    )


def test_a_second_number_has_its_own_form() -> None:
    # one country, many grants: each number has the form of its own noun
    assert told(money_verdicts.everything(1, 2, 3, 1)) == (
        "2 funders are known to pay in 1 country. An amount is recorded for 1 of 3 grants."
    )


def test_what_was_only_recorded_stands_apart_from_what_changed() -> None:
    # one better, one worse; two learned and three first recorded were only heard of: 2 + 3 = 5
    assert told(verdicts.history(1, 1, 2, 0, 3)) == (
        "1 capability got better. 1 capability got worse. 5 were recorded for the first time."
    )
    assert told(verdicts.history(0, 0, 1, 0, 0)) == (
        "No capability is known to have really changed. 1 was recorded for the first time."
    )
    assert told(verdicts.history(0, 0, 0, 0, 0)) == "No recorded status changed between these two days."


def test_ends_say_of_how_many_grants_one_knows() -> None:
    assert told(verdicts.ends(24, 0, "", 0, 2, 145)) == (
        "No capability is known to get weaker within 24 months. Ends are recorded for 2 of 145 grants."
    )


def test_channels_count_what_is_not_known_apart() -> None:
    # 6 open + 9 not known = 15 pairs
    assert told(verdicts.channels(15, 6, 0, 0, 0, 9)) == (
        "Between 6 of 15 pairs of countries the channel is open. Of 9 it is not known."
    )
    assert told(verdicts.channels(5, 2, 0, 0, 0, 3, of_country=True)) == (
        "The channel is open with 2 of 5 other countries. Of 3 it is not known."
    )


def test_a_network_counts_each_member_at_work_once() -> None:
    given = {
        "members": ["a", "b", "c"],
        "matrix": [{"members": ["a", "b"]}, {"members": ["b"]}],
        "without_any_tie": ["c"],
        "nobody_known": [],
    }
    assert told(verdicts.network(given)) == (
        "The work of 2 of 3 members is recorded. 1 has no recorded partnership with police, hotline or ministry."
    )


@pytest.mark.parametrize(
    "sign", ["gap", "fragile", "uncounted", "single", "unattributed", "planned", "covered", "unknown"]
)
def test_every_sign_has_its_sentence(sign: str) -> None:
    assert len(verdicts.reason(sign, 1, 2)) == 1
    assert "needs 2" not in told(verdicts.reason(sign, 1, 2, one_is_normal=True))
    assert ("gap" in told(verdicts.reason(sign, 1, 2))) == (sign == "unknown")  # "That is not a gap."


def test_where_one_provider_with_a_successor_is_normal_two_are_not_called_as_many_as_it_needs() -> None:
    assert told(verdicts.reason("covered", 2, 2, one_is_normal=True)) == (
        "Covered: 2 independent providers are known, where one with a successor is normal."
    )
    assert told(verdicts.reason("covered", 2, 2)) == (
        "Covered: 2 independent providers are known, as many as it needs."
    )


def test_who_provides_what_counts_each_kind_of_what_has_no_provider_by_itself() -> None:
    """21 = 10 with a provider + 2 in place without a named one + 1 found missing + 8 that nobody knows."""
    without = {"unattributed": 2, "gap": 1, "unknown": 8}
    assert told(verdicts.carriers(7, 10, 4, 21, without)) == (
        "7 organisations are known to provide 10 of 21 capabilities. 4 of these have one provider only. "
        "2 were found, but no provider is named. 1 is missing. 8 are unknown."
    )
    assert told(verdicts.carriers(0, 0, 0, 21, {"unknown": 21})) == (
        "No provider is known yet for any of the 21 capabilities."
    )
