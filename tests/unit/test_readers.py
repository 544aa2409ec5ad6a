"""Files to raw tables: what is kept of a cell, which line it stood on, which files are read at all.

Expected values are written by hand from the text of each little file, counting its lines from 1.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import unicodedata
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coordination.ingest import guard, reader_cells, reader_plain, reader_text
from coordination.ingest.codes import READ_CODES
from coordination.ingest.reader_cells import ColumnCleaner, clean
from coordination.ingest.reader_csv import find_separator, read_csv
from coordination.ingest.reader_model import IssueLog, make_issue
from coordination.ingest.reader_plain import PlainRows, ShortTexts
from coordination.ingest.readers import Limits, RawTable, ReadResult, read
from coordination.text.cells import guarded
from graph_schema.issues import Issue, Severity
from graph_schema.schema import SCHEMA

KNOWN = ("deliveries", "stakeholders", "sources")


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def codes(result: ReadResult) -> list[str]:
    return [i.code for i in result.issues]


def only(result: ReadResult) -> RawTable:
    assert len(result.tables) == 1, result.issues
    return result.tables[0]


def rows(table: RawTable) -> list[tuple[int, ...] | tuple[str, ...]]:
    return list(zip(table.lines, *table.columns, strict=True))


def issue(result: ReadResult, code: str) -> Issue:
    found = [i for i in result.issues if i.code == code]
    assert len(found) == 1, result.issues
    return found[0]


# ---- CSV: separators, lines, cells


@pytest.mark.parametrize(
    ("text", "separator"),
    [("id,name\n", ","), ("id;name\n", ";"), ("id\tname\n", "\t"), ("id\n", ","), ('"a,b,c";d\n', ";")],
)
def test_separator_is_found_in_the_first_line_outside_quotation_marks(text: str, separator: str) -> None:
    assert find_separator(text + "1,2,3,4,5,6\n") == separator


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_separators_line_ends_and_byte_order_mark(
    tmp_path: Path, end: str, separator: str, bom: bytes
) -> None:
    text = end.join(separator.join(r) for r in [("id", "name"), ("a", "Ärzte"), ("b", "x")]) + end
    result = read([write(tmp_path, "stakeholders.csv", bom + text.encode())], known=KNOWN)
    table = only(result)
    assert table.name == "stakeholders"
    assert table.file == "stakeholders.csv"
    assert table.header == ("id", "name")
    assert table.columns == [["a", "b"], ["Ärzte", "x"]]
    assert list(table.lines) == [2, 3]
    assert result.issues == []


def test_last_line_needs_no_line_end(tmp_path: Path) -> None:
    table = only(read([write(tmp_path, "sources.csv", "id,note\na,b")], known=KNOWN))
    assert rows(table) == [(2, "a", "b")]


def test_lines_stay_exact_where_cells_hold_line_ends_and_rows_are_blank(tmp_path: Path) -> None:
    # Physical lines: 1 blank, 2 header, 3-5 row a (two line ends within), 6 blank, 7 only separators, 8 row b,
    # 9-10 row c (a CRLF within), 11 row d.
    text = '\nid,note\na,"1\n2\n3"\n\n , \nb,x\r\nc,"1\r\n2"\nd,\n'
    table = only(read([write(tmp_path, "sources.csv", text)], known=KNOWN))
    assert rows(table) == [(3, "a", "1\n2\n3"), (8, "b", "x"), (9, "c", "1\r\n2"), (11, "d", "")]


def test_lines_stay_exact_across_blocks(tmp_path: Path) -> None:
    # 4,000 rows of three physical lines each: row k starts on line 2 + 3k. About 200 kB, so several blocks, most of
    # which end within a quoted cell.
    text = "id,note\n" + "".join(f'r{k},"first, {k}\n""second""\nthird"\n' for k in range(4_000))
    assert len(text) > 4 * reader_text._BLOCK
    table = only(read([write(tmp_path, "sources.csv", text)], known=KNOWN))
    assert list(table.lines) == [2 + 3 * k for k in range(4_000)]
    assert table.columns[1][1234] == 'first, 1234\n"second"\nthird'


def test_plain_files_number_their_rows_by_a_range(tmp_path: Path) -> None:
    table = only(read([write(tmp_path, "sources.csv", "id\n" + "a\n" * 20_000)], known=KNOWN))
    assert table.lines == range(2, 20_002)


def test_a_quotation_mark_within_an_unquoted_cell_is_a_character(tmp_path: Path) -> None:
    table = only(read([write(tmp_path, "sources.csv", 'id,"no""te"\na,5" pipe\nb,x "y"\n')], known=KNOWN))
    assert table.header == ("id", 'no"te')
    assert table.columns[1] == ['5" pipe', 'x "y"']


def test_words_that_other_programs_swallow_stay(tmp_path: Path) -> None:
    cells = ["None", "NULL", "NA", "nan", "00123", "1e5", "TRUE", "-", "#N/A", "0"]
    table = only(
        read([write(tmp_path, "sources.csv", "id,note\n" + "".join(f"x,{c}\n" for c in cells))], known=KNOWN)
    )
    assert table.columns[1] == cells


def test_short_rows_are_filled_long_ones_are_errors(tmp_path: Path) -> None:
    # Line 4 has one cell too many; the text after the second comma is what does not fit.
    result = read([write(tmp_path, "sources.csv", "id,note\na\nb,x\nc,Smith, John\n,,,,\n")], known=KNOWN)
    assert rows(only(result)) == [(2, "a", ""), (3, "b", "x"), (4, "c", "Smith")]
    found = issue(result, "E-LONG-ROW")
    assert (found.location.file, found.location.line, found.value) == ("sources.csv", 4, " John")
    assert "quotation marks" in found.hint
    assert codes(result) == ["E-LONG-ROW"]


def test_every_long_row_is_told_one_by_one_or_by_its_line(tmp_path: Path) -> None:
    result = read([write(tmp_path, "sources.csv", "id\n" + "a,b\n" * 1_000)], known=KNOWN)
    assert codes(result).count("E-LONG-ROW") == 200
    # The header is line 1, so 1,000 rows are lines 2 to 1001; the first 200 of them end on line 201.
    assert "800 more" in issue(result, "I-MORE").message
    assert issue(result, "I-MORE").hint == "lines 202-1001"


@pytest.mark.parametrize("header", ["id,id", "id, ID ", "name,note,Name"])
def test_two_columns_of_one_name_are_an_error(tmp_path: Path, header: str) -> None:
    result = read([write(tmp_path, "sources.csv", f"{header}\na,b,c\n")], known=KNOWN)
    assert codes(result) == ["E-DUP-COLUMN"]
    assert result.tables == []


def test_a_header_of_empty_names_is_an_error(tmp_path: Path) -> None:
    result = read([write(tmp_path, "sources.csv", '"",""\na,b\n')], known=KNOWN)
    assert codes(result) == ["E-NO-HEADER"]


def test_a_date_cell_that_shows_a_month_is_read_as_that_month(tmp_path: Path) -> None:
    """Typed as March 2018, a spreadsheet keeps the first of March and shows Mar-18: of the day nobody has said
    anything. In rows 2 to 4 column B shows months, in row 3 a day that is not the first, which somebody typed; column
    C shows a year, a day and a text."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("sources")
        built_in, own = book.add_format({"num_format": 17}), book.add_format({"num_format": "mmmm\\ yyyy;@"})
        year, day = book.add_format({"num_format": "yyyy"}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["source_id", "published", "retrieved"])
        march, first = date(2018, 3, 1), date(2019, 1, 1)
        for row, (name, one, look, other, shown) in enumerate(
            [
                ("a", march, built_in, first, year),
                ("b", date(2018, 3, 15), own, march, day),
                ("c", march, own, 0, own),
            ],
            1,
        ):
            sheet.write(row, 0, name)
            sheet.write_datetime(row, 1, one, look)
            if other:
                sheet.write_datetime(row, 2, other, shown)
            else:
                sheet.write_string(row, 2, "2018-03-01", shown)
    result = read([path], known=KNOWN)
    assert rows(only(result)) == [
        (2, "a", "2018-03", "2019"),
        (3, "b", "2018-03-15", "2018-03-01"),
        (4, "c", "2018-03", "2018-03-01"),
    ]
    found = issue(result, "I-SHORT-DATE")
    assert (found.location.line, codes(result)) == (2, ["I-SHORT-DATE"])
    assert found.message.startswith("date cells that show a month or a year: 3;")  # B2, B4 and C2
    assert found.hint == "Nothing to do. The first is B2."


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("mmm-yy", 7), ("mmmm\\ yyyy", 7), ("[$-40C]mmm-yy;@", 7), ("mm/yyyy", 7), ("yyyy", 4), ('yyyy" day"', 4),
        ("dd/mm/yyyy", 0), ("mm:ss", 0), ("m/d/yy h:mm", 0), ("General", 0), ('0.0" my"', 0), ("mmm", 0), ("", 0),
    ],
)  # fmt: skip
def test_formats_that_show_the_month_or_the_year_of_a_date(code: str, shown: int) -> None:
    assert guard.shown_of(code) == shown


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_that_of_the_column_names_and_not_of_a_title(
    tmp_path: Path, separator: str, end: str
) -> None:
    """A title has commas of its own, and a quoted line end: it takes lines 1 and 2, the names are on line 4."""
    names, row = separator.join(["source_id", "title", "note"]), separator.join(["a", "b", "c"])
    text = end.join(['"Sources, all;', 'of them, 2025"', "", names, row, ""])
    result = read([write(tmp_path, "sources.csv", text)], known=KNOWN)
    table = only(result)
    assert (table.header, table.header_line) == (("source_id", "title", "note"), 4)
    assert rows(table) == [(5, "a", "b", "c")]
    assert codes(result) == ["I-TITLE"]
    assert issue(result, "I-TITLE").location.line == 1


