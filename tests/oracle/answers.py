"""One function per answer: tables, edition, day and evidence in; the dict that the answer's JSON holds out.

Shapes are those of METHODS 12 without the header keys (snapshot, as_of, edition, evidence).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle import assumptions as _assumptions
from tests.oracle import corridors as _corridors
from tests.oracle import coverage as _coverage
from tests.oracle import graphs as _graphs
from tests.oracle import handoffs as _handoffs
from tests.oracle import maturity as _maturity
from tests.oracle import routes as _routes
from tests.oracle import support as _support
from tests.oracle import timeline as _timeline
from tests.oracle import verify_next as _verify_next
from tests.oracle import weak as _weak
from tests.oracle import whatif as _whatif
from tests.oracle.cells import View
from tests.oracle.edition import Edition
from tests.oracle.world import Tables, read_world

__all__ = [
    "assumptions",
    "cliffs",
    "corridors",
    "coverage",
    "gaps",
    "handoffs",
    "maturity",
    "partners",
    "plan",
    "routes",
    "seats",
    "sweep",
    "to_reach",
    "verify_next",
    "view_of",
    "weak_points",
    "what_if",
]

Answer = dict[str, Any]


def view_of(tables: Tables, edition: Edition, evidence: str = "all") -> View:
    return View(read_world(tables, evidence), edition)


def coverage(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> Answer:
    """``cells``"""
    return _coverage.coverage(view_of(tables, edition, evidence), as_of)


def gaps(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> Answer:
    """``gaps``, ``looks``"""
    return _support.gaps(view_of(tables, edition, evidence), as_of)


def maturity(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> Answer:
    """``cells``, ``unlock``"""
    return _maturity.maturity(view_of(tables, edition, evidence), as_of)


def to_reach(
    tables: Tables,
    edition: Edition,
    as_of: date,
    evidence: str,
    country: str,
    capability: str,
    phase: int,
) -> int:
    """Fewest raises so that the effective phase of the capability is at least ``phase`` (lower ends)."""
    view = view_of(tables, edition, evidence)
    phases = {n: _maturity.own_phase(view, country, n, as_of) for n in edition.capabilities}
    return _maturity.to_reach(edition, phases, capability, phase)


def plan(
    tables: Tables, edition: Edition, as_of: date, evidence: str, country: str, budget: int
) -> dict[str, float]:
    """``value``, ``gain`` and ``cost`` of a best plan, every raise at cost 1 and every weight 1."""
    view = view_of(tables, edition, evidence)
    phases = {n: _maturity.own_phase(view, country, n, as_of) for n in edition.capabilities}
    return _maturity.plan_value(edition, phases, budget)


def weak_points(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> Answer:
    """``sole_providers``, ``sole_bridges``, ``bridge_ties``, ``sole_funders``, ``sole_sources``; no
    ``fix``"""
    return _weak.weak_points(view_of(tables, edition, evidence), as_of)


def what_if(
    tables: Tables,
    edition: Edition,
    as_of: date,
    evidence: str,
    removals: list[str],
    lose_ground: bool = True,
) -> Answer:
    """``removed``, ``also_removed``, ``also_ended``, ``lost_ground``, ``taken_over``, ``fallen``,
    ``unsupported``, ``duties_lost``, ``pieces``"""
    return _whatif.what_if(view_of(tables, edition, evidence), removals, as_of, lose_ground)


def sweep(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> Answer:
    """``losses``: a what-if with ``stakeholder`` for every stakeholder"""
    return _whatif.sweep(view_of(tables, edition, evidence), as_of)


def corridors(
    tables: Tables,
    edition: Edition,
    as_of: date,
    evidence: str = "all",
    between: tuple[str, str] | None = None,
) -> Answer:
    """``corridors``; ``incomplete`` names the lists that leave an answer unknown"""
    return _corridors.corridors(view_of(tables, edition, evidence), as_of, between)


def handoffs(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> Answer:
    """``handoffs``, ``new_ties``"""
    return _handoffs.handoffs(view_of(tables, edition, evidence), as_of)


def partners(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> Answer:
    """``stakeholders`` with their measures, ``components``, ``isolates``, ``ei``, fragmentation"""
    return _graphs.partners(view_of(tables, edition, evidence).world, as_of)


def cliffs(tables: Tables, edition: Edition, as_of: date, evidence: str = "all", months: int = 24) -> Answer:
    """``months``"""
    return _timeline.cliffs(view_of(tables, edition, evidence), as_of, months)


def routes(
    tables: Tables, edition: Edition, as_of: date, evidence: str, country: str, to: str = ""
) -> Answer:
    """``routes`` of a country, with steps abroad in another one if it is given"""
    every = _routes.read_routes(edition.id)
    return {"routes": _routes.routes(view_of(tables, edition, evidence), as_of, country, to, every)}


def assumptions(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> Answer:
    """``cells``"""
    return _assumptions.assumptions(tables, edition, as_of, evidence)


def verify_next(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> list[str]:
    """``type country/capability from-to``, in the order of the list"""
    return [
        f"{r['type']} {country}/{number} {before}-{after}"
        for r in _verify_next.verify_next(tables, edition, as_of, evidence)
        for (country, number), (before, after) in r["cells"].items()
    ]


def seats(tables: Tables, edition: Edition, as_of: date, evidence: str = "all") -> Answer:
    """``seats``"""
    return _timeline.seats(view_of(tables, edition, evidence), as_of)
