"""A connection to Neo4j that never hangs: deadlines, retries, bookmarks, and errors in our own words.

The driver waits for ever on a network that fell silent. Here every call is watched: when nothing has come
for ``SILENCE`` seconds, the server is asked, on a connection of its own, whether it is there. If not, the
call is cancelled and StoreUnavailable raised, within ten seconds; if it is, a long answer may go on.

The asynchronous driver is used, on one thread with one event loop, because its calls can be cancelled; the
methods here are ordinary ones and may be called from any thread.
"""

from __future__ import annotations

import asyncio
import logging
import os
import ssl
import threading
import time
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from queue import SimpleQueue
from typing import Final, TypeVar
from urllib.parse import unquote, urlsplit

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConstraintError,
    DriverError,
    Forbidden,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from coordination.store.boltvalues import plain
from graph_schema.errors import (
    ConflictError,
    StoreBusy,
    StoreError,
    StoreUnavailable,
    UsageError,
    Verbatim,
    said,
)

__all__ = ["Bolt", "Raced", "Tx"]

T = TypeVar("T")
Work = Callable[["Tx"], Awaitable[T]]
#: What the caller's thread is asked to do: a call and the future to resolve after it; None = no more.
_Inbox = SimpleQueue[tuple[Callable[[], None], "asyncio.Future[None]"] | None]

SILENCE: Final = 6.0  #: seconds without any answer before the server is asked whether it is there
PROBE: Final = 2.0  #: seconds it has to answer that
LOCK_WAIT: Final = 9.0  #: seconds a writer waits for another one
STATEMENT: Final = 120.0  #: seconds one statement of ours may take on a server that is there
RETRY: Final = 5.0  #: seconds during which a transaction that may be tried again is
TRANSACTION: Final = 3600.0  #: seconds after which the server ends a transaction whose client is gone
PORT: Final = 7687

#: Bolt's greeting and four offers of a version; any server that speaks it answers with four bytes.
_GREETING: Final = bytes.fromhex("6060b017 00000105 00000005 00000004 00000003")

# The driver reports each retry as a warning; without a handler Python would print it to the user.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Raced(StoreBusy):
    """Another program did something at the same time (deleted what was being read, made the same index)."""


class _Pulse:
    """When something last came from the server, and how long the present step may take."""

    def __init__(self) -> None:
        self.committing = False  #: the work was done once and only its commit was left
        self.beat()

    def beat(self, limit: float = STATEMENT) -> None:
        self.at = time.monotonic()
        self.limit = limit

    def quiet(self) -> float:
        return time.monotonic() - self.at


class Tx:
    """One transaction: runs our own statements, and tells the watch that it is alive."""

    def __init__(self, transaction: neo4j.AsyncManagedTransaction, pulse: _Pulse, inbox: _Inbox) -> None:
        self._transaction = transaction
        self._pulse = pulse
        self._inbox = inbox

    async def tell(self, say: Callable[[], None]) -> None:
        """Run ``say`` on the thread that made the call, and wait for it. If it raises, all is rolled back and
        the caller gets what it raised."""
        done = asyncio.get_running_loop().create_future()
        self._inbox.put((say, done))
        await done
        self._pulse.beat()

    async def stream(
        self, text: str, params: Mapping[str, object] | None = None, *, limit: float = STATEMENT
    ) -> AsyncIterator[list[object]]:
        self._pulse.beat(limit)
        result = await self._transaction.run(text, dict(params or {}))  # pyright: ignore[reportArgumentType]
        async for record in result:
            self._pulse.beat()
            yield record.values()
        self._pulse.beat()

    async def rows(
        self, text: str, params: Mapping[str, object] | None = None, *, limit: float = STATEMENT
    ) -> list[list[object]]:
        return [row async for row in self.stream(text, params, limit=limit)]

    async def columns(self, text: str, params: Mapping[str, object]) -> list[list[list[object]]]:
        """What a read of :mod:`graph_schema.cypher` finds: lists of columns."""
        return [columns async for (columns,) in self.stream(text, params)]  # type: ignore[misc]

    async def one(self, text: str, params: Mapping[str, object] | None = None) -> list[object] | None:
        """The first row, or None."""
        found = await self.rows(text, params)
        return found[0] if found else None


