"""What changed between two days, by what is known now, and what was taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from coordination.answers.updates import UPDATES
from coordination.model.changes import BatchKind
from coordination.text import verdicts
from coordination.text.batch_notes import SHIPPED, note_words
from coordination.text.kinds import words_of
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.downloads.declared import Declared, Own
from dashboard.downloads.files import File
from dashboard.pages import Drawn, Page
from dashboard.pages.shared import common, listed, parts
from dashboard.pages.shared.shell import day_input, empty, field, heading
from dashboard.pages.workspace.data import batch_notice, undo_form
from dashboard.ui import glyphs
from dashboard.ui.i18n import N_, _, day, n_, number, partial_date, verdict
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.errors import UsageError
from graph_schema.schema import SCHEMA

__all__ = ["PAGE", "answer", "draw", "since_of"]

NAME = "history"
Row = Mapping[str, Any]

_MOVES = {
    "better": N_("improved"),
    "worse": N_("worsened"),
    "learned": N_("now known"),
    "lost_sight": N_("no longer known"),
}


_KINDS = words_of(BatchKind) or {}


def since_of(world: World, view: View) -> date:
    """The earlier day: ``since`` in the address, else a year before the as-of date."""
    text = view.get("since")
    if not text:
        last = world.as_of
        return last.replace(year=last.year - 1, day=28 if (last.month, last.day) == (2, 29) else last.day)
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            _("since={given} is not a date.", given=text[:20]),
            hint=_("Write the date as 2026-11-25 (year, month, day)."),
        ) from error
    if found >= world.as_of:
        raise UsageError(
            _("The earlier date must come before the as-of date."),
            hint=_("Choose an earlier date, or a later as-of date."),
        )
    return found


def _choices(context: Context, view: View) -> dict[str, Any]:
    """Since when, and of which country."""
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    return {"since": since_of(world, view), "countries": [code] if code else []}


def answer(context: Context, view: View) -> dict[str, Any]:
    """What changed between the two days; of the cells those whose state differs."""
    given = context.ask(view, "diff", **_choices(context, view))
    return {**given, "cells": [c for c in given["cells"] if c["before"] != c["after"]]}


def batches(context: Context, view: View) -> dict[str, Any]:
    world = context.world(view)
    head = {"snapshot": world.snapshot, "as_of": world.as_of.isoformat(), "edition": world.edition.id}
    return {**head, "evidence": world.evidence, **context.ask(view, "batches")}


def _state(name: str) -> Node:
    sign = Sign(name)
    return h("span", glyphs.symbol(sign), " ", _(SIGNS[sign].word))


def _came(world: World, view: View, r: Row) -> Child:
    """New providers, and apart from them those of whom no source says since when."""
    heard = r["first_recorded"]
    return [
        common.names(world, view, [s for s in r["providers_added"] if s not in heard]),
        h("p", _("New on record, start date unknown:"), class_="sub") if heard else None,
        common.names(world, view, heard),
    ]


def _changes(world: World, view: View, rows: list[Row], code: str) -> list[Node]:
    """What really changed, and apart from it what was only recorded for the first time; each by country."""
    first = [r for r in rows if common.recorded(r) or r["move"] == "learned"]
    real = [r for r in rows if r not in first]
    return [
        _changed(world, view, title, words, own, key)
        for key, title, words, own in (
            (
                "real",
                _("What really changed"),
                _("It is better or worse than before, or no longer known."),
                real,
            ),
            (
                "recorded",
                _("Recorded for the first time"),
                _(
                    "It may have been like this for a long time: the start date is unknown, or no review "
                    "was done before."
                ),
                first,
            ),
        )
        if own
    ]


def _changed(world: World, view: View, title: str, words: str, rows: list[Row], key: str) -> Node:
    """One of the two lists, the rows of a country together."""

    def line(r: Row) -> list[Child]:
        return [
            common.cell(world, view, r["country"], r["capability"]),
            [_state(r["signs"][0]), " → ", _state(r["signs"][1])],
            [
                _("new on record") if common.recorded(r) else _(_MOVES.get(str(r["move"]), str(r["move"]))),
                common.unpaid(world, r),
                common.linked(world, r),
            ],
            _came(world, view, r),
            common.names(world, view, r["providers_gone"]) or "",
        ]

    codes = parts.by_name(world, {r["country"] for r in rows})
    groups = [
        (f"{key}-{c}", parts.name_of(world.countries[c]), [line(r) for r in rows if r["country"] == c])
        for c in codes
    ]
    head = [_("Capability"), _("Status"), _("Trend"), _("New providers"), _("Providers that left")]
    return listed.section(
        key, title, len(rows), words, listed.groups_table(view, key, head, groups, title, "changed-table")
    )


def moment(stamp: str) -> str:
    """A moment for people: 25 Nov 2026, 14:05 UTC; the day alone where nothing but the day is known."""
    date_, _t, time = stamp.removesuffix("Z").partition("T")
    words = partial_date(date_)
    return words if time in {"", "00:00:00"} else _("{day}, {time} UTC", day=words, time=time[:5])


def _about(view: View, b: Row, named: Sequence[Row]) -> Node:
    """The records of an update where they are few, else how many they are."""
    if not named:
        count = b["added"] + b["changed"] + b["removed"]
        return h("p", n_("{count} record", "{count} records", count), class_="sub")
    links = [h("a", h("bdi", r["called"]), href=view.href("record", r["type"], r["id"])) for r in named]
    return h("p", [[", " if n else "", link] for n, link in enumerate(links)])


def _batches(view: View, given: Row, saved: Mapping[str, Sequence[Row]]) -> Node:
    here = view.href(None, done=None)
    rows: list[list[Child]] = [
        [
            h("code", b["batch"][:12], title=b["batch"]),
            h("span", moment(b["at"]), class_="nowrap"),
            [_(_KINDS[BatchKind(b["kind"])].text), _about(view, b, saved.get(b["batch"], ()))],
            h("bdi", b["author"]),
            h("bdi", verdict([note_words(b["note"])])),
            n_("{count} file", "{count} files", len(b["files"])) if b["files"] else "",
            h("span", _("supplied"), class_="sub")
            if b["note"] in SHIPPED
            else undo_form(view, b["batch"], here=here),
        ]
        for b in given["batches"]
    ]
    head = [_("Update"), _("When"), _("What"), _("By"), _("Note"), _("Files"), _("Undo")]
    return common.data_table(view, head, rows, _("Saved updates, newest first"))


_WHY = {
    "changed": N_("was changed later"),
    "removed": N_("was removed later"),
    "added": N_("was added again later"),
    "names": N_("uses a record that would go"),
    "gone": N_("needs a record that is no longer there"),
}


def _hindered(context: Context, view: View) -> Node | None:
    """Why an update cannot be undone yet: each record that stands in its way, and the way through."""
    if not view.get("undo") or not context.workspace(view).is_own:
        return None
    given = context.ask(view, "undoing", view.get("undo"))
    obstacles: list[Row] = given["obstacles"]
    lowered: list[Row] = given["lowered"]
    batch = str(given["batch"])
    if not obstacles:
        title = (
            _("Update {batch}: undoing it needs an approval", batch=batch[:8])
            if lowered
            else _("Update {batch} can be undone", batch=batch[:8])
        )
        return h(
            "section",
            h("h2", title, id="undo", tabindex="-1"),
            _lowered(view, lowered),
            _approved(view, batch, _("Undo this update")) if lowered else h("p", undo_form(view, batch)),
            class_="panel-card",
        )
    rows: list[list[Child]] = [
        [
            [
                h("a", h("bdi", o["called"]), href=view.href("record", o["type"], o["id"])),
                h("p", _(SCHEMA[o["type"]].title), class_="sub"),
            ],
            _(_WHY[o["why"]]),
            [
                h("code", o["batch"][:8]),
                " ",
                moment(o["at"]),
                h("p", h("bdi", " · ".join(x for x in (o["author"], o["note"]) if x)), class_="sub"),
            ]
            if o["batch"]
            else _("no later update"),
        ]
        for o in obstacles
    ]
    later = len({o["batch"] for o in obstacles if o["batch"]})
    words = n_(
        "Undo {count} later update too",
        "Undo {count} later updates too",
        later,
    )
    return h(
        "section",
        h("h2", _("Update {batch} cannot be undone yet", batch=batch[:8]), id="undo", tabindex="-1"),
        h(
            "p",
            n_(
                "{count} record stands in the way. Correct or remove it, or undo the later updates first.",
                "{count} records stand in the way. Correct or remove them, or undo the later updates first.",
                len(obstacles),
            ),
        ),
        _lowered(view, lowered) if later else None,
        _approved(view, batch, words, later=True, lowered=bool(lowered)) if later else None,
        common.data_table(
            view,
            [_("Record"), _("What happened"), _("Later update")],
            rows,
            _("Records that stand in the way"),
        ),
        class_="panel-card",
    )


def _approved(view: View, batch: str, words: str, *, later: bool = False, lowered: bool = True) -> Node:
    """A form that undoes an update: with the later ones, or with the name of who approved less strict labels."""
    return h(
        "form",
        h("input", type="hidden", name="with_later", value="1") if later else None,
        field(
            _("Who, beside you, approves it?"),
            h("input", id="approved-by", name="approved_by", type="text", maxlength="80", required=True),
            for_="approved-by",
        )
        if lowered
        else None,
        h("button", words, class_="button"),
        action=view.href("do", "undo", batch),
        method="post",
        data_post=True,
        data_confirm=_("Undo these updates together? That is one update, which you can undo too.")
        if later
        else None,
        class_="inline-form" if not lowered else "filters",
    )


def _lowered(view: View, lowered: list[Row]) -> Node | None:
    """The records whose sharing label an undo would make less strict."""
    if not lowered:
        return None
    rows: list[list[Child]] = [
        [
            [
                h("a", h("bdi", x["called"]), href=view.href("record", x["type"], x["id"])),
                h("p", _(SCHEMA[x["type"]].title), class_="sub"),
            ],
            f"TLP:{x['was']}",
            f"TLP:{x['becomes']}",
        ]
        for x in lowered
    ]
    title = _("Sharing labels that would become less strict")
    return h(
        "div",
        h("p", _("A less strict sharing label needs the approval of a second person.")),
        common.data_table(view, [_("Record"), _("Label now"), _("Label after the undo")], rows, title),
    )


def _verdict(rows: list[Row]) -> verdicts.Verdict:
    """What really changed, apart from what was recorded for the first time."""
    first = sum(common.recorded(r) for r in rows)
    moves = Counter(r["move"] for r in rows if not common.recorded(r))
    return verdicts.history(moves["better"], moves["worse"], moves["learned"], moves["lost_sight"], first)


def draw(context: Context, view: View) -> Drawn:
    world = context.world(view)
    code = common.code_of(world, view, NAME)
    since = since_of(world, view)
    given, taken = answer(context, view), batches(context, view)
    country = parts.name_of(world.countries[code]) if code else ""
    title = _("{country}: history", country=country) if code else _("History")
    since_field = h(
        "form",
        field(
            _("Since"),
            day_input("since", since, last=world.as_of.isoformat()),
            for_="choose-since",
        ),
        class_="head-search",
        method="get",
        data_query_form=True,
        aria_label=_("Earlier date"),
    )
    rows: list[Row] = given["cells"]
    count = n_("{count} status changed.", "{count} statuses changed.", len(rows))
    choice = {"country": code, "since": view.get("since")}
    tree = h(
        "div",
        heading(
            h("bdi", title),
            parts.known_on(world, _("compared with {day}", day=day(since))),
            since_field,
            answer=_verdict(given["cells"]),
        ),
        batch_notice(context, view),
        _hindered(context, view),
        h(
            "section",
            h(
                "div",
                h("h2", _("Changes between the two dates"), class_="grow"),
                parts.take_away(parts.table_files(view, NAME, _("Changes"), **choice)),
                class_="section-top",
            ),
            h("p", count, " ", _("Both dates are shown with what is known today."), class_="sub"),
            class_="panel-card",
        )
        if rows
        else empty(
            _("No status changed"),
            _("Between these two dates, according to what is known today."),
            h("a", _("All countries"), href=view.href(NAME, country=""), class_="button") if code else None,
        ),
        _changes(world, view, rows, code),
        h(
            "section",
            h(
                "div",
                h(
                    "h2",
                    _("Saved updates"),
                    " ",
                    h("span", number(len(taken["batches"])), class_="sub"),
                    class_="grow",
                ),
                parts.take_away(parts.table_files(view, "batches", _("Updates"))),
                class_="section-top",
            ),
            _batches(view, taken, context.ask(view, "saved")["saved"]),
            class_="panel-card",
        ),
        class_="page",
    )
    return Drawn(title, tree, world.edition.id, world.snapshot)


FILES = {
    NAME: File(answer, "cells", title=N_("History"), declared=Declared("diff", "cells", _choices, answer)),
    "batches": File(batches, "batches", title=N_("Saved updates"), declared=Own((UPDATES,), batches)),
}
PAGE = Page(NAME, N_("History"), draw, group=common.REFERENCE, files=FILES)