@pytest.mark.parametrize(("titles", "found"), [(9, 10), (10, 1)])
def test_column_names_are_looked_for_in_ten_rows(tmp_path: Path, titles: int, found: int) -> None:
    """Of nine titles the names below are the tenth row; of ten the eleventh, and the first row is the header."""
    text = "A title\n" * titles + "source_id,title\na,b\n"
    result = read([write(tmp_path, "sources.csv", text)], known=KNOWN)
    assert only(result).header_line == found


def test_titles_in_a_workbook_may_be_merged(tmp_path: Path) -> None:
    """Row 1 is a merged title, row 2 empty, row 3 has headings in French, row 4 merged cells of data."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("sources")
        sheet.merge_range("A1:C1", "Nos sources")
        sheet.write_row(2, 0, ["Identifiant", "Titre", "Remarque"])
        sheet.merge_range("A4:B4", "a")
        sheet.write(3, 2, "c")
    result = read([path], known=KNOWN)
    table = only(result)
    assert (table.header_line, rows(table)) == (3, [(4, "a", "", "c")])
    assert codes(result) == ["W-MERGED", "I-TITLE"]
    assert issue(result, "W-MERGED").value == "A4:B4"
    assert (issue(result, "I-TITLE").location.line, issue(result, "I-TITLE").value) == (1, "Nos sources")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_blocks_with_and_without_quotation_marks_are_read_alike(
    tmp_path: Path, separator: str, end: str
) -> None:
    """A block in which nothing is quoted is cut at its separators; the standard library reads the whole to compare."""
    body = [["source_id", "title", "note"]]
    body += [[f"paper-{i}", f"Ärzte {i % 700}", "x" if i % 3 else ""] for i in range(12_000)]
    body[5_000][1] = f'first{separator} second "and"{end}third'
    body[9_000] = ["", " ", ""]  # blank: left out
    body[10_000] = ["short", "row"]
    handle = io.StringIO(newline="")
    csv.writer(handle, delimiter=separator, lineterminator=end).writerows(body)
    text = handle.getvalue()
    assert len(text) > 6 * reader_text._BLOCK
    table = only(read([write(tmp_path, "sources.csv", text)], known=KNOWN))
    wanted = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    for row in reader:
        if any(map(str.strip, row)):
            wanted.append((line, *(cell.strip() for cell in [*row, ""][:3])))
        line = reader.line_num + 1
    assert rows(table) == wanted[1:]


def test_nameless_columns(tmp_path: Path) -> None:
    # Two nameless columns at the end: one empty throughout, one with a cell on line 3.
    result = read([write(tmp_path, "sources.csv", "id,,\na,,\nb,,stray\n")], known=KNOWN)
    assert codes(result) == ["E-NO-COLUMN-NAME", "I-EMPTY-COLUMN"]
    assert issue(result, "E-NO-COLUMN-NAME").location.line == 3
    assert only(result).header == ("id",)


def test_hxl_row_is_recognised_only_under_the_header(tmp_path: Path) -> None:
    text = "iso3,role,note\n#country+code, #activity ,\nMWI,provider,\n#x,#y,\n"
    result = read([write(tmp_path, "deliveries.csv", text)], known=KNOWN)
    assert rows(only(result)) == [(3, "MWI", "provider", ""), (4, "#x", "#y", "")]
    assert issue(result, "I-HXL").location.line == 2
    assert issue(result, "I-HXL").value == "#country+code #activity"


def test_header_again_is_an_error_where_it_stands(tmp_path: Path) -> None:
    result = read([write(tmp_path, "sources.csv", "id,note\na,b\nID,Note\nid,other\n")], known=KNOWN)
    assert issue(result, "E-HEADER-AGAIN").location.line == 3


def test_header_without_rows_is_a_table(tmp_path: Path) -> None:
    result = read([write(tmp_path, "sources.csv", "id,note\n\n")], known=KNOWN)
    assert only(result).columns == [[], []]
    assert codes(result) == ["I-NO-ROWS"]


def test_line_that_names_the_separator(tmp_path: Path) -> None:
    result = read([write(tmp_path, "sources.csv", "sep=;\r\nid;a,b,c\r\nx;1\r\n")], known=KNOWN)
    assert only(result).header == ("id", "a,b,c")
    assert rows(only(result)) == [(3, "x", "1")]
    assert codes(result) == ["I-SEPARATOR-LINE"]


def test_findings_in_cells_stand_at_their_line_and_column(tmp_path: Path) -> None:
    # NFD: "e" followed by U+0301 becomes U+00E9. The override U+202E stays, with a warning.
    text = "id,note\na,cafe\u0301\nb,x\u202ey\nc,=1+1\nd,'=1+1\n"
    result = read([write(tmp_path, "sources.csv", text)], known=KNOWN)
    assert only(result).columns[1] == ["caf\u00e9", "x\u202ey", "=1+1", "=1+1"]
    bidi = issue(result, "W-BIDI")
    assert (bidi.location.line, bidi.location.column) == (3, "note")
    assert "U+202E" in bidi.message
    assert [i.location.line for i in result.issues if i.code == "W-FORMULA"] == [4, 5]
    assert issue(result, "I-NFC").location.column == "note"
    assert issue(result, "I-NFC").severity is Severity.INFO


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  x ", "x"),
        ("\u00a0x\u3000", "x"),
        ("", ""),
        ("'", "'"),
        ("'=1", "=1"),  # the export's apostrophe comes off
        ("'-5", "-5"),
        ("'@x", "@x"),
        ("''=1", "'=1"),  # a text that had one itself keeps it
        ("'tis", "'tis"),
        ("'1", "'1"),
        ("e\u0301", "\u00e9"),
        ("\u2260 x", "\u2260 x"),
        ("'=\u0338", "'\u2260"),  # joined first: no equals sign is left to guard
    ],
)
def test_what_is_kept_of_a_cell(raw: str, kept: str) -> None:
    assert clean(raw) == kept


#: Any text but NUL and lone surrogates, with more than a fair share of what is special.
texts = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30),
    st.text("ab ,;\t\"'=+-@#\r\n\u0301\u202e\u00e9\ufeff", max_size=12),
)


@settings(max_examples=150, deadline=None)
@example(cells=[("", ";=")], separator=",", end="\n", block=16, wide=65_536)
@example(cells=[("", ";=")], separator=",", end="\n", block=16, wide=0)
@given(
    cells=st.lists(st.tuples(texts, texts), max_size=30),
    separator=st.sampled_from([",", ";", "\t"]),
    end=st.sampled_from(["\n", "\r\n"]),
    block=st.sampled_from([16, 64, 1_000, 32_768]),
    wide=st.sampled_from([0, 3, 65_536]),
)
def test_a_written_file_reads_back(
    tmp_path_factory: pytest.TempPathFactory,
    cells: list[tuple[str, str]],
    separator: str,
    end: str,
    block: int,
    wide: int,
) -> None:
    """Whatever is written comes back, outer white space and NFC apart, at the line where the csv module put it.

    With LF line ends the csv module (before Python 3.13) writes a lone CR without quotation marks, which ends a row;
    so there every cell is quoted.
    """
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_MINIMAL if end == "\r\n" else csv.QUOTE_ALL
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerow(["key", "first", "second"])
    lines = []
    for k, (a, b) in enumerate(cells):
        written = out.getvalue().replace("\r\n", "\n").replace("\r", "\n")
        lines.append(written.count("\n") + 1)
        writer.writerow([f"k{k}", guarded(a), guarded(b)])
    path = tmp_path_factory.mktemp("csv") / "sources.csv"
    path.write_bytes(out.getvalue().encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader_text, "_BLOCK", block)
        patch.setattr(reader_cells, "_WIDE_FROM", wide)
        result = read([path], known=KNOWN)
    table = only(result)

    def kept(texts: Iterable[str]) -> list[str]:
        return [clean(guarded(t)) for t in texts]

    assert table.columns == [
        [f"k{k}" for k in range(len(cells))],
        kept(a for a, _ in cells),
        kept(b for _, b in cells),
    ]
    assert list(table.lines) == lines


#: Cells that need no quotation mark: short and long, of one and of several bytes, blank, and beginning with blanks.
plain = st.one_of(
    st.sampled_from(
        ["", " ", "a", "provides", "=1", "'=1", "e\u0301t\u00e9", "x" * 8, "x" * 9, "x" * 32, "x" * 33]
    ),
    st.text("ab \u00e9\u4e2d\U0001f600", max_size=36),
)


@settings(max_examples=150, deadline=None)
@given(
    cells=st.lists(st.tuples(plain, plain), max_size=60),
    end=st.sampled_from(["\n", "\r\n"]),
    block=st.sampled_from([16, 64, 32_768]),
    together=st.sampled_from([1, 7, 32_768]),
    wide=st.sampled_from([0, 3, 65_536]),
    alike=st.booleans(),
    tries=st.sampled_from([1, 2, 32]),
)
def test_plain_rows_are_read_as_the_csv_module_reads_them(
    tmp_path_factory: pytest.TempPathFactory,
    cells: list[tuple[str, str]],
    end: str,
    block: int,
    together: int,
    wide: int,
    alike: bool,
    tries: int,
) -> None:
    """However many are looked at together, and also where the bytes of all cells seem alike, or want the same place."""
    text = end.join(["key,first", *(",".join(row) for row in cells), ""])
    path = tmp_path_factory.mktemp("csv") / "sources.csv"
    path.write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader_text, "_BLOCK", block)
        patch.setattr(reader_plain, "ROWS", together)
        patch.setattr(reader_plain, "_TRIES", tries)
        patch.setattr(reader_cells, "_WIDE_FROM", wide)
        patch.setattr(reader_cells, "_WIDE_SHORT_FROM", wide)
        if alike:
            patch.setattr(reader_plain, "_SPREAD", reader_plain._SPREAD * 0)
        table = only(read([path], known=KNOWN))
    written = list(csv.reader(io.StringIO(text, newline="")))[1:]
    kept = [(line, *map(clean, row)) for line, row in enumerate(written, 2) if any(map(str.strip, row))]
    assert rows(table) == kept
    for column, found in zip(table.coded, table.columns, strict=True):
        assert list(column.vocab) == list(dict.fromkeys(found))


def test_cells_that_all_want_the_same_place_are_not_looked_for_at_every_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody may make such a file: a thousand blocks, of each of which the one cell has the place of all others."""
    monkeypatch.setattr(reader_plain, "_SPREAD", reader_plain._SPREAD * 0)
    looked = list[int]()
    differ = ShortTexts._differ

    def counted(self: ShortTexts, *given: Any) -> Any:
        looked.append(len(given[0]))
        return differ(self, *given)

    monkeypatch.setattr(ShortTexts, "_differ", counted)
    short, known = ShortTexts(), dict[str, int]()
    for turn in range(2):
        for k in range(1_000):
            plain = PlainRows(",", 1)
            assert plain.take(f"cell {k}\n", 1)
            found = short.codes(plain.cells(), 0, lambda text: known.setdefault(text, len(known)))
            assert found.tolist() == [k], turn
    assert len(looked) <= 2_000 * reader_plain._TRIES
    assert max(looked) == 1


