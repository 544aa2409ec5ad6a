"""The pages of ``docs/methods`` as trees for the dashboard, so that the program explains its numbers by itself.

Rendered when the files are generated, not when a page is drawn: the dashboard needs no Markdown reader, and what
it ships is looked at in review. Only what the pages use is known; anything else is an error here.

A page is translated heading by heading, paragraph by paragraph, cell by cell: each is one text of a catalogue
(:func:`texts`), Markdown included. Commands and what they print stay as they are, and so do anchors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

__all__ = ["FOLDER", "kept_as_is", "methods", "texts"]

_READER = MarkdownIt("js-default")
_UNSHIPPED = ("Code coordination/", "Code tools/", "Code `coordination/", "Code `tools/")
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "methods"
_SAME = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "strong": "strong",
    "em": "em",
    "blockquote": "blockquote",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
}
Node = list[Any]


def slug(text: str) -> str:
    """The anchor of a heading, as in the documentation."""
    return re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")


def _words(node: SyntaxTreeNode) -> str:
    if node.type in {"text", "code_inline", "fence", "code_block"}:
        return node.content
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    return "".join(_words(c) for c in node.children)


def _inside(node: SyntaxTreeNode) -> list[Any]:
    return [piece for child in node.children for piece in _drawn(child)]


def _drawn(node: SyntaxTreeNode) -> Iterator[Any]:
    """Trees (as of ``dashboard.ui.tree``) of one node. Raises ValueError for what no page used so far."""
    kind = node.type
    if kind in {"text", "softbreak", "hardbreak"}:
        yield node.content if kind == "text" else " "
    elif kind in {"inline", "root"}:
        yield from _inside(node)
    elif kind in _SAME:
        if kind == "paragraph" and node.hidden:  # an item of a tight list
            yield from _inside(node)
        else:
            yield [_SAME[kind], {}, *_inside(node)]
    elif kind == "table":
        yield ["div", {"class": "scroll", "tabindex": "0"}, ["table", {}, *_inside(node)]]
    elif kind == "heading":
        yield [node.tag, {"id": node.attrs["id"]}, *_inside(node)]
    elif kind in {"th", "td"}:
        yield [kind, {"scope": "col"} if kind == "th" else {}, *_inside(node)]
    elif kind == "code_inline":
        yield ["code", {}, node.content]
    elif kind in {"fence", "code_block"}:
        yield ["pre", {"tabindex": "0"}, ["code", {}, node.content]]
    elif kind == "link":
        yield _link(node)
    else:
        raise ValueError(f"docs/methods uses {kind!r}, which tools/methods.py does not know yet")


def _link(node: SyntaxTreeNode) -> Node:
    """``["a", {"data-method": "gaps#order"}, ...]``, filled in by the page; what is not shipped loses its link."""
    target = str(node.attrs.get("href", ""))
    path, _hash, anchor = target.partition("#")
    if target.startswith("https://"):
        return ["a", {"href": target}, *_inside(node)]
    if not path or (path.endswith(".md") and "/" not in path):
        return ["a", {"data-method": f"{path.removesuffix('.md')}#{anchor}".rstrip("#")}, *_inside(node)]
    return ["em", {}, *_inside(node)]


def _tokens(path: Path) -> list[Token]:
    return _READER.parse(path.read_text(encoding="utf-8"))


def texts() -> dict[str, list[str]]:
    """Everything in the pages that has words to translate, as Markdown -> names of the files."""
    out: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob("*.md")):
        for token in _tokens(path):
            if token.type == "inline" and not token.content.startswith(_UNSHIPPED) and _speaks(token):
                files = out.setdefault(token.content, [])
                if path.name not in files:
                    files.append(path.name)
    return out


def _speaks(token: Token) -> bool:
    """Has it words of its own, beside code and figures?"""
    return any(re.search(r"[^\W\d_]{2}", t.content) for t in token.children or () if t.type == "text")


def kept_as_is(text: str) -> list[str]:
    """What a translation must hold as it stands: pieces of code, and where links lead. Sorted."""
    found = []
    for token in _READER.parseInline(text)[0].children or ():
        if token.type == "code_inline":
            found.append(f"`{token.content}`")
        elif token.type == "link_open":
            found.append(f"({token.attrs['href']})")
    return sorted(found)


def _translated(tokens: list[Token], words: Mapping[str, str]) -> list[Token]:
    """The tokens in another language; headings keep the anchors of the English page."""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            if before is not None and before.type == "heading_open":
                before.attrSet("id", slug(_words(SyntaxTreeNode([token]))))
            if other := words.get(token.content):
                token.children = _READER.parseInline(other)[0].children
    return tokens


def _page(path: Path, words: Mapping[str, str]) -> dict[str, Any]:
    root = SyntaxTreeNode(_translated(_tokens(path), words))
    title, *rest = root.children
    kept = [n for n in rest if not _words(n).startswith(_UNSHIPPED)]
    sections: list[dict[str, str]] = [{"id": "", "title": "", "words": ""}]
    for node in kept:
        if node.type == "heading" and node.tag == "h2":
            sections.append({"id": str(node.attrs["id"]), "title": _words(node), "words": ""})
        else:
            sections[-1]["words"] = f"{sections[-1]['words']} {' '.join(_words(node).split())}".strip()
    return {
        "title": _words(title),
        "sections": sections,
        "tree": ["div", {"class": "prose"}, *[piece for n in kept for piece in _drawn(n)]],
    }


def methods(words: Mapping[str, str]) -> str:
    """JSON: file stem -> title, sections (id, title, words for the search) and tree; the index first.

    ``words``: English text -> translation; what is not there stays English.
    """
    order = ["index"]
    for link in re.findall(r"\(([a-z-]+)\.md\)", (FOLDER / "index.md").read_text(encoding="utf-8")):
        if link not in order:
            order.append(link)
    missing = {p.stem for p in FOLDER.glob("*.md")} - set(order)
    if missing:
        pages = ", ".join(f"{stem}.md" for stem in sorted(missing))
        raise SystemExit(f"docs/methods/index.md leads to no {pages}: add a link there.")
    pages = {stem: _page(FOLDER / f"{stem}.md", words) for stem in order}
    lines = [f"{json.dumps(stem)}: {json.dumps(page, ensure_ascii=False)}" for stem, page in pages.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"
