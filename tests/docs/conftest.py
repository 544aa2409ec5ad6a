from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coordination.store.sqlite import SqliteStore
from coordination.workspace.places import build_shipped
from seed_data import workspaces


@pytest.fixture(scope="session")
def shipped_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with both shipped workspaces, made once for a test process. Not to be written to."""
    home = tmp_path_factory.mktemp("shipped")
    for name in workspaces():
        build_shipped(name, SqliteStore(home / f"{name}.sqlite"))
    return home


@pytest.fixture
def home(shipped_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it that a test may change. A Neo4j that was started in it is stopped."""
    from coordination.store.launcher.server import stop

    own = tmp_path / "home"
    shutil.copytree(shipped_home, own)
    yield own
    stop(own / "neo4j")
