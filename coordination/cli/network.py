"""``mnr network``: members of a network, their work, the ties they lack, agreements without a member."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coordination.cli.options import Asked, answer_options
from coordination.cli.output import emit
from coordination.cli.tables import Row, Shown, show, some, word
from coordination.workspace import questions
from graph_schema.edition import BASE_EDITION, edition

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["network"]


@click.command()
@click.argument("network_id", default="", required=False)
@answer_options
def network(asked: Asked, network_id: str) -> None:
    """Members of a network by objective and means; ties they lack; agreements without a member and the reverse."""
    answer: dict[str, Any] = questions.network(asked.workspace, asked.question, network_id)

    def table(out: Console) -> None:
        names = Shown(asked)
        lists = edition(asked.question.edition).lists
        lists = lists if lists.get("objectives") else edition(BASE_EDITION).lists
        words = {r["id"]: r["name"] for kind in ("objectives", "means") for r in lists[kind]}
        _members(out, names, answer)
        _ties(out, names, answer)
        _work(out, names, answer, words)
        _agreements(out, names, answer)

    lists = [
        "ties",
        "matrix",
        "objectives",
        "members",
        "silent",
        "work",
        "agreements",
        "without_any_tie",
        "nobody_known",
    ]
    emit(answer, asked.format, lists, table)


def _members(out: Console, names: Shown, answer: Row) -> None:
    show(
        out,
        f"Members of {names.who(answer['network'])}",
        ("Country", "Member", "Is its work recorded?"),
        (
            (
                names.country(m["country"]) or "international",
                names.told(names.who(m["member"], m["country"]), m["confirmed"]),
                "no: unknown, not none" if m["member"] in answer["silent"] else "yes",
            )
            for m in answer["members"]
        ),
        "none is known.",
    )
    whole = (
        "The list of members is whole."
        if answer["members_complete"]
        else "Nobody says that the list of members is whole."
    )
    out.print(f"{whole}\n")


def _ties(out: Console, names: Shown, answer: Row) -> None:
    show(
        out,
        "Ties of members to the police, a hotline and a government body of their country that are not known",
        ("Member", "Country", "To whom", "What is known", "Why"),
        (
            (
                names.who(t["member"], t["country"]),
                names.country(t["country"]),
                word(t["counterpart"]),
                word(t["state"]),
                t["why"],
            )
            for t in answer["ties"]
            if t["state"] != "linked"
        ),
        "every member has all three." if answer["ties"] else "no member at home in a country is known.",
    )
    alone, nobody = answer["without_any_tie"], answer["nobody_known"]
    if answer["ties"]:
        out.print(
            f"Members without any of the three, though somebody is known there: {len(alone)}. "
            f"Members with nobody known there, so that nothing can be said: {len(nobody)}.\n"
        )


def _work(out: Console, names: Shown, answer: Row, words: dict[str, str]) -> None:
    show(
        out,
        "Work by objective and means",
        ("Objective", "Means", "Members at work"),
        (
            (words[r["objective"]], words[r["means"]], names.people(r["members"], most=8) or "unknown")
            for r in answer["matrix"]
        ),
        "no work is recorded: unknown, not none.",
    )
    show(
        out,
        "Objectives by country",
        ("Country", "Objective", "Work on it", "Capabilities it touches"),
        (
            (
                names.country(r["country"]),
                words[r["objective"]],
                r["state"],
                some((f"{names.capability(c['capability'])} ({c['state']})" for c in r["cells"]), 6),
            )
            for r in answer["objectives"]
        ),
        "no work is recorded: unknown, not none.",
        most=100,
    )


def _agreements(out: Console, names: Shown, answer: Row) -> None:
    """Countries that are bound and have no member, and the reverse."""
    show(
        out,
        "Where agreements and members do not meet",
        (
            "Agreement",
            "Bound, no member known",
            "Member, surely not bound",
            "Member, signed only",
            "Member, not known",
        ),
        (
            (
                names.instrument(a["agreement"]) if a["agreement"] else "Any agreement in force",
                *(
                    names.countries(a[key])
                    for key in ("without_member", "without_agreement", "signed_only", "unknown")
                ),
            )
            for a in answer["agreements"]
        ),
        "no agreement is recorded.",
    )
    if answer["agreements"] and not answer["members_complete"]:
        out.print(
            "Where no member is known there may still be one: the list of members is not known to be whole."
        )
