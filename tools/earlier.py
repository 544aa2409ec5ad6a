"""Keep what the register said: ``python -m tools.earlier REVISION`` writes the folder of its newest earlier day.

``REVISION`` is a state of this repository in which the files of the register were those of that day. The folder gets
the rows that are otherwise today or are gone, and ``later.toml`` the ids of rows that are new although their source
was known. Run it again after each correction; the tests of ``tests/seed/test_batches.py`` hold the result.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from coordination.ingest.earlier import as_on
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from seed_data import workspaces

__all__ = ["keep", "write"]

Rows = list[dict[str, str]]
HEAD = """# What is of today although the rule (the source had been read by then) takes it for a fact of {day}:
# record types that came later, and single rows of sources that were known. Behind each id stands what it is.
# Made by `python -m tools.earlier`.
"""


def _read(text: str) -> Rows:
    return list(csv.DictReader(io.StringIO(text), strict=True))


def _frames(tables: Mapping[str, Rows]) -> dict[str, Frame]:
    return {n: f for n, f in Snapshot.from_rows(tables).frames.items() if len(f)}


def keep(then: Mapping[str, Rows], now: Mapping[str, Rows]) -> tuple[dict[str, Rows], dict[str, list[str]]]:
    """(rows of that day that are otherwise now, ids by type that are new); the day is that of the newest source."""
    day = workspaces()["register"].earlier[-1].day
    old = _frames(then)
    types = sorted(set(now) - set(old))
    told = as_on(day, "then", types, {})(_frames(now))
    was: dict[str, Rows] = {}
    later: dict[str, list[str]] = {"types": types} if types else {}
    for name, frame in old.items():
        today = told[name]
        same = {
            i: (today.digests[today.position[i]] == frame.digests[n]).all()
            for n, i in enumerate(frame.ids)
            if i in today.position
        }
        rows = dict(zip(frame.ids, then[name], strict=True))
        if kept := [rows[i] for i in frame.ids if not same.get(i)]:
            was[name] = kept
        if new := [i for i in today.ids if i not in frame.position]:
            later[name] = new
    return was, later


def _named(rows: Rows, ids: Iterable[str], name: str) -> dict[str, str]:
    """What each id is, in a few words, for the reader of the list."""
    frame = _frames({name: rows})[name]
    key = [c for c in frame.type.key if c in rows[0]]
    words = {i: " ".join(filter(None, (r[c] for c in key))) for i, r in zip(frame.ids, rows, strict=True)}
    return {i: words[i] for i in ids}


def write(
    folder: Path, was: Mapping[str, Rows], later: Mapping[str, list[str]], now: Mapping[str, Rows]
) -> None:
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.csv"):
        path.unlink()
    for name, rows in was.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            out = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
            out.writeheader()
            out.writerows(rows)
    text = HEAD.format(day=folder.name)
    for name, ids in later.items():
        if name == "types":
            text += "\ntypes = [" + ", ".join(f'"{i}"' for i in ids) + "]\n"
            continue
        told = _named(now[name], ids, name)
        text += f"\n{name} = [\n" + "".join(f'  "{i}", # {told[i]}\n' for i in ids) + "]\n"
    (folder / "later.toml").write_text(text, encoding="utf-8")


def main(revision: str) -> None:
    register = workspaces()["register"]
    root = Path(__file__).resolve().parent.parent
    now = {p.stem: _read(p.read_text(encoding="utf-8")) for p in sorted(register.folder.glob("*.csv"))}
    then = {}
    for name in now:
        at = f"{revision}:{(register.folder / f'{name}.csv').relative_to(root)}"
        shown = subprocess.run(["git", "show", at], cwd=root, capture_output=True, text=True, check=False)
        if shown.returncode == 0:
            then[name] = _read(shown.stdout)
    write(register.earlier[-1].folder, *keep(then, now), now)


if __name__ == "__main__":
    main(sys.argv[1])
