"""Commands about who hangs on whom: weak points, partners, donors, network, expiries, diff, public figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from coordination import questions
from coordination.cli.options import Asked, answer_options, day_option, today
from coordination.cli.output import emit
from coordination.cli.tables import Columns, show
from graph_schema.errors import UsageError

__all__ = ["diff", "donors", "expiries", "network", "partners", "public", "weak_points"]

_countries = click.argument("countries", nargs=-1, metavar="[COUNTRY]...")


@click.command("weak-points")
@_countries
@answer_options
def weak_points(asked: Asked, countries: tuple[str, ...]) -> None:
    """What hangs on one: sole providers, sole bridges, sole funders, sole sources; what falls, cheapest fix."""
    answer: dict[str, Any] = questions.weak_points(asked.workspace, asked.question, countries)

    def table(out: Console) -> None:
        sole = [s for s in answer["sole_providers"] if not s["by_design"]]
        columns: Columns = {
            "country": "Country", "capability": "Capability", "group": "Hangs on", "falls": "Falls with it",
            "fix": "Cheapest fix",
        }  # fmt: skip
        show(out, asked, "Sole providers (besides those by design)", sole, columns, "none is known.", most=60)
        columns = {"stakeholder": "Bridge", "pairs_cut": "Pairs cut", "fix": "Cheapest fix"}
        show(out, asked, "Sole bridges", answer["sole_bridges"], columns, "none in the known ties.", most=40)
        columns = {"a": "Tie between", "b": "and", "pairs_cut": "Pairs cut", "fix": "Cheapest fix"}
        show(out, asked, "Bridge ties", answer["bridge_ties"], columns, "none in the known ties.", most=40)
        columns = {"funder": "Funder", "cells": "Whole cells on this money", "fix": "Cheapest fix"}
        show(
            out, asked, "Sole funders", answer["sole_funders"], columns, "none in the known funding.", most=40
        )
        columns = {"source": "Publisher", "cells": "Cells only it speaks of", "fix": "Cheapest fix"}
        show(out, asked, "Sole sources", answer["sole_sources"], columns, "none.", most=20)

    lists = ["sole_providers", "sole_bridges", "bridge_ties", "sole_funders", "sole_sources"]
    emit(answer, asked.format, lists, table)


@click.command()
@click.option("--membership", is_flag=True, help="Add the layer of network memberships.")
@click.option(
    "--key-players", default=0, help="Size of the sets whose loss parts most, and that reach most (1-5)."
)
@click.option("--communities", is_flag=True, help="Add the communities, named by what their members do.")
@click.option(
    "--no-paths", is_flag=True, help="Leave out what takes all shortest paths (betweenness, distances)."
)
@answer_options
def partners(asked: Asked, membership: bool, key_players: int, communities: bool, no_paths: bool) -> None:
    """Who works with whom: place of each organisation in the cooperation graph."""
    answer: dict[str, Any] = questions.partners(
        asked.workspace,
        asked.question,
        membership=membership,
        key_players=key_players,
        communities=communities,
        paths=not no_paths,
    )

    def table(out: Console) -> None:
        rows = [r for r in answer["stakeholders"] if r["degree"]]
        columns: Columns = {
            "stakeholder": "Organisation", "kind": "Kind", "degree": "Ties", "two_sided": "Both say so",
            "core": "Core", "betweenness": "Betweenness", "constraint": "Constraint",
        }  # fmt: skip
        show(
            out, asked, "Organisations with ties, in order of id", rows, columns, "no tie is known.", most=80
        )
        out.print(
            f"{len(answer['isolates'])} organisations have no known tie. Fragmentation "
            f"{answer['fragmentation']:.2f}; E-I {_number(answer['ei']['value'])}, expected "
            f"{_number(answer['ei']['expected'])}."
        )
        if communities:
            rows = [{**c, "size": len(c["members"])} for c in answer["communities"]]
            columns = {"name": "Community", "size": "Organisations", "members": "Among them"}
            show(out, asked, "Communities", rows, columns, "no tie is known.")

    lists = ["stakeholders", "communities"] if communities else ["stakeholders"]
    emit(answer, asked.format, lists, table)


def _number(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.2f}"


@click.command()
@_countries
@click.option("--funder", default="", metavar="ID", help="Only what this funder pays, and what ends with it.")
@answer_options
def donors(asked: Asked, countries: tuple[str, ...], funder: str) -> None:
    """Where one more provider changes most, who funds it, what ends with a grant. Countries are never ranked."""
    answer: dict[str, Any] = questions.donors(asked.workspace, asked.question, countries, funder)

    def table(out: Console) -> None:
        columns: Columns = {
            "country": "Country",
            "capability": "Capability",
            "state": "State",
            "gain": "Gain",
            "why": "Why",
        }
        show(
            out,
            asked,
            "Where one more provider changes most",
            answer["where"],
            columns,
            "nowhere known.",
            most=80,
        )
        columns = {
            "country": "Country",
            "capability": "Capability",
            "funder": "Funder",
            "recipients": "Pays",
            "until": "Until",
        }
        show(out, asked, "Who funds it", answer["funding"], columns, "no funding is known.", most=60)
        columns = {
            "funder": "Funder",
            "recipient": "Recipient",
            "title": "Grant",
            "until": "Until",
            "cells": "Cells that rank lower",
        }
        show(out, asked, "What ends with a grant", answer["ends"], columns, "nothing known.", most=60)

    emit(answer, asked.format, ["where", "funding", "ends", "leaves", "dependence", "recipients"], table)


@click.command()
@click.argument("network_id", default="", required=False)
@answer_options
def network(asked: Asked, network_id: str) -> None:
    """Members of a network by objective and means; ties they lack; agreements without a member and the reverse."""
    answer: dict[str, Any] = questions.network(asked.workspace, asked.question, network_id)

    def table(out: Console) -> None:
        lacking = [t for t in answer["ties"] if t["state"] != "linked"]
        columns: Columns = {
            "member": "Member",
            "country": "Country",
            "counterpart": "Counterpart",
            "state": "State",
            "why": "Why",
        }
        show(out, asked, "Members without a known tie", lacking, columns, "every member has all three.")
        columns = {"objective": "Objective", "means": "Means", "members": "Members at work"}
        show(
            out,
            asked,
            "Work by objective and means",
            answer["matrix"],
            columns,
            "no work is recorded: unknown, not none.",
        )
        columns = {"country": "Country", "objective": "Objective", "state": "State"}
        show(
            out,
            asked,
            "Objectives by country",
            answer["objectives"],
            columns,
            "no work is recorded.",
            most=40,
        )

    emit(answer, asked.format, ["ties", "matrix", "objectives"], table)


@click.command()
@click.option("--months", default=24, help="How far ahead.")
@answer_options
def expiries(asked: Asked, months: int) -> None:
    """Agreements, parties and memberships that end, and the corridors that have no other channel."""
    answer: dict[str, Any] = questions.expiries(asked.workspace, asked.question, months)
    columns: Columns = {
        "last": "Last day", "kind": "What ends", "instrument": "Instrument", "country": "Country",
        "only": "Corridors without another channel",
    }  # fmt: skip
    emit(
        answer,
        asked.format,
        ["expiries"],
        lambda out: show(
            out, asked, "Expiry calendar", answer["expiries"], columns, "nothing is known to end."
        ),
    )


@click.command()
@click.argument("since", callback=day_option)
@answer_options
def diff(asked: Asked, since: date) -> None:
    """What changed between SINCE (YYYY-MM-DD) and the day asked about, by what is known now."""
    answer: dict[str, Any] = questions.diff(asked.workspace, asked.question, since)

    def table(out: Console) -> None:
        out.print(escape(f"From {answer['before']} to {answer['after']}"))
        columns: Columns = {
            "country": "Country", "capability": "Capability", "before": "Before", "after": "After",
            "providers_added": "Joined", "providers_gone": "Left",
        }  # fmt: skip
        show(out, asked, "Cells that changed", answer["cells"], columns, "none.", most=120)

    emit(answer, asked.format, ["cells"], table)


@click.command()
@click.option("--record", is_flag=True, help="Make the release: keep it beside the store, once and for ever.")
@answer_options
def public(asked: Asked, record: bool) -> None:
    """The aggregates that may be published: fixed groups of countries, fixed release days, no country named."""
    answer: dict[str, Any] = questions.public(asked.workspace, asked.question)
    if record:
        series = questions.releases(asked.workspace)
        if series is None:
            raise UsageError("This workspace keeps no releases.", hint="Use one that is kept in a file.")
        if str(answer["release"]) > today().isoformat():
            raise UsageError(
                f"{answer['release']} has not come yet.", hint="A release is made on its day or later."
            )
        path = series.record({k: v for k, v in answer.items() if k != "recorded"})
        click.echo(f"Recorded in {path}.", err=True)
        answer["recorded"] = True
    columns: Columns = {
        "part": "Group of countries",
        "capability": "Capability",
        "there": "There in",
        "missing": "Missing in",
        "unknown": "Unknown in",
    }
    emit(
        answer,
        asked.format,
        ["figures"],
        lambda out: show(
            out,
            asked,
            f"Release of {answer['release']}{'' if answer['recorded'] else ' (not recorded)'}",
            answer["figures"],
            columns,
            "nothing to publish.",
        ),
    )
