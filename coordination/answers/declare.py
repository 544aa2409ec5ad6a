"""What an answer is: how it is asked, with which choices, and which tables it holds. Every surface reads this.

From a declaration come the command (its options, help, table, CSV, JSON, exit codes), the JSON Schema and its part of
the reference, the block of a document, the table of a page and its files. A declaration that contradicts itself is
refused when it is imported, with everything that is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, is_dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, Generic, TypeVar, get_args, get_origin, get_type_hints

from coordination.model.merged import merging
from coordination.text.records import fields_of, kind_of
from coordination.text.sentences import Sentence
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError, Verbatim, said
from graph_schema.ids import StakeholderId

__all__ = ["Answer", "Given", "Option", "Table", "choices_of", "on_request", "refuse"]

C = TypeVar("C")
A = TypeVar("A")
R = TypeVar("R")
_NAME: Final = re.compile(r"[a-z]+(-[a-z]+)*")


def _never(_found: Any) -> Iterable[Sentence]:
    return ()


def _always(_options: Any) -> bool:
    return True


def _nobody(_w: Workspace, _options: Any) -> Iterable[str]:
    return ()


def on_request(_options: Any) -> bool:
    """Of a table that is printed only where it is asked for by name."""
    return False


def _nothing(_found: Any) -> bool:
    return False


def _as_asked(q: Question, _options: Any) -> Question:
    return q


def _left_as_it_is(_w: Workspace, q: Question, _options: Any, _left: Collection[str]) -> Question:
    return q


def refuse(where: str, offences: Sequence[str]) -> None:
    """Raises TypeError that lists what is wrong with a declaration, if anything is."""
    if offences:
        raise TypeError(f"{where}: " + "; ".join(offences))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[A, R]):
    """One list of an answer, a row for each thing. Its columns are the fields of ``row``."""

    row: type[R]
    rows: Callable[[A], Iterable[R]]
    """The result of the analytic, flattened."""
    key: tuple[str, ...]
    """The fields that tell two rows apart."""
    title: Sentence
    empty: Sentence
    """Said where there are no rows; it says too what that does not prove."""
    group: str = ""
    """The field whose value is said once over the rows that share it."""
    notes: Callable[[A], Iterable[Sentence]] = _never
    """Sentences that stand below the table."""
    shown: Callable[[Any], bool] = _always
    """Whether the table is printed for these choices where nobody asks for it by its name."""
    brief: int = 0
    """The rows that a terminal is shown where nobody asks for the table by its name; 0: as many as of any table."""
    needs: str = ""
    """The choice without which there is no such table."""
    holds: Callable[[A], bool] = _always
    """Whether a result has this table: of two kinds of result each may have tables of its own."""

    def __post_init__(self) -> None:
        refuse(f"Table of {self.row.__name__}", list(self._offences()))

    def _offences(self) -> Iterable[str]:
        if not is_dataclass(self.row):
            yield "the row is no dataclass"
            return
        try:
            found = {f.name: f for f in fields_of(self.row)}
        except TypeError as e:
            yield str(e)
            return
        yield from (f"the field {n} has no Column" for n, f in found.items() if f.column is None)
        every = {f.name for f in dataclass_fields(self.row)}
        marks = {f.column.recalled for f in found.values() if f.column and f.column.recalled}
        yield from (f"there is no field {n} (recalled)" for n in sorted(marks - every))
        yield from (f"there is no field {n} (key)" for n in self.key if n not in found)
        if not self.key:
            yield "the key is empty"
        if self.group and self.group not in found:
            yield f"there is no field {self.group} (group)"
        yield from (
            f"the {name} is empty" for name in ("title", "empty") if not getattr(self, name).text.strip()
        )


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of an answer. ``help``: one sentence; ``least``/``most``: the bounds of a number; ``place``: on the
    command line it stands in its place, without a flag; ``metavar``: what stands for it in the help; ``flag``: its
    flag, where that is not its name; ``read``: what makes a value of a typed text, whose ``str`` is that text again."""

    help: Sentence
    least: int | None = None
    most: int | None = None
    place: bool = False
    metavar: str = ""
    flag: str = ""
    read: Callable[[str], Any] | None = None

    def __post_init__(self) -> None:
        if (self.least is None) != (self.most is None):
            raise TypeError("a number has both bounds, or none")


