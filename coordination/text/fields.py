"""Fields of records for people who fill them in: which words may stand in one, and what each is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from coordination.text.codes import ORGANISATION_KINDS, OTHER_KIND, WORDS
from coordination.text.sentences import Sentence, sentence
from graph_schema.declare import Prop
from graph_schema.values import Flag, OpenWord, Word

__all__ = ["choices"]

_FLAG: Final[Mapping[str, Sentence]] = {"yes": sentence("yes"), "no": sentence("no")}


def choices(p: Prop) -> Mapping[str, Sentence]:
    """What may stand in a field with closed words -> its words for people, in the order of the declaration; empty for
    any other field."""
    if isinstance(p.value, Word):
        words = WORDS[p.value.words][0]
        return {code: words[code] for code in p.value.choices()}
    if isinstance(p.value, OpenWord):
        return {code: ORGANISATION_KINDS.get(code, OTHER_KIND) for code in p.value.choices()}
    return _FLAG if isinstance(p.value, Flag) else {}
