"""The sentences with which the graph of a country and its assessments open (as :mod:`coordination.text.verdicts`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from coordination.text.sentences import Partial, sentence
from coordination.text.verdicts import Verdict, board, some

__all__ = ["assessments", "checks", "clusters", "routes", "whole_graph"]


def assessments(findings: Sequence[str | None], latest: str) -> Verdict:
    """What assessments of enablers and outcomes found; None = nobody assessed it. ``latest``: the last day."""
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
                "{n} was assessed and is unclear.", "{n} were assessed and are unclear.", n=count["unclear"]
            )
        ),
        *some(sentence("{n} has not been assessed.", "{n} have not been assessed.", n=count[None])),
        sentence("The latest assessment is of {day}.", day=Partial(latest)),
    ]


def checks(records: int, statuses: int, organisations: int) -> Verdict:
    """Which records to check: how many, how many statuses hang on one of them, how many organisations can answer."""
    if not records:
        return [sentence("No status here would change if an unchecked or old record were wrong.")]
    return [
        sentence(
            "{n} status would change if an unchecked or old record were wrong.",
            "{n} statuses would change if an unchecked or old record were wrong.",
            n=statuses,
        ),
        sentence("One organisation can answer.", "{n} organisations can answer.", n=organisations),
    ]


def whole_graph(organisations: int, statuses: Sequence[str], alone: int) -> Verdict:
    """Everything connected to a country: how its board stands, and ``alone``: how many capabilities that need more
    providers have one only."""
    there = sentence(
        "{n} organisation is in the graph.", "{n} organisations are in the graph.", n=organisations
    )
    none = sentence("No organisation is on record here.")
    depend = sentence("{n} depends on one organisation.", "{n} depend on one organisation each.", n=alone)
    return [there if organisations else none, *board(Counter(statuses)), *some(depend)]


def clusters(pairs: Sequence[tuple[str, str]], countries: int) -> Verdict:
    """All countries as clusters, and how many pairs of them are connected; ``pairs``: ends of every connection."""
    joined = {frozenset(p) for p in pairs if all(end.startswith("Country:") for end in p)}
    return [
        sentence("{n} country is in the graph.", "{n} countries are in the graph.", n=countries),
        sentence(
            "{n} pair of countries is connected by work or partnerships on record.",
            "{n} pairs of countries are connected by work or partnerships on record.",
            n=len(joined),
        ),
    ]


def routes(states: Sequence[str]) -> Verdict:
    """From report to rescue: how many routes to a child get through, how many from another entrance only, on how many
    organisations only work together, how many stop, lack a recorded hand-off, are not known."""
    count, total = Counter(map(str, states)), len(states)
    if not total:
        return []
    if count["unknown"] == total:
        return [
            sentence(
                "Of {total} routes from a report to a child, none is known well enough to say whether a case gets "
                "through.",
                total=total,
            )
        ]
    told = [
        *some(sentence("{n} gets through", "{n} get through", n=count["open"])),
        *some(
            sentence(
                "{n} gets through from another entrance only",
                "{n} get through from another entrance only",
                n=count["other_entrance"],
            )
        ),
        *some(
            sentence(
                "{n} relies on organisations that only work together",
                "{n} rely on organisations that only work together",
                n=count["together"],
            )
        ),
        *some(sentence("{n} stops at a gap", "{n} stop at a gap", n=count["broken"])),
        *some(
            sentence("{n} lacks a recorded hand-off", "{n} lack a recorded hand-off", n=count["not_recorded"])
        ),
        *some(sentence("{n} is not known", "{n} are not known", n=count["unknown"])),
    ]
    return [sentence("Of {total} routes from a report to a child, {told}.", total=total, told=told)]
