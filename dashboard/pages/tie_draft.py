"""A tie that is missing, drafted: with whom, what it would change, the corridor it serves, and its row for ties.csv."""

from __future__ import annotations

from typing import Any

from dashboard.context import Context
from dashboard.figures import glyphs
from dashboard.i18n import N_, _, n_
from dashboard.pages import Drawn, common, corridor_base, parts
from dashboard.shell import choose, empty, heading
from dashboard.theme import State
from dashboard.tree import Child, Node, h
from dashboard.view import View
from dashboard.world import World
from graph_schema.edition import BASE_EDITION
from graph_schema.errors import UsageError
from graph_schema.schema import SCHEMA
from graph_schema.values import TieKind

__all__ = ["COUNTERPARTS", "KINDS", "draft", "draw"]

COUNTERPARTS = {"police": N_("Police"), "hotline": N_("Hotline"), "ministry": N_("Ministry")}
#: what a tie with this counterpart is about
_ABOUT = {"police": "4", "hotline": "12"}
KINDS = {
    "joint_programme": N_("joint programme"),
    "mou": N_("memorandum"),
    "training": N_("training"),
    "member_of_body": N_("member of a body"),
    "data_sharing": N_("data sharing"),
    "referral": N_("referral"),
    "other": N_("other"),
}


def _tie(context: Context, view: View, member: str, counterpart: str) -> dict[str, Any]:
    """What is known of the tie of this member with this counterpart. Raises UsageError."""
    chosen = view.get("network")
    given = context.ask(view, "network", chosen) if chosen else context.ask(view, "network")
    for tie in given["ties"]:
        if (tie["member"], tie["counterpart"]) == (member, counterpart):
            return dict(tie)
    raise UsageError(
        _("{member} is not a member whose tie with this counterpart could be drafted.", member=member[:40]),
        hint=_("Choose a missing tie on the page of the network."),
    )


def _chosen(view: View, tie: dict[str, Any]) -> str:
    """The body of the address, else the first that is known there."""
    known = list(tie["known"])
    return view.get("to") if view.get("to") in known else known[0] if known else ""


def _kind(view: View) -> str:
    return view.get("kind") if view.get("kind") in set(TieKind) else "mou"


def _about(world: World, counterpart: str) -> str:
    number = _ABOUT.get(counterpart, "")
    return number if number in world.edition.by_number else ""


def draft(context: Context, view: View) -> dict[str, Any]:
    """One row of ties.csv for the ``member`` and ``counterpart`` of the address; what is not known stays empty."""
    world = context.world(view)
    head = {
        "snapshot": world.snapshot,
        "as_of": world.as_of.isoformat(),
        "edition": world.edition.id,
        "evidence": world.evidence,
    }
    if not view.get("member"):
        return {**head, "ties": []}
    tie = _tie(context, view, view.get("member"), view.get("counterpart"))
    body = _chosen(view, tie)
    row = dict.fromkeys(SCHEMA["ties"].columns, "")
    row |= {
        "a_id": tie["member"],
        "b_id": body,
        "kind": _kind(view),
        "iso3": tie["country"],
        "capability": _about(world, tie["counterpart"]) if world.edition.id == BASE_EDITION else "",
    }
    return {**head, "ties": [row] if body else []}


def _row_table(row: dict[str, str]) -> Node:
    words = {
        "a_id": _("one end"),
        "b_id": _("the other end"),
        "kind": _("kind"),
        "iso3": _("country"),
        "capability": _("capability"),
    }
    later = [k for k in row if not row[k] and k in {"since", "basis", "stated_by", "source_id", "verified"}]
    rows: list[list[Child]] = [
        [h("code", key), [h("code", row[key]), " ", h("span", said, class_="sub")]]
        for key, said in words.items()
        if row[key]
    ]
    rows.append([h("span", _("to fill in")), h("span", [[h("code", k), " "] for k in later])])
    return parts.table([_("Column"), _("Value")], rows, _("The row for ties.csv"), "plain-table")


