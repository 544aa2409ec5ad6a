"""A form as it was filled in: read from what a browser sends, made into records, marked with what is wrong in it.

A field that names another record (an organisation, a source) holds its name: which record is meant is found by the
one matcher of names, or the reader picks it, or it is new and its own few fields stand below.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from werkzeug.datastructures import MultiDict

from coordination.ingest.personal import PERSONAL_CODES
from coordination.model.name_index import Known, name_index, near_first
from coordination.model.new_ids import makes_ids, new_id
from coordination.model.snapshot import Snapshot
from coordination.workspace.editing import Entry
from dashboard.ui.i18n import _, language, told
from graph_schema.declare import Prop, RecordType
from graph_schema.edition import FRAMEWORK_LISTS
from graph_schema.errors import Said, Verbatim
from graph_schema.issues import Issue, Severity
from graph_schema.schema import SCHEMA
from graph_schema.values import ListOf

__all__ = [
    "NEW",
    "Doubt",
    "Filled",
    "Made",
    "Wrong",
    "asked_of",
    "by_label",
    "entries",
    "is_pick",
    "mark",
    "named_new",
    "new_fields",
    "open_new",
    "read",
    "settle",
    "words_of",
]

NEW: Final = "+"  #: instead of an id: none of those there is meant
OFFERED: Final = 6  #: records that may be meant, offered where a name is not clear
_LONGEST: Final = 6_000  #: characters of a field that are kept
#: types chosen from a list that a browser shows whole
_LISTED: Final = frozenset({"countries", *FRAMEWORK_LISTS})


class Doubt(NamedTuple):
    """Something to look at before a form is saved. ``type``, ``id``: the record that may be meant, if one may be;
    ``field``: the field that names it where a new record is made in its place, "" = the form is about it."""

    words: str
    type: str = ""
    id: str = ""
    field: str = ""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a field, and what to do."""

    message: str
    hint: str = ""


@dataclass
class Filled:
    """``fields``: what each field of the form is declared as; ``given``: what stands in it; ``meant``: the id that the
    name in a field means; ``new``: the fields of a record that is new, by the field that names it.

    ``type``, ``id``, ``was``: the record that the form is about, and its digest when it was opened. ``home``: where a
    new organisation has its seat until another country is chosen. ``wrong``: by field (``until``, ``source_id.title``,
    "" = the whole); ``asks``: records that may be meant, by field; ``personal``: (statement, what was found);
    ``doubts``: what to look at before it is saved; ``now``: what the record says now, where somebody changed it
    meanwhile; ``raced``: a new record got the id of one that was made meanwhile;
    ``called``: what it is called that a field such as ``police-1`` is about.
    """

    fields: Mapping[str, Prop]
    type: str = ""
    id: str = ""
    was: str = ""
    back: str = ""
    home: str = ""
    remark: str = ""
    given: dict[str, str] = field(default_factory=dict)
    meant: dict[str, str] = field(default_factory=dict)
    new: dict[str, dict[str, str]] = field(default_factory=dict)
    wrong: dict[str, Wrong] = field(default_factory=dict)
    asks: dict[str, tuple[Known, ...]] = field(default_factory=dict)
    personal: tuple[tuple[str, str], ...] = ()
    doubts: tuple[Doubt, ...] = ()
    now: Mapping[str, str] | None = None
    raced: bool = False
    called: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(t: RecordType, *, id: str = "", was: str = "", back: str = "") -> Filled:
        """An empty form for a record of a type."""
        return Filled({p.name: p for p in asked_of(t)}, t.name, id, was, back)

    @property
    def declared(self) -> RecordType:
        return SCHEMA[self.type]

    @property
    def picks(self) -> Iterator[tuple[str, Prop]]:
        """The fields in which a record is picked by its name."""
        return ((name, p) for name, p in self.fields.items() if is_pick(p))

    def value(self, name: str) -> str:
        """What a field says: the id that its name means, else its text."""
        return self.meant.get(name, self.given.get(name, ""))

    def mark(self, key: str, message: str, hint: str = "") -> None:
        """Something is wrong with a field; the first thing found is the one that is said."""
        self.wrong.setdefault(key, Wrong(message, hint))


