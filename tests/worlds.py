"""Random small worlds: valid input for every file, made to hit every rule of the methods and its odd cases.

``random_world(seed, size)`` gives the same tables for the same seed, for ever. What is in them is fiction:
country codes are real so that homes and maps work, everything said about them is invented. Ends and starts
lie close to ``AS_OF`` so that a replay, a cliff and an expiry all see something; ``days_of(tables)`` gives
the days that matter.

What later versions of the methods brought (stand-ins, operators, reviews of duties, subregions, organisations at work
in several countries) has dice of its own: it comes on top of the rows there are.
"""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

from tests.oracle.dates import end_exclusive, first_day
from tests.oracle.dice import AS_OF, KEYS, Dice
from tests.oracle.edition import default_edition
from tests.oracle.world import Tables

__all__ = ["AS_OF", "KEYS", "SIZES", "days_of", "random_world", "removals_of", "write_folder"]

#: (countries, stakeholders, deliveries per busy country, ties per stakeholder), each from-to.
SIZES = {
    "tiny": ((2, 2), (3, 5), (3, 10), (0, 1)),  # and at times one or two more countries, see Second
    "small": ((2, 5), (3, 15), (6, 40), (0, 2)),
    "medium": ((4, 5), (20, 30), (40, 70), (0, 2)),
}
COUNTRIES = ["KEN", "MWI", "UGA", "GHA", "PHL"]
KINDS = ["government", "law_enforcement", "ngo", "ngo", "industry", "un_agency", "network_member", "donor"]
TIE_KINDS = ["referral", "data_sharing", "mou", "other"]
SEATS = ["interior", "justice", "social_welfare", "education", "health", "telecoms", "police"]
SEATS += ["judiciary", "ngo", "ict_industry", "other_industry", "faith", "specialist_agency"]
AGREEMENT_KINDS = ["treaty", "regional_convention", "mou", "mou", "network", "funding", "database_access"]
PARTY_STATUSES = ["party", "party", "party", "active", "connected", "partner"]
PARTY_STATUSES += ["signatory", "invited", "unknown", "ended", "planned"]
METHODS = ["desk_review", "self_assessment", "interview", "official_review"]
DUTIES = ["1", "3", "4", "6", "7", "11", "12", "16", "17"]


