"""Files written whole or not at all, and errors of the disk in words."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph_schema.errors import UsageError, said

__all__ = ["make_folder", "remove", "write_new", "write_whole"]


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


def make_folder(folder: Path) -> None:
    """The folder and those above it. Raises UsageError that names it and the reason."""
    with _said(folder):
        folder.mkdir(parents=True, exist_ok=True)


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
            with temporary.open("wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            temporary.replace(goal)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


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
