"""The lists of a framework edition as tables of files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final

from coordination.answers.declare import Table
from coordination.text.kinds import said_as
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from dashboard.pages.framework.library import ACTIONS
from graph_schema.edition import Edition
from graph_schema.ids import CapabilityNumber, DomainId, FrameworkText, MeansId, ObjectiveId, SeatId

__all__ = ["BASIS", "KINDS", "TABLES"]

KINDS: Final = {
    "P": sentence("is needed first"),
    "F": sentence("a case, report or data is handed over"),
    "R": sentence("provides resources or skills"),
    "K": sentence("provides knowledge, standards or promotion"),
}
BASIS: Final = {
    "guidance": sentence("guidance document"),
    "derived": sentence("our own assessment"),
    "partly_derived": sentence("partly our own assessment"),
}
_TARGETS: Final = {"threats": "threat", "challenges": "challenge", "drivers": "driver"}
_EMPTY: Final = sentence("This edition of the framework has no such list.")


@said_as(KINDS)
class Bond(StrEnum):
    """How one capability depends on another."""

    PREREQUISITE = "P"
    FLOW = "F"
    RESOURCE = "R"
    KNOWLEDGE = "K"


@said_as(BASIS)
class Basis(StrEnum):
    """Where a link between two parts of the framework comes from."""

    GUIDANCE = "guidance"
    DERIVED = "derived"
    PARTLY_DERIVED = "partly_derived"


@said_as({"threat": sentence("threat"), "driver": sentence("driver"), "challenge": sentence("challenge")})
class Target(StrEnum):
    """What a capability responds to."""

    THREAT = "threat"
    DRIVER = "driver"
    CHALLENGE = "challenge"


@said_as({"obligation": sentence("obligation"), "promise": sentence("promise")})
class Pledge(StrEnum):
    """How far a commitment binds."""

    OBLIGATION = "obligation"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """What a national response must be able to do."""

    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    domain: Annotated[DomainId, Column(sentence("Domain"))]
    description: Annotated[FrameworkText, Column(sentence("Description"))]
    needed: Annotated[int, Column(sentence("Independent providers needed"))]
    duty: Annotated[FrameworkText, Column(sentence("Area of cross-border cooperation"))]
    needs_first: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Prerequisites"))]
    any_of: Annotated[tuple[CapabilityNumber, ...], Column(sentence("Prerequisites, any one of them"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """A capability that depends on another; of a group any one is enough."""

    needs: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    bond: Annotated[Bond, Column(sentence("Details"))]
    gives: Annotated[CapabilityNumber, Column(sentence("Depends on"))]
    group: Annotated[str, Column(sentence("Any one of this group is enough"))]
    reason: Annotated[FrameworkText, Column(sentence("Reason"))]
    basis: Annotated[Basis, Column(sentence("Basis"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A thing with a name and what it means."""

    id: Annotated[str, Column(sentence("ID"))]
    name: Annotated[FrameworkText, Column(sentence("Name"))]
    description: Annotated[FrameworkText, Column(sentence("Description"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enabler:
    """What helps every capability."""

    id: Annotated[str, Column(sentence("ID"))]
    name: Annotated[FrameworkText, Column(sentence("Name"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a domain is to achieve."""

    domain: Annotated[DomainId, Column(sentence("Domain"))]
    name: Annotated[FrameworkText, Column(sentence("Name"))]
    description: Annotated[FrameworkText, Column(sentence("Description"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Complication:
    """What makes the problem complex."""

    field: Annotated[FrameworkText, Column(sentence("Field"))]
    item: Annotated[FrameworkText, Column(sentence("Item"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """An obligation or a promise of countries."""

    id: Annotated[str, Column(sentence("ID"))]
    name: Annotated[FrameworkText, Column(sentence("Name"))]
    pledge: Annotated[Pledge, Column(sentence("Type"))]
    year: Annotated[str, Column(sentence("Year"))]
    place: Annotated[str, Column(sentence("Place"))]
    note: Annotated[FrameworkText, Column(sentence("Note"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What a network works towards."""

    objective: Annotated[ObjectiveId, Column(sentence("Objective"))]
    description: Annotated[FrameworkText, Column(sentence("Description"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """How a network works towards an objective."""

    means: Annotated[MeansId, Column(sentence("Means"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A group of capabilities."""

    domain: Annotated[DomainId, Column(sentence("Domain"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A task that needs a partner abroad."""

    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    title: Annotated[FrameworkText, Column(sentence("Area of cross-border cooperation"))]
    channel: Annotated[FrameworkText, Column(sentence("Channel"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who sits on a national body."""

    seat: Annotated[SeatId, Column(sentence("Seat"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """How far a capability is developed."""

    phase: Annotated[int, Column(sentence("Phase"))]
    name: Annotated[FrameworkText, Column(sentence("Name"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A capability that an objective concerns."""

    objective: Annotated[ObjectiveId, Column(sentence("Objective"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    basis: Annotated[Basis, Column(sentence("Basis"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A capability that responds to something."""

    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    target: Annotated[FrameworkText, Column(sentence("Responds to"))]
    kind: Annotated[Target, Column(sentence("Threat, challenge or driver"))]
    basis: Annotated[Basis, Column(sentence("Basis"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """A capability that a discipline works on."""

    discipline: Annotated[FrameworkText, Column(sentence("Discipline"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    basis: Annotated[Basis, Column(sentence("Basis"))]


def _capabilities(model: Edition) -> Iterator[Capability]:
    duties = {d["capability"]: d["title"] for d in model.lists["duties"]}
    for c in model.capabilities:
        needs = [r for r in model.requires if r.kind == "P" and r.needs == c.number]
        yield Capability(
            capability=CapabilityNumber(c.number),
            domain=DomainId(c.domain),
            description=FrameworkText(c.description),
            needed=c.required,
            duty=FrameworkText(duties.get(c.number, "")),
            needs_first=tuple(CapabilityNumber(r.gives) for r in needs if not r.group),
            any_of=tuple(CapabilityNumber(r.gives) for r in needs if r.group),
        )


def _dependencies(model: Edition) -> Iterator[Dependency]:
    for r in model.requires:
        yield Dependency(
            needs=CapabilityNumber(r.needs),
            bond=Bond(r.kind),
            gives=CapabilityNumber(r.gives),
            group=r.group,
            reason=FrameworkText(r.reason),
            basis=Basis(r.basis),
        )


def _described(name: str) -> Callable[[Edition], Iterator[Described]]:
    def rows(model: Edition) -> Iterator[Described]:
        for r in model.lists[name]:
            yield Described(
                id=r["id"], name=FrameworkText(r["name"]), description=FrameworkText(r["description"])
            )

    return rows


def _outcomes(model: Edition) -> Iterator[Outcome]:
    for r in model.lists["outcomes"]:
        yield Outcome(
            domain=DomainId(r["domain"]),
            name=FrameworkText(r["name"]),
            description=FrameworkText(r["description"]),
        )


def _complexity(model: Edition) -> Iterator[Complication]:
    for r in model.lists["complexity"]:
        yield Complication(field=FrameworkText(r["field_name"]), item=FrameworkText(r["item"]))


def _commitments(model: Edition) -> Iterator[Commitment]:
    for r in model.lists["commitments"]:
        yield Commitment(
            id=r["id"],
            name=FrameworkText(r["name"]),
            pledge=Pledge(r["kind"]),
            year=r["year"],
            place=r["place"],
            note=FrameworkText(r["note"]),
        )


def _objectives(model: Edition) -> Iterator[Objective]:
    for r in model.lists["objectives"]:
        yield Objective(objective=ObjectiveId(r["id"]), description=FrameworkText(r["description"]))


def _duties(model: Edition) -> Iterator[Duty]:
    for r in model.lists["duties"]:
        yield Duty(
            capability=CapabilityNumber(r["capability"]),
            title=FrameworkText(r["title"]),
            channel=FrameworkText(r["channel"]),
        )


def _phases(model: Edition) -> Iterator[Phase]:
    for r in model.lists["phases"]:
        yield Phase(phase=int(r["phase"]), name=FrameworkText(r["label"]))


def _served(model: Edition) -> Iterator[Served]:
    for r in model.lists["touches"]:
        yield Served(
            objective=ObjectiveId(r["objective"]),
            capability=CapabilityNumber(r["capability"]),
            basis=Basis(r["basis"]),
        )


def _names(model: Edition, name: str) -> dict[str, FrameworkText]:
    return {r["id"]: FrameworkText(r["name"]) for r in model.lists[name]}


def _responses(model: Edition) -> Iterator[Response]:
    names = {kind: _names(model, name) for name, kind in _TARGETS.items()}
    for r in model.lists["answers"]:
        yield Response(
            capability=CapabilityNumber(r["capability"]),
            target=names[r["target_kind"]][r["target"]],
            kind=Target(r["target_kind"]),
            basis=Basis(r["basis"]),
        )


def _addressed(model: Edition) -> Iterator[Addressed]:
    names = _names(model, "disciplines")
    for r in model.lists["addresses"]:
        yield Addressed(
            discipline=names[r["discipline"]],
            capability=CapabilityNumber(r["capability"]),
            basis=Basis(r["basis"]),
        )


def _list(name: str, title: Sentence) -> Table[Edition, Described]:
    return Table(row=Described, rows=_described(name), key=("id",), title=title, empty=_EMPTY)


#: list of the framework -> its table
TABLES: Final[Mapping[str, Table[Edition, Any]]] = {
    "capabilities": Table(
        row=Capability, rows=_capabilities, key=("capability",), title=sentence("Capabilities"), empty=_EMPTY
    ),
    "dependencies": Table(
        row=Dependency,
        rows=_dependencies,
        key=("needs", "gives", "bond"),
        title=sentence("Which capabilities depend on which"),
        empty=_EMPTY,
    ),
    "domains": Table(
        row=Domain,
        rows=lambda model: (Domain(domain=DomainId(d.id)) for d in model.domains),
        key=("domain",),
        title=sentence("Domains"),
        empty=_EMPTY,
    ),
    "actions": ACTIONS,
    "outcomes": Table(
        row=Outcome, rows=_outcomes, key=("domain", "name"), title=sentence("Outcomes"), empty=_EMPTY
    ),
    "duties": Table(
        row=Duty,
        rows=_duties,
        key=("capability",),
        title=sentence("Areas of cross-border cooperation"),
        empty=_EMPTY,
    ),
    "seats": Table(
        row=Seat,
        rows=lambda model: (Seat(seat=SeatId(r["seat"])) for r in model.lists["seats"]),
        key=("seat",),
        title=sentence("Seats of a national body"),
        empty=_EMPTY,
    ),
    "phases": Table(row=Phase, rows=_phases, key=("phase",), title=sentence("Phases"), empty=_EMPTY),
    "enablers": Table(
        row=Enabler,
        rows=lambda model: (
            Enabler(id=r["id"], name=FrameworkText(r["name"])) for r in model.lists["enablers"]
        ),
        key=("id",),
        title=sentence("Enablers"),
        empty=_EMPTY,
    ),
    "threats": _list("threats", sentence("Threats")),
    "challenges": _list("challenges", sentence("Challenges")),
    "drivers": _list("drivers", sentence("Drivers")),
    "answers": Table(
        row=Response,
        rows=_responses,
        key=("capability", "kind", "target"),
        title=sentence("What capabilities respond to"),
        empty=_EMPTY,
    ),
    "complexity": Table(
        row=Complication,
        rows=_complexity,
        key=("field", "item"),
        title=sentence("What makes the problem complex"),
        empty=_EMPTY,
    ),
    "disciplines": _list("disciplines", sentence("Disciplines")),
    "addresses": Table(
        row=Addressed,
        rows=_addressed,
        key=("discipline", "capability"),
        title=sentence("Capabilities of each discipline"),
        empty=_EMPTY,
    ),
    "commitments": Table(
        row=Commitment, rows=_commitments, key=("id",), title=sentence("Commitments"), empty=_EMPTY
    ),
    "objectives": Table(
        row=Objective, rows=_objectives, key=("objective",), title=sentence("Objectives"), empty=_EMPTY
    ),
    "means": Table(
        row=Means,
        rows=lambda model: (Means(means=MeansId(r["id"])) for r in model.lists["means"]),
        key=("means",),
        title=sentence("Means"),
        empty=_EMPTY,
    ),
    "touches": Table(
        row=Served,
        rows=_served,
        key=("objective", "capability"),
        title=sentence("Capabilities of each objective"),
        empty=_EMPTY,
    ),
}
