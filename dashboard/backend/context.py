"""What a page is given besides its view: the answers of the service, and the day it is.

Pages know nothing of stores, engines or files. They ask :class:`Answers`; the program gives them
:class:`dashboard.backend.answers.ServiceAnswers`, and a test may give anything of the same form.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Protocol, TypeVar

from dashboard.backend.world import World
from dashboard.ui.view import View
from graph_schema.errors import UsageError, said

__all__ = ["Answers", "Context", "Workspace", "today"]

T = TypeVar("T")


def today() -> date:
    """Today in UTC: the date of an answer when nothing else is asked."""
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Workspace:
    """One workspace that this program serves."""

    name: str
    title: str
    example_country: str = ""
    shapes: str = "world"
    tier: str = "CLEAR"
    as_of: date | None = None
    editions: tuple[tuple[str, str], ...] = ()
    kind: str = "own"
    """``public`` (the register), ``invented`` (the fictional region): both shipped, both take no data; or ``own``."""
    countries: tuple[str, ...] = ()
    """The countries that it was started for, if it was for some."""
    trouble: str = ""
    """Why it cannot be opened."""

    @property
    def is_own(self) -> bool:
        """Whether data can be put into it."""
        return self.kind == "own"

    @property
    def opens_on(self) -> tuple[str, ...]:
        """The page with which it opens, and what that is about: of one country its board, else the overview."""
        return ("country", self.countries[0]) if len(self.countries) == 1 else ("",)


class Answers(Protocol):
    """What pages ask. ``edition`` "" = the workspace's first edition."""

    def workspaces(self) -> Sequence[Workspace]: ...

    def world(self, workspace: str, *, as_of: date, evidence: str, edition: str) -> World: ...

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
        """A further answer (METHODS 12) by the name of its question: ``weak_points``, ``corridors``, ..."""

    def document(
        self,
        workspace: str,
        make: Callable[[Any, Any, str], T],
        *,
        as_of: date,
        evidence: str,
        edition: str,
    ) -> T:
        """What ``make`` (of :mod:`coordination.reports`) says; it gets the workspace, the question, the language."""
        ...

    def rests_on(self, question: str, choices: Collection[str]) -> str | None:
        """What the answer to a question, with choices of these names, follows from beside the question itself;
        None: from more than can be named."""
        ...

    def stamp(self, workspace: str, what: str) -> Any:
        """A value that is another one when what a workspace holds of this (:meth:`rests_on`) is another."""
        ...

    def ready(self) -> None:
        """Returns when questions can be answered; raises StoreError with the reason when not."""


@dataclass(frozen=True)
class Context:
    """``day`` gives the as-of date where the address names none."""

    answers: Answers
    day: Callable[[], date] = today

    @classmethod
    def of(cls, answers: Answers, day: Callable[[], date] = today) -> Context:
        return cls(answers, day)

    @property
    def spaces(self) -> tuple[Workspace, ...]:
        """What is served just now: workspaces come and go while the program runs."""
        return tuple(self.answers.workspaces())

    def workspace(self, view: View) -> Workspace:
        """The workspace of a view. Raises UsageError for one that is not served."""
        for space in self.spaces:
            if space.name == view.workspace:
                return space
        known = ", ".join(s.name for s in self.spaces)
        raise UsageError(
            said("There is no workspace {workspace!r} here.", workspace=view.workspace),
            hint=said("Open one of: {known}.", known=known),
        )

    def as_of(self, view: View) -> date:
        return view.as_of or self.day()

    def world(self, view: View) -> World:
        self.workspace(view)
        return self.answers.world(
            view.workspace, as_of=self.as_of(view), evidence=view.evidence, edition=view.edition
        )

    def ask(self, view: View, question: str, /, *about: Any, **choices: Any) -> dict[str, Any]:
        """The answer to a further question for the workspace, date, evidence and edition of a view."""
        self.workspace(view)
        return self.answers.ask(
            view.workspace,
            question,
            *about,
            as_of=self.as_of(view),
            evidence=view.evidence,
            edition=view.edition,
            **choices,
        )

    def document(self, view: View, make: Callable[[Any, Any, str], T]) -> T:
        """A document, or its bytes, about the workspace, date, evidence and edition of a view."""
        self.workspace(view)
        return self.answers.document(
            view.workspace, make, as_of=self.as_of(view), evidence=view.evidence, edition=view.edition
        )

    def fixed(self, day: date) -> Context:
        """The same context with the date held still (documentation, screenshots, tests)."""
        return replace(self, day=lambda: day)
