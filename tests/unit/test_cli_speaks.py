"""The terminal speaks one language: what every command of a workspace and every error prints comes from the catalogue.

The catalogue of the test wraps each text in marks. What stands outside them must be data: names of types, ids,
settings, paths. So a sentence that goes round the catalogue is found without knowing any French.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from coordination.cli import main
from coordination.text.languages import Catalogue
from graph_schema.schema import SCHEMA

OPEN, CLOSE = "\u2983", "\u2984"
AT = "2026-11-25"


class Marked(Catalogue):
    """Every text in marks, its places as they were."""

    def gettext(self, text: str) -> str:
        return f"{OPEN}{text}{CLOSE}"

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)


@pytest.fixture(autouse=True)
def _marked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, use_catalogues: Callable[..., None]) -> None:
    use_catalogues(fr=Marked({}))
    monkeypatch.setenv("MNR_LANG", "fr")
    monkeypatch.setenv("MNR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MNR_AUTHOR", "own")  # data: who saves
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.delenv("MNR_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "sources.csv").write_text("source_id,title\ns1,S\n", encoding="utf-8")
    (tmp_path / "good" / "countries.csv").write_text("iso3,name\nXXA,Aland\n", encoding="utf-8")
    (tmp_path / "good" / "stakeholders.csv").write_text(
        "id,name,kind,home_iso3,source_id\nngo1,N,ngo,XXA,s1\n", encoding="utf-8"
    )
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "stakeholders.csv").write_text(
        "id,name,kind,home_iso3,source_id,colour\nn2,N,planet,QQQ,zz,red\n,,,,,\n", encoding="utf-8"
    )


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def ask(*arguments: str) -> str:
        with pytest.raises(SystemExit):
            main(list(arguments))
        shown = capsys.readouterr()
        return shown.out + shown.err

    return ask


#: data that stands by itself: types, ids, kinds of batches, settings, paths, hashes
DATA = re.compile(
    r"\b(?:"
    + "|".join(SCHEMA)
    + r"|MNR_\w+|[EWI]-[A-Z-]+|[0-9a-f]{8,}|iso3|ngo1|n2|import|undo|fr|good|bad|csv|"
    r"xlsx|json|home_iso3|source_id|kind|colour|planet|QQQ|zz|red|add|stakeholder|own|one|two|AMBER|T|Z|MB|SQLite|A|B|S|N|XXA|Aland|id|name|mnr)\b"
)


def outside(text: str) -> list[str]:
    """Words that stand outside the marks and are no data."""
    before = None
    while text != before:
        before, text = text, re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text)
    text = re.sub(r"\S*[/\\]\S*|\S+@\S+", " ", text)
    text = re.sub(r"mnr (?:[a-z-]+ )+(?:(?:--[a-z]+|\w+) ?)*", " ", text)  # a command to type
    text = re.sub(r"--choose .*|KIND: .*|\(\S+:\d+:\w+\)", " ", text)  # an answer to type
    return re.findall(r"[^\W\d_]{2,}", DATA.sub(" ", text))


def test_the_finder_finds() -> None:
    assert outside(f"{OPEN}Ready: {OPEN}inner{CLOSE} x{CLOSE} /tmp/x 12") == []
    assert outside(f"{OPEN}Ready{CLOSE}: made by hand") == ["made", "by", "hand"]


STORE = ("--store", "sqlite:///x.sqlite")
#: What is run, in this order, in one workspace.
COMMANDS = (
    ("doctor",),
    ("workspace", "list"),
    ("store", "init", "sqlite:///x.sqlite"),
    ("import", "good", "--dry-run", *STORE, "--format", "table"),
    ("import", "good", *STORE, "--format", "table"),
    ("import", "good", *STORE, "--format", "table"),
    ("import", "bad", *STORE, "--format", "table"),
    ("store", "info", *STORE, "--format", "table"),
    ("store", "migrate", *STORE),
    ("store", "verify", *STORE),
    ("store", "repair", *STORE),
    ("store", "move", "sqlite:///x.sqlite", "sqlite:///y.sqlite"),
    ("history", *STORE, "--format", "table"),
    ("history", "ngo1", *STORE, "--format", "table"),
    ("history", "nobody", *STORE, "--format", "table"),
    ("export", "out", *STORE),
    ("workspace", "new", "own"),
    ("workspace", "new", "own"),
    ("workspace", "new", "two", "--country", "MWI"),
    ("workspace", "list"),
    ("doctor",),
    ("schema", "template", "headers"),
    ("schema", "template", "headers"),
    ("scenario", "save", "one", "--remove", "stakeholder:ngo1", *STORE),
    ("plans", "list", *STORE, "--format", "table"),
    ("scenario", "list", *STORE, "--format", "table"),
    ("scenario", "rename", "one", "two", *STORE),
    ("scenario", "export", "two", "two.toml", *STORE),
    ("scenario", "delete", "two", *STORE),
    ("scenario", "restore", "two", *STORE),
    ("scenario", "import", "two.toml", "--replace", *STORE),
    ("scenario", "delete", "two", "--for-good", "--yes", *STORE),
    ("neo4j", "status"),
    ("neo4j", "stop"),
)
#: What cannot be done, each for another reason.
ERRORS = (
    ("nonsense",),
    ("explian",),
    ("--lang", "xx", "doctor"),
    ("gaps", "--store", "nowhere"),
    ("gaps", "--store", "memory:"),
    ("gaps", "--store", "sqlite:/x"),
    ("gaps", "--store", "ftp://x"),
    ("gaps", "--store", "sqlite:///missing.sqlite"),
    ("gaps", "--store", "bolt://neo4j@127.0.0.1:1"),
    ("gaps", "--store", "bolt://a:b@127.0.0.1:1"),
    ("store", "init", "sqlite:///"),
    ("store", "move", "a.sqlite", "a.sqlite"),
    ("store", "move", "missing.sqlite", "b.sqlite"),
    ("export", "good", *STORE),
    ("undo", "zzzz", *STORE),
    ("report", *STORE),
    ("report", "QQQ", *STORE),
    ("gaps", "QQQ", *STORE),
    ("gaps", "--as-of", "yesterday", *STORE),
    ("scenario", "show", "none", *STORE),
    ("neo4j", "start", "--data", "good"),
    ("import", "bad", "--store", "register"),
    ("workspace", "connect", "x", "sqlite:///x"),
)


def test_every_command_of_a_workspace_speaks_through_the_catalogue(run: Callable[..., str]) -> None:
    left = {}
    for arguments in COMMANDS:
        text = run(*arguments)
        assert OPEN in text, (arguments, text)
        if found := outside(text):
            left[" ".join(arguments)] = found
    assert left == {}


def test_taking_a_batch_back_does_too(run: Callable[..., str]) -> None:
    written = run("import", "good", *STORE, "--format", "table")
    batch = re.findall(rf"mnr undo {OPEN}*([0-9a-f]+)", written)[0]
    text = run("undo", batch, *STORE)
    assert OPEN in text
    assert outside(text) == []


@pytest.mark.parametrize("arguments", ERRORS, ids=" ".join)
def test_every_error_speaks_through_the_catalogue(
    run: Callable[..., str], arguments: tuple[str, ...]
) -> None:
    run("import", "good", *STORE, "--format", "table")
    text = run(*arguments)
    assert OPEN in text, text
    assert outside(text) == [], text


def test_the_language_of_the_call_wins_over_that_of_the_environment(
    run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert OPEN not in run("--lang", "en", "doctor")
    monkeypatch.setenv("MNR_LANG", "es")
    assert "Ajustes (entorno):" in run("doctor")
    assert OPEN in run("--lang", "fr", "doctor")
