"""Why a cell is what it is: the rule that decided, every claim behind it, and what each flag rests on.

Each reason carries the claim it rests on (where there is one) and with it the source, batch, file and line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import numpy as np

from coordination.analytics.base.facts import NO_PHASE, Ints
from coordination.analytics.base.providers import Tops
from coordination.analytics.base.services import ServiceIn, parts_at
from coordination.analytics.board.connected import connections
from coordination.analytics.board.coverage import (
    STALE_MONTHS,
    WINDOW_MONTHS,
    Coverage,
    Flag,
    Rule,
    add_months,
)
from coordination.analytics.board.deciding_claims import (
    affiliation_rows,
    conflicting_rows,
    ending_deliveries,
    ending_money,
    money_rows,
)
from coordination.analytics.board.ended_money import EndedMoney
from coordination.analytics.board.maturity import hollow_of
from coordination.analytics.board.unmet_prerequisites import lack_of, listed
from coordination.analytics.board.wider import told, wider
from coordination.model.frames import Frame
from coordination.text.kinds import said_as
from coordination.text.records import Key
from coordination.text.sentences import Name, Partial, Quote, Recorded, Sentence, Value, Word, sentence
from coordination.text.states import STATE_WORDS, State
from graph_schema.ids import CapabilityNumber, ClaimId, Iso3, SourceId, StakeholderId
from graph_schema.values import Part as ServicePart

__all__ = ["Explanation", "Part", "Reason", "explain"]


@said_as(
    {
        "rule": sentence("why it has this status"),
        "provider": sentence("who provides it"),
        "group": sentence("how the providers are related"),
        "supporter": sentence("who supports it"),
        "stand_in": sentence("who takes over"),
        "planned": sentence("what has been announced"),
        "ended": sentence("what has ended"),
        "once": sentence("what existed earlier"),
        "connection": sentence("to what the country is connected"),
        "look": sentence("who reviewed it"),
        "age": sentence("its age"),
        "flag": sentence("warning"),
    },
    doc="what the sentence is about",
)
class Part(StrEnum):
    """What a reason is about; a group: who depends on whom, and on whose money no longer."""

    RULE = "rule"
    PROVIDER = "provider"
    GROUP = "group"
    SUPPORTER = "supporter"
    STAND_IN = "stand_in"
    PLANNED = "planned"
    ENDED = "ended"
    ONCE = "once"
    CONNECTION = "connection"
    LOOK = "look"
    AGE = "age"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence behind a status, and the row that it rests on."""

    part: Part
    text: Annotated[Quote, Key("the reason, in a sentence")]
    claim: Annotated[
        ClaimId | None,
        Key("id of the claim it rests on; empty where it rests on an absence or a comparison"),
    ] = None
    source: Annotated[SourceId | None, Key("id of the source of the claim")] = None
    batch: Annotated[str, Key("batch that wrote the claim")] = ""
    file: Annotated[str, Key("file it came from")] = ""
    line: Annotated[int, Key("physical line in the file, header = 1; 0 = none", more={"minimum": 0})] = 0

    @property
    def named(self) -> tuple[StakeholderId, ...]:
        """The organisations that the sentence names, each once."""
        return tuple(
            dict.fromkeys(StakeholderId(n.id) for n in _names(self.text) if n.list == "stakeholders")
        )


def _names(text: Sentence) -> Iterator[Name]:
    """The names in a sentence and in the sentences it holds."""
    for value in text.values.values():
        for part in value if isinstance(value, list | tuple) else [value]:
            if isinstance(part, Sentence):
                yield from _names(part)
            elif isinstance(part, Name):
                yield part


@dataclass(frozen=True)
class Explanation:
    """Why a capability in a country has its status."""

    country: Iso3
    capability: CapabilityNumber
    state: State
    rule: Annotated[int, Key("number of the rule that decided", more={"minimum": 1, "maximum": 7})]
    flags: Annotated[tuple[Flag, ...], Key("in alphabetical order")]
    reasons: Annotated[
        tuple[Reason, ...],
        Key(
            "the rule first, then what is not known because all records are in general or for a part of the country",
            more={"minItems": 1},
        ),
    ]


def _plain(part: Part, text: Sentence) -> Reason:
    """A reason that rests on an absence or a comparison."""
    return Reason(part, Quote(text))


