"""The loader of shipped workspaces: what it gives, and what it says when its file is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_schema.errors import SchemaError, UsageError
from seed_data import workspace, workspaces

GOOD = """
[one]
title = "One"
folder = "rows"
as_of = 2026-01-31
example_country = "XAA"
tier = "GREEN"
shapes = "none"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "workspaces.toml"
    path.write_text(text, encoding="utf-8")
    (folder / "rows").mkdir(exist_ok=True)
    return path


def test_what_is_shipped() -> None:
    assert list(workspaces()) == ["register", "demo"]
    demo = workspace("demo")
    assert (demo.as_of, demo.example_country, demo.tier, demo.shapes) == (
        date(2026, 11, 25),
        "XAA",
        "CLEAR",
        "demo",
    )
    assert (demo.folder / "README.md").is_file()
    assert workspace("register").shapes == "world"
    days = [was.day for was in workspace("register").earlier]
    assert (days, workspace("register").as_of) == (
        [date(2026, 11, 25), date(2026, 11, 30)],
        date(2026, 12, 3),
    )
    assert workspace("register").notes > workspace("demo").notes == {"shipped with the program"}


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    one = workspaces(write(tmp_path, GOOD))["one"]
    assert (one.title, one.folder, one.as_of) == ("One", tmp_path / "rows", date(2026, 1, 31))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "One"', "", "lacks title"),
        ('title = "One"', 'titel = "One"', "unknown field titel"),
        ("as_of = 2026-01-31", 'as_of = "2026-01-31"', "as_of is not a date"),
        ('folder = "rows"', 'folder = "elsewhere"', "folder elsewhere is not there"),
        ('shapes = "none"', 'shapes = "none"\nnote = 1', "note is not a str"),
        (
            'shapes = "none"',
            'shapes = "none"\nearlier = [1]',
            "earlier needs day, folder, note and nothing else",
        ),
        (
            'shapes = "none"',
            'shapes = "none"\nearlier = [{day = 2026-01-01, folder = "rows", note = "n"}]',
            "rows/later.toml is not there",
        ),
        ('tier = "GREEN"', 'tier = "BLUE"', "tier BLUE is none of"),
        ("[one]", "one = 1\n[two]", "'one' is not a table"),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(SchemaError, match=said):
        workspaces(write(tmp_path, GOOD.replace(old, new)))


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"no workspace 'malawi'.*register, demo"):
        workspace("malawi")
