"""The JSON form of a result, as a command writes it below its header."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coordination.analytics.board.gaps import Gaps
from coordination.analytics.time.cliffs import Cliffs
from coordination.model.snapshot import Snapshot
from coordination.text.records import fields_of, said_in
from coordination.text.say import Say
from coordination.text.sentences import ENGLISH
from graph_schema.schema import SCHEMA
from tests.oracle.world import spelled

__all__ = ["PLAIN", "as_json", "gaps_of", "months_of", "records_of"]

PLAIN = Say(ENGLISH, lambda name: name.id)


def as_json(found: Any) -> dict[str, Any]:
    """A result by its keys; sentences in English, things by their ids."""
    return said_in(found, fields_of(type(found)), PLAIN)


def records_of(claims: Iterable[str], snapshot: Snapshot) -> list[str]:
    """Records by what stands in them, as the oracle knows them."""
    frames = [(t.name, snapshot[t.name]) for t in SCHEMA.claims]
    return sorted(
        {
            spelled(name, frame.row(frame.position[c]))
            for c in claims
            for name, frame in frames
            if c in frame.position
        }
    )


def gaps_of(found: Gaps, snapshot: Snapshot) -> dict[str, Any]:
    """Gaps and reviews in the shape of the oracle."""
    said = as_json(found)
    for row in (*said["gaps"], *said["looks"]):
        row["claims"] = records_of(row["claims"], snapshot)
    return said


def months_of(found: Cliffs) -> list[dict[str, Any]]:
    """The months in the shape of the oracle, which tells no causes and draws nothing."""
    months: Any = as_json(found)["months"]
    for month in months:
        del month["causes"]
        for cell in month["cells"]:
            del cell["sign_before"], cell["sign_after"]
    return list(months)
