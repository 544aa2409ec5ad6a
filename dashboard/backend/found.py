"""What an answer comes to, kept with the snapshot that it is of: a page, its files and the next language ask for the
same. It is in no language; sentences are told of it when they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from coordination.answers.asking import answer_of, options_of
from coordination.workspace.service import Question, Workspace

__all__ = ["LOGGED", "NAMING", "RELEASED", "about_everything", "found_of"]

#: what tells of updates: it is another one after each, even where the data are as they were
LOGGED: Final = frozenset({"news", "record", "saved", "undoing"})
#: answers about the plans that donors may see, beside the data
RELEASED: Final = frozenset({"unfunded"})
#: choices that name something kept with a workspace, or a file
NAMING: Final = frozenset({"scenario", "scenarios"})
#: choices that have few values, so that each answer is kept
_FEW: Final = frozenset({"duties", "full"})
#: one that grows with the organisations, kept where they are at most so many: the page of weak points asks for it anew
#: with each choice, and writing the names of every loss took most of its time
_KEPT_OF_FEW: Final = {"sweep": 5_000}


def about_everything(w: Workspace, name: str, choices: Collection[str]) -> bool:
    """Whether an answer is one of few: about everything, or with choices of few values."""
    many = w.snapshot().counts()["stakeholders"]
    return name not in LOGGED | RELEASED and not {*choices} - _FEW and many <= _KEPT_OF_FEW.get(name, many)


def found_of(w: Workspace, q: Question, name: str, choices: Mapping[str, Any]) -> Any:
    """What the answer comes to in a workspace that is held at a snapshot. Of an answer with choices of its own the
    last one is kept."""
    answer, snapshot = answer_of(name), w.snapshot()
    options = options_of(answer, dict(choices))
    name, key = answer.name, ("dashboard.found", answer.name, options, q)
    if about_everything(w, name, choices):
        return snapshot.derived(key, lambda _: answer.asked(w, q, options))
    if name in LOGGED | RELEASED | _KEPT_OF_FEW.keys() or not NAMING.isdisjoint(choices):
        return answer.asked(w, q, options)
    return snapshot.last(f"dashboard.found {name}", key, lambda _: answer.asked(w, q, options))
