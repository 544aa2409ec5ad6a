"""Who pays in a country today, through whom, how much, when the next of it ends; and what else is on record there.

Money is for the country that its row names; without one, for wherever its recipient works (METHODS 1). Both may be
nowhere: then the funder is known, and the country is not. It pays there where it runs and its recipient works there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np

from coordination.analytics.base.facts import NEVER, Facts
from coordination.analytics.base.providers import Funds
from coordination.analytics.board.grant_rows import Grants, last_day, stated
from coordination.analytics.money.cell_funding import meant_cells, paid_cells, work_ended
from coordination.analytics.money.classes import GrantClass, class_of, classes, in_sums
from coordination.analytics.money.grants import delivered
from coordination.text.records import Key
from graph_schema.ids import CapabilityNumber, Cell, ClaimId, Iso3, PartialDay, StakeholderId
from graph_schema.values import AmountKind

__all__ = ["Grant", "Payer", "Place", "listed_grants", "payers", "places", "where_meant"]


@dataclass(frozen=True, slots=True)
class Payer:
    """A funder with a grant that counts today."""

    funder: StakeholderId
    countries: Annotated[
        tuple[Iso3, ...],
        Key(
            "countries that its grants are for, by name or by the work of the recipient; empty = none is known"
        ),
    ]
    recipients: Annotated[tuple[StakeholderId, ...], Key("recipients of its grants")]
    next_end: Annotated[PartialDay, Key("last day of the grant that ends first; empty where no end is known")]
    may_have_ended: Annotated[bool, Key("every one of its grants may have ended")]
    pays: Annotated[tuple[Iso3, ...], Key("of the countries those in which it pays for something today")]
    classes: Annotated[tuple[GrantClass, ...], Key("the classes of its grants; empty: its own budget alone")]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of its grants there")]


@dataclass(frozen=True, slots=True)
class Place:
    """A country in which money is known, or an end is."""

    country: Iso3
    funders: Annotated[tuple[StakeholderId, ...], Key("who pays for something there today")]
    on_record: Annotated[
        tuple[StakeholderId, ...],
        Key(
            "who is on record there and is not known to pay: by grants without dates, by calls and pledges, or for "
            "work that is not recorded"
        ),
    ]
    may_have_ended: Annotated[
        tuple[StakeholderId, ...], Key("who paid there, by grants all of which may have ended")
    ]
    end_known: Annotated[
        bool, Key("whether a last day is recorded of any work or money that is under way there")
    ]
    claims: Annotated[
        tuple[ClaimId, ...],
        Key("ids of the grants there, and of work there with a recorded last day"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A grant that counts today, wherever it is for."""

    funder: StakeholderId
    recipient: StakeholderId
    title: Annotated[str, Key("title of the grant")]
    country: Annotated[Iso3 | None, Key("country it is for; empty = any")]
    capabilities: Annotated[tuple[CapabilityNumber, ...], Key("what it is for; empty = any")]
    uncounted: Annotated[
        tuple[CapabilityNumber, ...],
        Key(
            "of these the ones for which its recipient is not recorded at work in any of the countries asked about "
            "that it is for"
        ),
    ]
    amount: Annotated[float | None, Key("sum in its currency; null = not known, or sources disagree")]
    currency: Annotated[str, Key("ISO 4217 code; empty = not known")]
    disagree: Annotated[bool, Key("sources name different sums")]
    amount_kind: Annotated[
        AmountKind | None, Key("what the amount is; empty = not said, or sources say different things")
    ]
    share_of: Annotated[str, Key("title of the grant that it is a part of")]
    in_sum: Annotated[
        bool,
        Key(
            "its amount is in the sums: the award of a running grant, no part of one in the sum, and where countries "
            "are asked about one that pays for something there"
        ),
    ]
    since: Annotated[PartialDay, Key("first day")]
    until: Annotated[PartialDay, Key("last known day; empty = not known")]
    places: Annotated[
        tuple[Iso3, ...], Key("countries that it is for, by name or by the work of its recipient")
    ]
    class_: Annotated[
        GrantClass | None,
        Key(
            "running; undated: no record says since when or until when; may_have_ended; empty: an own budget",
            name="class",
        ),
    ]
    pays: Annotated[
        tuple[Cell, ...],
        Key(
            "what it pays for today: of a running grant that is no call and no pledge, or an own budget, the "
            "capabilities it is for on which its recipient is recorded at work"
        ),
    ]
    at_work: Annotated[
        bool, Key("its recipient is recorded at work there, for something that the grant may pay")
    ]
    work_ended: Annotated[
        PartialDay,
        Key(
            "last day of the work of its recipient that it may pay there, where all of it is recorded as ended"
        ),
    ]
    confirmed: Annotated[bool, Key("a row of it was read in a source")]
    may_have_ended: Annotated[
        bool,
        Key(
            "it has no known end, began more than 36 months ago, and no source published since then tells of it: it is "
            "in no sum of what pays"
        ),
    ]
    claims: Annotated[tuple[ClaimId, ...], Key("ids of its rows")]


