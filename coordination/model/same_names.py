"""Names that may be of one organisation: how the names of two are compared, and which pairs are no longer in question.

Two names are the same without regard to case, accents and marks (:func:`~coordination.model.name_index.key_of`). Two
names have the same words when they differ only in what two people write differently: blanks, small words, the order of
words, and whether the country is named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from coordination.model.merged import merging
from coordination.model.name_index import Known, key_of, known_records
from coordination.model.snapshot import Snapshot
from graph_schema.values import SameVerdict

__all__ = ["Ends", "Named", "ends_of", "names_of_all", "same_names", "same_words", "settled", "shared"]

_BRACKETS: Final = re.compile(r"\([^()]*\)")
_ACRONYM: Final = re.compile(r"\(\s*[^()\s]+\s*\)")
#: words that one writes and another leaves out
SMALL: Final = frozenset(
    re.findall(
        "[a-z]+", "a al and d da das de del der des di do dos du e el et for fur in l la las le les los"
    )
    + re.findall("[a-z]+", "o of on or para por pour the to und y")
)
Ends = tuple[str, str]  #: two ids, sorted


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation as its names are compared. ``full``, ``short``: normalised; ``words``: of its full names, those
    that tell it from others, each sorted; ``whole``: its full names without what people write differently; ``local``:
    these without the name of its country, which tell it from others of its country alone."""

    id: str
    home: str
    full: frozenset[str]
    short: frozenset[str]
    words: tuple[tuple[str, ...], ...]
    whole: frozenset[str]
    local: frozenset[str]


def ends_of(a: str, b: str) -> Ends:
    return (a, b) if a < b else (b, a)


def _named(k: Known) -> Named:
    places = {w for p in (*k.place, k.further) for w in key_of(p).split()}
    names = list(dict.fromkeys((k.name, *k.names)))
    words = [
        tuple(sorted(w for w in _told(_BRACKETS.sub(" ", name)) if w not in places and w not in SMALL))
        for name in names
    ]
    whole, local = set[str](), set[str]()
    for name in names:
        told = [w for w in _told(_without_acronyms(name)) if w not in SMALL]
        whole |= {"".join(told), " ".join(sorted(told))}
        told = [w for w in told if w not in places]
        local |= {"".join(told), " ".join(sorted(told))}
    return Named(
        k.id,
        k.further,
        frozenset(filter(None, map(key_of, names))),
        frozenset(filter(None, map(key_of, k.short))),
        tuple(filter(None, dict.fromkeys(words))),
        frozenset(filter(None, whole)),
        frozenset(filter(None, local)),
    )


def _told(name: str) -> list[str]:
    return key_of(name).split()


def _without_acronyms(name: str) -> str:
    """A name without what stands in brackets as an acronym: what else stands there may tell it from others."""
    return _ACRONYM.sub(lambda found: " " if found[0].isupper() else found[0], name)


def names_of_all(snapshot: Snapshot) -> Sequence[Named]:
    """Every organisation, as its names are compared."""
    return snapshot.derived(
        "same.named", lambda s: tuple(_named(k) for k in known_records(s, "stakeholders"))
    )


def shared(keys: Iterable[tuple[str, str]], most: int = 50) -> Iterator[Ends]:
    """Pairs of ids with a key in common, of (key, id); a key of more than ``most`` ids tells nothing."""
    by: dict[str, set[str]] = defaultdict(set)
    for key, ident in keys:
        by[key].add(ident)
    for ids in by.values():
        if len(ids) <= most:
            yield from combinations(sorted(ids), 2)


def same_names(names: Sequence[Named]) -> Iterator[Ends]:
    """Pairs of one name or short name; a short name is one's own within a country only."""
    yield from shared((key, n.id) for n in names for key in n.full)
    yield from shared((f"{n.home} {key}", n.id) for n in names if n.home for key in n.full | n.short)


def same_words(names: Sequence[Named]) -> Iterator[Ends]:
    """Pairs of which a name has the same words as one of the other's."""
    yield from shared((key, n.id) for n in names for key in n.whole)
    yield from shared((f"{n.home} {key}", n.id) for n in names if n.home for key in n.local)


def settled(snapshot: Snapshot) -> set[Ends]:
    """Pairs that were judged the same or different, and those of which one belongs to the other."""
    out: set[Ends] = set()
    into, frame = merging(snapshot).into, snapshot["judgements"]
    for at in range(len(frame)):
        row = frame.row(at)
        if row["verdict"] != SameVerdict.UNSURE:
            out.add(ends_of(into.get(row["a_id"], row["a_id"]), into.get(row["b_id"], row["b_id"])))
    for name, a, b in (("affiliations", "child_id", "parent_id"), ("memberships", "member_id", "network_id")):
        frame = snapshot[name]
        out.update(ends_of(x, y) for x, y in zip(frame[a].texts(), frame[b].texts(), strict=True))
    return out
