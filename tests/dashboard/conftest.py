"""One pair of real stores for all modules that draw the shipped workspaces."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.backend.context import Context
from dashboard.ui import i18n
from dashboard.web import actions
from tests.dashboard.shipped import shipped_context
from tests.dashboard.worlds import PATIENCE


@pytest.fixture(scope="session")
def shipped() -> Context:
    return shipped_context()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An import is answered when it is in, on a slow machine too, not with the page of its progress."""
    monkeypatch.setattr(actions, "WAIT", PATIENCE)


@pytest.fixture
def speaking(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language (the parameter) in which everything is said during the test."""
    code: str = request.param
    token = i18n.set_language(code)
    yield code
    i18n.reset_language(token)
