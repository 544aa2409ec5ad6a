"""What people write in place of ids, words and dates, and what has to be asked before it is understood.

A name stands for the record that it names without a guess (:mod:`coordination.model.name_index`); closed words may be
written in any case and in the words of every language; a date whose day and month can be told apart is read. The rest
becomes a :class:`Question`: one for each text and type, over all files, with the answers that somebody may choose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from coordination.ingest.parse import rows_of
from coordination.model.changes import Became
from coordination.model.frames import Column, Frame, Mask
from coordination.model.headings import readings
from coordination.model.name_index import Known, NameIndex, key_of, known_records, name_index
from coordination.model.new_ids import makes_ids, new_id
from coordination.model.record_names import record_name
from coordination.model.snapshot import Snapshot
from graph_schema.declare import Prop, RecordType
from graph_schema.edition import FRAMEWORK_LISTS
from graph_schema.errors import Said, UsageError, Verbatim, said
from graph_schema.issues import Issue, Location, Severity
from graph_schema.schema import SCHEMA
from graph_schema.values import BadValue, ListOf, PartialDate

if TYPE_CHECKING:
    from coordination.ingest.readers import RawTable

__all__ = [
    "DATES",
    "DAY_FIRST",
    "KEEP",
    "LEAVE_OUT",
    "MISSING",
    "MONTH_FIRST",
    "NEW",
    "REMOVE",
    "Choices",
    "Question",
    "Understanding",
    "not_asked",
    "prepare",
]

#: the kind of a question about the order of day and month in a file
DATES: Final = "dates"
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
LEAVE_OUT: Final = "leave-out"
NEW: Final = "new"
#: the kind of a question about records that a workbook was filled with and whose rows are not there any more
MISSING: Final = "missing"
REMOVE, KEEP = "remove", "keep"
CANDIDATES = 8  #: records offered for one text
ASKED_AT_MOST = 200  #: questions at a time; what is not asked stays an error

_KEPT: Final = 5_000  #: texts of which the rows are counted

_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})(?:[./-]([0-9]{1,2}))?")
_MONTH: Final = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})")
_PARTS: Final = re.compile(r"[;\n]")


@dataclass(frozen=True, slots=True)
class Question:
    """A text that may mean several records or none, a file whose dates may be read in two ways, or a sheet without
    rows that it had.

    ``kind``: the type of record or list of the framework; or :data:`DATES`, where ``text`` is the file; or
    :data:`MISSING`, where it is the file with the type of record, and ``candidates`` are the first of those missing.
    ``kinds``: of a new record, the words of which one must be chosen. ``countries``: those of the rows.
    """

    kind: str
    text: str
    rows: int
    place: Location
    candidates: tuple[Known, ...] = ()
    may_be_new: bool = False
    kinds: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    example: str = ""

    @property
    def key(self) -> str:
        return _key(self.kind, self.text)

    def asked(self) -> Said:
        """The question in words."""
        text, rows = self.text, self.rows
        match self.kind:
            case "dates":
                return said(
                    "Is the first number of {example} in {file} the day or the month? Rows: {rows:,}",
                    example=Verbatim(self.example),
                    file=Verbatim(text),
                    rows=rows,
                )
            case "missing":
                return said(
                    "Rows of {sheet} were deleted in the workbook. Remove their records? Rows: {rows:,}",
                    sheet=Verbatim(self.place.file),
                    rows=rows,
                )
            case "stakeholders":
                return said("Which organisation is {text!r}? Rows: {rows:,}", text=text, rows=rows)
            case "countries":
                return said("Which country is {text!r}? Rows: {rows:,}", text=text, rows=rows)
            case "capabilities":
                return said("Which capability is {text!r}? Rows: {rows:,}", text=text, rows=rows)
            case "sources":
                return said("Which source is {text!r}? Rows: {rows:,}", text=text, rows=rows)
            case "agreements":
                return said("Which agreement is {text!r}? Rows: {rows:,}", text=text, rows=rows)
        kind = Verbatim(self.kind)
        return said("Which record of {list} is {text!r}? Rows: {rows:,}", list=kind, text=text, rows=rows)

    def answers(self) -> list[str]:
        """What may be answered on the command line, the likeliest first."""
        if self.kind == DATES:
            return [f"{self.text}={DAY_FIRST}", f"{self.text}={MONTH_FIRST}"]
        if self.kind == MISSING:
            return [f"{self.text}={REMOVE}", f"{self.text}={KEEP}"]
        found = [f"{self.text}={k.id}" for k in self.candidates[:3]]
        if self.may_be_new:
            new = ":".join(filter(None, [NEW, "|".join(self.kinds) and "KIND", *self.countries[:1]]))
            found.append(f"{self.text}={new}")
        return [*found, f"{self.text}={LEAVE_OUT}"]

    def as_dict(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "text": self.text,
            "rows": self.rows,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "candidates": [{"id": k.id, "name": k.name, "further": k.further} for k in self.candidates],
            "may_be_new": self.may_be_new,
            "kinds": list(self.kinds),
            "countries": list(self.countries),
            "example": self.example,
        }


def _key(kind: str, text: str) -> str:
    return f"{kind}:{text if kind in (DATES, MISSING) else key_of(text)}"


def _file(place: str) -> str:
    """The file of a place: ``book.xlsx#ties`` -> ``book.xlsx``."""
    return place.partition("#")[0]


