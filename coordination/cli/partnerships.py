"""The command about partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coordination.cli.options import Asked, answer_options
from coordination.cli.output import emit
from coordination.cli.tables import Row, Shown, percent, show, some, word
from coordination.workspace import questions

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["partners"]


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
    also = {
        "key_players": [{"what": what, **found} for what, found in answer["key_players"].items()],
        "kinds": answer["ei"]["kinds"],
    }

    def table(out: Console) -> None:
        names = Shown(asked)
        _places(out, names, answer)
        if key_players:
            _key_players(out, names, answer)
        if communities:
            show(
                out,
                "Communities: organisations with more ties to one another than by chance",
                ("Community", "Organisations", "Among them"),
                (
                    (c["name"], str(len(c["members"])), names.people(c["members"]))
                    for c in answer["communities"]
                ),
                "no tie is known.",
            )

    lists = [
        "stakeholders",
        *(["communities"] if communities else []),
        "key_players",
        "kinds",
        "ties",
        "isolates",
    ]
    emit(answer, asked.format, lists, table, also)


_LEGEND = (
    "Partners: organisations with a known tie to it. Stated by both: of these ties, those that both ends state.",
    "On the way: share of the shortest chains between others that run through it.",
    "Joins: pairs of its partners that have no tie of their own; coordinator: all three of one kind; itinerant: the "
    "two of one kind, itself of another; gatekeeper: it and one of the two of one kind; liaison: of three kinds.",
    "Constraint: near 0, its partners are strangers to one another; near 1 and above, they know one another.",
    "Core: it belongs to a part in which everybody has at least so many partners.",
)


def _places(out: Console, names: Shown, answer: Row) -> None:
    """The organisations with ties, what the columns mean, and the graph in three sentences."""
    rows = [r for r in answer["stakeholders"] if r["degree"]]
    show(
        out,
        "Organisations with known ties, in the order of their ids",
        ("Organisation", "Kind", "Partners", "Stated by both", "On the way", "Joins", "Constraint", "Core"),
        (
            (
                names.who(r["stakeholder"]),
                word(r["kind"]),
                str(r["degree"]),
                str(r["two_sided"]),
                "" if r["betweenness"] is None else percent(r["betweenness"]),
                some((f"{role} {n}" for role, n in r["brokerage"].items() if n), 4),
                "" if r["constraint"] is None else f"{r['constraint']:.2f}",
                str(r["core"]),
            )
            for r in rows
        ),
        "no tie is known.",
        most=120,
    )
    for line in _LEGEND if rows else ():
        out.print(line, style="dim")
    apart = answer["fragmentation"]
    out.print(
        f"Organisations without a known tie: {len(answer['isolates'])}. "
        + (
            "There are too few organisations to say how far they are apart."
            if apart is None
            else f"Of all pairs, {percent(apart)} cannot reach one another through known ties."
        )
    )
    value, expected = answer["ei"]["value"], answer["ei"]["expected"]
    if value is not None:
        chance = "" if expected is None else f"; by chance it would be {expected:.2f}"
        out.print(
            "Whether ties cross kinds of organisation (E-I; -1: all within a kind, 1: all across): "
            f"{value:.2f}{chance}."
        )
    out.print()


def _key_players(out: Console, names: Shown, answer: Row) -> None:
    what = {
        "negative": ("Their loss parts the others most", "distance apart of the others"),
        "positive": ("They reach everybody most closely", "mean closeness to everybody"),
    }
    show(
        out,
        "Key players: which few matter most together (measures from 0 to 1)",
        ("What for", "Organisations", "Measure", "Is another set better?"),
        (
            (
                what[key][0],
                names.people(found["stakeholders"], most=5),
                "not defined" if found["value"] is None else f"{what[key][1]}: {found['value']:.2f}",
                "none is" if found["exact"] else "not tried for all",
            )
            for key, found in answer["key_players"].items()
        ),
        "no tie is known.",
    )
