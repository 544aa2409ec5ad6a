"""What is claimed: every row is a sourced statement with dates, confidence and label."""

from __future__ import annotations

from typing import Final

from graph_schema.actions import Effort, Serves
from graph_schema.declare import At, Prop, RecordType, prop, relationship
from graph_schema.nodes import NOTE, TIER, VERIFIED
from graph_schema.values import (
    AffiliationKind,
    AmountKind,
    Area,
    Finding,
    Flag,
    Id,
    Integer,
    ListOf,
    Mandate,
    NameText,
    Number,
    Part,
    PartialDate,
    Ref,
    ReviewMethod,
    ReviewOutcome,
    Role,
    SameVerdict,
    Scope,
    StatedBy,
    Status,
    Text,
    TieKind,
    Word,
)

__all__ = [
    "AFFILIATIONS",
    "ASSESSMENTS",
    "AGREEMENT_PARTIES",
    "COMMITTEE_SEATS",
    "DELIVERIES",
    "DUTY_REVIEWS",
    "FUNDING",
    "INDICATORS",
    "JUDGEMENTS",
    "LINK_REVIEWS",
    "MEMBERSHIPS",
    "OWN_ACTIONS",
    "RELATIONSHIPS",
    "REVIEWS",
    "TIES",
    "WORK",
]

_SINCE = prop(PartialDate(), "first day; empty = not known", hxl="#date+start", label="Since")
_UNTIL = prop(
    PartialDate(), "last day, inclusive; empty = open or not known", hxl="#date+end", label="Until (last day)"
)
_LIFE = (Status.ACTIVE, Status.PLANNED, Status.ENDED, Status.UNKNOWN)
_STATUS = prop(Word(Status, _LIFE), "state as of its source", default="active", hxl="#status", label="Status")
_CLAIM: dict[str, Prop] = {
    "since": _SINCE,
    "until": _UNTIL,
    "status": _STATUS,
    "verified": VERIFIED,
    "tier": TIER,
    "source_id": prop(Ref(target="sources"), "source", required=True, hxl="#meta+source", label="Source"),
    "note": NOTE,
}


def _stakeholder(doc: str, *, label: str, required: bool = True, hxl: str = "") -> Prop:
    return prop(Ref(target="stakeholders"), doc, required=required, hxl=hxl, label=label)


def _country(doc: str, *, label: str, required: bool = False) -> Prop:
    return prop(Ref(target="countries"), doc, required=required, hxl="#country+code+v_iso3", label=label)


def _capability(doc: str, *, label: str, required: bool = False) -> Prop:
    return prop(Ref(target="capabilities"), doc, required=required, hxl="#sector+code", label=label)


DELIVERIES = relationship(
    "deliveries",
    "DELIVERS",
    "An organisation provides or supports one capability in one country.",
    title="Who does what",
    adding="Add who does this",
    start=At("Stakeholder", "stakeholder_id"),
    end=At("Cell", "iso3", "capability"),
    key=("stakeholder_id", "capability", "iso3"),
    props={
        "stakeholder_id": _stakeholder("the provider or supporter", label="Organisation"),
        "capability": _capability(
            "which capability (number of edition mnr-2016)", required=True, label="Capability"
        ),
        "iso3": _country("where", required=True, label="Country"),
        "role": prop(
            Word(Role),
            "provides = counted; supports = shown, never counted; stands_in = takes over if the provider stops",
            default="provides",
            label="Role",
        ),
        "basis": prop(
            Text(1000), "why the row counts, in a phrase", hxl="#activity", label="Why this counts"
        ),
        **_CLAIM,
        "scope": prop(
            Word(Scope),
            "how wide the source speaks; empty = not said; never changes a state",
            label="What the source speaks of",
            further=True,
        ),
        "service_id": prop(
            Ref(target="services"),
            "the service of which this is a part; empty = not said",
            label="Part of which service",
            further=True,
        ),
        "part": prop(
            Word(Part),
            "what it is for that service: alone = can do its part without the others; needed = without it the service "
            "stops; helps = the service goes on without it; empty = not said",
            label="What it is for the service",
            further=True,
        ),
        "mandate": prop(
            Word(Mandate),
            "what makes it do this: statutory, contracted or voluntary; empty = not said",
            label="Mandate",
            further=True,
        ),
        "area": prop(
            Word(Area),
            "how much of the country it is for: national, state or district; empty = not said",
            label="Area",
            further=True,
        ),
        "online": prop(
            Flag(),
            "yes = it is for sexual exploitation online; no = in general; empty = not said",
            label="For exploitation online",
            further=True,
        ),
        "receives_from": prop(
            Ref(target="stakeholders"),
            "the clearing house whose reports it receives",
            label="Receives reports from",
            further=True,
        ),
    },
)

