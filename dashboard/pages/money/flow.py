"""Who funds whom, and for what: the running grants of a country, a funder or everything; a picture, a table, files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from coordination.answers.declare import Table
from coordination.text.records import Column, Missing
from coordination.text.sentences import sentence
from dashboard.backend.world import World
from dashboard.figures.flow import VAGUE, Band, Box, ordered
from dashboard.figures.flow import flow as figure
from dashboard.pages.money import amounts as money
from dashboard.pages.shared import common, edits, listed, parts
from dashboard.ui.i18n import _, folded, listing, n_, number, partial_date
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.ids import ClaimId, DomainId, PartialDay, StakeholderId

__all__ = ["Widths", "drawable", "drawing", "rows_of", "section", "words_of"]

Row = Mapping[str, Any]
FUNDERS, RECIPIENTS = 9, 10  #: boxes of a column; what is more stands together in the last
BROADEST = 60.0  #: how wide the widest band of a currency is, where there is room for it
OTHERS, UNSAID = "+", "-"


Way = tuple[int, str, str]  #: which pair of columns, from which box, to which


@dataclass(frozen=True)
class Widths:
    """How wide bands are drawn: for each way and currency the share of the widest band in this currency. Currencies
    are never added up. ``thin``: ways with grants that are in no sum; ``widest``: amount of the widest band
    of each currency."""

    shares: Mapping[tuple[Way, str], float]
    thin: Mapping[Way, Sequence[Row]]
    widest: Mapping[str, float]

    @staticmethod
    def of(ways: Mapping[Way, Sequence[tuple[Row, int]]]) -> Widths:
        """``ways``: the grants of each, with how many ways an amount is divided among there."""
        sums: dict[tuple[Way, str], float] = defaultdict(float)
        thin: dict[Way, list[Row]] = defaultdict(list)
        for way, grants in ways.items():
            for g, parts_ in grants:
                if drawable(g):
                    sums[way, g["currency"]] += float(g["amount"]) / parts_
                else:
                    thin[way].append(g)
        widest: dict[str, float] = defaultdict(float)
        for (_way, currency), amount in sums.items():
            widest[currency] = max(widest[currency], amount)
        return Widths(
            {k: v / (widest[k[1]] or 1) for k, v in sums.items()}, thin, dict(sorted(widest.items()))
        )


def drawable(grant: Row) -> bool:
    """Whether it is in the sum of a currency: an award of a running grant."""
    return bool(grant["in_sum"] and grant["currency"])


def _domains(world: World, grant: Row) -> list[str]:
    """The domains of what a grant names, in the order of the edition; what names nothing is for something unsaid."""
    named = {world.edition.by_number[n].domain for n in grant["capabilities"] if n in world.edition.by_number}
    return [d.id for d in world.edition.domains if d.id in named] or [UNSAID]


def _first(weights: Mapping[str, int], most: int) -> list[str]:
    """The ids with most grants; where there are more than fit, one place is left for the others."""
    order = sorted(weights, key=lambda k: (-weights[k], k))
    return order if len(order) <= most else order[: most - 1]


def _said(grants: Sequence[Row]) -> str:
    """3 grants · EUR 200,000 · 1 without an amount."""
    return n_("{count} grant", "{count} grants", len(grants)) + " · " + money.sums_text(grants)


def drawing(world: World, view: View, grants: Sequence[Row], *, linked: bool = True) -> Node:
    """The picture of these grants."""
    titles = {d.id: _(d.name) for d in world.edition.domains}
    own, ways = _sorted_out(world, grants)
    widths = Widths.of(ways)

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

    def column(i: int) -> list[Box]:
        idents = sorted(own[i], key=lambda k: (k == OTHERS, -len(own[i][k]), k))
        return [organisation(i, k) for k in idents]

    columns = (
        column(0),
        column(1),
        [domain(i) for i in (*titles, UNSAID) if own[2].get(i)],
    )
    names = [{b.key: b.name for b in column} for column in columns]

    def band(way: Way, weight: float, grants: Sequence[Row], part: str) -> Band:
        stage, start, end = way
        giver, receiver = names[stage][start], names[stage + 1][end]
        said = _("{giver} to {receiver}: {what}", giver=giver, receiver=receiver, what=_said(grants))
        return Band(stage, start, end, weight, said, "" if weight else VAGUE, part)

    bands = [
        band(way, share, [g for g, _n in ways[way] if drawable(g) and g["currency"] == currency], currency)
        for (way, currency), share in widths.shares.items()
    ] + [band(way, 0, thin, "") for way, thin in widths.thin.items()]
    heads = (_("Funder"), _("Recipient"), _("Domain"))
    label = _("Who funds whom, and for what")
    return figure(heads, ordered(columns, bands, 1), bands, label, broadest=BROADEST)


Own = tuple[dict[str, list[Row]], dict[str, list[Row]], dict[str, list[Row]]]


def _sorted_out(world: World, grants: Sequence[Row]) -> tuple[Own, dict[Way, list[tuple[Row, int]]]]:
    """The grants of each box of the three columns, and those of each way between two, with how many ways there a grant
    is divided among."""
    shown = [
        _first(Counter(g[end] for g in grants), most)
        for end, most in (("funder", FUNDERS), ("recipient", RECIPIENTS))
    ]
    own: Own = (defaultdict(list), defaultdict(list), defaultdict(list))
    ways: dict[Way, list[tuple[Row, int]]] = defaultdict(list)
    for g in grants:
        funder = g["funder"] if g["funder"] in shown[0] else OTHERS
        recipient = g["recipient"] if g["recipient"] in shown[1] else OTHERS
        domains = _domains(world, g)
        own[0][funder].append(g)
        own[1][recipient].append(g)
        ways[0, funder, recipient].append((g, 1))
        for d in domains:
            own[2][d].append(g)
            ways[1, recipient, d].append((g, len(domains)))
    return own, ways


def words_of(world: World, grants: Sequence[Row]) -> str:
    """What the width of a band means, of how many grants it means nothing, and which are left out."""
    now = money.running(grants)
    widest = Widths.of(_sorted_out(world, now)[1]).widest
    out = []
    if len(widest) == 1:
        out.append(_("The wider a band, the larger the amount, in {currency}.", currency=next(iter(widest))))
    elif widest:
        largest = listing(f"{c}\u00a0{number(round(v))}" for c, v in widest.items())
        out.append(_("The wider a band, the larger the amount."))
        out.append(
            _(
                "Compare bands within one currency only: amounts are not converted, and the widest band of each is "
                "drawn alike ({largest}).",
                largest=largest,
            )
        )
    if widest:
        out.append(_("A grant for several domains is divided evenly among them."))
    if without := sum(not drawable(g) for g in now):
        out.append(
            n_(
                "{count} grant is in no sum of awards: its band is a thin line.",
                "{count} grants are in no sum of awards: their bands are thin lines.",
                without,
            )
        )
    if undated := len(money.of_class(grants, "undated")):
        out.append(
            n_(
                "{count} grant is on record, without dates, and is not drawn.",
                "{count} grants are on record, without dates, and are not drawn.",
                undated,
            )
        )
    if old := len(money.of_class(grants, "may_have_ended")):
        out.append(
            n_(
                "{count} grant may have ended and is not drawn.",
                "{count} grants may have ended and are not drawn.",
                old,
            )
        )
    return " ".join(out)


def rows_of(world: World, grants: Sequence[Row]) -> list[dict[str, Any]]:
    """The picture as rows, by name: a funder and a recipient, with the domains, the grants and what is recorded."""

    def by_name(pair: tuple[tuple[str, str], object]) -> tuple[str, ...]:
        return tuple(folded(world.organisation(i).name) for i in pair[0])

    pairs: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for g in money.running(grants):
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
            "claims": sorted({i for g in own for i in g["claims"]}),
        }
        for (funder, recipient), own in sorted(pairs.items(), key=by_name)
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
    claims: Annotated[tuple[ClaimId, ...], Column(sentence("Records"), in_files=True)]


FLOWS: Table[Row, Flow] = Table(
    row=Flow,
    rows=lambda given: (
        Flow(
            **{k: v for k, v in row.items() if k not in ("domain", "claims")},
            domains=tuple(row["domain"]),
            claims=tuple(row["claims"]),
        )
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
            [
                r["amounts"],
                edits.to_records(
                    world, view, "funding", r["claims"], common.called(world, r["funder"], r["recipient"])
                ),
            ],
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
        words_of(world, grants),
        [
            h(
                "div",
                drawing(world, view, money.running(grants)),
                class_="scroll flow-frame",
                tabindex="0",
                role="region",
                aria_label=caption,
            )
            if money.running(grants)
            else None,
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
