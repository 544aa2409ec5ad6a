"""One value: its closed words, its partial dates, and how text becomes the canonical text that is stored.

Everything that is said is stored as canonical text; ``""`` means "not said". A value type turns the text
of a cell into that form or raises :class:`BadValue` with a message and, where it can, a hint. Because a
column is dictionary-encoded, each *distinct* value is parsed once, however many rows carry it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar, NewType

from graph_schema.bad_value import BadValue, not_between, one_of
from graph_schema.errors import Verbatim, said
from graph_schema.plain import plain_line

__all__ = [
    "AffiliationKind",
    "AgreementKind",
    "AmountKind",
    "Area",
    "BadValue",
    "Day",
    "Finding",
    "Flag",
    "Id",
    "Integer",
    "ListOf",
    "NameText",
    "Mandate",
    "Number",
    "OpenWord",
    "Part",
    "PartialDate",
    "Ref",
    "Remit",
    "Renewal",
    "ReviewMethod",
    "ReviewOutcome",
    "Role",
    "SameVerdict",
    "ServiceKind",
    "SourceKind",
    "StatedBy",
    "Status",
    "Text",
    "Tier",
    "TieKind",
    "Url",
    "Value",
    "Verified",
    "Word",
    "end_exclusive",
    "first_day",
]

Iso3 = NewType("Iso3", str)


class Role(StrEnum):
    PROVIDES = "provides"  #: counted
    SUPPORTS = "supports"  #: training, advice, advocacy, equipment, money: shown, never counted
    STANDS_IN = "stands_in"  #: has agreed to take over if the provider stops: no provider, but a successor


class Scope(StrEnum):
    """What a delivery speaks of, where it is wider or narrower than the capability in the whole country."""

    SPECIFIC = "specific"  #: sexual exploitation of children online
    GENERAL = "general"  #: violence, children or all ages in general
    PART_OF_COUNTRY = "part_of_country"  #: one region, city or pilot


class Part(StrEnum):
    """What a provider of a service is for it."""

    ALONE = "alone"  #: it can do its part without the others
    NEEDED = "needed"  #: without it the service stops
    HELPS = "helps"  #: the service goes on without it


class Mandate(StrEnum):
    """What makes an organisation do its work."""

    STATUTORY = "statutory"  #: a law or decree gives it the duty
    CONTRACTED = "contracted"  #: the state pays it by contract
    VOLUNTARY = "voluntary"  #: it does so of its own accord


class Area(StrEnum):
    """How much of the country the work or the body is for."""

    NATIONAL = "national"
    STATE = "state"  #: a state, province or region of the country
    DISTRICT = "district"  #: a district or city


class Remit(StrEnum):
    """What a national body is for."""

    ONLINE = "online"  #: the sexual exploitation of children online
    CHILDREN = "children"
    TRAFFICKING = "trafficking"
    CYBER = "cyber"
    OTHER = "other"


class AmountKind(StrEnum):
    """What a sum of money is."""

    AWARD = "award"
    CALL = "call"  #: what a call for proposals offers
    PLEDGE = "pledge"
    IN_KIND = "in_kind"
    BUDGET = "budget"  #: of the body itself


class ServiceKind(StrEnum):
    PORTAL = "portal"
    LINE = "line"
    DATABASE = "database"
    CENTRE = "centre"
    PROGRAMME = "programme"


class SourceKind(StrEnum):
    LAW = "law"  #: the text or the gazette of a law, treaty or decree


class Renewal(StrEnum):
    """What happens when the term of an agreement has passed."""

    AUTOMATIC = "automatic"
    RENEWABLE = "renewable"
    NONE = "none"


class Status(StrEnum):
    ACTIVE = "active"
    PLANNED = "planned"
    ENDED = "ended"
    PARTNER = "partner"
    PARTY = "party"
    SIGNATORY = "signatory"
    CONNECTED = "connected"
    INVITED = "invited"
    UNKNOWN = "unknown"


class Finding(StrEnum):
    IN_PLACE = "in_place"
    PARTLY = "partly"
    NOT_IN_PLACE = "not_in_place"
    UNCLEAR = "unclear"


class SameVerdict(StrEnum):
    SAME = "same"  #: two records of one organisation
    DIFFERENT = "different"
    UNSURE = "unsure"


class Verified(StrEnum):
    YES = "yes"  #: read in a public page, dataset or document
    RECALLED = "recalled"  #: general knowledge, or a source that shows only a part of it


class ReviewOutcome(StrEnum):
    FOUND = "found"
    NOT_FOUND = "not_found"
    UNCLEAR = "unclear"


class ReviewMethod(StrEnum):
    DESK_REVIEW = "desk_review"
    SELF_ASSESSMENT = "self_assessment"
    INTERVIEW = "interview"
    OFFICIAL_REVIEW = "official_review"


class AgreementKind(StrEnum):
    TREATY = "treaty"
    REGIONAL_CONVENTION = "regional_convention"
    MOU = "mou"
    NETWORK = "network"
    FUNDING = "funding"
    DATABASE_ACCESS = "database_access"


class TieKind(StrEnum):
    JOINT_PROGRAMME = "joint_programme"
    MOU = "mou"
    TRAINING = "training"
    MEMBER_OF_BODY = "member_of_body"
    DATA_SHARING = "data_sharing"
    REFERRAL = "referral"
    ONE_SERVICE = "one_service"  #: the two work only together
    OTHER = "other"


class AffiliationKind(StrEnum):
    PART_OF = "part_of"
    HOSTED_BY = "hosted_by"
    OPERATED_BY = "operated_by"


class StatedBy(StrEnum):
    A = "a"
    B = "b"
    BOTH = "both"
    THIRD = "third"


class Tier(StrEnum):
    """TLP 2.0 labels, lowest first."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"