def _from(part: Part, text: Sentence, frame: Frame, row: int) -> Reason:
    """A reason that rests on a row."""
    return Reason(
        part,
        Quote(text),
        ClaimId(frame.ids[row]),
        SourceId(frame.text("source_id", row)),
        frame.batch.vocab[frame.batch.codes[row]],
        frame.file.vocab[frame.file.codes[row]],
        int(frame.line[row]),
    )


def _who(name: str) -> Name:
    return Name("stakeholders", name)


def _headline(cover: Coverage, cell: int) -> Sentence:
    n, k, s = int(cover.n[cell]), int(cover.facts.required[cell]), int(cover.s[cell])
    rule, normal = Rule(int(cover.rule[cell])), bool(cover.facts.one_is_normal[cell])
    named = [_who(x) for x in cover.successors(cell)]
    if rule is Rule.COVERED and n == 1 < k and normal:
        return sentence(
            "Covered: one provider is known, as is normal here, and {who} has agreed to take over if it stops.",
            "Covered: one provider is known, as is normal here, and {who} have agreed to take over if it stops.",
            n=len(named),
            who=named,
        )
    if rule is Rule.COVERED and normal:
        return sentence(
            "Covered: {n} independent provider is known, where one with a successor is normal.",
            "Covered: {n} independent providers are known, where one with a successor is normal.",
            n=n,
        )
    if rule is Rule.COVERED and n < k:
        return sentence(
            "Covered: {n} independent provider is known and {s} named to take over ({who}), and {k} needed.",
            "Covered: {n} independent providers are known and {s} named to take over ({who}), and {k} needed.",
            n=n,
            s=s,
            k=k,
            who=named,
        )
    if rule is Rule.FRAGILE and normal:
        return sentence(
            "Fragile: one national provider is normal here, but nobody is named who takes over if it stops."
        )
    if rule is Rule.COVERED and cover.flags[Flag.SOLE_BY_DESIGN][cell]:
        return sentence(
            "One provider is enough, and {n} independent provider is known.",
            "One provider is enough, and {n} independent providers are known.",
            n=n,
        )
    if rule is Rule.COVERED:
        return sentence(
            "Covered: {n} independent provider is known, and {k} needed.",
            "Covered: {n} independent providers are known, and {k} needed.",
            n=n,
            k=k,
        )
    if rule is Rule.FRAGILE:
        return sentence(
            "Fragile: {n} independent provider is known, but {k} needed.",
            "Fragile: {n} independent providers are known, but {k} needed.",
            n=n,
            k=k,
        )
    return {
        Rule.UNATTRIBUTED: sentence(
            "Found, provider not named: the latest review found it, but no provider is named."
        ),
        Rule.DONE_ONCE: sentence(
            "Done once: what the latest review found has ended, and nobody is on record who carries it on. Whether it "
            "is done today is not known."
        ),
        Rule.SUPPORTED_ONLY: sentence(
            "Support only: the latest review found it, and only support is on record. Whether anybody provides it is "
            "not known."
        ),
        Rule.PLANNED: sentence("Planned: it has been announced, but nobody provides it yet."),
        Rule.LAPSED: sentence("Gap: it was provided until it ended, and no review has found it since."),
        Rule.NOT_FOUND: sentence("Gap: the latest review did not find it."),
        Rule.FIRST_PHASE: sentence("Gap: the latest review found only a first beginning (phase 1)."),
        Rule.UNCLEAR: sentence("Unknown: the latest review gave no clear result. This does not mean gap."),
        Rule.NOBODY_LOOKED: sentence("Unknown: there has been no review. This does not mean gap."),
    }[rule]


