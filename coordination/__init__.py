"""The MNR coordination graph as a library: ``import coordination as mnr``, then ``mnr.open("register")``.

What it offers stands in :mod:`coordination.library`, loaded when it is first asked for, so that importing a module of
this package costs no more than that module.
"""

from importlib import import_module
from typing import Any

__all__ = [
    "MnrError",
    "Workspace",
    "answer_names",
    "connectors",
    "gaps",
    "only_connections",
    "open",
    "plain",
    "sole_providers",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("coordination.library"), name)
    if name == "__version__":
        from importlib.metadata import version

        return version("mnr-coordination-graph")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
