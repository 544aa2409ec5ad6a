"""One function per answer: tables, edition, day and evidence in; the dict that the answer's JSON holds out.

Shapes are those of METHODS 12 without the header keys (snapshot, as_of, edition, evidence).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle import coverage as _coverage
from tests.oracle import maturity as _maturity
from tests.oracle import support as _support
from tests.oracle.cells import View
from tests.oracle.edition import Edition
from tests.oracle.world import Tables, read_world

__all__ = ["coverage", "gaps", "maturity", "view_of"]

Answer = dict[str, Any]


def view_of(tables: Tables, edition: Edition, evidence: str = "all") -> View:
    return View(read_world(tables, evidence), edition)


def coverage(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> Answer:
    return _coverage.coverage(view_of(tables, edition, evidence), as_of)


def gaps(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> Answer:
    return _support.gaps(view_of(tables, edition, evidence), as_of)


def maturity(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> Answer:
    return _maturity.maturity(view_of(tables, edition, evidence), as_of)
