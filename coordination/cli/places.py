"""Where workspaces live, and how a name or address becomes one."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from coordination.config import Settings, settings_from
from coordination.ingest.earlier import as_on
from coordination.service import Workspace, refuse
from coordination.store.base import GraphStore, Progress
from coordination.store.opening import open_store
from graph_schema.errors import StoreDamaged, UsageError, Verbatim, said
from graph_schema.values import Tier
from seed_data import Earlier, SeedWorkspace, workspaces

__all__ = [
    "build_shipped",
    "path_of",
    "saved_workspaces",
    "store_at",
    "told_apart",
    "workspace_for",
    "workspace_of",
]


def path_of(name: str, settings: Settings) -> Path:
    return settings.home / f"{name}.sqlite"


def saved_workspaces(settings: Settings | None = None) -> list[str]:
    """Names of the workspaces in the home folder."""
    home = (settings or settings_from()).home
    return sorted(p.stem for p in home.glob("*.sqlite")) if home.is_dir() else []


def workspace_of(name: str, store: GraphStore, shipped: SeedWorkspace | None = None) -> Workspace:
    """A workspace over a store, with what it keeps about itself or what it is shipped with."""
    from datetime import date

    kept = store.info().settings
    tier = kept.get("tier") or (shipped.tier if shipped else Tier.AMBER)
    as_of = kept.get("as_of") or (shipped.as_of.isoformat() if shipped else "")
    return Workspace(
        name,
        store,
        title=kept.get("title") or (shipped.title if shipped else name),
        default_tier=_tier(tier, store),
        example_country=kept.get("example_country") or (shipped.example_country if shipped else ""),
        as_of=date.fromisoformat(as_of) if as_of else None,
        shapes=kept.get("shapes") or (shipped.shapes if shipped else "world"),
        scenario_folder=_scenario_folder(store),
    )


def _tier(text: str, store: GraphStore) -> Tier:
    try:
        return Tier(text)
    except ValueError as e:
        raise StoreDamaged(
            said("The label of {store} is {text!r}, which is none.", store=store.url, text=text),
            hint=said("Run `mnr store verify`, then `mnr store repair`."),
        ) from e


def _name_of(text: str, store: GraphStore) -> str:
    """What a workspace that was given by its address is called: the name of its file; of a server its host, port and
    database, so that no two have one name."""
    if text.startswith("sqlite:") or text.endswith(".sqlite"):
        return Path(text).stem
    where = urlsplit(store.url)
    parts = ["neo4j", where.hostname or "", str(where.port or ""), where.path.strip("/")]
    return re.sub(r"[^A-Za-z0-9_.]+", "-", "-".join(p for p in parts if p))


def _scenario_folder(store: GraphStore) -> Path | None:
    """Beside the file of a store; for a server in the home folder, apart for each address; none in memory."""
    url = store.info().url
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///")).with_suffix(".scenarios")
    if url.startswith("memory:"):
        return None
    return settings_from().home / f"neo4j-{sha256(url.encode()).hexdigest()[:8]}.scenarios"


def build_shipped(name: str, store: GraphStore, progress: Progress | None = None) -> Workspace:
    """A shipped workspace in that store, made or brought up to date from its files.

    A new one is told as it came about: a batch for each earlier state, then one for today's. Batches carry the days
    and remarks kept with the workspace, so that they are the same everywhere.
    """
    shipped = workspaces()[name]
    store.prepare()
    store.set_settings(
        {
            "title": shipped.title,
            "tier": shipped.tier,
            "as_of": shipped.as_of.isoformat(),
            "example_country": shipped.example_country,
            "shapes": shipped.shapes,
        },
        at=f"{shipped.as_of.isoformat()}T00:00:00Z",
        author=name,
    )
    found = workspace_of(name, store, shipped)
    for was in shipped.earlier if not store.info().seq else ():
        _shipped_batch(found, shipped, was, progress)
    _shipped_batch(found, shipped, None, progress)
    return found


def _shipped_batch(
    found: Workspace, shipped: SeedWorkspace, was: Earlier | None, progress: Progress | None
) -> None:
    """Bring in the state of an earlier day, or with None today's; rows of shipped batches that it lacks go."""
    own = frozenset(b.batch.id for b in found.store.batches() if b.batch.note in shipped.notes)
    outcome = found.import_files(
        [shipped.folder, was.folder] if was else [shipped.folder],
        at=f"{(was.day if was else shipped.as_of).isoformat()}T00:00:00Z",
        author=found.name,
        note=was.note if was else shipped.note,
        progress=progress,
        renew=own,
        worked=as_on(was.day, was.folder.name, was.types, was.later) if was else None,
    )
    refuse(outcome)


def _first_use(name: str, path: Path) -> Workspace:
    """A shipped workspace built aside and put in its place whole, so that nobody meets half of it."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.building")
    try:
        build_shipped(name, open_store(f"sqlite:///{aside}")).store.close()
        if not path.exists():
            aside.replace(path)
    finally:
        for left in path.parent.glob(aside.name + "*"):
            left.unlink(missing_ok=True)
    return workspace_of(name, open_store(f"sqlite:///{path}"), workspaces()[name])


def _cut_off(store: GraphStore, shipped: SeedWorkspace) -> bool:
    """Whether its first set-up was cut off: it is as of today's day, and has fewer batches than were to come."""
    info = store.info()
    return not info.seq or (
        info.seq <= len(shipped.earlier) and info.settings.get("as_of") == shipped.as_of.isoformat()
    )


def told_apart(opened: Sequence[Workspace]) -> list[Workspace]:
    """The workspaces, those that share a name numbered: ``region``, ``region-2``. Of one store there is one."""
    taken: dict[str, Workspace] = {}
    places: set[str] = set()
    for w in opened:
        if w.store.url in places:
            continue
        places.add(w.store.url)
        name, n = w.name, 1
        while name in taken:
            n += 1
            name = f"{w.name}-{n}"
        taken[name] = w if name == w.name else replace(w, name=name)
    return list(taken.values())


def store_at(text: str, settings: Settings | None = None) -> GraphStore:
    """The store that :func:`workspace_for` would open, not looked into."""
    settings = settings or settings_from()
    text = text or settings.store or "register"
    if "/" in text or ":" in text or text.endswith(".sqlite"):
        return open_store(text)
    return open_store(f"sqlite:///{path_of(text, settings)}")


def workspace_for(text: str, settings: Settings | None = None) -> Workspace:
    """``""`` = MNR_STORE, else the register; a name = a workspace of the home folder; else an address.

    The shipped workspaces are made on first use. Raises UsageError for a name that is nothing.
    """
    settings = settings or settings_from()
    text = text or settings.store or "register"
    if "/" in text or ":" in text or text.endswith(".sqlite"):
        store = open_store(text)
        if text == "memory:":
            raise UsageError(
                said("A store in memory is empty when a command starts."),
                hint=said("Use sqlite:///PATH instead."),
            )
        return workspace_of(_name_of(text, store), store)
    path = path_of(text, settings)
    store = open_store(f"sqlite:///{path}")
    if not path.is_file():
        if text in workspaces():
            return _first_use(text, path)
        known = sorted({*workspaces(), *saved_workspaces(settings)})
        raise UsageError(
            said("There is no workspace {text!r}.", text=text),
            hint=said(
                "There are: {known}. Start one with `mnr workspace new {text}`.",
                known=Verbatim(", ".join(known)),
                text=Verbatim(text),
            ),
        )
    if text in workspaces() and _cut_off(store, workspaces()[text]):
        return build_shipped(text, store)
    return workspace_of(text, store, workspaces().get(text))
