"""Public figures (METHODS 11): what may be said to everybody without saying anything about one country.

Four rules together keep a country from being read off a figure, or off the difference of two:

1. *A fixed partition.* Figures exist for the parts of one partition only: M49 subregions, merged within their
   region until each has five countries or more. Parts do not overlap, and a series of releases keeps the
   partition of its first release even when the list of countries changes.
2. *Fixed release days.* 1 January and 1 July; a release is made once, kept as a record, and never remade, so that
   nobody can watch one edit arrive.
3. *No free filters.* One edition, all evidence and one ceiling for the whole series; no sum over parts. The ceiling is
   the highest handling label whose records may feed an aggregate, at most AMBER; what stands above it moves no figure.
4. *Shares in three steps* (few, some, most) instead of counts. ``few`` includes one country, and ``most`` leaves
   out one or more, so whatever is published, each country of the part may still be in each state.

Because a figure does not depend on *which* country is in which state, no figure and no comparison of figures
singles one out; because of rule 4, "all of them" is never said either. Not promised: protection against somebody
who already knows the state of all other countries of a part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from coordination.analytics.base.facts import Evidence, Facts
from coordination.analytics.board.coverage import STANDING2, coverage
from coordination.model.snapshot import Snapshot
from coordination.text.kinds import said_as
from coordination.text.records import HIDDEN, INLINE, Key
from coordination.text.sentences import Name, Sentence, Value, sentence
from graph_schema.errors import DataError, UsageError, Verbatim, said
from graph_schema.ids import CapabilityNumber, Iso3
from graph_schema.values import Tier

__all__ = [
    "MAY_FEED",
    "MIN_COUNTRIES",
    "Figure",
    "Part",
    "Partition",
    "Release",
    "Share",
    "ceiling_of",
    "feeding",
    "partition_of",
    "release",
    "release_day",
    "share",
    "subregions",
]

MIN_COUNTRIES: Final = 5  #: a part has at least so many; the steps of `share` rely on it
#: Labels whose records may feed an aggregate; the two above them never do.
MAY_FEED: Final = (Tier.CLEAR, Tier.GREEN, Tier.AMBER)
RELEASE_MONTHS: Final = (1, 7)  #: a release is of the first day of one of these


@said_as({"few": sentence("few"), "some": sentence("some"), "most": sentence("most")})
class Share(StrEnum):
    """Of the countries of a part: less than a third (none included), between, more than two thirds."""

    FEW = "few"
    SOME = "some"
    MOST = "most"


def share(count: int, of: int) -> Share:
    """The step of ``count`` among ``of`` countries.

    >>> [share(c, 5).value for c in range(6)]
    ['few', 'few', 'some', 'some', 'most', 'most']
    """
    if 3 * count < of:
        return Share.FEW
    return Share.MOST if 3 * count > 2 * of else Share.SOME


@dataclass(frozen=True, slots=True)
class Part:
    """Countries of one part, sorted; ``name``: its subregions."""

    name: Annotated[str, Key("name of the part", name="part", more={"minLength": 1})]
    countries: Annotated[tuple[Iso3, ...], Key("its countries", more={"minItems": MIN_COUNTRIES})]


@dataclass(frozen=True)
class Partition:
    """``parts`` by name; ``left_out``: countries about which nothing is published, because their region has fewer
    than five countries or is not given."""

    parts: Annotated[tuple[Part, ...], Key("the fixed partition")]
    left_out: Annotated[tuple[Iso3, ...], Key("countries in no part")]


@dataclass
class _Group:
    region: str
    between: set[str]
    names: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)

    @property
    def size(self) -> tuple[int, str, str]:
        return len(self.countries), self.name, min(self.countries)

    @property
    def name(self) -> str:
        return ", ".join(sorted(self.names))


def partition_of(snapshot: Snapshot) -> Partition:
    """Merge the smallest part that is too small with the smallest one of the same M49 subregion, else of the same
    region, until none is too small; never across regions. Ties go by name, then by the first country."""
    groups: dict[tuple[str, str, str], _Group] = {}
    left_out: list[str] = []
    frame = snapshot["countries"]
    columns = (frame[c].texts() for c in ("region", "m49_subregion", "subregion"))
    for iso3, region, between, finest in zip(frame.ids, *columns, strict=True):
        if not region:
            left_out.append(iso3)
            continue
        group = groups.setdefault((region, between, finest), _Group(region, {between} - {""}))
        group.names.add(finest or between or region)
        group.countries.add(iso3)
    parts = list(groups.values())
    while True:
        small = sorted((g for g in parts if len(g.countries) < MIN_COUNTRIES), key=lambda g: g.size)
        pair = next(((g, p) for g in small if (p := _partner(g, parts)) is not None), None)
        if pair is None:
            break
        one, other = pair
        parts.remove(one)
        other.between |= one.between
        other.names |= one.names
        other.countries |= one.countries
    left_out += (c for g in parts if len(g.countries) < MIN_COUNTRIES for c in g.countries)
    large = [g for g in parts if len(g.countries) >= MIN_COUNTRIES]
    names = [g.name for g in large]
    # M49 names are unique; where a workspace uses a name twice, the first country tells the parts apart
    named = [
        Part(
            g.name if names.count(g.name) == 1 else f"{g.name} ({min(g.countries)})",
            tuple(sorted(map(Iso3, g.countries))),
        )
        for g in large
    ]
    return Partition(tuple(sorted(named, key=lambda p: p.name)), tuple(sorted(map(Iso3, left_out))))


def _partner(group: _Group, parts: Iterable[_Group]) -> _Group | None:
    same = [p for p in parts if p is not group and p.region == group.region]
    near = [p for p in same if p.between & group.between]
    return min(near or same, key=lambda p: p.size, default=None)


def subregions(part: str) -> tuple[Sentence, ...]:
    """The subregions of a part, each to be said in the reader's language.

    >>> [s.text for s in subregions("Caribbean, Central America")]
    ['Caribbean', 'Central America']
    """
    return tuple(sentence(name) for name in part.split(", "))


@dataclass(frozen=True, slots=True)
class Figure:
    """One capability in one part: in how many of its countries it is there (covered, fragile or unattributed), is
    missing (gap or planned), is unknown."""

    part: Annotated[str, Key("name of the part", more={"minLength": 1})]
    countries: Annotated[int, HIDDEN]
    capability: CapabilityNumber
    there: Annotated[Share, Key("share of countries where it is in place")]
    missing: Annotated[Share, Key("share where it is a gap or planned")]
    unknown: Annotated[Share, Key("share where it is not known")]

    def sentences(self) -> list[Sentence]:
        """The figure in words; what concerns few or no countries is left out."""
        say = {
            ("there", Share.MOST): sentence(
                "{capability} is there in most of the {n} countries of {part}.", **self._values()
            ),
            ("there", Share.SOME): sentence(
                "{capability} is there in some of the {n} countries of {part}.", **self._values()
            ),
            ("missing", Share.MOST): sentence(
                "{capability} is missing in most of the {n} countries of {part}.", **self._values()
            ),
            ("missing", Share.SOME): sentence(
                "{capability} is missing in some of the {n} countries of {part}.", **self._values()
            ),
            ("unknown", Share.MOST): sentence(
                "For most of the {n} countries of {part} it is not known whether {capability} is there.",
                **self._values(),
            ),
            ("unknown", Share.SOME): sentence(
                "For some of the {n} countries of {part} it is not known whether {capability} is there.",
                **self._values(),
            ),
        }
        return [s for (what, step), s in say.items() if getattr(self, what) is step]

    def _values(self) -> dict[str, Value]:
        return {
            "capability": Name("capabilities", self.capability),
            "n": self.countries,
            "part": subregions(self.part),
        }


@dataclass(frozen=True)
class Release:
    """The public figures of one day, to be kept as they are. ``figures``: by part, then edition order; ``ceiling``: the
    highest label that fed them ("" = made before releases had one)."""

    day: Annotated[date, Key("the day of the release", name="release")]
    edition: Annotated[str, HIDDEN]
    ceiling: Annotated[
        str,
        Key(
            "highest handling label whose records feed the figures; empty in a release made before there was one",
            more={"enum": ["", *MAY_FEED]},
        ),
    ]
    partition: Annotated[Partition, INLINE]
    figures: Annotated[tuple[Figure, ...], Key("by part, then in edition order")]

    @staticmethod
    def from_answer(answer: Mapping[str, object]) -> Release:
        """The release that an answer says. Raises DataError where it is no such record."""
        try:
            parts = tuple(
                Part(str(p["part"]), tuple(map(Iso3, p["countries"])))
                for p in answer["parts"]  # type: ignore[attr-defined]
            )
            size = {p.name: len(p.countries) for p in parts}
            figures = tuple(
                Figure(
                    str(f["part"]),
                    size[f["part"]],
                    CapabilityNumber(f["capability"]),
                    Share(f["there"]),
                    Share(f["missing"]),
                    Share(f["unknown"]),
                )
                for f in answer["figures"]  # type: ignore[attr-defined]
            )
            return Release(
                date.fromisoformat(str(answer["release"])),
                str(answer["edition"]),
                str(answer.get("ceiling", "")),
                Partition(parts, tuple(map(Iso3, answer["left_out"]))),  # type: ignore[call-overload]
                figures,
            )
        except (KeyError, TypeError, ValueError) as e:
            raise DataError(
                said("This is not the record of a public release: {reason}.", reason=Verbatim(e)),
                hint=said("Give the file as the release was written, unchanged."),
            ) from e


def release_day(day: date) -> date:
    """The latest release day up to ``day``.

    >>> release_day(date(2026, 11, 25)).isoformat(), release_day(date(2026, 1, 1)).isoformat()
    ('2026-07-01', '2026-01-01')
    """
    return date(day.year, max(m for m in RELEASE_MONTHS if m <= day.month), 1)


def feeding(label: str) -> Tier:
    """A label whose records may feed an aggregate. Raises UsageError for any other text."""
    if label not in MAY_FEED:
        raise UsageError(
            said("Records labelled {label} feed no public figure.", label=Verbatim(label)),
            hint=said("Use one of: {labels}.", labels=Verbatim(", ".join(MAY_FEED))),
        )
    return Tier(label)


def ceiling_of(earlier: Sequence[Release], asked: Tier | None = None) -> Tier:
    """The ceiling of the next release of a series: that of the ones before, else what is asked for, else CLEAR.

    Raises UsageError for another label than the series has.
    """
    last = max(earlier, key=lambda r: r.day, default=None)
    if last is None or not last.ceiling:
        return asked or Tier.CLEAR
    held = Tier(last.ceiling)
    if asked is not None and asked is not held:
        raise UsageError(
            said("This series of releases uses records up to {label}.", label=Verbatim(held)),
            hint=said("Ask without another label: two releases that differ in it could be compared."),
        )
    return held


def release(
    facts: Facts, day: date, earlier: Sequence[Release] = (), *, ceiling: Tier = Tier.CLEAR
) -> Release:
    """The figures of ``day``. ``earlier``: the releases of this series so far, whose partition and edition hold;
    ``ceiling``: the highest label among the records of ``facts``, which is kept in the release.

    A country of the partition that the store no longer has counts as unknown; a new one is not published.
    Raises UsageError where the day, the evidence or the edition would be a free choice.
    """
    if day != release_day(day):
        raise UsageError(
            said("{day} is not a release date.", day=day),
            hint=said(
                "Public figures are made for 1 January and 1 July; the last one is {day}.",
                day=release_day(day),
            ),
        )
    if facts.evidence is not Evidence.ALL:
        raise UsageError(
            said("Public figures use all evidence."),
            hint=said("Leave out --evidence: two releases that differ in it could be compared."),
        )
    last = max(earlier, key=lambda r: r.day, default=None)
    if last is not None and last.edition != facts.edition.id:
        raise UsageError(
            said("This series of releases is in edition {edition}.", edition=Verbatim(last.edition)),
            hint=said(
                "Ask in edition {edition}, as the earlier releases were.", edition=Verbatim(last.edition)
            ),
        )
    if last is not None and last.day >= day:
        raise UsageError(
            said(
                "A release for {last} already exists, so a release for {day} is no longer possible.",
                last=last.day,
                day=day,
            ),
            hint=said("Each release is made once, in order. Show the recorded release."),
        )
    partition = last.partition if last is not None else partition_of(facts.snapshot)
    cover = coverage(facts, day)
    figures = []
    for part in partition.parts:
        n = len(part.countries)
        here = [facts.country_at[c] for c in part.countries if c in facts.country_at]
        for a, number in enumerate(facts.edition.numbers):
            standing = [STANDING2[cover.states[c * facts.K + a]] for c in here]
            there, missing = standing.count(2), standing.count(0)
            figures.append(
                Figure(
                    part.name, n, number, share(there, n), share(missing, n), share(n - there - missing, n)
                )
            )
    return Release(day, facts.edition.id, str(ceiling), partition, tuple(figures))
