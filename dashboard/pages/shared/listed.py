"""Tables of which the first rows are shown, and sections that are folded: a page that can be read from top to end.

``rows`` of the address names the tables that are shown whole, by their keys joined with semicolons, or ``all``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Generic, TypeVar, overload

from dashboard.ui.i18n import _, n_, number
from dashboard.ui.tree import Child, Node, figures, h
from dashboard.ui.view import View

__all__ = ["FIRST", "Group", "Rows", "folded", "groups_table", "listed", "section", "whole"]

FIRST = 10
_SLACK = 2  #: so many rows more are shown at once
Group = tuple[str, Child, Sequence[Sequence[Child]]]
"""(id, heading, rows) of a part of a table."""


T = TypeVar("T")


class Rows(Sequence[Sequence[Child]], Generic[T]):
    """Rows that are made when they are looked at: of a long table, those that are shown."""

    def __init__(self, of: Sequence[T], made: Callable[[T], Sequence[Child]]) -> None:
        self._of, self._made = of, made

    def __len__(self) -> int:
        return len(self._of)

    @overload
    def __getitem__(self, at: int) -> Sequence[Child]: ...

    @overload
    def __getitem__(self, at: slice) -> Rows[T]: ...

    def __getitem__(self, at: int | slice) -> Sequence[Child] | Rows[T]:
        return Rows(self._of[at], self._made) if isinstance(at, slice) else self._made(self._of[at])


#: a table of more rows keeps its head in sight, unless it has so many columns that it moves sideways
LONG, FITS = 12, 7


def _asked(view: View) -> list[str]:
    return [x for x in view.get("rows").split(";") if x]


def whole(view: View, key: str) -> bool:
    """Whether the table of this key is shown whole."""
    return bool({"all", key} & set(_asked(view)))


def _more(view: View, key: str, shown: int, count: int, first: int) -> Node | None:
    """The way to the rest of a long table, or back to its first rows."""
    others = [x for x in _asked(view) if x not in {key, "all"}]
    if shown < count:
        link = h(
            "a",
            n_("Show all {count}", "Show all {count}", count),
            href=view.href(None, rows=";".join([*others, key])),
            class_="button quiet more-rows",
        )
        words = n_("The first {count} row is shown.", "The first {count} rows are shown.", shown)
        return h("p", words, " ", link, class_="sub more")
    if count > first + _SLACK and view.get("rows") != "all":
        back = h(
            "a",
            _("Show the first {count} only", count=number(first)),
            href=view.href(None, rows=";".join(others)),
        )
        return h("p", back, class_="sub more")
    return None


def _row(
    head: Sequence[str], row: Sequence[Child], key: str, ident: str = "", ends: Collection[int] = ()
) -> Node:
    line = [
        h("th", c, scope="row", role="rowheader")
        if i == 0
        else h("td", c, role="cell", data_label=head[i], class_="figure" if i in ends else "")
        for i, c in enumerate(row)
    ]
    return h("tr", line, role="row", data_key=key, id=ident or None)


def _framed(
    head: Sequence[str], bodies: Sequence[Node], caption: str, class_: str, ends: Collection[int] = ()
) -> Node:
    columns = [
        h("th", words, scope="col", role="columnheader", class_="figure" if i in ends else "")
        for i, words in enumerate(head)
    ]
    return h(
        "div",
        h(
            "table",
            h("caption", caption, class_="sr"),
            h("thead", h("tr", columns, role="row"), role="rowgroup"),
            bodies,
            class_=f"data {class_}".strip(),
            role="table",
        ),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def listed(
    view: View,
    key: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Child]],
    caption: str,
    *,
    ids: Sequence[str] = (),
    class_: str = "",
    first: int = FIRST,
) -> Node:
    """A table of which the first rows are shown. Cells carry the words of their column, for the cards of a phone."""
    shown = rows if whole(view, key) or len(rows) <= first + _SLACK else rows[:first]
    ends = figures(rows, len(head))
    body = [_row(head, row, str(n), ids[n] if ids else "", ends) for n, row in enumerate(shown)]
    if len(shown) > LONG and len(head) <= FITS and "staying" not in class_:
        class_ = f"{class_} staying".strip()
    table = _framed(head, [h("tbody", body, role="rowgroup")], caption, class_, ends)
    return h("div", table, _more(view, key, len(shown), len(rows), first), class_="listed")


def groups_table(
    view: View, key: str, head: Sequence[str], groups: Sequence[Group], caption: str, class_: str = ""
) -> Node:
    """One table in parts, so that their columns stand under each other; every part has a heading across."""
    ends = figures((row for _i, _t, rows in groups for row in rows), len(head))
    bodies = []
    for ident, title, rows in groups:
        top = h(
            "tr",
            h("th", title, colspan=str(len(head)), scope="rowgroup", role="rowheader"),
            role="row",
            class_="group-row",
            data_key="-",
        )
        lines = [_row(head, row, str(n), "", ends) for n, row in enumerate(rows)]
        bodies.append(h("tbody", top, lines, role="rowgroup", id=ident, data_key=ident))
    return h("div", _framed(head, bodies, caption, f"grouped {class_}".strip(), ends), class_="listed")


def _title(title: str, count: int | None) -> list[Child]:
    return [title, h("span", " ", number(count), class_="sub") if count is not None else None]


def section(
    key: str,
    title: str,
    count: int | None,
    words: Child,
    body: Child,
    menu: Node | None = None,
    class_: str = "",
) -> Node:
    """A card with a heading, its number, a sentence, its menu of files and what it holds."""
    return h(
        "section",
        h("div", h("h2", _title(title, count)), menu, class_="section-top"),
        h("p", words, class_="sub") if words else None,
        body,
        id=key,
        class_=f"panel-card {class_}".strip(),
    )


def folded(
    view: View,
    key: str,
    title: str,
    count: int | None,
    words: Child,
    body: Iterable[Child],
    menu: Node | None = None,
) -> Node:
    """The same, closed until somebody opens it; open where the address shows its table whole."""
    return h(
        "section",
        h(
            "details",
            h("summary", h("h2", _title(title, count)), h("span", words, class_="sub") if words else None),
            h("div", h("div", menu, class_="section-top") if menu else None, body, class_="folding-body"),
            class_="folding",
            open=whole(view, key),
        ),
        id=key,
        class_="panel-card",
    )