class Bolt:
    """``url``: bolt://USER:PASSWORD@HOST:PORT[/DATABASE], or neo4j://, and both with +s or +ssc. Nothing is
    connected before the first call. Raises UsageError when the address cannot be read."""

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port or PORT
        except ValueError as error:
            raise UsageError(said("The address of the Neo4j server cannot be read."), hint=_FORM) from error
        if not parts.hostname:
            raise UsageError(said("The address of the Neo4j server names no host."), hint=_FORM)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        self.host, self.port = parts.hostname, port
        self.database = parts.path.strip("/") or None
        self.uri = f"{parts.scheme}://{host}:{port}"
        self.url = self.uri + (f"/{self.database}" if self.database else "")
        self._auth = (unquote(parts.username or "neo4j"), unquote(parts.password or ""))
        self._guard = threading.Lock()
        self._thread: _LoopThread | None = None
        self._end: weakref.finalize[..., Bolt] | None = None

    # calls

    def read(self, work: Work[T]) -> T:
        """``work(tx)`` in a read transaction; it may be run more than once."""
        return self._call(work, write=False)

    def write(self, work: Work[T]) -> T:
        """``work(tx)`` in a write transaction; it may be run more than once, so it must recognise its own
        work. That is also how an unknown outcome is resolved: when the connection broke while committing,
        ``work`` runs once more."""
        return self._call(work, write=True)

    def ask(
        self, text: str, params: Mapping[str, object], *, most: int, seconds: float
    ) -> tuple[list[str], list[list[object]], bool]:
        """A statement that is not ours, once, in a read transaction that is rolled back: (columns, at most ``most``
        rows, whether there are more). Raises UsageError where the statement is at fault, StoreBusy where it took more
        than ``seconds``."""
        thread, pulse = self._running(), _Pulse()
        pulse.beat(seconds + SILENCE)
        call = thread.link.watched(thread.link.ask(text, dict(params), most, seconds, pulse), pulse)
        try:
            return thread.run(call, _Inbox())
        except (Neo4jError, DriverError) as error:
            raise _of_a_question(error, self.uri, self._auth[0], seconds) from error
        except (OverflowError, UnicodeError) as error:
            raise UsageError(
                said("A parameter of the query is a number or a text that Neo4j cannot hold."),
                hint=said("Whole numbers have at most 64 bits."),
            ) from error

    def close(self) -> None:
        with self._guard:
            end, self._end, self._thread = self._end, None, None
        if end is not None:
            end()

    def _running(self) -> _LoopThread:
        with self._guard:
            if self._thread is None or not self._thread.is_alive():
                link = _Link(self.uri, self.host, self.port, self._auth, self.database)
                self._thread = _LoopThread(link)
                self._end = weakref.finalize(self, _LoopThread.finish, self._thread)
            return self._thread

    def _call(self, work: Work[T], *, write: bool) -> T:
        thread, pulse, inbox = self._running(), _Pulse(), _Inbox()
        call = thread.link.watched(thread.link.transact(work, pulse, inbox, write), pulse)
        try:
            return thread.run(call, inbox)
        except StoreUnavailable as error:
            raise (self._unknown() if pulse.committing else error) from error.__cause__
        except (Neo4jError, DriverError) as error:
            ours = _translated(error, self.uri, self._auth[0])
            unknown = pulse.committing and isinstance(ours, StoreUnavailable)
            raise (self._unknown() if unknown else ours) from error

    def _unknown(self) -> StoreUnavailable:
        return StoreUnavailable(
            said(
                "The connection to {uri} broke while it was writing, and whether it did is not known.",
                uri=self.uri,
            ),
            hint=said("Do the same again: what is already there is recognised and not written twice."),
        )


_FORM: Final = said(
    "Write it as bolt://USER:PASSWORD@HOST:PORT; in a password, write / as %2F, @ as %40, : as %3A."
)