@dataclass(frozen=True)
class Made:
    """A record that a form says. ``keys``: the field in which each of its columns stands; what is wrong with another
    one is said of the field ``rest``."""

    entry: Entry
    keys: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""


def is_pick(p: Prop) -> bool:
    """Whether a field names a record that is picked by its name, among many."""
    return bool(p.ref) and p.ref not in _LISTED and not isinstance(p.value, ListOf)


def asked_of(t: RecordType) -> Iterator[Prop]:
    """The fields that a form shows: all but an id that is made."""
    made = t.key[0] if makes_ids(t) else ""
    return (p for p in t.props if p.name != made)


def new_fields(t: RecordType) -> Iterator[Prop]:
    """The few fields of a record that is made where it is named: those often filled in, without what is said of the
    record that names it."""
    said_once = {"source_id", "verified", "note", "until", "status"}
    return (p for p in asked_of(t) if not (p.further or p.name in said_once or is_pick(p) or _several(p)))


def _several(p: Prop) -> bool:
    return isinstance(p.value, ListOf)


def read(filled: Filled, form: MultiDict[str, str]) -> Filled:
    """Put what a browser sent into an empty form."""

    def text(name: str) -> str:
        return form.get(name, "").strip()[:_LONGEST]

    filled.back, filled.remark = text("back"), text("remark")
    for name, p in filled.fields.items():
        if _several(p) and p.ref:
            filled.given[name] = ";".join(v for v in form.getlist(f"f.{name}") if v)[:_LONGEST]
        elif f"f.{name}" in form:
            filled.given[name] = text(f"f.{name}")
        if is_pick(p) and text(f"i.{name}") and text(f"t.{name}") == filled.given.get(name):
            filled.meant[name] = text(f"i.{name}")
        if is_pick(p) and f"new.{name}" in form:
            filled.new[name] = {q.name: text(f"n.{name}.{q.name}") for q in new_fields(SCHEMA[p.ref])}
    filled.home = filled.home or filled.given.get("iso3", "")
    return filled


def settle(filled: Filled, snapshot: Snapshot, names: Collection[str] | None = None) -> str:
    """Which record each name means; where that is not clear, the field asks. ``names``: the fields that count, none =
    all. Returns the first field below which fields for a new record were opened, unseen so far; "" for none.
    """
    opened = ""
    for name, p in filled.picks:
        text, target = filled.given.get(name, ""), SCHEMA[p.ref]
        meant = filled.meant.pop(name, "")
        if name in filled.new or not text or (names is not None and name not in names):
            continue
        index = name_index(snapshot, p.ref, language())
        if meant == NEW and makes_ids(target):
            open_new(filled, name)
            opened = opened or name
        elif meant in index.records:
            filled.meant[name] = meant
        elif (found := index.find(text)).id and found.whole:
            filled.meant[name] = found.id
        elif meant == NEW:
            filled.mark(
                name, _("{name!r} is not recorded here.", name=text), _("Add it first on its own form.")
            )
        else:
            near = [index.records[i] for i in found.ids]
            alike = [k for k in index.suggest(text, 4 * OFFERED) if k not in near]
            near = near_first([*near, *alike], filled.given.get("iso3") or filled.home)
            filled.asks[name] = tuple(near[:OFFERED])
            filled.mark(name, _("Which one is {name!r}?", name=text), _("Choose one below."))
    return opened


def open_new(filled: Filled, name: str) -> None:
    """Fields for a new record, below the one that names it."""
    target = SCHEMA[filled.fields[name].ref]
    begun = {target.naming: filled.given.get(name, ""), "home_iso3": filled.home}
    filled.new[name] = {q.name: begun.get(q.name, "") for q in new_fields(target)}


def named_new(filled: Filled, snapshot: Snapshot, also: Mapping[str, str]) -> Iterator[tuple[str, Made]]:
    """(field, the record that is new where it is named), each once, with what is said of the form as a whole
    (``also``); afterwards the field means it."""
    made: dict[tuple[str, str], str] = {}
    for name, values in filled.new.items():
        target = SCHEMA[filled.fields[name].ref]
        called = values.get(target.naming, "")
        known = made.get((target.name, called.casefold())) if called else None
        if known:  # the same new organisation named twice
            filled.meant[name] = known
            continue
        taken = {*snapshot[target.name].position, *made.values()}
        ident = new_id(called, taken) if called else ""
        made[target.name, called.casefold()] = filled.meant[name] = ident
        said = {k: v for k, v in also.items() if v and k in target.columns and target.name != "sources"}
        keys = {q.name: f"{name}.{q.name}" for q in new_fields(target)}
        yield name, Made(Entry(target.name, {**said, **values, target.key[0]: ident}), keys, name)