def _deliveries(cover: Coverage, cell: int) -> Iterator[Reason]:
    d = cover.facts.deliveries
    frame = cover.facts.snapshot["deliveries"]
    for part, which in (
        (Part.PROVIDER, "provides"),
        (Part.PLANNED, "planned"),
        (Part.ENDED, "over"),
        (Part.ONCE, "once"),
        (Part.ENDED, "helped"),
        (Part.STAND_IN, "stands_in"),
        (Part.SUPPORTER, "supports"),
    ):
        rows = cover.delivery_rows(cell, which)
        names = [(cover.facts.stakeholders[d.who[p]], frame.ids[d.row[p]], p) for p in rows.tolist()]
        for who, _, p in sorted(names):
            row = int(d.row[p])
            basis = Recorded(frame.text("basis", row) or frame.text("note", row), {})
            said = (
                which
                if which == "helped"
                else _said_of(cover, cell, part, d.who[p], frame.text("verified", row))
            )
            told = _SAID[said][not basis]
            until = Partial(frame.text("until", row))
            text = replace(told, values={"who": _who(who), "basis": basis, "until": until})
            if until and part in _GOES_ON:
                text = sentence("{sentence} Ends: {until}.", sentence=[text], until=until)
            yield _from(part, text, frame, row)


#: what goes on, so that its row may have an end that is still to come
_GOES_ON: Final = (Part.PROVIDER, Part.STAND_IN, Part.SUPPORTER)


def _said_of(cover: Coverage, cell: int, part: Part, who: int, verified: str) -> str:
    """Which of the sentences says what a delivery is to the capability."""
    if part is Part.PROVIDER:
        return {"yes": "read", "recalled": "recalled"}.get(verified, "unread")
    if part is not Part.STAND_IN:
        return str(part)
    name = cover.facts.stakeholders[who]
    if not cover.n[cell]:
        return "no_provider"
    if name in cover.providers(cell):
        return "counts"
    return "successor" if name in cover.successors(cell) else "depends"


#: what a delivery is -> its sentence with what it does, and without
_SAID: Final[Mapping[str, tuple[Sentence, Sentence]]] = {
    "read": (
        sentence("{who} provides it: {basis} (checked against the source)."),
        sentence("{who} provides it (checked against the source)."),
    ),
    "recalled": (
        sentence("{who} provides it: {basis} (from memory, not confirmed)."),
        sentence("{who} provides it (from memory, not confirmed)."),
    ),
    "unread": (
        sentence("{who} provides it: {basis} (not confirmed)."),
        sentence("{who} provides it (not confirmed)."),
    ),
    "planned": (sentence("{who} has announced it: {basis}."), sentence("{who} has announced it.")),
    "ended": (
        sentence("{who} provided it until {until}: {basis}."),
        sentence("{who} provided it until {until}."),
    ),
    "once": (
        sentence("{who} provided it once; this has ended: {basis}."),
        sentence("{who} provided it once; this has ended."),
    ),
    "helped": (
        sentence("{who} supported it (shown, not counted as provider); this has ended: {basis}."),
        sentence("{who} supported it (shown, not counted as provider); this has ended."),
    ),
    "no_provider": (
        sentence("{who} has agreed to take over, but nobody is known to provide it: {basis}."),
        sentence("{who} has agreed to take over, but nobody is known to provide it."),
    ),
    "counts": (
        sentence("{who} has agreed to take over too, and counts as a provider: {basis}."),
        sentence("{who} has agreed to take over too, and counts as a provider."),
    ),
    "successor": (
        sentence("{who} has agreed to take over if the provider stops: {basis}."),
        sentence("{who} has agreed to take over if the provider stops."),
    ),
    "depends": (
        sentence(
            "{who} has agreed to take over, but depends on a provider or has the same parent or only funder: "
            "{basis}."
        ),
        sentence(
            "{who} has agreed to take over, but depends on a provider or has the same parent or only funder."
        ),
    ),
    "supporter": (
        sentence("{who} supports it (shown, not counted as provider): {basis}."),
        sentence("{who} supports it (shown, not counted as provider)."),
    ),
}


def _groups(cover: Coverage, cell: int) -> Iterator[Reason]:
    """Providers that count as one, and why."""
    g, facts = cover.groups, cover.facts
    part = g.of_query(cell)
    who, label = g.node_who[part], g.node_group[part]
    body, top = Tops.of(facts).pairs(cover.as_of.toordinal())
    for group in np.unique(label).tolist():
        members = np.flatnonzero(label == group)
        if len(members) < 2:
            continue
        names = [_who(facts.stakeholders[w]) for w in sorted(who[members].tolist())]
        shared = _shared_top(body, top, who[members])
        funders = set(g.sole_funder[part][members].tolist())
        if shared >= 0:
            text = sentence(
                "{members} count as one: all belong to {top}.",
                members=names,
                top=_who(facts.stakeholders[shared]),
            )
        elif len(funders) == 1 and min(funders) >= 0:
            text = sentence(
                "{members} count as one: {funder} is the only known funder of each.",
                members=names,
                funder=_who(facts.stakeholders[funders.pop()]),
            )
        elif service := _one_service(cover, cell, [n.id for n in names]):
            text = _together(service, names)
        else:
            text = sentence(
                "{members} count as one: they are not independent of one another, because of a parent "
                "body, a single funder or a service that they run together.",
                members=names,
            )
        yield _plain(Part.GROUP, text)
        yield from _service_rows(cover, cell, [n.id for n in names])
        yield from _ties_of_group(cover, cell, who[members], by_money=shared < 0)


