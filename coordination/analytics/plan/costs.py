"""What a renewal of a plan costs as far as rows say: what the grants that end came to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from coordination.analytics.base.facts import NEVER, Facts
from coordination.analytics.base.providers import Funds
from coordination.analytics.board.coverage import add_months
from coordination.analytics.board.roles import Roles
from coordination.analytics.plan.decision_ends import AHEAD, ending_grants
from coordination.analytics.plan.measures import Measure, MeasureKind
from coordination.text.sentences import Sentence

__all__ = ["grants_to_renew"]


def grants_to_renew(
    facts: Facts, as_of: date, country: str, measure: Measure, who: Callable[[str], Roles]
) -> Sentence | None:
    """The grants with a known end that those asked pay to today's providers of what is renewed, those that end within
    twelve months if there are some; None where no row states a sum. ``who``: the roles of a capability."""
    if measure.kind is not MeasureKind.RENEW:
        return None
    funds, at, t = Funds.of(facts), facts.stakeholder_at, as_of.toordinal()
    asked = {at[i] for i in measure.who}
    found: list[tuple[int, str]] = []
    for number in (n for n in measure.about if n in facts.edition.index):
        providers = np.asarray([at[i] for i in who(number).responsible], np.int64)
        here = np.full(len(providers), facts.country_at[country], np.int64)
        _, rows = funds.touching(
            providers, here, np.full(len(providers), facts.edition.index[number], np.int64)
        )
        for f in rows[funds.life.active(t)[rows]].tolist():
            if int(funds.funder[f]) in asked and funds.life.stop[f] < NEVER:
                found.append((int(funds.life.stop[f]), facts.snapshot["funding"].ids[int(funds.row[f])]))
    horizon = add_months(as_of, AHEAD).toordinal() + 1
    soon = [c for stop, c in found if stop <= horizon]
    return ending_grants(facts.snapshot, sorted({*(soon or [c for _, c in found])}))
