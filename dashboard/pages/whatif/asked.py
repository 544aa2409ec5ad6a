"""A what-if as an address has it: its changes and how lost money counts, or the name of a kept one that is longer than
an address may be. The same for the scenario that was put aside to compare with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from dashboard.backend.context import Context
from dashboard.pages.shared import common
from dashboard.ui.i18n import _
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["NAME", "STAYS", "Asked", "as_written", "opens"]

NAME = "what-if"
STAYS = "stays"  #: who loses all known money goes on


class _Names(NamedTuple):
    """What the choices are called in an address."""

    changes: str
    money: str
    kept: str

    def query(self, changes: Iterable[str] = (), money: str = "", kept: str = "") -> dict[str, str]:
        return {**common.change_query([*changes], self.changes), self.money: money, self.kept: kept}


_OWN, _ASIDE = _Names("changes", "money", "kept"), _Names("with", "with_money", "with_kept")


@dataclass(frozen=True)
class Asked:
    """``money``: :data:`STAYS` or nothing; ``kept``: the name under which a long one is kept."""

    changes: tuple[str, ...] = ()
    money: str = ""
    kept: str = ""

    @staticmethod
    def of(context: Context, view: View, *, aside: bool = False) -> Asked:
        """That of an address, or the one put aside. Raises UsageError for the name of one that is not kept."""
        names = _ASIDE if aside else _OWN
        if not (name := view.get(names.kept)):
            return Asked(tuple(common.changes_of(view, names.changes)), view.get(names.money))
        for row in context.ask(view, "scenarios")["scenarios"]:
            if row["name"].casefold() == name.casefold():
                return Asked.of_row(row)
        raise UsageError(
            _("There is no scenario {name!r}.", name=name), hint=_("Choose one on the What-if page.")
        )

    @staticmethod
    def of_row(row: Mapping[str, Any]) -> Asked:
        """That of a kept scenario; its name is needed only where an address cannot hold it."""
        made = Asked(tuple(row["changes"]), STAYS if row["keep_ground"] else "")
        return made if made.fits else Asked(made.changes, made.money, row["name"])

    @property
    def fits(self) -> bool:
        """Whether an address can hold all of its changes."""
        return common.fits(self.changes)

    @property
    def choices(self) -> dict[str, Any]:
        """The same as choices of the answer."""
        return {"changes": [*self.changes], "keep_ground": self.money == STAYS}

    def query(self, *, aside: bool = False) -> dict[str, str]:
        """The same as choices of an address."""
        names = _ASIDE if aside else _OWN
        return names.query(kept=self.kept) if self.kept else names.query(self.changes, self.money)

    def changed(self, changes: Iterable[str]) -> Asked:
        """With other changes."""
        return Asked(tuple(dict.fromkeys(changes)), self.money)


def as_written(view: View, *, own: bool = True, aside: bool = True) -> dict[str, str]:
    """What an address says of a what-if, and of the one put aside, to carry it on."""
    names = [n for n, wanted in ((_OWN, own), (_ASIDE, aside)) if wanted]
    return {key: view.get(key) for n in names for key in n.query()}


def opens(
    view: View, asked: Asked, *inner: Child, class_: str = "", key: str = "", also: Mapping[str, str]
) -> Node:
    """A way to a what-if: a link, or, where no address can hold it, a button that keeps it first. ``key``: what tells
    it from its like; ``also``: further choices of the address."""
    if not asked.fits:
        also = {"money": asked.money, **also}
        return common.keeps_first(view, asked.changes, *inner, class_=class_, key=key, also=also)
    href = view.href(NAME, **asked.query(), **also)
    return h("a", *inner, href=href, class_=class_ or None, data_key=key or None)
