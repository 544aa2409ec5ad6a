"""What a dataclass (or a named tuple) says: its fields, each with its kind, as a record of JSON and as columns of a
table.

A field is ``name: type``, or ``name: Annotated[type, ...]`` with a :class:`Key` (what it means in JSON, where the name
does not say it) or a :class:`Column` (its heading where the class is the row of a table). The kind follows from the
type.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum, StrEnum, auto
from functools import cache
from types import EllipsisType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from coordination.text.kinds import BY_TYPE, Choice, Json, Kind, Listed, words_of
from coordination.text.say import Piece, Say
from coordination.text.sentences import Sentence

__all__ = [
    "HIDDEN",
    "INLINE",
    "Column",
    "Field",
    "Key",
    "Missing",
    "Record",
    "fields_of",
    "kind_of",
    "said_in",
]


class Missing(Enum):
    """What stands in a cell without a value: nothing, or the words that it is not known."""

    NONE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a field in a table, and what stands there where it has no value (a sentence: its own words).
    ``recalled``: the (hidden) field of the row with those of the values, or the ids among them, that were not read in a
    source, which is said behind each; ``in_files``: files alone hold it."""

    title: Sentence
    missing: Missing | Sentence = Missing.NONE
    recalled: str = ""
    in_files: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A field in JSON. ``doc``: what it means; ``name``: its key, where Python cannot call it so; ``absent``: its value
    where there is none (else that of its kind); ``may_lack``: without a value the key is left out; ``more``: further
    rules of its JSON Schema; ``inline``: the keys of its record stand in its place."""

    doc: str = ""
    name: str = ""
    absent: Json | EllipsisType = ...
    may_lack: bool = False
    more: Mapping[str, Json] | None = None
    hidden: bool = False
    inline: bool = False


#: a field that no answer shows
HIDDEN: Final = Key(hidden=True)
#: a record whose keys stand in its place
INLINE: Final = Key(inline=True)


@dataclass(frozen=True)
class Field:
    """One field of a record. ``optional``: it may be None."""

    name: str
    kind: Kind[Any]
    key: Key
    column: Column | None
    optional: bool


class Unsaid(TypeError):
    """No kind says this type."""


def _unwrapped(type_: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """(type, what it is annotated with, whether it may be None)."""
    notes: tuple[Any, ...] = ()
    if get_origin(type_) is Annotated:
        type_, *more = get_args(type_)
        notes = tuple(more)
    if get_origin(type_) in (Union, types.UnionType):
        some = [a for a in get_args(type_) if a is not type(None)]
        if len(some) == 1 and len(some) < len(get_args(type_)):
            inner, more_, _ = _unwrapped(some[0])
            return inner, (*notes, *more_), True
    return type_, notes, False


def _is_record(type_: Any) -> bool:
    """Whether it is a dataclass or a named tuple."""
    return isinstance(type_, type) and (is_dataclass(type_) or hasattr(type_, "_fields"))


def kind_of(type_: Any) -> Kind[Any]:
    """The kind that says values of a type. Raises TypeError where none does."""
    return _kind_of(type_)


@cache
def _kind_of(type_: Any) -> Kind[Any]:
    if type_ in BY_TYPE:
        return BY_TYPE[type_]
    if get_origin(type_) is Annotated:
        return kind_of(get_args(type_)[0])
    if get_origin(type_) is tuple:
        of = get_args(type_)
        if len(of) == 2 and of[1] is Ellipsis:
            return Listed(kind_of(of[0]))
        if of and len(set(of)) == 1:
            return Listed(kind_of(of[0]), length=len(of))
    if get_origin(type_) is Mapping:
        word, value = get_args(type_)
        return Filled() if word is value is str else Tally(word, kind_of(value))
    if isinstance(type_, type) and issubclass(type_, StrEnum):
        words = words_of(type_)
        lacking = [str(m) for m in type_ if words is None or str(m) not in words]
        if lacking:
            raise Unsaid(f"{type_.__name__} has no words for {', '.join(lacking)}: decorate it with @said_as")
        return Choice(type_)
    if get_origin(type_) in (Union, types.UnionType) and all(map(_is_record, get_args(type_))):
        return OneOf(get_args(type_))
    if _is_record(type_):
        return Record(type_)
    raise Unsaid(f"no kind says {getattr(type_, '__name__', type_)}: see coordination/text/kinds.py")


def fields_of(cls: Any) -> tuple[Field, ...]:
    """The fields of a dataclass or named tuple, in their order. Raises TypeError that names every field that cannot be
    said."""
    return _fields_of(cls)


@cache
def _fields_of(cls: type) -> tuple[Field, ...]:
    hints, out, wrong = get_type_hints(cls, include_extras=True), [], []
    for name in [f.name for f in fields(cls)] if is_dataclass(cls) else hints:
        type_, notes, optional = _unwrapped(hints[name])
        key = next((n for n in notes if isinstance(n, Key)), Key())
        if key.hidden:
            continue
        column = next((n for n in notes if isinstance(n, Column)), None)
        try:
            out.append(Field(name, kind_of(type_), key, column, optional))
        except Unsaid as e:
            wrong.append(f"{cls.__name__}.{name}: {e}")
    if wrong:
        raise Unsaid("; ".join(wrong))
    return tuple(out)


class Record(Kind[Any]):
    """A record inside an answer: its fields by their keys. In words it is its own sentence (``said()``), or its
    fields one after the other."""

    width = 6

    def __init__(self, of: type) -> None:
        self._of, self._fields = of, fields_of(of)
        self.ids = True

    def pieces(self, value: Any, say: Say) -> list[Piece]:
        if said := getattr(value, "said", None):
            return say.pieces(said())
        out: list[Piece] = []
        for field in self._fields:
            given = getattr(value, field.name)
            if given not in (None, "", ()):
                out += [*([Piece(", ")] if out else []), *field.kind.pieces(given, say)]
        return out

    def data(self, value: Any, say: Say) -> Json:
        return said_in(value, self._fields, say)

    def many(self, values: Sequence[Any], say: Say) -> list[Json]:
        """Field by field: half the time of record by record, for lists of ten thousands."""
        columns: dict[str, list[Json]] = {}
        for f in self._fields:
            given = [getattr(v, f.name) for v in values]
            lacking = [g is None for g in given]
            if f.key.inline or (f.key.may_lack and any(lacking) and not all(lacking)):
                return super().many(values, say)
            if not any(lacking):
                columns[f.key.name or f.name] = f.kind.many(given, say)
            elif not f.key.may_lack:
                columns[f.key.name or f.name] = [
                    _absent(f) if g is None else f.kind.data(g, say) for g in given
                ]
        names = tuple(columns)
        return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def shape(self) -> dict[str, Json]:
        properties: dict[str, Json] = {}
        required: list[Json] = []
        for f in self._fields:
            if f.key.inline:
                inner: Any = f.kind.shape()
                properties |= inner["properties"]
                required += inner["required"]
                continue
            properties[f.key.name or f.name] = _shape(f)
            required += [] if f.key.may_lack else [f.key.name or f.name]
        return {"type": "object", "required": required, "properties": properties}


class Tally(Kind[Mapping[Any, Any]]):
    """A value for each of the closed words of a StrEnum."""

    width = 5

    def __init__(self, of: type[StrEnum], value: Kind[Any]) -> None:
        self._of, self._word, self._value = of, kind_of(of), value

    def parts(self, value: Mapping[Any, Any], say: Say) -> Sequence[Sequence[Piece]]:
        return [
            [*self._word.pieces(w, say), Piece(" "), *self._value.pieces(v, say)]
            for w, v in value.items()
            if v
        ]

    def data(self, value: Mapping[Any, Any], say: Say) -> Json:
        return {str(w): self._value.data(v, say) for w, v in value.items()}

    def shape(self) -> dict[str, Json]:
        words: list[Json] = [str(w) for w in self._of]
        one: dict[str, Json] = {**self._value.shape(), "description": "of these"}
        properties: dict[str, Json] = {str(w): one for w in self._of}
        return {"type": "object", "required": words, "properties": properties}


class Filled(Kind[Mapping[str, str]]):
    """The filled columns of a row of data, by their names."""

    width = 6

    def pieces(self, value: Mapping[str, str], say: Say) -> Sequence[Piece]:
        return [Piece(say.listed([f"{name}={text}" for name, text in value.items()]))]

    def data(self, value: Mapping[str, str], say: Say) -> Json:
        return dict(value)

    def shape(self) -> dict[str, Json]:
        return {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}


class OneOf(Kind[Any]):
    """A record of one of several types: an answer that says more or less, as it was asked."""

    width = 6

    def __init__(self, of: tuple[type, ...]) -> None:
        self._kinds = {type_: kind_of(type_) for type_ in of}
        self.ids = True

    def pieces(self, value: Any, say: Say) -> Sequence[Piece]:
        return self._kinds[type(value)].pieces(value, say)

    def data(self, value: Any, say: Say) -> Json:
        return self._kinds[type(value)].data(value, say)

    def shape(self) -> dict[str, Json]:
        return {"anyOf": [kind.shape() for kind in self._kinds.values()]}


def _absent(field: Field) -> Json:
    return field.kind.absent if isinstance(field.key.absent, EllipsisType) else field.key.absent


def _shape(field: Field) -> dict[str, Json]:
    """The JSON Schema of a field, with what is said where it has no value."""
    shape = field.kind.shape()
    shape |= {"description": field.key.doc} if field.key.doc else {}
    shape |= dict(field.key.more or {})
    if not field.optional or field.key.may_lack:
        return shape
    doc: dict[str, Json] = {"description": shape.pop("description")} if "description" in shape else {}
    either: dict[str, Json] = {"anyOf": [shape, {"const": _absent(field)}]}
    return either | doc


def said_in(value: Any, of: tuple[Field, ...], say: Say) -> dict[str, Json]:
    """A record as JSON."""
    out: dict[str, Json] = {}
    for field in of:
        given = getattr(value, field.name)
        if given is None:
            if field.key.may_lack:
                continue
            out[field.key.name or field.name] = _absent(field)
        elif field.key.inline:
            inner: Any = field.kind.data(given, say)
            out |= inner
        else:
            out[field.key.name or field.name] = field.kind.data(given, say)
    return out
