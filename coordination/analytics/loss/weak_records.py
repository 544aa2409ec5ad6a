"""The rows of the weak point lists (METHODS 5), and the cheapest fix of each as a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Final

from coordination.analytics.board.wider import asked_first
from coordination.analytics.loss.continuity import Mandate
from coordination.analytics.loss.weak_fixes import Candidate, Handoff, Proposal, Why, foremost, with_part
from coordination.analytics.network.handoffs import Pair
from coordination.text.records import HIDDEN, Key
from coordination.text.sentences import Either, Name, Sentence, sentence
from graph_schema.ids import CapabilityNumber, Cell, ClaimId, Iso3, StakeholderId

__all__ = ["BridgeTie", "PartialFunder", "SoleBridge", "SoleFunder", "SoleProvider", "SoleSource"]

FIX: Final = Key("the cheapest fix, in a sentence", name="fix", more={"minLength": 1})


@dataclass(frozen=True, slots=True, kw_only=True)
class SoleProvider:
    """A cell with one independent group."""

    country: Iso3
    capability: CapabilityNumber
    group: Annotated[
        tuple[StakeholderId, ...], Key("the providers, which count as one", more={"minItems": 1})
    ]
    by_design: Annotated[bool, Key("one is enough here")]
    uncounted: Annotated[bool, Key("one is known, nobody has checked for others")]
    wider: Annotated[
        bool,
        Key(
            "every record of who provides it is in general or for a part of the country: whether the whole country has "
            "it is a question"
        ),
    ]
    falls: Annotated[tuple[Cell, ...], Key("cells that stand and lose support if the whole group goes")]
    one_is_normal: Annotated[
        bool, Key("one national body for it is normal: a successor is sought, no second provider")
    ]
    successors: Annotated[
        tuple[StakeholderId, ...],
        Key(
            "who has agreed to take over and is not known to depend on the group; rows with one come after the others "
            "of their country"
        ),
    ]
    candidates: Annotated[
        tuple[Candidate, ...],
        Key(
            "who could provide it or take it over: each once under its first reason, by reason and then by id, after "
            "these who works in a part of the country only; where one is enough, only who has agreed to stand in"
        ),
    ]
    fallen: Annotated[tuple[Cell, ...], Key("other cells that have no provider left if the whole group goes")]
    recalled: Annotated[
        tuple[StakeholderId, ...],
        Key("of group and successors: those of whom no row there was read in a source"),
    ]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the records that the status rests on")]
    mandate: Annotated[Mandate | None, HIDDEN] = None
    advice: Annotated[Sentence, FIX] = field(init=False)
    statutory: Annotated[bool, Key("a body of the state does it by its mandate; only with --statutory")] = (
        field(init=False)
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "statutory", self.mandate is not None)
        object.__setattr__(self, "advice", self.fix())

    @property
    def open(self) -> bool:
        """Others have not been checked, or it is not known to be there in the whole country: a review comes first."""
        return self.uncounted or self.wider

    @property
    def asked(self) -> tuple[StakeholderId, ...]:
        """Whom the fix asks: up to three with the best reason, nobody where somebody takes over already."""
        if self.mandate or self.successors or self.by_design or self.open or not self.candidates:
            return ()
        return tuple(c.stakeholder for c in foremost(self.candidates))

    def fix(self) -> Sentence:
        group = [Name("stakeholders", s) for s in self.group]
        country, capability = Name("countries", self.country), Name("capabilities", self.capability)
        if self.mandate is not None:
            return self.mandate.asked(group)
        if self.successors:
            return sentence(
                "{who} has agreed to take over from {group}. Keep the agreement in force, and make sure "
                "that it can take over from one day to the next.",
                "{who} have agreed to take over from {group}. Keep the agreements alive, and see that it can be done "
                "overnight.",
                n=len(self.successors),
                who=[Name("stakeholders", s) for s in self.successors],
                group=group,
            )
        if self.wider:
            return asked_first(capability, country, group)
        if self.by_design:
            return sentence(
                "One provider is enough. Agree in writing which office of {group} is in charge, and which body takes "
                "over the task if it moves.",
                group=group,
            )
        if self.uncounted:
            return sentence(
                "Review first: it has not been checked whether others also provide {capability} in "
                "{country}.",
                capability=capability,
                country=country,
            )
        advice = self._stand_in(group) if self.one_is_normal else self._second(group, country, capability)
        return with_part(advice, self._best)

    @property
    def _best(self) -> tuple[Candidate, ...]:
        return foremost(self.candidates) if self.candidates else ()

    def _named(self) -> tuple[Why | None, Either]:
        best = self._best
        return (best[0].reason if best else None), Either(Name("stakeholders", c.stakeholder) for c in best)

    def _stand_in(self, group: list[Name]) -> Sentence:
        """Where one is normal: who takes over?"""
        why, named = self._named()
        match why:
            case Why.STANDS_IN | Why.SUPPORTS:
                return sentence(
                    "One provider is normal, but a successor is needed. Ask {candidates} to be the "
                    "successor of {group}: active on this in the country already, and not known to depend "
                    "on {group}.",
                    candidates=named,
                    group=group,
                )
            case Why.ELSEWHERE:
                return sentence(
                    "One provider is normal, but a successor is needed. Ask {candidates} to be the "
                    "successor of {group}: based in the country, providing this in another country, and "
                    "not known to depend on {group}.",
                    candidates=named,
                    group=group,
                )
            case Why.KIND:
                return sentence(
                    "One provider is normal, but a successor is needed. Ask {candidates} about being the "
                    "successor of {group}: doing similar work in the country, of a type that usually "
                    "provides this in other countries, and not known to depend on {group}.",
                    candidates=named,
                    group=group,
                )
            case Why.SUBREGION:
                return sentence(
                    "One provider is normal, but a successor is needed. Ask {candidates} about being the "
                    "successor of {group}: working in the country, providing this in the same subregion, "
                    "and not known to depend on {group}.",
                    candidates=named,
                    group=group,
                )
            case _:
                return sentence(
                    "One provider is normal, but no successor is known. Ask {group} who could take over, "
                    "and agree it in writing with that organisation.",
                    group=group,
                )

    def _second(self, group: list[Name], country: Name, capability: Name) -> Sentence:
        """Where one is too few: who else?"""
        why, named = self._named()
        match why:
            case Why.STANDS_IN | Why.SUPPORTS:
                return sentence(
                    "Ask {candidates} to provide {capability} in {country} as well: active on it there already, "
                    "and not known to depend on {group}.",
                    candidates=named,
                    capability=capability,
                    country=country,
                    group=group,
                )
            case Why.ELSEWHERE:
                return sentence(
                    "Ask {candidates} to provide {capability} in {country} as well: at home there, providing it in "
                    "another country, and not known to depend on {group}.",
                    candidates=named,
                    capability=capability,
                    country=country,
                    group=group,
                )
            case Why.KIND:
                return sentence(
                    "Ask {candidates} about providing {capability} in {country} as well: doing similar work there, "
                    "of a type that usually provides it in other countries, and not known to depend on {group}.",
                    candidates=named,
                    capability=capability,
                    country=country,
                    group=group,
                )
            case Why.SUBREGION:
                return sentence(
                    "Ask {candidates} about providing {capability} in {country} as well: working there, providing "
                    "it in the same subregion, and not known to depend on {group}.",
                    candidates=named,
                    capability=capability,
                    country=country,
                    group=group,
                )
            case _:
                return sentence(
                    "No second provider of {capability} is known in {country} that does not depend on {group}. Ask "
                    "{group} who else does this work.",
                    capability=capability,
                    country=country,
                    group=group,
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class SoleBridge:
    """An organisation whose loss breaks its component. ``proposals``: of the fewest ties that would keep the rest
    together (one fewer than pieces) those between two that have something to hand over."""

    stakeholder: StakeholderId
    pieces: Annotated[
        tuple[tuple[StakeholderId, ...], ...],
        Key("what is left of its component without it, largest first", more={"minItems": 2}),
    ]
    pairs_cut: Annotated[
        int, Key("pairs connected before and not after, itself left out", more={"minimum": 1})
    ]
    falls: Annotated[tuple[Cell, ...], Key("cells that fall or lose support with it")]
    proposals: Annotated[tuple[Proposal, ...], HIDDEN]
    new_ties: Annotated[
        tuple[Pair, ...],
        Key(
            "named ties between two that have something to hand over; the fewest needed may be more, see ties_needed"
        ),
    ] = field(init=False)
    ties_needed: Annotated[
        int, Key("the fewest new ties that would keep the others together", more={"minimum": 1})
    ] = field(init=False)
    one_state: Annotated[
        tuple[bool, ...],
        Key("for each of new_ties: both are bodies of one state, which may have the tie already"),
    ] = field(init=False)
    confirmed: Annotated[bool, Key("a tie of it was read in a source")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of its partnerships")]
    advice: Annotated[Sentence, FIX] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "new_ties", tuple((p.a, p.b) for p in self.proposals))
        object.__setattr__(self, "ties_needed", len(self.pieces) - 1)
        object.__setattr__(self, "one_state", tuple(p.one_state for p in self.proposals))
        object.__setattr__(self, "advice", self.fix())

    def fix(self) -> Sentence:
        n, s = self.ties_needed, Name("stakeholders", self.stakeholder)
        if not self.proposals:
            return sentence(
                "One new partnership would keep the others connected without {stakeholder}. The "
                "records suggest no pair of organisations that has something to hand over.",
                "{n} new partnerships would keep the others connected without {stakeholder}. The "
                "records suggest no pair of organisations that has something to hand over.",
                stakeholder=s,
                n=n,
            )
        first = self.proposals[0]
        a, b = (Name("stakeholders", x) for x in (first.a, first.b))
        if first.handoff is None:
            return sentence(
                "A partnership between {a} and {b}, both members of {network}, would keep the others "
                "connected without {stakeholder}.",
                "{n} new partnerships would keep the others connected without {stakeholder}. The "
                "first: {a} and {b}, both members of {network}.",
                a=a,
                b=b,
                stakeholder=s,
                network=Name("stakeholders", first.network),
                n=n,
            )
        country, needs, gives = first.handoff
        if first.one_state:
            return sentence(
                "A partnership between {a} and {b} would keep the others connected without "
                "{stakeholder}. Both are public bodies of one country with a hand-off in {country} "
                "({needs} receives from {gives}). Ask first whether it already exists.",
                "{n} new partnerships would keep the others connected without {stakeholder}. The "
                "first: {a} and {b}, public bodies of one country with a hand-off in {country} "
                "({needs} receives from {gives}). Ask first whether it already exists.",
                a=a,
                b=b,
                stakeholder=s,
                n=n,
                country=Name("countries", country),
                needs=Name("capabilities", needs),
                gives=Name("capabilities", gives),
            )
        return sentence(
            "A partnership between {a} and {b} would keep the others connected without "
            "{stakeholder}. They have a hand-off in {country}: {needs} receives from {gives}.",
            "{n} new partnerships would keep the others connected without {stakeholder}. The "
            "first: {a} and {b}, who have a hand-off in {country} ({needs} receives from {gives}).",
            a=a,
            b=b,
            stakeholder=s,
            n=n,
            country=Name("countries", country),
            needs=Name("capabilities", needs),
            gives=Name("capabilities", gives),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeTie:
    """A tie whose loss separates its ends. ``only_two``: each side is a single organisation; ``new_tie``: a second way
    between the two sides, between two that have something to hand over, else None."""

    a: StakeholderId
    b: StakeholderId
    pairs_cut: Annotated[int, Key("pairs connected before and not after", more={"minimum": 1})]
    falls: Annotated[tuple[Handoff, ...], Key("hand-offs that nothing else links")]
    only_two: Annotated[bool, HIDDEN]
    new_tie: Annotated[Proposal | None, HIDDEN]
    new_ties: Annotated[
        tuple[Pair, ...],
        Key("a second way between the two sides; none where each side is one organisation"),
    ] = field(init=False)
    confirmed: Annotated[bool, Key("the tie was read in a source")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the records of the partnership")]
    advice: Annotated[Sentence, FIX] = field(init=False)

    def __post_init__(self) -> None:
        made = () if self.new_tie is None else ((self.new_tie.a, self.new_tie.b),)
        object.__setattr__(self, "new_ties", made)
        object.__setattr__(self, "advice", self.fix())

    def fix(self) -> Sentence:
        a, b = Name("stakeholders", self.a), Name("stakeholders", self.b)
        if self.only_two:
            return sentence(
                "{a} and {b} work only with each other. A partnership of either with a third "
                "organisation would connect them to the rest.",
                a=a,
                b=b,
            )
        if self.new_tie is None:
            return sentence(
                "One new partnership would be a second connection between the two sides. The records "
                "suggest no pair of organisations that has something to hand over."
            )
        return sentence(
            "A partnership between {c} and {d} would be a second connection between the two groups.",
            c=Name("stakeholders", self.new_tie.a),
            d=Name("stakeholders", self.new_tie.b),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SoleFunder:
    """A funder without whom nobody is known to pay for some cells."""

    funder: StakeholderId
    cells: Annotated[
        tuple[Cell, ...],
        Key("cells where all providers have known funders and all are this one", more={"minItems": 1}),
    ]
    providers: Annotated[tuple[StakeholderId, ...], HIDDEN]
    falls: Annotated[tuple[Cell, ...], Key("cells that stand and lose support if its money ends")]
    others: Annotated[tuple[StakeholderId, ...], Key("who else pays others in these countries, most first")]
    own_budget: Annotated[bool, Key("it pays nobody there but itself")] = field(init=False)
    confirmed: Annotated[bool, Key("a row of this money was read in a source")]
    claims: Annotated[
        tuple[ClaimId, ...], Key("ids of the grants by which it pays the providers of these cells")
    ]
    advice: Annotated[Sentence, FIX] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "own_budget", self.providers == (self.funder,))
        object.__setattr__(self, "advice", self.fix())

    def fix(self) -> Sentence:
        funder = Name("stakeholders", self.funder)
        providers = [Name("stakeholders", s) for s in self.providers if s != self.funder]
        others = Either(Name("stakeholders", s) for s in self.others)
        if self.own_budget and not others:
            return sentence(
                "{funder} pays for this from its own budget. Ask how long this budget is guaranteed; "
                "no other funder is known there.",
                funder=funder,
            )
        if self.own_budget:
            return sentence(
                "{funder} pays for this from its own budget. Ask how long this budget is guaranteed. "
                "If it is not, ask {others}, who already fund providers there.",
                funder=funder,
                others=others,
            )
        if not others:
            return sentence(
                "Ask {providers} who else pays them; no other funder is known there.", providers=providers
            )
        return sentence(
            "Ask {providers} who else funds them. If nobody does, ask {others}, who already fund "
            "providers there.",
            providers=providers,
            others=others,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialFunder:
    """Dependence in part: some providers of a cell have this funder alone."""

    funder: StakeholderId
    country: Iso3
    capability: CapabilityNumber
    share: Annotated[
        float,
        Key("share of the cell's providers that have this funder alone", more={"minimum": 0, "maximum": 1}),
    ]
    confirmed: Annotated[bool, Key("a row of this money was read in a source")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the grants by which it pays providers of the cell")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoleSource:
    """A publisher without whom nothing is known of some cells."""

    source: Annotated[str, Key("publisher, else the source's id", more={"minLength": 1})]
    cells: Annotated[tuple[Cell, ...], Key("cells that only it speaks of", more={"minItems": 1})]
    falls: Annotated[tuple[Cell, ...], Key("other cells whose support would no longer be sure")]
    confirmed: Annotated[bool, Key("a row that decides was read in a source; a review counts as read")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the records that these statuses rest on")]
    advice: Annotated[Sentence, FIX] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "advice", self.fix())

    def fix(self) -> Sentence:
        return sentence(
            "Look for a second publisher: {source} is the only source.", source=Name("sources", self.source)
        )
