"""What is on the table of a meeting: the decisions that are proposed, and the steps of a plan that it takes up.

A step that is about the same as a decision stands with it; each of the others is an item of its own (the actions of one
capability for one purpose together). What the plan says of a step is where the meeting begins: who is responsible, by
when, for how much, and what was decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from coordination.analytics.plan.measures import Measure
from coordination.analytics.plan.steps import Step
from graph_schema.errors import UsageError

__all__ = ["OPEN", "PLAN", "Entry", "agenda", "amount_of", "chosen_decisions", "decided_of", "into_steps"]

PLAN: Final = "plan"  #: kind of an item that only the plan has
OPEN: Final = "open"  #: explicitly not decided, where the plan says that it was
_CURRENCY: Final = r"[^\W\d_]{1,20}|[$€£¥]"
_CODE: Final = re.compile(r"[A-Z]{3}|[$€£¥]")
_SUM: Final = re.compile(
    rf"(?:(?P<before>{_CURRENCY})\s*)?(?P<sum>\d[\d\s\u00a0\u202f'’.,]*?)(?:\s*(?P<after>{_CURRENCY}))?"
)
_MOST: Final = 10**10  #: the first sum that no step takes

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the meeting made of one decision. Texts as typed; ``by``: a day or ""."""

    verdict: str = ""
    owner: str = ""
    by: str = ""
    cost: str = ""
    words: str = ""

    @property
    def decision(self) -> str:
        """The verdict; "" where it is explicitly open too."""
        return "" if self.verdict == OPEN else self.verdict

    @property
    def written(self) -> bool:
        """Whether somebody wrote something about it."""
        return bool(self.owner or self.by or self.cost or self.words)


def chosen_decisions(answer: Mapping[str, Any], items: Sequence[str]) -> list[dict[str, Any]]:
    """The decisions on the table, of the answer; what is no longer found is left out (the minutes name it where
    somebody wrote about it)."""
    if not items:
        return list(answer["decisions"])
    every = {d["key"]: d for d in [*answer["decisions"], *answer["further"]]}
    return [every[k] for k in dict.fromkeys(items) if k in every]


def agenda(
    answer: Mapping[str, Any],
    steps: Sequence[Step],
    told: Sequence[Row],
    names: Mapping[str, str],
    currency: str = "",
    items: Sequence[str] = (),
    decided: Iterable[str] = (),
) -> list[dict[str, Any]]:
    """The items of a meeting in their order, each as the answer tells it, with ``steps`` (their numbers in the plan,
    from 1) and ``from_plan`` (an :class:`Entry`, None where no step is about it).

    ``answer``: of ``decisions``; ``steps``: of the plan, ``told``: the same of ``plan-progress``; ``names``: of
    organisations by id; ``items``: keys that somebody chose, none = those proposed and the plan; ``decided``: keys
    about which something was decided: they are on the table."""
    every = {d["key"]: d for d in [*answer["decisions"], *answer["further"]]}
    groups: dict[tuple[str, ...], list[int]] = {}
    for n, step in enumerate(steps, start=1):
        groups.setdefault(step.about, []).append(n)
    by_key = {d["key"]: Step.of(Measure.parse(d["measure"])).about for d in every.values()}
    taken = set(by_key.values())
    own = {_key(about): about for about in groups if about not in taken}
    held = {k for k, about in by_key.items() if about in groups}
    chosen = [d["key"] for d in chosen_decisions(answer, [*items])]
    if not items:
        chosen += [k for k in every if k in held]
    keys = [k for k in items if k in own] if items else [*own]
    wanted = [k for k in items if k in every or k in own] if items else [*chosen, *keys]
    wanted += [k for k in decided if k in every or k in own]
    out = []
    for key in dict.fromkeys(wanted):
        numbers = groups.get(by_key.get(key) or own.get(key, ()), [])
        mine = [steps[n - 1] for n in numbers]
        row = dict(every[key]) if key in every else _item(key, mine[0], told[numbers[0] - 1])
        row["steps"] = numbers
        row["from_plan"] = _entry(mine, row, names, currency) if mine else None
        out.append(row)
    return out


def _key(about: tuple[str, ...]) -> str:
    return f"{PLAN}-{sha256('/'.join(about).encode()).hexdigest()[:10]}"


