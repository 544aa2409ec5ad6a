"""The versions of a record: who changed what and when, what each field said before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.model.changes import Op
from dashboard.pages.shared import common
from dashboard.pages.shared.before_after import before_after
from dashboard.pages.workspace.history import moment
from dashboard.ui.i18n import N_, _
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.declare import RecordType

__all__ = ["versions"]

_OPS = {Op.ADD: N_("added"), Op.CHANGE: N_("changed"), Op.REMOVE: N_("removed")}


def versions(view: View, t: RecordType, given: Mapping[str, Any]) -> Node:
    """A section with a row for each change, newest first; the last one says where the record came from."""
    rows: list[list[Child]] = []
    for v in given["versions"]:
        note = v["note"]
        rows.append(
            [
                h("span", moment(v["at"]), class_="nowrap"),
                _(_OPS[Op(v["op"])]),
                [h("bdi", v["author"]), h("p", h("bdi", note), class_="sub") if note else None],
                before_after(t, v["fields"], v["names"]),
            ]
        )
    head = [_("When"), _("What"), _("By"), _("Fields")]
    place = ", ".join(
        x for x in (given["file"], _("line {line}", line=given["line"]) if given["line"] else "") if x
    )
    return h(
        "section",
        h("h2", _("Versions")),
        h("p", _("From {place}", place=place), class_="sub") if place else None,
        common.data_table(view, head, rows, _("Versions, newest first")),
        class_="panel-card",
    )
