"""What people read is made by ``said(...)``, so that it can be told in their language: errors everywhere, and every
line that a command prints."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from graph_schema import errors
from tests.architecture.sources import nodes, sources

#: the project's errors, those of one module included
ERRORS = {n for n, e in vars(errors).items() if isinstance(e, type) and issubclass(e, errors.MnrError)} | {
    "Raced"
}
#: what prints a line or asks for one
PRINTS = {"echo", "secho", "prompt", "confirm"}


def _bare(node: ast.expr) -> bool:
    """Whether an expression holds words that no catalogue can know: a literal, or one that is filled in place."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and any(c.isalpha() for c in node.value)
    if isinstance(node, ast.JoinedStr):
        return any(_bare(v) for v in node.values if isinstance(v, ast.Constant))
    if isinstance(node, ast.BinOp):
        return _bare(node.left) or _bare(node.right)
    if isinstance(node, ast.IfExp):
        return _bare(node.body) or _bare(node.orelse)
    return isinstance(node, ast.BoolOp) and any(map(_bare, node.values))


def _named(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (n for n in nodes(tree) if isinstance(n, ast.Call))


def bare_errors(tree: ast.AST) -> list[int]:
    """Lines on which an error of ours is made with bare English, as its message or as its hint."""
    out = []
    for call in _calls(tree):
        again = isinstance(call.func, ast.Call) and _named(call.func) == "type"
        if _named(call) in ERRORS or again:
            words = [*call.args[:1], *(k.value for k in call.keywords if k.arg in ("message", "hint"))]
            out += [call.lineno for w in words if _bare(w)]
    return out


def bare_prints(tree: ast.AST) -> list[int]:
    """Lines on which a command prints bare English."""
    found = (c for c in _calls(tree) if _named(c) in PRINTS and isinstance(c.func, ast.Attribute))
    return [
        c.lineno
        for c in found
        if isinstance(c.func, ast.Attribute)
        and getattr(c.func.value, "id", "") == "click"
        and any(map(_bare, c.args[:1]))
    ]


def test_the_finders_find() -> None:
    def errors_of(text: str) -> list[int]:
        return bare_errors(ast.parse(text))

    assert errors_of('raise UsageError("Name a country.")') == [1]
    assert errors_of('raise UsageError(said("x"), hint=f"Use {y}.")') == [1]
    assert errors_of('raise StoreError("a" + ", ".join(b))') == [1]
    assert errors_of('raise DataError(said("a") if b else "No.")') == [1]
    assert errors_of('raise type(e)(f"The copy stopped: {e}")') == [1]
    assert errors_of('raise UsageError(said("x {y}", y=1), hint=Verbatim("mnr gaps MWI"))') == []
    assert errors_of("raise UsageError(message, hint=hint)") == []
    assert bare_prints(ast.parse('click.echo(f"Ready: {url}.")')) == [1]
    assert bare_prints(ast.parse('click.confirm("Sure?")')) == [1]
    assert bare_prints(ast.parse('click.echo(f"  {env}: {told(text)}")')) == []


def test_what_is_raised_can_be_told_in_the_readers_language() -> None:
    bare = [f"{s.name}:{line}" for s in sources() for line in bare_errors(s.tree)]
    assert bare == []


def test_every_line_that_a_command_prints_can_be_told_in_the_readers_language() -> None:
    bare = [f"{s.name}:{line}" for s in sources("coordination/cli") for line in bare_prints(s.tree)]
    assert bare == []
