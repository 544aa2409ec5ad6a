"""A real Neo4j for the tests that need one: one server per test process, an empty database per test.

``tests/conftest.py`` makes the fixtures known everywhere. Community edition has one database, so the processes of
a parallel run do not share a server; each that needs one starts its own. A server that cannot be started fails
the test: it is never skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coordination.store.launcher.server import Server, running
from tools.needs import classes

__all__ = ["SMALL", "ask", "empty", "neo4j_server", "neo4j_url"]

#: Classes that ``make needs`` kept: a start takes two thirds of the processor time. Of another Java they are not used.
_CLASSES = (f"-XX:SharedArchiveFile={classes()}", "-Xlog:cds=off") if classes().exists() else ()
#: A server for tests: small; compiled quickly rather than well; plans kept although the data change all the time.
SMALL: dict[str, Any] = {
    "heap": "512m",
    "settings": {"dbms.cypher.min_replan_interval": "1h"},
    "java_options": ("-XX:TieredStopAtLevel=1", *_CLASSES),
}


def ask(server: Server, *queries: str, **params: object) -> list[list[object]]:
    """Run the queries as somebody with a Cypher shell would; the rows of the last one."""
    import neo4j

    auth = ("neo4j", server.password)
    with (
        neo4j.GraphDatabase.driver(server.uri, auth=auth, notifications_min_severity="OFF") as driver,
        driver.session() as session,
    ):
        return [session.run(neo4j.Query(query), params).values() for query in queries][-1]


def empty(server: Server, *, layout: bool = False) -> None:
    """Delete every node and relationship; with ``layout``, every constraint and index too."""
    ask(server, "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    if layout:
        constraints = ask(server, "SHOW CONSTRAINTS YIELD name RETURN name")
        ask(server, *(f"DROP CONSTRAINT `{name}`" for (name,) in constraints), "RETURN 1")
        indexes = ask(server, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")
        ask(server, *(f"DROP INDEX `{name}`" for (name,) in indexes), "RETURN 1")


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of this test process. A test that kills or reconfigures a server starts its own."""
    home: Path = tmp_path_factory.mktemp("neo4j")
    with running(home, **SMALL) as server:
        yield server


@pytest.fixture
def neo4j_url(neo4j_server: Server) -> str:
    """``bolt://neo4j:PASSWORD@127.0.0.1:PORT`` of a server without nodes (constraints of earlier tests stay)."""
    empty(neo4j_server)
    return neo4j_server.url
