"""What the public register holds of each reviewed country: the table of ``seed_data/register/COUNTRIES.md``."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from seed_data import workspaces

HEAD = """# What was reviewed, country by country

Made by `make generate` from the rows, and from `countries.toml`, where the last column is written by hand.
A desk review from archived copies of public pages, of which often the first part alone was read: it says
where somebody looked and what was seen, nothing about quality or maturity, and **must not be used to
compare countries**. *Not found* is one search without a result. *Unclear* is announced, known from general
knowledge only, a law that was not read, or nothing usable although actors are well known. A capability
without a look is unknown. Rows *in general* speak of violence, of children, of all ages or of all crime
(`scope = general`). How this was collected and audited: [README](README.md).

| country | looked at | found | not found | unclear | provide | support | in general | what is weak |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle, strict=True)


def countries(folder: Path | None = None) -> str:
    """The page; deliveries that ended are not counted. ``folder``: another one than that of the register."""
    folder = folder or workspaces()["register"].folder
    weak = tomllib.loads((folder / "countries.toml").read_text(encoding="utf-8"))
    names = {r["iso3"]: r["name"] for r in _rows(folder, "countries")}
    looks: dict[str, Counter[str]] = defaultdict(Counter)
    numbers: dict[str, set[str]] = defaultdict(set)
    for r in _rows(folder, "reviews"):
        looks[r["iso3"]][r["outcome"]] += 1
        numbers[r["iso3"]].add(r["capability"])
    roles: dict[str, Counter[str]] = defaultdict(Counter)
    for r in _rows(folder, "deliveries"):
        if r["status"] != "ended":
            roles[r["iso3"]].update([r["role"], *(["general"] if r["scope"] == "general" else [])])
    out = HEAD
    for iso3 in sorted(looks, key=names.__getitem__):
        found, role = looks[iso3], roles[iso3]
        cells = [
            names[iso3],
            len(numbers[iso3]),
            *(found[o] for o in ("found", "not_found", "unclear")),
            *(role[r] for r in ("provides", "supports", "general")),
            weak.get(iso3, ""),
        ]
        out += f"| {' | '.join(map(str, cells))} |\n"
    return out
