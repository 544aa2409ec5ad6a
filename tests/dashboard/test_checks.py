"""Which records to check, as a page: the rows are those of the answer, and there is a letter to whom they name."""

from __future__ import annotations

import io
from collections import Counter

import docx
import pytest

from dashboard.backend.context import Context
from dashboard.pages.checks import page as checks
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from tests.dashboard.shipped import AS_OF, tree_of, words_of


@pytest.mark.parametrize(
    "address", ["/demo/verify-next/XAD", "/demo/verify-next/XAA", "/register/verify-next/MWI"]
)
def test_a_row_for_each_record_with_its_ways_on(shipped: Context, address: str) -> None:
    """Every row leads to its record, to the reasons of what it would change, and to the letter."""
    rows = checks.answer(shipped, parse(address))["rows"]
    (table,) = find(tree_of(shipped, checks.PAGE, address), "table", class_="checks")
    lines = find(find(table, "tbody")[0], "tr")
    assert len(lines) == len(rows) > 0
    for line, row in zip(lines, rows, strict=True):
        hrefs = [str(a[1].get("href")) for a in find(line, "a")]
        assert row["what"] in text_of(line)
        assert any(f"/record/{row['type']}/{row['claim']}" in x for x in hrefs)
        assert any(f"letter={row['organisation']}" in x for x in hrefs)
        for c in row["cells"]:
            assert any(f"/why/{c['country']}/{c['capability']}" in x for x in hrefs)


def test_the_list_of_a_network_is_what_its_members_can_answer(shipped: Context) -> None:
    """Of all rows of the register those whose organisation is a member of ECPAT International, or that itself."""
    given = shipped.ask(parse("/register"), "network", network="ecpat-international")
    members = {m["member"] for m in given["members"]} | {"ecpat-international"}
    every = checks.answer(shipped, parse("/register/verify-next"))["rows"]
    own = checks.answer(shipped, parse("/register/verify-next?network=ecpat-international"))["rows"]
    assert own == [r for r in every if r["organisation"] in members]
    assert 0 < len(own) < len(every)


def test_nothing_to_check_is_not_the_same_as_nothing_known(shipped: Context) -> None:
    """Nothing is on record about Antarctica; of what is confirmed in Estoria everything that decides was checked."""
    assert "Nothing is on record about this country" in words_of(
        shipped, checks.PAGE, "/register/verify-next/ATA"
    )
    confirmed = "/demo/verify-next/XAE?evidence=confirmed"  # what is recalled in Estoria does not count then
    assert checks.answer(shipped, parse("/demo/verify-next/XAE"))["rows"]
    assert not checks.answer(shipped, parse(confirmed))["rows"]
    assert "does not mean that the records are complete" in words_of(shipped, checks.PAGE, confirmed)


def test_all_countries_are_counted_and_none_is_ranked(shipped: Context) -> None:
    rows = checks.answer(shipped, parse("/demo/verify-next"))["rows"]
    count = Counter(c for r in rows for c in {x["country"] for x in r["cells"]})
    words = words_of(shipped, checks.PAGE, "/demo/verify-next")
    assert set(count) == {"XAA", "XAB", "XAC", "XAD", "XAE", "XAF"}
    assert words.index("Almara") < words.index("Dorvane")


def test_a_letter_in_the_language_of_whoever_reads_it(shipped: Context) -> None:
    """The page stays English; the letter is French, and as a file too. It names no number of the framework."""
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    words = words_of(shipped, checks.PAGE, "/demo/verify-next/XAD?letter=d-helpline&letter-in=fr")
    assert "Letter to Dorvane Helpline" in words
    assert "Travaillez-vous toujours" in words
    file = client.get("/demo/letter-file/d-helpline.txt?country=XAD&letter-in=fr")
    assert file.status_code == 200
    assert "Travaillez-vous toujours" in file.text
    plain = client.get("/demo/letter-file/d-helpline.txt?country=XAD").text
    assert "Do you still work on Child Helpline in Dorvane?" in plain
    assert "11" not in plain.partition("2026")[2].partition("Please")[0]
    made = docx.Document(io.BytesIO(client.get("/demo/letter-file/d-helpline.docx?country=XAD").data))
    assert "Do you still work on Child Helpline in Dorvane?" in "\n".join(p.text for p in made.paragraphs)


@pytest.mark.parametrize("address", ["/demo/verify-next/XAD", "/register/verify-next/ATA"])
def test_a_kept_address_of_a_letter_that_is_answered_says_so(shipped: Context, address: str) -> None:
    who = "c-house" if address.startswith("/demo") else "yoneco"
    words = words_of(shipped, checks.PAGE, f"{address}?letter={who}")
    assert "Nothing is to be asked of this organisation here any more." in words


def test_a_letter_to_nobody_is_refused(shipped: Context) -> None:
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    assert client.get("/demo/letter-file/c-house.txt?country=XAD").status_code == 400
    assert client.get("/demo/letter-file/d-helpline.pdf?country=XAD").status_code == 400
    assert client.get("/demo/letter-file/d-helpline.txt?country=QQQ").status_code == 400
