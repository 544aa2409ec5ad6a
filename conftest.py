"""Which examples in docstrings are looked for: those of files that have one. The others are not searched."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from _pytest.doctest import DoctestModule


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path,
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """What is collected of a file, but its docstrings where no example is in the file."""
    found = yield
    return [c for c in found if not isinstance(c, DoctestModule) or b">>>" in file_path.read_bytes()]
