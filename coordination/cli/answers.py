"""Commands that answer questions: coverage, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coordination.cli.options import Asked, answer_options
from coordination.cli.output import STATE_MARK, emit, escape, plain_table, print_table, state_text
from coordination.cli.tables import Shown
from coordination.text.sentences import Name
from coordination.text.states import sign_of
from graph_schema.edition import edition

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["board_table", "coverage", "explain"]

_countries = click.argument("countries", nargs=-1, metavar="[COUNTRY]...")


@click.command()
@_countries
@answer_options
def coverage(asked: Asked, countries: tuple[str, ...]) -> None:
    """The state of every cell, of all countries or of those named (ISO code or name)."""
    answer = asked.workspace.coverage(asked.question, countries)

    def table(out: Console) -> None:
        if countries:
            for iso3 in dict.fromkeys(c["country"] for c in answer["cells"]):  # type: ignore[attr-defined]
                board_table(out, asked, answer, iso3)
        else:
            overview_table(out, asked, answer)

    emit(answer, asked.format, ["cells"], table)


def _line(asked: Asked, what: str) -> str:
    q = asked.question
    return f"{what} as of {q.as_of}, evidence {q.evidence}, {q.edition}"


def board_table(out: Console, asked: Asked, answer: dict[str, Any], iso3: str) -> None:
    """One country: its domains, and a row per capability."""
    names = asked.workspace.names(asked.question)
    shown_as = Shown(asked)
    e = edition(asked.question.edition)
    table = plain_table(
        escape(_line(asked, names(Name("countries", iso3)))),
        ("State", "Independent providers", "Capability", "Who, and what to know"),
        (),
    )
    table.columns[0].no_wrap = True
    cells = {c["capability"]: c for c in answer["cells"] if c["country"] == iso3}
    for d in e.domains:
        table.add_row("", "", f"[bold]{escape(d.name)}[/]", "")
        for c in e.capabilities:
            if c.domain != d.id:
                continue
            cell = cells[c.number]
            who = shown_as.people(cell["providers"], iso3, 3)
            flags = f"[italic]({shown_as.flags(cell['flags'])})[/]" if cell["flags"] else ""
            table.add_row(
                state_text(cell["sign"]),
                str(cell["groups"] or ""),
                escape(f"{c.number:>2} {c.name}"),
                f"{escape(who)} {flags}".strip(),
            )
    print_table(out, table)


#: signs in the order of the columns, with the short word of each
_SIGNS = {
    "covered": "covered",
    "single": "one is enough",
    "fragile": "fragile",
    "uncounted": "one known",
    "unattributed": "unattributed",
    "planned": "planned",
    "gap": "gap",
    "unknown": "unknown",
}


def overview_table(out: Console, asked: Asked, answer: dict[str, Any]) -> None:
    """Every country of which something is known: how many cells are drawn how."""
    names = asked.workspace.names(asked.question)
    by_country: dict[str, dict[str, int]] = {}
    for c in answer["cells"]:
        counts = by_country.setdefault(c["country"], dict.fromkeys(_SIGNS, 0))
        counts[c["sign"]] += 1
    total = len(edition(asked.question.edition).capabilities)
    rows = [
        (
            iso3,
            escape(names(Name("countries", iso3))[:28]),
            f"{total - counts['unknown']} of {total}",
            *(str(counts[s] or "") for s in _SIGNS),
        )
        for iso3, counts in by_country.items()
        if counts["unknown"] < total
    ]
    unknown = len(by_country) - len(rows)
    if not by_country:
        out.print("There is no country in this store yet: import countries.csv first.")
        return
    header = ("Code", "Country", "Known", *(f"{STATE_MARK[s][0]} {word}" for s, word in _SIGNS.items()))
    if rows:
        print_table(out, plain_table(escape(_line(asked, asked.workspace.title)), header, rows))
    out.print(
        f"Countries of which nothing is known: {unknown}. Unknown is not a gap; nothing here ranks countries."
    )


@click.command()
@click.argument("country")
@click.argument("capability")
@answer_options
def explain(asked: Asked, country: str, capability: str) -> None:
    """Why a cell is what it is: rule, claims, sources, file and line."""
    answer: dict[str, Any] = asked.workspace.explain(asked.question, country, capability)

    def table(out: Console) -> None:
        names = asked.workspace.names(asked.question)
        title = f"{names(Name('countries', answer['country']))}, {names(Name('capabilities', capability))}"
        out.print(f"[bold]{escape(_line(asked, title))}[/]")
        out.print(
            state_text(sign_of(answer["state"], answer["flags"]))
            + (f"  ({Shown(asked).flags(answer['flags'])})" if answer["flags"] else "")
        )
        for r in answer["reasons"]:
            out.print(f"- {escape(r['text'])}")
            if r["claim"]:
                source = names(Name("sources", r["source"]))
                at = f"{r['file']} line {r['line']}" if r["file"] else "entered by hand"
                out.print(
                    f"  [dim]{escape(source)} ({escape(r['source'])}); {escape(at)}; batch {r['batch']}[/]"
                )

    emit(answer, asked.format, ["reasons"], table)
