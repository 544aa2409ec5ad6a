"""One agreement or network: its parties, its duties, whether it is in force, what only it opens, who has no hands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages import Drawn
from dashboard.pages.corridors.base import LOOKS, NAME, Row, list_day, look, source_of
from dashboard.pages.corridors.lists import SAID, explained
from dashboard.pages.shared import common, listed, parts
from dashboard.pages.shared.shell import heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, folded, listing, n_, number, partial_date, plural, recorded
from dashboard.ui.theme import State
from dashboard.ui.tree import Child, Node, h, safe_link
from dashboard.ui.view import View
from dashboard.ui.words import AGREEMENT_KINDS, STATUSES
from graph_schema.errors import UsageError

__all__ = ["chosen", "corridor_choices", "corridors_of", "draw", "outside_of", "parties_of"]

_COLUMNS = (
    *("instrument", "country", "organisation", "status", "since", "until", "binds", "why"),
    *("source", "verified", "file", "line"),
)
#: rows that leave open whether their country is bound
_VAGUE = frozenset({"unconfirmed", "unclear", "not_known_yet"})


def _record(context: Context, view: View, ident: str) -> tuple[Row, bool]:
    """The record of the instrument, and whether it is an agreement (else a network). Raises UsageError."""
    for kind, column in (("agreements", "id"), ("networks", "network_id")):
        rows = context.ask(view, "rows", kind, column, ident)["rows"]
        if rows:
            return rows[0], kind == "agreements"
    raise UsageError(
        _("There is no agreement or network {ident}.", ident=repr(ident[:40])),
        hint=_("Choose one on the Cross-border cooperation page."),
    )


def _now(context: Context, view: View, ident: str) -> dict[str, Any]:
    """Whether it is in force on the day, its duties, and its list: by name of the country, the rows that do not bind
    with their reason (``why``)."""
    world = context.world(view)
    given = context.ask(view, "agreements", agreement=ident)
    (bond,) = given["instruments"]

    def order(r: Row) -> tuple[str, str]:
        country = world.countries.get(r["country"])
        return (folded(parts.name_of(country)) if country else "~", r["organisation"])

    return {
        **bond,
        **{k: given[k] for k in ("not_parties", "list_date", "list_source")},
        "list": [explained(r) for r in sorted(given["listed"], key=order)],
    }


def _head(world: World) -> dict[str, Any]:
    return {
        "snapshot": world.snapshot,
        "as_of": world.as_of.isoformat(),
        "edition": world.edition.id,
        "evidence": world.evidence,
    }


def chosen(context: Context, view: View) -> dict[str, Any]:
    """The agreement or network of the address."""
    _record(context, view, view.get("instrument"))
    return {"agreement": view.get("instrument")}


def parties_of(context: Context, view: View) -> dict[str, Any]:
    """The list of the instrument of the address (``instrument``)."""
    ident = view.get("instrument")
    _record(context, view, ident)
    rows = _now(context, view, ident)["list"]
    parties = [{k: r[k] for k in _COLUMNS} for r in rows]
    return {**_head(context.world(view)), "parties": parties}


def outside_of(context: Context, view: View) -> dict[str, Any]:
    """The countries that are surely not party to the instrument of the address."""
    ident = view.get("instrument")
    _record(context, view, ident)
    given = context.ask(view, "agreements", agreement=ident)
    of = {"list_date": given["list_date"], "source": given["list_source"]}
    rows = [{"instrument": ident, "country": c, **of} for c in given["not_parties"]]
    return {**_head(context.world(view)), "not_parties": rows}


def corridor_choices(context: Context, view: View) -> dict[str, Any]:
    """The areas of cooperation of the instrument of the address."""
    ident = view.get("instrument")
    _record(context, view, ident)
    return {"duties": tuple(_now(context, view, ident)["duties"])}


def corridors_of(context: Context, view: View) -> dict[str, Any]:
    """The corridors that the instrument of the address opens; ``only``: nothing else does."""
    ident, choices = view.get("instrument"), corridor_choices(context, view)
    rows = context.ask(view, "corridors", **choices)["corridors"] if choices["duties"] else []
    own = [
        {**r, "only": r["instruments"] == [ident]}
        for r in rows
        if r["state"] == "covered" and ident in r["instruments"]
    ]
    return {**_head(context.world(view)), "corridors": own}


def _place(world: World, row: Row) -> Child:
    where = _("{file}, line {line}", file=row["file"], line=number(row["line"])) if row["line"] else ""
    return [source_of(world, row["source"]), h("p", where, class_="sub") if where else None]


def _list_table(world: World, view: View, rows: Iterable[Row]) -> Node:
    out: list[list[Child]] = []
    for r in rows:
        country = world.countries.get(r["country"])
        out.append(
            [
                h("a", h("bdi", parts.name_of(country)), href=view.href("country", country.iso3))
                if country
                else r["country"],
                common.organisation_link(world, view, r["organisation"]) if r["organisation"] else "",
                [
                    glyphs.symbol(State.COVERED if r["binds"] else State.PLANNED),
                    " ",
                    _(STATUSES.get(str(r["status"]), str(r["status"]))),
                    common.unread(
                        r["verified"] == "yes" or r["hold"] == "unconfirmed"
                    ),  # which its reason says
                    h("p", r["why"], class_="sub") if r["why"] and r["hold"] not in SAID else None,
                ],
                partial_date(r["since"]) if r["since"] else _("not given"),
                partial_date(r["until"]) if r["until"] else _("no end date recorded"),
                _place(world, r),
            ]
        )
    head = [_("Country"), _("National body"), _("Details"), _("Since"), _("Until"), _("Source")]
    return listed.listed(
        view, "list", head, out, _("Parties and members, in alphabetical order of countries")
    )


def _without_hands(world: World, view: View, bound: list[str], duties: list[str]) -> Node:
    """Duty -> countries that are bound and have no provider for it, by what that makes of their corridors."""
    if not bound:
        words = _("No country is recorded as taking part, so nothing can be said about providers.")
        return h("p", words)
    rows: list[list[Child]] = []
    for duty in duties:
        bare = [c for c in bound if not world.cells[c, duty].providers]
        unnamed = [c for c in bare if world.cells[c, duty].state is State.UNATTRIBUTED]
        for key, codes in (("unnamed", unnamed), ("no_hands", [c for c in bare if c not in unnamed])):
            if not codes:
                continue
            state, words, _meaning = LOOKS[key]
            items = [h("li", common.cell(world, view, c, duty, where=True)) for c in codes]
            head = h("summary", n_("{count} country", "{count} countries", len(codes)))
            many = h("details", head, h("ul", items), class_="fold")
            rows.append(
                [
                    parts.capability_name(world, duty),
                    [glyphs.symbol(state), " ", _(words)],
                    h("ul", items) if len(items) <= 8 else many,
                ]
            )
    return (
        listed.listed(
            view,
            "hands",
            [_("Area of cooperation"), _("Status"), _("Countries")],
            rows,
            _("By area of cooperation"),
        )
        if rows
        else h("p", _("Every country taking part has a provider for each area of cooperation."))
    )


def _only(world: World, view: View, rows: list[Row]) -> Node:
    """Pairs in the order of their names in the language of the reader."""
    place = {code: i for i, code in enumerate(parts.by_name(world, world.countries))}

    def made(r: Row) -> list[Child]:
        state, words, _meaning = LOOKS[look(world, r)]
        pair = [parts.name_of(world.countries[c]) for c in sorted((r["a"], r["b"]), key=place.__getitem__)]
        return [
            h("a", _("{a} and {b}", a=pair[0], b=pair[1]), href=view.href(NAME, r["a"], r["b"])),
            parts.capability_name(world, r["duty"]),
            [glyphs.symbol(state), " ", _(words)],
        ]

    out = listed.Rows(sorted(rows, key=lambda r: sorted(place[c] for c in (r["a"], r["b"]))), made)
    head = [_("Pair of countries"), _("Area of cooperation"), _("Status")]
    return listed.listed(view, "only", head, out, _("Channels covered by nothing else"))


def _outside(world: World, view: View, now: dict[str, Any], ident: str) -> Node | None:
    """Countries that are not party by a list that is whole, and of when it is; None where it is not."""
    named = parts.by_name(world, (c for c in now["not_parties"] if c in world.countries))
    if not named:
        return None
    note = _(
        "A country that has joined fewer than two treaties itself may be bound through another state and is not "
        "shown here. Of a regional convention, only countries of its regions are shown."
    )
    source = now["list_source"]
    when = list_day(world, now["list_date"], source)
    menu = parts.take_away(parts.table_files(view, "not-parties", _("List"), instrument=ident))
    return listed.folded(
        view,
        "not-parties",
        _("Countries that are not a party"),
        len(named),
        note,
        [
            h("p", h("b", _("Not a party, {when}:", when=when)), " ") if when else None,
            h("p", listing(parts.name_of(world.countries[c]) for c in named)),
            h("p", _("Source:"), " ", source_of(world, source), class_="cite") if source else None,
        ],
        menu,
    )


def _facts(record: Row, agreement: bool, in_force: bool) -> list[Child]:
    """What kind it is, since when, until when, and whether its list is whole."""
    if not agreement:
        whole = record["members_complete"] == "yes"
        return [_("network"), _whole(whole)]
    dates = [
        _("Adopted: {when}", when=partial_date(record["adopted"])) if record["adopted"] else "",
        _("In force since: {when}", when=partial_date(record["in_force"])) if record["in_force"] else "",
        _("Ends: {when}", when=partial_date(record["expires"])) if record["expires"] else "",
    ]
    force = _("in force") if in_force else _("not in force on this date")
    kind = _(AGREEMENT_KINDS.get(str(record["kind"]), str(record["kind"])))
    return [kind, force, *(d for d in dates if d), _whole(record["parties_complete"] == "yes")]


def _twin(context: Context, view: View, world: World, name: str, ident: str) -> str:
    """The other record of the same recorded name: an agreement may be recorded as a network too; "" = there is none."""
    agreements = context.ask(view, "rows", "agreements")["rows"]
    networks = [r["network_id"] for r in context.ask(view, "rows", "networks")["rows"]]
    every = {n: world.organisation(n).recorded for n in networks}
    every |= {r["id"]: r["name"] for r in agreements}
    same = [i for i, n in every.items() if i != ident and n.casefold() == name.casefold()]
    return same[0] if same else ""


def _whole(whole: bool) -> str:
    return (
        _("the list of parties is complete")
        if whole
        else _("the list of parties is incomplete: there may be others")
    )


def draw(context: Context, view: View, world: World, ident: str) -> Drawn:
    record, agreement = _record(context, view, ident)
    name = recorded(record) if agreement else world.organisation(ident).name
    now = _now(context, view, ident)
    duties, force, listed = now["duties"], now["in_force"], now["list"]
    here = view.with_query(instrument=ident)
    opened = corridors_of(context, here)["corridors"]
    only = [r for r in opened if r["only"]]
    open_ = sum(look(world, r) == "covered" for r in opened)
    bound = parts.by_name(
        world, {r["country"] for r in listed if r["binds"] and r["country"] in world.countries}
    )
    whole = record["parties_complete" if agreement else "members_complete"] == "yes"
    whole = whole and not any(r["hold"] in _VAGUE for r in listed)
    change = f"agreement:{ident}" if agreement else f"network:{ident}"
    url = record.get("url", "")
    title = _("{name}: coverage", name=name)
    twin = _twin(
        context, view, world, record["name"] if agreement else world.organisation(ident).recorded, ident
    )
    source = record.get("source_id", "")
    facts = " · ".join(str(f) for f in _facts(record, agreement, force))
    tree = h(
        "div",
        heading(
            h("bdi", name),
            h("span", parts.known_on(world), h("br"), facts),
            h(
                "a",
                glyphs.icon("back"),
                _("See all cross-border cooperation"),
                href=view.href(NAME),
                class_="button quiet",
            ),
            common.what_if_link(view, [change], _("What if this ends?"), about=name),
            answer=verdicts.instrument(len(bound), len(opened), len(only), whole),
        ),
        h(
            "div",
            common.fact(
                len(bound),
                plural("country takes part today", "countries take part today", len(bound))
                if whole
                else plural(
                    "country known to take part today", "countries known to take part today", len(bound)
                ),
                "#list",
            ),
            common.fact(
                len(opened),
                n_(
                    "channel covered, {open} open",
                    "channels covered, {open} open",
                    len(opened),
                    open=number(open_),
                )
                if whole
                else n_(
                    "channel known to be covered, {open} open",
                    "channels known to be covered, {open} open",
                    len(opened),
                    open=number(open_),
                ),
            ),
            common.fact(
                len(only),
                plural("channel covered by nothing else", "channels covered by nothing else", len(only)),
                "#only",
            ),
            class_="facts",
        ),
        h(
            "section",
            h("h2", _("Areas of cooperation")),
            h(
                "ul",
                [
                    h(
                        "li",
                        h(
                            "a",
                            parts.capability_name(world, d),
                            href=view.href(NAME, duty=d),
                            class_="button quiet",
                        ),
                        data_key=d,
                    )
                    for d in duties
                ],
                class_="actions",
            )
            if duties
            else h("p", _("It does not cover any area of cooperation of this framework.")),
            h(
                "p",
                h(
                    "a",
                    _("See it as a network, with its members")
                    if agreement
                    else _("See it as an agreement, with its parties"),
                    href=view.href(NAME, "instrument", twin),
                ),
            )
            if twin
            else None,
            h("p", _("Run by:"), " ", common.organisation_link(world, view, record["operator_id"]))
            if record["operator_id"]
            else None,
            h("p", _("Source:"), " ", source_of(world, source), class_="cite") if source else None,
            h(
                "p",
                h("a", _("Open its website"), href=url, rel="noopener noreferrer", target="_blank"),
                class_="cite",
            )
            if url and safe_link(url)
            else None,
            class_="panel-card",
        ),
        h(
            "section",
            h("h2", _("Countries taking part, but without a named or known provider"), id="hands"),
            h("p", _("An agreement works only if both sides have a provider."), class_="sub"),
            _without_hands(world, view, bound, duties),
            class_="panel-card",
        )
        if force and duties
        else None,
        h(
            "section",
            h(
                "h2",
                _("Covered by this agreement only"),
                " ",
                h("span", number(len(only)), class_="sub"),
                id="only",
            ),
            _only(world, view, only)
            if only
            else h(
                "p",
                _("Every channel it covers is also covered by another agreement or network.")
                if opened
                else _("It is not known to cover any channel."),
            ),
            parts.take_away(
                parts.table_files(
                    view, "instrument-corridors", _("Cross-border cooperation"), instrument=ident
                )
            ),
            class_="panel-card",
        ),
        h(
            "section",
            h("h2", _("Parties and members"), " ", h("span", number(len(listed)), class_="sub"), id="list"),
            _list_table(world, view, listed) if listed else h("p", _("No party or member is on record yet.")),
            parts.take_away(parts.table_files(view, "instrument-list", _("List"), instrument=ident)),
            class_="panel-card",
        ),
        _outside(world, view, now, ident),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)