REVIEWS = relationship(
    "reviews",
    "REVIEWED",
    "Someone reviewed one capability in one country and wrote down the result.",
    title="Reviews",
    adding="Add a review",
    start=(At("Stakeholder", "reviewer"), At("Reviewer", "reviewer")),
    end=At("Cell", "iso3", "edition", "capability"),
    key=("iso3", "edition", "capability", "reviewed_on", "method", "reviewer"),
    props={
        "iso3": _country("where", required=True, label="Country"),
        "edition": prop(
            Ref(target="editions"),
            "framework edition of the number",
            default="mnr-2016",
            label="Framework",
            further=True,
        ),
        "capability": _capability("which capability", required=True, label="Capability"),
        "outcome": prop(Word(ReviewOutcome), "result of the review", required=True, label="Result"),
        "phase": prop(Integer(1, 4), "maturity phase, only with outcome found", label="Maturity phase"),
        "method": prop(Word(ReviewMethod), "method of the review", required=True, label="Method"),
        "reviewed_on": prop(PartialDate(), "when", required=True, label="Date of the review"),
        "reviewer": prop(
            NameText(200), "who reviewed: an organisation's identifier, or free text", label="Reviewed by"
        ),
        **_CLAIM,
    },
)

AGREEMENT_PARTIES = relationship(
    "agreement_parties",
    "PARTY_TO",
    "A country or an organisation is party to, has signed or is connected to an agreement.",
    title="Parties to agreements",
    adding="Add a party to an agreement",
    start=(At("Stakeholder", "stakeholder_id"), At("Country", "iso3")),
    end=At("Agreement", "agreement_id"),
    key=("agreement_id", "iso3", "stakeholder_id"),
    props={
        "agreement_id": prop(Ref(target="agreements"), "which agreement", required=True, label="Agreement"),
        "iso3": _country("the country that is bound", label="Country"),
        "stakeholder_id": _stakeholder(
            "the organisation that is bound", required=False, label="Organisation"
        ),
        **_CLAIM,
        "status": prop(
            Word(
                Status,
                (
                    Status.PARTY,
                    Status.SIGNATORY,
                    Status.CONNECTED,
                    Status.INVITED,
                    Status.ACTIVE,
                    Status.PARTNER,
                    Status.PLANNED,
                    Status.ENDED,
                    Status.UNKNOWN,
                ),
            ),
            "how it takes part (party, signatory, connected)",
            required=True,
            label="How it takes part",
        ),
    },
)

MEMBERSHIPS = relationship(
    "memberships",
    "MEMBER_OF",
    "An organisation belongs to a network.",
    title="Members of networks",
    adding="Add a member of a network",
    start=At("Stakeholder", "member_id"),
    end=At("Stakeholder", "network_id"),
    key=("member_id", "network_id"),
    props={
        "member_id": _stakeholder("the member", label="Member"),
        "network_id": _stakeholder("the network", label="Network"),
        **_CLAIM,
        "status": prop(
            Word(Status, (Status.ACTIVE, Status.PARTNER, Status.PLANNED, Status.ENDED, Status.UNKNOWN)),
            "kind of membership",
            default="active",
            label="Kind of membership",
        ),
    },
)

