"""Plans that are kept: the one of the page under a name, and those there are, to open again or to delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.costs import PARTS as COSTS
from dashboard.backend.plan_steps import PARTS as STEPS
from dashboard.backend.plan_steps import read_all
from dashboard.backend.world import World
from dashboard.downloads.declared import cell as words_of
from dashboard.downloads.declared import rows_of
from dashboard.pages.plan.asked import NAME, choices_of
from dashboard.pages.shared import common, parts
from dashboard.pages.shared.shell import field
from dashboard.ui.i18n import _, colon, day, listing, n_, number, told
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.edition import BASE_EDITION
from graph_schema.errors import NotAllowed, UsageError

__all__ = ["kept", "section", "standing", "way"]

LONGEST_NAME, LONGEST = 60, 200


def kept(context: Context, view: View) -> dict[str, Any] | None:
    """The plans of the workspace; None where it keeps none or the reader may not see them."""
    try:
        return context.ask(view, "plans")
    except (NotAllowed, UsageError):
        return None


def _split(texts: Sequence[str], names: Sequence[str]) -> dict[str, str] | None:
    """Texts as choices of an address; None where they are too long for one."""
    lines = [""]
    for text in texts:
        joined = f"{lines[-1]};{text}" if lines[-1] else text
        if len(joined) <= LONGEST:
            lines[-1] = joined
        else:
            lines.append(text)
    return (
        {n: line for n, line in zip(names, lines, strict=False) if line} if len(lines) <= len(names) else None
    )


def opened(view: View, row: Mapping[str, Any]) -> str:
    """The address of a plan, on the day and in the edition that it was kept for; "" where it is too long for one."""
    steps, costs = _split(row["steps"], STEPS), _split(row["costs"], COSTS)
    if steps is None or costs is None:
        return ""
    asked = {k: row[k] for k in ("as_of", "edition") if row[k]}
    return view.href(
        NAME,
        row["country"],
        **steps,
        **costs,
        budget=row["budget"],
        currency=row["currency"],
        plan_name=row["name"],
        **asked,
    )


def _texts(view: View, names: Sequence[str]) -> list[str]:
    return [t.strip() for n in names for t in view.get(n).split(";") if t.strip()]


def _same(view: View, code: str, row: Mapping[str, Any]) -> bool:
    """Whether the page shows this plan as it is kept."""
    return (code, _texts(view, STEPS), _texts(view, COSTS), view.get("budget"), view.get("currency")) == (
        row["country"],
        list(row["steps"]),
        list(row["costs"]),
        row["budget"],
        row["currency"],
    )


def _here(found: Mapping[str, Any] | None, view: View, code: str) -> Mapping[str, Any] | None:
    """The kept plan of the name that the address has, None where there is none."""
    name = view.get("plan_name").casefold()
    rows = found["plans"] if found and name else ()
    return next((r for r in rows if r["country"] == code and r["name"].casefold() == name), None)


def standing(context: Context, view: View, code: str) -> str:
    """Whether the plan of the page is kept, and as what."""
    row = _here(kept(context, view), view, code)
    if row is None:
        return _("Its steps are in the address, for this computer. Below it can be kept under a name.")
    return _standing(view, code, row)


def _standing(view: View, code: str, row: Mapping[str, Any]) -> str:
    if _same(view, code, row):
        return _("This plan is kept as {name!r}.", name=row["name"])
    return _(
        "This plan differs from {name!r} as it is kept. Keep it again, or under another name.",
        name=row["name"],
    )


def _save(view: View, code: str, row: Mapping[str, Any] | None) -> Node:
    words = (
        _standing(view, code, row)
        if row
        else _(
            "This plan is in the address only. Give it a name to keep it beside the records of the workspace."
        )
    )
    boxes = {**choices_of(view), "country": code}
    form = h(
        "form",
        field(
            _("Name"),
            h(
                "input",
                id="plan-name",
                name="name",
                type="text",
                value=view.get("plan_name"),
                required=True,
                maxlength=str(LONGEST_NAME),
                autocomplete="off",
            ),
            for_="plan-name",
        ),
        field(
            _("Note (optional)"),
            h(
                "input",
                id="plan-note",
                name="note",
                type="text",
                value=row["note"] if row else "",
                maxlength="400",
                autocomplete="off",
            ),
            for_="plan-note",
        ),
        [h("input", type="hidden", name=k, value=v) for k, v in boxes.items() if v],
        h("button", _("Keep this plan"), class_="button"),
        class_="filters",
        method="post",
        action=view.href("do", "plan", "save"),
        data_post=True,
    )
    return h("div", h("p", words, class_="sub"), form)


def _drop(view: View, code: str, name: str) -> Node:
    return h(
        "form",
        h("button", _("Delete"), h("span", colon(), name, class_="sr"), class_="button quiet"),
        class_="inline-form",
        method="post",
        action=view.href("do", "plan", "delete", **choices_of(view), country=code, name=name),
        data_post=True,
    )


def _to_donors(view: View, row: Mapping[str, Any]) -> Node:
    """The switch that lets donors see the unfunded steps of a plan, or no longer."""
    verb, words = (
        ("withdraw", _("Withdraw from donors")) if row["released"] else ("release", _("Release to donors"))
    )
    name = row["name"]
    confirm = _(
        "Donors then see the unfunded steps of this plan, with costs and who is responsible, on their page and in "
        "their brief."
    )
    return h(
        "form",
        h("button", words, h("span", colon(), name, class_="sr"), class_="button quiet"),
        class_="inline-form",
        method="post",
        action=view.href("do", "plan", verb, **choices_of(view), country=row["country"], name=name),
        data_post=True,
        data_confirm=None if row["released"] else confirm,
    )


def _released(view: View, row: Mapping[str, Any]) -> Node | None:
    """Since when donors see its unfunded steps, with the way to them."""
    if not row["released"]:
        return None
    words = _("Released to donors on {day}", day=day(date.fromisoformat(row["released"])))
    return h("p", h("a", words, href=view.href("donors", row["country"]) + "#unfunded"), class_="sub")


def _became(context: Context, view: View, row: Mapping[str, Any]) -> list[Child]:
    """How far a plan has come since its day, with its steps; why that cannot be told where one is no step any more."""
    since = row["as_of"] or row["saved"][:10]
    if not since:
        return []
    asked = {"country": row["country"], "steps": read_all(row["steps"]), "since": date.fromisoformat(since)}
    there = replace(view, edition=row["edition"] or BASE_EDITION)
    try:
        found = rows_of(context, there, "plan-progress", "steps", **asked)
    except UsageError as e:
        return [h("span", told(e.message), class_="sub")]
    steps = [
        h(
            "li",
            h("b", words_of(context, view, step["became"])),
            ": ",
            words_of(context, view, step["step"]),
            [" · ", words_of(context, view, step["done_on"])] if step["done_on"].data else None,
            [" · ", h("bdi", listing(step["sources"].texts))] if step["sources"].data else None,
            [" · ", _("due"), " ", words_of(context, view, step["due"])]
            if step["due"].data and step["became"].data != "done"
            else None,
            data_key=key,
        )
        for key, step in found.cells().items()
    ]
    return [
        " ".join(found.notes),
        h(
            "details",
            h("summary", _("What became of it"), h("span", colon(), row["name"], class_="sr")),
            h("ol", steps),
            data_key=f"became-{row['country']}-{row['name']}",
        ),
    ]


def way(context: Context, view: View, code: str) -> Node | None:
    """From the head of the page to the plans that are kept for a country, which stand below what is proposed."""
    here = [r for r in (kept(context, view) or {"plans": ()})["plans"] if r["country"] == code]
    if not here:
        return None
    count = h("span", number(len(here)), class_="sub")
    return h("a", _("Kept plans"), " ", count, href="#kept", class_="button quiet")


def section(context: Context, view: View, world: World, code: str, *, carries: bool) -> Node | None:
    """The plans kept here; with ``carries`` the form that keeps the one of the page. ``code``: the country of the page,
    "" = plans of every country."""
    found = kept(context, view)
    if found is None:
        return None
    here = _here(found, view, code)
    rows: list[list[Child]] = []
    for row in found["plans"]:
        if code and row["country"] != code:
            continue
        to = opened(view, row)
        way = (
            h(
                "a",
                _("Open this plan"),
                h("span", colon(), row["name"], class_="sr"),
                href=to,
                class_="button quiet",
            )
            if to
            else h("span", _("Too long for a page."), class_="sub")
        )
        saved = day(date.fromisoformat(row["saved"][:10])) if row["saved"] else ""
        country = world.countries.get(row["country"])
        rows.append(
            [
                [
                    h("bdi", row["name"]),
                    h("p", h("bdi", row["note"]), class_="sub") if row["note"] else None,
                    _released(view, row),
                ],
                h("bdi", parts.name_of(country) if country else row["country"]),
                [n_("{count} step", "{count} steps", len(row["steps"])), h("p", saved, class_="sub")],
                _became(context, view, row),
                h(
                    "div",
                    way,
                    _to_donors(view, row),
                    _drop(view, row["country"], row["name"]),
                    class_="actions",
                ),
            ]
        )
    if not rows and not carries:
        return None
    head = [_("Name"), _("Country"), _("Steps and day"), _("How far it has come"), _("Next steps")]
    body: list[Child] = [_save(view, code, here)] if carries else []
    body.append(
        common.data_table(view, head, rows, _("Plans kept in this workspace"))
        if rows
        else h("p", _("No plan is kept here yet."), class_="sub")
    )
    if found["broken"]:
        words = n_(
            "{count} file in the folder of plans cannot be read.",
            "{count} files in the folder of plans cannot be read.",
            len(found["broken"]),
        )
        body.append(h("p", words, class_="notice"))
    return h("section", h("h2", _("Kept plans"), id="kept"), body, class_="panel-card")
