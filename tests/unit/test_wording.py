"""Where a word and a name meet, quotation marks, numbers and dates of a language; findings of an import told in it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from babel import Locale
from click.testing import CliRunner

import seed_data
from coordination.cli import cli
from coordination.store.sqlite import SqliteStore
from coordination.text import wording
from coordination.text.languages import (
    Catalogue,
    catalogue,
    country_name,
    language_for,
    long_date,
    partial_date,
    told,
)
from coordination.text.sentences import Name, sentence
from graph_schema.errors import Said, Verbatim, said
from graph_schema.values import BadValue, PartialDate, Text
from tests.ready import first_use
from tools.catalogue import texts

THIN = "\u202f"


@pytest.mark.parametrize(
    ("template", "name", "words"),
    [
        ("les listes de {x}", "INHOPE", "les listes d’INHOPE"),
        ("De {x} à Lima", "ECPAT France", "D’ECPAT France à Lima"),
        ("autour de {x}", "ONU", "autour d’ONU"),
        ("dit que {x} travaille", "UNICEF", "dit qu’UNICEF travaille"),
        ("parce que {x}", "Éducation sans frontières", "parce qu’Éducation sans frontières"),
        ("le {x}", "Office central", "l’Office central"),
        ("la {x}", "IWF", "l’IWF"),
        ("de\u00a0{x}", "Œuvre d’Orient", "d’Œuvre d’Orient"),
        ("de {x}", "Île Maurice", "d’Île Maurice"),
        ("de {x}", "France", "de France"),
        ("de {x}", "Hongrie", "de Hongrie"),  # an h may be sounded: le Honduras, la Hongrie
        ("de {x}", "11 pays", "de 11 pays"),
        ("de {x}", "onze pays", "de onze pays"),
        ("de {x}", "«\u202fEASE\u202f»", "de «\u202fEASE\u202f»"),
        ("de {x}", "A", "de A"),
        ("de {x}", "A21", "d’A21"),
        ("annulation de {x}", "a3f9c2", "annulation de a3f9c2"),  # an id is not read aloud
        ("annulation de {x}", "ea0b1c", "annulation de ea0b1c"),
        ("de {x}", "31 déc. 2029", "du 31 déc. 2029"),  # a day has its article, a month and a year have none
        ("de 2025 à {x}", "1 janv. 2029", "de 2025 au 1 janv. 2029"),
        ("jusqu’à {x}", "31 décembre 2029", "jusqu’au 31 décembre 2029"),
        ("de janv. 2025 à {x}", "2029", "de janv. 2025 à 2029"),
        ("à {x}", "mars 2029", "à mars 2029"),
        ("presque {x}", "Oslo", "presque Oslo"),
        ("une aide {x}", "Oslo", "une aide Oslo"),
        ("de la part de {x}", "", "de la part de "),
        ("{x} de {x}", "de Oslo", "de Oslo de de Oslo"),  # nothing is changed within a name
    ],
)
def test_french_leaves_out_a_vowel_before_a_vowel(template: str, name: str, words: str) -> None:
    assert wording.fill("fr", template, {"x": name}) == words


@pytest.mark.parametrize(
    ("before", "name", "words"),
    [
        ("España y", "India", "España e India"),
        ("a y", "Hidalgo", "a e Hidalgo"),
        ("a y", "Íñigo", "a e Íñigo"),
        ("a y", "IWF", "a e IWF"),
        ("a y", "IAEA", "a e IAEA"),
        ("a y", "hielo", "a y hielo"),
        ("a y", "hiato", "a y hiato"),
        ("a y", "Yemen", "a y Yemen"),
        ("a y", "Perú", "a y Perú"),
        ("a o", "ONU", "a u ONU"),
        ("a o", "Honduras", "a u Honduras"),
        ("a o", "Perú", "a o Perú"),
        ("7 o", "8", "7 u 8"),
        ("10 o", "11", "10 u 11"),
        ("109 o", "110", "109 o 110"),
        ("hay", "India", "hay India"),
        ("de", "El Salvador", "de El Salvador"),
    ],
)
def test_spanish_changes_and_and_or_before_their_own_sound(before: str, name: str, words: str) -> None:
    assert wording.fill("es", before + " {x}", {"x": name}) == words


def test_lists_and_sentences_meet_their_names_in_the_same_way() -> None:
    spanish, french = language_for("es"), language_for("fr")
    assert spanish.join(["España", "India"]) == "España e India"
    assert spanish.join(["España", "India", "Irlanda"]) == "España, India e Irlanda"
    assert spanish.join(["India", "España"]) == "India y España"
    assert spanish.either(["Perú", "Honduras"]) == "Perú u Honduras"
    assert french.join(["Oslo", "Évian"]) == "Oslo et Évian"
    assert (spanish.join([]), spanish.join(["India"])) == ("", "India")
    asked = sentence("Around {centre}", centre=Name("stakeholders", "ECPAT"))
    assert french.render(asked, lambda n: n.id) == "Autour d’ECPAT"


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    first, second = date(2015, 1, 1), date(2015, 1, 2)
    assert (long_date("fr", first), long_date("fr", second)) == ("1er janvier 2015", "2 janvier 2015")
    assert long_date("fr", date(2015, 1, 11)) == "11 janvier 2015"
    assert (partial_date("fr", "2015-01-01"), partial_date("fr", "2015-01")) == (
        "1er janv. 2015",
        "janv. 2015",
    )
    assert language_for("fr").day(first) == "1er janvier 2015"
    assert (long_date("es", first), partial_date("es", "2015-01-01")) == ("1 de enero de 2015", "1 ene 2015")


def test_quotation_marks_numbers_and_days_are_those_of_the_language() -> None:
    values = {"page": "pla\x1bn", "n": 1234567}
    assert wording.fill("en", "{page!r}: {n:,}", values) == "“pla\\x1bn”: 1,234,567"
    assert wording.fill("es", "{page!r}: {n:,}", values) == "«pla\\x1bn»: 1.234.567"
    assert wording.fill("fr", "{page!r} {n:,}", values) == f"«{THIN}pla\\x1bn{THIN}» 1{THIN}234{THIN}567"
    missed = said("There is no country {text!r}.", text="police")
    assert told(missed, "fr") == f"Il n’y a pas de pays «{THIN}police{THIN}»."
    assert (
        told(said("The last day is {day}.", day=date(2027, 3, 1)), "fr")
        == "Le dernier jour est le 1er mars 2027."
    )


def test_a_value_that_is_nobodys_to_translate_stays() -> None:
    assert told(said("{a} and {b}", a="Police", b=Verbatim("Police")), "es") == "Policía y Police"


# -- names of countries --------------------------------------------------------------------------------------


def _register() -> list[dict[str, str]]:
    with (seed_data.workspace("register").folder / "countries.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("code", ["fr", "es"])
def test_every_country_of_the_register_is_named_in_the_language(code: str) -> None:
    """By Babel's table; the seven that the register names otherwise are texts of the catalogue."""
    names = Locale.parse(code).territories
    otherwise = {
        r["name"] for r in _register() if country_name(code, r["iso2"], r["name"]) != names[r["iso2"]]
    }
    assert otherwise <= {
        "Democratic Republic of the Congo", "Congo", "Hong Kong", "Macao", "Myanmar", "Palestine", "Pitcairn",
    }  # fmt: skip
    assert otherwise <= set(texts())


