"""The list of words is true: what it calls a page or a status is what the program says, in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import vocabulary
from tools.catalogue import PROGRAM, texts, translations

PAGE = Path(__file__).resolve().parents[2] / "docs" / "concepts.md"


def rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading of the page: English, French, Spanish, ..."""
    part = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[c.strip() for c in line.strip("|").split("|")] for line in lines[2:]]


def plain(text: str) -> str:
    return text.replace("\u2019", "'").replace("\u202f", " ")


@pytest.mark.parametrize("heading", ["Pages", "Things"])
def test_a_word_of_the_list_is_translated_as_it_says(heading: str) -> None:
    known, wrong, checked = texts(PROGRAM), [], 0
    translated = {code: translations(code, PROGRAM) for code in ("fr", "es")}
    for english, *others in rows(heading):
        for one in english.split(" \u00b7 "):
            at = english.split(" \u00b7 ").index(one)
            if one not in known:
                continue
            for code, said in zip(("fr", "es"), others, strict=False):
                checked += 1
                own, wanted = translated[code][one], said.split(" \u00b7 ")[at]
                if plain(own) != plain(wanted):
                    wrong.append((code, one, own, wanted))
    assert not wrong, wrong
    assert checked > 30


def test_a_word_of_before_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert vocabulary.findings("en") == []
    said = {
        "mnr": [("a", "Two corridors are `tie` {batch} --store")],
        "methods": [("b", "A cell of [it](cell.md)")],
    }
    monkeypatch.setattr(vocabulary, "_said", lambda _, domain: said[domain])
    assert vocabulary.findings("en") == [
        "en: 'Two corridors are `tie` {batch} --store' says 'corridors'; say 'cross-border channel'",
        "en: 'A cell of [it](cell.md)' says 'cell'; say 'capability in a country'",
    ]
