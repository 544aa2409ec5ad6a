"""``--lang`` and MNR_LANG: the sentences of the command line in the reader's language, the data as they are."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from coordination.answers.index import DECLARED
from coordination.cli import ANSWERS, COMMANDS, cli
from coordination.cli.click_words import PLACES, SAID
from coordination.text.languages import LANGUAGES, language_for
from graph_schema.errors import UsageError
from tests.ready import first_use
from tools.catalogue import texts


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    first_use("demo", made / "demo.sqlite").store.close()
    return made


def ask(home: Path, *arguments: str, **env: str) -> Any:
    asked = [*arguments, "--store", "demo", "--as-of", "2026-11-25", "--format", "json"]
    result = CliRunner().invoke(cli, asked, env={"MNR_HOME": str(home), **env})
    if result.exception is not None:
        raise result.exception
    return json.loads(result.stdout)


WHAT_IF = ("what-if", "--remove", "stakeholder:a-police")
#: Answer -> where its sentences stand.
SENTENCES = {
    WHAT_IF: ("rounds", "text"),
    ("weak-points", "XAC"): ("sole_providers", "fix"),
    ("explain", "XAA", "4"): ("reasons", "text"),
    ("partners", "--communities"): ("communities", "name"),
    ("donors", "XAC"): ("where", "why"),
    ("corridors", "--between", "XAA", "XAB"): ("reasons", "text"),
}


def test_a_sentence_in_three_languages(home: Path) -> None:
    """The organisation is named as in the data; capability and country in the language."""
    said = {lang: ask(home, *WHAT_IF, "--lang", lang)["rounds"][3]["text"] for lang in LANGUAGES}
    assert said["en"] == "Almara: no provider of 4 Dedicated Law Enforcement is known any more."
    # a narrow or plain space that does not break stands before the colon in French
    assert " ".join(said["fr"].split()) == (
        "Almara : plus aucun prestataire de 4 Police spécialisée n’est connu."
    )
    assert "4 Policía especializada" in said["es"]


@pytest.mark.parametrize("arguments", list(SENTENCES), ids=lambda a: a[0])
@pytest.mark.parametrize("lang", [code for code in LANGUAGES if code != "en"])
def test_every_sentence_is_translated_and_nothing_else_changes(
    home: Path, arguments: tuple[str, ...], lang: str
) -> None:
    english, other = ask(home, *arguments), ask(home, *arguments, "--lang", lang)
    name, text = SENTENCES[arguments]
    assert english[name], "an empty list proves nothing"
    for mine, theirs in zip(english[name], other[name], strict=True):
        assert mine.pop(text) != theirs.pop(text)
    assert {k: v for k, v in english.items() if k not in PROSE} == {
        k: v for k, v in other.items() if k not in PROSE
    }


#: Lists whose rows hold sentences beside the list that is looked at.
PROSE = (
    "routes",
    "continuity",
    "sole_bridges",
    "bridge_ties",
    "sole_funders",
    "partial_funders",
    "sole_sources",
    "looks",
    "ends",
    "leaves",
    "dependence",
    "rule",
    "text",
)


@pytest.mark.parametrize("lang", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize(
    "asked",
    [("actions", "XAC"), ("plan", "XAC", "--by", "states"), ("decisions", "XAC"), ("routes", "XAC")],
    ids=" ".join,
)
def test_what_is_to_be_done_is_in_the_language(home: Path, asked: tuple[str, ...], lang: str) -> None:
    """What is to be done, its first step, when it is done, how a case leaves a station: in the words of the catalogue,
    an own action in those of its record."""
    word = language_for(lang).word
    english, other = (dict(_to_do(ask(home, *asked, "--lang", code))) for code in ("en", lang))
    of_catalogue = {at: word(text) for at, text in english.items() if word(text) != text}
    assert of_catalogue, "an empty list proves nothing"
    assert {at: other[at] for at in of_catalogue} == of_catalogue
    assert english.keys() == other.keys()
    assert not set(english.values()) & set(other.values())


def _to_do(data: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """(where it stands, its words) of all that is to be done in an answer."""
    for key, value in (
        data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    ):
        if key in ("action", "first_step", "done_when", "handoff") and value:
            yield f"{at}/{key}", value
        else:
            yield from _to_do(value, f"{at}/{key}")


def test_the_environment_chooses_and_the_option_wins(home: Path) -> None:
    french = ask(home, *WHAT_IF, "--lang", "fr")
    assert ask(home, *WHAT_IF, MNR_LANG="fr") == french
    assert ask(home, *WHAT_IF, "--lang", "fr", MNR_LANG="es") == french
    assert ask(home, *WHAT_IF) == ask(home, *WHAT_IF, "--lang", "en", MNR_LANG="fr")


def test_a_language_that_is_not_there_names_those_that_are(home: Path) -> None:
    with pytest.raises(UsageError, match="There is no language 'xx'") as caught:
        ask(home, *WHAT_IF, "--lang", "xx")
    assert all(code in str(caught.value) for code in LANGUAGES)


def helped(*arguments: str, **environment: str) -> str:
    """What is shown, its lines joined."""
    return " ".join(CliRunner().invoke(cli, [*arguments, "--help"], env=environment).stdout.split())


def test_help_is_in_the_language_of_the_command_line() -> None:
    assert "Annuler une mise à jour (les premiers" in helped("undo", MNR_LANG="fr")
    assert "Par défaut : aujourd’hui (UTC)." in helped("explain", MNR_LANG="fr")
    assert "Listar las simulaciones" in helped("--lang", "es", "scenario", "list")
    assert "Las tablas de la base de datos SQLite." in helped("schema", MNR_LANG="es")
    assert "Annuler une mise à jour." in helped(MNR_LANG="fr")
    assert "Annuler une mise à jour." in helped("--lang", "fr")
    assert "Bases de datos" not in helped("--lang", "en", "store", MNR_LANG="es")
    assert "Undo an update (the first" in helped("undo")


def _told(command: click.Command) -> Iterator[str]:
    yield command.help or ""
    yield from (p.help or "" for p in command.params if isinstance(p, click.Option))
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from _told(inner)


@pytest.mark.parametrize("name", [n for n in COMMANDS if n not in DECLARED])
def test_every_help_of_a_command_is_in_the_catalogue(name: str) -> None:
    module, _, attribute = COMMANDS[name][0].partition(":")
    told = [cleandoc(text) for text in _told(getattr(import_module(module), attribute)) if text]
    assert told
    assert [text for text in told if text not in texts()] == []


def _paths(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """What is typed for each command and group."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _paths(inner, (*path, name))


