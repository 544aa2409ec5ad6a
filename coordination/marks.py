"""How a state looks where only text can be shown. The word always stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["STATE_SYMBOL"]

#: State -> symbol, best known first.
STATE_SYMBOL: Final[Mapping[str, str]] = {
    "covered": "●●",
    "fragile": "●",
    "unattributed": "◌",
    "planned": "◷",
    "gap": "✕",
    "unknown": "?",
}
