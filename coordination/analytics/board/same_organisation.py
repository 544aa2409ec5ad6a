"""Two records that may be of one organisation: who they are, and what would change if they were one
(docs/methods/providers.md).

Pairs are proposed, never merged: no score tells twins from names that are merely alike. Proposed are organisations of
one country, or of which one has no country, with the same identifier, the same name, names of the same words, the same
web address, names of which one is in the other, or names spelled almost alike. Left out is who is known to belong to
the other, and every pair that somebody has judged to be the same or different.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import Facts, facts_of
from coordination.analytics.board.coverage import Coverage, coverage
from coordination.model.frames import Frame
from coordination.model.merged import merged, merging
from coordination.model.same_names import (
    Ends,
    Named,
    ends_of,
    names_of_all,
    same_names,
    same_words,
    settled,
    shared,
)
from coordination.model.snapshot import Snapshot
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import sentence
from graph_schema.ids import Cell, ClaimId, Owner, PartialDay, StakeholderId
from graph_schema.schema import SCHEMA
from graph_schema.values import SameVerdict

__all__ = [
    "Judged",
    "Pair",
    "Reason",
    "SameOrganisations",
    "changed_cells",
    "pairs_of",
    "same_organisations",
]

ALIKE: Final = 86  #: of 100, from where on two names are spelled almost alike
WORD: Final = 75  #: of 100, from where on two words of such names are
ENOUGH: Final = 3  #: words that are usual, of which so many tell a name from others
FURTHER: Final = 2  #: words by which a name that holds another may be longer
SHARED: Final = 3  #: organisations at most with one web address; of more it tells nothing
_SCHEME: Final = re.compile(r"^https?://(?:www\.)?")


@said_as(
    {
        "identifier": sentence("the same identifier in another register"),
        "name": sentence("the same name or short name"),
        "website": sentence("the same website"),
        "words": sentence(
            "the names differ only in blanks, small words, the order of words or the name of the country"
        ),
        "contained": sentence("one name contains the other"),
        "alike": sentence("names are spelled almost alike"),
    },
    doc="why two records may be of one organisation",
)
class Reason(StrEnum):
    """The strongest first."""

    IDENTIFIER = "identifier"
    NAME = "name"
    WORDS = "words"
    WEBSITE = "website"
    CONTAINED = "contained"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two organisations that may be one."""

    a: StakeholderId
    b: StakeholderId
    reasons: Annotated[tuple[Reason, ...], Key("why they may be one, the strongest first")]
    changes: Annotated[int, Key("statuses that would change if they were one", more={"minimum": 0})]
    cells: Annotated[tuple[Cell, ...], Key("the capabilities in countries whose status would change")]
    unsure: Annotated[bool, Key("someone judged the two and was not sure")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What somebody judged of two organisations."""

    a: StakeholderId
    b: StakeholderId
    verdict: SameVerdict
    kept: Annotated[StakeholderId | None, Key("the one that stands for both")]
    holds: Annotated[bool, Key("false where other judgements contradict it, so that it has no effect")]
    reviewed_on: PartialDay
    reviewer: Annotated[Owner | None, Key("who judged, where the record says so")]
    claim: ClaimId
    author: Annotated[str, Key("who saved it")] = ""
    saved: Annotated[str, Key("when it was saved")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameOrganisations:
    """What to judge, and what was judged."""

    pairs: Annotated[
        tuple[Pair, ...],
        Key(
            "those that change most first, then the strongest reason, then by id; those with an unsure judgement last"
        ),
    ]
    judged: Annotated[tuple[Judged, ...], Key("every judgement, the latest first")]


def same_organisations(facts: Facts, as_of: date, cover: Coverage) -> SameOrganisations:
    """The pairs that may be one organisation, by how many statuses depend on it, and the judgements."""
    snapshot = facts.snapshot
    judged = _judgements(snapshot)
    unsure = {ends_of(j.a, j.b) for j in judged if j.verdict is SameVerdict.UNSURE}
    found = []
    for (a, b), reasons in pairs_of(snapshot).items():
        cells = tuple(cover.name(c) for c in changed_cells(facts, as_of, cover, a, b))
        found.append(
            Pair(
                a=StakeholderId(a),
                b=StakeholderId(b),
                reasons=reasons,
                changes=len(cells),
                cells=cells,
                unsure=(a, b) in unsure,
            )
        )
    order = list(Reason)
    found.sort(key=lambda p: (p.unsure, -p.changes, order.index(p.reasons[0]), p.a, p.b))
    return SameOrganisations(pairs=tuple(found), judged=judged)


def _judgements(snapshot: Snapshot) -> tuple[Judged, ...]:
    """Every judgement on record, the latest first."""
    frame = snapshot.as_recorded["judgements"]
    against = {i for group in merging(snapshot).contradictions for i in group}
    found = []
    for at, ident in enumerate(frame.ids):
        row = frame.row(at)
        same = row["verdict"] == SameVerdict.SAME
        found.append(
            Judged(
                a=StakeholderId(row["a_id"]),
                b=StakeholderId(row["b_id"]),
                verdict=SameVerdict(row["verdict"]),
                kept=StakeholderId(row["kept_id"]) if same and row["kept_id"] else None,
                holds=not (same and row["a_id"] in against),
                reviewed_on=PartialDay(row["reviewed_on"]),
                reviewer=Owner(row["reviewer"]) if row["reviewer"] else None,
                claim=ClaimId(ident),
            )
        )
    found.sort(key=lambda j: (j.a, j.b, j.claim))
    return tuple(sorted(found, key=lambda j: j.reviewed_on, reverse=True))


# what would change


def changed_cells(facts: Facts, as_of: date, cover: Coverage, a: str, b: str) -> list[int]:
    """The cells whose status would be another one if the two were one. Looked at are the countries in which somebody
    provides whose independence may depend on it: the two, who belongs with them, and whom they pay."""
    snapshot = facts.snapshot
    near = _near(facts, a, b)
    rows = snapshot["deliveries"]["stakeholder_id"].isin(near)
    countries = set(snapshot["deliveries"].take(rows)["iso3"].texts())
    if not countries:
        return []
    frames = dict(snapshot.frames)
    for name in ("countries", "deliveries", "reviews"):
        frames[name] = frames[name].take(frames[name]["iso3"].isin(countries))
    judgement = {"a_id": a, "b_id": b, "verdict": str(SameVerdict.SAME), "kept_id": a}
    frames["judgements"] = Frame.from_rows(SCHEMA["judgements"], [judgement])
    one = coverage(facts_of(merged(Snapshot.of(frames)), facts.edition, facts.evidence), as_of)
    K = facts.K
    out = []
    for at, iso3 in enumerate(one.facts.countries):
        base = facts.country_at[iso3] * K
        now, then = cover.states[base : base + K], one.states[at * K : (at + 1) * K]
        out += [base + k for k in range(K) if now[k] is not then[k]]
    return sorted(out)


def _near(facts: Facts, a: str, b: str) -> set[str]:
    """The two, whoever belongs with one of them through parent organisations, and whom they pay."""
    above, paid = facts.snapshot.derived("same.near", _joined)
    out: set[str] = set()
    for ident in (a, b):
        out |= above.get(ident, {ident}) | paid.get(ident, set())
    return out


def _joined(snapshot: Snapshot) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
    """Who belongs together through parent organisations, by id; whom each organisation pays."""
    import networkx as nx

    affiliations, funding = snapshot["affiliations"], snapshot["funding"]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(
        zip(affiliations["child_id"].texts(), affiliations["parent_id"].texts(), strict=True)
    )
    together = {i: part for part in nx.connected_components(graph) for i in part}
    paid: dict[str, set[str]] = defaultdict(set)
    for funder, recipient in zip(funding["funder_id"].texts(), funding["recipient_id"].texts(), strict=True):
        paid[funder].add(recipient)
    return together, paid


# who may be one


#: reasons that count too where one of the two is of no country
_OF_NO_COUNTRY: Final = frozenset({Reason.IDENTIFIER, Reason.NAME, Reason.WORDS})


def pairs_of(snapshot: Snapshot) -> dict[Ends, tuple[Reason, ...]]:
    """Every pair that may be one and that nobody judged to be the same or different, with the reasons."""
    return snapshot.derived("same.pairs", _pairs)


def _pairs(snapshot: Snapshot) -> dict[Ends, tuple[Reason, ...]]:
    names = names_of_all(snapshot)
    home = {n.id: n.home for n in names}
    found: dict[Ends, set[Reason]] = defaultdict(set)
    for reason, pairs in (
        (Reason.IDENTIFIER, shared(_identifiers(snapshot))),
        (Reason.WEBSITE, shared(_addresses(snapshot), SHARED)),
        (Reason.NAME, same_names(names)),
        (Reason.WORDS, same_words(names)),
        (Reason.CONTAINED, _contained(names)),
        (Reason.ALIKE, _alike(names)),
    ):
        for pair in pairs:
            a, b = home[pair[0]], home[pair[1]]
            if a == b or (reason in _OF_NO_COUNTRY and not (a and b)):
                found[pair].add(reason)
    out = settled(snapshot)
    for reasons in found.values():
        if Reason.NAME in reasons:  # one name has the same words
            reasons.discard(Reason.WORDS)
    return {p: tuple(r for r in Reason if r in found[p]) for p in sorted(found) if p not in out}


def _identifiers(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    frame = snapshot["stakeholders"]
    for ident, text in zip(frame.ids, frame["identifiers"].texts(), strict=True):
        yield from ((part.strip().casefold(), ident) for part in text.split(";") if ":" in part)


def _addresses(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    frame = snapshot["stakeholders"]
    for ident, text in zip(frame.ids, frame["website"].texts(), strict=True):
        if text:
            yield _SCHEME.sub("", text.casefold()).rstrip("/"), ident


def _buckets(names: Sequence[Named]) -> list[list[tuple[str, tuple[str, ...]]]]:
    """(id, words) of the organisations of each country, and of those without one."""
    out: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for n in names:
        out[n.home] += [(n.id, words) for words in n.words]
    return list(out.values())


def _contained(names: Sequence[Named]) -> Iterator[Ends]:
    """Names of which all words stand in another one with few words more; usual words alone must be several."""
    often = Counter(w for n in names for w in {w for words in n.words for w in words})
    usual = {w for w, count in often.items() if count > max(4, len(names) // 100)}
    for bucket in _buckets(names):
        holding: dict[str, list[int]] = defaultdict(list)
        for at, (_ident, words) in enumerate(bucket):
            for w in set(words):
                holding[w].append(at)
        for ident, words in bucket:
            inner = set(words)
            if inner <= usual and len(inner) < ENOUGH:
                continue
            for at in holding[min(inner, key=lambda w: len(holding[w]))]:
                other, outer = bucket[at]
                if other != ident and inner <= set(outer) and 0 <= len(outer) - len(words) <= FURTHER:
                    yield ends_of(ident, other)


def _alike(names: Sequence[Named]) -> Iterator[Ends]:
    """Names of the same number of words, each spelled almost like one of the other."""
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    for bucket in _buckets(names):
        texts = [" ".join(words) for _ident, words in bucket]
        for low in range(0, len(texts), 500):
            part = texts[low : low + 500]
            score = process.cdist(
                part, texts, scorer=Indel.normalized_similarity, score_cutoff=ALIKE / 100, dtype=np.float32
            )
            for i, j in np.argwhere(score >= ALIKE / 100).tolist():
                one, other = bucket[low + i], bucket[j]
                if one[0] < other[0] and _word_by_word(one[1], other[1]):
                    yield one[0], other[0]


def _word_by_word(one: Sequence[str], other: Sequence[str]) -> bool:
    from rapidfuzz import fuzz

    rest = list(other)
    if len(one) != len(other):
        return "".join(one) == "".join(other)
    for word in one:
        near = max(rest, key=lambda w: fuzz.ratio(word, w))
        if fuzz.ratio(word, near) < WORD:
            return False
        rest.remove(near)
    return True
