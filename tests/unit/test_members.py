"""The secretariat's questions: work by objective and means, missing ties, agreements against members."""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest

from coordination.analytics.base.facts import Evidence, facts_of
from coordination.analytics.borders.member_ties import with_none
from coordination.analytics.borders.members import Field, Members, likely_network, members
from coordination.model.snapshot import Snapshot
from coordination.text.sentences import ENGLISH
from graph_schema.edition import edition
from graph_schema.errors import UsageError
from tests.oracle import answers
from tests.oracle.corridors import Parties, instruments
from tests.oracle.edition import default_edition
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.worlds import SIZES, days_of, random_world

T = date(2024, 6, 1)
Rows = list[dict[str, Any]]


def asked(
    tables: Tables, network: str = "net", countries: list[str] | None = None, work: Rows | None = None
) -> Members:
    rows = [{"source_id": "s", "title": "p", **w} for w in work or []]
    return members(facts_of(Snapshot.from_rows({**tables, "work": rows}), edition()), T, network, countries)


def homes(answer: Members) -> list[tuple[str, str | None]]:
    return [(m.member, m.country) for m in answer.members]


def at_work(answer: Members) -> dict[tuple[str, str], Field]:
    return {(f.objective, f.means): f for f in answer.matrix}


def joins(*who: str, **more: str) -> Rows:
    return [{"member_id": w, "network_id": "net", **more} for w in who]


def lives(*who: str, **more: str) -> Rows:
    return [{"id": w, "kind": "network_member", "home_iso3": "MWI", **more} for w in who]


def works(who: str, objective: str, means: str, **more: str) -> dict[str, str]:
    return {"stakeholder_id": who, "iso3": "MWI", "objective": objective, "means": means, **more}


def test_who_sits_nowhere_known_is_named_apart() -> None:
    """m sits in MWI, n nowhere known: both are members, and of the ties of n in its country nothing can be said. Asked
    for MWI alone, n is not among its members."""
    tables = small(
        memberships=joins("m", "n"),
        stakeholders=[*lives("m", "net"), *lives("n", home_iso3="")],
    )
    answer = asked(tables)
    assert homes(answer) == [("m", "MWI"), ("n", None)]
    assert {t.member for t in answer.ties} == {"m"}
    assert answer.without_home == ("n",)
    assert asked(tables, countries=["MWI"]).without_home == ()


# -- work


def test_no_rows_are_unknown() -> None:
    """m works on the law by advocacy, planned research for 2025, had a partnership until 2022 and finished a
    training (no date); nothing is said of the rest: unknown, never a gap. n says nothing at all: silent. o is no
    member."""
    tables = small(memberships=joins("m", "n"), stakeholders=lives("m", "n", "o", "net"))
    answer = asked(
        tables,
        work=[
            works("m", "legal-frameworks", "advocacy", since="2020"),
            works("m", "legal-frameworks", "research", since="2025", status="planned"),
            works("m", "legal-frameworks", "partnerships", since="2019", until="2022"),
            works("m", "public-behaviour", "capacity-building", status="ended"),
            works("o", "technical-tools", "research", since="2020"),
        ],
    )
    states = {(w.objective, w.means): w.state for w in answer.work}
    assert len(states) == 4 * 4
    said = {k: v for k, v in states.items() if v != "unknown"}
    assert said == {
        ("legal-frameworks", "advocacy"): "active",
        ("legal-frameworks", "research"): "planned",
        ("legal-frameworks", "partnerships"): "ended",
        ("public-behaviour", "capacity-building"): "ended",
    }
    assert answer.silent == ("n",)
    assert at_work(answer)["legal-frameworks", "advocacy"].members == ("m",)
    assert at_work(answer)["legal-frameworks", "research"].members == ()
    assert {w.country for w in answer.work} == {"MWI"}


def test_the_best_state_wins_and_names_its_members() -> None:
    """m ended, n active: active, by n. The same programme told by two sources, one ended, one active: active."""
    tables = small(memberships=joins("m", "n"), stakeholders=lives("m", "n", "net"))
    answer = asked(
        tables,
        work=[
            works("m", "legal-frameworks", "advocacy", until="2022"),
            works("n", "legal-frameworks", "advocacy"),
            works("m", "public-behaviour", "advocacy", until="2022"),
            works("m", "public-behaviour", "advocacy", source_id="t"),
        ],
    )
    cells = {(w.objective, w.means): (w.state, w.members) for w in answer.work if w.state != "unknown"}
    assert cells == {
        ("legal-frameworks", "advocacy"): ("active", ("n",)),
        ("public-behaviour", "advocacy"): ("active", ("m",)),
    }


