"""Where workspaces live, and how a name or address becomes one."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from coordination.ingest.earlier import back_to
from coordination.ingest.plan import plan
from coordination.model.changes import Batch, BatchKind, batch_id
from coordination.model.snapshot import Snapshot
from coordination.store import addresses
from coordination.store.base import GraphStore, Progress
from coordination.store.opening import open_store
from coordination.store.selection import select
from coordination.system.settings import Settings, settings_from
from coordination.text.batch_notes import FROM, stored
from coordination.workspace.copying import countries_in, taken_over
from coordination.workspace.service import Workspace, refuse
from graph_schema.errors import StoreDamaged, UsageError, Verbatim, said
from graph_schema.plain import plain_line
from graph_schema.schema import SCHEMA
from graph_schema.values import Iso3, Tier
from seed_data import Earlier, SeedWorkspace, workspaces

__all__ = [
    "build_shipped",
    "is_address",
    "new_workspace",
    "path_of",
    "saved_workspaces",
    "split_user",
    "store_at",
    "store_for",
    "told_apart",
    "workspace_for",
    "workspace_of",
]


def path_of(name: str, settings: Settings) -> Path:
    return settings.home / f"{name}.sqlite"


def saved_workspaces(settings: Settings | None = None) -> list[str]:
    """Names of the workspaces in the home folder: files, and servers whose address is kept there."""
    home = (settings or settings_from()).home
    files = {p.stem for p in home.glob("*.sqlite")} if home.is_dir() else set()
    return sorted(files | set(addresses.names(home)))


def workspace_of(name: str, store: GraphStore, shipped: SeedWorkspace | None = None) -> Workspace:
    """A workspace over a store, with what it keeps about itself or what it is shipped with."""
    from datetime import date

    info = store.info()
    kept = info.settings
    tier = kept.get("tier") or (shipped.tier if shipped else Tier.AMBER)
    as_of = kept.get("as_of") or (shipped.as_of.isoformat() if shipped else "")
    return Workspace(
        name,
        store,
        read_only=shipped is not None,
        shipped_notes=shipped.notes if shipped else frozenset(),
        countries_of=countries_in(info),
        title=plain_line(kept.get("title", "")) or (shipped.title if shipped else name),
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
    url = store.url
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
    found = replace(workspace_of(name, store, shipped), read_only=False)
    told = {b.batch.note for b in store.batches()}
    notes = [*(was.note for was in shipped.earlier), shipped.note]
    begun = max((i + 1 for i, note in enumerate(notes) if note in told), default=0)
    for n in range(begun, len(shipped.earlier)):
        _shipped_batch(found, shipped, shipped.earlier[n:], progress)
    _shipped_batch(found, shipped, (), progress)
    return replace(found, read_only=True)


def _shipped_batch(
    found: Workspace, shipped: SeedWorkspace, since: Sequence[Earlier], progress: Progress | None
) -> None:
    """Bring in the state of the first of these earlier days, or with none today's; rows of shipped batches that it
    lacks go. ``since``: that day and those after it, oldest first."""
    own = frozenset(b.batch.id for b in found.store.batches() if b.batch.note in shipped.notes)
    was = since[0] if since else None
    outcome = found.import_files(
        [shipped.folder, *(e.folder for e in since)],
        at=f"{(was.day if was else shipped.as_of).isoformat()}T00:00:00Z",
        author=found.name,
        note=was.note if was else shipped.note,
        progress=progress,
        renew=own,
        worked=back_to(since[::-1]) if was else None,
    )
    refuse(outcome)


def is_behind(w: Workspace) -> bool:
    """Whether a shipped workspace was built from other files than those that come with this version of the program."""
    shipped = workspaces().get(w.name)
    if shipped is None or not w.read_only:
        return False
    taken = {sha for b in w.store.batches() for _, sha in b.batch.inputs}
    taken |= {sha for sha, _ in w.store.sightings()}
    files = (path for path in shipped.folder.glob("*.csv") if path.stem in SCHEMA)
    return any(sha256(path.read_bytes()).hexdigest() not in taken for path in files)


@contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """A file beside ``path`` for one who makes a store, whoever else makes one of that name just now."""
    made = path.with_name(f"{path.name}.{secrets.token_hex(6)}.building")
    try:
        yield made
    finally:
        for left in path.parent.glob(f"{made.name}*"):
            left.unlink(missing_ok=True)


def _put(made: Path, path: Path) -> bool:
    """Give a finished file its name; False where the name is taken, also since a moment ago."""
    try:
        os.link(made, path)
    except FileExistsError:
        return False
    except OSError:  # a disk without hard links
        if path.exists():
            return False
        made.replace(path)
    return True


def _first_use(name: str, path: Path) -> Workspace:
    """A shipped workspace built aside and put in its place whole, so that nobody meets half of it."""
    with _aside(path) as made:
        build_shipped(name, open_store(f"sqlite:///{made}")).store.close()
        _put(made, path)  # where somebody was quicker, his is the same
    return workspace_of(name, open_store(f"sqlite:///{path}"), workspaces()[name])


def is_address(text: str) -> bool:
    """Whether a text names a store by where it is, not a workspace by its name."""
    return "/" in text or ":" in text or text.endswith(".sqlite")


def store_for(text: str, settings: Settings | None = None) -> tuple[str, GraphStore]:
    """(name of the workspace, its store) for a name kept in the home folder, or an address. Nothing is connected.

    Raises UsageError for a name that is nothing, and for one that is two things.
    """
    settings = settings or settings_from()
    if not is_address(text):
        address = addresses.kept(settings.home, text)
        path = path_of(text, settings)
        if address is None:
            return text, open_store(f"sqlite:///{path}")
        if path.is_file():
            raise UsageError(
                said("The workspace {text!r} is a file and a server.", text=text),
                hint=said("Rename one of {path} and {other}.", path=path, other=Verbatim(text + ".server")),
            )
        return text, open_store(address.secret_url())
    store = open_store(text)
    if "://" not in text or text.startswith("sqlite:") or addresses.has_password(text):
        return _name_of(text, store), store
    known = addresses.named(settings.home, text)
    if known is not None:
        return known.name, open_store(known.secret_url())
    name = _name_of(text, store)
    url, user = split_user(text)
    given = addresses.Address(name, url, user, addresses.password_for(name))
    return name, open_store(given.secret_url())


def split_user(text: str) -> tuple[str, str]:
    """(address without a user, user) of an address without a password."""
    scheme, colon, rest = text.partition("://")
    user, at, place = rest.rpartition("@")
    return (scheme + colon + place, unquote(user)) if at else (text, "neo4j")


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
    return store_for(text or settings.store or "register", settings)[1]


def workspace_for(text: str, settings: Settings | None = None) -> Workspace:
    """``""`` = MNR_STORE, else the register; a name = a workspace of the home folder; else an address.

    The shipped workspaces are made on first use. Raises UsageError for a name that is nothing.
    """
    settings = settings or settings_from()
    text = text or settings.store or "register"
    if text == "memory:":
        raise UsageError(
            said("A database in memory is empty when a command starts."),
            hint=said("Use sqlite:///PATH instead."),
        )
    name, store = store_for(text, settings)
    path = path_of(text, settings)
    own_file = not is_address(text) and store.url.startswith("sqlite:")
    if own_file and not path.is_file():
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
    if own_file and text in workspaces() and _cut_off(store, workspaces()[text]):
        build_shipped(text, store)
    return workspace_of(name, store, workspaces().get(name) if _is_shipped(store.url, settings) else None)


def _is_shipped(url: str, settings: Settings) -> bool:
    """Whether an address is the file of a workspace that comes with the program, in the home folder."""
    if not url.startswith("sqlite:///"):
        return False
    path = Path(url.removeprefix("sqlite:///")).absolute()
    return any(path == path_of(name, settings).absolute() for name in workspaces())


def _taken(name: str) -> UsageError:
    message = said("There is a workspace {name!r} already.", name=name)
    return UsageError(message, hint=said("Choose another name."))


def new_workspace(
    name: str,
    *,
    title: str = "",
    source: Workspace | None = None,
    countries: Sequence[str] = (),
    at: str,
    author: str = "",
) -> Workspace:
    """A workspace of one's own in the home folder: empty, or with what ``source`` says, or with the part of it
    that touches some countries. It is made aside and put in its place whole. Raises UsageError.
    """
    settings = settings_from()
    addresses.check_name(name)
    folded = {n.casefold() for n in (*saved_workspaces(settings), *workspaces())}
    if name.casefold() in folded:
        raise _taken(name)
    if countries and source is None:
        raise UsageError(
            said("--country needs --from."),
            hint=Verbatim(f"mnr workspace new {name} --from register --country MWI"),
        )
    part, codes = Snapshot.of({}), list[Iso3]()
    if source is not None:
        codes = source.countries(countries) or []
        part = select(source.records(), codes)
    path = path_of(name, settings)
    with _aside(path) as made:
        store = open_store(f"sqlite:///{made}")
        store.prepare()
        store.set_settings(
            {
                "title": plain_line(title) or name,
                "tier": str(Tier.AMBER),
                "example_country": codes[0] if codes else "",
            },
            at=at,
            author=author,
        )
        if source is not None:
            changes = plan(store.snapshot(), part.frames)
            ident = batch_id(changes, BatchKind.IMPORT)
            note = stored(FROM, workspace=source.name)
            begin = Batch(ident, BatchKind.IMPORT, at, author, note, base=changes.base)
            with taken_over(store, codes, begin):
                store.apply(changes, begin)
        store.close()
        if not _put(made, path):
            raise _taken(name)
    return workspace_for(name, settings)
