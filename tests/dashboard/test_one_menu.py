"""One Download menu a page, beside its title, that loses nothing of what stood beside tables and pictures."""

from __future__ import annotations

import pytest

from dashboard.backend.context import Context
from dashboard.pages import all_pages
from dashboard.pages.shared.one_menu import gathered
from dashboard.ui.tree import Node, find, h, text_of
from dashboard.ui.view import parse


def menu(*files: tuple[str, str]) -> Node:
    """A menu as pages make it: lines of (words, address), and the link at its end."""
    lines = [
        h("li", h("span", words, class_="take-what"), h("a", "CSV", href=href, aria_label=f"{words} as CSV"))
        for words, href in files
    ]
    return h(
        "details",
        h("summary", "Download"),
        h("ul", lines, h("li", h("button", "Copy the link"))),
        class_="exports take",
    )


def page(*parts: Node) -> Node:
    return h("div", h("div", h("div", h("h1", "Title"), class_="grow"), class_="head"), *parts)


def part(title: str, *inside: Node) -> Node:
    return h("section", h("div", h("h2", title, h("span", " 8")), class_="section-top"), *inside)


def test_menus_become_one_with_the_names_of_their_parts() -> None:
    one, other = menu(("Table", "/a.csv")), menu(("Grants", "/b.csv"))
    tree = gathered(page(part("Money", one, h("p", "words")), part("Grants", h("p", other))))
    (kept,) = find(tree, "details", class_="take")
    (tools,) = find(tree, "div", class_="head-tools")
    assert tools[-1] is kept
    lines = [text_of(li) for li in find(kept, "li")]
    assert lines == ["Money", "Table CSV", "Grants CSV", "Copy the link"]
    assert [a[1]["aria-label"] for a in find(kept, "a")] == ["Money: Table as CSV", "Grants as CSV"]
    assert len(find(tree, "p")) == 1  # what held only a menu is gone with it


def test_the_same_file_is_offered_once_and_a_single_menu_stands_beside_the_title_too() -> None:
    tree = gathered(page(part("A", menu(("Table", "/a.csv"))), part("B", menu(("Table", "/a.csv")))))
    assert [a[1]["href"] for a in find(tree, "a")] == ["/a.csv"]
    alone = gathered(page(part("A", menu(("Table", "/a.csv")))))
    (head,) = find(alone, "div", class_="head")
    assert [a[1]["href"] for a in find(head, "a")] == ["/a.csv"]
    assert find(head, "li", class_="take-group") == []
    assert gathered(page(part("A"))) == page(part("A"))


@pytest.mark.parametrize(
    "address",
    [
        "/demo/donors/XAC",
        "/demo/cliffs",
        "/demo/weak-points/XAC",
        "/demo/country/XAA",
        "/demo/meeting/XAA",
        "/register/network",
        "/register/corridors?duty=12",
        "/register/framework",
        "/register/matrix",
        "/demo/corridors/XAA/XAB",
        "/demo/why/XAA/4",
    ],
)
def test_nothing_is_lost_and_one_menu_is_left(shipped: Context, address: str) -> None:
    view = parse(address)
    (draw,) = [p.draw for p in all_pages() if p.name == view.page]
    before = find(draw(shipped, view).tree, "a", class_="export")
    after = gathered(draw(shipped, view).tree)
    assert len(find(after, "details", class_="take")) == 1
    assert {a[1]["href"] for a in find(after, "a", class_="export")} == {a[1]["href"] for a in before}
