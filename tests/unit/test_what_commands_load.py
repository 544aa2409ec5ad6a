"""Which libraries a command loads. A command is a program of its own: most of its time is what it imports, so each
loads what its answer is worked with and nothing else. Held by names of modules, not by a clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

#: What takes longer to load than an answer to work out, and what only writing needs.
HEAVY = {
    "babel", "confusable_homoglyphs", "coordination.ingest.parse", "coordination.ingest.personal",
    "coordination.ingest.readers", "coordination.reports.word", "dash", "docx", "flask", "jinja2", "neo4j", "networkx",
    "pandas", "phonenumbers", "python_calamine", "rapidfuzz", "rich", "rustworkx", "scipy.fft", "scipy.optimize",
    "scipy.sparse", "xlsxwriter",
}  # fmt: skip

PROGRAM = f"""
import json, sys
from coordination.cli import main
try:
    main(sys.argv[1:])
except SystemExit as e:
    print(json.dumps([e.code, sorted({HEAVY!r} & set(sys.modules))]), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder in which the shipped workspaces are built."""
    home = tmp_path_factory.mktemp("home")
    loaded(home, "coverage", "MWI")
    loaded(home, "coverage", "XAA", "--store", "demo")
    return home


def loaded(home: Path, *command: str) -> tuple[int, set[str]]:
    """(exit code, heavy modules) of a command whose output is not a terminal."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *command],
        cwd=ROOT,
        env={**os.environ, "MNR_HOME": str(home), "MNR_LANG": "en"},
        capture_output=True,
        text=True,
        check=True,
    )
    code, found = json.loads(done.stderr.splitlines()[-1])
    return int(code or 0), set(found)


@pytest.mark.parametrize(
    "command",
    [
        "coverage MWI", "gaps MWI", "explain MWI 3", "history", "seats MWI", "corridors", "cliffs MWI",
        "public", "handoffs MWI", "maturity MWI", "donors", "expiries", "trend MWI", "workspace list", "schema manual",
        "deliveries MWI",
    ],
)  # fmt: skip
def test_an_answer_for_a_program_loads_nothing_heavy(home: Path, command: str) -> None:
    assert loaded(home, *command.split()) == (0, set())


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
def test_what_an_answer_needs_it_loads(home: Path, command: str, wanted: set[str]) -> None:
    """The list of heavy modules names what is there: each of these is loaded where it is used, and only it."""
    code, found = loaded(home, *command.format(home=home).split())
    assert code == 0
    assert wanted <= found <= wanted | {"scipy.fft"}  # comes with scipy.optimize


def test_a_name_that_is_not_there_is_looked_for_among_all(home: Path) -> None:
    assert loaded(home, "coverage", "Malawy") == (2, {"babel", "rapidfuzz", "rich"})


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


def test_a_page_loads_no_data_frames(home: Path) -> None:
    """They come with the first file that leaves."""
    done = subprocess.run(
        [sys.executable, "-c", PAGES],
        cwd=ROOT,
        env={**os.environ, "MNR_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["([200, 200, 200, 200, 200, 200, 200], False)", "([200], True)"]