@given(texts)
def test_the_exports_apostrophe_is_taken_off_again(text: str) -> None:
    normal = unicodedata.normalize("NFC", text.strip()).strip()
    assert clean(guarded(normal)) == normal


@example(["a;'=1", ";'=", ";' =", "it;'s"], True)
@example(["a;'=1", ";'=", ";' =", "it;'s"], False)
@given(st.lists(texts, max_size=40), st.booleans())
def test_a_column_is_cleaned_alike_however_it_is_gone_through(cells: list[str], wide: bool) -> None:
    cleaner = ColumnCleaner(20)
    cleaner._wide = wide
    cleaner.add(cells)
    column = cleaner.column()
    kept = column.texts()
    assert kept == [clean(c) for c in cells]
    assert list(column.vocab) == list(dict.fromkeys(kept))
    log = IssueLog(keep=1_000)
    cleaner.report(log, "f", "c", column, range(len(kept)))
    formulas = [i.location.line for i in log.result() if i.code == "W-FORMULA"]
    assert formulas == [line for line, text in enumerate(kept) if text.startswith("=")]
    long = [i.location.line for i in log.result() if i.code == "E-LONG-CELL"]
    assert long == [line for line, text in enumerate(kept) if len(text) > 20]


# ---- JSON Lines


def test_json_lines_hold_several_types(tmp_path: Path) -> None:
    text = (
        '{"type": "sources", "id": "s1", "year": 2016, "share": 0.5, "whole": 3.0, "sure": true, "gone": null}\n'
        "\n"
        '{"type": "Deliveries", "iso3": "MWI", "capabilities": ["1", 2, "3"], "empty": []}\n'
        '{"type": "sources", "id": "s2", "note": "late column"}\n'
    )
    result = read([write(tmp_path, "all.jsonl", text)], known=KNOWN)
    sources, deliveries = result.tables
    assert (sources.name, sources.file) == ("sources", "all.jsonl")
    assert sources.header == ("id", "year", "share", "whole", "sure", "gone", "note")
    assert rows(sources) == [
        (1, "s1", "2016", "0.5", "3", "yes", "", ""),
        (4, "s2", "", "", "", "", "", "late column"),
    ]
    assert rows(deliveries) == [(3, "MWI", "1;2;3", "")]
    assert result.issues == []


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("[1, 2]", "E-JSON", ""),
        ('"text"', "E-JSON", ""),
        ("{", "E-JSON", ""),
        ('{"type": "sources"} {}', "E-JSON", ""),
        ('{"id": "x"}', "E-JSON-TYPE", ""),
        ('{"type": ["sources"], "id": "x"}', "E-JSON-TYPE", ""),
        ('{"type": "sources", "id": "x", "id": "y"}', "E-JSON-KEY", "id"),
        ('{"type": "sources", "": "y"}', "E-JSON-KEY", ""),
        ('{"type": "sources", "id": {"a": 1}}', "E-JSON-NESTED", "id"),
        ('{"type": "sources", "id": [["a"]]}', "E-JSON-NESTED", "id"),
        ('{"type": "sources", "id": ["a;b"]}', "E-JSON-LIST", "id"),
        ('{"type": "sources", "id": ["a", ""]}', "E-JSON-LIST", "id"),
        ('{"type": "sources", "id": NaN}', "E-JSON", ""),
        ('{"type": "sources", "id": 1e999}', "E-JSON", ""),
        ('{"type": "sources", "id": "\\ud800"}', "E-SURROGATE", "id"),
        ('{"type": "sources", "id": "a\\u0000b"}', "E-NUL", "id"),
        ("[" * 100_000, "E-JSON", ""),
        ('{"type": "sources", "id": ' + "[" * 100_000, "E-JSON", ""),
    ],
)
def test_lines_that_are_no_record(tmp_path: Path, line: str, code: str, column: str) -> None:
    text = '{"type": "sources", "id": "good"}\n' + line + '\n{"type": "sources", "id": "last"}\n'
    result = read([write(tmp_path, "all.jsonl", text)], known=KNOWN)
    found = issue(result, code)
    assert (found.location.line, found.location.column) == (2, column)
    assert only(result).columns[0][0] == "good"
    assert only(result).columns[0][-1] == "last"


