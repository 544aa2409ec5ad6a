"""The steps of a plan in an address: read, written, added to from other pages.

``steps=12:1-2@2027-03-01;provider/9/counsel-trust/2027-02-25``: each step as
:class:`coordination.analytics.plan.steps.Step` writes it. Their order is the order of the plan. Other pages carry the
same choices, and ``plan``, the country whose plan it is, where their own address names none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Any, Final

from coordination.analytics.board.coverage import add_months
from coordination.analytics.loss.weak_fixes import NAMED
from coordination.analytics.meeting.decisions import MEETING
from coordination.analytics.plan.measures import Measure, MeasureKind
from coordination.analytics.plan.steps import OWNER_LENGTH, Step
from dashboard.backend.costs import PARTS as COSTS
from dashboard.ui.i18n import N_, _
from dashboard.ui.view import View
from graph_schema.errors import UsageError

__all__ = [
    "KINDS",
    "OWNER_LENGTH",
    "PARTS",
    "VERDICT",
    "Step",
    "Measure",
    "MeasureKind",
    "bridge_measure",
    "carried",
    "in_menu",
    "funder_measure",
    "item_query",
    "items_of",
    "next_meeting",
    "of_meeting",
    "plan_country",
    "provider_measure",
    "read_all",
    "same",
    "source_measure",
    "status_measure",
    "tie_measure",
    "together_at_end",
]

PARTS: Final[tuple[str, ...]] = ("steps", *(f"steps{n}" for n in range(2, 19)))
_LONGEST: Final = 200
VERDICT: Final = "v."  #: in an address, before the key of a decision: what the meeting decided about it
_AGENDA: Final = frozenset({"items", "since"})
#: kind -> its words in a list of kinds
KINDS: Final[Mapping[MeasureKind, str]] = {
    MeasureKind.PROVIDER: N_("Another provider"),
    MeasureKind.STAND_IN: N_("Successor"),
    MeasureKind.RENEW: N_("Renewal"),
    MeasureKind.FUNDER: N_("Another funder"),
    MeasureKind.TIE: N_("New partnership"),
    MeasureKind.LOOK: N_("Review"),
}


def items_of(view: View, numbers: Iterable[str]) -> list[Step]:
    """The plan that somebody wrote into an address. ``numbers``: capabilities of the edition. Raises UsageError with
    the step that is not readable."""
    known = set(numbers)
    texts = (t.strip() for part in PARTS for t in view.get(part).split(";"))
    found = [Step.read(text) for text in texts if text]
    for step in found:
        if step.measure is None and step.capability not in known:
            raise UsageError(
                _("{step} is not a step.", step=str(step)[:20]),
                hint=_("Write capability, phase and next phase: 12:1-2."),
            )
    return found


def read_all(texts: Iterable[str]) -> list[Step]:
    """The steps of a plan that is kept. Raises UsageError on what is none."""
    return [Step.read(text) for text in texts]


def item_query(items: Sequence[Step]) -> dict[str, str]:
    """The same as choices of an address, those that are not needed empty. Raises UsageError where they are too long."""
    lines = [""]
    for text in map(str, items):
        joined = f"{lines[-1]};{text}" if lines[-1] else text
        if len(joined) <= _LONGEST:
            lines[-1] = joined
        else:
            lines.append(text)
    if len(lines) > len(PARTS):
        raise UsageError(
            _("This plan does not fit into a web address."), hint=_("Remove a step before you add another.")
        )
    empty: dict[str, str] = dict.fromkeys(PARTS, "")
    return empty | dict(zip(PARTS, lines, strict=False))


def same(one: Step, other: Step) -> bool:
    """Whether two steps are about the same thing, whoever is asked or responsible and whenever; of two actions
    whether they are one."""
    if one.measure and other.measure and one.measure.action and other.measure.action:
        return one.about == other.about and one.measure.action == other.measure.action
    return one.about == other.about


def together_at_end(items: Sequence[Step]) -> int:
    """How many steps at the end of a plan came with one click: the actions of one capability for one purpose are put
    in together; any other step comes alone."""

    def what(step: Step) -> tuple[MeasureKind, tuple[str, ...]] | None:
        m = step.measure
        return (m.kind, m.about) if m and m.action else None

    last = what(items[-1]) if items else None
    if last is None:
        return min(1, len(items))
    return sum(1 for _step in takewhile(lambda step: what(step) == last, reversed(items)))


def plan_country(view: View) -> str:
    """The country whose plan an address carries."""
    return view.get("plan") or (view.about[0] if view.about else view.get("country"))


def in_menu(view: View, page: str) -> dict[str, Any]:
    """What a link of the menu carries on, so that a plan that nobody kept is not lost by a click: its country, steps,
    budget, costs and name."""
    meets = of_meeting(view)
    if not carried(view):
        return meets
    names = (*PARTS, *COSTS, "budget", "currency", "plan_name")
    kept = {n: view.get(n) for n in names if view.get(n)}
    return (
        meets | kept | ({"country": plan_country(view)} if page == "plan" else {"plan": plan_country(view)})
    )


def of_meeting(view: View) -> dict[str, str]:
    """What a meeting decided and put on its agenda, for links to the plan and back."""
    return {k: v for k, v in view.query.items() if k.startswith(VERDICT) or k in _AGENDA}


def carried(view: View) -> dict[str, str]:
    """The plan of an address, for links to other pages that carry it on."""
    steps = {n: view.get(n) for n in PARTS if view.get(n)}
    return {"plan": plan_country(view), **steps} if steps else {}


# -- the fix of a weak point as a measure


def next_meeting(day: date) -> date:
    """By when, where nobody says: the next meeting of a committee that meets quarterly."""
    return add_months(day, MEETING)


def _rank(candidate: Mapping[str, Any]) -> tuple[str, bool]:
    """Why somebody may be asked, and whether others come first: who works in a part of the country only."""
    reason = candidate["reason"]
    return reason, candidate["part_of_country"] and reason != "stands_in"


def provider_measure(row: Mapping[str, Any], day: date) -> Measure:
    """Of a cell with one provider, the step that its suggested action names."""
    about = (row["capability"],)
    if row["wider"] and not row["successors"]:
        made = Measure(MeasureKind.LOOK, about, tuple(row["group"]), next_meeting(day))
    elif row["by_design"] or row["one_is_normal"]:
        made = Measure(MeasureKind.STAND_IN, about, tuple(row["group"]), next_meeting(day))
    elif row["uncounted"]:
        made = Measure(MeasureKind.LOOK, about, (), next_meeting(day))
    else:
        alike = [c for c in row["candidates"] if _rank(c) == _rank(row["candidates"][0])]
        who = tuple(c["stakeholder"] for c in alike)[:NAMED]
        made = Measure(MeasureKind.PROVIDER, about, who, next_meeting(day))
    return made.fitting()


def status_measure(row: Mapping[str, Any]) -> Measure:
    """Of a step of a plan by status; that somebody is named who provides it is a look."""
    kinds = {
        "establish": MeasureKind.PROVIDER,
        "second_provider": MeasureKind.PROVIDER,
        "name_successor": MeasureKind.STAND_IN,
        "renew": MeasureKind.RENEW,
        "review": MeasureKind.LOOK,
        "attribute": MeasureKind.LOOK,
    }
    about, who = (row["capability"],), tuple(row["responsible"])
    return Measure(kinds[row["serves"]], about, who, action=row["action_id"]).fitting()


def tie_measure(a: str, b: str, day: date) -> Measure:
    return Measure(MeasureKind.TIE, (min(a, b), max(a, b)), (), next_meeting(day))


def bridge_measure(row: Mapping[str, Any], day: date) -> Measure | None:
    """Of an organisation or a tie that alone joins others: the first tie that would mend it."""
    if not row["new_ties"]:
        return None
    a, b = row["new_ties"][0]
    return tie_measure(a, b, day)


def funder_measure(row: Mapping[str, Any], country: str, day: date) -> Measure | None:
    """Of a funder that pays alone, in one country."""
    about = tuple(c["capability"] for c in row["cells"] if c["country"] == country)
    made = Measure(MeasureKind.FUNDER, about, tuple(row["others"]), next_meeting(day))
    return made.fitting() if about else None


def source_measure(row: Mapping[str, Any], country: str, day: date) -> Measure | None:
    """Of a publisher who alone says so, in one country: a look by somebody else."""
    about = tuple(c["capability"] for c in row["cells"] if c["country"] == country)
    return Measure(MeasureKind.LOOK, about, (), next_meeting(day)) if about else None
