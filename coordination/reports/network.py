"""The brief for the secretariat of a network, with the sources of what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.answers.asking import ask
from coordination.model.access import DERIVED
from coordination.reports.document import (
    Block,
    Document,
    Heading,
    Table,
    Text,
    Words,
    foot_of,
    label_of,
    section,
)
from coordination.reports.footnotes import Footnotes, rows_that_count
from coordination.text import verdicts
from coordination.text.languages import partial_date
from coordination.text.sentences import Sentence, sentence
from coordination.text.wording import folded
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import BASE_EDITION, edition

__all__ = ["network_document"]

Row = Mapping[str, Any]

_COUNTERPARTS = {
    "police": sentence("the police"),
    "hotline": sentence("a hotline"),
    "ministry": sentence("a ministry or other government body"),
}


def network_document(w: Workspace, q: Question, ident: str = "", lang: str = "en") -> Document:
    """For a secretariat. ``ident``: the network, "" = the one most network members belong to. Raises UsageError."""
    words, say = Words(w, q), w.say(q)
    given: dict[str, Any] = ask(w, q, "network", network=ident)
    name = words.name("stakeholders", given["network"])
    whole = say(
        sentence("The list of members is complete.")
        if given["members_complete"]
        else sentence("The list of members may be incomplete.")
    )
    missing = [t for t in given["ties"] if t["state"] == "not_recorded"]
    notes = Footnotes()
    said: dict[str, set[str]] = {}
    for r in rows_that_count(w, q, "memberships"):
        if r["network_id"] == given["network"]:
            said.setdefault(r["member_id"], set()).add(r["source_id"])

    def by_name(m: Row) -> tuple[bool, str, str]:
        """By the name of the country, those without one last, then by their own."""
        place = words.country(m["country"]) if m["country"] else ""
        return (not place, folded(place), folded(words.who([m["member"]])))

    blocks: list[Block] = [
        *section(
            words,
            sentence("Members"),
            sentence("In order of country."),
            (sentence("Country"), sentence("Member")),
            [
                (
                    words.country(m["country"]) if m["country"] else "-",
                    words.told(words.who([m["member"]]), m["confirmed"])
                    + notes.mark(sorted(said.get(m["member"], ()))),
                )
                for m in sorted(given["members"], key=by_name)
            ],
            sentence("No member is known."),
        ),
        *([Text(whole, "lead")] if given["members"] else []),
        *section(
            words,
            sentence("Missing partnerships"),
            sentence("A possible partner is known there, but no cooperation with the member is recorded."),
            (
                sentence("Member"),
                sentence("Country"),
                sentence("No partnership with"),
                sentence("Organisations known there"),
            ),
            [
                (
                    words.who([t["member"]]),
                    words.country(t["country"]),
                    say(_COUNTERPARTS[t["counterpart"]])
                    if t["counterpart"] in _COUNTERPARTS
                    else t["counterpart"],
                    words.who(t["known"]),
                )
                for t in missing
            ],
            sentence("No member is known to lack a partnership."),
        ),
        *_matrix(w, q, words, given),
        *_ending(w, q, words, lang),
        *notes.blocks(w, words, lang),
    ]
    label = label_of(w, least=DERIVED)  # it names members, and where they know no police
    return Document(
        say(sentence("Brief for the secretariat: {name}", name=name)),
        say(
            sentence(
                "As of {day}. Work and partnerships that are not recorded may exist. An empty field is "
                "a question to the member, not a judgement.",
                day=q.as_of,
            )
        ),
        tuple(blocks),
        foot_of(w, q, label),
        f"network-{given['network'] or 'none'}",
        label,
        lang,
        landscape=True,
        verdict=words.verdict(verdicts.network(given)),
    )


def _matrix(w: Workspace, q: Question, words: Words, given: Row) -> list[Block]:
    """Objectives by means: which members work there."""
    lists = edition(q.edition).lists
    if not lists.get("objectives"):
        lists = edition(BASE_EDITION).lists
    text = w.language.gettext
    means = [(r["id"], text(r["name"])) for r in lists["means"]]
    cells = {(r["objective"], r["means"]): r["members"] for r in given["matrix"]}
    heads: tuple[Sentence, ...] = (sentence("Objective"),)
    return [
        Heading(words.say(sentence("What members work on"))),
        Table(
            (*words.header(*heads), *(m for _, m in means)),
            tuple(
                (text(o["name"]), *(words.who(cells.get((o["id"], m), ())) or "-" for m, _ in means))
                for o in lists["objectives"]
            ),
            words.say(sentence("No work is on record.")),
            (3, *(2 for _ in means)),
        ),
    ]


def _ending(w: Workspace, q: Question, words: Words, lang: str) -> list[Block]:
    """Agreements and memberships that end in two years."""
    rows: list[Row] = ask(w, q, "expiries")["expiries"]
    return section(
        words,
        sentence("Agreements ending soon"),
        sentence(
            "Within 24 months, from end dates on record, with the cross-border channels that then close."
        ),
        (
            sentence("Last day"),
            sentence("Agreement or network"),
            sentence("Country that leaves"),
            sentence("Channels lost"),
        ),
        [
            (
                partial_date(lang, r["last"]),
                words.told(
                    words.name("stakeholders" if r["kind"] == "member" else "agreements", r["instrument"]),
                    r["confirmed"],
                ),
                words.country(r["country"]) if r["country"] else "-",
                str(r["only"]),
            )
            for r in rows
        ],
        sentence("No agreement has an end date on record. Most end dates are unknown."),
        (2, 6, 3, 2),
    )
