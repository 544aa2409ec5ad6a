"""Values of Neo4j as values of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

__all__ = ["plain"]


def plain(value: object) -> object:
    """Nodes and relationships become objects with their labels or type and their properties, a path its nodes and
    relationships in order, days and times ISO 8601. What JSON does not know becomes text."""
    match value:
        case float() if not isfinite(value):
            return str(value)  # JSON has no word for it
        case None | bool() | int() | float() | str():
            return value
        case Node():
            return {"labels": sorted(value.labels), "properties": _properties(value)}
        case Relationship():
            return {"type": value.type, "properties": _properties(value)}
        case Path():
            return {
                "nodes": [plain(n) for n in value.nodes],
                "relationships": [plain(r) for r in value.relationships],
            }
        case Date() | DateTime() | Duration() | Time():
            return value.iso_format()
        case Mapping():
            return {str(k): plain(v) for k, v in value.items()}
        case list() | tuple():
            return [plain(v) for v in value]
        case _:
            return str(value)


def _properties(value: Node | Relationship) -> dict[str, object]:
    return {k: plain(v) for k, v in sorted(value.items())}
