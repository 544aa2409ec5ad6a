"""The workbook reader: a process of its own that turns the cells of sheets into texts.

Run as ``python -I child.py MEMORY_BYTES CPU_SECONDS``. It imports nothing of this project, so it starts fast and can
be started from a source tree, a wheel or an unpacked archive alike. Standard input: one line of JSON with the titles
of the wanted sheets, then the bytes of the workbook. Standard output, JSON lines:

* ``{"sheet": title, "first_row": r, "last_row": r, "last_column": c}`` (from 1; 0 = the sheet is empty), then
* ``{"row": r, "columns": [[text, ...], ...], "notes": [[row, column, word], ...]}`` per block of rows, and at the end
* ``{"done": true}``, or ``{"failed": reason}``.

Where memory runs out it ends with the status ``OUT_OF_MEMORY`` and says nothing more: words would need memory too.

Words: ``old`` (a date before March 1900, which spreadsheets count wrongly), ``digits`` (a number of more digits than
a spreadsheet keeps), ``time`` (a time of day that was left off a date).
"""

from __future__ import annotations

import datetime
import io
import json
import os
import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

OUT_OF_MEMORY: Final = 71  #: the exit status of a process that met its limit of memory
_ROWS: Final = 1_000  #: rows per block
_EXACT: Final = 1e15  #: a spreadsheet keeps 15 digits
_FIRST_SURE_DATE: Final = datetime.date(1900, 3, 1)

Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def limit(memory: int, cpu: int) -> None:
    """Give up what is not needed: memory, processor time, writing files, core dumps."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def text_of(cell: Cell) -> tuple[str, str]:
    """The text of a cell and a word on it, or "". Numbers as a spreadsheet shows them: 15 digits, no ``.0``."""
    if isinstance(cell, str):
        return cell, ""
    if isinstance(cell, bool):
        return ("yes" if cell else "no"), ""
    if isinstance(cell, int | float):
        if abs(cell) >= _EXACT:
            return format(cell, ".0f"), "digits"
        number = float(format(cell, ".15g"))
        return (str(int(number)) if number.is_integer() else repr(number)), ""
    if isinstance(cell, datetime.datetime):
        text, word = text_of(cell.date())
        return text, word or ("time" if cell.time() != datetime.time() else "")
    if isinstance(cell, datetime.date):
        return cell.isoformat(), ("old" if cell < _FIRST_SURE_DATE else "")
    if isinstance(cell, datetime.time):
        return cell.isoformat(), ""
    return str(cell), ""


def blocks(sheet: CalamineSheet) -> Iterator[dict[str, object]]:
    """The rows of a sheet from its first on, by blocks of columns."""
    rows = sheet.iter_rows()
    first = 1
    while block := list(islice(rows, _ROWS)):
        columns: list[list[str]] = []
        notes: list[tuple[int, int, str]] = []
        for number, cells in enumerate(zip(*block, strict=True), 1):
            if set(map(type, cells)) == {str}:
                columns.append(list(map(str, cells)))
                continue
            known: dict[tuple[type, Cell], tuple[str, str]] = {}
            column = []
            for row, cell in enumerate(cells, first):
                key = (type(cell), cell)
                found = known.get(key)
                if found is None:
                    found = known[key] = text_of(cell)
                column.append(found[0])
                if found[1]:
                    notes.append((row, number, found[1]))
            columns.append(column)
        yield {"row": first, "columns": columns, "notes": notes}
        first += len(block)


def main() -> int:
    limit(int(sys.argv[1]), int(sys.argv[2]))

    def say(answer: dict[str, object]) -> None:
        sys.stdout.write(json.dumps(answer, separators=(",", ":")) + "\n")

    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as e:
        say({"failed": f"the library python-calamine cannot be loaded: {e}"})
        return 1
    try:
        titles = json.loads(sys.stdin.buffer.readline())
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for title in titles:
            sheet = workbook.get_sheet_by_name(title)
            start, end = sheet.start, sheet.end
            extent = {
                "first_row": start[0] + 1 if start else 0,
                "last_row": end[0] + 1 if end else 0,
                "last_column": end[1] + 1 if end else 0,
            }
            say({"sheet": title, **extent})
            for block in blocks(sheet) if end else ():
                say(block)
        say({"done": True})
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (CalamineError, OSError, ValueError) as e:
        say({"failed": str(e)})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
