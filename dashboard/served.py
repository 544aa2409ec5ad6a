"""The workspaces that one program serves: those it was told, or all of the home folder, as they come and go.

One that cannot be opened stays in the list with the reason, and is tried again; asking it raises that reason. What is
on a server stands behind a circuit breaker, so that trying again holds nobody.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from coordination.cli.places import saved_workspaces, store_for, told_apart, workspace_for, workspace_of
from coordination.service import Workspace
from coordination.store.base import GraphStore
from coordination.store.breaker import Breaker
from graph_schema.errors import MnrError
from seed_data import workspaces as shipped

__all__ = ["Served", "home_names"]

EVERY: Final = 0.5  #: seconds between two looks into the home folder
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
        self._lock = threading.Lock()
        self._looked = 0.0
        if not callable(texts):
            self._named = {w.name: text for w, text in _named(texts)}
        self.look()

    def look(self) -> None:
        """Open what is new or could not be opened, forget what is gone."""
        with self._lock:
            self._looked = time.monotonic()
            if callable(self._texts):
                self._named = {name: name for name in self._texts()}
            wanted = dict(self._named)
            for name in self._found.keys() - wanted.keys() - set(self._kept):
                gone = self._found.pop(name)
                self._remote.pop(name, None)
                if isinstance(gone, Workspace):
                    gone.store.close()
            self._found = {n: self._found[n] for n in [*self._kept, *wanted] if n in self._found}
            missing = [n for n in wanted if not isinstance(self._found.get(n), Workspace)]
        for name in missing:
            found = self._open(name, wanted[name])
            with self._lock:
                kept = self._found.get(name)
                if not isinstance(kept, Workspace):
                    self._found[name] = found
                elif isinstance(found, Workspace) and found.store is not kept.store:
                    found.store.close()  # somebody else was quicker

    def add(self, name: str) -> None:
        """Serve a workspace that was made just now."""
        with self._lock:
            self._named.setdefault(name, name)
        self.look()

    def _open(self, name: str, text: str) -> Found:
        try:
            if name not in self._remote:
                _name, store = store_for(text)
                if store.url.startswith("sqlite:"):
                    return replace(workspace_for(text), name=name)
                self._remote[name] = Breaker(store)
            return workspace_of(name, self._remote[name])
        except MnrError as error:
            return error

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
        found = self._current()[name]
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
