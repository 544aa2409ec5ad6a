"""What stands before the pages: a request takes a thread only when all of it is here.

The server (granian) hands each request over on an event loop. There the body is read, with a limit of bytes, a
deadline and a least speed, however slowly somebody sends it; then the WSGI application answers in one of a few
threads, and the whole answer goes back to the server, which sends it however slowly somebody reads it. So nobody can
hold a thread by being slow. ``/healthz`` is answered on the loop itself, ``/readyz`` in a thread of its own: both
answer while every thread waits for a store.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from coordination.system.settings import RequestLimits
from dashboard.ui.i18n import N_
from graph_schema.errors import LimitError, MnrError, Verbatim, said

__all__ = ["REFUSED", "Front", "LengthNeeded", "TooMany", "TooSlow"]

THREADS = 4  #: requests answered at a time
GIVES_WAY = 2.0  #: seconds after which a body that is not here yet gives its place to another one
#: key of the environment under which the application finds why the body was not read
REFUSED = "mnr.refused"
_ALIVE = b'{"status":"ok"}\n'
_PLAIN = [
    ("content-type", "application/json"),
    ("cache-control", "private, no-cache"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
]


class TooSlow(LimitError):
    """A body that did not come in time."""

    http_status = 408
    title = N_("The request came too slowly")


class LengthNeeded(LimitError):
    """A body that does not say how long it is: where it is cut off, that cannot be seen, and half a form would be
    taken for a whole one."""

    http_status = 411
    title = N_("The request does not say how long it is")


class TooMany(MnrError):
    """More bodies at a time than there is room for."""

    exit_code = 4
    http_status = 503
    title = N_("Too much is being sent at once")


class _Scope(Protocol):
    """What the server says of a request (RSGI)."""

    method: str
    path: str
    query_string: str
    http_version: str
    scheme: str
    client: str
    server: str
    headers: Any


@dataclass(eq=False)
class _Reading:
    """A body that is being received: from which address, since when, what came, and why it has to give way."""

    client: str
    began: float
    body: bytearray
    given_up: tuple[str, int] | None = None
    task: asyncio.Task[Any] = field(default_factory=lambda: cast("asyncio.Task[Any]", asyncio.current_task()))


Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def _host_and_port(text: str) -> tuple[str, str]:
    """``127.0.0.1:80`` and ``[::1]:80`` -> (host without brackets, port)."""
    host, _colon, port = text.rpartition(":")
    return host.strip("[]"), port


def environ_of(scope: _Scope, body: bytes) -> dict[str, Any]:
    """The WSGI environment of a request whose body is here."""
    server, port = _host_and_port(scope.server)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "replace").decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode("utf-8", "replace").decode("latin-1"),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": _host_and_port(scope.client)[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        if key in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            environ[key] = value
        elif key != "TRANSFER_ENCODING":
            key = f"HTTP_{key}"
            between = "; " if key == "HTTP_COOKIE" else ","
            environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    if body or environ.get("CONTENT_LENGTH"):
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def _answered(app: Application, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
    """The whole answer of an application: status, headers, body."""
    begun: list[tuple[int, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        begun[:] = [(int(status.split(" ", 1)[0]), headers)]
        return written.append

    written: list[bytes] = []
    parts = app(environ, start)
    try:
        written.extend(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    return *begun[0], b"".join(written)


class Front:
    """An RSGI application over a WSGI one."""

    def __init__(self, app: Application, limits: RequestLimits, threads: int = THREADS) -> None:
        self._app, self._limits = app, limits
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._ready = ThreadPoolExecutor(1, thread_name_prefix="readyz")
        self._reading: list[_Reading] = []
        self._held = 0

    async def __rsgi__(self, scope: _Scope, protocol: Any) -> None:
        if scope.path == "/healthz" and scope.method in {"GET", "HEAD"}:
            protocol.response_bytes(200, list(_PLAIN), b"" if scope.method == "HEAD" else _ALIVE)
            return
        body = bytearray()
        try:
            refused = await self._receive(scope, protocol, body)
            environ = environ_of(scope, b"" if refused else bytes(body))
            if refused:
                environ[REFUSED] = refused
            pool = self._ready if scope.path == "/readyz" else self._threads
            answer = await asyncio.get_running_loop().run_in_executor(pool, _answered, self._app, environ)
        finally:
            self._held -= len(body)
        protocol.response_bytes(*answer)

    async def _receive(self, scope: _Scope, protocol: Any, body: bytearray) -> MnrError | None:
        """Put what the request carries into ``body``; what is wrong with it, or None."""
        headers, limits = scope.headers, self._limits
        given = headers.get("content-length") or ""
        if "transfer-encoding" in headers:
            return LengthNeeded(
                said("This request comes in pieces and does not say how long it is."),
                hint=said("Send it with a Content-Length, as browsers do."),
            )
        expected = int(given) if given.isascii() and given.isdigit() else 0
        if not expected:
            return None
        most, setting = limits.body_of(scope.path, headers.get("content-type") or "")
        if expected > most:
            return _too_large(most, setting)
        place = _Reading(_host_and_port(scope.client)[0], asyncio.get_running_loop().time(), body)
        if full := self._full(place):
            return full
        self._reading.append(place)
        try:
            return await self._parts(protocol, body, most, setting, expected)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not place.given_up or task is None:
                raise
            task.uncancel()
            return _too_many(*place.given_up)
        finally:
            if place in self._reading:
                self._reading.remove(place)

    def _full(self, place: _Reading) -> TooMany | None:
        """Why there is no place for one more body, or None. Whoever sends slowly gives way, of one's own address where
        that has all that it may have, else of the address that has most: so no number of slow senders keeps others
        out."""
        limits = self._limits
        own = [r for r in self._reading if r.client == place.client]
        if len(own) >= limits.bodies_each:
            among, why = own, ("MNR_BODIES_EACH", limits.bodies_each)
        elif len(self._reading) >= limits.bodies:
            often = Counter(r.client for r in self._reading)
            most = max(often.values())
            among = [r for r in self._reading if often[r.client] == most]
            why = ("MNR_BODIES", limits.bodies)
        else:
            return None
        slow = [r for r in among if place.began - r.began >= GIVES_WAY]
        if not slow:
            return _too_many(*why)
        last = min(slow, key=lambda r: len(r.body) / (place.began - r.began))
        last.given_up = why
        self._reading.remove(last)
        last.task.cancel()
        return None

    async def _parts(
        self, protocol: Any, body: bytearray, most: int, setting: str, expected: int
    ) -> MnrError | None:
        limits, loop = self._limits, asyncio.get_running_loop()
        began, parts = loop.time(), protocol.__aiter__()
        while True:
            due = began + min(limits.body_seconds, limits.body_patience + len(body) / limits.body_rate)
            try:
                part = await asyncio.wait_for(parts.__anext__(), max(due - loop.time(), 0))
            except StopAsyncIteration:
                break
            except TimeoutError:
                return _too_slow(len(body), limits)
            body += part
            self._held += len(part)
            if len(body) > most:
                return _too_large(most, setting)
            if self._held > limits.held_bytes:
                return _too_many("MNR_HELD_BYTES", limits.held_bytes)
        if len(body) < expected:
            return LimitError(
                said("{count:,} bytes of this request are missing.", count=expected - len(body)),
                hint=said("Send it again."),
            )
        return None


def _too_large(most: int, setting: str) -> LimitError:
    return LimitError(
        said("What was sent is larger than {count:,} bytes.", count=most),
        hint=said(
            "Send less at a time. Whoever runs this program can set {setting}.", setting=Verbatim(setting)
        ),
    )


def _too_slow(received: int, limits: RequestLimits) -> TooSlow:
    return TooSlow(
        said("After {count:,} bytes, nothing more came in time.", count=received),
        hint=said(
            "Send it again over a faster connection; {rate:,} bytes a second are needed ({setting}).",
            rate=limits.body_rate,
            setting=Verbatim("MNR_BODY_RATE, MNR_BODY_PATIENCE, MNR_BODY_SECONDS"),
        ),
    )


def _too_many(setting: str, most: int) -> TooMany:
    return TooMany(
        said("Too much is being sent to this program at once."),
        hint=said(
            "Try again in a moment. The limit is {setting}={most}.", setting=Verbatim(setting), most=most
        ),
    )
