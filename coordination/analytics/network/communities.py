"""Communities of the cooperation graph, named by what their members do more than others (METHODS 8).

Among the N organisations with a tie, N_k carry out capability k on the day (role provides or supports, in any
country). A community of s members would hold s * N_k / N of them by chance; it holds m_k::

    excess(k) = m_k - s * N_k / N

It is named by up to three capabilities with the largest excess (equal ones in edition order) that are at least
half a member above chance and that at least two members carry out (in a community of up to three: one). Beside
them stand the country in which more than half of its members are at home, and its centre: the member with the
most ties inside, first id of equals. So every name is different, and one that does nothing special has one too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import Facts
from coordination.analytics.network.cooperation import Cooperation
from coordination.analytics.network.engine import Ints, Mask
from coordination.text.records import Key
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.ids import CapabilityNumber

__all__ = ["Community", "Does", "communities", "deeds", "named"]

MOST_NAMED: Final = 3  #: capabilities in a name
FEW: Final = 3  #: members up to which one who carries it out is enough


@dataclass(frozen=True, slots=True)
class Does:
    """``members`` of a community carry out this capability; ``expected`` would by chance."""

    capability: CapabilityNumber
    members: Annotated[int, Key("members that provide or support it", more={"minimum": 1})]
    expected: Annotated[float, Key("as many would by chance", more={"minimum": 0})]


@dataclass(frozen=True, slots=True)
class Community:
    """Organisations more tied to one another than by chance; ids sorted. ``does``: what names it, most over
    chance first; ``country``: home of more than half, "" = none; ``centre``: most tied inside."""

    members: tuple[str, ...]
    does: tuple[Does, ...] = ()
    country: str = ""
    centre: str = ""

    def name(self) -> Sentence:
        """What to call it."""
        centre = Name("stakeholders", self.centre)
        country = Name("countries", self.country)
        does = [Name("capabilities", d.capability) for d in self.does]
        if does and self.country:
            return sentence(
                "{capabilities} in {country}, around {centre}",
                capabilities=does,
                country=country,
                centre=centre,
            )
        if does:
            return sentence("{capabilities}, around {centre}", capabilities=does, centre=centre)
        if self.country:
            return sentence("{country}, around {centre}", country=country, centre=centre)
        return sentence("Around {centre}", centre=centre)


def deeds(facts: Facts, as_of: date) -> Mask:
    """Who provides or supports what on the day, in any country. Shape (stakeholders, capabilities)."""
    d = facts.deliveries
    now = d.life.active(as_of.toordinal()) & ~d.stands_in
    out = np.zeros((len(facts.stakeholders), facts.K), bool)
    out[d.who[now], d.cell[now] % facts.K] = True
    return out


def named(graph: Cooperation, as_of: date, groups: Sequence[Sequence[str]]) -> list[Community]:
    """The groups (ids of organisations) as communities, each named against all organisations with a tie."""
    facts, g = graph.facts, graph.graph
    does = deeds(facts, as_of)
    tied = np.flatnonzero(g.degree > 0)
    everybody, among = len(tied), does[tied].sum(axis=0)
    frame = facts.snapshot["stakeholders"]
    home = dict(zip(frame.ids, frame["home_iso3"].texts(), strict=True))
    group_of = np.full(g.n, -1)
    for i, ids in enumerate(groups):
        group_of[[facts.stakeholder_at[s] for s in ids]] = i
    inside = (group_of[g.a] == group_of[g.b]) & (group_of[g.a] >= 0)
    ties = np.bincount(np.concatenate([g.a[inside], g.b[inside]]), minlength=g.n)
    out = []
    for ids in groups:
        ordered = tuple(sorted(ids))
        where = np.asarray([facts.stakeholder_at[s] for s in ordered], np.int64)
        homes = Counter(home[s] for s in ordered)
        country, most = max(sorted(homes.items()), key=lambda p: p[1])
        out.append(
            Community(
                ordered,
                _does(facts, does[where].sum(axis=0), len(ordered), among, everybody),
                country if 2 * most > len(ordered) else "",
                ordered[int(np.argmax(ties[where]))],
            )
        )
    return out


def _does(facts: Facts, here: Ints, size: int, among: Ints, everybody: int) -> tuple[Does, ...]:
    """What names a community. Whole numbers throughout: the excess times the number of organisations."""
    excess = here * everybody - size * among
    enough = (2 * excess >= everybody) & (here >= (1 if size <= FEW else 2))
    order = np.lexsort((np.arange(len(here)), -excess))
    return tuple(
        Does(facts.edition.numbers[k], int(here[k]), round(size * int(among[k]) / everybody, 12))
        for k in order[enough[order]][:MOST_NAMED].tolist()
    )


def communities(graph: Cooperation, as_of: date, seed: int = 0) -> tuple[list[Community], float]:
    """(communities of those with a tie, largest first, then by ids; modularity), after Blondel et al. 2008.

    A heuristic: another seed may give another division of nearly the same modularity.
    """
    from networkx.algorithms.community import louvain_communities, modularity

    plain = graph.to_networkx()
    plain.remove_nodes_from([n for n, d in list(plain.degree) if not d])
    if not plain:
        return [], 0.0
    found = [sorted(c) for c in louvain_communities(plain, weight=None, seed=seed)]
    found.sort(key=lambda c: (-len(c), c))
    value = modularity(plain, map(set, found), weight=None)
    return named(graph, as_of, found), round(value, 12)
