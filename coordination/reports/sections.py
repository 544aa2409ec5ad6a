"""Parts that several documents share: what hangs on one, hollow phases, lenses, hand-offs, seats, what ends, money,
a first plan."""

from __future__ import annotations

from typing import Any

from coordination.analytics.plan.statuses import Mode
from coordination.answers.asking import ask
from coordination.answers.cliffs import ANSWER as CLIFFS
from coordination.answers.cliffs import Ahead
from coordination.answers.countries import Countries
from coordination.answers.donors import ANSWER as DONORS
from coordination.answers.donors import Payers
from coordination.answers.filled import filled, say_of
from coordination.answers.handoffs import ANSWER as HANDOFFS
from coordination.answers.lenses import ANSWER as LENSES
from coordination.answers.lenses import Asked as Lens
from coordination.answers.maturity import ANSWER as MATURITY
from coordination.answers.maturity import Asked as Phases
from coordination.answers.plan import ANSWER as PLAN
from coordination.answers.plan import Wanted, first_plan
from coordination.answers.weak_points import ANSWER as WEAK_POINTS
from coordination.answers.weak_points import Asked as Single
from coordination.reports.answer_block import answer_block, answer_table
from coordination.reports.borders import (
    assessment_section,
    binding_section,
    corridor_section,
    expiry_section,
    obligation_section,
)
from coordination.reports.document import Block, Heading, Table, Text, capabilities, day, header, section, who
from coordination.reports.seats import seat_section
from coordination.text.say import Say
from coordination.text.sentences import sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import Iso3

__all__ = [
    "cliff_section",
    "donor_section",
    "sections",
    "weak_sections",
]


def sections(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """In the order in which a committee asks."""
    return [
        *weak_sections(w, q, country, say),
        *_hollow(w, q, country, say),
        *_lenses(w, q, country),
        *_new_ties(w, q, country, say),
        *seat_section(w, q, country, say),
        *corridor_section(w, q, country, say),
        *assessment_section(w, q, country, say),
        *obligation_section(w, q, country, say),
        *binding_section(w, q, country, say),
        *expiry_section(w, q, country, say),
        *cliff_section(w, q, country),
        *donor_section(w, q, country, say),
        *_plan(w, q, country, say),
    ]


def weak_sections(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """What hangs on one provider, one funder, one bridge; what is known from one publisher only."""
    found = WEAK_POINTS.asked(w, q, Single((Iso3(country),)))
    say = say_of(w, q).at(country)
    intros = {
        "sole_providers": sentence(
            "If this organisation stops, or this group that counts as one, the capability is lost."
        ),
        "continuity": sentence(
            "Bodies of the state do this by their mandate. It ends if the mandate or its budget does, so nobody is "
            "asked to take over."
        ),
        "sole_funders": sentence("All known providers of these capabilities are funded by this funder only."),
        "sole_bridges": sentence(
            "If this organisation stops, organisations that are connected today lose contact with each other."
        ),
        "sole_sources": sentence(
            "If this publisher is wrong, the status of these capabilities is wrong too. Look for a "
            "second publisher."
        ),
    }
    blocks: list[Block] = []
    for name, intro in intros.items():
        table = filled(WEAK_POINTS.tables[name], found, say)
        blocks += answer_block(table.without("country"), say(intro))
    return blocks


def _hollow(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """Phases that are higher than what they rest on carries, and the raise that lifts most."""
    found = MATURITY.asked(w, q, Phases((Iso3(country),)))
    blocks = section(
        say,
        sentence("Phases ahead of their prerequisites"),
        sentence("Their prerequisites are at a lower phase. Improve those first."),
        (
            sentence("Capability"),
            sentence("Phase"),
            sentence("Supported up to phase"),
            sentence("Improve this first"),
        ),
        [
            (
                say.name("capabilities", c.capability),
                str(c.phase),
                str(c.effective.high),
                capabilities(say, c.held_by),
            )
            for c in found.cells
            if c.is_hollow
        ],
        sentence("No phase is known to be ahead of its prerequisites."),
        (5, 1, 2, 5),
    )
    best = next(iter(found.unlock), None)
    if best and best.gain > 1:
        text = sentence(
            "Phase step with the largest effect: {capability}. Phases gained in total: {n}.",
            capability=say.name("capabilities", best.capability),
            n=best.gain,
        )
        blocks.append(Text(say(text)))
    unknown = sum(c.phase is None for c in found.cells)
    if unknown:
        text = sentence(
            "One capability has no phase.",
            "{n} capabilities have no phase.",
            n=unknown,
        )
        blocks.append(Text(say(text), "lead"))
    return blocks


def _lenses(w: Workspace, q: Question, country: str) -> list[Block]:
    """The board by threat, challenge, driver, discipline and objective."""
    return answer_block(answer_table(LENSES, "items", w, q, Lens(Iso3(country))))


def _new_ties(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    table = answer_table(HANDOFFS, "new_ties", w, q, Countries((Iso3(country),)))
    intro = sentence("Both sides have a provider, but no cooperation between them is known.")
    return answer_block(table.without("country"), say(intro))


def cliff_section(w: Workspace, q: Question, country: str = "") -> list[Block]:
    """What ends in 24 months, of one country or all."""
    table = answer_table(CLIFFS, "falls", w, q, Ahead((Iso3(country),) if country else ()))
    return answer_block(table.without("country") if country else table)


def donor_section(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """Where one more provider would change most in one country."""
    table = answer_table(DONORS, "where", w, q, Payers((Iso3(country),)))
    intro = sentence("Within this country only; countries are never ranked.")
    return answer_block(table.without("country"), say(intro))


def _plan_by_status(w: Workspace, q: Question, wanted: Wanted) -> list[Block]:
    """The steps that count, where there are none what stands beside them: the reviews to begin with."""
    say = say_of(w, q).at(wanted.country)
    found = PLAN.asked(w, q, wanted)
    table = filled(PLAN.tables["work"], found, say)
    counted = {str(s.order) for s in found.steps if s.counts}
    shown = table.only(counted) if counted else table
    return answer_block(
        shown.without("counts", "points", "accountable", "needs", "brings"), " ".join(map(say, found.summary))
    )


def _plan(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    wanted = first_plan(w, q, Iso3(country))
    if wanted.by is Mode.STATES:
        return _plan_by_status(w, q, wanted)
    answer: dict[str, Any] = ask(w, q, "plan", country=country, budget=wanted.budget)
    nobody = say(sentence("not named yet"))
    table = Table(
        header(
            say,
            sentence("#"),
            sentence("Phase step"),
            sentence("From"),
            sentence("To"),
            sentence("Start"),
            sentence("End"),
            sentence("Responsible"),
        ),
        tuple(
            (
                str(a["order"]),
                say.name("capabilities", a["capability"]),
                str(a["from"]),
                str(a["to"]),
                day(say, a["start"]),
                day(say, a["end"]),
                who(say, a["responsible"]) or nobody,
            )
            for a in answer["actions"]
        ),
        say(sentence("No phase step is in this plan.")),
        (1, 6, 1, 1, 2, 2, 6),
    )
    return [
        Heading(say(sentence("A first plan: six phase steps"))),
        *(Text(n, "lead") for n in answer["notes"]),
        table,
    ]
