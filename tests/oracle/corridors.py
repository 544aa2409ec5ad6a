"""Can two countries work together on a duty that crosses the border (METHODS 7)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from tests.oracle.cells import METHODS_BEST_FIRST, View, look_day
from tests.oracle.dates import end_exclusive, first_day
from tests.oracle.world import ACTIVE_WORDS, Claim, split_list

__all__ = [
    "Instrument",
    "Parties",
    "all_recorded",
    "binding",
    "corridors",
    "covered_pairs",
    "instruments",
    "standings",
]

NEEDS_RATIFICATION = ("treaty", "regional_convention")


@dataclass(frozen=True)
class Instrument:
    id: str
    duties: set[str]
    in_force: bool
    complete: bool
    full: set[str]  #: countries on it as party, connected, active or partner
    signed: set[str]  #: as signatory or invited
    unclear: set[str]  #: with status unknown, or not confirmed

    def listed(self) -> set[str]:
        return self.full | self.signed

    def maybe(self, country: str) -> float:
        """Is the country on it? 1 yes, 0 no, 0.5 unknown (status unknown, or absent from an incomplete
        list)."""
        if country in self.listed():
            return 1.0
        return 0.5 if country in self.unclear or not self.complete else 0.0


def _sides(view: View, table: str, column: str, of: str, day: date) -> tuple[set[str], set[str], set[str]]:
    """Who is on the list of an instrument: full, signed, unclear. A row that is left out for want of confirmation
    says nothing for sure: whoever is on the list by such rows alone may be on it or not."""
    claims = [c for c in view.world.claims[table] if c.get(column) == of]
    doubtful = [c for c in view.world.unconfirmed[table] if c.get(column) == of]
    full, signed, unclear = _read(view, claims, day)
    return full, signed, unclear.union(*_read(view, doubtful, day))


def _read(view: View, claims: list[Claim], day: date) -> tuple[set[str], set[str], set[str]]:
    full, signed, unclear = set(), set(), set()
    for claim in claims:
        body = claim.get("stakeholder_id") or claim.get("member_id")
        country = claim.get("iso3") or view.world.home(body)
        if country == "" or not claim.runs(day):
            continue
        if claim.status == "unknown":
            unclear.add(country)
        elif claim.status in ("signatory", "invited"):
            signed.add(country)
        elif claim.status in ACTIVE_WORDS or (claim.status == "ended" and claim.active(day)):
            full.add(country)
    return full, signed, unclear


def instruments(view: View, day: date) -> list[Instrument]:
    """Agreements (money apart, expired ones apart) and networks that open a channel for some duty here."""
    agreements, networks = _recorded(view, day)
    return [i for i in (*agreements, *networks) if i.duties]


def binding(view: View, country: str, day: date) -> list[dict[str, Any]]:
    """Agreements in force to which a country is party, whether they open a channel or not, and networks that open one
    and have a member there; with how many countries each binds. By id, an agreement first."""
    agreements, networks = _recorded(view, day)
    kept = [(i, True) for i in agreements if i.in_force and country in i.full]
    kept += [(i, False) for i in networks if i.duties and country in i.full]
    return [
        {
            "instrument": i.id,
            "agreement": agreement,
            "duties": i.duties,
            "countries": len(i.full & set(view.world.countries)),
        }
        for i, agreement in sorted(kept, key=lambda k: (k[0].id, not k[1]))
    ]


@dataclass(frozen=True)
class Parties:
    """The lists of parties on a day, of agreements that no framework names."""

    view: View
    day: date

    def rows(self, agreement: str) -> list[tuple[Claim, str, str]]:
        """(row, what it says, country) of the list."""
        world, row = self.view.world, self.view.world.agreements[agreement]
        begins, expires = first_day(row.get("in_force", "")), end_exclusive(row.get("expires", ""))
        if begins is None and row.get("kind") not in NEEDS_RATIFICATION:
            force = (first_day(row.get("adopted", "")) or self.day) <= self.day
        else:
            force = begins is not None and begins <= self.day
        over = expires is not None and expires <= self.day
        both = [(c, True) for c in world.claims["agreement_parties"]]
        both += [(c, False) for c in world.unconfirmed["agreement_parties"]]
        return [
            (c, _said(c, ok, self.day, force, over), c.get("iso3") or world.home(c.get("stakeholder_id")))
            for c, ok in both
            if c.get("agreement_id") == agreement
        ]

    def says(self, agreement: str, country: str) -> list[str]:
        return [said for _row, said, who in self.rows(agreement) if who == country]

    def signs(self, country: str) -> bool:
        """It is itself on that day party to, or signatory of, two treaties or conventions."""
        return (
            sum(
                any(
                    c.get("iso3") == country
                    and not c.get("stakeholder_id")
                    and said in ("party", "not_in_force", "signed")
                    for c, said, _who in self.rows(i)
                )
                for i, a in self.view.world.agreements.items()
                if a.get("kind") in NEEDS_RATIFICATION
            )
            >= 2
        )

    def regions(self, agreement: str) -> set[str]:
        world = self.view.world
        return {world.regions[who] for _row, _said, who in self.rows(agreement) if who in world.countries}

    def beyond(self, agreement: str, country: str) -> bool:
        """It is for others: a memorandum that is whole without it; of regions without it, where that is certain."""
        world, row = self.view.world, self.view.world.agreements[agreement]
        whole, kind = row.get("parties_complete") == "yes", row.get("kind")
        if kind == "treaty" or self.says(agreement, country):
            return False
        if kind == "mou":
            return whole
        regions = self.regions(agreement)
        foreign = bool(regions) and world.regions[country] not in regions
        return foreign and (whole or kind == "regional_convention")

    def outside(self, agreement: str, country: str) -> bool:
        """Surely not on it."""
        maybe = set(self.says(agreement, country)) - {"ended", "later", "planned"}
        whole = self.view.world.agreements[agreement].get("parties_complete") == "yes"
        return not maybe and whole and self.signs(country) and not self.beyond(agreement, country)


def standings(view: View, country: str, day: date) -> dict[str, str]:
    """How a country takes part in every treaty and convention that was adopted by then: by the strongest row that may
    count; without one *not a party* only where it is surely outside. A regional convention counts only where some
    country of its region is on its list."""
    lists, out = Parties(view, day), {}
    for id_, row in view.world.agreements.items():
        adopted = first_day(row.get("adopted", ""))
        if row.get("kind") not in NEEDS_RATIFICATION or (adopted is not None and adopted > day):
            continue
        if row["kind"] == "regional_convention" and view.world.regions[country] not in lists.regions(id_):
            continue
        said = lists.says(id_, country)
        strong = [word for word in ("party", "not_in_force", "signed", "invited") if word in said]
        if strong:
            out[id_] = strong[0]
        elif {"unclear", "unconfirmed", "not_heard_of"} & set(said):
            out[id_] = "unknown"
        elif "ended" in said:
            out[id_] = "ended"
        else:
            out[id_] = "not_party" if lists.outside(id_, country) else "unknown"
    return out


def _said(claim: Claim, admitted: bool, day: date, force: bool, over: bool) -> str:
    until = min((d for d in (claim.end, claim.dropped) if d), default=None)
    since = first_day(claim.get("since"))
    if over or (until is not None and until <= day) or (claim.status == "ended" and until is None):
        return "ended"
    if not claim.runs(day):
        return "later" if since is not None and since > day else "not_heard_of"
    if claim.status == "planned":
        return "planned"
    if not admitted:
        return "unconfirmed"
    if claim.status == "unknown":
        return "unclear"
    if claim.status in ("signatory", "invited"):
        return "invited" if claim.status == "invited" else "signed"
    return "party" if force else "not_in_force"


def _recorded(view: View, day: date) -> tuple[list[Instrument], list[Instrument]]:
    """(agreements, networks), money apart and expired ones apart, also those without a duty."""
    world, agreements, networks = view.world, list[Instrument](), list[Instrument]()

    def duties_of(text: str) -> set[str]:
        return {here for number in split_list(text) for here in view.edition.numbers_here("", number)}

    for id_, row in sorted(world.agreements.items()):
        expires = end_exclusive(row.get("expires", ""))
        if row.get("kind") == "funding" or (expires is not None and expires <= day):
            continue
        begins = first_day(row.get("in_force", ""))
        if begins is not None:
            in_force = begins <= day
        elif row.get("kind") in NEEDS_RATIFICATION:
            in_force = False
        else:
            adopted = first_day(row.get("adopted", ""))
            in_force = adopted is None or adopted <= day
        sides = _sides(view, "agreement_parties", "agreement_id", id_, day)
        whole = row.get("parties_complete", "") == "yes"
        agreements.append(Instrument(id_, duties_of(row.get("duties", "")), in_force, whole, *sides))
    for id_, row in sorted(world.networks.items()):
        sides = _sides(view, "memberships", "network_id", id_, day)
        whole = row.get("members_complete", "") == "yes"
        networks.append(Instrument(id_, duties_of(row.get("duties", "")), True, whole, *sides))
    return agreements, networks


def all_recorded(view: View, country: str, duty: str, day: date) -> bool:
    """Somebody states that the agreements and networks for the duty are all recorded for this country. Like a look,
    the statement passes to another edition only where the numbers are one to one."""

    def order(claim: Claim) -> tuple[int, int, int, int, str]:
        return (
            -look_day(claim).toordinal(),
            METHODS_BEST_FIRST.index(claim.get("method")),
            0 if claim.get("iso3") == country else 1,
            0 if claim.get("instruments_complete") != "yes" else 1,
            claim.source,
        )

    stated = [
        c
        for c in view.world.claims["duty_reviews"]
        if duty in view.edition.look_here("", c.get("duty"))
        and c.get("iso3") in ("", country)
        and look_day(c) <= day
    ]
    return bool(stated) and min(stated, key=order).get("instruments_complete") == "yes"


def _covering(found: list[Instrument], a: str, b: str, duty: str) -> list[Instrument]:
    return [i for i in found if duty in i.duties and i.in_force and {a, b} <= i.full]


def covered_pairs(view: View, day: date) -> set[tuple[str, str, str]]:
    """(a, b, duty) with a < b for which an instrument in force has both sides."""
    found = instruments(view, day)
    return {
        (a, b, duty)
        for a, b in combinations(view.world.countries, 2)
        for duty in view.edition.duties
        if _covering(found, a, b, duty)
    }


def _pair(view: View, found: list[Instrument], a: str, b: str, duty: str, day: date) -> dict[str, Any]:
    for_duty = [i for i in found if duty in i.duties]
    covering = _covering(found, a, b, duty)
    both = [i for i in for_duty if {a, b} <= i.listed()]
    incomplete: list[str] = []
    if covering:
        state, named = "covered", covering
    elif both:
        state, named = "signed_only", both
    elif all(all_recorded(view, c, duty, day) for c in (a, b)) and all(
        i.complete and min(i.maybe(a), i.maybe(b)) == 0 for i in for_duty
    ):
        state, named = "gap", []
    else:
        state, named = "unknown", []
        incomplete = sorted(i.id for i in for_duty if not i.complete)
    return {
        "a": a,
        "b": b,
        "duty": duty,
        "state": state,
        "instruments": sorted(i.id for i in named),
        "incomplete": incomplete,
        "hands": all(view.state(c, duty, day).n >= 1 for c in (a, b)),
    }


def corridors(view: View, day: date, between: tuple[str, str] | None = None) -> dict[str, Any]:
    """All pairs a < b that are not unknown; with ``between`` every duty of that pair, unknown included."""
    found = instruments(view, day)
    pairs = [tuple(sorted(between))] if between else list(combinations(view.world.countries, 2))
    rows = [_pair(view, found, a, b, duty, day) for a, b in pairs for duty in view.edition.duties]
    return {"corridors": [r for r in rows if between or r["state"] != "unknown"]}
