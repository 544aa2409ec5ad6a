"""Every finding that reading a file can report, with one sentence each.

``E-`` stops the commit, ``W-`` travels with it, ``I-`` is said once and changes nothing.
"""

from __future__ import annotations

from typing import Final

__all__ = ["READ_CODES"]

READ_CODES: Final[dict[str, str]] = {
    # which files
    "E-NOT-FOUND": "There is no file or folder of that name.",
    "E-UNREADABLE": "The file is there but the system does not let the program read it.",
    "E-NO-DATA": "None of the files, sheets or records given is named after a record type, so nothing was read.",
    "E-FILE-TYPE": "The file is of a kind the import does not take; it takes CSV, XLSX and JSON Lines.",
    "E-FILE-SIZE": "The file is larger than the limit for one file.",
    "E-EMPTY-FILE": "The file holds nothing, or nothing but blank lines.",
    "E-ROWS": "The table has more rows than the limit for one file.",
    "W-UNKNOWN-TABLE": "A CSV file, sheet or record type has no known name and is left out.",
    "W-NOT-READ": "A file in the folder looks like data but is of a kind the import does not take.",
    "W-LINK-OUT": "A link in the folder leads out of it; it is not followed.",
    "E-MANIFEST": "The manifest beside an export names a country that does not exist.",
    "W-MANIFEST": "The manifest beside an export cannot be read, or says that the export was not finished.",
    "I-COPY": "The files are a copy made for some countries; what is recorded of others is not in them.",
    "I-EDITION-FILE": "A file of the capability catalogue (mnr_*.csv) lies in the folder and is left out.",
    "I-NOT-DATA": "A file, folder or hidden helper sheet that is not data is left out.",
    # text files
    "E-CONTENT": "What is inside the file is not what its name ending promises.",
    "E-ENCODING": "The text is not UTF-8.",
    "E-NUL": "The text holds a NUL byte, which no text has.",
    "E-LONG-LINE": "One line is longer than the limit.",
    "E-LONG-CELL": "One cell holds more text than the limit.",
    "E-QUOTES": "Quotation marks in the row do not pair up, so its cells cannot be told apart.",
    "E-SURROGATE": "The text holds half a character, which cannot be stored.",
    "I-SEPARATOR-LINE": "The first line names the separator (sep=;) and is not data.",
    # the shape of a table
    "E-NO-HEADER": "The first row does not hold column names, or they stand below rows that may be data.",
    "I-TITLE": "Titles above the column names are recognised and are not read.",
    "E-NO-COLUMN-NAME": "A column holds cells but has no name in the header.",
    "E-DUP-COLUMN": "Two columns have the same name.",
    "E-COLUMNS": "The table has more columns than the limit.",
    "E-LONG-ROW": "The row has more cells than the header has columns.",
    "E-HEADER-AGAIN": "A later row repeats the header.",
    "I-EMPTY-COLUMN": "A column without name and without content is left out.",
    "I-HXL": "The row of HXL tags under the header is recognised and is not data.",
    "I-NO-ROWS": "The table has a header and no rows.",
    # the text of a cell
    "W-BIDI": "The text holds invisible characters that change its direction of reading.",
    "W-INVISIBLE": "The text holds characters that show nothing, such as a zero-width space.",
    "W-FORMULA": "The text begins with an equals sign; it is kept as text.",
    "I-MORE": "The same message applies to more rows than are listed.",
    "I-NFC": "Letters written as letter plus accent were joined into one character (Unicode NFC).",
    # spreadsheets: the container
    "E-XLS": "The file is an old Excel workbook (.xls).",
    "E-XLSB": "The file is a binary Excel workbook (.xlsb).",
    "E-ODS": "The file is an OpenDocument spreadsheet (.ods).",
    "E-MACRO": "The workbook holds macros.",
    "E-PASSWORD": "The workbook is protected by a password.",
    "E-HTML": "The file is a web page saved under a spreadsheet's name.",
    "E-NOT-XLSX": "The file is no Excel workbook.",
    "E-TRUNCATED": "The workbook is cut short.",
    "E-ZIP-DAMAGED": "A part of the workbook cannot be unpacked, or is not what the workbook's own list says.",
    "E-ZIP-MEMBERS": "The workbook has more parts than the limit.",
    "E-ZIP-SIZE": "The workbook unpacks to more than the limit.",
    "E-ZIP-RATIO": "A part of the workbook unpacks to many more times its size than the limit.",
    "E-ZIP-NAME": "A part of the workbook has a name that points outside it, or that another part has too.",
    "E-XML-DTD": "A part of the workbook declares entities or a document type, which no spreadsheet program writes.",
    "E-XML": "A part of the workbook is not well formed.",
    # spreadsheets: the sheets
    "E-NO-SHEET": "No sheet of the workbook is named after a record type.",
    "E-SHEETS": "The workbook lists more sheets than the limit.",
    "E-DUP-SHEET": "Two sheets have the same name.",
    "E-FAR-CELL": "A cell lies so far out that the sheet would be mostly empty and too large to read.",
    "E-SHEET-SHAPE": "The sheet is written in a way that programs read differently.",
    "E-NO-VALUE": "A formula has no saved result.",
    "E-CELL-ERROR": "A cell shows an error such as #REF! instead of a value.",
    "E-ROWS-DIFFER": "Two independent counts of the sheet's rows disagree.",
    "E-READER-MEMORY": "Reading the workbook takes more memory than the limit.",
    "E-READER-TIME": "Reading the workbook takes longer than the limit.",
    "E-READER-STOPPED": "The workbook reader stopped before the end.",
    "E-OLD-DATE": "A date before March 1900 is ambiguous in a spreadsheet.",
    "W-DIGITS": "A number has more digits than a spreadsheet keeps.",
    "W-MERGED": "Cells are merged; only the first of them holds a value.",
    "W-HIDDEN-ROWS": "The sheet has hidden rows, and they are read.",
    "W-HIDDEN-COLUMNS": "The sheet has hidden columns, and they are read.",
    "W-HIDDEN-SHEET": "A hidden sheet is named after a record type, and it is read.",
    "W-EXTERNAL": "The workbook takes values from other files; the values saved last are read.",
    "I-FORMULA": "Cells hold formulas; the results saved last are read.",
    "I-DATE-1904": "The workbook counts dates from 1904, and they are read so.",
    "I-SHORT-DATE": "Date cells show a month or a year; no day is read of them.",
    "I-TIME-DROPPED": "A date cell holds a time of day; the date alone is read.",
    # JSON Lines
    "E-JSON": "The line is not one JSON object.",
    "E-JSON-TYPE": "The object does not say which record type it is.",
    "E-JSON-KEY": "The object names a field twice, or a field without a name.",
    "E-JSON-NESTED": "A field holds an object or a list within a list.",
    "E-JSON-LIST": "An item of a list holds a semicolon or is empty, so the list could not be told apart again.",
}
