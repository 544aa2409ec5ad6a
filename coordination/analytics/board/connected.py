"""Databases and other shared systems to which a country is connected, and that bear on a capability of it."""

from __future__ import annotations

from collections.abc import Iterator

from coordination.analytics.board.coverage import Coverage
from graph_schema.ids import AgreementId, CapabilityNumber, Iso3, StakeholderId
from graph_schema.values import AgreementKind, Verified

__all__ = ["connections"]


def connections(
    cover: Coverage, country: Iso3, capability: CapabilityNumber
) -> Iterator[tuple[AgreementId, StakeholderId, bool, int]]:
    """(agreement, through whom, read in a source, row of agreement_parties) of each connection on the day, by agreement
    and organisation: an access arrangement that opens a channel for the capability. ``""``: nobody is named.

    That a country is connected says nothing of who uses the connection, so no status rests on it.
    """
    facts = cover.facts
    agreements, parties = facts.snapshot["agreements"], facts.snapshot["agreement_parties"]
    opens = {
        ident
        for ident, kind, duties in zip(
            agreements.ids, agreements["kind"].texts(), agreements["duties"].texts(), strict=True
        )
        if kind == AgreementKind.DATABASE_ACCESS
        and capability in {facts.edition.from_base.get(n) for n in duties.split(";")}
    }
    rows = facts.counted("agreement_parties")
    day = cover.as_of.toordinal()
    here = parties["iso3"].isin([country]) & parties["agreement_id"].isin(opens)
    here &= parties["status"].isin(["connected", "party", "active"])
    rows = rows[(here & facts.life("agreement_parties").active(day))[rows]]
    found = [(parties.text("agreement_id", r), parties.text("stakeholder_id", r), r) for r in rows.tolist()]
    for agreement, who, row in sorted(found):
        read = parties.text("verified", row) == Verified.YES
        yield AgreementId(agreement), StakeholderId(who), read, row
