"""Links from where something is shown to the form that changes it. A workspace that takes no data has none, but every
record can be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dashboard.backend.context import Context
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, colon, n_
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View, parse
from graph_schema.schema import SCHEMA

__all__ = ["add", "again", "back_of", "menu", "open_record", "opener", "records", "to_records", "undo_of"]

_FEW = 3  #: links to records that a row shows; more are folded
_LONGEST = 180  #: characters of an address that a form leads back to


def _back(view: View) -> str:
    """The page to come back to, without what was done before."""
    here = view.href(None, done=None)
    return here if len(here) <= _LONGEST else ""


def back_of(view: View, address: str) -> str:
    """An address of this workspace to which a form leads back; "" for any other."""
    return parse(address).href(None) if address.startswith(f"/{view.workspace}/") else ""


def again(address: str, done: str) -> str:
    """The page from which somebody came; ``done`` makes its address another one, so that it is drawn anew."""
    return parse(address).href(None, done=done, undo=None) if address else ""


def undo_of(view: View, batch: str) -> dict[str, str]:
    """How a message offers to undo an update."""
    return {"words": _("Undo"), "action": view.href("do", "undo", batch)}


def add(
    context: Context, view: View, type_: str, words: str = "", class_: str = "button quiet", **given: str
) -> Node | None:
    """A link to the form for a new record, with what is known of it; None where the workspace takes no data."""
    if not context.workspace(view).is_own:
        return None
    href = view.href("record", type_, back=_back(view), **given)
    return h("a", glyphs.icon("plus"), words or _(SCHEMA[type_].adding), href=href, class_=class_)


def menu(context: Context, view: View, *offered: tuple[str, dict[str, str]]) -> Node | None:
    """A button that opens the forms for several types of records; None where the workspace takes no data."""
    links = [add(context, view, type_, class_="", **given) for type_, given in offered]
    if not any(links):
        return None
    return h(
        "details",
        h("summary", glyphs.icon("plus"), _("Add"), class_="button quiet"),
        h("ul", [h("li", link) for link in links]),
        class_="add-menu",
        data_menu=True,
        data_key="add-menu",
    )


def open_record(
    context: Context, view: View, type_: str, ident: str, about: Child = "", class_: str = "edit-link"
) -> Node:
    """A link to a record: to correct it, or to read it where the workspace takes no data."""
    return opener(context, view, class_)(type_, ident, about)


def opener(context: Context, view: View, class_: str = "edit-link") -> Callable[[str, str, Child], Node]:
    """:func:`open_record` for many records: (type, id, what it is about) -> the link."""
    words = _("Correct") if context.workspace(view).is_own else _("Open the record")
    back = _back(view)

    def link(type_: str, ident: str, about: Child) -> Node:
        said = h("span", colon(), about, class_="sr") if about else None
        return h("a", words, said, href=view.href("record", type_, ident, back=back), class_=class_)

    return link


def records(context: Context, view: View, claims: Sequence[str]) -> Node | None:
    """Links to records of whatever types; None where there are none."""
    types = context.ask(view, "types_of", list(claims))["types"] if claims else {}
    return _links(view, [(types[i], i) for i in claims if i in types])


def to_records(view: View, type_: str, idents: Iterable[str]) -> Node | None:
    """Links to records of one type behind a row; None where there are none."""
    return _links(view, [(type_, i) for i in idents])


def _links(view: View, those: Sequence[tuple[str, str]]) -> Node | None:
    """The first few, and the others folded under their number; ways on the screen, so paper has none of them."""
    back = _back(view)
    links = [
        h(
            "a",
            _("Open the record"),
            href=view.href("record", type_, i, back=back),
            class_="edit-link",
            data_key=i,
        )
        for type_, i in those
    ]
    if not links:
        return None
    first, rest = links[:_FEW], links[_FEW:]
    shown = h("p", [[" " if n else "", x] for n, x in enumerate(first)], class_="screen-only")
    if not rest:
        return shown
    more = n_("{count} more record", "{count} more records", len(rest))
    folded = h(
        "details", h("summary", more), h("p", [[" ", x] for x in rest]), class_="fold in-cell screen-only"
    )
    return h("div", shown, folded)


def hangs_on(view: View, row: Mapping[str, Any]) -> Node | None:
    """What the status of a proposal or a step depends on, with links to the records to check; None where it is firm."""
    if not row["hangs_on"]:
        return None
    back = _back(view)
    links = [
        h(
            "a",
            _("Record to check"),
            href=view.href("record", c["type"], c["claim"], back=back),
            class_="edit-link",
        )
        for c in row["check"][:_FEW]
    ]
    return h(
        "p",
        _("This status depends on an assumption. {changes}", changes=" ".join(row["hangs_on"])),
        [[" ", x] for x in links],
        class_="sub",
    )
