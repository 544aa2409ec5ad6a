"""What people write in place of ids, words and dates, and what has to be asked before it is understood.

A name stands for the record that it names without a guess (:mod:`coordination.model.name_index`); closed words may be
written in any case and in the words of every language; a date whose day and month can be told apart is read. The rest
becomes a question (:mod:`coordination.ingest.questions`): one for each text and type, over all files, with the answers
that somebody may choose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from coordination.ingest.parse import rows_of
from coordination.ingest.questions import (
    COLUMN,
    DATES,
    KEEP,
    LEAVE_OUT,
    MISSING,
    NEW,
    REMOVE,
    WORD,
    Choices,
    Question,
    file_of,
    key_for,
)
from coordination.ingest.twins import twins_of
from coordination.ingest.written_dates import iso_date
from coordination.model.changes import Became
from coordination.model.frames import Column, Frame, Mask
from coordination.model.headings import RECORD, field_names, fields_like, heading, readings, word_for
from coordination.model.merged import is_organisation
from coordination.model.name_index import Known, NameIndex, key_of, known_records, name_index
from coordination.model.new_ids import makes_ids, new_id
from coordination.model.record_names import record_name
from coordination.model.snapshot import Snapshot
from graph_schema.declare import Prop, RecordType
from graph_schema.edition import FRAMEWORK_LISTS
from graph_schema.errors import Verbatim, said
from graph_schema.issues import Issue, Location, Severity, in_ranges
from graph_schema.schema import SCHEMA
from graph_schema.values import ListOf, PartialDate

if TYPE_CHECKING:
    from coordination.ingest.readers import RawTable

__all__ = ["Understanding", "prepare"]

CANDIDATES = 8  #: records offered for one text
TYPED = 70  #: of 100: so much is a mistyped word like the one that is meant
ORGANISATIONS: Final = "stakeholders"
ASKED_AT_MOST = 200  #: questions at a time; what is not asked stays an error

_KEPT: Final = 5_000  #: texts of which the rows are counted

_PARTS: Final = re.compile(r"[;\n]")


@dataclass(slots=True)
class _Asked:
    kind: str
    text: str
    place: Location
    rows: dict[str, set[int]] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)
    ids: tuple[str, ...] = ()
    of_row: bool = False  #: it is the name of a row of its own

    def count(self) -> int:
        return sum(map(len, self.rows.values()))


def prepare(current: Snapshot, code: str) -> None:
    """Put the names of organisations and sources in order, so that :class:`Understanding` finds them at once."""
    for kind in ("stakeholders", "sources"):
        name_index(current, kind, code)


class Understanding:
    """Reads the cells of files, table by table, beside what is there; collects what it has to ask. ``answers``: what
    was answered; ``code``: the language of the reader."""

    def __init__(self, current: Snapshot, answers: Choices | None = None, code: str = "en") -> None:
        self._current = current
        self.answers = answers or Choices()
        self.code = code
        self._frames: dict[str, Frame] = {}
        self._mentioned: dict[str, set[str]] = {}
        self._made: dict[str, dict[str, dict[str, str]]] = {}
        self._made_at: dict[tuple[str, str], tuple[str, int]] = {}
        self._asked: dict[str, _Asked] = {}
        self._known: dict[str, set[str]] = {}
        self._indexes: dict[str, NameIndex] = {}
        self._fields: dict[str, Prop] = {}
        self._moved: set[Became] = set()
        self._stands_for: dict[str, str] = {}
        self._missing: list[Question] = []
        self.notes: list[Issue] = []

    # what is there

    def take(self, frame: Frame) -> None:
        """Rows that have been read: what follows may name them."""
        name = frame.type.name
        if name not in _NAMED:
            return
        self._frames[name] = self._frames[name].concat(frame) if name in self._frames else frame
        self._known.pop(name, None)
        self._indexes.clear()

    def same(self, frame: Frame) -> Frame:
        """Rows of organisations without those of which somebody answered that they are ones that are recorded, or that
        they are to be left out; whatever names such a row is read as naming the recorded one."""
        if frame.type.name != ORGANISATIONS:
            return frame
        there, gone = self._current[ORGANISATIONS].position, list[str]()
        for at, ident in enumerate(frame.ids):
            name = frame.text("name", at)
            answer = "" if ident in there else self.answers.to(ORGANISATIONS, name)
            if not answer or answer.split(":")[0] == NEW:
                continue
            index = name_index(self._current, ORGANISATIONS, self.code)
            meant = answer if answer in there else index.find(answer).id
            if not meant and answer != LEAVE_OUT:
                continue
            place = Location(frame.file.vocab[frame.file.codes[at]], int(frame.line[at]), "name")
            if meant:
                self._read_as(name, meant, index.records[meant].name, 1, place)
            else:
                self._left_out(name, 1, place)
            self._stands_for[ident] = meant
            gone.append(ident)
        return frame.without(gone) if gone else frame

    def twins(self, frames: Mapping[str, Frame]) -> list[Issue]:
        """New organisations that are called like one that is recorded, of which nobody has said yet whether they are:
        a question about each, and what stands open until it is answered."""
        open_ = []
        there = self._current[ORGANISATIONS].position
        for twin in twins_of(frames, self._current, {}):
            frame = frames[ORGANISATIONS]
            at = frame.position[twin.id]
            name = frame.text("name", at)
            if not twin.recorded or twin.id in there or self.answers.to(ORGANISATIONS, name):
                continue
            place = Location(frame.file.vocab[frame.file.codes[at]], int(frame.line[at]), "name")
            ids = tuple(i for i in twin.others if i in there)
            asked = _Asked(ORGANISATIONS, name, place, ids=ids, of_row=True)
            asked.rows[place.file] = {place.line}
            self._asked.setdefault(key_for(ORGANISATIONS, name), asked)
            near = ", ".join(ids)
            what = said(
                "{text!r} may be an organisation that is recorded: {near}", text=name, near=Verbatim(near)
            )
            hint = said(
                "say which it is ({same}), or that it is another one ({new})",
                same=Verbatim(f"{name}={ids[0]}"),
                new=Verbatim(f"{name}={NEW}"),
            )
            open_.append(Issue("E-SAME", Severity.ERROR, what, place, name, hint))
        return open_

    def mention(self, kind: str, ids: Iterable[str]) -> None:
        """Ids that rows of a type have, whether or not the rows can be read."""
        self._mentioned.setdefault(kind, set()).update(ids)

    def _is_known(self, kind: str, text: str) -> bool:
        return text in self._there(kind) or text in self._mentioned.get(kind, ())

    def _there(self, kind: str) -> set[str]:
        """Ids of a type: those of the workspace, and of rows that have been read."""
        known = self._known.get(kind)
        if known is None:
            known = self._known[kind] = (
                {k.id for k in known_records(self._current, kind)}
                if kind in FRAMEWORK_LISTS
                else set(self._current[kind].ids)
                | set(self._frames[kind].ids if kind in self._frames else ())
            )
        return known

    def _index(self, kind: str) -> NameIndex:
        if not self._frames:
            return name_index(self._current, kind, self.code)
        if kind not in self._indexes:
            both = {
                name: now.without(self._frames[name].ids).concat(self._frames[name])
                if name in self._frames
                else now
                for name, now in self._current.frames.items()
                if name in _NAMED
            }
            before = name_index(self._current, kind, self.code).records
            records = [_also(k, before.get(k.id)) for k in known_records(Snapshot.of(both), kind, self.code)]
            self._indexes[kind] = NameIndex(records, numbered=kind in FRAMEWORK_LISTS)
        return self._indexes[kind]

    # reading

    def headings(self, t: RecordType, table: RawTable, header: Sequence[str]) -> list[str]:
        """The fields of a header, with those that were chosen for headings that are not understood; of one that is
        like a field that rows need and that is missing is asked."""
        kind, out = f"{COLUMN}{t.name}", list(header)
        open_ = []
        for at, text in enumerate(table.header):
            if not text or out[at] in (*t.columns, RECORD):
                continue
            answer = self.answers.to(kind, text)
            (chosen,) = field_names(t, [answer])
            if chosen in t.columns and chosen not in out:
                out[at] = chosen
            elif answer != LEAVE_OUT:
                open_.append(text)
        made = t.key[0] if makes_ids(t) else ""  # nobody has to write it
        lacking = {p.name for p in t.props if p.required and p.name not in (*out, made)}
        for text in open_:
            near = [Known(n, heading(t, n, self.code)) for n in fields_like(t, text) if n in lacking]
            if near and all(q.key != key_for(kind, text) for q in self._missing):
                place = Location(table.file, table.header_line, text)
                self._missing.append(Question(kind, text, len(table.lines), place, tuple(near)))
        return out

    def column(
        self,
        p: Prop,
        raw: Column,
        files: Column,
        lines: np.ndarray,
        places: Callable[[], Column],
    ) -> tuple[Column, Mask | None]:
        """A column with names as ids, words as codes and dates as ISO dates, and the rows that are to be left out.

        ``places``: the countries of the rows, asked for only where a name may be usual elsewhere too.
        """
        if p.ref:
            return self._references(p, raw, files, lines, places)
        if words := readings(p):
            return self._words(p, words, raw, files, lines)
        if isinstance(p.value, PartialDate):
            return self._dates(p, raw, files, lines), None
        return raw, None

    def _words(
        self, p: Prop, words: Mapping[str, str], raw: Column, files: Column, lines: np.ndarray
    ) -> tuple[Column, Mask | None]:
        """Closed words; of one that is like one of the list is asked which is meant. Others stay errors."""
        kind, rows = f"{WORD}{p.name}", cache(lambda: rows_of(raw))
        self._fields[kind] = p
        found: list[str] = []
        out: list[int] = []
        for code, text in enumerate(raw.vocab):
            read = words.get(key_of(text), "") if text else ""
            found.append(read or text)
            if read or not text or isinstance(p.value, ListOf) or not len(at := rows()(code)):
                continue
            answer = self.answers.to(kind, text)
            if answer == LEAVE_OUT:
                self._left_out(
                    text, len(at), Location(files.vocab[files.codes[at[0]]], int(lines[at[0]]), p.name)
                )
                out.append(code)
            elif chosen := words.get(key_of(answer), ""):
                found[-1] = chosen
            elif max(_likeness(p, text).values()) >= TYPED:
                self._ask(kind, text, at, files, lines, p.name)
        return raw.mapped(found), self._mask(raw, out)

    @staticmethod
    def _mask(raw: Column, out: Collection[int]) -> Mask | None:
        """The rows with one of these texts."""
        if not out:
            return None
        left = np.zeros(len(raw.vocab), bool)
        left[list(out)] = True
        return left[raw.codes]

    def _left_out(self, text: str, count: int, place: Location) -> None:
        what = said("{text!r}: rows left out, as chosen: {count:,}", text=text, count=count)
        self.notes.append(Issue("I-LEFT-OUT", Severity.INFO, what, place, text))

    def left_out_rows(self, file: str, lines: Sequence[int]) -> None:
        """Tell of single rows that somebody left out."""
        what = said("rows left out, as chosen: {count:,}", count=len(lines))
        hint = said("lines {lines}", lines=in_ranges(lines))
        self.notes.append(Issue("I-LEFT-OUT", Severity.INFO, what, Location(file, min(lines)), "", hint))

    def _references(
        self,
        p: Prop,
        raw: Column,
        files: Column,
        lines: np.ndarray,
        places: Callable[[], Column],
    ) -> tuple[Column, Mask | None]:
        known, mentioned = self._there(p.ref), self._mentioned.get(p.ref, ())
        moved = self._stands_for if is_organisation(p.ref) else {}
        names = [
            code
            for code, text in enumerate(raw.vocab)
            if text and (text in moved or (text not in known and text not in mentioned))
        ]
        if not names:
            return raw, None
        found = list(raw.vocab)
        out: list[int] = []
        rows = rows_of(raw)
        for code in names:
            at = rows(code)
            if not len(at):
                continue
            parts = self._parts(p, found[code])
            ids = [self._one(p, part, at, files, lines, places) for part in parts]
            if None in ids:
                out.append(code)
            found[code] = ";".join(i for i in ids if i)
        return raw.mapped(found), self._mask(raw, out)

    def _parts(self, p: Prop, text: str) -> list[str]:
        """The names in a cell; a comma parts them where each is one."""
        if not isinstance(p.value, ListOf):
            return [text]
        parts = [x.strip() for x in _PARTS.split(text) if x.strip()]
        if len(parts) > 1 or "," not in text or self._index(p.ref).find(text).id:
            return parts
        listed = [x.strip() for x in text.split(",") if x.strip()]
        return listed if all(self._index(p.ref).find(x).id for x in listed) else parts

    def _one(
        self,
        p: Prop,
        text: str,
        at: np.ndarray,
        files: Column,
        lines: np.ndarray,
        places: Callable[[], Column],
    ) -> str | None:
        """The id that a text stands for; the text itself where that is not known; None where its rows are left out."""
        kind = p.ref
        if text in self._stands_for and is_organisation(kind):
            return self._stands_for[text] or None
        if self._is_known(kind, text):
            return text
        first = files.vocab[files.codes[at[0]]], int(lines[at[0]])
        found = self._index(kind).find(text)
        ids = found.ids
        here: set[str] = set()
        if not found.whole and len(ids) == 1:
            further = self._index(kind).records[ids[0]].further
            here = self._countries(places(), at)
            if further and here - {further}:  # a name such as Ministry of Justice: whose?
                ids = (*ids, "")
        if len(ids) == 1:
            if not found.whole:
                self._note(p, text, ids[0], len(at), first)
            return ids[0]
        answer = self.answers.to(kind, text)
        if answer == LEAVE_OUT:
            self._left_out(text, len(at), Location(*first, p.name))
            return None
        chosen = self._chosen(kind, text, answer, first) if answer else ""
        if chosen:
            return chosen
        self._ask(
            kind,
            text,
            at,
            files,
            lines,
            p.name,
            ids=tuple(filter(None, ids)),
            here=self._countries(places(), at),
        )
        return text

    def _countries(self, column: Column, at: np.ndarray) -> set[str]:
        """The countries of some rows, as far as they are known."""
        texts = (column.vocab[c] for c in np.unique(column.codes[at]).tolist())
        return {ident for text in texts if text and (ident := self._index("countries").find(text).id)}

    def _chosen(self, kind: str, text: str, answer: str, first: tuple[str, int]) -> str:
        """The id that an answer gives, or ""."""
        if answer.split(":")[0] == NEW:
            return self._make(kind, text, answer, first)
        return answer if self._is_known(kind, answer) else self._index(kind).find(answer).id

    def _note(self, p: Prop, text: str, ident: str, count: int, first: tuple[str, int]) -> None:
        name = self._index(p.ref).records[ident].name
        self._read_as(text, ident, name, count, Location(*first, p.name))

    def _read_as(self, text: str, ident: str, name: str, count: int, place: Location) -> None:
        self.notes.append(
            Issue(
                "I-NAME",
                Severity.INFO,
                said(
                    "{text!r} is read as {id} ({name}); rows: {count:,}",
                    text=text,
                    id=ident,
                    name=name,
                    count=count,
                ),
                place,
                text,
                said("Write the identifier if another one is meant."),
            )
        )

    def _make(self, kind: str, text: str, answer: str, first: tuple[str, int]) -> str:
        """A new record of that name; "" where one cannot be made of it, or its kind is none."""
        may, words = _newness(kind)
        _new, _, rest = answer.partition(":")
        word, _, country = rest.partition(":")
        t = SCHEMA.get(kind)
        if t is None or not may or (words and word not in words):
            return ""
        name = " ".join(text.split())
        rows = self._made.setdefault(kind, {})
        ident = new_id(name, self._there(kind) | self._mentioned.get(kind, set()))
        row = {t.key[0]: ident, t.naming: name}
        if words:
            row[_closed(t)[0].name] = word
        if country and "home_iso3" in t.columns and self._is_known("countries", country):
            row["home_iso3"] = country
        rows[ident] = row
        self._made_at[kind, ident] = first
        self._mentioned.setdefault(kind, set()).add(ident)
        self.answers = replace(self.answers, given={**self.answers.given, key_for(kind, text): ident})
        return ident

    def made(self) -> dict[str, Frame]:
        """New records that answers asked for, by type, at the places that first named them."""
        out = {}
        for kind, rows in self._made.items():
            at = [self._made_at[kind, ident] for ident in rows]
            t = SCHEMA[kind]
            columns = {
                p.name: Column.encode([r.get(p.name, p.default) for r in rows.values()]) for p in t.props
            }
            out[kind] = Frame.build(
                t,
                columns,
                file=Column.encode([file for file, _line in at]),
                line=np.array([line for _file, line in at], np.int32),
            )
        return out

    def _ask(
        self,
        kind: str,
        text: str,
        at: np.ndarray,
        files: Column,
        lines: np.ndarray,
        column: str,
        *,
        ids: tuple[str, ...] = (),
        here: Iterable[str] = (),
    ) -> None:
        if len(self._asked) >= _KEPT and key_for(kind, text) not in self._asked:
            return
        place = files.vocab[files.codes[at[0]]]
        asked = self._asked.setdefault(
            key_for(kind, text), _Asked(kind, text, Location(place, int(lines[at[0]]), column))
        )
        asked.rows.setdefault(place, set()).update(lines[at].tolist())
        asked.countries.update(here)
        asked.ids = asked.ids or ids

    def _dates(self, p: Prop, raw: Column, files: Column, lines: np.ndarray) -> Column:
        place = files.vocab[0] if files.vocab else ""
        order = self.answers.to(DATES, file_of(place))
        found = []
        unclear = []
        for code, text in enumerate(raw.vocab):
            read = iso_date(text, order) if text else text
            if text and not read:
                unclear.append(code)
            found.append(read or text)
        if unclear:
            rows = rows_of(raw)
            at = np.concatenate([rows(code) for code in unclear])
            if len(at):
                at.sort()
                self._ask(DATES, file_of(place), at, files, lines, p.name)
                asked = self._asked[key_for(DATES, file_of(place))]
                asked.ids = asked.ids or (raw.vocab[raw.codes[at[0]]],)
        return raw.mapped(found)

    # asking

    def came_back(self, frame: Frame, records: Sequence[str]) -> None:
        """Rows of a workbook that was made from claims, with the ids that these had."""
        kind = frame.type.name
        self._moved.update(
            Became(kind, was, now)
            for was, now in zip(records, frame.ids, strict=True)
            if was != now and was in self._current[kind].position
        )

    def became(self, frames: Mapping[str, Frame]) -> frozenset[Became]:
        """Claims whose row came back as another one, and that stand in no other row."""
        return frozenset(b for b in self._moved if b.was not in frames[b.type].position)

    def missing(
        self, contents: Iterable[RawTable], tables: Iterable[RawTable], frames: Mapping[str, Frame]
    ) -> tuple[dict[str, frozenset[str]], list[Issue]]:
        """Records by type that are to go, of those that workbooks were filled with (``contents``) and that have no row
        any more in sheets that came back; and a finding for each sheet of which nobody has said it yet."""
        gone: dict[str, frozenset[str]] = {}
        open_ = []
        for table in contents:
            file = file_of(table.file)
            sheets = {t.name: t.file for t in tables if file_of(t.file) == file}
            for kind, ids in zip(table.header, table.columns, strict=True):
                lost = self._lost(kind, ids, frames) if kind in sheets else []
                place, text = Location(sheets.get(kind, "")), f"{file}#{kind}"
                answer = self.answers.to(MISSING, text)
                if lost and answer == REMOVE:
                    gone[kind] = gone.get(kind, frozenset()) | frozenset(lost)
                elif lost and answer != KEEP:
                    known = tuple(self._as_known(kind, ident) for ident in lost[:CANDIDATES])
                    self._missing.append(Question(MISSING, text, len(lost), place, known))
                    what = said("rows were deleted in the workbook: {count:,}", count=len(lost))
                    hint = said(
                        "say whether their records are removed ({remove}) or kept ({keep})",
                        remove=Verbatim(f"{text}={REMOVE}"),
                        keep=Verbatim(f"{text}={KEEP}"),
                    )
                    open_.append(Issue("E-ROWS-MISSING", Severity.ERROR, what, place, text, hint))
        return gone, open_

    def _lost(self, kind: str, ids: Iterable[str], frames: Mapping[str, Frame]) -> list[str]:
        """Those of ``ids`` that are in the workspace and in no row of the files."""
        here = self._mentioned.get(kind, set()) | set(frames[kind].ids if kind in frames else ())
        return [i for i in ids if i in self._current[kind].position and i not in here]

    def _as_known(self, kind: str, ident: str) -> Known:
        frame = self._current[kind]
        row = frame.row(frame.position[ident])
        return Known(ident, record_name(self._current, kind, row, self.code))

    def identify(self, kind: str, name: str, home: str = "") -> str:
        """The id of a row that has a name and none: that of the record so called, else one made of the name. ``home``:
        the country of the row; one that is so called in another country is another one."""
        index = self._index(kind)
        found = index.find(name)
        if found.whole and found.ids:
            there = self._index("countries").find(home).id if home else ""
            ids = [i for i in found.ids if not there or index.records[i].further in (there, "")]
            same = [i for i in ids if there and index.records[i].further == there] or ids
            if len(same) == 1:
                return same[0]
        ident = new_id(name, self._there(kind) | self._mentioned.get(kind, set()))
        self.mention(kind, [ident])
        return ident

    def nearest(self, kind: str, text: str) -> str:
        """What to write instead of a name that nobody has."""
        near = self._index(kind).suggest(text, 1)
        if near:
            return said("{near}?", near=Verbatim(near[0].id))
        return said("add it to {list} first, or correct the spelling", list=Verbatim(kind))

    def questions(self) -> tuple[Question, ...]:
        """What has to be answered, the texts of most rows first."""
        asked = sorted(self._asked.values(), key=lambda a: (-a.count(), a.kind, a.text))
        return (*self._missing, *(self._question(a) for a in asked[:ASKED_AT_MOST]))

    def _question(self, a: _Asked) -> Question:
        if a.kind == DATES:
            return Question(DATES, a.text, a.count(), a.place, example=a.ids[0])
        if a.kind.startswith(WORD):
            return Question(a.kind, a.text, a.count(), a.place, self._near_words(a.kind, a.text))
        may, words = _newness(a.kind)
        index = self._index(a.kind)
        if a.of_row:  # the row says of what kind it is, and of which country
            known = tuple(index.records[i] for i in a.ids[:CANDIDATES])
            return Question(a.kind, a.text, a.count(), a.place, known, may_be_new=True)
        sure = sorted((index.records[i] for i in a.ids), key=lambda k: k.further not in a.countries)
        alike = sorted(index.suggest(a.text, 2 * CANDIDATES), key=lambda k: k.further not in a.countries)
        near = [*sure, *(k for k in alike if k not in sure)][:CANDIDATES]
        return Question(
            a.kind, a.text, a.count(), a.place, tuple(near), may, words, tuple(sorted(a.countries))
        )

    def _near_words(self, kind: str, text: str) -> tuple[Known, ...]:
        """The words that may be meant, the likeliest first."""
        p = self._fields[kind]
        alike = _likeness(p, text)
        likely = sorted(alike, key=lambda word: -alike[word])[:CANDIDATES]
        return tuple(Known(word, word_for(p, word, self.code)) for word in likely)


def _likeness(p: Prop, text: str) -> dict[str, float]:
    """How much a text is like each word of a closed list, as it may be written in any language: 0 to 100."""
    from rapidfuzz import fuzz

    out = dict.fromkeys(p.value.choices(), 0.0)
    for way, word in readings(p).items():
        out[word] = max(out.get(word, 0.0), fuzz.ratio(key_of(text), way))
    return out


def _also(known: Known, before: Known | None) -> Known:
    """A record that comes in, found by the names that it had before too."""
    if before is None:
        return known
    return known._replace(
        names=tuple(dict.fromkeys((*known.names, *before.names))),
        short=tuple(dict.fromkeys((*known.short, *before.short))),
    )


#: types that have names, or whose names are those of others
_NAMED: Final = frozenset(t.name for t in SCHEMA.values() if not t.is_claim)


@cache
def _newness(kind: str) -> tuple[bool, tuple[str, ...]]:
    """Whether a name alone, and one closed word, make a record of that type; and the words."""
    t = SCHEMA.get(kind)
    if t is None or not makes_ids(t):
        return False, ()
    closed = _closed(t)
    needed = [p for p in t.props if p.required and p.name not in (t.key[0], t.naming)]
    return needed == closed, closed[0].value.choices() if closed else ()


def _closed(t: RecordType) -> list[Prop]:
    """The needed fields of a type with closed words."""
    return [p for p in t.props if p.required and p.value.choices()]
