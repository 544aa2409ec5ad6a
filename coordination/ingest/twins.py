"""Organisations that come in and may be one that is recorded, or one that stands before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coordination.ingest.lookalikes import ONE_OR_TWO, looks_like, skeleton
from coordination.ingest.parse import report_rows
from coordination.model.frames import Frame
from coordination.model.same_names import Ends, Named, ends_of, names_of_all, settled
from coordination.model.snapshot import Snapshot
from graph_schema.issues import Issue
from graph_schema.nodes import STAKEHOLDERS

if TYPE_CHECKING:
    from coordination.ingest.checks import Check

__all__ = ["Twin", "twin_names", "twins_of"]

Frames = Mapping[str, Frame]
MOST: Final = 20  #: recorded organisations that are told of one that comes in
#: fields by which an organisation is found to be like another
_TELLING: Final = tuple(
    p.name for p in STAKEHOLDERS.props if (p.translation_of or p.name) in {"name", "short_name", "home_iso3"}
)
#: types that say who is called what, and which two are known to be two
_READ: Final = ("countries", "networks", "stakeholders", "judgements", "affiliations", "memberships")


@dataclass(frozen=True, slots=True)
class Twin:
    """``id``: an organisation that comes in; ``others``: those it may be: recorded ones, then one that comes in too."""

    id: str
    others: tuple[str, ...]
    recorded: bool


def twins_of(frames: Frames, current: Snapshot, gone: Frames) -> list[Twin]:
    """The organisations that are new, or called otherwise than before, and look like another one."""
    coming = frames.get("stakeholders")
    if coming is None or not len(coming):
        return []
    coming = coming.distinct()
    new = _new(coming, current["stakeholders"])
    if not new:
        return []
    both, out = _together(frames, current, gone, new), []
    by: dict[str, dict[str, None]] = {}
    names = {n.id: n for n in names_of_all(both)}
    text = dict(zip(both["stakeholders"].ids, both["stakeholders"]["name"].texts(), strict=True))
    order = [*(i for i in names if i not in new), *new]
    settled_ = settled(both)
    for ident in order:
        keys = list(_keys(names[ident], text[ident]))
        if ident in new:
            near = list(dict.fromkeys(i for key in keys for i in by.get(key, ())))
            near = [i for i in near if _may_be_one(names[ident], names[i], settled_)]
            there, also = [i for i in near if i not in new], [i for i in near if i in new]
            if near:
                out.append(Twin(ident, (*there[:MOST], *also[:1]), bool(there)))
        for key in keys:
            by.setdefault(key, {})[ident] = None
    return out


def _new(coming: Frame, there: Frame) -> dict[str, None]:
    """Ids of the rows that are new or called otherwise than before."""
    before = there.find(coming.ids).tolist()
    return {
        ident: None
        for at, (ident, was) in enumerate(zip(coming.ids, before, strict=True))
        if was < 0 or any(coming.text(c, at) != there.text(c, was) for c in _TELLING)
    }


def _together(frames: Frames, current: Snapshot, gone: Frames, new: Mapping[str, None]) -> Snapshot:
    """What will be there, as far as it may be like what is new."""
    found = {}
    for name in _READ:
        frame = current[name].without(gone[name].ids) if name in gone else current[name]
        if name in frames:
            frame = frame.without(frames[name].ids).concat(frames[name].distinct())
        found[name] = frame
    frame = found["stakeholders"]
    homes = {frame.text("home_iso3", at) for at in frame.find(list(new)).tolist()}
    if "" not in homes:  # an organisation of one country is like those of the same, and of none
        found["stakeholders"] = frame.take(frame["home_iso3"].isin({*homes, ""}))
    return Snapshot.of(found)


def _keys(n: Named, name: str) -> Iterator[str]:
    """Two with a key in common are called alike."""
    yield from (f"name {key}" for key in n.full)
    yield from (f"words {key}" for key in n.whole)
    yield f"seen {n.home} {skeleton(name)}"
    if n.home:
        yield from (f"name {n.home} {key}" for key in n.full | n.short)
        yield from (f"words {n.home} {key}" for key in n.local)


def _may_be_one(a: Named, b: Named, settled_: set[Ends]) -> bool:
    return (a.home == b.home or not (a.home and b.home)) and ends_of(a.id, b.id) not in settled_


def twin_names(c: Check, frames: Frames, current: Snapshot, gone: Frames) -> Iterator[Issue]:
    """Organisations that are called like another one: one finding for each two."""
    found = twins_of(frames, current, gone)
    if not found:
        return
    frame = frames["stakeholders"].distinct()
    there = current["stakeholders"]
    for twin in found:
        at = frame.position[twin.id]
        text = frame.text("name", at)
        for other in twin.others:
            known = frame if other in frame.position else there
            yield from report_rows(
                c.code,
                c.severity,
                looks_like(text, known.text("name", known.position[other]), other),
                [at],
                files=frame.file,
                lines=frame.line,
                column="name",
                value=text,
                hint=ONE_OR_TWO,
            )
