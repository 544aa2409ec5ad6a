"""Queries in Cypher to start from, one file each; ``docs/reference/cookbook.md`` shows them all.

A file begins with its title, and may say which parameters it needs, with an example of each, and which command gives
the same answer. Every query may use ``$day``, a date, and ``$edition``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

__all__ = ["Query", "cookbook"]

_HEAD: Final = re.compile(r"// (?:(parameters|command): )?(.*)\n")


@dataclass(frozen=True)
class Query:
    """``parameters``: name -> an example; ``command``: the command with the same answer, or ""; ``text``: all of the
    file, comments included."""

    name: str
    title: str
    parameters: Mapping[str, str]
    command: str
    text: str

    @property
    def derived(self) -> bool:
        """Whether it needs the derived layer (``mnr store derive``)."""
        return "MnrBatch" not in self.text


@cache
def cookbook() -> Mapping[str, Query]:
    """Name -> query, by name."""
    found = {}
    for file in sorted(files(__name__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".cypher"):
            name, text = file.name.removesuffix(".cypher"), file.read_text(encoding="utf-8")
            said = {key or "title": value for key, value in _HEAD.findall(text)}
            examples = dict(pair.split("=", 1) for pair in said.get("parameters", "").split())
            found[name] = Query(name, said["title"], examples, said.get("command", ""), text)
    return found