TIES = relationship(
    "ties",
    "COOPERATES_WITH",
    "Two organisations cooperate.",
    title="Partnerships",
    adding="Add a partnership",
    start=At("Stakeholder", "a_id"),
    end=At("Stakeholder", "b_id"),
    key=("a_id", "b_id", "kind", "iso3", "capability"),
    symmetric=("a_id", "b_id"),
    props={
        "a_id": _stakeholder("one organisation", label="Organisation"),
        "b_id": _stakeholder("the other organisation", label="Partner organisation"),
        "kind": prop(Word(TieKind), "kind of cooperation", required=True, label="Kind of cooperation"),
        "iso3": _country("where; empty = anywhere", label="Country"),
        "capability": _capability("on what; empty = in general", label="Capability"),
        "basis": prop(
            Text(1000), "what the partnership is based on, in a phrase", label="What it is based on"
        ),
        "stated_by": prop(
            Word(StatedBy),
            "which end says so: a, b, both, or third (someone else)",
            label="Stated by",
            further=True,
        ),
        "passes_cases": prop(
            Flag(),
            "yes = cases or reports are handed on by it; no = they are not; empty = what its kind says",
            label="Cases are handed on",
            further=True,
        ),
        **_CLAIM,
    },
)

FUNDING = relationship(
    "funding",
    "FUNDS",
    "An organisation pays another for something.",
    title="Funding",
    adding="Add funding",
    start=At("Stakeholder", "funder_id"),
    end=At("Stakeholder", "recipient_id"),
    key=("funder_id", "recipient_id", "iso3", "since", "title"),
    props={
        "funder_id": _stakeholder("the funder", hxl="#org+funder", label="Funder"),
        "recipient_id": _stakeholder("the recipient", label="Recipient"),
        "iso3": _country("where it is spent; empty = anywhere", label="Country"),
        "capabilities": prop(
            ListOf(Ref(target="capabilities")),
            "for which capabilities; empty = any",
            hxl="#sector+code",
            label="Capabilities",
        ),
        "amount": prop(Number(0), "sum in its currency", label="Amount"),
        "currency": prop(Text(3), "ISO 4217 code", label="Currency"),
        "title": prop(NameText(500), "title of the grant", label="Title of the grant"),
        "amount_kind": prop(
            Word(AmountKind),
            "what the sum is: award, call, pledge, in_kind or budget; empty = not said",
            label="What the sum is",
            further=True,
        ),
        "share_of": prop(
            NameText(500),
            "title of the grant of which it is a part",
            label="Part of which grant",
            further=True,
        ),
        **_CLAIM,
    },
)

AFFILIATIONS = relationship(
    "affiliations",
    "PART_OF",
    "One organisation is part of another: same management or same budget.",
    title="Parent organisations",
    adding="Add a parent organisation",
    start=At("Stakeholder", "child_id"),
    end=At("Stakeholder", "parent_id"),
    key=("child_id", "parent_id"),
    props={
        "child_id": _stakeholder("the unit, office or service", label="Unit, office or service"),
        "parent_id": _stakeholder("the parent body", label="Parent organisation"),
        "kind": prop(
            Word(AffiliationKind), "part_of, hosted_by or operated_by", required=True, label="Kind of link"
        ),
        **_CLAIM,
    },
)

COMMITTEE_SEATS = relationship(
    "committee_seats",
    "SEAT_ON",
    "An organisation holds a seat on a national coordination body.",
    title="Seats on national bodies",
    adding="Add a seat on a national body",
    start=(At("Stakeholder", "member_id"), At("Country", "iso3")),
    end=At("CommitteeBody", "body_id"),
    key=("iso3", "body_id", "member_id", "seat"),
    props={
        "iso3": _country("country of the body", required=True, label="Country"),
        "body_id": prop(Ref(target="committee_bodies"), "the body", required=True, label="National body"),
        "member_id": _stakeholder(
            "who sits there; empty = someone not named", required=False, label="Organisation in the seat"
        ),
        "seat": prop(Ref(target="seats"), "which of the 13 seats", required=True, label="Seat"),
        **_CLAIM,
    },
)

