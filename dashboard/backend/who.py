"""Who makes a change: the name that this browser keeps, else the setting of the program."""

from __future__ import annotations

from contextvars import ContextVar, Token
from typing import Final
from urllib.parse import unquote

from coordination.system.settings import LONGEST_NAME, settings_from
from graph_schema.plain import plain_line

__all__ = ["COOKIE", "NOBODY", "by", "forget", "says"]

COOKIE: Final = "by"
NOBODY: Final = "-"  #: kept where somebody was asked and gave no name
_NAME: Final[ContextVar[str]] = ContextVar("by", default="")


def says(kept: str) -> Token[str]:
    """What the browser of this request keeps, until :func:`forget`."""
    name = plain_line(unquote(kept))[:LONGEST_NAME]
    return _NAME.set("" if name == NOBODY else name)


def forget(token: Token[str]) -> None:
    _NAME.reset(token)


def by() -> str:
    """The name that is written beside what is saved."""
    return _NAME.get() or settings_from().author
