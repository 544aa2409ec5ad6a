"""``mnr report``: each kind as HTML and Word; workbooks and Word files whose texts stay texts."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from coordination.answers.asking import ask
from coordination.answers.frames import rows_frame
from coordination.ingest.plan import plan
from coordination.model.snapshot import Snapshot
from coordination.reports.briefs import donor_document
from coordination.reports.country import country_document
from coordination.reports.document import (
    Board,
    Card,
    Cell,
    Counts,
    Document,
    Heading,
    Items,
    Mark,
    Table,
    Text,
    label_of,
)
from coordination.reports.html import html
from coordination.reports.kinds import Kind, report_document
from coordination.reports.network import network_document
from coordination.reports.word import word
from coordination.reports.workbook import Sheet, workbook
from coordination.store.memory import MemoryStore
from coordination.text.languages import language_for
from coordination.text.wording import folded
from coordination.workspace.places import workspace_for
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import Said, UsageError
from graph_schema.values import Tier
from tests.contract.test_store import batch
from tests.oracle.small import small
from tests.oracle.world import Tables
from tests.unit.ran import Run

AS_OF = ("--as-of", "2026-11-25", "--store", "demo")


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
    foot = made.sections[0].footer.paragraphs[0].text
    if kind is Kind.MINUTES:  # no hash on the first page: it stands at the end
        assert "Snapshot" not in foot
        foot = made.paragraphs[-1].text
    assert "program version 0.1.0" in foot


def test_the_form_can_be_named(mnr: Run, tmp_path: Path) -> None:
    out = tmp_path / "plain"
    assert mnr("report", "XAC", "--format", "docx", *AS_OF, "-o", str(out)).code == 0
    assert out.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--kind", "plan"), "Name a country"),
        (("QQQ",), "There is no country"),
        (("b-kids", "--kind", "donor"), "is on record on"),
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
    with pytest.raises(UsageError, match="fund is on record on 2026-01-01") as error:
        donor_document(workspace, Question(date(2026, 1, 1)), "fund")
    assert isinstance(error.value.message, Said)  # told in the reader's language


def kept(tables: Tables) -> Workspace:
    store = MemoryStore()
    changes = plan(store.snapshot(), Snapshot.from_rows(tables).frames)
    store.apply(changes, batch(changes, "made"))
    return Workspace("w", store)


def test_a_donor_brief_where_no_country_is_known() -> None:
    """The fund pays one of whom no work is recorded: the brief says so, and not that nothing is missing."""
    rows = small(
        countries=[{"iso3": "MWI"}],
        stakeholders=[{"id": "fund"}, {"id": "org"}],
        funding=[{"funder_id": "fund", "recipient_id": "org"}],
    )
    store = MemoryStore()
    changes = plan(store.snapshot(), Snapshot.from_rows(rows).frames)
    store.apply(changes, batch(changes, "made"))
    found = donor_document(Workspace("w", store), Question(date(2024, 3, 1)), "fund")
    texts = [b.text for b in found.blocks if isinstance(b, Text)]
    assert "The country where this funding is used is not recorded." in texts
    assert not [t for t in texts if "No review found a capability" in t]


def test_a_country_report_has_the_figures_that_bear_on_what_is_missing() -> None:
    """figures.csv of the edition: reports of the hotline bear on 12, which was not found; the use of the internet on
    13, which nobody reviewed: unknown is not missing, and its figure stands on the board only."""
    look = {
        "iso3": "MWI",
        "capability": "12",
        "outcome": "not_found",
        "reviewed_on": "2024-01",
        "reviewer": "r",
    }
    figure = {"iso3": "MWI", "unit": "count", "year": "2022"}
    rows = small(
        reviews=[look],
        indicators=[
            {**figure, "indicator_id": "hotline-reports", "name": "Reports", "value": "4380"},
            {**figure, "indicator_id": "internet-users", "name": "Users", "value": "18"},
        ],
    )
    found = country_document(kept(rows), Question(date(2024, 3, 1)), "MWI")
    (row,) = rows_of(found, "Figures about what is missing or fragile")
    assert (row[0], str(row[1]), row[3]) == ("Reports", "4,380", "2022")
    assert str(row[-1]).startswith("12 ")
    bare = country_document(kept(small(reviews=[look])), Question(date(2024, 3, 1)), "MWI")
    assert Heading("Figures about what is missing or fragile") not in bare.blocks


def test_a_country_report_has_the_own_actions_of_the_country() -> None:
    """2 is a gap: the country's own action, then the four of the library that it replaces; without one no such list."""
    look = {
        "iso3": "MWI",
        "capability": "2",
        "outcome": "not_found",
        "reviewed_on": "2024-01",
        "reviewer": "r",
    }
    own = {
        "iso3": "MWI",
        "capability": "2",
        "serves": "establish",
        "action": "Count the cases of each district.",
    }
    q, title = Question(date(2024, 3, 1)), "Own actions, and those of the library that they replace"
    found = country_document(kept(small(reviews=[look], own_actions=[own])), q, "MWI")
    rows = rows_of(found, title)
    assert "Count the cases of each district." in [str(x) for x in rows[0]]
    assert len(rows) == 5
    bare = country_document(kept(small(reviews=[look])), q, "MWI")
    assert Heading(title) not in bare.blocks


