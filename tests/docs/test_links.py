"""Links between pages resolve: the file is there, and so is the heading."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "seed_data").rglob("*.md"),
        *(ROOT / "graph_schema").rglob("*.md"),
    ]
)
FENCED = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+?)\s*$", re.MULTILINE)


def prose(page: Path) -> str:
    return FENCED.sub("", page.read_text(encoding="utf-8"))


@cache
def anchors(page: Path) -> frozenset[str]:
    """Names that a heading gets where pages are shown: lower case, blanks to hyphens, other marks dropped."""
    found: list[str] = []
    for heading in HEADING.findall(prose(page)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
        name = re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")
        found.append(name if name not in found else f"{name}-{found.count(name)}")
    return frozenset(found)


def broken(page: Path, inside: Path = ROOT) -> list[str]:
    wrong = []
    for target in LINK.findall(prose(page)):
        if re.match(r"[a-z][a-z+.-]*:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or not there.is_relative_to(inside):
            wrong.append(f"{target}: nothing is there")
        elif anchor and there.suffix == ".md" and anchor not in anchors(there):
            wrong.append(f"{target}: no such heading")
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    assert not broken(page)


def test_every_page_can_be_reached_from_the_first() -> None:
    seen: set[Path] = set()
    front = [ROOT / "README.md"]
    while front:
        page = front.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        for target in LINK.findall(prose(page)):
            path = target.partition("#")[0]
            if path and not re.match(r"[a-z][a-z+.-]*:", target) and (page.parent / path).is_file():
                front.append((page.parent / path).resolve())
    lost = [str(p.relative_to(ROOT)) for p in PAGES if p not in seen and p.is_relative_to(ROOT / "docs")]
    assert not lost


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = ROOT / "docs" / "index.md"
    assert "how-to" in anchors(page)
    made = tmp_path / "p.md"
    made.write_text("# A b\n[x](#a-b) [y](#c) [z](none.md) [w](https://example.org)\n```\n[v](no.md)\n```\n")
    assert broken(made, tmp_path.resolve()) == ["#c: no such heading", "none.md: nothing is there"]
