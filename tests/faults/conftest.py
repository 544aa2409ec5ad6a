"""A server that the tests of faults may kill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coordination.store.launcher import server as neo4j_server
from tests.neo4j_fixture import SMALL, begun


@pytest.fixture(scope="session")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a server that is killed again and again. Its tests are one share (``killed``)."""
    home = tmp_path_factory.mktemp("killed")
    neo4j_server.start(begun(home), attached=True, **SMALL)
    yield home
    neo4j_server.stop(home)
