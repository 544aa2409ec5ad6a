"""The seats of a national body on one form: who sits in each, or that it is vacant, or that it is not known.

That a seat is vacant is on record where the list of the body is complete and nobody holds it. So once something is said
of every seat, the list is complete; until then, what is said to be vacant is kept as a note of the body.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from werkzeug.datastructures import MultiDict

from coordination.model.snapshot import Snapshot
from coordination.workspace.editing import Entry, digest_now
from dashboard.backend.filled import Doubt, Filled, Made, named_new, read, settle
from dashboard.ui.i18n import N_, _, listing
from graph_schema.declare import Prop
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.errors import UsageError
from graph_schema.relationships import COMMITTEE_SEATS

__all__ = ["HELD", "SLOTS", "VACANT", "holders", "names_of_seats", "of_seats", "seats_form", "unsure"]

HELD: Final = "does"
VACANT: Final = "vacant"
#: the organisations that can be named for a seat, as their fields are called
SLOTS: Final = {1: N_("Organisation in the seat"), 2: N_("Second organisation in the seat")}
_ONCE: Final = ("source_id", "verified", "since")


def names_of_seats() -> dict[str, str]:
    """Seat -> what it is called, in the order of the framework."""
    return {row["seat"]: row["name"] for row in edition(BASE_EDITION).lists["seats"]}


def _fields() -> Iterator[tuple[str, Prop]]:
    for name in _ONCE:
        yield name, COMMITTEE_SEATS.prop(name)
    said, member = COMMITTEE_SEATS.prop("seat"), COMMITTEE_SEATS.prop("member_id")
    for seat in names_of_seats():
        yield f"{seat}-says", said
        yield from ((f"{seat}-{slot}", replace(member, label=words)) for slot, words in SLOTS.items())


def seats_form(iso3: str, form: MultiDict[str, str] | None = None) -> Filled:
    """The form of the seats of a body, empty or as sent. What is said of a seat stands in ``given["police-says"]``."""
    filled = Filled(dict(_fields()), home=iso3, called={s: _(n) for s, n in names_of_seats().items()})
    if form is not None:
        read(filled, form)
        for seat in names_of_seats():
            said = filled.given.get(f"{seat}-says", "")
            filled.given[f"{seat}-says"] = said if said in {HELD, VACANT} else ""
    return filled


def holders(snapshot: Snapshot, body: str) -> dict[str, list[str]]:
    """Seat -> the ids of the records that say who holds it, of those that have not ended."""
    frame = snapshot["committee_seats"]
    out: dict[str, list[str]] = {}
    rows = frame["body_id"].isin([body]) & frame["until"].isin([""]) & frame["status"].isin(["active"])
    for at in np.flatnonzero(rows & ~frame["member_id"].isin([""])).tolist():
        out.setdefault(frame.text("seat", at), []).append(frame.ids[at])
    return out


def of_seats(filled: Filled, snapshot: Snapshot, iso3: str, body: str) -> tuple[list[Made], str]:
    """The records that the form says, and the first field below which others were opened (settle). Raises UsageError
    for a body that is none of the country."""
    frame = snapshot["committee_bodies"]
    at = frame.position.get(body)
    if at is None or frame.text("iso3", at) != iso3:
        raise UsageError(
            _("There is no such national body here."), hint=_("Add the body first, then its seats.")
        )
    names, there = names_of_seats(), holders(snapshot, body)
    said = {seat: filled.given.get(f"{seat}-says", "") for seat in names}
    if not any(said.values()):
        filled.mark("", _("Say something about at least one seat."))
    wanted = {"source_id"} | {f"{s}-{slot}" for s, what in said.items() if what == HELD for slot in SLOTS}
    for name in [n for n in filled.new if n not in wanted]:
        del filled.new[name]
    opened = settle(filled, snapshot, wanted)
    new = dict(named_new(filled, snapshot, {}))
    once = {k: filled.value(k) for k in _ONCE}
    out = []
    for name, made in new.items():
        values = dict(made.entry.values)
        if name != "source_id":
            values |= {"source_id": once["source_id"], "verified": once["verified"]}
        out.append(Made(Entry(made.entry.type, values), made.keys, made.rest))
    keys = {k: k for k in _ONCE}
    for seat, what in said.items():
        if what == VACANT and there.get(seat):
            filled.mark(
                f"{seat}-says",
                _("Someone is on record in this seat."),
                _("Correct that record first: say until when it held the seat."),
            )
        if what != HELD:
            continue
        named = [n for n in (f"{seat}-{slot}" for slot in SLOTS) if filled.value(n) or n in filled.new]
        if not named:
            filled.mark(f"{seat}-1", _("Name the organisation."))
        for name in named:
            values = {**once, "iso3": iso3, "body_id": body, "seat": seat, "member_id": filled.value(name)}
            out.append(Made(Entry("committee_seats", values), {**keys, "member_id": name}, name))
    if any(said.values()):
        out += _body(filled, snapshot, body, said, {s for s in names if there.get(s) or said[s] == HELD})
    return out, opened


def _body(
    filled: Filled, snapshot: Snapshot, body: str, said: dict[str, str], held: set[str]
) -> Iterator[Made]:
    """The body, with its list complete, or with a note of the seats that are said to be vacant."""
    frame = snapshot["committee_bodies"]
    row = frame.row(frame.position[body])
    vacant = [seat for seat, what in said.items() if what == VACANT]
    change: dict[str, str] = {}
    if all(seat in held or what == VACANT for seat, what in said.items()):
        change = {"seats_complete": "yes"}
    elif vacant and row["seats_complete"] != "yes":
        names = names_of_seats()
        note = _("Said to be vacant: {seats}.", seats=listing(_(names[s]) for s in vacant))
        if note not in row["note"]:
            change = {"note": " ".join(filter(None, (row["note"], note)))}
    if any(row[k] != v for k, v in change.items()):
        was = digest_now(snapshot, "committee_bodies", body)
        yield Made(Entry("committee_bodies", change, body, was), rest="source_id")


def unsure(filled: Filled, snapshot: Snapshot, body: str) -> tuple[Doubt, ...]:
    """That what is said to be vacant is not shown so, while something is not known of other seats."""
    there, names = holders(snapshot, body), names_of_seats()
    said = {seat: filled.given.get(f"{seat}-says", "") for seat in names}
    frame = snapshot["committee_bodies"]
    whole = frame.text("seats_complete", frame.position[body]) == "yes"
    rest = [seat for seat, what in said.items() if not what and not there.get(seat)]
    if whole or not rest or VACANT not in said.values():
        return ()
    return (
        Doubt(
            _(
                "A seat counts as vacant once the whole list is known. Not known: {seats}. Until then, what you "
                "say is vacant is kept as a note of the body.",
                seats=listing(_(names[s]) for s in rest),
            )
        ),
    )
