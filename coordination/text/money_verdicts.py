"""What the pages and documents about money say first: of a country, of a funder, of everything; and of grants that may
have ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.text.sentences import sentence
from coordination.text.verdicts import Verdict, some

__all__ = ["country", "everything", "funder", "may_have_ended"]


def may_have_ended(grants: int) -> Verdict:
    """Of some grants that they may have ended, where there are any."""
    return some(
        sentence(
            "{n} grant may have ended: it began more than 36 months ago, and no end and no newer source is recorded. "
            "It is in no sum.",
            "{n} grants may have ended: they began more than 36 months ago, and no end and no newer source is "
            "recorded. They are in no sum.",
            n=grants,
        )
    )


def _old(given: Mapping[str, Any]) -> int:
    return sum(g["may_have_ended"] for g in given["grants"])


def _without_dates(given: Mapping[str, Any]) -> Verdict:
    """Of grants that count and have neither a beginning nor an end: whether they still run. Own budgets are none."""
    found = [g for g in given["grants"] if g["funder"] != g["recipient"] and not g["may_have_ended"]]
    return some(
        sentence(
            "{n} grant has no date on record: whether it still runs is not known.",
            "{n} grants have no date on record: whether they still run is not known.",
            n=sum(not g["since"] and not g["until"] for g in found),
        )
    )


def everything(countries: int, funders: int, grants: int, amounts: int, old: int = 0) -> Verdict:
    """All recorded money: funders, countries that they pay in, grants, and grants with an amount; ``old``: grants that
    may have ended, which are in none of these."""
    if not funders:
        return [
            sentence("No funding is recorded yet. That does not say that nobody pays."),
            *may_have_ended(old),
        ]
    return [
        sentence(
            "{n} funder is known to pay in {countries}.",
            "{n} funders are known to pay in {countries}.",
            n=funders,
            countries=[sentence("{n} country", "{n} countries", n=countries)],
        ),
        sentence(
            "An amount is recorded for {amounts} of {n} grant.",
            "An amount is recorded for {amounts} of {n} grants.",
            n=grants,
            amounts=amounts,
        ),
        *may_have_ended(old),
    ]


def country(given: Mapping[str, Any]) -> Verdict:
    """One country: funders, capabilities that they pay for, those with a provider of one known funder, and those where
    one more provider changes the status."""
    funders = sum(not f["may_have_ended"] for f in given["funders"])
    paid = len({r["capability"] for r in given["funding"] if not r["may_have_ended"]})
    single, more = (len({r["capability"] for r in given[k]}) for k in ("dependence", "where"))
    out = some(
        sentence(
            "{n} funder is known, for {paid}.",
            "{n} funders are known, for {paid}.",
            n=funders,
            paid=[sentence("{n} capability", "{n} capabilities", n=paid)],
        )
    ) or [
        sentence("Nobody is known to pay today.")
        if given["funders"]
        else sentence("No funder is recorded. That does not say that nobody pays.")
    ]
    out += may_have_ended(_old(given)) + _without_dates(given)
    out += some(
        sentence(
            "{n} capability has a provider with only one known funder.",
            "{n} capabilities have a provider with only one known funder.",
            n=single,
        )
    )
    out += some(
        sentence(
            "For {n} of these, that funding may have ended. It still counts there, because nobody has said that it "
            "ended.",
            n=single - len({r["capability"] for r in given["dependence"] if not r["may_have_ended"]}),
        )
    )
    return out + some(
        sentence(
            "One more provider, or a successor, would improve {n} capability.",
            "One more provider, or a successor, would improve {n} capabilities.",
            n=more,
        )
    )


def funder(given: Mapping[str, Any]) -> Verdict:
    """One funder: grants, countries, grants with an amount, and capabilities that lose a provider with its money."""
    paying = [g for g in given["grants"] if not g["may_have_ended"]]
    grants, countries = len(paying), len({c for g in paying for c in g["places"]})
    amounts = sum(g["amount"] is not None for g in paying)
    lost = len({(c["country"], c["capability"]) for r in given["leaves"] for c in r["lost"]})
    out: Verdict = [
        sentence(
            "{n} grant is recorded, in {countries}.",
            "{n} grants are recorded, in {countries}.",
            n=grants,
            countries=[sentence("{n} country", "{n} countries", n=countries)],
        ),
        sentence("An amount is recorded for {n} of them.", n=amounts)
        if amounts
        else sentence("No amount is recorded."),
    ]
    if not paying:
        out = [sentence("It is not known to pay today.")]
    out += may_have_ended(_old(given)) + _without_dates(given)
    return out + some(
        sentence(
            "If its funding ends, {n} capability loses a provider.",
            "If its funding ends, {n} capabilities lose a provider.",
            n=lost,
        )
    )
