"""Tables as they leave: the data frame of a file, and its text as CSV. Workbooks are written from the same frames
(:mod:`coordination.reports.workbook`).

The file form of an answer is one everywhere: a column of words for every field, then the ids of those that have some,
then what the rows rest on; ``;`` between the members of a list. pandas takes longer to load than most answers take: it
is loaded where a file is made, and by nothing that shows a page or prints a table or JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from coordination.answers.filled import Cell, Filled
from coordination.text.cells import SEPARATOR, guarded, packed
from coordination.text.headings import with_id
from coordination.text.records import Field

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["csv_of", "file_frame", "rows_frame"]

#: Of a frame they leave in another form: yes and no as words, days without an hour, 3 as 3 and not as 3.0.
_AS_TYPED: Final = frozenset({"boolean", "datetime64[s]", "Float64"})


def file_frame(table: Filled, rests: Sequence[tuple[str, str]] = (), *, book: bool = False) -> pd.DataFrame:
    """The rows under the headings of a file, with what they rest on (heading and value). ``book``: for a workbook,
    where a day is a day even if its column has months too, and bounds are words, or the number that they are."""
    frame = table.to_frame()
    for i, field in enumerate(table.fields):
        cells = [row[i] for row in table.rows]
        frame[field.name] = _column(field, cells, frame[field.name], book=book)
    coded = (table.say(with_id(table.header[i])) for i in table.coded)
    return frame.set_axis([*table.header, *coded], axis=1).assign(**dict(rests))


def _column(field: Field, cells: Sequence[Cell], column: pd.Series, *, book: bool) -> pd.Series:
    """A column of a frame as a file has it: in words what is not known, where the table says so."""
    import pandas as pd

    kind = field.kind
    if kind.dtype in _AS_TYPED or (book and kind.as_data and kind.dtype == "string"):
        column = pd.Series([c.typed for c in cells], dtype=object)
    missing = [SEPARATOR.join(c.texts) if c.typed is None else "" for c in cells]
    if not any(missing):
        return column
    return column.astype(object).where(column.notna(), pd.Series(missing, dtype=object))


def rows_frame(header: Sequence[str], rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """Rows that no declared table holds, each as long as the header."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(header), dtype=object)


def csv_of(frame: pd.DataFrame) -> str:
    """CSV text; no cell becomes a formula."""
    import pandas as pd

    def safe(column: pd.Series) -> pd.Series:
        if isinstance(column.dtype, pd.CategoricalDtype):
            return column.cat.rename_categories(guarded)
        if pd.api.types.is_object_dtype(column) or pd.api.types.is_string_dtype(column):
            return column.astype(object).map(_cell, na_action="ignore")
        return column

    columns = {name: safe(frame[name]) for name in frame}
    return pd.DataFrame(columns).to_csv(index=False, lineterminator="\n")


def _cell(value: object) -> str:
    return guarded(packed(value), number=isinstance(value, int | float))
