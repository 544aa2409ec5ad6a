"""How many threads multiply matrices.

Ours are as wide as there are countries: one thread is done with them before a second has woken. But the library that
multiplies for numpy (OpenBLAS) starts one for each processor when it is loaded, and all of them wait for work without a
pause. On two processors, to start Python and load numpy takes 0.19 seconds of the processor; with one thread, 0.10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import MutableMapping

__all__ = ["with_one_thread"]

_THREADS: Final = "OPENBLAS_NUM_THREADS"  #: where the library is told


def with_one_thread(environment: MutableMapping[str, str]) -> None:
    """For a whole program and what it starts, before numpy is loaded; whoever asked for another number gets it.

    >>> nothing_said, another = {}, {"OPENBLAS_NUM_THREADS": "4"}
    >>> with_one_thread(nothing_said); with_one_thread(another)
    >>> nothing_said, another
    ({'OPENBLAS_NUM_THREADS': '1'}, {'OPENBLAS_NUM_THREADS': '4'})
    """
    environment.setdefault(_THREADS, "1")
