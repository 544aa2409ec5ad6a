"""Where members of a network and agreements do not meet: countries bound without a member, and the reverse.

That a country is not bound is only held against it where it could be: a treaty is open to all, anything else to the
parts of the world in which somebody is on its list. What is recorded does not say more about who could join.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages.corridors import base as corridor_base
from dashboard.pages.shared import listed, parts
from dashboard.ui.i18n import _, folded, listing, n_
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["agreements"]

LONG = 10  #: so many countries are named at once; more stand in a fold
_OPEN_TO_ALL = "treaty"
_OF_TWO = "mou"


def _named(world: World, codes: Iterable[str]) -> str:
    known = (c for c in codes if c in world.countries)
    return listing(parts.name_of(world.countries[c]) for c in parts.by_name(world, known))


def _fold(words: str, inside: str) -> Node:
    return h("details", h("summary", words), h("p", inside), class_="fold")


def _places(world: World, codes: list[str]) -> Child:
    """Countries by name; many of them in a fold."""
    names = _named(world, codes)
    return (
        names if len(codes) <= LONG else _fold(n_("{count} country", "{count} countries", len(codes)), names)
    )


class _Lists:
    """Who is on the list of which agreement, in any way, and what that tells of who else could be."""

    def __init__(self, context: Context, view: View, world: World) -> None:
        self._world = world
        self._kinds = {r["id"]: r["kind"] for r in context.ask(view, "rows", "agreements")["rows"]}
        self._on: dict[str, set[str]] = {}
        for r in context.ask(view, "rows", "agreement_parties")["rows"]:
            home = r["iso3"] or world.organisation(r["stakeholder_id"]).home
            if home in world.countries:
                self._on.setdefault(r["agreement_id"], set()).add(home)

    def empty(self, agreement: str) -> bool:
        """Nobody is recorded on its list."""
        return bool(agreement) and not self._on.get(agreement)

    def between_two(self, agreement: str) -> bool:
        return self._kinds.get(agreement) == _OF_TWO and len(self._on.get(agreement, ())) == 2

    def could(self, agreement: str, codes: list[str]) -> list[str]:
        """Those of the countries that could be on its list, as far as the list tells. "" is all agreements together."""
        if not agreement or self._kinds.get(agreement) == _OPEN_TO_ALL:
            return codes
        places = {self._place(c) for c in self._on.get(agreement, ())}
        return [c for c in codes if self._place(c) in places]

    def _place(self, code: str) -> str:
        country = self._world.countries.get(code)
        return (country.subregion or country.region) if country else ""


def _near(
    world: World, lists: _Lists, agreement: str, codes: list[str], more: Callable[[int], str]
) -> list[Child]:
    """Those that could be on the list, and folded how many more; ``more``: in which words."""
    near = lists.could(agreement, codes)
    far = [c for c in codes if c not in near]
    return [_places(world, near), _fold(more(len(far)), _named(world, far)) if far else None]


def _not_bound(world: World, lists: _Lists, agreement: str, codes: list[str]) -> Child:
    if codes and lists.between_two(agreement):
        return _("This agreement is between two countries. Other countries would need their own.")
    return _near(
        world,
        lists,
        agreement,
        codes,
        lambda count: n_(
            "{count} more country is not on the list. It is not recorded whether it could join.",
            "{count} more countries are not on the list. It is not recorded whether they could join.",
            count,
        ),
    )


def _unknown(world: World, lists: _Lists, agreement: str, codes: list[str]) -> Child:
    if codes and lists.empty(agreement):
        return _("No party is on record, so the participation of every country is unknown.")
    return _near(
        world,
        lists,
        agreement,
        codes,
        lambda count: n_(
            "It is not recorded whether {count} more country could join.",
            "It is not recorded whether {count} more countries could join.",
            count,
        ),
    )


def agreements(context: Context, view: View, world: World, given: Mapping[str, Any]) -> Node:
    """The folded section: a row per agreement, all of them together first."""
    names = corridor_base.instruments(context, view)
    lists = _Lists(context, view, world)
    rows: list[list[Child]] = [
        [
            corridor_base.instrument(world, view, names, r["agreement"])
            if r["agreement"]
            else h("b", _("Any agreement in force")),
            _places(world, r["without_member"]),
            _not_bound(world, lists, r["agreement"], r["without_agreement"]),
            _places(world, r["signed_only"]),
            _unknown(world, lists, r["agreement"], r["unknown"]),
        ]
        for r in sorted(
            given["agreements"],
            key=lambda r: (
                folded(corridor_base.name_of(world, names, r["agreement"])) if r["agreement"] else ""
            ),
        )
    ]
    head = [
        _("Agreement"),
        _("Country party, no member there"),
        _("Member present, country not party"),
        _("Signed only, or not in force yet"),
        _("Not known whether party"),
    ]
    return listed.folded(
        view,
        "agreements",
        _("Countries with a member or an agreement, but not both"),
        len(rows),
        _("Countries by agreement"),
        [listed.listed(view, "agreements", head, rows, _("Countries by agreement"))],
        parts.take_away(
            parts.table_files(
                view, "members-and-agreements", _("Members and agreements"), network=view.get("network")
            )
        ),
    )