@dataclass(frozen=True)
class Choices:
    """What somebody answered: key of a question, or the text alone -> an id, a name, :data:`NEW`, :data:`LEAVE_OUT`,
    :data:`DAY_FIRST` or :data:`MONTH_FIRST`, :data:`REMOVE` or :data:`KEEP`."""

    given: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def read(texts: Iterable[str]) -> Choices:
        """From ``TEXT=ANSWER``, as the command line has them. Raises UsageError."""
        given = {}
        for text in texts:
            asked, sign, answer = text.rpartition("=")
            if not (sign and asked.strip() and answer.strip()):
                raise UsageError(
                    said("{text!r} is not an answer to a question.", text=text),
                    hint=said(
                        "Write it as TEXT=ID, TEXT=new:KIND:ISO3, TEXT=leave-out, FILE=day-first or FILE#TYPE=keep."
                    ),
                )
            given[_key("", asked)] = given[_key(DATES, asked.strip())] = answer.strip()
        return Choices(given)

    def to(self, kind: str, text: str) -> str:
        return self.given.get(_key(kind, text)) or self.given.get(_key("", text), "")


def not_asked(issues: Iterable[Issue], questions: Sequence[Question]) -> list[Issue]:
    """The findings that no answer to these questions mends."""
    asked = {q.key for q in questions}
    return [
        i
        for i in issues
        if not (i.code == "E-REFERENCE" and any(key in asked for key in _keys(i.value)))
        and not (
            i.code == "E-DATE" and _key(DATES, _file(i.location.file)) in asked and not _date(i.value, "")
        )
        and not (i.code == "E-ROWS-MISSING" and _key(MISSING, i.value) in asked)
    ]


def _keys(text: str) -> Iterator[str]:
    for kind in (*SCHEMA, *FRAMEWORK_LISTS):
        yield _key(kind, text)


@dataclass(slots=True)
class _Asked:
    kind: str
    text: str
    place: Location
    rows: dict[str, set[int]] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)
    ids: tuple[str, ...] = ()

    def count(self) -> int:
        return sum(map(len, self.rows.values()))


def prepare(current: Snapshot, code: str) -> None:
    """Put the names of organisations and sources in order, so that :class:`Understanding` finds them at once."""
    for kind in ("stakeholders", "sources"):
        name_index(current, kind, code)


