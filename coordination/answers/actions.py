"""What to do about each capability of a country, who is responsible and when it is done (METHODS 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.plan.library import Library, come_first, suggested
from coordination.answers.declare import Answer, Option, Table
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.text.states import Sign
from coordination.workspace.service import Question, Workspace
from graph_schema.actions import Basis, Effort, Serves
from graph_schema.edition import edition
from graph_schema.ids import CapabilityNumber, Instruction, Iso3, SeatId, SourceId, StakeholderId

__all__ = ["ANSWER", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Where, and about which capability."""

    country: Annotated[
        Iso3, Option(sentence("Which country, by ISO code or name."), place=True, metavar="COUNTRY")
    ]
    capability: Annotated[
        CapabilityNumber | None,
        Option(sentence("Only this capability, by its number in the edition."), metavar="NUMBER"),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One action for a capability."""

    country: Annotated[Iso3, Column(sentence("Country"), in_files=True)]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    sign: Annotated[Sign, Column(sentence("Status"), in_files=True)]
    serves: Annotated[Serves, Column(sentence("What for"))]
    step: Annotated[int, Column(sentence("Step"))]
    action: Annotated[Instruction, Column(sentence("Action"))]
    lead: Annotated[SeatId, Column(sentence("Responsible"))]
    held_by: Annotated[tuple[StakeholderId, ...], Column(sentence("Seat held by"))]
    partners: Annotated[tuple[SeatId, ...], Column(sentence("Takes part"), in_files=True)]
    done_when: Annotated[Instruction, Column(sentence("Done when"))]
    effort: Annotated[Effort, Column(sentence("Time needed"))]
    first: Annotated[tuple[Sentence, ...], Column(sentence("Needed first"))]
    basis: Annotated[Basis, Column(sentence("Based on"))]
    source: Annotated[SourceId | None, Column(sentence("Source"), in_files=True)]
    action_id: Annotated[str, Column(sentence("ID"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """An own action, or one of the library that it stands in place of."""

    country: Annotated[Iso3, Column(sentence("Country"), in_files=True)]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    serves: Annotated[Serves, Column(sentence("What for"))]
    used: Annotated[bool, Column(sentence("Used"))]
    step: Annotated[int, Column(sentence("Step"))]
    action: Annotated[Instruction, Column(sentence("Action"))]
    lead: Annotated[SeatId, Column(sentence("Responsible"))]
    done_when: Annotated[Instruction, Column(sentence("Done when"))]
    effort: Annotated[Effort, Column(sentence("Time needed"))]
    basis: Annotated[Basis, Column(sentence("Based on"))]
    source: Annotated[SourceId | None, Column(sentence("Source"), in_files=True)]
    action_id: Annotated[str, Column(sentence("ID"), in_files=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """A capability without an action."""

    country: Annotated[Iso3, Column(sentence("Country"), in_files=True)]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    sign: Annotated[Sign, Column(sentence("Status"))]
    why: Annotated[Sentence, Column(sentence("Reason"))]


def todos_of(found: Library) -> Iterator[Todo]:
    """A row for each action, by capability."""
    for c in found.capabilities:
        for s in c.actions:
            yield Todo(
                country=found.country,
                capability=c.capability,
                sign=c.sign,
                serves=s.serves,
                step=s.step,
                action=s.action,
                lead=s.lead,
                held_by=s.held_by,
                partners=s.partners,
                done_when=s.done_when,
                effort=s.effort,
                first=come_first(s.first),
                basis=s.basis,
                source=s.source,
                action_id=s.action_id,
            )


def nothings_of(found: Library) -> Iterator[Nothing]:
    """A row for each capability for which there is no action."""
    for c in found.capabilities:
        if c.why_none is not None:
            yield Nothing(country=found.country, capability=c.capability, sign=c.sign, why=c.why_none)


def owns_of(found: Library) -> Iterator[Own]:
    """A row for each own action, and for each action of the library that it replaces."""
    for a in found.own:
        yield Own(
            country=found.country,
            capability=a.capability,
            serves=a.serves,
            used=a.used,
            step=a.step,
            action=a.action,
            lead=a.lead,
            done_when=a.done_when,
            effort=a.effort,
            basis=a.basis,
            source=a.source,
            action_id=a.action_id,
        )


def _notes(found: Library) -> Iterator[Sentence]:
    if any(c.actions for c in found.capabilities):
        yield sentence(
            "Who is responsible, when it is done and how long it takes are our own judgement throughout, to be "
            "confirmed by a practitioner."
        )


def ask(w: Workspace, q: Question, asked: Asked) -> Library:
    """The actions on the day. Raises UsageError for an unknown country or capability."""
    if asked.capability is not None:
        edition(q.edition).capability(asked.capability)
    return suggested(w.cover(q), w.country(asked.country), asked.capability)


ANSWER = Answer(
    name="actions",
    title=sentence("What to do about each capability of a country: who is responsible, when it is done."),
    doc=sentence(
        "The status of a capability chooses the actions from the library of the framework: a gap is closed, "
        "what is unknown is reviewed, and so is first of all a capability whose other providers have not been checked, "
        "or of which all records are in general or for a part of the country; one with too few providers gets a second "
        "provider or a successor, as in the plan by status. The step to the next phase is named where the "
        "prerequisites have reached that phase. Own actions of the country are used in place of those of the library "
        "for the same."
    ),
    ask=ask,
    options=Asked,
    result=Library,
    tables={
        "actions": Table(
            row=Todo,
            rows=todos_of,
            key=("capability", "action_id"),
            group="capability",
            title=sentence("What to do next"),
            empty=sentence("There is nothing to do that the action library names."),
            notes=_notes,
        ),
        "own": Table(
            row=Own,
            rows=owns_of,
            key=("capability", "action_id"),
            group="capability",
            title=sentence("Own actions, and those of the library that they replace"),
            empty=sentence("No own action is recorded here: the actions are those of the library."),
        ),
        "nothing": Table(
            row=Nothing,
            rows=nothings_of,
            key=("capability",),
            title=sentence("Without an action"),
            empty=sentence("There is an action for each capability."),
        ),
    },
    example=Asked(country=Iso3("XAA")),
)
