"""House rules that a reader cannot see and a reviewer forgets, held by reading the source.

Each rule is also tried on a text that breaks it: a rule that finds nothing anywhere would prove nothing.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, Source, docstrings, dotted, nodes, sources, texts

# -- query text ---------------------------------------------------------------------------------------------

#: The only modules that may hold text of a query language.
QUERY_MODULES = {"graph_schema/cypher.py", "graph_schema/sql.py", "coordination/store/queries.py"}
#: What no sentence for people looks like: SQL and Cypher are written in capitals here.
QUERY = re.compile(
    r"\bSELECT\b.*\bFROM\b|\bINSERT INTO\b|\bDELETE FROM\b|\bUPDATE\b.*\bSET\b|\bPRAGMA\b|\bBEGIN IMMEDIATE\b"
    r"|\b(CREATE|DROP|ALTER) (TABLE|INDEX|CONSTRAINT)\b|\b(MATCH|MERGE|CREATE) *\(|\bUNWIND\b|\bDETACH DELETE\b"
    r"|\bCALL (db|dbms|apoc)\.|\bON CONFLICT\b|\bSHOW (INDEXES|CONSTRAINTS)\b",
    re.DOTALL,
)


def query_texts(source: Source) -> Iterator[str]:
    for line, text in texts(source.tree):
        if QUERY.search(text):
            yield f"{source.name}:{line}: {' '.join(text.split())[:80]}"


def test_query_text_lives_in_three_modules() -> None:
    found = [x for s in sources() if s.name not in QUERY_MODULES for x in query_texts(s)]
    assert not found, "\n".join(found)


def test_those_three_modules_do_hold_it() -> None:
    for name in QUERY_MODULES:
        (source,) = (s for s in sources() if s.name == name)
        assert list(query_texts(source)), name


@pytest.mark.parametrize(
    "text",
    ['x = "SELECT a FROM b"', 'x = f"MATCH (n:{label}) RETURN n"', 'x = "MERGE (n)"', 'x = "PRAGMA wal"'],
)
def test_a_stray_query_is_found(text: str) -> None:
    assert list(query_texts(Source("x.py", text, ast.parse(text))))


# -- analytics are pure -------------------------------------------------------------------------------------

ANALYTICS = "coordination/analytics"
#: Modules that reach a clock, a file, the environment, the network, a process or chance.
IMPURE_MODULES = {
    "asyncio", "http", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket", "sqlite3",
    "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid", "neo4j", "dash", "click", "rich",
}  # fmt: skip
#: Names of calls that do, on whatever object they are called.
IMPURE_CALLS = {
    "open", "print", "input", "now", "today", "utcnow", "getenv", "environ", "read_text", "write_text",
    "read_csv", "to_csv", "urlopen", "getcwd", "perf_counter", "monotonic", "default_rng", "seed",
}  # fmt: skip


def impurities(source: Source) -> Iterator[str]:
    for node in nodes(source.tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [a.name.split(".")[0] for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module.split(".")[0]]
        parse_only = isinstance(node, ast.ImportFrom) and node.module == "urllib.parse"
        for name in names:
            if name in IMPURE_MODULES and not parse_only:
                yield f"{source.name}:{node.lineno}: imports {name}"
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in IMPURE_CALLS:
            yield f"{source.name}:{node.lineno}: calls {dotted(node.func)}"
        if isinstance(node, ast.Attribute) and node.attr == "environ":
            yield f"{source.name}:{node.lineno}: reads environ"
        if isinstance(node, ast.Global):
            yield f"{source.name}:{node.lineno}: global {', '.join(node.names)}"


def test_analytics_read_no_clock_no_file_no_environment() -> None:
    modules = sources(ANALYTICS)
    assert len(modules) > 10
    found = [x for s in modules for x in impurities(s)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "import os", "from pathlib import Path", "from urllib.request import urlopen",
        "open('x')", "date.today()", "datetime.now()", "os.environ['x']",
        "def f():\n    global x", "frame.to_csv('x')",
    ],
)  # fmt: skip
def test_an_impurity_is_found(text: str) -> None:
    assert list(impurities(Source("x.py", text, ast.parse(text))))


# -- size ---------------------------------------------------------------------------------------------------

TOO_LONG = 700


def test_no_module_is_two() -> None:
    everything = sources("graph_schema", "seed_data", "coordination", "dashboard", "tools", "bench")
    long = {s.name: s.lines for s in everything if s.lines > TOO_LONG}
    assert not long


# -- errors -------------------------------------------------------------------------------------------------

#: Where everything may be caught: the outermost edge, which says what happened and keeps the traceback from the
#: user. The command line ends; the dashboard logs it under a number and shows that number; a job keeps it and raises
#: it in the thread of whoever asked.
EDGES = {
    ("coordination/cli/__init__.py", "main"),
    ("dashboard/web/app.py", "App"),
    ("dashboard/ui/jobs.py", "Jobs"),
    ("dashboard/backend/uploads.py", "Keeping"),
}


def broad_handlers(source: Source) -> Iterator[tuple[str, int]]:
    """(outermost function, line) of each handler that catches everything and does not raise again."""
    for top in source.tree.body:
        for node in ast.walk(top):
            if not isinstance(node, ast.ExceptHandler):
                continue
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            broad = any(k is None or dotted(k) in ("Exception", "BaseException") for k in kinds)
            raises = isinstance(node.body[-1], ast.Raise)
            if broad and not raises:
                yield getattr(top, "name", ""), node.lineno


def test_everything_is_caught_at_the_edge_only() -> None:
    found = [
        f"{s.name}:{line} in {function}"
        for s in sources()
        for function, line in broad_handlers(s)
        if (s.name, function) not in EDGES
    ]
    assert not found, "\n".join(found)


def test_a_swallowed_error_is_found() -> None:
    text = "def f():\n    try:\n        g()\n    except (ValueError, Exception):\n        pass\n"
    assert list(broad_handlers(Source("x.py", text, ast.parse(text)))) == [("f", 4)]
    again = text.replace("pass", "raise")
    assert not list(broad_handlers(Source("x.py", again, ast.parse(again))))


# -- words --------------------------------------------------------------------------------------------------

#: Methods whose name says it all, or whose result a JSON Schema describes.
PLAIN_NAMES = {
    "as_row", "close", "concat", "fix", "main", "of", "reason", "take", "text", "texts",
}  # fmt: skip
#: A function this short is read faster than a sentence about it.
SHORT = 6


def _statement_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return sum((s.end_lineno or s.lineno) - s.lineno + 1 for s in node.body)


def undocumented(everything: tuple[Source, ...]) -> Iterator[str]:
    """Public functions and classes without a docstring that are not short, plain, a list of words, or the
    same as one that is documented under that name elsewhere (an interface and what implements it)."""
    documented = {
        n.name
        for s in everything
        for n in nodes(s.tree)
        if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(n)
    }

    def visit(source: Source, body: list[ast.stmt], prefix: str) -> Iterator[str]:
        for node in body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                bases = {dotted(b).split(".")[-1] for b in node.bases}
                words = any(b.endswith(("Enum", "Error", "Value")) for b in bases)
                short = (node.end_lineno or 0) - node.lineno <= SHORT
                if not ast.get_docstring(node) and not words and not short:
                    yield f"{source.name}:{node.lineno}: class {prefix}{node.name}"
                yield from visit(source, node.body, f"{node.name}.")
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not node.name.startswith("_"):
                known = node.name in documented or node.name in PLAIN_NAMES
                if not ast.get_docstring(node) and not known and _statement_lines(node) > SHORT:
                    yield f"{source.name}:{node.lineno}: {prefix}{node.name}"

    for source in everything:
        yield from visit(source, source.tree.body, "")


#: Found when this rule was written. Each waits for its sentence; nothing may be added.
WITHOUT = {
    "ChannelLosses.lost", "Facts.deliveries", "Facts.looks", "Frame.without", "Losses.loss", "Losses.lost_ground",
    "Losses.unsupported", "Workspace.country", "class Explanation", "class MemoryStore", "class Url",
    "plain_table", "tie_states",
}  # fmt: skip


def test_what_is_public_says_what_it_does() -> None:
    found = list(undocumented(sources("graph_schema", "coordination")))
    fresh = [x for x in found if x.split(": ", 1)[1] not in WITHOUT]
    assert not fresh, "\n".join(fresh)


def test_every_module_says_what_it_is_for() -> None:
    empty = [s.name for s in sources() if s.tree.body and not ast.get_docstring(s.tree)]
    assert not empty


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "NotImplemented" + 'Error("'])
def test_nothing_is_left_for_later(word: str) -> None:
    assert not [s.name for s in sources() if word in s.text]


def test_the_framework_is_counted_in_one_place() -> None:
    """An edition is data: no module but its loader knows how many capabilities there are."""
    found = [
        f"{s.name}:{node.lineno}"
        for s in sources()
        for node in nodes(s.tree)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value == 21
    ]
    assert not found, "\n".join(found)


# -- imports ------------------------------------------------------------------------------------------------


def test_imports_point_one_way() -> None:
    """The contracts of pyproject.toml, by import-linter itself."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kept" in done.stdout.lower()


