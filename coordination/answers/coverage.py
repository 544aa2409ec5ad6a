"""The status of every capability in every country (METHODS 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated

from coordination.analytics.board.records import Record
from coordination.analytics.board.told import Board, Headline
from coordination.answers.countries import Countries
from coordination.answers.declare import Answer, Table
from coordination.text.records import HIDDEN, Column
from coordination.text.sentences import Name, Sentence, sentence
from coordination.text.states import STATE_WORDS, Flag, Sign, State
from coordination.workspace.service import Question, Workspace
from graph_schema.ids import CapabilityNumber, Iso3, SourceId, StakeholderId

__all__ = ["ANSWER"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A capability in a country. Independent providers of what is unknown are not counted."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    sign: Annotated[Sign, Column(sentence("Status"))]
    groups: Annotated[int | None, Column(sentence("Independent providers"))]
    providers: Annotated[tuple[StakeholderId, ...], Column(sentence("Providers"), recalled="recalled")]
    flags: Annotated[tuple[Flag, ...], Column(sentence("Warnings"))]
    ends: Annotated[date | None, Column(sentence("Status until"), in_files=True)]
    stand_ins: Annotated[tuple[StakeholderId, ...], Column(sentence("Named to take over"))]
    planned: Annotated[tuple[StakeholderId, ...], Column(sentence("Announced by"), in_files=True)]
    supporters: Annotated[tuple[StakeholderId, ...], Column(sentence("Supporters"), in_files=True)]
    sources: Annotated[tuple[SourceId, ...], Column(sentence("Sources"), in_files=True)]
    record: Annotated[Record | None, Column(sentence("On record"), in_files=True)]
    newest: Annotated[date | None, Column(sentence("Newest evidence"), in_files=True)]
    undated: Annotated[tuple[StakeholderId, ...], Column(sentence("Looked, no date"), in_files=True)]
    recent: Annotated[State | None, Column(sentence("By what is recent"), in_files=True)]
    recalled: Annotated[tuple[StakeholderId, ...], HIDDEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many capabilities of a country have which status."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    known: Annotated[int, Column(sentence("Known"))]
    covered: Annotated[int, Column(STATE_WORDS["covered"])]
    single: Annotated[int, Column(STATE_WORDS["single"])]
    fragile: Annotated[int, Column(STATE_WORDS["fragile"])]
    uncounted: Annotated[int, Column(STATE_WORDS["uncounted"])]
    unattributed: Annotated[int, Column(STATE_WORDS["unattributed"])]
    planned: Annotated[int, Column(STATE_WORDS["planned"])]
    done_once: Annotated[int, Column(STATE_WORDS["done_once"])]
    supported_only: Annotated[int, Column(STATE_WORDS["supported_only"])]
    gap: Annotated[int, Column(STATE_WORDS["gap"])]
    unknown: Annotated[int, Column(STATE_WORDS["unknown"])]


def statuses_of(found: Board) -> Iterator[Status]:
    """A row for each capability in a country."""
    for c in found.cells:
        yield Status(
            country=c.country,
            capability=c.capability,
            sign=c.sign,
            groups=c.groups if c.known else None,
            record=c.record,
            newest=c.age.newest if c.age else None,
            undated=c.age.undated if c.age else (),
            recent=c.age.recent if c.age else None,
            providers=c.providers,
            flags=c.flags,
            ends=c.ends,
            stand_ins=c.stand_ins,
            planned=c.planned,
            supporters=c.supporters,
            sources=c.sources,
            recalled=c.recalled,
        )


def _counted(found: Board) -> Iterator[Count]:
    """A row for each country."""
    for country, cells in groupby(found.cells, lambda c: c.country):
        counts = dict.fromkeys(map(str, Sign), 0)
        for c in cells:
            counts[c.sign] += 1
        known = sum(n for sign, n in counts.items() if sign != State.UNKNOWN)
        yield Count(country=country, known=known, **counts)


def counts_of(found: Board) -> Iterator[Count]:
    """A row for each country of which anything is known."""
    return (c for c in _counted(found) if c.known)


def _left_out(found: Board) -> Iterator[Sentence]:
    """What the table of countries leaves out besides what was not copied."""
    without = [c.country for c in _counted(found) if not c.known]
    if n := sum(not found.copied or c in found.copied for c in without):
        yield sentence(
            "Left out: {n} country of which nothing is known. Unknown does not mean gap. Countries are never ranked.",
            "Left out: {n} countries of which nothing is known. Unknown does not mean gap. Countries are never ranked.",
            n=n,
        )


def headline_of(found: Headline) -> Sentence:
    """For how many capabilities of a country somebody is on record, and for what."""
    country = Name("countries", found.country)
    if found.unknown == found.of:
        return sentence(
            "{country}: for 0 of {of} capabilities someone is on record; {of} are not known.",
            country=country,
            of=found.of,
        )
    return sentence(
        "{country}: for {n} of {of} capabilities someone is on record: {online} for online exploitation (as the "
        "record "
        "says, or by what the capability is), {not_said} where the record does not say, {part} in a part of the "
        "country "
        "only, {general} only in general. {unattributed} found by a review with nobody named, {planned} planned, "
        "{once} done once, {support} with support only, {gap} ended or not found, {unknown} not known.",
        country=country,
        n=found.on_record,
        of=found.of,
        online=found.online,
        not_said=found.not_said,
        part=found.part,
        general=found.general,
        unattributed=found.unattributed,
        planned=found.planned,
        once=found.done_once,
        support=found.supported_only,
        gap=found.gap,
        unknown=found.unknown,
    )


def _headlines(found: Board) -> Iterator[Sentence]:
    return map(headline_of, found.headlines)


def ask(w: Workspace, q: Question, asked: Countries) -> Board:
    """Every capability of every country, or of those named."""
    return Board(tuple(w.cover(q).cells(w.countries(asked.countries))), w.made_for or ())


ANSWER = Answer(
    name="coverage",
    title=sentence("The status of every capability in every country."),
    ask=ask,
    options=Countries,
    result=Board,
    tables={
        "cells": Table(
            row=Status,
            rows=statuses_of,
            key=("country", "capability"),
            group="country",
            title=sentence("Status of capabilities by country"),
            empty=sentence("No country is on record."),
            notes=_headlines,
            shown=lambda asked: bool(asked.countries),
        ),
        "countries": Table(
            row=Count,
            rows=counts_of,
            key=("country",),
            title=sentence("Number of capabilities by status"),
            empty=sentence("No capability is known in any country. Unknown does not mean gap."),
            notes=_left_out,
            shown=lambda asked: not asked.countries,
        ),
    },
    example=Countries(countries=(Iso3("XAA"),)),
)
