"""A real Neo4j for the tests that need one: one server per test process, an empty database per test.

A test module takes it up with ``pytest_plugins = ("tests.neo4j_fixture",)``. Community
edition has one database, so processes of a parallel run do not share a server; each that needs one starts
its own.
A server that cannot be started fails the test: it is never skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest

from coordination.neo4j_server import Server, running

__all__ = ["empty", "neo4j_server", "neo4j_url"]

HEAP = "512m"


def empty(server: Server) -> None:
    """Delete every node, relationship, constraint and index of the database."""
    with (
        neo4j.GraphDatabase.driver(
            server.uri, auth=("neo4j", server.password), telemetry_disabled=True, connection_timeout=10
        ) as driver,
        driver.session() as session,
    ):
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()
        for row in session.run("SHOW CONSTRAINTS YIELD name RETURN name").values():
            session.run(neo4j.Query(f"DROP CONSTRAINT `{row[0]}` IF EXISTS")).consume()
        found = session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name").values()
        for row in found:
            session.run(neo4j.Query(f"DROP INDEX `{row[0]}` IF EXISTS")).consume()


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of this test process. A test that kills or reconfigures a server starts its own."""
    home: Path = tmp_path_factory.mktemp("neo4j")
    with running(home, heap=HEAP) as server:
        yield server


@pytest.fixture
def neo4j_url(neo4j_server: Server) -> str:
    """``bolt://neo4j:PASSWORD@127.0.0.1:PORT`` of a server whose database is empty."""
    empty(neo4j_server)
    return neo4j_server.url