def test_work_abroad() -> None:
    """A member in MWI works in ZMB: both countries are listed; asked for MWI alone, the member is not silent."""
    tables = small(memberships=joins("m"), stakeholders=lives("m", "net"), countries=[{"iso3": "ZMB"}])
    rows = [works("m", "legal-frameworks", "advocacy", iso3="ZMB")]
    answer = asked(tables, work=rows)
    assert sorted({w.country for w in answer.work}) == ["MWI", "ZMB"]
    here = asked(tables, countries=["MWI"], work=rows)
    assert {w.country for w in here.work} == {"MWI"}
    assert here.silent == ()


def test_work_in_no_country_and_of_the_network_itself_is_told_row_by_row() -> None:
    """m works in ZMB and in no one country, the network itself in MWI: of the three rows, those of the member are
    behind the numbers of the matrix. Asked for MWI alone, only its row is told, and m is not silent."""
    tables = small(memberships=joins("m"), stakeholders=lives("m", "net"), countries=[{"iso3": "ZMB"}])
    rows = [
        works("m", "legal-frameworks", "advocacy", iso3=""),
        works("m", "legal-frameworks", "research", iso3="ZMB", until="2020"),
        works("net", "public-behaviour", "advocacy"),
    ]
    answer = asked(tables, work=rows)
    assert [(p.country, p.stakeholder, str(p.state)) for p in answer.programmes] == [
        ("MWI", "net", "active"),
        ("ZMB", "m", "ended"),
        (None, "m", "active"),
    ]
    assert at_work(answer)["legal-frameworks", "advocacy"].members == ("m",)
    assert at_work(answer)["public-behaviour", "advocacy"].members == ()
    here = asked(tables, countries=["MWI"], work=rows)
    assert [p.stakeholder for p in here.programmes] == ["net"]
    assert here.silent == ()
    assert at_work(here)["legal-frameworks", "advocacy"].members == ()


def test_figures_that_say_how_many_members_there_are() -> None:
    """The record of the network names two indicators: each year of each, the latest first, none later than the day."""
    tables = small(
        memberships=joins("m"),
        stakeholders=lives("m", "net"),
        networks=[{"network_id": "net", "figures": "groups;places"}],
    )
    figure = {"name": "Groups", "unit": "count", "region": "World", "source_id": "s"}
    tables["indicators"] = [
        {**figure, "indicator_id": "groups", "year": "2016", "value": "90"},
        {**figure, "indicator_id": "groups", "year": "2023", "value": "124"},
        {**figure, "indicator_id": "groups", "year": "2030", "value": "200"},
        {**figure, "indicator_id": "places", "year": "2016", "value": "82"},
        {**figure, "indicator_id": "other", "year": "2016", "value": "1"},
    ]
    found = asked(tables).figures
    assert [(f.indicator, f.year, f.value) for f in found] == [
        ("groups", "2023", 124),
        ("groups", "2016", 90),
        ("places", "2016", 82),
    ]


def test_objectives_touch_cells() -> None:
    """The law objective touches 3. m works on it; 3 was not found. The technical one touches 16 17 18: nobody said."""
    tables = small(
        memberships=joins("m"),
        stakeholders=lives("m", "net"),
        reviews=[{"capability": "3", "outcome": "not_found", "reviewed_on": "2023"}],
    )
    answer = asked(tables, work=[works("m", "legal-frameworks", "advocacy")])
    rows = {
        o.objective: (o.state, tuple((c.capability, c.state) for c in o.cells)) for o in answer.objectives
    }
    assert rows["legal-frameworks"] == ("active", (("3", "gap"),))
    assert rows["technical-tools"] == ("unknown", (("16", "unknown"), ("17", "unknown"), ("18", "unknown")))
    assert len(rows) == 4


# -- ties


