"""``mnr deliveries``: who does what, where, as one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coordination.analytics.board.deliveries import EVIDENCE, ROLES, STATUSES
from coordination.cli.options import Asked, answer_options
from coordination.cli.output import emit
from coordination.cli.tables import Shown, show, word
from coordination.workspace import questions

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["deliveries"]


@click.command()
@click.argument("countries", nargs=-1, metavar="[COUNTRY]...")
@click.option("--capability", "capabilities", multiple=True, metavar="NUMBER", help="Only this capability.")
@click.option("--organisation", "organisations", multiple=True, metavar="ID", help="Only this organisation.")
@click.option("--kind", "kinds", multiple=True, metavar="WORD", help="Only this kind of organisation.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Only this role.")
@click.option("--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Only this status.")
@click.option(
    "--quality",
    "qualities",
    multiple=True,
    type=click.Choice(EVIDENCE),
    help="Only records with such evidence.",
)
@click.option("--find", "words", default="", metavar="WORDS", help="Only rows with these words.")
@answer_options
def deliveries(asked: Asked, countries: tuple[str, ...], **choices: Any) -> None:
    """Who does what, where: every delivery on record on the day, with its status, its evidence and its source."""
    answer: dict[str, Any] = questions.deliveries(asked.workspace, asked.question, countries, **choices)

    def table(out: Console) -> None:
        names = Shown(asked)
        totals = answer["totals"]
        show(
            out,
            f"Who does what, where: {totals['deliveries']} deliveries of {totals['organisations']} organisations "
            f"in {totals['countries']} countries",
            (
                *("Country", "Capability", "Organisation", "Kind", "Role", "Status", "Since", "Until"),
                *("Evidence", "Source"),
            ),
            (
                (
                    names.country(r["country"]),
                    names.capability(r["capability"]),
                    names.who(r["stakeholder"], r["country"]),
                    word(r["kind"]),
                    word(r["role"]),
                    r["status"],
                    r["since"],
                    r["until"],
                    r["quality"],
                    r["source"],
                )
                for r in answer["deliveries"]
            ),
            "nothing is on record. That does not say that nobody does anything.",
        )

    emit(answer, asked.format, ["deliveries"], table)
