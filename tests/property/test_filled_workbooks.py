"""A filled workbook with random edits, sent back: the preview shows these edits and nothing else.

What is expected is kept beside the workbook in plain dictionaries: what each row says, and what became of it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook

from coordination.exchange.templates import workbook
from coordination.ingest.questions import KEEP, REMOVE, Choices
from coordination.model.frames import Frame
from coordination.model.headings import sheet_name, word_for
from coordination.workspace.service import ImportOutcome, Workspace
from graph_schema.issues import errors_in
from graph_schema.schema import SCHEMA
from tests.ready import first_use

AT = "2027-01-01T00:00:00Z"
FILE = "book.xlsx"
TYPES = ("stakeholders", "sources", "deliveries", "ties", "funding", "reviews", "memberships")
TEXTS = (
    *(
        "vu à la réunion",
        "“quoted” – it's",
        "a;b, c",
        "100 %",
        "NULL",
        "true",
        "2026",
        "1",
        "שלום",
        "نعم",
        "ﬁ",
    ),
    *("x" * 300, "tab or not", "<b>&amp;</b>", "@home", "+", "-", "1e5", "00012", "🙂"),
)
Row = dict[str, str]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = first_use("demo", tmp_path_factory.mktemp("w") / "demo.sqlite")
    return replace(made, read_only=False)


@dataclass
class Line:
    """A row of a sheet: the record that it was made from, and what it says now."""

    was: str
    says: Row
    cells: dict[str, object]  #: what stands in the cells, by field


@dataclass
class Sheet:
    """A sheet that somebody works on."""

    type: str
    lines: list[Line]
    before: dict[str, Row]
    deleted: set[str] = field(default_factory=set)

    def id_of(self, says: Row) -> str:
        t = SCHEMA[self.type]
        return Frame.from_rows(t, [says]).ids[0] if t.is_claim else says[t.key[0]]

    def ids(self) -> set[str]:
        return {self.id_of(line.says) for line in self.lines} | self.deleted


class Editing:
    """Somebody at a filled workbook."""

    def __init__(self, world: Workspace, r: Random, code: str) -> None:
        self.r, self.code = r, code
        self.filled = world.part([])
        self.book = load_workbook(io.BytesIO(workbook(self.filled, code=code, filled=self.filled)))
        self.sheets = {t: self._sheet(t) for t in TYPES}

    def _sheet(self, type_: str) -> Sheet:
        cells = list(self.book[sheet_name(SCHEMA[type_], self.code)].iter_rows(values_only=True))
        heads = [str(x) for x in cells[0]]
        frame = self.filled[type_]
        lines = []
        for at, row in enumerate(cells[2:]):
            written: dict[str, object] = dict(zip(heads, row, strict=True))
            lines.append(Line(frame.ids[at], frame.row(at), written))
        return Sheet(type_, lines, {line.was: dict(line.says) for line in lines})

    # edits

    def note(self, s: Sheet) -> None:
        line = self.r.choice(s.lines)
        line.says["note"] = text = self.r.choice(("", *TEXTS))
        line.cells["note"] = text or None

    def until(self, s: Sheet) -> None:
        if "until" in SCHEMA[s.type].columns:
            line = self.r.choice(s.lines)
            day = date(2031, self.r.randint(1, 12), self.r.randint(1, 28))
            line.says["until"] = day.isoformat()
            line.cells["until"] = self.r.choice([day, day.isoformat(), f"{day:%Y/%m/%d}"])

    def name(self, s: Sheet) -> None:
        naming = SCHEMA[s.type].naming
        if naming:
            line = self.r.choice(s.lines)
            line.says[naming] = line.cells[naming] = (
                f"Zyx {self.r.randint(1000, 9999)} {self.r.choice('ÄÉß')}"
            )

    def word(self, s: Sheet) -> None:
        """Another closed word, in the language of the workbook, as a code, or in capitals."""
        field_ = {"stakeholders": "kind", "deliveries": "role"}.get(s.type, "verified")
        if field_ not in SCHEMA[s.type].columns:
            return
        p, line = SCHEMA[s.type].prop(field_), self.r.choice(s.lines)
        word = self.r.choice([w for w in p.value.choices() if w])
        line.says[p.name] = word
        line.cells[p.name] = self.r.choice([word, word_for(p, word, self.code), word.upper()])

    def capability(self, s: Sheet) -> None:
        """What identifies a claim is corrected; or its row is copied and the copy says something else."""
        if s.type != "deliveries":
            return
        line = self.r.choice(s.lines)
        number = str(self.r.randint(1, 21))
        says = {**line.says, "capability": number}
        if s.id_of(says) in s.ids():
            return
        if self.r.random() < 0.5:
            line = Line(line.was, dict(line.says), dict(line.cells))
            s.lines.insert(self.r.randint(0, len(s.lines)), line)
        line.says = says
        line.cells["capability"] = self.r.choice([number, int(number), f"No. {number}"])

    def delete(self, s: Sheet) -> None:
        line = self.r.choice(s.lines)
        if sum(other.was == line.was for other in s.lines) == 1 and s.id_of(line.says) == line.was:
            s.lines.remove(line)
            s.deleted.add(line.was)

    def sort(self, s: Sheet) -> None:
        self.r.shuffle(s.lines)

    def edit(self) -> None:
        do = self.r.choice(
            [self.note, self.note, self.until, self.name, self.word, self.capability, self.delete, self.sort]
        )
        do(self.sheets[self.r.choice(TYPES)])

    # what comes of it

    def saved(self) -> bytes:
        for s in self.sheets.values():
            sheet = self.book[sheet_name(SCHEMA[s.type], self.code)]
            heads = [c.value for c in sheet[1]]
            sheet.delete_rows(3, sheet.max_row)
            at = 3
            for line in s.lines:
                at += self.r.random() < 0.02  # a row is left empty
                for column, name in enumerate(heads, 1):
                    sheet.cell(at, column, line.cells[str(name)])
                at += 1
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def expected(self, removed: set[str]) -> Iterator[tuple[str, str, str, Row]]:
        """(what, type, id, what it says then); ``removed``: types of which deleted rows go."""
        for s in self.sheets.values():
            now = {s.id_of(line.says): line.says for line in s.lines}
            moved = {line.was for line in s.lines if s.id_of(line.says) != line.was} - set(now)
            for ident, says in now.items():
                if ident not in s.before:
                    yield "added", s.type, ident, says
                elif says != s.before[ident]:
                    yield "changed", s.type, ident, says
            for ident in moved | (s.deleted if s.type in removed else set()):
                yield "removed", s.type, ident, s.before[ident]


def shown(outcome: ImportOutcome) -> Iterator[tuple[str, str, str, Row]]:
    changes = outcome.changes
    parts: list[tuple[str, dict[str, Any]]] = [
        ("added", dict(changes.added)),
        ("changed", {name: c.after for name, c in changes.changed.items()}),
        ("removed", dict(changes.removed)),
    ]
    for what, frames in parts:
        for name, frame in frames.items():
            for at, ident in enumerate(frame.ids):
                yield what, name, ident, frame.row(at)


def in_order(found: Iterator[tuple[str, str, str, Row]]) -> list[tuple[str, str, str, Row]]:
    return sorted(found, key=lambda x: x[:3])


@pytest.mark.parametrize("seed", range(8))
def test_the_preview_shows_the_edits_and_nothing_else(demo: Workspace, tmp_path: Path, seed: int) -> None:
    r = Random(seed)
    work = Editing(demo, r, ("en", "fr", "es")[seed % 3])
    for _ in range((1, 5, 20, 60)[seed % 4]):
        work.edit()
    path = tmp_path / FILE
    path.write_bytes(work.saved())
    with_deleted = {s.type for s in work.sheets.values() if s.deleted}
    asked = demo.import_files([path], at=AT, dry_run=True)
    assert {(q.kind, q.text, q.rows) for q in asked.questions} == {
        ("missing", f"{FILE}#{t}", len(work.sheets[t].deleted)) for t in with_deleted
    }
    claims = {t for t in with_deleted if SCHEMA[t].is_claim}  # others may be named by what stays
    removed = {t for t in claims if r.random() < 0.7}
    answers = [f"{FILE}#{t}={REMOVE if t in removed else KEEP}" for t in with_deleted]
    outcome = demo.import_files([path], at=AT, dry_run=True, choices=Choices.read(answers))
    assert errors_in(outcome.issues) == []
    assert outcome.questions == ()
    assert in_order(shown(outcome)) == in_order(work.expected(removed))
