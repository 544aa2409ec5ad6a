"""What the documentation shows is what happens: every command and every Python block of every page is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import ROOT, Block, Reader, blocks, commands, matches, written
from tests.neo4j_fixture import begun

RUN = [p for p in written() if any(b.kind in ("console", "python") for b in blocks(p.read_text("utf-8")))]


#: The page that makes a Neo4j from nothing; others find the folder of one that was started and prepared before.
FROM_NOTHING = ROOT / "docs" / "how-to" / "neo4j.md"


def _starts_neo4j(page: Path) -> bool:
    return "mnr neo4j start" in page.read_text("utf-8")


def _case(page: Path) -> object:
    marks = [pytest.mark.neo4j] if _starts_neo4j(page) else []
    return pytest.param(page, marks=marks, id=str(page.relative_to(ROOT)))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", [_case(p) for p in RUN])
def test_a_page_can_be_followed(page: Path, tmp_path: Path, home: Path, mnr_program: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    if _starts_neo4j(page) and page != FROM_NOTHING:
        begun(home / "neo4j")
    Reader(folder, home, mnr_program).follow(page)


def test_the_pages_that_matter_can_be_run() -> None:
    names = {str(p.relative_to(ROOT)) for p in RUN}
    assert {"README.md", "docs/tutorial.md"} <= names
    how_to = {str(p.relative_to(ROOT)) for p in (ROOT / "docs" / "how-to").glob("*.md")}
    assert how_to - {"docs/how-to/index.md"} <= names
    assert FROM_NOTHING in RUN
    assert _starts_neo4j(FROM_NOTHING)


# The runner itself: a test that passes whatever happens would prove nothing.


def follow(tmp_path: Path, text: str) -> None:
    reader = Reader(tmp_path, tmp_path / "home", Path("mnr"))
    for block in blocks(text):
        if block.kind == "console":
            for command in commands(block):
                reader.run(command, "page")


def test_a_failing_command_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="ended with 1, not 0"):
        follow(tmp_path, "```console\n$ false\n```\n")


def test_an_announced_exit_code_is_held(tmp_path: Path) -> None:
    follow(tmp_path, "```console\n$ false # exit code 1\n```\n")
    with pytest.raises(AssertionError, match="ended with 0, not 1"):
        follow(tmp_path, "```console\n$ true # exit code 1\n```\n")


def test_other_output_is_found(tmp_path: Path) -> None:
    follow(tmp_path, "```console\n$ echo one two three\none ... three\n```\n")
    with pytest.raises(AssertionError, match="printed"):
        follow(tmp_path, "```console\n$ echo one two three\none ... four\n```\n")


def test_variables_and_folders_last_and_output_is_a_terminal(tmp_path: Path) -> None:
    text = "$ A=7\n$ mkdir d && cd d\n$ echo $A $(basename $PWD)\n7 d\n$ test -t 1\n$ echo x >&2\nx\n"
    follow(tmp_path, f"```console\n{text}```\n")


def test_blocks_keep_their_lines() -> None:
    found = list(blocks("a\n```csv x.csv\nb\n```\n\n```console\n$ one \\\n> two\nout\n$ three\n```\n"))
    assert found[0] == Block("csv", "x.csv", "b\n", 2)
    assert [(c.text, c.shown, c.line) for c in commands(found[1])] == [
        ("one \\\ntwo", "out", 7),
        ("three", "", 10),
    ]


def test_how_lines_are_broken_means_nothing_and_everything_else_does() -> None:
    assert matches("a\n\nb c", "a  b\nc\n")
    assert matches("...\nb\n...", "a b c")
    assert matches("a...c", "abc")
    assert not matches("a b", "ab")
    assert not matches("a b", "a b c")
