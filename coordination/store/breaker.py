"""A store that stops asking a database that is not there, and asks again by itself until it is.

The first call that finds the database gone waits as long as the store does (seconds). From then on every call is
refused at once with the same words, while a thread of its own asks now and then; the first answer lets everything
through again. So a silent database holds nobody who came after the first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

from coordination.model.changes import ApplyResult, Batch, ChangeSet, LogEntry
from coordination.model.snapshot import Snapshot
from coordination.store.base import BatchRecord, GraphStore, Progress, StoreInfo
from graph_schema.errors import StoreError, StoreUnavailable, said
from graph_schema.issues import Issue

__all__ = ["Breaker"]

T = TypeVar("T")

FIRST: Final = 0.5  #: seconds until the database is asked again
LONGEST: Final = 4.0  #: seconds between two questions at most


class Breaker:
    """``store`` behind a circuit breaker. ``first``, ``longest``: seconds between the questions of its thread."""

    def __init__(self, store: GraphStore, *, first: float = FIRST, longest: float = LONGEST) -> None:
        self._store, self._first, self._longest = store, first, longest
        self._lock = threading.Lock()
        self._turn = threading.RLock()
        self._fault: StoreUnavailable | None = None
        self._closed = threading.Event()

    @property
    def url(self) -> str:
        return self._store.url

    @property
    def is_open(self) -> bool:
        """Whether calls are refused because the database did not answer."""
        return self._fault is not None

    def _call(self, work: Callable[[], T]) -> T:
        fault = self._fault
        if fault is not None:
            raise StoreUnavailable(fault.message, hint=fault.hint)
        try:
            return work()
        except StoreUnavailable as error:
            self._trip(error)
            raise

    def _trip(self, error: StoreUnavailable) -> None:
        with self._lock:
            if self._fault is not None or self._closed.is_set():
                return
            self._fault = StoreUnavailable(
                said("The database at {url} does not answer. {reason}", url=self.url, reason=error.message),
                hint=said("It is asked again every few seconds; when it answers, so does this page."),
            )
        threading.Thread(target=self._ask, name="store-probe", daemon=True).start()

    def _ask(self) -> None:
        wait = self._first
        try:
            while not self._closed.wait(wait):
                try:
                    self._store.info()
                except StoreUnavailable:
                    wait = min(2 * wait, self._longest)
                except StoreError:  # it is there; what is wrong with it is told to who asks
                    break
                else:
                    break
        finally:  # whatever ended the asking: who comes next asks the store itself
            self._fault = None

    # what a store does

    def prepare(self) -> None:
        self._call(self._store.prepare)

    def info(self) -> StoreInfo:
        return self._call(self._store.info)

    def apply(self, changes: ChangeSet, batch: Batch, progress: Progress | None = None) -> ApplyResult:
        return self._call(lambda: self._store.apply(changes, batch, progress))

    def snapshot(self) -> Snapshot:
        with (
            self._turn
        ):  # stores read it for one at a time: who waited for a turn that failed waits no second time
            return self._call(self._store.snapshot)

    def history(self, ref: str) -> list[LogEntry]:
        return self._call(lambda: self._store.history(ref))

    def batches(self) -> list[BatchRecord]:
        return self._call(self._store.batches)

    def log(self, seq: int, brief: bool = False) -> list[LogEntry]:
        return self._call(lambda: self._store.log(seq, brief))

    def set_settings(self, settings: Mapping[str, str], *, at: str = "", author: str = "") -> None:
        self._call(lambda: self._store.set_settings(settings, at=at, author=author))

    def sighted(self, inputs: Iterable[tuple[str, str]], at: str) -> None:
        self._call(lambda: self._store.sighted(inputs, at))

    def sightings(self) -> list[tuple[str, str]]:
        return self._call(self._store.sightings)

    def verify(self) -> list[Issue]:
        return self._call(self._store.verify)

    def repair(self, *, at: str = "", author: str = "") -> list[str]:
        return self._call(lambda: self._store.repair(at=at, author=author))

    def close(self) -> None:
        self._closed.set()
        self._store.close()
