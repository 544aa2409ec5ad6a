"""Money in words: the amount of a grant, sums per currency, its period, what it pays for.

Amounts are never converted and never summed across currencies; what is not recorded is said, not left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from coordination.text.amounts import in_currency
from dashboard.backend.world import World
from dashboard.pages.shared import parts
from dashboard.ui.i18n import _, listing, n_, number, partial_date, verdict
from dashboard.ui.tree import Child, h
from dashboard.ui.view import View

__all__ = ["amount", "matching", "paid_for", "paying", "period", "sums", "sums_text"]

Row = Mapping[str, Any]


def amount(row: Row) -> str:
    """EUR 80,000; or why there is none."""
    if row["amount"] is None:
        return _("sources name different amounts") if row["disagree"] else _("no amount recorded")
    return verdict([in_currency(number(row["amount"]), row["currency"])])


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
    return _("since {when}, no end recorded", when=since) if since else _("no period recorded")


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


def paying(rows: Iterable[Row]) -> list[Row]:
    """Those that are not grants that may have ended. An answer about ends does not ask: all of its grants have one."""
    return [r for r in rows if not r.get("may_have_ended")]


def _totals(rows: Iterable[Row]) -> tuple[dict[str, Decimal], int]:
    """(currency -> sum of what is recorded, how many have no amount)."""
    totals: dict[str, Decimal] = {}
    without = 0
    for r in rows:
        if r["amount"] is None:
            without += 1
        else:
            totals[r["currency"]] = totals.get(r["currency"], Decimal(0)) + Decimal(str(r["amount"]))
    return dict(sorted(totals.items(), key=lambda t: (not t[0], t[0]))), without


def _said(currency: str, total: Decimal) -> str:
    return verdict([in_currency(number(float(total)), currency)])


def sums_text(rows: Sequence[Row]) -> str:
    """What is recorded of these grants, one sum per currency, of how many nothing is, and how many may have ended:
    these are in no sum."""
    return " · ".join(_lines(rows))


def _lines(rows: Sequence[Row]) -> list[str]:
    now = paying(rows)
    totals, without = _totals(now)
    out = [listing(_said(c, t) for c, t in totals.items())] if totals else []
    if now and not totals:
        out.append(_("no amount recorded"))
    elif without:
        out.append(n_("{count} without an amount", "{count} without an amount", without))
    if old := len(rows) - len(now):
        out.append(n_("{count} may have ended", "{count} may have ended", old))
    return out or [_("no amount recorded")]


def sums(rows: Sequence[Row]) -> Child:
    """The same as lines of a cell."""
    totals, _without = _totals(paying(rows))
    lines = [h("li", _said(c, t), class_="nowrap", data_key=c or "-") for c, t in totals.items()]
    rest = _lines(rows)[bool(totals) :]
    if not lines and len(rest) == 1:
        return h("span", rest[0], class_="sub")
    return h(
        "ul", lines, [h("li", words, class_="sub", data_key=f"without-{i}") for i, words in enumerate(rest)]
    )


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
