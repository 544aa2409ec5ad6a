"""What there is: countries, sources, organisations, agreements, networks, committees."""

from __future__ import annotations

import csv
import io
from importlib.resources import files
from typing import Final

from graph_schema.declare import Prop, RecordType, node, prop, translations
from graph_schema.values import (
    AgreementKind,
    Area,
    Flag,
    Id,
    ListOf,
    NameText,
    Number,
    OpenWord,
    PartialDate,
    Ref,
    Remit,
    Renewal,
    ServiceKind,
    SourceKind,
    Status,
    Text,
    Tier,
    Url,
    Verified,
    Word,
)

__all__ = [
    "AGREEMENTS",
    "COMMITTEE_BODIES",
    "COUNTRIES",
    "KINDS",
    "NETWORKS",
    "NODES",
    "SERVICES",
    "SOURCES",
    "STAKEHOLDERS",
]


def _kinds() -> dict[str, str]:
    text = files("graph_schema").joinpath("kinds.csv").read_text(encoding="utf-8")
    return {row["id"]: row["label"] for row in csv.DictReader(io.StringIO(text, newline=""))}


#: Kinds of stakeholder, id -> label, in the order they are shown. The list is data.
KINDS: Final = _kinds()

VERIFIED = prop(
    Word(Verified), "yes = read in a source; recalled = general knowledge, not confirmed", label="Evidence"
)
TIER = prop(Word(Tier), "TLP 2.0 label; empty = the workspace's default", label="Sharing label", further=True)
NOTE = prop(Text(), "note for the reader", label="Note")
SOURCE = prop(Ref(target="sources"), "source", hxl="#meta+source", label="Source")
CAPABILITIES = prop(
    ListOf(Ref(target="capabilities")), "framework capabilities it supports", label="Capabilities"
)
DUTIES = prop(
    ListOf(Ref(target="capabilities")),
    "areas of cross-border cooperation for which it opens a channel between two of its members",
    label="Areas of cross-border cooperation",
    further=True,
)
OPERATOR = prop(Ref(target="stakeholders"), "who runs it; empty = nobody, or not known", label="Run by")
_TAIL: dict[str, Prop] = {"tier": TIER, "note": NOTE}

COUNTRIES = node(
    "countries",
    "Country",
    "A country or territory, by ISO 3166 code; user-assigned codes are allowed.",
    title="Countries",
    adding="Add a country",
    key="iso3",
    naming="name",
    props={
        "iso3": prop(
            Id(),
            "ISO 3166-1 alpha-3 code",
            required=True,
            hxl="#country+code+v_iso3",
            label="Code of the country (three letters)",
        ),
        "iso2": prop(Text(2), "ISO 3166-1 alpha-2 code", label="Code of the country (two letters)"),
        "m49": prop(Text(3), "UN M49 number, with leading zeros", label="UN number (M49)", further=True),
        "name": prop(
            NameText(200), "short name in English", required=True, hxl="#country+name", label="Name"
        ),
        "region": prop(Text(100), "M49 region", label="Region", further=True),
        "subregion": prop(Text(100), "finest M49 subregion", label="Subregion", further=True),
        "m49_subregion": prop(
            Text(100), "M49 subregion between the two", label="Subregion (M49)", further=True
        ),
        "income_group": prop(Text(100), "World Bank income group", label="Income group", further=True),
        "lat": prop(
            Number(-90, 90), "latitude of a point on the mainland, degrees", label="Latitude", further=True
        ),
        "lon": prop(Number(-180, 180), "longitude of that point, degrees", label="Longitude", further=True),
        "un_member": prop(
            Flag(), "member of the United Nations", label="Member of the United Nations", further=True
        ),
        "inhabited": prop(
            Flag(), "no = no one lives there; empty = someone does", label="Inhabited", further=True
        ),
        "source_id": SOURCE,
        "geo_source_id": prop(
            Ref(target="sources"), "source of the point", label="Source of the point", further=True
        ),
        "income_source_id": prop(
            Ref(target="sources"),
            "source of the income group",
            label="Source of the income group",
            further=True,
        ),
        **_TAIL,
    },
)

