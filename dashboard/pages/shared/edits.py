"""Links from where something is shown to the form that changes it. A workspace that takes no data has none, but every
record can be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, n_, number
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View, parse
from graph_schema.schema import SCHEMA

__all__ = [
    "add",
    "again",
    "back_of",
    "button",
    "hangs_on",
    "menu",
    "open_record",
    "opener",
    "records",
    "to_records",
    "undo_of",
]

_FEW = 6  #: links to records that a row shows; more are folded
_TO_CHECK = 3  #: records to check that a proposal or a step leads to
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


@dataclass(frozen=True)
class _Said:
    """What links to records say, and what they are called by those who hear them out of place."""

    one: str
    many: str
    one_of: str
    each_of: str


_READ = _Said(N_("Record"), N_("Records:"), N_("Record: {about}"), N_("Record {n} of {about}"))
_CORRECT = _Said(N_("Correct"), N_("Correct:"), N_("Correct: {about}"), N_("Correct record {n} of {about}"))
_CHECK = _Said(
    N_("Record to check"),
    N_("Records to check:"),
    N_("Record to check: {about}"),
    N_("Record to check {n}: {about}"),
)


def _ways(view: View, said: _Said, those: Sequence[tuple[str, str]], about: str) -> list[Node]:
    """A link to each of these (type, id): the word, or below the word for several their numbers. ``about``: of what."""
    back, one = _back(view), len(those) == 1
    return [
        h(
            "a",
            _(said.one) if one else number(n),
            href=view.href("record", type_, i, back=back),
            class_="edit-link screen-only" if one else "edit-link record-number",
            aria_label=(_(said.one_of, about=about) if one else _(said.each_of, n=number(n), about=about))
            if about
            else None,
            data_key=i,
        )
        for n, (type_, i) in enumerate(those, 1)
    ]


def open_record(context: Context, view: View, type_: str, ident: str, about: str) -> Node:
    """A link to one record, for a row about it: to correct it, or to read it where the workspace takes no data."""
    return opener(context, view)(type_, ident, about)


def opener(context: Context, view: View) -> Callable[[str, str, str], Node]:
    """:func:`open_record` for many records: (type, id, what it is about) -> the link."""
    said = _CORRECT if context.workspace(view).is_own else _READ
    return lambda type_, ident, about: _ways(view, said, [(type_, ident)], about)[0]


def button(context: Context, view: View, type_: str, ident: str) -> Node:
    """The same for the record that a page is about."""
    words = _("Correct") if context.workspace(view).is_own else _("Open the record")
    href = view.href("record", type_, ident, back=_back(view))
    return h("a", words, href=href, class_="button quiet screen-only")


def records(context: Context, view: View, claims: Iterable[str], about: str) -> Node | None:
    """Links to the records of whatever types behind a row about something; None where there are none."""
    given = list(claims)
    types = context.ask(view, "types_of", given)["types"] if given else {}
    return _links(context.world(view), view, [(types[i], i) for i in given if i in types], about)


def to_records(world: World, view: View, type_: str, idents: Iterable[str], about: str) -> Node | None:
    """Links to the records of one type behind a row about something; None where there are none."""
    return _links(world, view, [(type_, i) for i in idents], about)


def _links(world: World, view: View, those: Sequence[tuple[str, str]], about: str) -> Node | None:
    """The first few, and the others folded under their number; ways on the screen, so paper has none of them."""
    said = _CORRECT if world.takes_data else _READ
    links = _ways(view, said, those, about)
    if len(links) < 2:
        return h("p", links, class_="screen-only") if links else None
    first, rest = (links, []) if len(links) <= _FEW + 1 else (links[:_FEW], links[_FEW:])
    shown = h("p", _(said.many), [[" ", x] for x in first], class_="screen-only records")
    if not rest:
        return shown
    more = n_("{count} more record", "{count} more records", len(rest))
    folded = h(
        "details",
        h("summary", more),
        h("p", [[" ", x] for x in rest], class_="records"),
        class_="fold in-cell screen-only",
    )
    return h("div", shown, folded)


def hangs_on(view: View, row: Mapping[str, Any], about: str) -> Node | None:
    """What the status of a proposal or a step depends on, with links to the records to check; None where it is firm."""
    if not row["hangs_on"]:
        return None
    links = _ways(view, _CHECK, [(c["type"], c["claim"]) for c in row["check"][:_TO_CHECK]], about)
    return h(
        "p",
        _("This status depends on an assumption. {changes}", changes=" ".join(row["hangs_on"])),
        [
            " ",
            h(
                "span",
                _(_CHECK.many) if len(links) > 1 else "",
                [[" ", x] for x in links],
                class_="screen-only records",
            ),
        ]
        if links
        else None,
        class_="sub",
    )