def _joining(cover: Coverage, cell: int, members: Sequence[str]) -> Iterator[ServiceIn]:
    """The services of a cell that join two of these."""
    for service in parts_at(cover.facts, cover.as_of.toordinal()).get(cell, ()):
        hang = {p.stakeholder for p in service.parts if p.part is not ServicePart.ALONE}
        if len(hang & {*members}) > 1:
            yield service


def _one_service(cover: Coverage, cell: int, members: Sequence[str]) -> ServiceIn | None:
    """A service that joins all of these."""
    for service in _joining(cover, cell, members):
        if {*members} <= {p.stakeholder for p in service.parts if p.part is not ServicePart.ALONE}:
            return service
    return None


def _together(service: ServiceIn, members: list[Name]) -> Sentence:
    if not service.service:
        return sentence(
            "{members} run it together and count as one: neither does it without the other.", members=members
        )
    return sentence(
        "{members} run it together ({service}) and count as one: that one can do it without the others is not on "
        "record.",
        members=members,
        service=Name("services", service.service),
    )


def _service_rows(cover: Coverage, cell: int, members: Sequence[str]) -> Iterator[Reason]:
    """The rows by which these are parts of one service."""
    for service in _joining(cover, cell, members):
        frame = cover.facts.snapshot["deliveries" if service.service else "ties"]
        for row in sorted(service.rows, key=frame.ids.__getitem__):
            if not service.service:
                a, b = (_who(frame.text(f, row)) for f in ("a_id", "b_id"))
                yield _from(Part.GROUP, sentence("{a} and {b} work only together.", a=a, b=b), frame, row)
            elif frame.text("stakeholder_id", row) in members:
                who, name = _who(frame.text("stakeholder_id", row)), Name("services", service.service)
                yield _from(
                    Part.GROUP, sentence("{who} is a part of {service}.", who=who, service=name), frame, row
                )


def _ties_of_group(cover: Coverage, cell: int, members: Ints, by_money: bool) -> Iterator[Reason]:
    """The rows that make providers one: what stands under what, and where that is not it, who pays whom."""
    affiliations = cover.facts.snapshot["affiliations"]
    for row in affiliation_rows(cover, members):
        child, parent = (_who(affiliations.text(f, row)) for f in ("child_id", "parent_id"))
        yield _from(
            Part.GROUP,
            sentence("{child} is part of {parent}.", child=child, parent=parent),
            affiliations,
            row,
        )
    funding = cover.facts.snapshot["funding"]
    for row in money_rows(cover, cell, members) if by_money else ():
        funder, paid = (_who(funding.text(f, row)) for f in ("funder_id", "recipient_id"))
        yield _from(Part.GROUP, sentence("{funder} funds {paid}.", funder=funder, paid=paid), funding, row)


def _shared_top(body: Ints, top: Ints, members: Ints) -> int:
    """A top that all members share, or -1."""
    common: set[int] | None = None
    for m in members.tolist():
        own = set(top[body == m].tolist()) or {m}
        common = own if common is None else common & own
    return min(common) if common else -1


