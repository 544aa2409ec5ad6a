"""Who carries which capabilities, and who pays for it, as a picture: funders, organisations as wide as what depends on
them, capabilities. One can be chosen: it fades, and what is lost with it is marked. The tables are its twin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from coordination.answers.declare import Table
from coordination.text.records import Column
from coordination.text.sentences import sentence
from dashboard.backend.context import Context
from dashboard.backend.world import World
from dashboard.figures.flow import GONE, LOST, VAGUE, Band, Box, flow, ordered
from dashboard.pages.shared import parts
from dashboard.ui.i18n import _, listing, n_
from dashboard.ui.theme import SIGNS, Sign
from dashboard.ui.tree import Node
from dashboard.ui.view import View
from graph_schema.ids import CapabilityNumber, Iso3, StakeholderId

__all__ = [
    "CARRIED",
    "Choice",
    "Effect",
    "Load",
    "drawing",
    "drawn_one_by_one",
    "effect",
    "name_of",
    "of_country",
    "of_funder",
    "rows_of",
]

Place = tuple[str, str]  #: (country, capability)
Row = Mapping[str, Any]
UNSAID = "-"  #: the box of money that nobody recorded
BROADEST = 38.0
MOST = 24  #: capabilities of a picture
_STANDING = frozenset({Sign.COVERED, Sign.SINGLE, Sign.FRAGILE, Sign.UNCOUNTED})


@dataclass(frozen=True)
class Load:
    """A capability in a country and those who carry it: an organisation, or several that count as one. ``sole``: there
    is no other independent provider; ``funders``: who is recorded to pay them for it; ``old``: those of them all of
    whose grants for it may have ended."""

    country: str
    capability: str
    group: tuple[str, ...]
    sole: bool
    funders: tuple[str, ...]
    old: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return ";".join(self.group)


@dataclass(frozen=True)
class Choice:
    """What the reader chose: organisations that count as one (``group``), or a funder."""

    group: tuple[str, ...] = ()
    funder: str = ""

    @classmethod
    def of(cls, view: View, loads: Iterable[Load]) -> Choice:
        """The one that the address names, if it is in the picture."""
        for load in loads:
            if view.get("load") == load.key:
                return cls(group=load.group)
            if view.get("load") in {f"funder:{f}" for f in load.funders}:
                return cls(funder=view.get("load").partition(":")[2])
        return cls()

    def __bool__(self) -> bool:
        return bool(self.group or self.funder)


@dataclass(frozen=True)
class Effect:
    """What follows if what is chosen ends.

    ``stops``: who stops everything; ``ground``: (who, country, capability) that stops; ``then``: capabilities that have
    another status then; ``shaky``: those that lose a prerequisite; ``duties``: how many cross-border channels close;
    ``elsewhere``: how many capabilities of other countries are lost or shaky."""

    stops: frozenset[str] = frozenset()
    ground: frozenset[tuple[str, str, str]] = frozenset()
    then: Mapping[Place, Sign] = field(default_factory=dict)
    shaky: frozenset[Place] = frozenset()
    duties: int = 0
    elsewhere: int = 0

    def ends(self, load: Load) -> bool:
        """Whether those who carry it stop."""
        return all(w in self.stops or (w, load.country, load.capability) in self.ground for w in load.group)

    def lost(self, world: World) -> list[Place]:
        """The capabilities that nobody provides then and somebody does today."""
        return [
            p for p, sign in self.then.items() if sign not in _STANDING and world.cells[p].sign in _STANDING
        ]

    def hits(self, place: Place) -> bool:
        """Whether it takes something from a capability."""
        return place in self.then or place in self.shaky


def _payers(funding: Iterable[Row]) -> dict[tuple[str, str, str], list[str]]:
    """(country, capability, recipient) -> who pays it for that."""
    out: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in funding:
        for who in row["recipients"]:
            out[row["country"], row["capability"], who].append(row["funder"])
    return out


def _old(funding: Iterable[Row]) -> set[tuple[str, str, str]]:
    """(country, capability, funder) of money that may have ended."""
    return {(r["country"], r["capability"], r["funder"]) for r in funding if r["may_have_ended"]}


def of_country(context: Context, view: View, code: str) -> list[Load]:
    """What depends on one in a country: on a provider, or on a funder; those that carry most first."""
    world = context.world(view)
    weak = context.ask(view, "weak_points", countries=[code])
    funding = context.ask(view, "donors", countries=[code])["funding"]
    paid, perhaps = _payers(funding), _old(funding)

    def load(capability: str, group: Sequence[str], sole: bool) -> Load:
        funders = sorted({f for who in group for f in paid[code, capability, who]})
        old = tuple(f for f in funders if (code, capability, f) in perhaps)
        return Load(code, capability, tuple(group), sole, tuple(funders), old)

    out = [load(r["capability"], r["group"], True) for r in weak["sole_providers"]]
    had = {x.capability for x in out}
    for row in weak["sole_funders"]:
        for n in (c["capability"] for c in row["cells"] if c["capability"] not in had):
            out += [load(n, [who], False) for who in world.cells[code, n].providers]
    return _heaviest_first(out)


def of_funder(context: Context, view: View, funder: str) -> list[Load]:
    """What a funder is recorded to pay providers for, everywhere; with who else pays them for it."""
    world, funding = context.world(view), context.ask(view, "donors")["funding"]
    paid, perhaps = _payers(funding), _old(funding)
    out = []
    for row in funding:
        cell = world.cells.get((row["country"], row["capability"])) if row["funder"] == funder else None
        for who in row["recipients"] if cell else ():
            if cell and who in cell.providers:
                others = tuple(sorted(set(paid[cell.country, cell.capability, who])))
                old = tuple(f for f in others if (cell.country, cell.capability, f) in perhaps)
                out.append(Load(cell.country, cell.capability, (who,), cell.groups == 1, others, old))
    return _heaviest_first(out)


def _heaviest_first(loads: Iterable[Load]) -> list[Load]:
    """Those of the one who carries most first; in edition order, as given, within one."""
    given_ = list(loads)
    count: dict[str, int] = defaultdict(int)
    for load in given_:
        count[load.key] += 1
    return sorted(given_, key=lambda x: (-count[x.key], x.key))


def effect(context: Context, view: View, choice: Choice, code: str) -> Effect:
    """What follows if organisations stop, or all grants of a funder end. ``code``: in this country, "" = everywhere."""
    if not choice:
        return Effect()
    changes = [f"stakeholder:{who}" for who in choice.group]
    if choice.funder:
        grants = context.ask(view, "donors")["grants"]
        paid = {g["recipient"] for g in grants if g["funder"] == choice.funder}
        changes = [f"funding:{choice.funder}/{who}" for who in sorted(paid)]
    found = context.ask(view, "what_if", changes=changes)

    def here(rows: Iterable[Row]) -> list[Row]:
        return [r for r in rows if code in ("", r["country"])]

    falls = [*found["fallen"], *found["unsupported"]]
    return Effect(
        stops=frozenset({*choice.group, *found["also_removed"]}),
        ground=frozenset(
            (r["stakeholder"], r["country"], r["capability"]) for r in here(found["lost_ground"])
        ),
        then={(r["country"], r["capability"]): Sign(r["after"]) for r in here(found["signs"])},
        shaky=frozenset((r["country"], r["capability"]) for r in here(found["unsupported"])),
        duties=sum(code in ("", d["a"], d["b"]) for d in found["duties_lost"]),
        elsewhere=len(falls) - len(here(falls)),
    )


def drawn_one_by_one(loads: Sequence[Load], hit: Effect) -> list[Load]:
    """The loads with a box of their own: all, or where they are too many for a picture those that something is taken
    from."""
    if len({(x.country, x.capability) for x in loads}) <= MOST:
        return list(loads)
    own = [x for x in loads if hit.hits((x.country, x.capability))]
    first = list(dict.fromkeys((x.country, x.capability) for x in own))[:MOST]
    return [x for x in own if (x.country, x.capability) in first]


def name_of(world: World, group: Sequence[str]) -> str:
    orgs = [world.organisation(i) for i in group]
    return orgs[0].name if len(orgs) == 1 else " + ".join(o.short or o.name for o in orgs)


def _under(together: bool, sole: int, every: int, gone: bool) -> str:
    """What an organisation carries, in words; ``together``: it is several that count as one."""
    said = [_("count as one")] if together else []
    if sole:
        said.append(n_("alone for {count} capability", "alone for {count} capabilities", sole))
    if every - sole:
        said.append(n_("one of several for {count}", "one of several for {count}", every - sole))
    return " · ".join([_("stops"), *said] if gone else said)


def drawing(
    world: World,
    view: View,
    loads: Sequence[Load],
    choice: Choice,
    hit: Effect,
    home: str,
    *,
    href: Callable[[str], str] | None = None,
) -> Node:
    """The picture. ``home``: the country whose name need not be said; ``href``: the address where a box is chosen,
    None = a picture without ways on."""
    shown = drawn_one_by_one(loads, hit)
    pillars: dict[str, list[Load]] = defaultdict(list)
    paying: dict[str, list[Load]] = defaultdict(list)
    carried: dict[Place, list[Load]] = defaultdict(list)
    for x in shown:
        pillars[x.key].append(x)
        carried[x.country, x.capability].append(x)
        for funder in x.funders or (UNSAID,):
            paying[funder].append(x)
    gone = {key for key, own in pillars.items() if all(hit.ends(x) for x in own)}
    lost = set(hit.lost(world))

    def funder_box(ident: str) -> Box:
        count = len({(x.country, x.capability) for x in paying[ident]})
        if ident == UNSAID:
            words = n_("for {count} capability", "for {count} capabilities", count)
            return Box(UNSAID, _("No funder recorded"), words, look=VAGUE)
        org = world.organisation(ident)
        said = [n_("pays for {count} capability", "pays for {count} capabilities", count)]
        if all(ident in x.old for x in paying[ident]):
            said.append(_("may have ended"))
        ends = choice.funder == ident or ident in hit.stops
        address = href(f"funder:{ident}") if href else ""
        under = " · ".join([_("stops"), *said] if ends else said)
        return Box(ident, org.name, under, address, org.kind, look=GONE if ends else "")

    def pillar_box(key: str) -> Box:
        own = pillars[key]
        group = own[0].group
        words = _under(len(group) > 1, sum(x.sole for x in own), len(own), key in gone)
        kind = world.organisation(group[0]).kind
        return Box(
            key,
            name_of(world, group),
            words,
            href(key) if href else "",
            kind,
            look=GONE if key in gone else "",
        )

    def cell_box(place: Place) -> Box:
        country, number = place
        words = parts.capability_name(world, number)
        if country != home:
            words = _(
                "{country}: {capability}", country=parts.name_of(world.countries[country]), capability=words
            )
        sign = world.cells[place].sign
        then = hit.then.get(place, sign)
        said = [_(SIGNS[sign].word)]
        if then is not sign:
            said = [_("{before}, then {after}", before=said[0], after=_(SIGNS[then].word))]
        if place in hit.shaky:
            said.append(_("loses a prerequisite"))
        look = LOST if place in lost else GONE if place in hit.shaky else ""
        address = view.href("why", *place) if href else ""
        return Box(f"{country}-{number}", words, " · ".join(said), address, sign=then, look=look)

    further = _further(world, home, choice, hit, pillars, carried)
    funders = [f for f in paying if f != UNSAID] + [f for f in paying if f == UNSAID]
    columns = [
        [funder_box(f) for f in funders],
        [pillar_box(key) for key in pillars],
        [cell_box(place) for place in (*carried, *dict.fromkeys(p for _key, p in further))],
    ]
    bands = [
        *_paid(world, paying, pillars, gone, choice),
        *_carried(world, shown, hit),
        *(Band(1, key, "-".join(place), 0, _("also loses something"), GONE) for key, place in further),
    ]
    heads = (_("Funder"), _("Organisation"), _("Capability"))
    placed = ordered(ordered(columns, bands, 1), bands, 2)
    return flow(heads, placed, bands, _("Who provides what, and who pays for it"), broadest=BROADEST)


def _further(
    world: World,
    home: str,
    choice: Choice,
    hit: Effect,
    pillars: Mapping[str, Sequence[Load]],
    carried: Mapping[Place, Any],
) -> list[tuple[str, Place]]:
    """Capabilities of the country that something is taken from beside those that depend on one, each with the pillar
    with which it goes: what is chosen, else one that stops there."""
    out = []
    for place in ((home, c.number) for c in world.edition.capabilities):
        if place in carried or not hit.hits(place):
            continue
        stops = {who for who, *there in hit.ground if tuple(there) == place} | hit.stops
        gone = [k for k, own in pillars.items() if stops.intersection(own[0].group)]
        chosen = ";".join(choice.group)
        keys = [chosen] if chosen in gone else gone[:1]
        out += [(key, place) for key in keys]
    return out


def _paid(
    world: World,
    paying: Mapping[str, Sequence[Load]],
    pillars: Mapping[str, Sequence[Load]],
    gone: set[str],
    choice: Choice,
) -> Iterable[Band]:
    """From funders to those who are paid; a capability that several pay for is divided evenly among them."""
    for funder, own in paying.items():
        name = _("No funder recorded") if funder == UNSAID else world.organisation(funder).name
        for key in dict.fromkeys(x.key for x in own):
            mine = [x for x in own if x.key == key]
            said = _(
                "{giver} to {receiver}: {what}",
                giver=name,
                receiver=name_of(world, pillars[key][0].group),
                what=listing(parts.capability_name(world, x.capability) for x in mine),
            )
            look = VAGUE if funder == UNSAID else GONE if key in gone or funder == choice.funder else ""
            yield Band(0, funder, key, sum(1 / (len(x.funders) or 1) for x in mine), said, look)


def _carried(world: World, loads: Sequence[Load], hit: Effect) -> Iterable[Band]:
    """From organisations to what they carry, in the colour of what depending on one means there."""
    for x in loads:
        place = (x.country, x.capability)
        sign = world.cells[place].sign
        said = _(
            "{who}: {capability}",
            who=name_of(world, x.group),
            capability=parts.capability_name(world, place[1]),
        )
        yield Band(1, x.key, "-".join(place), 1, said, GONE if hit.ends(x) else f"carries s-{sign}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A capability, those who carry it, and who pays them for it."""

    country: Annotated[Iso3, Column(sentence("Country"))]
    capability: Annotated[CapabilityNumber, Column(sentence("Capability"))]
    carriers: Annotated[tuple[StakeholderId, ...], Column(sentence("Organisation"))]
    alone: Annotated[bool, Column(sentence("Depends on it alone"))]
    funders: Annotated[tuple[StakeholderId, ...], Column(sentence("Funders"))]
    old: Annotated[tuple[StakeholderId, ...], Column(sentence("Funding may have ended"))]


CARRIED: Table[Row, Carried] = Table(
    row=Carried,
    rows=lambda found: (Carried(**row) for row in found["loads"]),
    key=("country", "capability", "carriers"),
    title=sentence("Who provides what, and who pays for it"),
    empty=sentence("Nothing is known to depend on one."),
)


def rows_of(loads: Iterable[Load]) -> list[dict[str, Any]]:
    """The picture as rows."""
    return [
        {
            "country": x.country,
            "capability": x.capability,
            "carriers": x.group,
            "alone": x.sole,
            "funders": x.funders,
            "old": x.old,
        }
        for x in loads
    ]