@dataclass(frozen=True)
class Given:
    """One choice as it is declared."""

    name: str
    type: Any
    option: Option
    default: Any
    required: bool

    @property
    def inner(self) -> Any:
        """The type of one value."""
        return _inner(self.type)

    @property
    def several(self) -> bool:
        """Whether it is a list of any length."""
        return get_origin(self.type) is tuple and Ellipsis in get_args(self.type)

    @property
    def flag(self) -> str:
        return self.option.flag or f"--{self.name.replace('_', '-')}"

    @property
    def metavar(self) -> str:
        """What stands for its value in the help."""
        return self.option.metavar or self.name.upper().replace("_", "-")

    @property
    def typed(self) -> str:
        """What it is called on a command line."""
        return self.metavar if self.option.place else self.flag

    def taken(self, value: Any) -> Any:
        """What was typed or stands in an address, as the options hold it; nothing typed of several is ``()``, an empty
        list of a page stays one. Raises UsageError, also where nothing is given of what must be."""
        if value is None or value in ("", ()):
            if self.required:
                raise UsageError(
                    said("{choice} is missing.", choice=self.typed),
                    hint=said("Give it: there is no answer without it."),
                )
            return self.default
        return tuple(map(self._one, value)) if isinstance(value, list | tuple) else self._one(value)

    def _one(self, value: Any) -> Any:
        if self.option.read is not None and isinstance(value, str):
            return self.option.read(value)
        if isinstance(self.inner, type) and issubclass(self.inner, StrEnum):
            if value not in list(self.inner):
                raise UsageError(
                    said("{word!r} is not a choice for {name}.", word=str(value)[:40], name=self.flag),
                    hint=said("Use one of: {known}.", known=", ".join(self.inner)),
                )
            return self.inner(value)
        return value


def _without_none(type_: Any) -> Any:
    """The type of a choice that may be left out."""
    some = [a for a in get_args(type_) if a is not type(None)]
    return some[0] if type(None) in get_args(type_) and len(some) == 1 else type_


def _inner(type_: Any) -> Any:
    """The type of one value of a choice."""
    args = [a for a in get_args(type_) if a is not type(None) and a is not Ellipsis]
    return _inner(args[0]) if args else type_


