"""What ends when? The months ahead in which a capability gets weaker, why, the donors involved; a calendar file."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from coordination.text import verdicts
from coordination.text.states import Sign
from dashboard.backend.context import Context
from dashboard.backend.labels import Labels
from dashboard.downloads import svg_export as paper
from dashboard.downloads.calendar import Day, calendar
from dashboard.downloads.declared import Declared, cell
from dashboard.downloads.files import STRICT, File
from dashboard.figures.months import LEFT, Month, legend, months, strip
from dashboard.pages import Drawn, Page
from dashboard.pages.corridors import base as corridor_base
from dashboard.pages.money import amounts
from dashboard.pages.shared import common, listed, parts
from dashboard.pages.shared.shell import empty, heading
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, colon, listing, n_, number, partial_date
from dashboard.ui.theme import SIGNS
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View

__all__ = ["PAGE", "draw"]

NAME = "cliffs"
Row = Mapping[str, Any]


def choices(context: Context, view: View) -> dict[str, Any]:
    """How far ahead and where."""
    code = common.code_of(context.world(view), view, NAME)
    return {"months": 24, "countries": [code] if code else []}


FALLS = Declared("cliffs", "falls", choices)


def answer(context: Context, view: View) -> dict[str, Any]:
    return context.ask(view, "cliffs", **choices(context, view))


def _why(m: Row, c: Row) -> list[Row]:
    """The causes of one cell of a month."""
    return [x for x in m["causes"] if (x["country"], x["capability"]) == (c["country"], c["capability"])]


def _full(given: Row) -> list[Row]:
    return [m for m in given["months"] if m["cells"] or m["agreements"]]


def month_calendar(context: Context, view: View) -> str:
    """An all-day entry on the last day of each month in which something ends."""
    world = context.world(view)
    names = corridor_base.instruments(context, view)
    labels = Labels.of(context, view, STRICT)
    days = []
    for m in _full(answer(context, view)):
        year, month = (int(x) for x in m["month"].split("-"))
        what = [
            _(
                "{country}: {capability}",
                country=parts.name_of(world.countries[c["country"]]),
                capability=parts.capability_name(world, c["capability"]),
            )
            for c in m["cells"]
        ]
        what += [names.get(a, a) for a in m["agreements"]]
        who = listing(world.organisation(d).name for d in m["donors"])
        title = n_("{count} end date", "{count} end dates", len(what))
        words = "\n".join(what) + (f"\n{_('Donors: {names}', names=who)}" if who else "")
        code = common.code_of(world, view, NAME)
        key = f"cliff-{world.workspace}-{code or 'all'}-{m['month']}"
        days.append(Day(key, date(year, month, monthrange(year, month)[1]), title, words, labels.of_row(m)))
    return calendar(_("Upcoming end dates"), world.as_of, days)


def _bars(given: Row) -> list[Month]:
    """Months with what is left of the capabilities that get weaker."""
    out = []
    for m in given["months"]:
        nobody, fewer, unchecked = (sum(c["sign_after"] == s for c in m["cells"]) for s, _words in LEFT)
        out.append(Month(m["month"], nobody, fewer, unchecked, len(m["agreements"])))
    return out


def picture(context: Context, view: View) -> str:
    """The months ahead as a file."""
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    given = answer(context, view)
    title = (
        _("{country}: upcoming end dates", country=parts.name_of(world.countries[code]))
        if code
        else _("Upcoming end dates")
    )
    notes = [
        _("Bars: capabilities that weaken after the month. Chain link: an agreement ends."),
        _("Data version {snapshot}.", snapshot=world.snapshot),
    ]
    return paper.sheet(
        months(_bars(given)),
        title,
        parts.known_on(world, _("next 24 months, from end dates on record")),
        notes,
        states=[(state, _(words)) for state, words in LEFT],
        label=Labels.of(context, view, STRICT).of_row(given),
    )


def _twin(view: View, given: Row, names: Mapping[str, str]) -> Node:
    """The bars as a table."""
    rows: list[list[Child]] = [
        [
            h("a", partial_date(m["month"]), href=f"#m-{m['month']}")
            if m["cells"] or m["agreements"]
            else partial_date(m["month"]),
            number(len(m["cells"])),
            listing(names.get(a, a) for a in m["agreements"]),
        ]
        for m in given["months"]
    ]
    head = [_("Month"), _("Capabilities that weaken"), _("Agreements that end")]
    return h(
        "details",
        h("summary", _("Show as a table")),
        common.data_table(view, head, rows, _("The next 24 months")),
        class_="fold",
    )


def _change(c: Row) -> Node:
    """What it is and what is left of it, on one line, as every page draws it."""
    before, after = Sign(c["sign_before"]), Sign(c["sign_after"])
    return h(
        "span",
        glyphs.symbol(before),
        h("span", _(SIGNS[before].word), class_="sr"),
        " → ",
        glyphs.symbol(after),
        " ",
        _(dict(LEFT)[after]),
        class_="step-to",
    )


def _grants_of(months_: Iterable[Row]) -> list[Row]:
    """The grants that end in these months, each once, whatever it pays for."""
    return list({tuple(g["claims"]): g for m in months_ for x in m["causes"] for g in x["grants"]}.values())


def _ends(context: Context, view: View, causes: Iterable[Row]) -> list[str]:
    """The deliveries and grants that end, as changes of a what-if; none where providers come to depend on one
    another."""
    out: list[str] = []
    for x in causes:
        for s in x["stakeholders"]:
            if x["kind"] in ("delivery_ends", "stand_in_ends"):
                out += common.work(context, view, s, x["country"], x["capability"])
            elif x["kind"] == "funding_ends":
                out += [f"funding:{f}/{s}" for f in x["funders"]]
    return list(dict.fromkeys(out))


def _verdict(context: Context, view: View, code: str, given: Row) -> verdicts.Verdict:
    """What gets weaker and when, what else ends, and of how many grants one knows: an empty axis would say none."""
    full = _full(given)
    weaker = {(c["country"], c["capability"]) for m in full for c in m["cells"]}
    first = next((m["month"] for m in full if m["cells"]), "")
    agreements = len({a for m in full for a in m["agreements"]})
    return verdicts.ends(24, len(weaker), first, agreements, *_grants(context, view, code))


def _grants(context: Context, view: View, code: str) -> tuple[int, int]:
    """Of how many of the grants that count today the end is known, and how many there are."""
    grants = {
        (r["funder"], r["recipient"], r["title"], r["country"], r["since"]): r["until"]
        for r in context.ask(view, "donors", **({"countries": [code]} if code else {}))["grants"]
        if r["funder"] != r["recipient"]
    }
    return sum(bool(until) for until in grants.values()), len(grants)


def _month(
    context: Context, view: View, names: Mapping[str, str], m: Row, home: str, told: Mapping[str, Row]
) -> list[list[Child]]:
    """The rows of one month: capabilities that get weaker, then agreements that end. ``told``: key of a declared row ->
    its cells by their names."""
    world, rows = context.world(view), list[list[Child]]()
    for c in m["cells"]:
        cells = told[f"{m['month']}-{c['country']}-{c['capability']}"]
        changes = _ends(context, view, _why(m, c))
        others = h(
            "a",
            _("Other funders of the same work"),
            href=view.href("donors", c["country"], rows="funding") + f"#{c['country']}-{c['capability']}",
        )
        rows.append(
            [
                common.cell(world, view, c["country"], c["capability"], where=c["country"] != home),
                _change(c),
                cell(context, view, cells["why"]),
                [cell(context, view, cells["grants"]), h("p", others)] if cells["grants"].parts else "",
                common.what_if_link(
                    view,
                    changes,
                    _("What if this ends?"),
                    about=parts.capability_name(world, c["capability"]),
                )
                if changes
                else "",
            ]
        )
    for a in m["agreements"]:
        rows.append(
            [
                h(
                    "span",
                    glyphs.icon("link"),
                    " ",
                    corridor_base.instrument(world, view, names, a),
                    common.unread(a not in m["recalled"]),
                ),
                _("the agreement ends"),
                "",
                "",
                common.what_if_link(view, [f"agreement:{a}"], _("What if this ends?"), about=names.get(a, a)),
            ]
        )
    return rows


def _grant_words(grants: Sequence[Row]) -> str:
    """2 grants end: EUR 400,000."""
    said = n_("{count} grant ends", "{count} grants end", len(grants))
    return said + colon() + " " + amounts.ending(grants)


def _heading(m: Row) -> Child:
    """The month, and the money that ends in it."""
    grants = _grants_of([m])
    when = partial_date(m["month"])
    return [when, h("span", " · ", _grant_words(grants), class_="sub")] if grants else when


def _table(context: Context, view: View, names: Mapping[str, str], full: Sequence[Row], home: str) -> Node:
    """Every month in one table, so that its columns stand under each other."""
    head = [
        _("What ends"),
        _("What remains"),
        _("Reason"),
        _("Donors to contact, and their grants"),
        _("Run a what-if"),
    ]
    (falls,) = FALLS.filled(context, view)
    told = falls.cells()
    groups = [(f"m-{m['month']}", _heading(m), _month(context, view, names, m, home, told)) for m in full]
    cells = sum(len(m["cells"]) for m in full)
    agreements = sum(len(m["agreements"]) for m in full)
    said = n_("{count} capability weakens", "{count} capabilities weaken", cells)
    if agreements:
        said += ", " + n_("{count} agreement ends", "{count} agreements end", agreements)
    grants = _grants_of(full)
    return listed.section(
        "ends",
        _("Month by month"),
        None,
        [said, h("span", " · ", _grant_words(grants)) if grants else None],
        listed.groups_table(view, "ends", head, groups, _("What ends, by month"), "ends-table"),
    )


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    given = answer(context, view)
    full = _full(given)
    country = parts.name_of(world.countries[code]) if code else ""
    title = _("{country}: upcoming end dates", country=country) if code else _("Upcoming end dates")
    names = corridor_base.instruments(context, view)
    body: Child = (
        _table(context, view, names, full, code)
        if full
        else empty(
            _("No end date is on record for the next 24 months"),
            _("End dates may be missing: funding and agreements without an end date are not shown here."),
            h("a", _("All countries"), href=view.href(NAME, country=""), class_="button") if code else None,
            h(
                "a",
                _("Single points of failure"),
                href=view.href("weak-points", *([code] if code else [])),
                class_="button quiet",
            ),
        )
    )
    choice = {"country": code}
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world, _("next 24 months, from end dates on record")),
            common.label(world),
            answer=_verdict(context, view, code, given),
        ),
        h(
            "section",
            h(
                "div",
                h("h2", _("The next 24 months")),
                parts.take_away(
                    parts.picture_files(view, "months", _("Months"), **choice),
                    parts.dated_files(view, "cliffs", _("Table"), **choice),
                    parts.table_files(view, "ending-agreements", _("Agreements that end"), **choice),
                ),
                class_="section-top",
            ),
            [strip(_bars(given)), legend(), _twin(view, given, names)] if full else None,
            class_="panel-card",
        ),
        body,
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {
    NAME: File(answer, "months", month_calendar, STRICT, title=N_("Upcoming end dates"), declared=FALLS),
    "ending-agreements": File(
        answer,
        "months",
        label=STRICT,
        title=N_("Agreements that end"),
        declared=Declared("cliffs", "agreements", choices),
    ),
}
PAGE = Page(
    NAME, N_("Upcoming end dates"), draw, group=common.RISKS, files=FILES, pictures={"months": picture}
)
