"""What a scenario can reach: only these cells are compiled again, and laid over what there was before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from coordination.analytics.base.facts import Evidence, Facts, Ints, Mask, facts_of
from coordination.analytics.base.providers import Funds, StandIns
from coordination.analytics.base.spans import pieces
from coordination.analytics.base.support import supported
from coordination.analytics.board.coverage import Coverage, Flag
from coordination.model.changes import ChangeSet, Op
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from graph_schema.values import TieKind

__all__ = ["laid_over", "part_of", "reached"]

#: Of these every position is counted: with a new one every cell is compiled again.
POSITIONS = ("countries", "sources", "stakeholders")
#: Claims that decide which providers of a cell are independent, and whom they join.
JOINING = {"affiliations": ("child_id", "parent_id"), "funding": ("funder_id", "recipient_id")}


def reached(facts: Facts, changes: ChangeSet) -> Mask:
    """Cells whose coverage these changes can alter, and some more. Shape (cells,)."""
    if any(name in POSITIONS for _, name, _, _ in changes.steps()):
        return np.ones(facts.cells, bool)
    near, joined = np.zeros(facts.cells, bool), np.zeros(len(facts.stakeholders), bool)
    for op, name, rows, before in changes.steps():
        for frame in (rows, before) if op is Op.CHANGE and before is not None else (rows,):
            if name == "deliveries":
                near[_cells(facts, frame)] = True
            elif name == "ties":
                near[_shared(facts, frame)] = True
            elif name in JOINING:
                for column in JOINING[name]:
                    who = frame[column].coded(facts.stakeholder_at)
                    joined[who[who >= 0]] = True
    if joined.any():
        d = facts.deliveries
        near[d.cell[_relatives(facts, joined)[d.who]]] = True
    return near


def _cells(facts: Facts, deliveries: Frame) -> Ints:
    country = deliveries["iso3"].coded(facts.country_at)
    capability = facts.capability_of(deliveries["capability"])
    known = (country >= 0) & (capability >= 0)
    return country[known] * facts.K + capability[known]


def _shared(facts: Facts, ties: Frame) -> Ints:
    """Cells of which both ends of a partnership of kind ``one_service`` are a part: it makes them one provider."""
    d = facts_of(facts.snapshot, facts.edition, Evidence.ALL).deliveries
    one = ties["kind"].isin([TieKind.ONE_SERVICE])
    out = [np.zeros(0, np.int64)]
    a, b = ties["a_id"].coded(facts.stakeholder_at), ties["b_id"].coded(facts.stakeholder_at)
    for i in np.flatnonzero(one & (a >= 0) & (b >= 0)):
        out.append(np.intersect1d(d.cell[d.who == a[i]], d.cell[d.who == b[i]]))
    return np.concatenate(out)


def _relatives(facts: Facts, joined: Mask) -> Mask:
    """Those that are joined with any of these: by affiliations of any day, or by money of one of them.

    Whoever is paid by a relative may be grouped with others by that, and so may the relatives of whoever is paid.
    """
    child, parent, _, _ = facts.joining("affiliations", "child_id", "parent_id")
    _, family = pieces(child, parent, len(joined))
    funds = Funds.of(facts)

    def related(some: Mask) -> Mask:
        return np.isin(family, family[some])

    near = related(joined)
    paid = near.copy()
    paid[funds.recipient[near[funds.funder]]] = True
    return related(paid)


def part_of(facts: Facts, near: Mask) -> Facts:
    """The same facts without the deliveries of all other cells. Of these cells the rows of every evidence are kept:
    which providers share a service is known whoever has checked the row."""
    if near.all():
        return facts
    frames, d = dict(facts.snapshot.frames), facts_of(facts.snapshot, facts.edition, Evidence.ALL).deliveries
    frames["deliveries"] = frames["deliveries"].take(np.sort(d.row[near[d.cell]]))
    part = Snapshot.of(frames, facts.snapshot.assumed_ends)
    return facts_of(part, facts.edition, facts.evidence)


def laid_over(before: Coverage, part: Coverage, near: Mask) -> Coverage:
    """Every cell as ``part`` has it where it was reached, and as it was elsewhere; its lists of who does what are those
    of ``part``."""
    if near.all():
        return part

    standing2 = np.where(near, part.standing2, before.standing2)
    supported2 = supported(part.facts.edition, standing2.reshape(-1, part.facts.K)).reshape(-1)
    flags = {flag: np.where(near, part.flags[flag], mask) for flag, mask in before.flags.items()}
    flags[Flag.UNSUPPORTED] = (standing2 == 2) & (supported2 == 0)
    return replace(
        part,
        rule=np.where(near, part.rule, before.rule),
        n=np.where(near, part.n, before.n),
        stand_ins=_stand_ins(before.stand_ins, part.stand_ins, near),
        flags=flags,
        standing2=standing2,
        supported2=supported2,
    )


def _stand_ins(was: StandIns, then: StandIns, near: Mask) -> StandIns:
    old, new = np.flatnonzero(~near[was.query]), np.flatnonzero(near[then.query])
    query = np.concatenate([was.query[old], then.query[new]])
    order = np.argsort(query, kind="stable")
    beyond = int(was.group.max(initial=-1)) + 1  # labels of groups are of no other's
    return StandIns(
        np.where(near, then.s, was.s),
        query[order],
        np.concatenate([was.who[old], then.who[new]])[order],
        np.concatenate([was.free[old], then.free[new]])[order],
        np.concatenate([was.group[old], then.group[new] + beyond])[order],
    )
