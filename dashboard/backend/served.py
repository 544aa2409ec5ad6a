"""The workspaces that one program serves: those it was told, or all of the home folder, as they come and go.

One that cannot be opened stays in the list with the reason, and is tried again; asking it raises that reason. What is
on a server is opened in a thread of its own and stands behind a circuit breaker, so that a silent one holds nobody.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from coordination.store.addresses import stamp
from coordination.store.base import GraphStore
from coordination.store.breaker import Breaker
from coordination.system.settings import settings_from
from coordination.workspace.places import saved_workspaces, store_for, told_apart, workspace_for, workspace_of
from coordination.workspace.service import Workspace
from graph_schema.errors import MnrError, StoreUnavailable, said
from seed_data import workspaces as shipped

__all__ = ["Served", "home_names"]

EVERY: Final = 0.5  #: seconds between two looks into the home folder
START: Final = 3.0  #: seconds that all servers together have to answer before the first page
PATIENCE: Final = 0.5  #: seconds that who asks for a workspace waits while its server is asked
Found = Workspace | MnrError


def home_names() -> list[str]:
    """Every workspace of the home folder: the shipped ones first."""
    return list(dict.fromkeys([*shipped(), *saved_workspaces()]))


class Served(Mapping[str, Workspace]):
    """Workspaces by name. ``opened``: some that are open already; ``texts``: names or addresses of others, or a
    function that gives the names of all there are."""

    def __init__(
        self, opened: Sequence[Workspace] = (), texts: Sequence[str] | Callable[[], Sequence[str]] = ()
    ) -> None:
        self._found: dict[str, Found] = {w.name: w for w in opened}
        self._kept = tuple(self._found)
        self._texts = texts
        self._named: dict[str, str] = {}
        self._remote: dict[str, GraphStore] = {}
        self._opening: dict[str, threading.Thread] = {}
        self._stamps: dict[str, object] = {}
        self._lock = threading.Lock()
        self._looked = 0.0
        if not callable(texts):
            self._named = {w.name: text for w, text in _named(texts)}
        self.look()
        end = time.monotonic() + START
        for opening in list(self._opening.values()):
            opening.join(max(0.0, end - time.monotonic()))

    def look(self) -> None:
        """Open what is new or could not be opened, forget what is gone. Waits for no server."""
        with self._lock:
            self._looked = time.monotonic()
            if callable(self._texts):
                self._named = {name: name for name in self._texts()}
            wanted = dict(self._named)
            for name in self._found.keys() - wanted.keys() - set(self._kept):
                self._forget(name)
            home, before = settings_from().home, self._stamps
            self._stamps = {name: stamp(home, text) for name, text in wanted.items()}
            for name, now in self._stamps.items():  # its file names another server now, or none
                if name in before and before[name] != now and name in self._found:
                    self._forget(name)
            self._found = {n: self._found[n] for n in [*self._kept, *wanted] if n in self._found}
            missing = [n for n in wanted if not isinstance(self._found.get(n), Workspace)]
        for name in missing:
            self._open(name, wanted[name])

    def _forget(self, name: str) -> None:
        """Close what is gone: a server in a thread of its own, by who is opening it if somebody is."""
        gone = self._found.pop(name)
        remote = self._remote.pop(name, None)
        if self._opening.pop(name, None) is not None:
            return
        if remote is not None:
            threading.Thread(target=remote.close, name="server-closing", daemon=True).start()
        elif isinstance(gone, Workspace):
            gone.store.close()

    def add(self, name: str) -> None:
        """Serve a workspace that was made just now."""
        with self._lock:
            self._named.setdefault(name, name)
        self.look()

    def _open(self, name: str, text: str) -> None:
        """Open a file here, and begin to open a server."""
        try:
            store = self._remote.get(name) or store_for(text)[1]
            if not store.url.startswith("sqlite:"):
                self._begin(name, store)
                return
            found: Found = replace(workspace_for(text), name=name)
        except MnrError as error:
            found = error
        with self._lock:
            kept = self._found.get(name)
            if not isinstance(kept, Workspace):
                self._found[name] = found
            elif isinstance(found, Workspace) and found.store is not kept.store:
                found.store.close()  # somebody else was quicker

    def _begin(self, name: str, store: GraphStore) -> None:
        """Ask a server in a thread, unless one asks it already. A new one has until then a word that says so."""
        with self._lock:
            if name in self._opening or isinstance(self._found.get(name), Workspace):
                return
            if name not in self._remote:
                self._remote[name] = Breaker(store)
                self._found[name] = StoreUnavailable(
                    said(
                        "The workspace {name!r} is being opened: {url} has not answered yet.",
                        name=name,
                        url=store.url,
                    ),
                    hint=said("Ask again in a few seconds. Everything else can be used meanwhile."),
                )
            asking = threading.Thread(
                target=self._ask, args=(name, self._remote[name]), name="server-opening", daemon=True
            )
            self._opening[name] = asking
            asking.start()

    def _ask(self, name: str, store: GraphStore) -> None:
        found: Found | None = None
        try:
            found = workspace_of(name, store)
        except MnrError as error:
            found = error
        finally:
            with self._lock:
                wanted = self._remote.get(name) is store
                if wanted:
                    del self._opening[name]
                    self._found[name] = found or self._found[name]
        if not wanted:  # it went away meanwhile
            store.close()

    def _current(self) -> dict[str, Found]:
        if time.monotonic() - self._looked > EVERY:
            self.look()
        return self._found

    def entries(self) -> list[tuple[str, Found]]:
        """(name, the workspace or why it cannot be opened) of each."""
        found = self._current()
        order = [*self._kept, *self._named]
        return sorted(
            found.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)
        )

    def __getitem__(self, name: str) -> Workspace:
        """Raises KeyError for a name that is none, and what is wrong with a workspace that cannot be opened."""
        self._current()
        opening = self._opening.get(name)
        if opening is not None:
            opening.join(PATIENCE)
        found = self._found[name]
        if isinstance(found, MnrError):
            raise type(found)(found.message, hint=found.hint)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, _found in self.entries()])

    def __len__(self) -> int:
        return len(self._current())


def _named(texts: Sequence[str]) -> list[tuple[Workspace, str]]:
    """Each text with a name of its own; of two texts for one store, the first."""
    made = [Workspace(*store_for(text)) for text in texts]
    at = {w.store.url: text for w, text in zip(reversed(made), reversed(texts), strict=True)}
    return [(w, at[w.store.url]) for w in told_apart(made)]
