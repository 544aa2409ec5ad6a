"""A document drawn on a page: the preview of what Word and HTML hold, block by block."""

from __future__ import annotations

from coordination.reports.document import (
    Block,
    Board,
    Card,
    Cell,
    Counts,
    Document,
    Heading,
    Items,
    Mark,
    Table,
    Text,
)
from dashboard.ui import glyphs
from dashboard.ui.i18n import number
from dashboard.ui.theme import Sign
from dashboard.ui.tree import Child, Node, h

__all__ = ["preview"]


def _mark(mark: Mark) -> list[Child]:
    words: list[Child] = [glyphs.symbol(Sign(mark.state)), " "]
    if mark.text:
        return [*words, mark.text, h("span", f" {mark.word}", class_="sub")]
    return [*words, mark.word]


def _cell(content: Cell) -> Child:
    return h("span", _mark(content), class_="paper-mark") if isinstance(content, Mark) else h("bdi", content)


def _table(block: Table) -> Node:
    if not block.rows:
        return h("p", block.empty)
    body = []
    for n, row in enumerate(block.rows):
        line = [
            h("th", _cell(c), scope="row", role="rowheader")
            if i == 0
            else h("td", _cell(c), role="cell", data_label=block.header[i])
            for i, c in enumerate(row)
        ]
        body.append(h("tr", line, role="row", data_key=str(n)))
    head = [h("th", words, scope="col", role="columnheader") for words in block.header]
    return h(
        "table",
        h("thead", h("tr", head, role="row"), role="rowgroup"),
        h("tbody", body, role="rowgroup"),
        class_="data",
        role="table",
    )


def _card(card: Card) -> Node:
    reasons = [
        h("li", h("bdi", r.text), h("span", f" {r.at}", class_="sub") if r.at else None) for r in card.reasons
    ]
    return h(
        "li",
        h(
            "details",
            h(
                "summary",
                glyphs.symbol(Sign(card.mark.state)),
                h("span", f" {card.mark.word} · {card.number} ", class_="sub"),
                h("b", card.name),
                h("span", f" {card.who}", class_="sub"),
            ),
            h("ul", reasons, class_="plain-list"),
        ),
        data_key=card.number,
    )


def _board(block: Board) -> Node:
    columns = [
        h("section", h("h3", name), h("ul", [_card(c) for c in cards], class_="paper-cards"), data_key=name)
        for name, cards in block.columns
    ]
    return h("div", columns, class_="paper-board")


def _block(block: Block) -> Node:
    if isinstance(block, Heading):
        return h("h2", block.text)
    if isinstance(block, Text):
        inner: Child = h("b", block.text) if block.look == "strong" else block.text
        return h("p", inner, class_="sub" if block.look == "lead" else "")
    if isinstance(block, Items):
        rows = [h("li", h("bdi", r), data_key=str(i)) for i, r in enumerate(block.rows)]
        return h("ol", rows) if block.numbered else h("ul", rows, class_="plain-list")
    if isinstance(block, Counts):
        boxes = [
            h(
                "li",
                h(
                    "span",
                    glyphs.symbol(Sign(m.state)),
                    h("b", number(n)),
                    h("span", m.word),
                    class_="count-box",
                ),
            )
            for m, n in block.rows
        ]
        return h("ul", boxes, class_="counts")
    return _table(block) if isinstance(block, Table) else _board(block)


def preview(document: Document) -> Node:
    """The whole document on a sheet; its title is a heading of the second rank, its parts of the same."""
    return h(
        "article",
        h("p", h("span", document.label, class_="label")) if document.label else None,
        h("h2", h("bdi", document.title), class_="paper-title", id="paper-title"),
        h("p", document.verdict, class_="page-answer") if document.verdict else None,
        h("p", document.lead, class_="lead") if document.lead else None,
        [_block(b) for b in document.blocks],
        h("div", [h("p", line) for line in document.foot], class_="paper-foot"),
        class_="paper-preview",
        aria_labelledby="paper-title",
    )
