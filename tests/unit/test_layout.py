"""Layouts: the same graph stands the same, a small change moves little, nothing lies on anything, rings are rings."""

from __future__ import annotations

import csv
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.analytics.network import layout
from coordination.analytics.network.engine import Floats, Ints


def ladder(n: int) -> tuple[list[str], Ints, Ints]:
    """A circle of n with a tie across at every fifth node: large shape and small loops."""
    a = np.arange(n)
    across = np.arange(0, n, 5)
    return (
        [f"org-{i}" for i in range(n)],
        np.concatenate([a, across]),
        np.concatenate([(a + 1) % n, (across + n // 3) % n]),
    )


def span(xy: Floats) -> float:
    return float(np.sqrt(((xy - xy.mean(axis=0)) ** 2).sum(axis=1).mean()))


@pytest.mark.parametrize("n", [1, 2, 3, 40, 700])
def test_the_same_graph_stands_the_same_whatever_the_order_of_its_rows(n: int) -> None:
    ids, a, b = ladder(n)
    a, b = a[a != b], b[a != b]
    first = layout.spread(ids, a, b)
    turn = np.random.default_rng(3).permutation(n)
    back = np.argsort(turn)
    other = layout.spread([ids[i] for i in turn], back[b][::-1], back[a][::-1])
    assert np.array_equal(first[turn], other)
    assert np.isfinite(first).all()


def shipped_ties(name: str) -> tuple[list[str], Ints, Ints]:
    """Every pair that the shipped ties name."""
    text = (files("seed_data") / name / "ties.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    ids = sorted({r[k] for r in rows for k in ("a_id", "b_id")})
    at = {s: i for i, s in enumerate(ids)}
    a, b = (np.asarray([at[r[k]] for r in rows]) for k in ("a_id", "b_id"))
    return ids, a, b


@pytest.mark.parametrize("name", ["register", "demo"])
def test_one_tie_less_moves_little(name: str) -> None:
    """With any tie left out the typical node moves little against the radius of the picture, and far less than
    between two pictures that start elsewhere (the same graph under other names)."""
    ids, a, b = shipped_ties(name)
    before = layout.spread(ids, a, b)
    renamed = layout.spread([f"other {i}" for i in ids], a, b)
    fresh = np.median(np.sqrt(((before - renamed) ** 2).sum(axis=1))) / span(before)
    moved = []
    for k in range(0, len(a), max(1, len(a) // 10)):
        keep = np.ones(len(a), bool)
        keep[k] = False
        after = layout.spread(ids, a[keep], b[keep])
        moved.append(np.median(np.sqrt(((before - after) ** 2).sum(axis=1))) / span(before))
    assert np.median(moved) < 0.15
    assert np.median(moved) < fresh / 3


def test_tied_nodes_are_nearer_than_others() -> None:
    ids, a, b = ladder(200)
    xy = layout.spread(ids, a, b)
    tied = np.sqrt(((xy[a] - xy[b]) ** 2).sum(axis=1)).mean()
    every = np.sqrt(((xy[:, None] - xy[None]) ** 2).sum(axis=2)).mean()
    assert tied < every / 3


def test_the_mesh_pushes_as_pairs_do() -> None:
    """Oracle: the push summed pair by pair. Away from near neighbours the mesh agrees in direction and size."""
    xy = np.random.default_rng(5).uniform(-20, 20, (900, 2))
    exact, mesh = layout._pairs(xy), layout._mesh(xy)
    cosine = (exact * mesh).sum(axis=1) / np.sqrt((exact**2).sum(axis=1) * (mesh**2).sum(axis=1))
    assert np.median(cosine) > 0.97


def test_pieces_do_not_overlap() -> None:
    """Ten triangles: the boxes of any two are apart."""
    n = np.arange(30)
    xy = layout.spread([f"o{i}" for i in n], n, n // 3 * 3 + (n + 1) % 3)
    low, high = (np.asarray([f(xy[i : i + 3], axis=0) for i in range(0, 30, 3)]) for f in (np.min, np.max))
    for i in range(10):
        for j in range(i):
            assert ((low[i] > high[j]) | (low[j] > high[i])).any()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), min_size=2, max_size=30))
def test_boxes_pushed_apart_do_not_overlap(points: list[tuple[float, float]]) -> None:
    half = np.full((len(points), 2), 0.2)
    xy = layout.apart(np.asarray(points), half, 2000)
    gap = np.abs(xy[:, None] - xy[None]) - 0.4 + 1e-3
    clear = (gap >= 0).any(axis=2)
    np.fill_diagonal(clear, True)
    assert clear.all()


def test_boxes_are_packed_in_rows() -> None:
    """Four boxes 2 wide and 1 high, twice as wide as high: area 8, so 4 across; two rows of two."""
    corner = layout.packed(np.asarray([[2.0, 1.0]] * 4), 2.0)
    assert corner.tolist() == [[0, 0], [2, 0], [0, 1], [2, 1]]


def test_rings_hold_one_level_each() -> None:
    """A root, four children, one grandchild: radii 0, 1.7 and 3.4; the grandchild looks the way its parent does."""
    parent = np.asarray([-1, 0, 0, 0, 0, 2])
    level = np.asarray([0, 1, 1, 1, 1, 2])
    xy = layout.rings(parent, level, [(str(i),) for i in range(6)])
    assert np.round(np.sqrt((xy**2).sum(axis=1)), 2).tolist() == [0, 1.7, 1.7, 1.7, 1.7, 3.4]
    assert np.allclose(xy[5] / 2, xy[2], atol=1e-3)


def test_an_empty_graph_has_no_places() -> None:
    assert layout.spread([], np.zeros(0, np.int64), np.zeros(0, np.int64)).shape == (0, 2)
