from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coordination.store.base import GraphStore
from tests.contract.stores import STORES, WAYS


@pytest.fixture(params=[*STORES, *WAYS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    opened = {**STORES, **WAYS}[request.param](tmp_path, request)
    opened.prepare()
    yield opened
    opened.close()
