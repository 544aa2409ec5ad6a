"""``--help`` in the language of the command line: ``mnr --lang``, else MNR_LANG."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from inspect import cleandoc

import click

__all__ = ["help_language", "in_language", "words_of_help"]


def help_language() -> str:
    """Code of the language in which help is said; "en" for one that is not offered.

    A command is looked up before the group has run, so its ``--lang`` is read from what was typed.
    """
    from coordination.system.settings import settings_from
    from graph_schema.languages import OFFERED

    context = click.get_current_context(silent=True)
    typed = str(context.find_root().params.get("lang") or "") if context else ""
    code = typed or settings_from().language
    return code if code in OFFERED else "en"


def words_of_help() -> Callable[[str], str]:
    """What says a text of the help in its language; English reads no catalogue."""
    code = help_language()
    if code == "en":
        return str
    from coordination.text.languages import catalogue

    return catalogue(code).gettext


def in_language(command: click.Command, words: Callable[[str], str] | None = None) -> click.Command:
    """The command, and those of its group, with help in the language."""
    words = words or words_of_help()
    out = copy(command)
    out.help, out.epilog = (text and words(cleandoc(text)) for text in (command.help, command.epilog))
    out.params = [copy(p) for p in command.params]
    for option in out.params:
        if isinstance(option, click.Option) and option.help:
            option.help = words(option.help)
    if isinstance(out, click.Group):
        out.commands = {name: in_language(inner, words) for name, inner in out.commands.items()}
    return out
