"""Where one more independent provider would change most, who funds what, and what hangs on one funder.

For each cell that is not covered: what would change if one more provider delivered there, independent of those
there are (METHODS 1), everything else as it is. Prerequisites are taken as they are today, so a hotline without
a law gains nothing yet, and the answer says what it waits for. Cells nobody looked at stand apart: there the
first thing to pay for is a look.

Rankings are within one country; countries stand in ISO3 order and are never ranked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated

import numpy as np

from coordination.analytics.base.facts import Facts, Ints
from coordination.analytics.base.providers import Funds
from coordination.analytics.base.support import supported
from coordination.analytics.board.coverage import Coverage, State, coverage
from coordination.analytics.board.deciding_claims import ids_of, money_rows, status_claims
from coordination.analytics.board.gaps import LookFirst, gaps
from coordination.analytics.board.grant_rows import grants_at
from coordination.analytics.board.maturity import country_index
from coordination.analytics.board.may_have_ended import may_have_ended
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
    recipients,
)
from coordination.analytics.money.payers import Grant, Payer, Place, listed_grants, payers, places, where_paid
from coordination.text.records import Key
from coordination.text.sentences import Name, Sentence, sentence
from coordination.text.states import OPEN, Sign
from graph_schema.errors import UsageError, said
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, StakeholderId

__all__ = ["Dependence", "Donors", "Where", "donors"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """One more independent provider in one cell."""

    country: Iso3
    capability: CapabilityNumber
    state: State
    becomes: Annotated[State, Key("state then", more={"enum": ["covered", "fragile"]})]
    signs: Annotated[
        tuple[Sign, Sign], Key("how it is drawn now and with one more provider, see sign in mnr coverage")
    ]
    providers: Annotated[int, Key("independent providers there are", more={"minimum": 0})]
    needed: Annotated[int, Key("independent providers needed", more={"minimum": 1})]
    one_is_normal: Annotated[
        bool,
        Key("one national body for it is normal: beside its provider a successor is sought, no second one"),
    ]
    gain: Annotated[
        float,
        Key(
            "rise of the sum of supported values of the country; an unknown counts one half",
            more={"minimum": 0},
        ),
    ]
    rises: Annotated[tuple[CapabilityNumber, ...], Key("capabilities whose supported value rises")]
    secures: Annotated[
        tuple[CapabilityNumber, ...],
        Key(
            "capabilities that stand, lose support if the one group there is stops here, and would not with two"
        ),
    ]
    waits_for: Annotated[
        tuple[CapabilityNumber, ...],
        Key("direct prerequisites without support, without which it changes nothing yet; they may be there"),
    ]
    duties: Annotated[int, Key("1 if it has a duty that crosses a border", more={"enum": [0, 1]})]
    same_funder: Annotated[
        tuple[StakeholderId, ...],
        Key("who, paying the new provider alone, would make it depend on those there are"),
    ]
    independent: Annotated[bool, Key("false if that is the funder asked about")]
    gains_the_same: Annotated[
        tuple[CapabilityNumber, ...],
        Key(
            "others of the country with the same gain that secure as many; the order of gaps is between them"
        ),
    ]
    missing: Annotated[
        tuple[tuple[CapabilityNumber, ...], ...],
        Key(
            "the fewest capabilities that do not stand and would have to first, each with those that would do in its "
            "place"
        ),
    ]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the records that the status rests on")]
    why: Annotated[Sentence, Key("what the row says, in a sentence", more={"minLength": 1})] = field(
        init=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "why", self._why())

    def _why(self) -> Sentence:
        name, successor = Name("capabilities", self.capability), self.one_is_normal and self.providers > 0
        others = [Name("capabilities", n) for n in self.rises if n != self.capability]
        if not self.independent and successor:
            return sentence(
                "A successor for {capability} paid only by this funder would not be independent of the provider that "
                "there is.",
                capability=name,
            )
        if not self.independent:
            return sentence(
                "A provider of {capability} paid only by this funder would not be independent of the "
                "existing one. It would not count as a second provider.",
                capability=name,
            )
        if self.waits_for and successor:
            return sentence(
                "With a successor, {capability} would still lack a prerequisite: {list}.",
                capability=name,
                list=listed(self.missing),
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
        if successor and rest:
            return sentence(
                "One national provider is normal for {capability}. With a successor that has agreed to "
                "take over, it would no longer depend on a single provider, and {list} would be safer.",
                capability=name,
                list=rest,
            )
        if successor and self.secures:
            return sentence(
                "One national provider is normal for {capability}. With a successor that has agreed to "
                "take over, it would no longer depend on a single provider.",
                capability=name,
            )
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
                "{capability} was found, but no provider is named. Find out who provides it before you "
                "fund more.",
                capability=name,
            )
        if self.one_is_normal:
            return sentence(
                "One national provider is normal for {capability}: it needs a provider, and a successor "
                "that has agreed to take over.",
                capability=name,
            )
        return sentence(
            "{capability} has {n} known independent provider and needs {needed}.",
            "{capability} has {n} known independent providers and needs {needed}.",
            capability=name,
            n=self.providers,
            needed=self.needed,
        )


@dataclass(frozen=True, slots=True)
class Dependence:
    """Providers of a cell with one and the same only known funder."""

    country: Iso3
    capability: CapabilityNumber
    funder: StakeholderId
    only: Annotated[tuple[StakeholderId, ...], Key("providers with this funder alone", more={"minItems": 1})]
    providers: Annotated[int, Key("providers of the cell", more={"minimum": 1})]
    share: Annotated[float, Key("share of them; 1 = a single funder", more={"minimum": 0, "maximum": 1})]
    may_have_ended: Annotated[bool, Key("every grant behind it may have ended, and counts here all the same")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the grants by which it pays them")]


@dataclass(frozen=True)
class Donors:
    """What donors ask."""

    where: Annotated[tuple[Where, ...], Key("grouped by country; a ranking within each")]
    looks: Annotated[tuple[LookFirst, ...], Key("cells nobody knows about: look before paying")]
    funding: Annotated[tuple[CellFunding, ...], Key("who funds a cell today")]
    ends: Annotated[
        tuple[GrantEnd, ...],
        Key("what would end with a grant, and all that its funder ends on the same known day"),
    ]
    leaves: Annotated[tuple[FunderLeaves, ...], Key("what would end with all grants of a funder")]
    dependence: Annotated[tuple[Dependence, ...], Key("dependence of a cell on one funder")]
    recipients: Annotated[tuple[Recipient, ...], Key("who is paid by whom")]
    grants: Annotated[
        tuple[Grant, ...],
        Key(
            "every grant that counts on the day, also one whose recipient is not recorded at work; with countries, "
            "those that pay or are named there"
        ),
    ]
    funders: Annotated[tuple[Payer, ...], Key("who pays where, by id")]
    countries: Annotated[
        tuple[Place, ...], Key("countries in which money, or an end of work or money, is known")
    ]


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


def _halves(n: int) -> float:
    """So many halves as a number, whole where it is."""
    return n / 2 if n % 2 else n // 2


def _where(
    cover: Coverage,
    country: int,
    funder: str,
    empty: Ints,
    place: Mapping[tuple[Iso3, CapabilityNumber], int],
) -> tuple[Where, ...]:
    """``place``: of each gap, in the list of gaps. Where the funder pays nobody and works nowhere, it is told what
    everybody is told."""
    every = cover.derived(f"one more provider in {country}", lambda c: _rows(c, country, "", empty, place))
    if any(funder in row.same_funder for row in every):
        return _rows(cover, country, funder, empty, place)
    return every


def _rows(
    cover: Coverage,
    country: int,
    funder: str,
    empty: Ints,
    place: Mapping[tuple[Iso3, CapabilityNumber], int],
) -> tuple[Where, ...]:
    facts, edition, k = cover.facts, cover.facts.edition, cover.facts.K
    rows = []
    state_of = {a: cover.state(country * k + a) for a in range(k)}
    asked = [a for a, state in state_of.items() if state is not State.COVERED and state not in OPEN]
    if not asked:
        return ()
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
                state=state,
                becomes=becomes,
                providers=n,
                needed=needed,
                one_is_normal=bool(facts.one_is_normal[cell]),
                gain=_halves(int((more[a] - today).sum()) if independent else 0),
                rises=tuple(edition.numbers[b] for b in rises.tolist()),
                secures=tuple(edition.numbers[b] for b in secures.tolist()),
                waits_for=tuple(edition.numbers[b] for b in _waits_for(cover, country, a)),
                missing=tuple(
                    tuple(map(CapabilityNumber, some))
                    for some in lack_of(edition, cover.standing2[country * k : (country + 1) * k], a).missing
                ),
                duties=int(number in edition.duties),
                same_funder=tuple(same),
                independent=independent,
                gains_the_same=(),
                claims=status_claims(cover, cell),
                signs=(cover.signs[cell], cover.sign_with(cell, becomes, with_one)),
            )
        )
    rows.sort(key=lambda r: (-r.gain, -len(r.secures), place[r.country, r.capability]))
    level: dict[tuple[float, int], list[CapabilityNumber]] = defaultdict(list)
    for r in rows:
        level[r.gain, len(r.secures)].append(r.capability)
    return tuple(
        replace(r, gains_the_same=tuple(n for n in level[r.gain, len(r.secures)] if n != r.capability))
        for r in rows
    )


def _dependence(cover: Coverage, countries: Sequence[int], perhaps: frozenset[int]) -> list[Dependence]:
    facts, nodes = cover.facts, cover.groups
    old = set(Funds.of(facts).row[sorted(perhaps)].tolist())
    count = np.bincount(nodes.node_query, minlength=facts.cells)
    some = (nodes.sole_funder >= 0) & np.isin(nodes.node_query // facts.K, list(countries))
    only: dict[tuple[int, int], list[StakeholderId]] = defaultdict(list)
    for i in np.flatnonzero(some).tolist():
        key = int(nodes.node_query[i]), int(nodes.sole_funder[i])
        only[key].append(facts.stakeholders[int(nodes.node_who[i])])
    out = []
    for (cell, f), who in sorted(only.items()):
        rows = money_rows(cover, cell, np.asarray([facts.stakeholder_at[w] for w in who]))
        out.append(
            Dependence(
                *cover.name(cell),
                facts.stakeholders[f],
                tuple(who),
                int(count[cell]),
                round(len(who) / int(count[cell]), 6),
                old.issuperset(rows),
                ids_of(cover, "funding", rows),
            )
        )
    return out


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
    grants, empty, perhaps = grants_at(facts, as_of), standing_if_empty(cover), may_have_ended(facts, as_of)
    where = where_paid(facts, as_of, chosen)
    missing = gaps(cover, [facts.countries[c] for c in chosen])
    place = {(g.country, g.capability): i for i, g in enumerate(missing.gaps)}
    mine = {g: rows for g, rows in grants.items() if funder in ("", g[0])}
    return Donors(
        where=tuple(w for c in chosen for w in _where(cover, c, funder, empty, place)),
        looks=missing.looks,
        funding=tuple(f for f in cell_funding(facts, as_of, chosen) if funder in ("", f.funder)),
        ends=tuple(grant_ends(cover, mine, chosen, perhaps)),
        leaves=tuple(f for f in funders_leave(cover, chosen, perhaps) if funder in ("", f.funder)),
        dependence=tuple(d for d in _dependence(cover, chosen, perhaps) if funder in ("", d.funder)),
        recipients=tuple(
            r for r in recipients(facts, as_of, grants, chosen) if not funder or funder in r.funders
        ),
        grants=tuple(listed_grants(facts, as_of, mine, where, chosen)),
        funders=tuple(payers(facts, as_of, mine, where, chosen)),
        countries=tuple(places(facts, as_of, where, chosen)),
    )
