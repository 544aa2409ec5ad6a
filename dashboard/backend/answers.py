"""From the service's answers to what pages draw. The only module of the dashboard that knows the service.

A :class:`~dashboard.backend.world.World` is worked out once per snapshot, date, evidence and edition, kept with the
snapshot it came from, and shared by every request; sentences are put into the reader's language when they are
asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any, Final, TypeVar

import numpy as np

from coordination.analytics.base.facts import Evidence as Choice
from coordination.analytics.board.coverage import (
    Coverage,
)
from coordination.analytics.board.gaps import gaps
from coordination.answers.asking import answer_of, is_declared, options_of
from coordination.answers.filled import answered
from coordination.answers.labels import labelled
from coordination.answers.updates import updates
from coordination.model.merged import merging
from coordination.model.naming import called
from coordination.model.snapshot import Snapshot
from coordination.workspace.service import Question
from coordination.workspace.service import Workspace as Service
from coordination.workspace.shelf import Shelf
from dashboard.backend.context import Workspace
from dashboard.backend.decisions import origin_stamp, proposals_stamp
from dashboard.backend.forms import QUESTIONS
from dashboard.backend.found import LOGGED, NAMING, RELEASED, about_everything, found_of
from dashboard.backend.labelled import rows_of
from dashboard.backend.picture import picture
from dashboard.backend.served import Served
from dashboard.backend.uploads import ANSWERS, Keeping
from dashboard.backend.world import (
    ByCountry,
    Capability,
    Cells,
    Country,
    Domain,
    Edition,
    Need,
    Organisation,
    Source,
    World,
)
from dashboard.shapes import load
from dashboard.ui import i18n
from dashboard.ui.theme import State
from graph_schema.edition import BASE_EDITION, edition, edition_ids
from graph_schema.errors import MnrError, StoreUnavailable, UsageError, said

__all__ = ["ServiceAnswers"]

T = TypeVar("T")

#: what is kept with a workspace by name
_SHELVES: Final = frozenset({"favourites", "plans", "scenarios"})


def _edition(key: str) -> Edition:
    given = edition(key)
    return Edition(
        given.id,
        given.name,
        str(given.year),
        tuple(Domain(d.id, d.name) for d in given.domains),
        tuple(
            Capability(
                c.number,
                c.domain,
                c.name,
                c.description,
                c.required,
                c.number in given.duties,
                c.one_is_normal,
            )
            for c in given.capabilities
        ),
        tuple(
            Need(r.needs, r.gives, r.group, r.reason, r.basis != "guidance")
            for r in given.requires
            if r.kind == "P"
        ),
    )


def _countries(snapshot: Snapshot) -> dict[str, Country]:
    frame = snapshot["countries"]
    columns = [frame[c].texts() for c in ("iso2", "name", "region", "subregion")]
    rows = {key: Country(key, *values) for key, *values in zip(frame.ids, *columns, strict=True)}
    return dict(sorted(rows.items()))


def _organisations(snapshot: Snapshot) -> dict[str, Organisation]:
    frame = snapshot["stakeholders"]
    columns = [frame[c].texts() for c in ("name", "kind", "short_name", "home_iso3")]
    out = {}
    for key, name, kind, short, home in zip(frame.ids, *columns, strict=True):
        others = {code: (there, brief) for code, there, brief in called(snapshot, key)}
        out[key] = Organisation(key, name, kind, short, home, others)
    return out


def _sources(snapshot: Snapshot) -> dict[str, Source]:
    frame = snapshot["sources"]
    columns = [frame[c].texts() for c in ("title", "publisher", "url", "published", "retrieved")]
    return {key: Source(key, *values) for key, *values in zip(frame.ids, *columns, strict=True)}


def _shapes(wanted: str, countries: Collection[str]) -> str:
    """The outlines named, or those of the fictional region if there are none and it holds every country."""
    demo = load("demo")
    if load(wanted) is None and demo is not None and countries and all(c in demo.paths for c in countries):
        return demo.name
    return wanted


def _cells(cover: Coverage) -> Cells:
    keys = product(cover.facts.countries, cover.facts.edition.numbers)
    states: dict[tuple[str, str], State] = dict(zip(keys, cover.states, strict=True))
    return Cells(states, lambda key: cover.cell(cover.index(*key)))


def _kind(service: Service) -> str:
    if not service.read_only:
        return "own"
    return "invented" if service.shapes == "demo" else "public"


class ServiceAnswers:
    """The answers of one or more workspaces."""

    def __init__(self, services: Sequence[Service] | Served) -> None:
        self._services = services if isinstance(services, Served) else Served(services)
        self.keeping = Keeping(self._services)

    def workspaces(self) -> list[Workspace]:
        editions = tuple((key, str(edition(key).year)) for key in edition_ids())
        out = []
        for name, s in self._services.entries():
            if isinstance(s, MnrError):
                out.append(Workspace(name, name, editions=editions, trouble=str(s)))
                continue
            out.append(
                Workspace(
                    name,
                    s.title or name,
                    s.example_country,
                    s.shapes,
                    str(s.default_tier),
                    s.as_of,
                    editions,
                    _kind(s),
                    s.countries_of,
                )
            )
        return out

    def ready(self) -> None:
        for name in self._services:
            try:
                self._services[name].store.info()
            except UsageError as error:  # its file cannot be read, say
                raise StoreUnavailable(error.message, hint=error.hint) from error

    def _question(self, as_of: date, evidence: str, key: str) -> Question:
        key = key or BASE_EDITION
        if key not in edition_ids():
            raise UsageError(
                i18n._("There is no framework edition {key!r}.", key=key),
                hint=i18n._("Use one of: {keys}.", keys=i18n.listing(edition_ids())),
            )
        return Question(as_of, Choice(evidence), key)

    def world(self, workspace: str, *, as_of: date, evidence: str, edition: str) -> World:
        service = self._services[workspace]
        question = self._question(as_of, evidence, edition)
        cover = service.cover(question)
        key = ("dashboard.backend.world", workspace, question.edition, evidence, as_of)
        return cover.facts.snapshot.derived(key, lambda s: self._make(service, question, cover, s))

    def _make(self, service: Service, question: Question, cover: Coverage, snapshot: Snapshot) -> World:
        countries = snapshot.derived("dashboard.countries", _countries)
        names = [cover.name(i) for i in np.flatnonzero(cover.latest >= 0).tolist()]
        return World(
            workspace=service.name,
            title=service.title or service.name,
            snapshot=snapshot.id,
            as_of=question.as_of,
            evidence=str(question.evidence),
            edition=_edition(question.edition),
            countries=countries,
            organisations=snapshot.derived("dashboard.organisations", _organisations),
            sources=snapshot.derived("dashboard.sources", _sources),
            cells=_cells(cover),
            shapes=_shapes(service.shapes, countries),
            tier=str(service.default_tier),
            copied=service.countries_of,
            takes_data=not service.read_only,
            into=merging(snapshot).into,
            looked=frozenset(names),
            gaps=ByCountry(countries, lambda code: gaps(cover, [code]).gaps),
            looks=ByCountry(countries, lambda code: gaps(cover, [code]).looks),
        )

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
        """The declared answer with this name, or what pages need beside them. UsageError for one there is not."""
        if question == "batches":
            return self._batches(workspace)
        if question in _SHELVES:
            return self._shelf(workspace, question)
        if question in ANSWERS:
            return self.keeping.answer(workspace, question, *about)
        if question in QUESTIONS:
            return self.keeping.forms.answer(workspace, question, *about)
        if question == "rows":
            return {"rows": rows_of(self._services[workspace].snapshot(), *about)}
        asked = self._question(as_of, evidence, edition)
        if question == "labels":
            return {"labels": self._labels(workspace, asked.edition)}
        if is_declared(question):
            return self._declared(workspace, asked, question, choices)
        if question == "graph":
            # held at what it says now: every part of a picture speaks of one snapshot
            service = replace(self._services[workspace], language=i18n.saying()).pinned()
            return picture(service, asked, *about, **choices)
        raise UsageError(
            said("The question {question!r} does not exist.", question=question),
            hint=said("Use the links on the pages."),
        )

    def _declared(
        self, workspace: str, asked: Question, name: str, choices: dict[str, Any]
    ) -> dict[str, Any]:
        """A declared answer. One about everything, or with choices of few values, is kept: it serves every page that
        shows part of it. It is worked out once for all languages, and told once in each."""
        service = replace(self._services[workspace], language=i18n.saying()).pinned()
        answer = answer_of(name)
        options = options_of(answer, choices)

        def told(_snapshot: Snapshot) -> dict[str, Any]:
            return answered(answer, service, asked, options, found_of(service, asked, name, choices))

        if not about_everything(service, answer.name, choices):
            return told(service.snapshot())
        key = ("dashboard.ask", answer.name, options, asked, i18n.language())
        kept: dict[str, Any] = service.snapshot().derived(key, told)
        return kept

    def document(
        self,
        workspace: str,
        make: Callable[[Service, Question, str], T],
        *,
        as_of: date,
        evidence: str,
        edition: str,
    ) -> T:
        """What ``make`` (of :mod:`coordination.reports`) says in the reader's language, of one snapshot."""
        asked = self._question(as_of, evidence, edition)
        service = replace(self._services[workspace], language=i18n.saying()).pinned()
        return make(service, asked, i18n.language())

    def rests_on(self, question: str, choices: Collection[str]) -> str | None:
        if question in ANSWERS or question == "filled" or not NAMING.isdisjoint(choices):
            return None
        if question in LOGGED:
            return "batches"
        if question in RELEASED:
            return "released"
        if question in {"later", "proposals"}:
            return question
        return question if question in _SHELVES or question == "batches" else "data"

    def stamp(self, workspace: str, what: str) -> Any:
        if what in _SHELVES:
            return self._shelf(workspace, what)
        service = self._services[workspace]
        if what == "released":
            return service.snapshot().id, service.released_plans()
        if what == "later":
            return service.store.info().chain, origin_stamp(self._services, workspace)
        if what == "proposals":
            return service.snapshot().id, proposals_stamp(service)
        return service.store.info().chain if what == "batches" else service.snapshot().id

    def _labels(self, workspace: str, key: str) -> list[dict[str, Any]]:
        """Records with a handling label of their own."""

        def make(snapshot: Snapshot) -> list[dict[str, Any]]:
            return labelled(snapshot, edition(key), self._services[workspace].default_tier)

        found: list[dict[str, Any]] = (
            self._services[workspace].records().derived(("dashboard.backend.labels", key), make)
        )
        return found

    def _shelf(self, workspace: str, name: str) -> dict[str, Any]:
        """What is kept by name, and of plans and scenarios what was deleted and which files cannot be read. Raises
        NotAllowed for a viewer who may not see it, UsageError where the workspace keeps none."""
        service = self._services[workspace]
        if name == "favourites":
            return {name: [f.as_row() for f in service.favourites.saved()]}
        shelf: Shelf[Any] = service.plans if name == "plans" else service.scenarios
        return {
            name: [kept.as_row() for kept in shelf.saved()],
            "deleted": [kept.name for kept in shelf.deleted()],
            "broken": [path.name for path, _ in shelf.broken()],
        }

    def _batches(self, workspace: str) -> dict[str, Any]:
        """What was taken in, newest first."""
        return {"batches": updates(self._services[workspace])["batches"][::-1]}
