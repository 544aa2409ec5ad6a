"""One network as its secretariat sees it: members, what they work on and how, and the ties they lack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import World
from dashboard.downloads import svg_export as paper
from dashboard.downloads.declared import Declared
from dashboard.downloads.files import STRICT, File
from dashboard.figures.grid import Square, grid
from dashboard.pages import Drawn, Page
from dashboard.pages.network import agreements as network_agreements
from dashboard.pages.network import empty as network_empty
from dashboard.pages.network import field as network_field
from dashboard.pages.shared import common, listed, parts
from dashboard.pages.shared.shell import choose, empty, heading
from dashboard.pages.ties import draft as tie_draft
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, folded, n_, number, semicolon
from dashboard.ui.theme import State
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import COUNTERPARTS
from graph_schema.edition import BASE_EDITION, edition

__all__ = ["PAGE", "draw"]

NAME = "network"
NAMED = 3  #: up to so many members are named in a field
Row = Mapping[str, Any]

#: how a member and a counterpart stand -> (symbol, words)
_TIES: dict[str, tuple[State, str]] = {
    "linked": (State.COVERED, N_("works with")),
    "itself": (State.COVERED, N_("has this role itself")),
    "house": (State.COVERED, N_("same parent body as")),
    "not_recorded": (State.FRAGILE, N_("no partnership recorded")),
    "nobody_known": (State.UNKNOWN, N_("no organisation known there")),
}


def answer(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, "network", **_chosen(context, view))


def _chosen(_context: Context, view: View) -> dict[str, Any]:
    """The network of the address, if it names one."""
    return {"network": view.get("network")} if view.get("network") else {}


def missing(context: Context, view: View) -> dict[str, Any]:
    """The ties of members that are not recorded."""
    given = answer(context, view)
    return {**given, "ties": [t for t in given["ties"] if t["state"] == "not_recorded"]}


def programmes(context: Context, view: View) -> dict[str, Any]:
    """What members and the network do, in one country where it is chosen."""
    given = answer(context, view)
    here = [p for p in given["programmes"] if view.country in ("", p["country"])]
    return {**given, "programmes": here}


def _apart(names: Iterable[str]) -> str:
    """Names that may hold commas, one after the other."""
    return semicolon().join(names)


def _words(view: View, kind: str) -> dict[str, str]:
    lists = edition(view.edition or BASE_EDITION).lists
    return {r["id"]: r["name"] for r in lists[kind]}


def _draft_link(view: View, member: str, counterpart: str, world: World, named: bool = False) -> Node:
    """Leads to the draft of a missing tie. ``named``: the counterpart is told to the eye too."""
    other = _(COUNTERPARTS[counterpart])
    name = world.organisation(member).name
    about = _("{member} with {counterpart}", member=name, counterpart=other)
    return h(
        "p",
        h(
            "a",
            _("Draft a partnership with: {counterpart}", counterpart=other)
            if named
            else _("Draft a partnership"),
            h("span", colon(), name if named else about, class_="sr"),
            href=view.href(NAME, "tie", member, counterpart, network=view.get("network")),
        ),
    )


def _lonely(world: World, view: View, given: Row, members: list[str]) -> Node:
    """Members without any of the three ties, with the ties that could be drafted."""
    rows: list[list[Child]] = []
    for member in members:
        missing_ = [t for t in given["ties"] if t["member"] == member and t["state"] == "not_recorded"]
        rows.append(
            [
                common.organisation_link(world, view, member),
                [_draft_link(view, member, t["counterpart"], world, True) for t in missing_],
                h("ul", [h("li", h("bdi", t["why"])) for t in missing_]),
            ]
        )
    head = [_("Member"), _("What to do"), _("Reason")]
    return listed.listed(view, "lonely", head, rows, _("Members without any of the three partnerships"))


def matrix_picture(context: Context, view: View) -> str:
    """What members work on, and how, as a file: how many members in each field."""
    world = context.world(view)
    given = answer(context, view)
    who = {(r["objective"], r["means"]): len(r["members"]) for r in given["matrix"]}

    def square(objective: str, means: str) -> Square:
        count = who.get((objective, means), 0)
        return Square(State.COVERED, text=number(count)) if count else Square(State.UNKNOWN)

    rows = [(k, _(w)) for k, w in _words(view, "objectives").items()]
    columns = [(k, _(w)) for k, w in _words(view, "means").items()]
    return paper.sheet(
        grid([("", rows)], columns, square, 420),
        _("{network}: what members work on", network=world.organisation(given["network"]).name),
        parts.known_on(world),
        [
            _("Number of active members; a question mark means no information"),
            _("Data version {snapshot}.", snapshot=world.snapshot),
        ],
        label=Labels.of(context, view).of_row(given),
    )


def _field_words(view: View) -> tuple[str, str]:
    """Names of the objective and the means of the address."""
    objective = _words(view, "objectives").get(view.get("objective"), "")
    means = _words(view, "means").get(view.get("means"), "")
    return _(objective), _(means)


def _who(tie: Row) -> list[str]:
    """Those that a member works with or belongs to; where no tie is recorded, the first of those who are known."""
    if tie["state"] != "linked":
        return list(tie["known"][:3])
    ends = [x for pair in tie["ties"] for x in pair if x in tie["known"]]
    return [x for x in dict.fromkeys([*ends, *tie["same_house"]]) if x != tie["member"]]


def _ticks(world: World, view: View, given: Row) -> Node:
    """Members down, police, hotline and ministry across: one symbol each; what is not recorded leads to its draft."""
    by_member = {(t["member"], t["counterpart"]): t for t in given["ties"]}
    rows: list[list[Child]] = []
    for m in sorted(given["members"], key=lambda m: folded(world.organisation(m["member"]).name)):
        line: list[Child] = [common.organisation_link(world, view, m["member"])]
        for key in COUNTERPARTS:
            tie = by_member.get((m["member"], key))
            how = tie["how"] if tie else "nobody_known"
            state, words = _TIES.get(how, (State.UNKNOWN, how))
            mark = [glyphs.symbol(state), h("span", _(words), class_="sr")]
            href = view.href(NAME, "tie", m["member"], key, network=view.get("network"))
            name = world.organisation(m["member"]).name
            line.append(
                h(
                    "a",
                    mark,
                    h("span", colon(), f"{name}, {_(COUNTERPARTS[key])}", class_="sr"),
                    href=href,
                    class_="tick-cell",
                )
                if how == "not_recorded"
                else h("span", mark, class_="tick-cell")
            )
        rows.append(line)
    head = [_("Member"), *(_(w) for w in COUNTERPARTS.values())]
    legend = [
        h("li", glyphs.symbol(state), " ", words)
        for state, words in (
            (State.COVERED, _("recorded, or the same parent body")),
            (State.FRAGILE, _("not recorded: opens a draft")),
            (State.UNKNOWN, _("no organisation known there")),
        )
    ]
    table = listed.listed(
        view, "ticks", head, rows, _("Members and their three partnerships"), class_="ticks", first=100
    )
    return listed.section(
        "ticks", _("Police, hotline, ministry"), None, None, [h("ul", legend, class_="refs"), table]
    )


def _members(world: World, view: View, given: Row) -> Node:
    """Members down, counterparts across."""
    by_member: dict[tuple[str, str], Row] = {(t["member"], t["counterpart"]): t for t in given["ties"]}
    rows: list[list[Child]] = []
    members = sorted(given["members"], key=lambda m: folded(world.organisation(m["member"]).name))
    for m in members:
        country = world.countries.get(m["country"])
        line: list[Child] = [
            [common.organisation_link(world, view, m["member"]), common.recalled(m)],
            h("a", parts.name_of(country), href=view.href("country", country.iso3), data_key=country.iso3)
            if country
            else m["country"],
        ]
        for key in COUNTERPARTS:
            tie = by_member.get((m["member"], key))
            if tie is None:
                line.append("")
                continue
            state, words = _TIES.get(tie["how"], (State.UNKNOWN, tie["how"]))
            names = common.names(world, view, _who(tie)) if tie["state"] != "nobody_known" else None
            link = _draft_link(view, m["member"], key, world) if tie["state"] == "not_recorded" else None
            why = h(
                "details",
                h("summary", glyphs.symbol(state), " ", _(words)),
                h("p", h("bdi", tie["why"]), class_="sub"),
                class_="why-line",
            )
            line.append(h("div", why, names, link))
        line.append(
            common.what_if_link(
                view, [f"stakeholder:{m['member']}"], about=world.organisation(m["member"]).name
            )
        )
        rows.append(line)
    head = [_("Member"), _("Country"), *(_(w) for w in COUNTERPARTS.values()), _("What if it ends?")]
    return listed.listed(
        view,
        "members",
        head,
        rows,
        _("Members and their partnerships in their country, in alphabetical order"),
    )


def _idle(given: Row, working: int) -> str:
    """Who is not in the matrix: members whose work is over or not begun, and those of whom no work is recorded."""
    silent = len(given["silent"])
    other = len(given["members"]) - working - silent
    told = [
        n_(
            "The recorded work of {count} more member is over or not begun.",
            "The recorded work of {count} more members is over or not begun.",
            other,
        )
        if other
        else "",
        n_("No work is recorded for {count} member.", "No work is recorded for {count} members.", silent)
        if silent
        else "",
    ]
    return " ".join(t for t in told if t)


def _matrix(world: World, view: View, given: Row) -> Node:
    objectives, means = _words(view, "objectives"), _words(view, "means")
    who = {(r["objective"], r["means"]): r["members"] for r in given["matrix"]}
    body = []
    for o, words in objectives.items():
        line = []
        for m in means:
            members = who.get((o, m), [])
            said = _apart(world.organisation(i).name for i in members)
            state = State.COVERED if members else State.UNKNOWN
            few = _apart(world.organisation(i).short or world.organisation(i).name for i in members[:NAMED])
            inner = h(
                "a",
                h("b", number(len(members)) if members else "?"),
                h("span", few, class_="field-names", aria_hidden="true")
                if members and len(members) <= NAMED
                else None,
                h("span", colon(), said or _("no information"), class_="sr"),
                title=said or _("no information"),
                href=view.href(None, objective=o, means=m) + "#field",
            )
            line.append(h("td", inner, class_=f"cellstate s-{state}", data_key=m))
        body.append(h("tr", h("th", _(words), scope="row"), line, data_key=o))
    caption = _("Number of active members; a question mark means no information")
    head = h(
        "tr",
        h("th", _("Objective"), scope="col", class_="corner"),
        [h("th", _(words), scope="col", data_key=m) for m, words in means.items()],
    )
    return h(
        "div",
        h("table", h("caption", caption), h("thead", head), h("tbody", body), class_="grid-table fields"),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def draw(context: Context, view: View) -> Drawn:
    if view.about[:1] == ("tie",) and len(view.about) == 3:
        return tie_draft.draw(context, view, view.about[1], view.about[2])
    world = context.world(view)
    title = _("Network")
    if not any(context.ask(view, "rows", kind)["rows"] for kind in ("networks", "memberships")):
        tree = h(
            "div",
            heading(title, parts.known_on(world), answer=verdicts.network({})),
            empty(
                _("No network is on record"),
                _("To add a network and its members, import networks.csv and memberships.csv."),
                h("a", _("What is recorded"), href=view.href("sources"), class_="button"),
            ),
            class_="page",
        )
        return Drawn(title, tree, world.edition.id, world.snapshot)
    given = answer(context, view)
    name = world.organisation(given["network"]).name
    title = _("Network: {network}", network=name)
    networks = [(r["network"], world.organisation(r["network"]).name) for r in given["networks"]]
    options = sorted(networks, key=lambda o: folded(o[1]))
    chooser = choose("network", _("Network"), options, given["network"])
    if not given["members"]:
        head = heading(h("bdi", title), parts.known_on(world), chooser, answer=verdicts.network({}))
        tree = h("div", head, network_empty.nobody_yet(view, world, given), class_="page")
        return Drawn(title, tree, world.edition.id, world.snapshot)
    silent = len(given["nobody_known"])
    lonely = sorted(given["without_any_tie"], key=lambda i: folded(world.organisation(i).name))
    working = len({m for r in given["matrix"] for m in r["members"]})
    note = (
        _("The list of members is complete.")
        if given["members_complete"]
        else _("The list of members is incomplete: there may be others.")
    )
    choice = {"network": view.get("network")}
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world, note),
            h(
                "a",
                _("Download the secretariat brief"),
                href=view.href("reports", "network", given["network"]),
                class_="button quiet",
            ),
            chooser,
            answer=verdicts.network(given),
        ),
        parts.chosen_note(world, view),
        h(
            "div",
            common.fact(len(given["members"]), _("members"), "#members"),
            common.fact(working, _("working today")),
            common.fact(
                len(lonely),
                _("without any partnership with the police, hotline or government bodies known there"),
                "#lonely",
            ),
            class_="facts",
        ),
        _ticks(world, view, given),
        network_field.counted(world, given),
        h(
            "section",
            h(
                "div",
                h("h2", _("What members work on")),
                parts.take_away(
                    parts.picture_files(view, "objectives", _("All countries"), **choice),
                    parts.table_files(view, "member-work", _("Work of members"), **choice),
                ),
                class_="section-top",
            ),
            _matrix(world, view, given),
            network_field.field_work(context, view, world, given, _field_words(view)),
            h("p", _idle(given, working), class_="sub") if working < len(given["members"]) else None,
            class_="panel-card",
        ),
        network_field.done(
            world,
            view,
            programmes(context, view)["programmes"],
            {**_words(view, "objectives"), **_words(view, "means")},
        ),
        listed.section(
            "lonely",
            _("Members without any of the three partnerships"),
            len(lonely),
            [
                _(
                    "Police, a hotline or a government body is known in their country, but no partnership "
                    "with any of them is recorded."
                ),
                " ",
                n_(
                    "Nothing can be said about {count} more member: none of the three is known in its "
                    "country.",
                    "Nothing can be said about {count} more members: none of the three is known in their "
                    "country.",
                    silent,
                )
                if silent
                else None,
            ],
            _lonely(world, view, given, lonely)
            if lonely
            else h("p", _("Every member has one, or no possible partner is known in its country.")),
            parts.take_away(
                parts.table_files(view, "missing-ties", _("See all missing partnerships"), **choice)
            ),
        ),
        listed.folded(
            view,
            "members",
            _("Members and their partnerships in their country"),
            len(given["members"]),
            _(
                "With the police, the hotline and a ministry or other government body, in alphabetical "
                "order of members"
            ),
            [_members(world, view, given)],
            parts.take_away(
                parts.table_files(view, "members", _("Members"), **choice),
                parts.table_files(view, "member-ties", _("Partnerships in their country"), **choice),
                parts.answer_files(view, NAME, _("Everything"), **choice),
            ),
        ),
        network_agreements.agreements(context, view, world, given) if given["agreements"] else None,
        class_="page",
    )
    return Drawn(title, parts.marked(tree, view.country), world.edition.id, world.snapshot)


FILES = {
    NAME: File(
        answer,
        label=STRICT,
        title=N_("Network: members, work and partnerships"),
        declared=Declared(NAME, "", _chosen),
    ),
    "members": File(
        answer,
        "members",
        title=N_("Members of a network"),
        declared=Declared(NAME, "members", _chosen),
    ),
    "member-ties": File(
        answer,
        "ties",
        label=STRICT,
        title=N_("Partnerships of members in their country"),
        declared=Declared(NAME, "ties", _chosen),
    ),
    "missing-ties": File(
        missing,
        "ties",
        label=STRICT,
        title=N_("Partnerships that members lack"),
        declared=Declared(NAME, "ties", _chosen, missing),
    ),
    "member-work": File(
        answer, "work", title=N_("Work of members"), declared=Declared(NAME, "work", _chosen)
    ),
    "programmes": File(
        programmes,
        "programmes",
        title=N_("What members and the network do, by country"),
        declared=Declared(NAME, "programmes", _chosen, programmes),
    ),
    "members-and-agreements": File(
        answer,
        "agreements",
        title=N_("Countries with a member or an agreement, but not both"),
        declared=Declared(NAME, "agreements", _chosen),
    ),
    "tie-draft": File(tie_draft.draft, "ties", template="ties"),
}
PAGE = Page(
    NAME,
    N_("Network"),
    draw,
    group=common.TOGETHER,
    files=FILES,
    pictures={"objectives": matrix_picture},
)