_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_FOREIGN_DATE = re.compile(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
FIRST_YEAR, LAST_YEAR = 1800, 2200


def _date_parts(text: str) -> tuple[int, int, int]:
    """(year, month or 0, day or 0) of canonical partial date text."""
    year, month, day = text[:4], text[5:7], text[8:10]
    return int(year), int(month or 0), int(day or 0)


def first_day(text: str) -> date | None:
    """The first day a partial date can mean: ``2016`` -> 2016-01-01; ``""`` -> None."""
    if not text:
        return None
    year, month, day = _date_parts(text)
    return date(year, month or 1, day or 1)


def end_exclusive(text: str) -> date | None:
    """The day after the last day a partial date can mean: ``2016`` -> 2017-01-01; ``""`` -> None."""
    if not text:
        return None
    year, month, day = _date_parts(text)
    if day:
        return date(year, month, day) + timedelta(days=1)
    if month:
        return date(year + month // 12, month % 12 + 1, 1)
    return date(year + 1, 1, 1)


class Value:
    """A type of value. ``native`` says how a graph database stores it: text, integer, number, list."""

    native: ClassVar[str] = "text"
    word: ClassVar[str] = said("text")

    def parse(self, text: str) -> str:
        """Canonical text of a non-empty cell. Raises BadValue."""
        raise NotImplementedError

    def describe(self) -> str:
        """What may stand in a cell, for people."""
        return self.word

    def choices(self) -> tuple[str, ...]:
        """The closed words, if it has any."""
        return ()


@dataclass(frozen=True)
class Text(Value):
    limit: int = 4000
    word: ClassVar[str] = said("text")

    def parse(self, text: str) -> str:
        if len(text) > self.limit:
            raise BadValue(
                said(
                    "{name} holds {size:,} characters, at most {limit:,} are allowed",
                    name="",
                    size=len(text),
                    limit=self.limit,
                ),
                said("shorten it"),
                code="E-TOO-LONG",
            )
        if _CONTROL.search(text):
            raise BadValue(
                said("{name} holds a control character", name=""), said("delete it"), code="E-CONTROL"
            )
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def keeps(self, texts: Sequence[str]) -> bool:
        """Whether each of the texts is sure to stay as it is. All of them are looked through together."""
        together = "".join(texts)
        return (
            type(self) is Text
            and max(map(len, texts), default=0) <= self.limit
            and "\r" not in together
            and not _CONTROL.search(together)
        )

    def describe(self) -> str:
        return said("text, up to {limit:,} characters", limit=self.limit)


@dataclass(frozen=True)
class NameText(Text):
    """What something is called: on one line, without signs that nobody sees."""

    def parse(self, text: str) -> str:
        kept = plain_line(super().parse(text))
        if text and not kept:
            raise BadValue(
                said("{name} holds nothing that can be seen", name=""), said("type a name"), code="E-UNSEEN"
            )
        return kept

    def keeps(self, texts: Sequence[str]) -> bool:
        return all(
            len(t) <= self.limit and t.isascii() and t.isprintable() and "  " not in t and t.strip() == t
            for t in texts
        )


@dataclass(frozen=True)
class Url(Text):
    limit: int = 2000

    def parse(self, text: str) -> str:
        text = super().parse(text)
        if not text.startswith(("https://", "http://")) or any(c.isspace() for c in text):
            raise BadValue(
                said("{name} is not a web address", name=""),
                said("start it with https:// and leave no blanks"),
                code="E-URL",
            )
        return text

    def describe(self) -> str:
        return said("web address (https://...)")


@dataclass(frozen=True)
class Id(Value):
    """An identifier somebody chose: letters, digits and . _ : + -"""

    word: ClassVar[str] = said("identifier")

    def parse(self, text: str) -> str:
        if len(text) > 120 or not _ID.fullmatch(text):
            odd = next((c for c in text if not c.isascii()), "")
            if odd:  # it may look like a plain letter
                raise BadValue(
                    said("{name} is not an identifier", name=""),
                    said(
                        "character {place} is {sign}; type it again with plain letters",
                        place=text.index(odd) + 1,
                        sign=Verbatim(f"U+{ord(odd):04X} {unicodedata.name(odd, '')}".strip()),
                    ),
                    code="E-ID",
                )
            raise BadValue(
                said("{name} is not an identifier", name=""),
                said("use letters, digits and . _ : + - (no blanks)"),
                code="E-ID",
            )
        return text


@dataclass(frozen=True)
class Ref(Id):
    """The identifier of a record of another type (or of a framework item); resolved by the checks."""

    target: str = ""

    def describe(self) -> str:
        return said("identifier of a record in {target}", target=Verbatim(self.target))


@dataclass(frozen=True)
class Word(Value):
    words: type[StrEnum] = StrEnum
    only: tuple[StrEnum, ...] = ()

    def choices(self) -> tuple[str, ...]:
        return tuple(str(w) for w in (self.only or tuple(self.words)))

    def parse(self, text: str) -> str:
        known = self.choices()
        if text in known:
            return text
        folded = {k.casefold(): k for k in known}
        near = folded.get(text.casefold().replace(" ", "_").replace("-", "_"))
        raise BadValue(
            said("{name} is not one of the known words", name=""),
            said("{near}?", near=Verbatim(near)) if near else one_of(known),
            code="E-WORD",
        )

    def describe(self) -> str:
        return said("one of: {words}", words=Verbatim(", ".join(self.choices())))


@dataclass(frozen=True)
class OpenWord(Value):
    """One of the words of a list that is data (a CSV of the schema), not code."""

    words: Collection[str] = ()

    def choices(self) -> tuple[str, ...]:
        return tuple(self.words)

    def parse(self, text: str) -> str:
        if text in self.words:
            return text
        raise BadValue(
            said("{name} is not one of the known words", name=""), one_of(self.words), code="E-WORD"
        )

    def describe(self) -> str:
        return said("one of: {words}", words=Verbatim(", ".join(self.words)))


@dataclass(frozen=True)
class Flag(Value):
    word: ClassVar[str] = said("yes or no")

    def parse(self, text: str) -> str:
        if text in ("yes", "no"):
            return text
        raise BadValue(said("{name} is neither yes nor no", name=""), said("write yes or no"), code="E-WORD")

    def choices(self) -> tuple[str, ...]:
        return ("yes", "no")


@dataclass(frozen=True)
class PartialDate(Value):
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""

    word: ClassVar[str] = said("date: YYYY, YYYY-MM or YYYY-MM-DD")

    def parse(self, text: str) -> str:
        match = _DATE.fullmatch(text)
        if not match:
            if _FOREIGN_DATE.fullmatch(text):
                hint = said(
                    "write it as YYYY-MM-DD, YYYY-MM or YYYY; this order of day and month cannot be told apart"
                )
            else:
                hint = said("write it as YYYY-MM-DD, YYYY-MM or YYYY")
            raise BadValue(said("{name} is not a date", name=""), hint, code="E-DATE")
        year, month, day = (int(g) if g is not None else None for g in match.groups())
        assert year is not None
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadValue(not_between(FIRST_YEAR, LAST_YEAR), code="E-DATE")
        try:
            date(year, 1 if month is None else month, 1 if day is None else day)
        except ValueError:
            raise BadValue(said("{name} is not a day of the calendar", name=""), code="E-DATE") from None
        return text


@dataclass(frozen=True)
class Day(PartialDate):
    """A partial date that must be given (the word differs, the form does not)."""


@dataclass(frozen=True)
class Integer(Value):
    low: int = -(10**12)
    high: int = 10**12
    native: ClassVar[str] = "integer"
    word: ClassVar[str] = said("whole number")

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"-?[0-9]{1,15}", text):
            raise BadValue(said("{name} is not a whole number", name=""), code="E-NUMBER")
        number = int(text)
        if not self.low <= number <= self.high:
            raise BadValue(not_between(self.low, self.high), code="E-NUMBER")
        return str(number)

    def describe(self) -> str:
        small = self.low > -(10**12) and self.high < 10**12
        if not small:
            return super().describe()
        return said("whole number, {low} to {high}", low=self.low, high=self.high)


@dataclass(frozen=True)
class Number(Value):
    """A decimal number with a point; kept as written (no rounding)."""

    low: float = float("-inf")
    high: float = float("inf")
    native: ClassVar[str] = "text"
    word: ClassVar[str] = said("number with a decimal point")

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text):
            raise BadValue(
                said("{name} is not a number", name=""),
                said("no thousands separators; a point for decimals"),
                code="E-NUMBER",
            )
        if not self.low <= float(text) <= self.high:
            raise BadValue(not_between(f"{self.low:g}", f"{self.high:g}"), code="E-NUMBER")
        return text


@dataclass(frozen=True)
class ListOf(Value):
    """Several values of one type, separated by ``;``. Order kept, repeats dropped."""

    item: Value = Text()
    native: ClassVar[str] = "list"

    def parse(self, text: str) -> str:
        parts = [p.strip() for p in text.split(";")]
        return ";".join(dict.fromkeys(self.item.parse(p) for p in parts if p))

    def describe(self) -> str:
        return said("several, separated by ';': {form}", form=self.item.describe())

    def choices(self) -> tuple[str, ...]:
        return ()
