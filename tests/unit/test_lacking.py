"""What a capability lacks: worked by hand, and against every set there is.

Prerequisites (edition mnr-2016): 4 needs 3; 9 nothing; 11 needs 4 and 9; 12 needs 3 and 4; 16 needs one of 3 and 19;
17 needs 3 and one of 4 and 12. Standing: 2 stands, 1 unknown, 0 missing.
"""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest

from coordination.analytics.base.support import supported
from coordination.analytics.board.unmet_prerequisites import Lack, lack_of, listed
from coordination.text.languages import language_for
from coordination.text.sentences import sentence
from graph_schema.edition import edition

E = edition("mnr-2016")


def lacks(number: str, missing: str = "", unknown: str = "") -> Lack:
    """Everything stands but these."""
    standing = np.full(len(E.numbers), 2)
    standing[[E.index[n] for n in unknown.split()]] = 1
    standing[[E.index[n] for n in missing.split()]] = 0
    return lack_of(E, standing, E.index[number])


def test_the_fewest_that_do_not_stand() -> None:
    # 11 over 4 over 3: the law is missing, the police is there
    assert lacks("11", "3") == Lack((("3",),), ("4",))
    # both are missing, both are needed: 4 over 3, 11 over 4
    assert lacks("11", "3 4") == Lack((("3",), ("4",)), ())
    # 17 without 4 and 12: 4 alone would do (with 3), 12 would not, for it needs 4 itself
    assert lacks("17", "4 12") == Lack((("4",),), ())
    # without 4 alone 12 is there, without support; still 4 is what is missing
    assert lacks("17", "4") == Lack((("4",),), ("12",))
    # without 3 both alternatives are there
    assert lacks("17", "3") == Lack((("3",),), ("4", "12"))
    # either of 3 and 19 carries 16
    assert lacks("16", "3 19") == Lack((("3", "19"),), ())
    # 19 is unknown: nothing is known to be missing
    assert lacks("16", "3", unknown="19") == Lack((), ())
    # the police is unknown: it is not said to be there
    assert lacks("12", "3", unknown="4") == Lack((("3",),), ())
    # itself is not among what it lacks
    assert lacks("12", "3 12") == Lack((("3",),), ("4",))


@pytest.mark.parametrize("seed", range(40))
def test_no_smaller_set_carries_it_and_every_named_one_does(seed: int) -> None:
    rng = random.Random(seed)
    standing = np.asarray([rng.choice((0, 0, 1, 2)) for _ in E.numbers])
    for a in range(len(E.numbers)):
        gone = [b for b in np.flatnonzero(standing == 0).tolist() if b != a]

        def carries(stand: set[int], a: int = a, gone: list[int] = gone) -> bool:
            value = np.asarray([0 if b in gone and b not in stand else 2 for b in range(len(E.numbers))])
            return bool(supported(E, value)[a])

        found = [[E.index[n] for n in some] for some in lack_of(E, standing, a).missing]
        size = next(k for k in range(len(gone) + 1) if any(carries(set(c)) for c in combinations(gone, k)))
        assert len(found) == size
        for i, some in enumerate(found):
            kept = set(found[i])
            # one of each entry, in turn: the others by some choice of theirs
            rest = [x for j, x in enumerate(found) if j != i]
            for b in kept:
                assert any(carries({b, *choice}) for choice in _choices(rest)), (E.numbers[a], some)


def _choices(parts: list[list[int]]) -> list[tuple[int, ...]]:
    out: list[tuple[int, ...]] = [()]
    for part in parts:
        out = [(*have, x) for have in out for x in part]
    return out


def test_in_a_sentence() -> None:
    s = sentence("waits for {list}", list=listed([("3",), ("4", "12")]))
    assert language_for("en").render(s, lambda n: n.id) == "waits for 3 and one of 4 or 12"
    assert language_for("fr").either(["3", "4", "12"]) == "3, 4 ou 12"
    assert language_for("es").either(["3", "4"]) == "3 o 4"
