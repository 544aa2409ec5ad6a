"""What the program says, taken down: every answer as JSON, CSV, workbook and table, the text of every page and every
file that a page gives, in three languages, over both shipped workspaces; and every answer over random worlds. A change
of structure is held to it.

    python -m tools.recorded write FOLDER [--worlds 20]     one file for each thing said
    python -m tools.recorded compare BEFORE AFTER           what differs, for JSON by key; ends with 1 if anything does

Write it from two checkouts and compare. Days are those stored with the workspaces, so two runs of one checkout agree.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "fr", "es")
FORMATS = ("json", "csv", "table")
#: What pages are asked for their files in each workspace, beside what a file needs of its own.
OF_FILES = {"demo": {"country": "XAA"}, "register": {"country": "MWI"}}
#: Address -> what a random world is asked there. ``{a}`` and ``{b}`` are its first two countries, ``{who}`` an
#: organisation at work.
OF_WORLDS: tuple[tuple[str, ...], ...] = (
    ("coverage",),
    ("gaps",),
    ("maturity",),
    ("weak-points",),
    ("what-if", "--remove", "stakeholder:{who}"),
    ("sweep", "--full"),
    ("corridors",),
    ("corridors", "--between", "{a}", "{b}"),
    ("handoffs",),
    ("partners",),
    ("donors",),
    ("cliffs",),
    ("plan", "{a}", "--budget", "4"),
    ("seats",),
    ("expiries",),
    ("agreements", "{a}"),
    ("diff", "2024-01-01"),
    ("trend", "{a}", "--step", "24"),
    ("explain", "{a}", "12"),
)
#: Pages beside those that are pictured.
FURTHER_PAGES = (
    "reports/country/{country}",
    "corridors",
    "plan",
    "donors",
    "history",
    "framework?edition=mnr-2022",
)


def _slug(*words: str) -> str:
    return re.sub(r"[^A-Za-z0-9.+=-]+", "_", "~".join(words)).strip("_")[:180] or "start"


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _asked() -> Iterator[tuple[str, tuple[str, ...]]]:
    """(workspace, arguments) of every call that the tests hold to its schema, but those that need a file."""
    from tests.docs.test_answers import ASKED

    for name, several in ASKED.items():
        if not name.startswith("scenario-"):
            yield from ((store, (name, *rest)) for store, *rest in several)


def _said(arguments: tuple[str, ...], day: date, store: str, language: str, form: str) -> str:
    from click.testing import CliRunner

    from coordination.cli import cli

    options = ["--store", store, "--as-of", day.isoformat(), "--format", form, "--lang", language]
    result = CliRunner().invoke(cli, [*arguments, *options], env={"COLUMNS": "200"})
    ended = "" if result.exit_code == 0 else f"\n[exit {result.exit_code}: {result.exception}]"
    return result.output + ended


def _answers(out: Path) -> None:
    from seed_data import workspaces

    for store, arguments in _asked():
        day = workspaces()[store].as_of
        for language in LANGUAGES:
            for form in FORMATS:
                path = out / "answers" / store / language / f"{_slug(*arguments)}.{form}"
                _keep(path, _said(arguments, day, store, language, form))


def _workbooks(out: Path) -> None:
    """The answers in English as workbooks: bytes."""
    from seed_data import workspaces

    for store, arguments in _asked():
        path = out / "answers" / store / "en" / f"{_slug(*arguments)}.xlsx"
        _said((*arguments, "--out", str(path)), workspaces()[store].as_of, store, "en", "xlsx")


def _files(out: Path) -> None:
    """Every table that a page gives as a file, and the plan as a workbook: bytes, over the server's own routes."""
    from coordination.workspace.places import workspace_for
    from dashboard.backend.answers import ServiceAnswers
    from dashboard.pages import all_pages
    from dashboard.web.app import create_app
    from seed_data import workspaces
    from tests.dashboard.test_files import MORE, NEEDS

    for name, space in workspaces().items():
        answers = ServiceAnswers([workspace_for(name)])
        client = create_app(answers, lambda day=space.as_of: day).server.test_client()
        addresses = [("plan-paper", f"{OF_FILES[name]['country']}.xlsx", "?which=own&steps=3:1-2&budget=3")]
        for stem, file in ((s, f) for page in all_pages() for s, f in page.files.items()):
            country = NEEDS.get(stem, "") if name == "demo" else OF_FILES[name]["country"]
            query = f"?country={country}{MORE.get(stem, '')}"
            addresses += [("download", f"{stem}.{e}", query) for e in ("xlsx", *["csv"] * bool(file.rows))]
        for language in LANGUAGES:
            for route, of, query in addresses:
                given = client.get(f"/{name}/{route}/{of}{query}&lang={language}")
                path = out / "files" / name / language / of
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(given.data if given.status_code == 200 else f"{given.status}".encode())


