"""Tables of text become claims with dates; what a claim says on a day (METHODS 0)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from tests.oracle.dates import end_exclusive, first_day

__all__ = ["Claim", "Row", "Tables", "World", "read_world", "split_list"]

Row = Mapping[str, str]
Tables = dict[str, list[dict[str, str]]]

ACTIVE_WORDS = ("active", "partner", "party", "connected", "unknown")
CLAIM_TABLES = (
    "deliveries",
    "reviews",
    "agreement_parties",
    "memberships",
    "ties",
    "funding",
    "affiliations",
    "committee_seats",
    "work",
    "duty_reviews",
    "indicators",
)
#: Files of which ``confirmed`` keeps only rows with verified = yes.
FILTERED = (
    "deliveries",
    "memberships",
    "agreement_parties",
    "ties",
    "funding",
    "affiliations",
    "committee_seats",
)


#: Columns that name whom a claim is about; it ends with each of them.
NAMING = {
    "deliveries": ("stakeholder_id",),
    "agreement_parties": ("stakeholder_id",),
    "memberships": ("member_id", "network_id"),
    "ties": ("a_id", "b_id"),
    "funding": ("funder_id", "recipient_id"),
    "affiliations": ("child_id", "parent_id"),
    "committee_seats": ("body_id", "member_id"),
    "work": ("stakeholder_id",),
}


def split_list(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def spelled(table: str, row: Mapping[str, str | None]) -> str:
    """A record by what stands in it, but for its id, its edition, and what it is where it does not say."""
    left_out = {("status", "active"), ("role", "provides")}
    said = {
        k: v for k, v in sorted(row.items()) if v and k not in ("id", "edition") and (k, v) not in left_out
    }
    return f"{table}: " + ", ".join(f"{k}={v}" for k, v in said.items())


@dataclass(frozen=True)
class Claim:
    """One row of a claim file. ``since`` None = not said; ``end`` is exclusive, None = open;
    ``heard`` = first day of its source's published, else retrieved, date; None = always."""

    table: str
    row: Row
    since: date | None
    end: date | None
    status: str
    heard: date | None
    cut: bool = False  #: a scenario ended it: no look speaks of that end
    dropped: date | None = (
        None  #: what it names ended before it began: from that day on it is not even planned
    )

    def get(self, column: str) -> str:
        return self.row.get(column) or ""

    @property
    def source(self) -> str:
        return self.get("source_id")

    @property
    def verified(self) -> bool:
        return self.get("verified") == "yes"

    @property
    def start(self) -> date | None:
        """The day from which the claim counts: ``since``, else the day it was heard; None = always."""
        return self.since if self.since is not None else self.heard

    def started(self, day: date) -> bool:
        return self.start is None or self.start <= day

    def over(self, day: date) -> bool:
        return self.end is not None and self.end <= day

    def runs(self, day: date) -> bool:
        """Started and not over, whatever its status."""
        return self.dropped is None and self.started(day) and not self.over(day)

    def active(self, day: date) -> bool:
        if self.dropped is not None:
            return False
        if self.status == "ended":
            return self.end is not None and self.runs(day)
        return self.status in ACTIVE_WORDS and self.runs(day)

    def planned(self, day: date) -> bool:
        if self.heard is not None and self.heard > day:
            return False
        if self.dropped is not None and self.dropped <= day:
            return False
        if self.status == "planned" and not self.over(day):
            return True
        return self.since is not None and self.since > day

    def lapsed(self, day: date) -> bool:
        """It was carried out, and a dated end has passed. A plan whose time passed never was."""
        return self.dropped is None and self.status != "planned" and self.started(day) and self.over(day)

    def one_off(self, day: date) -> bool:
        """A finished study or training: ended, without saying when."""
        return self.dropped is None and self.status == "ended" and self.end is None and self.started(day)


@dataclass(frozen=True)
class World:
    countries: list[str]
    regions: dict[str, str]
    subregions: dict[str, str]  #: of each country; "" = not said
    stakeholders: dict[str, Row]
    sources: dict[str, Row]
    agreements: dict[str, Row]
    networks: dict[str, Row]
    bodies: dict[str, Row]
    claims: dict[str, list[Claim]]
    own_actions: list[Row]  #: of the countries, in place of those of the library
    unconfirmed: dict[str, list[Claim]]  #: those that ``confirmed`` leaves out
    services: dict[str, Row]

    def home(self, stakeholder: str) -> str:
        return self.stakeholders.get(stakeholder, {}).get("home_iso3") or ""

    def kind(self, stakeholder: str) -> str:
        return self.stakeholders.get(stakeholder, {}).get("kind") or ""

    def publisher(self, source: str) -> str:
        """Publisher, else the source itself."""
        return self.sources.get(source, {}).get("publisher") or source

    def source_day(self, source: str) -> date | None:
        row = self.sources.get(source, {})
        return first_day(row.get("published") or row.get("retrieved") or "")

    def active(self, table: str, day: date) -> list[Claim]:
        return [c for c in self.claims[table] if c.active(day)]

    def boundaries(self, tables: Iterable[str]) -> list[date]:
        """Every day on which some claim of these files can begin to count or cease to."""
        days: set[date] = set()
        for table in tables:
            for claim in self.claims[table]:
                days.update(d for d in (claim.since, claim.end, claim.heard) if d is not None)
        return sorted(days)

    def with_claims(self, claims: dict[str, list[Claim]]) -> World:
        return replace(self, claims=claims)


