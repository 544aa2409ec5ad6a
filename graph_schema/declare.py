"""The one declaration of a record type, from which DDL, Cypher, columns, templates, checks and forms derive.

:func:`node` and :func:`relationship` declare a type; each ``prop()`` is one field and one column of its
file. A declaration checks itself when it is made and names every offender at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph_schema.errors import SchemaError, said
from graph_schema.languages import OTHERS, column_in
from graph_schema.values import Id, ListOf, PartialDate, Ref, Value

__all__ = ["At", "Prop", "RecordType", "node", "prop", "relationship", "translations"]


@dataclass(frozen=True, slots=True)
class Prop:
    """One field: its value type, what it means, and whether a row may leave it out.

    ``label``: what it is called on forms and in workbooks; ``further``: seldom filled in, so a form folds it.
    ``translated``: people read it in their language, so it has a field beside it for each further language.
    ``translation_of``: it is such a field, of that one.
    """

    value: Value
    doc: str
    label: str
    required: bool = False
    default: str = ""
    hxl: str = ""
    name: str = ""
    further: bool = False
    translated: bool = False
    translation_of: str = ""

    @property
    def ref(self) -> str:
        """The type or framework list it points to, or ``""``."""
        value = self.value.item if isinstance(self.value, ListOf) else self.value
        return value.target if isinstance(value, Ref) else ""


@dataclass(frozen=True, slots=True)
class At:
    """An end of a relationship: the label of the node and the fields that hold its key."""

    label: str
    fields: tuple[str, ...]

    def __init__(self, label: str, *fields: str) -> None:
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "fields", fields)


@dataclass(frozen=True, slots=True)
class RecordType:
    """A declared type. ``name`` is its file; ``label`` its node label or relationship type; ``title`` what its records
    are called; ``adding`` what a button that adds one says; ``naming`` the field with the name of a record.

    ``starts``/``ends`` list alternatives: the first whose fields are all filled is taken.
    """

    name: str
    label: str
    doc: str
    title: str
    adding: str
    props: tuple[Prop, ...]
    key: tuple[str, ...]
    starts: tuple[At, ...] = ()
    ends: tuple[At, ...] = ()
    symmetric: tuple[str, str] | None = None
    naming: str = ""

    @property
    def is_claim(self) -> bool:
        """A claim is a sourced statement: a relationship whose id is a hash of type, key and source."""
        return bool(self.starts)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.props)

    @property
    def identity(self) -> tuple[str, ...]:
        """The fields that make the id: the key, and for a claim its source too."""
        return (*self.key, "source_id") if self.is_claim else self.key

    def prop(self, name: str) -> Prop:
        for p in self.props:
            if p.name == name:
                return p
        raise KeyError(f"{self.name} has no field {name}")


def prop(
    value: Value,
    doc: str,
    *,
    label: str,
    required: bool = False,
    default: str = "",
    hxl: str = "",
    further: bool = False,
    translated: bool = False,
) -> Prop:
    """Declare a field. ``translated``: with a field for each further language, such as ``name_fr``."""
    return Prop(value, doc, label, required, default, hxl, further=further, translated=translated)


def translations(name: str, p: Prop) -> dict[str, Prop]:
    """The fields that say ``p``, called ``name``, in each further language; none of them is needed."""
    return {
        column_in(name, code): Prop(
            p.value, f"{p.doc}, in {english}", f"{p.label} ({english})", further=True, translation_of=name
        )
        for code, english in OTHERS.items()
    }


def _named(props: Mapping[str, Prop]) -> tuple[Prop, ...]:
    every: dict[str, Prop] = {}
    for name, p in props.items():
        every[name] = p
        every.update(translations(name, p) if p.translated else {})
    return tuple(replace(p, name=name) for name, p in every.items())


def _check(t: RecordType) -> None:
    wrong: list[str] = []
    if not re.fullmatch(r"[a-z][a-z_]*", t.name):
        wrong.append(f"{t.name}: a type name is lower case letters and _")
    if not re.fullmatch(r"[A-Z][A-Za-z_]*", t.label):
        wrong.append(f"{t.name}: label {t.label!r} must start with a capital")
    if not (t.doc and t.title and t.adding):
        wrong.append(f"{t.name}: needs a text, a title and the words of a button")
    names = set(t.columns)
    ends = [f for at in (*t.starts, *t.ends) for f in at.fields]
    for field in (*t.identity, *ends, *(t.symmetric or ()), *([t.naming] if t.naming else ())):
        if field not in names:
            wrong.append(f"{t.name}: field {field!r} is named but not declared")
    for p in t.props:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", p.name):
            wrong.append(f"{t.name}.{p.name}: a field name is lower case letters, digits and _")
        if not p.doc or not p.label:
            wrong.append(f"{t.name}.{p.name}: needs a text and a label")
        if p.default:
            try:
                p.value.parse(p.default)
            except ValueError as e:
                wrong.append(f"{t.name}.{p.name}: default {p.default!r} {e}")
    if not t.is_claim and not all(isinstance(t.prop(k).value, Id) for k in t.key if k in names):
        wrong.append(f"{t.name}: the key of a node must be identifiers")
    for field in ("since", "until"):
        if field in names and not isinstance(t.prop(field).value, PartialDate):
            wrong.append(f"{t.name}.{field}: must be a partial date")
    if wrong:
        raise SchemaError(said("The schema contradicts itself: {names}", names="; ".join(wrong)))


def node(
    name: str,
    label: str,
    doc: str,
    *,
    title: str,
    adding: str,
    key: str,
    props: Mapping[str, Prop],
    naming: str = "",
) -> RecordType:
    """Declare a node type. ``key``: the field that identifies it; ``naming``: the one that holds its name."""
    t = RecordType(name, label, doc, title, adding, _named(props), (key,), naming=naming)
    _check(t)
    return t


def relationship(
    name: str,
    label: str,
    doc: str,
    *,
    title: str,
    adding: str,
    start: At | tuple[At, ...],
    end: At | tuple[At, ...],
    key: tuple[str, ...],
    props: Mapping[str, Prop],
    symmetric: tuple[str, str] | None = None,
) -> RecordType:
    """Declare a claim type. ``symmetric``: two fields whose order means nothing to the claim's id."""
    t = RecordType(
        name,
        label,
        doc,
        title,
        adding,
        _named(props),
        key,
        (start,) if isinstance(start, At) else start,
        (end,) if isinstance(end, At) else end,
        symmetric,
    )
    _check(t)
    return t
