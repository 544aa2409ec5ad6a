"""What the changes of a what-if are called: in a title, and as something to read with its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.pages.corridors import base as corridor_base
from dashboard.pages.shared import common, parts
from dashboard.ui.i18n import N_, _, colon, listing, n_, partial_date
from dashboard.ui.tree import Child, Node, h
from dashboard.ui.view import View
from graph_schema.edition import edition

__all__ = ["Kinds", "Named", "Words", "kinds_of"]


@dataclass(frozen=True)
class Kinds:
    """Whether something ends, and whether something begins."""

    ends: bool
    begins: bool


def kinds_of(changes: Sequence[str]) -> Kinds:
    begins = [c.startswith("+") for c in changes]
    return Kinds(not all(begins), any(begins))


#: type of a row that is added -> the kind of change that it is, and the fields of its id
_TYPES = {
    "stakeholders": ("stakeholder", ("id",)),
    "deliveries": ("delivery", ("stakeholder_id", "iso3", "capability")),
    "ties": ("tie", ("a_id", "b_id")),
    "funding": ("funding", ("funder_id", "recipient_id")),
    "agreements": ("agreement", ("id",)),
    "memberships": ("membership", ("member_id", "network_id")),
    "agreement_parties": ("party", ("agreement_id", "iso3")),
    "networks": ("network", ("network_id",)),
}
_KINDS = {
    "tie": N_("Partnership"),
    "delivery": N_("Work of"),
    "funding": N_("Funding from"),
    "membership": N_("Membership of"),
}


@dataclass(frozen=True)
class Named:
    """A change as it is written: ``ids`` of what it is about, ``until`` its last day, ``name`` of something new."""

    kind: str
    ids: tuple[str, ...]
    begins: bool
    until: str = ""
    name: str = ""

    @staticmethod
    def of(text: str) -> Named | None:
        """None for a text that is no change."""
        begins, body = text.startswith("+"), text.lstrip("+")
        what, query, fields = body.partition("?")
        if begins and query and what in _TYPES:
            row = dict(parse_qsl(fields))
            kind, key = _TYPES[what]
            ids = tuple(row.get(k) or row.get("stakeholder_id", "") for k in key)
            return Named(kind, ids, begins, name=row.get("name", ""))
        kind, _colon, rest = body.partition(":")
        ident, _at, until = rest.partition("@")
        return Named(kind, tuple(ident.split("/")), begins, until) if ident else None


@dataclass(frozen=True)
class Words:
    """``agreements``: their names by id."""

    world: World
    agreements: Mapping[str, str]

    @staticmethod
    def of(context: Context, view: View) -> Words:
        return Words(context.world(view), corridor_base.instruments(context, view))

    def _place(self, code: str) -> str:
        """A country, a capability of the edition asked for, or the text itself."""
        world = self.world
        if code in world.countries:
            return parts.name_of(world.countries[code])
        number = edition(world.edition.id).from_base.get(code, code)
        return parts.capability_name(world, number) if number in world.edition.by_number else code

    def _name(self, ident: str) -> str:
        """An organisation, an agreement, a country or a capability."""
        if ident in self.world.organisations or ident in self.agreements:
            return corridor_base.name_of(self.world, self.agreements, ident)
        return self._place(ident)

    def called(self, text: str) -> str:
        """What a change is about, in a few words."""
        change = Named.of(text)
        if change is None:
            return text
        names = [self._name(i) for i in change.ids]
        match change.kind, names:
            case "stakeholder" | "agreement", [one]:
                return change.name or one
            case "network", [one]:
                return _("the network {name}", name=one)
            case "tie", [one, other]:
                return _("the partnership between {a} and {b}", a=one, b=other)
            case "funding", [one, other]:
                return _("the funding from {a} to {b}", a=one, b=other)
            case "membership", [one, other]:
                return _("the membership of {a} in {b}", a=one, b=other)
            case "party", [agreement, party]:
                return _("the participation of {country} in {agreement}", country=party, agreement=agreement)
            case "delivery", [who, country, capability]:
                return _(
                    "the work of {who} on {capability} in {country}",
                    who=who,
                    capability=capability,
                    country=country,
                )
        return listing(names)

    def question(self, changes: Sequence[str]) -> str:
        """The title: what ends, or begins."""
        if not changes:
            return _("What if this ends?")
        kinds, first = kinds_of(changes), self.called(changes[0])
        if kinds.ends and kinds.begins:
            return _("What if this changes?")
        if len(changes) == 1:
            return (
                _("What if {what} begins?", what=first)
                if kinds.begins
                else _("What if {what} ends?", what=first)
            )
        if len(changes) == 2:
            what = listing([self.called(c) for c in changes])
            return (
                _("What if {what} begin?", what=what) if kinds.begins else _("What if {what} end?", what=what)
            )
        n = len(changes) - 1
        if kinds.begins:
            return n_(
                "What if {what} and {count} more begin?",
                "What if {what} and {count} more begin?",
                n,
                what=first,
            )
        return n_(
            "What if {what} and {count} more end?", "What if {what} and {count} more end?", n, what=first
        )

    def said(self, text: str) -> Node:
        """A change for people: what it is about, and when."""
        change = Named.of(text)
        if change is None:
            return h("span", h("code", text))
        world = self.world
        known = [i for i in change.ids if i in world.organisations]
        inner: Child
        if change.kind == "stakeholder" and known:
            inner = common.organisation(world, known[0])
        elif change.kind in _KINDS and known:
            others = [self._place(i) for i in change.ids if i not in known]
            named = [[" – " if n else "", common.organisation(world, i)] for n, i in enumerate(known)]
            inner = [_(_KINDS[change.kind]), colon(), *named, " ", " · ".join(others)]
        else:
            inner = h("bdi", self.called(text))
        until = change.until
        verb = (
            _("begins")
            if change.begins
            else _("ends {day}", day=partial_date(until))
            if until
            else _("stops")
        )
        return h("span", inner, h("span", " ", verb, class_="sub"))
