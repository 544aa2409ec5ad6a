"""The form of a step of one's own plan: the step that it makes, or what is wrong in which of its fields.

A form that cannot be taken leads back to the page of the plan with what was typed in the address, so that it stands
there again, with the reason at its field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from dashboard.backend.plan_steps import Measure, MeasureKind, Step
from dashboard.backend.world import World
from dashboard.ui.i18n import told
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = [
    "NEW",
    "Typed",
    "is_about_a_field",
    "owner_of",
    "typed_of",
    "typed_query",
    "with_step",
    "without_typed",
]

NEW: Final = "new"  #: instead of the number of a step
_AT: Final = "typed_at"
_BEFORE: Final = "typed_"
_FIELDS: Final = ("kind", "about", "who", "by", "cost", "first", "owner")
_CHECKED: Final = ("by", "cost", "owner", "first")  #: fields in which something wrong may stand
_LONGEST: Final = 150  #: letters of one that an address carries; more than any may have


@dataclass(frozen=True)
class Typed:
    """What was typed into the form of a step, and what is wrong with it, by field. ``at``: the number of the step."""

    at: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    def of(self, at: str) -> Typed:
        """What of it belongs to the form of one step."""
        return self if self.at == at else Typed()


def owner_of(world: World, words: str) -> str:
    """The id of the one organisation of that name, else the words."""
    name = " ".join(words.split()).casefold()
    ids = [i for i, o in world.organisations.items() if name in (o.name.casefold(), o.short.casefold())]
    return ids[0] if name and len(ids) == 1 else words


def with_step(world: World, items: Sequence[Step], at: str, form: Mapping[str, str]) -> list[Step]:
    """The steps with the one of a form: number ``at`` changed, or a new one at the end; an organisation that is named
    stands with its id. Raises UsageError."""
    i = int(at) - 1 if at.isascii() and at.isdigit() else -1
    old = items[i] if 0 <= i < len(items) else None
    if old is not None and old.measure is None:
        made = old
    else:
        was = old.measure if old else None
        kind = was.kind if was else form.get("kind", "")
        about = ",".join(was.about) if was else form.get("about", "")
        who = "" if kind == MeasureKind.TIE else form.get("who", "")
        text = "/".join([kind, about, who, form.get("by", ""), form.get("cost", "").replace(",", ".")])
        text += f"/{was.action}" if was and was.action else ""
        made = replace(Step.of(Measure.parse(text)), decided=old.decided if old else None)
    made = made.starting(form.get("first", "")).owned(owner_of(world, form.get("owner", ""))).fitting()
    return [*items[:i], made, *items[i + 1 :]] if old else [*items, made]


def typed_query(at: str, form: Mapping[str, str]) -> dict[str, str]:
    """What was typed, as choices of the address of the page."""
    filled = {f"{_BEFORE}{name}": form[name][:_LONGEST] for name in _FIELDS if form.get(name)}
    return {_AT: at or NEW, **filled}


def without_typed(view: View) -> View:
    """The address of a page without that, for what leads on from it."""
    return replace(view, query={k: v for k, v in view.query.items() if not k.startswith(_BEFORE)})


def typed_of(world: World, items: Sequence[Step], view: View) -> Typed:
    """What the address says was typed, and what is wrong with it."""
    at = view.get(_AT)
    if not at:
        return Typed()
    form = {name: view.get(f"{_BEFORE}{name}") for name in _FIELDS}
    return Typed(at, form, _wrong(world, items, at, form))


def is_about_a_field(world: World, items: Sequence[Step], at: str, form: Mapping[str, str]) -> bool:
    """Whether a form that was refused can be mended in its fields."""
    return not _problem(world, items, at, _only(form))


def _wrong(world: World, items: Sequence[Step], at: str, form: Mapping[str, str]) -> dict[str, str]:
    """Each field by itself, and the start together with the deadline, where that is a day."""
    found = {name: _problem(world, items, at, _only(form, name)) for name in _CHECKED}
    if not found["by"]:
        found["first"] = _problem(world, items, at, _only(form, "by", "first"))
    return {name: words for name, words in found.items() if words}


def _only(form: Mapping[str, str], *names: str) -> dict[str, str]:
    """The form with these of the fields in which something wrong may stand."""
    return {k: v for k, v in form.items() if k in names or k not in _CHECKED}


def _problem(world: World, items: Sequence[Step], at: str, form: Mapping[str, str]) -> str:
    try:
        with_step(world, items, at, form)
    except UsageError as error:
        return f"{told(error.message)} {told(error.hint)}"
    return ""
