"""The words of states and flags, of files and programs alike."""

from __future__ import annotations

from coordination.text.sentences import sentence

__all__ = ["FLAG_WORDS", "STATE_WORDS"]

STATE_WORDS = {
    "covered": sentence("Covered"),
    "fragile": sentence("Fragile"),
    "uncounted": sentence("One known, others not checked"),
    "single": sentence("One is enough"),
    "unattributed": sentence("In place, provider not named"),
    "planned": sentence("Planned"),
    "gap": sentence("Gap"),
    "unknown": sentence("Unknown"),
}
FLAG_WORDS = {
    "uncounted": sentence("others unchecked"),
    "expiring": sentence("ends soon"),
    "hollow": sentence("ahead of prerequisites"),
    "unsupported": sentence("prerequisite missing"),
    "stale": sentence("old evidence"),
    "unconfirmed": sentence("unconfirmed"),
    "sole_by_design": sentence("one provider is enough"),
    "conflict": sentence("sources disagree"),
    "lapsed": sentence("ended earlier"),
}
