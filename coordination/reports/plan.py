"""An action plan as a document and as a workbook: actions, who, cost, indicators, order check, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from coordination.analytics.plan.optimum import Number
from coordination.analytics.plan.planning import Terms
from coordination.analytics.plan.steps import Step
from coordination.answers.countries import Countries
from coordination.answers.filled import answered, say_of
from coordination.answers.frames import rows_frame
from coordination.answers.gaps import ANSWER as GAPS
from coordination.answers.maturity import ANSWER as MATURITY
from coordination.answers.maturity import Asked as Phases
from coordination.answers.plan import ANSWER as PLAN
from coordination.answers.plan import Wanted
from coordination.model.access import DERIVED
from coordination.reports.country import look_blocks, source_list
from coordination.reports.document import (
    Block,
    Document,
    Heading,
    Items,
    Table,
    Text,
    day,
    foot_of,
    header,
    label_of,
    mark,
    section,
    verdict,
    who,
)
from coordination.reports.workbook import Sheet, workbook
from coordination.text import verdicts
from coordination.text.say import Say
from coordination.text.sentences import Sentence, sentence
from coordination.text.states import STATE_WORDS, State
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import edition
from graph_schema.ids import Iso3

__all__ = ["Asked", "plan_book", "plan_document"]


@dataclass(frozen=True)
class Asked:
    """A plan asked for: the best within a budget, or with ``steps`` one that somebody wrote. ``currency``: of its
    costs, as typed, "" = not said."""

    country: str
    budget: Number | None
    terms: Terms
    steps: tuple[Step, ...] | None = None
    currency: str = ""


def _answer(w: Workspace, q: Question, asked: Asked) -> dict[str, Any]:
    options = Wanted(Iso3(asked.country), asked.steps, asked.budget, asked.terms)
    return answered(PLAN, w, q, options)


def _title(say: Say, asked: Asked) -> str:
    return say(sentence("{country}: action plan", country=say.name("countries", asked.country)))


def _used(w: Workspace, q: Question, asked: Asked, actions: Iterable[Mapping[str, Any]]) -> list[str]:
    """Sources of the cells that the plan is about, as they are today."""
    raised = {n for a in actions for n in a.get("about", [a["capability"]])}
    cells = w.cover(q).cells([asked.country])
    return sorted({s for c in cells if c.capability in raised for s in c.sources})


def _effective(say: Say, given: Sequence[int]) -> str:
    low, high = given
    return str(low) if low == high else say(sentence("{low} to {high}", low=str(low), high=str(high)))


_ACTIONS = (
    sentence("#"),
    sentence("Step"),
    sentence("Phase"),
    sentence("Start"),
    sentence("End"),
    sentence("Cost"),
    sentence("Responsible"),
    sentence("Accountable"),
)
_COST_AT = 5
_CHANGES = (
    sentence("Capability"),
    sentence("Status today"),
    sentence("Status after the plan"),
    sentence("Phase supported by prerequisites today"),
    sentence("Phase supported by prerequisites after the plan"),
)


def _steps(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Raises and named steps together, in the order of the plan."""
    return sorted([*given["actions"], *given.get("measures", ())], key=lambda s: s["order"])


def _what(say: Say, step: Mapping[str, Any]) -> str:
    """A raise by its capability, a named step in its own words."""
    return step["text"] if "measure" in step else say.name("capabilities", step["capability"])


def _price(step: Mapping[str, Any]) -> int | float | str | None:
    """What a step costs; of a renewal without a cost of its own what the grants that end came to."""
    return step.get("grants") if step["cost"] is None else step["cost"]


def _priced(heads: Sequence[Sentence], asked: Asked) -> list[Sentence]:
    """The heads of the steps; that of the cost with its currency."""
    cost = sentence("Cost ({currency})", currency=asked.currency) if asked.currency else sentence("Cost")
    return [cost if i == _COST_AT else head for i, head in enumerate(heads)]


def _total(steps: Sequence[Mapping[str, Any]]) -> tuple[int | float | None, int]:
    """The sum of the costs that somebody gave, None where nobody gave any; and how many steps have none."""
    given = [Fraction(str(p)) for s in steps if isinstance(p := _price(s), int | float)]
    total = sum(given, Fraction(0))
    plain = int(total) if total.denominator == 1 else float(total)
    return (plain if given else None), len(steps) - len(given)


