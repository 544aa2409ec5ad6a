"""What a committee is told of an end: what the grants came to, and whom an instrument joined alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np

from coordination.analytics.base.facts import Facts
from coordination.analytics.board.grant_rows import GRANT
from coordination.analytics.borders.channels import FULL, channels_at
from coordination.analytics.borders.corridors import covered_pairs
from coordination.analytics.borders.expiries import Expiry
from coordination.analytics.network.engine import Mask
from coordination.analytics.plan.decision_records import Decision, Kind, sources_of
from coordination.model.snapshot import Snapshot
from coordination.text.sentences import Name, Sentence, sentence

__all__ = ["AHEAD", "ending_grants", "instrument_ends"]

AHEAD: Final = 12  #: months within which an end is on the table


def ending_grants(snapshot: Snapshot, claims: Sequence[str]) -> Sentence | None:
    """What the grants that end came to, as their rows state it; None where none does. Where sources differ, every
    sum is named."""
    frame = snapshot["funding"]
    sums: dict[tuple[str, ...], dict[tuple[str, str], Sentence]] = {}
    for i in (frame.position[c] for c in claims if c in frame.position):
        amount, currency = frame.text("amount", i), frame.text("currency", i)
        if amount:
            grant = tuple(frame.text(f, i) for f in GRANT)
            sums.setdefault(grant, {})[amount, currency] = _money(amount, currency)
    if not sums:
        return None
    return sentence(
        "The grant that ends: {amounts}.",
        "The grants that end: {amounts}.",
        n=len(sums),
        amounts=[
            _one([found[k] for k in sorted(found, key=lambda k: (len(k[0]), k))]) for found in sums.values()
        ],
    )


def _money(amount: str, currency: str) -> Sentence:
    """A sum as the reader writes numbers; what is no whole number stays as it was written."""
    value = int(amount) if amount.isascii() and amount.isdigit() else amount
    return sentence("{amount} {currency}", amount=value, currency=currency)


def _one(sums: list[Sentence]) -> Sentence:
    """What one grant came to: one sum, or each of those that sources name."""
    return sums[0] if len(sums) == 1 else sentence("({sums}: sources differ)", sums=sums)


def _full(facts: Facts, e: Expiry) -> Mask:
    """Which countries are full parties of the instrument on its last day. Shape (countries,)."""
    channels = channels_at(facts, e.last)
    lists, full = channels.lists, np.zeros(len(facts.countries), bool)
    for row, at in enumerate(channels.which.tolist()):
        if lists.ids[at] == e.instrument and bool(lists.agreement[at]) == (e.kind != "member"):
            full |= channels.standing[row] == FULL
    return full


def instrument_ends(facts: Facts, iso3: str, e: Expiry, next_meeting: date) -> Decision | None:
    """An agreement of which the country is a full party, or the country's place in one, with those duties of it
    for which the country then loses a channel to another full party; None where it loses none."""
    here, full = facts.country_at[iso3], _full(facts, e)
    if (e.kind != "agreement" and e.country != iso3) or not full[here]:
        return None
    before, after = covered_pairs(facts, e.last), covered_pairs(facts, e.last + timedelta(days=1))
    gone: dict[str, list[int]] = {
        n: np.flatnonzero(before[n][here] & ~after[n][here] & full).tolist() for n in e.duties
    }
    lost = tuple(n for n in facts.edition.duties if gone.get(n))
    if not lost:
        return None
    parties = facts.snapshot["agreement_parties"]
    who = {
        parties.text("stakeholder_id", i)
        for i in range(len(parties))
        if parties.text("agreement_id", i) == e.instrument and parties.text("iso3", i) == iso3
    }
    alike: dict[tuple[int, ...], list[str]] = {}  # duties that join the country with the same others, in one
    for n in lost:
        alike.setdefault(tuple(gone[n]), []).append(n)
    return Decision(
        Kind.ENDING,
        iso3,
        "",
        e.instrument,
        "",
        sentence(
            "{instrument} ends",
            instrument=Name("stakeholders" if e.kind == "member" else "agreements", e.instrument),
        ),
        (
            sentence("Its last day is {last}. No renewal is recorded.", last=e.last),
            *(
                sentence(
                    "After that, no other agreement or network is known to connect {country} with {others} "
                    "for: {duties}.",
                    country=Name("countries", iso3),
                    others=tuple(Name("countries", facts.countries[i]) for i in others),
                    duties=tuple(Name("capabilities", n) for n in duties),
                )
                for others, duties in alike.items()
            ),
        ),
        sentence("Ask the parties to renew it before it ends."),
        tuple(sorted(who - {""})),
        min(e.last, next_meeting),
        e.last,
        None,
        lost,
        e.claims,
        sources_of(facts.snapshot, [e.instrument, *e.claims]),
        (facts.edition.index[lost[0]],),
    )