def where_meant(facts: Facts, as_of: date, countries: Sequence[int]) -> dict[int, set[int]]:
    """Row of ``Funds`` that counts today -> those of ``countries`` it is for."""
    funds, wanted = Funds.of(facts), set(countries)
    return {
        f: {int(funds.country[f])} if funds.country[f] >= 0 else {c // facts.K for c in cells}
        for f, cells in meant_cells(facts, as_of, wanted)
    }


def payers(
    facts: Facts, as_of: date, grants: Grants, where: Mapping[int, set[int]], countries: Sequence[int]
) -> list[Payer]:
    """By id: whose grants are for one of ``countries``; where these are all there are, also those that are for no known
    one. ``grants``: those that count today (:func:`~coordination.analytics.money.grants.grants_at`); ``where``:
    :func:`where_meant` of these countries."""
    funds, everything = Funds.of(facts), len(set(countries)) == len(facts.countries)
    frame, found_classes = facts.snapshot["funding"], classes(facts, as_of)
    paid = paid_cells(facts, as_of, set(countries))
    found: dict[str, list[tuple[set[int], str, PartialDay]]] = defaultdict(list)
    rows_of: dict[str, list[int]] = defaultdict(list)
    for (funder, recipient, *_), rows in grants.items():
        there = set().union(*(where.get(f, set()) for f in rows))
        if there or everything:
            found[funder].append((there, recipient, last_day(funds.life.stop[rows].tolist())))
            rows_of[funder] += rows
    out = []
    for funder, own in sorted(found.items()):
        rows = rows_of[funder]
        known = {found_classes.get(f) for f in rows}
        out.append(
            Payer(
                StakeholderId(funder),
                tuple(facts.countries[c] for c in sorted(set().union(*(there for there, _, _ in own)))),
                tuple(sorted({StakeholderId(recipient) for _, recipient, _ in own})),
                min((end for _, _, end in own if end), default=PartialDay("")),
                known == {GrantClass.MAY_HAVE_ENDED},
                tuple(
                    facts.countries[c] for c in sorted({c // facts.K for f in rows for c in paid.get(f, ())})
                ),
                tuple(c for c in GrantClass if c in known),
                tuple(sorted({ClaimId(frame.ids[r]) for r in funds.row[rows].tolist()})),
            )
        )
    return out


def listed_grants(
    facts: Facts,
    as_of: date,
    grants: Grants,
    where: Mapping[int, set[int]],
    countries: Sequence[int],
    *,
    there_only: bool = False,
) -> list[Grant]:
    """By funder, recipient, country, since and title: what is for one of ``countries`` or names it; where these are
    all there are, also what is for no known one: money whose recipient is not recorded at work is money too.
    ``there_only``: the sum is that of what pays for something in these countries."""
    frame, funds, wanted = facts.snapshot["funding"], Funds.of(facts), set(countries)
    everything, k, numbers = len(wanted) == len(facts.countries), facts.K, facts.edition.numbers
    work, over = delivered(facts, as_of.toordinal(), wanted), work_ended(facts, as_of, wanted)
    meant, paid = dict(meant_cells(facts, as_of, wanted)), paid_cells(facts, as_of, wanted)
    in_sum, found_classes = in_sums(facts, as_of, paid if there_only else None), classes(facts, as_of)
    ended: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (who, c), day in over.items():
        ended[who].append((c, day))
    out = []
    for (funder, recipient, iso3, since, title), rows in grants.items():
        there = set().union(*(where.get(f, set()) for f in rows))
        named = facts.country_at.get(iso3, -1)
        if not (there or named in wanted or everything):
            continue
        at = funds.row[rows].tolist()
        said = stated(facts, at)
        mask = int(np.bitwise_or.reduce(funds.mask[rows]))

        def touches(c: int, named: int = named, mask: int = mask) -> bool:
            return bool(named in (-1, c // k) and mask >> (c % k) & 1)

        who = int(funds.recipient[rows[0]])
        cells = {c for c in work.get(who, ()) if touches(c)}
        some = all(frame.text("capabilities", r) for r in at)
        named_for = [a for a in range(k) if some and mask >> a & 1]
        counted = {c % k for f in rows for c in meant.get(f, ()) if c in cells}
        stopped = [] if cells else [day for c, day in ended[who] if touches(c)]
        grant_class = class_of(found_classes, rows)
        out.append(
            Grant(
                funder=StakeholderId(funder),
                recipient=StakeholderId(recipient),
                title=title,
                country=Iso3(iso3) or None,
                capabilities=tuple(numbers[a] for a in named_for),
                uncounted=tuple(numbers[a] for a in named_for if a not in counted),
                amount=said.number,
                currency=said.currency,
                disagree=said.disagree,
                amount_kind=said.kind,
                share_of="; ".join(dict.fromkeys(x for r in at if (x := frame.text("share_of", r)))),
                in_sum=in_sum.issuperset(rows),
                since=PartialDay(since),
                until=last_day(funds.life.stop[rows].tolist()),
                places=tuple(facts.countries[c] for c in sorted(there | ({named} & wanted))),
                class_=grant_class,
                pays=tuple(
                    Cell(facts.countries[c // k], numbers[c % k])
                    for c in sorted({c for f in rows for c in paid.get(f, ())})
                ),
                at_work=bool(cells),
                work_ended=last_day(stopped) if stopped else PartialDay(""),
                confirmed=any(frame.text("verified", r) == "yes" for r in at),
                may_have_ended=grant_class is GrantClass.MAY_HAVE_ENDED,
                claims=tuple(sorted(ClaimId(frame.ids[r]) for r in at)),
            )
        )
    return out


def places(facts: Facts, as_of: date, where: Mapping[int, set[int]], countries: Sequence[int]) -> list[Place]:
    """Those of ``countries`` about which there is something to tell, in their order; ``where``: :func:`where_meant`."""
    t, d, funds, wanted = as_of.toordinal(), facts.deliveries, Funds.of(facts), set(countries)
    found_classes, paid = classes(facts, as_of), paid_cells(facts, as_of, wanted)
    pays: dict[int, set[int]] = defaultdict(set)
    on_record: dict[int, set[int]] = defaultdict(set)
    perhaps: dict[int, set[int]] = defaultdict(set)
    dated = (
        d.life.active(t) & (d.life.stop < NEVER) & ~d.stands_in
    )  # who has agreed to take over does not work
    claims: dict[int, set[ClaimId]] = defaultdict(set)
    work, money = facts.snapshot["deliveries"].ids, facts.snapshot["funding"].ids
    for c, row in zip((d.cell[dated] // facts.K).tolist(), d.row[dated].tolist(), strict=True):
        claims[c].add(ClaimId(work[row]))
    known = set(claims)
    for f, there in where.items():
        old = found_classes.get(f) is GrantClass.MAY_HAVE_ENDED
        for c in there:
            does = any(cell // facts.K == c for cell in paid.get(f, ()))
            (pays if does else perhaps if old else on_record)[c].add(int(funds.funder[f]))
            claims[c].add(ClaimId(money[int(funds.row[f])]))
        if funds.life.stop[f] < NEVER:
            known |= there

    def names(who: set[int]) -> tuple[StakeholderId, ...]:
        return tuple(sorted(facts.stakeholders[f] for f in who))

    return [
        Place(
            facts.countries[c],
            names(pays[c]),
            names(on_record[c] - pays[c]),
            names(perhaps[c] - on_record[c] - pays[c]),
            c in known,
            tuple(sorted(claims[c])),
        )
        for c in sorted(wanted)
        if pays[c] or on_record[c] or perhaps[c] or c in known
    ]
