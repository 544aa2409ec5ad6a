"""Names of records in the reader's language: the declaration makes the columns, one place chooses the name.

Expected names are those of the rows written here, by hand.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from coordination.exchange.templates import write_csv_template
from coordination.ingest.parse import parse
from coordination.ingest.readers import read
from coordination.model.frames import Frame
from coordination.model.naming import called
from coordination.model.snapshot import Snapshot
from coordination.store.memory import MemoryStore
from coordination.text.languages import LANGUAGES, catalogue, language_for
from coordination.text.sentences import Name, sentence
from coordination.workspace.service import Workspace, names_in
from dashboard.backend.world import Organisation
from dashboard.pages.partnerships.scope import found
from dashboard.ui import i18n
from graph_schema import declare
from graph_schema.declare import node, prop
from graph_schema.edition import edition
from graph_schema.languages import OFFERED, OTHERS, said_in
from graph_schema.schema import SCHEMA
from graph_schema.values import Id, Text
from tests.dashboard.worlds import world as small

ROWS = {
    "stakeholders": [
        {
            "id": "ilo",
            "name": "International Labour Organization",
            "name_fr": "Organisation internationale du Travail",
            "short_name": "ILO",
            "short_name_fr": "OIT",
            "kind": "un_agency",
        },
        {"id": "ring", "name": "Police Ring", "kind": "network"},
        {"id": "plain", "name": "Safe House", "short_name": "House", "kind": "ngo"},
    ],
    "networks": [{"network_id": "ring", "name_es": "Círculo de Policías", "name_fr": "Cercle des polices"}],
    "agreements": [
        {
            "id": "crc",
            "name": "Convention on the Rights of the Child",
            "name_fr": "Convention relative aux droits de l’enfant",
            "kind": "treaty",
        }
    ],
}
SNAPSHOT = Snapshot.from_rows(ROWS)


@pytest.mark.parametrize(
    ("code", "kind", "ident", "name"),
    [
        ("fr", "agreements", "crc", "Convention relative aux droits de l’enfant"),
        ("es", "agreements", "crc", "Convention on the Rights of the Child"),  # not kept in Spanish
        ("en", "agreements", "crc", "Convention on the Rights of the Child"),
        ("fr", "stakeholders", "ilo", "Organisation internationale du Travail"),
        ("fr", "stakeholders", "ring", "Cercle des polices"),  # said by the record of the network
        ("es", "stakeholders", "ring", "Círculo de Policías"),
        ("es", "stakeholders", "plain", "Safe House"),
        ("fr", "stakeholders", "nobody", "nobody"),
    ],
)
def test_a_name_is_shown_in_the_language_where_it_is_kept_in_it(
    code: str, kind: str, ident: str, name: str
) -> None:
    said = sentence("{name}", name=Name(kind, ident))
    language = language_for(code)
    assert language.render(said, names_in(SNAPSHOT, "mnr-2016", language)) == name


def test_the_short_name_too() -> None:
    store = MemoryStore()
    store.snapshot = lambda: SNAPSHOT  # type: ignore[method-assign]
    french = Workspace("w", store, language=language_for("fr"))
    spanish = Workspace("w", store, language=language_for("es"))
    assert [french.short_name(i) for i in ("ilo", "ring", "plain")] == ["OIT", "Cercle des polices", "House"]
    assert [spanish.short_name(i) for i in ("ilo", "ring", "plain")] == [
        "ILO",
        "Círculo de Policías",
        "House",
    ]


def test_a_page_chooses_the_name_when_it_is_drawn() -> None:
    """One world serves readers of every language."""
    ilo = Organisation("ilo", "International Labour Organization", "un_agency", "ILO", "",
                       {code: (name, short) for code, name, short in called(SNAPSHOT, "ilo")})  # fmt: skip
    seen = {}
    for code in ("en", "fr", "es"):
        token = i18n.set_language(code)
        seen[code] = (ilo.name, ilo.short)
        i18n.reset_language(token)
    assert seen == {
        "en": ("International Labour Organization", "ILO"),
        "fr": ("Organisation internationale du Travail", "OIT"),
        "es": ("International Labour Organization", "ILO"),
    }


def test_it_is_found_by_its_recorded_name_too() -> None:
    """Somebody who reads French may know it by the name in the data."""
    world = small()
    ilo = Organisation("ilo", "International Labour Organization", "un_agency", "ILO", "",
                       {"fr": ("Organisation internationale du Travail", "OIT")})  # fmt: skip
    world = replace(world, organisations={**world.organisations, "ilo": ilo})
    token = i18n.set_language("fr")
    asked = (
        "organisation internationale du travail",
        "OIT",
        "international labour organization",
        "ILO",
        "labour",
    )
    met = {words: found(world, words).ident for words in asked}
    i18n.reset_language(token)
    assert set(met.values()) == {"ilo"}, met
    assert ilo.names == ("International Labour Organization", "ILO")  # in English, each once


def test_every_row_without_the_fields_keeps_its_hash() -> None:
    """Only filled fields are hashed: the snapshot of rows as an earlier program knew them, worked by hand from its
    rule, blake2b over the type and each filled field with its name."""
    from hashlib import blake2b

    t = SCHEMA["stakeholders"]
    frame = Frame.from_rows(t, [{"id": "plain", "name": "Safe House", "kind": "ngo"}])
    h = blake2b(b"stakeholders\x1f", digest_size=16)
    for name, value in sorted({"id": "plain", "name": "Safe House", "kind": "ngo"}.items()):
        h.update(f"{name}\x1f{value}\x1f".encode())
    assert frame.digests[0].tobytes() == h.digest()


def test_one_row_more_in_the_list_of_languages_is_all_it_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(declare, "OTHERS", {**OTHERS, "pt": "Portuguese"})
    made = node(
        "things",
        "Thing",
        "A thing.",
        title="Things",
        adding="Add a thing",
        key="id",
        props={
            "id": prop(Id(), "its id", label="Identifier"),
            "name": prop(Text(), "its name", label="Name", required=True, translated=True),
        },
    )
    assert made.columns == ("id", "name", "name_fr", "name_es", "name_pt")
    field = made.prop("name_pt")
    assert (field.required, field.translation_of, field.doc) == (False, "name", "its name, in Portuguese")
    assert said_in({"name": "x", "name_pt": "y"}, "name", "pt") == "y"


def test_templates_and_imports_have_the_columns(tmp_path: Path) -> None:
    write_csv_template(tmp_path / "out")
    with (tmp_path / "out" / "agreements.csv").open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle))
    assert header[1:4] == ["name", "name_fr", "name_es"]
    path = tmp_path / "agreements.csv"
    path.write_text("id,name,name_es,kind\nmou-1,Memorandum,Memorando,mou\n", encoding="utf-8")
    found = parse(read([path], known=tuple(SCHEMA)).tables, None)
    assert [i.code for i in found.issues] == []
    assert found.frames["agreements"].text("name_es", 0) == "Memorando"


def test_an_edition_says_its_own_texts_in_a_language() -> None:
    """What a column of an edition says wins over the catalogue, and the catalogue need not have it."""
    row = next(r for r in edition("mnr-2016").lists["commitments"] if r["id"] == "rio")
    assert (
        row["name_es"] == "III Congreso Mundial contra la Explotación Sexual de Niños, Niñas y Adolescentes"
    )
    assert catalogue("es").gettext(row["name"]) == row["name_es"]


def test_the_languages_of_the_program_are_the_ones_of_the_list() -> None:
    assert {**OFFERED} == {**LANGUAGES}
    assert set(LANGUAGES) == {"en", *OTHERS}
