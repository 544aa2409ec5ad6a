"""Reports: every kind is drawn and comes as Word and HTML; the two say the same; what they rest on is in the foot."""

from __future__ import annotations

import io
import re

import docx
import pytest
from flask.testing import FlaskClient

from coordination.reports.kinds import Kind
from dashboard.backend.context import Context
from dashboard.pages.workspace import reports
from dashboard.ui import i18n
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from graph_schema.errors import UsageError
from tests.dashboard.shipped import AS_OF, tree_of, words_of

ADDRESSES = [
    "/demo/reports",
    "/register/reports/country",
    "/demo/reports/country/XAC",
    "/register/reports/country/ATA",
    "/demo/reports/minutes/XAB",
    "/demo/reports/plan/XAB",
    "/demo/reports/donor/XAC",
    "/demo/reports/donor/beacon-foundation",
    "/demo/reports/network",
    "/register/reports/network",
]


@pytest.fixture(scope="module")
def client(shipped: Context) -> FlaskClient:
    return create_app(shipped.answers, lambda: AS_OF).server.test_client()


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_drawn(shipped: Context, address: str) -> None:
    assert reports.draw(shipped, parse(address)).title


def test_there_is_a_door_for_everybody(shipped: Context) -> None:
    tree = tree_of(shipped, reports.PAGE, "/demo/reports")
    doors = [a[1]["href"] for a in find(tree, "a", class_="button")]
    assert doors == [f"/demo/reports/{k}" for k in Kind]


def test_a_door_promises_an_order_check_only_where_the_report_has_one(shipped: Context) -> None:
    """The plan of this page is the best one: its order works by itself, and nothing checks it."""
    (door,) = [
        d
        for d in find(tree_of(shipped, reports.PAGE, "/demo/reports"), "li", class_="panel-card")
        if d[1]["data-key"] == Kind.PLAN
    ]
    promised = [text_of(n) for n in find(find(door, "ul")[0], "li")]
    (sheet,) = find(tree_of(shipped, reports.PAGE, "/demo/reports/plan/XAB"), "article")
    titles = [text_of(n) for n in find(sheet, "h2")]
    assert "Does the order work?" not in titles
    assert promised[0] == "Each phase step with its order, responsible organisation and deadline"
    assert promised[1:] == [t for t in titles if t in promised[1:]]  # the others by the titles of their parts


def everything(data: bytes) -> str:
    """All text of the body of a Word file."""
    made = docx.Document(io.BytesIO(data))
    body = [p.text for p in made.paragraphs] + [c.text for t in made.tables for r in t.rows for c in r.cells]
    return "\n".join(body)


@pytest.mark.parametrize("kind", list(Kind))
def test_preview_word_and_html_hold_the_same(shipped: Context, client: FlaskClient, kind: Kind) -> None:
    """Every cell of every table of the preview is in the Word file and in the HTML."""
    about = "shore-network" if kind is Kind.NETWORK else "XAC"
    tree = tree_of(shipped, reports.PAGE, f"/demo/reports/{kind}/{about}")
    (sheet,) = find(tree, "article")
    word = client.get(f"/demo/report-file/{about}.docx?kind={kind}")
    page = client.get(f"/demo/report-file/{about}.html?kind={kind}")
    assert word.status_code == page.status_code == 200
    assert "attachment" in page.headers["Content-Disposition"]
    text = " ".join(everything(word.data).split())
    headings = [text_of(n) for n in find(sheet, "h2")]
    assert len(headings) > 3
    for heading in headings:
        assert heading in text
    html = page.text.replace("&#39;", "'").replace("&amp;", "&")
    cells = {text_of(n) for n in find(sheet, "bdi")}
    assert len(cells) > 10
    for cell in cells:
        assert cell in " ".join(html.split()), cell
        assert cell in text, cell