class _Link:
    """The driver; lives on the loop's thread."""

    def __init__(self, uri: str, host: str, port: int, auth: tuple[str, str], database: str | None) -> None:
        self.uri, self.host, self.port, self.auth, self.database = uri, host, port, auth, database
        self.driver: neo4j.AsyncDriver | None = None
        self.bookmarks = neo4j.AsyncGraphDatabase.bookmark_manager()

    def _open(self) -> neo4j.AsyncDriver:
        if self.driver is None:
            self.driver = neo4j.AsyncGraphDatabase.driver(
                self.uri,
                auth=self.auth,
                user_agent="mnr-coordination-graph",
                telemetry_disabled=True,
                notifications_min_severity="OFF",
                connection_timeout=SILENCE - 1,
                connection_acquisition_timeout=SILENCE,
                max_transaction_retry_time=RETRY,
                liveness_check_timeout=30.0,
                keep_alive=True,
            )
        return self.driver

    async def transact(self, work: Work[T], pulse: _Pulse, inbox: _Inbox, write: bool) -> T:
        if self.driver is None:
            await self._must_be_there()

        @neo4j.unit_of_work(timeout=TRANSACTION)
        async def unit(transaction: neo4j.AsyncManagedTransaction) -> T:
            pulse.beat()
            done = await work(Tx(transaction, pulse, inbox))
            pulse.committing = write
            return done

        async with self._open().session(
            database=self.database, bookmark_manager=self.bookmarks, fetch_size=1000
        ) as session:
            if not write:
                return await session.execute_read(unit)
            try:
                return await session.execute_write(unit)
            except IncompleteCommit:
                pulse.beat()
                return await session.execute_write(unit)

    async def ask(
        self, text: str, params: dict[str, object], most: int, seconds: float, pulse: _Pulse
    ) -> tuple[list[str], list[list[object]], bool]:
        if self.driver is None:
            await self._must_be_there()
        async with self._open().session(
            database=self.database,
            bookmark_manager=self.bookmarks,
            default_access_mode=neo4j.READ_ACCESS,
            fetch_size=min(most + 1, 1000),
        ) as session:
            transaction = await session.begin_transaction(timeout=seconds)
            try:
                result = await transaction.run(text, params)  # pyright: ignore[reportArgumentType]
                rows: list[list[object]] = []
                async for record in result:
                    pulse.beat(seconds + SILENCE)
                    if len(rows) == most:
                        return list(result.keys()), rows, True
                    rows.append([plain(v) for v in record.values()])
                return list(result.keys()), rows, False
            finally:
                await transaction.close()  # rolls back

    async def watched(self, call: Coroutine[object, object, T], pulse: _Pulse) -> T:
        """``call``, cancelled when the server is gone, or when one step of it takes too long."""
        task = asyncio.ensure_future(call)
        asked = 0.0
        try:
            while True:
                now = time.monotonic()
                due = min(max(pulse.at, asked) + SILENCE, pulse.at + pulse.limit)
                await asyncio.wait({task}, timeout=max(due - now, 0.05))
                if task.done():
                    return task.result()
                if pulse.quiet() < min(SILENCE, pulse.limit):
                    continue
                await self._must_be_there(task)
                asked = time.monotonic()
                if pulse.quiet() >= pulse.limit and not task.done():
                    raise _too_long(pulse.limit, self.uri)
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait({task}, timeout=1.0)

    async def _must_be_there(self, task: asyncio.Future[object] | asyncio.Task[T] | None = None) -> None:
        """Raises StoreUnavailable unless something at the address answers a greeting."""
        try:
            async with asyncio.timeout(PROBE):
                reader, writer = await asyncio.open_connection(self.host, self.port, ssl=self._tls())
                try:
                    writer.write(_GREETING)
                    await writer.drain()
                    await reader.read(4)
                finally:
                    writer.transport.abort()  # a goodbye over TLS would wait for one that may never come
        except TimeoutError:
            what = f"Neo4j at {self.uri} does not answer."
            hint = "It is silent, or something between here and there is. Check address, server and network."
        except OSError as error:
            system = (error.errno or 0) > 0 and not isinstance(error, ssl.SSLError)
            reason = os.strerror(error.errno or 0) if system else error.strerror or error
            what = f"Nothing answers at {self.uri}: {reason}."
            hint = "Start the server (`mnr neo4j start`), or check the address."
        else:
            return
        if task is None or not task.done():
            raise StoreUnavailable(what, hint=hint)

    def _tls(self) -> ssl.SSLContext | None:
        """For asking only whether somebody answers; the driver itself checks the certificate."""
        if "+s" not in self.uri.split("://", 1)[0]:
            return None
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context

    async def close(self) -> None:
        if self.driver is not None:
            driver, self.driver = self.driver, None
            with suppress(DriverError, Neo4jError, OSError, TimeoutError):
                async with asyncio.timeout(PROBE):
                    await driver.close()


