"""The routes from report to rescue on a day, as they are or as a what-if leaves them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from coordination.analytics.loss.cascade import WhatIf
from coordination.analytics.loss.route_changes import RouteChange, compared
from coordination.analytics.routes.routes import routes
from coordination.analytics.routes.terms import Routes
from coordination.text.records import HIDDEN, INLINE, Key

__all__ = ["RoutesThen", "routes_then"]


@dataclass(frozen=True, slots=True)
class RoutesThen:
    """``assumed``: whether these are the routes that a what-if leaves."""

    found: Annotated[Routes, INLINE]
    changed: Annotated[
        tuple[RouteChange, ...],
        Key(
            "of a what-if: the routes that are otherwise than on record, by country and in the order of the edition; "
            "routes lists how all stand then"
        ),
    ] = ()
    assumed: Annotated[bool, HIDDEN] = False


def routes_then(made: WhatIf, countries: Collection[str] | None = None, to: str = "") -> RoutesThen:
    """The routes of every country (or these) as a what-if leaves them, and which of them are otherwise than before.
    Raises UsageError as :func:`coordination.analytics.routes.routes.routes`."""
    then = routes(made.after.facts, made.after.as_of, countries, to, made.after)
    if countries is None and not to:
        return RoutesThen(then, made.routes, True)
    was = routes(made.before.facts, made.before.as_of, countries, to, made.before)
    return RoutesThen(then, compared(was, then), True)
