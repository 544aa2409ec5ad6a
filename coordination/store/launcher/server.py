"""A real Neo4j Community server on this machine, without Docker and without an installation.

``fetch`` brings the jars once (Maven, 116 MB) into a cache folder; ``start``, ``stop`` and ``status`` work
on a data folder, in which ``mnr-neo4j.json`` (mode 600) holds port, process id and password. The server
listens on 127.0.0.1 only, asks for the password, reports nothing to anybody and opens no connection of its
own.

People who have Docker use ``compose.yaml`` instead; the store does not see the difference.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from coordination.store.launcher.jars import VERSION, compiled, fetch, fetch_browser, find_java, jars_home
from graph_schema.errors import StoreDamaged, StoreUnavailable, UsageError, said

__all__ = [
    "USER",
    "VERSION",
    "Server",
    "Status",
    "fetch",
    "jars_home",
    "known",
    "running",
    "start",
    "status",
    "stop",
]

USER = "neo4j"
HOST = "127.0.0.1"
STATE_FILE = "mnr-neo4j.json"
LOG_FILE = "mnr-neo4j.log"
LOCK_FILE = "mnr-neo4j.lock"
BROWSER_PORT = 7474  #: where people look for Neo4j Browser; another one if it is taken
START_SECONDS = 180.0  #: 6 s on an idle machine; a busy one may need far longer
STOP_SECONDS = 30.0
NOTHING: Mapping[str, str] = MappingProxyType({})

_OPENED = (
    "java.base/java.nio",
    "java.base/java.io",
    "java.base/sun.nio.ch",
    "java.base/java.util.concurrent",
)


@dataclass(frozen=True, slots=True)
class Server:
    """A started server. ``uri`` carries no password, ``url`` does: it opens a store, and is shown nowhere."""

    port: int
    pid: int
    password: str = field(repr=False)
    data_dir: Path
    lifeline: int = field(
        default=-1, repr=False, compare=False
    )  #: our end of an attached server's input, or -1
    browser: str = field(default="", compare=False)  #: address of Neo4j Browser, of a start that asked for it

    @property
    def uri(self) -> str:
        return f"bolt://{HOST}:{self.port}"

    @property
    def url(self) -> str:
        return f"bolt://{USER}:{self.password}@{HOST}:{self.port}"


@dataclass(frozen=True, slots=True)
class Status:
    """``state``: absent (no such data folder), stopped, silent (the process lives, the port does not answer)
    or running. ``server`` is given for the last two. ``sentence`` is for people."""

    state: str
    sentence: str
    server: Server | None = None


def start(
    data_dir: Path,
    *,
    port: int = 0,
    password: str = "",
    heap: str = "1g",
    jars: Path | None = None,
    attached: bool = False,
    browser: bool = False,
    settings: Mapping[str, str] = NOTHING,
    java_options: Sequence[str] = (),
    wait: float = START_SECONDS,
    say: Callable[[str], None] = lambda _text: None,
) -> Server:
    """Start the server of ``data_dir`` (made if absent) and return when it answers on its port.

    A server that already runs there is returned as it is. ``port`` 0 takes the port of the last start if it
    is free, else any free one. An empty ``password`` keeps the one of the last start, or makes one. ``heap``
    is Java's -Xmx. ``settings`` are further lines of neo4j.conf, for this start. ``attached``: the server
    stops when this process ends, however it ends. ``browser``: Neo4j Browser and the HTTP interface answer too, on
    this machine only.

    Raises UsageError (a password under 8 characters; Browser asked of a server that runs), StoreUnavailable (with
    the end of the server's log).
    """
    if password and len(password) < 8:
        raise UsageError(
            said("Neo4j takes no password under 8 characters."),
            hint=said("Give a longer one, or none to have one made."),
        )
    data_dir = data_dir.expanduser().absolute()
    if data_dir.is_dir() and any(data_dir.iterdir()) and not (data_dir / LOCK_FILE).exists():
        raise UsageError(
            said("{data_dir} holds other files.", data_dir=data_dir),
            hint=said("Give Neo4j a folder of its own."),
        )
    data_dir.mkdir(parents=True, exist_ok=True)
    data_dir.chmod(0o700)
    with _only_one(data_dir):
        known = _read_state(data_dir)
        if known is not None and _alive(known.pid, data_dir):
            if browser:
                raise UsageError(
                    said("Neo4j in {folder} runs already.", folder=data_dir),
                    hint=said("Stop it (mnr neo4j stop), and start it again with --browser."),
                )
            _wait_for_port(known, wait)
            return known
        folder = fetch(jars, say=say)
        first = known is None or bool(password)
        secret = password or (known.password if known else secrets.token_urlsafe(18))
        if known is not None and not port and _free(known.port):
            port = known.port
        more, page = None, 0
        if browser:
            more, page = fetch_browser(folder, data_dir, say=say), _open_port(BROWSER_PORT)
            port = port or _open_port()
            settings = {
                "server.http.enabled": "true",
                "server.http.listen_address": f"{HOST}:{page}",
                "server.bolt.advertised_address": f"{HOST}:{port}",  # which the page offers
                **settings,
            }
        (data_dir / "neo4j.conf").write_text(_configuration(port, settings), encoding="utf-8")
        ready = data_dir / "mnr-neo4j.ready"
        ready.unlink(missing_ok=True)
        pid, lifeline = _spawn(
            _command(folder, data_dir, ready, attached, (f"-Xmx{heap}", *java_options), more), data_dir
        )
        # Written before the start is over: whatever happens now, stop() finds the process.
        _write_state(Server(port=port, pid=pid, password=secret, data_dir=data_dir))
        with suppress(BrokenPipeError):  # it died at once: said below, with its log
            os.write(lifeline, f"{secret if first else ''}\n".encode())
        if not attached:
            os.close(lifeline)
            lifeline = -1
        try:
            bound = _wait_until_ready(ready, pid, data_dir, wait)
        except BaseException:
            _end(pid, lifeline, data_dir, patience=5.0)
            if known is None:  # the password was never set: the next start must set it
                (data_dir / STATE_FILE).unlink(missing_ok=True)
            raise
        at = f"http://{HOST}:{page}/browser/" if browser else ""
        server = Server(bound, pid, secret, data_dir, lifeline, at)
        _write_state(server)
        _wait_for_port(server, wait)
        return server


def stop(target: Server | Path, *, patience: float = STOP_SECONDS) -> bool:
    """Stop a server by its process id: SIGTERM, wait, at last SIGKILL. False if none was running."""
    data_dir = target.data_dir if isinstance(target, Server) else target.expanduser().absolute()
    known = _read_state(data_dir)
    lifeline = target.lifeline if isinstance(target, Server) else -1
    if known is None:
        return False
    was_alive = _alive(known.pid, data_dir)
    _end(known.pid if was_alive else 0, lifeline, data_dir, patience)
    _write_state(Server(port=known.port, pid=0, password=known.password, data_dir=data_dir))
    return was_alive


def known(data_dir: Path) -> Server | None:
    """What the last start in ``data_dir`` left: port and password; None where there was none. It need not run."""
    return _read_state(data_dir.expanduser().absolute())


def status(data_dir: Path) -> Status:
    """What is known of the server of ``data_dir``; opens no Bolt session, only the port."""
    data_dir = data_dir.expanduser().absolute()
    known = _read_state(data_dir)
    if known is None:
        return Status("absent", said("No Neo4j was ever started in {folder}.", folder=data_dir))
    about = {"folder": data_dir, "port": known.port, "pid": known.pid, "uri": known.uri}
    if not _alive(known.pid, data_dir):
        return Status("stopped", said("Neo4j in {folder} is stopped; its port was {port}.", **about))
    if not _answers(known.port):
        words = said("Neo4j in {folder} runs (process {pid}) but does not answer.", **about)
        return Status("silent", words, known)
    return Status("running", said("Neo4j in {folder} runs at {uri} (process {pid}).", **about), known)


@contextmanager
def running(
    data_dir: Path | None = None,
    *,
    heap: str = "512m",
    settings: Mapping[str, str] = NOTHING,
    java_options: Sequence[str] = (),
) -> Iterator[Server]:
    """A server for the length of a ``with`` block; in a folder that is deleted after, unless one is given.

    It also ends when this process is killed.
    """
    own = tempfile.mkdtemp(prefix="mnr-neo4j-") if data_dir is None else None
    folder = Path(own) if own else data_dir or Path()
    server = start(folder, heap=heap, settings=settings, java_options=java_options, attached=True)
    try:
        yield server
    finally:
        stop(server)
        if own:
            shutil.rmtree(own, ignore_errors=True)


def _configuration(port: int, more: Mapping[str, str]) -> str:
    """Every setting; also what ``neo4j-admin`` needs as NEO4J_CONF. Written anew at each start."""
    settings = {
        "server.default_listen_address": HOST,
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": f"{HOST}:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "dbms.security.auth_enabled": "true",
        "dbms.usage_report.enabled": "false",
        "server.bolt.telemetry.enabled": "false",
        "client.allow_telemetry": "false",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",  # LOAD CSV fetches nothing from a network
        "server.memory.pagecache.size": "64m",
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.retention_policy": "2 files",
        "db.logs.query.enabled": "OFF",
        # Connections are closed by then: five more seconds for each of two thread groups serve nobody.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
        "internal.dbms.bolt.netty_server_shutdown_timeout": "1s",
    }
    return "# Written at each start; changes are lost.\n" + "".join(
        f"{k}={v}\n" for k, v in {**settings, **more}.items()
    )


def _command(
    jars: Path, data_dir: Path, ready: Path, attached: bool, options: Sequence[str], browser: Path | None
) -> list[str]:
    """A statement that wants more memory than there is ends, and nothing else: of texts and lists that it makes Neo4j
    counts nothing, so its own limits end only what it sorts, groups and writes. (With ``ExitOnOutOfMemoryError`` one
    statement ended the server for everybody.)"""
    java = find_java()
    further = [str(browser)] if browser else []
    return [
        java,
        *options,
        "-XX:+UseSerialGC",
        "-Dlog4j2.disable.jmx=true",
        "-Djava.awt.headless=true",
        *(f"--add-opens={module}=ALL-UNNAMED" for module in _OPENED),
        "-cp",
        os.pathsep.join([f"{jars}/*", str(compiled(java, jars, data_dir)), *further]),
        "Launcher",
        str(data_dir),
        str(ready),
        "attached" if attached else "detached",
    ]


def _spawn(command: list[str], data_dir: Path) -> tuple[int, int]:
    """Start the process in a session of its own; its process id and the writing end of its standard input."""
    reading, writing = os.pipe()
    log = os.open(data_dir / LOG_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    actions = [
        (os.POSIX_SPAWN_DUP2, reading, 0),
        (os.POSIX_SPAWN_DUP2, log, 1),
        (os.POSIX_SPAWN_DUP2, log, 2),
    ]
    try:
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions, setsid=True)
    except BaseException:
        os.close(writing)
        raise
    finally:
        os.close(reading)
        os.close(log)
    return pid, writing


def _end(pid: int, lifeline: int, data_dir: Path, patience: float) -> None:
    if pid and _alive(pid, data_dir):
        for sign, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 10.0)):
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
            if _gone(pid, data_dir, seconds):
                break
        else:
            raise StoreUnavailable(
                said("Neo4j (process {pid}) does not end.", pid=pid), hint=said("End the process by hand.")
            )
    if lifeline >= 0:
        with suppress(OSError):
            os.close(lifeline)


def _gone(pid: int, data_dir: Path, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while _alive(pid, data_dir):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _alive(pid: int, data_dir: Path) -> bool:
    """Whether ``pid`` is the launcher of this data folder, not a later process with the same number."""
    if pid <= 0:
        return False
    with suppress(ChildProcessError):  # a child of ours that has ended is taken off the table
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    line = Path(f"/proc/{pid}/cmdline")
    if line.parent.parent.joinpath("self").exists():
        try:
            words = line.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            return False
        if words == [""]:
            return _ending(pid)
    else:
        asked = subprocess.run(
            ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return f" {data_dir} " in asked.stdout
    return str(data_dir) in words


def _ending(pid: int) -> bool:
    """Whether a process that has given back its memory, and with it its command line, still holds its files: while it
    does, its port is not free."""
    try:
        threads = len(list(Path(f"/proc/{pid}/task").iterdir()))
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return threads > 1 or state not in ("Z", "X")


def _wait_until_ready(ready: Path, pid: int, data_dir: Path, wait: float) -> int:
    end = time.monotonic() + wait
    while not ready.exists():
        if not _alive(pid, data_dir):
            raise StoreUnavailable(
                said("Neo4j ended while starting: {reason}", reason=_last_words(data_dir)),
                hint=_see_log(data_dir),
            )
        if time.monotonic() > end:
            raise StoreUnavailable(
                said("Neo4j was not ready after {wait:.0f} seconds.", wait=wait), hint=_see_log(data_dir)
            )
        time.sleep(0.05)
    return int(ready.read_text(encoding="ascii"))


def _wait_for_port(server: Server, wait: float) -> None:
    end = time.monotonic() + wait
    while not _answers(server.port):
        if time.monotonic() > end:
            raise StoreUnavailable(
                said("Neo4j does not answer at {uri}.", uri=server.uri), hint=_see_log(server.data_dir)
            )
        time.sleep(0.05)


def _see_log(data_dir: Path) -> str:
    return said(
        "The full log is in {file} and {other}.",
        file=data_dir / LOG_FILE,
        other=data_dir / "logs" / "debug.log",
    )


def _last_words(data_dir: Path) -> str:
    """The root cause that Java printed, in one line."""
    text = (
        (data_dir / LOG_FILE).read_text(encoding="utf-8", errors="replace")
        if (data_dir / LOG_FILE).exists()
        else ""
    )
    lines = [
        line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("at ")
    ]
    causes = [line for line in lines if line.startswith("Caused by:")]
    return (causes or lines or ["it said nothing"])[-1][:300]


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=2.0):
            return True
    except OSError:
        return False


def _open_port(wanted: int = 0) -> int:
    """This port, or one that is free now."""
    if wanted and _free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _read_state(data_dir: Path) -> Server | None:
    try:
        kept = json.loads((data_dir / STATE_FILE).read_text(encoding="utf-8"))
        return Server(
            port=int(kept["port"]), pid=int(kept["pid"]), password=str(kept["password"]), data_dir=data_dir
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(
            said("{file} cannot be read: {error}.", file=data_dir / STATE_FILE, error=error),
            hint=said(
                "It holds port and password of this Neo4j. Restore it, or start with another data folder."
            ),
        ) from error


def _write_state(server: Server) -> None:
    path = server.data_dir / STATE_FILE
    draft = path.with_suffix(".part")
    kept = {
        "uri": server.uri,
        "port": server.port,
        "pid": server.pid,
        "user": USER,
        "password": server.password,
    }
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(kept, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    """Two starts in one data folder come one after the other."""
    if sys.platform == "win32":
        raise UsageError(
            said("This way of running Neo4j needs Linux or macOS."),
            hint=said("Use compose.yaml, or Neo4j Desktop."),
        )
    import fcntl  # absent on Windows, where this module must still import

    with (data_dir / LOCK_FILE).open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
