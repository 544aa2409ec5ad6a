"""``mnr serve``: open the dashboard in a browser. A real server (granian), on this machine only for now."""

from __future__ import annotations

import errno
import gc
import ipaddress
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from coordination.cli.options import without_password
from coordination.system.products import with_one_thread
from coordination.system.settings import RequestLimits, limits_from
from graph_schema.errors import MnrError, StoreError, UsageError, said

__all__ = ["free_port", "local", "ready", "running_server", "serve"]

DEFAULT_PORT = 8050
STOPS = 5  #: seconds that a worker has to end what it is doing
_STARTED = "The board is at "


def local(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def free_port(host: str, wanted: int = 0) -> int:
    """``wanted`` if nobody listens there, or with 0 any such port. Raises UsageError if it cannot be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, wanted))
            return int(probe.getsockname()[1])
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                said("Port {wanted} is in use by another program.", wanted=wanted),
                hint=said("Use --port 0 for any free one."),
            ) from error
        raise UsageError(
            said("The address {host} cannot be used: {strerror}.", host=host, strerror=error.strerror),
            hint=said("Try 127.0.0.1."),
        ) from error


def _load(names: tuple[str, ...], as_of: date | None, hosts: frozenset[str], _target: str = "") -> Any:
    """What the server asks, made in the process that serves."""
    from dashboard.web.front import Front

    limits = limits_from()
    return Front(application(names, as_of, hosts, limits), limits)


def application(
    names: tuple[str, ...], as_of: date | None, hosts: frozenset[str], limits: RequestLimits | None = None
) -> Any:
    """The WSGI application over these workspaces (none: all of the home folder), with what they hold read."""
    from dashboard.backend.answers import ServiceAnswers
    from dashboard.backend.context import today
    from dashboard.backend.served import Served, home_names
    from dashboard.web.app import create_app

    served = Served(texts=names or home_names)
    app = create_app(ServiceAnswers(served), (lambda: as_of) if as_of else today, limits=limits)
    app.server.config["HOSTS"] = hosts
    for name in served:
        with suppress(MnrError):  # who opens a page is told
            served[name].snapshot()
    _settle()
    return app.server


def _settle() -> None:
    """What is there from the start is left out of the collector's walks: one through a large workspace stops every
    viewer for a tenth of a second. The first state of a workspace, and what is kept with it (128 answers at most),
    stays in memory until the server ends, also when the workspace is changed meanwhile."""
    gc.collect()
    gc.freeze()


def _stop(*_given: object) -> None:
    raise SystemExit(0)


class Heard(threading.Event):
    """An event that the handler of a signal may set at any moment. The one of the standard library takes a lock to
    wait and to be set: where the signal comes while the main thread holds it, both wait for ever. This one writes
    into a pipe, and who waits reads there."""

    def __init__(self) -> None:
        super().__init__()
        self._told = False
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)

    def is_set(self) -> bool:
        return self._told

    def set(self) -> None:
        self._told = True
        with suppress(BlockingIOError):  # full: it is readable
            os.write(self._write, b"!")

    def clear(self) -> None:
        self._told = False
        with suppress(BlockingIOError):
            while os.read(self._read, 4096):
                pass

    def wait(self, timeout: float | None = None) -> bool:
        until = None if timeout is None else time.monotonic() + timeout
        while not self._told and (until is None or time.monotonic() < until):
            select.select([self._read], [], [], None if until is None else max(0.0, until - time.monotonic()))
        return self._told


def _when_it_divides(tell: threading.Thread) -> None:
    """A worker begins with the signals of a new process, not with the handlers of this one, which would only note
    for the parent that it is to stop; while the process divides, they wait. ``tell`` begins after the first worker: a
    thread that imports something while the process divides would leave the worker a lock that nobody opens."""
    asked = {signal.SIGTERM, signal.SIGINT}
    "localhost".encode("idna")  # loads what an address needs, so that no thread has to

    def parent() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, asked)
        if tell.ident is None:
            tell.start()

    def child() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches both; the parent ends the worker
        signal.pthread_sigmask(signal.SIG_UNBLOCK, asked)

    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, asked),
        after_in_parent=parent,
        after_in_child=child,
    )


def _tell(host: str, port: int, address: str) -> None:
    """Say where the board is as soon as the port answers."""
    while True:
        with suppress(OSError), socket.create_connection((host, port), timeout=1) as asking:
            asking.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            if asking.recv(64).startswith(b"HTTP/1.1 200"):
                break
        time.sleep(0.05)
    click.echo(f"{_STARTED}{address} (Ctrl+C stops it)")
    sys.stdout.flush()


def ready(names: Sequence[str]) -> None:
    """Open each workspace once before it is served (no names: the shipped ones), so that a wrong name or a first set-up
    is told at once; say which cannot be opened now, and which another version built."""
    from coordination.store.opening import masked
    from coordination.workspace.places import is_behind, workspace_for
    from seed_data import workspaces as shipped

    for name in names or shipped():
        try:
            opened = workspace_for(name)
            if is_behind(opened):
                click.echo(
                    f"The workspace {opened.name} was built by another version of the program: "
                    f"`mnr workspace refresh {opened.name}` brings it up to date.",
                    err=True,
                )
            opened.store.close()
        except StoreError as error:  # the page says so too, until it answers
            click.echo(f"The workspace {masked(name)} cannot be opened now. {error}", err=True)


def _serve(host: str, port: int, names: tuple[str, ...], as_of: date | None) -> None:
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, _stop)
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    limits_from()
    ready(names)
    shown = f"[{host}]" if ":" in host else host
    host = "127.0.0.1" if host == "localhost" else host
    port = free_port(host, port)
    server = Server(
        "dashboard",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        workers=1,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=STOPS,
    )
    server.main_loop_interrupt = Heard()
    _when_it_divides(threading.Thread(target=_tell, args=(host, port, f"http://{shown}:{port}"), daemon=True))
    hosts = frozenset({"localhost", "127.0.0.1", "::1", host})
    try:
        server.serve(target_loader=partial(_load, names, as_of, hosts))
    except SystemExit:  # a worker that the same signal ended is no failure
        if not server.interrupt_signal:
            raise


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; this machine only."
)
@click.option(
    "--port",
    default=DEFAULT_PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port; 0 picks a free one.",
)
@click.option(
    "--workspace",
    "workspaces",
    multiple=True,
    metavar="NAME",
    callback=without_password,
    help="Workspace to show; may be given several times. Default: every one of the home folder, new ones too.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date that answers are given for, where the address names none. Default: today.",
)
def serve(host: str, port: int, workspaces: tuple[str, ...], as_of: datetime | None) -> None:
    """Open the dashboard in a browser."""
    if not local(host):
        raise UsageError(
            said(
                "{host} can be reached from other machines, and this program has no accounts yet.", host=host
            ),
            hint=said(
                "Leave --host at 127.0.0.1 and reach it through a tunnel, for example ssh -L 8050:127.0.0.1:8050."
            ),
        )
    _serve(host, port, workspaces, as_of.date() if as_of else None)


@contextmanager
def running_server(
    workspaces: Sequence[str], as_of: date | None = None, home: Path | None = None, wait: float = 60.0
) -> Iterator[str]:
    """A server in a process of its own on a free port, for pictures and tests; yields its address.

    Raises RuntimeError with what it printed when it does not answer within ``wait`` seconds.
    """
    command = [sys.executable, "-m", "dashboard.web.command", "--port", "0"]
    for name in workspaces:
        command += ["--workspace", name]
    if as_of is not None:
        command += ["--as-of", as_of.isoformat()]
    environment = dict(os.environ)
    with_one_thread(environment)
    if home is not None:
        environment["MNR_HOME"] = str(home)
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        lines: list[str] = []
        address = ""
        for line in process.stdout:
            lines.append(line)
            if line.startswith(_STARTED):
                address = line.removeprefix(_STARTED).split()[0]
                break
        if not address or not _answers(address, wait):
            raise RuntimeError("The server did not start:\n" + "".join(lines))
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def _answers(address: str, wait: float) -> bool:
    until = time.monotonic() + wait
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address + "/readyz", timeout=5) as answer:  # noqa: S310 (our own address)
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    return False


if __name__ == "__main__":
    from coordination.cli import main

    main(["serve", *sys.argv[1:]])
