"""Three locks: what installs the others; what runs the program, free of test tools and of the GPL; and what develops
it, on top."""

from __future__ import annotations

import re
import tomllib
from email.message import Message
from importlib.metadata import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.M)
INSTALL, RUN, DEV = "requirements-uv.lock", "requirements.lock", "requirements-dev.lock"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    """Package -> version of a lock file."""
    return dict(PIN.findall(text(name)))


def named(requirement: str) -> str:
    """The package of a requirement, as lock files spell it."""
    return re.split(r"[<>=~! \[;]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def project() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = tomllib.loads(text("pyproject.toml"))
    return found


def test_the_lock_to_run_holds_what_the_project_needs_and_no_tool_of_tests() -> None:
    asked = project()
    run = pins(RUN)
    needed = {named(r) for r in asked["project"]["dependencies"]}
    assert needed <= set(run)
    groups = asked["dependency-groups"]
    tools = {named(r) for group in ("test", "check", "bench") for r in groups[group]}
    # markdown-it-py comes with rich; the checks only read with it too
    assert set(run) & tools == {"markdown-it-py"}
    assert not [p for p in run if re.match("pytest|playwright|hypothesis|igraph|mypy|ruff|types-", p)]


#: packages that state no licence in their metadata, and what is known of theirs
UNSTATED = {"resvg-py": "MIT by its file LICENSE, which its metadata names"}


def stated(about: Message) -> str:
    """What a package says of its licence: its expression, classifiers, and the name of its licence; "" for nothing."""
    classifiers = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    says = [about.get("License-Expression") or "", (about.get("License") or "")[:200], *classifiers]
    return " ".join(x for x in says if x.strip() and x.strip().upper() not in {"UNKNOWN", "LICENSE ::"})


@pytest.mark.parametrize("package", sorted(pins(RUN)))
def test_nothing_that_runs_is_under_the_gpl(package: str) -> None:
    """By what the package says of itself; one that says nothing must be listed here with a reason."""
    about = metadata(package)
    says = stated(about)
    assert says or package in UNSTATED, (
        f"{package} states no licence: look it up, and list it with the reason"
    )
    assert not (says and package in UNSTATED), f"{package} states its licence now: {says}"
    assert not re.search(r"\bA?GPL|General Public License", says), says
    assert pins(RUN)[package] == about["Version"]


def test_a_package_that_states_nothing_is_not_taken_for_free() -> None:
    silent, vague, free = Message(), Message(), Message()
    vague["License"] = "UNKNOWN"
    free["Classifier"] = "License :: OSI Approved :: MIT License"
    assert [bool(stated(m)) for m in (silent, vague, free)] == [False, False, True]


def test_developing_adds_to_what_runs_and_changes_nothing_of_it() -> None:
    run, dev = pins(RUN), pins(DEV)
    assert run.items() < dev.items()
    groups = project()["dependency-groups"]
    assert {named(r) for name, group in groups.items() if name != "install" for r in group} <= set(dev)
    assert "igraph" in dev
    assert "igraph" not in run


def test_what_installs_the_others_is_one_program_and_nothing_rests_on_it() -> None:
    assert set(pins(INSTALL)) == {named(r) for r in project()["dependency-groups"]["install"]} == {"uv"}
    assert "uv" not in pins(DEV)


@pytest.mark.parametrize("name", [INSTALL, RUN, DEV])
def test_every_package_is_held_by_hashes_and_no_place_to_fetch_it_from_is_named(name: str) -> None:
    lock = text(name)
    for package in re.split(r"\n(?=[a-z0-9])", lock)[1:]:
        assert "--hash=sha256:" in package, package.split("\n")[0]
    assert "://" not in lock
    assert "-index" not in lock


def test_the_demo_installs_the_lock_to_run_only() -> None:
    rules = text("Makefile")
    (demo,) = re.findall(r"^demo:(.*?)##", rules, re.M)
    assert demo.split() == ["$(RUN)"]
    (to_run,) = re.findall(r"^\$\(RUN\):.*\n((?:\t.*\n)+)", rules, re.M)
    assert RUN in to_run
    assert DEV not in to_run
