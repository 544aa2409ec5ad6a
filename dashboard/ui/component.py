"""Three small components without a build step: ``El`` draws a tree, ``Box`` holds others, ``Address`` reports moves.

The browser side is ``assets/mnr.js``; it uses the React that Dash has already put on the page. Links, form fields
and keys inside a tree work through the address (see the head of ``mnr.js``), so a page needs no callback of its
own for them. A node with ``data-emit`` reports clicks through the property ``event`` for pages that need one.
"""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

__all__ = ["Address", "Box", "El"]


class _Own(Component):
    _children_props = []  # noqa: RUF012
    _base_nodes = ["children"]  # noqa: RUF012
    _namespace = "mnr"
    _type = "Own"
    _prop_names = ["id"]  # noqa: RUF012
    _valid_wildcard_attributes = []  # noqa: RUF012
    available_wildcard_properties = []  # noqa: RUF012


class El(_Own):
    """Draw ``tree``.

    Properties: ``id``; ``tree`` (a node); ``view`` (text that names what is shown, returned to callbacks);
    ``head`` (title, language and direction of the document, announced after a change);
    ``event`` ({"name", "value", "n"}: the last click on a ``data-emit`` node).
    """

    _type = "El"
    _prop_names = ["id", "tree", "view", "head", "event"]  # noqa: RUF012
    available_properties = _prop_names

    def __init__(self, id: str, tree: Any = None, view: str = "", head: dict[str, str] | None = None) -> None:
        super().__init__(id=id, tree=tree, view=view, head=head or {})  # type: ignore[no-untyped-call]


class Box(_Own):
    """An element (``tag``) that holds other components."""

    _type = "Box"
    _prop_names = ["children", "id", "tag", "className", "tabIndex"]  # noqa: RUF012
    available_properties = _prop_names

    def __init__(
        self,
        children: Any = None,
        *,
        id: str,
        tag: str = "div",
        className: str = "",
        tabIndex: int | None = None,
    ) -> None:
        given: dict[str, Any] = {"children": children, "id": id, "tag": tag, "className": className}
        if tabIndex is not None:
            given["tabIndex"] = tabIndex
        super().__init__(**given)  # type: ignore[no-untyped-call]


class Address(_Own):
    """Reports the address of the page as ``href`` at the start and after every move; ``n`` counts the reports."""

    _type = "Address"
    _prop_names = ["id", "href", "n"]  # noqa: RUF012
    available_properties = _prop_names

    def __init__(self, id: str) -> None:
        super().__init__(id=id, href="", n=0)  # type: ignore[no-untyped-call]
