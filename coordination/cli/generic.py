"""One command for every declared answer: its options, its help with an example, and its forms, from the declaration."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final, get_args, get_origin

import click

from coordination.answers.copied import of_the_copy
from coordination.answers.declare import Answer, Given
from coordination.answers.filled import body_of, filled, rests_by, rests_on, say_of
from coordination.answers.frames import csv_of, file_frame
from coordination.cli import waiting
from coordination.cli.helped import help_language, place, words_of_help
from coordination.cli.options import Asked, day_option, left_open, question_options
from coordination.cli.output import tell
from coordination.system.files import write_whole
from coordination.text.languages import language_for
from coordination.text.say import Say
from coordination.text.sentences import ENGLISH, Sentence, sentence
from coordination.workspace.service import Workspace
from graph_schema.errors import UsageError, said

__all__ = ["arguments_of", "command_of", "example_of", "load"]

AnyAnswer = Answer[Any, Any]
FORMS: Final = ("table", "json", "csv", "xlsx")


def load(module: str) -> click.Command:
    """The command of the answer that a module declares."""
    answer: AnyAnswer = import_module(module).ANSWER
    return command_of(answer)


def command_of(answer: AnyAnswer) -> click.Command:
    """The command, with help in the language of the command line."""
    words = _help_words()

    def run(asked: Asked, format_: str | None, table: str | None, out: str, **given: Any) -> None:
        wanted = format_ or ("table" if sys.stdout.isatty() else "json")
        options = answer.options(**{g.name: _typed(g, given[g.name]) for g in answer.given})
        q = answer.left_open(asked.workspace, asked.question, options, left_open())
        asked = replace(asked, question=q)
        _emit(answer, asked, options, wanted, table or "", out)

    command: Callable[..., Any] = run
    command.__name__, command.__doc__ = answer.name, _doc(answer, words)
    command = question_options(command)
    format_help = sentence("Default: a table on a terminal, JSON when piped.")
    command = click.option("--format", "format_", type=click.Choice(FORMS), help=words(format_help))(command)
    if len(answer.tables) > 1:
        which = sentence("Only this table. Without it, a CSV file contains {table}.", table=answer.main)
        choice = click.Choice(list(answer.tables))
        command = click.option("--table", "table", type=choice, default=None, help=words(which))(command)
    else:
        command = _fixed("table", "", command)
    path = sentence("Write to this file instead.")
    command = click.option("--out", default="", metavar="FILE", help=words(path))(command)
    for g in reversed(answer.given):
        command = _parameter(g, words)(command)
    return click.command(answer.words[-1], short_help=words(answer.title))(command)


def _fixed(name: str, value: str, command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with an argument that nobody gives."""

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return command(*args, **{name: value}, **kwargs)

    wrapped.__name__, wrapped.__doc__ = command.__name__, command.__doc__
    wrapped.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    return wrapped


def _typed(given: Given, value: Any) -> Any:
    """A choice as it was typed; an empty text of one that is read is none. Raises UsageError."""
    return given.option.read("") if given.option.read and value == "" else given.taken(value)


def _help_words() -> Say:
    """How help is said: in the language of the command line."""
    code = help_language()
    return Say(ENGLISH if code == "en" else language_for(code), lambda name: name.id)


def _doc(answer: AnyAnswer, words: Say) -> str:
    more = [words(answer.doc)] if answer.doc else []
    more += [
        words(sentence("{word}: {rest}", word=place(g.metavar, words_of_help()), rest=words(g.option.help)))
        for g in answer.given
        if g.option.place
    ]
    example = words(sentence("Example: {command}", command=example_of(answer)))
    return "\n\n".join([words(answer.title), *more, example])


def example_of(answer: AnyAnswer) -> str:
    """The call that is shown as an example."""
    return shlex.join(["mnr", *answer.words, *arguments_of(answer, answer.example)])


def arguments_of(answer: AnyAnswer, options: object) -> list[str]:
    """What is typed for these choices."""
    places, flags = list[str](), list[str]()
    for g in answer.given:
        value = getattr(options, g.name)
        if value == g.default or value is None:
            continue
        flag, several = g.flag, isinstance(value, tuple)
        texts = [str(v) for v in value] if several else [str(value)]
        if g.option.place:
            places += texts
        elif value is True:
            flags.append(flag)
        elif several and not g.several:
            flags += [flag, *texts]
        else:
            flags += [x for t in texts for x in (flag, t)]
    return [*places, *flags]


