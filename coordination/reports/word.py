"""A document as a Word file (.docx): A4, the foot with its sources on every page, tables whose heads repeat.

The same document gives the same bytes: nothing of the clock, no author, fixed times inside the archive.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from coordination.reports.document import (
    Block,
    Board,
    Card,
    Cell,
    Counts,
    Document,
    Heading,
    Items,
    Mark,
    Text,
)
from coordination.reports.document import Table as TableBlock

__all__ = ["MIMETYPE", "steady", "word"]

MIMETYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT: Final = "Arial"  #: on every computer that opens such a file, or one of the same widths
INK, MUTED, LINE = "1B2430", "52606F", "C9D1DA"
#: state -> (fill, ink) of its symbol, as on the screen
STATE_COLOURS: Final = {
    "gap": ("6E0F2C", "FFFFFF"),
    "fragile": ("DB7B00", "1B1300"),
    "uncounted": ("FDDFAE", "7A4300"),
    "single": ("0B6E6E", "FFFFFF"),
    "unattributed": ("7F5DC6", "FFFFFF"),
    "planned": ("BFE0FA", "123B66"),
    "done_once": ("BDB8AE", "1B1710"),
    "supported_only": ("8A8462", "120F05"),
    "covered": ("0B6E6E", "FFFFFF"),
    "unknown": ("FFFFFF", "52606F"),
}
#: language of a document -> the one in which Word checks its spelling
_LOCALES: Final = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES"}
_THEN: Final = datetime(2000, 1, 1, tzinfo=UTC)
_ZIPPED: Final = (1980, 1, 1, 0, 0, 0)


def steady(data: bytes) -> bytes:
    """The same archive with fixed times, so that the same content is the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _ZIPPED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


def _clean(text: str) -> str:
    """Text that XML can hold: control characters become spaces."""
    return "".join(
        c if c in "\n\t" or (ord(c) >= 32 and ord(c) not in (0xFFFE, 0xFFFF)) else " " for c in text
    )


def _shade(properties: Any, fill: str) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{key}"), value)
    properties.append(shade)