def items_of(document: Document, title: str) -> list[tuple[str, ...]]:
    """The lists under a heading."""
    blocks = list(document.blocks)
    rest = blocks[blocks.index(Heading(title)) + 1 :]
    return [b.rows for b in takewhile(lambda b: not isinstance(b, Heading), rest) if isinstance(b, Items)]


def told(document: Document, title: str) -> list[Text | Table | Items]:
    """The texts, tables and lists under a heading."""
    blocks = iter(document.blocks)
    for b in blocks:
        if b == Heading(title):
            break
    else:
        raise AssertionError([b.text for b in document.blocks if isinstance(b, Heading)])
    found: list[Text | Table | Items] = []
    for b in takewhile(lambda b: not isinstance(b, Heading), blocks):
        assert isinstance(b, Text | Table | Items)
        found.append(b)
    return found


def rows_of(document: Document, title: str) -> tuple[tuple[Cell, ...], ...]:
    (table,) = (b for b in told(document, title) if isinstance(b, Table))
    return table.rows


@pytest.fixture
def region(mnr: Run) -> Callable[[str], Document]:
    """The report of a country of the region."""
    workspace = workspace_for("demo")
    return lambda country: country_document(workspace, Question(date(2026, 11, 25)), country)


def test_a_country_report_says_which_phases_are_hollow_and_what_to_raise(
    region: Callable[[str], Document],
) -> None:
    """In Belorin all is at 3 and the law at 1: the eight that rest on the law are carried to 1 only, and raising it by
    one lifts these and itself."""
    eight = ("4", "5", "6", "7", "10", "11", "12", "17")
    rows = rows_of(region("XAB"), "Phases ahead of their prerequisites")
    assert [(str(r[0]).split()[0], *r[1:]) for r in rows] == [(n, "3", "1", "3 Legislation") for n in eight]
    texts = [
        b.text for b in told(region("XAB"), "Phases ahead of their prerequisites") if isinstance(b, Text)
    ]
    assert "Phase step with the largest effect: 3 Legislation. Phases gained in total: 9." in texts
    assert not any("nobody has given a phase" in t for t in texts)


