"""What the pages draw: one answer of the service as plain records, ready to be shown.

A :class:`World` is everything asked of one workspace at one date, evidence and edition. It is immutable and may be
shared between requests. Every country of the store times every capability of the edition has a :class:`Cell`,
unknown included. Names are as stored; they are put into the reader's language when drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from coordination.analytics.board.coverage import CellStatus as Cell
from coordination.analytics.board.gaps import Gap, LookFirst
from coordination.text.states import Flag
from dashboard.ui.i18n import language
from dashboard.ui.theme import Evidence, Sign, State
from graph_schema.ids import UNINHABITED

__all__ = [
    "ByCountry",
    "Capability",
    "Cell",
    "Cells",
    "Country",
    "Domain",
    "Edition",
    "Gap",
    "LookFirst",
    "Need",
    "Organisation",
    "Source",
    "World",
    "evidence_of",
]

T = TypeVar("T")


@dataclass(frozen=True)
class Domain:
    id: str
    name: str


@dataclass(frozen=True)
class Capability:
    """``required``: independent providers it needs; ``duty``: has a cross-border duty; ``one_is_normal``: it usually
    has one national body, of which a successor is asked, and no second one."""

    number: str
    domain: str
    name: str
    description: str = ""
    required: int = 1
    duty: bool = False
    one_is_normal: bool = False


@dataclass(frozen=True)
class Need:
    """``needs`` rests on ``gives`` (a prerequisite). Same non-empty ``group``: any one of them suffices."""

    needs: str
    gives: str
    group: str = ""
    reason: str = ""
    derived: bool = False


@dataclass(frozen=True)
class Edition:
    id: str
    name: str
    year: str
    domains: tuple[Domain, ...]
    capabilities: tuple[Capability, ...]
    needs: tuple[Need, ...] = ()

    @cached_property
    def by_number(self) -> dict[str, Capability]:
        return {c.number: c for c in self.capabilities}

    def of_domain(self, domain: str) -> list[Capability]:
        return [c for c in self.capabilities if c.domain == domain]


@dataclass(frozen=True)
class Country:
    """``region`` and ``subregion`` after UN M49; empty where the list has none."""

    iso3: str
    iso2: str
    name: str
    region: str = ""
    subregion: str = ""

    def lies_in(self, region: str) -> bool:
        """Whether that is its region or its subregion."""
        return region in {self.region, self.subregion}


@dataclass(frozen=True)
class Organisation:
    """``recorded``, ``recorded_short``: its names as recorded; ``called``: language -> (name, short name), "" for
    what is not kept in it. A world is shared by readers of every language, so a name is chosen when it is read."""

    id: str
    recorded: str
    kind: str = ""
    recorded_short: str = ""
    home: str = ""
    called: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name in the language in use, else as recorded."""
        return self.called.get(language(), ("", ""))[0] or self.recorded

    @property
    def short(self) -> str:
        """Its name for narrow places in the language in use, else as recorded; "" for none."""
        return self.called.get(language(), ("", ""))[1] or self.recorded_short

    @property
    def names(self) -> tuple[str, ...]:
        """What somebody may type who looks for it: its names in the language in use, and as recorded; each once."""
        every = (self.name, self.short, self.recorded, self.recorded_short)
        return tuple(dict.fromkeys(n for n in every if n))


@dataclass(frozen=True)
class Source:
    id: str
    title: str
    publisher: str = ""
    url: str = ""
    published: str = ""
    retrieved: str = ""


def evidence_of(cell: Cell) -> Evidence:
    """The pattern of a cell on the map: unconfirmed wins over old."""
    if Flag.UNCONFIRMED in cell.flags:
        return Evidence.UNCONFIRMED
    return Evidence.STALE if Flag.STALE in cell.flags else Evidence.CONFIRMED


class Cells(Mapping[tuple[str, str], Cell]):
    """Every cell by (country, capability), made when it is first looked at: the page of a country needs 21 of several
    thousand. ``states``: of every cell, in their order; ``make``: the cell of a key that is among them."""

    def __init__(
        self, states: Mapping[tuple[str, str], State], make: Callable[[tuple[str, str]], Cell]
    ) -> None:
        self.states = states
        self._make = make
        self._made: dict[tuple[str, str], Cell] = {}

    @staticmethod
    def of(cells: Mapping[tuple[str, str], Cell]) -> Cells:
        return Cells({key: cell.state for key, cell in cells.items()}, cells.__getitem__)

    def __getitem__(self, key: tuple[str, str]) -> Cell:
        found = self._made.get(key)
        if found is None:
            self.states[key]  # raises KeyError
            found = self._made.setdefault(key, self._make(key))  # several threads may ask at once
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.states)

    def __len__(self) -> int:
        return len(self.states)


