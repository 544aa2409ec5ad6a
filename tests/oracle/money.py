"""Money (METHODS 16), the slow way: every grant of a day, with all that is said about it: whether it runs, has no dates
or may have ended, what it pays for, and what its amount is in the sum of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.cells import View
from tests.oracle.dates import add_months, end_exclusive
from tests.oracle.world import Claim, split_list

__all__ = ["GRANT", "Told", "may_have_ended", "paid", "sums", "told"]

#: What makes rows rows of one grant.
GRANT = ("funder_id", "recipient_id", "iso3", "since", "title")


def _last_day(text: str) -> date | None:
    end = end_exclusive(text)
    return end - timedelta(days=1) if end else None


def may_have_ended(view: View, day: date) -> list[Claim]:
    """The rows of grants of another that have an open end, began more than 36 months before the day, as late as their
    dates can mean, and that no source published in these months tells of."""
    grants: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in view.world.active("funding", day):
        grants[tuple(claim.get(k) for k in GRANT)].append(claim)
    out = []
    for claims in grants.values():
        began, told = [], []
        for claim in claims:
            source = view.world.sources.get(claim.source, {})
            published = source.get("published", "")
            told.append(_last_day(published))
            began.append(_last_day(claim.get("since") or published or source.get("retrieved", "")))
        starts, news = [d for d in began if d], [d for d in told if d]
        edge = add_months(day, -36)
        own = claims[0].get("funder_id") == claims[0].get("recipient_id")
        open_end = any(claim.end is None for claim in claims)
        if open_end and not own and starts and min(starts) < edge and all(d < edge for d in news):
            out += claims
    return out


@dataclass
class Told:
    """A grant as it is listed: ``which`` is its class, "" of an own budget; ``pays``: (country, capability) it pays
    for; ``on``: where its recipient works for it; ``over``: the last day of that work, where all of it has ended."""

    which: str
    kind: str
    amount: tuple[str, str] | None
    pays: set[tuple[str, str]] = field(default_factory=set)
    on: set[tuple[str, str]] = field(default_factory=set)
    over: str = ""
    wholes: set[str] = field(default_factory=set)


Key = tuple[str, ...]


def told(view: View, day: date, countries: set[str]) -> dict[Key, Told]:
    """Every grant and own budget that counts on the day; what it pays for in these countries."""
    grants: dict[Key, list[Claim]] = defaultdict(list)
    for claim in view.world.active("funding", day):
        grants[tuple(claim.get(k) for k in GRANT)].append(claim)
    old, out = may_have_ended(view, day), {}
    for key, claims in grants.items():
        if key[0] == key[1]:
            which = ""
        elif any(c is x for c in claims for x in old):
            which = "may_have_ended"
        else:
            which = "running" if any(c.get("since") or c.get("until") for c in claims) else "undated"
        kinds = {c.get("amount_kind") for c in claims} - {""}
        sums = {(c.get("amount"), c.get("currency")) for c in claims if c.get("amount")}
        grant = Told(which, kinds.pop() if len(kinds) == 1 else "", sums.pop() if len(sums) == 1 else None)
        grant.wholes = {c.get("share_of") for c in claims} - {""}
        ended = []
        for claim in claims:
            on, over = _work(view, claim, day, countries)
            grant.on |= on
            ended += over
        if which in ("running", "") and grant.kind not in ("call", "pledge"):
            grant.pays = set(grant.on)
        if ended and not grant.on:
            grant.over = max(ended).isoformat()
        out[key] = grant
    return out


def _work(
    view: View, claim: Claim, day: date, countries: set[str]
) -> tuple[set[tuple[str, str]], list[date]]:
    """Where the recipient works on what the row may pay; and of the cells in which all of its work is over the last day
    of it."""
    named = {
        n
        for number in split_list(claim.get("capabilities"))
        for n in view.edition.numbers_here(claim.get("edition"), number)
    }
    on, over = set(), []
    for country in countries:
        if claim.get("iso3") not in ("", country):
            continue
        for number in view.edition.capabilities:
            if split_list(claim.get("capabilities")) and number not in named:
                continue
            own = [
                d
                for role in ("provides", "supports")
                for d in view.deliveries(country, number, role)
                if d.get("stakeholder_id") == claim.get("recipient_id")
            ]
            if any(d.active(day) for d in own):
                on.add((country, number))
            elif not any(d.planned(day) for d in own):
                over += [d.end - timedelta(days=1) for d in own if d.lapsed(day) and d.end]
    return on, over


def sums(view: View, day: date, countries: set[str] | None = None) -> tuple[dict[str, Fraction], set[Key]]:
    """What running awards come to, by currency, and which these are; of ``countries``: of those that pay for something
    there. A part of one that is in it is not added again."""
    every = told(view, day, countries or set())
    first = {
        key
        for key, g in every.items()
        if g.which == "running" and g.kind == "award" and g.amount and (countries is None or g.pays)
    }
    out: dict[str, Fraction] = defaultdict(Fraction)
    last = {key for key in first if not _above(every, key) & first}
    for key in last:
        amount, currency = every[key].amount or ("0", "")
        out[currency] += Fraction(amount)
    return dict(out), last


def _above(every: dict[Key, Told], key: Key) -> set[Key]:
    """The grants that it is a part of, by their titles, and those that these are a part of."""
    found: set[Key] = set()
    while True:
        titles = {t for k in (key, *found) for t in every[k].wholes}
        more = {k for k in every if k[4] in titles and k != key} | found
        if more == found:
            return found
        found = more


def paid(view: View, country: str, day: date) -> set[str]:
    """The capabilities of a country for which a grant or an own budget pays."""
    return {n for g in told(view, day, {country}).values() for _, n in g.pays}
