"""Handling labels of what a page gives away: those of answers, of the workspace of a view."""

from __future__ import annotations

from coordination.answers import labels
from coordination.answers.labels import STRICT, highest
from dashboard.backend.context import Context
from dashboard.ui.view import View

__all__ = ["STRICT", "Labels", "highest"]


class Labels(labels.Labels):
    """Of the workspace of a view."""

    @classmethod
    def of(cls, context: Context, view: View, least: str = "") -> Labels:
        """None lower than ``least``."""
        world = context.world(view)
        rows = context.ask(view, "labels")["labels"]
        return cls.over(highest([world.tier, least]), world.edition.id, rows)
