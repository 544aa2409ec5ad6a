"""What depends on a mandate of the state (METHODS 5): what is asked there in place of a successor."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final

from coordination.analytics.loss.weak_fixes import Candidate, foremost, with_part
from coordination.text.kinds import said_as
from coordination.text.records import HIDDEN, Key
from coordination.text.sentences import Either, Name, Sentence, sentence
from graph_schema.ids import CapabilityNumber, Cell, ClaimId, Iso3, SourceId, StakeholderId

__all__ = ["QUESTIONS", "Continuity", "Mandate", "MandateQuestion"]


@said_as(
    {
        "mandate": sentence("Which text gives the mandate?"),
        "online": sentence("Does it name sexual exploitation online?"),
        "posts": sentence("Are its posts approved and filled?"),
        "budget": sentence("Is there a budget line for this year?"),
        "office": sentence("Which office answers?"),
    },
    doc="what is asked of a body with a mandate: which text gives it; whether it names exploitation online; whether "
    "the posts are approved and filled; whether there is a budget line for this year; which office answers",
)
class MandateQuestion(StrEnum):
    """What is asked of a body with a mandate."""

    MANDATE = "mandate"
    ONLINE = "online"
    POSTS = "posts"
    BUDGET = "budget"
    OFFICE = "office"


QUESTIONS: Final = tuple(MandateQuestion)


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a mandate rests on, as far as it is on record: laws, treaties and decrees."""

    texts: tuple[SourceId, ...]

    def asked(self, bodies: list[Name]) -> Sentence:
        """What to ask of it. No text is named that the records do not name."""
        if self.texts:
            return sentence(
                "The mandate of {bodies} depends on {texts}. Ask: does it name online exploitation, are the posts "
                "filled, is there a budget line?",
                bodies=bodies,
                texts=[Name("sources", s) for s in self.texts],
            )
        return sentence(
            "This depends on the mandate of {bodies}; the text is not on record. Ask: which text is it, does it name "
            "online exploitation, are the posts filled, is there a budget line?",
            bodies=bodies,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """A cell with one independent group, all of it bodies with a mandate: no single point of failure."""

    country: Iso3
    capability: CapabilityNumber
    bodies: Annotated[
        tuple[StakeholderId, ...], Key("the bodies that do it by their mandate", more={"minItems": 1})
    ]
    rests: Annotated[
        tuple[CapabilityNumber, ...],
        Key("capabilities of the country that are on record and need this, directly or through others"),
    ]
    rests_elsewhere: Annotated[tuple[Cell, ...], Key("the same in other countries")]
    questions: Annotated[tuple[MandateQuestion, ...], Key("what is asked of a body with a mandate")]
    texts: Annotated[
        tuple[SourceId, ...], Key("laws, treaties and decrees in which the records of it were read")
    ]
    second: Annotated[
        bool,
        Key(
            "another provider may still be sought: only the kind of the body says that it is a task of the state, and "
            "one alone is too few"
        ),
    ]
    candidates: Annotated[
        tuple[Candidate, ...],
        Key("who could provide it too, where one may be sought and somebody has checked for others"),
    ]
    recalled: Annotated[tuple[StakeholderId, ...], Key("of the bodies: those of whom no row was read there")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the records that the status rests on")]
    mandate: Annotated[Mandate, HIDDEN]
    advice: Annotated[Sentence, Key("what to ask, in a sentence", name="fix", more={"minLength": 1})] = field(
        init=False
    )

    def __post_init__(self) -> None:
        asked = self.mandate.asked([Name("stakeholders", s) for s in self.bodies])
        if self.second and self.candidates:
            best = foremost(self.candidates)
            more = sentence(
                "{asked} Another provider can be sought too: ask {candidates}.",
                asked=(asked,),
                candidates=Either(Name("stakeholders", c.stakeholder) for c in best),
            )
            asked = with_part(more, best)
        object.__setattr__(self, "advice", asked)
