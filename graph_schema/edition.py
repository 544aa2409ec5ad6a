"""Framework editions: read from the package's CSV files and frozen. Nothing else in the code counts
capabilities, domains, enablers or seats.

An edition is a folder under ``editions/``. A later edition carries a crosswalk from the base edition, in
which deliveries, duties and funding name their capabilities (METHODS 0).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from graph_schema.actions import Action, Basis, mapped_actions, read_actions, wrong_actions
from graph_schema.errors import SchemaError, UsageError, said
from graph_schema.ids import CapabilityNumber
from graph_schema.languages import column_in

__all__ = [
    "BASE_EDITION",
    "FRAMEWORK_LISTS",
    "Capability",
    "Domain",
    "Edition",
    "Ends",
    "Requirement",
    "Route",
    "RouteStep",
    "by_number",
    "edition",
    "edition_ids",
    "framework_ids",
    "translated_texts",
    "wrong_routes",
]

#: The edition in which rows without an edition name their capabilities.
BASE_EDITION: Final = "mnr-2016"
#: Lists a field may point to that are framework data, not records of a store.
FRAMEWORK_LISTS: Final = ("editions", "capabilities", "seats", "objectives", "means", "enablers", "outcomes")

_LISTS = (
    "domains",
    "capabilities",
    "requires",
    "duties",
    "seats",
    "phases",
    "enablers",
    "outcomes",
    "threats",
    "challenges",
    "drivers",
    "disciplines",
    "complexity",
    "commitments",
    "objectives",
    "means",
    "touches",
    "answers",
    "addresses",
    "figures",
    "routes",
    "stages",
    "actions",
)


@dataclass(frozen=True, slots=True)
class Domain:
    id: str
    position: int
    name: str


@dataclass(frozen=True, slots=True)
class Capability:
    """``required``: how many independent providers it needs (k); ``one_is_normal``: it needs two, yet one national
    body for it is usual, and a named stand-in secures it; ``provided_by``: kinds of organisation that can provide it,
    empty = any; ``required_is_reading``: that it needs so many is our own reading; ``by_children``: children carry it,
    so that who does nothing else is never asked to do another; ``akin``: capabilities whose work is so near that who
    does one of them could be asked to take this one up. ``statutory``: a duty of the state by its nature;
    ``online_by_name``: exploitation online is what it is about, so a record need not say so; ``ages``: no = what is on
    record of it does not grow old (a law, a court); ``asked_kinds``, ``asked_area``, ``asked_public``: who may be
    asked to take it up: kinds of organisation, only bodies for the whole country, only bodies of the state."""

    number: str
    domain: str
    name: str
    description: str
    required: int
    one_is_normal: bool = False
    provided_by: tuple[str, ...] = ()
    required_is_reading: bool = False
    by_children: bool = False
    akin: tuple[str, ...] = ()
    statutory: bool = False
    online_by_name: bool = False
    ages: bool = True
    asked_kinds: tuple[str, ...] = ()
    asked_area: str = "any"
    asked_public: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """``needs`` needs ``gives``. kind P, F, R or K; rows of one ``group`` are alternatives."""

    needs: str
    gives: str
    kind: str
    group: str
    reason: str
    basis: str


class Ends(StrEnum):
    """What a route ends with."""

    RESCUE = "rescue"
    NOTICE = "notice"
    REMOVAL = "removal"
    REMEDY = "remedy"
    SUPERVISION = "supervision"


@dataclass(frozen=True, slots=True)
class RouteStep:
    """A station of a route: any of ``capabilities`` can carry it, the first is the usual one. ``optional``: a case may
    pass it over; ``abroad``: it is taken in another country; ``stage``: the column of a picture in which it stands;
    ``receivers``: who receives the reports of foreign platforms stands here too; ``also_kinds``: further kinds of
    partnership that hand a case on from here."""

    step: int
    capabilities: tuple[CapabilityNumber, ...]
    optional: bool
    abroad: bool
    handoff: str
    stage: str
    basis: str
    source: str
    receivers: bool = False
    also_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """How a case flows, from whoever it begins with to what it ends with (:class:`Ends`)."""

    id: str
    name: str
    begins_with: str
    ends_with: str
    steps: tuple[RouteStep, ...]


@dataclass(frozen=True, eq=False)
class Edition:
    """One framework edition. ``lists`` holds every file of the folder as rows of text."""

    id: str
    name: str
    year: int
    domains: tuple[Domain, ...]
    capabilities: tuple[Capability, ...]
    requires: tuple[Requirement, ...]
    duties: tuple[CapabilityNumber, ...]
    routes: tuple[Route, ...]
    crosswalk: tuple[tuple[str, str], ...]
    lists: Mapping[str, tuple[Mapping[str, str], ...]]

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Position of each capability number in edition order."""
        return MappingProxyType({c.number: i for i, c in enumerate(self.capabilities)})

    @cached_property
    def numbers(self) -> tuple[CapabilityNumber, ...]:
        return tuple(CapabilityNumber(c.number) for c in self.capabilities)

    @cached_property
    def all_of(self) -> tuple[tuple[int, ...], ...]:
        """Per capability: indices of the prerequisites that are all needed (kind P, no group)."""
        out: list[list[int]] = [[] for _ in self.capabilities]
        for r in self.requires:
            if r.kind == "P" and not r.group:
                out[self.index[r.needs]].append(self.index[r.gives])
        return tuple(tuple(sorted(x)) for x in out)

    @cached_property
    def any_of(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """Per capability: groups of prerequisites of which any one suffices (kind P, with a group)."""
        out: list[dict[str, list[int]]] = [{} for _ in self.capabilities]
        for r in self.requires:
            if r.kind == "P" and r.group:
                out[self.index[r.needs]].setdefault(r.group, []).append(self.index[r.gives])
        return tuple(tuple(tuple(sorted(g)) for _, g in sorted(x.items())) for x in out)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Capability indices in topological order of all P edges, earliest first, ties in edition order."""
        below = [
            {*self.all_of[i], *(b for g in self.any_of[i] for b in g)} for i in range(len(self.capabilities))
        ]
        done: list[int] = []
        while len(done) < len(below):
            ready = [i for i, need in enumerate(below) if i not in done and need <= set(done)]
            if not ready:
                stuck = [c.number for i, c in enumerate(self.capabilities) if i not in done]
                raise SchemaError(
                    said(
                        "Edition {id}: prerequisites of {names} form a circle",
                        id=self.id,
                        names=", ".join(stuck),
                    )
                )
            done += ready
        return tuple(done)

    @cached_property
    def from_base(self) -> Mapping[str, str]:
        """Number of the base edition -> number here (empty for what has no place here)."""
        if self.id == BASE_EDITION:
            return MappingProxyType({n: n for n in self.numbers})
        return MappingProxyType({a: b for a, b in self.crosswalk if b})

    @cached_property
    def one_to_one(self) -> frozenset[str]:
        """Base numbers that map alone onto a number here: only their looks carry over."""
        targets = list(self.from_base.values())
        return frozenset(a for a, b in self.from_base.items() if targets.count(b) == 1)

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """The action library, in the order of its file; that of the base edition where it has none of its own."""
        own = read_actions(self.lists.get("actions", ()))
        if own or self.id == BASE_EDITION:
            return own
        return mapped_actions(edition(BASE_EDITION).actions, self.from_base)

    def capability(self, number: str) -> Capability:
        """Raises UsageError naming what there is."""
        try:
            return self.capabilities[self.index[number]]
        except KeyError:
            raise UsageError(
                said("There is no capability {number!r} in edition {id}.", number=number, id=self.id),
                hint=said("Use one of: {names}.", names=", ".join(self.numbers)),
            ) from None

    def domain(self, ident: str) -> Domain:
        return next(d for d in self.domains if d.id == ident)


def by_number(text: str) -> tuple[int, str]:
    """The place of a number of a capability in the order of an edition."""
    return (int(text), "") if text.isdigit() else (10**9, text)


def _folders() -> dict[str, str]:
    return {
        p.name.replace("_", "-"): p.name
        for p in sorted(files("graph_schema").joinpath("editions").iterdir(), key=lambda p: p.name)
        if p.is_dir() and p.name.startswith("mnr_")
    }


@cache
def edition_ids() -> tuple[str, ...]:
    return tuple(_folders())


def _rows(ident: str, name: str) -> tuple[Mapping[str, str], ...]:
    path = files("graph_schema").joinpath("editions", _folders()[ident], f"{name}.csv")
    if not path.is_file():
        return ()
    text = io.StringIO(path.read_text(encoding="utf-8"), newline="")
    return tuple(MappingProxyType(dict(row)) for row in csv.DictReader(text))


@cache
def edition(ident: str = BASE_EDITION) -> Edition:
    """The edition of that id. Raises UsageError naming what there is; SchemaError if its files disagree."""
    if ident not in edition_ids():
        raise UsageError(
            said("There is no framework edition {ident!r}.", ident=ident),
            hint=said("Use one of: {names}.", names=", ".join(edition_ids())),
        )
    (head,) = _rows(ident, "edition")
    lists = {name: _rows(ident, name) for name in _LISTS}
    found = Edition(
        id=head["id"],
        name=head["name"],
        year=int(head["year"]),
        domains=tuple(
            sorted(
                (Domain(r["id"], int(r["position"]), r["name"]) for r in lists["domains"]),
                key=lambda d: d.position,
            )
        ),
        capabilities=tuple(
            sorted(
                (
                    Capability(
                        r["number"],
                        r["domain"],
                        r["name"],
                        r["description"],
                        int(r["required"]),
                        r.get("one_is_normal") == "yes",
                        tuple(k for k in r.get("provided_by", "").split(";") if k),
                        r.get("required_is_reading") == "yes",
                        r.get("by_children") == "yes",
                        tuple(n for n in r.get("akin", "").split(";") if n),
                        r.get("statutory") == "yes",
                        r.get("online_by_name") == "yes",
                        r.get("ages") != "no",
                        tuple(k for k in r.get("asked_kinds", "").split(";") if k),
                        r.get("asked_area") or "any",
                        r.get("asked_public") == "yes",
                    )
                    for r in lists["capabilities"]
                ),
                key=lambda c: by_number(c.number),
            )
        ),
        requires=tuple(
            Requirement(r["needs"], r["gives"], r["kind"], r["group"], r["reason"], r["basis"])
            for r in lists["requires"]
        ),
        duties=tuple(sorted((CapabilityNumber(r["capability"]) for r in lists["duties"]), key=by_number)),
        routes=_routes(lists["routes"]),
        crosswalk=tuple((r["from_number"], r["to_number"]) for r in _rows(ident, "crosswalk")),
        lists=MappingProxyType(lists),
    )
    _check(found, ident)
    return found


def _routes(rows: Iterable[Mapping[str, str]]) -> tuple[Route, ...]:
    """The routes in the order of their file, each with its steps in order."""
    by_route: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        by_route.setdefault(row["route"], []).append(row)
    return tuple(
        Route(
            ident,
            mine[0]["name"],
            mine[0]["begins_with"],
            mine[0]["ends_with"],
            tuple(_route_step(r) for r in sorted(mine, key=lambda r: int(r["step"]))),
        )
        for ident, mine in by_route.items()
    )


def _route_step(row: Mapping[str, str]) -> RouteStep:
    others = (n for n in row["alternatives"].split(";") if n)
    return RouteStep(
        step=int(row["step"]),
        capabilities=tuple(CapabilityNumber(n) for n in (row["capability"], *others)),
        optional=row["optional"] == "yes",
        abroad=row["place"] == "abroad",
        handoff=row["handoff"],
        stage=row["stage"],
        basis=row["basis"],
        source=row["source_id"],
        receivers=row.get("receivers") == "yes",
        also_kinds=tuple(k for k in row.get("also_kinds", "").split(";") if k),
    )


def wrong_routes(e: Edition) -> Iterator[str]:
    """What the routes of an edition say that cannot be, each in a few words."""
    stages = ("", *(r["id"] for r in e.lists["stages"]))
    for route in e.routes:
        yield from (
            f"routes: {route.id} has no capability {n!r}"
            for step in route.steps
            for n in step.capabilities
            if n not in e.index
        )
        yield from (
            f"routes: {route.id} has no stage {s.stage!r}" for s in route.steps if s.stage not in stages
        )
        if route.ends_with not in {*Ends}:
            yield f"routes: {route.id} ends with {route.ends_with!r}"
        yield from (
            f"routes: step {s.step} of {route.id} has the basis {s.basis!r} and the source {s.source!r}"
            for s in route.steps
            if (s.basis == Basis.SOURCE) != bool(s.source) or s.basis not in {*Basis}
        )
        if [s.step for s in route.steps] != list(range(1, len(route.steps) + 1)):
            yield f"routes: the steps of {route.id} are not numbered 1, 2, 3 ..."
        if route.steps[0].optional or route.steps[-1].optional:
            yield f"routes: the first and the last step of {route.id} cannot be optional"


def _check(e: Edition, ident: str) -> None:
    wrong = [] if e.id == ident else [f"the folder is {ident} but edition.csv says {e.id}"]
    known = set(e.index)
    domains = {d.id for d in e.domains}
    wrong += [
        f"capability {c.number}: no domain {c.domain!r}" for c in e.capabilities if c.domain not in domains
    ]
    wrong += [f"capability {c.number}: required must be 1 or more" for c in e.capabilities if c.required < 1]
    wrong += [
        f"capability {c.number}: one is enough already, so one_is_normal says nothing"
        for c in e.capabilities
        if c.one_is_normal and c.required < 2
    ]
    wrong += [
        f"capability {c.number}: asked_area is any or national, not {c.asked_area!r}"
        for c in e.capabilities
        if c.asked_area not in ("any", "national")
    ]
    for r in e.requires:
        if not {r.needs, r.gives} <= known or r.needs == r.gives or r.kind not in "PFRK":
            wrong.append(f"requires: {r.needs} <- {r.gives} ({r.kind}) is not a pair of capabilities")
    for name, field in (
        ("duties", "capability"),
        ("answers", "capability"),
        ("touches", "capability"),
        ("addresses", "capability"),
        ("figures", "capability"),
    ):
        wrong += [f"{name}: no capability {r[field]!r}" for r in e.lists[name] if r[field] not in known]
    wrong += wrong_routes(e)
    seats = [r["seat"] for r in e.lists["seats"]]
    wrong += wrong_actions(read_actions(e.lists["actions"]), e.numbers, seats)
    wrong += [f"crosswalk: no capability {b!r} here" for _, b in e.crosswalk if b and b not in known]
    if wrong:
        raise SchemaError(said("Edition {ident}: {names}", ident=ident, names="; ".join(wrong)))
    assert e.order


@cache
def framework_ids(name: str) -> frozenset[str]:
    """The identifiers of a framework list over all editions (what a row may point to)."""
    if name == "editions":
        return frozenset(edition_ids())
    field = {"capabilities": "number", "seats": "seat"}.get(name, "id")
    return frozenset(r[field] for e in edition_ids() for r in edition(e).lists[name])


@cache
def translated_texts(code: str) -> Mapping[str, str]:
    """What the editions say in a language themselves: English text -> the text of its column (``name_fr``)."""
    out: dict[str, str] = {}
    for ident in edition_ids():
        for name in ("edition", *_LISTS):
            for row in _rows(ident, name):
                pairs = ((text, row.get(column_in(column, code), "")) for column, text in row.items())
                out.update({text: other for text, other in pairs if text and other})
    return MappingProxyType(out)
