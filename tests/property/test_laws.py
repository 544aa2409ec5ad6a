"""Laws that hold between answers, whatever the world says: nobody has to know the right answer to see one broken.

Each law changes a random world in a way whose effect on every answer is known beforehand, and asks the program again.
The docstring says why the law must hold. Worlds, and what the program answers about them, are worked out once for all.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from coordination.analytics.base.facts import Evidence, Facts, facts_of
from coordination.analytics.board.assumptions import assumptions
from coordination.analytics.board.coverage import coverage
from coordination.analytics.board.gaps import gaps
from coordination.analytics.board.maturity import maturity
from coordination.analytics.board.seats import seats
from coordination.analytics.borders.corridors import corridors
from coordination.analytics.borders.expiries import expiries
from coordination.analytics.loss.cascade import sweep, what_if
from coordination.analytics.loss.scenario import apply_scenario, parse_change
from coordination.analytics.loss.weak_points import weak_points
from coordination.analytics.money.donors import donors
from coordination.analytics.network.handoffs import handoffs
from coordination.analytics.network.partners import partners
from coordination.analytics.routes.routes import routes
from coordination.analytics.time.cliffs import cliffs
from coordination.analytics.time.difference import difference
from coordination.answers.asking import ask
from coordination.model.changes import Batch, BatchKind, ChangeSet, batch_id
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.store.sqlite import SqliteStore
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import edition
from graph_schema.schema import SCHEMA
from tests.oracle.dates import end_exclusive, first_day
from tests.oracle.world import Tables, read_world
from tests.said import as_json
from tests.worlds import AS_OF, days_of, random_world, write_folder

FIRST = 40_000
#: How many worlds a law is tried on.
WORLDS = range(20)
Answers = dict[str, Any]
Text = Callable[[str], str]


@cache
def tables_of(seed: int) -> Tables:
    return random_world(FIRST + seed, "small" if seed % 10 == 0 else "tiny")


@cache
def day_of(seed: int) -> date:
    return random.Random(seed).choice(days_of(tables_of(seed), seed))


def facts_from(tables: Tables, evidence: str = "all", name: str = "mnr-2016") -> Facts:
    return facts_of(Snapshot.from_rows(tables), edition(name), Evidence(evidence))


def asked(seed: int) -> tuple[str, str]:
    """Evidence and edition take turns by seed."""
    return ("all", "confirmed")[seed % 2], ("mnr-2016", "mnr-2016", "mnr-2022")[seed % 3]


def every_answer(facts: Facts, day: date) -> Answers:
    """What the program says about a day, whole: one JSON per question."""
    cover = coverage(facts, day)
    return {
        "coverage": [as_json(c) for c in cover.cells()],
        "gaps": as_json(gaps(cover)),
        "maturity": as_json(maturity(facts, day)),
        "weak": as_json(weak_points(facts, day, cover).points()),
        "corridors": as_json(corridors(facts, day, cover=cover).listed()),
        "handoffs": as_json(handoffs(facts, day, cover).audit()),
        "partners": as_json(partners(facts, day).found()),
        "cliffs": as_json(cliffs(facts, day, 6)),
        "expiries": as_json(expiries(facts, day, 6)),
        "seats": as_json(seats(facts, day)),
        "sweep": as_json(sweep(facts, day, cover=cover).swept(full=True)),
        "donors": as_json(donors(facts, day, cover=cover)),
    }


@cache
def answers_of(seed: int) -> Answers:
    return every_answer(facts_from(tables_of(seed), *asked(seed)), day_of(seed))


#: What neither looks months ahead nor quotes a date.
AT_ONCE = ("gaps", "maturity", "corridors", "handoffs", "partners", "seats", "sweep")


def at_once(answers: Answers) -> Answers:
    """Those answers, the cells without warnings and ages that count months or quote a date, and no claims' ids."""
    cells = [
        {
            **c,
            "flags": [f for f in c["flags"] if f not in ("expiring", "stale")],
            "age": c["age"]["undated"],
        }
        for c in answers["coverage"]
    ]
    plain = {"coverage": cells, **{q: answers[q] for q in AT_ONCE}}
    plain["corridors"] = answers["corridors"]["corridors"]
    return of_claims(plain)


def copied(tables: Tables) -> Tables:
    return {name: [dict(row) for row in rows] for name, rows in tables.items()}


def mapped(answer: Any, text: Text, sort: bool = False) -> Any:
    """An answer with every text put through ``text`` and fractions rounded to nine places; ``sort``: lists in an order
    of their content, for a law that says nothing about order."""
    if isinstance(answer, Mapping):
        return {text(str(k)): mapped(v, text, sort) for k, v in answer.items()}
    if isinstance(answer, list | tuple):
        rows = [mapped(v, text, sort) for v in answer]
        return sorted(rows, key=repr) if sort else rows
    if isinstance(answer, float):
        return round(answer, 9)
    return text(answer) if isinstance(answer, str) else answer


