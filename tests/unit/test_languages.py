"""Languages: plural rules, dates, numbers, names; sentences and errors in each; the tool that keeps catalogues."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from coordination.text import languages
from coordination.text.languages import LANGUAGES, catalogue, country_name, language_for
from coordination.text.sentences import ENGLISH, Name, Partial, Word, sentence
from graph_schema.errors import Said, UsageError, said
from tools import catalogue as tool
from tools import generate
from tools.methods import kept_as_is

THIN = "\u202f"  # the narrow space that French puts before two-part marks and between thousands


def own_id(name: Name, /) -> str:
    return name.id


def test_a_language_that_is_not_offered_is_refused_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="'tlh'") as caught:
        language_for("tlh")
    assert "en (English), fr (Français), es (Español)" in caught.value.hint


def test_a_partial_date_that_the_calendar_lacks_stays_as_it_is() -> None:
    assert languages.partial_date("fr", "2026-13") == "2026-13"
    assert languages.partial_date("es", "2026-02-30") == "2026-02-30"
    assert languages.partial_date("fr", "2026-03") == "mars 2026"


@pytest.mark.parametrize(
    ("code", "n", "words"),
    [
        # French counts 0 and 1 as one, Spanish and English only 1
        ("en", 0, "0 countries"),
        ("en", 1, "1 country"),
        ("fr", 0, "0 pays"),
        ("fr", 1, "1 pays"),
        ("es", 0, "0 países"),
        ("es", 1, "1 país"),
        ("es", 2, "2 países"),
    ],
)
def test_plural_forms(code: str, n: int, words: str) -> None:
    assert catalogue(code).ngettext("{count} country", "{count} countries", n).format(count=n) == words


@pytest.mark.parametrize(("n", "form"), [(0, 0), (1, 0), (2, 1), (1000, 1)])
def test_french_takes_the_singular_for_nothing(n: int, form: int) -> None:
    assert catalogue("fr").form(n) == form


@pytest.mark.parametrize(
    ("code", "day", "number", "three", "month"),
    [
        ("en", "25 November 2026", "1,234,567", "a, b and c", "2027-03"),
        ("fr", "25 novembre 2026", f"1{THIN}234{THIN}567", "a, b et c", "mars 2027"),
        ("es", "25 de noviembre de 2026", "1.234.567", "a, b y c", "mar 2027"),
    ],
)
def test_dates_numbers_and_lists(code: str, day: str, number: str, three: str, month: str) -> None:
    said_in = language_for(code)
    assert said_in.day(date(2026, 11, 25)) == day
    assert said_in.number(1234567) == number
    assert said_in.join(["a", "b", "c"]) == three
    assert said_in.partial("2027-03") == month
    assert said_in.partial("2016") == "2016"
    assert said_in.partial("some day") == "some day"


def test_names_of_countries_follow_the_language_unless_they_are_the_users_own() -> None:
    assert country_name("fr", "de", "Germany") == "Allemagne"
    assert country_name("es", "de", "Germany") == "Alemania"
    assert country_name("fr", "de", "Bundesrepublik") == "Bundesrepublik"
    assert country_name("fr", "", "Almara") == "Almara"


def test_a_sentence_is_said_with_names_words_days_and_numbers_of_its_language() -> None:
    text = sentence(
        "Review {on} ({method}): found. {note}", on=Partial("2026-03"), method=Word("desk review"), note=""
    )
    assert ENGLISH.render(text, own_id) == "Review 2026-03 (desk review): found."
    assert (
        language_for("fr").render(text, own_id)
        == f"Examen (mars 2026, examen documentaire){THIN}: constatée."
    )
    assert language_for("es").render(text, own_id) == "Examen (mar 2026, examen documental): encontrada."
    ends = sentence("The last day is {day}.", day=date(2027, 3, 31))
    assert language_for("es").render(ends, own_id) == "El último día es el 31 de marzo de 2027."


def test_english_reads_no_catalogue_and_no_tables() -> None:
    script = (
        "import sys; from coordination.text.languages import language_for; import coordination.cli; "
        "language_for('en'); sys.exit(any(m.startswith('babel') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_an_error_remembers_what_its_text_was_made_of() -> None:
    text = said("There is no country {code!r}.", code="QQQ")
    assert text == "There is no country 'QQQ'."
    assert UsageError(text).message is text
    again = pickle.loads(pickle.dumps(text))
    assert isinstance(again, Said)
    assert (again.template, dict(again.values)) == ("There is no country {code!r}.", {"code": "QQQ"})


@pytest.mark.parametrize("code", [c for c in LANGUAGES if c != "en"])
def test_every_word_of_both_editions_is_translated(code: str) -> None:
    missing = [
        t.one
        for t in tool.texts().values()
        if t.files[0].startswith("graph_schema/editions/") and t.one not in catalogue(code).texts
    ]
    assert missing == []


# -- the tool -----------------------------------------------------------------------------------------------

TEXTS = {
    "Open {name}": tool.Text("Open {name}", "", ["a.py"]),
    "{count} row": tool.Text("{count} row", "{count} rows", ["a.py"]),
    "Why now?": tool.Text("Why now?", "", ["b.py"]),
}
PIECES = {
    "See [gaps](gaps.md#order): `n = 0`.": tool.Text(
        "See [gaps](gaps.md#order): `n = 0`.", "", ["docs/methods/x.md"]
    )
}
GOOD = {"Open {name}": "Ouvrir {name}", "{count} row": ["{count} ligne", "{count} lignes"]}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The tool over three texts, with catalogues in a folder of the test."""
    monkeypatch.setattr(tool, "texts", lambda domain: PIECES if domain == tool.METHODS else TEXTS)
    monkeypatch.setattr(tool, "path_of", lambda code, domain: tmp_path / f"{code}.po")
    return tmp_path / "fr.po"


