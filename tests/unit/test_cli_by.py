"""Every change of the command line has an author: ``--by``, else MNR_AUTHOR, else the user of the computer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.ran import Run


def authors(mnr: Run) -> list[str]:
    given = json.loads(mnr("history", "--store", "own", "--format", "json").out)
    return [b["author"] for b in given["batches"]]


def test_by_the_setting_and_the_user(mnr: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MNR_AUTHOR", raising=False)
    monkeypatch.setattr("getpass.getuser", lambda: "gbanda")
    (tmp_path / "sources.csv").write_text("source_id,title\ns,Minutes\n", encoding="utf-8")
    at = ("--store", "own")
    assert mnr("workspace", "new", "own").code == 0
    assert mnr("import", "sources.csv", *at).code == 0
    monkeypatch.setenv("MNR_AUTHOR", "Secretariat")
    (batch,) = [b["batch"] for b in json.loads(mnr("history", *at, "--format", "json").out)["batches"]]
    undone = mnr("undo", batch, *at)
    assert undone.code == 0
    assert mnr("import", "sources.csv", *at, "--by", " Grace\u200b  Banda ").code == 0
    assert sorted(authors(mnr)) == ["Grace Banda", "Secretariat", "gbanda"]
