"""Words for the codes of records and answers, as pages say them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from coordination.text.codes import WORDS
from coordination.text.fields import choices
from dashboard.ui.i18n import N_, _, n_, semicolon, verdict
from graph_schema.actions import Effort
from graph_schema.declare import Prop
from graph_schema.values import AgreementKind, Role, Scope, Status, TieKind

__all__ = [
    "AGREEMENT_KINDS",
    "COUNTERPARTS",
    "EFFORTS",
    "STATED",
    "STATUSES",
    "TIE_KINDS",
    "records_of_quality",
    "tie_kinds",
    "value_words",
    "word",
]


def _texts(of: type[StrEnum]) -> dict[str, str]:
    """Closed word -> text of the catalogue."""
    return {word: words.text for word, words in WORDS[of][0].items()}


#: how two organisations work together
TIE_KINDS = _texts(TieKind)
AGREEMENT_KINDS = _texts(AgreementKind)
STATUSES = {**_texts(Status), "lapsed": N_("announced, its time has passed")}
#: how long an action takes
EFFORTS = _texts(Effort)
COUNTERPARTS = {
    "police": N_("Police"),
    "hotline": N_("Hotline"),
    "ministry": N_("Ministry or other government body"),
}
STATED = {
    "both": N_("both organisations"),
    "a": N_("one organisation"),
    "b": N_("the other organisation"),
    "third": N_("someone else"),
}

#: what is worded -> words of its codes
_OF: dict[str, dict[str, str]] = {
    "status": STATUSES,
    "quality": {
        "confirmed": N_("checked against a source"),
        "stale": N_("source older than 36 months"),
        "unconfirmed": N_("not confirmed"),
    },
    "doubt": {"unconfirmed": N_("not checked against a source"), "old": N_("source older than 36 months")},
    "role": _texts(Role),
    "scope": _texts(Scope),
    "handoff": {
        "linked": N_("Backed by a partnership"),
        "not_recorded": N_("No partnership recorded"),
        "one_side_empty": N_("No provider on one side"),
        "unknown": N_("Unknown"),
    },
}


def word(what: str, code: str) -> str:
    """The words of a code; "" where it is not known as a code of these."""
    found = _OF[what].get(code, "")
    return _(found) if found else ""


def records_of_quality(quality: str, count: int) -> str:
    """How many records are known so well."""
    if quality == "confirmed":
        return n_(
            "{count} record is checked against a source",
            "{count} records are checked against a source",
            count,
        )
    if quality == "stale":
        return n_(
            "{count} record has a source older than 36 months",
            "{count} records have a source older than 36 months",
            count,
        )
    return n_("{count} record is not confirmed", "{count} records are not confirmed", count)


def tie_kinds(kinds: list[str] | tuple[str, ...]) -> list[str]:
    """Kinds of cooperation in words."""
    return [_(TIE_KINDS.get(k, k.replace("_", " "))) for k in kinds]


def value_words(p: Prop, value: str, names: Mapping[str, str]) -> str:
    """The value of a field in words: closed words as they are called, records by ``names`` ("field id" -> name)."""
    said = choices(p)
    if value in said:
        return verdict([said[value]])
    if p.ref:
        return semicolon().join(names.get(f"{p.name} {i}", i) for i in value.split(";") if i)
    return value
