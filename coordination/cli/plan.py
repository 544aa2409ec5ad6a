"""``mnr plan``: the best plan within a budget, or a check of one that somebody wrote."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coordination.analytics.plan.measures import Measure
from coordination.analytics.plan.planning import Step
from coordination.cli.costs import terms_of
from coordination.cli.options import Asked, answer_options
from coordination.cli.output import emit, escape
from coordination.cli.tables import Shown, show
from coordination.workspace import questions
from graph_schema.edition import edition
from graph_schema.errors import UsageError, said
from graph_schema.values import BadValue, Number

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["plan"]

_STEP = re.compile(r"(\S+):(\d)-(\d)")


def span(ends: tuple[int, int]) -> str:
    """A lower and an upper end as one text."""
    low, high = ends
    return str(low) if low == high else f"{low} to {high}"


def _steps(texts: tuple[str, ...]) -> list[Step] | None:
    out = []
    for text in texts:
        match = _STEP.fullmatch(text)
        if match:
            out.append(Step(match[1], int(match[2]), int(match[3])))
        elif "/" in text:
            out.append(Step("", 0, 0, measure=Measure.parse(text)))
        else:
            raise UsageError(
                said("{text!r} is not a step.", text=text),
                hint=said(
                    "Write CAPABILITY:FROM-TO, such as 12:1-2, or a specific step, such as "
                    "provider/9/counsel-trust."
                ),
            )
    return out or None


def _budget(_: click.Context, __: click.Parameter, text: str | None) -> Decimal | None:
    """A click callback. Raises UsageError."""
    if text is None:
        return None
    try:
        return Decimal(Number(0, 10**15).parse(text))
    except BadValue:
        raise UsageError(
            said("{text!r} is not a budget.", text=text),
            hint=said("Give a number of zero or more, such as 12 or 12.5."),
        ) from None


@click.command()
@click.argument("country")
@click.argument("steps", nargs=-1, metavar="[STEP]...")
@click.option(
    "--budget",
    callback=_budget,
    default=None,
    metavar="NUMBER",
    help="What may be spent, in the unit of the cost table; without one how many raises. Default: no limit.",
)
@click.option(
    "--costs",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="CSV in UTF-8: capability, phase, cost, months, weight. With a budget, a raise without a cost is in no plan.",
)
@answer_options
def plan(
    asked: Asked, country: str, steps: tuple[str, ...], budget: Decimal | None, costs: Path | None
) -> None:
    """The best plan within a budget; or, with steps such as 12:1-2 and named ones such as
    provider/9/counsel-trust/2027-02-25/5000 (kind, what it is about, who is asked, by when, cost), a check of a plan of
    your own."""
    answer: dict[str, Any] = questions.plan(
        asked.workspace,
        asked.question,
        country,
        budget,
        terms_of(costs, edition(asked.question.edition)) if costs else None,
        _steps(steps),
    )
    problems = answer.get("check", {}).get("problems", [])

    def table(out: Console) -> None:
        if answer["why_none"]:
            out.print(escape(answer["why_none"]))
            out.print(f"- mnr gaps {answer['country']} lists both.")
            return
        _tables(out, Shown(asked), answer)
        if not steps and budget is None:
            out.print(
                "- No budget was given, so every raise that gains something is in it; --budget sets a limit."
            )
        for p in problems:
            out.print(f"- {escape(p['text'])}")

    lists = ["actions", "measures", "problems"] if steps else ["actions"]
    named = answer.get("measures", [])
    emit(answer, asked.format, lists, table, {"problems": problems, "measures": named})
    if asked.format == "csv" and answer["why_none"]:  # the rows cannot say why there are none
        click.echo(answer["why_none"], err=True)
    if problems:
        raise click.exceptions.Exit(1)


def _assumed(answer: dict[str, Any]) -> str:
    """How many capabilities are counted at the lowest phase because nobody gave one."""
    n = len(answer["assumed"])
    return f" ({n} {'capability' if n == 1 else 'capabilities'} assumed at phase 1)" if n else ""


def _tables(out: Console, names: Shown, answer: dict[str, Any]) -> None:
    """Actions; whom to ask and to tell; what changes; what it comes to."""
    iso3, actions = answer["country"], answer["actions"]
    nobody = "nobody is known"
    show(
        out,
        f"{names.country(iso3)}: what to do, in this order",
        ("#", "Raise", "Phase", "Start", "End", "Cost", "Responsible", "Accountable"),
        (
            (
                str(a["order"]),
                names.capability(a["capability"]),
                f"{a['from']} → {a['to']}",
                a["start"],
                a["end"],
                "not given" if a["cost"] is None else f"{a['cost']:g}",
                names.people(a["responsible"], iso3) or nobody,
                names.people(a["accountable"], iso3) or nobody,
            )
            for a in actions
        ),
        "nothing within this budget.",
    )
    if named := answer.get("measures"):
        show(
            out,
            "Named steps, in the same order",
            ("#", "Step", "Start", "End", "Cost", "Done when"),
            (
                (
                    str(m["order"]),
                    m["text"],
                    m["start"],
                    m["end"],
                    m.get("grants", "not known") if m["cost"] is None else f"{m['cost']:g}",
                    m["indicator"],
                )
                for m in named
            ),
            "none.",
        )
    if actions:
        show(
            out,
            "Whom to ask and whom to tell, and how one sees that it is done",
            ("#", "Consulted", "Informed", "Indicator"),
            (
                (
                    str(a["order"]),
                    names.people(a["consulted"], iso3) or nobody,
                    names.people(a["informed"], iso3) or nobody,
                    a["indicator"],
                )
                for a in actions
            ),
            "nothing.",
        )
        show(
            out,
            "What the plan changes",
            ("Capability", "State today", "and afterwards", "Phase in effect today", "and afterwards"),
            (
                (
                    names.capability(c["capability"]),
                    *(names.state(s) for s in c["signs"]),
                    *(span(e) for e in c["effective"]),
                )
                for c in answer["changed"]
            ),
            "nothing that is known.",
        )
    out.print(
        f"Phases counted, all capabilities together and weighted: {answer['before']:g} today{_assumed(answer)}, "
        f"{answer['value']:g} afterwards. "
        + (
            f"Raises by one phase: {answer['spent']:g}. No costs were given."
            if answer["cost"] is None
            else f"Cost: {answer['cost']:g}, in the unit of the cost table."
        )
    )
    for text in answer["notes"]:
        out.print(f"- {escape(text)}")
