"""What the pages and documents about money say first: of a country, of a funder, of everything.

How many grants run, how many are on record without dates and how many may have ended are three numbers that no sentence
adds. That somebody *pays* is said of running grants alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from coordination.text.amounts import in_currency
from coordination.text.sentences import sentence
from coordination.text.verdicts import Verdict, some

__all__ = ["counts", "country", "everything", "funder", "may_have_ended", "sums", "undated"]


def undated(grants: int) -> Verdict:
    """Of some grants that they have no dates, where there are any."""
    return some(
        sentence(
            "{n} grant is on record, without dates: whether it still runs is not known.",
            "{n} grants are on record, without dates: whether they still run is not known.",
            n=grants,
        )
    )


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


def counts(running: int, without: int, old: int, *, dated: bool, said: bool = False) -> Verdict:
    """How many grants run, have no dates (``without``), may have ended (``old``). ``dated``: some has a first or a last
    day; ``said``: that nobody pays was said."""
    perhaps = may_have_ended(old)
    if running:
        runs = sentence("{n} grant is running.", "{n} grants are running.", n=running)
        return [runs, *undated(without), *perhaps]
    if without and not dated:
        none = sentence(
            "No grant with a date is on record; {n} is on record without dates.",
            "No grant with a date is on record; {n} are on record without dates.",
            n=without,
        )
        return [none, *perhaps]
    nobody = [sentence("No grant is known to run today.")] if (without or old) and not said else []
    return [*nobody, *undated(without), *perhaps]


def sums(found: Iterable[tuple[str, float]]) -> Verdict:
    """What the awards of running grants come to, by (currency, amount)."""
    said = [
        in_currency(int(amount) if amount == int(amount) else f"{Decimal(str(amount)):.2f}", currency)
        for currency, amount in found
    ]
    return [sentence("Awards of running grants, by currency: {sums}.", sums=said)] if said else []


def _counts(given: Mapping[str, Any]) -> Verdict:
    """How many of the grants of an answer are of each class; own budgets are of none."""
    grants = [g for g in given["grants"] if g["class"]]
    found = Counter(g["class"] for g in grants)
    dated = any(g["since"] or g["until"] for g in grants)
    return counts(found["running"], found["undated"], found["may_have_ended"], dated=dated, said=True)


def _sums(given: Mapping[str, Any]) -> Verdict:
    """What those in the sums come to."""
    found: dict[str, Decimal] = {}
    for g in given["grants"]:
        if g["in_sum"]:
            found[g["currency"]] = found.get(g["currency"], Decimal(0)) + Decimal(str(g["amount"]))
    return sums((c, float(found[c])) for c in sorted(found, key=lambda c: (not c, c)))


def everything(given: Mapping[str, Any]) -> Verdict:
    """All recorded money: who pays and in how many countries, and the grants of each class."""
    if not given["grants"]:
        return [sentence("No funding is recorded yet. That does not say that nobody pays.")]
    paying = [g for g in given["grants"] if g["pays"]]
    countries = {c["country"] for g in paying for c in g["pays"]}
    out = some(
        sentence(
            "{n} funder is known to pay today, in {countries}.",
            "{n} funders are known to pay today, in {countries}.",
            n=len({g["funder"] for g in paying}),
            countries=[sentence("{n} country", "{n} countries", n=len(countries))],
        )
    )
    return (out or [sentence("Nobody is known to pay today.")]) + _counts(given) + _sums(given)


def country(given: Mapping[str, Any]) -> Verdict:
    """One country: funders, capabilities that they pay for, the grants of each class, capabilities with a provider of
    one known funder, and those where one more provider changes the status."""
    paying = [r for r in given["funding"] if r["pays"]]
    single, more = (len({r["capability"] for r in given[k]}) for k in ("dependence", "where"))
    out = some(
        sentence(
            "{n} funder is known to pay today, for {paid}.",
            "{n} funders are known to pay today, for {paid}.",
            n=len({r["funder"] for r in paying}),
            paid=[sentence("{n} capability", "{n} capabilities", n=len({r["capability"] for r in paying}))],
        )
    ) or [
        sentence("Nobody is known to pay today.")
        if given["funders"]
        else sentence("No funder is recorded. That does not say that nobody pays.")
    ]
    out += _counts(given)
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
    """One funder: in which countries it pays, its grants of each class, and the capabilities that lose a provider with
    its money."""
    countries = {c["country"] for g in given["grants"] for c in g["pays"]}
    lost = len({(c["country"], c["capability"]) for r in given["leaves"] for c in r["lost"]})
    out = some(
        sentence(
            "It is known to pay today, in {n} country.",
            "It is known to pay today, in {n} countries.",
            n=len(countries),
        )
    ) or [sentence("It is not known to pay today.")]
    return [
        *out,
        *_counts(given),
        *_sums(given),
        *some(
            sentence(
                "If its funding ends, {n} capability loses a provider.",
                "If its funding ends, {n} capabilities lose a provider.",
                n=lost,
            )
        ),
    ]
