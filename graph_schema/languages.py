"""The languages that are known: in which names may be kept, and which of them the program offers.

The list is data, ``languages.csv``. One row more, and every field that is declared ``translated`` has a column of that
language, in tables, templates, imports, exports and the manual; the lists of the editions may have one too. ``offered``
is yes where the catalogue of the program is complete (docs/reference/languages.md).

>>> column_in("name", "fr"), column_in("name", "en")
('name_fr', 'name')
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

__all__ = ["ENGLISH", "OFFERED", "OTHERS", "column_in", "said_in"]

#: the language in which texts are written and names are kept first
ENGLISH: Final = "en"


def _rows() -> list[dict[str, str]]:
    text = files("graph_schema").joinpath("languages.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


#: code -> its own name, of those that the program speaks
OFFERED: Final[Mapping[str, str]] = {r["code"]: r["own"] for r in _rows() if r["offered"] == "yes"}
#: code -> its English name, of those in which names may be kept beside the English one
OTHERS: Final[Mapping[str, str]] = {r["code"]: r["english"] for r in _rows() if r["code"] != ENGLISH}


def column_in(column: str, code: str) -> str:
    """The column that holds the text of ``column`` in a language."""
    return column if code == ENGLISH else f"{column}_{code}"


def said_in(row: Mapping[str, str], column: str, code: str) -> str:
    """The text of a column of a row in a language, else as it was written.

    >>> row = {"name": "World Bank", "name_fr": "Banque mondiale", "name_es": ""}
    >>> said_in(row, "name", "fr"), said_in(row, "name", "es")
    ('Banque mondiale', 'World Bank')
    """
    return row.get(column_in(column, code)) or row.get(column, "")