LINK_REVIEWS = relationship(
    "link_reviews",
    "REVIEWED_LINK",
    "Someone asked whether cases are handed on from one capability to another in one country.",
    title="Reviews of hand-overs",
    adding="Add a review of a hand-over",
    start=(At("Stakeholder", "reviewer"), At("Reviewer", "reviewer")),
    end=At("Country", "iso3"),
    key=("iso3", "gives", "takes", "reviewed_on", "method", "reviewer"),
    props={
        "iso3": _country("where", required=True, label="Country"),
        "gives": _capability(
            "the capability that hands on; empty together with the other = every hand-over",
            label="Hands on",
        ),
        "takes": _capability(
            "the capability that takes over; empty together with the other = every hand-over",
            label="Takes over",
        ),
        "outcome": prop(Word(ReviewOutcome), "result of the review", required=True, label="Result"),
        "method": prop(Word(ReviewMethod), "method of the review", required=True, label="Method"),
        "reviewed_on": prop(PartialDate(), "when", required=True, label="Date of the review"),
        "reviewer": prop(
            Text(200), "who reviewed: an organisation's identifier, or free text", label="Reviewed by"
        ),
        **_CLAIM,
    },
)

WORK = relationship(
    "work",
    "PURSUES",
    "An organisation pursues one of ECPAT's objectives by one of its means.",
    title="Work towards objectives",
    adding="Add work towards an objective",
    start=At("Stakeholder", "stakeholder_id"),
    end=At("Objective", "objective"),
    key=("stakeholder_id", "iso3", "objective", "means", "title"),
    props={
        "stakeholder_id": _stakeholder("who works", label="Organisation"),
        "iso3": _country("where; empty = not of one country", label="Country"),
        "objective": prop(Ref(target="objectives"), "which objective", required=True, label="Objective"),
        "means": prop(Ref(target="means"), "by which means", required=True, label="Means"),
        "title": prop(NameText(500), "title of the programme", label="Title of the programme"),
        **_CLAIM,
    },
)

DUTY_REVIEWS = relationship(
    "duty_reviews",
    "LISTED_FOR",
    "A source says whether all agreements and networks for an area of cross-border cooperation are recorded.",
    title="Complete lists of parties",
    adding="Add whether a list of agreements is complete",
    start=(At("Country", "iso3"), At("Source", "source_id")),
    end=At("Duty", "duty"),
    key=("duty", "iso3", "reviewed_on"),
    props={
        "duty": _capability(
            "the area of cross-border cooperation (number of edition mnr-2016)",
            required=True,
            label="Area of cross-border cooperation",
        ),
        "iso3": _country("for which country; empty = for every country", label="Country"),
        "instruments_complete": prop(
            Flag(),
            "yes = every agreement and network for this area is recorded",
            required=True,
            label="Every agreement and network is recorded",
        ),
        "reviewed_on": prop(PartialDate(), "when", required=True, label="Date of the review"),
        "method": prop(Word(ReviewMethod), "method of the review", required=True, label="Method"),
        **_CLAIM,
    },
)

ASSESSMENTS = relationship(
    "assessments",
    "ASSESSED",
    "Someone assessed an enabler or an outcome of the national response in one country.",
    title="Assessments of enablers and outcomes",
    adding="Add an assessment",
    start=At("Country", "iso3"),
    end=(At("Enabler", "enabler"), At("Outcome", "outcome")),
    key=("iso3", "enabler", "outcome", "reviewed_on", "method", "reviewer"),
    props={
        "iso3": _country("where", required=True, label="Country"),
        "enabler": prop(
            Ref(target="enablers"), "which enabler; empty where an outcome is named", label="Enabler"
        ),
        "outcome": prop(
            Ref(target="outcomes"), "which outcome; empty where an enabler is named", label="Outcome"
        ),
        "finding": prop(Word(Finding), "what was found", required=True, label="Result"),
        "method": prop(Word(ReviewMethod), "method of the assessment", required=True, label="Method"),
        "reviewed_on": prop(PartialDate(), "when", required=True, label="Date of the assessment"),
        "reviewer": prop(
            NameText(200), "who assessed: an organisation's identifier, or free text", label="Assessed by"
        ),
        **_CLAIM,
    },
)

