"""What if this ends? Changes are in the address; the answer is rounds in sentences and the chain of prerequisites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from coordination.text import verdicts
from coordination.workspace.scenario_files import SavedScenario
from dashboard.backend.additions import Gains, gains
from dashboard.backend.context import Context
from dashboard.backend.plan_steps import carried
from dashboard.backend.world import World
from dashboard.downloads.declared import Declared
from dashboard.downloads.files import STRICT, File
from dashboard.pages import Drawn, Page
from dashboard.pages.plan.put import plan_bar
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.shell import empty, field, heading
from dashboard.pages.whatif import after as whatif_after
from dashboard.pages.whatif import cascade as whatif_cascade
from dashboard.pages.whatif import saved as whatif_saved
from dashboard.pages.whatif import still as whatif_still
from dashboard.pages.whatif.asked import NAME, STAYS, Asked, as_written, opens
from dashboard.pages.whatif.result import besides, fixes, gained, result, rounds
from dashboard.pages.whatif.words import Words, kinds_of
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, day, folded, n_
from dashboard.ui.theme import kind_style
from dashboard.ui.tree import Child, Node, h, text_of
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["PAGE", "answer", "draw"]

FOUND = 24
Answer = Mapping[str, Any]


def _choices(context: Context, view: View) -> dict[str, Any]:
    """The changes of the address. Raises UsageError where there are none."""
    asked = Asked.of(context, view)
    if not asked.changes:
        raise UsageError(
            _("No change has been chosen."), hint=_("Choose an organisation on the What-if page.")
        )
    return asked.choices


def answer(context: Context, view: View) -> dict[str, Any]:
    """What is lost and gained."""
    return context.ask(view, "what_if", **_choices(context, view))


def _fallen(context: Context, view: View) -> dict[str, Any]:
    """The capabilities that are lost, under the name of the table of all that changes."""
    return {"cells": answer(context, view)["fallen"]}


def _place(world: World, code: str) -> str:
    if code in world.countries:
        return parts.name_of(world.countries[code])
    return parts.capability_name(world, code) if code in world.edition.by_number else code


def _also(view: View) -> dict[str, str]:
    """What stays in the address while changes come and go: the scenario put aside, and the plan."""
    return as_written(view, own=False) | carried(view)


def _chosen(words_of: Words, view: View, asked: Asked) -> Node | None:
    if not asked.changes:
        return None
    items = []
    for text in asked.changes:
        rest = asked.changed(c for c in asked.changes if c != text)
        words = words_of.said(text)
        inner = (
            glyphs.icon("close"),
            h("span", _("Remove {change}", change=text_of(words)), class_="sr"),
        )
        items.append(
            h("li", words, opens(view, rest, *inner, class_="tool", also=_also(view)), data_key=text)
        )
    return h("ul", items, class_="chosen-list", aria_label=_("Changes in this scenario"))


def _pick(world: World, view: View, asked: Asked) -> Node:
    """Search for an organisation to take away: a field, and the matches as links."""
    words = folded(view.get("find")).strip()
    active = {i for c in world.cells.values() for i in (*c.providers, *c.supporters)}
    found = []
    if words:
        for ident, org in world.organisations.items():
            text = folded(" ".join((*org.names, ident, _place(world, org.home))))
            if all(w in text for w in words.split()):
                found.append(org)
        near = view.country  # those of the chosen country stand first
        found.sort(key=lambda o: (bool(near) and o.home != near, o.id not in active, folded(o.name)))
    links = []
    for org in found[:FOUND]:
        more = asked.changed([*asked.changes, f"stakeholder:{org.id}"])
        where = _place(world, org.home) if org.home else ""
        sub = " · ".join(x for x in (_(kind_style(org.kind).word), where) if x)
        links.append(
            opens(
                view,
                more,
                glyphs.kind(org.kind),
                h("span", h("bdi", org.name), " ", h("span", sub, class_="sub")),
                key=org.id,
                also=_also(view),
            )
        )
    if not words:
        note = _("Type part of a name, of a country, or an id.")
    elif not found:
        note = _("No organisation found.")
    else:
        note = n_("{count} organisation found.", "{count} organisations found.", len(found))
        if len(found) > FOUND:
            note += " " + n_("The first {count} is shown.", "The first {count} are shown.", FOUND)
    search = h(
        "input",
        id="choose-find",
        name="find",
        type="search",
        value=view.get("find"),
        data_query="find",
        autocomplete="off",
    )
    inside = [
        h(
            "form",
            field(_("Find an organisation"), search, for_="choose-find"),
            [
                h("input", type="hidden", name=k, value=v)
                for k, v in as_written(view, aside=False).items()
                if v
            ],
            h("button", _("Search"), class_="button quiet"),
            class_="filters",
            method="get",
            role="search",
            data_query_form=True,
        ),
        h("p", note, class_="sub", role="status"),
        h("div", links, class_="pick") if links else None,
    ]
    if asked.changes:
        head = h("summary", h("h2", _("Add another change")))
        return h(
            "details",
            head,
            h("div", inside, class_="weak-inside"),
            class_="panel-card weak-fold",
            open=bool(words),
            data_key="pick",
        )
    return h("section", h("h2", _("Choose what ends")), inside, class_="panel-card")


EFFECTS = {
    "falls": N_("is lost"), "loses_support": N_("loses a prerequisite"), "weaker": N_("has fewer providers"),
    "gains": N_("has more providers"),
}  # fmt: skip


def aside(context: Context, view: View) -> dict[str, Any]:
    """The answer to the scenario that was put aside for comparison."""
    return context.ask(view, "what_if", **Asked.of(context, view, aside=True).choices)


def _compared(
    context: Context, view: View, words_of: Words, asked: Asked, given: Answer | None
) -> Node | None:
    """The scenario put aside, and both side by side once there is a second one."""
    first, world = Asked.of(context, view, aside=True), words_of.world
    if not first.changes:
        return None
    swap = first.query() | asked.query(aside=True)
    tools = h(
        "p",
        h("a", _("Swap the two"), href=view.href(NAME, **swap), class_="button quiet")
        if asked.changes
        else None,
        h(
            "a",
            _("Stop comparing"),
            href=view.href(NAME, **asked.query()),
            class_="button quiet",
        ),
        class_="actions",
    )
    listed = h("ul", [h("li", words_of.said(t), data_key=t) for t in first.changes], class_="chosen-list")
    if given is None:
        note = h("p", _("Saved for comparison. Now choose what ends in the other scenario."), class_="sub")
        return h("section", h("h2", _("Compared with")), listed, note, tools, class_="panel-card")
    other = aside(context, view)
    both = [SavedScenario("", x.changes, keep_ground=x.money == STAYS) for x in (first, asked)]
    compared = context.ask(view, "scenario_compare", scenarios=both)
    rows: list[list[Child]] = [
        [
            common.cell(world, view, r["country"], r["capability"], where=True),
            *(
                h("span", _("no change"), class_="sub") if e == "stays" else _(EFFECTS[e])
                for e in r["effects"]
            ),
        ]
        for r in compared["cells"]
    ]
    head = [_("Capability"), _("First scenario"), _("Second scenario")]
    columns = [
        h(
            "div",
            h("h3", words),
            h("p", _("This assumes that lost funding is replaced."), class_="sub")
            if x.money == STAYS
            else None,
            _summary(context, view, answer_, x.changes),
            rounds(world, answer_, kinds_of(x.changes)),
            class_="panel-card",
        )
        for words, answer_, x in (
            (_("First scenario"), other, first),
            (_("Second scenario"), given, asked),
        )
    ]
    return h(
        "section",
        h("h2", _("Compare two scenarios")),
        listed,
        tools,
        common.data_table(view, head, rows, _("Capabilities affected by either scenario")) if rows else None,
        whatif_still.side_by_side(world, view, compared["routes"]),
        h("div", columns, class_="two"),
        class_="panel-card",
    )


def _examples(world: World, view: View) -> Node:
    return empty(
        _("No change chosen yet"),
        _(
            "Find an organisation above, or run a what-if from the page Single points of failure. "
            "Your choice is kept in the web address."
        ),
        h("a", _("Single points of failure"), href=view.href("weak-points"), class_="button"),
    )


def _gains(context: Context, view: View, changes: Sequence[str]) -> Gains:
    return gains(context, view, changes) if kinds_of(changes).begins else Gains()


def _summary(context: Context, view: View, given: Answer, changes: Sequence[str]) -> Node:
    """One of the scenarios that are compared: all of it in one sentence, and what goes besides."""
    words = result(context.world(view), given, _gains(context, view, changes), kinds_of(changes))
    return h("div", h("p", words, class_="answer-line"), besides(given), class_="answer-head")


def _later(view: View, given: Answer) -> Node | None:
    """Ways to the days on which something that was chosen begins to show."""
    days = sorted({x["day"] for x in given["later"]})
    if not days:
        return None
    links = [
        h(
            "a",
            _("Show the situation as of {day}", day=day(date.fromisoformat(d))),
            href=view.href(None, as_of=date.fromisoformat(d)),
            class_="button quiet",
            data_key=d,
        )
        for d in days[:3]
    ]
    return h("p", links, class_="actions")


def _rounds_card(world: World, view: View, given: Answer, asked: Asked) -> Node:
    stays, kinds = asked.money == STAYS, kinds_of(asked.changes)
    again = (
        _("Recalculate: providers that lose all funding stop")
        if stays
        else _("Recalculate: lost funding is replaced")
    )
    other = Asked(asked.changes, "" if stays else STAYS)
    counted = opens(view, other, again, also={"name": view.get("name"), **_also(view)})
    beside = view.href(NAME, **asked.query(aside=True), money=asked.money)
    return h(
        "section",
        h("h2", _("Effects stage by stage")),
        rounds(world, given, kinds),
        h(
            "p",
            [counted, " · "] if kinds.ends else None,
            h("a", _("Compare with another scenario"), href=beside),
            class_="sub",
        ),
        class_="panel-card",
    )


def _answered(context: Context, view: View, words_of: Words, given: Answer, asked: Asked) -> list[Child]:
    """What goes besides, what it rests on, pictures, rounds, and what would prevent it."""
    world, changes, files = words_of.world, asked.changes, asked.query()
    kinds, alone = kinds_of(changes), not Asked.of(context, view, aside=True).changes
    return [
        h(
            "section",
            besides(given),
            _later(view, given),
            _chosen(words_of, view, asked),
            class_="panel-card answer",
        )
        if alone
        else _chosen(words_of, view, asked),
        gained(world, view, given, _gains(context, view, changes)) if kinds.begins else None,
        whatif_still.section(world, view, given, files),
        whatif_cascade.section(view, world, given, words_of.said),
        fixes(
            context,
            view,
            world,
            given,
            changes,
            _("What to do about it") if kinds.ends else _("As steps of the plan"),
        ),
        _rounds_card(world, view, given, asked) if alone else None,
        whatif_after.pictures(world, view, given),
        _pick(world, view, asked),
        parts.take_away(
            parts.table_files(view, "fallen", _("Capabilities lost"), **files),
            parts.answer_files(view, "what-if", _("Everything"), **files),
        ),
    ]


def _verdict(
    context: Context, view: View, given: Answer | None, changes: Sequence[str]
) -> str | verdicts.Verdict:
    """Everything in one sentence: what would be lost, weaker, without a prerequisite, or better."""
    if given is None:
        return verdicts.own_choice()
    return result(context.world(view), given, _gains(context, view, changes), kinds_of(changes))


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    asked, words_of = Asked.of(context, view), Words.of(context, view)
    title = words_of.question(asked.changes)
    given = answer(context, view) if asked.changes else None
    body: Child = (
        _answered(context, view, words_of, given, asked)
        if given
        else [_pick(world, view, asked), _examples(world, view)]
    )
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world),
            common.label(world),
            answer=_verdict(context, view, given, asked.changes),
        ),
        _compared(context, view, words_of, asked, given),
        body,
        whatif_saved.section(context, view, asked, words_of.said),
        plan_bar(world, view),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {
    NAME: File(answer, label=STRICT, title=N_("What-if"), declared=Declared(NAME, "", _choices)),
    "fallen": File(
        answer,
        "fallen",
        label=STRICT,
        title=N_("Capabilities lost"),
        declared=Declared(NAME, "cells", _choices, _fallen),
    ),
    whatif_still.FILE: File(
        answer,
        "routes",
        label=STRICT,
        title=N_("Routes from report to rescue"),
        declared=Declared(NAME, "routes", _choices),
    ),
}
PAGE = Page(
    NAME,
    N_("What-if"),
    draw,
    group=common.RISKS,
    files=FILES,
    pictures={"cascade": whatif_cascade.picture, "afterwards": whatif_after.after_picture},
)
