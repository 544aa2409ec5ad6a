"""The program calls nobody: commands run with every way out of the process watched."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

#: Python reports every name look-up and every connection to the audit hook, whoever asks for it.
WATCHED = """
import json, sys
seen = []
def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"):
        seen.append([event, repr(arguments[-1])])
sys.addaudithook(hook)
from click.testing import CliRunner
from coordination.cli import cli
results = []
for arguments in json.loads(sys.argv[1]):
    results.append(CliRunner().invoke(cli, arguments).exit_code)
{more}
print(json.dumps([results, seen]))
"""


def watched(commands: list[list[str]], home: Path, more: str = "") -> tuple[list[int], list[list[str]]]:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED.replace("{more}", more), json.dumps(commands)],
        capture_output=True,
        text=True,
        check=True,
        env={"MNR_HOME": str(home), "PATH": "/usr/bin:/bin", "HOME": str(home)},
    )
    codes, seen = json.loads(done.stdout.splitlines()[-1])
    return codes, seen


def test_no_command_opens_a_connection(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    day = ["--as-of", "2026-11-25"]
    commands = [
        ["demo", "--no-serve"],
        ["coverage", *day],
        ["gaps", "MWI", *day],
        ["explain", "MWI", "12", *day],
        ["report", "MWI", "-o", str(out / "r.html"), *day],
        ["export", str(out / "csv"), "--store", "demo"],
        ["import", str(out / "csv"), "--store", str(out / "new.sqlite")],
        ["workspace", "new", "mine", "--from", "register", "--country", "MWI"],
        ["schema", "template", str(out / "t.xlsx")],
        ["store", "move", "demo", str(out / "moved.sqlite")],
        ["doctor"],
    ]
    codes, seen = watched(commands, home)
    assert codes == [0] * len(commands)
    assert not seen


def test_a_connection_would_be_seen(tmp_path: Path) -> None:
    more = """
import socket
with socket.socket() as s:
    s.connect_ex(("127.0.0.1", 9))
"""
    _, seen = watched([], tmp_path, more)
    assert [event for event, _ in seen] == ["socket.connect"]