def _plain(row: Mapping[str, str]) -> dict[str, str]:
    return {k: (v or "") for k, v in row.items()}


def _ended_with(claim: Claim, day: date) -> Claim:
    """The claim where something that it names ended: over by that day at the latest, none if it had not begun; a
    finished one-off stays one."""
    if claim.end is not None and claim.end <= day:
        return claim
    if claim.since is not None and claim.since >= day:
        return replace(claim, dropped=min(day, claim.dropped or day))
    return claim if claim.status == "ended" and claim.end is None else replace(claim, end=day)


def _of_services(row: Row, every: list[dict[str, str]], stopped: dict[str, date]) -> list[date]:
    """The days on which services ended of which this delivery was a part that is not alone; a row that names no service
    ends with those that the other rows of the delivery name."""
    if row.get("role") == "supports":
        return []
    about = ("stakeholder_id", "iso3", "capability")
    same = [
        r
        for r in every
        if r.get("role") != "supports"
        and all(r.get(c, "") == row.get(c, "") for c in about)
        and r.get("service_id")
    ]
    named = row.get("service_id")
    found = []
    for service in {r["service_id"] for r in same if not named or r["service_id"] == named}:
        words = {r.get("part", "") for r in same if r["service_id"] == service} - {""}
        if service in stopped and words != {"alone"}:
            found.append(stopped[service])
    return found


def read_world(tables: Tables, evidence: str) -> World:
    """Read tables; identical rows are one claim. ``evidence``: ``all`` or ``confirmed``."""
    if evidence not in ("all", "confirmed"):
        raise ValueError(f"evidence is {evidence!r}, neither all nor confirmed")

    def rows(name: str) -> list[dict[str, str]]:
        unique = []
        for row in map(_plain, tables.get(name, [])):
            if row not in unique:
                unique.append(row)
        return unique

    sources = {row["source_id"]: row for row in rows("sources")}
    ended = {row["id"]: end for row in rows("stakeholders") if (end := end_exclusive(row.get("until", "")))}
    shut = {
        row["body_id"]: end
        for row in rows("committee_bodies")
        if (end := end_exclusive(row.get("until", "")))
    }
    stopped = {
        row["service_id"]: end for row in rows("services") if (end := end_exclusive(row.get("until", "")))
    }
    claims: dict[str, list[Claim]] = {}
    unconfirmed: dict[str, list[Claim]] = {}
    for table in CLAIM_TABLES:
        claims[table], unconfirmed[table] = [], []
        for row in rows(table):
            left_out = evidence == "confirmed" and table in FILTERED and row.get("verified", "") != "yes"
            source = sources.get(row.get("source_id", ""), {})
            claim = Claim(
                table=table,
                row=row,
                since=first_day(row.get("since", "")),
                end=end_exclusive(row.get("until", "")),
                status=row.get("status", "") or "active",
                heard=first_day(source.get("published", "") or source.get("retrieved", "")),
            )
            days = [ended[row[c]] for c in NAMING.get(table, ()) if row.get(c, "") in ended]
            if table == "committee_seats" and row["body_id"] in shut:
                days.append(shut[row["body_id"]])
            if table == "deliveries":
                days += _of_services(row, rows("deliveries"), stopped)
            for day in days:
                claim = _ended_with(claim, day)
            (unconfirmed if left_out else claims)[table].append(claim)
    return World(
        countries=sorted({row["iso3"] for row in rows("countries")}),
        regions={row["iso3"]: row.get("region", "") for row in rows("countries")},
        subregions={row["iso3"]: row.get("subregion", "") for row in rows("countries")},
        stakeholders={row["id"]: row for row in rows("stakeholders")},
        sources=dict(sources),
        agreements={row["id"]: row for row in rows("agreements")},
        networks={row["network_id"]: row for row in rows("networks")},
        bodies={row["body_id"]: row for row in rows("committee_bodies")},
        claims=claims,
        own_actions=list(tables.get("own_actions", [])),
        unconfirmed=unconfirmed,
        services={row["service_id"]: row for row in rows("services")},
    )
