"""Who does what in a plan (METHODS 10): responsible, accountable, consulted, informed, from today's claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

import numpy as np

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.maturity import country_index
from coordination.model.name_index import name_index
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.errors import UsageError, said

__all__ = ["ROLES", "Roles", "bodies_of", "owners", "roles_of"]

ROLES: Final = ("responsible", "accountable", "consulted", "informed")
#: Arrows along which people of a plan must hear of one another: prerequisites and hand-offs.
ARROWS: Final = "PF"
#: Number of the base edition under which deliveries name the national body that steers the response.
LEADERSHIP: Final = "1"


@dataclass(frozen=True, slots=True)
class Roles:
    """Ids of stakeholders, sorted; nobody is named twice for one raise, the first role in the order of
    ``ROLES`` wins, except that the accountable one may be responsible too. ``owner``: who is responsible as whoever
    made the plan wrote it; then ``responsible`` is that organisation, or nobody where the words name none.
    ``missing``: roles nobody holds."""

    capability: str
    responsible: tuple[str, ...]
    accountable: tuple[str, ...]
    consulted: tuple[str, ...]
    informed: tuple[str, ...]
    owner: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(
            role for role in ROLES if not getattr(self, role) and not (role == "responsible" and self.owner)
        )

    def flags(self) -> list[Sentence]:
        """What is missing, and what to do about it."""
        name = Name("capabilities", self.capability)
        say = {
            "responsible": sentence("Nobody provides {capability} today. Name who will.", capability=name),
            "accountable": sentence(
                "No national body responsible for {capability} is on record. Name a lead.",
                capability=name,
            ),
            "consulted": sentence(
                "No organisation is known to support {capability} or to provide its prerequisites. "
                "Find out who should be consulted.",
                capability=name,
            ),
            "informed": sentence(
                "No organisation is known to depend on {capability} or to sit on a national body. Find "
                "out who should be informed.",
                capability=name,
            ),
        }
        return [say[role] for role in self.missing]


def owners(facts: Facts) -> Callable[[Roles, str], Roles]:
    """(roles, who somebody says is responsible) -> the roles then: an organisation by its id or a name of its own in
    any language, anything else as it is written. Who would be responsible by the records is consulted instead."""
    found = cache(lambda: name_index(facts.snapshot, "stakeholders"))

    def owned(roles: Roles, owner: str) -> Roles:
        if not owner:
            return roles
        known = found().find(owner).id
        consulted = {*roles.responsible, *roles.consulted} - {known, *roles.accountable}
        return replace(
            roles,
            responsible=(known,) if known else (),
            consulted=tuple(sorted(consulted)),
            informed=tuple(i for i in roles.informed if i != known),
            owner=owner,
        )

    return owned


def bodies_of(facts: Facts, as_of: date, country: str) -> list[tuple[str, tuple[str, ...]]]:
    """National coordination bodies of a country with the members that sit there on the day; the one with most
    members first, then by id."""
    bodies, seats = facts.snapshot["committee_bodies"], facts.snapshot["committee_seats"]
    rows = facts.counted("committee_seats")
    rows = rows[facts.life("committee_seats").take(rows).active(as_of.toordinal())]
    members: dict[str, set[str]] = {
        body: set() for body, iso3 in zip(bodies.ids, bodies["iso3"].texts(), strict=True) if iso3 == country
    }
    for row in rows.tolist():
        body = seats.text("body_id", row)
        if body in members and seats.text("iso3", row) == country:
            members[body].add(seats.text("member_id", row))
    return sorted(
        ((b, tuple(sorted(m))) for b, m in members.items()), key=lambda pair: (-len(pair[1]), pair[0])
    )


def roles_of(facts: Facts, as_of: date, country: str, lead: str = "") -> Callable[[str], Roles]:
    """A function from capability number to its roles.

    Accountable is ``lead`` where it is given; else the national body, of several the one with most members;
    else who alone provides Leadership; else nobody. Raises UsageError.
    """
    if lead and lead not in facts.stakeholder_at:
        raise UsageError(
            said("There is no organisation {lead!r} to be accountable.", lead=lead),
            hint=said("Use the ID of an organisation in this database."),
        )
    edition, t = facts.edition, as_of.toordinal()
    first = country_index(facts, country) * facts.K
    d = facts.deliveries
    rows = np.arange(*np.searchsorted(d.cell, [first, first + facts.K]))
    rows = rows[d.life.take(rows).active(t)]
    provides: dict[str, set[str]] = {n: set() for n in edition.numbers}
    supports: dict[str, set[str]] = {n: set() for n in edition.numbers}
    rows = rows[~d.stands_in[rows]]  # who stands in does nothing yet
    for cell, who, counted in zip(d.cell[rows], d.who[rows], d.provides[rows], strict=True):
        number = edition.numbers[int(cell) - first]
        (provides if counted else supports)[number].add(facts.stakeholders[int(who)])
    bodies = bodies_of(facts, as_of, country)
    leaders = provides.get(edition.from_base.get(LEADERSHIP, ""), set())
    accountable = {lead} if lead else {body for body, _ in bodies[:1]}
    if not accountable and len(leaders) == 1:
        accountable = leaders
    seated = set(bodies[0][1]) if bodies else set()

    def of(numbers: Iterable[str]) -> set[str]:
        return set().union(*(provides[n] for n in numbers))

    def roles(number: str) -> Roles:
        arrows = [r for r in edition.requires if r.kind in ARROWS]
        responsible = provides[number]
        taken = responsible | accountable
        consulted = (supports[number] | of(r.gives for r in arrows if r.needs == number)) - taken
        informed = (of(r.needs for r in arrows if r.gives == number) | seated) - taken - consulted
        first, second, third, fourth = (
            tuple(sorted(x)) for x in (responsible, accountable, consulted, informed)
        )
        return Roles(number, first, second, third, fourth)

    return roles
