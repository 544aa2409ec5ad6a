"""Every machine-readable answer has a committed JSON Schema, and the real commands keep to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner

from coordination.analytics.board.coverage import FLAGS, State
from coordination.cli import cli
from coordination.workspace.plans import PlanShelf, plan
from coordination.workspace.scenarios import scenario, to_text
from graph_schema.edition import edition
from graph_schema.issues import Severity
from tests.docs.pages import ROOT
from tests.ready import read_once

ANSWERS = ROOT / "graph_schema" / "answers"
DAY = ["--as-of", "2026-11-25"]
#: A file with an error in line 2, a warning in line 1 and a new row in line 3.
DELIVERIES = (
    "stakeholder_id,capability,iso3,source_id,colour\n"
    "a-police,7,Almarra,almara-council-2025,red\n"
    "a-police,7,XAA,almara-council-2025,red\n"
)

#: Answer -> what is asked: workspace, then arguments. Each is run as it stands.
ASKED: dict[str, list[tuple[str, ...]]] = {
    "coverage": [("register",), ("register", "MWI"), ("demo",), ("demo", "--edition", "mnr-2022")],
    "gaps": [("register",), ("demo",), ("demo", "XAD", "--evidence", "confirmed")],
    "verify-next": [
        ("register",),
        ("demo", "XAA", "--edition", "mnr-2022"),
        ("register", "--network", "ecpat-international"),
    ],
    "assumptions": [("register",), ("demo",), ("demo", "XAA", "--edition", "mnr-2022")],
    "explain": [("register", "MWI", "12"), ("register", "ABW", "1"), ("demo", "XAA", "4"), ("demo", "XAC", "9")],
    "maturity": [("register",), ("demo",), ("demo", "XAB", "--reach", "12:3")],
    "what-if": [
        ("register", "--remove", "stakeholder:ecpat-international"),
        ("demo", "--remove", "stakeholder:a-police"),
        ("demo", "--remove", "stakeholder:c-house", "--keep-ground"),
        ("demo", "network:police-ring"),
    ],
    "scenario-compare": [("demo", "police.toml", "unit.toml"), ("demo", "police.toml", "unit.toml", "money.toml")],
    "assessments": [("demo", "XAA"), ("register", "MWI")],
    "actions": [
        ("demo", "XAA"),
        ("register", "MWI"),
        ("register", "MWI", "--capability", "12"),
        ("demo", "XAB", "--edition", "mnr-2022"),
    ],
    "connections": [("demo", "XAA"), ("demo",), ("register", "MWI")],
    "routes": [
        ("demo", "XAA"),
        ("demo", "XAA", "--to", "XAB"),
        ("register", "MWI"),
        ("demo", "--edition", "mnr-2022"),
        ("demo", "XAA", "stakeholder:a-police"),
        ("demo", "stakeholder:a-police"),
        ("register", "AUS", "--remove", "stakeholder:afp"),
    ],
    "organisation": [("demo", "c-house"), ("demo", "harbour-fund"), ("register", "iwf")],
    "sweep": [("demo",), ("demo", "--full")],
    "corridors": [
        ("register", "--between", "MWI", "KEN"),
        ("demo",),
        ("demo", "--between", "XAB", "XAC"),
        ("demo", "--duty", "4"),
    ],
    "handoffs": [("register",), ("demo",), ("demo", "XAF")],
    "cliffs": [("register",), ("demo",), ("demo", "XAA", "--months", "6")],
    "plan": [
        ("register", "MWI", "--budget", "4"),
        ("register", "MWI", "--by", "phases", "--budget", "4"),
        ("demo", "XAB"),
        ("demo", "XAB", "--by", "states"),
        ("demo", "XAB", "3:1-2"),
        ("demo", "XAB", "--budget", "2.5"),
    ],
    "unfunded": [("register",), ("demo",), ("demo", "XAA")],
    "plan-progress": [
        ("demo", "XAB", "look/7//2026-06-30", "tie/b-cyber,b-hotline", "12:1-2", "--since", "2025-11-25"),
        ("register", "MWI", "look/19", "provider/2", "--since", "2025-11-25"),
    ],
    "seats": [("register",), ("demo",)],
    "same-organisations": [("register",), ("demo",)],
    "heaviest": [("register",), ("demo", "XAC")],
    "decisions": [("register", "MWI"), ("demo", "XAA")],
    "weak-points": [("register", "MWI"), ("demo",), ("demo", "XAC")],
    "chain": [("demo", "a-police", "e-msw"), ("register", "iwf", "unodc"), ("demo", "a-police", "a-probation")],
    "partners": [("register",), ("demo",), ("demo", "--key-players", "2"), ("demo", "--communities", "--membership")],
    "donors": [("register", "MWI"), ("demo",), ("demo", "XAC", "--funder", "beacon-foundation")],
    "network": [("register",), ("demo",), ("demo", "shore-network")],
    "expiries": [("register",), ("demo",)],
    "news": [("register", "MWI"), ("demo", "XAA", "--since", "2026-01-01")],
    "agreements": [("register", "MWI"), ("demo",), ("demo", "XAD"), ("demo", "--agreement", "coast-convention")],
    "figures": [("register", "ZAF"), ("register", "ATA"), ("demo", "XAA"), ("demo", "XAB", "--edition", "mnr-2022")],
    "lenses": [("register", "MWI"), ("demo", "XAC", "--by", "objective"), ("demo", "XAB", "--edition", "mnr-2022")],
    "obligations": [("register", "MWI"), ("demo", "XAD"), ("demo", "XAB", "--edition", "mnr-2022")],
    "deliveries": [("register", "MWI"), ("demo",), ("demo", "XAA", "--role", "provides", "--status", "active")],
    "diff": [("register", "2020-01-01"), ("demo", "2022-06-30"), ("demo", "2022-06-30", "XAB")],
    "trend": [("demo",), ("register", "MWI", "--step", "24"), ("demo", "XAC", "--from", "2024-01-01", "--step", "6")],
    "public": [("demo",), ("register",)],
}  # fmt: skip


#: Scenarios that somebody shared: file -> its changes.
SHARED = {
    "police.toml": ["stakeholder:a-police"],
    "unit.toml": ["stakeholder:a-cyber"],
    "money.toml": ["stakeholder:c-house", "+delivery:a-safe/XAA/9"],
}


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with these files."""
    folder = tmp_path_factory.mktemp("shared")
    for name, changes in SHARED.items():
        (folder / name).write_text(to_text(scenario(name.removesuffix(".toml"), changes)), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read_once(monkeypatch)


@pytest.fixture
def released(shipped_home: Path) -> Iterator[None]:
    """A plan of the region that its owner released to donors: no grant pays for 21 in Almara."""
    shelf = PlanShelf(shipped_home / "demo.plans").of("XAA")
    shelf.save(plan("Spring", "XAA", ["21:1-2"], costs=("21:2=400",), currency="EUR", released="2026-11-20"))
    yield
    shelf.delete("Spring", for_good=True)


@cache
def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ANSWERS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(name))


