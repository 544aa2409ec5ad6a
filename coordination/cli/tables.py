"""Tables for people from any answer: a list of rows, and what each column holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from coordination.cli.options import Asked
from coordination.cli.output import STATE_MARK, plain_table, state_text
from coordination.sentences import Name

__all__ = ["Columns", "show"]

#: Column of the answer -> heading. What a value means follows from the column's name.
Columns = Mapping[str, str]

_CAPABILITY = {
    "capability",
    "needs",
    "gives",
    "duty",
    "held_by",
    "because",
    "waiting",
    "unlocks",
    "capabilities",
}
_PEOPLE = {
    "stakeholder", "group", "a", "b", "funder", "member", "members", "responsible", "accountable", "consulted",
    "informed", "donors", "funders", "stakeholders", "body", "providers",
}  # fmt: skip


def _one(asked: Asked, column: str, value: Any) -> str:
    names = asked.workspace.names(asked.question)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column == "state" and value in STATE_MARK:
        return state_text(value)
    if column in ("country", "countries") or (column in ("a", "b") and value in _countries(asked)):
        return escape(names(Name("countries", value)))
    if column in _CAPABILITY:
        return escape(
            names(Name("capabilities", value))
            if column in ("capability", "needs", "gives", "duty")
            else value
        )
    if column in _PEOPLE:
        return escape(asked.workspace.short_name(value, 36))
    if column == "seat":
        return escape(names(Name("seats", value)))
    if column in ("instrument", "instruments", "agreements"):
        named = names(Name("agreements", value))
        return escape(named if named != value else asked.workspace.short_name(value))
    if isinstance(value, Mapping):
        return " ".join(_one(asked, k, v) for k, v in value.items() if k != "country")
    return escape(f"{value:g}" if isinstance(value, float) else str(value))


def _countries(asked: Asked) -> Mapping[str, int]:
    return asked.workspace.snapshot()["countries"].position


def _cell(asked: Asked, column: str, value: Any, most: int = 4) -> str:
    if isinstance(value, (list, tuple)):
        if column in ("effective", "hollow"):
            low, high = value
            return str(low) if low == high else f"{low} to {high}"
        parts = [
            " - ".join(_one(asked, "stakeholder", x) for x in v)
            if isinstance(v, (list, tuple))
            else _one(asked, column, v)
            for v in value[:most]
        ]
        return ("; " if any(len(p) > 4 for p in parts) else " ").join(parts) + (
            f" +{len(value) - most}" if len(value) > most else ""
        )
    return _one(asked, column, value)


def show(
    out: Console,
    asked: Asked,
    title: str,
    rows: Sequence[Mapping[str, Any]],
    columns: Columns,
    empty: str,
    most: int = 200,
) -> None:
    """One table, or the sentence ``empty`` where there are no rows."""
    if not rows:
        out.print(escape(f"{title}: {empty}"))
        return
    table = plain_table(
        escape(title),
        list(columns.values()),
        ([_cell(asked, c, row.get(c)) for c in columns] for row in rows[:most]),
    )
    out.print(table)
    if len(rows) > most:
        out.print(f"{len(rows) - most:,} more rows: use --format csv or json for all of them.")
