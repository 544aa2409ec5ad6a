"""Files for the users of Neo4j's own programs: what they name is declared, and they have the shape that is read.

The shapes are those of Neo4j Browser 5 (graph style sheets), of perspectives that Bloom exports, and of what NeoDash
2.4 loads; no test runs these programs. That each query runs is tested with a real server (``tests/integration``).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coordination.cli import cli
from coordination.model.layer import KIND_LABELS, STATUS_LABELS
from graph_schema.cookbook import cookbook
from graph_schema.cypher import DERIVED, FRAMEWORK
from graph_schema.errors import UsageError
from graph_schema.neo4j_files import neo4j_files
from graph_schema.schema import SCHEMA
from tools.neo4j_files import PAGES, PHRASES, labels, relationships

FILES = neo4j_files()
DASHBOARD: dict[str, Any] = json.loads(FILES["neodash/dashboard.json"])
PERSPECTIVE: dict[str, Any] = json.loads(FILES["bloom/perspective.json"])
LABELS = {look.label: look for look in labels()}


def test_every_label_and_type_is_drawn() -> None:
    declared = (
        {t.label for t in SCHEMA.nodes} | {label for label, _ in FRAMEWORK.values()} | {"Cell", "Region"}
    )
    assert set(LABELS) == declared | set(KIND_LABELS.values()) | set(STATUS_LABELS.values())
    assert {t.label for t in SCHEMA.claims} | set(DERIVED) <= set(relationships())


def test_a_record_has_its_declared_properties_and_a_name() -> None:
    for t in SCHEMA.nodes:
        assert list(LABELS[t.label].properties) == list(t.columns)
    assert all(look.caption in look.properties for look in labels())
    assert {LABELS[label].caption for label in ("Agreement", "Gap", "LawEnforcement", "Country")} == {"name"}
    assert LABELS["Source"].caption == "title"
    assert LABELS["Agreement"].properties["duties"] == "array"
    assert LABELS["Country"].properties["lat"] == "number"


def test_the_style_sheet_is_made_of_rules() -> None:
    """Selector, then ``name: value;`` in braces, each label once; what says more stands later, so it counts."""
    rules = re.findall(r"([a-z]+(?:\.\w+)?) \{\n((?:  [a-z-]+: [^;]+;\n)+)\}\n", FILES["browser/style.grass"])
    assert re.sub(r"\s", "", "".join(f"{a}{{{b}}}" for a, b in rules)) == re.sub(
        r"\s", "", FILES["browser/style.grass"]
    )
    selectors = [selector for selector, _ in rules]
    assert len(set(selectors)) == len(selectors)
    assert {s.split(".")[1] for s in selectors if s.startswith("node.")} == set(LABELS)
    assert {s.split(".")[1] for s in selectors if s.startswith("relationship.")} <= set(relationships())
    assert selectors.index("node.Stakeholder") < selectors.index("node.LawEnforcement")
    assert selectors.index("node.Cell") < selectors.index("node.Gap")
    assert all(
        re.search(r"color: #[0-9A-F]{6};", body) for selector, body in rules if selector.startswith("node")
    )


def test_favourites_begin_with_their_name() -> None:
    """Browser calls a favourite by its first line."""
    favourites = {n: text for n, text in FILES.items() if n.startswith("browser/") and n.endswith(".cypher")}
    assert len(favourites) == len(cookbook()) + 1
    assert all(re.match(r"// \w.+\n", text) for text in favourites.values())
    given = set(re.findall(r"^:param (\w+) => ", FILES["browser/parameters.cypher"], re.MULTILINE))
    assert given == {"day", "edition"} | {p for q in cookbook().values() for p in q.parameters}


def test_the_perspective_has_what_bloom_reads() -> None:
    assert {"name", "id", "version", "categories", "labels", "relationshipTypes", "palette", "templates",
            "hiddenRelationshipTypes", "metadata", "createdAt", "lastEditedAt"} <= PERSPECTIVE.keys()  # fmt: skip
    categories = PERSPECTIVE["categories"]
    assert [c["id"] for c in categories] == list(range(1, len(categories) + 1))
    for c in categories:
        (label,) = c["labels"]
        assert {p["name"] for p in c["properties"]} == {
            p["propertyKey"] for p in PERSPECTIVE["labels"][label]
        }
        assert set(c["captionKeys"]) <= {p["name"] for p in c["properties"]}
    order = [c["labels"][0] for c in categories]
    assert order.index("LawEnforcement") < order.index("Stakeholder")  # the first that fits is drawn
    assert order.index("Gap") < order.index("Cell")
    assert all(
        {"id", "name", "color", "size", "properties"} <= t.keys() for t in PERSPECTIVE["relationshipTypes"]
    )


@pytest.mark.parametrize("template", PERSPECTIVE["templates"], ids=lambda t: t["text"])
def test_a_search_phrase_names_what_is_declared(template: dict[str, Any]) -> None:
    asked = {p["name"] for p in template["params"]}
    assert (
        asked == set(re.findall(r"\$\w+", template["text"])) == set(re.findall(r"\$\w+", template["cypher"]))
    )
    for p in template["params"]:
        assert p["suggestionProp"] in LABELS[p["suggestionLabel"]].properties
    assert set(re.findall(r"\(\w*:(\w+)", template["cypher"])) <= set(LABELS)
    assert set(re.findall(r"\[\w*:(\w+)", template["cypher"])) <= set(relationships())


def test_a_provider_is_who_provides() -> None:
    """Not who supports or pays: the phrase asks as the board does."""
    (asked,) = (
        t["cypher"] for t in PERSPECTIVE["templates"] if t["text"] == "Providers of $capability in $iso3"
    )
    assert "[r:DELIVERS {role: 'provides'}]" in asked
    assert "What depends on $who" in [t["text"] for t in PERSPECTIVE["templates"]]


def test_the_dashboard_has_what_neodash_reads() -> None:
    """Version and keys of its loader; panels lie in 24 columns and do not cover each other; no parameter is unasked."""
    assert DASHBOARD["version"] == "2.4"
    assert DASHBOARD["settings"]["pagenumber"] == 0
    ids = [r["id"] for page in DASHBOARD["pages"] for r in page["reports"]]
    assert len(set(ids)) == len(ids)
    for page in DASHBOARD["pages"]:
        taken: set[tuple[int, int]] = set()
        for r in page["reports"]:
            assert {
                "title",
                "query",
                "width",
                "height",
                "x",
                "y",
                "type",
                "selection",
                "settings",
            } <= r.keys()
            cells = {
                (x, y)
                for x in range(r["x"], r["x"] + r["width"])
                for y in range(r["y"], r["y"] + r["height"])
            }
            assert not taken & cells
            assert max(x for x, _ in cells) < 24
            taken |= cells
        asked = {f"neodash_{p}" for p in re.findall(r"\$neodash_(\w+)", json.dumps(page))}
        assert asked == {r["settings"]["parameterName"] for r in page["reports"] if r["type"] == "select"}
        given = DASHBOARD["settings"]["parameters"]
        assert asked <= given.keys()
        for r in page["reports"]:
            if r["type"] == "select":
                assert r["settings"]["defaultValue"] == given[r["settings"]["parameterName"]]
        assert not re.search(r"\$(?!neodash_)\w", json.dumps(page))


def test_every_query_of_the_cookbook_is_a_panel_but_the_one_that_takes_too_long() -> None:
    placed = [name for names in PAGES.values() for name in names]
    assert sorted(placed) == sorted(set(cookbook()) - {"betweenness"})


def test_projections_name_what_is_declared() -> None:
    text = FILES["gds/projection.cypher"]
    assert "'Stakeholder', {WORKS_WITH: {orientation: 'UNDIRECTED', properties: 'weight'}}" in text
    statements = [s for s in text.split(";\n") if s.strip()]
    assert len(statements) == 7
    assert all(re.match(r"\s*// .+\nCALL gds\.", s) for s in statements)
    assert "WORKS_WITH" in DERIVED


def test_the_command_writes_them_once(tmp_path: Path) -> None:
    def run() -> Any:
        return CliRunner().invoke(
            cli, ["neo4j", "files", str(tmp_path / "out")], env={"MNR_HOME": str(tmp_path)}
        )

    assert f"{len(FILES)} files in " in run().output
    written = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.*")}
    assert written == set(FILES)
    with pytest.raises(UsageError, match="already has"):
        raise run().exception


def test_phrases_are_few_and_begin_with_a_word() -> None:
    assert len({phrase.split(" $")[0] for phrase, _, _ in PHRASES}) == len(PHRASES)
