"""Settings: each has an environment name, a default and a sentence. Read once, at the edge."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

__all__ = ["Settings", "describe", "settings_from"]


def _home() -> Path:
    return Path("~/.local/share/mnr").expanduser()


@dataclass(frozen=True)
class Settings:
    """``home``: folder of the workspaces; ``store``: address used where no ``--store`` is given; ``author``:
    written beside batches; ``language``: of sentences where no ``--lang`` is given."""

    home: Path = field(
        default_factory=_home,
        metadata={
            "env": "MNR_HOME",
            "doc": "Folder in which workspaces are kept (default ~/.local/share/mnr).",
        },
    )
    store: str = field(
        default="",
        metadata={
            "env": "MNR_STORE",
            "doc": "Store used where no --store is given: an address or a workspace's name (default: register).",
        },
    )
    author: str = field(
        default="",
        metadata={"env": "MNR_AUTHOR", "doc": "Name written beside each batch (default: empty)."},
    )
    language: str = field(
        default="",
        metadata={"env": "MNR_LANG", "doc": "Language of sentences: en, fr or es (default: English)."},
    )


def settings_from(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment (``XDG_DATA_HOME`` moves the default home)."""
    env = os.environ if environment is None else environment
    values: dict[str, object] = {}
    if env.get("XDG_DATA_HOME"):
        values["home"] = Path(env["XDG_DATA_HOME"]) / "mnr"
    for f in fields(Settings):
        text = env.get(f.metadata["env"], "")
        if text:
            values[f.name] = Path(text).expanduser() if f.name == "home" else text
    return Settings(**values)  # type: ignore[arg-type]


def describe() -> list[tuple[str, str]]:
    """(environment name, sentence) of each setting, for the reference."""
    return [(f.metadata["env"], f.metadata["doc"]) for f in fields(Settings)]
