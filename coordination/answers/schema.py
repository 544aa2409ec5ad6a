"""The JSON Schema of an answer, from its declaration."""

from __future__ import annotations

from typing import Any, Final

from coordination.analytics.base.facts import Evidence
from coordination.answers.declare import Answer
from coordination.text.kinds import BY_TYPE, Json
from coordination.text.records import kind_of
from coordination.text.sentences import ENGLISH
from graph_schema.ids import Iso3
from graph_schema.values import Tier

__all__ = ["schema_of"]

_HEADER: Final[dict[str, Json]] = {
    "snapshot": {
        "type": "string",
        "description": "hash of the claims the answer was worked from; the same in every store",
        "pattern": "^[0-9a-f]{16}$",
    },
    "as_of": {
        "type": "string",
        "description": "the day asked about",
        "format": "date",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    },
    "edition": {
        "type": "string",
        "description": "framework edition of the capability numbers",
        "minLength": 1,
    },
    "evidence": {
        "type": "string",
        "description": "all, or only confirmed rows",
        "enum": [str(e) for e in Evidence],
    },
}
_COPIED: Final[dict[str, Json]] = {
    "copied": {
        "type": "array",
        "description": "only in a copy of some countries: for which it was made; what is recorded of others was not "
        "copied",
        "items": kind_of(Iso3).shape(),
    }
}
_ASSUMED: Final[dict[str, Json]] = {
    "what_if": {
        "type": "array",
        "description": "the changes that it assumes, as they are written; empty: what is on record",
        "items": {"type": "string"},
    }
}
_LABEL: Final[dict[str, Json]] = {
    "label": {
        "type": "string",
        "description": "of the command line and of files: the highest handling label of what it names",
        "enum": [f"TLP:{t}" for t in Tier],
    }
}
_NO_VERSION: Final[dict[str, Json]] = {
    "type": "string",
    "description": "empty: a hash of all claims would give a country away",
    "const": "",
}


def schema_of(answer: Answer[Any, Any]) -> dict[str, Json]:
    """What the JSON form of an answer holds."""
    shape: Any = kind_of(answer.result).shape()
    title = ENGLISH.render(answer.title, lambda name: name.id).rstrip(".")
    used: dict[str, Json] = {}
    header = _HEADER if answer.tells_version else {**_HEADER, "snapshot": _NO_VERSION}
    if answer.assumes is not None:
        header = {**header, **_ASSUMED}
    further = {**_COPIED, **_LABEL} if answer.tells_version else {}
    keys = {**header, **further, **shape["properties"]}
    properties = {name: _named(inner, used) for name, inner in keys.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:mnr:answer:{answer.name}",
        "title": f"mnr {' '.join(answer.words)}: {title[:1].lower()}{title[1:]}",
        "description": 'Keys that stand under "required" are always there; further keys may be added.',
        "type": "object",
        "required": [*header, *shape["required"]],
        "properties": properties,
        **({"$defs": dict(sorted(used.items()))} if used else {}),
    }


#: (name of a definition, what it holds) of the kinds that have one
_DEFINED: Final = [(kind.title, kind.shape()) for kind in BY_TYPE.values() if kind.title]


def _named(shape: Any, used: dict[str, Json]) -> Json:
    """The shape with what has a name written as a reference to it; ``used`` collects these."""
    if isinstance(shape, list):
        return [_named(inner, used) for inner in shape]
    if not isinstance(shape, dict):
        return shape  # type: ignore[no-any-return]
    for name, defined in _DEFINED:
        if shape == defined:
            used[name] = _parts(defined, used)
            return {"$ref": f"#/$defs/{name}"}
    return _parts(shape, used)


def _parts(shape: dict[str, Any], used: dict[str, Json]) -> Json:
    keys = sorted(
        shape, key=lambda key: ("type", "description").index(key) if key in ("type", "description") else 2
    )
    return {key: _named(shape[key], used) for key in keys}
