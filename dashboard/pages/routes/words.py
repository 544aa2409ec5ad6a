"""What the pages about routes share: how a route and its stations are drawn and worded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.backend.world import World
from dashboard.ui.i18n import N_, _
from dashboard.ui.theme import Sign
from graph_schema.edition import Route, edition

__all__ = [
    "NAME",
    "SIGN_OF",
    "STATES",
    "Row",
    "begins",
    "carrier",
    "declared",
    "ends",
    "name",
    "serving",
    "stages",
    "station_words",
    "titled",
]

NAME = "routes"
Row = Mapping[str, Any]
#: state of a route -> the symbol that stands for it, its words, what they mean
STATES: dict[str, tuple[Sign, str, str]] = {
    "open": (
        Sign.COVERED,
        N_("Gets through"),
        N_("recorded hand-offs lead from the first station to the last"),
    ),
    "other_entrance": (
        Sign.SINGLE,
        N_("Gets through from another entrance only"),
        N_(
            "recorded hand-offs lead to the last station, but not from the capability that the route begins with"
        ),
    ),
    "together": (
        Sign.FRAGILE,
        N_("Only work together"),
        N_(
            "organisations work together up to the last station, but not all have said that they hand cases over"
        ),
    ),
    "broken": (Sign.GAP, N_("Stops at a gap"), N_("a station is a gap: nobody provides it")),
    "not_recorded": (
        Sign.UNCOUNTED,
        N_("Hand-off not recorded"),
        N_(
            "every station is in place, but nobody recorded that one hands on to the next: no break, a question"
        ),
    ),
    "unknown": (
        Sign.UNKNOWN,
        N_("Not known"),
        N_("a station was not reviewed, or its provider is not named"),
    ),
}
SIGN_OF = {state: sign for state, (sign, _words, _meaning) in STATES.items()}
#: what a station without a provider is called; where there is one it is in place
_BARE = {
    Sign.GAP: N_("Gap"),
    Sign.PLANNED: N_("Planned"),
    Sign.UNATTRIBUTED: N_("Not named"),
    Sign.DONE_ONCE: N_("Done once"),
    Sign.SUPPORTED_ONLY: N_("Support only"),
    Sign.UNKNOWN: N_("Not known"),
}
_LAST = (Sign.UNATTRIBUTED, Sign.UNKNOWN, Sign.DONE_ONCE, Sign.SUPPORTED_ONLY, Sign.PLANNED, Sign.GAP)


def station_words(sign: Sign) -> str:
    """In place, or what it lacks."""
    return _(_BARE[sign]) if sign in _BARE else _("In place")


def carrier(world: World, country: str, capabilities: Sequence[str]) -> tuple[str, Sign]:
    """Which of the capabilities of a station carries it in a country, or comes nearest; the usual one of equals."""
    signs = [(n, world.cells[country, n].sign) for n in capabilities]
    return min(signs, key=lambda pair: _LAST.index(pair[1]) if pair[1] in _LAST else -1)


def serving(world: World, country: str, capabilities: Sequence[str]) -> list[str]:
    """Which of the capabilities of a station somebody provides in a country; else the one that comes nearest."""
    found = [n for n in capabilities if world.cells[country, n].providers]
    return found or [carrier(world, country, capabilities)[0]]


def declared(world: World, route: str) -> Route:
    """A route as the framework has it."""
    return next(r for r in edition(world.edition.id).routes if r.id == route)


def name(world: World, route: str) -> str:
    """The name of a route."""
    return _(declared(world, route).name)


def begins(world: World, route: str) -> str:
    """Who or what it begins with."""
    return _(declared(world, route).begins_with)


def titled(world: World, route: str) -> str:
    """What it begins with, as pictures call it, and its name, as tables do."""
    return f"{begins(world, route)} – {name(world, route)}"


def stages(world: World) -> list[tuple[str, str]]:
    """(id, words) of the columns of the picture."""
    return [(r["id"], _(r["name"])) for r in edition(world.edition.id).lists["stages"]]


def ends(code: str) -> str:
    """What it ends with."""
    return _(
        {
            "rescue": N_("A child is reached"),
            "notice": N_("Another country is warned"),
            "removal": N_("Material is removed"),
            "remedy": N_("A child is compensated"),
            "supervision": N_("An offender is supervised"),
        }[code]
    )
