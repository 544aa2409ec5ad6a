"""An invented world with every record type the analytics read, at three sizes.

*National*: 60 organisations, four in five of one country, the others of nine neighbours. *Today's world*: 5,000
organisations in 200 countries, 30,000 deliveries, 15,000 ties. *Far future*: 200,000, 2,000,000, 1,000,000. Large
countries have many organisations and small ones few, as in the register; three in ten organisations have no tie,
half of the ties stay within a country, and a few organisations have very many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bench.world import COUNTRIES, Columns, coded, columns_of, dates, picked, snapshot_from
from coordination.model.frames import Column
from coordination.model.snapshot import Snapshot
from graph_schema.edition import edition

__all__ = ["SCALES", "Scale", "world_of"]


@dataclass(frozen=True)
class Scale:
    """How many of what. ``claims``: deliveries and ties together, the size against which growth is taken."""

    name: str
    title: str
    countries: int
    organisations: int
    deliveries: int
    ties: int
    agreements: int

    @property
    def claims(self) -> int:
        return self.deliveries + self.ties


SCALES: Mapping[str, Scale] = {
    s.name: s
    for s in (
        Scale("small", "Small (for checks)", 10, 40, 240, 120, 10),
        Scale("national", "National", 10, 60, 360, 180, 12),
        Scale("today", "Today's world", COUNTRIES, 5_000, 30_000, 15_000, 120),
        Scale("middle", "Ten times today's world", COUNTRIES, 50_000, 400_000, 200_000, 400),
        Scale("far", "Far future", COUNTRIES, 200_000, 2_000_000, 1_000_000, 1_200),
    )
}
KINDS = {
    "government": 0.26, "ngo": 0.25, "law_enforcement": 0.11, "industry": 0.1, "network_member": 0.08,
    "un_agency": 0.05, "donor": 0.05, "network": 0.04, "academia": 0.03, "intergovernmental": 0.03,
}  # fmt: skip
TIE_KINDS = {
    "joint_programme": 0.42, "mou": 0.18, "other": 0.12, "training": 0.09, "member_of_body": 0.08,
    "data_sharing": 0.07, "referral": 0.04,
}  # fmt: skip


def _homes(countries: int) -> list[float]:
    if countries < COUNTRIES:
        return [0.8, *[0.2 / (countries - 1)] * (countries - 1)]
    size = 1 / (np.arange(countries) + 5)
    return list(size / size.sum())


def _ties(rng: np.random.Generator, n: int, home: np.ndarray, names: list[str]) -> Columns:
    """A few more than ``n`` rows: some say the same and are taken once."""
    m, orgs = n + n // 8 + 20, len(home)
    tied = rng.permutation(orgs)[: orgs * 7 // 10]
    weight = (np.arange(len(tied)) + 10.0) ** -0.6
    a, b = (tied[rng.choice(len(tied), m, p=weight / weight.sum())] for _ in range(2))
    # half of them find their other end in the same country
    by_home = tied[np.argsort(home[tied], kind="stable")]
    low = np.searchsorted(home[by_home], home[a])
    high = np.searchsorted(home[by_home], home[a], side="right")
    near = by_home[low + (rng.random(m) * (high - low)).astype(np.int64)]
    b = np.where(rng.random(m) < 0.5, near, b)
    a, b = a[a != b], b[a != b]
    m = len(a)
    numbers = ["", *edition().numbers]
    return {
        "a_id": coded(a, names),
        "b_id": coded(b, names),
        "kind": picked(rng, m, TIE_KINDS),
        "iso3": coded(np.where(rng.random(m) < 0.87, home[a] + 1, 0), ["", *_codes_of(int(home.max()) + 1)]),
        "capability": coded(rng.integers(0, len(numbers), m), numbers),
        "stated_by": picked(rng, m, {"": 0.6, "a": 0.15, "b": 0.1, "both": 0.15}),
        "since": dates(rng, m, 0.5, 2005, 2026),
        "until": dates(rng, m, 0.1, 2026, 2032),
        "status": picked(rng, m, {"active": 0.95, "ended": 0.03, "planned": 0.02}),
        "verified": picked(rng, m, {"yes": 0.95, "recalled": 0.05}),
    }


def _codes_of(countries: int) -> list[str]:
    return [f"X{a}{b}" for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGH"][:countries]


def _agreements(
    rng: np.random.Generator, scale: Scale, home: np.ndarray, people: list[str]
) -> tuple[Columns, Columns]:
    """Two in three join two countries, the others many. Two in five open a channel for one duty or two. Three in
    ten parties are an organisation that stands for its country."""
    n, iso3 = scale.agreements, _codes_of(scale.countries)
    names = [f"agreement-{i:05d}" for i in range(n)]
    duties = edition().duties
    texts = [";".join(rng.choice(duties, 1 + i % 2, replace=False)) if i % 5 < 2 else "" for i in range(n)]
    size = np.where(rng.random(n) < 0.66, 2, rng.integers(3, scale.countries * 9 // 10 + 1, n))
    at = np.repeat(np.arange(n), size)
    who = np.concatenate([rng.permutation(scale.countries)[:k] for k in size.tolist()])
    agreements: Columns = {
        "id": Column.encode(names),
        "name": Column.encode([f"Agreement {i}" for i in range(n)]),
        "kind": picked(rng, n, {"mou": 0.5, "network": 0.2, "treaty": 0.2, "funding": 0.1}),
        "adopted": dates(rng, n, 0.8, 1990, 2025),
        "in_force": dates(rng, n, 0.4, 1995, 2026),
        "expires": dates(rng, n, 0.15, 2026, 2032),
        "duties": Column.encode(texts),
        "parties_complete": picked(rng, n, {"yes": 0.7, "no": 0.3}),
    }
    first = np.full(scale.countries, -1)  # an organisation at home in each country, where there is one
    first[home[::-1]] = np.arange(len(home))[::-1]
    by_body = (rng.random(len(at)) < 0.3) & (first[who] >= 0)
    parties: Columns = {
        "agreement_id": coded(at, names),
        "iso3": coded(np.where(by_body, 0, who + 1), ["", *iso3]),
        "stakeholder_id": coded(np.where(by_body, first[who] + 1, 0), ["", *people]),
        "status": picked(rng, len(at), {"party": 0.85, "signatory": 0.12, "invited": 0.03}),
        "until": dates(rng, len(at), 0.005, 2026, 2032),
        "verified": Column.constant("yes", len(at)),
    }
    return agreements, parties


def _bodies(
    rng: np.random.Generator, countries: int, home: np.ndarray, names: list[str]
) -> dict[str, Columns]:
    """A national body for each country with organisations, and who sits on it."""
    iso3 = _codes_of(countries)
    seats = [row["seat"] for row in edition().lists["seats"]]
    where = np.unique(home)
    body = np.asarray([rng.choice(np.flatnonzero(home == c)) for c in where.tolist()])
    at = np.repeat(np.arange(len(where)), len(seats))
    seat = np.tile(np.arange(len(seats)), len(where))
    held = rng.random(len(at)) < 0.6
    at, seat = at[held], seat[held]
    member = np.asarray([rng.choice(np.flatnonzero(home == where[i])) for i in at.tolist()])
    return {
        "committee_bodies": {
            "body_id": coded(body, names),
            "iso3": coded(where, iso3),
            "seats_complete": picked(rng, len(where), {"no": 0.7, "yes": 0.3}),
        },
        "committee_seats": {
            "iso3": coded(where[at], iso3),
            "body_id": coded(body[at], names),
            "member_id": coded(member, names),
            "seat": coded(seat, seats),
            "status": Column.constant("active", len(at)),
            "verified": Column.constant("yes", len(at)),
        },
    }


def _members(
    rng: np.random.Generator, orgs: int, home: np.ndarray, names: list[str], iso3: list[str]
) -> dict[str, Columns]:
    """One organisation in twenty belongs to a network, most of them to the first; what they work on."""
    networks = max(4, min(40, orgs // 400))
    member = networks + rng.permutation(orgs - networks)[: max(orgs // 20, 20)]
    of = (rng.random(len(member)) ** 3 * networks).astype(np.int64)
    duties = edition().duties
    aims = [r["id"] for r in edition().lists["objectives"]]
    means = [r["id"] for r in edition().lists["means"]]
    worker = np.repeat(member, 3)
    return {
        "networks": {
            "network_id": coded(np.arange(networks), names),
            "duties": Column.encode([duties[i % len(duties)] for i in range(networks)]),
            "members_complete": picked(rng, networks, {"no": 0.7, "yes": 0.3}),
        },
        "memberships": {
            "member_id": coded(member, names),
            "network_id": coded(of, names),
            "until": dates(rng, len(member), 0.05, 2026, 2032),
            "status": picked(rng, len(member), {"active": 0.97, "ended": 0.03}),
            "verified": picked(rng, len(member), {"yes": 0.8, "recalled": 0.2}),
        },
        "work": {
            "stakeholder_id": coded(worker, names),
            "iso3": coded(home[worker], iso3),
            "objective": coded(rng.integers(0, len(aims), len(worker)), aims),
            "means": coded(rng.integers(0, len(means), len(worker)), means),
            "status": picked(rng, len(worker), {"active": 0.8, "planned": 0.1, "ended": 0.1}),
            "verified": Column.constant("yes", len(worker)),
        },
    }


def world_of(name: str, seed: int = 1) -> Snapshot:
    """The world of a scale, as a store would give it. The same arguments give the same claims."""
    scale = SCALES[name]
    tables = columns_of(
        scale.deliveries, seed, per=scale.deliveries // scale.organisations, homes=_homes(scale.countries)
    )
    rng = np.random.default_rng(seed + 1)
    people = tables["stakeholders"]
    orgs, names = len(people["id"]), list(people["id"].vocab)
    iso3 = _codes_of(scale.countries)
    home = people["home_iso3"].coded({c: i for i, c in enumerate(iso3)})
    agreements, parties = _agreements(rng, scale, home, names)
    wide: dict[str, Columns] = {
        **tables,
        "stakeholders": {**people, "kind": picked(rng, orgs, KINDS)},
        "ties": _ties(rng, scale.ties, home, names),
        "agreements": agreements,
        "agreement_parties": parties,
        **_bodies(rng, scale.countries, home, names),
        **_members(rng, orgs, home, names, iso3),
    }
    for claims in ("ties", "agreement_parties", "memberships", "work", "committee_seats"):
        size = len(next(iter(wide[claims].values())))
        papers = list(tables["sources"]["source_id"].vocab)
        wide[claims] = {**wide[claims], "source_id": coded(rng.integers(0, len(papers), size), papers)}
    funds = tables["funding"]
    count = len(funds["funder_id"])
    wide["funding"] = {
        **funds,
        "amount": picked(rng, count, {"": 0.5, "50000": 0.2, "120000": 0.2, "1000000": 0.1}),
        "currency": Column.constant("EUR", count),
    }
    return snapshot_from(wide, {"ties": scale.ties})
