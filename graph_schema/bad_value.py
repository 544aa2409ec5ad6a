"""What is said of the text of a cell that cannot be taken."""

from __future__ import annotations

from collections.abc import Collection

from graph_schema.errors import Said, Verbatim, said

__all__ = ["BadValue", "not_between", "one_of"]


class BadValue(ValueError):
    """The text of one cell cannot be taken; ``hint`` says what would be.

    ``message`` is a sentence whose subject is left open: its template begins with ``{name}``.

    >>> from graph_schema.values import PartialDate
    >>> try:
    ...     PartialDate().parse("2026-13")
    ... except BadValue as e:
    ...     e.message, e.about("since")
    ('is not a day of the calendar', 'since is not a day of the calendar')
    """

    def __init__(self, message: Said, hint: str = "", code: str = "E-VALUE") -> None:
        self.message = Said(message.strip())
        self.message.template, self.message.values = message.template, message.values
        super().__init__(self.message)
        self.hint = hint
        self.code = code

    def about(self, name: str) -> Said:
        """The whole sentence about the column ``name``."""
        return said(self.message.template, **{**self.message.values, "name": Verbatim(name)})


def one_of(words: Collection[str]) -> Said:
    """What to do about a word that is none of a closed list."""
    return said("use one of: {words}", words=Verbatim(", ".join(words)))


def not_between(low: object, high: object) -> Said:
    """What is wrong with a number or year outside its range."""
    return said("{name} is not between {low} and {high}", name="", low=low, high=high)
