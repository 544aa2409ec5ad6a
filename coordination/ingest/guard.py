"""Looks at a workbook before the program that reads its cells may see it.

A workbook is a zip of XML parts made by anybody: it can unpack to terabytes, name parts outside itself, declare
entities, or claim a single cell at XFD1048576. The guard refuses all that, tells other kinds of file by name, and
returns what each wanted sheet really holds. It works on the bytes in memory, which are the bytes read afterwards.
"""

from __future__ import annotations

import copy
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from coordination.ingest.reader_model import IssueLog, Limits, refuse
from coordination.ingest.reader_sheet import SheetFacts, attribute, parse_xml, scan_sheet
from coordination.ingest.reader_text import content_kind
from graph_schema.errors import DataError, Said, Verbatim, said

__all__ = ["Sheet", "Workbook", "wanted_sheets"]

_PIECE: Final = 1 << 20
_SMALL_PART: Final = 1_000_000  #: bytes; below it a high ratio does no harm
_SAVE_XLSX: Final = said('Open it in Excel or LibreOffice and save it as "Excel Workbook (.xlsx)".')
_DAMAGED: Final = said("The file was cut off or damaged on the way; copy, download or save it again.")

_MAIN: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_OTHER_MAIN: Final = {
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": "E-MACRO",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": "E-MACRO",
    "application/vnd.ms-excel.addin.macroEnabled.main+xml": "E-MACRO",
    "application/vnd.ms-excel.sheet.binary.macroEnabled.main": "E-XLSB",
}
_WHAT: Final = {
    "E-MACRO": (
        said("the workbook holds macros"),
        said("Macros are programs, and no data needs them. {how}", how=_SAVE_XLSX),
    ),
    "E-XLSB": (said("the file is a binary Excel workbook (.xlsb)"), _SAVE_XLSX),
    "E-XLS": (said("the file is an old Excel workbook (.xls)"), _SAVE_XLSX),
    "E-ODS": (said("the file is an OpenDocument spreadsheet (.ods)"), _SAVE_XLSX),
    "E-PASSWORD": (
        said("the workbook is protected by a password"),
        said("Remove the password first. {how}", how=_SAVE_XLSX),
    ),
}

_STYLES: Final = "xl/styles.xml"
_MONTH_AND_YEAR: Final = "17"  #: the format of spreadsheets for March 2018: Mar-18
_NO_DATE: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].', re.DOTALL)  #: what a format shows as it stands

Told = Callable[[int], None]


def wrong_kind(code: str, file: str) -> DataError:
    """The error for a spreadsheet of another kind: E-XLS, E-XLSB, E-ODS, E-MACRO, E-PASSWORD."""
    what, hint = _WHAT[code]
    return refuse(code, what, file=file, hint=hint)


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str  #: as written in the workbook
    hidden: bool
    part: str  #: the zip member that holds it, "" if it is no sheet of cells


