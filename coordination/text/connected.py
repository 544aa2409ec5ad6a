"""What the graph of a country consists of, in words: the layers of its nodes, and how two nodes are connected."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from coordination.text.kinds import said_as
from coordination.text.sentences import Sentence, sentence

__all__ = ["Layer", "Relation"]


@said_as(
    {
        "capability": sentence("capability"),
        "organisation": sentence("organisation"),
        "network": sentence("network"),
        "agreement": sentence("agreement"),
        "funder": sentence("funder"),
        "country": sentence("country"),
    }
)
class Layer(StrEnum):
    """What a node is to the country."""

    CAPABILITY = "capability"
    ORGANISATION = "organisation"
    NETWORK = "network"
    AGREEMENT = "agreement"
    FUNDER = "funder"
    COUNTRY = "country"


_FORTH: Final = {
    "provides": sentence("provides"),
    "supports": sentence("supports"),
    "plans": sentence("has announced"),
    "stands_in": sentence("would take over"),
    "works_with": sentence("works with"),
    "part_of": sentence("is part of"),
    "seat_on": sentence("has a seat on"),
    "member_of": sentence("is a member of"),
    "party_to": sentence("takes part in"),
    "signed": sentence("has signed"),
    "runs": sentence("runs"),
    "pays": sentence("pays"),
    "serves": sentence("is for"),
    "based_in": sentence("is based in"),
    "partners_in": sentence("works with organisations of"),
    "works_in": sentence("is active in"),
}


@said_as(_FORTH)
class Relation(StrEnum):
    """How two nodes are connected, from the first to the second."""

    PROVIDES = "provides"
    SUPPORTS = "supports"
    PLANS = "plans"
    STANDS_IN = "stands_in"
    WORKS_WITH = "works_with"
    PART_OF = "part_of"
    SEAT_ON = "seat_on"
    MEMBER_OF = "member_of"
    PARTY_TO = "party_to"
    SIGNED = "signed"
    RUNS = "runs"
    PAYS = "pays"
    SERVES = "serves"
    BASED_IN = "based_in"
    PARTNERS_IN = "partners_in"
    WORKS_IN = "works_in"

    @property
    def forth(self) -> Sentence:
        """The words of it, from the first to the second."""
        return _FORTH[self]

    @property
    def back(self) -> Sentence:
        """The words of the same, from the second to the first."""
        return _BACK[self]


_BACK: Final = {
    Relation.PROVIDES: sentence("is provided by"),
    Relation.SUPPORTS: sentence("is supported by"),
    Relation.PLANS: sentence("is announced by"),
    Relation.STANDS_IN: sentence("would be taken over by"),
    Relation.WORKS_WITH: sentence("works with"),
    Relation.PART_OF: sentence("has as part"),
    Relation.SEAT_ON: sentence("gives a seat to"),
    Relation.MEMBER_OF: sentence("has as member"),
    Relation.PARTY_TO: sentence("has as party"),
    Relation.SIGNED: sentence("was signed by"),
    Relation.RUNS: sentence("is run by"),
    Relation.PAYS: sentence("is paid by"),
    Relation.SERVES: sentence("is served by"),
    Relation.BASED_IN: sentence("is home to"),
    Relation.PARTNERS_IN: sentence("has partners of"),
    Relation.WORKS_IN: sentence("is a place of work for"),
}
