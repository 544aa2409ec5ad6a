"""An answer asked by its name: what pages, tests and notebooks call.

>>> from datetime import date
>>> from coordination.store.memory import MemoryStore
>>> w = Workspace("empty", MemoryStore())
>>> ask(w, Question(date(2026, 11, 25)), "seats", countries=())["seats"]
[]
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, TypeVar

from coordination.answers.declare import Answer
from coordination.answers.filled import Filled, answered, filled, say_of
from coordination.answers.index import DECLARED
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError, said

__all__ = ["answer_of", "ask", "is_declared", "options_of", "table", "told"]

C = TypeVar("C")
A = TypeVar("A")


def _name(name: str) -> str:
    return name.replace("_", "-")


def is_declared(name: str) -> bool:
    """Whether a question of this name is declared: ``weak-points`` or ``weak_points``."""
    return _name(name) in DECLARED


def answer_of(name: str) -> Answer[Any, Any]:
    """The answer of this name. Raises UsageError where there is none."""
    if not is_declared(name):
        raise UsageError(
            said("The question {question!r} does not exist.", question=name),
            hint=said("Use the links on the pages."),
        )
    found: Answer[Any, Any] = import_module(DECLARED[_name(name)][0]).ANSWER
    return found


def options_of(answer: Answer[Any, Any], choices: dict[str, Any]) -> Any:
    """The options of an answer with these choices. Raises UsageError."""
    given = {g.name: g for g in answer.given}
    if wrong := [name for name in choices if name not in given]:
        raise UsageError(
            said("{answer} has no choice {name!r}.", answer=answer.name, name=wrong[0][:40]),
            hint=said("Use one of: {known}.", known=", ".join(given)),
        )
    return answer.options(**{name: given[name].taken(value) for name, value in choices.items()})


def ask(w: Workspace, q: Question, name: str, /, **choices: Any) -> dict[str, Any]:
    """The answer as JSON, with its header."""
    answer = answer_of(name)
    options = options_of(answer, choices)
    return answered(answer, w, q, options, answer.asked(w, q, options))


def table(w: Workspace, q: Question, name: str, table: str = "", /, **choices: Any) -> Filled:
    """A table of an answer, the main one where none is named, in the language of the workspace. Raises UsageError.

    >>> from coordination.store.memory import MemoryStore
    >>> from datetime import date
    >>> found = table(Workspace("empty", MemoryStore()), Question(date(2026, 11, 25)), "cliffs", "falls")
    >>> len(found.to_frame())
    0
    """
    answer = answer_of(name)
    options = options_of(answer, choices)
    return told(w, q, answer, options, answer.asked(w, q, options), table)


def told(w: Workspace, q: Question, answer: Answer[C, A], options: C, found: A, table: str = "") -> Filled:
    """A table of an answer that was ``found`` with these options, the main one where none is named."""
    declared = answer.named(table or answer.main_of(found), options)
    return filled(declared, found, say_of(w, answer.question(q, options)))
