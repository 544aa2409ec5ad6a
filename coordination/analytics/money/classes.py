"""Which grants run, which are on record without dates, which may have ended; and whose amount is in a sum (METHODS 16).

An own budget is no grant: it has no class, and is in no sum. An amount is in a sum where it is the award of a running
grant; where the sum stands beside a country, a plan or a cell, of one that pays for something there. A part of a grant
that is in the sum is not added again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, TypeAlias

from coordination.analytics.base.facts import Facts
from coordination.analytics.base.providers import Funds
from coordination.analytics.board.grant_rows import Grants, grants_at, plain, stated
from coordination.analytics.board.may_have_ended import may_have_ended
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import sentence
from graph_schema.values import AmountKind

__all__ = [
    "Counts",
    "GrantClass",
    "GrantSum",
    "class_of",
    "classes",
    "counted",
    "in_sums",
    "paying",
    "summed",
]

GrantKey: TypeAlias = tuple[str, str, str, str, str]
#: what pays for nothing yet: money that is offered or promised
PROMISED: Final = frozenset({AmountKind.CALL, AmountKind.PLEDGE})


@said_as(
    {
        "running": sentence("running"),
        "undated": sentence("on record, without dates"),
        "may_have_ended": sentence("may have ended"),
    }
)
class GrantClass(StrEnum):
    """Whether a grant that counts today is known to run."""

    RUNNING = "running"
    UNDATED = "undated"  #: no row says since when or until when
    MAY_HAVE_ENDED = "may_have_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Three numbers that are never added: own budgets are in none of them."""

    running: Annotated[int, Key("grants that run by their dates", more={"minimum": 0})]
    undated: Annotated[int, Key("grants on record without a first or a last day", more={"minimum": 0})]
    may_have_ended: Annotated[int, Key("grants that may have ended", more={"minimum": 0})]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantSum:
    """What awards come to in one currency."""

    currency: Annotated[str, Key("ISO 4217 code; empty = not known")]
    amount: Annotated[float, Key("sum of the awards of running grants")]
    grants: Annotated[int, Key("how many grants it is the sum of", more={"minimum": 1})]


def classes(facts: Facts, as_of: date) -> Mapping[int, GrantClass]:
    """Position in ``Funds`` of each row about a grant that counts on the day -> its class; own budgets have none."""
    key = ("classes of grants", facts.edition.id, facts.evidence, as_of)
    return facts.snapshot.derived(key, lambda _: _classes(facts, as_of))


def _classes(facts: Facts, as_of: date) -> dict[int, GrantClass]:
    frame, funds, old = facts.snapshot["funding"], Funds.of(facts), may_have_ended(facts, as_of)
    out: dict[int, GrantClass] = {}
    for (funder, recipient, _, since, _), rows in grants_at(facts, as_of).items():
        if funder == recipient:
            continue
        dated = since or any(frame.text("until", i) for i in funds.row[rows].tolist())
        known = GrantClass.RUNNING if dated else GrantClass.UNDATED
        out |= dict.fromkeys(rows, GrantClass.MAY_HAVE_ENDED if old.issuperset(rows) else known)
    return out


def class_of(classes: Mapping[int, GrantClass], rows: Iterable[int]) -> GrantClass | None:
    """The first class of which one of these rows is; None where all are of own budgets."""
    found = {classes[f] for f in rows if f in classes}
    return next((c for c in GrantClass if c in found), None)


def paying(facts: Facts, as_of: date) -> frozenset[int]:
    """Positions in ``Funds`` of the rows about what pays where its recipient works: running grants that are neither a
    call nor a pledge, and own budgets."""
    found, funds, out = classes(facts, as_of), Funds.of(facts), list[int]()
    for rows in grants_at(facts, as_of).values():
        promised = stated(facts, funds.row[rows].tolist()).kind in PROMISED
        if not promised and class_of(found, rows) in (None, GrantClass.RUNNING):
            out += rows
    return frozenset(out)


def in_sums(facts: Facts, as_of: date, there: Collection[int] | None = None) -> frozenset[int]:
    """Positions in ``Funds`` of the rows about grants whose amount is in the sum; ``there``: in that of grants with a
    row among these."""
    found, grants, funds = classes(facts, as_of), grants_at(facts, as_of), Funds.of(facts)
    summed = {
        grant
        for grant, rows in grants.items()
        if class_of(found, rows) is GrantClass.RUNNING
        and (there is None or not set(rows).isdisjoint(there))
        and (said := stated(facts, funds.row[rows].tolist())).kind is AmountKind.AWARD
        and said.amount
    }
    wholes = _wholes(facts, grants)
    return frozenset(f for grant in summed if summed.isdisjoint(wholes(grant)) for f in grants[grant])


def _wholes(facts: Facts, grants: Grants) -> Callable[[GrantKey], set[GrantKey]]:
    """What tells of a grant those that it is a part of, by their titles, and what these are a part of."""
    frame, funds = facts.snapshot["funding"], Funds.of(facts)
    titled: dict[str, list[GrantKey]] = defaultdict(list)
    for grant in grants:
        titled[grant[-1]].append(grant)
    parts = {
        grant: {title for i in funds.row[rows].tolist() if (title := frame.text("share_of", i))}
        for grant, rows in grants.items()
    }

    def wholes(grant: GrantKey) -> set[GrantKey]:
        found: set[GrantKey] = set()
        waiting = [grant]
        while waiting:
            above = {g for title in parts[waiting.pop()] for g in titled[title]} - found - {grant}
            found |= above
            waiting += above
        return found

    return wholes


def counted(found: Iterable[GrantClass | None]) -> Counts:
    """How many grants are of each class."""
    every = list(found)
    return Counts(
        running=every.count(GrantClass.RUNNING),
        undated=every.count(GrantClass.UNDATED),
        may_have_ended=every.count(GrantClass.MAY_HAVE_ENDED),
    )


def summed(amounts: Iterable[tuple[str, float]]) -> tuple[GrantSum, ...]:
    """The sums of (currency, amount), by currency, what has none last."""
    by_currency: dict[str, list[Decimal]] = defaultdict(list)
    for currency, amount in amounts:
        by_currency[currency].append(Decimal(str(amount)))
    return tuple(
        GrantSum(currency=c, amount=plain(sum(found, Decimal(0))), grants=len(found))
        for c, found in sorted(by_currency.items(), key=lambda x: (not x[0], x[0]))
    )
