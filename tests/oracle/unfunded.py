"""Steps of a plan that need money (METHODS 9), the slow way: every grant, every delivery, every step in turn."""

from __future__ import annotations

from datetime import date

from tests.oracle.cells import View, look_day
from tests.oracle.money import paid
from tests.oracle.routes import read_routes

__all__ = ["unfunded"]

Written = tuple[str, tuple[str, ...], tuple[str, ...]]  #: (kind, what it is about, who is asked)


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
