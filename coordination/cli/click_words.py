"""What Click says of its own (usage, headings of help, errors of what was typed) in the language of the command line.

Click says its words through the gettext of its modules; :func:`speak` puts the catalogue in its place.
"""

from __future__ import annotations

import shlex

import click

from coordination.cli.helped import words_of_help
from coordination.text.wording import N_

__all__ = ["PLACES", "SAID", "heading", "meant", "speak"]

#: texts of Click that this program can come to show
SAID = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
    N_("%(prog)s, version %(version)s"),
    N_("default: {default}"),
    N_("required"),
    N_("(dynamic)"),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Missing parameter: {param_name}"),
    N_("Missing {param_type}"),
    N_("Missing command."),
    N_("Choose from:\n\t{choices}"),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Could not open file {filename!r}: {message}"),
    N_("unknown error"),
    N_("Argument {name!r} takes {nargs} values."),
    N_("Option {name!r} does not take a value."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("{value!r} is not a valid boolean. Recognized values: {states}"),
    N_("text"),
    N_("integer"),
    N_("integer range"),
    N_("float"),
    N_("float range"),
    N_("path"),
    N_("file"),
    N_("directory"),
    N_("[OPTIONS]"),
    N_("COMMAND [ARGS]..."),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    N_("{name} {filename!r} is not executable."),
    N_("Got unexpected extra argument ({args})"),
    N_("Got unexpected extra arguments ({args})"),
    N_("Takes {nargs} values but 1 was given."),
    N_("Takes {nargs} values but {len} were given."),
    N_("Did you mean {possibility}?"),
    N_("(Did you mean one of: {possibilities}?)"),
    N_("Option {name!r} requires an argument."),
    N_("Option {name!r} requires {nargs} arguments."),
    N_("{value!r} is not {choice}."),
    N_("{value!r} is not one of {choices}."),
    N_("{value!r} does not match the format {format}."),
    N_("{value!r} does not match the formats {formats}."),
)
#: what stands in the help for something that is typed
PLACES = (
    N_("ABOUT"),
    N_("ADDRESS"),
    N_("ANSWER"),
    N_("CAPABILITY"),
    N_("CHANGE"),
    N_("CODE"),
    N_("COUNTRY"),
    N_("DAY"),
    N_("END"),
    N_("FILE"),
    N_("FILES"),
    N_("FOLDER"),
    N_("KIND"),
    N_("LINE"),
    N_("NAME"),
    N_("NETWORK_ID"),
    N_("NEW"),
    N_("AMOUNT"),
    N_("NUMBER"),
    N_("ORGANISATION"),
    N_("PATHS"),
    N_("PHASE"),
    N_("QUERY"),
    N_("REF"),
    N_("SCENARIO"),
    N_("SINCE"),
    N_("SOURCE"),
    N_("START"),
    N_("STEP"),
    N_("TARGET"),
    N_("TEXT"),
    N_("TYPE"),
    N_("UPDATE"),
    N_("WORD"),
    N_("WORDS"),
    N_("YYYY-MM-DD"),
)
_HEADINGS = frozenset({"Options", "Commands", "Positional arguments"})
_MODULES = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.types,
)


def heading(text: str) -> str:
    """A heading of the help, behind which Click writes a colon."""
    words = words_of_help()
    return words("{word}: {rest}").partition(":")[0].format(word=words(text))


def _one(text: str) -> str:
    return heading(text) if text in _HEADINGS else words_of_help()(text)


def _of_many(one: str, many: str, n: int) -> str:
    return words_of_help()(one if n == 1 else many)


def meant(e: click.ClickException) -> str:
    """For countries that were typed without their option (``mnr expiries MWI``, ``mnr corridors MWI KEN``), what to
    type instead; else nothing."""
    words = words_of_help()
    command = e.ctx.command if isinstance(e, click.UsageError) and e.ctx else None
    options = (
        {flag for p in command.params if isinstance(p, click.Option) for flag in p.opts} if command else set()
    )
    for flag, text in (
        ("--country", "Got unexpected extra argument ({args})"),
        ("--between", "Got unexpected extra arguments ({args})"),
    ):
        start, _, end = words(text).partition("{args}")
        if flag not in options or not e.message.startswith(start):
            continue
        typed = e.message.removeprefix(start).removesuffix(end)
        if (
            flag == "--between" and len(typed.split()) != 2
        ):  # Click says no more where a name of two words ends
            return ""
        typed = shlex.quote(typed) if flag == "--country" else typed
        return words("Did you mean {possibility}?").format(possibility=f"{flag} {typed}")
    return ""


def speak() -> None:
    """From now on Click says its words in the language of the command line."""
    for module in _MODULES:
        for name, said in (("_", _one), ("ngettext", _of_many)):
            if hasattr(module, name):
                setattr(module, name, said)
