"""What can be given to somebody else. The program listens on this machine only, so an address is worth nothing on
another one: files are, and a bundle that another installation opens."""

from __future__ import annotations

from flask import Flask, Response, request

from coordination.exchange.tables import bundle as one_file
from coordination.workspace.plans_sent import carried_by
from dashboard.backend.context import Context
from dashboard.backend.uploads import Keeping
from dashboard.pages.shared import parts
from dashboard.ui import glyphs
from dashboard.ui.i18n import _
from dashboard.ui.ids import Id
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View, parse
from graph_schema.errors import MnrError, UsageError

__all__ = ["add_sharing", "dialog"]


def _file(href: str, words: str, says: str) -> Node:
    return h(
        "li",
        h("a", glyphs.icon("down"), words, href=href, download=True, class_="button quiet"),
        h("span", says, class_="sub"),
        data_key=href,
    )


def _files(context: Context, view: View) -> list[Node]:
    """The brief and the board of the chosen country, else the map; and everything as one file."""
    try:
        world = context.world(view)
    except MnrError:
        return []
    country = world.countries.get(view.country)
    out: list[Node] = []
    if country is not None:
        name = parts.name_of(country)
        brief = view.href("report-file", f"{country.iso3}.docx", kind="country")
        out.append(_file(brief, _("Brief (Word)"), _("{country}: to read, print and change.", country=name)))
        board = view.href("picture", "board.png", country=country.iso3)
        out.append(_file(board, _("Picture (PNG)"), _("{country}: the board.", country=name)))
    elif world.countries:
        out.append(
            _file(
                view.href("picture", "map.png", capability="known"),
                _("Picture (PNG)"),
                _("The map: how much is known."),
            )
        )
    out.append(
        _file(
            view.href("bundle", f"{view.workspace}.jsonl"),
            _("Bundle"),
            _(
                "Every record of this workspace and its kept plans in one file. Another installation takes it in on "
                "the data page, and what is changed there comes back the same way. Each record has its sharing label: "
                "pass on only what it allows."
            ),
        )
    )
    return out


def dialog(context: Context, view: View) -> Node:
    """What the address is worth, and the files in its place."""
    copy: Child = h(
        "button",
        glyphs.icon("link"),
        _("Copy the link"),
        type="button",
        class_="button quiet",
        data_act="copy-link",
        data_done=_("The link is copied. It works on this computer only."),
    )
    return h(
        "dialog",
        h("h2", _("Share"), id="share-title"),
        h(
            "p",
            _("The address of this page works on this computer only. Send other people a file."),
        ),
        h("ul", _files(context, view), class_="share-list"),
        h(
            "p",
            copy,
            h("button", _("Close"), type="button", class_="button quiet", data_act="close-dialog"),
            class_="actions",
        ),
        id=Id.SHARE,
        class_="share-dialog",
        aria_labelledby="share-title",
    )


def add_sharing(server: Flask, keeping: Keeping) -> None:
    """Route ``/<workspace>/bundle/<workspace>.jsonl``: every record, in the shape that the import reads."""

    @server.get("/<workspace>/bundle/<name>")
    def bundle(workspace: str, name: str) -> Response:
        view = parse(request.full_path)
        if view.workspace not in keeping.services or name != f"{workspace}.jsonl":
            raise UsageError(
                _("There is no bundle {name!r}.", name=name[:40]), hint=_("Use the links on the pages.")
            )
        service = keeping.services[workspace]
        records = service.records()
        text = one_file(records, service.countries_of, carried_by(service)[0])
        answer = Response(text, mimetype="application/x-ndjson")
        answer.headers["Content-Disposition"] = (
            f'attachment; filename="{workspace}-{service.snapshot().id}.jsonl"'
        )
        return answer
