"""The lists of the donors page as tables: one more provider, who funds what, grants, funders that leave, dependence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.backend.world import World
from dashboard.pages.money import amounts as money
from dashboard.pages.shared import common, edits, listed, parts
from dashboard.ui import glyphs
from dashboard.ui.i18n import _, folded, listing, n_, number, partial_date
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["OWN", "Drawing", "by_class", "lists", "payers", "with_grants"]

NAME = "donors"
OWN = "own-budgets"  #: the list of what is no grant
FEW = 3  #: names in a cell; more are folded under their number
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Drawing:
    """A list as it is shown: how many things it tells of, and its table."""

    count: int
    table: Node


def _step(signs: Sequence[str]) -> Node:
    """What it is and what it would be, on one line."""
    now, then = (Sign(s) for s in signs)
    return h(
        "span",
        glyphs.symbol(now),
        h("span", _(SIGNS[now].word), class_="sr"),
        " → ",
        glyphs.symbol(then),
        " ",
        _(SIGNS[then].word),
        class_="step-to",
    )


def _level(row: Row) -> Node | None:
    """Which others gain the same, where something is gained."""
    if not row["gains_the_same"] or not (row["gain"] or row["secures"]):
        return None
    words = n_(
        "{count} other gains the same: {numbers}.",
        "{count} others gain the same: {numbers}.",
        len(row["gains_the_same"]),
        numbers=listing(row["gains_the_same"]),
    )
    return h("p", words, class_="sub")


def _where(world: World, view: View, rows: list[Row], code: str) -> Drawing:
    out: list[list[Child]] = []
    for r in rows:
        out.append(
            [
                common.cell(world, view, r["country"], r["capability"], where=not code),
                _step(r["signs"]),
                number(r["gain"]) if r["gain"] else "",
                number(len(r["secures"])) if r["secures"] else "",
                [h("bdi", r["why"]), _level(r)],
                _("yes") if r["duties"] else "",
            ]
        )
    head = [
        _("Capability"),
        _("With one more provider, or a successor"),
        _("Capabilities improved"),
        _("No longer depend on a single provider"),
        _("Reason"),
        _("Area of cross-border cooperation"),
    ]
    caption = _("Largest effect of one more provider first")
    return Drawing(len(out), listed.listed(view, "where", head, out, caption))


def with_grants(given: Mapping[str, Any]) -> dict[str, list[Row]]:
    """The lists of an answer, rows of funders, of funding and of ends with the grants behind them (``grants``)."""
    grants = given["grants"]
    by_funder: dict[str, list[Row]] = {}
    for g in grants:
        by_funder.setdefault(g["funder"], []).append(g)
    same = {(g["funder"], g["recipient"], g["title"], g["country"], g["since"]): g for g in grants}
    out: dict[str, list[Row]] = {k: v for k, v in given.items() if isinstance(v, list)}
    out["funders"] = [{**r, "grants": by_funder.get(r["funder"], [])} for r in given["funders"]]
    out["funding"] = [
        {
            **r,
            "grants": money.matching(
                by_funder.get(r["funder"], ()), r["funder"], r["recipients"], r["country"], r["capability"]
            ),
        }
        for r in given["funding"]
    ]
    keys = ("funder", "recipient", "title", "country", "since")
    out["ends"] = [{**r, "grant": same.get(tuple(r[k] for k in keys))} for r in given["ends"]]
    return out


def by_class(grants: Sequence[Row]) -> dict[str, list[Row]]:
    """The grants as lists that stand apart: those that run, those without dates, those that may have ended; and own
    budgets."""
    names = {"running": "running", "undated": "undated", "may-have-ended": "may_have_ended", OWN: ""}
    return {key: money.of_class(grants, name) for key, name in names.items()}


def _records(world: World, view: View, grants: Sequence[Row], about: str) -> Node | None:
    return edits.to_records(world, view, "funding", sorted({i for g in grants for i in g["claims"]}), about)


def _folded(words: str, items: Child) -> Node:
    """A long list of a cell under what it comes to."""
    return h("details", h("summary", words), items, class_="fold in-cell")


def _through(world: World, view: View, recipients: list[str]) -> Child:
    names = common.names(world, view, recipients)
    if len(recipients) <= FEW:
        return names
    return _folded(n_("{count} organisation", "{count} organisations", len(recipients)), names)


def _places(world: World, codes: list[str]) -> Child:
    if not codes:
        return _("no country recorded")
    names = [parts.name_of(world.countries[c]) for c in parts.by_name(world, codes)]
    if len(names) <= FEW:
        return ", ".join(names)
    return _folded(
        n_("{count} country", "{count} countries", len(names)), h("ul", [h("li", h("bdi", n)) for n in names])
    )


def payers(world: World, view: View, rows: list[Row], code: str) -> Drawing:
    """Who pays, by name; everywhere: also in which countries. ``grants`` of a row: those behind it."""
    out: list[list[Child]] = [
        [
            h("a", common.organisation(world, r["funder"]), href=view.href(NAME, funder=r["funder"])),
            *([] if code else [_places(world, r["countries"])]),
            _through(world, view, r["recipients"]),
            [
                money.sums(r["grants"], code),
                _records(world, view, r["grants"], common.called(world, r["funder"])),
            ],
            partial_date(r["next_end"]) if r["next_end"] else _("no end date recorded"),
        ]
        for r in sorted(rows, key=lambda r: folded(world.organisation(r["funder"]).name))
    ]
    head = [
        _("Funder"),
        *([] if code else [_("Where")]),
        _("Organisations funded"),
        _("Recorded amounts"),
        _("Next end date"),
    ]
    return Drawing(len(out), listed.listed(view, "funders", head, out, _("In alphabetical order"), first=20))


def _by_country(world: World, view: View, rows: list[Row], _code: str) -> Drawing:
    """Where a funder pays: one row for each country, what names no country last."""
    by_country: dict[str, list[Row]] = {}
    for g in rows:
        for c in g["places"] or [""]:
            by_country.setdefault(c, []).append(g)
    codes = parts.by_name(world, [c for c in by_country if c in world.countries])
    out: list[list[Child]] = []
    for c in [*codes, *([""] if "" in by_country else [])]:
        own = by_country[c]
        named = [g for g in own if g["country"] == c]
        shared = len(own) - len(named)
        ends = sorted(g["until"] for g in own if g["until"])
        out.append(
            [
                h("a", h("bdi", parts.name_of(world.countries[c])), href=view.href(NAME, c))
                if c
                else _("no country recorded"),
                _through(world, view, list(dict.fromkeys(g["recipient"] for g in own))),
                [
                    money.sums(named, c) if named else None,
                    h(
                        "p",
                        n_(
                            "{count} grant is for several countries, its amount is not split",
                            "{count} grants are for several countries, their amounts are not split",
                            shared,
                        ),
                        class_="sub",
                    )
                    if shared
                    else None,
                    _records(
                        world, view, own, parts.name_of(world.countries[c]) if c else _("no country recorded")
                    ),
                ],
                partial_date(ends[0]) if ends else _("no end date recorded"),
            ]
        )
    head = [_("Country"), _("Organisations funded"), _("Recorded amounts"), _("Next end date")]
    return Drawing(len(out), listed.listed(view, "places", head, out, _("Country by country"), first=30))


def _not_counted(grant: Row) -> Node | None:
    """What a grant names and no work of its recipient is recorded for."""
    if not grant["uncounted"]:
        return None
    words = _("no recorded work for {numbers}", numbers=listing(grant["uncounted"]))
    return h("p", words, class_="sub")


def _grants(key: str, caption: str) -> Draw:
    """Every grant of a list with its amount, its period and what it is for."""
    return lambda world, view, rows, code: _listed(world, view, rows, code, key, caption)


def _listed(world: World, view: View, rows: list[Row], code: str, key: str, caption: str) -> Drawing:
    own = bool(view.get("funder")) and not code

    def order(g: Row) -> tuple[str, ...]:
        names = (folded(world.organisation(g[end]).name) for end in ("funder", "recipient"))
        return (*names, g["since"])

    out: list[list[Child]] = []
    for g in sorted(rows, key=order):
        funder = h("a", common.organisation(world, g["funder"]), href=view.href(NAME, funder=g["funder"]))
        receives: list[Child] = [common.organisation_link(world, view, g["recipient"]), common.recalled(g)]
        if g["title"]:
            receives.append(h("p", h("bdi", g["title"]), class_="sub"))
        if not g["at_work"]:
            receives.append(h("p", _not_at_work(g), class_="sub"))
        out.append(
            [
                *([] if own else [funder]),
                receives,
                [
                    h("span", money.amount(g), class_="" if g["amount"] is not None else "sub"),
                    _records(
                        world, view, [g], common.grant_called(world, g["title"], g["funder"], g["recipient"])
                    ),
                ],
                money.period(g),
                [money.paid_for(world, view, g, code), _not_counted(g)],
                *([] if code else [_places(world, g["places"])]),
            ]
        )
    head = [
        *([] if own else [_("Funder")]),
        _("Recipient"),
        _("Amount"),
        _("Period"),
        _("What it is for"),
        *([] if code else [_("Where")]),
    ]
    table = listed.listed(view, key, head, out, caption)
    if key != "running":
        return Drawing(len(out), table)
    total = h("p", _("Together: {sums}", sums=money.sums_text(rows, code)), class_="sub")
    return Drawing(len(out), h("div", total, table))


def _not_at_work(grant: Row) -> str:
    """That no work of the recipient is recorded for what the grant is for, or that it has ended."""
    if grant["work_ended"]:
        return _("its work there ended ({when})", when=partial_date(grant["work_ended"]))
    return _("no recorded work there")


def _how_long(row: Row) -> str:
    """Until when a funder pays; where no end is known, when that was last seen and whether the work is over."""
    if row["recipients"] == [row["funder"]]:
        return _("own budget")
    if row["until"]:
        until = _("until {when}", when=partial_date(row["until"]))
        return until if row["pays"] or row["at_work"] else _unworked(row, until)
    if not row["seen"]:
        seen = _("end date unknown")
    elif row["undated"]:
        seen = _("end date unknown, source undated, read on {when}", when=partial_date(row["seen"]))
    else:
        seen = _("end date unknown, last mentioned {when}", when=partial_date(row["seen"]))
    if row["may_have_ended"]:
        seen = _("{seen}; may have ended", seen=seen)
    elif row["class"] == "undated":
        seen = _("on record, without dates; {seen}", seen=seen)
    return seen if row["at_work"] else _unworked(row, seen)


def _unworked(row: Row, seen: str) -> str:
    """The same, and that the work is over or not recorded: then it pays for nothing there."""
    if row["work_ended"]:
        return _("{seen}; the work has ended ({when})", seen=seen, when=partial_date(row["work_ended"]))
    return _("{seen}; no such work of the recipient is recorded", seen=seen)


def _funding(world: World, view: View, rows: list[Row], code: str) -> Drawing:
    """Capability by capability: everybody who pays for it, so that who else funds stands beside each other."""
    cells: dict[tuple[str, str], list[Row]] = {}
    for r in rows:
        cells.setdefault((r["country"], r["capability"]), []).append(r)
    order = {n: i for i, n in enumerate(world.edition.by_number)}
    out: list[list[Child]] = []
    ids: list[str] = []
    for (country, capability), own in sorted(
        cells.items(), key=lambda c: (folded(parts.name_of(world.countries[c[0][0]])), order[c[0][1]])
    ):
        own = sorted(own, key=lambda r: folded(world.organisation(r["funder"]).name))
        who = [
            h(
                "li",
                h("a", common.organisation(world, r["funder"]), href=view.href(NAME, funder=r["funder"])),
                " ",
                h(
                    "span",
                    _how_long(r),
                    class_="sub",
                ),
                None
                if r["recipients"] == [r["funder"]] or r["may_have_ended"]
                else h("span", " · ", money.sums_text(r["grants"], country, capability), class_="sub"),
                common.recalled(r),
                h("p", h("bdi", r["note"]), class_="sub") if r["note"] else None,
                data_key=f"{i}-{r['funder']}",
            )
            for i, r in enumerate(own)
        ]
        through = dict.fromkeys(x for r in own for x in r["recipients"])
        funders = len({r["funder"] for r in own})
        pay = len({r["funder"] for r in own if r["pays"]})
        old = len({r["funder"] for r in own if r["may_have_ended"]})
        ids.append(f"{country}-{capability}")
        out.append(
            [
                common.cell(world, view, country, capability, where=not code),
                h("ul", who),
                common.names(world, view, through),
                [
                    number(funders),
                    h("p", n_("{count} pays for it today", "{count} pay for it today", pay), class_="sub")
                    if pay != funders
                    else None,
                    h(
                        "p",
                        n_("funding from {count} may have ended", "funding from {count} may have ended", old),
                        class_="sub",
                    )
                    if old
                    else None,
                ],
            ]
        )
    head = [_("Capability"), _("Funders"), _("Organisations funded"), _("Known funders")]
    caption = _("Funding that is not known to have ended, own budgets included")
    return Drawing(len(out), listed.listed(view, "funding", head, out, caption, ids=ids, class_="staying"))


def _perhaps(row: Row) -> Node | None:
    """That the money behind a row may have ended, which counts all the same."""
    return h("p", _("may have ended"), class_="sub") if row["may_have_ended"] else None


def _losses(world: World, view: View, rows: list[Row], code: str) -> Node | None:
    """Capabilities with the number of independent providers before and after."""
    items = [
        h(
            "li",
            common.cell(world, view, x["country"], x["capability"], where=not code),
            h(
                "span",
                n_(
                    "{before} → {count} independent provider",
                    "{before} → {count} independent providers",
                    x["after"],
                    before=x["before"],
                ),
                class_="sub",
            ),
            class_="loss",
        )
        for x in rows
        if not code or x["country"] == code
    ]
    return h("ul", items) if items else None


def _stops(world: World, rows: Row, who: list[tuple[str, str, str]], code: str) -> Node | None:
    """Who stops where nothing gets weaker, and who is left there; ``who``: (organisation, country, capability)."""
    stay: dict[tuple[str, str], list[Row]] = {}
    for x in rows["left"]:
        if not code or x["country"] == code:
            stay.setdefault((x["country"], x["capability"]), []).append(x)
    items = []
    for (country, capability), left in stay.items():
        name = parts.capability_name(world, capability)
        there = (
            name
            if code
            else _(
                "{country}: {capability}", country=parts.name_of(world.countries[country]), capability=name
            )
        )
        items.append(
            h(
                "li",
                _(
                    "{what}: {who} stops; remaining: {left}",
                    who=listing(
                        world.organisation(o).name for o, c, n in who if (c, n) == (country, capability)
                    ),
                    what=there,
                    left=listing(_stays(world, x) for x in left),
                ),
                class_="sub",
            )
        )
    return h("ul", items) if items else None


def _stays(world: World, row: Row) -> str:
    name = world.organisation(row["stakeholder"]).name
    if not row["paid_by"]:
        return name
    return _("{name} (only funder: {funder})", name=name, funder=world.organisation(row["paid_by"]).name)


def _ends(world: World, view: View, rows: list[Row], code: str) -> Drawing:
    """Grants by their end, those without one last. What ends with one is judged with all of its funder that end on
    that day, and so is it tried."""
    together: dict[tuple[str, str], list[str]] = {}
    for r in rows:
        if r["until"]:
            changes = together.setdefault((r["funder"], r["until"]), [])
            changes += [c for c in [f"funding:{r['funder']}/{r['recipient']}"] if c not in changes]
    out: list[list[Child]] = []
    for r in sorted(rows, key=lambda r: (not r["until"], r["until"], r["title"])):
        out.append(
            [
                [partial_date(r["until"]) if r["until"] else _("no end date recorded"), _perhaps(r)],
                [
                    [
                        h("bdi", r["title"]),
                        h("p", common.organisation_link(world, view, r["funder"]), class_="sub"),
                    ]
                    if r["title"]
                    else common.organisation_link(world, view, r["funder"]),
                    h("p", money.amount(r["grant"]), class_="sub") if r["grant"] else None,
                ],
                common.organisation_link(world, view, r["recipient"]),
                _losses(world, view, r["cells"], code)
                or _stops(
                    world, r, [(r["recipient"], x["country"], x["capability"]) for x in r["lost"]], code
                )
                or h("span", _("no capability weakens"), class_="sub"),
                [
                    common.what_if_link(
                        view,
                        together.get((r["funder"], r["until"]), [f"funding:{r['funder']}/{r['recipient']}"]),
                        _("What if this ends?"),
                        about=r["title"] or world.organisation(r["funder"]).name,
                    ),
                    edits.to_records(
                        world,
                        view,
                        "funding",
                        r["claims"],
                        common.grant_called(world, r["title"], r["funder"], r["recipient"]),
                    ),
                ],
            ]
        )
    head = [_("End date"), _("Grant"), _("Recipient"), _("What would be lost with it"), _("Run a what-if")]
    return Drawing(len(out), listed.listed(view, "ends", head, out, _("Grants by end date")))


def _leaves(world: World, view: View, rows: list[Row], code: str) -> Drawing:
    """Every funder, those with whom something is lost first, then by name."""

    def order(r: Row) -> tuple[bool, str]:
        lost = any(not code or x["country"] == code for x in r["cells"])
        return (not lost, folded(world.organisation(r["funder"]).name))

    out: list[list[Child]] = []
    for r in sorted(rows, key=order):
        out.append(
            [
                [
                    h("a", common.organisation(world, r["funder"]), href=view.href(NAME, funder=r["funder"])),
                    _perhaps(r),
                ],
                _losses(world, view, r["cells"], code)
                or _stops(
                    world, r, [(x["stakeholder"], x["country"], x["capability"]) for x in r["lost"]], code
                )
                or h(
                    "span",
                    _("no capability loses a provider here") if code else _("no capability loses a provider"),
                    class_="sub",
                ),
                common.names(
                    world,
                    view,
                    dict.fromkeys(x["stakeholder"] for x in r["lost"] if not code or x["country"] == code),
                ),
                [
                    common.what_if_link(
                        view, [f"stakeholder:{r['funder']}"], about=world.organisation(r["funder"]).name
                    ),
                    edits.to_records(world, view, "funding", r["claims"], common.called(world, r["funder"])),
                ],
            ]
        )
    head = [
        _("If this funder stops"),
        _("Capabilities that lose a provider"),
        _("Providers that lose all known funding for a capability"),
        _("Run a what-if"),
    ]
    caption = _("Funders whose withdrawal causes a loss first, then in alphabetical order")
    return Drawing(len(out), listed.listed(view, "leaves", head, out, caption))


def _dependence(world: World, view: View, rows: list[Row], code: str) -> Drawing:
    out: list[list[Child]] = [
        [
            common.cell(world, view, r["country"], r["capability"], where=not code),
            [common.organisation_link(world, view, r["funder"]), _perhaps(r)],
            n_(
                "{part} of {count} provider",
                "{part} of {count} providers",
                r["providers"],
                part=number(len(r["only"])),
            ),
            [
                common.names(world, view, r["only"]),
                edits.to_records(
                    world,
                    view,
                    "funding",
                    r["claims"],
                    common.called_at(world, r["funder"], r["country"], r["capability"]),
                ),
            ],
        ]
        for r in rows
    ]
    head = [_("Capability"), _("Funder"), _("Providers with no other known funding"), _("Who")]
    caption = _("Capabilities with a provider that has only one known funder")
    return Drawing(len(out), listed.listed(view, "dependence", head, out, caption))


Draw = Callable[[World, View, list[Row], str], Drawing]


def lists(code: str) -> list[tuple[str, str, str, str, Draw]]:
    """(list of the answer, its file, title, words, drawing), of a country, or else of one funder."""
    return [
        (
            "where",
            "one-more-provider",
            _("Effect of one more provider"),
            _(
                "What changes if one independent provider is added and nothing else changes; where one "
                "national provider is normal, a successor that has agreed to take over. Those that gain "
                "the same stand in the order of the gaps."
            ),
            _where,
        ),
        (
            "funders",
            "who-pays",
            _("Who funds where"),
            _(
                "Every funder on record: its recipients, which amounts are recorded, and when its next "
                "funding ends."
            ),
            payers,
        )
        if code
        else (
            "places",
            "who-pays",
            _("Where it funds"),
            _(
                "Where its funding goes, through whom, which amounts are recorded, and when the next "
                "funding ends."
            ),
            _by_country,
        ),
        (
            "running",
            "every-grant",
            _("Grants that run"),
            _(
                "Amount, currency, period and purpose as recorded. Nothing is converted, nothing is summed across "
                "currencies. Only awards are in the sum."
            ),
            _grants("running", _("Grants that run, by name")),
        ),
        (
            "undated",
            "every-grant",
            _("Grants on record, without dates"),
            _(
                "No record says since when or until when: whether they still run is not known. They are in no sum."
            ),
            _grants("undated", _("Grants on record, without dates, by name")),
        ),
        (
            "may-have-ended",
            "every-grant",
            _("Grants that may have ended"),
            _(
                "They began more than 36 months ago, and no end and no newer source is recorded. They are in no sum."
            ),
            _grants("may-have-ended", _("Grants that may have ended, by name")),
        ),
        (
            OWN,
            "every-grant",
            _("Own budgets"),
            _("What an organisation pays itself: no grant, and in no sum."),
            _grants(OWN, _("Own budgets, by name")),
        ),
        (
            "funding",
            "funding",
            _("Who funds what"),
            _(
                "All known funders of the same work, side by side. Own budgets are included. A grant that names a "
                "country and capabilities stands beside all of these, any other one beside what its recipient is "
                "recorded to do there. It pays for it if it runs and its recipient is recorded at work there."
            ),
            _funding,
        ),
        (
            "ends",
            "grants",
            _("What ends with each grant"),
            _(
                "Grants, their end dates, and the capabilities that weaken then. Grants of one funder "
                "that end on the same day are counted together. Own budgets have no end date. Grants that may have "
                "ended count here: nobody has said that they ended."
            ),
            _ends,
        ),
        (
            "leaves",
            "if-a-funder-leaves",
            _("If a funder stops"),
            _(
                "Providers that lose all their known funders for a capability are assumed to stop there. Only its "
                "funding ends here. The what-if stops the funder altogether, also what it provides itself. "
                "Grants that may have ended count here: nobody has said that they ended."
            ),
            _leaves,
        ),
        (
            "dependence",
            "dependence",
            _("Dependence on a single funder"),
            _(
                "Share of the providers of a capability that have only one known funder. Grants that may have ended "
                "count here: a provider with such a grant and another one is not listed."
            ),
            _dependence,
        ),
    ]
