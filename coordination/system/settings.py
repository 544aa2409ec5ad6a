"""Settings: each has an environment name, a default and a sentence. Read once, at the edge."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from graph_schema.errors import UsageError, Verbatim, said
from graph_schema.plain import plain_line

__all__ = ["LONGEST_NAME", "RequestLimits", "Settings", "describe", "limits_from", "settings_from"]


LONGEST_NAME = 80  #: characters of the name of who makes a change


def _user() -> str:
    """What this computer calls who uses it; "" where it has no name for them."""
    try:
        return plain_line(getpass.getuser())[:LONGEST_NAME]
    except (KeyError, OSError, ImportError):
        return ""


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
            "doc": said("Folder in which workspaces are kept (default ~/.local/share/mnr)."),
        },
    )
    store: str = field(
        default="",
        metadata={
            "env": "MNR_STORE",
            "doc": said(
                "Database used where no --store is given: an address or the name of a workspace "
                "(default: register)."
            ),
        },
    )
    password: str = field(
        default="",
        repr=False,
        metadata={
            "env": "MNR_PASSWORD",
            "doc": said(
                "Password of a server whose workspace keeps none; MNR_PASSWORD_NAME is that of the workspace NAME."
            ),
        },
    )
    author: str = field(
        default_factory=_user,
        metadata={
            "env": "MNR_AUTHOR",
            "doc": said(
                "Name written beside each update (default: your user name on this computer). In a browser, the "
                "name that is given there counts."
            ),
        },
    )
    language: str = field(
        default="",
        metadata={"env": "MNR_LANG", "doc": said("Language of sentences: en, fr or es (default: English).")},
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
    if "author" in values:
        values["author"] = plain_line(str(values["author"]))[:LONGEST_NAME]
    return Settings(**values)  # type: ignore[arg-type]


def _limit(default: int, env: str, doc: str) -> int:
    number: int = field(
        default=default,
        metadata={"env": env, "doc": said("{what} (default {value:,}).", what=doc, value=default)},
    )
    return number


@dataclass(frozen=True)
class RequestLimits:
    """What one request to the dashboard may carry, and how slowly. Each is a setting; errors name it."""

    upload_bytes: int = _limit(25 * 1024 * 1024, "MNR_UPLOAD_BYTES", said("Bytes of one form with files"))
    form_bytes: int = _limit(1024 * 1024, "MNR_FORM_BYTES", said("Bytes of the text of one form"))
    form_fields: int = _limit(500, "MNR_FORM_FIELDS", said("Fields of one form, files included"))
    field_chars: int = _limit(20_000, "MNR_FIELD_CHARS", said("Letters of one field of a form or question"))
    question_bytes: int = _limit(
        2 * 1024 * 1024, "MNR_QUESTION_BYTES", said("Bytes of one question of a page")
    )
    question_values: int = _limit(5_000, "MNR_QUESTION_VALUES", said("Values in one question of a page"))
    body_seconds: int = _limit(300, "MNR_BODY_SECONDS", said("Seconds in which a request must be here"))
    body_patience: int = _limit(10, "MNR_BODY_PATIENCE", said("Seconds before a request must keep its speed"))
    body_rate: int = _limit(2_000, "MNR_BODY_RATE", said("Least speed of a request, in bytes a second"))
    bodies: int = _limit(64, "MNR_BODIES", said("Requests with a body received at once"))
    bodies_each: int = _limit(
        32, "MNR_BODIES_EACH", said("Requests with a body received at once from one address")
    )
    held_bytes: int = _limit(100 * 1024 * 1024, "MNR_HELD_BYTES", said("Bytes of all requests held at once"))

    def body_of(self, path: str, kind: str) -> tuple[int, str]:
        """The most bytes of a request to this path with this content type, and the setting that says so."""
        if path == QUESTION_PATH:
            return self.question_bytes, "MNR_QUESTION_BYTES"
        if kind.lower().startswith("multipart/"):
            return self.upload_bytes, "MNR_UPLOAD_BYTES"
        return self.form_bytes, "MNR_FORM_BYTES"


#: where the questions of the pages (callbacks) go
QUESTION_PATH = "/_dash-update-component"


def limits_from(environment: Mapping[str, str] | None = None) -> RequestLimits:
    """The limits of requests from the environment. Raises UsageError for one that is no positive whole number."""
    env = os.environ if environment is None else environment
    values: dict[str, int] = {}
    for f in fields(RequestLimits):
        name = f.metadata["env"]
        if text := env.get(name, ""):
            if not (text.isascii() and text.isdigit() and 0 < int(text[:20]) < 2**40):
                raise UsageError(
                    said("{name}={text!r} is not a number for a limit.", name=Verbatim(name), text=text[:40]),
                    hint=said("Use a whole number of 1 or more, or leave it out."),
                )
            values[f.name] = int(text)
    return RequestLimits(**values)


def describe() -> list[tuple[str, str]]:
    """(environment name, sentence) of each setting, for the reference."""
    return [
        (f.metadata["env"], f.metadata["doc"]) for kind in (Settings, RequestLimits) for f in fields(kind)
    ]