@pytest.mark.parametrize(
    ("iso2", "own", "french"),
    [
        ("BA", "Bosnia & Herzegovina", "Bosnie-Herzégovine"),
        ("BA", "Bosnia and Herzegovina", "Bosnie-Herzégovine"),
        ("KN", "St. Kitts & Nevis", "Saint-Christophe-et-Niévès"),
        ("KN", "Saint Kitts and Nevis", "Saint-Christophe-et-Niévès"),
        ("LC", "St Lucia", "Sainte-Lucie"),
        ("VI", "U.S. Virgin Islands", "Îles Vierges des États-Unis"),
        ("CI", "Côte d'Ivoire", "Côte d’Ivoire"),
        ("DE", "Bundesrepublik", "Bundesrepublik"),
        ("XA", "Almara", "Almara"),
        ("", "Almara", "Almara"),
        ("DE", "", "Allemagne"),
    ],
)
def test_another_spelling_is_the_same_country_and_another_name_the_users_own(
    iso2: str, own: str, french: str
) -> None:
    assert country_name("fr", iso2, own) == french
    assert country_name("en", iso2, own) == (own or "Germany")


# -- findings ------------------------------------------------------------------------------------------------


def test_what_is_wrong_with_a_cell_is_a_sentence_about_its_column() -> None:
    with pytest.raises(BadValue) as caught:
        PartialDate().parse("2015-99-01")
    assert caught.value.message == "is not a day of the calendar"
    about = caught.value.about("since")
    assert (about, about.template) == (
        "since is not a day of the calendar",
        "{name} is not a day of the calendar",
    )
    with pytest.raises(BadValue) as caught:
        Text(3).parse("four")
    assert caught.value.about("name") == "name holds 4 characters, at most 3 are allowed"


