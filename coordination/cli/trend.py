"""``mnr trend``: the states of countries on a row of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from coordination.analytics.time.trends import MOVES
from coordination.cli.options import Asked, answer_options, day_option
from coordination.cli.output import emit
from coordination.cli.tables import Shown, show, word
from coordination.text.states import STATE_SYMBOL
from coordination.workspace import questions

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["trend"]


@click.command()
@click.argument("countries", nargs=-1, metavar="[COUNTRY]...")
@click.option(
    "--from",
    "first",
    callback=day_option,
    metavar="YYYY-MM-DD",
    help="No day before this one. Default: five years before the last.",
)
@click.option(
    "--to", "last", callback=day_option, metavar="YYYY-MM-DD", help="The last day. Default: --as-of."
)
@click.option("--step", default=12, show_default=True, help="Months from one day to the next.")
@answer_options
def trend(asked: Asked, countries: tuple[str, ...], first: date | None, last: date | None, step: int) -> None:
    """How the states of a country went, day by day in equal steps, by what is known now."""
    question = asked.question if last is None else replace(asked.question, as_of=last)
    answer: dict[str, Any] = questions.trend(asked.workspace, question, first, step, countries)

    def table(out: Console) -> None:
        names = Shown(asked)
        show(
            out,
            "Capabilities by state",
            (
                "Country", "Day", "Covered", "Fragile", "Nobody named", "Planned", "Gap", "Unknown",
                "Since the day above",
            ),
            (
                (names.country(r["country"]), r["day"], *(str(r[s] or "") for s in STATE_SYMBOL), _moves(r))
                for r in answer["trend"]
            ),
            "no country is known.",
            most=120,
        )  # fmt: skip
        show(
            out,
            "What changed",
            ("Country", "Capability", "Seen on", "Before", "After", "Behind it"),
            (
                (
                    names.country(c["country"]),
                    names.capability(c["capability"]),
                    c["day"],
                    *(names.state(s) for s in c["signs"]),
                    "; ".join(_behind(names, c)),
                )
                for c in answer["changes"]
            ),
            "nothing.",
            most=100,
        )

    emit(answer, asked.format, ["trend", "changes"], table)


def _behind(names: Shown, c: dict[str, Any]) -> Iterator[str]:
    """What makes a change less than it looks."""
    for key, what in (
        ("first_recorded", "first recorded, since when is not known"),
        ("links_recorded", "affiliation or funding first recorded, since when is not known"),
        ("money_ended", "known money ended, counts as going on"),
    ):
        if c[key]:
            yield f"{what}: {names.people(c[key], c['country'])}"


def _moves(row: dict[str, Any]) -> str:
    return ", ".join(f"{row[m]} {word(m)}" for m in MOVES if row[m])