class Understanding:
    """Reads the cells of files, table by table, beside what is there; collects what it has to ask."""

    def __init__(self, current: Snapshot, answers: Choices | None = None, code: str = "en") -> None:
        self._current = current
        self._answers = answers or Choices()
        self._code = code
        self._frames: dict[str, Frame] = {}
        self._mentioned: dict[str, set[str]] = {}
        self._made: dict[str, dict[str, dict[str, str]]] = {}
        self._made_at: dict[tuple[str, str], tuple[str, int]] = {}
        self._asked: dict[str, _Asked] = {}
        self._known: dict[str, set[str]] = {}
        self._indexes: dict[str, NameIndex] = {}
        self._moved: set[Became] = set()
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
            return name_index(self._current, kind, self._code)
        if kind not in self._indexes:
            both = {
                name: now.without(self._frames[name].ids).concat(self._frames[name])
                if name in self._frames
                else now
                for name, now in self._current.frames.items()
                if name in _NAMED
            }
            before = name_index(self._current, kind, self._code).records
            records = [_also(k, before.get(k.id)) for k in known_records(Snapshot.of(both), kind, self._code)]
            self._indexes[kind] = NameIndex(records, numbered=kind in FRAMEWORK_LISTS)
        return self._indexes[kind]

    # reading

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
        words = readings(p)
        if words:
            return raw.mapped([words.get(key_of(v), v) if v else v for v in raw.vocab]), None
        if isinstance(p.value, PartialDate):
            return self._dates(p, raw, files, lines), None
        return raw, None

    def _references(
        self,
        p: Prop,
        raw: Column,
        files: Column,
        lines: np.ndarray,
        places: Callable[[], Column],
    ) -> tuple[Column, Mask | None]:
        kind = p.ref
        found: list[str] = []
        out: list[int] = []
        rows = cache(lambda: rows_of(raw))
        for code, text in enumerate(raw.vocab):
            if not text or self._is_known(kind, text):
                found.append(text)
                continue
            at = rows()(code)
            if not len(at):
                found.append(text)
                continue
            parts = self._parts(p, text)
            ids = [self._one(p, part, at, files, lines, places) for part in parts]
            if None in ids:
                out.append(code)
            found.append(";".join(i for i in ids if i))
        if not out:
            return raw.mapped(found), None
        left = np.zeros(len(raw.vocab), bool)
        left[out] = True
        return raw.mapped(found), left[raw.codes]

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
        answer = self._answers.to(kind, text)
        if answer == LEAVE_OUT:
            self.notes.append(
                Issue(
                    "I-LEFT-OUT",
                    Severity.INFO,
                    said("{text!r}: rows left out, as chosen: {count:,}", text=text, count=len(at)),
                    Location(*first, p.name),
                    text,
                )
            )
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
                Location(*first, p.name),
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
        self._answers = Choices({**self._answers.given, _key(kind, text): ident})
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
        if len(self._asked) >= _KEPT and _key(kind, text) not in self._asked:
            return
        place = files.vocab[files.codes[at[0]]]
        asked = self._asked.setdefault(
            _key(kind, text), _Asked(kind, text, Location(place, int(lines[at[0]]), column))
        )
        asked.rows.setdefault(place, set()).update(lines[at].tolist())
        asked.countries.update(here)
        asked.ids = asked.ids or ids

    def _dates(self, p: Prop, raw: Column, files: Column, lines: np.ndarray) -> Column:
        place = files.vocab[0] if files.vocab else ""
        order = self._answers.to(DATES, _file(place))
        found = []
        unclear = []
        for code, text in enumerate(raw.vocab):
            read = _date(text, order) if text else text
            if text and not read:
                unclear.append(code)
            found.append(read or text)
        if unclear:
            rows = rows_of(raw)
            at = np.concatenate([rows(code) for code in unclear])
            if len(at):
                at.sort()
                self._ask(DATES, _file(place), at, files, lines, p.name)
                asked = self._asked[_key(DATES, _file(place))]
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
            file = _file(table.file)
            sheets = {t.name: t.file for t in tables if _file(t.file) == file}
            for kind, ids in zip(table.header, table.columns, strict=True):
                lost = self._lost(kind, ids, frames) if kind in sheets else []
                place, text = Location(sheets.get(kind, "")), f"{file}#{kind}"
                answer = self._answers.to(MISSING, text)
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
        return Known(ident, record_name(self._current, kind, row, self._code))

    def identify(self, kind: str, name: str) -> str:
        """The id of a row that has a name and none: that of the record so called, else one made of the name."""
        found = self._index(kind).find(name)
        if found.id and found.whole:
            return found.id
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
        may, words = _newness(a.kind)
        index = self._index(a.kind)
        sure = sorted((index.records[i] for i in a.ids), key=lambda k: k.further not in a.countries)
        alike = sorted(index.suggest(a.text, 2 * CANDIDATES), key=lambda k: k.further not in a.countries)
        near = [*sure, *(k for k in alike if k not in sure)][:CANDIDATES]
        return Question(
            a.kind, a.text, a.count(), a.place, tuple(near), may, words, tuple(sorted(a.countries))
        )


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


def _date(text: str, order: str) -> str:
    """A date as ISO writes it; "" where day and month cannot be told apart; the text where it is none that is known."""
    text = text.strip()
    last = _YEAR_LAST.fullmatch(text)
    if last:
        one, two, year = int(last[1]), int(last[2]), last[3]
        if one > 12 or one == two or (order == DAY_FIRST and two <= 12):
            day, month = one, two
        elif two > 12 or order == MONTH_FIRST:
            month, day = one, two
        else:
            return ""
        return _real(f"{year}-{month:02}-{day:02}", text)
    first = _YEAR_FIRST.fullmatch(text)
    if first:
        return _real("-".join([first[1], *(f"{int(x):02}" for x in first.groups()[1:] if x)]), text)
    month_only = _MONTH.fullmatch(text)
    return _real(f"{month_only[2]}-{int(month_only[1]):02}", text) if month_only else text


def _real(written: str, text: str) -> str:
    """The date, if the calendar has it; else what was written."""
    try:
        return PartialDate().parse(written)
    except BadValue:
        return text
