"""What record types, fields and closed words are called in workbooks, in every language; what a text names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from coordination.model.name_index import key_of
from coordination.text.fields import choices
from coordination.text.languages import catalogue
from coordination.text.sentences import sentence
from graph_schema.declare import Prop, RecordType
from graph_schema.languages import ENGLISH, OTHERS
from graph_schema.schema import SCHEMA
from graph_schema.values import Value

__all__ = [
    "CONTENTS",
    "EXAMPLE",
    "RECORD",
    "readings",
    "word_for",
    "VERSIONS",
    "example_mark",
    "field_names",
    "fields_like",
    "heading",
    "is_example",
    "is_heading_row",
    "sheet_name",
    "sheet_names",
]

#: how the first cell of a row begins that shows how to fill in a sheet and is never data
EXAMPLE: Final = sentence("Example:")
#: the hidden column with the id that a claim had when the workbook was made
RECORD: Final = "_record"
#: the hidden sheet with the ids of all records that a workbook was filled with, a column for each type
CONTENTS: Final = "_records"
#: after the type: the column of that sheet with the versions that the records had had
VERSIONS: Final = " versions"
#: what fields were called in workbooks that people may still have
_EARLIER: Final[Mapping[str, Mapping[str, str]]] = {
    "own_actions": dict.fromkeys(("Who leads", "Qui dirige", "Quién dirige"), "lead_seat")
}
_ALIKE: Final = 80  #: of 100: so much is a heading like the one that may be meant
_SHEET = 31  #: characters of the name of a sheet
_NO_SHEET: Final = re.compile(r"[\[\]:*?/\\]")


def _every(text: str) -> tuple[str, ...]:
    return (text, *(catalogue(c).gettext(text) for c in OTHERS))


def heading(t: RecordType, name: str, code: str = ENGLISH) -> str:
    """What a field is called in a language."""
    return catalogue(code).gettext(t.prop(name).label)


def example_mark(code: str) -> str:
    return catalogue(code).gettext(EXAMPLE.text)


def is_example(text: str) -> bool:
    """Whether the first cell of a row says that the row is an example."""
    return any(text.casefold().startswith(mark.casefold()) for mark in _marks())


@cache
def _marks() -> tuple[str, ...]:
    marks = _every(EXAMPLE.text)
    return tuple(
        {m for mark in marks for m in (mark, mark.replace("\u202f", ""), mark.replace("\u202f", " "))}
    )


def sheet_name(t: RecordType, code: str = ENGLISH) -> str:
    """The name of the sheet of a type in a language."""
    return _NO_SHEET.sub(" ", catalogue(code).gettext(t.title)).replace("’", " ")[:_SHEET].strip()


@cache
def sheet_names() -> Mapping[str, str]:
    """What a file or sheet of a type may be called besides its own name, in lower case -> the type."""
    found: dict[str, set[str]] = {}
    for t in SCHEMA.values():
        for code in (ENGLISH, *OTHERS):
            title = catalogue(code).gettext(t.title)
            for name in (title, sheet_name(t, code), key_of(title)):
                found.setdefault(name.casefold(), set()).add(t.name)
    return {
        name: next(iter(types)) for name, types in found.items() if len(types) == 1 and name not in SCHEMA
    }


def _one_each(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for text, name in pairs:
        found.setdefault(key_of(text), set()).add(name)
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}


@cache
def _labels(kind: str) -> Mapping[str, str]:
    """The labels of the fields of a type in every language, also earlier ones, as names are compared -> the field."""
    now = ((text, p.name) for p in SCHEMA[kind].props for text in _every(p.label))
    return _one_each((*now, *_EARLIER.get(kind, {}).items()))


def field_names(t: RecordType, header: Sequence[str]) -> list[str]:
    """The field that each heading names, by its name or by its label in any language; else the heading, folded."""
    plain = [name.strip().casefold().replace(" ", "_") for name in header]
    labels = _labels(t.name)
    taken = set(plain) & set(t.columns)
    out = []
    for name, text in zip(plain, header, strict=True):
        found = name if name in t.columns else labels.get(key_of(text), name)
        out.append(name if found in taken and found != name else found)
        taken.add(found)
    return out


def fields_like(t: RecordType, text: str) -> list[str]:
    """The fields that a heading may mean: those whose name or label, in any language, it has among other words or is
    nearly, the likeliest first."""
    from rapidfuzz import fuzz

    key, alike = key_of(text), dict[str, float]()
    for called, name in (*_labels(t.name).items(), *((key_of(n.replace("_", " ")), n) for n in t.columns)):
        among = bool(called) and set(called.split()) <= set(key.split())
        alike[name] = max(alike.get(name, 0), 100 if among else fuzz.ratio(key, called))
    return sorted((n for n in alike if alike[n] >= _ALIKE), key=lambda n: -alike[n])


def is_heading_row(t: RecordType, names: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a row under the names of the fields says what they are called."""
    labels = _labels(t.name)
    filled = [(name, cell) for name, cell in zip(names, cells, strict=True) if cell]
    return len(filled) > 1 and all(labels.get(key_of(cell)) == name for name, cell in filled)


@cache
def _readings(value: Value) -> Mapping[str, str]:
    words = choices(Prop(value, "", ""))
    pairs = ((text, word) for word, said in words.items() for text in (word, *_every(said.text)))
    return {**_one_each(pairs), **{key_of(word): word for word in words}}


def readings(p: Prop) -> Mapping[str, str]:
    """How the closed words of a field may be written in any language, as names are compared -> the word."""
    return _readings(p.value) if p.value.choices() else {}


def word_for(p: Prop, word: str, code: str = ENGLISH) -> str:
    """A closed word as people say it, if that can be read back; any other value as it is."""
    said = choices(p).get(word)
    if said is None:
        return word
    text = catalogue(code).gettext(said.text)
    return text if readings(p).get(key_of(text)) == word else word
