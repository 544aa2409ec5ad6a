"""Every subject of the deck is somewhere: the file, the page and the command that the table names exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from coordination.cli import cli
from dashboard.pages import all_pages
from tests.dashboard.shipped import shipped_context, words_of

ROOT = Path(__file__).parents[2]


def rows() -> list[list[str]]:
    text = (ROOT / "docs/reference/deck.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_no_cell_is_empty() -> None:
    found = rows()
    assert len(found) >= 20
    assert all(len(row) == 5 and all(row) for row in found)


def test_every_place_exists() -> None:
    pages = {p.name for p in all_pages()}
    commands = set(cli.commands) | set(cli.list_commands(click.Context(cli)))
    for subject, data, page, command, _fact in rows():
        file = data.strip("`")
        assert (ROOT / file).is_file(), subject
        assert re.split("[/?]", page.strip("`"))[1] in pages, subject
        if Path(file).stem in ("complexity", "domains", "phases"):  # no answer holds it
            assert command == "page only"
            continue
        found = re.fullmatch(r"`mnr ([a-z-]+)( MWI)?`", command)
        assert found, subject
        assert found[1] in commands, subject


def words(text: str) -> str:
    """With one blank between words, as a page or a table breaks them."""
    return " ".join(text.split())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_page_and_command_contain_the_fact(row: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """On the public register; a table so wide that no cell of it is cut."""
    _subject, _data, page, command, fact = row
    address = f"/register{page.strip('`')}"
    (found,) = (p for p in all_pages() if p.name == re.split("[/?]", address)[2])
    every = f"{address}{'&' if '?' in address else '?'}rows=all"
    assert fact in words(words_of(shipped_context(), found, every))
    if command == "page only":
        return
    monkeypatch.setenv("COLUMNS", "3000")
    told = CliRunner().invoke(cli, [*command.strip("`").split()[1:], "--format", "table"])
    assert told.exit_code == 0
    assert fact in words(told.output)


def test_figures_have_a_command_of_their_own() -> None:
    (command,) = [command for _, data, _, command, _ in rows() if Path(data.strip("`")).stem == "indicators"]
    assert command == "`mnr figures MWI`"


def test_what_the_board_groups_by_is_a_command_of_its_own() -> None:
    lenses = {"threats", "challenges", "drivers", "disciplines", "objectives"}
    asked = {Path(data.strip("`")).stem: command for _, data, _, command, _ in rows()}
    assert {asked[name] for name in lenses} == {"`mnr lenses MWI`"}


def test_every_list_of_the_framework_is_named() -> None:
    """But those that only say how two lists belong together, and those that are not of the slides."""
    joins = {"addresses", "answers", "figures", "touches", "edition"}
    ours = {"routes", "stages", "actions"}
    named = {Path(data.strip("`")).stem for _, data, _, _, _ in rows()}
    lists = {p.stem for p in (ROOT / "graph_schema/editions/mnr_2016").glob("*.csv")}
    assert lists - joins - ours <= named