def test_a_country_report_says_with_whom_one_can_work_and_calls_nothing_unknown_closed(
    mnr: Run, region: Callable[[str], Document]
) -> None:
    """Against the corridors of each pair with Dorvane: every country stands where its corridor says, those of which
    nothing is known stand nowhere."""
    workspace, q = workspace_for("demo"), Question(date(2026, 11, 25))
    names = {"XAA": "Almara", "XAB": "Belorin", "XAC": "Cavella", "XAE": "Estoria", "XAF": "Fallowen"}
    expected: dict[str, dict[str, list[str]]] = {}
    for other, name in names.items():
        rows: list[dict[str, Any]] = ask(workspace, q, "corridors", between=("XAD", other))["corridors"]
        for r in rows:
            expected.setdefault(r["duty"], {}).setdefault(r["state"], []).append(name)
    title = "Cross-border cooperation"
    shown = {str(r[0]).split()[0]: r for r in rows_of(region("XAD"), title)}
    for duty, states in expected.items():
        known = [states.get(s, []) for s in ("covered", "signed_only", "gap")]
        if not any(known):
            assert duty not in shown
            continue
        bound, (signed, closed) = shown[duty][1:4], shown[duty][4:6]
        cells = ["; ".join(str(c) for c in bound if c), signed, closed]
        assert [sorted(str(c).split("; ")) if c else [] for c in cells] == known, duty
    assert shown["1"][3] == "Estoria; Almara; Belorin; Cavella"  # Estoria lies on the same shore
    step = "An agreement or network already covers this: name the provider here."
    assert shown["4"][6:] == ("no provider known", step)
    assert shown["3"][6:] == ("yes", "Ask what is missing before it comes into force.")
    ((first, *_rest),) = items_of(region("XAD"), title)
    assert first == (
        "1 Leadership: all agreements and networks are recorded: stated by a desk review of 15 Jan 2026, on Members of "
        "the Alliance of Committees."
    )
    (apart,) = (b.text for b in told(region("XAD"), title) if isinstance(b, Text) and "Not known" in b.text)
    assert [part.split()[0] for part in apart.partition(": ")[2].split("; ")] == ["6", "7", "12", "16"]


def test_a_country_report_calls_open_only_where_both_sides_have_somebody_at_work(
    region: Callable[[str], Document],
) -> None:
    """Nobody in Dorvane is known for 1 and 4, though the alliance and a memorandum bind it: bound, not open, and the
    step is to ask there. In Almara 17 is found and nobody is named for it."""
    title = "Cross-border cooperation"
    almara = {str(r[0]).split()[0]: r[1:] for r in rows_of(region("XAA"), title)}
    ask = "Use it where it is open, and ask the other countries that take part who their provider is."
    assert almara["1"] == ("Belorin; Cavella", "", "Dorvane; Estoria", "", "Fallowen", "yes", ask)
    assert almara["4"] == ("Belorin; Cavella; Fallowen", "", "Dorvane", "Estoria", "", "yes", ask)
    assert almara["7"][:4] == ("Belorin; Fallowen", "", "", "")
    assert almara["7"][-1] == "Use it, and renew the agreement in time."
    step = "An agreement or network already covers this: name the provider here."
    assert almara["17"][:3] == ("", "Belorin; Fallowen", "")
    assert almara["17"][-2:] == ("no provider named", step)
    dorvane = {str(r[0]).split()[0]: r[1:] for r in rows_of(region("XAD"), title)}
    assert not any(r[0] for r in dorvane.values())
    assert dorvane["1"][-2:] == ("no provider known", step)


def test_a_country_report_says_what_ends_for_it_and_which_ways_close(
    region: Callable[[str], Document],
) -> None:
    """The two memoranda of the police name Almara and another country each, and nothing else joins those two for the
    police; Cavella is on neither."""
    title = "Agreements and memberships ending soon"
    assert rows_of(region("XAA"), title) == (
        (
            "31 May 2027",
            "Memorandum of the police of Almara and Dorvane",
            "4 Dedicated Law Enforcement with Dorvane",
        ),
        (
            "29 February 2028",
            "Memorandum of the police of Almara and Belorin",
            "4 Dedicated Law Enforcement with Belorin",
        ),
    )
    assert rows_of(region("XAC"), title) == ()


def test_a_country_report_names_sole_bridges_and_sole_publishers_of_the_country(
    region: Callable[[str], Document],
) -> None:
    bridges = [str(r[0]) for r in rows_of(region("XAD"), "Single connectors")]
    assert bridges == ["Dorvane Child Society"]
    publishers = {str(r[0]): r[1] for r in rows_of(region("XAD"), "Single publishers")}
    # both rows of the handbook are recalled
    handbook = "Dorvane Handbook (fictional) (recalled, not confirmed)"
    assert publishers[handbook] == "3 Legislation; 11 Child Helpline"


