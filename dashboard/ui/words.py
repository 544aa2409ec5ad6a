"""Words for the codes of records and answers, as pages and files say them."""

from __future__ import annotations

from enum import StrEnum

from coordination.text.codes import WORDS
from dashboard.ui.i18n import N_, _
from dashboard.ui.theme import FLAGS, KINDS, STATES, State
from graph_schema.values import AgreementKind, Role, Status, TieKind, Verified

__all__ = [
    "AGREEMENT_KINDS",
    "COUNTERPARTS",
    "STATED",
    "STATUSES",
    "TIE_KINDS",
    "tie_kinds",
    "word",
]


def _texts(of: type[StrEnum]) -> dict[str, str]:
    """Closed word -> text of the catalogue."""
    return {word: words.text for word, words in WORDS[of][0].items()}


#: how two organisations work together
TIE_KINDS = _texts(TieKind)
AGREEMENT_KINDS = _texts(AgreementKind)
STATUSES = {**_texts(Status), "lapsed": N_("announced, its time has passed")}
COUNTERPARTS = {
    "police": N_("Police"),
    "hotline": N_("Hotline"),
    "ministry": N_("Ministry or other government body"),
}
STATED = {
    "both": N_("both organisations"),
    "a": N_("one organisation"),
    "b": N_("the other organisation"),
    "third": N_("a third party"),
}

_STATES = {str(s): STATES[s].word for s in State}
_FLAGS = {key: words[0] for key, words in FLAGS.items()}
_KINDS = {key: style.word for key, style in KINDS.items()}
#: column of an answer -> words of its codes
_OF: dict[str, dict[str, str]] = {
    "becomes": _STATES,
    "flags": _FLAGS,
    "flags_added": _FLAGS,
    "flags_gone": _FLAGS,
    "kinds": TIE_KINDS,
    "counterpart": COUNTERPARTS,
    "status": STATUSES,
    "near": {
        "same_country_and_domain": N_("in the same country, active in the same domain"),
        "same_capability_in_the_subregion": N_("provides the same capability in a nearby country"),
    },
    "move": {
        "better": N_("improved"),
        "worse": N_("worsened"),
        "learned": N_("now known"),
        "lost_sight": N_("no longer known"),
        "same": N_("no change"),
    },
    "missing": {
        "responsible": N_("Responsible"),
        "accountable": N_("Accountable"),
        "consulted": N_("Consulted"),
        "informed": N_("Informed"),
    },
    "quality": {
        "confirmed": N_("checked against a source"),
        "stale": N_("source older than 36 months"),
        "unconfirmed": N_("not confirmed"),
    },
    "role": _texts(Role),
    "verified": _texts(Verified),
    "evidence": {"all": N_("All evidence"), "confirmed": N_("Confirmed only")},
    "basis": {
        "guidance": N_("from the framework"),
        "derived": N_("our own assessment"),
        "partly_derived": N_("partly our own assessment"),
    },
    "roles": {"agreement": N_("an agreement"), "network": N_("network")},
    "target_kind": {"threat": N_("threat"), "driver": N_("driver"), "challenge": N_("challenge")},
}
_STATE = {
    **_STATES,
    "linked": N_("Backed by a partnership"),
    "not_recorded": N_("No partnership recorded"),
    "one_side_empty": N_("No provider on one side"),
    "nobody_known": N_("No provider known there"),
    "signed_only": N_("Signed, not in force"),
    "filled": N_("filled"),
    "empty": N_("vacant"),
}
#: states of a corridor, where they have words of their own
_CORRIDOR = {
    "covered": N_("Takes part"),
    "signed_only": N_("Signed, not in force"),
    "gap": N_("No agreement"),
    "unknown": N_("Unknown"),
}
_KIND = {
    **_KINDS,
    **AGREEMENT_KINDS,
    "one": N_("depends on a single provider"),
    "ending": N_("ends"),
    "missing": N_("no provider found"),
    "agreement": N_("an agreement"),
    "party": N_("a party leaves"),
    "member": N_("a member leaves"),
    "network": N_("Network"),
}


def word(column: str, code: str, list_: str = "") -> str:
    """The words of a code in a column of a list of an answer; "" where it is not known as a code there."""
    if list_ == "corridors" and column == "state":
        return _(_CORRIDOR[code]) if code in _CORRIDOR else ""
    table = (
        _STATE if column in {"state", "before", "after"} else _KIND if column == "kind" else _OF.get(column)
    )
    found = table.get(code, "") if table else ""
    return _(found) if found else ""


def tie_kinds(kinds: list[str] | tuple[str, ...]) -> list[str]:
    """Kinds of cooperation in words."""
    return [_(TIE_KINDS.get(k, k.replace("_", " "))) for k in kinds]