def same(text: str) -> str:
    return text


def of_claims(answer: Any) -> Any:
    """An answer without the ids of claims: they are hashes of what the rows say, so that a row that says other words
    has another."""
    if isinstance(answer, Mapping):
        dropped = ("claim", "claims", "looks_claims")
        return {k: of_claims(v) for k, v in answer.items() if k not in dropped}
    return [of_claims(v) for v in answer] if isinstance(answer, list | tuple) else answer


# -- order and batches


@pytest.mark.parametrize("seed", WORLDS)
def test_the_order_of_rows_is_nothing(seed: int) -> None:
    """A file is a set of statements. Where a rule has to choose, it chooses by what rows say, down to their ids."""
    rng = random.Random(seed)
    tables = copied(tables_of(seed))
    for rows in tables.values():
        rng.shuffle(rows)
    names = list(tables)
    rng.shuffle(names)
    facts = facts_from({name: tables[name] for name in names}, *asked(seed))
    assert facts.snapshot.id == facts_from(tables_of(seed)).snapshot.id
    assert every_answer(facts, day_of(seed)) == answers_of(seed)


NODES = ("countries", "sources", "stakeholders", "agreements", "networks", "committee_bodies", "services")


@pytest.mark.parametrize("seed", range(12))
def test_one_import_or_many_is_nothing(seed: int, tmp_path: Path) -> None:
    """An import adds rows and takes none away, so it does not matter in how many batches they come, or in which order.
    Only the chain of batches tells them apart."""
    rng = random.Random(seed)
    tables = tables_of(seed)
    whole = Workspace("whole", MemoryStore())
    write_folder(tables, tmp_path / "all")
    assert whole.import_files([tmp_path / "all"], at="2026-01-01T00:00:00Z").result is not None

    parts: list[Tables] = [{name: tables[name] for name in NODES}, *({} for _ in range(4))]
    for name, rows in tables.items():
        for row in rng.sample(rows, len(rows)) if name not in NODES else ():
            parts[rng.randint(1, 4)].setdefault(name, []).append(row)
    later = parts[1:]
    rng.shuffle(later)
    store = SqliteStore(tmp_path / "parts.db")
    store.prepare()
    split = Workspace("split", store)
    for i, part in enumerate([parts[0], *later]):
        write_folder(part, tmp_path / str(i))
        if any(part.values()):
            done = split.import_files([tmp_path / str(i)], at=f"2026-01-0{i + 2}T00:00:00Z")
            assert not [x for x in done.issues if x.severity == "error"]
    one, other = whole.store.snapshot(), split.store.snapshot()
    assert one.id == other.id
    evidence, name = asked(seed)
    found = [every_answer(facts_of(s, edition(name), Evidence(evidence)), day_of(seed)) for s in (one, other)]
    assert found[0] == found[1]
    assert whole.store.info().chain != split.store.info().chain


# -- ids

#: Columns that hold an id of a stakeholder, an agreement or a source.
IDS = {
    (t.name, p.name)
    for t in SCHEMA.values()
    for p in t.props
    if p.name in ("id", "network_id", "body_id", "source_id", "service_id") or p.ref in NODES[1:]
}


def renamed(tables: Tables, new: Mapping[str, str]) -> Tables:
    return {
        name: [{c: new.get(v, v) if (name, c) in IDS else v for c, v in row.items()} for row in rows]
        for name, rows in tables.items()
    }


def by_name(new: Mapping[str, str]) -> Text:
    """The new ids in a text: alone, behind the kind of thing it is (``stakeholder:ID``), or within a sentence."""
    an_id = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, new))})(?![\w-])")

    def text(old: str) -> str:
        return an_id.sub(lambda found: new[found[0]], old)

    return text


def ids_in(tables: Tables) -> dict[str, list[str]]:
    return {
        "sources": [row["source_id"] for row in tables["sources"]],
        "stakeholders": [row["id"] for row in tables["stakeholders"]],
        "agreements": [row["id"] for row in tables["agreements"]],
        "services": [row["service_id"] for row in tables["services"]],
    }


@pytest.mark.parametrize("seed", WORLDS)
def test_other_ids_in_the_same_order_change_nothing_but_the_ids(seed: int) -> None:
    """An id names a thing and says nothing about it. Lists are in the order of ids and ties are broken by them; where
    the new ids stand in the old order, all that stays."""
    tables = tables_of(seed)
    new = {
        old: f"{kind[:2]}-{place:03d}-x"
        for kind, ids in ids_in(tables).items()
        for place, old in enumerate(sorted(ids))
    }
    # a reviewer is free text, and decides between looks: it keeps its words
    found = every_answer(facts_from(renamed(tables, new), *asked(seed)), day_of(seed))
    expected = mapped(of_claims(answers_of(seed)), by_name(new))
    assert mapped(of_claims(found), same) == expected


