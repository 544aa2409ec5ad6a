"""SCHEMA: the one explicit list of record types, checked as a whole when it is imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from graph_schema.declare import RecordType
from graph_schema.edition import FRAMEWORK_LISTS
from graph_schema.errors import SchemaError, said
from graph_schema.nodes import NODES
from graph_schema.relationships import RELATIONSHIPS

__all__ = ["FIRST", "SCHEMA", "Schema"]


class Schema(Mapping[str, RecordType]):
    """Record types by file name, in load order (what is pointed to comes first)."""

    def __init__(self, types: tuple[RecordType, ...]) -> None:
        self._types = {t.name: t for t in types}
        wrong = []
        if len(self._types) != len(types):
            wrong.append("two types share a name")
        wrong += [
            f"{t.name}.{p.name} points to {p.ref!r}, which is neither a type nor a framework list"
            for t in types
            for p in t.props
            if p.ref and p.ref not in self._types and p.ref not in FRAMEWORK_LISTS
        ]
        if wrong:
            raise SchemaError(said("The schema contradicts itself: {names}", names="; ".join(wrong)))

    def __getitem__(self, name: str) -> RecordType:
        return self._types[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)

    @property
    def nodes(self) -> tuple[RecordType, ...]:
        return tuple(t for t in self._types.values() if not t.is_claim)

    @property
    def claims(self) -> tuple[RecordType, ...]:
        return tuple(t for t in self._types.values() if t.is_claim)


SCHEMA: Final = Schema((*NODES, *RELATIONSHIPS))
#: the types that a person needs first
FIRST: Final = ("deliveries", "stakeholders", "sources", "countries")
