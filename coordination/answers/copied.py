"""What every answer of a copy of some countries says of what did not come with it, from the choices that it was asked
with: no answer says it by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from coordination.answers.declare import Answer
from coordination.text import copies
from coordination.text.sentences import Name, Sentence
from coordination.workspace.service import Workspace
from graph_schema.errors import UsageError
from graph_schema.ids import Iso3

__all__ = ["not_copied", "of_countries", "of_the_copy"]

_FEW: Final = 6  #: countries that a sentence names; of more it gives the number


def of_the_copy(answer: Answer[Any, Any], w: Workspace, options: Any) -> list[Sentence]:
    """Of an answer with these choices; nothing in a workspace that leaves no country out, and nothing where to say it
    would give the country away."""
    if not answer.tells_version:
        return []
    return list(of_countries(w, _asked(answer, w, options), answer.asks_whom))


def of_countries(w: Workspace, asked: Sequence[Iso3], asks_whom: bool) -> Iterator[Sentence]:
    """Of the countries asked about, none = all: which are not in the copy, and, where it is told whom to ask
    (``asks_whom``), that there may be others."""
    if not w.made_for:
        return
    made_for, lacks = _named(w.made_for), not_copied(w, asked)
    if lacks and asked and len(lacks) <= _FEW:
        yield copies.named(_named(lacks), made_for)
    elif lacks:
        yield copies.others(len(lacks), made_for)
    if asks_whom and (not asked or not set(asked).isdisjoint(w.made_for)):
        yield copies.candidates_left_out(made_for)


def not_copied(w: Workspace, asked: Sequence[Iso3]) -> list[Iso3]:
    """Of the countries asked about, none = all, those that are not in the copy, also where somebody has since recorded
    something of them in it: the rest is still in the original alone."""
    every = asked or [Iso3(c) for c in w.snapshot()["countries"].position]
    return [c for c in every if c not in (w.made_for or every)]


def _asked(answer: Answer[Any, Any], w: Workspace, options: Any) -> list[Iso3]:
    """The countries among the choices."""
    found: dict[Iso3, None] = {}
    for g in answer.given:
        value = getattr(options, g.name) if g.inner is Iso3 else None
        for text in value if isinstance(value, tuple) else (value,) if value else ():
            try:
                found[w.country(text)] = None
            except UsageError:  # where a change of a what-if may be typed in its place
                continue
    return [*found]


def _named(countries: Sequence[Iso3]) -> list[Name]:
    return [Name("countries", c) for c in countries]
