"""What a loss does, as records and sentences: the rounds of METHODS 6.

0 removed; 1 units all of whose parents are gone, and what has lost its operator; 2 ground lost for want of a known
funder; 3 cells nobody is known to provide any more, and those that a stand-in takes over; 4 cells that stand but lose
what they stand on; 5 corridors lost; 6 pieces of the cooperation graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final, NamedTuple

import numpy as np

from coordination.analytics.base.facts import Facts, Ints
from coordination.analytics.base.targets import Kind, Target
from coordination.analytics.loss.scenario import Add, Change, End
from coordination.text.records import HIDDEN, Key
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.edition import Edition
from graph_schema.ids import CapabilityNumber, Cell, InstrumentId, Iso3, StakeholderId
from graph_schema.values import end_exclusive

__all__ = [
    "Corridor",
    "Loss",
    "LostGround",
    "TakenOver",
    "Unsupported",
    "falls_of",
    "in_corridors",
    "in_words",
]

PAIRS_NAMED = 10  #: corridors of one duty that are named one by one; beyond, they are counted


class Corridor(NamedTuple):
    """Two countries, a < b, and a duty that crosses their border."""

    a: Iso3
    b: Iso3
    duty: CapabilityNumber


_SUPPORT: Final = Key("0 no, 1/2 unknown, 1 yes", more={"enum": [0, 0.5, 1]})


@dataclass(frozen=True, slots=True)
class LostGround:
    """All known funders of this provider for this cell are gone."""

    stakeholder: StakeholderId
    country: Iso3
    capability: CapabilityNumber


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A cell whose last provider goes and that goes on: ``by``, ids of those who have agreed to take over."""

    country: Iso3
    capability: CapabilityNumber
    by: Annotated[tuple[StakeholderId, ...], Key("who takes over")]


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A cell that stands, and whose supported value falls (0, 1/2, 1). ``because``: direct prerequisites whose
    supported value fell, some of which may still be there; ``round``: 1 = one of them is a fallen cell; ``path``:
    capabilities from the fallen one to this; ``roots``: those below it that no longer stand, by which it falls."""

    country: Iso3
    capability: CapabilityNumber
    because: Annotated[
        tuple[CapabilityNumber, ...], Key("direct prerequisites whose support fell; they may be there")
    ]
    before: Annotated[float, _SUPPORT]
    after: Annotated[float, _SUPPORT]
    round: Annotated[int, Key("round in which it falls", more={"minimum": 1})]
    path: Annotated[tuple[CapabilityNumber, ...], Key("from what fell to this capability")]
    roots: Annotated[
        tuple[CapabilityNumber, ...],
        Key("those below it that do not stand any more, by which it falls"),
    ]


@dataclass(frozen=True)
class Loss:
    """Everything in the order of METHODS 12. ``ended``: what ``also_ended`` names, with its kind."""

    removed: Annotated[tuple[str, ...], Key("what was asked to go")]
    also_removed: Annotated[tuple[StakeholderId, ...], Key("units all of whose parents are gone")]
    also_ended: Annotated[
        tuple[InstrumentId, ...],
        Key(
            "agreements and networks that end because who operates them is gone, by id; what was asked to go is not "
            "among them"
        ),
    ]
    lost_ground: Annotated[
        tuple[LostGround, ...], Key("providers all of whose known funders for the cell are gone")
    ]
    fallen: Annotated[tuple[Cell, ...], Key("cells left without a provider")]
    taken_over: Annotated[
        tuple[TakenOver, ...],
        Key("cells whose last provider goes and that go on, because somebody agreed to take over"),
    ]
    unsupported: Annotated[tuple[Unsupported, ...], Key("cells that stand, and lose their support")]
    duties_lost: Annotated[tuple[Corridor, ...], Key("corridors covered before and not after, a < b")]
    pieces: Annotated[
        tuple[tuple[StakeholderId, ...], ...],
        Key("pieces of the cooperation graph that broke, largest first"),
    ]
    ended: Annotated[tuple[Target, ...], HIDDEN]

    def sentences(self) -> Iterator[tuple[int, Sentence]]:
        """(round, sentence) of rounds 1 to 6."""
        for unit in self.also_removed:
            yield (
                1,
                sentence("{stakeholder} closes too: its parent body has closed.", stakeholder=_body(unit)),
            )
        for ended in self.ended:
            ident = ended.key[0]
            yield (
                1,
                sentence(
                    "{agreement} ends too: who operates it is gone.", agreement=Name("agreements", ident)
                )
                if ended.kind is Kind.AGREEMENT
                else sentence("{network} ends too: who operates it is gone.", network=_body(ident)),
            )
        for x in self.lost_ground:
            yield (
                2,
                sentence(
                    "{stakeholder} loses all its known funders for {capability} in {country} and stops there.",
                    stakeholder=_body(x.stakeholder),
                    capability=_capability(x.capability),
                    country=_country(x.country),
                ),
            )
        for country, number in self.fallen:
            yield (
                3,
                sentence(
                    "{country}: no provider of {capability} is known any more.",
                    country=_country(country),
                    capability=_capability(number),
                ),
            )
        for over in self.taken_over:
            yield (
                3,
                sentence(
                    "{country}: {by} has agreed to take over {capability}.",
                    "{country}: {by} have agreed to take over {capability}.",
                    n=len(over.by),
                    country=_country(over.country),
                    capability=_capability(over.capability),
                    by=[_body(s) for s in over.by],
                ),
            )
        for u in sorted(self.unsupported, key=lambda u: (u.country, u.round)):
            yield 4, _unsupported(u)
        for s in in_corridors(self.duties_lost, lost=True):
            yield 5, s
        if self.pieces:
            yield (
                6,
                sentence(
                    "The network of partnerships splits into {n} groups; the largest has {largest} "
                    "organisations.",
                    n=len(self.pieces),
                    largest=len(self.pieces[0]),
                ),
            )


def in_corridors(found: Sequence[Corridor], *, lost: bool) -> Iterator[Sentence]:
    """Corridors that close, or open, duty by duty."""
    by_duty: dict[str, list[Corridor]] = {}
    for corridor in found:
        by_duty.setdefault(corridor[2], []).append(corridor)
    for number in sorted(by_duty, key=_as_number):
        pairs, duty = by_duty[number], _capability(number)
        if len(pairs) > PAIRS_NAMED:
            yield (
                sentence(
                    "{n} pairs of countries lose their cross-border channel for {duty}.",
                    n=len(pairs),
                    duty=duty,
                )
                if lost
                else sentence(
                    "{n} pairs of countries gain a cross-border channel for {duty}.", n=len(pairs), duty=duty
                )
            )
            continue
        for a, b, _ in pairs:
            ends = {"a": _country(a), "b": _country(b), "duty": duty}
            yield (
                sentence("{a} and {b} lose their cross-border channel for {duty}.", **ends)
                if lost
                else sentence("{a} and {b} gain a cross-border channel for {duty}.", **ends)
            )


def _as_number(number: str) -> tuple[int, str]:
    return (int(number), number) if number.isdigit() else (10**9, number)


def _body(ident: str) -> Name:
    return Name("stakeholders", ident)


def _country(iso3: str) -> Name:
    return Name("countries", iso3)


def _capability(number: str) -> Name:
    return Name("capabilities", number)


def _unsupported(u: Unsupported) -> Sentence:
    known: dict[str, str | Name | list[Name]] = {
        "country": _country(u.country),
        "capability": _capability(u.capability),
        "because": [_capability(n) for n in u.roots],
        "path": " → ".join(u.path),
    }
    if u.after == 0:
        return sentence(
            "{country}: {capability} still works, but it has lost a prerequisite: {because}. Chain "
            "of causes: {path}.",
            **known,
        )
    return sentence(
        "{country}: {capability} still works, but it is no longer known whether its "
        "prerequisite exists: {because}. Chain of causes: {path}.",
        **known,
    )


def in_words(change: Change) -> Iterator[Sentence]:
    """What a change of a scenario is, as sentences of round 0."""
    if isinstance(change, Add):
        yield _added(change.type, dict(change.row))
        return
    yield _removed(change.target)
    if isinstance(change, End) and (end := end_exclusive(change.until)):
        yield sentence("The last day is {day}.", day=end - timedelta(days=1))


def _added(name: str, row: dict[str, str]) -> Sentence:
    match name:
        case "deliveries":
            return sentence(
                "{stakeholder} starts to provide {capability} in {country}.",
                stakeholder=_body(row["stakeholder_id"]),
                country=_country(row["iso3"]),
                capability=_capability(row["capability"]),
            )
        case "ties":
            return sentence("{a} and {b} start cooperating.", a=_body(row["a_id"]), b=_body(row["b_id"]))
        case "funding":
            return sentence(
                "{funder} starts to fund {recipient}.",
                funder=_body(row["funder_id"]),
                recipient=_body(row["recipient_id"]),
            )
        case "memberships":
            return sentence(
                "{member} joins {network}.", member=_body(row["member_id"]), network=_body(row["network_id"])
            )
        case "agreement_parties":
            party = _country(row["iso3"]) if "iso3" in row else _body(row.get("stakeholder_id", ""))
            return sentence(
                "{party} joins {agreement}.", party=party, agreement=Name("agreements", row["agreement_id"])
            )
        case "agreements":
            return sentence("A new agreement exists: {name}.", name=row.get("name", row["id"]))
        case "networks":
            return sentence(
                "{network} opens cross-border channels between its members.", network=_body(row["network_id"])
            )
    return sentence("A new organisation exists: {name}.", name=row.get("name", row["id"]))


def _removed(target: Target) -> Sentence:
    key = target.key
    match target.kind:
        case Kind.STAKEHOLDER:
            return sentence("{stakeholder} stops all its work.", stakeholder=_body(key[0]))
        case Kind.DELIVERY:
            return sentence(
                "{stakeholder} stops {capability} in {country}.",
                stakeholder=_body(key[0]),
                country=_country(key[1]),
                capability=_capability(key[2]),
            )
        case Kind.TIE:
            return sentence("{a} and {b} stop cooperating.", a=_body(key[0]), b=_body(key[1]))
        case Kind.FUNDING:
            return sentence(
                "{funder} stops funding {recipient}.", funder=_body(key[0]), recipient=_body(key[1])
            )
        case Kind.AGREEMENT:
            return sentence("{agreement} ends.", agreement=Name("agreements", key[0]))
        case Kind.MEMBERSHIP:
            return sentence("{member} leaves {network}.", member=_body(key[0]), network=_body(key[1]))
        case Kind.PARTY:
            return sentence(
                "{country} leaves {agreement}.",
                agreement=Name("agreements", key[0]),
                country=_country(key[1]),
            )
        case Kind.NETWORK:
            return sentence(
                "{network} loses its members, so its cross-border channels close.", network=_body(key[0])
            )


def direct(edition: Edition, b: int) -> list[int]:
    """Direct prerequisites (kind P), needed and alternative alike, in edition order."""
    return sorted({*edition.all_of[b], *(a for group in edition.any_of[b] for a in group)})


def _step(edition: Edition, value: Ints, standing: Ints) -> Ints:
    """Supported values one step on: every cell looks once at what its prerequisites were."""
    out = standing.copy()
    for b in range(len(out)):
        for a in edition.all_of[b]:
            out[b] = min(out[b], value[a])
        for group in edition.any_of[b]:
            out[b] = min(out[b], value[list(group)].max())
    return out


def falls_of(
    facts: Facts, country: int, was: Ints, now: Ints, standing: Ints, fallen: Ints
) -> tuple[Unsupported, ...]:
    """The cells of one country that stand and whose support falls.

    ``was``, ``now``: twice the supported values before and after; ``standing``: twice the standing after;
    ``fallen``: capabilities whose last provider is gone. All by capability, shape (K,).
    """
    edition, numbers = facts.edition, facts.edition.numbers
    fell = now < was
    gone = set(fallen.tolist())
    listed = [b for b in np.flatnonzero(fell & (standing == 2)).tolist() if b not in gone]
    if not listed:
        return ()
    first = np.zeros(len(was), np.int64)  # the step in which a cell first falls; 1 = its own standing fell
    value = was
    for step in range(1, len(was) + 2):
        after = _step(edition, value, standing)
        first[(after < was) & (first == 0)] = step
        if (after == value).all():
            break
        value = after
    paths: dict[int, tuple[CapabilityNumber, ...]] = {}
    for b in sorted(np.flatnonzero(first).tolist(), key=lambda b: first[b]):
        earlier = [a for a in direct(edition, b) if fell[a] and 0 < first[a] < first[b]]
        start = paths[min(earlier, key=lambda a: (first[a], a))] if earlier else ()
        paths[b] = (*start, numbers[b])
    roots: dict[int, set[int]] = {}
    for b in edition.order:
        if fell[b]:
            below = [roots[a] for a in direct(edition, b) if fell[a] and now[a] <= now[b]]
            roots[b] = set().union(*below, {b} if standing[b] == now[b] else ())
    return tuple(
        Unsupported(
            facts.countries[country],
            numbers[b],
            tuple(numbers[a] for a in direct(edition, b) if fell[a]),
            was[b] / 2,
            now[b] / 2,
            int(first[b]) - 1,
            paths[b],
            tuple(numbers[a] for a in sorted(roots[b])),
        )
        for b in listed
    )
