"""How often Python looks for garbage that holds itself.

Answers are long lists of records, of which none is garbage; what is given up holds no circle and goes by itself. By
default Python looks through what is new after every 700 objects, and through the whole list again and again while it
grows: a third of the time of the channels of the world (0.98 and 0.61 s of the processor), a fifth of that of routes
and partnerships.
"""

from __future__ import annotations

import gc
from typing import Final

__all__ = ["NEW", "look_seldom"]

NEW: Final = 10_000  #: objects that are new when Python looks through them


def look_seldom() -> None:
    """For a whole program, at its start; one that looks more seldom, or never, is left as it is.

    >>> look_seldom()
    >>> gc.get_threshold()[0] >= NEW or gc.get_threshold()[0] == 0
    True
    """
    new, *older = gc.get_threshold()
    if 0 < new < NEW:
        gc.set_threshold(NEW, *older)
