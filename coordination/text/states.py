"""States, signs and flags of a cell: the closed words, what they are called, and how they look where only text can be
shown. The word always stands beside the symbol."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from coordination.text.kinds import said_as
from coordination.text.sentences import sentence

__all__ = [
    "FLAG_WORDS",
    "LADDER",
    "OPEN",
    "SIGN_SYMBOL",
    "STANDS",
    "STATE_SYMBOL",
    "STATE_WORDS",
    "Flag",
    "Sign",
    "State",
    "sign_of",
]

STATE_WORDS = {
    "covered": sentence("Covered"),
    "fragile": sentence("Fragile"),
    "uncounted": sentence("Other providers not checked"),
    "single": sentence("One provider is enough"),
    "unattributed": sentence("Found, provider not named"),
    "planned": sentence("Planned"),
    "done_once": sentence("Done once"),
    "supported_only": sentence("Support only"),
    "gap": sentence("Gap"),
    "unknown": sentence("Unknown"),
}
FLAG_WORDS = {
    "uncounted": sentence("other providers not checked"),
    "expiring": sentence("ends soon"),
    "hollow": sentence("ahead of prerequisites"),
    "unsupported": sentence("prerequisite missing"),
    "shared": sentence("one service of several"),
    "stale": sentence("old evidence"),
    "unconfirmed": sentence("unconfirmed"),
    "undated": sentence("no source has a date"),
    "sole_by_design": sentence("one provider is enough"),
    "conflict": sentence("sources disagree"),
    "lapsed": sentence("ended earlier"),
}


@said_as(STATE_WORDS, symbols=True, doc="state of a cell")
class State(StrEnum):
    """The eight states of a cell, in the order in which legends list them."""

    GAP = "gap"
    FRAGILE = "fragile"
    UNATTRIBUTED = "unattributed"
    PLANNED = "planned"
    DONE_ONCE = "done_once"  #: somebody did it and stopped, and nobody is on record who carries it on
    SUPPORTED_ONLY = "supported_only"  #: only those who support it are on record
    COVERED = "covered"
    UNKNOWN = "unknown"


@said_as(
    STATE_WORDS,
    symbols=True,
    doc="how it is drawn and named: its state; uncounted = fragile as far as is known, nobody has looked for others; "
    "single = covered by the one that is enough",
)
class Sign(StrEnum):
    """How a cell is drawn and named, in the order in which legends list it: the eight states, of which two are told
    apart further."""

    GAP = "gap"
    FRAGILE = "fragile"
    UNCOUNTED = "uncounted"  #: fragile as far as is known: nobody has looked for others
    SINGLE = "single"  #: covered by the one provider that is enough
    UNATTRIBUTED = "unattributed"
    PLANNED = "planned"
    DONE_ONCE = "done_once"
    SUPPORTED_ONLY = "supported_only"
    COVERED = "covered"
    UNKNOWN = "unknown"

    @property
    def state(self) -> State:
        """The state that it is a sign of."""
        return {Sign.UNCOUNTED: State.FRAGILE, Sign.SINGLE: State.COVERED}.get(self) or State(self)


@said_as(FLAG_WORDS, doc="flag")
class Flag(StrEnum):
    """What is told of a cell beside its state, in alphabetical order."""

    CONFLICT = "conflict"
    EXPIRING = "expiring"
    HOLLOW = "hollow"
    LAPSED = "lapsed"
    SHARED = "shared"  #: two or more of its providers run one service together
    SOLE_BY_DESIGN = "sole_by_design"
    STALE = "stale"
    UNCONFIRMED = "unconfirmed"
    UNCOUNTED = "uncounted"
    UNDATED = "undated"
    UNSUPPORTED = "unsupported"


#: States in which it is open whether somebody does it today: it is neither counted as there nor as missing, and a
#: review is what comes next.
OPEN: Final = (State.UNKNOWN, State.DONE_ONCE, State.SUPPORTED_ONLY)
#: The others, from worst to best.
LADDER: Final = (State.GAP, State.PLANNED, State.UNATTRIBUTED, State.FRAGILE, State.COVERED)
#: Those of what stands: a provider is on record, or a review found it without naming one.
STANDS: Final = LADDER[2:]
#: State -> symbol, best known first.
STATE_SYMBOL: Final[Mapping[str, str]] = {
    "covered": "●●",
    "fragile": "●",
    "unattributed": "◌",
    "planned": "◷",
    "done_once": "1×",
    "supported_only": "+",
    "gap": "✕",
    "unknown": "?",
}
#: The same with the two signs that are told apart further.
SIGN_SYMBOL: Final[Mapping[str, str]] = {**STATE_SYMBOL, "uncounted": "●?", "single": "◉"}


def sign_of(state: str, flags: Collection[str]) -> Sign:
    """How a cell of this state with these flags is drawn and named."""
    if state == State.FRAGILE and Flag.UNCOUNTED in flags:
        return Sign.UNCOUNTED
    return Sign.SINGLE if state == State.COVERED and Flag.SOLE_BY_DESIGN in flags else Sign(state)
