"""Plans that are kept: one readable TOML file each, in a folder beside the store.

::

    format = 1
    name = "Almara, spring"
    country = "XAA"
    budget = "9"
    steps = [
      "12:1-2",
      "provider/9/c-counsel/2027-02-25",
    ]

A step is written as in the address of the plan page (:mod:`coordination.analytics.plan.steps`). A plan
names how a weak point would be mended, so its file carries the handling label of scenarios. Further keys: note, costs,
edition, as_of, saved, label, and released: the day from which donors see its unfunded steps. Read strictly: another
key or another kind of value is refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Final

from coordination.analytics.plan.steps import Step
from coordination.analytics.plan.terms import cost_entry
from coordination.system.files import write_whole
from coordination.workspace import shelf
from coordination.workspace.scenario_files import ENDING, LABEL
from graph_schema.edition import edition_ids
from graph_schema.errors import AlreadyThere, DataError, MnrError, UsageError, said
from graph_schema.plain import plain_line
from graph_schema.values import Tier

__all__ = ["FORMAT", "PlanShelf", "SavedPlan", "from_text", "plan", "to_text"]

FORMAT: Final = 1  #: of the file; a higher number is refused
NAME_LENGTH: Final = 60
NOTE_LENGTH: Final = 2_000
MOST_STEPS: Final = 200
MOST_BYTES: Final = 1 << 20
_BUDGET: Final = re.compile(r"[0-9]{1,9}([.,][0-9]{1,15})?|10{9}")  #: as much as the page takes
_TEXTS: Final = (
    "name",
    "note",
    "country",
    "budget",
    "currency",
    "edition",
    "as_of",
    "saved",
    "released",
    "label",
)
_LISTS: Final = ("steps", "costs")
_HEAD: Final = "# A plan of the page `plan`: its steps in their order, one a line.\n"


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """``steps``: texts in the order of the plan; ``budget``, ``currency``, ``costs``: as on the
    page, empty = not said; ``edition``,
    ``as_of``: for which framework and day it was made, "" = not said; ``saved``: when, in UTC; ``released``: the day
    from which donors see its unfunded steps, "" = they do not."""

    name: str
    country: str
    steps: tuple[str, ...]
    note: str = ""
    budget: str = ""
    currency: str = ""
    costs: tuple[str, ...] = ()
    edition: str = ""
    as_of: str = ""
    saved: str = ""
    released: str = ""
    label: Tier = LABEL

    @property
    def priced(self) -> dict[tuple[str, int], Decimal]:
        """(capability, phase to reach) -> cost, as its owner gave them."""
        return dict(filter(None, map(cost_entry, self.costs)))

    @property
    def made_on(self) -> str:
        """The day for which it was made, else that on which it was saved; "" = not said."""
        return self.as_of or self.saved[:10]

    def as_row(self) -> dict[str, object]:
        return {
            "name": self.name,
            "country": self.country,
            "note": self.note,
            "steps": list(self.steps),
            "budget": self.budget,
            "currency": self.currency,
            "costs": list(self.costs),
            "edition": self.edition,
            "as_of": self.as_of,
            "saved": self.saved,
            "released": self.released,
            "label": f"TLP:{self.label}",
        }


def valid_name(text: str) -> str:
    """The name with single spaces. Raises UsageError where it cannot be one."""
    name = " ".join(plain_line(text).split())
    if not name:
        raise UsageError(
            said("The plan has no name."), hint=said("Give it one, such as 'Next meeting of the committee'.")
        )
    if len(name) > NAME_LENGTH:
        raise UsageError(
            said("The name of the plan is too long."),
            hint=said("Use at most {name_length} letters.", name_length=NAME_LENGTH),
        )
    if not name.isprintable() or name[0] in "-." or set(name) & set("/\\"):
        raise UsageError(
            said("{name!r} cannot be the name of a plan.", name=name),
            hint=said("Use letters, digits and spaces; no slash, and no dash or point in front."),
        )
    return name


def plan(name: str, country: str, steps: Iterable[str], **more: Any) -> SavedPlan:
    """A plan that may be kept: every part checked. ``more``: the further fields of :class:`SavedPlan`.

    Raises UsageError that names the part.
    """
    made = SavedPlan(valid_name(name), country, tuple(str(Step.read(s)) for s in steps), **more)
    if not re.fullmatch(r"[A-Z]{3}", country):
        raise UsageError(
            said("{country!r} is not the code of a country.", country=country[:20]),
            hint=said("A plan is for one country: three letters, such as MWI."),
        )
    if not made.steps:
        raise UsageError(
            said("The plan {name!r} has no step.", name=made.name), hint=said("Add a step to it first.")
        )
    if len(made.steps) > MOST_STEPS:
        raise UsageError(
            said("The plan {name!r} has {steps} steps.", name=made.name, steps=len(made.steps)),
            hint=said("Use at most {most}.", most=MOST_STEPS),
        )
    wrong = next((c for c in made.costs if cost_entry(c) is None), None)
    if wrong is not None or (made.budget and not _BUDGET.fullmatch(made.budget)):
        raise UsageError(
            said("{text!r} is no cost of a step.", text=wrong or made.budget),
            hint=said("Write capability, phase and cost: 12:2=3."),
        )
    if len(made.currency) > 20 or not made.currency.isprintable():
        raise UsageError(
            said("{text!r} is no currency of a plan.", text=made.currency[:20]),
            hint=said("Write its code, such as MWK, or a short unit."),
        )
    note = "\n".join(line.rstrip() for line in made.note.strip().splitlines())
    if len(note) > NOTE_LENGTH or not note.replace("\n", "").isprintable():
        raise UsageError(
            said("The note of the plan cannot be kept."),
            hint=said("Use at most {note_length} letters that can be seen.", note_length=NOTE_LENGTH),
        )
    if made.edition and made.edition not in edition_ids():
        raise UsageError(
            said("There is no edition {edition!r}.", edition=made.edition),
            hint=said("Use one of: {names}.", names=", ".join(edition_ids())),
        )
    for day in filter(None, (made.as_of, made.released)):
        try:
            date.fromisoformat(day)
        except ValueError:
            raise UsageError(
                said("{as_of!r} is not a date.", as_of=day), hint=said("Write it as YYYY-MM-DD.")
            ) from None
    return replace(made, note=note)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def to_text(p: SavedPlan) -> str:
    """The file of a plan. ``from_text(to_text(p), ...) == p``."""
    row = p.as_row()
    lines = [f"format = {FORMAT}", *(f"{k} = {_quoted(str(row[k]))}" for k in _TEXTS if row[k])]
    for key in _LISTS:
        texts: tuple[str, ...] = getattr(p, key)
        if texts:
            lines += [f"{key} = [", *(f"  {_quoted(t)}," for t in texts), "]"]
    return _HEAD + "\n".join(lines) + "\n"


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(t, str) for t in value)


def from_text(text: str, where: str) -> SavedPlan:
    """The plan of a file. Raises DataError, UsageError that say what is wrong in ``where``."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise DataError(
            said("{where} is no TOML: {reason}.", where=where, reason=e),
            hint=said("Correct or remove the file."),
        ) from e
    label = str(given.get("label", f"TLP:{LABEL}")).removeprefix("TLP:")
    sound = (
        set(given) <= {"format", *_TEXTS, *_LISTS}
        and given.get("format") == FORMAT
        and all(isinstance(given.get(k, ""), str) for k in _TEXTS)
        and all(_is_texts(given.get(k, [])) for k in _LISTS)
        and label in set(Tier)
    )
    if not sound:
        raise DataError(
            said("{where} is not the file of a plan.", where=where),
            hint=said("It holds format = {number}, name, country and steps.", number=FORMAT),
        )
    more = {k: given[k] for k in _TEXTS if k in given and k not in {"name", "country", "label"}}
    costs = tuple(given.get("costs", ()))
    return plan(
        given.get("name", ""),
        given.get("country", ""),
        given.get("steps", []),
        costs=costs,
        label=Tier(label),
        **more,
    )


