"""The action library of an edition: what brings a capability forward, who leads it, and when it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from graph_schema.ids import CapabilityNumber, SeatId

__all__ = ["Action", "Basis", "Effort", "Serves", "mapped_actions", "read_actions", "wrong_actions"]


class Serves(StrEnum):
    """What an action serves."""

    ESTABLISH = "establish"
    REVIEW = "review"
    ATTRIBUTE = "attribute"
    SECOND_PROVIDER = "second_provider"
    NAME_SUCCESSOR = "name_successor"
    RENEW = "renew"
    RAISE_2 = "raise_2"
    RAISE_3 = "raise_3"
    RAISE_4 = "raise_4"


class Effort(StrEnum):
    """How long an action takes, by our estimate."""

    S = "S"  #: weeks
    M = "M"  #: months
    L = "L"  #: a year or more


class Basis(StrEnum):
    """What an action, or a step of a route, rests on."""

    SOURCE = "source"
    DERIVED = "derived"
    OWN = "own"  #: an action that the workspace wrote itself


@dataclass(frozen=True, slots=True)
class Action:
    """One action. ``needs``: what comes before it, all of them and of each any one: a capability or another action;
    ``source`` is empty where ``basis`` is ``derived``."""

    id: str
    capability: CapabilityNumber
    serves: str
    step: int
    action: str
    lead: SeatId
    partners: tuple[SeatId, ...]
    done_when: str
    effort: str
    needs: tuple[tuple[str, ...], ...]
    basis: str
    source: str


def read_actions(rows: Iterable[Mapping[str, str]]) -> tuple[Action, ...]:
    """The actions of a file, in its order."""
    return tuple(
        Action(
            id=row["action_id"],
            capability=CapabilityNumber(row["capability"]),
            serves=row["serves"],
            step=int(row["step"]),
            action=row["action"],
            lead=SeatId(row["lead_seat"]),
            partners=tuple(SeatId(s) for s in row["partners"].split(";") if s),
            done_when=row["done_when"],
            effort=row["effort"],
            needs=tuple(tuple(need.split("|")) for need in row["needs"].split(";") if need),
            basis=row["basis"],
            source=row["source_id"],
        )
        for row in rows
    )


def mapped_actions(actions: Iterable[Action], number_of: Mapping[str, str]) -> tuple[Action, ...]:
    """The actions of the base edition under the numbers of another; those of a capability without a place there, and
    what needs one, are left out."""
    kept = [a for a in actions if a.capability in number_of]
    ids = {a.id: a.id for a in kept}

    def needs_of(action: Action) -> Iterator[tuple[str, ...]]:
        for need in action.needs:
            some = tuple(dict.fromkeys(ids.get(n) or number_of.get(n, "") for n in need))
            if any(some):
                yield tuple(n for n in some if n)

    return tuple(
        replace(a, capability=CapabilityNumber(number_of[a.capability]), needs=tuple(needs_of(a)))
        for a in kept
    )


def wrong_actions(actions: Iterable[Action], numbers: Iterable[str], seats: Iterable[str]) -> Iterator[str]:
    """What the actions say that cannot be, each in a few words."""
    actions, capabilities, places = tuple(actions), set(numbers), set(seats)
    ids, steps = {a.id for a in actions}, dict[tuple[str, str], list[int]]()
    if len(ids) < len(actions):
        yield "actions: two have the same id"
    for a in actions:
        steps.setdefault((a.capability, a.serves), []).append(a.step)
        unknown = [s for s in (a.lead, *a.partners) if s not in places]
        unmet = [n for need in a.needs for n in need if n not in ids | capabilities]
        if a.capability not in capabilities:
            yield f"actions: {a.id} has no capability {a.capability!r}"
        if a.serves not in {*Serves} or a.effort not in {*Effort}:
            yield f"actions: {a.id} serves {a.serves!r} with effort {a.effort!r}"
        if unknown or unmet:
            yield f"actions: {a.id} names {', '.join(unknown + unmet)}, which there is not"
        if (a.basis == Basis.SOURCE) != bool(a.source) or a.basis not in {Basis.SOURCE, Basis.DERIVED}:
            yield f"actions: {a.id} has the basis {a.basis!r} and the source {a.source!r}"
    yield from (
        f"actions: the steps of {number} {serves} are not numbered 1, 2, 3 ..."
        for (number, serves), mine in steps.items()
        if mine != list(range(1, len(mine) + 1))
    )
