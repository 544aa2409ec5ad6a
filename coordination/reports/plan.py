"""An action plan as a document and as a workbook: actions, who, cost, indicators, order check, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from coordination.analytics.plan.optimum import Number
from coordination.analytics.plan.planning import Terms
from coordination.analytics.plan.progress import Became
from coordination.analytics.plan.statuses import Mode
from coordination.analytics.plan.steps import Step
from coordination.answers.filled import Filled, body_of, filled, say_of
from coordination.answers.frames import file_frame, rows_frame
from coordination.answers.maturity import ANSWER as MATURITY
from coordination.answers.maturity import Asked as Phases
from coordination.answers.plan import ANSWER as PLAN
from coordination.answers.plan import Wanted, first_plan
from coordination.model.access import DERIVED
from coordination.reports.answer_block import answer_block
from coordination.reports.country import source_list
from coordination.reports.document import (
    Block,
    Document,
    Items,
    Text,
    foot_of,
    header,
    label_of,
    of_the_copy,
    verdict,
)
from coordination.reports.workbook import Sheet, workbook
from coordination.text import plan_verdicts, verdicts
from coordination.text.say import Say
from coordination.text.sentences import sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import edition
from graph_schema.ids import Iso3

__all__ = ["Asked", "first", "plan_book", "plan_document"]


@dataclass(frozen=True)
class Asked:
    """A plan asked for: the best within a budget, or with ``steps`` one that somebody wrote. ``currency``: of its
    costs, as typed, "" = not said; ``by``: from statuses or phases, None = as the answer does;
    ``since``: the day on which an own plan was made, None = today."""

    country: str
    budget: Number | None
    terms: Terms
    steps: tuple[Step, ...] | None = None
    currency: str = ""
    by: Mode | None = None
    since: date | None = None


def first(w: Workspace, q: Question, country: Iso3) -> Asked:
    """The plan that is shown where nobody names a budget."""
    wanted = first_plan(w, q, country)
    return Asked(country, wanted.budget, Terms(), by=wanted.by)


#: How the board after a plan by status is meant.
_AFTER: Final = sentence(
    "What the plan puts in place, or gives a second provider, has one independent provider more. An "
    "unknown capability that it takes to be in place is shown without a provider. Steps outside the plan "
    "change no status."
)


class _Told:
    """A plan: what its answer gives (``found``; ``given``: as JSON), and its declared tables."""

    def __init__(self, w: Workspace, q: Question, asked: Asked) -> None:
        options = Wanted(
            Iso3(asked.country),
            asked.steps,
            asked.budget,
            asked.terms,
            asked.since,
            asked.currency,
            asked.by,
        )
        self.say, self.asked = say_of(w, q).at(asked.country), asked
        self.found = PLAN.asked(w, q, options)
        self.given: Mapping[str, Any] = body_of(PLAN, self.found, self.say)

    def table(self, name: str) -> Filled:
        return filled(PLAN.tables[name], self.found, self.say)

    def steps(self) -> Filled:
        """The steps; the heading of their cost with its currency."""
        table, currency = self.table("steps"), self.asked.currency
        if not currency:
            return table
        cost = self.say(sentence("Cost ({currency})", currency=currency))
        named = zip(table.fields, table.header, strict=True)
        return replace(table, header=tuple(cost if f.name == "cost" else h for f, h in named))


def _title(say: Say, asked: Asked) -> str:
    return say(sentence("{country}: action plan", country=say.name("countries", asked.country)))


def _used(w: Workspace, q: Question, asked: Asked, actions: Iterable[Mapping[str, Any]]) -> list[str]:
    """Sources of the cells that the plan is about, as they are today."""
    raised = {n for a in actions for n in a.get("about", [a["capability"]])}
    cells = w.cover(q).cells([asked.country])
    return sorted({s for c in cells if c.capability in raised for s in c.sources})


def _steps(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Raises and named steps together, in the order of the plan."""
    return sorted([*given["actions"], *given.get("measures", ())], key=lambda s: s["order"])


def _price(step: Mapping[str, Any]) -> int | float | str | None:
    """What a step costs; of a renewal without a cost of its own what the grants that end came to."""
    return step.get("grants") if step["cost"] is None else step["cost"]