class Workbook:
    """A workbook whose container has passed; ``facts`` then looks through one sheet.

    Raises ``DataError`` (with its Issue) for anything that is not a plain .xlsx within the limits.
    """

    def __init__(self, data: bytes, file: str, *, limits: Limits) -> None:
        self.file = file
        self._limits = limits
        _check_kind(data, file)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
            what = said("the workbook is cut short")
            raise refuse("E-TRUNCATED", what, file=file, hint=_DAMAGED) from None
        self._members = self._check_directory(len(data))
        self.unpacked_bytes = sum(m.file_size for m in self._members.values())
        self._check_content()
        self.external = sorted(n for n in self._members if n.lower().startswith("xl/externallinks/"))
        self.date_1904 = self.recalculated = False
        self._short: dict[str, int] = {}
        self.sheets = self._read_structure()

    def _check_directory(self, packed: int) -> dict[str, zipfile.ZipInfo]:
        limits, members = self._limits, self._zip.infolist()
        if len(members) > limits.zip_members:
            raise self._refuse(
                "E-ZIP-MEMBERS",
                said(
                    "the workbook has {count:,} parts; the limit is {limit:,}",
                    count=len(members),
                    limit=limits.zip_members,
                ),
            )
        if any(m.flag_bits & 0x1 for m in members):
            raise wrong_kind("E-PASSWORD", self.file)
        unpacked = sum(m.file_size for m in members)
        if unpacked > limits.zip_unpacked_bytes:
            raise self._refuse(
                "E-ZIP-SIZE",
                said(
                    "the workbook unpacks to {size:,} bytes; the limit is {limit:,}",
                    size=unpacked,
                    limit=limits.zip_unpacked_bytes,
                ),
                hint=said("Save the sheet as CSV UTF-8 and import that."),
            )
        for m in members:
            if m.file_size > _SMALL_PART and m.file_size > limits.zip_ratio * max(m.compress_size, 1):
                raise self._ratio(m.filename, m.file_size // max(m.compress_size, 1))
        if unpacked > _SMALL_PART and unpacked > limits.zip_ratio * packed:
            raise self._ratio("", unpacked // packed)
        names: dict[str, zipfile.ZipInfo] = {}
        lowered: set[str] = set()
        for m in members:
            name = m.orig_filename
            if name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/"):
                what = said("a part is named {name!r}, outside the workbook", name=name)
                raise self._refuse("E-ZIP-NAME", what, value=name)
            if name.lower() in lowered:
                what = said("two parts are named {name!r}", name=name)
                raise self._refuse("E-ZIP-NAME", what, value=name)
            if m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                what = said("the part {name} is packed in an unusual way", name=Verbatim(name))
                raise self._refuse("E-ZIP-DAMAGED", what, value=name)
            names[name] = m
            lowered.add(name.lower())
        return names

    def _ratio(self, name: str, ratio: int) -> DataError:
        limit = self._limits.zip_ratio
        if name:
            what = said(
                "the part {name} unpacks to {ratio:,} times its size; the limit is {limit:,}",
                name=Verbatim(name),
                ratio=ratio,
                limit=limit,
            )
        else:
            what = said(
                "the workbook unpacks to {ratio:,} times its size; the limit is {limit:,}",
                ratio=ratio,
                limit=limit,
            )
        return self._refuse(
            "E-ZIP-RATIO",
            what,
            value=name,
            hint=said(
                "If the file is yours, save the sheet as CSV UTF-8 and import that; otherwise do not open it."
            ),
        )

    def _refuse(self, code: str, message: Said, *, value: str = "", hint: str = _SAVE_XLSX) -> DataError:
        return refuse(code, message, file=self.file, value=value, hint=hint)

    def _pieces(self, name: str, told: Told | None = None) -> Iterator[bytes]:
        """The unpacked bytes of a part. Refuses a part that is damaged or longer than the zip's own list says."""
        member = copy.copy(self._members[name])
        declared = member.file_size
        member.file_size = declared + 1  # so that one byte too many would be seen
        read = 0
        try:
            with self._zip.open(member) as stream:
                while piece := stream.read(_PIECE):
                    read += len(piece)
                    if read > declared:
                        break
                    yield piece
                    if told is not None:
                        told(len(piece))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as e:
            what = said(
                "the part {name} cannot be unpacked: {reason}", name=Verbatim(name), reason=Verbatim(e)
            )
            raise self._refuse("E-ZIP-DAMAGED", what, value=name, hint=_DAMAGED) from None
        if read != declared:
            raise self._refuse(
                "E-ZIP-DAMAGED",
                said(
                    "the part {name} is said to hold {declared:,} bytes but holds more",
                    name=Verbatim(name),
                    declared=declared,
                )
                if read > declared
                else said(
                    "the part {name} is said to hold {declared:,} bytes but holds {read:,}",
                    name=Verbatim(name),
                    declared=declared,
                    read=read,
                ),
                value=name,
                hint=said("Do not open this file if you do not know who made it."),
            )

    def _check_content(self) -> None:
        """The parts say that this is a plain workbook."""
        mimetype = b"".join(self._pieces("mimetype")) if "mimetype" in self._members else b""
        if mimetype.startswith(b"application/vnd.oasis.opendocument"):
            raise wrong_kind("E-ODS", self.file)
        if "[Content_Types].xml" not in self._members:
            raise self._no_workbook()
        types: dict[str, str] = {}

        def install(parser: expat.XMLParserType) -> None:
            def start(_name: str, attrs: list[str]) -> None:
                if part := attribute(attrs, "PartName"):
                    types[part.lstrip("/")] = attribute(attrs, "ContentType")

            parser.StartElementHandler = start

        self._parse("[Content_Types].xml", install)
        for kind in types.values():
            if kind in _OTHER_MAIN:
                raise wrong_kind(_OTHER_MAIN[kind], self.file)
        if any(
            "vbaproject" in name.lower() or name.lower().startswith("xl/macrosheets/")
            for name in self._members
        ):
            raise wrong_kind("E-MACRO", self.file)
        if types.get("xl/workbook.xml") != _MAIN or "xl/workbook.xml" not in self._members:
            raise self._no_workbook()

    def _no_workbook(self) -> DataError:
        return self._refuse("E-NOT-XLSX", said("the file is packed like a workbook but is none"))

    def _parse(
        self, name: str, install: Callable[[expat.XMLParserType], None], *, cdata: bool = True
    ) -> None:
        parse_xml(self._pieces(name), name, self.file, install, cdata=cdata)

    def _read_structure(self) -> list[Sheet]:
        """The sheets in order, from xl/workbook.xml and its relations."""
        targets: dict[str, str] = {}
        listed: list[tuple[str, bool, str]] = []

        def relations(parser: expat.XMLParserType) -> None:
            def start(_name: str, attrs: list[str]) -> None:
                if attribute(attrs, "Type").endswith("/worksheet"):
                    self._count(len(targets))
                    targets[attribute(attrs, "Id")] = attribute(attrs, "Target")

            parser.StartElementHandler = start

        def workbook(parser: expat.XMLParserType) -> None:
            def start(name: str, attrs: list[str]) -> None:
                kind = name.rpartition(":")[2]
                if kind == "sheet":
                    self._count(len(listed))
                    relation = next(
                        (attrs[i + 1] for i in range(0, len(attrs), 2) if attrs[i].endswith(":id")), ""
                    )
                    hidden = attribute(attrs, "state") in ("hidden", "veryHidden")
                    listed.append((attribute(attrs, "name"), hidden, relation))
                elif kind == "workbookPr":
                    self.date_1904 = self._switch(attrs, "date1904")
                elif kind == "calcPr":
                    self.recalculated = self._switch(attrs, "fullCalcOnLoad")

            parser.StartElementHandler = start

        if "xl/_rels/workbook.xml.rels" not in self._members:
            raise self._no_workbook()
        self._parse("xl/_rels/workbook.xml.rels", relations)
        self._parse("xl/workbook.xml", workbook)
        sheets = []
        for title, hidden, relation in listed:
            target = targets.get(relation, "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            sheets.append(Sheet(title, hidden, part if target and part in self._members else ""))
        return sheets

    def _count(self, before: int) -> None:
        limit = self._limits.max_sheets
        if before >= limit:
            raise self._refuse(
                "E-SHEETS",
                said(
                    "the workbook lists more than {limit:,} sheets, the limit for one workbook", limit=limit
                ),
                hint=said(
                    "Copy the sheets that hold records into a new workbook, or save each as CSV UTF-8."
                ),
            )

    def _switch(self, attrs: list[str], name: str) -> bool:
        value = attribute(attrs, name)
        if value not in ("", "0", "1", "true", "false"):
            what = said("the setting {name} of the workbook is {value!r}", name=Verbatim(name), value=value)
            raise self._refuse("E-XML", what, value=value)
        return value in ("1", "true")

    def check_parts(self, wanted: Collection[str]) -> None:
        """Every XML part other than the wanted sheets is well formed and declares nothing."""
        for name in self._members:
            if name == _STYLES:
                self._parse(name, self._styles)
            elif name.lower().endswith((".xml", ".rels", ".vml")) and name not in wanted:
                self._parse(name, lambda _parser: None, cdata=name.lower() != "xl/sharedstrings.xml")

    def _styles(self, parser: expat.XMLParserType) -> None:
        """Which styles of cells show only the month or the year of a date."""
        formats = {_MONTH_AND_YEAR: len("YYYY-MM")}
        of_cells, place = False, 0

        def start(name: str, attrs: list[str]) -> None:
            nonlocal of_cells, place
            kind = name.rpartition(":")[2]
            if kind == "numFmt" and (size := shown_of(attribute(attrs, "formatCode"))):
                formats[attribute(attrs, "numFmtId")] = size
            elif kind == "xf" and of_cells:
                if shown := formats.get(attribute(attrs, "numFmtId")):
                    self._short[str(place)] = shown
                place += 1
            elif kind in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
                of_cells = kind == "cellXfs"

        parser.StartElementHandler = start

    def facts(
        self, sheet: Sheet, place: str, *, every_value: bool = False, told: Told | None = None
    ) -> SheetFacts:
        """What the sheet really holds. ``place`` is its name in findings; ``told`` gets the bytes of each piece."""
        pieces = self._pieces(sheet.part, told)
        return scan_sheet(
            pieces, sheet.part, place, limits=self._limits, every_value=every_value, short=self._short
        )


def shown_of(code: str) -> int:
    """How many characters of an ISO date a format of numbers shows, where these are its month or its year; else 0."""
    letters = set(_NO_DATE.sub("", code).partition(";")[0].casefold()) & set("ymdhs")
    return {"my": len("YYYY-MM"), "y": len("YYYY")}.get("".join(sorted(letters)), 0)


def _check_kind(data: bytes, file: str) -> None:
    """Only a zip goes on; every other kind gets its own error."""
    if not data.strip(b"\0 \r\n\t"):
        raise refuse("E-EMPTY-FILE", said("the file is empty"), file=file, hint=_DAMAGED)
    kind = content_kind(data[:4096])
    if kind == "ole":
        # The directory of the container names its streams in UTF-16.
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise wrong_kind("E-PASSWORD" if encrypted else "E-XLS", file)
    if kind == "html":
        raise refuse(
            "E-HTML",
            said("the file is a web page, not a workbook, whatever its name says"),
            file=file,
            hint=said(
                "A log-in or error page may have been saved in place of the file; download it again. "
                'If the table is in the page, open it in Excel or LibreOffice and save it as "Excel Workbook (.xlsx)".'
            ),
        )
    if kind != "zip":
        hint = _SAVE_XLSX
        if kind in ("text", "utf-16"):
            hint = said("If it is text, give it the ending .csv. {else_}", else_=_SAVE_XLSX)
        raise refuse("E-NOT-XLSX", said("the file is no Excel workbook"), file=file, hint=hint)


_LISTED: Final = 20  #: sheets that are left out, and titles, named one by one


def wanted_sheets(
    book: Workbook, file: str, known: Collection[str], log: IssueLog, also: Mapping[str, str] | None = None
) -> list[tuple[str, Sheet]]:
    """The sheets named after record types, in order, with their type; the others are reported, the first by name.

    ``also``: further names in lower case -> type, or helper that is wanted. Other hidden sheets whose name begins with
    _ say nothing.

    Raises ``DataError`` where two sheets have one name, and where no sheet has a known one.
    """
    wanted: dict[str, Sheet] = {}
    others: dict[str, int] = {}
    taken = {*known, *(also or {}).values()}
    for sheet in book.sheets:
        name = sheet.title.strip().lower()
        name = (also or {}).get(name, name)
        if sheet.hidden and name.startswith("_") and name not in taken:
            continue
        if name not in taken or not sheet.part:
            code = "I-NOT-DATA" if sheet.hidden or not sheet.part else "W-UNKNOWN-TABLE"
            others[code] = others.get(code, 0) + 1
            if others[code] <= _LISTED:
                what = said(
                    "the sheet {title!r} does not have the name of a record type and is skipped",
                    title=sheet.title,
                )
                log.add(code, what, file=f"{file}#{sheet.title}", value=sheet.title, hint=_named_after(known))
        elif name in wanted:
            raise refuse(
                "E-DUP-SHEET",
                said("two sheets are named {name!r}", name=name),
                file=file,
                value=sheet.title,
                hint=said("Rename or delete one of them."),
            )
        else:
            wanted[name] = sheet
    for code, count in others.items():
        if count > _LISTED:
            what = said("{code}: {count:,} more like those listed", code=code, count=count - _LISTED)
            log.add("I-MORE", what, file=file, hint=_named_after(known))
    if not wanted.keys() & set(known):
        titles = ", ".join(sheet.title for sheet in book.sheets[:_LISTED])
        more = len(book.sheets) - _LISTED
        if not book.sheets:
            what = said("the workbook has no sheet")
        elif more > 0:
            what = said(
                "no sheet is named after a record type; the sheets are: {titles}, and {count:,} more",
                titles=Verbatim(titles),
                count=more,
            )
        else:
            what = said(
                "no sheet has the name of a record type; the sheets are: {titles}", titles=Verbatim(titles)
            )
        raise refuse("E-NO-SHEET", what, file=file, hint=_named_after(known))
    return list(wanted.items())


def _named_after(known: Collection[str]) -> Said:
    # It loads the declaration of the types: half of the start, and a workbook in order needs no such hint.
    from coordination.ingest.called import types

    return said(
        "Name each sheet after what it holds: {names}. All names: `mnr schema template all.xlsx --all`.",
        names=types(known),
    )
