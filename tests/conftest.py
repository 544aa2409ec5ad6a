"""Fixtures that any test may ask for, and what every run of the tests needs."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator

import pytest

from coordination.text import languages
from coordination.text.languages import Catalogue, spoken
from tests import ready, scheduling
from tests.home_fixture import new_home
from tests.mnr_fixture import mnr_program
from tests.neo4j_fixture import bare_server, neo4j_server, neo4j_url

__all__ = ["bare_server", "mnr_program", "neo4j_server", "neo4j_url", "new_home"]

# Worlds and answers are many objects in few circles: to look for circles as often as Python does of itself is five in
# a hundred of the processor time.
gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    """Name what tests need, and which are the volume (``-m "not browser and not neo4j and not slow"`` leaves them
    out), and deal out a parallel run."""
    for item in items:
        for name in scheduling.needs(item):
            item.add_marker(name)
    for item in scheduling.volume(items):
        item.add_marker("slow")
    yield  # pytest-randomly shuffles, pytest leaves out what -m and -k do not want
    if hasattr(config, "workerinput"):
        scheduling.deal(items)


def pytest_collection_finish() -> None:
    """Modules and tests stay until the end: nobody looks for circles in them, pytest at the end least of all."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is made once in a run stands in the folder that its processes share."""
    own = tmp_path_factory.getbasetemp()
    ready.keep_in(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own, own)


@pytest.fixture(autouse=True)
def _nobody_spoke_before() -> Generator[None, None, None]:
    """A command run inside a test leaves no language to the next test."""
    token = spoken.set("")
    yield
    spoken.reset(token)


@pytest.fixture
def use_catalogues(monkeypatch: pytest.MonkeyPatch) -> Generator[Callable[..., None], None, None]:
    """Put other catalogues in place of the shipped ones for one test: ``use_catalogues(fr=Catalogue({...}))``.

    A language keeps the catalogue that it was first asked with, so languages are made anew here and after the test.
    """
    real = languages.catalogue

    def put(**others: Catalogue) -> None:
        from coordination.exchange import templates  # noqa: F401 (it and what it needs take the real one by its name)

        monkeypatch.setattr(languages, "catalogue", lambda code: others.get(code) or real(code))
        languages.language_for.cache_clear()

    yield put
    languages.language_for.cache_clear()
