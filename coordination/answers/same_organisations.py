"""Which records may be of one organisation, and what was judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from coordination.analytics.board.same_organisation import Judged, Pair, Reason, SameOrganisations
from coordination.analytics.board.same_organisation import same_organisations as same_of
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Table
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import Cell, Iso3, Owner, PartialDay, StakeholderId
from graph_schema.values import SameVerdict

__all__ = ["ANSWER"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Two organisations that may be one."""

    a: Annotated[StakeholderId, Column(sentence("Organisation"))]
    b: Annotated[StakeholderId, Column(sentence("Other organisation"))]
    reasons: Annotated[tuple[Reason, ...], Column(sentence("Why they may be one"))]
    changes: Annotated[int, Column(sentence("Statuses that would change"))]
    cells: Annotated[tuple[Cell, ...], Column(sentence("Capabilities"))]
    unsure: Annotated[bool, Column(sentence("Judged, not sure"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What somebody judged of two organisations."""

    a: Annotated[StakeholderId, Column(sentence("Organisation"))]
    b: Annotated[StakeholderId, Column(sentence("Other organisation"))]
    verdict: Annotated[SameVerdict, Column(sentence("Judgement"))]
    kept: Annotated[StakeholderId | None, Column(sentence("Organisation that is kept"))]
    holds: Annotated[bool, Column(sentence("Has effect"))]
    reviewed_on: Annotated[PartialDay, Column(sentence("Date"))]
    reviewer: Annotated[Owner | None, Column(sentence("Judged by"))]
    author: Annotated[str, Column(sentence("Saved by"))]


def _pairs(found: SameOrganisations) -> Iterator[Candidate]:
    for p in found.pairs:
        yield Candidate(a=p.a, b=p.b, reasons=p.reasons, changes=p.changes, cells=p.cells, unsure=p.unsure)


def _judged(found: SameOrganisations) -> Iterator[Judgement]:
    for j in found.judged:
        yield Judgement(
            a=j.a,
            b=j.b,
            verdict=j.verdict,
            kept=j.kept,
            holds=j.holds,
            reviewed_on=j.reviewed_on,
            reviewer=j.reviewer,
            author=j.author,
        )


def _against(found: SameOrganisations) -> Iterator[Sentence]:
    count = sum(not j.holds for j in found.judged)
    if count:
        yield sentence(
            "{count} judgement has no effect, because others contradict it. Correct one of them.",
            "{count} judgements have no effect, because others contradict them. Correct one of them.",
            count=count,
        )


def ask(w: Workspace, q: Question, asked: Countries) -> SameOrganisations:
    """The pairs that nobody has judged, and the judgements with who saved them; of the countries asked about, those of
    which one organisation has its seat there."""
    found = same_of(w.facts(q), q.as_of, w.cover(q))
    wanted = w.countries(asked.countries)
    records = w.records()
    homes = dict(zip(records["stakeholders"].ids, records["stakeholders"]["home_iso3"].texts(), strict=True))
    batches = {b.batch.id: b.batch for b in w.store.batches()} if found.judged else {}

    def here(one: Pair | Judged) -> bool:
        return wanted is None or any(Iso3(homes.get(i, "")) in wanted for i in (one.a, one.b))

    def told(j: Judged) -> Judged:
        frame = records["judgements"]
        batch = batches.get(frame.batch.vocab[frame.batch.codes[frame.position[j.claim]]])
        return replace(j, author=batch.author, saved=batch.at) if batch else j

    return SameOrganisations(
        pairs=tuple(filter(here, found.pairs)), judged=tuple(map(told, filter(here, found.judged)))
    )


ANSWER = Answer(
    name="same-organisations",
    title=sentence("Records that may be of one organisation, and what was judged."),
    doc=sentence(
        "Nothing is merged by itself: someone judges. With COUNTRY, only organisations with their seat there."
    ),
    ask=ask,
    options=Countries,
    result=SameOrganisations,
    tables={
        "pairs": Table(
            row=Candidate,
            rows=_pairs,
            key=("a", "b"),
            title=sentence("May be one organisation"),
            empty=sentence("No pair is left to judge. Some records may be of one organisation all the same."),
            notes=_against,
        ),
        "judged": Table(
            row=Judgement,
            rows=_judged,
            key=("a", "b", "verdict", "reviewed_on", "reviewer"),
            title=sentence("Judgements made"),
            empty=sentence("No one has judged yet."),
        ),
    },
    example=Countries(),
)
