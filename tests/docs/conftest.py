from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from seed_data import workspaces


@pytest.fixture(scope="session")
def shipped_home(new_home: Callable[..., Path]) -> Path:
    """A home folder with both shipped workspaces. Not to be written to."""
    return new_home(*workspaces())


@pytest.fixture
def home(shipped_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it that a test may change. A Neo4j that was started in it is stopped."""
    from coordination.store.launcher.server import stop

    own = tmp_path / "home"
    shutil.copytree(shipped_home, own)
    yield own
    stop(own / "neo4j")