@pytest.mark.parametrize("seed", WORLDS)
def test_any_other_ids_change_nothing_but_ids_order_and_choices(seed: int) -> None:
    """With organisations and agreements named anyhow, lists come in another order, and the two ends of a tie too.
    Beyond that only what is chosen among equals may differ: which smallest set of ties is proposed; and advice names
    organisations in the order of their ids. Sources keep their order here: they decide between two looks of one day
    that say the same."""
    rng = random.Random(seed)
    tables = tables_of(seed)
    new: dict[str, str] = {}
    for kind, ids in ids_in(tables).items():
        if kind != "sources":
            others = [f"{kind[0]}-{n:03d}" for n in range(len(ids))]
            new.update(zip(sorted(ids), rng.sample(others, len(ids)), strict=True))

    def without_choices(answer: Any) -> Any:
        if isinstance(answer, Mapping):
            out = {
                k: without_choices(v)
                for k, v in answer.items()
                if k not in ("new_ties", "one_state", "component", "fix", "why")
            }
            if {"a", "b"} <= set(out):
                out["a"], out["b"] = sorted((out["a"], out["b"]))
            return out
        return [without_choices(v) for v in answer] if isinstance(answer, list | tuple) else answer

    def comparable(answers: Answers, text: Text) -> Any:
        count = sorted(t["country"] for t in answers["handoffs"]["new_ties"])
        named = mapped({**of_claims(answers), "number of new ties": count}, text)
        return mapped(without_choices(named), same, sort=True)

    found = every_answer(facts_from(renamed(tables, new), *asked(seed)), day_of(seed))
    assert comparable(found, same) == comparable(answers_of(seed), by_name(new))


# -- dates

DATES = {
    (t.name, p.name) for t in SCHEMA.values() for p in t.props if p.value.__class__.__name__ == "PartialDate"
}
A_DATE = re.compile(r"(\d{4})(-\d\d(-\d\d)?)?")
CYCLE = 400  #: years after which the Gregorian calendar comes again, 146,097 days and 4,800 months later


def later(text: str) -> str:
    return f"{int(text[:4]) + CYCLE}{text[4:]}" if A_DATE.fullmatch(text) else text


@pytest.mark.parametrize("seed", WORLDS)
def test_four_hundred_years_later_all_is_the_same(seed: int) -> None:
    """The calendar comes again after 400 years, leap days and lengths of months included: moved so far, with the day of
    the question, every answer is the same but for the years in it. Nothing may look at a clock or count from a fixed
    day."""
    tables = {
        name: [{c: later(v) if (name, c) in DATES else v for c, v in row.items()} for row in rows]
        for name, rows in tables_of(seed).items()
    }
    day = day_of(seed)
    found = every_answer(facts_from(tables, *asked(seed)), day.replace(year=day.year + CYCLE))
    assert mapped(of_claims(found), same) == mapped(of_claims(answers_of(seed)), later)


def full_dates(tables: Tables) -> Tables:
    """Every date by year, month and day: a start is the first day it may mean, an end the last."""

    def whole(column: str, text: str) -> str:
        if column in ("until", "expires") and text:
            end = end_exclusive(text)
            assert end is not None
            return (end - timedelta(days=1)).isoformat()
        first = first_day(text)
        return first.isoformat() if first else ""

    return {
        name: [{c: whole(c, v) if (name, c) in DATES else v for c, v in row.items()} for row in rows]
        for name, rows in tables.items()
    }


@pytest.mark.parametrize("seed", WORLDS)
def test_a_partial_date_is_its_first_day_or_its_last(seed: int) -> None:
    """``since=2016`` starts on 1 January, ``until=2016`` lasts through 31 December: written out, nothing differs but
    the words of the dates themselves, and the age of evidence: what is dated 2016 is as old as its last day."""
    found = every_answer(facts_from(full_dates(tables_of(seed)), *asked(seed)), day_of(seed))
    assert at_once(found) == at_once(answers_of(seed))
    flags = [
        [[f for f in c["flags"] if f != "stale"] for c in answers["coverage"]]
        for answers in (found, answers_of(seed))
    ]
    assert flags[0] == flags[1]


