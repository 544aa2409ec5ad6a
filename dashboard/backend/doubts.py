"""What to look at before a form is saved: warnings, a record that is called alike, a body of another country."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from coordination.model.name_index import name_index
from coordination.model.snapshot import Snapshot
from coordination.workspace.editing import Entry
from dashboard.backend.filled import Doubt, Made, words_of
from dashboard.ui.i18n import _, language
from graph_schema.errors import Said
from graph_schema.issues import Issue, Severity

__all__ = ["doubts_of", "read_mark"]

ALIKE: Final = "W-NAME-ALIKE"
#: kinds of organisation that work in other countries than that of their seat
_ANYWHERE: Final = frozenset({"un_agency", "intergovernmental", "network", "donor"})


def doubts_of(issues: Sequence[Issue], made: Sequence[Made], snapshot: Snapshot) -> tuple[Doubt, ...]:
    """Warnings about what was filled in, then what it says of bodies of other countries."""
    types = {m.entry.type for m in made}
    found = [_doubt(i, made) for i in issues if i.severity is Severity.WARNING and i.location.file in types]
    return tuple(dict.fromkeys([*found, *_elsewhere(made, snapshot)]))


def _doubt(issue: Issue, made: Sequence[Made]) -> Doubt:
    words = " ".join(filter(None, words_of(issue)))
    if issue.code != ALIKE or not isinstance(issue.message, Said):
        return Doubt(words)
    at = issue.location.line - 1
    about = made[at].rest if 0 <= at < len(made) else ""
    return Doubt(words, issue.location.file, str(issue.message.values.get("ident", "")), about)


@dataclass(frozen=True)
class _Bodies:
    """Organisations as they are recorded, and those that the form makes."""

    snapshot: Snapshot
    new: Mapping[str, Mapping[str, str]]

    def of(self, ident: str, column: str) -> str:
        if ident in self.new:
            return self.new[ident].get(column, "")
        frame = self.snapshot["stakeholders"]
        at = frame.position.get(ident)
        return "" if at is None else frame.text(column, at)

    def home(self, ident: str) -> str:
        """The country of a body that one expects to work there; "" for one that works anywhere."""
        return "" if self.of(ident, "kind") in _ANYWHERE else self.of(ident, "home_iso3")

    def name(self, ident: str) -> str:
        known = name_index(self.snapshot, "stakeholders", language()).records.get(ident)
        return known.name if known else self.of(ident, "name")

    def country(self, iso3: str) -> str:
        known = name_index(self.snapshot, "countries", language()).records.get(iso3)
        return known.name if known else iso3


def _elsewhere(made: Sequence[Made], snapshot: Snapshot) -> Iterator[Doubt]:
    """What is new and says that a body works in another country than its own, or with a body of another one."""
    new = {m.entry.values.get("id", ""): m.entry.values for m in made if m.entry.type == "stakeholders"}
    bodies = _Bodies(snapshot, new)
    for m in made:
        said = m.entry.values
        if m.entry.type == "deliveries" and _says_anew(m.entry, snapshot, "stakeholder_id", "iso3"):
            ident, there = said.get("stakeholder_id", ""), said.get("iso3", "")
            home = bodies.home(ident)
            if home and there and home != there:
                yield Doubt(
                    _(
                        "{organisation} has its seat in {home}. Does it do this in {country}?",
                        organisation=bodies.name(ident),
                        home=bodies.country(home),
                        country=bodies.country(there),
                    )
                )
        elif m.entry.type == "committee_seats" and _says_anew(m.entry, snapshot, "member_id", "iso3"):
            ident, there = said.get("member_id", ""), said.get("iso3", "")
            home = bodies.home(ident)
            if home and there and home != there:
                yield Doubt(
                    _(
                        "{organisation} has its seat in {home}. Is it a member of a national body of {country}?",
                        organisation=bodies.name(ident),
                        home=bodies.country(home),
                        country=bodies.country(there),
                    )
                )
        elif m.entry.type == "ties" and _says_anew(m.entry, snapshot, "a_id", "b_id"):
            a, b = said.get("a_id", ""), said.get("b_id", "")
            homes = bodies.home(a), bodies.home(b)
            if all(homes) and homes[0] != homes[1]:
                yield Doubt(
                    _(
                        "{a} has its seat in {home}, {b} in {other}. Are these the two that cooperate?",
                        a=bodies.name(a),
                        home=bodies.country(homes[0]),
                        b=bodies.name(b),
                        other=bodies.country(homes[1]),
                    )
                )


def _says_anew(entry: Entry, snapshot: Snapshot, *columns: str) -> bool:
    """Whether a record is new, or says something else in these fields than before."""
    frame = snapshot[entry.type]
    at = frame.position.get(entry.id) if entry.id else None
    return at is None or any(entry.values.get(c, frame.text(c, at)) != frame.text(c, at) for c in columns)


def read_mark(doubts: Sequence[Doubt]) -> str:
    """What stands in a form for doubts that were read."""
    return blake2b("\x1f".join(d.words for d in doubts).encode(), digest_size=8).hexdigest() if doubts else ""
