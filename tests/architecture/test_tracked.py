"""What is tracked starts on any machine: no link, no ignored file, no folder of one machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: A folder below one of these is of one machine. ``/tmp/x`` alone is an example that nobody opens
OF_A_MACHINE = re.compile(r"(?<![\w./}~-])/(?:tmp|work|root|home|Users|mnt)/[\w.-]+/")
#: Long files that are made of data or by other people's tools
NOT_READ = (".lock", ".csv", ".png", ".svg", ".ttf", ".woff2", ".min.js")


def git(*words: str) -> list[str]:
    found = subprocess.run(("git", *words), cwd=ROOT, check=True, capture_output=True, text=True)
    return [line for line in found.stdout.split("\0" if "-z" in words else "\n") if line]


def links(entries: Iterable[str]) -> list[str]:
    """The paths of ``git ls-files -s`` that are symbolic links."""
    return [entry.split("\t", 1)[1] for entry in entries if entry.startswith("120000 ")]


def test_no_link_is_tracked() -> None:
    assert links(git("ls-files", "-s", "-z")) == []
    assert links(["120000 0a1b 0\t.venv", "100644 0a1b 0\ta.py"]) == [".venv"]


def test_nothing_that_is_ignored_is_tracked() -> None:
    assert git("ls-files", "-ci", "--exclude-standard", "-z") == []
    assert git("check-ignore", ".venv", "coordination/x.sqlite") == [".venv", "coordination/x.sqlite"]


def test_no_tracked_text_names_a_folder_of_one_machine() -> None:
    found = []
    for name in git("ls-files", "-z"):
        if name.endswith(NOT_READ):
            continue
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
        found += [
            f"{name}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), 1)
            if OF_A_MACHINE.search(line)
        ]
    assert found == []


def test_a_folder_of_one_machine_is_seen() -> None:
    assert OF_A_MACHINE.search("see " + "/".join(("", "tmp", "w", "int")))
    assert not OF_A_MACHINE.search("/tmp/x is an example, https://a.org/home/b/ a page")
