"""Where does one more provider change most, who funds what, and what hangs on one purse.

Everything is asked country by country: the first page lists countries and funders by name, each leads to its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from coordination.answers.declare import Table
from coordination.text import money_verdicts, verdicts
from coordination.text.records import Column, Missing
from coordination.text.sentences import sentence
from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import World
from dashboard.downloads import svg_export as paper
from dashboard.downloads.declared import Declared, Own
from dashboard.downloads.files import STRICT, File
from dashboard.pages import Drawn, Page
from dashboard.pages.money import amounts as money
from dashboard.pages.money import donor_lists, flow, unfunded
from dashboard.pages.shared import common, listed, parts
from dashboard.pages.shared.shell import empty, heading
from dashboard.pages.weak_points import load_card
from dashboard.ui.i18n import N_, _, folded, number
from dashboard.ui.theme import KINDS, SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError
from graph_schema.ids import Iso3

__all__ = ["PAGE", "draw"]

NAME = "donors"
MONTHS = 24
_FOLDED = frozenset({"leaves", "dependence"})
_OWN = (
    "funders",
    "ends",
    "leaves",
    "dependence",
    "grants",
)  #: lists of an answer in which a row is of one funder
Row = Mapping[str, Any]
Asked = Callable[[Context, View], dict[str, Any]]


def _code(context: Context, view: View) -> str:
    """The country that is asked about; "" where the address names a funder, whose places are everywhere."""
    return "" if view.get("funder") else common.code_of(context.world(view), view, NAME)


def choices(context: Context, view: View) -> dict[str, Any]:
    """The country of the address, if it names one."""
    code = _code(context, view)
    return {"countries": [code]} if code else {}


def _funder(context: Context, view: View) -> str:
    """The funder of the address, or the one that stands for it."""
    return context.world(view).into.get(view.get("funder"), view.get("funder"))


def answer(context: Context, view: View) -> dict[str, Any]:
    """What is asked of one country, of the places of one ``funder``, or of everything."""
    funder = _funder(context, view)
    given = _grants_only(context.ask(view, "donors", **choices(context, view)))
    if not funder:
        return given
    cut = {k: [r for r in given[k] if r["funder"] == funder] for k in _OWN}
    if not cut["funders"]:
        raise UsageError(
            _(
                "No funding by {funder} is on record on this date.",
                funder=context.world(view).organisation(funder).name[:60],
            ),
            hint=_("Choose one in the list of funders."),
        )
    cells = {(r["country"], r["capability"]) for r in given["funding"] if r["funder"] == funder}
    funding = [r for r in given["funding"] if (r["country"], r["capability"]) in cells]
    return {**given, **cut, "funding": funding, "where": [], "recipients": [], "countries": []}


def _grants_only(given: dict[str, Any]) -> dict[str, Any]:
    """An own budget is no grant that ends."""
    return {**given, "ends": [r for r in given["ends"] if r["funder"] != r["recipient"]]}


def _nothing(view: View, title: str) -> Node:
    """Why there is no list: what was not reviewed needs a review before it needs money."""
    return empty(
        title,
        _("What is unknown may be missing or in place. Support a review first."),
        h("a", _("Most useful reviews to do next"), href=view.href(""), class_="button"),
    )


def _one(context: Context, view: View, world: World, code: str) -> list[Child]:
    """All lists of one country, or of one funder."""
    given = donor_lists.with_grants(answer(context, view))
    given["places"] = given["grants"]
    given |= donor_lists.by_class(given["grants"])
    choice = {"country": code, "funder": "" if code else _funder(context, view)}
    own = [
        x
        for x in donor_lists.lists(code)
        if (code or x[0] != "where") and (x[0] != donor_lists.OWN or given[x[0]])
    ]
    picture = flow.section(world, view, given["grants"], **choice)
    if not any(given[key] for key, *_rest in own):
        return [
            _nothing(
                view,
                _("No review found a capability without anybody here, and no funding is on record")
                if code in world.reviewed or world.known.get(code)
                else _("Nothing has been reviewed here, and no funding is on record"),
            )
        ]
    drawn = [
        (key, title, words, make(world, view, given[key], code), file)
        for key, file, title, words, make in own
    ]
    there = sorted({c for r in given["funders"] for c in r["countries"]}) if not code else []
    needs = unfunded.section(context, view, world, code, there) if code or there else None
    out: list[Child] = [
        h(
            "nav",
            [common.fact(d.count, title, f"#{key}") for key, title, _words, d, _file in drawn],
            common.fact(needs[0], _("Unfunded steps of released plans"), f"#{unfunded.NAME}")
            if needs
            else None,
            class_="contents",
            aria_label=_("Lists"),
        ),
        picture,
        None if code else load_card.section(context, view),
    ]
    for key, title, words, d, file in drawn:
        menu = parts.take_away(parts.table_files(view, file, title, **choice)) if d.count else None
        body = d.table if d.count else h("p", _("Nothing on record on this date."))
        if key in _FOLDED and d.count:
            out.append(listed.folded(view, key, title, d.count, words, [body], menu))
        else:
            out.append(listed.section(key, title, d.count, words, body, menu))
    if needs:
        out.append(needs[1])
    out.append(h("p", parts.take_away(parts.answer_files(view, NAME, _("Everything"), **choice))))
    return out


def _weaker(context: Context, view: View) -> Counter[str]:
    """Country -> capabilities that get weaker within 24 months, as the page of what ends when tells them."""
    cells = {
        (c["country"], c["capability"])
        for m in context.ask(view, "cliffs", months=MONTHS)["months"]
        for c in m["cells"]
    }
    return Counter(country for country, _capability in cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """What is missing or fragile in a country, and who is known to fund there."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    gap: Annotated[int, Column(sentence("Gaps found"))]
    fragile: Annotated[int, Column(sentence("Fragile"))]
    uncounted: Annotated[int, Column(sentence("Other providers not checked"))]
    unknown: Annotated[int, Column(sentence("Unknown"))]
    funders: Annotated[int | None, Column(sentence("Known funders"), Missing.UNKNOWN)]
    ends: Annotated[
        int | None, Column(sentence("Capabilities that weaken within 24 months"), Missing.UNKNOWN)
    ]


