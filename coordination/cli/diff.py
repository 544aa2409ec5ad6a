"""``mnr diff``: what changed between two days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from coordination.cli.options import Asked, answer_options, day_option
from coordination.cli.output import emit
from coordination.cli.tables import Row, Shown, show, word
from coordination.workspace import questions

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["diff"]


@click.command()
@click.argument("since", callback=day_option)
@answer_options
def diff(asked: Asked, since: date) -> None:
    """What changed between SINCE (YYYY-MM-DD) and the day asked about, by what is known now; from a later day it is
    told backwards."""
    answer: dict[str, Any] = questions.diff(asked.workspace, asked.question, since)

    def table(out: Console) -> None:
        names = Shown(asked)
        out.print(f"From {answer['before']} to {answer['after']}, by what is known now.\n", markup=False)
        _cells(out, names, answer)
        _others(out, names, answer)

    lists = [
        "cells", "states", "ties_added", "ties_gone", "duties_added", "duties_gone", "instruments_added",
        "instruments_gone", "handoffs", "seats", "claims",
    ]  # fmt: skip
    emit(answer, asked.format, lists, table)


def _cells(out: Console, names: Shown, answer: Row) -> None:
    show(
        out,
        "Cells that changed",
        ("Country", "Capability", "Before", "After", "What differs"),
        (
            (
                names.country(c["country"]),
                names.capability(c["capability"]),
                *(names.state(s) for s in c["signs"]),
                "; ".join(_differs(names, c)),
            )
            for c in answer["cells"]
        ),
        "none.",
        most=150,
    )
    show(
        out,
        "Cells by state",
        ("State", "Before", "After"),
        ((names.state(s["state"]), str(s["before"]), str(s["after"])) for s in answer["states"]),
        "none.",
    )


def _differs(names: Shown, cell: Row) -> Iterator[str]:
    """What differs in a cell besides its state."""
    heard = cell["first_recorded"]
    came = [s for s in cell["providers_added"] if s not in heard]
    for who, what in (
        (came, "came"),
        (heard, "first recorded, since when is not known"),
        (cell["providers_gone"], "went"),
    ):
        if who:
            yield f"{what}: {names.people(who, cell['country'])}"
    before, after = cell["groups"]
    if before != after:
        yield f"independent providers {before} → {after}"
    if cell["money_ended"]:
        yield f"known money ended, counts as going on: {names.people(cell['money_ended'], cell['country'])}"
    if cell["links_recorded"]:
        who = names.people(cell["links_recorded"], cell["country"])
        yield f"affiliation or funding first recorded, since when is not known: {who}"
    for key, what in (("flags_added", "now"), ("flags_gone", "no longer")):
        if cell[key]:
            yield f"{what}: {names.flags(cell[key])}"
    if cell["looks"]:
        yield f"reviews that differ: {len(cell['looks'])}"


def _others(out: Console, names: Shown, answer: Row) -> None:
    """Ties, corridors, instruments, hand-offs and seats, each with what became of it."""
    fate = (("_added", "new"), ("_gone", "ended"))
    show(
        out,
        "Ties",
        ("Organisation", "and", "What became of it"),
        ((names.who(t["a"]), names.who(t["b"]), what) for key, what in fate for t in answer[f"ties{key}"]),
        "none came or went.",
    )
    show(
        out,
        "Corridors and the instruments that open them",
        ("Country or instrument", "and", "Duty", "What became of it"),
        [
            *((names.instrument(i), "", "", what) for key, what in fate for i in answer[f"instruments{key}"]),
            *(
                (names.country(d["a"]), names.country(d["b"]), names.capability(d["duty"]), what)
                for key, what in fate
                for d in answer[f"duties{key}"]
            ),
        ],
        "none opened or closed.",
    )
    show(
        out,
        "Hand-offs",
        ("Country", "This one receives", "What this one hands over", "Before", "After"),
        (
            (
                names.country(h["country"]),
                names.capability(h["needs"]),
                names.capability(h["gives"]),
                word(h["before"] or "not there"),
                word(h["after"] or "not there"),
            )
            for h in answer["handoffs"]
        ),
        "none changed.",
    )
    show(
        out,
        "Seats of national bodies",
        ("Country", "Body", "Seat", "Before", "After"),
        (
            (
                names.country(s["country"]),
                names.who(s["body"], s["country"]),
                names.seat(s["seat"]),
                s["before"] or "not there",
                s["after"] or "not there",
            )
            for s in answer["seats"]
        ),
        "none changed.",
    )
