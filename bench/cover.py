"""Coverage of every cell of 200 countries: ours, what people write in pandas, and the least that can be done.

Only ours finds independent groups, flags, planned and lapsed cells and support. The others count providers and
tell covered, fragile and other cells apart.
"""

from __future__ import annotations

import gc
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from bench.measure import Sample, timed
from bench.world import AS_OF, snapshot_of
from coordination.analytics.base.facts import Evidence, Facts, facts_of
from coordination.analytics.board.coverage import coverage
from coordination.model.snapshot import Snapshot
from graph_schema.edition import edition

__all__ = ["measure"]

DAY = date.fromisoformat(AS_OF)


def measure(size: int, repeats: int) -> dict[str, Any]:
    """Contender -> sample; raises AssertionError when they do not count the same providers."""
    snapshot = snapshot_of(size)
    gc.freeze()
    found: dict[str, Sample] = {}
    held: list[Facts] = []

    def compile_first() -> None:
        fresh = Snapshot(snapshot.frames, snapshot.id)
        held[:] = [facts_of(fresh, edition(), Evidence.ALL)]
        coverage(held[0], DAY)

    found["first"] = timed(compile_first, min(repeats, 3))
    facts = held[0]
    # another day each time: what is kept is the compiled form, not the answer
    days = iter(DAY.replace(day=1 + i % 25) for i in range(10_000))
    found["ours"] = timed(lambda: coverage(facts, next(days)), repeats)

    table = _table(facts)
    k = np.asarray([c.required for c in edition().capabilities])
    cells = pd.MultiIndex.from_product([facts.countries, edition().numbers])
    coded = table.astype(
        dict.fromkeys(("stakeholder_id", "iso3", "capability", "role", "status"), "category")
    )
    counts: list[pd.Series[int]] = []
    for name, frame in (("pandas_text", table), ("pandas_codes", coded)):
        found[name] = timed(lambda frame=frame: counts.append(_plain(frame, cells, k)), repeats)  # type: ignore[misc]
    rows = snapshot["deliveries"]  # in the order of the file
    cell = rows["iso3"].coded(facts.country_at) * facts.K + facts.capability_of(rows["capability"])
    found["bincount"] = timed(lambda: np.bincount(cell, minlength=facts.cells), repeats)

    cover = coverage(facts, DAY)
    ours = np.bincount(cover.groups.node_query, minlength=facts.cells)
    for n in (counts[0], counts[-1]):
        assert (n.to_numpy() == ours).all(), "the contenders count different providers"
    return {name: asdict(sample) for name, sample in found.items()}


def _table(facts: Facts) -> pd.DataFrame:
    """Deliveries as an analyst has them once dates are dates. Texts are texts."""
    frame = facts.snapshot["deliveries"]
    life = facts.life("deliveries")
    names = ("stakeholder_id", "iso3", "capability", "role", "status")
    data: dict[str, Any] = {c: frame[c].texts() for c in names}
    return pd.DataFrame({**data, "start": life.start, "stop": life.stop})


def _plain(table: pd.DataFrame, cells: pd.MultiIndex, k: np.ndarray) -> pd.Series[int]:
    """Providers by cell and the three states that follow from them alone."""
    t = DAY.toordinal()
    active = table[(table["role"] == "provides") & (table["start"] <= t) & (t < table["stop"])]
    n = active.groupby(["iso3", "capability"], observed=True)["stakeholder_id"].nunique()
    n = n.reindex(cells, fill_value=0)
    needed = np.tile(k, len(cells) // len(k))
    np.select([n >= needed, n >= 1], ["covered", "fragile"], "other")
    return n