def _total(steps: Sequence[Mapping[str, Any]]) -> tuple[int | float | None, int]:
    """The sum of the costs that somebody gave to steps that are not done, None where nobody gave any; and how many of
    these have none."""
    steps = [s for s in steps if s.get("became") != Became.DONE]
    given = [Fraction(str(p)) for s in steps if isinstance(p := _price(s), int | float)]
    total = sum(given, Fraction(0))
    plain = int(total) if total.denominator == 1 else float(total)
    return (plain if given else None), len(steps) - len(given)


def _total_words(say: Say, steps: Sequence[Mapping[str, Any]]) -> str:
    """What the total counts."""
    _sum, without = _total(steps)
    some = any(s.get("became") == Became.DONE for s in steps)
    if not without:
        return say(sentence("Total of the steps that are not done") if some else sentence("Total"))
    if some:
        return say(
            sentence(
                "Total of the steps that are not done; one of them has no cost on record",
                "Total of the steps that are not done; {n} of them have no cost on record",
                n=without,
            )
        )
    return say(
        sentence(
            "Total; one step has no cost on record",
            "Total; {n} steps have no cost on record",
            n=without,
        )
    )


def _total_said(say: Say, steps: Sequence[Mapping[str, Any]], asked: Asked) -> str:
    """The total as a sentence: the sum with its currency, and how many steps have no cost."""
    amount = f"{_total(steps)[0]} {asked.currency}".strip()
    return f"{_total_words(say, steps)}: {amount}"


def _verdict(
    w: Workspace, q: Question, asked: Asked, steps: int, first: tuple[str, int, int] | None
) -> verdicts.Verdict:
    """How many steps there are, from how many known phases they begin, and the first."""
    cells = MATURITY.asked(w, q, Phases((Iso3(asked.country),))).cells
    reviewed = sum(c.phase is not None for c in cells)
    own = steps if asked.steps is not None else 0
    return plan_verdicts.plan(steps - own, own, reviewed, len(cells), first)


def plan_document(w: Workspace, q: Question, asked: Asked, lang: str = "en") -> Document:
    """The plan for a committee and those who pay for it. Raises UsageError as the answer does."""
    plan = _Told(w, q, asked)
    say, given, table = plan.say, plan.given, plan.steps()
    steps = _steps(given)
    label = label_of(w, asked.country, DERIVED)
    if plan.found.mode is Mode.STATES:
        return _by_status(w, q, plan, label, lang)
    order = sentence(
        "A phase step starts once the prerequisites are far enough. A specific step has a deadline."
    )
    proposed = sentence(
        '"Consulted" and "informed" are proposed from the current supporters and from the '
        "capabilities that depend on this one."
    )
    blocks: list[Block] = [
        *of_the_copy(w, say, asked.country),
        Items(table.notes),
        *answer_block(replace(table, notes=()), say(order)),
        *([Text(_total_said(say, steps, asked), "strong")] if _total(steps)[0] is not None else []),
        *answer_block(plan.table("involved"), say(proposed)),
        *(answer_block(plan.table("problems")) if asked.steps is not None else []),
        *answer_block(plan.table("changes")),
        *source_list(w, say, _used(w, q, asked, steps)),
    ]
    own = asked.steps is not None
    lead = (
        sentence("A plan written by the user.")
        if own
        else sentence("An order of work within the budget; too few phases are known for a best plan.")
        if given["range"]
        else sentence("The best plan within the budget.")
    )
    return Document(
        _title(say, asked),
        say(lead),
        tuple(blocks),
        foot_of(w, q, label),
        f"plan-{asked.country}",
        label,
        lang,
        landscape=True,
        verdict=verdict(say, _verdict(w, q, asked, len(steps), plan_verdicts.first_of(given["actions"]))),
    )


def _by_status(w: Workspace, q: Question, plan: _Told, label: str, lang: str) -> Document:
    """A plan by status: what it comes to, what to do in which order, and what it rests on."""
    say, asked, table = plan.say, plan.asked, plan.table("work")
    used = sorted({s for step in plan.found.steps for s in step.sources})
    return Document(
        _title(say, asked),
        say(sentence("What to do first, from the statuses of the capabilities.")),
        (
            *of_the_copy(w, say, asked.country),
            *answer_block(replace(table.without("country"), notes=())),
            Items(table.notes),
            *answer_block(plan.table("money").without("country")),
            *answer_block(plan.table("changes"), say(_AFTER)),
            *source_list(w, say, used),
        ),
        foot_of(w, q, label),
        f"plan-{asked.country}",
        label,
        lang,
        landscape=True,
        verdict=verdict(say, plan.found.summary),
    )