def _run(paragraph: Any, text: str, *, size: float = 0, bold: bool = False, colour: str = "") -> Any:
    run = paragraph.add_run(_clean(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


def _field(paragraph: Any, code: str) -> None:
    """A field that Word works out, as the number of the page."""
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        run.font.size = Pt(8)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = code
        run._r.append(mark)


def _mark(paragraph: Any, mark: Mark, *, size: float = 0) -> None:
    """Symbol on its colour, then the words: never the colour alone."""
    fill, ink = STATE_COLOURS[mark.state]
    run = _run(paragraph, f" {mark.symbol} ", size=size, bold=True, colour=ink)
    _shade(run._r.get_or_add_rPr(), fill)
    words = f" {mark.text}, {mark.word}" if mark.text else f" {mark.word}"
    _run(paragraph, words, size=size)


def _put(cell: Any, content: Cell, *, size: float = 9.5, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    if isinstance(content, Mark):
        _mark(paragraph, content, size=size)
    else:
        _run(paragraph, content, size=size, bold=bold)


def _repeat(row: Any) -> None:
    """The head of a table stands on each of its pages."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _whole(row: Any) -> None:
    """A row is not broken over two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _hairlines(table: Any) -> None:
    """Thin grey lines below rows instead of a black grid."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        drawn = side in ("bottom", "insideH")
        for key, value in (
            ("val", "single" if drawn else "nil"),
            ("sz", "4"),
            ("space", "0"),
            ("color", LINE),
        ):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _grid(made: Any, rows: int, columns: int, width: float, shares: tuple[float, ...] = ()) -> Any:
    table = made.add_table(rows, columns)
    _hairlines(table)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    total = sum(shares) or columns
    for i, column in enumerate(table.columns):
        size = Mm(width * (shares[i] if shares else 1) / total)
        column.width = size
        for cell in column.cells:
            cell.width = size
    return table


def _table(made: Any, block: TableBlock, width: float) -> None:
    if not block.rows:
        made.add_paragraph(_clean(block.empty))
        return
    table = _grid(made, 1 + len(block.rows), len(block.header), width, block.widths)
    for cell, words in zip(table.rows[0].cells, block.header, strict=True):
        _put(cell, words, bold=True)
        _shade(cell._tc.get_or_add_tcPr(), "EAF1F9")
    _repeat(table.rows[0])
    for row, given in zip(table.rows[1:], block.rows, strict=True):
        _whole(row)
        for cell, content in zip(row.cells, given, strict=True):
            _put(cell, content)
    made.add_paragraph()


def _card(cell: Any, card: Card) -> None:
    first = cell.paragraphs[0]
    _mark(first, Mark(card.mark.state, card.mark.word), size=8.5)
    _run(cell.add_paragraph(), f"{card.number} {card.name}", size=9, bold=True)
    _run(cell.add_paragraph(), card.who, size=8, colour=MUTED)
    if card.flags:
        _run(cell.add_paragraph(), " · ".join(card.flags), size=8)


def _board(made: Any, board: Board, width: float) -> None:
    rows = max((len(cards) for _, cards in board.columns), default=0)
    table = _grid(made, rows + 1, len(board.columns), width)
    for i, (name, cards) in enumerate(board.columns):
        _put(table.cell(0, i), name, bold=True)
        _shade(table.cell(0, i)._tc.get_or_add_tcPr(), "EAF1F9")
        for j, card in enumerate(cards, 1):
            _card(table.cell(j, i), card)
    _repeat(table.rows[0])
    for row in table.rows:
        _whole(row)
    for row in table.rows[:-1]:  # the board stays in one piece
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
    made.add_paragraph()


def _reasons(made: Any, board: Board) -> None:
    """What the cards fold away on a screen, in the order of the board: each reason, and where that is written."""
    told = [c for _, cards in board.columns for c in cards if c.reasons]
    if told and board.why:
        made.add_heading(_clean(board.why), 1)
    for card in told:
        head = made.add_paragraph()
        head.paragraph_format.keep_with_next = True
        head.paragraph_format.space_before, head.paragraph_format.space_after = Pt(6), Pt(1)
        _mark(head, Mark(card.mark.state, card.mark.word, f"{card.number} {card.name}"), size=9)
        for reason in card.reasons:
            line = made.add_paragraph(style="List Bullet")
            line.paragraph_format.space_after = Pt(1)
            _run(line, reason.text, size=8.5)
            if reason.at:
                _run(line, f" {reason.at}", size=8, colour=MUTED)


def _block(made: Any, block: Block, width: float) -> None:
    if isinstance(block, Heading):
        made.add_heading(_clean(block.text), 1)
    elif isinstance(block, Text):
        paragraph = made.add_paragraph()
        _run(paragraph, block.text, bold=block.look == "strong", colour=MUTED if block.look == "lead" else "")
    elif isinstance(block, Items):
        for row in block.rows:
            made.add_paragraph(_clean(row), style="List Number" if block.numbered else "List Bullet")
    elif isinstance(block, TableBlock):
        _table(made, block, width)
    elif isinstance(block, Counts):
        paragraph = made.add_paragraph()
        for mark, n in block.rows:
            _mark(paragraph, Mark(mark.state, f"{n} {mark.word}"))
            _run(paragraph, "   ")
    else:
        _board(made, block, width)


def _styles(made: Any, lang: str) -> None:
    for name, size in (
        ("Normal", 10.5),
        ("Title", 20),
        ("Heading 1", 13),
        ("List Bullet", 10.5),
        ("List Number", 10.5),
    ):
        style = made.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor.from_string(INK)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
        for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            if qn(f"w:{theme}") in fonts.attrib:
                del fonts.attrib[qn(f"w:{theme}")]
    made.styles["Normal"].paragraph_format.space_after = Pt(4)
    for mark in made.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang"):
        mark.set(qn("w:val"), _LOCALES.get(lang, lang))


def _page(made: Any, document: Document) -> float:
    """Size, margins and foot; returns the width of the text in millimetres."""
    section = made.sections[0]
    wide, high = (297, 210) if document.landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(16), Mm(18)
    foot = section.footer.paragraphs[0]
    _run(foot, " ".join(document.foot) + "  ", size=8, colour=MUTED)
    _field(foot, "PAGE")
    _run(foot, " / ", size=8, colour=MUTED)
    _field(foot, "NUMPAGES")
    if document.label:
        _run(section.header.paragraphs[0], document.label, size=8, bold=True)
    return float(wide - 36)


def word(document: Document) -> bytes:
    """The bytes of the file."""
    made = docx.Document()
    _styles(made, document.lang)
    width = _page(made, document)
    facts = made.core_properties
    facts.title, facts.language = _clean(document.title), document.lang
    facts.author = facts.last_modified_by = facts.comments = facts.keywords = ""
    facts.created = facts.modified = _THEN
    made.add_paragraph(_clean(document.title), style="Title")
    if document.verdict:
        _run(made.add_paragraph(), document.verdict, size=13)
    if document.lead:
        _run(made.add_paragraph(), document.lead, colour=MUTED)
    boards = [b for b in document.blocks if isinstance(b, Board)]
    last = max((i for i, b in enumerate(document.blocks) if isinstance(b, Heading)), default=-1)
    for i, block in enumerate(document.blocks):
        if i == last:  # reasons come after what was found, before the sources
            for board in boards:
                _reasons(made, board)
        _block(made, block, width)
    out = io.BytesIO()
    made.save(out)
    return steady(out.getvalue())
