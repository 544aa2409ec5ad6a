"""Home folders with shipped workspaces: each is built once in a run of the tests, and copied for whoever needs one.

To build both costs two processor seconds, to copy them nothing. ``tests/conftest.py`` makes the fixture known to all.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from coordination.store.opening import open_store
from coordination.workspace.places import build_shipped

__all__ = ["new_home"]


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A function: names of shipped workspaces -> a new home folder with them in it."""
    own = tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    kept = run / "shipped"
    kept.mkdir(exist_ok=True)

    def make(*names: str) -> Path:
        home = tmp_path_factory.mktemp("home")
        for name in names:
            with (kept / f"{name}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                built = kept / f"{name}.sqlite"
                if not built.exists():
                    aside = kept / f"{name}.begun.sqlite"
                    build_shipped(name, open_store(f"sqlite:///{aside}")).store.close()
                    aside.rename(built)
            shutil.copy(built, home)
        return home

    return make
