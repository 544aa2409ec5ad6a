"""Trees: what may be drawn, and what they become."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.ui.tree import find, first, h, text_of, to_html, to_svg, walk


def test_a_node_is_a_plain_list_with_flat_children() -> None:
    node = h(
        "p", "a", None, ["b", ["i", {}, "c"]], (x for x in "de"), class_="lead", data_x=True, hidden=False
    )
    assert node == ["p", {"class": "lead", "data-x": ""}, "a", "b", ["i", {}, "c"], "d", "e"]


@pytest.mark.parametrize("tag", ["script", "style", "iframe", "object", "base", "a b", "<x", "meta", "link"])
def test_tags_that_could_carry_code_are_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="not drawn"):
        h(tag)


@pytest.mark.parametrize("name", ["onclick", "onLoad", "dangerouslySetInnerHTML"])
def test_attributes_that_could_carry_code_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not drawn"):
        h("p", **{name: "x"})


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", " javascript:x", "data:text/html,x", "//evil.example", "vbscript:x"]
)
def test_links_that_are_not_web_links_are_refused(link: str) -> None:
    with pytest.raises(ValueError, match="web address"):
        h("a", href=link)


@pytest.mark.parametrize("link", ["/demo", "?a=1", "#x", "https://example.org", "mailto:a@example.org"])
def test_web_links_are_kept(link: str) -> None:
    assert h("a", href=link)[1]["href"] == link


@given(st.text())
def test_no_text_becomes_markup(text: str) -> None:
    """Only the two tags that we wrote are there, whatever the text."""
    out = to_html(h("p", text, title=text))
    assert len(re.findall("<", out)) == 2
    assert len(re.findall(">", out)) == 2


def test_words_of_a_node_have_no_space_behind_an_elision() -> None:
    """French leaves out a vowel before the name that is a link; an English possessive keeps its space."""
    name = h("a", "Internet Watch Foundation")
    assert text_of(h("p", "Le travail d’", name, " prend fin.")) == (
        "Le travail d’Internet Watch Foundation prend fin."
    )
    assert text_of(h("p", "parce qu’", name)) == "parce qu’Internet Watch Foundation"
    assert text_of(h("p", "the organisations’", h("b", "records"))) == "the organisations’ records"


def test_html_of_void_tags_style_and_quotes() -> None:
    node = h("div", h("br"), h("i", style={"--n": "3"}), title='say "x" & y')
    assert to_html(node) == '<div title="say &quot;x&quot; &amp; y"><br><i style="--n:3"></i></div>'


def test_svg_file_has_outlines_and_no_links() -> None:
    node = h(
        "svg",
        h("a", h("path", d="", data_shape="AAA"), href="/x", data_code="AAA", class_="k"),
        viewBox="0 0 1 1",
    )
    out = to_svg(node, lambda name: f"M0 0{name}", ".k{fill:red}")
    assert out == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><style>.k{fill:red}</style>'
        '<g class="k"><path d="M0 0AAA"/></g></svg>\n'
    )
    with pytest.raises(ValueError, match="svg"):
        to_svg(h("p"), str)


def test_walking_and_finding() -> None:
    node = h("div", h("p", "one ", h("b", "two"), class_="x y"), h("p", "three"))
    assert [n[0] for n in walk(node)] == ["div", "p", "b", "p"]
    assert [text_of(n) for n in find(node, "p", class_="y")] == ["one two"]
    assert find(node, "p", class_="z") == []
    assert first(node, "p") is find(node, "p")[0]
    assert first(node, "p", class_="z") is None


def test_the_value_of_a_select_is_said_by_its_option() -> None:
    field = h("select", h("optgroup", h("option", "A", value="a"), h("option", "B", value="b")), value="b")
    html = '<select><optgroup><option value="a">A</option><option value="b" selected="">B</option></optgroup></select>'
    assert to_html(field) == html
