"""Where one more independent provider would change most, who funds what, and what hangs on one funder.

For each cell that is not covered: what would change if one more provider delivered there, independent of those
there are (METHODS 1), everything else as it is. Prerequisites are taken as they are today, so a hotline without
a law gains nothing yet, and the answer says what it waits for. Cells nobody looked at stand apart: there the
first thing to pay for is a look.

Rankings are within one country; countries stand in ISO3 order and are never ranked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from coordination.analytics.base.facts import Facts, Ints
from coordination.analytics.base.support import supported
from coordination.analytics.board.coverage import Coverage, State, coverage
from coordination.analytics.board.gaps import LookFirst, gaps
from coordination.analytics.board.maturity import country_index
from coordination.analytics.board.unmet_prerequisites import lack_of, listed
from coordination.analytics.loss.losses import standing_if_empty
from coordination.analytics.money.cell_funding import CellFunding, cell_funding
from coordination.analytics.money.grants import (
    FunderLeaves,
    GrantEnd,
    Recipient,
    emptied,
    funders_leave,
    grant_ends,
    grants_at,
    recipients,
)
from coordination.analytics.money.payers import Grant, Payer, Place, listed_grants, payers, places, where_paid
from coordination.text.sentences import Name, Sentence, sentence
from graph_schema.errors import UsageError, said

__all__ = ["Dependence", "Donors", "Where", "donors"]


@dataclass(frozen=True, slots=True)
class Where:
    """One more independent provider in one cell.

    ``providers``/``needed``: independent ones there are, and needed; ``becomes``: the state then; ``gain``: rise of the
    sum of supported values of the country, in halves (an unknown counts one half); ``rises``: capabilities whose
    supported value rises; ``secures``: capabilities that stand, lose support if the one group there is stops here, and
    would not with two; ``waits_for``: direct prerequisites without support, without which it changes nothing yet (they
    may be there); ``missing``: the fewest that do not stand and would have to first, each with those that would do in
    its place; ``duties``: 1 if it has a cross-border duty; ``same_funder``: who, paying the new provider alone, would
    make it depend on those there are; ``independent``: False if that is the funder asked about;
    ``signs``: how it is drawn now, and then.
    """

    country: str
    capability: str
    state: str
    becomes: str
    providers: int
    needed: int
    gain2: int
    rises: tuple[str, ...]
    secures: tuple[str, ...]
    waits_for: tuple[str, ...]
    missing: tuple[tuple[str, ...], ...]
    duties: int
    same_funder: tuple[str, ...]
    independent: bool
    signs: tuple[str, str] = ("", "")

    @property
    def gain(self) -> float:
        return self.gain2 / 2

    def why(self) -> Sentence:
        """What the row says, in one sentence."""
        name = Name("capabilities", self.capability)
        others = [Name("capabilities", n) for n in self.rises if n != self.capability]
        if not self.independent:
            return sentence(
                "A provider of {capability} paid only by this funder would not be independent of the "
                "existing one. It would not count as a second provider.",
                capability=name,
            )
        if self.waits_for:
            return sentence(
                "With one more provider, {capability} would still lack a prerequisite: {list}.",
                capability=name,
                list=listed(self.missing),
            )
        if others:
            return sentence(
                "One provider of {capability} would give these their prerequisite: {list}.",
                capability=name,
                list=others,
            )
        if self.rises:
            return sentence("One provider would be enough for {capability} to be in place.", capability=name)
        rest = [Name("capabilities", n) for n in self.secures if n != self.capability]
        if rest:
            return sentence(
                "With a second independent provider, {capability} would no longer depend on a single "
                "provider, and {list} would be safer.",
                capability=name,
                list=rest,
            )
        if self.secures:
            return sentence(
                "With a second independent provider, {list} would no longer depend on a single provider.",
                list=[name],
            )
        if self.state == State.UNATTRIBUTED:
            return sentence(
                "{capability} exists, but no provider is named. Find out who provides it before you "
                "fund more.",
                capability=name,
            )
        return sentence(
            "{capability} has {n} independent provider and needs {needed}.",
            "{capability} has {n} independent providers and needs {needed}.",
            capability=name,
            n=self.providers,
            needed=self.needed,
        )

    def as_row(self) -> dict[str, object]:
        return {
            "country": self.country,
            "capability": self.capability,
            "state": self.state,
            "becomes": self.becomes,
            "signs": list(self.signs),
            "providers": self.providers,
            "needed": self.needed,
            "gain": self.gain2 // 2 if self.gain2 % 2 == 0 else self.gain2 / 2,
            "rises": list(self.rises),
            "secures": list(self.secures),
            "waits_for": list(self.waits_for),
            "duties": self.duties,
            "same_funder": list(self.same_funder),
            "independent": self.independent,
            "missing": [list(some) for some in self.missing],
        }


@dataclass(frozen=True, slots=True)
class Dependence:
    """Providers of a cell whose only known funder is ``funder``, and their share of its providers. A share of 1 is a
    sole funder."""

    country: str
    capability: str
    funder: str
    only: tuple[str, ...]
    providers: int

    @property
    def share(self) -> float:
        return len(self.only) / self.providers

    def as_row(self) -> dict[str, object]:
        return {
            "country": self.country,
            "capability": self.capability,
            "funder": self.funder,
            "only": list(self.only),
            "providers": self.providers,
            "share": round(self.share, 6),
        }


@dataclass(frozen=True)
class Donors:
    """``where``: grouped by country, a ranking within each; ``looks``: cells nobody looked at; ``funding``: who
    funds a cell; ``ends``: what ends with a grant; ``leaves``: with all grants of a funder; ``dependence``: of a
    cell on one funder; ``recipients``: who is paid by whom; ``grants``: every grant, also one whose recipient is not
    recorded at work; ``funders``: who pays where; ``countries``: where money or
    an end of work or money is known."""

    where: tuple[Where, ...]
    looks: tuple[LookFirst, ...]
    funding: tuple[CellFunding, ...]
    ends: tuple[GrantEnd, ...]
    leaves: tuple[FunderLeaves, ...]
    dependence: tuple[Dependence, ...]
    recipients: tuple[Recipient, ...]
    grants: tuple[Grant, ...]
    funders: tuple[Payer, ...]
    countries: tuple[Place, ...]

    def as_answer(self, say: Callable[[Sentence], str] | None = None) -> dict[str, object]:
        """With ``say`` (how a sentence is rendered): also ``why`` of each row of ``where``."""
        return {
            "where": [w.as_row() | ({"why": say(w.why())} if say is not None else {}) for w in self.where],
            "looks": [x.as_row() for x in self.looks],
            "funding": [f.as_row() for f in self.funding],
            "ends": [e.as_row() for e in self.ends],
            "leaves": [f.as_row() for f in self.leaves],
            "dependence": [d.as_row() for d in self.dependence],
            "recipients": [r.as_row() for r in self.recipients],
            "grants": [g.as_row() for g in self.grants],
            "funders": [f.as_row() for f in self.funders],
            "countries": [c.as_row() for c in self.countries],
        }


def _with(cover: Coverage, country: int, values: Ints) -> Ints:
    """Supported values of a country with each capability in turn at its value (twice a standing). Shape (K, K)."""
    k = cover.facts.K
    worlds = np.tile(cover.standing2[country * k : (country + 1) * k], (k, 1))
    np.fill_diagonal(worlds, values)
    return supported(cover.facts.edition, worlds)


def _left_alone(cover: Coverage, country: int, empty: Ints) -> Ints:
    """Twice the standing that each cell would have if all its providers stopped there today; ``empty``:
    :func:`standing_if_empty`. Shape (K,)."""
    k, nodes = cover.facts.K, cover.groups
    out = cover.standing2[country * k : (country + 1) * k].copy()
    for a in np.flatnonzero(cover.n[country * k : (country + 1) * k]).tolist():
        who = nodes.node_who[nodes.of_query(country * k + a)].tolist()
        out[a] = emptied(cover, empty, country * k + a, dict.fromkeys(who, -1))
    return out


def _waits_for(cover: Coverage, country: int, a: int) -> tuple[int, ...]:
    """Direct prerequisites without support that keep ``a`` from support."""
    edition, k = cover.facts.edition, cover.facts.K
    value = cover.supported2[country * k : (country + 1) * k]
    found = {b for b in edition.all_of[a] if value[b] == 0}
    for group in edition.any_of[a]:
        if max(int(value[b]) for b in group) == 0:
            found |= set(group)
    return tuple(sorted(found))


def _where(cover: Coverage, country: int, funder: str, empty: Ints) -> list[Where]:
    facts, edition, k = cover.facts, cover.facts.edition, cover.facts.K
    rows = []
    state_of = {a: cover.state(country * k + a) for a in range(k)}
    asked = [a for a, state in state_of.items() if state not in (State.COVERED, State.UNKNOWN)]
    if not asked:
        return []
    today = cover.supported2[country * k : (country + 1) * k]
    stands = cover.standing2[country * k : (country + 1) * k] == 2
    more, without = (
        _with(cover, country, np.full(k, 2)),
        _with(cover, country, _left_alone(cover, country, empty)),
    )
    for a in asked:
        cell, number, state = country * k + a, edition.numbers[a], state_of[a]
        n, needed = int(cover.n[cell]), int(facts.required[cell])
        part = cover.groups.of_query(cell)
        paying = {int(f) for f in cover.groups.sole_funder[part] if f >= 0}
        same = sorted(facts.stakeholders[w] for w in paying | set(cover.groups.node_who[part].tolist()))
        independent = funder not in same
        rises = np.flatnonzero((more[a] > today) & independent)
        secures = np.flatnonzero((without[a] < today) & stands & independent & (n == 1))
        with_one = n + independent  # who has agreed to take over counts beside a provider
        enough = with_one >= needed or (with_one >= 1 and with_one + int(cover.s[cell]) >= needed)
        becomes = State.COVERED if enough else State.FRAGILE
        rows.append(
            Where(
                country=facts.countries[country],
                capability=number,
                state=str(state),
                becomes=str(becomes),
                providers=n,
                needed=needed,
                gain2=int((more[a] - today).sum()) if independent else 0,
                rises=tuple(edition.numbers[b] for b in rises.tolist()),
                secures=tuple(edition.numbers[b] for b in secures.tolist()),
                waits_for=tuple(edition.numbers[b] for b in _waits_for(cover, country, a)),
                missing=lack_of(edition, cover.standing2[country * k : (country + 1) * k], a).missing,
                duties=int(number in edition.duties),
                same_funder=tuple(same),
                independent=independent,
                signs=(cover.signs[cell], cover.sign_with(cell, becomes, with_one)),
            )
        )
    return sorted(rows, key=lambda r: (-r.gain2, -len(r.secures), -r.duties, edition.index[r.capability]))


def _dependence(cover: Coverage, countries: Sequence[int]) -> list[Dependence]:
    facts, nodes = cover.facts, cover.groups
    count = np.bincount(nodes.node_query, minlength=facts.cells)
    some = (nodes.sole_funder >= 0) & np.isin(nodes.node_query // facts.K, list(countries))
    only: dict[tuple[int, int], list[str]] = defaultdict(list)
    for i in np.flatnonzero(some).tolist():
        key = int(nodes.node_query[i]), int(nodes.sole_funder[i])
        only[key].append(facts.stakeholders[int(nodes.node_who[i])])
    return [
        Dependence(*cover.name(cell), facts.stakeholders[f], tuple(who), int(count[cell]))
        for (cell, f), who in sorted(only.items())
    ]


def donors(
    facts: Facts,
    as_of: date,
    countries: Sequence[str] | None = None,
    funder: str = "",
    cover: Coverage | None = None,
) -> Donors:
    """The answers for donors, for every country or those named. ``funder``: ask for a provider that this funder alone
    would pay, and of the money only for its own. ``cover``: the coverage of that day, if it is there already. Raises
    UsageError."""
    if funder and funder not in facts.stakeholder_at:
        raise UsageError(
            said("There is no organisation {funder!r} in this database.", funder=funder),
            hint=said("Use the ID of a donor in this database."),
        )
    cover = cover or coverage(facts, as_of)
    chosen = (
        list(range(len(facts.countries)))
        if countries is None
        else sorted({country_index(facts, c) for c in countries})
    )
    grants, empty = grants_at(facts, as_of), standing_if_empty(cover)
    where = where_paid(facts, as_of, chosen)
    mine = {g: rows for g, rows in grants.items() if funder in ("", g[0])}
    return Donors(
        where=tuple(w for c in chosen for w in _where(cover, c, funder, empty)),
        looks=gaps(cover, [facts.countries[c] for c in chosen]).looks,
        funding=tuple(f for f in cell_funding(facts, as_of, chosen) if funder in ("", f.funder)),
        ends=tuple(grant_ends(cover, mine, chosen)),
        leaves=tuple(f for f in funders_leave(cover, chosen) if funder in ("", f.funder)),
        dependence=tuple(d for d in _dependence(cover, chosen) if funder in ("", d.funder)),
        recipients=tuple(
            r for r in recipients(facts, as_of, grants, chosen) if not funder or funder in r.funders
        ),
        grants=tuple(listed_grants(facts, as_of, mine, where, chosen)),
        funders=tuple(payers(facts, mine, where, chosen)),
        countries=tuple(places(facts, as_of, where, chosen)),
    )
