"""Whose word counts, as a page shows it: records and plans that were changed here and in a file, and rows that stay as
they are here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from coordination.ingest.questions import BOTH, key_for
from coordination.model.record_names import names_of, record_name
from coordination.model.snapshot import Snapshot
from coordination.workspace.plans_sent import Arrives, words_of
from coordination.workspace.returned import Conflict, Stays
from coordination.workspace.service import ImportOutcome
from coordination.workspace.whose_word import why_words
from dashboard.backend.records import differing
from dashboard.ui.i18n import language

__all__ = ["contested"]

SHOWN: Final = 50  #: rows of each kind
Row = Mapping[str, Any]


def contested(snapshot: Snapshot, outcome: ImportOutcome) -> dict[str, Any]:
    """The records on which both have another word, those that nobody has decided first, and rows that stay."""
    found = outcome.returned
    conflicts = sorted(found.conflicts if found else (), key=lambda c: bool(c.answer))
    stays = found.stays if found else ()
    return {
        "contested": [_conflict(snapshot, c) for c in conflicts[:SHOWN]],
        "contested_all": len(conflicts),
        "undecided": sum(not c.answer for c in conflicts),
        "stays": [_stays(snapshot, s) for s in stays[:SHOWN]],
        "stays_all": len(stays),
        "plans": [
            {
                "called": p.plan.name,
                "iso3": p.plan.country,
                "words": words_of(p),
                "asked": p.what is Arrives.BOTH,
                "key": key_for(BOTH, p.text),
                "answer": p.answer,
            }
            for p in outcome.plans
        ],
        "plans_come": sum(p.comes for p in outcome.plans),
        "plans_undecided": sum(p.what is Arrives.BOTH and not p.answer for p in outcome.plans),
    }


def _conflict(snapshot: Snapshot, c: Conflict) -> dict[str, Any]:
    return {
        **_shown(snapshot, c.type, c.mine or c.theirs),
        "key": key_for(BOTH, c.text),
        "why": why_words(c),
        "answer": c.answer,
        "file": c.file,
        "line": c.line,
        "names": _names(snapshot, c.type, c.then, c.mine, c.theirs),
        "here": differing(c.type, c.then, c.mine) if c.then and c.mine else [],
        "would": differing(c.type, c.mine, c.theirs) if c.mine and c.theirs else [],
        "comes": not c.mine,
        "goes": not c.theirs,
    }


def _stays(snapshot: Snapshot, s: Stays) -> dict[str, Any]:
    return {
        **_shown(snapshot, s.type, s.mine or s.theirs),
        "file": s.file,
        "line": s.line,
        "names": _names(snapshot, s.type, s.theirs, s.mine),
        "fields": differing(s.type, s.theirs, s.mine) if s.mine else [],
        "removed": not s.mine,
    }


def _shown(snapshot: Snapshot, kind: str, row: Row) -> dict[str, Any]:
    return {"type": kind, "called": record_name(snapshot, kind, row, language())}


def _names(snapshot: Snapshot, kind: str, *rows: Row) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        found |= names_of(snapshot, kind, row, language())
    return found
