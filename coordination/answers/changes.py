"""What ends or begins in a what-if: how it is asked everywhere, and what becomes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Protocol, TypeAlias

from coordination.analytics.loss.effects import in_words
from coordination.analytics.loss.scenario import Scenario, organisations_of
from coordination.answers.declare import Option
from coordination.model.merged import merging
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.scenarios import SavedScenario, as_saved, must_be_a_change, saved_or_file
from coordination.workspace.service import Question, Workspace

__all__ = [
    "Assumed",
    "ChangeTexts",
    "Changes",
    "KeepGround",
    "Removals",
    "ScenarioName",
    "about",
    "assumed",
    "in_words_of",
    "left_open",
    "texts_of",
    "told_of",
]

ChangeTexts: TypeAlias = Annotated[
    tuple[str, ...],
    Option(
        sentence(
            "{forms}; with {day} it ends on that day; {form} adds.",
            forms="stakeholder:ID, agreement:ID, network:ID, delivery:WHO/ISO3/N, tie:A/B, funding:F/R, "
            "membership:M/N, party:A/ISO3",
            day="@2027-06",
            form="+tie:A/B",
        ),
        place=True,
        metavar="CHANGE",
    ),
]
Removals: TypeAlias = Annotated[
    tuple[str, ...], Option(sentence("What ends, written in the same way."), metavar="KIND:ID")
]
KeepGround: TypeAlias = Annotated[
    bool, Option(sentence("Providers continue even if all their known funders end."))
]
ScenarioName: TypeAlias = Annotated[
    str, Option(sentence("A saved scenario, or a file that ends in .toml."), metavar="NAME")
]


class Changes(Protocol):
    """Choices among which a what-if is named."""

    @property
    def changes(self) -> tuple[str, ...]: ...
    @property
    def remove(self) -> tuple[str, ...]: ...
    @property
    def keep_ground(self) -> bool: ...
    @property
    def scenario(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Assumed:
    """``lose_ground``: who is left without any known funder for a capability stops there."""

    scenario: Scenario
    lose_ground: bool


def _saved(w: Workspace, asked: Changes) -> SavedScenario | None:
    return saved_or_file(w, asked.scenario) if asked.scenario else None


def texts_of(w: Workspace, asked: Changes) -> tuple[str, ...]:
    """The changes as they are written: of a saved scenario, and further ones."""
    kept = _saved(w, asked)
    return (*(kept.changes if kept else ()), *asked.remove, *asked.changes)


def told_of(w: Workspace, asked: Changes) -> tuple[str, ...]:
    """The changes that an answer says it assumes: what names an organisation that was judged to be the same as another
    is about the one that stayed."""
    texts, into = texts_of(w, asked), merging(w.snapshot()).into
    return Scenario.parse("", texts).led_on(into).texts if into else texts


def assumed(w: Workspace, asked: Changes) -> Assumed | None:
    """The scenario that is asked about, None where nothing is named. Raises UsageError."""
    texts = texts_of(w, asked)
    if not texts:
        return None
    must_be_a_change(w, texts)
    kept = _saved(w, asked)
    replaced = asked.keep_ground or (kept is not None and kept.keep_ground)
    return Assumed(Scenario.parse("", texts), lose_ground=not replaced)


def in_words_of(texts: Iterable[str]) -> Iterator[Sentence]:
    """Changes as they are written, in sentences."""
    return (s for change in Scenario.parse("", texts).changes for s in in_words(change))


def about(w: Workspace, asked: Changes) -> Iterator[str]:
    """The organisations that the changes name."""
    for change in Scenario.parse("", texts_of(w, asked)).changes:
        yield from organisations_of(change)


def left_open(w: Workspace, q: Question, asked: Changes, left: Collection[str]) -> Question:
    """With the day and the edition of a saved scenario where none were named."""
    kept = _saved(w, asked)
    return as_saved(q, [kept], left) if kept else q