def ask(home: Path, name: str, arguments: tuple[str, ...], folder: Path | None = None) -> Any:
    store, *rest = arguments
    rest = [str(folder / a) if folder and a in SHARED else a for a in rest]
    words = name.split("-", 1) if name.startswith("scenario-") else [name]
    result = CliRunner().invoke(
        cli, [*words, *rest, "--store", store, *DAY, "--format", "json"], env={"MNR_HOME": str(home)}
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return json.loads(result.stdout)


def answer_commands() -> set[str]:
    """Commands that answer a question in JSON: those that take a day and a kind of evidence."""

    def walk(group: click.Group, before: str) -> Iterator[str]:
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            options = {o for p in command.params for o in p.opts}
            if {"--as-of", "--evidence", "--format"} <= options and name != "report":
                yield before + name
            if isinstance(command, click.Group):
                yield from walk(command, f"{before}{name}-")

    return set(walk(cli, ""))


def test_every_answer_has_a_schema_and_every_schema_an_answer() -> None:
    files = {p.name.removesuffix(".schema.json") for p in ANSWERS.iterdir()}
    assert files == answer_commands() | {"import"}
    assert set(ASKED) == answer_commands()


@pytest.mark.parametrize("name", sorted([*ASKED, "import"]))
def test_schemas_are_schemas_and_explain_every_key(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))

    def look(node: Any, where: str) -> None:
        for key, value in node.get("properties", {}).items():
            assert "description" in value or "$ref" in value, f"{where}.{key}"
            look(value, f"{where}.{key}")
        if "items" in node:
            look(node["items"], where)

    look(schema(name), name)
    for key, value in schema(name).get("$defs", {}).items():
        assert "description" in value, key


@pytest.mark.parametrize(
    ("name", "arguments"),
    [pytest.param(n, a, id=f"{n} {' '.join(a)}") for n, several in ASKED.items() for a in several],
)
def test_the_real_answer_keeps_to_its_schema(
    name: str, arguments: tuple[str, ...], shipped_home: Path, shared: Path, released: None
) -> None:
    answer = ask(shipped_home, name, arguments, shared)
    validator(name).validate(answer)
    lists = [k for k in schema(name)["required"] if isinstance(answer[k], list)]
    if arguments[0] == "demo" and name != "what-if":
        assert any(answer[k] for k in lists), "an empty answer proves nothing"


