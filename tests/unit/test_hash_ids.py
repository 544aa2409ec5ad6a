"""Ids held as hashes are the same list as the texts that they stand for."""

from __future__ import annotations

import random
from hashlib import blake2b

import numpy as np
import pytest

from coordination.model.changes import ChangeSet
from coordination.model.frames import PART, Column, Frame
from coordination.model.hash_ids import HashIds, order_of
from graph_schema.schema import SCHEMA


def hashes(n: int) -> list[str]:
    return [blake2b(str(i).encode(), digest_size=12).hexdigest() for i in range(n)]


def held(texts: list[str]) -> HashIds:
    return HashIds(bytes.fromhex("".join(texts)))


@pytest.mark.parametrize("n", [0, 1, 7])
def test_it_is_the_list_of_its_texts(n: int) -> None:
    texts = hashes(n)
    ids = held(texts)
    assert (len(ids), list(ids)) == (n, texts)
    assert [ids[i] for i in range(-n, n)] == texts + texts
    for part in (
        slice(None),
        slice(1, 3),
        slice(2, 100),
        slice(-2, None),
        slice(None, None, -2),
        slice(5, 2),
    ):
        assert ids[part] == texts[part]
    for beyond in (n, -n - 1):
        with pytest.raises(IndexError):
            ids[beyond]
    if n:
        assert (texts[-1] in ids, ids.index(texts[-1]), "ab" in ids) == (True, n - 1, False)
    rows = np.arange(n)[::-1]
    assert list(ids.take(rows)) == texts[::-1]


def test_what_repeats() -> None:
    """Eight equal bytes in front are not yet the same id."""
    near = ["a" * 16 + "00000001", "b" * 24, "a" * 16 + "00000002"]
    assert not held([]).repeats
    assert not held(near).repeats
    assert held([*near, near[0]]).repeats


def test_they_are_sorted_as_texts_are() -> None:
    """Ids that differ in the last byte, or only in the first; what is no hash of a claim is sorted as text."""
    texts = [*hashes(50), "a" * 16 + "ffffffff", "a" * 16 + "00000000", "f" + "0" * 23, "0" * 24]
    random.Random(5).shuffle(texts)
    for ids in (texts, held(texts)):
        assert [texts[i] for i in order_of(ids).tolist()] == sorted(texts)
    for other in (["b", "a"], ["AA" * 12, "aa" * 12], ["aa" * 13, "aa" * 11], ["a" * 23, "a" * 25]):
        assert [other[i] for i in order_of(other).tolist()] == sorted(other)


def test_many_claims_have_the_ids_and_the_content_of_few() -> None:
    """A frame of so many rows that its ids are held as hashes says the same as one with a list of texts."""
    t, n = SCHEMA["deliveries"], PART + 3
    names = Column.encode([f"org-{i}" for i in range(n)])
    many = Frame.build(t, {"stakeholder_id": names, "role": Column.constant("provides", n)})
    assert isinstance(many.ids, HashIds)
    few = Frame.build(t, {"stakeholder_id": names.take(np.arange(3)), "role": Column.constant("provides", 3)})
    assert isinstance(few.ids, list)
    assert many.ids[:3] == few.ids
    assert (
        ChangeSet(added={"deliveries": many.take(np.arange(3))}).content_digest()
        == ChangeSet(added={"deliveries": few}).content_digest()
    )
    assert many.distinct() is many
    twice = many.take(np.asarray([0, 1, 0, 2]))
    assert twice.repeats
    assert list(twice.distinct().ids) == few.ids
    assert list(few.concat(many.take(np.asarray([5]))).ids) == [*few.ids, many.ids[5]]
    assert many.find([many.ids[n - 1], "0" * 24]).tolist() == [n - 1, -1]
