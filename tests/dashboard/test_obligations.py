"""What binds a country on its board, in the reasons of a capability, and on the page of an agreement."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.downloads.declared import rows_of
from dashboard.pages.board import country, why
from dashboard.pages.corridors import page as corridors
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from tests.dashboard.shipped import tree_of, words_of


def section(shipped: Context, address: str) -> list[object]:
    (found,) = find(tree_of(shipped, country.PAGE, address), "section", id="obligations")
    return found


def test_malawi_is_bound_by_what_opens_no_channel_too(shipped: Context) -> None:
    """agreement_parties.csv: MWI is party to crc since 1991-01-02 and to acrwc; invited to budapest; malabo has a
    list that is not whole, without it. Three whole lists are without it: op-crc-ic (31 of 65 rows of a source of 14
    March 2015, 22 and 12 of two others) and, since the register of 3 December 2026, budapest-protocol-2 (of 2026) and
    un-cybercrime (source without a date, read on 3 December 2026)."""
    part = section(shipped, "/register/country/MWI")
    rows = [" ".join(text_of(r).split()) for r in find(part, "tr")[1:]]
    assert rows[0].startswith("UN Convention on the Rights of the Child obligation party since 2 Jan 1991")
    assert any(
        r.startswith("African Charter on the Rights and Welfare of the Child obligation party") for r in rows
    )
    assert any("CETS 185" in r and "invited only since 9 Oct 2024" in r for r in rows)
    not_party = [r for r in rows if "not on its list of parties" in r]
    assert len(not_party) == 3
    for row, name, dated in zip(
        not_party,
        ("CETS 224", "communications procedure", "Hanoi Convention"),
        ("on the list of 2026", "on the list of 14 Mar 2015", "by the list read on 3 Dec 2026"),
        strict=True,
    ):
        assert name in row
        assert dated in row
    assert "By their lists, it is not a party to 3." in text_of(part)
    (unknown,) = find(part, "details", class_="fold")
    assert "African Union Convention on Cyber Security" in text_of(unknown)
    assert "/register/corridors/instrument/crc?country=MWI" in [a[1].get("href") for a in find(part, "a")]


def test_a_country_with_little_is_told_as_not_known(shipped: Context) -> None:
    """Guadeloupe is on no list: it may be bound through France."""
    part = section(shipped, "/register/country/GLP")
    assert find(part, "tr") == []
    assert "not on its list" not in text_of(part)


def test_no_obligation_is_without_a_source(shipped: Context) -> None:
    """The congress of Stockholm is not recorded: by the register it is in the slides of 2016, which the region has
    not."""
    for address, source in (
        ("/register/country/MWI", "Online Child Abuse and Exploitation"),
        ("/demo/country/XAD", "framework edition"),
    ):
        part = section(shipped, address)
        (stockholm,) = (i for i in find(part, "li") if text_of(i).startswith("First World Congress"))
        assert source in text_of(stockholm)
        assert all(text_of(find(row, "td")[-1]) for row in find(part, "tr")[1:])
        cells = (
            rows_of(shipped, parse(address), "obligations", "undertakings", country=address[-3:])
            .cells()
            .values()
        )
        assert all(row["source"].texts for row in cells)


def test_a_convention_of_other_regions_or_of_nobody_known_is_no_obligation(shipped: Context) -> None:
    """agreement_parties.csv has nobody on the lists of the EU directive and the Arab convention. Malawi has 11
    obligations, Germany 9 (without the two of Africa), Dorvane its two and the two of the framework that are for all:
    Malawi has crc, opsc, acrwc, malabo, budapest, its second protocol (new on 3 December 2026, for all), ilo-c182,
    lanzarote, op-crc-ic, palermo-protocol, un-cybercrime."""
    for address, count in (
        ("/register/country/MWI", 11),
        ("/register/country/DEU", 9),
        ("/demo/country/XAD", 4),
    ):
        given = shipped.ask(parse(address), "obligations", country=address[-3:])["undertakings"]
        own = [u["undertaking"] for u in given if u["nature"] == "obligation"]
        assert (len(own), {"eu-2011-93", "arab-it-crime"} & set(own)) == (count, set()), address


def test_what_the_framework_alone_names_has_no_page(shipped: Context) -> None:
    """No agreement of the register is the congress of Stockholm; malabo is one, and MWI is not on its list."""
    part = section(shipped, "/register/country/MWI")
    links = " ".join(str(a[1].get("href")) for a in find(part, "a"))
    assert ("instrument/malabo" in links, "stockholm" in links) == (True, False)


def test_territories_and_states_to_come_are_not_told_as_not_a_party(shipped: Context) -> None:
    """By the register no country is outside crc: CCK and WLF have one inherited row of another treaty;
    South Sudan has none that had begun in 2005, nor Montenegro in 2000."""
    for code, day in (("CCK", ""), ("WLF", ""), ("SSD", "?as_of=2005-01-01"), ("MNE", "?as_of=2000-01-01")):
        known = [text_of(r) for r in find(section(shipped, f"/register/country/{code}{day}"), "tr")[1:]]
        assert not any("not on its list" in r or "Rights of the Child" in r for r in known), code
    tree = tree_of(shipped, corridors.PAGE, "/register/corridors/instrument/crc")
    assert find(tree, "section", id="not-parties") == []


def test_the_reasons_of_legislation_name_the_treaties_that_support_it(shipped: Context) -> None:
    words = words_of(shipped, why.PAGE, "/register/why/MWI/3")
    assert "Which capabilities they support is our own reading" in words
    assert "African Charter on the Rights and Welfare of the Child" in words
    assert "Obligations and promises" not in words_of(shipped, why.PAGE, "/register/why/MWI/7")


def test_who_is_not_party_stands_on_the_page_of_an_agreement_whose_list_is_whole(shipped: Context) -> None:
    """Outside the charter by the register: Morocco, Somalia, South Sudan and Tunisia; Western Sahara has signed nothing
    itself. Its source has no date and was read on 25 November 2026. Most rows of op-crc-ic (31 of 65; the
    others have 22 and 12) are of the source of 14 March 2015."""
    tree = tree_of(shipped, corridors.PAGE, "/register/corridors/instrument/acrwc")
    (part,) = find(tree, "section", id="not-parties")
    assert "Morocco, Somalia, South Sudan and Tunisia" in text_of(part)
    assert "Not a party, by the list read on 25 Nov 2026:" in text_of(part)
    dated = tree_of(shipped, corridors.PAGE, "/register/corridors/instrument/op-crc-ic")
    (part,) = find(dated, "section", id="not-parties")
    assert "Not a party, on the list of 14 Mar 2015:" in text_of(part)
    open_list = tree_of(shipped, corridors.PAGE, "/register/corridors/instrument/malabo")
    assert find(open_list, "section", id="not-parties") == []


def test_the_reasons_show_what_mnr_explain_gives(shipped: Context) -> None:
    """agreements.csv has capability 3 in crc, opsc, acrwc, malabo, budapest and its second protocol (new on
    3 December 2026), ilo-c182, lanzarote, palermo-protocol, un-cybercrime,
    the statement of WePROTECT and the pathfinding countries; those of the EU and the Arab states are not
    for Malawi. Nothing with 7 binds or asks a state."""
    given = shipped.ask(parse("/register"), "explain", country="MWI", capability="3")["undertakings"]
    assert [u["undertaking"] for u in given] == [
        "crc",
        "opsc",
        "acrwc",
        "malabo",
        "budapest",
        "budapest-protocol-2",
        "ilo-c182",
        "lanzarote",
        "palermo-protocol",
        "un-cybercrime",
        "weprotect-statement-2015",
        "end-violence-pathfinding",
    ]
    (part,) = [
        s
        for s in find(tree_of(shipped, why.PAGE, "/register/why/MWI/3"), "section")
        if find(s, "h3", id="obligations")
    ]
    shown = [str(a[1]["href"]) for a in find(part, "a") if "instrument/" in str(a[1].get("href"))]
    known = [u["agreement"] for u in given if u["standing"] != "unknown"]
    unknown = [u["agreement"] for u in given if u["standing"] == "unknown"]
    assert [s.partition("instrument/")[2].partition("?")[0] for s in shown] == [*known, *unknown]
    assert shipped.ask(parse("/register"), "explain", country="MWI", capability="7")["undertakings"] == []
