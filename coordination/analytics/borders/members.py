"""A membership network seen from its secretariat: who works on which objective by which means, who has no tie to
the bodies that act in its country, where there is an agreement and no member, and the reverse.

What is asked without a name is about the network with most members on the day; where none has one yet, about the one
that has most on any day, and the answer says from when on each network has a known member.

Three-valued throughout. No row about work means that nobody said, not that nothing is done. A tie that is not
recorded is called so; where no police, hotline or ministry of a country is known, nothing can be said about a tie
to it. A country without a known member has none only if the list of members is whole; a member's country is not
party only by the rule of :mod:`coordination.analytics.borders.parties`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import ALWAYS, Facts, Ints
from coordination.analytics.board.coverage import Coverage, coverage
from coordination.analytics.board.maturity import country_index
from coordination.analytics.borders.channels import channels_at
from coordination.analytics.borders.member_ties import TieState, tie_states, with_none
from coordination.analytics.borders.parties import Bound, Parties, list_of, parties_at
from coordination.analytics.borders.programmes import WORK_STATES, Programme, WorkState, programmes
from coordination.model.frames import Frame
from coordination.text.records import HIDDEN, Key
from coordination.text.states import State
from graph_schema.errors import UsageError, said
from graph_schema.ids import (
    AgreementId,
    CapabilityNumber,
    ClaimId,
    FrameworkText,
    Iso3,
    MeansId,
    ObjectiveId,
    PartialDay,
    SourceId,
    StakeholderId,
)

__all__ = [
    "AgreementGap",
    "Field",
    "Figure",
    "Member",
    "Members",
    "Network",
    "Objective",
    "Touched",
    "Work",
    "likely_network",
    "members",
]

MEMBER_KIND: Final = "network_member"


@dataclass(frozen=True, slots=True)
class Member:
    """Who is a member on the day."""

    member: StakeholderId
    country: Annotated[Iso3 | None, Key("home country; empty = international")]
    confirmed: Annotated[bool, Key("a row of it was read in a source; else it is recalled")]


@dataclass(frozen=True, slots=True)
class Field:
    """Who is at work on an objective by a means, over all countries."""

    objective: ObjectiveId
    means: MeansId
    members: Annotated[tuple[StakeholderId, ...], Key("members known to be at work")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of the rows of work that say so")]


@dataclass(frozen=True, slots=True)
class Work:
    """Work of members in one country on one objective by one means. ``claims``: the rows that say so."""

    country: Iso3
    objective: ObjectiveId
    means: MeansId
    state: WorkState
    members: Annotated[tuple[StakeholderId, ...], Key("who is in that state")]
    claims: Annotated[tuple[ClaimId, ...], HIDDEN] = ()


@dataclass(frozen=True, slots=True)
class Touched:
    """A capability that an objective touches."""

    capability: CapabilityNumber
    state: State


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective in a member's country: the best state of work over all means, and the cells it touches."""

    country: Iso3
    objective: ObjectiveId
    state: WorkState
    cells: Annotated[tuple[Touched, ...], Key("capabilities it touches")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementGap:
    """Agreements against members, for one agreement or (None) all that open a channel together."""

    agreement: Annotated[AgreementId | None, Key("agreement; empty = all that open a channel together")]
    without_member: Annotated[tuple[Iso3, ...], Key("countries on it, in force, without a known member")]
    without_agreement: Annotated[
        tuple[Iso3, ...], Key("member countries surely not on it, though they could be")
    ]
    signed_only: Annotated[
        tuple[Iso3, ...], Key("member countries that have signed or are invited, or it is not in force")
    ]
    not_for: Annotated[
        tuple[Iso3, ...],
        Key("member countries that it is not for: those on its list are others, or elsewhere"),
    ]
    unknown: Annotated[
        tuple[Iso3, ...],
        Key(
            "member countries of which it is not known: list not whole, status unknown, or the country does not sign "
            "for itself"
        ),
    ]
    listed: Annotated[int, Key("countries on its list, in any way", more={"minimum": 0})]
    list_date: Annotated[
        PartialDay,
        Key("when the source of most rows of a whole list was published; empty where that is not said"),
    ]


@dataclass(frozen=True, slots=True)
class Network:
    """A network that is recorded."""

    network: StakeholderId
    members: Annotated[int, Key("members known on the day", more={"minimum": 0})]
    known_from: Annotated[
        date | None, Key("day from which its first member is known; empty where nobody says", absent="")
    ]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a source about how many members the network has."""

    indicator: Annotated[str, Key("id of the indicator")]
    name: Annotated[FrameworkText, Key("what is counted")]
    value: Annotated[float, Key("how many")]
    year: Annotated[PartialDay, Key("year of the figure; empty = not said")]
    source: SourceId


@dataclass(frozen=True)
class Members:
    """``matrix``: over all countries; ``work``: every country x objective x means; ``agreements``: all together, then
    each by id; ``networks``: all that are recorded, by id."""

    network: StakeholderId
    members_complete: Annotated[bool, Key("the list of members is whole")]
    members: Annotated[tuple[Member, ...], Key("on the day")]
    without_home: Annotated[
        tuple[StakeholderId, ...], Key("members that sit nowhere known: nothing can be said of their ties")
    ]
    silent: Annotated[tuple[StakeholderId, ...], Key("members about whose work nobody said anything")]
    without_any_tie: Annotated[
        tuple[StakeholderId, ...],
        Key("members tied to none of the police, a hotline and a government body though one is known there"),
    ]
    nobody_known: Annotated[
        tuple[StakeholderId, ...],
        Key("members of whose ties nothing can be said: none of the three is known there"),
    ]
    matrix: Annotated[tuple[Field, ...], Key("objective x means")]
    work: Annotated[tuple[Work, ...], Key("country x objective x means")]
    objectives: Annotated[tuple[Objective, ...], Key("per member country")]
    programmes: Annotated[
        tuple[Programme, ...], Key("work of the members and of the network itself, row by row")
    ]
    figures: Annotated[
        tuple[Figure, ...], Key("how many members it has by other sources, the latest of each first")
    ]
    ties: Annotated[tuple[TieState, ...], Key("ties of members to police, hotline, ministry")]
    agreements: Annotated[tuple[AgreementGap, ...], Key("agreements against members")]
    networks: Annotated[tuple[Network, ...], Key("every network that is recorded")]


def _matrix(facts: Facts, work: Iterable[Programme]) -> Iterator[Field]:
    """Who is at work and by which rows, over all countries."""
    at_work: dict[tuple[str, str], list[Programme]] = defaultdict(list)
    for p in work:
        at_work[p.objective, p.means] += [p] if p.state is WorkState.ACTIVE else []
    for objective in facts.edition.lists["objectives"]:
        for means in facts.edition.lists["means"]:
            found = at_work.get((objective["id"], means["id"]), [])
            members = tuple(sorted({p.stakeholder for p in found}))
            claims = tuple(sorted(p.claim for p in found))
            yield Field(ObjectiveId(objective["id"]), MeansId(means["id"]), members, claims)


def _members_at(facts: Facts, as_of: date) -> list[tuple[StakeholderId, StakeholderId]]:
    """(network, member) of every membership that counts on the day, sorted, each once."""
    frame = facts.snapshot["memberships"]
    rows = facts.counted("memberships")
    rows = rows[facts.life("memberships").take(rows).active(as_of.toordinal())]
    return _pairs(frame, rows)


def _pairs(frame: Frame, rows: Ints) -> list[tuple[StakeholderId, StakeholderId]]:
    """(network, member) of these memberships, sorted, each once."""
    pairs = ((frame.text("network_id", r), frame.text("member_id", r)) for r in rows.tolist())
    return sorted({(StakeholderId(n), StakeholderId(m)) for n, m in pairs})


def _recorded(facts: Facts, as_of: date) -> tuple[Network, ...]:
    """Every network that is recorded or has a membership, by id."""
    frame, life = facts.snapshot["memberships"], facts.life("memberships")
    rows = facts.counted("memberships")
    rows = rows[life.take(rows).start < life.take(rows).stop]
    first: dict[str, int] = {}
    for row, day in zip(rows.tolist(), life.start[rows].tolist(), strict=True):
        network = frame.text("network_id", row)
        first[network] = min(day, first.get(network, day))
    count = Counter(n for n, _ in _members_at(facts, as_of))
    every = set(map(StakeholderId, (*frame["network_id"].texts(), *facts.snapshot["networks"].ids)))
    return tuple(
        Network(n, count[n], date.fromordinal(first[n]) if first.get(n, ALWAYS) > ALWAYS else None)
        for n in sorted(every)
    )


def likely_network(facts: Facts, as_of: date) -> str:
    """The network with most members of kind *network member* on the day, else on any day; where there are none of that
    kind the one with most members at all, else any that is recorded. Of several the first by id; empty if there is
    none."""
    stakeholders, frame = facts.snapshot["stakeholders"], facts.snapshot["memberships"]
    kinds = dict(zip(stakeholders.ids, stakeholders["kind"].texts(), strict=True))
    now = _members_at(facts, as_of)
    ever = _pairs(frame, facts.counted("memberships"))
    own = [[(n, m) for n, m in pairs if kinds.get(m) == MEMBER_KIND] for pairs in (now, ever)]
    for pairs in (*own, now, ever):
        if count := Counter(n for n, _ in pairs):
            return min(count, key=lambda n: (-count[n], n))
    return min((n.network for n in _recorded(facts, as_of)), default="")


def _with(facts: Facts, as_of: date, network: str) -> tuple[Network, ...]:
    """Every network that is recorded. Raises UsageError where this is none of them."""
    recorded = _recorded(facts, as_of)
    known = [n.network for n in recorded]
    if network not in known:
        raise UsageError(
            (
                said("There is no network {network!r} with members in this database.", network=network)
                if network
                else said("This database contains no network with members.")
            ),
            hint=(
                said("Use one of: {known}.", known=", ".join(known))
                if known
                else said("Import memberships.csv first.")
            ),
        )
    return recorded


def network_members(facts: Facts, as_of: date, network: str) -> tuple[StakeholderId, ...]:
    """The members of a network on a day, by id. Raises UsageError where there is no such network."""
    _with(facts, as_of, network)
    return tuple(m for n, m in _members_at(facts, as_of) if n == network)


def members(
    facts: Facts,
    as_of: date,
    network: str = "",
    countries: Sequence[str] | None = None,
    cover: Coverage | None = None,
) -> Members:
    """The answers for the secretariat of ``network`` (empty: :func:`likely_network`), for every country or those named.
    Raises UsageError."""
    network = network or likely_network(facts, as_of)
    recorded = _with(facts, as_of, network)
    wanted = set(facts.countries if countries is None else countries)
    for iso3 in wanted:
        country_index(facts, iso3)
    stakeholders = facts.snapshot["stakeholders"]
    homes = dict(zip(stakeholders.ids, map(Iso3, stakeholders["home_iso3"].texts()), strict=True))
    every = [m for n, m in _members_at(facts, as_of) if n == network]
    listed = [(m, c) for m in every if (c := homes.get(m, Iso3(""))) in wanted or countries is None]
    networks = facts.snapshot["networks"]
    at = networks.position.get(network)
    ids = {m for m, _ in listed}
    done = programmes(facts, as_of, {*ids, network})
    own = [p for p in done if p.stakeholder in ids]
    here = [p for p in own if (countries is None if p.country is None else p.country in wanted)]
    work = _work(facts, here, listed, wanted)
    ties = tuple(tie_states(facts, as_of, [(m, c) for m, c in listed if c in wanted]))
    alone, nobody = with_none(ties)
    read = _read(facts, as_of, network)
    return Members(
        network=StakeholderId(network),
        members_complete=at is not None and networks.text("members_complete", at) == "yes",
        members=tuple(Member(m, c or None, m in read) for m, c in listed),
        without_home=tuple(m for m, c in listed if c not in wanted),
        silent=tuple(m for m, _ in listed if m not in {p.stakeholder for p in own}),
        without_any_tie=alone,
        nobody_known=nobody,
        matrix=tuple(_matrix(facts, here)) if work or here else (),
        work=work,
        objectives=_objectives(cover or coverage(facts, as_of), work),
        programmes=tuple(p for p in done if countries is None or p.country in wanted),
        figures=tuple(_figures(facts, as_of, network)),
        ties=ties,
        agreements=tuple(_agreements(facts, as_of, {homes.get(m, "") for m in every}, wanted)),
        networks=recorded,
    )


def _read(facts: Facts, as_of: date, network: str) -> set[StakeholderId]:
    """Whose membership of the day was read in a source."""
    frame, rows = facts.snapshot["memberships"], facts.counted("memberships")
    rows = rows[facts.life("memberships").take(rows).active(as_of.toordinal())]
    rows = rows[frame["network_id"].isin([network])[rows] & frame["verified"].isin(["yes"])[rows]]
    return {StakeholderId(frame.text("member_id", r)) for r in rows.tolist()}


def _work(
    facts: Facts,
    known: Iterable[Programme],
    listed: Sequence[tuple[StakeholderId, Iso3]],
    wanted: Collection[str],
) -> tuple[Work, ...]:
    """Every (country, objective, means) of the members' countries and of those in which they work."""
    found: dict[tuple[str, str, str], list[Programme]] = defaultdict(list)
    for p in known:
        if p.country is not None:
            found[p.country, p.objective, p.means].append(p)
    places = sorted({c for _, c in listed if c in wanted} | {Iso3(c) for c, _, _ in found})
    lists = facts.edition.lists
    rows = []
    for c in places:
        for objective in lists["objectives"]:
            for means in lists["means"]:
                told = found.get((c, objective["id"], means["id"]), [])
                best = min((WORK_STATES.index(p.state) for p in told), default=3)
                those = [p for p in told if WORK_STATES.index(p.state) == best]
                who = tuple(sorted({p.stakeholder for p in those}))
                claims = tuple(sorted(p.claim for p in those))
                place = c, ObjectiveId(objective["id"]), MeansId(means["id"])
                rows.append(Work(*place, WORK_STATES[best], who, claims))
    return tuple(rows)


def _figures(facts: Facts, as_of: date, network: str) -> Iterator[Figure]:
    """What the indicators say that the record of the network names, the latest of each first."""
    networks, frame = facts.snapshot["networks"], facts.snapshot["indicators"]
    at = networks.position.get(network)
    for ident in networks.text("figures", at).split(";") if at is not None else ():
        rows = [frame.row(i) for i in np.flatnonzero(frame["indicator_id"].isin([ident])).tolist()]
        for r in sorted(rows, key=lambda r: (r["year"], r["value"]), reverse=True):
            if ident and r["year"] <= as_of.isoformat():
                yield Figure(
                    ident,
                    FrameworkText(r["name"]),
                    float(r["value"]),
                    PartialDay(r["year"]),
                    SourceId(r["source_id"]),
                )


def _objectives(cover: Coverage, work: Iterable[Work]) -> tuple[Objective, ...]:
    best: dict[tuple[Iso3, ObjectiveId], int] = {}
    for w in work:
        key = (w.country, w.objective)
        best[key] = min(best.get(key, 3), WORK_STATES.index(w.state))
    touched: dict[str, list[CapabilityNumber]] = defaultdict(list)
    for row in cover.facts.edition.lists["touches"]:
        touched[row["objective"]].append(CapabilityNumber(row["capability"]))
    at = cover.facts.edition.index
    return tuple(
        Objective(
            c,
            objective,
            WORK_STATES[state],
            tuple(
                Touched(n, cover.state(cover.index(c, n)))
                for n in sorted(touched[objective], key=at.__getitem__)
            ),
        )
        for (c, objective), state in best.items()
    )


def _agreements(
    facts: Facts, as_of: date, homes: Collection[str], wanted: Collection[str]
) -> list[AgreementGap]:
    """All agreements together, then each by id."""
    lists, channels = parties_at(facts, as_of), channels_at(facts, as_of)
    rows = np.flatnonzero(channels.lists.agreement[channels.which])
    ids = sorted(AgreementId(channels.ids[i]) for i in rows.tolist())
    asked = [Iso3(c) for c in facts.countries if c in wanted]
    each = {a: {c: _place(lists, a, c) for c in asked if c in homes or lists.of(a, c)} for a in ids}
    together = {
        c: _best([found[c] for found in each.values() if c in found], c in lists.sign_themselves)
        for c in asked
    }
    anywhere = len({c for a in ids for c in lists.listed(a)})
    return [
        _gap(None, together, homes, anywhere, PartialDay("")),
        *(_gap(a, found, homes, len(lists.listed(a)), list_of(facts, a)[1]) for a, found in each.items()),
    ]


class _Place(Enum):
    """Where a country stands to the list of an agreement."""

    ON = auto()
    SIGNED = auto()
    OUTSIDE = auto()
    BEYOND = auto()
    UNKNOWN = auto()


_BY_BOUND: Final = {
    Bound.PARTY: _Place.ON,
    Bound.NOT_IN_FORCE: _Place.SIGNED,
    Bound.SIGNED: _Place.SIGNED,
    Bound.INVITED: _Place.SIGNED,
}


def _place(lists: Parties, agreement: str, country: str) -> _Place:
    bound, _row = lists.standing(agreement, country)
    if bound in _BY_BOUND:
        return _BY_BOUND[bound]
    if lists.outside(agreement, country):
        return _Place.OUTSIDE
    return _Place.BEYOND if lists.beyond(agreement, country) else _Place.UNKNOWN


def _best(found: Collection[_Place], signs: bool) -> _Place:
    """To all agreements together: outside only if it is surely on none and signs for itself."""
    for place in (_Place.ON, _Place.SIGNED):
        if place in found:
            return place
    return _Place.OUTSIDE if found and signs and _Place.UNKNOWN not in found else _Place.UNKNOWN


def _gap(
    agreement: AgreementId | None,
    found: Mapping[Iso3, _Place],
    homes: Collection[str],
    listed: int,
    list_date: PartialDay,
) -> AgreementGap:
    def members_at(place: _Place) -> tuple[Iso3, ...]:
        return tuple(c for c, p in found.items() if p is place and c in homes)

    return AgreementGap(
        agreement=agreement,
        without_member=tuple(c for c, p in found.items() if p is _Place.ON and c not in homes),
        without_agreement=members_at(_Place.OUTSIDE),
        signed_only=members_at(_Place.SIGNED),
        not_for=members_at(_Place.BEYOND),
        unknown=members_at(_Place.UNKNOWN),
        listed=listed,
        list_date=list_date,
    )