def test_a_country_report_says_what_falls_and_what_loses_its_footing(
    region: Callable[[str], Document],
) -> None:
    """The House of Care alone is behind 9 and 12 (outreach is paid by it alone): of 9, 12 falls too, and 8 and 11 stand
    on 9. CavaNet alone does 17 and 19: of each the other one falls too, and nothing stands on them."""
    rows = {str(r[0]).split()[0]: r for r in rows_of(region("XAC"), "Single providers")}
    assert rows["9"][3:5] == ("12 CSEA Hotline", "8 End to end support; 11 Child Helpline")
    assert rows["17"][3:5] == ("19 Corporate Social Responsibility", "")
    assert rows["19"][3:5] == ("17 CSEA Reporting", "")
    assert rows["8"][3:5] == ("", "")


ORDER = "What is missing, fragile, planned or without a named provider"


def test_a_country_report_says_how_it_is_ordered_and_cuts_nothing_unsaid(
    region: Callable[[str], Document],
) -> None:
    """Cavella: gaps (15, 20) before what is fragile (9, for which most wait), then the planned 7. Nobody waits for 2,
    nobody knows about: no "0 wait for it". One more provider: all eight cells that are not covered, as on the page."""
    order = [b.text for b in told(region("XAC"), ORDER) if isinstance(b, Text)]
    assert order[0].startswith("Gaps first, then what is fragile")
    states = [r[0].state for r in rows_of(region("XAC"), ORDER) if isinstance(r[0], Mark)]
    order_of = {"gap": 0, "fragile": 1, "uncounted": 1, "unattributed": 2, "planned": 3}
    assert states == sorted(states, key=order_of.__getitem__)
    (items,) = items_of(region("XAC"), "What to review first")
    assert items
    assert not [x for x in items if "0 wait" in x]
    assert len(rows_of(region("XAC"), "Where one more provider would help most")) == 8
    # in Dorvane 15 are unknown: five are named, and that there are ten more
    (items,) = items_of(region("XAD"), "What to review first")
    assert (len(items), items[-1]) == (6, "and 10 more unknown capabilities on the board")
    texts = [
        b.text for b in told(region("XAC"), "Phases ahead of their prerequisites") if isinstance(b, Text)
    ]
    # 6 10 14 18 21: no review at all; 7 and 15 were looked for and not found, which is phase 1
    assert "5 capabilities have no phase." in texts


def test_a_donor_brief_carries_notes_and_says_how_much_is_left_out(mnr: Run) -> None:
    """Cavella: the money of the House of Care for 9 has a note and no end. The brief of a country names all places for
    one more provider; that of a funder who pays in two countries five of each, and how many more there are. Of 8 in
    Cavella a provider paid by Beacon alone would not count: Beacon is told so, though five stand before it."""
    w, q = workspace_for("demo"), Question(date(2026, 11, 25))
    brief = donor_document(w, q, "XAC")
    (row,) = [
        r for r in rows_of(brief, "Who funds what") if r[1] == "House of Care" and "9 Child" in str(r[0])
    ]
    assert row[3:] == ("unknown; last mentioned 28 Feb 2026", "passes money on")
    tables = [b for b in told(brief, "Where one more provider would help most") if isinstance(b, Table)]
    assert [len(t.rows) for t in tables] == [8]
    of_funder = donor_document(w, q, "beacon-foundation")
    told_ = told(of_funder, "Where one more provider would help most")
    assert [len(b.rows) for b in told_ if isinstance(b, Table)] == [5, 6]
    assert "and 2 more, in the brief of the country" in [b.text for b in told_ if isinstance(b, Text)]
    # who stops is told where nothing falls, too
    (leaving,) = [
        r
        for r in rows_of(brief, "What if the funding from one funder ended today?")
        if r[0] == "Northshore Aid"
    ]
    assert "remaining: Outreach Teams of Cavella (only funder: House of Care)" in str(leaving[2])


