"""Sections of a country report after the board: what hangs on one, hand-offs, seats, what ends, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coordination import questions
from coordination.sentences import Name
from coordination.service import Question, Workspace

__all__ = ["Section", "sections"]


@dataclass(frozen=True)
class Section:
    """A heading, a sentence, and a table; ``empty`` is said where there are no rows."""

    title: str
    intro: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str


class _Words:
    """Names as the report shows them."""

    def __init__(self, w: Workspace, q: Question) -> None:
        self._w, self._names = w, w.names(q)

    def capability(self, number: str) -> str:
        return self._names(Name("capabilities", number))

    def seat(self, ident: str) -> str:
        return self._names(Name("seats", ident))

    def country(self, iso3: str) -> str:
        return self._names(Name("countries", iso3))

    def agreement(self, ident: str) -> str:
        return self._names(Name("agreements", ident))

    def who(self, idents: Iterable[str]) -> str:
        return "; ".join(self._names(Name("stakeholders", i)) for i in idents)

    def cells(self, rows: Iterable[Mapping[str, Any]]) -> str:
        return "; ".join(self.capability(r["capability"]) for r in rows)


def sections(w: Workspace, q: Question, country: str) -> list[Section]:
    """In the order in which a committee asks."""
    say = _Words(w, q)
    return [
        *_weak(w, q, country, say),
        _handoffs(w, q, country, say),
        _seats(w, q, country, say),
        _cliffs(w, q, country, say),
        _donors(w, q, country, say),
        _plan(w, q, country, say),
    ]


def _weak(w: Workspace, q: Question, country: str, say: _Words) -> Iterable[Section]:
    answer: dict[str, Any] = questions.weak_points(w, q, [country])
    rows = [r for r in answer["sole_providers"] if r["country"] == country]
    yield Section(
        "What hangs on one provider",
        "If this organisation, or this group of organisations that depend on one another, stops, the cell falls.",
        ("Capability", "Hangs on", "Remark", "Falls with it", "Cheapest fix"),
        tuple(
            (
                say.capability(r["capability"]),
                say.who(r["group"]),
                "one is enough by design"
                if r["by_design"]
                else "nobody has checked for others"
                if r["uncounted"]
                else "",
                say.cells(r["falls"]),
                r["fix"],
            )
            for r in rows
        ),
        "No cell is known to hang on one provider.",
    )
    funders = [
        (say.who([r["funder"]]), say.cells(c for c in r["cells"] if c["country"] == country), r["fix"])
        for r in answer["sole_funders"]
        if any(c["country"] == country for c in r["cells"])
    ]
    yield Section(
        "What hangs on one funder",
        "Every known provider of these cells is paid by this funder alone.",
        ("Funder", "Cells", "Cheapest fix"),
        tuple(funders),
        "No cell is known to hang on one funder; most funding is not known.",
    )


def _handoffs(w: Workspace, q: Question, country: str, say: _Words) -> Section:
    answer: dict[str, Any] = questions.handoffs(w, q, [country])
    return Section(
        "Hand-offs without a known tie: the fewest new ties",
        "Both sides have an organisation, and no cooperation between them is known.",
        ("New tie between", "and", "Serves"),
        tuple(
            (
                say.who([t["a"]]),
                say.who([t["b"]]),
                "; ".join(
                    f"{say.capability(s['needs'])} from {say.capability(s['gives'])}" for s in t["serves"]
                ),
            )
            for t in answer["new_ties"]
        ),
        "No hand-off is known to lack a tie.",
    )


def _seats(w: Workspace, q: Question, country: str, say: _Words) -> Section:
    answer: dict[str, Any] = questions.seats(w, q, [country])
    return Section(
        "Seats on the national body",
        "Empty is said only where the list of members is known to be whole.",
        ("Seat", "State", "Held by"),
        tuple((say.seat(s["seat"]), s["state"], say.who(s["members"])) for s in answer["seats"]),
        "No national body is recorded. That does not mean that there is none.",
    )


def _cliffs(w: Workspace, q: Question, country: str, say: _Words) -> Section:
    answer: dict[str, Any] = questions.cliffs(w, q, 24, [country])
    return Section(
        "What ends in the coming 24 months",
        "Cells that rank lower after the month, by ends that are known.",
        ("Month", "Cells", "Whose money ends"),
        tuple(
            (m["month"], say.cells(m["cells"]), say.who(_donors_of(m)))
            for m in answer["months"]
            if m["cells"]
        ),
        "Nothing is known to end. Most ends are not known.",
    )


def _donors_of(month: Mapping[str, Any]) -> list[str]:
    return sorted({f for c in month["causes"] for f in c["funders"]})


def _donors(w: Workspace, q: Question, country: str, say: _Words) -> Section:
    answer: dict[str, Any] = questions.donors(w, q, [country])
    return Section(
        "Where one more provider would change most",
        "Within this country only; countries are never ranked.",
        ("Capability", "Why"),
        tuple((say.capability(r["capability"]), r["why"]) for r in answer["where"][:8]),
        "Nothing is known to be missing.",
    )


def _plan(w: Workspace, q: Question, country: str, say: _Words) -> Section:
    answer: dict[str, Any] = questions.plan(w, q, country, 6)
    return Section(
        "A first plan: six raises by one phase",
        " ".join(answer["notes"]),
        ("#", "Raise", "From", "To", "Start", "End", "Responsible"),
        tuple(
            (
                str(a["order"]), say.capability(a["capability"]), str(a["from"]), str(a["to"]), a["start"], a["end"],
                say.who(a["responsible"]) or "nobody yet",
            )
            for a in answer["actions"]
        ),
        "There is nothing to raise.",
    )  # fmt: skip
