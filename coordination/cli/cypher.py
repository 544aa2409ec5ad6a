"""``mnr cypher``: somebody's own question to a Neo4j workspace."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from coordination.cli.graphs import graph_of
from coordination.cli.options import day_option, format_option, lang_option, speak, store_option, today
from coordination.cli.output import emit, escape, plain_table, print_table, tell
from coordination.text.languages import told
from coordination.workspace.places import workspace_for
from graph_schema.cookbook import Query, cookbook
from graph_schema.edition import BASE_EDITION, edition_ids
from graph_schema.errors import UsageError, Verbatim, said

if TYPE_CHECKING:
    from rich.console import Console

    from coordination.store.neo4j import Neo4jStore

__all__ = ["cypher"]

_GIVEN: Final = re.compile(r"([A-Za-z_]\w*)(:?=)(.*)", re.DOTALL)


def _parameters(given: Iterable[str]) -> dict[str, Any]:
    """NAME=TEXT and NAME:=JSON as values. Raises UsageError."""
    found: dict[str, Any] = {}
    for text in given:
        match = _GIVEN.fullmatch(text)
        if match is None:
            raise UsageError(
                said("{text!r} is not a parameter.", text=text),
                hint=said("Write it as NAME=TEXT, or as NAME:=VALUE for a number or a list."),
            )
        name, how, value = match.groups()
        try:
            found[name] = json.loads(value) if how == ":=" else value
        except (ValueError, RecursionError):
            raise UsageError(
                said("The value of {name} is not JSON: {value}", name=Verbatim(name), value=Verbatim(value)),
                hint=said("Write {example} for a text.", example=Verbatim(f"{name}={value}")),
            ) from None
    return found


def _listed(format_: str) -> None:
    """The queries to start from."""
    queries = [
        {
            "name": q.name,
            "answers": told(said(q.title)),
            "parameters": " ".join(f"-p {k}={v}" for k, v in q.parameters.items()),
            "command": q.command,
        }
        for q in cookbook().values()
    ]

    def table(out: Console) -> None:
        head = [told(said("Query")), told(said("Answers")), told(said("Parameters"))]
        rows = ([escape(q["name"]), escape(q["answers"]), escape(q["parameters"])] for q in queries)
        print_table(out, plain_table("", head, rows))

    emit({"queries": queries}, format_, "queries", ("name", "answers", "parameters", "command"), table)


def _complete(query: Query, given: Mapping[str, Any]) -> None:
    """Raises UsageError where a parameter of the query is missing."""
    missing = [name for name in query.parameters if name not in given]
    if missing:
        raise UsageError(
            said(
                "The query {name} needs a value for {missing}.",
                name=Verbatim(query.name),
                missing=Verbatim(", ".join(missing)),
            ),
            hint=said(
                "For example: {example}",
                example=Verbatim(" ".join(f"-p {n}={query.parameters[n]}" for n in missing)),
            ),
        )


def _layered(graph: Neo4jStore, name: str, day: date, *, needed: bool) -> None:
    """Say how old the derived layer is. Raises UsageError where a query needs one that is not there."""
    layer = graph.layer()
    again = Verbatim(f"mnr store derive --store {name}")
    if layer is None and needed:
        raise UsageError(
            said("This query uses the derived layer, which has not been written yet."),
            hint=said("Run `{command}`.", command=again),
        )
    if layer is not None and layer.evidence != "all":
        tell(said("The derived layer counts confirmed records only."), err=True)
    if layer is not None and layer.stale:
        tell(
            said(
                "The records have changed since the derived layer was written. Run `{command}`.",
                command=again,
            ),
            err=True,
        )
    elif layer is not None and needed and layer.as_of != day.isoformat():
        tell(
            said("Statuses in the derived layer are those of {day}.", day=Verbatim(layer.as_of)),
            err=True,
        )


@click.command()
@click.argument("query", required=False)
@store_option
@click.option(
    "--as-of",
    callback=day_option,
    metavar="YYYY-MM-DD",
    help="The date that the answer describes. Default: today (UTC).",
)
@click.option("--edition", type=click.Choice(edition_ids()), default=BASE_EDITION, help="Framework edition.")
@click.option(
    "-p",
    "--param",
    "given",
    multiple=True,
    metavar="NAME=TEXT",
    help="A parameter of the query; NAME:=VALUE for a number or a list. May be repeated.",
)
@click.option("--rows", default=1000, type=click.IntRange(1, 1_000_000), help="Rows at most.")
@click.option(
    "--seconds", default=60.0, type=click.FloatRange(0.1, 3600), help="Time that the query may take."
)
@lang_option
@format_option
def cypher(
    query: str | None,
    store: str,
    as_of: date | None,
    edition: str,
    given: tuple[str, ...],
    rows: int,
    seconds: float,
    lang: str,
    format_: str | None,
) -> None:
    """Ask a Neo4j workspace in Cypher, read only.

    QUERY is a text, the name of a query of the cookbook, or - for standard input. Without it the cookbook is listed.
    Every query may use $day (the day of --as-of, a date) and $edition. Nothing can be changed: the transaction only
    reads, and is rolled back.
    """
    speak(lang)
    form = format_ or ("table" if sys.stdout.isatty() else "json")
    if query is None:
        _listed(form)
        return
    text = sys.stdin.read() if query == "-" else query
    recipe = cookbook().get(text.strip())
    if recipe is None and re.fullmatch(r"[\w-]+", text.strip()):
        raise UsageError(
            said("The cookbook has no query {name!r}.", name=text.strip()),
            hint=said("`mnr cypher` lists them."),
        )
    day = as_of or today()
    params = {"day": day, "edition": edition, **_parameters(given)}
    if recipe:
        _complete(recipe, params)
    workspace = workspace_for(store)
    graph = graph_of(workspace.store)
    if recipe and recipe.derived and edition != BASE_EDITION:
        from coordination.workspace.deriving import only_of_base

        raise only_of_base()
    _layered(graph, workspace.name, day, needed=bool(recipe and recipe.derived))
    columns, found, more = graph.query(recipe.text if recipe else text, params, most=rows, seconds=seconds)
    answer = {
        "columns": columns,
        "rows": [dict(zip(columns, row, strict=True)) for row in found],
        "more": more,
    }

    def table(out: Console) -> None:
        print_table(out, plain_table("", columns, ([escape(_shown(v)) for v in row] for row in found)))

    emit(answer, form, "rows", columns, table)
    if more:
        tell(said("There are more rows than {count:,}: ask for them with --rows.", count=rows), err=True)


def _shown(value: object) -> str:
    """A value in a cell of a table: lists with commas, objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(v, str | int | float) for v in value):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
