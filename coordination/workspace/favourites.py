"""Views that somebody keeps as favourites: a name and the address of a page, one readable TOML file each, in a folder
beside the store::

    format = 1
    name = "Hotlines that end"
    address = "who-does-what?capability=12&status=active"

The address begins behind the workspace, so that a favourite holds wherever the program is reached. Read strictly.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Final

from coordination.workspace import shelf
from coordination.workspace.plans import NAME_LENGTH
from coordination.workspace.scenario_files import ENDING
from graph_schema.errors import AlreadyThere, DataError, UsageError, said
from graph_schema.plain import plain_line

__all__ = ["Favourite", "FavouriteShelf", "favourite", "from_text", "to_text"]

FORMAT: Final = 1  #: of the file; a higher number is refused
MOST_BYTES: Final = 1 << 16
_ADDRESS: Final = re.compile(r"[a-z][a-z-]{0,40}(/[^/?#\s]{1,240}){0,4}(\?[^#\s]{1,4000})?")
_KEYS: Final = frozenset({"format", "name", "address", "saved"})


@dataclass(frozen=True, slots=True)
class Favourite:
    """``address``: page and choices, without workspace and host; ``saved``: when, in UTC."""

    name: str
    address: str
    saved: str = ""

    def as_row(self) -> dict[str, object]:
        return {"name": self.name, "address": self.address, "saved": self.saved}


def _valid_name(text: str) -> str:
    name = " ".join(plain_line(text).split())
    if (
        not name
        or len(name) > NAME_LENGTH
        or not name.isprintable()
        or name[0] in "-."
        or set(name) & set("/\\")
    ):
        raise UsageError(
            said("{name!r} cannot be the name of a favourite.", name=name[:NAME_LENGTH]),
            hint=said("Use 1 to {most} letters, digits and spaces; no slash.", most=NAME_LENGTH),
        )
    return name


def favourite(name: str, address: str, saved: str = "") -> Favourite:
    """A favourite that may be kept. Raises UsageError that names the part."""
    if not _ADDRESS.fullmatch(address):
        raise UsageError(
            said("{address!r} is no page of a workspace.", address=address[:60]),
            hint=said("Open the page and keep it there."),
        )
    return Favourite(_valid_name(name), address, saved)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def to_text(kept: Favourite) -> str:
    """The file of a favourite. ``from_text(to_text(f), ...) == f``."""
    row = kept.as_row()
    return (
        "\n".join([f"format = {FORMAT}", *(f"{k} = {_quoted(str(v))}" for k, v in row.items() if v)]) + "\n"
    )


def from_text(text: str, where: str) -> Favourite:
    """The favourite of a file. Raises DataError, UsageError that say what is wrong in ``where``."""
    try:
        given: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise DataError(
            said("{where} is no TOML: {reason}.", where=where, reason=e),
            hint=said("Correct or remove the file."),
        ) from e
    texts = all(isinstance(v, str) for k, v in given.items() if k != "format")
    if not set(given) <= _KEYS or given.get("format") != FORMAT or not texts:
        raise DataError(
            said("{where} is not the file of a favourite.", where=where),
            hint=said("It holds format = {number}, name and address.", number=FORMAT),
        )
    return favourite(given.get("name", ""), given.get("address", ""), given.get("saved", ""))


@dataclass(frozen=True)
class FavouriteShelf(shelf.Shelf[Favourite]):
    """The favourites of one workspace. ``folder`` need not exist; it is made with the first one."""

    folder: Path
    ending: ClassVar[str] = ENDING
    stem: ClassVar[str] = "favourite"

    def _valid(self, name: str) -> str:
        return _valid_name(name)

    def _checked(self, wanted: Favourite) -> Favourite:
        return favourite(wanted.name, wanted.address, wanted.saved)

    def _read(self, path: Path) -> Favourite:
        if path.stat().st_size > MOST_BYTES:
            raise DataError(
                said("{path} is too large for a favourite.", path=path),
                hint=said("Correct or remove the file."),
            )
        try:
            return from_text(path.read_text(encoding="utf-8"), str(path))
        except UnicodeDecodeError as e:
            raise DataError(
                said("{path} is not written in UTF-8.", path=path), hint=said("Correct or remove the file.")
            ) from e

    def _text(self, kept: Favourite) -> str:
        return to_text(kept)

    def _renamed(self, kept: Favourite, name: str) -> Favourite:
        return replace(kept, name=name)

    def _misplaced(self, path: Path, name: str, own: str) -> DataError:
        return DataError(
            said(
                "{path} holds the favourite {name!r} under a name that is not its own.", path=path, name=name
            ),
            hint=said("Call it {own}.", own=own),
        )

    def _missing(self, name: str) -> UsageError:
        return UsageError(
            said("There is no favourite {name!r}.", name=name),
            hint=said("The page lists those there are."),
        )

    def _there(self, name: str) -> AlreadyThere:
        return AlreadyThere(
            said("There is a favourite {name!r} already.", name=name),
            hint=said("Choose another name, or delete the old one first."),
        )

    def _none_deleted(self, name: str) -> UsageError:
        return UsageError(
            said("No favourite {name!r} was deleted or replaced.", name=name),
            hint=said("The page lists those there are."),
        )
