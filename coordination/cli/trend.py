"""``mnr trend``: the states of countries on a row of days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import click
from rich.console import Console

from coordination import questions
from coordination.analytics.trends import MOVES
from coordination.cli.options import Asked, answer_options, day_option
from coordination.cli.output import emit
from coordination.cli.tables import Columns, show

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
        columns: Columns = {
            "country": "Country", "day": "Day", "covered": "Covered", "fragile": "Fragile",
            "unattributed": "Nobody named", "planned": "Planned", "gap": "Gap", "unknown": "Unknown",
            "moves": "Since the day before",
        }  # fmt: skip
        rows = [{**r, "moves": _moves(r)} for r in answer["trend"]]
        show(out, asked, "Capabilities by state", rows, columns, "no country is known.", most=120)
        columns = {
            "country": "Country", "capability": "Capability", "day": "By", "before": "Before", "after": "After",
        }  # fmt: skip
        show(out, asked, "What changed", answer["changes"], columns, "nothing.", most=60)

    emit(answer, asked.format, ["trend", "changes"], table)


def _moves(row: dict[str, Any]) -> str:
    return ", ".join(f"{row[m]} {m.replace('_', ' ')}" for m in MOVES if row[m])
