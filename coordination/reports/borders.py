"""Parts of a country's report about other countries: with whom it can work together on what, and which of its
agreements and memberships are about to end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from coordination import questions
from coordination.analytics.corridors import Corridors, CorridorState, corridors
from coordination.reports.document import Block, Text, Words, section
from coordination.sentences import Sentence, sentence
from coordination.service import Question, Workspace

__all__ = ["corridor_section", "expiry_section"]

MONTHS = 24
MOST = 6  #: countries that are named in a cell


def corridor_section(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    """For each duty that crosses borders: with whom the way is open, half open or closed, and what to do next. What
    nobody knows is named apart."""
    found = corridors(w.facts(q), q.as_of)
    at, duties, near = found.facts.country_at[country], found.facts.edition.duties, _near(w, country)
    rows, unknown = [], []
    for d, number in enumerate(duties):
        open_, signed, closed = (
            sorted(_with(found, d, at, s), key=near.__contains__, reverse=True)
            for s in (CorridorState.COVERED, CorridorState.SIGNED_ONLY, CorridorState.GAP)
        )
        if not (open_ or signed or closed):
            unknown.append(number)
            continue
        here = bool(found.hands[at, d])
        step = _next(here, bool(open_), bool(signed))
        rows.append(
            (
                words.capability(number),
                *(_some(words, c) for c in (open_, signed, closed)),
                words.say(sentence("yes") if here else sentence("nobody is known")),
                words.say(step),
            )
        )
    blocks = section(
        words,
        sentence("With whom one can work together across borders"),
        sentence(
            "Through agreements in force and networks; countries of the same region stand first. Closed is said only "
            "where every list is known to be whole."
        ),
        (
            sentence("Duty"),
            sentence("Open with"),
            sentence("Signed only with"),
            sentence("Closed with"),
            sentence("Somebody here to do it"),
            sentence("What to do next"),
        ),
        rows,
        sentence("Nothing is known about agreements or networks with other countries."),
        (3, 3, 3, 3, 2, 4),
    )
    if unknown and rows:
        text = sentence("Not known for any country: {list}.", list=words.capabilities(unknown))
        blocks.append(Text(words.say(text), "lead"))
    return blocks


def _with(found: Corridors, duty: int, at: int, state: CorridorState) -> list[str]:
    return [
        found.facts.countries[i] for i in np.flatnonzero(found.state[duty, at] == state).tolist() if i != at
    ]


def _near(w: Workspace, country: str) -> set[str]:
    """The countries of its subregion."""
    frame = w.snapshot()["countries"]
    regions = dict(zip(frame.ids, frame["subregion"].texts(), strict=True))
    return {c for c, region in regions.items() if region == regions[country]}


def _some(words: Words, countries: list[str]) -> str:
    """The first countries by name, and how many more there are."""
    if len(countries) <= MOST:
        return words.listed(map(words.country, countries))
    first = words.listed(map(words.country, countries[:MOST]))
    return words.say(sentence("{list}; {n} more", list=first, n=len(countries) - MOST))


def _next(here: bool, is_open: bool, signed: bool) -> Sentence:
    """What to do next about a duty."""
    if is_open and not here:
        return sentence("The way is open: name who here goes it.")
    if is_open and signed:
        return sentence("Ask those who have only signed when it comes into force.")
    if is_open:
        return sentence("Use it, and keep the agreement alive.")
    if signed:
        return sentence("Ask what is missing before it comes into force.")
    return sentence("Look for an agreement or a network that one could join.")


def expiry_section(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    """Agreements and memberships of the country that end in two years, and the ways that close with them."""
    ends: list[Mapping[str, Any]] = questions.expiries(w, q, MONTHS)["expiries"]  # type: ignore[assignment]
    mine = _agreements_of(w, q, country)
    return section(
        words,
        sentence("Agreements and memberships that are about to end"),
        sentence("Within 24 months, by ends that are known. Ask now who renews them."),
        (sentence("Last day"), sentence("Instrument"), sentence("Ways that close on that day")),
        [
            (
                words.day(e["last"]),
                words.name("stakeholders" if e["kind"] == "member" else "agreements", e["instrument"]),
                _closing(w, q, country, words, date.fromisoformat(e["last"])),
            )
            for e in ends
            if e["country"] == country or (not e["country"] and e["instrument"] in mine)
        ],
        sentence("None of this country is known to end. Most ends are not known."),
        (2, 5, 6),
    )


def _agreements_of(w: Workspace, q: Question, country: str) -> set[str]:
    """Agreements that have the country, or a body at home there, on their list on the day."""
    facts = w.facts(q)
    parties, people = facts.snapshot["agreement_parties"], facts.snapshot["stakeholders"]
    homes = dict(zip(people.ids, people["home_iso3"].texts(), strict=True))
    rows = facts.counted("agreement_parties")
    rows = rows[facts.life("agreement_parties").active(q.as_of.toordinal())[rows]]
    found = map(parties.row, rows.tolist())
    return {r["agreement_id"] for r in found if (r["iso3"] or homes.get(r["stakeholder_id"], "")) == country}


def _closing(w: Workspace, q: Question, country: str, words: Words, last: date) -> str:
    """Duties and countries with which the way is open on a day and not on the next."""
    before, after = (corridors(w.facts(q), day) for day in (last, last + timedelta(days=1)))
    at, duties = before.facts.country_at[country], before.facts.edition.duties
    covered = CorridorState.COVERED
    lost = (before.state[:, at] == covered) & (after.state[:, at] != covered)
    out = [
        words.say(
            sentence(
                "{capability} with {countries}",
                capability=words.capability(duties[d]),
                countries=_some(words, [before.facts.countries[i] for i in np.flatnonzero(lost[d]).tolist()]),
            )
        )
        for d in np.flatnonzero(lost.any(axis=1)).tolist()
    ]
    return "; ".join(out) or words.say(sentence("none; others keep them open"))
