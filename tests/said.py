"""The JSON form of a result, as a command writes it below its header."""

from __future__ import annotations

from typing import Any

from coordination.text.records import fields_of, said_in
from coordination.text.say import Say
from coordination.text.sentences import ENGLISH

__all__ = ["PLAIN", "as_json"]

PLAIN = Say(ENGLISH, lambda name: name.id)


def as_json(found: Any) -> dict[str, Any]:
    """A result by its keys; sentences in English, things by their ids."""
    return said_in(found, fields_of(type(found)), PLAIN)
