"""Steps of a plan that need money (METHODS 9), the slow way: every grant, every delivery, every step in turn."""

from __future__ import annotations

from datetime import date

from tests.oracle.cells import View, look_day
from tests.oracle.money import may_have_ended
from tests.oracle.routes import read_routes
from tests.oracle.world import split_list

__all__ = ["paid", "unfunded"]

Written = tuple[str, tuple[str, ...], tuple[str, ...]]  #: (kind, what it is about, who is asked)


def paid(view: View, country: str, day: date) -> set[str]:
    """The capabilities of a country for which a grant pays: those that it names there, else those on which its
    recipient works there, to provide or to support. One that may have ended does not pay."""
    out, old = set(), may_have_ended(view, day)
    for claim in view.world.active("funding", day):
        if any(claim is x for x in old):
            continue
        named = {
            n
            for number in split_list(claim.get("capabilities"))
            for n in view.edition.numbers_here(claim.get("edition"), number)
        }
        anything = not split_list(claim.get("capabilities"))
        if claim.get("iso3") == country and not anything:
            out |= named
        elif claim.get("iso3") in ("", country):
            for number in view.edition.capabilities:
                rows = [
                    *view.deliveries(country, number, "provides"),
                    *view.deliveries(country, number, "supports"),
                ]
                works = any(
                    r.get("stakeholder_id") == claim.get("recipient_id") and r.active(day) for r in rows
                )
                if works and (anything or number in named):
                    out.add(number)
    return out


def _done(view: View, country: str, day: date, since: date, step: Written) -> bool:
    kind, about, who = step
    if kind == "look":
        return all(any(look_day(x) >= since for x in view.looks(country, n, day)) for n in about)
    if kind == "provider":
        return all(set(who) & set(view.providers(country, n, day)) for n in about)
    assert kind == "tie"
    ties = [c for c in view.world.active("ties", day) if {c.get("a_id"), c.get("b_id")} == set(about)]
    if handed_on(view, country, day, *about):
        ties = [c for c in ties if c.get("kind") in ("data_sharing", "referral")]
    return bool(ties)


def handed_on(view: View, country: str, day: date, a: str, b: str) -> bool:
    """Some route hands a case on between what the two provide in a country, perhaps past stations that may be passed
    over."""

    def does(who: str, numbers: tuple[str, ...]) -> bool:
        return any(who in view.providers(country, n, day) for n in numbers)

    for route in read_routes(view.edition.id):
        for i, one in enumerate(route.stations):
            for j, other in enumerate(route.stations[i + 1 :], i + 1):
                between = route.stations[i + 1 : j]
                if one.abroad == other.abroad and all(s.optional for s in between):
                    sides = one.capabilities, other.capabilities
                    if any(does(x, sides[0]) and does(y, sides[1]) for x, y in ((a, b), (b, a))):
                        return True
    return False


def unfunded(view: View, country: str, day: date, since: date, steps: list[Written]) -> list[int]:
    """The places, from 1, of the steps that are not done and that no grant pays for. No grant pays for a tie."""
    money = paid(view, country, day)
    return [
        place
        for place, step in enumerate(steps, 1)
        if not _done(view, country, day, since, step) and (step[0] == "tie" or not set(step[1]) <= money)
    ]
