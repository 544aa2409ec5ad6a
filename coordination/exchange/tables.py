"""CSV folders and JSON Lines, in the shape that the import reads: edit, import again, and see a diff.

A folder has one CSV per record type, a Frictionless ``datapackage.json`` with each field's meaning, and
``manifest.json`` with row counts and SHA-256 of every file.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from coordination.frames import Frame
from coordination.snapshot import Snapshot
from graph_schema.errors import UsageError
from graph_schema.schema import SCHEMA
from graph_schema.values import Integer, ListOf, Number, PartialDate, Url

__all__ = ["FORMATS", "csv_text", "export_csv", "export_jsonl", "guarded"]

_RISKY = re.compile(r"'*[=+\-@]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def guarded(text: str) -> str:
    """Text that a spreadsheet would run as a formula, with an apostrophe before it.

    The reader takes exactly one apostrophe off, so every text comes back as it was; numbers stay numbers.
    """
    return f"'{text}" if _RISKY.match(text) and not _NUMBER.fullmatch(text) else text


def _kept(text: str) -> str:
    """For JSON, which runs no formulas: only what the reader would take an apostrophe off gets one more."""
    return f"'{text}" if _RISKY.match(text) and text.startswith("'") else text


def _ordered(frame: Frame) -> Iterator[tuple[str, ...]]:
    """Rows sorted by id: the same claims give the same bytes."""
    rows = list(frame.rows())
    for i in sorted(range(len(frame)), key=frame.ids.__getitem__):
        yield rows[i]


def csv_text(frame: Frame) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.type.columns)
    for row in _ordered(frame):
        writer.writerow([guarded(v) for v in row])
    return out.getvalue()


def _jsonl_text(snapshot: Snapshot) -> str:
    lines = []
    for name, frame in snapshot.frames.items():
        for row in _ordered(frame):
            filled = {k: _kept(v) for k, v in zip(frame.type.columns, row, strict=True) if v}
            lines.append(json.dumps({"type": name, **filled}, ensure_ascii=False))
    return "\n".join(lines) + "\n" if lines else ""


def _package(snapshot: Snapshot) -> dict[str, object]:
    def field(p: object) -> dict[str, object]:
        value = p.value  # type: ignore[attr-defined]
        kind = "string"
        if isinstance(value, Integer):
            kind = "integer"
        elif isinstance(value, Number):
            kind = "number"
        out: dict[str, object] = {"name": p.name, "type": kind, "description": p.doc}  # type: ignore[attr-defined]
        if isinstance(value, Url):
            out["format"] = "uri"
        if isinstance(value, (ListOf, PartialDate)):
            out["description"] += f" ({value.describe()})"  # type: ignore[operator]
        constraints: dict[str, object] = {}
        if p.required:  # type: ignore[attr-defined]
            constraints["required"] = True
        if value.choices():
            constraints["enum"] = list(value.choices())
        if constraints:
            out["constraints"] = constraints
        return out

    resources = []
    for name, frame in snapshot.frames.items():
        if not len(frame):
            continue
        t = SCHEMA[name]
        keys = [
            {"fields": [p.name], "reference": {"resource": p.ref, "fields": [SCHEMA[p.ref].key[0]]}}
            for p in t.props
            if p.ref in SCHEMA and not isinstance(p.value, ListOf) and len(snapshot[p.ref])
        ]
        schema: dict[str, object] = {"fields": [field(p) for p in t.props], "foreignKeys": keys}
        if not t.is_claim:
            schema["primaryKey"] = list(t.key)
        resources.append(
            {
                "name": name.replace("_", "-"),
                "path": f"{name}.csv",
                "title": t.doc,
                "profile": "tabular-data-resource",
                "schema": schema,
            }
        )
    return {"profile": "tabular-data-package", "name": "mnr-coordination-graph", "resources": resources}


def _write(path: Path, text: str) -> dict[str, object]:
    """Whole or not at all: to a temporary name, flushed, renamed."""
    data = text.encode()
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
    return {"sha256": sha256(data).hexdigest(), "bytes": len(data)}


def _manifest(snapshot: Snapshot, files: Mapping[str, object]) -> str:
    rows = {n: c for n, c in snapshot.counts().items() if c}
    return json.dumps({"snapshot": snapshot.id, "rows": rows, "files": files}, indent=2) + "\n"


def export_csv(snapshot: Snapshot, folder: Path) -> list[Path]:
    """One CSV per type that has rows, ``datapackage.json`` and ``manifest.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, object] = {}
    for name, frame in snapshot.frames.items():
        if len(frame):
            files[f"{name}.csv"] = _write(folder / f"{name}.csv", csv_text(frame))
    package = json.dumps(_package(snapshot), indent=2, ensure_ascii=False) + "\n"
    files["datapackage.json"] = _write(folder / "datapackage.json", package)
    _write(folder / "manifest.json", _manifest(snapshot, files))
    return [folder / f for f in (*files, "manifest.json")]


def export_jsonl(snapshot: Snapshot, target: Path) -> list[Path]:
    """Everything in one file, a record a line; the manifest beside it."""
    if target.suffix != ".jsonl":
        target = target / "claims.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    files = {target.name: _write(target, _jsonl_text(snapshot))}
    manifest = target.with_name(target.stem + ".manifest.json")
    _write(manifest, _manifest(snapshot, files))
    return [target, manifest]


FORMATS: Mapping[str, Callable[[Snapshot, Path], list[Path]]] = {"csv": export_csv, "jsonl": export_jsonl}


def export(snapshot: Snapshot, form: str, target: Path) -> list[Path]:
    """Write a snapshot; the paths written. Raises UsageError for an unknown format."""
    if form not in FORMATS:
        raise UsageError(f"There is no export format {form!r}.", hint=f"Use one of: {', '.join(FORMATS)}.")
    return FORMATS[form](snapshot, target)
