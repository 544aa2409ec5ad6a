"""What people who tried the program stumbled over: said so that it can be understood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from coordination.cli import main
from coordination.store.memory import MemoryStore
from coordination.store.opening import open_store
from coordination.system.settings import settings_from
from coordination.workspace import places
from coordination.workspace.places import build_shipped, is_behind, path_of
from dashboard.backend.context import Context
from dashboard.pages.board import worldmap
from dashboard.pages.whatif import result as whatif_result
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import text_of
from dashboard.ui.view import parse
from dashboard.web import command
from seed_data import workspaces
from tests.dashboard.shipped import shipped_context

Run = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MNR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "300")
    return tmp_path / "home"


@pytest.fixture
def mnr(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*args: str) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main([*args, "--store", "demo", "--as-of", "2026-11-25", "--format", "table"])
        assert not stopped.value.code
        return capsys.readouterr().out

    return run


def test_connectors_of_a_country_are_said_to_be_of_whoever_has_a_seat_or_works_there(mnr: Run) -> None:
    """Their loss separates others anywhere, so help says whose they are and what their numbers count."""
    words = " ".join(mnr("weak-points", "--help").split())
    assert "connectors and partnerships with a seat or work there" in words
    assert "Their numbers count the whole network." in words


def test_what_goes_with_an_operator_is_not_called_bodies_alone() -> None:
    """Agreements that it runs stand in the same list."""
    assert whatif_result._TITLES[1][0] == "What is part of it or run by it, and is lost too"


def test_a_gap_is_not_said_to_rest_on_a_look_where_something_ended() -> None:
    """A gap whose latest look was unclear is one because what was there has ended."""
    assert SIGNS[Sign.GAP].meaning == "a review did not find it, or it has ended"


def test_the_map_of_a_hotline_says_that_fragile_is_about_a_successor() -> None:
    """11 and 12 usually have one national body; 13 needs two."""
    context = shipped_context()
    said = {n: _words(context, n) for n in ("12", "13")}
    assert "fragile means that no successor is recorded" in said["12"]
    assert "successor" not in said["13"]


def _words(context: Context, capability: str) -> str:
    return text_of(worldmap.PAGE.draw(context, parse(f"/register/map?capability={capability}")).tree)


# -- a shipped workspace that another version built


@pytest.mark.parametrize("name", ["demo", "register"])
def test_one_that_this_version_built_is_not_behind(name: str) -> None:
    assert not is_behind(build_shipped(name, MemoryStore()))


def _older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with the invented region as a version built it that knew one row less."""
    now = workspaces()["demo"]
    folder = tmp_path / "older"
    folder.mkdir()
    for path in now.folder.glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    rows = (folder / "ties.csv").read_text(encoding="utf-8").splitlines()
    (folder / "ties.csv").write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    monkeypatch.setattr(places, "workspaces", lambda: {**workspaces(), "demo": replace(now, folder=folder)})
    path_of("demo", settings_from()).parent.mkdir(parents=True)
    build_shipped("demo", open_store(f"sqlite:///{path_of('demo', settings_from())}")).store.close()
    monkeypatch.setattr(places, "workspaces", workspaces)


def test_serve_says_in_one_line_that_one_is_behind(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _older(tmp_path, monkeypatch)
    before = path_of("demo", settings_from()).read_bytes()
    command.ready(("demo",))
    told = capsys.readouterr().err
    assert told.splitlines() == [
        "The workspace demo was built by another version of the program: "
        "`mnr workspace refresh demo` brings it up to date."
    ]
    assert path_of("demo", settings_from()).read_bytes() == before
    with pytest.raises(SystemExit):
        main(["workspace", "refresh", "demo"])
    capsys.readouterr()
    command.ready(("demo",))
    assert capsys.readouterr().err == ""
