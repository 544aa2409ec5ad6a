"""Headings of columns that many files have: what their rows rest on, and the id beside a name."""

from __future__ import annotations

from typing import Final

from coordination.text.sentences import Sentence, sentence

__all__ = ["AS_OF", "DATA_VERSION", "EVIDENCE", "FRAMEWORK", "RESTS_ON", "SHARING", "WHAT_IF", "with_id"]

AS_OF: Final = sentence("As of")
FRAMEWORK: Final = sentence("Framework edition")
EVIDENCE: Final = sentence("Evidence")
DATA_VERSION: Final = sentence("Data version")
WHAT_IF: Final = sentence("What-if scenario")
SHARING: Final = sentence("Sharing label")
#: all of them
RESTS_ON: Final = (AS_OF, FRAMEWORK, EVIDENCE, DATA_VERSION, WHAT_IF, SHARING)


def with_id(what: str) -> Sentence:
    """The heading of the ids that stand beside a column of names, whose heading is ``what``."""
    return sentence("{what} (id)", what=what)
