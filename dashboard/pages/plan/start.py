"""Where a plan of one's own begins: with the best plan taken over, or with the gaps in their order and the looks that
teach most, each one step away."""

from __future__ import annotations

from collections.abc import Sequence

from coordination.text import languages
from dashboard.backend.context import Context
from dashboard.backend.plan_steps import Measure, MeasureKind, Step, item_query, next_meeting, same
from dashboard.backend.world import Gap, LookFirst, World
from dashboard.pages.plan.put import put
from dashboard.pages.shared import common, parts
from dashboard.ui.i18n import _, language, n_, number
from dashboard.ui.theme import State
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["take_over", "work_list"]

SHOWN = 6


def _either(code: str, names: list[str]) -> str:
    """a, b or c: one of them is enough."""
    return languages.listed(code, names, "or")


def take_over(view: View, items: Sequence[Step], steps: Sequence[Step]) -> Node | None:
    """The steps of the best plan into one's own: what stands there already stays, and stays first."""
    new = [step for step in steps if not any(same(step, item) for item in items)]
    if not steps:
        return None
    if not new:
        return h("p", _("All its steps are already in your own plan."), class_="sub take-plan")
    try:
        query = item_query([*items, *new])
    except UsageError as full:
        return h("p", full.message, " ", full.hint, class_="sub take-plan")
    words = (
        n_("Add its {count} step to your own plan", "Add its {count} steps to your own plan", len(new))
        if items
        else _("Use it as your own plan")
    )
    link = h("a", words, href=view.href(None, **query), class_="button quiet")
    return h("p", link, class_="actions take-plan")


def _measures(context: Context, view: View, world: World, code: str) -> dict[tuple[str, str], Measure]:
    """(list, capability) -> the step that the meeting page would propose, with whom it asks."""
    given = context.ask(view, "decisions", country=code)
    rows = [*given["decisions"], *given["further"]]
    return {(r["kind"], r["capability"]): Measure.parse(r["measure"]) for r in rows if r["capability"]}


def _signal(g: Gap | LookFirst) -> list[str]:
    """Why it stands where it stands: what waits for it, what it blocks, and how sure its place is; what a review may
    move."""
    out = (
        [
            n_(
                "{count} other capability depends on it",
                "{count} other capabilities depend on it",
                len(g.waiting),
            )
        ]
        if g.waiting
        else []
    )
    if isinstance(g, LookFirst):
        if g.value:
            out.append(
                n_(
                    "its review may change the place of {count} of the first gaps",
                    "its review may change the place of {count} of the first gaps",
                    g.value,
                )
            )
        return out
    if g.blocked:
        out.append(n_("{count} hand-off depends on it", "{count} hand-offs depend on it", len(g.blocked)))
    best, worst = g.rank
    if g.first_whatever and g.unknown:
        out.append(_("among the first three gaps, whatever the unknown turns out to be"))
    elif best != worst and g.unknown:
        out.append(_("place {best} at best, {worst} at worst", best=number(best), worst=number(worst)))
    elif best != worst:
        out.append(_("place {best} to {worst}, shared with others", best=number(best), worst=number(worst)))
    return out


def _rows(
    world: World,
    view: View,
    code: str,
    found: Sequence[Gap | LookFirst],
    known: dict[tuple[str, str], Measure],
    kind: MeasureKind,
) -> Node:
    items = []
    for g in found[:SHOWN]:
        list_ = "look" if kind is MeasureKind.LOOK else "missing"
        plain = Measure(kind, (g.capability,), (), next_meeting(world.as_of))
        measure = known.get((list_, g.capability), plain)
        who = _either(language(), [world.organisation(i).name for i in measure.who])
        words = " · ".join([*_signal(g), *([_("ask: {names}", names=who)] if who else [])])
        items.append(
            h(
                "li",
                h(
                    "div",
                    common.cell(world, view, code, g.capability),
                    h("p", words, class_="sub") if words else None,
                    class_="grow",
                ),
                put(world, view, code, [measure], parts.capability_name(world, g.capability)),
                data_key=g.capability,
            )
        )
    more = len(found) - len(items)
    return h(
        "div",
        h("ol", items, class_="work-list"),
        h("p", n_("and {count} more", "and {count} more", more), class_="sub") if more > 0 else None,
    )


def work_list(context: Context, view: View, world: World, code: str) -> Node | None:
    """Looks and gaps side by side, in the order of the gap list."""
    missing = [g for g in world.gaps.get(code, ()) if g.state is State.GAP]
    looks = world.looks.get(code, ())
    if not missing and not looks:
        return None
    known = _measures(context, view, world, code)
    columns = []
    if looks:
        columns.append(
            h(
                "div",
                h("h3", _("Review first"), " ", h("span", number(len(looks)), class_="sub")),
                h(
                    "p",
                    _(
                        "Nobody knows about these. Those whose review could change the places of most of the "
                        "first gaps come first."
                    ),
                    class_="sub",
                ),
                _rows(world, view, code, looks, known, MeasureKind.LOOK),
                data_key="looks",
            )
        )
    if missing:
        columns.append(
            h(
                "div",
                h("h3", _("Close the gaps"), " ", h("span", number(len(missing)), class_="sub")),
                h(
                    "p",
                    _(
                        "Known to be missing. Those for which most others wait come first, then those that block most "
                        "hand-offs."
                    ),
                    class_="sub",
                ),
                _rows(world, view, code, missing, known, MeasureKind.PROVIDER),
                data_key="gaps",
            )
        )
    return h("div", columns, class_="two")
