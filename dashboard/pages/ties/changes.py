"""What a drafted tie would change, as the service tells it: hand-offs, who stands alone, ways across. And the cases in
which there is none to draft."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages.corridors import base as corridor_base
from dashboard.pages.shared import parts
from dashboard.pages.shared.shell import empty
from dashboard.ui.i18n import _, n_
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["changes", "corridors", "none_to_draft", "offered", "serves"]


def offered(tie: Mapping[str, Any]) -> list[str]:
    """Those with whom a tie could be drafted: neither of the house of the member nor tied to it."""
    out = {tie["member"], *tie["same_house"], *(x for pair in tie["ties"] for x in pair)}
    return [k for k in tie["known"] if k not in out]


def none_to_draft(world: World, view: View, tie: Mapping[str, Any]) -> Node:
    """Why no tie is drafted: nobody is known there, or none is missing (then with whom else one could be)."""
    if tie["state"] == "nobody_known":
        return empty(
            _("No possible partner is known there"),
            _("First find out who provides this in the country, and add it."),
            h(
                "a",
                _("See why a review would be useful"),
                href=view.href("country", tie["country"]),
                class_="button",
            ),
        )
    links = [
        h(
            "a",
            _("Draft a partnership with {name} anyway", name=world.organisation(i).name),
            href=view.href(None, to=i),
            class_="button quiet",
            data_key=i,
        )
        for i in offered(tie)
    ]
    itself = tie["member"] in tie["same_house"]
    return empty(
        _("There is no partnership to draft"),
        _(
            "{member} has this role itself, so no partnership is missing.",
            member=world.organisation(tie["member"]).name,
        )
        if itself
        else _("The two already work together, so no partnership is missing."),
        *links,
    )


def changes(context: Context, view: View, world: World, tie: Mapping[str, Any], body: str) -> list[Child]:
    """What would be otherwise with the tie, as the service tells it: hand-offs, who stands alone, ways across."""
    member, country = tie["member"], tie["country"]
    names = {i: world.organisation(i).name for i in (member, body)}
    out: list[Child] = []
    served = serves(context, view, country, member, body)
    if served:
        out.append(
            [
                n_(
                    "{count} hand-off would be backed by a partnership:",
                    "{count} hand-offs would be backed by a partnership:",
                    len(served),
                ),
                h(
                    "ul",
                    [
                        h("li", _("{needs} receives from {gives}", needs=needs, gives=gives), data_key=str(n))
                        for n, (needs, gives) in enumerate(served)
                    ],
                    class_="dotted",
                ),
            ]
        )
    given = context.ask(view, "graph", between=(member, body))
    alone = [i for i in (member, body) if i in given["alone"]]
    for i in alone:
        out.append(_("{name} has no recorded partnership today. This would be its first.", name=names[i]))
    way = (given.get("chain") or {}).get("nodes", ())
    if not way and not alone:
        out.append(
            _(
                "No recorded partnerships connect the two today. This partnership would connect the "
                "two groups."
            )
        )
    elif len(way) > 2:
        ties = {frozenset((t["a"], t["b"])): t for t in given["ties"]}
        steps = [ties.get(frozenset(pair)) for pair in pairwise(way)]
        gone = sum(bool(t and t["bridge"]) for t in steps)
        out.append(
            n_(
                "They are {count} step apart today; they would be direct partners.",
                "They are {count} steps apart today; they would be direct partners.",
                len(way) - 1,
            )
        )
        if gone:
            out.append(
                n_(
                    "{count} partnership would no longer be the only connection between two groups.",
                    "{count} partnerships would no longer be the only connection between two groups.",
                    gone,
                )
            )
    effects = context.ask(view, "what_if", changes=[f"+tie:{member}/{body}"])
    quiet = not any(effects[k] for k in ("fallen", "taken_over", "lowered", "gained", "changed"))
    out += [r["text"] for r in effects["rounds"] if 0 < r["round"] < 8 and not (quiet and r["round"] == 3)]
    return out or [
        _(
            "Hand-offs, connections and cross-border channels would not change. The two "
            "organisations would know each other."
        )
    ]


def serves(context: Context, view: View, country: str, one: str, other: str) -> list[tuple[str, str]]:
    """The hand-offs of a country that are not recorded and that a tie of these two would link, in words."""
    world = context.world(view)
    rows = context.ask(view, "handoffs")["handoffs"]
    return [
        (parts.capability_name(world, r["needs"]), parts.capability_name(world, r["gives"]))
        for r in rows
        if r["country"] == country
        and r["state"] == "not_recorded"
        and (
            (one in r["needs_by"] and other in r["gives_by"])
            or (other in r["needs_by"] and one in r["gives_by"])
        )
    ]


def corridors(context: Context, view: View, world: World, country: str, duty: str) -> Node | None:
    """The corridors for the ``duty`` that a tie in this country would serve."""
    if duty not in corridor_base.duties_of(world) or country not in world.countries:
        return None
    rows = context.ask(view, "corridors", duties=(duty,))["corridors"]
    looks = [corridor_base.look(world, r) for r in rows if country in (r["a"], r["b"])]
    opened, bound = looks.count("covered"), looks.count("unnamed") + looks.count("no_hands")
    name, what = parts.name_of(world.countries[country]), parts.capability_name(world, duty)
    words = [
        n_(
            "{country} has {count} open cross-border channel for {duty}.",
            "{country} has {count} open cross-border channels for {duty}.",
            opened,
            country=name,
            duty=what,
        )
        if opened
        else _("{country} has no known open cross-border channel for {duty}.", country=name, duty=what),
    ]
    if bound:
        words.append(
            n_(
                "For {count} more, an agreement covers both countries, but at least one has no named "
                "provider.",
                "For {count} more, an agreement covers both countries, but at least one has no named "
                "provider.",
                bound,
            )
        )
    return h(
        "div",
        h("h3", _("Cross-border cooperation it supports")),
        [h("p", w) for w in words],
        h(
            "p",
            h(
                "a",
                _("See the cross-border cooperation of {country}", country=name),
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
        class_="stack",
    )
