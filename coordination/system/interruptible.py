"""Wait for compiled work that cannot be interrupted, so that whoever waits hears of it and can stop.

>>> said = []
>>> beside(lambda: 6 * 7, lambda: said.append("working"))
42
>>> said
['working']
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

__all__ = ["EVERY", "beside"]

EVERY = 0.2  #: seconds between two words to whoever waits
T = TypeVar("T")


def beside(work: Callable[[], T], tell: Callable[[], None]) -> T:
    """The result of ``work``, done in a thread of its own. ``tell`` is called at the start and several times a
    second; whatever it raises ends the wait at once, while ``work`` runs out by itself and its result is thrown
    away. Raises what ``work`` raises."""
    tell()
    pool = ThreadPoolExecutor(1, thread_name_prefix="beside")
    try:
        doing = pool.submit(work)
        while not wait([doing], EVERY).done:
            tell()
        return doing.result()
    finally:
        pool.shutdown(wait=False)
