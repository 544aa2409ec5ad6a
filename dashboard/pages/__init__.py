"""The pages, in the order of the menu. A page is a module with ``PAGE`` and ``draw``; ``register`` adds callbacks.

A new page: write the module, add it to ``ALL``. ``draw(context, view)`` unpacks the view, asks for the world, calls
figures and returns a :class:`Drawn`; it may raise MnrError, which is shown as a panel that says what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dash import Dash

from dashboard.backend.context import Context
from dashboard.downloads.files import File
from dashboard.ui.tree import Node
from dashboard.ui.view import View

__all__ = ["Drawn", "Page", "all_pages"]


@dataclass(frozen=True)
class Drawn:
    """A page ready to be shown: the title of the document, the tree, and the edition it was answered for.

    ``extra``: Dash components to stand below the tree, for pages that use a library (a graph, a grid).
    """

    title: str
    tree: Node
    edition: str = ""
    snapshot: str = ""
    extra: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Page:
    """``name`` is the word in the address; ``menu`` its words in the menu, "" = not in it; ``libraries`` the
    component namespaces that the page needs (loaded on no other page)."""

    name: str
    menu: str
    draw: Callable[[Context, View], Drawn]
    libraries: tuple[str, ...] = ()
    group: str = ""
    """The menu that holds it; "" = the bar itself."""
    files: Mapping[str, File] = field(default_factory=dict)
    """Tables that can be taken away from it, by the stem of their names."""
    pictures: Mapping[str, Callable[[Context, View], str]] = field(default_factory=dict)
    """Pictures (SVG text) that can be taken away from it."""
    register: Callable[[Dash, Context], None] | None = None
    asks_whom: bool = False
    """Whether it names organisations that might be asked: a copy of some countries may know fewer of them."""


def all_pages() -> tuple[Page, ...]:
    """Every page there is."""
    from dashboard.pages.board import country, matrix, sources, start, why, worldmap
    from dashboard.pages.checks import page as checks
    from dashboard.pages.corridors import page as corridors
    from dashboard.pages.deliveries import page as deliveries
    from dashboard.pages.framework import methods
    from dashboard.pages.framework import page as framework
    from dashboard.pages.graph import page as graph
    from dashboard.pages.meeting import page as meeting
    from dashboard.pages.money import cliffs, donors
    from dashboard.pages.network import page as network
    from dashboard.pages.organisation import page as organisation
    from dashboard.pages.partnerships import page as partnerships
    from dashboard.pages.plan import page as plan
    from dashboard.pages.record import national_body, proposals, quick, same
    from dashboard.pages.record import page as record
    from dashboard.pages.routes import page as routes
    from dashboard.pages.weak_points import page as weakpoints
    from dashboard.pages.whatif import page as whatif
    from dashboard.pages.workspace import data, history, later, news, reports, settings, workspaces
    from dashboard.pages.workspace import help as help_page

    return (
        start.PAGE,
        country.PAGE,
        worldmap.PAGE,
        matrix.PAGE,
        why.PAGE,
        weakpoints.PAGE,
        whatif.PAGE,
        cliffs.PAGE,
        deliveries.PAGE,
        organisation.PAGE,
        partnerships.PAGE,
        graph.PAGE,
        routes.PAGE,
        corridors.PAGE,
        network.PAGE,
        meeting.PAGE,
        plan.PAGE,
        checks.PAGE,
        quick.PAGE,
        national_body.PAGE,
        reports.PAGE,
        donors.PAGE,
        framework.PAGE,
        sources.PAGE,
        news.PAGE,
        history.PAGE,
        data.PAGE,
        record.PAGE,
        same.PAGE,
        proposals.PAGE,
        methods.PAGE,
        workspaces.PAGE,
        later.PAGE,
        settings.PAGE,
        help_page.PAGE,
    )
