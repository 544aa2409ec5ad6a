"""Rules across cells and records: what an import is held to before it is planned.

Each :class:`Check` has a code, a severity, a sentence for the reference, and a function over the incoming
frames and the snapshot they would join. Errors stop the commit; warnings travel with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from coordination.ingest.lookalikes import alike_ids, alike_titles, mixed_alphabets
from coordination.ingest.parse import capped, report_rows, rows_of
from coordination.ingest.twins import twin_names
from coordination.model.changes import Became, ChangeSet
from coordination.model.frames import Frame, Index, Mask
from coordination.model.snapshot import Snapshot
from graph_schema.edition import BASE_EDITION, FRAMEWORK_LISTS, edition, edition_ids, framework_ids
from graph_schema.errors import Said, Verbatim, said
from graph_schema.issues import Issue, Location, Severity, in_ranges
from graph_schema.values import SameVerdict, Tier, end_exclusive, first_day

__all__ = ["CHECKS", "Check", "check", "dangling", "lowered", "lowered_rows", "references"]

Frames = Mapping[str, Frame]
SUGGESTED = 200  #: unknown names of a column for which the nearest known one is looked for


@dataclass(frozen=True)
class Check:
    code: str
    severity: Severity
    doc: str
    run: Callable[[Check, Frames, Snapshot, Frames], Iterator[Issue]]


def _report(
    c: Check, frame: Frame, rows: Mask | Index | list[int], message: Said, column: str, value: str, hint: str
) -> list[Issue]:
    return report_rows(
        c.code,
        c.severity,
        message,
        rows,
        files=frame.file,
        lines=frame.line,
        column=column,
        value=value,
        hint=hint,
    )


def _known(frames: Frames, current: Snapshot, gone: Frames, target: str) -> set[str] | frozenset[str]:
    """Ids that will be there: what is there and stays, and what comes."""
    if target in FRAMEWORK_LISTS:
        return framework_ids(target)
    left = set(current[target].ids) - set(gone[target].ids if target in gone else ())
    return left | set(frames[target].ids if target in frames else ())


def _nearest(value: str, known: set[str] | frozenset[str]) -> str:
    from rapidfuzz import fuzz, process

    alike = [k for k in known if k.casefold() == value.casefold()]
    if alike:
        return said("{near}?", near=Verbatim(min(alike)))
    found = process.extractOne(value, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    return said("{near}?", near=Verbatim(found[0])) if found else ""


def _by_name(frames: Frames, current: Snapshot, value: str) -> str:
    """ISO3 of a country written out, or nearly so."""
    from rapidfuzz import fuzz, process

    names: dict[str, str] = {}
    for frame in (current["countries"], frames.get("countries")):
        if frame is not None and len(frame):
            names.update(zip(frame["name"].texts(), frame.ids, strict=True))
    found = process.extractOne(value, list(names), scorer=fuzz.ratio, score_cutoff=75)
    return said("{near}?", near=Verbatim(names[found[0]])) if found else ""


def _references(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    for frame in frames.values():
        for p in frame.type.props:
            if not p.ref or not len(frame):
                continue
            known = _known(frames, current, gone, p.ref)
            column = frame[p.name]
            lost = {
                code: parts
                for code, text in enumerate(column.vocab)
                if text not in known
                and (parts := [part for part in text.split(";") if part and part not in known])
            }
            rows = rows_of(column) if lost else None
            for number, (code, parts) in enumerate(lost.items()):
                assert rows is not None
                at = rows(code)
                for part in parts if len(at) else ():
                    hint = ""
                    if number < SUGGESTED:
                        by_name = _by_name(frames, current, part) if p.ref == "countries" else ""
                        hint = by_name or _nearest(part, known)
                    hint = hint or said(
                        "add it to {list} first, or correct the spelling", list=Verbatim(p.ref)
                    )
                    what = said("there is no {part!r} in {list}", part=part, list=Verbatim(p.ref))
                    yield from _report(c, frame, at, what, p.name, part, hint)


def _review_numbers(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    frame = frames.get("reviews")
    if frame is None:
        return
    for ident in frame["edition"].vocab:
        if ident not in edition_ids():
            continue
        there = edition(ident)
        inside = frame["edition"].isin([ident])
        for number in frame["capability"].vocab:
            rows = inside & frame["capability"].isin([number])
            if number not in there.index and number in framework_ids("capabilities") and rows.any():
                yield from _report(
                    c,
                    frame,
                    rows,
                    said("edition {ident} has no capability {number}", ident=Verbatim(ident), number=number),
                    "capability",
                    number,
                    said("name the edition whose number it is"),
                )


def _intervals(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    for frame in frames.values():
        if "since" not in frame.type.columns or not len(frame):
            continue
        start = frame["since"].per_value(lambda v: _ordinal(first_day(v), 0), "int64")
        stop = frame["until"].per_value(lambda v: _ordinal(end_exclusive(v), 10**7), "int64")
        for i in np.flatnonzero(start >= stop).tolist():
            yield from _report(
                c,
                frame,
                [i],
                said(
                    "since {since} comes after until {until}",
                    since=frame.text("since", i),
                    until=frame.text("until", i),
                ),
                "until",
                frame.text("until", i),
                said("swap or correct the two dates"),
            )


def _repeats(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    for frame in frames.values():
        if not frame.repeats:
            continue
        first: dict[str, int] = {}
        for i, ident in enumerate(frame.ids):
            at = first.setdefault(ident, i)
            if at != i and (frame.digests[at] != frame.digests[i]).any():
                key = ", ".join(filter(None, (frame.text(k, i) for k in frame.type.identity)))
                yield from _report(
                    c,
                    frame,
                    [i],
                    said(
                        "contradicts {file} line {line} on the same {fields}",
                        file=Verbatim(frame.file.vocab[frame.file.codes[at]]),
                        line=int(frame.line[at]),
                        fields=Verbatim(", ".join(frame.type.identity)),
                    ),
                    frame.type.identity[0],
                    key[:200],
                    said("keep one of the two rows, or name another source"),
                )


def _same_rows(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    for frame in frames.values():
        if not frame.repeats:
            continue
        first: dict[str, int] = {}
        again: dict[str, list[int]] = {}
        for i, ident in enumerate(frame.ids):
            at = first.setdefault(ident, i)
            if at != i and (frame.digests[at] == frame.digests[i]).all():
                again.setdefault(frame.file.text(i), []).append(i)
        for rows in again.values():
            yield from _report(
                c,
                frame,
                rows[:1],
                said("rows that say the same as an earlier row; they count once: {count:,}", count=len(rows)),
                "",
                "",
                said("lines {lines}", lines=in_ranges(int(frame.line[i]) for i in rows)),
            )


def _self(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    for name, a, b in (
        ("ties", "a_id", "b_id"),
        ("affiliations", "child_id", "parent_id"),
        ("judgements", "a_id", "b_id"),
    ):
        frame = frames.get(name)
        if frame is None:
            continue
        same = np.fromiter(
            (x == y for x, y in zip(frame[a].texts(), frame[b].texts(), strict=True)), bool, len(frame)
        )
        if same.any():
            what = said("both sides are the same organisation; this has no effect")
            yield from _report(c, frame, same, what, b, "", said("correct one side"))


def _circles(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    frame = frames.get("affiliations")
    if frame is None or not len(frame):
        return
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for f in (current["affiliations"], frame):
        graph.add_edges_from(zip(f["child_id"].texts(), f["parent_id"].texts(), strict=True))
    circles = [x for x in nx.strongly_connected_components(graph) if len(x) > 1]
    for i in range(len(frame)):
        child, parent = frame.text("child_id", i), frame.text("parent_id", i)
        for circle in circles:
            if child in circle and parent in circle:
                yield from _report(
                    c,
                    frame,
                    [i],
                    said(
                        "the parent organisations form a circle: {circle}; they count as one organisation",
                        circle=Verbatim(", ".join(sorted(circle)[:6])),
                    ),
                    "parent_id",
                    parent,
                    said("correct the parent organisation that is the wrong way round"),
                )


def _ends(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    for name, fields in (
        ("agreement_parties", ("iso3", "stakeholder_id")),
        ("assessments", ("enabler", "outcome")),
        ("indicators", ("iso3", "region")),
    ):
        frame = frames.get(name)
        if frame is None:
            continue
        empty = np.ones(len(frame), bool)
        for field in fields:
            empty &= frame[field].isin([""])
        if empty.any():
            what = said("neither {a} nor {b} is filled in", a=Verbatim(fields[0]), b=Verbatim(fields[1]))
            yield from _report(c, frame, empty, what, fields[0], "", said("fill in one of the two"))


def _phases(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    frame = frames.get("reviews")
    if frame is None:
        return
    wrong = ~frame["phase"].isin([""]) & ~frame["outcome"].isin(["found"])
    if wrong.any():
        what = said("a phase is given, but nothing was found")
        yield from _report(c, frame, wrong, what, "phase", "", said("delete the phase"))


def _one_item(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    frame = frames.get("assessments")
    if frame is None:
        return
    both = ~frame["enabler"].isin([""]) & ~frame["outcome"].isin([""])
    if both.any():
        what = said("an enabler and an outcome are named in one row")
        yield from _report(c, frame, both, what, "outcome", "", said("give each its own row"))


def _kept(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    frame = frames.get("judgements")
    if frame is None:
        return
    for i in range(len(frame)):
        row = frame.row(i)
        kept, ends = row["kept_id"], (row["a_id"], row["b_id"])
        if row["verdict"] == SameVerdict.SAME and kept not in ends:
            what = said("the organisation that is kept is not one of the two")
            hint = said("name one of the two, {a} or {b}", a=Verbatim(ends[0]), b=Verbatim(ends[1]))
            yield from _report(c, frame, [i], what, "kept_id", kept, hint)


def _agreement_dates(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    frame = frames.get("agreements")
    if frame is None:
        return
    for earlier, later in (("adopted", "in_force"), ("adopted", "expires"), ("in_force", "expires")):
        begin = frame[earlier].per_value(lambda v: _ordinal(first_day(v), 0), "int64")
        end = frame[later].per_value(lambda v: _ordinal(end_exclusive(v), 10**7), "int64")
        if (begin >= end).any():
            yield from _report(
                c,
                frame,
                begin >= end,
                said("{later} comes before {earlier}", later=Verbatim(later), earlier=Verbatim(earlier)),
                later,
                "",
                said("correct one of the two dates"),
            )


def _duties(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    duties = edition(BASE_EDITION).duties
    frame = frames.get("duty_reviews")
    if frame is None:
        return
    for number in frame["duty"].vocab:
        rows = frame["duty"].isin([number])
        if number in framework_ids("capabilities") and number not in duties and rows.any():
            yield from _report(
                c,
                frame,
                rows,
                said("capability {number} is not an area of cross-border cooperation", number=number),
                "duty",
                number,
                said(
                    "the areas of cross-border cooperation are: {duties}", duties=Verbatim(", ".join(duties))
                ),
            )


def _alike_names(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    yield from twin_names(c, frames, current, gone)
    yield from alike_titles(c, frames, current, gone)


def _ordinal(day: date | None, missing: int) -> int:
    return missing if day is None else day.toordinal()


CHECKS: Final[tuple[Check, ...]] = (
    Check(
        "E-REFERENCE",
        Severity.ERROR,
        "A cell names something that is neither in the database nor in the files.",
        _references,
    ),
    Check(
        "E-EDITION",
        Severity.ERROR,
        "A review names a capability that its edition does not have.",
        _review_numbers,
    ),
    Check("E-DUTY", Severity.ERROR, "A statement about a duty names no cross-border duty.", _duties),
    Check("E-INTERVAL", Severity.ERROR, "A record begins after it ends.", _intervals),
    Check(
        "E-REPEAT", Severity.ERROR, "Two rows say different things about the same key and source.", _repeats
    ),
    Check("I-SAME-ROW", Severity.INFO, "Rows say the same as an earlier row and count once.", _same_rows),
    Check("E-END", Severity.ERROR, "A relationship has an end that is not filled in.", _ends),
    Check(
        "E-PHASE",
        Severity.ERROR,
        "A phase is given although the review did not find the capability.",
        _phases,
    ),
    Check(
        "E-ASSESSMENT",
        Severity.ERROR,
        "An assessment names an enabler and an outcome at once.",
        _one_item,
    ),
    Check(
        "E-KEPT",
        Severity.ERROR,
        "Two organisations are judged to be the same, and the one that is kept is neither of them.",
        _kept,
    ),
    Check(
        "W-AGREEMENT-DATES", Severity.WARNING, "The dates of an agreement are not in order.", _agreement_dates
    ),
    Check(
        "W-SELF",
        Severity.WARNING,
        "Both sides of a partnership, an affiliation or a judgement are the same organisation.",
        _self,
    ),
    Check("W-LOOK-ALIKE", Severity.WARNING, "An identifier looks like another one.", alike_ids),
    Check("W-NAME-ALIKE", Severity.WARNING, "A name is or looks like that of another record.", _alike_names),
    Check("W-ALPHABETS", Severity.WARNING, "Letters of two alphabets stand in one word.", mixed_alphabets),
    Check("W-CIRCLE", Severity.WARNING, "Affiliations form a circle; its bodies count as one.", _circles),
)


def check(frames: Frames, current: Snapshot, gone: Frames) -> list[Issue]:
    """Every finding of every check. ``frames``: the rows that come; ``gone``: those that would be removed."""
    return capped(issue for c in CHECKS for issue in c.run(c, frames, current, gone))


def references(frames: Frames, current: Snapshot, gone: Frames) -> list[Issue]:
    """Only whether every reference of ``frames`` resolves."""
    (c,) = (c for c in CHECKS if c.run is _references)
    return capped(c.run(c, frames, current, gone))


def dangling(changes: ChangeSet, current: Snapshot) -> Iterator[Issue]:
    """Rows that stay as they are and name a record that would be removed."""
    for name, gone in changes.removed.items():
        lost = set(gone.ids)
        for other, frame in current.frames.items():
            touched = [*(changes.removed[other].ids if other in changes.removed else ())]
            touched += changes.changed[other].before.ids if other in changes.changed else ()
            rest = frame.without(touched)
            for p in rest.type.props:
                if p.ref != name or not len(rest):
                    continue
                hit = rest[p.name].isin(lost)
                if hit.any():
                    first = rest.text(p.name, int(hit.argmax()))
                    yield Issue(
                        "E-STILL-NAMED",
                        Severity.ERROR,
                        said(
                            "{type} {ident} cannot be removed; rows of {other} that name it: {count:,}",
                            type=Verbatim(name),
                            ident=Verbatim(first),
                            other=Verbatim(other),
                            count=int(hit.sum()),
                        ),
                        Location(),
                        first,
                        said("remove those rows too (--replace {other}), or keep it", other=Verbatim(other)),
                    )


def lowered(
    changes: ChangeSet, frames: Frames, current: Snapshot, became: Collection[Became], default: Tier
) -> Iterator[Issue]:
    """Rows whose label would become lower: that needs an approval, which an import cannot give."""
    for _before, after in lowered_rows(changes, frames, current, became, default):
        yield from report_rows(
            "E-TIER",
            Severity.ERROR,
            said(
                "the sharing label of this row of {type} would become less strict",
                type=Verbatim(after.type.name),
            ),
            range(len(after)),
            files=after.file,
            lines=after.line,
            column="tier",
            hint=said("keep the sharing label; a less strict one needs the approval of the owner"),
        )


def lowered_rows(
    changes: ChangeSet, frames: Frames, current: Snapshot, became: Collection[Became], default: Tier
) -> Iterator[tuple[Frame, Frame]]:
    """Rows by type whose label would become lower, as they are and as they would be. ``default``: the label of rows
    without one."""
    pairs = [(c.before, c.after) for c in changes.changed.values()]
    for name, frame in frames.items():
        moved = sorted(b for b in became if b.type == name)
        was = current[name].take(current[name].find([b.was for b in moved]))
        pairs.append((was, frame.take(frame.find([b.now for b in moved]))))
    rank = {str(t): i for i, t in enumerate(Tier)}
    for before, after in pairs:
        had, has = (
            f["tier"].per_value(lambda v: rank.get(v, rank[default]), "int64") for f in (before, after)
        )
        if (has < had).any():
            yield before.take(has < had), after.take(has < had)
