"""The program as a library: ``import coordination as mnr``.

>>> import coordination as mnr
>>> region = mnr.open("demo")
>>> day = "2026-11-25"
>>> region.ask("gaps", day, countries=["XAE"])["gaps"][0]["capability"]
'1'
>>> sorted(number for country, number in mnr.gaps(region.graph(day)) if country == "XAE")
['1', '10', '12', '17', '18', '6', '7']

A workspace is opened by its name or address. Questions take a day; without one it is the day of the fictional region
or, elsewhere, today. Every error is an :class:`~graph_schema.errors.MnrError` that says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from coordination.analytics.base.facts import Evidence
from coordination.analytics.graph import questions
from coordination.analytics.graph.questions import connectors, gaps, only_connections, sole_providers
from coordination.analytics.graph.whole import Node, coordination_graph
from coordination.answers.asking import answer_of, ask, options_of
from coordination.answers.asking import table as table_of
from coordination.answers.index import DECLARED
from coordination.exchange.graphs import plain
from coordination.text.sentences import Name
from coordination.workspace import places
from coordination.workspace.service import Question
from coordination.workspace.service import Workspace as Service
from graph_schema.edition import BASE_EDITION
from graph_schema.edition import edition as edition_of
from graph_schema.errors import MnrError, UsageError, said
from graph_schema.ids import StakeholderId

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

__all__ = [
    "MnrError",
    "Workspace",
    "answer_names",
    "connectors",
    "gaps",
    "only_connections",
    "open",
    "plain",
    "sole_providers",
]

#: Fields of a country that stand beside its rows in a data frame.
OF_COUNTRY = ("region", "subregion", "income_group")

Day = date | str | None  #: a date, ``2026-11-25``, or None for the day on which the workspace is looked at


def open(name: str = "") -> Workspace:  # noqa: A001 (in the library it is mnr.open)
    """A workspace by name (``demo``, ``register``, your own), path or address (``sqlite:///...``, ``bolt://...``).
    Without a name: what ``MNR_STORE`` says, else the register. Raises UsageError for a name that is nothing.

    >>> open("demo")
    Workspace('demo')
    """
    return Workspace(places.workspace_for(name))


def answer_names() -> list[str]:
    """The questions that :meth:`Workspace.ask` knows, by name.

    >>> "weak-points" in answer_names()
    True
    """
    return sorted(DECLARED)


@dataclass(frozen=True, slots=True, repr=False)
class Workspace:
    """An open workspace. ``service``: the class behind it, with import, undo and all that changes records."""

    service: Service

    def __repr__(self) -> str:
        return f"Workspace({self.service.name!r})"

    def question(self, day: Day = None, *, evidence: str = "all", edition: str = BASE_EDITION) -> Question:
        """The day, the evidence (``all`` or ``confirmed``) and the framework edition of a question. Raises UsageError
        for what is none.

        >>> open("demo").question("2026-11-25").as_of
        datetime.date(2026, 11, 25)
        """
        return Question(_day(day, self.service), _evidence(evidence), edition_of(edition).id)

    def ask(self, answer: str, day: Day = None, /, **choices: Any) -> dict[str, Any]:
        """An answer as the command of this name gives it as JSON. Raises UsageError for an answer or a choice that is
        not there, and says which are.

        >>> open("demo").ask("seats", "2026-11-25", countries=["XAA"])["edition"]
        'mnr-2016'
        """
        q, choices = self._taken(day, choices)
        return ask(self.service, q, answer, **choices)

    def found(self, answer: str, day: Day = None, /, **choices: Any) -> Any:
        """The same as an object with attributes in place of keys: a frozen record of the module that declares it.

        >>> open("demo").found("gaps", "2026-11-25", countries=["XAE"]).gaps[0].capability
        '1'
        """
        q, choices = self._taken(day, choices)
        declared = answer_of(answer)
        return declared.asked(self.service, q, options_of(declared, choices))

    def frame(
        self, answer: str, day: Day = None, /, *, table: str = "", lists: bool = False, **choices: Any
    ) -> pd.DataFrame:
        """A table of an answer as a data frame, the main one where none is named. Where its rows are of countries, the
        region, the subregion and the income group of each stand in the last columns. ``lists``: what has several
        values is a tuple of ids in its column ``..._id``, not text with ``;`` between them. Raises UsageError.

        >>> board = open("demo").frame("coverage", "2026-11-25", table="cells")
        >>> board[board.country_id == "XAE"].groupby("sign", observed=True).size()["Gap"]
        np.int64(7)
        """
        q, choices = self._taken(day, choices)
        filled = table_of(self.service, q, answer, table, **choices)
        return self._with_country(filled.to_frame(lists=lists))

    def graph(self, day: Day = None, **question: str) -> nx.MultiDiGraph[Node]:
        """Everything that counts on a day as one graph; what its nodes and edges are is told in
        :mod:`coordination.analytics.graph.whole`. ``question``: ``evidence`` and ``edition``.

        >>> open("demo").graph("2026-11-25").nodes["Cell", "XAE", "12"]["status"]
        'gap'
        """
        (graph,) = self.graphs([day], **question).values()
        return graph

    def graphs(self, days: Iterable[Day], **question: str) -> dict[date, nx.MultiDiGraph[Node]]:
        """The graph of each of these days; the records are read and compiled once.

        >>> two = open("demo").graphs(["2024-11-25", "2026-11-25"])
        >>> [sum(country == "XAE" for country, _ in gaps(graph)) for graph in two.values()]
        [4, 7]
        """
        held = Workspace(self.service.pinned())
        every = [held.question(day, **question) for day in days]
        return {q.as_of: held._graph(q) for q in every}

    def _graph(self, q: Question) -> nx.MultiDiGraph[Node]:
        """The graph, with a name at each capability of a country too."""
        made, names = coordination_graph(self.service.facts(q), q.as_of), self.service.names(q)
        for node, said_of in made.nodes(data=True):
            if said_of["type"] == "Cell":
                country, number = names(Name("countries", node[1])), names(Name("capabilities", node[2]))
                said_of["name"] = f"{country}: {number}"
        return made

    def partnerships(self, day: Day = None, **question: str) -> nx.Graph[StakeholderId]:
        """Who works with whom: a simple graph of organisations; ``weight`` counts the records of each edge.

        >>> open("demo").partnerships("2026-11-25").has_edge("a-cyber", "a-police")
        True
        """
        return questions.partnerships(self.graph(day, **question))

    def providers(self, day: Day = None, **question: str) -> nx.Graph[Node]:
        """Who provides what: a graph of two kinds of nodes, organisations (``bipartite`` 0) and capabilities in
        countries (1).

        >>> who = open("demo").providers("2026-11-25")
        >>> sorted(name for _, name in who["Cell", "XAE", "11"])
        ['e-helpline']
        """
        return questions.providers(self.graph(day, **question))

    def _taken(self, day: Day, choices: Mapping[str, Any]) -> tuple[Question, dict[str, Any]]:
        """The question, and the choices that are the answer's own."""
        asked = {name: choices[name] for name in ("evidence", "edition") if name in choices}
        return self.question(day, **asked), {n: v for n, v in choices.items() if n not in asked}

    def _with_country(self, frame: pd.DataFrame) -> pd.DataFrame:
        if "country_id" not in frame:
            return frame
        countries = self.service.snapshot()["countries"]
        for name in OF_COUNTRY:
            if name not in frame:
                of = dict(zip(countries.ids, countries[name].texts(), strict=True))
                frame[name] = (
                    frame["country_id"].map(lambda code, of=of: of.get(code) or None).astype("string")
                )
        return frame


def _day(day: Day, workspace: Service) -> date:
    if day is None:
        return workspace.as_of or datetime.now(UTC).date()
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise UsageError(
            said("{as_of!r} is not a date.", as_of=day[:40]), hint=said("Write it as YYYY-MM-DD.")
        ) from None


def _evidence(word: str) -> Evidence:
    if word not in list(Evidence):
        raise UsageError(
            said("{word!r} is not a choice for {name}.", word=word[:40], name="evidence"),
            hint=said("Use one of: {known}.", known=", ".join(Evidence)),
        )
    return Evidence(word)
