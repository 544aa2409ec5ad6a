"""Countries x capabilities as one real table: a symbol per cell, one tab stop, arrow keys inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboard.backend.world import Country, World, evidence_of
from dashboard.ui.i18n import _
from dashboard.ui.theme import SIGNS, Evidence
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View

__all__ = ["matrix"]

ROW = 33  #: height of a row on the screen, in px: the place kept for rows that are not drawn yet


def matrix(
    world: World, groups: Sequence[tuple[str, list[Country]]], view: View, name: Callable[[Country], str]
) -> Node:
    """The table. Cells lead to the reasons of the cell on the page of its country."""
    edition = world.edition
    chosen = view.get("capability")
    domains = [(d, edition.of_domain(d.id)) for d in edition.domains]
    domains = [(d, own) for d, own in domains if own]
    numbers = [c.number for _d, own in domains for c in own]
    first_of = {own[0].number for _d, own in domains}
    words = {sign: _(style.word) for sign, style in SIGNS.items()}
    head = h(
        "thead",
        h(
            "tr",
            h("td", class_="corner"),
            [
                h("th", _(d.name), scope="colgroup", colspan=str(len(own)), class_="mx-domain")
                for d, own in domains
            ],
        ),
        h(
            "tr",
            h("th", _("Country"), scope="col", class_="corner"),
            [
                h(
                    "th",
                    h("span", h("b", c.number), " ", _(c.name), class_="turn"),
                    scope="col",
                    class_=("edge" if c.number in first_of else "")
                    + (" chosen" if c.number == chosen else ""),
                    data_key=c.number,
                )
                for _d, own in domains
                for c in own
            ],
        ),
    )
    address = view.template("country")
    bodies: list[Node] = []
    first = True
    for group, members in groups:
        rows = [
            h(
                "tr",
                h("th", group, scope="rowgroup", colspan=str(len(numbers) + 1), class_="mx-region"),
                data_key="-",
            )
        ]
        for country in members:
            iso3 = country.iso3
            base = address(iso3)
            link = base + ("&" if "?" in base else "?") + "why="
            cells = []
            for n in numbers:
                cell = world.cells[iso3, n]
                look = f"c s-{cell.sign}"
                if cell.known and evidence_of(cell) is not Evidence.CONFIRMED:
                    look += f" e-{evidence_of(cell)}"
                inner = [
                    "a",
                    {"href": link + n, "data-cell": "", "tabindex": "0" if first else "-1"},
                    words[cell.sign],
                ]
                first = False
                cells.append(["td", {"class": look + (" edge" if n in first_of else "")}, inner])
            title = h("a", h("bdi", name(country)), href=base, data_cell=True, tabindex="-1")
            rows.append(h("tr", h("th", title, scope="row"), cells, data_row=True, data_key=iso3))
        later = {"data_lazy": ROW * len(rows), "data_columns": str(len(numbers) + 1)} if bodies else {}
        bodies.append(h("tbody", rows, data_key=group, **later))
    return h(
        "div",
        h(
            "table",
            h("caption", _("Status of every capability in every country shown"), class_="sr"),
            head,
            bodies,
            class_="mx",
            data_nav="grid",
            aria_rowcount=2 + sum(1 + len(members) for _group, members in groups),
        ),
        class_="mx-frame",
        tabindex="0",
        data_scrolls=True,
        role="region",
        aria_label=_("Table of statuses. Use the arrow keys to move."),
    )