def test_a_long_number_keeps_its_digits(tmp_path: Path) -> None:
    line = '{"type": "sources", "id": ' + "9" * 6_000 + "}\n"
    assert only(read([write(tmp_path, "all.jsonl", line)], known=KNOWN)).columns == [["9" * 6_000]]


def test_json_of_an_unknown_type_is_left_out(tmp_path: Path) -> None:
    text = '{"type": "sources", "id": "a"}\n{"type": "cats", "id": "b"}\n{"type": "cats", "id": "c"}\n'
    result = read([write(tmp_path, "all.jsonl", text)], known=KNOWN)
    found = issue(result, "W-UNKNOWN-TABLE")
    assert found.location.line == 2
    assert found.message.endswith("left out: 2")


# ---- workbooks as people and programs write them


def test_a_workbook_gives_a_table_per_sheet(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Stakeholders")
    sheet.write_row(0, 0, ["id", "name", "since", "number", "share", "active"])
    sheet.write_row(1, 0, ["a", " Ärzte "])
    sheet.write_number(1, 2, 45413, date)  # 45413 days after 1899-12-30 is 2024-05-01
    sheet.write_number(1, 3, 2016)
    sheet.write_number(1, 4, 0.1)
    sheet.write_boolean(1, 5, True)
    sheet.write_row(3, 0, ["b", "00123"])
    notes = book.add_worksheet("Read me")
    notes.write(0, 0, "hello")
    empty = book.add_worksheet("sources")
    empty.write_row(0, 0, ["id", "title"])
    book.close()
    result = read([path], known=KNOWN)
    stakeholders, sources = result.tables
    assert (stakeholders.name, stakeholders.file) == ("stakeholders", "book.xlsx#Stakeholders")
    assert stakeholders.header == ("id", "name", "since", "number", "share", "active")
    assert rows(stakeholders) == [
        (2, "a", "Ärzte", "2024-05-01", "2016", "0.1", "yes"),
        (4, "b", "00123", "", "", "", ""),
    ]
    assert (sources.header, sources.columns) == (("id", "title"), [[], []])
    assert codes(result) == ["W-UNKNOWN-TABLE"]  # an empty sheet says nothing
    assert issue(result, "W-UNKNOWN-TABLE").location.file == "book.xlsx#Read me"


def test_a_workbook_of_another_program_reads_alike(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "deliveries"
    sheet.append(["iso3", "note", "n"])
    sheet.append(["#country", "#note", "#n"])
    for k in range(2_500):  # more than two blocks of the child
        sheet.append(["MWI", f"note {k}", k])
    book.save(path)
    result = read([path], known=KNOWN)
    table = only(result)
    assert table.lines == range(3, 2_503)
    assert table.columns[1] == [f"note {k}" for k in range(2_500)]
    assert table.columns[2] == [str(k) for k in range(2_500)]
    assert codes(result) == ["I-HXL"]


def test_a_hidden_helper_sheet_is_no_warning(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("sources").write_row(0, 0, ["id"])
    lists = book.add_worksheet("lists")
    lists.write(0, 0, "provider")
    lists.hide()
    book.close()
    assert codes(read([path], known=KNOWN)) == ["I-NOT-DATA"]


# ---- folders and names


def test_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "stakeholders.csv", "id\na\n")
    write(tmp_path, "Sources.CSV", "id\ns\n")
    write(tmp_path, "more.jsonl", '{"type": "sources", "id": "t"}\n')
    write(tmp_path, "mnr_capabilities.csv", "number\n1\n")
    write(tmp_path, "README.md", "text")
    write(tmp_path, "workspaces.toml", "")
    write(tmp_path, ".hidden.csv", "id\nx\n")
    write(tmp_path, "~$book.xlsx", "lock")
    write(tmp_path, "old.xls", "x")
    write(tmp_path, "stakeholder.csv", "id\nx\n")
    (tmp_path / "sub").mkdir()
    write(tmp_path / "sub", "sources.csv", "id\nnot read\n")
    result = read([tmp_path], known=KNOWN)
    assert [(t.name, t.file, t.columns) for t in result.tables] == [
        ("sources", "Sources.CSV", [["s"]]),
        ("sources", "more.jsonl", [["t"]]),
        ("stakeholders", "stakeholders.csv", [["a"]]),
    ]
    assert {(i.code, i.location.file) for i in result.issues} == {
        ("I-EDITION-FILE", "mnr_capabilities.csv"),
        ("I-NOT-DATA", "README.md"),
        ("I-NOT-DATA", "workspaces.toml"),
        ("I-NOT-DATA", ".hidden.csv"),
        ("I-NOT-DATA", "~$book.xlsx"),
        ("I-NOT-DATA", "sub"),
        ("W-NOT-READ", "old.xls"),
        ("W-UNKNOWN-TABLE", "stakeholder.csv"),
    }
    assert issue(result, "W-UNKNOWN-TABLE").hint == "Did you mean stakeholders.csv?"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("actions.csv", "Did you mean own_actions.csv?"),
        ("grants.csv", "Did you mean funding.csv?"),
        ("activities.csv", "Did you mean deliveries.csv?"),
        ("routes.csv", "Routes belong to the edition of the framework. A workspace has none of its own."),
    ],
)
def test_a_file_with_another_name_is_told_which_is_meant(tmp_path: Path, name: str, hint: str) -> None:
    write(tmp_path, name, "id\nx\n")
    result = read([tmp_path], known=tuple(SCHEMA))
    assert issue(result, "W-UNKNOWN-TABLE").hint == hint