@pytest.mark.parametrize("seed", WORLDS)
def test_days_later_all_is_the_same_where_no_month_counts(seed: int) -> None:
    """With every date whole, moving all of them and the day of the question by some days changes no difference
    between two of them. Months are of unequal length, so what looks months ahead or back (the warnings of what ends
    soon and of old evidence, end dates by month) is left out."""
    step = timedelta(days=random.Random(seed).randint(1, 5000))

    def moved(text: str) -> str:
        return (date.fromisoformat(text) + step).isoformat() if text else ""

    written = full_dates(tables_of(seed))
    tables = {
        name: [{c: moved(v) if (name, c) in DATES else v for c, v in row.items()} for row in rows]
        for name, rows in written.items()
    }

    evidence, name = asked(seed)
    before = every_answer(facts_from(written, evidence, name), day_of(seed))
    after = every_answer(facts_from(tables, evidence, name), day_of(seed) + step)
    assert at_once(after) == at_once(before)


# -- countries


def twin_of(tables: Tables, iso3: str, twin: str) -> Tables:
    """All that is said of a country said of another as well. Bodies at home in the one have a twin at home in the
    other, for what they sign and join; they work under their own name in both."""
    out = copied(tables)
    homes = {row["id"]: row["home_iso3"] for row in tables["stakeholders"]}
    twins = {body: f"{body}-twin" for body, home in homes.items() if home == iso3}
    for row in tables["stakeholders"]:
        if row["id"] in twins:
            out["stakeholders"].append({**row, "id": twins[row["id"]], "home_iso3": twin})
    for name in (
        "countries",
        "deliveries",
        "reviews",
        "funding",
        "ties",
        "duty_reviews",
        "indicators",
        "work",
    ):
        out[name] += [{**row, "iso3": twin} for row in tables.get(name, []) if row.get("iso3") == iso3]
    own = {
        row["service_id"]: f"{row['service_id']}-twin" for row in tables["services"] if row["iso3"] == iso3
    }
    out["services"] += [
        {**row, "service_id": own[row["service_id"]], "iso3": twin}
        for row in tables["services"]
        if row["service_id"] in own
    ]
    for row in out["deliveries"]:
        if row["iso3"] == twin and row.get("service_id") in own:
            row["service_id"] = own[row["service_id"]]
    for row in tables["memberships"]:
        if row["member_id"] in twins:
            out["memberships"].append({**row, "member_id": twins[row["member_id"]]})
    for row in tables["agreement_parties"]:
        body = row["stakeholder_id"]
        if (row["iso3"] or homes.get(body, "")) == iso3:
            other = twin if row["iso3"] else ""
            signs = twins.get(body, body) if not row["iso3"] else body
            out["agreement_parties"].append({**row, "iso3": other, "stakeholder_id": signs})
    return out


@pytest.mark.parametrize("seed", WORLDS)
def test_a_country_told_twice_is_answered_twice(seed: int) -> None:
    """Two countries of which the same is said have the same cells, gaps, phases, hand-offs and channels with every
    third country; and what is said of one takes nothing from what is said of another."""
    tables = tables_of(seed)
    iso3 = random.Random(seed).choice(tables["countries"])["iso3"]
    evidence, name = asked(seed)
    found = every_answer(facts_from(twin_of(tables, iso3, "ZZZ"), evidence, name), day_of(seed))
    before = answers_of(seed)

    def untwinned(row: Any) -> Any:
        """A service of the country alone has a twin in the other, under another id."""
        if "services" not in row:
            return row
        own = [{**s, "service": s["service"] and s["service"].removesuffix("-twin")} for s in row["services"]]
        return {**row, "services": own}

    def rows(answer: Any, country: str) -> list[Any]:
        return [{**untwinned(r), "country": ""} for r in of_claims(answer) if r["country"] == country]

    for question, lists in {
        "coverage": [""],
        "gaps": ["gaps", "looks"],
        "maturity": ["cells", "unlock"],
        "handoffs": ["handoffs"],
    }.items():
        for part in lists:
            now = found[question][part] if part else found[question]
            was = before[question][part] if part else before[question]
            assert rows(now, iso3) == rows(was, iso3) == rows(now, "ZZZ"), question
            others = [r for r in of_claims(now) if r["country"] != "ZZZ"]
            assert others == of_claims(was), question

    def channels(country: str) -> dict[tuple[str, str], tuple[str, list[str]]]:
        out = {}
        for r in found["corridors"]["corridors"]:
            if country in (r["a"], r["b"]) and {r["a"], r["b"]} != {iso3, "ZZZ"}:
                other = r["b"] if r["a"] == country else r["a"]
                out[(other, r["duty"])] = (r["state"], r["instruments"])
        return out

    assert channels("ZZZ") == channels(iso3)

    def alone(country: str) -> list[tuple[str, list[str]]]:
        """Who is alone for a capability, by a mandate of the state (only at home, so not in the twin) or not."""
        weak = found["weak"]
        every = [(r, r["group"]) for r in weak["sole_providers"]] + [
            (r, r["bodies"]) for r in weak["continuity"]
        ]
        return sorted((r["capability"], who) for r, who in every if r["country"] == country)

    assert alone("ZZZ") == alone(iso3)


