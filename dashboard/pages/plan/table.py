"""The steps of a plan as a table: what, when, for how much, who, how one sees it; and the ways to change them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from coordination.reports.minutes import VERDICTS
from dashboard.backend.plan_steps import (
    KINDS,
    Measure,
    MeasureKind,
    Step,
    item_query,
    next_meeting,
)
from dashboard.backend.world import World
from dashboard.pages.plan.asked import choices_of, merged
from dashboard.pages.plan.filled import NEW, Typed
from dashboard.pages.plan.parts import in_unit
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.shell import day_input, field
from dashboard.ui.i18n import N_, _, colon, folded, number, partial_date
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from dashboard.ui.words import EFFORTS
from graph_schema.edition import edition

__all__ = ["add_measure", "owners", "steps_table"]

Row = Mapping[str, Any]
_ROLES = {
    "responsible": N_("Responsible"),
    "accountable": N_("Accountable"),
    "consulted": N_("Consulted"),
    "informed": N_("Informed"),
}
_SHOWN = 4
NOTHING = Typed()
_OWNERS = "owners"  #: id of the list of organisations


def _who(world: World, row: Row) -> Node:
    """Who has which part in a step."""
    out: list[Child] = []
    for key, words in _ROLES.items():
        who, owner = row[key], row["owner"] if key == "responsible" else ""
        if not (who or owner) and key not in row["missing"]:
            continue
        out.append(
            h(
                "li",
                h("span", _(words), class_="sub"),
                " ",
                [[", " if i else "", common.organisation(world, s)] for i, s in enumerate(who[:_SHOWN])]
                if who
                else h("bdi", owner)
                if owner
                else h("span", _("not named yet"), class_="chip"),
                f" +{number(len(who) - _SHOWN)}" if len(who) > _SHOWN else "",
                title=", ".join(world.organisation(s).name for s in who[_SHOWN:]) or None,
            )
        )
    if row["kind"] != "raise":
        out += [h("li", h("bdi", f)) for f in row["flags"]]
    return h("ul", out)


def _cost(row: Row, currency: str) -> Child:
    """What a step costs; of a renewal without a cost of its own what the grants that end came to."""
    if row["cost"] is not None:
        return in_unit(row["cost"], currency)
    return h("bdi", row["grants"]) if row["grants"] else _("not known")


def _raise(world: World, view: View, code: str, row: Row, assumed: bool) -> list[Child]:
    words = _("from phase {a} to phase {b}", a=row["from"], b=row["to"])
    note = h(
        "span",
        _("phase 1 is assumed"),
        class_="chip",
        title=_("No maturity review has set a phase for this capability. The plan counts it as phase 1."),
    )
    return [
        h("p", common.cell(world, view, code, row["capability"]), class_="step-what"),
        h("p", words, " ", note if assumed else None, class_="sub"),
    ]


def _measure(world: World, view: View, code: str, row: Row) -> list[Child]:
    about = [n for n in row["about"] if n in world.edition.by_number]
    return [
        h("p", h("bdi", row["text"]), class_="step-what"),
        h(
            "p",
            _(KINDS[MeasureKind(row["kind"])]),
            [[" · ", common.cell(world, view, code, n)] for n in about],
            class_="sub",
        ),
        _led(world, row) if row["lead"] else None,
    ]


def _done(world: World, row: Row) -> Node | None:
    """That the records show a step as done: since when, and by which source."""
    if row["became"] != "done":
        return None
    day = [" · ", partial_date(row["done_on"])] if row["done_on"] else None
    sources = [[", " if i else " · ", common.source(world, s)] for i, s in enumerate(row["shown_by"] or ())]
    return h("p", h("b", _("Done, by what is recorded")), day, sources, class_="sub step-done")


def _decided(row: Row) -> Node | None:
    """What a meeting decided about a step."""
    if not row["decided"]:
        return None
    return h("p", _("Decision"), colon(), h("b", _(VERDICTS[row["decided"]].text)), class_="sub")


def _led(world: World, row: Row) -> Node:
    """The seat that leads an action, and the time that it needs."""
    seat = next(s["name"] for s in edition(world.edition.id).lists["seats"] if s["seat"] == row["lead"])
    led, time = _("Responsible seat"), _("Time needed")
    effort = _(EFFORTS[row["effort"]])
    return h("p", led, colon(), _(seat), " · ", time, colon(), effort, class_="sub")


def _when(row: Row, own_start: bool) -> str:
    if not row["end"]:
        start = _("from {day}", day=partial_date(row["start"])) if own_start else ""
        return start or _("no deadline set")
    if row["kind"] == "raise" or own_start:
        return _("{start} to {end}", start=partial_date(row["start"]), end=partial_date(row["end"]))
    return _("by {day}", day=partial_date(row["end"]))


def steps_table(
    world: World,
    view: View,
    given: Row,
    code: str,
    caption: str,
    *,
    items: Sequence[Step] = (),
    findings: Mapping[int, Sequence[str]] | None = None,
    typed: Typed = NOTHING,
) -> Node:
    """The steps in their order. With ``items`` (a plan of one's own) each can be moved, changed and taken out;
    ``findings``: what is wrong with the order, by step; ``typed``: what was typed and could not be taken."""
    rows: list[list[Child]] = []
    for r in merged(given):
        n = r["order"]
        what = (
            _raise(world, view, code, r, r["from"] == 1 and r["capability"] in given["assumed"])
            if r["kind"] == "raise"
            else _measure(world, view, code, r)
        )
        told = [h("p", h("bdi", t), class_="problem") for t in (findings or {}).get(n, ())]
        change = _change(world, view, code, items, n - 1, typed.of(str(n))) if items else None
        line: list[Child] = [
            h(
                "div",
                h(
                    "span",
                    number(n),
                    class_="step-no",
                    id=None if items else f"best-{n}",
                    aria_hidden="true",
                ),
                h("div", what, _done(world, r), _decided(r), told, change, class_="grow"),
                id=f"step-{n}" if items else None,
                class_="step",
            ),
            h("span", _when(r, bool(items) and items[n - 1].first is not None), class_="when"),
            _cost(r, given["currency"]),
            _who(world, r),
            h("bdi", r["indicator"]),
        ]
        if items:
            line.append(_moves(view, items, n - 1))
        rows.append(line)
    head = [_("Step"), _("When"), _("Cost"), _("Responsible and others"), _("How to check that it is done")]
    if items:
        head.append(_("Move"))
    return common.data_table(view, head, rows, caption, class_="steps-table")


# -- changing a plan of one's own


def _said(world: World, step: Step) -> str:
    """A step in a few words, for those who hear a button out of place."""
    if step.measure is None:
        name = parts.capability_name(world, step.capability)
        return _("{capability}: {a} → {b}", capability=name, a=step.start, b=step.to)
    return f"{_(KINDS[step.measure.kind])}, {', '.join(step.measure.about)}"


def _moves(view: View, items: Sequence[Step], i: int) -> Node:
    """Up, down and out, as addresses."""

    def link(sign: str, words: str, changed: list[Step] | None) -> Node:
        if changed is None:
            return h("span", sign, class_="tool off", aria_hidden="true")
        return h(
            "a",
            sign,
            h("span", words, class_="sr"),
            href=view.href(None, **item_query(changed)),
            class_="tool",
            title=words,
        )

    steps = list(items)
    up = [*steps[: i - 1], steps[i], steps[i - 1], *steps[i + 1 :]] if i else None
    down = [*steps[:i], steps[i + 1], steps[i], *steps[i + 2 :]] if i + 1 < len(steps) else None
    n = number(i + 1)
    return h(
        "span",
        link("↑", _("Move step {number} up", number=n), up),
        link("↓", _("Move step {number} down", number=n), down),
        link("×", _("Remove step {number}", number=n), steps[:i] + steps[i + 1 :]),
        class_="moves",
    )


def _organisations(world: World, code: str) -> list[tuple[str, str]]:
    """Who is at home or at work in the country, by name."""
    here = {i for i, o in world.organisations.items() if o.home == code}
    for cell in world.board(code):
        here.update(cell.providers, cell.supporters, cell.planned)
    return sorted(((i, world.organisation(i).name) for i in here), key=lambda pair: folded(pair[1]))


def _checked(
    label: str, key: str, name: str, typed: Typed, control: Callable[[Mapping[str, Any]], Node]
) -> Node:
    """A field, with what is wrong in it."""
    wrong = typed.wrong.get(name)
    if not wrong:
        return field(label, control({}), for_=key)
    said = {"aria_invalid": "true", "aria_describedby": f"{key}-wrong"}
    return field(label, control(said), h("p", wrong, id=f"{key}-wrong", class_="field-wrong"), for_=key)


def _day(text: str) -> date | None:
    """A day that was typed, None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _fields(world: World, code: str, key: str, item: Measure | None, typed: Typed) -> list[Node]:
    """Whom, by when, for how much. ``key`` makes their ids."""
    by = item.by if item else next_meeting(world.as_of)
    by = _day(typed.form["by"]) if typed.form else by
    cost = "" if item is None or item.cost is None else str(item.cost)
    asked = typed.form["who"] if typed.form else ",".join(item.who) if item else ""
    options = [h("option", _("not named yet"), value="")]
    known = _organisations(world, code)
    if asked and asked not in {i for i, _name in known}:
        names = ", ".join(world.organisation(i).name for i in asked.split(",") if i)
        options.append(h("option", names, value=asked))
    options += [h("option", name, value=i) for i, name in known]
    return [
        field(
            _("Organisations asked"),
            h("select", options, id=f"who-{key}", name="who", value=asked),
            for_=f"who-{key}",
        ),
        _checked(
            _("Deadline"),
            f"by-{key}",
            "by",
            typed,
            lambda more: day_input("by", by, id=f"by-{key}", required=False, data_query=None, **more),
        ),
        _checked(
            _("Cost"),
            f"cost-of-{key}",
            "cost",
            typed,
            lambda more: h(
                "input",
                id=f"cost-of-{key}",
                name="cost",
                type="number",
                min="0",
                step="any",
                value=typed.form.get("cost", cost),
                placeholder=_("not known"),
                **more,
            ),
        ),
    ]


def _owner(world: World, key: str, step: Step | None, typed: Typed) -> Node:
    """Who is responsible: an organisation of the list, or anybody."""
    name = world.organisation(step.owner).name if step and step.owner else ""
    return _checked(
        _("Responsible (empty: as proposed)"),
        f"owner-{key}",
        "owner",
        typed,
        lambda more: h(
            "input",
            id=f"owner-{key}",
            name="owner",
            list=_OWNERS,
            maxlength="300",
            value=typed.form.get("owner", name),
            autocomplete="off",
            **more,
        ),
    )


def _first(key: str, step: Step | None, typed: Typed) -> Node:
    """When a step starts: left to the order of the plan, or on a day of its own."""
    day = _day(typed.form["first"]) if typed.form else step.first if step else None
    return _checked(
        _("Start (empty: as soon as the order allows)"),
        f"first-{key}",
        "first",
        typed,
        lambda more: day_input("first", day, id=f"first-{key}", required=False, data_query=None, **more),
    )


def _change(world: World, view: View, code: str, items: Sequence[Step], i: int, typed: Typed) -> Node:
    """Who, when and for how much, of one step; the answer of the form is the page with the step changed."""
    step, key = items[i], str(i + 1)
    summary = _("Change responsible and start")
    fields = [_owner(world, key, step, typed), _first(key, step, typed)]
    if measure := step.measure:
        summary = _("Change responsible, dates and cost")
        asked, *rest = _fields(world, code, key, measure, typed)
        fields = [*([] if measure.kind is MeasureKind.TIE else [asked]), *fields, *rest]
    return h(
        "details",
        h("summary", summary, h("span", colon(), _said(world, step), class_="sr")),
        h(
            "form",
            fields,
            h("button", _("Change"), type="submit", class_="button quiet"),
            class_="filters",
            method="post",
            action=view.href("plan-step", code, **choices_of(view), at=key),
        ),
        open=bool(typed.wrong) or None,
        class_="fold step-change",
    )


def owners(world: World, code: str) -> Node:
    """The organisations that are offered while somebody types who is responsible."""
    return h(
        "datalist",
        [h("option", value=name, data_key=name) for _i, name in _organisations(world, code)],
        id=_OWNERS,
    )


def add_measure(world: World, view: View, code: str, typed: Typed) -> Node:
    """A form for a named step: its kind, its capability, whom, by when, for how much."""
    kinds = [k for k in KINDS if k is not MeasureKind.TIE]
    return h(
        "details",
        h("summary", _("Add a specific step, such as a provider, a renewal or a review")),
        h(
            "form",
            field(
                _("What"),
                h(
                    "select",
                    [h("option", _(KINDS[k]), value=str(k)) for k in kinds],
                    id="new-kind",
                    name="kind",
                    value=typed.form.get("kind", str(kinds[0])),
                ),
                for_="new-kind",
            ),
            field(
                _("Capability"),
                h(
                    "select",
                    [
                        h("option", parts.capability_name(world, c.number), value=c.number)
                        for c in world.edition.capabilities
                    ],
                    id="new-about",
                    name="about",
                    value=typed.form.get("about", world.edition.capabilities[0].number),
                ),
                for_="new-about",
            ),
            _fields(world, code, NEW, None, typed),
            _owner(world, NEW, None, typed),
            _first(NEW, None, typed),
            h("button", _("Add the step"), type="submit", class_="button"),
            class_="filters",
            method="post",
            action=view.href("plan-step", code, **choices_of(view)),
        ),
        id=f"step-{NEW}",
        open=bool(typed.wrong) or None,
        class_="fold",
    )
