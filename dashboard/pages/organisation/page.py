"""One organisation: what it does, with whom, for whose money, and what would be lost without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import Organisation, World
from dashboard.downloads.declared import Declared, rows_of
from dashboard.downloads.files import STRICT, File
from dashboard.figures.cascade import BEFORE, Box
from dashboard.figures.lifetimes import Lifetime, lifetimes
from dashboard.pages import Drawn, Page
from dashboard.pages.corridors.base import instruments, through
from dashboard.pages.money import amounts as money
from dashboard.pages.network.field import period, where
from dashboard.pages.record.same import recorded_also
from dashboard.pages.shared import common, edits, listed, parts
from dashboard.pages.shared.shell import heading
from dashboard.pages.whatif import cascade
from dashboard.pages.whatif.words import Words
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, folded, listing, n_, number, partial_date
from dashboard.ui.theme import kind_style
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import records_of_quality, tie_kinds, word
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.errors import UsageError
from graph_schema.schema import SCHEMA

__all__ = ["NAME", "PAGE", "draw"]

NAME = "organisation"
RESTS = 8  #: so many of those behind it are drawn; all are in the lists below
LIVES = 12  #: bars that are shown at first
Row = Mapping[str, Any]
RELATIONS = {
    "member_of": N_("Member of"),
    "has_member": N_("Members"),
    "part_of": N_("Part of"),
    "has_unit": N_("Parts of it"),
    "seat_on": N_("Has a seat on"),
    "has_seat": N_("Seats"),
}
#: the same of one of them, where it stands on its own
RELATED = {
    "member_of": N_("Member of {name}"),
    "has_member": N_("{name} is a member"),
    "part_of": N_("Part of {name}"),
    "has_unit": N_("{name} is a part of it"),
    "seat_on": N_("Has a seat on {name}"),
    "has_seat": N_("{name} has a seat on it"),
}
WAYS = {
    "receives": N_("Receives cases from {capability}"),
    "hands_over": N_("Hands cases over to {capability}"),
}


def who(world: World, view: View) -> Organisation:
    """The organisation of an address. Raises UsageError where it names none, or one that there is not."""
    ident = view.get("of") or (view.about[0] if view.page == NAME and view.about else "")
    ident = world.into.get(ident, ident)
    if ident not in world.organisations:
        raise UsageError(
            _("There is no organisation {name!r} in this workspace.", name=ident[:60])
            if ident
            else _("This page is about one organisation."),
            hint=_("Look for it under “Go to” at the top, or choose it in the table who does what, where."),
        )
    return world.organisations[ident]


def _choices(context: Context, view: View) -> dict[str, Any]:
    return {"organisation": who(context.world(view), view).id}


def answer(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, "organisation", **_choices(context, view))


def _section(title: str, count: int, *inside: Child) -> Node:
    return h(
        "section",
        h("h2", title, h("span", f" {number(count)}", class_="sub") if count else None),
        *inside,
        class_="panel-card",
    )


def _facts(given: Row) -> Node | None:
    """What would be lost, as numbers."""
    told = [
        n_("{count} capability lost", "{count} capabilities lost", given["lost"]) if given["lost"] else "",
        n_("{count} becomes fragile", "{count} become fragile", given["weaker"]) if given["weaker"] else "",
        n_("{count} without a prerequisite", "{count} without a prerequisite", given["unsupported"])
        if given["unsupported"]
        else "",
        n_("{count} cross-border channel lost", "{count} cross-border channels lost", given["channels"])
        if given["channels"]
        else "",
    ]
    items = [h("li", words, data_key=words) for words in told if words]
    return h("ul", items, class_="totals") if items else None


def _rests_on(world: World, view: View, org: Organisation, given: Row) -> list[Box]:
    """Who stands behind it: who pays it, until when; the body that it is part of; the networks that it belongs to."""
    out: dict[str, Box] = {}

    def add(ident: str, under: str) -> None:
        other = world.organisation(ident)
        key = f"before:{ident}"
        box = out.setdefault(
            key, Box(key, BEFORE, other.short or other.name, "", view.href(NAME, ident), kind=other.kind)
        )
        box.under = " · ".join(dict.fromkeys(x for x in (box.under, under) if x))

    paid = [g for g in given["grants"] if g["recipient"] == org.id != g["funder"] and not g["may_have_ended"]]
    for g in sorted(paid, key=lambda g: (g["until"] or "9999", g["funder"])):
        until = _("until {day}", day=partial_date(g["until"])) if g["until"] else ""
        does = _("pays") if g["pays"] else "" if g["class"] == "running" else _("on record, without dates")
        add(g["funder"], " · ".join(x for x in (does, until) if x))
    for relation, words in (("part_of", N_("has it as a part")), ("member_of", N_("has it as a member"))):
        for b in given["belongs"]:
            if b["relation"] == relation:
                add(b["other"], _(words))
    return list(out.values())[:RESTS]


def _without(context: Context, view: View, world: World, org: Organisation, given: Row) -> Node:
    """What follows if it stops: the picture of the what-if, or that nothing is known to."""
    change = [f"stakeholder:{org.id}"]
    effect = context.ask(view, "what_if", changes=change)
    title = _("{name}: who stands behind it, and what depends on it", name=org.name)
    before = _rests_on(world, view, org, given)
    picture = cascade.drawn(view, world, effect, Words.of(context, view).said, before, title)
    follows = given["lost"] or given["weaker"] or given["unsupported"] or given["channels"]
    nothing = h("p", _("No known capability changes its status if it stops."), class_="sub")
    return h(
        "section",
        h(
            "div",
            h("h2", _("Who stands behind it, and what would follow if it stopped"), class_="grow"),
            common.what_if_link(view, change, _("Open the what-if"), org.name),
            class_="section-top",
        ),
        _facts(given),
        None if follows else nothing,
        picture,
        class_="panel-card",
    )


def _others(world: World, org: Organisation, carried: Row) -> str:
    """Whether anybody else provides a capability."""
    if world.cells[carried["country"], carried["capability"]].providers == (org.id,):
        return _("no other provider")
    if carried["falls"]:
        return _("none that would go on without it")
    return _("none that is independent of it") if carried["alone"] else _("yes")


def _provides(world: World, view: View, org: Organisation, given: Row) -> Node:
    rows: list[list[Child]] = [
        [
            common.cell(world, view, c["country"], c["capability"], where=True),
            [
                _others(world, org, c),
                edits.to_records(
                    world,
                    view,
                    "deliveries",
                    c["claims"],
                    common.cell_name(world, c["country"], c["capability"]),
                ),
            ],
        ]
        for c in given["carries"]
    ]
    head = [_("Capability"), _("Other providers")]
    return _section(
        _("Provides today"),
        len(rows),
        listed.listed(view, "carries", head, rows, _("Capabilities that it provides"))
        if rows
        else h("p", _("It is not known to provide a capability today."), class_="sub"),
    )


def _activities(world: World, view: View, given: Row) -> Node:
    rows: list[list[Child]] = [
        [
            common.cell(world, view, d["country"], d["capability"], where=True),
            word("role", d["role"]),
            word("status", d["status"]),
            h("span", partial_date(d["since"])) if d["since"] else "",
            h("span", partial_date(d["until"])) if d["until"] else "",
            h("span", word("quality", d["quality"]), class_="evidence-word"),
            [
                common.source(world, d["source"]),
                edits.to_records(
                    world,
                    view,
                    "deliveries",
                    [d["claim"]],
                    common.cell_name(world, d["country"], d["capability"]),
                ),
            ],
        ]
        for d in given["activities"]
    ]
    head = [_("Capability"), _("Role"), _("Status"), _("Since"), _("Until"), _("Evidence"), _("Source")]
    return _section(
        _("All its activities"),
        len(rows),
        listed.listed(
            view, "activities", head, rows, _("Everything it is on record to do, ended and planned too")
        )
        if rows
        else h("p", _("No activity of it is on record. It may have some."), class_="sub"),
    )


def _lifetimes(context: Context, world: World, view: View, given: Row) -> Node | None:
    """Since when and until when: what it does, its grants, its memberships."""
    rows = [
        Lifetime(
            common.cell(world, view, d["country"], d["capability"], where=True),
            f"s-{world.cells.states[d['country'], d['capability']]}",
            d["since"],
            d["until"],
            d["status"] == "active",
        )
        for d in given["activities"]
        if d["status"] in {"active", "ended"} and (d["since"] or d["until"])
    ]
    for g in given["grants"]:
        if g["since"] or g["until"]:
            rows.append(Lifetime(h("bdi", g["title"] or _("Grant")), "", g["since"], g["until"], True))
    for b in given["belongs"]:
        if b["since"] or b["until"]:
            other = world.organisation(b["other"])
            words = _(RELATED[b["relation"]], name=other.short or other.name)
            link = h("a", h("bdi", words), href=view.href("organisation", b["other"]))
            rows.append(Lifetime(link, "", b["since"], b["until"], True))
    if not rows:
        return None
    title = _("Since when, until when")
    shown = rows if listed.whole(view, "lives") else rows[:LIVES]
    more = None
    if len(shown) < len(rows):
        more = h(
            "p",
            h(
                "a",
                n_("Show all {count}", "Show all {count}", len(rows)),
                href=view.href(None, rows="lives"),
                class_="button quiet",
            ),
        )
    return _section(title, len(rows), lifetimes(shown, context.as_of(view), title), more)


def _partners(world: World, view: View, org: Organisation, given: Row) -> Node:
    pairs = [(t["b"] if t["a"] == org.id else t["a"], t) for t in given["ties"]]
    rows: list[list[Child]] = [
        [
            common.organisation_link(world, view, other),
            [
                tie_kinds(t["kinds"]),
                edits.to_records(world, view, "ties", t["claims"], common.called(world, other)),
            ],
            _("both organisations") if t["two_sided"] else _("one organisation"),
        ]
        for other, t in sorted(pairs, key=lambda p: folded(world.organisation(p[0]).name))
    ]
    return _section(
        _("Works with"),
        len(rows),
        listed.listed(
            view, "partners", [_("Organisation"), _("What for"), _("Stated by")], rows, _("Its partnerships")
        )
        if rows
        else h("p", _("No partnership of it is on record. It may have some."), class_="sub"),
    )


def _handoffs(context: Context, world: World, view: View, org: Organisation, given: Row) -> Node | None:
    """Hand-offs of what it provides that no partnership backs, as far as is recorded: with whom to make one."""
    rows: list[list[Child]] = []
    for x in given["handoffs"]:
        if x["state"] != "not_recorded":
            continue
        # one who is named ready to be saved; of several somebody has to choose
        with_ = {"b_id": x["others"][0]} if len(x["others"]) == 1 else {}
        new = edits.add(context, view, "ties", class_="edit-link", a_id=org.id, iso3=x["country"], **with_)
        way = _(WAYS[x["way"]], capability=parts.capability_name(world, x["other"]))
        own = common.cell_name(world, x["country"], x["own"])
        rows.append(
            [
                [
                    common.cell(world, view, x["country"], x["own"], where=True),
                    h("p", way, class_="sub"),
                ],
                [
                    common.names(world, view, x["others"]),
                    edits.records(
                        context,
                        view,
                        x["claims"],
                        _("{word}: {rest}", word=own, rest=way),
                    ),
                ],
                *([new] if new else []),
            ]
        )
    if not rows:
        return None
    head = [_("Hand-off"), _("Provided by"), *([""] if len(rows[0]) == 3 else [])]
    title = _("Hand-offs without a recorded partnership")
    return _section(title, len(rows), listed.listed(view, "handoffs", head, rows, title))


def _money(world: World, view: View, org: Organisation, given: Row) -> Node:
    rows: list[list[Child]] = []
    for g in given["grants"]:
        pays = g["funder"] == org.id
        other = g["recipient"] if pays else g["funder"]
        rows.append(
            [
                common.organisation_link(world, view, other),
                _("own budget")
                if g["funder"] == g["recipient"]
                else _("grant from it")
                if pays
                else _("grant to it"),
                [
                    h("bdi", g["title"]),
                    h("p", money.amount(g), class_="sub"),
                    edits.to_records(
                        world, view, "funding", g["claims"], common.grant_called(world, g["title"], other)
                    ),
                ],
                money.period(g),
            ]
        )
    head = [_("Organisation"), _("Funding"), _("Grant"), _("Period")]
    return _section(
        _("Funding"),
        len(rows),
        listed.listed(view, "grants", head, rows, _("Grants to it and from it"))
        if rows
        else h("p", _("No grant to it or from it is on record. Most funding is unknown."), class_="sub"),
    )


def _belongs(context: Context, world: World, view: View, org: Organisation, given: Row) -> Node:
    """Networks, bodies, parts, seats; agreements that it takes part in or runs."""
    names = instruments(context, view) if given["instruments"] else {}

    def behind(rows: Sequence[Row], *about: str) -> Node | None:
        claims = dict.fromkeys(i for r in rows for i in r["claims"])
        return edits.records(context, view, claims, listing([org.name, *about]))

    def under(rows: Sequence[Row]) -> Callable[[Sequence[str], str], Node | None]:
        return lambda own, name: behind([x for x in rows if x["instrument"] in own], name)

    items: list[Node] = []
    for relation, words in RELATIONS.items():
        same = [b for b in given["belongs"] if b["relation"] == relation]
        others = dict.fromkeys(b["other"] for b in same)
        if others:
            ordered = sorted(others, key=lambda o: folded(world.organisation(o).name))
            items.append(h("dt", _(words)))
            items.append(
                h(
                    "dd",
                    h(
                        "ul",
                        [
                            h(
                                "li",
                                common.organisation_link(world, view, o),
                                behind([b for b in same if b["other"] == o], world.organisation(o).name),
                                data_key=o,
                            )
                            for o in ordered
                        ],
                    ),
                )
            )
    for part, words in (("runs", N_("Runs")), ("party", N_("Takes part in"))):
        some = [x for x in given["instruments"] if x["part"] == part]
        if some:
            told = through(
                world,
                view,
                names,
                list(dict.fromkeys(x["instrument"] for x in some)),
                under(some),
            )
            items += [h("dt", _(words)), h("dd", told)]
    return _section(
        _("Memberships, seats and agreements"),
        0,
        h("dl", items, class_="facts-list")
        if items
        else h(
            "p", _("It is not known to belong to a network, a larger body or an agreement."), class_="sub"
        ),
    )


def _programmes(world: World, view: View, given: Row) -> Node | None:
    """Its work towards the objectives of the framework; None where none is on record."""
    lists = edition(view.edition or BASE_EDITION).lists
    words = {r["id"]: r["name"] for name in ("objectives", "means") for r in lists[name]}
    rows: list[list[Child]] = [
        [
            h("bdi", p["title"]),
            where(world, p["country"]),
            [_(words[p["objective"]]), h("p", _(words[p["means"]]), class_="sub")],
            [word("status", p["state"]), h("p", period(p), class_="sub")],
            [
                common.source(world, p["source"]),
                common.unread(p["confirmed"]),
                edits.to_records(world, view, "work", [p["claim"]], p["title"]),
            ],
        ]
        for p in given["programmes"]
    ]
    if not rows:
        return None
    head = [_("Work"), _("Where"), _("Objective and means"), _("Status"), _("Source")]
    return _section(
        _("Work towards the objectives"),
        len(rows),
        listed.listed(view, "programmes", head, rows, _("Its work towards the objectives")),
    )


def _records(context: Context, view: View, org: Organisation) -> Node:
    """Every record that names it, to open or correct."""
    opened = edits.opener(context, view)
    rows: list[list[Child]] = []
    for r in context.ask(view, "records_of", "stakeholders", org.id)["records"]:
        t, values, called = SCHEMA[r["type"]], r["values"], r["called"]
        period_ = " – ".join(partial_date(values[k]) for k in ("since", "until") if values.get(k))
        rows.append([_(t.title), h("bdi", called), period_, opened(t.name, r["id"], called)])
    head = [_("Type of record"), _("Record"), _("Period"), _("Open the record")]
    return _section(
        _("Records that name it"),
        len(rows),
        listed.listed(
            view, "records", head, rows, _("Every record that names this organisation"), class_="opens"
        )
        if rows
        else h("p", _("No record names it."), class_="sub"),
    )


def _sure(world: World, given: Row) -> Node:
    """How well what it does is known."""
    rows: Sequence[Row] = given["activities"]
    counted = {q: sum(r["quality"] == q for r in rows) for q in ("confirmed", "stale", "unconfirmed")}
    sources = {r["source"] for r in rows if r["source"] in world.sources}
    dated = sorted(world.sources[s].published for s in sources if world.sources[s].published)
    lines = [h("li", records_of_quality(q, many), data_key=q) for q, many in counted.items() if many]
    latest = (
        h("p", _("The latest source is of {day}.", day=partial_date(dated[-1])), class_="sub")
        if dated
        else None
    )
    return _section(
        _("How certain is this?"),
        0,
        h("p", n_("{count} record says what it does.", "{count} records say what it does.", len(rows))),
        h("ul", lines, class_="totals"),
        latest,
    )


def draw(context: Context, view: View) -> Drawn:
    """The page of one organisation. Raises UsageError for one that there is not."""
    world = context.world(view)
    org = who(world, view)
    given = answer(context, view)
    home = world.countries.get(org.home)
    place = parts.name_of(home) if home else ""
    sub = " · ".join(x for x in (_(kind_style(org.kind).word), place, parts.known_on(world)) if x)
    tree = h(
        "div",
        heading(
            [glyphs.kind(org.kind), " ", h("bdi", org.name)],
            sub,
            common.label(world),
            answer=" ".join(rows_of(context, view, NAME, "carries", organisation=org.id).notes),
        ),
        h(
            "p",
            h(
                "a",
                glyphs.icon("ties"),
                _("Show its partners"),
                href=view.href("partnerships", **{"as": "ego", "of": org.id}),
                class_="button quiet",
            ),
            h(
                "a",
                _("Who does what, where"),
                href=view.href("who-does-what", of=org.id),
                class_="button quiet",
            ),
            edits.button(context, view, "stakeholders", org.id),
            edits.menu(
                context,
                view,
                ("deliveries", {"stakeholder_id": org.id}),
                ("ties", {"a_id": org.id}),
                ("funding", {"recipient_id": org.id}),
                ("affiliations", {"child_id": org.id}),
                ("memberships", {"member_id": org.id}),
                ("committee_seats", {"member_id": org.id}),
                ("agreement_parties", {"stakeholder_id": org.id}),
                ("work", {"stakeholder_id": org.id}),
            ),
            h(
                "a",
                _("Whole graph"),
                href=view.href("graph", org.home, node=f"Stakeholder:{org.id}"),
                class_="button quiet",
            )
            if org.home in world.countries
            else None,
            class_="actions",
        ),
        list(recorded_also(context, world, view, org)),
        _without(context, view, world, org, given),
        h(
            "div",
            h(
                "div",
                _provides(world, view, org, given),
                _money(world, view, org, given),
                _sure(world, given),
                class_="stack",
            ),
            h(
                "div",
                _partners(world, view, org, given),
                _handoffs(context, world, view, org, given),
                _belongs(context, world, view, org, given),
                class_="stack",
            ),
            class_="two",
        ),
        _programmes(world, view, given),
        _lifetimes(context, world, view, given),
        _activities(world, view, given),
        _records(context, view, org),
        parts.take_away(parts.answer_files(view, NAME, _("Everything"), of=org.id)),
        class_="page organisation",
    )
    return Drawn(org.name, tree, world.edition.id, world.snapshot)


FILES = {
    NAME: File(
        answer, label=STRICT, title=N_("Organisation"), declared=Declared("organisation", "", _choices)
    )
}
PAGE = Page(NAME, "", draw, group=common.TOGETHER, files=FILES)
