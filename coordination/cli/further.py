"""``mnr maturity``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coordination.cli.options import Asked, answer_options
from coordination.cli.output import emit
from coordination.cli.tables import Row, Shown, show
from coordination.workspace import questions
from graph_schema.errors import UsageError, Verbatim, said

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["maturity"]

_countries = click.argument("countries", nargs=-1, metavar="[COUNTRY]...")


@click.command()
@_countries
@click.option(
    "--reach", default="", metavar="CAPABILITY:PHASE", help="Fewest raises that carry it to a phase."
)
@answer_options
def maturity(asked: Asked, countries: tuple[str, ...], reach: str) -> None:
    """Phases that their prerequisites do not carry, and which raise by one lifts most."""
    if reach and not countries:
        raise UsageError(said("--reach needs a country."), hint=Verbatim("mnr maturity XAA --reach 12:3"))
    answer: dict[str, Any] = questions.maturity(asked.workspace, asked.question, countries, reach)

    def table(out: Console) -> None:
        names = Shown(asked)
        known = [c for c in answer["cells"] if c["phase"] is not None]
        show(
            out,
            "Phases that a look has given, and how far what they rest on carries them",
            ("Country", "Capability", "Phase", "Carried to", "Hollow by", "Held down by"),
            (
                (
                    names.country(c["country"]),
                    names.capability(c["capability"]),
                    str(c["phase"]),
                    span(c["effective"]),
                    span(c["hollow"]) if any(c["hollow"]) else "",
                    names.capabilities(c["held_by"]),
                )
                for c in known
            ),
            "no look has given a phase.",
        )
        if len(known) < len(answer["cells"]):
            out.print(f"Of {len(answer['cells']) - len(known)} more cells nobody has given a phase.\n")
        show(
            out,
            "Which raise by one phase lifts most, within each country",
            ("Country", "Raise by one", "Phases gained in the country"),
            (
                (names.country(u["country"]), names.capability(u["capability"]), str(u["gain"]))
                for u in answer["unlock"]
                if u["gain"]
            ),
            "no raise of one phase is known to lift anything.",
        )
        for r in answer.get("to_reach", ()):
            _reach_table(out, names, r)

    emit(answer, asked.format, ["cells", "unlock", *(["to_reach"] if reach else [])], table)


def _reach_table(out: Console, names: Shown, reach: Row) -> None:
    goal = f"{names.capability(reach['capability'])} to phase {reach['phase']}"
    show(
        out,
        f"{names.country(reach['country'])}: the fewest raises that carry {goal}",
        ("Raise", "From phase", "To phase"),
        ((names.capability(s["capability"]), str(s["from"]), str(s["to"])) for s in reach["raises"]),
        "it is carried there already.",
    )
    if reach["raises"]:
        out.print(f"Raises by one phase in all: {reach['total']}.")
    if reach["assumed"]:
        unknown = names.capabilities(reach["assumed"], len(reach["assumed"]))
        out.print(f"Nobody has given these a phase, so they count as phase 1: {unknown}.", markup=False)


def span(ends: tuple[int, int]) -> str:
    """A lower and an upper end as one text."""
    low, high = ends
    return str(low) if low == high else f"{low} to {high}"
