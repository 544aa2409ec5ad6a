"""Proposals: records filled in by somebody who does not decide, kept until somebody accepts or rejects them.

One readable file each, in a folder beside the store. What is decided stays with its reason.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from coordination.ingest.personal import refuse_personal
from coordination.system.files import make_folder, only_one, write_whole
from coordination.text.kinds import said_as
from coordination.text.sentences import sentence
from coordination.workspace.editing import Entry
from graph_schema.errors import ConflictError, DataError, UsageError, said
from graph_schema.schema import SCHEMA

__all__ = ["Decision", "Proposal", "ProposalBox"]

_NAME: Final = re.compile(r"[0-9a-f]{12}")
_LONGEST: Final = 500  #: characters of a reason


@said_as({"waiting": sentence("waiting"), "accepted": sentence("accepted"), "rejected": sentence("rejected")})
class Decision(StrEnum):
    """What became of a proposal."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Proposal:
    """``entries`` as they were filled in; ``not_personal``: what was stated to be no personal data; ``batch``: the
    update that it was saved as, once it is accepted; ``place``: the order in which they came, 0 for one that was made
    before places were kept."""

    id: str
    at: str
    author: str
    note: str
    entries: tuple[Entry, ...]
    not_personal: tuple[str, ...] = ()
    decision: Decision = Decision.WAITING
    reason: str = ""
    decided_at: str = ""
    decided_by: str = ""
    batch: str = ""
    place: int = 0


@dataclass(frozen=True)
class ProposalBox:
    """What was proposed for one workspace. ``folder`` need not exist."""

    folder: Path

    def add(
        self,
        entries: Sequence[Entry],
        *,
        at: str,
        author: str = "",
        note: str = "",
        not_personal: Sequence[str] = (),
    ) -> Proposal:
        """Keep a proposal until somebody decides."""
        made = Proposal(secrets.token_hex(6), at, author, note, tuple(entries), tuple(not_personal))
        with only_one(self.folder):  # several may come within one second
            made = replace(made, place=self._last_place() + 1)
            self._write(made)
        return made

    def all(self) -> list[Proposal]:
        """Those that wait first, then the decided ones; each newest first."""
        every = [self._read(p) for p in self.folder.glob("*.json")] if self.folder.is_dir() else []
        found = sorted(every, key=lambda p: (p.at, p.place, p.id), reverse=True)
        return sorted(found, key=lambda p: p.decision is not Decision.WAITING)

    def _last_place(self) -> int:
        """Of those that can be read: a damaged file keeps nobody from proposing."""
        last = 0
        for path in self.folder.glob("*.json"):
            with suppress(DataError):
                last = max(last, self._read(path).place)
        return last

    def get(self, ident: str) -> Proposal:
        """Raises UsageError where there is none of that id."""
        path = self.folder / f"{ident}.json"
        if not _NAME.fullmatch(ident) or not path.is_file():
            raise UsageError(
                said("There is no proposal {ident!r}.", ident=ident[:20]),
                hint=said("The page of proposals lists them."),
            )
        return self._read(path)

    def reject(self, ident: str, reason: str, *, at: str, by: str = "") -> None:
        """Raises ConflictError where somebody decided it already, UsageError where no reason is given, DataError where
        it may hold personal data."""
        reason = reason.strip()[:_LONGEST]
        if not reason:
            raise UsageError(
                said("Say why it is rejected."), hint=said("The person who proposed it sees the reason.")
            )
        refuse_personal(reason, said("the reason"))
        with self.deciding(ident) as known:
            made = replace(known, decision=Decision.REJECTED, reason=reason, decided_at=at, decided_by=by)
            self._write(made)

    def accepted(self, known: Proposal, *, at: str, by: str, batch: str) -> None:
        """It was saved as an update; to be called while deciding."""
        self._write(replace(known, decision=Decision.ACCEPTED, decided_at=at, decided_by=by, batch=batch))

    @contextmanager
    def deciding(self, ident: str) -> Iterator[Proposal]:
        """A proposal that waits, while nobody else decides about one. Raises UsageError where there is none of that id,
        ConflictError where somebody decided it already."""
        self.get(ident)  # without making the folder
        with only_one(self.folder):
            known = self.get(ident)
            if known.decision is not Decision.WAITING:
                raise ConflictError(
                    said("This proposal has been decided already."), hint=said("Load the page again.")
                )
            yield known

    def _write(self, proposal: Proposal) -> None:
        make_folder(self.folder)
        text = json.dumps(asdict(proposal), ensure_ascii=False, indent=1)
        write_whole(self.folder / f"{proposal.id}.json", text + "\n")

    def _read(self, path: Path) -> Proposal:
        """Raises DataError for a file that is no proposal."""
        try:
            given: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            entries = tuple(Entry(**e) for e in given.pop("entries"))
            if any(e.type not in SCHEMA for e in entries):
                raise ValueError
            read = {
                "entries": entries,
                "decision": Decision(given["decision"]),
                "id": path.stem,
                "not_personal": tuple(given.get("not_personal", ())),
            }
            return Proposal(**{**given, **read})
        except (ValueError, TypeError, KeyError, UnicodeDecodeError) as error:
            raise DataError(
                said("{file} is not a proposal.", file=path.name),
                hint=said("Delete the file, or restore it from a backup."),
            ) from error
