"""``--help`` in the language of the command line: ``mnr --lang``, else MNR_LANG."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from inspect import cleandoc
from typing import Final

import click

__all__ = ["help_language", "in_language", "language_taken_out", "place", "words_of_help"]

#: what stands for something that is typed, such as COUNTRY or YYYY-MM-DD
_PLACE: Final = re.compile(r"(?<![A-Z0-9])[A-Z][A-Z_-]+(?![A-Z0-9])")


def help_language() -> str:
    """Code of the language in which help is said; "en" for one that is not offered. Outside any command, where an error
    is shown, that of the command that ended.

    A command is looked up before the group has run, so ``--lang`` is read from what was typed.
    """
    from coordination.system.settings import settings_from
    from graph_schema.languages import OFFERED

    context = click.get_current_context(silent=True)
    if context is None:
        from coordination.text.languages import spoken

        typed = spoken.get()
    else:
        typed = str(context.find_root().params.get("lang") or "")
    code = typed or settings_from().language
    return code if code in OFFERED else "en"


def words_of_help() -> Callable[[str], str]:
    """What says a text of the help in its language; English reads no catalogue."""
    code = help_language()
    if code == "en":
        return str
    from coordination.text.languages import catalogue

    return catalogue(code).gettext


def place(text: str, words: Callable[[str], str]) -> str:
    """What stands for something that is typed, its words in the language."""
    return _PLACE.sub(lambda found: words(found[0]), text)


def in_language(command: click.Command, words: Callable[[str], str] | None = None) -> click.Command:
    """The command, and those of its group, with help in the language."""
    words = words or words_of_help()
    out = copy(command)
    out.help, out.epilog = (text and words(cleandoc(text)) for text in (command.help, command.epilog))
    out.options_metavar = words(out.options_metavar or "")
    out.params = [copy(p) for p in command.params]
    context = click.Context(command)
    for param in out.params:
        if param.metavar or isinstance(param, click.Argument):
            param.metavar = place(param.make_metavar(context), words)
        param.type = copy(param.type)
        param.type.name = words(param.type.name)
        if isinstance(param, click.Option) and param.help:
            param.help = words(param.help)
    if isinstance(out, click.Group):
        out.subcommand_metavar = words(out.subcommand_metavar)
        out.commands = {name: in_language(inner, words) for name, inner in out.commands.items()}
    return out


def language_taken_out(args: list[str]) -> tuple[str, list[str]]:
    """(language, the other arguments) of what was typed behind a command: ``--lang CODE`` stands anywhere."""
    ends = args.index("--") if "--" in args else len(args)
    for at in range(ends - 1, -1, -1):
        if args[at].startswith("--lang="):
            return args[at].removeprefix("--lang="), args[:at] + args[at + 1 :]
        if args[at] == "--lang" and at + 1 < ends:
            return args[at + 1], args[:at] + args[at + 2 :]
    return "", args
