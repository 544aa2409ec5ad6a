"""Parts that several documents share: what hangs on one, hollow phases, hand-offs, seats, what ends, money, a first
plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.answers.cliffs import ANSWER as CLIFFS
from coordination.answers.cliffs import Ahead
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
        *_handoffs(w, q, country, words),
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
        words.say(sentence("one is enough by design")),
        words.say(sentence("nobody has checked for others")),
        words.say(sentence("a successor is named")),
    )
    providers = section(
        words,
        sentence("What hangs on one provider"),
        sentence("If this organisation, or this group that counts as one, stops, the cell falls."),
        (
            sentence("Capability"),
            sentence("Hangs on"),
            sentence("Remark"),
            sentence("What goes with it"),
            sentence("Cheapest fix"),
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
        sentence("No cell is known to hang on one provider."),
        (3, 3, 2, 4, 5),
    )
    funders = section(
        words,
        sentence("What hangs on one funder"),
        sentence("Every known provider of these cells is paid by this funder alone."),
        (sentence("Funder"), sentence("Cells"), sentence("Cheapest fix")),
        [
            (
                words.told(words.who([r["funder"]]), r["confirmed"]),
                words.capabilities(c["capability"] for c in r["cells"] if c["country"] == country),
                r["fix"],
            )
            for r in answer["sole_funders"]
            if any(c["country"] == country for c in r["cells"])
        ],
        sentence("No cell is known to hang on one funder; most funding is not known."),
        (3, 4, 5),
    )
    return [*providers, *funders, *_bridges(answer, words), *_sources(answer, country, words)]


def _goes_with(words: Words, row: Mapping[str, Any]) -> str:
    """What falls too, and what loses its footing."""
    fall, shaky = (words.capabilities(c["capability"] for c in row[k]) for k in ("fallen", "falls"))
    said = [
        words.say(text)
        for some, text in (
            (fall, sentence("Falls too: {capabilities}.", capabilities=fall)),
            (shaky, sentence("Loses what it rests on: {capabilities}.", capabilities=shaky)),
        )
        if some
    ]
    return " ".join(said) or words.say(sentence("no other capability falls"))


def _bridges(answer: Mapping[str, Any], words: Words) -> list[Block]:
    return section(
        words,
        sentence("What hangs on one bridge"),
        sentence("If this organisation goes, others that known ties join today lose one another."),
        (sentence("Organisation"), sentence("Pairs that are parted"), sentence("Cheapest fix")),
        [
            (words.told(words.who([r["stakeholder"]]), r["confirmed"]), str(r["pairs_cut"]), r["fix"])
            for r in answer["sole_bridges"]
        ],
        sentence("No organisation is known to be the only bridge between others; most ties are not known."),
        (4, 2, 8),
    )


def _sources(answer: Mapping[str, Any], country: str, words: Words) -> list[Block]:
    return section(
        words,
        sentence("What is known from one publisher only"),
        sentence("If this publisher is wrong, so is what is said of these cells: look for a second one."),
        (sentence("Publisher"), sentence("Cells")),
        [
            (
                words.told(r["source"], r["confirmed"]),
                words.capabilities(c["capability"] for c in r["cells"] if c["country"] == country),
            )
            for r in answer["sole_sources"]
            if any(c["country"] == country for c in r["cells"])
        ],
        sentence("No cell is known from one publisher only."),
        (1, 2),
    )


def _hollow(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    """Phases that are higher than what they rest on carries, and the raise that lifts most."""
    answer: dict[str, Any] = questions.maturity(w, q, [country])
    cells = answer["cells"]
    blocks = section(
        words,
        sentence("Phases that are not carried"),
        sentence("What they rest on is at a lower phase: raise that first."),
        (sentence("Capability"), sentence("Phase"), sentence("Carried to"), sentence("Raise this first")),
        [
            (
                words.capability(c["capability"]),
                str(c["phase"]),
                str(c["effective"][1]),
                words.capabilities(c["held_by"]),
            )
            for c in cells
            if c["hollow"][0] > 0
        ],
        sentence("No phase is known that is higher than what it rests on carries."),
        (5, 1, 2, 5),
    )
    if answer["unlock"] and answer["unlock"][0]["gain"] > 1:
        best = answer["unlock"][0]
        text = sentence(
            "The raise by one phase that lifts most: {capability}; phases gained in all: {n}.",
            capability=words.capability(best["capability"]),
            n=best["gain"],
        )
        blocks.append(Text(words.say(text)))
    unknown = sum(c["phase"] is None for c in cells)
    if unknown:
        text = sentence(
            "One capability has no phase: nobody has given it one.",
            "{n} capabilities have no phase: nobody has given them one.",
            n=unknown,
        )
        blocks.append(Text(words.say(text), "lead"))
    return blocks


def _handoffs(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    answer: dict[str, Any] = questions.handoffs(w, q, [country])
    return section(
        words,
        sentence("Hand-offs without a known tie: the fewest new ties"),
        sentence("Both sides have an organisation, and no cooperation between them is known."),
        (sentence("New tie between"), sentence("and"), sentence("Serves")),
        [
            (
                words.who([t["a"]], t["recalled"]),
                words.who([t["b"]], t["recalled"]),
                words.listed(
                    words.say(
                        sentence(
                            "{needs} receives from {gives}",
                            needs=words.capability(s["needs"]),
                            gives=words.capability(s["gives"]),
                        )
                    )
                    for s in t["serves"]
                ),
            )
            for t in answer["new_ties"]
        ],
        sentence("No hand-off is known to lack a tie."),
    )


def cliff_section(w: Workspace, q: Question, country: str = "") -> list[Block]:
    """What ends in 24 months, of one country or all."""
    table = answer_table(CLIFFS, "falls", w, q, Ahead((Iso3(country),) if country else ()))
    return answer_block(table.without("country") if country else table)


def donor_section(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    """Where one more provider would change most in one country."""
    answer: dict[str, Any] = questions.donors(w, q, [country])
    return section(
        words,
        sentence("Where one more provider would change most"),
        sentence("Within this country only; countries are never ranked."),
        (sentence("Capability"), sentence("Why")),
        [(words.capability(r["capability"]), r["why"]) for r in answer["where"]],
        sentence("Nothing is known to be missing."),
        (1, 2),
    )


def _plan(w: Workspace, q: Question, country: str, words: Words) -> list[Block]:
    answer: dict[str, Any] = questions.plan(w, q, country, BUDGET)
    if answer["why_none"]:
        return [Heading(words.say(sentence("A first plan"))), Text(answer["why_none"])]
    nobody = words.say(sentence("nobody yet"))
    table = Table(
        words.header(
            sentence("#"),
            sentence("Raise"),
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
        words.say(sentence("There is nothing to raise.")),
        (1, 6, 1, 1, 2, 2, 6),
    )
    return [
        Heading(words.say(sentence("A first plan: six raises by one phase"))),
        *(Text(n, "lead") for n in answer["notes"]),
        table,
    ]
