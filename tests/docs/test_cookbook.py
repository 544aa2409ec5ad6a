"""A query of the cookbook that names a command names one that runs."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from coordination.cli import cli
from graph_schema.cookbook import cookbook

COMMANDS = sorted({query.command for query in cookbook().values() if query.command})


def test_some_name_a_command() -> None:
    assert len(COMMANDS) >= 8


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_runs_as_it_is_written(
    command: str, new_home: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNR_HOME", str(new_home("register")))
    program, *words = shlex.split(command)
    assert program == "mnr"
    told = CliRunner().invoke(cli, words)
    assert (told.exit_code, told.exception) == (0, None), told.output[-400:]
