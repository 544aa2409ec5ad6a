"""The ``mnr`` of the tests is the true one: command by command the same bytes and the same end as a process that
Python starts."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ready import first_use

TRUE = Path(sys.executable).with_name("mnr")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home, which holds the invented region, and files to import."""
    folder = tmp_path_factory.mktemp("base")
    (folder / "home").mkdir()
    store = first_use("demo", folder / "home" / "demo.sqlite").store
    store.close()
    (folder / "countries.csv").write_text("iso3,name\nXZZ,Zédonie\n", encoding="utf-8")
    (folder / "bad.csv").write_text("iso3,name\nToo long,\n", encoding="utf-8")
    return folder


def environment(folder: Path, variables: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "MNR_HOME": "home", **variables}


def piped(
    program: Path, folder: Path, arguments: list[str], given: bytes, variables: dict[str, str]
) -> tuple[int, bytes, bytes]:
    """(end, standard output, standard error) of the program in the folder."""
    done = subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=environment(folder, variables),
        input=given,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def both(
    base: Path,
    tmp_path: Path,
    mnr_program: Path,
    arguments: list[str],
    given: bytes,
    variables: dict[str, str],
) -> list[tuple[int, bytes, bytes]]:
    """What the true program says and what this one says, each in a folder of the same name with a home of its own."""
    told = []
    for program in (TRUE, mnr_program):
        folder = tmp_path / "work"
        shutil.copytree(base, folder)
        told.append(piped(program, folder, arguments, given, variables))
        shutil.rmtree(folder)
    return told


def typed(
    program: Path, folder: Path, arguments: list[str], variables: dict[str, str]
) -> tuple[int, bytes, bytes]:
    """The same at a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [program, *arguments],
        cwd=folder,
        env=environment(folder, variables),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        out = bytearray()
        try:
            while piece := os.read(ours, 65536):
                out += piece
        except OSError:  # so a terminal ends on Linux
            os.close(ours)
    return process.returncode, bytes(out), b""


DAY = ["--store", "demo", "--as-of", "2026-11-25"]


@pytest.mark.parametrize(
    ("end", "arguments", "variables"),
    [
        (0, ["--version"], {}),
        (0, ["--help"], {"MNR_LANG": "fr", "COLUMNS": "60"}),
        (0, ["coverage", "XAA", *DAY], {"MNR_DEBUG": "1"}),
        (0, ["coverage", "XAA", *DAY, "--format", "table"], {"COLUMNS": "200", "MNR_LANG": "es"}),
        (0, ["gaps", "XAE", *DAY, "--format", "csv"], {"PYTHONWARNINGS": "error"}),
        (0, ["explain", "XAB", "12", *DAY[2:], "--lang", "fr"], {"MNR_STORE": "demo", "LANG": "C"}),
        (1, ["plan", "XAB", "12:3-4", *DAY], {"LANG": "fr_FR.UTF-8"}),
        (2, ["coverage", "Zé\udcff", *DAY], {}),
        (2, ["nothing"], {"NO_COLOR": "1"}),
        (3, ["import", "bad.csv", "--store", "new.sqlite"], {}),
        (0, ["import", "countries.csv", "--store", "new.sqlite", "--dry-run"], {"TZ": "Asia/Tokyo"}),
        (4, ["coverage", "XAA", "--store", "bolt://127.0.0.1:1"], {"MNR_PASSWORD": "secret"}),
        (0, ["doctor"], {"MNR_QUESTION_BYTES": "7"}),
    ],
)
def test_a_command_says_the_same(
    base: Path, tmp_path: Path, mnr_program: Path, end: int, arguments: list[str], variables: dict[str, str]
) -> None:
    """To a pipe."""
    told = both(base, tmp_path, mnr_program, arguments, b"", variables)
    assert told[0] == told[1]
    assert told[0][0] == end
    assert b"Traceback" not in told[0][2]


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (["explain", "XAB", "12", *DAY], {"TERM": "xterm-256color", "COLUMNS": "71", "LANG": "C.UTF-8"}),
        (["gaps", "XAE", *DAY], {"TERM": "dumb", "NO_COLOR": "1"}),
        (["plan", "--help"], {"TERM": "xterm", "COLUMNS": "50", "MNR_LANG": "es"}),
    ],
)
def test_at_a_terminal_too(
    base: Path, mnr_program: Path, arguments: list[str], variables: dict[str, str]
) -> None:
    """Tables, their width and their colours come with a terminal."""
    true = typed(TRUE, base, arguments, variables)
    assert true == typed(mnr_program, base, arguments, variables)
    assert true[0] == 0


def test_what_is_given_to_a_command_is_read(base: Path, tmp_path: Path, mnr_program: Path) -> None:
    """A password, by standard input."""
    arguments = ["workspace", "connect", "other", "bolt://127.0.0.1:1"]
    told = both(base, tmp_path, mnr_program, arguments, b"secret\n", {})
    assert told[0] == told[1]
    assert told[0][0] == 0
    assert b"Its address and its password are kept" in told[0][1]


def test_who_asks_and_is_killed_takes_the_command_along(tmp_path: Path, mnr_program: Path) -> None:
    """It does not go on writing; the server answers the next."""
    answers = {"PATH": os.environ["PATH"], "MNR_HOME": str(tmp_path)}
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen([mnr_program, "import", "pipe"], cwd=tmp_path, env=answers) as process:
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert subprocess.run([mnr_program, "--version"], env=answers, check=False).returncode == 0
