"""What was saved at once: the list of updates that ``mnr history`` and the page *History* give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from coordination.answers.declare import Table
from coordination.model.changes import BatchKind
from coordination.text.batch_notes import note_words
from coordination.text.records import Column
from coordination.text.sentences import Sentence, sentence
from coordination.workspace.service import Workspace

__all__ = ["UPDATES", "updates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What was saved at once."""

    number: Annotated[int, Column(sentence("Number"))]
    batch: Annotated[str, Column(sentence("Update"))]
    kind: Annotated[BatchKind, Column(sentence("Type"))]
    at: Annotated[str, Column(sentence("When"))]
    author: Annotated[str, Column(sentence("Author"))]
    added: Annotated[int, Column(sentence("Added"))]
    changed: Annotated[int, Column(sentence("Changed"))]
    removed: Annotated[int, Column(sentence("Removed"))]
    note: Annotated[Sentence, Column(sentence("Note"))]
    files: Annotated[tuple[str, ...], Column(sentence("Files"))]
    snapshot: Annotated[str, Column(sentence("Data version after it"))]


def updates(w: Workspace) -> dict[str, Any]:
    """All updates of a workspace as JSON, oldest first."""
    rows = [
        {
            "seq": b.seq,
            "batch": b.batch.id,
            "kind": str(b.batch.kind),
            "at": b.batch.at,
            "author": b.batch.author,
            "note": b.batch.note,
            **b.counts,
            "files": [name for name, _ in b.batch.inputs],
            "snapshot": b.snapshot,
        }
        for b in w.store.batches()
    ]
    return {"batches": rows}


def _rows(given: Mapping[str, Any]) -> Iterator[Update]:
    for b in sorted(given["batches"], key=lambda b: int(b["seq"])):
        yield Update(
            number=b["seq"],
            batch=b["batch"],
            kind=BatchKind(b["kind"]),
            at=b["at"],
            author=b["author"],
            added=b["added"],
            changed=b["changed"],
            removed=b["removed"],
            note=note_words(b["note"]),
            files=tuple(b["files"]),
            snapshot=b["snapshot"],
        )


UPDATES = Table(
    row=Update,
    rows=_rows,
    key=("batch",),
    title=sentence("Saved updates"),
    empty=sentence("Nothing has been saved yet."),
)
