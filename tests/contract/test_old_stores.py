"""Stores that earlier programs made open: reading works as it is, writing brings them up to this program.

``old/layout-1.*`` were made by the program of commit 6e73b4d, before the columns ``scope``, ``operator_id``,
``name_fr``, ``name_es`` and the type ``duty_reviews``; the ids below are what that program printed.
"""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from coordination.model.changes import Op
from coordination.store.base import STORE_VERSION
from coordination.store.moving import move
from coordination.store.sqlite import SqliteStore
from graph_schema.errors import StoreTooNew
from graph_schema.issues import errors_in
from tests.contract.test_store import put

OLD = Path(__file__).parent / "old"
#: As the program of then printed them.
SNAPSHOT, CHAIN, BATCHES, ROWS = "4c3f7bc58fad755e", "634c77e4b46aa91b6223695f8472a732", 5, 109
FILE = "8c08c1fe6845b2684088752d725c5552c5c7d267dfef2d0249fcd82b7bdf35bc"  #: offered twice then
NEW = {
    "deliveries": [
        {"stakeholder_id": "None", "capability": "4", "iso3": "NAM", "source_id": "s1", "scope": "general"}
    ],
    "duty_reviews": [
        {"duty": "4", "iso3": "NAM", "instruments_complete": "yes", "reviewed_on": "2025", "method": "desk",
         "source_id": "s1"}
    ],
    "assessments": [
        {"iso3": "NAM", "enabler": "1", "finding": "partly", "reviewed_on": "2025", "method": "desk_review",
         "source_id": "s1"}
    ],
    "judgements": [{"a_id": "00123", "b_id": "None", "verdict": "unsure", "reviewed_on": "2025"}],
    "own_actions": [
        {"iso3": "NAM", "capability": "4", "serves": "review", "action": "Ask.", "lead_seat": "police",
         "done_when": "A note says so.", "effort": "S"}
    ],
    "services": [{"service_id": "portal", "name": "Reporting portal", "kind": "portal"}],
    "link_reviews": [
        {"iso3": "NAM", "gives": "12", "takes": "4", "outcome": "found", "reviewed_on": "2025", "method": "desk_review",
         "source_id": "s1"}
    ],
}  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> SqliteStore:
    path = tmp_path / "old.sqlite"
    path.write_bytes(gzip.decompress((OLD / "layout-1.sqlite.gz").read_bytes()))
    return SqliteStore(path)


def test_reading_works_as_it_is(old: SqliteStore) -> None:
    before = old.path.read_bytes()
    info = old.info()
    assert (info.version, info.seq, info.snapshot, info.chain) == (1, BATCHES, SNAPSHOT, CHAIN)
    assert sum(info.counts.values()) == ROWS
    snapshot = old.snapshot()
    assert snapshot.id == SNAPSHOT
    assert set(snapshot["deliveries"]["scope"].texts()) == {""}
    assert len(snapshot["duty_reviews"]) == len(snapshot["judgements"]) == len(snapshot["own_actions"]) == 0
    assert [e.op for e in old.history("None")] == [Op.ADD, Op.CHANGE]
    assert [sha for sha, _ in old.sightings()] == [FILE]
    old.close()
    assert old.path.read_bytes() == before, "reading writes nothing"


def test_verify_reads_it_and_says_what_it_cannot_say(old: SqliteStore) -> None:
    found = old.verify()
    assert errors_in(found) == []
    assert [i.code for i in found] == ["I-LAYOUT"]
    with closing(sqlite3.connect(old.path)) as c:
        c.execute("UPDATE stakeholders SET name = 'Other' WHERE _id = '00123'")
        c.commit()
    assert any("stakeholders 00123" in i.message for i in errors_in(old.verify()))


@pytest.mark.parametrize("by", ["migrate", "writing", "settings"])
def test_it_is_brought_up_and_no_hash_changes(old: SqliteStore, by: str, tmp_path: Path) -> None:
    read = {n: f for n, f in old.snapshot().frames.items() if len(f)}
    chains = [b.chain for b in old.batches()]
    if by == "migrate":
        old.prepare()
    elif by == "settings":
        old.set_settings({"title": "Still mine"})
    else:
        put(old, NEW, note="new words")
    assert old.info().version == STORE_VERSION
    assert [b.chain for b in old.batches()][:BATCHES] == chains
    assert [b.snapshot for b in old.batches()][BATCHES - 1] == SNAPSHOT
    assert errors_in(old.verify()) == []
    if by == "writing":
        now = old.snapshot()
        assert "general" in now["deliveries"]["scope"].texts()
        assert len(now["duty_reviews"]) == len(now["judgements"]) == len(now["own_actions"]) == 1
    else:
        assert (old.info().snapshot, old.info().chain) == (SNAPSHOT, CHAIN)
        fresh = SqliteStore(old.path).snapshot()
        for name, frame in read.items():
            assert sorted(fresh[name].rows()) == sorted(frame.rows())
    copy = SqliteStore(tmp_path / "copy.sqlite")
    assert move(old, copy).snapshot == old.info().snapshot
    assert errors_in(copy.verify()) == []


def test_what_is_changed_after_it_was_brought_up_is_found_and_put_back(old: SqliteStore) -> None:
    old.prepare()
    with closing(sqlite3.connect(old.path)) as c:
        c.execute("UPDATE stakeholders SET _line = 9 WHERE _id = '00123'")
        c.execute("DELETE FROM sources WHERE _id = 's1'")
        c.execute("UPDATE _log SET before = '{}' WHERE op = 'change' AND id = 'None'")
        c.execute("UPDATE _settings SET value = 'CLEAR' WHERE key = 'tier'")
        c.commit()
    named = " ".join(i.message for i in errors_in(old.verify()))
    for what in ("stakeholders 00123", "sources s1", "(stakeholders None)", "the setting tier"):
        assert what in named
    assert set(old.repair()) == {"stakeholders 00123", "sources s1", "the settings"}
    left = [i.message for i in errors_in(old.verify())]
    # The name that the ministry had before was kept in the log only, and no copy of it was made then.
    assert any("(stakeholders None)" in m for m in left)
    assert not any("00123" in m or "s1" in m or "tier" in m for m in left)


def test_a_store_with_columns_of_a_later_program_is_refused(old: SqliteStore) -> None:
    old.prepare()
    with closing(sqlite3.connect(old.path)) as c:
        c.execute("ALTER TABLE sources ADD COLUMN \"later\" TEXT NOT NULL DEFAULT ''")
        c.execute("UPDATE _meta SET value = 'that of a later program' WHERE key = 'columns'")
        c.commit()
    for call in (old.snapshot, old.info, old.prepare):
        with pytest.raises(StoreTooNew, match="does not know"):
            call()
