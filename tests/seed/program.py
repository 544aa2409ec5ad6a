"""The program's own answers in the oracle's call form, so that one set of stories judges both."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from coordination.analytics.base.facts import Evidence
from coordination.answers.asking import ask
from coordination.store.memory import MemoryStore
from coordination.workspace.service import Question, Workspace
from seed_data import workspaces

Answer = dict[str, Any]


@cache
def space() -> Workspace:
    """The fictional region, imported from its files."""
    made = Workspace("demo", MemoryStore())
    outcome = made.import_files([workspaces()["demo"].folder], at="2026-11-25T00:00:00Z")
    assert outcome.result is not None
    return made


def _q(on: date, evidence: str) -> Question:
    return Question(on, Evidence(evidence))


def coverage(_tables: object, _edition: object, on: date, evidence: str) -> Answer:
    return ask(space(), _q(on, evidence), "coverage")


def gaps(_tables: object, _edition: object, on: date, evidence: str) -> Answer:
    return ask(space(), _q(on, evidence), "gaps")


def maturity(_tables: object, _edition: object, on: date, evidence: str) -> Answer:
    return ask(space(), _q(on, evidence), "maturity")


def partners(_tables: object, _edition: object, on: date, evidence: str) -> Answer:
    return ask(space(), _q(on, evidence), "partners")


def weak_points(_tables: object, _edition: object, on: date, evidence: str) -> Answer:
    return ask(space(), _q(on, evidence), "weak-points")


def corridors(_tables: object, _edition: object, on: date, evidence: str) -> Answer:
    return ask(space(), _q(on, evidence), "corridors")


def handoffs(_tables: object, _edition: object, on: date, evidence: str) -> Answer:
    return ask(space(), _q(on, evidence), "handoffs")


def seats(_tables: object, _edition: object, on: date, evidence: str) -> Answer:
    return ask(space(), _q(on, evidence), "seats")


def cliffs(_tables: object, _edition: object, on: date, evidence: str) -> Answer:
    return ask(space(), _q(on, evidence), "cliffs")


def plan(_tables: object, _edition: object, on: date, evidence: str, country: str, budget: int) -> Answer:
    answer = ask(space(), _q(on, evidence), "plan", country=country, budget=budget)
    return {**answer, "cost": answer["spent"]}  # nobody gives costs: the second working counts raises


def what_if(_tables: object, _edition: object, on: date, evidence: str, removals: list[str]) -> Answer:
    return ask(space(), _q(on, evidence), "what-if", changes=removals)


def routes(_tables: object, _edition: object, on: date, evidence: str, country: str, to: str = "") -> Answer:
    return ask(space(), _q(on, evidence), "routes", country=country, to=to)


def assumptions(_tables: object, _edition: object, on: date, evidence: str) -> Answer:
    return ask(space(), _q(on, evidence), "assumptions")


def verify_next(_tables: object, _edition: object, on: date, evidence: str) -> list[str]:
    """``type country/capability from-to``, in the order of the list."""
    return [
        f"{r['type']} {c['country']}/{c['capability']} {c['from']}-{c['to']}"
        for r in ask(space(), _q(on, evidence), "verify-next")["rows"]
        for c in r["cells"]
    ]
