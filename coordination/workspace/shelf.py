"""Things that somebody named and keeps: one readable file each, in a folder beside the store.

Files are written whole; what is deleted or replaced is laid aside in the folder ``deleted`` and can come back. What is
kept, and how its file reads, is told by the class that derives from :class:`Shelf`
(:mod:`coordination.workspace.scenarios`, :mod:`coordination.workspace.plans`).
"""

from __future__ import annotations

import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final, Generic, Protocol, TypeVar

from coordination.system.files import make_folder, only_one, remove, write_whole
from graph_schema.errors import DataError, MnrError, UsageError, said

__all__ = ["Named", "Shelf"]

#: held by whoever changes something in this process: two at once would lay aside one of two texts only
_CHANGING = threading.RLock()
#: folders that whoever holds it has locked against other processes
_LOCKED: Final[set[Path]] = set()


class Named(Protocol):
    """Something with a name."""

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


@dataclass(frozen=True)
class Shelf(ABC, Generic[T]):
    """What one workspace keeps of one kind. ``folder`` need not exist; it is made with the first one."""

    folder: Path
    ending: ClassVar[str] = ".toml"
    stem: ClassVar[str] = "kept"  #: of a file whose name has no plain letter

    @abstractmethod
    def _valid(self, name: str) -> str:
        """The name as it is kept. Raises UsageError where it cannot be one."""

    @abstractmethod
    def _checked(self, wanted: T) -> T:
        """The thing with every part checked. Raises UsageError that names the part."""

    @abstractmethod
    def _read(self, path: Path) -> T:
        """The thing that a file holds. Raises DataError, UsageError."""

    @abstractmethod
    def _text(self, kept: T) -> str:
        """Its file."""

    @abstractmethod
    def _renamed(self, kept: T, name: str) -> T:
        """The same under another name."""

    @abstractmethod
    def _misplaced(self, path: Path, name: str, own: str) -> DataError:
        """A file under a name that is not its own."""

    @abstractmethod
    def _missing(self, name: str) -> UsageError:
        """There is none of that name."""

    @abstractmethod
    def _there(self, name: str) -> MnrError:
        """There is one of that name already."""

    @abstractmethod
    def _none_deleted(self, name: str) -> UsageError:
        """None of that name was laid aside."""

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else changes anything meanwhile, in this process or another. A folder that is not there has nothing to
        change; saving makes it first."""
        with _CHANGING:
            if self.folder in _LOCKED or not self.folder.is_dir():
                yield
                return
            with only_one(self.folder):
                _LOCKED.add(self.folder)
                try:
                    yield
                finally:
                    _LOCKED.discard(self.folder)

    def _own(self, kept: T) -> Path:
        """The file of a thing that is kept."""
        return self._path(kept.name)

    def _key(self, name: str) -> str:
        return self._valid(name).casefold()

    @property
    def _aside(self) -> Path:
        return self.folder / "deleted"

    def _path(self, name: str) -> Path:
        """Its file: readable letters of the name, and a hash that tells names apart."""
        from anyascii import anyascii

        key = self._key(name)
        plain = re.sub(r"[^a-z0-9]+", "-", anyascii(key).lower()).strip("-")[:40].strip("-")
        return self.folder / f"{plain or self.stem}-{sha256(key.encode()).hexdigest()[:8]}{self.ending}"

    def _files(self) -> Iterator[tuple[Path, T | MnrError]]:
        for path in sorted(self.folder.glob(f"*{self.ending}")):
            try:
                found = self._read(path)
            except (DataError, UsageError) as e:
                yield path, e
                continue
            own = self._own(found)
            yield path, found if path.name == own.name else self._misplaced(path, found.name, own.name)

    def saved(self) -> list[T]:
        """Everything that can be read, by name."""
        found = [s for _, s in self._files() if not isinstance(s, MnrError)]
        return sorted(found, key=lambda s: (self._key(s.name), s.name))

    def broken(self) -> list[tuple[Path, MnrError]]:
        """Files of the folder that cannot be taken as they stand, and why."""
        return [(path, e) for path, e in self._files() if isinstance(e, MnrError)]

    def load(self, name: str) -> T:
        """The one of that name. Raises UsageError where there is none, DataError where it is broken."""
        path = self._path(name)
        if not path.is_file():
            raise self._missing(name)
        return self._read(path)

    def near(self, name: str) -> list[str]:
        """Names that are kept and read much like this one."""
        from rapidfuzz import process, utils

        known = [s.name for s in self.saved()]
        tidy = utils.default_process
        return [n for n, _, _ in process.extract(name, known, processor=tidy, score_cutoff=60, limit=3)]

    def save(self, wanted: T, *, replace: bool = False) -> T:
        """Keep it. With ``replace`` one of the same name is laid aside; without, AlreadyThere."""
        wanted = self._checked(wanted)
        make_folder(self.folder)
        with self._alone():
            path = self._own(wanted)
            if path.exists():
                if not replace:
                    raise self._there(wanted.name)
                write_whole(self._next(path), path.read_bytes())
            write_whole(path, self._text(wanted))
            return wanted

    def delete(self, name: str, *, for_good: bool = False) -> None:
        """Lay it aside; ``for_good``: nothing of that name is left. Raises UsageError where there is none."""
        with self._alone():
            path = self._path(name)
            if for_good:
                copies = [path, *(p for _, p in self._copies(path))]
                if not any(p.exists() for p in copies):
                    raise self._missing(name)
                for copy in copies:
                    remove(copy)
                return
            if not path.exists():
                raise self._missing(name)
            self._lay_aside(path)

    def rename(self, name: str, new: str) -> T:
        """The same under another name. Raises AlreadyThere where one of that name is kept."""
        with self._alone():
            named = self._renamed(self.load(name), self._valid(new))
            here, there = self._path(name), self._path(new)
            if here == there:  # only upper and lower case differ
                write_whole(here, self._text(named))
                return named
            made = self.save(named)
            remove(here)
            return made

    def deleted(self) -> list[T]:
        """What :meth:`restore` would bring back, by name: the latest of each name."""
        newest: dict[str, tuple[int, Path]] = {}
        for path in self._aside.glob(f"*{self.ending}"):
            stem, _, number = path.name.removesuffix(self.ending).rpartition(".")
            if number.isascii() and number.isdigit() and not (self.folder / f"{stem}{self.ending}").exists():
                newest[stem] = max(newest.get(stem, (0, path)), (int(number), path))
        found = []
        for _, path in newest.values():
            try:
                found.append(self._read(path))
            except (DataError, UsageError):
                continue  # it was broken when it was laid aside; it can be looked at in the folder
        return sorted(found, key=lambda s: self._key(s.name))

    def restore(self, name: str) -> T:
        """Bring back what was deleted last under that name, or what the present one replaced; the present one is
        laid aside in its turn. Raises UsageError where none was laid aside."""
        with self._alone():
            path = self._path(name)
            copies = self._copies(path)
            if not copies:
                raise self._none_deleted(name)
            _, last = max(copies)
            found = self._read(last)
            if path.exists():
                write_whole(self._next(path), path.read_bytes())
            write_whole(path, self._text(found))
            remove(last)
            return found

    def _copies(self, path: Path) -> list[tuple[int, Path]]:
        """(number, file) of what was laid aside of one."""
        stem = path.name.removesuffix(self.ending)
        found = []
        for copy in self._aside.glob(f"{stem}.*{self.ending}"):
            number = copy.name.removesuffix(self.ending).rpartition(".")[2]
            if number.isascii() and number.isdigit():
                found.append((int(number), copy))
        return found

    def _next(self, path: Path) -> Path:
        """Where the next copy is laid aside."""
        number = 1 + max((n for n, _ in self._copies(path)), default=0)
        return self._aside / f"{path.name.removesuffix(self.ending)}.{number}{self.ending}"

    def _lay_aside(self, path: Path) -> None:
        make_folder(self._aside)
        try:
            path.replace(self._next(path))
        except OSError as e:
            raise UsageError(
                said("{path} cannot be moved: {reason}.", path=path, reason=e.strerror or e),
                hint=said("Check the rights of its folder."),
            ) from e