def test_inputs_carry_hash_and_size(tmp_path: Path) -> None:
    content = b"id\n" + b"row\n" * 50_000
    path = write(tmp_path, "sources.csv", content)
    (source,) = read([path], known=KNOWN).inputs
    assert (source.name, source.size) == ("sources.csv", 200_003)
    assert source.sha256 == hashlib.sha256(content).hexdigest()


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    paths = [write(tmp_path / d, "sources.csv", f"id\n{d}\n") for d in ("one", "two")]
    assert [t.file for t in read(paths, known=KNOWN).tables] == ["sources.csv", "two/sources.csv"]


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    paths = [
        write(tmp_path, "sources.csv", b"\xff\xfei\0d\0"),
        tmp_path / "absent.csv",
        write(tmp_path, "stakeholders.csv", "id\na\n"),
        write(tmp_path, "notes.docx", "x"),
    ]
    result = read(paths, known=KNOWN)
    assert [t.name for t in result.tables] == ["stakeholders"]
    assert codes(result) == ["E-NOT-FOUND", "E-FILE-TYPE", "E-ENCODING"]


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "sources.csv"
    os.mkfifo(pipe)
    assert codes(read([pipe], known=KNOWN)) == ["E-UNREADABLE"]  # opening it would wait for ever
    assert codes(read([tmp_path], known=KNOWN)) == ["E-NO-DATA", "I-NOT-DATA"]


