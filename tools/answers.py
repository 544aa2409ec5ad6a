"""What is made from the declared answers: the light index of commands, and the JSON Schema of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from coordination.answers.declare import Answer
from coordination.answers.schema import schema_of
from coordination.text.sentences import ENGLISH
from coordination.workspace import imported

__all__ = ["declared", "import_schema", "index", "schema", "schemas"]

PACKAGE = "coordination.answers"
LONGEST = 110  #: letters of a line, as pyproject.toml has it


def declared() -> Iterator[tuple[str, Answer[Any, Any]]]:
    """(module, answer) of every declared answer, by module."""
    package = import_module(PACKAGE)
    for found in iter_modules([str(Path(package.__path__[0]))]):
        module = import_module(f"{PACKAGE}.{found.name}")
        if isinstance(answer := getattr(module, "ANSWER", None), Answer):
            yield module.__name__, answer


def index() -> str:
    """The text of the index: command -> module and one line of help. It imports nothing."""
    rows = sorted((answer.name, module, _words(answer)) for module, answer in declared())
    grouped = sorted(answer.name for _module, answer in declared() if answer.group)
    lines = "\n".join(_row(*row) for row in rows)
    return (
        '"""Which module declares which answer. Made by `make generate`; not by hand."""\n\n'
        "from __future__ import annotations\n\n"
        "from typing import Final\n\n"
        '__all__ = ["DECLARED", "GROUPED"]\n\n'
        "#: Answer -> (module, what is asked, in one line).\n"
        f"DECLARED: Final[dict[str, tuple[str, str]]] = {{\n{lines}\n}}\n"
        "#: Those whose command stands in a group.\n"
        f"GROUPED: Final = frozenset({json.dumps(grouped)})\n"
    )


def _words(answer: Answer[Any, Any]) -> str:
    return ENGLISH.render(answer.title, lambda name: name.id)


def _row(name: str, module: str, words: str) -> str:
    """An entry as the formatter would have it."""
    parts = [json.dumps(part, ensure_ascii=False) for part in (name, module, words)]
    line = f"    {parts[0]}: ({parts[1]}, {parts[2]}),"
    if len(line) <= LONGEST:
        return line
    return f"    {parts[0]}: (\n        {parts[1]},\n        {parts[2]},\n    ),"


def schema(answer: Answer[Any, Any]) -> str:
    """The JSON Schema of an answer as text."""
    return json.dumps(schema_of(answer), indent=2, ensure_ascii=False) + "\n"


def import_schema() -> str:
    """The JSON Schema of an import, which is no answer, as text."""
    return json.dumps(imported.schema(), indent=2, ensure_ascii=False) + "\n"


def schemas() -> dict[str, Answer[Any, Any]]:
    """Path -> answer, of every schema that is made."""
    return {f"graph_schema/answers/{answer.name}.schema.json": answer for _, answer in declared()}
