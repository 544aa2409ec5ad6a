"""How a state looks where only text can be shown. The word always stands beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

__all__ = ["SIGN_SYMBOL", "STATE_SYMBOL", "sign_of"]

#: State -> symbol, best known first.
STATE_SYMBOL: Final[Mapping[str, str]] = {
    "covered": "●●",
    "fragile": "●",
    "unattributed": "◌",
    "planned": "◷",
    "gap": "✕",
    "unknown": "?",
}
#: The same with the two signs that are told apart further.
SIGN_SYMBOL: Final[Mapping[str, str]] = {**STATE_SYMBOL, "uncounted": "●?", "single": "◉"}


def sign_of(state: str, flags: Collection[str]) -> str:
    """How a cell of this state with these flags is drawn and named: its state, or ``uncounted`` (fragile as far as is
    known: nobody has looked for others), or ``single`` (covered by the one provider that is enough)."""
    state = str(state)
    if state == "fragile" and "uncounted" in flags:
        return "uncounted"
    return "single" if state == "covered" and "sole_by_design" in flags else state
