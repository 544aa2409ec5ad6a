"""``mnr donors``: where one more provider changes most, who funds what, what hangs on a funder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coordination.cli.options import Asked, answer_options
from coordination.cli.output import emit
from coordination.cli.tables import Row, Shown, percent, show, some
from coordination.workspace import questions

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["donors"]


@click.command()
@click.argument("countries", nargs=-1, metavar="[COUNTRY]...")
@click.option(
    "--funder",
    default="",
    metavar="ID",
    help="A new provider that it alone would pay; of the money, only its own.",
)
@answer_options
def donors(asked: Asked, countries: tuple[str, ...], funder: str) -> None:
    """Where one more provider changes most, who funds it, what ends with a grant. Countries are never ranked."""
    answer: dict[str, Any] = questions.donors(asked.workspace, asked.question, countries, funder)

    def table(out: Console) -> None:
        names = Shown(asked)
        _where(out, names, answer)
        _payers(out, names, answer)
        _grants(out, names, answer)
        _funding(out, names, answer)
        _ends(out, names, answer)
        _dependence(out, names, answer)

    lists = [
        "where",
        "funding",
        "ends",
        "leaves",
        "dependence",
        "recipients",
        "looks",
        "funders",
        "countries",
        "grants",
    ]
    emit(answer, asked.format, lists, table)


def _where(out: Console, names: Shown, answer: Row) -> None:
    where = answer["where"]
    show(
        out,
        "Where one more provider would change most, within each country",
        ("Country", "Capability", "State", "Gain", "Why"),
        (
            (
                names.country(r["country"]),
                names.capability(r["capability"]),
                names.state(r["signs"][0]),
                f"{r['gain']:g}",
                r["why"],
            )
            for r in where
        ),
        "nowhere is anything known to be missing.",
        most=100,
    )
    if where:
        out.print(
            "Gain: how many capabilities of the country would come to stand with all they rest on; an unknown one "
            "counts one half. Countries stand in the order of their codes and are never ranked.\n",
            style="dim",
        )
    unknown: dict[str, list[str]] = {}
    for r in answer["looks"]:
        unknown.setdefault(r["country"], []).append(r["capability"])
    show(
        out,
        "Where a look comes before money: nobody knows, so it is no gap",
        ("Country", "Unknown", "Look first at"),
        ((names.country(c), str(len(found)), names.capabilities(found, 3)) for c, found in unknown.items()),
        "nowhere.",
        most=40,
    )


def _payers(out: Console, names: Shown, answer: Row) -> None:
    show(
        out,
        "Who pays where today",
        ("Funder", "Where", "Whom it pays", "Next end"),
        (
            (
                names.who(r["funder"]),
                names.countries(r["countries"], 6) or "no country known",
                names.people(r["recipients"]),
                r["next_end"] or "not known",
            )
            for r in answer["funders"]
        ),
        "nobody is known to pay.",
        most=60,
    )


def _grants(out: Console, names: Shown, answer: Row) -> None:
    def sum_of(r: Row) -> str:
        if r["amount"] is None:
            return "sources disagree" if r["disagree"] else "not known"
        return f"{r['amount']:,} {r['currency'] or '(currency not known)'}"

    show(
        out,
        "Every grant that counts today",
        ("Funder", "Recipient", "Grant", "Sum", "From", "Until", "Where", "Recipient at work there"),
        (
            (
                names.who(r["funder"]),
                names.who(r["recipient"]),
                names.told(r["title"], r["confirmed"]),
                sum_of(r),
                r["since"] or "not known",
                r["until"] or "not known",
                names.countries(r["places"], 4) or "no country known",
                "yes" if r["at_work"] else "not recorded",
            )
            for r in answer["grants"]
        ),
        "no grant is known.",
        most=60,
    )


def _funding(out: Console, names: Shown, answer: Row) -> None:
    show(
        out,
        "Who funds what today",
        ("Country", "Capability", "Funder", "Whom it pays", "Until"),
        (
            (
                names.country(r["country"]),
                names.capability(r["capability"]),
                names.who(r["funder"], r["country"]),
                names.told(names.people(r["recipients"], r["country"]), r["confirmed"]),
                r["until"] or (f"not known, last seen {r['seen']}" if r["seen"] else "not known"),
            )
            for r in answer["funding"]
        ),
        "no funding is known.",
        most=60,
    )


def _ends(out: Console, names: Shown, answer: Row) -> None:
    show(
        out,
        "What would end if a grant ended today, with all that its funder ends on the same day",
        ("Funder", "Recipient", "Grant", "Until", "Cells that rank lower", "Lose what they rest on"),
        (
            (
                names.who(r["funder"]),
                names.who(r["recipient"]),
                r["title"],
                r["until"] or "not known",
                _lower(names, r) or "none",
                names.cells(r["unsupported"]),
            )
            for r in answer["ends"]
        ),
        "no grant is known.",
        most=60,
    )
    show(
        out,
        "What would end if all the money of a funder ended today",
        ("Funder", "Left without known money", "Cells that rank lower", "Lose what they rest on"),
        (
            (
                names.who(r["funder"]),
                some(
                    (
                        f"{names.who(x['stakeholder'])}, {names.capability(x['capability'])}"
                        for x in r["lost"]
                    ),
                    6,
                ),
                _lower(names, r) or "none",
                names.cells(r["unsupported"]),
            )
            for r in answer["leaves"]
        ),
        "no funder is known.",
        most=60,
    )


def _lower(names: Shown, row: Row) -> str:
    """Cells with their independent providers before and after, and how many they need."""
    return some(
        (
            f"{names.cell(c)}, providers {c['before']} → {c['after']} of {c['needed']} needed"
            for c in row["cells"]
        ),
        6,
    )


def _dependence(out: Console, names: Shown, answer: Row) -> None:
    show(
        out,
        "How far a cell depends on one funder",
        ("Country", "Capability", "Funder", "Pays these alone", "Share of the cell's providers"),
        (
            (
                names.country(r["country"]),
                names.capability(r["capability"]),
                names.who(r["funder"], r["country"]),
                names.people(r["only"], r["country"]),
                f"{len(r['only'])} of {r['providers']}",
            )
            for r in answer["dependence"]
        ),
        "none is known to.",
        most=60,
    )
    show(
        out,
        "Who is paid by whom",
        ("Recipient", "Paid by", "Largest part from", "How large"),
        (
            (
                names.who(r["recipient"]),
                names.people(r["funders"]),
                names.who(r["largest"]) if r["largest"] else "not known",
                "not known" if r["share"] is None else percent(r["share"]),
            )
            for r in answer["recipients"]
        ),
        "nobody is known to be paid.",
        most=60,
    )
