"""Where the databases of workspaces are: one file for each, which its owner alone can read.

``HOME/NAME.server`` (TOML) names a server by ``address``, ``user`` and ``password``, or by ``data``, the folder of a
Neo4j that this program starts. The environment may give the password of the workspace ``name`` in
``MNR_PASSWORD_NAME``, and one for whatever keeps none in ``MNR_PASSWORD``. None is ever taken from, or written to, a
command line.
"""

from __future__ import annotations

import json
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from coordination.store.launcher import server as neo4j_server
from coordination.store.opening import masked
from coordination.system.files import make_folder
from graph_schema.errors import UsageError, Verbatim, said

__all__ = [
    "ENDING",
    "Address",
    "check_name",
    "check_url",
    "has_password",
    "keep",
    "kept",
    "named",
    "names",
    "password_for",
    "stamp",
]

ENDING = ".server"
_LETTERS = 60  #: of a name
_BYTES = (
    180  #: of a name: files beside the store are called by it and some letters more, and have at most 255
)
_NAME = re.compile(r"[^\W_][\w-]*")
#: first parts of addresses of the dashboard that are no workspace
_TAKEN = frozenset({"assets", "static", "shapes", "healthz", "readyz"})
_SCHEME = re.compile(r"(bolt|neo4j)(\+s|\+ssc)?://")
#: nothing, or the name of a database as Neo4j has them
_DATABASE = re.compile(r"/?|/[A-Za-z][A-Za-z0-9.-]{2,62}/?")
_WITH = re.compile(r"://[^/@]*:.*@", re.DOTALL)


@dataclass(frozen=True)
class Address:
    """A server of a workspace. ``url`` never holds name or password; ``data``: folder of a Neo4j of this program."""

    name: str
    url: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    data: Path | None = None

    def secret_url(self) -> str:
        """The address with name and password in it, for opening a store only; never shown."""
        scheme, _colon, rest = self.url.partition("://")
        return f"{scheme}://{quote(self.user, safe='')}:{quote(self.password, safe='')}@{rest}"


def check_name(name: str) -> None:
    """Raises UsageError for what cannot be the name of a new workspace."""
    short = len(name) <= _LETTERS and len(name.encode("utf-8", "replace")) <= _BYTES
    if not (short and _NAME.fullmatch(name)):
        raise UsageError(
            said("{name!r} cannot be a name.", name=name),
            hint=said(
                "Use at most {most} letters, digits, - and _, with a letter or a digit in front, such as {proposed}.",
                most=_LETTERS,
                proposed=Verbatim(_proposed(name)),
            ),
        )
    if name.casefold() in _TAKEN:
        raise UsageError(
            said("{name!r} cannot be a name: the pages need it themselves.", name=name),
            hint=said("Choose another name."),
        )


def _proposed(name: str) -> str:
    """The name that is nearest to what was typed."""
    from anyascii import anyascii

    plain = anyascii(name.encode("utf-8", "replace").decode()).lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain)[:_LETTERS].strip("-_") or "my-copy"


def check_url(url: str) -> None:
    """Raises UsageError for what is no plain address of a server: scheme, host, port, and at most a name of a database.
    What is refused is not repeated whole: behind ? and # people write passwords too."""
    bare = re.split(r"[?#]", url, maxsplit=1)[0]
    shown = Verbatim(masked(bare))
    hint = said("Write it as bolt://HOST:PORT, or bolt://HOST:PORT/DATABASE.")
    try:
        split = urlsplit(bare)
        host, port = split.hostname, split.port
    except ValueError:
        host, port = None, None
    if bare != url:
        raise UsageError(
            said("{address} is followed by something that begins with ? or #.", address=shown), hint=hint
        )
    plain = (
        bare.isascii()
        and bare.isprintable()
        and not set(bare) & set(" \\")
        and "%" not in bare.rpartition("@")[2]
    )
    if not (plain and host and _SCHEME.match(bare) and port != 0):
        raise UsageError(said("{address} is not the address of a server.", address=shown), hint=hint)
    if not _DATABASE.fullmatch(split.path):
        raise UsageError(
            said("In {address}, what follows the server is no name of a database.", address=shown), hint=hint
        )


