"""The id of a new record, made from its name: nobody who fills in a form or a sheet has to invent one."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import count

from graph_schema.declare import RecordType

__all__ = ["makes_ids", "new_id"]

LONGEST = 60  #: characters of an id that is made


def makes_ids(t: RecordType) -> bool:
    """Whether ids of a type are made from names. A country has the code of ISO 3166."""
    return bool(t.naming) and t.name != "countries"


def new_id(name: str, taken: Container[str]) -> str:
    """An id that is not taken, in plain letters, cut at a word.

    >>> new_id("Police nationale (Sénégal)", {})
    'police-nationale-senegal'
    >>> new_id("Police nationale (Sénégal)", {"police-nationale-senegal"})
    'police-nationale-senegal-2'
    """
    from anyascii import anyascii

    words = re.findall("[a-z0-9]+", anyascii(name).lower().replace("'", "")) or ["record"]
    plain = words[0][:LONGEST]
    for word in words[1:]:
        if len(plain) + len(word) + 1 > LONGEST:
            break
        plain += f"-{word}"
    return next(i for i in (plain if n == 1 else f"{plain}-{n}" for n in count(1)) if i not in taken)
