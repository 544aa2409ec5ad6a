"""For which countries a workspace was made, where it is a copy of some: kept with it, by whatever way the records came.

It stands as long as the records do. It is written before they are, and taken away after them, so that a stop in between
leaves it too long rather than too short: a workspace without records says nothing, and the next import decides anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from coordination.ingest.manifests import no_countries
from coordination.ingest.reader_model import make_issue
from coordination.model.frames import Frame
from coordination.model.snapshot import Snapshot
from coordination.store.base import GraphStore, StoreInfo
from graph_schema.errors import StoreMoved, Verbatim, said

if TYPE_CHECKING:
    from coordination.model.changes import Batch
    from coordination.text.sentences import Language
    from graph_schema.issues import Issue

__all__ = ["countries_in", "countries_kept", "given_up", "is_empty", "of_the_files", "taken_over"]

_COUNTRIES: Final = "countries"  #: their codes
_BY: Final = "countries_by"  #: the updates with which the records came, or came back
_UNDONE: Final = "countries_undone"  #: the update that took the records away ...
_WERE: Final = "countries_were"  #: ... and the countries of then
_ALL: Final = (_COUNTRIES, _BY, _UNDONE, _WERE)


def _settings(countries: Sequence[str], update: str) -> dict[str, str]:
    """What is kept of a copy of these countries, none = of no copy, whose records come with an update."""
    return {_COUNTRIES: ";".join(countries), _BY: update if countries else "", _UNDONE: "", _WERE: ""}


def countries_kept(store: GraphStore) -> tuple[str, ...]:
    """Those that the workspace in a store was made for; none of one without a record."""
    return countries_in(store.info())


def countries_in(info: StoreInfo) -> tuple[str, ...]:
    """The same, of what a store says of itself."""
    return _listed(info.settings, _COUNTRIES) if any(info.counts.values()) else ()


def is_empty(snapshot: Snapshot) -> bool:
    return not any(snapshot.counts().values())


def of_the_files(
    made_for: Mapping[str, str],
    given: Mapping[str, Frame],
    current: Snapshot,
    here: Collection[str],
    language: Language,
) -> tuple[list[str], list[Issue]]:
    """What the manifests of files that come in say: the countries, and what the import says of it. ``made_for``: as
    the manifests name them -> the manifest; ``here``: the countries that the workspace was made for itself."""
    frames = [f for f in (given.get("countries"), current["countries"]) if f is not None]
    if wrong := no_countries(made_for, {i for f in frames for i in f.ids}):
        return [], wrong
    codes = [*made_for]
    if not codes or set(codes) == set(here):
        return codes, []
    names = Verbatim(", ".join(_name(c, frames, language) for c in codes))
    message = (
        said(
            "the files are a copy made for {countries}: what is recorded of other countries is not in them. This "
            "workspace has no records yet: it becomes such a copy, and says so of every other country.",
            countries=names,
        )
        if is_empty(current)
        else said(
            "the files are a copy made for {countries}: what is recorded of other countries is not in them. This "
            "workspace has records already: what it holds of other countries stays as it is.",
            countries=names,
        )
    )
    file = next(iter(made_for.values()))
    return codes, [make_issue("I-COPY", message, file=file, column=_COUNTRIES, hint=said("Nothing to do."))]


@contextmanager
def taken_over(store: GraphStore, countries: Sequence[str], batch: Batch) -> Iterator[None]:
    """While records are written into a workspace without any: it becomes a copy of these countries, none = no copy."""
    kept = store.info().settings
    was = {key: kept.get(key, "") for key in _ALL}
    new = _settings(countries, batch.id)
    if new == was:
        yield
        return
    store.set_settings(new, at=batch.at, author=batch.author)
    try:
        yield
    except StoreMoved:  # somebody else was quicker: it is not empty any more
        store.set_settings(was, at=batch.at, author=batch.author)
        raise


@contextmanager
def given_up(store: GraphStore, updates: Collection[str], undo: Batch) -> Iterator[None]:
    """While updates are taken back: what came with the records goes with them, and comes again where their removal is
    taken back."""
    kept = store.info().settings
    by = _listed(kept, _BY)
    goes = not set(by).isdisjoint(updates)
    if kept.get(_UNDONE) in updates and not goes:
        came = _settings(_listed(kept, _WERE), ";".join((*by, undo.id)))
        store.set_settings(came, at=undo.at, author=undo.author)
    yield
    if goes and kept.get(_COUNTRIES):
        gone = {_COUNTRIES: "", _UNDONE: undo.id, _WERE: kept[_COUNTRIES]}
        store.set_settings(gone, at=undo.at, author=undo.author)


def _listed(settings: Mapping[str, str], key: str) -> tuple[str, ...]:
    return tuple(part for part in settings.get(key, "").split(";") if part)


def _name(code: str, frames: Sequence[Frame], language: Language) -> str:
    frame = next(f for f in frames if code in f.position)
    at = frame.position[code]
    return language.country(frame.text("iso2", at), frame.text("name", at)) or code