def test_a_report_of_the_command_line_speaks_one_language(mnr: Run, tmp_path: Path) -> None:
    """The two grants of *Safe quays* (160,000 and 240,000 EUR) end on 30 June 2027: in Spanish "30 jun 2027" a point
    between the thousands, the currency behind. The document says its language to a program that reads it aloud."""
    out = tmp_path / "brief.html"
    assert mnr("report", "XAC", "--kind", "donor", *AS_OF, "--lang", "es", "-o", str(out)).code == 0
    text = out.read_text(encoding="utf-8")
    assert '<html lang="es">' in text
    assert "30 jun 2027" in text
    assert "30 Jun 2027" not in text
    assert "240.000\u00a0EUR" in text


def test_members_of_a_network_stand_by_the_names_of_their_countries(mnr: Run) -> None:
    """In French Germany (Allemagne) comes before Austria (Autriche), in English after it; who has no country last."""
    w, q = workspace_for("register"), Question(date(2026, 11, 28))
    for lang, title in (("en", "Members"), ("fr", "Membres")):
        spoken = replace(w, language=language_for(lang))
        rows = rows_of(network_document(spoken, q, "ecpat-international", lang), title)
        named = [folded(str(r[0])) for r in rows if r[0] != "-"]
        assert named == sorted(named)
        # memberships.csv: 81 members of ECPAT, all at home in a country
        assert len(named) == 81
        assert [r[0] for r in rows[len(named) :]] == ["-"] * (len(rows) - len(named))


def test_a_country_report_names_who_announced_it(region: Callable[[str], Document]) -> None:
    """deliveries.csv: the Cavella Constabulary has applied for 7; nobody provides it. Of 2 nobody is known."""
    (board,) = (b for b in region("XAC").blocks if isinstance(b, Board))
    who = {c.number: (c.mark.state, c.who) for _, cards in board.columns for c in cards}
    assert who["7"] == ("planned", "announced by Cavella Constabulary")
    assert who["2"] == ("unknown", "no provider named")


def test_of_a_country_of_which_nothing_is_known_every_part_says_so(tmp_path: Path) -> None:
    store = MemoryStore()
    changes = plan(store.snapshot(), Snapshot.from_rows(small(countries=[{"iso3": "MWI"}])).frames)
    store.apply(changes, batch(changes, "made"))
    document = country_document(Workspace("w", store), Question(date(2026, 11, 25)), "MWI")
    for title, empty in (
        ("Single connectors", "No organisation is known to be the only connection"),
        ("Single publishers", "No capability is known from one publisher only."),
        ("Phases ahead of their prerequisites", "No phase is known to be ahead of its prerequisites."),
        ("Cross-border cooperation", "There is no information on agreements"),
        ("Agreements and memberships ending soon", "No end date is on record for this country."),
    ):
        (table,) = (b for b in told(document, title) if isinstance(b, Table))
        assert not table.rows
        assert table.empty.startswith(empty)
        assert empty in html(document)
        assert empty in "\n".join(p.text for p in docx.Document(io.BytesIO(word(document))).paragraphs)


def paper() -> Document:
    """One of each block, with a text that would like to be something else."""
    mark = Mark("gap", "Gap", HOSTILE)
    card = Card(Mark("unknown", "Unknown"), "3", HOSTILE, "no provider named", ("old evidence",))
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
    sheet = Sheet("a", rows_frame(["b"], [[1]]))
    assert workbook([sheet], "t") == workbook([sheet], "t")


def test_texts_of_a_workbook_stay_texts_and_numbers_and_days_are_such() -> None:
    rows = (("=1+1", "https://example.org", "007", 3, 2.5, date(2026, 11, 25), None),)
    sheets = [
        Sheet("Plan: [a]/b?", rows_frame("abcdefg", rows), ("note",)),
        Sheet("plan   a  b ", rows_frame("a", ())),
        Sheet("Plan: [a]/b?", rows_frame("a", ())),
    ]
    book = load_workbook(io.BytesIO(workbook(sheets, "title")))
    names = [n.casefold() for n in book.sheetnames]
    assert len(set(names)) == 3
    page = book.worksheets[0]
    assert [c.value for c in page[1]] == list("abcdefg")
    assert page["A4"].value == "note"  # below the table
    assert page.auto_filter.ref == "A1:G2"
    line = page[2]
    assert [c.data_type for c in line] == ["s", "s", "s", "n", "n", "d", "n"]
    assert [c.value for c in line][:5] == ["=1+1", "https://example.org", "007", 3, 2.5]
    assert line[5].value.date() == date(2026, 11, 25)
    assert not page._hyperlinks


