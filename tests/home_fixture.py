"""Home folders with shipped workspaces: copies of files that the run built once (``tests/ready.py``).

``tests/conftest.py`` makes the fixture known to all.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ready import built

__all__ = ["new_home"]


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A function: names of shipped workspaces -> a new home folder with them in it."""

    def make(*names: str) -> Path:
        home = tmp_path_factory.mktemp("home")
        for name in names:
            shutil.copy(built(name), home)
        return home

    return make
