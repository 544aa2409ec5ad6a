"""F1 to F14: files made to harm or to mislead, each made here by script, each answered by its own clear error.

The workbooks are written part by part, because no spreadsheet library writes what an attacker would.
"""

from __future__ import annotations

import io
import os
import random
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from coordination.ingest import child as child_module
from coordination.ingest import reader_sheet
from coordination.ingest.reader_sheet import MAX_COLUMN, MAX_ROW, cell_name
from coordination.ingest.readers import Limits, RawTable, ReadResult, read
from graph_schema.errors import Said, Verbatim
from graph_schema.issues import Issue, Severity
from tests.processes import children

KNOWN = ("deliveries", "stakeholders")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>iso3</t></is></c><c r="B1" t="str"><v>note</v></c></row>'


def parts(
    body: str,
    *,
    head: str = '<?xml version="1.0" encoding="UTF-8"?>',
    before: str = "",
    after: str = "",
    kind: str = PLAIN,
    workbook: str = "",
    sheets: str = '<sheet name="deliveries" sheetId="1" r:id="rId1"/>',
    strings: str = "<si><t>x</t></si>",
) -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet. Styles: 0 plain, 1 date, 2 date and time."""
    package = "http://schemas.openxmlformats.org/package/2006"
    relation = f'<Relationship Id="rId{{}}" Type="{RELATIONS}/{{}}" Target="{{}}"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        + relation.format(1, "officeDocument", "xl/workbook.xml")
        + "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{workbook}<sheets>{sheets}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + relation.format(1, "worksheet", "worksheets/sheet1.xml")
        + relation.format(2, "sharedStrings", "sharedStrings.xml")
        + relation.format(3, "styles", "styles.xml")
        + "</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
        '<xf numFmtId="22"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{MAIN}">{before}<sheetData>{body}</sheetData>{after}'
        "</worksheet>",
    }


def pack(content: dict[str, str | bytes], *, level: int = 6) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def take(
    folder: Path, data: bytes | str, name: str = "book.xlsx", *, limits: Limits | None = None
) -> ReadResult:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read([path], known=KNOWN, limits=limits)


def book(folder: Path, body: str, *, limits: Limits | None = None, **how: str) -> ReadResult:
    return take(folder, pack(parts(body, **how)), limits=limits)


def refusal(result: ReadResult) -> Issue:
    """The one error, for which nothing of the file is handed on."""
    assert result.tables == []
    errors = [i for i in result.issues if i.severity is Severity.ERROR]
    assert len(errors) == 1, result.issues
    assert errors[0].hint, "an error says what to do next"
    return errors[0]


def only(result: ReadResult) -> RawTable:
    assert len(result.tables) == 1, result.issues
    return result.tables[0]


def codes(result: ReadResult) -> list[str]:
    return sorted(i.code for i in result.issues)


def number_row(row: int, *cells: str) -> str:
    return f'<row r="{row}">{"".join(cells)}</row>'


def test_the_plain_workbook_that_all_others_vary_is_read(tmp_path: Path) -> None:
    result = book(tmp_path, HEADER + '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3"><v>5</v></c></row>')
    assert only(result).header == ("iso3", "note")
    assert (only(result).columns, list(only(result).lines)) == ([["x"], ["5"]], [3])
    assert result.issues == []


# ---- F1 zip bombs


def test_f1_a_part_that_unpacks_to_a_thousand_times_its_size(tmp_path: Path) -> None:
    # 20 MB of blanks pack about a thousandfold.
    result = book(tmp_path, HEADER, after=" " * 20_000_000)
    found = refusal(result)
    assert found.code == "E-ZIP-RATIO"
    assert "sheet1.xml" in found.value


def test_f1_more_than_the_limit_unpacked(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(300_000)
    content = parts(HEADER) | {f"xl/media/{k}.bin": noise for k in range(4)}
    found = refusal(take(tmp_path, pack(content, level=0), limits=Limits(zip_unpacked_bytes=1_000_000)))
    assert found.code == "E-ZIP-SIZE"
    assert "1,000,000" in found.message


def test_f1_many_parts(tmp_path: Path) -> None:
    content = parts(HEADER) | {f"xl/media/{k}.bin": b"" for k in range(2_000)}
    assert refusal(take(tmp_path, pack(content, level=0))).code == "E-ZIP-MEMBERS"


def test_f1_a_list_of_parts_that_lies_about_their_size(tmp_path: Path) -> None:
    """The list says the sheet holds 300 bytes (with the check sum of those); the packed stream holds 20 MB."""
    content = parts(HEADER + " " * 20_000_000)
    data = bytearray(pack(content))
    sheet = str(content["xl/worksheets/sheet1.xml"]).encode()
    size, check = struct.pack("<I", len(sheet)), struct.pack("<I", zlib.crc32(sheet))
    assert data.count(size) == data.count(check) == 2  # local header and central directory
    lie = sheet[:300]
    data = bytearray(
        bytes(data).replace(size, struct.pack("<I", 300)).replace(check, struct.pack("<I", zlib.crc32(lie)))
    )
    found = refusal(take(tmp_path, bytes(data)))
    assert found.code == "E-ZIP-DAMAGED"
    assert found.value == "xl/worksheets/sheet1.xml"


def test_f1_parts_that_share_their_bytes(tmp_path: Path) -> None:
    """A thousand entries of the list that all point at one packed stream (the classical non-nested bomb)."""
    data = pack(parts(HEADER) | {"xl/media/a.bin": b"\0" * 900_000})
    end = data.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<I", data, end + 16)[0]
    entries = data[start:end]
    last = entries[entries.rindex(b"PK\x01\x02") :]
    names = [last.replace(b"a.bin", b"%05d" % k) for k in range(1_000)]
    directory = entries + b"".join(names)
    count = struct.unpack_from("<H", data, end + 10)[0] + len(names)
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    assert refusal(take(tmp_path, data[:start] + directory + tail)).code == "E-ZIP-SIZE"


# ---- F2 far cells, F3 long columns, F4 honest large files, F6 lying dimensions


@pytest.mark.parametrize("place", [(MAX_ROW, MAX_COLUMN), (MAX_ROW, 26), (900, MAX_COLUMN)])
def test_f2_a_far_cell(tmp_path: Path, place: tuple[int, int]) -> None:
    name = cell_name(place)
    found = refusal(book(tmp_path, HEADER + f'<row r="{place[0]}"><c r="{name}"><v>1</v></c></row>'))
    assert found.code == "E-FAR-CELL"
    assert (found.value, found.location.line) == (name, place[0])
    assert found.location.file == "book.xlsx#deliveries"


def test_f2_cell_names() -> None:
    assert cell_name((1048576, 16384)) == "XFD1048576"
    assert [reader_sheet.column_letters(n) for n in (1, 26, 27, 52, 702, 703)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "ZZ",
        "AAA",
    ]


def test_f2_far_formats_without_content_do_no_harm(tmp_path: Path) -> None:
    body = HEADER + '<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert only(book(tmp_path, body)).columns == [["1"], [""]]


def test_f2_values_that_are_there_but_empty_do_not_count(tmp_path: Path) -> None:
    # The quick look takes A9 and C2 for filled; the reader does not; the second look agrees with the reader.
    body = (
        HEADER
        + '<row r="2"><c r="A2"><v>1</v></c><c r="C2"><v></v></c></row><row r="9"><c r="A9"><v/></c></row>'
    )
    result = book(tmp_path, body)
    assert (only(result).columns, result.issues) == ([["1"], [""]], [])


def test_f2_the_child_dies_alone_of_a_far_cell(tmp_path: Path) -> None:
    """Without the guard: the reader of cells given the far cell stops by itself, and this process goes on."""
    data = pack(parts(HEADER + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    run = subprocess.run(
        [sys.executable, "-I", child_module.__file__, str(512 << 20), "20"],
        input=b'["deliveries"]\n' + data,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert run.returncode != 0
    assert b"done" not in run.stdout


def long_column(rows: int) -> str:
    return HEADER + "".join(f'<row r="{k}"><c r="A{k}"><v>{k}</v></c></row>' for k in range(2, rows + 2))


def test_f3_a_column_of_a_million_rows_is_over_the_limit_of_an_upload(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(pack(parts(long_column(1_000_000)), level=1))
    started = time.process_time()
    found = refusal(read([path], known=KNOWN, limits=Limits.web()))
    assert found.code == "E-ROWS"
    assert "200,000" in found.message
    assert found.location.line == 200_002  # header on line 1, so the 200,001st row is on line 200,002
    assert time.process_time() - started < 20


def test_f3_a_column_of_a_hundred_thousand_rows_is_read(tmp_path: Path) -> None:
    table = only(book(tmp_path, long_column(100_000)))
    assert table.lines == range(2, 100_002)
    assert table.columns[0] == [str(k) for k in range(2, 100_002)]


def test_f4_an_honest_large_workbook_within_ten_seconds_with_progress(tmp_path: Path) -> None:
    """200,000 rows of six columns. The limit is on processor time, so that a busy machine does not fail it."""
    letters = "ABCDEF"
    row = "".join(f'<c r="{c}{{0}}" t="s"><v>{{{n}}}</v></c>' for n, c in enumerate(letters, 1))
    head = "".join(f'<c r="{c}1" t="str"><v>column {c}</v></c>' for c in letters)
    body = "".join(
        f'<row r="{k}">{row.format(k, k % 100, k % 7, k % 5, k % 3, k % 2, k % 90)}</row>'
        for k in range(2, 200_002)
    )
    strings = "".join(f"<si><t>text number {k}</t></si>" for k in range(100))
    path = tmp_path / "book.xlsx"
    path.write_bytes(pack(parts(number_row(1, head) + body, strings=strings), level=1))
    calls: list[tuple[float, int, int]] = []
    started = time.process_time()
    result = read(
        [path], known=KNOWN, limits=Limits.web(), progress=lambda _f, d, t: calls.append((0.0, d, t))
    )
    assert time.process_time() - started < 10
    table = only(result)
    assert len(table.lines) == 200_000
    assert [c[-1] for c in table.columns] == [f"text number {200_001 % m}" for m in (100, 7, 5, 3, 2, 90)]
    done = [d for _, d, _ in calls]
    assert done == sorted(done)
    assert done[-1] == calls[-1][2]
    assert len(done) > 100


def test_f4_an_honest_large_csv(tmp_path: Path) -> None:
    text = "iso3,note,since\n" + "".join(f"MWI,note {k},2024-05\n" for k in range(200_000))
    started = time.process_time()
    table = only(take(tmp_path, text, "deliveries.csv", limits=Limits.web()))
    assert time.process_time() - started < 5
    assert table.lines == range(2, 200_002)


@pytest.mark.parametrize("claim", ["A1", "A1:B2", "A1:XFD1048576"])
def test_f6_a_lying_dimension_loses_no_row(tmp_path: Path, claim: str) -> None:
    body = HEADER + "".join(f'<row r="{k}"><c r="A{k}"><v>{k}</v></c></row>' for k in range(2, 52))
    result = book(tmp_path, body, before=f'<dimension ref="{claim}"/>')
    assert only(result).columns[0] == [str(k) for k in range(2, 52)]


def test_f6_the_library_that_loses_rows_is_caught_by_the_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader of cells that believes the dimension (openpyxl does) is refused, not believed."""
    lossy = tmp_path / "lossy.py"
    lossy.write_text(
        "import json, sys, io, openpyxl\n"
        "titles = json.loads(sys.stdin.buffer.readline())\n"
        "book = openpyxl.load_workbook(io.BytesIO(sys.stdin.buffer.read()), read_only=True)\n"
        "rows = [[str(c or '') for c in row] for row in book[titles[0]].iter_rows(values_only=True)]\n"
        "print(json.dumps({'sheet': titles[0], 'first_row': 1, 'last_row': len(rows), 'last_column': 2}))\n"
        "print(json.dumps({'row': 1, 'columns': list(zip(*rows)), 'notes': []}))\n"
        "print(json.dumps({'done': True}))\n"
    )
    monkeypatch.setattr(child_module, "__file__", str(lossy))
    body = HEADER + "".join(f'<row r="{k}"><c r="A{k}"><v>{k}</v></c></row>' for k in range(2, 52))
    found = refusal(book(tmp_path, body, before='<dimension ref="A1:B20"/>'))
    assert found.code == "E-ROWS-DIFFER"
    assert "rows 1 to 51" in found.message
    assert "rows 1 to 20" in found.message


