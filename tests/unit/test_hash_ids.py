"""Ids held as hashes are the same list as the texts that they stand for."""

from __future__ import annotations

import random
from hashlib import blake2b

import numpy as np
import pytest

from coordination.model.changes import ChangeSet
from coordination.model.frames import PART, Column, Frame
from coordination.model.hash_ids import HashIds, order_of
from coordination.model.snapshot import Snapshot
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


@pytest.mark.parametrize("own", ["filled", "some empty", "a NUL", "no ASCII"])
def test_many_rows_are_hashed_as_few(own: str) -> None:
    """From ``PART`` rows on, columns of few texts are told together and those of many texts are made into bytes at
    once: ids and digests are those of the rows in parts of a thousand, with which neither is done."""
    dice, n = random.Random(7), PART + 500
    texts = {"filled": "page {}", "some empty": "page {}", "a NUL": "page\0{}", "no ASCII": "página {} 日"}[
        own
    ]
    of_its_own = [texts.format(k) for k in range(n)]
    if own == "some empty":
        of_its_own[::3] = [""] * len(of_its_own[::3])
    values = {
        "stakeholder_id": [f"org-{dice.randrange(4_000)}" for _ in range(n)],
        "capability": [str(dice.randint(1, 21)) for _ in range(n)],
        "iso3": [dice.choice(["XAA", "XAB", "XAC"]) for _ in range(n)],
        "role": [dice.choice(["provides", "supports"]) for _ in range(n)],
        "since": [dice.choice(["", "2016", "2020-02"]) for _ in range(n)],
        "status": [dice.choice(["active", "planned", "ended", ""]) for _ in range(n)],
        "verified": [dice.choice(["yes", "recalled", ""]) for _ in range(n)],
        "basis": of_its_own,
        "source_id": [f"s{k % 900}" for k in range(n)],
    }
    t = SCHEMA["deliveries"]

    def frame(part: slice) -> Frame:
        some = len(range(n)[part])
        return Frame.build(
            t,
            {
                c: Column.encode(values[c][part]) if c in values else Column.constant("", some)
                for c in t.columns
            },
        )

    whole = frame(slice(None))
    parts = [frame(slice(k, k + 1_000)) for k in range(0, n, 1_000)]
    assert list(whole.ids) == [i for p in parts for i in p.ids]
    assert (whole.digests == np.concatenate([p.digests for p in parts])).all()
    said = "".join(f"{c}\x1f{values[c][-1]}\x1f" for c in sorted(values) if values[c][-1])
    assert whole.digests[-1].tobytes() == blake2b(b"deliveries\x1f" + said.encode(), digest_size=16).digest()


def test_an_empty_frame_is_one_for_all_who_ask() -> None:
    """A snapshot has an empty frame for most types: made anew each time, they took a millisecond."""
    one, other = Snapshot.of({}), Snapshot.of({"deliveries": Frame.empty(SCHEMA["deliveries"])})
    assert one.id == other.id
    for name, t in SCHEMA.items():
        assert one[name] is other[name]
        assert one[name].type is t
        assert len(one[name]) == 0
