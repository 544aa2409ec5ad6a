"""What each field of a record said before and says after: one list for versions, proposals and later changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashboard.ui.i18n import _, colon
from dashboard.ui.tree import Node, h
from dashboard.ui.words import value_words
from graph_schema.declare import RecordType

__all__ = ["before_after"]


def before_after(
    t: RecordType, fields: Iterable[tuple[str, str, str]], names: Mapping[str, str]
) -> Node | None:
    """A list of (field, before, after); ``names``: "field id" -> what that record is called. None for no field."""
    items = []
    for name, before, after in fields:
        p = t.prop(name)
        was = [h("del", value_words(p, before, names)), " → "] if before else None
        items.append(
            h(
                "li",
                h("b", _(p.label)),
                colon(),
                was,
                h("ins", value_words(p, after, names)) if after else _("empty"),
            )
        )
    return h("ul", items, class_="version-fields") if items else None