def test_a_long_name_of_a_sheet_ends_with_a_whole_word_and_stands_below_in_full() -> None:
    name = "Who to consult, who to inform, and how to check that it is done"
    frame = rows_frame("a", [("1",)])
    book = load_workbook(io.BytesIO(workbook([Sheet(name, frame), Sheet(name, frame, title="T")], "t")))
    assert book.sheetnames == ["Who to consult, who to inform…", "Who to consult, who to inform 2"]
    assert book.worksheets[0]["A4"].value == name
    assert [c.value for c in book.worksheets[1]["A"]][:3] == ["T", None, "a"]


def test_a_brief_that_names_members_without_police_ties_is_for_few() -> None:
    """Every row is CLEAR. The brief for a secretariat names members and where they know no police, a plan says what a
    country lacks, the others what hangs on whom: AMBER+STRICT, whatever is in them today."""
    tables = small(
        networks=[{"network_id": "net"}],
        memberships=[{"member_id": "a", "network_id": "net"}],
        deliveries=[{"stakeholder_id": "police", "capability": "4"}],
    )
    w, q = replace(kept(tables), default_tier=Tier.CLEAR), Question(date(2024, 3, 1))
    assert label_of(w) == "TLP:CLEAR"
    for kind in Kind:
        about = "net" if kind is Kind.NETWORK else "MWI"
        assert report_document(w, q, kind, about).label == "TLP:AMBER+STRICT", kind


def test_a_document_has_the_label_of_whoever_is_named_in_it() -> None:
    """A RED body at home in Kenya works in Malawi: a document about Malawi names it. One in Kenya alone is not in it. A
    self-assessment without a label is not released yet; with one it is."""

    def label(**tables: list[dict[str, Any]]) -> str:
        w = kept(small(countries=[{"iso3": "MWI"}, {"iso3": "KEN"}], **tables))
        return label_of(w, "MWI")

    body = {"id": "unit", "home_iso3": "KEN", "tier": "RED"}
    assert label(stakeholders=[body]) == "TLP:AMBER"
    assert label(stakeholders=[body], deliveries=[{"stakeholder_id": "unit", "capability": "4"}]) == "TLP:RED"
    look = {"capability": "4", "outcome": "found", "reviewed_on": "2024", "reviewer": "r"}
    assert label(reviews=[look]) == "TLP:AMBER"
    assert label(reviews=[{**look, "method": "self_assessment"}]) == "TLP:AMBER+STRICT"
    assert label(reviews=[{**look, "method": "self_assessment", "tier": "CLEAR"}]) == "TLP:AMBER"


def test_a_word_file_has_hairlines_and_a_font_that_is_there() -> None:
    made = docx.Document(io.BytesIO(word(paper())))
    assert all(t.style.name != "Table Grid" for t in made.tables)
    drawn = made.tables[0]._tbl.tblPr.xpath("w:tblBorders/*[@w:val='single']")
    assert [d.tag.rsplit("}")[-1] for d in drawn] == ["bottom", "insideH"]
    assert made.styles["Normal"].font.name == "Arial"


def test_in_word_the_board_is_one_piece_and_reasons_come_after_what_was_found(
    mnr: Run, tmp_path: Path
) -> None:
    assert mnr("report", "XAC", *AS_OF, "-o", str(tmp_path / "r.docx")).code == 0
    made = docx.Document(str(tmp_path / "r.docx"))
    titles = [p.text for p in made.paragraphs if p.style.name == "Heading 1"]
    assert titles[-2:] == ["Reasons for the status of each capability", "Sources"]
    *rows, _last = made.tables[0].rows
    kept = [p.paragraph_format.keep_with_next for row in rows for c in row.cells for p in c.paragraphs]
    assert kept
    assert all(kept)
