"""The command line, run inside the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from coordination.cli import main
from coordination.workspace import places
from tests.ready import first_use, read_once
from tests.unit.ran import Ran, Run


@pytest.fixture
def mnr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``mnr ...`` with an empty home; (exit code, standard output, standard error)."""
    monkeypatch.setattr(places, "_first_use", first_use)
    read_once(monkeypatch)
    monkeypatch.setenv("MNR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MNR_STORE", raising=False)
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.chdir(tmp_path)

    def run(*args: str) -> Ran:
        capsys.readouterr()
        code = 0
        try:
            main(list(args))
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ran(code, out, err)

    return run
