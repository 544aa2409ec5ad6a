"""Providers, independent groups, looks and the state of each cell (METHODS 1 and 2), the slow way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.oracle.dates import add_months, end_exclusive, first_day
from tests.oracle.edition import Edition
from tests.oracle.world import Claim, World, split_list

__all__ = ["CellState", "View", "look_day", "merge_groups", "phase_of"]

METHODS_BEST_FIRST = ("official_review", "interview", "self_assessment", "desk_review")
OUTCOMES_FIRST = ("not_found", "unclear", "found")
STANDING = {
    "covered": 1.0,
    "fragile": 1.0,
    "unattributed": 1.0,
    "gap": 0.0,
    "planned": 0.0,
    "unknown": 0.5,
    "done_once": 0.5,
    "supported_only": 0.5,
}
#: Nobody knows whether it is done today.
OPEN = ("unknown", "done_once", "supported_only")


@dataclass(frozen=True)
class CellState:
    country: str
    capability: str
    state: str
    lapsed: bool
    groups: list[list[str]]
    providers: list[str]
    supporters: list[str]
    planned: list[str]
    deciding: list[Claim]  #: the claims and looks the deciding rule rests on
    stand_ins: list[str]  #: who has agreed to take over, and does not provide
    spare: list[list[str]]  #: groups over providers and stand-ins together, without a provider

    @property
    def n(self) -> int:
        return len(self.groups)

    @property
    def s(self) -> int:
        return len(self.spare)

    @property
    def standing(self) -> float:
        return STANDING[self.state]

    @property
    def sources(self) -> list[str]:
        return sorted({c.source for c in self.deciding})


def merge_groups(members: list[str], pairs: list[tuple[str, str]]) -> list[list[str]]:
    """Connected components of ``members`` joined by ``pairs``, each sorted, in order of first id."""
    groups = [{m} for m in members]
    for a, b in pairs:
        with_a = next(g for g in groups if a in g)
        with_b = next(g for g in groups if b in g)
        if with_a is not with_b:
            with_a |= with_b
            groups.remove(with_b)
    return sorted(sorted(g) for g in groups)


class View:
    """A world seen through an edition. Everything takes the day as an argument; results are remembered."""

    def __init__(self, world: World, edition: Edition, joins: World | None = None) -> None:
        """``joins``: where it is read who runs a service with whom, if rows are left out of ``world``."""
        self.world = world
        self.joins = joins or world
        self.edition = edition
        self._deliveries: dict[tuple[str, str, str], list[Claim]] = {}
        self._reviews: dict[tuple[str, str], list[Claim]] = {}
        self._providers: dict[tuple[str, str, date], list[str]] = {}
        self._tops: dict[tuple[str, date], set[frozenset[str]]] = {}
        self._parents: dict[date, dict[str, set[str]]] = {}
        self._funding: dict[date, list[tuple[Claim, set[str]]]] = {}
        self._states: dict[tuple[str, str, date], CellState] = {}
        for claim in world.claims["deliveries"]:
            role = claim.get("role") or "provides"
            for number in edition.numbers_here(claim.get("edition"), claim.get("capability")):
                self._deliveries.setdefault((claim.get("iso3"), number, role), []).append(claim)
        self._every: dict[tuple[str, str], list[Claim]] = {}
        for claim in [*world.claims["deliveries"], *world.unconfirmed["deliveries"]]:
            for number in edition.numbers_here(claim.get("edition"), claim.get("capability")):
                self._every.setdefault((claim.get("iso3"), number), []).append(claim)
        for claim in world.claims["reviews"]:
            for number in edition.look_here(claim.get("edition"), claim.get("capability")):
                self._reviews.setdefault((claim.get("iso3"), number), []).append(claim)

    # -- who delivers

    def deliveries(self, country: str, capability: str, role: str = "provides") -> list[Claim]:
        return self._deliveries.get((country, capability, role), [])

    def providers(self, country: str, capability: str, day: date) -> list[str]:
        key = (country, capability, day)
        if key not in self._providers:
            found = self.deliveries(country, capability)
            self._providers[key] = sorted({c.get("stakeholder_id") for c in found if c.active(day)})
        return self._providers[key]

    # -- who depends on whom

    def parents(self, day: date) -> dict[str, set[str]]:
        if day not in self._parents:
            parents: dict[str, set[str]] = {}
            for claim in self.world.active("affiliations", day):
                parents.setdefault(claim.get("child_id"), set()).add(claim.get("parent_id"))
            self._parents[day] = parents
        return self._parents[day]

    def above(self, body: str, day: date) -> set[str]:
        """The body and all bodies above it."""
        found, waiting = {body}, [body]
        while waiting:
            for parent in self.parents(day).get(waiting.pop(), set()):
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return found

    def tops(self, body: str, day: date) -> set[frozenset[str]]:
        """Bodies at or above ``body`` without a parent; bodies in one cycle count as one."""
        if (body, day) not in self._tops:
            tops = set()
            for other in self.above(body, day):
                as_one = frozenset(x for x in self.above(other, day) if other in self.above(x, day))
                outside = {p for x in as_one for p in self.parents(day).get(x, set())} - as_one
                if not outside:
                    tops.add(as_one)
            self._tops[(body, day)] = tops
        return self._tops[(body, day)]

    def same_root(self, a: str, b: str, day: date) -> bool:
        return bool(self.tops(a, day) & self.tops(b, day))

    def funders(self, body: str, country: str, capability: str, day: date) -> set[str]:
        """Known funders of a body for one cell."""
        if day not in self._funding:
            running = []
            for claim in self.world.active("funding", day):
                here: set[str] = set()
                for number in split_list(claim.get("capabilities")):
                    here.update(self.edition.numbers_here(claim.get("edition"), number))
                running.append((claim, here))
            self._funding[day] = running
        found = set()
        for claim, here in self._funding[day]:
            if claim.get("recipient_id") != body or claim.get("iso3") not in ("", country):
                continue
            if split_list(claim.get("capabilities")) == [] or capability in here:
                found.add(claim.get("funder_id"))
        return found

    def depend(self, a: str, b: str, country: str, capability: str, day: date) -> bool:
        money_a = self.funders(a, country, capability, day)
        money_b = self.funders(b, country, capability, day)
        return (
            self.same_root(a, b, day)
            or (len(money_a) == 1 and money_a == money_b)
            or money_a == {b}
            or money_b == {a}
            or self.one_service(a, b, country, capability, day)
        )

    # -- services that several run together

    def _whole(self, table: str) -> list[Claim]:
        """Who runs a service with whom is known, whoever has checked the row."""
        return [*self.joins.claims[table], *self.joins.unconfirmed[table]]

    def part_rows(self, country: str, capability: str, day: date) -> list[Claim]:
        """Active rows there that name a service, of who provides or stands in."""
        return [
            c
            for c in self._whole("deliveries")
            if c.get("service_id")
            and c.get("iso3") == country
            and c.get("role") != "supports"
            and capability in self.edition.numbers_here(c.get("edition"), c.get("capability"))
            and c.active(day)
        ]

    def parts(self, country: str, capability: str, day: date) -> dict[str, dict[str, str]]:
        """service -> who is a part of it there -> what it is for it ("" = not said)."""
        found: dict[str, dict[str, set[str]]] = {}
        for c in self.part_rows(country, capability, day):
            of = found.setdefault(c.get("service_id"), {})
            of.setdefault(c.get("stakeholder_id"), set()).add(c.get("part"))
        out: dict[str, dict[str, str]] = {}
        for service, by in found.items():
            runs = self.world.services.get(service, {}).get("operator_id") or ""
            out[service] = {}
            for who, words in by.items():
                said = words - {""}
                word = said.pop() if len(said) == 1 else ""
                out[service][who] = word or ("needed" if who == runs else "")
        return out

    def only_together(self, country: str, capability: str, day: date) -> set[tuple[str, str]]:
        """Two that a partnership says are one service there, smaller id first."""
        found = set()
        for c in self._whole("ties"):
            here = self.edition.numbers_here(c.get("edition"), c.get("capability"))
            if (
                c.get("kind") == "one_service"
                and c.get("a_id") != c.get("b_id")
                and c.get("iso3") in ("", country)
                and (not c.get("capability") or capability in here)
                and c.active(day)
            ):
                found.add((min(c.get("a_id"), c.get("b_id")), max(c.get("a_id"), c.get("b_id"))))
        return found

    def one_service(self, a: str, b: str, country: str, capability: str, day: date) -> bool:
        if (min(a, b), max(a, b)) in self.only_together(country, capability, day):
            return True
        return any(
            a in by and b in by and "alone" not in (by[a], by[b])
            for by in self.parts(country, capability, day).values()
        )

    def stand_ins(
        self, country: str, capability: str, day: date, leave_out: set[str] | None = None
    ) -> list[str]:
        """Bodies that have agreed to take over and do not provide. ``leave_out``: providers that are none any more."""
        found = {
            c.get("stakeholder_id")
            for c in self.deliveries(country, capability, "stands_in")
            if c.active(day)
        }
        return sorted(found - (set(self.providers(country, capability, day)) - (leave_out or set())))

    def _groups(self, members: list[str], country: str, capability: str, day: date) -> list[list[str]]:
        pairs = [
            (a, b)
            for i, a in enumerate(members)
            for b in members[i + 1 :]
            if self.depend(a, b, country, capability, day)
        ]
        return merge_groups(members, pairs)

    def independent_groups(
        self, country: str, capability: str, day: date, leave_out: set[str] | None = None
    ) -> list[list[str]]:
        """Groups of the providers alone."""
        members = [p for p in self.providers(country, capability, day) if p not in (leave_out or set())]
        return self._groups(members, country, capability, day)

    def spare_groups(
        self, country: str, capability: str, day: date, leave_out: set[str] | None = None
    ) -> list[list[str]]:
        """Groups over providers and stand-ins together that hold no provider."""
        providers = {p for p in self.providers(country, capability, day) if p not in (leave_out or set())}
        members = sorted(providers | set(self.stand_ins(country, capability, day, leave_out)))
        return [g for g in self._groups(members, country, capability, day) if not providers & set(g)]

    def enough(self, capability: str, n: int, s: int) -> bool:
        """As many independent providers, or named successors, as the capability needs."""
        k = self.edition.required[capability]
        return n >= k or (n >= 1 and n + s >= k)

    # -- looks

    def looks(self, country: str, capability: str, day: date) -> list[Claim]:
        """Looks made by ``day``, the latest (the one that counts) first."""
        found = [c for c in self._reviews.get((country, capability), []) if look_day(c) <= day]
        return sorted(found, key=_look_order)

    # -- the cell

    def before(self, country: str, capability: str, day: date) -> tuple[list[Claim], list[Claim]]:
        """Rows of who provided it and has stopped, and of who supports or supported it, whoever has checked them and
        however old they are."""
        rows = self._every.get((country, capability), [])
        over = [c for c in rows if c.lapsed(day) or c.one_off(day)]
        done = [c for c in over if c.get("role") in ("provides", "")]
        helped = [c for c in rows if c.get("role") == "supports" and (c in over or c.active(day))]
        return done, helped

    def state(self, country: str, capability: str, day: date) -> CellState:
        key = (country, capability, day)
        if key not in self._states:
            self._states[key] = self._work_out(country, capability, day)
        return self._states[key]

    def _work_out(self, country: str, capability: str, day: date) -> CellState:
        deliveries = self.deliveries(country, capability)
        planned = [c for c in deliveries if c.planned(day)]
        over = [c for c in deliveries if c.lapsed(day)]
        looks = self.looks(country, capability, day)
        found_days = [look_day(c) for c in looks if c.get("outcome") == "found"]
        latest = looks[0] if looks else None
        groups = self.independent_groups(country, capability, day)
        spare = self.spare_groups(country, capability, day)
        unanswered = [
            c for c in over if c.cut or not any(c.end is not None and d >= c.end for d in found_days)
        ]

        is_found = (
            latest is not None
            and latest.get("outcome") == "found"
            and phase_of(latest) != 1
            and not any(c.cut or (c.end is not None and c.end > look_day(latest)) for c in over)
        )
        is_reading = (
            is_found and latest is not None and latest.get("method") == "desk_review" and not phase_of(latest)
        )
        done, helped = self.before(country, capability, day)

        lapsed = False
        deciding: list[Claim] = []
        if groups:
            state = "covered" if self.enough(capability, len(groups), len(spare)) else "fragile"
            deciding = [c for c in deliveries if c.active(day)]
            if state == "covered" and len(groups) < self.edition.required[capability]:
                named = {x for g in spare for x in g}
                successors = self.deliveries(country, capability, "stands_in")
                deciding += [c for c in successors if c.active(day) and c.get("stakeholder_id") in named]
        elif latest is not None and is_reading and not planned and done:
            state, deciding = "done_once", [*done, latest]
        elif latest is not None and is_reading and not planned and helped:
            state, deciding = "supported_only", [*helped, latest]
        elif latest is not None and is_found and not (is_reading and planned):
            state, deciding = "unattributed", [latest]
        elif planned:
            state, deciding = "planned", planned
        elif unanswered:
            state, deciding, lapsed = "gap", unanswered, True
        elif latest is not None and (latest.get("outcome") == "not_found" or phase_of(latest) == 1):
            state, deciding = "gap", [latest]
        elif latest is not None:
            state, deciding = "unknown", [latest]
        else:
            state = "unknown"
            lapsed = any(c.one_off(day) for c in deliveries)
        supports = self.deliveries(country, capability, "supports")
        return CellState(
            country=country,
            capability=capability,
            state=state,
            lapsed=lapsed,
            groups=groups,
            providers=self.providers(country, capability, day),
            supporters=sorted({c.get("stakeholder_id") for c in supports if c.active(day)}),
            planned=sorted({c.get("stakeholder_id") for c in planned}),
            deciding=deciding,
            stand_ins=self.stand_ins(country, capability, day),
            spare=spare,
        )

    # -- what is about to end

    def rank(self, country: str, capability: str, day: date, now: date) -> int:
        """covered 2, fragile 1, else 0 on ``day``, less providers that have known funders ``now`` and none
        then. Who stands in loses no ground: the agreement counts, not the money."""
        broke = {
            p
            for p in self.providers(country, capability, day)
            if self.funders(p, country, capability, now) and not self.funders(p, country, capability, day)
        }
        n = len(self.independent_groups(country, capability, day, broke))
        if self.enough(capability, n, len(self.spare_groups(country, capability, day, broke))):
            return 2
        return 1 if n >= 1 else 0

    def expiring(self, country: str, capability: str, now: date) -> bool:
        """Some day in (now, now + 12 months] on which the cell ranks lower than now."""
        today = self.rank(country, capability, now, now)
        if today == 0:
            return False
        last = add_months(now, 12)
        return any(
            self.rank(country, capability, day, now) < today
            for day in [
                *self.world.boundaries(("deliveries", "funding", "affiliations", "ties")),
                *(d for t in ("deliveries", "ties") for c in self._whole(t) for d in (c.start, c.end) if d),
            ]
            if now < day <= last
        )


def look_day(look: Claim) -> date:
    """First day of reviewed_on; a look that does not say when is put before all others."""
    return first_day(look.get("reviewed_on")) or look.heard or date.min


def done_by(view: View, cell: CellState, day: date) -> list[dict[str, str]]:
    """Who did what was done once, and who supports what has support only, with the last day of it."""
    done, helped = view.before(cell.country, cell.capability, day)
    rows = {"done_once": done, "supported_only": helped}.get(cell.state, [])
    last: dict[str, str] = {}
    for c in rows:
        end = c.end if c.end is not None else end_exclusive(c.get("since"))
        on = (end - timedelta(days=1)).isoformat() if end else ""
        last[c.get("stakeholder_id")] = max(on, last.get(c.get("stakeholder_id"), ""))
    return [{"stakeholder": who, "last": on} for who, on in sorted(last.items())]


def phase_of(look: Claim) -> int | None:
    """Phase 1-4; only a look that found something has one."""
    if look.get("outcome") == "found" and look.get("phase"):
        return int(look.get("phase"))
    return None


def _look_order(look: Claim) -> tuple[int, int, int, int, str, str]:
    method = look.get("method")
    return (
        -look_day(look).toordinal(),
        METHODS_BEST_FIRST.index(method) if method in METHODS_BEST_FIRST else len(METHODS_BEST_FIRST),
        OUTCOMES_FIRST.index(look.get("outcome")),
        phase_of(look) or 5,
        look.get("reviewer"),
        look.source,
    )
