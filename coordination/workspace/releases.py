"""The series of public releases of a workspace: each made once, sealed, and never made again (METHODS 11).

A release is one JSON file, ``release-2026-07-01.json``, in a folder beside the store: the answer of ``mnr public``
as it was, the seal of the release before it, and its own seal, the SHA-256 of both. So a release that was changed,
or one that was taken out of the middle of the series, is found when the series is read; that the last ones are gone
cannot be seen from the folder alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from coordination.analytics.board.public import Release
from coordination.system.files import write_new
from coordination.workspace.service import Workspace
from graph_schema.errors import AlreadyThere, DataError, said

__all__ = ["Series", "releases"]

FORMAT: Final = 1


def _seal(previous: str, release: Mapping[str, object]) -> str:
    text = json.dumps({"previous": previous, "release": release}, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Series:
    """The releases kept in ``folder``, which need not exist."""

    folder: Path

    def _read(self) -> list[dict[str, Any]]:
        """The records by day, each checked against its seal and the one before."""
        found: list[dict[str, Any]] = []
        seal = ""
        for path in sorted(self.folder.glob("release-*.json")):
            try:
                record = json.loads(path.read_text(encoding="utf-8"))
                number, previous, release = record["format"], record["previous"], record["release"]
                good = record["seal"] == _seal(previous, release)
                own = f"release-{release['release']}.json"
            except (KeyError, TypeError, ValueError) as e:
                raise DataError(
                    said(
                        "{path} is not the record of a public release: {reason}.",
                        path=str(path),
                        reason=str(e),
                    ),
                    hint=said("Bring back the file as it was written."),
                ) from e
            if number != FORMAT:
                raise DataError(
                    said("{path} was written by another version of the program.", path=str(path)),
                    hint=said("Bring this program up to date."),
                )
            if not good or previous != seal or path.name != own:
                raise DataError(
                    said(
                        "{path} is not what was released, or a release before it is missing.", path=str(path)
                    ),
                    hint=said("Restore the full folder as it was written."),
                )
            seal = record["seal"]
            found.append(record)
        return found

    def recorded(self) -> list[dict[str, Any]]:
        """The answers of all releases, by day. Raises DataError where one is not what was written."""
        return [dict(r["release"]) for r in self._read()]

    def releases(self) -> list[Release]:
        return [Release.from_answer(a) for a in self.recorded()]

    def record(self, answer: Mapping[str, object]) -> Path:
        """Keep an answer of ``mnr public`` as the next release; its file. Raises AlreadyThere where its day, or a
        later one, is released already."""
        known = self._read()
        day = str(answer["release"])
        last = str(known[-1]["release"]["release"]) if known else ""
        if known and last >= day:
            raise AlreadyThere(
                said(
                    "A release for {last} already exists, so a release for {day} is no longer possible.",
                    last=last,
                    day=day,
                ),
                hint=said("Each release is made once, in order. Show the recorded release."),
            )
        previous = known[-1]["seal"] if known else ""
        record = {"format": FORMAT, "previous": previous, "release": dict(answer)}
        record["seal"] = _seal(previous, dict(answer))
        path = self.folder / f"release-{day}.json"
        if not write_new(path, json.dumps(record, ensure_ascii=False, indent=1) + "\n"):
            raise AlreadyThere(
                said("The release of {day} was made just now.", day=day),
                hint=said("Each release is made once, in order. Show the recorded release."),
            )
        return path


def releases(w: Workspace) -> Series | None:
    """The public releases made of this workspace; None where it has no place for them."""
    return Series(w.scenario_folder.with_suffix(".releases")) if w.scenario_folder else None