SOURCES = node(
    "sources",
    "Source",
    "A document, page or dataset in which something is said.",
    title="Sources",
    adding="Add a source",
    key="source_id",
    naming="title",
    props={
        "source_id": prop(
            Id(), "short name of the source", required=True, hxl="#meta+source", label="Identifier"
        ),
        "title": prop(NameText(1000), "title", required=True, label="Title"),
        "publisher": prop(NameText(300), "who published it", label="Published by"),
        "url": prop(Url(), "address", label="Web address"),
        "published": prop(PartialDate(), "when it was published", label="Date of publication"),
        "retrieved": prop(PartialDate(), "when it was read", label="Read on"),
        "licence": prop(Text(200), "licence, where known", label="Licence", further=True),
        "kind": prop(
            Word(SourceKind),
            "law = the text or the gazette of a law, treaty or decree, which does not age; empty = anything else",
            label="Kind of source",
            further=True,
        ),
        "read_in": prop(
            Text(1000),
            "the copy in which it was read, where that is not the address itself",
            label="Read in the copy",
            further=True,
        ),
        **_TAIL,
    },
)

STAKEHOLDERS = node(
    "stakeholders",
    "Stakeholder",
    "An organisation: public body, company, association, agency, network.",
    title="Organisations",
    adding="Add an organisation",
    key="id",
    naming="name",
    props={
        "id": prop(Id(), "short name of the organisation", required=True, label="Identifier"),
        "name": prop(
            NameText(300), "full name", required=True, hxl="#org+name", translated=True, label="Full name"
        ),
        "short_name": prop(NameText(60), "name for narrow places", translated=True, label="Short name"),
        "kind": prop(
            OpenWord(tuple(KINDS)),
            "kind of organisation",
            required=True,
            hxl="#org+type",
            label="Kind of organisation",
        ),
        "home_iso3": prop(
            Ref(target="countries"), "country of its seat; empty = international", label="Country of its seat"
        ),
        "sectors": prop(ListOf(Text(60)), "further sector tags", label="Sectors", further=True),
        "identifiers": prop(
            ListOf(Text(200)),
            "scheme:value, such as ror:05m7pjf47",
            label="Identifiers in other registers",
            further=True,
        ),
        "website": prop(Url(), "web address", label="Web address"),
        "since": prop(
            PartialDate(), "first day it exists; empty = not known", label="Exists since", further=True
        ),
        "until": prop(
            PartialDate(),
            "last day it existed; empty = it exists, or not known",
            label="Existed until",
            further=True,
        ),
        "successor_id": prop(
            Ref(target="stakeholders"),
            "who took its place when it ended",
            label="Succeeded by",
            further=True,
        ),
        "clearing_house": prop(
            Flag(),
            "yes = it receives the reports of platforms and passes them to the countries concerned",
            label="Clearing house of reports",
            further=True,
        ),
        "verified": VERIFIED,
        "source_id": SOURCE,
        **_TAIL,
    },
)

AGREEMENTS = node(
    "agreements",
    "Agreement",
    "A treaty, convention, memorandum, network, fund or access arrangement.",
    title="Agreements",
    adding="Add an agreement",
    key="id",
    naming="name",
    props={
        "id": prop(Id(), "short name of the agreement", required=True, label="Identifier"),
        "name": prop(NameText(500), "full name", required=True, translated=True, label="Full name"),
        "kind": prop(Word(AgreementKind), "kind of agreement", required=True, label="Kind of agreement"),
        "adopted": prop(PartialDate(), "when it was adopted or signed", label="Adopted or signed on"),
        "in_force": prop(PartialDate(), "when it entered into force", label="In force since"),
        "expires": prop(
            PartialDate(), "last day it is in force; empty = open or not known", label="Expires (last day)"
        ),
        "term": prop(
            Text(300),
            "the words that name an end, such as four years",
            label="Term, in its words",
            further=True,
        ),
        "term_until": prop(
            PartialDate(), "the last day by those words", label="Term ends (last day)", further=True
        ),
        "renewal": prop(
            Word(Renewal),
            "what happens then: automatic, renewable or none; empty = not said",
            label="Renewal",
            further=True,
        ),
        "url": prop(Url(), "address", label="Web address"),
        "capabilities": CAPABILITIES,
        "duties": DUTIES,
        "parties_complete": prop(
            Flag(),
            "yes = the list of parties is complete, so absence means 'not a party'",
            label="The list of parties is complete",
        ),
        "verified": VERIFIED,
        "source_id": SOURCE,
        "operator_id": OPERATOR,
        **_TAIL,
    },
)