#: Other codes for the countries of random worlds, in their order.
ELSEWHERE = {"GHA": "PER", "KEN": "QAT", "MWI": "ROU", "PHL": "SEN", "UGA": "TUN"}


def own_statements(tables: Tables) -> Tables:
    """Statements about every country said of each country of the store by name: all the rest would speak for the
    countries of another region too."""
    out = copied(tables)
    countries = [row["iso3"] for row in tables["countries"]]
    rows: list[dict[str, str]] = []
    for row in tables.get("duty_reviews", []):
        for iso3 in [row["iso3"]] if row["iso3"] else countries:
            again = {**row, "iso3": iso3}
            key = ("duty", "iso3", "reviewed_on", "source_id")
            if not any(all(r[k] == again[k] for k in key) for r in rows):
                rows.append(again)
    out["duty_reviews"] = rows
    return out


def another_region(tables: Tables) -> Tables:
    """The same world with other countries, organisations, agreements and sources."""
    new = {old: f"zz-{old}" for ids in ids_in(tables).values() for old in ids}
    out = renamed(tables, new)
    for rows in out.values():
        for row in rows:
            for column in ("iso3", "home_iso3"):
                if row.get(column):
                    row[column] = ELSEWHERE[row[column]]
            if row.get("subregion"):
                row["subregion"] = f"Far {row['subregion']}"
    return out


def united(one: Tables, other: Tables) -> Tables:
    return {name: [*one.get(name, []), *other.get(name, [])] for name in {*one, *other}}


def inside(answers: Answers, countries: set[str], bodies: set[str]) -> Answers:
    """What is said of some countries and organisations alone."""
    plain = of_claims(answers)

    def here(rows: list[Any]) -> list[Any]:
        return [r for r in rows if r["country"] in countries]

    def by(rows: list[Any], key: str) -> list[Any]:
        return [r for r in rows if r[key] in bodies]

    weak = plain["weak"]
    return {
        "cells": here(plain["coverage"]),
        "gaps": here(plain["gaps"]["gaps"]),
        "looks": here(plain["gaps"]["looks"]),
        "maturity": here(plain["maturity"]["cells"]),
        "unlock": here(plain["maturity"]["unlock"]),
        "handoffs": here(plain["handoffs"]["handoffs"]),
        "new ties": here(plain["handoffs"]["new_ties"]),
        "seats": here(plain["seats"]["seats"]),
        "losses": by(plain["sweep"]["losses"], "stakeholder"),
        "sole providers": [
            {k: r[k] for k in ("country", "capability", "group", "by_design", "uncounted", "falls", "fallen")}
            for r in here(weak["sole_providers"])
        ],
        "bridges": [
            {k: r[k] for k in ("stakeholder", "pieces", "pairs_cut")}
            for r in by(weak["sole_bridges"], "stakeholder")
        ],
        "sole funders": by(weak["sole_funders"], "funder"),
        "cliffs": [here(m["cells"]) for m in plain["cliffs"]["months"]],
        "corridors": [r for r in plain["corridors"]["corridors"] if {r["a"], r["b"]} <= countries],
    }


def gap_or_unknown(rows: list[Any]) -> list[Any]:
    """Corridors without those of state gap, which an open list of anybody makes unknown (and unknown ones are not
    listed), and without what is told of open lists."""
    kept = ("a", "b", "duty", "state", "instruments", "hands")
    return [{k: r[k] for k in kept} for r in rows if r["state"] != "gap"]


@pytest.mark.parametrize("seed", WORLDS)
def test_two_regions_in_one_store_answer_as_each_alone(seed: int) -> None:
    """Two regions that share no country, organisation, agreement or source have nothing to say about each other. The
    one thing that crosses: a list that is not whole may hold any country, so an open list of one region makes a gap
    of the other unknown. Where all lists are whole (every second world) corridors are the same too."""
    one, other = (own_statements(tables_of(s)) for s in (seed, (seed + 7) % len(WORLDS)))
    whole = seed % 2 == 0
    if whole:
        for tables in (one, other):
            for row in tables["agreements"]:
                row["parties_complete"] = "yes"
            for row in tables["networks"]:
                row["members_complete"] = "yes"
    far = another_region(other)
    evidence, name = asked(seed)
    day = day_of(seed)
    both = every_answer(facts_from(united(one, far), evidence, name), day)
    for region in (one, far):
        alone = every_answer(facts_from(region, evidence, name), day)
        countries = {row["iso3"] for row in region["countries"]}
        bodies = {row["id"] for row in region["stakeholders"]}
        found, expected = inside(both, countries, bodies), inside(alone, countries, bodies)
        if not whole or evidence == "confirmed":
            # with confirmed evidence a row that is left out makes a list doubtful, which is no open list
            found["corridors"], expected["corridors"] = map(
                gap_or_unknown, (found["corridors"], expected["corridors"])
            )
        for part in expected:
            assert found[part] == expected[part], part
    crossing = {
        r["state"] for r in both["corridors"]["corridors"] if r["a"] in ELSEWHERE and r["b"] not in ELSEWHERE
    }
    assert not crossing & {"covered", "signed_only"}


