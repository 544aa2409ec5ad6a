"""Fixtures that any test may ask for."""

from tests.neo4j_fixture import neo4j_server, neo4j_url

__all__ = ["neo4j_server", "neo4j_url"]
