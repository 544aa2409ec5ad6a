"""Below a graph: the same as tables, where every node and tie can be reached, and the files to take away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from coordination.answers.declare import Table
from coordination.text.records import Column
from coordination.text.sentences import sentence
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Own
from dashboard.downloads.files import STRICT, File
from dashboard.figures.graphs import Look, across, degrees_of
from dashboard.pages.partnerships.scope import AROUND, COOPERATION, NAME, Scope, ask, bubble_name, scope_of
from dashboard.pages.shared import common, listed, parts
from dashboard.ui.i18n import N_, _, folded, listing, n_, number
from dashboard.ui.theme import kind_style
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import tie_kinds
from graph_schema.errors import UsageError
from graph_schema.ids import Iso3, OrganisationKind, StakeholderId
from graph_schema.values import TieKind

__all__ = ["FILES", "answer", "below", "file_links"]

Answer = Mapping[str, Any]


def answer(context: Context, view: View) -> dict[str, Any]:
    """What the graph of an address draws. Raises UsageError where no organisation is chosen to be in the middle."""
    world = context.world(view)
    scope = scope_of(world, view)
    if scope.mode == AROUND and not scope.of.ident:
        raise UsageError(
            _("No organisation has been chosen."), hint=_("Find an organisation on the page and select it.")
        )
    given = ask(context, view, world, scope)
    kinds = {n["stakeholder"]: world.organisation(n["stakeholder"]).kind for n in given["nodes"]}
    return {
        **given,
        "nodes": [
            {"stakeholder": n["stakeholder"], "kind": kinds[n["stakeholder"]], **n} for n in given["nodes"]
        ],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """An organisation in the diagram."""

    stakeholder: Annotated[StakeholderId, Column(sentence("Organisation"))]
    kind: Annotated[OrganisationKind, Column(sentence("Type"))]
    degree: Annotated[int, Column(sentence("Number of partnerships"))]
    cut: Annotated[bool, Column(sentence("Connector"))]
    group: Annotated[str, Column(sentence("Group in the diagram"))]
    level: Annotated[int | None, Column(sentence("Distance (in steps)"))]
    more: Annotated[int | None, Column(sentence("Partnerships not shown"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A partnership in the diagram."""

    a: Annotated[StakeholderId, Column(sentence("Organisation"))]
    b: Annotated[StakeholderId, Column(sentence("Works with"))]
    kinds: Annotated[tuple[TieKind, ...], Column(sentence("Details"))]
    countries: Annotated[tuple[Iso3, ...], Column(sentence("Countries"))]
    two_sided: Annotated[bool, Column(sentence("Stated by both organisations"))]
    confirmed: Annotated[bool, Column(sentence("Confirmed"))]
    bridge: Annotated[bool, Column(sentence("Only connection"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of organisations in the diagram."""

    name: Annotated[str, Column(sentence("Group in the diagram"))]
    members: Annotated[tuple[StakeholderId, ...], Column(sentence("Members"))]
    ties: Annotated[int, Column(sentence("Partnerships"))]


def _named(context: Context, view: View) -> dict[str, Any]:
    """The answer with the names of its groups."""
    world, given = context.world(view), answer(context, view)
    return {**given, "names": {b["bubble"]: bubble_name(world, given, b, {}) for b in given["bubbles"]}}


def _nodes(given: Answer) -> Iterator[Drawn]:
    for n in given["nodes"]:
        yield Drawn(
            stakeholder=n["stakeholder"],
            kind=n["kind"],
            degree=n["degree"],
            cut=n["cut"],
            group=given["names"].get(n["bubble"], ""),
            level=n.get("level"),
            more=n.get("more"),
        )


def _joined(given: Answer) -> Iterator[Tie]:
    for t in given["ties"]:
        yield Tie(
            a=t["a"],
            b=t["b"],
            kinds=tuple(map(TieKind, t["kinds"])),
            countries=tuple(t["countries"]),
            two_sided=t["two_sided"],
            confirmed=t["confirmed"],
            bridge=t["bridge"],
        )


def _groups(given: Answer) -> Iterator[Group]:
    for b in given["bubbles"]:
        yield Group(name=given["names"][b["bubble"]], members=tuple(b["members"]), ties=b["ties"])


_EMPTY = sentence("Nothing is in the diagram.")
NODES = Table(row=Drawn, rows=_nodes, key=("stakeholder",), title=sentence("Organisations"), empty=_EMPTY)
TIES = Table(row=Tie, rows=_joined, key=("a", "b"), title=sentence("Partnerships"), empty=_EMPTY)
GROUPS = Table(
    row=Group, rows=_groups, key=("name", "members"), title=sentence("Groups in the diagram"), empty=_EMPTY
)
FILES = {
    "graph": File(
        answer, label=STRICT, title=N_("Partnerships diagram"), declared=Own((NODES, TIES, GROUPS), _named)
    ),
    "graph-nodes": File(
        answer,
        "nodes",
        label=STRICT,
        title=N_("Organisations in the diagram"),
        declared=Own((NODES,), _named),
    ),
    "graph-ties": File(
        answer, "ties", label=STRICT, title=N_("Partnerships in the diagram"), declared=Own((TIES,), _named)
    ),
}


def _kept(view: View, scope: Scope) -> dict[str, str]:
    """The choices of an address that decide what is drawn."""
    keep = {k: v for k, v in view.query.items() if k not in {"node", "find", "rows"}}
    return {**keep, "country": scope.code} if scope.code else keep


def file_links(view: View, scope: Scope) -> Node:
    """Pictures of exactly what is drawn, and all of it."""
    keep = _kept(view, scope)
    return parts.take_away(
        parts.picture_files(view, "graph", _("Partnerships diagram"), **keep),
        parts.answer_files(view, "graph", _("Everything"), **keep),
    )


def _mark(node: Answer) -> str:
    words = [
        _("connector") if node["cut"] else "",
        n_("{count} partnership not shown", "{count} partnerships not shown", node["more"])
        if node.get("more")
        else "",
    ]
    return " · ".join(w for w in words if w)


def _organisations(world: World, view: View, scope: Scope, given: Answer, look: Look) -> Node:
    two = {n["stakeholder"]: 0 for n in given["nodes"]}
    for t in given["ties"]:
        for end in (t["a"], t["b"]):
            two[end] += t["two_sided"]
    bubbles = {b["bubble"]: b for b in given["bubbles"]}
    rows: list[list[Child]] = []
    order = sorted(
        given["nodes"],
        key=lambda n: (n.get("level", 0), folded(world.organisation(n["stakeholder"]).name)),
    )
    for n in order:
        ident = n["stakeholder"]
        org = world.organisation(ident)
        link = h(
            "a",
            common.organisation(world, ident),
            href=look.to_node(ident),
            data_node=ident,
            id=f"row-{ident}",
            data_opens=True,
        )
        row: list[Child] = [link, _(kind_style(org.kind).word), number(n["degree"]), number(two[ident])]
        if bubbles:
            bubble = bubbles[n["bubble"]]
            words = look.of_bubble(bubble)
            act = _("Close {name}", name=words) if bubble["open"] else _("Open {name}", name=words)
            row.append(
                h("a", words, h("span", " – ", act, class_="sr"), href=look.to_bubble(bubble["bubble"]))
            )
        elif scope.mode == AROUND:
            row.append(number(n["level"]))
        rows.append([*row, _mark(n)])
    head = [_("Organisation"), _("Type"), _("Partnerships"), _("Stated by both organisations")]
    if bubbles:
        head.append(_("Group"))
    elif scope.mode == AROUND:
        head.append(_("Distance (in steps)"))
    words = _("Organisations in the diagram")
    return listed.section(
        "organisations",
        _("Show as a table: organisations"),
        len(rows),
        None,
        listed.listed(view, "organisations", [*head, _("Note")], rows, words),
        parts.take_away(parts.table_files(view, "graph-nodes", _("Organisations"), **_kept(view, scope))),
        "graph-below",
    )


def _ties(world: World, view: View, scope: Scope, given: Answer) -> Node | None:
    if not given["ties"]:
        return None
    degrees = degrees_of(given)

    def made(t: Any) -> list[Child]:
        line = h(
            "svg",
            h("path", d="M2 6h40", class_="larc" + ("" if t["two_sided"] else " one")),
            viewBox="0 0 44 12",
            width="44",
            height="12",
            aria_hidden="true",
        )
        names = f"{world.organisation(t['a']).name} – {world.organisation(t['b']).name}"
        return [
            common.organisation_link(world, view, t["a"]),
            common.organisation_link(world, view, t["b"]),
            h(
                "span",
                line,
                " ",
                _("both organisations") if t["two_sided"] else _("one organisation"),
                class_="nowrap",
            ),
            listing(tie_kinds(t["kinds"])),
            listing(parts.name_of(world.countries[c]) for c in t["countries"] if c in world.countries)
            or _("none named"),
            _("confirmed") if t["confirmed"] else _("not confirmed"),
            _("only connection")
            if across(t, degrees)
            else _("the only partnership of one of them")
            if t["bridge"]
            else "",
            common.what_if_link(view, [f"tie:{t['a']}/{t['b']}"], _("What if this ends?"), names),
        ]

    rows = listed.Rows(given["ties"], made)
    head = [
        _("Organisation"),
        _("Works with"),
        _("Stated by"),
        _("Details"),
        _("Country"),
        _("Evidence"),
        _("Note"),
        _("Run a what-if"),
    ]
    section = listed.folded(
        view,
        "ties",
        _("Show as a table: partnerships"),
        len(rows),
        _("Partners, type of cooperation and source"),
        [listed.listed(view, "ties", head, rows, _("Partnerships in the diagram"))],
        parts.take_away(parts.table_files(view, "graph-ties", _("Partnerships"), **_kept(view, scope))),
    )
    section[1]["class"] += " graph-below"
    return section


def _alone(world: World, view: View, given: Answer) -> Node | None:
    """Those without a tie: a list, never dots that would look as if somebody had found them alone."""
    if not given["alone"]:
        return None
    words = n_(
        "{count} organisation has no recorded partnership here.",
        "{count} organisations have no recorded partnership here.",
        len(given["alone"]),
    )
    items = [
        h(
            "li",
            h("a", common.organisation(world, i), href=view.href(NAME, **{"as": AROUND, "of": i})),
            data_key=i,
        )
        for i in sorted(given["alone"], key=lambda i: folded(world.organisation(i).name))
    ]
    return h(
        "section",
        h("h2", words, id="alone"),
        h(
            "p",
            _("No partnership of theirs is on record. They may have some."),
            class_="sub",
        ),
        h("details", h("summary", _("Show their names")), h("ul", items, class_="pick"), class_="fold"),
        class_="panel-card graph-below",
    )


def below(world: World, view: View, scope: Scope, given: Answer, look: Look) -> list[Node | None]:
    """Everything under the graph."""
    return [
        _organisations(world, view, scope, given, look) if given["nodes"] else None,
        _ties(world, view, scope, given),
        _alone(world, view, given) if scope.mode == COOPERATION else None,
    ]
