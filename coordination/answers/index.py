"""Which module declares which answer. Made by `make generate`; not by hand."""

from __future__ import annotations

from typing import Final

__all__ = ["DECLARED", "GROUPED"]

#: Answer -> (module, what is asked, in one line).
DECLARED: Final[dict[str, tuple[str, str]]] = {
    "actions": (
        "coordination.answers.actions",
        "What to do about each capability of a country: who is responsible, when it is done.",
    ),
    "agreements": (
        "coordination.answers.agreements",
        "Agreements and networks that bind a country; the parties of one.",
    ),
    "assessments": (
        "coordination.answers.assessments",
        "Enablers and outcomes of the national response in a country.",
    ),
    "assumptions": (
        "coordination.answers.assumptions",
        "Which statuses depend on an assumption of the methods.",
    ),
    "chain": ("coordination.answers.chain", "The shortest chain of partnerships between two organisations."),
    "cliffs": ("coordination.answers.cliffs", "What ends when, and whose funding it is."),
    "connections": (
        "coordination.answers.connections",
        "Everything connected to one country, as one graph; all countries as clusters.",
    ),
    "corridors": (
        "coordination.answers.corridors",
        "Can two countries work together on an area of cross-border cooperation?",
    ),
    "coverage": ("coordination.answers.coverage", "The status of every capability in every country."),
    "decisions": ("coordination.answers.decisions", "What a national committee could decide next."),
    "deliveries": ("coordination.answers.deliveries", "Who provides or supports what, where."),
    "diff": ("coordination.answers.diff", "What changed between two days."),
    "donors": (
        "coordination.answers.donors",
        "Where one more provider helps most, who funds it, what ends with a grant.",
    ),
    "expiries": (
        "coordination.answers.expiries",
        "Agreements and memberships that end, and the cross-border channels that close as a result.",
    ),
    "explain": ("coordination.answers.explain", "Why a capability has its status, down to source and line."),
    "figures": ("coordination.answers.figures", "Figures about a country or a region with year and source."),
    "gaps": ("coordination.answers.gaps", "What is missing or fragile, in order, and what to review first."),
    "handoffs": (
        "coordination.answers.handoffs",
        "Hand-offs without a recorded partnership; the smallest number of new ones.",
    ),
    "heaviest": (
        "coordination.answers.heaviest",
        "For each country, the organisation whose loss would cost most there.",
    ),
    "lenses": (
        "coordination.answers.lenses",
        "A country by threat, challenge, driver, discipline or objective.",
    ),
    "maturity": (
        "coordination.answers.maturity",
        "Phases ahead of their prerequisites, and the phase steps with the largest effect.",
    ),
    "network": ("coordination.answers.network", "Members of a network, their work and missing partnerships."),
    "news": ("coordination.answers.news", "What is new, what ends soon, and what has grown old."),
    "obligations": (
        "coordination.answers.obligations",
        "What a country is bound by and what it has promised.",
    ),
    "organisation": (
        "coordination.answers.organisation",
        "One organisation: what it does, with whom, and what depends on it.",
    ),
    "partners": (
        "coordination.answers.partners",
        "Who works with whom, and the place of each organisation among the others.",
    ),
    "plan": (
        "coordination.answers.plan",
        "What to do first within a budget, in a workable order, or a check of your own plan.",
    ),
    "plan-progress": (
        "coordination.answers.plan_progress",
        "What became of a plan: the steps that are done, late or left.",
    ),
    "public": ("coordination.answers.public", "The figures that may be published."),
    "routes": (
        "coordination.answers.routes",
        "From report to rescue: does a case get through, and where does it stop?",
    ),
    "same-organisations": (
        "coordination.answers.same_organisations",
        "Records that may be of one organisation, and what was judged.",
    ),
    "scenario-compare": ("coordination.answers.scenario_compare", "What each scenario takes, side by side."),
    "seats": ("coordination.answers.seats", "The seats of national bodies: filled, empty, not known."),
    "sweep": ("coordination.answers.sweep", "What the loss of every single organisation would do."),
    "trend": ("coordination.answers.trend", "How the status of capabilities changed over time."),
    "unfunded": (
        "coordination.answers.unfunded",
        "Unfunded steps of the plans that were released to donors.",
    ),
    "verify-next": (
        "coordination.answers.verify_next",
        "Which records to check next, because a status depends on them.",
    ),
    "weak-points": (
        "coordination.answers.weak_points",
        "Single points of failure: what would be lost, and the suggested action.",
    ),
    "what-if": ("coordination.answers.what_if", "What is lost if this ends, round by round."),
}
#: Those whose command stands in a group.
GROUPED: Final = frozenset(["scenario-compare"])
