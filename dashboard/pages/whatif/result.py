"""What comes of a what-if in a few words: one sentence in large type, what goes besides, what is gained, and what would
prevent it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dashboard.backend.additions import Gains
from dashboard.backend.context import Context
from dashboard.backend.plan_steps import (
    Measure,
    MeasureKind,
    bridge_measure,
    funder_measure,
    next_meeting,
    provider_measure,
    tie_measure,
)
from dashboard.backend.world import World
from dashboard.figures.cascade import links
from dashboard.pages.plan.put import put
from dashboard.pages.shared import common, parts
from dashboard.pages.whatif import still
from dashboard.pages.whatif.words import Kinds, Named, Words
from dashboard.ui.i18n import N_, _, day, listing, n_, number, plural
from dashboard.ui.theme import State
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["besides", "fixes", "gained", "result", "rounds"]

Answer = Mapping[str, Any]
Row = Mapping[str, Any]
FIXES = 6


def _moved(given: Answer) -> tuple[list[Row], list[Row], list[Row]]:
    """Cells in another state without a provider before or after: (planned then, planned no longer, others)."""
    rows = given["changed"]
    announced = [r for r in rows if r["after"] == State.PLANNED]
    dropped = [r for r in rows if r["before"] == State.PLANNED]
    return announced, dropped, [r for r in rows if State.PLANNED not in (r["before"], r["after"])]


def _duties_alone(given: Answer) -> bool:
    """Whether no capability is worse off: then the sentence tells the duties that end, else a number below it does."""
    _announced, dropped, other = _moved(given)
    return not any((given["fallen"], given["unsupported"], given["lowered"], dropped, other))


def _routes_alone(given: Answer) -> bool:
    """Whether the sentence tells the routes that no longer get through: nothing else is worse."""
    return _duties_alone(given) and not given["duties_lost"]


def _clauses(given: Answer, gains: Gains) -> tuple[list[str], list[str]]:
    """(what is lost, what is gained) as clauses of one sentence."""
    fallen, lost, weaker = (len(given[k]) for k in ("fallen", "unsupported", "lowered"))
    bad: list[str] = []
    if fallen:
        bad.append(n_("{count} capability is lost", "{count} capabilities are lost", fallen))
    if lost and fallen:
        bad.append(n_("{count} loses a prerequisite", "{count} lose a prerequisite", lost))
    elif lost:
        words = n_(
            "{count} capability loses a prerequisite", "{count} capabilities lose a prerequisite", lost
        )
        bad.append(words)
    if weaker and bad:
        bad.append(n_("{count} becomes fragile", "{count} become fragile", weaker))
    elif weaker:
        bad.append(n_("{count} capability becomes fragile", "{count} capabilities become fragile", weaker))
    announced, dropped, other = _moved(given)
    if dropped:
        bad.append(
            n_(
                "{count} capability is no longer planned",
                "{count} capabilities are no longer planned",
                len(dropped),
            )
        )
    if other:
        bad.append(
            n_(
                "{count} capability changes status",
                "{count} capabilities change status",
                len(other),
            )
        )
    if given["duties_lost"] and _duties_alone(given):
        ended = len(given["duties_lost"])
        bad.append(n_("{count} cross-border channel closes", "{count} cross-border channels close", ended))
    if _routes_alone(given) and (shut := len(still.lost(given))):
        words = n_(
            "{count} route from report to rescue no longer gets through",
            "{count} routes from report to rescue no longer get through",
            shut,
        )
        bad.append(words)
    n = {
        "gained": len(given["gained"]),
        "planned": len(announced),
        "linked": len(gains.handoffs),
        "open": len(given["duties_gained"]),
        "joined": len(gains.joined),
        "free": len(gains.bridges),
    }
    good = {
        "gained": n_(
            "{count} capability gains a provider", "{count} capabilities gain a provider", n["gained"]
        ),
        "planned": n_("{count} capability is planned", "{count} capabilities are planned", n["planned"]),
        "linked": n_(
            "{count} hand-off is backed by a partnership",
            "{count} hand-offs are backed by a partnership",
            n["linked"],
        ),
        "open": n_("{count} cross-border channel opens", "{count} cross-border channels open", n["open"]),
        "joined": n_(
            "{count} organisation is no longer isolated",
            "{count} organisations are no longer isolated",
            n["joined"],
        ),
        "free": n_(
            "{count} organisation is no longer the only connection between others",
            "{count} organisations are no longer the only connection between others",
            n["free"],
        ),
    }
    return bad, [words for key, words in good.items() if n[key]]


#: what makes a what-if one of which something is to be told
_SHOWN = (
    "also_removed",
    "also_ended",
    "lost_ground",
    "fallen",
    "taken_over",
    "unsupported",
    "lowered",
    "gained",
    "changed",
    "duties_lost",
    "duties_gained",
    "pieces",
)


def _touched(given: Answer) -> bool:
    return any(given[k] for k in _SHOWN) or bool(still.turned(given))


def result(world: World, given: Answer, gains: Gains, kinds: Kinds) -> str:
    """The whole answer in one sentence, or two where something is gained and something lost, or some of it later."""
    later = day(date.fromisoformat(min(x["day"] for x in given["later"]))) if given["later"] else ""
    bad, good = _clauses(given, gains)
    told = [
        _("{clauses}.", clauses=listing(clauses))
        for clauses in (bad, good if kinds.begins else [])
        if clauses
    ]
    nothing = not told and not _touched(given)
    if nothing and later:
        return _("Nothing changes before {day}.", day=later)
    if not told:
        told.append(_without_fall(world, given, kinds, nothing=nothing))
    if later:
        told.append(_("Some effects start only on {day}.", day=later))
    return " ".join(told)


def _without_fall(world: World, given: Answer, kinds: Kinds, *, nothing: bool) -> str:
    """What to say where no capability is touched."""
    if nothing and kinds.begins and not kinds.ends:
        return _(
            "The board does not change: these capabilities already have enough providers, or no "
            "need is known."
        )
    leaning = sorted(
        {
            (x["country"], x["capability"])
            for x in given["lost_ground"]
            if (cell := world.cells.get((x["country"], x["capability"])))
            and cell.groups < len(cell.providers)
        }
    )
    if leaning:
        return _(
            "No capability is lost at once. But the remaining providers of {cells} may not be "
            "independent of those that stop.",
            cells=listing([parts.capability_name(world, n) for _c, n in leaning]),
        )
    if nothing:
        return _("No capability is lost: other providers remain, or nothing is known to depend on it.")
    return _("No capability is lost. Other effects are listed below.")


def besides(given: Answer) -> Node | None:
    """What goes besides what the sentence tells, with its number; nothing that is zero."""
    counts = (
        (
            len(given["also_removed"]),
            plural(
                "organisation that is part of it closes too",
                "organisations that are part of it close too",
                len(given["also_removed"]),
            ),
        ),
        (
            len(given["also_ended"]),
            plural(
                "agreement or network it runs ends too",
                "agreements or networks it runs end too",
                len(given["also_ended"]),
            ),
        ),
        (
            len(given["taken_over"]),
            plural(
                "capability is taken over by who agreed to",
                "capabilities are taken over by who agreed to",
                len(given["taken_over"]),
            ),
        ),
        (
            len({x["stakeholder"] for x in given["lost_ground"]}),
            plural(
                "provider loses all known funding for a capability",
                "providers lose all known funding for a capability",
                len({x["stakeholder"] for x in given["lost_ground"]}),
            ),
        ),
        (
            0 if _duties_alone(given) else len(given["duties_lost"]),
            plural("cross-border channel closes", "cross-border channels close", len(given["duties_lost"])),
        ),
        (
            len(given["pieces"]),
            plural(
                "separate group of partners remains",
                "separate groups of partners remain",
                len(given["pieces"]),
            ),
        ),
        (
            0 if _routes_alone(given) else len(still.lost(given)),
            plural(
                "route from report to rescue no longer gets through",
                "routes from report to rescue no longer get through",
                len(still.lost(given)),
            ),
        ),
    )
    shown = [common.fact(n, words) for n, words in counts if n]
    return h("div", shown, class_="facts") if shown else None


def gained(world: World, view: View, given: Answer, gains: Gains) -> Node | None:
    """What an addition gives, list by list."""
    lists: list[tuple[str, list[Child]]] = [
        (
            _("Capabilities that gain a provider"),
            [common.cell(world, view, r["country"], r["capability"], where=True) for r in given["gained"]],
        ),
        (
            _("Capabilities planned from then on"),
            [common.cell(world, view, r["country"], r["capability"], where=True) for r in _moved(given)[0]],
        ),
        (
            _("Hand-offs backed by a partnership"),
            [
                _(
                    "{country}: {needs} receives from {gives}",
                    country=parts.name_of(world.countries[c]),
                    needs=parts.capability_name(world, a),
                    gives=parts.capability_name(world, b),
                )
                for c, a, b in gains.handoffs
            ],
        ),
        (
            _("Cross-border channels that open"),
            [
                _(
                    "{a} and {b}: {duty}",
                    a=parts.name_of(world.countries[r["a"]]),
                    b=parts.name_of(world.countries[r["b"]]),
                    duty=parts.capability_name(world, r["duty"]),
                )
                for r in given["duties_gained"]
            ],
        ),
        (_("No longer isolated"), [common.organisation_link(world, view, i) for i in gains.joined]),
        (
            _("No longer the only connection between others"),
            [common.organisation_link(world, view, i) for i in gains.bridges],
        ),
    ]
    shown = [
        h("div", h("h3", title), h("ul", [h("li", x) for x in items]), data_key=title)
        for title, items in lists
        if items
    ]
    if not shown:
        return None
    return h("section", h("h2", _("Gains")), h("div", shown, class_="gain-lists"), class_="panel-card")


#: what a round of the answer is called: where something ends, where something begins, where both
_TITLES = {
    0: (N_("What ends"), N_("What begins"), N_("Changes in this scenario")),
    1: (N_("What is part of it or run by it, and is lost too"),) * 3,
    2: (N_("Providers that lose their funding"),) * 3,
    3: (N_("Capabilities lost"), N_("Capabilities that improve"), N_("Capabilities that change")),
    4: (N_("Capabilities that lose a prerequisite"),) * 3,
    5: (
        N_("Cross-border channels that close"),
        N_("Cross-border channels that open"),
        N_("Cross-border channels that change"),
    ),
    6: (N_("Effects on cooperation"),) * 3,
    7: (N_("Routes from report to rescue"),) * 3,
    8: (N_("Already missing before"),) * 3,
}
_QUIET = ("fallen", "lowered", "gained", "changed", "unsupported", "duties_lost", "duties_gained", "pieces")


def _title(number: int, given: Answer, kinds: Kinds) -> str:
    """The words over a round. Where nothing falls, but something becomes weaker, nothing is called a fall."""
    at = 2 if kinds.ends and kinds.begins else 1 if kinds.begins else 0
    if number == 3 and at == 0 and given["lowered"]:
        return _("Capabilities lost or fragile") if given["fallen"] else _("Capabilities that become fragile")
    if number == 3 and not given["gained" if at == 1 else "fallen"]:
        at = 2
    return _(_TITLES[min(number, 8)][at])


LINES = 6  #: of a round that stand open; more are folded under what they come to


def _links(world: World, given: Answer) -> str:
    """The duties across borders that end, one clause each, with the country that they share."""
    by_duty: dict[str, list[tuple[str, str]]] = {}
    for r in given["duties_lost"]:
        by_duty.setdefault(r["duty"], []).append((r["a"], r["b"]))
    return listing(
        _(
            "{capability}: {lost}",
            capability=parts.capability_name(world, duty),
            lost=links(pairs, lambda c: parts.name_of(world.countries[c])),
        )
        for duty, pairs in by_duty.items()
    )


def old_money(given: Answer) -> str:
    """That some of the money that is lost may have ended before, "" where none may: the last line about money."""
    return [r["text"] for r in given["rounds"] if r["round"] == 2][-1] if given["may_have_ended"] else ""


def _lines(given: Answer) -> dict[int, list[Node]]:
    """What happens, by round. What is said in large type, or above the list of money, is left out."""
    nothing = not any(given[k] for k in _QUIET)
    by_round: dict[int, list[Node]] = {}
    old = {(r["stakeholder"], r["country"], r["capability"]) for r in given["may_have_ended"]}
    money = iter(given["lost_ground"])  # a line each
    for line in given["rounds"]:
        if nothing and line["round"] == 3:
            continue
        mark: Child = None
        if line["round"] == 2:
            row = next(money, None)
            if row is None:
                continue
            if (row["stakeholder"], row["country"], row["capability"]) in old:
                mark = h("span", " · ", _("may have ended before"), class_="sub")
        by_round.setdefault(line["round"], []).append(h("li", h("bdi", line["text"]), mark))
    return by_round


def rounds(world: World, given: Answer, kinds: Kinds) -> Node:
    """Sentences under the round in which they happen; rounds in which nothing happens are not counted."""
    items = []
    for shown, (number_, lines) in enumerate(sorted(_lines(given).items()), start=1):
        items.append(
            h(
                "li",
                h("span", number(shown), class_="round-no"),
                h(
                    "div",
                    h("p", _title(number_, given, kinds), class_="round-title"),
                    h("p", old_money(given), class_="sub") if number_ == 2 and old_money(given) else None,
                    h("ul", lines)
                    if len(lines) <= LINES
                    else h(
                        "details",
                        h(
                            "summary",
                            _links(world, given)
                            if number_ == 5 and given["duties_lost"]
                            else n_("{count} line", "{count} lines", len(lines)),
                        ),
                        h("ul", lines),
                        class_="fold",
                    ),
                ),
                data_key=str(number_),
            )
        )
    return h("ol", items, class_="rounds")


# -- what would prevent it


def _found(
    context: Context, view: View, world: World, given: Answer, changes: Sequence[str]
) -> list[tuple[str, str, str, Measure]]:
    """(country, words, what it is about, step) of the fixes for what ends, or of the additions themselves."""
    on = world.as_of
    weak = context.ask(view, "weak_points")
    sole = {(r["country"], r["capability"]): r for r in weak["sole_providers"]}
    out: list[tuple[str, str, str, Measure]] = []
    for r in given["fallen"]:
        key = (r["country"], r["capability"])
        name = parts.capability_name(world, r["capability"])
        if key in sole:
            out.append((r["country"], sole[key]["fix"], name, provider_measure(sole[key], on)))
        else:
            words = _(
                "Find a provider of {capability} in {country} that stays when these end.",
                capability=name,
                country=parts.name_of(world.countries[r["country"]]),
            )
            measure = Measure(MeasureKind.PROVIDER, (r["capability"],), (), next_meeting(on))
            out.append((r["country"], words, name, measure))
    gone = {c.partition(":")[2].partition("@")[0] for c in changes if c.startswith("stakeholder:")}
    for r in weak["sole_funders"]:
        for code in dict.fromkeys(c["country"] for c in r["cells"]) if r["funder"] in gone else ():
            measure_ = funder_measure(r, code, on)
            if measure_:
                out.append((code, r["fix"], world.organisation(r["funder"]).name, measure_))
    for r in weak["sole_bridges"]:
        home = world.organisation(r["stakeholder"]).home
        made = bridge_measure(r, on) if r["stakeholder"] in gone and home in world.countries else None
        if made:
            out.append((home, r["fix"], world.organisation(r["stakeholder"]).name, made))
    words_ = Words.of(context, view)
    for text in changes:
        change = Named.of(text)
        if change is None or not change.begins:
            continue
        kind, ids = change.kind, change.ids
        if any(i not in world.organisations for i in ids[: 2 if kind == "tie" else 1]):
            continue
        if kind == "tie" and len(ids) == 2:
            home = next((c for c in (world.organisation(i).home for i in ids) if c in world.countries), "")
            words = _("Bring the two organisations together: {what}.", what=words_.called(text))
            if home:
                out.append((home, words, words_.called(text), tie_measure(ids[0], ids[1], on)))
        elif kind == "delivery" and len(ids) == 3 and ids[1] in world.countries:
            step = Measure(MeasureKind.PROVIDER, (ids[2],), (ids[0],), next_meeting(on))
            words = _(
                "Ask {who} to begin: {what}.", who=world.organisation(ids[0]).name, what=words_.called(text)
            )
            out.append((ids[1], words, words_.called(text), step))
    return out


def fixes(
    context: Context,
    view: View,
    world: World,
    given: Answer,
    changes: Sequence[str],
    title: str,
) -> Node | None:
    """The steps that would prevent it (or that this is), each with one click into the plan."""
    found = _found(context, view, world, given, changes)
    if not found:
        return None
    every = view.get("fixes") == "all"
    shown = found if every else found[:FIXES]
    items = [
        h(
            "li",
            h(
                "div",
                [
                    h("p", common.cell(world, view, code, n, where=True))
                    for n in measure.about[:1]
                    if n in world.edition.by_number
                ],
                h("p", h("bdi", words)),
                class_="grow",
            ),
            put(world, view, code, [measure], about),
            data_key=f"{code}-{measure.text}",
        )
        for code, words, about, measure in shown
    ]
    more = h(
        "p",
        h("a", n_("Show all {count}", "Show all {count}", len(found)), href=view.href(None, fixes="all")),
    )
    return h(
        "section",
        h("h2", title),
        h("ul", items, class_="work-list"),
        more if len(shown) < len(found) else None,
        class_="panel-card",
    )
