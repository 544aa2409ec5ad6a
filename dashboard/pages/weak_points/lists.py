"""The four lists of weak points as tables: what goes with each row, its cheapest fix, and the ways on from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.plan_steps import (
    Measure,
    bridge_measure,
    carried,
    funder_measure,
    provider_measure,
    source_measure,
)
from dashboard.backend.world import World
from dashboard.pages.plan.put import put
from dashboard.pages.shared import common, edits, parts
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, n_, number
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["Losses", "bridge_ties", "bridges", "funders", "mandates", "providers", "sources"]

FIRST, CELLS = 10, 8  #: rows of a list, and capabilities of a row, that are shown at first
Row = Mapping[str, Any]


# -- what falls: counted as the what-if of the row counts it


@dataclass(frozen=True)
class Lost:
    """What goes with a row: cells beside its own that ``fall``, cells that lose what they rest on (``shaky``), how many
    ``duties`` across borders end, and how many cells of other countries than that of the page are hit (``elsewhere``).
    What only becomes fragile is worked out by the what-if of the row."""

    fall: Sequence[Row]
    shaky: Sequence[Row]
    duties: int = 0
    elsewhere: int = 0

    @property
    def cells(self) -> int:
        """How many cells it takes something from."""
        return len(self.fall) + len(self.shaky)


@dataclass(frozen=True)
class Losses:
    """What goes with each group of organisations: everywhere, or in the country of the page (``code``)."""

    context: Context
    view: View
    code: str
    found: dict[tuple[str, ...], Row] = field(default_factory=dict)

    @classmethod
    def of(cls, context: Context, view: View, code: str) -> Losses:
        """The loss of every single organisation, worked out in one go; groups are asked for when they are shown."""
        swept = context.ask(view, "sweep", full=True)["losses"]
        return cls(context, view, code, {(x["stakeholder"],): x for x in swept})

    def _loss(self, group: tuple[str, ...]) -> Row:
        if group not in self.found:
            changes = [f"stakeholder:{i}" for i in group]
            self.found[group] = self.context.ask(self.view, "what_if", changes=changes)
        return self.found[group]

    def of_group(self, group: Sequence[str], *own: Row) -> Lost:
        """``own``: the cells of the row itself."""
        loss = self._loss(tuple(group))
        mine = {(c["country"], c["capability"]) for c in own}
        fall = [c for c in loss["fallen"] if (c["country"], c["capability"]) not in mine]
        shaky, duties = loss["unsupported"], loss["duties_lost"]
        if not self.code:
            return Lost(fall, shaky, len(duties))
        here, rest = ([c for c in some if c["country"] == self.code] for some in (fall, shaky))
        across = [d for d in duties if self.code in (d["a"], d["b"])]
        return Lost(here, rest, len(across), len(fall) + len(shaky) - len(here) - len(rest))


def _falls(world: World, view: View, home: str, lost: Lost, first: str, nothing: str) -> Node:
    """What goes with a row. ``first``: the words before what falls; ``nothing``: those where nothing falls."""
    parts_ = ((first, lost.fall), (_("Loses a prerequisite:"), lost.shaky))
    duties = n_("{count} cross-border channel closes", "{count} cross-border channels close", lost.duties)
    abroad = n_(
        "{count} capability in another country is lost or loses a prerequisite",
        "{count} capabilities in other countries are lost or lose a prerequisite",
        lost.elsewhere,
    )
    return h(
        "div",
        [
            [h("p", words, class_="sub"), common.cells(world, view, rows, home)]
            for words, rows in parts_
            if rows
        ],
        None if lost.cells or lost.elsewhere else h("p", nothing, class_="sub"),
        h("p", duties, class_="sub") if lost.duties else None,
        h("p", abroad, class_="sub") if lost.elsewhere else None,
        class_="falls",
    )


# -- long lists: the first rows, and the rest on demand


def _few(view: View, key: str, rows: Sequence[Any]) -> tuple[Sequence[Any], Node | None]:
    """The rows that are shown, and the way to the others: in the address, so that it can be sent."""
    if view.get("all") == key:
        words, address = (
            _("Show the first {count} only", count=number(FIRST)),
            view.href(None, all="", list=key),
        )
        return rows, h("p", h("a", words, href=f"{address}#{key}"), class_="sub") if len(
            rows
        ) > FIRST else None
    if len(rows) <= FIRST + 2:
        return rows, None
    words = n_("Show the one row", "Show all {count} rows", len(rows))
    return rows[:FIRST], h("p", h("a", words, href=f"{view.href(None, all=key, list=key)}#{key}"))


def _table(view: View, head: list[str], rows: list[list[Child]], caption: str) -> Node:
    return common.data_table(
        view.with_query(rows="all"), head, rows, caption, class_="bare-caption weak-table"
    )


def _ways(
    world: World, view: View, code: str, changes: list[str], about: str, measure: Measure | None
) -> Node:
    """What can be done from a row: try it, and put its fix into the plan."""
    return h(
        "div",
        common.what_if_link(view, changes, about=about, **carried(view)) if changes else None,
        put(world, view, code, [measure], about) if measure and code in world.countries else None,
        class_="row-ways",
    )


# -- the four lists


SORTS = (
    Sign.FRAGILE,
    Sign.UNCOUNTED,
    Sign.SINGLE,
)  #: of sole providers, in the order in which they are listed


def sort_of(row: Row) -> Sign:
    """What hanging on one means here: a weakness that was checked, one that was not, or none because one is enough."""
    return Sign.SINGLE if row["by_design"] else Sign.UNCOUNTED if row["uncounted"] else Sign.FRAGILE


def _sorts(rows: Sequence[Row]) -> Node:
    """How many there are of each sort."""
    count = Counter(sort_of(r) for r in rows)
    items = [
        h(
            "li",
            h(
                "span",
                glyphs.symbol(s),
                h("b", number(count[s])),
                h("span", _(SIGNS[s].word)),
                class_="count-box",
            ),
            data_key=s,
        )
        for s in SORTS
        if count[s]
    ]
    return h("ul", items, class_="counts", aria_label=_("Single providers by type"))


def providers(world: World, view: View, code: str, rows: Sequence[Row], losses: Losses) -> list[Node | None]:
    if code:  # a ranking is within one country
        order = {c.number: i for i, c in enumerate(world.edition.capabilities)}
        cells = {id(r): losses.of_group(r["group"], r).cells for r in rows}

        def place(r: Row) -> tuple[int, bool, int, int]:
            return SORTS.index(sort_of(r)), bool(r["successors"]), -cells[id(r)], order[r["capability"]]

        rows = sorted(rows, key=place)
    shown, more = _few(view, "providers", rows)
    out: list[list[Child]] = []
    for r in shown:
        home, who = r["country"], list(r["group"])
        marks = [
            h(
                "span",
                _(SIGNS[Sign.SINGLE].word),
                class_="chip",
                title=_("for example a national body, a law or a police unit"),
            )
            if r["by_design"]
            else None,
            h("span", _(SIGNS[Sign.UNCOUNTED].word), class_="chip") if r["uncounted"] else None,
            h("span", _("a successor is named"), class_="chip") if r["successors"] else None,
            common.unread(not r["successors"] or not set(r["successors"]) <= set(r["recalled"])),
        ]
        out.append(
            [
                [
                    common.cell(world, view, home, r["capability"], where=not code),
                    h("div", marks, class_="chips"),
                    edits.to_records(
                        world, view, "deliveries", r["claims"], common.cell_name(world, home, r["capability"])
                    ),
                ],
                common.names(world, view, who, r["recalled"]),
                _falls(
                    world,
                    view,
                    home,
                    losses.of_group(who, r),
                    _("Also lost:"),
                    _("no other capability would be lost"),
                ),
                h("span", h("bdi", r["fix"]), class_="fix"),
                _ways(
                    world,
                    view,
                    home,
                    [f"stakeholder:{i}" for i in who],
                    parts.capability_name(world, r["capability"]),
                    provider_measure(r, world.as_of),
                ),
            ]
        )
    head = [
        _("Capability"),
        _("Single provider"),
        _("What else would be lost"),
        _("Suggested action"),
        _("Next steps"),
    ]
    return [_sorts(rows), _table(view, head, out, _("Capabilities with one independent provider")), more]


def mandates(world: World, view: View, code: str, rows: Sequence[Row]) -> list[Node | None]:
    """What bodies of the state do by their mandate: what rests on it, and what to ask."""
    shown, more = _few(view, "mandates", rows)
    out: list[list[Child]] = []
    for r in shown:
        home, who = r["country"], list(r["bodies"])
        rests = [*({"country": home, "capability": n} for n in r["rests"]), *r["rests_elsewhere"]]
        out.append(
            [
                [
                    common.cell(world, view, home, r["capability"], where=not code),
                    h("div", common.unread(not r["recalled"]), class_="chips"),
                    edits.to_records(
                        world, view, "deliveries", r["claims"], common.cell_name(world, home, r["capability"])
                    ),
                ],
                common.names(world, view, who, r["recalled"]),
                common.cells(world, view, rests, home)
                if rests
                else h("p", _("nothing on record needs it"), class_="sub"),
                h("span", h("bdi", r["fix"]), class_="fix"),
                common.what_if_link(
                    view,
                    [f"stakeholder:{i}" for i in who],
                    about=parts.capability_name(world, r["capability"]),
                    **carried(view),
                ),
            ]
        )
    head = [_("Capability"), _("Depends on"), _("What needs it"), _("What to ask"), _("Next steps")]
    return [_table(view, head, out, _("Capabilities that depend on a mandate of the state")), more]


def _country_of(world: World, code: str, *idents: str) -> str:
    """The country whose plan a bridge belongs to: that of the page, else the home of its ends."""
    homes = [world.organisation(i).home for i in idents]
    return code or next((c for c in homes if c in world.countries), "")


def bridges(world: World, view: View, code: str, rows: Sequence[Row], losses: Losses) -> list[Node | None]:
    shown, more = _few(view, "bridges", rows)
    out: list[list[Child]] = []
    for r in shown:
        pieces = sorted((len(p) for p in r["pieces"]), reverse=True)
        who = r["stakeholder"]
        out.append(
            [
                [
                    common.organisation_link(world, view, who),
                    common.recalled(r),
                ],
                [
                    h(
                        "p",
                        n_(
                            "{count} pair of organisations cut off",
                            "{count} pairs of organisations cut off",
                            r["pairs_cut"],
                        ),
                    ),
                    h(
                        "p",
                        _(
                            "groups that remain connected: {sizes} organisations",
                            sizes=" + ".join(number(p) for p in pieces),
                        ),
                        class_="sub",
                    ),
                    edits.to_records(world, view, "ties", r["claims"], common.called(world, who)),
                ],
                _falls(
                    world, view, code, losses.of_group([who]), _("Lost:"), _("no capability would be lost")
                ),
                h("span", h("bdi", r["fix"]), class_="fix"),
                _ways(
                    world,
                    view,
                    _country_of(world, code, who),
                    [f"stakeholder:{who}"],
                    world.organisation(who).name,
                    bridge_measure(r, world.as_of),
                ),
            ]
        )
    head = [
        _("Connector"),
        _("If it stopped"),
        _("What else would be lost"),
        _("Suggested action"),
        _("Next steps"),
    ]
    return [_table(view, head, out, _("Organisations that are the only connection between others")), more]


def bridge_ties(world: World, view: View, code: str, rows: Sequence[Row]) -> Node:
    shown, more = _few(view, "ties", rows)
    out: list[list[Child]] = [
        [
            [
                common.organisation_link(world, view, r["a"]),
                " – ",
                common.organisation_link(world, view, r["b"]),
                common.recalled(r),
            ],
            n_(
                "{count} pair of organisations cut off",
                "{count} pairs of organisations cut off",
                r["pairs_cut"],
            ),
            h("span", h("bdi", r["fix"]), class_="fix"),
            [
                _ways(
                    world,
                    view,
                    _country_of(world, code, r["a"], r["b"]),
                    [f"tie:{r['a']}/{r['b']}"],
                    world.organisation(r["a"]).name,
                    bridge_measure(r, world.as_of),
                ),
                edits.to_records(world, view, "ties", r["claims"], common.called(world, r["a"], r["b"])),
            ],
        ]
        for r in shown
    ]
    head = [_("Partnership"), _("If it stopped"), _("Suggested action"), _("Next steps")]
    return h(
        "details",
        h("summary", _("The same for single partnerships ({count})", count=number(len(rows))), id="ties"),
        _table(view, head, out, _("Partnerships that are the only connection between two groups")),
        more,
        class_="fold",
        open=view.get("list") == "ties",
    )


def funders(world: World, view: View, code: str, rows: Sequence[Row]) -> list[Node | None]:
    shown, more = _few(view, "funders", rows)
    out: list[list[Child]] = []
    for r in shown:
        where = code or next((c["country"] for c in r["cells"]), "")
        out.append(
            [
                [
                    common.organisation_link(world, view, r["funder"]),
                    common.recalled(r),
                    edits.to_records(world, view, "funding", r["claims"], common.called(world, r["funder"])),
                ],
                common.cells(world, view, r["cells"], code),
                _falls(world, view, code, Lost((), r["falls"]), "", _("no other capability would be lost")),
                h("span", h("bdi", r["fix"]), class_="fix"),
                _ways(
                    world,
                    view,
                    where,
                    [f"stakeholder:{r['funder']}"],
                    world.organisation(r["funder"]).name,
                    funder_measure(r, where, world.as_of),
                ),
            ]
        )
    head = [
        _("Funder"),
        _("Only funder of"),
        _("What else would be lost"),
        _("Suggested action"),
        _("Next steps"),
    ]
    return [
        _table(view, head, out, _("Capabilities whose providers all have the same single known funder")),
        more,
    ]


def sources(context: Context, world: World, view: View, code: str, rows: Sequence[Row]) -> list[Node | None]:
    shown, more = _few(view, "sources", rows)
    out: list[list[Child]] = []
    for r in shown:
        where = code or next((c["country"] for c in r["cells"]), "")
        title = world.sources[r["source"]].title if r["source"] in world.sources else r["source"]
        left = len(r["cells"]) - CELLS
        out.append(
            [
                [h("bdi", title), common.recalled(r), edits.records(context, view, r["claims"], title)],
                [
                    common.cells(world, view, r["cells"][:CELLS], code),
                    h("p", n_("and {count} more", "and {count} more", left), class_="sub")
                    if left > 0
                    else None,
                ],
                h("span", h("bdi", r["fix"]), class_="fix"),
                _ways(world, view, where, [], title, source_measure(r, where, world.as_of)),
            ]
        )
    head = [_("Publisher"), _("Only source for"), _("Suggested action"), _("Next steps")]
    return [_table(view, head, out, _("Known from one publisher only")), more]
