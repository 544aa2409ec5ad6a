"""The brief for the secretariat of a network, with the sources of what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.answers.asking import ask
from coordination.answers.expiries import ANSWER as EXPIRIES
from coordination.answers.expiries import Ahead
from coordination.answers.filled import say_of
from coordination.model.access import DERIVED
from coordination.reports.answer_block import answer_block, answer_table
from coordination.reports.document import (
    Block,
    Document,
    Heading,
    Table,
    Text,
    foot_of,
    header,
    label_of,
    section,
    told,
    verdict,
    who,
)
from coordination.reports.footnotes import Footnotes, rows_that_count
from coordination.text import verdicts
from coordination.text.say import Say
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
    say = say_of(w, q)
    given: dict[str, Any] = ask(w, q, "network", network=ident)
    name = say.name("stakeholders", given["network"])
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
        place = say.name("countries", m["country"]) if m["country"] else ""
        return (not place, folded(place), folded(who(say, [m["member"]])))

    blocks: list[Block] = [
        *section(
            say,
            sentence("Members"),
            sentence("In order of country."),
            (sentence("Country"), sentence("Member")),
            [
                (
                    say.name("countries", m["country"]) if m["country"] else "-",
                    told(say, who(say, [m["member"]]), m["confirmed"])
                    + notes.mark(sorted(said.get(m["member"], ()))),
                )
                for m in sorted(given["members"], key=by_name)
            ],
            sentence("No member is known."),
        ),
        *([Text(whole, "lead")] if given["members"] else []),
        *section(
            say,
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
                    who(say, [t["member"]]),
                    say.name("countries", t["country"]),
                    say(_COUNTERPARTS[t["counterpart"]])
                    if t["counterpart"] in _COUNTERPARTS
                    else t["counterpart"],
                    who(say, t["known"]),
                )
                for t in missing
            ],
            sentence("No member is known to lack a partnership."),
        ),
        *_matrix(w, q, say, given),
        *_ending(w, q, say),
        *notes.blocks(w, say, lang),
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
        verdict=verdict(say, verdicts.network(given)),
    )


def _matrix(w: Workspace, q: Question, say: Say, given: Row) -> list[Block]:
    """Objectives by means: which members work there."""
    lists = edition(q.edition).lists
    if not lists.get("objectives"):
        lists = edition(BASE_EDITION).lists
    text = w.language.gettext
    means = [(r["id"], text(r["name"])) for r in lists["means"]]
    cells = {(r["objective"], r["means"]): r["members"] for r in given["matrix"]}
    heads: tuple[Sentence, ...] = (sentence("Objective"),)
    return [
        Heading(say(sentence("What members work on"))),
        Table(
            (*header(say, *heads), *(m for _, m in means)),
            tuple(
                (text(o["name"]), *(who(say, cells.get((o["id"], m), ())) or "-" for m, _ in means))
                for o in lists["objectives"]
            ),
            say(sentence("No work is on record.")),
            (3, *(2 for _ in means)),
        ),
    ]


def _ending(w: Workspace, q: Question, say: Say) -> list[Block]:
    """Agreements and memberships that end in two years."""
    intro = sentence(
        "Within 24 months, from end dates on record, with the cross-border channels that then close."
    )
    return answer_block(answer_table(EXPIRIES, "expiries", w, q, Ahead()), say(intro))
