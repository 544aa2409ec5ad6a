"""The reference holds every command, option, setting and finding, and is what the program says today."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import click
import pytest

from coordination.cli import cli
from coordination.system.settings import describe
from graph_schema.schema import SCHEMA
from tests.docs.pages import ROOT
from tools.generate import generated

REFERENCE = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(generated()))
def test_what_is_generated_is_fresh(name: str) -> None:
    path = ROOT / name
    assert path.is_file(), f"{name}: run `make generate`"
    assert path.read_text(encoding="utf-8") == generated()[name](), f"{name} is stale: run `make generate`"


def every_command(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None, f"{path} {name} is listed and cannot be loaded"
            yield from every_command(inner, f"{path} {name}")


def section(path: str) -> str:
    found = re.search(rf"^### `{re.escape(path)}`$(.*?)(?=^#|\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert found, f"`{path}` is not in the reference"
    return found.group(1)


def test_every_command_and_option_is_there_with_a_sentence() -> None:
    missing = []
    for path, command in every_command(cli, "mnr"):
        if path == "mnr":
            continue
        text = section(path)
        assert command.help, f"{path} has no help"
        for p in command.params:
            if isinstance(p, click.Option):
                assert p.help, f"{path} {p.opts[0]} has no help"
                missing += [f"{path} {o}" for o in p.opts if f"{o}" not in text]
    assert not missing


def test_every_setting_is_there() -> None:
    for name, text in describe():
        assert f"| `{name}` | {text} |" in REFERENCE
    named = set(re.findall(r"\bMNR_[A-Z_]+\b", REFERENCE))
    assert {name for name, _ in describe()} <= named


def test_every_setting_the_program_reads_is_described() -> None:
    """Each MNR_ name in the code is a setting, or one of those that only tests and fault finding use."""
    apart = {
        "MNR_PASSWORD",
        "MNR_PASSWORD_NAME",
        "MNR_DEBUG",
        "MNR_NEO4J_JARS",
        "MNR_NEO4J_PASSWORD",
        "MNR_COMPLETE",
    }
    read = set()
    for folder in ("coordination", "dashboard", "graph_schema", "seed_data"):
        for path in (ROOT / folder).rglob("*.py"):
            read |= set(re.findall(r"\bMNR_[A-Z_0-9]+\b", path.read_text(encoding="utf-8")))
    described = {name for name, _ in describe()}
    assert {n for n in read if n.strip("_") not in apart} == described - apart
    assert "MNR_PASSWORD" in described  # MNR_PASSWORD_NAME, for one workspace, is told with it


def codes() -> set[str]:
    """Every code that stands in the program as a text of its own."""
    found = set()
    for path in (ROOT / "coordination").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"^[EWI]-[A-Z0-9]+(?:-[A-Z0-9]+)*$", node.value))
    for node in ast.walk(ast.parse((ROOT / "graph_schema" / "values.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(re.findall(r"^[EWI]-[A-Z0-9]+(?:-[A-Z0-9]+)*$", node.value))
    return found


def test_every_code_of_a_finding_is_there_with_a_sentence() -> None:
    known = codes()
    assert len(known) > 60
    listed = dict(re.findall(r"^\| ([EWI]-[A-Z0-9-]+) \| (.+) \|$", REFERENCE, re.MULTILINE))
    assert known <= set(listed), sorted(known - set(listed))
    assert set(listed) <= known, sorted(set(listed) - known)
    assert all(len(text.split()) >= 4 for text in listed.values())


def test_the_manual_has_every_type_and_column() -> None:
    manual = (ROOT / "docs" / "reference" / "schema.md").read_text(encoding="utf-8")
    for t in SCHEMA.values():
        part = manual.split(f"## {t.name}\n")[1].split("\n## ")[0]
        for column in t.columns:
            assert f"| {column} |" in part, f"{t.name}.{column}"
