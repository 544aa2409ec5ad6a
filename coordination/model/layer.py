"""What is derived from the records of a graph database and written beside them, for people who query it by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

__all__ = ["KIND_LABELS", "STATUS_LABELS", "DerivedCell", "DerivedTie", "Layer", "LayerState"]

#: kind of organisation -> a second label of its node. No label of a record, so that no record is read twice.
KIND_LABELS: Final[Mapping[str, str]] = {
    "government": "Government",
    "law_enforcement": "LawEnforcement",
    "judiciary": "Judiciary",
    "industry": "Industry",
    "ngo": "Ngo",
    "network_member": "NetworkMember",
    "un_agency": "UnAgency",
    "intergovernmental": "IntergovernmentalBody",
    "network": "NetworkBody",
    "academia": "Academia",
    "media": "Media",
    "donor": "Donor",
    "health": "Health",
    "faith": "Faith",
}

#: status of a capability in a country -> a second label of its node, so that Browser and Bloom can colour it
STATUS_LABELS: Final[Mapping[str, str]] = {
    "gap": "Gap",
    "fragile": "Fragile",
    "unattributed": "Unattributed",
    "planned": "Planned",
    "done_once": "DoneOnce",
    "supported_only": "SupportedOnly",
    "covered": "Covered",
    "unknown": "Unknown",
}

Key = tuple[str, ...]


class DerivedCell(NamedTuple):
    """A capability in a country, as it stands on the day of the layer; ``flags`` as the board names them."""

    iso3: str
    capability: str
    name: str
    status: str
    independent: int
    required: int
    flags: tuple[str, ...]


class DerivedTie(NamedTuple):
    """All partnerships of two organisations, ``a`` < ``b``: ``weight`` records, ``both``: both say so in one."""

    a: str
    b: str
    weight: int
    both: bool


@dataclass(frozen=True)
class Layer:
    """``links``: (type, label of the start, label of the end) -> key of the start, key of the end, id of the record
    whose field it stands for, "" where it is a field of a node. ``lives``: type of a claim -> (ids, first day, last
    day), without those that never count; the last day is None where none is known. ``needs``: (country, capability,
    the one it needs, group: of those with the same one, any is enough)."""

    snapshot: str
    as_of: date
    edition: str
    evidence: str
    cells: Sequence[DerivedCell]
    links: Mapping[tuple[str, str, str], Sequence[tuple[Key, Key, str]]]
    ties: Sequence[DerivedTie]
    needs: Sequence[tuple[str, str, str, str]]
    lives: Mapping[str, tuple[Sequence[str], Sequence[date], Sequence[date | None]]] = field(
        default_factory=dict
    )


class LayerState(NamedTuple):
    """Which layer a database holds: of which data version, day, edition and evidence; ``stale``: something was written
    since, even if it was taken back."""

    snapshot: str
    as_of: str
    edition: str
    evidence: str
    stale: bool
