"""Files for those who look at a workspace in Neo4j's own programs: favourites and colours for Browser, a perspective
for Bloom, a projection for Graph Data Science, a dashboard for NeoDash.

The favourites are the queries of the cookbook. Colours, perspective and dashboard are made by ``tools/neo4j_files.py``
from the declaration, the cookbook and the colours of the dashboard.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from graph_schema.cookbook import cookbook

__all__ = ["neo4j_files"]

#: where a shipped file goes
_PLACES = {
    "style.grass": "browser/style.grass",
    "parameters.cypher": "browser/parameters.cypher",
    "perspective.json": "bloom/perspective.json",
    "gds.cypher": "gds/projection.cypher",
    "dashboard.json": "neodash/dashboard.json",
}


def neo4j_files() -> Mapping[str, str]:
    """Path below a folder -> text of the file."""
    shipped = {
        place: files(__name__).joinpath(name).read_text(encoding="utf-8") for name, place in _PLACES.items()
    }
    return shipped | {f"browser/{name}.cypher": query.text for name, query in cookbook().items()}