def _total_words(say: Say, steps: Sequence[Mapping[str, Any]]) -> str:
    """What the total counts."""
    _sum, without = _total(steps)
    if not without:
        return say(sentence("Total"))
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


def _phase(step: Mapping[str, Any]) -> str:
    return "" if "measure" in step else f"{step['from']} → {step['to']}"


def _phases(say: Say, given: Mapping[str, Any]) -> tuple[str, ...]:
    """How far the capabilities have come before and after, those to which nobody gave a phase named, and the cost."""
    today, assumed = int(given["before"]), len(given["assumed"])
    counted = (
        sentence(
            "Sum of phases today: {phases} ({n} of them assumed).",
            "Sum of phases today: {phases} ({n} of them assumed).",
            phases=today,
            n=assumed,
        )
        if assumed
        else sentence("Sum of phases today: {n}.", n=today)
    )
    after = sentence("Sum of phases after the plan: {n}.", n=int(given["value"]))
    if given["cost"] is None:
        cost = sentence("Phase steps: {n}. No costs were given.", n=int(given["spent"]))
    else:
        cost = sentence("Cost: {cost}, in the unit of the cost table.", cost=str(given["cost"]))
    return header(say, counted, after, cost)


def _begin(w: Workspace, q: Question, asked: Asked, say: Say, guess: str, label: str, lang: str) -> Document:
    """In place of a best plan where no review gives a phase: why there is none, and where to begin."""
    found = GAPS.asked(w, q, Countries((Iso3(asked.country),)))
    gaps = tuple(say.name("capabilities", g.capability) for g in found.gaps if g.state is State.GAP)
    missing = Heading(say(sentence("What is missing")))
    return Document(
        _title(say, asked),
        guess,
        (*look_blocks(found, say), *((missing, Items(gaps)) if gaps else ())),
        foot_of(w, q, label),
        f"plan-{asked.country}",
        label,
        lang,
        landscape=True,
        verdict=verdict(say, _verdict(w, q, asked, 0)),
    )


def _verdict(w: Workspace, q: Question, asked: Asked, steps: int) -> verdicts.Verdict:
    """How many steps there are, and from how many known phases they begin."""
    cells = MATURITY.asked(w, q, Phases((Iso3(asked.country),))).cells
    reviewed = sum(c.phase is not None for c in cells)
    own = steps if asked.steps is not None else 0
    return verdicts.plan(steps - own, own, reviewed, len(cells))


def plan_document(w: Workspace, q: Question, asked: Asked, lang: str = "en") -> Document:
    """The plan for a committee and those who pay for it. Raises UsageError as the answer does."""
    say, given = say_of(w, q), _answer(w, q, asked)
    say, nobody = say, say(sentence("not named yet"))
    steps = _steps(given)
    unknown = say(sentence("not known"))
    label = label_of(w, asked.country, DERIVED)
    if given["why_none"]:
        return _begin(w, q, asked, say, given["why_none"], label, lang)
    blocks: list[Block] = [
        Items(_phases(say, given)),
        *(Text(n, "lead") for n in given["notes"]),
        *section(
            say,
            sentence("What to do, in this order"),
            sentence(
                "A phase step starts once the prerequisites are far enough. A specific step has a deadline."
            ),
            _priced(_ACTIONS, asked),
            [
                (
                    str(a["order"]),
                    _what(say, a),
                    _phase(a),
                    day(say, a["start"]),
                    day(say, a["end"]),
                    unknown if (cost := _price(a)) is None else str(cost),
                    a.get("owner") or who(say, a["responsible"]) or nobody,
                    who(say, a["accountable"]) or nobody,
                )
                for a in steps
            ],
            sentence("No step is possible within this budget."),
            (1, 5, 2, 2.4, 2.4, 1.4, 5, 4),
        ),
        *([Text(_total_said(say, steps, asked), "strong")] if _total(steps)[0] is not None else []),
        *section(
            say,
            sentence("Who to consult, who to inform, and how to check that it is done"),
            sentence(
                '"Consulted" and "informed" are proposed from the current supporters and from the '
                "capabilities that depend on this one."
            ),
            (
                sentence("#"),
                sentence("Consulted"),
                sentence("Informed"),
                sentence("Indicator"),
                sentence("Missing"),
            ),
            [
                (
                    str(a["order"]),
                    who(say, a["consulted"]),
                    who(say, a["informed"]),
                    a["indicator"],
                    " ".join(a["flags"]),
                )
                for a in steps
            ],
            sentence("No phase step is possible."),
            (1, 5, 5, 6, 5),
        ),
        *_check(say, given, asked),
        Heading(say(sentence("Before and after"))),
        Table(
            header(say, *_CHANGES),
            tuple(
                (
                    say.name("capabilities", c["capability"]),
                    mark(say, c["signs"][0]),
                    mark(say, c["signs"][1]),
                    *(_effective(say, e) for e in c["effective"]),
                )
                for c in given["changed"]
            ),
            say(sentence("The plan changes nothing.")),
            (5, 3, 3, 2, 2),
        ),
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
        verdict=verdict(say, _verdict(w, q, asked, len(steps))),
    )