@pytest.mark.parametrize("seed", WORLDS)
def test_a_country_of_which_nothing_is_known_is_unknown_and_changes_nothing(seed: int) -> None:
    """A country without a row has only unknown cells, and takes no part in anything; all that was said stays. (A
    statement that speaks for every country speaks for it too, so statements here name their country.)"""
    tables = own_statements(tables_of(seed))
    more = copied(tables)
    more["countries"].append(
        {"iso3": "AAA", "name": "Unheard", "source_id": tables["sources"][0]["source_id"]}
    )
    evidence, name = asked(seed)
    before = every_answer(facts_from(tables, evidence, name), day_of(seed))
    found = every_answer(facts_from(more, evidence, name), day_of(seed))
    cells = [c for c in found["coverage"] if c["country"] == "AAA"]
    assert len(cells) == len(edition(name).numbers)
    assert {(c["state"], *c["flags"], *c["providers"], *c["sources"]) for c in cells} == {("unknown",)}
    assert not [g for g in found["gaps"]["gaps"] if g["country"] == "AAA"]
    assert {m["phase"] for m in found["maturity"]["cells"] if m["country"] == "AAA"} == {None}
    assert not [r for r in found["corridors"]["corridors"] if "AAA" in (r["a"], r["b"])]

    def without(answer: Any) -> Any:
        if isinstance(answer, Mapping):
            return {k: without(v) for k, v in answer.items()}
        if isinstance(answer, list):
            return [
                without(v) for v in answer if "AAA" not in (v, isinstance(v, Mapping) and v.get("country"))
            ]
        return answer

    for question in before:
        assert without(found[question]) == without(before[question]), question


# -- time


def only_then(tables: Tables, day: date) -> Tables:
    """The rows that say something about a day: what counts then, what was over by then, and what was planned and known
    by then."""
    heard = {
        row["source_id"]: first_day(row.get("published", "") or row.get("retrieved", ""))
        for row in tables["sources"]
    }
    ahead = ("reviews", "duty_reviews")

    def known(name: str, row: Mapping[str, str]) -> bool:
        told = heard.get(row.get("source_id", ""))
        if name in ahead:
            first = first_day(row["reviewed_on"])
            return first is not None and first <= day
        since = first_day(row.get("since", ""))
        if (
            (since is None or row.get("status") == "planned" or since > day)
            and told is not None
            and told > day
        ):
            return False  # nobody had heard of it
        if name == "deliveries":
            return True
        end = end_exclusive(row.get("until", ""))
        return (since is None or since <= day) and (end is None or end > day)

    timed = [t.name for t in SCHEMA.claims if t.name not in ("indicators",)]
    return {n: [r for r in rows if n not in timed or known(n, r)] for n, rows in tables.items()}


@pytest.mark.parametrize("seed", range(40))
def test_a_replay_knows_only_what_was_known_then(seed: int) -> None:
    """The answers of a day hang on what counted on it: rows that began later, were heard of later, or had ended (of
    deliveries an end counts: it is a lapse) can be left out. What looks ahead from the day is left out here: it
    reads the starts and ends to come."""
    tables, (evidence, name) = tables_of(seed), asked(seed)
    day = days_of(tables, seed)[-1]
    full = every_answer(facts_from(tables, evidence, name), day)
    then = every_answer(facts_from(only_then(tables, day), evidence, name), day)
    for answers in (full, then):
        answers["coverage"] = [
            {**c, "flags": [f for f in c["flags"] if f != "expiring"]} for c in answers["coverage"]
        ]
    for question in ("coverage", "gaps", "maturity", "corridors", "handoffs", "partners", "seats", "sweep"):
        assert then[question] == full[question], question
    for part in ("sole_providers", "sole_bridges", "bridge_ties", "sole_funders", "sole_sources"):
        assert then["weak"][part] == full["weak"][part], part


