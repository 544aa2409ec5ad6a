"""Named steps of a plan: a second provider, a stand-in, a renewal, a tie, a look (METHODS 10).

A raise says how far a capability is to come; a measure says by what a weak point is mended: who is asked, by when, for
how much. Its text stands in addresses, its fields parted by slashes and their parts by commas, so that no identifier
can be taken for another: ``provider/9/counsel-trust,quay-shelter/2027-02-25/5000``. A sixth field is the id of an
action: then the step is that action, led by its seat and done when the action is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.roles import Roles
from coordination.analytics.loss.scenario import Add
from coordination.analytics.routes.carrying import kinds_asked
from coordination.text.kinds import said_as
from coordination.text.sentences import Either, Name, Sentence, framework_text, sentence
from graph_schema.actions import Action
from graph_schema.errors import UsageError, said
from graph_schema.values import TieKind

__all__ = ["Decided", "Measure", "MeasureKind", "Placed", "additions", "placed"]

_ACTION: Final = re.compile(r"[0-9A-Za-z-]{1,80}")
_COST: Final = re.compile(r"[0-9]{1,10}([.,][0-9]{1,2})?")
LONGEST: Final = 180  #: letters of a text, so that it stands in one choice of an address


class MeasureKind(StrEnum):
    PROVIDER = "provider"  #: one provider more of a capability, the first one where there is none
    STAND_IN = "stand-in"  #: who stands in, where one provider is enough by design
    RENEW = "renew"  #: money, work or an agreement goes on beyond its end, or somebody follows
    FUNDER = "funder"  #: one funder more, where all the known money comes from one
    TIE = "tie"  #: two organisations work together
    LOOK = "look"  #: somebody looks and writes down what is found


@said_as(
    {
        "agreed": sentence("Agreed"),
        "change": sentence("Agreed with a change"),
        "not-now": sentence("Not now"),
    }
)
class Decided(StrEnum):
    """What a meeting decided about something."""

    AGREED = "agreed"
    CHANGE = "change"
    NOT_NOW = "not-now"


#: kinds in which everybody who is named is meant; in the others one of them is enough
_ALL: Final = frozenset({MeasureKind.STAND_IN, MeasureKind.RENEW})


def _number(text: str) -> int | Decimal:
    """A number with at most two decimals, after a point or a comma."""
    value = Decimal(text.replace(",", "."))
    return int(value) if value == value.to_integral_value() else value.normalize()


def _none(text: str) -> UsageError:
    return UsageError(
        said("{text!r} is not a step of a plan.", text=text[:60]),
        hint=said(
            "Write KIND/ABOUT/WHO/BY/COST/ACTION, such as provider/9/counsel-trust/2027-02-25/5000; what stands behind "
            "ABOUT may be left out. Kinds are provider, stand-in, renew, funder, tie and look."
        ),
    )


@dataclass(frozen=True, slots=True)
class Measure:
    """``about``: capabilities, the two ends of a tie, or the agreement that is renewed; ``who``: ids of those asked;
    ``by``: last day; ``cost``: in the unit of the costs of the plan, None = nobody knows; ``action``: the id of the
    action that it is, "" = in the words of its kind."""

    kind: MeasureKind
    about: tuple[str, ...]
    who: tuple[str, ...] = ()
    by: date | None = None
    cost: int | Decimal | None = None
    action: str = ""

    @property
    def text(self) -> str:
        fields = (
            str(self.kind),
            ",".join(self.about),
            ",".join(self.who),
            self.by.isoformat() if self.by else "",
            "" if self.cost is None else str(self.cost),
            self.action,
        )
        return "/".join(fields).rstrip("/")

    @staticmethod
    def parse(text: str) -> Measure:
        """Raises UsageError. ``Measure.parse(m.text) == m`` for every measure m."""
        kind, about, who, by, cost, action, *more = [*text.split("/"), "", "", "", "", ""]
        if kind not in set(MeasureKind) or not about or any(more):
            raise _none(text)
        try:
            last = date.fromisoformat(by) if by else None
        except ValueError:
            raise _none(text) from None
        if (cost and not _COST.fullmatch(cost)) or (action and not _ACTION.fullmatch(action)):
            raise _none(text)
        made = Measure(
            MeasureKind(kind),
            tuple(about.split(",")),
            tuple(x for x in who.split(",") if x),
            last,
            _number(cost) if cost else None,
            action,
        )
        if made.kind is MeasureKind.TIE and len(made.about) != 2:
            raise _none(text)
        return made

    def fitting(self) -> Measure:
        """The same, with no more of those asked than an address can hold."""
        out = self
        while out.who and len(out.text) > LONGEST:
            out = replace(out, who=out.who[:-1])
        return out


@dataclass(frozen=True, slots=True)
class Placed:
    """A measure in its place in a plan. ``order`` counts raises and measures together, from 1; ``provided``: somebody
    provides the (first) capability today; ``named``: the list of what ``measure.about`` names; ``grants``: of a
    renewal, what the grants that end came to, as far as rows say; ``kinds``: of a partnership by which cases are to
    pass from one to the other, the kinds that carry them; ``action``: the action that it is, where it is one;
    ``left``: how many more actions for the same purpose are not in the plan: without them it puts nothing in
    place; ``decided``: by a meeting, None = nothing."""

    country: str
    order: int
    measure: Measure
    begins: date
    roles: Roles
    provided: bool
    named: str = "capabilities"
    grants: Sentence | None = None
    kinds: tuple[TieKind, ...] = ()
    action: Action | None = None
    left: int = 0
    decided: Decided | None = None

    @property
    def capability(self) -> str:
        """The first capability it is about, "" for a tie or an agreement."""
        return self.roles.capability

    @property
    def open(self) -> bool:
        """A provider is sought, and which of those to ask it will be is not decided."""
        return self.measure.kind is MeasureKind.PROVIDER and len(self.measure.who) > 1

    @property
    def _about(self) -> list[Name]:
        return [Name(self.named, x) for x in self.measure.about]

    def title(self) -> Sentence:
        """What is to be done, with whom."""
        m, what = self.measure, self._about
        bodies = [Name("stakeholders", i) for i in m.who]
        who = bodies if m.kind in _ALL else Either(bodies)
        if self.action:
            return sentence("{about}: {action}", about=what, action=framework_text(self.action.action))
        if self.kinds:
            return sentence(
                "Bring {a} and {b} together in a direct partnership for data sharing or referral.",
                a=what[0],
                b=what[1],
            )
        if m.kind is MeasureKind.TIE:
            return sentence("Bring {a} and {b} together in a direct partnership.", a=what[0], b=what[1])
        if who:
            return replace(self._asked(), values={"who": who, "about": what})
        return replace(self._open(), values={"about": what})

    def _asked(self) -> Sentence:
        """The words where somebody is asked."""
        kind = self.measure.kind
        texts = {
            MeasureKind.PROVIDER: sentence("Ask {who} to provide {about} as well.")
            if self.provided
            else sentence("Ask {who} to take up {about}."),
            MeasureKind.STAND_IN: sentence("Agree in writing who replaces {who} if needed: {about}."),
            MeasureKind.RENEW: sentence(
                "Ask {who} to continue {about} beyond the end date, or find a successor."
            ),
            MeasureKind.FUNDER: sentence("Find one more funder for {about}: ask {who}."),
            MeasureKind.LOOK: sentence("Ask {who} to have {about} reviewed."),
        }
        return texts[kind]

    def _open(self) -> Sentence:
        """The words where nobody is named yet."""
        texts = {
            MeasureKind.PROVIDER: sentence("Find one more provider of {about}.")
            if self.provided
            else sentence("Find who can take on {about}."),
            MeasureKind.STAND_IN: sentence("Agree in writing on a successor: {about}."),
            MeasureKind.RENEW: sentence("Find who can continue {about} beyond the end date."),
            MeasureKind.FUNDER: sentence("Find one more funder for {about}."),
            MeasureKind.LOOK: sentence("Name who will review {about}."),
        }
        return texts[self.measure.kind]

    def indicator(self) -> Sentence:
        """By what one sees that it is done; by when, where somebody set a deadline."""
        if self.end is None:
            return self._done()
        return sentence("By {end}: {done}", end=self.end, done=[self._done()])

    def _done(self) -> Sentence:
        what = self._about
        if self.action:
            return sentence("{done}", done=framework_text(self.action.done_when))
        if self.kinds:
            return sentence(
                "A partnership of {a} and {b} for data sharing or referral is recorded with its source.",
                a=what[0],
                b=what[1],
            )
        if self.measure.kind is MeasureKind.TIE:
            return sentence("A partnership of {a} and {b} is recorded with its source.", a=what[0], b=what[1])
        texts = {
            MeasureKind.PROVIDER: sentence(
                "A dated record with a source names another independent provider of {about}."
            ),
            MeasureKind.STAND_IN: sentence("A signed document names a successor for {about}."),
            MeasureKind.RENEW: sentence(
                "A dated record with a source extends {about} beyond its current end date."
            ),
            MeasureKind.FUNDER: sentence("A dated record with a source names another funder of {about}."),
            MeasureKind.LOOK: sentence("A new dated review with a source states whether {about} was found."),
        }
        return replace(texts[self.measure.kind], values={"about": what})

    @property
    def end(self) -> date | None:
        """Its deadline, where somebody set one."""
        return self.measure.by

    def flags(self) -> list[Sentence]:
        """What is missing, and what to do about it."""
        return [*self._left(), *self._nobody()]

    def _left(self) -> list[Sentence]:
        """Of an action that with others puts something in place: that they are not in the plan."""
        if not self.left or self.measure.kind is not MeasureKind.PROVIDER:
            return []
        return [
            sentence(
                "One more action is needed for {about} and is not in this plan, so the status does not change.",
                "{n} more actions are needed for {about} and are not in this plan, so the status does not change.",
                n=self.left,
                about=self._about,
            )
        ]

    def _nobody(self) -> list[Sentence]:
        """That nobody is chosen or named."""
        if self.roles.owner:
            return []
        if self.open:
            asked = Either(Name("stakeholders", i) for i in self.measure.who)
            return [sentence("No organisation is chosen yet. Ask: {who}.", who=asked)]
        if self.measure.who or self.action or self.measure.kind is MeasureKind.TIE:
            return []
        return [sentence("No organisation is named yet: say who should be asked.")]


def _not_here(problem: str) -> UsageError:
    return UsageError(
        problem, hint=said("Remove the step from the plan, or write it with an ID of this workspace.")
    )


def placed(
    facts: Facts,
    as_of: date,
    country: str,
    order: int,
    measure: Measure,
    begins: date,
    who: Callable[[str], Roles],
) -> Placed:
    """A measure in its place, with its roles; ``who``: the roles of a capability. Of several who could provide, none is
    responsible yet. Raises UsageError on what is not known here."""
    tie = measure.kind is MeasureKind.TIE
    paper = measure.kind is MeasureKind.RENEW and measure.about[0] not in facts.edition.index
    list_ = "capabilities"
    for ident in (*measure.who, *(measure.about if tie else ())):
        if ident not in facts.stakeholder_at:
            raise _not_here(said("There is no organisation {value!r} in this database.", value=ident[:60]))
    if paper:
        known = any(measure.about[0] in facts.snapshot[x].position for x in ("agreements", "stakeholders"))
        if not known:
            ident = measure.about[0]
            raise _not_here(said("There is no agreement {value!r} in this database.", value=ident[:60]))
        list_ = "agreements" if measure.about[0] in facts.snapshot["agreements"].position else "stakeholders"
    elif not tie:
        for number in measure.about:
            facts.edition.capability(number)
    today = who(facts.edition.numbers[0] if tie or paper else measure.about[0])
    asked = measure.about if tie and not measure.who else measure.who
    if tie or paper:
        roles = Roles("", asked, today.accountable, (), ())
        made = Placed(country, order, measure, begins, roles, False, "stakeholders" if tie else list_)
        return replace(made, kinds=kinds_asked(facts, as_of, country, *measure.about)) if tie else made
    taken = {*asked, *today.accountable}
    several = measure.kind is MeasureKind.PROVIDER and len(asked) > 1
    roles = Roles(
        today.capability,
        () if several else asked,
        today.accountable,
        tuple(sorted({*today.responsible, *today.consulted} - taken)),
        tuple(i for i in today.informed if i not in taken),
    )
    return Placed(country, order, measure, begins, roles, bool(today.responsible))


def additions(facts: Facts, country: str, measures: tuple[Placed, ...]) -> list[Add]:
    """What the measures would add to the picture: the first of those asked as a provider (where nobody is named,
    somebody yet to be found), and ties. An action adds nothing without the others for its purpose. The other kinds keep
    what is there, or find out; they add nothing."""
    base = {here: there for there, here in reversed(list(facts.edition.from_base.items()))}
    out: dict[str, Add] = {}
    for p in measures:
        m = p.measure
        if m.kind is MeasureKind.TIE:
            row = {"a_id": min(m.about), "b_id": max(m.about), "kind": "other", "iso3": country}
            out[m.text] = Add.of("ties", row)
        if m.kind is not MeasureKind.PROVIDER or p.left:
            continue
        for number in (n for n in m.about if n in base):
            who = m.who[0] if m.who else f"plan-{country}-{number}".lower()
            if who not in facts.snapshot["stakeholders"].position:
                out[who] = Add.of("stakeholders", {"id": who, "name": who, "kind": "ngo"})
            row = {"stakeholder_id": who, "iso3": country, "capability": base[number]}
            out[f"{who}/{number}"] = Add.of("deliveries", row)
    return list(out.values())
