"""Small worlds worked by hand from the text of the methods: the rows, and what is expected (``EXPECTED.json``)."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

from coordination.analytics.base.facts import Facts, facts_of
from coordination.model.snapshot import Snapshot
from graph_schema.edition import edition
from tests.oracle.world import Tables

__all__ = ["DAY", "expected", "facts_of_world", "tables_of_world"]

HERE = Path(__file__).parent
DAY = date(2026, 12, 1)


def tables_of_world(name: str) -> Tables:
    """Its rows. ``routes.csv`` holds routes of its own, and is no table."""
    found: Tables = {}
    for path in sorted((HERE / name).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            found[path.stem] = list(csv.DictReader(handle))
    found.pop("routes", None)
    return found


def facts_of_world(name: str) -> Facts:
    return facts_of(Snapshot.from_rows(tables_of_world(name)), edition("mnr-2016"))


def expected(name: str) -> Any:
    return json.loads((HERE / name / "EXPECTED.json").read_text(encoding="utf-8"))["expected"]
