"""Files written whole or not at all, and errors of the disk in words."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from coordination.system.settings import settings_from
from graph_schema.errors import UsageError, said

__all__ = ["is_private", "make_folder", "make_private", "only_one", "remove", "write_new", "write_whole"]


@contextmanager
def _said(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as e:
        reason = e.strerror or type(e).__name__
        at = e.filename if e.filename and Path(str(e.filename)).name != path.name else ""
        raise UsageError(
            said("{path} cannot be written: {reason} (at {at}).", path=path, reason=reason, at=at)
            if at
            else said("{path} cannot be written: {reason}.", path=path, reason=reason),
            hint=said("Name another place, or make room or rights there."),
        ) from e


def is_private(path: Path) -> bool:
    """Whether a path is the folder in which workspaces are kept, or lies in it: nobody else of the machine reads it."""
    home = settings_from().home.expanduser().absolute()
    return path.absolute().is_relative_to(home)


def make_folder(folder: Path) -> None:
    """The folder and those above it; of workspaces, for their owner alone. Raises UsageError that names it and the
    reason."""
    with _said(folder):
        missing = [p for p in (folder, *folder.parents) if is_private(p) and not p.exists()]
        for path in reversed(missing):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)


def make_private(path: Path) -> None:
    """Make an empty file of a workspace, for its owner alone, before anything is written into it; nothing where it is
    there, or lies elsewhere. Raises UsageError that names it and the reason."""
    if not is_private(path) or path.exists():
        return
    with _said(path), suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


LOCK_FILE = ".lock"
_TRIES, _PAUSE = 200, 0.05  #: how often a folder is asked for, and how many seconds apart: ten in all


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Whoever changes something in a folder comes after whoever else does, in this process or another. The system lets
    go of it when a process ends, however it ends.

    Raises UsageError where somebody holds it for more than ten seconds, or the folder cannot be written."""
    make_folder(folder)
    with _said(folder):
        handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for _ in range(_TRIES):
            if _taken(handle):
                break
            time.sleep(_PAUSE)
        else:
            raise UsageError(
                said("Someone else is changing something in {folder}.", folder=folder),
                hint=said("Try again in a moment."),
            )
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    """Whether the lock of the file is ours now."""
    try:
        if sys.platform == "win32":
            import msvcrt  # there only

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # absent on Windows

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def remove(path: Path) -> None:
    """The file, if it is there. Raises UsageError that names it and the reason."""
    with _said(path):
        path.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes) -> None:
    """To a temporary name beside it, flushed to the disk, renamed: whoever reads sees the old or the new text.

    Folders on the way are made. What is no ordinary file (a pipe, a terminal) is written to directly.
    Raises UsageError that names the path and the reason; the old file is then as it was.
    """
    data = content.encode() if isinstance(content, str) else content
    make_folder(path.parent)
    with _said(path):
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        goal = path.resolve()  # through a link, so that the link stays one
        temporary = goal.with_name(f".{goal.name}.{os.getpid()}.{threading.get_ident()}.tmp")
        try:
            with open(temporary, "wb", opener=_private if is_private(goal) else None) as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            temporary.replace(goal)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def write_new(path: Path, content: str) -> bool:
    """As :func:`write_whole`, but never over a file that is there; False where one is, also one that came just now."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.new")
    write_whole(beside, content)
    try:
        with _said(path):
            try:
                os.link(beside, path)
            except FileExistsError:
                return False
    finally:
        beside.unlink(missing_ok=True)
    return True