EVERY = list(_paths(cli))


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_help_says_no_word_of_click_in_english_wherever_the_language_is_named(
    path: tuple[str, ...], language: str
) -> None:
    before = helped("--lang", language, *path)
    assert before
    assert helped(*path, f"--lang={language}") == helped(*path, "--lang", language) == before
    words = ["Usage:", "Options:", "Commands:", "default:", "required", "Show this", "Show the", "COMMAND"]
    words += ["ARGS", "TEXT", "INTEGER", "FLOAT", "PATH", *(["OPTIONS"] if language == "es" else [])]
    assert [w for w in words if re.search(rf"(?<![\w=]){w}(?!\w)", before)] == []


def _commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _commands(inner)


def test_what_stands_for_something_typed_is_in_the_language() -> None:
    """Every such word of every command is one that has a translation, or the same everywhere."""
    same = {"ID", "ISO", "URL", "CLEAR", "GREEN", "AMBER"}
    shown = " ".join(
        p.make_metavar(click.Context(c))
        for c in _commands(cli)
        for p in c.params
        if p.metavar or isinstance(p, click.Argument)
    )
    found = {w for w in re.findall(r"[A-Z][A-Z_-]+", shown) if len(w) > 1}
    assert found - same == {*PLACES}
    assert "[OPTIONS] PAYS" in helped("explain", MNR_LANG="fr")
    assert " PAÍS: " in helped("obligations", MNR_LANG="es")
    assert "--as-of AAAA-MM-JJ" in helped("gaps", MNR_LANG="fr")
    assert "--as-of YYYY-MM-DD" in helped("gaps")


def typed(mnr_program: Path, *arguments: str) -> str:
    """What is written where these cannot be understood, its lines joined."""
    result = subprocess.run([mnr_program, *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    return " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", "--lang", "fr"), "Erreur : Argument manquant : 'PAYS'."),
        (("--lang", "fr", "plan", "--foo"), "L’option '--foo' n’existe pas."),
        (("gaps", "--format", "x", "--lang", "es"), "Error: Valor incorrecto para '--format': 'x' no es"),
        (("--lang", "fr", "gaps", "--edition"), "Erreur : L’option '--edition' demande une valeur."),
        (("foo", "--lang", "es"), "No hay ningún comando «foo»"),
        (("plan",), "Error: Missing argument 'COUNTRY'."),
    ],
)
def test_what_cannot_be_understood_is_told_in_the_language(
    mnr_program: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in typed(mnr_program, *arguments)


def test_the_words_of_click_are_those_that_it_says() -> None:
    """A newer Click that words them otherwise is noticed."""
    own = {
        "text",
        "integer",
        "integer range",
        "float",
        "float range",
        "path",
        "file",
        "directory",
        "[OPTIONS]",
        "COMMAND [ARGS]...",
        "required",
    }
    source = [
        node.value
        for path in Path(click.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert {*SAID} - own - {*source} == set()


@pytest.mark.parametrize("name", sorted({**COMMANDS, **ANSWERS}))
def test_the_language_of_one_help_is_not_that_of_the_next(name: str) -> None:
    """One process, three languages, twice around: nothing that is made for one is kept for another."""
    said = {
        (turn, lang): CliRunner()
        .invoke(cli, [name, "--help"], env={"MNR_LANG": lang, "COLUMNS": "200"})
        .stdout
        for turn in (1, 2)
        for lang in ("es", "en", "fr")
    }
    assert all(said[1, lang] == said[2, lang] for lang in ("es", "en", "fr"))
    assert len({said[1, lang] for lang in ("es", "en", "fr")}) == 3
