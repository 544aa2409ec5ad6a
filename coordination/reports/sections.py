"""Parts that several documents share: what hangs on one, hollow phases, hand-offs, seats, what ends, money, a first
plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.answers.cliffs import ANSWER as CLIFFS
from coordination.answers.cliffs import Ahead
from coordination.answers.handoffs import ANSWER as HANDOFFS
from coordination.answers.handoffs import Countries
from coordination.answers.maturity import ANSWER as MATURITY
from coordination.answers.maturity import Asked as Phases
from coordination.reports.answer_block import answer_block, answer_table
from coordination.reports.borders import binding_section, corridor_section, expiry_section
from coordination.reports.document import Block, Heading, Table, Text, Words, section
from coordination.reports.seats import seat_section
from coordination.text.sentences import sentence
from coordination.workspace import questions
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import Iso3

__all__ = [
    "BUDGET",
    "cliff_section",
    "donor_section",
    "sections",
    "weak_sections",
]

BUDGET = 6  #: raises by one phase of a plan for which nobody names a budget


def sections(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    """In the order in which a committee asks."""
    return [
        *weak_sections(w, q, country, words),
        *_hollow(w, q, country, words),
        *_new_ties(w, q, country, words),
        *seat_section(w, q, country, words),
        *corridor_section(w, q, country, words),
        *binding_section(w, q, country, words),
        *expiry_section(w, q, country, words),
        *cliff_section(w, q, country),
        *donor_section(w, q, country, words),
        *_plan(w, q, country, words),
    ]


def weak_sections(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    """What hangs on one provider, one funder, one bridge; what is known from one publisher only."""
    answer: dict[str, Any] = questions.weak_points(w, q, [country])
    design, uncounted, secured = (
        words.say(sentence("one provider is enough")),
        words.say(sentence("other providers not checked")),
        words.say(sentence("a successor is named")),
    )
    providers = section(
        words,
        sentence("Capabilities that depend on a single provider"),
        sentence("If this organisation stops, or this group that counts as one, the capability is lost."),
        (
            sentence("Capability"),
            sentence("Depends on"),
            sentence("Note"),
            sentence("What else would be lost"),
            sentence("Suggested action"),
        ),
        [
            (
                words.capability(r["capability"]),
                words.who(r["group"], r["recalled"]),
                words.told(secured, not set(r["successors"]) <= set(r["recalled"]))
                if r["successors"]
                else design
                if r["by_design"]
                else uncounted
                if r["uncounted"]
                else "",
                _goes_with(words, r),
                r["fix"],
            )
            for r in answer["sole_providers"]
            if r["country"] == country
        ],
        sentence("No capability is known to depend on a single provider."),
        (3, 3, 2, 4, 5),
    )
    funders = section(
        words,
        sentence("Capabilities that depend on a single funder"),
        sentence("All known providers of these capabilities are funded by this funder only."),
        (sentence("Funder"), sentence("Capabilities"), sentence("Suggested action")),
        [
            (
                words.told(words.who([r["funder"]]), r["confirmed"]),
                words.capabilities(c["capability"] for c in r["cells"] if c["country"] == country),
                r["fix"],
            )
            for r in answer["sole_funders"]
            if any(c["country"] == country for c in r["cells"])
        ],
        sentence("No capability is known to depend on a single funder. Most funding is unknown."),
        (3, 4, 5),
    )
    return [*providers, *funders, *_bridges(answer, words), *_sources(answer, country, words)]


def _goes_with(words: Words, row: Mapping[str, Any]) -> str:
    """What falls too, and what loses its footing."""
    fall, shaky = (words.capabilities(c["capability"] for c in row[k]) for k in ("fallen", "falls"))
    said = [
        words.say(text)
        for some, text in (
            (fall, sentence("Also lost: {capabilities}.", capabilities=fall)),
            (shaky, sentence("Lose a prerequisite: {capabilities}.", capabilities=shaky)),
        )
        if some
    ]
    return " ".join(said) or words.say(sentence("no other capability would be lost"))


def _bridges(answer: Mapping[str, Any], words: Words) -> list[Block]:
    return section(
        words,
        sentence("Single connectors"),
        sentence(
            "If this organisation stops, organisations that are connected today lose contact with each other."
        ),
        (sentence("Organisation"), sentence("Pairs that lose contact"), sentence("Suggested action")),
        [
            (words.told(words.who([r["stakeholder"]]), r["confirmed"]), str(r["pairs_cut"]), r["fix"])
            for r in answer["sole_bridges"]
        ],
        sentence(
            "No organisation is known to be the only connection between others. Most partnerships "
            "are unknown."
        ),
        (4, 2, 8),
    )


def _sources(answer: Mapping[str, Any], country: str, words: Words) -> list[Block]:
    return section(
        words,
        sentence("Known from one publisher only"),
        sentence(
            "If this publisher is wrong, the status of these capabilities is wrong too. Look for a "
            "second publisher."
        ),
        (sentence("Publisher"), sentence("Capabilities")),
        [
            (
                words.told(r["source"], r["confirmed"]),
                words.capabilities(c["capability"] for c in r["cells"] if c["country"] == country),
            )
            for r in answer["sole_sources"]
            if any(c["country"] == country for c in r["cells"])
        ],
        sentence("No capability is known from one publisher only."),
        (1, 2),
    )


def _hollow(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    """Phases that are higher than what they rest on carries, and the raise that lifts most."""
    found = MATURITY.asked(w, q, Phases((Iso3(country),)))
    blocks = section(
        words,
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
                words.capability(c.capability),
                str(c.phase),
                str(c.effective.high),
                words.capabilities(c.held_by),
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
            capability=words.capability(best.capability),
            n=best.gain,
        )
        blocks.append(Text(words.say(text)))
    unknown = sum(c.phase is None for c in found.cells)
    if unknown:
        text = sentence(
            "One capability has no phase.",
            "{n} capabilities have no phase.",
            n=unknown,
        )
        blocks.append(Text(words.say(text), "lead"))
    return blocks


def _new_ties(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    table = answer_table(HANDOFFS, "new_ties", w, q, Countries((Iso3(country),)))
    intro = sentence("Both sides have a provider, but no cooperation between them is known.")
    return answer_block(table.without("country"), words.say(intro))


def cliff_section(w: Workspace, q: Question, country: str = "") -> list[Block]:
    """What ends in 24 months, of one country or all."""
    table = answer_table(CLIFFS, "falls", w, q, Ahead((Iso3(country),) if country else ()))
    return answer_block(table.without("country") if country else table)


def donor_section(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    """Where one more provider would change most in one country."""
    answer: dict[str, Any] = questions.donors(w, q, [country])
    return section(
        words,
        sentence("Where one more provider would help most"),
        sentence("Within this country only; countries are never ranked."),
        (sentence("Capability"), sentence("Reason")),
        [(words.capability(r["capability"]), r["why"]) for r in answer["where"]],
        sentence("Nothing is known to be missing."),
        (1, 2),
    )


def _plan(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    answer: dict[str, Any] = questions.plan(w, q, country, BUDGET)
    if answer["why_none"]:
        return [Heading(words.say(sentence("A first plan"))), Text(answer["why_none"])]
    nobody = words.say(sentence("not named yet"))
    table = Table(
        words.header(
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
                words.capability(a["capability"]),
                str(a["from"]),
                str(a["to"]),
                words.day(a["start"]),
                words.day(a["end"]),
                words.who(a["responsible"]) or nobody,
            )
            for a in answer["actions"]
        ),
        words.say(sentence("No phase step is possible.")),
        (1, 6, 1, 1, 2, 2, 6),
    )
    return [
        Heading(words.say(sentence("A first plan: six phase steps"))),
        *(Text(n, "lead") for n in answer["notes"]),
        table,
    ]
