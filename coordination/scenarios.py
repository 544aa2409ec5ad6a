"""Scenarios that are kept, shared and compared: one readable TOML file each, in a folder beside the store.

Pages and commands reach them through :attr:`coordination.service.Workspace.scenarios`::

    shelf = workspace.scenarios
    shelf.save(scenario("Police unit closes", ["stakeholder:a-police"], note="asked in March"))
    shelf.saved()                          # by name
    shelf.load("police unit closes")       # upper and lower case are the same
    shelf.delete("Police unit closes")     # laid aside, not gone
    shelf.restore("Police unit closes")

Files are written whole; what is deleted or replaced is laid aside in the folder ``deleted``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from hashlib import sha256
from pathlib import Path

from coordination.files import make_folder, remove, write_whole
from coordination.scenario_files import (
    ENDING,
    LABEL,
    SavedScenario,
    from_text,
    read_file,
    scenario,
    to_text,
    valid_name,
)
from graph_schema.errors import AlreadyThere, DataError, MnrError, UsageError, said

__all__ = ["ENDING", "LABEL", "SavedScenario", "Shelf", "from_text", "read_file", "scenario", "to_text"]


def _key(name: str) -> str:
    return valid_name(name).casefold()


@dataclass(frozen=True)
class Shelf:
    """The scenarios of one workspace. ``folder`` need not exist; it is made with the first one."""

    folder: Path

    @property
    def _aside(self) -> Path:
        return self.folder / "deleted"

    def _path(self, name: str) -> Path:
        """Its file: readable letters of the name, and a hash that tells names apart."""
        from anyascii import anyascii

        key = _key(name)
        plain = re.sub(r"[^a-z0-9]+", "-", anyascii(key).lower()).strip("-")[:40].strip("-")
        return self.folder / f"{plain or 'scenario'}-{sha256(key.encode()).hexdigest()[:8]}{ENDING}"

    def _files(self) -> Iterator[tuple[Path, SavedScenario | MnrError]]:
        for path in sorted(self.folder.glob(f"*{ENDING}")):
            try:
                found = read_file(path)
            except (DataError, UsageError) as e:
                yield path, e
                continue
            own = self._path(found.name)
            if path.name == own.name:
                yield path, found
            else:
                yield (
                    path,
                    DataError(
                        said(
                            "{path} holds the scenario {name!r} under a name that is not its own.",
                            path=path,
                            name=found.name,
                        ),
                        hint=said(
                            "Take it in with `mnr scenario import {name}`, or call it {own}.",
                            name=path.name,
                            own=own.name,
                        ),
                    ),
                )

    def saved(self) -> list[SavedScenario]:
        """Every scenario that can be read, by name."""
        found = [s for _, s in self._files() if isinstance(s, SavedScenario)]
        return sorted(found, key=lambda s: (_key(s.name), s.name))

    def broken(self) -> list[tuple[Path, MnrError]]:
        """Files of the folder that are no scenario as they stand, and why."""
        return [(path, e) for path, e in self._files() if isinstance(e, MnrError)]

    def load(self, name: str) -> SavedScenario:
        """The scenario of that name. Raises UsageError where there is none, DataError where it is broken."""
        path = self._path(name)
        if not path.is_file():
            raise UsageError(said("There is no scenario {name!r}.", name=name), hint=self._near(name))
        return read_file(path)

    def _near(self, name: str) -> str:
        from rapidfuzz import process, utils

        known = [s.name for s in self.saved()]
        tidy = utils.default_process
        near = [n for n, _, _ in process.extract(name, known, processor=tidy, score_cutoff=60, limit=3)]
        if near:
            return said("Did you mean {names}?", names=" / ".join(map(repr, near)))
        return said("`mnr scenario list` lists those there are.") if known else said("None is kept here yet.")

    def save(self, wanted: SavedScenario, *, replace: bool = False) -> SavedScenario:
        """Keep it. With ``replace`` one of the same name is laid aside; without, AlreadyThere."""
        wanted = scenario(**{f: getattr(wanted, f) for f in wanted.__dataclass_fields__})
        path = self._path(wanted.name)
        if path.exists():
            if not replace:
                raise AlreadyThere(
                    said("There is a scenario {name!r} already.", name=wanted.name),
                    hint=said("Choose another name, or say that it replaces the old one."),
                )
            write_whole(self._next(path), path.read_bytes())
        write_whole(path, to_text(wanted))
        return wanted

    def delete(self, name: str, *, for_good: bool = False) -> None:
        """Lay it aside; ``for_good``: nothing of that name is left. Raises UsageError where there is none."""
        path = self._path(name)
        if for_good:
            copies = [path, *(p for _, p in self._copies(path))]
            if not any(p.exists() for p in copies):
                raise UsageError(said("There is no scenario {name!r}.", name=name), hint=self._near(name))
            for copy in copies:
                remove(copy)
            return
        if not path.exists():
            raise UsageError(said("There is no scenario {name!r}.", name=name), hint=self._near(name))
        self._lay_aside(path)

    def rename(self, name: str, new: str) -> SavedScenario:
        """The same under another name. Raises AlreadyThere where one of that name is kept."""
        found = self.load(name)
        named = replace_fields(found, name=valid_name(new))
        here, there = self._path(name), self._path(new)
        if here == there:  # only upper and lower case differ
            write_whole(here, to_text(named))
            return named
        made = self.save(named)
        remove(here)
        return made

    def deleted(self) -> list[SavedScenario]:
        """What :meth:`restore` would bring back, by name: the latest of each name."""
        newest: dict[str, tuple[int, Path]] = {}
        for path in self._aside.glob(f"*{ENDING}"):
            stem, _, number = path.name.removesuffix(ENDING).rpartition(".")
            if number.isdigit() and not (self.folder / f"{stem}{ENDING}").exists():
                newest[stem] = max(newest.get(stem, (0, path)), (int(number), path))
        found = []
        for _, path in newest.values():
            try:
                found.append(read_file(path))
            except (DataError, UsageError):
                continue  # it was broken when it was laid aside; it can be looked at in the folder
        return sorted(found, key=lambda s: _key(s.name))

    def restore(self, name: str) -> SavedScenario:
        """Bring back what was deleted last under that name, or what the present one replaced; the present one is
        laid aside in its turn. Raises UsageError where none was laid aside."""
        path = self._path(name)
        copies = self._copies(path)
        if not copies:
            raise UsageError(
                said("No scenario {name!r} was deleted.", name=name),
                hint=said("`mnr scenario list --deleted` lists those."),
            )
        _, last = max(copies)
        found = read_file(last)
        if path.exists():
            write_whole(self._next(path), path.read_bytes())
        write_whole(path, to_text(found))
        remove(last)
        return found

    def _copies(self, path: Path) -> list[tuple[int, Path]]:
        """(number, file) of what was laid aside of a scenario."""
        stem = path.name.removesuffix(ENDING)
        found = []
        for copy in self._aside.glob(f"{stem}.*{ENDING}"):
            number = copy.name.removesuffix(ENDING).rpartition(".")[2]
            if number.isdigit():
                found.append((int(number), copy))
        return found

    def _next(self, path: Path) -> Path:
        """Where the next copy of a scenario is laid aside."""
        number = 1 + max((n for n, _ in self._copies(path)), default=0)
        return self._aside / f"{path.name.removesuffix(ENDING)}.{number}{ENDING}"

    def _lay_aside(self, path: Path) -> None:
        make_folder(self._aside)
        try:
            path.replace(self._next(path))
        except OSError as e:
            raise UsageError(
                said("{path} cannot be moved: {reason}.", path=path, reason=e.strerror or e),
                hint=said("Check the rights of its folder."),
            ) from e
