"""Work that goes on in a thread beside other work.

It gains time where one of the two is compiled code that lets Python go on: compressing, sorting, what SQLite does by
itself.

>>> answer = meanwhile(lambda: 6 * 7)
>>> answer()
42
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["meanwhile"]

T = TypeVar("T")


def meanwhile(work: Callable[[], T]) -> Callable[[], T]:
    """Begin ``work``. What is given back waits for its result, or raises what it raised."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="meanwhile")
    doing = pool.submit(work)
    pool.shutdown(wait=False)
    return doing.result