def test_ties_to_the_bodies_of_the_country() -> None:
    """MWI has a police force, a ministry and a hotline. m has a tie to the police; a tie to the hotline that speaks
    of ZMB does not count; its tie to the ministry ended. In KEN only a ministry is known, and n has no tie to
    it."""
    tables = small(
        memberships=joins("m", "n"),
        stakeholders=[
            *lives("m", "net"),
            *lives("n", home_iso3="KEN"),
            {"id": "force", "kind": "law_enforcement", "home_iso3": "MWI"},
            {"id": "moj", "kind": "government", "home_iso3": "MWI"},
            {"id": "ken", "kind": "government", "home_iso3": "KEN"},
        ],
        countries=[{"iso3": "ZMB"}],
        deliveries=[{"stakeholder_id": "line", "capability": "12"}],
        ties=[
            {"a_id": "force", "b_id": "m"},
            {"a_id": "m", "b_id": "line", "iso3": "ZMB"},
            {"a_id": "m", "b_id": "moj", "until": "2023"},
        ],
    )
    answer = asked(tables)
    rows = {(t.member, t.counterpart): (t.state, t.ties) for t in answer.ties}
    assert rows == {
        ("m", "police"): ("linked", (("m", "force"),)),
        ("m", "hotline"): ("not_recorded", ()),
        ("m", "ministry"): ("not_recorded", ()),
        ("n", "police"): ("nobody_known", ()),
        ("n", "hotline"): ("nobody_known", ()),
        ("n", "ministry"): ("not_recorded", ()),
    }
    say = [ENGLISH.render(t.why, lambda name: f"<{name.id}>") for t in answer.ties]
    assert say == [
        "<m> works with the police: <force>.",
        "<MWI>: no partnership between <m> and the hotline is on record (<line>).",
        ("<MWI>: no partnership between <m> and a ministry or other government body is on record (<moj>)."),
        "<KEN>: no police body is on record.",
        "<KEN>: no hotline is recorded.",
        ("<KEN>: no partnership between <n> and a ministry or other government body is on record (<ken>)."),
    ]


def test_the_member_is_or_runs_the_hotline() -> None:
    """m runs the hotline (a unit under it): same house, no tie needed; the tie of the unit to the police is m's.
    n is the hotline itself. The tie of m's parent is not m's."""
    tables = small(
        memberships=joins("m", "n"),
        stakeholders=[
            *lives("m", "n", "net"),
            {"id": "force", "kind": "law_enforcement", "home_iso3": "MWI"},
            {"id": "moj", "kind": "government", "home_iso3": "MWI"},
        ],
        deliveries=[
            {"stakeholder_id": "line", "capability": "12"},
            {"stakeholder_id": "n", "capability": "12"},
        ],
        affiliations=[{"child_id": "line", "parent_id": "m"}, {"child_id": "m", "parent_id": "church"}],
        ties=[{"a_id": "line", "b_id": "force"}, {"a_id": "church", "b_id": "moj"}],
    )
    rows = {(t.member, t.counterpart): t for t in asked(tables).ties}
    assert (rows["m", "hotline"].state, rows["m", "hotline"].same_house) == ("linked", ("line",))
    assert rows["m", "police"].ties == (("line", "force"),)
    assert rows["m", "ministry"].state == "not_recorded"
    assert rows["n", "hotline"].same_house == ("n",)
    assert rows["n", "police"].state == "not_recorded"
    say = {key: ENGLISH.render(t.why, lambda name: f"<{name.id}>") for key, t in rows.items()}
    assert say["n", "hotline"] == "<n> itself runs a hotline."
    assert say["m", "hotline"] == "<m> and a hotline have the same parent body: <line>."
    assert say["m", "police"] == "<m> works with the police: <force>."


def test_ministries_stand_first_and_names_are_set_apart() -> None:
    """By id the council, the government and the prosecutors' council come first; two are ministries by their names, and
    a public ministry is none."""
    named = {
        "a-council": "Council for Children, Coast",
        "b-government": "Government of the Coast",
        "c-prosecutors": "Conselho Nacional do Ministério Público",
        "y-justice": "Ministério da Justiça",
        "z-interior": "Ministry of the Interior, Coast",
    }
    tables = small(
        memberships=joins("m"),
        stakeholders=[
            *lives("m", "net"),
            *({"id": i, "name": n, "kind": "government", "home_iso3": "MWI"} for i, n in named.items()),
        ],
    )
    (row,) = (t for t in asked(tables).ties if t.counterpart == "ministry")
    assert row.known == ("y-justice", "z-interior", "a-council", "b-government", "c-prosecutors")
    assert "(<y-justice>; <z-interior>; <a-council>; <b-government>; <c-prosecutors>)" in ENGLISH.render(
        row.why, lambda name: f"<{name.id}>"
    )


