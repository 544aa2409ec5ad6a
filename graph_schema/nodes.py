"""What there is: countries, sources, organisations, agreements, networks, committees."""

from __future__ import annotations

import csv
import io
from importlib.resources import files
from typing import Final

from graph_schema.declare import Prop, RecordType, node, prop, translations
from graph_schema.values import (
    AgreementKind,
    Flag,
    Id,
    ListOf,
    Number,
    OpenWord,
    PartialDate,
    Ref,
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
    "SOURCES",
    "STAKEHOLDERS",
]


def _kinds() -> dict[str, str]:
    text = files("graph_schema").joinpath("kinds.csv").read_text(encoding="utf-8")
    return {row["id"]: row["label"] for row in csv.DictReader(io.StringIO(text, newline=""))}


#: Kinds of stakeholder, id -> label, in the order they are shown. The list is data.
KINDS: Final = _kinds()

VERIFIED = prop(Word(Verified), "yes = read in a source; recalled = general knowledge, not confirmed")
TIER = prop(Word(Tier), "TLP 2.0 label; empty = the workspace's default")
NOTE = prop(Text(), "remark for the reader")
SOURCE = prop(Ref(target="sources"), "source", hxl="#meta+source")
CAPABILITIES = prop(ListOf(Ref(target="capabilities")), "framework capabilities it supports")
DUTIES = prop(
    ListOf(Ref(target="capabilities")),
    "cross-border duties for which it opens a channel between two of its members",
)
OPERATOR = prop(Ref(target="stakeholders"), "who runs it; empty = nobody, or not known")
_TAIL: dict[str, Prop] = {"tier": TIER, "note": NOTE}

COUNTRIES = node(
    "countries",
    "Country",
    "A country or territory, by ISO 3166 code; user-assigned codes are allowed.",
    key="iso3",
    props={
        "iso3": prop(Id(), "ISO 3166-1 alpha-3 code", required=True, hxl="#country+code+v_iso3"),
        "iso2": prop(Text(2), "ISO 3166-1 alpha-2 code"),
        "m49": prop(Text(3), "UN M49 number, with leading zeros"),
        "name": prop(Text(200), "short name in English", required=True, hxl="#country+name"),
        "region": prop(Text(100), "M49 region"),
        "subregion": prop(Text(100), "finest M49 subregion"),
        "m49_subregion": prop(Text(100), "M49 subregion between the two"),
        "income_group": prop(Text(100), "World Bank income group"),
        "lat": prop(Number(-90, 90), "latitude of a point on the mainland, degrees"),
        "lon": prop(Number(-180, 180), "longitude of that point, degrees"),
        "un_member": prop(Flag(), "member of the United Nations"),
        "source_id": SOURCE,
        "geo_source_id": prop(Ref(target="sources"), "source of the point"),
        "income_source_id": prop(Ref(target="sources"), "source of the income group"),
        **_TAIL,
    },
)

SOURCES = node(
    "sources",
    "Source",
    "A document, page or dataset in which something is said.",
    key="source_id",
    props={
        "source_id": prop(Id(), "short name of the source", required=True, hxl="#meta+source"),
        "title": prop(Text(1000), "title", required=True),
        "publisher": prop(Text(300), "who published it"),
        "url": prop(Url(), "address"),
        "published": prop(PartialDate(), "when it was published"),
        "retrieved": prop(PartialDate(), "when it was read"),
        "licence": prop(Text(200), "licence, where known"),
        **_TAIL,
    },
)

STAKEHOLDERS = node(
    "stakeholders",
    "Stakeholder",
    "An organisation: public body, company, association, agency, network.",
    key="id",
    props={
        "id": prop(Id(), "short name of the organisation", required=True),
        "name": prop(Text(300), "full name", required=True, hxl="#org+name", translated=True),
        "short_name": prop(Text(60), "name for narrow places", translated=True),
        "kind": prop(OpenWord(tuple(KINDS)), "kind of organisation", required=True, hxl="#org+type"),
        "home_iso3": prop(Ref(target="countries"), "country of its seat; empty = international"),
        "sectors": prop(ListOf(Text(60)), "further sector tags"),
        "identifiers": prop(ListOf(Text(200)), "scheme:value, such as ror:05m7pjf47"),
        "website": prop(Url(), "web address"),
        "verified": VERIFIED,
        "source_id": SOURCE,
        **_TAIL,
    },
)

AGREEMENTS = node(
    "agreements",
    "Agreement",
    "A treaty, convention, memorandum, network, fund or access arrangement.",
    key="id",
    props={
        "id": prop(Id(), "short name of the agreement", required=True),
        "name": prop(Text(500), "full name", required=True, translated=True),
        "kind": prop(Word(AgreementKind), "kind of agreement", required=True),
        "adopted": prop(PartialDate(), "when it was adopted or signed"),
        "in_force": prop(PartialDate(), "when it entered into force"),
        "expires": prop(PartialDate(), "last day it is in force; empty = open or not known"),
        "url": prop(Url(), "address"),
        "capabilities": CAPABILITIES,
        "duties": DUTIES,
        "parties_complete": prop(
            Flag(), "yes = the list of parties is whole, so absence means 'not a party'"
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
    key="network_id",
    props={
        "network_id": prop(Ref(target="stakeholders"), "ID of the network (an organisation)", required=True),
        "capabilities": CAPABILITIES,
        "duties": DUTIES,
        "members_complete": prop(Flag(), "yes = the list of members is whole"),
        "figures": prop(ListOf(Text(60)), "indicators that say how many members it has, by their ids"),
        "operator_id": OPERATOR,
        **translations("name", prop(Text(500), "official name")),
        **_TAIL,
    },
)

COMMITTEE_BODIES = node(
    "committee_bodies",
    "CommitteeBody",
    "A national coordination body, and whether its list of seats is complete.",
    key="body_id",
    props={
        "body_id": prop(Ref(target="stakeholders"), "ID of the body (an organisation)", required=True),
        "iso3": prop(Ref(target="countries"), "its country", required=True),
        "seats_complete": prop(Flag(), "yes = the list of members is whole"),
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
)