def _corridors(context: Context, view: View, world: World, country: str, counterpart: str) -> Node | None:
    """The corridors that work with this counterpart would serve."""
    duty = _about(world, counterpart)
    if duty not in corridor_base.duties_of(world) or country not in world.countries:
        return None
    rows = context.ask(view, "corridors", duties=(duty,))["corridors"]
    own = [r for r in rows if country in (r["a"], r["b"]) and r["state"] == "covered"]
    name = parts.name_of(world.countries[country])
    words = n_(
        "{country} has {count} open corridor for {duty}.",
        "{country} has {count} open corridors for {duty}.",
        len(own),
        country=name,
        duty=parts.capability_name(world, duty),
    )
    return h(
        "section",
        h("h2", _("The corridor it serves")),
        h("p", words),
        h(
            "p",
            h(
                "a",
                _("See the corridors of {country}", country=name),
                href=view.href("corridors", duty=duty, country=country),
                class_="button quiet",
            ),
            h(
                "a",
                parts.capability_name(world, duty),
                href=view.href("why", country, duty),
                class_="button quiet",
            ),
            class_="actions",
        ),
        class_="panel-card",
    )


def draw(context: Context, view: View, member: str, counterpart: str) -> Drawn:
    world = context.world(view)
    if counterpart not in COUNTERPARTS:
        raise UsageError(
            _("{words} is not a counterpart.", words=counterpart[:40]),
            hint=_("Choose a missing tie on the page of the network."),
        )
    tie = _tie(context, view, member, counterpart)
    name = world.organisation(member).name
    title = _(
        "{member}: draft the tie with the {counterpart}",
        member=name,
        counterpart=_(COUNTERPARTS[counterpart]),
    )
    body = _chosen(view, tie)
    choice = {"network": view.get("network")}
    back = h(
        "a", glyphs.icon("back"), _("The network"), href=view.href("network", **choice), class_="button quiet"
    )
    lead = h("span", parts.known_on(world), h("br"), h("bdi", tie["why"]))
    if not body:
        tree = h(
            "div",
            heading(h("bdi", title), lead, back),
            empty(
                _("Nobody is known there to have a tie with"),
                _("Find out first who does this in the country, and record it."),
                h(
                    "a",
                    _("What a look would teach"),
                    href=view.href("country", tie["country"]),
                    class_="button",
                ),
            ),
            class_="page",
        )
        return Drawn(title, tree, world.edition.id, world.snapshot)
    here = view.with_query(member=member, counterpart=counterpart)
    (row,) = draft(context, here)["ties"]
    options = [(i, world.organisation(i).name) for i in tie["known"]]
    tree = h(
        "div",
        heading(h("bdi", title), lead, back),
        h(
            "div",
            choose("to", _("With"), options, body),
            choose("kind", _("Kind of cooperation"), [(k, _(w)) for k, w in KINDS.items()], _kind(view)),
            class_="filters",
        ),
        h(
            "section",
            h("h2", _("What it would change")),
            h(
                "p",
                glyphs.symbol(State.PLANNED),
                " ",
                common.organisation(world, member),
                " – ",
                common.organisation(world, body),
            ),
            h(
                "p",
                common.what_if_link(view, [f"+tie:{member}/{body}"], _("Try it as a what-if"), about=name),
                h(
                    "a",
                    _("Who works with whom there"),
                    href=view.href("partnerships", tie["country"]),
                    class_="button quiet",
                )
                if tie["country"] in world.countries
                else None,
                class_="actions",
            ),
            class_="panel-card",
        ),
        _corridors(context, view, world, tie["country"], counterpart),
        h(
            "section",
            h("h2", _("Its row, ready for the template")),
            h(
                "p",
                _(
                    "Download it, fill in since when, what it rests on and the source, and take it in with your other "
                    "files. Until then it stays a draft: nothing here changes what is recorded."
                ),
            ),
            _row_table(row),
            parts.take_away(
                parts.table_files(
                    view,
                    "tie-draft",
                    _("Row for ties.csv"),
                    member=member,
                    counterpart=counterpart,
                    to=body,
                    kind=_kind(view),
                    **choice,
                )
            ),
            class_="panel-card",
        ),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)