def _item(key: str, step: Step, told: Row) -> dict[str, Any]:
    """A step of a plan that no decision is about, as an item."""
    number = told["capability"] or ""
    return {
        **dict.fromkeys(("about", "state", "ends", "cost", "first_step", "basis", "seat"), ""),
        **{
            k: []
            for k in ("reasons", "who", "accountable", "money", "grants", "hangs_on", "check", "sources")
        },
        "key": key,
        "kind": PLAN,
        "capability": number,
        "title": told["text"],
        "fix": told["text"],
        "by": "",
        "lead": "",
        "at_stake": [number] if number else [],
        "first_whatever": False,
        "measure": step.measure.text if step.measure else "",
    }


def _one(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(t for t in texts if t))


def _entry(steps: Sequence[Step], row: Row, names: Mapping[str, str], currency: str) -> Entry:
    """What the plan says of an item. A day that was only proposed is not one that somebody set."""
    days = {s.measure.by.isoformat() for s in steps if s.measure and s.measure.by} - {row["by"]}
    costs = [s.measure.cost for s in steps if s.measure and s.measure.cost is not None]
    decided = {s.decided for s in steps}
    return Entry(
        verdict=str(next(iter(decided)) or "") if len(decided) == 1 else "",
        owner=_one(names.get(s.owner, s.owner) for s in steps),
        by=max(days, default=""),
        cost=f"{currency} {sum(map(Decimal, costs), Decimal(0)):f}".strip() if costs else "",
    )


def decided_of(row: Row, said: str) -> str:
    """What was decided about an item. ``said``: by the meeting, "" = nothing yet, then it is what the plan says."""
    if said:
        return "" if said == OPEN else said
    return row["from_plan"].verdict if row["from_plan"] else ""


def amount_of(text: str, currency: str = "") -> tuple[str, str] | None:
    """(number, currency) of a sum as people write it; None where it is none. ``currency``: one that is known."""
    match = _SUM.fullmatch(" ".join(text.split()))
    if match is None or (match["before"] and match["after"]):
        return None
    unit = match["before"] or match["after"] or ""
    if unit and unit != currency and not _CODE.fullmatch(unit):
        return None
    digits = re.sub(r"[\s\u00a0\u202f'’]", "", match["sum"])
    # the last point or comma with one or two digits behind it parts the decimals; others part thousands
    whole, decimals = digits, ""
    if found := re.fullmatch(r"(.*)[.,](\d{1,2})", digits):
        whole, decimals = found[1], found[2]
    if not re.fullmatch(r"\d+|\d{1,3}([.,]\d{3})+", whole):
        return None
    plain = re.sub(r"[.,]", "", whole)
    if int(plain) >= _MOST:
        return None
    return plain + (f".{decimals}" if decimals else ""), unit


def into_steps(
    row: Row, steps: Sequence[Step], entry: Entry, owner: str, currency: str
) -> tuple[list[Step], str, bool]:
    """(the steps of an item with what was typed about it, the currency of the plan then, whether all of it went in).
    What is as the plan says it changes nothing. ``owner``: the id of whom was typed, else the words."""
    before: Entry = row["from_plan"] or Entry()
    out, whole = list(steps), True
    if entry.verdict not in ("", before.verdict):
        out = [s.deciding(entry.decision) for s in out]
    if entry.owner != before.owner:
        try:
            out = [s.owned(owner) for s in out]
        except UsageError:
            whole = False
    if entry.by != before.by:
        try:
            day = date.fromisoformat(entry.by or row["by"]) if entry.by or row["by"] else None
            out = [_with(s, by=day) for s in out]
        except (UsageError, ValueError):
            whole = False
    if entry.cost != before.cost:
        found = amount_of(entry.cost, currency) if entry.cost else ("", "")
        fits = found is not None and (not found[1] or found[1] == currency or not currency)
        if found is None or not fits or len(out) > 1:
            whole = False
        else:
            try:
                out = [_with(s, cost=found[0]) for s in out]
                currency = currency or found[1]
            except (UsageError, ValueError):
                whole = False
    return out, currency, whole


def _with(step: Step, **changes: Any) -> Step:
    """A named step with another deadline or cost. Raises UsageError, ValueError where it cannot have one."""
    if step.measure is None:
        raise ValueError("a phase step has neither")
    if "cost" in changes:
        kind, about, who, by, _cost, action = [*step.measure.text.split("/"), "", "", "", ""][:6]
        measure = Measure.parse("/".join([kind, about, who, by, changes["cost"], action]))
    else:
        measure = replace(step.measure, **changes)
    made = replace(step, measure=measure)
    return made.starting(step.first.isoformat() if step.first else "").fitting()