def test_members_without_any_tie_and_those_of_whom_nothing_can_be_said() -> None:
    """m has a tie to the only known police of MWI; n has none of any; in KEN nobody is known, so nothing is said of
    o."""
    tables = small(
        memberships=joins("m", "n", "o"),
        stakeholders=[
            *lives("m", "n", "net"),
            *lives("o", home_iso3="KEN"),
            {"id": "force", "kind": "law_enforcement", "home_iso3": "MWI"},
        ],
        ties=[{"a_id": "force", "b_id": "m"}],
    )
    assert with_none(asked(tables).ties) == (("n",), ("o",))


def test_a_common_root_links() -> None:
    """m and the hotline stand under one foundation: same house, though neither is under the other."""
    tables = small(
        memberships=joins("m"),
        stakeholders=lives("m", "net"),
        deliveries=[{"stakeholder_id": "line", "capability": "12"}],
        affiliations=[{"child_id": "line", "parent_id": "root"}, {"child_id": "m", "parent_id": "root"}],
    )
    (row,) = (t for t in asked(tables).ties if t.counterpart == "hotline")
    assert (row.state, row.same_house, row.ties) == ("linked", ("line",), ())


def test_police_by_what_it_does() -> None:
    """An agency of kind government that sits in MWI and provides 4 is police too; a foreign one that provides 4
    there is not the police of MWI."""
    tables = small(
        memberships=joins("m"),
        stakeholders=[
            *lives("m", "net"),
            {"id": "bureau", "kind": "government", "home_iso3": "MWI"},
            {"id": "abroad", "kind": "intergovernmental", "home_iso3": ""},
        ],
        deliveries=[
            {"stakeholder_id": "bureau", "capability": "4"},
            {"stakeholder_id": "abroad", "capability": "4"},
        ],
    )
    (row,) = (t for t in asked(tables).ties if t.counterpart == "police")
    assert (row.state, row.known) == ("not_recorded", ("bureau",))


# -- agreements


OWN: Rows = [
    {"id": i, "kind": "treaty", "in_force": "2000", "parties_complete": "no"} for i in ("own", "own2")
]


def sign(*countries: str) -> Rows:
    """Each is party to two treaties without a duty, so it signs for itself."""
    return [{"agreement_id": a["id"], "iso3": c} for a in OWN for c in countries]


def gaps(answer: Members) -> dict[str, dict[str, Any]]:
    """Agreement ("" = all together) -> what is said of it, without what is empty."""
    rows = ({k: v for k, v in asdict(a).items() if v} for a in answer.agreements)
    return {row.pop("agreement", ""): row for row in rows}


def test_agreement_without_member_and_the_reverse() -> None:
    """Members sit in MWI, KEN, TZA and UGA. Treaty x (whole list, duty 4): GHA and MWI are party, UGA signed, KEN and
    TZA are not on it. GHA has an agreement and no member; KEN, which has signed two others, a member and surely no
    agreement; UGA only signed; TZA signs nothing itself and may be bound through another."""
    tables = small(
        memberships=joins("m", "k", "u", "t"),
        stakeholders=[
            *lives("m", "net"),
            *lives("k", home_iso3="KEN"),
            *lives("u", home_iso3="UGA"),
            *lives("t", home_iso3="TZA"),
        ],
        agreements=[{"id": "x", "duties": "4", "kind": "treaty", "in_force": "2000"}, *OWN],
        agreement_parties=[
            {"agreement_id": "x", "iso3": "GHA"},
            {"agreement_id": "x", "iso3": "MWI"},
            {"agreement_id": "x", "iso3": "UGA", "status": "signatory"},
            *sign("KEN"),
        ],
        networks=[{"network_id": "net"}],
    )
    answer = asked(tables)
    gap = {
        "without_member": ("GHA",),
        "without_agreement": ("KEN",),
        "signed_only": ("UGA",),
        "unknown": ("TZA",),
        "listed": 3,
    }
    assert gaps(answer) == {"": gap, "x": {**gap, "list_date": "2010"}}  # its list is of the source of 2010
    assert answer.members_complete
    assert gaps(asked(tables, countries=["GHA"]))[""] == {"without_member": ("GHA",), "listed": 3}


def test_whom_an_agreement_is_not_for_is_not_told_as_outside() -> None:
    """Members sit in MWI, KEN, NOR and FJI, each of which signs for itself. ``mou`` is of KEN and UGA, ``ring`` a
    network of Africa with a whole list (KEN), ``coast`` a convention of Africa whose list is not whole (KEN, TZA),
    ``left`` a memorandum of KEN and MWI that MWI left, ``open`` a memorandum of KEN whose list is not whole. Together:
    NOR and FJI are on none, and of ``open`` nobody knows."""
    homes_of = {"m": "MWI", "k": "KEN", "n": "NOR", "f": "FJI"}
    region = {
        "MWI": "Africa",
        "KEN": "Africa",
        "UGA": "Africa",
        "TZA": "Africa",
        "NOR": "Europe",
        "FJI": "Oceania",
    }
    tables = small(
        memberships=joins(*homes_of),
        stakeholders=[s for i, c in homes_of.items() for s in lives(i, home_iso3=c)] + lives("net"),
        countries=[{"iso3": c, "region": r} for c, r in region.items()],
        agreements=[
            {"id": "mou", "duties": "4"},
            {"id": "ring", "duties": "4", "kind": "network"},
            {"id": "coast", "duties": "3", "kind": "regional_convention", "parties_complete": "no"},
            {"id": "left", "duties": "4"},
            {"id": "open", "duties": "4", "parties_complete": "no"},
            *OWN,
        ],
        agreement_parties=[
            *({"agreement_id": "mou", "iso3": c} for c in ("KEN", "UGA")),
            {"agreement_id": "ring", "iso3": "KEN"},
            *({"agreement_id": "coast", "iso3": c, "status": "signatory"} for c in ("KEN", "TZA")),
            {"agreement_id": "left", "iso3": "KEN"},
            {"agreement_id": "left", "iso3": "MWI", "until": "2020"},
            {"agreement_id": "open", "iso3": "KEN"},
            *sign(*homes_of.values()),
        ],
    )
    assert gaps(asked(tables)) == {
        "": {"without_member": ("UGA",), "unknown": ("FJI", "MWI", "NOR"), "listed": 4},
        "coast": {"signed_only": ("KEN",), "not_for": ("FJI", "NOR"), "unknown": ("MWI",), "listed": 2},
        "left": {"without_agreement": ("MWI",), "not_for": ("FJI", "NOR"), "listed": 2, "list_date": "2010"},
        "mou": {
            "without_member": ("UGA",),
            "not_for": ("FJI", "MWI", "NOR"),
            "listed": 2,
            "list_date": "2010",
        },
        "open": {"unknown": ("FJI", "MWI", "NOR"), "listed": 1},
        "ring": {"without_agreement": ("MWI",), "not_for": ("FJI", "NOR"), "listed": 1, "list_date": "2010"},
    }
    tables["agreements"] = [a for a in tables["agreements"] if a["id"] in ("mou", "own", "own2")]
    assert gaps(asked(tables))[""]["without_agreement"] == ("FJI", "MWI", "NOR")


def test_what_is_not_known_about_agreements() -> None:
    """x has an open list: absence says nothing. y is a treaty without a date of entry into force: its parties have
    signed only. z is money, w has expired, v names no duty: none of them counts. With no agreement at all nothing is
    known."""
    base: dict[str, Any] = {"memberships": joins("m"), "stakeholders": lives("m", "net")}
    answer = asked(small(**base, agreements=[{"id": "x", "duties": "4", "parties_complete": "no"}]))
    assert gaps(answer)[""] == {"unknown": ("MWI",)}
    assert not answer.members_complete  # no row in networks: nobody said that the list is whole
    kinds = [
        {"id": "y", "duties": "3", "kind": "treaty"},
        {"id": "z", "duties": "4", "kind": "funding"},
        {"id": "w", "duties": "4", "expires": "2023"},
        {"id": "v"},
    ]
    parties = [{"agreement_id": a["id"], "iso3": "MWI"} for a in kinds]
    answer = asked(small(**base, agreements=kinds, agreement_parties=parties))
    assert [a.agreement for a in answer.agreements] == [None, "y"]
    assert answer.agreements[0].signed_only == ("MWI",)
    assert asked(small(**base)).agreements[0].unknown == ("MWI",)


# -- which network


def test_which_network() -> None:
    """The one with most members of kind network member; another by name; none is an error that says what there is."""
    more = [{"member_id": w, "network_id": "hotlines"} for w in ("x", "y", "z")]
    tables = small(memberships=[*joins("m", "n"), *more], stakeholders=lives("m", "n", "net"))
    facts = facts_of(Snapshot.from_rows(tables), edition())
    assert likely_network(facts, T) == "net"
    assert homes(members(facts, T)) == [("m", "MWI"), ("n", "MWI")]
    assert [m.member for m in members(facts, T, "hotlines").members] == ["x", "y", "z"]
    with pytest.raises(UsageError, match="nothing") as caught:
        members(facts, T, "nothing")
    assert "hotlines, net" in caught.value.hint
    with pytest.raises(UsageError, match="no network"):
        members(facts_of(Snapshot.from_rows({}), edition()), T)
    with pytest.raises(UsageError, match="XXX"):
        members(facts, T, "net", ["XXX"])


def test_on_a_day_without_members_the_network_is_still_there() -> None:
    """net has its only member from 2020 on, hotlines three until 2010 of another kind, and of later nobody has said who
    belongs to it. In 2015 nobody is a member anywhere: asked without a name it is net, with nobody in it."""
    more = [
        {"member_id": w, "network_id": "hotlines", "since": "2005", "until": "2010"} for w in ("x", "y", "z")
    ]
    tables = small(
        memberships=[*joins("m", since="2020"), *more],
        stakeholders=lives("m", "net"),
        networks=[{"network_id": "net"}, {"network_id": "later"}],
    )
    facts = facts_of(Snapshot.from_rows(tables), edition())
    answer = members(facts, date(2015, 6, 1))
    assert (answer.network, answer.members) == ("net", ())
    assert [(n.network, n.members, n.known_from) for n in answer.networks] == [
        ("hotlines", 0, date(2005, 1, 1)),
        ("later", 0, None),
        ("net", 0, date(2020, 1, 1)),
    ]
    assert [(n.network, n.members) for n in members(facts, T).networks] == [
        ("hotlines", 0),
        ("later", 0),
        ("net", 1),
    ]
    assert members(facts, date(2015, 6, 1), "hotlines").members == ()
    alone = facts_of(Snapshot.from_rows(small(networks=[{"network_id": "later"}])), edition())
    assert members(alone, T).network == "later"


def test_the_rows_behind_a_number_are_told_with_it() -> None:
    """m has worked there since 2019, told by two sources, and ended before by a third; what n plans is not behind the
    number; a row marked as ended counts until its last day."""
    tables = small(memberships=joins("m", "n"), stakeholders=lives("m", "n", "net"))
    answer = asked(
        tables,
        work=[
            works("m", "legal-frameworks", "advocacy", since="2019"),
            works("m", "legal-frameworks", "advocacy", since="2019", source_id="t"),
            works("m", "legal-frameworks", "advocacy", until="2018", source_id="u"),
            works("n", "legal-frameworks", "advocacy", since="2030", status="planned"),
            works("n", "public-behaviour", "advocacy", since="2020", until="2025", status="ended"),
        ],
    )
    fields = at_work(answer)
    law, public = fields["legal-frameworks", "advocacy"], fields["public-behaviour", "advocacy"]
    assert (law.members, len(law.claims)) == (("m",), 2)
    assert (public.members, len(public.claims)) == (("n",), 1)
    assert all(bool(f.claims) == bool(f.members) for f in fields.values())


def test_a_member_without_a_country() -> None:
    """It is listed, has no ties to judge, and its work is still seen."""
    tables = small(memberships=joins("m"), stakeholders=[*lives("m", home_iso3=""), *lives("net")])
    answer = asked(tables, work=[works("m", "legal-frameworks", "advocacy")])
    assert homes(answer) == [("m", None)]
    assert answer.ties == ()
    assert at_work(answer)["legal-frameworks", "advocacy"].members == ("m",)


# -- against slow workings on random worlds


def world_of(seed: int, size: str = "") -> tuple[Tables, date, str, Members] | None:
    rng = random.Random(seed)
    tables = random_world(seed, size or list(SIZES)[seed % 3])
    day, evidence = rng.choice(days_of(tables, seed)), rng.choice(["all", "confirmed"])
    networks = sorted({r["network_id"] for r in tables["networks"]})
    if not networks:
        return None
    facts = facts_of(Snapshot.from_rows(tables), edition(), Evidence(evidence))
    return tables, day, evidence, members(facts, day, rng.choice(networks))


def test_random_worlds_have_networks() -> None:
    assert sum(world_of(seed) is not None for seed in range(60)) >= 40


@pytest.mark.parametrize("seed", range(60))
def test_equals_slow_workings(seed: int) -> None:
    made = world_of(seed)
    if made is not None:  # a world without a network has nothing to ask
        slow_workings(*made)


def test_equals_slow_workings_in_five_hundred_small_worlds() -> None:
    asked, seed = 0, 1000
    while asked < 500:
        made = world_of(seed, "tiny")
        seed += 1
        if made is not None:
            slow_workings(*made)
            asked += 1


def slow_workings(tables: Tables, day: date, evidence: str, answer: Members) -> None:
    view = answers.view_of(tables, default_edition(), evidence)
    world = view.world
    who = {
        c.get("member_id") for c in world.active("memberships", day) if c.get("network_id") == answer.network
    }
    assert dict(homes(answer)) == {m: world.home(m) or None for m in sorted(who)}
    # work
    rows = [c for c in world.claims["work"] if c.get("stakeholder_id") in who and c.get("iso3")]
    rank = {"active": 0, "planned": 1, "ended": 2}
    best: dict[tuple[str, str, str], str] = {}
    for c in rows:
        state = (
            "active"
            if c.active(day)
            else "planned"
            if c.planned(day)
            else "ended"
            if c.lapsed(day) or c.one_off(day)
            else None
        )
        key = (c.get("iso3"), c.get("objective"), c.get("means"))
        if state and (key not in best or rank[state] < rank[best[key]]):
            best[key] = state
    assert {(w.country, w.objective, w.means): w.state for w in answer.work if w.state != "unknown"} == best
    # ties
    ties = {
        (x, y, c.get("iso3"))
        for c in world.active("ties", day)
        for x, y in ((c.get("a_id"), c.get("b_id")), (c.get("b_id"), c.get("a_id")))
    }
    for t in answer.ties:
        home = [s for s in world.stakeholders if world.home(s) == t.country]
        line = set(view.providers(t.country, "12", day))
        unit = set(view.providers(t.country, "4", day)) & set(home)
        known = {
            "police": {s for s in home if world.kind(s) == "law_enforcement"} | unit,
            "hotline": line,
            "ministry": {s for s in home if world.kind(s) == "government"},
        }[t.counterpart]
        house = {s for s in world.stakeholders if t.member in view.above(s, day)}
        own = {k for k in known if k in house or view.same_root(k, t.member, day)}
        found = {(h, k) for h in house for k in known - house for c in ("", t.country) if (h, k, c) in ties}
        assert (set(t.known), set(t.same_house), set(t.ties)) == (known, own, found)
        assert t.state == ("linked" if own or found else "not_recorded" if known else "nobody_known")
    assert {t.member for t in answer.ties} == {m for m in who if world.home(m)}
    # agreements
    places = {world.home(m) for m in who} - {""}
    listed = {i.id: i for i in instruments(view, day) if i.id in world.agreements and i.duties}
    lists, kept = Parties(view, day), ("signed_only", "unknown", "not_for", "without_agreement")
    assert [a.agreement for a in answer.agreements] == [None, *sorted(listed)]
    for a in answer.agreements[1:]:
        i = listed[str(a.agreement)]
        on = i.full if i.in_force else set()
        assert set(a.without_member) == (on - places) & set(world.countries)
        for iso3 in places:
            where = (
                "on"
                if iso3 in on
                else "signed_only"
                if iso3 in i.full | i.signed
                else "without_agreement"
                if lists.outside(i.id, iso3)
                else "not_for"
                if lists.beyond(i.id, iso3)
                else "unknown"
            )
            assert all((iso3 in getattr(a, name)) == (name == where) for name in kept)
    for iso3 in places:  # together
        told = [name for name in kept if iso3 in getattr(answer.agreements[0], name)]
        each = {name for a in answer.agreements[1:] for name in kept if iso3 in getattr(a, name)}
        if any(iso3 in listed[i].full and listed[i].in_force for i in listed):
            assert told == []
        elif "signed_only" in each:
            assert told == ["signed_only"]
        else:
            sure = bool(listed) and lists.signs(iso3) and "unknown" not in each
            assert told == ["without_agreement" if sure else "unknown"]
