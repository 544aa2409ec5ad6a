"""Hand-made tables for tests that are worked by hand: name what matters, the rest is filled in.

``small(deliveries=[{...}], ...)`` adds the country MWI (and every country a row names), every organisation a
row names (kind ngo, home MWI, unless given) and a source ``s`` published 2010 by ``P`` (unless given).
Deliveries speak of MWI, since 2015, verified yes, unless they say otherwise.
"""

from __future__ import annotations

from typing import Any

from tests.oracle.world import Tables

__all__ = ["small"]

DEFAULTS: dict[str, dict[str, str]] = {
    "deliveries": {"iso3": "MWI", "role": "provides", "since": "2015", "verified": "yes", "source_id": "s"},
    "reviews": {"iso3": "MWI", "edition": "mnr-2016", "method": "desk_review", "source_id": "s"},
    "affiliations": {"kind": "part_of", "verified": "yes", "source_id": "s"},
    "funding": {"verified": "yes", "source_id": "s"},
    "ties": {"kind": "referral", "verified": "yes", "source_id": "s"},
    "agreements": {"kind": "mou", "parties_complete": "yes"},
    "agreement_parties": {"status": "party", "verified": "yes", "source_id": "s"},
    "networks": {"members_complete": "yes"},
    "memberships": {"verified": "yes", "source_id": "s"},
    "committee_seats": {"iso3": "MWI", "verified": "yes", "source_id": "s"},
    "committee_bodies": {"iso3": "MWI"},
    "duty_reviews": {"iso3": "", "method": "desk_review", "verified": "yes", "source_id": "s"},
    "own_actions": {
        "iso3": "MWI",
        "step": "1",
        "lead_seat": "justice",
        "done_when": "It is signed.",
        "effort": "M",
        "source_id": "s",
    },
    "services": {"kind": "portal", "status": "active"},
    "link_reviews": {"iso3": "MWI", "method": "desk_review", "source_id": "s"},
    "indicators": {"iso3": "MWI", "unit": "%", "verified": "yes", "source_id": "s"},
    "stakeholders": {"kind": "ngo", "home_iso3": "MWI"},
    "sources": {},
    "countries": {},
}
BODY_COLUMNS = (
    "stakeholder_id",
    "child_id",
    "parent_id",
    "funder_id",
    "recipient_id",
    "a_id",
    "b_id",
    "member_id",
    "network_id",
    "body_id",
    "operator_id",
)


def small(**given: list[dict[str, Any]]) -> Tables:
    tables: Tables = {name: [] for name in DEFAULTS}
    for table, rows in given.items():
        tables[table] = [{**DEFAULTS[table], **row} for row in rows]
    everything = [row for rows in tables.values() for row in rows]

    def name_missing(table: str, key: str, wanted: list[str]) -> None:
        known = {row[key] for row in tables[table]}
        for one in sorted(set(wanted) - known - {""}):
            tables[table].append({**DEFAULTS[table], key: one})

    bodies = [row[c] for row in everything for c in BODY_COLUMNS if c in row]
    name_missing("stakeholders", "id", bodies)
    homes = [row["home_iso3"] for row in tables["stakeholders"]]
    name_missing(
        "countries", "iso3", ["MWI", *homes, *(row["iso3"] for row in everything if row.get("iso3"))]
    )
    if not any(row["source_id"] == "s" for row in tables["sources"]):
        tables["sources"].append({"source_id": "s", "publisher": "P", "published": "2010"})
    return tables
