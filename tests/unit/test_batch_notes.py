"""What the program notes with an update is said in the language of the reader, a remark as it was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coordination.answers.asking import ask
from coordination.store.memory import MemoryStore
from coordination.text.batch_notes import (
    ACCEPTED,
    FROM,
    LATER,
    NOT_PERSONAL,
    UNDO,
    UNDO_MORE,
    note_words,
    stored,
)
from coordination.text.languages import language_for
from coordination.workspace.editing import Entry
from coordination.workspace.service import Question, Workspace


def said(note: str, code: str) -> str:
    return language_for(code).render(note_words(note), lambda name: name.id)


@pytest.mark.parametrize(
    ("note", "french"),
    [
        # as they stand in databases of before
        ("undo of 0a1b2c, 3d4e5f", "annulation de 0a1b2c, 3d4e5f"),
        ("undo of a01b2c", "annulation de a01b2c"),
        ("undo of 0a, 1b, 2c, 3d, 4e and 12 more", "annulation de 0a, 1b, 2c, 3d, 4e et 12 autres"),
        ("accepted by Ada", "accepté par Ada"),
        (
            "not personal: E-PHONE:s.csv:3, all",
            "considéré comme non personnel\u202f: E-PHONE:s.csv:3, all",
        ),
        ("from register", "copié de register"),
        ("later changes from register", "changements ultérieurs de register"),
        ("shipped with the program", "fourni avec le programme"),
        # a remark, then what the program says
        ("Asked by phone; accepted by Ada", "Asked by phone\u202f; accepté par Ada"),
        ("One; two; accepted by Ada", "One; two\u202f; accepté par Ada"),
        (
            "undo of 0a; less strict sharing labels approved by Bo",
            "annulation de 0a\u202f; mentions de diffusion moins strictes approuvées par Bo",
        ),
        # remarks
        ("", ""),
        ("undo of the mistake", "undo of the mistake"),
        ("from the minutes", "from the minutes"),
        ("not personal: a role", "not personal: a role"),
        ("Mail; then call", "Mail; then call"),
    ],
)
def test_a_note_in_english_and_in_french(note: str, french: str) -> None:
    assert said(note, "en") == note
    assert said(note, "fr") == french


def test_what_is_stored_stays_what_it_was() -> None:
    assert stored(UNDO, updates="0a, 1b") == "undo of 0a, 1b"
    assert stored(UNDO_MORE, updates="0a, 1b", count="7") == "undo of 0a, 1b and 7 more"
    assert stored(ACCEPTED, who="{Ada}") == "accepted by {Ada}"
    assert stored(NOT_PERSONAL, findings="all") == "not personal: all"
    assert stored(FROM, workspace="demo") == "from demo"
    assert stored(LATER, workspace="demo") == "later changes from demo"


def test_an_undo_is_told_in_the_language_of_the_news() -> None:
    own = Workspace("own", MemoryStore())
    saved = own.save([Entry("sources", {"source_id": "s", "title": "Report"})], at="2026-11-01T10:00:00Z")
    assert saved.result
    own.undo(saved.result.batch, at="2026-11-02T10:00:00Z")
    french = replace(own, language=language_for("fr"))
    notes = [c["note"] for c in ask(french, Question(date(2026, 11, 25)), "news")["changes"]]
    assert notes == [f"annulation de {saved.result.batch}", ""]
