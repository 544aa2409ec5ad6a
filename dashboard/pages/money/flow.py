"""Who funds whom, and for what: the grants of a country, of a funder or of everything, as a picture, a table, files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from coordination.answers.declare import Table
from coordination.text.records import Column, Missing
from coordination.text.sentences import sentence
from dashboard.backend.world import World
from dashboard.figures.flow import VAGUE, Band, Box, ordered
from dashboard.figures.flow import flow as figure
from dashboard.pages.money import amounts as money
from dashboard.pages.shared import common, listed, parts
from dashboard.ui.i18n import _, listing, n_, partial_date
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.ids import DomainId, PartialDay, StakeholderId

__all__ = ["drawing", "measure", "rows_of", "section"]

Row = Mapping[str, Any]
FUNDERS, RECIPIENTS = 9, 10  #: boxes of a column; what is more stands together in the last
OTHERS, UNSAID = "+", "-"


def measure(grants: Sequence[Row]) -> str:
    """The currency by whose amounts bands can be drawn: of every grant an amount is recorded, all in this one; "" = by
    the number of grants."""
    currencies = {g["currency"] if g["amount"] is not None else "" for g in grants}
    return currencies.pop() if len(currencies) == 1 else ""


def _domains(world: World, grant: Row) -> list[str]:
    """The domains of what a grant names, in the order of the edition; what names nothing is for something unsaid."""
    named = {world.edition.by_number[n].domain for n in grant["capabilities"] if n in world.edition.by_number}
    return [d.id for d in world.edition.domains if d.id in named] or [UNSAID]


def _first(weights: Mapping[str, float], most: int) -> list[str]:
    """The ids with most weight; where there are more than fit, one place is left for the others."""
    order = sorted(weights, key=lambda k: (-weights[k], k))
    return order if len(order) <= most else order[: most - 1]


def _said(grants: Sequence[Row]) -> str:
    """3 grants · EUR 200,000 · 1 without an amount."""
    return n_("{count} grant", "{count} grants", len(grants)) + " · " + money.sums_text(grants)


def drawing(world: World, view: View, grants: Sequence[Row], *, linked: bool = True) -> Node:
    """The picture of these grants."""
    by_amount = bool(measure(grants))
    titles = {d.id: _(d.name) for d in world.edition.domains}
    weight: Callable[[Row], float] = (lambda g: float(g["amount"])) if by_amount else (lambda _g: 1.0)
    paid: dict[str, float] = defaultdict(float)
    got: dict[str, float] = defaultdict(float)
    for g in grants:
        paid[g["funder"]] += weight(g)
        got[g["recipient"]] += weight(g)
    shown = (_first(paid, FUNDERS), _first(got, RECIPIENTS))
    own: tuple[dict[str, list[Row]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
    widths: dict[tuple[int, str, str], float] = defaultdict(float)
    behind: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for g in grants:
        funder = g["funder"] if g["funder"] in shown[0] else OTHERS
        recipient = g["recipient"] if g["recipient"] in shown[1] else OTHERS
        domains = _domains(world, g)
        own[0][funder].append(g)
        own[1][recipient].append(g)
        ways = [(0, funder, recipient), *((1, recipient, d) for d in domains)]
        for way in ways:
            widths[way] += weight(g) / (len(domains) if way[0] else 1)
            behind[way].append(g)
        for d in domains:
            own[2][d].append(g)

    def organisation(i: int, ident: str) -> Box:
        if ident == OTHERS:
            count = len({g[("funder", "recipient")[i]] for g in own[i][OTHERS]})
            words = (
                n_("{count} other funder", "{count} other funders", count)
                if i == 0
                else n_("{count} other recipient", "{count} other recipients", count)
            )
            grants_ = n_("{count} grant", "{count} grants", len(own[i][OTHERS]))
            return Box(OTHERS, words, grants_, look=VAGUE)
        org = world.organisation(ident)
        if not linked:
            href = ""
        elif i == 0:
            href = view.href("donors", funder=ident, country="")
        else:
            href = view.href("partnerships", of=ident, **{"as": "ego"})
        return Box(ident, org.name, _said(own[i][ident]), href, org.kind)

    def domain(ident: str) -> Box:
        own_grants = own[2][ident]
        count = n_("{count} grant", "{count} grants", len(own_grants))
        if ident == UNSAID:
            return Box(UNSAID, _("Purpose not recorded"), count, look=VAGUE)
        return Box(ident, titles[ident], count)

    columns = (
        [organisation(0, i) for i in (*shown[0], OTHERS) if own[0].get(i)],
        [organisation(1, i) for i in (*shown[1], OTHERS) if own[1].get(i)],
        [domain(i) for i in (*titles, UNSAID) if own[2].get(i)],
    )
    names = [{b.key: b.name for b in column} for column in columns]
    bands = [
        Band(
            stage,
            start,
            end,
            width,
            _(
                "{giver} to {receiver}: {what}",
                giver=names[stage][start],
                receiver=names[stage + 1][end],
                what=_said(behind[stage, start, end]),
            ),
        )
        for (stage, start, end), width in widths.items()
    ]
    heads = (_("Funder"), _("Recipient"), _("Domain"))
    return figure(heads, ordered(columns, bands, 1), bands, _("Who funds whom, and for what"))


def words_of(grants: Sequence[Row]) -> str:
    """What the width of a band means, and of how many grants nothing is known of the amount."""
    currency = measure(grants)
    several = _("A grant for several domains is divided evenly among them.")
    if currency:
        return _("The wider a band, the larger the amount, in {currency}.", currency=currency) + " " + several
    out = _("The wider a band, the more grants.") + " " + several
    if without := sum(g["amount"] is None for g in grants):
        out += " " + n_(
            "{count} grant has no recorded amount.", "{count} grants have no recorded amount.", without
        )
    return out


def rows_of(world: World, grants: Sequence[Row]) -> list[dict[str, Any]]:
    """The picture as rows: a funder and a recipient, with the domains, the grants and what is recorded of them."""
    pairs: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for g in grants:
        pairs[g["funder"], g["recipient"]].append(g)
    named = {key: {d for g in own for d in _domains(world, g)} for key, own in pairs.items()}
    order = [d.id for d in world.edition.domains]
    return [
        {
            "funder": funder,
            "recipient": recipient,
            "domain": [d for d in order if d in named[funder, recipient]],
            "grants": len(own),
            "amounts": money.sums_text(own),
            "next_end": min((g["until"] for g in own if g["until"]), default=""),
        }
        for (funder, recipient), own in sorted(pairs.items())
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Who funds whom, with the domains, the grants and what is recorded of them."""

    funder: Annotated[StakeholderId, Column(sentence("Funder"))]
    recipient: Annotated[StakeholderId, Column(sentence("Recipient"))]
    domains: Annotated[tuple[DomainId, ...], Column(sentence("Domain"))]
    grants: Annotated[int, Column(sentence("Grants"))]
    amounts: Annotated[str, Column(sentence("Recorded amounts"))]
    next_end: Annotated[PartialDay, Column(sentence("Next end date"), Missing.UNKNOWN)]


