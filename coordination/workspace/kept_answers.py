"""What was answered to the questions about a file, kept with the workspace: when a file of that name comes again,
nobody is asked the same once more.

Kept are answers about names, words, headings and dates, once the file was saved. Not kept is whose word counted, what
was removed, and what was said of single cells and rows: that is about one file on one day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coordination.ingest.questions import (
    AGAIN,
    BOTH,
    CELL,
    HERE,
    KEEP,
    MISSING,
    NEW,
    REMOVE,
    ROW,
    THEIRS,
    Choices,
)
from coordination.system.files import make_folder, write_whole
from graph_schema.errors import MnrError, Verbatim, said
from graph_schema.issues import Issue, Location, Severity

if TYPE_CHECKING:
    from coordination.workspace.service import Workspace

__all__ = ["remember", "used", "with_earlier"]

_FILES: Final = 200  #: files whose answers are kept
_ANSWERS: Final = 500  #: of one file
_NOT_KEPT: Final = tuple(f"{kind}:" for kind in (BOTH, CELL, MISSING, ROW))
_OF_ONE_DAY: Final = frozenset({THEIRS, HERE, REMOVE, KEEP, ""})
_PLACE: Final = re.compile(r".*:[0-9]+(:.+)?")
_NAMED: Final = 5  #: answers that are named


def _file(w: Workspace) -> Path | None:
    """Beside the scenarios of a workspace; None where it keeps none."""
    return w.scenario_folder.with_suffix(".answers.json") if w.scenario_folder is not None else None


def _kept(path: Path | None) -> dict[str, dict[str, str]]:
    """File -> key -> answer; nothing of a file that cannot be read."""
    try:
        given: Any = json.loads(path.read_bytes()) if path is not None and path.is_file() else {}
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(given, dict):
        return {}
    return {
        name: {k: a for k, a in answers.items() if isinstance(k, str) and isinstance(a, str)}
        for name, answers in given.items()
        if isinstance(answers, dict)
    }


def with_earlier(w: Workspace, files: Collection[str], choices: Choices | None) -> Choices:
    """The choices, and behind them what was answered when files of these names came before."""
    given = choices or Choices()
    if given.given.get(AGAIN):
        return given
    kept = _kept(_file(w))
    earlier = {key: a for name in files for key, a in kept.get(name.casefold(), {}).items()}
    return replace(given, earlier=earlier, used={})


def used(choices: Choices, file: str) -> Iterator[Issue]:
    """A finding where earlier answers were used."""
    if not choices.used:
        return
    told = [f"{key.partition(':')[2]} = {answer}" for key, answer in list(choices.used.items())[:_NAMED]]
    yield Issue(
        "I-ANSWERED",
        Severity.INFO,
        said(
            "answers that were given when this file came before are used: {count:,} ({some})",
            count=len(choices.used),
            some=Verbatim("; ".join(told) + ("; …" if len(choices.used) > _NAMED else "")),
        ),
        Location(file),
        hint=said("choose another answer, or be asked again: --ask-again"),
    )


def remember(w: Workspace, files: Collection[str], choices: Choices) -> None:
    """Keep what was answered about files that were saved. What cannot be written is asked again another time."""
    answers = {k: a for k, a in {**choices.used, **choices.given}.items() if _stays(k, a)}
    path = _file(w)
    if path is None or not answers or not files:
        return
    kept = _kept(path)
    for name in files:
        before = kept.pop(name.casefold(), {})
        kept[name.casefold()] = dict(list({**before, **answers}.items())[-_ANSWERS:])
    try:
        make_folder(path.parent)
        write_whole(path, json.dumps(dict(list(kept.items())[-_FILES:]), ensure_ascii=False, indent=1))
    except (OSError, MnrError):
        return


def _stays(key: str, answer: str) -> bool:
    if key == AGAIN or key.startswith(_NOT_KEPT) or answer in _OF_ONE_DAY:
        return False
    return answer.partition(":")[0] != NEW and not _PLACE.fullmatch(key.partition(":")[2])
