"""Which libraries a command loads. A command is a program of its own: most of its time is what it imports, so each
loads what its answer is worked with and nothing else. Held by names of modules, not by a clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.sources import ROOT

#: What takes longer to load than an answer to work out, and what only writing needs.
HEAVY = {
    "babel", "confusable_homoglyphs", "coordination.ingest.parse", "coordination.ingest.personal",
    "coordination.ingest.readers", "coordination.reports.word", "dash", "docx", "flask", "jinja2", "neo4j", "networkx",
    "pandas", "phonenumbers", "python_calamine", "rapidfuzz", "rich", "rustworkx", "scipy.fft", "scipy.optimize",
    "scipy.sparse", "xlsxwriter",
}  # fmt: skip

#: A process for each command, forked from one that has loaded what the first command loaded: that is tried first, and
#: nothing in it is heavy. What a later command loads beyond it is in its own process alone.
PROGRAM = f"""
import gc, importlib, json, os, sys
from coordination.cli import main
HEAVY = {HEAVY!r}
def run(words):
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    code = 0
    try:
        main(words)
    except SystemExit as e:
        code = e.code or 0
    os.write(told, json.dumps([code, sorted(HEAVY & set(sys.modules)), [*sys.modules]]).encode())
    os._exit(0)
light = 0
for line in sys.stdin:
    reader, told = os.pipe()
    if not os.fork():
        run(json.loads(line))
    os.close(told)
    with open(reader) as said:
        code, heavy, every = json.load(said)
    os.wait()
    print(json.dumps([code, heavy]), flush=True)
    if not heavy and not light:
        for light, name in enumerate(every, 1):
            try:
                importlib.import_module(name)
            except ImportError:
                pass
        assert not HEAVY & set(sys.modules)
        gc.collect()
        gc.freeze()
"""


class Commands(NamedTuple):
    """A home folder in which the shipped workspaces are built, and the program that runs commands in it."""

    home: Path
    program: subprocess.Popen[str]

    def load(self, *command: str) -> tuple[int, set[str]]:
        """(exit code, heavy modules) of a command whose output is not a terminal."""
        assert self.program.stdin
        assert self.program.stdout
        print(json.dumps(command), file=self.program.stdin, flush=True)
        code, found = json.loads(self.program.stdout.readline())
        return int(code), set(found)


@pytest.fixture(scope="module")
def commands(new_home: Callable[..., Path]) -> Iterator[Commands]:
    home = new_home("demo", "register")
    environment = {**os.environ, "MNR_HOME": str(home), "MNR_LANG": "en"}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as program:  # fmt: skip
        commands = Commands(home, program)
        assert commands.load("coverage", "MWI") == (0, set())
        yield commands
        assert program.stdin
        program.stdin.close()


@pytest.mark.parametrize(
    "command",
    [
        "coverage MWI", "gaps MWI", "explain MWI 3", "history", "seats MWI", "corridors", "cliffs MWI",
        "public", "handoffs MWI", "maturity MWI", "donors", "expiries", "trend MWI", "workspace list", "schema manual",
        "deliveries MWI",
    ],
)  # fmt: skip
def test_an_answer_for_a_program_loads_nothing_heavy(commands: Commands, command: str) -> None:
    assert commands.load(*command.split()) == (0, set())


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("coverage MWI --format table", {"rich"}),
        ("coverage MWI --lang fr", {"babel"}),
        ("coverage MWI --format csv", {"pandas"}),
        ("coverage MWI --format xlsx --out {home}/board.xlsx", {"pandas", "xlsxwriter"}),
        ("history --format csv", {"pandas"}),
        ("partners", {"networkx", "scipy.sparse"}),
        ("weak-points", {"networkx"}),
        ("plan XAA --store demo --budget 3", {"scipy.optimize", "scipy.sparse"}),
    ],
)
def test_what_an_answer_needs_it_loads(commands: Commands, command: str, wanted: set[str]) -> None:
    """The list of heavy modules names what is there: each of these is loaded where it is used, and only it."""
    code, found = commands.load(*command.format(home=commands.home).split())
    assert code == 0
    assert wanted <= found <= wanted | {"scipy.fft"}  # comes with scipy.optimize


def test_a_name_that_is_not_there_is_looked_for_among_all(commands: Commands) -> None:
    assert commands.load("coverage", "Malawy") == (2, {"babel", "rapidfuzz", "rich"})


PAGES = """
import sys
from datetime import date
from coordination.workspace.places import workspace_for
from dashboard.backend.answers import ServiceAnswers
from dashboard.web.app import create_app
client = create_app(ServiceAnswers([workspace_for("demo")]), lambda: date(2026, 11, 25)).server.test_client()
def asked(*pages):
    return [client.get("/demo/" + page).status_code for page in pages], "pandas" in sys.modules
print(asked("", "country/XAA", "matrix", "plan/XAA", "reports", "network", "download/coverage.json"))
print(asked("download/coverage.csv"))
"""


def test_a_page_loads_no_data_frames(commands: Commands) -> None:
    """They come with the first file that leaves."""
    done = subprocess.run(
        [sys.executable, "-c", PAGES],
        cwd=ROOT,
        env={**os.environ, "MNR_HOME": str(commands.home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["([200, 200, 200, 200, 200, 200, 200], False)", "([200], True)"]


def test_what_looks_at_a_workbook_loads_neither_arrays_nor_types() -> None:
    """Two programs are started for each workbook that comes in: what looks whether it is sound, and what reads it."""
    heavy = "sorted({'numpy', 'graph_schema.schema'} & {*sys.modules})"
    asked = f"import sys, coordination.ingest.guard_child, coordination.ingest.child; print({heavy})"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