def _money_gone(cover: Coverage, cell: int) -> Iterator[Reason]:
    """Providers whose known money has ended and who count as going on, each with the rows of that money."""
    frame, bodies, gone = cover.facts.snapshot["funding"], cover.facts.stakeholders, EndedMoney(cover)
    for who, last, found in gone.of_cell(cell):
        rows = sorted(found.tolist(), key=frame.ids.__getitem__)
        values: dict[str, Value] = {
            "who": _who(bodies[who]),
            "last": date.fromordinal(last),
            "funders": [_who(f) for f in sorted({frame.text("funder_id", r) for r in rows})],
        }
        others = [_who(bodies[w]) for w in gone.parted(cell, who, last)]
        if others:
            text = sentence(
                "Known funding of {who} for this ended on {last} ({funders}); its current funding is "
                "unknown. It is counted as still active, and it no longer counts as one with {others}, "
                "because only that funding linked them.",
                others=others,
                **values,
            )
        else:
            text = sentence(
                "Known funding of {who} for this ended on {last} ({funders}); its current funding is "
                "unknown. It is counted as still active.",
                **values,
            )
        yield _from(Part.GROUP, text, frame, rows[0])
        for row in rows[1:]:
            funder, until = _who(frame.text("funder_id", row)), Partial(frame.text("until", row))
            text = sentence(
                "The funding from {funder} to {who} ended: {until}.",
                funder=funder,
                who=_who(bodies[who]),
                until=until,
            )
            yield _from(Part.GROUP, text, frame, row)


def _connections(cover: Coverage, country: Iso3, capability: CapabilityNumber) -> Iterator[Reason]:
    """To which shared databases the country is connected; no status rests on it."""
    parties = cover.facts.snapshot["agreement_parties"]
    for agreement, who, read, row in connections(cover, country, capability):
        values: dict[str, Value] = {"agreement": Name("agreements", agreement), "who": _who(who)}
        if who and read:
            text = sentence("{who} is connected to: {agreement}.", **values)
        elif who:
            text = sentence("{who} is connected to: {agreement} (from memory, not confirmed).", **values)
        elif read:
            text = sentence("The country is connected to: {agreement}.", **values)
        else:
            text = sentence(
                "The country is connected to: {agreement} (from memory, not confirmed).", **values
            )
        yield _from(Part.CONNECTION, text, parties, row)


def _looks(cover: Coverage, cell: int) -> Iterator[Reason]:
    looks, frame = cover.facts.looks, cover.facts.snapshot["reviews"]
    for p in cover.looks_at(cell).tolist():
        row = int(looks.row[p])
        values: dict[str, Value] = {
            "on": Partial(frame.text("reviewed_on", row)),
            "method": Word(frame.text("method", row).replace("_", " ")),
            "note": Recorded(frame.text("note", row), {}),
            "phase": int(looks.phase[p]),
        }
        if looks.outcome[p] == 2 and looks.phase[p] != NO_PHASE:
            text = sentence("Review {on} ({method}): found, phase {phase}. {note}", **values)
        elif looks.outcome[p] == 2:
            text = sentence("Review {on} ({method}): found. {note}", **values)
        elif looks.outcome[p] == 0:
            text = sentence("Review {on} ({method}): not found. {note}", **values)
        else:
            text = sentence("Review {on} ({method}): no clear result. {note}", **values)
        yield _from(Part.LOOK, text, frame, row)


def _age(cover: Coverage, cell: int) -> Iterator[Reason]:
    """The newest day of its sources, what is known by the recent ones, and whose sources have no day."""
    age, since = cover.age_of(cell), add_months(cover.as_of, -STALE_MONTHS)
    if age.newest:
        text = sentence("Newest evidence: {day}.", day=Partial(age.newest.isoformat()))
        yield _plain(Part.AGE, text)
    if age.recent is not cover.state(cell):
        text = sentence(
            "By what was published since {day}: {status}.",
            day=Partial(since.isoformat()),
            status=(STATE_WORDS[age.recent],),
        )
        yield _plain(Part.AGE, text)
    if age.undated:
        text = sentence(
            "Looked, no date: no source of {who} says when it was written.",
            who=tuple(_who(who) for who in age.undated),
        )
        yield _plain(Part.AGE, text)