class ByCountry(Mapping[str, tuple[T, ...]]):
    """What there is to tell of each country, by ISO3 code; ``tell`` is asked when a country is looked at."""

    def __init__(self, countries: Collection[str], tell: Callable[[str], tuple[T, ...]]) -> None:
        self._countries, self._tell = countries, tell

    def __getitem__(self, code: str) -> tuple[T, ...]:
        if code not in self._countries:
            raise KeyError(code)
        return self._tell(code)

    def __iter__(self) -> Iterator[str]:
        return iter(self._countries)

    def __len__(self) -> int:
        return len(self._countries)


@dataclass(frozen=True)
class World:
    """``snapshot`` names the claims it was worked from; ``shapes`` the outlines of its map."""

    workspace: str
    title: str
    snapshot: str
    as_of: date
    evidence: str
    edition: Edition
    countries: dict[str, Country]
    organisations: dict[str, Organisation]
    sources: dict[str, Source]
    cells: Cells
    shapes: str = "world"
    tier: str = "CLEAR"
    copied: tuple[str, ...] = ()
    """Of a copy of some countries: these; what is recorded of others was not copied."""
    takes_data: bool = False
    """Whether records of it can be corrected."""
    looked: frozenset[tuple[str, str]] = frozenset()
    """(country, capability) that somebody has looked at, whatever the answer."""
    gaps: Mapping[str, tuple[Gap, ...]] = field(default_factory=dict)
    """Country -> what is missing or fragile, in the order in which to take it up."""
    looks: Mapping[str, tuple[LookFirst, ...]] = field(default_factory=dict)
    """Country -> unknown cells, those first where a look would teach most."""

    into: Mapping[str, str] = field(default_factory=dict)
    """Organisation that was judged to be the same as another -> the one that stands for both."""

    def board(self, country: str) -> list[Cell]:
        """The cells of one country in edition order."""
        return [self.cells[country, c.number] for c in self.edition.capabilities]

    def column(self, capability: str) -> list[Cell]:
        """One capability in every country, in the order of the country list."""
        return [self.cells[c, capability] for c in self.countries]

    @cached_property
    def inhabited(self) -> dict[str, Country]:
        """The countries to count and to draw: all but places where nobody lives and of which nothing is known."""
        return {c: v for c, v in self.countries.items() if c not in UNINHABITED or self.known[c]}

    @cached_property
    def known(self) -> dict[str, int]:
        """Country -> cells that are not unknown."""
        counts = dict.fromkeys(self.countries, 0)
        for (country, _), state in self.cells.states.items():
            counts[country] += state is not State.UNKNOWN
        return counts

    @cached_property
    def looked_at(self) -> list[str]:
        """Countries about which anything is known, in ISO3 order."""
        return [c for c, n in self.known.items() if n]

    @cached_property
    def reviewed(self) -> list[str]:
        """Countries at which somebody has looked, in ISO3 order."""
        return sorted({c for c, _ in self.looked if c in self.countries})

    def counts(self, cells: Iterable[Cell]) -> dict[Sign, int]:
        """Sign -> number of these cells, every sign present."""
        out = dict.fromkeys(Sign, 0)
        for cell in cells:
            out[cell.sign] += 1
        return out

    def by_subregion(self) -> Iterator[tuple[str, list[Country]]]:
        """Inhabited countries under their subregion, subregions in the order of regions, countries by code."""
        groups: dict[tuple[str, str], list[Country]] = {}
        for country in self.inhabited.values():
            groups.setdefault((country.region, country.subregion), []).append(country)
        for (region, subregion), members in sorted(groups.items(), key=lambda g: (not g[0][0], g[0])):
            yield subregion or region, members

    def organisation(self, key: str) -> Organisation:
        """The one that a key names, or that stands for the one it named; without a record it is called by its key."""
        return self.organisations.get(self.into.get(key, key)) or Organisation(key, key)
