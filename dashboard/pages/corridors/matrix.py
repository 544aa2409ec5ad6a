"""Corridors of one duty: country x country where they fit on a page, else region x region. By name; nothing ranks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import World
from dashboard.downloads import svg_export as paper
from dashboard.figures.grid import Square, grid
from dashboard.pages.corridors.base import LOOKS, NAME, Row, chosen_duty, look, through
from dashboard.pages.shared import listed, parts
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, n_, number
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["MOST", "Scope", "grouped", "of_country", "picture", "scope_of", "square"]

MOST = 40
FEW = 12  #: up to so many countries across, squares are large
STEPS = 4


@dataclass(frozen=True)
class Scope:
    """The countries asked about: ``down`` and ``across`` (the same unless two regions face each other), by name."""

    world: World
    down: tuple[str, ...]
    across: tuple[str, ...]
    rows: Mapping[tuple[str, str], Row]

    @cached_property
    def pairs(self) -> set[tuple[str, str]]:
        """Every pair, each once, the lower code first."""
        return {(min(a, b), max(a, b)) for a in self.down for b in self.across if a != b}

    def counts(self, pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
        """How many of these pairs look how, every look present."""
        out = dict.fromkeys(LOOKS, 0)
        for pair in pairs:
            out[look(self.world, self.rows.get(pair))] += 1
        return out

    def name(self, code: str) -> str:
        return parts.name_of(self.world.countries[code])


def scope_of(world: World, view: View, rows: Iterable[Row]) -> Scope:
    """Countries about which anything is known, or that an instrument lists, in the region (and ``with`` the other
    region) of the address."""
    by_pair = {(r["a"], r["b"]): r for r in rows}
    everyone = {*world.looked_at, *(c for pair in by_pair for c in pair)} & world.countries.keys()
    places = {x for c in world.countries.values() for x in (c.region, c.subregion)}
    for key in ("region", "with"):
        if view.get(key) and view.get(key) not in places:
            raise UsageError(
                _("{region} is not a region of this workspace.", region=view.get(key)[:40]),
                hint=_("Choose one in the list of regions."),
            )

    def named(region: str) -> tuple[str, ...]:
        return tuple(
            parts.by_name(world, (c for c in everyone if not region or world.countries[c].lies_in(region)))
        )

    down = named(view.get("region"))
    across = named(view.get("with")) if view.get("with") else down
    return Scope(world, down, across, by_pair)


def square(scope: Scope, view: View, duty: str) -> Node:
    """A real table: a symbol per pair, one tab stop, arrow keys inside."""
    head = h(
        "tr",
        h("th", _("Country"), scope="col", class_="corner"),
        [h("th", h("span", scope.name(c), class_="turned"), scope="col", data_key=c) for c in scope.across],
    )
    body = []
    first = True
    for a in scope.down:
        line: list[Node] = []
        for b in scope.across:
            if a == b:
                line.append(h("td", class_="even", data_key=b))
                continue
            pair = (min(a, b), max(a, b))
            state, words, _meaning = LOOKS[look(scope.world, scope.rows.get(pair))]
            said = _("{a} and {b}: {state}", a=scope.name(a), b=scope.name(b), state=_(words))
            inner = h(
                "a",
                glyphs.symbol(state, bare=True),
                h("span", said, class_="sr"),
                href=view.href(NAME, *pair),
                title=said,
                data_cell=True,
                tabindex="0" if first else "-1",
            )
            first = False
            line.append(h("td", inner, class_=f"cellstate s-{state}", data_key=b))
        title = h("a", h("bdi", scope.name(a)), href=view.href(NAME, duty=duty, country=a))
        body.append(h("tr", h("th", title, scope="row"), line, data_row=True, data_key=a))
    caption = _("{duty}: all pairs of countries shown", duty=parts.capability_name(scope.world, duty))
    few = " few" if len(scope.across) <= FEW else ""
    return _framed(caption, h("thead", head), h("tbody", body), "grid-table square" + few)


def _framed(caption: str, head: Node, body: Node, class_: str) -> Node:
    return h(
        "div",
        h("table", h("caption", caption), head, body, class_=class_, data_nav="grid"),
        class_="scroll corridor-frame",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def groups_of(world: World, codes: Sequence[str]) -> dict[str, list[str]]:
    """Subregion -> its countries, in the order of regions and names."""
    out: dict[str, list[str]] = {}
    for code in sorted(codes, key=lambda c: (world.countries[c].region, world.countries[c].subregion)):
        country = world.countries[code]
        out.setdefault(country.subregion or country.region, []).append(code)
    return out


def grouped(scope: Scope, view: View, duty: str) -> Node:
    """Region x region: how many of the pairs between them are open, and how many more an agreement binds. A cell leads
    to its countries."""
    groups = groups_of(scope.world, scope.down)
    head = h(
        "tr",
        h("th", _("Region"), scope="col", class_="corner"),
        [
            h("th", h("span", _(g) or _("No region"), class_="turned"), scope="col", data_key=g or "-")
            for g in groups
        ],
    )
    body = []
    first = True
    for one, here in groups.items():
        line: list[Node] = []
        for other, there in groups.items():
            pairs = {(min(a, b), max(a, b)) for a in here for b in there if a != b}
            if not pairs:
                line.append(h("td", class_="even", data_key=other or "-"))
                continue
            found = scope.counts(pairs)
            opened, bound = found["covered"], found["unnamed"] + found["no_hands"]
            step = 0 if not opened else min(STEPS, 1 + (opened * STEPS - 1) // len(pairs))
            said = n_(
                "{a} and {b}: {open} of {count} pair open, {bound} more covered by an agreement, "
                "{unknown} unknown",
                "{a} and {b}: {open} of {count} pairs open, {bound} more covered by an agreement, "
                "{unknown} unknown",
                len(pairs),
                a=_(one) or _("No region"),
                b=_(other) or _("No region"),
                open=number(opened),
                bound=number(bound),
                unknown=number(found["unknown"]),
            )
            link = h(
                "a",
                h("b", number(opened)),
                h("span", f"/{number(len(pairs))}", class_="of"),
                h("span", f" +{number(bound)}", class_="of plus") if bound else None,
                h("span", said, class_="sr"),
                href=view.href(NAME, duty=duty, region=one, **({} if one == other else {"with": other})),
                title=said,
                data_cell=True,
                tabindex="0" if first else "-1",
            )
            first = False
            line.append(h("td", link, class_=f"share-cell q-{step}", data_key=other or "-"))
        count = n_("{count} country", "{count} countries", len(here))
        title = [
            h("a", _(one) or _("No region"), href=view.href(NAME, duty=duty, region=one)),
            h("span", count, class_="sub"),
        ]
        body.append(h("tr", h("th", title, scope="row"), line, data_row=True, data_key=one or "-"))
    caption = _(
        "{duty}: pairs of countries with an open channel, out of all pairs. After the plus "
        "sign: pairs with an agreement, but without a known or named provider on both sides",
        duty=parts.capability_name(scope.world, duty),
    )
    return _framed(caption, h("thead", head), h("tbody", body), "grid-table regions")


def of_country(scope: Scope, view: View, duty: str, code: str, names: Mapping[str, str]) -> Node:
    """One country with every other one. ``names``: of agreements."""
    rows: list[list[Child]] = []
    for other in (c for c in scope.across if c != code):
        pair = (min(code, other), max(code, other))
        row = scope.rows.get(pair)
        state, words, _meaning = LOOKS[look(scope.world, row)]
        rows.append(
            [
                h("a", h("bdi", scope.name(other)), href=view.href(NAME, *pair)),
                [glyphs.symbol(state), " ", _(words)],
                through(scope.world, view, names, (row or {}).get("instruments", [])),
            ]
        )
    caption = _(
        "{duty}: {country} with each other country, in alphabetical order",
        duty=parts.capability_name(scope.world, duty),
        country=scope.name(code),
    )
    return listed.listed(
        view, "pairs", [_("With"), _("Status"), _("Agreements and networks")], rows, caption, first=20
    )


def picture(context: Context, view: View) -> str:
    """The matrix of the address as a file: the countries of a region, or the first that fit, by name."""
    world = context.world(view)
    duty = chosen_duty(world, view)
    scope = scope_of(world, view, context.ask(view, "corridors", duties=(duty,))["corridors"])
    down, across = scope.down[: MOST * 2], scope.across[:MOST]

    def cell(a: str, b: str) -> Square | None:
        if a == b:
            return None
        return Square(LOOKS[look(world, scope.rows.get((min(a, b), max(a, b))))][0])

    figure = grid([("", [(c, scope.name(c)) for c in down])], [(c, scope.name(c)) for c in across], cell)
    notes = [_("Data version {snapshot}.", snapshot=world.snapshot)]
    if len(scope.across) > len(across) or len(scope.down) > len(down):
        notes.insert(0, _("The first {count} countries in alphabetical order.", count=number(MOST)))
    return paper.sheet(
        figure,
        _("Cross-border cooperation: {duty}", duty=parts.capability_name(world, duty)),
        parts.known_on(world, _("countries in alphabetical order, no ranking")),
        notes,
        states=[(s, _(w)) for s, w, _m in LOOKS.values()],
        label=Labels.of(context, view).of_row({"corridors": list(scope.rows.values())}),
    )


def symbols(counts: Mapping[str, int]) -> Node:
    """How many pairs look how, as a row of boxes."""
    boxes = [
        h(
            "span",
            glyphs.symbol(LOOKS[k][0]),
            h("b", number(v)),
            h("span", _(LOOKS[k][1])),
            class_="count-box",
        )
        for k, v in counts.items()
    ]
    return h("div", boxes, class_="counts")