def test_nothing_read_is_an_error(tmp_path: Path) -> None:
    assert codes(read([tmp_path], known=KNOWN)) == ["E-NO-DATA"]
    write(tmp_path, "cats.csv", "id\n")
    assert codes(read([tmp_path], known=KNOWN)) == ["E-NO-DATA", "W-UNKNOWN-TABLE"]


def test_progress_rises_to_the_end_and_may_cancel(tmp_path: Path) -> None:
    path = write(tmp_path, "sources.csv", "id\n" + "a row of some length\n" * 200_000)
    calls: list[tuple[str, int, int]] = []
    read([path], known=KNOWN, progress=lambda *call: calls.append(call))
    done = [d for _, d, _ in calls]
    assert len(done) > 3
    assert done == sorted(done)
    assert calls[-1] == ("sources.csv", path.stat().st_size, path.stat().st_size)

    class Cancelled(Exception):
        pass

    def cancel(*_: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read([path], known=KNOWN, progress=cancel)


# ---- limits and codes


def test_limits_name_their_numbers(tmp_path: Path) -> None:
    path = write(tmp_path, "sources.csv", "id\n" + "a\n" * 11)
    found = issue(read([path], known=KNOWN, limits=Limits(max_rows=10)), "E-ROWS")
    assert found.location.line == 12  # the eleventh row; the header is line 1
    assert "10 rows" in found.message
    assert only(read([path], known=KNOWN, limits=Limits(max_rows=11))).lines == range(2, 13)
    assert codes(read([path], known=KNOWN, limits=Limits(max_file_bytes=24))) == ["E-FILE-SIZE"]
    assert codes(read([path], known=KNOWN, limits=Limits(max_file_bytes=25))) == []
    wide = write(tmp_path, "stakeholders.csv", ",".join(f"c{k}" for k in range(501)) + "\n")
    assert codes(read([wide], known=KNOWN)) == ["E-COLUMNS"]


def test_web_limits_are_those_of_the_reference() -> None:
    assert (Limits.web().max_file_bytes, Limits.web().max_rows) == (25_000_000, 200_000)
    assert (Limits().max_file_bytes, Limits().max_rows) == (None, None)


def test_every_code_is_documented_in_one_sentence() -> None:
    for code, sentence in READ_CODES.items():
        assert code[:2] in ("E-", "W-", "I-")
        assert sentence.endswith(".")
    with pytest.raises(KeyError):
        make_issue("E-NO-SUCH-CODE", "x")


def test_read_csv_hands_over_table_and_input(tmp_path: Path) -> None:
    path = write(tmp_path, "x.csv", "id\na\n")
    table, source = read_csv(path, "sources", "shown.csv", limits=Limits(), log=IssueLog())
    assert (table.name, table.file, source.name) == ("sources", "shown.csv", "shown.csv")


# ---- what cannot be seen, what cannot be encoded, what leads away


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Save the Children\u200b", "U+200B"),
        ("\u2060Europol", "U+2060"),
        ("Euro\u00adpol", "U+00AD"),
        ("Europol\u200d", "U+200D"),
        ("Euro\u200cpol", "U+200C"),
        ("Europol\U000e0041", "U+E0041"),
    ],
)
def test_invisible_characters_are_told_with_their_place(tmp_path: Path, text: str, signs: str) -> None:
    """Line 3, column title; the text itself is kept as it is."""
    file = write(tmp_path, "sources.csv", f"source_id,title\na,A\nb,{text}\n")
    result = read([file], known=KNOWN)
    found = issue(result, "W-INVISIBLE")
    assert (found.location.line, found.location.column, found.value) == (3, "title", text)
    place = next(i for i, c in enumerate(text, 1) if f"U+{ord(c):04X}" == signs)
    assert found.message == f"the text holds invisible characters: {signs}; the first is character {place}"
    assert only(result).columns[1][1] == text