JUDGEMENTS = relationship(
    "judgements",
    "JUDGED",
    "Someone judged whether two records are of one organisation.",
    title="Judgements on organisations recorded twice",
    adding="Add a judgement on two organisations",
    start=At("Stakeholder", "a_id"),
    end=At("Stakeholder", "b_id"),
    key=("a_id", "b_id"),
    symmetric=("a_id", "b_id"),
    props={
        "a_id": _stakeholder("one organisation", label="Organisation"),
        "b_id": _stakeholder("the other organisation", label="Other organisation"),
        "verdict": prop(
            Word(SameVerdict),
            "same = every answer takes the two for one organisation; different; unsure",
            required=True,
            label="Same organisation?",
        ),
        "kept_id": _stakeholder(
            "which of the two stands for both, where they are the same",
            required=False,
            label="Organisation that is kept",
        ),
        "reviewed_on": prop(PartialDate(), "when", label="Date of the judgement"),
        "reviewer": prop(
            NameText(200), "who judged: an organisation's identifier, or free text", label="Judged by"
        ),
        "tier": TIER,
        "source_id": prop(
            Ref(target="sources"),
            "source; empty = whoever saved it judged",
            hxl="#meta+source",
            label="Source",
            further=True,
        ),
        "note": NOTE,
    },
)

OWN_ACTIONS = relationship(
    "own_actions",
    "TAKES_ACTION",
    "What one country does about a capability, in place of the actions of the library for the same purpose.",
    title="Own actions",
    adding="Add an own action",
    start=At("Country", "iso3"),
    end=At("Cell", "iso3", "capability"),
    key=("iso3", "capability", "serves", "step"),
    props={
        "iso3": _country("where", required=True, label="Country"),
        "capability": _capability(
            "what it brings forward (number of edition mnr-2016)", required=True, label="Capability"
        ),
        "serves": prop(
            Word(Serves),
            "what it is for; it stands in place of the actions of the library for the same",
            required=True,
            label="What for",
        ),
        "step": prop(
            Integer(1, 99), "its place among the own actions for the same", default="1", label="Step"
        ),
        "action": prop(
            Text(1000), "what is to be done", required=True, translated=True, label="What is to be done"
        ),
        "lead_seat": prop(
            Ref(target="seats"),
            "the seat of the national body that is responsible",
            required=True,
            label="Responsible seat",
        ),
        "partners": prop(
            ListOf(Ref(target="seats")), "the seats that take part", label="Who takes part", further=True
        ),
        "done_when": prop(
            Text(1000), "what shows that it is done", required=True, translated=True, label="Done when"
        ),
        "effort": prop(
            Word(Effort), "S = weeks, M = months, L = a year or more", required=True, label="Time needed"
        ),
        "needs": prop(
            ListOf(Ref(target="capabilities")),
            "capabilities that are needed first",
            label="Needed first",
            further=True,
        ),
        "tier": TIER,
        "source_id": prop(
            Ref(target="sources"),
            "the source with the content of the action; empty = our own judgement",
            hxl="#meta+source",
            label="Source",
        ),
        "note": NOTE,
    },
)

INDICATORS = relationship(
    "indicators",
    "OBSERVED",
    "A figure about a country or region.",
    title="Statistics",
    adding="Add a figure",
    start=At("Indicator", "indicator_id"),
    end=(At("Country", "iso3"), At("Region", "region")),
    key=("indicator_id", "iso3", "region", "year"),
    props={
        "indicator_id": prop(
            Id(), "short name of the indicator", required=True, label="Identifier of the figure"
        ),
        "name": prop(NameText(500), "what is measured", required=True, label="What is measured"),
        "unit": prop(NameText(60), "unit of the value", required=True, label="Unit"),
        "iso3": _country("where", label="Country"),
        "region": prop(NameText(100), "region, where it is no single country", label="Region"),
        "year": prop(PartialDate(), "year of the figure; empty = not given", label="Year"),
        "value": prop(Number(), "the figure", required=True, label="Value"),
        **_CLAIM,
    },
)

RELATIONSHIPS: Final[tuple[RecordType, ...]] = (
    AFFILIATIONS,
    DELIVERIES,
    REVIEWS,
    LINK_REVIEWS,
    AGREEMENT_PARTIES,
    MEMBERSHIPS,
    TIES,
    FUNDING,
    COMMITTEE_SEATS,
    WORK,
    DUTY_REVIEWS,
    ASSESSMENTS,
    JUDGEMENTS,
    OWN_ACTIONS,
    INDICATORS,
)
