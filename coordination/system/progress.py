"""Progress of a long answer, and a way to stop it.

Whoever waits says so with :func:`watched`; whoever works calls :func:`step` now and then. Neither knows the
other, and no function in between carries a parameter for it: the watcher is a context variable, so two
requests of one process have one each.

>>> seen = []
>>> with watched(lambda what, done, total: seen.append((what, done, total))):
...     step("Removing organisations", 1, 3)
>>> step("Nobody watches", 1, 3)
>>> seen
[('Removing organisations', 1, 3)]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from graph_schema.errors import MnrError

__all__ = ["Cancelled", "Watch", "step", "watched"]

#: (what is being done, an English text for the catalogue; steps done; steps in all, 0 = not known)
Watch = Callable[[str, int, int], None]
_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


class Cancelled(MnrError):
    """Somebody asked to stop. Nothing was changed."""

    title = "Stopped"
    exit_code = 1
    http_status = 409


def step(what: str, done: int, total: int) -> None:
    """Say how far the work is. Raises whatever the watcher raises, :class:`Cancelled` above all."""
    watch = _watch.get()
    if watch is not None:
        watch(what, done, total)


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """While this lasts, steps of this context are told to ``watch``."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)
