"""Costs that somebody gives to the raises of a plan: in the address, in a form, or in a small file.

In the address: ``costs=12:2=10;4:3=5`` (capability, phase to reach, cost), continued in ``costs2`` to ``costs6`` where
one choice is too short. The file is CSV with the columns capability, phase and cost; the page also offers it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

from coordination.analytics.plan.planning import Terms
from coordination.answers.declare import Table
from coordination.ingest.reader_csv import SEPARATORS, find_separator
from coordination.ingest.reader_table import LOOKED_AT
from coordination.text.records import Column, fields_of
from coordination.text.sentences import sentence
from dashboard.ui.i18n import _
from dashboard.ui.view import View
from graph_schema.errors import UsageError
from graph_schema.ids import CapabilityNumber

__all__ = [
    "COSTS",
    "PARTS",
    "PHASES",
    "Costs",
    "cost_query",
    "costs_of",
    "from_csv",
    "from_form",
    "number_of",
    "terms_of",
]

Costs: TypeAlias = "dict[tuple[str, int], int | Decimal]"
PARTS: Final = ("costs", "costs2", "costs3", "costs4", "costs5", "costs6")
PHASES: Final = (2, 3, 4)
MOST: Final = 1_000_000_000
FILE: Final = 64 * 1024
_LONGEST: Final = 200
_NUMBER: Final = re.compile(r"[0-9]{1,10}([.,][0-9]{1,2})?")
_ENTRY = re.compile(r"(\d{1,3}):([234])=(\d{1,10}(?:\.\d{1,2})?)")


def number_of(text: str) -> int | Decimal | None:
    """A number of at most two decimals, after a point or a comma; None where it is none."""
    if not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text.replace(",", "."))
    return int(value) if value == value.to_integral_value() else value.normalize()


def _number(text: str, what: str) -> int | Decimal:
    value = number_of(text)
    if value is None or value > MOST:
        raise UsageError(
            _(
                "The cost of {what} is {said}: not a number from 0 to {most} with at most two decimals.",
                what=what,
                said=text[:20],
                most=MOST,
            ),
            hint=_(
                "Choose a unit, a day or a thousand of your money, and write numbers such as 12 or 12.50."
            ),
        )
    return value


def costs_of(view: View, numbers: Iterable[str]) -> Costs:
    """The costs of an address. ``numbers``: capabilities of the edition. Raises UsageError with what is none."""
    known, out = set(numbers), {}
    for part in PARTS:
        for text in view.get(part).split(";"):
            if not text.strip():
                continue
            match = _ENTRY.fullmatch(text.strip())
            if match is None or match[1] not in known:
                raise UsageError(
                    _("{said} is not a cost.", said=text[:20]),
                    hint=_("Write capability, phase to reach and cost: 12:2=10."),
                )
            out[match[1], int(match[2])] = _number(match[3], f"{match[1]}:{match[2]}")
    return out


def terms_of(view: View, numbers: Iterable[str]) -> Terms:
    """The costs of an address as the question takes them. Raises UsageError with what is none."""
    return Terms(cost=dict(costs_of(view, numbers)))


def cost_query(costs: Mapping[tuple[str, int], int | Decimal]) -> dict[str, str]:
    """The same as choices of an address, those that are not needed empty. Raises UsageError where they are too long."""
    lines = [""]
    for (number, phase), cost in costs.items():
        entry = f"{number}:{phase}={cost}"
        joined = f"{lines[-1]};{entry}" if lines[-1] else entry
        if len(joined) <= _LONGEST:
            lines[-1] = joined
        else:
            lines.append(entry)
    if len(lines) > len(PARTS):
        raise UsageError(
            _("These costs do not fit into a web address."),
            hint=_("Write them in a larger unit, such as thousands."),
        )
    return dict.fromkeys(PARTS, "") | dict(zip(PARTS, lines, strict=False))


def from_form(form: Mapping[str, str], numbers: Iterable[str]) -> Costs:
    """Fields named ``cost.12.2``; empty ones say nothing. Raises UsageError."""
    out: Costs = {}
    for number in numbers:
        for phase in PHASES:
            text = form.get(f"cost.{number}.{phase}", "").strip()
            if text:
                out[number, phase] = _number(text, f"{number}, {phase}")
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What it costs to bring a capability to a phase."""

    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    phase: Annotated[int, Column(sentence("Phase"))]
    cost: Annotated[float | None, Column(sentence("Cost"))]


COSTS: Final[Table[Mapping[str, Any], Cost]] = Table(
    row=Cost,
    rows=lambda given: (Cost(**row) for row in given["costs"]),
    key=("capability", "phase"),
    title=sentence("Costs of the steps"),
    empty=sentence("No cost was given."),
)


def _columns(names: Iterable[str]) -> dict[str, str]:
    """Column -> its head in the file: the plain word, or the head (of the ids, if there are some) that the file has
    when it is taken away from the page."""
    there = set(names)
    out = {}
    for field in fields_of(Cost):
        words = _(field.column.title.text) if field.column else ""
        for said in (field.name, _("{what} (id)", what=words), words):
            if said in there:
                out[field.name] = said
                break
    return out


def _below_titles(text: str) -> tuple[tuple[list[str], dict[str, str]], list[tuple[int, list[str]]]]:
    """The column names, with which is which; and the rows below them with their lines. Raises UsageError with the line
    where the names would be expected."""
    best = (-1, 0)
    for separator in sorted(SEPARATORS, key=lambda s: s != find_separator(text)):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        rows = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
        for place, (line, cells) in enumerate(rows[:LOOKED_AT]):
            header = [cell.strip() for cell in cells]
            columns = _columns(header)
            if len(columns) == len(fields_of(Cost)):
                return (header, columns), rows[place + 1 :]
            best = max(best, (len(columns), -line))
    raise UsageError(
        _(
            "Line {line}: a table of costs has the columns capability, phase and cost, which are not all here.",
            line=max(1, -best[1]),
        ),
        hint=_("Use the file that the page offers."),
    )


def from_csv(data: bytes, numbers: Iterable[str]) -> Costs:
    """A small file, below titles too. Raises UsageError with the line that cannot be taken."""
    if len(data) > FILE:
        raise UsageError(
            _("This file is too large for a table of costs."), hint=_("Use the file that the page offers.")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(_("This file is not text in UTF-8."), hint=_("Save it as CSV in UTF-8.")) from error
    (header, columns), rows = _below_titles(text)
    known, out = set(numbers), {}
    for line, cells in rows:
        row = dict(zip(header, cells, strict=False))
        number, phase, cost = (row.get(columns[c], "").strip() for c in ("capability", "phase", "cost"))
        if not cost:
            continue
        if number not in known or phase not in {str(p) for p in PHASES}:
            raise UsageError(
                _(
                    "Line {line}: capability {number} to phase {phase} is not a possible phase step.",
                    line=line,
                    number=number[:20],
                    phase=phase[:20],
                ),
                hint=_("A phase step takes a capability of this framework to phase 2, 3 or 4."),
            )
        out[number, int(phase)] = _number(cost, _("line {line}", line=line))
    return out
