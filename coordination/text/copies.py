"""What a workspace that was copied for some countries says of what did not come with it: not copied is not unknown."""

from __future__ import annotations

from collections.abc import Sequence

from coordination.text.sentences import Name, Sentence, sentence

__all__ = ["candidates_left_out", "named", "others", "others_are_left_out"]

Countries = Sequence[Name] | str


def others_are_left_out(countries: Countries) -> Sentence:
    """Of a copy as a whole."""
    return sentence(
        "This is a copy made for {countries}: what is recorded of other countries was not copied.",
        countries=countries,
    )


def others(n: int, countries: Countries) -> Sentence:
    """Of ``n`` countries that a table of all of them leaves out."""
    return sentence(
        "Not in this copy: {n} country. It was made for {countries}; what is recorded of others was not copied.",
        "Not in this copy: {n} countries. It was made for {countries}; what is recorded of others was not copied.",
        n=n,
        countries=countries,
    )


def named(missing: Countries, countries: Countries) -> Sentence:
    """Of countries that were asked about."""
    return sentence(
        "Not in this copy: {missing}. It was made for {countries}; what is recorded of others was not copied. That "
        "nothing is listed here does not mean that there is nothing.",
        missing=missing,
        countries=countries,
    )


def candidates_left_out(countries: Countries) -> Sentence:
    """Where it is told whom to ask."""
    return sentence(
        "This is a copy made for {countries}: what organisations do in other countries was not copied. The workspace "
        "that it was copied from may name others whom to ask.",
        countries=countries,
    )
