"""The same claims give the same JSON from every store: the register, the region and 200 random worlds."""

from __future__ import annotations

import json
from functools import cache

import pytest

from coordination import questions
from coordination.analytics.facts import Evidence
from coordination.ingest.plan import plan
from coordination.service import Question, Workspace
from coordination.snapshot import Snapshot
from coordination.store.base import GraphStore
from coordination.store.memory import MemoryStore
from graph_schema.schema import SCHEMA
from seed_data import workspaces
from tests.contract.test_store import batch
from tests.worlds import AS_OF, random_world

AT = "2026-11-25T00:00:00Z"
BLOCKS, WORLDS = 4, 50


def answers(w: Workspace, q: Question, country: str, capabilities: tuple[str, ...]) -> str:
    """Coverage, gaps and explanations as the bytes the command prints."""
    found = [w.coverage(q), w.gaps(q), *(w.explain(q, country, c) for c in capabilities)]
    return json.dumps(found, ensure_ascii=False)


def seeded(name: str, store: GraphStore) -> Workspace:
    made = Workspace(name, store)
    assert made.import_files([workspaces()[name].folder], at=AT).result is not None
    return made


@cache
def expected(name: str) -> tuple[str, str]:
    return seeded_answers(seeded(name, MemoryStore()), name)


def seeded_answers(w: Workspace, name: str) -> tuple[str, str]:
    shipped = workspaces()[name]
    q = Question(shipped.as_of)
    every = tuple(str(n) for n in range(1, 22))
    further = [
        questions.weak_points(w, q, [shipped.example_country]),
        questions.handoffs(w, q, [shipped.example_country]),
        questions.maturity(w, q, [shipped.example_country]),
        questions.corridors(w, q),
        questions.cliffs(w, q),
        questions.seats(w, q),
    ]
    return answers(w, q, shipped.example_country, every), json.dumps(further)


@pytest.mark.parametrize("name", list(workspaces()))
def test_the_shipped_workspaces(store: GraphStore, name: str) -> None:
    assert seeded_answers(seeded(name, store), name) == expected(name)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_two_hundred_random_worlds(store: GraphStore, block: int) -> None:
    """One after the other in the same store, so that what is removed is gone from the answers too."""
    here = Workspace("worlds", store)
    for seed in range(block * WORLDS, (block + 1) * WORLDS):
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
    found = [w.coverage(q), w.gaps(q), w.explain(q, country, "12")]
    for reason in found[-1]["reasons"]:  # type: ignore[attr-defined]
        reason.pop("batch")
    return json.dumps(found, ensure_ascii=False)