NETWORKS = node(
    "networks",
    "Network",
    "What a network of organisations is for, and whether its list of members is complete.",
    title="Networks",
    adding="Add what a network is for",
    key="network_id",
    props={
        "network_id": prop(
            Ref(target="stakeholders"), "ID of the network (an organisation)", required=True, label="Network"
        ),
        "capabilities": CAPABILITIES,
        "duties": DUTIES,
        "members_complete": prop(
            Flag(), "yes = the list of members is complete", label="The list of members is complete"
        ),
        "figures": prop(
            ListOf(Text(60)),
            "indicators that say how many members it has, by their ids",
            label="Figures on its number of members",
            further=True,
        ),
        "operator_id": OPERATOR,
        **translations("name", prop(NameText(500), "official name", label="Official name")),
        **_TAIL,
    },
)

COMMITTEE_BODIES = node(
    "committee_bodies",
    "CommitteeBody",
    "A national coordination body, and whether its list of seats is complete.",
    title="National bodies",
    adding="Add a national body",
    key="body_id",
    props={
        "body_id": prop(
            Ref(target="stakeholders"),
            "ID of the body (an organisation)",
            required=True,
            label="National body",
        ),
        "iso3": prop(Ref(target="countries"), "its country", required=True, label="Country"),
        "seats_complete": prop(
            Flag(), "yes = the list of members is complete", label="The list of members is complete"
        ),
        "area": prop(
            Word(Area),
            "how much of the country it is for: national, state or district; empty = not said",
            label="Area",
            further=True,
        ),
        "remit": prop(
            Word(Remit),
            "what it is for: online, children, trafficking, cyber or other; empty = not said",
            label="What it is for",
            further=True,
        ),
        "until": prop(
            PartialDate(),
            "last day it existed; empty = it exists, or not known",
            label="Existed until",
            further=True,
        ),
        "source_id": SOURCE,
        **_TAIL,
    },
)

SERVICES = node(
    "services",
    "Service",
    "One service that several organisations run together, such as a reporting portal.",
    title="Services run together",
    adding="Add a service",
    key="service_id",
    naming="name",
    props={
        "service_id": prop(Id(), "short name of the service", required=True, label="Identifier"),
        "name": prop(NameText(300), "name of the service", required=True, translated=True, label="Name"),
        "kind": prop(Word(ServiceKind), "kind of service", required=True, label="Kind of service"),
        "operator_id": OPERATOR,
        "iso3": prop(Ref(target="countries"), "where; empty = in several countries", label="Country"),
        "passes_cases": prop(
            Flag(),
            "yes = what one part receives reaches the others; no = it does not; empty = what its kind says",
            label="Cases are handed on",
            further=True,
        ),
        "since": prop(PartialDate(), "first day; empty = not known", label="Since"),
        "until": prop(
            PartialDate(), "last day, inclusive; empty = open or not known", label="Until (last day)"
        ),
        "status": prop(
            Word(Status, (Status.ACTIVE, Status.PLANNED, Status.ENDED, Status.UNKNOWN)),
            "state as of its source",
            default="active",
            label="Status",
        ),
        "verified": VERIFIED,
        "source_id": SOURCE,
        **_TAIL,
    },
)

NODES: Final[tuple[RecordType, ...]] = (
    SOURCES,
    COUNTRIES,
    STAKEHOLDERS,
    AGREEMENTS,
    NETWORKS,
    COMMITTEE_BODIES,
    SERVICES,
)
