"""The file of a scenario: TOML that people read, mend and send, and that is read strictly.

::

    format = 1
    name = "Police unit closes"
    note = "Asked in March."
    label = "TLP:AMBER+STRICT"
    changes = [
      "stakeholder:a-police",
    ]

A scenario names what one could stop, so its file carries the handling label AMBER+STRICT. It holds no claims:
its changes are written as on the command line (:mod:`coordination.analytics.loss.scenario`) and mean something only
beside a workspace. Further keys: workspace, edition, as_of, keep_ground, saved, author.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from coordination.analytics.loss.scenario import Change, parse_change
from graph_schema.edition import edition_ids
from graph_schema.errors import DataError, UsageError, Verbatim, said
from graph_schema.issues import Issue, Location, Severity, sort_issues
from graph_schema.plain import plain_line
from graph_schema.values import Tier

__all__ = [
    "ENDING",
    "FORMAT",
    "LABEL",
    "SavedScenario",
    "from_text",
    "read_file",
    "scenario",
    "to_text",
    "valid_name",
]

FORMAT: Final = 1  #: of the file; a higher number is refused
LABEL: Final = Tier.AMBER_STRICT  #: the least handling label of what a scenario says
NAME_LENGTH: Final = 60
NOTE_LENGTH: Final = 2_000
MOST_CHANGES: Final = 500
MOST_BYTES: Final = 1 << 20
ENDING: Final = ".toml"
_HEAD: Final = """\
# A scenario for `mnr what-if`: what ends or is added, one change a line.
# Keep it with `mnr scenario import FILE`; ask with `mnr what-if --scenario FILE`.
"""


@dataclass(frozen=True, slots=True)
class SavedScenario:
    """``changes``: canonical texts, each once. ``workspace``, ``edition``, ``as_of``: where and for which day it
    was asked, "" = not said; ``keep_ground``: providers go on although all their known funders are gone;
    ``saved``: when, in UTC; ``label``: its handling label."""

    name: str
    changes: tuple[str, ...]
    note: str = ""
    workspace: str = ""
    edition: str = ""
    as_of: str = ""
    keep_ground: bool = False
    saved: str = ""
    author: str = ""
    label: Tier = LABEL

    @property
    def parsed(self) -> tuple[Change, ...]:
        return tuple(map(parse_change, self.changes))

    def as_row(self) -> dict[str, object]:
        return {
            "name": self.name,
            "note": self.note,
            "changes": list(self.changes),
            "workspace": self.workspace,
            "edition": self.edition,
            "as_of": self.as_of,
            "keep_ground": self.keep_ground,
            "saved": self.saved,
            "author": self.author,
            "label": f"TLP:{self.label}",
        }


def scenario(name: str, changes: Iterable[str], **more: Any) -> SavedScenario:
    """A scenario that may be saved: every part checked, changes in canonical form and in their order.

    ``more``: the further fields of :class:`SavedScenario`. Raises UsageError that names the part.
    """
    name = valid_name(name)
    texts = list(dict.fromkeys(parse_change(t.strip()).text for t in changes))
    if not texts:
        raise UsageError(
            said("The scenario {name!r} changes nothing.", name=name),
            hint=said("Name what ends: stakeholder:ID."),
        )
    if len(texts) > MOST_CHANGES:
        raise UsageError(
            said("The scenario {name!r} has {texts} changes.", name=name, texts=len(texts)),
            hint=said("Use at most {most_changes}.", most_changes=MOST_CHANGES),
        )
    hidden = next((t for t in texts if not t.isprintable()), None)
    if hidden is not None:
        raise UsageError(
            said("{hidden!r} holds a character that cannot be seen.", hidden=hidden),
            hint=said("Write it anew."),
        )
    made = SavedScenario(name, tuple(texts), **more)
    made = replace(made, note="\n".join(line.rstrip() for line in made.note.strip().splitlines()))
    for what, text in (
        ("note", made.note),
        ("author", made.author),
        ("workspace", made.workspace),
        ("saved", made.saved),
    ):
        if len(text) > NOTE_LENGTH:
            raise UsageError(
                said("The {what} is too long.", what=what),
                hint=said("Use at most {note_length} characters.", note_length=NOTE_LENGTH),
            )
        if not text.replace("\n", "").isprintable():
            raise UsageError(
                said("The {what} holds a character that cannot be seen.", what=what),
                hint=said("Write it anew."),
            )
    allowed = list(Tier)[list(Tier).index(LABEL) :]
    if made.label not in allowed:
        raise UsageError(
            said("The sharing label {label} is lower than that of a scenario.", label=f"TLP:{made.label}"),
            hint=said("Use one of: {names}.", names=", ".join(f"TLP:{tier}" for tier in allowed)),
        )
    if made.edition and made.edition not in edition_ids():
        raise UsageError(
            said("There is no edition {edition!r}.", edition=made.edition),
            hint=said("Use one of: {names}.", names=", ".join(edition_ids())),
        )
    if made.as_of:
        try:
            date.fromisoformat(made.as_of)
        except ValueError:
            raise UsageError(
                said("{as_of!r} is not a date.", as_of=made.as_of), hint=said("Write it as YYYY-MM-DD.")
            ) from None
    return made


def valid_name(text: str) -> str:
    """The name with single spaces. Raises UsageError where it cannot be one."""
    name = " ".join(plain_line(text).split())
    if not name:
        raise UsageError(
            said("The scenario has no name."), hint=said("Give it one, such as 'Police unit closes'.")
        )
    if len(name) > NAME_LENGTH:
        raise UsageError(
            said("The name of the scenario is too long."),
            hint=said("Use at most {name_length} letters.", name_length=NAME_LENGTH),
        )
    if not name.isprintable() or name[0] in "-." or set(name) & set("/\\"):
        raise UsageError(
            said("{name!r} cannot be the name of a scenario.", name=name),
            hint=said("Use letters, digits and spaces; no slash, and no dash or point in front."),
        )
    return name


# -- the file


def _quoted(text: str) -> str:
    """A basic string of TOML; control characters but the line break do not occur (:func:`scenario`)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def to_text(s: SavedScenario) -> str:
    """The file of a scenario. ``from_text(to_text(s)) == s``."""
    told = {
        "name": s.name, "note": s.note, "workspace": s.workspace, "edition": s.edition, "as_of": s.as_of,
        "saved": s.saved, "author": s.author, "label": f"TLP:{s.label}",
    }  # fmt: skip
    lines = [f"format = {FORMAT}", *(f"{k} = {_quoted(v)}" for k, v in told.items() if v)]
    lines += ["keep_ground = true"] if s.keep_ground else []
    lines += ["changes = [", *(f"  {_quoted(c)}," for c in s.changes), "]"]
    return _HEAD + "\n".join(lines) + "\n"


