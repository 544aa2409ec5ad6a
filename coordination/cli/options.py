"""Options that many commands share, and what they become: a workspace, a question, a format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import click
from click.core import ParameterSource

from coordination.analytics.base.facts import Evidence
from coordination.store.addresses import has_password
from coordination.system.settings import LONGEST_NAME, settings_from
from coordination.text.languages import LANGUAGES, language_for, spoken
from coordination.workspace.places import workspace_for
from coordination.workspace.service import Question, Workspace
from graph_schema.edition import BASE_EDITION, edition_ids
from graph_schema.errors import UsageError, Verbatim, said
from graph_schema.plain import plain_line
from graph_schema.values import FIRST_YEAR, LAST_YEAR

__all__ = [
    "Asked",
    "by_option",
    "day_option",
    "format_option",
    "lang_option",
    "left_open",
    "question_options",
    "speak",
    "store_option",
    "today",
    "without_password",
]

Command = Callable[..., Any]


def today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Asked:
    """A question to a workspace."""

    workspace: Workspace
    question: Question


def without_password(_: click.Context, __: click.Parameter, value: Any) -> Any:
    """A click callback: an address (or several) as it was given. Raises UsageError for one that holds a password."""
    for text in (value,) if isinstance(value, str) else value or ():
        if has_password(text):
            raise UsageError(
                said(
                    "The address {address} holds a password: everybody on this machine can read it in the list of "
                    "processes, and it stays in the history of the shell.",
                    address=Verbatim(f"{text.partition('://')[0]}://***@{text.rpartition('@')[2]}"),
                ),
                hint=said(
                    "Keep it in a file of yours, `mnr workspace connect NAME ADDRESS`, and use --store NAME; "
                    "or put it into MNR_PASSWORD, and the address here without it."
                ),
            )
    return value


store_option = click.option(
    "--store",
    default="",
    metavar="URL|NAME",
    callback=without_password,
    help=(
        "Name of a workspace, or address of a database (sqlite:///..., bolt://... without a "
        "password). Default: MNR_STORE, else the register."
    ),
)


def _author(_: click.Context, __: click.Parameter, value: str) -> str:
    return plain_line(value)[:LONGEST_NAME] or settings_from().author


by_option = click.option(
    "--by",
    default="",
    metavar="NAME",
    callback=_author,
    help="Who makes this change; kept with it. Default: MNR_AUTHOR, else your user name on this computer.",
)
format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv"]),
    default=None,
    help="Default: a table on a terminal, JSON when piped.",
)


lang_option = click.option(
    "--lang",
    default="",
    metavar="|".join(LANGUAGES),
    help="Language of the answer. Default: MNR_LANG, else English.",
)


def day_option(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    """A click callback: the text of a day as a date. Raises UsageError."""
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise UsageError(
            said("{as_of!r} is not a date.", as_of=value), hint=said("Write it as YYYY-MM-DD.")
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError(
            said("{value!r} is not between {low} and {high}.", value=value, low=FIRST_YEAR, high=LAST_YEAR),
            hint=said("Choose another date."),
        )
    return day


def _as(command: Command, wrapped: Command) -> None:
    """Name, words and options of a command for what stands around it."""
    wrapped.__name__ = command.__name__
    wrapped.__doc__ = command.__doc__
    wrapped.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]


def left_open() -> list[str]:
    """Of day and edition those that nobody named on the command line."""
    source = click.get_current_context().get_parameter_source
    return [name for name in ("as_of", "edition") if source(name) is ParameterSource.DEFAULT]


def speak(lang: str) -> str:
    """Take the language asked for, else that of MNR_LANG, for findings and errors too. Raises UsageError."""
    code = lang or spoken.get() or settings_from().language or "en"
    language_for(code)
    spoken.set(code)
    return code


def question_options(command: Command) -> Command:
    """``--store --as-of --evidence --edition --lang`` -> one argument ``asked``."""

    def wrapped(
        *args: object,
        store: str,
        as_of: date | None,
        evidence: str,
        edition: str,
        lang: str,
        **kwargs: object,
    ) -> object:
        workspace = replace(workspace_for(store), language=language_for(speak(lang))).pinned()
        question = Question(as_of or today(), Evidence(evidence), edition)
        return command(*args, asked=Asked(workspace, question), **kwargs)

    _as(command, wrapped)
    options = [
        store_option,
        click.option(
            "--as-of",
            callback=day_option,
            metavar="YYYY-MM-DD",
            help="The date that the answer describes. Default: today (UTC).",
        ),
        click.option(
            "--evidence",
            type=click.Choice([str(e) for e in Evidence]),
            default="all",
            help="confirmed = only records checked against a source.",
        ),
        click.option(
            "--edition", type=click.Choice(edition_ids()), default=BASE_EDITION, help="Framework edition."
        ),
        lang_option,
    ]
    decorated: Command = wrapped
    for option in reversed(options):
        decorated = option(decorated)
    return decorated
