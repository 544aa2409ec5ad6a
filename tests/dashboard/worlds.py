"""A small world made by hand: three countries, five capabilities in two domains, every state once.

::

    Governance: 1 Leading, 3 Law          Services: 4 Police (rests on 3), 12 Hotline (rests on 3 and 4),
                                                    16 Removal (rests on 3 or 19)  and 19 Firms

    AAA: 1 covered (2 groups)  3 gap  4 fragile, old  12 planned  16 unattributed  19 unknown
    BBB: nothing known.   CCC: 12 covered, not confirmed; the rest unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from coordination.analytics.board.explain import Explanation, Part, Reason
from coordination.answers.asking import ask as declared
from coordination.store.memory import MemoryStore
from coordination.text.kinds import Bounds
from coordination.text.sentences import Name, Quote, sentence
from coordination.text.states import Flag
from coordination.workspace.service import Question
from coordination.workspace.service import Workspace as Service
from dashboard.backend.context import Workspace
from dashboard.backend.world import (
    Capability,
    Cell,
    Cells,
    Country,
    Domain,
    Edition,
    Gap,
    LookFirst,
    Need,
    Organisation,
    Source,
    World,
)
from dashboard.ui.theme import Sign, State
from graph_schema.errors import StoreUnavailable, UsageError
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, SourceId, StakeholderId
from graph_schema.issues import errors_in
from tests.said import as_json

T = TypeVar("T")
AS_OF = date(2026, 11, 25)
PATIENCE = 300.0  #: on a slow machine too a page is told whole, not its progress
EDITION = Edition(
    "small-1",
    "A small edition",
    "2020",
    (Domain("governance", "Governance"), Domain("services", "Services")),
    (
        Capability("1", "governance", "Leading", "A body that leads.", 1),
        Capability("3", "governance", "Law", "The law.", 1),
        Capability("4", "services", "Police", "A unit.", 2),
        Capability("12", "services", "Hotline", "A line.", 2),
        Capability("16", "services", "Removal", "Taking down.", 2),
        Capability("19", "services", "Firms", "Their part.", 2),
    ),
    (
        Need("4", "3", reason="The law must let police act."),
        Need("12", "3", reason="Handling must be lawful."),
        Need("12", "4", reason="Reports go to police."),
        Need("16", "3", "a"),
        Need("16", "19", "a", derived=True),
    ),
)
COUNTRIES = {
    "AAA": Country("AAA", "AA", "Aland <b>", "North", "Upper North"),
    "BBB": Country("BBB", "BB", "Bland", "North", "Lower North"),
    "CCC": Country("CCC", "CC", "Cland", "South", "South"),
}
ORGANISATIONS = {
    "police": Organisation("police", "National Police", "law_enforcement", "Police"),
    "line": Organisation("line", "=HYPERLINK(1)", "ngo"),
    "council": Organisation("council", "National Council", "government"),
}
SOURCES = {
    "s1": Source("s1", "A report", "A publisher", "https://example.org/report", "2026-02-10", "2026-03-01")
}


def cell(
    country: str,
    number: str,
    state: State,
    flags: tuple[str, ...] = (),
    groups: int = 0,
    providers: tuple[str, ...] = (),
    *,
    ends: date | None = None,
    **more: tuple[str, ...],
) -> Cell:
    """What is known of a capability of a country, from plain words."""
    return Cell(
        country=Iso3(country),
        capability=CapabilityNumber(number),
        state=state,
        flags=tuple(map(Flag, flags)),
        groups=groups,
        providers=tuple(map(StakeholderId, providers)),
        ends=ends,
        **more,  # type: ignore[arg-type]  # ids, said as plain words
    )


def cells() -> dict[tuple[str, str], Cell]:
    out = {(c, k.number): cell(c, k.number, State.UNKNOWN) for c in COUNTRIES for k in EDITION.capabilities}
    known = [
        cell("AAA", "1", State.COVERED, (), 2, ("council", "line"), sources=("s1",)),
        cell("AAA", "3", State.GAP, ("lapsed",)),
        cell(
            "AAA",
            "4",
            State.FRAGILE,
            ("stale", "unsupported", "expiring"),
            1,
            ("police",),
            ends=date(2027, 3, 31),
        ),
        cell("AAA", "12", State.PLANNED, planned=("line",)),
        cell("AAA", "16", State.UNATTRIBUTED, ("unsupported",)),
        cell("CCC", "12", State.COVERED, ("unconfirmed", "stale"), 3, ("line",)),
    ]
    out.update({(c.country, c.capability): c for c in known})
    return out


def listed(
    number: str, state: State, place: int, waiting: tuple[str, ...], unlocks: tuple[str, ...] = ()
) -> Gap:
    """A row of the gap list of Aland."""
    return Gap(
        country=Iso3("AAA"),
        capability=CapabilityNumber(number),
        state=state,
        sign=Sign(state),
        waiting=tuple(map(CapabilityNumber, waiting)),
        unlocks=tuple(map(CapabilityNumber, unlocks)),
        rank=Bounds(place, place),
        first_whatever=False,
    )


def world(workspace: str = "small", shapes: str = "none") -> World:
    return World(
        workspace=workspace,
        title="Small world",
        snapshot="0123456789abcdef",
        as_of=AS_OF,
        evidence="all",
        edition=EDITION,
        countries=COUNTRIES,
        organisations=ORGANISATIONS,
        sources=SOURCES,
        cells=Cells.of(cells()),
        shapes=shapes,
        looked=frozenset({("AAA", "3"), ("AAA", "16")}),
        gaps={
            "AAA": (listed("3", State.GAP, 1, ("4", "12"), ("4",)), listed("4", State.FRAGILE, 2, ("12",)))
        },
        looks={"AAA": (LookFirst(country=Iso3("AAA"), capability=CapabilityNumber("19")),)},
    )


class Explained(Service):
    """A workspace without records that knows why a cell of the small world has its status."""

    def explanation(self, q: Question, country: str, capability: str) -> Explanation:
        cell = cells()[country, capability]
        police = Name("stakeholders", "police")
        return Explanation(
            cell.country,
            cell.capability,
            cell.state,
            2,
            cell.flags,
            (
                Reason(
                    Part.RULE,
                    Quote(sentence("Fragile: {n} independent provider is known, but {k} needed.", n=1, k=2)),
                ),
                Reason(
                    Part.PROVIDER,
                    Quote(sentence("{who} provides it.", who=police)),
                    ClaimId("c" * 24),
                    SourceId("s1"),
                    "b" * 16,
                    "deliveries.csv",
                    1234,
                ),
                *(Reason(Part.FLAG, Quote(sentence("About {flag}.", flag=str(f)))) for f in cell.flags),
            ),
        )


@cache
def records(workspace: str) -> Explained:
    """The workspace behind the small world: its countries are on record, and nothing about them."""
    made = Explained(workspace, MemoryStore())
    with TemporaryDirectory() as folder:
        file = Path(folder) / "countries.csv"
        rows = [f"{c.iso3},{c.iso2},{c.name},{c.region},{c.subregion}" for c in COUNTRIES.values()]
        file.write_text("\n".join(["iso3,iso2,name,region,subregion", *rows]) + "\n", encoding="utf-8")
        assert not errors_in(made.import_files([file], at="2026-11-25T00:00:00Z").issues)
    return made


class FixedAnswers:
    """Always the same world, in workspaces ``small`` and ``broken`` (whose store does not answer)."""

    def __init__(self, spaces: tuple[str, ...] = ("small",)) -> None:
        self.spaces = spaces
        self.heaviest: list[dict[str, Any]] = []
        self.asked: list[tuple[str, date, str, str]] = []

    def workspaces(self) -> list[Workspace]:
        return [Workspace(s, f"The {s} world", "AAA", editions=(("small-1", "2020"),)) for s in self.spaces]

    def rests_on(self, question: str, choices: Collection[str]) -> str:
        return "data"

    def stamp(self, workspace: str, what: str) -> int:
        return 0

    def ready(self) -> None:
        if "broken" in self.spaces:
            raise StoreUnavailable("The store at bolt://127.0.0.1:1 does not answer.", hint="Start it.")

    def world(self, workspace: str, *, as_of: date, evidence: str, edition: str) -> World:
        self.asked.append((workspace, as_of, evidence, edition))
        if workspace == "broken":
            raise StoreUnavailable("The store at bolt://127.0.0.1:1 does not answer.", hint="Start it.")
        if workspace == "faulty":
            raise RuntimeError("secret-detail-of-a-fault")
        if edition not in {"", "small-1"}:
            raise UsageError(f"There is no framework edition {edition!r}.")
        return world(workspace)

    def ask(
        self,
        workspace: str,
        question: str,
        /,
        *about: Any,
        as_of: date,
        evidence: str,
        edition: str,
        **choices: Any,
    ) -> dict[str, Any]:
        if question == "labels":
            return {"labels": []}
        if question == "plan":
            return {"steps": []}
        if question == "coverage":
            head = {"snapshot": "0123456789abcdef", "as_of": as_of.isoformat(), "edition": "small-1"}
            return {**head, "evidence": evidence, "cells": [as_json(c) for c in cells().values()]}
        if question == "gaps":
            known = world(workspace)
            return {
                "gaps": [as_json(g) for rows in known.gaps.values() for g in rows],
                "looks": [as_json(x) for rows in known.looks.values() for x in rows],
            }
        if question == "maturity":
            return {"cells": []}
        if question == "heaviest":
            return {"countries": self.heaviest}
        if question == "diff":
            return {
                "snapshot": "0123456789abcdef",
                "as_of": as_of.isoformat(),
                "edition": "small-1",
                "evidence": evidence,
                "before": {},
                "after": {},
                "states": {},
                "cells": [],
            }
        if question == "rows":
            return {"rows": []}
        if question == "types_of":
            return {"types": {}}
        if question in {"assessments", "obligations", "lenses", "figures", "explain", "routes", "unfunded"}:
            return declared(records(workspace), Question(as_of), question, **choices)
        raise UsageError(f"The small world does not answer {question!r}.")

    def document(
        self,
        workspace: str,
        make: Callable[[Any, Any, str], T],
        *,
        as_of: date,
        evidence: str,
        edition: str,
    ) -> T:
        return make(records(workspace), Question(as_of), "en")
