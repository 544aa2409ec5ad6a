"""A declared table with its rows: every cell as words and as data. What a terminal, a page or a document shows, and the
data frame from which files are written (:mod:`coordination.answers.frames`).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from coordination.answers.declare import Answer, Table
from coordination.text.cells import SEPARATOR, packed
from coordination.text.headings import AS_OF, DATA_VERSION, EVIDENCE, FRAMEWORK, WHAT_IF
from coordination.text.kinds import Json, Typed
from coordination.text.records import Column, Field, Missing, fields_of, kind_of, said_in
from coordination.text.say import Piece, Say, plain
from coordination.text.sentences import Name, Sentence, Word, sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import edition
from graph_schema.ids import Iso3

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Cell",
    "Filled",
    "answered",
    "body_of",
    "filled",
    "rests_by",
    "rests_on",
    "say_of",
]

C = TypeVar("C")
A = TypeVar("A")
UNKNOWN: Final = sentence("not known")
_EVIDENCE: Final = {
    "all": sentence("all, confirmed or not"),
    "confirmed": sentence("only records checked against a source"),
}


def say_of(w: Workspace, q: Question, *, short: bool = False) -> Say:
    """How a workspace says things, in its language. ``short``: organisations by their short names."""
    names, people = w.names(q), w.snapshot()["stakeholders"]

    def home_of(ident: str) -> str:
        at = people.position.get(ident)
        return "" if at is None else people.text("home_iso3", at)

    def shortened(name: Name) -> str:
        return w.short_name(name.id, 200) if name.list == "stakeholders" else names(name)

    return Say(w.language, shortened if short else names, home_of)


def body_of(answer: Answer[C, A], found: A, say: Say) -> dict[str, Json]:
    """The result as JSON, without its header."""
    return said_in(found, fields_of(answer.result), say)


def rests_on(w: Workspace, q: Question) -> Sentence:
    """What an answer rests on, in one sentence."""
    return sentence(
        "As of {day}; workspace: {workspace}; framework: {edition}; evidence: {evidence}.",
        day=q.as_of,
        workspace=Word(w.title or w.name),
        edition=Word(edition(q.edition).name),
        evidence=(_EVIDENCE[str(q.evidence)],),
    )


def rests_by(head: Mapping[str, object], say: Say) -> list[tuple[str, str]]:
    """What every row of a file rests on, of the header of its answer: (heading, value)."""
    assumed = [str(x) for x in found] if isinstance(found := head.get("what_if"), list) else []
    return [
        (say(AS_OF), str(head["as_of"])),
        (say(FRAMEWORK), str(head["edition"])),
        (say(EVIDENCE), str(head["evidence"])),
        (say(DATA_VERSION), str(head["snapshot"])),
        *([(say(WHAT_IF), SEPARATOR.join(assumed))] if assumed else []),
    ]


@dataclass(frozen=True)
class Cell:
    """``parts``: the members of a list in words, or the one value; none where there is no value."""

    parts: tuple[tuple[Piece, ...], ...]
    data: Json
    typed: Typed

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(plain(part) for part in self.parts)


@dataclass(frozen=True)
class Filled:
    """``ids``: the key of each row as text, unique in the table; ``groups``: the words of the field by which rows are
    grouped, "" without one."""

    title: str
    header: tuple[str, ...]
    fields: tuple[Field, ...]
    rows: tuple[tuple[Cell, ...], ...]
    ids: tuple[str, ...]
    empty: str
    notes: tuple[str, ...]
    group: int
    say: Say

    @cached_property
    def full(self) -> tuple[int, ...]:
        """Columns that people are shown: those in which some row has something."""
        return tuple(
            i
            for i, f in enumerate(self.fields)
            if any(row[i].parts for row in self.rows) and not (f.column and f.column.in_files)
        )

    def data(self) -> list[dict[str, Json]]:
        """The rows as records: field -> value."""
        return [{f.name: c.data for f, c in zip(self.fields, row, strict=True)} for row in self.rows]

    def to_frame(self, *, lists: bool = False) -> pd.DataFrame:
        """The rows as a data frame: a column for every field, and ``<field>_id`` for those that have ids or codes.

        Words are text or categories in the language asked for, with ``;`` between the members of a list; numbers are
        ``Int64`` or ``Float64``, yes and no ``boolean``, days dates; months, days of which a part is known and bounds
        stay text. What is not known is ``<NA>``. ``lists``: several ids are a tuple in place of text."""
        import pandas as pd

        columns: dict[str, Any] = {}
        for i, f in enumerate(self.fields):
            values = [_value(f, row[i]) for row in self.rows]
            columns[f.name] = pd.Series(values, dtype=f.kind.dtype)
        for i in self.coded:
            name, data = f"{self.fields[i].name}_id", [row[i].data for row in self.rows]
            if lists and any(isinstance(d, list) for d in data):
                columns[name] = pd.Series(
                    [tuple(d) if isinstance(d, list) else d for d in data], dtype=object
                )
            else:
                columns[name] = pd.Series([packed(d) or None for d in data], dtype="string")
        return pd.DataFrame(columns)

    @property
    def coded(self) -> list[int]:
        """The columns that have ids beside their words."""
        return [i for i, f in enumerate(self.fields) if f.kind.ids]

    def named(self) -> list[list[str]]:
        """Of each row the ids of what its words name, sentences included."""
        return [
            sorted({p.to.id for c in row for part in c.parts for p in part if p.to is not None})
            for row in self.rows
        ]

    def cells(self) -> dict[str, dict[str, Cell]]:
        """Key of a row -> its cells by the names of their fields."""
        names = [f.name for f in self.fields]
        return {key: dict(zip(names, row, strict=True)) for key, row in zip(self.ids, self.rows, strict=True)}

    def only(self, keys: Collection[str]) -> Filled:
        """The same with the rows of these keys."""
        keep = [i for i, key in enumerate(self.ids) if key in keys]
        return replace(self, rows=tuple(self.rows[i] for i in keep), ids=tuple(self.ids[i] for i in keep))

    def without(self, *names: str) -> Filled:
        """The same without some of its columns: those that say the same in every row of a page or document."""
        keep = [i for i, f in enumerate(self.fields) if f.name not in names]
        group = keep.index(self.group) if self.group in keep else -1
        return replace(
            self,
            header=tuple(self.header[i] for i in keep),
            fields=tuple(self.fields[i] for i in keep),
            rows=tuple(tuple(row[i] for i in keep) for row in self.rows),
            group=group,
        )


def filled(table: Table[A, Any], found: A, say: Say) -> Filled:
    """The table with the rows of a result, in the language of ``say``."""
    fields = fields_of(table.row)
    home = next((f.name for f in fields if f.kind is kind_of(Iso3)), "")
    rows = []
    keys = []
    made: dict[Hashable, Cell] = {}
    for row in table.rows(found):
        here = say.at(getattr(row, home)) if home else say
        cells = tuple(_cell(f, row, here, made) for f in fields)
        rows.append(cells)
        at = {f.name: packed(c.data) for f, c in zip(fields, cells, strict=True)}
        keys.append("-".join(at[k] for k in table.key))
    titles = tuple(say(f.column.title) for f in fields if f.column)
    names = [f.name for f in fields]
    return Filled(
        say(table.title),
        titles,
        fields,
        tuple(rows),
        tuple(keys),
        say(table.empty),
        tuple(say(n) for n in table.notes(found)),
        names.index(table.group) if table.group else -1,
        say,
    )


def _cell(field: Field, row: Any, say: Say, made: dict[Hashable, Cell]) -> Cell:
    """A cell of a row. ``made``: those that were made before, for few values fill a long table."""
    value = getattr(row, field.name)
    unread = getattr(row, field.column.recalled) if field.column and field.column.recalled else ()
    key = (field.name, value, unread, say.home)
    try:
        hash(key)
    except TypeError:  # a sentence in it, which is its own
        return _made(field, value, unread, say)
    if key not in made:
        made[key] = _made(field, value, unread, say)
    return made[key]


def _made(field: Field, value: Any, unread: Collection[Any], say: Say) -> Cell:
    if value is None or value == "" or value == ():
        absent = [] if value == () else field.kind.absent
        words = _words(field.column)
        return Cell(((Piece(say(words)),),) if words else (), absent, None)
    parts = tuple(tuple(p) for p in field.kind.parts(value, say))
    if unread:
        members = value if isinstance(value, tuple) else (value,)
        parts = tuple(
            say.marked(p) if m in unread or any(x.to and x.to.id in unread for x in p) else p
            for m, p in zip(members, parts, strict=True)
        )
    return Cell(parts, field.kind.data(value, say), field.kind.typed(value, say))


def _words(column: Column | None) -> Sentence | None:
    """What stands in a cell without a value."""
    if column is None or column.missing is Missing.NONE:
        return None
    return UNKNOWN if column.missing is Missing.UNKNOWN else column.missing


def _value(field: Field, cell: Cell) -> Any:
    """A cell of a data frame."""
    if cell.typed is None:
        return None
    if field.kind.dtype == "boolean":
        return cell.data
    if field.kind.as_data:
        return cell.typed if field.kind.dtype != "string" else packed(cell.data)
    return SEPARATOR.join(cell.texts) or None


def answered(answer: Answer[C, A], w: Workspace, q: Question, options: C, found: A) -> dict[str, Any]:
    """What was found, as JSON in the language of the workspace, with the header of the answer."""
    return {**answer.header(w, q, options), **body_of(answer, found, say_of(w, q))}
