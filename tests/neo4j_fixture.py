"""A real Neo4j for the tests that need one: one server per test process, an empty store per test.

``tests/conftest.py`` makes the fixtures known everywhere. Community edition has one database, so the processes of
a parallel run do not share a server; each that needs one starts its own. A server that cannot be started fails
the test: it is never skipped.
"""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString, cast

import neo4j
import pytest

from coordination.store.base import STORE_VERSION
from coordination.store.bolt import Bolt
from coordination.store.graphframework import framework_differs
from coordination.store.graphlayout import layout_mark
from coordination.store.graphstate import State
from coordination.store.launcher.server import Server, running
from tools.needs import classes, started

__all__ = ["SMALL", "ask", "bare_server", "begun", "cleared", "empty", "neo4j_server", "neo4j_url"]

#: Classes that ``make needs`` kept: a start takes two thirds of the processor time. Of another Java they are not used.
_CLASSES = (f"-XX:SharedArchiveFile={classes()}", "-Xlog:cds=off") if classes().exists() else ()
#: Compiled quickly rather than well, and early: most of what a server of the tests runs it runs a few dozen times. Room
#: for all that is compiled, for Java gives the first compiler alone 48 MB: when they are full, what is still needed is
#: thrown away and compiled again, in the shared server from its second minute on.
_COMPILER = ("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=0.3", "-XX:ReservedCodeCacheSize=240m")
#: A server for tests: small; plans kept although the data change all the time, and
#: for lists of any length (a fifth of its time: as it comes, a list ten times as long is planned for anew).
SMALL: dict[str, Any] = {
    "heap": "512m",
    "settings": {"dbms.cypher.min_replan_interval": "1h", "internal.cypher.use_parameter_size": "false"},
    "java_options": (*_COMPILER, *_CLASSES),
}


def begun(home: Path) -> Path:
    """The data folder ``home`` with an empty store in it, as ``make needs`` kept one: a first start costs as much
    again as a start, and making the constraints as much as both. Without one ``home`` is left as it is."""
    if started().exists():
        shutil.copytree(started(), home, dirs_exist_ok=True)
    return home


class _Shell:
    """One connection to the server that was asked last: opening one costs more than most queries."""

    def __init__(self) -> None:
        self.server: tuple[str, str, int] | None = None
        self.driver: neo4j.Driver | None = None

    def of(self, server: Server) -> neo4j.Driver:
        now = (server.uri, server.password, server.pid)
        if self.driver is None or self.server != now:
            self.close()
            auth = ("neo4j", server.password)
            self.driver = neo4j.GraphDatabase.driver(server.uri, auth=auth, notifications_min_severity="OFF")
            self.server = now
        return self.driver

    def close(self) -> None:
        if self.driver is not None:
            self.driver.close()
            self.driver = None


_SHELL = _Shell()
atexit.register(_SHELL.close)


def ask(server: Server, *queries: str, **params: object) -> list[list[object]]:
    """Run the queries as somebody with a Cypher shell would; the rows of the last one."""
    with _SHELL.of(server).session() as session:
        return [session.run(cast("LiteralString", query), params).values() for query in queries][-1]


def empty(server: Server, *, layout: bool = False) -> None:
    """Delete every node and relationship; with ``layout``, every constraint and index too."""
    ask(server, "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 50 ROWS")
    if layout:
        constraints = ask(server, "SHOW CONSTRAINTS YIELD name RETURN name")
        ask(server, *(f"DROP CONSTRAINT `{name}`" for (name,) in constraints), "RETURN 1")
        indexes = ask(server, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")
        ask(server, *(f"DROP INDEX `{name}`" for (name,) in indexes), "RETURN 1")


#: All but the framework: what is its own, and what hangs on an edition.
_RECORDS = (
    "MATCH (n) WHERE NOT n:MnrStore AND NOT n:Edition AND NOT EXISTS { (n)-[:IN_EDITION]->() } "
    "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 50 ROWS"
)
_META = "MATCH (m:MnrStore) RETURN m.version, m.layout"
_AGAIN = "MATCH (m:MnrStore {name: 'store'}) SET m = {name: 'store', version: $version, layout: $layout, state: $state}"


class _Looker:
    """A store of the server that was looked at last, to compare its framework with that of the program."""

    def __init__(self) -> None:
        self.url, self.bolt = "", Bolt("bolt://127.0.0.1")

    def is_whole(self, server: Server) -> bool:
        if self.url != server.url:
            self.close()
            self.url, self.bolt = server.url, Bolt(server.url)
        return not self.bolt.read(framework_differs)

    def close(self) -> None:
        self.url = ""
        self.bolt.close()


_LOOKER = _Looker()
atexit.register(_LOOKER.close)


def cleared(server: Server) -> None:
    """An empty store that is prepared, as after :func:`empty` and ``prepare``: the framework that an earlier test left
    is kept where it is what the program would write (to write it costs as much as most tests), else all goes."""
    ask(server, _RECORDS)
    known = {"version": STORE_VERSION, "layout": layout_mark()}
    if ask(server, _META) == [list(known.values())] and _LOOKER.is_whole(server):
        ask(server, _AGAIN, **known, state=State().text())
    else:
        empty(server)


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of this test process. A test that kills or reconfigures a server starts its own."""
    home: Path = tmp_path_factory.mktemp("neo4j")
    with running(begun(home), **SMALL) as server:
        yield server
        _SHELL.close()
        _LOOKER.close()


@pytest.fixture
def neo4j_url(neo4j_server: Server) -> str:
    """``bolt://neo4j:PASSWORD@127.0.0.1:PORT`` of a server that holds no more than an empty store."""
    cleared(neo4j_server)
    return neo4j_server.url


@pytest.fixture
def bare_server(neo4j_server: Server) -> Server:
    """The server without a node, a constraint or an index. It plans every query anew after that, which costs as much as
    a start: in a parallel run such tests are the last of their share."""
    empty(neo4j_server, layout=True)
    return neo4j_server
