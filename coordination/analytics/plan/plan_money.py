"""Money beside a plan by status: the grants that pay for its steps already, those that could, and what nobody pays for.

A grant *pays* for a capability by the rule of who funds what (``paid_cells``). It *could* where it is for the
capability, or names the country and does not exclude it, and does not pay for it yet. One *without dates* or one that
*may have ended* is neither, and in no sum. In the sums are the awards that pay for something in the country. Only
grants that count on the day are looked at; amounts are those that rows state, and where sources differ there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.providers import Funds
from coordination.analytics.board.coverage import Coverage
from coordination.analytics.board.grant_rows import grants_at, last_day, stated
from coordination.analytics.money.cell_funding import meant_cells, paid_cells
from coordination.analytics.money.classes import GrantClass, class_of, classes, in_sums
from coordination.analytics.plan.planning import plain
from coordination.analytics.plan.statuses import StatusPlan
from coordination.text.amounts import of_kind
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import Name, Partial, Sentence, sentence
from graph_schema.actions import Serves
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, PartialDay, StakeholderId
from graph_schema.values import AmountKind

__all__ = ["Paying", "PlanGrant", "PlanMoney", "PlanSum", "aside", "grants_for", "in_words", "money_of"]


FEW: Final = 3  #: grants that a sentence names


@said_as(
    {
        "yes": sentence("yes"),
        "could": sentence("no, it could"),
        "undated": sentence("on record, without dates"),
        "may_have_ended": sentence("may have ended"),
    }
)
class Paying(StrEnum):
    """Whether a grant pays for a capability."""

    YES = "yes"
    COULD = "could"
    UNDATED = "undated"
    MAY_HAVE_ENDED = "may_have_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGrant:
    """A grant beside a capability that the plan works on."""

    country: Iso3
    capability: CapabilityNumber
    pays: Annotated[
        bool,
        Key(
            "it pays for the capability already; false = it could, and does not yet, or it has no dates, or may have "
            "ended"
        ),
    ]
    may_have_ended: Annotated[
        bool,
        Key(
            "it has no known end, began more than 36 months ago, and no source published since then tells of it: it "
            "is in no sum"
        ),
    ]
    class_: Annotated[
        GrantClass | None,
        Key(
            "running; undated: no record says since when or until when; may_have_ended; empty: an own budget",
            name="class",
        ),
    ]
    funder: StakeholderId
    recipient: StakeholderId
    title: Annotated[str, Key("title of the grant; empty = none recorded")]
    until: Annotated[PartialDay, Key("last known day; empty = open or not known")]
    amount: Annotated[
        float | None,
        Key("its whole amount, in its currency; null where no row states one, or sources differ"),
    ]
    currency: Annotated[str, Key("currency of the amount; empty where there is none")]
    amount_kind: Annotated[
        AmountKind | None, Key("what the amount is; empty = not said, or sources say different things")
    ]
    in_sum: Annotated[
        bool,
        Key("its amount is in the sums: the award of a running grant that pays for something in the country"),
    ]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the rows about it")]

    def sum_said(self) -> Sentence:
        """Its amount and what it is."""
        if self.amount is None:
            return sentence("no amount recorded")
        whole = self.amount == int(self.amount)
        return of_kind(int(self.amount) if whole else str(self.amount), self.currency, self.amount_kind)

    def said(self) -> Sentence:
        """Who pays whom, how much, until when, as far as that is recorded."""
        amount = [self.sum_said()]
        until = (
            sentence("until {day}", day=Partial(self.until)) if self.until else sentence("no end recorded")
        )
        funder, recipient = (Name("stakeholders", x) for x in (self.funder, self.recipient))
        if self.funder == self.recipient:
            return sentence(
                "{funder} from its own budget ({amount}; {until})",
                funder=funder,
                amount=amount,
                until=[until],
            )
        return sentence(
            "{funder} to {recipient} ({amount}; {until})",
            funder=funder,
            recipient=recipient,
            amount=amount,
            until=[until],
        )

    @property
    def paying(self) -> Paying:
        if self.may_have_ended:
            return Paying.MAY_HAVE_ENDED
        if self.class_ is GrantClass.UNDATED:
            return Paying.UNDATED
        return Paying.YES if self.pays else Paying.COULD


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSum:
    """What grants come to in one currency, each counted once."""

    currency: Annotated[str, Key("empty for grants without an amount")]
    pays: Annotated[float, Key("sum of the awards that pay for a step already")]
    could: Annotated[
        float, Key("sum of the awards that only could, and pay for something else in the country")
    ]
    grants: Annotated[int, Key("how many grants", more={"minimum": 1})]


@dataclass(frozen=True)
class PlanMoney:
    """Money beside a plan."""

    grants: Annotated[
        tuple[PlanGrant, ...],
        Key(
            "by capability, in the order of the plan; those that pay first, those without dates and those that may "
            "have ended last"
        ),
    ]
    unfunded: Annotated[
        tuple[CapabilityNumber, ...],
        Key("capabilities that the plan works on and no recorded grant pays for"),
    ]
    sums: Annotated[tuple[PlanSum, ...], Key("by currency; grants without an amount last")]
    may_have_ended: Annotated[int, Key("how many grants may have ended, each counted once")]
    undated: Annotated[int, Key("how many grants are on record without dates, each counted once")]


def money_of(cover: Coverage, plan: StatusPlan) -> PlanMoney:
    """The grants beside the steps that count and the renewals."""
    worked = [s.capability for s in plan.steps if s.counts or s.serves is Serves.RENEW]
    numbers = list(dict.fromkeys(worked))
    grants = tuple(grants_for(cover, plan.country, numbers))
    paid = {g.capability for g in grants if g.pays}
    perhaps, undated = (
        len({g.claims for g in grants if g.paying is which})
        for which in (Paying.MAY_HAVE_ENDED, Paying.UNDATED)
    )
    unfunded = tuple(n for n in numbers if n not in paid)
    return PlanMoney(grants, unfunded, tuple(_sums(grants)), perhaps, undated)


def grants_for(cover: Coverage, country: Iso3, numbers: Iterable[CapabilityNumber]) -> Iterator[PlanGrant]:
    """The grants that pay for these capabilities, could, have no dates or may have ended, one capability after the
    other."""
    facts, as_of, at = cover.facts, cover.as_of, cover.facts.country_at[country]
    funds, frame, found_classes = Funds.of(facts), facts.snapshot["funding"], classes(facts, as_of)
    meant = {f: set(cells) for f, cells in meant_cells(facts, as_of, {at}) if cells}
    paid = paid_cells(facts, as_of, {at})
    in_sum = in_sums(facts, as_of, paid)
    near = {*meant, *np.flatnonzero(funds.country == at).tolist()}
    every = [(g, rows) for g, rows in grants_at(facts, as_of).items() if not near.isdisjoint(rows)]
    order = list(Paying)
    for number in numbers:
        a = facts.edition.index[number]
        cell, found = at * facts.K + a, list[PlanGrant]()
        for (funder, recipient, _, _, title), rows in every:
            if not any(
                cell in meant.get(f, ()) or (funds.country[f] == at and funds.mask[f] >> a & 1) for f in rows
            ):
                continue
            said, own = stated(facts, funds.row[rows].tolist()), class_of(found_classes, rows)
            found.append(
                PlanGrant(
                    country=country,
                    capability=number,
                    pays=any(cell in paid.get(f, ()) for f in rows),
                    may_have_ended=own is GrantClass.MAY_HAVE_ENDED,
                    class_=own,
                    funder=StakeholderId(funder),
                    recipient=StakeholderId(recipient),
                    title=title,
                    until=last_day(funds.life.stop[rows].tolist()),
                    amount=said.number,
                    currency=said.currency,
                    amount_kind=said.kind,
                    in_sum=in_sum.issuperset(rows),
                    claims=tuple(sorted(ClaimId(frame.ids[i]) for i in funds.row[rows].tolist())),
                )
            )
        yield from sorted(found, key=lambda g: (order.index(g.paying), g.funder, g.recipient, g.title))


def in_words(grants: Sequence[PlanGrant]) -> tuple[Sentence, ...]:
    """Who pays for a capability already and who could, a few of each; and what is on record without
    dates; one that may have ended is none of these."""
    pays = [g for g in grants if g.paying is Paying.YES]
    could = [g for g in grants if g.paying is Paying.COULD]
    out = [
        sentence("Grants that pay for it: {list}.", list=_few(pays))
        if pays
        else sentence("No recorded grant pays for it.")
    ]
    if could:
        out.append(sentence("Grants that could pay for it: {list}.", list=_few(could)))
    if undated := [g for g in grants if g.paying is Paying.UNDATED]:
        out.append(sentence("Grants on record, without dates: {list}.", list=_few(undated)))
    return tuple(out)


def _few(grants: Sequence[PlanGrant]) -> list[Sentence]:
    said, more = [g.said() for g in grants], len(grants) - FEW
    return said if more < 2 else [*said[:FEW], sentence("{n} other grant", "{n} other grants", n=more)]


def _sums(grants: Iterable[PlanGrant]) -> Iterator[PlanSum]:
    """Each grant once, as one that pays where it pays for some step: by currency what is in the sums, and those of
    which no amount is known."""
    once: dict[tuple[ClaimId, ...], PlanGrant] = {}
    for g in sorted(grants, key=lambda g: not g.pays):
        if g.paying in (Paying.YES, Paying.COULD) and (g.in_sum or g.amount is None):
            once.setdefault(g.claims, g)
    for currency in sorted({g.currency for g in once.values()}, key=lambda c: (not c, c)):
        mine = [g for g in once.values() if g.currency == currency]
        pays, could = (
            sum((Fraction(str(g.amount or 0)) for g in mine if g.pays is which), Fraction(0))
            for which in (True, False)
        )
        yield PlanSum(currency=currency, pays=plain(pays), could=plain(could), grants=len(mine))


def aside(grants: Iterable[PlanGrant]) -> tuple[PlanGrant, ...]:
    """Each once, the grants with an amount that is in no sum, of those that pay or could."""
    every = {g.claims: g for g in grants if g.paying in (Paying.YES, Paying.COULD)}
    return tuple(g for g in every.values() if g.amount is not None and not g.in_sum)
