"""Commands for the further questions: maturity, what-if, sweep, corridors, hand-offs, cliffs, seats, plan."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from coordination import questions
from coordination.analytics.planning import Step, Terms
from coordination.cli.options import Asked, answer_options
from coordination.cli.output import emit
from coordination.cli.scenarios import found_scenario, with_scenario
from coordination.cli.tables import Columns, show
from graph_schema.errors import UsageError

__all__ = ["cliffs", "corridors", "handoffs", "maturity", "plan", "seats", "sweep", "what_if"]

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
        raise UsageError("--reach needs a country.", hint="mnr maturity XAA --reach 12:3")
    answer: dict[str, Any] = questions.maturity(asked.workspace, asked.question, countries, reach)

    def table(out: Console) -> None:
        cells = [c for c in answer["cells"] if c["phase"] is not None]
        columns: Columns = {
            "country": "Country", "capability": "Capability", "phase": "Phase", "effective": "Carried",
            "hollow": "Hollow", "held_by": "Held by",
        }  # fmt: skip
        show(out, asked, "Maturity (cells with a phase)", cells, columns, "no look has given a phase.")
        columns = {"country": "Country", "capability": "Raise by one", "gain": "Phases gained in all"}
        show(out, asked, "What lifts most", answer["unlock"], columns, "nothing can be raised.")
        for r in answer.get("to_reach", ()):
            out.print_json(data=r)

    emit(answer, asked.format, ["cells", "unlock"], table)


@click.command("what-if")
@click.argument("changes", nargs=-1, metavar="[CHANGE]...")
@click.option(
    "--remove", multiple=True, metavar="KIND:ID", help="What goes: stakeholder:ID, agreement:ID, tie:A/B ..."
)
@click.option(
    "--keep-ground", is_flag=True, help="Providers go on although all their known funders are gone."
)
@click.option(
    "--scenario", default="", metavar="NAME", help="One that is kept, or a file that ends in .toml."
)
@answer_options
def what_if(
    asked: Asked, changes: tuple[str, ...], remove: tuple[str, ...], keep_ground: bool, scenario: str
) -> None:
    """What falls if this ends, round by round.

    CHANGE is stakeholder:ID, agreement:ID, network:ID, delivery:WHO/ISO3/N, tie:A/B, funding:F/R,
    membership:M/N, party:A/ISO3; with @2027-06 it ends on that day; +tie:A/B adds.
    """
    texts = (*remove, *changes)
    if scenario:
        kept = found_scenario(asked.workspace, scenario)
        asked, texts = with_scenario(asked, [kept]), (*kept.changes, *texts)
        keep_ground = keep_ground or kept.keep_ground
    if not texts:
        raise UsageError("Nothing was named.", hint="mnr what-if --remove stakeholder:ID")
    answer: dict[str, Any] = questions.what_if(
        asked.workspace, asked.question, texts, lose_ground=not keep_ground
    )

    def table(out: Console) -> None:
        for line in answer["rounds"]:
            out.print(f"{line['round']}. {escape(line['text'])}")

    emit(answer, asked.format, ["fallen", "unsupported", "duties_lost"], table)


@click.command()
@click.option("--full", is_flag=True, help="Every what-if whole, not only its numbers.")
@answer_options
def sweep(asked: Asked, full: bool) -> None:
    """What the loss of every single organisation would do."""
    answer: dict[str, Any] = questions.sweep(asked.workspace, asked.question, brief=not full)
    columns: Columns = {
        "stakeholder": "If this one goes", "also_removed": "Units gone too", "lost_ground": "Lose their money",
        "fallen": "Cells that fall", "unsupported": "Cells left without support",
        "duties_lost": "Corridors lost",
    }  # fmt: skip
    emit(
        answer,
        asked.format,
        ["losses"],
        lambda out: show(
            out, asked, "By organisation, in order of its id", answer["losses"], columns, "nothing falls."
        ),
    )


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
        columns: Columns = {
            "a": "A", "b": "B", "duty": "Duty", "state": "State", "instruments": "Through",
            "hands": "Hands on both sides",
        }  # fmt: skip
        show(out, asked, "Corridors", answer["corridors"], columns, "none is known.", most=120)
        for r in answer.get("reasons", ()):
            out.print(f"- {escape(r['text'])}")
        columns = {
            "instrument": "Instrument",
            "countries": "Countries",
            "pairs": "Corridors",
            "only": "Only through it",
        }
        show(
            out,
            asked,
            "What each instrument opens",
            answer["reach"],
            columns,
            "no instrument is recorded.",
            most=20,
        )

    emit(answer, asked.format, ["corridors"], table)


@click.command()
@_countries
@answer_options
def handoffs(asked: Asked, countries: tuple[str, ...]) -> None:
    """Where a case must be handed over and no tie is known; the fewest new ties that would close it."""
    answer: dict[str, Any] = questions.handoffs(asked.workspace, asked.question, countries)

    def table(out: Console) -> None:
        open_ = [h for h in answer["handoffs"] if h["state"] != "linked"]
        columns: Columns = {
            "country": "Country",
            "needs": "Needs",
            "gives": "What it hands over",
            "state": "State",
        }
        show(out, asked, "Hand-offs that are not linked", open_, columns, "every hand-off is linked.")
        columns = {"country": "Country", "a": "New tie between", "b": "and", "serves": "Serves"}
        show(out, asked, "Fewest new ties", answer["new_ties"], columns, "none is needed.")

    emit(answer, asked.format, ["handoffs", "new_ties"], table)


@click.command()
@_countries
@click.option("--months", default=24, help="How far ahead.")
@answer_options
def cliffs(asked: Asked, countries: tuple[str, ...], months: int) -> None:
    """What ends when: cells that fall, month by month, with causes and donors."""
    answer: dict[str, Any] = questions.cliffs(asked.workspace, asked.question, months, countries)

    def table(out: Console) -> None:
        rows = [m for m in answer["months"] if m["cells"] or m["agreements"]]
        flat = [
            {
                "month": m["month"],
                "cells": "; ".join(f"{c['country']} {c['capability']}" for c in m["cells"]),
                "donors": m["donors"],
                "agreements": m["agreements"],
            }
            for m in rows
        ]
        columns: Columns = {
            "month": "Month",
            "cells": "Cells that rank lower",
            "donors": "Donors",
            "agreements": "Agreements that end",
        }
        show(out, asked, f"The coming {months} months", flat, columns, "nothing is known to end.")

    emit(answer, asked.format, ["months"], table)


@click.command()
@_countries
@answer_options
def seats(asked: Asked, countries: tuple[str, ...]) -> None:
    """The seats of national bodies: filled, empty, unknown."""
    answer: dict[str, Any] = questions.seats(asked.workspace, asked.question, countries)
    columns: Columns = {
        "country": "Country",
        "body": "Body",
        "seat": "Seat",
        "state": "State",
        "members": "Held by",
    }
    emit(
        answer,
        asked.format,
        ["seats"],
        lambda out: show(out, asked, "Seats", answer["seats"], columns, "no national body is recorded."),
    )


_STEP = re.compile(r"(\S+):(\d)-(\d)")


def _steps(texts: tuple[str, ...]) -> list[Step] | None:
    out = []
    for text in texts:
        match = _STEP.fullmatch(text)
        if not match:
            raise UsageError(f"{text!r} is not a step.", hint="Write CAPABILITY:FROM-TO, such as 12:1-2.")
        out.append(Step(match[1], int(match[2]), int(match[3])))
    return out or None


def _terms(costs: Path | None) -> Terms:
    """Costs, weights and months from a CSV with capability, phase, cost, months, weight."""
    if costs is None:
        return Terms()
    cost: dict[tuple[str, int], str] = {}
    months: dict[tuple[str, int], int] = {}
    weight: dict[str, str] = {}
    with costs.open(encoding="utf-8-sig", newline="") as handle:
        for line, row in enumerate(csv.DictReader(handle), 2):
            try:
                number = row["capability"]
                if row.get("weight"):
                    weight[number] = row["weight"]
                if row.get("cost"):
                    cost[number, int(row["phase"])] = row["cost"]
                if row.get("months"):
                    months[number, int(row["phase"])] = int(row["months"])
            except (KeyError, ValueError) as e:
                raise UsageError(
                    f"{costs} line {line}: {e}.", hint="Columns: capability, phase, cost, months, weight."
                ) from None
    return Terms(cost=cost, weight=weight, months=months)  # type: ignore[arg-type]


@click.command()
@click.argument("country")
@click.argument("steps", nargs=-1, metavar="[STEP]...")
@click.option(
    "--budget",
    type=int,
    default=None,
    help="What may be spent, in the unit of the cost table. Default: no limit.",
)
@click.option(
    "--costs",
    type=click.Path(exists=True, path_type=Path),
    default=None,
    help="CSV: capability, phase, cost, months, weight.",
)
@answer_options
def plan(asked: Asked, country: str, steps: tuple[str, ...], budget: int | None, costs: Path | None) -> None:
    """The best plan within a budget; or, with steps such as 12:1-2, a check of a plan of your own."""
    answer: dict[str, Any] = questions.plan(
        asked.workspace, asked.question, country, budget, _terms(costs), _steps(steps)
    )

    def table(out: Console) -> None:
        columns: Columns = {
            "order": "#", "capability": "Raise", "from": "From", "to": "To", "start": "Start", "end": "End",
            "responsible": "Responsible",
        }  # fmt: skip
        show(out, asked, "Actions", answer["actions"], columns, "nothing to do within this budget.")
        out.print(f"Value {answer['value']} (today {answer['before']}), cost {answer['cost']}.")
        for text in answer["notes"]:
            out.print(f"- {escape(text)}")
        for p in answer.get("check", {}).get("problems", ()):
            out.print(f"- {escape(p['text'])}")

    emit(answer, asked.format, ["actions"], table)
    if "check" in answer and not answer["check"]["ok"]:
        raise click.exceptions.Exit(1)
