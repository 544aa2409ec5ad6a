"""``mnr public``: the declared answer, and the making of a release."""

from __future__ import annotations

from typing import Any

import click

from coordination.answers.asking import ask
from coordination.answers.public import ANSWER
from coordination.cli.generic import command_of
from coordination.cli.options import Asked, question_options, today
from coordination.cli.output import tell
from coordination.workspace.releases import releases
from graph_schema.errors import UsageError, Verbatim, said

__all__ = ["public"]


@question_options
def _record(asked: Asked, may_feed: str | None) -> None:
    """Keep the release that was due last, once and for ever. Raises UsageError."""
    answer = ask(asked.workspace, asked.question, "public", may_feed=may_feed)
    series = releases(asked.workspace)
    if series is None:
        raise UsageError(
            said("This workspace keeps no releases."), hint=said("Use one that is kept in a file.")
        )
    if str(answer["release"]) > today().isoformat():
        raise UsageError(
            said("{day} has not come yet.", day=Verbatim(answer["release"])),
            hint=said("A release is made on its day or later."),
        )
    path = series.record({k: v for k, v in answer.items() if k != "recorded"})
    tell(said("Recorded in {path}.", path=Verbatim(path)), err=True)


def public() -> click.Command:
    """The command, made anew so that its help is in the language of the command line."""
    command = command_of(ANSWER)
    show: Any = command.callback

    def made_and_shown(*, record: bool, **given: Any) -> None:
        if record:
            shared = ("store", "as_of", "evidence", "edition", "lang", "may_feed")
            _record(**{name: given[name] for name in shared})
        show(**given)

    command.callback = made_and_shown
    command.params.insert(
        0,
        click.Option(
            ["--record"],
            is_flag=True,
            help="Make the release and keep it beside the database. A release never changes.",
        ),
    )
    return command