FLOWS: Table[Row, Flow] = Table(
    row=Flow,
    rows=lambda given: (
        Flow(**{k: v for k, v in row.items() if k != "domain"}, domains=tuple(row["domain"]))
        for row in given["flow"]
    ),
    key=("funder", "recipient"),
    title=sentence("Who funds whom, and for what"),
    empty=sentence("No grant is recorded."),
)


def section(world: World, view: View, grants: Sequence[Row], **choice: str) -> Node | None:
    """The picture on its page, with the same as a table below; nothing where no grant is recorded."""
    if not grants:
        return None
    domains = {d.id: _(d.name) for d in world.edition.domains}
    rows: list[list[Child]] = [
        [
            common.organisation_link(world, view, r["funder"]),
            common.organisation_link(world, view, r["recipient"]),
            listing(domains[d] for d in r["domain"]) or h("span", _("Purpose not recorded"), class_="sub"),
            str(r["grants"]),
            r["amounts"],
            partial_date(r["next_end"]) if r["next_end"] else _("no end date recorded"),
        ]
        for r in rows_of(world, grants)
    ]
    head = [_("Funder"), _("Recipient"), _("Domain"), _("Grants"), _("Recorded amounts"), _("Next end date")]
    caption = _("Who funds whom, and for what")
    return listed.section(
        "flow",
        caption,
        None,
        words_of(grants),
        [
            h(
                "div",
                drawing(world, view, grants),
                class_="scroll flow-frame",
                tabindex="0",
                role="region",
                aria_label=caption,
            ),
            h(
                "details",
                h("summary", _("Show as a table")),
                listed.listed(view, "flow", head, rows, caption),
                class_="fold",
                open=listed.whole(view, "flow"),
            ),
        ],
        parts.take_away(
            parts.picture_files(view, "flow", _("Picture"), **choice),
            parts.table_files(view, "flow", _("Table"), **choice),
        ),
    )