@pytest.mark.parametrize("seed", WORLDS)
def test_when_everything_has_ended_nobody_is_left(seed: int) -> None:
    """Take every delivery away. No cell has a provider, so nothing is covered or fragile, nothing hangs on one, and
    nothing is handed over. Where somebody provided it is a gap that was there once (no look rebuts what a scenario
    ends); where a look found it and named nobody, where a look found nothing, and where nobody knows, that stays.
    """
    facts = facts_from(tables_of(seed), *asked(seed))
    day = day_of(seed)
    ids = {(r["stakeholder_id"], r["iso3"], r["capability"]) for r in tables_of(seed)["deliveries"]}
    gone = [parse_change(f"delivery:{who}/{iso3}/{number}") for who, iso3, number in sorted(ids)]
    if not gone:
        return
    before = {(c.country, c.capability): c for c in coverage(facts, day).cells()}
    ended = facts_of(apply_scenario(facts.snapshot, gone, day), facts.edition, facts.evidence)
    after = {(c.country, c.capability): c for c in coverage(ended, day).cells()}
    for cell, was in before.items():
        now = after[cell]
        assert (now.groups, now.providers, now.planned) == (0, (), ())
        if was.groups:
            assert (now.state, "lapsed" in now.flags) == ("gap", True)
        elif was.state != "planned":
            assert now.state == was.state
        else:
            assert now.state in ("gap", "unknown")
    answers = every_answer(ended, day)
    assert answers["weak"]["sole_providers"] == answers["weak"]["sole_funders"] == []
    assert answers["handoffs"] == {**answers["handoffs"], "handoffs": [], "new_ties": []}
    assert not any(r["hands"] for r in answers["corridors"]["corridors"])


# -- what is asked in two ways


@pytest.mark.parametrize("seed", WORLDS)
def test_a_sweep_is_its_what_ifs(seed: int) -> None:
    """Taking away every organisation in turn is taking away each of them. The table lists those whose loss takes
    anything away; and the short one, which counts, has the organisations of the long one, which lists."""
    facts, day = facts_from(tables_of(seed), *asked(seed)), day_of(seed)
    swept = sweep(facts, day)
    losses = as_json(swept.swept(full=True, statutory=True))["losses"]
    singles = []
    for who in facts.stakeholders:
        loss = as_json(what_if(facts, day, [parse_change(f"stakeholder:{who}")]).loss)
        if any(v for k, v in loss.items() if k != "removed"):
            singles.append({"stakeholder": who, **loss})
    assert losses == singles
    counted = as_json(swept.swept(full=False, statutory=True))["losses"]
    assert [r["stakeholder"] for r in counted] == [r["stakeholder"] for r in losses]
    for short, long in zip(counted, losses, strict=True):
        assert {k: v for k, v in short.items() if k != "stakeholder"} == {
            k: len(long[k]) for k in short if k != "stakeholder"
        }


@pytest.mark.parametrize("seed", WORLDS)
def test_what_is_said_of_one_country_is_its_part_of_what_is_said_of_all(seed: int) -> None:
    """Statuses, routes and hand-offs of a country rest on what is on record of it, so asking for it alone, which works
    out no more than is asked for, changes nothing."""
    facts, days = facts_from(tables_of(seed), *asked(seed)), days_of(tables_of(seed), seed)
    before, day = days[0], day_of(seed)

    def told(countries: list[str] | None) -> dict[str, list[Answers]]:
        changed = as_json(difference(facts, before, facts, day, countries))
        return {
            "assumptions": as_json(assumptions(coverage(facts, day), countries))["cells"],
            "routes": as_json(routes(facts, day, countries))["routes"],
            "cells": changed["cells"],
            "handoffs": changed["handoffs"],
        }

    whole = told(None)
    for country in facts.countries:
        assert told([country]) == {k: [r for r in v if r["country"] == country] for k, v in whole.items()}


MIRROR = {
    "better": "worse",
    "learned": "lost_sight",
    "added": "removed",
    "before": "after",
    "ties_added": "ties_gone",
    "duties_added": "duties_gone",
    "instruments_added": "instruments_gone",
    "providers_added": "providers_gone",
    "flags_added": "flags_gone",
}
MIRROR |= {b: a for a, b in MIRROR.items()}


def mirrored(answer: Any) -> Any:
    """What changed, told from the other end."""
    if isinstance(answer, Mapping):
        out = {MIRROR.get(k, k): mirrored(v) for k, v in answer.items()}
        for pair in ("groups", "signs"):
            if pair in out:
                out[pair] = out[pair][::-1]
        if "move" in out:
            out["move"] = MIRROR.get(out["move"], out["move"])
        return out
    return [mirrored(v) for v in answer] if isinstance(answer, list | tuple) else answer


#: Told of the way from the one day to the other, not of the two days.
ON_THE_WAY = ("looks", "money_ended", "first_recorded", "links_recorded")


