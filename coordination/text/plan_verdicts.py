"""The sentences with which action plans and meetings open (as :mod:`coordination.text.verdicts`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coordination.text.sentences import Name, sentence
from coordination.text.verdicts import Verdict, some

__all__ = ["first_of", "meeting", "meeting_choice", "plan", "plan_by_status", "plan_choice"]


def plan(
    steps: int, own: int, reviewed: int, total: int, first: tuple[str, int, int] | None = None
) -> Verdict:
    """An action plan: steps proposed, steps of the reader's own, how many capabilities have a known phase, and the
    ``first`` step proposed: its capability, from which phase to which."""
    out = some(sentence("Your plan has {n} step.", "Your plan has {n} steps.", n=own))
    if reviewed:
        out += some(sentence("{n} step is proposed.", "{n} steps are proposed.", n=steps))
        out.append(sentence("A phase is known for {n} of {total} capabilities.", n=reviewed, total=total))
        if first and not own:
            number, start, to = first
            out.append(
                sentence(
                    "First step: {capability}, from phase {start} to phase {to}.",
                    capability=Name("capabilities", number),
                    start=start,
                    to=to,
                )
            )
    else:
        out.append(sentence("No review gives a phase yet, so no best order of steps can be proposed."))
    return out


def first_of(steps: Sequence[Mapping[str, Any]]) -> tuple[str, int, int] | None:
    """The first of the phase steps of an answer, as :func:`plan` takes it."""
    return (steps[0]["capability"], steps[0]["from"], steps[0]["to"]) if steps else None


def plan_by_status(
    steps: int, then: int, today: int, total: int, secured: int, unknown: int, *, within: bool
) -> Verdict:
    """A plan by status: its steps, how many capabilities are in place with all that they need ``then`` and ``today``,
    how many no longer depend on one provider, and how many are unknown. ``within``: a budget."""
    if not steps and unknown == total:
        return [
            sentence(
                "Nothing is known of the {total} capabilities yet: the plan begins with reviews.", total=total
            )
        ]
    if not steps and within:
        return [sentence("No step within this budget puts a capability in place or secures one.")]
    if not steps:
        return [sentence("No step puts a further capability in place or secures one.")]
    out = [
        sentence("The plan has {n} step.", "The plan has {n} steps.", n=steps),
        sentence(
            "With it, {then} of {total} capabilities are in place with their prerequisites; today {today} are.",
            then=then,
            total=total,
            today=today,
        ),
    ]
    return out + some(
        sentence(
            "{n} capability no longer depends on one provider.",
            "{n} capabilities no longer depend on one provider.",
            n=secured,
        )
    )


def plan_choice() -> Verdict:
    """An action plan before a country is chosen."""
    return [sentence("Choose a country to see which steps come first.")]


def meeting(proposed: int, decided: int, gaps: int, weak: int, uncounted: int) -> Verdict:
    """A meeting: decisions proposed and taken, after what is missing or has too few providers, in the words of the
    board; ``uncounted``: with one known provider, where nobody looked for others."""
    out = some(sentence("{n} decision is proposed.", "{n} decisions are proposed.", n=proposed)) or [
        sentence("No decision is proposed.")
    ]
    out += some(sentence("{n} is taken.", "{n} are taken.", n=decided))
    out += some(sentence("{n} capability is missing.", "{n} capabilities are missing.", n=gaps))
    out += some(
        sentence(
            "{n} capability has too few independent providers.",
            "{n} capabilities have too few independent providers.",
            n=weak,
        )
    )
    return out + some(
        sentence(
            "{n} capability has one known provider, and nobody checked for others.",
            "{n} capabilities have one known provider, and nobody checked for others.",
            n=uncounted,
        )
    )


def meeting_choice() -> Verdict:
    """A meeting before a country is chosen."""
    return [sentence("Choose a country to see the decisions that would change most.")]
