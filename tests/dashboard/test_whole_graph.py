"""The whole graph of a country, and of all as clusters."""

from __future__ import annotations

import io
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from dashboard.backend.context import Context
from dashboard.figures import wholegraph
from dashboard.pages.graph import page as graph
from dashboard.ui.tree import find, text_of
from dashboard.ui.view import parse
from dashboard.web.app import create_app
from tests.dashboard.shipped import AS_OF, tree_of, words_of


def drawn(context: Context, address: str) -> list[dict[str, Any]]:
    view = parse(address)
    given = graph.answer(context, view)
    return wholegraph.elements(given, graph._look(context, view, context.world(view), given))


def test_it_opens_with_what_stands_alone(shipped: Context) -> None:
    """Its board first: 7 gaps in Estoria."""
    tree = tree_of(shipped, graph.PAGE, "/demo/graph/XAE")
    (answer,) = find(tree, "p", class_="page-answer")
    said = text_of(answer)
    assert said.startswith("11 organisations are in the graph. 7 of 21 capabilities are missing.")
    assert "TLP:AMBER+STRICT" in text_of(tree)


def test_switching_a_layer_off_moves_nothing(shipped: Context) -> None:
    def places(address: str) -> dict[str, object]:
        found = drawn(shipped, address)
        return {e["data"]["id"]: e["position"] for e in found if "position" in e}

    whole, part = places("/demo/graph/XAA"), places("/demo/graph/XAA?hide=agreement;country")
    assert part.items() < whole.items()
    gone = whole.keys() - part.keys()
    assert all(i.startswith(("Agreement:", "Country:", "head:")) for i in gone)
    assert not any(i.startswith("Agreement:") for i in part)


def test_layers_say_whether_they_are_on(shipped: Context) -> None:
    tree = tree_of(shipped, graph.PAGE, "/demo/graph/XAA?hide=agreement")
    words = [text_of(a) for a in find(tree, "a", class_="layer")]
    assert [w.split(":")[-1].strip() for w in words] == [
        "shown",
        "shown",
        "shown",
        "hidden",
        "shown",
        "shown",
    ]
    assert [w.split()[0] for w in words] == [
        "Capabilities", "Organisations", "Networks", "Agreements", "Funders", "Other",
    ]  # fmt: skip


def test_what_is_hidden_is_neither_found_nor_shown(shipped: Context) -> None:
    words = words_of(
        shipped, graph.PAGE, "/demo/graph/XAA?hide=organisation&find=hotline&node=Stakeholder:a-hotline"
    )
    assert "What if this stops?" not in words
    tree = tree_of(shipped, graph.PAGE, "/demo/graph/XAA?hide=organisation&find=hotline")
    assert not [a for a in find(tree, "a") if a[1].get("data-node") == "Stakeholder:a-hotline"]


def test_the_tables_open_the_facts_too(shipped: Context) -> None:
    tree = tree_of(shipped, graph.PAGE, "/demo/graph/XAA?rows=all")
    links = {a[1]["data-node"]: a[1]["href"] for a in find(tree, "a") if a[1].get("data-node")}
    assert len(links) == 64
    assert "node=Cell%3AXAA%3A12" in links["Cell:XAA:12"]


def test_a_search_shows_every_hit(shipped: Context) -> None:
    """By name, of every layer; accents and case do not count."""
    words = words_of(shipped, graph.PAGE, "/demo/graph/XAA?find=POLICE")
    assert "5 hits, marked in the graph:" in words
    lit = {
        e["data"]["id"] for e in drawn(shipped, "/demo/graph/XAA?find=police") if " hit" in str(e["classes"])
    }
    assert "Stakeholder:a-police" in lit
    assert len(lit) == 5
    assert "Nothing in the graph is called “xyz”." in words_of(
        shipped, graph.PAGE, "/demo/graph/XAA?find=xyz"
    )


@pytest.mark.parametrize(("node", "page", "change"), [
    ("Stakeholder:a-hotline", "/demo/organisation/a-hotline", "stakeholder%3Aa-hotline"),
    ("Cell:XAA:12", "/demo/why/XAA/12", "delivery%3Aa-hotline%2FXAA%2F12"),
    ("Agreement:coast-convention", "/demo/corridors/instrument/coast-convention", "agreement%3Acoast-convention"),
    ("Country:XAB", "/demo/graph/XAB", ""),
])  # fmt: skip
def test_a_node_opens_its_page_and_a_what_if(shipped: Context, node: str, page: str, change: str) -> None:
    tree = tree_of(shipped, graph.PAGE, f"/demo/graph/XAA?node={node}")
    (side,) = find(tree, "aside")
    links = {text_of(a): a[1]["href"] for a in find(side, "a")}
    assert links["Open the page"].split("?")[0] == page
    asked = [href for words, href in links.items() if words.startswith("What if this stops?")]
    assert bool(asked) == bool(change)
    assert all(f"changes={change}" in href for href in asked)


def test_the_only_provider_is_on_a_thick_line(shipped: Context) -> None:
    found = drawn(shipped, "/demo/graph/XAA")
    (line,) = [e for e in found if e["data"]["id"] == "Stakeholder:a-hotline~Cell:XAA:12~provides"]
    assert "alone" in str(line["classes"])


def test_countries_are_clusters_and_lead_on(shipped: Context) -> None:
    found = drawn(shipped, "/register/graph")
    nodes = [e["data"] for e in found if "position" in e]
    assert all(str(n["id"]).startswith(("Country:", "International")) for n in nodes)
    (malawi,) = [n for n in nodes if n["id"] == "Country:MWI"]
    assert malawi["href"].split("?")[0] == "/register/graph/MWI"
    assert len(found) < 2000


def test_the_picture_names_everything_in_letters_that_can_be_read(shipped: Context) -> None:
    client = create_app(shipped.answers, lambda: AS_OF).server.test_client()
    answer = client.get("/register/picture/whole-graph.svg?country=MWI")
    assert answer.status_code == 200
    root = ElementTree.fromstring(answer.text)
    texts = [e for e in root.iter() if e.tag.endswith("text")]
    assert "".join(t.text or "" for t in texts).count("12 CSEA Hotline") == 1
    wide = float(root.attrib["viewBox"].split()[2])
    image = Image.open(io.BytesIO(client.get("/register/picture/whole-graph.png?country=MWI").data))
    assert min(float(t.attrib["font-size"]) for t in texts) * image.width / wide >= 12


def test_an_empty_country_has_its_capabilities_and_nothing_else(shipped: Context) -> None:
    words = words_of(shipped, graph.PAGE, "/register/graph/TON")
    assert "No organisation is on record here." in words
    assert "No information yet about any of the 21 capabilities." in words
    assert "Only what is recorded is shown. There may be more." in words


@pytest.mark.parametrize("address", ["/register/graph/MWI", "/demo/graph/XAA"])
def test_the_file_names_all_in_full_and_says_what_lines_mean(shipped: Context, address: str) -> None:
    """Where nothing can be opened, nothing is left out of a name."""
    found = graph.picture(shipped, parse(address))
    assert "…" not in found
    for words in ("only provider", "provides", "works with", "is a member of"):
        assert words in found