#: Third-party library -> the only modules that may import it.
ONLY = {
    "neo4j": ("coordination/store/bolt",),
    "sqlite3": ("coordination/store/sql", "coordination/cli/doctor.py"),
    "python_calamine": ("coordination/ingest/",),
    "xlsxwriter": ("coordination/exchange/", "coordination/reports/workbook.py", "dashboard/"),
    "docx": ("coordination/reports/word.py",),
    "dash": ("dashboard/",),
    "click": ("coordination/cli/", "dashboard/web/command.py"),
}


@cache
def _imports(source: Source) -> set[str]:
    found: set[str] = set()
    for node in nodes(source.tree):
        if isinstance(node, ast.Import):
            found |= {a.name.split(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("library", ONLY)
def test_a_library_stays_in_its_room(library: str) -> None:
    found = [s.name for s in sources() if library in _imports(s)]
    assert found, f"nobody imports {library}"
    assert all(name.startswith(ONLY[library]) for name in found), found


HELP = """
import sys
from coordination.cli import main
code = 0
try:
    main(["--help"])
except SystemExit as e:
    code = e.code
heavy = sorted({m.split(".")[0] for m in sys.modules} & {"numpy", "pandas", "scipy", "networkx", "dash", "flask",
    "neo4j", "rich", "rustworkx", "xlsxwriter", "babel", "jinja2"})
print("LOADED", code, heavy)
"""


def test_help_loads_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", HELP], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "Commands:" in done.stdout
    assert done.stdout.splitlines()[-1] == "LOADED 0 []"


def test_the_readers_of_source_see_strings_and_docstrings_apart() -> None:
    tree = ast.parse('"""a"""\nx = "b"\ndef f():\n    """c"""\n    return f"d{x}e"\n')
    assert sorted(texts(tree)) == [(2, "b"), (5, "d e")]
    assert len(docstrings(tree)) == 2
