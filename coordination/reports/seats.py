"""The part of a document about who sits on the national bodies of a country: body by body, for there may be two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.answers.asking import ask
from coordination.reports.document import Block, Heading, Table, Text, header, who
from coordination.text.say import Say
from coordination.text.sentences import sentence
from coordination.workspace.service import Question, Workspace

__all__ = ["seat_section"]

Row = Mapping[str, Any]
_STATES = {
    "filled": sentence("filled"),
    "empty": sentence("vacant"),
    "unknown": sentence("unknown"),
}


def seat_section(w: Workspace, q: Question, country: str, say: Say) -> list[Block]:
    """Each body by its name, how many of its seats are known to be filled, and its seats."""
    rows: list[Row] = ask(w, q, "seats", countries=[country])["seats"]
    heading = Heading(say(sentence("Seats on the national body")))
    if not rows:
        none = sentence("No national body is on record. It may exist all the same.")
        return [heading, Text(say(none))]
    whole = sentence('"Vacant" is used only if the list of members is known to be complete.')
    blocks: list[Block] = [heading, Text(say(whole), "lead")]
    for body in dict.fromkeys(s["body"] for s in rows):
        own = [s for s in rows if s["body"] == body]
        held = sum(s["state"] == "filled" for s in own)
        count = sentence("{held} of {all} seats are known to be filled.", held=held, all=len(own))
        blocks += [
            Text(who(say, [body]), "strong"),
            Text(say(count), "lead"),
            Table(
                header(say, sentence("Seat"), sentence("Status"), sentence("Held by")),
                tuple((say.name("seats", s["seat"]), say(_STATES[s["state"]]), _held(say, s)) for s in own),
            ),
        ]
    return blocks


def _held(say: Say, row: Row) -> str:
    """Who holds the seat, and who is said to by rows that the evidence does not admit, each of these marked."""
    said = (
        say(sentence("{who} (not confirmed)", who=who(say, [i])))
        for i in row["unconfirmed"]
        if i not in row["members"]
    )
    return say.listed([*(who(say, [i]) for i in row["members"]), *said])
