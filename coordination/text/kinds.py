"""How values of one type are said: as words and as data, never as HTML, terminal or file.

A kind is found by the type of a field (:func:`coordination.text.records.kind_of`): an id by its NewType, a closed word
by its StrEnum, a list by ``tuple[X, ...]``. A new kind is a class here and a line in :data:`BY_TYPE`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Final, Generic, NamedTuple, TypeAlias, TypeVar

from coordination.text.codes import ORGANISATION_KINDS, OTHER_KIND, WORDS
from coordination.text.say import SENTENCE_ENDS, Piece, Say, plain
from coordination.text.sentences import ENGLISH, Name, Quote, Recorded, Sentence, sentence
from graph_schema import ids
from graph_schema.ids import Cell

__all__ = ["BY_TYPE", "Bounds", "Choice", "Json", "Kind", "Listed", "Typed", "said_as", "words_of"]

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Typed: TypeAlias = "str | int | float | date | None"
V = TypeVar("V")
E = TypeVar("E", bound=type[StrEnum])


class Kind(Generic[V]):
    """``title``: its name in a schema's definitions ("" = written out where it stands); ``ids``: its data is an id or
    a code, which a file shows beside the words; ``distinct``: none stands in a list twice; ``as_data``: a text file
    holds its data instead of its words; ``dtype``: of its column in a data frame; ``absent``: its data where there is
    none; ``width``: of its column."""

    title: ClassVar[str] = ""
    doc: ClassVar[str] = ""
    schema: ClassVar[Mapping[str, Json]] = {"type": "string"}
    ids: bool = False
    distinct: ClassVar[bool] = False
    number: ClassVar[bool] = False
    as_data: ClassVar[bool] = False
    dtype: ClassVar[str] = "string"
    absent: ClassVar[Json] = ""
    width: ClassVar[int] = 2

    def pieces(self, value: V, say: Say) -> Sequence[Piece]:
        """The value in words."""
        return [Piece(str(value))]

    def parts(self, value: V, say: Say) -> Sequence[Sequence[Piece]]:
        """The members of a list, each in words; a single value is one."""
        return [self.pieces(value, say)]

    def joined(self, parts: Sequence[str], say: Say, most: int = 0) -> str:
        """The members of a list in one line; with ``most`` the first of them and how many more there are."""
        return say.listed(parts, most)

    def data(self, value: V, say: Say) -> Json:
        """The value for JSON, and what rows are told apart and ordered by."""
        return str(value)

    def many(self, values: Sequence[V], say: Say) -> list[Json]:
        """:meth:`data` of each of many values."""
        if type(self).data is Kind.data:
            return list(map(str, values))
        return [self.data(v, say) for v in values]

    def typed(self, value: V, say: Say) -> Typed:
        """The value for a cell of a workbook, which sorts and adds."""
        return plain(self.pieces(value, say))

    def shape(self) -> dict[str, Json]:
        """The JSON Schema of its data."""
        return {**self.schema, **({"description": self.doc} if self.doc else {})}


class _Named(Kind[str]):
    """An id that names something of a list."""

    list_: ClassVar[str]
    schema: ClassVar[Mapping[str, Json]] = {"type": "string", "minLength": 1}
    ids = distinct = True
    width = 4

    def pieces(self, value: str, say: Say) -> Sequence[Piece]:
        return [Piece(say.name(self.list_, value), Name(self.list_, value))]


class Country(_Named):
    list_, title, width = "countries", "country", 2
    doc = "ISO 3166-1 alpha-3 code"
    schema: ClassVar[Mapping[str, Json]] = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:+-]*$"}


class Capability(_Named):
    list_, title, width = "capabilities", "capability", 5
    doc = "number of the capability in the edition, as text"
    schema: ClassVar[Mapping[str, Json]] = {"type": "string", "pattern": "^[0-9A-Za-z.-]+$"}


class Organisation(_Named):
    list_, doc = "stakeholders", "an organisation, by its id"

    def pieces(self, value: str, say: Say) -> Sequence[Piece]:
        return [Piece(say.organisation(value), Name(self.list_, value))]


class Responsible(Organisation):
    """An organisation, or words that name somebody who is none of the data; of these there is no id."""

    doc = "an organisation, by its id, or empty where it is named in words alone"

    def data(self, value: str, say: Say) -> Json:
        return "" if say.names(Name(self.list_, value)) == value else value


class Agreement(_Named):
    list_, doc = "agreements", "an agreement, by its id"


class Service(_Named):
    list_, doc = "services", "a service that several run together, by its id"


class Instrument(_Named):
    """An agreement or, where it is none, a network."""

    list_, doc = "agreements", "an agreement or a network, by its id"

    def pieces(self, value: str, say: Say) -> Sequence[Piece]:
        name = Name("agreements", value)
        if say.names(name) == value:
            return [Piece(say.organisation(value), Name("stakeholders", value))]
        return [Piece(say.names(name), name)]


class Undertaking(_Named):
    """An agreement or, where none is recorded, an obligation or promise of the framework."""

    list_, doc = (
        "agreements",
        "an agreement, by its id, or an obligation or promise of the framework, by its own",
    )

    def pieces(self, value: str, say: Say) -> Sequence[Piece]:
        name = Name("agreements", value)
        if say.names(name) == value:
            name = Name("commitments", value)
        return [Piece(say.names(name), name)]


class Source(_Named):
    list_, doc = "sources", "a source, by its id"


class Seat(_Named):
    list_, doc, width = "seats", "a seat of the composition test of the edition", 3


class Domain(_Named):
    list_, doc, width = "domains", "a domain of the edition", 3


class Enabler(_Named):
    list_, doc, width = "enablers", "an enabler of the framework, by its id", 6


class OutcomeKind(_Named):
    list_, doc, width = "outcomes", "an outcome of the framework, by its id", 6


class Objective(_Named):
    list_, doc = "objectives", "an objective of the framework, by its id"


class Means(_Named):
    list_, doc = "means", "a means of the framework, by its id"


class Route(_Named):
    list_, doc = "routes", "a route of the framework, by its id"


class Place(Kind[Cell]):
    """A capability in a country, which is not named again where it is spoken of."""

    title, doc, width = "cell", "a country and a capability", 6
    ids = distinct = True

    def pieces(self, value: Cell, say: Say) -> Sequence[Piece]:
        capability = Name("capabilities", value.capability)
        if value.country == say.home:
            return [Piece(say.names(capability), capability)]
        country = Name("countries", value.country)
        return say.pieces(sentence("{country}: {capability}", country=country, capability=capability))

    def data(self, value: Cell, say: Say) -> Json:
        return dict(value._asdict())

    def shape(self) -> dict[str, Json]:
        properties: dict[str, Json] = {"country": Country().shape(), "capability": Capability().shape()}
        doc: dict[str, Json] = {"type": "object", "description": self.doc}
        return {**doc, "required": list(properties), "properties": properties}


class GraphNode(Kind[str]):
    """A node of the coordination graph, by the name of what it stands for."""

    doc = "a node of the coordination graph, Type:key"
    ids = distinct = True
    width = 5
    schema: ClassVar[Mapping[str, Json]] = {"type": "string", "minLength": 1}
    _SAID: ClassVar[Mapping[str, Kind[str]]] = {
        "Stakeholder": Organisation(),
        "Agreement": Agreement(),
        "Country": Country(),
    }

    def pieces(self, value: str, say: Say) -> Sequence[Piece]:
        type_, _, key = value.partition(":")
        if type_ == "Cell":
            country, _, number = key.partition(":")
            return Place().pieces(Cell(ids.Iso3(country), ids.CapabilityNumber(number)), say)
        if not key:
            return [Piece(say(sentence("Organisations based in no country")))]
        return self._SAID[type_].pieces(key, say)


class OrganisationSort(Kind[str]):
    """What kind of organisation it is, of an open list."""

    doc = "kind of the organisation"
    ids = distinct = True

    def pieces(self, value: str, say: Say) -> Sequence[Piece]:
        return [Piece(say(ORGANISATION_KINDS.get(value, OTHER_KIND)))]


class Claim(Kind[str]):
    doc = "a row of the data, by the hash of what it says"
    distinct = True
    schema: ClassVar[Mapping[str, Json]] = {"type": "string", "minLength": 1}


class Month(Kind[str]):
    """``2027-06``."""

    as_data = True
    title, doc = "month", "month"
    schema: ClassVar[Mapping[str, Json]] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}

    def pieces(self, value: str, say: Say) -> Sequence[Piece]:
        return [Piece(say.when(value))]

    def typed(self, value: str, say: Say) -> Typed:
        return value


class Partly(Kind[str]):
    """A day, a month or a year, as far as it is known."""

    as_data = True
    doc = "a day, a month or a year"
    schema: ClassVar[Mapping[str, Json]] = {
        "type": "string",
        "pattern": "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$",
    }

    def pieces(self, value: str, say: Say) -> Sequence[Piece]:
        return [Piece(say.when(value))]

    def typed(self, value: str, say: Say) -> Typed:
        return date.fromisoformat(value) if len(value) == 10 else value


class Day(Kind[date]):
    """A day."""

    as_data, dtype = True, "datetime64[s]"
    doc = "a day"
    schema: ClassVar[Mapping[str, Json]] = {
        "type": "string",
        "format": "date",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    }

    def pieces(self, value: date, say: Say) -> Sequence[Piece]:
        return [Piece(say(sentence("{day}", day=value)))]

    def data(self, value: date, say: Say) -> Json:
        return value.isoformat()

    def typed(self, value: date, say: Say) -> Typed:
        return value


class Number(Kind[int]):
    """A whole number."""

    schema: ClassVar[Mapping[str, Json]] = {"type": "integer"}
    number, as_data, absent, width = True, True, None, 1
    dtype = "Int64"

    def pieces(self, value: int, say: Say) -> Sequence[Piece]:
        return [Piece(say.language.number(value))]

    def data(self, value: int, say: Say) -> Json:
        return int(value)

    def typed(self, value: int, say: Say) -> Typed:
        return int(value)


class Decimal(Kind[float]):
    """A number with two decimals at most."""

    schema: ClassVar[Mapping[str, Json]] = {"type": "number"}
    number, as_data, absent, width = True, True, None, 1
    dtype = "Float64"

    def pieces(self, value: float, say: Say) -> Sequence[Piece]:
        whole, _, part = f"{value:.2f}".rstrip("0").partition(".")
        if not part:
            return [Piece(say.language.number(int(whole)))]
        return [Piece(say(sentence("{whole}.{part}", whole=say.language.number(int(whole)), part=part)))]

    def data(self, value: float, say: Say) -> Json:
        return value

    def typed(self, value: float, say: Say) -> Typed:
        return value


class YesNo(Kind[bool]):
    """Yes or no."""

    schema: ClassVar[Mapping[str, Json]] = {"type": "boolean"}
    absent, width, dtype = None, 1, "boolean"

    def pieces(self, value: bool, say: Say) -> Sequence[Piece]:
        return [Piece(say(sentence("yes") if value else sentence("no")))]

    def data(self, value: bool, say: Say) -> Json:
        return bool(value)

    def many(self, values: Sequence[bool], say: Say) -> list[Json]:
        return list(map(bool, values))


class Bounds(NamedTuple):
    """A whole number as far as it is known: the least and the most it may be."""

    low: int
    high: int


class Between(Kind[Bounds]):
    """A number that is known to lie between two."""

    as_data, absent = True, None
    title, doc = "bounds", "lower and upper end"
    schema: ClassVar[Mapping[str, Json]] = {
        "type": "array",
        "items": {"type": "integer"},
        "minItems": 2,
        "maxItems": 2,
    }

    def pieces(self, value: Bounds, say: Say) -> Sequence[Piece]:
        low, high = (say.language.number(n) for n in value)
        return [Piece(low if low == high else say(sentence("{low} to {high}", low=low, high=high)))]

    def typed(self, value: Bounds, say: Say) -> Typed:
        """A number where it is one."""
        return int(value.low) if value.low == value.high else plain(self.pieces(value, say))

    def data(self, value: Bounds, say: Say) -> Json:
        return [int(n) for n in value]


class Text(Kind[str]):
    """Words of the data, as they are."""

    width = 4


class Catalogued(Text):
    """Words that the catalogues have; words of the data that stand in their place are data in the language asked for,
    as far as they are recorded in it."""

    width = 6

    def pieces(self, value: str, say: Say) -> Sequence[Piece]:
        return [Piece(say.word(value))]

    def data(self, value: str, say: Say) -> Json:
        return value.within(say.language.code) if isinstance(value, Recorded) else str(value)


class Instructed(Catalogued):
    """What is to be done: data are in the language asked for too."""

    def data(self, value: str, say: Say) -> Json:
        return say.word(value)


class Told(Kind[Sentence]):
    """A sentence, in the language asked for."""

    width = 6

    def pieces(self, value: Sentence, say: Say) -> Sequence[Piece]:
        return say.pieces(value)

    def data(self, value: Sentence, say: Say) -> Json:
        return say(value)


class Quoted(Told):
    """A sentence that tells what a record says: in English data a date stands as the record has it."""

    def data(self, value: Sentence, say: Say) -> Json:
        return ENGLISH.render(value, say.names) if say.language.code == ENGLISH.code else say(value)


_WORDS: Final[dict[type[StrEnum], tuple[Mapping[str, Sentence], bool, str]]] = {
    of: (words, False, doc) for of, (words, doc) in WORDS.items()
}


def said_as(words: Mapping[str, Sentence], *, symbols: bool = False, doc: str = "") -> Callable[[E], E]:
    """A decorator of a StrEnum: its members in words; ``symbols``: they are states, with their symbols."""

    def decorate(of: E) -> E:
        _WORDS[of] = (words, symbols, doc)
        return of

    return decorate


def words_of(of: type[StrEnum]) -> Mapping[str, Sentence] | None:
    """The words of a StrEnum; None where nobody has given it any."""
    return _WORDS[of][0] if of in _WORDS else None


class Choice(Kind[str]):
    """One of the closed words of a StrEnum, in words that people know."""

    ids = distinct = True
    dtype = "category"

    def __init__(self, of: type[StrEnum]) -> None:
        self._words, self._symbols, doc = _WORDS[of]
        self._shape: dict[str, Json] = {"type": "string", "enum": [str(m) for m in of]}
        self._shape |= {"description": doc} if doc else {}

    def pieces(self, value: str, say: Say) -> Sequence[Piece]:
        text = say(self._words[str(value)])
        return [Piece(text, state=str(value) if self._symbols else "")]

    def shape(self) -> dict[str, Json]:
        return dict(self._shape)


class Listed(Kind[tuple[Any, ...]]):
    """Several of one kind. ``length``: how many, 0 = any number; two that belong together stand with a dash."""

    width = 5

    absent = None

    def __init__(self, of: Kind[Any], *, length: int = 0) -> None:
        self.of, self.ids, self._length = of, of.ids, length

    def parts(self, value: tuple[Any, ...], say: Say) -> Sequence[Sequence[Piece]]:
        return [self.of.pieces(v, say) for v in value]

    def pieces(self, value: tuple[Any, ...], say: Say) -> Sequence[Piece]:
        out: list[Piece] = []
        for part in self.parts(value, say):
            out += [*([Piece(self._between(plain(out)))] if out else []), *part]
        return out

    def _between(self, before: str) -> str:
        """What stands between two members: nothing but a space behind a whole sentence."""
        if self._length:
            return " – "
        return " " if isinstance(self.of, Told) and before.endswith(SENTENCE_ENDS) else "; "

    def joined(self, parts: Sequence[str], say: Say, most: int = 0) -> str:
        return say.listed(parts, most, sentences=isinstance(self.of, Told))

    def data(self, value: tuple[Any, ...], say: Say) -> Json:
        return self.of.many(value, say)

    def many(self, values: Sequence[tuple[Any, ...]], say: Say) -> list[Json]:
        if type(self.of).data is Kind.data:  # texts: no call for each list of them
            return [list(map(str, v)) for v in values]
        return [self.of.many(v, say) if v else [] for v in values]

    def shape(self) -> dict[str, Json]:
        ends: dict[str, Json] = {"minItems": self._length, "maxItems": self._length} if self._length else {}
        alike: dict[str, Json] = {"uniqueItems": True} if self.of.distinct and not self._length else {}
        return {"type": "array", "items": self.of.shape(), **alike, **ends}


BY_TYPE: Final[Mapping[object, Kind[Any]]] = {
    ids.Iso3: Country(),
    ids.CapabilityNumber: Capability(),
    ids.StakeholderId: Organisation(),
    ids.Owner: Responsible(),
    ids.AgreementId: Agreement(),
    ids.InstrumentId: Instrument(),
    ids.UndertakingId: Undertaking(),
    ids.ServiceId: Service(),
    ids.SourceId: Source(),
    ids.SeatId: Seat(),
    ids.DomainId: Domain(),
    ids.EnablerId: Enabler(),
    ids.OutcomeId: OutcomeKind(),
    ids.ObjectiveId: Objective(),
    ids.MeansId: Means(),
    ids.RouteId: Route(),
    ids.NodeName: GraphNode(),
    Cell: Place(),
    ids.OrganisationKind: OrganisationSort(),
    ids.FrameworkText: Catalogued(),
    ids.Instruction: Instructed(),
    ids.ClaimId: Claim(),
    ids.YearMonth: Month(),
    ids.PartialDay: Partly(),
    date: Day(),
    int: Number(),
    float: Decimal(),
    bool: YesNo(),
    Bounds: Between(),
    str: Text(),
    Sentence: Told(),
    Quote: Quoted(),
}
