"""One Download menu a page: the menus of its tables and pictures, gathered beside its title and told by name."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard.ui import glyphs
from dashboard.ui.i18n import _
from dashboard.ui.tree import Node, find, first, h, text_of, walk

__all__ = ["gathered"]

#: what has a heading of its own
_PARTS = frozenset({"section", "article", "details"})


@dataclass
class _Found:
    """What menus offer, in the order of the page: (heading of its part, line of the menu)."""

    lines: list[tuple[str, Node]] = field(default_factory=list)
    copy: Node | None = None


def gathered(tree: Node) -> Node:
    """The page with its menus in one, if it has any and a title to stand beside; else as it is."""
    if first(tree, "details", class_="take") is None or first(tree, "div", class_="head") is None:
        return tree
    found = _Found()
    kept = _without(tree, "", found)
    return _with(kept, _menu(found)) if kept is not None else tree


def _is_menu(node: Node) -> bool:
    return node[0] == "details" and "take" in node[1].get("class", "").split()


def _heading(node: Node) -> str:
    """The words of the first heading in a part of the page, without the number behind them."""
    title = next((n for n in walk(node) if n[0] == "h2"), None)
    if title is not None:
        words = " ".join(c.strip() for c in title[2:] if isinstance(c, str))
        return words or text_of(title)
    return ""


def _without(node: Node, heading: str, found: _Found) -> Node | None:
    """A node without the menus in it, None where nothing else was in it."""
    if _is_menu(node):
        for line in node[-1][2:]:
            if find(line, "a"):
                found.lines.append((heading, line))
            else:
                found.copy = line
        return None
    if node[0] in _PARTS:
        heading = _heading(node) or heading
    children = [_without(c, heading, found) if isinstance(c, list) else c for c in node[2:]]
    left = [c for c in children if c is not None]
    return None if node[2:] and not left else [node[0], node[1], *left]


def _line(heading: str, line: Node, n: int) -> Node:
    """A line of the common menu. Who hears a link out of place hears of which part of the page it is."""
    links = find(line, "a")
    for link in links:
        if heading and heading not in link[1].get("aria-label", ""):
            link[1]["aria-label"] = f"{heading}: {link[1].get('aria-label', '')}"
    return [line[0], {**line[1], "data-key": str(n)}, *line[2:]]


def _menu(found: _Found) -> Node:
    out: list[Node] = []
    seen: set[str] = set()
    before, several = "", len({heading for heading, _node in found.lines}) > 1
    for heading, line in found.lines:
        files = {a[1]["href"] for a in find(line, "a")}
        if files <= seen:  # a table that is offered twice on the page
            continue
        seen |= files
        named = " ".join(text_of(s) for s in find(line, "span", class_="take-what"))
        if several and heading not in (before, named, ""):
            out.append(h("li", heading, class_="take-group", data_key=f"{len(out)}"))
        before = heading
        out.append(_line(heading if several else "", line, len(out)))
    return h(
        "details",
        h("summary", glyphs.icon("down"), _("Download"), class_="take-head"),
        h("ul", out, found.copy, class_="take-list"),
        class_="exports take",
        data_menu=True,
        data_key="downloads",
    )


def _with(tree: Node, menu: Node) -> Node:
    """The page with the menu beside its title."""
    head = first(tree, "div", class_="head")
    assert head is not None
    tools = first(head, "div", class_="head-tools")
    if tools is not None:
        tools.append(menu)
    else:
        head.append(h("div", menu, class_="head-tools"))
    return tree
