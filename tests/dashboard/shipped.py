"""The pages over the shipped workspaces: one set of stores for every module that asks for ``shipped``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from coordination.store.opening import open_store
from coordination.workspace.places import build_shipped
from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Context
from dashboard.pages import Page
from dashboard.ui.tree import Node, text_of
from dashboard.ui.view import parse

AS_OF = date(2026, 11, 25)
#: the day on which the newest facts of the register can be seen, for addresses
NEWEST = "as_of=2026-11-28"


def facts(kind: str) -> list[dict[str, Any]]:
    """The facts of this kind that the fictional region was made to hold."""
    text = (files("seed_data") / "demo" / "stories.toml").read_text(encoding="utf-8")
    return [f for f in tomllib.loads(text)["fact"] if f["kind"] == kind]


@contextmanager
def shipped_context(folder: Path) -> Iterator[Context]:
    """The answers over both shipped workspaces on the day of the fictional region's stories."""
    made = [build_shipped(n, open_store(f"sqlite:///{folder / n}.sqlite")) for n in ("register", "demo")]
    try:
        yield Context.of(ServiceAnswers(made), lambda: AS_OF)
    finally:
        for service in made:
            service.store.close()


def tree_of(context: Context, page: Page, address: str) -> Node:
    return page.draw(context, parse(address)).tree


def words_of(context: Context, page: Page, address: str) -> str:
    return text_of(tree_of(context, page, address))
