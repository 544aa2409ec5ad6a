"""A store that is gone is asked by one thread, not by everybody; it heals by itself. A real silent socket stands for
the database."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from coordination.store.base import StoreInfo
from coordination.store.breaker import Breaker
from coordination.store.memory import MemoryStore
from coordination.store.neo4j import Neo4jStore
from graph_schema.errors import StoreBusy, StoreUnavailable


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of something that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield f"bolt://127.0.0.1:{listener.getsockname()[1]}"


def test_after_the_first_failure_a_silent_database_is_refused_at_once(silent: str) -> None:
    """The first call waits for the probe of the store (2 s); a thousand more wait for nothing: with
    a probe each, they would need half an hour."""
    store = Breaker(Neo4jStore(silent))
    try:
        with pytest.raises(StoreUnavailable):
            store.info()
        assert store.is_open
        began = time.monotonic()
        for _ in range(1000):
            with pytest.raises(StoreUnavailable) as caught:
                store.snapshot()
        assert time.monotonic() - began < 60.0
        assert silent in caught.value.message
        assert "asked again" in caught.value.hint
    finally:
        store.close()


class Failing(MemoryStore):
    """A store in memory whose database can go away; it counts who asks."""

    def __init__(self) -> None:
        super().__init__()
        self.gone: Exception | None = None
        self.asked: list[str] = []

    def info(self) -> StoreInfo:
        self.asked.append(threading.current_thread().name)
        if self.gone is not None:
            raise self.gone
        return super().info()


def until(true: object, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.01)


def test_it_heals_by_itself_and_nobody_waits_for_the_question() -> None:
    inner = Failing()
    inner.prepare()
    store = Breaker(inner, first=0.01, longest=0.05)
    assert store.info().kind == "memory"
    inner.gone = StoreUnavailable("Gone.", hint="Start it.")
    with pytest.raises(StoreUnavailable, match="Gone"):
        store.info()
    asked = len(inner.asked)
    until(lambda: len(inner.asked) > asked + 3)
    assert set(inner.asked[asked:]) == {"store-probe"}
    with pytest.raises(StoreUnavailable, match=r"does not answer\. Gone\."):
        store.batches()
    inner.gone = None
    until(lambda: not store.is_open)
    assert store.info().kind == "memory"
    store.close()


def test_only_what_is_not_there_opens_it_and_another_fault_lets_through_again() -> None:
    inner = Failing()
    inner.prepare()
    store = Breaker(inner, first=0.01, longest=0.02)
    inner.gone = StoreBusy("Busy.")
    with pytest.raises(StoreBusy):
        store.info()
    assert not store.is_open
    inner.gone = StoreUnavailable("Gone.")
    with pytest.raises(StoreUnavailable):
        store.info()
    inner.gone = StoreBusy("Busy.")
    until(lambda: not store.is_open)
    with pytest.raises(StoreBusy):
        store.info()
    store.close()


def test_closing_ends_its_thread() -> None:
    others = set(threading.enumerate())
    inner = Failing()
    store = Breaker(inner, first=0.01, longest=0.02)
    inner.gone = StoreUnavailable("Gone.")
    with pytest.raises(StoreUnavailable):
        store.info()
    store.close()
    until(lambda: not any(t.name == "store-probe" for t in set(threading.enumerate()) - others))


def test_a_fault_of_its_own_thread_does_not_keep_it_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """What no store raises on purpose ends the thread that asks; then whoever comes asks the store itself."""
    ended: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda given: ended.append(given.exc_type))
    inner = Failing()
    inner.prepare()
    store = Breaker(inner, first=0.01, longest=0.02)
    inner.gone = StoreUnavailable("Gone.")
    with pytest.raises(StoreUnavailable):
        store.info()
    inner.gone = ValueError("no number")
    until(lambda: not store.is_open and ended)
    assert ended == [ValueError]
    inner.gone = None
    assert store.info().kind == "memory"
    store.close()
