"""What is recorded in general only, or for a part of the country only. It counts as in place; whether the country has
it is a question, which comes before a second provider or a successor is sought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.records import NOBODY, RECORDS, Record, ranks
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.values import Scope

__all__ = ["WIDER", "asked_first", "title", "told", "wider"]

WIDER: Final = frozenset({Scope.GENERAL, Scope.PART_OF_COUNTRY})


#: What a wide record speaks of.
_SCOPE: Final = {Record.GENERAL: Scope.GENERAL, Record.PART: Scope.PART_OF_COUNTRY}


def wider(cover: Coverage, cell: int) -> frozenset[Scope]:
    """What the records of who provides it speak of, where every one of them is in general or for a part of the country
    (METHODS 2, ``record``); else none."""
    if RECORDS[int(cover.record[cell])] not in _SCOPE or cover.record[cell] == NOBODY:
        return frozenset()
    found = ranks(cover.facts)[cover.delivery_rows(cell, "provides")]
    return frozenset(_SCOPE[RECORDS[r]] for r in found.tolist())


def title(capability: Name, scopes: frozenset[Scope]) -> Sentence:
    """What there is of it."""
    if scopes == {Scope.GENERAL}:
        return sentence("{capability}: recorded only in general", capability=capability)
    if scopes == {Scope.PART_OF_COUNTRY}:
        return sentence("{capability}: recorded only for a part of the country", capability=capability)
    return sentence(
        "{capability}: recorded only in general or for a part of the country", capability=capability
    )


def told(scopes: frozenset[Scope]) -> Sentence:
    """What is not known of it."""
    if scopes == {Scope.GENERAL}:
        return sentence(
            "It is recorded only for children, violence or crime in general: whether it covers online sexual "
            "exploitation is not known."
        )
    if scopes == {Scope.PART_OF_COUNTRY}:
        return sentence(
            "It is recorded only for a part of the country: whether the rest of the country has it is not known."
        )
    return sentence(
        "It is recorded only in general or for a part of the country: whether the whole country has it for online "
        "sexual exploitation is not known."
    )


def asked_first(capability: Name, country: Name, group: Sequence[Name]) -> Sentence:
    """What to do first: those who provide it know what they cover."""
    return sentence(
        "Review first: ask {group} what is covered in {country}, and who else provides {capability}.",
        capability=capability,
        country=country,
        group=group,
    )
