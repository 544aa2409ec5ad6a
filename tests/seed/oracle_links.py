"""The plain reading, continued: hand-offs, corridors, cliffs, bridges and what falls when somebody goes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from tests.seed.oracle import BOUND, World, add_months, after_last_day, by_number, first_day, pieces

Pair = tuple[str, str]


def countries(world: World) -> list[str]:
    return sorted(row["iso3"] for row in world.tables["countries"])


def tie_pairs(world: World, country: str | None = None) -> set[Pair]:
    """Joined pairs today, each in alphabetical order; with a country, those of it and those of no country."""
    return {
        (min(r["a_id"], r["b_id"]), max(r["a_id"], r["b_id"]))
        for r in world.tables["ties"]
        if world.active(r) and (country is None or r["iso3"] in ("", country))
    }


# -- cooperation graph ------------------------------------------------------------------------------
def components(world: World, without: frozenset[str] = frozenset()) -> list[list[str]]:
    nodes = {r["id"] for r in world.tables["stakeholders"]} - without
    return pieces(nodes, [pair for pair in tie_pairs(world) if not without & set(pair)])


def broken_into(world: World, body: str) -> list[list[str]]:
    """The pieces that the component of ``body`` leaves behind, largest first; one piece = no bridge."""
    whole = next(set(part) for part in components(world) if body in part)
    return [part for part in components(world, frozenset({body})) if set(part) < whole]


def pairs_cut(world: World, body: str) -> int:
    sizes = [len(part) for part in broken_into(world, body)]
    return sum(a * b for a, b in combinations(sizes, 2))


def pairs_cut_by_tie(world: World, a: str, b: str) -> int:
    """Pairs that nothing connects any more without the tie; 0 = the tie is no bridge."""
    left = tie_pairs(world) - {(min(a, b), max(a, b))}
    parts = pieces({r["id"] for r in world.tables["stakeholders"]}, left)
    one, two = (next(part for part in parts if end in part) for end in (a, b))
    return 0 if one is two else len(one) * len(two)


# -- hand-offs --------------------------------------------------------------------------------------
def handoffs(world: World, country: str) -> dict[str, str]:
    """``"A<B"`` -> linked, not_recorded, one_side_empty or unknown."""
    ties, found = tie_pairs(world, country), {}
    for row in world.edition["requires"]:
        if row["kind"] != "F":
            continue
        needs, gives = world.cell(country, row["needs"]), world.cell(country, row["gives"])
        if not needs.providers and not gives.providers:
            continue
        if not needs.providers or not gives.providers:
            empty = needs if not needs.providers else gives
            state = "one_side_empty" if empty.state in ("gap", "planned") else "unknown"
        else:
            met = any(
                p == q or (min(p, q), max(p, q)) in ties or world.tops(p) & world.tops(q)
                for p in needs.providers
                for q in gives.providers
            )
            state = "linked" if met else "not_recorded"
        found[f"{row['needs']}<{row['gives']}"] = state
    return found


def new_ties(world: World, country: str) -> dict[str, set[Pair]]:
    """For each hand-off that is not recorded, the pairs any one of which would record it."""
    return {
        edge: {
            (min(p, q), max(p, q))
            for p in world.cell(country, edge.split("<")[0]).providers
            for q in world.cell(country, edge.split("<")[1]).providers
        }
        for edge, state in handoffs(world, country).items()
        if state == "not_recorded"
    }


def fewest_ties(choices: dict[str, set[Pair]]) -> int:
    """Size of the smallest set of pairs that meets every choice: tried by size, exactly."""

    def enough(left: list[str], budget: int) -> bool:
        if not left:
            return True
        if not budget:
            return False
        tightest = min(left, key=lambda edge: len(choices[edge]))
        return any(
            enough([edge for edge in left if pair not in choices[edge]], budget - 1)
            for pair in choices[tightest]
        )

    return next(size for size in range(len(choices) + 1) if enough(list(choices), size))


# -- corridors --------------------------------------------------------------------------------------
@dataclass
class Instrument:
    id: str
    works: bool
    whole_list: bool
    listed: dict[str, set[str]]


def instruments(world: World, duty: str) -> list[Instrument]:
    home = {r["id"]: r["home_iso3"] for r in world.tables["stakeholders"]}
    found = []
    for a in world.tables["agreements"]:
        if duty not in a["duties"].split(";") or a["kind"] == "funding":
            continue
        over, begins = after_last_day(a["expires"]), first_day(a["in_force"])
        if over and over <= world.t:
            continue
        if not begins and a["kind"] in ("treaty", "regional_convention"):
            works = False
        else:
            begins = begins or first_day(a["adopted"])
            works = begins is None or begins <= world.t
        listed: dict[str, set[str]] = {}
        for p in world.tables["agreement_parties"]:
            if p["agreement_id"] == a["id"] and (world.active(p) or p["status"] in ("signatory", "invited")):
                listed.setdefault(p["iso3"] or home[p["stakeholder_id"]], set()).add(p["status"])
        found.append(Instrument(a["id"], works, a["parties_complete"] == "yes", listed))
    for n in world.tables["networks"]:
        if duty in n["duties"].split(";"):
            members: dict[str, set[str]] = {}
            for m in world.tables["memberships"]:
                if m["network_id"] == n["network_id"] and world.active(m):
                    members.setdefault(home[m["member_id"]], set()).add(m["status"])
            found.append(Instrument(n["network_id"], True, n["members_complete"] == "yes", members))
    return found


def corridors(world: World, duty: str) -> dict[Pair, tuple[str, list[str], bool]]:
    """For each pair: state, instruments that cover it, and whether both sides have hands for it."""
    known, found = instruments(world, duty), {}
    for a, b in combinations(countries(world), 2):
        names = sorted(
            i.id
            for i in known
            if i.works and i.listed.get(a, set()) & BOUND and i.listed.get(b, set()) & BOUND
        )
        if names:
            state = "covered"
        elif any(a in i.listed and b in i.listed for i in known):
            state = "signed_only"
        else:
            state = "gap" if known and all(i.whole_list for i in known) else "unknown"
        hands = bool(world.cell(a, duty).providers and world.cell(b, duty).providers)
        found[a, b] = (state, names, hands)
    return found


# -- money and time ---------------------------------------------------------------------------------
def sole_funders(world: World) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for country in countries(world):
        for number in world.required:
            paid = [world.funders(p, country, number) for p in world.providers(country, number)]
            if paid and all(paid) and len(set().union(*paid)) == 1:
                found.setdefault(min(paid[0]), []).append(f"{country}/{number}")
    return found


def cliffs(world: World, months: int = 24) -> dict[str, list[str]]:
    """Month -> cells that rank lower on the first day of the next month than on its own."""
    found: dict[str, list[str]] = {}
    first = world.t.replace(day=1)
    for ahead in range(months):
        begin, end = add_months(first, ahead), add_months(first, ahead + 1)
        lower = [
            f"{country}/{number}"
            for country in countries(world)
            for number in world.required
            if world.rank(country, number, end) < world.rank(country, number, max(begin, world.t))
        ]
        if lower:
            found[f"{begin:%Y-%m}"] = lower
    return found


# -- what if ----------------------------------------------------------------------------------------
@dataclass
class Loss:
    also_removed: list[str]
    lost_ground: list[str]
    fallen: list[str]
    unsupported: list[str]
    duties_lost: list[str]
    pieces: list[list[str]]


def remove(world: World, body: str) -> Loss:
    gone, also = {body}, []
    while True:
        orphans = [
            r["child_id"]
            for r in world.tables["affiliations"]
            if r["child_id"] not in gone
            and world.parents(r["child_id"])
            and world.parents(r["child_id"]) <= gone
        ]
        if not orphans:
            break
        gone |= set(orphans)
        also += sorted(set(orphans))
    lost = [
        (p, country, number)
        for country in countries(world)
        for number in world.required
        for p in world.providers(country, number)
        if p not in gone and (f := world.funders(p, country, number)) and f <= gone
    ]
    after = World(
        {name: [r for r in rows if not gone & set(r.values())] for name, rows in world.tables.items()},
        world.edition,
        world.t,
        world.confirmed,
    )
    after.tables["stakeholders"] = world.tables["stakeholders"]
    after.tables["deliveries"] = [
        r for r in after.tables["deliveries"] if (r["stakeholder_id"], r["iso3"], r["capability"]) not in lost
    ]
    fallen, unsupported = [], []
    for country in countries(world):
        down = [
            number
            for number in world.required
            if world.providers(country, number) and not after.providers(country, number)
        ]
        own = world.standing(country)
        carried = world.lowest(own)
        left = world.lowest({number: 0.0 if number in down else value for number, value in own.items()})
        fallen += [f"{country}/{number}" for number in by_number(down)]
        unsupported += [
            f"{country}/{number}"
            for number in by_number(own)
            if number not in down and own[number] == 1 and left[number] < carried[number]
        ]
    duties = []
    for duty in (row["capability"] for row in world.edition["duties"]):
        then = {p: bool([i for i in c[1] if i]) for p, c in corridors(after, duty).items()}
        duties += [
            f"{a}-{b}/{duty}" for (a, b), c in corridors(world, duty).items() if c[1] and not then[a, b]
        ]
    whole = [set(part) for part in components(world) if gone & set(part)]
    rest = components(world, frozenset(gone))
    broken = [[part for part in rest if set(part) < w] for w in whole]
    return Loss(
        also_removed=also,
        lost_ground=[f"{p} {country}/{number}" for p, country, number in lost],
        fallen=fallen,
        unsupported=unsupported,
        duties_lost=sorted(duties),
        pieces=[part for parts in broken if len(parts) > 1 for part in parts],
    )
