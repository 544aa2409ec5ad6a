"""Scenarios that are kept, shared and compared: one readable TOML file each, in a folder beside the store.

Pages and commands reach them through :attr:`coordination.workspace.service.Workspace.scenarios`::

    shelf = workspace.scenarios
    shelf.save(scenario("Police unit closes", ["stakeholder:a-police"], note="asked in March"))
    shelf.saved()                          # by name
    shelf.load("police unit closes")       # upper and lower case are the same
    shelf.delete("Police unit closes")     # laid aside, not gone
    shelf.restore("Police unit closes")

Files are written whole; what is deleted or replaced is laid aside in the folder ``deleted``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import ClassVar, Final

from coordination.analytics.base.targets import FORMS, Kind
from coordination.workspace import shelf
from coordination.workspace.scenario_files import (
    ENDING,
    LABEL,
    SavedScenario,
    from_text,
    read_file,
    scenario,
    to_text,
    valid_name,
)
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import AlreadyThere, DataError, UsageError, Verbatim, said

__all__ = [
    "ENDING",
    "LABEL",
    "SavedScenario",
    "Shelf",
    "as_saved",
    "from_text",
    "must_be_a_change",
    "read_file",
    "saved_or_file",
    "scenario",
    "to_text",
]


#: what is called by a name of its own, and ends in a what-if
_WITH_NAMES: Final = (Kind.STAKEHOLDER, Kind.NETWORK, Kind.AGREEMENT)


@dataclass(frozen=True)
class Shelf(shelf.Shelf[SavedScenario]):
    """The scenarios of one workspace. ``folder`` need not exist; it is made with the first one."""

    folder: Path
    ending: ClassVar[str] = ENDING
    stem: ClassVar[str] = "scenario"

    def _valid(self, name: str) -> str:
        return valid_name(name)

    def _checked(self, wanted: SavedScenario) -> SavedScenario:
        return scenario(**{f: getattr(wanted, f) for f in wanted.__dataclass_fields__})

    def _read(self, path: Path) -> SavedScenario:
        return read_file(path)

    def _text(self, kept: SavedScenario) -> str:
        return to_text(kept)

    def _renamed(self, kept: SavedScenario, name: str) -> SavedScenario:
        return replace(kept, name=name)

    def _misplaced(self, path: Path, name: str, own: str) -> DataError:
        return DataError(
            said("{path} contains the scenario {name!r} under another name.", path=path, name=name),
            hint=said(
                "Import it with `mnr scenario import {name}`, or rename it {own}.", name=path.name, own=own
            ),
        )

    def _missing(self, name: str) -> UsageError:
        near = self.near(name)
        if near:
            hint = said("Did you mean {names}?", names=" / ".join(map(repr, near)))
        else:
            hint = (
                said("`mnr scenario list` lists those there are.")
                if self.saved()
                else said("None is saved here yet.")
            )
        return UsageError(said("There is no scenario {name!r}.", name=name), hint=hint)

    def _there(self, name: str) -> AlreadyThere:
        return AlreadyThere(
            said("A scenario named {name!r} already exists.", name=name),
            hint=said("Choose another name, or delete the old one first."),
        )

    def _none_deleted(self, name: str) -> UsageError:
        return UsageError(
            said("No scenario {name!r} was deleted.", name=name),
            hint=said("`mnr scenario list --deleted` lists those."),
        )


def saved_or_file(workspace: Workspace, name: str) -> SavedScenario:
    """The scenario of that name saved with the workspace, or of a file (its name ends in .toml)."""
    if name.endswith(ENDING):
        return read_file(Path(name))
    return workspace.scenarios.load(name)


def must_be_a_change(w: Workspace, texts: Sequence[str]) -> None:
    """Raises UsageError for a name where a change should stand, with the change that may be meant."""
    for text in texts:
        name, at, day = text.partition("@")
        if ":" in text or not name.strip():  # whether that is one, its own reader says
            continue
        near = " / ".join(f"{what}{at}{day}" for what in _meant(w, name))
        if near:
            raise UsageError(
                said("{text!r} does not say what it is about.", text=text),
                hint=said("Did you mean {names}?", names=near),
            )


def _meant(w: Workspace, name: str) -> list[str]:
    """What a name may be about: what is called so, else what is called nearly so."""
    from coordination.model.name_index import name_index

    indexes = {kind: name_index(w.snapshot(), FORMS[kind][0], w.language.code) for kind in _WITH_NAMES}
    found = [f"{kind}:{ident}" for kind, index in indexes.items() for ident in index.find(name).ids]
    like = (f"{kind}:{known.id}" for kind, index in indexes.items() for known in index.suggest(name, 3))
    return (found or [*like])[:3]


def as_saved(q: Question, scenarios: Sequence[SavedScenario], left: Collection[str]) -> Question:
    """The question with the day and the edition of the scenarios where nobody named them (``left``: ``as_of``,
    ``edition``). Raises UsageError where the scenarios differ in them."""
    for name in left:
        values = sorted({v for s in scenarios if (v := getattr(s, name))})
        if len(values) > 1:
            raise UsageError(
                said(
                    "The scenarios were asked with different values of {option}: {values}.",
                    option=Verbatim(name),
                    values=Verbatim(", ".join(values)),
                ),
                hint=said(
                    "Choose one for all of them with --{option}.", option=Verbatim(name.replace("_", "-"))
                ),
            )
        if values and name == "as_of":
            q = replace(q, as_of=date.fromisoformat(values[0]))
        elif values:
            q = replace(q, edition=values[0])
    return q
