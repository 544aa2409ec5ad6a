"""CSV folders and JSON Lines, in the shape that the import reads: edit, import again, and see a diff.

A folder has one CSV per record type, a Frictionless ``datapackage.json`` with each field's meaning, and
``manifest.json`` with row counts, SHA-256 of every file and the versions that each record has had; of a copy of some
countries it says which these are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path

from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.model.versions import MANIFEST, Carried
from coordination.system.files import make_folder, remove, write_whole
from coordination.text.cells import guarded, kept
from graph_schema.errors import MnrError, UsageError, Verbatim, said
from graph_schema.schema import SCHEMA
from graph_schema.values import Integer, ListOf, Number, PartialDate, Url

__all__ = ["FORMATS", "bundle", "csv_text", "export_csv", "export_jsonl"]

_TOGETHER = 1_000  #: records whose versions stand in one line
NOTHING = Carried()
#: Files of an export, by name; what is read of a folder, by ending.
_FILE = re.compile(r"[a-z_]+\.csv|datapackage\.json|claims\.jsonl")
_TABLES = (".csv", ".tsv", ".jsonl", ".xlsx")


def _ordered(frame: Frame) -> Iterator[tuple[str, ...]]:
    """Rows sorted by id: the same claims give the same bytes."""
    rows = list(frame.rows())
    for i in sorted(range(len(frame)), key=frame.ids.__getitem__):
        yield rows[i]


def csv_text(frame: Frame) -> str:
    """One record type as CSV, sorted by id; no text becomes a formula, numbers stay numbers. Each value that a column
    knows is guarded once, however many rows have it."""
    table = frame.to_pandas().sort_values("_id").drop(columns="_id")
    for p in frame.type.props:
        cell = partial(guarded, number=isinstance(p.value, (Integer, Number)))
        table[p.name] = table[p.name].cat.rename_categories(cell)
    return table.to_csv(index=False, lineterminator="\n")


def _jsonl_text(snapshot: Snapshot) -> str:
    lines = []
    for name, frame in snapshot.frames.items():
        for row in _ordered(frame):
            filled = {k: kept(v) for k, v in zip(frame.type.columns, row, strict=True) if v}
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
    data = text.encode()
    write_whole(path, data)
    return {"sha256": sha256(data).hexdigest(), "bytes": len(data)}


def _of_some(countries: Sequence[str]) -> dict[str, list[str]]:
    """What a manifest says of the countries; nothing where none is left out."""
    return {"countries": [*countries]} if countries else {}


@contextmanager
def _or_nothing(made: Iterable[Path], kept: bool) -> Iterator[None]:
    """Where an export fails (the disk is full), what it began goes again; where an earlier one is ``kept`` there, its
    manifest goes on saying that what stands there is unfinished."""
    try:
        yield
    except MnrError:
        for path in () if kept else made:
            with suppress(MnrError):
                remove(path)
        raise


def _manifest(
    snapshot: Snapshot, files: Mapping[str, object], tier: str, countries: Sequence[str], carried: Carried
) -> str:
    rows = {n: c for n, c in snapshot.counts().items() if c}
    label = {"tier": tier} if tier else {}
    said = {"snapshot": snapshot.id, **label, **_of_some(countries), "rows": rows, "files": files}
    return json.dumps({**said, **carried.said()}, indent=2, ensure_ascii=False) + "\n"


def _begun(snapshot: Snapshot, names: Iterable[str], countries: Sequence[str]) -> str:
    """The manifest while tables are written: should that be stopped, the next export knows them as ours."""
    head = {"snapshot": snapshot.id, **_of_some(countries)}
    return json.dumps({**head, "unfinished": True, "files": dict.fromkeys(names)}) + "\n"


def _ours(manifest: Path) -> set[str]:
    """Names of the files that an earlier export wrote here; none if there is no manifest of ours."""
    try:
        said = json.loads(manifest.read_bytes())
    except (OSError, ValueError):
        return set()
    if not isinstance(said, dict) or "snapshot" not in said or not isinstance(said.get("files"), dict):
        return set()
    return {f for f in said["files"] if _FILE.fullmatch(f)}


def _must_be_ours(folder: Path, ours: set[str]) -> None:
    """Refuse a folder with other tables in it: the next import of the folder would read them too."""
    others = sorted(
        p.name for p in folder.glob("*") if p.suffix.lower() in _TABLES and p.name not in ours and p.is_file()
    )
    if others:
        raise UsageError(
            said(
                "{folder} has tables that no finished export wrote: {names}, and {count:,} more.",
                folder=folder,
                names=Verbatim(", ".join(others[:10])),
                count=len(others) - 10,
            )
            if len(others) > 10
            else said(
                "{folder} has tables that no finished export wrote: {names}.",
                folder=folder,
                names=Verbatim(", ".join(others)),
            ),
            hint=said("Name a new or empty folder."),
        )


def export_csv(
    snapshot: Snapshot,
    folder: Path,
    tier: str = "",
    countries: Sequence[str] = (),
    carried: Carried = NOTHING,
) -> list[Path]:
    """One CSV per type that has rows, ``datapackage.json`` and ``manifest.json``. A manifest that says
    ``unfinished`` was left by an export that was stopped; the next one writes all again.

    What an earlier export left there and this one does not write is removed. Raises UsageError, and writes
    nothing, where the folder has tables of somebody else.
    """
    make_folder(folder)
    old = _ours(folder / "manifest.json")
    _must_be_ours(folder, old)
    tables = {f"{name}.csv": frame for name, frame in snapshot.frames.items() if len(frame)}
    every = [*tables, "datapackage.json", "manifest.json"]
    with _or_nothing([folder / name for name in every], bool(old)):
        begun = _begun(snapshot, sorted(old | set(tables) | {"datapackage.json"}), countries)
        _write(folder / "manifest.json", begun)
        files: dict[str, object] = {
            name: _write(folder / name, csv_text(frame)) for name, frame in tables.items()
        }
        package = json.dumps(_package(snapshot), indent=2, ensure_ascii=False) + "\n"
        files["datapackage.json"] = _write(folder / "datapackage.json", package)
        for name in sorted(old - set(files)):
            remove(folder / name)
        _write(folder / "manifest.json", _manifest(snapshot, files, tier, countries, carried))
    return [folder / f for f in (*files, "manifest.json")]


def export_jsonl(
    snapshot: Snapshot,
    target: Path,
    tier: str = "",
    countries: Sequence[str] = (),
    carried: Carried = NOTHING,
) -> list[Path]:
    """Everything in one file, a record a line; the manifest beside it. Raises UsageError, and writes nothing,
    where ``target`` is a folder with tables of somebody else."""
    if target.suffix != ".jsonl":
        make_folder(target)
        _must_be_ours(target, _ours(target / "claims.manifest.json"))
        target = target / "claims.jsonl"
    manifest = target.with_name(target.stem + ".manifest.json")
    with _or_nothing([target, manifest], manifest.exists() or target.exists()):
        _write(manifest, _begun(snapshot, [target.name], countries))
        files = {target.name: _write(target, _jsonl_text(snapshot))}
        _write(manifest, _manifest(snapshot, files, tier, countries, carried))
    return [target, manifest]


def bundle(snapshot: Snapshot, countries: Sequence[str], carried: Carried) -> str:
    """Everything as one file of JSON Lines: what a manifest would say stands in its first lines."""
    told = [*([_of_some(countries)] if countries else []), *carried.in_parts(_TOGETHER)]
    head = "".join(json.dumps({"type": MANIFEST, **said}, ensure_ascii=False) + "\n" for said in told)
    return head + _jsonl_text(snapshot)


FORMATS: Mapping[str, Callable[[Snapshot, Path, str, Sequence[str], Carried], list[Path]]] = {
    "csv": export_csv,
    "jsonl": export_jsonl,
}


def export(
    snapshot: Snapshot,
    form: str,
    target: Path,
    tier: str = "",
    countries: Sequence[str] = (),
    carried: Carried = NOTHING,
) -> list[Path]:
    """Write a snapshot; the paths written. ``tier``: label of the whole, ``countries``: those of a copy of some,
    ``carried``: the versions of its records and plans, all kept in the manifest.

    Raises UsageError for an unknown format, and where the target cannot be written.
    """
    if form not in FORMATS:
        raise UsageError(
            said("There is no export format {form!r}.", form=form),
            hint=said("Use one of: {names}.", names=Verbatim(", ".join(FORMATS))),
        )
    return FORMATS[form](snapshot, target, tier, countries, carried)
