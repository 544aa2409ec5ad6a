"""The same claims give the same JSON from every store and every engine: the register, the region, 100 random worlds.

For Neo4j the register is asked in ``tests/integration/test_cypher.py`` and fifty random worlds in
``test_coordination_graph.py``, which write them there for more.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest

from coordination.analytics.base.facts import Evidence
from coordination.analytics.network import engine as engines
from coordination.analytics.network.engine import ENGINES
from coordination.answers.asking import ask
from coordination.ingest.plan import plan
from coordination.model.snapshot import Snapshot
from coordination.store.base import GraphStore
from coordination.store.memory import MemoryStore
from coordination.workspace.scenarios import SavedScenario, scenario
from coordination.workspace.service import Question, Workspace
from graph_schema.schema import SCHEMA
from seed_data import workspaces
from tests.contract.stores import STORES
from tests.contract.test_store import batch
from tests.docs.test_answers import answer_commands
from tests.worlds import AS_OF, random_world

AT = "2026-11-25T00:00:00Z"
#: Worlds for each store, in blocks. Memory is what the others are compared with.
WORLDS = {
    "memory": [range(30)],
    "sqlite": [range(10), range(10, 50), range(50, 100)],
}


def answers(w: Workspace, q: Question, country: str, capabilities: tuple[str, ...]) -> str:
    """Coverage, gaps and explanations as the bytes the command prints."""
    found = [ask(w, q, "coverage"), ask(w, q, "gaps")]
    found += [ask(w, q, "explain", country=country, capability=c) for c in capabilities]
    return json.dumps(found, ensure_ascii=False)


def seeded(name: str, store: GraphStore) -> Workspace:
    made = Workspace(name, store)
    assert made.import_files([workspaces()[name].folder], at=AT).result is not None
    return made


Further = Callable[[Workspace, Question, str], dict[str, object]]


#: A capability with a provider in the example country.
BUSY: dict[str, str] = {"register": "12", "demo": "4"}
#: An organisation to which partnerships lead from there.
END: dict[str, str] = {"register": "unodc", "demo": "e-msw"}


def kept(name: str, *changes: str) -> SavedScenario:
    return scenario(name, changes)


#: Every further command, asked of the example country of a workspace; ``busy`` is a provider there.
FURTHER: dict[str, Further] = {
    "verify-next": lambda w, q, c: ask(w, q, "verify-next"),
    "assumptions": lambda w, q, c: ask(w, q, "assumptions", countries=[c]),
    "weak-points": lambda w, q, c: ask(w, q, "weak-points", countries=[c]),
    "handoffs": lambda w, q, c: ask(w, q, "handoffs", countries=[c]),
    "maturity": lambda w, q, c: ask(w, q, "maturity", countries=[c], reach="12:3"),
    "corridors": lambda w, q, c: ask(w, q, "corridors"),
    "cliffs": lambda w, q, c: ask(w, q, "cliffs"),
    "unfunded": lambda w, q, c: ask(w, q, "unfunded", countries=[c]),
    "plan-progress": lambda w, q, c: ask(
        w, q, "plan-progress", country=c, steps=["look/7", "provider/12"], since=date(2025, 11, 25)
    ),
    "seats": lambda w, q, c: ask(w, q, "seats"),
    "same-organisations": lambda w, q, c: ask(w, q, "same-organisations"),
    "heaviest": lambda w, q, c: ask(w, q, "heaviest"),
    "decisions": lambda w, q, c: ask(w, q, "decisions", country=c),
    "what-if": lambda w, q, c: ask(w, q, "what-if", changes=[f"stakeholder:{busy(w, q, c)}"]),
    "scenario-compare": lambda w, q, c: ask(
        w,
        q,
        "scenario-compare",
        scenarios=[
            kept("one", f"stakeholder:{busy(w, q, c)}"),
            kept("two", f"delivery:{busy(w, q, c)}/{c}/{BUSY[w.name]}"),
        ],
    ),
    "sweep": lambda w, q, c: ask(w, q, "sweep"),
    "partners": lambda w, q, c: ask(w, q, "partners", communities=True, key_players=1),
    "chain": lambda w, q, c: ask(w, q, "chain", start=busy(w, q, c), end=END[w.name]),
    "assessments": lambda w, q, c: ask(w, q, "assessments", country=c),
    "actions": lambda w, q, c: ask(w, q, "actions", country=c),
    "connections": lambda w, q, c: {
        "all": ask(w, q, "connections"),
        "one": ask(w, q, "connections", country=c),
    },
    "routes": lambda w, q, c: {
        "all": ask(w, q, "routes"),
        "across": ask(w, q, "routes", country=c, to=next(x for x in w.facts(q).countries if x != c)),
    },
    "organisation": lambda w, q, c: ask(w, q, "organisation", organisation=busy(w, q, c)),
    "donors": lambda w, q, c: ask(w, q, "donors", countries=[c]),
    "network": lambda w, q, c: ask(w, q, "network", countries=[c]),
    "deliveries": lambda w, q, c: ask(w, q, "deliveries", countries=[c]),
    "expiries": lambda w, q, c: ask(w, q, "expiries"),
    "news": lambda w, q, c: ask(
        w, q, "news", countries=[c], since=date(2100, 1, 1)
    ),  # each store has its log
    "agreements": lambda w, q, c: ask(w, q, "agreements", country=c),
    "figures": lambda w, q, c: ask(w, q, "figures", country=c),
    "lenses": lambda w, q, c: ask(w, q, "lenses", country=c),
    "obligations": lambda w, q, c: ask(w, q, "obligations", country=c),
    "diff": lambda w, q, c: ask(w, q, "diff", since=date(2022, 6, 30)),
    "trend": lambda w, q, c: ask(w, q, "trend", step=24),
    "public": lambda w, q, c: ask(w, q, "public"),
    "plan": lambda w, q, c: ask(w, q, "plan", country=c, budget=3),
}


def busy(w: Workspace, q: Question, country: str) -> str:
    cells: Any = ask(w, q, "coverage", countries=[country])["cells"]
    return str(next(c for c in cells if c["capability"] == BUSY[w.name])["providers"][0])


@cache
def expected(name: str) -> dict[str, str]:
    return seeded_answers(seeded(name, MemoryStore()), name)


def seeded_answers(w: Workspace, name: str) -> dict[str, str]:
    """Every answer, as the bytes the command prints."""
    shipped = workspaces()[name]
    q = Question(shipped.as_of)
    every = tuple(str(n) for n in range(1, 22))
    further = {n: json.dumps(ask(w, q, shipped.example_country)) for n, ask in FURTHER.items()}
    return {"cells": answers(w, q, shipped.example_country, every), **further}


@pytest.mark.parametrize(
    ("store", "name"),
    [(store, name) for store in STORES for name in workspaces() if (store, name) != ("neo4j", "register")],
    indirect=["store"],
)
def test_the_shipped_workspaces(store: GraphStore, name: str) -> None:
    found, wanted = seeded_answers(seeded(name, store), name), expected(name)
    assert [n for n, text in found.items() if text != wanted[n]] == []


def test_no_command_is_left_out() -> None:
    """Coverage, gaps and explain stand together under ``cells``."""
    assert {*FURTHER, "coverage", "gaps", "explain"} == answer_commands()


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize("name", list(workspaces()))
def test_every_engine_gives_the_same(name: str, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each engine is asked about every graph, large or small; numbers agree to nine digits."""
    monkeypatch.setattr(engines, "MOST_TIES", {"networkx": 10**9, "rustworkx": -1}[engine])
    w, q = seeded(name, MemoryStore()), Question(workspaces()[name].as_of)
    country = workspaces()[name].example_country
    for n in ("partners", "weak-points", "what-if", "sweep", "network"):
        assert rounded(FURTHER[n](w, q, country)) == rounded(json.loads(expected(name)[n])), n


def rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize(
    ("store", "seeds"),
    [
        pytest.param(name, seeds, id=f"{name}-{seeds.start}", marks=[pytest.mark.slow] if seeds.start else [])
        for name in WORLDS
        for seeds in WORLDS[name]
    ],
    indirect=["store"],
)
def test_a_hundred_random_worlds(store: GraphStore, seeds: range) -> None:
    """One after the other in the same store, so that what is removed is gone from the answers too."""
    here = Workspace("worlds", store)
    for seed in seeds:
        wanted = Snapshot.from_rows(random_world(seed, "tiny" if seed % 2 else "small"))
        changes = plan(store.snapshot(), wanted.frames, tuple(SCHEMA))
        store.apply(changes, batch(changes, f"world {seed}", after=store.info().chain))
        plain = MemoryStore()
        first = plan(plain.snapshot(), wanted.frames)
        plain.apply(first, batch(first, f"world {seed}"))
        there = Workspace("worlds", plain)
        evidence = Evidence.CONFIRMED if seed % 3 == 0 else Evidence.ALL
        q = Question(AS_OF, evidence, "mnr-2022" if seed % 5 == 0 else "mnr-2016")
        country = sorted(wanted["countries"].ids)[0]
        one, two = (answers_without_batch(w, q, country) for w in (here, there))
        assert one == two, seed


def answers_without_batch(w: Workspace, q: Question, country: str) -> str:
    """The batch of a claim tells the store's own history, which differs; everything else must not."""
    found = [ask(w, q, "coverage"), ask(w, q, "gaps"), ask(w, q, "explain", country=country, capability="12")]
    for reason in found[-1]["reasons"]:
        reason.pop("batch")
    return json.dumps(found, ensure_ascii=False)
