"""Which documents there are, and how one is asked for by its name."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from coordination.reports.briefs import donor_document
from coordination.reports.country import country_document
from coordination.reports.document import Document
from coordination.reports.minutes import Minutes, minutes_document
from coordination.reports.network import network_document
from coordination.reports.plan import first, plan_document
from coordination.workspace.service import Question, Workspace
from graph_schema.errors import UsageError, said

__all__ = ["Kind", "report_document"]

QUARTER = timedelta(days=91)


class Kind(StrEnum):
    """Documents by whom they are for."""

    COUNTRY = "country"  #: a committee: the whole board with reasons
    MINUTES = "minutes"  #: a meeting: what to decide, to be filled in
    PLAN = "plan"  #: what to do first
    DONOR = "donor"  #: whoever pays, about a country or a funder
    NETWORK = "network"  #: the secretariat of a network


def report_document(w: Workspace, q: Question, kind: Kind, about: str, lang: str = "en") -> Document:
    """``about``: a country; of ``donor`` a country or a funder; of ``network`` a network, "" = the largest.
    Raises UsageError for what there is not."""
    if kind is Kind.NETWORK:
        return network_document(w, q, about, lang)
    if not about:
        raise UsageError(
            said("Name a country."), hint=said("Use its ISO code of three letters, or its name.")
        )
    if kind is Kind.DONOR:
        return donor_document(w, q, about, lang)
    country = w.country(about)
    if kind is Kind.MINUTES:
        return minutes_document(w, q, Minutes(country, q.as_of - QUARTER), lang)
    if kind is Kind.PLAN:
        return plan_document(w, q, first(w, q, country), lang)
    return country_document(w, q, country, lang)
