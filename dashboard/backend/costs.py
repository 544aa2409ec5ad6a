"""Costs that somebody gives to the raises of a plan: in the address, in a form, or in a small file.

In the address: ``costs=12:2=10;4:3=5`` (capability, phase to reach, cost), continued in ``costs2`` to ``costs6`` where
one choice is too short. The file is that of ``mnr plan --costs``; the page offers it to be filled in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final, TypeAlias

from coordination.analytics.plan.terms import Terms, cost_entry
from coordination.answers.declare import Table
from coordination.ingest.costs import HEADINGS, read_costs
from coordination.ingest.reader_model import Limits
from coordination.text.records import Column
from coordination.text.sentences import sentence
from dashboard.ui.i18n import _, colon, n_, told
from dashboard.ui.view import View
from graph_schema.errors import DataError, UsageError
from graph_schema.ids import CapabilityNumber
from graph_schema.issues import Severity

__all__ = [
    "COSTS",
    "PARTS",
    "PHASES",
    "Costs",
    "Taken",
    "cost_query",
    "costs_of",
    "from_file",
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
_TOLD: Final = 3  #: errors of a file that a message names
_NUMBER: Final = re.compile(r"[0-9]{1,10}([.,][0-9]{1,2})?")


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
            entry = cost_entry(text)
            if entry is None or entry[0][0] not in known or entry[0][1] not in PHASES:
                raise UsageError(
                    _("{said} is not a cost.", said=text[:20]),
                    hint=_("Write capability, phase to reach and cost: 12:2=10."),
                )
            (number, phase), cost = entry
            out[number, phase] = _number(str(cost), f"{number}:{phase}")
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

    capability: Annotated[CapabilityNumber, Column(HEADINGS["capability"])]
    phase: Annotated[int, Column(HEADINGS["phase"])]
    cost: Annotated[float | None, Column(HEADINGS["cost"])]


COSTS: Final[Table[Mapping[str, Any], Cost]] = Table(
    row=Cost,
    rows=lambda given: (Cost(**row) for row in given["costs"]),
    key=("capability", "phase"),
    title=sentence("Costs of the steps"),
    empty=sentence("No cost was given."),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken from a file. ``notes``: what its reader should know of it."""

    costs: Costs
    notes: tuple[str, ...]


def from_file(data: bytes, name: str, numbers: Collection[str]) -> Taken:
    """A small file of costs, read as ``mnr plan --costs`` reads it. Raises UsageError with what cannot be taken."""
    called = Path(name.replace("\\", "/")).name[:_LONGEST] or "costs.csv"
    with TemporaryDirectory() as folder:
        path = Path(folder, "costs.csv")
        path.write_bytes(data)
        try:
            table = read_costs(path, numbers, called, Limits(max_file_bytes=FILE))
        except DataError as error:
            raise _refused(called, error) from error
    given = {key: format(Decimal(str(cost)).normalize(), "f") for key, cost in table.terms.cost.items()}
    costs: Costs = {key: _number(text, f"{key[0]}:{key[1]}") for key, text in given.items()}
    if not costs:
        raise UsageError(
            _("{file} has no cost.", file=called), hint=_("Fill in the column of costs and upload it again.")
        )
    notes = []
    if table.header_line:
        notes.append(
            _("The column names are in line {line}; what stands above is not read.", line=table.header_line)
        )
    if table.terms.months or table.terms.weight:
        notes.append(
            _("A page takes costs alone: months and weight count in {command}.", command="mnr plan --costs")
        )
    return Taken(costs, tuple(notes))


def _refused(file: str, error: DataError) -> UsageError:
    """What is wrong in the first lines that have something wrong."""
    found = [i for i in error.issues if i.severity is Severity.ERROR]
    words = [_("Nothing was taken from {file}.", file=file)]
    for issue in found[:_TOLD]:
        what, column = told(issue.message), issue.location.column
        where = (
            _("Line {line}, {column}", line=issue.location.line, column=column)
            if column and issue.location.line
            else _("Line {line}", line=issue.location.line)
            if issue.location.line
            else ""
        )
        words.append(f"{where}{colon()}{what}." if where else f"{what}.")
    if not found:
        words.append(told(error.message))
    if (more := len(found) - _TOLD) > 0:
        words.append(n_("There is {count} more error.", "There are {count} more errors.", more))
    hint = told(found[0].hint) if found else told(error.hint)
    return UsageError(" ".join(words), hint=hint)
