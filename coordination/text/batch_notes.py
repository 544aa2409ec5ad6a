"""What the program itself notes with an update: stored in English, said in the language of whoever reads it.

>>> from coordination.text.sentences import ENGLISH
>>> stored(ACCEPTED, who="Ada")
'accepted by Ada'
>>> ENGLISH.render(note_words("asked by phone; accepted by Ada"), str)
'asked by phone; accepted by Ada'
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from coordination.text.sentences import Sentence, sentence
from graph_schema.errors import UsageError, said

__all__ = [
    "ACCEPTED",
    "APPROVED",
    "FROM",
    "JOINT",
    "LATER",
    "NOT_PERSONAL",
    "SHIPPED",
    "UNDO",
    "UNDO_MORE",
    "kept_note",
    "note_words",
    "stored",
]

UNDO: Final = sentence("undo of {updates}")
UNDO_MORE: Final = sentence("undo of {updates} and {count} more")
ACCEPTED: Final = sentence("accepted by {who}")
APPROVED: Final = sentence("less strict sharing labels approved by {who}")
NOT_PERSONAL: Final = sentence("not personal: {findings}")
#: of a copy of a workspace: what it began with, and later changes of the other
FROM: Final = sentence("from {workspace}")
LATER: Final = sentence("later changes from {workspace}")
#: of what came with the program and with later versions of it: nobody takes one back
SHIPPED: Final = {
    s.text: s
    for s in (
        sentence("shipped with the program"),
        sentence("second collection, shipped with the program"),
        sentence("third update, shipped with the program"),
    )
}
JOINT: Final = "; "  #: between the parts of a note

_PARTS: Final = (UNDO, UNDO_MORE, ACCEPTED, APPROVED, NOT_PERSONAL, FROM, LATER, *SHIPPED.values())
#: what may stand in a place, so that a remark in somebody's own words stays as it is
_PLACES: Final[Mapping[str, str]] = {
    "updates": r"[0-9a-f]+(?:, [0-9a-f]+)*",
    "count": "[0-9]+",
    "who": ".+",
    "findings": "(?:all|[A-Z]+-).*",
    "workspace": "[a-z0-9_-]+",
}


def stored(part: Sentence, **values: str) -> str:
    """A part of a note as it is stored."""
    return part.text.format(**values)


def note_words(note: str) -> Sentence:
    """The note of an update: a remark as it was written, then what the program wrote, in any language."""
    before, joint, last = note.rpartition(JOINT)
    for pattern, part in _patterns():
        if found := pattern.fullmatch(last):
            said = Sentence(part.text, found.groupdict())
            return sentence("{first}; {rest}", first=(note_words(before),), rest=(said,)) if joint else said
    return sentence("{name}", name=note)


@cache
def _patterns() -> list[tuple[re.Pattern[str], Sentence]]:
    def pattern(text: str) -> re.Pattern[str]:
        return re.compile(re.sub(r"\\{(\w+)\\}", lambda m: f"(?P<{m[1]}>{_PLACES[m[1]]})", re.escape(text)))

    return [(pattern(part.text), part) for part in _PARTS]


def kept_note(note: str, not_personal: Sequence[str]) -> str:
    """The note as it is kept: the remark, then what was stated. Raises UsageError for bytes that are no text."""
    stated = stored(NOT_PERSONAL, findings=", ".join(not_personal)) if not_personal else ""
    kept = JOINT.join(filter(None, (note.strip(), stated)))
    try:
        kept.encode()
    except UnicodeEncodeError:
        raise UsageError(
            said("The note contains bytes that are no text."), hint=said("Type it again, in UTF-8.")
        ) from None
    return kept