def choices_of(options: type) -> tuple[Given, ...]:
    """The choices of a class of options. Raises TypeError for a field without :class:`Option`."""
    hints, out, wrong = get_type_hints(options, include_extras=True), [], []
    for f in dataclass_fields(options):
        hint = hints[f.name]
        notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        option = next((n for n in notes if isinstance(n, Option)), None)
        if option is None:
            wrong.append(f"the choice {f.name} has no Option")
            continue
        default = f.default if f.default is not MISSING else None
        out.append(Given(f.name, _without_none(get_args(hint)[0]), option, default, f.default is MISSING))
    refuse(options.__name__, wrong)
    return tuple(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[C, A]):
    """A question and what its answer holds. ``name``: of its command, its address and its schema."""

    name: str
    title: Sentence
    """What is asked, in one line."""
    ask: Callable[[Workspace, Question, C], A]
    options: type[C]
    result: type[A]
    tables: Mapping[str, Table[A, Any]]
    """By name, in the order in which they are printed."""
    example: C
    """A call that the help shows and the tests run."""
    group: str = ""
    """The group of commands in which its command stands; its name begins with it."""
    main: str = ""
    """The table that a CSV file holds where none is named, if the result has it, else the first that it has; the first
    one, where it is empty."""
    doc: Sentence | None = None
    """More about the answer, for its help and the reference."""
    question: Callable[[Question, C], Question] = _as_asked
    """The question that it answers, where a choice names another day."""
    left_open: Callable[[Workspace, Question, C, Collection[str]], Question] = _left_as_it_is
    """The question with the day and the edition that its choices bring along, of those (``as_of``, ``edition``) that
    nobody named."""
    first: Callable[[A], Iterable[Sentence]] = _never
    """Said above the tables: what it comes to."""
    instead: Callable[[A], Iterable[Sentence]] = _never
    """Said in place of every table, where there is nothing to list and why is known."""
    finds: Callable[[A], bool] = _nothing
    """Whether it found what a check is asked for: its command then ends with 1."""
    about: Callable[[Workspace, C], Iterable[str]] = _nobody
    """The organisations that its choices name within other texts; those of the type StakeholderId are known."""
    assumes: Callable[[Workspace, C], Sequence[str]] | None = None
    """The changes of a what-if that its choices name, as they are written: its header, its files and what it rests on
    tell of them."""
    asks_whom: bool = False
    """Whether it names organisations that might be asked: a copy of some countries may know fewer of them."""
    tells_version: bool = True
    """Whether it names the data version: the hash of all records gives away what one of them says to whoever knows all
    the others."""
    given: tuple[Given, ...] = field(init=False)

    def __post_init__(self) -> None:
        refuse(f"Answer {self.name!r}", list(self._offences()))
        object.__setattr__(self, "given", choices_of(self.options))
        object.__setattr__(self, "main", self.main or next(iter(self.tables)))

    def _offences(self) -> Iterable[str]:
        if not _NAME.fullmatch(self.name):
            yield "its name is not written-like-this"
        if self.group and not self.name.startswith(f"{self.group}-"):
            yield f"its name does not begin with {self.group}- (group)"
        if not self.tables:
            yield "it has no table"
        if self.main and self.main not in self.tables:
            yield f"there is no table {self.main} (main)"
        if not is_dataclass(self.result):
            yield "its result is no dataclass"
        else:
            try:
                kind_of(self.result)
            except TypeError as e:
                yield str(e)
        try:
            given = choices_of(self.options)
        except TypeError as e:
            yield str(e)
            return
        if not isinstance(self.example, self.options):
            yield "its example is not of its options"
            return
        for g in given:
            if g.option.read is None and not takes(g.type):
                yield f"the choice {g.name} has a type that no surface can ask for"
            if not g.option.help.text.endswith("."):
                yield f"the help of {g.name} is no sentence"
        names = {g.name for g in given}
        yield from (
            f"there is no choice {t.needs} (needs)"
            for t in self.tables.values()
            if t.needs and t.needs not in names
        )

    @property
    def words(self) -> tuple[str, ...]:
        """What is typed behind ``mnr``."""
        return (self.group, self.name.removeprefix(f"{self.group}-")) if self.group else (self.name,)

    def there(self, options: C) -> list[str]:
        """The names of the tables that there are for these choices."""
        return [name for name in self.tables if self._lacking(name, options) is None]

    def held(self, options: C, found: A) -> list[str]:
        """The names of the tables that there are for these choices and in this result."""
        return [name for name in self.there(options) if self.tables[name].holds(found)]

    def main_of(self, found: A) -> str:
        """The table that a CSV file of this result holds where none is named."""
        held = [name for name, table in self.tables.items() if table.holds(found)]
        return self.main if self.main in held else held[0]

    def named(self, table: str, options: C) -> Table[A, Any]:
        """The table of this name. Raises UsageError that tells which choice it lacks, or which tables there are."""
        if table not in self.tables:
            raise UsageError(
                said("The answer {answer} has no table {table!r}.", answer=Verbatim(self.name), table=table),
                hint=said("Use one of: {known}.", known=", ".join(self.tables)),
            )
        if lacking := self._lacking(table, options):
            raise UsageError(
                said("The table {table!r} exists only with {choice}.", table=table, choice=lacking.typed),
                hint=said(
                    "Add {choice}: {command} says what it means.",
                    choice=lacking.typed,
                    command=" ".join(["mnr", *self.words, "--help"]),
                ),
            )
        return self.tables[table]

    def _lacking(self, table: str, options: C) -> Given | None:
        """The choice that a table needs and that is not made."""
        needs = self.tables[table].needs
        return next((g for g in self.given if g.name == needs and getattr(options, needs) == g.default), None)

    def header(self, w: Workspace, q: Question, options: C) -> dict[str, object]:
        """What it rests on: data version, day, edition, evidence."""
        head = w.header(self.question(q, options))
        if not self.tells_version:
            head["snapshot"] = ""
        elif w.made_for:
            head["copied"] = [*w.made_for]
        return head if self.assumes is None else {**head, "what_if": [*self.assumes(w, options)]}

    def asked(self, w: Workspace, q: Question, options: C) -> A:
        """The answer, with its choices held to their bounds. Raises UsageError."""
        for g in self.given:
            low, high, value = g.option.least, g.option.most, getattr(options, g.name)
            if not isinstance(value, int) or low is None or high is None or low <= value <= high:
                continue
            raise UsageError(
                said("{value} is not possible for {choice!r}.", value=value, choice=g.name),
                hint=said("Use a number from {low} to {high}.", low=low, high=high),
            )
        return self.ask(w, self.question(q, options), self._led_on(w, options))

    def given_up(self, w: Workspace, options: C) -> dict[str, str]:
        """The organisations among the choices that were judged to be the same as others, with those that stayed."""
        into = merging(w.snapshot()).into
        named = [i for _, ids in self._organisations(options) for i in ids] if into else []
        return {i: into[i] for i in (*named, *(self.about(w, options) if into else ())) if i in into}

    def _organisations(self, options: C) -> Iterable[tuple[str, tuple[str, ...]]]:
        """Each choice that is of organisations, and those chosen."""
        for g in self.given:
            value = getattr(options, g.name)
            if g.inner is StakeholderId and value:
                yield g.name, value if isinstance(value, tuple) else (value,)

    def _led_on(self, w: Workspace, options: C) -> C:
        """The choices with the organisations that stayed in place of those that were given up for them."""
        into = merging(w.snapshot()).into
        led: dict[str, Any] = {}
        for name, ids in self._organisations(options) if into else ():
            kept = tuple(into.get(i, i) for i in ids)
            led[name] = kept if isinstance(getattr(options, name), tuple) else kept[0]
        return replace(options, **led) if led else options  # type: ignore[type-var]


def takes(type_: Any) -> bool:
    """Whether a flag, an address and a form can ask for a value of this type."""
    if get_origin(type_) is tuple:
        return all(a is Ellipsis or takes(a) for a in get_args(type_))
    args = [a for a in get_args(type_) if a is not type(None)]
    if args and get_origin(type_) is not Annotated:
        return len(args) == 1 and takes(args[0])
    if isinstance(type_, type):
        return issubclass(type_, (bool, int, str, date, StrEnum))
    return getattr(type_, "__supertype__", None) is str
