"""Who carries what, as one real table: organisations by kind down, capabilities across, a mark where both meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard.backend.world import Cell, Edition, Organisation
from dashboard.figures.lanes import sole
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, number
from dashboard.ui.theme import SIGNS, Sign, kind_style
from dashboard.ui.tree import Child, Node, h

__all__ = ["carrier_table", "mark", "marks_legend"]


def mark(kind: str) -> Node:
    """A mark: ``sole`` (the only one of too few), ``uncounted`` (the only one known), ``single`` (one is enough),
    ``on`` (provides), ``plan`` or ``help``."""
    r = {"sole": "9", "uncounted": "8.5", "single": "5", "on": "6.5", "plan": "6", "help": "5.5"}[kind]
    return h(
        "svg",
        h("circle", cx="12", cy="12", r="9", class_="mark-ring") if kind == "single" else None,
        h("circle", cx="12", cy="12", r=r, class_=f"mark-{kind}"),
        class_="mark",
        viewBox="0 0 24 24",
        aria_hidden="true",
    )


def words_of(kind: str) -> str:
    return {
        "sole": _("only provider"),
        "uncounted": _("only known provider, other providers not checked"),
        "single": _("only provider, and that is enough"),
        "on": _("provides"),
        "plan": _("announced"),
        "help": _("supports, not counted as provider"),
    }[kind]


_MARKS = ("on", "sole", "uncounted", "single", "plan", "help")
#: what being the only one means, by the sign of the cell
_ALONE = {Sign.FRAGILE: "sole", Sign.UNCOUNTED: "uncounted", Sign.SINGLE: "single"}


def marks_legend() -> Node:
    return h(
        "ul",
        [h("li", mark(k), h("span", words_of(k))) for k in _MARKS],
        class_="legend",
        aria_label=_("What the symbols mean"),
    )


def _kind(cell: Cell, ident: str) -> str:
    if ident in cell.providers:
        alone = sole(cell, ident)
        return _ALONE[alone] if alone else "on"
    if ident in cell.planned:
        return "plan"
    return "help" if ident in cell.supporters else ""


def carrier_table(
    edition: Edition,
    cells: Mapping[str, Cell],
    groups: Mapping[str, list[Organisation]],
    href: Callable[[str], str],
    about: Callable[[str], str],
    caption: str,
) -> Node:
    """The table. ``href(number)``: the reasons of a capability in this country; ``about(id)``: an organisation."""
    columns = [c for d in edition.domains for c in edition.of_domain(d.id)]

    def even(i: int) -> str:
        return "even" if i % 2 else ""

    head = h(
        "tr",
        h("th", _("Organisation"), scope="col", class_="corner"),
        [
            h(
                "th",
                h("span", f"{c.number}\u00a0{_(c.name)}", class_="turned"),
                scope="col",
                data_key=c.number,
            )
            for c in columns
        ],
    )
    bodies: list[Node] = []
    for kind, own in groups.items():
        rows = [
            h(
                "tr",
                h("th", glyphs.kind(kind), " ", _(kind_style(kind).word), scope="rowgroup", class_="rowhead"),
                h("td", colspan=str(len(columns))),
                data_key="-",
            )
        ]
        for org in own:
            line: list[Child] = []
            for i, c in enumerate(columns):
                what = _kind(cells[c.number], org.id)
                inner = (
                    h("a", mark(what), h("span", words_of(what), class_="sr"), href=href(c.number))
                    if what
                    else None
                )
                line.append(h("td", inner, class_=even(i), data_key=c.number))
            rows.append(
                h(
                    "tr",
                    h(
                        "th",
                        h("a", h("bdi", org.name), href=about(org.id), title=org.name),
                        scope="row",
                        class_="carrier",
                    ),
                    line,
                    data_key=org.id,
                )
            )
        bodies.append(h("tbody", rows, data_key=kind or "other"))
    foot = [
        h(
            "td",
            h(
                "a",
                number(cells[c.number].groups)
                if cells[c.number].groups
                else glyphs.symbol(cells[c.number].sign),
                h("span", " ", _(SIGNS[cells[c.number].sign].word), class_="sr"),
                href=href(c.number),
                title=_(SIGNS[cells[c.number].sign].word),
            ),
            class_=f"cellstate s-{cells[c.number].sign}",
            data_key=c.number,
        )
        for c in columns
    ]
    bodies.append(h("tbody", h("tr", h("th", _("Independent providers"), scope="row"), foot), data_key="sum"))
    return h(
        "div",
        h("table", h("caption", caption), h("thead", head), bodies, class_="grid-table carriers"),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )
