"""The network page: members without a tie, the matrix of work, agreements that do not meet members."""

from __future__ import annotations

import csv
import io
from importlib.resources import files
from pathlib import Path

import pytest

from dashboard.backend.context import Context
from dashboard.pages.network import page as network
from dashboard.pages.organisation import page as organisation
from dashboard.pages.shared.parts import by_name
from dashboard.pages.workspace import reports
from dashboard.ui.i18n import reset_language, set_language
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from graph_schema.errors import UsageError
from tests import ready
from tests.dashboard.shipped import AS_OF, NEWEST, facts, tree_of, words_of

FILES = network.FILES


@pytest.mark.parametrize(
    "address", ["/demo/network", "/register/network", "/demo/network?network=hotline-circle"]
)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    assert network.draw(shipped, parse(address)).title


def test_two_member_groups_have_none_of_the_three_ties(shipped: Context) -> None:
    (fact,) = facts("members_without_tie")
    given = network.answer(shipped, parse(f"/demo/network?network={fact['network']}"))
    assert given["without_any_tie"] == fact["members"]
    words = words_of(shipped, network.PAGE, f"/demo/network?network={fact['network']}")
    assert "2 without any partnership with the police, hotline or government bodies known there" in words


def test_dorvane_is_bound_without_a_member_and_estoria_has_a_member_and_is_not_bound(
    shipped: Context,
) -> None:
    given = network.answer(shipped, parse("/demo/network"))
    (one,) = facts("agreement_without_member")
    (other,) = facts("member_without_agreement")
    (row,) = [r for r in given["agreements"] if not r["agreement"]]
    assert row["without_member"] == one["countries"]
    assert row["signed_only"] == other["countries"]
    words = words_of(shipped, network.PAGE, "/demo/network")
    assert "Any agreement in force Dorvane" in words


def test_what_is_not_known_of_an_agreement_is_said(shipped: Context) -> None:
    """The list of the image exchange is not whole; Cavella and Estoria have members and are not on it. The treaty
    is not in force; of the members' countries Almara is a party, Belorin and Estoria have signed; Cavella and
    Fallowen are party to one other treaty alone, so they may be bound through another."""
    tree = tree_of(shipped, network.PAGE, "/demo/network?rows=all")
    (section,) = [s for s in find(tree, "table") if "Any agreement in force" in text_of(s)]
    assert [text_of(x) for x in find(section, "th", scope="col")][3:] == [
        "Signed only, or not in force yet",
        "Not known whether party",
    ]
    rows = {text_of(find(r, "th")[0]): [text_of(d) for d in find(r, "td")] for r in find(section, "tr")[1:]}
    assert rows["Access to the Image Exchange of the coast"] == ["", "", "", "Cavella and Estoria"]
    assert rows["Treaty of the Coast on Cybercrime"] == [
        "",
        "",
        "Almara, Belorin and Estoria",
        "Cavella and Fallowen",
    ]


def test_the_matrix_has_a_cell_for_every_objective_and_means(shipped: Context) -> None:
    """Four objectives by four means; a question mark, never a zero, where nothing is known."""
    tree = tree_of(shipped, network.PAGE, "/demo/network")
    cells = find(tree, "td", class_="cellstate")
    assert len(cells) == 16
    assert all(text_of(c)[0] != "0" for c in cells)


def test_missing_ties_can_be_taken_away(shipped: Context) -> None:
    rows = network.missing(shipped, parse("/demo/download/missing-ties.csv"))["ties"]
    assert {r["state"] for r in rows} == {"not_recorded"}


def test_a_missing_tie_is_drafted_as_a_row_that_can_be_taken_in(shipped: Context, tmp_path: Path) -> None:
    """Cavella Children's Watch has no tie with the only police known in Cavella, c-police: capability 4 of XAC."""
    tree = tree_of(shipped, network.PAGE, "/demo/network")
    (link, *_rest) = [
        a[1]["href"] for a in find(tree, "a") if a[1]["href"].startswith("/demo/network/tie/c-kids/police")
    ]
    draft = tree_of(shipped, network.PAGE, link)
    words = text_of(draft)
    assert "Cavella Children's Watch" in words
    assert "See the cross-border cooperation of Cavella" in words
    links = [a[1]["href"] for a in find(draft, "a")]
    assert "/demo/what-if?changes=%2Btie%3Ac-kids%2Fc-police" in links
    assert "/demo/corridors?country=XAC&duty=4" in links
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    (address,) = [x for x in links if "/download/tie-draft.csv" in x]
    given = client.get(address)
    assert given.headers["Content-Disposition"] == 'attachment; filename="ties.csv"'
    (row,) = csv.DictReader(io.StringIO(given.text.lstrip("\ufeff")))
    filled = {k: v for k, v in row.items() if v}
    assert filled == {"a_id": "c-kids", "b_id": "c-police", "kind": "mou", "iso3": "XAC", "capability": "4"}
    complete = {**row, "source_id": "region-ties-2026", "since": "2026-11", "verified": "yes"}
    file = tmp_path / "ties.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(row))
        writer.writeheader()
        writer.writerow(complete)
    service = ready.first_use("demo", tmp_path / "demo.sqlite")
    outcome = service.import_files([file], at="2026-11-25T00:00:00Z", dry_run=True)
    assert [i for i in outcome.issues if i.severity == "error"] == []
    assert {name: len(f) for name, f in outcome.changes.added.items()} == {"ties": 1}
    service.store.close()


TIE = "/demo/network/tie/c-kids/police"


def test_the_draft_speaks_in_words_and_the_row_is_what_was_filled_in(shipped: Context) -> None:
    address = TIE + "?kind=referral&since=2026-11&basis=protocol&stated=both&source=Ties of the region"
    source = shipped.world(parse("/demo")).sources["region-ties-2026"].title
    tree = tree_of(shipped, network.PAGE, address.replace("Ties of the region", source))
    (row,) = find(tree, "dl", class_="row-words")
    words = text_of(row)
    assert "Who Cavella Children's Watch" in words
    assert "With whom Cavella Constabulary" in words
    assert "Type of cooperation referral" in words
    assert "Country Cavella" in words
    assert "Since Nov 2026" in words
    assert "Basis for this protocol" in words
    assert f"Source {source}" in words
    assert "c-kids" not in words
    view = parse(address.replace("Ties of the region", source)).with_query(
        member="c-kids", counterpart="police"
    )
    (drafted,) = FILES["tie-draft"].answer(shipped, view)["ties"]
    assert (drafted["since"], drafted["basis"], drafted["stated_by"], drafted["source_id"]) == (
        "2026-11",
        "protocol",
        "both",
        "region-ties-2026",
    )


def test_what_is_no_date_and_no_source_does_not_get_into_the_row(shipped: Context) -> None:
    view = parse(TIE + "?since=soon&source=nowhere&stated=x&kind=x").with_query(
        member="c-kids", counterpart="police"
    )
    (drafted,) = FILES["tie-draft"].answer(shipped, view)["ties"]
    assert (drafted["since"], drafted["source_id"], drafted["stated_by"]) == ("", "", "")
    assert drafted["kind"] == "mou"


def test_the_draft_says_what_the_tie_would_change(shipped: Context) -> None:
    """c-kids has no tie in ties.csv; c-police is tied to others."""
    (section,) = [
        s
        for s in find(tree_of(shipped, network.PAGE, TIE), "section")
        if text_of(s).startswith("Expected effects")
    ]
    ties = shipped.ask(parse("/demo"), "graph")
    alone = "c-kids" in ties["alone"]
    assert ("it would have its first one" in text_of(section)) == alone
    assert text_of(find(section, "ul", class_="changes-list")[0])


def test_a_letter_is_there_to_copy_in_the_language_of_the_reader(shipped: Context) -> None:
    tree = tree_of(shipped, network.PAGE, TIE)
    (letter,) = find(tree, "div", id="tie-letter")
    words = text_of(letter)
    assert words.startswith("Dear colleagues of Cavella Constabulary,")
    assert "Cavella Children's Watch, our member in Cavella" in words
    assert words.endswith("With kind regards, Shore Children's Network")
    (button,) = [b for b in find(tree, "button") if b[1].get("data-copy")]
    assert button[1]["data-copy"] == "tie-letter"


def test_a_long_list_of_members_shows_its_first_rows(shipped: Context) -> None:
    """ECPAT has fifty members here: the address shows them all when asked."""
    short = tree_of(shipped, network.PAGE, "/register/network")
    whole = tree_of(shipped, network.PAGE, "/register/network?rows=members")
    (few,) = find(short, "section", id="members")
    (every,) = find(whole, "section", id="members")
    count = int(text_of(find(find(few, "h2")[0], "span")[0]))
    assert count >= 50
    assert len(find(find(few, "tbody")[0], "tr")) == 10
    assert len(find(find(every, "tbody")[0], "tr")) == count
    (more,) = find(few, "a", class_="more-rows")
    assert more[1]["href"] == "/register/network?rows=members"
    assert text_of(more) == f"Show all {count}"


def test_who_a_member_works_with_is_who_it_has_a_tie_with(shipped: Context) -> None:
    """Belorin for Children works with a ministry: the Belorin Child Office, not the government that is known too."""
    tree = tree_of(shipped, network.PAGE, "/demo/network?rows=all")
    (section,) = find(tree, "section", id="members")
    (row,) = [r for r in find(section, "tr") if text_of(r).startswith("Belorin for Children")]
    ministry = text_of(find(row, "td")[3])
    assert "Belorin Child Office" in ministry
    assert "Government of Belorin" not in ministry


def test_a_number_leads_to_the_rows_behind_it(shipped: Context) -> None:
    """work.csv: Safe Almara and Belorin for Children advocate for laws."""
    (link,) = [
        a[1]["href"]
        for a in find(tree_of(shipped, network.PAGE, "/demo/network"), "a")
        if "means=advocacy&objective=legal-frameworks" in a[1]["href"]
    ]
    (section,) = [
        s
        for s in find(tree_of(shipped, network.PAGE, link), "section")
        if find(s, "h3", id="field") and not find(s, "h2")
    ]
    words = text_of(section)
    assert "Safe Almara Amend the act Almara 2024" in words
    assert "Belorin for Children" in words
    assert "work.csv, line 2" in words


@pytest.mark.parametrize(
    "day", ["2019-01-01", "2022-06-01", "2022-06-01&evidence=confirmed", "2026-11-25", "2027-07-01"]
)
def test_every_field_shows_those_whom_the_matrix_counts(shipped: Context, day: str) -> None:
    """Companions of Estoria ran from 2019 to the end of 2025 and is marked as ended; a study of Fallowen is planned for
    2027. On each day the rows of a field are of just the members that stand in the matrix."""
    address = f"/demo/network?network=shore-network&as_of={day}"
    given = network.answer(shipped, parse(address))
    world = shipped.world(parse(address))
    for field in given["matrix"]:
        tree = tree_of(
            shipped, network.PAGE, f"{address}&objective={field['objective']}&means={field['means']}"
        )
        (section,) = [s for s in find(tree, "section") if find(s, "h3", id="field") and not find(s, "h2")]
        shown = {text_of(find(r, "th")[0]) for r in find(section, "tr")[1:]}
        assert shown == {world.organisation(m).name for m in field["members"]}
        assert ("No information: nobody has reported any work here" in text_of(section)) == (
            not field["members"]
        )


@pytest.mark.parametrize("day", ["1999-01-01", "1800-01-01"])
def test_before_its_first_member_a_network_says_since_when_it_has_some(shipped: Context, day: str) -> None:
    """The first member of the network of the shore is known from 2014 on; six networks are recorded, none with a member
    then. The page leads to that day, and nothing is refused: neither the report nor a file."""
    tree = tree_of(shipped, network.PAGE, f"/demo/network?as_of={day}")
    words = text_of(tree)
    assert "No member of Shore Children's Network is known on this date" in words
    assert "Its first member on record joined on 1 January 2014." in words
    assert "No other network has known members on that date either." in words
    (table,) = find(tree, "table")
    rows = [[text_of(find(r, "th")[0]), *map(text_of, find(r, "td"))] for r in find(table, "tr")[1:]]
    assert len(rows) == 6
    assert ["Police Ring", "0", "1 January 2022"] in rows
    (link,) = find(tree, "a", class_="button")
    assert link[1]["href"] == "/demo/network?network=shore-network&as_of=2014-01-01"
    assert "1 members" in words_of(shipped, network.PAGE, link[1]["href"])
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    assert client.get(f"/demo/download/members.csv?as_of={day}").status_code == 200
    assert "No member is known." in words_of(shipped, reports.PAGE, f"/demo/reports/network?as_of={day}")


def test_what_was_typed_and_cannot_be_read_is_said_at_its_field(shipped: Context) -> None:
    tree = tree_of(shipped, network.PAGE, f"{TIE}?since=tomorrow&source=My own paper")
    words = text_of(tree)
    assert "tomorrow is not a day. Write a year or a month: 2026 or 2026-11." in words
    assert "My own paper is not the name of a recorded source." in words
    for name in ("since", "source"):
        (given,) = find(tree, "input", id=f"tie-{name}")
        assert given[1]["aria-invalid"] == "true"
        assert find(tree, "p", id=given[1]["aria-describedby"])
    fine = tree_of(shipped, network.PAGE, f"{TIE}?since=2026-11")
    assert not find(fine, "p", class_="problem")
    assert not [i for i in find(fine, "input") if "aria-invalid" in i[1]]


def test_a_draft_for_nobody_is_refused(shipped: Context) -> None:
    with pytest.raises(UsageError, match="press is not a type of partner"):
        network.draw(shipped, parse("/demo/network/tie/c-kids/press"))
    with pytest.raises(UsageError, match="nobody is not on record as a member"):
        network.draw(shipped, parse("/demo/network/tie/nobody/police"))
    words = words_of(shipped, network.PAGE, "/demo/network/tie/e-kids/hotline")
    assert "No possible partner is known there" in words


def test_the_matrix_is_a_picture(shipped: Context) -> None:
    """Seven of 16 fields have members: 1 and 2 for laws, 1 and 1 for tools, 1 for police, 2 and 3 for behaviour."""
    svg = network.PAGE.pictures["objectives"](shipped, parse("/demo/picture/objectives.svg"))
    assert svg.count('class="bmid s-covered"') == 7


def test_a_member_that_is_the_hotline_is_said_to_be_it(shipped: Context) -> None:
    """CRCA runs the hotline of Albania; Safe Almara and the hotline of Almara are one house."""
    tree = tree_of(shipped, network.PAGE, "/register/network?rows=members")
    (row,) = [
        r
        for r in find(find(tree, "section", id="members")[0], "tr")
        if text_of(find(r, "th")[0]) == "CRCA / ECPAT Albania"
    ]
    hotline = text_of(find(row, "td")[2])
    assert hotline == "has this role itself CRCA / ECPAT Albania itself runs a hotline."
    demo = words_of(shipped, network.PAGE, "/demo/network?rows=all")
    assert (
        "same parent body as Safe Almara and a hotline have the same parent body: Almara Hotline."
    ) in demo


def test_no_letter_to_oneself(shipped: Context) -> None:
    """CRCA is the hotline itself; another one is known in Albania, and a tie with it can still be drafted."""
    address = "/register/network/tie/crca-albania/hotline"
    tree = tree_of(shipped, network.PAGE, address)
    assert "CRCA / ECPAT Albania has this role itself, so no partnership is missing." in text_of(tree)
    assert not find(tree, "div", id="tie-letter")
    view = parse(address + "?to=crca-albania").with_query(member="crca-albania", counterpart="hotline")
    assert FILES["tie-draft"].answer(shipped, view)["ties"] == []
    (link,) = [a[1]["href"] for a in find(tree, "a") if "to=" in a[1]["href"]]
    (letter,) = find(tree_of(shipped, network.PAGE, link), "div", id="tie-letter")
    assert text_of(letter).startswith(
        "Dear colleagues of National Safer Internet Centre / ISIGURT.AL platform,"
    )


def test_no_tie_is_drafted_with_whom_one_is_recorded(shipped: Context) -> None:
    """Belorin for Children works with the Belorin Child Office: only the government is left to be chosen."""
    address = "/demo/network/tie/b-kids/ministry"
    assert "The two already work together, so no partnership is missing." in words_of(
        shipped, network.PAGE, address
    )
    tree = tree_of(shipped, network.PAGE, address + "?to=b-gov")
    (chosen,) = find(tree, "select", id="choose-to")
    assert [text_of(o) for o in find(chosen, "option")] == ["Government of Belorin"]


def test_of_whom_nothing_can_be_said_is_counted_apart(shipped: Context) -> None:
    """Every member either has a tie, or has none with somebody known there, or nobody is known there."""
    given = network.answer(shipped, parse("/register/network"))
    states: dict[str, set[str]] = {}
    for t in given["ties"]:
        states.setdefault(t["member"], set()).add(t["state"])
    nobody = sum(found == {"nobody_known"} for found in states.values())
    linked = sum("linked" in found for found in states.values())
    assert nobody > 1
    (section,) = find(tree_of(shipped, network.PAGE, "/register/network"), "section", id="lonely")
    assert f"Nothing can be said about {nobody} more members" in text_of(section)
    assert len(given["without_any_tie"]) + nobody + linked == len(states)
    assert "No work is recorded for " in words_of(shipped, network.PAGE, "/register/network")


def test_members_at_work_those_who_were_and_those_of_whom_nothing_is_recorded_make_all(
    shipped: Context,
) -> None:
    """Counted from the rows of the register: every member stands in exactly one of the three."""
    given = network.answer(shipped, parse(f"/register/network?{NEWEST}"))
    ids = {m["member"] for m in given["members"]}
    text = (files("seed_data") / "register" / "work.csv").read_text(encoding="utf-8")
    recorded = [r for r in csv.DictReader(io.StringIO(text)) if r["stakeholder_id"] in ids]
    spoken = {r["stakeholder_id"] for r in recorded}
    today = {p["stakeholder"] for p in given["programmes"] if p["state"] == "active"} & ids
    assert today < spoken < ids
    words = words_of(shipped, network.PAGE, f"/register/network?{NEWEST}")
    assert f"{len(today)} working today" in words
    assert f"The recorded work of {len(spoken - today)} more members is over or not begun." in words
    assert f"No work is recorded for {len(ids - spoken)} members." in words


def test_nobody_is_asked_to_join_what_is_not_for_it(shipped: Context) -> None:
    """AFRIPOL is of Africa, a memorandum of two is of two, and of a directive without any list nothing is known."""
    tree = tree_of(shipped, network.PAGE, f"/register/network?rows=agreements&{NEWEST}")
    rows = {
        text_of(find(r, "th")[0]): [text_of(d) for d in find(r, "td")]
        for r in find(find(tree, "section", id="agreements")[0], "tr")[1:]
    }
    afripol = rows["AFRIPOL membership"][1]
    assert afripol.startswith(
        # memberships.csv: members of ECPAT in 71 countries, 17 of them African
        "54 more countries are not on the list. It is not recorded whether they could join. Albania, "
    )
    assert rows["DCI - NCA CEOP memorandum for a child protection unit in Kenya"][1] == (
        "This agreement is between two countries. Other countries would need their own."
    )
    assert rows["EU Directive 2011/93/EU on combating sexual abuse of children"] == (
        ["", "", "", "No party is on record, so the participation of every country is unknown."]
    )
    taiwan = rows["INTERPOL membership"]  # on no list of a treaty: it may be bound through another
    assert (taiwan[1], taiwan[3]) == ("", "Taiwan")
    malabo = rows["African Union Convention on Cyber Security and Personal Data Protection"]
    assert (malabo[1].startswith("54 more countries are not on the list."), "Albania" in malabo[3]) == (
        True,
        False,
    )


def test_countries_stand_by_name_in_the_language_of_the_reader(shipped: Context) -> None:
    """In French Egypt and Ethiopia begin with an accented E: after Allemagne, before Ghana, not after Zambie."""
    world = shipped.world(parse("/register"))
    token = set_language("fr")
    try:
        assert by_name(world, ["EGY", "DEU", "ETH", "GHA", "ZMB", "DZA"]) == [
            "DZA",
            "DEU",
            "EGY",
            "ETH",
            "GHA",
            "ZMB",
        ]
    finally:
        reset_language(token)


def test_what_members_do_is_listed_by_country_with_objective_means_and_source(shipped: Context) -> None:
    """work.csv of the region: two rows in Cavella, both of c-kids; of the register, 37 rows in no one
    country, three of them of members (ecpat-netherlands) and 34 of the network itself."""
    tree = tree_of(shipped, network.PAGE, "/demo/network?rows=all")
    (part,) = find(tree, "section", id="programmes")
    rows = [text_of(r) for r in find(part, "tr")[1:]]
    assert sum("Cavella" in r for r in rows) == 2
    assert any("Words matter" in r and "Advocacy" in r and "ended" in r for r in rows)
    here = tree_of(shipped, network.PAGE, "/demo/network/?rows=all&country=XAC")
    (part,) = find(here, "section", id="programmes")
    assert len(find(part, "tr")[1:]) == 2
    given = network.answer(shipped, parse(f"/register/network?network=ecpat-international&{NEWEST}"))
    nowhere = [p["stakeholder"] for p in given["programmes"] if not p["country"]]
    assert (len(nowhere), nowhere.count("ecpat-international")) == (37, 34)


@pytest.mark.parametrize(
    "address", ["demo/{}", "demo/{}?country=XAC", "register/{}?network=ecpat-international&country=MWI"]
)
def test_the_file_of_what_members_do_is_of_the_country_that_the_list_is_of(
    shipped: Context, address: str
) -> None:
    """The list links to its file, and the file holds its rows."""
    tree = tree_of(shipped, network.PAGE, f"/{address.format('network')}")
    (part,) = find(tree, "section", id="programmes")
    (link,) = [str(a[1]["href"]) for a in find(part, "a") if "/programmes.csv" in str(a[1].get("href"))]
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    rows = list(csv.DictReader(io.StringIO(client.get(link).text.lstrip("\ufeff"))))
    assert text_of(find(part, "h2")[0]).rpartition(" ")[2] == str(len(rows))
    if "country=" in address:
        assert len({r["Country"] for r in rows}) == 1


def test_members_on_record_stand_beside_what_other_sources_count(shipped: Context) -> None:
    """indicators.csv: 124 members in 103 countries in 2023, 90 in 82 in 2016 (the deck)."""
    tree = tree_of(shipped, network.PAGE, f"/register/network?network=ecpat-international&{NEWEST}")
    (part,) = find(tree, "details", id="counted")
    assert (
        text_of(find(part, "summary")[0])
        == "81 members are recorded here. ECPAT network members: 124 (2023)."
    )
    rows = [" ".join(text_of(r).split()) for r in find(part, "tr")]
    assert any(r.startswith("ECPAT network members 90 2016") for r in rows)
    assert any(r.startswith("Countries with ECPAT members 82 2016") for r in rows)


def test_an_organisation_shows_its_work_towards_the_objectives(shipped: Context) -> None:
    words = words_of(shipped, organisation.PAGE, "/demo/organisation/c-kids")
    assert "Words matter Cavella Public information and behaviour change Advocacy ended" in words