def _flags(cover: Coverage, cell: int) -> Iterator[Reason]:
    facts = cover.facts
    texts: dict[Flag, Sentence] = {
        Flag.CONFLICT: sentence("Sources disagree: one says that it exists, another that it does not."),
        Flag.EXPIRING: sentence(
            "Its status will drop within {months} months because of end dates on record.",
            months=WINDOW_MONTHS,
        ),
        Flag.LAPSED: sentence("It existed and has ended."),
        Flag.SHARED: sentence("Several of its providers run one service together."),
        Flag.SOLE_BY_DESIGN: sentence("One provider is enough here."),
        Flag.STALE: sentence("The newest evidence is older than {months} months.", months=STALE_MONTHS),
        Flag.UNDATED: sentence("No source of its providers says when it was written."),
        Flag.UNCONFIRMED: sentence("No provider has been checked against a source."),
        Flag.UNCOUNTED: sentence("One provider is known. Other providers have not been checked."),
    }
    if cover.flags[Flag.HOLLOW][cell]:
        low, high = (int(x[cell]) for x in hollow_of(facts, cover.as_of))
        texts[Flag.HOLLOW] = (
            sentence(
                "Ahead of prerequisites: its phase is {n} above what its prerequisites support.",
                "Ahead of prerequisites: its phase is {n} above what its prerequisites support.",
                n=low,
            )
            if low == high
            else sentence(
                "Ahead of prerequisites: its phase is {low} to {high} above what its prerequisites support.",
                low=low,
                high=high,
            )
        )
    for flag in Flag:
        if flag is Flag.UNSUPPORTED and cover.flags[flag][cell]:
            yield from _unsupported(cover, cell)
        elif cover.flags[flag][cell]:
            yield _plain(Part.FLAG, texts[flag])
            if flag is Flag.EXPIRING:
                yield from _ends(cover, cell)
            elif flag is Flag.CONFLICT:
                yield from _contradictions(cover, cell)


def _unsupported(cover: Coverage, cell: int) -> Iterator[Reason]:
    """What is missing below it, and what it needs that is there but has no support either."""
    k = cover.facts.K
    country, a = divmod(cell, k)
    lack = lack_of(cover.facts.edition, cover.standing2[country * k : (country + 1) * k], a)
    text = sentence("Prerequisite missing: {missing}.", missing=listed(lack.missing))
    yield _plain(Part.FLAG, text)
    for number in lack.idle:
        name = Name("capabilities", number)
        yield _plain(
            Part.FLAG, sentence("{capability} exists, but itself lacks a prerequisite.", capability=name)
        )


def _ends(cover: Coverage, cell: int) -> Iterator[Reason]:
    deliveries, funding = cover.facts.snapshot["deliveries"], cover.facts.snapshot["funding"]
    for row in ending_deliveries(cover, cell):
        values: dict[str, Value] = {"until": Partial(deliveries.text("until", row))}
        who = _who(deliveries.text("stakeholder_id", row))
        yield _from(
            Part.FLAG, sentence("The work of {who} ends: {until}.", who=who, **values), deliveries, row
        )
    for row in ending_money(cover, cell):
        values = {
            "until": Partial(funding.text("until", row)),
            "who": _who(funding.text("recipient_id", row)),
        }
        funder = _who(funding.text("funder_id", row))
        text = sentence("The funding from {funder} to {who} ends: {until}.", funder=funder, **values)
        yield _from(Part.FLAG, text, funding, row)


def _contradictions(cover: Coverage, cell: int) -> Iterator[Reason]:
    deliveries = cover.facts.snapshot["deliveries"]
    for row in conflicting_rows(cover, cell):
        who, until = _who(deliveries.text("stakeholder_id", row)), Partial(deliveries.text("until", row))
        text = sentence("Another source says that the work of {who} ended: {until}.", who=who, until=until)
        yield _from(Part.FLAG, text, deliveries, row)


def explain(cover: Coverage, country: Iso3, capability: CapabilityNumber) -> Explanation:
    """Reasons of one cell, the rule first. Raises KeyError for a cell that is not there."""
    cell = cover.index(country, capability)
    reasons = [_plain(Part.RULE, _headline(cover, cell))]
    if scopes := wider(cover, cell):
        reasons.append(_plain(Part.RULE, told(scopes)))
    reasons += _deliveries(cover, cell)
    reasons += _groups(cover, cell)
    reasons += _money_gone(cover, cell)
    reasons += _connections(cover, country, capability)
    reasons += _looks(cover, cell)
    reasons += _age(cover, cell)
    reasons += _flags(cover, cell)
    rule = Rule(int(cover.rule[cell]))
    return Explanation(
        country, capability, cover.state(cell), rule.number, cover.flags_at(cell), tuple(reasons)
    )
