"""Parts of a country's report about other countries: with whom it can work together on what, and which of its
agreements and memberships are about to end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coordination.analytics.board.assessments import assessments as assessments_of
from coordination.analytics.borders.corridors import Corridors, CorridorState, Work, corridors
from coordination.answers.agreements import ANSWER as AGREEMENTS
from coordination.answers.agreements import Asked as Binding
from coordination.answers.asking import ask
from coordination.answers.assessments import ANSWER as ASSESSMENTS
from coordination.answers.assessments import Asked as Assessed
from coordination.answers.obligations import ANSWER as OBLIGATIONS
from coordination.answers.obligations import Asked as Party
from coordination.reports.answer_block import answer_block, answer_table
from coordination.reports.document import Block, Items, Text, capabilities, day, section, told
from coordination.text.say import Say
from coordination.text.sentences import Sentence, sentence
from coordination.text.wording import folded
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import Iso3

__all__ = [
    "assessment_section",
    "binding_section",
    "corridor_section",
    "expiry_section",
    "obligation_section",
]

MOST = 6  #: countries that are named in a cell

_HERE = {
    Work.NOBODY: sentence("no provider known"),
    Work.UNNAMED: sentence("no provider named"),
    Work.AT_WORK: sentence("yes"),
}


def corridor_section(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """For each duty that crosses borders: with whom the way is open, bound without work on both sides, half open or
    closed, and what to do next. What nobody knows is named apart."""
    found = corridors(w.facts(q), q.as_of, cover=w.cover(q))
    at, duties = found.facts.country_at[country], found.facts.edition.duties
    order = _order(w, country, say)
    rows, unknown = [], []
    for d, number in enumerate(duties):
        covered = _with(found, d, at, CorridorState.COVERED)
        open_, unnamed, bare = _by_work(found.work[:, d], at, covered)
        signed, closed = (_with(found, d, at, s) for s in (CorridorState.SIGNED_ONLY, CorridorState.GAP))
        if not (covered or signed or closed):
            unknown.append(number)
            continue
        here = Work(int(found.work[at, d]))
        step = _next(here, bool(open_), bool(unnamed or bare), bool(signed))
        cells = (
            _some(say, sorted((found.facts.countries[i] for i in c), key=order.__getitem__))
            for c in (open_, unnamed, bare, signed, closed)
        )
        rows.append((say.name("capabilities", number), *cells, say(_HERE[here]), say(step)))
    blocks = section(
        say,
        sentence("Cross-border cooperation"),
        sentence(
            "Through agreements in force and networks. Countries of the same subregion come first, then those of the "
            "same region, then the others, each in alphabetical order. "
            '"Open" needs a provider on both sides. "No agreement" needs a source that says that '
            "the list of agreements and networks is complete."
        ),
        (
            sentence("Area of cooperation"),
            sentence("Open with"),
            sentence("Agreement, provider not named"),
            sentence("Agreement, no provider known"),
            sentence("Signed, not in force, with"),
            sentence("No agreement with"),
            sentence("Provider in this country"),
            sentence("What to do next"),
        ),
        rows,
        sentence("There is no information on agreements or networks with other countries."),
        (3, 3, 2, 3, 2, 3, 2, 4),
    )
    blocks += _stated(found, at, say)
    if unknown and rows:
        text = sentence("Not known for any country: {list}.", list=capabilities(say, unknown))
        blocks.append(Text(say(text), "lead"))
    return blocks


def _stated(found: Corridors, at: int, say: Say) -> list[Block]:
    """Who states for the country, and when, whether all agreements and networks for a duty are recorded."""
    duties = found.facts.edition.duties
    said = []
    for r in found.stated.all(range(len(duties)), [at]):
        duty, stated = say.name("capabilities", r.duty), [r.by_whom()]
        if r.whole:
            text = sentence(
                "{duty}: all agreements and networks are recorded: {stated}.", duty=duty, stated=stated
            )
        else:
            text = sentence("{duty}: others may be missing: {stated}.", duty=duty, stated=stated)
        said.append(say(text))
    if not said:
        none = sentence(
            'No source says for any area that the list is complete, so no pair is shown as "No agreement".'
        )
        return [Text(say(none), "lead")]
    return [
        Text(say(sentence("Sources on whether the lists are complete:")), "lead"),
        Items(tuple(said)),
    ]


def _by_work(
    work: NDArray[np.int8], at: int, others: Iterable[int]
) -> tuple[list[int], list[int], list[int]]:
    """Countries with which there is a channel: open (both at work); bound, and a side is found without a name; bound,
    and of a side nobody is known. ``work``: of one duty."""
    out: tuple[list[int], ...] = ([], [], [])
    for other in others:
        out[Work.AT_WORK - int(min(work[at], work[other]))].append(other)
    return out[0], out[1], out[2]


def _with(found: Corridors, duty: int, at: int, state: CorridorState) -> list[int]:
    return [i for i in np.flatnonzero(found.state[duty, at] == state).tolist() if i != at]


def _order(w: Workspace, country: str, say: Say) -> dict[str, tuple[bool, bool, str, str]]:
    """The place of every country among the partners of one: those of its subregion, those of its region, the others,
    each by name."""
    frame = w.snapshot()["countries"]
    places = dict(
        zip(frame.ids, zip(frame["region"].texts(), frame["subregion"].texts(), strict=True), strict=True)
    )
    region, subregion = places[country]
    return {
        code: (there[1] != subregion, there[0] != region, folded(say.name("countries", code)), code)
        for code, there in places.items()
    }


def _some(say: Say, countries: list[str]) -> str:
    """The first countries by name, and how many more there are."""
    if len(countries) <= MOST:
        return say.listed([say.name("countries", x) for x in countries])
    first = say.listed([say.name("countries", x) for x in countries[:MOST]])
    return say(sentence("{list}; {n} more", list=first, n=len(countries) - MOST))


def _next(here: Work, is_open: bool, bound: bool, signed: bool) -> Sentence:
    """What to do next about a duty. ``bound``: with some country a side lacks somebody at work."""
    if here is not Work.AT_WORK and bound:
        return sentence("An agreement or network already covers this: name the provider here.")
    if is_open and bound:
        return sentence(
            "Use it where it is open, and ask the other countries that take part who their provider is."
        )
    if bound:
        return sentence("Ask the countries that take part who their provider is.")
    if is_open and signed:
        return sentence("Ask the countries that have only signed when it will come into force.")
    if is_open:
        return sentence("Use it, and renew the agreement in time.")
    if signed:
        return sentence("Ask what is missing before it comes into force.")
    return sentence("Look for an agreement or network to join.")


def obligation_section(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """Treaties, conventions and promises, and how the country takes part in each."""
    table = answer_table(OBLIGATIONS, "undertakings", w, q, Party(Iso3(country)))
    intro = sentence(
        "Not a party is said only where the list of parties is complete. Unknown does not mean not a party."
    )
    return answer_block(
        table.without("country", "capabilities", "adopted", "in_force", "list_complete"), say(intro)
    )


def assessment_section(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """Enablers and outcomes as they were assessed; nothing where nobody assessed one."""
    found = assessments_of(w.facts(q), q.as_of, country)
    if all(a.finding is None for a in found.items):
        return []
    out: list[Block] = []
    intro = sentence("What nobody assessed is unknown. An assessment changes the status of no capability.")
    for name in ("enablers", "outcomes"):
        table = answer_table(ASSESSMENTS, name, w, q, Assessed(Iso3(country)))
        out += answer_block(table.without("country"), say(intro))
    return out


def binding_section(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """Every agreement that binds the country, also one that opens no channel, and the networks that open one."""
    table = answer_table(AGREEMENTS, "agreements", w, q, Binding(Iso3(country)))
    intro = sentence(
        "Agreements in force to which it is a party, and networks that open a channel. An "
        "agreement without an area of cross-border cooperation creates obligations inside the "
        "country."
    )
    return answer_block(replace(table, title=say(sentence("What binds it"))).without("in_force"), say(intro))


def expiry_section(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """Agreements and memberships of the country that end in two years, and the ways that close with them."""
    ends: list[Mapping[str, Any]] = ask(w, q, "expiries", country=country)["expiries"]
    return section(
        say,
        sentence("Agreements and memberships ending soon"),
        sentence("Within 24 months, from end dates on record. Ask now who will renew them."),
        (sentence("Last day"), sentence("Agreement or network"), sentence("Channels that close on that day")),
        [
            (
                day(say, e["last"]),
                told(
                    say,
                    say.name("stakeholders" if e["kind"] == "member" else "agreements", e["instrument"]),
                    e["confirmed"],
                ),
                _closing(w, q, country, say, date.fromisoformat(e["last"])),
            )
            for e in ends
        ],
        sentence("No end date is on record for this country. Most end dates are unknown."),
        (2, 5, 6),
    )


def _closing(w: Workspace, q: Question, country: str, say: Say, last: date) -> str:
    """Duties and countries with which the way is open on a day and not on the next."""
    before, after = (corridors(w.facts(q), day) for day in (last, last + timedelta(days=1)))
    at, duties = before.facts.country_at[country], before.facts.edition.duties
    order = _order(w, country, say)
    covered = CorridorState.COVERED
    lost = (before.state[:, at] == covered) & (after.state[:, at] != covered)
    out = [
        say(
            sentence(
                "{capability} with {countries}",
                capability=say.name("capabilities", duties[d]),
                countries=_some(
                    say,
                    sorted(
                        (before.facts.countries[i] for i in np.flatnonzero(lost[d]).tolist()),
                        key=order.__getitem__,
                    ),
                ),
            )
        )
        for d in np.flatnonzero(lost.any(axis=1)).tolist()
    ]
    return say.listed(out) or say(sentence("none; other agreements keep them open"))