def fill(path: Path, **new: str | list[str]) -> list[str]:
    path.write_text(tool.merged("fr", new={**GOOD, **new}), encoding="utf-8")
    return tool.findings("fr")


def test_a_whole_catalogue_has_no_findings_and_is_written_the_same_twice(small: Path) -> None:
    assert fill(small, **{"Why now?": f"Pourquoi maintenant{THIN}?"}) == []
    assert tool.merged("fr") == small.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "translation", "finding"),
    [
        ("Why now?", "", "has no translation"),
        ("Why now?", "Pourquoi maintenant ?", "needs French typography"),
        ("Why now?", f" Pourquoi{THIN}?", "begins or ends with another space"),
        ("Open {name}", "Ouvrir {nom}", "has the places ['nom'], not ['name']"),
        ("Open {name}", "Ouvrir {name", "cannot be filled"),
        ("{count} row", ["{count} ligne", ""], "lacks a plural form"),
        ("{count} row", ["une ligne", "des lignes"], "has the places [], not ['count']"),
    ],
)
def test_what_is_wrong_with_a_translation_is_named(
    small: Path, text: str, translation: str | list[str], finding: str
) -> None:
    found = fill(small, **{"Why now?": f"Pourquoi{THIN}?", text: translation})
    assert len(found) == 1
    assert finding in found[0]
    assert repr(text) in found[0]


@pytest.mark.parametrize(
    ("translation", "finding"),
    [
        (f"Voir [lacunes](gaps.md#order){THIN}: `n = 0`.", ""),
        ("", "has no translation"),
        (f"Voir [lacunes](gaps.md#ordre){THIN}: `n = 0`.", "keeps ['(gaps.md#ordre)', '`n = 0`']"),
        (f"Voir [lacunes](gaps.md#order){THIN}: n = 0.", "keeps ['(gaps.md#order)']"),
        ("Voir [lacunes](gaps.md#order): `n = 0`.", "needs French typography"),
    ],
)
def test_a_piece_of_a_method_keeps_its_code_and_its_links(
    small: Path, translation: str, finding: str
) -> None:
    (piece,) = PIECES
    small.write_text(tool.merged("fr", tool.METHODS, {piece: translation}), encoding="utf-8")
    found = tool.findings("fr", tool.METHODS)
    assert [finding in f for f in found] == [True] * bool(finding)


def test_what_a_translation_of_a_method_must_keep() -> None:
    assert kept_as_is("See `b`, [this](gaps.md#order) and `b`, *not* that.") == [
        "(gaps.md#order)",
        "`b`",
        "`b`",
    ]
    assert kept_as_is("Nothing.") == []


def test_what_is_typed_on_an_ordinary_keyboard_is_set_in_french_but_for_code_and_addresses(
    tmp_path: Path, small: Path
) -> None:
    (piece,) = PIECES
    typed = tmp_path / "typed.json"
    typed.write_text(json.dumps({piece: "L'ordre : [l'un](gaps.md#order) « `n = 0` »"}), encoding="utf-8")
    assert tool.main(["fill", "fr", str(typed), "methods"]) == 0
    assert tool.translations("fr", tool.METHODS)[piece] == (
        f"L\u2019ordre{THIN}: [l\u2019un](gaps.md#order) «{THIN}`n = 0`{THIN}»"
    )


def test_fuzzy_obsolete_and_foreign_texts_are_findings_and_go_when_it_is_written_again(small: Path) -> None:
    fill(small, **{"Why now?": f"Pourquoi{THIN}?"})
    body = small.read_text(encoding="utf-8")
    body = body.replace('msgid "Why now?"', '#, fuzzy\nmsgid "Why now?"')
    body += '\nmsgid "Not in the program"\nmsgstr "x"\n\n#~ msgid "Gone"\n#~ msgstr "y"\n'
    small.write_text(body, encoding="utf-8")
    found = "\n".join(tool.findings("fr"))
    assert "'Why now?' is marked fuzzy" in found
    assert "'Not in the program' is not a text of the program" in found
    assert "'Gone' is obsolete" in found
    again = tool.merged("fr")
    assert "Not in the program" not in again
    assert "Gone" not in again


def test_texts_are_found_in_code_editions_errors_and_shipped_data() -> None:
    found = tool.texts()
    for text in (
        "Covered",  # a table of words
        "Review {on} ({method}): found. {note}",  # a sentence of an answer
        "There is no capability {number!r} in edition {id}.",  # an error
        "The database is busy",  # the title of an error
        "Dedicated Law Enforcement",  # a framework list
        "Responsible business conduct",  # the later edition
        "Fictional region",  # a workspace
        "Eastern Africa",  # a region of the register
        "desk review",  # the word of a code
    ):
        assert text in found
    assert found["{count} country"].many == "{count} countries"


def test_the_check_of_generated_files_fails_for_a_language_that_is_not_complete(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tool, "findings", lambda code, _: [f"{code}: 'Open' has no translation"])
    monkeypatch.setattr(generate, "generated", dict)
    assert generate.main(["--check"]) == 1
    said_there = capsys.readouterr().err
    assert "fr: 'Open' has no translation" in said_there
    assert "Translations: 4 findings" in said_there  # two languages, the program and the pages about methods
    monkeypatch.setattr(tool, "findings", lambda *_: [])
    assert generate.main(["--check"]) == 0


@pytest.mark.parametrize(("code", "word"), [("fr", "étape"), ("es", "paso")])
def test_a_phase_step_has_one_name(code: str, word: str) -> None:
    steps = {e: t for e, t in tool.translations(code, "mnr").items() if "phase step" in e.casefold()}
    assert steps
    assert {e: t for e, t in steps.items() if word not in t.casefold()} == {}
