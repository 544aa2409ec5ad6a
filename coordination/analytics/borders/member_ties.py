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
from functools import reduce
from typing import Final

from coordination.analytics.base.facts import Facts
from coordination.analytics.base.providers import Tops
from coordination.text.sentences import Listed, Name, Sentence, sentence

__all__ = ["COUNTERPARTS", "TieState", "tie_states", "with_none"]

#: The bodies of its country that a member should have a tie to.
COUNTERPARTS: Final = ("police", "hotline", "ministry")
#: Kinds of organisation, and numbers of the base edition (in which deliveries are said), by which they are known.
POLICE_KIND, MINISTRY_KIND = "law_enforcement", "government"
POLICE, HOTLINE = "4", "12"
#: A ministry by its name; the public ministry of some countries is their prosecution.
_MINISTRY: Final = re.compile(r"\b(ministry|minist[eè]re|minist[eé]rio)\b(?! p[uú]blic)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TieState:
    """Between a member and the police, a hotline or a ministry of its country.

    ``state``: linked, not_recorded (they are known, no tie is), nobody_known. ``known``: who they are; ``same_house``:
    those that are the member itself, a unit under it, or share a root with it; ``ties``: pairs (member or a unit
    under it, one of them), each once. ``known`` has ministries first, else all are by id.
    """

    member: str
    country: str
    counterpart: str
    state: str
    known: tuple[str, ...]
    same_house: tuple[str, ...]
    ties: tuple[tuple[str, str], ...]

    @property
    def how(self) -> str:
        """The state; of those that are linked also ``itself`` (the member is one of them) and ``house`` (one of them is
        under it or shares a root with it, and it has no tie to another)."""
        if self.member in self.same_house:
            return "itself"
        return "house" if self.same_house and not self.ties else self.state

    def why(self) -> Sentence:
        """What the row says, in one sentence."""
        member, country = Name("stakeholders", self.member), Name("countries", self.country)
        known = _apart(self.known)
        linked = _apart(sorted({*self.same_house, *(b for _, b in self.ties)}))
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
            ("police", "linked"): sentence(
                "{member} works with the police: {list}.", member=member, list=linked
            ),
            ("hotline", "linked"): sentence(
                "{member} works with a hotline: {list}.", member=member, list=linked
            ),
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
        return say[self.counterpart, self.how]

    def as_row(self) -> dict[str, object]:
        return {
            "member": self.member,
            "country": self.country,
            "counterpart": self.counterpart,
            "state": self.state,
            "known": list(self.known),
            "same_house": list(self.same_house),
            "ties": [list(t) for t in self.ties],
            "how": self.how,
        }


def _apart(idents: Iterable[str]) -> list[Listed]:
    """Names that may hold commas, as one list in a sentence; empty for none."""
    names: list[Listed] = [Name("stakeholders", i) for i in idents]
    if not names:
        return []
    return [reduce(lambda one, other: sentence("{one}; {other}", one=[one], other=[other]), names)]


def with_none(ties: Iterable[TieState]) -> tuple[list[str], list[str]]:
    """Members without any of the ties though somebody is known there to have one with, and members of whom nothing can
    be said because nobody is known."""
    states: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        states[tie.member].add(tie.state)
    alone = [m for m, found in states.items() if "linked" not in found and "not_recorded" in found]
    return alone, [m for m, found in states.items() if found == {"nobody_known"}]


def _counterparts(facts: Facts, as_of: date) -> Mapping[tuple[str, str], set[str]]:
    """Police, hotlines and ministries of each country."""
    stakeholders, t = facts.snapshot["stakeholders"], as_of.toordinal()
    homes = dict(zip(stakeholders.ids, stakeholders["home_iso3"].texts(), strict=True))
    out: dict[tuple[str, str], set[str]] = defaultdict(set)
    for who, kind in zip(stakeholders.ids, stakeholders["kind"].texts(), strict=True):
        if kind == POLICE_KIND:
            out["police", homes[who]].add(who)
        elif kind == MINISTRY_KIND:
            out["ministry", homes[who]].add(who)
    frame, life = facts.snapshot["deliveries"], facts.life("deliveries")
    rows = facts.counted("deliveries")
    rows = rows[life.take(rows).active(t) & frame["role"].isin(["provides"])[rows]]
    for row in rows.tolist():
        number, c, who = (frame.text(x, row) for x in ("capability", "iso3", "stakeholder_id"))
        if number == HOTLINE:
            out["hotline", c].add(who)
        elif number == POLICE and homes.get(who) == c:
            out["police", c].add(who)
    return out


def tie_states(facts: Facts, as_of: date, listed: Sequence[tuple[str, str]]) -> list[TieState]:
    t = as_of.toordinal()
    frame, rows = facts.snapshot["ties"], facts.counted("ties")
    rows = rows[facts.life("ties").take(rows).active(t)]
    partners: dict[str, set[tuple[str, str]]] = defaultdict(set)  # -> (other end, country or empty)
    for row in rows.tolist():
        a, b, c = (frame.text(x, row) for x in ("a_id", "b_id", "iso3"))
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
        for counterpart in COUNTERPARTS:
            known = there.get((counterpart, country), set())
            own = {k for k in known if k in house or tops[k] & tops[member]}
            ties = {
                (h, other)
                for h in house
                for other, c in partners[h]
                if other in known and other not in house and c in ("", country)
            }
            state = "linked" if own or ties else "not_recorded" if known else "nobody_known"
            out.append(
                TieState(
                    member,
                    country,
                    counterpart,
                    state,
                    tuple(sorted(known, key=lambda k: (not _MINISTRY.search(names.get(k, "")), k))),
                    tuple(sorted(own)),
                    tuple(sorted(ties)),
                )
            )
    return out


def _units(facts: Facts, t: int) -> Callable[[str], set[str]]:
    """A function from a body to the bodies under it on a day, at any depth."""
    frame, rows = facts.snapshot["affiliations"], facts.counted("affiliations")
    rows = rows[facts.life("affiliations").take(rows).active(t)]
    children: dict[str, set[str]] = defaultdict(set)
    for row in rows.tolist():
        children[frame.text("parent_id", row)].add(frame.text("child_id", row))

    def units(body: str) -> set[str]:
        found: set[str] = set()
        front = [body]
        while front:
            fresh = children[front.pop()] - found
            found |= fresh
            front += fresh
        return found

    return units
