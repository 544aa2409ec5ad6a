"""A membership network seen from its secretariat: who works on which objective by which means, who has no tie to
the bodies that act in its country, where there is an agreement and no member, and the reverse.

What is asked without a name is about the network with most members on the day; where none has one yet, about the one
that has most on any day, and the answer says from when on each network has a known member.

Three-valued throughout. No row about work means that nobody said, not that nothing is done. A tie that is not
recorded is called so; where no police, hotline or ministry of a country is known, nothing can be said about a tie
to it. A country without a known member has none only if the list of members is whole; a member's country is not
party only if the list of parties is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from coordination.analytics.base.facts import ALWAYS, Facts, Mask
from coordination.analytics.board.coverage import Coverage, coverage
from coordination.analytics.board.maturity import country_index
from coordination.analytics.borders.channels import FULL, SIGNED, UNCLEAR, Channels, channels_at
from coordination.analytics.borders.member_ties import COUNTERPARTS, TieState, tie_states, with_none
from coordination.text.sentences import Sentence
from graph_schema.errors import UsageError, said

__all__ = [
    "COUNTERPARTS",
    "AgreementGap",
    "Members",
    "Network",
    "Objective",
    "TieState",
    "Work",
    "likely_network",
    "members",
]

MEMBER_KIND: Final = "network_member"
#: States of work, best known first.
WORK_STATES: Final = ("active", "planned", "ended", "unknown")


@dataclass(frozen=True, slots=True)
class Work:
    """Work of members in one country on one objective by one means. ``state``: active, planned, ended, or unknown (no
    row); ``members``: those who are in that state, none where unknown; ``claims``: the rows that say so."""

    country: str
    objective: str
    means: str
    state: str
    members: tuple[str, ...]
    claims: tuple[str, ...] = ()

    def as_row(self) -> dict[str, object]:
        return {
            "country": self.country,
            "objective": self.objective,
            "means": self.means,
            "state": self.state,
            "members": list(self.members),
        }


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective in a member's country: the best state of work over all means, and the cells it touches."""

    country: str
    objective: str
    state: str
    cells: tuple[tuple[str, str], ...]

    def as_row(self) -> dict[str, object]:
        return {
            "country": self.country,
            "objective": self.objective,
            "state": self.state,
            "cells": [{"capability": n, "state": s} for n, s in self.cells],
        }


@dataclass(frozen=True, slots=True)
class AgreementGap:
    """Agreements against members, for one agreement or (``agreement`` empty) all that open a channel together.

    ``without_member``: countries on it, in force, where no member is known; of the members' countries
    ``without_agreement``: surely not on it; ``signed_only``: signed, invited, or it is not in force; ``unknown``: its
    list is not whole, or the status is.
    """

    agreement: str
    without_member: tuple[str, ...]
    without_agreement: tuple[str, ...]
    signed_only: tuple[str, ...]
    unknown: tuple[str, ...]

    def as_row(self) -> dict[str, object]:
        return {
            "agreement": self.agreement,
            "without_member": list(self.without_member),
            "without_agreement": list(self.without_agreement),
            "signed_only": list(self.signed_only),
            "unknown": list(self.unknown),
        }


@dataclass(frozen=True, slots=True)
class Network:
    """A network that is recorded: how many ``members`` it has on the day, and the day from which its first one is known
    (None where nobody says, or no member of it is recorded)."""

    network: str
    members: int
    known_from: date | None

    def as_row(self) -> dict[str, object]:
        return {
            "network": self.network,
            "members": self.members,
            "known_from": self.known_from.isoformat() if self.known_from else "",
        }


