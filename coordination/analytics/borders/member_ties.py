"""Ties of members to the police, the hotline and the ministries or other government bodies of their country.

Police: organisations of kind law enforcement that sit there, and those that sit there and provide the capability of
dedicated law enforcement. Hotline: whoever provides the hotline there. Ministry: organisations of kind government
that sit there, ministries first. A tie counts if its country is empty or the member's; ties of units under a member
are the member's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Annotated, Final

from coordination.analytics.base.facts import Facts
from coordination.analytics.base.providers import Tops
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import Listed, Name, Sentence, sentence
from graph_schema.ids import Iso3, StakeholderId

__all__ = ["Counterpart", "How", "TieState", "TieStatus", "tie_states", "with_none"]

#: Kinds of organisation, and numbers of the base edition (in which deliveries are said), by which they are known.
POLICE_KIND, MINISTRY_KIND = "law_enforcement", "government"
POLICE, HOTLINE = "4", "12"
#: A ministry by its name; the public ministry of some countries is their prosecution.
_MINISTRY: Final = re.compile(r"\b(ministry|minist[eè]re|minist[eé]rio)\b(?! p[uú]blic)", re.IGNORECASE)


@said_as(
    {
        "police": sentence("Police"),
        "hotline": sentence("Hotline"),
        "ministry": sentence("Ministry or other government body"),
    },
    doc="kind of counterpart",
)
class Counterpart(StrEnum):
    """The bodies of its country that a member should have a tie to."""

    POLICE = "police"
    HOTLINE = "hotline"
    MINISTRY = "ministry"


_HOW: Final = {
    "linked": sentence("works with"),
    "itself": sentence("has this role itself"),
    "house": sentence("same parent body as"),
    "not_recorded": sentence("no partnership recorded"),
    "nobody_known": sentence("no organisation known there"),
}


@said_as({key: _HOW[key] for key in ("linked", "not_recorded", "nobody_known")}, doc="state")
class TieStatus(StrEnum):
    LINKED = "linked"
    NOT_RECORDED = "not_recorded"  #: they are known, no tie is
    NOBODY_KNOWN = "nobody_known"


@said_as(
    _HOW,
    doc="the state; of those that are linked also itself (the member is one) and house (one belongs to it)",
)
class How(StrEnum):
    LINKED = "linked"
    ITSELF = "itself"  #: the member is one of them
    HOUSE = "house"  #: one of them is under it or shares a root with it, and it has no tie to another
    NOT_RECORDED = "not_recorded"
    NOBODY_KNOWN = "nobody_known"


@dataclass(frozen=True, slots=True)
class TieState:
    """Between a member and the police, a hotline or a ministry of its country. ``known`` has ministries first, else all
    are by id; ``ties``: pairs (member or a unit under it, one of them), each once."""

    member: StakeholderId
    country: Iso3
    counterpart: Counterpart
    state: TieStatus
    known: Annotated[tuple[StakeholderId, ...], Key("such bodies of the country")]
    same_house: Annotated[
        tuple[StakeholderId, ...],
        Key("those of them that are the member itself, a unit under it, or share a root with it"),
    ]
    ties: Annotated[tuple[tuple[StakeholderId, StakeholderId], ...], Key("ties to them")]
    how: How
    why: Annotated[Sentence, Key("in a sentence", more={"minLength": 1})]


def _tie_state(
    member: StakeholderId,
    country: Iso3,
    counterpart: Counterpart,
    known: tuple[StakeholderId, ...],
    same_house: tuple[StakeholderId, ...],
    ties: tuple[tuple[StakeholderId, StakeholderId], ...],
) -> TieState:
    """What these bodies and ties make of it."""
    if same_house or ties:
        state = TieStatus.LINKED
    else:
        state = TieStatus.NOT_RECORDED if known else TieStatus.NOBODY_KNOWN
    how = How(state)
    if member in same_house:
        how = How.ITSELF
    elif same_house and not ties:
        how = How.HOUSE
    linked = sorted({*same_house, *(b for _, b in ties)})
    why = _why(member, country, counterpart, how, known, linked)
    return TieState(member, country, counterpart, state, known, same_house, ties, how, why)


def _why(
    member_id: StakeholderId,
    iso3: Iso3,
    counterpart: Counterpart,
    how: How,
    all_known: Iterable[str],
    all_linked: Iterable[str],
) -> Sentence:
    """What the row says, in one sentence."""
    member, country = Name("stakeholders", member_id), Name("countries", iso3)
    known, linked = _apart(all_known), _apart(all_linked)
    say = {
        ("police", "itself"): sentence("{member} itself has the role of the police.", member=member),
        ("hotline", "itself"): sentence("{member} itself runs a hotline.", member=member),
        ("ministry", "itself"): sentence(
            "{member} is itself a ministry or another government body.", member=member
        ),
        ("police", "house"): sentence(
            "{member} and the police have the same parent body: {list}.", member=member, list=linked
        ),
        ("hotline", "house"): sentence(
            "{member} and a hotline have the same parent body: {list}.", member=member, list=linked
        ),
        ("ministry", "house"): sentence(
            "{member} and a ministry or other government body have the same parent body: {list}.",
            member=member,
            list=linked,
        ),
        ("police", "linked"): sentence("{member} works with the police: {list}.", member=member, list=linked),
        ("hotline", "linked"): sentence("{member} works with a hotline: {list}.", member=member, list=linked),
        ("ministry", "linked"): sentence(
            "{member} works with a ministry or other government body: {list}.",
            member=member,
            list=linked,
        ),
        ("police", "not_recorded"): sentence(
            "{country}: no partnership between {member} and the police is on record ({list}).",
            member=member,
            country=country,
            list=known,
        ),
        ("hotline", "not_recorded"): sentence(
            "{country}: no partnership between {member} and the hotline is on record ({list}).",
            member=member,
            country=country,
            list=known,
        ),
        ("ministry", "not_recorded"): sentence(
            "{country}: no partnership between {member} and a ministry or other government body is "
            "on record ({list}).",
            member=member,
            country=country,
            list=known,
        ),
        ("police", "nobody_known"): sentence("{country}: no police body is on record.", country=country),
        ("hotline", "nobody_known"): sentence("{country}: no hotline is recorded.", country=country),
        ("ministry", "nobody_known"): sentence(
            "{country}: no ministry or other government body is recorded.", country=country
        ),
    }
    return say[counterpart, how]


def _apart(idents: Iterable[str]) -> list[Listed]:
    """Names that may hold commas, as one list in a sentence; empty for none."""
    names: list[Listed] = [Name("stakeholders", i) for i in idents]
    if not names:
        return []
    return [reduce(lambda one, other: sentence("{one}; {other}", one=[one], other=[other]), names)]


def with_none(ties: Iterable[TieState]) -> tuple[tuple[StakeholderId, ...], tuple[StakeholderId, ...]]:
    """Members without any of the ties though somebody is known there to have one with, and members of whom nothing can
    be said because nobody is known."""
    states: dict[StakeholderId, set[TieStatus]] = defaultdict(set)
    for tie in ties:
        states[tie.member].add(tie.state)
    alone = (
        m for m, found in states.items() if TieStatus.LINKED not in found and TieStatus.NOT_RECORDED in found
    )
    return tuple(alone), tuple(m for m, found in states.items() if found == {TieStatus.NOBODY_KNOWN})


def _counterparts(facts: Facts, as_of: date) -> Mapping[tuple[str, str], set[StakeholderId]]:
    """Police, hotlines and ministries of each country."""
    stakeholders, t = facts.snapshot["stakeholders"], as_of.toordinal()
    homes = dict(zip(stakeholders.ids, stakeholders["home_iso3"].texts(), strict=True))
    out: dict[tuple[str, str], set[StakeholderId]] = defaultdict(set)
    for who, kind in zip(map(StakeholderId, stakeholders.ids), stakeholders["kind"].texts(), strict=True):
        if kind == POLICE_KIND:
            out["police", homes[who]].add(who)
        elif kind == MINISTRY_KIND:
            out["ministry", homes[who]].add(who)
    frame, life = facts.snapshot["deliveries"], facts.life("deliveries")
    rows = facts.counted("deliveries")
    rows = rows[life.take(rows).active(t) & frame["role"].isin(["provides"])[rows]]
    for row in rows.tolist():
        number, c = frame.text("capability", row), frame.text("iso3", row)
        who = StakeholderId(frame.text("stakeholder_id", row))
        if number == HOTLINE:
            out["hotline", c].add(who)
        elif number == POLICE and homes.get(who) == c:
            out["police", c].add(who)
    return out


def tie_states(facts: Facts, as_of: date, listed: Sequence[tuple[StakeholderId, Iso3]]) -> list[TieState]:
    """The ties of members (and their countries) to each counterpart of their country."""
    t = as_of.toordinal()
    frame, rows = facts.snapshot["ties"], facts.counted("ties")
    rows = rows[facts.life("ties").take(rows).active(t)]
    partners: dict[str, set[tuple[StakeholderId, str]]] = defaultdict(set)  # -> (other end, country or empty)
    for row in rows.tolist():
        a, b = (StakeholderId(frame.text(x, row)) for x in ("a_id", "b_id"))
        c = frame.text("iso3", row)
        partners[a].add((b, c))
        partners[b].add((a, c))
    units = _units(facts, t)
    body, top = Tops.of(facts).pairs(t)
    tops: dict[str, set[int]] = defaultdict(set)
    for x, y in zip(body.tolist(), top.tolist(), strict=True):
        tops[facts.stakeholders[x]].add(y)
    there = _counterparts(facts, as_of)
    stakeholders = facts.snapshot["stakeholders"]
    names = dict(zip(stakeholders.ids, stakeholders["name"].texts(), strict=True))

    out = []
    for member, country in listed:
        house = {member} | units(member)
        for counterpart in Counterpart:
            known = there.get((counterpart, country), set())
            own = {k for k in known if k in house or tops[k] & tops[member]}
            ties = {
                (h, other)
                for h in house
                for other, c in partners[h]
                if other in known and other not in house and c in ("", country)
            }
            first = sorted(known, key=lambda k: (not _MINISTRY.search(names.get(k, "")), k))
            out.append(
                _tie_state(
                    member, country, counterpart, tuple(first), tuple(sorted(own)), tuple(sorted(ties))
                )
            )
    return out


def _units(facts: Facts, t: int) -> Callable[[StakeholderId], set[StakeholderId]]:
    """A function from a body to the bodies under it on a day, at any depth."""
    frame, rows = facts.snapshot["affiliations"], facts.counted("affiliations")
    rows = rows[facts.life("affiliations").take(rows).active(t)]
    children: dict[StakeholderId, set[StakeholderId]] = defaultdict(set)
    for row in rows.tolist():
        parent, child = (StakeholderId(frame.text(x, row)) for x in ("parent_id", "child_id"))
        children[parent].add(child)

    def units(body: StakeholderId) -> set[StakeholderId]:
        found: set[StakeholderId] = set()
        front = [body]
        while front:
            fresh = children[front.pop()] - found
            found |= fresh
            front += fresh
        return found

    return units
