"""The records behind a hand-off and behind a channel (METHODS 7, 8, 13), by what stands in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from tests.oracle.cells import METHODS_BEST_FIRST, View, look_day
from tests.oracle.corridors import Instrument, instruments
from tests.oracle.world import ACTIVE_WORDS, Claim, spelled

__all__ = ["of_channel", "of_handoff", "of_link", "of_work"]

Pair = tuple[str, str]


def _spelled(claims: Iterable[Claim]) -> list[str]:
    return sorted({spelled(c.table, c.row) for c in claims})


def _above(view: View, pair: Pair, day: date) -> list[Claim]:
    """Affiliations of two bodies, of those above them, and so on."""
    rows = [c for c in view.world.active("affiliations", day) if c.get("child_id") != c.get("parent_id")]
    reached, size = set(pair), 0
    while len(reached) > size:
        size = len(reached)
        reached |= {c.get("parent_id") for c in rows if c.get("child_id") in reached}
    return [c for c in rows if c.get("child_id") in reached]


def _joining(view: View, country: str, a: str, b: str, day: date) -> list[Claim]:
    ties = [
        c
        for c in view.world.active("ties", day)
        if {c.get("a_id"), c.get("b_id")} == {a, b} and c.get("iso3") in ("", country)
    ]
    if ties or not view.same_root(a, b, day):
        return ties
    return _above(view, (a, b), day)


def of_work(view: View, country: str, who: str, numbers: Collection[str], day: date) -> list[Claim]:
    """By which an organisation provides any of these."""
    return [
        c
        for n in numbers
        for c in view.deliveries(country, n)
        if c.active(day) and c.get("stakeholder_id") == who
    ]


def of_handoff(view: View, country: str, needs: str, gives: str, day: date) -> list[str]:
    """What both statuses rest on, and what joins any two of the two sides."""
    one, other = view.state(country, needs, day), view.state(country, gives, day)
    found = [*one.deciding, *other.deciding]
    for a in one.providers:
        for b in other.providers:
            if a != b:
                found += _joining(view, country, a, b, day)
    return _spelled(found)


def of_link(
    view: View, country: str, pairs: Iterable[Collection[str]], numbers: Collection[str], day: date
) -> list[str]:
    """Of a hand-off of a route within a country: what joins these pairs, or what one does at both stations."""
    found = list[Claim]()
    for p, q in pairs:
        found += of_work(view, country, p, numbers, day) if p == q else _joining(view, country, p, q, day)
    return _spelled(found)


def _word(claim: Claim, admitted: bool, day: date) -> str:
    """What a row of a list says: full, signed, unclear, or nothing."""
    if not claim.runs(day):
        return ""
    if claim.status == "unknown":
        return "unclear"
    if claim.status in ACTIVE_WORDS or (claim.status == "ended" and claim.active(day)):
        return "full" if admitted else "unclear"
    if claim.status in ("signatory", "invited"):
        return "signed" if admitted else "unclear"
    return ""


def _level(i: Instrument, country: str) -> str:
    for word in ("full", "signed", "unclear"):
        if country in getattr(i, word):
            return word
    return ""


def _rows(view: View, i: Instrument, country: str, day: date) -> list[Claim]:
    """The rows of a list that say of a country what counts of it there."""
    found = list[Claim]()
    for table, column, body in (
        ("agreement_parties", "agreement_id", "stakeholder_id"),
        ("memberships", "network_id", "member_id"),
    ):
        if (i.id in view.world.agreements) != (table == "agreement_parties"):
            continue
        every = [(c, True) for c in view.world.claims[table]]
        every += [(c, False) for c in view.world.unconfirmed[table]]
        found += [
            c
            for c, admitted in every
            if c.get(column) == i.id
            and (c.get("iso3") or view.world.home(c.get(body))) == country
            and _word(c, admitted, day) == _level(i, country) != ""
        ]
    return found


def _stated(view: View, country: str, duty: str, day: date) -> list[Claim]:
    """The statement that counts for a country: the later, the better method, of the country, no, by source."""
    stated = [
        c
        for c in view.world.claims["duty_reviews"]
        if duty in view.edition.look_here("", c.get("duty"))
        and c.get("iso3") in ("", country)
        and look_day(c) <= day
    ]
    stated.sort(
        key=lambda c: (
            -look_day(c).toordinal(),
            METHODS_BEST_FIRST.index(c.get("method")),
            c.get("iso3") != country,
            c.get("instruments_complete") == "yes",
            c.source,
        )
    )
    return stated[:1]


def of_channel(view: View, a: str, b: str, duty: str, state: str, day: date) -> list[str]:
    """What decides how a channel stands that is in this state."""
    found = list[Claim]()
    for i in instruments(view, day):
        levels = {_level(i, a), _level(i, b)}
        if duty not in i.duties:
            continue
        if (
            (state == "covered" and i.in_force and levels == {"full"})
            or (state == "signed_only" and levels <= {"full", "signed"})
            or (state == "unknown" and "unclear" in levels)
        ):
            found += [*_rows(view, i, a, day), *_rows(view, i, b, day)]
    if state in ("gap", "unknown"):
        found += [*_stated(view, a, duty, day), *_stated(view, b, duty, day)]
    return _spelled(found)
