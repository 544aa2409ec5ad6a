"""Types of the ids that records and answers name things by: a reader, and a kind of column, goes by them."""

from __future__ import annotations

from typing import Final, NamedTuple, NewType

from graph_schema.values import Iso3

__all__ = [
    "AgreementId",
    "CapabilityNumber",
    "Cell",
    "ClaimId",
    "DomainId",
    "EnablerId",
    "FrameworkText",
    "InstrumentId",
    "Instruction",
    "Iso3",
    "MeansId",
    "NodeName",
    "ObjectiveId",
    "OrganisationKind",
    "OutcomeId",
    "Owner",
    "PartialDay",
    "RouteId",
    "SeatId",
    "ServiceId",
    "SourceId",
    "StakeholderId",
    "UNINHABITED",
    "UndertakingId",
    "YearMonth",
]

UNINHABITED: Final = frozenset({"ATA", "ATF", "BVT", "HMD", "SGS", "UMI"})
"""Places with a code of their own (ISO 3166-1) and without a permanent population: nobody there could answer for a
capability, so they are in no count, no tile and no meeting."""
CapabilityNumber = NewType("CapabilityNumber", str)
"""Number of a capability in the edition asked about, as text: ``12``, ``3b``."""
StakeholderId = NewType("StakeholderId", str)
"""An organisation, a network, a funder, a national body."""
Owner = NewType("Owner", str)
"""Who is responsible: a stakeholder, or words that name somebody who is none."""
OrganisationKind = NewType("OrganisationKind", str)
"""One of an open list: ``government``, ``ngo``."""
AgreementId = NewType("AgreementId", str)
InstrumentId = NewType("InstrumentId", str)
"""An agreement or a network."""
UndertakingId = NewType("UndertakingId", str)
"""An agreement or, where none is recorded, an obligation or promise of the framework."""
SourceId = NewType("SourceId", str)
ServiceId = NewType("ServiceId", str)
"""One service that several organisations run together."""
SeatId = NewType("SeatId", str)
DomainId = NewType("DomainId", str)
EnablerId = NewType("EnablerId", str)
"""What a national response needs around it, by the framework."""
OutcomeId = NewType("OutcomeId", str)
"""What a domain of the national response is to reach, by the framework."""
ObjectiveId = NewType("ObjectiveId", str)
"""What a network works towards, by the framework."""
MeansId = NewType("MeansId", str)
"""How it works towards it."""
RouteId = NewType("RouteId", str)
"""How a case flows from a report to its end, by the framework."""
FrameworkText = NewType("FrameworkText", str)
"""A name or text of the framework or the program, in English; the catalogues have it in other languages."""
Instruction = NewType("Instruction", str)
"""A sentence of the framework that somebody is to read and do; data have it in the language asked for."""
ClaimId = NewType("ClaimId", str)
"""A row of the data, by the hash of what it says."""
NodeName = NewType("NodeName", str)
"""A node of the coordination graph, ``Type:key``: ``Stakeholder:iwf``, ``Cell:MWI:12``."""
YearMonth = NewType("YearMonth", str)
"""``2027-06``."""
PartialDay = NewType("PartialDay", str)
"""``2027``, ``2027-06`` or ``2027-06-30``."""


class Cell(NamedTuple):
    """A capability in a country."""

    country: Iso3
    capability: CapabilityNumber
