"""``mnr report``: each kind as HTML and Word; workbooks and Word files whose texts stay texts."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import docx
import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from coordination.cli import main
from coordination.ingest.plan import plan
from coordination.reports.briefs import donor_document
from coordination.reports.document import Board, Card, Counts, Document, Heading, Items, Mark, Table, Text
from coordination.reports.html import html
from coordination.reports.kinds import Kind
from coordination.reports.word import word
from coordination.reports.workbook import Sheet, workbook
from coordination.service import Question, Workspace
from coordination.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from graph_schema.errors import UsageError
from tests.contract.test_store import batch
from tests.oracle.small import small

AS_OF = ("--as-of", "2026-11-25", "--store", "demo")


class Ran(NamedTuple):
    code: int
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def mnr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``mnr ...`` with an empty home; (exit code, standard error)."""
    monkeypatch.setenv("MNR_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def run(*args: str) -> Ran:
        capsys.readouterr()
        code = 0
        try:
            main(list(args))
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        return Ran(code, capsys.readouterr().err)

    return run


HOSTILE = "=1+1 <script>x</script> \x00\x0b & 'quote'"


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_comes_in_both_forms(mnr: Run, tmp_path: Path, kind: Kind) -> None:
    about = [] if kind is Kind.NETWORK else ["XAC"]
    for name in ("r.html", "r.docx"):
        ran = mnr("report", *about, "--kind", str(kind), *AS_OF, "-o", str(tmp_path / name))
        assert ran.code == 0, ran.err
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    made = docx.Document(str(tmp_path / "r.docx"))
    title = made.core_properties.title
    assert f"<h1>{title}</h1>" in text.replace("&#39;", "'")
    assert "program version 0.1.0" in text
    assert "program version 0.1.0" in made.sections[0].footer.paragraphs[0].text


def test_the_form_can_be_named(mnr: Run, tmp_path: Path) -> None:
    out = tmp_path / "plain"
    assert mnr("report", "XAC", "--format", "docx", *AS_OF, "-o", str(out)).code == 0
    assert out.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--kind", "plan"), "Name a country"),
        (("QQQ",), "There is no country 'QQQ'"),
        (("b-kids", "--kind", "donor"), "not known to pay for work in a country"),
    ],
)
def test_what_a_report_cannot_be_about(mnr: Run, arguments: tuple[str, ...], words: str) -> None:
    ran = mnr("report", *arguments, *AS_OF)
    assert ran.code == 2
    assert words in ran.err


def test_a_donor_brief_stands_where_the_money_works_on_the_day_asked() -> None:
    """The fund pays, for no country in particular, an organisation at home in KEN that works in MWI, until 2024. So the
    brief of March 2024 is about MWI and names the source; by 2026 the fund is not known to pay for anything."""
    rows = small(
        countries=[{"iso3": "MWI"}, {"iso3": "KEN"}],
        stakeholders=[{"id": "fund"}, {"id": "org", "home_iso3": "KEN"}],
        deliveries=[{"stakeholder_id": "org", "capability": "9"}],
        funding=[{"funder_id": "fund", "recipient_id": "org", "until": "2024", "capabilities": "9"}],
    )
    store = MemoryStore()
    changes = plan(store.snapshot(), Snapshot.from_rows(rows).frames)
    store.apply(changes, batch(changes, "made"))
    workspace = Workspace("w", store)
    tables = [
        b
        for b in donor_document(workspace, Question(date(2024, 3, 1)), "fund").blocks
        if isinstance(b, Table)
    ]
    assert len(tables[0].rows) == 1
    assert str(tables[0].rows[0][0]).startswith(("MWI", "Malawi"))
    with pytest.raises(UsageError, match="not known to pay for work in a country on 2026-01-01"):
        donor_document(workspace, Question(date(2026, 1, 1)), "fund")


def paper() -> Document:
    """One of each block, with a text that would like to be something else."""
    mark = Mark("gap", "Gap", HOSTILE)
    card = Card(Mark("unknown", "Unknown"), "3", HOSTILE, "nobody named", ("old evidence",))
    return Document(
        HOSTILE,
        "lead",
        (
            Heading(HOSTILE),
            Text(HOSTILE),
            Text("strong", "strong"),
            Items((HOSTILE,), numbered=True),
            Table((HOSTILE, "b"), ((mark, HOSTILE),)),
            Table(("a",), (), "Nothing here."),
            Counts(((Mark("covered", "Covered"), 3),)),
            Board((("Domain", (card,)), ("Empty", ()))),
        ),
        ("foot one.", "foot two."),
        "stem",
        "TLP:AMBER",
        landscape=True,
    )


def test_hostile_text_is_text_in_word_and_html() -> None:
    made = docx.Document(io.BytesIO(word(paper())))
    shown = "=1+1 <script>x</script>    & 'quote'"  # what XML cannot hold became spaces
    assert made.paragraphs[0].text == shown
    assert made.tables[0].rows[1].cells[1].text == shown
    assert (
        made.tables[0].rows[1].cells[0].text == f" ✕  {shown}, Gap"
    )  # symbol and word, never a colour alone
    assert "Nothing here." in [p.text for p in made.paragraphs]
    text = html(paper())
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_a_word_file_repeats_heads_and_foot_and_counts_its_pages() -> None:
    made = docx.Document(io.BytesIO(word(paper())))
    assert made.tables[0].rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    footer = made.sections[0].footer
    assert footer.paragraphs[0].text.startswith("foot one. foot two.")
    assert [f.text for f in footer._element.iter("{*}instrText")] == ["PAGE", "NUMPAGES"]
    assert made.sections[0].header.paragraphs[0].text == "TLP:AMBER"
    (language,) = made.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
    assert language.values()[0] == "en-GB"
    assert made.sections[0].page_width > made.sections[0].page_height


def test_the_same_document_is_the_same_bytes() -> None:
    assert word(paper()) == word(paper())
    sheet = Sheet("a", ("b",), ((1,),))
    assert workbook([sheet], "t") == workbook([sheet], "t")


def test_texts_of_a_workbook_stay_texts_and_numbers_and_days_are_such() -> None:
    rows = (("=1+1", "https://example.org", "007", 3, 2.5, date(2026, 11, 25), None),)
    sheets = [
        Sheet("Plan: [a]/b?", tuple("abcdefg"), rows, ("note",)),
        Sheet("plan   a  b ", ("a",), ()),
        Sheet("Plan: [a]/b?", ("a",), ()),
    ]
    book = load_workbook(io.BytesIO(workbook(sheets, "title")))
    names = [n.casefold() for n in book.sheetnames]
    assert len(set(names)) == 3
    page = book.worksheets[0]
    assert page["A1"].value == "note"
    assert [c.value for c in page[3]] == list("abcdefg")
    line = page[4]
    assert [c.data_type for c in line] == ["s", "s", "s", "n", "n", "d", "n"]
    assert [c.value for c in line][:5] == ["=1+1", "https://example.org", "007", 3, 2.5]
    assert line[5].value.date() == date(2026, 11, 25)
    assert not page._hyperlinks