COUNTRIES: Table[Row, There] = Table(
    row=There,
    rows=lambda given: (There(**row) for row in given["countries"]),
    key=("country",),
    title=sentence("Countries for donors"),
    empty=sentence("No review and no funding is recorded yet."),
)


def overview(context: Context, view: View) -> dict[str, Any]:
    """Countries with what is missing or fragile and how many fund there, by name; nothing ranks. ``funders`` and
    ``ends``: None where none is recorded; who is on record there is a known funder."""
    world = context.world(view)
    there_is = {r["country"]: r for r in context.ask(view, "donors")["countries"]}
    weaker = _weaker(context, view)
    rows = []
    for code in parts.by_name(world, world.looked_at | there_is.keys()):
        found, there = (
            world.counts(world.board(code)),
            there_is.get(code, {"funders": [], "on_record": [], "may_have_ended": [], "end_known": False}),
        )
        rows.append(
            {
                "country": code,
                "gap": found[Sign.GAP],
                "fragile": found[Sign.FRAGILE] + found[Sign.UNCOUNTED],
                "uncounted": found[Sign.UNCOUNTED],
                "unknown": found[Sign.UNKNOWN],
                "funders": sum(len(there[k]) for k in ("funders", "on_record", "may_have_ended")) or None,
                "ends": weaker[code] if code in weaker or there["end_known"] else None,
            }
        )
    return {
        "snapshot": world.snapshot,
        "as_of": world.as_of.isoformat(),
        "edition": world.edition.id,
        "evidence": world.evidence,
        "countries": rows,
    }


def funders(context: Context, view: View) -> dict[str, Any]:
    """Funders by name, with the countries and organisations that they pay in, and their next end; of the country of
    the address, if it names one."""
    world, given = context.world(view), context.ask(view, "donors", **choices(context, view))
    rows = sorted(given["funders"], key=lambda r: folded(world.organisation(r["funder"]).name))
    return {**{k: given[k] for k in ("snapshot", "as_of", "edition", "evidence")}, "funders": rows}


def _count(view: View, country: str, state: str, count: int) -> Child:
    """A number of cells that leads to them."""
    if not count:
        return number(count)
    return h("a", number(count), href=view.href("matrix", find=country, state=state))


def _ends(view: View, row: Row) -> Child:
    """How many capabilities get weaker, where an end is recorded from which one could tell."""
    if row["ends"] is None:
        return h("span", _("no end date recorded"), class_="sub")
    return h("a", number(row["ends"]), href=view.href("cliffs", row["country"])) if row["ends"] else number(0)


def _all(context: Context, view: View, world: World) -> list[Child]:
    """The two lists that lead on: countries and funders, by name."""
    countries: list[list[Child]] = [
        [
            h(
                "a",
                h("bdi", parts.name_of(world.countries[r["country"]])),
                href=view.href(NAME, r["country"]),
            ),
            _count(view, r["country"], "gap", r["gap"]),
            _count(view, r["country"], "fragile", r["fragile"] - r["uncounted"]),
            _count(view, r["country"], "uncounted", r["uncounted"]),
            _ends(view, r),
            h("a", number(r["funders"]), href=view.href(NAME, r["country"]) + "#funders")
            if r["funders"]
            else "?",
            _count(view, r["country"], "unknown", r["unknown"]),
        ]
        for r in overview(context, view)["countries"]
    ]
    everything = donor_lists.with_grants(context.ask(view, "donors"))
    payers = donor_lists.payers(world, view, everything["funders"], "")
    if not countries:
        return [_nothing(view, _("Nothing has been reviewed, and no funding is on record"))]
    head = [
        _("Country"),
        _("Gaps found"),
        _("Fragile"),
        _(SIGNS[Sign.UNCOUNTED].word),
        _("Weaken within 24 months"),
        _("Known funders"),
        _("Unknown"),
    ]
    return [
        flow.section(world, view, context.ask(view, "donors")["grants"]),
        listed.section(
            "countries",
            _("Country by country"),
            len(countries),
            _(
                "Choose a country to see where support would help most, who funds what, and what ends. "
                "Countries are never ranked."
            ),
            listed.listed(
                view,
                "countries",
                head,
                countries,
                _("Countries about which something is known, or where money is recorded"),
                first=20,
            ),
            parts.take_away(parts.table_files(view, "donor-countries", _("Countries"))),
        ),
        listed.section(
            "funders",
            _("Funder by funder"),
            payers.count,
            _(
                "Choose a funder to see what it funds, with whom, what ends, and what would be lost if "
                "it stopped."
            ),
            payers.table,
            parts.take_away(parts.table_files(view, "funders", _("Funders"))),
        ),
        unfunded.section(context, view, world, "")[1],
    ]


