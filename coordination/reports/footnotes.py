"""Numbered sources: a statement ends with [1], and the list at the end says what 1 is. Only what counts is cited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coordination.reports.document import Block, Heading, Text
from coordination.text.languages import partial_date
from coordination.text.say import Say
from coordination.text.sentences import sentence
from coordination.workspace.service import Question, Workspace

__all__ = ["Footnotes", "rows_that_count"]


def rows_that_count(w: Workspace, q: Question, name: str) -> list[dict[str, Any]]:
    """Rows of a claim type that count on the day and under the evidence of the question."""
    facts = w.facts(q)
    rows = facts.counted(name)
    rows = rows[facts.life(name).active(q.as_of.toordinal())[rows]]
    return [facts.snapshot[name].row(i) for i in rows.tolist()]


class Footnotes:
    """Sources in the order in which a document first rests on them."""

    def __init__(self) -> None:
        self._at: dict[str, int] = {}

    def mark(self, idents: Iterable[str]) -> str:
        """ " [1] [2]": what stands behind a statement that rests on these; "" for none."""
        numbers = sorted({self._at.setdefault(i, len(self._at) + 1) for i in idents if i})
        return "".join(f" [{n}]" for n in numbers)

    def blocks(self, w: Workspace, say: Say, lang: str) -> list[Block]:
        """The list under its heading: number, title, publisher, date, address."""
        heading = Heading(say(sentence("Sources")))
        if not self._at:
            return [
                heading,
                Text(say(sentence("There is no record about this yet, so there is no source."))),
            ]
        frame = w.snapshot()["sources"]
        out: list[Block] = [heading]
        for ident, number in self._at.items():
            at = frame.position.get(ident)
            keys = ("title", "publisher", "published", "url")
            given = {} if at is None else {k: frame.text(k, at) for k in keys}
            if given.get("published"):
                given["published"] = partial_date(lang, given["published"])
            parts = list(given.values())
            out.append(Text(f"[{number}] " + (", ".join(p for p in parts if p) or ident)))
        return out
