"""A page is a tree of plain lists: ``["p", {"class": "lead"}, "text", ["b", {}, "more"]]``.

Figures and pages are pure functions that return such trees. The same tree is drawn by React in the browser
(component :class:`dashboard.ui.component.El`), written as HTML for the first paint (:func:`to_html`) and as an SVG
file for downloads and documents (:func:`to_svg`). Nothing is ever parsed from text, so no name can become markup.

An outline is not put into the tree: ``{"data-shape": "world:MWI"}`` names it, and the reader fills in ``d``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from html import escape
from typing import Any, TypeAlias

__all__ = [
    "Child",
    "Node",
    "figures",
    "find",
    "first",
    "h",
    "safe_link",
    "text_of",
    "to_html",
    "to_svg",
    "walk",
]

Node: TypeAlias = list[Any]
Child: TypeAlias = "Node | str | int | Iterable[Child] | None"

_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_TAG = re.compile(r"[a-z][A-Za-z0-9-]*")
_ATTRIBUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9:-]*")
_FORBIDDEN_TAGS = {"script", "style", "iframe", "object", "embed", "base", "link", "meta"}
_LINKS = {"href", "src", "action", "formaction", "xlink:href"}
_SPECIAL = re.compile("[&<>\"']")
#: the space that a joint would put behind a French word without its vowel; no English word ends so
_ELIDED = re.compile(r"(?<=(?<!\w)[dlnsjmtc]’) |(?<=(?<!\w)qu’) ", re.IGNORECASE)
_SAFE_LINK = re.compile(r"(?:/(?!/)|\?|#|https?://|mailto:)", re.IGNORECASE)


@cache
def _tag(tag: str) -> str:
    if not _TAG.fullmatch(tag) or tag in _FORBIDDEN_TAGS:
        raise ValueError(f"<{tag}> is not drawn from a tree")
    return tag


@cache
def _key(name: str) -> str:
    key = name.rstrip("_").replace("_", "-")
    if not _ATTRIBUTE.fullmatch(key) or key.lower().startswith("on") or key == "dangerouslySetInnerHTML":
        raise ValueError(f"attribute {key} is not drawn from a tree")
    return key


def h(tag: str, /, *children: Child, **attributes: object) -> Node:
    """One node. ``class_`` and ``for_`` lose their tail, other underscores become dashes; None and False drop out.

    Raises ValueError for a tag or attribute that could carry code, and for links that are not web links.
    """
    kept: dict[str, object] = {}
    for name, value in attributes.items():
        if value is None or value is False or (value == "" and name == "class_"):
            continue
        key = _key(name)
        if key in _LINKS and not _SAFE_LINK.match(str(value)):
            raise ValueError(f"{key} must be a web address or a path, not {str(value)[:40]!r}")
        if key == "style":
            if not isinstance(value, dict):
                raise ValueError("style is a table of custom properties")
            kept[key] = value
        else:
            kept[key] = "" if value is True else str(value)
    node: Node = [_tag(tag), kept]
    _flat(children, node)
    return node


_FIGURE = re.compile(r"[\s\u00a0\u202f\d.,:%+\u2212\u2013?/-]*\d[\s\u00a0\u202f\d.,:%+\u2212\u2013?/-]*")


def figures(rows: Iterable[Sequence[Child]], columns: int) -> set[int]:
    """Columns of a table of which every cell that says anything says a number ("?" = not known): they stand at the end
    of their cell, so that digits stand under each other. The first column heads the rows and never does."""
    left, found = set(range(1, columns)), set[int]()
    for row in rows:
        if not left:
            break
        for i in [i for i in left if i < len(row)]:
            cell = row[i]
            if not isinstance(
                cell, str | int | list | tuple | None
            ):  # what can be read only once is left to the drawing
                left.discard(i)
                continue
            words = text_of(_flat([cell], ["span", {}])).strip()
            if words and words != "?":
                found.add(i)
                if not _FIGURE.fullmatch(words):
                    left.discard(i)
    return left & found


def safe_link(address: str) -> bool:
    """Whether an address may stand in a link (a path, a query, a place in the page, http, https or mailto)."""
    return bool(_SAFE_LINK.match(address))


def _flat(children: Iterable[Child], node: Node) -> Node:
    """The node with these children put to its end, those of lists in their place."""
    for child in children:
        if child is None or child == "":
            continue
        if isinstance(child, str):
            node.append(child)
        elif isinstance(child, int):
            node.append(str(child))
        elif (
            isinstance(child, list)
            and len(child) >= 2
            and isinstance(child[0], str)
            and isinstance(child[1], dict)
        ):
            node.append(child)
        else:
            _flat(child, node)
    return node


def walk(node: Node) -> Iterator[Node]:
    """The node and every node below it, in document order."""
    ahead = [node]
    while ahead:
        here = ahead.pop()
        yield here
        ahead += [child for child in reversed(here) if isinstance(child, list)]


def find(node: Node, tag: str = "", **attributes: str) -> list[Node]:
    """Nodes with this tag whose attributes are as given (``class_`` asks for one of the classes)."""
    return list(_found(node, tag, attributes))


def first(node: Node, tag: str = "", **attributes: str) -> Node | None:
    """The first of those that :func:`find` gives; None where there is none."""
    return next(_found(node, tag, attributes), None)


def _found(node: Node, tag: str, attributes: dict[str, str]) -> Iterator[Node]:
    asked = [(name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items()]

    def fits(n: Node) -> bool:
        for key, value in asked:
            have = n[1].get(key)
            if have is None or (value not in have.split() if key == "class" else have != value):
                return False
        return True

    return (n for n in walk(node) if (not tag or n[0] == tag) and fits(n))


def text_of(node: Node | str) -> str:
    """All words of a node, joined by single spaces; none behind a French word that has lost its vowel (*d’*)."""
    if isinstance(node, str):
        return node
    return _ELIDED.sub("", " ".join(" ".join(text_of(c) for c in node[2:]).split()))


def _attributes(values: dict[str, Any]) -> str:
    out = ""
    for name, value in values.items():
        if isinstance(value, dict):
            value = ";".join(f"{k}:{v}" for k, v in value.items())
        text = str(value)
        out += f' {name}="{escape(text) if _SPECIAL.search(text) else text}"'
    return out


def to_html(node: Node | str) -> str:
    """HTML text of a tree. In HTML the ``value`` of a select is said by the option that is chosen."""
    out: list[str] = []
    _write(node, None, out)
    return "".join(out)


def _write(node: Node | str, chosen: str | None, out: list[str]) -> None:
    if isinstance(node, str):
        out.append(escape(node, quote=False) if _SPECIAL.search(node) else node)
        return
    tag, values = node[0], node[1]
    if tag == "select" and "value" in values:
        chosen = values["value"]
        values = {k: v for k, v in values.items() if k != "value"}
    elif tag == "option" and chosen is not None and values.get("value") == chosen:
        values = {**values, "selected": ""}
    out.append(f"<{tag}{_attributes(values)}>")
    if tag not in _VOID:
        for child in node[2:]:
            _write(child, chosen, out)
        out.append(f"</{tag}>")


def to_svg(node: Node, outline: Callable[[str], str], style: str = "") -> str:
    """A stand-alone SVG file: outlines filled in, links taken out, ``style`` inside, no outside reference."""

    def draw(n: Node | str) -> str:
        if isinstance(n, str):
            return escape(n, quote=False)
        tag, values = n[0], dict(n[1])
        if tag == "a":
            tag = "g"
            values = {k: v for k, v in values.items() if k in {"class", "transform"}}
        if "data-shape" in values:
            values["d"] = outline(values.pop("data-shape"))
        values = {k: v for k, v in values.items() if not k.startswith(("data-", "aria-")) and k != "tabindex"}
        inner = "".join(draw(c) for c in n[2:])
        return f"<{tag}{_attributes(values)}>{inner}</{tag}>" if inner else f"<{tag}{_attributes(values)}/>"

    if node[0] != "svg":
        raise ValueError("only an svg node becomes an SVG file")
    inner = "".join(draw(c) for c in node[2:])
    values = {k: v for k, v in node[1].items() if not k.startswith(("data-", "aria-"))}
    values = {"xmlns": "http://www.w3.org/2000/svg", **values}
    sheet = f"<style>{style}</style>" if style else ""
    return f"<svg{_attributes(values)}>{sheet}{inner}</svg>\n"
