"""Who is on the list of which agreement or network on a day, and whether that binds: questions of pages and reports,
asked as those of :mod:`coordination.workspace.questions`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coordination.analytics.borders.channels import NO_CHANNEL, SORTS, Hold, in_force, on_lists, opens
from coordination.workspace.service import Question, Workspace

__all__ = ["binding", "instrument", "listed"]

Answer = dict[str, object]


def binding(w: Workspace, q: Question, country: str) -> Answer:
    """What binds a country on the day of the question: every agreement to which it is party, also one without a duty
    across borders, which obliges at home (agreements about money apart), and every network that opens a channel.
    ``duties``: for which it does;
    ``countries``: how many it binds; ``confirmed``: that it binds this country was read in a source."""
    facts = w.facts(q)
    out: dict[tuple[str, bool], dict[str, Any]] = {}
    agreements = facts.snapshot["agreements"]
    for r in on_lists(facts, q.as_of, country=country):
        duties, agreement = opens(facts, r.sort, r.instrument), r.sort == "agreement_parties"
        money = agreement and agreements.text("kind", agreements.position[r.instrument]) == NO_CHANNEL
        if r.hold is Hold.BINDS and not money and (agreement or duties):
            bound = {
                x.country
                for x in on_lists(facts, q.as_of, sorts=[r.sort], instrument=r.instrument)
                if x.hold is Hold.BINDS
            }
            row = {"instrument": r.instrument, "agreement": agreement, "duties": list(duties)}
            read = facts.snapshot[r.sort].text("verified", r.row) == "yes"
            read = read or bool(out.get((r.instrument, agreement), {}).get("confirmed"))
            out[r.instrument, agreement] = {**row, "countries": len(bound), "confirmed": read}
    return w.answer(q, {"instruments": [out[k] for k in sorted(out)]})


def instrument(w: Workspace, q: Question, ident: str, *, agreement: bool) -> Answer:
    """An agreement, else a network, on the day of the question: ``in_force``, the ``duties`` for which it opens
    channels in this edition, and its list (:func:`listed`)."""
    facts, sort = w.facts(q), "agreement_parties" if agreement else "memberships"
    body = {
        "in_force": not agreement or in_force(facts, q.as_of, ident),
        "duties": list(opens(facts, sort, ident)),
    }
    return {**listed(w, q, sorts=[sort], instrument=ident), **body}


def listed(
    w: Workspace, q: Question, *, sorts: Iterable[str] = SORTS, instrument: str = "", country: str = ""
) -> Answer:
    """Rows of the lists of agreements and networks, of one instrument or country or of all, and how each holds its
    country on the day of the question; ``binds``: whether corridors count it."""
    facts, out = w.facts(q), []
    for r in on_lists(facts, q.as_of, sorts=sorts, instrument=instrument, country=country):
        frame = facts.snapshot[r.sort]
        told = frame.row(r.row)
        out.append(
            {
                "instrument": r.instrument,
                "country": r.country or told.get("iso3", ""),
                "organisation": told[SORTS[r.sort][1]],
                "status": told["status"],
                "since": told["since"],
                "until": told["until"],
                "binds": r.hold is Hold.BINDS,
                "hold": r.hold.word,
                "duties": list(opens(facts, r.sort, r.instrument)),
                "source": told["source_id"],
                "verified": told["verified"],
                "file": frame.file.vocab[frame.file.codes[r.row]],
                "line": int(frame.line[r.row]) or None,
            }
        )
    return w.answer(q, {"listed": out})
