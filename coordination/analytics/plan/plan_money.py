"""Money beside a plan by status: the grants that pay for its steps already, those that could, and what nobody pays for.

A grant *pays* for a capability by the rule of who funds what (``paid_cells``). It *could* where it names the country,
does not exclude the capability, and does not pay for it yet. One that *may have ended* is neither, and in no sum. Only
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
from coordination.analytics.board.grant_rows import grants_at, last_day
from coordination.analytics.board.may_have_ended import may_have_ended
from coordination.analytics.money.cell_funding import paid_cells
from coordination.analytics.plan.planning import plain
from coordination.analytics.plan.statuses import StatusPlan
from coordination.text.amounts import in_currency
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import Name, Partial, Sentence, sentence
from graph_schema.actions import Serves
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, PartialDay, StakeholderId

__all__ = ["Paying", "PlanGrant", "PlanMoney", "PlanSum", "grants_for", "in_words", "money_of"]


FEW: Final = 3  #: grants that a sentence names


@said_as(
    {
        "yes": sentence("yes"),
        "could": sentence("no, it could"),
        "may_have_ended": sentence("may have ended"),
    }
)
class Paying(StrEnum):
    """Whether a grant pays for a capability."""

    YES = "yes"
    COULD = "could"
    MAY_HAVE_ENDED = "may_have_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGrant:
    """A grant beside a capability that the plan works on."""

    country: Iso3
    capability: CapabilityNumber
    pays: Annotated[
        bool,
        Key("it pays for the capability already; false = it could, and does not yet, or it may have ended"),
    ]
    may_have_ended: Annotated[
        bool,
        Key(
            "it has no known end, began more than 36 months ago, and no source published since then tells of it: it "
            "is in no sum"
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
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the rows about it")]

    def said(self) -> Sentence:
        """Who pays whom, how much, until when, as far as that is recorded."""
        whole = self.amount is None or self.amount == int(self.amount)
        figure = int(self.amount or 0) if whole else str(self.amount)
        amount = [
            sentence("no amount recorded") if self.amount is None else in_currency(figure, self.currency)
        ]
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
        return Paying.YES if self.pays else Paying.COULD


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSum:
    """What grants come to in one currency, each counted once."""

    currency: Annotated[str, Key("empty for grants without an amount")]
    pays: Annotated[float, Key("sum of the grants that pay for a step already")]
    could: Annotated[float, Key("sum of the grants that only could")]
    grants: Annotated[int, Key("how many grants", more={"minimum": 1})]


@dataclass(frozen=True)
class PlanMoney:
    """Money beside a plan."""

    grants: Annotated[
        tuple[PlanGrant, ...],
        Key("by capability, in the order of the plan; those that pay first, those that may have ended last"),
    ]
    unfunded: Annotated[
        tuple[CapabilityNumber, ...],
        Key("capabilities that the plan works on and no recorded grant pays for"),
    ]
    sums: Annotated[tuple[PlanSum, ...], Key("by currency; grants without an amount last")]
    may_have_ended: Annotated[int, Key("how many grants may have ended, each counted once")]


def money_of(cover: Coverage, plan: StatusPlan) -> PlanMoney:
    """The grants beside the steps that count and the renewals."""
    worked = [s.capability for s in plan.steps if s.counts or s.serves is Serves.RENEW]
    numbers = list(dict.fromkeys(worked))
    grants = tuple(grants_for(cover, plan.country, numbers))
    paid = {g.capability for g in grants if g.pays}
    perhaps = len({g.claims for g in grants if g.may_have_ended})
    return PlanMoney(grants, tuple(n for n in numbers if n not in paid), tuple(_sums(grants)), perhaps)


def grants_for(cover: Coverage, country: Iso3, numbers: Iterable[CapabilityNumber]) -> Iterator[PlanGrant]:
    """The grants that pay for these capabilities, could, or may have ended, one capability after the other."""
    facts, at = cover.facts, cover.facts.country_at[country]
    funds, frame, old = Funds.of(facts), facts.snapshot["funding"], may_have_ended(facts, cover.as_of)
    paid = {f: set(cells) for f, cells in paid_cells(facts, cover.as_of, {at}) if cells}
    near = {*paid, *np.flatnonzero(funds.country == at).tolist()}
    every = [(g, rows) for g, rows in grants_at(facts, cover.as_of).items() if not near.isdisjoint(rows)]
    for number in numbers:
        a = facts.edition.index[number]
        found: list[PlanGrant] = []
        for (funder, recipient, _, _, title), rows in every:
            pays = any(at * facts.K + a in paid.get(f, ()) for f in rows)
            if not pays and not any(funds.country[f] == at and funds.mask[f] >> a & 1 for f in rows):
                continue
            here, perhaps = funds.row[rows].tolist(), old.issuperset(rows)
            stated = {(x, frame.text("currency", i)) for i in here if (x := frame.text("amount", i))}
            amount, currency = stated.pop() if len(stated) == 1 else ("", "")
            found.append(
                PlanGrant(
                    country=country,
                    capability=number,
                    pays=pays and not perhaps,
                    may_have_ended=perhaps,
                    funder=StakeholderId(funder),
                    recipient=StakeholderId(recipient),
                    title=title,
                    until=last_day(funds.life.stop[rows].tolist()),
                    amount=plain(Fraction(amount)) if amount else None,
                    currency=currency,
                    claims=tuple(sorted(ClaimId(frame.ids[i]) for i in here)),
                )
            )
        yield from sorted(found, key=lambda g: (g.may_have_ended, not g.pays, g.funder, g.recipient, g.title))


def in_words(grants: Sequence[PlanGrant]) -> tuple[Sentence, ...]:
    """Who pays for a capability already and who could, a few of each; one that may have ended does neither."""
    pays = [g for g in grants if g.paying is Paying.YES]
    could = [g for g in grants if g.paying is Paying.COULD]
    out = [
        sentence("Grants that pay for it: {list}.", list=_few(pays))
        if pays
        else sentence("No recorded grant pays for it.")
    ]
    if could:
        out.append(sentence("Grants that could pay for it: {list}.", list=_few(could)))
    return tuple(out)


def _few(grants: Sequence[PlanGrant]) -> list[Sentence]:
    said, more = [g.said() for g in grants], len(grants) - FEW
    return said if more < 2 else [*said[:FEW], sentence("{n} other grant", "{n} other grants", n=more)]


def _sums(grants: Iterable[PlanGrant]) -> Iterator[PlanSum]:
    """Each grant once, as one that pays where it pays for some step; one that may have ended is in no sum."""
    once: dict[tuple[ClaimId, ...], PlanGrant] = {}
    for g in sorted((g for g in grants if not g.may_have_ended), key=lambda g: not g.pays):
        once.setdefault(g.claims, g)
    for currency in sorted({g.currency for g in once.values()}, key=lambda c: (not c, c)):
        mine = [g for g in once.values() if g.currency == currency]
        pays, could = (
            sum((Fraction(str(g.amount or 0)) for g in mine if g.pays is which), Fraction(0))
            for which in (True, False)
        )
        yield PlanSum(currency=currency, pays=plain(pays), could=plain(could), grants=len(mine))
