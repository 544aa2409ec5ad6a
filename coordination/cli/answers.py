"""Commands that answer questions: explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coordination.cli.options import Asked, answer_options
from coordination.cli.output import emit, escape, state_text
from coordination.cli.tables import Shown
from coordination.text.sentences import Name
from coordination.text.states import sign_of

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["explain"]


def _line(asked: Asked, what: str) -> str:
    q = asked.question
    return f"{what} as of {q.as_of}, evidence {q.evidence}, {q.edition}"


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
