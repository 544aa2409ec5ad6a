"""The choice that many answers share: of which countries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from coordination.answers.declare import Option
from coordination.text.sentences import sentence
from graph_schema.ids import Iso3

__all__ = ["Countries"]


@dataclass(frozen=True, slots=True)
class Countries:
    """Where."""

    countries: Annotated[
        tuple[Iso3, ...],
        Option(sentence("Only these countries, by ISO code or name."), place=True, metavar="COUNTRY"),
    ] = ()
