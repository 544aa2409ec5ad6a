"""What a page was told, noted while it is drawn: it may be shown again as long as it would be told the same.

Pages ask :class:`~dashboard.backend.context.Answers` and nothing else, so what a page says follows from its address,
the day, the language, and the answers it got. :class:`Noted` passes questions on and writes down what each answer
rests on (the data, a shelf) with the *stamp* that has now (:meth:`Answers.stamp`): equal stamps mean equal answers,
and reading one is much cheaper than asking. Nothing has to be done for it by the author of a page or of an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from dashboard.backend.context import Answers, Workspace
from dashboard.backend.world import World
from graph_schema.errors import MnrError

__all__ = ["Noted", "Notes", "add", "noting", "passing"]

T = TypeVar("T")


@dataclass
class Notes:
    """``stamps``: (workspace, what its answers rest on) -> the stamp that had before the first of them; ``spaces``: the
    workspaces told of; ``passing``: something was said that may be otherwise at once."""

    stamps: dict[tuple[str, str], Any] = field(default_factory=dict)
    spaces: Sequence[Workspace] | None = None
    passing: bool = False

    def of_spaces(self, found: Sequence[Workspace]) -> None:
        self.passing = self.passing or self.spaces not in (None, found)
        self.spaces = found

    def take(self, other: Notes) -> None:
        """What was told to a part of the page."""
        self.passing = self.passing or other.passing
        if other.spaces is not None:
            self.of_spaces(other.spaces)
        for key, stamp in other.stamps.items():
            self.passing = self.passing or self.stamps.setdefault(key, stamp) != stamp


_notes: ContextVar[Notes | None] = ContextVar("notes", default=None)


@contextmanager
def noting() -> Iterator[Notes]:
    """Notes of all that is asked within, by this request and by threads that it starts with a copy of its context."""
    made = Notes()
    token = _notes.set(made)
    try:
        yield made
    finally:
        _notes.reset(token)


def add(notes: Notes) -> None:
    """What was told to a part that was drawn elsewhere, in a thread that several readers share."""
    if (to := _notes.get()) is not None:
        to.take(notes)


def passing() -> None:
    """What is said now is not to be shown again: an error, a panel with progress."""
    if (to := _notes.get()) is not None:
        to.passing = True


class Noted:
    """Answers, each noted where somebody notes."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def same(self, notes: Notes) -> bool:
        """Whether everything noted would be told again as it was."""
        if notes.passing:
            return False
        try:
            return (notes.spaces is None or self._answers.workspaces() == notes.spaces) and all(
                self._answers.stamp(*key) == stamp for key, stamp in notes.stamps.items()
            )
        except (MnrError, KeyError):  # the workspace cannot be read just now, or is gone
            return False

    def _note(self, workspace: str, question: str, choices: Collection[str]) -> None:
        """Before an answer is asked for, so that a change meanwhile shows."""
        notes = _notes.get()
        if notes is None or notes.passing:
            return
        what = self._answers.rests_on(question, choices)
        if what is None:
            notes.passing = True
        elif (workspace, what) not in notes.stamps:
            try:
                notes.stamps[workspace, what] = self._answers.stamp(workspace, what)
            except (MnrError, KeyError):  # said to whoever asks
                notes.passing = True

    def workspaces(self) -> Sequence[Workspace]:
        found = self._answers.workspaces()
        if (notes := _notes.get()) is not None:
            notes.of_spaces(found)
        return found

    def world(self, workspace: str, *, as_of: date, evidence: str, edition: str) -> World:
        self._note(workspace, "world", ())
        return self._answers.world(workspace, as_of=as_of, evidence=evidence, edition=edition)

    def ask(
        self,
        workspace: str,
        question: str,
        /,
        *about: Any,
        as_of: date,
        evidence: str,
        edition: str,
        **choices: Any,
    ) -> dict[str, Any]:
        self._note(workspace, question, choices)
        return self._answers.ask(
            workspace, question, *about, as_of=as_of, evidence=evidence, edition=edition, **choices
        )

    def document(
        self,
        workspace: str,
        make: Callable[[Any, Any, str], T],
        *,
        as_of: date,
        evidence: str,
        edition: str,
    ) -> T:
        self._note(workspace, "document", ())
        return self._answers.document(workspace, make, as_of=as_of, evidence=evidence, edition=edition)

    def rests_on(self, question: str, choices: Collection[str]) -> str | None:
        return self._answers.rests_on(question, choices)

    def stamp(self, workspace: str, what: str) -> Any:
        return self._answers.stamp(workspace, what)

    def ready(self) -> None:
        self._answers.ready()