@pytest.mark.parametrize("name", sorted(ASKED))
def test_an_answer_that_lacks_something_is_refused(name: str, shipped_home: Path, shared: Path) -> None:
    answer = ask(shipped_home, name, ASKED[name][-1], shared)
    for key in schema(name)["required"]:
        less = {k: v for k, v in answer.items() if k != key}
        assert not validator(name).is_valid(less), key
        if isinstance(answer[key], list) and answer[key] and isinstance(answer[key][0], dict):
            for inner in schema(name)["properties"][key]["items"].get("required", ()):
                row = {k: v for k, v in answer[key][0].items() if k != inner}
                assert not validator(name).is_valid({**answer, key: [row]}), f"{key}.{inner}"


def test_what_an_import_would_do_keeps_to_its_schema(home: Path, tmp_path: Path) -> None:
    rows = tmp_path / "deliveries.csv"
    rows.write_text(DELIVERIES, encoding="utf-8")
    arguments = ["import", str(rows), "--dry-run", "--store", "demo", "--format", "json"]
    result = CliRunner().invoke(cli, arguments, env={"MNR_HOME": str(home)})
    answer = json.loads(result.stdout)
    validator("import").validate(answer)
    # line 2 has the country's name nearly right, which is asked about; line 3 is new; the column is not known
    found = [(i["code"], i["line"], i["column"]) for i in answer["issues"]]
    assert ("E-REFERENCE", 2, "iso3") in found
    assert ("W-COLUMN", 1, "colour") in found
    assert [(r["type"], r["line"]) for r in answer["added"]][-1:] == [("deliveries", 3)]
    assert answer["batch"] is None
    assert [(q["kind"], q["text"], q["candidates"][0]["id"]) for q in answer["questions"]] == [
        ("countries", "Almarra", "XAA")
    ]
    for key in ("added", "issues", "questions"):
        for inner in schema("import")["properties"][key]["items"]["required"]:
            less = [{k: v for k, v in answer[key][0].items() if k != inner}]
            assert not validator("import").is_valid({**answer, key: less}), f"{key}.{inner}"


def test_rows_that_change_and_go_keep_to_it_too(home: Path, tmp_path: Path) -> None:
    rows = tmp_path / "networks.csv"
    text = (ROOT / "seed_data" / "demo" / "networks.csv").read_text(encoding="utf-8").splitlines()
    kept = [text[0], text[1].replace(",yes", ",no") if ",yes" in text[1] else text[1].replace(",no", ",yes")]
    rows.write_text("\n".join(kept) + "\n", encoding="utf-8")
    arguments = [
        "import",
        str(rows),
        "--dry-run",
        "--replace",
        "networks",
        "--store",
        "demo",
        "--format",
        "json",
    ]
    result = CliRunner().invoke(cli, arguments, env={"MNR_HOME": str(home)})
    answer = json.loads(result.stdout)
    validator("import").validate(answer)
    assert len(answer["changed"]) == 1
    assert len(answer["removed"]) == len(text) - 2


def test_closed_words_are_those_of_the_program() -> None:
    cell = schema("coverage")["properties"]["cells"]["items"]["properties"]
    assert cell["state"]["enum"] == [str(s) for s in State]
    flags = cell["flags"]["items"]["enum"]
    assert flags == [str(f) for f in FLAGS]
    severities = schema("import")["properties"]["issues"]["items"]["properties"]["severity"]["enum"]
    assert severities == [str(s) for s in Severity]


@pytest.mark.parametrize("store", ["register", "demo"])
def test_lists_are_sorted_by_key(store: str, shipped_home: Path) -> None:
    order = edition().index
    cells = ask(shipped_home, "coverage", (store,))["cells"]
    keys = [(c["country"], order[c["capability"]]) for c in cells]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    gaps = ask(shipped_home, "gaps", (store,))
    for name in ("gaps", "looks"):
        countries = [g["country"] for g in gaps[name]]
        assert countries == sorted(countries)
    for c in cells:
        for name in ("flags", "providers", "supporters", "planned", "sources"):
            assert c[name] == sorted(c[name]), (c["country"], c["capability"], name)


def test_the_same_question_gives_the_same_bytes(shipped_home: Path) -> None:
    first, second = (json.dumps(ask(shipped_home, "coverage", ("demo",))) for _ in range(2))
    assert first == second