def entries(filled: Filled, snapshot: Snapshot) -> list[Made]:
    """The records that the form of one record says: those that are new where they were named, then its own."""
    t = filled.declared
    source = "source_id" if "source_id" in filled.fields else ""
    also = {k: filled.value(k) for k in ("source_id", "verified") if k in filled.fields}
    new = dict(named_new(filled, snapshot, also))
    if source in new:  # the source is new too: the others name it
        new = {
            k: m if k == source else Made(_sourced(m.entry, filled.meant[source]), m.keys, m.rest)
            for k, m in new.items()
        }
    values = {name: filled.value(name) for name in {*filled.given, *filled.meant}}
    if makes_ids(t):
        called = values.get(t.naming, "")
        values[t.key[0]] = filled.id or (new_id(called, snapshot[t.name].position) if called else "record")
    keys = {p.name: p.name for p in asked_of(t)} | ({t.key[0]: t.naming} if makes_ids(t) else {})
    return [*new.values(), Made(Entry(filled.type, values, filled.id, filled.was), keys)]


def _sourced(entry: Entry, source: str) -> Entry:
    if "source_id" not in SCHEMA[entry.type].columns:
        return entry
    return Entry(entry.type, {**entry.values, "source_id": source}, entry.id, entry.was)


def mark(
    filled: Filled, made: Sequence[Made], issues: Iterable[Issue], *, stated: Sequence[str] = ()
) -> None:
    """Put what was found at the fields it is about."""
    personal = []
    for issue in issues:
        where = issue.location
        at = where.line - 1 if where.file in SCHEMA and 0 < where.line <= len(made) else len(made) - 1
        words, hint = words_of(issue)
        if issue.code in PERSONAL_CODES and issue.severity is Severity.ERROR:
            statement = f"{issue.code}:{where.file}:{where.line}"
            if statement not in stated:
                personal.append((statement, words))
        elif issue.severity is Severity.ERROR:
            filled.mark(made[at].keys.get(where.column, made[at].rest), words, hint)
    filled.personal = tuple(dict.fromkeys(personal))


def words_of(issue: Issue) -> tuple[str, str]:
    """Message and hint in the reader's language, the field by its label."""
    if issue.code == "E-EMPTY":
        return _("Fill this in."), ""
    message = by_label(issue.message, SCHEMA.get(issue.location.file), issue.location.column)
    return _sentence(told(message)), _sentence(told(issue.hint)) if issue.hint else ""


def by_label(message: str, type_: RecordType | None, column: str) -> str:
    """A message about a column of a type, with the label of the column in place of its name."""
    if not (type_ and isinstance(message, Said)):
        return message
    values = {key: _labelled(key, value, type_, column) for key, value in message.values.items()}
    return _with(message, values) if values != message.values else message


def _labelled(key: str, value: object, type_: RecordType, column: str) -> object:
    """A value of a message that names a column or a type of record, as people call it."""
    if not isinstance(value, str) or (isinstance(value, Said) and value.values):
        return value
    text = str(value)
    if key in ("name", "near") and text == column and column in type_.columns:
        return Verbatim(_(type_.prop(column).label))
    if key in ("type", "list") and text in SCHEMA:
        return Verbatim(_(SCHEMA[text].title))
    names = text.split(", ")
    if key in ("fields", "near") and all(name in type_.columns for name in names):
        return Verbatim(", ".join(_(type_.prop(name).label) for name in names))
    return value


def _sentence(text: str) -> str:
    """What stands in a list of findings, as a sentence of its own."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _with(message: Said, values: Mapping[str, object]) -> Said:
    """The same message with other values."""
    again = Said(message)
    again.template, again.values = message.template, dict(values)
    return again