# ---- F5 entities


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
REMOTE = '<?xml version="1.0"?><!DOCTYPE worksheet SYSTEM "http://example.org/x.dtd">'


@pytest.mark.parametrize("head", [BOMB, OUTSIDE, REMOTE, "<!DOCTYPE worksheet>"])
def test_f5_entities_and_document_types_in_the_sheet(tmp_path: Path, head: str) -> None:
    started = time.process_time()
    found = refusal(book(tmp_path, HEADER + '<row r="2"><c r="A2" t="str"><v>&amp;</v></c></row>', head=head))
    assert found.code == "E-XML-DTD"
    assert found.value == "xl/worksheets/sheet1.xml"
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "part",
    [
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ],
)
def test_f5_document_types_in_any_other_part(tmp_path: Path, part: str) -> None:
    content = parts(HEADER)
    content[part] = OUTSIDE + str(content[part])
    found = refusal(take(tmp_path, pack(content)))
    assert (found.code, found.value) == ("E-XML-DTD", part)


def test_f5_an_entity_that_is_not_declared(tmp_path: Path) -> None:
    assert refusal(book(tmp_path, '<row r="1"><c r="A1" t="str"><v>&e;</v></c></row>')).code == "E-XML"


# ---- F7 other kinds of file under this name


def compound_file(stream: str) -> bytes:
    """An OLE container with one named stream in its directory, as much as is needed to tell what it is."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    return (header.ljust(512, b"\0") + bytes(512) + stream.encode("utf-16-le").ljust(128, b"\0")).ljust(
        4096, b"\0"
    )


def open_document() -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return pack({"mimetype": kind, "content.xml": "<office/>", "META-INF/manifest.xml": "<m/>"})


F7 = {
    "truncated": (lambda: pack(parts(HEADER))[:-200], "E-TRUNCATED"),
    "first half": (lambda: pack(parts(HEADER))[:600], "E-TRUNCATED"),
    "empty": (lambda: b"", "E-EMPTY-FILE"),
    "blank": (lambda: b"\r\n \r\n", "E-EMPTY-FILE"),
    "zeros": (lambda: bytes(5_000), "E-EMPTY-FILE"),
    "html": (lambda: b"\n<!DOCTYPE html><html><body>Please log in</body></html>", "E-HTML"),
    "html table": (lambda: b"\xef\xbb\xbf<table><tr><td>1</td></tr></table>", "E-HTML"),
    "xml": (lambda: b'<?xml version="1.0"?><Workbook/>', "E-NOT-XLSX"),
    "csv": (lambda: b"iso3,note\nMWI,x\n", "E-NOT-XLSX"),
    "pdf": (lambda: b"%PDF-1.7 ...", "E-NOT-XLSX"),
    "xls": (lambda: compound_file("Workbook"), "E-XLS"),
    "password": (lambda: compound_file("EncryptedPackage"), "E-PASSWORD"),
    "ods": (open_document, "E-ODS"),
    "docx": (lambda: pack({"[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>"}), "E-NOT-XLSX"),
    "zip": (lambda: pack({"a.txt": "x"}), "E-NOT-XLSX"),
    "empty zip": (lambda: pack({}), "E-NOT-XLSX"),
    "xlsm": (
        lambda: pack(parts(HEADER, kind="application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
        "E-MACRO",
    ),
    "hidden macro": (lambda: pack(parts(HEADER) | {"xl/vbaProject.bin": b"x"}), "E-MACRO"),
    "xlsb": (
        lambda: pack(parts(HEADER, kind="application/vnd.ms-excel.sheet.binary.macroEnabled.main")),
        "E-XLSB",
    ),
}


@pytest.mark.parametrize("name", F7)
def test_f7_other_kinds_of_file_each_by_its_name(tmp_path: Path, name: str) -> None:
    make, code = F7[name]
    found = refusal(take(tmp_path, make()))
    assert (found.code, found.location.file) == (code, "book.xlsx")


@pytest.mark.parametrize(
    ("ending", "code"), [(".xls", "E-XLS"), (".ods", "E-ODS"), (".xlsm", "E-MACRO"), (".xlsb", "E-XLSB")]
)
def test_f7_other_spreadsheets_under_their_own_name(tmp_path: Path, ending: str, code: str) -> None:
    assert refusal(take(tmp_path, b"whatever", "deliveries" + ending)).code == code


@pytest.mark.parametrize("flip", [300, 700, 1_100])
def test_f7_a_damaged_byte_is_found(tmp_path: Path, flip: int) -> None:
    data = bytearray(pack(parts(HEADER + "".join(number_row(k) for k in range(2, 300)))))
    data[flip] ^= 0x55
    assert refusal(take(tmp_path, bytes(data))).code in (
        "E-ZIP-DAMAGED",
        "E-TRUNCATED",
        "E-XML",
        "E-NOT-XLSX",
    )


def test_f7_a_password_on_the_zip_itself(tmp_path: Path) -> None:
    data = bytearray(pack(parts(HEADER)))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(take(tmp_path, bytes(data))).code == "E-PASSWORD"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pack(parts(HEADER)), "E-CONTENT"),
        (compound_file("Workbook"), "E-CONTENT"),
        (b"<html><table></table></html>", "E-CONTENT"),
        (b"%PDF-1.4", "E-CONTENT"),
        (b"\x1f\x8b\x08\x00", "E-CONTENT"),
        (b"SQLite format 3\x00" + bytes(100), "E-CONTENT"),
        (b"", "E-EMPTY-FILE"),
        (b"\n\n  \r\n,,,\n", "E-EMPTY-FILE"),
        (b"\xef\xbb\xbf", "E-EMPTY-FILE"),
    ],
)
@pytest.mark.parametrize("name", ["deliveries.csv", "all.jsonl"])
def test_f7_other_kinds_of_file_named_as_text(tmp_path: Path, content: bytes, code: str, name: str) -> None:
    if name == "all.jsonl" and b",," in content:
        code = "E-JSON"
    assert refusal(take(tmp_path, content, name)).code == code


# ---- F8 names of parts


@pytest.mark.parametrize(
    "name",
    [
        "../evil.xml",
        "xl/../../evil.xml",
        "/etc/evil.xml",
        "xl\\..\\evil.xml",
        "C:/evil.xml",
        "xl/WORKBOOK.xml",
    ],
)
def test_f8_parts_named_outside_the_workbook_or_twice(tmp_path: Path, name: str) -> None:
    found = refusal(take(tmp_path, pack(parts(HEADER) | {name: "<x/>"})))
    assert found.code == "E-ZIP-NAME"
    assert list(tmp_path.iterdir()) == [tmp_path / "book.xlsx"]


def test_f8_a_sheet_that_points_outside_is_no_sheet(tmp_path: Path) -> None:
    content = parts(HEADER)
    relations = str(content["xl/_rels/workbook.xml.rels"])
    content["xl/_rels/workbook.xml.rels"] = relations.replace("worksheets/sheet1.xml", "../../../etc/passwd")
    assert refusal(take(tmp_path, pack(content))).code == "E-NO-SHEET"


# ---- F9 the layouts people make


def test_f9_merged_and_hidden(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    out = xlsxwriter.Workbook(str(path))
    sheet = out.add_worksheet("deliveries")
    sheet.write_row(0, 0, ["iso3", "note", "role"])
    for row in range(1, 6):
        sheet.write_row(row, 0, [f"C{row}", "x", "provider"])
    sheet.merge_range("B2:B4", "merged", out.add_format())
    sheet.set_row(4, None, None, {"hidden": True})
    sheet.set_column("C:C", None, None, {"hidden": True})
    sheet.hide()
    out.add_worksheet("other").activate()
    out.close()
    result = read([path], known=KNOWN)
    assert only(result).columns == [
        ["C1", "C2", "C3", "C4", "C5"],
        ["merged", "", "", "x", "x"],
        ["provider"] * 5,
    ]
    assert codes(result) == [
        "W-HIDDEN-COLUMNS",
        "W-HIDDEN-ROWS",
        "W-HIDDEN-SHEET",
        "W-MERGED",
        "W-UNKNOWN-TABLE",
    ]
    said = {i.code: i for i in result.issues}
    assert said["W-MERGED"].value == "B2:B4"
    assert said["W-HIDDEN-ROWS"].location.line == 5
    assert "role" in said["W-HIDDEN-COLUMNS"].message


def test_f9_two_header_rows_are_refused_not_guessed(tmp_path: Path) -> None:
    # A band of groups above the names: the second column holds cells and has no name.
    found = take(tmp_path, "Organisation,,Delivery\nid,name,role\na,A,provider\n", "deliveries.csv")
    errors = [i for i in found.issues if i.severity is Severity.ERROR]
    assert [i.code for i in errors] == ["E-NO-COLUMN-NAME"]
    assert errors[0].location.line == 2
    assert "second header row" in errors[0].hint


def test_f9_a_title_above_the_table_is_said(tmp_path: Path) -> None:
    result = take(tmp_path, "Deliveries 2024,,\niso3,role,note\nMWI,provider,\n", "deliveries.csv")
    assert codes(result) == ["I-TITLE"]


def test_f9_a_title_above_a_table_without_known_columns_is_refused(tmp_path: Path) -> None:
    result = take(tmp_path, "Deliveries 2024,,\nplace,part,remark\nMWI,provider,\n", "deliveries.csv")
    assert "E-NO-COLUMN-NAME" in codes(result)


def test_f9_tags_are_skipped_and_totals_are_data(tmp_path: Path) -> None:
    result = take(tmp_path, "iso3,n\n#country+code,#n\nMWI,3\nTotal,3\n", "deliveries.csv")
    assert only(result).columns == [["MWI", "Total"], ["3", "3"]]
    assert codes(result) == ["I-HXL"]


def test_f9_error_cells_are_told_by_their_place(tmp_path: Path) -> None:
    body = HEADER + number_row(2, '<c r="A2" t="str"><v>MWI</v></c>', '<c r="B2" t="e"><v>#REF!</v></c>')
    result = book(tmp_path, body)
    (found,) = result.issues
    assert (found.code, found.location.line, found.location.column) == ("E-CELL-ERROR", 2, "note")
    assert "B2" in found.message


@pytest.mark.parametrize("value", ["", "<v></v>", "<v/>"])
def test_f9_formulas_without_result_are_told_by_their_place(tmp_path: Path, value: str) -> None:
    result = book(
        tmp_path, HEADER + number_row(2, '<c r="A2"><v>1</v></c>', f'<c r="B2"><f>A2+1</f>{value}</c>')
    )
    (found,) = result.issues
    assert (found.code, found.location.line, found.location.column) == ("E-NO-VALUE", 2, "note")
    assert "B2" in found.message


def test_f9_formulas_with_result_are_read(tmp_path: Path) -> None:
    cells = '<c r="A2" t="str"><f>"M"</f><v>M</v></c>', '<c r="B2" t="str"><f>""</f><v></v></c>'
    result = book(tmp_path, HEADER + number_row(2, *cells))
    assert only(result).columns == [["M"], [""]]
    assert codes(result) == ["I-FORMULA"]


def test_f9_formulas_of_programs_that_do_not_calculate(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    out = xlsxwriter.Workbook(str(path))  # writes 0 as the result of every formula and asks for recalculation
    sheet = out.add_worksheet("deliveries")
    sheet.write_row(0, 0, ["iso3", "n"])
    sheet.write_row(1, 0, ["MWI", "=1+1"])
    out.close()
    assert codes(read([path], known=KNOWN)) == ["E-NO-VALUE"]
    second = openpyxl.Workbook()
    second.active.title = "deliveries"
    second.active.append(["iso3", "n"])
    second.active.append(["MWI", "=1+1"])
    second.save(path)
    assert codes(read([path], known=KNOWN)) == ["E-NO-VALUE"]


def test_f9_values_from_other_files(tmp_path: Path) -> None:
    result = take(tmp_path, pack(parts(HEADER) | {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}))
    assert codes(result) == ["W-EXTERNAL"]


@pytest.mark.parametrize(
    "body",
    [
        number_row(5, '<c r="A5"><v>1</v></c>') + number_row(2, '<c r="A2"><v>1</v></c>'),
        number_row(5, '<c r="A5"><v>1</v></c>') + number_row(5, '<c r="B5"><v>1</v></c>'),
        number_row(5, '<c r="A7"><v>1</v></c>'),
        number_row(5, '<c r="B5"><v>1</v></c>', '<c r="A5"><v>1</v></c>'),
        number_row(5, '<c r="B5"><v>1</v></c>', '<c r="B5"><v>2</v></c>'),
        number_row(1_048_577, '<c r="A1048577"><v>1</v></c>'),
        number_row(5, '<c r="XFE5"><v>1</v></c>'),
        number_row(5, '<c r="a5"><v>1</v></c>'),
        '<row r="-1"><c><v>1</v></c></row>',
        '<row r="99999999999999999999"><c><v>1</v></c></row>',
        number_row(5, '<c r="A5" t="str"><v><![CDATA[lost]]></v></c>'),
        number_row(5, '<c r="A5"><v>1<!-- read as 1 or as 12 -->2</v></c>'),
        number_row(5, '<c r="A5"><v>1<?x y?>2</v></c>'),
        number_row(5, '<c r="A5"><v>1</v></c>')
        + "</sheetData><sheetData>"
        + number_row(6, '<c r="A6"><v>1</v></c>'),
    ],
)
def test_f9_sheets_that_programs_read_differently(tmp_path: Path, body: str) -> None:
    assert refusal(book(tmp_path, HEADER + body)).code == "E-SHEET-SHAPE"


def test_f9_rows_and_cells_need_not_be_numbered(tmp_path: Path) -> None:
    head = '<row><c t="str"><v>iso3</v></c><c t="str"><v>n</v></c></row>'
    body = head + '<row><c t="str"><v>MWI</v></c><c><v>2</v></c></row>'
    assert only(book(tmp_path, body)).columns == [["MWI"], ["2"]]


def test_f9_prefixes_of_names_do_not_matter(tmp_path: Path) -> None:
    content = parts("")
    content["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>iso3</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2" t="str"><x:v>MWI</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert only(take(tmp_path, pack(content))).columns == [["MWI"]]


def test_f9_two_sheets_of_one_name(tmp_path: Path) -> None:
    sheets = "".join(
        f'<sheet name="{n}" sheetId="{k}" r:id="rId1"/>'
        for k, n in enumerate(["deliveries", "Deliveries "], 1)
    )
    assert refusal(book(tmp_path, HEADER, sheets=sheets)).code == "E-DUP-SHEET"


def test_f9_no_sheet_of_a_known_name(tmp_path: Path) -> None:
    found = refusal(book(tmp_path, HEADER, sheets='<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'))
    assert found.code == "E-NO-SHEET"
    assert "Sheet1" in found.message
    assert "deliveries" in found.hint


def many_sheets(count: int) -> bytes:
    return pack(
        parts(HEADER, sheets="".join(f'<sheet name="s{k}" sheetId="{k}" r:id="rId1"/>' for k in range(count)))
    )


def test_f9_more_sheets_than_the_limit_are_one_finding(tmp_path: Path) -> None:
    """400,000 sheets in a file of 3 MB: refused with the limit and what to do, not with 400,000 findings."""
    found = refusal(take(tmp_path, many_sheets(400_000)))
    assert (found.code, found.location.file) == ("E-SHEETS", "book.xlsx")
    assert "1,000 sheets" in found.message
    assert "new workbook" in found.hint


def test_f9_sheets_that_are_left_out_are_named_in_part_and_counted(tmp_path: Path) -> None:
    """900 sheets of no known name beside a good one: 20 are named, 880 are counted."""
    sheets = "".join(f'<sheet name="s{k}" sheetId="{k}" r:id="rId1"/>' for k in range(2, 902))
    result = book(tmp_path, HEADER, sheets=sheets + '<sheet name="deliveries" sheetId="1" r:id="rId1"/>')
    assert codes(result).count("W-UNKNOWN-TABLE") == 20
    (more,) = [i for i in result.issues if i.code == "I-MORE"]
    assert more.message == "W-UNKNOWN-TABLE: 880 more like those listed"
    none = refusal(book(tmp_path, HEADER, sheets=sheets))
    assert none.code == "E-NO-SHEET"
    assert none.message.endswith("s20, s21, and 880 more")


def test_f9_the_guard_works_in_a_process_of_its_own(tmp_path: Path) -> None:
    """A list of contents of 60 MB: the guard dies of its limit, and this side never held what it held.

    The caller is a fresh process, so that the most it ever took is its own: below 160 MiB with all it has imported,
    while the file unpacks to 60 MB and its parts, as objects, to several times that.
    """
    content = parts(HEADER)
    entry = "".join(f'<Override PartName="/p{k}" ContentType="t{k}"/>' for k in range(1_200_000))
    content["[Content_Types].xml"] = str(content["[Content_Types].xml"]).replace(
        "</Types>", entry + "</Types>"
    )
    path = tmp_path / "book.xlsx"
    path.write_bytes(pack(content))
    program = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from coordination.ingest.readers import Limits, read\n"
        "found = read([Path(sys.argv[1])], known=('deliveries',), limits=Limits(child_memory_bytes=200 << 20))\n"
        "most = re.search('VmHWM:\\\\s+(\\\\d+)', Path('/proc/self/status').read_text())[1]\n"
        "print([i.code for i in found.issues], most)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, timeout=120, check=True
    )
    told, _, most = run.stdout.strip().rpartition(" ")
    assert told == "['E-READER-MEMORY']"
    assert int(most) < 160 * 1024


def test_f9_findings_of_the_guard_keep_their_words_for_other_languages(tmp_path: Path) -> None:
    """They cross from one process to another with template and values."""
    found = refusal(book(tmp_path, HEADER, sheets='<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'))
    assert isinstance(found.message, Said)
    assert found.message.template == "no sheet has the name of a record type; the sheets are: {titles}"
    assert found.message.values == {"titles": Verbatim("Sheet1")}
    assert isinstance(found.message.values["titles"], Verbatim)
    assert isinstance(found.hint, Said)


def test_f9_a_workbook_larger_than_all_its_parts_may_be_is_not_loaded(tmp_path: Path) -> None:
    found = refusal(take(tmp_path, pack(parts(HEADER)), limits=Limits(zip_unpacked_bytes=100)))
    assert found.code == "E-ZIP-SIZE"
    assert "100 bytes" in found.message


# ---- F10 dates


DATES = number_row(2, '<c r="A2" s="1"><v>{}</v></c>', '<c r="B2" t="str"><v>x</v></c>')


@pytest.mark.parametrize(
    ("system", "serial", "date"),
    [
        # 1900 system: serial 61 is 1 March 1900 (60 is the day that never was), so n >= 61 is 1899-12-30 + n days.
        ("", "61", "1900-03-01"),
        ("", "45413", "2024-05-01"),
        ('<workbookPr date1904="0"/>', "45413", "2024-05-01"),
        # 1904 system: 0 is 1904-01-01; both systems differ by 1,462 days, so 45413 - 1462 = 43951.
        ('<workbookPr date1904="1"/>', "43951", "2024-05-01"),
        ('<workbookPr date1904="true"/>', "43951", "2024-05-01"),
    ],
)
def test_f10_both_date_systems(tmp_path: Path, system: str, serial: str, date: str) -> None:
    result = book(tmp_path, HEADER + DATES.format(serial), workbook=system)
    assert only(result).columns[0] == [date]
    assert codes(result) == (["I-DATE-1904"] if "1904" in system and '"0"' not in system else [])


def test_f10_a_date_system_that_is_not_clear_is_refused(tmp_path: Path) -> None:
    assert refusal(book(tmp_path, HEADER, workbook='<workbookPr date1904="on"/>')).code == "E-XML"


@pytest.mark.parametrize("serial", ["1", "59", "60"])
def test_f10_dates_before_march_1900_are_ambiguous(tmp_path: Path, serial: str) -> None:
    (found,) = book(tmp_path, HEADER + DATES.format(serial)).issues
    assert (found.code, found.location.line, found.location.column) == ("E-OLD-DATE", 2, "iso3")


def test_f10_a_time_of_day_is_left_off(tmp_path: Path) -> None:
    result = book(tmp_path, HEADER + DATES.format("45413.75"))
    assert only(result).columns[0] == ["2024-05-01"]
    assert codes(result) == ["I-TIME-DROPPED"]


def test_f10_dates_as_text_stay_as_they_are(tmp_path: Path) -> None:
    result = take(tmp_path, "iso3,since\nMWI,03/04/2024\nMWI,2024-04\n", "deliveries.csv")
    assert only(result).columns[1] == ["03/04/2024", "2024-04"]


@pytest.mark.parametrize(
    ("written", "text", "code"),
    [
        ("2016", "2016", None),
        ("1e3", "1000", None),
        ("0.1", "0.1", None),
        ("0.30000000000000004", "0.3", None),  # what a spreadsheet shows for 0.1+0.2
        ("-5", "-5", None),
        ("999999999999999", "999999999999999", None),
        ("1234567890123456", "1234567890123456", "W-DIGITS"),
    ],
)
def test_f10_numbers_as_a_spreadsheet_shows_them(
    tmp_path: Path, written: str, text: str, code: str | None
) -> None:
    result = book(tmp_path, HEADER + number_row(2, f'<c r="A2"><v>{written}</v></c>'))
    assert only(result).columns[0] == [text]
    assert codes(result) == ([code] if code else [])


# ---- F11 encodings, separators, NUL, long lines


UTF8_ONLY = "iso3,name,note\nMWI,plain,\nCIV,C\u00f4te d\u2019Ivoire,x\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("name", ["deliveries.csv", "all.jsonl"])
def test_f11_utf16_and_utf32(tmp_path: Path, encoding: str, name: str) -> None:
    found = refusal(take(tmp_path, UTF8_ONLY.encode(encoding), name))
    assert found.code in ("E-ENCODING", "E-NUL")
    assert "CSV UTF-8" in found.hint
    if "16" in encoding:
        assert "UTF-16" in found.message


def test_f11_windows_text_is_told_by_line_and_column(tmp_path: Path) -> None:
    # In Windows-1252 the o with circumflex is the byte F4; it stands on line 3, in the second column.
    found = refusal(take(tmp_path, UTF8_ONLY.encode("cp1252"), "deliveries.csv"))
    assert (found.code, found.location.line, found.location.column) == ("E-ENCODING", 3, "name")
    assert "0xF4" in found.message
    assert "\u00f4" in found.message
    assert "CSV UTF-8" in found.hint


@pytest.mark.parametrize(
    "bad",
    [b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff", b"\xe2\x82"],
    ids=["overlong", "surrogate", "beyond", "ff", "cut"],
)
def test_f11_bytes_that_are_no_utf8(tmp_path: Path, bad: bytes) -> None:
    found = refusal(take(tmp_path, b"iso3,note\nMWI,ok\nMWI,a" + bad + b"\n", "deliveries.csv"))
    assert (found.code, found.location.line, found.location.column) == ("E-ENCODING", 3, "note")


def test_f11_nul_is_told_by_line_and_column(tmp_path: Path) -> None:
    found = refusal(take(tmp_path, b'iso3,role,note\nMWI,"a,b",ok\nMWI,"a,b",x\0y\n', "deliveries.csv"))
    assert (found.code, found.location.line, found.location.column) == ("E-NUL", 3, "note")


def test_f11_a_fault_far_into_the_file(tmp_path: Path) -> None:
    # 50,000 good lines after the header, so the bad byte is on line 50,002.
    text = b"iso3,note\n" + b"MWI,some text\n" * 50_000 + b"MWI,\xe9\n" + b"MWI,more\n" * 1_000
    found = refusal(take(tmp_path, text, "deliveries.csv"))
    assert (found.code, found.location.line, found.location.column) == ("E-ENCODING", 50_002, "note")


@pytest.mark.parametrize("quoted", [False, True])
def test_f11_a_line_of_ten_megabytes(tmp_path: Path, quoted: bool) -> None:
    mark = b'"' if quoted else b""
    text = b"iso3,role,note\nMWI,provider,x\nMWI,provider," + mark + b"x" * 10_000_000 + mark + b"\n"
    found = refusal(take(tmp_path, text, "deliveries.csv"))
    assert (found.code, found.location.line, found.location.column) == ("E-LONG-LINE", 3, "note")
    assert "1,000,000" in found.message


def test_f11_a_cell_of_ten_megabytes_over_many_lines(tmp_path: Path) -> None:
    text = b'iso3,role,note\nMWI,"' + b"many words\n" * 1_000_000 + b'",x\n'
    found = refusal(take(tmp_path, text, "deliveries.csv"))
    assert (found.code, found.location.line, found.location.column) == ("E-LONG-CELL", 2, "role")


def test_f11_a_cell_over_the_limit(tmp_path: Path) -> None:
    text = f"iso3,note\nMWI,{'x' * 32_767}\nMWI,{'x' * 32_768}\n"
    (found,) = take(tmp_path, text, "deliveries.csv").issues
    assert (found.code, found.location.line, found.location.column) == ("E-LONG-CELL", 3, "note")
    assert len(found.value) <= 120


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('iso3,note\nMWI,"never closed\nMWI,x\nMWI,y\n', 2),
        ('iso3,note\nMWI,ok\nMWI,"closed" too early\nMWI,y\n', 3),
        ('iso3,note\nMWI,"two\nlines"\nMWI,"never', 4),
        ('"iso3,note\nMWI,x\n', 1),
    ],
)
def test_f11_quotation_marks_that_do_not_pair_up(tmp_path: Path, text: str, line: int) -> None:
    found = refusal(take(tmp_path, text, "deliveries.csv"))
    assert (found.code, found.location.line) == ("E-QUOTES", line)


def test_f11_the_header_decides_on_the_separator(tmp_path: Path) -> None:
    table = only(take(tmp_path, "iso3;note\nMWI;a,b,c,d\n", "deliveries.csv"))
    assert table.columns == [["MWI"], ["a,b,c,d"]]


def test_f11_no_line_end_at_all(tmp_path: Path) -> None:
    assert refusal(take(tmp_path, b"a," * 600_000, "deliveries.csv")).code == "E-LONG-LINE"


# ---- F12 names


NAMES = {
    "composed": ("Ministère", "Ministère", []),
    "decomposed": ("Ministe\u0300re", "Ministère", ["I-NFC"]),
    "override": ("Save\u202egro.tapce", "Save\u202egro.tapce", ["W-BIDI"]),
    "isolate": ("a\u2066b\u2069", "a\u2066b\u2069", ["W-BIDI"]),
    "arabic": ("منظمة إنقاذ الطفل", "منظمة إنقاذ الطفل", []),
    "hebrew": ("המועצה הלאומית", "המועצה הלאומית", []),
    "hindi joiner": ("क\u094d\u200dष", "क\u094d\u200dष", []),
    "emoji": ("\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f469\u200d\U0001f469\u200d\U0001f467", []),
    "none": ("None", "None", []),
    "null": ("NULL", "NULL", []),
    "na": ("NA", "NA", []),
    "digits": ("00123", "00123", []),
    "formula": ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", ["W-FORMULA"]),
    "long": ("Aé" * 2_000, "Aé" * 2_000, []),
    "script": ("<script>alert(1)</script>", "<script>alert(1)</script>", []),
    "injection": ("x'); DROP TABLE stakeholder;--", "x'); DROP TABLE stakeholder;--", []),
}


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
@pytest.mark.parametrize("name", NAMES)
def test_f12_names_survive_in_every_format(tmp_path: Path, name: str, kind: str) -> None:
    given, kept, wanted = NAMES[name]
    path = tmp_path / ("book.xlsx" if kind == "xlsx" else f"stakeholders.{kind}")
    if kind == "xlsx":
        out = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
        sheet = out.add_worksheet("stakeholders")
        sheet.write_row(0, 0, ["id", "name"])
        sheet.write_row(1, 0, ["a", given])
        out.close()
    elif kind == "csv":
        quoted = given.replace('"', '""')
        path.write_bytes(f'id,name\na,"{quoted}"\n'.encode())
    else:
        escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 65536 else c for c in given)
        path.write_bytes(f'{{"type": "stakeholders", "id": "a", "name": "{escaped}"}}\n'.encode())
    result = read([path], known=KNOWN)
    assert only(result).columns == [["a"], [kept]]
    assert codes(result) == wanted


def test_f12_nul_written_as_an_escape_in_a_workbook(tmp_path: Path) -> None:
    result = book(tmp_path, HEADER + number_row(2, '<c r="A2" t="str"><v>a_x0000_b</v></c>'))
    (found,) = result.issues
    assert (found.code, found.location.line, found.location.column) == ("E-NUL", 2, "iso3")


# ---- R13 the reader of cells within its limits


def heavy() -> bytes:
    return pack(parts(long_column(60_000)), level=1)


def test_r13_too_little_memory(tmp_path: Path) -> None:
    # Enough to start the interpreter and too little to hold a sheet of ten million cells.
    body = HEADER + "".join(f'<row r="{k}"><c r="KN{k}"><v>1</v></c></row>' for k in range(2, 30_000))
    data = pack(parts(body), level=1)
    found = refusal(take(tmp_path, data, limits=Limits(child_memory_bytes=200 << 20)))
    assert found.code == "E-READER-MEMORY"
    assert "209,715,200" in found.message


def test_r13_too_little_time(tmp_path: Path) -> None:
    found = refusal(take(tmp_path, heavy(), limits=Limits(child_wall_seconds=0.01)))
    assert found.code == "E-READER-TIME"


def test_r13_too_little_processor_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = tmp_path / "busy.py"
    text = Path(child_module.__file__).read_text()
    busy.write_text(text.replace("        titles = json", "        while True: pass\n        titles = json"))
    monkeypatch.setattr(child_module, "__file__", str(busy))
    found = refusal(take(tmp_path, heavy(), limits=Limits(child_cpu_seconds=1)))
    assert found.code == "E-READER-TIME"
    assert "processor" in found.message


@pytest.mark.parametrize(
    "program",
    [
        "raise SystemExit(7)",
        "print('nonsense')",
        'print(\'{"failed": "no such thing"}\')',
        "import os; os.close(1)",
    ],
)
def test_r13_a_reader_that_stops_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(program + "\n")
    monkeypatch.setattr(child_module, "__file__", str(broken))
    assert refusal(take(tmp_path, heavy())).code == "E-READER-STOPPED"


def test_r13_no_process_is_left_behind(tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(_file: str, _done: int, _total: int) -> None:
        raise Cancelled

    path = tmp_path / "book.xlsx"
    path.write_bytes(heavy())
    with pytest.raises(Cancelled):
        read([path], known=KNOWN, progress=cancel)
    assert not [args for args in children(os.getpid()).values() if "child.py" in args]
