"""The project's own Python files, parsed once for all tests of this folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.syntax import nodes_of

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("graph_schema", "seed_data", "coordination", "dashboard")


@dataclass(frozen=True, eq=False)
class Source:
    """``name``: path from the root, with slashes."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Every ``.py`` file below these folders of the project, sorted."""
    found = []
    for folder in folders or PACKAGES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            found.append(Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text)))
    return tuple(found)


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Every node of a tree: each rule looks at all of them."""
    return tuple(nodes_of(tree))


def docstrings(tree: ast.Module) -> set[ast.expr]:
    """The string nodes that are docstrings (or strings that stand alone)."""
    return {
        node.value
        for node in nodes(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, text) of every string literal that is not a docstring; of an f-string its fixed parts joined."""
    skip = docstrings(tree)
    inside: set[ast.expr] = set()
    for node in nodes(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [v for v in node.values if isinstance(v, ast.Constant)]
            inside.update(parts)
            yield node.lineno, " ".join(str(p.value) for p in parts)
    for node in nodes(tree):
        if node in skip or node in inside:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of a name or attribute, else ``""``."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""