def _check(say: Say, given: Mapping[str, Any], asked: Asked) -> list[Block]:
    """What is wrong with the order, of a plan that somebody wrote."""
    if asked.steps is None:
        return []
    problems = tuple(f"{p['order']}. {p['text']}" for p in given["check"]["problems"])
    fine = Text(say(sentence("The order works: each step comes after its prerequisites.")))
    return [Heading(say(sentence("Does the order work?"))), Items(problems) if problems else fine]


def _notes(w: Workspace, q: Question, label: str) -> tuple[str, ...]:
    return foot_of(w, q, label)


def plan_book(w: Workspace, q: Question, asked: Asked) -> bytes:
    """The plan as a workbook: plan, order check, costs, before and after, sources."""
    say, given = say_of(w, q), _answer(w, q, asked)
    say, steps = say, _steps(given)
    label = label_of(w, asked.country, DERIVED)
    foot = _notes(w, q, label)
    title = _title(say, asked)
    heads: Sequence[Sentence] = (
        *_ACTIONS,
        sentence("Consulted"),
        sentence("Informed"),
        sentence("Indicator"),
        sentence("Missing"),
    )
    fine = say(sentence("The order works: each step comes after its prerequisites."))
    none = say(sentence("The best plan is in a workable order."))
    problems = given.get("check", {}).get("problems", ())
    total = (None, _total_words(say, steps), "", None, None, _total(steps)[0], *("",) * 6)
    e = edition(q.edition)
    sheets = [
        Sheet(
            say(sentence("Action plan")),
            rows_frame(
                header(say, *_priced(heads, asked)),
                [
                    *(
                        (
                            a["order"],
                            _what(say, a),
                            _phase(a),
                            date.fromisoformat(a["start"]),
                            date.fromisoformat(a["end"]),
                            _price(a),
                            a.get("owner") or who(say, a["responsible"]),
                            *(who(say, a[r]) for r in ("accountable", "consulted", "informed")),
                            a["indicator"],
                            " ".join(a["flags"]),
                        )
                        for a in steps
                    ),
                    *([total] if steps else []),
                ],
            ),
            (*given["notes"], *foot),
            (5, 34, 9, 12, 12, 12, 34, 28, 34, 34, 44, 44),
            title,
        ),
        Sheet(
            say(sentence("Order check")),
            rows_frame(
                header(say, sentence("#"), sentence("Capability"), sentence("Message")),
                [(p["order"], say.name("capabilities", p["capability"]), p["text"]) for p in problems]
                or [(None, "", fine if asked.steps is not None else none)],
            ),
            foot,
            (5, 40, 90),
            title,
        ),
        Sheet(
            say(sentence("Cost")),
            rows_frame(
                header(
                    say,
                    sentence("Capability"),
                    sentence("Phase"),
                    sentence("Cost ({currency})", currency=asked.currency)
                    if asked.currency
                    else sentence("Cost"),
                    sentence("Entered by"),
                ),
                [
                    (say.name("capabilities", n), p, _cost(asked.terms, n, p), _said(say, asked.terms, n, p))
                    for n in e.numbers
                    for p in (2, 3, 4)
                ],
            ),
            (say(sentence("Cost of moving a capability up to a phase.")), *foot),
            (40, 8, 12, 24),
            title,
        ),
        Sheet(
            say(sentence("Before and after")),
            rows_frame(
                header(say, *_CHANGES),
                [
                    (
                        say.name("capabilities", c["capability"]),
                        *(say(STATE_WORDS[s]) for s in c["signs"]),
                        *(_effective(say, x) for x in c["effective"]),
                    )
                    for c in given["changed"]
                ],
            ),
            foot,
            (40, 16, 16, 16, 16),
            title,
        ),
        _sources(w, say, _used(w, q, asked, steps), foot),
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
