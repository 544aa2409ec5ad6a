"""A test that a page names as a proof must exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, written

NAMED = re.compile(r"(tests/[\w/]+\.py)::((?:\w+::)*\w+)")
#: what a copy of the project was given
DIFF = re.compile(r"^```diff$.*?^```$", re.MULTILINE | re.DOTALL)
PATHS = re.compile(r"`((?:tests|coordination|graph_schema|seed_data|dashboard|tools)/[\w./]*\w)`")


@cache
def defined_in(path: str) -> frozenset[str]:
    """``test`` and ``Class::test`` of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{f.name}" for f in node.body if isinstance(f, ast.FunctionDef)}
    return frozenset(found)


@pytest.mark.parametrize("page", written(), ids=lambda p: str(p.relative_to(ROOT)))
def test_what_a_page_names_is_there(page: Path) -> None:
    text = DIFF.sub("", page.read_text(encoding="utf-8"))
    for path, name in NAMED.findall(text):
        assert (ROOT / path).is_file(), path
        assert name in defined_in(path), f"{path}::{name}"
    for path in PATHS.findall(text):
        assert (ROOT / path).exists(), path


def test_every_guarantee_names_a_proof() -> None:
    text = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
    guaranteed = text.split("## Guaranteed")[1].split("## Not promised")[0]
    sentences = guaranteed.split("\n\n**")[1:]
    assert len(sentences) >= 10
    for s in sentences:
        assert NAMED.search(s), s[:80]