@pytest.mark.parametrize("seed", WORLDS)
def test_a_difference_read_backwards_is_its_mirror(seed: int) -> None:
    """What came is what went, better is worse, learned is lost from sight. (What happened on the way - looks, grants
    that ended, rows first recorded - is not of the two days and is left out.)"""
    facts, other = facts_from(tables_of(seed), *asked(seed)), facts_from(tables_of(seed + 100), *asked(seed))
    days = days_of(tables_of(seed), seed)

    def told(answer: Answers) -> Answers:
        cells = [{k: v for k, v in c.items() if k not in ON_THE_WAY} for c in answer["cells"]]
        return {**answer, "cells": cells}

    for a, day_a, b, day_b in ((facts, days[0], facts, days[-1]), (facts, AS_OF, other, AS_OF)):
        there = told(as_json(difference(a, day_a, b, day_b)))
        back = told(as_json(difference(b, day_b, a, day_a)))
        assert mirrored(there) == back


@pytest.mark.parametrize("seed", WORLDS)
def test_how_wide_a_source_speaks_changes_no_answer(seed: int) -> None:
    """``scope`` says that a source speaks of violence in general, or of a part of the country. It is there to be asked
    about, also before a second provider is sought; it never changes a state, and so nothing else that rests on one.
    What the records of a capability speak of (``record``) is said by it.
    Candidates are the same with the same reasons: who works in a part of the country only stands last."""
    rng = random.Random(seed)
    tables = copied(tables_of(seed))
    for row in tables["deliveries"]:
        row["scope"] = rng.choice(["", "specific", "general", "part_of_country"])
    found = every_answer(facts_from(tables, *asked(seed)), day_of(seed))
    before = deepcopy(answers_of(seed))
    for answers in (found, before):
        for row in answers["coverage"]:
            del row["record"]
        for row in answers["weak"]["sole_providers"]:
            del row["wider"], row["fix"]
            marked = (
                {k: v for k, v in c.items() if k not in ("part_of_country", "why")} for c in row["candidates"]
            )
            row["candidates"] = sorted(marked, key=lambda c: c["stakeholder"])
    assert of_claims(found) == of_claims(before)


def workspace_of(tables: Tables) -> Workspace:
    store = MemoryStore()
    frames = {name: f for name, f in Snapshot.from_rows(tables).frames.items() if len(f)}
    changes = ChangeSet(frames, base=store.snapshot().id)
    store.apply(changes, Batch(batch_id(changes, BatchKind.IMPORT), BatchKind.IMPORT, "2026-01-01T00:00:00Z"))
    return Workspace("laws", store)


@pytest.mark.parametrize("seed", range(10))
def test_the_question_what_changed_may_be_asked_backwards(seed: int) -> None:
    """``diff`` from a later day to an earlier one is the mirror of the other way round, with all that it tells."""
    workspace = workspace_of(tables_of(seed))
    evidence, name = asked(seed)
    days = sorted(days_of(tables_of(seed), seed))
    early, late = days[0], days[-1]
    there = ask(workspace, Question(late, Evidence(evidence), name), "diff", since=early)
    back = ask(workspace, Question(early, Evidence(evidence), name), "diff", since=late)
    header = ("snapshot", "as_of", "edition", "evidence")
    assert mirrored({k: v for k, v in there.items() if k not in header}) == {
        k: v for k, v in back.items() if k not in header
    }


@pytest.mark.parametrize("seed", WORLDS)
def test_every_grant_that_runs_is_told_to_donors(seed: int) -> None:
    """Money that is paid is money, also where nobody has recorded what its recipient does: every row of funding that
    counts on the day is in the answer, with who pays whom and where."""
    evidence, _ = asked(seed)
    world = read_world(tables_of(seed), evidence)
    columns = ("funder_id", "recipient_id", "iso3", "title")
    rows = world.active("funding", day_of(seed))
    told = answers_of(seed)["donors"]["grants"]
    assert {(g["funder"], g["recipient"], g["country"], g["title"]) for g in told} == {
        tuple(c.get(k) for k in columns) for c in rows
    }


@pytest.mark.parametrize("seed", WORLDS)
def test_where_all_is_confirmed_confirmed_is_all(seed: int) -> None:
    """``confirmed`` leaves out rows that nobody has verified. Where every row is verified it leaves out none."""
    tables = copied(tables_of(seed))
    for rows in tables.values():
        for row in rows:
            if "verified" in row:
                row["verified"] = "yes"
    name = asked(seed)[1]
    found = [
        every_answer(facts_from(tables, evidence, name), day_of(seed)) for evidence in ("all", "confirmed")
    ]
    assert found[0] == found[1]
