"""Rows that are added go into SQLite by twenty, what all of them say once, into a file with pages of 8 KB. Whatever is
stored is the same as one by one in pages of 4 KB."""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from coordination.store import queries as q
from coordination.store import sqlite, sqlrows
from coordination.store.sealing import json_of
from coordination.workspace.service import Workspace, refuse
from graph_schema import sql
from graph_schema.issues import errors_in
from graph_schema.schema import SCHEMA

AT: Final = "2026-11-25T00:00:00Z"
#: What JSON, CSV or SQL write in other ways; the titles after them are told apart by their number.
ODD: Final = ('It said "so"', "back\\slash", "Zoë, 日本 🙂", "'; DROP TABLE sources; --")
OLD: Final = Path(__file__).parent.parent / "contract" / "old" / "layout-1.sqlite.gz"


def files(folder: Path, n: int) -> list[Path]:
    """One country, one organisation, ``n`` sources, and a delivery that each of them tells of."""
    ids = [f"s{i:03}" for i in range(n)]
    tables: dict[str, list[tuple[str, ...]]] = {
        "countries": [("iso3", "name"), ("XAA", "Almara")],
        "stakeholders": [("id", "name", "kind"), ("ministry", "Ministry", "government")],
        "sources": [
            ("source_id", "title", "url"),
            *((s, ODD[i] if i < len(ODD) else f"Report {i}", f"https://example.org/{i}" if i % 3 == 0 else "")
              for i, s in enumerate(ids)),
        ],
        "deliveries": [
            ("stakeholder_id", "capability", "iso3", "role", "source_id"),
            *(("ministry", "4", "XAA", "provides", s) for s in ids),
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as handle:
            csv.writer(handle, lineterminator="\n").writerows(rows)
    return [folder / f"{name}.csv" for name in tables]


def filled(folder: Path, n: int, name: str = "s") -> sqlite.SqliteStore:
    store = sqlite.SqliteStore(folder / f"{name}.sqlite")
    store.prepare()
    refuse(Workspace("w", store).import_files(files(folder, n), at=AT))
    return store


def asked(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as c:
        return c.execute(query).fetchall()


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    tables = [str(name) for (name,) in asked(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: asked(path, f'SELECT * FROM "{name}"') for name in tables}


def test_ids_chain_and_seal_are_those_of_the_program_before(tmp_path: Path) -> None:
    """As the program of commit ddeb8068 printed them, which added rows one by one into pages of 4 KB. The chain stands
    on the digest of every row, the seal on the origin of every entry and on the bytes of every copy."""
    store = filled(tmp_path, 47)
    assert asked(store.path, "SELECT chain, seal, snapshot FROM _batches") == [
        ("58dcca25fad48b1c64ac0704dfaf48a2", "cf48c49b75364df3c40edc1f3c17838e", "686d2a7454a07993")
    ]
    ids = asked(store.path, "SELECT _id FROM deliveries ORDER BY rowid")
    assert (ids[0], ids[46]) == (("0aecaa887e9b52f04636d8e4",), ("0fd5bc7ddc3d47b197cf9a14",))


@pytest.mark.parametrize("n", [1, 19, 20, 21, 47])
@pytest.mark.parametrize("bulk", [20_000, 1])
def test_every_row_is_stored_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n: int, bulk: int
) -> None:
    """47 rows in chunks of 25: twenty, five, twenty, two."""
    monkeypatch.setattr(sqlite, "BULK", bulk)
    monkeypatch.setattr(sqlite, "CHUNK", 25)
    store = filled(tmp_path, n)
    with (tmp_path / "sources.csv").open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    given = [(r["source_id"], r["title"], r["url"], "sources.csv", k) for k, r in enumerate(rows, 2)]
    query = "SELECT source_id, title, url, _file, _line FROM sources ORDER BY rowid"
    assert asked(store.path, query) == given
    assert asked(store.path, "SELECT DISTINCT _batch, _version, publisher FROM sources") == [(1, 1, "")]
    assert errors_in(store.verify()) == []


def test_a_file_of_small_pages_filled_one_by_one_holds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = filled(tmp_path, 47)
    monkeypatch.setattr(sqlrows, "TOGETHER", 1)
    monkeypatch.setattr(q, "PAGE_SIZE", "PRAGMA page_size=4096")
    old = filled(tmp_path, 47, "old")
    assert asked(new.path, "PRAGMA page_size") == [(8192,)]
    assert asked(old.path, "PRAGMA page_size") == [(4096,)]
    assert everything(new.path) == everything(old.path)


def test_a_store_of_small_pages_keeps_them_and_works(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    assert asked(path, "PRAGMA page_size") == [(4096,)]
    before = sqlite.SqliteStore(path).info().counts["sources"]
    store = filled(tmp_path, 47)
    assert asked(path, "PRAGMA page_size") == [(4096,)]
    assert store.info().counts["sources"] == before + 47
    assert errors_in(store.verify()) == []
    with closing(sqlite3.connect(path)) as c:
        c.execute("UPDATE sources SET title = 'Other' WHERE source_id = 's046'")
        c.commit()
    assert store.repair() == ["sources s046"]
    assert asked(path, "SELECT title FROM sources WHERE source_id = 's046'") == [("Report 46",)]


def test_rows_that_come_back_among_new_ones_have_their_own_versions(tmp_path: Path) -> None:
    """21 are added, removed and added again with four more: version 3 and version 1 in one chunk."""
    store = filled(tmp_path, 21)
    w = Workspace("w", store)
    w.undo(store.batches()[-1].batch.id, at=AT)
    refuse(w.import_files(files(tmp_path, 25), at=AT))
    found = asked(store.path, "SELECT _version, count(*) FROM sources GROUP BY _version ORDER BY 1")
    assert found == [(1, 4), (3, 21)]
    assert errors_in(store.verify()) == []


def test_a_statement_names_what_all_rows_say_once() -> None:
    t = SCHEMA["committee_bodies"]
    names = sql.names(t)
    said, each = names[1], len(names) - 1
    first = ", ".join(["?2", "?1", *(f"?{k}" for k in range(3, each + 2))])
    second = ", ".join([f"?{each + 2}", "?1", *(f"?{k}" for k in range(each + 3, 2 * each + 2))])
    assert sql.insert(t, 2, {said}).endswith(f" VALUES ({first}), ({second})")
    assert sql.insert(t).endswith(f" VALUES ({', '.join(f'?{k}' for k in range(1, each + 2))})")


def test_no_statement_has_more_parameters_than_any_sqlite_takes() -> None:
    """999 before SQLite 3.32."""
    assert max(len(sql.names(t)) for t in SCHEMA.values()) * sqlrows.TOGETHER <= 999
    assert sqlrows.BOUND % sqlrows.TOGETHER == 0


@pytest.mark.parametrize(
    "words",
    [
        [], [""], ["a"], ["a", "", "b, c"], ['a"'], ["a\\", "b"], ["a", "b\n"], ["\x1f"], ["\x7f"], ["\x00"],
        ["é", "日本", "🙂"], ["\u2028"], ["\ud800", "\udc00"],
    ],
)  # fmt: skip
def test_texts_are_written_as_json_writes_them(words: list[str]) -> None:
    assert json_of(words) == json.dumps(words, ensure_ascii=False)