def plan_book(w: Workspace, q: Question, asked: Asked) -> bytes:
    """The plan as a workbook: plan, order check, costs, before and after, sources."""
    plan = _Told(w, q, asked)
    if plan.found.mode is Mode.STATES:
        return _book_by_status(w, q, plan)
    say, table, problems = plan.say, plan.steps(), plan.table("problems")
    steps = _steps(plan.given)
    foot, title = foot_of(w, q, label_of(w, asked.country, DERIVED)), _title(say, asked)
    works = (
        problems.empty if asked.steps is not None else say(sentence("The best plan is in a workable order."))
    )
    cost = sentence("Cost ({currency})", currency=asked.currency) if asked.currency else sentence("Cost")
    frame = file_frame(table, book=True)
    if steps:
        total = {"step": _total_words(say, steps), "cost": _total(steps)[0]}
        row = [total.get(f.name) for f in table.fields]
        frame = frame.astype(object)
        frame.loc[len(frame)] = row + [None] * (len(frame.columns) - len(row))
    sheets = [
        Sheet(say(sentence("Action plan")), frame, (*table.notes, *foot), title=title),
        Sheet(
            say(sentence("Order check")),
            file_frame(problems, book=True),
            (*([] if problems.rows else [works]), *foot),
            title=title,
        ),
        Sheet(
            say(sentence("Cost")),
            rows_frame(
                header(say, sentence("Capability"), sentence("Phase"), cost, sentence("Entered by")),
                [
                    (say.name("capabilities", n), p, _cost(asked.terms, n, p), _said(say, asked.terms, n, p))
                    for n in edition(q.edition).numbers
                    for p in (2, 3, 4)
                ],
            ),
            (say(sentence("Cost of moving a capability up to a phase.")), *foot),
            (40, 8, 12, 24),
            title,
        ),
        Sheet(
            say(sentence("Before and after")), file_frame(plan.table("changes"), book=True), foot, title=title
        ),
        _sources(w, say, _used(w, q, asked, steps), foot),
    ]
    return workbook(sheets, title, comments=" ".join(foot))


def _book_by_status(w: Workspace, q: Question, plan: _Told) -> bytes:
    """A plan by status as a workbook: plan, grants, before and after, sources."""
    say, asked, table, money = plan.say, plan.asked, plan.table("work"), plan.table("money")
    foot, title = foot_of(w, q, label_of(w, asked.country, DERIVED)), _title(say, asked)
    notes = (*map(say, plan.found.summary), *table.notes, *foot)
    used = sorted({s for step in plan.found.steps for s in step.sources})
    sheets = [
        Sheet(say(sentence("Action plan")), file_frame(table, book=True), notes, title=title),
        Sheet(say(sentence("Grants")), file_frame(money, book=True), (*money.notes, *foot), title=title),
        Sheet(
            say(sentence("Before and after")),
            file_frame(plan.table("changes").without("before").without("after"), book=True),
            (say(_AFTER), *foot),
            title=title,
        ),
        _sources(w, say, used, foot),
    ]
    return workbook(sheets, title, comments=" ".join(foot))


def _cost(terms: Terms, number: str, phase: int) -> int | float | None:
    value = terms.cost.get((number, phase))
    return value if value is None or isinstance(value, int) else float(value)


def _said(say: Say, terms: Terms, number: str, phase: int) -> str:
    own, given = sentence("you"), sentence("nobody")
    return say(own if (number, phase) in terms.cost else given)


def _sources(w: Workspace, say: Say, idents: Sequence[str], foot: tuple[str, ...]) -> Sheet:
    frame, keys = w.snapshot()["sources"], ("title", "publisher", "published", "retrieved", "url")
    rows = tuple(
        (i, *(frame.text(k, frame.position[i]) for k in keys)) for i in idents if i in frame.position
    )
    heads = header(
        say,
        sentence("Source"),
        sentence("Title"),
        sentence("Publisher"),
        sentence("Published"),
        sentence("Consulted on"),
        sentence("Address"),
    )
    return Sheet(say(sentence("Sources")), rows_frame(heads, rows), foot, (26, 50, 30, 12, 12, 50))