def has_password(text: str) -> bool:
    """Whether an address holds a password."""
    return _WITH.search(text) is not None


def password_for(name: str, kept: str = "", environment: Mapping[str, str] | None = None) -> str:
    """The password of a workspace: that of its own name in the environment, else the one kept, else the one that
    the environment has for all; or ""."""
    env = os.environ if environment is None else environment
    own = "MNR_PASSWORD_" + re.sub(r"\W", "_", name).upper()
    return env.get(own, "") or kept or env.get("MNR_PASSWORD", "")


def names(home: Path) -> list[str]:
    """Workspaces of a home that are on a server."""
    return sorted(p.stem for p in home.glob("*" + ENDING)) if home.is_dir() else []


def stamp(home: Path, name: str) -> tuple[int, int, int] | None:
    """Which writing of its file it is: another after every change, None where there is none."""
    try:
        at = _path(home, name).stat()
    except (OSError, ValueError):
        return None
    return at.st_ino, at.st_mtime_ns, at.st_size


def _path(home: Path, name: str) -> Path:
    return home / (name + ENDING)


def kept(home: Path, name: str) -> Address | None:
    """The address kept for a workspace; None where there is none. Raises UsageError for a file that others can read,
    or that cannot be understood."""
    path = _path(home, name)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_IMODE(mode) & 0o077:
        raise UsageError(
            said("{path} may hold a password, and others on this machine can read it.", path=path),
            hint=said("Make it yours alone: chmod 600 {path}", path=Verbatim(path)),
        )
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        unknown = set(given) - {"address", "user", "password", "data"}
        if unknown or not all(isinstance(v, str) for v in given.values()):
            raise ValueError(f"it may hold address, user, password and data, each a text; {sorted(unknown)}")
        if data := given.get("data"):
            server = neo4j_server.known(Path(data))
            if server is None:
                raise ValueError(f"no Neo4j was ever started in {data}")
            return Address(name, server.uri, neo4j_server.USER, server.password, Path(data))
        url = given["address"]
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(
            said("{path} cannot be understood: {error}.", path=path, error=error),
            hint=said("Write it again with `mnr workspace connect {name} ADDRESS`.", name=Verbatim(name)),
        ) from error
    if has_password(url):
        raise UsageError(
            said("In {path}, the address holds a password.", path=path),
            hint=said("Give it a line of its own, called password."),
        )
    check_url(url)
    return Address(name, url, given.get("user", "neo4j"), password_for(name, given.get("password", "")))


def named(home: Path, url: str) -> Address | None:
    """The address kept for the server ``url``, whatever its workspace is called; None where no file names it. A file
    that cannot be used names nothing here; who asks for it by its name is told why."""
    for name in names(home):
        try:
            found = kept(home, name)
        except UsageError:
            continue
        if found is not None and _place(found.url) == _place(url):
            return found
    return None


def _place(url: str) -> tuple[str, str]:
    split = urlsplit(url)
    return split.netloc.rpartition("@")[2].lower(), split.path.strip("/")


def _quoted(text: str) -> str:
    """A text of TOML: as in JSON, but for letters beyond the first plane, which JSON writes in halves."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def keep(home: Path, address: Address) -> Path:
    """Write the file of a workspace, readable by its owner alone from the first byte on; returns its path."""
    check_name(address.name)
    check_url(address.url)
    if address.data is not None:
        lines = {"data": str(address.data)}
    else:
        lines = {"address": address.url, "user": address.user}
        if address.password:
            lines["password"] = address.password
    make_folder(home)
    path = _path(home, address.name)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("".join(f"{k} = {_quoted(v)}\n" for k, v in lines.items()))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path
