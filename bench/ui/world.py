"""Today's world: as much as the field may hold today, in a workspace of its own.

5,000 organisations, 30,000 deliveries, 15,000 ties in 200 countries: what :mod:`bench.world` invents, with ties and
kinds of organisations, placed in real countries so that maps, regions and names weigh what they weigh.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.world import AS_OF, COUNTRIES, PER_STAKEHOLDER, columns_of
from coordination.model.frames import Column
from coordination.store.sqlite import SqliteStore
from coordination.workspace.service import Workspace, refuse
from seed_data import workspaces

__all__ = ["COUNTRY", "GRAPHS", "NAME", "QUICK", "TODAY", "Size", "build", "columns"]

NAME = "today"  #: of the workspace
COUNTRY = "MWI"  #: whose board is opened
KINDS = ("government", "law_enforcement", "ngo", "industry", "intergovernmental", "academia")
PLACES = ("iso3", "iso2", "m49", "name", "region", "subregion", "un_member")
TIES = ("referral", "data_sharing", "mou", "joint_programme", "training")
AT_HOME = 0.8  #: share of ties between organisations of one country


@dataclass(frozen=True)
class Size:
    """``ties`` between organisations; with ``one`` all organisations and deliveries are in one country."""

    deliveries: int
    ties: int
    one: bool = False

    @property
    def words(self) -> str:
        orgs = self.deliveries // PER_STAKEHOLDER
        where = "one country" if self.one else f"{COUNTRIES} countries"
        return f"{orgs:,} organisations, {self.deliveries:,} deliveries, {self.ties:,} ties, {where}"


TODAY = Size(30_000, 15_000)
QUICK = Size(1_200, 600)
#: one country whose organisations and ties make so many elements of a graph: n organisations and 2 n ties or so
GRAPHS = {300: Size(600, 200, one=True), 2_000: Size(4_200, 1_300, one=True)}


def _ties(home: np.ndarray, wanted: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """``wanted`` different pairs of organisations, most within one country, the first lower than the second."""
    orgs = len(home)
    by_home = np.argsort(home, kind="stable")
    place = np.empty(orgs, np.int64)
    place[by_home] = np.arange(orgs)
    first, many = np.searchsorted(home[by_home], home), np.bincount(home, minlength=COUNTRIES)[home]
    found: dict[tuple[int, int], None] = {}
    while len(found) < wanted:
        a = rng.integers(0, orgs, wanted)
        near = by_home[first[a] + (rng.random(wanted) * many[a]).astype(np.int64)]
        b = np.where(rng.random(wanted) < AT_HOME, near, rng.integers(0, orgs, wanted))
        for pair in zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True):
            if pair[0] != pair[1]:
                found[pair] = None
    both = np.array(list(found)[:wanted])
    return both[:, 0], both[:, 1]


def _countries() -> list[dict[str, str]]:
    """200 countries of the register, members of the United Nations first."""
    with (workspaces()["register"].folder / "countries.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return sorted(sorted(rows, key=lambda r: r["un_member"] != "yes")[:COUNTRIES], key=lambda r: r["iso3"])


def columns(size: Size, seed: int = 1) -> dict[str, dict[str, Column]]:
    """Canonical columns by record type; the same arguments give the same rows."""
    out: dict[str, dict[str, Column]] = {k: dict(v) for k, v in columns_of(size.deliveries, seed).items()}
    rng = np.random.default_rng(seed + 1)
    who, papers = out["stakeholders"], out["sources"]["source_id"].texts()
    names, orgs = who["id"].texts(), len(who["id"])
    who["kind"] = Column.encode([KINDS[i] for i in rng.integers(0, len(KINDS), orgs)])
    given = _countries()
    codes = [COUNTRY if size.one else r["iso3"] for r in given]
    if size.one:
        given = [r for r in given if r["iso3"] == COUNTRY]
        del out["reviews"]  # they would say the same cell 200 times
    into = dict(zip(out["countries"]["iso3"].texts(), codes, strict=True))
    out["countries"] = {p: Column.encode([r[p] for r in given]) for p in PLACES}
    for found in out.values():
        for name in {"iso3", "home_iso3"} & set(found):
            column = found[name]
            found[name] = Column.encode([into.get(v, v) for v in column.texts()])
    home = {r["iso3"]: i for i, r in enumerate(given)}
    a, b = _ties(np.array([home[c] for c in who["home_iso3"].texts()]), size.ties, rng)
    out["ties"] = {
        "a_id": Column.encode([names[i] for i in a]),
        "b_id": Column.encode([names[i] for i in b]),
        "kind": Column.encode([TIES[i] for i in rng.integers(0, len(TIES), len(a))]),
        "stated_by": Column.encode([("both", "a", "b")[i] for i in rng.integers(0, 3, len(a))]),
        "status": Column.constant("active", len(a)),
        "verified": Column.constant("yes", len(a)),
        "source_id": Column.encode([papers[i] for i in rng.integers(0, len(papers), len(a))]),
    }
    return out


def _write(found: Mapping[str, Mapping[str, Column]], folder: Path) -> None:
    for name, given in found.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as handle:
            out = csv.writer(handle, lineterminator="\n")
            out.writerow(given)
            out.writerows(zip(*(c.texts() for c in given.values()), strict=True))


def build(size: Size, home: Path, name: str = NAME) -> Path:
    """The store of that world, as ``HOME/NAME.sqlite``, made by the program's own import."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / f"{name}.sqlite"
    store = SqliteStore(path)
    store.prepare()
    store.set_settings(
        {
            "title": f"World of {size.deliveries:,} deliveries",
            "tier": "CLEAR",
            "as_of": AS_OF,
            "example_country": COUNTRY,
            "shapes": "world",
        }
    )
    with TemporaryDirectory(prefix="bench-ui-") as files:
        _write(columns(size), Path(files))
        refuse(Workspace(name, store).import_files([Path(files)], at=f"{AS_OF}T00:00:00Z"))
    store.close()
    return path
