"""What a record says beside its status stands where it is read: who runs an agreement, how wide a source speaks."""

from __future__ import annotations

import pytest

from dashboard.backend.context import Context
from dashboard.pages.board import why
from dashboard.pages.corridors import page as corridors
from tests.dashboard.shipped import NEWEST, words_of


def test_the_page_of_an_agreement_names_who_runs_it(shipped: Context) -> None:
    """agreements.csv: icse is run by interpol; nobody is recorded for the CRC."""
    assert "Run by: INTERPOL" in words_of(shipped, corridors.PAGE, "/register/corridors/instrument/icse")
    assert "Run by:" not in words_of(shipped, corridors.PAGE, "/register/corridors/instrument/crc")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("KOR/16", "Its source speaks of violence, children or all ages in general."),
        ("GHA/8", "Its source speaks of a part of the country only."),
    ],
)
def test_reasons_say_how_wide_a_source_speaks(shipped: Context, cell: str, said: str) -> None:
    """deliveries.csv: kcsc-kr in KOR for 16 is general; gh-mogcsp in Ghana for 8 is of a part of the country."""
    assert said in words_of(shipped, why.PAGE, f"/register/why/{cell}?{NEWEST}")
