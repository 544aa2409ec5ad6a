"""The sentences with which the graph of a country and its assessments open (as :mod:`coordination.text.verdicts`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from coordination.text.sentences import sentence
from coordination.text.verdicts import Verdict, some

__all__ = ["assessments", "clusters", "whole_graph"]


def assessments(findings: Sequence[str | None]) -> Verdict:
    """What assessments of enablers and outcomes found; None = nobody assessed it."""
    count, total = Counter(findings), len(findings)
    if count[None] == total:
        return [
            sentence(
                "No enabler or outcome has been assessed here. That does not say that it is not in place."
            )
        ]
    return [
        sentence(
            "{n} of {total} enablers and outcomes is in place.",
            "{n} of {total} enablers and outcomes are in place.",
            n=count["in_place"],
            total=total,
        ),
        *some(sentence("{n} is partly in place.", "{n} are partly in place.", n=count["partly"])),
        *some(sentence("{n} is not in place.", "{n} are not in place.", n=count["not_in_place"])),
        *some(
            sentence(
                "{n} has not been assessed, or it is unclear.",
                "{n} have not been assessed, or it is unclear.",
                n=count[None] + count["unclear"],
            )
        ),
    ]


def whole_graph(organisations: int, bare: int, alone: int, total: int) -> Verdict:
    """Everything connected to a country: ``bare``: capabilities without a provider; ``alone``: with one only."""
    out = [
        sentence("{n} organisation is in the graph.", "{n} organisations are in the graph.", n=organisations)
    ]
    out += some(
        sentence(
            "{n} of {total} capabilities has no recorded provider.",
            "{n} of {total} capabilities have no recorded provider.",
            n=bare,
            total=total,
        )
    )
    return out + some(
        sentence("{n} depends on one organisation.", "{n} depend on one organisation each.", n=alone)
    )


def clusters(countries: int, joined: int) -> Verdict:
    """All countries as clusters, and how many pairs of them are connected."""
    return [
        sentence("{n} country is in the graph.", "{n} countries are in the graph.", n=countries),
        sentence(
            "{n} connection between countries is on record.",
            "{n} connections between countries are on record.",
            n=joined,
        ),
    ]
