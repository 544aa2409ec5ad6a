"""The prerequisites of a country as a what-if leaves them: on the page and as files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.backend.world import World
from dashboard.downloads import svg_export as paper
from dashboard.downloads.files import STRICT
from dashboard.figures.prerequisites import picture
from dashboard.pages.shared import parts
from dashboard.pages.whatif.asked import as_written
from dashboard.ui.i18n import _, listing
from dashboard.ui.theme import Sign
from dashboard.ui.tree import Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = ["PICTURES", "after_picture", "pictures", "states_after"]

PICTURES = 3
Answer = Mapping[str, Any]


def _touched(given: Answer) -> dict[str, tuple[set[str], set[str]]]:
    """Country -> (capabilities that fell, capabilities that lost what they rest on), those hit most first."""
    out: dict[str, tuple[set[str], set[str]]] = {}
    for i, key in enumerate(("fallen", "unsupported")):
        for r in given[key]:
            out.setdefault(r["country"], (set(), set()))[i].add(r["capability"])
    return dict(sorted(out.items(), key=lambda kv: (-len(kv[1][0] | kv[1][1]), kv[0])))


def states_after(world: World, given: Answer, iso3: str) -> dict[str, Sign]:
    """Capability -> the sign that it has in this country then."""
    states = {c.capability: c.sign for c in world.board(iso3)}
    return states | {r["capability"]: Sign(r["after"]) for r in given["signs"] if r["country"] == iso3}


def _drawn(view: View, world: World, given: Answer, iso3: str) -> Node:
    states = states_after(world, given, iso3)
    svg, _hit = picture(world.edition, states, lambda number: view.href("why", iso3, number))
    return svg


def _said(world: World, fell: set[str], lost: set[str]) -> list[str]:
    order = list(world.edition.by_number)
    said = [
        _("Lost: {names}.", names=listing(sorted(fell, key=order.index))) if fell else "",
        _("Lose a prerequisite: {names}.", names=listing(sorted(lost, key=order.index))) if lost else "",
        _("No capability of this country is lost.") if not fell and not lost else "",
        _("Thick line: what is missing then, including today's gaps."),
    ]
    return [s for s in said if s]


def pictures(world: World, view: View, given: Answer) -> list[Node]:
    """The countries hit most."""
    if not world.edition.needs:
        return []
    out = []
    choices = as_written(view, aside=False)
    for iso3, (fell, lost) in list(_touched(given).items())[:PICTURES]:
        title = _("{country} after the change", country=parts.name_of(world.countries[iso3]))
        files = parts.picture_files(view, "afterwards", title, country=iso3, **choices)
        out.append(
            h(
                "section",
                h("div", h("h2", h("bdi", title)), parts.take_away(files), class_="section-top"),
                h("p", " ".join(_said(world, fell, lost)), class_="sub"),
                h(
                    "div",
                    _drawn(view, world, given, iso3),
                    class_="scroll",
                    tabindex="0",
                    role="region",
                    aria_label=title,
                ),
                class_="panel-card",
                data_key=iso3,
            )
        )
    return out


def after_picture(context: Context, view: View) -> str:
    """One country afterwards, as a file. Raises UsageError where the edition knows no prerequisites."""
    from dashboard.pages.whatif.page import answer

    world = context.world(view)
    code = parts.country_of(world, view.get("country")).iso3
    given = answer(context, view)
    if not world.edition.needs:
        raise UsageError(
            _("There are no further effects, so there is no diagram."), hint=_("The page says so in words.")
        )
    fell, lost = _touched(given).get(code, (set(), set()))
    title = _("{country} after the change", country=parts.name_of(world.countries[code]))
    notes = [*_said(world, fell, lost), _("Data version {snapshot}.", snapshot=world.snapshot)]
    svg = _drawn(view, world, given, code)
    label = Labels.of(context, view, STRICT).of_row(given)
    return paper.sheet(svg, title, parts.known_on(world), notes, states=list(Sign), label=label)