def _worlds(out: Path, count: int) -> None:
    from coordination.store.opening import open_store
    from coordination.workspace.places import workspace_of
    from tests.worlds import AS_OF, random_world, write_folder

    for seed in range(count):
        tables = random_world(seed)
        folder, file = out / "worlds" / f"{seed:03}", out / "worlds" / f"{seed:03}.sqlite"
        write_folder(tables, folder / "rows")
        store = open_store(f"sqlite:///{file}")
        store.prepare()
        workspace_of("world", store).import_files(
            [folder / "rows"], at="2026-01-01T00:00:00Z", author="", note=""
        )
        store.close()
        countries = sorted(r["iso3"] for r in tables["countries"])
        who = next((r["stakeholder_id"] for r in tables["deliveries"]), tables["stakeholders"][0]["id"])
        for arguments in OF_WORLDS:
            filled = tuple(x.format(a=countries[0], b=countries[1], who=who) for x in arguments)
            for form in ("json", "csv"):
                path = folder / f"{_slug(*filled)}.{form}"
                _keep(path, _said(filled, AS_OF, f"sqlite:///{file}", "en", form))
        for left in file.parent.glob(f"{file.name}*"):
            left.unlink()


def _pages(out: Path) -> None:
    from coordination.text.languages import spoken
    from coordination.workspace.places import workspace_for
    from dashboard.backend.answers import ServiceAnswers
    from dashboard.backend.context import Context
    from dashboard.pages import all_pages
    from dashboard.ui.tree import text_of
    from dashboard.ui.view import parse
    from dashboard.web.screenshots import pages_of
    from graph_schema.errors import MnrError
    from seed_data import workspaces

    shipped = workspaces()
    answers = ServiceAnswers([workspace_for(name) for name in shipped])
    pages = {p.name: p for p in all_pages()}
    for name, space in shipped.items():
        context = Context.of(answers).fixed(space.as_of)
        addresses = [*pages_of(name).values()]
        addresses += [p.format(country=space.example_country) for p in FURTHER_PAGES]
        for language in LANGUAGES:
            token = spoken.set("" if language == "en" else language)
            for address in addresses:
                view = parse(f"/{name}/{address}".rstrip("/"))
                try:
                    drawn = pages[view.page].draw(context, view)
                    text = "\n".join((drawn.title, *_lines(drawn.tree, text_of)))
                except MnrError as e:
                    text = f"{type(e).__name__}: {e}"
                _keep(out / "pages" / name / language / f"{_slug(address)}.txt", text + "\n")
            spoken.reset(token)


def _lines(node: Any, text_of: Any) -> Iterator[str]:
    """The words of a page, a line for each row, item, heading and paragraph."""
    if isinstance(node, list):
        if node[0] in {
            "p",
            "li",
            "tr",
            "h1",
            "h2",
            "h3",
            "h4",
            "summary",
            "text",
            "dt",
            "dd",
            "caption",
            "option",
        }:
            yield text_of(node)
        else:
            for child in node[2:]:
                yield from _lines(child, text_of)
    elif node.strip():
        yield node.strip()


def write(out: Path, worlds: int) -> None:
    """Everything said, below ``out``."""
    os.environ["MNR_HOME"] = str(out / "home")
    _answers(out)
    _workbooks(out)
    _files(out)
    _pages(out)
    _worlds(out, worlds)


def _keys(before: Any, after: Any, where: str = "") -> Iterator[str]:
    """Paths at which two answers differ; positions in lists are left out."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            if key not in before or key not in after:
                yield f"{where}.{key} ({'new' if key in after else 'gone'})"
            else:
                yield from _keys(before[key], after[key], f"{where}.{key}")
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield f"{where}[] ({len(before)} -> {len(after)})"
        for a, b in zip(before, after, strict=False):
            yield from _keys(a, b, f"{where}[]")
    elif before != after:
        yield where


def compare(before: Path, after: Path) -> int:
    """Print what differs; the number of files that do."""
    sides = [
        {p.relative_to(x): p for x_ in (x,) for p in x_.rglob("*.*") if p.is_file()} for x in (before, after)
    ]
    found = 0
    for name in sorted({*sides[0], *sides[1]}, key=str):
        if name.parts[0] == "home" or "rows" in name.parts:
            continue
        if name not in sides[0] or name not in sides[1]:
            found += 1
            print(f"{name}: {'new' if name in sides[1] else 'gone'}")
            continue
        a, b = (side[name].read_bytes() for side in sides)
        if a == b:
            continue
        found += 1
        keys = ""
        if name.suffix == ".json" and a.startswith(b"{") and b.startswith(b"{"):
            keys = ": " + ", ".join(sorted(set(_keys(json.loads(a), json.loads(b))))[:12])
        print(f"{name}{keys}")
    print(f"{found} of {len({*sides[0], *sides[1]})} differ.")
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.recorded", description=__doc__.split("\n\n")[0])
    what = parser.add_subparsers(dest="what", required=True)
    writing = what.add_parser("write")
    writing.add_argument("out", type=Path)
    writing.add_argument("--worlds", type=int, default=20)
    comparing = what.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    given = parser.parse_args(arguments)
    if given.what == "write":
        write(given.out.resolve(), given.worlds)
        return 0
    return 1 if compare(given.before, given.after) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
