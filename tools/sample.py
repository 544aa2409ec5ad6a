"""Draw rows of the register to be read against their sources: ``python -m tools.sample SEED [NUMBER]``.

The same seed draws the same rows of the same files. Of each source one row at most; deliveries, looks, partnerships,
grants and memberships in that proportion of 30, 12, 8, 5 and 5. Rows that are recalled have no source to be read.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator

from seed_data import workspaces

__all__ = ["draw"]

SHARES = {"deliveries": 30, "reviews": 12, "ties": 8, "funding": 5, "memberships": 5}


def draw(seed: int, number: int = 60) -> Iterator[tuple[str, int, dict[str, str]]]:
    """(file, line, row) of each row drawn."""
    dice = random.Random(seed)
    used: set[str] = set()
    for name, share in SHARES.items():
        with (workspaces()["register"].folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            rows = list(enumerate(csv.DictReader(handle, strict=True), 2))
        dice.shuffle(rows)
        wanted = share * number // sum(SHARES.values())
        for line, row in rows:
            if wanted and row["source_id"] not in used and row.get("verified", "yes") == "yes":
                used.add(row["source_id"])
                wanted -= 1
                yield name, line, row


if __name__ == "__main__":
    for name, line, row in draw(*map(int, sys.argv[1:3])):
        print(f"{name}.csv:{line}\t" + "\t".join(v for v in row.values() if v))