_TEXTS: Final = ("name", "note", "workspace", "edition", "as_of", "saved", "author", "label")
_KEYS: Final = ("format", *_TEXTS, "keep_ground", "changes")


class _Reading:
    """Collects what is wrong with a file, each with its line."""

    def __init__(self, text: str, where: str) -> None:
        self.lines, self.where = text.splitlines(), where
        self.issues: list[Issue] = []

    def wrong(self, key: str, message: str, hint: str, value: object = "") -> None:
        found = str(value)
        pattern = re.compile(rf"\s*\"?{re.escape(key)}\"?\s*=")
        line = next((i for i, t in enumerate(self.lines, 1) if key and pattern.match(t)), 0)
        if key == "changes" and found:
            quoted = (i for i, t in enumerate(self.lines, 1) if _quoted(found) in t or f"'{found}'" in t)
            line = next(quoted, line)
        self.issues.append(
            Issue("E-SCENARIO", Severity.ERROR, message, Location(self.where, line, key), found, hint)
        )

    def stop(self) -> None:
        if self.issues:
            raise DataError(
                said("{where} is not a scenario yet.", where=self.where),
                hint=said("Correct what is named. `mnr scenario save` writes such a file."),
                issues=sort_issues(self.issues),
            )


def from_text(text: str, where: str = "The scenario") -> SavedScenario:
    """The scenario of a file, read strictly: what is not known is refused, not passed over.

    ``where``: the file's name, for findings. Raises DataError with every finding: file, line, what to do.
    """
    reading = _Reading(text, where)
    try:
        read = tomllib.loads(text)
    except (ValueError, RecursionError) as e:  # a number out of range, lists too deep
        at = re.search(r"at line (\d+)", str(e))
        line = int(at[1]) if at else len(reading.lines)
        hint = said("Put texts in quotes and changes in a list: see `mnr scenario show --format toml`.")
        reading.issues.append(
            Issue(
                "E-SCENARIO",
                Severity.ERROR,
                said("this is no TOML: {reason}", reason=Verbatim(e)),
                Location(where, line),
                "",
                hint,
            )
        )
        reading.stop()
        raise
    number = read.get("format")
    if type(number) is not int or number < 1:
        hint = said("Write format = {number}.", number=FORMAT)
        reading.wrong("format", said("the number of the format is missing"), hint)
    elif number > FORMAT:
        hint = said("Bring this program up to date.")
        reading.wrong("format", said("written by a newer program"), hint, number)
        reading.stop()
    for key in read.keys() - set(_KEYS):
        hint = said("The keys are: {keys}.", keys=Verbatim(", ".join(_KEYS)))
        reading.wrong(key, said("there is no such key"), hint, key)
    for key in _TEXTS:
        if not isinstance(read.get(key, ""), str):
            reading.wrong(key, said("this is no text"), said("Put it in quotes."), read[key])
    if type(read.get("keep_ground", False)) is not bool:
        hint = said("Write true or false, no quotes.")
        reading.wrong("keep_ground", said("this is neither true nor false"), hint)
    changes = read.get("changes")
    if not isinstance(changes, list) or not all(isinstance(c, str) for c in changes):
        hint = said("Write {example}.", example=Verbatim('changes = ["KIND:ID"]'))
        reading.wrong("changes", said("changes are missing or no list of texts"), hint)
        changes = []
    for change in changes:
        try:
            parse_change(change.strip())
        except UsageError as e:
            reading.wrong("changes", e.message, e.hint, change)
    label = str(read.get("label", f"TLP:{LABEL}")).removeprefix("TLP:")
    if label not in set(Tier):
        hint = said("Use one of: {names}.", names=Verbatim(", ".join(Tier)))
        reading.wrong("label", said("there is no such label"), hint, read["label"])
    reading.stop()
    more = {k: read[k] for k in (*_TEXTS, "keep_ground") if k in read and k not in ("name", "label")}
    try:
        return scenario(read.get("name", ""), changes, label=Tier(label), **more)
    except UsageError as e:
        reading.wrong(next((k for k in ("name", "label") if k in e.message), ""), e.message, e.hint)
        reading.stop()
        raise


def read_file(path: Path) -> SavedScenario:
    """The scenario of a file. Raises DataError; UsageError where it cannot be read."""
    try:
        with path.open("rb") as handle:
            data = handle.read(MOST_BYTES + 1)
    except OSError as e:
        raise UsageError(
            said("{path} cannot be read: {reason}.", path=path, reason=e.strerror or e),
            hint=said("Check the path."),
        ) from e
    if len(data) > MOST_BYTES:
        raise DataError(
            said("{path} is too large for a scenario.", path=path), hint=said("It may have 1 MiB at most.")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise DataError(
            said("{path} is not written in UTF-8.", path=path), hint=said("Save it as UTF-8 text.")
        ) from e
    return from_text(text, path.name)
