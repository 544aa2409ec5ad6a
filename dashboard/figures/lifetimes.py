"""Since when and until when: a bar for each thing, over one axis of years, with the day that is asked about.

What is known is solid; from the day on, what nobody has set an end for is dashed; a bar whose beginning nobody
recorded fades in from the left. Each row says the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.ui.i18n import _, partial_date
from dashboard.ui.tree import Child, Node, h
from graph_schema.values import end_exclusive, first_day

__all__ = ["Lifetime", "lifetimes"]

AHEAD = 2  #: years shown after today at least
BACK = 3  #: years shown before today at least
LONGEST = 30  #: years shown at most
TICKS = 8
CLEAR = 0.1  #: of the axis, around the day


@dataclass(frozen=True)
class Lifetime:
    """``label`` stands before the bar, ``look`` is the class of its colour. ``since``, ``until``: partial dates as
    recorded, "" = not said; ``running``: whether it counts today."""

    label: Child
    look: str
    since: str
    until: str
    running: bool

    def said(self) -> str:
        """since Mar 2011, no end recorded."""
        begun = (
            _("since {day}", day=partial_date(self.since)) if self.since else _("the start is not recorded")
        )
        if self.until:
            return _("{begun}, until {day}", begun=begun, day=partial_date(self.until))
        if self.running:
            return _("{begun}, no end recorded", begun=begun)
        return _("{begun}, ended on a day that is not recorded", begun=begun)


def _years(rows: Sequence[Lifetime], today: date) -> tuple[int, int]:
    """First and last year of the axis."""
    starts = [d.year for r in rows if (d := first_day(r.since))]
    ends = [d.year for r in rows if (d := end_exclusive(r.until))]
    first = min([today.year - BACK, *starts])
    last = max([today.year + AHEAD, *ends])
    return max(first, today.year - LONGEST), min(last, today.year + LONGEST)


def lifetimes(rows: Sequence[Lifetime], today: date, title: str) -> Node:
    """The rows in their order. ``title`` names the picture for those who hear it."""
    first, last = _years(rows, today)
    low, high = date(first, 1, 1).toordinal(), date(last + 1, 1, 1).toordinal()

    def at(ordinal: int) -> str:
        return f"{min(1.0, max(0.0, (ordinal - low) / (high - low))):.4f}"

    now = at(today.toordinal())
    step = max(1, -(-(last - first + 1) // TICKS))
    years = [
        h("span", str(year), style={"--at": at(date(year, 1, 1).toordinal())}, data_key=str(year))
        for year in range(first, last + 1, step)
        if abs(float(at(date(year, 1, 1).toordinal())) - float(now)) > CLEAR
    ]
    items = []
    for n, r in enumerate(rows):
        start, end = first_day(r.since), end_exclusive(r.until)
        begins = at(start.toordinal()) if start else "0"
        known = min(end.toordinal(), high) if end else today.toordinal() if r.running else None
        bars: list[Child] = []
        if known is not None and float(at(known)) > float(begins):
            bars.append(
                h(
                    "i",
                    class_=f"life-bar {r.look}" + ("" if start else " unsaid"),
                    style={"--from": begins, "--to": at(known)},
                )
            )
        if r.running and end is None:
            bars.append(
                h(
                    "i",
                    class_=f"life-bar open {r.look}",
                    style={"--from": max(now, begins, key=float), "--to": "1"},
                )
            )
        items.append(
            h(
                "li",
                h("span", r.label, class_="life-label"),
                h("span", bars, class_="life-track", aria_hidden="true"),
                h("span", r.said(), class_="life-words sub"),
                data_key=str(n),
            )
        )
    return h(
        "div",
        h(
            "div",
            years,
            h("b", partial_date(today.isoformat()), style={"--at": now}),
            class_="life-axis",
            aria_hidden="true",
        ),
        h("ol", items, class_="lives", aria_label=title, style={"--now": now}),
        class_="life-frame",
    )