class _LoopThread:
    """An event loop on a daemon thread."""

    def __init__(self, link: _Link) -> None:
        self.link = link
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._work, name="neo4j", daemon=True)
        self.thread.start()

    def _work(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        self.loop.run_until_complete(asyncio.sleep(0))  # lets closed connections say goodbye
        self.loop.close()

    def is_alive(self) -> bool:
        return self.thread.is_alive()

    def run(self, call: Coroutine[object, object, T], inbox: _Inbox) -> T:
        """Run ``call`` on the loop and, meanwhile, what it puts into ``inbox`` here. Whatever is raised here
        cancels it, and is raised on when it has ended."""
        ended = threading.Event()

        async def whole() -> T:
            try:
                return await call
            finally:
                ended.set()
                inbox.put(None)

        future = asyncio.run_coroutine_threadsafe(whole(), self.loop)
        try:
            while (message := inbox.get()) is not None:
                say, done = message
                say()
                self.loop.call_soon_threadsafe(_resolve, done)
            return future.result()
        except BaseException:
            future.cancel()
            ended.wait(timeout=2 * PROBE)
            raise

    def finish(self) -> None:
        if not self.thread.is_alive():
            return
        ending = asyncio.run_coroutine_threadsafe(self.link.close(), self.loop)
        ending.add_done_callback(lambda _: self.loop.call_soon_threadsafe(self.loop.stop))
        if threading.current_thread() is not self.thread:
            self.thread.join(timeout=2 * PROBE)


def _resolve(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)


def _too_long(limit: float, uri: str) -> StoreBusy:
    if limit <= LOCK_WAIT:
        return StoreBusy(
            said("Another program is writing to {uri}.", uri=uri), hint=said("Try again in a moment.")
        )
    return StoreBusy(
        said("{uri} needed more than {limit:.0f} seconds for one step.", uri=uri, limit=limit),
        hint=said("Try again later."),
    )


def _of_a_question(
    error: Neo4jError | DriverError, uri: str, user: str, seconds: float
) -> StoreError | ConflictError | UsageError:
    """What went wrong with a statement that somebody wrote by hand."""
    code = str(getattr(error, "code", "") or "")
    if "TransactionTimedOut" in code or "TransactionTerminated" in code or "TerminatedTransaction" in code:
        return StoreBusy(
            said("The query was stopped after {seconds:g} seconds.", seconds=seconds),
            hint=said("Ask for less, or allow more with --seconds."),
        )
    if "MemoryPool" in code or "OutOfMemory" in code:
        return StoreBusy(
            said("The query needs more memory than the server has for one."),
            hint=said("Ask for less, or give it more: `mnr neo4j start --heap 4g`."),
        )
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return StoreUnavailable(
            said(
                "Neo4j at {uri} ended, or the connection to it broke, while it worked on the query.", uri=uri
            ),
            hint=said(
                "Check whether it still runs (`mnr neo4j status`), and start it again (`mnr neo4j start`). "
                "A query that needs more memory than the server has may end it: ask for less."
            ),
        )
    if "AccessMode" in code:
        return UsageError(
            said("This query writes. `mnr cypher` only reads."),
            hint=said("Records are changed by `mnr import`, so that the log and the hashes stay right."),
        )
    if isinstance(error, ClientError) and (".Statement." in code or ".Procedure." in code):
        text = str(getattr(error, "message", "") or error).strip()
        return UsageError(
            said("Neo4j does not understand the query: {text}", text=Verbatim(text)),
            hint=said(
                "`mnr schema cypher` lists labels and properties; `mnr cypher` lists queries to start from."
            ),
        )
    return _translated(error, uri, user)


def _translated(error: Neo4jError | DriverError, uri: str, user: str) -> StoreError | ConflictError:
    text = " ".join(str(getattr(error, "message", "") or error).split("\n")[:2]).strip()
    code = str(getattr(error, "code", "") or "")
    match error:
        case AuthError() | Forbidden():
            if "CredentialsExpired" in code:
                hint = said(
                    "The first password has to be changed: start it with `mnr neo4j start`, or change it."
                )
            elif "RateLimit" in code:
                hint = said(
                    "It refuses for a few seconds after several wrong passwords: wait, then check it."
                )
            else:
                hint = said("Check the user and password in the address of the database.")
            return StoreUnavailable(
                said("{uri} does not let the user {user!r} in or do this.", uri=uri, user=user), hint=hint
            )
        case ServiceUnavailable() | SessionExpired():
            hint = said(
                "Check that it runs, and whether it wants an encrypted address (bolt+s://, neo4j+s://)."
            )
            return StoreUnavailable(
                said("Neo4j at {uri} cannot be reached: {text}", uri=uri, text=text), hint=hint
            )
        case ConstraintError():
            return ConflictError(
                said("Nothing was written: {text}", text=text), hint=said("Read again and repeat the change.")
            )
    if "EntityNotFound" in code or ("Schema" in code and "AlreadyExists" in code):
        return Raced(
            said("Another program is changing {uri} at this moment.", uri=uri), hint=said("Try again.")
        )
    if "MemoryPool" in code or "MemoryLimit" in code or "OutOfMemory" in code:
        return StoreError(
            said("Nothing was written: {uri} has not enough memory for so much at once.", uri=uri),
            hint=said("Give it more (`mnr neo4j start --heap 4g`), or import in parts."),
        )
    if "DatabaseNotFound" in code or "DatabaseUnavailable" in code:
        return StoreUnavailable(
            said("{uri}: {text}", uri=uri, text=text),
            hint=said("Check the name of the database and that it is online."),
        )
    if "TransactionTimedOut" in code or isinstance(error, TransientError):
        return StoreBusy(
            said("{uri} is busy: {text}", uri=uri, text=text), hint=said("Try again in a moment.")
        )
    if isinstance(error, ClientError) and "Security" in code:
        return StoreUnavailable(
            said("{uri}: {text}", uri=uri, text=text),
            hint=said("Check the user and password in the address of the database."),
        )
    return StoreError(
        said("{uri}: {text}", uri=uri, text=text),
        hint=said("Neo4j's code is {code}.", code=code) if code else "",
    )
