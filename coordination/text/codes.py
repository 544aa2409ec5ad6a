"""What the closed words of records are called: kinds of organisations, agreements and partnerships, roles, status,
reviews, evidence, actions, routes. What a decision is about."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from coordination.text.sentences import Sentence, sentence
from graph_schema.actions import Basis, Effort, Serves
from graph_schema.edition import Ends
from graph_schema.values import (
    AffiliationKind,
    AgreementKind,
    AmountKind,
    Area,
    Finding,
    Mandate,
    Part,
    Remit,
    Renewal,
    ReviewMethod,
    ReviewOutcome,
    Role,
    SameVerdict,
    Scope,
    ServiceKind,
    SourceKind,
    StatedBy,
    Status,
    TieKind,
    Tier,
    Verified,
)

__all__ = ["DECISION_KINDS", "ORGANISATION_KINDS", "OTHER_KIND", "WORDS"]

#: The list that a decision comes from -> its words
DECISION_KINDS: Final[Mapping[str, Sentence]] = {
    "ending": sentence("Ends within 12 months"),
    "missing": sentence("Missing or only planned, and nothing is known to prevent a start"),
    "one": sentence("Depends on a single organisation or funder"),
    "look": sentence("Unknown, or recorded only in general: a review comes first"),
}
#: The list is open: whatever else a workspace writes is :data:`OTHER_KIND`.
ORGANISATION_KINDS: Final[Mapping[str, Sentence]] = {
    "government": sentence("Government"),
    "law_enforcement": sentence("Law enforcement"),
    "industry": sentence("Industry"),
    "ngo": sentence("NGO"),
    "un_agency": sentence("UN agency"),
    "network_member": sentence("Network member"),
    "judiciary": sentence("Judiciary"),
    "network": sentence("Network"),
    "intergovernmental": sentence("Intergovernmental body"),
    "donor": sentence("Donor"),
    "academia": sentence("Academia"),
    "media": sentence("Media"),
    "health": sentence("Health"),
    "faith": sentence("Faith organisation"),
}
OTHER_KIND: Final = sentence("Other")

#: Closed word -> (its members in words, what it says in a schema).
WORDS: Final[Mapping[type[StrEnum], tuple[Mapping[str, Sentence], str]]] = {
    Role: (
        {
            "provides": sentence("provides"),
            "supports": sentence("supports"),
            "stands_in": sentence("named to take over"),
        },
        "provides = counted; supports = shown, never counted; stands_in = takes over if the provider stops",
    ),
    Status: (
        {
            "active": sentence("active"),
            "planned": sentence("planned"),
            "ended": sentence("ended"),
            "partner": sentence("partner"),
            "party": sentence("party"),
            "signatory": sentence("signatory"),
            "connected": sentence("connected"),
            "invited": sentence("invited"),
            "unknown": sentence("status not known"),
        },
        "status of the record",
    ),
    ReviewMethod: (
        {
            "official_review": sentence("official review"),
            "interview": sentence("interview"),
            "self_assessment": sentence("self-assessment"),
            "desk_review": sentence("desk review"),
        },
        "how it was looked at",
    ),
    Finding: (
        {
            "in_place": sentence("in place"),
            "partly": sentence("partly in place"),
            "not_in_place": sentence("not in place"),
            "unclear": sentence("unclear"),
        },
        "what an assessment found",
    ),
    SameVerdict: (
        {
            "same": sentence("the same organisation"),
            "different": sentence("different organisations"),
            "unsure": sentence("not sure"),
        },
        "whether two records are of one organisation",
    ),
    Verified: (
        {"yes": sentence("checked against a source"), "recalled": sentence("not confirmed")},
        "whether it was read in a source",
    ),
    TieKind: (
        {
            "joint_programme": sentence("joint programme"),
            "mou": sentence("memorandum of understanding"),
            "training": sentence("training"),
            "member_of_body": sentence("member of a body"),
            "data_sharing": sentence("data sharing"),
            "referral": sentence("referral"),
            "one_service": sentence("one service, run together"),
            "other": sentence("other"),
        },
        "kind of cooperation",
    ),
    AgreementKind: (
        {
            "treaty": sentence("treaty"),
            "regional_convention": sentence("regional convention"),
            "mou": sentence("memorandum of understanding"),
            "network": sentence("network"),
            "funding": sentence("funding agreement"),
            "database_access": sentence("access to a database"),
        },
        "kind of agreement",
    ),
    AffiliationKind: (
        {
            "part_of": sentence("part of it"),
            "hosted_by": sentence("hosted by it"),
            "operated_by": sentence("operated by it"),
        },
        "how an organisation belongs to its parent",
    ),
    ReviewOutcome: (
        {
            "found": sentence("in place"),
            "not_found": sentence("not in place"),
            "unclear": sentence("unclear"),
        },
        "what a review found",
    ),
    Scope: (
        {
            "specific": sentence("sexual exploitation of children online"),
            "general": sentence("violence, children or all ages in general"),
            "part_of_country": sentence("a part of the country"),
        },
        "how wide the source speaks",
    ),
    Part: (
        {
            "alone": sentence("can do its part without the others"),
            "needed": sentence("without it the service stops"),
            "helps": sentence("helps; the service goes on without it"),
        },
        "what a provider is for the service of which it is a part",
    ),
    Mandate: (
        {
            "statutory": sentence("required by law"),
            "contracted": sentence("contract with the state"),
            "voluntary": sentence("of its own accord"),
        },
        "what makes an organisation do its work",
    ),
    Area: (
        {
            "national": sentence("the whole country"),
            "state": sentence("a state or province"),
            "district": sentence("a district or city"),
        },
        "how much of the country it is for",
    ),
    Remit: (
        {
            "online": sentence("sexual exploitation of children online"),
            "children": sentence("children"),
            "trafficking": sentence("trafficking in persons"),
            "cyber": sentence("cybersecurity and cybercrime"),
            "other": sentence("something else"),
        },
        "what a national body is for",
    ),
    AmountKind: (
        {
            "award": sentence("award"),
            "call": sentence("call for proposals"),
            "pledge": sentence("pledge"),
            "in_kind": sentence("help in kind"),
            "budget": sentence("own budget"),
        },
        "what a sum of money is",
    ),
    ServiceKind: (
        {
            "portal": sentence("reporting portal"),
            "line": sentence("telephone or chat line"),
            "database": sentence("database"),
            "centre": sentence("centre"),
            "programme": sentence("programme"),
        },
        "kind of service",
    ),
    SourceKind: ({"law": sentence("law, treaty or decree")}, "kind of source"),
    Renewal: (
        {
            "automatic": sentence("goes on by itself"),
            "renewable": sentence("can be renewed"),
            "none": sentence("ends"),
        },
        "what happens when the term of an agreement has passed",
    ),
    StatedBy: (
        {
            "a": sentence("the first organisation"),
            "b": sentence("the second organisation"),
            "both": sentence("both organisations"),
            "third": sentence("someone else"),
        },
        "who says that two organisations cooperate",
    ),
    Tier: (
        {
            "CLEAR": sentence("TLP:CLEAR, may be public"),
            "GREEN": sentence("TLP:GREEN, for those who work in this field"),
            "AMBER": sentence("TLP:AMBER, for your organisation and its partners"),
            "AMBER+STRICT": sentence("TLP:AMBER+STRICT, for your organisation only"),
            "RED": sentence("TLP:RED, for named persons only"),
        },
        "sharing label (TLP 2.0)",
    ),
    Serves: (
        {
            "establish": sentence("put it in place"),
            "review": sentence("find out what is in place"),
            "attribute": sentence("find out who provides it"),
            "second_provider": sentence("find a second provider"),
            "name_successor": sentence("name a successor"),
            "renew": sentence("renew it before it ends"),
            "raise_2": sentence("reach phase 2"),
            "raise_3": sentence("reach phase 3"),
            "raise_4": sentence("reach phase 4"),
        },
        "what the action serves",
    ),
    Effort: (
        {"S": sentence("weeks"), "M": sentence("months"), "L": sentence("a year or more")},
        "how long it takes, by our estimate: S = weeks, M = months, L = a year or more",
    ),
    Basis: (
        {
            "source": sentence("a source"),
            "derived": sentence("our own judgement"),
            "own": sentence("own action of this workspace"),
        },
        "source = the content of the action is in the source named, in our words; derived = our own judgement; own = "
        "an own action of this workspace, in place of those of the library",
    ),
    Ends: (
        {
            "rescue": sentence("A child is reached"),
            "notice": sentence("Another country is warned"),
            "removal": sentence("Material is removed"),
            "remedy": sentence("A child is compensated"),
            "supervision": sentence("An offender is supervised"),
        },
        "what the route ends with; only rescue answers whether a report reaches a child",
    ),
}
