"""What binds a country on its board, in the reasons of a capability, and on the page of an agreement."""

from __future__ import annotations

from dashboard.backend.context import Context
from dashboard.pages.board import country, why
from dashboard.pages.corridors import page as corridors
from dashboard.ui.tree import find, text_of
from tests.dashboard.shipped import tree_of, words_of


def section(shipped: Context, address: str) -> list[object]:
    (found,) = find(tree_of(shipped, country.PAGE, address), "section", id="obligations")
    return found


def test_malawi_is_bound_by_what_opens_no_channel_too(shipped: Context) -> None:
    """agreement_parties.csv: MWI is party to crc since 1991-01-02 and to acrwc; invited to budapest; op-crc-ic has a
    whole list (of the source untc-2015) without it; malabo has a list that is not whole, without it."""
    part = section(shipped, "/register/country/MWI")
    rows = [" ".join(text_of(r).split()) for r in find(part, "tr")[1:]]
    assert rows[0].startswith("UN Convention on the Rights of the Child obligation party since 2 Jan 1991")
    assert any(
        r.startswith("African Charter on the Rights and Welfare of the Child obligation party") for r in rows
    )
    assert any("CETS 185" in r and "invited only since 9 Oct 2024" in r for r in rows)
    (not_party,) = [r for r in rows if "not a party" in r]
    assert "communications procedure" in not_party
    assert "by the complete list of 14 Mar 2015" in not_party
    (unknown,) = find(part, "details", class_="fold")
    assert "African Union Convention on Cyber Security" in text_of(unknown)
    assert "/register/corridors/instrument/crc?country=MWI" in [a[1].get("href") for a in find(part, "a")]


def test_a_country_with_little_is_told_as_not_known(shipped: Context) -> None:
    """Guadeloupe is on no list: it may be bound through France."""
    part = section(shipped, "/register/country/GLP")
    assert find(part, "tr") == []
    assert "not a party" not in text_of(part).replace("does not mean that it is not a party", "")


def test_the_reasons_of_legislation_name_the_treaties_that_support_it(shipped: Context) -> None:
    words = words_of(shipped, why.PAGE, "/register/why/MWI/3")
    assert "Which capabilities they support is our own reading" in words
    assert "African Charter on the Rights and Welfare of the Child" in words
    assert "Obligations and promises" not in words_of(shipped, why.PAGE, "/register/why/MWI/7")


def test_who_is_not_party_stands_on_the_page_of_an_agreement_whose_list_is_whole(shipped: Context) -> None:
    """Outside the charter by the register: Morocco, Somalia, South Sudan, Tunisia and Western Sahara."""
    tree = tree_of(shipped, corridors.PAGE, "/register/corridors/instrument/acrwc")
    (part,) = find(tree, "section", id="not-parties")
    assert "Morocco, Somalia, South Sudan, Tunisia and Western Sahara" in text_of(part)
    open_list = tree_of(shipped, corridors.PAGE, "/register/corridors/instrument/malabo")
    assert find(open_list, "section", id="not-parties") == []
