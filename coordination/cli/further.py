"""Commands for the further questions: maturity, corridors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from coordination.cli.options import Asked, answer_options
from coordination.cli.output import emit, escape
from coordination.cli.tables import Row, Shown, show, some, word
from coordination.workspace import questions
from graph_schema.edition import edition
from graph_schema.errors import UsageError, Verbatim, said

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["corridors", "maturity"]

MOST = 120  #: corridors that a table shows
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


@click.command()
@click.option(
    "--between", nargs=2, default=None, metavar="A B", help="Two countries: every duty, unknown included."
)
@click.option("--duty", "duties", multiple=True, metavar="N", help="Only this duty; may be given again.")
@answer_options
def corridors(asked: Asked, between: tuple[str, str] | None, duties: tuple[str, ...]) -> None:
    """Can two countries work together on a duty that crosses borders?"""
    answer: dict[str, Any] = questions.corridors(asked.workspace, asked.question, between, duties=duties)

    def table(out: Console) -> None:
        names = Shown(asked)
        if between is None:
            _corridor_counts(out, names, answer["corridors"], edition(asked.question.edition).duties)
        show(
            out,
            "Corridors: two countries, and a duty that crosses their border",
            ("Country", "and", "Duty", "State", "Through", "Somebody to do it on both sides"),
            (
                (
                    names.country(c["a"]),
                    names.country(c["b"]),
                    names.capability(c["duty"]),
                    word(c["state"]),
                    some(map(names.instrument, c["instruments"]), 3),
                    "yes" if c["hands"] else "not known",
                )
                for c in answer["corridors"][:MOST]
            ),
            "none is known.",
            most=MOST,
            total=len(answer["corridors"]),
        )
        for r in answer.get("reasons", ()):
            out.print(f"- {escape(r['text'])}")
        if answer.get("reasons"):
            out.print()
        show(
            out,
            "Who states whether the agreements and networks for a duty are all recorded",
            ("Duty", "For", "All recorded", "On", "How", "Source"),
            (
                (
                    names.capability(r["duty"]),
                    names.country(r["country"]) or "every country",
                    "yes" if r["instruments_complete"] else "no",
                    r["reviewed_on"],
                    word(r["method"]),
                    r["source"],
                )
                for r in answer["duty_reviews"]
            ),
            "nobody has stated that a list is whole, so no pair is a gap.",
        )
        reach = answer["reach"]
        show(
            out,
            "What each instrument opens",
            ("Instrument", "Countries", "Corridors", "Corridors that nothing else opens"),
            (
                (name, *(str(r[k]) for k in ("countries", "pairs", "only")))
                for name, r in zip(names.instruments([r["instrument"] for r in reach]), reach, strict=True)
            ),
            "no instrument is recorded.",
        )

    emit(answer, asked.format, ["corridors"], table)


def _corridor_counts(out: Console, names: Shown, corridors: Sequence[Row], duties: Sequence[str]) -> None:
    """How many pairs of countries are in which state, duty by duty."""
    counts: dict[str, Counter[str]] = {}
    for c in corridors:
        of = counts.setdefault(c["duty"], Counter())
        of[c["state"]] += 1
        of["hands"] += c["state"] == "covered" and c["hands"]
    show(
        out,
        "Pairs of countries by duty; all others are unknown, which is no gap",
        ("Duty", "Covered", "of these with somebody on both sides", "Signed only", "Gap"),
        (
            (names.capability(d), *(f"{counts[d][s]:,}" for s in ("covered", "hands", "signed_only", "gap")))
            for d in duties
            if d in counts
        ),
        "none is known.",
    )