class _Maker(Dice):
    def __init__(self, seed: int, size: str) -> None:
        super().__init__(f"{size}-{seed}")
        countries, stakeholders, self.per_country, self.ties_each = SIZES[size]
        self.countries = self.rng.sample(COUNTRIES, self.rng.randint(*countries))
        self.ids = [f"org-{n:02d}" for n in self.rng.sample(range(60), self.rng.randint(*stakeholders))]
        self.numbers = [str(n) for n in range(1, 22)]
        #: few capabilities carry most rows, so that cells have several providers
        self.busy = self.rng.sample(self.numbers, self.rng.randint(4, 12))
        #: some worlds know a lot about everything, so that hand-offs and supports meet
        self.dense = size != "tiny" and self.chance(0.35)
        if self.dense:
            self.busy = self.numbers
        #: countries about which nobody says anything
        self.quiet = set(self.countries[1:2]) if self.chance(0.5) else set()

    def number(self) -> str:
        return self.rng.choice(self.busy) if self.chance(0.85) else self.rng.choice(self.numbers)

    def make_sources(self) -> None:
        for n in range(self.rng.randint(4, 9)):
            published = self.day(-90, -1) if self.chance(0.6) else ""
            if self.chance(0.08):
                published = self.day(1, 12)
            retrieved = self.day(-40, -1) if self.chance(0.6) else ""
            publisher = self.pick("", "Ministry", "Ministry", "Watch", "Press")
            self.add(
                "sources",
                {
                    "source_id": f"src-{n}",
                    "title": f"Invented source {n}",
                    "publisher": publisher,
                    "url": f"https://example.org/{n}" if self.chance(0.5) else "",
                    "published": published,
                    "retrieved": retrieved,
                    "licence": "",
                    "note": "",
                },
            )
        self.sources = [row["source_id"] for row in self.tables["sources"]]

    def make_nodes(self) -> None:
        for iso3 in self.countries:
            self.add(
                "countries",
                {"iso3": iso3, "name": f"Land {iso3}", "region": "Africa", "source_id": self.sources[0]},
            )
        for index, body in enumerate(self.ids):
            home = "" if self.chance(0.15) else self.rng.choice(self.countries)
            kind = (
                "network" if index < 1 + len(self.ids) // 8 and self.chance(0.8) else self.rng.choice(KINDS)
            )
            self.add(
                "stakeholders",
                {
                    "id": body,
                    "name": f"Organisation {body}",
                    "short_name": "",
                    "kind": kind,
                    "home_iso3": home,
                    "website": "",
                    "verified": self.pick("yes", "recalled"),
                    "source_id": self.rng.choice(self.sources),
                    "note": "",
                },
            )

    def make_deliveries(self) -> None:
        for iso3 in self.countries:
            if iso3 in self.quiet:
                continue
            rows = self.rng.randint(*self.per_country)
            for _ in range(rows + 30 if self.dense else rows):
                row = {
                    "stakeholder_id": self.rng.choice(self.ids),
                    "capability": self.number(),
                    "iso3": iso3,
                    "role": self.pick("provides", "provides", "provides", "provides", "", "supports"),
                    "basis": "",
                    **self.life(
                        *["active"] * 12, "", "unknown", "planned", "planned", "ended", "ended", "ended"
                    ),
                }
                self.add("deliveries", row)
                if self.chance(0.3):  # a second source about the same delivery, agreeing or not
                    self.add("deliveries", {**row, **self.life("active", "active", "ended", "planned")})

    def make_reviews(self) -> None:
        for iso3 in self.countries:
            if iso3 in self.quiet and self.chance(0.7):
                continue
            phased = self.chance(0.6)
            for number in self.numbers:
                for _ in range(self.rng.choice([0, 0, 1, 1, 2, 3] if phased else [0, 0, 0, 0, 1, 2])):
                    self.make_look(iso3, number, phased)

    def make_look(self, iso3: str, number: str, phased: bool) -> None:
        outcome = self.pick("found", "found", "found", "not_found", "unclear")
        edition = self.pick(*["mnr-2016"] * 12, "", "mnr-2022")
        if edition == "mnr-2022" and number == "17":
            edition = "mnr-2016"
        row = {
            "iso3": iso3,
            "edition": edition,
            "capability": number,
            "outcome": outcome,
            "phase": self.pick("1", "2", "3", "4")
            if phased and outcome == "found" and self.chance(0.8)
            else "",
            "method": self.rng.choice(METHODS),
            "reviewed_on": self.day(-60, -1) if self.chance(0.9) else self.day(0, 10),
            "reviewer": self.pick("desk", "committee", self.rng.choice(self.ids)),
            "source_id": self.rng.choice(self.sources),
            "verified": "",
            "note": "",
        }
        self.add("reviews", row)
        if self.chance(0.25):  # a tie in the date: method, outcome, phase, reviewer and source decide
            other = self.pick("found", "not_found", "unclear")
            phase = self.pick("1", "2", "3", "4", "") if phased and other == "found" else ""
            again = {"outcome": other, "phase": phase, "source_id": self.rng.choice(self.sources)}
            if self.chance(0.5):
                again["method"] = self.rng.choice(METHODS)
            self.add("reviews", {**row, **again})

    def make_affiliations(self) -> None:
        for _ in range(self.rng.randint(0, 1 + len(self.ids) // 2)):
            child, parent = self.rng.sample(self.ids, 2)
            row = {
                "child_id": child,
                "parent_id": parent,
                "kind": self.pick("part_of", "hosted_by", "operated_by"),
                **self.life("active", "active", "active", "", "ended", "planned"),
            }
            if self.chance(0.6):
                row.update(since="", until="", status="active")
            self.add("affiliations", row)
            if self.chance(0.08):  # a cycle: a warning, and one body
                self.add("affiliations", {**row, "child_id": parent, "parent_id": child})

    def make_funding(self) -> None:
        payers = self.rng.sample(self.ids, min(len(self.ids), self.rng.randint(1, 3)))
        for _ in range(self.rng.randint(0, 2 * len(self.ids))):
            recipient = self.rng.choice(self.ids)
            funder = recipient if self.chance(0.1) else self.rng.choice(payers)
            self.add(
                "funding",
                {
                    "funder_id": funder,
                    "recipient_id": recipient,
                    "iso3": self.rng.choice(self.countries) if self.chance(0.4) else "",
                    "capabilities": "" if self.chance(0.5) else self.some(self.busy, 4),
                    "amount": str(self.rng.randint(1, 900) * 1000) if self.chance(0.3) else "",
                    "currency": "USD",
                    "title": self.pick("", "grant", "core"),
                    **self.life("active", "active", "active", "", "ended", "planned"),
                },
            )

    def make_ties(self) -> None:
        for _ in range(len(self.ids) * self.rng.randint(*self.ties_each) + self.rng.randint(0, 4)):
            a, b = self.rng.sample(self.ids, 2)
            if self.chance(0.02):  # a self tie: a warning, and no tie
                b = a
            row = {
                "a_id": a,
                "b_id": b,
                "kind": self.rng.choice(TIE_KINDS),
                "iso3": self.rng.choice(self.countries) if self.chance(0.4) else "",
                "capability": self.number() if self.chance(0.4) else "",
                "basis": "",
                "stated_by": self.pick("a", "b", "both", "third", ""),
                **self.life("active", "active", "active", "active", "", "unknown", "ended", "planned"),
            }
            self.add("ties", row)
            if self.chance(0.15):  # the same pair the other way round and another kind: still one tie
                self.add("ties", {**row, "a_id": b, "b_id": a, "kind": self.rng.choice(TIE_KINDS)})

    def make_agreements(self) -> None:
        for n in range(self.rng.randint(0, 7)):
            duties = self.some(DUTIES, 4)
            expires = self.day(-12, 24) if self.chance(0.4) else ""
            self.add(
                "agreements",
                {
                    "id": f"agr-{n}",
                    "name": f"Invented agreement {n}",
                    "kind": self.rng.choice(AGREEMENT_KINDS),
                    "adopted": self.day(-90, 3) if self.chance(0.7) else "",
                    "in_force": self.day(-80, 6) if self.chance(0.5) else "",
                    "expires": expires,
                    "capabilities": duties,
                    "duties": duties,
                    "parties_complete": self.pick("yes", "yes", "no", ""),
                    "verified": self.pick("yes", "recalled"),
                    "source_id": self.rng.choice(self.sources),
                    "note": "",
                },
            )
            whole_bloc = self.countries if self.chance(0.5) else []
            for iso3 in [*whole_bloc, *self.rng.choices(self.countries, k=self.rng.randint(0, 5))]:
                only = self.rng.choice(["country", "country", "body", "both"])
                party = {
                    "agreement_id": f"agr-{n}",
                    "iso3": "" if only == "body" else iso3,
                    "stakeholder_id": "" if only == "country" else self.rng.choice(self.ids),
                    **self.life(*PARTY_STATUSES),
                }
                if self.chance(0.7):
                    party.update(since="", until="")
                self.add("agreement_parties", party)

    def make_networks(self) -> None:
        for row in [r for r in self.tables["stakeholders"] if r["kind"] == "network"]:
            duties = self.some(DUTIES, 2)
            listed = self.pick("yes", "no", "")
            self.add(
                "networks",
                {
                    "network_id": row["id"],
                    "capabilities": duties,
                    "duties": duties,
                    "members_complete": listed,
                },
            )
            for member in self.rng.sample(self.ids, self.rng.randint(0, min(6, len(self.ids)))):
                if member != row["id"]:
                    status = self.life(
                        "active", "active", "active", "partner", "unknown", "", "ended", "planned"
                    )
                    self.add("memberships", {"member_id": member, "network_id": row["id"], **status})

    def make_committees(self) -> None:
        for iso3 in self.countries:
            if self.chance(0.4):
                continue
            body = self.rng.choice(self.ids)
            if any(r["body_id"] == body for r in self.tables.get("committee_bodies", [])):
                continue
            whole = self.pick("yes", "no", "")
            source = self.rng.choice(self.sources)
            self.add(
                "committee_bodies",
                {"body_id": body, "iso3": iso3, "seats_complete": whole, "source_id": source, "note": ""},
            )
            for _ in range(self.rng.randint(0, 8)):
                seat = {"iso3": iso3, "body_id": body, "member_id": self.rng.choice(self.ids)}
                life = self.life("active", "active", "", "ended", "planned", "unknown")
                self.add("committee_seats", {**seat, "seat": self.rng.choice(SEATS), **life})

    def make_rest(self) -> None:
        for _ in range(self.rng.randint(0, 3)):
            life = self.life("active", "ended", "")
            work = {"stakeholder_id": self.rng.choice(self.ids), "iso3": self.rng.choice(self.countries)}
            self.add(
                "work",
                {**work, "objective": "legal-frameworks", "means": "research", "title": "programme", **life},
            )
        if self.chance(0.5):
            figure = {"indicator_id": "users", "name": "Internet users", "unit": "%", "value": "41.5"}
            source = {"source_id": self.rng.choice(self.sources), "verified": "yes"}
            self.add(
                "indicators", {**figure, "iso3": self.countries[0], "region": "", "year": "2020", **source}
            )

    def spoil_politely(self) -> None:
        """Missing optional columns and a row given twice: both valid."""
        for table, column in (
            ("deliveries", "role"),
            ("deliveries", "until"),
            ("ties", "stated_by"),
            ("funding", "status"),
            ("affiliations", "until"),
            ("memberships", "since"),
            ("networks", "members_complete"),
        ):
            if self.chance(0.06):
                self.tables[table] = [
                    {k: v for k, v in row.items() if k != column} for row in self.tables.get(table, [])
                ]
        for table in ("deliveries", "ties"):
            if self.tables.get(table) and self.chance(0.2):
                self.tables[table].append(dict(self.rng.choice(self.tables[table])))


class _Second(Dice):
    """Rows on top of a world, thrown with dice of their own."""

    def __init__(self, maker: _Maker, seed: int, size: str) -> None:
        super().__init__(f"second-{size}-{seed}")
        self.tables, self.used, self.sources = maker.tables, maker.used, maker.sources
        self.countries, self.ids, self.quiet = list(maker.countries), maker.ids, set(maker.quiet)
        self.numbers, self.busy, self.size = maker.numbers, maker.busy, size

    def all_of_it(self) -> None:
        self.more_countries()
        self.subregions()
        self.at_work_in_several()
        self.of_a_kind()
        self.stand_ins()
        self.on_the_day()
        self.scopes()
        self.operators()
        self.duty_reviews()
        self.work_of_no_country()
        self.own_actions()

    def delivery(self, who: str, number: str, iso3: str, role: str, **life: str) -> None:
        row = {"stakeholder_id": who, "capability": number, "iso3": iso3, "role": role, "basis": ""}
        self.add("deliveries", {**row, **self.life("active"), **life})

    def more_countries(self) -> None:
        """A tiny world is at times one of three or four countries: a kind needs two others to be a reason."""
        if self.size != "tiny" or self.chance(0.6):
            return
        for iso3 in self.rng.sample(
            [c for c in COUNTRIES if c not in self.countries], self.rng.randint(1, 2)
        ):
            self.countries.append(iso3)
            name = {"iso3": iso3, "name": f"Land {iso3}", "region": "Africa", "source_id": self.sources[0]}
            self.add("countries", name)

    def subregions(self) -> None:
        for row in self.tables["countries"]:
            row["subregion"] = self.pick("Eastern Africa", "Eastern Africa", "Western Africa", "")

    def at_work_in_several(self) -> None:
        """Some organisations do the same thing in several countries."""
        open_to_all = [c for c in self.countries if c not in self.quiet]
        for who in self.rng.sample(self.ids, min(len(self.ids), self.rng.randint(0, 4))):
            for number in self.rng.sample(self.numbers, self.rng.randint(1, 3)):
                for iso3 in open_to_all:
                    if self.chance(0.6):
                        lasting = {"until": "", "status": "active"} if self.chance(0.7) else {}
                        self.delivery(who, number, iso3, "provides", **lasting)

    def of_a_kind(self) -> None:
        """A capability that organisations of one kind provide in two countries; in a third one provides it, and another
        of that kind does work from which it could be taken up."""
        open_to_all = [c for c in self.countries if c not in self.quiet]
        if len(open_to_all) < 3 or len(self.ids) < 4 or self.chance(0.3):
            return
        edition = default_edition()
        akin = sorted(edition.akin)
        number = self.rng.choice(["8", "9", "11", "14", "16", "17"])
        beside = self.rng.choice([n for a, n in akin if a == number])
        first, second, third, local = self.rng.sample(self.ids, 4)
        homes = self.rng.sample(open_to_all, 3)
        kind = self.rng.choice(edition.asked[number][0])
        for row in self.tables["stakeholders"]:
            if row["id"] in (first, second, local) and row["kind"] != "network":
                row["kind"] = kind
            if row["id"] == local:
                row["home_iso3"] = homes[2]
        lasting = {"since": "", "until": "", "status": "active", "verified": "yes"}
        for who, what, where in (
            (first, number, homes[0]),
            (second, number, homes[1]),
            (third, number, homes[2]),
            (local, beside, homes[2]),
        ):
            self.delivery(who, what, where, "provides", **lasting)
        if self.chance(0.4):
            self.delivery(local, number, homes[2], "supports", **lasting)

    def stand_ins(self) -> None:
        here = [r for r in self.tables.get("deliveries", []) if r.get("role") in ("provides", "")]
        for _ in range(self.rng.randint(0, 8)):
            if here and self.chance(0.85):  # beside a provider, where it matters
                beside = self.rng.choice(here)
                number, iso3 = beside["capability"], beside["iso3"]
            elif len(self.quiet) < len(self.countries):
                number = self.rng.choice(self.numbers)
                iso3 = self.rng.choice([c for c in self.countries if c not in self.quiet])
            else:
                continue
            lasting = {"since": "", "until": "", "status": "active"} if self.chance(0.5) else {}
            self.delivery(self.rng.choice(self.ids), number, iso3, "stands_in", **lasting)

    def on_the_day(self) -> None:
        """Rows that start on AS_OF, looks of that day at what somebody provides, grants and parties of that day."""
        day = AS_OF.isoformat()
        here = [r for r in self.tables.get("deliveries", []) if r.get("role") != "supports"]
        for row in self.rng.sample(here, min(len(here), self.rng.randint(0, 3))):
            if not row.get("until"):
                row["since"] = day
        for row in self.rng.sample(here, min(len(here), self.rng.randint(0, 8))):
            look = {"iso3": row["iso3"], "edition": "mnr-2016", "capability": row["capability"]}
            outcome = self.pick("found", "found", "found", "not_found", "unclear")
            phase = self.pick("", "", "2", "3", "1") if outcome == "found" else ""
            how = {"method": self.rng.choice(METHODS), "reviewed_on": day, "reviewer": "desk"}
            told = {"source_id": self.rng.choice(self.sources), "verified": "", "note": ""}
            self.add("reviews", {**look, "outcome": outcome, "phase": phase, **how, **told})
        for table in ("funding", "agreement_parties", "affiliations", "memberships"):
            rows = [r for r in self.tables.get(table, []) if not r.get("until") and not r.get("since")]
            if rows and table != "funding" and self.chance(0.3):
                self.rng.choice(rows)["since"] = day

    def scopes(self) -> None:
        for row in self.tables.get("deliveries", []):
            if self.chance(0.2):
                row["scope"] = self.pick("specific", "general", "part_of_country")

    def operators(self) -> None:
        for table in ("agreements", "networks"):
            for row in self.tables.get(table, []):
                if self.chance(0.45):
                    itself = table == "networks" and self.chance(0.25)
                    row["operator_id"] = row["network_id"] if itself else self.rng.choice(self.ids)
                if self.chance(0.1):
                    row["name_fr"] = "Accord imaginaire"

    def duty_reviews(self) -> None:
        for duty in DUTIES:
            for _ in range(self.rng.choice([0, 0, 1, 1, 2, 4])):
                iso3 = "" if self.chance(0.4) else self.rng.choice(self.countries)
                row = {
                    "duty": duty,
                    "iso3": iso3,
                    "instruments_complete": self.pick("yes", "yes", "yes", "no"),
                }
                row["reviewed_on"] = self.day(-40, -1) if self.chance(0.85) else self.day(0, 10)
                row["method"] = self.rng.choice(METHODS)
                told = {
                    "source_id": self.rng.choice(self.sources),
                    "verified": self.pick("yes", "", "recalled"),
                }
                self.add("duty_reviews", {**row, **told, "note": ""})
        said = list(self.tables.get("duty_reviews", []))
        for row in said:
            if self.chance(0.7):
                continue
            # contradicted on the same day by the same method, by a source that may speak of one country or of all
            other = "no" if row["instruments_complete"] == "yes" else "yes"
            turned = {"instruments_complete": other, "source_id": self.rng.choice(self.sources)}
            if self.chance(0.6):
                turned["iso3"] = "" if row["iso3"] else self.rng.choice(self.countries)
            self.add("duty_reviews", {**row, **turned})

    def work_of_no_country(self) -> None:
        if self.chance(0.5):
            work = {"stakeholder_id": self.rng.choice(self.ids), "iso3": "", "objective": "legal-frameworks"}
            self.add(
                "work", {**work, "means": "research", "title": "everywhere", **self.life("active", "ended")}
            )

    def own_actions(self) -> None:
        """Own actions in place of those of the library, at times two steps."""
        for iso3 in self.countries:
            for number in self.rng.sample(self.numbers, self.rng.choice([0, 0, 2, 5])):
                serves = self.pick(
                    "establish", "review", "review", "second_provider", "name_successor", "renew"
                )
                for step in range(1, self.rng.choice([1, 1, 2]) + 1):
                    row = {
                        "iso3": iso3,
                        "capability": number,
                        "serves": serves,
                        "step": str(step),
                        "action": f"Own step {step} in {iso3}",
                        "lead_seat": self.rng.choice(SEATS),
                        "done_when": "A report says so.",
                        "effort": self.pick("S", "M", "L"),
                    }
                    self.add("own_actions", row)


class _Third(Dice):
    """What the third layer of the methods asks for, thrown with dice of their own: services and their parts, bodies
    that
    ended, mandate, area and online, laws, reviews of hand-overs, what a sum is. It fills columns of the rows there are,
    and adds few."""

    def __init__(self, maker: _Maker, seed: int, size: str) -> None:
        super().__init__(f"third-{size}-{seed}")
        self.tables, self.used, self.sources = maker.tables, maker.used, maker.sources
        self.ids, self.countries, self.numbers = maker.ids, maker.countries, maker.numbers

    def all_of_it(self) -> None:
        self.services()
        self.one_service()
        self.bodies_that_ended()
        self.what_deliveries_say()
        self.laws()
        self.links()
        self.money()

    def services(self) -> None:
        found = []
        for n in range(self.rng.choice([0, 1, 1, 2, 3])):
            since = self.since()
            row = {
                "service_id": f"svc-{n}",
                "name": f"Invented service {n}",
                "kind": self.pick("portal", "line", "database", "centre", "programme"),
                "operator_id": self.rng.choice(self.ids) if self.chance(0.6) else "",
                "iso3": self.rng.choice(self.countries) if self.chance(0.3) else "",
                "passes_cases": self.pick("", "yes", "no"),
                "since": since,
                "until": self.until(since) if self.chance(0.4) else "",
                "status": self.pick("active", "active", "active", "unknown", "ended"),
                "verified": self.pick("yes", "recalled", ""),
                "source_id": self.rng.choice(self.sources),
            }
            found.append(row["service_id"])
            self.add("services", row)
        rows = [r for r in self.tables.get("deliveries", []) if r.get("role") != "supports"]
        by: dict[tuple[str, str], list[dict[str, str]]] = {}
        for row in rows:
            by.setdefault((row["iso3"], row["capability"]), []).append(row)
        several = [found_rows for found_rows in by.values() if len(found_rows) > 1]
        for service in found:
            for cell in self.rng.sample(several, min(len(several), self.rng.randint(1, 4))):
                for row in self.rng.sample(cell, min(len(cell), self.rng.randint(1, 4))):
                    row["service_id"] = service
                    row["part"] = self.pick("", "", "needed", "alone", "helps")
                    if self.chance(0.5):
                        row.update(status="active", until="")

    def one_service(self) -> None:
        rows = [r for r in self.tables.get("deliveries", []) if r.get("role") != "supports"]
        for _ in range(self.rng.choice([0, 0, 1, 2])):
            if not rows:
                return
            one = self.rng.choice(rows)
            same = [r for r in rows if (r["iso3"], r["capability"]) == (one["iso3"], one["capability"])]
            other = self.rng.choice(same)["stakeholder_id"] if self.chance(0.8) else self.rng.choice(self.ids)
            if other == one["stakeholder_id"]:
                continue
            tie = {"a_id": one["stakeholder_id"], "b_id": other, "kind": "one_service", "basis": ""}
            tie["iso3"] = one["iso3"] if self.chance(0.6) else ""
            tie["capability"] = one["capability"] if self.chance(0.6) else ""
            life = self.life("active", "active", "", "unknown", "ended", "planned")
            if self.chance(0.6):
                life.update(since="", until="", status="active")
            self.add("ties", {**tie, "stated_by": "", **life})
        for row in self.tables.get("ties", []):
            if self.chance(0.15):
                row["passes_cases"] = self.pick("yes", "yes", "no")

    def bodies_that_ended(self) -> None:
        for row in self.tables["stakeholders"]:
            if self.chance(0.1):
                row["until"] = self.day(-30, 14)
                if self.chance(0.6):
                    row["successor_id"] = self.rng.choice([i for i in self.ids if i != row["id"]])
            if self.chance(0.06):
                row["clearing_house"] = "yes"
        for row in self.tables.get("committee_bodies", []):
            row["area"] = self.pick("", "national", "national", "state", "district")
            row["remit"] = self.pick("", "online", "children", "trafficking", "cyber", "other")
            if self.chance(0.1):
                row["until"] = self.day(-20, 10)

    def what_deliveries_say(self) -> None:
        for row in self.tables.get("deliveries", []):
            if self.chance(0.3):
                row["mandate"] = self.pick("statutory", "contracted", "voluntary")
            if self.chance(0.3):
                row["area"] = self.pick("national", "state", "district")
            if self.chance(0.3):
                row["online"] = self.pick("yes", "yes", "no")
            if self.chance(0.03):
                row["receives_from"] = self.rng.choice(self.ids)

    def laws(self) -> None:
        for row in self.tables["sources"]:
            if self.chance(0.12):
                row["kind"] = "law"

    def links(self) -> None:
        for iso3 in self.countries:
            for _ in range(self.rng.choice([0, 0, 1, 3])):
                whole = self.chance(0.4)
                gives, takes = self.rng.sample(self.numbers, 2)
                row = {
                    "iso3": iso3,
                    "gives": "" if whole else gives,
                    "takes": "" if whole else takes,
                    "outcome": self.pick("found", "not_found", "unclear"),
                    "method": self.rng.choice(METHODS),
                    "reviewed_on": self.day(-40, -1) if self.chance(0.9) else self.day(0, 10),
                    "reviewer": self.pick("desk", "committee"),
                    "source_id": self.rng.choice(self.sources),
                }
                self.add("link_reviews", row)

    def money(self) -> None:
        for row in self.tables.get("funding", []):
            if self.chance(0.5):
                row["amount_kind"] = self.pick("award", "award", "call", "pledge", "in_kind", "budget")
            if self.chance(0.05):
                row["share_of"] = "grant"
        for row in self.tables.get("agreements", []):
            if self.chance(0.25):
                row["term"], row["term_until"] = "four years", self.day(-30, 20)
                row["renewal"] = self.pick("", "automatic", "renewable", "none")


def random_world(seed: int, size: str = "small") -> Tables:
    """Tables of a random world; ``size`` is a key of ``SIZES``. Every file is present, possibly empty."""
    maker = _Maker(seed, size)
    maker.make_sources()
    maker.make_nodes()
    maker.make_deliveries()
    maker.make_reviews()
    maker.make_affiliations()
    maker.make_funding()
    maker.make_ties()
    maker.make_agreements()
    maker.make_networks()
    maker.make_committees()
    maker.make_rest()
    _Second(maker, seed, size).all_of_it()
    _Third(maker, seed, size).all_of_it()
    for table in (*KEYS, "agreements", "networks", "committee_bodies", "services"):
        maker.tables.setdefault(table, [])
    maker.spoil_politely()
    return maker.tables


def days_of(tables: Tables, seed: int = 0, count: int = 3) -> list[date]:
    """AS_OF and ``count`` more days: edges of what the tables say, the day before or after one."""
    edges = {
        edge
        for rows in tables.values()
        for row in rows
        for edge in (first_day(row.get("since", "")), end_exclusive(row.get("until", "")))
        if edge is not None
    }
    rng = random.Random(f"days-{seed}")
    chosen = rng.sample(sorted(edges), min(count, len(edges)))
    return [AS_OF, *(day + timedelta(days=rng.choice([-1, 0, 1])) for day in chosen)]


def removals_of(tables: Tables, seed: int = 0) -> list[list[str]]:
    """What-ifs to try: one removal of every kind the world has something for, and a few sets of several."""
    rng = random.Random(f"removals-{seed}")
    homes = {row["id"]: row["home_iso3"] for row in tables["stakeholders"]}
    options: dict[str, list[str]] = {
        "stakeholder": [row["id"] for row in tables["stakeholders"]],
        "agreement": [row["id"] for row in tables["agreements"]],
        "network": [row["network_id"] for row in tables["networks"]],
        "delivery": [f"{r['stakeholder_id']}/{r['iso3']}/{r['capability']}" for r in tables["deliveries"]],
        "tie": [f"{r['a_id']}/{r['b_id']}" for r in tables["ties"] if r["a_id"] != r["b_id"]],
        "funding": [f"{r['funder_id']}/{r['recipient_id']}" for r in tables["funding"]],
        "membership": [f"{r['member_id']}/{r['network_id']}" for r in tables["memberships"]],
        "party": [
            f"{r['agreement_id']}/{r['iso3'] or homes[r['stakeholder_id']]}"
            for r in tables["agreement_parties"]
            if r["iso3"] or homes[r["stakeholder_id"]]
        ],
    }
    every = [f"{kind}:{what}" for kind, all_of_it in options.items() for what in all_of_it]
    single = [[f"{kind}:{rng.choice(found)}"] for kind, found in options.items() if found]
    several = [sorted(set(rng.choices(every, k=rng.randint(2, 5)))) for _ in range(3)]
    return [*single, *several]


def write_folder(tables: Tables, path: Path) -> None:
    """One CSV per file that has rows, as people exchange them (UTF-8, ``\\n``, one header row)."""
    path.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        if not rows:
            continue
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (path / f"{table}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, columns, lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows(rows)
