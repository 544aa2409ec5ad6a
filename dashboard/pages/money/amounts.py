"""Money in words: the amount of a grant, sums per currency, its period, what it pays for.

Amounts are never converted and never summed across currencies; what is not recorded is said, not left out. Only the
awards of running grants are in a sum: what else is on record stands beside it with the word for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from coordination.text.amounts import in_currency, of_kind
from dashboard.backend.world import World
from dashboard.pages.shared import parts
from dashboard.ui.i18n import _, listing, n_, number, partial_date, verdict
from dashboard.ui.tree import Child, h
from dashboard.ui.view import View

__all__ = ["amount", "ending", "matching", "of_class", "paid_for", "period", "running", "sums", "sums_text"]

Row = Mapping[str, Any]


def amount(row: Row) -> str:
    """EUR 80,000, and what it is unless it is an award; or why there is none."""
    if row["amount"] is None:
        return _("sources name different amounts") if row["disagree"] else _("no amount recorded")
    return verdict([of_kind(number(row["amount"]), row["currency"], row["amount_kind"])])


def period(row: Row) -> str:
    """From when to when it is paid, as far as that is recorded."""
    since = partial_date(row["since"]) if row["since"] else ""
    until = partial_date(row["until"]) if row["until"] else ""
    if since and until:
        return _("{since} to {until}", since=since, until=until)
    if until:
        return _("until {when}", when=until)
    if row["may_have_ended"]:
        return _("since {when}, may have ended", when=since) if since else _("may have ended")
    if since:
        return _("since {when}, no end recorded", when=since)
    return _("on record, without dates") if row["class"] else _("no period recorded")


def paid_for(world: World, view: View, row: Row, country: str = "") -> Child:
    """The capabilities that a grant names, as ways to their reasons where a country is known."""
    known = [n for n in row["capabilities"] if n in world.edition.by_number]
    where = row["country"] or country
    if not known:
        return h("span", _("not said for what"), class_="sub")
    out: list[Child] = []
    for n in known:
        words = parts.capability_name(world, n)
        link = h("a", words, href=view.href("why", where, n)) if where in world.countries else words
        out.append(h("li", link, data_key=n))
    return h("ul", out)


def of_class(rows: Iterable[Row], name: str) -> list[Row]:
    """Those of a class; ``""``: own budgets."""
    return [r for r in rows if r["class"] == name]


def running(rows: Iterable[Row]) -> list[Row]:
    """Those that run, own budgets among them."""
    return [r for r in rows if r["class"] in ("running", "")]


def _in_sum(row: Row, country: str, capability: str) -> bool:
    """Whether it is in the sum; beside a country or a cell, where it pays for something there."""
    there = [c for c in row["pays"] if c["country"] == country and capability in ("", c["capability"])]
    return bool(row["in_sum"] and (there or not country))


def _said(currency: str, total: Decimal) -> str:
    return verdict([in_currency(number(float(total)), currency)])


def _aside(row: Row) -> str:
    """An amount that is in no sum, and why."""
    said = amount(row)
    if row["amount_kind"] != "award":
        return said
    if row["share_of"]:
        return _("{amount}, a part of {title}", amount=said, title=row["share_of"])
    return _("{amount}, for work that is not recorded there", amount=said)


def _lines(rows: Sequence[Row], country: str, capability: str) -> tuple[list[str], list[str]]:
    """(a sum for each currency, what stands beside these)."""
    totals: dict[str, Decimal] = {}
    beside: list[str] = []
    now, without = running(rows), 0
    for r in now:
        if r["amount"] is None:
            without += 1
        elif _in_sum(r, country, capability):
            totals[r["currency"]] = totals.get(r["currency"], Decimal(0)) + Decimal(str(r["amount"]))
        else:
            beside.append(_aside(r))
    if now and without == len(now):
        beside.append(_("no amount recorded"))
    elif without:
        beside.append(n_("{count} without an amount", "{count} without an amount", without))
    if undated := len(of_class(rows, "undated")):
        beside.append(n_("{count} on record, without dates", "{count} on record, without dates", undated))
    if old := len(of_class(rows, "may_have_ended")):
        beside.append(n_("{count} may have ended", "{count} may have ended", old))
    order = sorted(totals, key=lambda c: (not c, c))
    return [_said(c, totals[c]) for c in order], beside


def sums_text(rows: Sequence[Row], country: str = "", capability: str = "") -> str:
    """What the awards of these grants come to, one sum per currency, what stands beside it, of how many no amount is
    recorded, how many have no dates and how many may have ended. ``country``, ``capability``: what it stands beside."""
    totals, beside = _lines(rows, country, capability)
    lines = [*([listing(totals)] if totals else []), *beside]
    return " · ".join(lines) or _("no amount recorded")


def sums(rows: Sequence[Row], country: str = "", capability: str = "") -> Child:
    """The same as lines of a cell."""
    totals, beside = _lines(rows, country, capability)
    if not totals and len(beside) < 2:
        return h("span", beside[0] if beside else _("no amount recorded"), class_="sub")
    return h(
        "ul",
        [h("li", words, class_="nowrap", data_key=f"sum-{i}") for i, words in enumerate(totals)],
        [h("li", words, class_="sub", data_key=f"without-{i}") for i, words in enumerate(beside)],
    )


def ending(rows: Sequence[Row]) -> str:
    """The same of grants that end: all of them have an end."""
    return sums_text([{**r, "class": "running", "pays": []} for r in rows])


def matching(
    grants: Iterable[Row], funder: str, recipients: Iterable[str], country: str, capability: str
) -> list[Row]:
    """The grants of a funder to these that may pay for a capability in a country."""
    who = set(recipients)
    return [
        g
        for g in grants
        if g["funder"] == funder
        and g["recipient"] in who
        and (not g["country"] or g["country"] == country)
        and (not g["capabilities"] or capability in g["capabilities"])
    ]