def test_joiners_that_a_script_needs_are_no_finding(tmp_path: Path) -> None:
    """Persian "they say" and Hindi "ksha" with their joiners; a family in one sign."""
    words = ["می\u200cگویند", "क्\u200dष", "👩\u200d👧"]
    file = write(tmp_path, "sources.csv", "source_id,title\n" + "".join(f"a,{w}\n" for w in words))
    assert "W-INVISIBLE" not in codes(read([file], known=KNOWN))


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (r'{"type":"sources","source_id":"a","title":"\ud800"}', "title"),
        (r'{"type":"sources","source_id":"a","title":["x","\uDFFF"]}', "title"),
        (r'{"type":"sources","source_id":"a","ti\ud800tle":"x"}', "ti\ufffdtle"),
        (r'{"type":"sou\ud800rces","source_id":"a"}', "type"),
        (r'{"type":"sources","source_id":"a","title":{"\ud800":1}}', "title"),
    ],
)
def test_half_a_character_in_json_is_told_with_line_and_column(
    tmp_path: Path, line: str, column: str
) -> None:
    good = r'{"type":"sources","source_id":"b","title":"\ud83d\ude00"}'
    result = read([write(tmp_path, "a.jsonl", f"{good}\n{line}\n")], known=KNOWN)
    found = issue(result, "E-SURROGATE")
    assert (found.location.file, found.location.line, found.location.column) == ("a.jsonl", 2, column)
    everything = repr(result.issues) + "".join(
        f"{i.message}{i.value}{i.location.column}" for i in result.issues
    )
    assert everything.encode()
    for table in result.tables:
        assert "".join([*table.header, *(c for column in table.columns for c in column)]).encode()


