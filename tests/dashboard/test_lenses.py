"""The board by threat, driver, discipline or objective, on the page of a country."""

from __future__ import annotations

import pytest

from dashboard.backend.context import Context
from dashboard.pages.board import country
from dashboard.ui.tree import find, text_of
from graph_schema.errors import UsageError
from tests.dashboard.shipped import tree_of


def rows(shipped: Context, address: str) -> dict[str, list[str]]:
    (part,) = find(tree_of(shipped, country.PAGE, address), "section", id="lenses")
    return {text_of(find(r, "b")[0]): [text_of(d) for d in find(r, "td")] for r in find(part, "tr")[1:]}


def test_which_threats_lack_a_capability_in_malawi(shipped: Context) -> None:
    """Six threats; 7 is a gap in Malawi and answers abuse images (answers.csv). 12 answers them too: the portal of
    two bodies is one service, so one provider of the two that it needs."""
    found = rows(shipped, "/register/country/MWI")
    assert len(found) == 6
    missing, fragile, _in_place, _unknown = found["Abuse images"]
    assert "7 Access to Image Databases" in missing
    assert "12 CSEA Hotline" in fragile


def test_the_lens_is_chosen_in_the_address_and_said_to_be_our_own_reading(shipped: Context) -> None:
    address = "/register/country/MWI?lens=objective"
    assert "Stronger legal frameworks" in rows(shipped, address)
    (part,) = find(tree_of(shipped, country.PAGE, address), "section", id="lenses")
    assert "our own reading, to be confirmed by a practitioner" in text_of(part)
    with pytest.raises(UsageError, match="cannot be seen by"):
        rows(shipped, "/register/country/MWI?lens=colour")


def test_what_nobody_knows_is_neither_missing_nor_in_place(shipped: Context) -> None:
    for missing, fragile, in_place, unknown in rows(shipped, "/register/country/GLP").values():
        assert (missing, fragile, in_place) == ("", "", "")
        assert unknown
