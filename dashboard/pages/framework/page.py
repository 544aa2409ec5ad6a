"""What is the model? Every list of the framework edition, each linked to the capabilities it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coordination.text import verdicts
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Own
from dashboard.downloads.files import File
from dashboard.pages import Drawn, Page
from dashboard.pages.framework.commitments import commitments_table
from dashboard.pages.framework.library import actions_of, library, model_of
from dashboard.pages.framework.lists import BASIS, KINDS, TABLES
from dashboard.pages.framework.youth import YOUTH_FILE, youth_table
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.shell import heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, n_, number
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.edition import Edition

__all__ = ["PAGE", "draw"]

NAME = "framework"
Row = Mapping[str, Any]

#: section of the page -> its file
_STEMS = {
    "capabilities": "capabilities",
    "prerequisites": "framework-dependencies",
    "actions": "framework-actions",
    "enablers": "framework-enablers",
    "threats": "framework-threats",
    "challenges": "framework-challenges",
    "drivers": "framework-drivers",
    "complexity": "framework-complexity",
    "disciplines": "framework-disciplines",
    "commitments": "framework-commitments",
    "objectives": "framework-objectives",
    "means": "framework-means",
    "youth": "youth-figures",
}


def _ref(world: World, view: View, number_: str) -> Node:
    """A capability of the framework, leading to its map."""
    return h(
        "a", parts.capability_name(world, number_), href=view.href("map", capability=number_), class_="ref"
    )


def _refs(world: World, view: View, numbers: Iterable[str]) -> Node | None:
    order = list(world.edition.by_number)
    items = [h("li", _ref(world, view, n)) for n in sorted(set(numbers) & set(order), key=order.index)]
    return h("ul", items, class_="refs") if items else None


def _section(view: View, key: str, title: str, count: int, *body: Child) -> Node:
    """One list behind its heading, with how many there are; its export menu, if it comes as a file, is inside. It is
    open where the address says so (``open``)."""
    stem = _STEMS.get(key, "")
    take = parts.take_away(parts.table_files(view, stem, title)) if stem else None
    return h(
        "section",
        h(
            "details",
            h("summary", h("h2", title, id=key), h("span", number(count), class_="sub")),
            h("div", take, *body, class_="folding-body"),
            class_="folding",
            open=view.get("open") == key,
        ),
        class_="panel-card",
    )


def capabilities(context: Context, view: View) -> dict[str, Any]:
    """Every capability with its domain, what it needs first and what it answers."""
    world, model = context.world(view), model_of(view)
    rows = [
        {
            "capability": c.number,
            "name": c.name,
            "domain": c.domain,
            "description": c.description,
            "providers_needed": c.required,
            "duty": next((d["title"] for d in model.lists["duties"] if d["capability"] == c.number), ""),
            "needs_first": [r.gives for r in model.requires if r.kind == "P" and r.needs == c.number],
        }
        for c in model.capabilities
    ]
    return {
        "edition": model.id,
        "as_of": world.as_of.isoformat(),
        "evidence": world.evidence,
        "snapshot": world.snapshot,
        "capabilities": rows,
        "dependencies": [
            {
                "needs": r.needs,
                "gives": r.gives,
                "kind": KINDS[r.kind].text,
                "any_of": r.group,
                "reason": r.reason,
                "basis": r.basis,
            }
            for r in model.requires
        ],
        **{name: [dict(r) for r in rows_] for name, rows_ in model.lists.items() if name != "capabilities"},
        "actions": actions_of(model),
        "phases": [{"phase": r["phase"], "name": r["label"]} for r in model.lists["phases"]],
    }


def _outcome(row: Row) -> Node:
    return h("p", h("b", _(row["name"])), ". ", _(row["description"]))


def _capabilities(world: World, view: View, model: Edition) -> list[Node]:
    """The model at a glance, then each capability with its outcome and its needs."""
    duties = {d["capability"]: d for d in model.lists["duties"]}
    outcomes = model.lists["outcomes"]
    own = {d.id for d in world.edition.domains}
    blocks = []
    columns = []
    for domain in world.edition.domains:
        columns.append(
            h(
                "section",
                h("h3", _(domain.name), class_="domain-name"),
                h("ul", [h("li", _ref(world, view, c.number)) for c in world.edition.of_domain(domain.id)]),
                data_key=domain.id,
            )
        )
        rows: list[list[Child]] = []
        for c in world.edition.of_domain(domain.id):
            first = [n for n in world.edition.needs if n.needs == c.number]
            duty = duties.get(c.number)
            rows.append(
                [
                    h("span", _ref(world, view, c.number), id=f"c-{c.number}"),
                    _(c.description),
                    _("one national body and a successor")
                    if c.one_is_normal
                    else n_("{count} independent provider", "{count} independent providers", c.required),
                    _refs(world, view, (n.gives for n in first)) or h("span", _("nothing"), class_="sub"),
                    [_(duty["title"]), h("p", _(duty["channel"]), class_="sub")] if duty else "",
                ]
            )
        head = [
            _("Capability"),
            _("Description"),
            _("Needs"),
            _("Prerequisites"),
            _("Area of cross-border cooperation"),
        ]
        blocks.append(
            h(
                "div",
                h("h3", _(domain.name)),
                [_outcome(o) for o in outcomes if o["domain"] == domain.id],
                common.data_table(view, head, rows, _("Capabilities of {domain}", domain=_(domain.name))),
                class_="stack",
                data_key=domain.id,
            )
        )
    rest = [_outcome(o) for o in outcomes if o["domain"] not in own]
    title = _("Domains and capabilities")
    return [
        h(
            "section",
            h(
                "div",
                h("h2", title, class_="grow"),
                parts.take_away(parts.table_files(view, _STEMS["capabilities"], title)),
                class_="section-top",
            ),
            h("div", columns, class_="model", style={"--columns": str(len(columns))}),
            class_="panel-card",
        ),
        _section(
            view,
            "capabilities",
            _("Each capability in detail"),
            len(world.edition.capabilities),
            blocks,
            [h("h3", _("Intended results")), rest] if rest else None,
        ),
    ]


def _requires(world: World, view: View, model: Edition) -> Node:
    rows: list[list[Child]] = [
        [
            _ref(world, view, r.needs),
            _(KINDS[r.kind].text) + (f" ({_('any one of these is enough')})" if r.group else ""),
            _ref(world, view, r.gives),
            _(r.reason),
            _(BASIS[r.basis].text),
        ]
        for r in model.requires
    ]
    head = [_("Capability"), _("Details"), _("Depends on"), _("Reason"), _("Source")]
    return _section(
        view,
        "prerequisites",
        _("Which capabilities depend on which"),
        len(rows),
        h(
            "p",
            _(
                "Only a prerequisite can cause the loss of another capability. The diagram for one "
                "country is on its board."
            ),
            class_="sub",
        ),
        common.data_table(view, head, rows, _("Dependencies between capabilities")),
    )


def _answered(world: World, view: View, model: Edition, name: str, kind: str, title: str) -> Node:
    by_target: dict[str, list[str]] = {}
    for a in model.lists["answers"]:
        if a["target_kind"] == kind:
            by_target.setdefault(a["target"], []).append(a["capability"])
    rows: list[list[Child]] = [
        [_(r["name"]), _(r["description"]), _refs(world, view, by_target.get(r["id"], ()))]
        for r in model.lists[name]
    ]
    head = [title, _("Description"), _("Capabilities that respond to it")]
    return _section(view, name, title, len(rows), common.data_table(view, head, rows, title))


def _linked(world: World, view: View, model: Edition, name: str, links: tuple[str, str], title: str) -> Node:
    """A list whose items are linked to capabilities by another one (``links``: its name and its column)."""
    table, column = links
    by_id: dict[str, list[str]] = {}
    for r in model.lists[table]:
        by_id.setdefault(r[column], []).append(r["capability"])
    rows: list[list[Child]] = [
        [_(r["name"]), _(r["description"]), _refs(world, view, by_id.get(r["id"], ()))]
        for r in model.lists[name]
    ]
    head = [title, _("Description"), _("Capabilities")]
    return _section(view, name, title, len(rows), common.data_table(view, head, rows, title))


def _phases(view: View, model: Edition) -> Node:
    rows: list[list[Child]] = [[r["phase"], _(r["label"])] for r in model.lists["phases"]]
    title = _("Phases of maturity")
    return _section(
        view,
        "phases",
        title,
        len(rows),
        h(
            "p",
            _("A review can give a capability a phase from 1 to 4. A capability can also move back."),
            class_="sub",
        ),
        common.data_table(view, [_("Phase"), _("Name")], rows, title),
    )


def _complexity(view: View, model: Edition) -> Node:
    fields: dict[str, list[str]] = {}
    for r in model.lists["complexity"]:
        fields.setdefault(r["field_name"], []).append(r["item"])
    blocks = [
        h("div", h("h3", _(name)), h("ul", [h("li", _(i)) for i in items], class_="dotted"), data_key=name)
        for name, items in fields.items()
    ]
    count = sum(map(len, fields.values()))
    return _section(view, "complexity", _("What makes it complex"), count, h("div", blocks, class_="pick"))


def _commitments(context: Context, view: View, world: World, model: Edition) -> Node:
    title = _("Obligations and promises")
    return _section(
        view,
        "commitments",
        title,
        len(model.lists["commitments"]),
        commitments_table(context, view, world, model),
    )


def _plain(view: View, name: str, title: str, words: Sequence[str]) -> Node:
    items = h("ul", [h("li", _(w)) for w in words], class_="dotted")
    return _section(view, name, title, len(words), items)


def draw(context: Context, view: View) -> Drawn:
    world, model = context.world(view), model_of(view)
    title = _("Framework: the Model National Response")
    items = [
        ("capabilities", _("Capabilities")),
        ("prerequisites", _("Which capabilities depend on which")),
        ("actions", _("Action library")),
        ("enablers", _("Enablers")),
        ("threats", _("Threats")),
        ("challenges", _("Challenges")),
        ("drivers", _("Drivers")),
        ("complexity", _("What makes the problem complex")),
        ("disciplines", _("Disciplines")),
        ("commitments", _("Commitments")),
        ("objectives", _("Objectives and means")),
        ("youth", _("Youth and ICT study")),
    ]
    contents = h(
        "nav",
        [
            h(
                "a",
                words,
                href=view.href(None, open=key) + f"#{key}",
                class_="fact",
                aria_current="true" if view.get("open") == key else None,
            )
            for key, words in items
        ],
        class_="contents",
        aria_label=_("On this page"),
    )
    glance, each = _capabilities(world, view, model)
    tree = h(
        "div",
        heading(
            title,
            f"{_(model.name)} · {model.year}",
            h(
                "a",
                glyphs.icon("ties"),
                _("Work towards the objectives"),
                href=view.href("network"),
                class_="button quiet",
            ),
            parts.take_away(parts.answer_files(view, NAME, _("Everything"))),
            answer=verdicts.framework(
                len(model.capabilities), len(model.domains), sum(r.kind == "P" for r in model.requires)
            ),
        ),
        contents,
        glance,
        h(
            "div",
            each,
            _requires(world, view, model),
            _section(
                view, "actions", _("Action library"), len(model.actions), *library(context, view, world)
            ),
            _plain(view, "enablers", _("Enablers"), [r["name"] for r in model.lists["enablers"]]),
            _answered(world, view, model, "threats", "threat", _("Threats")),
            _answered(world, view, model, "challenges", "challenge", _("Challenges")),
            _answered(world, view, model, "drivers", "driver", _("Drivers")),
            _phases(view, model),
            _complexity(view, model),
            _linked(
                world, view, model, "disciplines", ("addresses", "discipline"), _("Disciplines of a response")
            ),
            _commitments(context, view, world, model),
            _linked(
                world, view, model, "objectives", ("touches", "objective"), _("Objectives of the network")
            ),
            _plain(view, "means", _("Means"), [r["name"] for r in model.lists["means"]]),
            _section(view, "youth", *youth_table(context, view, world)),
            class_="fold-grid",
        ),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


def _file(name: str, title: str) -> File:
    """A list of the framework as a file."""
    own = Own((TABLES[name],), lambda _context, view: model_of(view))
    return File(capabilities, name, title=title, declared=own)


FILES = {
    NAME: File(
        capabilities,
        title=N_("The full framework"),
        declared=Own(tuple(TABLES.values()), lambda _context, view: model_of(view)),
    ),
    "capabilities": _file("capabilities", N_("Capabilities")),
    **{
        stem: _file(stem.removeprefix("framework-"), N_("Lists of the framework"))
        for stem in _STEMS.values()
        if stem.startswith("framework-")
    },
    "youth-figures": YOUTH_FILE,
}
PAGE = Page(NAME, N_("Framework"), draw, group=common.REFERENCE, files=FILES)
