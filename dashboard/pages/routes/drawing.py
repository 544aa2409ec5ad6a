"""The routes of a country as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from dashboard.backend.world import World
from dashboard.figures.routes import Hop, Station, Way, order
from dashboard.figures.routes import routes as figure
from dashboard.pages.routes import words
from dashboard.pages.routes.words import Row
from dashboard.ui.i18n import N_, _
from dashboard.ui.theme import Sign
from dashboard.ui.tree import Node
from dashboard.ui.view import View

__all__ = ["LINKS", "drawn", "place_of", "rescue", "the_others"]

#: how a hand-off is drawn -> what it means
LINKS = {
    "linked": N_("handed on: one organisation does both, or data sharing or referral is recorded"),
    "together": N_("they work together, and nobody recorded that cases are handed over"),
    "not_recorded": N_("no hand-off recorded on this route, which is no break: are they in contact?"),
    "unknown": N_("not known"),
    "stop": N_("stops here: nobody provides the station"),
}


def drawn(state: str) -> str:
    """How a hand-off of this state is drawn."""
    return {"abroad": "unknown", "others": "not_recorded"}.get(state, state)


def place_of(row: Row, step: Row) -> str:
    """The country in which a step is taken, "" where nobody named it."""
    return str(row["country"] if step["place"] == "home" else row["to"] or "")


class _Drawing:
    """What stands where. ``columns``: per row and step, its column from 1 on."""

    def __init__(
        self, world: World, view: View, rows: Sequence[Row], columns: Sequence[Sequence[int]]
    ) -> None:
        self.world, self.view, self.rows, self.columns = world, view, rows, columns

    def way(self, row: Row) -> Way:
        sign, said, _meaning = words.STATES[row["state"]]
        return Way(
            row["route"],
            words.begins(self.world, row["route"]),
            _(said),
            sign,
            self.view.href(None, way=row["route"]) + "#way",
        )

    def station(self, at: int, i: int) -> Station:
        row = self.rows[at]
        step, column = row["steps"][i], self.columns[at][i]
        place = place_of(row, step)
        number, sign = step["capabilities"][0], Sign.UNKNOWN
        told = _("Abroad")
        serving, who = [number], dict[str, str]()
        if place:
            number, sign = words.carrier(self.world, place, step["capabilities"])
            told = words.station_words(sign)
            serving = words.serving(self.world, place, step["capabilities"])
            for n in serving:
                for w in self.world.cells[place, n].providers:
                    who.setdefault(w, n)
        stops = row["state"] == "broken" and row["gap"] == step["step"]
        orgs = [(self.world.organisation(w), n) for w, n in who.items()]
        return Station(
            key=f"{row['route']}-{step['step']}",
            column=column,
            first=at,
            last=at,
            sign=sign,
            state=_("Stops here") if stops else told,
            number="/".join(serving),
            name=_(self.world.edition.by_number[number].name),
            who=tuple((o.kind, o.short or o.name, "" if n == number else n) for o, n in orgs),
            told=told,
            href=self.view.href("why", place, number)
            if place
            else self.view.href(None, way=row["route"]) + "#way",
            stops=stops,
            small=step["optional"],
        )

    def stations(self) -> list[Station]:
        """Those of rows below each other that are the same are one."""
        out = []
        places = [
            (self.columns[r][i], r, i) for r, row in enumerate(self.rows) for i in range(len(row["steps"]))
        ]
        every = [self.station(r, i) for _column, r, i in sorted(places)]

        def same(s: Station) -> tuple[object, ...]:
            return (s.column, s.number, s.stops, s.href, s.key if s.small else "")

        for _key, group in groupby(every, same):
            run: list[Station] = []
            for s in group:
                if run and s.first != run[-1].last + 1:
                    out.append(_joined(run))
                    run = []
                run.append(s)
            out.append(_joined(run))
        return out

    def hops(self) -> list[Hop]:
        return [hop for r in range(len(self.rows)) for hop in self._row(r)]

    def _row(self, r: int) -> list[Hop]:
        row, columns = self.rows[r], self.columns[r]
        steps = row["steps"]
        gone = [s["optional"] and s["state"] == "gap" for s in steps]
        first = {"in_place": "linked", "gap": "stop" if row["gap"] == 1 else "unknown"}.get(
            steps[0]["state"], "unknown"
        )
        out = [Hop(r, 0, columns[0], first, self._told(first))]
        states = {(link["from"] - 1, link["to"] - 1): link["state"] for link in row["links"]}
        for (i, j), state in states.items():
            around = j > i + 1
            if gone[i] or gone[j]:
                continue  # it is passed over
            between = range(i + 1, j)
            whole = all(states[a, a + 1] == "linked" for a in range(i, j)) if around else False
            if around and whole:
                continue
            look = drawn(state)
            if row["state"] == "broken" and row["gap"] == steps[j]["step"]:
                look = "stop"
            out.append(
                Hop(
                    r,
                    columns[i],
                    columns[j],
                    look,
                    self._told(look),
                    around=bool(between),
                    from_small=steps[i]["optional"],
                    to_small=steps[j]["optional"],
                )
            )
        return out

    def _told(self, look: str) -> str:
        return _(LINKS[look])


def _joined(run: Sequence[Station]) -> Station:
    return replace(run[0], last=run[-1].last)


def _picture(
    world: World, view: View, rows: Sequence[Row], heads: Sequence[str], staged: bool, title: str
) -> Node:
    place = {ident: i for i, (ident, _words) in enumerate(words.stages(world), 1)}

    def columns(row: Row) -> list[int]:
        steps = words.declared(world, row["route"]).steps
        return [place[s.stage] if staged else s.step for s in steps]

    wide = max((max(columns(r)) for r in rows), default=0)

    def keys(row: Row) -> list[str]:
        out = [""] * wide
        for step, column in zip(row["steps"], columns(row), strict=True):
            own, at = row["route"] if step["optional"] else step["place"], place_of(row, step)
            serving = words.serving(world, at, step["capabilities"]) if at else step["capabilities"][:1]
            out[column - 1] = f"{' '.join(serving)} {own}"
        return out

    placed = [rows[i] for i in order([keys(r) for r in rows])]
    drawing = _Drawing(world, view, placed, [columns(r) for r in placed])
    return figure(heads, [drawing.way(r) for r in placed], drawing.stations(), drawing.hops(), title)


def rescue(world: World, view: View, rows: Sequence[Row], title: str) -> Node:
    """The routes to a child, by stages."""
    return _picture(world, view, rows, [_("Who reports"), *(w for _i, w in words.stages(world))], True, title)


def the_others(world: World, view: View, rows: Sequence[Row], title: str) -> Node:
    """Other routes, station by station."""
    return _picture(world, view, rows, [_("Begins with")], False, title)