def test_half_a_character_in_any_cell_is_replaced_and_told(tmp_path: Path) -> None:
    """A workbook may write any number as _xHHHH_; whatever reaches a table can be encoded."""
    log = IssueLog()
    cleaner = ColumnCleaner(100)
    cleaner.add(["fine", "a\ud800b"])
    column = cleaner.column()
    assert column.texts() == ["fine", "a\ufffdb"]
    cleaner.report(log, "f", "note", column, [2, 3])
    (found,) = log.result()
    assert (found.code, found.location.line, found.location.column) == ("E-SURROGATE", 3, "note")


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    write(outside, "sources.csv", "source_id,title\nsecret,Secret\n")
    write(folder, "real.csv", "source_id,title\na,A\n")
    (folder / "sources.csv").symlink_to(outside / "sources.csv")
    (folder / "stakeholders.csv").symlink_to(Path("..") / "outside" / "sources.csv")
    (folder / "deliveries.csv").symlink_to("nowhere.csv")
    result = read([folder], known=KNOWN)
    assert result.tables == []
    told = [(i.location.file, i.severity) for i in result.issues if i.code == "W-LINK-OUT"]
    assert told == [("sources.csv", Severity.WARNING), ("stakeholders.csv", Severity.WARNING)]
    (folder / "sources.csv").unlink()
    (folder / "sources.csv").symlink_to("real.csv")  # within the folder: another name of the same file
    assert [t.name for t in read([folder], known=KNOWN).tables] == ["sources"]
    assert [t.name for t in read([outside / "sources.csv"], known=KNOWN).tables] == ["sources"]
    named = tmp_path / "named.csv"
    named.symlink_to(outside / "sources.csv")
    assert codes(read([named], known=KNOWN))[:1] != ["W-LINK-OUT"]  # what was named itself is meant
