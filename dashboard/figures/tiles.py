"""The map without geography: every country the same size, by subregion. The same facts, every one readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashboard.figures import glyphs
from dashboard.figures.worldmap import Mark
from dashboard.i18n import _, n_, number
from dashboard.tree import Node, h
from dashboard.world import Country

__all__ = ["strip", "tiles"]


WIDE = 8  #: tiles in a row of a large subregion


def strip(states: Iterable[object]) -> Node:
    """One short bar per capability, in edition order."""
    return h("span", [h("i", class_=f"s-{s}") for s in states], class_="strip", aria_hidden="true")


def _tile(mark: Mark, first: bool) -> Node:
    if mark.step is not None:
        body: Node = h("span", mark.amount or "0", class_="tile-n")
        look = f"q-{mark.step}"
    elif mark.strip:
        body, look = strip(mark.strip), f"s-{mark.state} strips"
    else:
        body = glyphs.symbol(mark.state, bare=True)
        look = f"s-{mark.state}" + (f" e-{mark.evidence}" if mark.patterned else "")
    return h(
        "li",
        h(
            "a",
            h("span", mark.code, class_="tile-c"),
            " ",
            body,
            href=mark.href,
            class_=f"tile {look}",
            aria_label=f"{mark.code} {mark.amount} {mark.name}: {mark.words}".replace("  ", " "),
            data_tip=f"{mark.name}\n{mark.words}",
            data_code=mark.code,
            data_cell=True,
            tabindex="0" if first else "-1",
        ),
        data_key=mark.code,
    )


def tiles(groups: Iterable[tuple[str, list[Country]]], marks: Mapping[str, Mark]) -> Node:
    """Tiles under their subregion, with how many are known in each; one tab stop, arrow keys inside."""
    out = []
    first = True
    for name, members in groups:
        shown = [marks[c.iso3] for c in members if c.iso3 in marks]
        if not shown:
            continue
        known = sum(m.known for m in shown)
        row = []
        for mark in shown:
            row.append(_tile(mark, first))
            first = False
        words = n_("{known} of {count} known", "{known} of {count} known", len(shown), known=number(known))
        out.append(
            h(
                "section",
                h("h3", name or _("No region"), " ", h("span", f"({words})", class_="sub")),
                h(
                    "ul",
                    row,
                    class_="tile-row",
                    data_row=True,
                    style={"--n": str(WIDE if len(row) > 20 else min(6, len(row)))},
                ),
                class_="tile-group",
                data_key=name or "-",
            )
        )
    return h("div", out, class_="tiles", data_nav="grid")
