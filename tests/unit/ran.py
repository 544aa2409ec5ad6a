"""What is told of a command that ran inside the test."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

__all__ = ["Ran", "Run"]


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]
