"""The aggregates that may be published (METHODS 11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.analytics.board.public import (
    MAY_FEED,
    Release,
    Share,
    ceiling_of,
    feeding,
    release,
    release_day,
    subregions,
)
from coordination.answers.declare import Answer, Option, Table
from coordination.model.access import publishing, visible
from coordination.model.merged import merged
from coordination.text.records import INLINE, Column, Key
from coordination.text.sentences import Name, Sentence, Word, sentence
from coordination.workspace.releases import releases
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import edition
from graph_schema.ids import CapabilityNumber
from graph_schema.values import Tier

__all__ = ["ANSWER", "Feeding", "Public"]


@dataclass(frozen=True, slots=True)
class Feeding:
    """What may feed the figures."""

    may_feed: Annotated[
        Tier | None,
        Option(
            sentence(
                "Highest label whose records may feed the figures; the first release fixes it (default CLEAR)."
            ),
            metavar="|".join(MAY_FEED),
            read=feeding,
        ),
    ] = None


@dataclass(frozen=True)
class Public:
    """The release that was due last."""

    release: Annotated[Release, INLINE]
    recorded: Annotated[bool, Key("this is the release as it was made; false: as it would be made now")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One capability in one part."""

    part: Annotated[tuple[Sentence, ...], Column(sentence("Group of countries"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    there: Annotated[Share, Column(sentence("In place in"))]
    missing: Annotated[Share, Column(sentence("Missing in"))]
    unknown: Annotated[Share, Column(sentence("Unknown in"))]


def figures_of(found: Public) -> Iterator[Figure]:
    """A row for each part and capability."""
    for f in found.release.figures:
        yield Figure(
            part=subregions(f.part),
            capability=f.capability,
            there=f.there,
            missing=f.missing,
            unknown=f.unknown,
        )


def _about(found: Public) -> Iterator[Sentence]:
    """Which release it is, how it is read, and what it leaves out."""
    made = found.release
    yield (
        sentence("Release of {day}.", day=made.day)
        if found.recorded
        else sentence("Release of {day} (not recorded).", day=made.day)
    )
    if made.figures:
        yield sentence(
            "few: in less than a third of the group's countries, or in none; most: in more than two thirds; "
            "some: between. Nothing is said of one country."
        )
    if made.ceiling:
        yield sentence(
            "Records labelled up to TLP:{label} feed these figures (--may-feed).", label=Word(made.ceiling)
        )
    if left := made.partition.left_out:
        yield sentence(
            "Left out, because there are fewer than five in their region: {countries}.",
            countries=tuple(Name("countries", c) for c in left),
        )


def ask(w: Workspace, q: Question, asked: Feeding) -> Public:
    """The release of public aggregates that was due last: as it was recorded, else as it would be made now, with the
    partition of the series. It reads records up to ``may_feed`` and nothing above (none: up to that of the series,
    else CLEAR)."""
    series = releases(w)
    earlier = series.releases() if series else []
    own = ceiling_of(earlier, asked.may_feed)
    for made in earlier:
        if q.evidence is Evidence.ALL and (made.day, made.edition) == (q.as_of, q.edition):
            return Public(made, recorded=True)
    seen = merged(visible(w.records(), publishing(own), w.default_tier))
    facts = facts_of(seen, edition(q.edition), q.evidence)
    return Public(release(facts, q.as_of, earlier, ceiling=own), recorded=False)


ANSWER = Answer(
    name="public",
    title=sentence("The figures that may be published."),
    doc=sentence("Fixed groups of countries, fixed release days, no country named."),
    ask=ask,
    question=lambda q, _asked: replace(q, as_of=release_day(q.as_of)),
    options=Feeding,
    result=Public,
    tables={
        "figures": Table(
            row=Figure,
            rows=figures_of,
            key=("part", "capability"),
            title=sentence("Public figures"),
            empty=sentence("There is nothing to publish: no group has five countries or more."),
            notes=_about,
        )
    },
    example=Feeding(),
    tells_version=False,
)