def test_every_page_of_a_word_file_says_what_it_rests_on(client: FlaskClient) -> None:
    made = docx.Document(io.BytesIO(client.get("/demo/report-file/XAC.docx?kind=country").data))
    (section,) = made.sections
    foot, head = section.footer.paragraphs[0].text, section.header.paragraphs[0].text
    for words in (
        "As of 25 November 2026",
        "Fictional region",
        "evidence: all",
        "Data version ",
        "version 0.1.0",
    ):
        assert words in foot
    assert head == "TLP:AMBER+STRICT"
    assert made.core_properties.author == ""
    assert made.core_properties.title == "Cavella: country board"
    board = next(t for t in made.tables if t.rows[0].cells[0].text == "Policy and Governance")
    assert "Legislation" in board.rows[3].cells[0].text  # 1, 2, 3 below the head
    assert "Council of Cavella" not in board.rows[3].cells[0].text


def test_the_brief_of_a_donor(shipped: Context) -> None:
    """Beacon pays two shelters of Cavella until June 2027, and they have nobody else: 8 falls. In Almara it pays the
    helpline beside Northshore Aid, so nothing falls there."""
    (sheet,) = find(tree_of(shipped, reports.PAGE, "/demo/reports/donor/beacon-foundation"), "article")
    words = text_of(sheet)
    assert "Brief for donors: Beacon Foundation of the Shore" in words
    assert (
        "Cavella: 8 End to end support Beacon Foundation of the Shore Counsel Trust; Quay Shelter [2] 30 Jun 2027"
        in words
    )
    assert "Counsel Trust, Cavella: 8 End to end support" in words
    assert "Jun 2027 Cavella: 8 End to end support" in words
    assert "Open grants for the coast" in words  # its source
    assert "Northshore Aid" not in words.partition("Where one more provider")[0]


def test_the_brief_of_a_secretariat(shipped: Context) -> None:
    words = words_of(shipped, reports.PAGE, "/demo/reports/network/shore-network")
    assert "Cavella Children's Watch Cavella a hotline Cavella Hotline" in words
    assert "The list of members is complete." in words
    assert (
        "31 May 2027 The agreement ends Memorandum of the police of Almara and Dorvane 4 Dedicated Law"
        in words
    )


def test_a_country_of_which_nothing_is_known_has_a_report(shipped: Context) -> None:
    words = words_of(shipped, reports.PAGE, "/register/reports/country/ATA")
    assert "No gap is on record. Where there has been no review, this is not good news." in words
    assert "There is no record about this yet, so there is no source." in words
    assert "21 Unknown" in words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/demo/reports/nothing", "There is no report nothing"),
        ("/demo/reports/country/QQQ", "There is no country 'QQQ'"),
        ("/demo/reports/donor/b-kids", "No funding by"),
    ],
)
def test_wrong_questions_are_answered_in_sentences(shipped: Context, address: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        reports.draw(shipped, parse(address))


@pytest.mark.parametrize("path", ["XAC.pdf?kind=country", "XAC.docx?kind=nothing", "QQQ.html?kind=plan"])
def test_files_that_there_are_not(client: FlaskClient, path: str) -> None:
    assert client.get(f"/demo/report-file/{path}").status_code == 400


def test_the_report_tells_states_and_confirmed_only(client: FlaskClient) -> None:
    text = client.get("/demo/report-file/XAA.html?kind=country&evidence=confirmed").text
    assert "evidence: only records checked against a source" in text


def test_a_brief_has_a_number_at_what_rests_on_a_source_and_says_what_it_is(shipped: Context) -> None:
    """On the page and in Word: every number in a row stands in the list at the end, in the order of first use, and no
    id of a source is shown."""
    words = words_of(shipped, reports.PAGE, "/demo/reports/donor/XAB")
    body, _title, listed = words.rpartition("Sources [1]")
    used = [int(n) for n in re.findall(r"\[(\d+)\]", body)]
    told = [1, *(int(n) for n in re.findall(r"\[(\d+)\]", listed))]
    assert used
    assert sorted(set(used)) == told == list(range(1, len(told) + 1))
    assert next(iter(used)) == 1
    assert not [s for s in shipped.world(parse("/demo")).sources if f"({s})" in words]
    assert not re.search(r"\b20\d\d-\d\d\b", body)


def test_the_brief_speaks_dates_of_its_language(shipped: Context) -> None:
    token = i18n.set_language("fr")
    try:
        words = words_of(shipped, reports.PAGE, "/demo/reports/donor/XAB?lang=fr")
    finally:
        i18n.reset_language(token)
    assert "31 déc. 2027" in words
