"""Commands about who hangs on whom: weak points, partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coordination.cli.options import Asked, answer_options
from coordination.cli.output import emit
from coordination.cli.tables import Row, Shown, percent, show, some, word
from coordination.workspace import questions

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["partners", "weak_points"]

_countries = click.argument("countries", nargs=-1, metavar="[COUNTRY]...")


@click.command("weak-points")
@_countries
@answer_options
def weak_points(asked: Asked, countries: tuple[str, ...]) -> None:
    """What hangs on one: sole providers, sole bridges, sole funders, sole sources; what falls, cheapest fix."""
    answer: dict[str, Any] = questions.weak_points(asked.workspace, asked.question, countries)

    def table(out: Console) -> None:
        names = Shown(asked)
        _sole_providers(out, names, answer)
        here = names.countries(asked.workspace.countries(countries) or ())
        _bridges(out, names, answer, here)
        _money(out, names, answer)
        show(
            out,
            "What is known from one publisher only",
            ("Publisher", "Cells that only it speaks of", "Then no longer sure", "Cheapest fix"),
            (
                (
                    names.told(r["source"], r["confirmed"]),
                    names.cells(r["cells"]),
                    names.cells(r["falls"]),
                    r["fix"],
                )
                for r in answer["sole_sources"]
            ),
            "nothing.",
            most=40,
        )
        alone = answer["isolates"]
        if alone:
            where = f" that sit or work in {here}" if here else ""
            text = f"Organisations{where} without a known tie: {len(alone)}. {names.people(alone, most=12)}."
            out.print(text, markup=False)

    lists = [
        "sole_providers", "sole_bridges", "bridge_ties", "sole_funders", "sole_sources", "partial_funders",
        "isolates",
    ]  # fmt: skip
    emit(answer, asked.format, lists, table)


def _sole_providers(out: Console, names: Shown, answer: Row) -> None:
    def who(r: Row) -> str:
        remark = " (nobody has checked for others)" if r["uncounted"] else ""
        if r["successors"]:
            after = names.people(r["successors"], r["country"], recalled=r["recalled"])
            remark = f" ({after} would take over)"
        return names.people(r["group"], r["country"], recalled=r["recalled"]) + remark

    show(
        out,
        "What hangs on one provider, or on one group that counts as one (where one is enough it is left out)",
        ("Country", "Capability", "Hangs on", "Falls too", "Loses what it rests on", "Cheapest fix"),
        (
            (
                names.country(r["country"]),
                names.capability(r["capability"]),
                who(r),
                names.cells(r["fallen"], r["country"]),
                names.cells(r["falls"], r["country"]),
                r["fix"],
            )
            for r in answer["sole_providers"]
            if not r["by_design"]
        ),
        "nothing is known to.",
        most=80,
    )


def _bridges(out: Console, names: Shown, answer: Row, here: str) -> None:
    """``here``: the countries asked about, "" = all; whoever sits or works there is listed."""
    show(
        out,
        f"Sole bridges that sit or work in {here}: their loss parts others, anywhere, that known ties join today"
        if here
        else "Sole bridges: organisations whose loss parts others that are joined by known ties today",
        ("Bridge", "Pairs parted", "Falls with it", "Cheapest fix"),
        (
            (
                names.told(names.who(r["stakeholder"]), r["confirmed"]),
                str(r["pairs_cut"]),
                names.cells(r["falls"]),
                r["fix"],
            )
            for r in answer["sole_bridges"]
        ),
        "none in the known ties.",
        most=60,
    )
    show(
        out,
        f"Bridge ties of organisations that sit or work in {here}: their end parts others, anywhere"
        if here
        else "Bridge ties: cooperations whose end parts others",
        ("Tie between", "and", "Pairs parted", "Hand-offs that nothing else links", "Cheapest fix"),
        (
            (
                names.who(r["a"]),
                names.told(names.who(r["b"]), r["confirmed"]),
                str(r["pairs_cut"]),
                some((f"{names.country(f['country'])}: {names.flow(f)}" for f in r["falls"]), 4),
                r["fix"],
            )
            for r in answer["bridge_ties"]
        ),
        "none in the known ties.",
        most=60,
    )


def _money(out: Console, names: Shown, answer: Row) -> None:
    show(
        out,
        "Sole funders: cells of which every provider is paid by this funder alone",
        ("Funder", "Cells on this money", "Then lose what they rest on", "Cheapest fix"),
        (
            (
                names.told(
                    names.who(r["funder"]) + (", its own budget" if r.get("own_budget") else ""),
                    r["confirmed"],
                ),
                names.cells(r["cells"]),
                names.cells(r["falls"]),
                r["fix"],
            )
            for r in answer["sole_funders"]
        ),
        "none in the known funding; most funding is not known.",
        most=60,
    )
    show(
        out,
        "Partly dependent: cells of which some providers are paid by this funder alone",
        ("Funder", "Country", "Capability", "Share of the providers"),
        (
            (
                names.told(names.who(r["funder"]), r["confirmed"]),
                names.country(r["country"]),
                names.capability(r["capability"]),
                percent(r["share"]),
            )
            for r in answer["partial_funders"]
        ),
        "none in the known funding.",
        most=60,
    )


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
