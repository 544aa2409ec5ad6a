"""The pages over the shipped workspaces: one set of stores in a process (:mod:`tests.ready`)."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

from dashboard.backend.answers import ServiceAnswers
from dashboard.backend.context import Context
from dashboard.pages import Page
from dashboard.ui.tree import Node, text_of
from dashboard.ui.view import parse
from tests import ready

AS_OF = date(2026, 11, 25)
#: the day on which the newest facts of the register can be seen, for addresses
NEWEST = "as_of=2026-12-03"


def facts(kind: str) -> list[dict[str, Any]]:
    """The facts of this kind that the fictional region was made to hold."""
    text = (files("seed_data") / "demo" / "stories.toml").read_text(encoding="utf-8")
    return [f for f in tomllib.loads(text)["fact"] if f["kind"] == kind]


def shipped_context() -> Context:
    """The answers over both shipped workspaces on the day of the fictional region's stories."""
    made = [ready.shipped(name) for name in ("register", "demo")]
    return Context.of(ServiceAnswers(made), lambda: AS_OF)


def tree_of(context: Context, page: Page, address: str) -> Node:
    return page.draw(context, parse(address)).tree


def words_of(context: Context, page: Page, address: str) -> str:
    return text_of(tree_of(context, page, address))