FAULTY = {
    "ties.csv": "a_id,b_id,kind,since,certainty\nc-house,nobody,friend,2015-99-01,yes\n",
    "deliveries.csv": "stakeholder_id,capability,iso3,since,until,source_id,role\nc-house,99,XAZ,2016,2014,none,x\n",
    "reviews.csv": "iso3,capability,edition,outcome,phase,date,method,source_id\nXAA,12,mnr-2016,unclear,2,2020,x,\n",
    "sources.csv": "source_id,title,title\n",
    "countries.csv": "iso3,name\n",
    "stakeholders.csv": '"id\n',
    "people.csv": "a\n",
    "lines.jsonl": '{"type":"ties","since":NaN}\n[1]\n{"a":1}\n{"type":"ties","a_id":{"x":1}}\n{"type":"x"}\n',
    "old.xls": "x",
    "no.xlsx": "x",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    first_use("demo", made / "demo.sqlite").store.close()
    (made / "files").mkdir()
    for name, content in FAULTY.items():
        (made / "files" / name).write_text(content, encoding="utf-8")
    return made


def _parts(text: str) -> list[Said]:
    inner = [part for v in text.values.values() if isinstance(v, Said) for part in _parts(v)]  # type: ignore[attr-defined]
    return [text, *inner]  # type: ignore[list-item]


def test_every_finding_of_an_import_is_a_text_of_the_catalogue(home: Path) -> None:
    from coordination.workspace.places import workspace_of

    workspace = workspace_of("demo", SqliteStore(home / "demo.sqlite"))
    outcome = workspace.import_files([home / "files"], at="2026-11-25T00:00:00Z", dry_run=True)
    workspace.store.close()
    assert {i.location.file for i in outcome.issues} >= set(FAULTY) - {"lines.jsonl"}
    assert len({i.code for i in outcome.issues}) >= 14
    for issue in outcome.issues:
        for text in filter(None, (issue.message, issue.hint)):
            assert isinstance(text, Said), (issue.code, text)
            assert [p for p in _parts(text) if p.template not in texts()] == []
            assert text.values.get("doc", "title") in texts()
        assert isinstance(issue.as_dict()["message"], Said)


def test_the_command_line_tells_findings_and_errors_in_the_language_asked_for(
    home: Path, use_catalogues: Callable[..., None]
) -> None:
    french = Catalogue(
        {
            "there is no month {month}": ("il n’y a pas de mois {month}",),
            "{type} has no field {name!r}; the column is left out": ("{type} n’a pas de champ {name!r}",),
            "There is no country {text!r}.": ("Il n’y a pas de pays {text!r}.",),
            "error": ("erreur",),
        }
    )
    use_catalogues(fr=french)
    ties = ["import", str(home / "files" / "ties.csv"), "--store", "demo", "--dry-run", "--format", "json"]
    env = {"MNR_HOME": str(home)}
    asked = CliRunner().invoke(cli, [*ties, "--lang", "fr"], env=env)
    assert '"il n’y a pas de mois 99"' in asked.stdout
    assert '"severity": "error"' in asked.stdout  # a word of the answer, not of people
    assert f"ties n’a pas de champ «{THIN}certainty{THIN}»" in asked.stdout
    by_setting = CliRunner().invoke(cli, ties, env={**env, "MNR_LANG": "fr"})
    assert by_setting.stdout == asked.stdout
    english = CliRunner().invoke(cli, ties, env=env)
    assert '"there is no month 99"' in english.stdout
    assert "ties has no field “certainty”; the column is left out" in english.stdout


def test_no_french_or_spanish_text_sets_a_name_that_takes_an_article_behind_a_preposition() -> None:
    """*partie de Convention de Lanzarote*, *dans Malawi*: such a name stands first, or in brackets."""
    before = {"fr": "de|à|dans|par|en|sur|avec|pour|vers", "es": "de|a|en|por|con|para"}
    names = {"fr": "agreement|instruments?|country|party", "es": "agreement|instruments?"}
    found = [
        (code, text)
        for code in before
        for several in catalogue(code).texts.values()
        for text in several
        if re.search(rf"(?<!\w)({before[code]}) \{{({names[code]})\b", text)
    ]
    assert found == []
