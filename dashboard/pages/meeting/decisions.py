"""The decisions of the meeting page: each with its reason, cheapest fix, whom to ask, and what the meeting says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from coordination.reports.agenda import OPEN, PLAN, Entry, decided_of
from coordination.reports.minutes import VERDICTS
from coordination.text.codes import DECISION_KINDS
from dashboard.backend.plan_steps import OWNER_LENGTH, VERDICT
from dashboard.backend.world import World
from dashboard.pages.meeting.into_plan import STAYS, route_to_plan
from dashboard.pages.meeting.minutes import MOST, verdict_of
from dashboard.pages.plan.put import put_typed
from dashboard.pages.shared import common, edits, todo
from dashboard.pages.shared.shell import field
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, day, n_, number
from dashboard.ui.theme import SIGNS
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.edition import edition

__all__ = ["decision", "further", "typed"]

Row = Mapping[str, Any]
#: verdict in the address -> its words on the button, and what the free words are then about
_VERDICTS = {
    "": (N_("Not decided"), N_("Text for the minutes")),
    "agreed": (N_("Agreed"), N_("Text for the minutes")),
    "change": (N_("Agreed with a change"), N_("What should change")),
    "not-now": (N_("Not now"), N_("Reason for waiting")),
}
assert set(_VERDICTS) == set(VERDICTS)


#: where an item comes from
_KINDS = {**{k: s.text for k, s in DECISION_KINDS.items()}, PLAN: N_("Step of the action plan")}


def _symbol(world: World, code: str, row: Row) -> Node:
    """The symbol of the cell, or that of what it is about."""
    if row["capability"]:
        return glyphs.symbol(world.cells[code, row["capability"]].sign)
    return h("span", glyphs.icon("link"), class_="decision-sign")


def _asked(world: World, view: View, row: Row) -> Child:
    if not row["who"]:
        return h("span", _("not named yet"), class_="sub")
    return h("ul", [h("li", common.organisation_link(world, view, w, short=True)) for w in row["who"]])


def _leads(world: World, view: View, row: Row) -> Child:
    """The seat of the national body that leads the first step, and who holds it."""
    name = next(s["name"] for s in edition(world.edition.id).lists["seats"] if s["seat"] == row["lead"])
    if not row["accountable"]:
        held = _("seat vacant") if row["seat"] == "empty" else _("seat not known")
        return [_(name), h("span", held, class_="sub")]
    who = [h("li", common.organisation_link(world, view, w, short=True)) for w in row["accountable"]]
    return [_(name), h("ul", who)]


def _grants(world: World, view: View, row: Row) -> Node | None:
    """Which grants pay for it already and which could; nothing where nothing is to be said."""
    if not row["money"]:
        return None
    claims = dict.fromkeys(i for g in row["grants"] for i in g["claims"])
    said = [h("p", h("bdi", text)) for text in row["money"]]
    records = edits.to_records(world, view, "funding", claims, row["title"])
    return h("div", h("dt", _("Grants")), h("dd", said, records), class_="grow2")


def _stake(row: Row) -> str:
    n = len(row["at_stake"])
    return n_("{count} capability affected", "{count} capabilities affected", n)


def _verdicts(view: View, row: Row) -> Node:
    """What the meeting makes of it: one of four, kept in the address."""
    key, now = row["key"], decided_of(row, verdict_of(view, row["key"]))
    by_plan = row["from_plan"] is not None and bool(row["from_plan"].verdict)
    choices = [
        h(
            "label",
            h(
                "input",
                type="radio",
                name=f"verdict.{key}",
                value=value or (OPEN if by_plan else ""),
                checked=value == now,
                id=f"v-{key}-{value or 'open'}",
                data_query=f"v.{key}",
                data_draft_step=True,
            ),
            h("span", _(words)),
            class_="verdict-choice",
            data_key=value or "open",
        )
        for value, (words, _about) in _VERDICTS.items()
    ]
    return h(
        "fieldset",
        h("legend", _("Decision on {what}", what=row["title"]), class_="sr"),
        choices,
        class_="verdicts",
    )


def typed(
    name: str,
    label: str,
    *,
    type_: str = "text",
    hint: str = "",
    wide: bool = False,
    lines: int = 0,
    not_before: str = "",
    wrong: str = "",
    value: str = "",
) -> Node:
    """A field that people fill in: sent with the form, kept in this browser until then. ``value``: what the plan says;
    it comes before what this browser kept, when it is new. ``not_before``: the field of a
    day before which its own cannot be, which ``wrong`` then says beside it."""
    key = "d-" + name.replace(".", "-")
    common_: dict[str, object] = {
        "id": key,
        "name": name,
        "data_draft_field": True,
        "placeholder": hint,
        "maxlength": "4000" if lines else "400",
        "autocomplete": "off",
    }
    if value:
        common_["data_from_plan"] = value
    says = None
    if not_before:
        common_ |= {"data_not_before": not_before, "aria_describedby": f"{key}-wrong"}
        says = h("p", "", id=f"{key}-wrong", class_="field-wrong", role="alert", data_words=wrong)
    made = (
        h("textarea", rows=str(lines), **common_)
        if lines
        else h("input", type=type_, value=value or None, **common_)
    )
    out = field(label, made, says, for_=key)
    if wide:
        out[1]["class"] += " wide"
    return out


def decision(world: World, view: View, code: str, n: int, row: Row, rows: Sequence[Row]) -> Node:
    """One decision. ``n``: its number on the table; ``rows``: all that are on it."""
    key, now = row["key"], decided_of(row, verdict_of(view, row["key"]))
    said = row["from_plan"] or Entry()
    cell = world.cells.get((code, row["capability"]))
    style = SIGNS[cell.sign] if cell else None
    ends = row["ends"]
    by = date.fromisoformat(row["by"]) if row["by"] else None
    why: Child = None
    if cell:
        why = h(
            "a",
            _("Reason"),
            h("span", colon(), row["title"], class_="sr"),
            href=view.href("why", code, cell.capability),
        )
    elif row["kind"] != PLAN:
        kind = "agreement" if row["kind"] == "ending" else "stakeholder"
        why = common.what_if_link(view, [f"{kind}:{row['about']}"], about=row["title"])
        why[1]["class"] = ""
    off = [r["key"] for r in rows if r["key"] != key]
    return h(
        "article",
        h("span", number(n), class_="decision-no", aria_hidden="true"),
        h(
            "div",
            h(
                "h3",
                _symbol(world, code, row),
                h("span", h("bdi", row["title"])),
                id=f"decision-{n}",
                class_="decision-title",
            ),
            h(
                "p",
                _(_KINDS[row["kind"]]),
                [" · ", _stake(row)] if row["at_stake"] else None,
                [" · ", why] if why else None,
                class_="sub decision-kind",
            ),
            h(
                "p",
                h(
                    "span",
                    _("among the first three gaps, whatever the unknown turns out to be"),
                    class_="chip",
                ),
            )
            if row["first_whatever"] and world.known[code] < len(world.board(code))
            else None,
            [h("p", h("bdi", r), class_="decision-why") for r in row["reasons"]],
            edits.hangs_on(view, row, row["title"]),
            h(
                "dl",
                h("div", h("dt", _("Suggested action")), h("dd", h("bdi", row["fix"])), class_="grow2"),
                h(
                    "div",
                    h("dt", _("First step")),
                    h("dd", row["first_step"], todo.own_mark(row["basis"])),
                    class_="grow2",
                )
                if row["first_step"]
                else None,
                h("div", h("dt", _("Organisations to ask")), h("dd", _asked(world, view, row)))
                if row["kind"] != PLAN
                else None,
                h("div", h("dt", _("Responsible seat")), h("dd", _leads(world, view, row)))
                if row["lead"]
                else None,
                h(
                    "div",
                    h("dt", _("Deadline")),
                    h(
                        "dd",
                        day(by) if by else _("no deadline set"),
                        h("span", _("ends {day}", day=day(date.fromisoformat(ends))), class_="sub")
                        if ends
                        else None,
                    ),
                ),
                h(
                    "div",
                    h("dt", _("Cost")),
                    h("dd", h("bdi", row["cost"]) if row["cost"] else _("not known")),
                ),
                _grants(world, view, row),
                class_="decision-facts",
            ),
            h(
                "div",
                _verdicts(view, row),
                put_typed(
                    row["steps"],
                    row["title"],
                    route_to_plan(view, code, add=key),
                    route_to_plan(view, code, at=str(row["steps"][0]) if row["steps"] else ""),
                ),
                class_="decision-do",
            ),
            h(
                "p",
                _(
                    "Not all of this can go into the plan: it takes a responsible of at most {most} letters without ; "
                    "and ~, a deadline, and a cost as a number in one currency, each for one step. What you typed "
                    "stays here, for the minutes.",
                    most=OWNER_LENGTH,
                ),
                class_="notice",
                role="alert",
            )
            if str(n) in view.get(STAYS).split(";")
            else None,
            h(
                "details",
                h("summary", _("Add responsible organisation, deadline and text")),
                h(
                    "div",
                    typed(
                        f"owner.{key}",
                        _("Responsible"),
                        hint=_("An organisation or a role"),
                        value=said.owner,
                    ),
                    typed(f"by.{key}", _("Deadline"), type_="date", value=said.by),
                    typed(f"cost.{key}", _("Cost"), hint=_("not known"), value=said.cost),
                    typed(f"words.{key}", _(_VERDICTS[now][1]), wide=True),
                    class_="decision-fields",
                ),
                h(
                    "p",
                    h(
                        "a",
                        _("Remove from the agenda"),
                        h("span", colon(), row["title"], class_="sr"),
                        href=view.href(None, items=";".join(off), **{f"{VERDICT}{key}": None}),
                        class_="button quiet",
                    ),
                    class_="actions",
                )
                if off and len(off) <= MOST
                else None,
                open=bool(now or said.written),
            ),
            class_="decision-body",
        ),
        class_="decision"
        + (f" s-{cell.sign}" if cell else "")
        + (" dashed" if style and style.dashed else "")
        + (f" is-{now}" if now else ""),
        aria_labelledby=f"decision-{n}",
        data_key=key,
    )


def further(world: World, view: View, code: str, given: Row, rows: Sequence[Row]) -> Node | None:
    """What stands next in the four lists, to be put on the table instead or as well."""
    here = [r["key"] for r in rows]
    others = [r for r in [*given["decisions"], *given["further"]] if r["key"] not in here]
    if not others:
        return None
    items = [
        h(
            "li",
            _symbol(world, code, r),
            h(
                "span",
                h("bdi", r["title"]),
                h("span", " · ", _(_KINDS[r["kind"]]), " · ", _stake(r), class_="sub"),
                class_="grow",
            ),
            h(
                "a",
                _("Add to the agenda"),
                h("span", colon(), r["title"], class_="sr"),
                href=view.href(None, items=";".join([*here, r["key"]])),
                class_="button quiet",
            )
            if len(here) < MOST
            else None,
            data_key=r["key"],
        )
        for r in others[:9]
    ]
    return h(
        "details",
        h("summary", n_("{count} more decision proposed", "{count} more decisions proposed", len(others))),
        h("ul", items, class_="further-list"),
        class_="panel-card further-decisions",
    )
