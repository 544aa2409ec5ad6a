"""The project stands alone: nothing that is committed points to a machine, a person's folder or a registry."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

#: Folders at the root of a file system that hold one machine's own files. Joined here, so that this file is clean.
PRIVATE = "|".join(("home", "root", "work", "Users", "mnt", "srv", "workspace", "data"))
MACHINE = re.compile(rf"(?<![\w.:/~}}$\])*-])/(?:{PRIVATE})/[\w.-]+|[A-Z]:\\\\?Users|(?<![\w.])\.\./shared\b")
#: Hosts that serve packages. A lock file names packages and hashes, not where they come from.
REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("repo1", "maven", "org"),
            ("repo", "maven", "apache", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("unpkg", "com"),
            ("jsdelivr", "net"),
            ("docker", "io"),
            ("proxy", "golang", "org"),
        )
    ),
    re.IGNORECASE,
)
#: Text is read as text; pictures, fonts and archives are not.
BINARY = {".png", ".woff2", ".pdf", ".ico", ".mo", ".xlsx", ".npz"}


def committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    return [ROOT / name for name in listed if name]


def traces(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        for pattern in (MACHINE, REGISTRIES):
            found = pattern.search(line)
            if found:
                yield f"{number}: {found.group()}"


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in committed():
        if path.suffix not in BINARY and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.relative_to(ROOT)}:{t}" for t in traces(text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "see " + "/ho" + "me/somebody/x", "(" + "/wo" + "rk/main)", "https://files.python" + "hosted.org/x",
        "../sha" + "red/x",
    ],
)  # fmt: skip
def test_a_trace_is_found(text: str) -> None:
    assert list(traces(text))


@pytest.mark.parametrize(
    "text",
    ["sqlite:///copy/x.sqlite", "/usr/bin/java", "/proc/self", "https://example.org/home/x", "docs/home/x"],
)
def test_what_is_no_trace_is_left_alone(text: str) -> None:
    assert not list(traces(text))


def test_nothing_generated_or_local_is_committed() -> None:
    names = {p.relative_to(ROOT).as_posix() for p in committed()}
    local = [
        n for n in names if re.search(r"(^|/)(\.venv|__pycache__|\.hypothesis|var)/|\.sqlite$|\.pyc$", n)
    ]
    assert not local


def test_the_licence_names_its_owners() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Copyright 2026 The MNR coordination graph contributors" in text
    assert "Version 2.0, January 2004" in text


def test_the_compose_file_runs_the_same_version_as_the_jars() -> None:
    from coordination.store.launcher.jars import VERSION

    assert f"image: neo4j:{VERSION}-community" in (ROOT / "compose.yaml").read_text(encoding="utf-8")
