"""An invented world of any size: coded columns, and the same as files people exchange.

The shares of filled cells, distinct texts, planned, ended and dated rows follow the public register. The
world has ``COUNTRIES`` countries whatever its size, so more rows mean more providers to a cell. The same
arguments give the same rows.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from coordination.model.frames import Column, Frame
from coordination.model.snapshot import Snapshot
from graph_schema.edition import edition
from graph_schema.schema import SCHEMA

__all__ = [
    "AS_OF",
    "COUNTRIES",
    "DELIVERY_COLUMNS",
    "Columns",
    "coded",
    "columns_of",
    "dates",
    "picked",
    "snapshot_from",
    "snapshot_of",
    "write_files",
]

AS_OF = "2026-11-25"
COUNTRIES = 200
PER_STAKEHOLDER = 6  #: deliveries of one organisation
DELIVERY_COLUMNS = (
    "stakeholder_id",
    "capability",
    "iso3",
    "role",
    "status",
    "since",
    "until",
    "basis",
    "verified",
    "source_id",
    "note",
)
Columns = Mapping[str, Column]


def coded(codes: np.ndarray, vocab: list[str]) -> Column:
    return Column(codes.astype(np.int32), tuple(vocab)).compact()


def picked(rng: np.random.Generator, n: int, shares: Mapping[str, float]) -> Column:
    return coded(rng.choice(len(shares), n, p=list(shares.values())), list(shares))


def dates(rng: np.random.Generator, n: int, filled: float, first: int, last: int) -> Column:
    """Partial dates: half years only, a quarter months, a quarter days; the rest empty."""
    days = [f"{y}-{m:02d}-{d:02d}" for y in range(first, last) for m in range(1, 13) for d in (1, 11, 21)]
    months = [f"{y}-{m:02d}" for y in range(first, last) for m in range(1, 13)]
    years = [str(y) for y in range(first, last)]
    form = rng.choice(4, n, p=[1 - filled, filled / 2, filled / 4, filled / 4])
    at = [np.zeros(n, np.int64)]
    start = 1
    for words in (years, months, days):
        at.append(start + rng.integers(0, len(words), n))
        start += len(words)
    return coded(np.choose(form, at), ["", *years, *months, *days])


def columns_of(
    n: int, seed: int = 1, *, per: int = PER_STAKEHOLDER, homes: Sequence[float] = ()
) -> dict[str, Columns]:
    """Canonical columns by record type; ``deliveries`` has ``n`` rows, in no order.

    ``per``: deliveries of one organisation; ``homes``: share of organisations at home in each country, none = all
    ``COUNTRIES`` alike.
    """
    rng = np.random.default_rng(seed)
    orgs = max(n // per if homes else n // per + 1, 20)
    sources = max(n // 20, 30)
    countries = len(homes) or COUNTRIES
    iso3 = [f"X{a}{b}" for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGH"][:countries]
    names = [f"org-{i:06d}" for i in range(orgs)]
    papers = [f"paper-{i:05d}" for i in range(sources)]
    numbers = list(edition().numbers)
    row = rng.permutation(n)
    who, k = row // per, row % per
    home = rng.choice(countries, orgs, p=homes) if homes else rng.integers(0, countries, orgs)
    abroad = rng.random(n) < 0.2
    phrases = ["hotline", "training", "survey", "helpline", "law", "programme", "unit", "plan"]
    distinct = max(n * 6 // 10, 1)
    deliveries = {
        "stakeholder_id": coded(who, names),
        # 5 and 21 have no common factor: no organisation has the same capability twice
        "capability": coded((who + 5 * k) % len(numbers), numbers),
        "iso3": coded(np.where(abroad, rng.integers(0, countries, n), home[who]), iso3),
        "role": picked(rng, n, {"provides": 0.93, "supports": 0.07}),
        "status": picked(rng, n, {"active": 0.82, "ended": 0.15, "planned": 0.03}),
        "since": dates(rng, n, 0.56, 1995, 2026),
        "until": dates(rng, n, 0.1, 2026, 2032),
        "basis": coded(
            rng.integers(0, distinct, n),
            [f"{phrases[i % 8]} named on page {i} of the report" for i in range(distinct)],
        ),
        "verified": picked(rng, n, {"yes": 0.8, "recalled": 0.2}),
        "source_id": coded(rng.integers(0, sources, n), papers),
        "note": coded(rng.choice(2, n, p=[0.98, 0.02]), ["", "to be asked again"]),
    }
    child, payee = rng.permutation(orgs)[: orgs // 10], rng.permutation(orgs)[: orgs // 6]
    # the parent is the next organisation of the same country
    by_home = np.argsort(home, kind="stable")
    neighbour = np.empty(orgs, np.int64)
    neighbour[by_home] = np.roll(by_home, -1)
    # a quarter of the grants come from one funder, most of the others from few
    funder = (rng.random(len(payee)) ** 4 * max(orgs // 50, 5)).astype(np.int64)
    funded = np.sort(rng.integers(0, len(numbers), (len(payee), 3)), axis=1)
    lists = [";".join(dict.fromkeys(numbers[k] for k in row)) for row in funded.tolist()]
    looks = rng.permutation(countries * len(numbers))[: countries * len(numbers) // 3]
    return {
        "countries": {"iso3": Column.encode(iso3), "name": Column.encode([f"Country {c}" for c in iso3])},
        "sources": {
            "source_id": Column.encode(papers),
            "title": Column.encode([f"Title of {p}" for p in papers]),
            "published": dates(rng, sources, 1.0, 2016, 2026),
        },
        "stakeholders": {
            "id": Column.encode(names),
            "name": Column.encode([f"Organisation {i}" for i in range(orgs)]),
            "kind": Column.constant("ngo", orgs),
            "home_iso3": coded(home, iso3),
        },
        "affiliations": {
            "child_id": coded(child, names),
            "parent_id": coded(neighbour[child], names),
            "kind": Column.constant("part_of", len(child)),
            "status": Column.constant("active", len(child)),
            "verified": Column.constant("yes", len(child)),
            "source_id": coded(rng.integers(0, sources, len(child)), papers),
        },
        "funding": {
            "funder_id": coded(funder, names),
            "recipient_id": coded(payee, names),
            "iso3": coded(np.where(rng.random(len(payee)) < 0.7, home[payee] + 1, 0), ["", *iso3]),
            "capabilities": Column.encode(lists),
            "until": dates(rng, len(payee), 0.4, 2026, 2032),
            "status": Column.constant("active", len(payee)),
            "verified": Column.constant("yes", len(payee)),
            "source_id": coded(rng.integers(0, sources, len(payee)), papers),
        },
        "reviews": {
            "iso3": coded(looks // len(numbers), iso3),
            "edition": Column.constant("mnr-2016", len(looks)),
            "capability": coded(looks % len(numbers), numbers),
            "outcome": picked(rng, len(looks), {"found": 0.6, "not_found": 0.3, "unclear": 0.1}),
            "method": Column.constant("desk_review", len(looks)),
            "reviewed_on": dates(rng, len(looks), 1.0, 2018, 2026),
            "verified": Column.constant("yes", len(looks)),
            "source_id": coded(rng.integers(0, sources, len(looks)), papers),
        },
        "deliveries": deliveries,
    }


def snapshot_of(n: int, seed: int = 1) -> Snapshot:
    """The world as a store would give it."""
    return snapshot_from(columns_of(n, seed))


def snapshot_from(tables: Mapping[str, Columns], most: Mapping[str, int] | None = None) -> Snapshot:
    """Columns as a store would give them; ``most``: rows of a type kept at most."""
    frames = []
    for name, columns in tables.items():
        t, size = SCHEMA[name], len(next(iter(columns.values())))
        full = {p.name: columns.get(p.name) or Column.constant(p.default, size) for p in t.props}
        frame = Frame.build(t, full).distinct()
        kept = (most or {}).get(name, len(frame))
        frames.append(frame if kept >= len(frame) else frame.take(np.arange(kept)))
    return Snapshot.of(frames)


def write_files(n: int, folder: Path, seed: int = 1) -> Path:
    """``FOLDER/context/*.csv`` (what deliveries name) and ``FOLDER/deliveries.csv``, which is returned."""
    (folder / "context").mkdir(parents=True)
    for name, columns in columns_of(n, seed).items():
        header = DELIVERY_COLUMNS if name == "deliveries" else tuple(columns)
        target = folder / f"{name}.csv" if name == "deliveries" else folder / "context" / f"{name}.csv"
        with target.open("w", newline="", encoding="utf-8") as handle:
            out = csv.writer(handle, lineterminator="\n")
            out.writerow(header)
            out.writerows(zip(*(columns[c].texts() for c in header), strict=True))
    return folder / "deliveries.csv"