def _brief(view: View, about: str) -> Node:
    """Leads to the brief of a country or a funder, to be read, printed or taken away."""
    return h("a", _("Brief"), href=view.href("reports", "donor", about), class_="button quiet")


def _verdict(context: Context, view: View, code: str, funder: str) -> verdicts.Verdict:
    """Who pays for how much, of a country, of a funder or of everything."""
    given = answer(context, view)
    if code:
        return money_verdicts.country(given)
    if funder:
        return money_verdicts.funder(given)
    return money_verdicts.everything(given)


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    code, funder = _code(context, view), view.get("funder")
    tools: list[Child] = [common.label(world)]
    if code:
        title = _("{country}: donor view", country=parts.name_of(world.countries[code]))
        body = _one(context, view, world, code)
        tools.append(_brief(view, code))
    elif funder:
        name = world.organisation(funder).name
        title = _("{funder}: what it funds", funder=name)
        body = _one(context, view, world, "")
        tools.append(_brief(view, funder))
        tools.append(
            common.what_if_link(view, [f"stakeholder:{funder}"], _("What if this ends?"), about=name)
        )
    else:
        title = _("Donor view: where would support help most?")
        body = _all(context, view, world)
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world, _("countries are not ranked")),
            *tools,
            answer=_verdict(context, view, code, funder),
        ),
        body,
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def flows(context: Context, view: View) -> dict[str, Any]:
    """Who funds whom, and for what."""
    world, given = context.world(view), answer(context, view)
    head = {k: given[k] for k in ("snapshot", "as_of", "edition", "evidence")}
    return {**head, "flow": flow.rows_of(world, given["grants"])}


def flow_svg(context: Context, view: View) -> str:
    """The flow of money as a file."""
    world, given = context.world(view), answer(context, view)
    code, funder, grants = _code(context, view), view.get("funder"), money.running(given["grants"])
    about = (
        parts.name_of(world.countries[code]) if code else world.organisation(funder).name if funder else ""
    )
    caption = _("Who funds whom, and for what")
    title = _("{about}: who funds whom, and for what", about=about) if about else caption
    kinds = {world.organisation(g[k]).kind for g in grants for k in ("funder", "recipient")}
    return paper.sheet(
        flow.drawing(world, view, grants, linked=False),
        title,
        parts.known_on(world),
        [flow.words_of(world, given["grants"]), _("Data version {snapshot}.", snapshot=world.snapshot)],
        kinds=[k for k in KINDS if k in kinds],
        label=Labels.of(context, view, STRICT).of_row(given),
    )


def _file(name: str, title: str, asked: Asked = answer) -> File:
    """A list of the page as a file: its rows that the page shows."""
    return File(asked, name, label=STRICT, title=title, declared=Declared(NAME, name, choices, asked))


FILES = {
    NAME: File(
        answer,
        label=STRICT,
        title=N_("Where support helps most"),
        declared=Declared(NAME, "", choices, answer),
    ),
    "donor-countries": File(
        overview, "countries", title=N_("Countries for donors"), declared=Own((COUNTRIES,), overview)
    ),
    "funders": _file("funders", N_("Funders in alphabetical order"), funders),
    "one-more-provider": _file("where", N_("Effect of one more provider")),
    "who-pays": _file("funders", N_("Who funds where")),
    "every-grant": _file("grants", N_("Grants with their amounts")),
    "funding": _file("funding", N_("Who funds what")),
    "grants": _file("ends", N_("What ends with each grant")),
    "if-a-funder-leaves": _file("leaves", N_("If a funder stops")),
    "dependence": _file("dependence", N_("Dependence on one funder")),
    unfunded.STEM: unfunded.FILE,
    "flow": File(
        flows,
        "flow",
        label=STRICT,
        title=N_("Who funds whom, and for what"),
        declared=Own((flow.FLOWS,), flows),
    ),
}
PAGE = Page(NAME, N_("Donor view"), draw, group=common.ACTION, files=FILES, pictures={"flow": flow_svg})