@dataclass(frozen=True)
class Members:
    """``members``: (member, home country or empty); ``complete``: the list of members is whole; ``without_home``:
    members that sit nowhere known, of whose ties in their country nothing can be said; ``silent``: members about whose
    work nobody said anything; ``work``: every country x objective x means; ``any_agreement``: over all
    agreements; ``agreements``: by id; ``networks``: all that are recorded, by id; ``recalled``: members whose
    membership was not read in a source."""

    network: str
    complete: bool
    members: tuple[tuple[str, str], ...]
    without_home: tuple[str, ...]
    silent: tuple[str, ...]
    work: tuple[Work, ...]
    objectives: tuple[Objective, ...]
    ties: tuple[TieState, ...]
    any_agreement: AgreementGap
    agreements: tuple[AgreementGap, ...]
    networks: tuple[Network, ...]
    recalled: frozenset[str] = frozenset()

    def without_tie(self, counterpart: str) -> list[str]:
        """Members whose country has such a body, with no tie to it recorded."""
        return [t.member for t in self.ties if t.counterpart == counterpart and t.state == "not_recorded"]

    def fields(self) -> dict[tuple[str, str], Work]:
        """Who is at work and by which rows, by (objective, means): over all countries (``country`` is empty)."""
        at_work: dict[tuple[str, str], list[Work]] = defaultdict(list)
        for w in self.work:
            at_work[w.objective, w.means] += [w] if w.state == WORK_STATES[0] else []
        return {
            (o, m): Work(
                "",
                o,
                m,
                WORK_STATES[0] if found else WORK_STATES[-1],
                tuple(sorted({i for w in found for i in w.members})),
                tuple(sorted(c for w in found for c in w.claims)),
            )
            for (o, m), found in at_work.items()
        }

    def matrix(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Members known to be at work, by (objective, means)."""
        return {key: field.members for key, field in self.fields().items()}

    def as_answer(self, say: Callable[[Sentence], str] | None = None) -> dict[str, object]:
        """With ``say`` (how a sentence is rendered): also ``why`` of each tie."""
        alone, nobody = with_none(self.ties)
        return {
            "network": self.network,
            "members_complete": self.complete,
            "members": [
                {"member": m, "country": c, "confirmed": m not in self.recalled} for m, c in self.members
            ],
            "without_home": list(self.without_home),
            "silent": list(self.silent),
            "without_any_tie": alone,
            "nobody_known": nobody,
            "matrix": [
                {"objective": o, "means": m, "members": list(f.members), "claims": list(f.claims)}
                for (o, m), f in self.fields().items()
            ],
            "work": [w.as_row() for w in self.work],
            "objectives": [o.as_row() for o in self.objectives],
            "ties": [t.as_row() | ({"why": say(t.why())} if say is not None else {}) for t in self.ties],
            "agreements": [a.as_row() for a in (self.any_agreement, *self.agreements)],
            "networks": [n.as_row() for n in self.networks],
        }


def _members_at(facts: Facts, as_of: date) -> list[tuple[str, str]]:
    """(network, member) of every membership that counts on the day, sorted, each once."""
    frame = facts.snapshot["memberships"]
    rows = facts.counted("memberships")
    rows = rows[facts.life("memberships").take(rows).active(as_of.toordinal())]
    return sorted({(frame.text("network_id", r), frame.text("member_id", r)) for r in rows.tolist()})


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
    every = {*frame["network_id"].texts(), *facts.snapshot["networks"].ids}
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
    rows = facts.counted("memberships").tolist()
    ever = sorted({(frame.text("network_id", r), frame.text("member_id", r)) for r in rows})
    own = [[(n, m) for n, m in pairs if kinds.get(m) == MEMBER_KIND] for pairs in (now, ever)]
    for pairs in (*own, now, ever):
        if count := Counter(n for n, _ in pairs):
            return min(count, key=lambda n: (-count[n], n))
    return min((n.network for n in _recorded(facts, as_of)), default="")


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
    wanted = set(facts.countries if countries is None else countries)
    for iso3 in wanted:
        country_index(facts, iso3)
    stakeholders = facts.snapshot["stakeholders"]
    homes = dict(zip(stakeholders.ids, stakeholders["home_iso3"].texts(), strict=True))
    every = [m for n, m in _members_at(facts, as_of) if n == network]
    listed = [(m, homes.get(m, "")) for m in every if homes.get(m, "") in wanted or countries is None]
    networks = facts.snapshot["networks"]
    at = networks.position.get(network)
    complete = at is not None and networks.text("members_complete", at) == "yes"
    work, silent = _work(facts, as_of, listed, wanted)
    gaps = _agreements(facts, as_of, {homes.get(m, "") for m in every}, wanted)
    return Members(
        network=network,
        complete=complete,
        members=tuple(listed),
        without_home=tuple(m for m, c in listed if c not in wanted),
        silent=silent,
        work=work,
        objectives=_objectives(cover or coverage(facts, as_of), work),
        ties=tuple(tie_states(facts, as_of, [(m, c) for m, c in listed if c in wanted])),
        any_agreement=gaps[0],
        agreements=tuple(gaps[1:]),
        networks=recorded,
        recalled=frozenset(every) - _read(facts, as_of, network),
    )


def _read(facts: Facts, as_of: date, network: str) -> set[str]:
    """Whose membership of the day was read in a source."""
    frame, rows = facts.snapshot["memberships"], facts.counted("memberships")
    rows = rows[facts.life("memberships").take(rows).active(as_of.toordinal())]
    rows = rows[frame["network_id"].isin([network])[rows] & frame["verified"].isin(["yes"])[rows]]
    return {frame.text("member_id", r) for r in rows.tolist()}


def _work(
    facts: Facts, as_of: date, listed: Sequence[tuple[str, str]], wanted: set[str]
) -> tuple[tuple[Work, ...], tuple[str, ...]]:
    """Every (country, objective, means) of the members' countries, and the members without any row."""
    frame, t = facts.snapshot["work"], as_of.toordinal()
    life = facts.life("work")
    over = life.lapsed(t) | (life.once & (life.known <= t))
    states = np.select([life.active(t), life.planned(t), over], [0, 1, 2], 3)
    ids = {m for m, _ in listed}
    found: dict[tuple[str, str, str], list[tuple[int, str, str]]] = defaultdict(list)  # state, who, claim
    spoken: set[str] = set()
    for row in np.flatnonzero(states < 3).tolist():
        member = frame.text("stakeholder_id", row)
        key = (frame.text("iso3", row), frame.text("objective", row), frame.text("means", row))
        if member in ids:
            spoken.add(member)
            if key[0] in wanted:
                found[key].append((int(states[row]), member, frame.ids[row]))
    places = sorted({c for _, c in listed if c in wanted} | {c for c, _, _ in found})
    lists = facts.edition.lists
    rows = []
    for c in places:
        for objective in lists["objectives"]:
            for means in lists["means"]:
                told = found.get((c, objective["id"], means["id"]), [])
                best = min((s for s, _, _ in told), default=3)
                who = tuple(sorted({m for s, m, _ in told if s == best}))
                claims = tuple(sorted(i for s, _, i in told if s == best))
                rows.append(Work(c, objective["id"], means["id"], WORK_STATES[best], who, claims))
    return tuple(rows), tuple(m for m, _ in listed if m not in spoken)


def _objectives(cover: Coverage, work: Iterable[Work]) -> tuple[Objective, ...]:
    best: dict[tuple[str, str], int] = {}
    for w in work:
        key = (w.country, w.objective)
        best[key] = min(best.get(key, 3), WORK_STATES.index(w.state))
    touched: dict[str, list[str]] = defaultdict(list)
    for row in cover.facts.edition.lists["touches"]:
        touched[row["objective"]].append(row["capability"])
    at = cover.facts.edition.index
    return tuple(
        Objective(
            c,
            objective,
            WORK_STATES[state],
            tuple(
                (n, str(cover.state(cover.index(c, n))))
                for n in sorted(touched[objective], key=at.__getitem__)
            ),
        )
        for (c, objective), state in best.items()
    )


def _agreements(facts: Facts, as_of: date, homes: set[str], wanted: set[str]) -> list[AgreementGap]:
    """All agreements together, then each by id."""
    channels: Channels = channels_at(facts, as_of)
    rows = np.flatnonzero(channels.lists.agreement[channels.which])
    standing, complete = channels.standing[rows], channels.complete[rows]
    in_force = channels.in_force[rows]
    on = (standing == FULL) & in_force[:, None]
    signed = (standing >= SIGNED) & ~on
    maybe = (standing == UNCLEAR) | ((standing < SIGNED) & ~complete[:, None])
    member = np.asarray([c in homes for c in facts.countries], bool)
    ask = np.asarray([c in wanted for c in facts.countries], bool)

    def names(mask: Mask) -> tuple[str, ...]:
        return tuple(facts.countries[c] for c in np.flatnonzero(mask & ask).tolist())

    def gap(agreement: str, on: Mask, signed: Mask, maybe: Mask) -> AgreementGap:
        return AgreementGap(
            agreement,
            names(on & ~member),
            names(member & ~on & ~signed & ~maybe),
            names(member & ~on & signed),
            names(member & ~on & ~signed & maybe),
        )

    any_maybe = maybe.any(axis=0) if len(rows) else np.ones(len(facts.countries), bool)
    together = gap("", on.any(axis=0), signed.any(axis=0), any_maybe)
    each = [gap(channels.ids[i], on[j], signed[j], maybe[j]) for j, i in enumerate(rows.tolist())]
    return [together, *sorted(each, key=lambda g: g.agreement)]
