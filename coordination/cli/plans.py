"""``mnr plans``: the plans kept in a workspace, and which of them donors see."""

from __future__ import annotations

import shlex
import sys
from dataclasses import fields
from typing import TYPE_CHECKING, Final

import click

from coordination.analytics.plan.planning import own_plan
from coordination.analytics.plan.progress import step_words
from coordination.analytics.plan.steps import Step
from coordination.answers.filled import say_of
from coordination.cli.options import format_option, store_option, today
from coordination.cli.output import emit, escape, plain_table, print_table, tell
from coordination.model.naming import recorded_name
from coordination.store.opening import masked
from coordination.text.languages import told
from coordination.workspace.places import workspace_for
from coordination.workspace.plans import SavedPlan
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import BASE_EDITION
from graph_schema.errors import UsageError, Verbatim, said

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["plans"]

_COLUMNS: Final = tuple(f.name for f in fields(SavedPlan))  #: of CSV


@click.group()
def plans() -> None:
    """List and show the plans of a workspace, and release them to donors."""


@plans.command("list")
@store_option
@format_option
def list_(store: str, format_: str | None) -> None:
    """List the kept plans, with the day on which each was released to donors."""
    w = workspace_for(store)
    shelf, names = w.plans, w.snapshot()
    found = shelf.saved()

    def table(out: Console) -> None:
        if not found:
            out.print(told(said("No plan is kept here yet. The page of the action plan keeps one.")))
            return
        rows = (
            (
                recorded_name(names, "countries", p.country),
                p.name,
                str(len(p.steps)),
                p.saved[:10],
                p.released,
            )
            for p in found
        )
        header = [said("Country"), said("Name"), said("Steps"), said("Saved"), said("Released to donors")]
        texts = ([escape(t) for t in row] for row in rows)
        print_table(out, plain_table(told(said("Kept plans")), list(map(told, header)), texts))

    shown = format_ or ("table" if sys.stdout.isatty() else "json")
    emit({"plans": [p.as_row() for p in found]}, shown, "plans", _COLUMNS, table)
    for path, error in shelf.broken():
        tell(said("{path}: {reason}", path=path, reason=error), err=True)


@plans.command()
@click.argument("country")
@click.argument("name")
@store_option
def show(country: str, name: str, store: str) -> None:
    """Show the steps of a plan, and the commands that work it out and tell what became of it."""
    w = workspace_for(store)
    kept = w.plans.of(w.country(country)).load(name)
    where = recorded_name(w.snapshot(), "countries", kept.country)
    day = kept.made_on
    if day:
        tell(said("Plan {name!r} of {country}, made on {day}", name=kept.name, country=where, day=day))
    else:
        tell(said("Plan {name!r} of {country}", name=kept.name, country=where))
    for line in kept.note.splitlines():
        click.echo(f"  {line}")
    for n, (step, words) in enumerate(zip(kept.steps, _in_words(w, kept), strict=True), 1):
        click.echo(f"  {n}. {step}  {words}".rstrip())
    asked = [kept.country, *kept.steps]
    for option, value in (("--store", masked(store)), ("--edition", kept.edition)):
        asked += [option, value] if value else []
    priced = [
        text
        for o, v in (
            ("--costs", ";".join(kept.costs)),
            ("--budget", kept.budget),
            ("--currency", kept.currency),
            ("--since", day),
        )
        if v
        for text in (o, v)
    ]
    tell(said("Worked out: {command}", command=Verbatim(shlex.join(["mnr", "plan", *asked, *priced]))))
    if day:
        became = shlex.join(["mnr", "plan-progress", *asked, "--since", day])
        tell(said("What became of it: {command}", command=Verbatim(became)))


def _in_words(w: Workspace, kept: SavedPlan) -> list[str]:
    """Each step in words; "" where it is none any more, in these records."""
    q = Question(today(), edition=kept.edition or BASE_EDITION)
    steps = [Step.read(text) for text in kept.steps]
    try:
        made = own_plan(w.facts(q), q.as_of, kept.country, steps)
    except UsageError:
        return [""] * len(steps)
    say = say_of(w, q, short=True)
    return [say(words) for words in step_words(made, steps)]


@plans.command()
@click.argument("country")
@click.argument("name")
@store_option
def release(country: str, name: str, store: str) -> None:
    """Let donors see the unfunded steps of a plan: on the page for donors, in the brief, with `mnr unfunded`."""
    w = workspace_for(store)
    kept = w.plans.of(w.country(country)).release(name, today())
    tell(said("Donors see the unfunded steps of plan {name!r} from now on.", name=kept.name))


@plans.command()
@click.argument("country")
@click.argument("name")
@store_option
def withdraw(country: str, name: str, store: str) -> None:
    """Donors no longer see the unfunded steps of a plan."""
    w = workspace_for(store)
    kept = w.plans.of(w.country(country)).release(name, None)
    tell(said("Donors no longer see the steps of plan {name!r}.", name=kept.name))
