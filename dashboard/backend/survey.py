"""All capabilities of a country on one form: who does each, or that it was checked and nobody does, or that it is not
clear. The source and the date are asked once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from werkzeug.datastructures import MultiDict

from coordination.model.snapshot import Snapshot
from coordination.workspace.editing import Entry
from dashboard.backend.filled import Filled, Made, named_new, read, settle
from dashboard.ui.i18n import N_, _
from graph_schema.declare import Prop
from graph_schema.edition import BASE_EDITION, edition
from graph_schema.relationships import DELIVERIES, REVIEWS

__all__ = ["SAYS", "SLOTS", "numbers", "of_survey", "survey"]

#: the organisations that can be named for a capability, as their fields are called
SLOTS: Final = {1: N_("Organisation"), 2: N_("Second organisation"), 3: N_("Third organisation")}
#: what can be said of a capability -> the outcome of the review that says it ("" = none)
SAYS: Final = {"does": "", "nobody": "not_found", "unknown": "unclear"}
_ONCE: Final = ("source_id", "verified", "reviewed_on", "reviewer")


def numbers() -> tuple[str, ...]:
    """The capabilities that are asked about: deliveries go by the numbers of the base edition."""
    return tuple(c.number for c in edition(BASE_EDITION).capabilities)


def _fields() -> Iterator[tuple[str, Prop]]:
    for name in _ONCE:
        t = DELIVERIES if name in DELIVERIES.columns else REVIEWS
        yield name, t.prop(name)
    named = DELIVERIES.prop("stakeholder_id")
    organisations = {slot: replace(named, required=False, label=words) for slot, words in SLOTS.items()}
    for number in numbers():
        yield f"{number}-says", REVIEWS.prop("outcome")
        yield from ((f"{number}-{slot}", p) for slot, p in organisations.items())
        yield f"{number}-since", DELIVERIES.prop("since")


def survey(iso3: str, form: MultiDict[str, str] | None = None) -> Filled:
    """The form of a country, empty or as sent. What is said of capability 14 stands in ``given["14-says"]``."""
    filled = Filled(dict(_fields()), home=iso3)
    if form is not None:
        read(filled, form)
        for number in numbers():
            said = filled.given.get(f"{number}-says", "")
            filled.given[f"{number}-says"] = said if said in SAYS else ""
    return filled


def of_survey(filled: Filled, snapshot: Snapshot, iso3: str) -> tuple[list[Made], str]:
    """The records that a survey of a country says, and the first field below which others were opened (settle)."""
    said = {n: filled.given.get(f"{n}-says", "") for n in numbers()}
    if not any(said.values()):
        filled.mark("", _("Say something about at least one capability."))
    wanted = {"source_id"} | {f"{n}-{slot}" for n, what in said.items() if what == "does" for slot in SLOTS}
    for name in [n for n in filled.new if n not in wanted]:
        del filled.new[name]
    _same_source(filled, snapshot)
    opened = settle(filled, snapshot, wanted)
    once = {k: filled.value(k) for k in _ONCE}
    new = dict(named_new(filled, snapshot, {}))
    once["source_id"] = filled.value("source_id")
    out = []
    for name, made in new.items():
        values = dict(made.entry.values)
        if name != "source_id":
            values |= {"source_id": once["source_id"], "verified": once["verified"]}
        out.append(Made(Entry(made.entry.type, values), made.keys, made.rest))
    for number, what in said.items():
        if what:
            out += _said(filled, number, what, iso3, once)
    return out, opened


def _same_source(filled: Filled, snapshot: Snapshot) -> None:
    """A new source with the title and the day of one that is there is that one: whoever comes back on the same day goes
    on with the self-assessment that they began."""
    given = filled.new.get("source_id", {})
    sources = snapshot["sources"]
    same = sources["title"].isin([given.get("title", "")]) & sources["published"].isin(
        [given.get("published", "")]
    )
    if given.get("title") and same.sum() == 1:
        filled.new.pop("source_id")
        filled.given["source_id"] = given["title"]
        filled.meant["source_id"] = sources.ids[int(same.argmax())]


def _said(filled: Filled, number: str, what: str, iso3: str, once: dict[str, str]) -> Iterator[Made]:
    """What is said of one capability."""
    common = {
        "iso3": iso3,
        "capability": number,
        "source_id": once["source_id"],
        "verified": once["verified"],
    }
    keys = {k: k for k in _ONCE}
    if what != "does":
        review = {"outcome": SAYS[what], "method": "self_assessment", "edition": BASE_EDITION}
        asked = {k: once[k] for k in ("reviewed_on", "reviewer")}
        yield Made(Entry("reviews", {**common, **review, **asked}), keys, f"{number}-says")
        return
    named = [f"{number}-{slot}" for slot in SLOTS]
    named = [n for n in named if filled.value(n) or n in filled.new]
    if not named:
        filled.mark(f"{number}-1", _("Name the organisation."))
    since = filled.given.get(f"{number}-since", "")
    for name in named:
        values = {**common, "stakeholder_id": filled.value(name), "since": since}
        yield Made(
            Entry("deliveries", values), {**keys, "stakeholder_id": name, "since": f"{number}-since"}, name
        )
