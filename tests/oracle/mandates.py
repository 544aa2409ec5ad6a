"""What the state does by a mandate (METHODS v3, 5): read row by row."""

from __future__ import annotations

from datetime import date

from tests.oracle.cells import View

__all__ = [
    "STATE",
    "by_mandate",
    "carried",
    "continuity_only",
    "nobody_beside",
    "said_by_rows",
    "single_by_mandate",
]

STATE = {"government", "law_enforcement", "judiciary"}


def _mandates(view: View, body: str, country: str, number: str, day: date) -> list[str]:
    rows = [
        c
        for c in view.deliveries(country, number, "provides")
        if c.active(day) and c.get("stakeholder_id") == body
    ]
    return [c.get("mandate") for c in rows if c.get("mandate")]


def said_by_rows(view: View, body: str, country: str, number: str, day: date) -> bool:
    words = _mandates(view, body, country, number, day)
    return bool(words) and all(w == "statutory" for w in words)


def by_mandate(view: View, body: str, country: str, number: str, day: date) -> bool:
    """A row says so and none says otherwise; or none says anything, and it is a body of the state at home there."""
    if _mandates(view, body, country, number, day):
        return said_by_rows(view, body, country, number, day)
    return view.world.kind(body) in STATE and view.world.home(body) == country


def single_by_mandate(view: View, country: str, number: str, day: date) -> bool:
    """One group, and all of it by mandate."""
    there = view.providers(country, number, day)
    return bool(there) and all(by_mandate(view, s, country, number, day) for s in there)


def continuity_only(view: View, country: str, number: str, day: date) -> bool:
    """Nobody else is sought beside them."""
    if not single_by_mandate(view, country, number, day):
        return False
    there = view.providers(country, number, day)
    told = all(said_by_rows(view, s, country, number, day) for s in there)
    return told or number in view.edition.statutory or number in view.edition.one_is_normal


def nobody_beside(view: View, country: str, number: str, day: date) -> bool:
    """That, or a duty of the state by its nature that a body with a mandate provides, whoever works with it."""
    there = view.providers(country, number, day)
    held = any(by_mandate(view, s, country, number, day) for s in there)
    return continuity_only(view, country, number, day) or (held and number in view.edition.statutory)


def carried(view: View, body: str, day: date) -> bool:
    """It or the units below it provide something, and all of that by a mandate."""
    below, found = {body}, True
    while found:
        more = {
            c.get("child_id")
            for c in view.world.active("affiliations", day)
            if c.get("parent_id") in below and c.get("child_id") in view.world.stakeholders
        }
        found = not more <= below
        below |= more
    does = [
        by_mandate(view, s, country, n, day)
        for s in below
        for country in view.world.countries
        for n in view.edition.capabilities
        if s in view.providers(country, n, day)
    ]
    return bool(does) and all(does)