def _parameter(given: Given, words: Say) -> Callable[[Any], Any]:
    """The choice as an argument or an option of the command line."""
    inner, flag, help_ = str if given.option.read else given.inner, given.flag, words(given.option.help)
    kind: dict[str, Any] = {"metavar": given.metavar}
    if inner is int:
        kind = {"type": int, "metavar": "N"}
        low, high = given.option.least, given.option.most
        if low is not None and high is not None:
            bounds = sentence("From {low} to {high}.", low=low, high=high)
            help_ = f"{help_} {words(bounds)}"
    elif inner is date:
        kind = {"callback": day_option, "metavar": given.option.metavar or "YYYY-MM-DD"}
    elif isinstance(inner, type) and issubclass(inner, StrEnum):
        kind = {"type": click.Choice([str(m) for m in inner])}
    if given.option.place:
        metavar = given.metavar if given.required else f"[{given.metavar}]"
        kind["metavar"] = f"{metavar}..." if given.several else metavar
        if not given.required:
            kind["default"] = None  # of one that must be given Click takes any default for what was typed
        return click.argument(given.name, nargs=-1 if given.several else 1, required=given.required, **kind)
    if inner is bool:
        return click.option(flag, given.name, is_flag=True, default=bool(given.default), help=help_)
    if get_origin(given.type) is tuple:
        if given.several:
            return click.option(flag, given.name, multiple=True, help=help_, **kind)
        size = len(get_args(given.type))
        return click.option(flag, given.name, nargs=size, default=None, help=help_, **kind)
    shown_default = inner is int
    if given.required:
        return click.option(flag, given.name, required=True, help=help_, **kind)
    return click.option(
        flag, given.name, default=given.default, show_default=shown_default, help=help_, **kind
    )


def _emit(answer: AnyAnswer, asked: Asked, options: Any, form: str, table: str, out: str) -> None:
    w, q = asked.workspace, answer.question(asked.question, options)
    if form == "xlsx" and not out:
        raise UsageError(
            said("A workbook cannot be printed."), hint=said("Name the file to write: --out FILE.xlsx.")
        )
    if table:
        answer.named(table, options)
    found = answer.asked(w, asked.question, options)
    lacks = of_the_copy(answer, w, options)
    for was, kept in answer.given_up(w, options).items():
        what = said(
            "{id!r} was judged to be the same organisation as {kept!r}; the answer is about {kept!r}.",
            id=was,
            kept=kept,
        )
        tell(what, err=True)
    if form == "table":
        say = say_of(w, q, short=True)
        from coordination.cli.printed import print_answer

        rests = [*_assumed(answer, w, options, say), say(rests_on(w, q))]
        print_answer(answer, options, found, say, " ".join(rests), [*map(say, lacks)], table, out)
    else:
        head = answer.header(w, asked.question, options)
        from coordination.answers.labels import label_of

        label = partial(label_of, w, q, answer.name)
        _write(_file(answer, options, found, say_of(w, q), head, lacks, form, table, label), out)
    if answer.finds(found):
        raise click.exceptions.Exit(1)


def _assumed(answer: AnyAnswer, w: Workspace, options: Any, say: Say) -> list[str]:
    """That an answer is a what-if, and of which changes, in words; nothing of one about what is on record."""
    if answer.assumes is None or not (texts := answer.assumes(w, options)):
        return []
    from coordination.answers.changes import in_words_of

    return [say(sentence("What-if scenario, not what is on record:")), *map(say, in_words_of(texts))]


def _file(
    answer: AnyAnswer,
    options: Any,
    found: Any,
    say: Say,
    head: dict[str, object],
    lacks: Sequence[Sentence],
    form: str,
    table: str,
    label: Callable[[Mapping[str, Any]], str],
) -> bytes:
    """The answer as JSON, CSV or a workbook. ``lacks``: what is not in a copy; ``table``: only this one;
    ``label``: the handling label of a whole answer."""
    if form == "json":
        body = (
            {table: filled(answer.tables[table], found, say).data()} if table else body_of(answer, found, say)
        )
        own = {"label": label(body)} if answer.tells_version and "label" not in body else {}
        return (json.dumps({**head, **body, **own}, ensure_ascii=False, indent=2) + "\n").encode()
    tail = rests_by(head, say)
    if form == "csv":
        one = filled(answer.tables[table or answer.main_of(found)], found, say)
        if not one.rows:  # which cannot say why there are none
            why = [*map(say, lacks), *([say(text) for text in answer.instead(found)] or one.notes)]
            waiting.end()
            click.echo("".join(f"{text}\n" for text in why), nl=False, err=True)
        return csv_of(file_frame(one, tail)).encode()
    from coordination.reports.workbook import Sheet, workbook

    sheets = []
    for name in [table] if table else answer.held(options, found):
        one = filled(answer.tables[name], found, say)
        sheets.append(Sheet(one.title, file_frame(one, tail, book=True), (*map(say, lacks), *one.notes)))
    return workbook(sheets, say(answer.title))


def _write(data: bytes, out: str) -> None:
    if out:
        write_whole(Path(out), data)
    else:
        waiting.end()
        click.echo(data.decode(), nl=False)