@dataclass(frozen=True)
class PlanShelf(shelf.Shelf[SavedPlan]):
    """The plans of one workspace. ``folder`` need not exist; it is made with the first one.

    A name is that of a plan of one country: names are looked up on the shelf :meth:`of` a country; the shelf of all
    lists. Files of earlier versions, called by their name alone, stay where they are and are found."""

    folder: Path
    country: str = ""
    ending: ClassVar[str] = ENDING
    stem: ClassVar[str] = "plan"

    def of(self, country: str) -> PlanShelf:
        """The plans of one country."""
        return replace(self, country=country)

    def has(self, name: str) -> bool:
        """Whether one of that name is kept."""
        return self._path(name).is_file()

    def versions(self, name: str) -> list[SavedPlan]:
        """What was laid aside of a plan, oldest first, and the one that is kept, as far as they can be read."""
        path = self._path(name)
        found = []
        for file in [*(p for _, p in sorted(self._copies(path))), path]:
            try:
                found.append(self._read(file))
            except (DataError, UsageError, OSError):
                continue
        return found

    def _path(self, name: str) -> Path:
        early = super()._path(name)
        if not self.country or self._is_mine(early):
            return early
        mark = sha256(f"{self.country}/{self._key(name)}".encode()).hexdigest()[:8]
        return early.with_name(f"{early.name.removesuffix(ENDING)[:-8]}{mark}{ENDING}")

    def _is_mine(self, early: Path) -> bool:
        """Whether a file of an earlier version, or what was laid aside of it last, is a plan of this country."""
        there = early if early.is_file() else max(self._copies(early), default=(0, early))[1]
        try:
            return there.is_file() and self._read(there).country == self.country
        except (DataError, UsageError):
            return False

    def _own(self, kept: SavedPlan) -> Path:
        return self.of(kept.country)._path(kept.name)

    def _files(self) -> Iterator[tuple[Path, SavedPlan | MnrError]]:
        for path, found in super()._files():
            if isinstance(found, MnrError) or self.country in ("", found.country):
                yield path, found

    def release(self, name: str, day: date | None) -> SavedPlan:
        """Let donors see the unfunded steps of a plan from ``day`` on; None = no longer. Raises UsageError where there
        is none of that name."""
        with self._alone():
            found = replace(self.load(name), released=day.isoformat() if day else "")
            write_whole(self._path(name), self._text(found))
            return found

    def deleted(self) -> list[SavedPlan]:
        """What :meth:`restore` would bring back, by name: the latest of each name."""
        return [p for p in super().deleted() if self.country in ("", p.country)]

    def _valid(self, name: str) -> str:
        return valid_name(name)

    def _checked(self, wanted: SavedPlan) -> SavedPlan:
        return plan(**{f: getattr(wanted, f) for f in wanted.__dataclass_fields__})

    def _read(self, path: Path) -> SavedPlan:
        if path.stat().st_size > MOST_BYTES:
            raise DataError(
                said("{path} is too large for a plan.", path=path), hint=said("Correct or remove the file.")
            )
        try:
            return from_text(path.read_text(encoding="utf-8"), str(path))
        except UnicodeDecodeError as e:
            raise DataError(
                said("{path} is not written in UTF-8.", path=path), hint=said("Correct or remove the file.")
            ) from e

    def _text(self, kept: SavedPlan) -> str:
        return to_text(kept)

    def _renamed(self, kept: SavedPlan, name: str) -> SavedPlan:
        return replace(kept, name=name)

    def _misplaced(self, path: Path, name: str, own: str) -> DataError:
        return DataError(
            said("{path} holds the plan {name!r} under a name that is not its own.", path=path, name=name),
            hint=said("Call it {own}.", own=own),
        )

    def _missing(self, name: str) -> UsageError:
        near = self.near(name)
        hint = (
            said("Did you mean {names}?", names=" / ".join(map(repr, near)))
            if near
            else said("The plan page of a country lists those there are.")
        )
        return UsageError(said("There is no plan {name!r}.", name=name), hint=hint)

    def _there(self, name: str) -> AlreadyThere:
        return AlreadyThere(
            said("There is a plan {name!r} already.", name=name),
            hint=said("Choose another name, or delete the old one first."),
        )

    def _none_deleted(self, name: str) -> UsageError:
        return UsageError(
            said("No plan {name!r} was deleted or replaced.", name=name),
            hint=said("The plan page of a country lists those there are."),
        )
