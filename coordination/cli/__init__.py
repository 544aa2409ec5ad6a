"""The command ``mnr``. Commands are loaded when they are called, so that ``mnr --help`` is instant."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from copy import copy
from importlib import import_module
from io import StringIO
from typing import TYPE_CHECKING

import click

from coordination.answers.index import DECLARED, GROUPED
from coordination.cli import waiting
from coordination.cli.click_words import heading, meant, speak
from coordination.cli.helped import help_language, in_language, language_taken_out, words_of_help
from coordination.system.collector import look_seldom
from coordination.system.products import with_one_thread

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.metadata import EntryPoint

__all__ = ["COMMANDS", "cli", "main"]

#: Command -> (module:attribute, which is the command or makes it; one line of help).
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": (
        "coordination.cli.demo:demo",
        "Build the shipped workspaces, write reports, open the dashboard.",
    ),
    "import": ("coordination.cli.data:import_", "Import a folder, CSV, XLSX or JSON Lines."),
    "export": ("coordination.cli.data:export", "Export everything as CSV or JSON Lines, with a manifest."),
    "graph": ("coordination.cli.data:graph", "Save everything as one graph for other programs."),
    "history": ("coordination.cli.data:history", "What changed: all updates, or one record."),
    "undo": ("coordination.cli.data:undo", "Undo an update."),
    "scenario": ("coordination.cli.scenarios:scenario", "Keep, compare and share what-if scenarios."),
    "plans": ("coordination.cli.plans:plans", "List the plans of a workspace, release them to donors."),
    "public": ("coordination.cli.public:public", "The figures that may be published."),
    "report": ("coordination.cli.report:report", "A document about a country, a funder or a network."),
    "store": ("coordination.cli.store:store", "Make, check, repair and move databases."),
    "workspace": ("coordination.cli.workspace:workspace", "List workspaces, start a new one."),
    "schema": ("coordination.cli.schema:schema", "What can be recorded: manual, templates, SQL, Cypher."),
    "cypher": ("coordination.cli.cypher:cypher", "Ask a Neo4j workspace in Cypher, read only."),
    "neo4j": ("coordination.cli.neo4j:neo4j", "Run a real Neo4j on this machine, without Docker."),
    "doctor": ("coordination.cli.doctor:doctor", "Check this installation."),
}

#: Commands that are no answers and may take long: they say so on a terminal.
LONG = frozenset({"import", "export", "graph", "history", "undo", "public", "report"})

#: What is no command, though people look for it -> the commands that give it.
SOUGHT: dict[str, tuple[str, ...]] = {
    "minutes": ("report --kind minutes", "decisions"),
    "meeting": ("decisions", "report --kind minutes"),
}

#: The same of the declared answers, but those of a group.
ANSWERS = {name: told for name, told in DECLARED.items() if name not in GROUPED}


def _may_take_long(args: list[str]) -> bool:
    """Whether what was typed is worked out, and is no question for help."""
    if not args or {"-h", "--help"}.intersection(args):
        return False
    return args[0] in ANSWERS or args[0] in LONG or args[:2] == ["scenario", "compare"]


def _others() -> Iterable[EntryPoint]:
    """Commands of other packages."""
    from importlib.metadata import entry_points  # takes longer than the rest of this module

    return entry_points(group="mnr.commands")


speak()


class _Lazy(click.Group):
    """Loads a command when it is asked for; commands of other packages join by entry point."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*dict.fromkeys([*COMMANDS, *ANSWERS]), *sorted(e.name for e in _others())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            module, _, attribute = COMMANDS[cmd_name][0].partition(":")
            found = getattr(import_module(module), attribute)
            command: click.Command = found if isinstance(found, click.Command) else found()
            return in_language(command)
        if cmd_name in ANSWERS:
            from coordination.cli.generic import load

            return in_language(load(ANSWERS[cmd_name][0]))
        for entry in _others():
            if entry.name == cmd_name:
                return in_language(entry.load())
        return None

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [words_of_help()(piece) for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = copy(super().get_help_option(ctx))  # which is made before the language is known
        if option is not None:
            option.help = words_of_help()("Show this message and exit.")
        return option

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        click.Command.format_help(in_language(self), ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from coordination.text.wording import N_

        words = words_of_help()
        rows = [(name, words(text)) for name, (_, text) in {**COMMANDS, **ANSWERS}.items()]
        rows += [(e.name, words(N_("Open the dashboard in a browser."))) for e in _others()]
        with formatter.section(heading("Commands")):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        language, args = language_taken_out(args)
        if language:
            ctx.params["lang"] = language
        if (
            args
            and args[0] not in COMMANDS
            and args[0] not in ANSWERS
            and args[0] not in self.list_commands(ctx)
            and not args[0].startswith("-")
        ):
            near = SOUGHT.get(args[0].lower(), ())
            if not near:
                from rapidfuzz import process

                alike = process.extractOne(args[0], self.list_commands(ctx), score_cutoff=60)
                near = (alike[0],) if alike else ()
            from coordination.text.languages import told
            from graph_schema.errors import Verbatim, said

            ctx.fail(
                told(
                    said(
                        "There is no command {name!r}. Did you mean {near}?",
                        name=args[0],
                        near=Verbatim(" / ".join(f"mnr {command}" for command in near)),
                    )
                    if near
                    else said("There is no command {name!r}.", name=args[0]),
                    help_language(),
                )
            )
        if _may_take_long(args):
            waiting.begin(help_language())
        return super().resolve_command(ctx, args)


@click.command(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Shell completion: eval "$(_MNR_COMPLETE=bash_source mnr)" (or zsh_source, fish_source).',
)
@click.version_option(package_name="mnr-coordination-graph", prog_name="mnr")
@click.option(
    "--lang",
    default="",
    metavar="CODE",
    is_eager=True,  # before --help, which speaks it
    help="Language of everything. Default: MNR_LANG, else English.",
)
def cli(lang: str) -> None:
    """Who provides what against online child sexual exploitation and abuse, what is missing, and what depends on one
    provider.
    """
    from coordination.system.settings import settings_from
    from coordination.text.languages import LANGUAGES, language_for, spoken

    language = settings_from().language
    spoken.set(language if language in LANGUAGES else "")
    if lang:
        language_for(lang)  # raises UsageError for one that is not offered
        spoken.set(lang)


def main(args: list[str] | None = None) -> None:
    """Run and exit: 0 fine, 1 a check found something, 2 usage, 3 data, 4 database, 70 a fault of the
    program. Never a traceback (set MNR_DEBUG=1 to see one)."""
    look_seldom()
    with_one_thread(os.environ)
    try:
        try:
            code = cli.main(args=args, prog_name="mnr", standalone_mode=False)
        finally:
            waiting.end()
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as e:
        sys.exit(e.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as e:
        from coordination.store.opening import masked

        words = StringIO()
        with getattr(e, "ctx", None) or nullcontext():  # which knows the language
            e.show(words)
            words.write(f"{hint}\n" if (hint := meant(e)) else "")
        click.echo(masked(words.getvalue()), nl=False, err=True)
        sys.exit(2)
    except BrokenPipeError:
        os._exit(0)  # the reader of our output went away; there is nobody to flush to
    except Exception as e:
        if os.environ.get("MNR_DEBUG"):
            raise
        from coordination.cli.output import show_error
        from graph_schema.errors import MnrError, UsageError, Verbatim, said

        if isinstance(e, OSError):
            reason = Verbatim(e.strerror or e)
            e = UsageError(
                said("{file} cannot be read or written: {reason}.", file=Verbatim(e.filename), reason=reason)
                if e.filename
                else said("A file cannot be read or written: {reason}.", reason=reason),
                hint=said("Check the path and its rights."),
            )
        code = show_error(e)
        sys.exit(code if isinstance(e, MnrError) else 70)
