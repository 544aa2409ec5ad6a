"""The line that says that a command is still at work: on a terminal alone, and gone before it answers."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable

import pytest

from coordination.cli import waiting
from coordination.cli.output import progress_bar
from coordination.cli.waiting import Waiting
from coordination.system.progress import step
from tests.unit.ran import Run

CLEAR = "\r\x1b[2K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def until(seen: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.01)


def terminal_of(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Standard error from now on; a fixture could not do it, because what pytest captures is set up after them."""
    monkeypatch.delenv("TERM", raising=False)
    out = Terminal()
    monkeypatch.setattr(sys, "stderr", out)
    return out


def test_it_tells_how_far_the_work_is_in_the_language_and_goes() -> None:
    """One of four runs is a quarter."""
    out = Terminal()
    line = Waiting(out, "fr", after=0)
    until(lambda: "Travail en cours" in out.getvalue())
    step("Calculating the best plan", 1, 4)
    until(lambda: "25" in out.getvalue())
    line.end()
    line.end()
    assert "Calcul du meilleur plan" in out.getvalue().rpartition(CLEAR)[0]
    assert out.getvalue().endswith(CLEAR)
    whole = out.getvalue()
    step("Calculating the best plan", 2, 4)  # nobody watches any more
    time.sleep(0.3)
    assert out.getvalue() == whole


def test_who_answers_within_the_second_says_nothing() -> None:
    out = Terminal()
    line = Waiting(out, "en", after=60)
    line.end()
    assert out.getvalue() == ""


def test_a_command_takes_the_line_away_before_it_answers(mnr: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_of(monkeypatch)
    monkeypatch.setattr(waiting, "AFTER", 0.0)
    ran = mnr("coverage", "XAC", "--store", "demo", "--as-of", "2026-11-25")
    assert len(json.loads(ran.out)["cells"]) == 21
    assert terminal.getvalue().startswith(f"{CLEAR}Working: 0 s")
    assert terminal.getvalue().endswith(CLEAR)
    mnr("coverage", "QQQ", "--store", "demo")
    assert "There is no country" in terminal.getvalue().rpartition(CLEAR)[2]  # an error stands there alone


def test_help_and_what_is_no_terminal_wait_for_nothing(mnr: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "AFTER", 0.0)
    assert mnr("coverage", "XAC", "--store", "demo", "--as-of", "2026-11-25").err == ""
    out = terminal_of(monkeypatch)
    mnr("coverage", "--help")
    monkeypatch.setenv("TERM", "dumb")
    mnr("coverage", "XAC", "--store", "demo", "--as-of", "2026-11-25")
    assert out.getvalue() == ""


def test_a_bar_takes_its_place_from_the_first_step_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until then the line stands: reading a small file says nothing."""
    terminal = terminal_of(monkeypatch)
    waiting.begin("en")
    try:
        with progress_bar() as progress:
            assert terminal.getvalue() == ""
            progress("reading", 1, 2)
            assert not waiting._now
            progress("reading", 2, 2)
    finally:
        waiting.end()
    with progress_bar() as progress:
        pass
